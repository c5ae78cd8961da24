/*
 * members.c - the members of a distribution list in a directory
 */
#include "members.h"
#include <string.h>

#define MOST_PARTS     256 /* that a server may send an attribute in */
#define ATTRIBUTE_MOST 256 /* characters of an attribute's name */
#define ONE_LIMIT      64  /* members that are asked for within one time limit */

struct reading {
    struct book *book;
    const char *dn;     /* of the list */
    const char *filter; /* of members */
    uint64_t deadline;  /* of this part, or of these members */
    struct lookup_rows *rows;
    size_t n; /* names of this attribute's that were read */
};

static HRESULT add_member(struct reading *r, const struct directory_value *dn)
{
    static const USHORT types[] = {MAPI_MAILUSER, MAPI_DISTLIST};
    size_t before = r->rows->n;
    HRESULT hr = S_OK;

    if (dn->count > DIRECTORY_DN_MAX || memchr(dn->bytes, 0, dn->count)) return S_OK;
    r->rows->more = r->rows->refused = false;
    for (int i = 0; i < 2 && SUCCEEDED(hr) && r->rows->n == before; i++) {
        hr = lookup_member(r->book, types[i], dn->bytes, r->filter, r->deadline, r->rows);
        if (hr == MAPI_E_NOT_FOUND || hr == MAPI_E_NO_ACCESS) hr = S_OK; /* it is gone, say */
    }
    if (FAILED(hr) || r->rows->n > before) return hr;
    return r->rows->more ? MAPI_E_NETWORK_ERROR : r->rows->refused ? MAPI_E_CALL_FAILED : S_OK;
}

static void begin_limit(struct reading *r)
{
    r->deadline = line_deadline(r->book->table_line);
}

static HRESULT add_names(struct reading *r, const struct directory_values *names)
{
    HRESULT hr = S_OK;

    if (names->n > DIRECTORY_MAX_VALUES - r->n) return MAPI_E_TABLE_TOO_BIG;
    r->n += names->n;
    for (size_t i = 0; i < names->n && SUCCEEDED(hr); i++) {
        if (i % ONE_LIMIT == 0) begin_limit(r);
        hr = add_member(r, &names->values[i]);
    }
    return hr;
}

/* Whether these are the ones that come after `first` others. */
static bool is_part(const struct directory_values *names, size_t first)
{
    const struct value_range *range = &names->range;

    if (!range->next) return names->n && range->first == first;
    return range->first == first &&
           (names->n > DIRECTORY_MAX_VALUES || names->n == range->next - first);
}

/* found: the list, or nothing. */
static HRESULT search_list(struct reading *r, const char *const *attributes, struct found *found)
{
    struct directory_search list = {.base = r->dn,
                                    .scope = DIRECTORY_ENTRY,
                                    .filter = r->book->settings.map->list,
                                    .attributes = attributes,
                                    .ranges = true,
                                    .most = 1};

    bool asked = true;
    HRESULT hr;

    begin_limit(r);
    hr = line_search(r->book->table_line, &list, r->deadline, found);
    if (SUCCEEDED(hr) && found->n)
        hr = lookup_was_asked_for(found->entries[0]->dn, r->dn, DIRECTORY_ENTRY, &asked);
    return SUCCEEDED(hr) && !asked ? MAPI_E_CALL_FAILED : hr;
}

/* The part of the attribute's values that begins with `first`; *next: where the one after it does,
 * or 0. */
static HRESULT add_part(struct reading *r, const char *attribute, size_t first, size_t *next)
{
    char asked[ATTRIBUTE_MOST + VALUE_RANGE_CHARS];
    const char *attributes[] = {asked, NULL};
    struct found found;
    HRESULT hr;

    *next = 0;
    if (!value_range_write(attribute, first, asked, sizeof(asked))) return MAPI_E_TOO_COMPLEX;
    hr = search_list(r, attributes, &found);
    if (SUCCEEDED(hr) && (!found.n || !is_part(&found.entries[0]->values[0], first)))
        hr = MAPI_E_CALL_FAILED;
    if (SUCCEEDED(hr)) hr = add_names(r, &found.entries[0]->values[0]);
    if (SUCCEEDED(hr)) *next = found.entries[0]->values[0].range.next;
    found_clear(&found);
    return hr;
}

/* names: what came of it when it was asked for as a whole. */
static HRESULT add_attribute(struct reading *r, const char *attribute,
                             const struct directory_values *names)
{
    size_t next = names->range.next;
    HRESULT hr;

    r->n = 0;
    if (next && !is_part(names, 0)) return MAPI_E_CALL_FAILED;
    hr = add_names(r, names);
    for (int part = 1; SUCCEEDED(hr) && next; part++)
        hr = part < MOST_PARTS ? add_part(r, attribute, next, &next) : MAPI_E_CALL_FAILED;
    return hr;
}

HRESULT members_find(struct book *book, const char *dn, const char *filter,
                     struct lookup_rows *rows)
{
    const struct map_property *member = &book->settings.map->member;
    const char *attributes[MAP_MAX_ATTRIBUTES + 1] = {0};
    struct reading reading = {.book = book, .dn = dn, .filter = filter, .rows = rows};
    struct found found;
    HRESULT hr;

    *rows = (struct lookup_rows){0};
    for (size_t i = 0; i < member->n; i++)
        attributes[i] = member->attributes[i].name;
    hr = search_list(&reading, attributes, &found);
    if (SUCCEEDED(hr) && !found.n) hr = found.more ? MAPI_E_NETWORK_ERROR : MAPI_E_NOT_FOUND;
    for (size_t i = 0; SUCCEEDED(hr) && i < member->n; i++)
        hr = add_attribute(&reading, attributes[i], &found.entries[0]->values[i]);
    rows->more = false;
    found_clear(&found);
    return hr;
}
