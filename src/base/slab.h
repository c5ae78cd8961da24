/*
 * slab.h - slots of a few sizes, cut out of slabs whose addresses we know
 *
 * Whether a pointer lies in a slab of ours is told from its address alone, so that stale and foreign pointers can be
 * looked at without touching memory that may be gone.
 *
 * Slabs belong to one of some stripes. A thread takes slots from the stripe that its hint names and moves on to another
 * when somebody holds it, so threads soon have a stripe each; a slot goes back to the slab it came from, whoever frees
 * it. Nothing is kept per thread: threads come and go at no cost.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "sys/memory.h"

enum { SLOT_CLASSES = 20, SLOT_BYTES_MAX = 16128 };
/* What one slab starts with, and one slot; the rest of a slot is its owner's while it is taken. */
#define SLAB_HEAD 64u
/* What a slot starts with. A root's state depends on its address, so that other bytes hardly look like it. */
struct slot {
    uint32_t state;
};
enum { SLOT_FRESH, SLOT_FREE = 0x66726565, SLOT_CHUNK = 0x63686e6b, SLOT_ROOT = 0x726f6f74 };
static inline uint32_t slot_root_state(const void *slot)
{
    return (uint32_t)(uintptr_t)slot ^ SLOT_ROOT;
}

struct slot_class {
    uint16_t bytes; /* of a slot; a multiple of 16 */
    uint16_t count; /* slots of a slab */
    uint16_t cool;  /* freed roots that rest before the first is taken again, while there are fresh slots */
};
extern const struct slot_class slot_classes[SLOT_CLASSES];
extern const uint8_t slot_class_fine[65], slot_class_coarse[64];

/* The class whose slots hold bytes, 0 < bytes <= SLOT_BYTES_MAX. */
static inline unsigned slot_class_for(size_t bytes)
{
    return bytes <= 1024 ? slot_class_fine[(bytes + 15) / 16] : slot_class_coarse[(bytes + 255) / 256];
}

/*
 * slab_map has a byte for each place where a slab can be. On 32 bits the places are all of the address space, on 64 bits
 * a part of it that is reserved with the first slab.
 */
enum { SLAB_PLACES = 65536 };
enum slab_place { PLACE_EMPTY, PLACE_SLAB, PLACE_KEPT /* no slab now, but its memory is still ours */ };
extern uint8_t slab_map[SLAB_PLACES];
#if UINTPTR_MAX > 0xffffffffu
extern char *slab_space; /* where the places begin; NULL: none reserved yet */
#else
#    define slab_space ((char *)0)
#endif
/* Whether pointer lies in a slab: then what lies before it down to the slab's start is memory of ours, too. */
static inline bool slab_holds(const void *pointer)
{
    uintptr_t place = ((uintptr_t)pointer - (uintptr_t)slab_space) / SYS_SLAB;

    return place < SLAB_PLACES && slab_map[place] == PLACE_SLAB;
}

/* A slot of class for a root or for a chunk, its state set, or NULL: memory or the places for slabs are out. */
void *slot_take_root(unsigned class);
void *slot_take_chunk(unsigned class);
/* Gives it back. False, and nothing done, when it isn't a root any more: somebody has been faster. */
bool slot_give_root(void *slot);
void slot_give_chunk(void *slot);
/* Slots taken for roots. */
long slot_roots(void);
/* Gives slabs with no slot taken back to the system. */
void slab_trim(void);
