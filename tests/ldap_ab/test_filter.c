/*
 * test_filter.c - filters: nothing that is typed leaves its place, and what isn't one is refused
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "common/text/text8.h"
#include "ldap_ab/anr_filter.h"
#include "ldap_ab/filter.h"
#include "ldap_ab/filter_judge.h"
#include "local_store/failing_malloc.h"

static char *item(const WCHAR *value, const char *before, const char *after)
{
    struct filter filter = {0};
    char *text;

    filter_add_item(&filter, "cn", before, value, wide_len(value), after);
    assert_int_equal(filter_take(&filter, &text), S_OK);
    assert_true(filter_is_valid(text));
    return text;
}

static void what_is_typed_is_only_ever_a_value(void **state)
{
    static const struct {
        const WCHAR *typed;
        const char *filter;
    } cases[] = {
        {L"Ann Kern", "(cn=Ann Kern)"},
        {L"*", "(cn=\\2a)"},
        {L")(objectClass=*", "(cn=\\29\\28objectClass=\\2a)"},
        {L"a\\b", "(cn=a\\5cb)"},
        {L" a ", "(cn=\\20a\\20)"},
        {L"\x00e9\x4e2d", "(cn=\\c3\\a9\\e4\\b8\\ad)"},
        {L"\xd83d\xde00", "(cn=\\f0\\9f\\98\\80)"},
        {L"\t\x7f", "(cn=\\09\\7f)"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char *text = item(cases[i].typed, "", "");

        assert_string_equal(text, cases[i].filter);
        free(text);
    }
}

static void what_is_a_filter(void **state)
{
    static const char *const good[] = {
        "(cn=a)",
        "(cn=*)",
        "(cn=)",
        "(!(cn=a))",
        "(&(a=1)(|(b=2)(c>=3)(d<=4)(e~=5)))",
        "(2.5.4.3=a*b*c)",
        "(userCertificate;binary=\\00\\ff)",
        "(memberOf:1.2.840.113556.1.4.1941:=cn=x,dc=y)",
        "(:caseExactMatch:=a)",
        "(o:dn:=a b)",
    };
    static const char *const bad[] = {
        "",        "cn=a",      "(cn=a",         "(cn=a))",   "(cn=a)(cn=b)",  "()",
        "(=a)",    "(&)",       "(|)",           "(!)",       "(!(a=b)(c=d))", "(cn)",
        "(c n=a)", "(cn=a(b)",  "(cn=\\2)",      "(cn=\\zz)", "(1..2=a)",      "(1.=a)",
        "(a;=b)",  "(cn=\x01)", "(cn=\xc3\xa9)", "(:=a)",     " (cn=a)",       "(cn=a) ",
    };
    char deep[4 * (FILTER_MAX_DEPTH + 1) + 8] = "";

    (void)state;
    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
        if (!filter_is_valid(good[i])) fail_msg("refused: %s", good[i]);
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        if (filter_is_valid(bad[i])) fail_msg("taken: %s", bad[i]);
    for (int i = 0; i < FILTER_MAX_DEPTH; i++)
        strcat(deep, "(!");
    strcat(deep, "(a=b)");
    for (int i = 0; i < FILTER_MAX_DEPTH; i++)
        strcat(deep, ")");
    assert_false(filter_is_valid(deep));
}

/* ---- typed names ---- */

static const struct entry_value people[][4] = {
    {{"cn", "Anna Kern"}, {"givenName", "Anna"}, {"sn", "Kern"}, {"mail", "ak@example.org"}},
    {{"cn", "Kim Ann Lee"}, {"givenName", "Kim"}, {"sn", "Lee"}, {"mail", "kal@example.org"}},
    {{"cn", "Joanna King"}, {"givenName", "Joanna"}, {"sn", "King"}, {"mail", "jk@example.org"}},
    {{"cn", "Анна-Мария Кёнинг"}, {"uid", "amk"}, {"sn", "Кёнинг"}, {"mail", "amk@example.org"}},
    {{"cn", "山田 太郎"}, {"uid", "ty"}, {"sn", "山田"}, {"mail", "(*)@example.org"}},
};
#define N_PEOPLE (sizeof(people) / sizeof(people[0]))

/* A bit for each of them. */
static unsigned found(const struct attribute_map *map, const WCHAR *typed)
{
    struct filter filter = {0};
    unsigned bits = 0;
    char *text;

    assert_int_equal(anr_filter(map, typed, &filter), S_OK);
    assert_int_equal(filter_take(&filter, &text), S_OK);
    assert_true(filter_is_valid(text));
    for (size_t i = 0; i < N_PEOPLE; i++)
        if (filter_keeps(text, people[i], 4)) bits |= 1u << i;
    free(text);
    return bits;
}

