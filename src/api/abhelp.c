/*
 * abhelp.c - exports: address book entries in a session with several Exchange accounts
 *
 * The account, or its address book provider, says which of them an Exchange entry ID is to be
 * opened by. A NULL or zero identifier, or an entry ID of any other provider, leaves that to the
 * address book, which calls the provider whose entry ID it is (contracts 11.14-01, 02). No Exchange
 * provider is part of this subsystem, and one of somebody else's is found by its entry IDs like any
 * other: so all of these are the address book's own methods.
 */
#include "abhelp.h"
#include "base/error.h"
#include "base/mem.h"
#include "com/com.h"
#include "mapiaux.h"
#include "mapiguid.h"
#include "mapitags.h"
#include "prop/pval.h"
#include "prop/rowset.h"
#include "table/query.h"
#include <string.h>

static HRESULT open_entry(LPADRBOOK book, ULONG cb, LPENTRYID eid, LPCIID iid, ULONG flags,
                          ULONG *type, LPUNKNOWN *out)
{
    if (out) *out = NULL;
    if (!book) return FAIL(MAPI_E_INVALID_PARAMETER);
    return book->lpVtbl->OpenEntry(book, cb, eid, iid, flags, type, out);
}

static HRESULT open_by_support(LPMAPISUP support, ULONG cb, LPENTRYID eid, LPCIID iid, ULONG flags,
                               ULONG *type, LPUNKNOWN *out)
{
    if (out) *out = NULL;
    if (!support) return FAIL(MAPI_E_INVALID_PARAMETER);
    return support->lpVtbl->OpenEntry(support, cb, eid, iid, flags, type, out);
}

/*
 * HrOpenABEntryWithExchangeContext - IAddrBook::OpenEntry
 *
 * account  PR_EMSMDB_SECTION_UID of one; NULL or zero: of any. It is the same to this address book
 * Errors   MAPI_E_INVALID_PARAMETER (no session, no address book), OpenEntry's
 * Source   HrOpenABEntryWithExchangeContext; its page and HrDoABDetailsWithExchangeContext's are
 * swapped (11.14-03)
 */
HRESULT STDMETHODCALLTYPE HrOpenABEntryWithExchangeContext(LPMAPISESSION session,
                                                           const MAPIUID *account, LPADRBOOK book,
                                                           ULONG cb, LPENTRYID eid, LPCIID iid,
                                                           ULONG flags, ULONG *type, LPUNKNOWN *out)
{
    (void)account;
    if (out) *out = NULL;
    return session ? open_entry(book, cb, eid, iid, flags, type, out)
                   : FAIL(MAPI_E_INVALID_PARAMETER);
}

/* HrOpenABEntryUsingDefaultContext - the same, of the default account. Errors: the same.
 * Source: HrOpenABEntryUsingDefaultContext; contracts 11.14-01 */
HRESULT STDMETHODCALLTYPE HrOpenABEntryUsingDefaultContext(LPMAPISESSION session, LPADRBOOK book,
                                                           ULONG cb, LPENTRYID eid, LPCIID iid,
                                                           ULONG flags, ULONG *type, LPUNKNOWN *out)
{
    return HrOpenABEntryWithExchangeContext(session, NULL, book, cb, eid, iid, flags, type, out);
}

/* HrOpenABEntryWithProviderUID - IAddrBook::OpenEntry. Errors: MAPI_E_INVALID_PARAMETER (no address
 * book), OpenEntry's.
 * Source: HrOpenABEntryWithProviderUID; contracts 11.14-01 */
HRESULT STDMETHODCALLTYPE HrOpenABEntryWithProviderUID(const MAPIUID *provider, LPADRBOOK book,
                                                       ULONG cb, LPENTRYID eid, LPCIID iid,
                                                       ULONG flags, ULONG *type, LPUNKNOWN *out)
{
    (void)provider;
    return open_entry(book, cb, eid, iid, flags, type, out);
}

/* HrOpenABEntryWithResolvedRow - IAddrBook::OpenEntry; resolved: what the provider is taken from;
 * NULL: as without.
 * Errors: MAPI_E_INVALID_PARAMETER (no address book), OpenEntry's. Source:
 *     HrOpenABEntryWithResolvedRow; contracts 11.14-01 */
