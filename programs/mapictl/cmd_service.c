/*
 * cmd_service.c - mapictl service: list, add, remove, configure
 */
#include <stdlib.h>
#include "mail.h"
#include "print.h"
#include "profiles.h"
#include "tags.h"

struct admin {
    IProfAdmin *profiles;
    IMsgServiceAdmin *services;
};

static int open_services(struct admin *admin)
{
    const WCHAR *name = settings.profile;
    WCHAR found[80];
    HRESULT hr = S_OK;
    int code = profiles_open(&admin->profiles);

    admin->services = NULL;
    if (code) return code;
    if (!name) {
        hr = profiles_default(admin->profiles, found, ARRAYSIZE(found));
        name = found;
    }
    if (SUCCEEDED(hr))
        hr = admin->profiles->lpVtbl->AdminServices(admin->profiles, (LPTSTR)name, NULL, 0, MAPI_UNICODE,
                                                    &admin->services);
    if (SUCCEEDED(hr)) return EXIT_FINE;
    profiles_close(admin->profiles);
    return settings.profile ? report(hr, L"profile '%ls'", settings.profile) : report(hr, L"the default profile");
}

static void close_services(struct admin *admin)
{
    RELEASE(admin->services);
    profiles_close(admin->profiles);
}

static HRESULT service_rows(struct admin *admin, SRowSet **rows)
{
    static SizedSPropTagArray(4, tags) = {
        4, {PR_SERVICE_NAME_W, PR_DISPLAY_NAME_W, PR_SERVICE_UID, PR_RESOURCE_FLAGS}};
    IMAPITable *table = NULL;
    HRESULT hr = admin->services->lpVtbl->GetMsgServiceTable(admin->services, MAPI_UNICODE, &table);

    *rows = NULL;
    if (SUCCEEDED(hr)) hr = HrQueryAllRows(table, (SPropTagArray *)&tags, NULL, NULL, 0, rows);
    RELEASE(table);
    return hr;
}

static int run_list(struct args *args)
{
    static const struct column columns[] = {{"service", L"SERVICE", 16}, {"name", L"NAME", 28}, {"uid", L"UID", 0}};
    struct list_output list;
    struct admin admin;
    SRowSet *rows;
    HRESULT hr;
    int code;

    if (!args_done(args)) return EXIT_USAGE;
    code = open_services(&admin);
    if (code) return code;
    hr = service_rows(&admin, &rows);
    if (FAILED(hr)) {
        code = report(hr, L"the services can't be listed");
    } else {
        list_begin(&list, columns, ARRAYSIZE(columns));
        for (ULONG i = 0; i < rows->cRows; i++) {
            const SRow *row = &rows->aRow[i];
            const SPropValue *uid = prop_of(row->lpProps, row->cValues, PR_SERVICE_UID);

            list_text(&list, text_of(row->lpProps, row->cValues, PR_SERVICE_NAME_W));
            list_text(&list, text_of(row->lpProps, row->cValues, PR_DISPLAY_NAME_W));
            list_bytes(&list, uid ? uid->Value.bin.lpb : NULL, uid ? uid->Value.bin.cb : 0);
        }
        list_end(&list);
    }
    FreeProws(rows);
    close_services(&admin);
    return code;
}

/* A service of the profile, by UID in hexadecimal or by the service's or display name where it is the only one. */
static int find_service(struct admin *admin, const WCHAR *what, MAPIUID *out)
{
    SRowSet *rows;
    SBinary uid;
    ULONG found = 0;
    HRESULT hr;

    if (wcslen(what) == 32 && bytes_from_hex(what, &uid)) {
        memcpy(out, uid.lpb, sizeof(*out));
        MAPIFreeBuffer(uid.lpb);
        return EXIT_FINE;
    }
    hr = service_rows(admin, &rows);
    if (FAILED(hr)) return report(hr, L"the services can't be listed");
    for (ULONG i = 0; i < rows->cRows; i++) {
        const SPropValue *p = rows->aRow[i].lpProps;
        bool fits = (p[0].ulPropTag == PR_SERVICE_NAME_W && !_wcsicmp(p[0].Value.lpszW, what)) ||
                    (p[1].ulPropTag == PR_DISPLAY_NAME_W && !_wcsicmp(p[1].Value.lpszW, what));

        if (!fits || p[2].ulPropTag != PR_SERVICE_UID || p[2].Value.bin.cb != sizeof(*out)) continue;
        memcpy(out, p[2].Value.bin.lpb, sizeof(*out));
        found++;
    }
    FreeProws(rows);
    if (found == 1) return EXIT_FINE;
    complain(found ? L"mapictl: several services are named '%ls'; use the UID that `mapictl service list` shows\n"
                   : L"mapictl: no service is named '%ls'; `mapictl service list` shows them\n",
             what);
    return EXIT_NOT_FOUND;
}

