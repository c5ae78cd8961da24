/*
 * scan_groups.c - the groups of a categorised scan, and the rows of one of them
 */
#include "scan_sql.h"
#include "changes.h"

/* ---- whether they are as they were ---- */

/* Keys that change with read flags and status. */
static bool goes_by_flags(const struct scan_order *order)
{
    static const char *const such[] = {"flags", "status", "change", "modified"};

    for (int i = 0; i < order->n + order->n_best; i++)
        for (size_t k = 0; k < sizeof(such) / sizeof(such[0]); k++)
            if (strstr(order->keys[i].sql, such[k])) return true;
    return false;
}

HRESULT scan_touched(const struct scan *scan, int64_t *seq, enum rows_touched *out)
{
    /* Of folders: those that were made, deleted or moved, whichever they are. */
    static const char looked_for[] =
        "SELECT CASE WHEN count(*)=0 OR min(seq)>?1+1 OR sum((kind&255=5 AND what<>?3 AND (parent IS NULL OR parent=?2 OR"
        " old_parent=?2)) OR (kind&255=3 AND what IN (?4,?5,?6))) THEN 2 ELSE sum(kind&255=5 AND what=?3 AND"
        " (parent IS NULL OR parent=?2))>0 END FROM changes WHERE seq>?1";
    struct db *db = store_db(scan->source.store);
    int64_t last = *seq, found = ROWS_OTHERS;
    HRESULT hr = db_int(
        db, seq, "SELECT ifnull((SELECT seq FROM sqlite_sequence WHERE name='changes'), 0)", "");

    *out = ROWS_OTHERS;
    if (FAILED(hr) || scan->source.search || scan->source.outgoing) return hr;
    hr = db_int(db, &found, looked_for, "iiiiii", last, scan->source.folder, (int64_t)CHANGE_FLAGS,
                (int64_t)CHANGE_CREATED, (int64_t)CHANGE_DELETED, (int64_t)CHANGE_MOVED);
    if (SUCCEEDED(hr)) *out = (enum rows_touched)found;
    if (*out == ROWS_FLAGGED && (scan->filter || goes_by_flags(&scan->order))) *out = ROWS_OTHERS;
    return hr;
}

/* ---- what they are ---- */

static HRESULT read_groups(struct scan *scan, const struct stretch *stretch, scan_group_fn *each,
                           void *context)
{
    static const struct position start;
    struct db *db = store_db(scan->source.store);
    int n_keys = scan->order.level_keys[scan->order.levels - 1];
    sqlite3_value *best[MAX_SORTS] = {0};
    struct position row = {0};
    sqlite3_stmt *stmt;
    HRESULT hr;

    hr = scan_statement(scan, NULL, stretch, &start, false,
                        &(struct scan_want){.result = SCAN_GROUPS}, &stmt);
    if (FAILED(hr)) return hr;
    while ((hr = db_step(db, stmt)) == S_OK) {
        int64_t count = sqlite3_column_int64(stmt, SCAN_COLUMN_COUNT);

        if (!count) continue;
        hr = position_read(n_keys, stmt, POSITION_BEFORE, &row);
        for (int i = 0; SUCCEEDED(hr) && i < scan->order.n_best; i++) {
            sqlite3_value_free(best[i]);
            best[i] = sqlite3_value_dup(sqlite3_column_value(stmt, SCAN_COLUMN_KEYS + n_keys + i));
            if (!best[i]) hr = MAPI_E_NOT_ENOUGH_MEMORY;
        }
        if (SUCCEEDED(hr)) hr = each(context, &row, best, count, -1);
        if (FAILED(hr)) break;
    }
    scan_statement_done(scan, stmt);
    for (int i = 0; i < scan->order.n_best; i++)
        sqlite3_value_free(best[i]);
    position_clear(&row);
    return FAILED(hr) ? hr : S_OK;
}

struct row_by_row {
    scan_group_fn *each;
    void *context;
    const struct position *at;
    int n_keys; /* the others are what levels are sorted by */
};

static HRESULT one_row(void *context, int64_t id, struct scan_row *row)
{
    struct row_by_row *rows = context;

    (void)id;
    return rows->each(rows->context, rows->at, &rows->at->keys[rows->n_keys], 1,
                      !(row->row.flags & MSGFLAG_READ));
}

HRESULT scan_groups(struct scan *scan, scan_group_fn *each, void *context)
{
    struct position at = {0};
    struct row_by_row rows = {each, context, &at, scan->order.n};
    struct scan_walk walk = {
        .scan = scan, .want = SIZE_MAX, .open_rows = true, .each = one_row, .context = &rows};
    struct stretch stretches[MAX_STRETCHES];
    HRESULT hr = S_OK;
    int n;

    if (!scan_is_exact(scan)) {
        hr = scan_walk(&walk, &at);
    } else {
        n = scan_stretches(scan, &at, false, stretches);
        for (int i = 0; i < n && SUCCEEDED(hr); i++)
            hr = read_groups(scan, &stretches[i], each, context);
    }
    position_clear(&at);
    return hr;
}

HRESULT scan_unread(struct scan *scan, int64_t row, int n_keys, int64_t *count)
{
    struct stretch all = {STRETCH_ALL, n_keys, false};
    struct position at = {0};
    HRESULT hr;

    *count = 0;
    hr = scan_locate(scan, row, &at);
    if (hr == S_OK) hr = stretch_count(scan, &all, &at, false, SCAN_UNREAD, count);
    position_clear(&at);
    return FAILED(hr) ? hr : S_OK;
}

/* The stretches of the rows that have the first n_keys of a position, nearest first; *at is only
 * for those keys. */
static int stretches_below(const struct scan *scan, int n_keys, struct stretch out[2])
{
    if (scan->order.n == n_keys) {
        out[0] = (struct stretch){STRETCH_ALL, n_keys, false};
        return 1;
    }
    out[0] = (struct stretch){STRETCH_PRESENT, n_keys, false};
    out[1] = (struct stretch){STRETCH_MISSING, n_keys, false};
    return 2;
}

HRESULT scan_seek_below(struct scan *scan, int64_t row, int n_keys, int64_t skip,
                        struct position *at)
{
    struct stretch stretches[2];
    struct position keys = {0};
    int n = stretches_below(scan, n_keys, stretches);
    int64_t passed;
    HRESULT hr = scan_locate(scan, row, &keys);

    if (hr == S_OK) hr = S_FALSE;
    else if (hr == S_FALSE) n = 0;
    for (int i = 0; i < n && hr == S_FALSE; i++) {
        hr = stretch_skip(scan, &stretches[i], &keys, false, skip, at);
        if (hr != S_FALSE || i + 1 == n) break;
        hr = stretch_count(scan, &stretches[i], &keys, false, SCAN_COUNT, &passed);
        skip -= passed;
        if (SUCCEEDED(hr)) hr = S_FALSE;
    }
    position_clear(&keys);
    return hr;
}

HRESULT scan_count_below(struct scan *scan, const struct position *at, int n_keys, int64_t *count)
{
    struct stretch stretches[MAX_STRETCHES];
    int n = scan_stretches(scan, at, true, stretches);
    int64_t part;
    HRESULT hr = S_OK;

    *count = 0;
    for (int i = 0; i < n && SUCCEEDED(hr); i++) {
        if (stretches[i].equal < n_keys) continue;
        hr = stretch_count(scan, &stretches[i], at, true, SCAN_COUNT, &part);
        *count += part;
    }
    return hr;
}
