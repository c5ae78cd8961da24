/*
 * container_rows.c - containers of the directory as rows of properties
 */
#include "container_rows.h"
#include <stdlib.h>
#include <string.h>
#include "dn.h"

#define MOST_CONTAINERS 5000
#define PAGE            500

/* ---- names ---- */

/* Whether the directory itself is meant. */
static HRESULT is_base(struct book *book, const char *dn, bool *base)
{
    bool above = false;
    HRESULT hr = dn_is_below(dn, book->settings.base, base);

    if (SUCCEEDED(hr) && *base) hr = dn_is_below(book->settings.base, dn, &above);
    *base = *base && above;
    return hr;
}

/* ---- values ---- */

#define N_VALUES 11

static SPropValue bytes_value(ULONG tag, const void *bytes, ULONG count)
{
    SPropValue value = {.ulPropTag = tag};

    value.Value.bin = (SBinary){count, (BYTE *)bytes};
    return value;
}

static SPropValue number_value(ULONG tag, LONG number)
{
    SPropValue value = {.ulPropTag = tag};

    value.Value.l = number;
    return value;
}

static LONG flags_of(struct book *book, bool root)
{
    if (root) return AB_SUBCONTAINERS | AB_UNMODIFIABLE;
    return AB_RECIPIENTS | AB_SUBCONTAINERS | AB_UNMODIFIABLE |
           (book->settings.browse ? 0 : AB_FIND_ON_OPEN);
}

static HRESULT fill_values(struct book *book, const char *dn, LONG depth, const WCHAR *name,
                           bool base, ULONG *count, SPropValue **out)
{
    BYTE *id = NULL, *key = NULL;
    ULONG id_count, key_count;
    HRESULT hr = directory_id_write(&book->uid, MAPI_ABCONT, dn ? dn : "", &id, &id_count);

    if (SUCCEEDED(hr))
        hr = directory_record_key(&book->uid, MAPI_ABCONT, dn ? dn : "", &key, &key_count);
    if (SUCCEEDED(hr)) {
        SPropValue values[N_VALUES] = {
            bytes_value(PR_INSTANCE_KEY, key, key_count),
            bytes_value(PR_ENTRYID, id, id_count),
            bytes_value(PR_RECORD_KEY, key, key_count),
            bytes_value(PR_SEARCH_KEY, key, key_count),
            bytes_value(PR_AB_PROVIDER_ID, &book->uid, sizeof(book->uid)),
            number_value(PR_OBJECT_TYPE, MAPI_ABCONT),
            number_value(PR_DISPLAY_TYPE, base ? DT_GLOBAL : DT_NOT_SPECIFIC),
            number_value(PR_CONTAINER_FLAGS, flags_of(book, !dn)),
            number_value(PR_DEPTH, depth),
            number_value(PR_ACCESS_LEVEL, 0),
            {.ulPropTag = PR_DISPLAY_NAME_W},
        };

        values[N_VALUES - 1].Value.lpszW = (WCHAR *)name;
        hr = ScDupPropset(N_VALUES, values, book->alloc.buffer, out);
        *count = N_VALUES;
    }
    free(id);
    free(key);
    return hr;
}

HRESULT container_values(struct book *book, const char *dn, LONG depth, ULONG *count,
                         SPropValue **out)
{
    WCHAR *name = NULL;
    bool base = false;
    HRESULT hr = S_OK;

    *out = NULL;
    *count = 0;
    if (dn) hr = is_base(book, dn, &base);
    if (SUCCEEDED(hr) && dn && !base) hr = dn_first_value(dn, &name);
    if (SUCCEEDED(hr))
        hr = fill_values(book, dn, depth, name ? name : book->settings.name, base, count, out);
    free(name);
    return hr;
}

/* ---- those below ---- */

struct below {
    char *key; /* the name from the tree's root on, malloc */
    const char *dn;
};

static int compare_below(const void *a, const void *b)
{
    return strcmp(((const struct below *)a)->key, ((const struct below *)b)->key);
}

