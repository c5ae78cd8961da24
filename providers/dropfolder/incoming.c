/*
 * incoming.c - a file of the in-folder becomes a message
 */
#include "dropfolder/incoming.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "common/com.h"
#include "common/converter.h"
#include "common/text/fold.h"
#include "common/text/text8.h"
#include "mapiguid.h"
#include "mapitags.h"
#include "mapiutil.h"

enum {
    HEAD = 1024,            /* bytes in which a mail's first field has its colon */
    MOST_NAMESAKES = 10000, /* in `done`, of one name */
    ROWS = 256,
    MOST_RECIPIENTS = 1 << 20
};
#define AGAIN_AFTER (60ull * 10000000) /* a minute, as files_now() counts */

/* A file that couldn't be delivered. */
struct waiting_file {
    struct waiting_file *next;
    uint64_t until;
    WCHAR name[]; /* with its end */
};

/* ---- the folder ---- */

static HRESULT make_below(const WCHAR *folder, const WCHAR *name)
{
    WCHAR *path = files_join(folder, name, L"");
    HRESULT hr = path ? files_make_folder(path) : MAPI_E_NOT_ENOUGH_MEMORY;

    free(path);
    return hr;
}

HRESULT drop_incoming_open(struct account *account, const struct allocators *alloc,
                           struct incoming *out)
{
    const WCHAR *folder = account->in_folder;
    HRESULT hr = files_make_folder(folder);

    *out = (struct incoming){.alloc = alloc};
    if (SUCCEEDED(hr)) hr = make_below(folder, L"bad");
    if (SUCCEEDED(hr) && !account->deletes) hr = make_below(folder, L"done");
    if (SUCCEEDED(hr)) hr = drop_taken_open(folder, &out->taken);
    if (SUCCEEDED(hr)) out->account = drop_account_ref(account);
    return hr;
}

static void forget(struct waiting_file **at)
{
    struct waiting_file *file = *at;

    *at = file->next;
    free(file);
}

void drop_incoming_close(struct incoming *incoming)
{
    while (incoming->waiting)
        forget(&incoming->waiting);
    drop_taken_close(&incoming->taken);
    drop_account_unref(incoming->account);
    *incoming = (struct incoming){0};
}

/* ---- who waits ---- */

static bool must_wait(struct incoming *incoming, const WCHAR *name)
{
    struct waiting_file **at = &incoming->waiting;

    while (*at && !files_is_name((*at)->name, name))
        at = &(*at)->next;
    if (!*at) return false;
    if ((*at)->until > files_now()) return true;
    forget(at);
    return false;
}

/* Where memory is out it is tried again at once, which is no harm. */
static void let_wait(struct incoming *incoming, const WCHAR *name)
{
    size_t bytes = (wide_len(name) + 1) * sizeof(WCHAR);
    struct waiting_file *file = malloc(sizeof(*file) + bytes);

    if (!file) return;
    file->until = files_now() + AGAIN_AFTER;
    memcpy(file->name, name, bytes);
    file->next = incoming->waiting;
    incoming->waiting = file;
}

/* ---- a file goes ---- */

/* Into a folder below, under its name or, where that is taken, with a number: a.eml, a.eml.2.eml */
static HRESULT move_below(const WCHAR *path, const WCHAR *folder, const WCHAR *name)
{
    HRESULT hr = MAPI_E_COLLISION;

    for (int n = 1; hr == MAPI_E_COLLISION && n < MOST_NAMESAKES; n++) {
        WCHAR number[16] = {0}, *to;
        char narrow[16];

        snprintf(narrow, sizeof(narrow), ".%d.eml", n);
        for (int i = 0; n > 1 && narrow[i]; i++)
            number[i] = (unsigned char)narrow[i];
        to = files_join(folder, name, number);
        if (!to) return MAPI_E_NOT_ENOUGH_MEMORY;
        hr = files_rename(path, to);
        free(to);
    }
    return hr;
}

/* The file of recipients that an out-folder has beside a mail: a.eml, a.rcpt */
static void delete_recipients(const WCHAR *folder, const WCHAR *name)
{
    WCHAR *path = files_join(folder, name, L".rcpt"); /* a.eml.rcpt */
    size_t n;

    if (!path) return;
    n = wide_len(path) - 9;
    memmove(path + n, path + n + 4, 6 * sizeof(WCHAR));
    files_delete(path);
    free(path);
}

/* Out of the in-folder, to a folder below; NULL: it is deleted. */
static HRESULT put_away(struct incoming *incoming, const WCHAR *path, const WCHAR *name,
                        const WCHAR *below)
{
    const WCHAR *in = incoming->account->in_folder;
    WCHAR *folder = below ? files_join(in, below, L"") : NULL;
    HRESULT hr;

    if (!below) hr = files_delete(path);
    else hr = folder ? move_below(path, folder, name) : MAPI_E_NOT_ENOUGH_MEMORY;
    free(folder);
    if (SUCCEEDED(hr)) delete_recipients(in, name);
    return hr;
}

