/*
 * test_restriction_filter.c - the filter of a restriction, as text; that it loses no entry the fuzz
 * target directory_filter holds against the subsystem's own answer
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "ldap_ab/filter.h"
#include "ldap_ab/restriction_filter.h"
#include "local_store/failing_malloc.h"

static struct attribute_map *map;

static SRestriction content(ULONG tag, ULONG how, SPropValue *value)
{
    return (SRestriction){.rt = RES_CONTENT, .res.resContent = {how, tag, value}};
}

static SRestriction property(ULONG tag, ULONG relop, SPropValue *value)
{
    return (SRestriction){.rt = RES_PROPERTY, .res.resProperty = {relop, tag, value}};
}

static void expect_text(const SRestriction *res, const char *expected, bool is_exact)
{
    bool exact;
    char *text;

    assert_int_equal(restriction_filter(map, res, &text, &exact), S_OK);
    if (expected) assert_string_equal(text, expected);
    else assert_null(text);
    if (text) assert_true(filter_is_valid(text));
    assert_int_equal(exact, is_exact);
    free(text);
}

static SPropValue ann = {.ulPropTag = PR_SURNAME_W, .Value.lpszW = (LPWSTR)L"Ann"};
static SPropValue ann8 = {.ulPropTag = PR_SURNAME_A, .Value.lpszA = (LPSTR) "Ann"};

/* 7.9-13 */
static void what_ldap_can_say(void **state)
{
    SPropValue name = {.ulPropTag = PR_DISPLAY_NAME_W, .Value.lpszW = (LPWSTR)L"A*"};
    SPropValue anr = {.ulPropTag = PR_ANR_W, .Value.lpszW = (LPWSTR)L"Ann"};
    SPropValue user = {.ulPropTag = PR_OBJECT_TYPE, .Value.l = MAPI_DISTLIST};
    SRestriction res;

    (void)state;
    res = content(PR_DISPLAY_NAME_W, FL_PREFIX | FL_IGNORECASE, &name);
    expect_text(&res, "(|(displayName=A\\2a*)(cn=A\\2a*))", false);
    res = content(PR_SURNAME_A, FL_SUBSTRING, &ann8);
    expect_text(&res, "(sn=*Ann*)", false);
    res = content(PR_SURNAME_W, FL_FULLSTRING, &ann);
    expect_text(&res, "(sn=Ann)", false);
    res = property(PR_SURNAME_W, RELOP_EQ, &ann);
    expect_text(&res, "(sn=Ann)", false);
    res = property(PR_OBJECT_TYPE, RELOP_EQ, &user);
    expect_text(&res, map->list, false);
    res = (SRestriction){.rt = RES_EXIST, .res.resExist = {0, PR_SURNAME_W, 0}};
    expect_text(&res, "(sn=*)", true);
    res = property(PR_ANR_W, RELOP_EQ, &anr);
    expect_text(&res,
                "(&(|(cn=Ann*)(cn=* Ann*)(cn=*-Ann*)(displayName=Ann*)(displayName=* Ann*)"
                "(displayName=*-Ann*)(givenName=Ann*)(givenName=* Ann*)(givenName=*-Ann*)(sn=Ann*)"
                "(sn=* Ann*)(sn=*-Ann*)(mail=Ann*)(uid=Ann*)))",
                false);
}

static void what_it_cannot_say_is_said_wider(void **state)
{
    SPropValue number = {.ulPropTag = PR_DISPLAY_TYPE, .Value.l = 1};
    SRestriction res, parts[2];

    (void)state;
    res = property(PR_DISPLAY_TYPE, RELOP_EQ, &number);
    expect_text(&res, NULL, false);
    res = property(PR_SURNAME_W, RELOP_LT, &ann); /* the order is ours, but there must be one */
    expect_text(&res, "(sn=*)", false);
    res = content(PR_SURNAME_W, FL_PREFIX | FL_IGNORENONSPACE, &ann);
    expect_text(&res, "(sn=*)", false);
    res = content(PR_SUBJECT_W, FL_PREFIX, &ann);
    expect_text(&res, NULL, false);

    parts[0] = property(PR_SURNAME_W, RELOP_EQ, &ann);
    parts[1] = property(PR_DISPLAY_TYPE, RELOP_EQ, &number);
    res = (SRestriction){.rt = RES_AND, .res.resAnd = {2, parts}};
    expect_text(&res, "(&(sn=Ann))", false);
    res.rt = RES_OR;
    expect_text(&res, NULL, false);
}

