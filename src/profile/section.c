/*
 * section.c - one section of a profile: properties at rest
 */
#include "profile/section.h"
#include <stdlib.h>
#include <string.h>
#include "base/array.h"
#include "base/error.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/uid.h"
#include "mapitags.h"
#include "profile/hive_inner.h"
#include "profile/value.h"
#include "prop/ptag.h"
#include "prop/ptype.h"
#include "prop/pval.h"

/* Who has a section open, of those that the rule of many readers or one writer is for. */
struct claim {
    struct list link; /* in the profile */
    MAPIUID uid;
    LONG readers, writers;
};

struct section {
    LONG refs; /* under the hive's lock */
    struct profile *profile; /* one reference */
    MAPIUID uid;
    ULONG how;
    struct sys_key *key;
    ULONG generation; /* of the profile when key was opened */
    struct claim *claim; /* NULL: not claimed */
    bool ended;          /* by section_end */
};

/* ---- claims ---- */

static HRESULT claim_take(struct section *section)
{
    bool write = (section->how & SECTION_WRITE) != 0;
    struct claim *claim = NULL;

    LIST_EACH (each, &section->profile->claims, struct claim, link)
        if (uid_equal(&each->uid, &section->uid)) claim = each;
    if (claim && (write || claim->writers)) return FAIL(MAPI_E_NO_ACCESS);
    if (!claim) {
        claim = mem_zero(sizeof(*claim));
        if (!claim) return MAPI_E_NOT_ENOUGH_MEMORY;
        claim->uid = section->uid;
        list_append(&section->profile->claims, &claim->link);
    }
    write ? claim->writers++ : claim->readers++;
    section->claim = claim;
    return S_OK;
}

static void claim_drop(struct section *section)
{
    struct claim *claim = section->claim;

    if (!claim) return;
    section->claim = NULL;
    section->how & SECTION_WRITE ? claim->writers-- : claim->readers--;
    if (claim->readers || claim->writers) return;
    list_remove(&claim->link);
    mem_free(claim);
}

/* ---- open and closed ---- */

static HRESULT open_key(struct section *section, bool create)
{
    struct profile *profile = section->profile;
    struct sys_key *key = NULL;
    HRESULT hr;

    if (profile->gone) return FAIL(MAPI_E_NOT_FOUND);
    hr = place_open(profile->place, profile->name, &section->uid, false, &key);
    if (FAILED(hr) && !(hr == MAPI_E_NOT_FOUND && create)) return FAIL(hr);
    if (SUCCEEDED(hr) && place_marked(key, MARK_DELETED) && !use_exists(profile, &section->uid) &&
        !create) {
        place_key_cleanup(&key);
        return FAIL(MAPI_E_NOT_FOUND);
    }
    if (section->how & (SECTION_WRITE | SECTION_CREATE)) { /* for writing */
        struct sys_key *whole = NULL;

        place_key_cleanup(&key);
        /* no profile comes out of a section */
        hr = place_open(profile->place, profile->name, NULL, false, &whole);
        place_key_cleanup(&whole);
        if (SUCCEEDED(hr))
            hr = place_open(profile->place, profile->name, &section->uid, true, &key);
        if (FAILED(hr)) return FAIL(hr);
        if (create && place_marked(key, MARK_DELETED) && !use_exists(profile, &section->uid))
            sys_key_delete_value(key, MARK_DELETED);
    }
    if (section->key) sys_key_close(section->key);
    section->key = key;
    section->generation = profile->generation;
    return S_OK;
}

HRESULT section_open(struct profile *profile, const MAPIUID *uid, ULONG how, struct section **out)
{
    struct section *section = mem_zero(sizeof(*section));
    HRESULT hr;

    *out = NULL;
    if (!section) return MAPI_E_NOT_ENOUGH_MEMORY;
    section->refs = 1;
    section->uid = *uid;
    section->how = how;
    section->profile = profile;
    profile_ref(profile);
    hive_enter();
    hr = how & SECTION_CLAIM ? claim_take(section) : S_OK;
    if (SUCCEEDED(hr)) hr = open_key(section, how & SECTION_CREATE);
    hive_leave();
    if (FAILED(hr)) section_unref(section);
    else *out = section;
    return hr;
}

