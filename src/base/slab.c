/*
 * slab.c - slots of a few sizes, cut out of slabs whose addresses we know
 */
#include "base/slab.h"
#include <stddef.h>
#include <string.h>
#include "sys/lock.h"

#define STRIPES     32 /* a power of two; more threads than that at a time share */
#define HINT_BITS   10
#define KEPT_SLABS  16

/* A slot while it is free: state first, its owner's words untouched but for the link. */
struct free_slot {
    struct slot head;
    struct free_slot *next;
};

struct slab {
    struct stripe *stripe;    /* whose lock guards it */
    struct slab *next, *prev; /* in its bin, while slots are free and it isn't the current one */
    struct free_slot *first, *last;
    uint16_t n_fresh; /* slots that were never taken; the first of them follows those that were */
    uint16_t n_free;  /* slots in the queue */
    uint16_t cool;    /* how many of them rest */
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
    long roots;
    struct bin bins[SLOT_CLASSES];
} __attribute__((aligned(128)));

static struct stripe stripes[STRIPES];
/* By a hash of the thread: how far its stripe is from the first guess. Read and written freely: only a hint. */
static uint8_t hints[1 << HINT_BITS];

#define CLASS(bytes_, cool_)                                                                       \
    {bytes_, (SYS_SLAB - SLAB_HEAD) / bytes_, cool_}
