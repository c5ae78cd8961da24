/*
 * service.c - the entry point of a message service whose one provider keeps all in one file
 */
#include "common/service.h"
#include "mspst.h"

struct memory {
    ALLOCATEBUFFER *buffer;
    ALLOCATEMORE *more;
    FREEBUFFER *free;
};

static void free_rows(const struct memory *memory, SRowSet *rows)
{
    for (ULONG i = 0; rows && i < rows->cRows; i++)
        memory->free(rows->aRow[i].lpProps);
    memory->free(rows);
}

/* The UID of the service's one provider. */
static HRESULT find_provider(IProviderAdmin *admin, const struct memory *memory, MAPIUID *out)
{
    static const SizedSPropTagArray(1, columns) = {1, {PR_PROVIDER_UID}};
    IMAPITable *table = NULL;
    SRowSet *rows = NULL;
    HRESULT hr;

    hr = admin->lpVtbl->GetProviderTable(admin, 0, &table);
    if (FAILED(hr)) return hr;
    hr = table->lpVtbl->SetColumns(table, (SPropTagArray *)&columns, TBL_BATCH);
    if (SUCCEEDED(hr)) hr = table->lpVtbl->QueryRows(table, 1, 0, &rows);
    if (SUCCEEDED(hr)) {
        const SPropValue *uid =
            rows->cRows && rows->aRow[0].cValues ? &rows->aRow[0].lpProps[0] : NULL;

        if (uid && uid->ulPropTag == PR_PROVIDER_UID && uid->Value.bin.cb == sizeof(*out))
            memcpy(out, uid->Value.bin.lpb, sizeof(*out));
        else hr = MAPI_E_NOT_FOUND;
    }
    free_rows(memory, rows);
    table->lpVtbl->Release(table);
    return hr;
}

static HRESULT configure(IMAPISupport *support, IProviderAdmin *admin, ULONG count,
                         SPropValue *values)
{
    struct memory memory;
    IProfSect *section = NULL;
    MAPIUID uid;
    HRESULT hr;

    hr = support->lpVtbl->GetMemAllocRoutines(support, &memory.buffer, &memory.more, &memory.free);
    if (SUCCEEDED(hr)) hr = find_provider(admin, &memory, &uid);
    if (SUCCEEDED(hr))
        hr = admin->lpVtbl->OpenProfileSection(admin, &uid, NULL, MAPI_MODIFY, &section);
    if (FAILED(hr)) return hr;
    hr = section->lpVtbl->SetProps(section, count, values, NULL);
    if (SUCCEEDED(hr)) hr = section->lpVtbl->SaveChanges(section, 0);
    section->lpVtbl->Release(section);
    return hr;
}

bool service_file_value_is_good(const SPropValue *value)
{
    switch (value->ulPropTag) {
    case PR_PST_PATH_A:
    case PR_DISPLAY_NAME_A:
        return value->Value.lpszA && *value->Value.lpszA;
    case PR_PST_PATH_W:
    case PR_DISPLAY_NAME_W:
        return value->Value.lpszW && *value->Value.lpszW;
    }
    return true;
}

HRESULT service_of_file(IMAPISupport *support, ULONG flags, ULONG context, ULONG count,
                        SPropValue *values, IProviderAdmin *admin,
                        bool (*is_good)(const SPropValue *value))
{
    switch (context) {
    case MSG_SERVICE_INSTALL:
    case MSG_SERVICE_UNINSTALL:
    case MSG_SERVICE_DELETE:
    case MSG_SERVICE_PROVIDER_CREATE:
    case MSG_SERVICE_PROVIDER_DELETE:
        return S_OK;
    case MSG_SERVICE_CREATE:
    case MSG_SERVICE_CONFIGURE:
        break;
    default:
        return MAPI_E_INVALID_PARAMETER;
    }
    if (!count) {
        if (flags & SERVICE_UI_ALWAYS) return MAPI_E_NO_SUPPORT;
        return context == MSG_SERVICE_CREATE ? S_OK : MAPI_E_UNCONFIGURED;
    }
    if (!values || !support || !admin) return MAPI_E_INVALID_PARAMETER;
    for (ULONG i = 0; i < count; i++)
        if (!is_good(&values[i])) return MAPI_E_INVALID_PARAMETER;
    return configure(support, admin, count, values);
}
