/*
 * test_hex.c - bytes as hexadecimal digits
 */
#include "profile/fixture.h"
#include "base/hex.h"

static void every_byte_comes_back(void **state)
{
    BYTE bytes[256], back[256];
    char text[513];
    size_t n;

    (void)state;
    for (int i = 0; i < 256; i++)
        bytes[i] = (BYTE)i;
    hex_write(bytes, 256, text);
    assert_int_equal(strlen(text), 512);
    assert_memory_equal(text, "000102", 6);
    assert_string_equal(text + 508, "FEFF");
    assert_true(hex_read(text, back, sizeof(back), &n));
    assert_int_equal(n, 256);
    assert_memory_equal(back, bytes, 256);
}

static void what_is_no_pair_of_digits_is_refused(void **state)
{
    static const char *const bad[] = {"0", "012", "0g", "g0", "00 1", "0x", " 00", "00\xff"};
    BYTE out[4];
    size_t n;

    (void)state;
    for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
        if (hex_read(bad[i], out, sizeof(out), NULL)) fail_msg("%s was read", bad[i]);
    assert_true(hex_read("aBfF", out, 2, &n));
    assert_int_equal(n, 2);
    assert_memory_equal(out, "\xab\xff", 2);
}

static void nothing_is_written_past_the_room(void **state)
{
    BYTE out[3] = {1, 2, 3};
    size_t n = 9;

    (void)state;
    assert_false(hex_read("AABBCC", out, 2, &n));
    assert_int_equal(n, 2);
    assert_memory_equal(out, "\xaa\xbb\3", 3);
    assert_true(hex_read("", out, 0, &n));
    assert_int_equal(n, 0);
}

int main(void)
{
    const struct CMUnitTest all[] = {
        cmocka_unit_test(every_byte_comes_back),
        cmocka_unit_test(what_is_no_pair_of_digits_is_refused),
        cmocka_unit_test(nothing_is_written_past_the_room),
    };
    return cmocka_run_group_tests(all, NULL, NULL);
}
