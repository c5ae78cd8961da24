/*
 * table.c - IMAPITable of what a directory has: people, lists, members, containers
 *
 * Its rows lie in an ITableData, whose view does what tables do.
 */
#include "table.h"
#include <stdlib.h>
#include <string.h>
#include "claim.h"
#include "common/latch.h"
#include "members.h"
#include "refinement.h"
#include "restriction_filter.h"

#define MOST_LOADS 16 /* after each other, when the filter goes on changing */

struct table {
    struct com_object com;
    IMAPITable IMAPITable_iface;
    struct book *book; /* owned */
    ITableData *data;  /* owned; NULL with TABLE_OF_VIEW */
    IMAPITable *view;  /* owned */
    enum table_kind kind;
    char *dn; /* malloc */
    /* The rows, and which they are to be, are changed by one thread at a time: what follows is
     * written by who has the claim, under the latch, and read under either. */
    struct claim rows_claim;
    struct latch latch;
    char *filter; /* malloc; that entries match, or NULL */
    ULONG turn;   /* counts the filters */
    bool loaded, more;
};

static void table_destroy(void *self)
{
    struct table *table = self;

    com_release(&table->view);
    com_release(&table->data);
    free(table->dn);
    free(table->filter);
    if (table->book) book_leave(table->book);
}

COM_UNKNOWN(table, IMAPITable)
COM_DEAD(table, IMAPITable, IMAPITABLE_DEAD_SLOTS);

static const struct com_face table_faces[] = {
    COM_MORTAL(table, IMAPITable),
};
COM_CLASS(table);

static bool of_people(enum table_kind kind)
{
    return kind == TABLE_OF_CONTENTS || kind == TABLE_OF_MEMBERS;
}

/* ---- rows ---- */

static HRESULT fetch(struct table *table, const char *filter, struct lookup_rows *rows)
{
    struct book *book = table->book;
    uint64_t deadline = line_deadline(book->table_line);
    ULONG most = book->settings.size_limit;

    switch (table->kind) {
    case TABLE_OF_CONTENTS:
        return lookup_find(book, book->table_line, table->dn, filter, most, deadline, rows);
    case TABLE_OF_MEMBERS:
        return members_find(book, table->dn, filter, rows);
    default:
        return container_rows(book, table->dn, table->kind == TABLE_OF_ALL_CONTAINERS, deadline,
                              rows);
    }
}

/* With the claim. */
static HRESULT put(struct table *table, const struct lookup_rows *rows)
{
    ITableData *data = table->data;
    SRowSet *set = malloc(CbNewSRowSet(rows->n + 1));
    HRESULT hr;

    if (!set) return MAPI_E_NOT_ENOUGH_MEMORY;
    set->cRows = (ULONG)rows->n;
    if (rows->n) memcpy(set->aRow, rows->rows, rows->n * sizeof(SRow));
    hr = data->lpVtbl->HrDeleteRows(data, TAD_ALL_ROWS, NULL, NULL);
    if (SUCCEEDED(hr)) hr = data->lpVtbl->HrModifyRows(data, 0, set);
    free(set);
    if (FAILED(hr)) return hr;
    return table->view->lpVtbl->SeekRow(table->view, BOOKMARK_BEGINNING, 0, NULL);
}

/* With the claim: the rows that there are to be now. */
static HRESULT show(struct table *table, const struct lookup_rows *rows)
{
    HRESULT hr = put(table, rows);

    if (FAILED(hr)) return hr;
    latch_take(&table->latch);
    table->loaded = true;
    table->more = rows->more;
    latch_drop(&table->latch);
    return S_OK;
}

static HRESULT claim_rows(struct table *table)
{
    return claim_take(&table->rows_claim, line_deadline(table->book->table_line));
}

/* What was found for a filter, unless another thread has shown the same, or that filter is no
 * longer the table's: S_FALSE. */
static HRESULT show_turn(struct table *table, ULONG turn, const struct lookup_rows *rows)
{
    HRESULT hr = claim_rows(table);

    if (FAILED(hr)) return hr;
    if (table->turn != turn) hr = S_FALSE;
    else if (!table->loaded) hr = show(table, rows);
    claim_drop(&table->rows_claim);
    return hr;
}

/* S_FALSE: another filter is there by now. */
static HRESULT load_once(struct table *table)
{
    struct lookup_rows rows = {0};
    char *filter = NULL;
    bool loaded, room = true;
    ULONG turn;
    HRESULT hr;

    latch_take(&table->latch);
    loaded = table->loaded;
    turn = table->turn;
    if (!loaded && table->filter) {
        filter = strdup(table->filter);
        room = filter;
    }
    latch_drop(&table->latch);
    if (loaded) return S_OK;
    if (!room) return MAPI_E_NOT_ENOUGH_MEMORY;
    hr = fetch(table, filter, &rows);
    if (SUCCEEDED(hr)) hr = show_turn(table, turn, &rows);
    lookup_rows_clear(table->book, &rows);
    free(filter);
    return hr;
}

