/*
 * test_watch.c - what another program does to the file is told as our own doing is (contracts 6.12)
 *
 * The two programs share nothing but the file: the fixture calls no other, so that all is found by
 * the look once a second, unless the test calls.
 */
#include <string.h>
#include <unistd.h>
#include "local_store/table_fixture.h"

static IMAPIAdviseSink *const some_sink = (IMAPIAdviseSink *)16;

static ULONG_PTR advise_store(struct fixture *f)
{
    ULONG_PTR connection = 0;

    ok_hr(f->store->lpVtbl->Advise(f->store, 0, NULL, fnevObjectCreated | fnevObjectModified,
                                   some_sink, &connection));
    return connection;
}

/* As the engine does when `by` has committed. */
static void call(struct fixture *f, struct fixture *by, NOTIFICATION *mail)
{
    int64_t origin = by ? (intptr_t)by : 0;
    NOTIFICATION batch[2] = {
        {.ulEventType = (ULONG)fnevExtended, .info.ext = {0, sizeof(origin), (BYTE *)&origin}}};
    IMAPIAdviseSink *called;

    while (!(called = __atomic_load_n(&f->support.called, __ATOMIC_ACQUIRE)))
        usleep(1000);
    if (mail) batch[1] = *mail;
    called->lpVtbl->OnNotify(called, mail ? 2 : 1, batch);
}

static SPropValue *folder_named(IMAPIFolder *in, const WCHAR *name)
{
    IMAPIFolder *folder = make_folder(in, name, OPEN_IF_EXISTS);
    SPropValue *id = id_of(folder);

    folder->lpVtbl->Release(folder);
    return id;
}

static void change_everything(struct fixture *f)
{
    BYTE ids[3][48];
    IMAPIFolder *inbox = open_inbox(f), *root = open_root(f), *folder, *below;
    IMessage *message;
    SPropValue *id;
    ENTRYLIST list;
    SBinary bin;

    make_lettered(inbox, "abc", ids);
    message = open_message(f, ids[0], MAPI_MODIFY);
    ok_hr(set_text(message, PR_SUBJECT_W, L"changed"));
    ok_hr(message->lpVtbl->SaveChanges(message, 0));
    message->lpVtbl->Release(message);
    make_list(&list, &bin, &ids[1], 1);
    ok_hr(inbox->lpVtbl->SetReadFlags(inbox, &list, 0, NULL, SUPPRESS_RECEIPT));
    ok_hr(inbox->lpVtbl->CopyMessages(inbox, &list, &IID_IMAPIFolder, root, 0, NULL, 0));
    ok_hr(inbox->lpVtbl->CopyMessages(inbox, &list, &IID_IMAPIFolder, root, 0, NULL, MESSAGE_MOVE));
    delete_message(f, ids[2]);
    folder = make_folder(root, L"one", 0);
    below = make_folder(folder, L"two", 0);
    make_lettered(below, "xyz", NULL);
    id = id_of(folder);
    ok_hr(root->lpVtbl->CopyFolder(root, EID(id), &IID_IMAPIFolder, inbox, (LPTSTR)L"copy", 0, NULL,
                                   COPY_SUBFOLDERS | MAPI_UNICODE));
    ok_hr(root->lpVtbl->CopyFolder(root, EID(id), &IID_IMAPIFolder, inbox, (LPTSTR)L"moved", 0,
                                   NULL, FOLDER_MOVE | MAPI_UNICODE));
    below->lpVtbl->Release(below);
    folder->lpVtbl->Release(folder);
    ok_hr(inbox->lpVtbl->DeleteFolder(inbox, EID(id), 0, NULL, DEL_MESSAGES | DEL_FOLDERS));
    FREE(id);
    id = folder_named(inbox, L"copy");
    ok_hr(inbox->lpVtbl->DeleteFolder(inbox, EID(id), 0, NULL, DEL_MESSAGES | DEL_FOLDERS));
    FREE(id);
    root->lpVtbl->Release(root);
    inbox->lpVtbl->Release(inbox);
}

/* 6.12-05, 6.12-14, 6.12-15, 6.12-16, 6.12-17: each event, once, in the order and with the IDs that
 * the program tells its own sinks. */
static void others_hear_what_a_program_tells_itself(void **state)
{
    struct fixture *f = *state, *other = store_join(f);
    ULONG_PTR connection = advise_store(f);
    size_t n;

    advise_store(other);
    change_everything(other);
    n = other->support.n_events;
    assert_in_range(n, 25, 120);
    wait_for_events(f, n);
    change_everything(f); /* its own are told once, and found in the log by the other */
    wait_for_events(other, f->support.n_events);
    assert_int_equal(f->support.n_events, other->support.n_events);
    for (size_t i = 0; i < n; i++)
        assert_memory_equal(&f->support.events[i], &other->support.events[i],
                            sizeof(struct told_event));
    ok_hr(f->store->lpVtbl->Unadvise(f->store, connection));
    store_part(other);
}

