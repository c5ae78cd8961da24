/*
 * params.c - what stands before the value of a vCard's line
 *
 *     [group "."] name *(";" name ["=" value *("," value)])
 *     value: '"' anything '"', or text without '"' ";" ":" ","
 *
 * 2.1 knows neither lists nor quotes, and its TYPEs, ENCODINGs and VALUEs may come without their
 * name. RFC 6868 gives 4.0 ^n, ^' and ^^.
 */
#include "codec/vcard/params.h"
#include <string.h>
#include "mapicode.h"
#include "codec/vcard/names.h"
#include "codec/vcard/value.h"

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static void trim(char **text, size_t *bytes)
{
    while (*bytes && is_blank(**text)) {
        ++*text;
        --*bytes;
    }
    while (*bytes && is_blank((*text)[*bytes - 1]))
        --*bytes;
}

static size_t find_outside_quotes(const char *text, size_t bytes, const char *any, bool quotes)
{
    bool quoted = false;
    size_t i;

    for (i = 0; i < bytes; i++) {
        if (text[i] == '"' && quotes) quoted = !quoted;
        else if (!quoted && text[i] && strchr(any, text[i])) break;
    }
    return i;
}

size_t card_head_end(const char *line, size_t bytes)
{
    size_t end = find_outside_quotes(line, bytes, ":", true);

    return end < bytes ? end : find_outside_quotes(line, bytes, ":", false); /* one was forgotten */
}

static enum card_encoding encoding_named(const char *name, size_t bytes)
{
    if (card_same(name, bytes, "QUOTED-PRINTABLE") || card_same(name, bytes, "Q"))
        return CARD_QUOTED;
    if (card_same(name, bytes, "BASE64") || card_same(name, bytes, "B")) return CARD_BASE64;
    return CARD_PLAIN; /* 7BIT, 8BIT: it is what it is */
}

/* What a parameter without name is; NULL: a TYPE. */
static const char *name_of_bare(const char *value, size_t bytes)
{
    static const struct {
        const char *value, *name;
    } known[] = {
        {"QUOTED-PRINTABLE", "ENCODING"},
        {"BASE64", "ENCODING"},
        {"B", "ENCODING"},
        {"7BIT", "ENCODING"},
        {"8BIT", "ENCODING"},
        {"INLINE", "VALUE"},
        {"URL", "VALUE"},
        {"URI", "VALUE"},
        {"CONTENT-ID", "VALUE"},
        {"CID", "VALUE"},
    };

    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
        if (card_same(value, bytes, known[i].value)) return known[i].name;
    return NULL;
}

/* In place: ^n, ^' and ^^ become what they stand for (4.0), controls go. */
static size_t unescape(char *text, size_t bytes, int version)
{
    size_t n = 0;

    for (size_t i = 0; i < bytes; i++) {
        unsigned char c = (unsigned char)text[i];

        if (version == 40 && c == '^' && i + 1 < bytes && strchr("n'^", text[i + 1]) &&
            text[i + 1]) {
            c = text[++i] == 'n' ? '\n' : text[i] == '\'' ? '"' : '^';
            text[n++] = (char)c;
        } else if (c >= ' ' && c != 0x7f) {
            text[n++] = (char)c;
        }
    }
    return n;
}

struct place {
    struct card_param *params;
    size_t n, room;
    int version;
    UINT code_page;
    struct text_hold *hold;
    struct card_head *head;
};

/* One value of a parameter, in place. */
static HRESULT add(struct place *place, const char *name, char *text, size_t bytes)
{
    struct card_head *head = place->head;
    const char *value;
    HRESULT hr;

    bytes = unescape(text, bytes, place->version);
    if (!bytes) return S_OK;
    if (!strcmp(name, "ENCODING")) {
        enum card_encoding encoding = encoding_named(text, bytes);

        if (encoding != CARD_PLAIN) head->encoding = encoding;
        return S_OK;
    }
    hr = card_utf8(place->hold, text, bytes, NULL, place->code_page, &value, &bytes);
    if (FAILED(hr)) return hr;
    if (!strcmp(name, "CHARSET")) {
        head->charset = value;
        return S_OK;
    }
    if (!strcmp(name, "VALUE")) {
        if (card_same(value, bytes, "INLINE") || card_same(value, bytes, "BINARY")) return S_OK;
        if (card_same(value, bytes, "URL")) value = "uri";
        if (!head->said) head->said = value;
    }
    if (place->n == place->room) {
        head->inexact = true;
        return S_OK;
    }
    place->params[place->n++] = (struct card_param){name, value};
    return S_OK;
}

/* TYPE="home,work", as RFC 6350's examples have it. */
static HRESULT add_quoted_types(struct place *place, const char *name, char *text, size_t bytes)
{
    HRESULT hr = S_OK;

    for (size_t i = 0, begin = 0; i <= bytes && SUCCEEDED(hr); i++) {
        if (i < bytes && text[i] != ',') continue;
        hr = add(place, name, text + begin, i - begin);
        begin = i + 1;
    }
    return hr;
}

