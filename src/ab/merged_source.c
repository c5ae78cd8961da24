/*
 * merged_source.c - reads one provider's table into a merged one
 *
 * What is read comes from a provider: any row may lack anything, and keys may come twice. No lock
 * is held while the provider is called; two threads never read one table at the same time.
 */
#include "ab/merged_source.h"
#include <string.h>
#include "mapitags.h"
#include "base/error.h"
#include "base/map.h"
#include "com/com.h"
#include "prop/pval.h"
#include "prop/rowset.h"
#include "sys/thread.h"
#include "table/query.h"

enum {
    MOST_ROWS = 50000,
    MOST_COLUMNS = 500,
    N_DEFAULTS = 3
};

void merged_source_unref(struct merged_source *source)
{
    if (!source || atomic_dec(&source->refs)) return;
    com_release(&source->table);
    com_release(&source->root);
    merged_unref(source->merged);
    logon_unref(source->logon);
    mem_free(source);
}

/* ---- the provider's table ---- */

/* A provider that has texts in one width only says so. */
static HRESULT open_hierarchy(IABContainer *root, ULONG flags, IMAPITable **out)
{
    HRESULT hr = root->lpVtbl->GetHierarchyTable(root, flags | MAPI_UNICODE, out);

    hr = com_given(hr, out);
    if (hr == MAPI_E_BAD_CHARWIDTH)
        hr = com_given(root->lpVtbl->GetHierarchyTable(root, flags, out), out);
    return hr;
}

static HRESULT open_table(struct merged_source *source)
{
    IABLogon *ab = source->logon->ab;
    ULONG type = 0;
    HRESULT hr;

    if (source->merged->kind == MERGED_ONE_OFF) {
        hr =
            com_given(ab->lpVtbl->GetOneOffTable(ab, MAPI_UNICODE, &source->table), &source->table);
        if (hr == MAPI_E_BAD_CHARWIDTH)
            hr = com_given(ab->lpVtbl->GetOneOffTable(ab, 0, &source->table), &source->table);
        return hr;
    }
    hr = ab->lpVtbl->OpenEntry(ab, 0, NULL, NULL, 0, &type, (IUnknown **)&source->root);
    hr = com_given(hr, &source->root);
    if (FAILED(hr)) return hr;
    return open_hierarchy(source->root, source->merged->kind == MERGED_DEEP ? CONVENIENT_DEPTH : 0,
                          &source->table);
}

/* All that the table has to show; NULL: what it shows by itself. */
static SPropTagArray *all_columns(IMAPITable *table)
{
    SPropTagArray *columns = NULL;
    HRESULT hr = com_given(table->lpVtbl->QueryColumns(table, TBL_ALL_COLUMNS, &columns), &columns);

    if (SUCCEEDED(hr) && columns->cValues && columns->cValues <= MOST_COLUMNS) return columns;
    if (SUCCEEDED(hr)) mem_free(columns);
    return NULL;
}

static HRESULT read_table(IMAPITable *table, SRowSet **out)
{
    AUTO_FREE SPropTagArray *columns = all_columns(table);
    HRESULT hr;

    *out = NULL;
    hr = query_all_rows(table, columns, NULL, NULL, MOST_ROWS, out);

    if (FAILED(hr) && columns && hr != MAPI_E_NOT_ENOUGH_MEMORY && hr != MAPI_E_TABLE_TOO_BIG)
        hr = query_all_rows(table, NULL, NULL, NULL, MOST_ROWS, out);
    return hr;
}

/* ---- its rows, as they are merged ---- */

/* Rows that can be told apart, on one root. */
struct part {
    void *root;
    SRow *rows;
    ULONG count;
    struct map keys; /* PR_INSTANCE_KEY, a row's last value, to SRow */
};

static void part_drop(struct part *part)
{
    map_drop(&part->keys);
    mem_free(part->root);
}

/* The columns that each row of the merged table has, whatever the provider thinks of them. */
static ULONG add_defaults(const SRow *row, enum merged_kind kind, SPropValue *values, ULONG n)
{
    const bool template = pval_find_const(row->lpProps, row->cValues, PR_ENTRYID);
    const SPropValue templates[] = {
        pval_long(PR_DEPTH, 0), pval_long(PR_DISPLAY_TYPE, DT_MAILUSER),
        pval_bool(PR_SELECTABLE, template), /* else it is a heading */
    };
    const SPropValue containers[] = {
        pval_long(PR_DEPTH, 0),
        pval_long(PR_OBJECT_TYPE, MAPI_ABCONT),
        pval_long(PR_STATUS, 0),
    };
    const SPropValue *defaults = kind == MERGED_ONE_OFF ? templates : containers;

    for (int i = 0; i < N_DEFAULTS; i++)
        if (!pval_find_const(row->lpProps, row->cValues, defaults[i].ulPropTag))
            values[n++] = defaults[i];
    return n;
}

