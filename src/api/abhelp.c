/*
 * abhelp.c - exports: address book entries in a session with several Exchange accounts
 *
 * The account, or its address book provider, says which of them an Exchange entry ID is to be opened by. A NULL or zero
 * identifier, or an entry ID of any other provider, leaves that to the address book, which calls the provider whose
 * entry ID it is (contracts 11.14-01, 02). No Exchange provider is part of this subsystem, and one of somebody else's
 * is found by its entry IDs like any other: so all of these are the address book's own methods.
 */
#include "abhelp.h"
#include "base/error.h"

static HRESULT open_entry(LPADRBOOK book, ULONG cb, LPENTRYID eid, LPCIID iid, ULONG flags, ULONG *type, LPUNKNOWN *out)
{
    if (out) *out = NULL;
    if (!book) return FAIL(MAPI_E_INVALID_PARAMETER);
    return book->lpVtbl->OpenEntry(book, cb, eid, iid, flags, type, out);
}

static HRESULT open_by_support(LPMAPISUP support, ULONG cb, LPENTRYID eid, LPCIID iid, ULONG flags, ULONG *type,
                               LPUNKNOWN *out)
{
    if (out) *out = NULL;
    if (!support) return FAIL(MAPI_E_INVALID_PARAMETER);
    return support->lpVtbl->OpenEntry(support, cb, eid, iid, flags, type, out);
}

/* HrOpenABEntryWithExchangeContext and kin - IAddrBook::OpenEntry. Errors: MAPI_E_INVALID_PARAMETER (what the page wants
 * not to be NULL is), and its own. Source: each function's page; two of them are swapped there (contracts 11.14-03) */
HRESULT STDMETHODCALLTYPE HrOpenABEntryWithExchangeContext(LPMAPISESSION session, const MAPIUID *account, LPADRBOOK book,
                                                           ULONG cb, LPENTRYID eid, LPCIID iid, ULONG flags,
                                                           ULONG *type, LPUNKNOWN *out)
{
    (void)account;
    if (out) *out = NULL;
    return session ? open_entry(book, cb, eid, iid, flags, type, out) : FAIL(MAPI_E_INVALID_PARAMETER);
}

HRESULT STDMETHODCALLTYPE HrOpenABEntryUsingDefaultContext(LPMAPISESSION session, LPADRBOOK book, ULONG cb, LPENTRYID eid,
                                                           LPCIID iid, ULONG flags, ULONG *type, LPUNKNOWN *out)
{
    return HrOpenABEntryWithExchangeContext(session, NULL, book, cb, eid, iid, flags, type, out);
}

HRESULT STDMETHODCALLTYPE HrOpenABEntryWithProviderUID(const MAPIUID *provider, LPADRBOOK book, ULONG cb, LPENTRYID eid,
                                                       LPCIID iid, ULONG flags, ULONG *type, LPUNKNOWN *out)
{
    (void)provider;
    return open_entry(book, cb, eid, iid, flags, type, out);
}

/* resolved: what the provider is taken from; NULL: as without */
HRESULT STDMETHODCALLTYPE HrOpenABEntryWithResolvedRow(LPSRow resolved, LPADRBOOK book, ULONG cb, LPENTRYID eid,
                                                       LPCIID iid, ULONG flags, ULONG *type, LPUNKNOWN *out)
{
    (void)resolved;
    return open_entry(book, cb, eid, iid, flags, type, out);
}

/* The two for providers - IMAPISupport::OpenEntry */
HRESULT STDMETHODCALLTYPE HrOpenABEntryWithProviderUIDSupport(const MAPIUID *provider, LPMAPISUP support, ULONG cb,
                                                              LPENTRYID eid, LPCIID iid, ULONG flags, ULONG *type,
                                                              LPUNKNOWN *out)
{
    (void)provider;
    return open_by_support(support, cb, eid, iid, flags, type, out);
}

HRESULT STDMETHODCALLTYPE HrOpenABEntryWithSupport(LPMAPISUP support, ULONG cb, LPENTRYID eid, LPCIID iid, ULONG flags,
                                                   ULONG *type, LPUNKNOWN *out)
{
    return open_by_support(support, cb, eid, iid, flags, type, out);
}

/* HrCompareABEntryIDsWithExchangeContext - IAddrBook::CompareEntryIDs */
HRESULT STDMETHODCALLTYPE HrCompareABEntryIDsWithExchangeContext(LPMAPISESSION session, const MAPIUID *account,
                                                                 LPADRBOOK book, ULONG cb_a, LPENTRYID a, ULONG cb_b,
                                                                 LPENTRYID b, ULONG flags, ULONG *same)
{
    (void)account;
    if (!session || !book) return FAIL(MAPI_E_INVALID_PARAMETER);
    return book->lpVtbl->CompareEntryIDs(book, cb_a, a, cb_b, b, flags, same);
}

/* HrDoABDetailsWithExchangeContext, -WithProviderUID - IAddrBook::Details; button_text is as wide as flags say */
HRESULT STDMETHODCALLTYPE HrDoABDetailsWithProviderUID(const MAPIUID *provider, LPADRBOOK book, ULONG_PTR *window,
                                                       LPFNDISMISS dismiss, LPVOID dismiss_context, ULONG cb,
                                                       LPENTRYID eid, LPFNBUTTON button, LPVOID button_context,
                                                       LPTSTR button_text, ULONG flags)
{
    (void)provider;
    if (!book) return FAIL(MAPI_E_INVALID_PARAMETER);
    return book->lpVtbl->Details(book, window, dismiss, dismiss_context, cb, eid, button, button_context, button_text,
                                 flags);
}

HRESULT STDMETHODCALLTYPE HrDoABDetailsWithExchangeContext(LPMAPISESSION session, const MAPIUID *account, LPADRBOOK book,
                                                           ULONG_PTR *window, LPFNDISMISS dismiss,
                                                           LPVOID dismiss_context, ULONG cb, LPENTRYID eid,
                                                           LPFNBUTTON button, LPVOID button_context, LPTSTR button_text,
                                                           ULONG flags)
{
    if (!session) return FAIL(MAPI_E_INVALID_PARAMETER);
    return HrDoABDetailsWithProviderUID(account, book, window, dismiss, dismiss_context, cb, eid, button, button_context,
                                        button_text, flags);
}
