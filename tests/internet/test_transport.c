/*
 * test_transport.c - what a client submits is sent by SMTP: through the store, the spooler and a
 * server, and back as reports
 */
#include "walks/mail_fixture.h"
#include "base/filetime.h"
#include "edktags.h"
#include "internet/smtp_server.h"
#include "ominet.h"
#include "provider/logon.h"
#include "spool/spool.h"
#include "support/support_own.h"

#define SECOND UINT64_C(10000000)
#define HOUR   (3600 * SECOND)

enum { /* the servers */
    EASY,
    LOGS_ON,
    NO_DSN
};
static const char *const offers[] = {"PIPELINING,8BITMIME,SMTPUTF8,DSN", "STARTTLS,AUTH=PLAIN,DSN",
                                     "PIPELINING", NULL};

static const MAPIUID mail_account = {{9, 3}}, account_service = {{9, 4}};
static struct smtp_server server;
static IMAPISession *session;
static IMsgStore *store;
static struct spooler *spooler;
static uint64_t now;
static int taken_before;

XPPROVIDERINIT XPProviderInit;

/* The provider's clock is the spooler's. */
int64_t __wrap_clock_now(void);
int64_t __wrap_clock_now(void)
{
    return (int64_t)now;
}

static void set_number(ULONG tag, LONG value)
{
    tell_to(&mail_account, tag, value);
}

static void set_text(ULONG tag, const WCHAR *text)
{
    struct profile *profile;
    struct section *section;

    assert_hr(profile_open(L"Ann", &profile), S_OK);
    section = section_of(profile, &mail_account);
    assert_hr(section_set_text(section, tag, text), S_OK);
    section_unref(section);
    profile_unref(profile);
}

static void add_account(void)
{
    struct profile *profile;
    struct section *section;

    assert_hr(profile_open(L"Ann", &profile), S_OK);
    section = section_of(profile, &account_service);
    assert_hr(section_set_text(section, PR_SERVICE_NAME_W, L"OMINET"), S_OK);
    assert_hr(section_set_text(section, PR_DISPLAY_NAME_W, L"Mail"), S_OK);
    section_unref(section);
    section = section_of(profile, &mail_account);
    assert_hr(section_set_text(section, PR_PROVIDER_DLL_NAME_W, lent_path), S_OK);
    assert_hr(section_set_text(section, PR_DISPLAY_NAME_W, L"Mail"), S_OK);
    assert_hr(section_set_text(section, PR_PROVIDER_DISPLAY_W, L"Mail"), S_OK);
    assert_hr(section_set_long(section, PR_RESOURCE_TYPE, MAPI_TRANSPORT_PROVIDER), S_OK);
    assert_hr(section_set_bytes(section, PR_SERVICE_UID, &account_service, sizeof(MAPIUID)), S_OK);
    assert_hr(section_set_text(section, PR_OMINET_EMAIL_W, L"me@y.org"), S_OK);
    assert_hr(section_set_text(section, PR_OMINET_NAME_W, L"M\u00fc Me"), S_OK);
    assert_hr(section_set_text(section, PR_OMINET_SMTP_HOST_W, L"localhost"), S_OK);
    assert_hr(section_set_long(section, PR_OMINET_SMTP_TLS, OMINET_PLAIN), S_OK);
    assert_hr(section_set_long(section, PR_OMINET_SMTP_PORT, server.ports[EASY]), S_OK);
    section_unref(section);
    assert_hr(roster_add_service(profile, &account_service), S_OK);
    assert_hr(
        roster_add_provider(profile, &account_service, &mail_account, MAPI_TRANSPORT_PROVIDER),
        S_OK);
    profile_unref(profile);
}

static void open_session(void)
{
    session = logon();
    store = open_mail(session);
    assert_hr(look(session), S_OK); /* transports are logged on */
    spooler = spooler_of(support_of(office->posts[0].support)->logon->router);
    assert_non_null(spooler);
}

static void close_session(void)
{
    spool_rest(spooler);
    store->lpVtbl->Release(store);
    log_off(session);
}

static void restart(void)
{
    close_session();
    open_session();
}

/* A transport of fakes/post.c stands beside ours, for faxes. */
static int begin_sending(void **state)
{
    struct loaded *module;

    now = filetime_to_u64(filetime_now()) + SECOND;
    if (setup_mail(state)) return 1;
    assert_hr(loader_load(lent_path, &module), S_OK);
    ((struct lent *)loader_symbol(module, "lent"))->transport = XPProviderInit;
    add_post(0)->types[0] = L"FAX";
    add_account();
    open_session();
    taken_before = smtp_server_count(&server);
    return 0;
}

