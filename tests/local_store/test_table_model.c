/*
 * test_table_model.c - a table does what a plain sorted array would, through random changes, orders
 * and restrictions
 */
#include <stdlib.h>
#include <string.h>
#include "base/fault.h"
#include "local_store/table_fixture.h"

#define PR_OUR_NUMBER PROP_TAG(PT_LONG, 0x6701)
#define MOST          60
#define NONE          (-1)

struct mail {
    int64_t id; /* in the order they came */
    BYTE entry[48];
    LONG subject, time, number; /* NONE: without */
};

struct model {
    struct mail mails[MOST];
    int n;
    ULONG n_sorts;
    SSortOrder sorts[3];
    int filter; /* 0 none, 1 number >= 3 (SQL says it not), 2 subject >= 'd' */
    const struct mail *rows[MOST];
    int n_rows;
};

static uint32_t seed = 20240611;
static int pick(int below)
{
    seed = seed * 1664525 + 1013904223;
    return (int)((seed >> 8) % (uint32_t)below);
}

static LONG key_of(const struct mail *mail, ULONG tag)
{
    if (tag == PR_SUBJECT_W) return mail->subject;
    return tag == PR_MESSAGE_DELIVERY_TIME ? mail->time : mail->number;
}

static const struct model *sorting;
static int compare(const void *a, const void *b)
{
    const struct mail *x = *(const struct mail *const *)a, *y = *(const struct mail *const *)b;
    bool descending = false;

    for (ULONG i = 0; i < sorting->n_sorts; i++) {
        LONG p = key_of(x, sorting->sorts[i].ulPropTag), q = key_of(y, sorting->sorts[i].ulPropTag);

        descending = sorting->sorts[i].ulOrder == TABLE_SORT_DESCEND;
        if (p == q) continue;
        if (p == NONE || q == NONE) return p == NONE ? 1 : -1;
        return (p < q) == descending ? 1 : -1;
    }
    return (x->id < y->id) == descending ? 1 : -1;
}

static void see(struct model *model)
{
    model->n_rows = 0;
    for (int i = 0; i < model->n; i++) {
        const struct mail *mail = &model->mails[i];

        if (model->filter == 1 && mail->number < 3) continue;
        if (model->filter == 2 && mail->subject < 'd') continue;
        model->rows[model->n_rows++] = mail;
    }
    sorting = model;
    qsort(model->rows, (size_t)model->n_rows, sizeof(model->rows[0]), compare);
}

static void write_mail(IMessage *message, struct mail *mail)
{
    WCHAR subject[2] = {(WCHAR)mail->subject, 0};
    SPropValue time = {.ulPropTag = PR_MESSAGE_DELIVERY_TIME,
                       .Value.ft.dwHighDateTime = (DWORD)mail->time};
    static const SizedSPropTagArray(2, both) = {2, {PR_MESSAGE_DELIVERY_TIME, PR_OUR_NUMBER}};

    ok_hr(set_text(message, PR_SUBJECT_W, subject));
    ok_hr(message->lpVtbl->DeleteProps(message, (SPropTagArray *)&both, NULL));
    if (mail->time != NONE) ok_hr(message->lpVtbl->SetProps(message, 1, &time, NULL));
    if (mail->number != NONE) ok_hr(set_long(message, PR_OUR_NUMBER, mail->number));
    ok_hr(message->lpVtbl->SaveChanges(message, KEEP_OPEN_READWRITE));
}

static void roll(struct mail *mail)
{
    mail->subject = 'a' + pick(6);
    mail->time = pick(4) ? pick(5) : NONE;
    mail->number = pick(3) ? pick(6) : NONE;
}

static void add(IMAPIFolder *inbox, struct model *model)
{
    struct mail *mail = &model->mails[model->n++];
    IMessage *message = NULL;
    SPropValue *entry;

    roll(mail);
    ok_hr(inbox->lpVtbl->CreateMessage(inbox, NULL, 0, &message));
    write_mail(message, mail);
    entry = get_prop(message, PR_ENTRYID);
    memcpy(mail->entry, entry->Value.bin.lpb, 48);
    mail->id = instance_key_read(mail->entry + 24, 8);
    FREE(entry);
    message->lpVtbl->Release(message);
}

static void change(struct fixture *f, struct mail *mail)
{
    IMessage *message = open_message(f, mail->entry, MAPI_MODIFY);

    roll(mail);
    write_mail(message, mail);
    message->lpVtbl->Release(message);
}

static void order(IMAPITable *table, struct model *model)
{
    static const ULONG tags[] = {PR_SUBJECT_W, PR_MESSAGE_DELIVERY_TIME, PR_OUR_NUMBER};

    model->n_sorts = (ULONG)pick(4);
    for (ULONG i = 0; i < model->n_sorts; i++)
        model->sorts[i] =
            (SSortOrder){tags[pick(3)], pick(2) ? TABLE_SORT_DESCEND : TABLE_SORT_ASCEND};
    sort(table, model->n_sorts, model->sorts);
}

static void restrict_to(IMAPITable *table, int filter)
{
    SPropValue three = {.ulPropTag = PR_OUR_NUMBER, .Value.l = 3};
    SPropValue d = {.ulPropTag = PR_SUBJECT_W, .Value.lpszW = (WCHAR *)L"d"};
    SRestriction number = {.rt = RES_PROPERTY,
                           .res.resProperty = {RELOP_GE, PR_OUR_NUMBER, &three}};
    SRestriction subject = {.rt = RES_PROPERTY, .res.resProperty = {RELOP_GE, PR_SUBJECT_W, &d}};

    ok_hr(table->lpVtbl->Restrict(table, filter == 1 ? &number : filter == 2 ? &subject : NULL, 0));
}

