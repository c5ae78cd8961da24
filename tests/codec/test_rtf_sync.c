/*
 * test_rtf_sync.c - the checksum of what counts of a text, and where a text is found in another
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "mapicode.h"
#include "codec/rtf/sync.h"

static struct sync_mark mark_of(const WCHAR *text, UINT code_page)
{
    struct sync_text sync;
    size_t n = 0;

    while (text[n])
        n++;
    sync_text_begin(&sync, code_page, NULL);
    assert_int_equal(sync_text_put(&sync, text, n), S_OK);
    assert_int_equal(sync_text_end(&sync), S_OK);
    return sync.mark;
}

static void
it_is_what_outlook_makes(void **state) /* of the TNEF file quick-winmail.dat: doc/observed.md */
{
    static const char tag[] = "THESEAREFIVEFILESFIVEFILESFROMHELL(WELLOUTLOOKACTUALLY)";
    struct sync_mark mark = mark_of(
        L"These are five files. Five files\r\n from hell (well Outlook actually)\r\n\r\n", 1252);

    (void)state;
    assert_int_equal(mark.crc, 0x94bf83a3);
    assert_int_equal(mark.count, 55);
    assert_int_equal(mark.tag_bytes, 55);
    assert_memory_equal(mark.tag, tag, 55);
}

static void white_space_and_case_do_not_count(void **state) /* 11.8-22 */
{
    struct sync_mark a = mark_of(L"Gr\xfc\xdf"
                                 L"e, Welt...",
                                 1252),
                     b = mark_of(L"  gr\xfc\xdf"
                                 L"e,\xa0\r\n\tWELT ~",
                                 1252);
    struct sync_mark other = mark_of(L"Gr\xfc\xdf"
                                     L"e; Welt",
                                     1252),
                     nothing = mark_of(L" . ~\r\n", 1252);

    (void)state;
    assert_true(sync_mark_same(&a, &b));
    assert_int_equal(a.count, 10);
    assert_false(sync_mark_same(&a, &other));
    assert_int_equal(nothing.count, 0);
    assert_int_equal(nothing.crc, 0);
    assert_int_equal(mark_of(L"\x65e5\x672c", 932).count, 4); /* bytes */
}

static void a_long_text_is_the_same_however_it_is_cut(void **state)
{
    WCHAR *text = calloc(5001, sizeof(*text));
    struct sync_mark whole;

    (void)state;
    assert_non_null(text);
    for (int i = 0; i < 5000; i++)
        text[i] = (WCHAR)(i % 7 ? 'a' + i % 26 : i % 3 ? ' ' : 0x4e00 + i);
    whole = mark_of(text, 65001);
    assert_int_equal(whole.tag_bytes, SYNC_TAG);
    for (size_t piece = 1; piece < 3000; piece = piece * 3 + 1) {
        struct sync_text sync;

        sync_text_begin(&sync, 65001, NULL);
        for (size_t at = 0; at < 5000; at += piece)
            assert_int_equal(sync_text_put(&sync, text + at, 5000 - at < piece ? 5000 - at : piece),
                             S_OK);
        assert_int_equal(sync_text_end(&sync), S_OK);
        assert_true(sync_mark_same(&sync.mark, &whole));
        assert_memory_equal(sync.mark.tag, whole.tag, SYNC_TAG);
    }
    free(text);
}

static bool finds(const WCHAR *text, const WCHAR *sought, uint32_t *prefix, uint32_t *behind)
{
    struct sync_mark mark = mark_of(sought, 1252);
    struct sync_text sync;
    size_t n = 0;

    while (text[n])
        n++;
    sync_text_begin(&sync, 1252, &mark);
    assert_int_equal(sync_text_put(&sync, text, n), S_OK);
    assert_int_equal(sync_text_end(&sync), S_OK);
    *prefix = sync.prefix;
    *behind = sync.found ? sync.mark.count - sync.prefix - mark.count : 0;
    return sync.found;
}

static void a_text_is_found_in_another(void **state)
{
    static const WCHAR hundred[] =
        L"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab";
    static const WCHAR more[] =
        L"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab!";
    uint32_t prefix, behind;

    (void)state;
    assert_true(finds(L"From: me\r\n\r\nHello, world\r\n-- \r\nlist footer", L"Hello, world",
                      &prefix, &behind));
    assert_int_equal(prefix, 7);
    assert_int_equal(behind, 12);
    assert_true(finds(L"hello world", L"Hello World.", &prefix, &behind));
    assert_int_equal(prefix + behind, 0);
    assert_false(finds(L"Hello, wor", L"Hello, world", &prefix, &behind));
    assert_false(finds(L"anything", L"", &prefix, &behind));
    assert_true(finds(more, hundred, &prefix, &behind)); /* its tag stands at several places */
    assert_int_equal(prefix, 4);
    assert_int_equal(behind, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_is_what_outlook_makes),
        cmocka_unit_test(white_space_and_case_do_not_count),
        cmocka_unit_test(a_long_text_is_the_same_however_it_is_cut),
        cmocka_unit_test(a_text_is_found_in_another),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