static void finish(struct incoming *incoming, const WCHAR *path, const WCHAR *name)
{
    HRESULT hr = put_away(incoming, path, name, incoming->account->deletes ? NULL : L"done");

    if (SUCCEEDED(hr) || hr == MAPI_E_NOT_FOUND) drop_taken_gone(&incoming->taken, name);
    else let_wait(incoming, name);
}

/* ---- a file becomes a message ---- */

/* Its first line is a header field: a name of printable characters, and a colon. */
static HRESULT look_at_head(const WCHAR *path)
{
    char *head = NULL;
    size_t bytes, n = 0;
    HRESULT hr = files_read(path, HEAD, &head, &bytes);

    if (FAILED(hr)) return hr;
    while (n < bytes && head[n] > ' ' && head[n] != ':' && head[n] != 0x7f)
        n++;
    if (!n || n == bytes || head[n] != ':') hr = MAPI_E_CORRUPT_DATA;
    free(head);
    return hr;
}

static HRESULT convert(const struct incoming *incoming, const WCHAR *path, IMessage *message)
{
    AUTO_RELEASE IConverterSession *converter = NULL;
    AUTO_RELEASE IStream *stream = NULL;
    HRESULT hr = converter_open(&converter);

    if (SUCCEEDED(hr))
        hr = OpenStreamOnFileW(incoming->alloc->buffer, incoming->alloc->free, STGM_READ,
                               (WCHAR *)path, NULL, &stream);
    if (FAILED(hr)) return hr;
    return converter->lpVtbl->MIMEToMAPI(converter, stream, message, NULL, CCSF_SMTP);
}

enum { ME_TO = 1, ME_CC = 2 };

static unsigned look_for_me(const SRowSet *rows, const WCHAR *address)
{
    unsigned found = 0;

    for (ULONG i = 0; i < rows->cRows; i++) {
        const SPropValue *type = &rows->aRow[i].lpProps[0], *whose = &rows->aRow[i].lpProps[1];

        if (type->ulPropTag != PR_RECIPIENT_TYPE || whose->ulPropTag != PR_EMAIL_ADDRESS_W ||
            !fold_is_same(whose->Value.lpszW, address))
            continue;
        if (type->Value.l == MAPI_TO) found |= ME_TO;
        if (type->Value.l == MAPI_CC) found |= ME_CC;
    }
    return found;
}

static HRESULT find_me(const struct incoming *incoming, IMessage *message, unsigned *found)
{
    static const SizedSPropTagArray(2, columns) = {2, {PR_RECIPIENT_TYPE, PR_EMAIL_ADDRESS_W}};
    AUTO_RELEASE IMAPITable *table = NULL;
    ULONG n = ROWS;
    HRESULT hr = message->lpVtbl->GetRecipientTable(message, MAPI_UNICODE, &table);

    *found = 0;
    if (SUCCEEDED(hr)) hr = table->lpVtbl->SetColumns(table, (SPropTagArray *)&columns, 0);
    for (ULONG all = 0; SUCCEEDED(hr) && n && all < MOST_RECIPIENTS; all += n) {
        SRowSet *rows = NULL;

        hr = table->lpVtbl->QueryRows(table, ROWS, 0, &rows);
        if (FAILED(hr)) break;
        n = rows->cRows;
        *found |= look_for_me(rows, incoming->account->address);
        for (ULONG i = 0; i < n; i++)
            incoming->alloc->free(rows->aRow[i].lpProps);
        incoming->alloc->free(rows);
    }
    return hr;
}

static HRESULT is_from_me(const struct incoming *incoming, IMessage *message, bool *out)
{
    static const SizedSPropTagArray(1, tags) = {1, {PR_SENDER_EMAIL_ADDRESS_W}};
    SPropValue *value = NULL;
    ULONG n = 0;
    HRESULT hr = message->lpVtbl->GetProps(message, (SPropTagArray *)&tags, 0, &n, &value);

    *out = false;
    if (FAILED(hr)) return hr;
    *out = n == 1 && value->ulPropTag == PR_SENDER_EMAIL_ADDRESS_W &&
           fold_is_same(value->Value.lpszW, incoming->account->address);
    incoming->alloc->free(value);
    return S_OK;
}

