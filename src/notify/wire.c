/*
 * wire.c - one process at the board, and the thread that listens there
 */
#include "notify/wire.h"
#include <string.h>
#include "base/error.h"
#include "base/map.h"
#include "base/mem.h"
#include "notify/wire_places.h"
#include "sys/clock.h"
#include "sys/lock.h"
#include "sys/memory.h"
#include "sys/process.h"
#include "sys/shared.h"

#define LOOK_MSEC   1000 /* for what a writer wrote that died before it rang; between two tries */
#define WRITE_MSEC  1000 /* who holds the board for longer is stopped, as by a debugger */
#define SETTLE_MSEC 5000
#define AT_ONCE     1024       /* records, until the thread looks whether it is to end */
#define TIDY_UNITS  (1u << 30) /* positions are compared within 2^31 */

struct wire {
    const struct wire_ears *ears;
    void *context;
    WCHAR name[SYS_SHARED_NAME / 2];
    uint64_t self;           /* tells us from all others that tell something now */
    uint32_t stuck, refused; /* when the board's lock, and the board, weren't to be had; or 0 */

    struct sys_latch latch;    /* guards the rest; no foreign code, no loader, under it */
    struct sys_shared *shared; /* owned */
    struct board *board;       /* in it, or NULL; read without the latch by who tells */
    struct board_place *place; /* ours, or NULL */
    uint32_t number;           /* its owner, or 0; read without the latch by who tells */
    uint32_t read, missed;     /* of the board as the place was taken */
    uint32_t taken;            /* how often a place was */
    struct sys_event *bell;    /* owned, while there is a place */
    struct sys_event *nudge;   /* owned: the bell of a thread that has no place */
    bool runs;                 /* a thread does, or is being started */
    ULONG thread_id;
    struct sys_event *resting;       /* owned; manual reset, set while no thread runs */
    struct sys_event *quiet;         /* owned; manual reset, for who awaits that nothing is heard */
    bool hearing, awaited;           /* the thread hears; somebody waits for quiet */
    ULONG listened;                  /* keys, counted */
    ULONG counts[BOARD_FILTER_BITS]; /* of keys with that bit */
    uint32_t since[BOARD_FILTER_BITS];       /* position from which it is listened to */
    uint32_t filter[BOARD_FILTER_BITS / 32]; /* since and filter are read without the latch */
};

static uint32_t bit_of(const void *key, size_t bytes)
{
    return map_hash(key, bytes) % BOARD_FILTER_BITS;
}

/* ---- the board ---- */

static uint32_t now(void)
{
    return (uint32_t)sys_ticks_msec() | 1; /* 0 is never */
}

static bool was_lately(const uint32_t *when)
{
    uint32_t then = atomic_get(when);

    return then && now() - then < LOOK_MSEC;
}

/* Under the latch. */
static struct board *find_board(struct wire *wire)
{
    if (wire->board || was_lately(&wire->refused)) return wire->board;
    if (SUCCEEDED(sys_shared_open(wire->name, sizeof(struct board), &wire->shared)))
        atomic_set(&wire->board, (struct board *)sys_shared_memory(wire->shared));
    else atomic_set(&wire->refused, now());
    return wire->board;
}

static struct board *the_board(struct wire *wire)
{
    struct board *board = atomic_get(&wire->board);

    if (board || was_lately(&wire->refused)) return board;
    sys_latch_take(&wire->latch);
    board = find_board(wire);
    sys_latch_drop(&wire->latch);
    return board;
}

/* Whom somebody stopped holds us up now and then, not each time. */
static bool board_take(struct wire *wire)
{
    bool lately = was_lately(&wire->stuck);

    if (sys_shared_take(wire->shared, lately ? 0 : WRITE_MSEC)) {
        atomic_set(&wire->stuck, 0);
        return true;
    }
    if (!lately) atomic_set(&wire->stuck, now());
    return false;
}

/* ---- our place; all under the latch ---- */