void section_ref(struct section *section)
{
    hive_enter();
    section->refs++;
    hive_leave();
}

void section_unref(struct section *section)
{
    if (!section) return;
    hive_enter();
    if (!--section->refs) {
        claim_drop(section);
        if (section->key) sys_key_close(section->key);
        profile_unref(section->profile);
        mem_free(section);
    }
    hive_leave();
}

void section_end(struct section *section)
{
    hive_enter();
    section->ended = true;
    claim_drop(section);
    if (section->key) sys_key_close(section->key);
    section->key = NULL;
    hive_leave();
}

void section_cleanup(struct section **section)
{
    section_unref(*section);
    *section = NULL;
}

const MAPIUID *section_uid(const struct section *section)
{
    return &section->uid;
}

struct profile *section_profile(const struct section *section)
{
    return section->profile;
}

bool section_writable(const struct section *section)
{
    return (section->how & SECTION_WRITE) != 0;
}

/* The key as it is now: a renamed profile has others, a deleted section none. Under the hive's
 * lock. */
static HRESULT current_key(struct section *section)
{
    if (section->ended) return FAIL(MAPI_E_INVALID_OBJECT);
    if (!section->profile->gone && section->generation == section->profile->generation) return S_OK;
    return open_key(section, false);
}

/* ---- deleting, copying ---- */

static HRESULT remove_key(struct profile *profile, const MAPIUID *uid)
{
    AUTO_KEY struct sys_key *all = NULL;
    WCHAR hex[33];
    HRESULT hr = place_open(profile->place, profile->name, NULL, false, &all);

    uid_to_hex(uid, hex);
    if (SUCCEEDED(hr)) hr = sys_key_delete_tree(all, hex);
    profile->generation++;
    return hr;
}

HRESULT section_delete(struct profile *profile, const MAPIUID *uid)
{
    AUTO_KEY struct sys_key *key = NULL;
    HRESULT hr = hive_begin();

    if (FAILED(hr)) return hr;
    hr = profile->gone ? MAPI_E_NOT_FOUND
                       : place_open(profile->place, profile->name, uid, false, &key);
    if (SUCCEEDED(hr)) {
        place_key_cleanup(&key);
        if (!use_exists(profile, uid)) {
            hr = remove_key(profile, uid);
        } else {
            hr = place_open(profile->place, profile->name, uid, true, &key);
            if (SUCCEEDED(hr)) hr = sys_key_set_text(key, MARK_DELETED, L"1");
        }
    }
    hive_end();
    return FAILED(hr) ? FAIL(hr) : S_OK;
}

void section_settle(struct profile *profile, const MAPIUID *uid)
{
    AUTO_KEY struct sys_key *key = NULL;

    if (profile->gone || use_exists(profile, uid)) return;
    if (FAILED(place_open(profile->place, profile->name, uid, false, &key))) return;
    if (!place_marked(key, MARK_DELETED)) return;
    place_key_cleanup(&key);
    remove_key(profile, uid);
}

HRESULT section_copy(struct section *from, struct section *to)
{
    HRESULT hr;

    if (!(to->how & SECTION_WRITE)) return FAIL(MAPI_E_NO_ACCESS);
    hr = hive_begin();
    if (FAILED(hr)) return hr;
    hr = current_key(from);
    if (SUCCEEDED(hr)) hr = current_key(to);
    if (SUCCEEDED(hr)) hr = place_copy_tree(from->key, to->key);
    hive_end();
    return hr;
}

/* ---- what is stored under one ID ---- */

struct stored {
    ULONG *data; /* tags */
    size_t count, room;
};

