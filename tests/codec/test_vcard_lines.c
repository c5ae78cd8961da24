/*
 * test_vcard_lines.c - the lines of one vCard, gathered from its file
 */
#include "codec/card_fixture.h"
#include "codec/vcard/lines.h"

static void lines_are_unfolded_as_their_version_does(void **state)
{
    (void)state;
    assert_line("3.0", "NOTE:a\r\n b\r\n  c\r\n\td\n e", "NOTE ab cde");
    assert_line("4.0", "NOTE:a\r\n b\r\n  c", "NOTE ab c");
    assert_line("2.1", "NOTE:a\r\n b\r\n  c", "NOTE a b  c"); /* the blank was there before */
    assert_line("3.0", "NO\r\n TE;X-\r\n A=b\r\n :c", "NOTE;X-A=b c");
    assert_line("3.0", "NOTE:a\r\n \r\n b", "NOTE ab");
}

static void the_version_may_come_last(void **state)
{
    (void)state;
    assert_cards("BEGIN:VCARD\nNOTE:a\n b\\n\nVERSION:2.1\nEND:VCARD", "NOTE a b\\n\n-- 21\n");
    assert_cards("BEGIN:VCARD\nNOTE:a\n b\\n\nversion : 3.0\nEND:VCARD", "NOTE ab<LF>\n-- 30\n");
    assert_cards("BEGIN:VCARD\nNOTE:a\n b\\n\nEND:VCARD", "NOTE ab<LF>\n-- 0\n");
    assert_cards("BEGIN:VCARD\nVERSION:5.0\nX-A;B=^n:a\nEND:VCARD", "X-A;B=<LF> a\n-- 40\n");
}

static void borders_are_found_however_they_are_written(void **state)
{
    (void)state;
    assert_cards("junk\r\rbegin : vcard \r\rFN:a\rend:vCard\r\rFN:outside\rBEGIN:VCALENDAR\r"
                 "BEGIN:VCARD\rFN:b\rEND:VCARD",
                 "FN a\n-- 0\nFN b\n-- 0\n");
    assert_cards("\xef\xbb\xbf"
                 "BEGIN:VCARD\nFN:a\nEND:VCARD\n\xef\xbb\xbf"
                 "BEGIN:VCARD\nFN:b\nEND:VCARD\n",
                 "FN a\n-- 0\nFN b\n-- 0\n");
    assert_cards("", "");
    assert_cards("BEGIN:VCARD\nFN:a\nBEGIN:VEVENT\nitem1.END:VEVENT\nEND:VCARD\n",
                 "FN a\n-- 0 lost 2\nlost 2");
    assert_cards("END:VCARD\nFN:a\n", "");
}

static void a_card_without_end_is_a_card(void **state)
{
    (void)state;
    assert_cards("BEGIN:VCARD\nFN:a\nBEGIN:VCARD\nFN:b\nEND:VCARD",
                 "FN a\n-- 0\nFN b\n-- 0\nunended 1");
    assert_cards("BEGIN:VCARD\nFN:a\nTEL:1", "FN a\nTEL 1\n-- 0\nunended 1");
    assert_cards("BEGIN:VCARD\nNOTE;QUOTED-PRINTABLE:a=\nEND:VCARD\n", "NOTE a\n-- 0\n");
    assert_cards("BEGIN:VCARD\nEND:VCARD\nBEGIN:VCARD\n", "skipped 2unended 1");
}

static void a_card_in_a_card_is_passed_over(void **state)
{
    (void)state;
    assert_cards("BEGIN:VCARD\nVERSION:2.1\nFN:a\nAGENT:\nBEGIN:VCARD\nVERSION:3.0\nFN:b\n"
                 "AGENT:\nBEGIN:VCARD\nFN:c\nEND:VCARD\nTEL:1\nEND:VCARD\nTEL:2\nEND:VCARD\n",
                 "FN a\nTEL 2\n-- 21\nnested 2");
    assert_cards("BEGIN:VCARD\nitem1.AGENT;X-A=b:BEGIN:VCARD\nFN:b\nEND:VCARD\nFN:a\nEND:VCARD",
                 "FN a\n-- 0\nnested 1");
    assert_cards("BEGIN:VCARD\nFN:a\nAGENT:\n\nBEGIN:VCARD\nFN:b\nEND:VCARD\n",
                 "FN a\nAGENT \n-- 0\nFN b\n-- 0\nunended 1"); /* an empty line: none follows */
    assert_cards("BEGIN:VCARD\nFN:a\nAGENT:\nBEGIN:VCARD\nFN:b\nBEGIN:VCARD\nFN:c\nEND:VCARD\n",
                 "FN a\n-- 0\nFN c\n-- 0\nunended 1nested 1");
    assert_line("3.0", "AGENT:BEGIN:VCARD\\nFN:Susan\\nEND:VCARD",
                "AGENT BEGIN:VCARD<LF>FN:Susan<LF>END:VCARD");
}

