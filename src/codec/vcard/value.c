/*
 * value.c - what stands behind the ":" of a vCard's line
 *
 *     text: what the encoding means, in the charset, with escapes: \n \, \; \\ (2.1: but \n)
 *     data: URI (RFC 2397): "data:" [type "/" subtype] *(";" parameter) [";base64"] "," data
 *
 * Everything but another charset is done in place: nothing becomes longer.
 */
#include "codec/vcard/value.h"
#include <string.h>
#include "mapicode.h"
#include "codec/mime/transfer.h"
#include "codec/text/charset_name.h"
#include "codec/text/recode.h"
#include "codec/vcard/names.h"

/* ---- charsets ---- */

HRESULT card_utf8(struct text_hold *hold, char *text, size_t bytes, const char *charset,
                  UINT code_page, const char **out, size_t *out_bytes)
{
    UINT said = charset ? charset_code_page(charset, strlen(charset)) : 0;
    UINT found = charset_guess(text, bytes, code_page ? code_page : CODE_PAGE_CP1252);
    HRESULT hr = S_FALSE;

    text[bytes] = 0;
    *out = text;
    *out_bytes = bytes;
    if (said && said != CODE_PAGE_UTF8 && said != CODE_PAGE_ASCII)
        hr = text_recode(hold, said, text, bytes, out, out_bytes);
    if (hr != S_FALSE || found == CODE_PAGE_ASCII || found == CODE_PAGE_UTF8)
        return FAILED(hr) ? hr : S_OK;
    hr = text_recode(hold, found, text, bytes, out, out_bytes);
    if (hr == S_FALSE) hr = text_recode(hold, CODE_PAGE_UTF8, text, bytes, out, out_bytes);
    return FAILED(hr) ? hr : S_OK;
}

/* ---- encodings ---- */

static HRESULT put_back(void *context, const void *bytes, size_t count)
{
    char **at = context; /* never beyond what was read */

    memcpy(*at, bytes, count);
    *at += count;
    return S_OK;
}

/* In place; gives the bytes that it became. */
static size_t decode(enum mime_encoding encoding, char *text, size_t bytes)
{
    char *at = text;
    bool bad = false; /* what can be read of it is */

    mime_transfer_decode(encoding, text, bytes, put_back, &at, &bad);
    return (size_t)(at - text);
}

static size_t percent_decode(char *text, size_t bytes)
{
    size_t n = 0;

    for (size_t i = 0; i < bytes; i++) {
        int high = -1, low = -1;

        if (text[i] == '%' && bytes - i > 2) {
            high = mime_hex(text[i + 1]);
            low = mime_hex(text[i + 2]);
        }
        if (high >= 0 && low >= 0) {
            text[n++] = (char)(high << 4 | low);
            i += 2;
        } else {
            text[n++] = text[i];
        }
    }
    return n;
}

/* ---- texts ---- */

static bool parts(enum card_kind kind, char c, int version)
{
    switch (kind) {
    case CARD_LIST:
        return c == ',';
    case CARD_FIELDS:
        return c == ';';
    case CARD_LISTS:
        return c == ';' || (c == ',' && version != 21);
    case CARD_OTHER:
        return c == ';' || c == ',';
    default:
        return false;
    }
}

/* In place: escapes become what they stand for, line ends LF, controls go, and where components are
 * parted is noted when cuts isn't NULL. Gives how many cuts there are. */
static size_t unescape(enum card_kind kind, int version, char *text, size_t *bytes, uint32_t *cuts)
{
    size_t n = 0, n_cuts = 0;

    for (size_t i = 0; i < *bytes; i++) {
        char c = text[i], next = i + 1 < *bytes ? text[i + 1] : 0;

        if (c == '\\' && (next == '\\' || next == ',' || next == ';' || next == ':')) {
            c = next;
            i++;
        } else if (c == '\\' && (next == 'n' || next == 'N') && version != 21) {
            c = '\n';
            i++;
        } else if (c == '\r') {
            if (next == '\n') continue;
            c = '\n';
        } else if (((unsigned char)c < ' ' && c != '\t' && c != '\n') || c == 0x7f) {
            continue;
        } else if (parts(kind, c, version)) {
            if (cuts) cuts[n_cuts] = (uint32_t)n;
            n_cuts++;
        }
        if (cuts) text[n] = c;
        n++;
    }
    if (cuts) *bytes = n;
    return n_cuts;
}

