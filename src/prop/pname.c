/*
 * pname.c - named properties: names compared and copied, and a map from names to identifiers
 */
#include "prop/pname.h"
#include "base/error.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/text.h"
#include "mapiguid.h"
#include "prop/ptag.h"
#include <string.h>

#define FIRST_ID 0x8000
#define LAST_ID  0xFFFE

bool pname_valid(const MAPINAMEID *name)
{
    if (!name || !name->lpguid) return false;
    if (name->ulKind == MNID_ID) return true;
    return name->ulKind == MNID_STRING && name->Kind.lpwstrName;
}

bool pname_equal(const MAPINAMEID *a, const MAPINAMEID *b)
{
    if (!pname_valid(a) || !pname_valid(b)) return false;
    if (a->ulKind != b->ulKind || !IsEqualGUID(a->lpguid, b->lpguid)) return false;
    if (a->ulKind == MNID_ID) return a->Kind.lID == b->Kind.lID;
    return !text_compare(a->Kind.lpwstrName, b->Kind.lpwstrName);
}

HRESULT pname_copy(MAPINAMEID *dst, const MAPINAMEID *src, void *root)
{
    MAPINAMEID copy = *src;

    copy.lpguid = mem_dup(src->lpguid, sizeof(GUID), root);
    if (!copy.lpguid) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    if (src->ulKind == MNID_STRING) {
        copy.Kind.lpwstrName = mem_dup_text(src->Kind.lpwstrName, root);
        if (!copy.Kind.lpwstrName) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    }
    *dst = copy;
    return S_OK;
}

/* ---- a map in memory ---- */

struct pname_map {
    LONG refs;
    struct lock lock;
    struct map by_name; /* key bytes -> the name's place in names, plus 1 */
    MAPINAMEID **names; /* owned, each a root; the id is FIRST_ID plus the place */
    ULONG count;
    size_t room;
};

HRESULT pname_map_create(struct pname_map **out)
{
    struct pname_map *map = mem_zero(sizeof(*map));

    *out = NULL;
    if (!map) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    map->refs = 1;
    lock_init(&map->lock, RANK_LEAF);
    *out = map;
    return S_OK;
}

void pname_map_ref(struct pname_map *map)
{
    atomic_inc(&map->refs);
}

void pname_map_unref(struct pname_map *map)
{
    if (!map || atomic_dec(&map->refs)) return;
    for (ULONG i = 0; i < map->count; i++)
        mem_free(map->names[i]);
    mem_free(map->names);
    map_drop(&map->by_name);
    lock_destroy(&map->lock);
    mem_free(map);
}

/* Set, kind, then the number or the text: what makes a name the same name. NULL: memory is out. */
static void *name_key(const MAPINAMEID *name, size_t *bytes)
{
    const void *tail = &name->Kind.lID;
    size_t tail_bytes = sizeof(LONG), at = sizeof(GUID);
    char *key;

    if (name->ulKind == MNID_STRING) {
        tail = name->Kind.lpwstrName;
        tail_bytes = text_len(tail) * sizeof(WCHAR);
    }
    *bytes = at + 1 + tail_bytes;
    key = mem_zero(*bytes);
    if (!key) return NULL;
    memcpy(key, name->lpguid, sizeof(GUID));
    key[at++] = (char)name->ulKind;
    memcpy(key + at, tail, tail_bytes);
    return key;
}

/* Room for one more. */
static HRESULT map_reserve(struct pname_map *map)
{
    size_t room = map->room ? map->room * 2 : 16;
    void *bigger;

    if (map->count > LAST_ID - FIRST_ID) return FAIL(MAPI_E_TOO_BIG);
    if (map->count < map->room) return S_OK;
    bigger = mem_array(room, sizeof(*map->names));
    if (!bigger) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    if (map->count) memcpy(bigger, map->names, map->count * sizeof(*map->names));
    mem_free(map->names);
    map->names = bigger;
    map->room = room;
    return S_OK;
}

