/*
 * status_row.h - the rows of the status table: the providers' own and the subsystem's
 */
#pragma once
#include "mapidefs.h"
#include "eid/eid.h"
#include "provider/router.h"

struct logon;

/* Who a row belongs to: what MAPI puts in it itself. */
struct status_owner {
    ULONG resource_type;   /* MAPI_SUBSYSTEM, MAPI_STORE_PROVIDER ... */
    ULONG resource_flags;  /* STATUS_... */
    const WCHAR *dll;      /* PR_PROVIDER_DLL_NAME */
    const WCHAR *provider; /* PR_PROVIDER_DISPLAY */
    const MAPIUID *section; /* PR_PROVIDER_UID, NULL: none */
};

/*
 * Writes a row.
 * row     in, out: its number; 0 makes a new one
 * merge   values are merged into what the row has (STATUSROW_UPDATE), else replace it
 * values  PR_DISPLAY_NAME, PR_STATUS_CODE, PR_RESOURCE_METHODS ...; what MAPI computes is passed
 * over
 */
HRESULT status_row_put(struct router *router, const struct status_owner *owner, ULONG *row,
                       bool merge, ULONG count, const SPropValue *values);
void status_row_remove(struct router *router, ULONG row);
/* IMAPISupport::ModifyStatusRow for a logged-on provider. */
HRESULT status_row_modify(struct logon *logon, ULONG count, const SPropValue *values, ULONG flags);
/* PR_STATUS_CODE of its row, as it last told; 0: it has none. */
ULONG status_row_code(struct logon *logon);
/* Sets STATUS_ bits of the row of a provider section; nothing when it has none. */
HRESULT status_row_flags(struct router *router, const MAPIUID *section, ULONG set, ULONG clear);