/* 8.6-10, 8.6-12, 8.6-14: what a mail's own header can't say. */
static HRESULT set_receiver(const struct incoming *incoming, IMessage *message)
{
    const struct account *who = incoming->account;
    uint64_t now = files_now();
    SPropValue set[15];
    unsigned me;
    bool from_me;
    ULONG n = 0;
    HRESULT hr = find_me(incoming, message, &me);

    if (SUCCEEDED(hr)) hr = is_from_me(incoming, message, &from_me);
    if (FAILED(hr)) return hr;
    for (int i = 0; i < 2; i++) {
        set[n].ulPropTag = i ? PR_RCVD_REPRESENTING_NAME_W : PR_RECEIVED_BY_NAME_W;
        set[n++].Value.lpszW = who->name;
        set[n].ulPropTag = i ? PR_RCVD_REPRESENTING_ADDRTYPE_W : PR_RECEIVED_BY_ADDRTYPE_W;
        set[n++].Value.lpszW = (WCHAR *)L"SMTP";
        set[n].ulPropTag = i ? PR_RCVD_REPRESENTING_EMAIL_ADDRESS_W : PR_RECEIVED_BY_EMAIL_ADDRESS_W;
        set[n++].Value.lpszW = who->address;
        set[n].ulPropTag = i ? PR_RCVD_REPRESENTING_ENTRYID : PR_RECEIVED_BY_ENTRYID;
        set[n++].Value.bin = who->id;
        set[n].ulPropTag = i ? PR_RCVD_REPRESENTING_SEARCH_KEY : PR_RECEIVED_BY_SEARCH_KEY;
        set[n++].Value.bin = who->search_key;
    }
    set[n].ulPropTag = PR_MESSAGE_TO_ME;
    set[n++].Value.b = !!(me & ME_TO);
    set[n].ulPropTag = PR_MESSAGE_CC_ME;
    set[n++].Value.b = !!(me & ME_CC);
    set[n].ulPropTag = PR_MESSAGE_RECIP_ME;
    set[n++].Value.b = !!me;
    set[n].ulPropTag = PR_MESSAGE_DELIVERY_TIME;
    set[n].Value.ft.dwLowDateTime = (DWORD)now;
    set[n++].Value.ft.dwHighDateTime = (DWORD)(now >> 32);
    set[n].ulPropTag = PR_MESSAGE_FLAGS;
    set[n++].Value.l = MSGFLAG_UNMODIFIED | (from_me ? MSGFLAG_FROMME : 0);
    return message->lpVtbl->SetProps(message, n, set, NULL);
}

static HRESULT set_mark(IMessage *message, const WCHAR *name, const struct file_facts *facts)
{
    SPropValue value = {.ulPropTag = PR_DROP_FILE};
    size_t bytes = 0;
    char *mark;
    HRESULT hr = drop_taken_mark(name, facts, &mark, &bytes);

    if (FAILED(hr)) return hr;
    value.Value.bin = (SBinary){(ULONG)bytes, (BYTE *)mark};
    hr = message->lpVtbl->SetProps(message, 1, &value, NULL);
    free(mark);
    return hr;
}

/* Where the record can't be written a crash may double a mail, which is better than to lose it. */
static HRESULT deliver(struct incoming *incoming, const WCHAR *path, const WCHAR *name,
                       const struct file_facts *facts, IMessage *message)
{
    HRESULT hr = convert(incoming, path, message);

    if (SUCCEEDED(hr)) hr = set_receiver(incoming, message);
    if (SUCCEEDED(hr)) hr = set_mark(message, name, facts);
    if (FAILED(hr)) return hr;
    if (!drop_taken_is_open(&incoming->taken, name, facts))
        drop_taken_add(&incoming->taken, name, facts, false);
    hr = message->lpVtbl->SaveChanges(message, KEEP_OPEN_READWRITE);
    if (FAILED(hr)) return hr;
    drop_taken_add(&incoming->taken, name, facts, true);
    finish(incoming, path, name);
    return S_OK;
}

/* ---- after a crash ---- */

/* The folder that new messages are in. */
static HRESULT open_folder(const struct incoming *incoming, IMAPISupport *support,
                           IMessage *message, IMAPIFolder **out)
{
    static const SizedSPropTagArray(1, tags) = {1, {PR_PARENT_ENTRYID}};
    SPropValue *parent = NULL;
    ULONG n = 0, type;
    HRESULT hr = message->lpVtbl->GetProps(message, (SPropTagArray *)&tags, 0, &n, &parent);

    *out = NULL;
    if (FAILED(hr)) return hr;
    if (n == 1 && parent->ulPropTag == PR_PARENT_ENTRYID)
        hr = support->lpVtbl->OpenEntry(support, parent->Value.bin.cb,
                                        (ENTRYID *)parent->Value.bin.lpb, &IID_IMAPIFolder, 0,
                                        &type, (IUnknown **)out);
    else hr = MAPI_E_NOT_FOUND;
    incoming->alloc->free(parent);
    return hr;
}

