/*
 * directory_wldap.c - a connection to an LDAP server by Windows' own library
 *
 * Wine's (8.0) connects only when the bind is sent, and without a time limit; it has no call that
 * verifies a certificate, so TLS there is for who asks for no verification.
 */
#include "directory.h"
#include <winldap.h>
#include <winber.h>
#include <wincrypt.h>
#include <stdio.h>
#include <stdlib.h>
#include "common/event.h"
#include "common/latch.h"
#include "common/text/text8.h"
#include "common/wipe.h"

#define MAX_ATTRIBUTES 256

struct directory {
    LDAP *ldap;
    const struct directory_settings *settings; /* while it is opened */
    bool verified;
    struct directory *next; /* of those that are opened */
};

static HRESULT hr_of(ULONG code)
{
    switch (code) {
    case LDAP_TIMEOUT:
        return MAPI_E_TIMEOUT;
    case LDAP_FILTER_ERROR:
        return MAPI_E_TOO_COMPLEX;
    case LDAP_NO_MEMORY:
        return MAPI_E_NOT_ENOUGH_MEMORY;
    case LDAP_INVALID_DN_SYNTAX:
        return MAPI_E_LOGON_FAILED;
    }
    return code > 0x50 ? MAPI_E_NETWORK_ERROR : directory_result(code); /* its own begin at 0x51 */
}

static HRESULT wide_of(const char *text, WCHAR **out)
{
    size_t chars;

    *out = NULL;
    return text ? wtf8_to_wide(text, strlen(text), out, &chars) : S_OK;
}

/* ---- time ---- */

static ULONG left_msec(uint64_t end)
{
    uint64_t now = event_now_msec();

    return now < end ? (ULONG)(end - now) : 0;
}

/* The next message of a request, and what it is; MAPI_E_TIMEOUT abandons the request. */
static HRESULT next_message(LDAP *ldap, ULONG id, uint64_t end, ULONG *type, LDAPMessage **out)
{
    ULONG left = left_msec(end);
    struct l_timeval time = {(LONG)(left / 1000), (LONG)(left % 1000 * 1000)};
    ULONG got = left ? ldap_result(ldap, id, LDAP_MSG_ONE, &time, out) : 0;

    if (got == 0) {
        *out = NULL;
        ldap_abandon(ldap, id);
        return MAPI_E_TIMEOUT;
    }
    *type = got;
    if (got != (ULONG)-1 && *out) return S_OK;
    *out = NULL;
    return MAPI_E_NETWORK_ERROR;
}

/* ---- certificates ---- */

static struct latch opening_latch;
static struct directory *opening; /* the library's call-back has no context but the connection */

static void list_opening(struct directory *directory)
{
    latch_take(&opening_latch);
    directory->next = opening;
    opening = directory;
    latch_drop(&opening_latch);
}

static void unlist_opening(struct directory *directory)
{
    struct directory **at = &opening;

    latch_take(&opening_latch);
    while (*at && *at != directory)
        at = &(*at)->next;
    if (*at) *at = directory->next;
    latch_drop(&opening_latch);
}

static struct directory *find_opening(LDAP *ldap)
{
    struct directory *found;

    latch_take(&opening_latch);
    for (found = opening; found && found->ldap != ldap;)
        found = found->next;
    latch_drop(&opening_latch);
    return found;
}

/* A store with the one authority of the file, or NULL. */
static HCERTSTORE open_authority(const char *path)
{
    HCERTSTORE store = CertOpenStore(CERT_STORE_PROV_MEMORY, 0, 0, 0, NULL);
    const void *certificate = NULL;
    WCHAR *wide;

    if (FAILED(wide_of(path, &wide))) wide = NULL;
    if (!store || !wide ||
        !CryptQueryObject(CERT_QUERY_OBJECT_FILE, wide, CERT_QUERY_CONTENT_FLAG_CERT,
                          CERT_QUERY_FORMAT_FLAG_ALL, 0, NULL, NULL, NULL, NULL, NULL,
                          &certificate) ||
        !CertAddCertificateContextToStore(store, certificate, CERT_STORE_ADD_ALWAYS, NULL)) {
        if (store) CertCloseStore(store, 0);
        store = NULL;
    }
    if (certificate) CertFreeCertificateContext(certificate);
    free(wide);
    return store;
}

