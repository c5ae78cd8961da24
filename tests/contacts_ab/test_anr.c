/*
 * test_anr.c - PR_ANR in a restriction, as a question about the words of rows
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include "contacts_ab/anr.h"
#include "local_store/failing_malloc.h"
#include "mapitags.h"

static SRestriction typed(SPropValue *value, const WCHAR *text)
{
    *value = (SPropValue){.ulPropTag = PR_ANR_W, .Value.lpszW = (WCHAR *)text};
    return (SRestriction){.rt = RES_PROPERTY, .res.resProperty = {RELOP_EQ, PR_ANR_W, value}};
}

static void each_word_must_begin_one_of_the_rows(void **state)
{
    SPropValue value;
    SRestriction res = typed(&value, L"Ann, KERN");
    struct anr anr = {0};

    (void)state;
    assert_int_equal(anr_translate(&res, &anr), S_OK);
    assert_int_equal(anr.res->rt, RES_AND);
    assert_int_equal(anr.res->res.resAnd.cRes, 2);
    for (int i = 0; i < 2; i++) {
        const SContentRestriction *word = &anr.res->res.resAnd.lpRes[i].res.resContent;

        assert_int_equal(anr.res->res.resAnd.lpRes[i].rt, RES_CONTENT);
        assert_int_equal(word->ulFuzzyLevel, FL_PREFIX);
        assert_int_equal(word->ulPropTag, PR_CONTACT_WORDS);
        assert_memory_equal(word->lpProp->Value.lpszW, i ? L"kern" : L"ann",
                            (i ? 5 : 4) * sizeof(WCHAR));
    }
    anr_drop(&anr);
}

static void no_words_find_nothing(void **state)
{
    SPropValue value;
    SRestriction res = typed(&value, L" -- ");
    struct anr anr = {0};

    (void)state;
    assert_int_equal(anr_translate(&res, &anr), S_OK);
    assert_int_equal(anr.res->rt, RES_NOT);
    anr_drop(&anr);
}

static void it_is_found_wherever_it_stands(void **state)
{
    SPropValue value;
    SRestriction parts[2] = {typed(&value, L"a"),
                             {.rt = RES_EXIST, .res.resExist.ulPropTag = PR_ENTRYID}};
    SRestriction both = {.rt = RES_OR, .res.resOr = {2, parts}};
    SRestriction not = {.rt = RES_NOT, .res.resNot.lpRes = &both};
    struct anr anr = {0};
    const SRestriction *inner;

    (void)state;
    assert_int_equal(anr_translate(&not, &anr), S_OK);
    inner = anr.res->res.resNot.lpRes;
    assert_int_equal(inner->rt, RES_OR);
    assert_int_equal(inner->res.resOr.lpRes[0].rt, RES_AND);
    assert_int_equal(inner->res.resOr.lpRes[1].rt, RES_EXIST);
    assert_int_equal(parts[0].rt, RES_PROPERTY); /* the caller's is as it was */
    anr_drop(&anr);
}

static void what_is_too_deep_is_refused(void **state)
{
    SRestriction deep[100] = {0};
    struct anr anr = {0};

    (void)state;
    for (int i = 0; i < 99; i++) {
        deep[i].rt = RES_NOT;
        deep[i].res.resNot.lpRes = &deep[i + 1];
    }
    deep[99].rt = RES_EXIST;
    assert_int_equal(anr_translate(deep, &anr), MAPI_E_TOO_COMPLEX);
    anr_drop(&anr);
}

static void running_out_of_memory_is_told(void **state)
{
    SPropValue value;
    SRestriction res = typed(&value, L"one two three");
    bool failed = true;
    HRESULT hr;

    (void)state;
    for (long n = 0; failed; n++) {
        struct anr anr = {0};

        malloc_fails_after(n);
        hr = anr_translate(&res, &anr);
        failed = malloc_failed();
        assert_int_equal(hr, failed ? MAPI_E_NOT_ENOUGH_MEMORY : S_OK);
        anr_drop(&anr);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_word_must_begin_one_of_the_rows),
        cmocka_unit_test(no_words_find_nothing),
        cmocka_unit_test(it_is_found_wherever_it_stands),
        cmocka_unit_test(what_is_too_deep_is_refused),
        cmocka_unit_test(running_out_of_memory_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