/* 6.12-09, 6.12-10 */
static void tables_hear_of_rows_others_change(void **state)
{
    struct fixture *f = *state, *other = store_join(f);
    BYTE ids[1][48], more[1][48];
    IMAPITable *table = lettered(f, "b", ids);
    IMAPIFolder *inbox = open_inbox(other);
    const struct table_note *note = f->support.table_notes;
    ULONG_PTR connection;

    ok_hr(table->lpVtbl->Advise(table, fnevTableModified, some_sink, &connection));
    make_lettered(inbox, "c", more);
    wait_for_table_notes(f, 1);
    assert_int_equal(note[0].event, TABLE_ROW_ADDED);
    assert_int_equal(note[0].index, instance_key_read(more[0] + 24, 8));
    assert_int_equal(note[0].first, 'c');
    delete_message(other, ids[0]);
    wait_for_table_notes(f, 2);
    assert_int_equal(note[1].event, TABLE_ROW_DELETED);
    assert_int_equal(note[1].index, instance_key_read(ids[0] + 24, 8));
    assert_int_equal(f->support.n_table_notes, 2);
    inbox->lpVtbl->Release(inbox);
    table->lpVtbl->Release(table);
    store_part(other);
}

/* What was done before somebody listened is nobody's news; with the last listener the thread goes.
 */
static void only_who_listens_hears(void **state)
{
    struct fixture *f = *state, *other = store_join(f);
    IMAPIFolder *inbox = open_inbox(other);
    ULONG_PTR connection;
    size_t n;

    for (int round = 0; round < 2; round++) {
        make_lettered(inbox, "a", NULL); /* silently */
        assert_null(f->support.called);
        n = f->support.n_events;
        connection = advise_store(f);
        make_lettered(inbox, "b", NULL);
        wait_for_events(f, n + 2);
        assert_int_equal(f->support.n_events, n + 2); /* the message, and its folder's counts */
        ok_hr(f->store->lpVtbl->Unadvise(f->store, connection));
        while (__atomic_load_n(&f->support.called, __ATOMIC_ACQUIRE))
            usleep(1000);
    }
    inbox->lpVtbl->Release(inbox);
    store_part(other);
}

/* The log doesn't go back far enough: all tables are to be read again, each folder may be another.
 */
static void what_the_log_has_lost_is_told_as_that(void **state)
{
    static const char much_and_trimmed[] =
        "BEGIN IMMEDIATE;"
        "INSERT INTO changes(time, origin, what, kind, object) VALUES(0,1,2,3,1), (0,1,2,3,1);"
        "DELETE FROM changes WHERE seq<(SELECT max(seq) FROM changes); COMMIT";
    struct fixture *f = *state;
    IMAPITable *table = lettered(f, "b", NULL);
    sqlite3 *file;
    size_t n;
    ULONG_PTR connection;

    advise_store(f);
    ok_hr(table->lpVtbl->Advise(table, fnevTableModified, some_sink, &connection));
    n = f->support.n_events;
    assert_int_equal(sqlite3_open(f->path8, &file), SQLITE_OK);
    sqlite3_busy_timeout(file, 60000);
    assert_int_equal(sqlite3_exec(file, much_and_trimmed, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(file);
    wait_for_table_notes(f, 1);
    assert_int_equal(f->support.table_notes[0].event, TABLE_CHANGED);
    wait_for_events(f, n + 3);
    for (size_t i = n; i < f->support.n_events; i++) {
        assert_int_equal(f->support.events[i].event, fnevObjectModified);
        assert_int_equal(f->support.events[i].type, MAPI_FOLDER);
    }
    table->lpVtbl->Release(table);
}

/* 6.12-18 */
static void new_mail_is_handed_on(void **state)
{
    struct fixture *f = *state, *other = store_join(f);
    NOTIFICATION mail = {.ulEventType = fnevNewMail, .info.newmail.ulMessageFlags = 7};
    int notes, calls = other->support.calls;

    advise_store(f);
    notes = f->support.notes;
    call(f, other, &mail);
    assert_int_equal(f->support.notes, notes + 1);
    assert_int_equal(f->support.last[0].ulEventType, fnevNewMail);
    assert_int_equal(f->support.last[0].info.newmail.ulMessageFlags, 7);
    ok_hr(other->store->lpVtbl->NotifyNewMail(other->store, &mail));
    assert_int_equal(other->support.calls, calls + 1);
    store_part(other);
}

/* The thread goes with the logon, even one that nobody has unadvised. */
static void a_logon_takes_its_watch_along(void **state)
{
    struct fixture *f = *state;

    advise_store(f);
    store_reopen(f);
    assert_null(f->support.called);
    advise_store(f);
    call(f, NULL, NULL);
}

int main(void)
{
#define STORE_TEST(test) cmocka_unit_test_setup_teardown(test, store_setup, store_teardown)
    const struct CMUnitTest tests[] = {
        STORE_TEST(others_hear_what_a_program_tells_itself),
        STORE_TEST(tables_hear_of_rows_others_change),
        STORE_TEST(only_who_listens_hears),
        STORE_TEST(what_the_log_has_lost_is_told_as_that),
        STORE_TEST(new_mail_is_handed_on),
        STORE_TEST(a_logon_takes_its_watch_along),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
