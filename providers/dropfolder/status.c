/*
 * status.c - IMAPIStatus: the transport's state, opened by a client
 */
#include "dropfolder/status.h"
#include "common/values.h"

struct drop_status {
    struct com_object com;
    IMAPIStatus IMAPIStatus_iface;
    struct values values; /* of the row, as it was when this was opened */
    struct drop_logon *logon; /* owned */
};

static void drop_status_destroy(void *self)
{
    struct drop_status *status = self;

    values_drop(&status->values);
    if (status->logon) com_unref(status->logon);
}

static const struct com_face drop_status_faces[] = {
    COM_FACE(drop_status, IMAPIStatus),
    COM_FACE_AS(drop_status, IMAPIStatus, IMAPIProp),
};
COM_CLASS(drop_status);
COM_UNKNOWN(drop_status, IMAPIStatus)
IMAPIPROP_FORWARD(drop_status, IMAPIStatus, values, values)

/* ValidateState - as of the logon. Source: IMAPIStatus::ValidateState */
static HRESULT STDMETHODCALLTYPE drop_status_ValidateState(IMAPIStatus *iface, ULONG_PTR window,
                                                           ULONG flags)
{
    (void)window;
    return drop_logon_validate(drop_status_from(iface)->logon, flags);
}

/*
 * FlushQueues - the row says what is wanted, and the spooler is woken: this doesn't wait
 *
 * Errors  MAPI_E_UNKNOWN_FLAGS, MAPI_E_END_OF_SESSION
 * Source  IMAPIStatus::FlushQueues; contracts 8.7-05
 */
static HRESULT STDMETHODCALLTYPE drop_status_FlushQueues(IMAPIStatus *iface, ULONG_PTR window,
                                                         ULONG count, ENTRYID *target, ULONG flags)
{
    struct drop_logon *logon = drop_status_from(iface)->logon;
    AUTO_RELEASE IMAPISupport *support = NULL;
    ULONG wake = (flags & FLUSH_UPLOAD ? NOTIFY_READYTOSEND : 0) |
                 (flags & FLUSH_DOWNLOAD ? NOTIFY_NEWMAIL : 0);
    HRESULT hr = drop_logon_flush(logon, flags);

    (void)window;
    (void)count;
    (void)target;
    if (FAILED(hr)) return hr;
    support = drop_logon_support(logon);
    if (support && wake) support->lpVtbl->SpoolerNotify(support, wake, NULL);
    return S_OK;
}

static const IMAPIStatusVtbl drop_status_vtbl = {
    COM_UNKNOWN_METHODS(drop_status),
    IMAPIPROP_SLOTS(drop_status),
    .ValidateState = drop_status_ValidateState,
    .SettingsDialog = refuse_IMAPIStatus_SettingsDialog, /* ConfigureMsgService with properties */
    .ChangePassword = refuse_IMAPIStatus_ChangePassword, /* there is none */
    .FlushQueues = drop_status_FlushQueues,
};

HRESULT drop_status_create(struct drop_logon *logon, IMAPIStatus **out)
{
    struct account *account = drop_logon_account(logon);
    struct drop_status *status;
    SPropValue values[DROP_ROW_VALUES];
    WCHAR text[STATUS_CHARS];
    ULONG n;
    HRESULT hr;

    *out = NULL;
    if (!account) return MAPI_E_END_OF_SESSION;
    status = com_alloc(&drop_status_class, sizeof(*status));
    if (!status) {
        drop_account_unref(account);
        return MAPI_E_NOT_ENOUGH_MEMORY;
    }
    status->IMAPIStatus_iface.lpVtbl = (IMAPIStatusVtbl *)&drop_status_vtbl;
    status->logon = logon;
    com_ref(logon);
    n = drop_row_values(logon, account, values, text);
    values[n] = (SPropValue){.ulPropTag = PR_OBJECT_TYPE};
    values[n++].Value.l = MAPI_STATUS;
    hr = values_set(&status->values, &logon->alloc, n, values);
    drop_account_unref(account);
    if (SUCCEEDED(hr)) *out = &status->IMAPIStatus_iface;
    else com_unref(status);
    return FAILED(hr) ? hr : S_OK;
}
