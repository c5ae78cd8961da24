/*
 * simple_read.c - a message as Simple MAPI shows it
 */
#include "simple/simple_read.h"
#include <string.h>
#include "mapiguid.h"
#include "mapitags.h"
#include "base/format.h"
#include "base/mem.h"
#include "base/text.h"
#include "com/com.h"
#include "com/stream_call.h"
#include "prop/pval.h"
#include "prop/rowset.h"
#include "simple/simple_address.h"
#include "simple/simple_code.h"
#include "simple/simple_text.h"
#include "simple/simple_unpack.h"
#include "sys/clock.h"
#include "table/query.h"

enum {
    TEXT_MOST = 128 << 20 /* bytes of UTF-16 */,
    DATE_ROOM = 20
};

HRESULT simple_message_open(struct simple_store *store, const SBinary *eid, ULONG flags,
                            IMessage **out)
{
    IMsgStore *from = store->store;
    ULONG type = 0;
    HRESULT hr;

    *out = NULL;
    hr = from->lpVtbl->OpenEntry(from, eid->cb, (ENTRYID *)eid->lpb, NULL, flags, &type,
                                 (IUnknown **)out);
    hr = com_given(hr, out);
    if (hr == MAPI_E_NOT_FOUND || hr == MAPI_E_INVALID_ENTRYID || hr == MAPI_E_UNKNOWN_ENTRYID ||
        hr == MAPI_E_OBJECT_DELETED || hr == MAPI_E_INVALID_PARAMETER)
        return SIMPLE_FAIL(MAPI_E_INVALID_MESSAGE);
    if (FAILED(hr) || type == MAPI_MESSAGE) return hr;
    com_release(out);
    return SIMPLE_FAIL(MAPI_E_INVALID_MESSAGE);
}

/* ---- people ---- */

/* Values in a row: a name, a type, an address, an entry ID. */
static const WCHAR *text_of(const SPropValue *value)
{
    return PROP_TYPE(value->ulPropTag) == PT_UNICODE ? value->Value.lpszW : L"";
}

static HRESULT take_person(const SPropValue *row, void *root, MapiRecipDescW *to)
{
    const WCHAR *name = text_of(&row[0]), *type = text_of(&row[1]), *address = text_of(&row[2]);
    WCHAR *typed = NULL;

    if (*address && FAILED(simple_address_make(*type ? type : L"SMTP", address, root, &typed)))
        return MAPI_E_NOT_ENOUGH_MEMORY;
    to->lpszName = mem_dup_text(*name ? name : address, root);
    to->lpszAddress = typed;
    if (!to->lpszName) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    if (PROP_TYPE(row[3].ulPropTag) != PT_BINARY || !row[3].Value.bin.cb) return S_OK;
    to->lpEntryID = mem_dup(row[3].Value.bin.lpb, row[3].Value.bin.cb, root);
    to->ulEIDSize = row[3].Value.bin.cb;
    return to->lpEntryID ? S_OK : FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
}

static HRESULT read_recipients(IMessage *message, void *root, MapiMessageW *to)
{
    SizedSPropTagArray(5, columns) = {
        5, {PR_DISPLAY_NAME_W, PR_ADDRTYPE_W, PR_EMAIL_ADDRESS_W, PR_ENTRYID, PR_RECIPIENT_TYPE}};
    AUTO_RELEASE IMAPITable *table = NULL;
    AUTO_ROWSET SRowSet *rows = NULL;
    HRESULT hr = message->lpVtbl->GetRecipientTable(message, 0, &table);

    hr = com_given(hr, &table);
    if (SUCCEEDED(hr)) hr = query_all_rows(table, (SPropTagArray *)&columns, NULL, NULL, 0, &rows);
    if (FAILED(hr)) return hr;
    if (rows->cRows > SIMPLE_RECIPIENTS_MOST) return SIMPLE_FAIL(MAPI_E_TOO_MANY_RECIPIENTS);
    if (!rows->cRows) return S_OK;
    to->lpRecips = mem_zero_more(rows->cRows * sizeof(*to->lpRecips), root);
    if (!to->lpRecips) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    to->nRecipCount = rows->cRows;
    for (ULONG i = 0; i < rows->cRows && SUCCEEDED(hr); i++) {
        const SPropValue *class = &rows->aRow[i].lpProps[4];

        to->lpRecips[i].ulRecipClass =
            class->ulPropTag == PR_RECIPIENT_TYPE ? class->Value.ul & 0xf : MAPI_TO;
        hr = take_person(rows->aRow[i].lpProps, root, &to->lpRecips[i]);
    }
    return hr;
}

