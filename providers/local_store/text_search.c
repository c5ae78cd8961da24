/*
 * text_search.c - whether text (or bytes) equals, begins with or contains a part, by FL_* level
 *
 * Both are brought to the level that is asked (marks left out, case folded), code point by code
 * point. Of a substring, `fall[i]` is the length of the longest proper end of part[0..i] that part
 * begins with (Knuth, Morris, Pratt), so that a text of any length is read once, in pieces.
 */
#include "text_search.h"
#include <stdlib.h>
#include "common/text/fold.h"
#include "common/text/nonspace.h"
#include "common/text/text8.h"

struct text_search {
    ULONG fuzzy;
    size_t n;
    size_t *fall;
    uint32_t part[];
};

/* What of c counts, at this level; NONSPACE_MARK: nothing. */
static uint32_t level(ULONG fuzzy, uint32_t c)
{
    if (fuzzy & (FL_IGNORENONSPACE | FL_LOOSE)) c = nonspace_strip(c);
    if (fuzzy & (FL_IGNORECASE | FL_LOOSE) && c != NONSPACE_MARK) c = fold_code_point(c);
    return c;
}

uint32_t text_search_any_level(uint32_t c)
{
    const uint32_t iota =
        0x3b9; /* a mark (U+0345) at the levels without marks, where case is ignored the letter */

    c = nonspace_strip(fold_code_point(c));
    if (c != NONSPACE_MARK) c = fold_code_point(c);
    return c == iota ? NONSPACE_MARK : c;
}

static HRESULT search_alloc(size_t room, ULONG fuzzy, struct text_search **out)
{
    *out = NULL;
    if (room > SIZE_MAX / 16 - sizeof(**out)) return MAPI_E_NOT_ENOUGH_MEMORY;
    *out = malloc(sizeof(**out) + (room + 1) * sizeof(uint32_t));
    if (!*out) return MAPI_E_NOT_ENOUGH_MEMORY;
    (*out)->fuzzy = fuzzy;
    (*out)->n = 0;
    (*out)->fall = malloc((room + 1) * sizeof(size_t));
    if ((*out)->fall) return S_OK;
    free(*out);
    *out = NULL;
    return MAPI_E_NOT_ENOUGH_MEMORY;
}

static void search_prepare(struct text_search *search)
{
    size_t k = 0;

    search->fall[0] = 0;
    for (size_t i = 1; i < search->n; i++) {
        while (k && search->part[i] != search->part[k])
            k = search->fall[k - 1];
        if (search->part[i] == search->part[k]) k++;
        search->fall[i] = k;
    }
}

HRESULT text_search_create(const WCHAR *part, size_t chars, ULONG fuzzy, struct text_search **out)
{
    HRESULT hr = search_alloc(chars, fuzzy, out);

    if (FAILED(hr)) return hr;
    for (size_t i = 0; i < chars;) {
        uint32_t c = level(fuzzy, wide_next(part, chars, &i));

        if (c != NONSPACE_MARK) (*out)->part[(*out)->n++] = c;
    }
    search_prepare(*out);
    return S_OK;
}

HRESULT text_search_create_bytes(const void *part, size_t bytes, ULONG fuzzy,
                                 struct text_search **out)
{
    HRESULT hr = search_alloc(bytes, fuzzy & 0xffff, out);

    if (FAILED(hr)) return hr;
    for (size_t i = 0; i < bytes; i++)
        (*out)->part[(*out)->n++] = ((const uint8_t *)part)[i];
    search_prepare(*out);
    return S_OK;
}

void text_search_free(struct text_search *search)
{
    if (!search) return;
    free(search->fall);
    free(search);
}

/* ---- a scan ---- */

void text_scan_start(struct text_scan *scan, const struct text_search *search)
{
    ULONG mode = search->fuzzy & 0xffff;

    memset(scan, 0, sizeof(*scan));
    scan->search = search;
    scan->found = !search->n && (mode == FL_SUBSTRING || mode == FL_PREFIX);
}

