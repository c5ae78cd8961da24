/*
 * rows.c - keyed rows in memory, which tell their listeners what changed
 */
#include "table/rows.h"
#include <string.h>
#include "base/error.h"
#include "base/lock.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/size.h"
#include "base/text.h"
#include "prop/block.h"
#include "prop/ptag.h"
#include "prop/ptype.h"
#include "prop/pval.h"
#include "table/row_index.h"
#include "table/sieve.h"

#define RANK_STEP       ((uint64_t)1 << 18)
#define RANK_FIRST      ((uint64_t)1 << 46) /* MAX_ROWS from there on stay below RANK_LIMIT */
#define MAX_ROWS        0x10000000
#define TOLD_ONE_BY_ONE 8 /* HrModifyRows: more are TABLE_CHANGED */

struct rows {
    LONG refs;
    struct lock lock;
    ULONG index_tag;
    struct row **list; /* table order, one reference each */
    size_t count, room;
    struct row_index by_key;
    struct row_pool pool;
    SPropTagArray *columns; /* owned; cValues are used of columns_room */
    ULONG columns_room;
    struct list listeners;
    uint64_t next_id;
};

struct queued_change {
    struct list link;
    struct rows_change change;
};

/* ---- one row ---- */

void row_ref(struct row *row)
{
    atomic_inc(&row->refs);
}

void row_unref(struct row *row)
{
    if (row && !atomic_dec(&row->refs)) row_pool_give(&row->slot);
}

const SPropValue *row_find(const struct row *row, ULONG tag)
{
    if (PROP_TYPE(tag) != PT_ERROR && !(tag & MV_INSTANCE))
        for (ULONG i = 0; i < row->count; i++)
            if (row->values[i].ulPropTag == tag) return &row->values[i];
    return pval_find_const(row->values, row->count, tag);
}

/*
 * What makes two index values the same, as bytes, borrowed from key or from *made (NULL: none was
 * needed). Text is its UTF-16. Errors: MAPI_E_INVALID_PARAMETER (not of the index's type),
 * MAPI_E_NOT_ENOUGH_MEMORY
 */
static HRESULT key_bytes(const struct rows *rows, const SPropValue *key, const void **bytes,
                         size_t *count, WCHAR **made)
{
    const struct ptype *type;
    HRESULT hr;

    if (!key || !ptag_fits(rows->index_tag, key->ulPropTag)) return FAIL(MAPI_E_INVALID_PARAMETER);
    type = ptype_of(key->ulPropTag);
    *bytes = &key->Value;
    *count = type->bytes;
    switch (type->shape) {
    case PTYPE_COUNTED:
        *bytes = key->Value.bin.cb ? (void *)key->Value.bin.lpb : "";
        *count = key->Value.bin.cb;
        break;
    case PTYPE_FIXED:
        *bytes = key->Value.lpguid;
        break;
    case PTYPE_TEXT8:
        if (!key->Value.lpszA) return FAIL(MAPI_E_INVALID_PARAMETER);
        hr = text_from_ansi(key->Value.lpszA, -1, 0, NULL, made);
        if (FAILED(hr)) return hr;
        *bytes = *made;
        *count = text_len(*made) * sizeof(WCHAR);
        break;
    case PTYPE_TEXT16:
        *bytes = key->Value.lpszW;
        *count = text_len(key->Value.lpszW) * sizeof(WCHAR);
        break;
    default:
        break;
    }
    return *bytes ? S_OK : FAIL(MAPI_E_INVALID_PARAMETER);
}

static HRESULT row_by_key(const struct rows *rows, const SPropValue *key, struct row **out)
{
    AUTO_FREE WCHAR *made = NULL;
    const void *bytes;
    size_t count;
    HRESULT hr = key_bytes(rows, key, &bytes, &count, &made);

    *out =
        SUCCEEDED(hr) ? row_index_get(&rows->by_key, map_hash(bytes, count), bytes, count) : NULL;
    return hr;
}

