/*
 * mime_fields.c - the fields of a mail's header become properties
 *
 * What has a property of its own is in the table; other fields beginning with X- or List- and a few
 * more become named properties of PS_INTERNET_HEADERS, by their names in lower case. All of them
 * are in the transport headers too.
 */
#include <string.h>
#include "mapiguid.h"
#include "mapitags.h"
#include "base/array.h"
#include "base/error.h"
#include "base/mem.h"
#include "base/text.h"
#include "codec/mime/date.h"
#include "codec/text/charset.h"
#include "com/com.h"
#include "msg/from_mime_own.h"
#include "msg/subject.h"

enum { MAX_NAMED = 100, MAX_NAME = 100 }; /* named properties of one mail, characters of a name */

struct field_use {
    const char *name;
    ULONG tag;
};

static const struct field_use texts[] = {
    {"message-id", PR_INTERNET_MESSAGE_ID_W},
    {"in-reply-to", PR_IN_REPLY_TO_W},
    {"references", PR_INTERNET_REFERENCES_W},
    {"list-help", PR_LIST_HELP_W},
    {"list-subscribe", PR_LIST_SUBSCRIBE_W},
    {"list-unsubscribe", PR_LIST_UNSUBSCRIBE_W},
    {"content-location", PR_BODY_CONTENT_LOCATION_W},
    {"content-id", PR_BODY_CONTENT_ID_W},
};
static const struct field_use times[] = {
    {"date", PR_CLIENT_SUBMIT_TIME},
    {"expires", PR_EXPIRY_TIME},
    {"expiry-date", PR_EXPIRY_TIME},
    {"reply-by", PR_REPLY_TIME},
    {"deferred-delivery", PR_DEFERRED_DELIVERY_TIME},
};
/* Words of a field that say a number; a name may stand several times. */
static const struct {
    const char *name, *word; /* what the value begins with, in lower case */
    ULONG tag;
    LONG value;
} words[] = {
    {"importance", "high", PR_IMPORTANCE, IMPORTANCE_HIGH},
    {"importance", "low", PR_IMPORTANCE, IMPORTANCE_LOW},
    {"importance", "normal", PR_IMPORTANCE, IMPORTANCE_NORMAL},
    {"x-priority", "1", PR_IMPORTANCE, IMPORTANCE_HIGH},
    {"x-priority", "2", PR_IMPORTANCE, IMPORTANCE_HIGH},
    {"x-priority", "3", PR_IMPORTANCE, IMPORTANCE_NORMAL},
    {"x-priority", "4", PR_IMPORTANCE, IMPORTANCE_LOW},
    {"x-priority", "5", PR_IMPORTANCE, IMPORTANCE_LOW},
    {"x-msmail-priority", "high", PR_IMPORTANCE, IMPORTANCE_HIGH},
    {"x-msmail-priority", "low", PR_IMPORTANCE, IMPORTANCE_LOW},
    {"priority", "urgent", PR_PRIORITY, PRIO_URGENT},
    {"priority", "non-urgent", PR_PRIORITY, PRIO_NONURGENT},
    {"priority", "normal", PR_PRIORITY, PRIO_NORMAL},
    {"sensitivity", "personal", PR_SENSITIVITY, SENSITIVITY_PERSONAL},
    {"sensitivity", "private", PR_SENSITIVITY, SENSITIVITY_PRIVATE},
    {"sensitivity", "company-confidential", PR_SENSITIVITY, SENSITIVITY_COMPANY_CONFIDENTIAL},
    {"return-receipt-to", "", PR_ORIGINATOR_DELIVERY_REPORT_REQUESTED, TRUE},
};
/* Besides X-* and List-*. */
static const char *const named[] = {
    "auto-submitted", "comments",   "content-class",    "content-language",
    "feedback-id",    "keywords",   "mail-followup-to", "mailing-list",
    "organization",   "precedence", "return-path",      "sender",
    "user-agent",     NULL,
};

WCHAR *mime_field_text(struct mime_import *import, const struct mime_header *header,
                       const char *name, HRESULT *hr)
{
    const struct mime_field *field = mime_header_find(header, name);
    WCHAR *text = NULL;

    if (field && SUCCEEDED(*hr))
        *hr = mime_words(field->body, field->body_bytes, import->code_page, &import->faults,
                         import->tree.root, &text);
    return text;
}

