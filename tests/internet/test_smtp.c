/*
 * test_smtp.c - messages to servers that take, refuse, defer, hang up and talk nonsense
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <pthread.h>
#include "internet/smtp.h"
#include "internet/smtp_server.h"

#define LONG_TIME 60000 /* never reached */

enum { /* the servers */
    EASY,
    BARE,
    STARTTLS,
    TLS,
    WRONG_HOST,
    PLAIN_AUTH,
    LOGIN_AUTH,
    CRAM_AUTH,
    XOAUTH2,
    OAUTHBEARER,
    N_SERVERS
};
static const char *const offers[] = {"PIPELINING,SIZE 2000000,8BITMIME,SMTPUTF8,DSN",
                                     "X-NOTHING",
                                     "STARTTLS,AUTH=PLAIN,PIPELINING",
                                     "TLS,AUTH=PLAIN",
                                     "STARTTLS,CERT=wrong",
                                     "AUTH=PLAIN",
                                     "AUTH=LOGIN",
                                     "AUTH=CRAM-MD5",
                                     "AUTH=XOAUTH2",
                                     "AUTH=OAUTHBEARER",
                                     NULL};

struct fixture {
    struct smtp_server server;
    LONG cancel;
    struct smtp *smtp;
    char why[CONNECTION_WHY_BYTES];
};

static struct connection_settings settings_of(struct fixture *f, int which)
{
    return (struct connection_settings){.host = "localhost",
                                        .port = f->server.ports[which],
                                        .ca = f->server.ca,
                                        .limit_msec = LONG_TIME};
}

static void open_to(struct fixture *f, const struct connection_settings *settings)
{
    smtp_free(f->smtp);
    f->smtp = smtp_create(settings, &f->cancel);
    assert_non_null(f->smtp);
}

static void open_server(struct fixture *f, int which)
{
    struct connection_settings settings = settings_of(f, which);

    open_to(f, &settings);
}

/* A content of a length, of lines. */
struct content {
    size_t at, bytes, fail_at; /* fail_at: 0 never */
    const char *text;          /* instead of lines */
};

static HRESULT read_content(void *context, char *bytes, size_t room, size_t *count)
{
    struct content *content = context;
    static const char line[] = "0123456789012345678901234567890\r\n";

    *count = content->bytes - content->at < room ? content->bytes - content->at : room;
    for (size_t i = 0; i < *count; i++, content->at++)
        bytes[i] = content->text ? content->text[content->at] : line[content->at % 33];
    return content->fail_at && content->at > content->fail_at ? MAPI_E_DISK_ERROR : S_OK;
}

static HRESULT rewind_content(void *context)
{
    ((struct content *)context)->at = 0;
    return S_OK;
}

static struct content text_of(const char *text)
{
    return (struct content){.text = text, .bytes = strlen(text)};
}

static HRESULT send_content(struct fixture *f, const char *from, struct content content,
                            struct smtp_recipient *to, size_t n)
{
    const struct smtp_mail mail = {.from = from,
                                   .bytes = content.bytes,
                                   .read = read_content,
                                   .rewind = rewind_content,
                                   .context = &content};

    return smtp_send(f->smtp, &mail, to, n, f->why);
}

static HRESULT send_to(struct fixture *f, const char *from, struct smtp_recipient *to, size_t n)
{
    return send_content(f, from, text_of("Subject: x\r\n\r\nhello\r\n.\r\n"), to, n);
}

static char *last_taken(struct fixture *f)
{
    return smtp_server_taken(&f->server, smtp_server_count(&f->server), NULL);
}

static void assert_taken(struct fixture *f, const char *expected)
{
    char *taken = last_taken(f);
    const char *after = taken ? strchr(taken, '\n') : NULL;

    assert_non_null(after);
    assert_string_equal(after + 1, expected);
    free(taken);
}

/* ---- the ordinary ---- */

