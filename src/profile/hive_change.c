/*
 * hive_change.c - profiles made, copied, renamed, deleted
 *
 * A new key carries MARK_DELETED until all is in it, so a process that dies half-way leaves
 * something that the next one sweeps away. A rename is a copy that says whom it replaces before it
 * goes live.
 */
#include <string.h>
#include "base/error.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/uid.h"
#include "profile/default.h"
#include "profile/hive_inner.h"
#include "profile/value.h"
#include "mapitags.h"

/* ---- is a name free? ---- */

static HRESULT renamed_to(struct profile *profile, struct sys_key *key, void *name)
{
    AUTO_FREE WCHAR *to = place_mark(key, MARK_RENAME);

    if (!text_compare_nocase(profile->name, name)) return MAPI_E_NO_ACCESS;
    return to && !text_compare_nocase(to, name) ? MAPI_E_NO_ACCESS : S_OK;
}

static HRESULT check_free(const WCHAR *name)
{
    HRESULT hr;

    if (!profile_name_valid(name)) return FAIL(MAPI_E_INVALID_PARAMETER);
    hive_sweep();
    hr = hive_each(renamed_to, (void *)name);
    return FAILED(hr) ? FAIL(hr) : S_OK;
}

/* ---- making ---- */

static HRESULT write_instance(ULONG place, const WCHAR *name)
{
    AUTO_KEY struct sys_key *key = NULL;
    WCHAR value[VALUE_NAME_CHARS];
    MAPIUID identity;
    HRESULT hr = uid_new(&identity);

    if (FAILED(hr)) return hr;
    value_name(PR_SEARCH_KEY, value);
    hr = place_open(place, name, &profile_instance_uid, true, &key);
    return FAILED(hr) ? hr : sys_key_set(key, value, VALUE_REG_BINARY, &identity, sizeof(identity));
}

/* The key of a profile to be, which nobody finds yet. */
static HRESULT begin_key(ULONG place, const WCHAR *name, bool app, struct sys_key **out)
{
    HRESULT hr = place_open(place, name, NULL, true, out);

    if (SUCCEEDED(hr)) hr = sys_key_set_text(*out, MARK_DELETED, L"1");
    if (SUCCEEDED(hr) && app) hr = sys_key_set_text(*out, MARK_APP, L"1");
    return hr;
}

HRESULT profile_create(const WCHAR *name, bool app, struct profile **out)
{
    AUTO_KEY struct sys_key *key = NULL, *root = NULL;
    HRESULT hr;

    if (out) *out = NULL;
    hr = hive_begin();
    if (FAILED(hr)) return hr;
    hr = check_free(name);
    if (SUCCEEDED(hr)) {
        hr = begin_key(PLACE_CLASSIC, name, app, &key);
        if (SUCCEEDED(hr)) hr = place_open(PLACE_CLASSIC, name, &profile_root_uid, true, &root);
        if (SUCCEEDED(hr)) hr = write_instance(PLACE_CLASSIC, name);
        if (SUCCEEDED(hr)) hr = sys_key_delete_value(key, MARK_DELETED);
        if (FAILED(hr)) place_delete(PLACE_CLASSIC, name);
    }
    if (SUCCEEDED(hr) && out) hr = hive_find(name, out);
    hive_end();
    return hr;
}

/* A live copy of from under another name in the same place or the classic one. */
static HRESULT copy_key(struct profile *from, ULONG place, const WCHAR *to, bool replaces)
{
    AUTO_KEY struct sys_key *source = NULL, *target = NULL;
    HRESULT hr = place_open(from->place, from->name, NULL, false, &source);

    if (FAILED(hr)) return hr;
    hr = begin_key(place, to, from->app, &target);
    if (SUCCEEDED(hr)) hr = place_copy_tree(source, target);
    if (SUCCEEDED(hr))
        hr = replaces ? sys_key_set_text(target, MARK_REPLACES, from->name)
                      : write_instance(place, to);
    if (SUCCEEDED(hr)) hr = sys_key_delete_value(target, MARK_DELETED);
    if (FAILED(hr)) place_delete(place, to);
    return hr;
}

HRESULT profile_copy(struct profile *from, const WCHAR *to)
{
    HRESULT hr = hive_begin();

    if (FAILED(hr)) return hr;
    hr = hive_alive(from);
    if (SUCCEEDED(hr)) hr = check_free(to);
    if (SUCCEEDED(hr)) hr = copy_key(from, PLACE_CLASSIC, to, false);
    hive_end();
    return hr;
}

