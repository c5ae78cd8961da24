/*
 * test_registry.c - the registry's native twin has the registry's rules
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "mapicode.h"
#include "base/fault.h"
#include "base/mem.h"
#include "base/text.h"
#include "sys/registry.h"

static long roots;

static int begin(void **state)
{
    (void)state;
    roots = mem_roots_alive();
    return 0;
}

static int end(void **state)
{
    (void)state;
    sys_registry_clear();
    return mem_roots_alive() != roots;
}

static struct sys_key *made(const WCHAR *path)
{
    struct sys_key *key;

    assert_int_equal(sys_key_open(SYS_HKCU, path, true, &key), S_OK);
    return key;
}

static void a_key_is_there_once_it_is_made(void **state)
{
    struct sys_key *key, *child;

    (void)state;
    assert_int_equal(sys_key_open(SYS_HKCU, L"Software\\A\\B", false, &key), MAPI_E_NOT_FOUND);
    assert_null(key);
    key = made(L"Software\\A\\B");
    sys_key_close(key);
    assert_int_equal(sys_key_open(SYS_HKLM, L"Software\\A\\B", false, &key), MAPI_E_NOT_FOUND);
    assert_int_equal(sys_key_open(SYS_HKCU, L"software\\a", false, &key),
                     S_OK); /* case doesn't matter */
    assert_int_equal(sys_key_open_child(key, L"b", false, &child), S_OK);
    sys_key_close(child);
    assert_int_equal(sys_key_open_child(key, L"C", false, &child), MAPI_E_NOT_FOUND);
    assert_int_equal(sys_key_open_child(key, L"C", true, &child), S_OK);
    sys_key_close(child);
    sys_key_close(key);
}

static void values_are_kept_with_type_and_bytes(void **state)
{
    struct sys_key *key = made(L"K");
    ULONG type, bytes;
    BYTE *data;

    (void)state;
    assert_int_equal(sys_key_get(key, L"v", &type, &data, &bytes), MAPI_E_NOT_FOUND);
    assert_null(data);
    assert_int_equal(sys_key_set(key, L"v", 3, "\1\2\3", 3), S_OK);
    assert_int_equal(sys_key_get(key, L"V", &type, &data, &bytes), S_OK);
    assert_int_equal(type, 3);
    assert_int_equal(bytes, 3);
    assert_memory_equal(data, "\1\2\3\0\0\0\0", 7); /* and two NULs that don't count */
    mem_free(data);
    assert_int_equal(sys_key_set(key, L"v", 3, NULL, 0), S_OK);
    assert_int_equal(sys_key_get(key, L"v", &type, &data, &bytes), S_OK);
    assert_int_equal(bytes, 0);
    mem_free(data);
    assert_int_equal(sys_key_set(key, NULL, 3, "d", 1), S_OK); /* the default value */
    assert_int_equal(sys_key_get(key, L"", &type, &data, &bytes), S_OK);
    assert_memory_equal(data, "d", 1);
    mem_free(data);
    assert_int_equal(sys_key_delete_value(key, L"v"), S_OK);
    assert_int_equal(sys_key_delete_value(key, L"v"), MAPI_E_NOT_FOUND);
    sys_key_close(key);
}

static void text_is_text(void **state)
{
    struct sys_key *key = made(L"K");
    WCHAR *text;

    (void)state;
    assert_int_equal(sys_key_set_text(key, L"t", L"\u00e4bc"), S_OK);
    assert_int_equal(sys_key_get_text(key, L"t", &text), S_OK);
    assert_int_equal(text_compare(text, L"\u00e4bc"), 0);
    mem_free(text);
    assert_int_equal(sys_key_set(key, L"t", 1, L"no end", 12), S_OK); /* its NUL isn't stored */
    assert_int_equal(sys_key_get_text(key, L"t", &text), S_OK);
    assert_int_equal(text_compare(text, L"no end"), 0);
    mem_free(text);
    assert_int_equal(sys_key_set(key, L"t", 3, L"x", 4), S_OK);
    assert_int_equal(sys_key_get_text(key, L"t", &text), MAPI_E_CORRUPT_DATA);
    assert_int_equal(sys_key_set(key, L"t", 1, "odd", 3), S_OK);
    assert_int_equal(sys_key_get_text(key, L"t", &text), MAPI_E_CORRUPT_DATA);
    assert_null(text);
    assert_int_equal(sys_key_get_text(key, L"none", &text), MAPI_E_NOT_FOUND);
    sys_key_close(key);
}

