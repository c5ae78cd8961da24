/*
 * cmd_profile.c - mapictl profile: list, create, delete, copy, default, show
 */
#include "mail.h"
#include "mspst.h"
#include "print.h"
#include "profiles.h"

/* One name and nothing else on the command line. */
static const WCHAR *only_name(struct args *args)
{
    const WCHAR *name = args_next(args);

    if (!name) complain(L"mapictl: which profile? Its name is missing\n");
    return name && args_done(args) ? name : NULL;
}

static int run_list(struct args *args)
{
    static const struct column columns[] = {{"name", L"PROFILE", 32}, {"default", L"DEFAULT", 0}};
    static SizedSPropTagArray(2, tags) = {2, {PR_DISPLAY_NAME_W, PR_DEFAULT_PROFILE}};
    struct list_output list;
    IProfAdmin *admin;
    IMAPITable *table = NULL;
    SRowSet *rows = NULL;
    HRESULT hr;
    int code;

    if (!args_done(args)) return EXIT_USAGE;
    code = profiles_open(&admin);
    if (code) return code;
    hr = admin->lpVtbl->GetProfileTable(admin, 0, &table);
    if (SUCCEEDED(hr)) hr = HrQueryAllRows(table, (SPropTagArray *)&tags, NULL, NULL, 0, &rows);
    if (FAILED(hr)) {
        code = report(hr, L"the profiles can't be listed");
    } else {
        list_begin(&list, columns, ARRAYSIZE(columns));
        for (ULONG i = 0; i < rows->cRows; i++) {
            const SRow *row = &rows->aRow[i];

            list_text(&list, text_of(row->lpProps, row->cValues, PR_DISPLAY_NAME_W));
            list_bool(&list, (USHORT)long_of(row->lpProps, row->cValues, PR_DEFAULT_PROFILE));
        }
        list_end(&list);
    }
    FreeProws(rows);
    RELEASE(table);
    profiles_close(admin);
    return code;
}

/* Adds the services a day-one profile has. */
static HRESULT add_services(IProfAdmin *admin, const WCHAR *name, const WCHAR *path, const WCHAR *display)
{
    IMsgServiceAdmin *services = NULL;
    IMsgServiceAdmin2 *services2 = NULL;
    SPropValue props[2];
    MAPIUID uid;
    ULONG n = 0;
    HRESULT hr = admin->lpVtbl->AdminServices(admin, (LPTSTR)name, NULL, 0, MAPI_UNICODE, &services);

    if (SUCCEEDED(hr))
        hr = services->lpVtbl->QueryInterface(services, &IID_IMsgServiceAdmin2, (void **)&services2);
    if (SUCCEEDED(hr))
        hr = services2->lpVtbl->CreateMsgServiceEx(services2, (LPTSTR)L"LOCALSTORE", NULL, 0, MAPI_UNICODE, &uid);
    if (path) props[n++] = (SPropValue){.ulPropTag = PR_PST_PATH_W, .Value.lpszW = (WCHAR *)path};
    if (display) props[n++] = (SPropValue){.ulPropTag = PR_DISPLAY_NAME_W, .Value.lpszW = (WCHAR *)display};
    if (SUCCEEDED(hr)) hr = services->lpVtbl->ConfigureMsgService(services, &uid, 0, 0, n, n ? props : NULL);
    RELEASE(services2);
    RELEASE(services);
    return hr;
}

static int run_create(struct args *args)
{
    bool is_default = args_flag(args, L"--default"), empty = args_flag(args, L"--empty");
    const WCHAR *path = args_option(args, L"--path"), *display = args_option(args, L"--store-name");
    WCHAR old[80];
    const WCHAR *name = only_name(args);
    IProfAdmin *admin;
    HRESULT hr;
    int code;

    if (!name) return EXIT_USAGE;
    code = profiles_open(&admin);
    if (code) return code;
    hr = admin->lpVtbl->CreateProfile(admin, (LPTSTR)name, NULL, 0, MAPI_UNICODE);
    if (FAILED(hr)) {
        code = report(hr, L"profile '%ls' can't be made", name);
        if (hr == MAPI_E_NO_ACCESS) complain(L"mapictl: is there one of that name already?\n");
    } else {
        if (!empty) hr = add_services(admin, name, path, display);
        if (FAILED(hr)) {
            code = report(hr, L"the local store can't be added to profile '%ls'", name);
            admin->lpVtbl->DeleteProfile(admin, (LPTSTR)name, MAPI_UNICODE);
        } else if (is_default || profiles_default(admin, old, ARRAYSIZE(old)) == MAPI_E_NOT_FOUND) {
            hr = admin->lpVtbl->SetDefaultProfile(admin, (LPTSTR)name, MAPI_UNICODE);
            if (FAILED(hr)) code = report(hr, L"profile '%ls' can't be made the default", name);
        }
    }
    profiles_close(admin);
    return code;
}

static int run_delete(struct args *args)
{
    const WCHAR *name = only_name(args);
    IProfAdmin *admin;
    HRESULT hr;
    int code;

    if (!name) return EXIT_USAGE;
    code = profiles_open(&admin);
    if (code) return code;
    hr = admin->lpVtbl->DeleteProfile(admin, (LPTSTR)name, MAPI_UNICODE);
    if (FAILED(hr)) code = report(hr, L"profile '%ls'", name);
    profiles_close(admin);
    return code;
}