/* The one in the table with the same key. */
static struct row *row_like(const struct rows *rows, const struct row *row)
{
    return row_index_get(&rows->by_key, row->hash, row_key_start(row), row->key_bytes);
}

static HRESULT key_put(struct rows *rows, struct row *row)
{
    return row_index_put(&rows->by_key, row) ? S_OK : FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
}

/* Where the key's bytes stand in the row, whose values are laid out: a copy of made, or what its
 * value has. */
static uint32_t key_place(struct row *row, const WCHAR *made)
{
    const SPropValue *own = row_index_value(row);
    const void *bytes = &own->Value;
    enum ptype_piece piece = ptype_piece(own->ulPropTag);

    if (made) {
        bytes = (char *)row + row->slot.bytes - row->key_bytes;
        memcpy((void *)bytes, made, row->key_bytes);
    } else if (piece == PIECE_BYTES) {
        bytes = row->key_bytes ? own->Value.bin.lpb : bytes;
    } else if (piece != PIECE_NONE) {
        bytes = own->Value.lpszW;
    }
    return (uint32_t)((const char *)bytes - (const char *)row);
}

/* A row of our own from a client's values; one reference, not in the table yet. */
static HRESULT row_make(struct rows *rows, ULONG count, const SPropValue *values, struct row **out)
{
    AUTO_FREE WCHAR *made = NULL;
    const SPropValue *key;
    const void *bytes;
    struct block block;
    struct row_slot *slot;
    struct row *row;
    size_t all, n;
    HRESULT hr;

    *out = NULL;
    if (!count || !values) return FAIL(MAPI_E_INVALID_PARAMETER);
    hr = block_measure_values(&block, count, values, &all);
    key = pval_find_const(values, count, rows->index_tag);
    if (SUCCEEDED(hr)) hr = key_bytes(rows, key, &bytes, &n, &made);
    if (FAILED(hr)) return hr;
    if (made) all += all & 1; /* the copy of made comes last */
    if (!size_add(&all, sizeof(*row)) || (made && !size_add(&all, n)))
        return FAIL(MAPI_E_INVALID_PARAMETER);
    slot = row_pool_take(&rows->pool, all);
    if (!slot) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    row = (struct row *)slot;
    row->refs = 1;
    row->hash = map_hash(bytes, n);
    row->id = row->rank = 0;
    row->key_bytes = (uint32_t)n;
    row->key_number = (uint32_t)(key - values) & 0x7fffffff;
    row->repeats = 0;
    row->count = count;
    hr = block_fill_values(&block, count, values, row->values);
    if (FAILED(hr)) {
        row_unref(row);
        return hr;
    }
    row->key_at = key_place(row, made);
    *out = row;
    return S_OK;
}

static void free_list(size_t count, struct row **list)
{
    for (size_t i = 0; i < count; i++)
        row_unref(list[i]);
    mem_free(list);
}

/* ---- the table; all with the lock held ---- */

/* Where row stands: ranks rise. */
static size_t row_number(const struct rows *rows, const struct row *row)
{
    size_t low = 0, high = rows->count;

    while (low < high) {
        size_t middle = (low + high) / 2;

        if (rows->list[middle]->rank < row->rank) low = middle + 1;
        else high = middle;
    }
    return low;
}

static void queue_change(struct rows *rows, enum rows_change_kind kind, struct row *before,
                         struct row *after)
{
    uint64_t rank = after ? after->rank : before ? before->rank : 0;

    LIST_EACH(listener, &rows->listeners, struct rows_listener, link)
    {
        struct queued_change *queued = mem_zero(sizeof(*queued));

        listener->waiting = true;
        if (!queued) {
            atomic_set(&listener->lost, true);
            continue;
        }
        queued->change = (struct rows_change){kind, before, after, rank};
        if (before) row_ref(before);
        if (after) row_ref(after);
        list_append(&listener->changes, &queued->link);
    }
}