static void names_are_told_by_index(void **state)
{
    struct sys_key *key = made(L"K"), *child;
    int seen = 0;
    WCHAR *name;
    HRESULT hr;

    (void)state;
    for (int i = 0; i < 3; i++) {
        WCHAR text[] = {(WCHAR)('a' + i), 0};

        assert_int_equal(sys_key_open_child(key, text, true, &child), S_OK);
        sys_key_close(child);
        assert_int_equal(sys_key_set(key, text, 4, "\1\0\0\0", 4), S_OK);
    }
    for (ULONG i = 0; (hr = sys_key_child_name(key, i, &name)) == S_OK; i++) {
        seen |= 1 << (name[0] - 'a');
        mem_free(name);
    }
    assert_int_equal(hr, MAPI_E_NOT_FOUND);
    assert_int_equal(seen, 7);
    for (ULONG i = 0; (hr = sys_key_value_name(key, i, &name)) == S_OK; i++) {
        seen |= 8 << (name[0] - 'a');
        mem_free(name);
    }
    assert_int_equal(hr, MAPI_E_NOT_FOUND);
    assert_int_equal(seen, 7 + 56);
    sys_key_close(key);
}

static void a_deleted_key_tells_those_who_have_it_open(void **state)
{
    struct sys_key *parent = made(L"P"), *key = made(L"P\\K\\L"), *child;
    ULONG type, bytes;
    BYTE *data;

    (void)state;
    assert_int_equal(sys_key_set(key, L"v", 3, "x", 1), S_OK);
    assert_int_equal(sys_key_delete_tree(parent, L"none"), MAPI_E_NOT_FOUND);
    assert_int_equal(sys_key_delete_tree(parent, L"K"), S_OK);
    assert_int_equal(sys_key_get(key, L"v", &type, &data, &bytes), MAPI_E_OBJECT_DELETED);
    assert_int_equal(sys_key_set(key, L"v", 3, "x", 1), MAPI_E_OBJECT_DELETED);
    assert_int_equal(sys_key_open_child(key, L"x", true, &child), MAPI_E_OBJECT_DELETED);
    assert_int_equal(sys_key_open(SYS_HKCU, L"P\\K", false, &child), MAPI_E_NOT_FOUND);
    sys_key_close(key);
    key = made(L"P\\K");
    assert_int_equal(sys_key_get(key, L"v", &type, &data, &bytes),
                     MAPI_E_NOT_FOUND); /* a new one */
    sys_key_close(key);
    sys_key_close(parent);
}

static void answers_need_memory(void **state)
{
    struct sys_key *key = made(L"K");
    ULONG type, bytes;
    WCHAR *name;
    BYTE *data;

    (void)state;
    sys_key_set_text(key, L"v", L"x");
    fault_alloc_after(0);
    assert_int_equal(sys_key_get(key, L"v", &type, &data, &bytes), MAPI_E_NOT_ENOUGH_MEMORY);
    assert_int_equal(sys_key_value_name(key, 0, &name), MAPI_E_NOT_ENOUGH_MEMORY);
    assert_null(name);
    fault_alloc_never();
    sys_key_close(key);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_key_is_there_once_it_is_made, begin, end),
        cmocka_unit_test_setup_teardown(values_are_kept_with_type_and_bytes, begin, end),
        cmocka_unit_test_setup_teardown(text_is_text, begin, end),
        cmocka_unit_test_setup_teardown(names_are_told_by_index, begin, end),
        cmocka_unit_test_setup_teardown(a_deleted_key_tells_those_who_have_it_open, begin, end),
        cmocka_unit_test_setup_teardown(answers_need_memory, begin, end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
