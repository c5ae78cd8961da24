/*
 * status.c - IMAPIStatus of the subsystem, the spooler and the address book
 */
#include <string.h>
#include "mapitags.h"
#include "ab/merged_table.h"
#include "mapix.h"
#include "base/error.h"
#include "com/home.h"
#include "eid/eid.h"
#include "prop/prop_bag.h"
#include "prop/pval.h"
#include "profile/roster.h"
#include "provider/transport.h"
#include "session/core.h"
#include "spool/spool_thread.h"

struct status {
    struct com_object com;
    IMAPIStatus IMAPIStatus_iface;
    struct router *router; /* counted */
    struct prop_bag props; /* the row as it was */
    ULONG kind;            /* MAPI_SUBSYSTEM, MAPI_SPOOLER, MAPI_AB */
};

static void status_destroy(void *self)
{
    struct status *status = self;

    prop_bag_destroy(&status->props);
    router_unref(status->router);
}

COM_UNKNOWN(status, IMAPIStatus)
COM_DEAD(status, IMAPIStatus, IMAPISTATUS_DEAD_SLOTS);

static const struct com_face status_faces[] = {
    COM_MORTAL(status, IMAPIStatus),
    COM_MORTAL_AS(status, IMAPIStatus, IMAPIProp),
};
COM_CLASS(status);
IMAPIPROP_FORWARD(status, IMAPIStatus, prop_bag, props)

static HRESULT validate_object(struct logon *logon, ULONG_PTR ui, ULONG flags)
{
    AUTO_RELEASE IMAPIStatus *object = NULL;
    ULONG type;
    HRESULT hr;

    if (logon->type == MAPI_STORE_PROVIDER)
        hr = logon->store->lpVtbl->OpenStatusEntry(logon->store, NULL, 0, &type, (void *)&object);
    else
        hr = logon->ab->lpVtbl->OpenStatusEntry(logon->ab, NULL, 0, &type, &object);
    if (FAILED(com_given(hr, &object))) return S_OK; /* has no status object: nothing to validate */
    return object->lpVtbl->ValidateState(object, ui, flags);
}

static HRESULT validate_logon(struct logon *logon, ULONG_PTR ui, ULONG flags)
{
    HRESULT hr = logon->type == MAPI_TRANSPORT_PROVIDER
                     ? logon->xp->lpVtbl->ValidateState(logon->xp, ui, flags)
                     : validate_object(logon, ui, flags);

    return hr == MAPI_E_NO_SUPPORT ? S_OK : hr;
}

static bool has_transports(const struct status *status)
{
    AUTO_FREE struct provider *rows = NULL;
    ULONG count = 0;

    roster_providers(router_profile(status->router), MAPI_TRANSPORT_PROVIDER, NULL, &rows, &count);
    return count != 0;
}

/*
 * The spooler's transports: those that aren't logged on yet are (contracts 4.17-07); a
 * configuration that changed may mean other address types (4.17-08).
 */
static HRESULT start_transports_again(const struct status *status, ULONG_PTR ui, ULONG flags)
{
    struct last_error unheard = {0};
    AUTO_FREE struct logon **logons = NULL;
    ULONG count = 0;
    HRESULT hr, result;

    result = router_start_transports(status->router, ui, flags & SUPPRESS_UI ? LOGON_NO_DIALOG : 0,
                                     &unheard);
    if (FAILED(result) || !(flags & CONFIG_CHANGED)) return result;
    hr = router_logons(status->router, MAPI_TRANSPORT_PROVIDER, &count, &logons);
    if (FAILED(hr)) return hr;
    for (ULONG i = 0; i < count; i++) {
        hr = transport_ask_types(logons[i]);
        if (FAILED(hr) && SUCCEEDED(result)) result = hr;
        logon_unuse(logons[i]);
    }
    return result;
}

/*
 * The address book's section of the profile is its list of providers: those that came since are
 * logged on.
 */
static HRESULT read_address_book_again(const struct status *status, ULONG_PTR ui, ULONG flags)
{
    struct last_error unheard = {0};

    return router_start_address_books(status->router, NULL, ui,
                                      flags & SUPPRESS_UI ? AB_NO_DIALOG : 0, &unheard);
}

/* The type of the providers it speaks for; 0: all. */
static ULONG providers_of(const struct status *status)
{
    switch (status->kind) {
    case MAPI_AB: return MAPI_AB_PROVIDER;
    case MAPI_SPOOLER: return MAPI_TRANSPORT_PROVIDER;
    default: return 0;
    }
}

