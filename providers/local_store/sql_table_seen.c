/*
 * sql_table_seen.c - the ids of the rows there were, kept by a table that has sinks and whose
 * changes alone don't tell
 */
#include "sql_table_seen.h"
#include <stdlib.h>

#define MOST_SEEN  65536 /* rows whose ids are kept */
#define MOST_LOOKS 16    /* holds of the lock to find them */

bool needs_seen(const struct scan *scan)
{
    return scan->filter || scan->source.deep || scan->source.instances.n || scan->source.outgoing;
}

size_t seen_place(const struct seen *seen, int64_t id)
{
    size_t low = 0, high = seen->n;

    while (low < high) {
        size_t middle = (low + high) / 2;

        if (seen->ids[middle] < id)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

bool seen_has(const struct seen *seen, int64_t id)
{
    size_t i = seen_place(seen, id);

    return i < seen->n && seen->ids[i] == id;
}

void seen_clear(struct seen *seen)
{
    free(seen->ids);
    *seen = (struct seen){.version = seen->version};
}

void seen_put(struct seen *seen, int64_t id, bool there)
{
    size_t i = seen_place(seen, id);
    bool has = i < seen->n && seen->ids[i] == id;
    int64_t *bigger;

    if (!seen->known || has == there) return;
    if (!there) {
        memmove(&seen->ids[i], &seen->ids[i + 1], (--seen->n - i) * sizeof(*seen->ids));
        return;
    }
    if (seen->n == seen->room) {
        bigger = seen->n < MOST_SEEN
                     ? realloc(seen->ids, (seen->room ? seen->room * 2 : 64) * sizeof(*bigger))
                     : NULL;
        if (!bigger) {
            seen_clear(seen);
            return;
        }
        seen->ids = bigger;
        seen->room = seen->room ? seen->room * 2 : 64;
    }
    memmove(&seen->ids[i + 1], &seen->ids[i], (seen->n++ - i) * sizeof(*seen->ids));
    seen->ids[i] = id;
}

struct finding {
    int64_t *ids;
    size_t n;
};

static HRESULT find_id(void *context, int64_t id, struct scan_row *row)
{
    struct finding *finding = context;

    (void)row;
    finding->ids[finding->n++] = id;
    return S_OK;
}

static int compare_ids(const void *a, const void *b)
{
    const int64_t *x = a, *y = b;

    return *x < *y ? -1 : *x > *y;
}

/* All ids, when they are found with bounded work. */
static bool find_all(struct scan *scan, struct seen *out)
{
    struct finding finding = {malloc(MOST_SEEN * sizeof(int64_t)), 0};
    struct scan_walk walk = {.scan = scan, .want = MOST_SEEN, .each = find_id, .context = &finding};
    struct position at = {0};
    HRESULT hr = finding.ids ? S_OK : MAPI_E_NOT_ENOUGH_MEMORY;
    int64_t *ids;

    for (int looks = 0; SUCCEEDED(hr) && !walk.ended && walk.got < MOST_SEEN && looks < MOST_LOOKS;
         looks++)
        hr = scan_walk_some(&walk, &at);
    position_clear(&at);
    if (FAILED(hr) || !walk.ended) {
        free(finding.ids);
        return false;
    }
    ids = realloc(finding.ids, (finding.n + 1) * sizeof(*ids));
    out->ids = ids ? ids : finding.ids;
    out->n = finding.n;
    out->room = finding.n + 1;
    out->known = true;
    qsort(out->ids, out->n, sizeof(*out->ids), compare_ids);
    return true;
}

void sql_table_look_again(struct sql_table *table)
{
    struct db *db = store_db(table->store);
    struct seen found = {0};
    struct scan *scan;
    bool wanted;

    db_lock(db);
    seen_clear(&table->seen);
    found.version = table->seen.version;
    scan = scan_ref(table->scan);
    wanted = table->n_sinks && needs_seen(scan);
    db_unlock(db);
    if (wanted && find_all(scan, &found)) {
        db_lock(db);
        if (table->scan == scan && table->seen.version == found.version && !table->seen.known) {
            table->seen = found; /* nothing has changed since we began */
            memset(&found, 0, sizeof(found));
        }
        db_unlock(db);
    }
    free(found.ids);
    scan_unref(scan);
}
