/*
 * addrbook.c - IAddrBook
 */
#include "ab/addrbook.h"
#include "mapitags.h"
#include "ab/defaults.h"
#include "ab/dialog_calls.h"
#include "ab/oneoff_template.h"
#include "ab/search_path.h"
#include "base/error.h"
#include "com/home.h"
#include "eid/eid.h"
#include "eid/oneoff.h"
#include "notify/advise.h"
#include "prop/prop_bag.h"
#include "provider/forward.h"

struct addrbook {
    struct com_object com;
    IAddrBook IAddrBook_iface;
    struct router *router; /* counted */
    struct prop_bag props; /* its last error is the object's */
    struct advise_list advises; /* on the address book itself */
    struct forwards forwards;   /* on entries, at their providers */
};

static void addrbook_destroy(void *self)
{
    struct addrbook *book = self;

    forwards_destroy(&book->forwards);
    advise_list_destroy(&book->advises);
    prop_bag_destroy(&book->props);
    router_unref(book->router);
}

/* Whoever advised is told of nothing any more. */
static void addrbook_ended(void *self)
{
    struct addrbook *book = self;

    advise_list_end(&book->advises);
    forwards_end(&book->forwards);
}

COM_UNKNOWN(addrbook, IAddrBook)
COM_DEAD(addrbook, IAddrBook, IADDRBOOK_DEAD_SLOTS);

static const struct com_face addrbook_faces[] = {
    COM_MORTAL(addrbook, IAddrBook),
    COM_MORTAL_AS(addrbook, IAddrBook, IMAPIProp),
};
COM_CLASS_ENDED(addrbook);
IMAPIPROP_FORWARD(addrbook, IAddrBook, prop_bag, props)

/* Entry IDs that the subsystem answers itself: one-offs, the root container, status rows. */
static bool is_subsystems(ULONG cb, const ENTRYID *eid)
{
    enum eid_own kind;
    MAPIUID session;
    ULONG number;

    return one_off_is(cb, eid) || eid_own_read(cb, eid, &kind, &number, &session);
}

HRESULT addrbook_open_entry(void *opener, struct router *router, ULONG cb, const ENTRYID *eid,
                            const IID *iid, ULONG flags, ULONG *type, IUnknown **out)
{
    struct last_error unheard = {0};
    HRESULT hr;

    hr = router_open_entry(router, cb, eid, iid, flags, &unheard, type, out);
    if (FAILED(hr) || !is_subsystems(cb, eid)) return hr;
    return com_home_follow(opener, out);
}

/* Source  IAddrBook::OpenEntry; 0 and NULL open the root container */
static HRESULT STDMETHODCALLTYPE addrbook_OpenEntry(IAddrBook *iface, ULONG cb, ENTRYID *eid,
                                                    LPCIID iid, ULONG flags, ULONG *type,
                                                    IUnknown **out)
{
    struct addrbook *book = addrbook_from(iface);
    HRESULT hr;

    if (!out) return FAIL(MAPI_E_INVALID_PARAMETER);
    *out = NULL;
    if (!cb || !eid) {
        if (type) *type = MAPI_ABCONT;
        hr = ab_root_create(book->router, iid, flags, out);
        return SUCCEEDED(hr) ? com_home_follow(book, out) : hr;
    }
    return addrbook_open_entry(book, book->router, cb, eid, iid, flags, type, out);
}

/* Source  IAddrBook::CompareEntryIDs */
static HRESULT STDMETHODCALLTYPE addrbook_CompareEntryIDs(IAddrBook *iface, ULONG cb1,
                                                          ENTRYID *eid1, ULONG cb2, ENTRYID *eid2,
                                                          ULONG flags, ULONG *same)
{
    struct addrbook *book = addrbook_from(iface);

    if (!same || !eid1 || !eid2) return FAIL(MAPI_E_INVALID_PARAMETER);
    if (flags) return FAIL(MAPI_E_UNKNOWN_FLAGS);
    return router_compare(book->router, cb1, eid1, cb2, eid2, flags, same);
}

/* Source  IAddrBook::Advise; without an entry ID: critical errors of the address book itself */
static HRESULT STDMETHODCALLTYPE addrbook_Advise(IAddrBook *iface, ULONG cb, ENTRYID *eid,
                                                 ULONG mask, IMAPIAdviseSink *sink,
                                                 ULONG_PTR *connection)
{
    struct addrbook *book = addrbook_from(iface);

    if (!connection || !sink) return FAIL(MAPI_E_INVALID_PARAMETER);
    *connection = 0;
    if (!cb || !eid)
        return advise_list_add(&book->advises, mask | fnevCriticalError, sink, 0, connection);
    return forward_advise(&book->forwards, book->router, cb, eid, mask, sink, connection);
}