HRESULT STDMETHODCALLTYPE HrOpenABEntryWithResolvedRow(LPSRow resolved, LPADRBOOK book, ULONG cb,
                                                       LPENTRYID eid, LPCIID iid, ULONG flags,
                                                       ULONG *type, LPUNKNOWN *out)
{
    (void)resolved;
    return open_entry(book, cb, eid, iid, flags, type, out);
}

/* HrOpenABEntryWithProviderUIDSupport - IMAPISupport::OpenEntry, for providers. Errors:
 * MAPI_E_INVALID_PARAMETER (no support object), OpenEntry's. Source:
 * HrOpenABEntryWithProviderUIDSupport; contracts 11.14-01 */
HRESULT STDMETHODCALLTYPE HrOpenABEntryWithProviderUIDSupport(const MAPIUID *provider,
                                                              LPMAPISUP support, ULONG cb,
                                                              LPENTRYID eid, LPCIID iid,
                                                              ULONG flags, ULONG *type,
                                                              LPUNKNOWN *out)
{
    (void)provider;
    return open_by_support(support, cb, eid, iid, flags, type, out);
}

/* HrOpenABEntryWithSupport - the same, when no provider is known. Source: HrOpenABEntryWithSupport;
 * contracts 11.14-01 */
HRESULT STDMETHODCALLTYPE HrOpenABEntryWithSupport(LPMAPISUP support, ULONG cb, LPENTRYID eid,
                                                   LPCIID iid, ULONG flags, ULONG *type,
                                                   LPUNKNOWN *out)
{
    return open_by_support(support, cb, eid, iid, flags, type, out);
}

/* HrCompareABEntryIDsWithExchangeContext - IAddrBook::CompareEntryIDs. Errors:
 * MAPI_E_INVALID_PARAMETER (no session, no address book), CompareEntryIDs'. Source:
 * HrCompareABEntryIDsWithExchangeContext; contracts 11.14-02 */
HRESULT STDMETHODCALLTYPE HrCompareABEntryIDsWithExchangeContext(
    LPMAPISESSION session, const MAPIUID *account, LPADRBOOK book, ULONG cb_a, LPENTRYID a,
    ULONG cb_b, LPENTRYID b, ULONG flags, ULONG *same)
{
    (void)account;
    if (!session || !book) return FAIL(MAPI_E_INVALID_PARAMETER);
    return book->lpVtbl->CompareEntryIDs(book, cb_a, a, cb_b, b, flags, same);
}

/* HrDoABDetailsWithProviderUID - IAddrBook::Details; button_text is as wide as flags say. Errors:
 * MAPI_E_INVALID_PARAMETER (no address book), Details'. Source: HrDoABDetailsWithProviderUID;
 * contracts 11.14-02 */
HRESULT STDMETHODCALLTYPE HrDoABDetailsWithProviderUID(const MAPIUID *provider, LPADRBOOK book,
                                                       ULONG_PTR *window, LPFNDISMISS dismiss,
                                                       LPVOID dismiss_context, ULONG cb,
                                                       LPENTRYID eid, LPFNBUTTON button,
                                                       LPVOID button_context, LPTSTR button_text,
                                                       ULONG flags)
{
    (void)provider;
    if (!book) return FAIL(MAPI_E_INVALID_PARAMETER);
    return book->lpVtbl->Details(book, window, dismiss, dismiss_context, cb, eid, button,
                                 button_context, button_text, flags);
}

/* HrDoABDetailsWithExchangeContext - the same, of a session's address book. Errors:
 * MAPI_E_INVALID_PARAMETER (no session, no address book), Details'. Source:
 * HrDoABDetailsWithExchangeContext; contracts 11.14-02 */
HRESULT STDMETHODCALLTYPE HrDoABDetailsWithExchangeContext(
    LPMAPISESSION session, const MAPIUID *account, LPADRBOOK book, ULONG_PTR *window,
    LPFNDISMISS dismiss, LPVOID dismiss_context, ULONG cb, LPENTRYID eid, LPFNBUTTON button,
    LPVOID button_context, LPTSTR button_text, ULONG flags)
{
    if (!session) return FAIL(MAPI_E_INVALID_PARAMETER);
    return HrDoABDetailsWithProviderUID(account, book, window, dismiss, dismiss_context, cb, eid,
                                        button, button_context, button_text, flags);
}

