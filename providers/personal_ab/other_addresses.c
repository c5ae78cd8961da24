/*
 * other_addresses.c - the addresses that a person has beside PR_EMAIL_ADDRESS, as one text
 */
#include "other_addresses.h"
#include <stdlib.h>
#include <string.h>
#include "common/text/text8.h"
#include "entries.h"

#define MOST_ADDRESSES 257 /* with the main one */

static const SWStringArray *strings(const struct bag *bag, ULONG tag)
{
    const struct value *value = bag_find(bag, tag);

    return value && value_type(value) == PT_MV_UNICODE ? &value->prop.Value.MVszW : NULL;
}

ULONG other_addresses_count(const struct bag *bag)
{
    const SWStringArray *all = strings(bag, PR_CONTACT_EMAIL_ADDRESSES_W);

    return all ? all->cValues : 0;
}

const WCHAR *other_addresses_at(const struct bag *bag, ULONG i)
{
    return strings(bag, PR_CONTACT_EMAIL_ADDRESSES_W)->lppszW[i];
}

const WCHAR *other_addresses_type(const struct bag *bag, ULONG i)
{
    const SWStringArray *types = strings(bag, PR_CONTACT_ADDRTYPES_W);

    return types && i < types->cValues && *types->lppszW[i] ? types->lppszW[i]
                                                            : (const WCHAR *)L"SMTP";
}

static bool is_smtp(const WCHAR *type)
{
    static const char smtp[] = "SMTP";
    size_t i = 0;

    for (; type[i] && smtp[i]; i++)
        if (type[i] != smtp[i] && type[i] != smtp[i] + 32) return false;
    return !type[i] && !smtp[i];
}

/* ---- the main one ---- */

static bool same(const WCHAR *a, const WCHAR *b)
{
    size_t n = wide_len(a);

    return n == wide_len(b) && !memcmp(a, b, n * sizeof(*a));
}

static const WCHAR *main_type(const struct bag *bag)
{
    const WCHAR *type = bag_wide(bag, PR_ADDRTYPE_W);

    return *type ? type : (const WCHAR *)L"SMTP";
}

static bool is_main(const struct bag *bag, ULONG i)
{
    const WCHAR *one = main_type(bag), *type = other_addresses_type(bag, i);

    return same(other_addresses_at(bag, i), bag_wide(bag, PR_EMAIL_ADDRESS_W)) &&
           (same(type, one) || (is_smtp(type) && is_smtp(one)));
}

/* Where it stands, or what it was before somebody changed it alone; the count: nowhere. */
static ULONG find_main(const struct bag *bag)
{
    const struct value *said = bag_find(bag, PR_CONTACT_DEFAULT_ADDRESS_INDEX);
    ULONG n = other_addresses_count(bag), at = n, i = 0;

    if (!*bag_wide(bag, PR_EMAIL_ADDRESS_W)) return n;
    if (said && value_type(said) == PT_LONG && (ULONG)said->prop.Value.l < n)
        at = (ULONG)said->prop.Value.l;
    if (at < n && is_main(bag, at)) return at;
    while (i < n && !is_main(bag, i))
        i++;
    return i < n ? i : at;
}

/* ---- out ---- */

static size_t put(WCHAR *to, size_t at, const WCHAR *text, size_t chars)
{
    if (to) memcpy(to + at, text, chars * sizeof(WCHAR));
    return at + chars;
}

/* to NULL: how many characters it has. */
static size_t lay(const struct bag *bag, WCHAR *to)
{
    ULONG main_one = find_main(bag);
    size_t at = 0;

    for (ULONG i = 0; i < other_addresses_count(bag); i++) {
        const WCHAR *address = other_addresses_at(bag, i), *type = other_addresses_type(bag, i);
        bool plain = is_smtp(type);

        if (i == main_one) continue;
        if (at) at = put(to, at, L"\r\n", 2);
        if (!plain) at = put(to, at, L"[", 1);
        if (!plain) at = put(to, at, type, wide_len(type));
        if (!plain) at = put(to, at, L":", 1);
        at = put(to, at, address, wide_len(address));
        if (!plain) at = put(to, at, L"]", 1);
    }
    return at;
}

HRESULT other_addresses_text(const struct bag *bag, struct value **out)
{
    size_t chars = lay(bag, NULL);
    WCHAR *text;
    HRESULT hr;

    *out = NULL;
    if (!chars) return MAPI_E_NOT_FOUND;
    text = malloc(chars * sizeof(*text));
    if (!text) return MAPI_E_NOT_ENOUGH_MEMORY;
    lay(bag, text);
    hr = value_text(PR_OTHER_ADDRESSES_W, text, chars, out);
    free(text);
    return hr;
}

