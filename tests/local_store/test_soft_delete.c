/*
 * test_soft_delete.c - what is deleted where there is a retention time waits, comes back, or goes
 * for good
 */
#include <string.h>
#include "edkmdb.h"
#include "edktags.h"
#include "common/clock.h"
#include "local_store/failing_malloc.h"
#include "local_store/folder.h"
#include "local_store/retention.h"
#include "local_store/table_fixture.h"

#define DAY (24 * 3600)

static void keep_for(void *object, LONG seconds)
{
    ok_hr(set_long(object, PR_RETENTION_AGE_LIMIT, seconds));
}

static IMAPIFolder *kept_folder(struct fixture *f, const WCHAR *name)
{
    IMAPIFolder *root = open_root(f), *folder = make_folder(root, name, 0);

    keep_for(folder, DAY);
    root->lpVtbl->Release(root);
    return folder;
}

static HRESULT delete_one(IMAPIFolder *folder, BYTE *id, ULONG flags)
{
    SBinary bin = {48, id};
    ENTRYLIST list = {1, &bin};

    return folder->lpVtbl->DeleteMessages(folder, &list, 0, NULL, flags);
}

static HRESULT move_one(IMAPIFolder *from, BYTE *id, IMAPIFolder *to, ULONG flags)
{
    SBinary bin = {48, id};
    ENTRYLIST list = {1, &bin};

    return from->lpVtbl->CopyMessages(from, &list, NULL, to, 0, NULL, flags);
}

static HRESULT open_entry(struct fixture *f, const BYTE *id, ULONG flags, IUnknown **out)
{
    ULONG type;

    return f->store->lpVtbl->OpenEntry(f->store, 48, (ENTRYID *)id, NULL, flags, &type, out);
}

/* The subjects of a folder's contents, living or soft-deleted, in the order they were made. */
static void expect_mail(IMAPIFolder *folder, ULONG flags, const char *letters)
{
    static const ULONG subject = PR_SUBJECT_W;
    IMAPITable *table = contents(folder, MAPI_UNICODE | flags);

    set_columns(table, 1, &subject);
    expect_count(table, (ULONG)strlen(letters));
    expect_rows(table, 50, 0, letters);
    table->lpVtbl->Release(table);
}

static void expect_folders(IMAPIFolder *folder, ULONG flags, const char *letters)
{
    static const ULONG name = PR_DISPLAY_NAME_W;
    IMAPITable *table = NULL;

    ok_hr(folder->lpVtbl->GetHierarchyTable(folder, MAPI_UNICODE | flags, &table));
    set_columns(table, 1, &name);
    expect_count(table, (ULONG)strlen(letters));
    expect_rows(table, 50, 0, letters);
    table->lpVtbl->Release(table);
}

static void expect_counts(IMAPIFolder *folder, ULONG living, ULONG unread, ULONG deleted)
{
    assert_int_equal(get_long(folder, PR_CONTENT_COUNT), living);
    assert_int_equal(get_long(folder, PR_CONTENT_UNREAD), unread);
    assert_int_equal(get_long(folder, PR_DELETED_MSG_COUNT), deleted);
}

/* ---- messages ---- */

/* 6.5-11 */
static void without_a_retention_time_deleting_is_for_good(void **state)
{
    struct fixture *f = *state;
    IMAPIFolder *inbox = open_inbox(f);
    IUnknown *gone = NULL;
    BYTE id[48];

    make_message(inbox, L"a", id);
    ok_hr(delete_one(inbox, id, 0));
    expect_counts(inbox, 0, 0, 0);
    expect_mail(inbox, SHOW_SOFT_DELETES, "");
    assert_int_equal(open_entry(f, id, SHOW_SOFT_DELETES, &gone), MAPI_E_NOT_FOUND);
    inbox->lpVtbl->Release(inbox);
}

