/*
 * restriction.h - a restriction of a contents or hierarchy table: what of it SQL can say, and
 * whether a row matches
 *
 * Semantics. A missing property matches nothing, RELOP_NE included (so RES_NOT of it matches). A
 * multi-valued property matches when one of its values does, an MVI column of the table when its
 * value in that row does. Text is compared in the order of collation MAPI, and where that finds no
 * difference small letters come before capitals, so RELOP_EQ is exact; the width of tag and value
 * doesn't matter. PT_UNSPECIFIED takes the constant's type. RES_COMMENT is the restriction in it,
 * true without one.
 * Source  about-restrictions, srestriction and its kinds (MAPI reference); contracts 6.11
 */
#pragma once
#include <stdbool.h>
#include "common/sql/value.h"
#include "sqlite3.h"

struct store;
struct restriction; /* a validated copy, nothing borrowed from the caller's; may be used by several
                       threads */

/*
 * The row's value of tag: S_OK and a reference; S_FALSE or MAPI_E_NOT_FOUND: it has none; another
 * failure ends the match. tag has the type that is asked for, but a value of another type may be
 * given: it is no match, text of the other width is. With MV_INSTANCE it is of an MVI column: the
 * row's own value where the table has that column, else all values. Asked for PR_INSTANCE_KEY by
 * RES_SUBRESTRICTION, for the row's id (instance_key_read).
 */
typedef HRESULT restriction_get_fn(void *context, ULONG tag, struct value **out);

/*
 * folders  of a hierarchy table, else of a contents table
 * Errors   MAPI_E_TOO_COMPLEX         types that don't agree, RELOP_RE, RES_COUNT, nesting too
 * deep, too many nodes, RES_SUBRESTRICTION of anything but recipients and attachments of messages
 *          MAPI_E_INVALID_PARAMETER   an unknown kind or relation, a missing pointer
 *          MAPI_E_NOT_ENOUGH_MEMORY
 */
HRESULT restriction_create(struct store *store, bool folders, const SRestriction *res,
                           struct restriction **out);
void restriction_free(struct restriction *restriction); /* NULL does nothing */

/*
 * An expression over `m` (messages) or `f` (folders) that is true of every row that matches, maybe
 * of more; in parentheses where it needs them. Parameters are `?`, in order. "1": SQL can say
 * nothing.
 */
const char *restriction_sql(const struct restriction *restriction);
/* SQL alone decides: a row of which restriction_sql is true matches. */
bool restriction_is_exact(const struct restriction *restriction);
/* It asks for a text that has an index: its rows are found by that one, then sorted, rather than
 * looked for in the table's order. */
bool restriction_is_rare(const struct restriction *restriction);
/* Binds from parameter *next on, and moves it past the last. The restriction must outlive the
 * bindings. */
HRESULT restriction_bind(const struct restriction *restriction, sqlite3_stmt *stmt, int *next);

/*
 * The same with the help of the index of texts, as far as it is of any by now; a table asks again
 * when it is restricted anew. restriction_quick_sql is true of the same rows as restriction_sql, or
 * of fewer that don't match.
 */
void restriction_quicken(
    struct restriction *restriction); /* under the lock; before others have it */
const char *restriction_quick_sql(const struct restriction *restriction);
HRESULT restriction_quick_bind(const struct restriction *restriction, sqlite3_stmt *stmt,
                               int *next);
/* It looks into bodies for what the index may know: it would be quicker if nothing waited to be
 * indexed. */
bool restriction_reads_text(const struct restriction *restriction);

/* Takes the store's lock for what it reads itself (large values, recipients, attachments). */
HRESULT restriction_matches(const struct restriction *restriction, restriction_get_fn *get,
                            void *context, bool *matches);