/* Errors  MAPI_E_NOT_FOUND. Source  IAddrBook::Unadvise */
static HRESULT STDMETHODCALLTYPE addrbook_Unadvise(IAddrBook *iface, ULONG_PTR connection)
{
    struct addrbook *book = addrbook_from(iface);
    HRESULT hr;

    hr = advise_list_remove(&book->advises, connection);
    return hr == MAPI_E_NOT_FOUND ? forward_unadvise(&book->forwards, connection) : hr;
}

/* Source  IAddrBook::CreateOneOff */
static HRESULT STDMETHODCALLTYPE addrbook_CreateOneOff(IAddrBook *iface, LPTSTR name, LPTSTR type,
                                                       LPTSTR address, ULONG flags, ULONG *cb,
                                                       ENTRYID **out)
{
    (void)iface;
    return one_off_create(name, type, address, flags, cb, out);
}

/*
 * ResolveName - addresses become one-offs, names what the search path's containers find; there is no
 * dialog yet to ask about the rest
 *
 * flags   MAPI_UNICODE (width of what is added), MAPI_DIALOG, AB_UNICODEUI, MAPI_CACHE_ONLY
 * Errors  ab_resolve's; MAPI_E_INVALID_PARAMETER, MAPI_E_UNKNOWN_FLAGS
 * Source  IAddrBook::ResolveName
 */
static HRESULT STDMETHODCALLTYPE addrbook_ResolveName(IAddrBook *iface, ULONG_PTR ui, ULONG flags,
                                                      LPTSTR title, ADRLIST *list)
{
    const ULONG allowed = MAPI_UNICODE | MAPI_DIALOG | AB_UNICODEUI | MAPI_CACHE_ONLY;

    (void)ui, (void)title;
    if (flags & ~allowed) return FAIL(MAPI_E_UNKNOWN_FLAGS);
    if (!list) return FAIL(MAPI_E_INVALID_PARAMETER);
    return ab_resolve(addrbook_from(iface)->router, list, flags);
}

static HRESULT get_default(struct addrbook *book, enum default_container which, ULONG *cb,
                           ENTRYID **out)
{
    if (!cb || !out) return FAIL(MAPI_E_INVALID_PARAMETER);
    return defaults_get(book->router, which, cb, out);
}

static HRESULT set_default(struct addrbook *book, enum default_container which, ULONG cb,
                           const ENTRYID *eid)
{
    if (!cb || !eid) return FAIL(MAPI_E_INVALID_PARAMETER);
    return defaults_set(book->router, which, cb, eid);
}

/* Source  IAddrBook::GetPAB: none is S_OK, 0 and NULL (contracts 7.6-08) */
static HRESULT STDMETHODCALLTYPE addrbook_GetPAB(IAddrBook *iface, ULONG *cb, ENTRYID **out)
{
    return get_default(addrbook_from(iface), DEFAULT_PAB, cb, out);
}

/* Errors  defaults_set's; MAPI_E_INVALID_PARAMETER (no entry ID). Source  IAddrBook::SetPAB */
static HRESULT STDMETHODCALLTYPE addrbook_SetPAB(IAddrBook *iface, ULONG cb, ENTRYID *eid)
{
    return set_default(addrbook_from(iface), DEFAULT_PAB, cb, eid);
}

/* Source  IAddrBook::GetDefaultDir */
static HRESULT STDMETHODCALLTYPE addrbook_GetDefaultDir(IAddrBook *iface, ULONG *cb, ENTRYID **out)
{
    return get_default(addrbook_from(iface), DEFAULT_DIR, cb, out);
}

/* Source  IAddrBook::SetDefaultDir */
static HRESULT STDMETHODCALLTYPE addrbook_SetDefaultDir(IAddrBook *iface, ULONG cb, ENTRYID *eid)
{
    return set_default(addrbook_from(iface), DEFAULT_DIR, cb, eid);
}

/* Source  IAddrBook::GetSearchPath: no containers are S_OK and no rows (contracts 7.6-03) */
static HRESULT STDMETHODCALLTYPE addrbook_GetSearchPath(IAddrBook *iface, ULONG flags,
                                                        SRowSet **out)
{
    if (!out) return FAIL(MAPI_E_INVALID_PARAMETER);
    *out = NULL;
    if (flags & ~MAPI_UNICODE) return FAIL(MAPI_E_UNKNOWN_FLAGS);
    return search_path_get(addrbook_from(iface)->router, flags, out);
}