/*
 * ValidateState - the subsystem: every active provider's status object; the address book: what its
 * section of the profile lists, and the status objects of these providers; both: the tables merged of
 * what address books have; the spooler: what the profile lists of transports, and each of them
 *
 * flags   SUPPRESS_UI; the spooler's: CONFIG_CHANGED, too
 * Errors  MAPI_E_UNKNOWN_FLAGS, MAPI_E_NO_SUPPORT (the spooler of a session without mail), the first
 *         failure of a provider; MAPI_W_ERRORS_RETURNED: some
 *         address book or transport can't be logged on, and the others are well
 * Source  IMAPIStatus::ValidateState; contracts 4.17-07, 08
 */
static HRESULT STDMETHODCALLTYPE status_ValidateState(IMAPIStatus *iface, ULONG_PTR ui, ULONG flags)
{
    struct status *status = status_from(iface);
    ULONG known = SUPPRESS_UI | (status->kind == MAPI_SPOOLER ? CONFIG_CHANGED : 0);
    AUTO_FREE struct logon **logons = NULL;
    ULONG count = 0;
    HRESULT hr, result = S_OK;

    if (flags & ~known) return FAIL(MAPI_E_UNKNOWN_FLAGS);
    if (status->kind == MAPI_SPOOLER) result = start_transports_again(status, ui, flags);
    if (status->kind == MAPI_AB) result = read_address_book_again(status, ui, flags);
    if (SUCCEEDED(result) && status->kind != MAPI_SPOOLER) {
        hr = merged_table_validate(status->router);
        if (FAILED(hr)) result = hr;
    }
    if (FAILED(result)) return result;
    hr = router_logons(status->router, providers_of(status), &count, &logons);
    if (FAILED(hr)) return hr;
    for (ULONG i = 0; i < count; i++) {
        hr = validate_logon(logons[i], ui, flags);
        if (FAILED(hr) && SUCCEEDED(result)) result = hr;
        logon_unuse(logons[i]);
    }
    return result;
}

/* The section of the transport whose row has that number; false: it is none's. */
static bool find_transport(const struct status *status, ULONG number, MAPIUID *section)
{
    AUTO_FREE struct logon **logons = NULL;
    ULONG count = 0;
    bool is = false;

    router_logons(status->router, MAPI_TRANSPORT_PROVIDER, &count, &logons);
    for (ULONG i = 0; i < count; i++) {
        if (logons[i]->row == number) {
            *section = logons[i]->section;
            is = true;
        }
        logon_unuse(logons[i]);
    }
    return is;
}

/*
 * FlushQueues - the spooler's alone: its host, in whichever process, has the transports send all
 * that waits. All of it is done where the profile has no transport.
 *
 * cb, transport  the status row's entry ID of one transport; 0 and NULL: all
 * flags   FLUSH_UPLOAD, FLUSH_DOWNLOAD, FLUSH_FORCE, FLUSH_NO_UI, FLUSH_ASYNC_OK
 * Errors  MAPI_E_NO_SUPPORT, MAPI_E_UNKNOWN_FLAGS, MAPI_E_INVALID_PARAMETER, MAPI_E_INVALID_ENTRYID
 *         (it is no status row's), MAPI_E_NOT_FOUND (no such transport), spool_thread_flush's
 * Source  IMAPIStatus::FlushQueues; contracts 4.17-03 to 06
 */
static HRESULT STDMETHODCALLTYPE status_FlushQueues(IMAPIStatus *iface, ULONG_PTR ui, ULONG cb,
                                                    ENTRYID *transport, ULONG flags)
{
    const ULONG known = FLUSH_UPLOAD | FLUSH_DOWNLOAD | FLUSH_FORCE | FLUSH_NO_UI | FLUSH_ASYNC_OK;
    struct status *status = status_from(iface);
    enum eid_own kind;
    MAPIUID session, section;
    ULONG number;

    (void)ui;
    if (status->kind != MAPI_SPOOLER) return FAIL(MAPI_E_NO_SUPPORT);
    if (flags & ~known) return FAIL(MAPI_E_UNKNOWN_FLAGS);
    if (!cb != !transport) return FAIL(MAPI_E_INVALID_PARAMETER);
    if (!transport && !has_transports(status)) return S_OK;
    spool_thread_start(status->router);
    if (!transport) return spool_thread_flush(status->router, NULL, flags);
    if (!eid_own_read(cb, transport, &kind, &number, &session) || kind != EID_STATUS)
        return FAIL(MAPI_E_INVALID_ENTRYID);
    if (!find_transport(status, number, &section)) return FAIL(MAPI_E_NOT_FOUND);
    return spool_thread_flush(status->router, &section, flags);
}

