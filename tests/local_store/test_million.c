/*
 * test_million.c - a folder of a million messages: paged through in bounded memory, sought,
 * grouped, restricted, changed
 *
 * The store lies in the build tree (million.omstore) and is made once, in steps that a run that was
 * ended goes on from. What the test adds it takes away again.
 */
#include "local_store/table_fixture.h"
#include <malloc.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "edkmdb.h"
#include "local_store/folder.h"

#define N        1000000
#define STEP     50000
#define SENDERS  1000
#define COPIES   10000
#define MEMORY   (32 << 20) /* more than a million ids take, less than their rows */

static const char file_name[] = "million.omstore";
static int64_t folder_id, base; /* message k, 1 ... N, has the id base + k */

/* Of the sanitizer, where the test is built with it. */
__attribute__((weak)) size_t __sanitizer_get_current_allocated_bytes(void);

static size_t allocated(void)
{
    return __sanitizer_get_current_allocated_bytes ? __sanitizer_get_current_allocated_bytes()
                                                   : mallinfo2().uordblks;
}

/* ---- the mail ---- */

static IMAPIFolder *open_million(struct fixture *f)
{
    IMAPIFolder *root = open_root(f), *folder = make_folder(root, L"Million", OPEN_IF_EXISTS);

    root->lpVtbl->Release(root);
    return folder;
}

static struct store *store_of(struct fixture *f)
{
    IMAPIFolder *root = open_root(f);
    struct store *store = folder_from_iface(root)->store; /* the logon holds it */

    root->lpVtbl->Release(root);
    return store;
}

static void number(struct fixture *f, int64_t *out, const char *text)
{
    struct db *db = store_db(store_of(f));

    db_lock(db);
    assert_int_equal(db_int(db, out, text, "ii", folder_id, base), S_OK);
    db_unlock(db);
}

static void run(struct fixture *f, const char *text, int64_t a, int64_t b)
{
    struct db *db = store_db(store_of(f));

    assert_int_equal(db_begin(db), S_OK);
    assert_int_equal(db_end(db, db_exec(db, text, "iiii", folder_id, base, a, b)), S_OK);
}

/* Message k: the (k * 7919 mod N)-th by time, of sender k mod 1000, every fifth unread. */
static const char add_text[] =
    "WITH RECURSIVE n(k) AS (SELECT ?3 UNION ALL SELECT k+1 FROM n WHERE k<?4)"
    " INSERT INTO messages(id,guid,folder,part,created,modified,flags,size,class,subject,normalized_subject,delivered,submitted,"
    "sender_name,representing_name,importance,priority,sensitivity,search_key)"
    " SELECT ?2+k,randomblob(16),?1,0,k,k,k%5<>0,500+k%97,'IPM.Note',printf('Mail %07d',k),printf('Mail %07d',k),"
    "k*7919%1000000,k,printf('Sender %03d',k%1000),printf('Sender %03d',k%1000),1,0,0,randomblob(16) FROM n";

static void build(struct fixture *f)
{
    int64_t there;

    number(f, &there,
           "SELECT count(*) FROM messages WHERE folder=?1 AND part=0 AND id<=?2+1000000 AND ?2");
    while (there < N) {
        run(f, add_text, there + 1, there + STEP);
        there += STEP;
        if (there % (4 * STEP) == 0) print_message("# %d messages\n", (int)there);
    }
    /* copies of a run that was ended */
    run(f, "DELETE FROM messages WHERE folder=?1 AND id>?2+1000000 AND ?3=?4", 0, 0);
}

static int setup(void **state)
{
    struct fixture *f;
    IMAPIFolder *folder;
    struct identity id;
    SPropValue *entry;

    store_setup(state);
    f = *state;
    log_off(f);
    unlink(f->path8);
    assert_non_null(getcwd(f->path8, sizeof(f->path8) - sizeof(file_name)));
    strcat(f->path8, "/");
    strcat(f->path8, file_name);
    for (size_t i = 0; i <= strlen(f->path8); i++)
        f->path[i] = (unsigned char)f->path8[i];
    ok_hr(log_on(f, MDB_WRITE));
    folder = open_million(f);
    entry = id_of(folder);
    ok_hr(entry_id_read(&store_of(f)->file->uid, entry->Value.bin.cb, entry->Value.bin.lpb, &id));
    FREE(entry);
    folder->lpVtbl->Release(folder);
    folder_id = id.id;
    base = folder_id + 1000; /* the ids after the folder's are the messages', as of the first run */
    run(f, "UPDATE store SET next_id=max(next_id, ?2+1000001+?1*0+?3+?4)", 0, 0);
    build(f);
    return 0;
}

static int teardown(void **state)
{
    struct fixture *f = *state;

    strcpy(f->path8, "/nothing"); /* the file stays */
    return store_teardown(state);
}

/* ---- what is asked of it ---- */

static void by_time(IMAPITable *table)
{
    sort(table, 1, (SSortOrder[]){{PR_MESSAGE_DELIVERY_TIME, TABLE_SORT_ASCEND}});
}

