/*
 * use.c - who is using a profile, in this process and in others
 *
 * A use is a name that the system forgets with its last holder, so a process that dies uses nothing
 * any more.
 */
#include "profile/hive_inner.h"
#include "base/error.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/uid.h"
#include "sys/mark.h"

struct profile_use {
    struct profile *profile; /* one reference */
    MAPIUID uid;
    bool whole;
    struct sys_mark *mark, *profile_mark; /* a section's user uses the profile too */
};

/* Kernel names take no backslash and have a limit, registry names haven't: the name goes in as a
 * hash. A collision only delays a deletion. */
void use_name(const struct profile *profile, const MAPIUID *uid, WCHAR out[USE_NAME_CHARS])
{
    static const WCHAR prefix[] = L"Local\\OpenMAPI.use.";
    unsigned long long hash = 14695981039346656037ull ^ profile->place;
    WCHAR *at = out;

    for (const WCHAR *c = profile->name; *c; c++) hash = (hash ^ text_fold(*c)) * 1099511628211ull;
    for (const WCHAR *c = prefix; *c; c++) *at++ = *c;
    for (int shift = 60; shift >= 0; shift -= 4) *at++ = L"0123456789abcdef"[hash >> shift & 15];
    *at = 0;
    if (!uid) return;
    *at++ = '.';
    uid_to_hex(uid, at);
}

bool use_exists(const struct profile *profile, const MAPIUID *uid)
{
    WCHAR name[USE_NAME_CHARS];

    use_name(profile, uid, name);
    return sys_mark_exists(name);
}

static HRESULT set_mark(struct profile *profile, const MAPIUID *uid, struct sys_mark **out)
{
    WCHAR name[USE_NAME_CHARS];

    use_name(profile, uid, name);
    return sys_mark_set(name, out);
}

/* A profile that is marked for deletion takes no new users, except those who hold it already. */
static HRESULT may_use(struct profile *profile)
{
    AUTO_KEY struct sys_key *key = NULL;
    HRESULT hr;

    if (profile->gone) return FAIL(MAPI_E_NOT_FOUND);
    hr = place_open(profile->place, profile->name, NULL, false, &key);
    if (FAILED(hr)) return hr;
    if (place_marked(key, MARK_DELETED) && !use_exists(profile, NULL))
        return FAIL(MAPI_E_NOT_FOUND);
    return S_OK;
}

HRESULT profile_use(struct profile *profile, const MAPIUID *section, struct profile_use **out)
{
    struct profile_use *use = mem_zero(sizeof(*use));
    HRESULT hr;

    *out = NULL;
    if (!use) return MAPI_E_NOT_ENOUGH_MEMORY;
    hr = hive_begin();
    if (FAILED(hr)) {
        mem_free(use);
        return hr;
    }
    use->whole = !section;
    if (section) use->uid = *section;
    hr = may_use(profile);
    if (SUCCEEDED(hr)) hr = set_mark(profile, NULL, &use->profile_mark);
    if (SUCCEEDED(hr) && section) hr = set_mark(profile, section, &use->mark);
    if (SUCCEEDED(hr)) {
        profile_ref(profile);
        use->profile = profile;
        *out = use;
    } else {
        sys_mark_clear(use->mark);
        sys_mark_clear(use->profile_mark);
        mem_free(use);
    }
    hive_end();
    return hr;
}

void profile_unuse(struct profile_use *use)
{
    if (!use) return;
    sys_mark_clear(use->mark);
    sys_mark_clear(use->profile_mark);
    /* Without the mutex what waits stays marked, and whoever looks for profiles next carries it
     * out. */
    if (SUCCEEDED(hive_begin())) {
        if (!use->whole) section_settle(use->profile, &use->uid);
        profile_settle(use->profile);
        hive_end();
    }
    profile_unref(use->profile);
    mem_free(use);
}
