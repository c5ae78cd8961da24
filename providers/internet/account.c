/*
 * account.c - what a profile's section says of a mail account
 */
#include "internet/account.h"
#include <stdlib.h>
#include <string.h>
#include "common/text/text8.h"
#include "common/wipe.h"
#include "internet/smtp_command.h"
#include "ominet.h"

enum {
    TEXTS = 7,
    NUMBERS = 3,
    MOST_SECONDS = 3600,
    MOST_HOST_BYTES = 255
};

/* Each text in both widths, then the numbers. */
static const SizedSPropTagArray(2 * TEXTS + NUMBERS, tags) = {
    2 * TEXTS + NUMBERS,
    {PR_OMINET_EMAIL_W, PR_OMINET_EMAIL_A, PR_OMINET_NAME_W, PR_OMINET_NAME_A,
     PR_OMINET_SMTP_HOST_W, PR_OMINET_SMTP_HOST_A, PR_OMINET_USER_W, PR_OMINET_USER_A,
     PR_OMINET_PASSWORD_W, PR_OMINET_PASSWORD_A, PR_OMINET_TOKEN_W, PR_OMINET_TOKEN_A,
     PR_OMINET_CA_W, PR_OMINET_CA_A, PR_OMINET_SMTP_PORT, PR_OMINET_SMTP_TLS,
     PR_OMINET_TIME_LIMIT}};

/* What numbers may be. */
static const struct {
    ULONG tag;
    LONG least, most;
} ranges[NUMBERS] = {
    {PR_OMINET_SMTP_PORT, 1, 65535},
    {PR_OMINET_SMTP_TLS, OMINET_PLAIN, OMINET_STARTTLS},
    {PR_OMINET_TIME_LIMIT, 1, MOST_SECONDS},
};

/* ---- what a section may say ---- */

/* A name or an address, and nothing that would go on in a URL. */
static bool is_host(const char *text)
{
    size_t n = strlen(text);

    for (; *text; text++) {
        unsigned char c = (unsigned char)*text;

        if (c < 128 && !(c >= '0' && c <= '9') && !(c >= 'a' && c <= 'z') &&
            !(c >= 'A' && c <= 'Z') && !strchr(".-_:[]", c))
            return false;
    }
    return n && n <= MOST_HOST_BYTES;
}

static bool is_in_one_line(const char *text)
{
    return !strpbrk(text, "\r\n");
}

static bool is_pem(const char *text)
{
    return strstr(text, "-----BEGIN CERTIFICATE-----") != NULL;
}

/* How each text is judged where it isn't empty; those that there must be may not be. */
static const struct {
    ULONG id;
    bool (*is_good)(const char *text);
    bool must_be;
} texts[TEXTS] = {
    {PROP_ID(PR_OMINET_EMAIL), smtp_address_is_good, true},
    {PROP_ID(PR_OMINET_NAME), is_in_one_line, false},
    {PROP_ID(PR_OMINET_SMTP_HOST), is_host, true},
    {PROP_ID(PR_OMINET_USER), is_in_one_line, false},
    {PROP_ID(PR_OMINET_PASSWORD), is_in_one_line, false},
    {PROP_ID(PR_OMINET_TOKEN), is_in_one_line, false},
    {PROP_ID(PR_OMINET_CA), is_pem, false},
};

static void forget(char *text)
{
    if (text) wipe(text, strlen(text));
    free(text);
}

static void forget_wide(WCHAR *text)
{
    if (text) wipe(text, wide_len(text) * sizeof(*text));
    free(text);
}

/* As UTF-8; NULL for an empty one, or none. */
static HRESULT narrow_of(const SPropValue *value, char **out)
{
    WCHAR *wide = NULL;
    size_t bytes;
    HRESULT hr = S_OK;

    *out = NULL;
    if (value->Value.lpszW) hr = text_of_prop(value, &wide); /* either width's pointer */
    if (SUCCEEDED(hr) && wide && *wide) hr = wtf8_from_wide(wide, wide_len(wide), out, &bytes);
    forget_wide(wide);
    return hr;
}

static bool text_is_good(size_t which, const SPropValue *value)
{
    char *text = NULL;
    bool good;

    if (PROP_TYPE(value->ulPropTag) != PT_STRING8 && PROP_TYPE(value->ulPropTag) != PT_UNICODE)
        return false;
    good = SUCCEEDED(narrow_of(value, &text)) &&
           (text ? texts[which].is_good(text) : !texts[which].must_be);
    forget(text);
    return good;
}

bool account_value_is_good(const SPropValue *value)
{
    for (size_t i = 0; i < NUMBERS; i++)
        if (PROP_ID(value->ulPropTag) == PROP_ID(ranges[i].tag))
            return value->ulPropTag == ranges[i].tag && value->Value.l >= ranges[i].least &&
                   value->Value.l <= ranges[i].most;
    for (size_t i = 0; i < TEXTS; i++)
        if (PROP_ID(value->ulPropTag) == texts[i].id) return text_is_good(i, value);
    return true;
}

