/*
 * params.c - the value and parameters of Content-Type and Content-Disposition
 */
#include "codec/mime/params.h"
#include <stdio.h>
#include <string.h>
#include "base/bytes.h"
#include "base/error.h"
#include "base/mem.h"
#include "codec/mime/transfer.h"
#include "codec/text/charset.h"

enum { MAX_PARAMS = 200 }; /* of one field; what comes behind is in the transport headers alone */

struct cursor {
    const char *at, *end;
};

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static void skip_spaces(struct cursor *c)
{
    while (c->at < c->end && is_space(*c->at))
        c->at++;
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

/* A copy with a NUL behind it, on root. */
static char *dup(const char *text, size_t bytes, bool lower_case, void *root)
{
    char *copy = mem_zero_more(bytes + 1, root);

    for (size_t i = 0; copy && i < bytes; i++)
        copy[i] = lower_case ? lower(text[i]) : text[i];
    return copy;
}

/* Whether the next parameter begins at a place where a ";" was forgotten. */
static bool is_parameter(const char *at, const char *end)
{
    const char *name = at;

    while (at < end && *at != '=' && *at != ';' && *at != '"' && !is_space(*at))
        at++;
    return at > name && end - at > 1 && *at == '=' && !is_space(at[1]);
}

/* What stands before the first ";": white space and comments go. */
static char *read_value(struct cursor *c, void *root)
{
    char *value = mem_zero_more((size_t)(c->end - c->at) + 1, root);
    size_t n = 0, depth = 0;

    if (!value) return NULL;
    for (; c->at < c->end && (depth || *c->at != ';'); c->at++) {
        if (!depth && n && is_space(*c->at) && is_parameter(c->at + 1, c->end)) break;
        if (*c->at == '(') depth++;
        if (!depth && !is_space(*c->at)) value[n++] = lower(*c->at);
        if (*c->at == ')' && depth) depth--;
    }
    return value;
}

static char *read_quoted(struct cursor *c, void *root, size_t *bytes)
{
    const char *stop = c->at + 1;
    char *value;
    size_t n = 0;

    while (stop < c->end && *stop != '"')
        stop += *stop == '\\' && c->end - stop > 1 ? 2 : 1;
    value = mem_zero_more((size_t)(stop - c->at) + 1, root);
    if (!value) return NULL;
    for (c->at++; c->at < c->end && *c->at != '"'; c->at++) {
        if (*c->at == '\\' && c->end - c->at > 1 && (c->at[1] == '"' || c->at[1] == '\\')) c->at++;
        if (*c->at == '\r' || *c->at == '\n') continue;
        value[n++] = *c->at;
    }
    if (c->at < c->end) c->at++;
    *bytes = n;
    return value;
}

static char *read_bare(struct cursor *c, void *root, size_t *bytes)
{
    const char *start = c->at, *end;

    while (c->at < c->end && *c->at != ';') {
        if (is_space(*c->at)) {
            struct cursor next = *c;

            skip_spaces(&next);
            if (is_parameter(next.at, next.end)) break;
            c->at = next.at; /* the whole run: it may be long */
            continue;
        }
        c->at++;
    }
    for (end = c->at; end > start && is_space(end[-1]); end--)
        ;
    *bytes = (size_t)(end - start);
    return dup(start, *bytes, false, root);
}

/* One parameter from c on; true when there was one. */
static HRESULT read_param(struct cursor *c, void *root, struct mime_param *out, bool *found)
{
    const char *name, *end;

    *found = false;
    while (c->at < c->end && (*c->at == ';' || is_space(*c->at)))
        c->at++;
    name = c->at;
    while (c->at < c->end && *c->at != '=' && *c->at != ';')
        c->at++;
    for (end = c->at; end > name && is_space(end[-1]); end--)
        ;
    if (c->at == c->end || *c->at == ';' || end == name) {
        if (c->at < c->end) c->at++;
        return S_OK;
    }
    c->at++;
    skip_spaces(c);
    out->name = dup(name, (size_t)(end - name), true, root);
    out->value = c->at < c->end && *c->at == '"' ? read_quoted(c, root, &out->bytes)
                                                 : read_bare(c, root, &out->bytes);
    if (!out->name || !out->value) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    *found = true;
    return S_OK;
}

HRESULT mime_params_read(const char *body, size_t bytes, void *root, struct mime_params *out)
{
    struct cursor c = {body, body + bytes};
    size_t room = 0;

    for (size_t i = 0; i < bytes && room < MAX_PARAMS; i++)
        room += body[i] == '=';
    out->count = 0;
    out->value = read_value(&c, root);
    out->params = mem_zero_more(room * sizeof(*out->params), root);
    if (!out->value || !out->params) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    while (c.at < c.end && out->count < room) {
        bool found;
        HRESULT hr = read_param(&c, root, &out->params[out->count], &found);

        if (FAILED(hr)) return hr;
        out->count += found;
    }
    return S_OK;
}

const struct mime_param *mime_param_find(const struct mime_params *params, const char *name)
{
    for (size_t i = 0; i < params->count; i++)
        if (!strcmp(params->params[i].name, name)) return &params->params[i];
    return NULL;
}

/* Percent-encoded bytes, decoded. */
static void put_percent(struct writer *w, const char *text, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++) {
        if (text[i] == '%' && bytes - i > 2 && mime_hex(text[i + 1]) >= 0 &&
            mime_hex(text[i + 2]) >= 0) {
            write_u8(w, (uint8_t)(mime_hex(text[i + 1]) << 4 | mime_hex(text[i + 2])));
            i += 2;
        } else {
            write_u8(w, (uint8_t)text[i]);
        }
    }
}

