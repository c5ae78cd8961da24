/*
 * cmd_store.c - mapictl store: list, tree, ls, stat, mkdir, mv, rm
 */
#include <stdio.h>
#include <stdlib.h>
#include "mail.h"
#include "print.h"
#include "tally.h"
#include "transfer.h"

static int run_list(struct args *args)
{
    static const struct column columns[] = {
        {"name", L"STORE", 40}, {"default", L"DEFAULT", 7}, {"provider", L"PROVIDER", 0}, {"entryid", NULL, 0}};
    static SizedSPropTagArray(4, tags) = {
        4, {PR_DISPLAY_NAME_W, PR_DEFAULT_STORE, PR_PROVIDER_DISPLAY_W, PR_ENTRYID}};
    struct list_output list;
    IMAPITable *table = NULL;
    SRowSet *rows = NULL;
    struct mail mail;
    HRESULT hr;
    int code;

    if (!args_done(args)) return EXIT_USAGE;
    code = mail_logon(&mail);
    if (code) return code;
    hr = mail.session->lpVtbl->GetMsgStoresTable(mail.session, MAPI_UNICODE, &table);
    if (SUCCEEDED(hr)) hr = HrQueryAllRows(table, (SPropTagArray *)&tags, NULL, NULL, 0, &rows);
    if (FAILED(hr)) {
        code = report_by(mail.session, hr, L"the stores can't be listed");
    } else {
        list_begin(&list, columns, ARRAYSIZE(columns));
        for (ULONG i = 0; i < rows->cRows; i++) {
            const SRow *row = &rows->aRow[i];
            const SPropValue *id = prop_of(row->lpProps, row->cValues, PR_ENTRYID);

            list_text(&list, text_of(row->lpProps, row->cValues, PR_DISPLAY_NAME_W));
            list_mark(&list, bool_of(row->lpProps, row->cValues, PR_DEFAULT_STORE), L"default");
            list_text(&list, text_of(row->lpProps, row->cValues, PR_PROVIDER_DISPLAY_W));
            list_bytes(&list, id ? id->Value.bin.lpb : NULL, id ? id->Value.bin.cb : 0);
        }
        list_end(&list, hr);
    }
    FreeProws(rows);
    RELEASE(table);
    mail_close(&mail);
    return code;
}

#define DEEPEST 64 /* levels of folders that tree follows */

/* above/name, with the slashes of name escaped, on malloc's memory. */
static WCHAR *path_of(const WCHAR *above, const WCHAR *name)
{
    WCHAR *path = malloc((wcslen(above) + 2 * wcslen(name) + 2) * sizeof(*path)), *to;

    if (!path) return NULL;
    wcscpy(path, above);
    to = path + wcslen(path);
    if (*above) *to++ = L'/';
    for (; *name; *to++ = *name++)
        if (*name == L'/') *to++ = L'\\';
    *to = 0;
    return path;
}

static HRESULT tree(struct list_output *list, IMAPIFolder *folder, const WCHAR *above, int depth);

static HRESULT tree_row(struct list_output *list, IMAPIFolder *folder, const WCHAR *above, int depth, const SRow *row)
{
    const SPropValue *id = prop_of(row->lpProps, row->cValues, PR_ENTRYID);
    const WCHAR *name = text_of(row->lpProps, row->cValues, PR_DISPLAY_NAME_W);
    WCHAR *path = path_of(above, name ? name : L"?"), *shown = NULL;
    IMAPIFolder *below = NULL;
    ULONG type;
    HRESULT hr = S_OK;

    if (path) shown = malloc((2 * (size_t)depth + wcslen(path) + 1) * sizeof(*shown));
    if (shown) {
        swprintf(shown, 2 * (size_t)depth + wcslen(path) + 1, L"%*ls%ls", 2 * depth, L"", name ? name : L"?");
        list_text(list, settings.json ? path : shown);
        list_number(list, long_of(row->lpProps, row->cValues, PR_CONTENT_COUNT));
        list_number(list, long_of(row->lpProps, row->cValues, PR_CONTENT_UNREAD));
        list_bytes(list, id ? id->Value.bin.lpb : NULL, id ? id->Value.bin.cb : 0);
        if (id && bool_of(row->lpProps, row->cValues, PR_SUBFOLDERS)) {
            hr = folder->lpVtbl->OpenEntry(folder, id->Value.bin.cb, (ENTRYID *)id->Value.bin.lpb, NULL, 0, &type,
                                           (IUnknown **)&below);
            if (SUCCEEDED(hr)) hr = tree(list, below, path, depth + 1);
            RELEASE(below);
        }
    } else {
        hr = MAPI_E_NOT_ENOUGH_MEMORY;
    }
    free(shown);
    free(path);
    return hr;
}

