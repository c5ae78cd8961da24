/*
 * test_incoming_kill.c - a process that dies while it delivers mail
 *
 * It ends at each step that it makes with files, the store's among them. Whoever comes next finds
 * the mail in the store or its file in the folder, and then it is delivered, once.
 */
#include "dropfolder/drop_fixture.h"
#include "dropfolder/dying_writes.h"
#include <string.h>
#include <sys/wait.h>

static void close_all(struct drop *d)
{
    drop_log_off(d);
    d->inbox->lpVtbl->Release(d->inbox);
    d->inbox = NULL;
    log_off(d->f);
}

static void open_all(struct drop *d)
{
    ok_hr(log_on(d->f, MDB_WRITE));
    d->inbox = open_inbox(d->f);
    ok_hr(drop_log_on(d));
    ok_hr(drop_notify(d, NOTIFY_BEGIN_INBOUND));
}

static int count_mails(struct drop *d)
{
    char *subjects = drop_subjects(d);
    int n = 0;

    for (const char *c = subjects; *c; c++)
        n += *c == '|';
    free(subjects);
    return n;
}

static void receive_all(struct drop *d)
{
    ULONG n;

    for (int i = 0; i < 4; i++) {
        ok_hr(d->logon->lpVtbl->Poll(d->logon, &n));
        if (!n) return;
        ok_hr(drop_start(d, NULL));
    }
    fail();
}

static void a_mail_is_delivered_once_whenever_a_process_dies(void **state)
{
    struct drop *d = *state;
    int deaths = 0, before = 0;

    for (int at = 0;; at += 1 + at / 16, deaths++) { /* a store makes many steps */
        int status, now;
        pid_t child;

        assert_true(deaths < 300);
        drop_put_file(d, "1.eml", "Subject: Whole\r\nFrom: bob@example.com\r\n\r\nText\r\n");
        close_all(d);
        child = fork();
        if (!child) {
            open_all(d);
            steps = at;
            _exit(drop_start(d, NULL) == S_OK ? 0 : 1);
        }
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_true(WIFEXITED(status));
        open_all(d);
        receive_all(d);
        now = count_mails(d);
        assert_int_equal(now, before + 1);
        before = now;
        if (WEXITSTATUS(status) == 9) continue;
        assert_int_equal(WEXITSTATUS(status), 0);
        break;
    }
    assert_true(deaths > 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_mail_is_delivered_once_whenever_a_process_dies, drop_setup,
                                        drop_teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
