/*
 * table_view.h - IMAPITable over rows: columns, restriction, order, groups, cursor, bookmarks,
 * notifications
 */
#pragma once
#include "mapidefs.h"
#include "mapix.h"
#include "table/rows.h"

struct table_view_config {
    const SPropTagArray
        *columns; /* default columns, in the width the client asked for; NULL: all there are */
    const SSortOrderSet *order; /* NULL: table order */
    const SRestriction
        *always;      /* rows that don't match are never seen, whatever Restrict says; NULL: all */
    ULONG flags;      /* MAPI_UNICODE: the width of what comes without a type */
    ULONG table_type; /* TBLTYPE_, for GetStatus */
    /* Called once, without locks, when the view's last reference goes (ITableData::HrGetView). */
    void (*closed)(void *ctx, IMAPITable *view);
    void *closed_ctx;
};

/* One reference on *out, one taken on rows. Default columns and first order; MAPI_UNICODE when a
 * column is PT_UNICODE; TBLTYPE_DYNAMIC. Errors: MAPI_E_NOT_ENOUGH_MEMORY, MAPI_E_TOO_COMPLEX (the
 * order), MAPI_E_INVALID_PARAMETER */
HRESULT table_view_create(struct rows *rows, const SPropTagArray *default_columns,
                          const SSortOrderSet *order, IMAPITable **out);
HRESULT table_view_open(struct rows *rows, const struct table_view_config *config,
                        IMAPITable **out);
/* A table that was opened here answers MAPI_E_INVALID_OBJECT from now on. */
void table_view_kill(IMAPITable *table);