static HRESULT place_take(struct wire *wire)
{
    struct board *board = find_board(wire);
    uint32_t number = 0; /* not asked of the board again, where it may be changed already */
    HRESULT hr;

    if (!board) return FAIL(MAPI_E_NO_ACCESS);
    if (!board_take(wire)) return FAIL(MAPI_E_NOT_ENOUGH_RESOURCES);
    wire->missed = atomic_get(&board->missed);
    hr = places_take(board, wire->name, wire->filter, &wire->place, &number, &wire->bell);
    if (SUCCEEDED(hr)) {
        wire->read = atomic_get(&wire->place->read);
        wire->taken++;
        for (size_t i = 0; i < BOARD_FILTER_BITS; i++)
            atomic_set(&wire->since[i], wire->read);
        atomic_set(&wire->number, number);
    }
    sys_shared_drop(wire->shared);
    return hr;
}

/* It was given away: by somebody who took us for dead, or by garbage. */
static bool place_is_lost(const struct wire *wire)
{
    return !wire->place || atomic_get(&wire->place->owner) != wire->number;
}

static void place_forget(struct wire *wire)
{
    wire->place = NULL;
    atomic_set(&wire->number, 0);
    sys_bell_take_down(TAKE(wire->bell));
}

/* Where the board can't be had, others count one too many until they count again. */
static void place_leave(struct wire *wire)
{
    bool mine = board_take(wire);

    if (!place_is_lost(wire)) atomic_set(&wire->place->owner, 0);
    if (mine) places_count(wire->board);
    if (mine) sys_shared_drop(wire->shared);
    place_forget(wire);
}

static void places_repair(struct wire *wire, uint32_t *looked)
{
    if (was_lately(looked)) return;
    *looked = now();
    if (!places_need_mending(wire->board) || !board_take(wire)) return;
    places_mend(wire->board);
    sys_shared_drop(wire->shared);
}

/* True: somebody had changed it. */
static bool filter_mend(struct wire *wire)
{
    if (!memcmp(wire->place->filter, wire->filter, sizeof(wire->filter))) return false;
    memcpy(wire->place->filter, wire->filter, sizeof(wire->filter));
    return true;
}

static void filter_set(struct wire *wire, uint32_t bit, bool on)
{
    uint32_t *at[] = {wire->filter, place_is_lost(wire) ? NULL : wire->place->filter};

    for (int i = 0; i < 2; i++) {
        if (at[i] && on) __atomic_fetch_or(&at[i][bit / 32], 1u << bit % 32, __ATOMIC_SEQ_CST);
        else if (at[i]) __atomic_fetch_and(&at[i][bit / 32], ~(1u << bit % 32), __ATOMIC_SEQ_CST);
    }
}

/* ---- hearing ---- */

struct hearing {
    struct wire *wire;
    struct sys_event *bell; /* borrowed: there until the thread leaves the place */
    struct board_place *place;
    uint32_t number, taken, read, missed, tidied;
    uint32_t looked; /* when, at all places */
    bool leapt;      /* over what was not to be read */
    struct writer body;
};

static void missed(struct hearing *h)
{
    if (h->wire->ears->missed) h->wire->ears->missed(h->wire->context);
}

static bool is_wanted(struct wire *wire, uint32_t at, const void *key, size_t bytes)
{
    uint32_t bit = bit_of(key, bytes);

    return atomic_get(&wire->filter[bit / 32]) & 1u << bit % 32 &&
           (int32_t)(at - atomic_get(&wire->since[bit])) >= 0;
}

/* True: there may be more. */
static bool hear_some(struct hearing *h)
{
    struct wire *wire = h->wire;
    struct board_record record;
    uint32_t at, misses;
    int got = 1;

    atomic_swap(&h->place->rung, 0);
    misses = atomic_get(&wire->board->missed);
    for (int i = 0; i < AT_ONCE && got > 0; i++) {
        at = h->read;
        got = board_read(wire->board, &h->read, &record, &h->body);
        if (got && atomic_get(&h->place->owner) == h->number) atomic_set(&h->place->read, h->read);
        if (got > 0 && record.from != wire->self &&
            is_wanted(wire, at, h->body.data, record.key_bytes))
            wire->ears->heard(wire->context, h->body.data, record.key_bytes, record.events,
                              record.lost ? NULL : h->body.data + record.key_bytes, record.n);
    }
    h->leapt = got < 0;
    if (h->leapt || misses != h->missed) missed(h);
    h->missed = misses;
    return got != 0;
}