/* 7.9-14 */
static void every_word_begins_some_word_in_any_order(void **state)
{
    static const struct {
        const WCHAR *typed;
        unsigned bits;
    } cases[] = {
        {L"Ann K", 0x03},
        {L"k, ann", 0x03},
        {L"ANNA", 0x01},
        {L"lee", 0x02},
        {L"jk@example.org", 0x04},
        {L"@example.org", 0},
        {L"anna x", 0},
        {L"\x043c\x0430\x0440\x0438\x044f", 0x08},
        {L"\x592a", 0x10},
        {L"*", 0},
        {L"(*)", 0x10},
        {L"amk", 0x08},
    };
    struct attribute_map *map;

    (void)state;
    assert_int_equal(attribute_map_create(MAP_INETORGPERSON, NULL, &map), S_OK);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        if (found(map, cases[i].typed) != cases[i].bits)
            fail_msg("case %zu: %#x", i, found(map, cases[i].typed));
    attribute_map_free(map);
}

static void no_word_finds_nobody(void **state)
{
    struct filter filter = {0};
    struct attribute_map *map;

    (void)state;
    assert_int_equal(attribute_map_create(MAP_INETORGPERSON, NULL, &map), S_OK);
    assert_int_equal(anr_filter(map, L"", &filter), S_FALSE);
    assert_int_equal(anr_filter(map, L" ,; \x3000", &filter), S_FALSE);
    assert_int_equal(filter.chars, 0);
    attribute_map_free(map);
}

static void active_directory_is_asked_for_its_own_anr(void **state)
{
    struct filter filter = {0};
    struct attribute_map *map;

    (void)state;
    assert_int_equal(attribute_map_create(MAP_ACTIVE_DIRECTORY, NULL, &map), S_OK);
    assert_int_equal(anr_filter(map, L"Ann K", &filter), S_OK);
    assert_string_equal(filter.text, "(&(|(anr=Ann))(|(anr=K)))");
    filter_clear(&filter);
    attribute_map_free(map);
}

static void a_text_without_end_gives_a_filter_with_one(void **state)
{
    struct filter filter = {0};
    struct attribute_map *map;
    static WCHAR typed[20001];
    char *text;

    (void)state;
    assert_int_equal(attribute_map_create(MAP_INETORGPERSON, NULL, &map), S_OK);
    for (size_t i = 0; i < 20000; i += 2) {
        typed[i] = 0xd83d; /* 10,000 faces in one word */
        typed[i + 1] = 0xde00;
    }
    typed[255] = 'x';
    assert_int_equal(anr_filter(map, typed, &filter), S_OK);
    assert_int_equal(filter_take(&filter, &text), S_OK);
    assert_true(filter_is_valid(text));
    free(text);
    for (size_t i = 0; i < 20000; i++)
        typed[i] = i % 3 ? 'a' : ' ';
    assert_int_equal(anr_filter(map, typed, &filter), S_OK);
    assert_int_equal(filter_take(&filter, &text), S_OK);
    assert_true(filter_is_valid(text));
    free(text);
    for (size_t i = 0; i < 20000; i++)
        typed[i] = (i + 1) % 200 ? 0x4e00 : ' '; /* nine bytes each, in words of 199 */
    assert_int_equal(anr_filter(map, typed, &filter), S_OK);
    assert_true(filter.chars > FILTER_MAX_CHARS / 2); /* as many words as there is room for */
    assert_int_equal(filter_take(&filter, &text), S_OK);
    assert_true(filter_is_valid(text));
    free(text);
    attribute_map_free(map);
}

static void running_out_of_memory_makes_no_half_filter(void **state)
{
    struct attribute_map *map;
    char *text;
    HRESULT hr;

    (void)state;
    assert_int_equal(attribute_map_create(MAP_INETORGPERSON, NULL, &map), S_OK);
    for (long n = 0;; n++) {
        struct filter filter = {0};
        bool failed;

        malloc_fails_after(n);
        hr = anr_filter(map, L"Ann Kern Lee", &filter);
        failed = malloc_failed();
        assert_int_equal(hr, failed ? MAPI_E_NOT_ENOUGH_MEMORY : S_OK);
        assert_int_equal(filter_take(&filter, &text), failed ? MAPI_E_NOT_ENOUGH_MEMORY : S_OK);
        assert_true(!text == failed);
        free(text);
        if (!failed) break;
    }
    attribute_map_free(map);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_typed_is_only_ever_a_value),
        cmocka_unit_test(what_is_a_filter),
        cmocka_unit_test(every_word_begins_some_word_in_any_order),
        cmocka_unit_test(no_word_finds_nobody),
        cmocka_unit_test(active_directory_is_asked_for_its_own_anr),
        cmocka_unit_test(a_text_without_end_gives_a_filter_with_one),
        cmocka_unit_test(running_out_of_memory_makes_no_half_filter),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