static HRESULT part_add(struct part *part, const struct merged_source *source, const SRow *row)
{
    const SPropValue *key = pval_find_const(row->lpProps, row->cValues, PR_INSTANCE_KEY);
    const SPropValue *eid = pval_find_const(row->lpProps, row->cValues, PR_ENTRYID);
    const SBinary *own = key && key->Value.bin.cb ? &key->Value.bin : eid ? &eid->Value.bin : NULL;
    const MAPIUID *section = &source->logon->section;
    SPropValue *values;
    ULONG n = 0, cb;
    BYTE *unique;

    if (!own || !own->cb || !own->lpb || own->cb > 0xffff) return S_OK; /* can't be told apart */
    cb = (ULONG)sizeof(*section) + own->cb;
    unique = mem_zero_more(cb, part->root);
    values = mem_zero_more(((size_t)row->cValues + N_DEFAULTS + 1) * sizeof(*values), part->root);
    if (!unique || !values) return MAPI_E_NOT_ENOUGH_MEMORY;
    memcpy(unique, section, sizeof(*section));
    memcpy(unique + sizeof(*section), own->lpb, own->cb);
    if (map_get(&part->keys, unique, cb)) return S_OK;
    for (ULONG i = 0; i < row->cValues; i++)
        if (PROP_ID(row->lpProps[i].ulPropTag) != PROP_ID(PR_INSTANCE_KEY) &&
            PROP_TYPE(row->lpProps[i].ulPropTag) != PT_ERROR &&
            PROP_TYPE(row->lpProps[i].ulPropTag) != PT_OBJECT && pval_valid(&row->lpProps[i]))
            values[n++] = row->lpProps[i];
    n = add_defaults(row, source->merged->kind, values, n);
    values[n++] = pval_binary(PR_INSTANCE_KEY, cb, unique);
    part->rows[part->count] = (SRow){.cValues = n, .lpProps = values};
    if (!map_put(&part->keys, unique, cb, &part->rows[part->count]))
        return MAPI_E_NOT_ENOUGH_MEMORY;
    part->count++;
    return S_OK;
}

/* Borrows the rows' values. */
static HRESULT part_make(struct part *part, const struct merged_source *source, const SRowSet *set)
{
    HRESULT hr = S_OK;

    *part = (struct part){.root = mem_zero(((size_t)set->cRows + 1) * sizeof(SRow))};
    part->rows = part->root;
    if (!part->root) return MAPI_E_NOT_ENOUGH_MEMORY;
    for (ULONG i = 0; i < set->cRows && SUCCEEDED(hr); i++)
        if (set->aRow[i].lpProps) hr = part_add(part, source, &set->aRow[i]);
    return hr;
}

/* ---- into the merged rows; under merged's lock ---- */

/* Number of the source's first row. */
static ULONG first_row(const struct merged_source *source)
{
    ULONG first = 0;

    LIST_EACH(other, &source->merged->sources, struct merged_source, link)
    {
        if (other == source) break;
        first += other->count;
    }
    return first;
}

static bool is_same(const struct row *row, const SRow *now)
{
    if (row->count != now->cValues) return false;
    for (ULONG i = 0; i < now->cValues; i++)
        if (row->values[i].ulPropTag != now->lpProps[i].ulPropTag ||
            !pval_equal(&row->values[i], &now->lpProps[i]))
            return false;
    return true;
}

/* Takes away what isn't there any more, or everything when what stays has another order. */
static void remove_gone(struct merged_source *source, const struct part *part)
{
    struct rows *rows = source->merged->rows;
    ULONG first = first_row(source), last = 0;
    bool ordered = true;

    for (ULONG i = 0; i < source->count;) {
        struct row *row = rows_at(rows, first + i);
        const SRow *now = NULL;

        if (!row) break;
        if (part)
            now = map_get(&part->keys, row_index_value(row)->Value.bin.lpb,
                          row_index_value(row)->Value.bin.cb);
        if (now) {
            ordered = ordered && (!i || (ULONG)(now - part->rows) > last);
            last = (ULONG)(now - part->rows);
            i++;
        } else {
            rows_remove(rows, row_index_value(row));
            source->count--;
        }
        row_unref(row);
    }
    if (!ordered) remove_gone(source, NULL);
}