/* 6.5-11 6.5-24 */
static void deleted_messages_wait_to_be_looked_at(void **state)
{
    struct fixture *f = *state;
    IMAPIFolder *folder = kept_folder(f, L"kept");
    SPropValue value = {.ulPropTag = PR_SUBJECT_W, .Value.lpszW = (WCHAR *)L"other"}, *when;
    IUnknown *object = NULL;
    IMessage *message;
    ULONG status;
    BYTE ids[3][48];

    make_lettered(folder, "abc", ids);
    ok_hr(delete_one(folder, ids[1], 0));
    expect_counts(folder, 2, 2, 1);
    expect_mail(folder, 0, "ac");
    expect_mail(folder, SHOW_SOFT_DELETES, "b");

    assert_int_equal(open_entry(f, ids[1], 0, &object), MAPI_E_NOT_FOUND);
    assert_int_equal(open_entry(f, ids[1], SHOW_SOFT_DELETES | MAPI_MODIFY, &object),
                     MAPI_E_NO_ACCESS);
    ok_hr(open_entry(f, ids[1], SHOW_SOFT_DELETES | MAPI_BEST_ACCESS, &object));
    message = (IMessage *)object;
    assert_text(message, PR_SUBJECT_W, L"b");
    assert_int_equal(get_long(message, PR_ACCESS_LEVEL), 0);
    assert_int_equal(message->lpVtbl->SetProps(message, 1, &value, NULL), MAPI_E_NO_ACCESS);
    when = get_prop(message, PR_DELETED_ON);
    assert_true(clock_now() - (int64_t)((uint64_t)when->Value.ft.dwHighDateTime << 32 |
                                        when->Value.ft.dwLowDateTime) <
                600000000);
    FREE(when);
    message->lpVtbl->Release(message);

    /* it isn't there for anything else */
    assert_int_equal(delete_one(folder, ids[1], 0), MAPI_W_PARTIAL_COMPLETION);
    assert_int_equal(folder->lpVtbl->GetMessageStatus(folder, 48, (ENTRYID *)ids[1], 0, &status),
                     MAPI_E_NOT_FOUND);
    ok_hr(folder->lpVtbl->SetReadFlags(folder, NULL, 0, NULL, 0));
    expect_counts(folder, 2, 0, 1);
    assert_int_equal(
        folder->lpVtbl->SetReadFlags(folder, &(ENTRYLIST){1, &(SBinary){48, ids[1]}}, 0, NULL, 0),
        MAPI_W_PARTIAL_COMPLETION);
    ok_hr(delete_one(folder, ids[1], DELETE_HARD_DELETE));
    expect_counts(folder, 2, 0, 0);
    expect_mail(folder, SHOW_SOFT_DELETES, "");
    ok_hr(delete_one(folder, ids[0], DELETE_HARD_DELETE)); /* at once, when it says so */
    expect_counts(folder, 1, 0, 0);
    folder->lpVtbl->Release(folder);
}

/* 6.5-11 6.5-13 */
static void a_move_brings_messages_back_and_a_copy_lives(void **state)
{
    struct fixture *f = *state;
    IMAPIFolder *folder = kept_folder(f, L"kept"), *other;
    IMessage *message;
    BYTE ids[3][48];

    make_lettered(folder, "abc", ids);
    for (int i = 0; i < 3; i++)
        ok_hr(delete_one(folder, ids[i], 0));
    folder->lpVtbl->Release(folder);
    store_reopen(f);
    folder = open_root(f);
    other = make_folder(folder, L"kept", OPEN_IF_EXISTS);
    folder->lpVtbl->Release(folder);
    folder = other;
    other = open_inbox(f);

    ok_hr(move_one(folder, ids[0], folder, MESSAGE_MOVE)); /* where it was */
    expect_mail(folder, 0, "a");
    ok_hr(move_one(folder, ids[1], other, MESSAGE_MOVE));
    expect_mail(other, 0, "b");
    message = open_message(f, ids[1], MAPI_MODIFY); /* the same entry ID */
    assert_int_equal(get_error(message, PR_DELETED_ON), MAPI_E_NOT_FOUND);
    ok_hr(set_text(message, PR_SUBJECT_W, L"e"));
    ok_hr(message->lpVtbl->SaveChanges(message, 0));
    message->lpVtbl->Release(message);
    expect_mail(other, 0, "e");
    ok_hr(move_one(folder, ids[2], other, 0));
    expect_mail(other, 0, "ec");
    expect_counts(folder, 1, 1, 1);
    expect_counts(other, 2, 2, 0);
    expect_mail(folder, SHOW_SOFT_DELETES, "c");
    other->lpVtbl->Release(other);
    folder->lpVtbl->Release(folder);
}

