/*
 * inf.c - mapisvc.inf taken apart into sections, keys and values
 */
#include "profile/inf.h"
#include <string.h>
#include "base/array.h"
#include "base/error.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/uid.h"
#include "sys/file.h"
#include "sys/module.h"

#define INF_LIMIT 0x400000

struct inf {
    WCHAR *text; /* cut up in place; hangs on entries */
    struct inf_entry *data;
    size_t count, room;
};

void inf_close(struct inf *inf)
{
    if (!inf) return;
    mem_free(inf->text);
    ARRAY_DROP(inf);
    mem_free(inf);
}

void inf_cleanup(struct inf **inf)
{
    inf_close(*inf);
    *inf = NULL;
}

/* ---- reading ---- */

static HRESULT decode(const BYTE *bytes, size_t count, WCHAR **out)
{
    if (count >= 2 && bytes[0] == 0xff && bytes[1] == 0xfe) {
        size_t chars = (count - 2) / sizeof(WCHAR);
        WCHAR *text = mem_array(chars + 1, sizeof(WCHAR));

        if (!text) return MAPI_E_NOT_ENOUGH_MEMORY;
        memcpy(text, bytes + 2, chars * sizeof(WCHAR));
        *out = text;
        return S_OK;
    }
    if (count >= 3 && !memcmp(bytes, "\xef\xbb\xbf", 3))
        return text_from_utf8((const char *)bytes + 3, (ptrdiff_t)count - 3, NULL, out);
    return text_from_ansi((const char *)bytes, (ptrdiff_t)count, 0, NULL, out);
}

static bool is_blank(WCHAR c)
{
    return c == ' ' || c == '\t' || c == 0xa0;
}

/* The text between start and end without blanks around it, ended by a NUL. */
static WCHAR *trimmed(WCHAR *start, WCHAR *end)
{
    while (start < end && is_blank(*start)) start++;
    while (end > start && is_blank(end[-1])) end--;
    *end = 0;
    return start;
}

/* A value in quotes is what is between them, as the system's own reader has it. */
static WCHAR *unquoted(WCHAR *value)
{
    size_t chars = text_len(value);

    if (chars < 2 || (*value != '"' && *value != '\'') || value[chars - 1] != *value) return value;
    value[chars - 1] = 0;
    return value + 1;
}

static WCHAR *find(WCHAR *from, WCHAR *end, WCHAR c)
{
    while (from < end && *from != c) from++;
    return from;
}

static HRESULT take_line(struct inf *inf, WCHAR *line, WCHAR *end, const WCHAR **section)
{
    struct inf_entry *entry;
    WCHAR *equals;

    line = trimmed(line, end);
    end = line + text_len(line);
    if (!*line || *line == ';') return S_OK;
    if (*line == '[') {
        *section = trimmed(line + 1, find(line, end, ']'));
        entry = ARRAY_PUSH(inf); /* an empty section is one, too */
        if (!entry) return MAPI_E_NOT_ENOUGH_MEMORY;
        *entry = (struct inf_entry){*section, NULL, NULL};
        return S_OK;
    }
    equals = find(line, end, '=');
    if (!*section || equals == end) return S_OK;
    entry = ARRAY_PUSH(inf);
    if (!entry) return MAPI_E_NOT_ENOUGH_MEMORY;
    entry->value = unquoted(trimmed(equals + 1, end));
    entry->key = trimmed(line, equals);
    entry->section = *section;
    return S_OK;
}

HRESULT inf_parse(const BYTE *bytes, size_t count, struct inf **out)
{
    AUTO_INF struct inf *inf = mem_zero(sizeof(*inf));
    const WCHAR *section = NULL;
    HRESULT hr;

    *out = NULL;
    if (!inf) return MAPI_E_NOT_ENOUGH_MEMORY;
    if (count > INF_LIMIT) return FAIL(MAPI_E_TOO_BIG);
    hr = decode(bytes, count, &inf->text);
    if (FAILED(hr)) return hr;
    for (WCHAR *line = inf->text; *line;) {
        WCHAR *end = line, *next;

        while (*end && *end != '\r' && *end != '\n' && *end != 0x1a) end++;
        next = *end ? end + 1 : end;
        hr = take_line(inf, line, end, &section);
        if (FAILED(hr)) return hr;
        line = next;
    }
    *out = TAKE(inf);
    return S_OK;
}

