/*
 * to_mime_fields.c - a message's properties become the header of a mail
 *
 * Fields that a property says are made of it. A message that came as mail also has its transport
 * headers: those of its fields that no property says (Received, DKIM-Signature, ...) go on top, in
 * their order. Named properties of PS_INTERNET_HEADERS are fields by their own name; where the
 * transport headers have one too, it stands in that place.
 */
#include <string.h>
#include "edkmdb.h"
#include "edktags.h"
#include "mapiguid.h"
#include "mapitags.h"
#include "base/array.h"
#include "base/error.h"
#include "base/filetime.h"
#include "base/text.h"
#include "base/uid.h"
#include "codec/mime/header.h"
#include "codec/mime/words.h"
#include "codec/mime/write_date.h"
#include "com/com.h"
#include "msg/mime_tags.h"
#include "msg/to_mime_own.h"
#include "prop/ptag.h"
#include "prop/pval.h"

enum { MOST_NAMED = 500, LONGEST_LINE = 998 };

/* Fields that are made of properties, or of nothing. content-* besides. */
static const char *const made[] = {
    "from",
    "sender",
    "reply-to",
    "to",
    "apparently-to",
    "cc",
    "bcc",
    "subject",
    "date",
    "message-id",
    "in-reply-to",
    "references",
    "thread-topic",
    "thread-index",
    "importance",
    "priority",
    "sensitivity",
    "disposition-notification-to",
    "return-receipt-to",
    "expires",
    "expiry-date",
    "reply-by",
    "deferred-delivery",
    "mime-version",
    "x-unsent",
    "x-priority",
    "x-msmail-priority",
    "list-help",
    "list-subscribe",
    "list-unsubscribe",
    NULL,
};

static bool is_made(const char *name, size_t bytes)
{
    char lower[64];

    if (bytes >= sizeof(lower)) return false;
    for (size_t i = 0; i < bytes; i++)
        lower[i] = (char)(name[i] >= 'A' && name[i] <= 'Z' ? name[i] + 32 : name[i]);
    lower[bytes] = 0;
    if (!strncmp(lower, "content-", 8))
        return strcmp(lower, "content-class") && strcmp(lower, "content-language");
    for (size_t i = 0; made[i]; i++)
        if (!strcmp(lower, made[i])) return true;
    return false;
}

/* ---- named properties ---- */

struct named_field {
    char *name; /* ASCII; hangs on the list's root */
    const WCHAR *text;
    bool written;
};
struct named_fields {
    struct named_field *data;
    size_t count, room;
    void *root;         /* owned: names hang here */
    SPropValue *values; /* owned: texts are in it */
};

static void named_drop(struct named_fields *named)
{
    ARRAY_DROP(named);
    mem_free(named->values);
    mem_free(named->root);
}

/* The tags, of type PT_UNICODE, and names of properties in PS_INTERNET_HEADERS. */
static HRESULT find_named(struct mime_export *export, SPropTagArray **tags, MAPINAMEID ***names)
{
    AUTO_FREE SPropTagArray *all = NULL;
    IMessage *message = export->message;
    ULONG n = 0, count;
    HRESULT hr = message->lpVtbl->GetPropList(message, MAPI_UNICODE, &all);

    if (hr == MAPI_E_BAD_CHARWIDTH) hr = message->lpVtbl->GetPropList(message, 0, &all);
    if (FAILED(hr)) return hr;
    for (ULONG i = 0; i < all->cValues; i++) {
        ULONG tag = all->aulPropTag[i];

        if (PROP_ID(tag) >= 0x8000 && PROP_ID(tag) < 0xffff && n < MOST_NAMED &&
            (PROP_TYPE(tag) == PT_UNICODE || PROP_TYPE(tag) == PT_STRING8))
            all->aulPropTag[n++] = CHANGE_PROP_TYPE(tag, PT_UNICODE);
    }
    if (!n) return S_OK;
    all->cValues = count = n;
    hr = message->lpVtbl->GetNamesFromIDs(message, &all, NULL, 0, &count, names);
    if (FAILED(hr)) return hr == MAPI_E_NOT_ENOUGH_MEMORY ? hr : S_OK; /* it has no names */
    if (!all || all->cValues != count) return S_OK;
    *tags = TAKE(all);
    return S_OK;
}