/* The values of one parameter: each gets a row. */
static HRESULT add_list(struct place *place, const char *name, char *text, size_t bytes)
{
    bool quotes = memchr(text, '"', bytes) != NULL;
    HRESULT hr = S_OK;

    for (size_t at = 0; at < bytes && SUCCEEDED(hr);) {
        size_t n = find_outside_quotes(text + at, bytes - at, ",", quotes);
        char *value = text + at;

        at += n + 1;
        trim(&value, &n);
        if (n > 1 && value[0] == '"' && value[n - 1] == '"') {
            value++;
            n -= 2;
            if (!strcmp(name, "TYPE")) hr = add_quoted_types(place, name, value, n);
            else hr = add(place, name, value, n);
        } else {
            hr = add(place, name, value, n);
        }
    }
    return hr;
}

static void upper(char *text, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++)
        if (text[i] >= 'a' && text[i] <= 'z') text[i] -= 32;
}

/* One parameter, from its name to before the next ";". */
static HRESULT read_param(struct place *place, char *text, size_t bytes)
{
    char *equals = memchr(text, '=', bytes), *name = text;
    size_t n = equals ? (size_t)(equals - text) : bytes;
    const char *bare;

    trim(&name, &n);
    if (!n && !equals) return S_OK;
    if (!equals || memchr(text, '"', (size_t)(equals - text))) {
        bare = name_of_bare(name, n);
        return add_list(place, bare ? bare : "TYPE", text, bytes);
    }
    if (!card_is_name(name, n)) {
        place->head->inexact = true;
        return S_OK;
    }
    upper(name, n);
    name[n] = 0; /* at most the "=" */
    return add_list(place, name, equals + 1, bytes - (size_t)(equals + 1 - text));
}

/* Group and name; S_FALSE: they can't be. */
static HRESULT read_name(char *text, size_t bytes, struct card_head *out)
{
    size_t dot;

    trim(&text, &bytes);
    for (dot = bytes; dot && text[dot - 1] != '.';)
        dot--;
    if (!card_is_name(text + dot, bytes - dot)) return S_FALSE;
    upper(text + dot, bytes - dot);
    text[bytes] = 0; /* at most the ":" or ";" */
    out->name = text + dot;
    if (!dot) return S_OK;
    text[dot - 1] = 0;
    if (card_is_name(text, dot - 1)) out->group = text;
    else out->inexact = dot > 1; /* "a.b.TEL" of 2.1: the line counts */
    return S_OK;
}

enum card_encoding card_head_encoding(const char *head, size_t bytes)
{
    enum card_encoding encoding = CARD_PLAIN, said;
    size_t i = find_outside_quotes(head, bytes, ";", true);

    while (i < bytes && encoding == CARD_PLAIN) {
        size_t n = find_outside_quotes(head + i + 1, bytes - i - 1, ";", true);
        char *param = (char *)head + i + 1, *equals = memchr(param, '=', n);
        size_t name = equals ? (size_t)(equals - param) : n;
        char *value = equals ? equals + 1 : param;
        size_t value_bytes = (size_t)(param + n - value);

        i += n + 1;
        trim(&param, &name);
        trim(&value, &value_bytes);
        said = encoding_named(value, value_bytes);
        if (equals ? card_same(param, name, "ENCODING") : name_of_bare(value, value_bytes) != NULL)
            encoding = said;
    }
    return encoding;
}

HRESULT card_head_read(char *line, size_t bytes, int version, UINT code_page,
                       struct text_hold *hold, struct card_head *out)
{
    size_t end = card_head_end(line, bytes), at, rooms = 1;
    struct place place = {.version = version, .code_page = code_page, .hold = hold, .head = out};
    bool quotes;
    HRESULT hr = S_OK;

    *out = (struct card_head){.value_at = end + 1};
    if (end == bytes) return S_FALSE;
    quotes = find_outside_quotes(line, bytes, ":", true) == end;
    at = find_outside_quotes(line, end, ";", quotes);
    for (size_t i = at; i < end; i++)
        rooms += line[i] == ';' || line[i] == ',';
    place.room = rooms < CARD_PARAMS ? rooms : CARD_PARAMS;
    if (at < end) {
        /* one more, which a data: URI may need */
        place.params = text_hold_room(hold, (place.room + 1) * sizeof(*place.params));
        if (!place.params) return MAPI_E_NOT_ENOUGH_MEMORY;
    }
    line[end] = 0;
    for (size_t i = at; i < end && SUCCEEDED(hr);) {
        size_t n = find_outside_quotes(line + i + 1, end - i - 1, ";", quotes);

        hr = read_param(&place, line + i + 1, n);
        i += n + 1;
    }
    if (FAILED(hr)) return hr;
    out->params = place.params;
    out->n_params = place.n;
    return read_name(line, at, out);
}
