/*
 * read.c - entries of an LDIF file, one by one
 */
#include <stdlib.h>
#include <string.h>
#include "mapicode.h"
#include "codec/ldif/ldif.h"
#include "codec/mime/transfer.h"
#include "codec/text/charset_name.h"
#include "codec/text/recode.h"
#include "codec/text/text_hold.h"
#include "codec/text/text_lines.h"

enum {
    KEPT_ROOM = 1 << 20
};

struct ldif_reader {
    struct text_lines source;
    struct grown_text raw;  /* lines of an entry, unfolded, a NUL behind each */
    struct grown_text next; /* the line that begins the next entry */
    ULONG next_line;
    struct text_hold hold;
    UINT code_page;
    HRESULT hr;         /* for good */
    bool any;           /* an entry was met: "version:" is over */
    bool opened, skips; /* the last line may go on; it is a comment, or too much */
    size_t n, lost, at; /* lines; of them lost; where the last one begins */
    ULONG begins;
    struct ldif_faults faults;
};

HRESULT ldif_open(struct byte_source source, UINT code_page, struct ldif_reader **out)
{
    struct ldif_reader *reader = malloc(sizeof(*reader));

    *out = NULL;
    if (!reader) return MAPI_E_NOT_ENOUGH_MEMORY;
    memset(reader, 0, sizeof(*reader));
    text_lines_begin(&reader->source, source);
    reader->code_page = code_page ? code_page : CODE_PAGE_CP1252;
    *out = reader;
    return S_OK;
}

void ldif_close(struct ldif_reader *reader)
{
    if (!reader) return;
    free(reader->raw.data);
    free(reader->next.data);
    text_hold_drop(&reader->hold);
    free(reader);
}

const struct ldif_faults *ldif_faults(const struct ldif_reader *reader)
{
    return &reader->faults;
}

/* ---- lines ---- */

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

static bool begins_with(const char *line, size_t bytes, const char *name)
{
    size_t n = strlen(name);

    if (bytes < n) return false;
    for (size_t i = 0; i < n; i++)
        if (lower(line[i]) != name[i]) return false;
    return true;
}

static void lose(struct ldif_reader *reader)
{
    reader->raw.count = reader->at;
    reader->skips = true;
    reader->n--;
    reader->lost++;
}

/* The line at `at` goes on with the one before it, or is the next. */
static HRESULT keep(struct ldif_reader *reader, size_t at, bool cut)
{
    struct grown_text *raw = &reader->raw;
    bool more = reader->opened && raw->data[at] == ' ';

    if (more && reader->skips) {
        raw->count = at;
        return S_OK;
    }
    if (raw->data[at] == '#' || (raw->data[at] == ' ' && !more)) {
        reader->lost += raw->data[at] == ' ';
        reader->opened = reader->skips = true;
        raw->count = at;
        return S_OK;
    }
    if (!grown_text_reserve(raw, 1)) return MAPI_E_NOT_ENOUGH_MEMORY;
    if (more) { /* over the NUL and the blank */
        memmove(raw->data + at - 1, raw->data + at + 1, raw->count - at - 1);
        raw->count -= 2;
    } else {
        reader->at = at;
        reader->n++;
        reader->opened = true;
        reader->skips = false;
    }
    raw->data[raw->count++] = 0;
    if (cut || raw->count - reader->at > LDIF_LINE || raw->count > LDIF_BYTES ||
        reader->n > LDIF_VALUES)
        lose(reader);
    return S_OK;
}

static void drop_nuls(struct grown_text *raw, size_t at)
{
    size_t n = at;

    for (size_t i = at; i < raw->count; i++)
        if (raw->data[i]) raw->data[n++] = raw->data[i];
    raw->count = n;
}

/* Gathers the lines of one entry. S_FALSE: there is none. */
static HRESULT gather(struct ldif_reader *reader)
{
    struct grown_text *raw = &reader->raw;
    HRESULT hr = S_OK;

    if (raw->room > KEPT_ROOM) {
        free(raw->data);
        *raw = (struct grown_text){0};
    }
    raw->count = reader->n = reader->lost = reader->at = 0;
    reader->opened = false;
    if (reader->next.count) { /* its NUL comes by keep */
        if (!grown_text_reserve(raw, reader->next.count)) return MAPI_E_NOT_ENOUGH_MEMORY;
        memcpy(raw->data, reader->next.data, reader->next.count);
        raw->count = reader->next.count;
        reader->next.count = 0;
        reader->begins = reader->next_line;
        hr = keep(reader, 0, false);
    }
    while (SUCCEEDED(hr)) {
        size_t at = raw->count, bytes;
        bool cut;

        hr = text_lines_next(&reader->source, raw, LDIF_LINE, &cut);
        if (FAILED(hr)) return hr;
        if (hr == S_FALSE) return reader->n || reader->lost ? S_OK : S_FALSE;
        if (raw->count > at && memchr(raw->data + at, 0, raw->count - at)) drop_nuls(raw, at);
        bytes = raw->count - at;
        if (!bytes) {
            reader->opened = false;
            if (reader->n || reader->lost) return S_OK;
            continue;
        }
        if (!reader->n && !reader->lost) reader->begins = reader->source.line;
        if (reader->n && begins_with(raw->data + at, bytes, "dn:")) {
            if (!grown_text_reserve(&reader->next, bytes)) return MAPI_E_NOT_ENOUGH_MEMORY;
            memcpy(reader->next.data, raw->data + at, bytes);
            reader->next.count = bytes;
            reader->next_line = reader->source.line;
            raw->count = at;
            return S_OK;
        }
        hr = keep(reader, at, cut);
    }
    return hr;
}