/* One level of the tree; deeper levels by recursion, at most DEEPEST. */
static HRESULT tree(struct list_output *list, IMAPIFolder *folder, const WCHAR *above, int depth)
{
    static SizedSPropTagArray(5, tags) = {
        5, {PR_DISPLAY_NAME_W, PR_ENTRYID, PR_CONTENT_COUNT, PR_CONTENT_UNREAD, PR_SUBFOLDERS}};
    static SizedSSortOrderSet(1, order) = {1, 0, 0, {{PR_DISPLAY_NAME_W, TABLE_SORT_ASCEND}}};
    IMAPITable *table = NULL;
    SRowSet *rows = NULL;
    HRESULT hr;

    if (depth > DEEPEST) return MAPI_E_TOO_COMPLEX;
    hr = folder->lpVtbl->GetHierarchyTable(folder, MAPI_UNICODE, &table);
    if (SUCCEEDED(hr)) hr = HrQueryAllRows(table, (SPropTagArray *)&tags, NULL, (SSortOrderSet *)&order, 0, &rows);
    for (ULONG i = 0; SUCCEEDED(hr) && i < rows->cRows; i++) hr = tree_row(list, folder, above, depth, &rows->aRow[i]);
    FreeProws(rows);
    RELEASE(table);
    return hr;
}

static int run_tree(struct args *args)
{
    static const struct column columns[] = {
        {"folder", L"FOLDER", 40}, {"messages", L"MESSAGES", -9}, {"unread", L"UNREAD", -7}, {"entryid", NULL, 0}};
    const WCHAR *path = args_next(args);
    struct list_output list;
    IMAPIFolder *folder = NULL;
    struct mail mail;
    HRESULT hr;
    int code;

    if (!args_done(args)) return EXIT_USAGE;
    code = mail_open_store(&mail);
    if (code) return code;
    code = mail_folder(&mail, path, 0, &folder);
    if (!code) {
        list_begin(&list, columns, ARRAYSIZE(columns));
        hr = tree(&list, folder, path ? path : L"", 0);
        list_end(&list, hr);
        if (FAILED(hr)) code = report_by(folder, hr, L"the folders can't be listed");
    }
    RELEASE(folder);
    mail_close(&mail);
    return code;
}

/* Every message's number in its folder, to be looked up by entry ID: for lists in another order. */
struct numbers {
    struct number {
        SBinary id;
        ULONG n;
    } *list;
    ULONG count;
    void *blocks; /* MAPI's memory that the IDs lie in */
};

static int by_id(const void *a, const void *b)
{
    const SBinary *x = &((const struct number *)a)->id, *y = &((const struct number *)b)->id;
    int order = memcmp(x->lpb, y->lpb, x->cb < y->cb ? x->cb : y->cb);

    return order ? order : x->cb < y->cb ? -1 : x->cb > y->cb;
}

static HRESULT add_number(struct numbers *numbers, ULONG room, const SRow *row)
{
    struct number *number = &numbers->list[numbers->count];
    const SPropValue *id = prop_of(row->lpProps, row->cValues, PR_ENTRYID);

    if (numbers->count == room) return S_OK; /* it came while we were counting */
    number->n = numbers->count + 1;
    number->id = (SBinary){0};
    if (!id) return MAPI_E_NOT_FOUND;
    if (MAPIAllocateMore(id->Value.bin.cb, numbers->blocks, (void **)&number->id.lpb)) return MAPI_E_NOT_ENOUGH_MEMORY;
    memcpy(number->id.lpb, id->Value.bin.lpb, id->Value.bin.cb);
    number->id.cb = id->Value.bin.cb;
    numbers->count++;
    return S_OK;
}

