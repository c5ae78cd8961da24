/*
 * valid.c - the FBad exports: nonzero says that a structure is bad, and no pointer in it can make
 * them crash
 */
#include "mapival.h"
#include "prop/probe.h"
#include "prop/ptype.h"
#include "sys/probe.h"

#define MAX_COUNT 0x0fffffff /* more can be nowhere */

/* cStrings texts; Source: FBadRglpszW */
BOOL STDMETHODCALLTYPE FBadRglpszA(LPSTR *texts, ULONG count)
{
    if (!count) return FALSE;
    if (!texts || count > MAX_COUNT || !sys_readable(texts, (size_t)count * sizeof(*texts)))
        return TRUE;
    for (ULONG i = 0; i < count; i++)
        if (!probe_text8(texts[i])) return TRUE;
    return FALSE;
}

BOOL STDMETHODCALLTYPE FBadRglpszW(LPWSTR *texts, ULONG count)
{
    if (!count) return FALSE;
    if (!texts || count > MAX_COUNT || !sys_readable(texts, (size_t)count * sizeof(*texts)))
        return TRUE;
    for (ULONG i = 0; i < count; i++)
        if (!probe_text16(texts[i])) return TRUE;
    return FALSE;
}


BOOL STDMETHODCALLTYPE FBadRglpNameID(LPMAPINAMEID *names, ULONG count)
{
    if (!count) return FALSE;
    if (!names || count > MAX_COUNT || !sys_readable(names, (size_t)count * sizeof(*names)))
        return TRUE;
    for (ULONG i = 0; i < count; i++)
        if (!probe_name(names[i])) return TRUE;
    return FALSE;
}

/* Also bad: an entry ID shorter than its 4 bytes of flags. */
BOOL STDMETHODCALLTYPE FBadEntryList(LPENTRYLIST list)
{
    return !probe_entry_list(list);
}

ULONG STDMETHODCALLTYPE FBadRestriction(LPSRestriction restriction)
{
    return !probe_restriction(restriction);
}

/* Bad: a type that MAPI doesn't know; PT_UNSPECIFIED is one that it does. */
ULONG STDMETHODCALLTYPE FBadPropTag(ULONG tag)
{
    return !ptype_is_early(tag);
}

/* The id is not looked at, nor the pointer of a multivalue of nothing; a boolean may be 0, 1 or
 * VARIANT_TRUE. */
ULONG STDMETHODCALLTYPE FBadProp(LPSPropValue prop)
{
    if (!prop || !sys_readable(prop, sizeof(*prop)) || !ptype_is_early(prop->ulPropTag))
        return TRUE;
    if (ptype_is_many(prop->ulPropTag) && !prop->Value.MVl.cValues) return FALSE;
    if (PROP_TYPE(prop->ulPropTag) == PT_BOOLEAN && prop->Value.b > 1 && prop->Value.b != 0xffff)
        return TRUE;
    return !probe_value(prop);
}

/* Bad: a row with a bad property; NULL is. */
ULONG STDMETHODCALLTYPE FBadRow(LPSRow row)
{
    if (!row || !sys_readable(row, sizeof(*row))) return TRUE;
    if (row->cValues > MAX_COUNT ||
        !sys_readable(row->lpProps, (size_t)row->cValues * sizeof(*row->lpProps)))
        return TRUE;
    for (ULONG i = 0; i < row->cValues; i++)
        if (FBadProp(&row->lpProps[i])) return TRUE;
    return FALSE;
}

/* Bad: one with a bad row; NULL is. */
BOOL STDMETHODCALLTYPE FBadRowSet(LPSRowSet rows)
{
    if (!rows || !sys_readable(rows, CbNewSRowSet(0)) || rows->cRows > MAX_COUNT ||
        !sys_readable(rows, CbNewSRowSet(rows->cRows)))
        return TRUE;
    for (ULONG i = 0; i < rows->cRows; i++)
        if (FBadRow(&rows->aRow[i])) return TRUE;
    return FALSE;
}

ULONG STDMETHODCALLTYPE FBadSortOrderSet(LPSSortOrderSet order)
{
    return !probe_sort_order(order);
}

/* PT_ERROR columns are bad, PT_NULL ones are not, nor MV_FLAG with it. */
ULONG STDMETHODCALLTYPE FBadColumnSet(LPSPropTagArray columns)
{
    if (!probe_tags(columns)) return TRUE;
    for (ULONG i = 0; i < columns->cValues; i++)
        if (PROP_TYPE(columns->aulPropTag[i]) == PT_ERROR ||
            !ptype_is_early(columns->aulPropTag[i]))
            return TRUE;
    return FALSE;
}
