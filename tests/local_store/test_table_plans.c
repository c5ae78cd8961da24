/*
 * test_table_plans.c - a page of a table in a usual order reads an index, and sorts nothing
 */
#include <stdio.h>
#include <string.h>
#include "local_store/scan_sql.h"
#include "local_store/sql_table.h"
#include "local_store/table_fixture.h"

static const struct {
    const char *index; /* of what SQLite must say of its plan */
    ULONG n;
    SSortOrder sorts[2];
} usual[] = {
    {"messages_natural", 0, {{0}}},
    {"messages_by_delivered", 1, {{PR_MESSAGE_DELIVERY_TIME, TABLE_SORT_DESCEND}}},
    {"messages_by_delivered", 1, {{PR_MESSAGE_DELIVERY_TIME, TABLE_SORT_ASCEND}}},
    {"messages_by_submitted", 1, {{PR_CLIENT_SUBMIT_TIME, TABLE_SORT_DESCEND}}},
    {"messages_by_modified", 1, {{PR_LAST_MODIFICATION_TIME, TABLE_SORT_DESCEND}}},
    {"messages_by_subject", 1, {{PR_SUBJECT_A, TABLE_SORT_ASCEND}}},
    {"messages_by_normalized", 1, {{PR_NORMALIZED_SUBJECT_W, TABLE_SORT_ASCEND}}},
    {"messages_by_sender", 1, {{PR_SENT_REPRESENTING_NAME_W, TABLE_SORT_DESCEND}}},
    {"messages_by_size", 1, {{PR_MESSAGE_SIZE, TABLE_SORT_DESCEND}}},
    {"messages_by_topic",
     2,
     {{PR_CONVERSATION_TOPIC_W, TABLE_SORT_DESCEND}, {PR_CONVERSATION_INDEX, TABLE_SORT_DESCEND}}},
};

/* What SQLite would do, in words. */
static void plan_of(struct sql_table *table, const char *text, char *out, size_t room)
{
    char *explain = sqlite3_mprintf("EXPLAIN QUERY PLAN %s", text);
    sqlite3_stmt *stmt = NULL;

    assert_int_equal(sqlite3_prepare_v2(store_db(table->store)->sql, explain, -1, &stmt, NULL),
                     SQLITE_OK);
    *out = 0;
    while (sqlite3_step(stmt) == SQLITE_ROW)
        snprintf(out + strlen(out), room - strlen(out), "%s; ",
                 (const char *)sqlite3_column_text(stmt, 3));
    sqlite3_finalize(stmt);
    sqlite3_free(explain);
}

static void expect_plans(struct sql_table *table, const struct position *at, bool back,
                         const char *index, bool may_sort_alike)
{
    struct stretch stretches[MAX_STRETCHES];
    int n = scan_stretches(table->scan, at, back, stretches);
    char plan[1024];
    bool sorts;

    for (int i = 0; i < n; i++) {
        for (enum scan_result result = SCAN_ROWS; result <= SCAN_COUNT; result++) {
            char *text = scan_text(table->scan, NULL, &stretches[i], at, back,
                                   &(struct scan_want){.result = result});

            /* never: SQLite knows */
            if (strstr(text, "modified IS NULL") || strstr(text, "size IS NULL")) {
                sqlite3_free(text);
                continue;
            }
            plan_of(table, text, plan, sizeof(plan));
            sorts = strstr(plan, "TEMP B-TREE") && !(may_sort_alike && strstr(plan, "RIGHT PART"));
            if (sorts || !strstr(plan, result == SCAN_COUNT ? "COVERING INDEX" : index)) {
                print_message("%s\n%s\n", text, plan);
                fail();
            }
            sqlite3_free(text);
        }
    }
}

static void usual_orders_read_an_index(void **state)
{
    static const struct position start, end = {.at = POSITION_END};
    IMAPITable *iface = lettered(*state, "abcd", NULL);
    struct sql_table *table = sql_table_from_iface(iface);
    IMAPIFolder *inbox = open_inbox(*state);
    IMessage *message = NULL;
    SPropValue values[] = {
        {.ulPropTag = PR_MESSAGE_DELIVERY_TIME, .Value.ft.dwHighDateTime = 7},
        {.ulPropTag = PR_CLIENT_SUBMIT_TIME, .Value.ft.dwHighDateTime = 7},
        {.ulPropTag = PR_SENT_REPRESENTING_NAME_W, .Value.lpszW = (WCHAR *)L"x"},
    };

    ok_hr(inbox->lpVtbl->CreateMessage(inbox, NULL, 0, &message));
    ok_hr(message->lpVtbl->SetProps(message, 3, values, NULL));
    ok_hr(message->lpVtbl->SaveChanges(message, 0));
    message->lpVtbl->Release(message);
    for (size_t i = 0; i < sizeof(usual) / sizeof(*usual); i++) {
        bool two = usual[i].n > 1;

        sort(iface, usual[i].n, usual[i].sorts);
        expect_plans(table, &start, false, usual[i].index, false);
        expect_plans(table, &end, true, usual[i].index, two);
        /* before, after and among rows without the property */
        for (int page = 0; page < 5; page++) {
            SRowSet *rows;

            ok_hr(iface->lpVtbl->QueryRows(iface, 1, 0, &rows));
            assert_int_equal(rows->cRows, 1);
            free_rows(rows);
            expect_plans(table, &table->cursor, false, usual[i].index, two);
            expect_plans(table, &table->cursor, true, usual[i].index, two);
        }
    }
    inbox->lpVtbl->Release(inbox);
    iface->lpVtbl->Release(iface);
}

