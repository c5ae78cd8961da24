/*
 * section_access.c - OpenProfileSection: who may open which section of a profile, and how
 */
#include "base/error.h"
#include "base/mem.h"
#include "base/uid.h"
#include "mapiguid.h"
#include "mapitags.h"
#include "mapix.h"
#include "profile/roster.h"
#include "profile/section.h"

#ifndef MAPI_FORCE_ACCESS
#    define MAPI_FORCE_ACCESS 0x00080000
#endif

/* Sections with a published name that stand for a service's own. */
static const MAPIUID exchange_global = {{0x13, 0xdb, 0xb0, 0xc8, 0xaa, 0x05, 0x10, 0x1a, 0x9b, 0xb0,
                                         0x00, 0xaa, 0x00, 0x2f, 0xc4, 0x5a}};
static const MAPIUID nst_global = {{0x85, 0xed, 0x14, 0x23, 0x9d, 0xf7, 0x42, 0x66, 0x8b, 0xf2,
                                    0xfb, 0xd4, 0xa5, 0x21, 0x29, 0x41}};
#define EMSMDB_SECTION_UID PROP_TAG(PT_BINARY, 0x3D15)
#define EMSMDB_LEGACY      PROP_TAG(PT_BOOLEAN, 0x3D18)

/* The section of the first service that is marked as the one old programs mean (2.6-13). */
static bool lead_exchange(struct profile *profile, MAPIUID *uid)
{
    AUTO_FREE struct service *list = NULL;
    ULONG n;

    if (FAILED(roster_services(profile, &list, &n))) return false;
    for (ULONG i = 0; i < n; i++) {
        AUTO_SECTION struct section *section = NULL;
        bool legacy = false;

        if (FAILED(section_open(profile, &list[i].uid, 0, &section))) continue;
        if (FAILED(section_get_bool(section, EMSMDB_LEGACY, &legacy)) || !legacy) continue;
        if (SUCCEEDED(section_get_uid(section, EMSMDB_SECTION_UID, uid))) return true;
    }
    return false;
}

/* What the caller's own section names as its service (2.6-14). */
static bool lead_nst(struct profile *profile, const struct section_asker *who, MAPIUID *uid)
{
    AUTO_SECTION struct section *section = NULL;

    return who->own && SUCCEEDED(section_open(profile, who->own, 0, &section)) &&
           SUCCEEDED(section_get_uid(section, PR_SERVICE_UID, uid));
}

/* May it be opened without force? Providers' sections are their service's business:
 * MAPI_E_NO_ACCESS. */
static HRESULT check_owner(struct profile *profile, const struct section_asker *who,
                           const MAPIUID *uid)
{
    MAPIUID owner;
    bool provider;
    HRESULT hr;

    if (who->own && uid_equal(who->own, uid)) return S_OK;
    hr = roster_owner(profile, uid, &owner, &provider);
    if (hr == MAPI_E_NOT_FOUND || (SUCCEEDED(hr) && !provider)) return S_OK;
    if (FAILED(hr)) return hr;
    return who->service && uid_equal(who->service, &owner) ? S_OK : FAIL(MAPI_E_NO_ACCESS);
}

HRESULT section_open_for(struct profile *profile, const struct section_asker *who,
                         const MAPIUID *uid, const IID *iid, ULONG flags, IProfSect **out)
{
    static const struct section_asker client;
    AUTO_SECTION struct section *section = NULL;
    MAPIUID led;
    ULONG how = flags & MAPI_MODIFY ? SECTION_WRITE | SECTION_CREATE : 0;
    HRESULT hr;

    if (!out) return FAIL(MAPI_E_INVALID_PARAMETER);
    *out = NULL;
    if (!who) who = &client;
    if (flags & ~(ULONG)(MAPI_MODIFY | MAPI_FORCE_ACCESS | MAPI_DEFERRED_ERRORS))
        return FAIL(MAPI_E_UNKNOWN_FLAGS);
    if (!uid) uid = who->own;
    if (!uid) return FAIL(MAPI_E_INVALID_PARAMETER);
    if (iid && !IsEqualIID(iid, &IID_IProfSect) && !IsEqualIID(iid, &IID_IMAPIProp))
        return FAIL(MAPI_E_INTERFACE_NOT_SUPPORTED);

    if ((uid_equal(uid, &exchange_global) && lead_exchange(profile, &led)) ||
        (uid_equal(uid, &nst_global) && lead_nst(profile, who, &led)))
        uid = &led;
    hr = flags & MAPI_FORCE_ACCESS ? S_OK : check_owner(profile, who, uid);
    if (FAILED(hr)) return hr;

    if (!who->service) how |= SECTION_CLAIM;
    if (who->logged_on && who->own && uid_equal(uid, who->own)) how |= SECTION_LOGGED_ON;
    hr = section_open(profile, uid, how, &section);
    /* each profile has this one: clients read the profile's name from it (10.1-12) */
    if (hr == MAPI_E_NOT_FOUND && uid_equal(uid, &exchange_global))
        hr = section_open(profile, uid, how | SECTION_CREATE, &section);
    return FAILED(hr) ? hr : section_object(section, out);
}