/* Tags of all values (id 0), or of those of one property. */
static HRESULT list_stored(struct sys_key *key, ULONG id, struct stored *list)
{
    for (ULONG i = 0;; i++) {
        AUTO_FREE WCHAR *name = NULL;
        HRESULT hr = sys_key_value_name(key, i, &name);
        ULONG tag, *slot;

        if (hr == MAPI_E_NOT_FOUND) return S_OK;
        if (FAILED(hr)) return hr;
        if (!value_tag(name, &tag) || (id && PROP_ID(tag) != id)) continue;
        slot = ARRAY_PUSH(list);
        if (!slot) return MAPI_E_NOT_ENOUGH_MEMORY;
        *slot = tag;
    }
}

static HRESULT read_value(struct sys_key *key, ULONG tag, ULONG wanted, void *root, SPropValue *out)
{
    AUTO_FREE BYTE *data = NULL;
    WCHAR name[VALUE_NAME_CHARS];
    ULONG type, bytes;
    HRESULT hr;

    value_name(tag, name);
    hr = sys_key_get(key, name, &type, &data, &bytes);
    return FAILED(hr) ? hr : value_decode(tag, type, data, bytes, wanted, root, out);
}

static ULONG other_width(ULONG tag)
{
    bool eight = (PROP_TYPE(tag) & ~(ULONG)MV_FLAG) == PT_STRING8;

    return CHANGE_PROP_TYPE(tag, (eight ? PT_UNICODE : PT_STRING8) | (PROP_TYPE(tag) & MV_FLAG));
}

/* Under the hive's lock. */
static HRESULT fetch(struct section *section, ULONG tag, void *root, SPropValue *out)
{
    struct stored list = {0};
    HRESULT hr = current_key(section);

    if (FAILED(hr)) return hr;
    if (PROP_TYPE(tag) != PT_UNSPECIFIED) {
        hr = read_value(section->key, tag, tag, root, out);
        if (hr == MAPI_E_NOT_FOUND && ptype_is_text(tag))
            return read_value(section->key, other_width(tag), tag, root, out);
        if (hr == MAPI_E_NOT_FOUND && ptype_is_text(tag & ~(ULONG)MV_FLAG)) /* many: as it is */
            return read_value(section->key, other_width(tag), other_width(tag), root, out);
        return hr;
    }
    hr = list_stored(section->key, PROP_ID(tag), &list);
    if (SUCCEEDED(hr))
        hr = list.count ? read_value(section->key, list.data[0], list.data[0], root, out)
                        : MAPI_E_NOT_FOUND;
    ARRAY_DROP(&list);
    return hr;
}

HRESULT section_get(struct section *section, ULONG tag, void *root, SPropValue *out)
{
    SPropValue stored;
    HRESULT hr;

    hive_enter();
    hr = fetch(section, tag, root, &stored);
    hive_leave();
    if (hr == MAPI_E_NOT_FOUND) return hr;
    if (FAILED(hr)) return FAIL(hr);
    if (PROP_TYPE(tag) == PT_UNSPECIFIED || stored.ulPropTag == tag) {
        *out = stored;
        return S_OK;
    }
    return pval_as(&stored, PROP_TYPE(tag) & ~(ULONG)MV_FLAG, root, out);
}

static HRESULT drop_others(struct sys_key *key, ULONG tag, bool *any)
{
    struct stored list = {0};
    HRESULT hr = list_stored(key, PROP_ID(tag), &list);

    for (size_t i = 0; SUCCEEDED(hr) && i < list.count; i++) {
        WCHAR name[VALUE_NAME_CHARS];

        if (list.data[i] == tag) continue;
        value_name(list.data[i], name);
        hr = sys_key_delete_value(key, name);
        if (any) *any = true;
    }
    ARRAY_DROP(&list);
    return hr;
}

