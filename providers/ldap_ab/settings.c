/*
 * settings.c - what a profile's section says of a directory
 */
#include "settings.h"
#include <stdlib.h>
#include <string.h>
#include "common/text/text8.h"
#include "common/wipe.h"
#include "dn.h"
#include "omldap.h"

#define DEFAULT_SECONDS 30
#define MOST_SECONDS    600
#define DEFAULT_ENTRIES 1000
#define MOST_ENTRIES    1000000
#define MOST_PORT       65535

#define N_TEXTS   7
#define N_NUMBERS 7
static const SizedSPropTagArray(2 * N_TEXTS + N_NUMBERS, tags) = {
    2 * N_TEXTS + N_NUMBERS,
    {PR_OMLDAP_HOST_W,         PR_OMLDAP_HOST_A,     PR_OMLDAP_BASE_W,       PR_OMLDAP_BASE_A,
     PR_OMLDAP_CA_FILE_W,      PR_OMLDAP_CA_FILE_A,  PR_OMLDAP_BIND_DN_W,    PR_OMLDAP_BIND_DN_A,
     PR_OMLDAP_PASSWORD_W,     PR_OMLDAP_PASSWORD_A, PR_OMLDAP_ATTRIBUTES_W, PR_OMLDAP_ATTRIBUTES_A,
     PR_DISPLAY_NAME_W,        PR_DISPLAY_NAME_A,    PR_OMLDAP_PORT,         PR_OMLDAP_TLS,
     PR_OMLDAP_TLS_UNVERIFIED, PR_OMLDAP_SCHEMA,     PR_OMLDAP_TIME_LIMIT,   PR_OMLDAP_SIZE_LIMIT,
     PR_OMLDAP_BROWSE}};

/* The value of either width as UTF-8, or NULL; malloc. An empty one is none. */
static HRESULT text_of(const SPropValue *values, ULONG id, char **out)
{
    WCHAR *wide = NULL;
    size_t bytes;
    HRESULT hr = S_OK;

    *out = NULL;
    for (size_t i = 0; i < 2 * N_TEXTS && !wide && SUCCEEDED(hr); i++)
        if (PROP_ID(values[i].ulPropTag) == id) hr = text_of_prop(&values[i], &wide);
    if (SUCCEEDED(hr) && wide && *wide) hr = wtf8_from_wide(wide, wide_len(wide), out, &bytes);
    if (wide) wipe(wide, wide_len(wide) * sizeof(WCHAR)); /* a password */
    free(wide);
    return hr;
}

static LONG number_of(const SPropValue *values, ULONG tag, LONG otherwise)
{
    for (size_t i = 2 * N_TEXTS; i < tags.cValues; i++) {
        if (values[i].ulPropTag != tag) continue;
        return PROP_TYPE(tag) == PT_BOOLEAN ? !!values[i].Value.b : values[i].Value.l;
    }
    return otherwise;
}

/* What numbers may be. */
static const struct number_range {
    ULONG tag;
    LONG least, most;
} ranges[] = {
    {PR_OMLDAP_PORT, 1, MOST_PORT},
    {PR_OMLDAP_TLS, OMLDAP_PLAIN, OMLDAP_STARTTLS},
    {PR_OMLDAP_SCHEMA, OMLDAP_INETORGPERSON, OMLDAP_ACTIVE_DIRECTORY},
    {PR_OMLDAP_TIME_LIMIT, 1, MOST_SECONDS},
    {PR_OMLDAP_SIZE_LIMIT, 1, MOST_ENTRIES},
};
#define N_RANGES (sizeof(ranges) / sizeof(ranges[0]))