/* Headings come from the index alone, without a look at messages. */
static void usual_groups_read_an_index(void **state)
{
    static const struct position start;
    IMAPITable *iface = lettered(*state, "aabcd", NULL);
    struct sql_table *table = sql_table_from_iface(iface);

    for (size_t i = 1; i < sizeof(usual) / sizeof(*usual); i++) {
        SizedSSortOrderSet(2, set) = {usual[i].n, 1, 0, {{0}}};
        struct stretch stretches[MAX_STRETCHES];
        char plan[1024];
        int n;

        memcpy(set.aSort, usual[i].sorts, sizeof(usual[i].sorts));
        ok_hr(iface->lpVtbl->SortTable(iface, (SSortOrderSet *)&set, 0));
        n = scan_stretches(table->scan, &start, false, stretches);
        assert_int_equal(n, 2);
        for (int k = 0; k < n; k++) {
            char *text = scan_text(table->scan, NULL, &stretches[k], &start, false,
                                   &(struct scan_want){.result = SCAN_GROUPS});

            plan_of(table, text, plan, sizeof(plan));
            if (!strstr(text, "modified IS NULL") &&
                !strstr(text, "size IS NULL") && /* never: SQLite knows */
                (strstr(plan, "TEMP B-TREE") || !strstr(plan, "COVERING INDEX") ||
                 !strstr(plan, usual[i].index))) {
                print_message("%s\n%s\n", text, plan);
                fail();
            }
            sqlite3_free(text);
        }
    }
    iface->lpVtbl->Release(iface);
}

/* The steps of SQLite's machine that calls take: they don't grow with the folder. */
static int steps;
static int count_steps(void *unused)
{
    (void)unused;
    steps++;
    return 0;
}

static int steps_of_pages(struct sql_table *table, IMAPITable *iface, int pages)
{
    sqlite3 *sql = store_db(table->store)->sql;
    SRowSet *rows;

    sqlite3_progress_handler(sql, 1, count_steps, NULL);
    steps = 0;
    for (int i = 0; i < pages; i++) {
        ok_hr(iface->lpVtbl->QueryRows(iface, 10, 0, &rows));
        assert_int_equal(rows->cRows, 10);
        free_rows(rows);
    }
    sqlite3_progress_handler(sql, 0, NULL, NULL);
    return steps;
}

/* A page of a categorised table, once its headings are known. */
static void a_page_of_groups_costs_the_same_too(void **state)
{
    SizedSSortOrderSet(1, set) = {1, 1, 1, {{PR_SUBJECT_W, TABLE_SORT_ASCEND}}};
    IMAPITable *iface = lettered(*state, "", NULL);
    struct sql_table *table = sql_table_from_iface(iface);
    IMAPIFolder *inbox = open_inbox(*state);
    int small, large;

    ok_hr(iface->lpVtbl->SortTable(iface, (SSortOrderSet *)&set, 0));
    for (int i = 0; i < 30; i++)
        make_lettered(inbox, "am", NULL);
    expect_count(iface, 62);
    small = steps_of_pages(table, iface, 3);
    for (int i = 0; i < 120; i++)
        make_lettered(inbox, "abcdefghijklnopqrstuvwxyz", NULL);
    ok_hr(iface->lpVtbl->SeekRow(iface, BOOKMARK_BEGINNING, 0, NULL));
    large = steps_of_pages(table, iface, 3);
    assert_in_range(large, 1, 2 * small);
    inbox->lpVtbl->Release(inbox);
    iface->lpVtbl->Release(iface);
}

static void a_page_costs_the_same_in_a_small_folder_and_a_large_one(void **state)
{
    IMAPITable *iface = lettered(*state, "", NULL);
    struct sql_table *table = sql_table_from_iface(iface);
    IMAPIFolder *inbox = open_inbox(*state);
    int small, large, middle;

    sort(iface, 1, (SSortOrder[]){{PR_SUBJECT_W, TABLE_SORT_ASCEND}});
    for (int i = 0; i < 30; i++)
        make_lettered(inbox, "m", NULL);
    small = steps_of_pages(table, iface, 3);
    for (int i = 0; i < 120; i++)
        make_lettered(inbox, "abcdefghijklnopqrstuvwxyz", NULL);
    ok_hr(iface->lpVtbl->SeekRow(iface, BOOKMARK_BEGINNING, 0, NULL));
    large = steps_of_pages(table, iface, 3);
    ok_hr(iface->lpVtbl->SeekRowApprox(iface, 1, 2));
    middle = steps_of_pages(table, iface, 3);
    assert_in_range(large, 1, 2 * small); /* a hundred times as many rows */
    assert_in_range(middle, 1, 2 * small);
    inbox->lpVtbl->Release(inbox);
    iface->lpVtbl->Release(iface);
}

static const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, store_setup, store_teardown)
    TEST(usual_orders_read_an_index),
    TEST(usual_groups_read_an_index),
    TEST(a_page_of_groups_costs_the_same_too),
    TEST(a_page_costs_the_same_in_a_small_folder_and_a_large_one),
};

int main(void)
{
    return cmocka_run_group_tests(tests, NULL, NULL);
}
