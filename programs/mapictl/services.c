/*
 * services.c - a profile's message services
 */
#include <stdlib.h>
#include "mail.h"
#include "mapiaux.h"
#include "mspst.h"
#include "print.h"
#include "profiles.h"
#include "services.h"

int services_open(struct services *services)
{
    HRESULT hr = S_OK;
    int code = profiles_open(&services->profiles);

    services->admin = NULL;
    services->profile[0] = 0;
    if (code) return code;
    if (settings.profile)
        wcsncat(services->profile, settings.profile, ARRAYSIZE(services->profile) - 1);
    else hr = profiles_default(services->profiles, services->profile, ARRAYSIZE(services->profile));
    if (FAILED(hr)) {
        complain(
            L"mapictl: there is no default profile; name one with --profile, or `mapictl profile default NAME`\n");
        code = EXIT_NOT_FOUND;
    } else if (profiles_find(services->profiles, services->profile) == MAPI_E_NOT_FOUND) {
        complain(
            L"mapictl: there is no profile '%ls'; `mapictl profile list` shows those there are\n",
            services->profile);
        code = EXIT_NOT_FOUND;
    } else {
        hr = services->profiles->lpVtbl->AdminServices(
            services->profiles, (LPTSTR)services->profile, NULL, 0, MAPI_UNICODE, &services->admin);
        if (FAILED(hr))
            code = report_by(services->profiles, hr, L"profile '%ls'", services->profile);
    }
    if (code) profiles_close(services->profiles);
    return code;
}

void services_close(struct services *services)
{
    RELEASE(services->admin);
    profiles_close(services->profiles);
}

HRESULT services_add(IMsgServiceAdmin *admin, const WCHAR *name, ULONG count, SPropValue *props)
{
    IMsgServiceAdmin2 *admin2 = NULL;
    MAPIUID uid;
    HRESULT hr = admin->lpVtbl->QueryInterface(admin, &IID_IMsgServiceAdmin2, (void **)&admin2);

    if (FAILED(hr)) return hr;
    hr = admin2->lpVtbl->CreateMsgServiceEx(admin2, (LPTSTR)name, NULL, 0, MAPI_UNICODE, &uid);
    if (SUCCEEDED(hr) && count) {
        hr = admin2->lpVtbl->ConfigureMsgService(admin2, &uid, 0, 0, count, props);
        if (FAILED(hr)) admin2->lpVtbl->DeleteMsgService(admin2, &uid);
    }
    RELEASE(admin2);
    return hr;
}

static HRESULT rows_of(IMsgServiceAdmin *admin, SRowSet **rows)
{
    static SizedSPropTagArray(3, tags) = {3,
                                          {PR_SERVICE_NAME_W, PR_DISPLAY_NAME_W, PR_SERVICE_UID}};
    IMAPITable *table = NULL;
    HRESULT hr = admin->lpVtbl->GetMsgServiceTable(admin, MAPI_UNICODE, &table);

    *rows = NULL;
    if (SUCCEEDED(hr)) hr = HrQueryAllRows(table, (SPropTagArray *)&tags, NULL, NULL, 0, rows);
    RELEASE(table);
    return hr;
}

/* The file that a provider of the service keeps, as PR_PST_PATH says it; MAPIFreeBuffer the answer,
 * or NULL. */