static HRESULT read_named(struct mime_export *export, struct named_fields *named)
{
    AUTO_FREE SPropTagArray *tags = NULL;
    AUTO_FREE MAPINAMEID **names = NULL;
    ULONG n = 0, count;
    HRESULT hr = find_named(export, &tags, &names);

    if (FAILED(hr) || !tags || !names) return hr;
    if (mem_root(1, &named->root)) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    for (ULONG i = 0; i < tags->cValues; i++) {
        const MAPINAMEID *name = names[i];
        struct named_field *field;

        if (!name || !name->lpguid || !IsEqualGUID(name->lpguid, &PS_INTERNET_HEADERS) ||
            name->ulKind != MNID_STRING || !name->Kind.lpwstrName ||
            !header_name_ok(name->Kind.lpwstrName))
            continue;
        field = ARRAY_PUSH(named);
        if (!field) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
        *field = (struct named_field){0};
        hr = text_to_utf8(name->Kind.lpwstrName, -1, named->root, &field->name);
        if (FAILED(hr)) return hr;
        tags->aulPropTag[n++] = tags->aulPropTag[i];
    }
    if (!n) return S_OK;
    tags->cValues = n;
    hr = export_get((IMAPIProp *)export->message, tags, &count, &named->values);
    for (ULONG i = 0; SUCCEEDED(hr) && i < n; i++)
        named->data[i].text =
            named->values[i].ulPropTag == tags->aulPropTag[i] ? named->values[i].Value.lpszW : NULL;
    return hr;
}

static struct named_field *named_find(struct named_fields *named, const char *name, size_t bytes)
{
    for (size_t i = 0; i < named->count; i++) {
        const char *own = named->data[i].name;
        size_t n = 0;

        while (n < bytes && own[n] &&
               (own[n] | 0x20) == (name[n] | 0x20)) /* letters; good enough for the rest */
            n++;
        if (n == bytes && !own[n] && named->data[i].text) return &named->data[i];
    }
    return NULL;
}

/* ---- fields that came with the message ---- */

/* Lines that may go as they came: ASCII, short enough, folded as they must be. */
static bool fit_as_they_are(const char *body, size_t bytes)
{
    size_t line = 80; /* room for the name */

    for (size_t i = 0; i < bytes; i++) {
        unsigned char c = (unsigned char)body[i];

        if (c == '\r' && i + 2 < bytes && body[i + 1] == '\n') continue;
        if (c == '\n') {
            if (i + 1 == bytes || (body[i + 1] != ' ' && body[i + 1] != '\t')) return false;
            line = 0;
        } else if ((c < ' ' && c != '\t') || c > '~') {
            return false;
        }
        if (++line > LONGEST_LINE) return false;
    }
    return true;
}

static void put_as_came(struct mime_export *export, const struct mime_field *field)
{
    mime_put(export->out, field->name, field->name_bytes);
    mime_puts(export->out, field->body_bytes ? ": " : ":");
    for (size_t i = 0; i < field->body_bytes; i++) {
        if (field->body[i] == '\r') continue;
        if (field->body[i] == '\n') mime_puts(export->out, "\r");
        mime_put(export->out, field->body + i, 1);
    }
    mime_puts(export->out, "\r\n");
}

static HRESULT put_came(struct mime_export *export, struct header_out *header,
                        const struct mime_field *field)
{
    AUTO_FREE WCHAR *text = NULL;
    AUTO_FREE char *name = NULL;
    HRESULT hr;

    if (fit_as_they_are(field->body, field->body_bytes)) {
        put_as_came(export, field);
        return S_OK;
    }
    hr = mime_words(field->body, field->body_bytes, 0, NULL, NULL, &text);
    if (FAILED(hr)) return hr;
    name = mem_zero(field->name_bytes + 1);
    if (!name) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    memcpy(name, field->name, field->name_bytes);
    header_field(header, name, text);
    return S_OK;
}

