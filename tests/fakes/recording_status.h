/*
 * recording_status.h - the recording providers' IMAPIStatus: it writes down that it is asked to
 * validate
 *
 * Included by recording.c alone, behind what it needs of that: note().
 */
#pragma once

struct rec_status {
    struct com_object com;
    IMAPIStatus IMAPIStatus_iface;
    const char *who; /* "" or "ab-" */
    HRESULT answer;  /* of ValidateState */
};

static void rec_status_destroy(void *self)
{
    (void)self;
}

static const struct com_face rec_status_faces[] = {
    COM_FACE(rec_status, IMAPIStatus),
    COM_FACE_AS(rec_status, IMAPIStatus, IMAPIProp),
};
COM_CLASS(rec_status);
COM_UNKNOWN(rec_status, IMAPIStatus)

static HRESULT STDMETHODCALLTYPE rec_status_ValidateState(IMAPIStatus *iface, ULONG_PTR ui,
                                                          ULONG flags)
{
    char what[40];

    (void)ui;
    snprintf(what, sizeof(what), "%svalidate(%x)", rec_status_from(iface)->who, (unsigned)flags);
    note(what);
    return rec_status_from(iface)->answer;
}

static const IMAPIStatusVtbl rec_status_vtbl = {
    COM_UNKNOWN_METHODS(rec_status),
    .GetLastError = refuse_IMAPIStatus_GetLastError,
    .SaveChanges = refuse_IMAPIStatus_SaveChanges,
    .GetProps = refuse_IMAPIStatus_GetProps,
    .GetPropList = refuse_IMAPIStatus_GetPropList,
    .OpenProperty = refuse_IMAPIStatus_OpenProperty,
    .SetProps = refuse_IMAPIStatus_SetProps,
    .DeleteProps = refuse_IMAPIStatus_DeleteProps,
    .CopyTo = refuse_IMAPIStatus_CopyTo,
    .CopyProps = refuse_IMAPIStatus_CopyProps,
    .GetNamesFromIDs = refuse_IMAPIStatus_GetNamesFromIDs,
    .GetIDsFromNames = refuse_IMAPIStatus_GetIDsFromNames,
    .ValidateState = rec_status_ValidateState,
    .SettingsDialog = refuse_IMAPIStatus_SettingsDialog,
    .ChangePassword = refuse_IMAPIStatus_ChangePassword,
    .FlushQueues = refuse_IMAPIStatus_FlushQueues,
};

static HRESULT status_make(const char *who, HRESULT answer, const IID *iid, ULONG *type, void **out)
{
    struct rec_status *made = com_alloc(&rec_status_class, sizeof(*made));
    HRESULT hr;

    *out = NULL;
    if (!made) return MAPI_E_NOT_ENOUGH_MEMORY;
    made->IMAPIStatus_iface.lpVtbl = &rec_status_vtbl;
    made->who = who;
    made->answer = answer;
    hr = com_query(made, iid ? iid : &IID_IMAPIStatus, out);
    com_unref(made);
    *type = MAPI_STATUS;
    return hr;
}