/* A rank between neighbours; when there is none left, all are numbered anew. */
static uint64_t rank_for(struct rows *rows, size_t at)
{
    uint64_t low, high;

    for (int pass = 0;; pass++) {
        if (!rows->count) return RANK_FIRST;
        low = at ? rows->list[at - 1]->rank : 0;
        high = at < rows->count ? rows->list[at]->rank : RANK_LIMIT;
        if (at == rows->count && high - low > RANK_STEP) return low + RANK_STEP;
        if (at == 0 && high > RANK_STEP) return high - RANK_STEP;
        if (high - low > 1 || pass) return low + (high - low) / 2;
        for (size_t i = 0; i < rows->count; i++)
            rows->list[i]->rank = RANK_FIRST + i * RANK_STEP;
        queue_change(rows, ROWS_RENUMBERED, NULL, NULL);
    }
}

static HRESULT reserve(struct rows *rows, size_t more)
{
    size_t room = rows->room ? rows->room : 16;
    struct row **bigger;

    if (rows->room - rows->count >= more) return S_OK;
    if (more > MAX_ROWS || rows->count > MAX_ROWS - more) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    while (room < rows->count + more)
        room *= 2;
    bigger = mem_array(room, sizeof(*bigger));
    if (!bigger) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    if (rows->count) memcpy(bigger, rows->list, rows->count * sizeof(*bigger));
    mem_free(rows->list);
    rows->list = bigger;
    rows->room = room;
    return S_OK;
}

static HRESULT learn_column(struct rows *rows, ULONG tag)
{
    if (PROP_TYPE(tag) == PT_ERROR || tag == PR_NULL) return S_OK;
    for (ULONG i = 0; i < rows->columns->cValues; i++)
        if (ptag_fits(rows->columns->aulPropTag[i], tag)) return S_OK;
    if (rows->columns->cValues == rows->columns_room) {
        SPropTagArray *bigger = ptag_new_array(rows->columns_room * 2, NULL);

        if (!bigger) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
        memcpy(bigger->aulPropTag, rows->columns->aulPropTag, rows->columns_room * sizeof(ULONG));
        bigger->cValues = rows->columns->cValues;
        rows->columns_room *= 2;
        mem_free(rows->columns);
        rows->columns = bigger;
    }
    rows->columns->aulPropTag[rows->columns->cValues++] = tag;
    return S_OK;
}

static bool has_tags_of(const struct row *row, const struct row *other)
{
    if (row->count != other->count) return false;
    for (ULONG i = 0; i < row->count; i++)
        if (row->values[i].ulPropTag != other->values[i].ulPropTag) return false;
    return true;
}

static bool has_repeats(const struct row *row)
{
    for (ULONG i = 1; i < row->count; i++)
        for (ULONG k = 0; k < i; k++)
            if (row->values[i].ulPropTag == row->values[k].ulPropTag) return true;
    return false;
}

/* Of a row that comes; mostly it has what the one before it has. */
static HRESULT learn_columns(struct rows *rows, struct row *row)
{
    const struct row *last = rows->count ? rows->list[rows->count - 1] : NULL;
    HRESULT hr = S_OK;

    if (last && has_tags_of(row, last)) {
        row->repeats = last->repeats;
        return S_OK;
    }
    row->repeats = has_repeats(row);
    for (ULONG i = 0; SUCCEEDED(hr) && i < row->count; i++)
        hr = learn_column(rows, row->values[i].ulPropTag);
    return hr;
}

/* Puts row (moved, room reserved) at number at. */
static HRESULT add_row(struct rows *rows, size_t at, struct row **row, bool tell)
{
    struct row *added = *row;
    HRESULT hr = key_put(rows, added);

    if (FAILED(hr)) return hr;
    *row = NULL;
    added->id = rows->next_id++;
    added->rank = rank_for(rows, at);
    memmove(&rows->list[at + 1], &rows->list[at], (rows->count - at) * sizeof(*rows->list));
    rows->list[at] = added;
    rows->count++;
    if (tell) queue_change(rows, ROWS_ADDED, NULL, added);
    return S_OK;
}