static bool name_fits(const struct mime_field *field)
{
    for (size_t i = 0; i < field->name_bytes; i++)
        if (field->name[i] <= ' ' || field->name[i] > '~') return false;
    return field->name_bytes && field->name_bytes <= 70;
}

static HRESULT put_transport_headers(struct mime_export *export, struct header_out *header,
                                     struct named_fields *named)
{
    const WCHAR *text = export_text(export->props, export->n_props, PR_TRANSPORT_MESSAGE_HEADERS_W);
    AUTO_FREE char *bytes = NULL;
    AUTO_FREE void *root = NULL;
    struct mime_header came = {0};
    size_t body;
    HRESULT hr;

    if (!text || export_long(export->props, export->n_props, PR_MESSAGE_FLAGS, 0) & MSGFLAG_UNSENT)
        return S_OK;
    if (mem_root(1, &root)) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    hr = text_to_utf8(text, -1, NULL, &bytes);
    if (SUCCEEDED(hr)) hr = mime_header_read(bytes, strlen(bytes), root, &came, &body);
    for (size_t i = 0; SUCCEEDED(hr) && i < came.count; i++) {
        const struct mime_field *field = &came.fields[i];
        struct named_field *now;

        if (!name_fits(field) || is_made(field->name, field->name_bytes)) continue;
        now = named_find(named, field->name, field->name_bytes);
        if (now && !now->written) {
            now->written = true;
            memcpy(now->name, field->name, field->name_bytes); /* in its own upper and lower case */
            header_field(header, now->name, now->text);
        } else {
            hr = put_came(export, header, field);
        }
    }
    return hr;
}

static void put_named(struct header_out *header, struct named_fields *named)
{
    for (size_t i = 0; i < named->count; i++) {
        const struct named_field *field = &named->data[i];

        if (!field->written && field->text && !is_made(field->name, strlen(field->name)) &&
            strcmp(field->name,
                   "return-path")) /* which tells where a mail went, not what it says */
            header_field(header, field->name, field->text);
    }
}

/* ---- fields of one property each ---- */

static void put_time(struct mime_export *export, struct header_out *header, const char *name,
                     ULONG tag)
{
    const SPropValue *value = pval_find_const(export->props, export->n_props, tag);
    char date[DATE_ROOM];

    if (!value) return;
    mime_date_write(value->Value.ft, date);
    header_field8(header, name, date);
}

static void put_date(struct mime_export *export, struct header_out *header)
{
    static const ULONG tags[] = {PR_CLIENT_SUBMIT_TIME, PR_MESSAGE_DELIVERY_TIME};
    char date[DATE_ROOM];

    for (size_t i = 0; i < sizeof(tags) / sizeof(tags[0]); i++)
        if (pval_find_const(export->props, export->n_props, tags[i])) {
            put_time(export, header, "Date", tags[i]);
            return;
        }
    if (export->depth) return; /* what was never sent has none */
    mime_date_write(filetime_now(), date);
    header_field8(header, "Date", date);
}

static void put_ids(struct mime_export *export, struct header_out *header, const char *name,
                    ULONG tag)
{
    const WCHAR *text = export_text(export->props, export->n_props, tag);

    if (!text) return;
    header_begin(header, name);
    header_words(header, text);
    header_end(header);
}

