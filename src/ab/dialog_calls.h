/*
 * dialog_calls.h - what the address book's dialogs may be asked for, before one is shown
 *
 * IAddrBook's methods and IMAPISupport's of the same name take the same arguments. Each answers S_OK
 * when a dialog could be shown for these, after it has cleared what comes out.
 */
#pragma once
#include "mapidefs.h"
#include "mapix.h"

/*
 * Errors  MAPI_E_INVALID_PARAMETER  no ui, parm or list; another version of ADRPARM than 0; what the
 *                                   page calls exclusive or must be NULL
 * Source  IAddrBook::Address, ADRPARM
 */
HRESULT dialog_check_address(const ULONG_PTR *ui, const ADRPARM *parm, ADRLIST *const *list);
/*
 * Errors  MAPI_E_INVALID_PARAMETER (no ui or entry ID; DIALOG_MODAL and DIALOG_SDI; a text without
 *         its function), MAPI_E_INVALID_ENTRYID
 * Any other flag passes: no public header has the value of AB_TELL_DETAILS_CHANGE.
 * Source  IAddrBook::Details
 */
HRESULT dialog_check_details(const ULONG_PTR *ui, ULONG cb, const ENTRYID *eid,
                             const LPFNBUTTON button, const void *text, ULONG flags);
/*
 * container, template   0 bytes and NULL: a one-off; the user chooses
 * cb_out, out           both or neither
 * Errors  MAPI_E_INVALID_PARAMETER, MAPI_E_UNKNOWN_FLAGS
 * Source  IAddrBook::NewEntry
 */
HRESULT dialog_check_new_entry(ULONG flags, ULONG cb_container, const ENTRYID *container,
                               ULONG cb_template, const ENTRYID *template, ULONG *cb_out,
                               ENTRYID **out);