/* Puts row (moved) in the place of old, which has the same key. */
static HRESULT replace_row(struct rows *rows, struct row *old, struct row **row, bool tell)
{
    struct row *now = *row;
    HRESULT hr = key_put(rows, now);

    if (FAILED(hr)) return hr;
    *row = NULL;
    now->id = old->id;
    now->rank = old->rank;
    rows->list[row_number(rows, old)] = now;
    if (tell) queue_change(rows, ROWS_MODIFIED, old, now);
    row_unref(old);
    return S_OK;
}

static void remove_row(struct rows *rows, struct row *row, bool tell)
{
    size_t at = row_number(rows, row);

    row_index_remove(&rows->by_key, row);
    memmove(&rows->list[at], &rows->list[at + 1], (rows->count - at - 1) * sizeof(*rows->list));
    rows->count--;
    if (tell) queue_change(rows, ROWS_DELETED, row, NULL);
    row_unref(row);
}

/* Adds row (moved) or puts it in its elder's place. */
static HRESULT put_row(struct rows *rows, struct row **row, bool tell)
{
    struct row *old = row_like(rows, *row);
    HRESULT hr = reserve(rows, 1);

    if (SUCCEEDED(hr)) hr = learn_columns(rows, *row);
    if (FAILED(hr)) return hr;
    return old ? replace_row(rows, old, row, tell) : add_row(rows, rows->count, row, tell);
}

/* Drops the lock, then pokes whoever has something to read. */
static void unlock_and_tell(struct rows *rows)
{
    for (;;) {
        struct rows_listener *next = NULL;

        LIST_EACH(listener, &rows->listeners, struct rows_listener, link)
        {
            if (!listener->waiting) continue;
            next = listener;
            break;
        }
        if (next) {
            next->waiting = false;
            next->hold(next);
        }
        lock_drop(&rows->lock);
        if (!next) return;
        next->poke(next);
        next->drop(next);
        lock_take(&rows->lock);
    }
}

/* ---- for everyone ---- */

HRESULT rows_create(ULONG index_tag, struct rows **out)
{
    AUTO_FREE struct rows *rows = NULL;
    const struct ptype *type = ptype_of(index_tag);

    *out = NULL;
    if (!type || !type->ordered || ptype_is_many(index_tag) || PROP_TYPE(index_tag) == PT_NULL)
        return FAIL(MAPI_E_INVALID_PARAMETER);
    rows = mem_zero(sizeof(*rows));
    if (!rows) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    rows->columns_room = 16;
    rows->columns = ptag_new_array(rows->columns_room, NULL);
    if (!rows->columns) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    rows->columns->cValues = 0;
    rows->refs = 1;
    rows->index_tag = index_tag;
    rows->next_id = 1;
    row_pool_init(&rows->pool);
    list_init(&rows->listeners);
    lock_init(&rows->lock, RANK_ROWS);
    *out = TAKE(rows);
    return S_OK;
}

void rows_ref(struct rows *rows)
{
    atomic_inc(&rows->refs);
}

void rows_unref(struct rows *rows)
{
    if (!rows || atomic_dec(&rows->refs)) return;
    mem_free(rows->list); /* its rows go with the pool */
    row_pool_drop(&rows->pool);
    row_index_drop(&rows->by_key);
    mem_free(rows->columns);
    lock_destroy(&rows->lock);
    mem_free(rows);
}

HRESULT rows_put(struct rows *rows, ULONG count, const SPropValue *values)
{
    struct row *row;
    HRESULT hr = row_make(rows, count, values, &row);

    if (FAILED(hr)) return hr;
    lock_take(&rows->lock);
    hr = put_row(rows, &row, true);
    unlock_and_tell(rows);
    row_unref(row);
    return hr;
}

