/*
 * profiles.c - reaching the profiles' administration
 */
#include "profiles.h"
#include "mail.h"
#include "print.h"

int profiles_open(IProfAdmin **admin)
{
    MAPIINIT_0 init = {MAPI_INIT_VERSION, MAPI_MULTITHREAD_NOTIFICATIONS};
    HRESULT hr = MAPIInitialize(&init);

    *admin = NULL;
    if (FAILED(hr)) return report(hr, L"MAPI can't be started");
    hr = MAPIAdminProfiles(0, admin);
    if (SUCCEEDED(hr)) return EXIT_FINE;
    MAPIUninitialize();
    return report(hr, L"the profiles can't be administered");
}

void profiles_close(IProfAdmin *admin)
{
    RELEASE(admin);
    MAPIUninitialize();
}

HRESULT profiles_default(IProfAdmin *admin, WCHAR *name, size_t room)
{
    static SizedSPropTagArray(2, columns) = {2, {PR_DISPLAY_NAME_W, PR_DEFAULT_PROFILE}};
    IMAPITable *table = NULL;
    SRowSet *rows = NULL;
    HRESULT hr = admin->lpVtbl->GetProfileTable(admin, 0, &table);

    if (SUCCEEDED(hr)) hr = HrQueryAllRows(table, (SPropTagArray *)&columns, NULL, NULL, 0, &rows);
    if (SUCCEEDED(hr)) {
        hr = MAPI_E_NOT_FOUND;
        for (ULONG i = 0; i < rows->cRows; i++) {
            const SPropValue *p = rows->aRow[i].lpProps;

            if (p[1].ulPropTag != PR_DEFAULT_PROFILE || !p[1].Value.b || p[0].ulPropTag != PR_DISPLAY_NAME_W)
                continue;
            wcsncpy(name, p[0].Value.lpszW, room - 1);
            name[room - 1] = 0;
            hr = S_OK;
        }
    }
    FreeProws(rows);
    RELEASE(table);
    return hr;
}
