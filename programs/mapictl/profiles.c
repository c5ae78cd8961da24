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

static HRESULT rows_of(IProfAdmin *admin, SRowSet **rows)
{
    static SizedSPropTagArray(2, columns) = {2, {PR_DISPLAY_NAME_W, PR_DEFAULT_PROFILE}};
    IMAPITable *table = NULL;
    HRESULT hr = admin->lpVtbl->GetProfileTable(admin, 0, &table);

    *rows = NULL;
    if (SUCCEEDED(hr)) hr = HrQueryAllRows(table, (SPropTagArray *)&columns, NULL, NULL, 0, rows);
    RELEASE(table);
    return hr;
}

HRESULT profiles_find(IProfAdmin *admin, const WCHAR *name)
{
    SRowSet *rows;
    HRESULT hr = rows_of(admin, &rows), found = MAPI_E_NOT_FOUND;

    for (ULONG i = 0; SUCCEEDED(hr) && i < rows->cRows; i++) {
        const WCHAR *text =
            text_of(rows->aRow[i].lpProps, rows->aRow[i].cValues, PR_DISPLAY_NAME_W);

        if (text && !_wcsicmp(text, name)) found = S_OK;
    }
    FreeProws(rows);
    return FAILED(hr) ? hr : found;
}

HRESULT profiles_default(IProfAdmin *admin, WCHAR *name, size_t room)
{
    SRowSet *rows;
    HRESULT hr = rows_of(admin, &rows), found = MAPI_E_NOT_FOUND;

    for (ULONG i = 0; SUCCEEDED(hr) && i < rows->cRows; i++) {
        const SRow *row = &rows->aRow[i];
        const WCHAR *text = text_of(row->lpProps, row->cValues, PR_DISPLAY_NAME_W);

        if (!text || !bool_of(row->lpProps, row->cValues, PR_DEFAULT_PROFILE)) continue;
        wcsncpy(name, text, room - 1);
        name[room - 1] = 0;
        found = S_OK;
    }
    FreeProws(rows);
    return FAILED(hr) ? hr : found;
}