/* Under the latch. What begins neither at what comes next nor behind it began long ago. */
static void tidy(struct hearing *h)
{
    struct wire *wire = h->wire;
    uint32_t ahead = atomic_get(&wire->board->head) - h->read;

    if (!h->leapt && h->read - h->tidied < TIDY_UNITS) return;
    for (size_t i = 0; i < BOARD_FILTER_BITS; i++)
        if (wire->since[i] - h->read > ahead) atomic_set(&wire->since[i], h->read);
    h->tidied = h->read;
}

/* Under the latch. The wire may be freed when that is dropped. */
static void rest(struct hearing *h)
{
    struct wire *wire = h->wire;

    if (wire->place) place_leave(wire);
    wire->runs = false;
    wire->thread_id = 0;
    writer_drop(&h->body);
    sys_event_set(wire->resting);
}

/* The thread has ended, unless there is still something to hear: then it has our place in h. */
static bool goes_on(struct hearing *h, bool *later)
{
    struct wire *wire = h->wire;
    bool on;

    *later = false;
    sys_latch_take(&wire->latch);
    wire->hearing = on = wire->listened != 0;
    if (!on) {
        rest(h);
    } else if (place_is_lost(wire)) {
        place_forget(wire);
        *later = SUCCEEDED(place_take(wire));
    } else {
        places_repair(wire, &h->looked);
        *later = filter_mend(wire);
    }
    if (on && wire->number && h->taken != wire->taken) {
        h->read = h->tidied = wire->read;
        h->missed = wire->missed;
        h->taken = wire->taken;
    } else if (on && wire->number) {
        tidy(h);
    }
    if (on) {
        h->place = wire->place;
        h->number = wire->number;
        h->bell = wire->bell ? wire->bell : wire->nudge;
    }
    sys_latch_drop(&wire->latch);
    return on;
}

static void fall_quiet(struct wire *wire)
{
    sys_latch_take(&wire->latch);
    wire->hearing = false;
    if (wire->awaited) sys_event_set(wire->quiet);
    wire->awaited = false;
    sys_latch_drop(&wire->latch);
}

static void run(void *context)
{
    struct hearing h = {.wire = context};
    bool later, more;

    sys_latch_take(&h.wire->latch);
    h.wire->thread_id = sys_thread_id();
    sys_latch_drop(&h.wire->latch);
    while (goes_on(&h, &later)) {
        if (later) missed(&h);
        more = h.place && hear_some(&h);
        fall_quiet(h.wire);
        if (!more) sys_event_wait(h.bell, LOOK_MSEC);
    }
}

/* ---- listening ---- */

/* Under the latch. The thread looks what is to be done. */
static void wake(struct wire *wire)
{
    if (wire->bell) sys_event_set(wire->bell);
    sys_event_set(wire->nudge);
}

/* Under the latch. True: a thread is to be started, by who asked. */
static bool begin(struct wire *wire)
{
    if (!wire->listened++ && !wire->place && SUCCEEDED(place_take(wire)) && wire->runs) wake(wire);
    if (wire->runs) return false;
    sys_event_reset(wire->resting);
    return wire->runs = true;
}

HRESULT wire_listen(struct wire *wire, const void *key, size_t bytes)
{
    uint32_t bit = bit_of(key, bytes);
    struct sys_thread *thread;
    HRESULT hr = S_OK;
    bool start;

    sys_latch_take(&wire->latch);
    if (!wire->counts[bit]++) {
        if (wire->board) atomic_set(&wire->since[bit], atomic_get(&wire->board->head));
        filter_set(wire, bit, true);
    }
    start = begin(wire);
    sys_latch_drop(&wire->latch);
    if (!start) return S_OK;
    hr = sys_thread_start(run, wire, &thread);
    if (SUCCEEDED(hr)) {
        sys_thread_detach(thread);
        return S_OK;
    }
    wire_unlisten(wire, key, bytes);
    sys_latch_take(&wire->latch);
    wire->runs = false; /* who else listens by now is heard for with the next that comes */
    if (!wire->listened && wire->place) place_leave(wire);
    sys_event_set(wire->resting);
    sys_latch_drop(&wire->latch);
    return hr;
}

