/*
 * filter.c - LDAP search filters as text (RFC 4515), written piece by piece
 */
#include "filter.h"
#include <stdlib.h>
#include <string.h>
#include "common/text/text8.h"

static void add_bytes(struct filter *filter, const char *bytes, size_t count)
{
    size_t needed = filter->chars + count + 1, room = filter->room ? filter->room : 128;
    char *more;

    if (filter->bad) return;
    while (room < needed)
        room *= 2;
    if (room != filter->room) {
        more = realloc(filter->text, room);
        if (!more) {
            filter->bad = true;
            return;
        }
        filter->text = more;
        filter->room = room;
    }
    memcpy(filter->text + filter->chars, bytes, count);
    filter->chars += count;
    filter->text[filter->chars] = 0;
}

void filter_add(struct filter *filter, const char *text)
{
    add_bytes(filter, text, strlen(text));
}

/* Beyond what RFC 4515 asks for: spaces at the ends of a value some servers lose. */
static bool is_plain(unsigned char c)
{
    return c > ' ' && c < 0x7f && c != '*' && c != '(' && c != ')' && c != '\\';
}

static void add_escaped(struct filter *filter, const char *bytes, size_t count)
{
    static const char digits[] = "0123456789abcdef";

    for (size_t i = 0; i < count; i++) {
        unsigned char c = (unsigned char)bytes[i];
        char escaped[3] = {'\\', digits[c >> 4], digits[c & 15]};
        bool inside = c == ' ' && i && i + 1 < count;

        if (is_plain(c) || inside) add_bytes(filter, &bytes[i], 1);
        else add_bytes(filter, escaped, sizeof(escaped));
    }
}

void filter_add_item(struct filter *filter, const char *attribute, const char *before,
                     const WCHAR *value, size_t chars, const char *after)
{
    char *text;
    size_t bytes;

    if (FAILED(wtf8_from_wide(value, chars, &text, &bytes))) {
        filter->bad = true;
        return;
    }
    filter_add(filter, "(");
    filter_add(filter, attribute);
    filter_add(filter, "=");
    filter_add(filter, before);
    add_escaped(filter, text, bytes);
    filter_add(filter, after);
    filter_add(filter, ")");
    free(text);
}

void filter_cut(struct filter *filter, size_t before)
{
    if (before >= filter->chars) return;
    filter->chars = before;
    filter->text[before] = 0;
}

void filter_clear(struct filter *filter)
{
    free(filter->text);
    *filter = (struct filter){0};
}

HRESULT filter_take(struct filter *filter, char **out)
{
    bool bad = filter->bad || !filter->text;

    *out = bad ? NULL : filter->text;
    if (bad) free(filter->text);
    *filter = (struct filter){0};
    return bad ? MAPI_E_NOT_ENOUGH_MEMORY : S_OK;
}

/* ---- reading ---- */

static bool is_alpha(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* The name, or the dotted numbers, that text begins with; 0: neither. */
static size_t name_chars(const char *text, size_t chars)
{
    bool numbers = chars && is_digit(text[0]), dot = true;
    size_t i;

    if (!chars || (!numbers && !is_alpha(text[0]))) return 0;
    for (i = 0; i < chars; i++) {
        if (numbers && text[i] == '.') {
            if (dot) return 0;
            dot = true;
        } else if (is_digit(text[i]) || (!numbers && (is_alpha(text[i]) || text[i] == '-'))) {
            dot = false;
        } else {
            break;
        }
    }
    return numbers && dot ? 0 : i;
}

bool attribute_is_valid(const char *text, size_t chars)
{
    size_t at = name_chars(text, chars), start;

    if (!at) return false;
    while (at < chars && text[at] == ';') { /* an option */
        for (start = ++at;
             at < chars && (is_alpha(text[at]) || is_digit(text[at]) || text[at] == '-');)
            at++;
        if (at == start) return false;
    }
    return at == chars;
}

static bool is_hex(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/* attribute [~ < >] = value, or extensible: attribute [:dn] [:rule] := value; up to its ')'. */
static bool read_item(const char **at)
{
    const char *p = *at, *end = p, *name_end;

    while (*end && *end != '=' && *end != '(' && *end != ')')
        end++;
    if (*end != '=') return false;
    name_end = end;
    if (name_end > p && (name_end[-1] == '~' || name_end[-1] == '<' || name_end[-1] == '>')) {
        name_end--;
    } else if (name_end > p && name_end[-1] == ':') {
        const char *colon = memchr(p, ':', (size_t)(name_end - p));

        for (const char *q = colon; q < name_end; q++)
            if (!is_alpha(*q) && !is_digit(*q) && !strchr(":-.", *q)) return false;
        if (colon == p && colon == name_end - 1) return false; /* no attribute, no rule */
        if (colon > p && !attribute_is_valid(p, (size_t)(colon - p))) return false;
        name_end = NULL;
    }
    if (name_end && !attribute_is_valid(p, (size_t)(name_end - p))) return false;
    for (p = end + 1; *p && *p != ')' && *p != '('; p++) {
        if (*p == '\\' && (!is_hex(p[1]) || !is_hex(p[2]))) return false;
        if ((unsigned char)*p < ' ' || (unsigned char)*p > '~') return false;
    }
    *at = p;
    return *p == ')';
}

static bool read_filter(const char **at, int depth)
{
    bool good;

    if (depth > FILTER_MAX_DEPTH || **at != '(') return false;
    ++*at;
    if (**at == '!') {
        ++*at;
        good = read_filter(at, depth + 1);
    } else if (**at == '&' || **at == '|') {
        ++*at;
        do
            good = read_filter(at, depth + 1); /* an empty list is not for every server */
        while (good && **at == '(');
    } else {
        good = read_item(at);
    }
    if (!good || **at != ')') return false;
    ++*at;
    return true;
}

bool filter_is_valid(const char *text)
{
    const char *at = text;

    return strlen(text) <= FILTER_MAX_CHARS && read_filter(&at, 1) && !*at;
}