static HRESULT read_numbers(IMAPIFolder *folder, struct numbers *out)
{
    static SizedSPropTagArray(1, tags) = {1, {PR_ENTRYID}};
    IMAPITable *table = NULL;
    ULONG count = 0, got = 1;
    HRESULT hr = mail_contents(folder, (SPropTagArray *)&tags, mail_numbering, &table);

    *out = (struct numbers){0};
    if (SUCCEEDED(hr)) hr = table->lpVtbl->GetRowCount(table, 0, &count);
    if (SUCCEEDED(hr)) hr = MAPIAllocateBuffer(1, &out->blocks);
    if (SUCCEEDED(hr)) {
        out->list = calloc(count ? count : 1, sizeof(*out->list));
        if (!out->list) hr = MAPI_E_NOT_ENOUGH_MEMORY;
    }
    while (SUCCEEDED(hr) && got) {
        SRowSet *rows = NULL;

        hr = table->lpVtbl->QueryRows(table, 500, 0, &rows);
        got = SUCCEEDED(hr) ? rows->cRows : 0;
        for (ULONG i = 0; SUCCEEDED(hr) && i < got; i++) hr = add_number(out, count, &rows->aRow[i]);
        FreeProws(rows);
    }
    RELEASE(table);
    if (SUCCEEDED(hr)) qsort(out->list, out->count, sizeof(*out->list), by_id);
    return hr;
}

static void free_numbers(struct numbers *numbers)
{
    free(numbers->list);
    MAPIFreeBuffer(numbers->blocks);
}

static ULONG number_of(const struct numbers *numbers, const SPropValue *id)
{
    struct number wanted = {.id = id ? id->Value.bin : (SBinary){0}}, *found;

    found = numbers->count && id ? bsearch(&wanted, numbers->list, numbers->count, sizeof(wanted), by_id) : NULL;
    return found ? found->n : 0;
}

static const struct {
    const WCHAR *name;
    ULONG tag;
} sorts[] = {
    {L"date", PR_MESSAGE_DELIVERY_TIME}, {L"from", PR_SENDER_NAME_W}, {L"subject", PR_NORMALIZED_SUBJECT_W},
    {L"size", PR_MESSAGE_SIZE},          {L"changed", PR_LAST_MODIFICATION_TIME},
};

/* What --sort says; 0: nothing we know. */
static ULONG sort_tag(const WCHAR *name)
{
    for (size_t i = 0; i < ARRAYSIZE(sorts); i++)
        if (!wcscmp(sorts[i].name, name)) return sorts[i].tag;
    complain(L"mapictl: --sort takes date, from, subject, size or changed, not '%ls'\n", name);
    return 0;
}

static void ls_row(struct list_output *list, const SRow *row, ULONG number)
{
    const SPropValue *p = row->lpProps;
    ULONG n = row->cValues;
    const SPropValue *id = prop_of(p, n, PR_ENTRYID), *date = prop_of(p, n, PR_MESSAGE_DELIVERY_TIME);
    const WCHAR *from = text_of(p, n, PR_SENDER_NAME_W);

    list_number(list, number);
    list_time(list, date ? &date->Value.ft : NULL);
    list_text(list, from ? from : text_of(p, n, PR_SENDER_EMAIL_ADDRESS_W));
    list_size(list, long_of(p, n, PR_MESSAGE_SIZE));
    list_mark(list, !(long_of(p, n, PR_MESSAGE_FLAGS) & MSGFLAG_READ), L"new");
    list_mark(list, bool_of(p, n, PR_HASATTACH), L"att");
    list_text(list, text_of(p, n, PR_SUBJECT_W));
    list_bytes(list, id ? id->Value.bin.lpb : NULL, id ? id->Value.bin.cb : 0);
}