static int end_sending(void **state)
{
    close_session();
    return teardown_mail(state);
}

static int start_server(void **state)
{
    (void)state;
    smtp_server_start(&server, offers);
    return 0;
}

static int stop_server(void **state)
{
    (void)state;
    smtp_server_stop(&server);
    return 0;
}

static void run(void)
{
    uint64_t until;
    int steps = 0;

    spool_ring(spooler);
    while (spool_step(spooler, now, &until))
        assert_true(++steps < 2000);
}

/* ---- the client ---- */

static void add_recipient(IMessage *message, const WCHAR *address, ULONG kind)
{
    SPropValue row[4] = {pval_text(PR_DISPLAY_NAME_W, address), pval_text(PR_ADDRTYPE_W, L"SMTP"),
                         pval_text(PR_EMAIL_ADDRESS_W, address),
                         pval_long(PR_RECIPIENT_TYPE, (LONG)kind)};
    SizedADRLIST(1, list) = {1, {{0, 4, row}}};

    assert_hr(message->lpVtbl->ModifyRecipients(message, MODRECIP_ADD, (ADRLIST *)&list), S_OK);
}

static IMessage *compose(void)
{
    IMAPIFolder *outbox = folder_of(store, PR_IPM_OUTBOX_ENTRYID);
    SPropValue props[3] = {pval_text(PR_SUBJECT_W, L"Lunch"), pval_text(PR_BODY_W, L"At one?\r\n."),
                           pval_text(PR_MESSAGE_CLASS_W, L"IPM.Note")};
    IMessage *message;

    assert_hr(outbox->lpVtbl->CreateMessage(outbox, NULL, 0, &message), S_OK);
    outbox->lpVtbl->Release(outbox);
    assert_hr(message->lpVtbl->SetProps(message, 3, props, NULL), S_OK);
    return message;
}

static void submit(IMessage *message)
{
    assert_hr(message->lpVtbl->SubmitMessage(message, 0), S_OK);
    message->lpVtbl->Release(message);
}

static void submit_to(const WCHAR *first, const WCHAR *second)
{
    IMessage *message = compose();

    add_recipient(message, first, MAPI_TO);
    if (second) add_recipient(message, second, MAPI_TO);
    submit(message);
}

static int sent(void)
{
    return smtp_server_count(&server) - taken_before;
}

static char *last_sent(void)
{
    return smtp_server_taken(&server, smtp_server_count(&server), NULL);
}

/* What the one report in the inbox says; a new root. */
static WCHAR *report_text(void)
{
    SizedSPropTagArray(2, columns) = {2, {PR_MESSAGE_CLASS_W, PR_ENTRYID}};
    SizedSPropTagArray(1, told) = {1, {PR_REPORT_TEXT_W}};
    SRowSet *rows = rows_in(inbox_of(store), (SPropTagArray *)&columns), *recipients;
    IMAPITable *table;
    IMessage *report;
    WCHAR *text;
    ULONG type;

    assert_int_equal(rows->cRows, 1);
    assert_text(rows->aRow[0].lpProps[0].Value.lpszW, L"REPORT.IPM.Note.NDR");
    assert_hr(store->lpVtbl->OpenEntry(store, rows->aRow[0].lpProps[1].Value.bin.cb,
                                       (ENTRYID *)rows->aRow[0].lpProps[1].Value.bin.lpb, NULL, 0,
                                       &type, (IUnknown **)&report),
              S_OK);
    FreeProws(rows);
    assert_hr(report->lpVtbl->GetRecipientTable(report, 0, &table), S_OK);
    assert_hr(HrQueryAllRows(table, (SPropTagArray *)&told, NULL, NULL, 0, &recipients), S_OK);
    assert_int_equal(recipients->cRows, 1);
    assert_int_equal(recipients->aRow[0].lpProps[0].ulPropTag, PR_REPORT_TEXT_W);
    text = mem_dup_text(recipients->aRow[0].lpProps[0].Value.lpszW, NULL);
    FreeProws(recipients);
    table->lpVtbl->Release(table);
    report->lpVtbl->Release(report);
    return text;
}

