/*
 * test_reply.c - a server's replies, however they are cut
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "internet/smtp_offers.h"

/* Fed in pieces of so many bytes. */
static enum reply_state feed(struct reply_reader *reader, const char *bytes, size_t count,
                             size_t piece, size_t *used)
{
    enum reply_state state = REPLY_MORE;

    *used = 0;
    memset(reader, 0, sizeof(*reader));
    while (*used < count && state == REPLY_MORE) {
        size_t n = count - *used < piece ? count - *used : piece, took;

        state = reply_read(reader, bytes + *used, n, &took);
        *used += took;
    }
    return state;
}

static struct reply reply_of(const char *text)
{
    static struct reply_reader reader;
    size_t used;

    assert_int_equal(feed(&reader, text, strlen(text), strlen(text), &used), REPLY_DONE);
    assert_int_equal(used, strlen(text));
    return reader.reply;
}

static void a_reply_is_the_same_however_it_is_cut(void **state)
{
    static const char text[] = "250-one\r\n250-\r\n250 three\r\n354 next";
    struct reply_reader reader;
    size_t used;

    (void)state;
    for (size_t piece = 1; piece < sizeof(text); piece++) {
        assert_int_equal(feed(&reader, text, sizeof(text) - 1, piece, &used), REPLY_DONE);
        assert_int_equal(used, sizeof(text) - 1 - strlen("354 next"));
        assert_int_equal(reader.reply.code, 250);
        assert_string_equal(reader.reply.text, "one\n\nthree");
    }
}

static void lines_may_be_short(void **state)
{
    (void)state;
    assert_int_equal(reply_of("250\r\n").code, 250);
    assert_string_equal(reply_of("250\n").text, "");
    assert_string_equal(reply_of("550-a\n550\n").text, "a");
    assert_string_equal(reply_of("220 a\rb\r\n").text, "a b");
}

static void what_is_no_reply_is_refused(void **state)
{
    static const char *const bad[] = {
        "hello\r\n", "25\r\n", "2500 a\r\n", "199 a\r\n",     "600 a\r\n",  "250-a\r\n251 b\r\n",
        "250_a\r\n", "\r\n",   " 250 a\n",   "250-a\r\n\r\n", "2\r50 a\r\n"};
    struct reply_reader reader;
    size_t used;

    (void)state;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        assert_int_equal(feed(&reader, bad[i], strlen(bad[i]), 3, &used), REPLY_BAD);
}

static void a_long_one_is_kept_in_part_and_one_without_end_is_refused(void **state)
{
    struct reply_reader reader = {0};
    char x[1000];
    size_t used;

    (void)state;
    memset(x, 'x', sizeof(x));
    assert_int_equal(reply_read(&reader, "250 ", 4, &used), REPLY_MORE);
    for (int i = 0; i < 1000; i++)
        assert_int_equal(reply_read(&reader, x, sizeof(x), &used), REPLY_MORE);
    assert_int_equal(reply_read(&reader, "\r\n", 2, &used), REPLY_DONE);
    assert_int_equal(strlen(reader.reply.text), REPLY_TEXT_BYTES - 1);

    memset(&reader, 0, sizeof(reader));
    for (int i = 1; i < REPLY_MOST_LINES; i++)
        assert_int_equal(reply_read(&reader, "250-a\r\n", 7, &used), REPLY_MORE);
    assert_int_equal(reply_read(&reader, "250-a\r\n", 7, &used), REPLY_BAD);
}

static void a_word_is_found_at_the_beginning_of_a_line(void **state)
{
    struct reply reply =
        reply_of("250-SIZES 1\r\n250-a SIZE 2\r\n250-size 3\r\n250 AUTH=LOGIN\r\n");

    (void)state;
    assert_string_equal(reply_find(&reply, "SIZE"), "3\nAUTH=LOGIN");
    assert_string_equal(reply_find(&reply, "AUTH"), "LOGIN");
    assert_null(reply_find(&reply, "DSN"));
}

static void a_reply_is_printed_in_one_line(void **state)
{
    struct reply reply = reply_of("550-5.1.1 no\r\n550 5.1.1 \x1b[31mway\r\n");
    char text[64], short_text[8];

    (void)state;
    reply_print(&reply, text, sizeof(text));
    assert_string_equal(text, "550 5.1.1 no 5.1.1  [31mway");
    reply_print(&reply, short_text, sizeof(short_text));
    assert_string_equal(short_text, "550 5.1");
}

static void offers_are_what_the_server_says(void **state)
{
    struct reply reply = reply_of("250-hello\r\n250-PIPELINING\r\n250-SIZE 35882577\r\n250-DSN\r\n"
                                  "250-8BITMIME\r\n250 SMTPUTF8\r\n");
    struct offers_of {
        const char *size;
        uint64_t most;
    } sizes[] = {{"250 SIZE\r\n", 0},
                 {"250 SIZE 0\r\n", 0},
                 {"250 SIZE 99999999999999999999999999\r\n", 0},
                 {"250 SIZE 12x\r\n", 12}};
    struct smtp_offers offers;

    (void)state;
    smtp_offers_read(&reply, &offers);
    assert_true(offers.pipelining && offers.size && offers.dsn && offers.eight_bit && offers.utf8);
    assert_int_equal(offers.most_bytes, 35882577);
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        reply = reply_of(sizes[i].size);
        smtp_offers_read(&reply, &offers);
        assert_true(offers.size && !offers.pipelining);
        assert_int_equal(offers.most_bytes, sizes[i].most);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_reply_is_the_same_however_it_is_cut),
        cmocka_unit_test(lines_may_be_short),
        cmocka_unit_test(what_is_no_reply_is_refused),
        cmocka_unit_test(a_long_one_is_kept_in_part_and_one_without_end_is_refused),
        cmocka_unit_test(a_word_is_found_at_the_beginning_of_a_line),
        cmocka_unit_test(a_reply_is_printed_in_one_line),
        cmocka_unit_test(offers_are_what_the_server_says),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