static HRESULT put_rows(struct merged_source *source, const struct part *part)
{
    struct rows *rows = source->merged->rows;
    ULONG first = first_row(source);
    HRESULT hr = S_OK;

    for (ULONG i = 0; i < part->count && SUCCEEDED(hr); i++) {
        const SRow *now = &part->rows[i];
        const SPropValue *key = &now->lpProps[now->cValues - 1];
        struct row *before = rows_find(rows, key, NULL);

        if (!before) {
            hr = rows_insert(rows, first + i, now->cValues, now->lpProps);
            if (SUCCEEDED(hr)) source->count++;
        } else if (!is_same(before, now)) hr = rows_put(rows, now->cValues, now->lpProps);
        row_unref(before);
    }
    return hr;
}

static struct merged_source *source_of(struct merged *merged, const struct logon *logon)
{
    LIST_EACH(source, &merged->sources, struct merged_source, link)
    {
        if (source->logon == logon) return source;
    }
    return NULL;
}

/* Puts it in merged's list, where it isn't yet. False: another thread was faster, or the provider
 * is being logged off. */
static bool is_listed(struct merged_source *source)
{
    struct merged_source *known = source_of(source->merged, source->logon);

    if (source->over || (known && known != source)) return false;
    if (known) return true;
    list_append(&source->merged->sources, &source->link);
    atomic_inc(&source->refs);
    return true;
}

/* MAPI_E_INVALID_OBJECT: it has no place in merged (any more). */
static HRESULT apply(struct merged_source *source, const SRowSet *set)
{
    struct part part;
    HRESULT hr = part_make(&part, source, set);

    if (SUCCEEDED(hr)) {
        LOCKED(&source->merged->lock);
        if (is_listed(source)) {
            remove_gone(source, &part);
            hr = put_rows(source, &part);
        } else hr = MAPI_E_INVALID_OBJECT;
        source->stale = FAILED(hr);
    }
    part_drop(&part);
    return hr;
}

/* ---- reading ---- */

/* A table that changes as often as it is read isn't read for ever: it stays stale, and is read anew
 * when somebody looks. */
enum {
    MOST_ROUNDS = 3
};

/* False: it is over, or another thread is at it and begins again. */
static bool begin_reading(struct merged_source *source)
{
    LOCKED(&source->merged->lock);
    if (source->over) return false;
    source->again = true;
    if (source->reading) return false;
    source->reading = true;
    return true;
}

static bool goes_on(struct merged_source *source, int round)
{
    LOCKED(&source->merged->lock);
    if (source->again && !source->over && round < MOST_ROUNDS) {
        source->again = false;
        return true;
    }
    source->stale = source->stale || source->again;
    source->reading = false;
    return false;
}

static HRESULT read_on(struct merged_source *source)
{
    HRESULT hr = S_OK;

    for (int round = 0; goes_on(source, round); round++) {
        AUTO_ROWSET SRowSet *set = NULL;

        hr = read_table(source->table, &set);
        if (SUCCEEDED(hr)) hr = apply(source, set);
    }
    return hr;
}

HRESULT merged_source_read(struct merged_source *source)
{
    struct logon *logon = router_use(source->logon->router, source->logon);
    HRESULT hr = S_OK;

    if (!logon) return S_OK; /* its rows go with it */
    if (begin_reading(source)) hr = read_on(source);
    logon_unuse(logon);
    return hr;
}

/* ---- the provider's news ---- */

struct merged_sink {
    struct com_object com;
    IMAPIAdviseSink IMAPIAdviseSink_iface;
    struct merged_source *source; /* counted */
};

static void merged_sink_destroy(void *self)
{
    struct merged_sink *sink = self;

    merged_source_unref(sink->source);
}

static const struct com_face merged_sink_faces[] = {COM_FACE(merged_sink, IMAPIAdviseSink)};
COM_CLASS(merged_sink);
COM_UNKNOWN(merged_sink, IMAPIAdviseSink)

/* Not of what we ourselves have asked of the table as we read it. */
static bool tells_of_rows(const NOTIFICATION *event)
{
    ULONG kind = event->info.tab.ulTableEvent;

    return event->ulEventType == fnevTableModified && kind != TABLE_SETCOL_DONE &&
           kind != TABLE_SORT_DONE && kind != TABLE_RESTRICT_DONE;
}

/* Whatever has changed, the table is read: it is small, and what a row says is the provider's word
 * either way. */
static ULONG STDMETHODCALLTYPE merged_sink_OnNotify(IMAPIAdviseSink *iface, ULONG count,
                                                    NOTIFICATION *batch)
{
    struct merged_source *source = merged_sink_from(iface)->source;
    bool news = false;

    for (ULONG i = 0; i < count; i++)
        news = news || tells_of_rows(&batch[i]);
    if (!news) return S_OK;
    lock_take(&source->merged->lock);
    source->stale = true; /* until it has been read */
    lock_drop(&source->merged->lock);
    merged_source_read(source);
    return S_OK;
}