static bool name_is_good(PCCERT_CHAIN_CONTEXT chain, const char *host)
{
    SSL_EXTRA_CERT_CHAIN_POLICY_PARA ssl = {.cbSize = sizeof(ssl), .dwAuthType = AUTHTYPE_SERVER};
    CERT_CHAIN_POLICY_PARA policy = {.cbSize = sizeof(policy), .pvExtraPolicyPara = &ssl};
    CERT_CHAIN_POLICY_STATUS status = {.cbSize = sizeof(status)};
    WCHAR *name;
    bool good;

    if (FAILED(wide_of(host, &name))) return false;
    ssl.pwszServerName = name;
    good = CertVerifyCertificateChainPolicy(CERT_CHAIN_POLICY_SSL, chain, &policy, &status) &&
           !status.dwError;
    free(name);
    return good;
}

static bool certificate_is_good(PCCERT_CONTEXT certificate,
                                const struct directory_settings *settings)
{
    CERT_CHAIN_ENGINE_CONFIG config = {.cbSize = sizeof(config)};
    CERT_CHAIN_PARA usage = {.cbSize = sizeof(usage)};
    PCCERT_CHAIN_CONTEXT chain = NULL;
    HCERTCHAINENGINE engine = NULL;
    bool good = true;

    if (settings->ca_file) {
        config.hExclusiveRoot = open_authority(settings->ca_file);
        good = config.hExclusiveRoot && CertCreateCertificateChainEngine(&config, &engine);
    }
    good = good && CertGetCertificateChain(engine, certificate, NULL, certificate->hCertStore,
                                           &usage, 0, NULL, &chain);
    good = good && name_is_good(chain, settings->host);
    if (chain) CertFreeCertificateChain(chain);
    if (engine) CertFreeCertificateChainEngine(engine);
    if (config.hExclusiveRoot) CertCloseStore(config.hExclusiveRoot, 0);
    return good;
}

/*
 * Frees the certificate that a call-back was given, if any.
 *
 * VERIFYSERVERCERT's page doesn't say whose it is. Microsoft's own user of the call-back, .NET's
 * LdapSessionOptions.ProcessServerCertificate, frees it (by CertFreeCRLContext, which leaves a
 * doubt) and leaves the pointer as it is; so do we. Wine's library (8.0) never calls.
 */
static void free_certificate(PCCERT_CONTEXT *given)
{
    if (given && *given) CertFreeCertificateContext(*given);
}

/* Called by the library on the thread that connects. */
static BOOLEAN __cdecl verify(LDAP *ldap, PCCERT_CONTEXT *given)
{
    struct directory *directory = find_opening(ldap);
    bool good = directory && given && *given && certificate_is_good(*given, directory->settings);

    if (directory) directory->verified = good;
    free_certificate(given);
    return good;
}

/* PR_OMLDAP_TLS_UNVERIFIED: without a call-back Windows' library verifies by itself. */
static BOOLEAN __cdecl believe(LDAP *ldap, PCCERT_CONTEXT *given)
{
    (void)ldap;
    free_certificate(given);
    return TRUE;
}

/* Who looks at the certificate. Wine's library (8.0) takes no call-back: there nobody is believed
 * but who needs no certificate. */
static HRESULT set_judge(struct directory *directory, const struct directory_settings *settings)
{
    void *judge = settings->unverified ? (void *)believe : (void *)verify;
    ULONG code = ldap_set_optionW(directory->ldap, LDAP_OPT_SERVER_CERTIFICATE, judge);

    return code == LDAP_SUCCESS || settings->unverified ? S_OK : MAPI_E_NETWORK_ERROR;
}

/* ---- open ---- */

