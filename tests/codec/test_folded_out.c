/*
 * test_folded_out.c - long lines on their way out, folded
 */
#include "codec/card_fixture.h"
#include "codec/text/folded_out.h"

static struct folded_out out;

static void begin(struct pot *pot, size_t widest)
{
    folded_out_begin(&out, (struct byte_sink){pot_put, pot}, widest, "\r\n");
}

static void assert_end(struct pot *pot, const char *want)
{
    assert_int_equal(folded_out_end(&out), S_OK);
    assert_string_equal(pot->text, want);
    free(pot->text);
    *pot = (struct pot){0};
}

static void a_line_goes_on_behind_one_blank(void **state)
{
    (void)state;
    struct pot pot = {0};

    begin(&pot, 5);
    folded_out_word(&out, "12345");
    folded_out_line_end(&out);
    folded_out_word(&out, "1234567890");
    folded_out_line_end(&out);
    assert_end(&pot, "12345\r\n12345\r\n 6789\r\n 0\r\n");
}

static void no_line_is_cut_in_a_character_or_a_unit(void **state)
{
    (void)state;
    struct pot pot = {0};

    begin(&pot, 6);
    folded_out_word(&out, "1234\xe2\x82\xac\xf0\x9f\x98\x80\xc3\xbc\xc3\xbc");
    folded_out_line_end(&out);
    folded_out_word(&out, "12345");
    folded_out_unit(&out, "\\n", 2);
    folded_out_line_end(&out);
    assert_end(&pot, "1234\r\n \xe2\x82\xac\r\n \xf0\x9f\x98\x80\r\n \xc3\xbc\xc3\xbc\r\n"
                     "12345\r\n \\n\r\n");
}

static void what_is_no_utf8_is_shown(void **state)
{
    (void)state;
    struct pot pot = {0};

    begin(&pot, 75);
    folded_out_text(&out, "a\xff\xc3(\xe2\x82", 6);
    assert_end(&pot, "a\xef\xbf\xbd\xef\xbf\xbd(\xef\xbf\xbd\xef\xbf\xbd");
}

static void base64_is_that_of_rfc_4648(void **state)
{
    (void)state;
    static const char *const want[] = {"",         "Zg==",     "Zm8=",    "Zm9v",
                                       "Zm9vYg==", "Zm9vYmE=", "Zm9vYmFy"};
    struct pot pot = {0};

    for (size_t n = 0; n < 7; n++) {
        begin(&pot, 75);
        folded_out_word(&out, "!");
        folded_out_base64(&out, "foobar", n);
        assert_int_equal(folded_out_end(&out), S_OK);
        assert_string_equal(pot.text + 1, want[n]);
        free(pot.text);
        pot = (struct pot){0};
    }
    begin(&pot, 5);
    folded_out_base64(&out, "foobar", 6);
    assert_end(&pot, "Zm9vY\r\n mFy");
    begin(&pot, 75);
    folded_out_base64(&out, "\xff\xef\xbe\xfb", 4);
    assert_end(&pot, "/+++"
                     "+w==");
}

static void an_error_of_the_sink_ends_it(void **state)
{
    (void)state;
    struct pot pot = {.most = 3000};

    begin(&pot, 75);
    for (size_t i = 0; i < 10000; i++)
        folded_out_word(&out, "ab");
    assert_int_equal(folded_out_end(&out), MAPI_E_NOT_ENOUGH_DISK);
    assert_in_range(pot.n, 1, 3000);
    free(pot.text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_goes_on_behind_one_blank),
        cmocka_unit_test(no_line_is_cut_in_a_character_or_a_unit),
        cmocka_unit_test(what_is_no_utf8_is_shown),
        cmocka_unit_test(base64_is_that_of_rfc_4648),
        cmocka_unit_test(an_error_of_the_sink_ends_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