/* A new id for a name that has none yet. */
static HRESULT map_add(struct pname_map *map, const MAPINAMEID *name, const void *key, size_t bytes,
                       ULONG *id)
{
    AUTO_FREE MAPINAMEID *copy = NULL;
    HRESULT hr;

    hr = map_reserve(map);
    if (FAILED(hr)) return hr;
    copy = mem_zero(sizeof(*copy));
    if (!copy) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    hr = pname_copy(copy, name, copy);
    if (FAILED(hr)) return hr;
    if (!map_put(&map->by_name, key, bytes, (void *)(uintptr_t)(map->count + 1)))
        return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    map->names[map->count] = TAKE(copy);
    *id = FIRST_ID + map->count++;
    return S_OK;
}

/* *tag: 0x8000.. with PT_UNSPECIFIED, or PT_ERROR with id 0 when there is none and create is false.
 */
static HRESULT map_lookup(struct pname_map *map, const MAPINAMEID *name, bool create, ULONG *tag)
{
    AUTO_FREE void *key = NULL;
    size_t bytes, place;
    ULONG id = 0;
    HRESULT hr = S_OK;

    *tag = PROP_TAG(PT_ERROR, 0);
    if (IsEqualGUID(name->lpguid, &PS_MAPI)) { /* the ids below 0x8000 are names too (6.1-52) */
        if (name->ulKind == MNID_ID && name->Kind.lID > 0 && name->Kind.lID < FIRST_ID)
            *tag = PROP_TAG(PT_UNSPECIFIED, (ULONG)name->Kind.lID);
        return S_OK;
    }
    key = name_key(name, &bytes);
    if (!key) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    place = (uintptr_t)map_get(&map->by_name, key, bytes);
    if (place) id = FIRST_ID + (ULONG)place - 1;
    else if (create) hr = map_add(map, name, key, bytes, &id);
    if (FAILED(hr)) return hr;
    if (id) *tag = PROP_TAG(PT_UNSPECIFIED, id);
    return S_OK;
}

HRESULT pname_map_append(struct pname_map *map, const MAPINAMEID *name)
{
    AUTO_FREE void *key = NULL;
    size_t bytes;
    ULONG id;
    HRESULT hr;

    LOCKED(&map->lock);
    if (name) {
        key = name_key(name, &bytes);
        if (!key) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
        if (!map_get(&map->by_name, key, bytes)) return map_add(map, name, key, bytes, &id);
    }
    hr = map_reserve(map);
    if (SUCCEEDED(hr)) map->names[map->count++] = NULL;
    return hr;
}

ULONG pname_map_count(struct pname_map *map)
{
    LOCKED(&map->lock);
    return map->count;
}

static HRESULT all_ids(struct pname_map *map, SPropTagArray **out)
{
    SPropTagArray *tags = ptag_new_array(map->count, NULL);

    if (!tags) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    tags->cValues = 0;
    for (ULONG i = 0; i < map->count; i++)
        if (map->names[i])
            tags->aulPropTag[tags->cValues++] = PROP_TAG(PT_UNSPECIFIED, FIRST_ID + i);
    *out = tags;
    return S_OK;
}

/*
 * GetIDsFromNames
 *
 * names   count names, or NULL with count 0: all the ids there are (not with MAPI_CREATE)
 * flags   MAPI_CREATE: names that are new get ids
 * out     tags of type PT_UNSPECIFIED in order; a name unknown has PT_ERROR and id 0
 * Gives   MAPI_W_ERRORS_RETURNED when one is unknown
 * Errors  MAPI_E_INVALID_PARAMETER, MAPI_E_UNKNOWN_FLAGS, MAPI_E_TOO_BIG (no ids left),
 * MAPI_E_NOT_ENOUGH_MEMORY
 */
HRESULT pname_map_ids(struct pname_map *map, ULONG count, MAPINAMEID **names, ULONG flags,
                      SPropTagArray **out)
{
    AUTO_FREE SPropTagArray *tags = NULL;
    bool missing = false;
    HRESULT hr;

    if (!out) return FAIL(MAPI_E_INVALID_PARAMETER);
    *out = NULL;
    if (flags & ~MAPI_CREATE) return FAIL(MAPI_E_UNKNOWN_FLAGS);
    if (!names != !count || (!names && flags & MAPI_CREATE)) return FAIL(MAPI_E_INVALID_PARAMETER);
    for (ULONG i = 0; i < count; i++)
        if (!pname_valid(names[i])) return FAIL(MAPI_E_INVALID_PARAMETER);

    LOCKED(&map->lock);
    if (!names) return all_ids(map, out);
    tags = ptag_new_array(count, NULL);
    if (!tags) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    for (ULONG i = 0; i < count; i++) {
        hr = map_lookup(map, names[i], flags & MAPI_CREATE, &tags->aulPropTag[i]);
        if (FAILED(hr)) return hr;
        if (PROP_TYPE(tags->aulPropTag[i]) == PT_ERROR) missing = true;
    }
    *out = TAKE(tags);
    return missing ? MAPI_W_ERRORS_RETURNED : S_OK;
}

