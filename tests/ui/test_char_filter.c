/*
 * test_char_filter.c - which characters filters let in
 */
#include "profile/fixture.h"
#include "ui/char_filter.h"

/* 7.10-05 */
static void a_filter_is_asked_one_character_at_a_time(void **state)
{
    static const struct {
        const WCHAR *filter, *yes, *no;
    } cases[] = {
        {L"", L"aZ0 ]", L""},
        {L"*", L"aZ0 ]*\xd83d", L""},
        {L"[0123456789]", L"059", L"a-*["},
        {L"[a-z]", L"amz", L"A-09"},
        {L"[a-zA-Z0-9.]", L"aZ5.", L"-_ "},
        {L"[~0-9]", L"a~-\x416", L"059"},
        {L"[0-9~]", L"0~", L"a"},
        {L"[\\-\\\\\\[\\]]", L"-\\[]", L"a~"},
        {L"[\\~a]", L"~a", L"b"},
        {L"[a\\-z]", L"a-z", L"m"},
        {L"[-a]", L"-a", L"b"},
        {L"[a-]", L"a-", L"b"},
        {L"[\\a-\\c]", L"abc", L"d"},
        {L"[z-a]", L"", L"amz"},
        {L"[a-z][0-9]", L"a0", L"A"},
        {L"[~a-z][b]", L"bA", L"a"},
        {L"+()", L"+()", L"[0"},
        {L"\\*", L"*", L"a"},
        {L"[0-9]*", L"0a", L""},
        {L"[abc", L"abc", L"d"},
        {L"[", L"", L"["},
        {L"[]", L"", L"]a"},
        {L"[~]", L"]a", L""},
        {L"[~", L"~a", L""},
        {L"\\", L"\\", L"a"},
        {L"[a\\", L"a\\", L"b"},
        {L"[\x430-\x44f]", L"\x43b", L"l"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        for (const WCHAR *c = cases[i].yes; *c; c++)
            assert_true(char_filter_allows(cases[i].filter, *c));
        for (const WCHAR *c = cases[i].no; *c; c++)
            assert_false(char_filter_allows(cases[i].filter, *c));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_filter_is_asked_one_character_at_a_time)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
