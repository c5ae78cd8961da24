/*
 * sheet_values.h - the properties that the controls of a sheet show: read, held, written back
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include "mapidefs.h"

/* GetProps of somebody else's object: a value for each tag, texts without a width in UTF-16 where it
 * can. Errors  GetProps' */
HRESULT sheet_ask(IMAPIProp *object, const SPropTagArray *tags, SPropValue **out);

struct sheet_value {
    ULONG tag;         /* as the display table names it */
    SPropValue *value; /* owned; text as PT_UNICODE; NULL: the object has none that can be shown */
    bool changed;      /* to be written */
};
/* Zeroes but for object: none yet. */
struct sheet_values {
    IMAPIProp *object; /* borrowed */
    struct sheet_value *data;
    size_t count, room;
    bool written; /* something has been */
};
void sheet_values_drop(struct sheet_values *values);
/* One for the property, or the one that there is: its number. MAPI_E_NOT_ENOUGH_MEMORY */
HRESULT sheet_values_add(struct sheet_values *values, ULONG tag, size_t *number);
/* Asks the object for `count` of them, from the first on; what had been changed is forgotten. What
 * it doesn't give is none. Errors  MAPI_E_NOT_ENOUGH_MEMORY */
HRESULT sheet_values_read(struct sheet_values *values, size_t first, size_t count);
/*
 * It has another value from now on; its tag says whether that fits.
 * at_once  it is written now, or stays what it was
 */
HRESULT sheet_values_set(struct sheet_values *values, size_t number, const SPropValue *value,
                         bool at_once);
/* Writes what has changed. number: on failure the first that was refused, or count. */
HRESULT sheet_values_write(struct sheet_values *values, size_t *number);
