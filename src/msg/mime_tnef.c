/*
 * mime_tnef.c - a mail's winmail.dat: what it encapsulates goes into the message itself
 *
 * It must be whole and this mail's own: it names the Message-ID of the mail that it was made for,
 * and when that is another one (an old mail's, forwarded), or a byte of it is wrong, it stays an
 * attachment as any other. What the header says holds before what it says. Source: TNEF correlation
 * (MAPI reference); MS-OXCMAIL
 */
#include <string.h>
#include "mapitags.h"
#include "tnef.h"
#include "base/error.h"
#include "base/mem.h"
#include "codec/tnef/read.h"
#include "com/com.h"
#include "com/mem_stream.h"
#include "com/stream_call.h"
#include "msg/from_mime_own.h"
#include "msg/from_tnef.h"

enum { LONGEST_KEY = 1024 };

/* ---- is it whole, and of this mail? ---- */

/* PR_TNEF_CORRELATION_KEY in a block of properties, with its NUL or without; *key stays NULL: there
 * is none. */
static bool find_key(struct tnef_reader *r, void *root, uint8_t **key, uint32_t *bytes)
{
    uint32_t count = tnef_prop_count(r), size;
    struct tnef_prop prop;

    for (; count && tnef_prop_next(r, root, &prop) == S_OK; count--) {
        if (prop.tag == PR_TNEF_CORRELATION_KEY && prop.count == 1 &&
            tnef_value_begin(r, &prop, &size) && size <= LONGEST_KEY) {
            *bytes = size;
            return tnef_load(r, size, LONGEST_KEY, root, key) == S_OK;
        }
        tnef_prop_skip(r, &prop, 0);
    }
    return tnef_fine(r);
}

/* The Message-ID field's text is the key's? */
static bool is_id(const struct mime_header *header, const uint8_t *key, uint32_t bytes)
{
    const struct mime_field *field = mime_header_find(header, "message-id");
    size_t n = field ? field->body_bytes : 0;

    while (bytes && (!key[bytes - 1] || key[bytes - 1] == ' '))
        bytes--;
    while (n && (field->body[n - 1] == ' ' || field->body[n - 1] == '\t'))
        n--;
    /* either may not tell */
    return !field || !bytes || (n == bytes && !memcmp(field->body, key, n));
}

static bool belongs(struct mime_import *import, struct tnef_reader *r)
{
    AUTO_FREE void *root = mem_zero(1);
    uint8_t *key = NULL;
    uint32_t bytes = 0;
    struct tnef_attr attr;
    uint16_t first;
    bool fits = true;
    HRESULT hr = root ? tnef_begin(r, &first) : MAPI_E_NOT_ENOUGH_MEMORY;

    while (hr == S_OK && fits) {
        hr = tnef_attr_next(r, &attr);
        if (hr != S_OK) break;
        if (attr.id == attMAPIProps && !key) fits = find_key(r, root, &key, &bytes);
        if (fits) hr = tnef_attr_end(r, &attr, &fits);
    }
    return hr == S_FALSE && fits && (!key || is_id(&import->tree.top->header, key, bytes));
}

static HRESULT write_piece(void *context, const void *bytes, size_t count)
{
    return stream_write(context, bytes, count);
}

/* Is it a part of the mail itself, not of something in it? */
static bool stands_at_top(const struct mime_import *import, const struct mime_part *part)
{
    const struct mime_part *top = import->tree.top, *child = top->child;

    while (child && child != part)
        child = child->next;
    return part == top || child;
}

HRESULT mime_tnef_open(struct mime_import *import, const struct mime_part *part, IStream **out)
{
    struct mem_stream_config config = {.writable = true};
    AUTO_RELEASE IStream *stream = NULL;
    struct tnef_input input = {tnef_stream_read, NULL, UINT64_MAX};
    struct tnef_reader r;
    bool bad = false, good;
    HRESULT hr;

    *out = NULL;
    if ((!mime_type_is(part, "application/ms-tnef") &&
         !mime_type_is(part, "application/vnd.ms-tnef")) ||
        !stands_at_top(import, part) || !part->body_bytes)
        return S_FALSE;
    hr = mem_stream_open(&config, &stream);
    if (SUCCEEDED(hr))
        hr = mime_transfer_decode(part->encoding, part->body, part->body_bytes, write_piece, stream,
                                  &bad);
    if (SUCCEEDED(hr)) hr = stream_rewind(stream);
    if (FAILED(hr)) return hr;
    if (bad || !part->encoding_known) return S_FALSE;
    input.context = stream;
    hr = tnef_reader_from(&r, &input);
    if (FAILED(hr)) return hr;
    good = belongs(import, &r);
    tnef_reader_drop(&r);
    if (!good) return S_FALSE;
    hr = stream_rewind(stream);
    if (SUCCEEDED(hr)) *out = TAKE(stream);
    return hr;
}

/* ---- into the message ---- */

/* What the header of a mail says of itself; PR_MESSAGE_FLAGS are the caller's. */
static const SizedSPropTagArray(28, of_header) = {28,
                                                  {PR_MESSAGE_RECIPIENTS,
                                                   PR_SUBJECT_W,
                                                   PR_SUBJECT_PREFIX_W,
                                                   PR_NORMALIZED_SUBJECT_W,
                                                   PR_CLIENT_SUBMIT_TIME,
                                                   PR_MESSAGE_DELIVERY_TIME,
                                                   PR_MESSAGE_FLAGS,
                                                   PR_SEARCH_KEY,
                                                   PR_TRANSPORT_MESSAGE_HEADERS_W,
                                                   PR_INTERNET_MESSAGE_ID_W,
                                                   PR_TNEF_CORRELATION_KEY,
                                                   PR_SENDER_NAME_W,
                                                   PR_SENDER_ADDRTYPE_W,
                                                   PR_SENDER_EMAIL_ADDRESS_W,
                                                   PR_SENDER_ENTRYID,
                                                   PR_SENDER_SEARCH_KEY,
                                                   PR_SENT_REPRESENTING_NAME_W,
                                                   PR_SENT_REPRESENTING_ADDRTYPE_W,
                                                   PR_SENT_REPRESENTING_EMAIL_ADDRESS_W,
                                                   PR_SENT_REPRESENTING_ENTRYID,
                                                   PR_SENT_REPRESENTING_SEARCH_KEY,
                                                   PR_REPLY_RECIPIENT_ENTRIES,
                                                   PR_REPLY_RECIPIENT_NAMES_W,
                                                   PR_DISPLAY_TO_W,
                                                   PR_DISPLAY_CC_W,
                                                   PR_DISPLAY_BCC_W,
                                                   PR_CREATION_TIME,
                                                   PR_LAST_MODIFICATION_TIME}};

HRESULT mime_tnef_take(struct mime_import *import, const struct mime_part *part, IStream *stream)
{
    struct from_tnef_options options = {.excluded = (const SPropTagArray *)&of_header};
    AUTO_FREE STnefProblemArray *problems = NULL;
    HRESULT hr = message_from_tnef(import->message, stream, &options, &problems);

    if (FAILED(hr) && hr != MAPI_E_CORRUPT_DATA) return hr;
    /* nothing is lost */
    return FAILED(hr) || problems ? mime_attach(import, part, MIME_ATTACH_PLAIN) : S_OK;
}