/* count rows, as QueryRows wants them, are the model's from `first` on. */
static void expect(IMAPITable *table, const struct model *model, LONG count, ULONG flags, int first,
                   int n)
{
    SRowSet *rows = NULL;

    ok_hr(table->lpVtbl->QueryRows(table, count, flags, &rows));
    assert_int_equal(rows->cRows, n);
    for (int i = 0; i < n; i++)
        assert_int_equal(instance_key_read(rows->aRow[i].lpProps[0].Value.bin.lpb, 8),
                         model->rows[first + i]->id);
    free_rows(rows);
}

static int clamp(int at, int n)
{
    return at < 0 ? 0 : at > n ? n : at;
}

/* Reads and moves, without a change in between: the cursor is a number. */
static void browse(IMAPITable *table, const struct model *model)
{
    int at = 0, n = model->n_rows;
    BOOKMARK mark;
    LONG moved;

    ok_hr(table->lpVtbl->SeekRow(table, BOOKMARK_BEGINNING, 0, NULL));
    for (int i = 0; i < 12; i++) {
        int by = pick(n + 4) - n / 2, to = clamp(at + by, n);
        ULONG flags = pick(3) ? 0 : TBL_NOADVANCE, row, numerator, denominator;

        switch (pick(4)) {
        case 0:
            ok_hr(table->lpVtbl->SeekRow(table, BOOKMARK_CURRENT, by, &moved));
            assert_int_equal(moved, to - at);
            at = to;
            break;
        case 1:
            ok_hr(table->lpVtbl->SeekRow(table, BOOKMARK_END, by - n, &moved));
            at = clamp(by, n);
            assert_int_equal(moved, at - n);
            break;
        case 2:
            if (!by) break;
            expect(table, model, by, flags, by < 0 ? to : at, by < 0 ? at - to : to - at);
            at = by < 0 ? to : flags ? at : to;
            break;
        default:
            ok_hr(table->lpVtbl->CreateBookmark(table, &mark));
            ok_hr(table->lpVtbl->SeekRow(table, BOOKMARK_BEGINNING, by, NULL));
            ok_hr(table->lpVtbl->SeekRow(table, mark, 0, NULL));
            ok_hr(table->lpVtbl->FreeBookmark(table, mark));
        }
        ok_hr(table->lpVtbl->QueryPosition(table, &row, &numerator, &denominator));
        assert_int_equal(row, at);
        assert_int_equal(denominator, n ? n : 1);
    }
}

static void a_table_is_a_sorted_array(void **state)
{
    static const ULONG columns[] = {PR_INSTANCE_KEY, PR_SUBJECT_W};
    struct fixture *f = *state;
    IMAPIFolder *inbox = open_inbox(f);
    IMAPITable *table = contents(inbox, MAPI_UNICODE);
    struct model model = {0};

    set_columns(table, 2, columns);
    for (int round = 0; round < 300; round++) {
        int what = pick(10), i = model.n ? pick(model.n) : 0;

        if (what < 4 && model.n < MOST) {
            add(inbox, &model);
        } else if (what < 6 && model.n) {
            change(f, &model.mails[i]);
        } else if (what < 7 && model.n) {
            delete_message(f, model.mails[i].entry);
            memmove(&model.mails[i], &model.mails[i + 1],
                    (size_t)(--model.n - i) * sizeof(struct mail));
        } else if (what < 9) {
            order(table, &model);
        } else {
            model.filter = pick(3);
            restrict_to(table, model.filter);
        }
        see(&model);
        browse(table, &model);
    }
    table->lpVtbl->Release(table);
    inbox->lpVtbl->Release(inbox);
}

static void without_memory_for_the_client_nothing_is_lost(void **state)
{
    IMAPITable *table = lettered(*state, "abc", NULL);
    SRowSet *rows = NULL;
    SPropTagArray *columns;
    SSortOrderSet *set;
    HRESULT hr;
    int n;

    for (n = 0;; n++) { /* fail allocation 0, then 1, ... until none fails */
        fault_alloc_after(n);
        hr = table->lpVtbl->QueryRows(table, 2, 0, &rows);
        fault_alloc_never();
        if (hr == S_OK) break;
        assert_int_equal(hr, MAPI_E_NOT_ENOUGH_MEMORY);
        assert_null(rows);
        expect_position(table, 0, 3);
    }
    assert_in_range(n, 3, 20); /* two rows, what hangs on them, a set */
    free_rows(rows);
    expect_rows(table, 5, 0, "c");
    fault_alloc_after(0);
    assert_int_equal(table->lpVtbl->QueryColumns(table, 0, &columns), MAPI_E_NOT_ENOUGH_MEMORY);
    fault_alloc_after(0);
    assert_int_equal(table->lpVtbl->QuerySortOrder(table, &set), MAPI_E_NOT_ENOUGH_MEMORY);
    fault_alloc_never();
    assert_null(columns);
    assert_null(set);
    table->lpVtbl->Release(table);
}

static const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, store_setup, store_teardown)
    TEST(a_table_is_a_sorted_array),
    TEST(without_memory_for_the_client_nothing_is_lost),
};

int main(void)
{
    return cmocka_run_group_tests(tests, NULL, NULL);
}
