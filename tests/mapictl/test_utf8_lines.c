/*
 * test_utf8_lines.c - the body on mapictl's standard input, as it comes
 */
#include <stdarg.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "../../programs/mapictl/utf8_lines.h"

/* In pieces of so many bytes, each in memory of its own. False: refused. */
static bool read_in(const char *text, size_t bytes, size_t piece, WCHAR *out, size_t *chars)
{
    struct utf8_lines lines = {0};
    bool fine = true;

    *chars = 0;
    for (size_t at = 0; fine && at < bytes; at += piece) {
        size_t n = bytes - at < piece ? bytes - at : piece, more;
        char *part = malloc(n);
        WCHAR *room = malloc(2 * n * sizeof(*room));

        memcpy(part, text + at, n);
        fine = utf8_lines_add(&lines, part, n, room, &more);
        if (fine) memcpy(out + *chars, room, more * sizeof(*room));
        if (fine) *chars += more;
        free(part);
        free(room);
    }
    return fine && utf8_lines_end(&lines);
}

static void a_text_is_the_same_however_it_comes(void **state)
{
    static const struct {
        const char *bytes;
        const WCHAR *text;
    } cases[] = {
        {"", L""},
        {"plain", L"plain"},
        {"one\ntwo\n", L"one\r\ntwo\r\n"},
        {"one\r\ntwo\r\n\r\n", L"one\r\ntwo\r\n\r\n"},
        {"\n\n\r\n\r\r\n\n", L"\r\n\r\n\r\n\r\r\n\r\n"},
        {"J\xc3\xb6rg \xe2\x82\xac", L"J\u00f6rg \u20ac"},
        {"\xf0\x9f\x93\xa7\n", L"\xd83d\xdce7\r\n"},
        {"\xef\xbb\xbfmarked \xef\xbb\xbf once", L"marked \ufeff once"},
        {"\xf4\x8f\xbf\xbf\xed\x9f\xbf\xee\x80\x80", L"\xdbff\xdfff\xd7ff\xe000"},
    };
    WCHAR out[64];
    size_t chars;

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        size_t bytes = strlen(cases[i].bytes), want = 0;

        while (cases[i].text[want])
            want++;
        for (size_t piece = 1; piece <= bytes + 1; piece++) {
            assert_true(read_in(cases[i].bytes, bytes, piece, out, &chars));
            assert_int_equal(chars, want);
            assert_memory_equal(out, cases[i].text, want * sizeof(*out));
        }
    }
}

static void what_is_no_text_is_refused(void **state)
{
    static const struct {
        const char *bytes;
        size_t n;
    } cases[] = {
        {"J\xf6rg", 4},              /* Latin 1 */
        {"\x80", 1},                 /* goes on with nothing */
        {"\xc3", 1},                 /* cut */
        {"\xe2\x82", 2},             /* cut */
        {"\xc0\xaf", 2},             /* too long for what it is */
        {"\xe0\x80\xaf", 3},         /* the same */
        {"\xf0\x80\x80\xaf", 4},     /* the same */
        {"\xed\xa0\x80", 3},         /* half of a pair */
        {"\xf4\x90\x80\x80", 4},     /* behind the last character */
        {"\xf8\x88\x80\x80\x80", 5}, /* five bytes */
        {"\xff\xfe"
         "a",
         3}, /* UTF-16 */
        {"a\0b", 3},
    };
    WCHAR out[64];
    size_t chars;

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        for (size_t piece = 1; piece <= cases[i].n; piece++)
            assert_false(read_in(cases[i].bytes, cases[i].n, piece, out, &chars));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_text_is_the_same_however_it_comes),
        cmocka_unit_test(what_is_no_text_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
