/*
 * test_compose.c - entry IDs that name their store, and entry IDs as text
 */
#include "profile/fixture.h"
#include "eid/compose.h"

static const BYTE key[] = {9, 8, 7}, own[] = {0, 0, 0, 0, 1, 2, 3, 0xab};

/* 11.4-04 */
static void both_parts_come_back(void **state)
{
    AUTO_FREE ENTRYID *eid = NULL, *plain = NULL;
    struct composed_eid back;
    ULONG cb;

    (void)state;
    assert_hr(compose_make(0, NULL, sizeof(own), (ENTRYID *)own, &cb, &plain), S_OK);
    assert_int_equal(cb, sizeof(own));
    assert_memory_equal(plain, own, cb);
    assert_false(compose_is(cb, plain));
    assert_hr(compose_make(sizeof(key), key, sizeof(own), (ENTRYID *)own, &cb, &eid), S_OK);
    assert_int_equal(cb, 24 + sizeof(key) + sizeof(own));
    assert_hr(compose_read(cb, eid, &back), S_OK);
    assert_int_equal(back.cb_key, sizeof(key));
    assert_memory_equal(back.key, key, sizeof(key));
    assert_int_equal(back.cb, sizeof(own));
    assert_memory_equal(back.eid, own, sizeof(own));
    assert_hr(compose_make(sizeof(key), NULL, sizeof(own), (ENTRYID *)own, &cb, &plain),
              MAPI_E_INVALID_PARAMETER);
    assert_hr(compose_make(sizeof(key), key, 0, (ENTRYID *)own, &cb, &plain),
              MAPI_E_INVALID_PARAMETER);
    assert_hr(compose_make(0xffffffff, key, sizeof(own), (ENTRYID *)own, &cb, &plain),
              MAPI_E_TOO_BIG);
}

static void cut_ones_are_refused(void **state)
{
    AUTO_FREE ENTRYID *eid = NULL;
    struct composed_eid back;
    ULONG cb;

    (void)state;
    assert_hr(compose_make(sizeof(key), key, sizeof(own), (ENTRYID *)own, &cb, &eid), S_OK);
    for (ULONG cut = 0; cut <= 24 + sizeof(key); cut++) {
        AUTO_FREE BYTE *tight = mem_dup(eid, cut, NULL);

        assert_hr(compose_read(cut, (ENTRYID *)tight, &back), MAPI_E_INVALID_ENTRYID);
    }
    for (int i = 20; i < 24; i++) { /* a key that claims to be longer, or not there */
        ((BYTE *)eid)[i] = 0xff;
        assert_hr(compose_read(cb, eid, &back), MAPI_E_INVALID_ENTRYID);
    }
    memset((BYTE *)eid + 20, 0, 4);
    assert_hr(compose_read(cb, eid, &back), MAPI_E_INVALID_ENTRYID);
}

/* 11.4-01, 11.4-02, 11.4-03 */
static void text_is_hex_digits(void **state)
{
    static const char *const bad[] = {"", "0", "0g", "00 1", "abc", "0x11", "zz"};
    AUTO_FREE char *text = NULL;
    AUTO_FREE ENTRYID *back = NULL, *small = NULL, *none = NULL;
    ULONG cb;

    (void)state;
    assert_hr(compose_to_text(sizeof(own), (ENTRYID *)own, &text), S_OK);
    assert_string_equal(text, "00000000010203AB");
    assert_hr(compose_from_text(text, &cb, &back), S_OK);
    assert_int_equal(cb, sizeof(own));
    assert_memory_equal(back, own, cb);
    assert_hr(compose_from_text("ab", &cb, &small), S_OK);
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        assert_hr(compose_from_text(bad[i], &cb, &none), MAPI_E_INVALID_ENTRYID);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_parts_come_back),
        cmocka_unit_test(cut_ones_are_refused),
        cmocka_unit_test(text_is_hex_digits),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
