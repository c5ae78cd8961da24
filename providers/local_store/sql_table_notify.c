/*
 * sql_table_notify.c - an open table hears what happens to its rows
 *
 * Sinks are subscribed at the support object under a key of the table's own. What they are to be
 * told is read here, while the file tells its listeners, and waits there until nothing is held any
 * more: store_file_deliver.
 */
#include <stdlib.h>
#include "sql_table_seen.h"
#include "sql_table_tell.h"
#include "watch.h"

#define MANY_CHANGES 32 /* at once are told as one TABLE_CHANGED */

/* ---- hearing ---- */

enum fate { CAME, CHANGED, GONE }; /* as far as the change tells */
enum was { WAS_NOT, WAS, UNKNOWN };

/* A row that changes are about. */
struct heard {
    int64_t id;
    enum fate fate; /* the first one: whether it was there */
    bool gone;      /* the last one was GONE */
    ULONG event;    /* to be told; 0: it has been, or needn't be */
};

struct hearing {
    struct sql_table *table;
    struct scan *scan;
    SPropTagArray *columns;
    struct heard rows[MANY_CHANGES];
    size_t n;
    bool any;      /* something has changed that isn't told row by row */
    bool too_many; /* rows for that */
};

/* Whether the row was there. It is now as `now` says. */
static enum was was_there(struct hearing *h, int64_t id, enum fate fate, bool now)
{
    struct db *db = store_db(h->table->store);
    struct seen *seen = &h->table->seen;
    enum was was = UNKNOWN;

    if (!needs_seen(h->scan)) return fate == CAME ? WAS_NOT : WAS;
    db_lock(db);
    if (h->table->scan == h->scan && seen->known) {
        was = seen_has(seen, id) ? WAS : WAS_NOT;
        seen_put(seen, id, now);
    }
    db_unlock(db);
    return was;
}

static struct heard *find_heard(struct hearing *h, int64_t id)
{
    for (size_t i = 0; i < h->n; i++)
        if (h->rows[i].id == id) return &h->rows[i];
    return NULL;
}

static void follow_row(struct hearing *h, int64_t id, enum fate fate)
{
    struct heard *row = find_heard(h, id);

    if (!row && h->n == MANY_CHANGES) {
        h->too_many = true;
        return;
    }
    if (!row) {
        row = &h->rows[h->n++];
        *row = (struct heard){id, fate, false, 0};
    }
    row->gone = fate == GONE;
}

/* What has become of the row: that it has gone is told, else row->event says what is to be. */
static void settle_row(struct hearing *h, struct heard *row)
{
    struct position at = {0};
    HRESULT hr = row->gone ? S_FALSE : scan_locate(h->scan, row->id, &at);
    bool now = hr == S_OK;
    enum was was = was_there(h, row->id, row->fate, now);

    position_clear(&at);
    if (FAILED(hr))
        table_tell_failure(h->table, hr);
    else if (h->scan->order
                 .levels) /* headings come and go with their rows, and count them: told as one */
        h->any |= now || was != WAS_NOT;
    else if (was == UNKNOWN && !now && row->fate != CAME)
        table_tell(h->table, TABLE_CHANGED);
    else if (now)
        row->event = was == WAS_NOT || (was == UNKNOWN && row->fate == CAME) ? TABLE_ROW_ADDED
                                                                             : TABLE_ROW_MODIFIED;
    else if (was == WAS && (row->gone || needs_seen(h->scan)))
        table_tell_deleted(h->table, h->scan, row->id);
}

/* A row that its sinks don't know, or know elsewhere, is told of before the one that comes after
 * it. */
static void tell_in_order(struct hearing *h, struct heard *row)
{
    struct scan_walk prior = {.scan = h->scan, .back = true, .want = 1};
    struct position at = {0}, before = {0};
    ULONG event = row->event;
    struct heard *first;
    HRESULT hr;

    row->event = 0;
    hr = scan_locate(h->scan, row->id, &at);
    if (hr == S_OK) hr = position_copy(&at, &before);
    if (hr == S_OK) hr = scan_walk(&prior, &before);
    first = SUCCEEDED(hr) && prior.got ? find_heard(h, before.id) : NULL;
    if (first && first->event) tell_in_order(h, first);
    if (hr == S_OK)
        table_tell_row(h->table, h->scan, h->columns, event, &at, prior.got ? before.id : 0);
    if (FAILED(hr)) table_tell_failure(h->table, hr);
    position_clear(&before);
    position_clear(&at);
}

static void tell_heard(struct hearing *h)
{
    for (size_t i = 0; i < h->n; i++)
        settle_row(h, &h->rows[i]);
    for (size_t i = 0; i < h->n; i++)
        if (h->rows[i].event) tell_in_order(h, &h->rows[i]);
    if (h->any) table_tell(h->table, TABLE_CHANGED);
}