static void a_message_arrives_as_it_is(void **state)
{
    struct fixture *f = *state;
    struct smtp_recipient to[] = {{.address = "a@x"}, {.address = "b@x"}};

    for (int which = EASY; which <= BARE; which++) {
        open_server(f, which);
        memset(&to[0].code, 0, sizeof(to[0].code));
        to[1].code = 0;
        assert_int_equal(send_to(f, "me@y", to, 2), S_OK);
        assert_string_equal(f->why, "");
        assert_int_equal(to[0].code, 250);
        assert_string_equal(to[1].text, "250 2.0.0 taken");
        assert_taken(f, which == EASY ? "MAIL FROM:<me@y> SIZE=24\nRCPT TO:<a@x>\nRCPT TO:<b@x>\n\n"
                                        "Subject: x\r\n\r\nhello\r\n.\r\n"
                                      : "MAIL FROM:<me@y>\nRCPT TO:<a@x>\nRCPT TO:<b@x>\n\n"
                                        "Subject: x\r\n\r\nhello\r\n.\r\n");
    }
}

static void several_go_over_one_connection(void **state)
{
    struct fixture *f = *state;
    char *first, *second, *third;
    int n = smtp_server_count(&f->server);

    open_server(f, EASY);
    for (int i = 0; i < 3; i++) {
        struct smtp_recipient to = {.address = "a@x"};

        if (i == 2) smtp_rest(f->smtp);
        assert_int_equal(send_to(f, "me@y", &to, 1), S_OK);
        assert_int_equal(to.code, 250);
    }
    first = smtp_server_taken(&f->server, n + 1, NULL);
    second = smtp_server_taken(&f->server, n + 2, NULL);
    third = smtp_server_taken(&f->server, n + 3, NULL);
    assert_string_equal(first, second);
    assert_string_not_equal(second, third); /* the number of the connection */
    free(first);
    free(second);
    free(third);
}

static void a_long_message_streams(void **state)
{
    struct fixture *f = *state;
    struct smtp_recipient to = {.address = "a@x"};
    size_t bytes;
    char *taken;

    open_server(f, BARE); /* which tells no limit */
    assert_int_equal(send_content(f, "me@y", (struct content){.bytes = 33 * 100000}, &to, 1), S_OK);
    assert_int_equal(to.code, 250);
    taken = smtp_server_taken(&f->server, smtp_server_count(&f->server), &bytes);
    assert_true(bytes > 3300000);
    free(taken);
}

static void everybody_has_a_word_of_their_own(void **state)
{
    struct fixture *f = *state;

    for (int which = EASY; which <= BARE; which++) {
        struct smtp_recipient to[] = {{.address = "no-1@x"},
                                      {.address = "a@x"},
                                      {.address = "later-1@x"},
                                      {.address = "not an address"},
                                      {.address = "b@x"}};

        open_server(f, which);
        assert_int_equal(send_to(f, "me@y", to, 5), S_OK);
        assert_string_equal(to[0].text, "550 5.1.1 no such 5.1.1 user");
        assert_int_equal(to[1].code, 250);
        assert_string_equal(to[2].text, "451 4.2.1 mailbox busy");
        assert_int_equal(to[3].code, 553);
        assert_int_equal(to[4].code, 250);
    }
    assert_taken(f, "MAIL FROM:<me@y>\nRCPT TO:<a@x>\nRCPT TO:<b@x>\n\n"
                    "Subject: x\r\n\r\nhello\r\n.\r\n");
}

static void who_has_a_code_is_left_out(void **state)
{
    struct fixture *f = *state;
    struct smtp_recipient to[] = {{.address = "a@x", .code = 250}, {.address = "b@x"}};

    open_server(f, EASY);
    assert_int_equal(send_to(f, "me@y", to, 2), S_OK);
    assert_taken(f, "MAIL FROM:<me@y> SIZE=24\nRCPT TO:<b@x>\n\nSubject: x\r\n\r\nhello\r\n.\r\n");
}

