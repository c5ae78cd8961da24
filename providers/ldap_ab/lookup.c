/*
 * lookup.c - people and lists of the directory as rows of properties
 *
 * What an entry is, the server says: people and lists are two searches, each with the filter that
 * the map has for them. Who has no address is nobody one can write to, and isn't shown.
 */
#include "lookup.h"
#include <stdlib.h>
#include <string.h>
#include "dn.h"
#include "entry_values.h"
#include "filter.h"

#define PAGE 500 /* entries that a server sends at a time */

void lookup_rows_clear(struct book *book, struct lookup_rows *rows)
{
    for (size_t i = 0; i < rows->n; i++)
        book->alloc.free(rows->rows[i].lpProps);
    free(rows->rows);
    *rows = (struct lookup_rows){0};
}

HRESULT lookup_rows_add(struct book *book, struct lookup_rows *rows, ULONG count,
                        SPropValue *moves_values)
{
    if (rows->n == rows->room) {
        size_t room = rows->room ? rows->room * 2 : 16;
        SRow *more = realloc(rows->rows, room * sizeof(*more));

        if (!more) {
            book->alloc.free(moves_values);
            return MAPI_E_NOT_ENOUGH_MEMORY;
        }
        rows->rows = more;
        rows->room = room;
    }
    rows->rows[rows->n++] = (SRow){.cValues = count, .lpProps = moves_values};
    return S_OK;
}

/* ---- searches ---- */

/* (mail=*), of any attribute that is the address */
static void add_has_address(const struct attribute_map *map, struct filter *out)
{
    const struct map_property *address = attribute_map_find(map, PR_EMAIL_ADDRESS_W);

    filter_add(out, "(|");
    for (size_t i = 0; address && i < address->n; i++) {
        filter_add(out, "(");
        filter_add(out, address->attributes[i].name);
        filter_add(out, "=*)");
    }
    if (!address) filter_add(out, FILTER_NOTHING);
    filter_add(out, ")");
}

static HRESULT filter_of(struct book *book, USHORT type, const char *filter, char **out)
{
    const struct attribute_map *map = book->settings.map;
    struct filter text = {0};
    HRESULT hr;

    filter_add(&text, "(&");
    filter_add(&text, type == MAPI_DISTLIST ? map->list : map->person);
    if (type == MAPI_MAILUSER) add_has_address(map, &text);
    if (filter) filter_add(&text, filter);
    filter_add(&text, ")");
    hr = filter_take(&text, out);
    filter_clear(&text);
    return hr;
}

HRESULT lookup_was_asked_for(const char *dn, const char *base, enum directory_scope scope,
                             bool *asked)
{
    bool above = false;
    HRESULT hr = dn_is_below(dn, base, asked);

    if (SUCCEEDED(hr) && *asked && scope == DIRECTORY_ENTRY) {
        hr = dn_is_below(base, dn, &above);
        *asked = above;
    }
    return hr;
}

static HRESULT add_found(struct book *book, USHORT type, const struct found *found,
                         const char *base, enum directory_scope scope, struct lookup_rows *rows)
{
    HRESULT hr = S_OK;

    for (size_t i = 0; SUCCEEDED(hr) && i < found->n; i++) {
        SPropValue *values;
        ULONG count;
        bool asked;

        hr = lookup_was_asked_for(found->entries[i]->dn, base, scope, &asked);
        if (SUCCEEDED(hr) && !asked) rows->refused = true;
        if (FAILED(hr) || !asked) continue;
        hr = entry_values(book->settings.map, &book->uid, type, book->attributes, found->entries[i],
                          book->alloc.buffer, book->alloc.more, book->alloc.free, &count, &values);
        if (SUCCEEDED(hr)) {
            hr = lookup_rows_add(book, rows, count, values);
        } else if (hr == MAPI_E_INVALID_PARAMETER) { /* its name fits into no entry ID */
            rows->refused = true;
            hr = S_OK;
        }
    }
    return hr;
}

static HRESULT search(struct book *book, struct line *line, USHORT type, const char *base,
                      enum directory_scope scope, const char *filter, size_t most,
                      uint64_t deadline, struct lookup_rows *rows)
{
    struct directory_search search = {.base = base,
                                      .scope = scope,
                                      .attributes = book->attributes,
                                      .most = most,
                                      .page = scope != DIRECTORY_ENTRY && most > PAGE ? PAGE : 0};
    struct found found = {0};
    char *text;
    HRESULT hr = filter_of(book, type, filter, &text);

    if (FAILED(hr)) return hr;
    search.filter = text;
    hr = line_search(line, &search, deadline, &found);
    if (SUCCEEDED(hr)) hr = add_found(book, type, &found, base, scope, rows);
    rows->more |= found.more;
    found_clear(&found);
    free(text);
    return hr;
}

HRESULT lookup_find(struct book *book, struct line *line, const char *base, const char *filter,
                    size_t most, uint64_t deadline, struct lookup_rows *rows)
{
    HRESULT hr;

    *rows = (struct lookup_rows){0};
    hr = search(book, line, MAPI_MAILUSER, base, DIRECTORY_SUBTREE, filter, most, deadline, rows);
    if (FAILED(hr)) return hr;
    hr = search(book, line, MAPI_DISTLIST, base, DIRECTORY_SUBTREE, filter, most, deadline, rows);
    while (rows->n > most) {
        book->alloc.free(rows->rows[--rows->n].lpProps);
        rows->more = true;
    }
    return hr;
}

HRESULT lookup_entry(struct book *book, USHORT type, const char *dn, uint64_t deadline,
                     struct lookup_rows *rows)
{
    HRESULT hr;

    *rows = (struct lookup_rows){0};
    hr = search(book, book->line, type, dn, DIRECTORY_ENTRY, NULL, 1, deadline, rows);
    return hr == MAPI_E_NOT_FOUND ? S_OK : hr;
}

HRESULT lookup_member(struct book *book, USHORT type, const char *dn, const char *filter,
                      uint64_t deadline, struct lookup_rows *rows)
{
    return search(book, book->table_line, type, dn, DIRECTORY_ENTRY, filter, 1, deadline, rows);
}
