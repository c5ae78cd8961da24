/*
 * directory_libldap.c - a connection to an LDAP server by OpenLDAP's library, for native tests
 */
#include "directory.h"
#include <ldap.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include "common/event.h"

#define MAX_ATTRIBUTES 256

struct directory {
    LDAP *ldap;
};

static HRESULT hr_of(int code)
{
    switch (code) {
    case LDAP_TIMEOUT:
        return MAPI_E_TIMEOUT;
    case LDAP_FILTER_ERROR:
        return MAPI_E_TOO_COMPLEX;
    case LDAP_NO_MEMORY:
        return MAPI_E_NOT_ENOUGH_MEMORY;
    }
    return code < 0 ? MAPI_E_NETWORK_ERROR : directory_result((ULONG)code);
}

/* ---- time ---- */

/* What is left, at least a millisecond; false: nothing is. */
static bool left_until(uint64_t end, struct timeval *out)
{
    uint64_t now = event_now_msec(), left = end > now ? end - now : 0;

    if (!left) return false;
    out->tv_sec = (time_t)(left / 1000);
    out->tv_usec = (suseconds_t)(left % 1000 * 1000);
    return true;
}

/* The next message of a request; MAPI_E_TIMEOUT abandons it. */
static HRESULT next_message(LDAP *ldap, int id, uint64_t end, LDAPMessage **out)
{
    struct timeval left;
    int got = 0, code = LDAP_SUCCESS;

    *out = NULL;
    if (left_until(end, &left)) got = ldap_result(ldap, id, LDAP_MSG_ONE, &left, out);
    if (got > 0) return S_OK;
    if (got < 0) {
        ldap_get_option(ldap, LDAP_OPT_RESULT_CODE, &code);
        return code == LDAP_NO_MEMORY ? MAPI_E_NOT_ENOUGH_MEMORY : MAPI_E_NETWORK_ERROR;
    }
    ldap_abandon_ext(ldap, id, NULL, NULL);
    return MAPI_E_TIMEOUT;
}

/* ---- open ---- */

static HRESULT bind_as(LDAP *ldap, const struct directory_settings *settings, uint64_t end)
{
    bool nobody = !settings->bind_dn || !*settings->bind_dn || !settings->password ||
                  !*settings->password; /* a name without password would be nobody too */
    struct berval password = {0};
    LDAPMessage *message;
    int id, code;
    HRESULT hr;

    if (!nobody) password = (struct berval){strlen(settings->password), (char *)settings->password};
    code = ldap_sasl_bind(ldap, nobody ? "" : settings->bind_dn, LDAP_SASL_SIMPLE, &password, NULL,
                          NULL, &id);
    if (code != LDAP_SUCCESS) return hr_of(code);
    hr = next_message(ldap, id, end, &message);
    if (FAILED(hr)) return hr;
    if (ldap_parse_result(ldap, message, &code, NULL, NULL, NULL, NULL, 1) != LDAP_SUCCESS)
        return MAPI_E_NETWORK_ERROR;
    hr = hr_of(code);
    return hr == S_OK || FAILED(hr) ? hr : MAPI_E_CALL_FAILED;
}

static HRESULT set_tls(LDAP *ldap, const struct directory_settings *settings)
{
    int demand = settings->unverified ? LDAP_OPT_X_TLS_NEVER : LDAP_OPT_X_TLS_DEMAND, client = 0;
    int code = ldap_set_option(ldap, LDAP_OPT_X_TLS_REQUIRE_CERT, &demand);

    if (settings->ca_file && code == LDAP_SUCCESS)
        code = ldap_set_option(ldap, LDAP_OPT_X_TLS_CACERTFILE, settings->ca_file);
    if (code == LDAP_SUCCESS) code = ldap_set_option(ldap, LDAP_OPT_X_TLS_NEWCTX, &client);
    return code == LDAP_SUCCESS ? S_OK : MAPI_E_NETWORK_ERROR;
}

static HRESULT start_tls(LDAP *ldap, uint64_t end)
{
    LDAPMessage *message;
    int id, code = ldap_start_tls(ldap, NULL, NULL, &id);
    HRESULT hr;

    if (code != LDAP_SUCCESS) return MAPI_E_NETWORK_ERROR;
    hr = next_message(ldap, id, end, &message);
    if (FAILED(hr)) return hr;
    if (ldap_parse_result(ldap, message, &code, NULL, NULL, NULL, NULL, 1) != LDAP_SUCCESS ||
        code != LDAP_SUCCESS || ldap_install_tls(ldap) != LDAP_SUCCESS)
        return MAPI_E_NETWORK_ERROR;
    return S_OK;
}