/* The Exchange address book provider's, as PR_AB_PROVIDER_ID has it */
static const MAPIUID exchange = {{0xdc, 0xa7, 0x40, 0xc8, 0xc0, 0x42, 0x10, 0x1a, 0xb4, 0xb9, 0x08,
                                  0x00, 0x2b, 0x2f, 0xe1, 0x82}};

/* All containers below the address book's root that are global lists of that provider; account
 * NULL: of any account */
static HRESULT global_lists(LPADRBOOK book, const MAPIUID *account, SRowSet **out)
{
    SizedSPropTagArray(1, columns) = {1, {PR_ENTRYID}};
    SPropValue global = {.ulPropTag = PR_DISPLAY_TYPE, .Value.l = (LONG)DT_GLOBAL};
    SPropValue provider = pval_binary(PR_AB_PROVIDER_ID, sizeof(exchange), (const BYTE *)&exchange);
    SPropValue section = pval_binary(PR_EMSMDB_SECTION_UID, sizeof(MAPIUID), (const BYTE *)account);
    SRestriction all[] = {
        {.rt = RES_PROPERTY, .res.resProperty = {RELOP_EQ, PR_DISPLAY_TYPE, &global}},
        {.rt = RES_PROPERTY, .res.resProperty = {RELOP_EQ, PR_AB_PROVIDER_ID, &provider}},
        {.rt = RES_PROPERTY, .res.resProperty = {RELOP_EQ, PR_EMSMDB_SECTION_UID, &section}},
    };
    SRestriction wanted = {.rt = RES_AND, .res.resAnd = {account ? 3 : 2, all}};
    AUTO_RELEASE IABContainer *root = NULL;
    AUTO_RELEASE IMAPITable *table = NULL;
    ULONG type;
    HRESULT hr;

    hr = com_given(
        book->lpVtbl->OpenEntry(book, 0, NULL, &IID_IABContainer, 0, &type, (IUnknown **)&root),
        &root);
    if (SUCCEEDED(hr))
        hr = com_given(root->lpVtbl->GetHierarchyTable(root, CONVENIENT_DEPTH, &table), &table);
    return FAILED(hr) ? hr
                      : query_all_rows(table, (SPropTagArray *)&columns, &wanted, NULL, 0, out);
}

/*
 * HrGetGALFromEmsmdbUID - the entry ID of an Exchange account's global address list
 *
 * account  NULL or zero: of any
 * out      MAPIFreeBuffer
 * Errors   MAPI_E_INVALID_PARAMETER, MAPI_E_NOT_FOUND (no such account: contracts 11.14-04), the
 *          address book's
 * Source   HrGetGALFromEmsmdbUID
 */
HRESULT STDMETHODCALLTYPE HrGetGALFromEmsmdbUID(LPMAPISESSION session, LPADRBOOK book,
                                                const MAPIUID *account, ULONG *cb, LPENTRYID *out)
{
    static const MAPIUID zero;
    AUTO_ROWSET SRowSet *rows = NULL;
    const SPropValue *found;
    HRESULT hr;

    if (cb) *cb = 0;
    if (out) *out = NULL;
    if (!session || !book || !cb || !out) return FAIL(MAPI_E_INVALID_PARAMETER);
    if (account && !memcmp(account, &zero, sizeof(zero))) account = NULL;
    hr = global_lists(book, account, &rows);
    if (FAILED(hr)) return hr;
    found = rows->cRows ? pval_find_const(rows->aRow[0].lpProps, rows->aRow[0].cValues, PR_ENTRYID)
                        : NULL;
    if (!found) return FAIL(MAPI_E_NOT_FOUND);
    *out = mem_dup(found->Value.bin.lpb, found->Value.bin.cb, NULL);
    if (!*out) return MAPI_E_NOT_ENOUGH_MEMORY;
    *cb = found->Value.bin.cb;
    return S_OK;
}