/* Whether a delivery that began had ended: its message is where new ones are. */
static bool is_there(const struct incoming *incoming, IMAPISupport *support, IMessage *message,
                     const WCHAR *name, const struct file_facts *facts)
{
    SPropValue value = {.ulPropTag = PR_DROP_FILE};
    SRestriction res = {.rt = RES_PROPERTY};
    AUTO_RELEASE IMAPIFolder *folder = NULL;
    AUTO_RELEASE IMAPITable *table = NULL;
    char *mark = NULL;
    size_t bytes = 0;
    HRESULT hr = open_folder(incoming, support, message, &folder);

    if (SUCCEEDED(hr)) hr = folder->lpVtbl->GetContentsTable(folder, 0, &table);
    if (SUCCEEDED(hr)) hr = drop_taken_mark(name, facts, &mark, &bytes);
    if (FAILED(hr)) return false;
    value.Value.bin = (SBinary){(ULONG)bytes, (BYTE *)mark};
    res.res.resProperty.relop = RELOP_EQ;
    res.res.resProperty.ulPropTag = PR_DROP_FILE;
    res.res.resProperty.lpProp = &value;
    hr = table->lpVtbl->FindRow(table, &res, BOOKMARK_BEGINNING, 0);
    free(mark);
    return SUCCEEDED(hr);
}

/* ---- the next one ---- */

/* Whether a file can be taken now; one that was delivered already goes. */
static bool is_next(struct incoming *incoming, const WCHAR *path, const WCHAR *name,
                    struct file_facts *facts)
{
    if (must_wait(incoming, name) || FAILED(files_facts(path, facts))) return false;
    if (drop_taken_has(&incoming->taken, name, facts)) {
        finish(incoming, path, name);
        return false;
    }
    return !files_is_busy(path);
}

HRESULT drop_incoming_count(struct incoming *incoming, ULONG *out)
{
    const WCHAR *folder = incoming->account->in_folder;
    struct file_list list;
    HRESULT hr = files_list(folder, L".eml", &list);

    *out = 0;
    for (size_t i = 0; i < list.count && SUCCEEDED(hr); i++) {
        WCHAR *path = files_join(folder, list.names[i], L"");
        struct file_facts facts;

        if (!path) hr = MAPI_E_NOT_ENOUGH_MEMORY;
        else if (is_next(incoming, path, list.names[i], &facts)) ++*out;
        free(path);
    }
    files_list_drop(&list);
    return hr;
}

static HRESULT take(struct incoming *incoming, const WCHAR *path, const WCHAR *name,
                    const struct file_facts *facts, IMessage *message, const WCHAR **what)
{
    HRESULT hr = look_at_head(path);

    if (SUCCEEDED(hr)) hr = deliver(incoming, path, name, facts, message);
    if (SUCCEEDED(hr)) return S_OK;
    if (hr == MAPI_E_CORRUPT_DATA || hr == MAPI_E_TOO_BIG) {
        *what = hr == MAPI_E_TOO_BIG ? L"too large for a message" : L"not a mail";
        if (SUCCEEDED(put_away(incoming, path, name, L"bad"))) {
            drop_taken_gone(&incoming->taken, name);
            return MAPI_E_CORRUPT_DATA;
        }
    }
    if (!*what) *what = L"can't be delivered now";
    let_wait(incoming, name);
    return hr;
}

HRESULT drop_incoming_take(struct incoming *incoming, IMAPISupport *support, IMessage *message,
                           struct incoming_news *news)
{
    const WCHAR *folder = incoming->account->in_folder;
    struct file_list list;
    HRESULT hr = files_list(folder, L".eml", &list);
    bool done = false;

    *news = (struct incoming_news){0};
    for (size_t i = 0; i < list.count && SUCCEEDED(hr) && !done; i++) {
        WCHAR *path = files_join(folder, list.names[i], L"");
        struct file_facts facts;

        if (!path) {
            hr = MAPI_E_NOT_ENOUGH_MEMORY;
        } else if (!is_next(incoming, path, list.names[i], &facts)) {
            ; /* another one */
        } else if (drop_taken_is_open(&incoming->taken, list.names[i], &facts) &&
                   is_there(incoming, support, message, list.names[i], &facts)) {
            drop_taken_add(&incoming->taken, list.names[i], &facts, true);
            finish(incoming, path, list.names[i]);
        } else {
            hr = take(incoming, path, list.names[i], &facts, message, &news->of);
            done = true;
            if (news->of) {
                news->name = list.names[i];
                list.names[i] = NULL;
            }
        }
        free(path);
    }
    files_list_drop(&list);
    return hr;
}
