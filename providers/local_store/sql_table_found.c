/*
 * sql_table_found.c - the row that FindRow finds is read with it, for the QueryRows that mostly
 * follows
 *
 * It is given only while nothing was committed to the file by anybody: what a client gets is what
 * it would read now.
 */
#include <stdlib.h>
#include "sql_table.h"

void found_clear(struct found_row *found)
{
    row_block_free(&found->block);
    free(found->columns);
    scan_unref(found->scan);
    memset(found, 0, sizeof(*found));
}

void found_forget(struct sql_table *table)
{
    struct db *db = store_db(table->store);
    struct found_row old;

    db_lock(db);
    old = table->found;
    memset(&table->found, 0, sizeof(table->found));
    db_unlock(db);
    found_clear(&old);
}

static bool same_columns(const SPropTagArray *a, const SPropTagArray *b)
{
    return a->cValues == b->cValues &&
           !memcmp(a->aulPropTag, b->aulPropTag, a->cValues * sizeof(a->aulPropTag[0]));
}

/* Of this scan, with the columns that the table has now. Under the lock. */
static bool is_good(const struct sql_table *table, const struct scan *scan,
                    const struct found_row *found)
{
    return found->scan == scan && table->scan == scan &&
           same_columns(found->columns, table->columns);
}

HRESULT found_begin(struct sql_table *table, struct scan *scan, struct found_row *out)
{
    struct db *db = store_db(table->store);
    struct found_row old;
    HRESULT hr = S_OK;

    memset(out, 0, sizeof(*out));
    db_lock(db);
    old = table->found;
    memset(&table->found, 0, sizeof(table->found));
    if (is_good(table, scan, &old)) { /* its memory serves again */
        *out = old;
        memset(&old, 0, sizeof(old));
        row_block_empty(&out->block);
    } else {
        out->scan = scan_ref(scan);
        hr = columns_copy(table->columns, &out->columns);
        if (SUCCEEDED(hr))
            hr = row_block_init(&out->block, &scan->source, out->columns, table->flags);
    }
    if (SUCCEEDED(hr)) commit_mark_set(db, &out->mark);
    db_unlock(db);
    found_clear(&old);
    if (FAILED(hr)) found_clear(out);
    return hr;
}

HRESULT found_gather(void *context, int64_t id, struct scan_row *row)
{
    struct found_row *found = context;

    found->id = id;
    return row_block_add(&found->block, row);
}

void found_keep(struct sql_table *table, struct found_row *moves_found)
{
    struct db *db = store_db(table->store);
    struct found_row old;

    db_lock(db);
    old = table->found;
    table->found = *moves_found;
    db_unlock(db);
    memset(moves_found, 0, sizeof(*moves_found));
    found_clear(&old);
}

bool found_take(struct sql_table *table, const struct scan *scan, const struct position *cursor,
                struct found_row *out)
{
    struct db *db = store_db(table->store);
    bool good;

    db_lock(db);
    good = table->found.block.rows.n == 1 && cursor->at == POSITION_BEFORE &&
           cursor->id == table->found.id && is_good(table, scan, &table->found) &&
           commit_mark_holds(db, &table->found.mark);
    if (good) {
        *out = table->found;
        memset(&table->found, 0, sizeof(table->found));
    }
    db_unlock(db);
    return good;
}
