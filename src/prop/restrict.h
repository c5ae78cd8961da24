/*
 * restrict.h - does this row match this SRestriction; restrictions copied and checked
 *
 * Every restriction type is evaluated but RES_SUBRESTRICTION (unless the row's owner can) and
 * RES_COUNT. A missing property makes its comparison false, for RELOP_NE too. Text of mixed width
 * is compared as UTF-16.
 */
#pragma once
#include <stdbool.h>
#include "mapidefs.h"
#include "mapicode.h"

#define RESTRICT_MAX_DEPTH 256
#define RESTRICT_MAX_NODES 100000

/* What a restriction is asked about. */
struct restrict_row {
    /* The value that fits tag (ptag_fits), borrowed until the match is over; NULL: the row hasn't
     * it. With MV_INSTANCE it is the value of an MVI column; NULL: this table hasn't got that
     * column, all values will be asked for. */
    const SPropValue *(*find)(void *ctx, ULONG tag);
    /* RES_SUBRESTRICTION: NULL makes it MAPI_E_TOO_COMPLEX. */
    HRESULT (*sub)(void *ctx, ULONG subobject, const SRestriction *restriction, bool *match);
    void *ctx;
};

/*
 * NULL restriction matches everything.
 * Errors  MAPI_E_TOO_COMPLEX         types that don't agree, nesting too deep, RES_SUBRESTRICTION,
 * RES_COUNT MAPI_E_INVALID_PARAMETER   an unknown kind, relation or a missing pointer
 */
HRESULT restrict_match_row(const SRestriction *restriction, const struct restrict_row *row,
                           bool *match);
/* The same over an array of values. */
HRESULT restrict_match(const SRestriction *restriction, ULONG count, const SPropValue *props,
                       bool *match);
/* What restrict_match would answer whatever the row: S_OK or the error. Restrict and FindRow ask it
 * first. */
HRESULT restrict_check(const SRestriction *restriction);
bool restrict_valid(
    const SRestriction *restriction); /* structure only; FBadRestriction is its opposite */
/* Deep copy as one linked allocation; root NULL: a root of its own. NULL gives NULL. */
HRESULT restrict_copy(const SRestriction *restriction, void *root, SRestriction **out);

/* Does target contain (begin with, equal) pattern at this fuzzy level: text of any width, or
 * binary. Multivalued targets: any element. Other types: false. (FPropContainsProp, RES_CONTENT) */
bool restrict_contains(const SPropValue *target, const SPropValue *pattern, ULONG fuzzy);
/* value RELOP_.. other; false where types differ, the relation is unknown or the type has no order.
 * RELOP_RE is the regular expression of FPropCompareProp, which nobody defined: false. */
bool restrict_compare(const SPropValue *value, ULONG relop, const SPropValue *other);