/* The rows that a message was, and is: ascending. */
struct its_rows {
    int64_t ids[MANY_CHANGES];
    size_t n;
    bool too_many;
};

static HRESULT add_its_row(void *context, int64_t id, struct scan_row *row)
{
    struct its_rows *rows = context;
    size_t i = 0;

    (void)row;
    while (i < rows->n && rows->ids[i] < id)
        i++;
    if (i < rows->n && rows->ids[i] == id) return S_OK;
    rows->too_many |= rows->n == MANY_CHANGES;
    if (rows->too_many) return S_OK;
    memmove(&rows->ids[i + 1], &rows->ids[i], (rows->n++ - i) * sizeof(id));
    rows->ids[i] = id;
    return S_OK;
}

/* A message with many values of an MVI column: each row of it comes, goes or changes on its own. */
static void follow_rows(struct hearing *h, int64_t object, enum fate fate)
{
    struct db *db = store_db(h->table->store);
    const struct seen *seen = &h->table->seen;
    int64_t first = object << INSTANCE_BITS;
    struct its_rows rows = {.n = 0};
    bool known;
    HRESULT hr = S_OK;

    db_lock(db);
    known = h->table->scan == h->scan && seen->known;
    for (size_t i = known ? seen_place(seen, first) : 0;
         known && i < seen->n && seen->ids[i] < first + MAX_INSTANCES; i++)
        add_its_row(&rows, seen->ids[i], NULL);
    if (fate != GONE) hr = scan_rows_of(h->scan, object, add_its_row, &rows);
    db_unlock(db);
    if (FAILED(hr)) table_tell_failure(h->table, hr);
    if (FAILED(hr) || rows.too_many || (!known && fate != CAME)) {
        h->too_many |= rows.too_many;
        h->any = true;
        return;
    }
    for (size_t i = 0; i < rows.n; i++)
        follow_row(h, rows.ids[i], fate);
}

static void follow(struct hearing *h, int64_t object, enum fate fate)
{
    if (h->scan->source.instances.n)
        follow_rows(h, object, fate);
    else
        follow_row(h, object, fate);
}

/* Whether a change of an object below this parent may be one of our rows. */
static bool is_ours(const struct scan_source *source, const struct identity *parent)
{
    return source->folders ? source->deep || parent->id == source->folder
                           : parent->type && parent->id == source->folder;
}

static bool is_relevant(const struct scan_source *source, const struct change *change)
{
    if (change->what == CHANGE_ANY) return true;
    if (change->unseen && !source->deleted && source->part < PART_DELETED) return false;
    if (source->outgoing) return change->outgoing;
    if (change->result != source->search) return false;
    if (change->object.type != (source->folders ? MAPI_FOLDER : MAPI_MESSAGE) ||
        change->what == CHANGE_SEARCHED)
        return false;
    /* doesn't say whose: we shall look */
    if (change->what == CHANGE_COUNTS && !change->parent.type) return true;
    if (!source->folders && change->associated != ((source->part & PART_ASSOCIATED) != 0))
        return false;
    return is_ours(source, &change->parent) || is_ours(source, &change->old_parent);
}

static void hear(struct hearing *h, const struct change *change)
{
    const struct scan_source *source = &h->scan->source;
    bool there = is_ours(source, &change->parent), before = is_ours(source, &change->old_parent);

    switch (change->what) {
    case CHANGE_CREATED:
    case CHANGE_COPIED:
        if (there) follow(h, change->object.id, CAME);
        break;
    case CHANGE_DELETED:
        follow(h, change->object.id, GONE);
        break;
    case CHANGE_MOVED:
        if (before && there && change->old.id == change->object.id) {
            follow(h, change->object.id, CHANGED);
            break;
        }
        if (before) follow(h, change->old.id, GONE);
        if (there) follow(h, change->object.id, CAME);
        break;
    case CHANGE_MODIFIED:
    case CHANGE_COUNTS:
    case CHANGE_FLAGS:
        follow(h, change->object.id, CHANGED);
        break;
    case CHANGE_RESULTS: /* are told as TABLE_CHANGED */
    case CHANGE_SEARCHED:
    case CHANGE_ANY:
        break;
    }
}

static void changed(struct change_listener *listener, const struct change *changes, size_t n)
{
    struct sql_table *table =
        (struct sql_table *)((char *)listener - offsetof(struct sql_table, listener));
    struct db *db = store_db(table->store);
    struct hearing h = {.table = table, .n = 0};
    bool soft_deleted, many = false;
    size_t relevant = 0;
    HRESULT hr = S_OK;

    db_lock(db);
    if (table->n_sinks) hr = columns_copy(table->columns, &h.columns);
    h.scan = scan_ref(table->scan);
    for (size_t i = 0; i < n; i++)
        if (is_relevant(&h.scan->source, &changes[i]))
            relevant++, many = many || changes[i].what == CHANGE_RESULTS ||
                               changes[i].what == CHANGE_ANY;
    if (relevant) table->seen.version++;
    db_unlock(db);

    soft_deleted = h.scan->source.deleted || h.scan->source.part >= PART_DELETED;
    h.too_many = FAILED(hr) || many || relevant > MANY_CHANGES || soft_deleted;
    for (size_t i = 0; i < n && h.columns && !h.too_many; i++)
        if (is_relevant(&h.scan->source, &changes[i])) hear(&h, &changes[i]);
    if (relevant && h.too_many) {
        sql_table_look_again(table);
        table_tell(table, TABLE_CHANGED);
    } else if (h.columns) {
        tell_heard(&h);
    }
    free(h.columns);
    scan_unref(h.scan);
}