/* Errors  search_path_set's. Source  IAddrBook::SetSearchPath */
static HRESULT STDMETHODCALLTYPE addrbook_SetSearchPath(IAddrBook *iface, ULONG flags,
                                                        SRowSet *path)
{
    if (flags) return FAIL(MAPI_E_UNKNOWN_FLAGS);
    if (!path) return FAIL(MAPI_E_INVALID_PARAMETER);
    return search_path_set(addrbook_from(iface)->router, path);
}

/* Errors  ab_new_entry's. Source  IAddrBook::NewEntry */
static HRESULT STDMETHODCALLTYPE addrbook_NewEntry(IAddrBook *iface, ULONG_PTR ui, ULONG flags,
                                                   ULONG cb_container, ENTRYID *container,
                                                   ULONG cb_template, ENTRYID *template,
                                                   ULONG *cb, ENTRYID **out)
{
    return ab_new_entry(addrbook_from(iface)->router, ui, flags, cb_container, container,
                        cb_template, template, cb, out);
}

/* Nothing shows this dialog yet: what was asked for properly is refused.
 * Source  IAddrBook::Address */
static HRESULT STDMETHODCALLTYPE addrbook_Address(IAddrBook *iface, ULONG_PTR *ui, ADRPARM *parm,
                                                  ADRLIST **list)
{
    HRESULT hr = dialog_check_address(ui, parm, list);

    (void)iface;
    return FAILED(hr) ? hr : FAIL(MAPI_E_NO_SUPPORT);
}

/* Errors  ab_details'. Source  IAddrBook::Details */
static HRESULT STDMETHODCALLTYPE addrbook_Details(IAddrBook *iface, ULONG_PTR *ui,
                                                  LPFNDISMISS dismiss, void *dismiss_context,
                                                  ULONG cb, ENTRYID *eid, LPFNBUTTON button,
                                                  void *button_context, LPTSTR text, ULONG flags)
{
    (void)dismiss, (void)dismiss_context;
    return ab_details(addrbook_from(iface)->router, ui, cb, eid, button, button_context, text,
                      flags);
}

/* Nobody has registered options for an address type (contracts 7.8-13); no page describes it. */
static HRESULT STDMETHODCALLTYPE addrbook_RecipOptions(IAddrBook *iface, ULONG_PTR ui, ULONG flags,
                                                       ADRENTRY *recipient)
{
    (void)iface, (void)ui;
    if (flags & ~MAPI_UNICODE) return FAIL(MAPI_E_UNKNOWN_FLAGS);
    return recipient ? FAIL(MAPI_E_NOT_FOUND) : FAIL(MAPI_E_INVALID_PARAMETER);
}

/* As RecipOptions. */
static HRESULT STDMETHODCALLTYPE addrbook_QueryDefaultRecipOpt(IAddrBook *iface, LPTSTR type,
                                                               ULONG flags, ULONG *count,
                                                               SPropValue **out)
{
    (void)iface;
    if (!count || !out) return FAIL(MAPI_E_INVALID_PARAMETER);
    *count = 0;
    *out = NULL;
    if (flags & ~MAPI_UNICODE) return FAIL(MAPI_E_UNKNOWN_FLAGS);
    return type ? FAIL(MAPI_E_NOT_FOUND) : FAIL(MAPI_E_INVALID_PARAMETER);
}

/*
 * PrepareRecips - entry IDs become long-term, properties asked for come first
 *
 * tags    NULL: none
 * Errors  ab_prepare's; MAPI_E_INVALID_PARAMETER, MAPI_E_UNKNOWN_FLAGS
 * Source  IAddrBook::PrepareRecips
 */
static HRESULT STDMETHODCALLTYPE addrbook_PrepareRecips(IAddrBook *iface, ULONG flags,
                                                        LPSPropTagArray tags, ADRLIST *list)
{
    if (!list) return FAIL(MAPI_E_INVALID_PARAMETER);
    if (flags & ~MAPI_CACHE_ONLY) return FAIL(MAPI_E_UNKNOWN_FLAGS);
    return ab_prepare(addrbook_from(iface)->router, tags, list, flags);
}

