/*
 * flat_rows.c - rows of a table gathered as one block of memory under a lock, to be given without
 * it
 */
#include "common/sql/flat_rows.h"
#include <stdlib.h>
#include <string.h>
#include "common/text/text8.h"

HRESULT flat_grow(void **items, size_t n, size_t *room, size_t each)
{
    size_t wanted = *room ? *room : 64;
    void *grown;

    while (wanted < n)
        wanted *= 2;
    if (wanted == *room) return S_OK;
    if (wanted > SIZE_MAX / each) return MAPI_E_NOT_ENOUGH_MEMORY;
    grown = realloc(*items, wanted * each);
    if (!grown) return MAPI_E_NOT_ENOUGH_MEMORY;
    *items = grown;
    *room = wanted;
    return S_OK;
}

/* Room for so many bytes behind the row; they are used only when rows->used moves. */
static HRESULT need(struct flat_rows *rows, size_t bytes)
{
    return flat_grow((void **)&rows->bytes, rows->used + bytes + 8, &rows->room, 1);
}

/* Where the next content of the row begins, seen from the row. */
static size_t offset(const struct flat_rows *rows)
{
    return rows->used - rows->rows[rows->n];
}

static void take(struct flat_rows *rows, size_t bytes)
{
    rows->used = (rows->used + bytes + 7) & ~(size_t)7;
}

HRESULT flat_rows_begin(struct flat_rows *rows)
{
    size_t bytes = rows->columns * sizeof(SPropValue);
    HRESULT hr =
        flat_grow((void **)&rows->rows, rows->n + 2, &rows->rows_room, sizeof(*rows->rows));

    if (SUCCEEDED(hr) && !rows->n) rows->used = 0;
    if (SUCCEEDED(hr) && rows->n) rows->used = rows->rows[rows->n]; /* one that was given up */
    if (SUCCEEDED(hr)) hr = need(rows, bytes);
    if (FAILED(hr)) return hr;
    rows->rows[rows->n] = rows->used;
    memset(rows->bytes + rows->used, 0, bytes);
    take(rows, bytes);
    return S_OK;
}

void flat_rows_end(struct flat_rows *rows)
{
    rows->rows[++rows->n] = rows->used;
}

void flat_rows_empty(struct flat_rows *rows)
{
    rows->n = rows->used = 0;
}

void flat_rows_free(struct flat_rows *rows)
{
    free(rows->bytes);
    free(rows->rows);
    *rows = (struct flat_rows){.columns = rows->columns};
}

HRESULT flat_rows_binary(struct flat_rows *rows, ULONG column, const void *bytes, size_t count)
{
    SPropValue *value;
    HRESULT hr = need(rows, count);

    if (FAILED(hr)) return hr;
    value = flat_rows_value(rows, column);
    value->Value.bin.cb = (ULONG)count;
    value->Value.bin.lpb = (BYTE *)offset(rows);
    if (count) memcpy(rows->bytes + rows->used, bytes, count);
    take(rows, count);
    return S_OK;
}

HRESULT flat_rows_wide(struct flat_rows *rows, ULONG column, const char *text, size_t bytes,
                       size_t most)
{
    const uint8_t *at = (const uint8_t *)text, *end = at + bytes;
    WCHAR *start, *out;
    HRESULT hr = need(rows, ((bytes < most ? bytes : most) + 2) * sizeof(WCHAR));

    if (FAILED(hr)) return hr;
    flat_rows_value(rows, column)->Value.lpszW = (WCHAR *)offset(rows);
    start = out = (WCHAR *)(rows->bytes + rows->used);
    while (at < end && out < start + most) {
        uint32_t c = *at < 0x80 ? *at++ : wtf8_next(&at, end);

        if (c >= 0x10000) *out++ = (WCHAR)(0xd800 + ((c - 0x10000) >> 10));
        *out++ = (WCHAR)(c >= 0x10000 ? 0xdc00 + ((c - 0x10000) & 0x3ff) : c);
    }
    if (out > start + most) out = start + most - 1; /* half a character is none */
    *out++ = 0;
    take(rows, (size_t)((char *)out - (char *)start));
    return S_OK;
}

HRESULT flat_rows_ascii(struct flat_rows *rows, ULONG column, const char *text, size_t bytes,
                        size_t most)
{
    size_t n = bytes < most ? bytes : most;
    HRESULT hr = need(rows, n + 1);

    if (FAILED(hr)) return hr;
    flat_rows_value(rows, column)->Value.lpszA = (char *)offset(rows);
    if (n) memcpy(rows->bytes + rows->used, text, n);
    rows->bytes[rows->used + n] = 0;
    take(rows, n + 1);
    return S_OK;
}

HRESULT flat_rows_give(const struct flat_rows *rows, size_t i, const struct allocators *alloc,
                       SPropValue **out)
{
    size_t bytes = rows->rows[i + 1] - rows->rows[i];
    SPropValue *values;
    HRESULT hr;

    *out = NULL;
    if (bytes > 0x7fffffff) return MAPI_E_NOT_ENOUGH_MEMORY;
    hr = alloc->buffer((ULONG)bytes, (void **)&values);
    if (FAILED(hr)) return hr;
    memcpy(values, rows->bytes + rows->rows[i], bytes);
    for (ULONG k = 0; k < rows->columns; k++) {
        SPropValue *value = &values[k];

        switch (PROP_TYPE(value->ulPropTag)) { /* from offsets to pointers */
        case PT_UNICODE:
        case PT_STRING8:
            value->Value.lpszA = (char *)values + (size_t)value->Value.lpszA;
            break;
        case PT_BINARY:
            value->Value.bin.lpb = (BYTE *)values + (size_t)value->Value.bin.lpb;
            break;
        }
    }
    *out = values;
    return S_OK;
}