/* What the transport's row says. */
static ULONG status(WCHAR **text)
{
    SizedSPropTagArray(3, columns) = {3, {PR_DISPLAY_NAME_W, PR_STATUS_CODE, PR_STATUS_STRING_W}};
    IMAPITable *table;
    SRowSet *rows;
    ULONG code = 0;

    *text = NULL;
    assert_hr(session->lpVtbl->GetStatusTable(session, 0, &table), S_OK);
    assert_hr(HrQueryAllRows(table, (SPropTagArray *)&columns, NULL, NULL, 0, &rows), S_OK);
    for (ULONG i = 0; i < rows->cRows; i++) {
        const SPropValue *row = rows->aRow[i].lpProps;

        if (row[0].ulPropTag != PR_DISPLAY_NAME_W || text_compare(row[0].Value.lpszW, L"me@y.org"))
            continue;
        code = row[1].Value.ul;
        *text = mem_dup_text(row[2].Value.lpszW, NULL);
    }
    FreeProws(rows);
    table->lpVtbl->Release(table);
    return code;
}

/* ---- the tests ---- */

/* 8.4-05, 8.4-06, 8.4-07, 8.4-17, 8.4-18 */
static void a_message_is_sent_to_all_and_shows_no_blind_copy(void **state)
{
    IMessage *message = compose();
    char *mail;

    (void)state;
    add_recipient(message, L"to@x.org", MAPI_TO);
    add_recipient(message, L"cc@x.org", MAPI_CC);
    add_recipient(message, L"blind@x.org", MAPI_BCC);
    submit(message);
    run();
    assert_int_equal(sent(), 1);
    assert_int_equal(queued_in(store), 0);
    assert_int_equal(count_in(inbox_of(store)), 0);
    mail = last_sent();
    assert_non_null(strstr(mail, "MAIL FROM:<me@y.org>"));
    assert_non_null(strstr(mail, "RCPT TO:<to@x.org>\nRCPT TO:<cc@x.org>\nRCPT TO:<blind@x.org>"));
    assert_null(strstr(strstr(mail, "\n\n"), "blind"));
    assert_null(strstr(mail, "Bcc"));
    assert_non_null(strstr(mail, "From: =?"));
    assert_non_null(strstr(mail, "<me@y.org>\r\n"));
    assert_non_null(strstr(mail, "At one?\r\n.\r\n"));
    assert_non_null(strstr(mail, "@y.org>\r\n")); /* the Message-ID's end */
    free(mail);
}

static void what_was_sent_says_who_has_sent_it(void **state)
{
    SizedSPropTagArray(5, columns) = {5,
                                      {PR_SENDER_EMAIL_ADDRESS_W, PR_SENDER_NAME_W,
                                       PR_SENT_REPRESENTING_EMAIL_ADDRESS_W,
                                       PR_PROVIDER_SUBMIT_TIME, PR_MESSAGE_FLAGS}};
    IMAPIFolder *folder = folder_of(store, PR_IPM_SENTMAIL_ENTRYID);
    SPropValue *id, keep;
    IMessage *message = compose();
    SRowSet *rows;

    (void)state;
    assert_hr(HrGetOneProp((IMAPIProp *)folder, PR_ENTRYID, &id), S_OK);
    keep = *id;
    keep.ulPropTag = PR_SENTMAIL_ENTRYID;
    assert_hr(HrSetOneProp((IMAPIProp *)message, &keep), S_OK);
    MAPIFreeBuffer(id);
    add_recipient(message, L"to@x.org", MAPI_TO);
    submit(message);
    run();
    rows = rows_in(folder, (SPropTagArray *)&columns);
    assert_int_equal(rows->cRows, 1);
    assert_text(rows->aRow[0].lpProps[0].Value.lpszW, L"me@y.org");
    assert_text(rows->aRow[0].lpProps[1].Value.lpszW, L"M\u00fc Me");
    assert_text(rows->aRow[0].lpProps[2].Value.lpszW, L"me@y.org");
    assert_int_equal(rows->aRow[0].lpProps[3].ulPropTag, PR_PROVIDER_SUBMIT_TIME);
    assert_int_equal(rows->aRow[0].lpProps[4].Value.ul & (MSGFLAG_UNSENT | MSGFLAG_SUBMIT), 0);
    FreeProws(rows);
}

