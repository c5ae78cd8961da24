/*
 * wire.c - one process's place at the board, and the thread that listens there
 */
#include "notify/wire.h"
#include "base/error.h"
#include "base/map.h"
#include "base/mem.h"
#include "notify/wire_board.h"
#include "sys/lock.h"
#include "sys/memory.h"
#include "sys/process.h"
#include "sys/shared.h"

#define LOOK_MSEC 1000 /* for what a writer wrote that died before it rang */
#define WRITE_MSEC                                                                                 \
    1000 /* a writer that holds the board for longer is stopped, as by a debugger                  \
          */
#define SETTLE_MSEC 5000
#define SLOW_READER (BOARD_UNITS / 2) /* who is that far behind may have died */

struct wire {
    struct sys_shared *shared; /* owned */
    struct board *board;       /* in it */
    const struct wire_ears *ears;
    void *context;
    WCHAR name[SYS_SHARED_NAME / 2];

    struct sys_latch latch;    /* guards the rest; no foreign code under it */
    struct board_place *place; /* ours, or NULL */
    uint32_t number;           /* place's owner; read without the latch by who tells */
    struct sys_event *bell;    /* owned, while there is a place */
    struct sys_thread *thread; /* owned; NULL: none runs */
    ULONG thread_id;
    struct sys_event *resting; /* owned; manual reset, set while no thread runs */
    struct sys_event
        *quiet;            /* owned; set, when somebody waits for it, as the thread hears nothing */
    bool hearing, awaited; /* the thread hears; somebody waits for quiet */
    ULONG listened;        /* keys, counted */
    ULONG counts[BOARD_FILTER_BITS]; /* of keys with that bit; read without the latch */
};

static uint32_t bit_of(const void *key, size_t bytes)
{
    return map_hash(key, bytes) % BOARD_FILTER_BITS;
}

/* name, a full stop, and a number */
static void bell_name(const struct wire *wire, uint32_t number, WCHAR out[SYS_SHARED_NAME])
{
    size_t n = 0;

    for (; wire->name[n]; n++)
        out[n] = wire->name[n];
    out[n++] = '.';
    for (int shift = 28; shift >= 0; shift -= 4)
        out[n++] = L"0123456789abcdef"[number >> shift & 15];
    out[n] = 0;
}

/* ---- places; the board is ours ---- */

static bool owner_lives(const struct board_place *place)
{
    return sys_process_lives(place->pid, (uint64_t)place->born_high << 32 | place->born_low);
}

static void count_places(struct board *board)
{
    uint32_t taken = 0;

    for (size_t i = 0; i < BOARD_PLACES; i++)
        taken += atomic_get(&board->places[i].owner) != 0;
    atomic_set(&board->listeners, taken);
}

static void place_free(struct board *board, struct board_place *place)
{
    atomic_set(&place->owner, 0);
    count_places(board);
}

/* Those of processes that died are free. */
static struct board_place *place_find(struct board *board)
{
    struct board_place *found = NULL;

    for (size_t i = BOARD_PLACES; i-- > 0;) {
        struct board_place *place = &board->places[i];

        if (atomic_get(&place->owner) && !owner_lives(place)) place_free(board, place);
        if (!atomic_get(&place->owner)) found = place;
    }
    return found;
}

/* Under the latch. */
static HRESULT place_take(struct wire *wire)
{
    struct board *board = wire->board;
    uint64_t born = sys_process_born();
    WCHAR name[SYS_SHARED_NAME];
    struct board_place *place;
    uint32_t number;
    HRESULT hr;

    if (!sys_shared_take(wire->shared, WRITE_MSEC)) return FAIL(MAPI_E_NOT_ENOUGH_RESOURCES);
    place = place_find(board);
    number = ++board->last_owner;
    if (!number) number = ++board->last_owner;
    bell_name(wire, number, name);
    hr = place ? sys_bell_hang(name, &wire->bell) : FAIL(MAPI_E_TABLE_TOO_BIG);
    if (SUCCEEDED(hr)) {
        *place = (struct board_place){.pid = sys_process_id(),
                                      .born_low = (uint32_t)born,
                                      .born_high = (uint32_t)(born >> 32),
                                      .read = atomic_get(&board->head)};
        atomic_set(&place->owner, number);
        count_places(board);
        if (board->used < (uint32_t)(place - board->places) + 1)
            atomic_set(&board->used, (uint32_t)(place - board->places) + 1);
        wire->place = place;
        atomic_set(&wire->number, number);
    }
    sys_shared_drop(wire->shared);
    return hr;
}

/* Under the latch. Where the board can't be had, somebody will find that we don't read. */
static void place_leave(struct wire *wire)
{
    struct board_place *place = TAKE(wire->place);
    bool mine = sys_shared_take(wire->shared, WRITE_MSEC);

    if (atomic_get(&place->owner) == wire->number) place_free(wire->board, place);
    if (mine) sys_shared_drop(wire->shared);
    atomic_set(&wire->number, 0);
    sys_bell_take_down(TAKE(wire->bell));
}