static const IAddrBookVtbl addrbook_vtbl = {
    COM_UNKNOWN_METHODS(addrbook),
    IMAPIPROP_SLOTS(addrbook),
    .OpenEntry = addrbook_OpenEntry,
    .CompareEntryIDs = addrbook_CompareEntryIDs,
    .Advise = addrbook_Advise,
    .Unadvise = addrbook_Unadvise,
    .CreateOneOff = addrbook_CreateOneOff,
    .NewEntry = addrbook_NewEntry,
    .ResolveName = addrbook_ResolveName,
    .Address = addrbook_Address, /* its arguments are checked */
    .Details = addrbook_Details,
    .RecipOptions = addrbook_RecipOptions,
    .QueryDefaultRecipOpt = addrbook_QueryDefaultRecipOpt,
    .GetPAB = addrbook_GetPAB,
    .SetPAB = addrbook_SetPAB,
    .GetDefaultDir = addrbook_GetDefaultDir,
    .SetDefaultDir = addrbook_SetDefaultDir,
    .GetSearchPath = addrbook_GetSearchPath,
    .SetSearchPath = addrbook_SetSearchPath,
    .PrepareRecips = addrbook_PrepareRecips,
};

static HRESULT create(struct router *router, IAddrBook **out)
{
    struct addrbook *book = com_alloc(&addrbook_class, sizeof(*book));
    HRESULT hr;

    if (!book) return MAPI_E_NOT_ENOUGH_MEMORY;
    book->IAddrBook_iface.lpVtbl = &addrbook_vtbl;
    book->router = router;
    router_ref(router);
    advise_list_init(&book->advises, RANK_HUB);
    forwards_init(&book->forwards);
    prop_bag_init(&book->props, (IUnknown *)&book->IAddrBook_iface, NULL, book, NULL);
    hr = prop_bag_set_long(&book->props, PR_OBJECT_TYPE, MAPI_ADDRBOOK);
    if (SUCCEEDED(hr)) hr = prop_bag_set_text(&book->props, PR_DISPLAY_NAME_W, L"Address Book");
    book->props.read_only = true;
    if (FAILED(hr)) {
        com_unref(book);
        return hr;
    }
    *out = &book->IAddrBook_iface;
    return com_home_adopt(router_home(router), out);
}

HRESULT addrbook_open(struct router *router, ULONG_PTR ui, const IID *iid, ULONG flags,
                      struct last_error *last, IAddrBook **out)
{
    HRESULT started, hr;

    if (flags & ~(ULONG)AB_NO_DIALOG) return FAIL(MAPI_E_UNKNOWN_FLAGS);
    if (iid && !IsEqualGUID(iid, &IID_IAddrBook)) return FAIL(MAPI_E_INTERFACE_NOT_SUPPORTED);
    started = router_start_address_books(router, NULL, ui, flags, last);
    if (FAILED(started)) return started;
    hr = create(router, out);
    return FAILED(hr) ? hr : started;
}

bool addrbook_is_own(ULONG cb, const ENTRYID *eid)
{
    enum eid_own kind;
    MAPIUID session;
    ULONG number;

    return one_off_is(cb, eid) || (eid_own_read(cb, eid, &kind, &number, &session) &&
                                   (kind == EID_AB_ROOT || kind == EID_ONE_OFF_TEMPLATE));
}

HRESULT addrbook_open_own(struct router *router, ULONG cb, const ENTRYID *eid, const IID *iid,
                          ULONG flags, ULONG *type, IUnknown **out)
{
    enum eid_own kind;
    MAPIUID session;
    ULONG number;

    if (one_off_is(cb, eid)) {
        if (FAILED(eid_open_flags(flags))) return MAPI_E_UNKNOWN_FLAGS;
        if (flags & MAPI_MODIFY) return FAIL(MAPI_E_NO_ACCESS);
        *type = MAPI_MAILUSER;
        return oneoff_user_create(cb, eid, iid, out);
    }
    if (eid_own_read(cb, eid, &kind, &number, &session) && kind == EID_AB_ROOT) {
        if (flags & MAPI_MODIFY) return FAIL(MAPI_E_NO_ACCESS);
        *type = MAPI_ABCONT;
        return ab_root_create(router, iid, flags, out);
    }
    if (oneoff_template_is(cb, eid)) {
        if (FAILED(eid_open_flags(flags))) return MAPI_E_UNKNOWN_FLAGS;
        *type = MAPI_MAILUSER;
        return oneoff_template_create(iid, out);
    }
    return MAPI_E_UNKNOWN_ENTRYID;
}
