/*
 * test_many_changes.c - a call that changes thousands of messages tells of some and then of their
 * folder, in bounded memory
 */
#include <stdio.h>
#include <string.h>
#include "edktags.h"
#include "local_store/changes.h"
#include "local_store/folder.h"
#include "local_store/search_fixture.h"

#define MANY     5000
#define SINGLE   4096 /* that are told one by one */
#define ALL_MAIL 20000

static IMAPIAdviseSink *const some_sink = (IMAPIAdviseSink *)16;

static struct db *db_of(IMAPIFolder *folder)
{
    return store_db(folder_from_iface(folder)->store);
}

static int64_t number_of(IMAPIFolder *folder)
{
    return folder_from_iface(folder)->id.id;
}

/* Messages of the subject "Mail", as rows. */
static void fill(IMAPIFolder *folder, int64_t n)
{
    struct db *db = db_of(folder);
    int64_t first;

    assert_int_equal(db_begin(db), S_OK);
    assert_int_equal(
        db_int(db, &first, "UPDATE store SET next_id=next_id+?1 RETURNING next_id-?1", "i", n),
        S_OK);
    assert_int_equal(
        db_end(
            db,
            db_exec(
                db,
                "WITH RECURSIVE n(k) AS (SELECT 0 UNION ALL SELECT k+1 FROM n WHERE k+1<?3) INSERT INTO messages"
                "(id,guid,folder,created,modified,flags,class,subject) SELECT ?2+k,randomblob(16),?1,1,1,1,'IPM.Note',"
                "'Mail' FROM n",
                "iii", number_of(folder), first, n)),
        S_OK);
}

static bool heard(struct fixture *f, ULONG event)
{
    bool found = false;

    for (int i = 0; i < f->support.n_table_notes && i < 64; i++)
        found = found || f->support.table_notes[i].event == event;
    f->support.n_table_notes = 0;
    return found;
}

static ULONG_PTR advise(IMAPITable *table)
{
    ULONG_PTR connection = 0;

    ok_hr(table->lpVtbl->Advise(table, fnevTableModified, some_sink, &connection));
    return connection;
}

/* ---- the list ---- */

static void list_of_many(struct db *db, enum change_what what, bool result)
{
    struct change_list list = {0};
    size_t singles = 0, folders = 0, most_touched;
    int64_t logged;

    assert_int_equal(db_begin(db), S_OK);
    for (int i = 0; i < ALL_MAIL; i++) {
        struct change change = {.what = what,
                                .result = result,
                                .object = {.type = MAPI_MESSAGE, .id = 1000 + i},
                                .parent = {.type = MAPI_FOLDER, .id = 100000 + i / 5000}};

        assert_int_equal(change_add(db, &list, &change), S_OK);
        assert_true(list.n <= SINGLE + 6);
        assert_int_equal(list.items[list.n - 1].object.id, 1000 + i);
        assert_int_equal(list.items[list.n - 1].what, what);
    }
    most_touched = db->n_touched;
    assert_int_equal(
        db_int(db, &logged, "SELECT count(*) FROM changes WHERE object>=?1", "i", (int64_t)1000),
        S_OK);
    db_end(db, MAPI_E_CALL_FAILED);
    assert_int_equal(logged, ALL_MAIL); /* other programs hear of each */
    assert_true(most_touched <= SINGLE + 6);
    for (size_t i = 0; i < list.n; i++)
        *(list.items[i].what == CHANGE_RESULTS ? &folders : &singles) += 1;
    assert_int_equal(singles, SINGLE + 1);
    assert_int_equal(folders, 4); /* each once, the first's last messages too */
    for (size_t i = SINGLE; i + 1 < list.n; i++)
        assert_int_equal(list.items[i].parent.id, 100000 + (int64_t)(i - SINGLE));
    change_list_clear(&list);
}