/* The rows of a table in its order; numbers NULL: they count up, or down from the last. */
static HRESULT ls_rows(IMAPITable *table, ULONG most, bool down, const struct numbers *numbers)
{
    static const struct column columns[] = {{"number", L"N", -5},       {"date", L"DATE", 16},
                                            {"from", L"FROM", 24},      {"size", L"SIZE", -7},
                                            {"unread", L"NEW", 3},      {"attachments", L"ATT", 3},
                                            {"subject", L"SUBJECT", 0}, {"entryid", NULL, 0}};
    struct list_output list;
    ULONG count = 0, at = 0, got = 1;
    HRESULT hr = table->lpVtbl->GetRowCount(table, 0, &count);

    list_begin(&list, columns, ARRAYSIZE(columns));
    while (SUCCEEDED(hr) && at < most && got) {
        SRowSet *rows = NULL;

        hr = table->lpVtbl->QueryRows(table, most - at > 100 ? 100 : (LONG)(most - at), 0, &rows);
        got = SUCCEEDED(hr) ? rows->cRows : 0;
        for (ULONG i = 0; i < got; i++, at++) {
            const SRow *row = &rows->aRow[i];

            ls_row(&list, row, numbers ? number_of(numbers, prop_of(row->lpProps, row->cValues, PR_ENTRYID))
                                       : down ? count - at : at + 1);
        }
        FreeProws(rows);
    }
    list_end(&list, hr);
    return hr;
}

static int run_ls(struct args *args)
{
    static SizedSPropTagArray(8, tags) = {8,
                                          {PR_ENTRYID, PR_MESSAGE_DELIVERY_TIME, PR_SENDER_NAME_W,
                                           PR_SENDER_EMAIL_ADDRESS_W, PR_MESSAGE_SIZE, PR_MESSAGE_FLAGS, PR_HASATTACH,
                                           PR_SUBJECT_W}};
    const WCHAR *sort = args_option(args, L"--sort"), *path = args_next(args);
    ULONG tag = sort ? sort_tag(sort) : PR_MESSAGE_DELIVERY_TIME, most;
    bool down = args_flag(args, L"--reverse"), by_date = tag == PR_MESSAGE_DELIVERY_TIME;
    SizedSSortOrderSet(1, order) = {1, 0, 0, {{tag, down ? TABLE_SORT_DESCEND : TABLE_SORT_ASCEND}}};
    struct numbers numbers = {0};
    IMAPIFolder *folder = NULL;
    IMAPITable *table = NULL;
    struct mail mail;
    HRESULT hr = S_OK;
    int code;

    if (!tag || !args_number(args, L"--most", ~0u, &most) || !args_done(args)) return EXIT_USAGE;
    code = mail_open_store(&mail);
    if (code) return code;
    if (!path) path = L"Inbox";
    code = mail_folder(&mail, path, 0, &folder);
    if (!code) {
        if (!by_date) hr = read_numbers(folder, &numbers);
        if (SUCCEEDED(hr)) hr = mail_contents(folder, (SPropTagArray *)&tags, (SSortOrderSet *)&order, &table);
        if (SUCCEEDED(hr)) hr = ls_rows(table, most, down, by_date ? NULL : &numbers);
        if (FAILED(hr)) code = report_by(folder, hr, L"the messages of '%ls' can't be listed", path);
        free_numbers(&numbers);
    }
    RELEASE(table);
    RELEASE(folder);
    mail_close(&mail);
    return code;
}

/* PR_ACCESS in words. */
static void access_words(LONG access, WCHAR *out)
{
    static const struct {
        LONG bit;
        const WCHAR *word;
    } words[] = {
        {MAPI_ACCESS_MODIFY, L"modify"},
        {MAPI_ACCESS_READ, L"read"},
        {MAPI_ACCESS_DELETE, L"delete"},
        {MAPI_ACCESS_CREATE_HIERARCHY, L"make-folders"},
        {MAPI_ACCESS_CREATE_CONTENTS, L"make-messages"},
        {MAPI_ACCESS_CREATE_ASSOCIATED, L"make-associated"},
    };

    *out = 0;
    for (size_t i = 0; i < ARRAYSIZE(words); i++) {
        if (!(access & words[i].bit)) continue;
        if (*out) wcscat(out, L" ");
        wcscat(out, words[i].word);
    }
}

