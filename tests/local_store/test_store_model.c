/*
 * test_store_model.c - a store is what a few arrays would be, through random changes to all of it,
 * seen in many tables at once
 *
 * Messages are made, changed, read, copied, moved, deleted and brought back, among the associated
 * ones too; folders likewise with all in them. Each folder's parts are also kept as rows in memory
 * (ITableData): several tables of random order, restriction, categories and MVI columns stay open
 * and show the same in both; one of them has a sink, and what it is told makes of the old rows the
 * new ones. Now and then another process opens the file and compares everything.
 */
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "edktags.h"
#include "local_store/store_world.h"

#define N_VIEWS 6

struct view {
    int folder, part;
    SizedSSortOrderSet(5, order); /* PR_ROW at last */
    int filter;
    bool many; /* the colours are an MVI column */
    IMAPITable *ours, *theirs;
    int64_t rows[3 * MOST_MAIL]; /* as its sink knows them; view 0 */
    int n;
};

struct many_views {
    struct world w; /* at first: what is handed to world's functions */
    struct view views[N_VIEWS];
    ULONG_PTR connection; /* of view 0 */
};

/* ---- tables ---- */

static void view_close(struct many_views *v, struct view *view)
{
    if (!view->ours) return;
    if (view == &v->views[0]) ok_hr(view->ours->lpVtbl->Unadvise(view->ours, v->connection));
    view->ours->lpVtbl->Release(view->ours);
    view->theirs->lpVtbl->Release(view->theirs);
    view->ours = NULL;
}

static void restrict_both(const struct view *view)
{
    SPropValue two = {.ulPropTag = PR_NUMBER, .Value.l = 2},
               b = {.ulPropTag = PR_SUBJECT_W, .Value.lpszW = (WCHAR *)L"b"};
    SPropValue one = {.ulPropTag = CHANGE_PROP_TYPE(PR_COLOURS, PT_LONG), .Value.l = 1};
    SRestriction number = {.rt = RES_PROPERTY, .res.resProperty = {RELOP_GE, PR_NUMBER, &two}};
    SRestriction subject = {.rt = RES_PROPERTY, .res.resProperty = {RELOP_GE, PR_SUBJECT_W, &b}};
    SRestriction colour = {.rt = RES_PROPERTY,
                           .res.resProperty = {RELOP_LE, MVI_PROP(PR_COLOURS), &one}};
    SRestriction unread = {.rt = RES_BITMASK,
                           .res.resBitMask = {BMR_EQZ, PR_MESSAGE_FLAGS, MSGFLAG_READ}};
    SRestriction *all[] = {NULL, &number, &subject, &colour, &unread};

    ok_hr(view->ours->lpVtbl->Restrict(view->ours, all[view->filter], 0));
    ok_hr(view->theirs->lpVtbl->Restrict(view->theirs, all[view->filter], 0));
}

static void note_rows(struct view *view);

/* The store's table and the one in memory, as the view says. */
static void view_open(struct many_views *v, struct view *view)
{
    static const ULONG flags[] = {0, MAPI_ASSOCIATED, SHOW_SOFT_DELETES,
                                  SHOW_SOFT_DELETES | MAPI_ASSOCIATED};
    SizedSPropTagArray(7, columns) = {7,
                                      {PR_INSTANCE_KEY, PR_SUBJECT_W, PR_NUMBER, PR_COLOURS,
                                       PR_ROW_TYPE, PR_CONTENT_COUNT, PR_CONTENT_UNREAD}};
    struct folder *model = &v->w.folders[view->folder];
    SizedSSortOrderSet(5, order);
    IMAPIFolder *folder = NULL;
    ULONG type;

    ok_hr(v->w.f->store->lpVtbl->OpenEntry(v->w.f->store, 48, (ENTRYID *)model->entry, NULL, 0,
                                           &type, (IUnknown **)&folder));
    ok_hr(folder->lpVtbl->GetContentsTable(folder, MAPI_UNICODE | flags[view->part], &view->ours));
    folder->lpVtbl->Release(folder);
    ok_hr(model->parts[view->part]->lpVtbl->HrGetView(model->parts[view->part], NULL, NULL, 0,
                                                      &view->theirs));
    if (view->many) columns.aulPropTag[3] = MVI_PROP(PR_COLOURS);
    ok_hr(view->ours->lpVtbl->SetColumns(view->ours, (SPropTagArray *)&columns, 0));
    columns.aulPropTag[0] = PR_ROW;
    ok_hr(view->theirs->lpVtbl->SetColumns(view->theirs, (SPropTagArray *)&columns, 0));
    memcpy(&order, &view->order, sizeof(order));
    ok_hr(view->theirs->lpVtbl->SortTable(view->theirs, (SSortOrderSet *)&order, 0));
    order.aSort[--order.cSorts].ulPropTag = 0; /* ours goes by id anyway */
    ok_hr(view->ours->lpVtbl->SortTable(view->ours, (SSortOrderSet *)&order, 0));
    restrict_both(view);
    if (view != &v->views[0]) return;
    ok_hr(view->ours->lpVtbl->Advise(view->ours, fnevTableModified, (IMAPIAdviseSink *)16,
                                     &v->connection));
    v->w.f->support.n_table_notes = 0;
    note_rows(view);
}

