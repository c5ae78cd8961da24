/*
 * test_collecting.c - transports are asked for their mail, step by step, and it is new mail
 */
#include "walks/mail_fixture.h"
#include "walks/sink_fixture.h"
#include "base/filetime.h"
#include "provider/logon.h"
#include "spool/receive.h"
#include "spool/spool.h"
#include "support/support_own.h"

#define SECOND UINT64_C(10000000)

static IMAPISession *session;
static IMsgStore *store;
static struct router *router;
static struct spooler *spooler;
static struct post *posts[POST_TRANSPORTS];
static uint64_t now;
static ULONG mail[POST_TRANSPORTS];      /* what lies with each transport */
static HRESULT answers[POST_TRANSPORTS]; /* what StartMessage answers where there is some */
static HRESULT polled[POST_TRANSPORTS];  /* what Poll answers */
static const char *class;                /* of what comes */
static int store_fails;                  /* so often */
static LONG allocs_left;                 /* until one fails, and those after it; -1: none does */
static bool in_transport;

bool __wrap_fault_alloc_fails(void);
bool __wrap_fault_alloc_fails(void)
{
    if (allocs_left < 0 || in_transport) return false;
    if (!allocs_left) return true;
    allocs_left--;
    return false;
}

HRESULT __real_inbox_folder(IMsgStore *in, const WCHAR *of, IMAPIFolder **out);
HRESULT __wrap_inbox_folder(IMsgStore *in, const WCHAR *of, IMAPIFolder **out);
HRESULT __wrap_inbox_folder(IMsgStore *in, const WCHAR *of, IMAPIFolder **out)
{
    if (store_fails) {
        store_fails--;
        return MAPI_E_DISK_ERROR;
    }
    return __real_inbox_folder(in, of, out);
}

static HRESULT poll_call(struct post *post, ULONG *incoming)
{
    int n = post->letter - 'a';

    *incoming = mail[n] != 0;
    return polled[n];
}

static HRESULT start_call(struct post *post, IMessage *message, ULONG_PTR *ref)
{
    SPropValue props[2] = {{.ulPropTag = PR_SUBJECT_A, .Value.lpszA = (char *)"Lunch"},
                           {.ulPropTag = PR_MESSAGE_CLASS_A, .Value.lpszA = (char *)class}};
    int n = post->letter - 'a';
    HRESULT hr;

    assert_int_equal(*ref, 1);
    *ref = 42;
    if (!mail[n]) return S_OK;
    if (FAILED(answers[n])) return answers[n];
    hr = message->lpVtbl->SetProps(message, 2, props, NULL);
    if (SUCCEEDED(hr)) hr = message->lpVtbl->SaveChanges(message, 0);
    if (SUCCEEDED(hr)) mail[n]--;
    return hr;
}

static void add_source(int n, ULONG sp_flags)
{
    posts[n] = add_post(n);
    posts[n]->sp_flags = sp_flags;
    posts[n]->no_types = true;
    posts[n]->start = start_call;
    posts[n]->poll = poll_call;
}

static void open_session(void)
{
    session = logon();
    store = open_mail(session);
    assert_hr(look(session), S_OK);
    router = support_of(office->posts[0].support)->logon->router;
    spooler = spooler_of(router);
    assert_non_null(spooler);
    spool_set_collecting(spooler, true);
    post_calls();
}

static void close_session(void)
{
    spool_rest(spooler);
    store->lpVtbl->Release(store);
    log_off(session);
}

/* Two transports: the first one is polled, the second one says when there is mail. */
static int begin_collecting(void **state)
{
    memset(mail, 0, sizeof(mail));
    memset(answers, 0, sizeof(answers));
    memset(polled, 0, sizeof(polled));
    class = "IPM.Note";
    store_fails = 0;
    allocs_left = -1;
    now = filetime_to_u64(filetime_now()) + SECOND;
    if (setup_mail(state)) return 1;
    add_source(0, LOGON_SP_POLL);
    add_source(1, 0);
    open_session();
    return 0;
}

static int end_collecting(void **state)
{
    close_session();
    return teardown_mail(state);
}

/* The session begins anew, with other transports. */
static void reopen(void (*change)(void))
{
    close_session();
    change();
    open_session();
}