static HRESULT stat_folder(IMAPIFolder *folder)
{
    static const struct column columns[] = {{"name", L"Folder", 0},      {"messages", L"Messages", 0},
                                            {"unread", L"Unread", 0},    {"associated", L"Associated", 0},
                                            {"subfolders", L"Folders", 0}, {"class", L"Class", 0},
                                            {"access", L"Access", 0},    {"entryid", L"Entry ID", 0}};
    static SizedSPropTagArray(8, tags) = {8,
                                          {PR_DISPLAY_NAME_W, PR_CONTENT_COUNT, PR_CONTENT_UNREAD,
                                           PR_ASSOC_CONTENT_COUNT, PR_SUBFOLDERS, PR_CONTAINER_CLASS_W, PR_ACCESS,
                                           PR_ENTRYID}};
    struct list_output list;
    const SPropValue *id;
    SPropValue *p = NULL;
    WCHAR access[100];
    ULONG n;
    HRESULT hr = folder->lpVtbl->GetProps(folder, (SPropTagArray *)&tags, MAPI_UNICODE, &n, &p);

    if (FAILED(hr)) return hr;
    id = prop_of(p, n, PR_ENTRYID);
    access_words(long_of(p, n, PR_ACCESS), access);
    list_begin_one(&list, columns, ARRAYSIZE(columns));
    list_text(&list, text_of(p, n, PR_DISPLAY_NAME_W));
    list_number(&list, long_of(p, n, PR_CONTENT_COUNT));
    list_number(&list, long_of(p, n, PR_CONTENT_UNREAD));
    list_number(&list, long_of(p, n, PR_ASSOC_CONTENT_COUNT));
    list_mark(&list, bool_of(p, n, PR_SUBFOLDERS), L"yes");
    list_text(&list, text_of(p, n, PR_CONTAINER_CLASS_W));
    list_text(&list, access);
    list_bytes(&list, id ? id->Value.bin.lpb : NULL, id ? id->Value.bin.cb : 0);
    list_end(&list, hr);
    MAPIFreeBuffer(p);
    return S_OK;
}

static HRESULT stat_message(IMessage *message)
{
    static const struct column columns[] = {{"subject", L"Subject", 0},   {"class", L"Class", 0},
                                            {"size", L"Size", 0},         {"received", L"Received", 0},
                                            {"created", L"Created", 0},   {"changed", L"Changed", 0},
                                            {"read", L"Read", 0},         {"unsent", L"Unsent", 0},
                                            {"attachments", L"Attachments", 0}, {"access", L"Access", 0},
                                            {"entryid", L"Entry ID", 0}};
    static SizedSPropTagArray(10, tags) = {10,
                                           {PR_SUBJECT_W, PR_MESSAGE_CLASS_W, PR_MESSAGE_SIZE, PR_MESSAGE_DELIVERY_TIME,
                                            PR_CREATION_TIME, PR_LAST_MODIFICATION_TIME, PR_MESSAGE_FLAGS, PR_HASATTACH,
                                            PR_ACCESS, PR_ENTRYID}};
    static const ULONG times[] = {PR_MESSAGE_DELIVERY_TIME, PR_CREATION_TIME, PR_LAST_MODIFICATION_TIME};
    struct list_output list;
    const SPropValue *id;
    SPropValue *p = NULL;
    WCHAR access[100];
    ULONG n;
    HRESULT hr = message->lpVtbl->GetProps(message, (SPropTagArray *)&tags, MAPI_UNICODE, &n, &p);

    if (FAILED(hr)) return hr;
    id = prop_of(p, n, PR_ENTRYID);
    access_words(long_of(p, n, PR_ACCESS), access);
    list_begin_one(&list, columns, ARRAYSIZE(columns));
    list_text(&list, text_of(p, n, PR_SUBJECT_W));
    list_text(&list, text_of(p, n, PR_MESSAGE_CLASS_W));
    list_size(&list, long_of(p, n, PR_MESSAGE_SIZE));
    for (size_t i = 0; i < ARRAYSIZE(times); i++) {
        const SPropValue *time = prop_of(p, n, times[i]);

        list_time(&list, time ? &time->Value.ft : NULL);
    }
    list_mark(&list, long_of(p, n, PR_MESSAGE_FLAGS) & MSGFLAG_READ, L"yes");
    list_mark(&list, long_of(p, n, PR_MESSAGE_FLAGS) & MSGFLAG_UNSENT, L"yes");
    list_mark(&list, bool_of(p, n, PR_HASATTACH), L"yes");
    list_text(&list, access);
    list_bytes(&list, id ? id->Value.bin.lpb : NULL, id ? id->Value.bin.cb : 0);
    list_end(&list, hr);
    MAPIFreeBuffer(p);
    return S_OK;
}