static void view_anew(struct many_views *v, struct view *view)
{
    static const ULONG tags[] = {PR_SUBJECT_W, PR_NUMBER, MVI_PROP(PR_COLOURS)};
    ULONG n = (ULONG)world_pick(4), last = TABLE_SORT_ASCEND;

    view_close(v, view);
    memset(view, 0, sizeof(*view));
    view->folder = world_living_folder(&v->w);
    view->part = world_pick(3) ? 0 : world_pick(4);
    view->filter = world_pick(5);
    view->many = world_pick(2);
    for (ULONG i = 0; i < n; i++) {
        ULONG kind = world_pick(2) ? TABLE_SORT_DESCEND : TABLE_SORT_ASCEND;

        /* the last key's direction is the values', too, which theirs can't know */
        if (i == n - 1) kind = TABLE_SORT_ASCEND;
        view->order.aSort[i] = (SSortOrder){tags[world_pick(view == &v->views[0] ? 2 : 3)], kind};
        last = kind;
    }
    view->order.cCategories = (ULONG)world_pick((int)n + 1);
    view->order.cExpanded = (ULONG)world_pick((int)view->order.cCategories + 1);
    if (view->order.cCategories && world_pick(2)) { /* its groups by a value */
        ULONG at = view->order.cCategories;

        memmove(&view->order.aSort[at + 1], &view->order.aSort[at],
                (n++ - at) * sizeof(SSortOrder));
        view->order.aSort[at] =
            (SSortOrder){PR_NUMBER, world_pick(2) ? TABLE_SORT_CATEG_MAX : TABLE_SORT_CATEG_MIN};
    }
    /* notes tell messages from one another, not their values */
    if (view == &v->views[0]) view->many = false;
    view->order.aSort[n++] = (SSortOrder){PR_ROW, last};
    view->order.cSorts = n;
    view_open(v, view);
}

/* Those on a folder that goes, or below it. */
static void leave(struct world *w, int top)
{
    struct many_views *v = (struct many_views *)w;

    for (int i = 0; i < N_VIEWS; i++)
        if (v->views[i].ours && world_is_below(w, v->views[i].folder, top))
            view_close(v, &v->views[i]);
}

static void reopen_views(struct many_views *v)
{
    for (int i = 0; i < N_VIEWS; i++)
        if (!v->views[i].ours) view_anew(v, &v->views[i]);
}

/* ---- comparing ---- */

static SRowSet *all_rows(IMAPITable *table)
{
    SRowSet *rows;

    ok_hr(table->lpVtbl->SeekRow(table, BOOKMARK_BEGINNING, 0, NULL));
    ok_hr(table->lpVtbl->QueryRows(table, 1000, 0, &rows));
    return rows;
}

static bool are_same(const SPropValue *a, const SPropValue *b)
{
    if (a->ulPropTag != b->ulPropTag) return false;
    if (PROP_TYPE(a->ulPropTag) == PT_UNICODE) return !wide_cmp(a->Value.lpszW, b->Value.lpszW);
    if (PROP_TYPE(a->ulPropTag) == PT_MV_LONG)
        return a->Value.MVl.cValues == b->Value.MVl.cValues &&
               !memcmp(a->Value.MVl.lpl, b->Value.MVl.lpl, a->Value.MVl.cValues * sizeof(LONG));
    return a->Value.l == b->Value.l;
}