static HRESULT take_numbers(const SPropValue *values, struct settings *out)
{
    LONG tls = number_of(values, PR_OMLDAP_TLS, OMLDAP_PLAIN);
    LONG port = number_of(values, PR_OMLDAP_PORT, tls == OMLDAP_TLS ? 636 : 389);
    LONG seconds = number_of(values, PR_OMLDAP_TIME_LIMIT, DEFAULT_SECONDS);
    LONG entries = number_of(values, PR_OMLDAP_SIZE_LIMIT, DEFAULT_ENTRIES);

    for (size_t i = 0; i < N_RANGES; i++) {
        LONG number = number_of(values, ranges[i].tag, ranges[i].least);

        if (number < ranges[i].least || number > ranges[i].most) return MAPI_E_UNCONFIGURED;
    }
    out->directory.tls = (enum directory_tls)tls;
    out->directory.port = (ULONG)port;
    out->directory.limit_msec = (ULONG)seconds * 1000;
    out->directory.unverified = number_of(values, PR_OMLDAP_TLS_UNVERIFIED, FALSE);
    out->size_limit = (ULONG)entries;
    out->browse = number_of(values, PR_OMLDAP_BROWSE, FALSE);
    return S_OK;
}

static HRESULT take_map(const SPropValue *values, struct settings *out)
{
    LONG schema = number_of(values, PR_OMLDAP_SCHEMA, OMLDAP_INETORGPERSON);
    char *own;
    HRESULT hr = text_of(values, PROP_ID(PR_OMLDAP_ATTRIBUTES), &own);

    if (SUCCEEDED(hr))
        hr = attribute_map_create(schema == OMLDAP_ACTIVE_DIRECTORY ? MAP_ACTIVE_DIRECTORY
                                                                    : MAP_INETORGPERSON,
                                  own, &out->map);
    free(own);
    return hr == MAPI_E_INVALID_PARAMETER ? MAPI_E_UNCONFIGURED : hr;
}

static HRESULT take(const SPropValue *values, struct settings *out)
{
    const struct {
        ULONG id;
        const char **to;
    } texts[] = {
        {PROP_ID(PR_OMLDAP_HOST), &out->directory.host},
        {PROP_ID(PR_OMLDAP_BASE), (const char **)&out->base},
        {PROP_ID(PR_OMLDAP_CA_FILE), &out->directory.ca_file},
        {PROP_ID(PR_OMLDAP_BIND_DN), &out->directory.bind_dn},
        {PROP_ID(PR_OMLDAP_PASSWORD), &out->directory.password},
    };
    HRESULT hr = S_OK;

    for (size_t i = 0; SUCCEEDED(hr) && i < sizeof(texts) / sizeof(texts[0]); i++)
        hr = text_of(values, texts[i].id, (char **)texts[i].to);
    for (size_t i = 0; SUCCEEDED(hr) && i < 2 * N_TEXTS && !out->name; i++)
        if (PROP_ID(values[i].ulPropTag) == PROP_ID(PR_DISPLAY_NAME))
            hr = text_of_prop(&values[i], &out->name);
    if (SUCCEEDED(hr)) hr = take_numbers(values, out);
    if (SUCCEEDED(hr)) hr = take_map(values, out);
    if (SUCCEEDED(hr) && (!out->directory.host || !out->base)) hr = MAPI_E_UNCONFIGURED;
    if (SUCCEEDED(hr) && (!out->name || !*out->name)) {
        free(out->name);
        hr = text_from_caller(L"LDAP Directory", MAPI_UNICODE, false, &out->name);
    }
    return hr;
}

/* ---- the section ---- */

/* What is there and can't be read isn't what there is when nothing is: a connection without TLS,
 * say. */
static HRESULT trouble_of(const SPropValue *values)
{
    for (ULONG i = 0; i < tags.cValues; i++)
        if (PROP_TYPE(values[i].ulPropTag) == PT_ERROR && values[i].Value.err != MAPI_E_NOT_FOUND)
            return values[i].Value.err;
    return S_OK;
}

/* The section's own copy of the password; the block is ours. */
static void wipe_password(SPropValue *values)
{
    for (size_t i = 0; i < 2 * N_TEXTS; i++) {
        SPropValue *value = &values[i];

        if (value->ulPropTag == PR_OMLDAP_PASSWORD_A)
            wipe(value->Value.lpszA, strlen(value->Value.lpszA));
        if (value->ulPropTag == PR_OMLDAP_PASSWORD_W)
            wipe(value->Value.lpszW, wide_len(value->Value.lpszW) * sizeof(WCHAR));
    }
}