static void set_options(LDAP *ldap, const struct directory_settings *settings)
{
    struct timeval limit = {settings->limit_msec / 1000, settings->limit_msec % 1000 * 1000};
    int version = LDAP_VERSION3;

    ldap_set_option(ldap, LDAP_OPT_PROTOCOL_VERSION, &version);
    ldap_set_option(ldap, LDAP_OPT_REFERRALS, LDAP_OPT_OFF); /* who else is there we don't trust */
    ldap_set_option(ldap, LDAP_OPT_RESTART, LDAP_OPT_ON);
    ldap_set_option(ldap, LDAP_OPT_NETWORK_TIMEOUT, &limit);
}

static void libldap_close(struct directory *directory)
{
    if (!directory) return;
    if (directory->ldap) ldap_unbind_ext(directory->ldap, NULL, NULL);
    free(directory);
}

static HRESULT libldap_open(const struct directory_settings *settings, struct directory **out)
{
    uint64_t end = event_now_msec() + settings->limit_msec;
    struct directory *directory = calloc(1, sizeof(*directory));
    char url[512];
    HRESULT hr;
    int n =
        snprintf(url, sizeof(url), "%s://%s:%u", settings->tls == DIRECTORY_TLS ? "ldaps" : "ldap",
                 settings->host, (unsigned)settings->port);

    *out = NULL;
    if (!directory) return MAPI_E_NOT_ENOUGH_MEMORY;
    if (n < 0 || (size_t)n >= sizeof(url) ||
        ldap_initialize(&directory->ldap, url) != LDAP_SUCCESS) {
        libldap_close(directory);
        return MAPI_E_NETWORK_ERROR;
    }
    set_options(directory->ldap, settings);
    hr = settings->tls == DIRECTORY_PLAIN ? S_OK : set_tls(directory->ldap, settings);
    if (SUCCEEDED(hr) && settings->tls == DIRECTORY_STARTTLS) hr = start_tls(directory->ldap, end);
    if (SUCCEEDED(hr)) hr = bind_as(directory->ldap, settings, end);
    if (FAILED(hr)) libldap_close(directory);
    else *out = directory;
    return hr;
}

/* ---- search ---- */

struct run {
    LDAP *ldap;
    const struct directory_search *search;
    directory_found_fn *found;
    void *context;
    uint64_t end;
    size_t n_attributes, n_found;
    struct berval cookie; /* of the next page; owned by libldap */
};

static void free_values(struct berval ***values, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (values[i]) ldap_value_free_len(values[i]);
}

/* The attribute's values, if they come in parts; *raw are those of its own name. */
static void take_range(struct run *run, LDAPMessage *message, size_t i, struct berval ***raw,
                       struct value_range *range)
{
    BerElement *at = NULL;
    char *name = ldap_first_attribute(run->ldap, message, &at);

    while (name && !value_range_read(run->search->attributes[i], name, range)) {
        ldap_memfree(name);
        name = ldap_next_attribute(run->ldap, message, at);
    }
    if (name) {
        if (*raw) ldap_value_free_len(*raw);
        *raw = ldap_get_values_len(run->ldap, message, name);
        ldap_memfree(name);
    }
    if (at) ber_free(at, 0);
}

static HRESULT tell_entry(struct run *run, LDAPMessage *message)
{
    struct berval **raw[MAX_ATTRIBUTES];
    struct directory_values values[MAX_ATTRIBUTES];
    struct directory_value *flat;
    size_t total = 0, at = 0;
    char *dn = ldap_get_dn(run->ldap, message);
    HRESULT hr = MAPI_E_NOT_ENOUGH_MEMORY;

    for (size_t i = 0; i < run->n_attributes; i++) {
        int n;

        values[i].range = (struct value_range){0};
        raw[i] = ldap_get_values_len(run->ldap, message, run->search->attributes[i]);
        if (run->search->ranges) take_range(run, message, i, &raw[i], &values[i].range);
        n = raw[i] ? ldap_count_values_len(raw[i]) : 0;
        values[i].n = n > DIRECTORY_MAX_VALUES ? DIRECTORY_MAX_VALUES + 1 : (size_t)n;
        total += values[i].n;
    }
    flat = calloc(total + 1, sizeof(*flat));
    for (size_t i = 0; flat && i < run->n_attributes; i++) {
        values[i].values = &flat[at];
        for (size_t j = 0; j < values[i].n; j++)
            flat[at++] = (struct directory_value){raw[i][j]->bv_val, raw[i][j]->bv_len};
    }
    if (flat && dn) hr = run->found(run->context, &(struct directory_entry){dn, values});
    run->n_found++;
    free(flat);
    free_values(raw, run->n_attributes);
    ldap_memfree(dn);
    return hr;
}