/* charset'language' before an extended value; what is behind it. */
static const char *read_charset(const struct mime_param *p, UINT *code_page,
                                struct mime_text_faults *faults)
{
    const char *first = memchr(p->value, '\'', p->bytes), *second;

    if (!first) return p->value;
    second = memchr(first + 1, '\'', p->bytes - (size_t)(first + 1 - p->value));
    if (!second) return p->value;
    *code_page = charset_code_page(p->value, (size_t)(first - p->value));
    if (!*code_page && first > p->value && faults) faults->unknown_charset++;
    return second + 1;
}

/* Piece number of a long value, plain or extended. */
static const struct mime_param *find_piece(const struct mime_params *params, const char *name,
                                           size_t number, bool *extended)
{
    const struct mime_param *p;
    char piece[64];

    snprintf(piece, sizeof(piece), "%s*%zu*", name, number);
    p = mime_param_find(params, piece);
    *extended = p != NULL;
    if (p) return p;
    piece[strlen(piece) - 1] = 0;
    return mime_param_find(params, piece);
}

/* Gathers name* or name*0, name*1, ... ; false: there is none. */
static bool gather(const struct mime_params *params, const char *name, struct writer *w,
                   UINT *code_page, struct mime_text_faults *faults)
{
    const struct mime_param *p;
    bool extended;
    char whole[64];

    snprintf(whole, sizeof(whole), "%s*", name);
    p = mime_param_find(params, whole);
    if (p) {
        const char *text = read_charset(p, code_page, faults);

        put_percent(w, text, p->bytes - (size_t)(text - p->value));
        return true;
    }
    for (size_t i = 0; (p = find_piece(params, name, i, &extended)); i++) {
        const char *text = extended && !i ? read_charset(p, code_page, faults) : p->value;

        if (extended) put_percent(w, text, p->bytes - (size_t)(text - p->value));
        else write_bytes(w, text, p->bytes);
    }
    return w->count > 0;
}

HRESULT mime_param_text(const struct mime_params *params, const char *name, UINT instead,
                        struct mime_text_faults *faults, void *root, WCHAR **out)
{
    const struct mime_param *plain = mime_param_find(params, name);
    struct writer w = {0};
    UINT code_page = 0;
    bool strange = false;
    HRESULT hr = S_OK;

    *out = NULL;
    if (gather(params, name, &w, &code_page, faults) && !w.bad) {
        const char *bytes = w.count ? (char *)w.data : "";

        if (code_page) hr = charset_decode(code_page, bytes, w.count, root, out, NULL, &strange);
        if (!code_page || hr == MAPI_E_BAD_CHARWIDTH)
            hr = mime_words(bytes, w.count, instead, faults, root, out);
        if (strange && faults) faults->bad_text++;
    } else if (plain && !w.bad) {
        hr = mime_words(plain->value, plain->bytes, instead, faults, root, out);
    }
    if (w.bad) hr = FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    writer_drop(&w);
    return hr;
}
