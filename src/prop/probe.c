/*
 * probe.c - structures of MAPI from anywhere, looked at without trusting a pointer in them
 */
#include "prop/probe.h"
#include <stdint.h>
#include <string.h>
#include "base/length.h"
#include "prop/pieces.h"
#include "prop/ptype.h"
#include "prop/pval.h"
#include "sys/probe.h"

#define PAGE 4096

typedef WCHAR unit16
    __attribute__((aligned(1), may_alias)); /* a client's text may lie at an odd address */

/* The terminator in from..end, which is all there; NULL: none. */
static const char *find_end(const char *from, const char *end, size_t unit)
{
#if LENGTH_BY_16
    if (unit == 1 || !((uintptr_t)from & 1)) { /* end is a page's: no read of 16 goes beyond, and
                                                  what ends later ends there at the latest */
        const char *found =
            unit == 1 ? length8_before(from, end) : length16_before((const WCHAR *)from, end);

        return found < end ? found : NULL;
    }
#endif
    if (unit == 1) return memchr(from, 0, (size_t)(end - from));
    for (; end - from >= (ptrdiff_t)sizeof(unit16); from += sizeof(unit16))
        if (!*(const unit16 *)from) return from;
    return NULL;
}

/* Bytes of a text with its terminator; 0: it runs into memory that isn't there. Each page is asked
 * for once. */
static size_t text_extent(const void *text, size_t unit)
{
    const char *at = text;

    if (!text) return 0;
    for (;;) {
        const char *end = (const char *)((uintptr_t)at | (PAGE - 1)) + 1, *found;

        if (!sys_readable(at, 1)) return 0;
        found = find_end(at, end, unit);
        if (found) return (size_t)(found - (const char *)text) + unit;
        at = end;
        if (unit == 1 || !((uintptr_t)text & 1)) continue;
        if (!sys_readable(end, 1)) return 0; /* one unit lies in both pages */
        if (!*(const unit16 *)(end - 1)) return (size_t)(end - 1 - (const char *)text) + unit;
        at = end + 1;
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

enum {
    MANY_MOST = 0x00ffffff
}; /* elements; the walk has something to say about more */

/* The elements of a value of many, and what they point at; none are left to the walk. */
static bool probe_many(const SPropValue *value, size_t bytes_each)
{
    ULONG many = value->Value.MVl.cValues;

    return many - 1 < MANY_MOST && sys_readable(value->Value.MVl.lpl, many * bytes_each);
}

static bool probe_many_texts8(const SLPSTRArray *texts)
{
    for (ULONG i = 0; i < texts->cValues; i++)
        if (!probe_text8(texts->lppszA[i])) return false;
    return true;
}

static bool probe_many_texts16(const SWStringArray *texts)
{
    for (ULONG i = 0; i < texts->cValues; i++)
        if (!probe_text16(texts->lppszW[i])) return false;
    return true;
}

static bool probe_many_bytes(const SBinaryArray *binaries)
{
    for (ULONG i = 0; i < binaries->cValues; i++)
        if (!sys_readable(binaries->lpbin[i].lpb, binaries->lpbin[i].cb)) return false;
    return true;
}

/* What a tag tells is looked at here; false: it takes the walk, or is bad. */
static bool probe_plain(const SPropValue *value)
{
    switch (ptype_piece(value->ulPropTag)) {
    case PIECE_NONE:
        return true;
    case PIECE_TEXT8:
        return probe_text8(value->Value.lpszA);
    case PIECE_TEXT16:
        return probe_text16(value->Value.lpszW);
    case PIECE_GUID:
        return sys_readable(value->Value.lpguid, sizeof(GUID));
    case PIECE_BYTES:
        return sys_readable(value->Value.bin.lpb, value->Value.bin.cb);
    case PIECE_MANY_2:
        return probe_many(value, 2);
    case PIECE_MANY_4:
        return probe_many(value, 4);
    case PIECE_MANY_8:
        return probe_many(value, 8);
    case PIECE_MANY_GUIDS:
        return probe_many(value, sizeof(GUID));
    case PIECE_MANY_TEXTS8:
        return probe_many(value, sizeof(char *)) && probe_many_texts8(&value->Value.MVszA);
    case PIECE_MANY_TEXTS16:
        return probe_many(value, sizeof(WCHAR *)) && probe_many_texts16(&value->Value.MVszW);
    case PIECE_MANY_BYTES:
        return probe_many(value, sizeof(SBinary)) && probe_many_bytes(&value->Value.MVbin);
    default:
        return false;
    }
}

bool probe_value(const SPropValue *value)
{
    struct pieces walk = {.visit = probe_piece,
                          .measure = probe_measure}; /* probe_piece changes nothing */

    return probe_plain(value) || SUCCEEDED(pieces_of_values(&walk, 1, (SPropValue *)value));
}

bool probe_values(ULONG count, const SPropValue *values)
{
    if (count > 0x07ffffff || !sys_readable(values, count * sizeof(*values))) return false;
    for (ULONG i = 0; i < count; i++)
        if (!sensible(&values[i])) return false;
    for (ULONG i = 0; i < count; i++)
        if (!probe_value(&values[i])) return false;
    return true;
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
