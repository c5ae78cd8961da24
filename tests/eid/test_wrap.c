/*
 * test_wrap.c - store entry IDs wrapped with the name of a DLL
 */
#include "profile/fixture.h"
#include "eid/wrap.h"

/* 11.4-16, 5.10-09; the layout as Outlook's own IDs have it: what follows the name starts where 4
 * divides the offset */
static void the_bytes_are_the_known_ones(void **state)
{
    static const BYTE wanted[] = {0,    0,    0,    0,    0x38, 0xa1, 0xbb, 0x10, 0x05, 0xe5,
                                  0x10, 0x1a, 0xa1, 0xbb, 0x08, 0x00, 0x2b, 0x2a, 0x56, 0xc2,
                                  0,    0,    'e',  'm',  's',  'm',  'd',  'b',  '.',  'd',
                                  'l',  'l',  0,    0,    0,    0,    7,    8};
    static const BYTE own[] = {7, 8};
    AUTO_FREE ENTRYID *eid = NULL;
    struct wrapped_eid back;
    ULONG cb;

    (void)state;
    assert_hr(wrap_make(L"emsmdb.dll", 2, (ENTRYID *)own, &cb, &eid), S_OK);
    assert_int_equal(cb, sizeof(wanted));
    assert_memory_equal(eid, wanted, cb);
    assert_hr(wrap_open(cb, eid, &back), S_OK);
    assert_string_equal(back.dll, "emsmdb.dll");
    assert_int_equal(back.cb, 2);
    assert_memory_equal(back.eid, own, 2);
}

static void cut_ids_are_refused(void **state)
{
    static const BYTE own[] = {7, 8};
    AUTO_FREE ENTRYID *eid = NULL;
    struct wrapped_eid back;
    ULONG cb;

    (void)state;
    assert_hr(wrap_make(L"a.dll", 2, (ENTRYID *)own, &cb, &eid), S_OK);
    for (ULONG cut = 0; cut < 28; cut++)
        assert_true(FAILED(wrap_open(cut, eid, &back)));
    for (ULONG cut = 28; cut <= cb; cut++) {
        assert_hr(wrap_open(cut, eid, &back), S_OK);
        assert_int_equal(back.cb, cut - 28);
    }
    ((BYTE *)eid)[20] = 1;
    assert_hr(wrap_open(cb, eid, &back), MAPI_E_INVALID_ENTRYID);
    ((BYTE *)eid)[4] = 1;
    assert_hr(wrap_open(cb, eid, &back), MAPI_E_UNKNOWN_ENTRYID);
    assert_hr(wrap_make(L"", 2, (ENTRYID *)own, &cb, &eid), MAPI_E_INVALID_PARAMETER);
}

static void names_mean_the_same_dll(void **state)
{
    (void)state;
    assert_true(wrap_same_dll("omlocal.dll", "OMLOCAL.DLL"));
    assert_true(wrap_same_dll("c:\\x\\omlocal.dll", "omlocal.dll"));
    assert_false(wrap_same_dll("c:\\x\\omlocal.dll", "c:\\y\\omlocal.dll"));
    assert_false(wrap_same_dll("a.dll", "ab.dll"));
}

int main(void)
{
#define TEST(t) cmocka_unit_test_setup_teardown(t, begin, end)
    const struct CMUnitTest tests[] = {
        TEST(the_bytes_are_the_known_ones),
        TEST(cut_ids_are_refused),
        TEST(names_mean_the_same_dll),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
