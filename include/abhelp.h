/*
 * abhelp.h - address book entries in a session with several Exchange accounts: which one is meant
 *
 * The context is the account's MAPIUID (PR_EMSMDB_SECTION_UID) or its address book provider's.
 * All text here is ANSI, whatever TCHAR is.
 * Source: MAPI reference, "Using Multiple Exchange Accounts".
 */
#ifndef ABHELP_H
#define ABHELP_H

#include "mapidefs.h"
#include "mapispi.h"
#include "mapix.h"

#ifdef __cplusplus
extern "C" {
#endif

STDAPI HrOpenABEntryWithExchangeContext(LPMAPISESSION session, const MAPIUID *account,
                                        LPADRBOOK addrbook, ULONG entry_bytes, LPENTRYID entry,
                                        LPCIID iid, ULONG flags, ULONG *type, LPUNKNOWN *out);
STDAPI HrOpenABEntryWithProviderUID(const MAPIUID *provider, LPADRBOOK addrbook, ULONG entry_bytes,
                                    LPENTRYID entry, LPCIID iid, ULONG flags, ULONG *type,
                                    LPUNKNOWN *out);
STDAPI HrOpenABEntryWithProviderUIDSupport(const MAPIUID *provider, LPMAPISUP support,
                                           ULONG entry_bytes, LPENTRYID entry, LPCIID iid,
                                           ULONG flags, ULONG *type, LPUNKNOWN *out);
STDAPI HrOpenABEntryWithSupport(LPMAPISUP support, ULONG entry_bytes, LPENTRYID entry, LPCIID iid,
                                ULONG flags, ULONG *type, LPUNKNOWN *out);
STDAPI HrOpenABEntryWithResolvedRow(LPSRow resolved, LPADRBOOK addrbook, ULONG entry_bytes,
                                    LPENTRYID entry, LPCIID iid, ULONG flags, ULONG *type,
                                    LPUNKNOWN *out);
STDAPI HrOpenABEntryUsingDefaultContext(LPMAPISESSION session, LPADRBOOK addrbook,
                                        ULONG entry_bytes, LPENTRYID entry, LPCIID iid, ULONG flags,
                                        ULONG *type, LPUNKNOWN *out);

STDAPI HrCompareABEntryIDsWithExchangeContext(LPMAPISESSION session, const MAPIUID *account,
                                              LPADRBOOK addrbook, ULONG entry1_bytes,
                                              LPENTRYID entry1, ULONG entry2_bytes,
                                              LPENTRYID entry2, ULONG flags, ULONG *same);

STDAPI HrDoABDetailsWithExchangeContext(LPMAPISESSION session, const MAPIUID *account,
                                        LPADRBOOK addrbook, ULONG_PTR *window, LPFNDISMISS dismiss,
                                        LPVOID dismiss_context, ULONG entry_bytes, LPENTRYID entry,
                                        LPFNBUTTON button, LPVOID button_context,
                                        LPTSTR button_text, ULONG flags);
STDAPI HrDoABDetailsWithProviderUID(const MAPIUID *provider, LPADRBOOK addrbook, ULONG_PTR *window,
                                    LPFNDISMISS dismiss, LPVOID dismiss_context, ULONG entry_bytes,
                                    LPENTRYID entry, LPFNBUTTON button, LPVOID button_context,
                                    LPTSTR button_text, ULONG flags);

/* *entry, allocated with MAPIAllocateBuffer, is the global address list of that account. */
STDAPI HrGetGALFromEmsmdbUID(LPMAPISESSION session, LPADRBOOK addrbook, const MAPIUID *account,
                             ULONG *entry_bytes, LPENTRYID *entry);

#ifdef __cplusplus
}
#endif

#endif