static HRESULT put_texts(struct mime_import *import, struct mime_props *props)
{
    const struct mime_part *top = import->tree.top;
    HRESULT hr = S_OK;

    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
        mime_props_text(props, texts[i].tag,
                        mime_field_text(import, &top->header, texts[i].name, &hr));
    return hr;
}

static bool begins_with(const struct mime_field *field, const char *word)
{
    size_t n = strlen(word);

    if (field->body_bytes < n) return false;
    for (size_t i = 0; i < n; i++) {
        char c = field->body[i];

        if ((c >= 'A' && c <= 'Z' ? c + 32 : c) != word[i]) return false;
    }
    return true;
}

static bool is_set(const struct mime_props *props, ULONG tag)
{
    for (size_t i = 0; i < props->count; i++)
        if (props->data[i].ulPropTag == tag) return true;
    return false;
}

static void put_words(struct mime_import *import, struct mime_props *props)
{
    static const LONG priorities[] = {PRIO_NONURGENT, PRIO_NORMAL, PRIO_URGENT}; /* by importance */

    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        const struct mime_field *field = mime_header_find(&import->tree.top->header, words[i].name);

        if (!field || is_set(props, words[i].tag) || !begins_with(field, words[i].word)) continue;
        mime_props_long(props, words[i].tag, words[i].value);
        if (words[i].tag == PR_PRIORITY && !is_set(props, PR_IMPORTANCE))
            mime_props_long(props, PR_IMPORTANCE, words[i].value + 1);
    }
    for (size_t i = 0; i < props->count && !is_set(props, PR_PRIORITY); i++)
        if (props->data[i].ulPropTag == PR_IMPORTANCE)
            mime_props_long(props, PR_PRIORITY, priorities[props->data[i].Value.l]);
}

/* ---- times ---- */

/* When it arrived: behind the last ";" of the first Received, which the last server wrote. */
static bool received(const struct mime_header *header, FILETIME *time)
{
    const struct mime_field *field = mime_header_find(header, "received");
    size_t at = field ? field->body_bytes : 0;

    while (at && field->body[at - 1] != ';')
        at--;
    return at && mime_date_read(field->body + at, field->body_bytes - at, time);
}

static void put_times(struct mime_import *import, struct mime_props *props)
{
    const struct mime_header *header = &import->tree.top->header;
    FILETIME time, sent = {0, 0};

    for (size_t i = 0; i < sizeof(times) / sizeof(times[0]); i++) {
        const struct mime_field *field = mime_header_find(header, times[i].name);

        if (!field || is_set(props, times[i].tag)) continue;
        if (!mime_date_read(field->body, field->body_bytes, &time)) {
            import->report->bad_date++;
            continue;
        }
        if (times[i].tag == PR_CLIENT_SUBMIT_TIME) sent = time;
        mime_props_time(props, times[i].tag, time);
    }
    if (received(header, &time)) mime_props_time(props, PR_MESSAGE_DELIVERY_TIME, time);
    else if (sent.dwHighDateTime) mime_props_time(props, PR_MESSAGE_DELIVERY_TIME, sent);
}

/* ---- subject and conversation ---- */

static HRESULT append(void *context, const void *bytes, size_t count)
{
    write_bytes(context, bytes, count);
    return S_OK;
}

/* The header block of a thread: 22 bytes, 5 more for each reply. */
static HRESULT put_thread_index(struct mime_import *import, struct mime_props *props)
{
    const struct mime_field *field = mime_header_find(&import->tree.top->header, "thread-index");
    struct writer w = {0};
    bool bad = false;
    void *copy = NULL;

    if (!field) return S_OK;
    mime_transfer_decode(MIME_BASE64, field->body, field->body_bytes, append, &w, &bad);
    if (!w.bad && w.count >= 22 && w.count <= 22 + 5 * 200) {
        copy = mem_dup(w.data, w.count, import->tree.root);
        if (copy) mime_props_bytes(props, PR_CONVERSATION_INDEX, copy, w.count);
        else props->bad = true;
    }
    props->bad |= w.bad;
    writer_drop(&w);
    return S_OK;
}

