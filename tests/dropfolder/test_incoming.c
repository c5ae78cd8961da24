/*
 * test_incoming.c - files of the in-folder become messages
 */
#include "dropfolder/drop_fixture.h"
#include "dropfolder/dying.h"
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include "base/fault.h"
#include "common/com.h"
#include "fakes/sink_message.h"

static const char hello[] = "From: Bob <bob@example.com>\r\n"
                            "To: Ann Example <ANN@example.org>\r\n"
                            "Cc: cem@example.com\r\n"
                            "Subject: Hello\r\n"
                            "Date: Wed, 04 Mar 2026 12:00:00 +0000\r\n"
                            "\r\n"
                            "Good morning\r\n";

static ULONG poll(struct drop *d)
{
    ULONG n = 99;

    ok_hr(d->logon->lpVtbl->Poll(d->logon, &n));
    return n;
}

static void assert_subjects(struct drop *d, const char *wanted)
{
    char *got = drop_subjects(d);

    assert_string_equal(got, wanted);
    free(got);
}

static void assert_files(struct drop *d, const char *folder, const char *ending, const char *wanted)
{
    char *got = drop_names(d, folder, ending, NULL);

    assert_string_equal(got, wanted);
    free(got);
}

static void put_subject(struct drop *d, const char *name, const char *subject)
{
    char text[256];

    snprintf(text, sizeof(text), "Subject: %s\r\nFrom: bob@example.com\r\n\r\nText\r\n", subject);
    drop_put_file(d, name, text);
}

static IMessage *first_message(struct drop *d)
{
    static const SizedSPropTagArray(1, columns) = {1, {PR_ENTRYID}};
    IMAPITable *table = NULL;
    IMessage *message = NULL;
    SRowSet *rows = NULL;
    ULONG type;

    ok_hr(d->inbox->lpVtbl->GetContentsTable(d->inbox, 0, &table));
    ok_hr(table->lpVtbl->SetColumns(table, (SPropTagArray *)&columns, 0));
    ok_hr(table->lpVtbl->QueryRows(table, 1, 0, &rows));
    assert_int_equal(rows->cRows, 1);
    ok_hr(d->inbox->lpVtbl->OpenEntry(d->inbox, EID(rows->aRow[0].lpProps), NULL, 0, &type,
                                      (IUnknown **)&message));
    MAPIFreeBuffer(rows->aRow[0].lpProps);
    MAPIFreeBuffer(rows);
    table->lpVtbl->Release(table);
    return message;
}

/* 8.6-01, 8.6-03, 8.6-10, 8.6-12 to 8.6-14 */
static void a_file_becomes_a_message(void **state)
{
    struct drop *d = *state;
    IMessage *message;
    bool saved;

    assert_int_equal(poll(d), 0);
    drop_put_file(d, "1.eml", hello);
    drop_put_file(d, "1.rcpt", "MAIL FROM:<bob@example.com>\r\n");
    drop_put_file(d, "note.txt", "not for us");
    assert_int_equal(poll(d), 1);
    ok_hr(drop_start(d, &saved));
    assert_true(saved);
    assert_int_equal(poll(d), 0);

    message = first_message(d);
    assert_text(message, PR_SUBJECT_W, L"Hello");
    assert_text(message, PR_SENDER_EMAIL_ADDRESS_W, L"bob@example.com");
    assert_text(message, PR_SENT_REPRESENTING_EMAIL_ADDRESS_W, L"bob@example.com");
    assert_text(message, PR_RECEIVED_BY_EMAIL_ADDRESS_W, L"ann@example.org");
    assert_text(message, PR_RCVD_REPRESENTING_NAME_W, L"Ann Example");
    assert_int_equal(get_long(message, PR_MESSAGE_TO_ME) & 0xffff, TRUE);
    assert_int_equal(get_long(message, PR_MESSAGE_CC_ME) & 0xffff, FALSE);
    assert_int_equal(get_long(message, PR_MESSAGE_RECIP_ME) & 0xffff, TRUE);
    assert_int_equal(get_long(message, PR_MESSAGE_FLAGS) &
                         (MSGFLAG_UNSENT | MSGFLAG_READ | MSGFLAG_FROMME | MSGFLAG_UNMODIFIED),
                     MSGFLAG_UNMODIFIED);
    message->lpVtbl->Release(message);
    assert_files(d, "in", ".eml", "");
    assert_files(d, "in", ".rcpt", "");
    assert_files(d, "in", ".txt", "note.txt|");
    assert_files(d, "in", ".taken", "");
    assert_files(d, "in/done", ".eml", "1.eml|");
}