static void when_nobody_is_taken_the_next_message_goes(void **state)
{
    struct fixture *f = *state;

    for (int which = EASY; which <= BARE; which++) {
        struct smtp_recipient no = {.address = "no-1@x"}, yes = {.address = "a@x"};
        int n = smtp_server_count(&f->server);

        open_server(f, which);
        assert_int_equal(send_to(f, "me@y", &no, 1), S_OK);
        assert_int_equal(no.code, 550);
        assert_int_equal(smtp_server_count(&f->server), n);
        assert_int_equal(send_to(f, "me@y", &yes, 1), S_OK);
        assert_int_equal(yes.code, 250);
    }
}

static void many_recipients_go_in_as_many_transactions_as_the_server_wants(void **state)
{
    struct fixture *f = *state;
    struct smtp_recipient to[130] = {0};
    char addresses[130][24];
    int n = smtp_server_count(&f->server);

    for (int i = 0; i < 130; i++) {
        snprintf(addresses[i], sizeof(addresses[i]), i % 13 ? "crowd-%d@x" : "no-%d@x", i);
        to[i].address = addresses[i];
    }
    open_server(f, EASY);
    assert_int_equal(send_content(f, "me@y", text_of("x"), to, 130), S_OK);
    for (int i = 0; i < 130; i++)
        assert_int_equal(to[i].code, i % 13 ? 250 : 550);
    assert_int_equal(smtp_server_count(&f->server), n + 40); /* 120 of them, 3 at once */
    for (int i = 1; i <= 40; i++) {
        char *mail = smtp_server_taken(&f->server, n + i, NULL);

        assert_non_null(strstr(mail, "\nx\r\n")); /* the content, each time */
        free(mail);
    }
}

static void the_servers_word_about_the_sender_or_the_content_is_everybodys(void **state)
{
    static const struct {
        const char *from, *text;
    } cases[] = {{"nomail-@y", "550 5.7.1 you may not"},
                 {"grey-@y", "451 4.7.1 come back later"},
                 {"nodata-@y", "554 5.5.1 no valid recipients"},
                 {"refuse-@y", "554 5.6.0 we do not like it"},
                 {"defer-@y", "451 4.3.0 not now"}};
    struct fixture *f = *state;

    for (int which = EASY; which <= BARE; which++) {
        open_server(f, which);
        for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
            struct smtp_recipient to[] = {{.address = "a@x"}, {.address = "b@x"}};

            assert_int_equal(send_to(f, cases[i].from, to, 2), S_OK);
            assert_string_equal(to[0].text, cases[i].text);
            assert_string_equal(to[1].text, cases[i].text);
        }
    }
}

/* ---- what the server offers ---- */

static void what_is_too_long_is_not_sent(void **state)
{
    struct fixture *f = *state;
    struct smtp_recipient to = {.address = "a@x"};

    open_server(f, EASY);
    assert_int_equal(send_content(f, "me@y", (struct content){.bytes = 2000001}, &to, 1), S_OK);
    assert_string_equal(
        to.text,
        "552 5.3.4 the server takes messages of up to 2000000 bytes, this one has 2000001");
}

static void addresses_of_all_scripts_need_a_server_that_takes_them(void **state)
{
    struct fixture *f = *state;
    struct smtp_recipient to[] = {{.address = "\xd0\xb6@x"}, {.address = "a@x"}};

    open_server(f, EASY);
    assert_int_equal(send_to(f, "me@y", to, 2), S_OK);
    assert_int_equal(to[0].code, 250);
    assert_taken(f, "MAIL FROM:<me@y> SIZE=24 SMTPUTF8\nRCPT TO:<\xd0\xb6@x>\nRCPT TO:<a@x>\n\n"
                    "Subject: x\r\n\r\nhello\r\n.\r\n");
    to[0].code = to[1].code = 0;
    open_server(f, BARE);
    assert_int_equal(send_to(f, "me@y", to, 2), S_OK);
    assert_int_equal(to[0].code, 553);
    assert_int_equal(to[1].code, 250);
}

