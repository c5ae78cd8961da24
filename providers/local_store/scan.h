/*
 * scan.h - the rows of a table in an order, those a restriction lets through: walked from any
 * position, never gathered
 *
 * A position is a place between rows, named by the sort keys and the id of a row beside it (which
 * may be gone by now): so a page costs the same wherever it is, and changes made by whomever, in
 * any process, lose no row and show none twice.
 */
#pragma once
#include "restriction.h"
#include "scan_order.h"
#include "scan_row.h"

#define SCAN_LOOK 512 /* rows looked at under one hold of the lock, at first */

enum position_at {
    POSITION_START,
    POSITION_BEFORE, /* the row */
    POSITION_AFTER,
    POSITION_END,
};

struct position {
    enum position_at at;
    int64_t id;
    LONG depth;
    sqlite3_value *keys[MAX_SORTS]; /* owned; as many as the order has */
};

void position_clear(struct position *position); /* becomes the start */
HRESULT position_copy(const struct position *from, struct position *to);
void position_move(struct position *from, struct position *to);

/* A restriction that several scans may have. */
struct scan_filter {
    LONG refs;
    struct restriction *restriction; /* owned */
    bool exact;                      /* SQL alone decides */
};
/* Errors as restriction_create. */
HRESULT scan_filter_create(const struct scan_source *source, const SRestriction *res,
                           struct scan_filter **out);
/* With the help of the index of texts, which is brought up to date a little when the filter would
 * gain by it. Not in a transaction. */
void scan_filter_quicken(const struct scan_source *source, struct scan_filter *filter);
void scan_filter_unref(struct scan_filter *filter); /* NULL does nothing */

/* Rows that an order without an index has next, so that not each page sorts the folder anew. */
struct scan_ahead {
    int64_t *ids; /* malloc */
    size_t n, at, room;
    bool all;         /* there are no more */
    int64_t after;    /* the row before ids[at] */
    unsigned version; /* of the file; another one: it is all void */
};

/* Immutable but for its caches, which belong to the lock; counted, since a call may outlive a
 * Restrict. */
struct scan {
    LONG refs;
    struct scan_source source;
    struct scan_order order;
    SSortOrderSet *set;         /* as the client gave it; malloc, or NULL */
    struct scan_filter *filter; /* owned, or NULL: all rows */
    struct scan_ahead ahead;
};

/* set and filter may be NULL; takes its own reference to filter. Errors as scan_order_make. */
HRESULT scan_create(const struct scan_source *source, const SSortOrderSet *set,
                    struct scan_filter *filter, struct scan **out);
struct scan *scan_ref(struct scan *scan);
void scan_unref(struct scan *scan); /* not under the lock; the store must still be there */
bool scan_is_exact(const struct scan *scan);

/* What each row of a walk is handed to, under the lock. row is open when the walk says open_rows. A
 * failure ends the walk. */
typedef HRESULT scan_each_fn(void *context, int64_t id, struct scan_row *row);

struct scan_walk {
    struct scan *scan;
    struct scan_filter *also; /* borrowed, or NULL */
    bool back;
    bool open_rows;
    bool end_only; /* each does without *at: it is where it should only when the walk has ended */
    const SPropTagArray *columns; /* that will be asked of open rows, borrowed; NULL: any */
    size_t want;              /* matching rows at most */
    size_t look; /* rows looked at, at most, by one call of scan_walk_some; grows. 0 begins with
                    SCAN_LOOK */
    scan_each_fn *each;       /* may be NULL */
    void *context;
    size_t got;               /* so far */
    bool ended;               /* there are no more */
};

/*
 * Goes on from *at until `want` is reached, the rows end, or enough rows were looked at for one
 * hold of the lock (then call it again). *at is then behind the last row looked at, as seen in the
 * walk's direction.
 */
HRESULT scan_walk_some(struct scan_walk *walk, struct position *at);
/* The same until want is reached or the rows end. */
HRESULT scan_walk(struct scan_walk *walk, struct position *at);

/* Moves *at by count rows, or as many as there are; *moved (never NULL) with sign. */
HRESULT scan_seek(struct scan *scan, struct position *at, int64_t count, int64_t *moved);
/* Rows before at; all when at is POSITION_END. */
HRESULT scan_count(struct scan *scan, const struct position *at, int64_t *count);
/* Of all rows of a message or folder, in no order. In a transaction. */
HRESULT scan_rows_of(struct scan *scan, int64_t object, scan_each_fn *each, void *context);
/* The row of this id: *at before it. S_FALSE: it is not among the rows. */
HRESULT scan_locate(struct scan *scan, int64_t id, struct position *at);

/* Changes with each commit to the file, of whatever process. In a transaction. */
HRESULT scan_file_version(const struct scan *scan, unsigned *version);
enum rows_touched { ROWS_SAME, ROWS_FLAGGED, ROWS_OTHERS };
/*
 * What the changes after *seq in the log may have done to the rows: nothing, read flags and status
 * alone, or anything. *seq becomes the last one. Without a change in the log it is anything, too:
 * whoever wrote the file didn't tell. In a transaction.
 */
HRESULT scan_touched(const struct scan *scan, int64_t *seq, enum rows_touched *out);
/*
 * Rows that share the keys of their innermost group: row is one of them and has these keys; best is
 * what levels are sorted by (order.n_best values, NULL ones where no row has any). unread -1: not
 * counted.
 */
typedef HRESULT scan_group_fn(void *context, const struct position *row, sqlite3_value *const *best,
                              int64_t count, int64_t unread);
/* All groups of a categorised order, in order; one may come in several parts, one right after the
 * other. In a transaction. */
HRESULT scan_groups(struct scan *scan, scan_group_fn *each, void *context);
/* Unread ones among the rows that have the first n_keys of this row's; scan is exact. In a
 * transaction. */
HRESULT scan_unread(struct scan *scan, int64_t row, int n_keys, int64_t *count);
/* Among the rows that have the first n_keys of this row's, in a scan that is exact, in a
 * transaction. *at before the row that `skip` others precede; S_FALSE: there is none. And: so many
 * precede that of the position. */
HRESULT scan_seek_below(struct scan *scan, int64_t row, int n_keys, int64_t skip,
                        struct position *at);
HRESULT scan_count_below(struct scan *scan, const struct position *at, int n_keys, int64_t *count);
/* Before the row with this number of `all`, from whichever end is nearer. */
HRESULT scan_seek_row(struct scan *scan, int64_t row, int64_t all, struct position *at);