HRESULT settings_read(IProfSect *section, const struct allocators *alloc, struct settings *out)
{
    SPropValue *values = NULL;
    ULONG n = 0;
    HRESULT hr;

    *out = (struct settings){0};
    hr = section->lpVtbl->GetProps(section, (SPropTagArray *)&tags, 0, &n, &values);
    if (FAILED(hr)) return hr;
    hr = n == tags.cValues && values ? trouble_of(values) : MAPI_E_CALL_FAILED;
    if (SUCCEEDED(hr)) hr = take(values, out);
    if (n == tags.cValues && values) wipe_password(values);
    alloc->free(values);
    if (FAILED(hr)) settings_clear(out);
    return FAILED(hr) ? hr : S_OK;
}

void settings_clear(struct settings *settings)
{
    char *password = (char *)settings->directory.password;

    if (password) wipe(password, strlen(password));
    free(password);
    free((char *)settings->directory.host);
    free((char *)settings->directory.ca_file);
    free((char *)settings->directory.bind_dn);
    free(settings->base);
    free(settings->name);
    attribute_map_free(settings->map);
    *settings = (struct settings){0};
}

/* ---- what a section may say ---- */

static HRESULT text_is_good(ULONG id, const WCHAR *wide)
{
    struct attribute_map *map = NULL;
    size_t bytes;
    char *text;
    HRESULT hr = wtf8_from_wide(wide, wide_len(wide), &text, &bytes);

    if (FAILED(hr)) return hr;
    if (id == PROP_ID(PR_OMLDAP_ATTRIBUTES)) /* whatever the schema */
        hr = attribute_map_create(MAP_INETORGPERSON, text, &map);
    else if (id == PROP_ID(PR_OMLDAP_BASE)) hr = dn_check(text);
    attribute_map_free(map);
    wipe(text, bytes); /* a password */
    free(text);
    return hr;
}

static HRESULT check_text(const SPropValue *value, bool optional)
{
    ULONG id = PROP_ID(value->ulPropTag);
    WCHAR *wide = NULL;
    HRESULT hr = S_OK;

    if (PROP_TYPE(value->ulPropTag) != PT_STRING8 && PROP_TYPE(value->ulPropTag) != PT_UNICODE)
        return MAPI_E_INVALID_PARAMETER;
    if (value->Value.lpszW) hr = text_of_prop(value, &wide); /* either width's pointer */
    if (FAILED(hr)) return hr;
    if (wide && *wide) hr = text_is_good(id, wide);
    else if (!optional) hr = MAPI_E_INVALID_PARAMETER;
    if (wide) wipe(wide, wide_len(wide) * sizeof(WCHAR));
    free(wide);
    return hr;
}

HRESULT setting_check(const SPropValue *value)
{
    ULONG id = PROP_ID(value->ulPropTag);

    for (size_t i = 0; i < N_RANGES; i++)
        if (id == PROP_ID(ranges[i].tag))
            return value->ulPropTag == ranges[i].tag && value->Value.l >= ranges[i].least &&
                           value->Value.l <= ranges[i].most
                       ? S_OK
                       : MAPI_E_INVALID_PARAMETER;
    switch (id) {
    case PROP_ID(PR_OMLDAP_HOST):
    case PROP_ID(PR_OMLDAP_BASE):
        return check_text(value, false);
    case PROP_ID(PR_OMLDAP_CA_FILE):
    case PROP_ID(PR_OMLDAP_BIND_DN):
    case PROP_ID(PR_OMLDAP_PASSWORD):
    case PROP_ID(PR_OMLDAP_ATTRIBUTES):
        return check_text(value, true);
    case PROP_ID(PR_OMLDAP_TLS_UNVERIFIED):
    case PROP_ID(PR_OMLDAP_BROWSE):
        return PROP_TYPE(value->ulPropTag) == PT_BOOLEAN ? S_OK : MAPI_E_INVALID_PARAMETER;
    }
    return S_OK;
}
