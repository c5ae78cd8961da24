/*
 * read.c - vCards of a file, one by one
 */
#include <stdlib.h>
#include <string.h>
#include "mapicode.h"
#include "codec/vcard/card.h"
#include "codec/vcard/lines.h"
#include "codec/vcard/names.h"
#include "codec/vcard/value.h"

struct vcard_reader {
    struct card_lines lines;
    struct text_hold hold; /* of the card that was given last */
    UINT code_page;
    HRESULT hr; /* for good */
    struct vcard_faults faults;
};

HRESULT vcard_open(struct byte_source source, UINT code_page, struct vcard_reader **out)
{
    struct vcard_reader *reader = malloc(sizeof(*reader));

    *out = NULL;
    if (!reader) return MAPI_E_NOT_ENOUGH_MEMORY;
    memset(reader, 0, sizeof(*reader));
    card_lines_begin(&reader->lines, source);
    reader->code_page = code_page;
    *out = reader;
    return S_OK;
}

void vcard_close(struct vcard_reader *reader)
{
    if (!reader) return;
    card_lines_drop(&reader->lines);
    text_hold_drop(&reader->hold);
    free(reader);
}

const struct vcard_faults *vcard_faults(const struct vcard_reader *reader)
{
    return &reader->faults;
}

/* "VERSION:3.0"; 0: it is another line. */
static int version_of(const char *line)
{
    static const char name[] = "VERSION";
    size_t bytes = strlen(line);

    if (bytes <= sizeof(name) || !card_same(line, sizeof(name) - 1, name)) return 0;
    line += sizeof(name) - 1;
    while (*line == ' ' || *line == '\t')
        line++;
    if (*line != ':') return 0;
    line++;
    while (*line == ' ' || *line == '\t')
        line++;
    if (line[0] == '2') return 21;
    if (line[0] == '3') return 30;
    return line[0] >= '4' && line[0] <= '9' ? 40 : 0;
}

static int find_version(const struct card_lines *lines)
{
    const char *line = lines->raw.data;
    int version = 0;

    for (size_t i = 0; i < lines->n && !version; i++, line += strlen(line) + 1)
        version = version_of(line);
    return version;
}

/* S_FALSE: the line is lost. */
static HRESULT read_line(struct vcard_reader *reader, char *line, size_t bytes, int version,
                         struct card_value *out, bool *inexact)
{
    struct card_head head;
    HRESULT hr;

    *inexact = false;
    bytes = card_unfold(line, bytes, version);
    line[bytes] = 0;
    hr = card_head_read(line, bytes, version, reader->code_page, &reader->hold, &head);
    if (hr != S_OK) return hr;
    *inexact = head.inexact;
    return card_value_read(&head, line + head.value_at, bytes - head.value_at, version,
                           reader->code_page, &reader->hold, out);
}

static bool is_border(const char *name)
{
    return !strcmp(name, "BEGIN") || !strcmp(name, "END");
}

static HRESULT read_card(struct vcard_reader *reader, struct card *out)
{
    struct card_lines *lines = &reader->lines;
    char *line = lines->raw.data;
    int said = find_version(lines), version = said ? said : 30;
    struct card_value *values;

    text_hold_clear(&reader->hold);
    values = text_hold_room(&reader->hold, lines->n * sizeof(*values));
    if (!values) return MAPI_E_NOT_ENOUGH_MEMORY;
    *out =
        (struct card){.values = values, .version = said, .line = lines->line, .lost = lines->lost};
    for (size_t i = 0; i < lines->n; i++) {
        size_t bytes = strlen(line);
        char *next = line + bytes + 1;
        bool inexact;
        HRESULT hr = read_line(reader, line, bytes, version, &values[out->n], &inexact);

        line = next;
        if (FAILED(hr)) return hr;
        if (hr == S_OK && !strcmp(values[out->n].name, "VERSION")) continue;
        if (hr == S_OK && is_border(values[out->n].name)) hr = S_FALSE; /* of something else */
        if (hr == S_FALSE || inexact) out->lost++;
        if (hr == S_OK) out->n++;
    }
    return S_OK;
}

HRESULT vcard_next(struct vcard_reader *reader, struct card *out)
{
    HRESULT hr = reader->hr;

    *out = (struct card){0};
    while (hr == S_OK) {
        hr = card_lines_next(&reader->lines);
        reader->faults.nested = reader->lines.nested;
        if (hr == S_OK) hr = read_card(reader, out);
        if (hr != S_OK) break;
        reader->faults.lost += out->lost;
        if (!reader->lines.ended) reader->faults.unended++;
        if (out->n) return S_OK;
        reader->faults.skipped++;
    }
    *out = (struct card){0};
    return reader->hr = hr;
}
