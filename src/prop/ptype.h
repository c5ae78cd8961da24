/*
 * ptype.h - the one table of property types
 *
 * What a type needs to be copied, counted, compared or refused stands in one row. A multivalued
 * type has no row of its own: it is its element's row with `many` set, held as {ULONG count; T
 * *elements}.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include "mapidefs.h"
#include "edkmdb.h"

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
    /* a and b point at the element (at the union's member, or into the array); NULL: can't be
     * compared */
    int (*compare)(const void *a, const void *b);
};

enum { PTYPE_HIGHEST = 0x0102 }; /* PT_BINARY */
extern const struct ptype ptypes[];
extern const unsigned char
    ptype_rows[PTYPE_HIGHEST + 1]; /* of a single-valued type among ptypes, of which 0 is none */

/* What a value points at, told by its tag: the quick look before ptype_of, for what is done to
 * thousands of values. */
enum ptype_piece {
    PIECE_UNKNOWN, /* only a walk can tell (pieces.h): a rare type, or none of MAPI's */
    PIECE_NONE,
    PIECE_GUID,
    PIECE_TEXT8,
    PIECE_TEXT16,
    PIECE_BYTES,
    PIECE_MANY_2, /* {count, elements of 2 bytes} */
    PIECE_MANY_4,
    PIECE_MANY_8,
    PIECE_MANY_GUIDS,
    PIECE_MANY_TEXTS8, /* {count, pointers} */
    PIECE_MANY_TEXTS16,
    PIECE_MANY_BYTES, /* {count, SBinarys} */
};
extern const unsigned char ptype_single_piece[PTYPE_HIGHEST + 1],
    ptype_many_piece[PTYPE_HIGHEST + 1];
static inline enum ptype_piece ptype_piece(ULONG tag)
{
    ULONG type = PROP_TYPE(tag);

    if (type <= PTYPE_HIGHEST) return (enum ptype_piece)ptype_single_piece[type];
    type ^= MV_FLAG;
    return type <= PTYPE_HIGHEST ? (enum ptype_piece)ptype_many_piece[type] : PIECE_UNKNOWN;
}

/* The row for a PROP_TYPE or whole tag, MV_FLAG and MV_INSTANCE set aside; NULL: not a type of
 * MAPI, or an MV_FLAG on a type that has no multivalued form. */
static inline const struct ptype *ptype_of(ULONG tag)
{
    ULONG single = PROP_TYPE(tag) & ~(ULONG)MVI_FLAG,
          row = single <= PTYPE_HIGHEST ? ptype_rows[single] : 0;

    if (!row) return NULL;
    if (!(tag & MVI_FLAG)) return &ptypes[row];
    return ptypes[row].many && (tag & MV_FLAG) ? &ptypes[row] : NULL;
}
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
/* A type of MAPI's first days, MV_FLAG set aside. Those that came with servers later (PT_SVREID,
 * PT_SRESTRICTION, PT_ACTIONS), and instances of columns, Microsoft's functions call bad. */
static inline bool ptype_is_early(ULONG tag)
{
    ULONG single = PROP_TYPE(tag) & ~(ULONG)MV_FLAG;

    return single <= PTYPE_HIGHEST && ptype_rows[single] && single != PT_SVREID &&
           single != PT_SRESTRICTION && single != PT_ACTIONS;
}
/* Equal, or both text of the same multiplicity. */
static inline bool ptype_alike(ULONG a, ULONG b)
{
    if (PROP_TYPE(a) == PROP_TYPE(b)) return true;
    return ptype_is_text(a) && ptype_is_text(b) && ptype_is_many(a) == ptype_is_many(b);
}