/* 6.5-03 6.5-11 6.5-24 */
static void associated_messages_wait_as_well(void **state)
{
    struct fixture *f = *state;
    IMAPIFolder *folder = kept_folder(f, L"kept");
    SPropValue *id;
    IMessage *message = NULL;

    ok_hr(folder->lpVtbl->CreateMessage(folder, NULL, MAPI_ASSOCIATED, &message));
    ok_hr(set_text(message, PR_SUBJECT_W, L"v"));
    ok_hr(message->lpVtbl->SaveChanges(message, KEEP_OPEN_READONLY));
    id = id_of(message);
    message->lpVtbl->Release(message);
    ok_hr(delete_one(folder, id->Value.bin.lpb, 0));
    assert_int_equal(get_long(folder, PR_ASSOC_CONTENT_COUNT), 0);
    assert_int_equal(get_long(folder, PR_DELETED_ASSOC_MSG_COUNT), 1);
    expect_counts(folder, 0, 0, 0);
    expect_mail(folder, SHOW_SOFT_DELETES | MAPI_ASSOCIATED, "v");
    expect_mail(folder, SHOW_SOFT_DELETES, "");
    ok_hr(move_one(folder, id->Value.bin.lpb, folder, MESSAGE_MOVE));
    expect_mail(folder, MAPI_ASSOCIATED, "v");
    FREE(id);
    folder->lpVtbl->Release(folder);
}

static void a_folders_own_time_counts_before_the_stores(void **state)
{
    struct fixture *f = *state;
    IMAPIFolder *inbox = open_inbox(f), *root = open_root(f), *none = make_folder(root, L"none", 0);
    BYTE ids[2][48];

    keep_for(f->store, DAY);
    keep_for(none, 0);
    make_lettered(inbox, "a", &ids[0]);
    make_lettered(none, "b", &ids[1]);
    ok_hr(delete_one(inbox, ids[0], 0));
    ok_hr(delete_one(none, ids[1], 0));
    expect_mail(inbox, SHOW_SOFT_DELETES, "a");
    expect_mail(none, SHOW_SOFT_DELETES, "");
    none->lpVtbl->Release(none);
    root->lpVtbl->Release(root);
    inbox->lpVtbl->Release(inbox);
}

/* ---- folders ---- */

/* 6.5-09 6.5-11 */
static void an_emptied_folder_keeps_or_not(void **state)
{
    struct fixture *f = *state;
    IMAPIFolder *folder = kept_folder(f, L"kept"), *below = make_folder(folder, L"s", 0);
    BYTE ids[3][48];

    make_lettered(folder, "ab", ids);
    make_lettered(below, "c", &ids[2]);
    ok_hr(folder->lpVtbl->EmptyFolder(folder, 0, NULL, 0));
    expect_counts(folder, 0, 0, 2);
    expect_folders(folder, 0, "");
    expect_folders(folder, SHOW_SOFT_DELETES, "s");
    assert_int_equal(get_long(folder, PR_SUBFOLDERS), FALSE);
    assert_int_equal(get_long(folder, PR_DELETED_FOLDER_COUNT), 1);
    ok_hr(move_one(folder, ids[1], folder, MESSAGE_MOVE));
    ok_hr(folder->lpVtbl->EmptyFolder(folder, 0, NULL, DELETE_HARD_DELETE));
    expect_counts(folder, 0, 0, 0);
    expect_mail(folder, SHOW_SOFT_DELETES, "");
    expect_folders(folder, SHOW_SOFT_DELETES, "");
    assert_int_equal(get_long(folder, PR_DELETED_FOLDER_COUNT), 0);
    below->lpVtbl->Release(below);
    folder->lpVtbl->Release(folder);
}

