/*
 * tables.c - a table in memory (CreateTable) against a plain C array that does the same work
 *
 *     bench_tables [N]      N rows (100,000); natively, without sanitizers
 *
 * The array is what one would write for this job alone: a block of values for each row with the
 * columns in known places, a hash of the index numbers, and for each view an array of pointers that
 * qsort orders. Both compare and search text by the same functions. Prints milliseconds of
 * processor time, which the machine's other work hardly changes, of both, best of some runs taken
 * in turn, and ratios; then bytes a row.
 */
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "mapitags.h"
#include "mapiutil.h"
#include "mapix.h"
#include "base/mem.h"
#include "base/text.h"
#include "prop/text_order.h"

enum {
    RUNS = 9,
    VIEWS = 10,
    CHANGES = 200,
    WINDOWS = 200,
    FINDS = 20,
    TEXT_FINDS = 10,
    WINDOW = 50
};
enum {
    ID,
    SUBJECT,
    SENDER,
    TIME,
    SIZE,
    READ,
    COLUMNS
};
static const SizedSPropTagArray(COLUMNS, columns) = {COLUMNS,
                                                     {PR_ROWID, PR_SUBJECT_W, PR_SENDER_NAME_W,
                                                      PR_MESSAGE_DELIVERY_TIME, PR_MESSAGE_SIZE,
                                                      PR_MESSAGE_FLAGS}};
#define TAG(column) (columns.aulPropTag[column])

static ULONG n_rows = 100000;

static void expect(int is, const char *what)
{
    if (is) return;
    fprintf(stderr, "%s\n", what);
    exit(1);
}

static double now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

/* ---- the mail: one row a number, the same for both ---- */

struct mail {
    WCHAR subject[48], sender[24];
    SPropValue values[COLUMNS];
};

static uint32_t mixed(uint32_t n)
{
    n = (n ^ n >> 16) * 0x7feb352du;
    n = (n ^ n >> 15) * 0x846ca68bu;
    return n ^ n >> 16;
}

static void words(WCHAR *out, uint32_t n, int count)
{
    static const char *const some[] = {"report",  "Meeting", "for",     "the",  "budget", "of",
                                       "Tuesday", "plan",    "Re:",     "your", "order",  "minutes",
                                       "new",     "and",     "Invoice", "trip"};

    for (int i = 0; i < count; i++) {
        for (const char *c = some[mixed(n + (uint32_t)i * 7919) % 16]; *c; c++)
            *out++ = (WCHAR)*c;
        *out++ = i + 1 < count ? ' ' : 0;
    }
}

static void make_mail(struct mail *mail, ULONG id, ULONG version)
{
    uint32_t n = mixed(id + version * 1000003);

    words(mail->subject, n, 5);
    words(mail->sender, n % 2000, 2);
    mail->values[ID] = (SPropValue){.ulPropTag = TAG(ID), .Value.l = (LONG)id};
    mail->values[SUBJECT] = (SPropValue){.ulPropTag = TAG(SUBJECT), .Value.lpszW = mail->subject};
    mail->values[SENDER] = (SPropValue){.ulPropTag = TAG(SENDER), .Value.lpszW = mail->sender};
    mail->values[TIME] = (SPropValue){.ulPropTag = TAG(TIME), .Value.ft = {mixed(n), 30000000}};
    mail->values[SIZE] = (SPropValue){.ulPropTag = TAG(SIZE), .Value.l = (LONG)(n % 1000000)};
    mail->values[READ] = (SPropValue){.ulPropTag = TAG(READ), .Value.l = (LONG)(n % 2)};
}

/* ---- the plain array ---- */

struct array {
    SPropValue **rows; /* each a block with its texts */
    ULONG count, room;
    ULONG *by_id; /* hash: number of the row + 1 */
    ULONG slots;
};
struct order {
    SPropValue **rows;
    ULONG count;
};