/* The connection, and TLS on it, before anything is said. */
static HRESULT secure(struct directory *directory, const struct directory_settings *settings,
                      uint64_t end)
{
    ULONG left = left_msec(end), server, code;
    struct l_timeval time = {(LONG)(left / 1000), (LONG)(left % 1000 * 1000)};
    bool tls = settings->tls != DIRECTORY_PLAIN;

    if (!left) return MAPI_E_TIMEOUT;
    if (tls && FAILED(set_judge(directory, settings))) return MAPI_E_NETWORK_ERROR;
    code = ldap_connect(directory->ldap, &time);
    if (code == LDAP_SUCCESS && settings->tls == DIRECTORY_STARTTLS)
        code = ldap_start_tls_sW(directory->ldap, &server, NULL, NULL, NULL);
    if (code != LDAP_SUCCESS) return code == LDAP_TIMEOUT ? MAPI_E_TIMEOUT : MAPI_E_NETWORK_ERROR;
    return tls && !settings->unverified && !directory->verified ? MAPI_E_NETWORK_ERROR : S_OK;
}

static HRESULT bind_as(LDAP *ldap, const struct directory_settings *settings, uint64_t end)
{
    bool nobody = !settings->bind_dn || !*settings->bind_dn || !settings->password ||
                  !*settings->password; /* a name without password would be nobody too */
    WCHAR *name = NULL, *password = NULL;
    LDAPMessage *message;
    ULONG id = (ULONG)-1, code = LDAP_SUCCESS, type;
    HRESULT hr = wide_of(nobody ? "" : settings->bind_dn, &name);

    if (SUCCEEDED(hr)) hr = wide_of(nobody ? "" : settings->password, &password);
    if (SUCCEEDED(hr)) {
        id = ldap_simple_bindW(ldap, name, password);
        if (id == (ULONG)-1) hr = MAPI_E_NETWORK_ERROR;
    }
    if (password) wipe(password, wide_len(password) * sizeof(WCHAR));
    free(name);
    free(password);
    if (SUCCEEDED(hr)) hr = next_message(ldap, id, end, &type, &message);
    if (FAILED(hr)) return hr;
    if (ldap_parse_resultW(ldap, message, &code, NULL, NULL, NULL, NULL, TRUE) != LDAP_SUCCESS)
        return MAPI_E_NETWORK_ERROR;
    hr = hr_of(code);
    return hr == S_OK || FAILED(hr) ? hr : MAPI_E_CALL_FAILED;
}

static void wldap_close(struct directory *directory)
{
    if (!directory) return;
    if (directory->ldap) ldap_unbind(directory->ldap);
    free(directory);
}

static HRESULT wldap_open(const struct directory_settings *settings, struct directory **out)
{
    uint64_t end = event_now_msec() + settings->limit_msec;
    ULONG version = LDAP_VERSION3, seconds = settings->limit_msec / 1000 + 1;
    struct directory *directory = calloc(1, sizeof(*directory));
    WCHAR *host;
    HRESULT hr;

    *out = NULL;
    if (!directory) return MAPI_E_NOT_ENOUGH_MEMORY;
    directory->settings = settings;
    hr = wide_of(settings->host, &host);
    if (SUCCEEDED(hr)) {
        directory->ldap = settings->tls == DIRECTORY_TLS ? ldap_sslinitW(host, settings->port, 1)
                                                         : ldap_initW(host, settings->port);
        free(host);
        if (!directory->ldap) hr = MAPI_E_NETWORK_ERROR;
    }
    if (SUCCEEDED(hr)) {
        ldap_set_optionW(directory->ldap, LDAP_OPT_PROTOCOL_VERSION, &version);
        ldap_set_optionW(directory->ldap, LDAP_OPT_REFERRALS, LDAP_OPT_OFF);
        /* it would connect again without STARTTLS; Wine has none */
        ldap_set_optionW(directory->ldap, LDAP_OPT_AUTO_RECONNECT, LDAP_OPT_OFF);
        ldap_set_optionW(directory->ldap, LDAP_OPT_SEND_TIMEOUT, &seconds); /* Wine has none */
        list_opening(directory);
        hr = secure(directory, settings, end);
        if (SUCCEEDED(hr)) hr = bind_as(directory->ldap, settings, end);
        unlist_opening(directory);
    }
    directory->settings = NULL;
    if (FAILED(hr)) wldap_close(directory);
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
    WCHAR *base, *filter;
    WCHAR *attributes[MAX_ATTRIBUTES + 1];
    struct berval *cookie; /* of the next page; the library's */
};

