/*
 * dialog_calls.h - the address book's dialogs: what they may be asked for, and what comes of it
 *
 * IAddrBook's methods and IMAPISupport's of the same name take the same arguments. Each check answers
 * S_OK when a dialog could be shown for these, after it has cleared what comes out. The calls behind
 * them answer MAPI_E_NO_SUPPORT where nothing can ask the user (router_dialogs).
 */
#pragma once
#include "mapidefs.h"
#include "mapix.h"
#include "provider/router.h"

/* AB_TELL_DETAILS_CHANGE: no public header has its value, so this is our choice. */
enum { TELL_DETAILS_CHANGE = 0x00020000 };

/*
 * Errors  MAPI_E_INVALID_PARAMETER  no ui, parm or list; another version of ADRPARM than 0; what the
 *                                   page calls exclusive or must be NULL
 * Source  IAddrBook::Address, ADRPARM
 */
HRESULT dialog_check_address(const ULONG_PTR *ui, const ADRPARM *parm, ADRLIST *const *list);
/*
 * Errors  MAPI_E_INVALID_PARAMETER (no ui or entry ID; DIALOG_MODAL and DIALOG_SDI; a text without
 *         its function), MAPI_E_INVALID_ENTRYID
 * Any other flag passes: a caller may have AB_TELL_DETAILS_CHANGE as another value.
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

/*
 * new_entry.c: the user fills in a template. Into a container: it makes the entry, which is saved;
 * without one: a one-off of what was filled in.
 * out     NULL: the entry ID isn't wanted; else a root, freed with MAPIFreeBuffer
 * Errors  the check's, MAPI_E_USER_CANCEL, the provider's (MAPI_E_COLLISION from SaveChanges),
 *         MAPI_E_MISSING_REQUIRED_COLUMN (a template without address)
 * Source  IAddrBook::NewEntry, IMAPISupport::NewEntry
 */
HRESULT ab_new_entry(struct router *router, ULONG_PTR ui, ULONG flags, ULONG cb_container,
                     const ENTRYID *container, ULONG cb_template, const ENTRYID *template,
                     ULONG *cb_out, ENTRYID **out);
/*
 * details.c: the user sees an entry, and may change it. Always modal: the dismiss function of a
 * modeless one is for no other.
 * flags   DIALOG_MODAL, DIALOG_SDI (ignored), MAPI_UNICODE: text; TELL_DETAILS_CHANGE: S_FALSE when
 *         nothing was changed
 * Errors  the check's, MAPI_E_USER_CANCEL, the provider's
 * Source  IAddrBook::Details, IMAPISupport::Details
 */
HRESULT ab_details(struct router *router, const ULONG_PTR *ui, ULONG cb, const ENTRYID *eid,
                   const LPFNBUTTON pressed, void *context, const void *text, ULONG flags);