static void reports_are_asked_for_where_the_server_makes_them(void **state)
{
    struct fixture *f = *state;
    struct smtp_recipient to = {.address = "a@x", .notify = SMTP_NOTIFY_SUCCESS};
    struct content content = text_of("\xc3\xbc\r\n");
    const struct smtp_mail mail = {.from = "me@y",
                                   .bytes = 4,
                                   .is_eight_bit = true,
                                   .returns_header = true,
                                   .envelope = "id",
                                   .read = read_content,
                                   .rewind = rewind_content,
                                   .context = &content};

    open_server(f, EASY);
    assert_int_equal(smtp_send(f->smtp, &mail, &to, 1, f->why), S_OK);
    assert_taken(f, "MAIL FROM:<me@y> SIZE=4 BODY=8BITMIME RET=HDRS ENVID=id\n"
                    "RCPT TO:<a@x> NOTIFY=SUCCESS ORCPT=rfc822;a@x\n\n\xc3\xbc\r\n");
}

/* ---- TLS and log-on ---- */

static HRESULT try_to_send(struct fixture *f, const struct connection_settings *settings,
                           unsigned *code)
{
    struct smtp_recipient to = {.address = "a@x"};
    HRESULT hr;

    open_to(f, settings);
    hr = send_to(f, "me@y", &to, 1);
    *code = to.code;
    return hr;
}

static void assert_arrived_by(struct fixture *f, const struct connection_settings *settings,
                              const char *how)
{
    char *taken, head[64];
    unsigned code;

    assert_int_equal(try_to_send(f, settings, &code), S_OK);
    assert_string_equal(f->why, "");
    assert_int_equal(code, 250);
    taken = last_taken(f);
    assert_int_equal(sscanf(taken, "connection %*d %63[^\n]", head), 1);
    assert_string_equal(head, how);
    free(taken);
}

static void it_logs_on_by_what_the_server_offers(void **state)
{
    static const struct {
        int which;
        enum connection_tls tls;
        bool token;
        const char *how;
    } cases[] = {{STARTTLS, CONNECTION_STARTTLS, false, "secure PLAIN:alice"},
                 {TLS, CONNECTION_TLS, false, "secure PLAIN:alice"},
                 {PLAIN_AUTH, CONNECTION_PLAIN, false, "plain PLAIN:alice"},
                 {LOGIN_AUTH, CONNECTION_PLAIN, false, "plain LOGIN:alice"},
                 {CRAM_AUTH, CONNECTION_PLAIN, false, "plain CRAM-MD5:alice"},
                 {XOAUTH2, CONNECTION_PLAIN, true, "plain XOAUTH2:alice"},
                 {OAUTHBEARER, CONNECTION_PLAIN, true, "plain OAUTHBEARER:alice"}};
    struct fixture *f = *state;

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct connection_settings settings = settings_of(f, cases[i].which);

        settings.tls = cases[i].tls;
        settings.user = "alice";
        if (cases[i].token) settings.token = "good-token";
        else settings.password = "secret";
        assert_arrived_by(f, &settings, cases[i].how);
    }
}

static void a_wrong_password_is_told_in_the_servers_words(void **state)
{
    struct fixture *f = *state;

    for (int which = PLAIN_AUTH; which <= OAUTHBEARER; which++) {
        struct connection_settings settings = settings_of(f, which);
        unsigned code;

        settings.user = "alice";
        if (which >= XOAUTH2) settings.token = "wrong-token";
        else settings.password = "wrong-word";
        assert_int_equal(try_to_send(f, &settings, &code), MAPI_E_LOGON_FAILED);
        assert_int_equal(code, 0);
        assert_string_not_equal(f->why, "");
        if (which < XOAUTH2) /* which is refused in a challenge, where libcurl hangs up */
            assert_non_null(strstr(f->why, "535 5.7.8 name and password are not known here"));
        assert_null(strstr(f->why, "wrong-"));
    }
}