static void the_list_of_changes_has_an_end(void **state)
{
    IMAPIFolder *root = open_root(*state);

    list_of_many(db_of(root), CHANGE_DELETED, false);
    list_of_many(db_of(root), CHANGE_DELETED, true);
    list_of_many(db_of(root), CHANGE_MODIFIED, true);
    root->lpVtbl->Release(root);
}

/* ---- a folder with its messages ---- */

struct many {
    struct fixture *f;
    IMAPIFolder *root, *folder, *search;
    SPropValue *id;
};

static void many_open(struct many *m, struct fixture *f)
{
    *m = (struct many){.f = f, .root = open_root(f)};
    m->folder = make_folder(m->root, L"Many", 0);
    m->id = id_of(m->folder);
    fill(m->folder, MANY);
    m->search = make_search(m->root, L"search");
    ok_hr(search_for(m->search, L"Mail", m->root, RECURSIVE_SEARCH | FOREGROUND_SEARCH));
    assert_int_equal(get_long(m->search, PR_CONTENT_COUNT), MANY);
    f->support.notes = 0;
    f->support.n_table_notes = 0;
}

static void many_close(struct many *m)
{
    FREE(m->id);
    m->search->lpVtbl->Release(m->search);
    m->folder->lpVtbl->Release(m->folder);
    m->root->lpVtbl->Release(m->root);
}

static HRESULT delete_folder(struct many *m, ULONG flags)
{
    return m->root->lpVtbl->DeleteFolder(m->root, EID(m->id), 0, NULL,
                                         flags | DEL_MESSAGES | DEL_FOLDERS);
}

static void what_goes_with_its_folder_is_told_by_its_tables(void **state)
{
    struct many m;
    IMAPITable *table;
    ULONG_PTR connection;

    many_open(&m, *state);
    table = contents(m.folder, MAPI_UNICODE);
    connection = advise(table);
    ok_hr(delete_folder(&m, DELETE_HARD_DELETE));
    assert_true(heard(m.f, TABLE_CHANGED));
    assert_in_range(m.f->support.notes, SINGLE, SINGLE + 20);
    expect_count(table, 0);
    ok_hr(table->lpVtbl->Unadvise(table, connection));
    table->lpVtbl->Release(table);
    many_close(&m);
}

static void a_search_loses_what_goes(void **state)
{
    struct many m;
    IMAPITable *table;
    ULONG_PTR connection;

    many_open(&m, *state);
    table = subjects(m.search);
    connection = advise(table);
    ok_hr(delete_folder(&m, DELETE_HARD_DELETE));
    assert_true(heard(m.f, TABLE_CHANGED));
    assert_int_equal(get_long(m.search, PR_CONTENT_COUNT), 0);
    expect_count(table, 0);
    ok_hr(table->lpVtbl->Unadvise(table, connection));
    table->lpVtbl->Release(table);
    many_close(&m);
}

static void a_search_loses_what_is_kept_and_has_it_again(void **state)
{
    struct many m;
    IMAPITable *table;
    ULONG_PTR connection;

    many_open(&m, *state);
    ok_hr(set_long(m.f->store, PR_RETENTION_AGE_LIMIT, 86400));
    ok_hr(m.f->store->lpVtbl->SaveChanges(m.f->store, KEEP_OPEN_READWRITE));
    table = subjects(m.search);
    connection = advise(table);
    ok_hr(delete_folder(&m, 0));
    assert_true(heard(m.f, TABLE_CHANGED));
    assert_int_equal(get_long(m.search, PR_CONTENT_COUNT), 0);
    ok_hr(m.root->lpVtbl->CopyFolder(m.root, EID(m.id), &IID_IMAPIFolder, m.root, NULL, 0, NULL,
                                     FOLDER_MOVE));
    assert_true(heard(m.f, TABLE_CHANGED));
    assert_int_equal(get_long(m.search, PR_CONTENT_COUNT), MANY);
    expect_count(table, MANY);
    ok_hr(table->lpVtbl->Unadvise(table, connection));
    table->lpVtbl->Release(table);
    many_close(&m);
}