/* Until there is nothing to do at that time; gives when there is. */
static uint64_t run(void)
{
    uint64_t until;
    int steps = 0;

    while (spool_step(spooler, now, &until))
        assert_true(++steps < 2000);
    return until;
}

static void later(ULONG seconds)
{
    now += seconds * SECOND;
    run();
}

static void says(int n, ULONG flags)
{
    assert_hr(spool_note(spooler, &post_uids[n], flags, NULL), S_OK);
}

static ULONG arrived(void)
{
    return count_in(inbox_of(store));
}

/* 8.1-01, 8.6-01 to 8.6-03, 8.6-05: polled at once, and every minute; messages until there are no
 * more; clients hear of each */
static void a_transport_is_polled_and_its_mail_taken(void **state)
{
    struct counting_sink sink = counting_sink();
    ULONG_PTR connection;

    (void)state;
    assert_hr(store->lpVtbl->Advise(store, 0, NULL, fnevNewMail, &sink.IMAPIAdviseSink_iface,
                                    &connection),
              S_OK);
    mail[0] = 2;
    run();
    assert_string_equal(post_calls(), "a:notify(3) b:notify(3) a:poll a:start(0) a:start(0) "
                                      "a:start(0) ");
    assert_int_equal(arrived(), 2);
    HrDispatchNotifications(0);
    assert_int_equal(sink.calls, 2);
    later(59);
    assert_string_equal(post_calls(), "");
    later(1);
    assert_string_equal(post_calls(), "a:poll ");
    mail[0] = 1;
    later(60);
    assert_string_equal(post_calls(), "a:poll a:start(0) a:start(0) ");
    assert_int_equal(arrived(), 3);
    HrDispatchNotifications(0);
    assert_int_equal(sink.calls, 3);
    spool_rest(spooler);
    assert_string_equal(post_calls(), "a:notify(30000) b:notify(30000) ");
    assert_hr(store->lpVtbl->Unadvise(store, connection), S_OK);
}

/* Who waits for the engine is told when the next Poll is due. */
static void the_engine_says_when_to_poll(void **state)
{
    uint64_t began = now;

    (void)state;
    while (run() < began + 60 * SECOND) {
        uint64_t until = run();

        assert_true(until > now);
        now = until;
        assert_null(strstr(post_calls() + 1, ":poll a:poll"));
    }
    post_calls();
    now = began + 60 * SECOND;
    run();
    assert_string_equal(post_calls(), "a:poll ");
    now = began; /* the clock was set back, and a day is not waited for it */
    now -= 86400 * SECOND;
    run();
    assert_string_equal(post_calls(), "a:poll ");
}

static void poll_every_5_minutes(void)
{
    struct profile *profile;
    struct section *section;

    assert_hr(profile_open(L"Ann", &profile), S_OK);
    section = section_of(profile, &post_uids[0]);
    assert_hr(section_set_long(section, PR_SPOOL_POLL_SECONDS, 300), S_OK);
    section_unref(section);
    profile_unref(profile);
}

static void the_profile_may_say_how_often_it_is_polled(void **state)
{
    (void)state;
    reopen(poll_every_5_minutes);
    run();
    assert_string_equal(post_calls(), "a:notify(3) b:notify(3) a:poll ");
    later(299);
    assert_string_equal(post_calls(), "");
    later(1);
    assert_string_equal(post_calls(), "a:poll ");
}

/* 8.6-02, 5.14-04: NOTIFY_NEWMAIL, and no Poll */
static void a_transport_may_say_that_mail_is_there(void **state)
{
    (void)state;
    run();
    post_calls();
    mail[1] = 1;
    later(10);
    assert_string_equal(post_calls(), "");
    says(1, NOTIFY_NEWMAIL);
    run();
    assert_string_equal(post_calls(), "b:start(0) b:start(0) ");
    assert_int_equal(arrived(), 1);
    says(1, NOTIFY_NEWMAIL);
    run();
    assert_string_equal(post_calls(), "b:start(0) ");
}

/* 8.5-05: before NOTIFY_BEGIN_INBOUND and after NOTIFY_END_INBOUND nobody listens; offline nothing
 * is fetched, and what was being fetched goes on afterwards */