static HRESULT open_in(HRESULT (*folder_of)(WCHAR **), struct inf **out)
{
    AUTO_FREE WCHAR *folder = NULL, *path = NULL;
    AUTO_FREE BYTE *bytes = NULL;
    size_t count;
    HRESULT hr = folder_of(&folder);

    if (FAILED(hr)) return hr;
    path = text_join(folder, L"\\mapisvc.inf", NULL);
    if (!path) return MAPI_E_NOT_ENOUGH_MEMORY;
    hr = sys_file_read(path, INF_LIMIT, &bytes, &count);
    return FAILED(hr) ? hr : inf_parse(bytes, count, out);
}

#ifdef OPENMAPI_FAULTS
static const char *instead;
static bool has_instead;

void inf_instead(const char *text)
{
    instead = text;
    has_instead = true;
}
#endif

HRESULT inf_open(struct inf **out)
{
    HRESULT hr;

    *out = NULL;
#ifdef OPENMAPI_FAULTS
    if (has_instead)
        return instead ? inf_parse((const BYTE *)instead, strlen(instead), out) : MAPI_E_NOT_FOUND;
#endif
    hr = open_in(sys_module_own_folder, out);
    if (hr == MAPI_E_NOT_FOUND) hr = open_in(sys_module_system_folder, out);
    return FAILED(hr) ? FAIL(hr) : S_OK;
}

/* ---- asking ---- */

const struct inf_entry *inf_entry(const struct inf *inf, const WCHAR *section, ULONG index)
{
    for (size_t i = 0; i < inf->count; i++) {
        const struct inf_entry *entry = &inf->data[i];

        if (entry->key && !text_compare_nocase(entry->section, section) && !index--) return entry;
    }
    return NULL;
}

bool inf_has_section(const struct inf *inf, const WCHAR *section)
{
    for (size_t i = 0; i < inf->count; i++)
        if (!text_compare_nocase(inf->data[i].section, section)) return true;
    return false;
}

const WCHAR *inf_get(const struct inf *inf, const WCHAR *section, const WCHAR *key)
{
    for (size_t i = 0; i < inf->count; i++) {
        const struct inf_entry *entry = &inf->data[i];

        if (entry->key && !text_compare_nocase(entry->key, key) &&
            !text_compare_nocase(entry->section, section))
            return entry->value;
    }
    return NULL;
}

HRESULT inf_list(const struct inf *inf, const WCHAR *section, const WCHAR *key, WCHAR ***out,
                 ULONG *count)
{
    const WCHAR *value = inf_get(inf, section, key);
    AUTO_FREE WCHAR **items = NULL;
    WCHAR *text;
    ULONG n = 1;

    *out = NULL;
    *count = 0;
    if (!value) value = L"";
    for (const WCHAR *c = value; *c; c++) n += *c == ',';
    items = mem_array(n, sizeof(*items));
    if (!items) return MAPI_E_NOT_ENOUGH_MEMORY;
    text = mem_dup_text(value, items);
    if (!text) return MAPI_E_NOT_ENOUGH_MEMORY;
    n = 0;
    for (bool more = true; more;) {
        WCHAR *end = find(text, text + text_len(text), ','), *item;

        more = *end == ',';
        item = trimmed(text, end);
        if (*item) items[n++] = item;
        text = end + 1;
    }
    *out = TAKE(items);
    *count = n;
    return S_OK;
}

HRESULT inf_uid(const struct inf *inf, const WCHAR *section, MAPIUID *out)
{
    const WCHAR *hex = inf_get(inf, section, L"UID");

    if (!hex) return FAIL(MAPI_E_NOT_FOUND);
    return uid_from_hex(hex, out) ? S_OK : FAIL(MAPI_E_CORRUPT_DATA);
}