static void files_are_taken_by_their_names(void **state)
{
    struct drop *d = *state;

    put_subject(d, "c.eml", "C");
    put_subject(d, "a.eml", "A");
    put_subject(d, "b.EML", "B");
    assert_int_equal(poll(d), 3);
    for (int i = 0; i < 3; i++)
        ok_hr(drop_start(d, NULL));
    assert_subjects(d, "A|B|C|");
}

/* 8.6-03 */
static void where_no_file_waits_nothing_is_saved(void **state)
{
    struct drop *d = *state;
    bool saved = true;

    ok_hr(drop_start(d, &saved));
    assert_false(saved);
    assert_subjects(d, "");
}

static void mail_of_ones_own_is_from_me(void **state)
{
    struct drop *d = *state;
    IMessage *message;

    drop_put_file(d, "1.eml", "From: ann@example.org\r\nSubject: Me\r\n\r\nText\r\n");
    ok_hr(drop_start(d, NULL));
    message = first_message(d);
    assert_true(get_long(message, PR_MESSAGE_FLAGS) & MSGFLAG_FROMME);
    assert_int_equal(get_long(message, PR_MESSAGE_RECIP_ME) & 0xffff, FALSE);
    message->lpVtbl->Release(message);
}

static void what_is_no_mail_goes_aside_and_is_told_of(void **state)
{
    struct drop *d = *state;
    bool saved;

    drop_put_file(d, "1.eml", "\x7f" "ELF whatever this is");
    drop_put_file(d, "2.eml", "");
    put_subject(d, "3.eml", "Good");
    assert_int_equal(drop_start(d, &saved), MAPI_E_CORRUPT_DATA);
    assert_false(saved);
    assert_true(wide_cmp(d->support.reason, L"not a mail: 1.eml") == 0);
    assert_int_equal(drop_start(d, NULL), MAPI_E_CORRUPT_DATA);
    ok_hr(drop_start(d, &saved));
    assert_true(saved);
    assert_int_equal(d->support.reason[0], 0);
    assert_files(d, "in/bad", ".eml", "1.eml|2.eml|");
    assert_subjects(d, "Good|");
}

static void a_name_that_was_there_before_is_another_mail(void **state)
{
    struct drop *d = *state;

    for (int i = 0; i < 3; i++) {
        put_subject(d, "same.eml", i == 0 ? "One" : i == 1 ? "Two" : "Three");
        ok_hr(drop_start(d, NULL));
    }
    assert_subjects(d, "One|Two|Three|");
    assert_files(d, "in/done", ".eml", "same.eml|same.eml.2.eml|same.eml.3.eml|");
}

static void files_are_deleted_where_that_is_wanted(void **state)
{
    struct drop *d = *state;

    drop_log_off(d);
    fake_section_put_number(&d->support.section, PR_OMDROP_AFTERWARDS, OMDROP_DELETE);
    ok_hr(drop_log_on(d));
    put_subject(d, "1.eml", "Gone");
    ok_hr(drop_start(d, NULL));
    assert_subjects(d, "Gone|");
    assert_files(d, "in", ".eml", "");
    assert_files(d, "in/done", ".eml", "");
}

/* A message that nobody can save: the file stays, others pass, and it isn't tried at once again. */
static void what_cannot_be_delivered_lets_others_pass(void **state)
{
    struct drop *d = *state;
    struct sink_counts counts = {.write_answers = STG_E_MEDIUMFULL};
    IMessage *full = sink_message_create(&counts);
    ULONG_PTR ref = 1;

    drop_put_file(d, "1.eml", hello);
    put_subject(d, "2.eml", "Second");
    assert_true(FAILED(d->logon->lpVtbl->StartMessage(d->logon, 0, full, &ref)));
    assert_int_equal(counts.saves, 0);
    full->lpVtbl->Release(full);
    assert_files(d, "in", ".eml", "1.eml|2.eml|");
    assert_int_equal(poll(d), 1);
    ok_hr(drop_start(d, NULL));
    assert_subjects(d, "Second|");
    drop_log_off(d);
    ok_hr(drop_log_on(d)); /* a new logon tries at once */
    ok_hr(drop_start(d, NULL));
    assert_files(d, "in", ".eml", "");
}

/* ---- a process that dies ---- */

/* Delivered and written down, the file not yet moved: whatever comes next doesn't deliver it
 * again. Each way of dying: before the move, and behind it. */
