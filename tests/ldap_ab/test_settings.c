/*
 * test_settings.c - what a profile's section says of a directory is taken as it is, or refused
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <malloc.h>
#include "common/com.h"
#include "common/text/text8.h"
#include "ldap_ab/settings.h"
#include "omldap.h"

#define N(array) (sizeof(array) / sizeof((array)[0]))

static WCHAR secret[] = L"secret"; /* the section's copy */
static SPropValue said[12];
static ULONG n_said;

/* ---- what is freed ---- */

void __real_free(void *block);
void __wrap_free(void *block);

static bool freed_secret; /* a block was freed in which it stood, in either width */

static bool has(const char *bytes, size_t n, const void *text, size_t text_bytes)
{
    for (size_t i = 0; i + text_bytes <= n; i++)
        if (!memcmp(bytes + i, text, text_bytes)) return true;
    return false;
}

void __wrap_free(void *block)
{
    size_t n = block ? malloc_usable_size(block) : 0;

    if (n && (has(block, n, "secret", 6) || has(block, n, L"secret", 6 * sizeof(WCHAR))))
        freed_secret = true;
    __real_free(block);
}

/* ---- the section ---- */

static HRESULT STDMETHODCALLTYPE get_props(IProfSect *iface, SPropTagArray *tags, ULONG flags,
                                           ULONG *count, SPropValue **out)
{
    (void)iface;
    (void)flags;
    *count = tags->cValues;
    *out = calloc(tags->cValues, sizeof(**out));
    assert_non_null(*out);
    for (ULONG i = 0; i < tags->cValues; i++) {
        ULONG tag = tags->aulPropTag[i];

        (*out)[i].ulPropTag = CHANGE_PROP_TYPE(tag, PT_ERROR);
        (*out)[i].Value.err = MAPI_E_NOT_FOUND;
        for (ULONG k = 0; k < n_said; k++)
            if (said[k].ulPropTag == tag || said[k].ulPropTag == CHANGE_PROP_TYPE(tag, PT_ERROR))
                (*out)[i] = said[k];
    }
    return MAPI_W_ERRORS_RETURNED;
}

static ULONG STDMETHODCALLTYPE give_back(void *block)
{
    free(block);
    return 0;
}

static const IProfSectVtbl section_vtbl = {.GetProps = get_props};
static IProfSect section = {(IProfSectVtbl *)&section_vtbl};
static const struct allocators alloc = {.free = give_back};

static void say_number(ULONG tag, LONG number)
{
    said[n_said] = (SPropValue){.ulPropTag = tag};
    said[n_said++].Value.l = number;
}

static void say_text(ULONG tag, const WCHAR *text)
{
    said[n_said] = (SPropValue){.ulPropTag = tag};
    said[n_said++].Value.lpszW = (WCHAR *)text;
}

static int begin(void **state)
{
    (void)state;
    n_said = 0;
    say_text(PR_OMLDAP_HOST_W, L"h.example");
    say_text(PR_OMLDAP_BASE_W, L"dc=example");
    return 0;
}

static void what_is_not_said_is_the_default(void **state)
{
    struct settings settings;

    (void)state;
    assert_int_equal(settings_read(&section, &alloc, &settings), S_OK);
    assert_string_equal(settings.directory.host, "h.example");
    assert_string_equal(settings.base, "dc=example");
    assert_int_equal(settings.directory.port, 389);
    assert_int_equal(settings.directory.tls, DIRECTORY_PLAIN);
    assert_false(settings.directory.unverified);
    assert_int_equal(settings.directory.limit_msec, 30000);
    assert_int_equal(settings.size_limit, 1000);
    assert_null(settings.directory.password);
    settings_clear(&settings);
    say_number(PR_OMLDAP_TLS, OMLDAP_TLS);
    assert_int_equal(settings_read(&section, &alloc, &settings), S_OK);
    assert_int_equal(settings.directory.port, 636);
    settings_clear(&settings);
}

static void the_sections_password_is_wiped(void **state)
{
    static const WCHAR zeros[N(secret)];
    struct settings settings;

    (void)state;
    say_text(PR_OMLDAP_PASSWORD_W, secret);
    assert_int_equal(settings_read(&section, &alloc, &settings), S_OK);
    assert_string_equal(settings.directory.password, "secret");
    assert_memory_equal(secret, zeros, sizeof(secret));
    settings_clear(&settings);
}

/* A connection without TLS, or by other authorities, isn't what was wanted. */
static void what_cannot_be_read_is_not_what_is_not_said(void **state)
{
    static const ULONG tags[] = {PR_OMLDAP_TLS, PR_OMLDAP_CA_FILE_W, PR_OMLDAP_TLS_UNVERIFIED,
                                 PR_OMLDAP_PASSWORD_W};
    struct settings settings;

    for (size_t i = 0; i < N(tags); i++) {
        begin(state);
        say_number(CHANGE_PROP_TYPE(tags[i], PT_ERROR), MAPI_E_CORRUPT_DATA);
        assert_int_equal(settings_read(&section, &alloc, &settings), MAPI_E_CORRUPT_DATA);
        assert_null(settings.directory.host);
    }
}