static void a_server_that_wants_a_name_gets_none_of_the_messages(void **state)
{
    struct fixture *f = *state;
    struct connection_settings settings = settings_of(f, PLAIN_AUTH);
    struct smtp_recipient to = {.address = "a@x"};
    unsigned code;

    assert_int_equal(try_to_send(f, &settings, &code), MAPI_E_LOGON_FAILED);
    assert_string_equal(f->why, "530 5.7.0 authentication required");
    assert_int_equal(code, 0);
    open_server(f, EASY);
    assert_int_equal(send_to(f, "login-@y", &to, 1), MAPI_E_LOGON_FAILED);
    assert_int_equal(to.code, 0);
}

static void a_certificate_is_verified(void **state)
{
    struct fixture *f = *state;
    struct connection_settings settings = settings_of(f, STARTTLS);
    unsigned code;

    for (int which = STARTTLS; which <= TLS; which++) { /* nobody knows the authority */
        settings = settings_of(f, which);
        settings.tls = which == TLS ? CONNECTION_TLS : CONNECTION_STARTTLS;
        settings.ca = NULL;
        assert_int_equal(try_to_send(f, &settings, &code), MAPI_E_NETWORK_ERROR);
        assert_non_null(strstr(f->why, "certificate"));
    }
    settings = settings_of(f, WRONG_HOST);
    settings.tls = CONNECTION_STARTTLS;
    assert_int_equal(try_to_send(f, &settings, &code), MAPI_E_NETWORK_ERROR);
    assert_string_not_equal(f->why, "");
}

static void without_starttls_there_is_no_plain_text(void **state)
{
    struct fixture *f = *state;
    struct connection_settings settings = settings_of(f, EASY);
    int n = smtp_server_count(&f->server);
    unsigned code;

    settings.tls = CONNECTION_STARTTLS;
    assert_int_equal(try_to_send(f, &settings, &code), MAPI_E_NETWORK_ERROR);
    assert_non_null(strstr(f->why, "STARTTLS"));
    assert_int_equal(smtp_server_count(&f->server), n);
}

/* ---- what breaks ---- */

static void nobody_listens(void **state)
{
    struct fixture *f = *state;
    struct connection_settings settings = settings_of(f, EASY);
    unsigned code;

    settings.port = 1;
    assert_int_equal(try_to_send(f, &settings, &code), MAPI_E_NETWORK_ERROR);
    assert_non_null(strstr(f->why, "onnect"));
}

static void a_connection_that_breaks_leaves_no_code(void **state)
{
    static const char *const froms[] = {"bye-@y", "odd-@y", "midway-@y", "lost-@y"};
    struct fixture *f = *state;

    open_server(f, EASY);
    for (size_t i = 0; i < sizeof(froms) / sizeof(froms[0]); i++) {
        struct smtp_recipient to[] = {{.address = "a@x"}, {.address = "no-@x"}};
        struct smtp_recipient again = {.address = "a@x"};

        assert_int_equal(send_content(f, froms[i], (struct content){.bytes = 200000}, to, 2),
                         MAPI_E_NETWORK_ERROR);
        assert_string_not_equal(f->why, "");
        assert_int_equal(to[0].code, 0);
        assert_int_equal(send_to(f, "me@y", &again, 1), S_OK);
        assert_int_equal(again.code, 250);
    }
}

static void a_server_that_hangs_up_amid_the_content_may_say_why(void **state)
{
    struct fixture *f = *state;
    struct smtp_recipient to = {.address = "a@x"};
    HRESULT hr;

    open_server(f, EASY);
    hr = send_content(f, "early-@y", (struct content){.bytes = 1900000}, &to, 1);
    /* the system may drop what it said when the connection is reset */
    assert_true((hr == S_OK && to.code == 552) || (hr == MAPI_E_NETWORK_ERROR && !to.code));
}