static void run_clear(struct run *run)
{
    free(run->base);
    free(run->filter);
    for (size_t i = 0; i < run->n_attributes; i++)
        free(run->attributes[i]);
    if (run->cookie) ber_bvfree(run->cookie);
}

static HRESULT run_make(struct run *run)
{
    HRESULT hr = wide_of(run->search->base, &run->base);

    if (SUCCEEDED(hr)) hr = wide_of(run->search->filter, &run->filter);
    while (SUCCEEDED(hr) && run->search->attributes[run->n_attributes]) {
        if (run->n_attributes == MAX_ATTRIBUTES) return MAPI_E_TOO_COMPLEX;
        hr = wide_of(run->search->attributes[run->n_attributes],
                     &run->attributes[run->n_attributes]);
        if (SUCCEEDED(hr)) run->n_attributes++;
    }
    return hr;
}

static HRESULT dn_of(LDAP *ldap, LDAPMessage *message, char **out)
{
    WCHAR *dn = ldap_get_dnW(ldap, message);
    size_t bytes;
    HRESULT hr;

    *out = NULL;
    if (!dn) return MAPI_E_NETWORK_ERROR;
    hr = wtf8_from_wide(dn, wide_len(dn), out, &bytes);
    ldap_memfreeW(dn);
    return hr;
}

static bool is_range(const char *asked, const WCHAR *name, struct value_range *range)
{
    char *text;
    size_t bytes;
    bool is;

    if (FAILED(wtf8_from_wide(name, wide_len(name), &text, &bytes))) return false;
    is = value_range_read(asked, text, range);
    free(text);
    return is;
}

/* The attribute's values, if they come in parts; *raw are those of its own name. */
static void take_range(struct run *run, LDAPMessage *message, size_t i, struct berval ***raw,
                       struct value_range *range)
{
    BerElement *at = NULL;
    WCHAR *name = ldap_first_attributeW(run->ldap, message, &at);

    while (name && !is_range(run->search->attributes[i], name, range)) {
        ldap_memfreeW(name);
        name = ldap_next_attributeW(run->ldap, message, at);
    }
    if (name) {
        if (*raw) ldap_value_free_len(*raw);
        *raw = ldap_get_values_lenW(run->ldap, message, name);
        ldap_memfreeW(name);
    }
    if (at) ber_free(at, 0);
}

static HRESULT tell_entry(struct run *run, LDAPMessage *message)
{
    struct berval **raw[MAX_ATTRIBUTES];
    struct directory_values values[MAX_ATTRIBUTES];
    struct directory_value *flat;
    size_t total = 0, at = 0;
    char *dn;
    HRESULT hr = dn_of(run->ldap, message, &dn);

    if (FAILED(hr)) return hr;
    for (size_t i = 0; i < run->n_attributes; i++) {
        ULONG n;

        values[i].range = (struct value_range){0};
        raw[i] = ldap_get_values_lenW(run->ldap, message, run->attributes[i]);
        if (run->search->ranges) take_range(run, message, i, &raw[i], &values[i].range);
        n = raw[i] ? ldap_count_values_len(raw[i]) : 0;
        values[i].n = n > DIRECTORY_MAX_VALUES ? DIRECTORY_MAX_VALUES + 1 : n;
        total += values[i].n;
    }
    flat = calloc(total + 1, sizeof(*flat));
    for (size_t i = 0; flat && i < run->n_attributes; i++) {
        values[i].values = &flat[at];
        for (size_t j = 0; j < values[i].n; j++)
            flat[at++] = (struct directory_value){raw[i][j]->bv_val, raw[i][j]->bv_len};
    }
    hr = flat ? run->found(run->context, &(struct directory_entry){dn, values})
              : MAPI_E_NOT_ENOUGH_MEMORY;
    run->n_found++;
    free(flat);
    for (size_t i = 0; i < run->n_attributes; i++)
        if (raw[i]) ldap_value_free_len(raw[i]);
    free(dn);
    return hr;
}

