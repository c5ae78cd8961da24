/*
 * test_entry_id.c - entry IDs of a directory: permanent, the same for all who have it, never
 * trusted
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "ldap_ab/entry_id.h"
#include "local_store/failing_malloc.h"

static const MAPIUID here = {{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16}};
static const MAPIUID elsewhere = {{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 17}};
#define ANN "cn=Ann Kérn,ou=People,dc=example,dc=org"

/* 7.9-22 */
static void an_entry_comes_back_as_it_went(void **state)
{
    static const USHORT types[] = {MAPI_ABCONT, MAPI_MAILUSER, MAPI_DISTLIST};

    (void)state;
    for (int i = 0; i < 3; i++) {
        struct directory_id id;
        ULONG count;
        BYTE *bytes;

        assert_int_equal(directory_id_write(&here, types[i], ANN, &bytes, &count), S_OK);
        assert_int_equal(count, DIRECTORY_ID_HEAD + strlen(ANN));
        assert_memory_equal(bytes, "\0\0\0", 4);
        assert_memory_equal(bytes + 4, &here, 16);
        assert_int_equal(directory_id_read(&here, count, bytes, &id), S_OK);
        assert_int_equal(id.type, types[i]);
        assert_string_equal(id.dn, ANN);
        directory_id_clear(&id);
        free(bytes);
    }
}

static void what_is_not_ours_is_not_read(void **state)
{
    struct directory_id id;
    ULONG count;
    BYTE *bytes;

    (void)state;
    assert_int_equal(directory_id_write(&here, MAPI_MAILUSER, ANN, &bytes, &count), S_OK);
    assert_int_equal(directory_id_read(&elsewhere, count, bytes, &id), MAPI_E_UNKNOWN_ENTRYID);
    assert_int_equal(directory_id_read(&here, count, NULL, &id), MAPI_E_INVALID_ENTRYID);
    for (ULONG cut = 0; cut <= DIRECTORY_ID_HEAD; cut++)
        assert_int_equal(directory_id_read(&here, cut, bytes, &id),
                         cut < 20 ? MAPI_E_INVALID_ENTRYID : MAPI_E_UNKNOWN_ENTRYID);
    for (ULONG at = 0; at < DIRECTORY_ID_HEAD; at++) {
        bytes[at] ^= 0x80;
        assert_int_equal(directory_id_read(&here, count, bytes, &id), MAPI_E_UNKNOWN_ENTRYID);
        bytes[at] ^= 0x80;
    }
    bytes[count - 1] = 0; /* a name that ends too early */
    assert_int_equal(directory_id_read(&here, count, bytes, &id), MAPI_E_UNKNOWN_ENTRYID);
    bytes[count - 1] = 0xff;
    assert_int_equal(directory_id_read(&here, count, bytes, &id), MAPI_E_UNKNOWN_ENTRYID);
    free(bytes);
}

static void a_name_has_a_longest(void **state)
{
    static char dn[DIRECTORY_DN_MAX + 2];
    ULONG count;
    BYTE *bytes;

    (void)state;
    memset(dn, 'a', DIRECTORY_DN_MAX + 1);
    assert_int_equal(directory_id_write(&here, MAPI_MAILUSER, dn, &bytes, &count),
                     MAPI_E_INVALID_PARAMETER);
    assert_null(bytes);
    dn[DIRECTORY_DN_MAX] = 0;
    assert_int_equal(directory_id_write(&here, MAPI_MAILUSER, dn, &bytes, &count), S_OK);
    free(bytes);
    assert_int_equal(directory_id_write(&here, MAPI_MESSAGE, "cn=a", &bytes, &count),
                     MAPI_E_INVALID_PARAMETER);
}

static bool same_name(const char *a, const char *b)
{
    struct directory_id x = {MAPI_MAILUSER, (char *)a, strlen(a)};
    struct directory_id y = {MAPI_MAILUSER, (char *)b, strlen(b)};
    BYTE *x_key, *y_key;
    ULONG x_count, y_count;
    bool equal;

    assert_int_equal(directory_id_equal(&x, &y, &equal), S_OK);
    assert_int_equal(directory_record_key(&here, x.type, a, &x_key, &x_count), S_OK);
    assert_int_equal(directory_record_key(&here, y.type, b, &y_key, &y_count), S_OK);
    assert_int_equal(x_count == y_count && !memcmp(x_key, y_key, x_count), equal);
    free(x_key);
    free(y_key);
    return equal;
}

