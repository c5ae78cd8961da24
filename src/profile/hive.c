/*
 * hive.c - the profiles of this user: found, listed, held
 */
#include "profile/hive_inner.h"
#include <string.h>
#include "base/array.h"
#include "base/error.h"
#include "base/mem.h"
#include "base/text.h"
#include "profile/default.h"
#include "sys/process.h"

#define NAME_CHARS   64
#define WAIT_MSEC    20000
#define KEY_CHARS    255 /* what the registry allows for one key */

const MAPIUID profile_root_uid = {{0x92, 0x07, 0xf3, 0xe0, 0xa3, 0xb1, 0x10, 0x19, 0x90, 0x8b, 0x08,
                                   0x00, 0x2b, 0x2a, 0x56, 0xc2}};
const MAPIUID profile_instance_uid = {
    {0x85, 0x03, 0x02, 0, 0, 0, 0, 0, 0xc0, 0, 0, 0, 0, 0, 0, 0x46}};

/* The profiles this process holds. One lock for all: what it guards is short, and a rename touches
 * two of them. */
static struct {
    struct sys_latch latch; /* for the making of lock */
    bool ready;
    struct lock lock;
    struct list profiles;
    ULONG depth; /* of hive_begin, under lock */
    struct sys_mutex *mutex;
} hive;

void hive_enter(void)
{
    if (!atomic_get(&hive.ready)) {
        sys_latch_take(&hive.latch);
        if (!hive.ready) {
            lock_init(&hive.lock, RANK_PROFILE);
            list_init(&hive.profiles);
            atomic_set(&hive.ready, true);
        }
        sys_latch_drop(&hive.latch);
    }
    lock_take(&hive.lock);
}

void hive_leave(void)
{
    lock_drop(&hive.lock);
}

HRESULT hive_begin(void)
{
    HRESULT hr = S_OK;

    hive_enter();
    if (hive.depth++) return S_OK;
    hr = sys_mutex_open(L"Local\\OpenMAPI.Profiles", &hive.mutex);
    if (SUCCEEDED(hr) && !sys_mutex_take(hive.mutex, WAIT_MSEC)) {
        sys_mutex_close(hive.mutex);
        hr = FAIL(MAPI_E_TIMEOUT);
    }
    if (FAILED(hr)) {
        hive.mutex = NULL;
        hive.depth--;
        hive_leave();
    }
    return hr;
}

void hive_end(void)
{
    if (!--hive.depth) {
        sys_mutex_drop(hive.mutex);
        sys_mutex_close(hive.mutex);
        hive.mutex = NULL;
    }
    hive_leave();
}

/* The reference asks for letters, digits, '_' and inner blanks; the product's own profile names
 * also had other marks (e.g. "Outlook-2016"), so what a file name couldn't have is refused and the
 * rest is let in. */
bool profile_name_valid(const WCHAR *name)
{
    size_t chars = text_len(name);

    if (!chars || chars > NAME_CHARS) return false;
    if (name[0] == ' ' || name[chars - 1] == ' ') return false;
    for (size_t i = 0; i < chars; i++) {
        if (name[i] < ' ' || name[i] == 0x7f || name[i] >= 0xfffe) return false;
        for (const char *c = "\\/:*?\"<>|"; *c; c++)
            if (name[i] == (WCHAR)*c) return false;
    }
    return true;
}

/* ---- holding ---- */

void profile_ref(struct profile *profile)
{
    hive_enter();
    profile->refs++;
    hive_leave();
}

void profile_unref(struct profile *profile)
{
    if (!profile) return;
    hive_enter();
    if (!--profile->refs) {
        list_remove(&profile->link);
        mem_free(profile);
    }
    hive_leave();
}

const WCHAR *profile_name(struct profile *profile)
{
    const WCHAR *name;

    hive_enter();
    name = profile->name;
    hive_leave();
    return name;
}

bool profile_is_app(struct profile *profile)
{
    return profile->app;
}

struct profile *hive_hold(ULONG place, const WCHAR *name, struct sys_key *key)
{
    struct profile *made;

    LIST_EACH (profile, &hive.profiles, struct profile, link)
        if (profile->place == place && !text_compare_nocase(profile->name, name)) {
            profile->refs++;
            return profile;
        }
    made = mem_zero(sizeof(*made));
    if (!made) return NULL;
    made->name = mem_dup_text(name, made);
    if (!made->name) {
        mem_free(made);
        return NULL;
    }
    made->refs = 1;
    made->place = place;
    made->app = place_marked(key, MARK_APP);
    list_init(&made->claims);
    list_append(&hive.profiles, &made->link);
    return made;
}

/* ---- finding ---- */