static bool rows_agree(const SRowSet *ours, const SRowSet *theirs)
{
    bool same = ours->cRows == theirs->cRows;

    for (ULONG i = 0; same && i < ours->cRows; i++) {
        const SPropValue *a = ours->aRow[i].lpProps, *b = theirs->aRow[i].lpProps;

        for (ULONG k = 1; same && k < 7; k++)
            same = are_same(&a[k], &b[k]);
        if (same && b[0].ulPropTag == PR_ROW) /* no heading */
            same = (LONG)instance_key_read(a[0].Value.bin.lpb, a[0].Value.bin.cb) == b[0].Value.l;
    }
    return same;
}

static void print_rows(const char *whose, const SRowSet *rows)
{
    print_message("%s:\n", whose);
    for (ULONG i = 0; i < rows->cRows; i++) {
        for (ULONG k = 0; k < 7; k++)
            print_message(" %x", PROP_TYPE(rows->aRow[i].lpProps[k].ulPropTag) == PT_UNICODE
                                     ? (unsigned)rows->aRow[i].lpProps[k].Value.lpszW[0]
                                     : (unsigned)rows->aRow[i].lpProps[k].Value.l);
        print_message("\n");
    }
}

static void view_compare(const struct view *view)
{
    SRowSet *ours = all_rows(view->ours), *theirs = all_rows(view->theirs);
    ULONG count;

    if (!rows_agree(ours, theirs)) {
        print_message("folder %d, part %d, filter %d, %u categories\n", view->folder, view->part,
                      view->filter, (unsigned)view->order.cCategories);
        print_rows("ours", ours);
        print_rows("theirs", theirs);
        fail();
    }
    ok_hr(view->ours->lpVtbl->GetRowCount(view->ours, 0, &count));
    assert_int_equal(count, ours->cRows);
    free_rows(ours);
    FreeProws(theirs);
}

/* The ids of the rows, as a client that reads the table knows them. */
static void note_rows(struct view *view)
{
    SRowSet *rows = all_rows(view->ours);

    view->n = 0;
    for (ULONG i = 0; i < rows->cRows; i++) {
        const SBinary *key = &rows->aRow[i].lpProps[0].Value.bin;

        view->rows[view->n++] = instance_key_read(key->lpb, key->cb);
    }
    free_rows(rows);
}

static int place_of(const struct view *view, int64_t id)
{
    int i = 0;

    while (i < view->n && view->rows[i] != id)
        i++;
    return i;
}

/* A client that goes by what it is told has the rows the table has. 6.12-09 6.12-10 6.12-11 6.10-09
 */
static void sink_compare(struct many_views *v)
{
    struct fake_support *support = &v->w.f->support;
    struct view *view = &v->views[0], now = *view;
    bool all = support->n_table_notes >= 60;

    note_rows(&now);
    for (int i = 0; i < support->n_table_notes && !all; i++) {
        const struct table_note *note = &support->table_notes[i];
        int at = place_of(view, note->index), to;

        all = note->event == TABLE_CHANGED || note->event == TABLE_RELOAD;
        if (all) break;
        assert_true(note->event == TABLE_ROW_ADDED || note->event == TABLE_ROW_DELETED ||
                    note->event == TABLE_ROW_MODIFIED);
        assert_int_equal(at == view->n, note->event == TABLE_ROW_ADDED);
        if (at < view->n)
            memmove(&view->rows[at], &view->rows[at + 1],
                    (size_t)(--view->n - at) * sizeof(int64_t));
        if (note->event == TABLE_ROW_DELETED) continue;
        to = note->prior ? place_of(view, note->prior) + 1 : 0;
        assert_in_range(to, 0, view->n);
        memmove(&view->rows[to + 1], &view->rows[to], (size_t)(view->n++ - to) * sizeof(int64_t));
        view->rows[to] = note->index;
    }
    if (!all) {
        assert_int_equal(view->n, now.n);
        assert_memory_equal(view->rows, now.rows, (size_t)now.n * sizeof(int64_t));
    }
    *view = now;
    support->n_table_notes = 0;
}

/* ---- everything ---- */

