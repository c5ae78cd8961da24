/*
 * entry_values.c - an entry of a directory as the properties of a mail user or a distribution list
 */
#include "entry_values.h"
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include "common/text/text8.h"
#include "entry_id.h"

#define OWN_VALUES 12 /* those that no map names */

/* ---- what is asked for ---- */

static size_t index_of(const char *const *attributes, const char *name)
{
    size_t i = 0;

    while (attributes[i] && strcasecmp(attributes[i], name))
        i++;
    return i;
}

const char **entry_attributes(const struct attribute_map *map)
{
    const char **names = calloc(map->n * MAP_MAX_ATTRIBUTES + 1, sizeof(*names));

    for (size_t i = 0; names && i < map->n; i++)
        for (size_t j = 0; j < map->properties[i].n; j++) {
            const char *name = map->properties[i].attributes[j].name;
            size_t at = index_of(names, name);

            if (!names[at]) names[at] = name;
        }
    return names;
}

/* ---- values ---- */

struct maker {
    SPropValue *values; /* also the block that the rest hangs on */
    ULONG n;
    ALLOCATEMORE *more;
};

static HRESULT add_bytes(struct maker *m, ULONG tag, const void *bytes, size_t count)
{
    SPropValue *value = &m->values[m->n];
    void *copy;
    HRESULT hr = m->more((ULONG)count + 1, m->values, &copy);

    if (FAILED(hr)) return hr;
    memcpy(copy, bytes, count);
    *value = (SPropValue){.ulPropTag = tag};
    value->Value.bin = (SBinary){(ULONG)count, copy};
    m->n++;
    return S_OK;
}

static HRESULT add_text(struct maker *m, ULONG tag, const char *text, size_t bytes)
{
    size_t chars;
    WCHAR *wide;
    void *copy;
    HRESULT hr = wtf8_to_wide(text, bytes, &wide, &chars);

    if (FAILED(hr)) return hr;
    hr = m->more((ULONG)((chars + 1) * sizeof(WCHAR)), m->values, &copy);
    if (SUCCEEDED(hr)) {
        memcpy(copy, wide, (chars + 1) * sizeof(WCHAR));
        m->values[m->n] = (SPropValue){.ulPropTag = tag};
        m->values[m->n++].Value.lpszW = copy;
    }
    free(wide);
    return hr;
}

static void add_long(struct maker *m, ULONG tag, LONG number)
{
    m->values[m->n] = (SPropValue){.ulPropTag = tag};
    m->values[m->n++].Value.l = number;
}

static HRESULT add_many(struct maker *m, ULONG tag, const struct directory_values *values)
{
    SPropValue *value = &m->values[m->n];
    void *list, *copy;
    HRESULT hr = m->more((ULONG)(values->n * sizeof(SBinary)), m->values, &list);

    *value = (SPropValue){.ulPropTag = tag};
    value->Value.MVbin = (SBinaryArray){(ULONG)values->n, list};
    for (size_t i = 0; SUCCEEDED(hr) && i < values->n; i++) {
        hr = m->more((ULONG)values->values[i].count + 1, m->values, &copy);
        if (FAILED(hr)) break;
        memcpy(copy, values->values[i].bytes, values->values[i].count);
        value->Value.MVbin.lpbin[i] = (SBinary){(ULONG)values->values[i].count, copy};
    }
    if (SUCCEEDED(hr)) m->n++;
    return hr;
}

/* The first of the property's attributes that the entry has, or NULL. An empty text is none. */
static const struct directory_values *values_of(const struct map_property *property,
                                                const char *const *attributes,
                                                const struct directory_entry *entry)
{
    for (size_t i = 0; property && i < property->n; i++) {
        size_t at = index_of(attributes, property->attributes[i].name);

        if (attributes[at] && entry->values[at].n && entry->values[at].values[0].count)
            return &entry->values[at];
    }
    return NULL;
}

static HRESULT add_mapped(struct maker *m, const struct map_property *property,
                          const struct directory_values *values)
{
    if (!values) return S_OK;
    if (property->kind == ATTRIBUTE_BYTES) return add_many(m, property->tag, values);
    return add_text(m, property->tag, values->values[0].bytes, values->values[0].count);
}