static const IMAPIStatusVtbl status_vtbl = {
    COM_UNKNOWN_METHODS(status),
    IMAPIPROP_SLOTS(status),
    .ValidateState = status_ValidateState,
    .SettingsDialog = refuse_IMAPIStatus_SettingsDialog, /* by contract (4.17-02) */
    .ChangePassword = refuse_IMAPIStatus_ChangePassword, /* by contract (4.17-02) */
    .FlushQueues = status_FlushQueues,
};

static HRESULT status_create(struct core *core, ULONG kind, const struct row *row, const IID *iid,
                             IUnknown **out)
{
    struct status *status = com_alloc(&status_class, sizeof(*status));
    HRESULT hr = S_OK;

    if (!status) return MAPI_E_NOT_ENOUGH_MEMORY;
    status->IMAPIStatus_iface.lpVtbl = &status_vtbl;
    status->router = core->router;
    router_ref(core->router);
    status->kind = kind;
    prop_bag_init(&status->props, (IUnknown *)&status->IMAPIStatus_iface, NULL, status, NULL);
    for (ULONG i = 0; SUCCEEDED(hr) && i < row->count; i++)
        hr = prop_bag_set(&status->props, &row->values[i]);
    status->props.read_only = true;
    if (SUCCEEDED(hr)) hr = com_query(status, iid ? iid : &IID_IMAPIStatus, (void **)out);
    if (SUCCEEDED(hr)) hr = com_home_adopt(router_home(core->router), out);
    com_unref(status);
    return hr;
}

/* A provider's row: its logon object opens it. */
static HRESULT open_at_provider(struct core *core, ULONG number, const IID *iid, ULONG flags,
                                ULONG *type, IUnknown **out)
{
    AUTO_FREE struct logon **logons = NULL;
    ULONG count = 0;
    HRESULT hr;

    hr = router_logons(core->router, 0, &count, &logons);
    if (FAILED(hr)) return hr;
    hr = FAIL(MAPI_E_NOT_FOUND);
    for (ULONG i = 0; i < count; i++) {
        struct logon *logon = logons[i];

        if (logon->row == number && logon->type == MAPI_STORE_PROVIDER)
            hr = logon->store->lpVtbl->OpenStatusEntry(logon->store, (IID *)iid, flags, type,
                                                       (void *)out);
        else if (logon->row == number && logon->type == MAPI_AB_PROVIDER)
            hr = logon->ab->lpVtbl->OpenStatusEntry(logon->ab, (IID *)iid, flags, type,
                                                    (IMAPIStatus **)out);
        else if (logon->row == number)
            hr = logon->xp->lpVtbl->OpenStatusEntry(logon->xp, (IID *)iid, flags, type,
                                                    (IMAPIStatus **)out);
        logon_unuse(logon);
    }
    return com_given(hr, out);
}

static bool is_own_row(const struct core *core, ULONG number)
{
    for (size_t i = 0; i < sizeof(core->rows_own) / sizeof(core->rows_own[0]); i++)
        if (number == core->rows_own[i]) return true;
    return false;
}

bool status_is_own(struct core *core, ULONG cb, const ENTRYID *eid)
{
    enum eid_own kind;
    MAPIUID session;
    ULONG number;

    return eid_own_read(cb, eid, &kind, &number, &session) && kind == EID_STATUS &&
           is_own_row(core, number);
}

HRESULT status_open(struct core *core, ULONG cb, const ENTRYID *eid, const IID *iid, ULONG flags,
                    ULONG *type, IUnknown **out)
{
    SPropValue key = pval_binary(PR_INSTANCE_KEY, cb, eid);
    const SPropValue *kind_of;
    struct row *row;
    enum eid_own kind;
    MAPIUID session;
    ULONG number;
    HRESULT hr;

    if (!eid_own_read(cb, eid, &kind, &number, &session) || kind != EID_STATUS)
        return MAPI_E_UNKNOWN_ENTRYID;
    hr = eid_open_flags(flags);
    if (FAILED(hr)) return hr;
    if (memcmp(&session, router_session(core->router), sizeof(session)))
        return FAIL(MAPI_E_NOT_FOUND);
    row = rows_find(router_status_rows(core->router), &key, NULL);
    if (!row) return FAIL(MAPI_E_NOT_FOUND);
    kind_of = row_find(row, PR_RESOURCE_TYPE);
    *type = MAPI_STATUS;
    if (!kind_of || !is_own_row(core, number)) {
        hr = open_at_provider(core, number, iid, flags, type, out);
    } else {
        hr = flags & MAPI_MODIFY ? FAIL(MAPI_E_NO_ACCESS)
                                 : status_create(core, kind_of->Value.ul, row, iid, out);
    }
    row_unref(row);
    return hr;
}