static HRESULT end_of_page(struct run *run, LDAPMessage *message)
{
    LDAPControl **controls = NULL, *page;
    ber_int_t estimate;
    int code, told;

    told = ldap_parse_result(run->ldap, message, &code, NULL, NULL, NULL, &controls, 0);
    ber_memfree(run->cookie.bv_val);
    run->cookie = (struct berval){0};
    if (told != LDAP_SUCCESS) return MAPI_E_NETWORK_ERROR;
    page = ldap_control_find(LDAP_CONTROL_PAGEDRESULTS, controls, NULL);
    if (page &&
        ldap_parse_pageresponse_control(run->ldap, page, &estimate, &run->cookie) != LDAP_SUCCESS)
        run->cookie = (struct berval){0};
    ldap_controls_free(controls);
    return code == LDAP_INVALID_DN_SYNTAX ? MAPI_E_NOT_FOUND : hr_of(code);
}

static HRESULT send_page(struct run *run, int *id)
{
    static const int scopes[] = {LDAP_SCOPE_BASE, LDAP_SCOPE_ONELEVEL, LDAP_SCOPE_SUBTREE};
    const struct directory_search *search = run->search;
    LDAPControl *controls[2] = {NULL, NULL};
    struct timeval left;
    int code;

    if (!left_until(run->end, &left)) return MAPI_E_TIMEOUT;
    if (search->page && ldap_create_page_control(run->ldap, (ber_int_t)search->page, &run->cookie,
                                                 0, &controls[0]) != LDAP_SUCCESS)
        return MAPI_E_NOT_ENOUGH_MEMORY;
    left.tv_sec++; /* the server counts whole seconds; ours is the stricter one */
    left.tv_usec = 0;
    code = ldap_search_ext(run->ldap, search->base, scopes[search->scope], search->filter,
                           (char **)search->attributes, 0, controls, NULL, &left, 0, id);
    if (controls[0]) ldap_control_free(controls[0]);
    return hr_of(code);
}

/* S_OK: the page is through. */
static HRESULT take_page(struct run *run)
{
    LDAPMessage *message;
    bool through = false;
    int id;
    HRESULT hr = send_page(run, &id);

    while (hr == S_OK && !through) {
        hr = next_message(run->ldap, id, run->end, &message);
        if (FAILED(hr)) break;
        if (ldap_msgtype(message) == LDAP_RES_SEARCH_ENTRY) {
            bool enough = run->search->most && run->n_found >= run->search->most;

            hr = enough ? S_FALSE : tell_entry(run, message);
            if (hr != S_OK) ldap_abandon_ext(run->ldap, id, NULL, NULL);
        } else if (ldap_msgtype(message) == LDAP_RES_SEARCH_RESULT) {
            hr = end_of_page(run, message);
            through = true;
        } /* else a referral: not followed */
        ldap_msgfree(message);
    }
    return hr;
}

static HRESULT libldap_search(struct directory *directory, const struct directory_search *search,
                              directory_found_fn *found, void *context)
{
    struct run run = {.ldap = directory->ldap,
                      .search = search,
                      .found = found,
                      .context = context,
                      .end = event_now_msec() + search->limit_msec};
    HRESULT hr;

    while (search->attributes[run.n_attributes])
        if (++run.n_attributes > MAX_ATTRIBUTES) return MAPI_E_TOO_COMPLEX;
    do {
        hr = take_page(&run); /* a server whose pages never end has no more than the limit */
    } while (hr == S_OK && run.cookie.bv_len);
    ber_memfree(run.cookie.bv_val);
    return hr;
}

const struct directory_ops libldap_directory = {libldap_open, libldap_search, libldap_close};
