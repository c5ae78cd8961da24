/*
 * scan.c - the rows of a table in an order, those a restriction lets through: walked from any
 * position, never gathered
 */
#include "scan.h"
#include <stdlib.h>
#include "scan_sql.h"
#include "text_index.h"

/* Rows looked at under one hold of the lock, at most: where each hold sorts the folder anew, there
 * are to be few. */
#define MOST_LOOKED        8192
#define MOST_LOOKED_SORTED (1 << 18)
#define FEWEST_AHEAD       1024
#define MOST_AHEAD         (1 << 17)

/* ---- positions ---- */

void position_clear(struct position *position)
{
    for (int i = 0; i < MAX_SORTS; i++)
        sqlite3_value_free(position->keys[i]);
    memset(position, 0, sizeof(*position));
}

HRESULT position_copy(const struct position *from, struct position *to)
{
    memset(to, 0, sizeof(*to));
    for (int i = 0; i < MAX_SORTS && from->keys[i]; i++) {
        to->keys[i] = sqlite3_value_dup(from->keys[i]);
        if (to->keys[i]) continue;
        position_clear(to);
        return MAPI_E_NOT_ENOUGH_MEMORY;
    }
    to->at = from->at;
    to->id = from->id;
    to->depth = from->depth;
    return S_OK;
}

void position_move(struct position *from, struct position *to)
{
    position_clear(to);
    *to = *from;
    memset(from, 0, sizeof(*from));
}

HRESULT position_read(int n_keys, sqlite3_stmt *stmt, enum position_at at, struct position *out)
{
    position_clear(out);
    out->at = at;
    out->id = sqlite3_column_int64(stmt, SCAN_COLUMN_ID);
    out->depth = sqlite3_column_int(stmt, SCAN_COLUMN_DEPTH);
    for (int i = 0; i < n_keys; i++) {
        out->keys[i] = sqlite3_value_dup(sqlite3_column_value(stmt, SCAN_COLUMN_KEYS + i));
        if (out->keys[i]) continue;
        position_clear(out);
        return MAPI_E_NOT_ENOUGH_MEMORY;
    }
    return S_OK;
}

/* ---- the scan ---- */

static HRESULT copy_set(const SSortOrderSet *set, SSortOrderSet **out)
{
    *out = NULL;
    if (!set || !set->cSorts) return S_OK;
    *out = malloc(CbNewSSortOrderSet(set->cSorts));
    if (!*out) return MAPI_E_NOT_ENOUGH_MEMORY;
    memcpy(*out, set, CbNewSSortOrderSet(set->cSorts));
    return S_OK;
}

HRESULT scan_filter_create(const struct scan_source *source, const SRestriction *res,
                           struct scan_filter **out)
{
    struct scan_filter *filter = calloc(1, sizeof(*filter));
    HRESULT hr;

    *out = NULL;
    if (!filter) return MAPI_E_NOT_ENOUGH_MEMORY;
    filter->refs = 1;
    hr = restriction_create(source->store, source->folders, res, &filter->restriction);
    if (FAILED(hr)) {
        free(filter);
        return hr;
    }
    filter->exact = restriction_is_exact(filter->restriction);
    *out = filter;
    return S_OK;
}

void scan_filter_quicken(const struct scan_source *source, struct scan_filter *filter)
{
    struct store *store = source->store;
    struct db *db = store_db(store);

    if (source->folders) return;
    if (store->can_modify && !db->read_only && restriction_reads_text(filter->restriction))
        text_index_catch_up(store->file,
                            TEXT_INDEX_SOME); /* what it can't do is looked at row by row */
    db_lock(db);
    restriction_quicken(filter->restriction);
    db_unlock(db);
}

void scan_filter_unref(struct scan_filter *filter)
{
    if (!filter || __atomic_sub_fetch(&filter->refs, 1, __ATOMIC_ACQ_REL)) return;
    restriction_free(filter->restriction);
    free(filter);
}

HRESULT scan_create(const struct scan_source *source, const SSortOrderSet *set,
                    struct scan_filter *filter, struct scan **out)
{
    struct scan *scan = calloc(1, sizeof(*scan));
    HRESULT hr;

