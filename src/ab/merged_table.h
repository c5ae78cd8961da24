/*
 * merged_table.h - tables that all address book providers have a part in, as one table that follows
 * theirs
 *
 * There is one of each kind in a session. A provider's part is read when somebody first wants the
 * table, in the order of logon; it is read anew when the provider's table says that it changed, or,
 * where a table says nothing, whenever the merged one is opened. A provider that can't answer has
 * no part, and spoils nobody else's. When a provider is logged off its rows go.
 */
#pragma once
#include "mapidefs.h"
#include "provider/router.h"
#include "table/rows.h"

enum merged_kind {
    MERGED_TOP,     /* top-level containers */
    MERGED_DEEP,    /* all containers: CONVENIENT_DEPTH */
    MERGED_ONE_OFF, /* templates of one-offs: IABLogon::GetOneOffTable; MAPI's own comes last */
    MERGED_KINDS,
};

/* Reads whatever isn't up to date. again: all of it (ValidateState). MAPI_E_NOT_ENOUGH_MEMORY */
HRESULT merged_table_refresh(struct router *router, enum merged_kind kind, bool again);
/* An IMAPITable over it. flags: MAPI_UNICODE. */
HRESULT merged_table_open(struct router *router, enum merged_kind kind, ULONG flags,
                          IMAPITable **out);
/* All rows, as rows_list gives them: wide texts where the provider has them. */
HRESULT merged_table_rows(struct router *router, enum merged_kind kind, size_t *count,
                          struct rows_entry **out);
/* Reads all anew that somebody has wanted before. */
HRESULT merged_table_validate(struct router *router);
