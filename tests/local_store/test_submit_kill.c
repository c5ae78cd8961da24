/*
 * test_submit_kill.c - programs that submit and send are killed at any moment: no mail is lost, and
 * none is sent twice
 */
#include "local_store/submit_fixture.h"
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define ROUNDS 60
#define MOST   4000

enum step { BEGUN, SUBMITTED, ABORTED, SENDING, SENT };

struct report {
    int number, step;
    BYTE id[48];
};

static struct known {
    BYTE id[48];
    bool begun, submitted, aborted, maybe_sent, sent;
} known[MOST];

static void tell(int to, int number, int step, const BYTE *id)
{
    struct report report = {.number = number, .step = step};

    memcpy(report.id, id, 48);
    if (write(to, &report, sizeof(report)) != sizeof(report)) _exit(5);
}

static void must(HRESULT hr)
{
    if (hr != S_OK) _exit(6);
}

/* The child's life: each message is submitted; some are taken back, some are sent as a spooler does
 * it. */
static void work(struct submit_fixture *s, int number, int to)
{
    for (; number < MOST; number++) {
        WCHAR subject[8] = {'0' + number / 1000, '0' + number / 100 % 10, '0' + number / 10 % 10,
                            '0' + number % 10, 0};
        IMessage *message = compose(s, subject);
        SPropValue *entry = id_of(message);
        BYTE id[48];

        memcpy(id, entry->Value.bin.lpb, 48);
        FREE(entry);
        tell(to, number, BEGUN, id);
        must(message->lpVtbl->SubmitMessage(message, 0));
        message->lpVtbl->Release(message);
        tell(to, number, SUBMITTED, id);
        if (number % 4 == 1) {
            must(s->f.store->lpVtbl->AbortSubmit(s->f.store, 48, (ENTRYID *)id, 0));
            tell(to, number, ABORTED, id);
        } else if (number % 4 == 3) {
            must(lock_by(s->spooler, id, MSG_LOCKED));
            tell(to, number, SENDING, id);
            must(s->spooler->lpVtbl->FinishedMsg(s->spooler, 0, 48, (ENTRYID *)id));
            tell(to, number, SENT, id);
        }
    }
    _exit(0);
}

static void hear(const struct report *report)
{
    struct known *k = &known[report->number];

    memcpy(k->id, report->id, 48);
    k->begun = true;
    k->submitted = k->submitted || report->step >= SUBMITTED;
    k->aborted = k->aborted || report->step == ABORTED;
    k->maybe_sent = k->maybe_sent || report->step == SENDING;
    k->sent = k->sent || report->step == SENT;
}

static int one_life(struct submit_fixture *s, int first)
{
    struct timespec pause = {0, 10000000 + rand() % 200000000};
    struct report report;
    int ends[2], last = first, status;
    size_t got = 0;
    ssize_t n;
    pid_t child;

    assert_int_equal(pipe(ends), 0);
    child = fork();
    if (!child) {
        close(ends[0]);
        if (log_on(&s->f, MDB_WRITE) != S_OK) _exit(7);
        spooler_on(s);
        work(s, first, ends[1]);
    }
    close(ends[1]);
    nanosleep(&pause, NULL);
    kill(child, SIGKILL);
    while ((n = read(ends[0], (char *)&report + got, sizeof(report) - got)) > 0) {
        got += (size_t)n;
        if (got < sizeof(report)) continue;
        hear(&report);
        last = report.number + 1;
        got = 0;
    }
    close(ends[0]);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status) || WEXITSTATUS(status) == 0);
    return last + 1;
}

/* The numbers that wait, in order: each once. */
static size_t read_queue(struct submit_fixture *s, int *numbers)
{
    SizedSPropTagArray(1, columns) = {1, {PR_SUBJECT_W}};
    IMAPITable *table;
    SRowSet *rows;
    size_t n = 0;

    ok_hr(s->f.store->lpVtbl->GetOutgoingQueue(s->f.store, 0, &table));
    ok_hr(table->lpVtbl->SetColumns(table, (SPropTagArray *)&columns, 0));
    ok_hr(table->lpVtbl->QueryRows(table, MOST, 0, &rows));
    for (; n < rows->cRows; n++) {
        const WCHAR *text = rows->aRow[n].lpProps[0].Value.lpszW;

        numbers[n] =
            (text[0] - '0') * 1000 + (text[1] - '0') * 100 + (text[2] - '0') * 10 + text[3] - '0';
        if (n) assert_true(numbers[n] > numbers[n - 1]); /* 6.7-32, and none twice */
        FREE(rows->aRow[n].lpProps);
    }
    FREE(rows);
    table->lpVtbl->Release(table);
    return n;
}

static void check_message(struct submit_fixture *s, const struct known *k, bool waits)
{
    const ULONG both = MSGFLAG_SUBMIT | MSGFLAG_UNSENT;
    IMessage *message;
    ULONG flags;

    if (!k->submitted) { /* begun: there as a whole, or not at all */
        if (open_in(s->f.store, k->id, 0, &message) != S_OK) {
            assert_false(waits);
            return;
        }
        message->lpVtbl->Release(message);
    }
    flags = flags_of(s, k->id) & both; /* not locked any more, too */
    if (k->sent) assert_int_equal(flags, 0);
    else if (k->aborted) assert_int_equal(flags, MSGFLAG_UNSENT);
    else if (k->submitted && !k->maybe_sent) assert_true(flags == both || flags == MSGFLAG_UNSENT);
    assert_int_equal(waits, flags == both);
}

static void every_message_is_sent_once_or_waits(void **state)
{
    struct submit_fixture *s = *state;
    const unsigned seed = (unsigned)time(NULL);
    static int waiting[MOST];
    int next = 0, submitted = 0, sent = 0;
    size_t n;

    print_message("# seed %u\n", seed);
    srand(seed);
    spooler_off(s);
    log_off(&s->f);
    for (int round = 0; round < ROUNDS && next < MOST; round++) {
        int first = next;

        next = one_life(s, first);
        ok_hr(log_on(&s->f, MDB_WRITE));
        n = read_queue(s, waiting);
        for (int i = first; i < next && i < MOST; i++) {
            bool waits = false;

            for (size_t k = 0; k < n; k++)
                waits = waits || waiting[k] == i;
            if (known[i].begun) check_message(s, &known[i], waits);
            /* what was acknowledged last is there, unless the next step may have been taken */
            if (known[i].submitted && i % 4 != 1 && i % 4 != 3) assert_true(waits);
            submitted += known[i].submitted;
            sent += known[i].sent;
        }
        log_off(&s->f);
    }
    expect_healthy(s);
    ok_hr(log_on(&s->f, MDB_WRITE));
    print_message("# %d submitted, %d sent\n", submitted, sent);
    assert_true(submitted > ROUNDS / 2);
    assert_true(sent > 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(every_message_is_sent_once_or_waits, submit_setup,
                                        submit_teardown),
    };

    return cmocka_run_group_tests_name("submit_kill", tests, NULL, NULL);
}