/* The name as it is spelled in the registry, a new root. MAPI_E_NOT_FOUND */
static HRESULT spelling(ULONG place, const WCHAR *name, WCHAR **out)
{
    AUTO_KEY struct sys_key *all = NULL;
    HRESULT hr = place_open(place, NULL, NULL, false, &all);

    if (FAILED(hr)) return hr;
    for (ULONG i = 0;; i++) {
        AUTO_FREE WCHAR *child = NULL;

        hr = sys_key_child_name(all, i, &child);
        if (FAILED(hr)) return hr;
        if (text_compare_nocase(child, name)) continue;
        *out = TAKE(child);
        return S_OK;
    }
}

HRESULT hive_find(const WCHAR *name, struct profile **out)
{
    *out = NULL;
    if (!*name || text_len(name) > KEY_CHARS) return MAPI_E_NOT_FOUND;
    for (ULONG place = 0; place < PLACES; place++) {
        AUTO_KEY struct sys_key *key = NULL;
        AUTO_FREE WCHAR *spelled = NULL;
        HRESULT hr = spelling(place, name, &spelled);

        if (hr == MAPI_E_NOT_ENOUGH_MEMORY) return hr;
        if (FAILED(hr)) continue;
        hr = place_open(place, spelled, NULL, false, &key);
        if (hr == MAPI_E_NOT_FOUND) continue;
        if (FAILED(hr)) return hr;
        *out = hive_hold(place, spelled, key);
        return *out ? S_OK : MAPI_E_NOT_ENOUGH_MEMORY;
    }
    return MAPI_E_NOT_FOUND;
}

bool hive_waiting(struct profile *profile)
{
    AUTO_KEY struct sys_key *key = NULL;

    if (FAILED(place_open(profile->place, profile->name, NULL, false, &key))) return false;
    return place_marked(key, MARK_DELETED) || place_marked(key, MARK_RENAME) ||
           place_marked(key, MARK_REPLACES);
}

HRESULT hive_alive(struct profile *profile)
{
    AUTO_KEY struct sys_key *key = NULL;
    HRESULT hr = profile->gone ? MAPI_E_NOT_FOUND
                               : place_open(profile->place, profile->name, NULL, false, &key);

    if (FAILED(hr)) return hr;
    return place_marked(key, MARK_DELETED) ? MAPI_E_NOT_FOUND : S_OK;
}

HRESULT hive_find_live(const WCHAR *name, struct profile **out)
{
    HRESULT hr = hive_find(name, out);

    if (hr == MAPI_E_NOT_FOUND || (SUCCEEDED(hr) && hive_waiting(*out))) {
        profile_unref(*out);
        hive_sweep();
        hr = hive_find(name, out);
    }
    if (SUCCEEDED(hr)) hr = hive_alive(*out);
    if (SUCCEEDED(hr)) return S_OK;
    profile_unref(*out);
    *out = NULL;
    return hr;
}

HRESULT profile_open(const WCHAR *name, struct profile **out)
{
    HRESULT hr;

    *out = NULL;
    if (!name) return FAIL(MAPI_E_INVALID_PARAMETER);
    hive_enter();
    hr = hive_find(name, out); /* the usual case needs no mutex */
    if (FAILED(hr) || hive_waiting(*out)) {
        profile_unref(*out);
        *out = NULL;
        if (hr == S_OK || hr == MAPI_E_NOT_FOUND) {
            hr = hive_begin();
            if (SUCCEEDED(hr)) {
                hr = hive_find_live(name, out);
                hive_end();
            }
        }
    }
    hive_leave();
    return FAILED(hr) ? FAIL(hr) : S_OK;
}

/* ---- all of them ---- */

HRESULT hive_each(HRESULT (*visit)(struct profile *profile, struct sys_key *key, void *context),
                  void *context)
{
    for (ULONG place = 0; place < PLACES; place++) {
        AUTO_KEY struct sys_key *all = NULL;
        struct names { WCHAR **data; size_t count, room; } names = {0};
        HRESULT hr = place_open(place, NULL, NULL, false, &all);

        if (hr == MAPI_E_NOT_FOUND || hr == MAPI_E_NO_ACCESS) continue;
        for (ULONG i = 0; SUCCEEDED(hr); i++) { /* first the names: a visit may delete */
            WCHAR *name = NULL, **slot;

            hr = sys_key_child_name(all, i, &name);
            if (FAILED(hr)) break;
            slot = ARRAY_PUSH(&names);
            if (slot) *slot = name;
            else mem_free(name), hr = MAPI_E_NOT_ENOUGH_MEMORY;
        }
        if (hr == MAPI_E_NOT_FOUND) hr = S_OK;
        for (size_t i = 0; i < names.count; i++) {
            AUTO_KEY struct sys_key *key = NULL;
            struct profile *profile;

            if (SUCCEEDED(hr) && SUCCEEDED(place_open(place, names.data[i], NULL, false, &key))) {
                profile = hive_hold(place, names.data[i], key);
                hr = profile ? visit(profile, key, context) : MAPI_E_NOT_ENOUGH_MEMORY;
                profile_unref(profile);
            }
            mem_free(names.data[i]);
        }
        ARRAY_DROP(&names);
        if (FAILED(hr)) return hr;
    }
    return S_OK;
}

