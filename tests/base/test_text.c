/*
 * test_text.c - the border between the client's strings and our UTF-16
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
#include "base/filetime.h"
#include "base/format.h"
#include "base/mem.h"
#include "base/size.h"
#include "base/text.h"
#include "base/uid.h"

#define assert_text(got, wanted)                                                                   \
    do {                                                                                           \
        assert_non_null(got);                                                                      \
        assert_int_equal(text_len(got), text_len(wanted));                                         \
        assert_memory_equal(got, wanted, sizeof(wanted));                                          \
    } while (0)

static long roots;

static int remember(void **state)
{
    (void)state;
    roots = mem_roots_alive();
    return 0;
}

static int came_home(void **state)
{
    (void)state;
    return mem_roots_alive() != roots;
}

/* 1.7-03 */
static void text_comes_in_by_its_flag(void **state)
{
    WCHAR *wide;

    (void)state;
    assert_int_equal(text_in("gr\xc3\xbc\xc3\x9f", 0, &wide), S_OK);
    assert_text(wide, L"gr\u00fc\u00df");
    mem_free(wide);
    assert_int_equal(text_in(L"gr\u00fc\u00df", MAPI_UNICODE, &wide), S_OK);
    assert_text(wide, L"gr\u00fc\u00df");
    mem_free(wide);
    assert_int_equal(text_in(NULL, MAPI_UNICODE, &wide), MAPI_E_INVALID_PARAMETER);
    assert_null(wide);
    assert_int_equal(text_in_optional(NULL, 0, &wide), S_OK);
    assert_null(wide);
    assert_int_equal(text_in_optional("", 0, &wide), S_OK);
    assert_null(wide);
    assert_int_equal(text_in_optional(L"", MAPI_UNICODE, &wide), S_OK);
    assert_null(wide);
    assert_int_equal(text_in("", 0, &wide), S_OK);
    assert_text(wide, L"");
    mem_free(wide);
}

static void text_without_an_end_is_refused(void **state)
{
    size_t bytes = 65536 * sizeof(WCHAR);
    char *narrow = malloc(65536), *all = malloc(bytes);
    WCHAR *wide;

    (void)state;
    memset(narrow, 'a', 65536);
    assert_int_equal(text_in(narrow, 0, &wide), MAPI_E_INVALID_PARAMETER);
    narrow[65535] = 0;
    assert_int_equal(text_in(narrow, 0, &wide), S_OK);
    assert_int_equal(text_len(wide), 65535);
    mem_free(wide);
    memset(all, 'a', bytes);
    assert_int_equal(text_in(all, MAPI_UNICODE, &wide), MAPI_E_INVALID_PARAMETER);
    free(narrow);
    free(all);
}

static void text_goes_out_by_its_flag(void **state)
{
    void *root = mem_zero(1);
    LPTSTR out;

    (void)state;
    assert_int_equal(text_out(L"gr\u00fc\u00df", 0, root, &out), S_OK);
    assert_string_equal((char *)out, "gr\xc3\xbc\xc3\x9f");
    assert_int_equal(text_out(L"gr\u00fc\u00df", MAPI_UNICODE, root, &out), S_OK);
    assert_text((WCHAR *)out, L"gr\u00fc\u00df");
    assert_int_equal(text_out(NULL, 0, root, &out), S_OK);
    assert_null(out);
    mem_free(root);
    assert_int_equal(text_out(L"x", MAPI_UNICODE, NULL, &out), S_OK);
    mem_free(out);
}

static void every_allocation_may_fail(void **state)
{
    WCHAR *wide;
    LPTSTR out;

    (void)state;
    fault_alloc_after(0);
    assert_int_equal(text_in("a", 0, &wide), MAPI_E_NOT_ENOUGH_MEMORY);
    assert_int_equal(text_in(L"a", MAPI_UNICODE, &wide), MAPI_E_NOT_ENOUGH_MEMORY);
    assert_int_equal(text_out(L"a", 0, NULL, &out), MAPI_E_NOT_ENOUGH_MEMORY);
    assert_int_equal(text_out(L"a", MAPI_UNICODE, NULL, &out), MAPI_E_NOT_ENOUGH_MEMORY);
    assert_null(text_join(L"a", L"b", NULL));
    fault_alloc_never();
}

