/*
 * test_outgoing.c - messages become files of the out-folder
 */
#include <signal.h>
#include <sys/resource.h>
#include "dropfolder/drop_fixture.h"
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "base/fault.h"
#include "common/com.h"
#include "dropfolder/outgoing.h"

/* 8.4-05 to 8.4-07, 8.4-18 */
static void a_message_becomes_a_mail_and_an_envelope(void **state)
{
    struct drop *d = *state;
    IMessage *message = drop_new_message(d, L"Hello");
    char *names, *mail, *envelope, name[80];
    ULONG_PTR wait = 7;
    int n;

    drop_add_recipient(message, MAPI_TO, L"SMTP", L"bob@example.com", false);
    drop_add_recipient(message, MAPI_CC, L"smtp", L"cem@example.com", false);
    drop_add_recipient(message, MAPI_BCC, L"SMTP", L"secret@example.com", false);
    ok_hr(drop_submit(d, message, &wait));
    assert_int_equal(wait, 0);
    drop_assert_taken(message, "bob:1 cem:1 secret:1 ");
    assert_text(message, PR_SENDER_EMAIL_ADDRESS_W, L"ann@example.org");
    assert_text(message, PR_SENDER_NAME_W, L"Ann Example");
    assert_text(message, PR_SENT_REPRESENTING_EMAIL_ADDRESS_W, L"ann@example.org");
    message->lpVtbl->Release(message);

    names = drop_names(d, "out", "", &n);
    assert_int_equal(n, 4); /* . and .. */
    free(names);
    names = drop_names(d, "out", ".eml", &n);
    assert_int_equal(n, 1);
    snprintf(name, sizeof(name), "%.*s", (int)strlen(names) - 1, names);
    mail = drop_file(d, "out", name);
    assert_non_null(strstr(mail, "From: Ann Example <ann@example.org>\r\n"));
    assert_non_null(strstr(mail, "bob@example.com"));
    assert_non_null(strstr(mail, "cem@example.com"));
    assert_null(strstr(mail, "secret"));
    assert_null(strstr(mail, "Bcc"));
    assert_non_null(strstr(mail, "Subject: Hello\r\n"));
    assert_non_null(strstr(mail, "last line\r\n"));
    strcpy(name + strlen(name) - 3, "rcpt");
    envelope = drop_file(d, "out", name);
    assert_string_equal(envelope, "MAIL FROM:<ann@example.org>\r\nRCPT TO:<bob@example.com>\r\n"
                                  "RCPT TO:<cem@example.com>\r\nRCPT TO:<secret@example.com>\r\n");
    free(envelope);
    free(mail);
    free(names);
}

/* 8.4-06, 8.4-16, 8.4-17 */
static void recipients_of_others_stay_as_they_are(void **state)
{
    struct drop *d = *state;
    IMessage *message = drop_new_message(d, L"Mixed");
    char *names, *envelope;
    ULONG_PTR wait;

    drop_add_recipient(message, MAPI_TO, L"SMTP", L"here@example.com", false);
    drop_add_recipient(message, MAPI_TO, L"FAX", L"fax@5551234", false);
    drop_add_recipient(message, MAPI_TO, L"SMTP", L"done@example.com", true);
    drop_add_recipient(message, MAPI_TO, L"SMTP", L"no address", false);
    drop_add_recipient(message, MAPI_TO, L"SMTP", L"evil@example.com>\r\nRCPT TO:<x@y", false);
    drop_add_recipient(message, MAPI_P1, L"SMTP", L"again@example.com", false);
    drop_add_recipient(message, MAPI_TO | MAPI_SUBMITTED, L"SMTP", L"had@example.com", false);
    ok_hr(drop_submit(d, message, &wait));
    drop_assert_taken(message, "here:1 fax:0 done:1 no address:0 evil:0 again:1 had:0 ");
    message->lpVtbl->Release(message);
    names = drop_names(d, "out", ".rcpt", NULL);
    names[strlen(names) - 1] = 0;
    envelope = drop_file(d, "out", names);
    assert_string_equal(envelope, "MAIL FROM:<ann@example.org>\r\nRCPT TO:<here@example.com>\r\n"
                                  "RCPT TO:<again@example.com>\r\n");
    free(envelope);
    free(names);
}

