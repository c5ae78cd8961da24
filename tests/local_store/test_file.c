/*
 * test_file.c - the store's file: made once, shared by processes, refused and left alone when it is
 * not ours
 */
#include "local_store/fixture.h"
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "common/sql/large.h"
#include "local_store/schema.h"
#include "local_store/store_file.h"

static char path[512];

static int setup(void **state)
{
    int file;

    (void)state;
    snprintf(path, sizeof(path), "%s/omfile-XXXXXX", getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp");
    file = mkstemp(path);
    close(file);
    return file < 0;
}

static int teardown(void **state)
{
    char name[600];

    (void)state;
    for (int i = 0; i < 3; i++) {
        snprintf(name, sizeof(name), "%s%s", path, (const char *[]){"", "-wal", "-shm"}[i]);
        unlink(name);
    }
    return 0;
}

static size_t read_all(uint8_t **out)
{
    FILE *file = fopen(path, "rb");
    long n;

    fseek(file, 0, SEEK_END);
    n = ftell(file);
    rewind(file);
    *out = malloc((size_t)n + 1);
    assert_int_equal(fread(*out, 1, (size_t)n, file), n);
    fclose(file);
    return (size_t)n;
}

static void write_at(long at, const void *bytes, size_t n)
{
    FILE *file = fopen(path, "r+b");

    fseek(file, at, SEEK_SET);
    assert_int_equal(fwrite(bytes, 1, n, file), n);
    fclose(file);
}

/* Opening must fail so, and change no byte. */
static void expect_refused(HRESULT expected)
{
    struct store_file *store;
    uint8_t *before, *after;
    size_t n = read_all(&before);

    assert_int_equal(store_file_open(path, DB_CREATE, &store), expected);
    assert_int_equal(read_all(&after), n);
    assert_memory_equal(before, after, n);
    free(before);
    free(after);
}

static void make_store(void)
{
    struct store_file *store;

    assert_int_equal(store_file_open(path, DB_CREATE, &store), S_OK);
    store_file_unref(store);
}

static void sql(const char *text)
{
    sqlite3 *db;

    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, text, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
}

static void a_file_that_is_no_database_is_left_alone(void **state)
{
    (void)state;
    write_at(0, "This is somebody's letter, not a store.", 39);
    expect_refused(MAPI_E_CORRUPT_STORE);
}

static void another_programs_database_is_left_alone(void **state)
{
    (void)state;
    sql("CREATE TABLE mine(a); INSERT INTO mine VALUES(1)");
    expect_refused(MAPI_E_CORRUPT_STORE);
    sql("PRAGMA application_id=1234");
    expect_refused(MAPI_E_CORRUPT_STORE);
}

static void a_newer_schema_is_left_alone(void **state)
{
    static const uint8_t version[] = {0, 0, 0, STORE_SCHEMA_VERSION + 1};

    (void)state;
    make_store();
    write_at(60, version, 4);
    expect_refused(MAPI_E_VERSION);
}

static void a_damaged_header_is_left_alone(void **state)
{
    uint8_t zeros[64] = {0};

    (void)state;
    make_store();
    write_at(0, zeros, sizeof(zeros));
    expect_refused(MAPI_E_CORRUPT_STORE);
}

static void damage_inside_is_an_error_and_no_crash(void **state)
{
    uint8_t *whole;
    size_t n;
    unsigned seed = 1;

    (void)state;
    make_store();
    n = read_all(&whole);
    for (int round = 0; round < 60; round++) {
        struct store_file *store;
        uint8_t noise[200];
        HRESULT hr;

        for (size_t i = 0; i < sizeof(noise); i++)
            noise[i] = (uint8_t)((seed = seed * 1664525 + 1013904223) >> 24);
        write_at(0, whole, n);
        write_at((long)(100 + (seed >> 8) % (n - 400)), noise, sizeof(noise));
        hr = store_file_open(path, DB_WRITE, &store);
        if (SUCCEEDED(hr)) {
            int64_t sum;

            db_lock(store->db);
            hr = db_int(store->db, &sum, "SELECT count(*) FROM folders, messages, names, changes",
                        "");
            assert_true(SUCCEEDED(hr) || hr == MAPI_E_CORRUPT_STORE || hr == MAPI_E_CALL_FAILED);
            db_unlock(store->db);
            store_file_unref(store);
        } else {
            assert_true(hr == MAPI_E_CORRUPT_STORE || hr == MAPI_E_CALL_FAILED);
        }
    }
    free(whole);
}

static void a_missing_file_is_made_only_when_asked(void **state)
{
    struct store_file *store;

    (void)state;
    unlink(path);
    assert_int_equal(store_file_open(path, DB_WRITE, &store), MAPI_E_NOT_FOUND);
    assert_int_equal(access(path, F_OK), -1);
    assert_int_equal(store_file_open(path, DB_CREATE, &store), S_OK);
    store_file_unref(store);
    assert_int_equal(store_file_open(path, DB_WRITE, &store), S_OK);
    store_file_unref(store);
}

/* Eight processes make the same store at once: one does, all open it, and no id is given twice. */
static void processes_share_a_file(void **state)
{
    enum { N = 8, IDS = 200 };
    static int64_t ids[N][IDS], all[N * IDS];
    int pipes[N][2];
    pid_t pids[N];

    (void)state;
    for (int i = 0; i < N; i++) {
        assert_int_equal(pipe(pipes[i]), 0);
        pids[i] = fork();
        if (!pids[i]) {
            struct store_file *store;
            int bad = store_file_open(path, DB_CREATE, &store) != S_OK;

            for (int k = 0; k < IDS && !bad; k++)
                bad = store_file_new_id(store, &ids[i][k]) != S_OK;
            if (!bad) bad = write(pipes[i][1], ids[i], sizeof(ids[i])) != (ssize_t)sizeof(ids[i]);
            if (!bad) store_file_unref(store);
            _exit(bad);
        }
    }
    for (int i = 0; i < N; i++) {
        size_t got = 0;
        int status;

        close(pipes[i][1]);
        while (got < sizeof(ids[i])) {
            ssize_t n = read(pipes[i][0], (char *)ids[i] + got, sizeof(ids[i]) - got);

            if (n <= 0) break;
            got += (size_t)n;
        }
        close(pipes[i][0]);
        assert_int_equal(waitpid(pids[i], &status, 0), pids[i]);
        assert_int_equal(status, 0);
        assert_int_equal(got, sizeof(ids[i]));
        memcpy(all + i * IDS, ids[i], sizeof(ids[i]));
    }
    for (int i = 0; i < N * IDS; i++)
        for (int k = 0; k < i; k++)
            if (all[i] == all[k]) fail_msg("id %lld was given twice", (long long)all[i]);
}

#define test(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

/* What is staged for a reader (a long text in the other width) goes to no file that it only reads.
 */
static void a_reader_stages_more_than_memory_holds(void **state)
{
    static uint8_t bytes[3 * CHUNK_BYTES], again[sizeof(bytes)];
    struct store_file *file;
    struct large *large;
    size_t got;

    (void)state;
    assert_int_equal(store_file_open(path, DB_CREATE, &file), S_OK);
    store_file_unref(file);
    assert_int_equal(store_file_open(path, DB_READ, &file), S_OK);
    for (size_t i = 0; i < sizeof(bytes); i++)
        bytes[i] = (uint8_t)(i >> 8);
    assert_int_equal(large_stage(file->db, &large), S_OK);
    assert_int_equal(large_write(large, 0, bytes, sizeof(bytes)), S_OK);
    assert_int_equal(large_read(large, 0, again, sizeof(again), &got), S_OK);
    assert_int_equal(got, sizeof(bytes));
    assert_memory_equal(again, bytes, sizeof(bytes));
    large_unref(large);
    store_file_unref(file);
}

/* ---- locks ---- */

static sqlite3_mutex_methods real_mutexes;
static int mutexes_left = -1; /* until one isn't made; -1: all are */

static sqlite3_mutex *make_mutex(int type)
{
    if (type > SQLITE_MUTEX_RECURSIVE || mutexes_left < 0 || mutexes_left--)
        return real_mutexes.xMutexAlloc(type);
    return NULL;
}

static void make_mutexes_fail(void)
{
    sqlite3_mutex_methods methods;

    sqlite3_initialize(); /* chooses them */
    sqlite3_shutdown();
    assert_int_equal(sqlite3_config(SQLITE_CONFIG_GETMUTEX, &real_mutexes), SQLITE_OK);
    methods = real_mutexes;
    methods.xMutexAlloc = make_mutex;
    assert_int_equal(sqlite3_config(SQLITE_CONFIG_MUTEX, &methods), SQLITE_OK);
}

/* To SQLite a lock that isn't there is one that nobody needs. */
static void a_file_without_its_locks_is_not_opened(void **state)
{
    struct store_file *file;
    int n;
    HRESULT hr;

    (void)state;
    assert_int_equal(store_file_open(path, DB_CREATE, &file), S_OK);
    store_file_unref(file);
    for (n = 0;; n++) {
        mutexes_left = n;
        hr = store_file_open(path, DB_WRITE, &file);
        if (mutexes_left >= 0) break;
        assert_int_equal(hr, MAPI_E_NOT_ENOUGH_MEMORY);
    }
    mutexes_left = -1;
    assert_int_equal(hr, S_OK);
    store_file_unref(file);
    assert_true(n >= 3); /* the connection's, SQLite's, the file's */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_reader_stages_more_than_memory_holds, setup, teardown),
        test(a_file_that_is_no_database_is_left_alone),
        test(another_programs_database_is_left_alone),
        test(a_newer_schema_is_left_alone),
        test(a_damaged_header_is_left_alone),
        test(damage_inside_is_an_error_and_no_crash),
        test(a_missing_file_is_made_only_when_asked),
        test(processes_share_a_file),
        test(a_file_without_its_locks_is_not_opened),
    };

    make_mutexes_fail();
    return cmocka_run_group_tests_name("file", tests, NULL, NULL);
}