/* The name of an id, on root; NULL in *out when it has none. */
static HRESULT name_of(struct pname_map *map, ULONG id, void *root, MAPINAMEID **out)
{
    GUID mapi = PS_MAPI;
    MAPINAMEID below = {&mapi, MNID_ID, {.lID = (LONG)id}};
    const MAPINAMEID *name = NULL;

    if (id && id < FIRST_ID) name = &below;
    else if (id >= FIRST_ID && id - FIRST_ID < map->count) name = map->names[id - FIRST_ID];
    *out = NULL;
    if (!name) return S_OK;
    *out = mem_zero_more(sizeof(**out), root);
    return *out ? pname_copy(*out, name, root) : FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
}

/* A tag array of the ids whose names are wanted by set (NULL: any) and flags. */
static HRESULT ids_of_set(struct pname_map *map, const GUID *set, ULONG flags, SPropTagArray **out)
{
    SPropTagArray *tags = ptag_new_array(map->count, NULL);

    if (!tags) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    tags->cValues = 0;
    for (ULONG i = 0; i < map->count; i++) {
        const MAPINAMEID *name = map->names[i];

        if (!name || (set && !IsEqualGUID(set, name->lpguid))) continue;
        if (flags & (name->ulKind == MNID_ID ? MAPI_NO_IDS : MAPI_NO_STRINGS)) continue;
        tags->aulPropTag[tags->cValues++] = PROP_TAG(PT_UNSPECIFIED, FIRST_ID + i);
    }
    *out = tags;
    return S_OK;
}

/*
 * GetNamesFromIDs
 *
 * tags    *tags: the ids wanted (set and flags are ignored then), or NULL: all of set; a new array
 *         is given back
 * set     NULL: any property set
 * flags   MAPI_NO_STRINGS, MAPI_NO_IDS
 * names   one linked allocation; NULL in the place of an id without a name
 * Gives   MAPI_W_ERRORS_RETURNED when an id has no name
 * Errors  MAPI_E_INVALID_PARAMETER, MAPI_E_UNKNOWN_FLAGS, MAPI_E_NOT_ENOUGH_MEMORY
 */
HRESULT pname_map_names(struct pname_map *map, SPropTagArray **tags, const GUID *set, ULONG flags,
                        ULONG *count, MAPINAMEID ***names)
{
    AUTO_FREE SPropTagArray *found = NULL;
    AUTO_FREE MAPINAMEID **answer = NULL;
    const SPropTagArray *wanted;
    bool missing = false;
    HRESULT hr;

    if (!tags || !count || !names) return FAIL(MAPI_E_INVALID_PARAMETER);
    *count = 0;
    *names = NULL;
    if (flags & ~(MAPI_NO_IDS | MAPI_NO_STRINGS)) return FAIL(MAPI_E_UNKNOWN_FLAGS);
    if (*tags && !(*tags)->cValues) return FAIL(MAPI_E_INVALID_PARAMETER);

    LOCKED(&map->lock);
    wanted = *tags;
    if (!wanted) {
        hr = ids_of_set(map, set, flags, &found);
        if (FAILED(hr)) return hr;
        wanted = found;
    }
    if (wanted->cValues) {
        answer = mem_array(wanted->cValues, sizeof(*answer));
        if (!answer) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    }
    for (ULONG i = 0; i < wanted->cValues; i++) {
        hr = name_of(map, PROP_ID(wanted->aulPropTag[i]), answer, &answer[i]);
        if (FAILED(hr)) return hr;
        if (!answer[i]) missing = true;
    }
    *count = wanted->cValues;
    *names = TAKE(answer);
    if (found) *tags = TAKE(found);
    return missing ? MAPI_W_ERRORS_RETURNED : S_OK;
}
