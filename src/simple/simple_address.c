/*
 * simple_address.c - "SMTP:ann@example.org": an address with its type in front
 */
#include "simple/simple_address.h"
#include <string.h>
#include "base/error.h"
#include "base/mem.h"
#include "base/text.h"

enum {
    TYPE_MOST = 32
}; /* characters; "SMTP", "X400", "MSMAIL" and their like have fewer */

static bool is_of_type(WCHAR c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
}

/* Characters before the colon; 0: no type is in front. "C:\" is no type. */
static size_t type_chars(const WCHAR *text)
{
    size_t n = 0;

    while (n <= TYPE_MOST && is_of_type(text[n]))
        n++;
    return n > 1 && n <= TYPE_MOST && text[n] == ':' ? n : 0;
}

static const WCHAR *without_spaces(const WCHAR *text, size_t *chars)
{
    while (*text == ' ' || *text == '\t')
        text++;
    *chars = text_len(text);
    while (*chars && (text[*chars - 1] == ' ' || text[*chars - 1] == '\t'))
        (*chars)--;
    return text;
}

/* So many characters as a text of their own, on root. */
static WCHAR *part(const WCHAR *text, size_t chars, void *root)
{
    WCHAR *copy = mem_zero_more((chars + 1) * sizeof(WCHAR), root);

    if (copy) memcpy(copy, text, chars * sizeof(WCHAR));
    return copy;
}

bool simple_address_is_typed(const WCHAR *text)
{
    size_t chars;

    return text && type_chars(without_spaces(text, &chars)) != 0;
}

HRESULT simple_address_read(const WCHAR *text, void *root, struct simple_address *out)
{
    const WCHAR *type = L"SMTP", *address;
    size_t chars, n_type = 4;

    *out = (struct simple_address){0};
    if (!text) return S_OK;
    address = without_spaces(text, &chars);
    if (type_chars(address)) {
        type = address;
        n_type = type_chars(address);
        address = without_spaces(address + n_type + 1, &chars);
    }
    if (!chars) return S_OK;
    out->type = part(type, n_type, root);
    out->address = part(address, chars, root);
    if (!out->type || !out->address) {
        *out = (struct simple_address){0};
        return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    }
    for (WCHAR *c = out->type; *c; c++)
        *c = text_fold(*c);
    return S_OK;
}

HRESULT simple_address_make(const WCHAR *type, const WCHAR *address, void *root, WCHAR **out)
{
    size_t n_type = text_len(type), chars = text_len(address),
           bytes = (n_type + 1 + chars + 1) * sizeof(WCHAR);
    WCHAR *made = root ? mem_zero_more(bytes, root) : mem_zero(bytes);

    *out = NULL;
    if (!made) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    memcpy(made, type, n_type * sizeof(WCHAR));
    made[n_type] = ':';
    memcpy(made + n_type + 1, address, chars * sizeof(WCHAR));
    *out = made;
    return S_OK;
}
