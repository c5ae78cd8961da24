/*
 * status.c - IMAPIStatus of the subsystem, the spooler and the address book
 */
#include <string.h>
#include "mapitags.h"
#include "mapix.h"
#include "base/error.h"
#include "com/com.h"
#include "eid/eid.h"
#include "prop/prop_bag.h"
#include "prop/pval.h"
#include "provider/logon.h"
#include "session/core.h"

struct status {
    struct com_object com;
    IMAPIStatus IMAPIStatus_iface;
    struct router *router; /* counted */
    struct mortal mortal;  /* ends with the session */
    struct prop_bag props; /* the row as it was */
    ULONG kind;            /* MAPI_SUBSYSTEM, MAPI_SPOOLER, MAPI_AB */
};

static void status_destroy(void *self)
{
    struct status *status = self;

    router_disown(status->router, &status->mortal);
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

static HRESULT validate_logon(struct logon *logon, ULONG_PTR ui, ULONG flags)
{
    AUTO_RELEASE IMAPIStatus *object = NULL;
    ULONG type;
    HRESULT hr;

    if (logon->type == MAPI_STORE_PROVIDER)
        hr = logon->store->lpVtbl->OpenStatusEntry(logon->store, NULL, 0, &type, (void *)&object);
    else if (logon->type == MAPI_AB_PROVIDER)
        hr = logon->ab->lpVtbl->OpenStatusEntry(logon->ab, NULL, 0, &type, &object);
    else
        return S_OK; /* the spooler's */
    if (FAILED(com_given(hr, &object))) return S_OK; /* has no status object: nothing to validate */
    hr = object->lpVtbl->ValidateState(object, ui, flags);
    return hr == MAPI_E_NO_SUPPORT ? S_OK : hr;
}

/*
 * ValidateState - the subsystem: every active provider's status object; the address book: those of
 * its providers
 *
 * flags   SUPPRESS_UI; the rest is the spooler's
 * Errors  MAPI_E_UNKNOWN_FLAGS, MAPI_E_NO_SUPPORT (spooler), the first failure of a provider
 * Source  IMAPIStatus::ValidateState
 */
static HRESULT STDMETHODCALLTYPE status_ValidateState(IMAPIStatus *iface, ULONG_PTR ui, ULONG flags)
{
    struct status *status = status_from(iface);
    AUTO_FREE struct logon **logons = NULL;
    ULONG count = 0;
    HRESULT hr, result = S_OK;

    if (status->kind == MAPI_SPOOLER) return FAIL(MAPI_E_NO_SUPPORT);
    if (flags & ~(ULONG)SUPPRESS_UI) return FAIL(MAPI_E_UNKNOWN_FLAGS);
    hr = router_logons(status->router, status->kind == MAPI_AB ? MAPI_AB_PROVIDER : 0, &count,
                       &logons);
    if (FAILED(hr)) return hr;
    for (ULONG i = 0; i < count; i++) {
        hr = validate_logon(logons[i], ui, flags);
        if (FAILED(hr) && SUCCEEDED(result)) result = hr;
        logon_unuse(logons[i]);
    }
    return result;
}

static const IMAPIStatusVtbl status_vtbl = {
    COM_UNKNOWN_METHODS(status),
    IMAPIPROP_SLOTS(status),
    .ValidateState = status_ValidateState,
    .SettingsDialog = refuse_IMAPIStatus_SettingsDialog,
    .ChangePassword = refuse_IMAPIStatus_ChangePassword,
    .FlushQueues = refuse_IMAPIStatus_FlushQueues,
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
    if (SUCCEEDED(hr)) hr = router_adopt(core->router, &status->mortal, status);
    if (SUCCEEDED(hr)) hr = com_query(status, iid ? iid : &IID_IMAPIStatus, (void **)out);
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
        logon_unuse(logon);
    }
    return com_given(hr, out);
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
    if (!kind_of || (number != core->rows_own[0] && number != core->rows_own[1] &&
                     number != core->rows_own[2])) {
        hr = open_at_provider(core, number, iid, flags, type, out);
    } else {
        hr = flags & MAPI_MODIFY ? FAIL(MAPI_E_NO_ACCESS)
                                 : status_create(core, kind_of->Value.ul, row, iid, out);
    }
    row_unref(row);
    return hr;
}