/* 6.5-07 6.5-11 6.2-10 */
static void a_deleted_folder_comes_back_with_what_went_with_it(void **state)
{
    struct fixture *f = *state;
    IMAPIFolder *folder = kept_folder(f, L"kept"), *a = make_folder(folder, L"a", 0),
                *b = make_folder(a, L"b", 0), *c = make_folder(a, L"c", 0);
    SPropValue *a_id = id_of(a), *c_id = id_of(c);
    IUnknown *object = NULL;
    IMessage *open;
    BYTE ids[2][48];

    make_lettered(b, "mn", ids);
    keep_for(a, DAY);
    ok_hr(a->lpVtbl->DeleteFolder(a, EID(c_id), 0, NULL, 0)); /* on its own, before */
    assert_int_equal(folder->lpVtbl->DeleteFolder(folder, EID(a_id), 0, NULL, 0),
                     MAPI_E_HAS_FOLDERS);
    open = open_message(f, ids[0], MAPI_MODIFY);
    ok_hr(set_text(open, PR_SUBJECT_W, L"late"));
    ok_hr(folder->lpVtbl->DeleteFolder(folder, EID(a_id), 0, NULL, DEL_FOLDERS | DEL_MESSAGES));
    /* 6.1-34 */
    assert_int_equal(open->lpVtbl->SaveChanges(open, FORCE_SAVE), MAPI_E_OBJECT_DELETED);
    open->lpVtbl->Release(open);
    expect_folders(folder, 0, "");
    expect_folders(folder, SHOW_SOFT_DELETES, "a");
    assert_int_equal(open_entry(f, a_id->Value.bin.lpb, 0, &object), MAPI_E_NOT_FOUND);
    assert_int_equal(open_entry(f, a_id->Value.bin.lpb, SHOW_SOFT_DELETES | MAPI_MODIFY, &object),
                     MAPI_E_NO_ACCESS);
    assert_int_equal(open_entry(f, ids[0], 0, &object), MAPI_E_NOT_FOUND);
    ok_hr(open_entry(f, ids[0], SHOW_SOFT_DELETES, &object));
    assert_text(object, PR_SUBJECT_W, L"m");
    object->lpVtbl->Release(object);
    ok_hr(open_entry(f, a_id->Value.bin.lpb, SHOW_SOFT_DELETES | MAPI_BEST_ACCESS, &object));
    assert_text(object, PR_DISPLAY_NAME_W, L"a");
    assert_int_equal(get_long(object, PR_ACCESS_LEVEL), 0);
    expect_folders((IMAPIFolder *)object, SHOW_SOFT_DELETES, "bc");
    object->lpVtbl->Release(object);

    /* the name is free meanwhile, and taken at the return */
    object = (IUnknown *)make_folder(folder, L"a", 0);
    object->lpVtbl->Release(object);
    assert_int_equal(
        folder->lpVtbl->CopyFolder(folder, EID(a_id), NULL, folder, NULL, 0, NULL, FOLDER_MOVE),
        MAPI_E_COLLISION);
    assert_int_equal(folder->lpVtbl->CopyFolder(folder, EID(a_id), NULL, folder, (LPTSTR)L"x", 0,
                                                NULL, MAPI_UNICODE),
                     MAPI_E_NOT_FOUND);
    ok_hr(folder->lpVtbl->CopyFolder(folder, EID(a_id), NULL, folder, (LPTSTR)L"d", 0, NULL,
                                     FOLDER_MOVE | MAPI_UNICODE));
    expect_folders(folder, 0, "da");
    expect_folders(folder, SHOW_SOFT_DELETES, "");
    assert_int_equal(get_long(folder, PR_SUBFOLDERS), TRUE);
    expect_folders(a, 0, "b");
    expect_folders(a, SHOW_SOFT_DELETES, "c"); /* it went before */
    expect_counts(b, 2, 2, 0);
    expect_mail(b, 0, "mn");
    assert_int_equal(a->lpVtbl->DeleteFolder(a, EID(c_id), 0, NULL, 0), MAPI_E_NOT_FOUND);
    ok_hr(a->lpVtbl->DeleteFolder(a, EID(c_id), 0, NULL, DELETE_HARD_DELETE));
    expect_folders(a, SHOW_SOFT_DELETES, "");
    ok_hr(folder->lpVtbl->DeleteFolder(folder, EID(a_id), 0, NULL,
                                       DEL_FOLDERS | DEL_MESSAGES | DELETE_HARD_DELETE));
    assert_int_equal(open_entry(f, a_id->Value.bin.lpb, SHOW_SOFT_DELETES, &object),
                     MAPI_E_NOT_FOUND);
    FREE(a_id);
    FREE(c_id);
    c->lpVtbl->Release(c);
    b->lpVtbl->Release(b);
    a->lpVtbl->Release(a);
    folder->lpVtbl->Release(folder);
}