HRESULT rows_insert(struct rows *rows, ULONG at, ULONG count, const SPropValue *values)
{
    struct row *row;
    HRESULT hr = row_make(rows, count, values, &row);

    if (FAILED(hr)) return hr;
    lock_take(&rows->lock);
    if (at == ROWS_AT_END) at = (ULONG)rows->count;
    if (row_like(rows, row) || at > rows->count) hr = FAIL(MAPI_E_INVALID_PARAMETER);
    if (SUCCEEDED(hr)) hr = reserve(rows, 1);
    if (SUCCEEDED(hr)) hr = learn_columns(rows, row);
    if (SUCCEEDED(hr)) hr = add_row(rows, at, &row, true);
    unlock_and_tell(rows);
    row_unref(row);
    return hr;
}

HRESULT rows_put_many(struct rows *rows, ULONG n, const SRow *set)
{
    bool tell = n <= TOLD_ONE_BY_ONE;
    struct row **made;
    HRESULT hr = S_OK;

    if (n && !set) return FAIL(MAPI_E_INVALID_PARAMETER);
    made = mem_array((size_t)n + 1, sizeof(*made));
    if (!made) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    for (ULONG i = 0; SUCCEEDED(hr) && i < n; i++)
        hr = row_make(rows, set[i].cValues, set[i].lpProps, &made[i]);
    if (SUCCEEDED(hr)) {
        lock_take(&rows->lock);
        hr = reserve(rows, n); /* from here on only keys and columns can fail for want of memory */
        for (ULONG i = 0; SUCCEEDED(hr) && i < n; i++)
            hr = put_row(rows, &made[i], tell);
        if (!tell) queue_change(rows, ROWS_CHANGED, NULL, NULL);
        unlock_and_tell(rows);
    }
    free_list(n, made);
    return hr;
}

HRESULT rows_remove(struct rows *rows, const SPropValue *key)
{
    struct row *row;
    HRESULT hr;

    lock_take(&rows->lock);
    hr = row_by_key(rows, key, &row);
    if (SUCCEEDED(hr) && !row) hr = MAPI_E_NOT_FOUND;
    if (SUCCEEDED(hr)) remove_row(rows, row, true);
    unlock_and_tell(rows);
    return hr;
}

HRESULT rows_remove_many(struct rows *rows, ULONG n, const SPropValue *keys, ULONG *removed)
{
    bool tell = n <= TOLD_ONE_BY_ONE;
    struct row *row;
    HRESULT hr = S_OK;

    *removed = 0;
    lock_take(&rows->lock);
    for (ULONG i = 0; SUCCEEDED(hr) && i < n; i++)
        hr = row_by_key(rows, &keys[i], &row); /* all or nothing */
    for (ULONG i = 0; SUCCEEDED(hr) && i < n; i++) {
        hr = row_by_key(rows, &keys[i], &row);
        if (FAILED(hr) || !row) continue;
        remove_row(rows, row, tell);
        ++*removed;
    }
    if (!tell && *removed) queue_change(rows, ROWS_CHANGED, NULL, NULL);
    unlock_and_tell(rows);
    return hr;
}

ULONG rows_remove_all(struct rows *rows)
{
    struct row **list;
    size_t count;

    lock_take(&rows->lock);
    list = rows->list;
    count = rows->count;
    rows->list = NULL;
    rows->count = rows->room = 0;
    row_index_drop(&rows->by_key);
    queue_change(rows, ROWS_RELOADED, NULL, NULL);
    unlock_and_tell(rows);
    free_list(count, list);
    return (ULONG)count;
}

HRESULT rows_touch(struct rows *rows, const SPropValue *key)
{
    struct row *row;
    HRESULT hr;

    lock_take(&rows->lock);
    hr = row_by_key(rows, key, &row);
    if (SUCCEEDED(hr) && !row) hr = MAPI_E_NOT_FOUND;
    if (SUCCEEDED(hr)) queue_change(rows, ROWS_MODIFIED, row, row);
    unlock_and_tell(rows);
    return hr;
}