static void scan_next(struct text_scan *scan, uint32_t c)
{
    const struct text_search *search = scan->search;
    size_t k = scan->matched;

    c = level(search->fuzzy, c);
    if (c == NONSPACE_MARK) return;
    switch (search->fuzzy & 0xffff) {
    case FL_SUBSTRING:
        while (k && search->part[k] != c)
            k = search->fall[k - 1];
        scan->matched = search->part[k] == c ? k + 1 : 0;
        scan->found = scan->matched == search->n;
        return;
    case FL_PREFIX:
        scan->lost = search->part[k] != c;
        scan->found = !scan->lost && k + 1 == search->n;
        break;
    default:
        scan->lost = k == search->n || search->part[k] != c;
    }
    scan->matched++;
}

bool text_scan_wide(struct text_scan *scan, const WCHAR *text, size_t chars)
{
    for (size_t i = 0; i < chars && !scan->found && !scan->lost;) {
        uint32_t c;

        if (scan->high) {
            WCHAR pair[2] = {(WCHAR)scan->high, text[0]};
            size_t used = 0;

            scan->high = 0;
            c = wide_next(pair, 2, &used);
            i += used - 1;
        } else {
            c = wide_next(text, chars, &i);
            if (i == chars && c >= 0xd800 && c < 0xdc00) {
                scan->high = c;
                break;
            }
        }
        scan_next(scan, c);
    }
    return scan->found || scan->lost;
}

static bool text_scan_wtf8(struct text_scan *scan, const void *text, size_t bytes)
{
    const uint8_t *at = text, *end = at + bytes;

    while (at < end && !scan->found && !scan->lost)
        scan_next(scan, wtf8_next(&at, end));
    return scan->found || scan->lost;
}

bool text_scan_bytes(struct text_scan *scan, const void *data, size_t bytes)
{
    const uint8_t *at = data;

    for (size_t i = 0; i < bytes && !scan->found && !scan->lost; i++)
        scan_next(scan, at[i]);
    return scan->found || scan->lost;
}

bool text_scan_end(struct text_scan *scan)
{
    if (scan->high && !scan->found && !scan->lost) scan_next(scan, scan->high);
    scan->high = 0;
    if (scan->found || scan->lost) return scan->found;
    return (scan->search->fuzzy & 0xffff) != FL_SUBSTRING && scan->matched == scan->search->n;
}

/* ---- in SQL ---- */

#define POINTER_TYPE "text_search"

static void contains(sqlite3_context *context, int n, sqlite3_value **args)
{
    const struct text_search *search = sqlite3_value_pointer(args[1], POINTER_TYPE);
    struct text_scan scan;
    const void *content;

    (void)n;
    if (!search || sqlite3_value_type(args[0]) == SQLITE_NULL) return; /* NULL */
    text_scan_start(&scan, search);
    if (sqlite3_value_type(args[0]) == SQLITE_BLOB) {
        content = sqlite3_value_blob(args[0]);
        text_scan_bytes(&scan, content, (size_t)sqlite3_value_bytes(args[0]));
    } else {
        content = sqlite3_value_text(args[0]);
        if (!content) {
            sqlite3_result_error_nomem(context);
            return;
        }
        text_scan_wtf8(&scan, content, (size_t)sqlite3_value_bytes(args[0]));
    }
    sqlite3_result_int(context, text_scan_end(&scan));
}

int text_search_register(sqlite3 *sql)
{
    return sqlite3_create_function(sql, "mapi_contains", 2, SQLITE_UTF8 | SQLITE_DETERMINISTIC,
                                   NULL, contains, NULL, NULL);
}

int text_search_bind(sqlite3_stmt *stmt, int i, const struct text_search *search)
{
    return sqlite3_bind_pointer(stmt, i, (void *)search, POINTER_TYPE, NULL);
}