/* ---- what every entry has ---- */

static HRESULT add_ids(struct maker *m, const MAPIUID *directory, USHORT type, const char *dn)
{
    BYTE *id = NULL, *key = NULL;
    ULONG id_count, key_count;
    HRESULT hr = directory_id_write(directory, type, dn, &id, &id_count);

    if (SUCCEEDED(hr)) hr = directory_record_key(directory, type, dn, &key, &key_count);
    if (SUCCEEDED(hr)) hr = add_bytes(m, PR_ENTRYID, id, id_count);
    if (SUCCEEDED(hr)) hr = add_bytes(m, PR_RECORD_KEY, key, key_count);
    if (SUCCEEDED(hr)) hr = add_bytes(m, PR_INSTANCE_KEY, key, key_count);
    free(id);
    free(key);
    return hr;
}

/* mail: NULL: it has no address, and is found by its record key. */
static HRESULT add_address(struct maker *m, USHORT type, const struct directory_values *mail)
{
    const char *kind = mail || type != MAPI_DISTLIST ? "SMTP" : "MAPIPDL";
    WCHAR *address;
    size_t chars;
    ULONG count;
    BYTE *key;
    HRESULT hr = add_text(m, PR_ADDRTYPE_W, kind, strlen(kind));

    if (FAILED(hr) || !mail) return hr;
    hr = wtf8_to_wide(mail->values[0].bytes, mail->values[0].count, &address, &chars);
    if (FAILED(hr)) return hr;
    hr = search_key_write(kind, address, &key, &count);
    free(address);
    if (FAILED(hr)) return hr;
    hr = add_bytes(m, PR_SEARCH_KEY, key, count);
    free(key);
    return hr;
}

/* The display name, or what stands for one: the address, else the name in the directory. */
static HRESULT add_name(struct maker *m, const struct attribute_map *map,
                        const char *const *attributes, const struct directory_entry *entry)
{
    const struct directory_values *name =
        values_of(attribute_map_find(map, PR_DISPLAY_NAME_W), attributes, entry);
    struct directory_value dn = {entry->dn, strlen(entry->dn)};
    const struct directory_value *text;
    HRESULT hr = S_OK;
    bool missing = !name;

    if (!name) name = values_of(attribute_map_find(map, PR_EMAIL_ADDRESS_W), attributes, entry);
    text = name ? name->values : &dn;
    if (missing) hr = add_text(m, PR_DISPLAY_NAME_W, text->bytes, text->count);
    return FAILED(hr) ? hr : add_text(m, PR_TRANSMITABLE_DISPLAY_NAME_W, text->bytes, text->count);
}

HRESULT entry_values(const struct attribute_map *map, const MAPIUID *directory, USHORT type,
                     const char *const *attributes, const struct directory_entry *entry,
                     ALLOCATEBUFFER *allocate, ALLOCATEMORE *more, FREEBUFFER *release,
                     ULONG *count, SPropValue **out)
{
    struct maker m = {.more = more};
    HRESULT hr;

    *count = 0;
    *out = NULL;
    hr = allocate((ULONG)((map->n + OWN_VALUES) * sizeof(SPropValue)), (void **)&m.values);
    if (FAILED(hr)) return hr;
    add_long(&m, PR_OBJECT_TYPE, type);
    add_long(&m, PR_DISPLAY_TYPE, type == MAPI_DISTLIST ? DT_DISTLIST : DT_MAILUSER);
    add_long(&m, PR_SEND_RICH_INFO, FALSE); /* the union is zeros beside it */
    hr = add_ids(&m, directory, type, entry->dn);
    if (SUCCEEDED(hr)) hr = add_name(&m, map, attributes, entry);
    if (SUCCEEDED(hr))
        hr = add_address(&m, type,
                         values_of(attribute_map_find(map, PR_EMAIL_ADDRESS_W), attributes, entry));
    for (size_t i = 0; SUCCEEDED(hr) && i < map->n; i++)
        hr = add_mapped(&m, &map->properties[i], values_of(&map->properties[i], attributes, entry));
    if (FAILED(hr)) {
        release(m.values);
        return hr;
    }
    *count = m.n;
    *out = m.values;
    return S_OK;
}
