/*
 * fuzz_directory_filter.c - restrictions, typed names, maps and entry IDs made of any bytes, as the
 * provider of LDAP directories takes them
 *
 * Every filter is one; a row that the subsystem's own restriction keeps comes from an entry that
 * the filter finds, and where the filter is said to be exact, only those.
 */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include "common/text/text8.h"
#include "ldap_ab/anr_filter.h"
#include "ldap_ab/dn.h"
#include "ldap_ab/entry_id.h"
#include "ldap_ab/filter_judge.h"
#include "ldap_ab/restriction_filter.h"
#include "prop/restrict.h"

/* One attribute each, two, none. */
static const unsigned short ids[] = {0x3A06, 0x3A11, 0x3001, 0x0ffe,
                                     0x360c, 0x3003, 0x3A17, 0x0037};
#include "restriction_of_bytes.h"

static void check(bool is)
{
    if (!is) abort();
}

/* The row's texts as the entry that they came from. Other values no entry gives. */
static size_t entry_of_row(const struct attribute_map *map, SPropValue *values, ULONG *n,
                           struct entry_value *out)
{
    ULONG kept = 0;

    for (ULONG i = 0; i < *n; i++) {
        const struct map_property *property = attribute_map_find(map, values[i].ulPropTag);
        bool twice = false;
        size_t bytes;
        char *text;

        for (ULONG j = 0; j < kept; j++)
            if (PROP_ID(values[j].ulPropTag) == PROP_ID(values[i].ulPropTag)) twice = true;
        if (!property || twice || PROP_TYPE(values[i].ulPropTag) != PT_UNICODE ||
            !values[i].Value.lpszW[0])
            continue;
        check(SUCCEEDED(
            wtf8_from_wide(values[i].Value.lpszW, wide_len(values[i].Value.lpszW), &text, &bytes)));
        out[kept] = (struct entry_value){property->attributes[property->n - 1].name, text};
        values[kept++] = values[i];
    }
    *n = kept;
    return kept;
}

static void fuzz_restriction(struct reader *r, const struct attribute_map *map)
{
    void *root = mem_zero(1);
    SRestriction *res = mem_zero_more(sizeof(*res), root);
    ULONG n = read_u8(r) % 6;
    SPropValue *values = make_values(r, n, root);
    struct entry_value entry[6] = {0};
    size_t n_entry = entry_of_row(map, values, &n, entry);
    HRESULT hr, theirs;
    bool exact, kept = false;
    char *filter;

    make_restriction(r, res, res, root);
    hr = restriction_filter(map, res, &filter, &exact);
    theirs = restrict_check(res);
    if (SUCCEEDED(hr) && SUCCEEDED(theirs) && SUCCEEDED(restrict_match(res, n, values, &kept))) {
        bool found = !filter || filter_keeps(filter, entry, n_entry);

        check(exact ? found == kept : found || !kept);
    }
    if (filter) check(filter_is_valid(filter));
    check(SUCCEEDED(hr) || !filter);
    free(filter);
    for (size_t i = 0; i < n_entry; i++)
        free((char *)entry[i].value);
    mem_free(root);
}

static void fuzz_typed(const uint8_t *data, size_t size, const struct attribute_map *map)
{
    size_t chars = size / sizeof(WCHAR);
    WCHAR *typed = calloc(chars + 1, sizeof(WCHAR));
    struct filter filter = {0};
    HRESULT hr;

    check(typed);
    memcpy(typed, data, chars * sizeof(WCHAR));
    hr = anr_filter(map, typed, &filter);
    check(hr == S_FALSE ? !filter.chars : hr == S_OK && filter_is_valid(filter.text));
    filter_clear(&filter);
    free(typed);
}

static void fuzz_map(const uint8_t *data, size_t size)
{
    char *text = calloc(1, size + 1);
    struct attribute_map *map;

    check(text);
    memcpy(text, data, size);
    filter_is_valid(text);
    if (SUCCEEDED(attribute_map_create(size & 1, text, &map))) {
        check(filter_is_valid(map->person) && filter_is_valid(map->list));
        for (size_t i = 0; i < map->n; i++)
            for (size_t j = 0; j < map->properties[i].n; j++) {
                const char *name = map->properties[i].attributes[j].name;

                check(attribute_is_valid(name, strlen(name)));
            }
    }
    attribute_map_free(map);
    free(text);
}

static void fuzz_entry_id(const uint8_t *data, size_t size)
{
    MAPIUID uid = {{0}};
    struct directory_id id;
    char *once, *again;
    size_t once_bytes, again_bytes;
    ULONG count;
    BYTE *bytes;
    bool equal;

    if (size > 65536) return;
    if (size >= 20) memcpy(&uid, data + 4, sizeof(uid));
    check(SUCCEEDED(dn_normalize((const char *)data, size, &once, &once_bytes)));
    check(SUCCEEDED(dn_normalize(once, once_bytes, &again, &again_bytes)));
    check(once_bytes == again_bytes && !memcmp(once, again, once_bytes));
    free(once);
    free(again);
    if (FAILED(directory_id_read(&uid, (ULONG)size, data, &id))) return;
    check(SUCCEEDED(directory_id_write(&uid, id.type, id.dn, &bytes, &count)));
    check(count == size && !memcmp(bytes, data, size));
    check(SUCCEEDED(directory_id_equal(&id, &id, &equal)) && equal);
    directory_id_clear(&id);
    free(bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct attribute_map *map;
    struct reader r;

    if (!size || size > 65536) return 0;
    r = reader_over(data + 1, size - 1);
    if (!map) check(SUCCEEDED(attribute_map_create(MAP_INETORGPERSON, NULL, &map)));
    switch (data[0] & 3) {
    case 0:
        fuzz_restriction(&r, map);
        break;
    case 1:
        fuzz_typed(data + 1, size - 1, map);
        break;
    case 2:
        fuzz_map(data + 1, size - 1);
        break;
    case 3:
        fuzz_entry_id(data + 1, size - 1);
        break;
    }
    return 0;
}