    *out = NULL;
    if (!scan) return MAPI_E_NOT_ENOUGH_MEMORY;
    scan->refs = 1;
    scan->source = *source;
    scan->filter = filter;
    if (filter) __atomic_add_fetch(&filter->refs, 1, __ATOMIC_RELAXED);
    hr = scan_order_make(source, set, &scan->order);
    if (SUCCEEDED(hr)) hr = copy_set(set, &scan->set);
    if (filter && scan->order.n && !source->search && restriction_is_rare(filter->restriction))
        scan->order.sorted = true;
    if (FAILED(hr)) {
        scan_unref(scan);
        return hr;
    }
    *out = scan;
    return S_OK;
}

struct scan *scan_ref(struct scan *scan)
{
    __atomic_add_fetch(&scan->refs, 1, __ATOMIC_RELAXED);
    return scan;
}

void scan_unref(struct scan *scan)
{
    if (!scan || __atomic_sub_fetch(&scan->refs, 1, __ATOMIC_ACQ_REL)) return;
    free(scan->ahead.ids);
    scan_order_clear(&scan->order);
    scan_filter_unref(scan->filter);
    free(scan->set);
    free(scan);
}

bool scan_is_exact(const struct scan *scan)
{
    return !scan->filter || scan->filter->exact;
}

/* ---- walking ---- */

static bool is_exact(const struct scan_walk *walk)
{
    return scan_is_exact(walk->scan) && (!walk->also || walk->also->exact);
}

/* One message's damaged properties are no match; they don't end the search for all others. */
static HRESULT matched_value(void *row, ULONG tag, struct value **out)
{
    HRESULT hr = scan_row_value(row, tag, out);

    return hr == MAPI_E_CORRUPT_STORE ? MAPI_E_NOT_FOUND : hr;
}

static HRESULT row_matches(const struct scan_walk *walk, struct scan_row *row, bool *matches)
{
    const struct scan_filter *own = walk->scan->filter, *also = walk->also;
    HRESULT hr = S_OK;

    *matches = true;
    if (own && !own->exact) hr = restriction_matches(own->restriction, matched_value, row, matches);
    if (SUCCEEDED(hr) && *matches && also && !also->exact)
        hr = restriction_matches(also->restriction, matched_value, row, matches);
    return hr;
}

/* The statement of a walk has all that its rows need, where it has no temporary index to carry that
 * through. */
static bool reads_at_once(const struct scan_walk *walk)
{
    const struct scan *scan = walk->scan;

    return walk->open_rows && is_exact(walk) && !scan->order.sorted && !scan->source.deep;
}

/* One row of the stretch; stmt, where it is not NULL, is on it and has what want says. */
static HRESULT look_at(struct scan_walk *walk, int64_t id, LONG depth, sqlite3_stmt *stmt,
                       const struct scan_want *want)
{
    bool exact = is_exact(walk), matches = true;
    struct scan_row row;
    HRESULT hr;

    if (exact && !walk->open_rows) {
        walk->got++;
        return walk->each ? walk->each(walk->context, id, NULL) : S_OK;
    }
    hr = stmt ? scan_row_read(&walk->scan->source, id, depth, stmt,
                              SCAN_COLUMN_KEYS + scan_row_keys(walk->scan), want->columns, &row)
              : scan_row_open(&walk->scan->source, id, depth, &row);
    if (hr == S_OK && !exact) hr = row_matches(walk, &row, &matches);
    if (hr == S_OK && matches) {
        walk->got++;
        if (walk->each) hr = walk->each(walk->context, id, &row);
    }
    scan_row_close(&row);
    return hr;
}

/* As much of one stretch as walk has room for; *looked counts, *full when it was enough. */
static HRESULT walk_stretch(struct scan_walk *walk, const struct stretch *stretch,
                            const struct position *from, struct position *at, size_t *looked,
                            bool *full)
{
    struct db *db = store_db(walk->scan->source.store);
    size_t room = walk->look - *looked;
    struct scan_want want = {.result = SCAN_ROWS, .open = reads_at_once(walk)};
    enum position_at beside = walk->back ? POSITION_BEFORE : POSITION_AFTER;
    bool exact = is_exact(walk), last = false;
    int64_t passed = 0;
    sqlite3_stmt *stmt;
    HRESULT hr;

    if (exact && walk->want - walk->got < room) room = walk->want - walk->got;
    want.limit = (int64_t)room;
    if (want.open) want.columns = scan_row_columns(&walk->scan->source, walk->columns);
    hr = scan_statement(walk->scan, walk->also, stretch, from, walk->back, &want, &stmt);
    if (FAILED(hr)) return hr;
    while (!*full && (hr = db_step(db, stmt)) == S_OK) {
        int64_t id = sqlite3_column_int64(stmt, SCAN_COLUMN_ID);

        last = !exact || !walk->end_only || --room == 0;
        if (last) hr = position_read(scan_row_keys(walk->scan), stmt, beside, at);
        if (SUCCEEDED(hr))
            hr = look_at(walk, id, sqlite3_column_int(stmt, SCAN_COLUMN_DEPTH),
                         want.open ? stmt : NULL, &want);
        if (FAILED(hr)) break;
        passed = id;
        *full = ++*looked == walk->look || walk->got == walk->want;
    }
    scan_statement_done(walk->scan, stmt);
    if (hr == S_FALSE && passed && !last) {
        hr = scan_locate(walk->scan, passed, at);
        at->at = beside;
    }
    return FAILED(hr) ? hr : S_OK;
}