static void a_process_that_dies_behind_the_delivery_doubles_nothing(void **state)
{
    struct drop *d = *state;

    for (int dies_after = 0; dies_after < 3; dies_after++) {
        char wanted[64] = {0};
        int status;
        pid_t child;

        put_subject(d, "1.eml", "Once");
        drop_log_off(d);
        child = fork();
        if (!child) {
            if (FAILED(drop_log_on(d))) _exit(1);
            steps = dies_after;
            if (FAILED(drop_start(d, NULL))) _exit(2);
            _exit(0);
        }
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_true(WIFEXITED(status));
        if (dies_after < 2) assert_int_equal(WEXITSTATUS(status), 9);
        ok_hr(drop_log_on(d));
        assert_int_equal(poll(d), 0);
        ok_hr(drop_start(d, NULL));
        for (int i = 0; i <= dies_after; i++)
            strcat(wanted, "Once|");
        assert_subjects(d, wanted);
        assert_files(d, "in", ".eml", "");
        assert_files(d, "in", ".taken", "");
    }
}

/* The same name with other content, while the record of the old one is there. */
static void another_file_of_a_recorded_name_is_delivered(void **state)
{
    struct drop *d = *state;
    int status;
    pid_t child;

    put_subject(d, "1.eml", "Old");
    drop_log_off(d);
    child = fork();
    if (!child) {
        drop_log_on(d);
        steps = 0;
        drop_start(d, NULL);
        _exit(0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(WEXITSTATUS(status), 9);
    put_subject(d, "1.eml", "Another");
    ok_hr(drop_log_on(d));
    ok_hr(drop_start(d, NULL));
    assert_subjects(d, "Old|Another|");
    assert_files(d, "in", ".taken", "");
}

static void a_record_that_was_cut_off_is_read_as_far_as_it_goes(void **state)
{
    struct drop *d = *state;

    drop_put_file(d, "omdrop.taken", "zz top\n1\n5 6\n7 8 \n1 2 1.eml\n3 4 2.em");
    put_subject(d, "1.eml", "New");
    ok_hr(drop_start(d, NULL));
    assert_subjects(d, "New|");
    assert_files(d, "in", ".taken", ""); /* nothing of it was there any more */
}

static void a_folder_that_is_gone_is_told_of_until_it_is_back(void **state)
{
    struct drop *d = *state;
    char in[80], away[80];

    snprintf(in, sizeof(in), "%s/in", d->root8);
    snprintf(away, sizeof(away), "%s/away", d->root8);
    assert_int_equal(poll(d), 0);
    assert_int_equal(rename(in, away), 0);
    assert_int_equal(poll(d), 0);
    assert_int_equal(d->support.reason[0], 'M'); /* Mail can't be read from: ... */
    assert_int_equal(drop_start(d, NULL), MAPI_E_NOT_FOUND);
    assert_int_equal(rename(away, in), 0);
    put_subject(d, "1.eml", "Back");
    assert_int_equal(poll(d), 1);
    assert_int_equal(d->support.reason[0], 0);
    ok_hr(drop_start(d, NULL));
    assert_subjects(d, "Back|");
}

static void without_memory_a_file_stays(void **state)
{
    struct drop *d = *state;
    bool saved;
    HRESULT hr;

    for (int failing = 0;; failing++) {
        put_subject(d, "1.eml", "Memory");
        drop_log_off(d);
        ok_hr(drop_log_on(d)); /* nothing waits */
        fault_alloc_after(failing);
        hr = drop_start(d, &saved);
        fault_alloc_never();
        if (SUCCEEDED(hr)) break;
        assert_false(saved);
        assert_files(d, "in", ".eml", "1.eml|");
        assert_files(d, "in/bad", ".eml", "");
    }
    assert_true(saved);
    assert_subjects(d, "Memory|");
}

int main(void)
{
#define DROP_TEST(name) cmocka_unit_test_setup_teardown(name, drop_setup, drop_teardown)
    const struct CMUnitTest tests[] = {
        DROP_TEST(a_file_becomes_a_message),
        DROP_TEST(files_are_taken_by_their_names),
        DROP_TEST(where_no_file_waits_nothing_is_saved),
        DROP_TEST(mail_of_ones_own_is_from_me),
        DROP_TEST(what_is_no_mail_goes_aside_and_is_told_of),
        DROP_TEST(a_name_that_was_there_before_is_another_mail),
        DROP_TEST(files_are_deleted_where_that_is_wanted),
        DROP_TEST(what_cannot_be_delivered_lets_others_pass),
        DROP_TEST(a_process_that_dies_behind_the_delivery_doubles_nothing),
        DROP_TEST(another_file_of_a_recorded_name_is_delivered),
        DROP_TEST(a_record_that_was_cut_off_is_read_as_far_as_it_goes),
        DROP_TEST(a_folder_that_is_gone_is_told_of_until_it_is_back),
        DROP_TEST(without_memory_a_file_stays),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