static void nothing_is_fetched_before_or_after(void **state)
{
    uint64_t until;

    (void)state;
    mail[1] = 3;
    says(1, NOTIFY_NEWMAIL);
    run();
    assert_string_equal(post_calls(), "a:notify(3) b:notify(3) a:poll ");
    spool_set_offline(spooler, true);
    assert_true(run() == SPOOL_NEVER);
    assert_string_equal(post_calls(), "a:notify(30000) b:notify(30000) ");
    says(1, NOTIFY_NEWMAIL);
    later(600);
    assert_string_equal(post_calls(), "");
    spool_set_offline(spooler, false);
    run();
    assert_string_equal(post_calls(), "a:notify(3) b:notify(3) a:poll ");
    says(1, NOTIFY_NEWMAIL);
    while (mail[1] == 3)
        spool_step(spooler, now, &until);
    assert_string_equal(post_calls(), "b:start(0) ");
    spool_set_offline(spooler, true);
    run();
    assert_string_equal(post_calls(), "a:notify(30000) b:notify(30000) ");
    spool_set_offline(spooler, false);
    run();
    assert_int_equal(mail[1], 0);
    assert_int_equal(arrived(), 3);
}

static void three_sources(void)
{
    add_source(2, LOGON_SP_POLL);
    posts[1]->sp_flags = LOGON_SP_POLL;
}

/* Whoever has much mail keeps nobody else waiting. */
static void transports_take_turns(void **state)
{
    (void)state;
    reopen(three_sources);
    for (int i = 0; i < 3; i++)
        mail[i] = 2;
    run();
    assert_string_equal(post_calls(), "a:notify(3) b:notify(3) c:notify(3) a:poll b:poll c:poll "
                                      "a:start(0) b:start(0) c:start(0) a:start(0) b:start(0) "
                                      "c:start(0) a:start(0) b:start(0) c:start(0) ");
    assert_int_equal(arrived(), 6);
}

static void takes_smtp(void)
{
    posts[1]->no_types = false;
    posts[1]->types[0] = L"SMTP";
}

/* Takes nothing; what it gets it gets once. */
static HRESULT submit_call(struct post *post, ULONG flags, IMessage *message, ULONG_PTR *ref,
                           ULONG_PTR *parm)
{
    (void)post, (void)flags, (void)message, (void)ref, (void)parm;
    return S_OK;
}

static void submit(void)
{
    IMAPIFolder *outbox = folder_of(store, PR_IPM_OUTBOX_ENTRYID);
    IMessage *message;
    SPropValue row[4] = {{.ulPropTag = PR_DISPLAY_NAME_A, .Value.lpszA = (char *)"Bob"},
                         {.ulPropTag = PR_ADDRTYPE_A, .Value.lpszA = (char *)"SMTP"},
                         {.ulPropTag = PR_EMAIL_ADDRESS_A, .Value.lpszA = (char *)"bob@x.org"},
                         {.ulPropTag = PR_RECIPIENT_TYPE, .Value.l = MAPI_TO}};
    SizedADRLIST(1, list) = {1, {{0, 4, row}}};

    assert_hr(outbox->lpVtbl->CreateMessage(outbox, NULL, 0, &message), S_OK);
    outbox->lpVtbl->Release(outbox);
    assert_hr(message->lpVtbl->ModifyRecipients(message, MODRECIP_ADD, (ADRLIST *)&list), S_OK);
    assert_hr(message->lpVtbl->SubmitMessage(message, 0), S_OK);
    message->lpVtbl->Release(message);
}

/* Mail that comes in keeps none from going out. */
static void mail_goes_out_in_between(void **state)
{
    const char *calls;

    (void)state;
    reopen(takes_smtp);
    posts[1]->submit = submit_call;
    run();
    post_calls();
    mail[1] = 20;
    says(1, NOTIFY_NEWMAIL);
    submit();
    spool_ring(spooler);
    run();
    calls = post_calls();
    assert_non_null(strstr(calls, "b:submit(0) b:end(0) b:start(0) b:start(0) b:start(0) "));
    assert_int_equal(mail[1], 0);
}

