/*
 * scan_order.h - a sort order as SQL expressions
 */
#pragma once
#include "store.h"

#define MAX_SORTS 16

/* What a table's rows are: the messages of a folder, or the folders under one. */
struct scan_source {
    struct store *store; /* borrowed */
    bool folders;
    bool deep;           /* folders: of all levels */
    bool deleted;        /* folders: the soft-deleted ones */
    bool search;         /* messages: those that the search folder has links to */
    int64_t folder;
    int part;            /* messages: PART_..., PART_DELETED added */
};

/* One key. Rows without a value come last in either direction. */
struct scan_key {
    char *sql;          /* an expression over m, p and r (search_results), f, or t; owned */
    const char *lowest; /* at or below every value, so that an index can begin there; NULL: there is no index */
    bool descending;
};

struct scan_order {
    struct scan_key keys[MAX_SORTS];
    int n;
    int levels; /* of headings; 0: none */
    int level_keys[MAX_SORTS]; /* so many keys make levels 0..i */
    bool packed; /* a key needs message_props p */
    bool sorted; /* no index of messages gives it: SQLite sorts for each statement */
};

/*
 * The keys of a client's order; columns that all rows have alike are left out. set NULL or without sorts is the natural
 * order: by id, in deep tables each folder after its parent.
 * Errors  MAPI_E_TOO_COMPLEX (multi-valued, too many, categories of folders, TABLE_SORT_CATEG_MAX and _MIN),
 *         MAPI_E_INVALID_PARAMETER, MAPI_E_NOT_ENOUGH_MEMORY
 */
HRESULT scan_order_make(const struct scan_source *source, const SSortOrderSet *set, struct scan_order *out);
/* The row's id, as the index has it that the rows are walked by. */
const char *scan_id(const struct scan_source *source);
void scan_order_clear(struct scan_order *order);
