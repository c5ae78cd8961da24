/*
 * test_words.c - the words of names and addresses, in every script
 */
#include "personal_ab/fixture.h"
#include <string.h>
#include "common/text/text8.h"
#include "common/text/words.h"

static void assert_words(const WCHAR *text, bool begin, const char *expected)
{
    struct words words = {0};
    char all[4096] = "";

    ok_hr(words_add(&words, text, wide_len(text), begin));
    for (size_t i = 0; i < words.n; i++) {
        strcat(all, words.items[i]);
        strcat(all, "|");
    }
    assert_string_equal(all, expected);
    words_clear(&words);
}

/* 7.9-14 */
static void words_are_folded_and_stripped_of_marks(void **state)
{
    (void)state;
    assert_words(L"Ann Kern", true, "ann|kern|");
    assert_words(L"\u00c9lodie M\u00fcller-L\u00fcdenscheidt", true, "elodie|muller|ludenscheidt|");
    assert_words(L"Mu\u0308ller", true, "muller|"); /* two code points, the same name */
    assert_words(L"\u0410\u043d\u043d\u0430 \u041a\u0415\u0420\u041d", true,
                 "\u0430\u043d\u043d\u0430|\u043a\u0435\u0440\u043d|");
    assert_words(L"\u05d9\u05d5\u05e1\u05e3 \u05db\u05d4\u05df", true,
                 "\u05d9\u05d5\u05e1\u05e3|\u05db\u05d4\u05df|");
    assert_words(L"Bob \U0001f600", true, "bob|\U0001f600|");
    assert_words(L"anna.kern@example.org", true, "anna|kern|example|org|");
    assert_words(L"", true, "");
    assert_words(L" ,;- ", true, "");
}

static void han_and_kana_begin_a_word_at_every_character(void **state)
{
    (void)state;
    assert_words(L"\u738b\u5c0f\u660e", true, "\u738b\u5c0f\u660e|\u5c0f\u660e|\u660e|");
    assert_words(L"\u738b\u5c0f\u660e", false, "\u738b\u5c0f\u660e|");
    assert_words(L"\u5c71\u7530\u3000\u30a2\u30a4", false, "\u5c71\u7530|\u30a2\u30a4|");
}

static void each_word_is_there_once_and_their_number_is_limited(void **state)
{
    struct words words = {0};
    WCHAR text[2048], *at = text;

    (void)state;
    assert_words(L"Ann ann ANN", true, "ann|");
    for (int i = 0; i < 400; i++) {
        *at++ = (WCHAR)('a' + i % 20);
        *at++ = (WCHAR)('a' + i / 20);
        *at++ = ' ';
    }
    ok_hr(words_add(&words, text, (size_t)(at - text), true));
    assert_int_equal(words.n, WORDS_MOST);
    words_clear(&words);
    for (int i = 0; i < 2048; i++)
        text[i] = 'x';
    ok_hr(words_add(&words, text, 2048, true));
    assert_int_equal(words.n, 1);
    assert_int_equal(strlen(words.items[0]), WORD_MOST_CHARS);
    words_clear(&words);
}

static void a_lone_surrogate_is_a_letter_like_others(void **state)
{
    static const WCHAR text[] = {0xd83d, 'a', ' ', 0xde00, 0};
    struct words words = {0};

    (void)state;
    ok_hr(words_add(&words, text, 4, true));
    assert_int_equal(words.n, 2);
    words_clear(&words);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_are_folded_and_stripped_of_marks),
        cmocka_unit_test(han_and_kana_begin_a_word_at_every_character),
        cmocka_unit_test(each_word_is_there_once_and_their_number_is_limited),
        cmocka_unit_test(a_lone_surrogate_is_a_letter_like_others),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
