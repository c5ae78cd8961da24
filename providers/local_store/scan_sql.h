/*
 * scan_sql.h - the statements of a scan: what lies on one side of a position, as stretches that an
 * index gives in order
 *
 * "After (a, b, id)" in the order k1, k2, id, missing values last, is four stretches, read one
 * after the other: k1 = a, k2 = b, id after        k1 = a, k2 after b      k1 = a, k2 missing k1
 * after a       k1 missing Each is a range of an index that begins with these keys.
 */
#pragma once
#include "scan.h"

enum stretch_kind {
    STRETCH_ALL,     /* no more keys: all rows */
    STRETCH_SAME,    /* all keys equal, the id beyond the position's, or the same when inclusive */
    STRETCH_BEYOND,  /* keys before `equal` equal, that one beyond the position's */
    STRETCH_MISSING, /* ... without a value of that one */
    STRETCH_PRESENT, /* ... with a value */
    STRETCH_ROW,     /* the row of one id */
    STRETCH_OBJECT,  /* all rows of its message or folder */
};

struct stretch {
    enum stretch_kind kind;
    int equal; /* so many keys are the position's */
    bool inclusive;
};
#define MAX_STRETCHES (2 * MAX_SORTS + 2)

/* Those on one side of at, nearest first. */
int scan_stretches(const struct scan *scan, const struct position *at, bool back,
                   struct stretch out[MAX_STRETCHES]);

enum scan_result {
    SCAN_ROWS,  /* id, depth, keys (what levels are sorted by, too, when SQL alone doesn't decide);
                   in order, LIMIT and OFFSET */
    SCAN_COUNT, /* their number */
    SCAN_UNREAD, /* the number of those that are not read; messages */
    SCAN_GROUPS, /* least id, number, keys of each innermost group, then what levels are sorted by;
                    in order */
};

struct scan_want {
    enum scan_result result;
    int64_t limit, offset; /* SCAN_ROWS; limit < 0: none */
    bool open;             /* SCAN_ROWS: behind the keys, what scan_row_read reads */
    uint32_t columns;      /* then, of the row's columns, these */
};

/* A statement ready to step, with everything bound; under the lock, to be given to
 * scan_statement_done there. */
HRESULT scan_statement(struct scan *scan, const struct scan_filter *also,
                       const struct stretch *stretch, const struct position *at, bool back,
                       const struct scan_want *want, sqlite3_stmt **out);
void scan_statement_done(struct scan *scan, sqlite3_stmt *stmt);
/* The statement's text, for those who want to see its plan; sqlite3_free. */
char *scan_text(const struct scan *scan, const struct scan_filter *also,
                const struct stretch *stretch, const struct position *at, bool back,
                const struct scan_want *want);

/* So many keys has a row of SCAN_ROWS. */
int scan_row_keys(const struct scan *scan);

/* scan.c: a position beside the row that the statement is on. */
HRESULT position_read(int n_keys, sqlite3_stmt *stmt, enum position_at at, struct position *out);
/* SCAN_COUNT or SCAN_UNREAD of a stretch. */
HRESULT stretch_count(struct scan *scan, const struct stretch *stretch, const struct position *at,
                      bool back, enum scan_result what, int64_t *count);
/* The row after `skip` others of the stretch; *at before it. S_FALSE: there are not so many. */
HRESULT stretch_skip(struct scan *scan, const struct stretch *stretch, const struct position *from,
                     bool back, int64_t skip, struct position *at);

/* Columns of SCAN_ROWS. */
#define SCAN_COLUMN_ID    0
#define SCAN_COLUMN_DEPTH 1
#define SCAN_COLUMN_COUNT 1 /* SCAN_GROUPS */
#define SCAN_COLUMN_KEYS  2
