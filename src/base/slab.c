/*
 * slab.c - slots of a few sizes, cut out of slabs whose addresses we know
 */
#include "base/slab.h"
#include <stddef.h>
#include <string.h>
#include "sys/lock.h"

#define SLAB_HEAD  64u
#define STRIPES    32 /* a power of two; more threads than that at a time share */
#define KEPT_SLABS 16

struct slab {
    struct stripe *stripe;    /* whose lock guards it */
    struct slab *next, *prev; /* in its bin, while slots are free and it isn't the current one */
    struct slot *first, *last;
    uint16_t n_fresh; /* slots that were never taken; the first of them follows those that were */
    uint16_t n_free;  /* slots in the queue */
    uint16_t n_taken;
    uint8_t class;
    bool listed;
};
_Static_assert(sizeof(struct slab) <= SLAB_HEAD, "the slab's own part fits before its slots");

struct bin {
    struct slab *current; /* slots are taken from here; NULL: none yet */
    struct slab *partial; /* others with free slots */
};

struct stripe {
    uint8_t locked;
    struct bin bins[SLOT_CLASSES];
} __attribute__((aligned(128)));

static struct stripe stripes[STRIPES];
/* How far the stripe of threads with this hash is from the first guess. */
static uint8_t hints[1 << THREAD_HASH_BITS];

const uint16_t slot_bytes[SLOT_CLASSES] = {
    64,  96,   128,  160,  192,  256,  320,  384,  512,   640,
    768, 1024, 1280, 1536, 2048, 3072, 4096, 7936, 10752, 16128,
};
const uint8_t slot_class_fine[65] = {
    [0 ... 4] = 0,   [5 ... 6] = 1,   [7 ... 8] = 2,    [9 ... 10] = 3,
    [11 ... 12] = 4, [13 ... 16] = 5, [17 ... 20] = 6,  [21 ... 24] = 7,
    [25 ... 32] = 8, [33 ... 40] = 9, [41 ... 48] = 10, [49 ... 64] = 11,
};
const uint8_t slot_class_coarse[64] = {
    [5] = 12,         [6] = 13,         [7 ... 8] = 14,   [9 ... 12] = 15,
    [13 ... 16] = 16, [17 ... 31] = 17, [32 ... 42] = 18, [43 ... 63] = 19,
};

/* ---- slabs and the places where they lie ---- */

uint8_t slab_map[SLAB_PLACES];

static struct sys_latch places_latch; /* guards all of this part; slab_map is read without it */
static struct slab *kept[KEPT_SLABS]; /* slabs without a taken slot that wait for their next use */
static unsigned n_kept;

static uint8_t *place_of(struct slab *slab)
{
    return &slab_map[((uintptr_t)slab - (uintptr_t)slab_space) / SYS_SLAB];
}

static void set_place(struct slab *slab, enum slab_place place)
{
    __atomic_store_n(place_of(slab), place, __ATOMIC_RELEASE);
}

#if UINTPTR_MAX > 0xffffffffu
char *slab_space;
static unsigned n_places, next_place;
static bool reserved;

/* The places there are: as much address space as can be had, up to SLAB_PLACES of it. */
static void reserve_places(void)
{
    char *space = NULL;
    unsigned n = SLAB_PLACES;

    reserved = true; /* or as good as; we ask once */
    for (; !space && n >= 256; n /= 4) {
        space = sys_space_reserve((size_t)n * SYS_SLAB);
        if (space) n_places = n;
    }
    atomic_set(&slab_space, space);
}

static struct slab *place_make(void)
{
    struct slab *slab;

    if (!reserved) reserve_places();
    for (unsigned tried = 0; tried < n_places; tried++) {
        unsigned place = next_place;

        next_place = (place + 1) % n_places;
        if (slab_map[place] != PLACE_EMPTY) continue;
        slab = (struct slab *)(slab_space + (size_t)place * SYS_SLAB);
        return sys_space_commit(slab, SYS_SLAB) ? slab : NULL;
    }
    return NULL;
}