/* ---- orders without an index ---- */

HRESULT scan_file_version(const struct scan *scan, unsigned *out)
{
    struct db *db = store_db(scan->source.store);
    int64_t one;
    HRESULT hr =
        db_int(db, &one, "SELECT id FROM store", ""); /* now the transaction has begun to read */

    *out = 0;
    return FAILED(hr) ? hr
                      : db_error(db, sqlite3_file_control(db->sql, "main",
                                                          SQLITE_FCNTL_DATA_VERSION, out));
}

static bool can_look_ahead(const struct scan_walk *walk)
{
    return walk->scan->order.sorted && !walk->back && !walk->also && scan_is_exact(walk->scan);
}

/* The next rows after `from`, more each time that one goes on reading. */
static HRESULT look_ahead(struct scan *scan, const struct position *from, bool goes_on)
{
    struct db *db = store_db(scan->source.store);
    struct scan_ahead *ahead = &scan->ahead;
    struct stretch stretches[MAX_STRETCHES];
    size_t room = !goes_on ? FEWEST_AHEAD : ahead->room < MOST_AHEAD ? ahead->room * 2 : MOST_AHEAD;
    int64_t *ids = realloc(ahead->ids, room * sizeof(*ids));
    sqlite3_stmt *stmt;
    HRESULT hr = S_OK;
    int n;

    ahead->n = ahead->at = 0;
    if (!ids) return MAPI_E_NOT_ENOUGH_MEMORY;
    ahead->ids = ids;
    ahead->room = room;
    n = scan_stretches(scan, from, false, stretches);
    for (int i = 0; i < n && SUCCEEDED(hr) && ahead->n < room; i++) {
        struct scan_want want = {.result = SCAN_ROWS, .limit = (int64_t)(room - ahead->n)};

        hr = scan_statement(scan, NULL, &stretches[i], from, false, &want, &stmt);
        if (FAILED(hr)) break;
        while ((hr = db_step(db, stmt)) == S_OK)
            ahead->ids[ahead->n++] = sqlite3_column_int64(stmt, SCAN_COLUMN_ID);
        scan_statement_done(scan, stmt);
    }
    ahead->all = ahead->n < room;
    return FAILED(hr) ? hr : S_OK;
}

/* A walk over what was looked ahead for; *full when it was enough. In a transaction. */
static HRESULT walk_ahead(struct scan_walk *walk, struct position *at, bool *full)
{
    struct scan *scan = walk->scan;
    struct scan_ahead *ahead = &scan->ahead;
    bool goes_on;
    unsigned version;
    size_t begin;
    HRESULT hr;

    hr = scan_file_version(scan, &version);
    if (FAILED(hr)) return hr;
    goes_on = ahead->ids && ahead->version == version && at->at == POSITION_AFTER &&
              at->id == ahead->after;
    if (ahead->at && ahead->version == version && at->at == POSITION_BEFORE &&
        at->id == ahead->ids[ahead->at - 1]) {
        goes_on = true; /* the last one again */
        ahead->at--;
    }
    if (!goes_on || (ahead->at == ahead->n && !ahead->all)) hr = look_ahead(scan, at, goes_on);
    ahead->version = version;
    begin = ahead->at;
    while (SUCCEEDED(hr) && ahead->at < ahead->n && walk->got < walk->want)
        hr = look_at(walk, ahead->ids[ahead->at++], scan->order.levels, NULL, NULL);
    if (SUCCEEDED(hr) && ahead->at > begin) {
        hr = scan_locate(scan, ahead->ids[ahead->at - 1], at);
        at->at = POSITION_AFTER;
        ahead->after = at->id;
    }
    if (FAILED(hr)) ahead->n = ahead->at = 0, ahead->version = 0, ahead->after = 0;
    *full = ahead->at < ahead->n || !ahead->all;
    return hr;
}

