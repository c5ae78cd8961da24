/*
 * test_value_range.c - parts of an attribute's values are read by what a server calls them
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>
#include "ldap_ab/value_range.h"

static void a_part_is_read(void **state)
{
    static const struct {
        const char *asked, *name;
        size_t first, next;
    } cases[] = {
        {"member", "member;range=0-1499", 0, 1500},
        {"member", "Member;Range=0-1499", 0, 1500},
        {"member;range=1500-*", "member;range=1500-2999", 1500, 3000},
        {"member;range=3000-*", "member;range=3000-*", 3000, 0},
        {"member;range=1500-*", "member;range=0-1499", 0, 1500}, /* who asked looks at that */
        {"member", "member;range=0-0", 0, 1},
        {"member", "member;range=999999999-999999999", 999999999, 1000000000},
    };
    struct value_range range;

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        assert_true(value_range_read(cases[i].asked, cases[i].name, &range));
        assert_int_equal(range.first, cases[i].first);
        assert_int_equal(range.next, cases[i].next);
    }
}

static void what_is_none_is_not(void **state)
{
    static const char *const names[] = {
        "member",
        "members;range=0-1",
        "membe;range=0-1",
        "member;binary",
        "member;range=",
        "member;range=-",
        "member;range=5",
        "member;range=5-",
        "member;range=5-4",
        "member;range=-4",
        "member;range=*-4",
        "member;range=0-4;x",
        "member;range=0-**",
        "member;range=0-9999999999",
        "member;range=99999999999999999999-*",
        "",
    };
    struct value_range range;

    (void)state;
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        assert_false(value_range_read("member", names[i], &range));
}

static void what_is_asked_for_next_is_written(void **state)
{
    char out[VALUE_RANGE_CHARS + 6];

    (void)state;
    assert_true(value_range_write("member", 1500, out, sizeof(out)));
    assert_string_equal(out, "member;range=1500-*");
    assert_true(value_range_write("member", SIZE_MAX, out, sizeof(out)));
    assert_false(value_range_write("member", 1500, out, 19));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_part_is_read),
        cmocka_unit_test(what_is_none_is_not),
        cmocka_unit_test(what_is_asked_for_next_is_written),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
