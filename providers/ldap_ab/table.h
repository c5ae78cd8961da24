/*
 * table.h - IMAPITable of what a directory has: people, lists, members, containers
 *
 * Rows are asked of the server when a client first wants some, at most as many as the settings
 * allow; a table that was cut answers GetRowCount with MAPI_W_APPROX_COUNT. What is restricted is
 * asked anew, so that what was cut before is found. Source: 7.9-13, 7.9-15, 7.9-16
 */
#pragma once
#include "container_rows.h"

enum table_kind {
    TABLE_OF_CONTENTS,
    TABLE_OF_MEMBERS,
    TABLE_OF_CONTAINERS,
    TABLE_OF_ALL_CONTAINERS, /* CONVENIENT_DEPTH */
    TABLE_OF_VIEW
};

/* dn: of the container or list; NULL: the root. flags: MAPI_UNICODE counts. No question is asked.
 */
HRESULT table_create(struct book *book, enum table_kind kind, const char *dn, ULONG flags,
                     IMAPITable **out);
/* Moves view, and passes all calls on to it until the log-on ends. */
HRESULT table_of_view(struct book *book, IMAPITable *moves_view, IMAPITable **out);