/* What a folder says of itself, and all its parts in plain tables. */
static void compare_all(struct many_views *v)
{
    for (int i = 0; i < MOST_FOLDERS; i++) {
        ULONG counts[4] = {0}, unread = 0;
        IMAPIFolder *folder;

        if (!v->w.folders[i].there || v->w.folders[i].deleted) continue;
        for (int k = 0; k < v->w.n; k++) {
            if (v->w.mails[k].folder != i) continue;
            counts[mail_part(&v->w.mails[k])]++;
            unread += !mail_part(&v->w.mails[k]) && v->w.mails[k].unread;
        }
        folder = world_open(&v->w, i);
        assert_int_equal(get_long(folder, PR_CONTENT_COUNT), counts[0]);
        assert_int_equal(get_long(folder, PR_CONTENT_UNREAD), unread);
        assert_int_equal(get_long(folder, PR_ASSOC_CONTENT_COUNT), counts[1]);
        assert_int_equal(get_long(folder, PR_DELETED_MSG_COUNT), counts[2]);
        folder->lpVtbl->Release(folder);
        for (int part = 0; part < 4; part++) {
            struct view view = {
                .folder = i, .part = part, .order = {1, 0, 0, {{PR_ROW, TABLE_SORT_ASCEND}}}};

            view_open(v, &view);
            view_compare(&view);
            view.ours->lpVtbl->Release(view.ours);
            view.theirs->lpVtbl->Release(view.theirs);
        }
    }
}

/* In another process, and here after a new logon, all is the same; the tables too. */
static void come_again(struct many_views *v)
{
    int status = -1;
    pid_t pid;

    for (int i = 0; i < N_VIEWS; i++)
        view_close(v, &v->views[i]);
    log_off(v->w.f); /* no connection goes through a fork */
    pid = fork();
    assert_true(pid >= 0);
    if (!pid) {
        if (log_on(v->w.f, MDB_WRITE) != S_OK) _exit(2);
        compare_all(v); /* a failure doesn't come to the end */
        _exit(0);
    }
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_int_equal(status, 0);
    ok_hr(log_on(v->w.f, MDB_WRITE));
    for (int i = 0; i < N_VIEWS; i++)
        view_open(v, &v->views[i]);
}

static void do_something(struct many_views *v)
{
    switch (world_pick(24)) {
    case 0:
        world_delete_folder(&v->w);
        break;
    case 1:
        world_move_folder(&v->w);
        break;
    case 2:
        if (world_pick(3))
            world_make_folder(&v->w, world_pick(3) ? world_living_folder(&v->w) : -1);
        else world_copy_folder(&v->w);
        break;
    case 3:
    case 4:
        world_read_mail(&v->w);
        break;
    case 5:
    case 6:
        world_delete_mail(&v->w);
        break;
    case 7:
    case 8:
        world_move_mail(&v->w, world_pick(2));
        break;
    case 9:
    case 10:
        world_copy_mail(&v->w);
        break;
    case 11:
        view_anew(v, &v->views[world_pick(N_VIEWS)]);
        break;
    case 12:
    case 13:
    case 14:
    case 15:
        world_change_mail(&v->w);
        break;
    default:
        world_make_mail(&v->w);
    }
}

/* 6.5 6.8-01 6.9-11 6.10-01 6.10-02 6.12-09 6.12-11 */
static void live(void **state, uint32_t with, int rounds)
{
    struct many_views *v = calloc(1, sizeof(*v));
    IMAPIFolder *root;

    world_seed(with);
    v->w.f = *state;
    v->w.leaving = leave;
    root = open_root(v->w.f);
    ok_hr(set_long(root, PR_RETENTION_AGE_LIMIT, DAY));
    root->lpVtbl->Release(root);
    world_make_folder(&v->w, -1);
    world_make_folder(&v->w, 0);
    reopen_views(v);
    for (int round = 0; round < rounds; round++) {
        do_something(v);
        reopen_views(v);
        sink_compare(v);
        view_compare(&v->views[world_pick(N_VIEWS)]);
        if (round % 25 == 24)
            for (int i = 0; i < N_VIEWS; i++)
                view_compare(&v->views[i]);
        if (round % 250 == 249) come_again(v);
    }
    compare_all(v);
    for (int i = 0; i < N_VIEWS; i++)
        view_close(v, &v->views[i]);
    for (int i = 0; i < MOST_FOLDERS; i++)
        if (v->w.folders[i].there) world_forget_folder(&v->w, i);
    free(v);
}

static void a_store_is_what_the_model_is(void **state)
{
    live(state, getenv("SEED") ? (uint32_t)atoi(getenv("SEED")) : 20261121, 1500);
}

static void another_store_is_too(void **state)
{
    live(state, 7, 1500);
}

static const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, store_setup, store_teardown)
    TEST(a_store_is_what_the_model_is),
    TEST(another_store_is_too),
};

int main(void)
{
    return cmocka_run_group_tests(tests, NULL, NULL);
}