static LONG time_of(const SRow *row)
{
    return (LONG)row->lpProps[0].Value.ft.dwLowDateTime;
}

static void all_rows_come_by_pages_in_bounded_memory(void **state)
{
    static const ULONG columns[] = {PR_MESSAGE_DELIVERY_TIME, PR_ENTRYID, PR_SUBJECT_W,
                                    PR_SENT_REPRESENTING_NAME_W};
    IMAPIFolder *folder = open_million(*state);
    IMAPITable *table = contents(folder, MAPI_UNICODE);
    size_t before, most = 0;
    SRowSet *rows;
    LONG next = 0;

    set_columns(table, 4, columns);
    by_time(table);
    before = allocated();
    for (;;) {
        ok_hr(table->lpVtbl->QueryRows(table, 500, 0, &rows));
        if (allocated() > before + most) most = allocated() - before;
        for (ULONG i = 0; i < rows->cRows; i++)
            if (time_of(&rows->aRow[i]) != next++)
                fail_msg("row %d is of time %d", (int)next - 1, (int)time_of(&rows->aRow[i]));
        if (!rows->cRows) break;
        free_rows(rows);
    }
    free_rows(rows);
    assert_int_equal(next, N);
    print_message("# %d KB at most\n", (int)(most >> 10));
    assert_true(most < MEMORY);
    table->lpVtbl->Release(table);
    folder->lpVtbl->Release(folder);
}

static void any_place_of_it_is_found(void **state)
{
    static const ULONG columns[] = {PR_MESSAGE_DELIVERY_TIME};
    WCHAR subject[] = L"mail 0777";
    SPropValue value = {.ulPropTag = PR_SUBJECT_W, .Value.lpszW = subject};
    SRestriction res = {.rt = RES_CONTENT,
                        .res.resContent = {FL_PREFIX | FL_IGNORECASE, PR_SUBJECT_W, &value}};
    IMAPIFolder *folder = open_million(*state);
    IMAPITable *table = contents(folder, MAPI_UNICODE);
    SRowSet *rows;

    set_columns(table, 1, columns);
    by_time(table);
    ok_hr(table->lpVtbl->SeekRowApprox(table, 1, 2));
    expect_position(table, N / 2, N);
    ok_hr(table->lpVtbl->QueryRows(table, 2, 0, &rows));
    assert_int_equal(time_of(&rows->aRow[1]), N / 2 + 1);
    free_rows(rows);
    ok_hr(table->lpVtbl->SeekRow(table, BOOKMARK_END, -3, NULL));
    ok_hr(table->lpVtbl->QueryRows(table, 5, 0, &rows));
    assert_int_equal(rows->cRows, 3);
    assert_int_equal(time_of(&rows->aRow[0]), N - 3);
    free_rows(rows);
    sort(table, 1, (SSortOrder[]){{PR_SUBJECT_W, TABLE_SORT_ASCEND}});
    ok_hr(table->lpVtbl->FindRow(table, &res, BOOKMARK_BEGINNING, 0));
    expect_position(table, 776999, N); /* Mail 0777000 */
    table->lpVtbl->Release(table);
    folder->lpVtbl->Release(folder);
}

static void a_sender_s_mail_and_the_unread_are_counted(void **state)
{
    WCHAR name[] = L"Sender 123";
    SPropValue value = {.ulPropTag = PR_SENT_REPRESENTING_NAME_W, .Value.lpszW = name};
    SRestriction sender = {.rt = RES_PROPERTY,
                           .res.resProperty = {RELOP_EQ, PR_SENT_REPRESENTING_NAME_W, &value}};
    SRestriction unread = {.rt = RES_BITMASK,
                           .res.resBitMask = {BMR_EQZ, PR_MESSAGE_FLAGS, MSGFLAG_READ}};
    static const ULONG columns[] = {PR_MESSAGE_DELIVERY_TIME};
    IMAPIFolder *folder = open_million(*state);
    IMAPITable *table = contents(folder, MAPI_UNICODE);
    SRowSet *rows;
    LONG last = -1;
    ULONG n = 0;

    set_columns(table, 1, columns);
    by_time(table);
    ok_hr(table->lpVtbl->Restrict(table, &sender, 0));
    for (;;) {
        ok_hr(table->lpVtbl->QueryRows(table, 50, 0, &rows));
        for (ULONG i = 0; i < rows->cRows; last = time_of(&rows->aRow[i++]))
            assert_true(time_of(&rows->aRow[i]) > last);
        n += rows->cRows;
        if (!rows->cRows) break;
        free_rows(rows);
    }
    free_rows(rows);
    assert_int_equal(n, N / SENDERS);
    expect_count(table, N / SENDERS);
    ok_hr(table->lpVtbl->Restrict(table, &unread, 0));
    expect_count(table, N / 5);
    table->lpVtbl->Release(table);
    assert_int_equal(get_long(folder, PR_CONTENT_COUNT), N);
    assert_int_equal(get_long(folder, PR_CONTENT_UNREAD), N / 5);
    folder->lpVtbl->Release(folder);
}