static HRESULT end_of_page(struct run *run, LDAPMessage *message)
{
    LDAPControlW **controls = NULL;
    ULONG code = LDAP_SUCCESS, estimate,
          told = ldap_parse_resultW(run->ldap, message, &code, NULL, NULL, NULL, &controls, FALSE);

    if (run->cookie) ber_bvfree(run->cookie);
    run->cookie = NULL;
    if (told == LDAP_SUCCESS && controls &&
        ldap_parse_page_controlW(run->ldap, controls, &estimate, &run->cookie) != LDAP_SUCCESS)
        run->cookie = NULL;
    if (controls) ldap_controls_freeW(controls);
    if (told != LDAP_SUCCESS) return MAPI_E_NETWORK_ERROR;
    return code == LDAP_INVALID_DN_SYNTAX ? MAPI_E_NOT_FOUND : hr_of(code);
}

static HRESULT send_page(struct run *run, ULONG *id)
{
    static const ULONG scopes[] = {LDAP_SCOPE_BASE, LDAP_SCOPE_ONELEVEL, LDAP_SCOPE_SUBTREE};
    const struct directory_search *search = run->search;
    LDAPControlW *controls[2] = {NULL, NULL};
    struct berval first = {0, NULL};
    ULONG left = left_msec(run->end), code;

    if (!left) return MAPI_E_TIMEOUT;
    if (search->page &&
        ldap_create_page_controlW(run->ldap, search->page, run->cookie ? run->cookie : &first, 0,
                                  &controls[0]) != LDAP_SUCCESS)
        return MAPI_E_NOT_ENOUGH_MEMORY;
    code = ldap_search_extW(run->ldap, run->base, scopes[search->scope], run->filter,
                            run->attributes, FALSE, controls, NULL,
                            left / 1000 + 1, /* in seconds; ours is the stricter one */
                            0, id);
    if (controls[0]) ldap_control_freeW(controls[0]);
    return hr_of(code);
}

/* S_OK: the page is through. */
static HRESULT take_page(struct run *run)
{
    LDAPMessage *message;
    bool through = false;
    ULONG id, type;
    HRESULT hr = send_page(run, &id);

    while (hr == S_OK && !through) {
        hr = next_message(run->ldap, id, run->end, &type, &message);
        if (FAILED(hr)) break;
        if (type == LDAP_RES_SEARCH_ENTRY) {
            bool enough = run->search->most && run->n_found >= run->search->most;

            hr = enough ? S_FALSE : tell_entry(run, message);
            if (hr != S_OK) ldap_abandon(run->ldap, id);
        } else if (type == LDAP_RES_SEARCH_RESULT) {
            hr = end_of_page(run, message);
            through = true;
        } /* else a referral: not followed */
        ldap_msgfree(message);
    }
    return hr;
}

static HRESULT wldap_search(struct directory *directory, const struct directory_search *search,
                            directory_found_fn *found, void *context)
{
    struct run *run = calloc(1, sizeof(*run));
    HRESULT hr;

    if (!run) return MAPI_E_NOT_ENOUGH_MEMORY;
    *run = (struct run){.ldap = directory->ldap,
                        .search = search,
                        .found = found,
                        .context = context,
                        .end = event_now_msec() + search->limit_msec};
    hr = run_make(run);
    if (SUCCEEDED(hr)) do {
            hr = take_page(run); /* a server whose pages never end has no more than the limit */
        } while (hr == S_OK && run->cookie && run->cookie->bv_len);
    run_clear(run);
    free(run);
    return hr;
}

const struct directory_ops wldap_directory = {wldap_open, wldap_search, wldap_close};