static SPropValue *file_of(IMsgServiceAdmin *admin, const MAPIUID *service)
{
    static SizedSPropTagArray(1, tags) = {1, {PR_PROVIDER_UID}};
    IProviderAdmin *providers = NULL;
    IMAPITable *table = NULL;
    SRowSet *rows = NULL;
    SPropValue *path = NULL;
    HRESULT hr = admin->lpVtbl->AdminProviders(admin, (MAPIUID *)service, 0, &providers);

    if (SUCCEEDED(hr)) hr = providers->lpVtbl->GetProviderTable(providers, 0, &table);
    if (SUCCEEDED(hr)) hr = HrQueryAllRows(table, (SPropTagArray *)&tags, NULL, NULL, 0, &rows);
    for (ULONG i = 0; SUCCEEDED(hr) && !path && i < rows->cRows; i++) {
        const SPropValue *uid = &rows->aRow[i].lpProps[0];
        IProfSect *section = NULL;

        if (uid->ulPropTag != PR_PROVIDER_UID || uid->Value.bin.cb != sizeof(MAPIUID)) continue;
        if (FAILED(providers->lpVtbl->OpenProfileSection(providers, (MAPIUID *)uid->Value.bin.lpb,
                                                         NULL, MAPI_FORCE_ACCESS, &section)))
            continue;
        if (FAILED(HrGetOneProp((IMAPIProp *)section, PR_PST_PATH_W, &path))) path = NULL;
        RELEASE(section);
    }
    FreeProws(rows);
    RELEASE(table);
    RELEASE(providers);
    return path;
}

int services_list(struct services *services)
{
    static const struct column columns[] = {{"service", L"SERVICE", 12},
                                            {"name", L"NAME", 26},
                                            {"uid", L"UID", 32},
                                            {"file", L"FILE", 0}};
    struct list_output list;
    SRowSet *rows;
    HRESULT hr = rows_of(services->admin, &rows);

    if (FAILED(hr)) {
        FreeProws(rows);
        return report_by(services->admin, hr, L"the services can't be listed");
    }
    list_begin(&list, columns, ARRAYSIZE(columns));
    for (ULONG i = 0; i < rows->cRows; i++) {
        const SPropValue *p = rows->aRow[i].lpProps;
        ULONG n = rows->aRow[i].cValues;
        const SPropValue *uid = prop_of(p, n, PR_SERVICE_UID);
        SPropValue *file = uid && uid->Value.bin.cb == sizeof(MAPIUID)
                               ? file_of(services->admin, (const MAPIUID *)uid->Value.bin.lpb)
                               : NULL;

        list_text(&list, text_of(p, n, PR_SERVICE_NAME_W));
        list_text(&list, text_of(p, n, PR_DISPLAY_NAME_W));
        list_bytes(&list, uid ? uid->Value.bin.lpb : NULL, uid ? uid->Value.bin.cb : 0);
        list_text(&list, file ? file->Value.lpszW : NULL);
        MAPIFreeBuffer(file);
    }
    list_end(&list, hr);
    FreeProws(rows);
    return EXIT_FINE;
}

int services_find(struct services *services, const WCHAR *what, MAPIUID *out)
{
    SRowSet *rows;
    SBinary wanted = {0};
    ULONG found = 0;
    HRESULT hr = rows_of(services->admin, &rows);

    if (FAILED(hr)) {
        FreeProws(rows);
        return report_by(services->admin, hr, L"the services can't be listed");
    }
    if (wcslen(what) == 2 * sizeof(MAPIUID)) bytes_from_hex(what, &wanted);
    for (ULONG i = 0; i < rows->cRows; i++) {
        const SPropValue *p = rows->aRow[i].lpProps;
        ULONG n = rows->aRow[i].cValues;
        const SPropValue *uid = prop_of(p, n, PR_SERVICE_UID);
        const WCHAR *name = text_of(p, n, PR_SERVICE_NAME_W),
                    *shown = text_of(p, n, PR_DISPLAY_NAME_W);

        if (!uid || uid->Value.bin.cb != sizeof(*out)) continue;
        if ((wanted.lpb && !memcmp(wanted.lpb, uid->Value.bin.lpb, sizeof(*out))) ||
            (name && !_wcsicmp(name, what)) || (shown && !_wcsicmp(shown, what))) {
            memcpy(out, uid->Value.bin.lpb, sizeof(*out));
            found++;
        }
    }
    MAPIFreeBuffer(wanted.lpb);
    FreeProws(rows);
    if (found == 1) return EXIT_FINE;
    complain(
        found
            ? L"mapictl: several services are named '%ls'; use the UID that `mapictl service list` shows\n"
            : L"mapictl: no service is named '%ls'; `mapictl service list` shows them\n",
        what);
    return EXIT_NOT_FOUND;
}