/* ---- an entry ---- */

static bool is_attribute(const char *name, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++) {
        char c = lower(name[i]);

        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || strchr("-._;", c))) return false;
    }
    return bytes != 0;
}

static HRESULT put_back(void *context, const void *bytes, size_t count)
{
    char **at = context; /* never beyond what was read */

    memcpy(*at, bytes, count);
    *at += count;
    return S_OK;
}

/* Reads a line, in place. S_FALSE: it is lost. */
static HRESULT read_line(struct ldif_reader *reader, char *line, struct ldif_value *out)
{
    size_t bytes = strlen(line);
    char *colon = memchr(line, ':', bytes), *text, *end;
    bool encoded, bad = false;
    UINT code_page;

    if (!colon || !is_attribute(line, (size_t)(colon - line)) || colon[1] == '<') return S_FALSE;
    for (char *c = line; c < colon; c++)
        *c = lower(*c);
    *colon = 0;
    encoded = colon[1] == ':';
    text = colon + 1 + encoded;
    while (*text == ' ')
        text++;
    bytes -= (size_t)(text - line);
    *out = (struct ldif_value){.name = line, .text = text, .bytes = bytes};
    if (encoded) {
        end = text;
        mime_transfer_decode(MIME_BASE64, text, bytes, put_back, &end, &bad);
        out->bytes = (size_t)(end - text);
        *end = 0;
        if (bad) return S_FALSE;
    }
    if (memchr(text, 0, out->bytes)) {
        out->binary = true;
        return S_OK;
    }
    code_page = charset_guess(text, out->bytes, reader->code_page);
    if (code_page == CODE_PAGE_ASCII || code_page == CODE_PAGE_UTF8) return S_OK;
    if (!encoded)
        return text_recode(&reader->hold, code_page, text, bytes, &out->text, &out->bytes);
    out->binary = true;
    return S_OK;
}

static bool is_version(const struct ldif_reader *reader)
{
    return !reader->any && reader->n &&
           begins_with(reader->raw.data, strlen(reader->raw.data), "version:");
}

/* S_FALSE: it isn't one for us. */
static HRESULT read_entry(struct ldif_reader *reader, struct ldif_entry *out)
{
    struct ldif_value *values;
    char *line = reader->raw.data;

    text_hold_clear(&reader->hold);
    values = text_hold_room(&reader->hold, (reader->n + 1) * sizeof(*values));
    if (!values) return MAPI_E_NOT_ENOUGH_MEMORY;
    *out =
        (struct ldif_entry){.values = values, .line = reader->begins, .lost = (ULONG)reader->lost};
    if (is_version(reader)) { /* alone, or in the line before the first entry */
        line += strlen(line) + 1;
        reader->n--;
        if (!reader->n && !out->lost) return S_FALSE;
    }
    reader->any = true;
    for (size_t i = 0; i < reader->n; i++) {
        char *next = line + strlen(line) + 1;
        struct ldif_value *value = &values[out->n];
        HRESULT hr = read_line(reader, line, value);

        line = next;
        if (FAILED(hr)) return hr;
        if (hr == S_OK && i && !strcmp(value->name, "dn")) hr = S_FALSE; /* "d" and, folded, "n" */
        if (hr == S_FALSE) {
            if (!i) break; /* and so there is no dn */
            out->lost++;
        } else if (!i) {
            if (strcmp(value->name, "dn") || value->binary) break;
            out->dn = value->text;
        } else if (!strcmp(value->name, "changetype") && !out->n) {
            if (value->bytes != 3 || !begins_with(value->text, 3, "add")) {
                reader->faults.changes++;
                return S_FALSE;
            }
        } else if (strcmp(value->name, "control") || out->n) {
            out->n++;
        }
    }
    if (out->dn) return S_OK;
    reader->faults.skipped++;
    return S_FALSE;
}

HRESULT ldif_next(struct ldif_reader *reader, struct ldif_entry *out)
{
    HRESULT hr = reader->hr;

    while (hr == S_OK) {
        hr = gather(reader);
        if (hr == S_OK) hr = read_entry(reader, out);
        else break;
        if (hr == S_OK) {
            reader->faults.lost += out->lost;
            return S_OK;
        }
        if (hr == S_FALSE) hr = S_OK;
    }
    *out = (struct ldif_entry){0};
    return reader->hr = hr;
}

const struct ldif_value *ldif_find(const struct ldif_entry *entry, const char *name, size_t n)
{
    size_t bytes = strlen(name);

    for (size_t i = 0; i < entry->n; i++) {
        const char *its = entry->values[i].name;

        if (!strncmp(its, name, bytes) && (!its[bytes] || its[bytes] == ';') && !n--)
            return &entry->values[i];
    }
    return NULL;
}