static int run_copy(struct args *args)
{
    const WCHAR *from = args_next(args), *to = from ? only_name(args) : NULL;
    IProfAdmin *admin;
    HRESULT hr;
    int code;

    if (!from) complain(L"mapictl: which profile? Its name is missing\n");
    if (!to) return EXIT_USAGE;
    code = profiles_open(&admin);
    if (code) return code;
    hr = admin->lpVtbl->CopyProfile(admin, (LPTSTR)from, NULL, (LPTSTR)to, 0, MAPI_UNICODE);
    if (FAILED(hr)) code = report(hr, L"profile '%ls' can't be copied to '%ls'", from, to);
    profiles_close(admin);
    return code;
}

static int run_default(struct args *args)
{
    bool none = args_flag(args, L"--none");
    const WCHAR *name = args_next(args);
    WCHAR current[80];
    IProfAdmin *admin;
    HRESULT hr;
    int code;

    if (!args_done(args)) return EXIT_USAGE;
    code = profiles_open(&admin);
    if (code) return code;
    if (name || none) {
        hr = admin->lpVtbl->SetDefaultProfile(admin, (LPTSTR)(none ? NULL : name), MAPI_UNICODE);
        if (FAILED(hr)) code = report(hr, L"profile '%ls'", name ? name : L"(none)");
    } else {
        hr = profiles_default(admin, current, ARRAYSIZE(current));
        if (SUCCEEDED(hr))
            say(L"%ls\n", current);
        else
            code = report(hr, L"the default profile");
    }
    profiles_close(admin);
    return code;
}

static int run_show(struct args *args)
{
    static const struct column columns[] = {
        {"service", L"SERVICE", 16}, {"name", L"NAME", 28}, {"uid", L"UID", 32}, {"flags", L"FLAGS", 0}};
    static SizedSPropTagArray(4, tags) = {
        4, {PR_SERVICE_NAME_W, PR_DISPLAY_NAME_W, PR_SERVICE_UID, PR_RESOURCE_FLAGS}};
    WCHAR current[80];
    const WCHAR *name = args_next(args);
    struct list_output list;
    IProfAdmin *admin;
    IMsgServiceAdmin *services = NULL;
    IMAPITable *table = NULL;
    SRowSet *rows = NULL;
    HRESULT hr = S_OK;
    int code;

    if (!args_done(args)) return EXIT_USAGE;
    code = profiles_open(&admin);
    if (code) return code;
    if (!name) name = settings.profile;
    if (!name) {
        hr = profiles_default(admin, current, ARRAYSIZE(current));
        name = current;
    }
    if (SUCCEEDED(hr)) hr = admin->lpVtbl->AdminServices(admin, (LPTSTR)name, NULL, 0, MAPI_UNICODE, &services);
    if (SUCCEEDED(hr)) hr = services->lpVtbl->GetMsgServiceTable(services, MAPI_UNICODE, &table);
    if (SUCCEEDED(hr)) hr = HrQueryAllRows(table, (SPropTagArray *)&tags, NULL, NULL, 0, &rows);
    if (FAILED(hr)) {
        code = report(hr, L"the profile");
    } else {
        if (!settings.json) say(L"profile %ls\n\n", name);
        list_begin(&list, columns, ARRAYSIZE(columns));
        for (ULONG i = 0; i < rows->cRows; i++) {
            const SRow *row = &rows->aRow[i];
            const SPropValue *uid = prop_of(row->lpProps, row->cValues, PR_SERVICE_UID);

            list_text(&list, text_of(row->lpProps, row->cValues, PR_SERVICE_NAME_W));
            list_text(&list, text_of(row->lpProps, row->cValues, PR_DISPLAY_NAME_W));
            list_bytes(&list, uid ? uid->Value.bin.lpb : NULL, uid ? uid->Value.bin.cb : 0);
            list_number(&list, long_of(row->lpProps, row->cValues, PR_RESOURCE_FLAGS));
        }
        list_end(&list);
    }
    FreeProws(rows);
    RELEASE(table);
    RELEASE(services);
    profiles_close(admin);
    return code;
}

const struct command profile_commands[] = {
    {L"list", run_list, "list", "Lists all profiles and says which is the default one.\n"},
    {L"create", run_create, "create NAME [--default] [--path FILE] [--store-name TEXT] [--empty]",
     "Makes a working profile: a local store for mail. The first profile becomes the default one.\n\n"
     "  --default          make it the default profile\n"
     "  --path FILE        keep the mail in that file (default: the user's local application data)\n"
     "  --store-name TEXT  what the store is called in lists\n"
     "  --empty            no services: add them with `mapictl service add`\n"},
    {L"delete", run_delete, "delete NAME",
     "Deletes a profile. The mail in its store's file stays on disk. One in use goes when its last user ends.\n"},
    {L"copy", run_copy, "copy FROM TO", "Copies a profile under a new name; both use the same mail files.\n"},
    {L"default", run_default, "default [NAME | --none]", "Shows the default profile, or chooses it.\n"},
    {L"show", run_show, "show [NAME]", "Shows what is in a profile: its services.\n"},
};
const size_t n_profile_commands = ARRAYSIZE(profile_commands);
