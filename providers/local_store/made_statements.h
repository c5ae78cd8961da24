/*
 * made_statements.h - prepared statements of texts made at run time, kept by the connection for the
 * next that makes the same
 *
 * Tables make their statements from order, restriction and position. A client that opens a folder
 * again, or goes back to an order, finds them prepared. All under the connection's lock.
 */
#pragma once
#include "common/sql/db.h"

struct made_statements;

/* Ready to be bound. Moves text (sqlite3_malloc's; NULL is MAPI_E_NOT_ENOUGH_MEMORY). To be given
 * back by made_statement_done. */
HRESULT made_statement(struct db *db, char *text, sqlite3_stmt **out);
void made_statement_done(struct db *db,
                         sqlite3_stmt *stmt); /* reset, bindings cleared; NULL does nothing */
void made_statements_free(struct made_statements *made);     /* NULL does nothing; none is in use */