/* A transport that fails is asked again after 5, 10, 20 seconds; the others go on; one that says
 * that it is ready is asked at once */
static void a_transport_that_fails_is_left_alone_for_a_while(void **state)
{
    (void)state;
    mail[1] = 1;
    answers[1] = MAPI_E_NETWORK_ERROR;
    run();
    post_calls();
    says(1, NOTIFY_NEWMAIL);
    run();
    assert_string_equal(post_calls(), "b:start(0) ");
    for (ULONG seconds = 5; seconds <= 20; seconds *= 2) {
        later(seconds - 1);
        assert_string_equal(post_calls(), "");
        later(1);
        assert_string_equal(post_calls(), "b:start(0) ");
    }
    mail[0] = 1;
    later(25); /* a minute */
    assert_string_equal(post_calls(), "a:poll a:start(0) a:start(0) ");
    answers[1] = S_OK;
    says(1, NOTIFY_READYTOSEND);
    run();
    assert_string_equal(post_calls(), "b:start(0) b:start(0) ");
    assert_int_equal(arrived(), 2);
}

/* One that is polled is polled again then. */
static void a_failed_poll_is_made_again(void **state)
{
    (void)state;
    polled[0] = MAPI_E_NETWORK_ERROR;
    run();
    assert_string_equal(post_calls(), "a:notify(3) b:notify(3) a:poll ");
    later(5);
    assert_string_equal(post_calls(), "a:poll ");
    polled[0] = S_OK;
    mail[0] = 1;
    answers[0] = MAPI_E_CALL_FAILED;
    later(10);
    assert_string_equal(post_calls(), "a:poll a:start(0) ");
    answers[0] = S_OK;
    later(19);
    assert_string_equal(post_calls(), "");
    later(1);
    assert_string_equal(post_calls(), "a:poll a:start(0) a:start(0) ");
    assert_int_equal(arrived(), 1);
}

/* The store fails: nothing is asked of the transport, and nothing lost */
static void a_store_that_fails_is_opened_again(void **state)
{
    (void)state;
    run();
    post_calls();
    mail[1] = 2;
    store_fails = 2;
    says(1, NOTIFY_NEWMAIL);
    run();
    later(5);
    assert_string_equal(post_calls(), "");
    later(10);
    assert_string_equal(post_calls(), "b:start(0) b:start(0) b:start(0) ");
    assert_int_equal(arrived(), 2);
}

/* 8.1-06: without a store that can have it no mail is asked for; when there is one it is */
static void without_a_store_nothing_comes_in(void **state)
{
    (void)state;
    store_fails = 2;
    run();
    assert_string_equal(post_calls(), "a:notify(2) b:notify(2) ");
    later(60);
    assert_string_equal(post_calls(), "a:notify(1) b:notify(1) a:poll ");
}

/* 5.14-06: neither Poll nor Idle; what a transport tells of is fetched */
static void in_a_critical_section_nobody_polls(void **state)
{
    (void)state;
    run();
    post_calls();
    says(0, NOTIFY_CRITSEC);
    later(120);
    assert_string_equal(post_calls(), "");
    mail[0] = 1;
    says(0, NOTIFY_NEWMAIL);
    run();
    assert_string_equal(post_calls(), "a:start(0) a:start(0) ");
    says(0, NOTIFY_NONCRIT);
    run();
    assert_string_equal(post_calls(), "a:poll ");
}

static void idles(void)
{
    posts[0]->sp_flags |= LOGON_SP_IDLE;
}

/* 8.8-01, 5.14-06: after all that is to be done; and nobody else is */
static void idle_is_called_when_there_is_nothing_else(void **state)
{
    (void)state;
    reopen(idles);
    mail[0] = 1;
    run();
    assert_string_equal(post_calls(), "a:notify(3) b:notify(3) a:poll a:start(0) a:start(0) "
                                      "a:idle(0) ");
    later(14);
    assert_string_equal(post_calls(), "");
    mail[1] = 1;
    says(1, NOTIFY_NEWMAIL);
    later(1);
    assert_string_equal(post_calls(), "b:start(0) b:start(0) a:idle(0) ");
    says(0, NOTIFY_CRITSEC);
    later(30);
    assert_string_equal(post_calls(), "");
    says(0, NOTIFY_NONCRIT);
    run();
    assert_string_equal(post_calls(), "a:idle(0) ");
}