static int run_stat(struct args *args)
{
    const WCHAR *what = args_next(args);
    IMAPIFolder *folder = NULL;
    IMessage *message = NULL;
    struct mail mail;
    HRESULT hr;
    int code;

    if (!args_done(args)) return EXIT_USAGE;
    code = mail_open_store(&mail);
    if (code) return code;
    code = what && mail_is_message(what) ? mail_message(&mail, what, 0, &message) : mail_folder(&mail, what, 0, &folder);
    if (!code) {
        hr = message ? stat_message(message) : stat_folder(folder);
        if (FAILED(hr)) code = report(hr, L"the properties can't be read");
    }
    RELEASE(message);
    RELEASE(folder);
    mail_close(&mail);
    return code;
}

static int run_mkdir(struct args *args)
{
    bool exists_fine = args_flag(args, L"--exists-ok");
    const WCHAR *path = args_only(args, L"the folder's path");
    IMAPIFolder *parent = NULL, *made = NULL;
    WCHAR name[256];
    struct mail mail;
    HRESULT hr;
    int code;

    if (!path) return EXIT_USAGE;
    code = mail_open_store(&mail);
    if (code) return code;
    code = mail_parent(&mail, path, &parent, name, ARRAYSIZE(name));
    if (!code) {
        hr = parent->lpVtbl->CreateFolder(parent, FOLDER_GENERIC, (LPTSTR)name, (LPTSTR)L"", NULL,
                                          MAPI_UNICODE | (exists_fine ? OPEN_IF_EXISTS : 0), &made);
        if (FAILED(hr)) code = report_by(parent, hr, L"folder '%ls' can't be made", path);
    }
    RELEASE(made);
    RELEASE(parent);
    mail_close(&mail);
    return code;
}

static int folder_id(IMAPIFolder *folder, SPropValue **out)
{
    HRESULT hr = HrGetOneProp((IMAPIProp *)folder, PR_ENTRYID, out);

    return FAILED(hr) ? report(hr, L"the folder has no entry identifier") : EXIT_FINE;
}

static int remove_folder(struct mail *mail, const WCHAR *path, bool recursive)
{
    IMAPIFolder *parent = NULL, *folder = NULL;
    SPropValue *id = NULL;
    WCHAR name[256];
    HRESULT hr;
    int code = mail_parent(mail, path, &parent, name, ARRAYSIZE(name));

    if (!code) code = mail_folder(mail, path, MAPI_BEST_ACCESS, &folder);
    if (!code) code = folder_id(folder, &id);
    RELEASE(folder);
    if (!code) {
        hr = parent->lpVtbl->DeleteFolder(parent, id->Value.bin.cb, (ENTRYID *)id->Value.bin.lpb, 0, NULL,
                                          recursive ? DEL_FOLDERS | DEL_MESSAGES : 0);
        if (FAILED(hr)) {
            code = report_by(parent, hr, L"folder '%ls' can't be deleted", path);
            if (hr == MAPI_E_HAS_FOLDERS || hr == MAPI_E_HAS_MESSAGES)
                complain(L"mapictl: --recursive deletes what is in it as well\n");
        }
    }
    MAPIFreeBuffer(id);
    RELEASE(parent);
    return code;
}

