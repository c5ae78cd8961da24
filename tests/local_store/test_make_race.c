/*
 * test_make_race.c - two programs make one store file at the same moment: neither takes it for
 * damaged, and both have one store
 *
 * The other program is this one, started again before each of the first one's statements in turn.
 * Where it has to wait it gives up at once: so each order of the two is seen, and none depends on a
 * clock.
 */
#include "local_store/fixture.h"
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "local_store/schema.h"
#include "local_store/store_file.h"

enum { ALL_FINE, IT_IS_BUSY, NOTHING_THERE, WRONG }; /* exit codes of the other program */

/* ---- the other program ---- */

static int other_program(const char *path, enum db_access access)
{
    struct store_file *file = NULL;
    HRESULT hr;

    db_wait_msec = 0;
    hr = store_file_open(path, access, &file);
    if (SUCCEEDED(hr)) store_file_unref(file);
    if (FAILED(hr) && hr != MAPI_E_BUSY && hr != MAPI_E_NOT_FOUND)
        fprintf(stderr, "the other program: %08x\n", (unsigned)hr);
    return hr == S_OK               ? ALL_FINE
           : hr == MAPI_E_BUSY      ? IT_IS_BUSY
           : hr == MAPI_E_NOT_FOUND ? NOTHING_THERE
                                    : WRONG;
}

static int start_other(const char *path, enum db_access access)
{
    char way[2] = {(char)('0' + access), 0};
    char *args[] = {(char *)"other", (char *)path, way, NULL};
    pid_t pid;
    int status;

    assert_int_equal(posix_spawn(&pid, "/proc/self/exe", NULL, NULL, args, environ), 0);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

/* ---- this one ---- */

static struct {
    const char *path;
    enum db_access access;
    int statements_left; /* before the other one is started */
    int answer;          /* its exit code, or -1 */
} plan;

static int before_a_statement(unsigned kind, void *context, void *stmt, void *text)
{
    (void)kind;
    (void)context;
    (void)stmt;
    (void)text;
    if (plan.statements_left-- == 0) plan.answer = start_other(plan.path, plan.access);
    return 0;
}

static int watch_statements(sqlite3 *db, char **error, const void *api)
{
    (void)error;
    (void)api;
    return sqlite3_trace_v2(db, SQLITE_TRACE_STMT, before_a_statement, NULL);
}

static void remove_files(const char *path)
{
    char name[600];

    for (int i = 0; i < 3; i++) {
        snprintf(name, sizeof(name), "%s%s", path, (const char *[]){"", "-wal", "-shm"}[i]);
        unlink(name);
    }
}

/* Gives the other's answer, -1 when this one had no so many statements. */
static int race(const char *path, enum db_access access, int n, bool empty_file)
{
    struct store_file *file = NULL, *again = NULL;
    GUID uid;
    HRESULT hr;

    remove_files(path);
    if (empty_file) fclose(fopen(path, "w"));
    plan.path = path;
    plan.access = access;
    plan.statements_left = n;
    plan.answer = -1;
    hr = store_file_open(path, DB_CREATE, &file);
    if (hr != S_OK) fail_msg("the other at statement %d: %08x", n, (unsigned)hr);
    if (plan.answer == WRONG) fail_msg("the other at statement %d: wrong", n);
    uid = file->uid;
    store_file_unref(file);
    plan.statements_left = -1;
    assert_int_equal(start_other(path, DB_WRITE), ALL_FINE);
    ok_hr(store_file_open(path, DB_WRITE, &again)); /* one store, not one after the other */
    assert_memory_equal(&again->uid, &uid, sizeof(uid));
    store_file_unref(again);
    return plan.answer;
}

static void race_at_each_statement(enum db_access access, bool empty_file, int answers[WRONG + 1])
{
    char path[512];
    int n = 0, fd, answer;

    memset(answers, 0, (WRONG + 1) * sizeof(*answers));
    snprintf(path, sizeof(path), "%s/omrace-XXXXXX", getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp");
    fd = mkstemp(path);
    assert_true(fd >= 0);
    close(fd);
    for (; (answer = race(path, access, n, empty_file)) >= 0; n++)
        answers[answer]++;
    remove_files(path);
    print_message("# at %d statements: %d times it was fine, %d busy, %d not there yet\n", n,
                  answers[ALL_FINE], answers[IT_IS_BUSY], answers[NOTHING_THERE]);
    assert_true(n > 50);
}

static void both_make_it(void **state)
{
    int answers[WRONG + 1];

    (void)state;
    for (int empty = 0; empty < 2; empty++) {
        race_at_each_statement(DB_CREATE, empty, answers);
        assert_true(answers[ALL_FINE] > 5); /* the other was faster, or came when it was made */
        assert_true(answers[IT_IS_BUSY] > 20);
        assert_int_equal(answers[NOTHING_THERE], 0);
    }
}

static void the_other_only_opens_it(void **state)
{
    int answers[WRONG + 1];

    (void)state;
    race_at_each_statement(DB_WRITE, false, answers);
    assert_true(answers[ALL_FINE] > 0 && answers[NOTHING_THERE] > 0);
    race_at_each_statement(DB_READ, false, answers);
    assert_true(answers[ALL_FINE] > 0 && answers[NOTHING_THERE] > 0);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_make_it),
        cmocka_unit_test(the_other_only_opens_it),
    };

    if (argc == 3) return other_program(argv[1], (enum db_access)(argv[2][0] - '0'));
    db_wait_msec = 0;
    sqlite3_auto_extension((void (*)(void))watch_statements);
    return cmocka_run_group_tests_name("two make one store", tests, NULL, NULL);
}