/* ---- hearing ---- */

struct hearing {
    struct wire *wire;
    struct sys_event *bell; /* borrowed: there until the thread leaves the place */
    struct board_place *place;
    uint32_t number, read, missed;
    struct writer body;
};

static void missed(struct hearing *h)
{
    if (h->wire->ears->missed) h->wire->ears->missed(h->wire->context);
}

static bool is_wanted(struct wire *wire, const void *key, size_t bytes)
{
    return atomic_get(&wire->counts[bit_of(key, bytes)]) != 0;
}

static void hear_all(struct hearing *h)
{
    struct wire *wire = h->wire;
    struct board_record record;
    uint32_t now;
    int got;

    atomic_swap(&h->place->rung, 0);
    now = atomic_get(&wire->board->missed);
    while ((got = board_read(wire->board, &h->read, &record, &h->body))) {
        if (atomic_get(&h->place->owner) == h->number) atomic_set(&h->place->read, h->read);
        if (got < 0) missed(h);
        else if (record.from != h->number && is_wanted(wire, h->body.data, record.key_bytes))
            wire->ears->heard(wire->context, h->body.data, record.key_bytes, record.events,
                              record.lost ? NULL : h->body.data + record.key_bytes, record.n);
    }
    if (now != h->missed) missed(h);
    h->missed = now;
}

/* Our place was given away: by somebody who took us for dead, or by garbage. Under the latch. */
static void place_again(struct wire *wire)
{
    wire->place = NULL;
    sys_bell_take_down(TAKE(wire->bell));
    if (FAILED(place_take(wire))) return; /* tried again at the next look */
    for (size_t i = 0; i < BOARD_FILTER_BITS; i++)
        if (wire->counts[i])
            __atomic_fetch_or(&wire->place->filter[i / 32], 1u << i % 32, __ATOMIC_SEQ_CST);
}

/* The thread has ended, unless there is still something to hear: then it has our place in h. */
static bool goes_on(struct wire *wire, struct hearing *h, bool *lost_place)
{
    bool on;

    *lost_place = false;
    sys_latch_take(&wire->latch);
    wire->hearing = on = wire->listened != 0;
    if (!on) {
        if (wire->place) place_leave(wire);
        sys_thread_detach(TAKE(wire->thread));
        writer_drop(&h->body);
        sys_event_set(wire->resting); /* with that wire_close frees it, when the latch is dropped */
    } else if (!wire->place || atomic_get(&wire->place->owner) != wire->number) {
        *lost_place = true;
        place_again(wire);
    }
    if (on && wire->place && (*lost_place || h->place != wire->place))
        h->read = atomic_get(&wire->place->read);
    h->place = wire->place;
    h->number = wire->number;
    h->bell = wire->bell;
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
    bool lost_place;

    sys_latch_take(&h.wire->latch);
    h.wire->thread_id = sys_thread_id();
    h.missed = atomic_get(&h.wire->board->missed);
    sys_latch_drop(&h.wire->latch);
    while (goes_on(h.wire, &h, &lost_place)) {
        if (lost_place) missed(&h);
        if (h.place) hear_all(&h);
        fall_quiet(h.wire);
        sys_event_wait(h.bell ? h.bell : h.wire->resting, LOOK_MSEC); /* that one isn't set now */
    }
}

/* ---- listening ---- */

/* Under the latch. */
static HRESULT begin(struct wire *wire)
{
    HRESULT hr = wire->place ? S_OK : place_take(wire);

    if (FAILED(hr) || wire->thread) return hr;
    sys_event_reset(wire->resting);
    hr = sys_thread_start(run, wire, &wire->thread);
    if (FAILED(hr)) {
        sys_event_set(wire->resting);
        place_leave(wire);
    }
    return hr;
}

HRESULT wire_listen(struct wire *wire, const void *key, size_t bytes)
{
    uint32_t bit = bit_of(key, bytes);
    HRESULT hr = S_OK;

    sys_latch_take(&wire->latch);
    if (!wire->listened) hr = begin(wire);
    if (SUCCEEDED(hr)) {
        wire->listened++;
        if (atomic_inc(&wire->counts[bit]) == 1 && wire->place)
            __atomic_fetch_or(&wire->place->filter[bit / 32], 1u << bit % 32, __ATOMIC_SEQ_CST);
    }
    sys_latch_drop(&wire->latch);
    return hr;
}

void wire_unlisten(struct wire *wire, const void *key, size_t bytes)
{
    uint32_t bit = bit_of(key, bytes);

    sys_latch_take(&wire->latch);
    if (!atomic_dec(&wire->counts[bit]) && wire->place &&
        atomic_get(&wire->place->owner) == wire->number)
        __atomic_fetch_and(&wire->place->filter[bit / 32], ~(1u << bit % 32), __ATOMIC_SEQ_CST);
    if (!--wire->listened && wire->bell) sys_event_set(wire->bell);
    sys_latch_drop(&wire->latch);
}

