/*
 * offline.c - exports: the offline state of a profile
 */
#include "offline/offline_mgr.h"
#include "base/error.h"
#include "mapicode.h"

/*
 * HrOpenOfflineObj - the global offline object of a profile, in any process of the user
 *
 * profile  UTF-16; needn't have a session
 * guid     &GUID_GlobalState
 * Errors   E_INVALIDARG      no profile, no out
 *          MAPI_E_NOT_FOUND  no such profile, another guid, reserved parameters that aren't 0
 *          MAPI_E_NOT_ENOUGH_MEMORY, MAPI_E_NOT_ENOUGH_RESOURCES (64 processes have it already)
 * Source   HrOpenOfflineObj; contracts 10.1
 */
HRESULT STDMETHODCALLTYPE HrOpenOfflineObj(ULONG reserved, LPCWSTR profile, const GUID *guid,
                                           const GUID *reserved_guid, IMAPIOfflineMgr **out)
{
    if (!out) return FAIL(E_INVALIDARG);
    *out = NULL;
    if (!profile) return FAIL(E_INVALIDARG);
    if (reserved || reserved_guid || !guid || !IsEqualGUID(guid, &GUID_GlobalState))
        return FAIL(MAPI_E_NOT_FOUND);
    return offline_open(profile, out);
}

/*
 * HrCreateOfflineObj - an offline object for a provider, or for one of its stores
 *
 * info->pGUID  &GUID_GlobalState, and no parent: the profile's own object, as above
 *              another one, and pInstance: the object of that name below pParent, shared by all
 *              processes; whoever names it again gets the same state
 *              NULL: an object that only this caller has
 * pAggregateInfo  out is the inner object, which the outer one owns: what its QueryInterface gives
 *              is counted by the outer one. Hand IID_IMAPIOffline, IID_IMAPIOfflineMgr and
 *              IID_IMAPIOfflineRule on to it
 * pMAPISupport isn't used, and not held
 * Errors   E_INVALIDARG  flags, a size, a flag or pointer that has to be 0; no name; no parent, one
 *                        of another profile, one that isn't of this MAPI, another one than before
 *          MAPI_E_NOT_FOUND  no such profile
 *          MAPI_E_NOT_ENOUGH_MEMORY, MAPI_E_NOT_ENOUGH_RESOURCES
 * Source   HrCreateOfflineObj, MAPIOFFLINE_CREATEINFO, MAPIOFFLINE_AGGREGATEINFO; contracts 10.7
 */
HRESULT STDMETHODCALLTYPE HrCreateOfflineObj(ULONG flags, MAPIOFFLINE_CREATEINFO *info,
                                             IMAPIOfflineMgr **out)
{
    if (!out) return FAIL(E_INVALIDARG);
    *out = NULL;
    if (flags || !info) return FAIL(E_INVALIDARG);
    return offline_create(info, out);
}
