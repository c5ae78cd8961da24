/*
 * test_smtp_command.c - what is said to an SMTP server: commands nobody can add to, contents
 * without a false end
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "internet/smtp_body.h"
#include "internet/smtp_command.h"

static const struct smtp_offers all = {true, true, true, true, true, 0}, none = {0};

static void an_address_holds_one_mailbox_and_nothing_else(void **state)
{
    static const char *const good[] = {"a@b", "john.doe+x@example.org", "\"john doe\"@example.org",
                                       "\"a\\\"b>\"@example.org",
                                       "b\xc3\xbc"
                                       "cher@example.org"},
                             *const bad[] = {"",
                                             "a",
                                             "@b",
                                             "a@",
                                             "a b@c",
                                             "a@b>\r\nRCPT TO:<c@d",
                                             "a@b\n",
                                             "<a@b>",
                                             "\"a@b",
                                             "a\x7f@b",
                                             "a@b NOTIFY=NEVER",
                                             "\"a\\\r\"@b",
                                             "\"@b\""};
    char long_one[400];

    (void)state;
    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
        assert_true(smtp_address_is_good(good[i]));
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        assert_false(smtp_address_is_good(bad[i]));
    memset(long_one, 'x', sizeof(long_one) - 1);
    memcpy(long_one + 200, "@", 1);
    long_one[399] = 0;
    assert_false(smtp_address_is_good(long_one));
}

static void what_is_not_offered_is_not_asked(void **state)
{
    const struct smtp_mail mail = {.from = "a@b",
                                   .bytes = 12,
                                   .is_eight_bit = true,
                                   .returns_header = true,
                                   .envelope = "x+y=z \xc3\xbc"};
    const struct smtp_recipient to = {.address = "c+d@e=f",
                                      .notify = SMTP_NOTIFY_SUCCESS | SMTP_NOTIFY_DELAY};
    char line[SMTP_LINE_BYTES];

    (void)state;
    smtp_mail_command(&mail, &none, false, line);
    assert_string_equal(line, "MAIL FROM:<a@b>\r\n");
    smtp_mail_command(&mail, &all, true, line);
    assert_string_equal(line, "MAIL FROM:<a@b> SIZE=12 BODY=8BITMIME SMTPUTF8 RET=HDRS "
                              "ENVID=x+2By+3Dz+20+C3+BC\r\n");
    smtp_rcpt_command(&to, &none, line);
    assert_string_equal(line, "RCPT TO:<c+d@e=f>\r\n");
    smtp_rcpt_command(&to, &all, line);
    assert_string_equal(line,
                        "RCPT TO:<c+d@e=f> NOTIFY=SUCCESS,DELAY ORCPT=rfc822;c+2Bd@e+3Df\r\n");
}

static void never_stands_alone(void **state)
{
    const struct smtp_recipient to = {.address = "\xc3\xbc@e",
                                      .notify = SMTP_NOTIFY_NEVER | SMTP_NOTIFY_DELAY};
    char line[SMTP_LINE_BYTES];

    (void)state;
    smtp_rcpt_command(&to, &all, line);
    assert_string_equal(line, "RCPT TO:<\xc3\xbc@e> NOTIFY=NEVER\r\n");
}

static void the_longest_commands_have_room(void **state)
{
    char address[321], line[SMTP_LINE_BYTES];
    const struct smtp_recipient to = {.address = address, .notify = 7};

    (void)state;
    memset(address, '=', 320);
    address[320] = 0;
    address[1] = '@';
    assert_true(smtp_address_is_good(address));
    smtp_rcpt_command(&to, &all, line);
    assert_string_equal(line + strlen(line) - 5, "+3D\r\n");
}

static void contents_are_dotted_and_ended_however_they_are_cut(void **state)
{
    static const struct {
        const char *in, *out;
    } cases[] = {
        {"", ".\r\n"},
        {"a", "a\r\n.\r\n"},
        {"a\r\n", "a\r\n.\r\n"},
        {"a\n.\nb", "a\r\n..\r\nb\r\n.\r\n"},
        {".a\r\n.b\r\n", "..a\r\n..b\r\n.\r\n"},
        {"a\r.\r\nb", "a\r\n..\r\nb\r\n.\r\n"}, /* a bare CR hides no end */
        {"\r\r\n\n", "\r\n\r\n\r\n.\r\n"},
        {"a\r", "a\r\n.\r\n"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        size_t all_bytes = strlen(cases[i].in);

        for (size_t piece = 1; piece <= all_bytes + 1; piece++) {
            struct smtp_body body = {0};
            char out[64];
            size_t n = 0;

            for (size_t at = 0; at < all_bytes; at += piece)
                n += smtp_body_put(&body, cases[i].in + at,
                                   all_bytes - at < piece ? all_bytes - at : piece, out + n);
            n += smtp_body_end(&body, out + n);
            out[n] = 0;
            assert_string_equal(out, cases[i].out);
        }
    }
}

/* Line ends that begin with a dot, behind a CR that owes one: as much as there can be. */
static void what_is_dotted_has_room(void **state)
{
    (void)state;
    for (size_t count = 1; count < 64; count++) {
        struct smtp_body body = {0};
        char *out = malloc(SMTP_BODY_ROOM(count)), in[64];
        size_t n;

        assert_non_null(out);
        assert_int_equal(smtp_body_put(&body, "\r", 1, out), 0);
        for (size_t i = 0; i < count; i++)
            in[i] = i % 2 ? '\n' : '.';
        n = smtp_body_put(&body, in, count, out); /* the sanitizer looks */
        assert_int_equal(n, SMTP_BODY_ROOM(count));
        free(out);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_address_holds_one_mailbox_and_nothing_else),
        cmocka_unit_test(what_is_not_offered_is_not_asked),
        cmocka_unit_test(never_stands_alone),
        cmocka_unit_test(the_longest_commands_have_room),
        cmocka_unit_test(contents_are_dotted_and_ended_however_they_are_cut),
        cmocka_unit_test(what_is_dotted_has_room),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
