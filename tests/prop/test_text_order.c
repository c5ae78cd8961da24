/*
 * test_text_order.c - when text contains text: what is quick for 7-bit text says the same as what
 * is right for all
 */
#include "prop/props.h"
#include "base/text.h"
#include "prop/text_order.h"

static uint32_t seed = 7;

static unsigned pick(unsigned n)
{
    seed = seed * 1664525 + 1013904223;
    return (seed >> 16) % n;
}

/* Few letters, so that texts meet; some of them marked or alone marks. */
static void make(WCHAR *text, unsigned chars)
{
    static const WCHAR letters[] = L"abABab \u00e9\u00c9\u0301";
    unsigned kinds = pick(3) ? 6 : 10;

    for (unsigned i = 0; i < chars; i++)
        text[i] = letters[pick(kinds)];
    text[chars] = 0;
}

static WCHAR next(const WCHAR **at, ULONG fuzzy)
{
    WCHAR c;

    while ((c = **at)) {
        ++*at;
        if (fuzzy & (FL_IGNORENONSPACE | FL_LOOSE)) c = nonspace_base(c);
        if (c) break;
    }
    return fuzzy & (FL_IGNORECASE | FL_LOOSE) ? text_fold(c) : c;
}

/* The question as it is put: place by place, character by character. */
static bool right(const WCHAR *text, const WCHAR *part, ULONG fuzzy)
{
    for (;; text++) {
        const WCHAR *t = text, *p = part;
        WCHAR wanted, have;

        do
            wanted = next(&p, fuzzy),
            have = wanted || (fuzzy & 0xffff) == FL_FULLSTRING ? next(&t, fuzzy) : 0;
        while (wanted && have == wanted);
        if (!wanted && !have) return true;
        if ((fuzzy & 0xffff) != FL_SUBSTRING || !*text) return false;
    }
}

/* 11.1-12, 11.1-13, 11.1-14 */
static void every_way_to_look_says_the_same(void **state)
{
    static const ULONG levels[] = {0, FL_IGNORECASE, FL_IGNORENONSPACE, FL_LOOSE};
    unsigned found = 0;

    (void)state;
    for (int i = 0; i < 60000; i++) {
        ULONG fuzzy = levels[i % 4] | (ULONG)(i / 4 % 3);
        AUTO_FREE char *text8 = NULL, *part8 = NULL;
        WCHAR text[13], part[5];
        bool expected;

        make(text, pick(12));
        make(part, pick(4));
        expected = right(text, part, fuzzy);
        found += expected;
        assert_int_equal(text_contains(text, part, fuzzy), expected);
        assert_int_equal(text_to_ansi(text, -1, 0, NULL, &text8), S_OK);
        assert_int_equal(text_to_ansi(part, -1, 0, NULL, &part8), S_OK);
        assert_int_equal(text_contains8(text8, part8, fuzzy), expected);
    }
    assert_in_range(found, 10000, 50000);
}

/* 11.1-11 */
static void both_widths_have_one_order(void **state)
{
    (void)state;
    for (int i = 0; i < 20000; i++) {
        AUTO_FREE char *a8 = NULL, *b8 = NULL;
        WCHAR a[7], b[7];
        int order;

        make(a, pick(6));
        make(b, pick(6));
        order = text_order(a, b);
        assert_int_equal(text_to_ansi(a, -1, 0, NULL, &a8), S_OK);
        assert_int_equal(text_to_ansi(b, -1, 0, NULL, &b8), S_OK);
        assert_int_equal(text_order8(a8, b8), order);
        assert_int_equal(text_order_mixed(a, b8), order);
        assert_int_equal(text_order(b, a), -order);
        assert_int_equal(order == 0, text_compare(a, b) == 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(every_way_to_look_says_the_same),
        TEST(both_widths_have_one_order),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