/* ---- reading ---- */

static LONG number_of(const SPropValue *values, ULONG tag, LONG otherwise)
{
    for (size_t i = 2 * TEXTS; i < tags.cValues; i++)
        if (values[i].ulPropTag == tag) return values[i].Value.l;
    return otherwise;
}

static void take_numbers(const SPropValue *values, struct connection_settings *smtp)
{
    static const enum connection_tls kinds[] = {
        [OMINET_PLAIN] = CONNECTION_PLAIN,
        [OMINET_TLS] = CONNECTION_TLS,
        [OMINET_STARTTLS] = CONNECTION_STARTTLS,
    };
    LONG tls = number_of(values, PR_OMINET_SMTP_TLS, OMINET_STARTTLS);

    smtp->tls = kinds[tls];
    smtp->port = (unsigned)number_of(values, PR_OMINET_SMTP_PORT, tls == OMINET_TLS ? 465 : 587);
    smtp->limit_msec = (ULONG)number_of(values, PR_OMINET_TIME_LIMIT, 60) * 1000;
}

static HRESULT take_texts(const SPropValue *values, struct account *out)
{
    const char *name = NULL, **const to[TEXTS] = {(const char **)&out->from,
                                                  &name,
                                                  &out->smtp.host,
                                                  &out->smtp.user,
                                                  &out->smtp.password,
                                                  &out->smtp.token,
                                                  &out->smtp.ca};
    size_t chars;
    HRESULT hr = S_OK;

    for (size_t i = 0; i < 2 * TEXTS && SUCCEEDED(hr); i++)
        if (PROP_TYPE(values[i].ulPropTag) != PT_ERROR && !*to[i / 2])
            hr = narrow_of(&values[i], (char **)to[i / 2]);
    if (SUCCEEDED(hr) && (!out->from || !out->smtp.host)) hr = MAPI_E_UNCONFIGURED;
    if (SUCCEEDED(hr)) hr = wtf8_to_wide(out->from, strlen(out->from), &out->email, &chars);
    if (SUCCEEDED(hr) && !name) name = strdup(out->from);
    if (SUCCEEDED(hr) && !name) hr = MAPI_E_NOT_ENOUGH_MEMORY;
    if (SUCCEEDED(hr)) hr = wtf8_to_wide(name, strlen(name), &out->name, &chars);
    free((char *)name);
    return hr;
}

static HRESULT take(const SPropValue *values, struct account *out)
{
    for (ULONG i = 0; i < tags.cValues; i++) {
        if (PROP_TYPE(values[i].ulPropTag) != PT_ERROR) {
            if (!account_value_is_good(&values[i])) return MAPI_E_UNCONFIGURED;
        } else if (values[i].Value.err != MAPI_E_NOT_FOUND) return values[i].Value.err;
    }
    take_numbers(values, &out->smtp);
    return take_texts(values, out);
}

/* The section's own copies; the block is ours. */
static void wipe_secrets(SPropValue *values)
{
    for (size_t i = 0; i < 2 * TEXTS; i++) {
        SPropValue *value = &values[i];

        if (PROP_ID(value->ulPropTag) < PROP_ID(PR_OMINET_PASSWORD)) continue;
        if (PROP_TYPE(value->ulPropTag) == PT_STRING8)
            wipe(value->Value.lpszA, strlen(value->Value.lpszA));
        if (PROP_TYPE(value->ulPropTag) == PT_UNICODE)
            wipe(value->Value.lpszW, wide_len(value->Value.lpszW) * sizeof(WCHAR));
    }
}

HRESULT account_read(IProfSect *section, const struct allocators *alloc, struct account *out)
{
    SPropValue *values = NULL;
    ULONG n = 0;
    HRESULT hr;

    *out = (struct account){0};
    hr = section->lpVtbl->GetProps(section, (SPropTagArray *)&tags, 0, &n, &values);
    if (FAILED(hr)) return hr;
    hr = n == tags.cValues && values ? take(values, out) : MAPI_E_CALL_FAILED;
    if (n == tags.cValues && values) wipe_secrets(values);
    alloc->free(values);
    if (FAILED(hr)) account_clear(out);
    return FAILED(hr) ? hr : S_OK;
}

void account_clear(struct account *account)
{
    forget((char *)account->smtp.password);
    forget((char *)account->smtp.token);
    free((char *)account->smtp.host);
    free((char *)account->smtp.user);
    free((char *)account->smtp.ca);
    free(account->from);
    free(account->email);
    free(account->name);
    *account = (struct account){0};
}
