/*
 * test_search_background.c - passes of searches that go on behind: 6.6-09, 6.6-12
 */
#include <pthread.h>
#include <string.h>
#include "common/clock.h"
#include "local_store/folder.h"
#include "local_store/search_fixture.h"

#define AT_ONCE                                                                                    \
    20 /* messages, and folders out of scope, looked at before SetSearchCriteria returns */
#define MAIL    150
#define FOUND   (MAIL / 2)

static struct store_file *file_of(IMAPIFolder *folder)
{
    return folder_from_iface(folder)->store->file;
}

/* An inbox in which every other message is found, of a file in which little is looked at at once.
 */
static IMAPIFolder *full_inbox(struct fixture *f)
{
    IMAPIFolder *inbox = open_inbox(f);

    for (int i = 0; i < MAIL; i++)
        make_message(inbox, i % 2 ? L"a x" : L"b", NULL);
    file_of(inbox)->search_at_once = AT_ONCE;
    return inbox;
}

static void expect_complete(IMAPIFolder *search, ULONG found)
{
    IMAPITable *table;

    assert_int_equal(state_of(search) & ~(ULONG)SEARCH_FOREGROUND,
                     SEARCH_RUNNING | SEARCH_COMPLETE);
    table = contents(search, MAPI_UNICODE);
    expect_count(table, found);
    table->lpVtbl->Release(table);
    assert_int_equal(get_long(search, PR_CONTENT_COUNT), found);
}

/* 6.6-12: the caller doesn't wait for it, and 6.6-09 tells its end. */
static void a_background_search_goes_on_behind(void **state)
{
    struct fixture *f = *state;
    IMAPIFolder *inbox = full_inbox(f), *search = make_search(inbox, L"s");
    struct db *db = file_of(inbox)->db;
    IMAPITable *table;

    db_lock(db); /* the thread can't be quicker than what follows */
    ok_hr(search_for(search, L"x", inbox, BACKGROUND_SEARCH));
    assert_int_equal(state_of(search), SEARCH_RUNNING | SEARCH_REBUILD);
    assert_in_range(get_long(search, PR_CONTENT_COUNT), 1, AT_ONCE / 2);
    table = contents(search, 0); /* goes on with it */
    assert_in_range(get_long(search, PR_CONTENT_COUNT), AT_ONCE / 2 + 1, AT_ONCE);
    table->lpVtbl->Release(table);
    db_unlock(db);
    wait_for_search(f);
    expect_complete(search, FOUND);

    /* as before: behind */
    ok_hr(search->lpVtbl->SetSearchCriteria(search, NULL, NULL, RESTART_SEARCH));
    wait_for_search(f);
    expect_complete(search, FOUND);
    search->lpVtbl->Release(search);
    inbox->lpVtbl->Release(inbox);
}

static void a_foreground_search_is_over_when_the_call_returns(void **state)
{
    struct fixture *f = *state;
    IMAPIFolder *inbox = full_inbox(f), *search = make_search(inbox, L"s");
    struct db *db = file_of(inbox)->db;

    db_lock(db);
    ok_hr(search_for(search, L"x", inbox, FOREGROUND_SEARCH));
    expect_complete(search, FOUND);
    db_unlock(db);
    wait_for_search(f);
    search->lpVtbl->Release(search);
    inbox->lpVtbl->Release(inbox);
}

/* What comes and goes while the pass runs is in the results once, or not. */
static void mail_changes_while_it_is_looked_at(void **state)
{
    struct fixture *f = *state;
    IMAPIFolder *inbox = full_inbox(f), *search = make_search(inbox, L"s");
    ENTRYLIST list;
    SBinary bins[2];
    BYTE ids[2][48];

    make_message(inbox, L"c x", ids[0]);
    make_message(inbox, L"d", ids[1]);
    make_list(&list, bins, ids, 2);
    for (int i = 0; i < 10; i++) {
        BYTE id[1][48];
        SBinary bin;
        ENTRYLIST one;

        ok_hr(search_for(search, L"x", inbox, RESTART_SEARCH));
        make_message(inbox, L"e x", id[0]);
        make_list(&one, &bin, id, 1);
        ok_hr(inbox->lpVtbl->DeleteMessages(inbox, &one, 0, NULL, 0));
        make_message(inbox, L"f x", NULL);
    }
    ok_hr(inbox->lpVtbl->DeleteMessages(inbox, &list, 0, NULL, 0));
    while (state_of(search) & SEARCH_REBUILD)
        wait_for_search(f);
    expect_complete(search, FOUND + 10);
    search->lpVtbl->Release(search);
    inbox->lpVtbl->Release(inbox);
}

/* Several at once, also those that come while the thread is at another. */
static void all_searches_come_to_their_end(void **state)
{
    struct fixture *f = *state;
    IMAPIFolder *inbox = full_inbox(f), *searches[5];
    static const WCHAR *const names[] = {L"1", L"2", L"3", L"4", L"5"};

    for (int i = 0; i < 5; i++)
        searches[i] = make_search(inbox, names[i]);
    for (int i = 5; i-- > 0;) /* the first in the file last */
        ok_hr(search_for(searches[i], L"x", inbox, 0));
    for (int i = 0; i < 5; i++)
        wait_for_search(f);
    for (int i = 0; i < 5; i++) {
        expect_complete(searches[i], FOUND);
        searches[i]->lpVtbl->Release(searches[i]);
    }
    inbox->lpVtbl->Release(inbox);
}

