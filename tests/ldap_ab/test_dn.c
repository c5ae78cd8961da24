/*
 * test_dn.c - distinguished names: whatever way a name is written, it is compared as one
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "common/text/text8.h"
#include "ldap_ab/dn.h"
#include "local_store/failing_malloc.h"

#define N(array) (sizeof(array) / sizeof((array)[0]))

struct written {
    const char *dn, *normal;
};

/* What comes out is also the way in. */
static void comes_out(const struct written *names, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const char *in[2] = {names[i].dn, names[i].normal};

        for (int k = 0; k < 2; k++) {
            size_t bytes;
            char *out;

            assert_int_equal(dn_normalize(in[k], strlen(in[k]), &out, &bytes), S_OK);
            assert_string_equal(out, names[i].normal);
            assert_int_equal(bytes, strlen(out));
            free(out);
        }
    }
}

/* RFC 4514, 2.4 and 4 */
static void every_escape_is_the_same_one(void **state)
{
    static const struct written names[] = {
        {"ou=R\\, D,dc=org", "ou=r\\2c d,dc=org"},
        {"ou=R\\2C D,dc=org", "ou=r\\2c d,dc=org"},
        {"ou=R\\2c D,dc=org", "ou=r\\2c d,dc=org"},
        {"ou=\"R, D\",dc=org", "ou=r\\2c d,dc=org"},
        {"CN=James \\\"Jim\\\" Smith\\, III,DC=net", "cn=james \\22jim\\22 smith\\2c iii,dc=net"},
        {"CN=Before\\0dAfter,DC=net", "cn=before\\0dafter,dc=net"},
        {"cn=\\61nn", "cn=ann"}, /* that needn't have been escaped */
        {"cn=a\\=b", "cn=a=b"},
        {"cn=a=b", "cn=a=b"},
        {"cn=a\\+b", "cn=a\\2bb"},
        {"cn=a\\\\,dc=b", "cn=a\\5c,dc=b"},
        {"cn=\\<a\\>\\;", "cn=\\3ca\\3e\\3b"},
        {"cn=\\#a#", "cn=\\23a#"},
        {"1.3.6.1.4.1.1466.0=#04024869", "1.3.6.1.4.1.1466.0=#04024869"},
        {"1.3.6=#0402FE69", "1.3.6=#0402fe69"},
        {"cn=a\\00b", "cn=a\\00b"},
    };

    (void)state;
    comes_out(names, N(names));
}

static void spaces_beside_separators_mean_nothing(void **state)
{
    static const struct written names[] = {
        {" cn = Ann Kern , ou=People ; dc = org ", "cn=ann kern,ou=people,dc=org"},
        {"cn=\\ a\\ ,dc=b", "cn=a,dc=b"},
        {"cn=\\  a \\ ,dc=b", "cn=a,dc=b"},
        {"cn=\" a \" ,dc=b", "cn=a,dc=b"},
        {"cn=\\ #a", "cn=\\23a"},
        {"cn=\\20,dc=b", "cn=\\20,dc=b"},
        {"cn= ,dc=b", "cn=,dc=b"},
        {"   ", ""},
        {"", ""},
    };

    (void)state;
    comes_out(names, N(names));
}

/* RFC 4518, 2.6.1 */
static void spaces_within_a_value_are_one(void **state)
{
    static const struct written names[] = {
        {"CN=Ann  Kern,ou=R   and \\20 D", "cn=ann kern,ou=r and d"},
        {"cn=a \"b\"  c", "cn=a \\22b\\22 c"},
        {"cn=\"a  b\"+l=c  d", "cn=a b+l=c d"},
        {"cn=\\20\\20\\20,dc=b", "cn=\\20,dc=b"},
    };

    (void)state;
    comes_out(names, N(names));
}

static void letters_of_all_scripts_are_folded(void **state)
{
    static const struct written names[] = {
        {"CN=\xc3\x89va", "cn=\xc3\xa9va"},
        {"cn=\\C3\\89va", "cn=\xc3\xa9va"},
        {"cn=\xc3\\89va", "cn=\xc3\xa9va"}, /* half of it escaped */
        {"cn=\\\xc3\x89va", "cn=\xc3\xa9va"},
        {"cn=\xd0\x91\xd0\xbe\xd1\x80\xd0\xb8\xd1\x81",
         "cn=\xd0\xb1\xd0\xbe\xd1\x80\xd0\xb8\xd1\x81"},
        {"cn=\xf0\x9f\x98\x80", "cn=\xf0\x9f\x98\x80"},
        {"cn=\xc8\xba", "cn=\xe2\xb1\xa5"}, /* a byte longer */
    };

    (void)state;
    comes_out(names, N(names));
}

static void the_parts_of_an_rdn_are_a_set(void **state)
{
    static const struct written names[] = {
        {"UID=b + CN=a,dc=org", "cn=a+uid=b,dc=org"},
        {"cn=a+uid=b,dc=org", "cn=a+uid=b,dc=org"},
        {"c=3+a=1+b=2,x=2+x=1,z=0", "a=1+b=2+c=3,x=1+x=2,z=0"},
        {"l=x\\+y+cn=a", "cn=a+l=x\\2by"},
        {"cn=a+uid=b\\,c+", "+cn=a+uid=b\\2cc"},
    };

    (void)state;
    comes_out(names, N(names));
}