static const IMAPIAdviseSinkVtbl merged_sink_vtbl = {
    COM_UNKNOWN_METHODS(merged_sink),
    .OnNotify = merged_sink_OnNotify,
};

/* A table that doesn't tell is no failure. */
static HRESULT listen_to(struct merged_source *source)
{
    struct merged_sink *sink = com_alloc(&merged_sink_class, sizeof(*sink));
    ULONG_PTR connection = 0;
    HRESULT hr;

    if (!sink) return MAPI_E_NOT_ENOUGH_MEMORY;
    sink->IMAPIAdviseSink_iface.lpVtbl = &merged_sink_vtbl;
    sink->source = source;
    atomic_inc(&source->refs);
    hr = source->table->lpVtbl->Advise(source->table, fnevTableModified,
                                       &sink->IMAPIAdviseSink_iface, &connection);
    if (SUCCEEDED(hr)) source->connection = connection;
    com_unref(sink);
    return hr == MAPI_E_NOT_ENOUGH_MEMORY ? hr : S_OK;
}

/* ---- its end ---- */

static void source_close(struct merged_source *source)
{
    if (source->connection) source->table->lpVtbl->Unadvise(source->table, source->connection);
    source->connection = 0;
}

/* The provider is about to be logged off. */
static void source_end(struct kept *kept)
{
    struct merged_source *source = LIST_ENTRY(kept, struct merged_source, kept);
    bool listed, reading;

    lock_take(&source->merged->lock);
    remove_gone(source, NULL);
    source->over = true;
    reading = source->reading; /* then that thread's is the last reference */
    listed = !list_empty(&source->link);
    list_remove(&source->link);
    lock_drop(&source->merged->lock);
    source_close(source);
    if (!reading) {
        com_release(&source->table);
        com_release(&source->root);
    }
    if (listed) merged_source_unref(source);
    merged_source_unref(source);
}

/* ---- its beginning ---- */

static bool has_place(struct merged_source *source)
{
    LOCKED(&source->merged->lock);
    return !list_empty(&source->link);
}

/* Reads the table before anybody can see it in merged, so that nobody finds it empty. */
static HRESULT source_begin(struct merged_source *source)
{
    AUTO_ROWSET SRowSet *set = NULL;
    HRESULT hr;

    hr = open_table(source);
    if (SUCCEEDED(hr)) hr = listen_to(source);
    if (SUCCEEDED(hr)) hr = read_table(source->table, &set);
    if (SUCCEEDED(hr)) {
        atomic_inc(&source->refs);
        hr = kept_add(source->logon, &source->kept);
        if (FAILED(hr)) merged_source_unref(source);
    }
    if (FAILED(hr)) {
        source_close(source);
        return hr;
    }
    hr = apply(source, set);
    if (has_place(source)) {
        read_on(source); /* what was told meanwhile */
        return hr;
    }
    if (kept_remove(source->logon, &source->kept)) { /* else it has been ended */
        source_close(source);
        merged_source_unref(source);
    }
    return hr;
}

/* A provider that is being asked for its table, on the stack of who asks. */
struct opening {
    struct list link;
    const struct logon *logon;
    ULONG thread;
};

/* False: this thread is asking it already. A provider whose table is made of MAPI's, which is made
 * of it, goes without. */
static bool opening_enter(struct merged *merged, const struct logon *logon, struct opening *mine)
{
    *mine = (struct opening){.logon = logon, .thread = sys_thread_id()};
    list_init(&mine->link);
    LOCKED(&merged->lock);
    LIST_EACH(opening, &merged->opening, struct opening, link)
    if (opening->logon == logon && opening->thread == mine->thread) return false;
    list_append(&merged->opening, &mine->link);
    return true;
}

static void opening_leave(struct merged *merged, struct opening *mine)
{
    LOCKED(&merged->lock);
    list_remove(&mine->link);
}

HRESULT merged_source_add(struct merged *merged, struct logon *logon)
{
    struct merged_source *source;
    struct opening opening;
    HRESULT hr;

    if (!opening_enter(merged, logon, &opening)) return S_OK;
    source = mem_zero(sizeof(*source));
    if (!source) {
        opening_leave(merged, &opening);
        return MAPI_E_NOT_ENOUGH_MEMORY;
    }
    list_init(&source->link);
    list_init(&source->kept.link);
    source->kept.end = source_end;
    source->refs = 1;
    source->reading = true; /* until all is read, so that news waits */
    source->merged = merged;
    merged_ref(merged);
    source->logon = logon;
    logon_ref(logon);
    hr = source_begin(source);
    merged_source_unref(source);
    opening_leave(merged, &opening);
    return hr;
}