static void the_beginning_of_a_card_is_told(void **state)
{
    static const char file[] = "\r\nBEGIN:VCARD\nFN:a\n b\nBEGIN:VCARD\nFN:b\nEND:VCARD\n\n\n"
                               "BEGIN:VCARD\nFN:c\nEND:VCARD\n";
    static const ULONG want[] = {2, 5, 10};
    struct byte_span span = {file, sizeof(file) - 1};
    struct vcard_reader *reader;
    struct card card;

    (void)state;
    assert_int_equal(vcard_open((struct byte_source){byte_span_get, &span}, 0, &reader), S_OK);
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(vcard_next(reader, &card), S_OK);
        assert_int_equal(card.line, want[i]);
    }
    assert_int_equal(vcard_next(reader, &card), S_FALSE);
    vcard_close(reader);
}

static void assert_shown(struct pot *file, const char *want)
{
    char *shown = shown_cards(file->text, file->n, 1 << 16, 0);

    assert_string_equal(shown, want);
    free(shown);
    free(file->text);
    *file = (struct pot){0};
}

/* count bytes behind what is there */
static void pot_fill(struct pot *pot, char c, size_t count)
{
    char *text = malloc(count);

    memset(text, c, count);
    pot_put(pot, text, count);
    free(text);
}

static void a_line_beyond_its_limit_is_lost_and_the_card_is_not(void **state)
{
    static const char want[] = "FN end\n-- 30 lost 1\nlost 1";
    static const char begin[] = "BEGIN:VCARD\nVERSION:3.0\nNOTE:";
    static const char end[] = "\n folded\nFN:end\nEND:VCARD\n";
    struct pot file = {0};

    (void)state;
    pot_say(&file, begin);
    pot_fill(&file, 'a', CARD_LINE);
    pot_say(&file, end);
    assert_shown(&file, want);
    pot_say(&file, begin);
    pot_fill(&file, 'a', CARD_BIG_LINE + 10); /* more than a line may have at all */
    pot_say(&file, end);
    assert_shown(&file, want);
    pot_say(&file, begin);
    for (size_t i = 0; i < 11; i++) { /* folded */
        pot_fill(&file, 'a', 100000);
        pot_say(&file, "\n ");
    }
    pot_say(&file, end);
    assert_shown(&file, want);
}

static void all_lines_together_are_bounded(void **state)
{
    struct pot file = {0};
    char *shown;

    (void)state;
    pot_say(&file, "BEGIN:VCARD\nVERSION:3.0\n");
    for (size_t i = 0; i < 33; i++) {
        pot_say(&file, "NOTE:");
        pot_fill(&file, 'a', (1 << 20) - 10);
        pot_say(&file, "\n");
    }
    pot_say(&file, "FN:a\nEND:VCARD\n");
    shown = shown_cards(file.text, file.n, 1 << 16, 0);
    assert_non_null(strstr(shown, "FN a\n-- 30 lost 1\nlost 1"));
    free(shown);
    free(file.text);
    file = (struct pot){0};
    pot_say(&file, "BEGIN:VCARD\nVERSION:3.0\n");
    for (size_t i = 0; i < CARD_VALUES + 5; i++)
        pot_say(&file, "A:b\n");
    pot_say(&file, "END:VCARD\nBEGIN:VCARD\nFN:a\nEND:VCARD\n");
    shown = shown_cards(file.text, file.n, 1 << 16, 0);
    assert_string_equal(shown + (CARD_VALUES - 1) * 4, "-- 30 lost 6\nFN a\n-- 0\nlost 6");
    free(shown);
    free(file.text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_are_unfolded_as_their_version_does),
        cmocka_unit_test(the_version_may_come_last),
        cmocka_unit_test(borders_are_found_however_they_are_written),
        cmocka_unit_test(a_card_without_end_is_a_card),
        cmocka_unit_test(a_card_in_a_card_is_passed_over),
        cmocka_unit_test(the_beginning_of_a_card_is_told),
        cmocka_unit_test(a_line_beyond_its_limit_is_lost_and_the_card_is_not),
        cmocka_unit_test(all_lines_together_are_bounded),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
