/*
 * cmd_service.c - mapictl service: list, add, remove, configure
 */
#include <stdlib.h>
#include "mail.h"
#include "mspst.h"
#include "print.h"
#include "services.h"
#include "tags.h"

enum {
    MOST_PROPS = 32
};

static int run_list(struct args *args)
{
    struct services services;
    int code;

    if (!args_done(args)) return EXIT_USAGE;
    code = services_open(&services);
    if (code) return code;
    code = services_list(&services);
    services_close(&services);
    return code;
}

static bool read_value(SPropValue *prop, const WCHAR *text)
{
    WCHAR *end = NULL;

    switch (PROP_TYPE(prop->ulPropTag)) {
    case PT_UNICODE:
        /* a profile outlives our current directory */
        prop->Value.lpszW =
            prop->ulPropTag == PR_PST_PATH_W && *text ? _wfullpath(NULL, text, 0) : _wcsdup(text);
        return prop->Value.lpszW;
    case PT_LONG:
        prop->Value.l = *text == L'-' ? wcstol(text, &end, 0) : (LONG)wcstoul(text, &end, 0);
        return *text && !*end;
    case PT_BOOLEAN:
        prop->Value.b = !wcscmp(text, L"1") || !_wcsicmp(text, L"true");
        return prop->Value.b || !wcscmp(text, L"0") || !_wcsicmp(text, L"false");
    case PT_BINARY:
        return bytes_from_hex(text, &prop->Value.bin);
    }
    return false;
}

static void free_props(ULONG count, SPropValue *props)
{
    for (ULONG i = 0; i < count; i++) {
        if (PROP_TYPE(props[i].ulPropTag) == PT_BINARY) MAPIFreeBuffer(props[i].Value.bin.lpb);
        if (PROP_TYPE(props[i].ulPropTag) == PT_UNICODE) free(props[i].Value.lpszW);
    }
}

/* The rest of the words as PROPERTY=VALUE. free_props ends them. */
static int read_props(struct args *args, SPropValue *props, ULONG *count)
{
    const WCHAR *word;

    for (*count = 0; (word = args_next(args));) {
        const WCHAR *equals = wcschr(word, L'=');
        ULONG tag = equals ? tag_from_text(word, (size_t)(equals - word)) : 0;

        if (PROP_TYPE(tag) == PT_STRING8) tag = CHANGE_PROP_TYPE(tag, PT_UNICODE);
        if (tag && *count < MOST_PROPS) {
            props[*count] = (SPropValue){.ulPropTag = tag};
            if (read_value(&props[*count], equals + 1)) {
                ++*count;
                continue;
            }
        }
        complain(
            L"mapictl: '%ls' is no PROPERTY=VALUE with a text, a number, a boolean or bytes in hexadecimal "
            L"(PR_DISPLAY_NAME=Mail, or 0x6700001f=...)\n",
            word);
        free_props(*count, props);
        return EXIT_USAGE;
    }
    return EXIT_FINE;
}

static int add(struct services *services, const WCHAR *name, ULONG count, SPropValue *props)
{
    HRESULT hr = services_add(services->admin, name, count, props);

    return FAILED(hr) ? report_by(services->admin, hr, L"service '%ls' can't be added", name)
                      : EXIT_FINE;
}

static int configure(struct services *services, const WCHAR *name, ULONG count, SPropValue *props)
{
    MAPIUID uid;
    HRESULT hr;
    int code = services_find(services, name, &uid);

    if (code) return code;
    hr = services->admin->lpVtbl->ConfigureMsgService(services->admin, &uid, 0, 0, count, props);
    return FAILED(hr) ? report_by(services->admin, hr, L"service '%ls'", name) : EXIT_FINE;
}

/* SERVICE PROPERTY=VALUE ..., given to what. */
static int with_props(struct args *args, bool some,
                      int (*what)(struct services *, const WCHAR *, ULONG, SPropValue *))
{
    const WCHAR *name = args_next(args);
    struct services services;
    SPropValue props[MOST_PROPS];
    ULONG count;
    int code;

    if (!name || (some && !args->count)) {
        complain(name ? L"mapictl: configure what? PROPERTY=VALUE is missing\n"
                      : L"mapictl: which service? LOCALSTORE, say\n");
        return EXIT_USAGE;
    }
    code = read_props(args, props, &count);
    if (code) return code;
    code = services_open(&services);
    if (!code) {
        code = what(&services, name, count, props);
        services_close(&services);
    }
    free_props(count, props);
    return code;
}

static int run_add(struct args *args)
{
    return with_props(args, false, add);
}

static int run_configure(struct args *args)
{
    return with_props(args, true, configure);
}

static int run_remove(struct args *args)
{
    const WCHAR *name = args_only(args, L"the service's name");
    struct services services;
    MAPIUID uid;
    HRESULT hr;
    int code;

    if (!name) return EXIT_USAGE;
    code = services_open(&services);
    if (code) return code;
    code = services_find(&services, name, &uid);
    if (!code) {
        hr = services.admin->lpVtbl->DeleteMsgService(services.admin, &uid);
        if (FAILED(hr)) code = report_by(services.admin, hr, L"service '%ls'", name);
    }
    services_close(&services);
    return code;
}

const struct command service_commands[] = {
    {L"list", run_list, .usage = "",
     .help = "Lists the services of the profile, and the files they keep.\n"},
    {L"add", run_add, .usage = "SERVICE [PROPERTY=VALUE ...]",
     .help =
         "Adds a service that mapisvc.inf knows (LOCALSTORE, \"MSUPST MS\", ...) and configures it.\n\n"
         "PROPERTY is a name like PR_DISPLAY_NAME or PR_PST_PATH (a local store's file), or a tag like 0x6700001f.\n"
         "VALUE is a text, a number, true or false, or bytes in hexadecimal, as the property's type is.\n"},
    {L"remove", run_remove, .usage = "SERVICE",
     .help =
         "Removes a service, by name or by the UID that `service list` shows. Mail files stay on disk.\n"},
    {L"configure", run_configure, .usage = "SERVICE PROPERTY=VALUE ...",
     .help =
         "Changes a service's settings, as the service understands them; see `service add --help`.\n"},
};
const size_t n_service_commands = ARRAYSIZE(service_commands);
