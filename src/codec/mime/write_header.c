/*
 * write_header.c - header fields, folded and encoded
 */
#include "codec/mime/write_header.h"
#include <string.h>
#include "base/mem.h"
#include "base/text.h"
#include "codec/mime/write_words.h"

enum {
    FOLD_AT = 76,         /* columns, the line end not counted */
    LONGEST_PIECE = 900,  /* that may stand unbroken on a line of 998 */
    QUOTED_AT_MOST = 200, /* characters of a parameter that go as a quoted string */
};

static void put(struct header_out *header, const char *text, size_t bytes)
{
    mime_put(header->out, text, bytes);
    header->column += bytes;
}

static void fold(struct header_out *header)
{
    mime_puts(header->out, "\r\n");
    header->column = 0;
}

void header_begin(struct header_out *header, const char *name)
{
    header->column = 0;
    put(header, name, strlen(name));
    put(header, ":", 1);
}

void header_end(struct header_out *header)
{
    fold(header);
}

/* White space, then a piece: on the next line when this one is too full for it. */
static void spaced_piece(struct header_out *header, const char *space, size_t spaces,
                         const char *text, size_t bytes)
{
    if (header->column > 1 && header->column + spaces + bytes > FOLD_AT) fold(header);
    put(header, space, spaces);
    put(header, text, bytes);
}

void header_piece(struct header_out *header, const char *text, size_t bytes, bool spaced)
{
    spaced_piece(header, " ", spaced, text, bytes);
}

/* Text without control characters, new root; NULL: memory is out. */
static WCHAR *cleaned(struct header_out *header, const WCHAR *text)
{
    WCHAR *clean = mem_dup_text(text, NULL);

    if (!clean) {
        mime_fail(header->out, MAPI_E_NOT_ENOUGH_MEMORY);
        return NULL;
    }
    for (WCHAR *at = clean; *at; at++) {
        if ((*at >= ' ' && *at < 0x7f) || *at > 0x9f) continue;
        if (*at != '\t') header->cleaned++;
        *at = ' ';
    }
    return clean;
}

static bool is_ascii(const WCHAR *text, size_t chars)
{
    for (size_t i = 0; i < chars; i++)
        if (text[i] >= 0x80) return false;
    return true;
}

/* Characters as bytes: ASCII, or UTF-8 where that is allowed. */
static void put_plain(struct header_out *header, const WCHAR *space, size_t spaces,
                      const WCHAR *text, size_t chars)
{
    AUTO_FREE char *bytes = NULL, *blank = NULL;

    if (FAILED(text_to_utf8(text, (ptrdiff_t)chars, NULL, &bytes)) ||
        FAILED(text_to_utf8(space, (ptrdiff_t)spaces, NULL, &blank))) {
        mime_fail(header->out, MAPI_E_NOT_ENOUGH_MEMORY);
        return;
    }
    spaced_piece(header, blank, spaces, bytes, strlen(bytes));
}

/* One run of text as encoded words. */
static void put_encoded(struct header_out *header, const WCHAR *text, size_t chars, bool phrase)
{
    struct words_out words;
    char word[WORD_ROOM];
    size_t n;

    words_begin(&words, header->code_page, text, chars, phrase);
    while (words.chars) {
        size_t room = header->column < FOLD_AT ? FOLD_AT - 1 - header->column : 0;

        n = words_next(&words, room, word);
        if (!n) { /* not in what is left of this line */
            if (header->column > 1) fold(header);
            n = words_next(&words, FOLD_AT - 1, word);
        }
        if (!n) {
            /* a code page that can't say what it could */
            mime_fail(header->out, MAPI_E_CALL_FAILED);
            return;
        }
        put(header, " ", 1);
        put(header, word, n);
    }
}

/* ---- text as in Subject ---- */

struct span {
    const WCHAR *at;
    size_t chars;
};

static struct span next_word(const WCHAR *text, size_t *spaces)
{
    struct span word;

    for (*spaces = 0; text[*spaces] == ' '; ++*spaces) {}
    word.at = text + *spaces;
    for (word.chars = 0; word.at[word.chars] && word.at[word.chars] != ' '; word.chars++) {}
    return word;
}

static bool needs_encoding(const struct header_out *header, const struct span *word)
{
    if (word->chars > LONGEST_PIECE / 3) return true;
    if (!header->utf8 && !is_ascii(word->at, word->chars)) return true;
    for (size_t i = 0; i + 1 < word->chars; i++)
        if (word->at[i] == '=' && word->at[i + 1] == '?') return true;
    return false;
}

/* White space at the end would get lost: it is made part of an encoded word. */
static bool must_encode(const struct header_out *header, const struct span *word)
{
    size_t spaces;

    return needs_encoding(header, word) ||
           (!next_word(word->at + word->chars, &spaces).chars && spaces);
}