/*
 * Loads the rows, and takes the claim: until it is dropped nobody changes them.
 *
 * MAPI_E_BUSY: other threads go on restricting the table.
 */
static HRESULT claim_loaded(struct table *table)
{
    for (int i = 0; i < MOST_LOADS; i++) {
        HRESULT hr = load_once(table);

        if (SUCCEEDED(hr)) hr = claim_rows(table);
        if (FAILED(hr)) return hr;
        if (table->loaded) return S_OK;
        claim_drop(&table->rows_claim);
    }
    return MAPI_E_BUSY;
}

/* ---- what the view does ---- */

#define PASS_ON(method, parameters, ...)                                                           \
    static HRESULT STDMETHODCALLTYPE table_##method parameters                                     \
    {                                                                                              \
        IMAPITable *view = table_from(iface)->view;                                                \
                                                                                                   \
        return view->lpVtbl->method(view, ##__VA_ARGS__);                                          \
    }
/* ... once there are rows, which stay what they are meanwhile */
#define LOAD_AND_PASS_ON(method, parameters, ...)                                                  \
    static HRESULT STDMETHODCALLTYPE table_##method parameters                                     \
    {                                                                                              \
        struct table *table = table_from(iface);                                                   \
        HRESULT hr = claim_loaded(table);                                                          \
                                                                                                   \
        if (FAILED(hr)) return hr;                                                                 \
        hr = table->view->lpVtbl->method(table->view, ##__VA_ARGS__);                              \
        claim_drop(&table->rows_claim);                                                            \
        return hr;                                                                                 \
    }

PASS_ON(GetLastError, (IMAPITable * iface, HRESULT hr, ULONG flags, MAPIERROR **out), hr, flags,
        out)
PASS_ON(Advise, (IMAPITable * iface, ULONG mask, IMAPIAdviseSink *sink, ULONG_PTR *connection),
        mask, sink, connection)
PASS_ON(Unadvise, (IMAPITable * iface, ULONG_PTR connection), connection)
PASS_ON(GetStatus, (IMAPITable * iface, ULONG *status, ULONG *type), status, type)
PASS_ON(SetColumns, (IMAPITable * iface, SPropTagArray *columns, ULONG flags), columns, flags)
PASS_ON(QueryColumns, (IMAPITable * iface, ULONG flags, SPropTagArray **out), flags, out)
LOAD_AND_PASS_ON(SeekRow, (IMAPITable * iface, BOOKMARK origin, LONG count, LONG *sought), origin,
                 count, sought)
LOAD_AND_PASS_ON(SeekRowApprox, (IMAPITable * iface, ULONG numerator, ULONG denominator), numerator,
                 denominator)
LOAD_AND_PASS_ON(QueryPosition,
                 (IMAPITable * iface, ULONG *row, ULONG *numerator, ULONG *denominator), row,
                 numerator, denominator)
LOAD_AND_PASS_ON(FindRow, (IMAPITable * iface, SRestriction *res, BOOKMARK origin, ULONG flags),
                 res, origin, flags)
LOAD_AND_PASS_ON(CreateBookmark, (IMAPITable * iface, BOOKMARK *out), out)
PASS_ON(FreeBookmark, (IMAPITable * iface, BOOKMARK name), name)
PASS_ON(SortTable, (IMAPITable * iface, SSortOrderSet *set, ULONG flags), set, flags)
PASS_ON(QuerySortOrder, (IMAPITable * iface, SSortOrderSet **out), out)
LOAD_AND_PASS_ON(QueryRows, (IMAPITable * iface, LONG count, ULONG flags, SRowSet **rows), count,
                 flags, rows)
PASS_ON(Abort, (IMAPITable * iface))
LOAD_AND_PASS_ON(ExpandRow,
                 (IMAPITable * iface, ULONG bytes, BYTE *key, ULONG count, ULONG flags,
                  SRowSet **rows, ULONG *more),
                 bytes, key, count, flags, rows, more)
LOAD_AND_PASS_ON(CollapseRow,
                 (IMAPITable * iface, ULONG bytes, BYTE *key, ULONG flags, ULONG *gone), bytes, key,
                 flags, gone)
PASS_ON(WaitForCompletion, (IMAPITable * iface, ULONG flags, ULONG msec, ULONG *status), flags,
        msec, status)
LOAD_AND_PASS_ON(GetCollapseState,
                 (IMAPITable * iface, ULONG flags, ULONG key_bytes, BYTE *key, ULONG *bytes,
                  BYTE **out),
                 flags, key_bytes, key, bytes, out)
LOAD_AND_PASS_ON(SetCollapseState,
                 (IMAPITable * iface, ULONG flags, ULONG bytes, BYTE *state, BOOKMARK *out), flags,
                 bytes, state, out)

/* ---- what it doesn't ---- */

static HRESULT STDMETHODCALLTYPE table_GetRowCount(IMAPITable *iface, ULONG flags, ULONG *count)
{
    struct table *table = table_from(iface);
    HRESULT hr = claim_loaded(table);

    if (count) *count = 0;
    if (FAILED(hr)) return hr;
    hr = table->view->lpVtbl->GetRowCount(table->view, flags, count);
    if (hr == S_OK && table->more) hr = MAPI_W_APPROX_COUNT;
    claim_drop(&table->rows_claim);
    return hr;
}

/*
 * With the claim: a new filter, and the view's restriction with it; rows NULL: they are asked for
 * later. So are those that can't be shown now: the filter is the new one by then.
 */
static HRESULT turn_claimed(struct table *table, char **moves_filter, const SRestriction *refined,
                            ULONG flags, const struct lookup_rows *rows)
{
    IMAPITable *view = table->view;
    HRESULT hr = view->lpVtbl->Restrict(view, (SRestriction *)refined, flags);
    char *old;

    if (FAILED(hr)) return hr;
    latch_take(&table->latch);
    old = table->filter;
    table->filter = *moves_filter;
    *moves_filter = NULL;
    table->loaded = false;
    table->turn++;
    latch_drop(&table->latch);
    free(old);
    if (rows) show(table, rows);
    return S_OK;
}

static HRESULT turn_to(struct table *table, char **moves_filter, const SRestriction *refined,
                       ULONG flags, const struct lookup_rows *rows)
{
    HRESULT hr = claim_rows(table);

    if (FAILED(hr)) return hr;
    hr = turn_claimed(table, moves_filter, refined, flags, rows);
    claim_drop(&table->rows_claim);
    return hr;
}

/*
 * Restrict - people and lists are searched by the server, and what it found is held against the
 * rest here
 *
 * flags   with TBL_BATCH or TBL_ASYNC the search is put off, and fails where rows are asked for
 * Errors  MAPI_E_TOO_COMPLEX (also PR_ANR anywhere but alone or in an AND), line_search's; the
 *         table stays as it was
 * Source  IMAPITable::Restrict; "Address Book Restrictions"
 */
static HRESULT STDMETHODCALLTYPE table_Restrict(IMAPITable *iface, SRestriction *res, ULONG flags)
{
    struct table *table = table_from(iface);
    struct lookup_rows rows = {0};
    struct refinement refinement = {0};
    char *filter = NULL;
    bool exact = true, later = !res || flags & (TBL_BATCH | TBL_ASYNC);
    HRESULT hr = S_OK;

    if (flags & ~(ULONG)(TBL_ASYNC | TBL_BATCH)) return MAPI_E_UNKNOWN_FLAGS;
    if (!of_people(table->kind)) return table->view->lpVtbl->Restrict(table->view, res, flags);
    if (res) hr = restriction_filter(table->book->settings.map, res, &filter, &exact);
    if (SUCCEEDED(hr) && !exact) hr = refinement_make(res, &refinement);
    if (SUCCEEDED(hr) && !later) hr = fetch(table, filter, &rows);
    if (SUCCEEDED(hr))
        hr = turn_to(table, &filter, refinement.restriction, flags, later ? NULL : &rows);
    lookup_rows_clear(table->book, &rows);
    refinement_clear(&refinement);
    free(filter);
    return FAILED(hr) ? hr : S_OK;
}

static const IMAPITableVtbl table_vtbl = {
    COM_UNKNOWN_METHODS(table),
    IMAPITABLE_SLOTS(table),
};

/* ---- making ---- */

#define N_SHOWN 8
static const SizedSPropTagArray(N_SHOWN, people_shown) = {
    N_SHOWN,
    {PR_ADDRTYPE_W, PR_DISPLAY_NAME_W, PR_DISPLAY_TYPE, PR_ENTRYID, PR_INSTANCE_KEY, PR_OBJECT_TYPE,
     PR_RECORD_KEY, PR_EMAIL_ADDRESS_W}};
static const SizedSPropTagArray(N_SHOWN + 1, containers_shown) = {
    N_SHOWN + 1,
    {PR_INSTANCE_KEY, PR_ENTRYID, PR_DISPLAY_NAME_W, PR_DISPLAY_TYPE, PR_OBJECT_TYPE,
     PR_CONTAINER_FLAGS, PR_DEPTH, PR_RECORD_KEY, PR_AB_PROVIDER_ID}};
static const ULONG people_others[] = {PR_SEARCH_KEY, PR_SEND_RICH_INFO,
                                      PR_TRANSMITABLE_DISPLAY_NAME_W};

/* All that rows may have; malloc. */
static SPropTagArray *all_columns(const struct table *table)
{
    const struct attribute_map *map = table->book->settings.map;
    const SPropTagArray *shown = of_people(table->kind) ? (const SPropTagArray *)&people_shown
                                                        : (const SPropTagArray *)&containers_shown;
    SPropTagArray *all = malloc(CbNewSPropTagArray(shown->cValues + map->n + 3));

    if (!all) return NULL;
    memcpy(all, shown, CbNewSPropTagArray(shown->cValues));
    if (!of_people(table->kind)) return all;
    for (size_t i = 0; i < 3; i++)
        all->aulPropTag[all->cValues++] = people_others[i];
    for (size_t i = 0; i < map->n; i++) {
        ULONG tag = map->properties[i].tag, k = 0;

        while (k < all->cValues && PROP_ID(all->aulPropTag[k]) != PROP_ID(tag))
            k++;
        if (k == all->cValues && map->properties[i].n) all->aulPropTag[all->cValues++] = tag;
    }
    return all;
}

static HRESULT show_columns(struct table *table, ULONG flags)
{
    bool people = of_people(table->kind);
    struct {
        ULONG count;
        ULONG tags[N_SHOWN + 1];
    } columns;

    memcpy(&columns, people ? (const void *)&people_shown : (const void *)&containers_shown,
           people ? sizeof(people_shown) : sizeof(containers_shown));
    for (ULONG i = 0; i < columns.count && !(flags & MAPI_UNICODE); i++)
        if (PROP_TYPE(columns.tags[i]) == PT_UNICODE)
            columns.tags[i] = CHANGE_PROP_TYPE(columns.tags[i], PT_STRING8);
    return table->view->lpVtbl->SetColumns(table->view, (SPropTagArray *)&columns, TBL_BATCH);
}

static HRESULT make_view(struct table *table, ULONG flags)
{
    static const SizedSSortOrderSet(1,
                                    by_name) = {1, 0, 0, {{PR_DISPLAY_NAME_W, TABLE_SORT_ASCEND}}};
    const struct allocators *alloc = &table->book->alloc;
    SPropTagArray *columns = all_columns(table);
    HRESULT hr;

    if (!columns) return MAPI_E_NOT_ENOUGH_MEMORY;
    hr = CreateTable(&IID_IMAPITableData, alloc->buffer, alloc->more, alloc->free, NULL,
                     TBLTYPE_DYNAMIC, PR_INSTANCE_KEY, columns, &table->data);
    free(columns);
    if (SUCCEEDED(hr))
        hr = table->data->lpVtbl->HrGetView(
            table->data, of_people(table->kind) ? (SSortOrderSet *)&by_name : NULL, NULL, 0,
            &table->view);
    return SUCCEEDED(hr) ? show_columns(table, flags) : hr;
}

static struct table *alloc_table(enum table_kind kind)
{
    struct table *table = com_alloc(&table_class, sizeof(*table));

    if (!table) return NULL;
    table->IMAPITable_iface.lpVtbl = (IMAPITableVtbl *)&table_vtbl;
    table->kind = kind;
    return table;
}

HRESULT table_create(struct book *book, enum table_kind kind, const char *dn, ULONG flags,
                     IMAPITable **out)
{
    struct table *table = alloc_table(kind);
    HRESULT hr = S_OK;

    *out = NULL;
    if (!table) return MAPI_E_NOT_ENOUGH_MEMORY;
    table->book = book;
    book_enter(book, table);
    if (dn) {
        table->dn = strdup(dn);
        if (!table->dn) hr = MAPI_E_NOT_ENOUGH_MEMORY;
    }
    if (SUCCEEDED(hr)) hr = make_view(table, flags);
    if (FAILED(hr)) com_unref(table);
    else *out = &table->IMAPITable_iface;
    return hr;
}

HRESULT table_of_view(struct book *book, IMAPITable *moves_view, IMAPITable **out)
{
    struct table *table = alloc_table(TABLE_OF_VIEW);

    *out = NULL;
    if (!table) {
        moves_view->lpVtbl->Release(moves_view);
        return MAPI_E_NOT_ENOUGH_MEMORY;
    }
    table->view = moves_view;
    table->loaded = true;
    table->book = book;
    book_enter(book, table);
    *out = &table->IMAPITable_iface;
    return S_OK;
}