/* ---- the envelope ---- */

enum {
    FROM_NAME,
    FROM_ENTRYID = FROM_NAME + 3,
    SENDER_NAME,
    SUBJECT = SENDER_NAME + 4,
    CLASS,
    RECEIVED,
    SUBMITTED,
    CONVERSATION,
    STATE,
    RECEIPT,
    PROPS
};

static HRESULT originator(const SPropValue *props, void *root, MapiMessageW *to)
{
    const SPropValue *from = &props[FROM_NAME];

    if (!*text_of(from) && !*text_of(from + 2)) from = &props[SENDER_NAME];
    if (!*text_of(from) && !*text_of(from + 2)) return S_OK;
    to->lpOriginator = mem_zero_more(sizeof(*to->lpOriginator), root);
    if (!to->lpOriginator) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    return take_person(from, root, to->lpOriginator);
}

/* "2026/11/22 09:05", where the user is; "" when nobody knows. */
static void date(const SPropValue *received, const SPropValue *submitted, WCHAR *out)
{
    const SPropValue *time = PROP_TYPE(received->ulPropTag) == PT_SYSTIME ? received : submitted;
    struct sys_local_time local;

    out[0] = 0;
    if (PROP_TYPE(time->ulPropTag) != PT_SYSTIME || !sys_local(time->Value.ft, &local)) return;
    text_format(out, DATE_ROOM, L"%04d/%02d/%02d %02d:%02d", local.year, local.month, local.day,
                local.hour, local.minute);
}

static ULONG flags_of(const SPropValue *props)
{
    LONG flags = props[STATE].ulPropTag == PR_MESSAGE_FLAGS ? props[STATE].Value.l : 0;
    bool receipt = props[RECEIPT].ulPropTag == PR_READ_RECEIPT_REQUESTED && props[RECEIPT].Value.b;

    return (flags & MSGFLAG_READ ? 0 : MAPI_UNREAD) | (flags & MSGFLAG_UNSENT ? 0 : MAPI_SENT) |
           (receipt ? MAPI_RECEIPT_REQUESTED : 0);
}

static HRESULT conversation(const SPropValue *key, void *root, WCHAR **out)
{
    if (PROP_TYPE(key->ulPropTag) != PT_BINARY) return S_OK;
    return text_from_utf8((char *)key->Value.bin.lpb, key->Value.bin.cb, root, out);
}

static HRESULT read_envelope(IMessage *message, void *root, MapiMessageW *to)
{
    SizedSPropTagArray(PROPS, tags) = {
        PROPS,
        {PR_SENT_REPRESENTING_NAME_W, PR_SENT_REPRESENTING_ADDRTYPE_W,
         PR_SENT_REPRESENTING_EMAIL_ADDRESS_W, PR_SENT_REPRESENTING_ENTRYID, PR_SENDER_NAME_W,
         PR_SENDER_ADDRTYPE_W, PR_SENDER_EMAIL_ADDRESS_W, PR_SENDER_ENTRYID, PR_SUBJECT_W,
         PR_MESSAGE_CLASS_W, PR_MESSAGE_DELIVERY_TIME, PR_CLIENT_SUBMIT_TIME, PR_CONVERSATION_KEY,
         PR_MESSAGE_FLAGS, PR_READ_RECEIPT_REQUESTED}};
    AUTO_FREE SPropValue *props = NULL;
    WCHAR when[DATE_ROOM];
    ULONG count = 0;
    HRESULT hr =
        message->lpVtbl->GetProps(message, (SPropTagArray *)&tags, MAPI_UNICODE, &count, &props);

    hr = pval_given(hr, PROPS, count, &props);
    if (FAILED(hr)) return hr;
    date(&props[RECEIVED], &props[SUBMITTED], when);
    to->lpszSubject = mem_dup_text(text_of(&props[SUBJECT]), root);
    to->lpszMessageType = mem_dup_text(text_of(&props[CLASS]), root);
    to->lpszDateReceived = mem_dup_text(when, root);
    if (!to->lpszSubject || !to->lpszMessageType || !to->lpszDateReceived)
        return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    to->flFlags = flags_of(props);
    hr = conversation(&props[CONVERSATION], root, &to->lpszConversationID);
    return SUCCEEDED(hr) ? originator(props, root, to) : hr;
}