void header_text(struct header_out *header, const WCHAR *given)
{
    AUTO_FREE WCHAR *text = cleaned(header, given);

    for (const WCHAR *at = text; at && *at;) {
        size_t spaces, more;
        struct span word = next_word(at, &spaces), next;
        const WCHAR *run =
            at == text
                ? at
                : word.at - (spaces - 1); /* all but the white space that words have between */

        if (!(at == text && spaces) && !must_encode(header, &word)) {
            put_plain(header, at == text ? L" " : at, at == text ? 1 : spaces, word.at, word.chars);
            at = word.at + word.chars;
            continue;
        }
        next = next_word(word.at + word.chars, &more);
        while (next.chars && must_encode(header, &next)) {
            word = next;
            next = next_word(word.at + word.chars, &more);
        }
        if (!next.chars) word.chars += more;
        at = word.at + word.chars;
        put_encoded(header, run, (size_t)(at - run), false);
    }
}

void header_field(struct header_out *header, const char *name, const WCHAR *text)
{
    header_begin(header, name);
    header_text(header, text);
    header_end(header);
}

void header_field8(struct header_out *header, const char *name, const char *text)
{
    header_begin(header, name);
    header_piece(header, text, strlen(text), true);
    header_end(header);
}

void header_words(struct header_out *header, const WCHAR *given)
{
    AUTO_FREE WCHAR *text = cleaned(header, given);
    const WCHAR *at = text;

    while (at && *at) {
        size_t spaces;
        struct span word = next_word(at, &spaces);
        char bytes[LONGEST_PIECE];
        size_t n = 0;

        for (; n < word.chars && n < sizeof(bytes); n++)
            bytes[n] = word.at[n] < 0x80 ? (char)word.at[n] : '?';
        if (n) header_piece(header, bytes, n, true);
        at = word.at + n;
    }
}

bool header_name_ok(const WCHAR *name)
{
    size_t n = 0;

    for (; name[n]; n++)
        if (name[n] <= ' ' || name[n] >= 0x7f || name[n] == ':' || n >= 70) return false;
    return n > 0;
}

/* ---- names and addresses ---- */

static bool is_atext(WCHAR c)
{
    return c >= 0x80 || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
           (c >= 'a' && c <= 'z') || (c && c < 0x80 && strchr("!#$%&'*+-/=?^_`{|}~", c));
}

/* A quoted string, folded at its spaces. */
static void put_quoted(struct header_out *header, const WCHAR *text)
{
    AUTO_FREE WCHAR *quoted = mem_array(2 * text_len(text) + 3, sizeof(*quoted));
    WCHAR *to = quoted, *at;
    bool first = true;

    if (!quoted) {
        mime_fail(header->out, MAPI_E_NOT_ENOUGH_MEMORY);
        return;
    }
    *to++ = '"';
    for (; *text; text++) {
        if (*text == '"' || *text == '\\') *to++ = '\\';
        *to++ = *text;
    }
    *to++ = '"';
    for (at = quoted; *at; first = false) {
        size_t spaces;
        struct span word = next_word(at, &spaces);

        put_plain(header, first ? L" " : at, first ? 1 : spaces, word.at, word.chars);
        at = (WCHAR *)word.at + word.chars;
    }
}

void header_phrase(struct header_out *header, const WCHAR *given)
{
    AUTO_FREE WCHAR *text = cleaned(header, given);
    bool atoms = true, encode = false;
    size_t chars, spaces;

    if (!text) return;
    chars = text_len(text);
    for (const WCHAR *at = text; *at;) {
        struct span word = next_word(at, &spaces);

        if (needs_encoding(header, &word)) encode = true;
        if (!word.chars || spaces != (at != text)) atoms = false;
        for (size_t i = 0; i < word.chars; i++)
            if (!is_atext(word.at[i])) atoms = false;
        at = word.at + word.chars;
    }
    if (encode) {
        put_encoded(header, text, chars, true);
    } else if (!atoms || !chars) {
        put_quoted(header, text);
    } else {
        header_text(header, text);
    }
}

static bool is_dot_atom(const WCHAR *text, size_t chars)
{
    for (size_t i = 0; i < chars; i++)
        if (text[i] == '.' ? !i || i + 1 == chars || text[i - 1] == '.' : !is_atext(text[i]))
            return false;
    return chars > 0;
}

/* An address as one may stand between < and >, new root: a local part that is no dot-atom quoted, a
 * domain without what no domain has. NULL: there is none, or memory is out. */
static WCHAR *address_spec(struct header_out *header, const WCHAR *given)
{
    AUTO_FREE WCHAR *clean = cleaned(header, given);
    WCHAR *spec, *to, *last = NULL;
    size_t local, chars;

    if (!clean) return NULL;
    chars = text_len(clean);
    spec = mem_array(2 * chars + 3, sizeof(*spec));
    if (!spec) {
        mime_fail(header->out, MAPI_E_NOT_ENOUGH_MEMORY);
        return NULL;
    }
    for (WCHAR *at = clean; *at; at++)
        if (*at == '@') last = at;
    local = last ? (size_t)(last - clean) : chars;
    to = spec;
    if (is_dot_atom(clean, local)) {
        for (size_t i = 0; i < local; i++)
            *to++ = clean[i];
    } else if (local) {
        bool quoted = local > 1 && clean[0] == '"' && clean[local - 1] == '"';

        *to++ = '"';
        for (size_t i = quoted; i < local - quoted; i++) {
            if (quoted && clean[i] == '\\' && i + 1 < local - quoted) i++;
            if (clean[i] == '"' || clean[i] == '\\') *to++ = '\\';
            *to++ = clean[i];
        }
        *to++ = '"';
    }
    if (last && last[1]) {
        *to++ = '@';
        for (const WCHAR *at = last + 1; *at; at++)
            if (is_atext(*at) || *at == '.' || *at == '[' || *at == ']' || *at == ':') *to++ = *at;
    }
    *to = 0;
    return spec;
}

