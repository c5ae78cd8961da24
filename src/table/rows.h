/*
 * rows.h - keyed rows in memory, which tell their listeners what changed
 *
 * A row is a set of values found by one of them, the index property (PR_INSTANCE_KEY, PR_ROWID
 * ...). Rows are immutable and counted: a change puts another row in the old one's place, so a
 * reader may keep what it was lent. Any thread may call; listeners are called without a lock held.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "mapidefs.h"
#include "mapicode.h"
#include "base/list.h"
#include "table/row_pool.h"

struct rows;
struct sieve;

/* One slot of its table's pool with all its values; it doesn't outlive its table. */
struct row {
    struct row_slot slot;
    LONG refs;
    uint32_t hash;   /* of the key */
    uint64_t id;     /* the same for all versions of one row, never used twice */
    uint64_t rank;   /* table order, less than RANK_LIMIT; under the rows' lock only */
    uint32_t key_at; /* how far behind the row's own start stands what makes it the same key */
    uint32_t key_bytes;
    uint32_t key_number : 31; /* of the index property among values */
    uint32_t repeats : 1;     /* a tag comes twice: it is the first that counts */
    ULONG count;              /* of values */
    SPropValue values[];
};
static inline const SPropValue *row_index_value(const struct row *row)
{
    return &row->values[row->key_number];
}
static inline const void *row_key_start(const struct row *row)
{
    return (const char *)row + row->key_at;
}
/* Bytes from values on: a block as pval_copy_block wants it. */
static inline size_t row_block_bytes(const struct row *row)
{
    return row->slot.bytes - offsetof(struct row, values);
}
#define RANK_LIMIT ((uint64_t)1 << 48) /* so that an item has room for more beside it */
void row_ref(struct row *row);
void row_unref(struct row *row);
const SPropValue *row_find(const struct row *row, ULONG tag); /* fits tag, not PT_ERROR; NULL */
/* The value with this very tag; *at is where rows had it last. NULL: it takes row_find. */
static inline const SPropValue *row_value_near(const struct row *row, ULONG tag, ULONG *at)
{
    if (row->repeats) return NULL;
    if (*at < row->count && row->values[*at].ulPropTag == tag) return &row->values[*at];
    for (ULONG i = 0; i < row->count; i++) {
        if (row->values[i].ulPropTag != tag) continue;
        *at = i;
        return &row->values[i];
    }
    return NULL;
}

enum rows_change_kind {
    ROWS_ADDED,
    ROWS_MODIFIED,
    ROWS_DELETED,
    ROWS_CHANGED,    /* many at once */
    ROWS_RELOADED,   /* all are gone, or nothing is as it was */
    ROWS_RENUMBERED, /* ranks only */
};

/*
 * Someone who wants to know; embedded. Changes wait in its queue until rows_next_change takes them,
 * in their order. From rows_listen to rows_unlisten the owner must live; hold and drop keep it over
 * a poke that runs meanwhile.
 */
struct rows_listener {
    struct list link;
    struct list changes;
    bool waiting; /* to be poked */
    bool unheard; /* rows_list took changes out of the queue that nobody had heard of; for the owner
                     to clear */
    bool lost; /* a change could not be queued for want of memory: read everything anew (atomic_get)
                */
    void (*poke)(
        struct rows_listener *); /* there is something in the queue; called without locks */
    void (*hold)(struct rows_listener *); /* called with the rows' lock held: count only */
    void (*drop)(struct rows_listener *); /* called without locks */
};
struct rows_change {
    enum rows_change_kind kind;
    struct row *before, *after; /* counted for the receiver; NULL where it doesn't apply */
    uint64_t rank; /* where the row stands, in the numbering since the last ROWS_RENUMBERED */
};
/* A row and where it stands. */
struct rows_entry {
    struct row *row;
    uint64_t rank;
};

/* index_tag: a whole tag of a type that can be compared. One reference. */
HRESULT rows_create(ULONG index_tag, struct rows **out);
void rows_ref(struct rows *rows);
void rows_unref(struct rows *rows); /* with the last reference all rows go */

#define ROWS_AT_END 0xFFFFFFFF
/* values are copied; MAPI_E_INVALID_PARAMETER when the index property isn't among them or something
 * is not a value. rows_put: the row with that key is replaced, else one is added at the end. */
HRESULT rows_put(struct rows *rows, ULONG count, const SPropValue *values);
/* Number at (0..count, ROWS_AT_END); MAPI_E_INVALID_PARAMETER when the key is already there. */
HRESULT rows_insert(struct rows *rows, ULONG at, ULONG count, const SPropValue *values);
/* All or nothing; up to 8 are told one by one, more as ROWS_CHANGED. */
HRESULT rows_put_many(struct rows *rows, ULONG n, const SRow *set);
HRESULT rows_remove(struct rows *rows, const SPropValue *key); /* MAPI_E_NOT_FOUND */
/* Missing ones are no error; *removed counts. */
HRESULT rows_remove_many(struct rows *rows, ULONG n, const SPropValue *keys, ULONG *removed);
ULONG rows_remove_all(struct rows *rows);
/* Tells ROWS_MODIFIED although nothing is. MAPI_E_NOT_FOUND */
HRESULT rows_touch(struct rows *rows, const SPropValue *key);

ULONG rows_count(struct rows *rows);
ULONG rows_index_tag(const struct rows *rows);
/* Both give a counted row, or NULL. *number may be NULL. */
struct row *rows_find(struct rows *rows, const SPropValue *key, ULONG *number);
struct row *rows_at(struct rows *rows, ULONG number);
/* All rows in table order, counted, as one mem_root array; the queue of listener (may be NULL) is
 * emptied by the same act, so nothing is seen twice or missed. Free with rows_list_free. */
HRESULT rows_list(struct rows *rows, struct rows_listener *listener, size_t *count,
                  struct rows_entry **out);
/* The same without those that the sieve rejects. */
HRESULT rows_list_through(struct rows *rows, struct rows_listener *listener, struct sieve *sieve,
                          size_t *count, struct rows_entry **out);
void rows_list_free(size_t count, struct rows_entry *list); /* passes over a row that is NULL */
/* Every column that any row ever had, in order of first appearance; columns never shrink (11.2-15,
 * -19). */
HRESULT rows_columns(struct rows *rows, void *root, SPropTagArray **out);
/* More columns than the rows show, for TBL_ALL_COLUMNS and later views. */
HRESULT rows_add_columns(struct rows *rows, const SPropTagArray *tags);

void rows_listen(struct rows *rows, struct rows_listener *listener);
void rows_unlisten(struct rows *rows, struct rows_listener *listener);
/* The next change in *out: true. The receiver row_unrefs both rows. */
bool rows_next_change(struct rows *rows, struct rows_listener *listener, struct rows_change *out);
