/*
 * part.c - a mail as a tree of parts
 */
#include "codec/mime/part.h"
#include <string.h>
#include "base/error.h"
#include "base/mem.h"

struct parser {
    struct mime_limits *limits;
    struct mime_tree *tree;
};

/* A line that is a boundary: where it begins, with the line end before it, and where the next line
 * begins. */
struct delimiter {
    const char *start, *next;
    bool last;
};

static bool is_token(const char *text, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++)
        if (text[i] <= ' ' || text[i] > '~' || strchr("()<>@,;:\\\"/[]?=", text[i])) return false;
    return bytes > 0;
}

static bool is_type(const char *type)
{
    const char *slash = strchr(type, '/');

    return slash && is_token(type, (size_t)(slash - type)) &&
           is_token(slash + 1, strlen(slash + 1));
}

bool mime_type_is(const struct mime_part *part, const char *type)
{
    size_t n = strlen(type);

    return n && type[n - 1] == '/' ? !strncmp(part->type, type, n) : !strcmp(part->type, type);
}

static HRESULT read_fields(struct parser *p, struct mime_part *part, const char *default_type)
{
    const struct mime_field *field = mime_header_find(&part->header, "content-type");
    HRESULT hr = mime_params_read(field ? field->body : "", field ? field->body_bytes : 0,
                                  p->tree->root, &part->content);

    if (FAILED(hr)) return hr;
    part->type = is_type(part->content.value) ? part->content.value
                 : field                      ? "text/plain"
                                              : default_type;
    field = mime_header_find(&part->header, "content-disposition");
    hr = mime_params_read(field ? field->body : "", field ? field->body_bytes : 0, p->tree->root,
                          &part->disposition);
    if (FAILED(hr)) return hr;
    field = mime_header_find(&part->header, "content-transfer-encoding");
    part->encoding = mime_encoding_named(field ? field->body : "", field ? field->body_bytes : 0,
                                         &part->encoding_known);
    return S_OK;
}

/* The next delimiter of boundary from at on; false: there is none. start: where the multipart's
 * body begins. */
static bool find_delimiter(const char *start, const char *at, const char *end, const char *boundary,
                           size_t bytes, struct delimiter *out)
{
    while (at < end) {
        const char *line_end = memchr(at, '\n', (size_t)(end - at)), *rest;

        if ((size_t)(end - at) >= bytes + 2 && at[0] == '-' && at[1] == '-' &&
            !memcmp(at + 2, boundary, bytes)) {
            rest = at + 2 + bytes;
            out->last = end - rest >= 2 && rest[0] == '-' && rest[1] == '-';
            if (out->last) rest += 2;
            while (rest < end && (*rest == ' ' || *rest == '\t' || *rest == '\r'))
                rest++;
            if (rest == end || *rest == '\n') {
                out->start = at;
                if (out->start > start && out->start[-1] == '\n') out->start--;
                if (out->start > start && out->start < at && out->start[-1] == '\r') out->start--;
                out->next = rest == end ? end : rest + 1;
                return true;
            }
        }
        at = line_end ? line_end + 1 : end;
    }
    return false;
}

static size_t count_ink(const char *text, const char *end)
{
    size_t n = 0;

    for (; text < end; text++)
        n += (unsigned char)*text > ' ';
    return n;
}

static HRESULT parse_part(struct parser *p, const char *text, size_t bytes,
                          const char *default_type, unsigned depth, struct mime_part **out);

/* The parts between the delimiters become part's children. */
static HRESULT split(struct parser *p, struct mime_part *part, const char *boundary, size_t bytes,
                     unsigned depth)
{
    const char *default_type =
        mime_type_is(part, "multipart/digest") ? "message/rfc822" : "text/plain";
    const char *end = part->body + part->body_bytes;
    struct mime_part **tail = &part->child;
    struct delimiter now, next;
    HRESULT hr = S_OK;

    if (!find_delimiter(part->body, part->body, end, boundary, bytes, &now)) {
        part->unsplit = true;
        p->tree->bad_structure++;
        return S_OK;
    }
    p->tree->outside += count_ink(part->body, now.start);
    while (SUCCEEDED(hr) && !now.last && now.next < end) {
        if (!find_delimiter(now.next, now.next, end, boundary, bytes, &next)) {
            next = (struct delimiter){end, end, true};
            p->tree->bad_structure++;
        } else if (p->limits->parts >= MIME_MAX_PARTS && !next.last) { /* the rest is one part */
            next = (struct delimiter){end, end, true};
            p->tree->too_deep++;
        }
        hr =
            parse_part(p, now.next, (size_t)(next.start - now.next), default_type, depth + 1, tail);
        if (SUCCEEDED(hr)) tail = &(*tail)->next;
        now = next;
    }
    if (!part->child) { /* delimiters around nothing */
        part->unsplit = true;
        p->tree->bad_structure++;
        return hr;
    }
    p->tree->outside += count_ink(now.next, end);
    return hr;
}

static HRESULT parse_part(struct parser *p, const char *text, size_t bytes,
                          const char *default_type, unsigned depth, struct mime_part **out)
{
    struct mime_part *part = mem_zero_more(sizeof(*part), p->tree->root);
    const struct mime_param *boundary;
    size_t body;
    HRESULT hr;

    if (!part) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    p->limits->parts++;
    part->raw = text;
    part->raw_bytes = bytes;
    hr = mime_header_read(text, bytes, p->tree->root, &part->header, &body);
    if (SUCCEEDED(hr)) hr = read_fields(p, part, default_type);
    if (FAILED(hr)) return hr;
    part->body = text + body;
    part->body_bytes = bytes - body;

    if (mime_type_is(part, "multipart/")) {
        boundary = mime_param_find(&part->content, "boundary");
        if (depth >= MIME_MAX_DEPTH || p->limits->parts >= MIME_MAX_PARTS) {
            part->unsplit = true;
            p->tree->too_deep++;
        } else if (!boundary || !boundary->bytes) {
            part->unsplit = true;
            p->tree->bad_structure++;
        } else {
            hr = split(p, part, boundary->value, boundary->bytes, depth);
        }
    }
    *out = part;
    return hr;
}

HRESULT mime_parse(const char *text, size_t bytes, struct mime_limits *limits,
                   struct mime_tree *out)
{
    struct parser p = {limits, out};
    HRESULT hr;

    *out = (struct mime_tree){0};
    if (mem_root(0, &out->root) != S_OK) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    hr = parse_part(&p, text, bytes, "text/plain", 0, &out->top);
    if (SUCCEEDED(hr)) return hr;
    mem_free(out->root);
    *out = (struct mime_tree){0};
    return hr;
}
