/*
 * test_refinement.c - what a server has searched by PR_ANR isn't asked of its rows again
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>
#include "ldap_ab/refinement.h"
#include "local_store/failing_malloc.h"

static SRestriction anr = {.rt = RES_PROPERTY,
                           .res.resProperty = {.relop = RELOP_EQ, .ulPropTag = PR_ANR_W}};
static SRestriction name = {.rt = RES_EXIST, .res.resExist.ulPropTag = PR_DISPLAY_NAME_W};
static SRestriction title = {.rt = RES_EXIST, .res.resExist.ulPropTag = PR_TITLE_W};

static SRestriction all_of(SRestriction *parts, ULONG n)
{
    SRestriction all = {.rt = RES_AND};

    all.res.resAnd.cRes = n;
    all.res.resAnd.lpRes = parts;
    return all;
}

static SRestriction not(SRestriction * part)
{
    SRestriction turned = {.rt = RES_NOT};

    turned.res.resNot.lpRes = part;
    return turned;
}

static void without_it_all_is_left(void **state)
{
    SRestriction parts[] = {name, title}, all = all_of(parts, 2);
    struct refinement left;

    (void)state;
    assert_int_equal(refinement_make(&all, &left), S_OK);
    assert_ptr_equal(left.restriction, &all);
    refinement_clear(&left);
}

static void alone_it_leaves_nothing(void **state)
{
    SRestriction content = {.rt = RES_CONTENT, .res.resContent.ulPropTag = PR_ANR_A};
    SRestriction parts[] = {anr, content}, all = all_of(parts, 2);
    const SRestriction *alone[] = {&anr, &content, &all};
    struct refinement left;

    (void)state;
    for (int i = 0; i < 3; i++) {
        assert_int_equal(refinement_make(alone[i], &left), S_OK);
        assert_null(left.restriction);
        refinement_clear(&left);
    }
}

static void beside_others_it_is_left_out(void **state)
{
    SRestriction parts[] = {name, anr, title}, all = all_of(parts, 3);
    struct refinement left;

    (void)state;
    assert_int_equal(refinement_make(&all, &left), S_OK);
    assert_int_equal(left.restriction->rt, RES_AND);
    assert_int_equal(left.restriction->res.resAnd.cRes, 2);
    assert_int_equal(left.restriction->res.resAnd.lpRes[0].res.resExist.ulPropTag,
                     PR_DISPLAY_NAME_W);
    assert_int_equal(left.restriction->res.resAnd.lpRes[1].res.resExist.ulPropTag, PR_TITLE_W);
    refinement_clear(&left);
}

static void elsewhere_it_is_too_much(void **state)
{
    SRestriction no = not(&anr), deep[] = {anr, name}, inner = all_of(deep, 2);
    SRestriction parts[] = {name, inner}, nested = all_of(parts, 2), either = all_of(deep, 2);
    SRestriction comment = {.rt = RES_COMMENT, .res.resComment.lpRes = &anr};
    const SRestriction *wrong[] = {&no, &nested, &either, &comment};
    struct refinement left;

    (void)state;
    either.rt = RES_OR;
    for (int i = 0; i < 4; i++) {
        assert_int_equal(refinement_make(wrong[i], &left), MAPI_E_TOO_COMPLEX);
        assert_null(left.parts);
    }
}

static void running_out_of_memory_is_told(void **state)
{
    SRestriction parts[] = {name, anr}, all = all_of(parts, 2);
    struct refinement left;

    (void)state;
    malloc_fails_after(0);
    assert_int_equal(refinement_make(&all, &left), MAPI_E_NOT_ENOUGH_MEMORY);
    assert_true(malloc_failed());
    refinement_clear(&left);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_it_all_is_left),        cmocka_unit_test(alone_it_leaves_nothing),
        cmocka_unit_test(beside_others_it_is_left_out),  cmocka_unit_test(elsewhere_it_is_too_much),
        cmocka_unit_test(running_out_of_memory_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