/* The rest of the words as TAG=VALUE. Values live in the words and in *numbers. */
static int read_props(struct args *args, SPropValue *props, ULONG room, ULONG *count)
{
    const WCHAR *word;

    *count = 0;
    while ((word = args_next(args))) {
        const WCHAR *equals = wcschr(word, L'=');
        ULONG tag = equals ? tag_from_text(word, (size_t)(equals - word)) : 0;

        if (!tag || *count == room) {
            complain(L"mapictl: '%ls' is no PROPERTY=VALUE (PR_DISPLAY_NAME=..., or 0x6700001f=...)\n", word);
            return EXIT_USAGE;
        }
        if (PROP_TYPE(tag) == PT_STRING8) tag = CHANGE_PROP_TYPE(tag, PT_UNICODE);
        props[*count] = (SPropValue){.ulPropTag = tag};
        switch (PROP_TYPE(tag)) {
        case PT_UNICODE:
            props[*count].Value.lpszW = (WCHAR *)equals + 1;
            break;
        case PT_LONG:
            props[*count].Value.l = (LONG)wcstoul(equals + 1, NULL, 0);
            break;
        case PT_BOOLEAN:
            props[*count].Value.b = !wcscmp(equals + 1, L"1") || !_wcsicmp(equals + 1, L"true");
            break;
        default:
            complain(L"mapictl: %ls: only text, numbers and booleans can be given here\n", word);
            return EXIT_USAGE;
        }
        ++*count;
    }
    return EXIT_FINE;
}

static int run_add(struct args *args)
{
    const WCHAR *name = args_next(args);
    IMsgServiceAdmin2 *services = NULL;
    SPropValue props[32];
    struct admin admin;
    MAPIUID uid;
    ULONG count;
    HRESULT hr;
    int code;

    if (!name) {
        complain(L"mapictl: which service? LOCALSTORE, say\n");
        return EXIT_USAGE;
    }
    code = read_props(args, props, ARRAYSIZE(props), &count);
    if (code) return code;
    code = open_services(&admin);
    if (code) return code;
    hr = admin.services->lpVtbl->QueryInterface(admin.services, &IID_IMsgServiceAdmin2, (void **)&services);
    if (SUCCEEDED(hr)) hr = services->lpVtbl->CreateMsgServiceEx(services, (LPTSTR)name, NULL, 0, MAPI_UNICODE, &uid);
    if (SUCCEEDED(hr)) {
        hr = services->lpVtbl->ConfigureMsgService(services, &uid, 0, 0, count, count ? props : NULL);
        if (hr == MAPI_E_NOT_INITIALIZED && !count) hr = S_OK; /* a service without an entry point needs no settings */
        if (FAILED(hr)) services->lpVtbl->DeleteMsgService(services, &uid);
    }
    if (FAILED(hr)) code = report(hr, L"service '%ls' can't be added", name);
    RELEASE(services);
    close_services(&admin);
    return code;
}

static int run_remove(struct args *args)
{
    const WCHAR *name = args_next(args);
    struct admin admin;
    MAPIUID uid;
    HRESULT hr;
    int code;

    if (!name) complain(L"mapictl: which service? `mapictl service list` shows them\n");
    if (!name || !args_done(args)) return EXIT_USAGE;
    code = open_services(&admin);
    if (code) return code;
    code = find_service(&admin, name, &uid);
    if (!code) {
        hr = admin.services->lpVtbl->DeleteMsgService(admin.services, &uid);
        if (FAILED(hr)) code = report(hr, L"service '%ls'", name);
    }
    close_services(&admin);
    return code;
}

static int run_configure(struct args *args)
{
    const WCHAR *name = args_next(args);
    SPropValue props[32];
    struct admin admin;
    MAPIUID uid;
    ULONG count;
    HRESULT hr;
    int code;

    if (!name) {
        complain(L"mapictl: which service? `mapictl service list` shows them\n");
        return EXIT_USAGE;
    }
    code = read_props(args, props, ARRAYSIZE(props), &count);
    if (code) return code;
    code = open_services(&admin);
    if (code) return code;
    code = find_service(&admin, name, &uid);
    if (!code) {
        hr = admin.services->lpVtbl->ConfigureMsgService(admin.services, &uid, 0, 0, count, count ? props : NULL);
        if (FAILED(hr)) code = report(hr, L"service '%ls'", name);
    }
    close_services(&admin);
    return code;
}

const struct command service_commands[] = {
    {L"list", run_list, "list", "Lists the services of the profile.\n"},
    {L"add", run_add, "add SERVICE [PROPERTY=VALUE ...]",
     "Adds a service that mapisvc.inf knows (LOCALSTORE, \"MSUPST MS\", ...) and configures it.\n\n"
     "PROPERTY is a name like PR_DISPLAY_NAME or a tag like 0x6700001f (the local store's file).\n"},
    {L"remove", run_remove, "remove SERVICE", "Removes a service, by name or UID. Mail files stay on disk.\n"},
    {L"configure", run_configure, "configure SERVICE [PROPERTY=VALUE ...]",
     "Changes a service's settings, as the service understands them.\n"},
};
const size_t n_service_commands = ARRAYSIZE(service_commands);