bool header_mailbox(struct header_out *header, const WCHAR *name, const WCHAR *address, bool first)
{
    AUTO_FREE WCHAR *spec = address && *address ? address_spec(header, address) : NULL;
    AUTO_FREE char *bytes = NULL;
    bool named = name && *name;

    if (!first && (named || (spec && *spec))) put(header, ",", 1);
    if (!spec || !*spec || text_len(spec) > LONGEST_PIECE / 3) {
        if (!named) return false;
        header_phrase(header, name);
        put(header, ":;", 2);
        return false;
    }
    if (FAILED(text_to_utf8(spec, -1, NULL, &bytes))) {
        mime_fail(header->out, MAPI_E_NOT_ENOUGH_MEMORY);
        return true;
    }
    if (!named || !text_compare(name, address)) {
        header_piece(header, bytes, strlen(bytes), true);
        return true;
    }
    header_phrase(header, name);
    if (header->column + strlen(bytes) + 3 > FOLD_AT) fold(header);
    put(header, " <", 2);
    put(header, bytes, strlen(bytes));
    put(header, ">", 1);
    return true;
}

/* ---- parameters ---- */

static bool is_token(const WCHAR *text)
{
    const WCHAR *at = text;

    for (; *at; at++)
        if (*at <= ' ' || *at >= 0x7f || strchr("()<>@,;:\\\"/[]?=", *at)) return false;
    return at != text;
}

static bool is_attribute_char(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
           (c && strchr("!#$&+-.^_`|~", c));
}

/* name*=utf-8''..., or in pieces name*0*=utf-8''..., name*1*=... */
static void put_extended(struct header_out *header, const char *name, const char *value)
{
    static const char digits[] = "0123456789ABCDEF";
    enum { PIECE = 48, NAME = 24 };
    size_t whole = 0;
    unsigned part = 0;
    bool pieces;

    for (const char *at = value; *at; at++)
        whole += is_attribute_char(*at) ? 1 : 3;
    pieces = whole > PIECE;
    do {
        char text[NAME + 16 + PIECE + 12];
        size_t n = strlen(name), end;

        memcpy(text, name, n);
        if (pieces) {
            char number[12];
            unsigned digit = 0, rest = part;

            do {
                number[digit++] = (char)('0' + rest % 10);
            } while (rest /= 10);
            text[n++] = '*';
            while (digit)
                text[n++] = number[--digit];
        }
        memcpy(text + n, "*=", 2);
        n += 2;
        if (!part) {
            memcpy(text + n, "utf-8''", 7);
            n += 7;
        }
        end = n + PIECE;
        while (*value) {
            size_t need = 0, bytes = 1;

            while ((value[bytes] & 0xc0) == 0x80) /* characters stay whole */
                bytes++;
            for (size_t i = 0; i < bytes; i++)
                need += is_attribute_char(value[i]) ? 1 : 3;
            if (n + need > end) break;
            for (; bytes; bytes--, value++) {
                if (is_attribute_char(*value)) {
                    text[n++] = *value;
                } else {
                    text[n++] = '%';
                    text[n++] = digits[(unsigned char)*value >> 4];
                    text[n++] = digits[*value & 15];
                }
            }
        }
        put(header, ";", 1);
        header_piece(header, text, n, true);
        part++;
    } while (*value);
}

void header_param(struct header_out *header, const char *name, const WCHAR *given)
{
    AUTO_FREE WCHAR *value = cleaned(header, given);
    AUTO_FREE char *bytes = NULL, *text = NULL;
    size_t chars, n;

    if (!value) return;
    chars = text_len(value);
    if (FAILED(text_to_utf8(value, -1, NULL, &bytes))) {
        mime_fail(header->out, MAPI_E_NOT_ENOUGH_MEMORY);
        return;
    }
    if ((!header->utf8 && !is_ascii(value, chars)) || chars > QUOTED_AT_MOST) {
        put_extended(header, name, bytes);
        return;
    }
    n = strlen(name);
    text = mem_zero(n + 2 * strlen(bytes) + 4);
    if (!text) {
        mime_fail(header->out, MAPI_E_NOT_ENOUGH_MEMORY);
        return;
    }
    memcpy(text, name, n);
    text[n++] = '=';
    if (is_token(value)) {
        memcpy(text + n, bytes, strlen(bytes));
        n += strlen(bytes);
    } else {
        text[n++] = '"';
        for (const char *at = bytes; *at; at++) {
            if (*at == '"' || *at == '\\') text[n++] = '\\';
            text[n++] = *at;
        }
        text[n++] = '"';
    }
    put(header, ";", 1);
    header_piece(header, text, n, true);
}