static SPropValue *array_row(const SPropValue *values)
{
    size_t subject = (text_len(values[SUBJECT].Value.lpszW) + 1) * sizeof(WCHAR);
    size_t sender = (text_len(values[SENDER].Value.lpszW) + 1) * sizeof(WCHAR);
    SPropValue *row = malloc(COLUMNS * sizeof(*row) + subject + sender);

    memcpy(row, values, COLUMNS * sizeof(*row));
    row[SUBJECT].Value.lpszW = memcpy(row + COLUMNS, values[SUBJECT].Value.lpszW, subject);
    row[SENDER].Value.lpszW =
        memcpy((char *)(row + COLUMNS) + subject, values[SENDER].Value.lpszW, sender);
    return row;
}

static ULONG *array_slot(const struct array *array, LONG id)
{
    for (ULONG i = mixed((uint32_t)id) & (array->slots - 1);; i = (i + 1) & (array->slots - 1))
        if (!array->by_id[i] || array->rows[array->by_id[i] - 1][ID].Value.l == id)
            return &array->by_id[i];
}

static void array_put(struct array *array, const SPropValue *values)
{
    ULONG *slot;

    if (array->count * 2 >= array->slots) {
        free(array->by_id);
        array->slots = array->slots ? array->slots * 2 : 16;
        array->by_id = calloc(array->slots, sizeof(*array->by_id));
        for (ULONG i = 0; i < array->count; i++)
            *array_slot(array, array->rows[i][ID].Value.l) = i + 1;
    }
    slot = array_slot(array, values[ID].Value.l);
    if (*slot) {
        free(array->rows[*slot - 1]);
        array->rows[*slot - 1] = array_row(values);
        return;
    }
    if (array->count == array->room) {
        array->room = array->room ? array->room * 2 : 16;
        array->rows = realloc(array->rows, array->room * sizeof(*array->rows));
    }
    array->rows[array->count] = array_row(values);
    *slot = ++array->count;
}

static void array_drop(struct array *array)
{
    for (ULONG i = 0; i < array->count; i++)
        free(array->rows[i]);
    free(array->rows);
    free(array->by_id);
}

/* By sender, the newest first, then by number. */
static int array_compare(const SPropValue *a, const SPropValue *b)
{
    int order = text_order(a[SENDER].Value.lpszW, b[SENDER].Value.lpszW);
    uint64_t x = (uint64_t)a[TIME].Value.ft.dwHighDateTime << 32 | a[TIME].Value.ft.dwLowDateTime;
    uint64_t y = (uint64_t)b[TIME].Value.ft.dwHighDateTime << 32 | b[TIME].Value.ft.dwLowDateTime;

    if (order) return order;
    if (x != y) return x < y ? 1 : -1;
    return (a[ID].Value.l > b[ID].Value.l) - (a[ID].Value.l < b[ID].Value.l);
}

static int compare_pointers(const void *a, const void *b)
{
    return array_compare(*(SPropValue *const *)a, *(SPropValue *const *)b);
}

static struct order array_all(const struct array *array)
{
    struct order order = {malloc(array->count * sizeof(*order.rows)), array->count};

    memcpy(order.rows, array->rows, array->count * sizeof(*order.rows));
    return order;
}

static struct order array_sorted(const struct array *array)
{
    struct order order = array_all(array);

    qsort(order.rows, order.count, sizeof(*order.rows), compare_pointers);
    return order;
}

static ULONG order_place(const struct order *order, const SPropValue *row)
{
    ULONG low = 0, high = order->count;

    while (low < high) {
        ULONG middle = (low + high) / 2;

        if (array_compare(order->rows[middle], row) < 0) low = middle + 1;
        else high = middle;
    }
    return low;
}

static SRowSet *order_window(const struct order *order, ULONG at, ULONG count)
{
    SRowSet *set = malloc(CbNewSRowSet(count));

    set->cRows = count;
    for (ULONG i = 0; i < count; i++)
        set->aRow[i] = (SRow){0, COLUMNS, array_row(order->rows[at + i])};
    return set;
}

/* ---- what is measured ---- */

static struct array array;
static ITableData *table;
static IMAPITable *view, *views[VIEWS];
static struct order sorted, restricted, orders[VIEWS];