static HRESULT put_message_id(struct mime_export *export, struct header_out *header)
{
    AUTO_FREE WCHAR *domain = NULL, *id = NULL;
    WCHAR hex[33];
    MAPIUID uid;
    HRESULT hr;

    if (!export->depth && export->options->flags & CCSF_NO_MSGID) return S_OK;
    if (export_text(export->props, export->n_props, PR_INTERNET_MESSAGE_ID_W)) {
        put_ids(export, header, "Message-ID", PR_INTERNET_MESSAGE_ID_W);
        export->id = mem_dup_text(
            export_text(export->props, export->n_props, PR_INTERNET_MESSAGE_ID_W), NULL);
        return export->id ? S_OK : FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    }
    if (export->depth) return S_OK;
    hr = uid_new(&uid);
    if (FAILED(hr)) return hr;
    uid_to_hex(&uid, hex);
    domain = export_sender_domain(export);
    id = text_join(L"<", hex, L"@", domain && *domain ? domain : L"localhost", L">", NULL);
    if (!id) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    for (WCHAR *at = id; *at; at++) /* a domain of other letters has no place in an ID */
        if (*at <= ' ' || *at >= 0x7f) *at = '-';
    header_begin(header, "Message-ID");
    header_words(header, id);
    header_end(header);
    export->id = TAKE(id);
    return S_OK;
}

static void put_thread(struct mime_export *export, struct header_out *header)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const SPropValue *index =
        pval_find_const(export->props, export->n_props, PR_CONVERSATION_INDEX);
    const WCHAR *topic = export_text(export->props, export->n_props, PR_CONVERSATION_TOPIC_W);

    if (topic) header_field(header, "Thread-Topic", topic);
    if (!index || index->Value.bin.cb < 22 || index->Value.bin.cb > 22 + 5 * 200) return;
    header_begin(header, "Thread-Index");
    /* in pieces of 45 bytes: base64 may be folded anywhere */
    for (ULONG i = 0; i < index->Value.bin.cb;) {
        char piece[60];
        size_t n = 0;

        for (; n < sizeof(piece) && i < index->Value.bin.cb; i += 3) {
            const BYTE *b = index->Value.bin.lpb + i;
            ULONG left = index->Value.bin.cb - i;
            unsigned b1 = left > 1 ? b[1] : 0, b2 = left > 2 ? b[2] : 0;

            piece[n++] = digits[b[0] >> 2];
            piece[n++] = digits[(b[0] & 3) << 4 | b1 >> 4];
            piece[n++] = left > 1 ? digits[(b1 & 15) << 2 | b2 >> 6] : '=';
            piece[n++] = left > 2 ? digits[b2 & 63] : '=';
        }
        header_piece(header, piece, n, true);
    }
    header_end(header);
}

/* The importance that a value of X-Priority or X-MSMail-Priority means; -1: none. */
static LONG meant(const WCHAR *text)
{
    switch (text[0] | 0x20) {
    case '1':
    case '2':
    case 'h': return IMPORTANCE_HIGH;
    case '3':
    case 'n': return IMPORTANCE_NORMAL;
    case '4':
    case '5':
    case 'l': return IMPORTANCE_LOW;
    default: return -1;
    }
}

static void put_importance(struct mime_export *export, struct header_out *header,
                           struct named_fields *named)
{
    static const char *const other[] = {"X-Priority", "X-MSMail-Priority"};
    static const char *const words[] = {"low", "normal", "high"},
                             *const numbers[] = {"5", "3", "1"},
                             *const priorities[] = {"non-urgent", "normal", "urgent"};
    LONG importance = export_long(export->props, export->n_props, PR_IMPORTANCE, IMPORTANCE_NORMAL);
    LONG priority;

    if (importance < IMPORTANCE_LOW || importance > IMPORTANCE_HIGH) importance = IMPORTANCE_NORMAL;
    priority = export_long(export->props, export->n_props, PR_PRIORITY, importance - 1);
    if (priority < PRIO_NONURGENT || priority > PRIO_URGENT) priority = importance - 1;
    /* a client that knows importance alone */
    if (priority == PRIO_NORMAL) priority = importance - 1;
    if (importance != IMPORTANCE_NORMAL || priority != importance - 1)
        header_field8(header, "Importance", words[importance]);
    if (priority != importance - 1) header_field8(header, "Priority", priorities[priority + 1]);
    for (size_t i = 0; i < sizeof(other) / sizeof(other[0]); i++) {
        const struct named_field *said = named_find(named, other[i], strlen(other[i]));

        if (said && meant(said->text) == importance)
            header_field(header, other[i], said->text);
        else if (!i && importance != IMPORTANCE_NORMAL)
            header_field8(header, other[i], numbers[importance]);
    }
}