/* The parameters and one more. */
static HRESULT with_media(const struct card_head *head, const char *media, struct text_hold *hold,
                          struct card_value *out)
{
    struct card_param *params = (struct card_param *)head->params;
    size_t n = 0;

    if (!params) params = text_hold_room(hold, sizeof(*params));
    if (!params) return MAPI_E_NOT_ENOUGH_MEMORY;
    for (size_t i = 0; i < head->n_params; i++) /* that there was a URI doesn't matter any more */
        if (strcmp(params[i].name, "VALUE") && strcmp(params[i].name, "MEDIATYPE"))
            params[n++] = params[i];
    if (*media) params[n++] = (struct card_param){"MEDIATYPE", media};
    out->params = params;
    out->n_params = n;
    return S_OK;
}

/* "data:" ... "," ...; of what is unknown, only when it holds base64. Escaped or not. */
static bool is_data_uri(enum card_kind kind, const char *text, size_t bytes)
{
    const char *comma;

    if (bytes < 6 || !card_same(text, 5, "data:")) return false;
    comma = memchr(text, ',', bytes);
    if (!comma || kind == CARD_MEDIA) return comma != NULL;
    if (comma[-1] == '\\') comma--;
    return comma - text >= 12 && card_same(comma - 7, 7, ";base64");
}

/* It becomes what it holds. */
static HRESULT read_data_uri(const struct card_head *head, char *text, size_t bytes,
                             struct text_hold *hold, struct card_value *out)
{
    char *comma = memchr(text, ',', bytes), *media = text + 5, *end;
    bool base64 = comma - text >= 12 && card_same(comma - 7, 7, ";base64");
    HRESULT hr;

    end = memchr(media, ';', (size_t)(comma - media));
    *(end ? end : comma) = 0;
    hr = with_media(head, strcmp(media, "application/octet-stream") ? media : "", hold, out);
    if (FAILED(hr)) return hr;
    bytes -= (size_t)(comma + 1 - text);
    text = comma + 1;
    bytes = base64 ? decode(MIME_BASE64, text, bytes) : percent_decode(text, bytes);
    if (bytes > CARD_BINARY) return S_FALSE;
    out->text = text;
    out->bytes = bytes;
    out->binary = true;
    return S_OK;
}

static HRESULT read_text(enum card_kind kind, int version, char *text, size_t bytes,
                         struct text_hold *hold, struct card_value *out)
{
    size_t n = unescape(kind, version, text, &bytes, NULL);
    uint32_t none, *cuts = &none;

    if (n > CARD_CUTS) return S_FALSE;
    if (n) {
        cuts = text_hold_room(hold, n * sizeof(*cuts));
        if (!cuts) return MAPI_E_NOT_ENOUGH_MEMORY;
        out->cuts = cuts;
        out->n_cuts = n;
    }
    unescape(kind, version, text, &bytes, cuts);
    text[bytes] = 0;
    out->text = text;
    out->bytes = bytes;
    return S_OK;
}

HRESULT card_value_read(const struct card_head *head, char *text, size_t bytes, int version,
                        UINT code_page, struct text_hold *hold, struct card_value *out)
{
    const char *name = version == 40 ? head->name : card_name_from_30(head->name);
    enum card_kind kind = card_kind(name, head->said);
    bool may_be_bytes = kind == CARD_MEDIA || kind == CARD_OTHER;
    const char *utf8;
    uint32_t none;
    HRESULT hr;

    *out = (struct card_value){
        .group = head->group, .name = name, .params = head->params, .n_params = head->n_params};
    if (head->encoding == CARD_QUOTED) bytes = decode(MIME_QUOTED_PRINTABLE, text, bytes);
    if (head->encoding == CARD_BASE64) {
        bytes = decode(MIME_BASE64, text, bytes);
        if (may_be_bytes && !head->charset) {
            if (bytes > CARD_BINARY) return S_FALSE;
            out->text = text;
            out->bytes = bytes;
            out->binary = true;
            return S_OK;
        }
    }
    hr = card_utf8(hold, text, bytes, head->charset, code_page, &utf8, &bytes);
    if (FAILED(hr)) return hr;
    text = (char *)utf8; /* in the line or on hold, ours both */
    if (may_be_bytes && is_data_uri(kind, text, bytes)) {
        unescape(CARD_URI, version, text, &bytes, &none);
        return read_data_uri(head, text, bytes, hold, out);
    }
    return read_text(kind, version, text, bytes, hold, out);
}
