/*
 * test_upgrade.c - a store file of an older program becomes one of ours, whole or not at all
 */
#include "local_store/old_files.h"
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "local_store/schema.h"
#include "local_store/store_file.h"

static void an_old_file_is_upgraded_and_loses_nothing(void **state)
{
    struct fixture *f = *state;
    struct store_file *file;
    char *fresh, *before, *after;
    IMAPIFolder *inbox;
    ULONG n;

    fresh = rows_of(f->path8, schema_rows);
    put_old_file(f);
    assert_version(f->path8, old_version);
    before = rows_of(f->path8, all_rows);
    assert_true(strlen(before) > 5000);
    assert_int_equal(store_file_open(f->path8, DB_WRITE, &file), S_OK);
    store_file_unref(file);
    assert_version(f->path8, STORE_SCHEMA_VERSION);
    after = rows_of(f->path8, schema_rows);
    assert_string_equal(after, fresh); /* as if it had been made today */
    sqlite3_free(after);
    after = rows_of(f->path8, all_rows);
    assert_string_equal(after, before);
    sqlite3_free(after);
    sqlite3_free(before);
    sqlite3_free(fresh);

    ok_hr(log_on(f, MDB_WRITE));
    inbox = open_inbox(f);
    n = get_long(inbox, PR_CONTENT_COUNT);
    assert_int_equal(n, old_version == 1 ? 4 : old_version == 2 ? 5 : 3);
    make_message(inbox, L"new mail", NULL);
    assert_int_equal(get_long(inbox, PR_CONTENT_COUNT), n + 1);
    inbox->lpVtbl->Release(inbox);
    log_off(f);
}

static void an_old_file_that_may_not_be_written_is_refused(void **state)
{
    struct fixture *f = *state;
    struct store_file *file;
    uint8_t *before, *after;
    size_t n;

    put_old_file(f);
    n = read_file(f->path8, &before);
    assert_int_equal(store_file_open(f->path8, DB_READ, &file), MAPI_E_VERSION);
    assert_int_equal(read_file(f->path8, &after), n);
    assert_memory_equal(before, after, n);
    free(before);
    free(after);
    assert_int_equal(store_file_open(f->path8, DB_WRITE, &file), S_OK);
    store_file_unref(file);
    assert_int_equal(store_file_open(f->path8, DB_READ, &file), S_OK);
    assert_int_equal(db_begin(file->db), MAPI_E_NO_ACCESS);
    store_file_unref(file);
}

static int statements_left;

static int die_at_a_statement(unsigned kind, void *context, void *stmt, void *text)
{
    (void)kind;
    (void)context;
    (void)stmt;
    (void)text;
    if (!--statements_left) kill(getpid(), SIGKILL);
    return 0;
}

static int watch_statements(sqlite3 *db, char **error, const void *api)
{
    (void)error;
    (void)api;
    return sqlite3_trace_v2(db, SQLITE_TRACE_STMT, die_at_a_statement, NULL);
}

/* Killed before each statement, one after the other: the file is the old one or the new one, and
 * opens as the new one. */
static void a_crash_in_between_leaves_the_old_file(void **state)
{
    struct fixture *f = *state;
    int killed_old = 0, status;
    char *before, *messages;
    struct store_file *file;

    put_old_file(f);
    before = rows_of(f->path8, schema_rows);
    messages = rows_of(f->path8, "SELECT count(*) FROM messages");
    for (int n = 1;; n++) {
        char *now;
        pid_t pid;

        put_old_file(f);
        pid = fork();
        if (!pid) {
            statements_left = n;
            sqlite3_auto_extension((void (*)(void))watch_statements);
            _exit(store_file_open(f->path8, DB_WRITE, &file) == S_OK ? 0 : 1);
        }
        assert_int_equal(waitpid(pid, &status, 0), pid);
        if (!WIFSIGNALED(status)) break;
        now = rows_of(f->path8, "PRAGMA user_version");
        if (atoi(now) == old_version) {
            assert_rows(f->path8, schema_rows, before);
            killed_old++;
        } else {
            assert_int_equal(atoi(now), STORE_SCHEMA_VERSION);
        }
        sqlite3_free(now);
        assert_int_equal(store_file_open(f->path8, DB_WRITE, &file), S_OK);
        store_file_unref(file);
        assert_version(f->path8, STORE_SCHEMA_VERSION);
        assert_rows(f->path8, "SELECT count(*) FROM messages", messages);
    }
    assert_int_equal(WEXITSTATUS(status), 0);
    assert_true(killed_old > 10); /* in the midst of the steps, too */
    sqlite3_free(before);
    sqlite3_free(messages);
}

