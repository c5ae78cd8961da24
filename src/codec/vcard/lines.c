/*
 * lines.c - the lines of one vCard, gathered from its file
 *
 *     3.0, 4.0: a line goes on in the next behind one blank or tab, which goes
 *     2.1: ... which stays; quoted-printable goes on behind "="; base64 ends with an empty line
 *
 * Which of them it is, VERSION tells, and that may come last. So lines are kept as they stand until
 * all are there. What old programs write is taken, too: base64 that goes on without blanks, a
 * card whose END is missing, the card of an AGENT in its middle.
 */
#include "codec/vcard/lines.h"
#include <stdlib.h>
#include <string.h>
#include "mapicode.h"
#include "codec/vcard/names.h"
#include "codec/vcard/params.h"

enum {
    OUTSIDE_MOST = 1024,
    KEPT_ROOM = 1 << 20
};

void card_lines_begin(struct card_lines *lines, struct byte_source source)
{
    memset(lines, 0, sizeof(*lines));
    text_lines_begin(&lines->source, source);
}

void card_lines_drop(struct card_lines *lines)
{
    free(lines->raw.data);
    lines->raw = (struct grown_text){0};
}

/* ---- what a line is ---- */

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static bool only_blanks(const char *text, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++)
        if (!is_blank(text[i])) return false;
    return true;
}

static bool only_base64(const char *text, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++)
        if (!((text[i] >= 'A' && text[i] <= 'Z') || (text[i] >= 'a' && text[i] <= 'z') ||
              (text[i] >= '0' && text[i] <= '9') || text[i] == '+' || text[i] == '/' ||
              text[i] == '=' || is_blank(text[i])))
            return false;
    return true;
}

static bool is_word(const char *text, size_t bytes, const char *word)
{
    while (bytes && is_blank(*text)) {
        text++;
        bytes--;
    }
    while (bytes && is_blank(text[bytes - 1]))
        bytes--;
    return card_same(text, bytes, word);
}

/* "BEGIN:VCARD", "END:VCARD" */
static bool is_border(const char *line, size_t bytes, const char *word)
{
    const char *colon = memchr(line, ':', bytes);

    if (!colon || bytes > OUTSIDE_MOST) return false;
    return is_word(line, (size_t)(colon - line), word) &&
           is_word(colon + 1, bytes - (size_t)(colon + 1 - line), "VCARD");
}

/* The name at the beginning of a line, without its group. */
static bool is_named(const char *line, size_t head, const char *name)
{
    size_t end = 0, begin = 0;

    while (end < head && line[end] != ';') {
        if (line[end] == '.') begin = end + 1;
        end++;
    }
    return is_word(line + begin, end - begin, name);
}

static struct card_open_line look_at(const char *line, size_t bytes, size_t at)
{
    struct card_open_line open = {.any = true, .most = CARD_LINE, .bytes = bytes, .at = at};
    size_t head = card_head_end(line, bytes), value = head < bytes ? head + 1 : bytes;

    open.quoted = card_head_encoding(line, head) == CARD_QUOTED;
    open.soft = bytes && line[bytes - 1] == '=';
    open.base64 = card_head_encoding(line, head) == CARD_BASE64;
    if (open.base64 || (bytes - value > 5 && card_same(line + value, 5, "data:")) ||
        is_named(line, head, "PHOTO") || is_named(line, head, "LOGO") ||
        is_named(line, head, "SOUND") || is_named(line, head, "KEY"))
        open.most = CARD_BIG_LINE;
    open.agent = is_named(line, head, "AGENT") && only_blanks(line + value, bytes - value);
    return open;
}

/* ---- lines of a card ---- */

/* The line that was read last is the next part of the open one. */
static bool goes_on(const struct card_open_line *open, const char *line, size_t bytes)
{
    if (!open->any || !bytes) return false;
    if (is_blank(*line)) return true;
    if (open->quoted && open->soft) return true;
    return open->base64 && only_base64(line, bytes);
}

static void lose(struct card_lines *lines)
{
    lines->raw.count = lines->open.at;
    lines->open.lost = true;
    lines->n--;
    lines->lost++;
}

/* Keeps the line at `at`, the last one; a NUL is put behind it. */
static HRESULT keep(struct card_lines *lines, size_t at, bool cut)
{
    struct card_open_line *open = &lines->open;
    size_t bytes = lines->raw.count - at;
    bool more = goes_on(open, lines->raw.data + at, bytes);

    if (!grown_text_reserve(&lines->raw, 1)) return MAPI_E_NOT_ENOUGH_MEMORY;
    if (more) {
        open->bytes += bytes;
        open->soft = lines->raw.data[lines->raw.count - 1] == '=';
        open->agent = false;
        if (open->lost) {
            lines->raw.count = at;
            return S_OK;
        }
        lines->raw.data[at - 1] = '\n'; /* where the NUL was */
    } else {
        *open = look_at(lines->raw.data + at, bytes, at);
        lines->n++;
    }
    lines->raw.data[lines->raw.count++] = 0;
    if (cut || open->bytes > open->most || lines->n > CARD_VALUES || lines->raw.count > CARD_BYTES)
        lose(lines);
    return S_OK;
}

