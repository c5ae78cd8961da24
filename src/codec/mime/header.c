/*
 * header.c - the header of a mail or of a part, taken apart into fields
 */
#include "codec/mime/header.h"
#include <string.h>
#include "base/error.h"
#include "base/mem.h"

struct line {
    const char *text;
    size_t bytes; /* without its end */
    size_t next;  /* where the next one begins */
};

static struct line line_at(const char *text, size_t bytes, size_t at)
{
    const char *end = memchr(text + at, '\n', bytes - at);
    struct line line = {text + at, end ? (size_t)(end - text) - at : bytes - at,
                        end ? (size_t)(end - text) + 1 : bytes};

    if (line.bytes && line.text[line.bytes - 1] == '\r') line.bytes--;
    return line;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* The bytes of the field's name that a line begins with; 0: it begins no field. */
static size_t name_bytes(const struct line *line)
{
    size_t n = 0, at;

    while (n < line->bytes && line->text[n] > 32 && line->text[n] < 127 && line->text[n] != ':')
        n++;
    for (at = n; at < line->bytes && is_blank(line->text[at]); at++)
        ;
    return at < line->bytes && line->text[at] == ':' ? n : 0;
}

static void take_field(struct mime_field *field, const struct line *line, size_t name)
{
    const char *end = line->text + line->bytes;

    field->name = line->text;
    field->name_bytes = name;
    field->body = (const char *)memchr(line->text + name, ':', line->bytes - name) + 1;
    while (field->body < end && is_blank(*field->body))
        field->body++;
    field->body_bytes = (size_t)(end - field->body);
}

/* How many fields there can be. */
static size_t count_lines(const char *text, size_t bytes)
{
    size_t n = 0;

    for (size_t at = 0; at < bytes;) {
        struct line line = line_at(text, bytes, at);

        if (!line.bytes) break;
        n += !is_blank(line.text[0]);
        at = line.next;
    }
    return n;
}

HRESULT mime_header_read(const char *text, size_t bytes, void *root, struct mime_header *out,
                         size_t *body)
{
    struct mime_field *field = NULL; /* what a folded line continues */
    size_t at = 0, room = count_lines(text, bytes);
    struct line line;

    *out = (struct mime_header){.text = text};
    *body = 0;
    if (room > (size_t)0x7fffffff / sizeof(*field)) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    out->fields = mem_zero_more(room * sizeof(*field), root);
    if (!out->fields) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);

    for (; at < bytes; at = line.next) {
        size_t name;

        line = line_at(text, bytes, at);
        if (!line.bytes) break;
        if (is_blank(line.text[0]) && (field || out->bad_lines || out->count)) {
            if (field) field->body_bytes = (size_t)(line.text + line.bytes - field->body);
            continue;
        }
        name = name_bytes(&line);
        if (name) {
            field = &out->fields[out->count++];
            take_field(field, &line, name);
            continue;
        }
        field = NULL;
        if (!at && line.bytes > 5 && !memcmp(line.text, "From ", 5)) continue;
        if (!out->count) { /* no header at all */
            *body = at;
            return S_OK;
        }
        out->bad_lines++;
    }
    out->bytes = at;
    *body = at < bytes ? line.next : bytes;
    return S_OK;
}

bool mime_field_is(const struct mime_field *field, const char *name)
{
    for (size_t i = 0; i < field->name_bytes; i++) {
        char c = field->name[i];

        if (c >= 'A' && c <= 'Z') c += 32;
        if (!name[i] || c != name[i]) return false;
    }
    return !name[field->name_bytes];
}

const struct mime_field *mime_header_find(const struct mime_header *header, const char *name)
{
    for (size_t i = 0; i < header->count; i++)
        if (mime_field_is(&header->fields[i], name)) return &header->fields[i];
    return NULL;
}