/* "ou=a,ou=b,dc=org" becomes "dc=org\1ou=b\1ou=a\1": what is below begins so. */
static HRESULT key_of(const char *dn, char **out)
{
    size_t bytes, end;
    char *normal, *key, *at;
    HRESULT hr = dn_normalize(dn, strlen(dn), &normal, &bytes);

    *out = NULL;
    if (FAILED(hr)) return hr;
    at = key = malloc(bytes + 2);
    end = bytes;
    for (size_t i = bytes; key && i-- > 0;) {
        if (i && normal[i] != ',') continue;
        memcpy(at, normal + i + (i ? 1 : 0), end - i - (i ? 1 : 0));
        at += end - i - (i ? 1 : 0);
        *at++ = 1;
        end = i;
    }
    if (key) *at = 0;
    free(normal);
    *out = key;
    return key ? S_OK : MAPI_E_NOT_ENOUGH_MEMORY;
}

/* The containers that each of the sorted ones is in come before it. */
static HRESULT add_sorted(struct book *book, const struct below *below, size_t n, LONG depth,
                          struct lookup_rows *rows)
{
    const char **above = malloc((n + 1) * sizeof(*above));
    size_t n_above = 0;
    HRESULT hr = above ? S_OK : MAPI_E_NOT_ENOUGH_MEMORY;

    for (size_t i = 0; i < n && SUCCEEDED(hr); i++) {
        SPropValue *values;
        ULONG count;

        if (i && !strcmp(below[i].key, below[i - 1].key)) continue; /* a server may repeat itself */
        while (n_above && strncmp(above[n_above - 1], below[i].key, strlen(above[n_above - 1])))
            n_above--;
        hr = container_values(book, below[i].dn, depth + (LONG)n_above, &count, &values);
        if (hr == MAPI_E_INVALID_PARAMETER) hr = S_OK; /* too long a name */
        else if (SUCCEEDED(hr)) hr = lookup_rows_add(book, rows, count, values);
        above[n_above++] = below[i].key;
    }
    free(above);
    return hr;
}

static HRESULT add_found(struct book *book, const char *dn, const struct found *found, LONG depth,
                         struct lookup_rows *rows)
{
    struct below *below = calloc(found->n + 1, sizeof(*below));
    size_t n = 0;
    HRESULT hr = below ? S_OK : MAPI_E_NOT_ENOUGH_MEMORY;

    for (size_t i = 0; i < found->n && SUCCEEDED(hr); i++) {
        const char *name = found->entries[i]->dn;
        bool is_below, itself = false;

        hr = dn_is_below(name, dn, &is_below);
        if (SUCCEEDED(hr)) hr = dn_is_below(dn, name, &itself);
        if (FAILED(hr) || !is_below || itself) continue;
        below[n].dn = name;
        hr = key_of(name, &below[n].key);
        if (SUCCEEDED(hr)) n++;
    }
    if (SUCCEEDED(hr)) {
        qsort(below, n, sizeof(*below), compare_below);
        hr = add_sorted(book, below, n, depth, rows);
    }
    for (size_t i = 0; below && i < n; i++)
        free(below[i].key);
    free(below);
    return hr;
}

static HRESULT find_below(struct book *book, const char *dn, bool deep, LONG depth,
                          uint64_t deadline, struct lookup_rows *rows)
{
    static const char *const nothing[] = {"objectClass", NULL};
    struct directory_search search = {.base = dn,
                                      .scope = deep ? DIRECTORY_SUBTREE : DIRECTORY_CHILDREN,
                                      .filter = book->settings.map->folder,
                                      .attributes = nothing,
                                      .most = MOST_CONTAINERS,
                                      .page = PAGE};
    struct found found;
    HRESULT hr = line_search(book->table_line, &search, deadline, &found);

    if (SUCCEEDED(hr)) hr = add_found(book, dn, &found, depth, rows);
    rows->more |= found.more;
    found_clear(&found);
    return hr;
}

HRESULT container_rows(struct book *book, const char *dn, bool deep, uint64_t deadline,
                       struct lookup_rows *rows)
{
    SPropValue *values;
    ULONG count;
    HRESULT hr;

    *rows = (struct lookup_rows){0};
    if (dn) return find_below(book, dn, deep, 0, deadline, rows);
    hr = container_values(book, book->settings.base, 0, &count, &values);
    if (SUCCEEDED(hr)) hr = lookup_rows_add(book, rows, count, values);
    if (FAILED(hr) || !deep) return hr;
    hr = find_below(book, book->settings.base, true, 1, deadline, rows);
    if (FAILED(hr) && hr != MAPI_E_NOT_ENOUGH_MEMORY) rows->more = true;
    return hr == MAPI_E_NOT_ENOUGH_MEMORY ? hr : S_OK;
}
