/*
 * test_text_lines.c - the lines of a text file, whoever wrote it
 */
#include "codec/card_fixture.h"
#include "codec/text/text_lines.h"
#include "local_store/failing_malloc.h"

/* Lines as "a|b|", cut ones with "!". */
static char *lines_of(const char *file, size_t bytes, size_t piece, size_t most, HRESULT at_end,
                      HRESULT *hr)
{
    struct drip drip = {{file, bytes}, piece, at_end};
    struct grown_text text = {0};
    struct text_lines lines;
    struct pot pot = {0};
    ULONG n = 0;
    bool cut;

    text_lines_begin(&lines, (struct byte_source){drip_get, &drip});
    while ((*hr = text_lines_next(&lines, &text, most, &cut)) == S_OK) {
        assert_int_equal(lines.line, ++n);
        pot_put(&pot, text.data ? text.data : "", text.count);
        pot_say(&pot, cut ? "!|" : "|");
        text.count = 0;
    }
    assert_int_equal(text_lines_next(&lines, &text, most, &cut), *hr); /* for good */
    pot_say(&pot, "");
    free(text.data);
    return pot.text;
}

static void assert_lines(const char *file, size_t bytes, const char *want)
{
    for (size_t piece = 1; piece < 12; piece++) {
        HRESULT hr;
        char *shown = lines_of(file, bytes, piece, 100, S_OK, &hr);

        assert_int_equal(hr, S_FALSE);
        assert_string_equal(shown, want);
        free(shown);
    }
}

#define LINES(file, want) assert_lines(file, sizeof(file) - 1, want)

static void lines_end_as_every_system_ends_them(void **state)
{
    (void)state;
    LINES("", "");
    LINES("a", "a|");
    LINES("a\r\nb\nc\rd", "a|b|c|d|");
    LINES("a\r\n", "a|");
    LINES("a\r", "a|");
    LINES("\r\n\r\n\n\r\r", "|||||");
    LINES("a\r\rb\n\nc", "a||b||c|");
}

static void a_file_says_what_it_is_in(void **state)
{
    (void)state;
    LINES("\xef\xbb\xbf", "");
    LINES("\xef\xbb\xbf"
          "a\nb",
          "a|b|");
    LINES("\xff\xfe"
          "a\0\n\0\xfc\0\x3d\xd8\x00\xde",
          "a|\xc3\xbc\xf0\x9f\x98\x80|");
    LINES("\xfe\xff\0a\0\r\0\n\x20\xac\xd8\x3d\xde\x00", "a|\xe2\x82\xac\xf0\x9f\x98\x80|");
    LINES("a\0b\0\n\0c\0", "ab|c|"); /* no mark */
    LINES("\0a\0b\0\n\0c", "ab|c|");
    LINES("\xfc\n", "\xfc|"); /* left as it is */
}

static void half_characters_of_utf_16_are_shown(void **state)
{
    (void)state;
    LINES("\xff\xfe\x3d\xd8", "\xef\xbf\xbd|");     /* the file is cut */
    LINES("\xff\xfe\x3d\xd8z", "\xef\xbf\xbd|");    /* ... in a unit too */
    LINES("\xff\xfe\x3d\xd8z\0", "\xef\xbf\xbdz|"); /* no second half */
    LINES("\xff\xfe\x00\xdez\0", "\xef\xbf\xbdz|"); /* no first half */
    LINES("\xff\xfe\x3d\xd8\x3d\xd8\x00\xde", "\xef\xbf\xbd\xf0\x9f\x98\x80|");
}

static void a_line_is_taken_up_to_its_limit(void **state)
{
    (void)state;
    for (size_t piece = 1; piece < 9; piece++) {
        HRESULT hr;
        char *shown = lines_of("abcd\nabcde\r\nx\n", 14, piece, 4, S_OK, &hr);

        assert_string_equal(shown, "abcd|abcd!|x|");
        free(shown);
    }
}

static void long_utf_16_fits(void **state)
{
    (void)state;
    enum {
        UNITS = 100000
    };
    char *file = malloc(2 + UNITS * 2);
    struct byte_span span = {file, 2 + UNITS * 2};
    struct grown_text text = {0};
    struct text_lines lines;
    bool cut;

    memcpy(file, "\xff\xfe", 2);
    for (size_t i = 0; i < UNITS; i++) /* only first halves: what becomes longest */
        memcpy(file + 2 + 2 * i, "\x3d\xd8", 2);
    text_lines_begin(&lines, (struct byte_source){byte_span_get, &span});
    assert_int_equal(text_lines_next(&lines, &text, UNITS * 4, &cut), S_OK);
    assert_int_equal(text.count, UNITS * 3);
    free(text.data);
    free(file);
}

static void an_error_of_the_source_is_for_good(void **state)
{
    (void)state;
    HRESULT hr;
    char *shown = lines_of("a\nb", 3, 2, 100, MAPI_E_DISK_ERROR, &hr);

    assert_int_equal(hr, MAPI_E_DISK_ERROR);
    assert_string_equal(shown, "a|"); /* whether b was whole nobody knows */
    free(shown);
}

static HRESULT lie(void *context, void *bytes, size_t room, size_t *got)
{
    (void)context;
    memset(bytes, 'a', room);
    *got = room + 1;
    return S_OK;
}

static void a_source_that_lies_is_refused(void **state)
{
    (void)state;
    struct grown_text text = {0};
    struct text_lines lines;
    bool cut;

    text_lines_begin(&lines, (struct byte_source){lie, NULL});
    assert_int_equal(text_lines_next(&lines, &text, 9, &cut), MAPI_E_CALL_FAILED);
    assert_int_equal(text_lines_next(&lines, &text, 9, &cut), MAPI_E_CALL_FAILED);
    free(text.data);
}

static void running_out_of_memory_is_told(void **state)
{
    (void)state;
    struct byte_span span = {"abc\n", 4};
    struct grown_text text = {0};
    struct text_lines lines;
    bool cut;

    text_lines_begin(&lines, (struct byte_source){byte_span_get, &span});
    malloc_fails_from(0);
    assert_int_equal(text_lines_next(&lines, &text, 9, &cut), MAPI_E_NOT_ENOUGH_MEMORY);
    assert_true(malloc_failed());
    assert_null(text.data);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_end_as_every_system_ends_them),
        cmocka_unit_test(a_file_says_what_it_is_in),
        cmocka_unit_test(half_characters_of_utf_16_are_shown),
        cmocka_unit_test(a_line_is_taken_up_to_its_limit),
        cmocka_unit_test(long_utf_16_fits),
        cmocka_unit_test(an_error_of_the_source_is_for_good),
        cmocka_unit_test(a_source_that_lies_is_refused),
        cmocka_unit_test(running_out_of_memory_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