/* A pass that nobody goes on with, as someone who died has left it. */
static void leave_unfinished(IMAPIFolder *search, IMAPIFolder *inbox, ULONG flags)
{
    struct store_file *file = file_of(inbox);
    struct identity scope = folder_from_iface(inbox)->id;
    struct change_list list = {0};
    SPropValue constant;
    SRestriction res = subject_has(&constant, L"x");

    ok_hr(db_begin(file->db));
    ok_hr(search_set(file, &folder_from_iface(search)->id, &res, &scope, 1, flags, &list));
    ok_hr(db_end(file->db, S_OK));
    change_list_clear(&list);
}

/* Whoever began it died: the next logon goes on, without anyone who asks for the folder. */
static void a_logon_goes_on_with_what_was_cut_off(void **state)
{
    struct fixture *f = *state;
    IMAPIFolder *inbox = full_inbox(f), *search = make_search(inbox, L"s");
    struct store_file *file = file_of(inbox);
    struct change_list list = {0};
    bool done;

    leave_unfinished(search, inbox, 0);
    ok_hr(search_step(file, &folder_from_iface(search)->id, 10, false, &done, &list));
    assert_false(done);
    change_list_clear(&list);
    search->lpVtbl->Release(search);
    inbox->lpVtbl->Release(inbox);
    store_reopen(f);
    wait_for_search(f);
    inbox = open_inbox(f);
    ok_hr(inbox->lpVtbl->CreateFolder(inbox, FOLDER_SEARCH, (LPTSTR)L"s", NULL, NULL,
                                      MAPI_UNICODE | OPEN_IF_EXISTS, &search));
    expect_complete(search, FOUND);
    search->lpVtbl->Release(search);
    inbox->lpVtbl->Release(inbox);
}

/* Of 60 folders one is in scope: a step passes by no more of them than it may look at. */
static void folders_out_of_scope_cost_something(void **state)
{
    struct fixture *f = *state;
    IMAPIFolder *inbox = full_inbox(f), *root = open_root(f), *search = make_search(inbox, L"s");
    int steps = 1;

    for (int i = 0; i < 60; i++) {
        WCHAR name[] = {(WCHAR)(0x4e00 + i), 0};
        IMAPIFolder *folder = make_folder(root, name, 0);

        folder->lpVtbl->Release(folder);
    }
    leave_unfinished(search, inbox, 0);
    for (bool done = false; !done; steps++) {
        struct change_list list = {0};

        ok_hr(search_step(file_of(inbox), &folder_from_iface(search)->id, 10, false, &done, &list));
        change_list_clear(&list);
    }
    assert_in_range(steps, (MAIL + 60) / 10, (MAIL + 60) / 10 + 5);
    expect_complete(search, FOUND);
    search->lpVtbl->Release(search);
    root->lpVtbl->Release(root);
    inbox->lpVtbl->Release(inbox);
}

/* What is running and is said again isn't done again. */
static void the_same_criteria_change_nothing(void **state)
{
    struct fixture *f = *state;
    IMAPIFolder *inbox = full_inbox(f), *root = open_root(f), *search = make_search(inbox, L"s");
    struct db *db = file_of(inbox)->db;

    ok_hr(search_for(search, L"x", inbox, 0));
    wait_for_search(f);
    db_lock(db); /* nobody goes on with what would be begun anew */
    ok_hr(search_for(search, L"x", inbox, 0));
    expect_complete(search, FOUND);
    ok_hr(search_for(search, L"x", inbox, RESTART_SEARCH));
    assert_int_equal(state_of(search), SEARCH_RUNNING | SEARCH_REBUILD);
    db_unlock(db);
    wait_for_search(f);
    db_lock(db);
    ok_hr(search_for(search, L"x", root, 0)); /* elsewhere */
    assert_int_equal(get_long(search, PR_CONTENT_COUNT), 0);
    ok_hr(search_for(search, L"x", inbox, 0));
    assert_int_equal(state_of(search), SEARCH_RUNNING | SEARCH_REBUILD);
    ok_hr(search_for(search, L"y", inbox, 0)); /* something else */
    assert_int_equal(get_long(search, PR_CONTENT_COUNT), 0);
    ok_hr(search_for(search, L"x", inbox, 0));
    assert_int_equal(state_of(search), SEARCH_RUNNING | SEARCH_REBUILD);
    db_unlock(db);
    while (state_of(search) & SEARCH_REBUILD)
        wait_for_search(f);
    expect_complete(search, FOUND);
    search->lpVtbl->Release(search);
    root->lpVtbl->Release(root);
    inbox->lpVtbl->Release(inbox);
}

/* Another process writes: who opens the folder's table sees what is there, and a thread waits for
 * the other's end. */