static void utf8_is_read_as_unicode_says(void **state)
{
    static const struct {
        const char *bytes;
        const WCHAR *text;
    } cases[] = {
        {"", L""},
        {"a\xe2\x82\xac", L"a\u20ac"},
        {"\xf0\x9f\x98\x80", L"\xd83d\xde00"},
        {"\xc0\x80", L"\xfffd\xfffd"},                     /* too long a form */
        {"\xed\xa0\x80", L"\xfffd\xfffd\xfffd"},           /* a surrogate */
        {"\xf4\x90\x80\x80", L"\xfffd\xfffd\xfffd\xfffd"}, /* beyond U+10FFFF */
        {"\xe2\x82", L"\xfffd"},                           /* cut off */
        {"\xe2\x82" "a", L"\xfffd" L"a"},
        {"\xff", L"\xfffd"},
        {"\x80", L"\xfffd"},
    };
    WCHAR *wide;

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        assert_int_equal(text_from_utf8(cases[i].bytes, -1, NULL, &wide), S_OK);
        assert_int_equal(text_compare(wide, cases[i].text), 0);
        mem_free(wide);
    }
    assert_int_equal(text_from_utf8("abc", 2, NULL, &wide), S_OK);
    assert_text(wide, L"ab");
    mem_free(wide);
}

static void utf8_is_written_as_unicode_says(void **state)
{
    char *out;

    (void)state;
    assert_int_equal(text_to_utf8(L"a\u00e4\u20ac\xd83d\xde00", -1, NULL, &out), S_OK);
    assert_string_equal(out, "a\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80");
    mem_free(out);
    assert_int_equal(text_to_utf8(L"\xde00\xd83d", -1, NULL, &out),
                     S_OK); /* halves of a character */
    assert_string_equal(out, "\xef\xbf\xbd\xef\xbf\xbd");
    mem_free(out);
    assert_int_equal(text_to_utf8(L"abc", 1, NULL, &out), S_OK);
    assert_string_equal(out, "a");
    mem_free(out);
}

static void code_pages_are_read_and_written(void **state)
{
    WCHAR *wide;
    char *out;

    (void)state;
    assert_int_equal(text_from_ansi("\xe4\x80", -1, 1252, NULL, &wide), S_OK);
    assert_text(wide, L"\u00e4\u20ac");
    mem_free(wide);
    assert_int_equal(text_from_ansi("a\x81\x81", -1, 932, NULL, &wide),
                     S_OK); /* \x81\x81 is U+FF1D */
    assert_text(wide, L"a\xff1d");
    mem_free(wide);
    assert_int_equal(text_from_ansi("\xff\xff", -1, 20127, NULL, &wide), S_OK);
    assert_text(wide, L"\xfffd\xfffd");
    mem_free(wide);
    assert_int_equal(text_to_ansi(L"\u0416x\u20ac", -1, 28591, NULL, &out), S_OK);
    assert_string_equal(out, "?x?");
    mem_free(out);
    assert_int_equal(text_to_ansi(L"\u3042", -1, 50220, NULL, &out), S_OK);
    assert_string_equal(out, "\x1b$B$\"\x1b(B");
    mem_free(out);
    assert_int_equal(text_from_ansi("a", -1, 12345, NULL, &wide), MAPI_E_UNKNOWN_CPID);
    assert_null(wide);
    assert_int_equal(text_to_ansi(L"a", -1, 12345, NULL, &out), MAPI_E_UNKNOWN_CPID);
}

static void case_is_folded_without_a_locale(void **state)
{
    (void)state;
    assert_int_equal(text_fold('a'), 'A');
    assert_int_equal(text_fold('A'), 'A');
    assert_int_equal(text_fold('['), '[');
    assert_int_equal(text_fold(L'\u00e4'), L'\u00c4');
    assert_int_equal(text_fold(L'\u00f7'), L'\u00f7'); /* the division sign lies between letters */
    assert_int_equal(text_fold(L'\u00ff'), L'\u0178');
    assert_int_equal(text_fold(L'\u0101'), L'\u0100');
    assert_int_equal(text_fold(L'\u0100'), L'\u0100');
    assert_int_equal(text_fold(L'\u03c9'), L'\u03a9');
    assert_int_equal(text_fold(L'\u0436'), L'\u0416');
    assert_int_equal(text_fold(L'\u0131'), L'\u0131'); /* not to ASCII's I */
    assert_int_equal(text_fold(L'\uff41'), L'\uff21');
    assert_int_equal(text_fold(L'\u3042'), L'\u3042');
    assert_int_equal(text_fold(0xffff), 0xffff);
}