static HRESULT put_subject(struct mime_import *import, struct mime_props *props)
{
    const struct mime_header *header = &import->tree.top->header;
    HRESULT hr = S_OK;
    WCHAR *subject = mime_field_text(import, header, "subject", &hr);
    WCHAR *topic = mime_field_text(import, header, "thread-topic", &hr), *prefix;
    size_t n;

    if (FAILED(hr)) return hr;
    if (subject) {
        n = subject_prefix_chars(subject);
        prefix = mem_zero_more((n + 1) * sizeof(WCHAR), import->tree.root);
        if (!prefix) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
        memcpy(prefix, subject, n * sizeof(WCHAR));
        mime_props_text(props, PR_SUBJECT_W, subject);
        if (n) mime_props_text(props, PR_SUBJECT_PREFIX_W, prefix);
        mime_props_text(props, PR_NORMALIZED_SUBJECT_W, subject + n);
        if (!topic) topic = subject + n;
    }
    mime_props_text(props, PR_CONVERSATION_TOPIC_W, topic);
    return put_thread_index(import, props);
}

/* ---- the whole header ---- */

static HRESULT put_transport_headers(struct mime_import *import, struct mime_props *props)
{
    const struct mime_header *header = &import->tree.top->header;
    struct writer w = {0};
    WCHAR *text = NULL;
    UINT code_page;
    HRESULT hr;

    if (!header->bytes) return S_OK;
    for (size_t i = 0; i < header->bytes; i++) { /* lines end with CR LF, NULs show */
        char c = header->text[i];

        if (c == '\r' && i + 1 < header->bytes && header->text[i + 1] == '\n') continue;
        if (c == '\n') write_u8(&w, '\r');
        write_u8(&w, (uint8_t)(c ? c : '?'));
    }
    write_bytes(&w, "\r\n", 2);
    if (w.bad) {
        writer_drop(&w);
        return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    }
    code_page = charset_guess((char *)w.data, w.count,
                              import->code_page ? import->code_page : CODE_PAGE_CP1252);
    hr = charset_decode(code_page, (char *)w.data, w.count, import->tree.root, &text, NULL, NULL);
    writer_drop(&w);
    mime_props_text(props, PR_TRANSPORT_MESSAGE_HEADERS_W, text);
    return hr;
}

/* ---- named properties ---- */

static bool is_named(const struct mime_field *field)
{
    const char *n = field->name;

    if (field->name_bytes > MAX_NAME || mime_field_is(field, "x-priority") ||
        mime_field_is(field, "x-msmail-priority"))
        return false; /* these are PR_IMPORTANCE */
    if (field->name_bytes > 2 && (n[0] | 0x20) == 'x' && n[1] == '-') return true;
    if (field->name_bytes > 5 && (n[0] | 0x20) == 'l' && (n[1] | 0x20) == 'i' &&
        (n[2] | 0x20) == 's' && (n[3] | 0x20) == 't' && n[4] == '-')
        return true;
    for (size_t i = 0; named[i]; i++)
        if (mime_field_is(field, named[i])) return true;
    return false;
}

struct named_fields {
    MAPINAMEID ids[MAX_NAMED], *pointers[MAX_NAMED];
    const struct mime_field *fields[MAX_NAMED];
    WCHAR names[MAX_NAMED][MAX_NAME + 1];
    ULONG count;
};

/* The first of each name. */
static void choose_named(const struct mime_header *header, struct named_fields *chosen)
{
    for (size_t i = 0; i < header->count && chosen->count < MAX_NAMED; i++) {
        const struct mime_field *field = &header->fields[i];
        WCHAR *name = chosen->names[chosen->count];
        bool again = false;

        if (!is_named(field)) continue;
        for (size_t c = 0; c < field->name_bytes; c++)
            name[c] = (WCHAR)(field->name[c] >= 'A' && field->name[c] <= 'Z' ? field->name[c] + 32
                                                                             : field->name[c]);
        for (ULONG n = 0; n < chosen->count && !again; n++)
            again = !text_compare(chosen->names[n], name);
        if (again) {
            memset(name, 0, sizeof(chosen->names[0]));
            continue;
        }
        chosen->ids[chosen->count] =
            (MAPINAMEID){(GUID *)&PS_INTERNET_HEADERS, MNID_STRING, {.lpwstrName = name}};
        chosen->pointers[chosen->count] = &chosen->ids[chosen->count];
        chosen->fields[chosen->count++] = field;
    }
}