void wire_settle(struct wire *wire)
{
    bool loud, ends;

    sys_latch_take(&wire->latch);
    loud = wire->hearing && wire->thread_id != sys_thread_id();
    if (loud) wire->awaited = true;
    sys_latch_drop(&wire->latch);
    if (loud) sys_event_wait(wire->quiet, SETTLE_MSEC);

    sys_latch_take(&wire->latch);
    ends = !wire->listened && wire->thread && wire->thread_id != sys_thread_id();
    sys_latch_drop(&wire->latch);
    if (ends) sys_event_wait(wire->resting, SETTLE_MSEC);
}

/* ---- telling ---- */

static bool listens(const struct board_place *place, uint32_t bit, uint32_t mine)
{
    uint32_t owner = atomic_get(&place->owner);

    return owner && owner != mine && atomic_get(&place->filter[bit / 32]) & 1u << bit % 32;
}

bool wire_is_listened(struct wire *wire, const void *key, size_t bytes)
{
    uint32_t mine = atomic_get(&wire->number), used;
    uint32_t bit;

    if (atomic_get(&wire->board->listeners) <= (mine ? 1u : 0u)) return false;
    used = atomic_get(&wire->board->used);
    bit = bit_of(key, bytes);
    for (uint32_t i = 0; i < used && i < BOARD_PLACES; i++)
        if (listens(&wire->board->places[i], bit, mine)) return true;
    return false;
}

static void ring_one(struct wire *wire, struct board_place *place)
{
    uint32_t number = atomic_get(&place->owner);
    WCHAR name[SYS_SHARED_NAME];

    if (!number || atomic_swap(&place->rung, 1)) return;
    bell_name(wire, number, name);
    sys_bell_ring(name);
}

/* The board is ours. Who doesn't read, and isn't there, needs no bell. */
static void bury(struct board *board, struct board_place *place)
{
    uint32_t behind = atomic_get(&board->head) - atomic_get(&place->read);

    if (behind > SLOW_READER && !owner_lives(place)) place_free(board, place);
}

bool wire_takes(size_t key_bytes, size_t n)
{
    return n <= WIRE_MOST_BYTES && key_bytes <= WIRE_MOST_BYTES && key_bytes + n <= WIRE_MOST_BYTES;
}

void wire_tell(struct wire *wire, const void *key, size_t key_bytes, ULONG events,
               const void *bytes, size_t n)
{
    struct board *board = wire->board;
    uint32_t mine = atomic_get(&wire->number), bit = bit_of(key, key_bytes);
    struct board_record record = {mine, events, (uint32_t)key_bytes, (uint32_t)n,
                                  !bytes || !wire_takes(key_bytes, n)};
    bool ours = key_bytes <= WIRE_MOST_BYTES && sys_shared_take(wire->shared, WRITE_MSEC);

    if (ours && !board_write(board, &record, key, bytes)) {
        sys_shared_drop(wire->shared); /* not even the key */
        ours = false;
    }
    if (!ours) atomic_inc(&board->missed);
    for (uint32_t i = 0; ours && i < board->used && i < BOARD_PLACES; i++)
        if (listens(&board->places[i], bit, mine)) bury(board, &board->places[i]);
    if (ours) sys_shared_drop(wire->shared);
    for (uint32_t i = 0; i < board->used && i < BOARD_PLACES; i++)
        if (listens(&board->places[i], bit, mine)) ring_one(wire, &board->places[i]);
}

/* ---- coming and going ---- */

static void wire_free(struct wire *wire)
{
    sys_shared_close(wire->shared);
    if (wire->resting) sys_event_destroy(wire->resting);
    if (wire->quiet) sys_event_destroy(wire->quiet);
    sys_heap_free(wire);
}

HRESULT wire_open(const WCHAR *name, const struct wire_ears *ears, void *context, struct wire **out)
{
    struct wire *wire =
        sys_heap_zero(sizeof(*wire)); /* not a block of ours: it stays with the DLL */
    HRESULT hr;

    *out = NULL;
    if (!wire) return MAPI_E_NOT_ENOUGH_MEMORY;
    wire->ears = ears;
    wire->context = context;
    for (size_t i = 0; name[i] && i + 1 < sizeof(wire->name) / sizeof(wire->name[0]); i++)
        wire->name[i] = name[i];
    hr = sys_shared_open(name, sizeof(struct board), &wire->shared);
    if (SUCCEEDED(hr)) hr = sys_event_create(true, &wire->resting);
    if (SUCCEEDED(hr)) hr = sys_event_create(false, &wire->quiet);
    if (FAILED(hr)) {
        wire_free(wire);
        return hr;
    }
    sys_event_set(wire->resting);
    wire->board = sys_shared_memory(wire->shared);
    *out = wire;
    return S_OK;
}

void wire_close(struct wire *wire)
{
    if (!wire) return;
    sys_latch_take(&wire->latch);
    wire->listened = 0;
    if (wire->bell) sys_event_set(wire->bell);
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