static void texts_are_compared(void **state)
{
    static const WCHAR text[] = L"Zeitung f\u00dcr Leser";

    (void)state;
    assert_int_equal(text_compare(L"a", L"a"), 0);
    assert_int_equal(text_compare(L"a", L"b"), -1);
    assert_int_equal(text_compare(L"ab", L"a"), 1);
    assert_int_equal(text_compare(L"a", L"A"), 1);
    assert_int_equal(text_compare_nocase(L"m\u00c4R", L"M\u00e4r"), 0);
    assert_int_equal(text_compare_nocase(L"a", L"B"), -1);
    assert_int_equal(text_ncompare_nocase(L"abX", L"ABy", 2), 0);
    assert_int_equal(text_ncompare_nocase(L"abX", L"ABy", 3), -1);
    assert_int_equal(text_ncompare_nocase(L"a", L"ab", 1), 0);
    assert_ptr_equal(text_find_nocase(text, L"F\u00fcR"), text + 8);
    assert_ptr_equal(text_find_nocase(text, L""), text);
    assert_null(text_find_nocase(text, L"leserin"));
}

static void texts_are_joined(void **state)
{
    WCHAR *joined = text_join(L"a", L"", L"bc", NULL), *nothing = text_join(NULL);

    (void)state;
    assert_text(joined, L"abc");
    assert_text(nothing, L"");
    mem_free(joined);
    mem_free(nothing);
}

static void a_format_fills_utf16(void **state)
{
    WCHAR out[64], small[4];

    (void)state;
    assert_int_equal(text_format(out, 64, L"%ls|%hs|%s|%d|%u|%08x|%X|%c|%%", L"w\u00e4",
                                 "n\xc3\xa4", "s", -5, 7u, 0xbeefu, 0xabu, 'c'),
                     28);
    assert_text(out, L"w\u00e4|n\u00e4|s|-5|7|0000beef|AB|c|%");
    text_format(out, 64, L"%5d|%-5u|%05d|%llu|%zu|%ld", 42, 42u, -42, 18446744073709551615ull,
                (size_t)9, -3l);
    assert_text(out, L"   42|42   |-0042|18446744073709551615|9|-3");
    text_format(out, 64, L"%ls %s", (WCHAR *)NULL, (char *)NULL);
    assert_text(out, L"(null) (null)");
    assert_int_equal(text_format(small, 4, L"%ls", L"abcdef"), 6);
    assert_text(small, L"abc");
    text_format(small, 4, L"%s", "abcdef");
    assert_text(small, L"abc");
    assert_int_equal(text_format(NULL, 0, L"%d", 100), 3);
}

static void uids_are_new_and_written_in_hex(void **state)
{
    static const MAPIUID known = {
        {0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef, 0, 1, 2, 3, 4, 5, 6, 0xff}};
    MAPIUID a, b;
    WCHAR hex[33];

    (void)state;
    assert_int_equal(uid_new(&a), S_OK);
    assert_int_equal(uid_new(&b), S_OK);
    assert_false(uid_equal(&a, &b));
    uid_to_hex(&known, hex);
    assert_text(hex, L"0123456789abcdef00010203040506ff");
    assert_true(uid_from_hex(L"0123456789ABCDEF00010203040506fF", &a));
    assert_true(uid_equal(&a, &known));
    assert_false(uid_from_hex(L"0123456789ABCDEF00010203040506f", &a));
    assert_false(uid_from_hex(L"0123456789ABCDEF00010203040506ff0", &a));
    assert_false(uid_from_hex(L"0123456789ABCDEF0001020304050 ff", &a));
    assert_false(uid_from_hex(L"", &a));
    assert_false(uid_from_hex(NULL, &a));
}

static void times_and_sizes_are_summed(void **state)
{
    FILETIME epoch = filetime_from_unix(0), now = filetime_now();
    size_t sum = (size_t)-2, product;

    (void)state;
    assert_int_equal(filetime_to_u64(epoch), 116444736000000000);
    assert_true(filetime_to_u64(now) > filetime_to_u64(filetime_from_unix(1700000000)));
    assert_true(size_add(&sum, 1));
    assert_false(size_add(&sum, 1));
    assert_true(sum == (size_t)-1);
    assert_true(size_mul(3, 5, &product));
    assert_int_equal(product, 15);
    assert_false(size_mul((size_t)-1, 2, &product));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, remember, came_home)
        TEST(text_comes_in_by_its_flag),
        TEST(text_without_an_end_is_refused),
        TEST(text_goes_out_by_its_flag),
        TEST(every_allocation_may_fail),
        TEST(utf8_is_read_as_unicode_says),
        TEST(utf8_is_written_as_unicode_says),
        TEST(code_pages_are_read_and_written),
        TEST(case_is_folded_without_a_locale),
        TEST(texts_are_compared),
        TEST(texts_are_joined),
        TEST(a_format_fills_utf16),
        TEST(uids_are_new_and_written_in_hex),
        TEST(times_and_sizes_are_summed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