/* ---- in ---- */

struct lines {
    WCHAR *addresses[MOST_ADDRESSES], *types[MOST_ADDRESSES]; /* into text */
    ULONG n;
};

static bool is_blank(WCHAR c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* One line, which it changes. */
static HRESULT take_line(struct lines *lines, WCHAR *from, WCHAR *end)
{
    static WCHAR smtp[] = {'S', 'M', 'T', 'P', 0};
    WCHAR *type = smtp, *colon;

    while (from < end && is_blank(*from))
        from++;
    while (end > from && is_blank(end[-1]))
        end--;
    if (from == end) return S_OK;
    if (lines->n == MOST_ADDRESSES) return MAPI_E_TOO_BIG;
    *end = 0;
    if (*from == '[' && end[-1] == ']') {
        for (colon = from; *colon && *colon != ':';)
            colon++;
        if (*colon && colon > from + 1 && colon < end - 2) {
            end[-1] = *colon = 0;
            type = from + 1;
            from = colon + 1;
        }
    }
    lines->types[lines->n] = type;
    lines->addresses[lines->n++] = from;
    return S_OK;
}

static HRESULT split(WCHAR *text, size_t chars, struct lines *lines)
{
    WCHAR *line = text;
    HRESULT hr = S_OK;

    for (size_t i = 0; i <= chars && SUCCEEDED(hr); i++) {
        if (i < chars && text[i] != '\n') continue;
        hr = take_line(lines, line, text + i);
        line = text + i + 1;
    }
    return hr;
}

static HRESULT set_strings(struct bag *bag, ULONG tag, ULONG n, WCHAR **texts)
{
    AUTO_VALUE struct value *value = NULL;
    SPropValue prop = {.ulPropTag = tag};
    HRESULT hr;

    if (!n) {
        bag_remove(bag, tag);
        return S_OK;
    }
    prop.Value.MVszW = (SWStringArray){n, texts};
    hr = value_from_prop(&prop, &value);
    return FAILED(hr) ? hr : bag_set(bag, value);
}

/* The main one first, where there is one and others beside. */
static HRESULT set_index(struct bag *bag, bool is_first)
{
    AUTO_VALUE struct value *value = NULL;
    HRESULT hr;

    bag_remove(bag, PR_CONTACT_DEFAULT_ADDRESS_INDEX);
    if (!is_first) return S_OK;
    hr = value_long(PR_CONTACT_DEFAULT_ADDRESS_INDEX, 0, &value);
    return FAILED(hr) ? hr : bag_set(bag, value);
}

HRESULT other_addresses_set(struct bag *bag, struct value *text)
{
    const WCHAR *wide = text ? value_wide(text) : L"";
    bool has_main = *bag_wide(bag, PR_EMAIL_ADDRESS_W) != 0;
    struct lines lines = {.n = has_main};
    struct bag now = {0};
    WCHAR *copy;
    size_t n;
    HRESULT hr;

    if (!wide) return MAPI_E_INVALID_PARAMETER;
    n = wide_len(wide);
    copy = malloc((n + 1) * sizeof(*copy));
    if (!copy) return MAPI_E_NOT_ENOUGH_MEMORY;
    memcpy(copy, wide, (n + 1) * sizeof(*copy));
    hr = split(copy, n, &lines);
    if (has_main) {
        lines.addresses[0] = (WCHAR *)bag_wide(bag, PR_EMAIL_ADDRESS_W);
        lines.types[0] = (WCHAR *)main_type(bag);
        if (lines.n == 1) lines.n = 0; /* alone it isn't kept twice */
    }
    if (SUCCEEDED(hr)) hr = bag_copy(bag, &now);
    if (SUCCEEDED(hr))
        hr = set_strings(&now, PR_CONTACT_EMAIL_ADDRESSES_W, lines.n, lines.addresses);
    if (SUCCEEDED(hr)) hr = set_strings(&now, PR_CONTACT_ADDRTYPES_W, lines.n, lines.types);
    if (SUCCEEDED(hr)) hr = set_index(&now, has_main && lines.n);
    free(copy);
    if (SUCCEEDED(hr)) {
        struct bag old = *bag;

        *bag = now;
        now = old;
    }
    bag_clear(&now);
    return hr;
}
