/*
 * typed.c - addresses told from names
 */
#include "ab/typed.h"
#include <string.h>
#include "base/mem.h"
#include "base/text.h"

enum { LONGEST = 0x7fff };

/* The texts are read into these, each with room for all that was typed. */
struct typed {
    WCHAR *name, *type, *address;
};

static const WCHAR smtp[] = L"SMTP";

static WCHAR hex_digit(WCHAR c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return 0xffff;
}

/* One character, quoting undone; *at moves over it. *quoted: it had a backslash before it. A
 * backslash before anything else is itself. */
static WCHAR next_char(const WCHAR **at, bool *quoted)
{
    const WCHAR *c = *at;

    *quoted = true;
    if (*c == '\\' && (c[1] == 'x' || c[1] == 'X') && hex_digit(c[2]) < 16 &&
        hex_digit(c[3]) < 16 && (hex_digit(c[2]) || hex_digit(c[3]))) {
        *at = c + 4;
        return (WCHAR)(hex_digit(c[2]) << 4 | hex_digit(c[3]));
    }
    if (*c == '\\' &&
        (c[1] == ',' || c[1] == '[' || c[1] == ']' || c[1] == ':' || c[1] == '\\')) {
        *at = c + 2;
        return c[1];
    }
    *quoted = false;
    *at = c + 1;
    return *c;
}

static bool is_space(WCHAR c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static void trim(WCHAR *text)
{
    WCHAR *start = text;
    size_t n;

    while (is_space(*start))
        start++;
    n = text_len(start);
    while (n && is_space(start[n - 1]))
        n--;
    memmove(text, start, n * sizeof(*text));
    text[n] = 0;
}

/* Reads up to an unquoted end character into out. False: the text ended first. */
static bool read_until(const WCHAR **at, WCHAR end, WCHAR *out)
{
    bool quoted;
    WCHAR c;

    while (**at) {
        c = next_char(at, &quoted);
        if (!quoted && c == end) {
            *out = 0;
            return true;
        }
        *out++ = c;
    }
    *out = 0;
    return false;
}

static bool read_bracketed(const WCHAR *text, struct typed *typed)
{
    const WCHAR *at = text;

    if (!read_until(&at, '[', typed->name) || !read_until(&at, ':', typed->type) ||
        !read_until(&at, ']', typed->address))
        return false;
    while (is_space(*at))
        at++;
    trim(typed->name);
    trim(typed->type);
    trim(typed->address);
    return !*at && *typed->type && *typed->address;
}

/* "Lee, Ann" in quotes is that without them. */
static void unquote(WCHAR *text)
{
    size_t n = text_len(text);

    if (n < 2 || text[0] != '"' || text[n - 1] != '"') return;
    memmove(text, text + 1, (n - 2) * sizeof(*text));
    text[n - 2] = 0;
    trim(text);
}

static bool read_internet(const WCHAR *text, struct typed *typed)
{
    WCHAR *address = typed->address, *open;
    size_t n;

    memcpy(address, text, (text_len(text) + 1) * sizeof(WCHAR));
    trim(address);
    *typed->name = 0;
    n = text_len(address);
    if (n > 2 && address[n - 1] == '>') {
        for (open = address + n - 1; open > address && *open != '<'; open--)
            ;
        if (*open != '<') return false;
        memcpy(typed->name, address, (size_t)(open - address) * sizeof(WCHAR));
        typed->name[open - address] = 0;
        address[n - 1] = 0;
        memmove(address, open + 1, (text_len(open + 1) + 1) * sizeof(WCHAR));
        trim(typed->name);
        unquote(typed->name);
        trim(address);
    }
    memcpy(typed->type, smtp, sizeof(smtp));
    return one_off_looks_internet(address);
}

HRESULT typed_read(const WCHAR *text, struct one_off **out)
{
    AUTO_FREE struct one_off *one = NULL;
    struct typed typed;
    size_t room;

    *out = NULL;
    if (text_len(text) > LONGEST) return S_OK;
    room = (text_len(text) + sizeof(smtp)) * sizeof(WCHAR);
    one = mem_zero(sizeof(*one));
    if (!one) return MAPI_E_NOT_ENOUGH_MEMORY;
    typed.name = mem_zero_more(room, one);
    typed.type = mem_zero_more(room, one);
    typed.address = mem_zero_more(room, one);
    if (!typed.name || !typed.type || !typed.address) return MAPI_E_NOT_ENOUGH_MEMORY;
    if (!read_bracketed(text, &typed) && !read_internet(text, &typed)) return S_OK;
    one->name = typed.name;
    one->type = typed.type;
    one->address = typed.address;
    one->rich = !one_off_looks_internet(typed.address);
    *out = TAKE(one);
    return S_OK;
}
