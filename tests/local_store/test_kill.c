/*
 * test_kill.c - kill -9 at any moment: nothing that was acknowledged is lost, nothing is there by
 * half, the file is sound
 *
 * Two writers work on one store at once, each as his model chooses: messages with all they can hold
 * are made, changed, deleted for good or softly, brought back, moved, copied, marked; folders made,
 * deleted, brought back, moved, copied; names, comments, receive folders set, texts looked for, for
 * which an index of them is written on the way. Each tells by a pipe what it begins, and that it is
 * done. The parent kills both, each at a random moment, and reads the store: it is what was
 * acknowledged, with or without the step that was begun.
 */
#include "local_store/kill_work.h"
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "common/com.h"
#include "com/mem_stream.h"
#include "local_store/check.h"
#include "omlocal.h"

#define WRITERS     2
#define ROUNDS      100
#define LONG_ROUNDS 1000 /* in tools/test --long */

struct report {
    bool done;
    struct op op;
};

struct life {
    pid_t pid;
    int pipe;
    long until; /* milliseconds of its life */
};

static int steps[DO_KINDS], cut_off[DO_KINDS], in_the_midst,
    came_true;           /* of all lives, for the record */
static int part_indexed; /* rounds after which the index of texts had some messages and not all */

/* ---- a writer ---- */

static void tell(int to, bool done, const struct op *op)
{
    struct report report;

    memset(&report, 0, sizeof(report));
    report.done = done;
    report.op = *op;
    if (write(to, &report, sizeof(report)) != (ssize_t)sizeof(report)) _exit(9);
}

/* Ends by a signal only. */
static void work(struct fixture *f, struct model model, unsigned seed, int to)
{
    for (;;) {
        struct op op;
        HRESULT hr;

        model_choose(&model, &op, &seed);
        tell(to, false, &op);
        hr = kill_do(f, &model, &op);
        if (hr != S_OK) {
            fprintf(stderr, "writer %d, %s of slot %d to %d: %08x\n", model.writer,
                    op_name(op.kind), op.slot, op.to, (unsigned)hr);
            _exit(8);
        }
        tell(to, true, &op);
        model_apply(&model, &op);
    }
}

static struct life begin_life(struct fixture *f, const struct model *model, unsigned seed)
{
    struct life life = {.until = 5 + (long)(seed / 7 % 250)};
    int ends[2];

    assert_int_equal(pipe(ends), 0);
    life.pipe = ends[0];
    life.pid = fork();
    if (!life.pid) {
        close(ends[0]);
        if (log_on(f, MDB_WRITE) != S_OK) _exit(7);
        work(f, *model, seed, ends[1]);
    }
    close(ends[1]);
    return life;
}

/* Kills it, and hears what it told: the model is what was acknowledged, *pending what was begun
 * beyond (kind -1: nothing). */
static void end_life(struct life *life, struct model *model, struct op *pending)
{
    struct report report;
    int status;
    ssize_t n;

    kill(life->pid, SIGKILL);
    pending->kind = -1;
    while ((n = read(life->pipe, &report, sizeof(report))) == (ssize_t)sizeof(report)) {
        *pending = report.op;
        if (!report.done) continue;
        model_apply(model, &report.op);
        steps[report.op.kind]++;
        pending->kind = -1;
    }
    close(life->pipe);
    assert_int_equal(n, 0); /* a report is written at once or not at all */
    assert_int_equal(waitpid(life->pid, &status, 0), life->pid);
    if (!WIFSIGNALED(status))
        fail_msg("writer %d ended by itself: %d", model->writer, WEXITSTATUS(status));
}

static void pause_for(long msec)
{
    struct timespec time = {msec / 1000, msec % 1000 * 1000000};

    nanosleep(&time, NULL);
}

/* ---- after a kill ---- */

/* EmptyFolder is a transaction for the folders, one for the messages, one for those that were
 * deleted softly: is it in between? */
static bool settle_half(struct fixture *f, struct model *model, const struct op *pending)
{
    static const int halves[] = {DO_EMPTY_FOLDERS, DO_EMPTY_LIVING};

    for (size_t i = 0; pending->kind == DO_EMPTY && i < sizeof(halves) / sizeof(halves[0]); i++) {
        struct model between = *model;
        struct op half = *pending;

        half.kind = halves[i];
        model_apply(&between, &half);
        if (kill_difference(f, &between)) continue;
        *model = between;
        return true;
    }
    return false;
}

/* The model becomes what the store holds: what was acknowledged, or one step more. */
static void settle(struct fixture *f, struct model *model, const struct op *pending)
{
    struct model after = *model;
    const char *why = kill_difference(f, model);
    char before[200], done[200];

    if (pending->kind < 0) {
        if (why) fail_msg("writer %d: %s", model->writer, why);
        return;
    }
    in_the_midst++;
    cut_off[pending->kind]++;
    model_apply(&after, pending);
    if (!why) { /* its number is used up all the same: parts of it may be about */
        model->step++;
        return;
    }
    came_true++;
    snprintf(before, sizeof(before), "%s", why);
    why = kill_difference(f, &after);
    if (!why) {
        *model = after;
        return;
    }
    snprintf(done, sizeof(done), "%s", why);
    if (!settle_half(f, model, pending))
        fail_msg(
            "writer %d in the midst of %s (slot %d to %d): it isn't as before (%s), nor after it (%s)",
            model->writer, op_name(pending->kind), pending->slot, pending->to, before, done);
}

