/*
 * pieces.h - every out-of-line piece of values and restrictions, one by one
 *
 * The one walk behind copying, counting, relocating and checking: a piece is what one pointer
 * points at. The walk goes from the outside in; what visit does with a piece decides where its own
 * pointers are read and changed.
 */
#pragma once
#include <stddef.h>
#include "mapidefs.h"
#include "mapicode.h"

struct pieces {
    /*
     * *slot points at a piece of bytes (0: there is none, *slot may be anything), whose contents
     * are at from. Gives where its contents are after the visit (from itself, or a copy), or NULL
     * with error set.
     */
    void *(*visit)(struct pieces *walk, void **slot, void *from, size_t bytes, size_t align);
    /* Where the memory that pointer names is now; NULL function: at pointer. */
    void *(*locate)(struct pieces *walk, void *pointer);
    /* Bytes of the text at from, its terminator included, in units of unit bytes; 0: not readable.
     * NULL function: counted up to the terminator. */
    size_t (*measure)(struct pieces *walk, const void *from, size_t unit);
    HRESULT error; /* of a visit that gave NULL */
    ULONG nodes;   /* restrictions seen so far; starts at 0 */
};

/* Errors: MAPI_E_INVALID_PARAMETER (unknown type or kind, a pointer missing), MAPI_E_TOO_COMPLEX
 * (nested more than RESTRICT_MAX_DEPTH deep, or more than RESTRICT_MAX_NODES: one that contains
 * itself is both), visit's. */
HRESULT pieces_of_values(struct pieces *walk, size_t count, SPropValue *values);
HRESULT pieces_of_restriction(struct pieces *walk, SRestriction *restriction);
/* For walks of other structures. count things of each bytes at *slot; *inner is where they are to
 * be walked (NULL when there are none); a text in units of unit bytes with its terminator. */
HRESULT pieces_of_array(struct pieces *walk, void *slot, size_t count, size_t each, size_t align,
                        void **inner);
HRESULT pieces_of_text(struct pieces *walk, void *slot, size_t unit);

/* A walk whose visits copy: every piece becomes an allocation hung on root. Start it with
 * PIECES_HANG. */
struct pieces_hanger {
    struct pieces walk;
    ALLOCATEMORE *more; /* NULL: ours */
    void *root;         /* NULL: only what has no pieces can be copied */
};
#define PIECES_HANG(more_, root_)                                                                  \
    {                                                                                              \
        {.visit = pieces_hang}, (more_), (root_)                                                   \
    }
void *pieces_hang(struct pieces *walk, void **slot, void *from, size_t bytes, size_t align);
/* What a visit of a piece without bytes may give: not NULL, never read. */
#define PIECES_NOTHING ((void *)1)