/* ---- the rest ---- */

static HRESULT read_all(IStream *stream, void *root, WCHAR **out)
{
    STATSTG stat;
    size_t done = 0, got = 1;
    BYTE *text;
    HRESULT hr = stream_answer(stream->lpVtbl->Stat(stream, &stat, STATFLAG_NONAME));

    if (FAILED(hr)) return hr;
    if (stat.cbSize.QuadPart > TEXT_MOST) return SIMPLE_FAIL(MAPI_E_TEXT_TOO_LARGE);
    text = mem_zero_more((size_t)stat.cbSize.QuadPart + 2 * sizeof(WCHAR), root);
    if (!text) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    while (SUCCEEDED(hr) && got && done < (size_t)stat.cbSize.QuadPart) {
        hr = stream_read(stream, text + done, (size_t)stat.cbSize.QuadPart - done, &got);
        done += got;
    }
    *out = (WCHAR *)(void *)text;
    return hr;
}

static HRESULT read_text(IMessage *message, void *root, WCHAR **out)
{
    AUTO_RELEASE IStream *stream = NULL;
    HRESULT hr =
        message->lpVtbl->OpenProperty(message, PR_BODY_W, &IID_IStream, 0, 0, (IUnknown **)&stream);

    hr = com_given(hr, &stream);
    if (SUCCEEDED(hr)) return read_all(stream, root, out);
    if (hr == MAPI_E_NOT_ENOUGH_MEMORY) return hr;
    *out = mem_dup_text(L"", root); /* it has none */
    return *out ? S_OK : FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
}

static HRESULT read_contents(IMessage *message, ULONG flags, void *root, MapiMessageW *to)
{
    WCHAR *text = NULL;
    HRESULT hr;

    if (flags & MAPI_ENVELOPE_ONLY) return simple_unpack_count(message, &to->nFileCount);
    hr = read_text(message, root, &text);
    if (FAILED(hr)) return hr;
    if (!(flags & MAPI_BODY_AS_FILE)) to->lpszNoteText = text;
    if (flags & MAPI_SUPPRESS_ATTACH) {
        to->lpszNoteText = text;
        return simple_unpack_count(message, &to->nFileCount);
    }
    return simple_unpack(message, flags & MAPI_BODY_AS_FILE ? text : NULL, root, to);
}

HRESULT simple_read(struct simple_store *store, const SBinary *eid, ULONG flags, MapiMessage **out)
{
    AUTO_RELEASE IMessage *message = NULL;
    AUTO_FREE MapiMessageW *wide = mem_zero(sizeof(*wide));
    HRESULT hr;

    *out = NULL;
    if (!wide) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    hr = simple_message_open(store, eid, MAPI_BEST_ACCESS, &message);
    if (SUCCEEDED(hr)) hr = read_envelope(message, wide, wide);
    if (SUCCEEDED(hr)) hr = read_recipients(message, wide, wide);
    if (SUCCEEDED(hr)) hr = read_contents(message, flags, wide, wide);
    if (FAILED(hr)) return hr;
    hr = simple_message_out(wide, out);
    if (FAILED(hr)) simple_unpack_drop(wide);
    else if (!(flags & MAPI_PEEK)) message->lpVtbl->SetReadFlag(message, 0);
    return hr;
}