/* As the dead left it, before anyone logs on: whom the index of texts is asked for and doesn't know
 * is a finding. */
static void expect_file_sound(struct fixture *f)
{
    struct check check = {0};
    int64_t wait = 0, indexed = 0;

    ok_hr(store_file_open(f->path8, DB_WRITE, &check.file));
    db_lock(check.file->db);
    ok_hr(db_int(check.file->db, &wait, "SELECT count(*) FROM text_queue", ""));
    ok_hr(db_int(
        check.file->db, &indexed,
        "SELECT count(*) FROM messages WHERE folder IS NOT NULL AND id NOT IN (SELECT message FROM text_queue)",
        ""));
    db_unlock(check.file->db);
    part_indexed += wait && indexed;
    ok_hr(check_run(&check, NULL));
    if (check.found) fail_msg("the check found\n%s", sqlite3_str_value(check.report));
    sqlite3_free(sqlite3_str_finish(check.report));
    change_list_clear(&check.changes);
    store_file_unref(check.file);
}

static void expect_sound(struct fixture *f)
{
    const struct mem_stream_config memory = {.writable = true};
    IOMStoreMaintenance *maintenance = NULL;
    LARGE_INTEGER zero = {.QuadPart = 0};
    IStream *report = NULL;
    char text[4096] = "";
    ULONG found = 0;

    ok_hr(mem_stream_open(&memory, &report));
    ok_hr(f->store->lpVtbl->QueryInterface(f->store, &IID_IOMStoreMaintenance,
                                           (void **)&maintenance));
    ok_hr(maintenance->lpVtbl->Check(maintenance, 0, NULL, report, &found, NULL));
    maintenance->lpVtbl->Release(maintenance);
    ok_hr(report->lpVtbl->Seek(report, zero, STREAM_SEEK_SET, NULL));
    ok_hr(report->lpVtbl->Read(report, text, sizeof(text) - 1, NULL));
    report->lpVtbl->Release(report);
    if (found) fail_msg("the check found\n%s", text);
}

static void what_was_acknowledged_survives_every_kill(void **state)
{
    struct fixture *f = *state;
    const int rounds = getenv("OPENMAPI_LONG") ? LONG_ROUNDS : ROUNDS;
    const char *given = getenv("KILL_SEED");
    unsigned seed = given ? (unsigned)atol(given) : (unsigned)time(NULL);
    struct model models[WRITERS], seen[WRITERS];

    print_message("# KILL_SEED=%u\n", seed);
    kill_prepare(f);
    log_off(f);
    for (int w = 0; w < WRITERS; w++)
        model_init(&models[w], w);
    memcpy(seen, models, sizeof(seen));
    for (int round = 0; round < rounds; round++) {
        struct op pending[WRITERS];
        struct life lives[WRITERS];
        int first;

        for (int w = 0; w < WRITERS; w++)
            lives[w] = begin_life(f, &models[w], (unsigned)rand_r(&seed));
        first = lives[1].until < lives[0].until;
        pause_for(lives[first].until);
        end_life(&lives[first], &models[first], &pending[first]);
        pause_for(lives[!first].until - lives[first].until); /* the other goes on alone */
        end_life(&lives[!first], &models[!first], &pending[!first]);

        expect_file_sound(f);
        assert_int_equal(log_on(f, MDB_WRITE), S_OK);
        for (int w = 0; w < WRITERS; w++) {
            const char *why;

            settle(f, &models[w], &pending[w]);
            why = kill_half_message(f, &models[w], round % 25 ? &seen[w] : NULL);
            if (why) fail_msg("round %d, writer %d: %s", round, w, why);
        }
        expect_sound(f);
        log_off(f);
        memcpy(seen, models, sizeof(seen));
    }
    print_message("# %d kills, %d in the midst of a step; %d of those were done\n",
                  rounds * WRITERS, in_the_midst, came_true);
    print_message("# %d times the index of texts had a part of the messages\n", part_indexed);
    assert_true(part_indexed > rounds / 10);
    for (int kind = 0; kind < DO_KINDS; kind++) {
        if (kind == DO_EMPTY_FOLDERS || kind == DO_EMPTY_LIVING) continue;
        print_message("# %s: %d, %d cut off\n", op_name(kind), steps[kind], cut_off[kind]);
        assert_true(steps[kind] > 0);
    }
    assert_true(in_the_midst >= rounds / 2);
    assert_int_equal(log_on(f, MDB_WRITE), S_OK); /* for the teardown */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_was_acknowledged_survives_every_kill, store_setup,
                                        store_teardown),
    };

    return cmocka_run_group_tests_name("kill", tests, NULL, NULL);
}