static HRESULT check_writable(const struct section *section, ULONG tag)
{
    if (!(section->how & SECTION_WRITE)) return FAIL(MAPI_E_NO_ACCESS);
    if (PROP_ID(tag) >= 0x8000) return FAIL(MAPI_E_UNEXPECTED_ID);
    if (PROP_ID(tag) == PROP_ID(PR_OBJECT_TYPE) || PROP_ID(tag) == PROP_ID(PR_PROFILE_NAME))
        return FAIL(MAPI_E_COMPUTED);
    if (section->how & SECTION_LOGGED_ON && (PROP_ID(tag) == PROP_ID(PR_RESOURCE_FLAGS) ||
                                             PROP_ID(tag) == PROP_ID(PR_PROVIDER_DLL_NAME)))
        return FAIL(MAPI_E_COMPUTED);
    return S_OK;
}

HRESULT section_set(struct section *section, const SPropValue *value)
{
    AUTO_FREE BYTE *data = NULL;
    WCHAR name[VALUE_NAME_CHARS];
    ULONG type, bytes;
    HRESULT hr = check_writable(section, value->ulPropTag);

    if (FAILED(hr)) return hr;
    if (!PROP_ID(value->ulPropTag)) return FAIL(MAPI_E_INVALID_PARAMETER);
    hr = value_encode(value, &type, &data, &bytes);
    if (FAILED(hr)) return hr;
    value_name(value->ulPropTag, name);
    hive_enter();
    hr = current_key(section);
    if (SUCCEEDED(hr)) hr = sys_key_set(section->key, name, type, data, bytes);
    if (SUCCEEDED(hr)) hr = drop_others(section->key, value->ulPropTag, NULL);
    hive_leave();
    return hr;
}

HRESULT section_delete_prop(struct section *section, ULONG tag)
{
    HRESULT hr = check_writable(section, tag);
    bool any = false;

    if (FAILED(hr)) return hr;
    hive_enter();
    hr = current_key(section);
    if (SUCCEEDED(hr)) hr = drop_others(section->key, CHANGE_PROP_TYPE(tag, PT_UNSPECIFIED), &any);
    hive_leave();
    if (FAILED(hr)) return hr;
    return any ? S_OK : MAPI_E_NOT_FOUND;
}

static int by_tag(const void *a, const void *b)
{
    ULONG x = *(const ULONG *)a, y = *(const ULONG *)b;

    return x < y ? -1 : x > y;
}

HRESULT section_tags(struct section *section, SPropTagArray **out)
{
    struct stored list = {0};
    SPropTagArray *tags = NULL;
    HRESULT hr;

    *out = NULL;
    hive_enter();
    hr = current_key(section);
    if (SUCCEEDED(hr)) hr = list_stored(section->key, 0, &list);
    hive_leave();
    if (SUCCEEDED(hr)) {
        if (list.count) qsort(list.data, list.count, sizeof(ULONG), by_tag);
        tags = ptag_new_array((ULONG)list.count, NULL);
        if (!tags) hr = MAPI_E_NOT_ENOUGH_MEMORY;
    }
    if (SUCCEEDED(hr)) {
        tags->cValues = 0;
        for (size_t i = 0; i < list.count; i++) {
            ULONG tag = list.data[i];

            if (value_is_secure(tag) || PROP_ID(tag) >= 0x8000) continue;
            if (PROP_ID(tag) == PROP_ID(PR_OBJECT_TYPE) || PROP_ID(tag) == PROP_ID(PR_PROFILE_NAME))
                continue;
            if (tags->cValues && PROP_ID(tags->aulPropTag[tags->cValues - 1]) == PROP_ID(tag))
                continue;
            tags->aulPropTag[tags->cValues++] = tag;
        }
        *out = tags;
    }
    ARRAY_DROP(&list);
    return hr;
}

/* ---- one C value ---- */