static void a_section_with_a_wrong_value_is_unconfigured(void **state)
{
    static const struct {
        ULONG tag;
        LONG number;
    } wrong[] = {
        {PR_OMLDAP_PORT, 0},         {PR_OMLDAP_PORT, 65536},    {PR_OMLDAP_TLS, 3},
        {PR_OMLDAP_TLS, -1},         {PR_OMLDAP_SCHEMA, 2},      {PR_OMLDAP_TIME_LIMIT, 0},
        {PR_OMLDAP_TIME_LIMIT, 601}, {PR_OMLDAP_SIZE_LIMIT, -1}, {PR_OMLDAP_SIZE_LIMIT, 1000001}};
    struct settings settings;

    for (size_t i = 0; i < N(wrong); i++) {
        SPropValue value = {.ulPropTag = wrong[i].tag, .Value.l = wrong[i].number};

        begin(state);
        say_number(wrong[i].tag, wrong[i].number);
        assert_int_equal(settings_read(&section, &alloc, &settings), MAPI_E_UNCONFIGURED);
        assert_int_equal(setting_check(&value), MAPI_E_INVALID_PARAMETER); /* nor set */
    }
}

static void what_may_be_set_is_checked(void **state)
{
    static const struct {
        ULONG tag;
        const WCHAR *text;
        HRESULT hr;
    } texts[] = {
        {PR_OMLDAP_HOST_W, L"h", S_OK},
        {PR_OMLDAP_HOST_W, L"", MAPI_E_INVALID_PARAMETER},
        {PR_OMLDAP_HOST_W, NULL, MAPI_E_INVALID_PARAMETER},
        {PR_OMLDAP_BASE_W, L"dc=example, dc=org", S_OK},
        {PR_OMLDAP_BASE_W, L"ou=R\\2C D+l=x,dc=org", S_OK},
        {PR_OMLDAP_BASE_W, L"", MAPI_E_INVALID_PARAMETER},
        {PR_OMLDAP_BASE_W, L"example.org", MAPI_E_INVALID_PARAMETER},
        {PR_OMLDAP_BASE_W, L"dc=example,", MAPI_E_INVALID_PARAMETER},
        {PR_OMLDAP_BASE_W, L"dc=example,,dc=org", MAPI_E_INVALID_PARAMETER},
        {PR_OMLDAP_BASE_W, L"dc=,dc=org", MAPI_E_INVALID_PARAMETER},
        {PR_OMLDAP_BASE_W, L"=example", MAPI_E_INVALID_PARAMETER},
        {PR_OMLDAP_ATTRIBUTES_W, L"3A08=officePhone;;anr=cn** mail", S_OK},
        {PR_OMLDAP_ATTRIBUTES_W, L"", S_OK},
        {PR_OMLDAP_ATTRIBUTES_W, L"person=no filter", MAPI_E_INVALID_PARAMETER},
        {PR_OMLDAP_ATTRIBUTES_W, L"nonsense", MAPI_E_INVALID_PARAMETER},
        {PR_OMLDAP_PASSWORD_W, L"", S_OK},
        {PR_OMLDAP_CA_FILE_W, NULL, S_OK},
        {PR_DISPLAY_NAME_W, L"x", S_OK},
        {CHANGE_PROP_TYPE(PR_OMLDAP_PASSWORD_W, PT_LONG), NULL, MAPI_E_INVALID_PARAMETER},
        {CHANGE_PROP_TYPE(PR_OMLDAP_HOST_W, PT_LONG), L"", MAPI_E_INVALID_PARAMETER},
        {CHANGE_PROP_TYPE(PR_OMLDAP_TLS_UNVERIFIED, PT_LONG), NULL, MAPI_E_INVALID_PARAMETER},
        {PR_OMLDAP_TLS_UNVERIFIED, NULL, S_OK},
        {CHANGE_PROP_TYPE(PR_OMLDAP_TLS, PT_UNICODE), L"1", MAPI_E_INVALID_PARAMETER},
    };

    (void)state;
    for (size_t i = 0; i < N(texts); i++) {
        SPropValue value = {.ulPropTag = texts[i].tag, .Value.lpszW = (WCHAR *)texts[i].text};

        if (setting_check(&value) != texts[i].hr) fail_msg("case %zu", i);
    }
    for (LONG seconds = 1; seconds <= 600; seconds += 599) {
        SPropValue value = {.ulPropTag = PR_OMLDAP_TIME_LIMIT, .Value.l = seconds};

        assert_int_equal(setting_check(&value), S_OK);
    }
}

/* As it is set, by a client or by the configuration page. */
static void a_password_that_is_checked_stays_nowhere_in_memory(void **state)
{
    SPropValue values[] = {{.ulPropTag = PR_OMLDAP_PASSWORD_W},
                           {.ulPropTag = CHANGE_PROP_TYPE(PR_OMLDAP_PASSWORD_W, PT_STRING8)}};

    (void)state;
    values[0].Value.lpszW = (WCHAR *)L"secret";
    values[1].Value.lpszA = (char *)"secret";
    freed_secret = false;
    for (size_t i = 0; i < N(values); i++)
        assert_int_equal(setting_check(&values[i]), S_OK);
    assert_false(freed_secret);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(what_is_not_said_is_the_default, begin),
        cmocka_unit_test_setup(the_sections_password_is_wiped, begin),
        cmocka_unit_test_setup(what_cannot_be_read_is_not_what_is_not_said, begin),
        cmocka_unit_test_setup(a_section_with_a_wrong_value_is_unconfigured, begin),
        cmocka_unit_test(what_may_be_set_is_checked),
        cmocka_unit_test(a_password_that_is_checked_stays_nowhere_in_memory),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