void wire_unlisten(struct wire *wire, const void *key, size_t bytes)
{
    uint32_t bit = bit_of(key, bytes);

    sys_latch_take(&wire->latch);
    if (!--wire->counts[bit]) filter_set(wire, bit, false);
    if (!--wire->listened) wake(wire);
    sys_latch_drop(&wire->latch);
}

bool wire_settle(struct wire *wire)
{
    bool own, loud, ends;

    sys_latch_take(&wire->latch);
    own = wire->runs && wire->thread_id == sys_thread_id();
    loud = wire->hearing && !own;
    if (loud) {
        wire->awaited = true;
        sys_event_reset(wire->quiet);
    }
    sys_latch_drop(&wire->latch);
    if (own || (loud && !sys_event_wait_sent(wire->quiet, SETTLE_MSEC))) return false;

    sys_latch_take(&wire->latch);
    ends = !wire->listened && wire->runs;
    sys_latch_drop(&wire->latch);
    return !ends || sys_event_wait_sent(wire->resting, SETTLE_MSEC);
}

/* ---- telling ---- */

bool wire_is_listened(struct wire *wire, const void *key, size_t bytes)
{
    struct board *board = the_board(wire);

    return board && places_listen(board, bit_of(key, bytes), atomic_get(&wire->number));
}

bool wire_takes(size_t key_bytes, size_t n)
{
    return board_takes(key_bytes, n);
}

void wire_tell(struct wire *wire, const void *key, size_t key_bytes, ULONG events,
               const void *bytes, size_t n)
{
    struct board *board = the_board(wire);
    uint32_t mine = atomic_get(&wire->number);
    struct board_record record = {.from = wire->self,
                                  .events = events,
                                  .key_bytes = (uint32_t)key_bytes,
                                  .n = (uint32_t)n,
                                  .lost = !bytes || !board_takes(key_bytes, n)};

    if (!board) return;
    if (board_takes(key_bytes, 0) && board_seal(&record, key, bytes) && board_take(wire)) {
        board_write(board, &record, key, bytes);
        places_bury(board, wire->name);
        sys_shared_drop(wire->shared);
    } else {
        atomic_inc(&board->missed); /* not even the key */
    }
    places_ring(board, wire->name, bit_of(key, key_bytes), mine);
}

/* ---- coming and going ---- */

static void wire_free(struct wire *wire)
{
    sys_shared_close(wire->shared);
    if (wire->resting) sys_event_destroy(wire->resting);
    if (wire->quiet) sys_event_destroy(wire->quiet);
    if (wire->nudge) sys_event_destroy(wire->nudge);
    sys_heap_free(wire);
}

HRESULT wire_open(const WCHAR *name, const struct wire_ears *ears, void *context, struct wire **out)
{
    struct wire *wire = sys_heap_zero(sizeof(*wire)); /* no block of ours: it stays with the DLL */
    HRESULT hr;

    *out = NULL;
    if (!wire) return MAPI_E_NOT_ENOUGH_MEMORY;
    wire->ears = ears;
    wire->context = context;
    wire->self = (uint64_t)sys_process_id() << 32 | (uint32_t)((uintptr_t)wire >> 4);
    for (size_t i = 0; name[i] && i + 1 < sizeof(wire->name) / sizeof(wire->name[0]); i++)
        wire->name[i] = name[i];
    hr = sys_event_create(true, &wire->resting);
    if (SUCCEEDED(hr)) hr = sys_event_create(true, &wire->quiet);
    if (SUCCEEDED(hr)) hr = sys_event_create(false, &wire->nudge);
    if (FAILED(hr)) {
        wire_free(wire);
        return hr;
    }
    sys_event_set(wire->resting);
    *out = wire;
    return S_OK;
}

void wire_close(struct wire *wire)
{
    if (!wire) return;
    sys_latch_take(&wire->latch);
    wire->listened = 0;
    wake(wire);
    sys_latch_drop(&wire->latch);
    sys_event_wait(wire->resting, SYS_FOREVER);
    sys_latch_take(&wire->latch); /* its thread has dropped it */
    sys_latch_drop(&wire->latch);
    wire_free(wire);
}

void wire_unload(struct wire *wire)
{
    if (wire) wire_free(wire);
}