static void eight_programs_upgrade_a_file_at_once(void **state)
{
    struct fixture *f = *state;
    pid_t pids[8];

    put_old_file(f);
    for (int i = 0; i < 8; i++) {
        pids[i] = fork();
        if (!pids[i]) {
            struct store_file *file;

            _exit(store_file_open(f->path8, DB_WRITE, &file) == S_OK ? 0 : 1);
        }
    }
    for (int i = 0; i < 8; i++) {
        int status;

        assert_int_equal(waitpid(pids[i], &status, 0), pids[i]);
        assert_int_equal(status, 0);
    }
    assert_version(f->path8, STORE_SCHEMA_VERSION);
}

static void a_file_that_a_newer_program_upgraded_is_not_written(void **state)
{
    struct fixture *f = *state;
    struct store_file *file;
    int64_t before;

    put_old_file(f);
    assert_int_equal(store_file_open(f->path8, DB_WRITE, &file), S_OK);
    assert_int_equal(db_begin(file->db), S_OK);
    assert_int_equal(db_end(file->db, S_OK), S_OK);
    assert_rows(f->path8, "PRAGMA user_version=99", "");
    assert_int_equal(db_begin(file->db), MAPI_E_VERSION);
    db_lock(file->db);
    /* reading goes on */
    assert_int_equal(db_int(file->db, &before, "SELECT count(*) FROM messages", ""), S_OK);
    db_unlock(file->db);
    store_file_unref(file);
}

/* How many messages of a folder or search folder have the text in their body. */
static ULONG found(IMAPIFolder *folder, const WCHAR *body)
{
    SPropValue constant = {.ulPropTag = PR_BODY_W, .Value.lpszW = (WCHAR *)body};
    SRestriction res = {.rt = RES_CONTENT};
    IMAPITable *table;
    ULONG n;

    res.res.resContent.ulFuzzyLevel = FL_SUBSTRING | FL_IGNORECASE;
    res.res.resContent.ulPropTag = PR_BODY_W;
    res.res.resContent.lpProp = &constant;
    ok_hr(folder->lpVtbl->GetContentsTable(folder, 0, &table));
    ok_hr(table->lpVtbl->Restrict(table, &res, 0));
    ok_hr(table->lpVtbl->GetRowCount(table, 0, &n));
    table->lpVtbl->Release(table);
    return n;
}

/* What it had found it has, and it goes on; old mail is found by its text, which no index had. */
static void an_old_search_folder_goes_on(void **state)
{
    struct fixture *f = *state;
    IMAPIFolder *inbox, *project, *orders;

    put_old_file(f);
    ok_hr(log_on(f, MDB_WRITE));
    inbox = open_inbox(f);
    project = make_folder(inbox, L"Project", OPEN_IF_EXISTS);
    ok_hr(inbox->lpVtbl->CreateFolder(inbox, FOLDER_SEARCH, (LPTSTR)L"Orders", NULL, NULL,
                                      MAPI_UNICODE | OPEN_IF_EXISTS, &orders));
    assert_int_equal(get_long(orders, PR_CONTENT_COUNT), 3);
    make_message(project, L"Third order", NULL);
    assert_int_equal(get_long(orders, PR_CONTENT_COUNT), 4);
    assert_int_equal(found(project, L"NEEDLE"), 1);
    assert_int_equal(found(inbox, L"Greetings"), 1);
    assert_int_equal(found(orders, L"apples"), 1);
    assert_int_equal(found(orders, L"needle"), 0);
    assert_rows(f->path8, "SELECT count(*) FROM text_queue", "0\n");
    orders->lpVtbl->Release(orders);
    project->lpVtbl->Release(project);
    inbox->lpVtbl->Release(inbox);
    log_off(f);
}

#define test(name)                                                                                 \
    cmocka_unit_test_setup_teardown(name, old_file_setup1, old_file_teardown),                     \
        cmocka_unit_test_setup_teardown(name, old_file_setup2, old_file_teardown),                 \
        cmocka_unit_test_setup_teardown(name, old_file_setup3, old_file_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        test(an_old_file_is_upgraded_and_loses_nothing),
        test(an_old_file_that_may_not_be_written_is_refused),
        test(a_crash_in_between_leaves_the_old_file),
        test(eight_programs_upgrade_a_file_at_once),
        test(a_file_that_a_newer_program_upgraded_is_not_written),
        cmocka_unit_test_setup_teardown(an_old_search_folder_goes_on, old_file_setup3,
                                        old_file_teardown),
    };

    return cmocka_run_group_tests_name("upgrade", tests, NULL, NULL);
}
