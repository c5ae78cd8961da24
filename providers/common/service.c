/*
 * service.c - what a program configures of a message service that has one provider
 */
#include "common/service.h"

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
        else
            hr = MAPI_E_NOT_FOUND;
    }
    free_rows(memory, rows);
    table->lpVtbl->Release(table);
    return hr;
}

HRESULT service_configure(IMAPISupport *support, IProviderAdmin *admin, ULONG count,
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
