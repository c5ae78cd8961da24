/*
 * test_faults_upgrade.c - the disk is full, or fails, at any call of an upgrade: the old file is
 * intact, and is upgraded later
 */
#include "local_store/old_files.h"
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "local_store/fault_vfs.h"
#include "local_store/schema.h"
#include "local_store/store_file.h"

struct before {
    char *schema, *rows, *fresh; /* of the old file; the schema of a new one. sqlite3_free */
};

static bool is_documented(enum fault_kind kind, HRESULT hr)
{
    if (kind == FAULT_FULL || kind == FAULT_SHORT) return hr == MAPI_E_NOT_ENOUGH_DISK;
    return hr == MAPI_E_DISK_ERROR;
}

static HRESULT open_and_close(const char *path)
{
    struct store_file *file;
    HRESULT hr = store_file_open(path, DB_WRITE, &file);

    if (SUCCEEDED(hr)) store_file_unref(file);
    return hr;
}

/* The program dies with the disk as it is: nothing is closed, nothing is taken back. */
static HRESULT open_and_die(const char *path, bool *hit)
{
    struct {
        HRESULT hr;
        bool hit;
    } told;
    int pipes[2], status;
    pid_t pid;

    assert_int_equal(pipe(pipes), 0);
    pid = fork();
    if (!pid) {
        struct store_file *file;

        told.hr = store_file_open(path, DB_WRITE, &file);
        told.hit = fault_vfs_hit();
        _exit(write(pipes[1], &told, sizeof(told)) == sizeof(told) ? 0 : 1);
    }
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_int_equal(status, 0);
    assert_int_equal(read(pipes[0], &told, sizeof(told)), sizeof(told));
    close(pipes[0]);
    close(pipes[1]);
    *hit = told.hit;
    return told.hr;
}

/* It is the old one, whole, or the newest. */
static bool expect_whole(const char *path, const struct before *before)
{
    char *version = rows_of(path, "PRAGMA user_version");
    const bool old = atoi(version) == old_version;

    if (!old) assert_int_equal(atoi(version), STORE_SCHEMA_VERSION);
    sqlite3_free(version);
    assert_rows(path, schema_rows, old ? before->schema : before->fresh);
    assert_rows(path, all_rows, before->rows);
    assert_rows(path, "PRAGMA integrity_check", "ok\n");
    return old;
}

/* Gives whether a call failed: n is not beyond their end. */
static bool fail_at(struct fixture *f, const struct before *before, enum fault_kind kind, int n,
                    bool stays, bool dies, int *old_ones)
{
    bool hit;
    HRESULT hr;

    put_old_file(f);
    fault_vfs_arm(kind, n, stays);
    if (dies) {
        hr = open_and_die(f->path8, &hit);
    } else {
        hr = open_and_close(f->path8);
        hit = fault_vfs_hit();
    }
    fault_vfs_heal();
    if (FAILED(hr) && !hit)
        fail_msg("version %d, kind %d, call %d: %08x without a fault", old_version, kind, n,
                 (unsigned)hr);
    if (FAILED(hr) && !is_documented(kind, hr))
        fail_msg("version %d, kind %d, call %d: %08x", old_version, kind, n, (unsigned)hr);
    if (expect_whole(f->path8, before)) {
        if (SUCCEEDED(hr))
            fail_msg("version %d, kind %d, call %d: opened and not upgraded", old_version, kind, n);
        ++*old_ones;
    }
    if (open_and_close(f->path8) != S_OK)
        fail_msg("version %d, kind %d, call %d: it doesn't open afterwards", old_version, kind, n);
    if (expect_whole(f->path8, before))
        fail_msg("version %d, kind %d, call %d: not upgraded afterwards", old_version, kind, n);
    return hit;
}

static void fail_each(struct fixture *f, const struct before *before, enum fault_kind kind,
                      bool stays, bool dies)
{
    int n = 0, old_ones = 0;

    while (fail_at(f, before, kind, n, stays, dies, &old_ones))
        n++;
    print_message("# version %d, kind %d%s%s: %d calls, %d times the old file stayed\n",
                  old_version, kind, stays ? ", from there on" : "", dies ? ", dying" : "", n,
                  old_ones);
    assert_true(old_ones > (kind == FAULT_READ ? 5 : 12));
}

/* With little memory pages are written before the commit, as they are when a large store is
 * upgraded. */
static void nothing_is_lost(void **state)
{
    struct fixture *f = *state;
    struct before before = {.fresh = rows_of(f->path8, schema_rows)};
    IMAPIFolder *inbox;

    put_old_file(f);
    before.schema = rows_of(f->path8, schema_rows);
    before.rows = rows_of(f->path8, all_rows);
    assert_true(strlen(before.rows) > 5000);
    for (int stays = 0; stays < 2; stays++) {
        fail_each(f, &before, FAULT_FULL, stays, false);
        fail_each(f, &before, FAULT_SHORT, stays, false);
        fail_each(f, &before, FAULT_ERROR, stays, false);
        fail_each(f, &before, FAULT_READ, stays, false);
    }
    fail_each(f, &before, FAULT_SHORT, true, true);
    fail_each(f, &before, FAULT_ERROR, true, true);
    fault_vfs_small_cache(true);
    fail_each(f, &before, FAULT_FULL, false, false);
    fail_each(f, &before, FAULT_SHORT, true, true);
    fail_each(f, &before, FAULT_ERROR, false, false);
    fail_each(f, &before, FAULT_READ, false, false);
    fault_vfs_small_cache(false);
    ok_hr(log_on(f, MDB_WRITE));
    inbox = open_inbox(f);
    make_message(inbox, L"new mail", NULL);
    inbox->lpVtbl->Release(inbox);
    log_off(f);
    sqlite3_free(before.schema);
    sqlite3_free(before.rows);
    sqlite3_free(before.fresh);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(nothing_is_lost, old_file_setup1, old_file_teardown),
        cmocka_unit_test_setup_teardown(nothing_is_lost, old_file_setup2, old_file_teardown),
        cmocka_unit_test_setup_teardown(nothing_is_lost, old_file_setup3, old_file_teardown),
    };

    fault_vfs_register();
    return cmocka_run_group_tests_name("faults of upgrades", tests, NULL, NULL);
}