static const SizedSSortOrderSet(2, by_sender) = {
    2,
    0,
    0,
    {{PR_SENDER_NAME_W, TABLE_SORT_ASCEND}, {PR_MESSAGE_DELIVERY_TIME, TABLE_SORT_DESCEND}}};
static SPropValue wanted_word = {.ulPropTag = PR_SUBJECT_W, .Value.lpszW = (WCHAR *)L"BUDGET"};
static SPropValue wanted_size = {.ulPropTag = PR_MESSAGE_SIZE, .Value.l = 500000};

static void build_array(void)
{
    struct mail mail;

    array_drop(&array);
    array = (struct array){0};
    for (ULONG i = 0; i < n_rows; i++) {
        make_mail(&mail, i, 0);
        array_put(&array, mail.values);
    }
}

static void build_table(void)
{
    struct mail mail;

    if (table) table->lpVtbl->Release(table);
    expect(CreateTable(NULL, MAPIAllocateBuffer, MAPIAllocateMore, MAPIFreeBuffer, NULL,
                       TBLTYPE_DYNAMIC, PR_ROWID, (SPropTagArray *)&columns, &table) == S_OK,
           "CreateTable fails");
    for (ULONG i = 0; i < n_rows; i++) {
        SRow row = {0, COLUMNS, mail.values};

        make_mail(&mail, i, 0);
        expect(table->lpVtbl->HrModifyRow(table, &row) == S_OK, "HrModifyRow fails");
    }
}

static void sort_array(void)
{
    free(sorted.rows);
    sorted = array_sorted(&array);
}

static void sort_table(void)
{
    if (!view)
        expect(table->lpVtbl->HrGetView(table, NULL, NULL, 0, &view) == S_OK, "HrGetView fails");
    expect(view->lpVtbl->SortTable(view, (SSortOrderSet *)&by_sender, 0) == S_OK,
           "SortTable fails");
}

/* The rows in order that have the word and the size; the view is asked in its order, too. */
static void restrict_array(void)
{
    free(restricted.rows);
    restricted = (struct order){malloc(array.count * sizeof(*restricted.rows)), 0};
    for (ULONG i = 0; i < array.count; i++)
        if (array.rows[i][SIZE].Value.l >= wanted_size.Value.l &&
            text_contains(array.rows[i][SUBJECT].Value.lpszW, wanted_word.Value.lpszW,
                          FL_SUBSTRING | FL_IGNORECASE))
            restricted.rows[restricted.count++] = array.rows[i];
    qsort(restricted.rows, restricted.count, sizeof(*restricted.rows), compare_pointers);
}

static void restrict_table(void)
{
    SRestriction both[] = {
        {.rt = RES_PROPERTY, .res.resProperty = {RELOP_GE, PR_MESSAGE_SIZE, &wanted_size}},
        {.rt = RES_CONTENT,
         .res.resContent = {FL_SUBSTRING | FL_IGNORECASE, PR_SUBJECT_W, &wanted_word}},
    };
    SRestriction all = {.rt = RES_AND, .res.resAnd = {2, both}};
    ULONG count;

    expect(view->lpVtbl->Restrict(view, &all, 0) == S_OK, "Restrict fails");
    expect(view->lpVtbl->GetRowCount(view, 0, &count) == S_OK && count == restricted.count,
           "the view shows other rows");
}

static void find_array(void)
{
    for (ULONG i = 0; i < FINDS; i++) {
        LONG size = sorted.rows[n_rows / 2 + i][SIZE].Value.l;
        ULONG at = 0;

        while (at < sorted.count && sorted.rows[at][SIZE].Value.l != size)
            at++;
        expect(at < sorted.count, "nothing is found");
    }
}

static void find_table(void)
{
    for (ULONG i = 0; i < FINDS; i++) {
        SPropValue size = sorted.rows[n_rows / 2 + i][SIZE];
        SRestriction equal = {.rt = RES_PROPERTY,
                              .res.resProperty = {RELOP_EQ, PR_MESSAGE_SIZE, &size}};

        expect(view->lpVtbl->FindRow(view, &equal, BOOKMARK_BEGINNING, 0) == S_OK, "FindRow fails");
    }
}