const struct slot_class slot_classes[SLOT_CLASSES] = {
    CLASS(64, 16),  CLASS(96, 16),  CLASS(128, 16), CLASS(160, 16), CLASS(192, 16), CLASS(256, 16), CLASS(320, 16),
    CLASS(384, 8),  CLASS(512, 8),  CLASS(640, 8),  CLASS(768, 8),  CLASS(1024, 8), CLASS(1280, 4), CLASS(1536, 4),
    CLASS(2048, 4), CLASS(3072, 4), CLASS(4096, 4), CLASS(7936, 2), CLASS(10752, 2), CLASS(16128, 2),
};
const uint8_t slot_class_fine[65] = {
    [0 ... 4] = 0,   [5 ... 6] = 1,   [7 ... 8] = 2,   [9 ... 10] = 3,  [11 ... 12] = 4,   [13 ... 16] = 5,
    [17 ... 20] = 6, [21 ... 24] = 7, [25 ... 32] = 8, [33 ... 40] = 9, [41 ... 48] = 10, [49 ... 64] = 11,
};
const uint8_t slot_class_coarse[64] = {
    [5] = 12,          [6] = 13,          [7 ... 8] = 14,    [9 ... 12] = 15,
    [13 ... 16] = 16,  [17 ... 31] = 17,  [32 ... 42] = 18,  [43 ... 63] = 19,
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

/* The places there are: as much address space as can be had, up to 4 GiB of it. */
static void reserve_places(void)
{
    char *space = NULL;
    unsigned n = SLAB_PLACES;

    reserved = true; /* or as good as; we ask once */
    for (; !space && n >= 1024; n /= 4) {
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

static struct slab *slab_make(struct stripe *stripe, unsigned class)
{
    const struct slot_class *c = &slot_classes[class];
    struct slab *slab;

    sys_latch_take(&places_latch);
    if (n_kept) { /* what its former owners left must not look like a slot's state */
        slab = kept[--n_kept];
        for (unsigned i = 0; i < c->count; i++)
            ((struct slot *)((char *)slab + SLAB_HEAD + i * c->bytes))->state = SLOT_FRESH;
    } else {
        slab = place_make();
    }
    if (slab) {
        *slab = (struct slab){.stripe = stripe, .class = (uint8_t)class, .n_fresh = c->count, .cool = c->cool};
        set_place(slab, PLACE_SLAB);
    }
    sys_latch_drop(&places_latch);
    return slab;
}

static struct slab *slab_of(void *slot)
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
    if (slab->prev)
        slab->prev->next = slab->next;
    else
        bin->partial = slab->next;
    if (slab->next) slab->next->prev = slab->prev;
    slab->listed = false;
}

/* ---- taking and giving ---- */

static bool try_stripe(struct stripe *stripe)
{
    return !__atomic_exchange_n(&stripe->locked, 1, __ATOMIC_ACQUIRE);
}

static __attribute__((noinline)) void wait_for_stripe(struct stripe *stripe)
{
    for (unsigned turn = 0; !try_stripe(stripe); turn++)
        sys_spin_wait(turn);
}

static void hold_stripe(struct stripe *stripe)
{
    if (!try_stripe(stripe)) wait_for_stripe(stripe);
}

static void drop_stripe(struct stripe *stripe)
{
    __atomic_store_n(&stripe->locked, 0, __ATOMIC_RELEASE);
}

/* The stripe of this thread is held by somebody: takes another, and remembers it. */
static __attribute__((noinline)) struct stripe *another_stripe(unsigned hash)
{
    for (unsigned turn = 0;; turn++) {
        unsigned hint = (uint8_t)(hints[hash] + 1);
        struct stripe *stripe = &stripes[(hash + hint) % STRIPES];

        hints[hash] = (uint8_t)hint;
        if (try_stripe(stripe)) return stripe;
        if (turn >= STRIPES) sys_spin_wait(turn - STRIPES);
    }
}

static struct stripe *hold_mine(void)
{
    unsigned hash = (uint32_t)((uintptr_t)sys_thread_mark() >> 12) * 2654435761u >> (32 - HINT_BITS);
    struct stripe *stripe = &stripes[(hash + hints[hash]) % STRIPES];

    return try_stripe(stripe) ? stripe : another_stripe(hash);
}

static struct free_slot *slab_pop(struct slab *slab)
{
    struct free_slot *slot = slab->first;

    slab->first = slot->next;
    slab->n_free--;
    return slot;
}

static struct free_slot *slab_cut(struct slab *slab)
{
    const struct slot_class *c = &slot_classes[slab->class];
    struct free_slot *slot =
        (struct free_slot *)((char *)slab + SLAB_HEAD + (unsigned)(c->count - slab->n_fresh) * c->bytes);

    if (!--slab->n_fresh) slab->cool = 0;
    return slot;
}

/* The current slab has nothing to give: makes another the current one. NULL: memory is out. */
static __attribute__((noinline)) struct slab *next_slab(struct stripe *stripe, unsigned class)
{
    struct bin *bin = &stripe->bins[class];
    struct slab *slab = bin->partial;

    if (slab)
        unlist_slab(bin, slab);
    else
        slab = slab_make(stripe, class);
    if (slab) bin->current = slab; /* the old one is full; it is listed when a slot comes back */
    return slab;
}

static inline void *slot_take(unsigned class, bool root)
{
    struct stripe *stripe = hold_mine();
    struct slab *slab = stripe->bins[class].current;
    struct free_slot *slot;

    if (__builtin_expect(!slab || !(slab->n_free | slab->n_fresh), 0) && !(slab = next_slab(stripe, class))) {
        drop_stripe(stripe);
        return NULL;
    }
    slot = slab->n_free > slab->cool ? slab_pop(slab) : slab_cut(slab);
    slab->n_taken++;
    slot->head.state = root ? slot_root_state(slot) : SLOT_CHUNK;
    stripe->roots += root;
    drop_stripe(stripe);
    return slot;
}

void *slot_take_root(unsigned class)
{
    return slot_take(class, true);
}

void *slot_take_chunk(unsigned class)
{
    return slot_take(class, false);
}

/* Chunks go to the front of the queue, still warm; roots to its end, so that a pointer that is freed twice is still
 * known for what it is for a while. */
static void queue_slot(struct slab *slab, struct free_slot *slot, bool front)
{
    if (!slab->n_free++) {
        slab->first = slab->last = slot;
    } else if (front) {
        slot->next = slab->first;
        slab->first = slot;
    } else {
        slab->last->next = slot;
        slab->last = slot;
    }
}

/* What comes after a slot went back to a slab that isn't the current one; drops the stripe. */
static __attribute__((noinline)) void slab_changed(struct stripe *stripe, struct slab *slab)
{
    struct bin *bin = &stripe->bins[slab->class];
    bool empty = !slab->n_taken;

    if (empty && slab->listed)
        unlist_slab(bin, slab);
    else if (!empty && !slab->listed)
        list_slab(bin, slab);
    drop_stripe(stripe);
    if (empty) slab_release(slab);
}

static inline bool slot_give(struct free_slot *slot, bool root)
{
    struct slab *slab = slab_of(slot);
    struct stripe *stripe = slab->stripe;

    hold_stripe(stripe);
    if (root && slot->head.state != slot_root_state(slot)) {
        drop_stripe(stripe);
        return false;
    }
    slot->head.state = SLOT_FREE;
    stripe->roots -= root;
    queue_slot(slab, slot, !root);
    slab->n_taken--;
    if (slab == stripe->bins[slab->class].current) /* kept even when it is empty now: the next is wanted soon */
        drop_stripe(stripe);
    else
        slab_changed(stripe, slab);
    return true;
}

bool slot_give_root(void *slot)
{
    return slot_give(slot, true);
}

void slot_give_chunk(void *slot)
{
    slot_give(slot, false);
}

long slot_roots(void)
{
    long sum = 0;

    for (int i = 0; i < STRIPES; i++)
        sum += __atomic_load_n(&stripes[i].roots, __ATOMIC_RELAXED);
    return sum;
}

void slab_trim(void)
{
    for (int i = 0; i < STRIPES; i++) {
        hold_stripe(&stripes[i]);
        for (int class = 0; class < SLOT_CLASSES; class++) {
            struct bin *bin = &stripes[i].bins[class];

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