static void what_is_no_name_comes_out_too(void **state)
{
    static const struct written names[] = {
        {"cn=a\\", "cn=a\\5c"},
        {"cn=a\\2", "cn=a2"},
        {"cn=a\\2x", "cn=a2x"},
        {"cn=\"a, b", "cn=a\\2c b"}, /* a quote without end */
        {"cn=a\"b\"", "cn=a\\22b\\22"},
        {"cn=\"a\"b", "cn=ab"},
        {"cn=\xff\xc3", "cn=\\ff\\c3"},
        {"cn=\xed\xa0\x80", "cn=\\ed\\a0\\80"},
        {",,=,+", ",,=,+"},
        {"a\\=b=c", "a\\3db=c"},
        {"LDAP.example.org", "ldap.example.org"},
        {"[::1]", "[::1]"},
        {"cn=a\1b", "cn=a\\01b"},
    };

    (void)state;
    comes_out(names, N(names));
}

static void a_name_in_bytes_may_hold_zeros(void **state)
{
    size_t bytes;
    char *out;

    (void)state;
    assert_int_equal(dn_normalize("cn=\0a", 5, &out, &bytes), S_OK);
    assert_string_equal(out, "cn=\\00a");
    free(out);
}

static void below_is_told_by_whole_rdns(void **state)
{
    static const struct {
        const char *dn, *base;
        bool below;
    } cases[] = {
        {"ou=R\\, D,dc=org", "DC=org", true}, {"cn=a,ou=R\\2c D,dc=org", "ou=R\\, D, dc=org", true},
        {"dc=org", "dc=org", true},           {"dc=org", "", true},
        {"ou=a\\,dc=org", "dc=org", false}, /* the comma is the value's */
        {"ou=a\\\\,dc=org", "dc=org", true},  {"xdc=org", "dc=org", false},
        {"dc=org", "ou=a,dc=org", false},     {"ou=a,l=x+cn=y", "cn=y+l=x", true},
    };
    bool below;

    (void)state;
    for (size_t i = 0; i < N(cases); i++) {
        assert_int_equal(dn_is_below(cases[i].dn, cases[i].base, &below), S_OK);
        assert_int_equal(below, cases[i].below);
    }
}

static void a_name_is_types_with_values(void **state)
{
    static const char *const good[] = {"dc=org", "cn=a+uid=b, dc=org", "1.2.3=#04", "cn=\\ "};
    static const char *const bad[] = {"", "org", "dc=", "=org", "dc=org,", "dc=a,,dc=b", "d c=org"};

    (void)state;
    for (size_t i = 0; i < N(good); i++)
        assert_int_equal(dn_check(good[i]), S_OK);
    for (size_t i = 0; i < N(bad); i++)
        assert_int_equal(dn_check(bad[i]), MAPI_E_INVALID_PARAMETER);
}

static void the_first_value_is_read_as_people_do(void **state)
{
    static const struct {
        const char *dn;
        const WCHAR *name;
    } cases[] = {
        {"ou=R\\2c D,dc=org", L"R, D"},
        {"ou=R\\, D", L"R, D"},
        {"ou=\"R, D\" , dc=org", L"R, D"},
        {"OU = K\\c3\\a9rn +l=x", L"K\x00e9rn"},
        {"ou", L"ou"},
        {"", L""},
    };
    WCHAR *name;

    (void)state;
    for (size_t i = 0; i < N(cases); i++) {
        assert_int_equal(dn_first_value(cases[i].dn, &name), S_OK);
        assert_int_equal(wide_len(name), wide_len(cases[i].name));
        assert_memory_equal(name, cases[i].name, wide_len(name) * sizeof(WCHAR));
        free(name);
    }
}

static void running_out_of_memory_gives_nothing(void **state)
{
    bool failed = true;

    (void)state;
    for (long n = 0; failed; n++) {
        char *out = NULL;
        WCHAR *name = NULL;
        size_t bytes;
        bool below;
        HRESULT hr;

        malloc_fails_after(n);
        hr = dn_normalize("b=2+a=1,c=3", 11, &out, &bytes);
        if (SUCCEEDED(hr)) hr = dn_is_below("a=b,c=d", "c=d", &below);
        if (SUCCEEDED(hr)) hr = dn_first_value("a=b", &name);
        failed = malloc_failed();
        assert_int_equal(hr, failed ? MAPI_E_NOT_ENOUGH_MEMORY : S_OK);
        free(out);
        free(name);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_escape_is_the_same_one),
        cmocka_unit_test(spaces_beside_separators_mean_nothing),
        cmocka_unit_test(spaces_within_a_value_are_one),
        cmocka_unit_test(letters_of_all_scripts_are_folded),
        cmocka_unit_test(the_parts_of_an_rdn_are_a_set),
        cmocka_unit_test(what_is_no_name_comes_out_too),
        cmocka_unit_test(a_name_in_bytes_may_hold_zeros),
        cmocka_unit_test(below_is_told_by_whole_rdns),
        cmocka_unit_test(a_name_is_types_with_values),
        cmocka_unit_test(the_first_value_is_read_as_people_do),
        cmocka_unit_test(running_out_of_memory_gives_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