/* ---- deleting ---- */

static void forget(struct profile *profile)
{
    profile->gone = true;
    profile->generation++;
    list_remove(&profile->link);
}

static HRESULT remove_now(struct profile *profile)
{
    HRESULT hr = place_delete(profile->place, profile->name);

    if (FAILED(hr) && hr != MAPI_E_NOT_FOUND) return FAIL(hr);
    forget(profile);
    return S_OK;
}

HRESULT profile_delete(struct profile *profile)
{
    AUTO_KEY struct sys_key *key = NULL;
    HRESULT hr = hive_begin();

    if (FAILED(hr)) return hr;
    hr = hive_alive(profile);
    if (SUCCEEDED(hr)) hr = place_open(profile->place, profile->name, NULL, true, &key);
    if (SUCCEEDED(hr)) hr = sys_key_set_text(key, MARK_DELETED, L"1");
    if (SUCCEEDED(hr)) {
        sys_key_delete_value(key, MARK_RENAME);
        default_follow(profile->place, profile->name, NULL);
        place_key_cleanup(&key);
        if (!use_exists(profile, NULL)) hr = remove_now(profile);
    }
    hive_end();
    return hr;
}

/* ---- renaming ---- */

/* The copy is live: the old key goes. Also what is left to do when a process died in between. */
static void finish_rename(ULONG place, const WCHAR *old, const WCHAR *name)
{
    AUTO_KEY struct sys_key *key = NULL;
    HRESULT hr = place_delete(place, old);

    if (FAILED(hr) && hr != MAPI_E_NOT_FOUND) return; /* the mark stays, the next one tries again */
    default_follow(place, old, name);
    if (SUCCEEDED(place_open(place, name, NULL, true, &key)))
        sys_key_delete_value(key, MARK_REPLACES);
}

static HRESULT rename_now(struct profile *profile, const WCHAR *to)
{
    WCHAR *name = mem_dup_text(to, profile);
    HRESULT hr;

    if (!name) return MAPI_E_NOT_ENOUGH_MEMORY;
    hr = copy_key(profile, profile->place, to, true);
    if (FAILED(hr)) return hr;
    finish_rename(profile->place, profile->name, to);
    profile->name = name;
    profile->generation++;
    return S_OK;
}

HRESULT profile_rename(struct profile *profile, const WCHAR *to)
{
    AUTO_KEY struct sys_key *key = NULL;
    HRESULT hr = hive_begin();

    if (FAILED(hr)) return hr;
    hr = hive_alive(profile);
    if (SUCCEEDED(hr)) hr = check_free(to);
    if (SUCCEEDED(hr) && use_exists(profile, NULL)) {
        hr = place_open(profile->place, profile->name, NULL, true, &key);
        if (SUCCEEDED(hr)) hr = sys_key_set_text(key, MARK_RENAME, to);
    } else if (SUCCEEDED(hr)) {
        hr = rename_now(profile, to);
    }
    hive_end();
    return hr;
}

/* ---- what waits for the last user ---- */

static bool is_free(const WCHAR *name, struct profile *mine)
{
    for (ULONG place = 0; place < PLACES; place++) {
        AUTO_KEY struct sys_key *key = NULL;

        if (SUCCEEDED(place_open(place, name, NULL, false, &key))) return false;
    }
    return text_compare_nocase(name, mine->name) != 0;
}

void profile_settle(struct profile *profile)
{
    AUTO_KEY struct sys_key *key = NULL;
    AUTO_FREE WCHAR *to = NULL, *replaced = NULL;
    HRESULT hr;

    if (profile->gone) return;
    hr = place_open(profile->place, profile->name, NULL, false, &key);
    if (hr == MAPI_E_NOT_FOUND) forget(profile); /* another process removed it */
    if (FAILED(hr)) return;

    if (place_marked(key, MARK_DELETED)) {
        place_key_cleanup(&key);
        if (!use_exists(profile, NULL)) remove_now(profile);
        return;
    }
    replaced = place_mark(key, MARK_REPLACES);
    if (replaced) finish_rename(profile->place, replaced, profile->name);
    to = place_mark(key, MARK_RENAME);
    place_key_cleanup(&key);
    if (!to || use_exists(profile, NULL)) return;
    if (profile_name_valid(to) && is_free(to, profile) && SUCCEEDED(rename_now(profile, to)))
        return;
    if (SUCCEEDED(place_open(profile->place, profile->name, NULL, true, &key)))
        sys_key_delete_value(key, MARK_RENAME); /* it can't be done: the profile keeps its name */
}