/* The folder moves with them: they are where they were, for who looks through a search. */
static void a_search_tells_nothing_of_what_moves_in_its_scope(void **state)
{
    struct many m;
    IMAPITable *table;
    ULONG_PTR connection;
    IMAPIFolder *other;
    int64_t before, after;
    static const char logged[] = "SELECT count(*) FROM changes WHERE kind&0x400";

    many_open(&m, *state);
    other = make_folder(m.root, L"Other", 0);
    table = subjects(m.search);
    connection = advise(table);
    ok_hr(db_int(db_of(m.root), &before, logged, ""));
    ok_hr(m.root->lpVtbl->CopyFolder(m.root, EID(m.id), &IID_IMAPIFolder, other, NULL, 0, NULL,
                                     FOLDER_MOVE));
    ok_hr(db_int(db_of(m.root), &after, logged, ""));
    assert_int_equal(after, before);
    assert_int_equal(m.f->support.n_table_notes, 0);
    assert_int_equal(get_long(m.search, PR_CONTENT_COUNT), MANY);
    expect_count(table, MANY);
    ok_hr(table->lpVtbl->Unadvise(table, connection));
    table->lpVtbl->Release(table);
    other->lpVtbl->Release(other);
    many_close(&m);
}

/* Those that change themselves are told, those in folders below theirs not. */
static void a_search_tells_of_many_that_change(void **state)
{
    struct many m;
    IMAPITable *table;
    ULONG_PTR connection;
    IMAPIFolder *below;
    int64_t before, after;
    static const char logged[] = "SELECT count(*) FROM changes WHERE kind&0x400";

    many_open(&m, *state);
    below = make_folder(m.folder, L"Below", 0);
    fill(below, 10);
    ok_hr(search_for(m.search, L"Mail", m.root, RECURSIVE_SEARCH | FOREGROUND_SEARCH));
    assert_int_equal(get_long(m.search, PR_CONTENT_UNREAD), 0); /* fill's are read */
    table = subjects(m.search);
    connection = advise(table);
    m.f->support.n_table_notes = 0;
    ok_hr(db_int(db_of(m.root), &before, logged, ""));
    ok_hr(m.folder->lpVtbl->SetReadFlags(m.folder, NULL, 0, NULL, CLEAR_READ_FLAG));
    ok_hr(db_int(db_of(m.root), &after, logged, ""));
    assert_int_equal(after - before, MANY);
    assert_true(heard(m.f, TABLE_CHANGED));
    assert_int_equal(get_long(m.search, PR_CONTENT_UNREAD), MANY);
    ok_hr(table->lpVtbl->Unadvise(table, connection));
    table->lpVtbl->Release(table);
    below->lpVtbl->Release(below);
    many_close(&m);
}

/* That messages come and go is nothing to those who look at folders. */
static void a_hierarchy_table_hears_of_the_folder_alone(void **state)
{
    struct many m;
    IMAPITable *table = NULL;
    ULONG_PTR connection;

    many_open(&m, *state);
    ok_hr(m.root->lpVtbl->GetHierarchyTable(m.root, 0, &table));
    connection = advise(table);
    ok_hr(delete_folder(&m, DELETE_HARD_DELETE));
    assert_false(heard(m.f, TABLE_CHANGED));
    ok_hr(table->lpVtbl->Unadvise(table, connection));
    table->lpVtbl->Release(table);
    many_close(&m);
}

static const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, store_setup, store_teardown)
    TEST(the_list_of_changes_has_an_end),
    TEST(what_goes_with_its_folder_is_told_by_its_tables),
    TEST(a_search_loses_what_goes),
    TEST(a_search_loses_what_is_kept_and_has_it_again),
    TEST(a_search_tells_nothing_of_what_moves_in_its_scope),
    TEST(a_search_tells_of_many_that_change),
    TEST(a_hierarchy_table_hears_of_the_folder_alone),
};

int main(void)
{
    return cmocka_run_group_tests(tests, NULL, NULL);
}
