/*
 * test_text_hold.c - memory that is read into together and goes at once, and text that grows
 */
#include "codec/card_fixture.h"
#include "codec/text/text_hold.h"
#include "local_store/failing_malloc.h"

static void what_is_held_is_aligned_and_its_own(void **state)
{
    (void)state;
    struct text_hold hold = {0};
    char *all[100];

    for (size_t i = 0; i < 100; i++) {
        all[i] = text_hold_room(&hold, i * 37);
        assert_non_null(all[i]);
        assert_int_equal((uintptr_t)all[i] % 16, 0);
        memset(all[i], (int)i, i * 37);
    }
    for (size_t i = 0; i < 100; i++)
        for (size_t k = 0; k < i * 37; k++)
            assert_int_equal(all[i][k], i);
    text_hold_drop(&hold);
    assert_null(hold.blocks);
}

static void one_block_stays_when_the_rest_goes(void **state)
{
    (void)state;
    struct text_hold hold = {0};
    char *first = text_hold_copy(&hold, "abc", 3);

    assert_string_equal(first, "abc");
    assert_non_null(text_hold_room(&hold, 1 << 20));
    text_hold_clear(&hold);
    malloc_fails_from(0); /* and so what comes next needs no memory */
    assert_ptr_equal(text_hold_copy(&hold, "", 0), first);
    assert_false(malloc_failed());
    assert_string_equal(first, "");
    text_hold_drop(&hold);
    text_hold_clear(&hold); /* of nothing */
}

static void what_cannot_be_had_is_refused(void **state)
{
    (void)state;
    struct text_hold hold = {0};
    struct grown_text text = {0};

    assert_null(text_hold_room(&hold, (size_t)-1));
    assert_null(text_hold_room(&hold, (size_t)-40));
    assert_false(grown_text_reserve(&text, (size_t)-1));
    malloc_fails_from(0);
    assert_null(text_hold_room(&hold, 1));
    assert_null(text_hold_copy(&hold, "a", 1));
    assert_false(grown_text_reserve(&text, 1));
    assert_true(malloc_failed());
    assert_null(text.data);
    assert_null(hold.blocks);
}

static void text_grows_and_keeps_what_it_has(void **state)
{
    (void)state;
    struct grown_text text = {0};

    for (size_t i = 0; i < 100000; i++) {
        assert_true(grown_text_reserve(&text, 1));
        text.data[text.count++] = (char)i;
    }
    for (size_t i = 0; i < text.count; i++)
        assert_int_equal(text.data[i], (char)i);
    free(text.data);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_held_is_aligned_and_its_own),
        cmocka_unit_test(one_block_stays_when_the_rest_goes),
        cmocka_unit_test(what_cannot_be_had_is_refused),
        cmocka_unit_test(text_grows_and_keeps_what_it_has),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