/* 8.9-01 */
static void who_is_refused_comes_back_as_a_report(void **state)
{
    WCHAR *text;

    (void)state;
    submit_to(L"no-1@x.org", L"a@x.org");
    run();
    assert_int_equal(sent(), 1);
    assert_int_equal(queued_in(store), 0);
    text = report_text();
    assert_text(text, L"localhost says: 550 5.1.1 no such 5.1.1 user");
    mem_free(text);
}

/* 8.4-13: the others have it, and get it once; what waits outlasts a restart */
static void who_is_put_off_is_tried_again_later(void **state)
{
    char *mail;

    (void)state;
    submit_to(L"later-1@x.org", L"a@x.org");
    for (int i = 0; i < 5; i++) {
        run();
        assert_int_equal(sent(), 1);
        assert_int_equal(queued_in(store), 1);
        if (i & 1) restart();
        now += HOUR;
    }
    mail = last_sent();
    assert_null(strstr(mail, "RCPT TO:<later"));
    free(mail);
    assert_int_equal(count_in(inbox_of(store)), 0);
}

/* A message at which the server hangs up each time: others go on, and it is given up some day. */
static void a_message_that_breaks_the_connection_is_put_off(void **state)
{
    char large[2000];
    WCHAR *text;
    IMessage *message = compose();
    SPropValue body = {.ulPropTag = PR_BODY_A, .Value.lpszA = large};

    (void)state;
    memset(large, 'x', sizeof(large));
    large[sizeof(large) - 1] = 0;
    assert_hr(message->lpVtbl->SetProps(message, 1, &body, NULL), S_OK);
    add_recipient(message, L"break-1@x.org", MAPI_TO);
    submit(message);
    submit_to(L"a@x.org", NULL);
    run();
    assert_int_equal(sent(), 1);
    assert_int_equal(queued_in(store), 1);
    now += 6 * 24 * HOUR;
    run();
    assert_int_equal(queued_in(store), 0);
    text = report_text();
    assert_non_null(text_find_nocase(text, L"given up after five days"));
    mem_free(text);
}

static void before_its_time_the_server_is_left_alone(void **state)
{
    WCHAR *text;

    (void)state;
    submit_to(L"later-1@x.org", NULL);
    run();
    set_number(PR_OMINET_SMTP_PORT, 1); /* who asks now is told that nobody is there */
    restart();
    now += 30 * SECOND;
    run();
    assert_true(status(&text) & STATUS_AVAILABLE);
    assert_text(text, L"");
    mem_free(text);
    assert_int_equal(queued_in(store), 1);
}

static void after_days_it_is_given_up(void **state)
{
    WCHAR *text;

    (void)state;
    submit_to(L"later-1@x.org", NULL);
    for (int day = 0; day < 5; day++) {
        run();
        assert_int_equal(queued_in(store), 1);
        now += 24 * HOUR;
    }
    restart();
    run();
    assert_int_equal(queued_in(store), 0);
    text = report_text();
    assert_text(text, L"localhost says: 554 5.4.7 given up after five days of: 451 4.2.1 mailbox "
                      L"busy");
    mem_free(text);
}

/* 8.4-10 */
static void without_a_server_mail_waits_and_the_row_says_why(void **state)
{
    WCHAR *text;

    (void)state;
    set_number(PR_OMINET_SMTP_PORT, 1);
    restart();
    submit_to(L"a@x.org", NULL);
    run();
    assert_int_equal(queued_in(store), 1);
    assert_int_equal(status(&text) & (STATUS_OFFLINE | STATUS_AVAILABLE), STATUS_OFFLINE);
    assert_non_null(text);
    assert_int_not_equal(text[0], 0);
    mem_free(text);
    set_number(PR_OMINET_SMTP_PORT, (LONG)server.ports[EASY]);
    restart();
    run();
    assert_int_equal(sent(), 1);
    assert_int_equal(queued_in(store), 0);
    assert_int_equal(status(&text) & (STATUS_OFFLINE | STATUS_AVAILABLE), STATUS_AVAILABLE);
    assert_text(text, L"");
    mem_free(text);
}

static void use_tls(const WCHAR *password)
{
    WCHAR *ca;

    assert_hr(text_from_utf8(server.ca, -1, NULL, &ca), S_OK);
    set_number(PR_OMINET_SMTP_PORT, (LONG)server.ports[LOGS_ON]);
    set_number(PR_OMINET_SMTP_TLS, OMINET_STARTTLS);
    set_text(PR_OMINET_USER_W, L"alice");
    set_text(PR_OMINET_PASSWORD_W, password);
    set_text(PR_OMINET_CA_W, ca);
    mem_free(ca);
    restart();
}