/* ---- sinks ---- */

/* A key that nobody else has, in any process. */
static void make_key(struct sql_table *table)
{
    static LONG serial;
    ULONG n = (ULONG)__atomic_add_fetch(&serial, 1, __ATOMIC_RELAXED), bytes = 28;

    memcpy(table->key, &bytes, 4);
    memcpy(table->key + 4, &table->store->file->uid, 16);
    memcpy(table->key + 20, &store_db(table->store)->origin, 8);
    memcpy(table->key + 28, &n, 4);
}

static HRESULT keep_connection(struct sql_table *table, ULONG_PTR connection)
{
    ULONG_PTR *bigger;

    db_lock(store_db(table->store));
    bigger = realloc(table->sinks, (table->n_sinks + 1) * sizeof(*bigger));
    if (bigger) {
        table->sinks = bigger;
        bigger[table->n_sinks++] = connection;
    }
    db_unlock(store_db(table->store));
    return bigger ? S_OK : MAPI_E_NOT_ENOUGH_MEMORY;
}

static void listen(struct sql_table *table)
{
    struct db *db = store_db(table->store);
    bool begin;

    db_lock(db);
    begin = !table->listening;
    if (begin) {
        table->listening = true;
        table->listener.changed = changed;
        make_key(table);
        store_file_listen(table->store->file, &table->listener);
    }
    db_unlock(db);
}

/*
 * Advise - hear of changes to rows that this table shows
 *
 * mask    fnevTableModified; nothing else can be heard of here
 * Errors  MAPI_E_INVALID_PARAMETER, MAPI_E_NOT_ENOUGH_MEMORY, MAPI_E_INVALID_OBJECT (the store is
 * logged off)
 */
HRESULT STDMETHODCALLTYPE sql_table_Advise(IMAPITable *iface, ULONG mask, IMAPIAdviseSink *sink,
                                           ULONG_PTR *connection)
{
    struct sql_table *table = sql_table_from_iface(iface);
    IMAPISupport *support;
    HRESULT hr;

    if (!sink || !connection || !(mask & fnevTableModified)) return MAPI_E_INVALID_PARAMETER;
    *connection = 0;
    support = store_support(table->store);
    if (!support) return MAPI_E_INVALID_OBJECT;
    listen(table);
    hr = watch_start(table->store);
    if (SUCCEEDED(hr))
        hr = support->lpVtbl->Subscribe(support, (NOTIFKEY *)table->key, fnevTableModified, 0, sink,
                                        connection);
    if (SUCCEEDED(hr)) {
        hr = keep_connection(table, *connection);
        if (FAILED(hr)) {
            support->lpVtbl->Unsubscribe(support, *connection);
            *connection = 0;
        }
    }
    support->lpVtbl->Release(support);
    if (SUCCEEDED(hr)) sql_table_look_again(table);
    return hr;
}

static void unsubscribe(struct sql_table *table, ULONG_PTR connection)
{
    IMAPISupport *support = store_support(table->store);

    if (!support) return;
    support->lpVtbl->Unsubscribe(support, connection);
    support->lpVtbl->Release(support);
}

/* Unadvise: MAPI_E_NOT_FOUND, no such connection. */
HRESULT STDMETHODCALLTYPE sql_table_Unadvise(IMAPITable *iface, ULONG_PTR connection)
{
    struct sql_table *table = sql_table_from_iface(iface);
    bool found = false;

    db_lock(store_db(table->store));
    for (ULONG i = 0; i < table->n_sinks && !found; i++) {
        if (table->sinks[i] != connection) continue;
        table->sinks[i] = table->sinks[--table->n_sinks];
        found = true;
    }
    if (!table->n_sinks) seen_clear(&table->seen);
    db_unlock(store_db(table->store));
    if (!found) return MAPI_E_NOT_FOUND;
    unsubscribe(table, connection);
    return S_OK;
}

void sql_table_deaf(struct sql_table *table)
{
    if (table->listening) store_file_unlisten(table->store->file, &table->listener);
    for (ULONG i = 0; i < table->n_sinks; i++)
        unsubscribe(table, table->sinks[i]);
    free(table->sinks);
    table->sinks = NULL;
    table->n_sinks = 0;
    seen_clear(&table->seen);
}
