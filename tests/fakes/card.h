/*
 * card.h - an object for tests with properties to see and change on a property sheet
 *
 * Written against include/ alone, as book.h.
 */
#pragma once
#include "mapidefs.h"
#include "mapiutil.h"

/* What its maker adds; each may be NULL. */
struct card_ops {
    /* OpenProperty; MAPI_E_NOT_FOUND: there is no such object */
    HRESULT (*open)(void *context, ULONG tag, const IID *iid, ULONG options, IUnknown **out);
    /* Before SetProps: what it answers instead; S_OK: the values are set. */
    HRESULT (*set)(void *context, ULONG count, const SPropValue *values);
    /* A property that SetProps has a problem with; S_OK: it has none. At most one at a time. */
    SCODE (*problem)(void *context, ULONG tag);
    HRESULT (*save)(void *context, IMailUser *card, ULONG flags);
    void (*gone)(void *context);
};

/* One reference; writable, and empty. */
HRESULT card_create(const struct card_ops *ops, void *context, IMailUser **out);
/* A row of a display table: a control, its place 1, 2, 3, 4. id: PR_CONTROL_ID. */
HRESULT card_control(ITableData *table, ULONG type, ULONG flags, const void *structure, ULONG bytes,
                     const char *id);
/* An empty display table, for card_control. */
HRESULT card_table(ITableData **out);