static void a_connection_that_ended_meanwhile_is_made_anew(void **state)
{
    struct fixture *f = *state;
    struct smtp_recipient to[] = {{.address = "gone-@x"}, {.address = "a@x"}};
    int n;

    open_server(f, EASY);
    assert_int_equal(send_to(f, "me@y", &to[1], 1), S_OK);
    n = smtp_server_count(&f->server);
    /* this server ends the old connection, and then the new one */
    assert_int_equal(send_to(f, "me@y", &to[0], 1), MAPI_E_NETWORK_ERROR);
    assert_int_equal(smtp_server_count(&f->server), n);
    to[1].code = 0;
    assert_int_equal(send_to(f, "me@y", &to[1], 1), S_OK);
    assert_int_equal(to[1].code, 250);
}

static void a_content_that_cannot_be_read_is_not_sent_in_part(void **state)
{
    struct fixture *f = *state;
    struct smtp_recipient to = {.address = "a@x"};
    int n = smtp_server_count(&f->server);

    open_server(f, EASY);
    assert_int_equal(
        send_content(f, "me@y", (struct content){.bytes = 500000, .fail_at = 300000}, &to, 1),
        MAPI_E_DISK_ERROR);
    assert_int_equal(to.code, 0);
    assert_int_equal(send_to(f, "me@y", &to, 1), S_OK);
    assert_int_equal(smtp_server_count(&f->server), n + 1);
}

static void a_server_that_drips_is_waited_for(void **state)
{
    struct fixture *f = *state;
    struct smtp_recipient to[] = {{.address = "a@x"}, {.address = "no-@x"}};

    open_server(f, EASY);
    assert_int_equal(send_to(f, "drip-@y", to, 2), S_OK);
    assert_int_equal(to[0].code, 250);
    assert_int_equal(to[1].code, 550);
}

static void a_server_that_says_nothing_is_given_up(void **state)
{
    struct fixture *f = *state;
    struct connection_settings settings = settings_of(f, EASY);
    struct smtp_recipient to = {.address = "a@x"};

    settings.limit_msec = 1000;
    open_to(f, &settings);
    assert_int_equal(send_to(f, "silent-@y", &to, 1), MAPI_E_NETWORK_ERROR);
    assert_string_equal(f->why, "the server didn't answer in time");
}

/* ... and raises a cancel at its end, as a log-off may. */
static LONG *raise_at_end;

static HRESULT read_and_cancel(void *context, char *bytes, size_t room, size_t *count)
{
    HRESULT hr = read_content(context, bytes, room, count);

    if (!*count) __atomic_store_n(raise_at_end, 1, __ATOMIC_RELEASE);
    return hr;
}

/* Who has said all of it hears the answer: to send it once more would be worse than to wait. */
static void a_cancel_after_the_content_waits_for_the_answer(void **state)
{
    struct fixture *f = *state;
    struct smtp_recipient to = {.address = "a@x"};
    struct content content = text_of("Subject: x\r\n\r\nhello\r\n");
    const struct smtp_mail mail = {.from = "slow-@y",
                                   .bytes = content.bytes,
                                   .read = read_and_cancel,
                                   .rewind = rewind_content,
                                   .context = &content};

    open_server(f, EASY);
    raise_at_end = &f->cancel;
    assert_int_equal(smtp_send(f->smtp, &mail, &to, 1, f->why), S_OK);
    assert_int_equal(to.code, 250);
    f->cancel = 0;
}

/* RFC 5321, 4.5.3.2.6: whoever has the whole message may think about it for long */
static void a_server_may_look_at_a_message_for_a_while(void **state)
{
    struct fixture *f = *state;
    struct connection_settings settings = settings_of(f, EASY);
    struct smtp_recipient to = {.address = "a@x"};

    settings.limit_msec = 400;
    open_to(f, &settings);
    assert_int_equal(send_to(f, "slow-@y", &to, 1), S_OK);
    assert_int_equal(to.code, 250);
}