/* By the text of one that comes late. */
static void find_text_array(void)
{
    for (ULONG i = 0; i < TEXT_FINDS; i++) {
        const WCHAR *subject = sorted.rows[n_rows / 2 + i][SUBJECT].Value.lpszW;
        ULONG at = 0;

        while (at < sorted.count && !text_contains(sorted.rows[at][SUBJECT].Value.lpszW, subject,
                                                   FL_PREFIX | FL_IGNORECASE))
            at++;
        expect(at < sorted.count, "nothing is found");
    }
}

static void find_text_table(void)
{
    for (ULONG i = 0; i < TEXT_FINDS; i++) {
        SPropValue subject = sorted.rows[n_rows / 2 + i][SUBJECT];
        SRestriction begins = {
            .rt = RES_CONTENT,
            .res.resContent = {FL_PREFIX | FL_IGNORECASE, PR_SUBJECT_W, &subject}};

        expect(view->lpVtbl->FindRow(view, &begins, BOOKMARK_BEGINNING, 0) == S_OK,
               "FindRow fails");
    }
}

static void query_array(void)
{
    for (ULONG i = 0; i < WINDOWS; i++) {
        SRowSet *set =
            order_window(&sorted, (ULONG)((uint64_t)i * (n_rows - WINDOW) / WINDOWS), WINDOW);

        for (ULONG k = 0; k < set->cRows; k++)
            free(set->aRow[k].lpProps);
        free(set);
    }
}

static void query_table(void)
{
    for (ULONG i = 0; i < WINDOWS; i++) {
        SRowSet *set;

        expect(view->lpVtbl->SeekRow(view, BOOKMARK_BEGINNING,
                                     (LONG)((uint64_t)i * (n_rows - WINDOW) / WINDOWS),
                                     NULL) == S_OK,
               "SeekRow fails");
        expect(view->lpVtbl->QueryRows(view, WINDOW, 0, &set) == S_OK && set->cRows == WINDOW,
               "QueryRows fails");
        FreeProws(set);
    }
}

static ULONG version_array, version_table;

static void change_array(void)
{
    version_array++;
    for (ULONG i = 0; i < CHANGES; i++) {
        ULONG id = (ULONG)((uint64_t)i * n_rows / CHANGES);
        SPropValue **place = &array.rows[*array_slot(&array, (LONG)id) - 1], *old = *place;
        struct mail mail;

        make_mail(&mail, id, version_array);
        *place = array_row(mail.values);
        for (int v = 0; v < VIEWS; v++) {
            ULONG from = order_place(&orders[v], old), to;

            expect(orders[v].rows[from] == old, "a row is lost");
            memmove(&orders[v].rows[from], &orders[v].rows[from + 1],
                    (orders[v].count - from - 1) * sizeof(*orders[v].rows));
            orders[v].count--;
            to = order_place(&orders[v], *place);
            memmove(&orders[v].rows[to + 1], &orders[v].rows[to],
                    (orders[v].count - to) * sizeof(*orders[v].rows));
            orders[v].count++;
            orders[v].rows[to] = *place;
        }
        free(old);
    }
}

static void change_table(void)
{
    version_table++;
    for (ULONG i = 0; i < CHANGES; i++) {
        ULONG id = (ULONG)((uint64_t)i * n_rows / CHANGES);
        struct mail mail;
        SRow row = {0, COLUMNS, mail.values};

        make_mail(&mail, id, version_table);
        expect(table->lpVtbl->HrModifyRow(table, &row) == S_OK, "HrModifyRow fails");
    }
}

static void compare(const char *what, void (*plain)(void), void (*ours)(void))
{
    double best_plain = 1e18, best_ours = 1e18;

    for (int run = 0; run < RUNS; run++) {
        double start = now_ms(), middle;

        plain();
        middle = now_ms();
        ours();
        best_plain = middle - start < best_plain ? middle - start : best_plain;
        best_ours = now_ms() - middle < best_ours ? now_ms() - middle : best_ours;
    }
    printf("%-36s %10.2f %10.2f %8.2f\n", what, best_plain, best_ours, best_ours / best_plain);
    fflush(stdout);
}