ULONG rows_count(struct rows *rows)
{
    LOCKED(&rows->lock);
    return (ULONG)rows->count;
}

ULONG rows_index_tag(const struct rows *rows)
{
    return rows->index_tag;
}

struct row *rows_find(struct rows *rows, const SPropValue *key, ULONG *number)
{
    struct row *row;

    LOCKED(&rows->lock);
    if (FAILED(row_by_key(rows, key, &row)) || !row) return NULL;
    if (number) *number = (ULONG)row_number(rows, row);
    row_ref(row);
    return row;
}

struct row *rows_at(struct rows *rows, ULONG number)
{
    LOCKED(&rows->lock);
    if (number >= rows->count) return NULL;
    row_ref(rows->list[number]);
    return rows->list[number];
}

/* With the lock held. */
static void drop_changes(struct rows_listener *listener)
{
    if (atomic_get(&listener->lost)) listener->unheard = true;
    LIST_EACH_SAFE(queued, &listener->changes, struct queued_change, link)
    {
        if (queued->change.kind != ROWS_RENUMBERED) listener->unheard = true;
        list_remove(&queued->link);
        row_unref(queued->change.before);
        row_unref(queued->change.after);
        mem_free(queued);
    }
    atomic_set(&listener->lost, false);
}

HRESULT rows_list_through(struct rows *rows, struct rows_listener *listener, struct sieve *sieve,
                          size_t *count, struct rows_entry **out)
{
    struct rows_entry *list;
    void *block;
    size_t bytes, n = 0;

    *count = 0;
    *out = NULL;
    LOCKED(&rows->lock);
    if (!size_mul(rows->count + 1, sizeof(*list), &bytes) || mem_root(bytes, &block) != S_OK)
        return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    list = block;
    for (size_t i = 0; i < rows->count; i++) {
        if (i + SIEVE_AHEAD < rows->count) sieve_expect(sieve, rows->list[i + SIEVE_AHEAD]);
        if (sieve_rejects(sieve, rows->list[i])) continue;
        list[n] = (struct rows_entry){rows->list[i], rows->list[i]->rank};
        row_ref(list[n++].row);
    }
    if (listener) drop_changes(listener);
    *count = n;
    *out = list;
    return S_OK;
}

HRESULT rows_list(struct rows *rows, struct rows_listener *listener, size_t *count,
                  struct rows_entry **out)
{
    struct sieve none = {0};

    return rows_list_through(rows, listener, &none, count, out);
}

void rows_list_free(size_t count, struct rows_entry *list)
{
    for (size_t i = 0; i < count; i++)
        row_unref(list[i].row);
    mem_free(list);
}

HRESULT rows_columns(struct rows *rows, void *root, SPropTagArray **out)
{
    LOCKED(&rows->lock);
    return ptag_copy_array(rows->columns, root, out);
}

HRESULT rows_add_columns(struct rows *rows, const SPropTagArray *tags)
{
    HRESULT hr = S_OK;

    LOCKED(&rows->lock);
    for (ULONG i = 0; tags && SUCCEEDED(hr) && i < tags->cValues; i++)
        hr = learn_column(rows, tags->aulPropTag[i]);
    return hr;
}

void rows_listen(struct rows *rows, struct rows_listener *listener)
{
    LOCKED(&rows->lock);
    list_init(&listener->changes);
    listener->waiting = listener->lost = false;
    list_append(&rows->listeners, &listener->link);
}

void rows_unlisten(struct rows *rows, struct rows_listener *listener)
{
    LOCKED(&rows->lock);
    list_remove(&listener->link);
    drop_changes(listener);
}

bool rows_next_change(struct rows *rows, struct rows_listener *listener, struct rows_change *out)
{
    struct queued_change *queued;

    LOCKED(&rows->lock);
    if (list_empty(&listener->changes)) return false;
    queued = LIST_ENTRY(listener->changes.next, struct queued_change, link);
    list_remove(&queued->link);
    *out = queued->change;
    mem_free(queued);
    return true;
}
