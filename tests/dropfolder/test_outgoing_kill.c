/*
 * test_outgoing_kill.c - a process that dies while it writes mail
 *
 * It ends at each step that is made with files, one after the other. What is named .eml is then a
 * whole mail with its envelope beside, and a message whose recipients are taken has one.
 */
#include "dropfolder/drop_fixture.h"
#include "dropfolder/dying_writes.h"
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void check_mails(struct drop *d, int *count)
{
    char *names = drop_names(d, "out", ".eml", count), *at = names;

    for (int i = 0; i < *count; i++) {
        char *end = strchr(at, '|'), *mail, *envelope, rcpt[80];
        size_t n;

        *end = 0;
        mail = drop_file(d, "out", at);
        n = strlen(mail);
        assert_true(n > 12 && !strcmp(mail + n - 11, "last line\r\n"));
        snprintf(rcpt, sizeof(rcpt), "%.*srcpt", (int)strlen(at) - 3, at);
        envelope = drop_file(d, "out", rcpt);
        assert_non_null(envelope);
        assert_string_equal(envelope,
                            "MAIL FROM:<ann@example.org>\r\nRCPT TO:<bob@example.com>\r\n");
        free(envelope);
        free(mail);
        at = end + 1;
    }
    free(names);
}

static void a_mail_is_whole_whenever_its_writer_dies(void **state)
{
    struct drop *d = *state;
    int before = 0, deaths = 0;

    for (;; deaths++) {
        int status, now;
        pid_t child = fork();

        assert_true(deaths < 1000);
        if (!child) {
            IMessage *message = drop_new_message(d, L"Whole");
            ULONG_PTR wait;

            drop_add_recipient(message, MAPI_TO, L"SMTP", L"bob@example.com", false);
            steps = deaths;
            _exit(drop_submit(d, message, &wait) == S_OK ? 0 : 1);
        }
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_true(WIFEXITED(status));
        check_mails(d, &now);
        assert_true(now == before || now == before + 1);
        before = now;
        if (WEXITSTATUS(status) != 9) {
            assert_int_equal(WEXITSTATUS(status), 0);
            break;
        }
    }
    assert_true(deaths > 4);
    assert_true(before >= 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_mail_is_whole_whenever_its_writer_dies, drop_setup,
                                        drop_teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