HRESULT section_get_long(struct section *section, ULONG tag, ULONG *out)
{
    SPropValue value;
    HRESULT hr = section_get(section, CHANGE_PROP_TYPE(tag, PT_LONG), NULL, &value);

    if (SUCCEEDED(hr)) *out = (ULONG)value.Value.l;
    return hr;
}

HRESULT section_get_bool(struct section *section, ULONG tag, bool *out)
{
    SPropValue value;
    HRESULT hr = section_get(section, CHANGE_PROP_TYPE(tag, PT_BOOLEAN), NULL, &value);

    if (SUCCEEDED(hr)) *out = value.Value.b != 0;
    return hr;
}

HRESULT section_get_text(struct section *section, ULONG tag, WCHAR **out)
{
    AUTO_FREE void *root = mem_zero(1);
    SPropValue value;
    HRESULT hr;

    *out = NULL;
    if (!root) return MAPI_E_NOT_ENOUGH_MEMORY;
    hr = section_get(section, CHANGE_PROP_TYPE(tag, PT_UNICODE), root, &value);
    if (FAILED(hr)) return hr;
    *out = mem_dup_text(value.Value.lpszW, NULL);
    return *out ? S_OK : MAPI_E_NOT_ENOUGH_MEMORY;
}

HRESULT section_get_bytes(struct section *section, ULONG tag, BYTE **out, ULONG *bytes)
{
    AUTO_FREE void *root = mem_zero(1);
    SPropValue value;
    HRESULT hr;

    *out = NULL;
    *bytes = 0;
    if (!root) return MAPI_E_NOT_ENOUGH_MEMORY;
    hr = section_get(section, CHANGE_PROP_TYPE(tag, PT_BINARY), root, &value);
    if (FAILED(hr)) return hr;
    *out = mem_dup(value.Value.bin.lpb, value.Value.bin.cb, NULL);
    if (!*out) return MAPI_E_NOT_ENOUGH_MEMORY;
    *bytes = value.Value.bin.cb;
    return S_OK;
}

HRESULT section_get_uid(struct section *section, ULONG tag, MAPIUID *out)
{
    AUTO_FREE BYTE *data = NULL;
    ULONG bytes;
    HRESULT hr = section_get_bytes(section, tag, &data, &bytes);

    if (FAILED(hr)) return hr;
    if (bytes != sizeof(*out)) return FAIL(MAPI_E_CORRUPT_DATA);
    memcpy(out, data, sizeof(*out));
    return S_OK;
}

HRESULT section_set_long(struct section *section, ULONG tag, ULONG value)
{
    SPropValue prop = pval_long(CHANGE_PROP_TYPE(tag, PT_LONG), (LONG)value);

    return section_set(section, &prop);
}

HRESULT section_set_text(struct section *section, ULONG tag, const WCHAR *text)
{
    SPropValue prop = pval_text(tag, text);

    return section_set(section, &prop);
}

HRESULT section_set_bytes(struct section *section, ULONG tag, const void *data, ULONG bytes)
{
    SPropValue prop = pval_binary(CHANGE_PROP_TYPE(tag, PT_BINARY), bytes, data);

    return section_set(section, &prop);
}

HRESULT section_get_uids(struct section *section, ULONG tag, MAPIUID **out, ULONG *count)
{
    ULONG bytes;
    HRESULT hr = section_get_bytes(section, tag, (BYTE **)out, &bytes);

    *count = 0;
    if (hr == MAPI_E_NOT_FOUND) return S_OK;
    if (FAILED(hr)) return hr;
    if (bytes % sizeof(MAPIUID)) {
        mem_free(*out);
        *out = NULL;
        return FAIL(MAPI_E_CORRUPT_DATA);
    }
    *count = bytes / (ULONG)sizeof(MAPIUID);
    return S_OK;
}

HRESULT section_set_uids(struct section *section, ULONG tag, const MAPIUID *uids, ULONG count)
{
    return section_set_bytes(section, tag, uids, count * (ULONG)sizeof(MAPIUID));
}