static HRESULT ids_of(IMessage *message, MAPINAMEID **names, ULONG count, ULONG flags,
                      SPropTagArray **out)
{
    HRESULT hr = message->lpVtbl->GetIDsFromNames(message, count, names, flags, out);

    return SUCCEEDED(hr) && !*out ? FAIL(MAPI_E_CALL_FAILED) : hr;
}

/*
 * A store has numbers for some 32,000 names, for good. Mail makes new ones only while half of them
 * are left, so that no sender can use up what programs need: one is made alone, and its number
 * tells.
 */
enum { HALF_OF_NAMES = 0xc000 };

static HRESULT named_tags(IMessage *message, struct named_fields *chosen, SPropTagArray **out)
{
    SPropTagArray *one = NULL;
    ULONG first = 0;
    bool room;
    HRESULT hr = ids_of(message, chosen->pointers, chosen->count, 0, out);

    if (FAILED(hr)) return hr;
    while (first < chosen->count && PROP_TYPE((*out)->aulPropTag[first]) != PT_ERROR)
        first++;
    if (first == chosen->count) return S_OK;
    hr = ids_of(message, &chosen->pointers[first], 1, MAPI_CREATE, &one);
    /* those there are */
    if (hr == MAPI_E_TOO_BIG || hr == MAPI_E_NAMED_PROP_QUOTA_EXCEEDED) return S_OK;
    if (FAILED(hr)) return hr;
    (*out)->aulPropTag[first] = one->aulPropTag[0];
    room = PROP_TYPE(one->aulPropTag[0]) != PT_ERROR && PROP_ID(one->aulPropTag[0]) < HALF_OF_NAMES;
    mem_free(one);
    if (!room) return S_OK;
    mem_free(*out);
    *out = NULL;
    hr = ids_of(message, chosen->pointers, chosen->count, MAPI_CREATE, out);
    if (hr != MAPI_E_TOO_BIG && hr != MAPI_E_NAMED_PROP_QUOTA_EXCEEDED) return hr;
    return ids_of(message, chosen->pointers, chosen->count, 0, out);
}

static HRESULT put_named(struct mime_import *import, struct mime_props *props)
{
    AUTO_FREE struct named_fields *chosen = mem_zero(sizeof(*chosen));
    SPropTagArray *tags = NULL;
    HRESULT hr;

    if (!chosen) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    choose_named(&import->tree.top->header, chosen);
    if (!chosen->count) return S_OK;
    hr = named_tags(import->message, chosen, &tags);
    if (hr == MAPI_E_NO_SUPPORT) { /* they are in the transport headers */
        import->report->refused += chosen->count;
        mem_free(tags);
        return S_OK;
    }
    for (ULONG i = 0; i < chosen->count && SUCCEEDED(hr); i++) {
        const struct mime_field *field = chosen->fields[i];
        WCHAR *text;

        if (PROP_TYPE(tags->aulPropTag[i]) == PT_ERROR) {
            import->report->refused++;
            continue;
        }
        hr = mime_words(field->body, field->body_bytes, import->code_page, &import->faults,
                        import->tree.root, &text);
        if (SUCCEEDED(hr))
            mime_props_text(props, CHANGE_PROP_TYPE(tags->aulPropTag[i], PT_UNICODE), text);
    }
    mem_free(tags);
    return hr;
}

HRESULT mime_import_fields(struct mime_import *import)
{
    struct mime_props props = {.root = import->tree.root};
    HRESULT hr = put_subject(import, &props);

    import->report->bad_header += import->tree.top->header.bad_lines;
    if (SUCCEEDED(hr)) hr = put_texts(import, &props);
    put_words(import, &props);
    put_times(import, &props);
    if (SUCCEEDED(hr)) hr = put_transport_headers(import, &props);
    if (SUCCEEDED(hr)) hr = put_named(import, &props);
    if (SUCCEEDED(hr)) hr = mime_import_addresses(import, &props);
    if (SUCCEEDED(hr)) hr = mime_props_set(&props, (IMAPIProp *)import->message, import->report);
    mime_props_drop(&props);
    return hr;
}