/* ---- memory: of a process that makes the one or the other ---- */

/* What a view notes when it is searched counts, too. */
static void find_none(void)
{
    SPropValue size = {.ulPropTag = PR_MESSAGE_SIZE, .Value.l = -1};
    SRestriction equal = {.rt = RES_PROPERTY,
                          .res.resProperty = {RELOP_EQ, PR_MESSAGE_SIZE, &size}};

    expect(view->lpVtbl->FindRow(view, &equal, BOOKMARK_BEGINNING, 0) == MAPI_E_NOT_FOUND,
           "something is found");
}

static long resident_bytes(void)
{
    long all = 0, resident = 0;
    FILE *file = fopen("/proc/self/statm", "r");

    if (file && fscanf(file, "%ld %ld", &all, &resident) != 2) resident = 0;
    if (file) fclose(file);
    return resident * sysconf(_SC_PAGESIZE);
}

static void build_array_and_view(void)
{
    build_array();
    sort_array();
}

static void build_table_and_view(void)
{
    build_table();
    sort_table();
    find_none();
}

static double bytes_a_row(void (*build)(void))
{
    long bytes = 0;
    int ends[2];

    expect(!pipe(ends), "no pipe");
    fflush(stdout);
    if (!fork()) {
        long before = resident_bytes();

        build();
        malloc_trim(0);
        mem_trim(); /* what is in use counts */
        bytes = resident_bytes() - before;
        expect(write(ends[1], &bytes, sizeof(bytes)) == sizeof(bytes), "no pipe");
        _exit(0);
    }
    expect(read(ends[0], &bytes, sizeof(bytes)) == sizeof(bytes), "no answer");
    wait(NULL);
    close(ends[0]);
    close(ends[1]);
    return (double)bytes / n_rows;
}

int main(int argc, char **argv)
{
    double plain, ours;

    if (argc > 1) n_rows = (ULONG)strtoul(argv[1], NULL, 10);
    expect(n_rows >= 1000, "usage: bench_tables [N], N at least 1000");
    plain = bytes_a_row(build_array_and_view);
    ours = bytes_a_row(build_table_and_view);

    printf("%u rows; ms %32s %10s %8s\n", n_rows, "array", "table", "ratio");
    compare("build", build_array, build_table);
    compare("sort by two keys", sort_array, sort_table);
    compare("FindRow of a number, 20 times", find_array, find_table);
    compare("FindRow of a text, 10 times", find_text_array, find_text_table);
    compare("QueryRows of 50, 200 times", query_array, query_table);
    compare("restrict, in that order", restrict_array, restrict_table);
    for (int i = 0; i < VIEWS; i++) {
        orders[i] = array_sorted(&array);
        expect(table->lpVtbl->HrGetView(table, (SSortOrderSet *)&by_sender, NULL, 0, &views[i]) ==
                   S_OK,
               "HrGetView fails");
    }
    view->lpVtbl->Release(view);
    compare("200 rows changed under ten views", change_array, change_table);
    printf("%-36s %10.0f %10.0f %8.2f\n", "bytes a row, one view, searched", plain, ours,
           ours / plain);

    for (int i = 0; i < VIEWS; i++) {
        SRowSet *set;

        expect(HrQueryAllRows(views[i], NULL, NULL, NULL, 0, &set) == S_OK && set->cRows == n_rows,
               "HrQueryAllRows fails");
        for (ULONG k = 0; k < n_rows; k++)
            expect(set->aRow[k].lpProps[ID].Value.l == orders[i].rows[k][ID].Value.l,
                   "a view has another order");
        FreeProws(set);
        views[i]->lpVtbl->Release(views[i]);
        free(orders[i].rows);
    }
    table->lpVtbl->Release(table);
    free(sorted.rows);
    free(restricted.rows);
    array_drop(&array);
    return 0;
}