static void a_table_opens_while_another_process_writes(void **state)
{
    struct fixture *f = *state;
    IMAPIFolder *inbox = full_inbox(f), *search = make_search(inbox, L"s");
    int64_t began;
    IMAPITable *table;
    sqlite3 *other;

    leave_unfinished(search, inbox, 0);
    assert_int_equal(sqlite3_open(f->path8, &other), SQLITE_OK);
    assert_int_equal(sqlite3_exec(other, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
    began = clock_now();
    table = contents(search, MAPI_UNICODE);
    assert_true(clock_now() - began < 100000000); /* half of what a write waits */
    expect_count(table, 0);
    assert_int_equal(sqlite3_exec(other, "ROLLBACK", NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_close(other), SQLITE_OK);
    wait_for_search(f);
    expect_count(table, FOUND);
    table->lpVtbl->Release(table);
    expect_complete(search, FOUND);
    search->lpVtbl->Release(search);
    inbox->lpVtbl->Release(inbox);
}

/* Wherever the logon's end finds the thread, nothing is lost and nothing stays behind. */
static void a_logoff_ends_it(void **state)
{
    struct fixture *f = *state;
    IMAPIFolder *inbox = full_inbox(f), *search = make_search(inbox, L"s");

    for (int i = 0; i < 20; i++) {
        file_of(inbox)->search_at_once = 1;
        ok_hr(search_for(search, L"x", inbox, RESTART_SEARCH));
        search->lpVtbl->Release(search);
        inbox->lpVtbl->Release(inbox);
        store_reopen(f);
        inbox = open_inbox(f);
        ok_hr(inbox->lpVtbl->CreateFolder(inbox, FOLDER_SEARCH, (LPTSTR)L"s", NULL, NULL,
                                          MAPI_UNICODE | OPEN_IF_EXISTS, &search));
    }
    while (state_of(search) & SEARCH_REBUILD)
        wait_for_search(f);
    expect_complete(search, FOUND);
    search->lpVtbl->Release(search);
    inbox->lpVtbl->Release(inbox);
}

static IMsgStore *open_again(struct fixture *f, ULONG flags)
{
    IMsgStore *store = NULL;

    ok_hr(f->provider->lpVtbl->Logon(f->provider, &f->support.IMAPISupport_iface, 0, NULL, 0, NULL,
                                     flags, NULL, NULL, NULL, NULL, &(IMSLogon *){NULL}, &store));
    return store;
}

/*
 * Another process writes, for as long as it wants; then the logon ends, and another to the same
 * file goes on: one that may, though one that may not, or one that is itself no longer logged on,
 * is found before it.
 */
static void another_logon_takes_it_over(void **state)
{
    struct fixture *f = *state;
    IMAPIFolder *inbox = full_inbox(f), *search = make_search(inbox, L"s");
    struct db *db = file_of(inbox)->db;
    IMsgStore *first = f->store, *second = open_again(f, MDB_WRITE), *reader = open_again(f, 0);
    SPropValue *id = id_of(search);
    sqlite3 *other;
    ULONG type;

    assert_int_equal(sqlite3_open(f->path8, &other), SQLITE_OK);
    db_lock(db);
    ok_hr(search_for(search, L"x", inbox, 0));
    assert_int_equal(sqlite3_exec(other, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
    db_unlock(db);
    search->lpVtbl->Release(search);
    first->lpVtbl->Release(first); /* the inbox holds what is left of it */
    inbox->lpVtbl->Release(inbox);
    f->store = second;
    ok_hr(
        second->lpVtbl->OpenEntry(second, EID(id), NULL, MAPI_MODIFY, &type, (IUnknown **)&search));
    FREE(id);
    assert_int_equal(state_of(search), SEARCH_RUNNING | SEARCH_REBUILD);
    assert_int_equal(sqlite3_exec(other, "ROLLBACK", NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_close(other), SQLITE_OK);
    wait_for_search(f);
    expect_complete(search, FOUND);
    search->lpVtbl->Release(search);
    reader->lpVtbl->Release(reader);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_background_search_goes_on_behind, store_setup,
                                        store_teardown),
        cmocka_unit_test_setup_teardown(a_foreground_search_is_over_when_the_call_returns,
                                        store_setup, store_teardown),
        cmocka_unit_test_setup_teardown(mail_changes_while_it_is_looked_at, store_setup,
                                        store_teardown),
        cmocka_unit_test_setup_teardown(all_searches_come_to_their_end, store_setup,
                                        store_teardown),
        cmocka_unit_test_setup_teardown(a_logon_goes_on_with_what_was_cut_off, store_setup,
                                        store_teardown),
        cmocka_unit_test_setup_teardown(folders_out_of_scope_cost_something, store_setup,
                                        store_teardown),
        cmocka_unit_test_setup_teardown(the_same_criteria_change_nothing, store_setup,
                                        store_teardown),
        cmocka_unit_test_setup_teardown(a_table_opens_while_another_process_writes, store_setup,
                                        store_teardown),
        cmocka_unit_test_setup_teardown(a_logoff_ends_it, store_setup, store_teardown),
        cmocka_unit_test_setup_teardown(another_logon_takes_it_over, store_setup, store_teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
