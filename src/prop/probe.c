/*
 * probe.c - structures of MAPI from anywhere, looked at without trusting a pointer in them
 */
#include "prop/probe.h"
#include <stdint.h>
#include <string.h>
#include "prop/pieces.h"
#include "prop/ptype.h"
#include "prop/pval.h"
#include "sys/probe.h"

#define PAGE 4096

/* Bytes of a text with its terminator; 0: it runs into memory that isn't there. Each page is asked for once. */
static size_t text_extent(const void *text, size_t unit)
{
    const char *at = text;
    uintptr_t known = 0; /* all below is there, from text on */

    if (!text) return 0;
    for (;; at += unit) {
        WCHAR c = 0;

        if ((uintptr_t)at + unit > known) {
            if (!sys_readable(at, unit)) return 0;
            known = (((uintptr_t)at + unit - 1) / PAGE + 1) * PAGE;
        }
        memcpy(&c, at, unit); /* a client's text may lie at an odd address */
        if (!c) return (size_t)(at - (const char *)text) + unit;
    }
}

bool probe_text8(const char *text)
{
    return text_extent(text, 1) != 0;
}

bool probe_text16(const WCHAR *text)
{
    return text_extent(text, sizeof(WCHAR)) != 0;
}

/* unit 0: the walk is about to read the head of an ADRLIST. */
static size_t probe_measure(struct pieces *walk, const void *from, size_t unit)
{
    (void)walk;
    if (!unit) return sys_readable(from, sizeof(ULONG));
    return text_extent(from, unit);
}

static void *probe_piece(struct pieces *walk, void **slot, void *from, size_t bytes, size_t align)
{
    (void)slot, (void)align;
    if (!bytes) return PIECES_NOTHING;
    if (sys_readable(from, bytes)) return from;
    walk->error = MAPI_E_INVALID_PARAMETER;
    return NULL;
}

/* Beyond what the walk looks at; what they point at comes next. */
static bool sensible(const SPropValue *value)
{
    ULONG id = PROP_ID(value->ulPropTag);

    if (value->ulPropTag == PR_NULL) return true;
    if (id == PROP_ID_NULL || id == PROP_ID_INVALID ||
        PROP_TYPE(value->ulPropTag) == PT_UNSPECIFIED)
        return false;
    if (ptype_is_many(value->ulPropTag) && !value->Value.MVl.cValues) return false;
    return PROP_TYPE(value->ulPropTag) != PT_BOOLEAN || value->Value.b <= 1 ||
           value->Value.b == 0xffff;
}

bool probe_values(ULONG count, const SPropValue *values)
{
    struct pieces walk = {.visit = probe_piece, .measure = probe_measure};

    if (count > 0x07ffffff || !sys_readable(values, count * sizeof(*values))) return false;
    for (ULONG i = 0; i < count; i++)
        if (!sensible(&values[i])) return false;
    return SUCCEEDED(
        pieces_of_values(&walk, count, (SPropValue *)values)); /* probe_piece changes nothing */
}

bool probe_restriction(const SRestriction *restriction)
{
    struct pieces walk = {.visit = probe_piece, .measure = probe_measure};

    if (!restriction || !sys_readable(restriction, sizeof(*restriction))) return false;
    return SUCCEEDED(pieces_of_restriction(&walk, (SRestriction *)restriction));
}

bool probe_tags(const SPropTagArray *tags)
{
    if (!tags || !sys_readable(tags, sizeof(ULONG)) || tags->cValues > 0x0fffffff) return false;
    return sys_readable(tags, CbNewSPropTagArray(tags->cValues));
}

bool probe_sort_order(const SSortOrderSet *order)
{
    if (!order || !sys_readable(order, CbNewSSortOrderSet(0)) || order->cSorts > 0x0fffffff)
        return false;
    if (order->cCategories > order->cSorts || order->cExpanded > order->cCategories) return false;
    if (!sys_readable(order, CbNewSSortOrderSet(order->cSorts))) return false;
    for (ULONG i = 0; i < order->cSorts; i++)
        if (!ptype_of(order->aSort[i].ulPropTag) ||
            PROP_TYPE(order->aSort[i].ulPropTag) == PT_ERROR)
            return false;
    return true;
}

bool probe_row(const SRow *row)
{
    return row && sys_readable(row, sizeof(*row)) && probe_values(row->cValues, row->lpProps);
}

bool probe_rows(const SRowSet *rows)
{
    if (!rows || !sys_readable(rows, sizeof(ULONG)) || rows->cRows > 0x07ffffff) return false;
    if (!sys_readable(rows, CbNewSRowSet(rows->cRows))) return false;
    for (ULONG i = 0; i < rows->cRows; i++)
        if (!probe_row(&rows->aRow[i])) return false;
    return true;
}

bool probe_entry_list(const ENTRYLIST *list)
{
    if (!list || !sys_readable(list, sizeof(*list)) || list->cValues > 0x07ffffff) return false;
    if (!sys_readable(list->lpbin, list->cValues * sizeof(SBinary))) return false;
    for (ULONG i = 0; i < list->cValues;
         i++) /* the 4 bytes of flags are the least an entry ID has */
        if (list->lpbin[i].cb < 4 || !sys_readable(list->lpbin[i].lpb, list->lpbin[i].cb))
            return false;
    return true;
}

bool probe_name(const MAPINAMEID *name)
{
    if (!name || !sys_readable(name, sizeof(*name)) || !name->lpguid) return false;
    if (!sys_readable(name->lpguid, sizeof(GUID))) return false;
    return name->ulKind == MNID_ID ||
           (name->ulKind == MNID_STRING && probe_text16(name->Kind.lpwstrName));
}