/* What a word of a command that changes things names: all are found before the first changes, so numbers keep meaning
 * what `ls` showed. */
struct target {
    const WCHAR *word;
    SBinary id;          /* a message's; lpb NULL: the word is a folder's path */
    IMAPIFolder *folder; /* that it is in */
    int code;            /* why it can't be had */
};

static struct target *find_targets(struct mail *mail, struct args *args, int *count)
{
    struct target *list = calloc((size_t)args->count, sizeof(*list));

    for (*count = 0; list && args->count; ++*count) {
        struct target *target = &list[*count];

        target->word = args_next(args);
        if (mail_is_message(target->word))
            target->code = mail_message_id(mail, target->word, &target->id, &target->folder);
    }
    return list;
}

static void free_targets(struct target *list, int count)
{
    for (int i = 0; i < count; i++) {
        MAPIFreeBuffer(list[i].id.lpb);
        RELEASE(list[i].folder);
    }
    free(list);
}

static int remove_message(struct target *target)
{
    ENTRYLIST list = {1, &target->id};
    HRESULT hr = target->folder->lpVtbl->DeleteMessages(target->folder, &list, 0, NULL, 0);

    return hr != S_OK ? report_by(target->folder, hr, L"message '%ls' can't be deleted", target->word) : EXIT_FINE;
}

static int run_rm(struct args *args)
{
    bool recursive = args_flag(args, L"--recursive");
    struct target *targets;
    struct tally tally = {0};
    struct mail mail;
    int code, count;

    if (!args->count) {
        complain(L"mapictl: delete what? FOLDER, FOLDER:N or an entry identifier is missing\n");
        return EXIT_USAGE;
    }
    code = mail_open_store(&mail);
    if (code) return code;
    targets = find_targets(&mail, args, &count);
    for (int i = 0; i < count; i++) {
        struct target *target = &targets[i];

        tally_add(&tally, target->code     ? target->code
                          : target->folder ? remove_message(target)
                                           : remove_folder(&mail, target->word, recursive));
        progress(target->word, (uint64_t)i + 1, (uint64_t)count);
    }
    free_targets(targets, count);
    mail_close(&mail);
    return tally_code(&tally);
}

static int move_message(struct target *target, IMAPIFolder *to, bool copy)
{
    ENTRYLIST list = {1, &target->id};
    HRESULT hr = target->folder->lpVtbl->CopyMessages(target->folder, &list, NULL, to, 0, NULL, copy ? 0 : MESSAGE_MOVE);

    if (hr == S_OK) return EXIT_FINE;
    return report_by(target->folder, hr, L"message '%ls' can't be %hs", target->word, copy ? "copied" : "moved");
}

static int move_folder(struct mail *mail, const WCHAR *path, IMAPIFolder *to, bool copy, const WCHAR *new_name)
{
    IMAPIFolder *parent = NULL, *folder = NULL;
    SPropValue *id = NULL;
    WCHAR name[256];
    HRESULT hr;
    int code = mail_parent(mail, path, &parent, name, ARRAYSIZE(name));

    if (!code) code = mail_folder(mail, path, MAPI_BEST_ACCESS, &folder);
    if (!code) code = folder_id(folder, &id);
    RELEASE(folder);
    if (!code) {
        hr = parent->lpVtbl->CopyFolder(parent, id->Value.bin.cb, (ENTRYID *)id->Value.bin.lpb, NULL, to,
                                        (LPTSTR)new_name, 0, NULL,
                                        MAPI_UNICODE | COPY_SUBFOLDERS | (copy ? 0 : FOLDER_MOVE));
        if (hr != S_OK) code = report_by(parent, hr, L"folder '%ls' can't be %hs", path, copy ? "copied" : "moved");
    }
    MAPIFreeBuffer(id);
    RELEASE(parent);
    return code;
}

