/*
 * test_entry_values.c - an entry of a directory as properties
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "base/fault.h"
#include "base/text.h"
#include "ldap_ab/entry_id.h"
#include "ldap_ab/entry_values.h"
#include "local_store/failing_malloc.h"
#include "mapiutil.h"
#include "mapix.h"
#include "prop/pval.h"

static const MAPIUID here = {{1, 2, 3}};
static struct attribute_map *map;
static const char **attributes;

static HRESULT values_of(USHORT type, const struct directory_values *values, ULONG *n,
                         SPropValue **out)
{
    struct directory_entry entry = {"cn=Ann,dc=a", values};

    return entry_values(map, &here, type, attributes, &entry, MAPIAllocateBuffer, MAPIAllocateMore,
                        MAPIFreeBuffer, n, out);
}

static size_t attribute(const char *name)
{
    for (size_t i = 0; attributes[i]; i++)
        if (!strcmp(attributes[i], name)) return i;
    fail_msg("not asked for: %s", name);
    return 0;
}

static const struct directory_value cn = {"Ann Kérn", 9}, mail = {"ann@example.org", 15};
static const struct directory_value keys[2] = {{"abc", 3}, {"\0z", 2}}, empty = {"", 0};

static struct directory_values *ann(void)
{
    static struct directory_values values[256];

    memset(values, 0, sizeof(values));
    values[attribute("cn")] = (struct directory_values){.n = 1, .values = &cn};
    values[attribute("displayName")] = (struct directory_values){.n = 1, .values = &empty};
    values[attribute("mail")] = (struct directory_values){.n = 1, .values = &mail};
    values[attribute("userCertificate;binary")] = (struct directory_values){.n = 2, .values = keys};
    return values;
}

static const WCHAR *text(const SPropValue *values, ULONG n, ULONG tag)
{
    const SPropValue *value = pval_find_const(values, n, tag);

    return value ? value->Value.lpszW : NULL;
}

/* 7.9-05, 7.9-15 */
static void a_person_has_what_a_mail_user_must_have(void **state)
{
    static const ULONG needed[] = {PR_ADDRTYPE_W,      PR_DISPLAY_NAME_W, PR_DISPLAY_TYPE,
                                   PR_EMAIL_ADDRESS_W, PR_ENTRYID,        PR_OBJECT_TYPE,
                                   PR_RECORD_KEY,      PR_SEARCH_KEY,     PR_INSTANCE_KEY};
    const SPropValue *many;
    struct directory_id id;
    SPropValue *values;
    ULONG n;

    (void)state;
    assert_int_equal(values_of(MAPI_MAILUSER, ann(), &n, &values), S_OK);
    for (size_t i = 0; i < sizeof(needed) / sizeof(needed[0]); i++)
        if (!pval_find_const(values, n, needed[i])) fail_msg("no %#x", needed[i]);
    assert_memory_equal(text(values, n, PR_DISPLAY_NAME_W), L"Ann K\x00e9rn", 9 * sizeof(WCHAR));
    assert_memory_equal(text(values, n, PR_ADDRTYPE_W), L"SMTP", 5 * sizeof(WCHAR));
    assert_string_equal(pval_find_const(values, n, PR_SEARCH_KEY)->Value.bin.lpb,
                        "SMTP:ANN@EXAMPLE.ORG");
    many = pval_find_const(values, n, PR_USER_X509_CERTIFICATE);
    assert_int_equal(many->Value.MVbin.cValues, 2);
    assert_memory_equal(many->Value.MVbin.lpbin[1].lpb, "\0z", 2);
    many = pval_find_const(values, n, PR_ENTRYID);
    assert_int_equal(directory_id_read(&here, many->Value.bin.cb, many->Value.bin.lpb, &id), S_OK);
    assert_string_equal(id.dn, "cn=Ann,dc=a");
    directory_id_clear(&id);
    MAPIFreeBuffer(values);
}

/* 7.9-06 */
static void a_list_without_an_address_is_expanded_by_mapi(void **state)
{
    struct directory_values *values = ann();
    SPropValue *props;
    ULONG n;

    (void)state;
    values[attribute("mail")].n = 0;
    assert_int_equal(values_of(MAPI_DISTLIST, values, &n, &props), S_OK);
    assert_memory_equal(text(props, n, PR_ADDRTYPE_W), L"MAPIPDL", 8 * sizeof(WCHAR));
    assert_null(text(props, n, PR_EMAIL_ADDRESS_W));
    MAPIFreeBuffer(props);
    assert_int_equal(values_of(MAPI_DISTLIST, ann(), &n, &props), S_OK);
    assert_memory_equal(text(props, n, PR_ADDRTYPE_W), L"SMTP", 5 * sizeof(WCHAR));
    MAPIFreeBuffer(props);
}

static void running_out_of_memory_leaks_nothing(void **state)
{
    SPropValue *props;
    HRESULT hr = E_FAIL;
    ULONG n;

    (void)state;
    for (int i = 0; hr != S_OK; i++) { /* MAPI's */
        fault_alloc_after(i);
        hr = values_of(MAPI_MAILUSER, ann(), &n, &props);
        fault_alloc_never();
        assert_true(hr == S_OK || (hr == MAPI_E_NOT_ENOUGH_MEMORY && !props));
    }
    MAPIFreeBuffer(props);
    hr = E_FAIL;
    for (int i = 0; hr != S_OK; i++) { /* and ours */
        malloc_fails_after(i);
        hr = values_of(MAPI_MAILUSER, ann(), &n, &props);
        malloc_failed();
        assert_true(hr == S_OK || (hr == MAPI_E_NOT_ENOUGH_MEMORY && !props));
    }
    MAPIFreeBuffer(props);
}

static int set_up(void **state)
{
    (void)state;
    if (FAILED(attribute_map_create(MAP_INETORGPERSON, NULL, &map))) return -1;
    attributes = entry_attributes(map);
    return attributes ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    free(attributes);
    attribute_map_free(map);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_person_has_what_a_mail_user_must_have),
        cmocka_unit_test(a_list_without_an_address_is_expanded_by_mapi),
        cmocka_unit_test(running_out_of_memory_leaks_nothing),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