static void place_free(struct slab *slab)
{
    set_place(slab, PLACE_EMPTY);
    sys_space_decommit(slab, SYS_SLAB);
}
#else
static struct slab *place_make(void)
{
    return sys_pages_alloc(SYS_SLAB);
}

static void place_free(struct slab *slab)
{
    set_place(slab, PLACE_EMPTY);
    sys_pages_free(slab, SYS_SLAB);
}
#endif

/* A slab without a taken slot, in no list and of no stripe any more. */
static void slab_release(struct slab *slab)
{
    sys_latch_take(&places_latch);
    if (n_kept < KEPT_SLABS) {
        set_place(slab, PLACE_KEPT);
        kept[n_kept++] = slab;
    } else {
        place_free(slab);
    }
    sys_latch_drop(&places_latch);
}

static struct slot *slot_number(struct slab *slab, unsigned n)
{
    return (struct slot *)((char *)slab + SLAB_HEAD + n * slot_bytes[slab->class]);
}

/* What former owners left must not look like a slot's state. */
static void forget_states(struct slab *slab, unsigned count)
{
    for (unsigned i = 0; i < count; i++)
        slot_number(slab, i)->state = SLOT_FRESH;
}

static struct slab *slab_make(struct stripe *stripe, unsigned class)
{
    unsigned count = (SYS_SLAB - SLAB_HEAD) / slot_bytes[class];
    struct slab *slab;
    bool again;

    sys_latch_take(&places_latch);
    again = n_kept;
    slab = again ? kept[--n_kept] : place_make();
    if (slab) {
        *slab = (struct slab){.stripe = stripe, .class = class, .n_fresh = count};
        if (again) forget_states(slab, count);
        set_place(slab, PLACE_SLAB);
    }
    sys_latch_drop(&places_latch);
    return slab;
}

static struct slab *slab_of(struct slot *slot)
{
    return (struct slab *)((uintptr_t)slot & ~(uintptr_t)(SYS_SLAB - 1));
}

/* ---- the partial list of a bin; the stripe is held ---- */

static void list_slab(struct bin *bin, struct slab *slab)
{
    slab->listed = true;
    slab->prev = NULL;
    slab->next = bin->partial;
    if (slab->next) slab->next->prev = slab;
    bin->partial = slab;
}

static void unlist_slab(struct bin *bin, struct slab *slab)
{
    if (slab->prev) slab->prev->next = slab->next;
    else bin->partial = slab->next;
    if (slab->next) slab->next->prev = slab->prev;
    slab->listed = false;
}

/* ---- stripes ---- */

static bool try_stripe(struct stripe *stripe)
{
    return !__atomic_exchange_n(&stripe->locked, 1, __ATOMIC_ACQUIRE);
}

static void hold_stripe(struct stripe *stripe)
{
    for (unsigned turn = 0; !try_stripe(stripe); turn++)
        sys_spin_wait(turn);
}

static void drop_stripe(struct stripe *stripe)
{
    __atomic_store_n(&stripe->locked, 0, __ATOMIC_RELEASE);
}

/* The stripe of this thread, or when somebody holds that another one, to which it then keeps. */
static struct stripe *hold_mine(void)
{
    unsigned hash = thread_hash(sys_thread_mark());
    unsigned hint = __atomic_load_n(&hints[hash], __ATOMIC_RELAXED);

    for (unsigned turn = 0;; turn++) {
        struct stripe *stripe = &stripes[(hash + hint) % STRIPES];

        if (try_stripe(stripe)) return stripe;
        __atomic_store_n(&hints[hash], (uint8_t)++hint, __ATOMIC_RELAXED);
        if (turn >= STRIPES) sys_spin_wait(turn - STRIPES);
    }
}

/* ---- taking and giving ---- */

/* A slab with something to give, now the current one; NULL: memory is out. The old one is full: it
 * is listed when a slot comes back to it. */