static void names_are_equal_as_servers_see_them(void **state)
{
    (void)state;
    assert_true(
        same_name("CN=Ann Kern,OU=People,DC=example", "cn=ann kern, ou = people ,dc=Example"));
    assert_true(same_name("cn=a;dc=b", "cn=a,dc=b"));
    assert_true(same_name("cn=\xc3\x89,dc=b", "cn=\xc3\xa9,dc=b"));
    assert_true(same_name(" cn=a ", "cn=a"));
    assert_true(same_name("ou=R\\, D,dc=b", "ou=R\\2C D,dc=b"));
    assert_true(same_name("cn=a+uid=b,dc=c", "uid=b+cn=a,dc=c"));
    assert_false(same_name("cn=a,dc=b", "cn=ab,dc=b"));
    assert_false(same_name("cn=a\\, b,dc=c", "cn=a\\,b,dc=c")); /* the comma is the value's */
    assert_false(same_name("cn=\"a, b\",dc=c", "cn=\"a,b\",dc=c"));
    assert_true(same_name("cn=a\\ ,dc=c", "cn=a,dc=c")); /* RFC 4518, 2.6.1 */
    assert_true(same_name("cn=Ann  Kern,dc=c", "cn=ann kern,dc=c"));
    assert_false(same_name("cn=Ann Kern,dc=c", "cn=annkern,dc=c"));
    assert_false(same_name("cn=a = b,dc=c", "cn=a=b,dc=c"));
}

static void who_has_the_same_directory_has_the_same_uid(void **state)
{
    MAPIUID a, b;

    (void)state;
    assert_int_equal(directory_uid("LDAP.example.org", 389, "dc=Example, dc=org", &a), S_OK);
    assert_int_equal(directory_uid("ldap.example.org", 389, "DC=example,dc=org", &b), S_OK);
    assert_memory_equal(&a, &b, sizeof(a));
    assert_int_equal(directory_uid("ldap.example.org", 636, "dc=example,dc=org", &b), S_OK);
    assert_memory_not_equal(&a, &b, sizeof(a));
    assert_int_equal(directory_uid("ldap.example.org", 389, "dc=example,dc=net", &b), S_OK);
    assert_memory_not_equal(&a, &b, sizeof(a));
    /* it is in every message that was ever sent: this is the format */
    assert_int_equal(directory_uid("localhost", 389, "dc=example,dc=org", &a), S_OK);
    assert_memory_equal(&a, "\x94\x31\x07\xa2\xb1\x8f\xf9\x9e\xb1\xa7\xa1\xe2\x8e\x56\xbe\x27", 16);
}

static void a_search_key_is_in_capitals(void **state)
{
    ULONG count;
    BYTE *key;

    (void)state;
    assert_int_equal(search_key_write("SMTP", L"Ann.k\x00e9rn@example.org", &key, &count), S_OK);
    assert_int_equal(count, sizeof("SMTP:ANN.Kxx\x45RN@EXAMPLE.ORG") - 1);
    assert_string_equal((char *)key, "SMTP:ANN.K\xc3\xa9RN@EXAMPLE.ORG");
    free(key);
}

static void running_out_of_memory_gives_nothing(void **state)
{
    (void)state;
    for (long n = 0;; n++) {
        struct directory_id id = {0};
        ULONG count, key_count = 0;
        BYTE *bytes = NULL, *key = NULL;
        MAPIUID uid;
        bool failed, equal = false;
        HRESULT hr;

        malloc_fails_after(n);
        hr = directory_uid("h", 1, "dc=a", &uid);
        if (SUCCEEDED(hr)) hr = directory_id_write(&uid, MAPI_MAILUSER, ANN, &bytes, &count);
        if (SUCCEEDED(hr)) hr = directory_id_read(&uid, count, bytes, &id);
        if (SUCCEEDED(hr)) hr = directory_record_key(&uid, MAPI_MAILUSER, ANN, &key, &key_count);
        if (SUCCEEDED(hr)) hr = directory_id_equal(&id, &id, &equal);
        free(key);
        key = NULL;
        if (SUCCEEDED(hr)) hr = search_key_write("SMTP", L"a@b", &key, &count);
        failed = malloc_failed();
        assert_int_equal(hr, failed ? MAPI_E_NOT_ENOUGH_MEMORY : S_OK);
        directory_id_clear(&id);
        free(bytes);
        free(key);
        if (!failed) break;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_entry_comes_back_as_it_went),
        cmocka_unit_test(what_is_not_ours_is_not_read),
        cmocka_unit_test(a_name_has_a_longest),
        cmocka_unit_test(names_are_equal_as_servers_see_them),
        cmocka_unit_test(who_has_the_same_directory_has_the_same_uid),
        cmocka_unit_test(a_search_key_is_in_capitals),
        cmocka_unit_test(running_out_of_memory_gives_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
