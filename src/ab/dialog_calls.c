/*
 * dialog_calls.c - checks the arguments of the address book's dialogs
 */
#include "ab/dialog_calls.h"
#include "base/error.h"
#include "eid/eid.h"

enum { DEFAULT_WELLS = -1, MOST_WELLS = 3 };

/* The recipients' edit controls of a modal dialog. */
static HRESULT check_wells(const ADRPARM *parm)
{
    if (parm->cDestFields == (ULONG)DEFAULT_WELLS)
        return parm->lppszDestTitles || parm->lpulDestComps ? FAIL(MAPI_E_INVALID_PARAMETER)
                                                             : S_OK;
    if (!parm->cDestFields) return S_OK;
    if (parm->cDestFields > MOST_WELLS || parm->nDestFieldFocus >= parm->cDestFields ||
        parm->ulFlags & ADDRESS_ONE)
        return FAIL(MAPI_E_INVALID_PARAMETER);
    for (ULONG i = 0; parm->lppszDestTitles && i < parm->cDestFields; i++)
        if (!parm->lppszDestTitles[i]) return FAIL(MAPI_E_INVALID_PARAMETER);
    return S_OK;
}

HRESULT dialog_check_address(const ULONG_PTR *ui, const ADRPARM *parm, ADRLIST *const *list)
{
    if (!ui || !parm || !list) return FAIL(MAPI_E_INVALID_PARAMETER);
    if (GET_ADRPARM_VERSION(parm->ulFlags) || parm->lpReserved || parm->lpfnABSDI ||
        (parm->cbABContEntryID && !parm->lpABContEntryID))
        return FAIL(MAPI_E_INVALID_PARAMETER);
    if (parm->ulFlags & DIALOG_MODAL && parm->ulFlags & DIALOG_SDI)
        return FAIL(MAPI_E_INVALID_PARAMETER);
    return check_wells(parm);
}

HRESULT dialog_check_details(const ULONG_PTR *ui, ULONG cb, const ENTRYID *eid,
                             const LPFNBUTTON button, const void *text, ULONG flags)
{
    if (!ui || !cb || !eid || (text && !button)) return FAIL(MAPI_E_INVALID_PARAMETER);
    if (flags & DIALOG_MODAL && flags & DIALOG_SDI) return FAIL(MAPI_E_INVALID_PARAMETER);
    return eid_uid(cb, eid) ? S_OK : FAIL(MAPI_E_INVALID_ENTRYID);
}

HRESULT dialog_check_new_entry(ULONG flags, ULONG cb_container, const ENTRYID *container,
                               ULONG cb_template, const ENTRYID *template, ULONG *cb_out,
                               ENTRYID **out)
{
    if (cb_out) *cb_out = 0;
    if (out) *out = NULL;
    if (flags & ~MAPI_UNICODE) return FAIL(MAPI_E_UNKNOWN_FLAGS);
    if (!cb_out != !out || (cb_container && !container) || (cb_template && !template))
        return FAIL(MAPI_E_INVALID_PARAMETER);
    return S_OK;
}