static size_t most_looked(const struct scan *scan)
{
    return scan->order.sorted ? MOST_LOOKED_SORTED : MOST_LOOKED;
}

HRESULT scan_walk_some(struct scan_walk *walk, struct position *at)
{
    struct db *db = store_db(walk->scan->source.store);
    struct stretch stretches[MAX_STRETCHES];
    struct position from;
    size_t looked = 0;
    bool full = walk->got == walk->want;
    HRESULT hr;
    int n;

    if (!walk->look) walk->look = SCAN_LOOK;
    hr = position_copy(at, &from);
    if (FAILED(hr)) return hr;
    hr = db_begin_read(db);
    if (SUCCEEDED(hr)) {
        n = can_look_ahead(walk) ? 0 : scan_stretches(walk->scan, &from, walk->back, stretches);
        for (int i = 0; i < n && !full && SUCCEEDED(hr); i++)
            hr = walk_stretch(walk, &stretches[i], &from, at, &looked, &full);
        if (can_look_ahead(walk) && !full && SUCCEEDED(hr)) hr = walk_ahead(walk, at, &full);
        hr = db_end(db, hr);
    }
    position_clear(&from);
    if (SUCCEEDED(hr) && !full) walk->ended = true;
    if (walk->look < most_looked(walk->scan)) walk->look *= 2;
    return hr;
}

HRESULT scan_walk(struct scan_walk *walk, struct position *at)
{
    HRESULT hr = S_OK;

    while (SUCCEEDED(hr) && !walk->ended && walk->got < walk->want)
        hr = scan_walk_some(walk, at);
    return hr;
}

/* ---- moving and counting ---- */

HRESULT stretch_count(struct scan *scan, const struct stretch *stretch, const struct position *at,
                      bool back, enum scan_result what, int64_t *count)
{
    struct db *db = store_db(scan->source.store);
    struct scan_want want = {.result = what};
    sqlite3_stmt *stmt;
    HRESULT hr;

    *count = 0;
    hr = scan_statement(scan, NULL, stretch, at, back, &want, &stmt);
    if (FAILED(hr)) return hr;
    hr = db_step(db, stmt);
    if (hr == S_OK) *count = sqlite3_column_int64(stmt, 0);
    scan_statement_done(scan, stmt);
    return FAILED(hr) ? hr : S_OK;
}

HRESULT stretch_skip(struct scan *scan, const struct stretch *stretch, const struct position *from,
                     bool back, int64_t skip, struct position *at)
{
    struct db *db = store_db(scan->source.store);
    struct scan_want want = {.result = SCAN_ROWS, .limit = 1, .offset = skip};
    sqlite3_stmt *stmt;
    HRESULT hr;

    hr = scan_statement(scan, NULL, stretch, from, back, &want, &stmt);
    if (FAILED(hr)) return hr;
    hr = db_step(db, stmt);
    if (hr == S_OK) hr = position_read(scan_row_keys(scan), stmt, POSITION_BEFORE, at);
    scan_statement_done(scan, stmt);
    return hr;
}

/* Forward: before the row that follows `count` others; back: before the count-th row. Whole
 * stretches are counted. */
static HRESULT seek_exact(struct scan *scan, struct position *at, bool back, int64_t count,
                          int64_t *moved)
{
    struct db *db = store_db(scan->source.store);
    struct stretch stretches[MAX_STRETCHES];
    int64_t left = back ? count - 1 : count, passed;
    struct position from;
    HRESULT hr;
    int n, i;

    hr = position_copy(at, &from);
    if (FAILED(hr)) return hr;
    hr = db_begin_read(db);
    if (SUCCEEDED(hr)) {
        n = scan_stretches(scan, &from, back, stretches);
        for (i = 0, hr = S_FALSE; i < n && hr == S_FALSE; i++) {
            hr = stretch_skip(scan, &stretches[i], &from, back, left, at);
            if (hr != S_FALSE) break;
            hr = stretch_count(scan, &stretches[i], &from, back, SCAN_COUNT, &passed);
            if (FAILED(hr)) break;
            left -= passed;
            hr = S_FALSE;
        }
        hr = db_end(db, hr);
    }
    position_clear(&from);
    if (hr == S_OK) *moved = count;
    if (hr == S_FALSE) *moved = back ? count - 1 - left : count - left;
    return hr;
}

