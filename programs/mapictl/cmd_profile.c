/*
 * cmd_profile.c - mapictl profile: list, create, delete, copy, default, show
 */
#include <stdlib.h>
#include "mail.h"
#include "mspst.h"
#include "print.h"
#include "profiles.h"
#include "services.h"

enum {
    NAME_ROOM = 80
}; /* a profile's name has 64 characters at most */

static int run_list(struct args *args)
{
    static const struct column columns[] = {{"name", L"PROFILE", 40}, {"default", L"DEFAULT", 0}};
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
        code = report_by(admin, hr, L"the profiles can't be listed");
    } else {
        list_begin(&list, columns, ARRAYSIZE(columns));
        for (ULONG i = 0; i < rows->cRows; i++) {
            const SRow *row = &rows->aRow[i];

            list_text(&list, text_of(row->lpProps, row->cValues, PR_DISPLAY_NAME_W));
            list_mark(&list, bool_of(row->lpProps, row->cValues, PR_DEFAULT_PROFILE), L"default");
        }
        list_end(&list, hr);
    }
    FreeProws(rows);
    RELEASE(table);
    profiles_close(admin);
    return code;
}

/* What a new profile begins with: a local store, an address book; more as more ships. */
static HRESULT add_services(IProfAdmin *admin, const WCHAR *profile, const WCHAR *path,
                            const WCHAR *display)
{
    IMsgServiceAdmin *services = NULL;
    SPropValue props[2];
    ULONG n = 0;
    HRESULT hr =
        admin->lpVtbl->AdminServices(admin, (LPTSTR)profile, NULL, 0, MAPI_UNICODE, &services);

    if (FAILED(hr)) return hr;
    if (path) props[n++] = (SPropValue){.ulPropTag = PR_PST_PATH_W, .Value.lpszW = (WCHAR *)path};
    if (display)
        props[n++] = (SPropValue){.ulPropTag = PR_DISPLAY_NAME_W, .Value.lpszW = (WCHAR *)display};
    hr = services_add(services, L"LOCALSTORE", n, props);
    if (SUCCEEDED(hr)) hr = services_add(services, L"PERSONALAB", 0, NULL);
    RELEASE(services);
    return hr;
}

static int make_default(IProfAdmin *admin, const WCHAR *name)
{
    HRESULT hr = admin->lpVtbl->SetDefaultProfile(admin, (LPTSTR)name, MAPI_UNICODE);

    return FAILED(hr) ? report_by(admin, hr, L"profile '%ls' can't be made the default", name)
                      : EXIT_FINE;
}

static int create(IProfAdmin *admin, const struct args *args, const WCHAR *name)
{
    const WCHAR *path = settings.store; /* --store NAME of other commands is --store FILE here */
    WCHAR old[NAME_ROOM], *full = NULL;
    HRESULT hr;

    if (profiles_find(admin, name) == S_OK) {
        complain(L"mapictl: there is a profile '%ls' already\n", name);
        return EXIT_FAILED;
    }
    if (path) { /* the profile outlives our current directory */
        full = _wfullpath(NULL, path, 0);
        if (!full) {
            complain(L"mapictl: '%ls' is no file's name\n", path);
            return EXIT_USAGE;
        }
    }
    hr = admin->lpVtbl->CreateProfile(admin, (LPTSTR)name, NULL, 0, MAPI_UNICODE);
    if (FAILED(hr)) {
        free(full);
        return report_by(admin, hr, L"profile '%ls' can't be made", name);
    }
    if (!args_flag(args, L"--empty"))
        hr = add_services(admin, name, full, args_option(args, L"--store-name"));
    free(full);
    if (FAILED(hr)) {
        int code = report(hr, L"the services of profile '%ls' can't be added", name);

        admin->lpVtbl->DeleteProfile(admin, (LPTSTR)name, MAPI_UNICODE);
        return code;
    }
    if (!args_flag(args, L"--default") &&
        profiles_default(admin, old, ARRAYSIZE(old)) != MAPI_E_NOT_FOUND)
        return EXIT_FINE;
    return make_default(admin, name);
}

static int run_create(struct args *args)
{
    const WCHAR *name = args_only(args, L"the profile's name");
    IProfAdmin *admin;
    int code;

    if (!name) return EXIT_USAGE;
    code = profiles_open(&admin);
    if (code) return code;
    code = create(admin, args, name);
    profiles_close(admin);
    return code;
}