/* 8.4-09 */
static void a_message_for_nobody_here_is_not_ours(void **state)
{
    struct drop *d = *state;
    IMessage *message = drop_new_message(d, L"Fax");
    char *names;
    ULONG_PTR wait;
    int n;

    drop_add_recipient(message, MAPI_TO, L"FAX", L"fax@5551234", false);
    assert_int_equal(drop_submit(d, message, &wait), MAPI_E_NOT_ME);
    drop_assert_taken(message, "fax:0 ");
    message->lpVtbl->Release(message);
    names = drop_names(d, "out", "", &n);
    assert_int_equal(n, 2);
    free(names);
}

/* 8.4-10 */
static void a_folder_that_is_gone_is_waited_for(void **state)
{
    struct drop *d = *state;
    IMessage *message = drop_new_message(d, L"Later");
    ULONG_PTR wait = 0;
    char path[80];

    drop_add_recipient(message, MAPI_TO, L"SMTP", L"bob@example.com", false);
    snprintf(path, sizeof(path), "%s/out", d->root8);
    assert_int_equal(rmdir(path), 0);
    assert_int_equal(drop_submit(d, message, &wait), MAPI_E_WAIT);
    assert_int_equal(wait, 60);
    drop_assert_taken(message, "bob:0 ");
    assert_int_equal(d->support.reason[0], 'M'); /* Mail can't be written to: ... */
    assert_int_equal(mkdir(path, 0700), 0);
    ok_hr(drop_submit(d, message, &wait));
    assert_int_equal(d->support.reason[0], 0);
    message->lpVtbl->Release(message);
}

/* A full disk is waited for, too; nothing of the half mail stays. */
static void a_full_disk_is_waited_for(void **state)
{
    struct drop *d = *state;
    IMessage *message = drop_new_message(d, L"Large");
    struct rlimit limit, small;
    ULONG_PTR wait = 0;
    HRESULT hr;
    int n, before;

    free(drop_names(d, "out", "", &before));
    drop_add_recipient(message, MAPI_TO, L"SMTP", L"bob@example.com", false);
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
    small = limit;
    small.rlim_cur = 100;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    hr = drop_submit(d, message, &wait);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
    assert_int_equal(hr, MAPI_E_WAIT);
    drop_assert_taken(message, "bob:0 ");
    free(drop_names(d, "out", "", &n));
    assert_int_equal(n, before);
    ok_hr(drop_submit(d, message, &wait));
    message->lpVtbl->Release(message);
}

static void a_client_who_sends_for_another_is_believed(void **state)
{
    struct drop *d = *state;
    IMessage *message = drop_new_message(d, L"For the boss");
    char *names, *mail;
    ULONG_PTR wait;

    drop_add_recipient(message, MAPI_TO, L"SMTP", L"bob@example.com", false);
    ok_hr(set_text(message, PR_SENT_REPRESENTING_NAME_W, L"Boss"));
    ok_hr(set_text(message, PR_SENT_REPRESENTING_ADDRTYPE_W, L"SMTP"));
    ok_hr(set_text(message, PR_SENT_REPRESENTING_EMAIL_ADDRESS_W, L"boss@example.org"));
    ok_hr(drop_submit(d, message, &wait));
    message->lpVtbl->Release(message);
    names = drop_names(d, "out", ".eml", NULL);
    names[strlen(names) - 1] = 0;
    mail = drop_file(d, "out", names);
    assert_non_null(strstr(mail, "From: Boss <boss@example.org>\r\n"));
    assert_non_null(strstr(mail, "Sender: Ann Example <ann@example.org>\r\n"));
    free(mail);
    free(names);
}