static void a_wrong_password_loses_no_mail(void **state)
{
    WCHAR *text;
    char *mail;

    (void)state;
    use_tls(L"wrong");
    submit_to(L"a@x.org", NULL);
    run();
    assert_int_equal(queued_in(store), 1);
    assert_true(status(&text) & STATUS_FAILURE);
    assert_non_null(text_find_nocase(text, L"535 5.7.8"));
    mem_free(text);
    use_tls(L"secret");
    run();
    assert_int_equal(queued_in(store), 0);
    mail = last_sent();
    assert_non_null(strstr(mail, "secure PLAIN:alice"));
    free(mail);
}

static void an_authority_that_nobody_knows_gets_no_password(void **state)
{
    WCHAR *text;

    (void)state;
    set_number(PR_OMINET_SMTP_PORT, (LONG)server.ports[LOGS_ON]);
    set_number(PR_OMINET_SMTP_TLS, OMINET_STARTTLS);
    set_text(PR_OMINET_USER_W, L"alice");
    set_text(PR_OMINET_PASSWORD_W, L"secret");
    restart();
    submit_to(L"a@x.org", NULL);
    run();
    assert_int_equal(queued_in(store), 1);
    assert_int_equal(sent(), 0);
    assert_true(status(&text) & STATUS_OFFLINE);
    assert_non_null(text_find_nocase(text, L"certificate"));
    mem_free(text);
}

/* 8.9-01: by the server that sends on, or by us */
static void a_report_of_delivery_is_asked_for_or_made(void **state)
{
    SPropValue wanted = pval_bool(PR_ORIGINATOR_DELIVERY_REPORT_REQUESTED, true);
    char *mail;

    (void)state;
    for (int which = EASY; which <= NO_DSN; which += NO_DSN) {
        IMessage *message;

        set_number(PR_OMINET_SMTP_PORT, (LONG)server.ports[which]);
        restart();
        message = compose();
        assert_hr(HrSetOneProp((IMAPIProp *)message, &wanted), S_OK);
        add_recipient(message, L"a@x.org", MAPI_TO);
        submit(message);
        run();
        mail = last_sent();
        assert_true(!strstr(mail, "NOTIFY=SUCCESS,FAILURE") == (which == NO_DSN));
        free(mail);
        assert_int_equal(count_in(inbox_of(store)), which == NO_DSN);
    }
}

static void addresses_of_other_types_are_left_to_others(void **state)
{
    IMessage *message = compose();
    SPropValue row[4] = {pval_text(PR_DISPLAY_NAME_W, L"F"), pval_text(PR_ADDRTYPE_W, L"FAX"),
                         pval_text(PR_EMAIL_ADDRESS_W, L"12"),
                         pval_long(PR_RECIPIENT_TYPE, MAPI_TO)};
    SizedADRLIST(1, list) = {1, {{0, 4, row}}};
    char *mail;

    (void)state;
    assert_hr(message->lpVtbl->ModifyRecipients(message, MODRECIP_ADD, (ADRLIST *)&list), S_OK);
    add_recipient(message, L"a@x.org", MAPI_TO);
    submit(message);
    run();
    assert_int_equal(sent(), 1);
    mail = last_sent();
    assert_null(strstr(mail, "RCPT TO:<12"));
    free(mail);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define SENDING(name) cmocka_unit_test_setup_teardown(name, begin_sending, end_sending)
        SENDING(a_message_is_sent_to_all_and_shows_no_blind_copy),
        SENDING(what_was_sent_says_who_has_sent_it),
        SENDING(who_is_refused_comes_back_as_a_report),
        SENDING(who_is_put_off_is_tried_again_later),
        SENDING(a_message_that_breaks_the_connection_is_put_off),
        SENDING(before_its_time_the_server_is_left_alone),
        SENDING(after_days_it_is_given_up),
        SENDING(without_a_server_mail_waits_and_the_row_says_why),
        SENDING(a_wrong_password_loses_no_mail),
        SENDING(an_authority_that_nobody_knows_gets_no_password),
        SENDING(a_report_of_delivery_is_asked_for_or_made),
        SENDING(addresses_of_other_types_are_left_to_others),
    };

    return cmocka_run_group_tests(tests, start_server, stop_server);
}