static void an_opposite_is_never_narrower(void **state)
{
    SRestriction res, not_, parts[2];

    (void)state;
    not_ = (SRestriction){.rt = RES_NOT, .res.resNot = {0, &res}};
    res = property(PR_SURNAME_W, RELOP_EQ, &ann); /* "ANN" isn't "Ann" here, but is there */
    expect_text(&not_, NULL, false);
    res = (SRestriction){.rt = RES_EXIST, .res.resExist = {0, PR_DISPLAY_NAME_W, 0}};
    expect_text(&not_, "(!(|(displayName=*)(cn=*)))", true);
    parts[0] = (SRestriction){.rt = RES_EXIST, .res.resExist = {0, PR_SURNAME_W, 0}};
    parts[1] = (SRestriction){.rt = RES_EXIST, .res.resExist = {0, PR_TITLE_W, 0}};
    res = (SRestriction){.rt = RES_AND, .res.resAnd = {2, parts}};
    expect_text(&not_, "(|(!(sn=*))(!(title=*)))", true);
    res = (SRestriction){.rt = RES_AND, .res.resAnd = {0, NULL}};
    expect_text(&res, NULL, true);
    expect_text(&not_, FILTER_NOTHING, true);
    res.rt = RES_OR;
    expect_text(&res, FILTER_NOTHING, true);
}

static void what_is_no_restriction_is_refused(void **state)
{
    SRestriction res = {.rt = RES_NOT, .res.resNot = {0, &res}}; /* it bites its tail */
    SRestriction *many = calloc(RESTRICTION_MAX_NODES + 1, sizeof(*many));
    bool exact;
    char *text;

    (void)state;
    assert_int_equal(restriction_filter(map, &res, &text, &exact), MAPI_E_TOO_COMPLEX);
    assert_int_equal(restriction_filter(map, NULL, &text, &exact), MAPI_E_INVALID_PARAMETER);
    res = (SRestriction){.rt = 77};
    assert_int_equal(restriction_filter(map, &res, &text, &exact), MAPI_E_INVALID_PARAMETER);
    res = property(PR_SURNAME_W, RELOP_EQ, NULL);
    assert_int_equal(restriction_filter(map, &res, &text, &exact), MAPI_E_INVALID_PARAMETER);
    res = (SRestriction){.rt = RES_AND, .res.resAnd = {1, NULL}};
    assert_int_equal(restriction_filter(map, &res, &text, &exact), MAPI_E_INVALID_PARAMETER);

    for (int i = 0; i <= RESTRICTION_MAX_NODES; i++)
        many[i] = content(PR_SURNAME_W, FL_PREFIX, &ann);
    res = (SRestriction){.rt = RES_OR, .res.resOr = {RESTRICTION_MAX_NODES + 1, many}};
    assert_int_equal(restriction_filter(map, &res, &text, &exact), MAPI_E_TOO_COMPLEX);
    res.res.resOr.cRes = RESTRICTION_MAX_NODES - 1; /* longer than servers like: not said */
    expect_text(&res, NULL, false);
    free(many);
}

static void running_out_of_memory_makes_no_half_filter(void **state)
{
    SRestriction parts[2] = {content(PR_SURNAME_W, FL_PREFIX, &ann),
                             content(PR_SURNAME_A, FL_PREFIX, &ann8)};
    SRestriction res = {.rt = RES_AND, .res.resAnd = {2, parts}};
    bool failed = true, exact;
    char *text;

    (void)state;
    for (long n = 0; failed; n++) {
        HRESULT hr;

        malloc_fails_after(n);
        hr = restriction_filter(map, &res, &text, &exact);
        failed = malloc_failed();
        assert_int_equal(hr, failed ? MAPI_E_NOT_ENOUGH_MEMORY : S_OK);
        assert_true(!text == failed);
        free(text);
    }
}

static int set_up(void **state)
{
    (void)state;
    return attribute_map_create(MAP_INETORGPERSON, NULL, &map);
}

static int tear_down(void **state)
{
    (void)state;
    attribute_map_free(map);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_ldap_can_say),
        cmocka_unit_test(what_it_cannot_say_is_said_wider),
        cmocka_unit_test(an_opposite_is_never_narrower),
        cmocka_unit_test(what_is_no_restriction_is_refused),
        cmocka_unit_test(running_out_of_memory_makes_no_half_filter),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