/* A good word about what wasn't said yet is none. */
static void content_is_not_taken_before_it_is_sent(void **state)
{
    struct fixture *f = *state;
    struct smtp_recipient to = {.address = "a@x"};

    open_server(f, EASY);
    assert_int_equal(send_to(f, "ahead-@y", &to, 1), MAPI_E_NETWORK_ERROR);
    assert_int_equal(to.code, 0);
}

static void *cancels(void *context)
{
    struct fixture *f = context;

    __atomic_store_n(&f->cancel, 1, __ATOMIC_RELEASE);
    return NULL;
}

static void who_waits_can_be_told_to_give_up(void **state)
{
    struct fixture *f = *state;
    struct smtp_recipient to = {.address = "a@x"};
    pthread_t thread;

    open_server(f, EASY);
    assert_int_equal(smtp_connect(f->smtp, NULL, f->why), S_OK);
    pthread_create(&thread, NULL, cancels, f);
    assert_int_equal(send_to(f, "silent-@y", &to, 1), MAPI_E_USER_CANCEL);
    pthread_join(thread, NULL);
    assert_int_equal(to.code, 0);
    f->cancel = 0;
    assert_int_equal(send_to(f, "me@y", &to, 1), S_OK);
}

static int start(void **state)
{
    struct fixture *f = calloc(1, sizeof(*f));

    *state = f;
    assert_int_equal(connection_library_begin(), S_OK);
    smtp_server_start(&f->server, offers);
    return 0;
}

static int stop(void **state)
{
    struct fixture *f = *state;

    smtp_free(f->smtp);
    connection_library_end();
    smtp_server_stop(&f->server);
    free(f);
    return 0;
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_message_arrives_as_it_is),
        cmocka_unit_test(several_go_over_one_connection),
        cmocka_unit_test(a_long_message_streams),
        cmocka_unit_test(everybody_has_a_word_of_their_own),
        cmocka_unit_test(who_has_a_code_is_left_out),
        cmocka_unit_test(when_nobody_is_taken_the_next_message_goes),
        cmocka_unit_test(many_recipients_go_in_as_many_transactions_as_the_server_wants),
        cmocka_unit_test(the_servers_word_about_the_sender_or_the_content_is_everybodys),
        cmocka_unit_test(what_is_too_long_is_not_sent),
        cmocka_unit_test(addresses_of_all_scripts_need_a_server_that_takes_them),
        cmocka_unit_test(reports_are_asked_for_where_the_server_makes_them),
        cmocka_unit_test(it_logs_on_by_what_the_server_offers),
        cmocka_unit_test(a_wrong_password_is_told_in_the_servers_words),
        cmocka_unit_test(a_server_that_wants_a_name_gets_none_of_the_messages),
        cmocka_unit_test(a_certificate_is_verified),
        cmocka_unit_test(without_starttls_there_is_no_plain_text),
        cmocka_unit_test(nobody_listens),
        cmocka_unit_test(a_connection_that_breaks_leaves_no_code),
        cmocka_unit_test(a_server_that_hangs_up_amid_the_content_may_say_why),
        cmocka_unit_test(a_connection_that_ended_meanwhile_is_made_anew),
        cmocka_unit_test(a_content_that_cannot_be_read_is_not_sent_in_part),
        cmocka_unit_test(a_server_that_drips_is_waited_for),
        cmocka_unit_test(a_server_that_says_nothing_is_given_up),
        cmocka_unit_test(a_cancel_after_the_content_waits_for_the_answer),
        cmocka_unit_test(a_server_may_look_at_a_message_for_a_while),
        cmocka_unit_test(content_is_not_taken_before_it_is_sent),
        cmocka_unit_test(who_waits_can_be_told_to_give_up),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