/* ---- time ---- */

/* As if all that was deleted so far had been so this long ago. */
static void grow_old(IMAPIFolder *any, int64_t seconds)
{
    struct store_file *file = folder_from_iface(any)->store->file;

    ok_hr(db_begin(file->db));
    ok_hr(db_exec(file->db, "UPDATE messages SET deleted=deleted-?1 WHERE deleted IS NOT NULL", "i",
                  seconds * 10000000));
    ok_hr(db_exec(file->db, "UPDATE folders SET deleted=deleted-?1 WHERE deleted IS NOT NULL", "i",
                  seconds * 10000000));
    ok_hr(db_end(file->db, S_OK));
    file->purged = 0;
}

static void what_was_kept_long_enough_goes(void **state)
{
    enum { N = 300 };
    static BYTE ids[N][48];
    static SBinary bins[N];
    struct fixture *f = *state;
    IMAPIFolder *folder = kept_folder(f, L"kept"), *longer = kept_folder(f, L"longer"),
                *below = make_folder(folder, L"s", 0);
    SPropValue *below_id = id_of(below);
    IUnknown *object = NULL;
    ENTRYLIST list;
    BYTE more[3][48];

    keep_for(longer, 3 * DAY);
    for (int i = 0; i < N; i++)
        make_message(folder, L"m", ids[i]);
    make_list(&list, bins, ids, N);
    ok_hr(folder->lpVtbl->DeleteMessages(folder, &list, 0, NULL, 0));
    ok_hr(folder->lpVtbl->DeleteFolder(folder, EID(below_id), 0, NULL, 0));
    make_lettered(longer, "x", &more[0]);
    ok_hr(delete_one(longer, more[0], 0));
    grow_old(folder, DAY - 60);
    make_lettered(folder, "yz", &more[1]);
    ok_hr(delete_one(folder, more[1], 0));
    expect_counts(folder, 1, 1, N + 1);
    grow_old(folder, 61);
    ok_hr(delete_one(folder, more[2], 0));
    expect_counts(folder, 0, 0, 2);
    expect_mail(folder, SHOW_SOFT_DELETES, "yz");
    expect_mail(longer, SHOW_SOFT_DELETES, "x");
    assert_int_equal(open_entry(f, ids[0], SHOW_SOFT_DELETES, &object), MAPI_E_NOT_FOUND);
    assert_int_equal(open_entry(f, below_id->Value.bin.lpb, SHOW_SOFT_DELETES, &object),
                     MAPI_E_NOT_FOUND);
    FREE(below_id);
    below->lpVtbl->Release(below);
    longer->lpVtbl->Release(longer);
    folder->lpVtbl->Release(folder);
}

/* ---- who hears of it ---- */

static IMAPIAdviseSink *const some_sink = (IMAPIAdviseSink *)16;

