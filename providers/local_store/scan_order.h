/*
 * scan_order.h - a sort order as SQL expressions
 */
#pragma once
#include "mvi.h"
#include "store.h"

#define MAX_SORTS 16

/* What a table's rows are: the messages of a folder, or the folders under one; each as often as its
 * MVI columns have values. */
struct scan_source {
    struct store *store; /* borrowed */
    bool folders;
    bool deep;           /* folders: of all levels */
    bool deleted;        /* folders: the soft-deleted ones */
    bool search;         /* messages: those that the search folder has links to */
    bool outgoing; /* messages: those of the outgoing queue, in the order of submission; folder and
                      part say nothing */
    int64_t folder;
    int part;            /* messages: PART_..., PART_DELETED added */
    struct mvi_columns
        instances; /* what multiplies the rows: MVI columns of the column set and the order */
};

/*
 * Adds the tag to what multiplies the rows of the source, when it is an MVI column of a property
 * that may have many values. MAPI_E_TOO_COMPLEX: there are too many of them.
 */
HRESULT scan_source_multiply(struct scan_source *source, ULONG tag);

/* One key. Rows without a value come last in either direction. */
struct scan_key {
    char *sql;          /* an expression over m, p and r (search_results), f, or t; owned */
    const char *lowest; /* at or below every value, so that an index can begin there; NULL: there is
                           no index */
    bool descending;
    bool everywhere;    /* no row is without it */
};

struct scan_order {
    struct scan_key keys[MAX_SORTS];
    int n;
    int levels; /* of headings; 0: none */
    int level_keys[MAX_SORTS]; /* so many keys make levels 0..i */
    int n_best; /* keys after those n, which sort no rows: what groups of a level are sorted by */
    int level_best[MAX_SORTS];  /* 1 + which of them; 0: the level goes by its keys */
    bool packed; /* a key, or an MVI column, needs message_props p */
    bool sorted; /* no index of messages gives it: SQLite sorts for each statement */
};

/*
 * The keys of a client's order; columns that all rows have alike are left out. set NULL or without
 * sorts is the natural order: by id, in deep tables each folder after its parent. MVI columns of
 * the set are among the source's instances.
 * Errors  MAPI_E_TOO_COMPLEX (multi-valued without MV_INSTANCE, too many, categories of folders,
 *         two of TABLE_SORT_CATEG_... of one category), MAPI_E_INVALID_PARAMETER (also
 *         TABLE_SORT_CATEG_MAX or _MIN that isn't behind a category), MAPI_E_NOT_ENOUGH_MEMORY
 */
HRESULT scan_order_make(const struct scan_source *source, const SSortOrderSet *set,
                        struct scan_order *out);
/* TABLE_SORT_CATEG_MAX or _MIN: not a key of rows, but what the category before it is sorted by. */
static inline bool sort_is_of_category(const SSortOrder *sort)
{
    return sort->ulOrder == TABLE_SORT_CATEG_MAX || sort->ulOrder == TABLE_SORT_CATEG_MIN;
}
/* The row's id, as the index has it that the rows are walked by. */
const char *scan_id(const struct scan_source *source);
void scan_order_clear(struct scan_order *order);
