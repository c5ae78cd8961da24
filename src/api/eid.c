/*
 * eid.c - exports about entry IDs
 */
#include "base/error.h"
#include "base/mem.h"
#include "base/text.h"
#include "eid/wrap.h"
#include "mapiutil.h"
#include "msg/ipm_tree.h"

/*
 * WrapStoreEntryID - a store's own entry ID made into one for clients, by the name of its provider's DLL
 *
 * flags   MAPI_UNICODE: dll is wide
 * dll     as PR_PROVIDER_DLL_NAME has it
 * out     MAPIFreeBuffer
 * Errors  MAPI_E_INVALID_PARAMETER, MAPI_E_UNKNOWN_FLAGS, MAPI_E_NOT_ENOUGH_MEMORY
 * Source  WrapStoreEntryID; contracts 11.4-16
 */
HRESULT STDMETHODCALLTYPE WrapStoreEntryID(ULONG flags, LPTSTR dll, ULONG cb, LPENTRYID eid, ULONG *cb_out,
                                           LPENTRYID *out)
{
    AUTO_FREE WCHAR *wide = NULL;
    HRESULT hr;

    if (!cb_out || !out) return FAIL(MAPI_E_INVALID_PARAMETER);
    *cb_out = 0;
    *out = NULL;
    if (flags & ~MAPI_UNICODE) return FAIL(MAPI_E_UNKNOWN_FLAGS);
    if (!cb || !eid) return FAIL(MAPI_E_INVALID_PARAMETER);
    hr = text_in(dll, flags, &wide);
    if (FAILED(hr)) return hr;
    return wrap_make(wide, cb, eid, cb_out, out);
}

/*
 * HrValidateIPMSubtree - a store's standard folders verified, and made where they are missing
 *
 * flags   MAPI_FORCE_CREATE, MAPI_FULL_IPM_TREE
 * count, props  may both be left out; props: MAPIFreeBuffer
 * error   NULL, or gets NULL: there is never more to tell than the code
 * Errors  MAPI_E_INVALID_PARAMETER, MAPI_E_UNKNOWN_FLAGS, what the store answers
 * Source  HrValidateIPMSubtree; contracts 6.4
 */
HRESULT STDMETHODCALLTYPE HrValidateIPMSubtree(LPMDB store, ULONG flags, ULONG *count, LPSPropValue *props,
                                               LPMAPIERROR *error)
{
    if (error) *error = NULL;
    if (count) *count = 0;
    if (props) *props = NULL;
    if (!store) return FAIL(MAPI_E_INVALID_PARAMETER);
    return ipm_tree_validate(store, flags, count, props);
}
