/*
 * test_encode.c - identifiers as text of 64 characters
 */
#include "profile/fixture.h"
#include "eid/encode.h"

static void bytes_of_every_length_come_back(void **state)
{
    BYTE bytes[100], back[110];

    (void)state;
    for (ULONG n = 0; n <= sizeof(bytes); n++) {
        char text[200];
        ULONG cb = 999;

        for (ULONG i = 0; i < n; i++)
            bytes[i] = (BYTE)(i * 97 + n * 31);
        encode_write(bytes, n, text);
        assert_int_equal(strlen(text) + 1, encode_chars(n));
        assert_int_equal(
            strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"),
            strlen(text));
        assert_true(encode_room(strlen(text)) >= n && encode_room(strlen(text)) <= sizeof(back));
        assert_true(encode_read(text, back, &cb));
        assert_int_equal(cb, n);
        assert_memory_equal(back, bytes, n);
    }
}

static void text_that_nothing_becomes_is_refused(void **state)
{
    static const char *const bad[] = {"A",   "AAAAA", "A=",       "AA==", "AB",
                                      "AAB", "AA A",  "\xc3\xa4", "AA/A"};
    BYTE out[16];
    ULONG cb;

    (void)state;
    for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
        if (encode_read(bad[i], out, &cb)) fail_msg("%s was read", bad[i]);
}

static void room_is_counted_without_overflow(void **state)
{
    (void)state;
    assert_int_equal(encode_chars(0), 1);
    assert_int_equal(encode_chars(1), 3);
    assert_int_equal(encode_chars(3), 5);
    assert_int_equal(encode_chars(0xbffffffd), 0xfffffffd);
    assert_int_equal(encode_chars(0xc0000000), 0);
    assert_int_equal(encode_chars(0xffffffff), 0);
    assert_int_equal(encode_room(0), 3);
    assert_int_equal(encode_room(4), 6);
}

int main(void)
{
    const struct CMUnitTest all[] = {
        cmocka_unit_test(bytes_of_every_length_come_back),
        cmocka_unit_test(text_that_nothing_becomes_is_refused),
        cmocka_unit_test(room_is_counted_without_overflow),
    };
    return cmocka_run_group_tests(all, NULL, NULL);
}