static int run_mv(struct args *args)
{
    bool copy = args_flag(args, L"--copy");
    const WCHAR *name = args_option(args, L"--name"), *to_path;
    struct target *targets = NULL;
    struct tally tally = {0};
    IMAPIFolder *to = NULL;
    struct mail mail;
    int code, count = 0;

    if (args->count < 2) {
        complain(L"mapictl: move what where? store mv WHAT ... FOLDER\n");
        return EXIT_USAGE;
    }
    to_path = args->words[--args->count];
    if (name && (args->count > 1 || mail_is_message(args->words[0]))) {
        complain(L"mapictl: --name is for one folder that is moved\n");
        return EXIT_USAGE;
    }
    code = mail_open_store(&mail);
    if (code) return code;
    code = mail_folder(&mail, to_path, MAPI_BEST_ACCESS, &to);
    if (!code) targets = find_targets(&mail, args, &count);
    for (int i = 0; i < count; i++) {
        struct target *target = &targets[i];

        tally_add(&tally, target->code     ? target->code
                          : target->folder ? move_message(target, to, copy)
                                           : move_folder(&mail, target->word, to, copy, name));
        progress(target->word, (uint64_t)i + 1, (uint64_t)count);
    }
    free_targets(targets, count);
    RELEASE(to);
    mail_close(&mail);
    return code ? code : tally_code(&tally);
}

const struct command store_commands[] = {
    {L"list", run_list, .usage = "", .help = "Lists the message stores of the profile.\n"},
    {L"tree", run_tree, .usage = "[FOLDER]",
     .help = "Shows the folders with their numbers of messages.\n\n"
             "FOLDER is a path such as Inbox/2026 under the store's visible top; // is the store's root. A slash in a\n"
             "name is written \\/. Under --json each folder has its path.\n"},
    {L"ls", run_ls, L"--sort= --reverse --most= ", "[FOLDER] [--sort KEY] [--reverse] [--most N]",
     "Lists a folder's messages (Inbox unless named), with the numbers other commands take.\n\n"
     "  --sort KEY  by date (of delivery), from, subject, size or changed; unless given, by date\n"
     "  --reverse   the last or greatest first\n"
     "  --most N    no more than N\n\n"
     "A message's number is its place by date, the oldest being 1, whatever the list's order.\n", NULL, NULL},
    {L"cat", transfer_cat, L"--html --headers --attachment= ", "MESSAGE [--html | --headers | --attachment N]",
     "Shows a message: header, recipients, attachments, body.\n\n"
     "MESSAGE is FOLDER:N as `ls` numbers them, or an entry identifier in hexadecimal.\n"
     "  --html          the HTML body instead of the plain one\n"
     "  --headers       the Internet header as it came\n"
     "  --attachment N  the bytes of the N-th attachment\n", NULL, NULL},
    {L"import", transfer_import, L"--to= --read ", "FILE.eml ... [--to FOLDER] [--read]",
     "Reads .eml files (RFC 5322, MIME) into a folder (Inbox unless named). A directory stands for its .eml files.\n\n"
     "  --read     mark them as read\n", NULL, NULL},
    {L"export", transfer_export, L"--to= ", "MESSAGE|FOLDER ... [--to DIRECTORY]",
     "Writes messages as .eml files: one message to stdout, or any number into a directory, named by subject.\n", NULL,
     NULL},
    {L"stat", run_stat, .usage = "[FOLDER|MESSAGE]", .help = "Shows the figures of a folder or a message.\n"},
    {L"mkdir", run_mkdir, L"--exists-ok ", "FOLDER [--exists-ok]",
     "Makes a folder; the one above it must be there.\n\n  --exists-ok  it may be there already\n", NULL, NULL},
    {L"mv", run_mv, L"--copy --name= ", "MESSAGE|FOLDER ... FOLDER [--copy] [--name NAME]",
     "Moves messages or folders into a folder.\n\n"
     "  --copy       copy instead\n  --name NAME  what a moved folder is called there\n", NULL, NULL},
    {L"rm", run_rm, L"--recursive ", "MESSAGE|FOLDER ... [--recursive]",
     "Deletes messages, or folders (with --recursive also what is in them).\n", NULL, NULL},
};
const size_t n_store_commands = ARRAYSIZE(store_commands);
