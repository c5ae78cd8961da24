/*
 * slab.h - slots of a few sizes, cut out of slabs whose addresses we know
 *
 * Whether a pointer lies in a slab of ours is told from its address alone, so that stale and
 * foreign pointers can be looked at without touching memory that may be gone.
 *
 * Slabs belong to one of some stripes, each under a lock. A thread takes slots from the stripe that
 * its hint names and moves on to another when somebody holds it, so threads soon have a stripe
 * each. A slot goes back to the slab it came from, whoever gives it.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "sys/memory.h"

enum {
    SLOT_CLASSES = 20,
    SLOT_BYTES_MAX = 16128
};
extern const uint16_t slot_bytes[SLOT_CLASSES]; /* multiples of 16 */
extern const uint8_t slot_class_fine[65], slot_class_coarse[64];

/* The class whose slots hold bytes, 0 < bytes <= SLOT_BYTES_MAX. */
static inline unsigned slot_class_for(size_t bytes)
{
    return bytes <= 1024 ? slot_class_fine[(bytes + 15) / 16]
                         : slot_class_coarse[(bytes + 255) / 256];
}

/* What a slot starts with: its state, which says what its owner uses it for. A free slot is linked
 * behind that; the rest of it stays as its last owner left it. */
struct slot {
    uint32_t state;
    struct slot *next; /* while it is free */
};
enum {
    SLOT_FRESH,
    SLOT_FREE = 0x66726565
};

/*
 * slab_map has a byte for each place where a slab can be. On 32 bits the places are all of the
 * address space, on 64 bits a part of it that is reserved with the first slab.
 */
enum slab_place {
    PLACE_EMPTY,
    PLACE_SLAB,
    PLACE_KEPT /* no slab now, but its memory is still ours */
};
#if UINTPTR_MAX > 0xffffffffu
enum {
    SLAB_PLACES = 16384
};                       /* 1 GiB */
extern char *slab_space; /* where the places begin; NULL: none reserved yet */
#else
enum {
    SLAB_PLACES = 65536
};
#    define slab_space ((char *)0)
#endif
extern uint8_t slab_map[SLAB_PLACES];
/* Whether pointer lies in a slab: then what lies before it down to the slab's start is memory of
 * ours, too. */
static inline bool slab_holds(const void *pointer)
{
    uintptr_t place = ((uintptr_t)pointer - (uintptr_t)slab_space) / SYS_SLAB;

    return place < SLAB_PLACES && slab_map[place] == PLACE_SLAB;
}

/* Up to n slots of class, linked, in state SLOT_FREE; *taken is how many. NULL: memory, or the
 * places, are out. */
struct slot *slab_take(unsigned class, unsigned n, unsigned *taken);
/* Gives a list of slots back, of whatever classes; their states are SLOT_FREE. */
void slab_give(struct slot *list);
/* Calls seen for every slot there is, taken, free or fresh, while nobody takes or gives one. */
void slab_each(void (*seen)(void *context, struct slot *slot, unsigned class), void *context);
/* Gives slabs with no slot taken back to the system. */
void slab_trim(void);
/* The same as the last call ever, with what slabs lie in when nothing is taken any more. */
void slab_unload(void);

/* Where a thread's hint is kept: read and written freely, by any thread. */
enum {
    THREAD_HASH_BITS = 10
};
static inline unsigned thread_hash(const void *mark)
{
    return (uint32_t)((uintptr_t)mark >> 12) * 2654435761u >> (32 - THREAD_HASH_BITS);
}