static int run_delete(struct args *args)
{
    const WCHAR *name = args_only(args, L"the profile's name");
    IProfAdmin *admin;
    HRESULT hr;
    int code;

    if (!name) return EXIT_USAGE;
    code = profiles_open(&admin);
    if (code) return code;
    hr = admin->lpVtbl->DeleteProfile(admin, (LPTSTR)name, MAPI_UNICODE);
    if (FAILED(hr)) code = report_by(admin, hr, L"profile '%ls'", name);
    profiles_close(admin);
    return code;
}

static int run_copy(struct args *args)
{
    const WCHAR *from = args_next(args),
                *to = args_only(args, from ? L"the new profile's name" : L"the profile's name");
    IProfAdmin *admin;
    HRESULT hr;
    int code;

    if (!to) return EXIT_USAGE;
    code = profiles_open(&admin);
    if (code) return code;
    hr = admin->lpVtbl->CopyProfile(admin, (LPTSTR)from, NULL, (LPTSTR)to, 0, MAPI_UNICODE);
    if (FAILED(hr))
        code = report_by(admin, hr, L"profile '%ls' can't be copied to '%ls'", from, to);
    profiles_close(admin);
    return code;
}

static int run_default(struct args *args)
{
    bool none = args_flag(args, L"--none");
    const WCHAR *name = args_next(args);
    WCHAR current[NAME_ROOM];
    IProfAdmin *admin;
    HRESULT hr;
    int code;

    if (!args_done(args)) return EXIT_USAGE;
    if (none && name) {
        complain(L"mapictl: a name or --none, not both\n");
        return EXIT_USAGE;
    }
    code = profiles_open(&admin);
    if (code) return code;
    if (name) {
        code = make_default(admin, name);
    } else if (none) {
        hr = admin->lpVtbl->SetDefaultProfile(admin, NULL, MAPI_UNICODE);
        if (FAILED(hr)) code = report_by(admin, hr, L"the default profile can't be cleared");
    } else {
        hr = profiles_default(admin, current, ARRAYSIZE(current));
        if (FAILED(hr)) {
            code = report(hr, L"the default profile");
        } else {
            settings.json ? say_json_text(current) : say_text(current);
            say(L"\n");
        }
    }
    profiles_close(admin);
    return code;
}

static int run_show(struct args *args)
{
    const WCHAR *name = args_next(args);
    struct services services;
    int code;

    if (!args_done(args)) return EXIT_USAGE;
    if (name) settings.profile = name;
    code = services_open(&services);
    if (code) return code;
    if (!settings.json) {
        say(L"profile ");
        say_foreign(services.profile, false);
        say(L"\n\n");
    }
    code = services_list(&services);
    services_close(&services);
    return code;
}

const struct command profile_commands[] = {
    {L"list", run_list, .usage = "",
     .help = "Lists all profiles and says which is the default one.\n"},
    {L"create", run_create, L"--default --empty --store-name= ",
     "NAME [--default] [--store FILE] [--store-name TEXT] [--empty]",
     "Makes a working profile: one with a local store for mail and an address book. The first profile becomes\n"
     "the default one.\n\n"
     "  --default          make it the default profile\n"
     "  --store FILE       keep the mail in that file (otherwise in the user's local application data)\n"
     "  --store-name TEXT  what the store is called in lists\n"
     "  --empty            no services: add them with `mapictl service add`\n",
     NULL, NULL},
    {L"delete", run_delete, .usage = "NAME",
     .help =
         "Deletes a profile. The mail in its store's file stays on disk. One in use goes when its last user ends.\n"},
    {L"copy", run_copy, .usage = "FROM TO",
     .help = "Copies a profile under a new name; both use the same mail files.\n"},
    {L"default", run_default, L"--none ", "[NAME | --none]",
     "Shows the default profile, or chooses it; --none: there is to be none.\n", NULL, NULL},
    {L"show", run_show, .usage = "[NAME]",
     .help =
         "Shows what is in a profile (the default one unless named): its services and their files.\n"},
};
const size_t n_profile_commands = ARRAYSIZE(profile_commands);