/* 6.12-17 6.12-09 6.12-10 6.12-05 */
static void tables_and_sinks_hear_of_what_they_see(void **state)
{
    struct fixture *f = *state;
    IMAPIFolder *folder = kept_folder(f, L"kept");
    const struct table_note *note = &f->support.table_notes[0];
    IMAPITable *living = contents(folder, 0), *deleted = contents(folder, SHOW_SOFT_DELETES);
    ULONG_PTR connection = 0;
    BYTE ids[2][48];

    make_lettered(folder, "ab", ids);
    ok_hr(living->lpVtbl->Advise(living, fnevTableModified, some_sink, &connection));
    ok_hr(delete_one(folder, ids[0], 0));
    assert_int_equal(f->support.n_table_notes, 1);
    assert_int_equal(note->event, TABLE_ROW_DELETED);
    assert_int_equal(f->support.last[0].ulEventType, fnevObjectDeleted);
    f->support.n_table_notes = 0;
    ok_hr(move_one(folder, ids[0], folder, MESSAGE_MOVE));
    assert_int_equal(f->support.n_table_notes, 1);
    assert_int_equal(note->event, TABLE_ROW_ADDED);
    ok_hr(delete_one(folder, ids[0], 0));
    f->support.n_table_notes = 0;
    f->support.notes = 0;
    ok_hr(delete_one(folder, ids[0], DELETE_HARD_DELETE)); /* to these it was gone */
    assert_int_equal(f->support.n_table_notes, 0);
    assert_int_equal(f->support.notes, 1); /* the folder's counts */
    ok_hr(living->lpVtbl->Unadvise(living, connection));
    living->lpVtbl->Release(living);

    ok_hr(deleted->lpVtbl->Advise(deleted, fnevTableModified, some_sink, &connection));
    ok_hr(delete_one(folder, ids[1], 0));
    assert_true(f->support.n_table_notes > 0);
    assert_int_equal(note->event, TABLE_CHANGED);
    f->support.n_table_notes = 0;
    ok_hr(move_one(folder, ids[1], folder, MESSAGE_MOVE));
    assert_true(f->support.n_table_notes > 0);
    ok_hr(delete_one(folder, ids[1], 0));
    f->support.n_table_notes = 0;
    ok_hr(delete_one(folder, ids[1], DELETE_HARD_DELETE));
    assert_true(f->support.n_table_notes > 0);
    ok_hr(deleted->lpVtbl->Unadvise(deleted, connection));
    deleted->lpVtbl->Release(deleted);
    folder->lpVtbl->Release(folder);
}

/* ---- out of memory ---- */

static void running_out_of_memory_deletes_all_or_nothing(void **state)
{
    struct fixture *f = *state;
    IMAPIFolder *folder = kept_folder(f, L"kept"), *below = make_folder(folder, L"s", 0);
    SPropValue *below_id = id_of(below);
    BYTE ids[2][48];
    bool failed = true;
    HRESULT hr;
    long n;

    make_lettered(folder, "ab", ids);
    make_lettered(below, "c", NULL);
    for (n = 0; failed; n++) {
        malloc_fails_after(n);
        hr = delete_one(folder, ids[0], 0);
        failed = malloc_failed();
        if (hr == S_OK) {
            expect_counts(folder, 1, 1, 1);
            ok_hr(move_one(folder, ids[0], folder, MESSAGE_MOVE));
        } else {
            assert_int_equal(hr, MAPI_E_NOT_ENOUGH_MEMORY);
        }
        expect_counts(folder, 2, 2, 0);
        expect_mail(folder, 0, "ab");
    }
    assert_true(n > 5);
    failed = true;
    for (n = 0; failed; n++) {
        malloc_fails_after(n);
        hr = folder->lpVtbl->DeleteFolder(folder, EID(below_id), 0, NULL, DEL_MESSAGES);
        failed = malloc_failed();
        expect_folders(folder, 0, hr == S_OK ? "" : "s");
        if (hr != S_OK) {
            assert_int_equal(hr, MAPI_E_NOT_ENOUGH_MEMORY);
            continue;
        }
        malloc_fails_after(n / 2);
        hr = folder->lpVtbl->CopyFolder(folder, EID(below_id), NULL, folder, NULL, 0, NULL,
                                        FOLDER_MOVE);
        malloc_failed();
        expect_folders(folder, 0, hr == S_OK ? "s" : "");
        if (hr != S_OK)
            ok_hr(folder->lpVtbl->CopyFolder(folder, EID(below_id), NULL, folder, NULL, 0, NULL,
                                             FOLDER_MOVE));
        expect_mail(below, 0, "c");
    }
    assert_true(n > 5);
    FREE(below_id);
    below->lpVtbl->Release(below);
    folder->lpVtbl->Release(folder);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, store_setup, store_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(without_a_retention_time_deleting_is_for_good),
        TEST(deleted_messages_wait_to_be_looked_at),
        TEST(a_move_brings_messages_back_and_a_copy_lives),
        TEST(associated_messages_wait_as_well),
        TEST(a_folders_own_time_counts_before_the_stores),
        TEST(an_emptied_folder_keeps_or_not),
        TEST(a_deleted_folder_comes_back_with_what_went_with_it),
        TEST(what_was_kept_long_enough_goes),
        TEST(tables_and_sinks_hear_of_what_they_see),
        TEST(running_out_of_memory_deletes_all_or_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