/* After the last row rather than the end for ever: what is added later comes next. */
static HRESULT settle_at_end(struct scan *scan, struct position *at)
{
    struct scan_walk last = {.scan = scan, .back = true, .want = 1};
    HRESULT hr;

    position_clear(at);
    at->at = POSITION_END;
    hr = scan_walk(&last, at);
    if (SUCCEEDED(hr) && last.got) at->at = POSITION_AFTER;
    if (SUCCEEDED(hr) && !last.got) position_clear(at);
    return hr;
}

HRESULT scan_seek(struct scan *scan, struct position *at, int64_t count, int64_t *moved)
{
    bool exact = scan_is_exact(scan), back = count < 0;
    struct scan_walk walk = {.scan = scan, .back = back, .want = (size_t)(back ? -count : count)};
    HRESULT hr = S_OK;

    *moved = 0;
    if (count && exact) {
        hr = seek_exact(scan, at, back, back ? -count : count, moved);
        walk.ended = hr == S_FALSE;
    } else if (count) {
        hr = scan_walk(&walk, at); /* ends behind the last row passed: where we want to be */
        *moved = (int64_t)walk.got;
    }
    if (FAILED(hr)) return hr;
    if (back) *moved = -*moved;
    if (walk.ended && back) position_clear(at);
    if (exact && ((walk.ended && !back) || at->at == POSITION_END)) hr = settle_at_end(scan, at);
    return FAILED(hr) ? hr : S_OK;
}

HRESULT scan_count(struct scan *scan, const struct position *at, int64_t *count)
{
    struct scan_walk walk = {.scan = scan, .back = true, .want = SIZE_MAX};
    struct stretch stretches[MAX_STRETCHES];
    struct db *db = store_db(scan->source.store);
    struct position from;
    int64_t part;
    HRESULT hr;
    int n;

    *count = 0;
    if (!scan_is_exact(scan)) {
        hr = position_copy(at, &from);
        if (SUCCEEDED(hr)) hr = scan_walk(&walk, &from);
        position_clear(&from);
        *count = (int64_t)walk.got;
        return hr;
    }
    hr = db_begin_read(db);
    if (FAILED(hr)) return hr;
    n = scan_stretches(scan, at, true, stretches);
    for (int i = 0; i < n && SUCCEEDED(hr); i++) {
        hr = stretch_count(scan, &stretches[i], at, true, SCAN_COUNT, &part);
        *count += part;
    }
    return db_end(db, hr);
}

HRESULT scan_locate(struct scan *scan, int64_t id, struct position *at)
{
    struct stretch row = {STRETCH_ROW, 0, false};
    struct scan_walk walk = {.scan = scan, .want = 1, .look = 1};
    struct position from = {.id = id};
    bool full = false;
    size_t looked = 0;
    struct db *db = store_db(scan->source.store);
    HRESULT hr;

    hr = db_begin_read(db);
    if (FAILED(hr)) return hr;
    hr = walk_stretch(&walk, &row, &from, at, &looked, &full);
    hr = db_end(db, hr);
    if (FAILED(hr)) return hr;
    at->at = POSITION_BEFORE;
    return walk.got ? S_OK : S_FALSE;
}

HRESULT scan_rows_of(struct scan *scan, int64_t object, scan_each_fn *each, void *context)
{
    struct stretch rows = {STRETCH_OBJECT, 0, false};
    struct scan_walk walk = {
        .scan = scan, .want = SIZE_MAX, .look = SIZE_MAX, .each = each, .context = context};
    struct position from = {.id = scan->source.instances.n ? object << INSTANCE_BITS : object},
                    at = {0};
    struct db *db = store_db(scan->source.store);
    bool full = false;
    size_t looked = 0;
    HRESULT hr = db_begin_read(db);

    if (FAILED(hr)) return hr;
    hr = walk_stretch(&walk, &rows, &from, &at, &looked, &full);
    position_clear(&at);
    return db_end(db, hr);
}

HRESULT scan_seek_row(struct scan *scan, int64_t row, int64_t all, struct position *at)
{
    bool from_end = row > all / 2;
    int64_t moved;

    position_clear(at);
    if (from_end) at->at = POSITION_END;
    return scan_seek(scan, at, from_end ? row - all : row, &moved);
}