static void it_has_a_category_for_each_sender(void **state)
{
    static const ULONG columns[] = {PR_CONTENT_COUNT, PR_CONTENT_UNREAD, PR_ROW_TYPE,
                                    PR_INSTANCE_KEY};
    SizedSSortOrderSet(2, set) = {2, 1, 0, {{PR_SENT_REPRESENTING_NAME_W, TABLE_SORT_ASCEND},
                                            {PR_MESSAGE_DELIVERY_TIME, TABLE_SORT_DESCEND}}};
    IMAPIFolder *folder = open_million(*state);
    IMAPITable *table = contents(folder, MAPI_UNICODE);
    SRowSet *rows;
    SBinary key;
    ULONG more;

    set_columns(table, 4, columns);
    ok_hr(table->lpVtbl->SortTable(table, (SSortOrderSet *)&set, 0));
    expect_count(table, SENDERS);
    ok_hr(table->lpVtbl->QueryRows(table, SENDERS + 1, 0, &rows));
    assert_int_equal(rows->cRows, SENDERS);
    for (ULONG i = 0; i < rows->cRows; i++) {
        assert_int_equal(rows->aRow[i].lpProps[0].Value.l, N / SENDERS);
        assert_int_equal(rows->aRow[i].lpProps[1].Value.l, i % 5 ? 0 : N / SENDERS);
        assert_int_equal(rows->aRow[i].lpProps[2].Value.l, TBL_COLLAPSED_CATEGORY);
    }
    key = rows->aRow[500].lpProps[3].Value.bin;
    ok_hr(table->lpVtbl->ExpandRow(table, key.cb, key.lpb, 0, 0, NULL, &more));
    assert_int_equal(more, N / SENDERS);
    free_rows(rows);
    expect_count(table, SENDERS + N / SENDERS);
    table->lpVtbl->Release(table);
    folder->lpVtbl->Release(folder);
}

/* The first ones by time; malloc, one block. */
static ENTRYLIST *first_by_time(IMAPIFolder *folder, ULONG n, const SRestriction *res)
{
    static const ULONG columns[] = {PR_ENTRYID};
    ENTRYLIST *list = malloc(sizeof(*list) + n * (sizeof(SBinary) + 48));
    IMAPITable *table = contents(folder, 0);
    SRowSet *rows;

    set_columns(table, 1, columns);
    by_time(table);
    if (res) ok_hr(table->lpVtbl->Restrict(table, (SRestriction *)res, 0));
    ok_hr(table->lpVtbl->QueryRows(table, (LONG)n, 0, &rows));
    assert_int_equal(rows->cRows, n);
    *list = (ENTRYLIST){n, (SBinary *)(list + 1)};
    for (ULONG i = 0; i < n; i++) {
        list->lpbin[i] = (SBinary){48, (BYTE *)(list->lpbin + n) + i * 48};
        memcpy(list->lpbin[i].lpb, rows->aRow[i].lpProps[0].Value.bin.lpb, 48);
    }
    free_rows(rows);
    table->lpVtbl->Release(table);
    return list;
}

static void what_comes_and_goes_is_counted(void **state)
{
    struct fixture *f = *state;
    /* what was there has its numbers as dates of creation and change; a copy is changed now */
    SPropValue value = {.ulPropTag = PR_LAST_MODIFICATION_TIME, .Value.ft = {0, 1}};
    SRestriction fresh = {.rt = RES_PROPERTY,
                          .res.resProperty = {RELOP_GT, PR_LAST_MODIFICATION_TIME, &value}};
    IMAPIFolder *folder = open_million(f);
    IMAPITable *table = contents(folder, 0);
    ENTRYLIST *list = first_by_time(folder, COPIES, NULL);
    int64_t unread;

    ok_hr(folder->lpVtbl->CopyMessages(folder, list, NULL, folder, 0, NULL, 0));
    free(list);
    expect_count(table, N + COPIES);
    assert_int_equal(get_long(folder, PR_CONTENT_COUNT), N + COPIES);
    number(f, &unread,
           "SELECT count(*) FROM messages WHERE folder=?1 AND part=0 AND NOT flags&1 AND ?2");
    assert_int_equal(get_long(folder, PR_CONTENT_UNREAD), unread);
    list = first_by_time(folder, COPIES, &fresh);
    ok_hr(folder->lpVtbl->DeleteMessages(folder, list, 0, NULL, 0));
    free(list);
    expect_count(table, N);
    assert_int_equal(get_long(folder, PR_CONTENT_COUNT), N);
    assert_int_equal(get_long(folder, PR_CONTENT_UNREAD), N / 5);
    number(f, &unread, "SELECT count(*) FROM messages WHERE folder=?1 AND part=0 AND ?2");
    assert_int_equal(unread, N);
    table->lpVtbl->Release(table);
    folder->lpVtbl->Release(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_rows_come_by_pages_in_bounded_memory),
        cmocka_unit_test(any_place_of_it_is_found),
        cmocka_unit_test(a_sender_s_mail_and_the_unread_are_counted),
        cmocka_unit_test(it_has_a_category_for_each_sender),
        cmocka_unit_test(what_comes_and_goes_is_counted),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}