static void put_lists(struct mime_export *export, struct header_out *header,
                      struct named_fields *named)
{
    static const struct {
        const char *name;
        ULONG tag;
    } fields[] = {{"List-Help", PR_LIST_HELP_W},
                  {"List-Subscribe", PR_LIST_SUBSCRIBE_W},
                  {"List-Unsubscribe", PR_LIST_UNSUBSCRIBE_W}};

    for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
        const WCHAR *text = export_text(export->props, export->n_props, fields[i].tag);
        const struct named_field *said = named_find(named, fields[i].name, strlen(fields[i].name));

        if (!text && said) text = said->text;
        if (text) header_field(header, fields[i].name, text);
    }
}

static void put_sensitivity(struct mime_export *export, struct header_out *header)
{
    static const char *const words[] = {NULL, "Personal", "Private", "Company-Confidential"};
    ULONG sensitivity =
        (ULONG)export_long(export->props, export->n_props, PR_SENSITIVITY, SENSITIVITY_NONE);

    if (sensitivity && sensitivity <= SENSITIVITY_COMPANY_CONFIDENTIAL)
        header_field8(header, "Sensitivity", words[sensitivity]);
}

/* Old stores begin a subject that has a prefix with 1 and the prefix's length. */
static void put_subject(struct mime_export *export, struct header_out *header)
{
    const WCHAR *subject = export_text(export->props, export->n_props, PR_SUBJECT_W);

    if (subject && subject[0] == 1 && subject[1]) subject += 2;
    if (subject && *subject)
        header_field(header, "Subject", subject);
    else if (pval_find_const(export->props, export->n_props, PR_SUBJECT_W))
        header_field8(header, "Subject", "");
}

HRESULT export_fields(struct mime_export *export)
{
    struct header_out header = export_header(export);
    struct named_fields named = {0};
    bool unsent = export_long(export->props, export->n_props, PR_MESSAGE_FLAGS, 0) & MSGFLAG_UNSENT;
    HRESULT hr = read_named(export, &named);

    if (SUCCEEDED(hr)) hr = put_transport_headers(export, &header, &named);
    export->has_sender = named_find(&named, "sender", 6);
    if (SUCCEEDED(hr)) hr = export_people(export, &header);
    if (SUCCEEDED(hr)) {
        put_subject(export, &header);
        put_date(export, &header);
        hr = put_message_id(export, &header);
    }
    if (SUCCEEDED(hr)) {
        put_ids(export, &header, "In-Reply-To", PR_IN_REPLY_TO_W);
        put_ids(export, &header, "References", PR_INTERNET_REFERENCES_W);
        put_thread(export, &header);
        put_importance(export, &header, &named);
        put_sensitivity(export, &header);
        put_time(export, &header, "Expires", PR_EXPIRY_TIME);
        put_time(export, &header, "Reply-By", PR_REPLY_TIME);
        put_time(export, &header, "Deferred-Delivery", PR_DEFERRED_DELIVERY_TIME);
        put_lists(export, &header, &named);
        put_named(&header, &named);
        put_ids(export, &header, "Content-ID", PR_BODY_CONTENT_ID_W);
        put_ids(export, &header, "Content-Location", PR_BODY_CONTENT_LOCATION_W);
        if (unsent && export->options->flags & CCSF_EMBEDDED_MESSAGE)
            header_field8(&header, "X-Unsent", "1");
    }
    named_drop(&named);
    export_header_done(export, &header);
    return hr;
}