/* A NUL is no text: it goes. */
static void drop_nuls(struct grown_text *raw, size_t at)
{
    size_t n = at;

    if (raw->count == at || !memchr(raw->data + at, 0, raw->count - at)) return;
    for (size_t i = at; i < raw->count; i++)
        if (raw->data[i]) raw->data[n++] = raw->data[i];
    raw->count = n;
}

/* A line inside the card of an AGENT. False: it was the BEGIN of the next card. */
static bool pass_over(struct card_lines *lines, const char *line, size_t bytes)
{
    size_t head;

    if (is_border(line, bytes, "BEGIN")) {
        if (!lines->agent) return false;
        lines->depth++;
        lines->nested++;
    } else if (is_border(line, bytes, "END")) {
        lines->depth--;
    }
    head = card_head_end(line, bytes);
    lines->agent = head < bytes && is_named(line, head, "AGENT") &&
                   only_blanks(line + head + 1, bytes - head - 1);
    return true;
}

static void begin_nested(struct card_lines *lines)
{
    lines->depth = 1;
    lines->nested++;
    lines->agent = false;
    lines->open.any = false;
}

/* "AGENT:BEGIN:VCARD" */
static bool is_agent_and_begin(const char *line, size_t bytes)
{
    size_t head;

    if (bytes > OUTSIDE_MOST) return false;
    head = card_head_end(line, bytes);
    return head < bytes && is_named(line, head, "AGENT") &&
           is_border(line + head + 1, bytes - head - 1, "BEGIN");
}

/* Takes the line at `at`; *done: the card is complete. */
static HRESULT take(struct card_lines *lines, size_t at, bool cut, bool *done)
{
    const char *line = lines->raw.data + at;
    size_t bytes = lines->raw.count - at;
    HRESULT hr = S_OK;
    bool keeps = false;

    if (lines->depth) {
        if (!pass_over(lines, line, bytes)) {
            *done = true; /* the AGENT's card and this one have no END */
            lines->begins = lines->source.line;
        }
    } else if (!bytes || (!lines->open.any && only_blanks(line, bytes))) {
        lines->open.any = false;
    } else if (is_border(line, bytes, "END") && !is_blank(*line)) {
        *done = lines->ended = true;
        lines->begun = false;
    } else if (is_border(line, bytes, "BEGIN") && !is_blank(*line)) {
        if (lines->open.any && lines->open.agent && !lines->open.lost) {
            lines->n--;
            at = lines->open.at; /* AGENT itself is nothing */
            begin_nested(lines);
        } else {
            *done = true;
            lines->begins = lines->source.line;
        }
    } else if (is_agent_and_begin(line, bytes)) {
        begin_nested(lines);
    } else {
        keeps = true;
        hr = keep(lines, at, cut);
    }
    if (!keeps) lines->raw.count = at;
    return hr;
}

static const char *without_mark(const char *line, size_t *bytes)
{
    bool mark = *bytes >= 3 && !memcmp(line, "\xef\xbb\xbf", 3); /* files were put together */

    *bytes -= mark ? 3 : 0;
    return line + (mark ? 3 : 0);
}

static HRESULT find_begin(struct card_lines *lines)
{
    while (!lines->begun) {
        size_t bytes;
        const char *line;
        bool cut;
        HRESULT hr;

        lines->raw.count = 0;
        hr = text_lines_next(&lines->source, &lines->raw, OUTSIDE_MOST, &cut);
        if (hr != S_OK) return hr;
        bytes = lines->raw.count;
        if (!bytes) continue;
        line = without_mark(lines->raw.data, &bytes);
        lines->begun = !cut && is_border(line, bytes, "BEGIN");
        lines->begins = lines->source.line;
    }
    return S_OK;
}

HRESULT card_lines_next(struct card_lines *lines)
{
    bool done = false, cut;
    HRESULT hr;

    if (lines->raw.room > KEPT_ROOM) card_lines_drop(lines);
    lines->raw.count = lines->n = 0;
    lines->lost = 0;
    lines->ended = false;
    lines->depth = 0;
    lines->open.any = false;
    hr = find_begin(lines);
    lines->raw.count = 0;
    if (hr != S_OK) return hr;
    lines->line = lines->begins;
    while (!done) {
        size_t at = lines->raw.count;

        hr = text_lines_next(&lines->source, &lines->raw, CARD_BIG_LINE, &cut);
        if (FAILED(hr)) return hr;
        if (hr == S_FALSE) { /* the file is over, the card isn't */
            lines->begun = false;
            return S_OK;
        }
        if (!grown_text_reserve(&lines->raw, 1)) return MAPI_E_NOT_ENOUGH_MEMORY; /* also: at all */
        drop_nuls(&lines->raw, at);
        hr = take(lines, at, cut, &done);
        if (FAILED(hr)) return hr;
    }
    return S_OK;
}

size_t card_unfold(char *line, size_t bytes, int version)
{
    bool quoted = card_head_encoding(line, card_head_end(line, bytes)) == CARD_QUOTED;
    size_t n = 0;

    for (size_t i = 0; i < bytes; i++) {
        if (line[i] == '\n') {
            bool blank = i + 1 < bytes && is_blank(line[i + 1]);
            bool soft = quoted && n && line[n - 1] == '=';

            if (!blank || (soft && version == 21)) line[n++] = '\n'; /* for who decodes it */
            else if (version != 21) i++;
            continue;
        }
        line[n++] = line[i];
    }
    return n;
}