static void names_sort_as_mails_were_sent(void **state)
{
    struct drop *d = *state;
    char *names, *at;
    int n;

    for (int i = 0; i < 20; i++) {
        WCHAR subject[] = {'N', (WCHAR)('a' + i), 0};
        IMessage *message = drop_new_message(d, subject);
        ULONG_PTR wait;

        drop_add_recipient(message, MAPI_TO, L"SMTP", L"bob@example.com", false);
        ok_hr(drop_submit(d, message, &wait));
        message->lpVtbl->Release(message);
    }
    names = drop_names(d, "out", ".eml", &n);
    assert_int_equal(n, 20);
    at = names;
    for (int i = 0; i < n; i++) {
        char subject[] = {'S', 'u', 'b', 'j', 'e', 'c', 't', ':', ' ', 'N', (char)('a' + i), 0};
        char *end = strchr(at, '|'), *mail;

        *end = 0;
        mail = drop_file(d, "out", at);
        assert_non_null(strstr(mail, subject));
        free(mail);
        at = end + 1;
    }
    free(names);
}

static void a_name_tells_the_time(void **state)
{
    static const char wanted[] = "20000229T235959123-000102030405060708090a0b0c0d0e0f";
    WCHAR name[DROP_NAME_CHARS];
    MAPIUID uid;

    (void)state;
    for (int i = 0; i < 16; i++)
        uid.ab[i] = (BYTE)i;
    drop_outgoing_name(125963423991230000ull, &uid, name);
    for (size_t i = 0; i < sizeof(wanted); i++)
        assert_int_equal(name[i], wanted[i]);
}

/* 8.5-03 */
static void cancel(void *context)
{
    struct drop *d = context;
    ULONG flags = NOTIFY_CANCEL_MESSAGE, ref = 2; /* the first that a logon gives */
    void *data = &ref;

    ok_hr(d->logon->lpVtbl->TransportNotify(d->logon, &flags, &data));
}

static void a_cancelled_message_leaves_no_file(void **state)
{
    struct drop *d = *state;
    IMessage *message = drop_new_message(d, L"No");
    char *names;
    ULONG_PTR wait;
    int n;

    drop_add_recipient(message, MAPI_TO, L"SMTP", L"bob@example.com", false);
    d->support.yield = cancel;
    d->support.yield_context = d;
    assert_int_equal(drop_submit(d, message, &wait), MAPI_E_USER_CANCEL);
    d->support.yield = NULL;
    d->support.yields = MAPI_W_CANCEL_MESSAGE; /* SpoolerYield says so too */
    assert_int_equal(drop_submit(d, message, &wait), MAPI_E_USER_CANCEL);
    d->support.yields = S_OK;
    drop_assert_taken(message, "bob:0 ");
    names = drop_names(d, "out", "", &n);
    assert_int_equal(n, 2);
    free(names);
    ok_hr(drop_submit(d, message, &wait)); /* the next is another one */
    message->lpVtbl->Release(message);
}

static void without_memory_there_is_no_mail(void **state)
{
    struct drop *d = *state;
    IMessage *message = drop_new_message(d, L"Memory");
    long objects = com_objects_alive();
    ULONG_PTR wait;
    char *names;
    HRESULT hr;
    int n;

    drop_add_recipient(message, MAPI_TO, L"SMTP", L"bob@example.com", false);
    for (int failing = 0;; failing++) {
        fault_alloc_after(failing);
        hr = drop_submit(d, message, &wait);
        fault_alloc_never();
        names = drop_names(d, "out", ".eml", &n);
        free(names);
        if (SUCCEEDED(hr)) break;
        assert_int_equal(n, 0);
        drop_assert_taken(message, "bob:0 ");
    }
    assert_int_equal(n, 1);
    message->lpVtbl->Release(message);
    assert_true(com_objects_alive() <= objects);
}

int main(void)
{
#define DROP_TEST(name) cmocka_unit_test_setup_teardown(name, drop_setup, drop_teardown)
    const struct CMUnitTest tests[] = {
        DROP_TEST(a_message_becomes_a_mail_and_an_envelope),
        DROP_TEST(recipients_of_others_stay_as_they_are),
        DROP_TEST(a_message_for_nobody_here_is_not_ours),
        DROP_TEST(a_folder_that_is_gone_is_waited_for),
        DROP_TEST(a_full_disk_is_waited_for),
        DROP_TEST(a_client_who_sends_for_another_is_believed),
        DROP_TEST(names_sort_as_mails_were_sent),
        cmocka_unit_test(a_name_tells_the_time),
        DROP_TEST(a_cancelled_message_leaves_no_file),
        DROP_TEST(without_memory_there_is_no_mail),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
