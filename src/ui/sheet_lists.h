/*
 * sheet_lists.h - what a list of a property sheet shows: the rows of the table behind it, or a
 * property's own values
 */
#pragma once
#include "mapidefs.h"
#include "mapix.h"
#include "ui/sheet_control.h"

struct sheet_line {
    const WCHAR *text;
    const SPropValue *set; /* what choosing it sets; NULL: nothing */
    SBinary eid, key;      /* a list to choose several from: PR_ENTRYID, PR_INSTANCE_KEY */
    LONG display_type;
};
/* Zeroes are an empty one. */
struct sheet_list {
    struct sheet_line *lines; /* owned, with what they point at, but for what lies in rows */
    size_t count;
    SRowSet *rows; /* owned */
};

/* A table that the object has as a property, in UTF-16 where it can. */
HRESULT sheet_table_open(IMAPIProp *object, ULONG tag, IMAPITable **out);
/* List boxes, drop-down lists and combo boxes: opens the control's table at the object and reads
 * it. What was there before goes.
 * Errors  the object's and its table's; MAPI_E_TABLE_TOO_BIG, MAPI_E_NOT_ENOUGH_MEMORY: the list is
 *         empty */
HRESULT sheet_list_open(struct sheet_list *list, const struct sheet_control *control,
                        IMAPIProp *object);
/* A multivalued list shows the values of its property; NULL: it has none. */
HRESULT sheet_list_of_values(struct sheet_list *list, const SPropValue *value);
void sheet_list_drop(struct sheet_list *list);
/* The first line that sets this value; count: none does. */
size_t sheet_list_find(const struct sheet_list *list, const SPropValue *value);
