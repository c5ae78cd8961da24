/*
 * ptype.h - the one table of property types
 *
 * What a type needs to be copied, counted, compared or refused stands in one row. A multivalued type has no row of
 * its own: it is its element's row with `many` set, held as {ULONG count; T *elements}.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include "mapidefs.h"

#ifndef PT_SVREID
#    define PT_SVREID ((ULONG)0x00FB) /* a server's identifier: an SBinary in all but name */
#endif

enum ptype_shape {
    PTYPE_INLINE,      /* all in the union */
    PTYPE_FIXED,       /* a pointer to `bytes` bytes; as an element of many it stands inline */
    PTYPE_TEXT8,       /* a pointer to text in some ANSI code page */
    PTYPE_TEXT16,      /* a pointer to UTF-16 */
    PTYPE_COUNTED,     /* an SBinary */
    PTYPE_OBJECT,      /* an interface pointer or nothing; never copied with the value */
    PTYPE_RESTRICTION, /* a pointer to an SRestriction */
    PTYPE_ACTIONS,     /* a pointer to an ACTIONS */
};

/* Which way two unequal values differ; types whose values have no order answer PTYPE_DIFFERENT. */
#define PTYPE_DIFFERENT 1

struct ptype {
    ULONG type; /* single-valued PT_ */
    enum ptype_shape shape;
    bool many;    /* PT_MV_ of it exists */
    bool ordered; /* <, <=, >, >= mean something */
    size_t bytes; /* of one element in an array of many; what lies at the pointer for PTYPE_FIXED */
    size_t align; /* of that element */
    /* a and b point at the element (at the union's member, or into the array); NULL: can't be compared */
    int (*compare)(const void *a, const void *b);
};

/* The row for a PROP_TYPE or whole tag, MV_FLAG and MV_INSTANCE set aside; NULL: not a type of MAPI, or an
 * MV_FLAG on a type that has no multivalued form. */
const struct ptype *ptype_of(ULONG tag);
static inline bool ptype_is_many(ULONG tag)
{
    return (tag & MV_FLAG) != 0;
}
/* PT_STRING8 and PT_UNICODE, their MV_ and (of columns) MVI forms. */
static inline bool ptype_is_text(ULONG tag)
{
    ULONG type = PROP_TYPE(tag) & MV_FLAG ? PROP_TYPE(tag) & ~(ULONG)MVI_FLAG : PROP_TYPE(tag);

    return type == PT_STRING8 || type == PT_UNICODE;
}
/* A type of MAPI's first days, MV_FLAG set aside. Those that came with servers later (PT_SVREID, PT_SRESTRICTION, PT_ACTIONS), and
 * instances of columns, Microsoft's functions call bad. */
bool ptype_is_early(ULONG tag);
/* Equal, or both text of the same multiplicity. */
bool ptype_alike(ULONG a, ULONG b);