static HRESULT settle(struct profile *profile, struct sys_key *key, void *context)
{
    (void)context;
    if (place_marked(key, MARK_DELETED) || place_marked(key, MARK_RENAME) ||
        place_marked(key, MARK_REPLACES))
        profile_settle(profile);
    return S_OK;
}

void hive_sweep(void)
{
    hive_each(settle, NULL);
}

struct listing {
    struct profile_entry *data; /* the array's root carries the names */
    size_t count, room;
    WCHAR **names; /* beside data while it grows */
    const WCHAR *first; /* name of the default profile */
    bool found;
};

static HRESULT list_one(struct profile *profile, struct sys_key *key, void *context)
{
    struct listing *l = context;
    struct profile_entry *entry;
    WCHAR *name;

    if (place_marked(key, MARK_DELETED)) return S_OK;
    for (size_t i = 0; i < l->count; i++) /* an earlier place has it */
        if (!text_compare_nocase(l->data[i].name, profile->name)) return S_OK;
    name = mem_dup_text(profile->name, NULL);
    if (!name) return MAPI_E_NOT_ENOUGH_MEMORY;
    entry = ARRAY_PUSH(l);
    if (!entry) {
        mem_free(name);
        return MAPI_E_NOT_ENOUGH_MEMORY;
    }
    entry->name = name;
    entry->app = place_marked(key, MARK_APP);
    entry->is_default = l->first && !l->found && !text_compare_nocase(l->first, name);
    l->found |= entry->is_default;
    return S_OK;
}

/* One allocation out of many. */
static HRESULT give_list(struct listing *l, struct profile_entry **out, ULONG *count)
{
    struct profile_entry *list = mem_array(l->count ? l->count : 1, sizeof(*list));

    if (!list) return MAPI_E_NOT_ENOUGH_MEMORY;
    for (size_t i = 0; i < l->count; i++) {
        list[i] = l->data[i];
        list[i].name = mem_dup_text(l->data[i].name, list);
        if (list[i].name) continue;
        mem_free(list);
        return MAPI_E_NOT_ENOUGH_MEMORY;
    }
    *out = list;
    *count = (ULONG)l->count;
    return S_OK;
}

HRESULT profile_list(struct profile_entry **out, ULONG *count)
{
    AUTO_FREE WCHAR *first = NULL;
    struct listing l = {0};
    HRESULT hr = hive_begin();

    *out = NULL;
    *count = 0;
    if (FAILED(hr)) return hr;
    hive_sweep();
    l.first = first = default_name();
    hr = hive_each(list_one, &l);
    hive_end();
    if (SUCCEEDED(hr)) hr = give_list(&l, out, count);
    for (size_t i = 0; i < l.count; i++) mem_free((WCHAR *)l.data[i].name);
    ARRAY_DROP(&l);
    return hr;
}

/* ---- the default ---- */

HRESULT profile_default(WCHAR **out)
{
    AUTO_FREE WCHAR *name = NULL;
    struct profile *profile;
    HRESULT hr;

    *out = NULL;
    hive_enter();
    name = default_name();
    hive_leave();
    if (!name) return FAIL(MAPI_E_NOT_FOUND);
    hr = profile_open(name, &profile);
    if (FAILED(hr)) return hr;
    profile_unref(profile);
    *out = TAKE(name);
    return S_OK;
}

HRESULT profile_set_default(const WCHAR *name)
{
    struct profile *profile = NULL;
    HRESULT hr = hive_begin();

    if (FAILED(hr)) return hr;
    if (!name) {
        hr = default_clear();
    } else {
        hr = hive_find_live(name, &profile);
        if (SUCCEEDED(hr))
            hr = profile->app ? FAIL(E_FAIL) : default_set(profile->place, profile->name);
        profile_unref(profile);
    }
    hive_end();
    return hr;
}

HRESULT profile_place_check(void)
{
    AUTO_KEY struct sys_key *key = NULL;
    HRESULT hr = place_open(PLACE_CLASSIC, NULL, NULL, false, &key);

    return SUCCEEDED(hr) || hr == MAPI_E_NOT_FOUND ? S_OK : FAIL(MAPI_E_NOT_INITIALIZED);
}

HRESULT profile_place_make(void)
{
    AUTO_KEY struct sys_key *key = NULL;

    return place_open(PLACE_CLASSIC, NULL, NULL, true, &key);
}