static struct slab *next_slab(struct stripe *stripe, unsigned class)
{
    struct bin *bin = &stripe->bins[class];
    struct slab *slab = bin->partial;

    if (slab) unlist_slab(bin, slab);
    else slab = slab_make(stripe, class);
    if (slab) bin->current = slab;
    return slab;
}

struct slot *slab_take(unsigned class, unsigned n, unsigned *taken)
{
    struct stripe *stripe = hold_mine();
    struct slab *slab = stripe->bins[class].current;
    struct slot *list = NULL, **end = &list;

    for (*taken = 0; *taken < n; ++*taken) {
        if ((!slab || !(slab->n_free | slab->n_fresh)) && !(slab = next_slab(stripe, class))) break;
        if (slab->n_free) {
            *end = slab->first;
            slab->first = slab->first->next;
            slab->n_free--;
        } else {
            *end = slot_number(slab, (SYS_SLAB - SLAB_HEAD) / slot_bytes[class] - slab->n_fresh--);
            (*end)->state = SLOT_FREE;
        }
        slab->n_taken++;
        end = &(*end)->next;
    }
    drop_stripe(stripe);
    *end = NULL;
    return list;
}

/* Puts slot into its slab's queue, at the end, so that it rests as long as possible. Gives the slab
 * when it has become empty and is nobody's any more. */
static struct slab *put_back(struct stripe *stripe, struct slab *slab, struct slot *slot)
{
    struct bin *bin = &stripe->bins[slab->class];

    if (slab->n_free++) slab->last->next = slot;
    else slab->first = slot;
    slab->last = slot;
    slab->n_taken--;
    /* the current one is kept even when it is empty: the next slot is wanted soon */
    if (slab == bin->current) return NULL;
    if (!slab->n_taken) {
        if (slab->listed) unlist_slab(bin, slab);
        return slab;
    }
    if (!slab->listed) list_slab(bin, slab);
    return NULL;
}

void slab_give(struct slot *slot)
{
    struct stripe *held = NULL;

    while (slot) {
        struct slab *slab = slab_of(slot), *empty;
        struct slot *next = slot->next;

        if (slab->stripe != held) {
            if (held) drop_stripe(held);
            held = slab->stripe;
            hold_stripe(held);
        }
        empty = put_back(held, slab, slot);
        if (empty) slab_release(empty);
        slot = next;
    }
    if (held) drop_stripe(held);
}

void slab_each(void (*seen)(void *context, struct slot *slot, unsigned class), void *context)
{
    for (unsigned place = 0; place < SLAB_PLACES; place++) {
        struct slab *slab;

        if (slab_map[place] != PLACE_SLAB) continue;
        slab = (struct slab *)(slab_space + (size_t)place * SYS_SLAB);
        for (unsigned i = 0; i < (SYS_SLAB - SLAB_HEAD) / slot_bytes[slab->class]; i++)
            seen(context, slot_number(slab, i), slab->class);
    }
}

void slab_trim(void)
{
    for (int i = 0; i < STRIPES; i++) {
        hold_stripe(&stripes[i]);
        for (int c = 0; c < SLOT_CLASSES; c++) {
            struct bin *bin = &stripes[i].bins[c];

            if (!bin->current || bin->current->n_taken) continue;
            slab_release(bin->current);
            bin->current = NULL;
        }
        drop_stripe(&stripes[i]);
    }
    sys_latch_take(&places_latch);
    while (n_kept)
        place_free(kept[--n_kept]);
    sys_latch_drop(&places_latch);
}

void slab_unload(void)
{
    slab_trim();
#if UINTPTR_MAX > 0xffffffffu
    for (unsigned place = 0; place < n_places; place++)
        if (slab_map[place] != PLACE_EMPTY) return;
    if (n_places) sys_space_free(slab_space, (size_t)n_places * SYS_SLAB);
    n_places = 0;
#endif
}