/* 5.14-07, 8.1-15 */
static void a_broken_transport_is_not_asked(void **state)
{
    (void)state;
    run();
    post_calls();
    mail[0] = mail[1] = 1;
    says(0, NOTIFY_CRITICAL_ERROR);
    says(1, NOTIFY_CRITICAL_ERROR);
    says(1, NOTIFY_NEWMAIL);
    later(600);
    spool_rest(spooler);
    assert_string_equal(post_calls(), "");
    assert_int_equal(arrived(), 0);
}

/* 8.6-05: what is set while the engine runs counts for the next mail */
static void a_class_may_have_a_folder_of_its_own(void **state)
{
    (void)state;
    class = "IPM.Order";
    mail[0] = 1;
    run();
    assert_int_equal(arrived(), 1);
    receive_elsewhere(store, class);
    mail[0] = 1;
    later(60);
    assert_int_equal(mail[0], 0);
    assert_int_equal(arrived(), 1);
}

/* The same goes for the folder of all classes. */
static void the_receive_folder_may_change(void **state)
{
    IMAPIFolder *before;

    (void)state;
    class = "Other"; /* no folder of its own */
    mail[0] = 1;
    run();
    before = inbox_of(store);
    receive_elsewhere(store, "");
    mail[0] = 2;
    later(60);
    assert_int_equal(arrived(), 2);
    assert_int_equal(count_in(before), 1);
}

/* A session that ends in the middle of it leaves the rest with the transport. */
static void another_engine_goes_on(void **state)
{
    uint64_t until;

    (void)state;
    mail[0] = 5;
    for (int i = 0; mail[0] > 3 && i < 100; i++)
        spool_step(spooler, now, &until);
    store->lpVtbl->Release(store);
    log_off(session); /* it was not told to rest */
    open_session();
    run();
    assert_int_equal(mail[0], 0);
    assert_int_equal(arrived(), 5);
}

/* Whichever allocation fails, each message arrives, once. */
static void memory_may_be_out(void **state)
{
    uint64_t until;
    bool done = false;
    ULONG sent = 0;

    (void)state;
    for (int n = 0; !done; n++) {
        assert_true(n < 5000);
        spool_rest(spooler);
        mail[0] = 1;
        sent++;
        allocs_left = n;
        for (int i = 0; i < 100 && spool_step(spooler, now, &until); i++)
            ;
        done = allocs_left > 0;
        allocs_left = -1;
        for (int i = 0; i < 20 && mail[0]; i++)
            later(60);
        assert_int_equal(mail[0], 0);
        if (n % 20 && !done) continue;
        assert_int_equal(arrived(), sent);
    }
}

int main(void)
{
#define COLLECTING(name) cmocka_unit_test_setup_teardown(name, begin_collecting, end_collecting)
    const struct CMUnitTest all[] = {
        COLLECTING(a_transport_is_polled_and_its_mail_taken),
        COLLECTING(the_engine_says_when_to_poll),
        COLLECTING(the_profile_may_say_how_often_it_is_polled),
        COLLECTING(a_transport_may_say_that_mail_is_there),
        COLLECTING(nothing_is_fetched_before_or_after),
        COLLECTING(transports_take_turns),
        COLLECTING(mail_goes_out_in_between),
        COLLECTING(a_transport_that_fails_is_left_alone_for_a_while),
        COLLECTING(a_failed_poll_is_made_again),
        COLLECTING(a_store_that_fails_is_opened_again),
        COLLECTING(without_a_store_nothing_comes_in),
        COLLECTING(in_a_critical_section_nobody_polls),
        COLLECTING(idle_is_called_when_there_is_nothing_else),
        COLLECTING(a_broken_transport_is_not_asked),
        COLLECTING(a_class_may_have_a_folder_of_its_own),
        COLLECTING(the_receive_folder_may_change),
        COLLECTING(another_engine_goes_on),
        COLLECTING(memory_may_be_out),
    };

    return cmocka_run_group_tests(all, NULL, NULL);
}
