/*
 * wire_places.c - the places on the board: who listens, to which keys, and the bells that are rung
 */
#include "notify/wire_places.h"
#include <string.h>
#include "base/error.h"
#include "sys/lock.h"
#include "sys/shared.h"

#define LATE_READER (BOARD_UNITS / 4) /* is rung for, whatever it listens to */
#define SLOW_READER (BOARD_UNITS / 2) /* may have died */
#define MOST_TRIES  64 /* numbers whose bells hang already: of a board whose words were lost */

/* name, a full stop, and a number */
static void bell_name(const WCHAR *name, uint32_t number, WCHAR out[SYS_SHARED_NAME])
{
    size_t n = 0;

    for (; name[n] && n < SYS_SHARED_NAME - 10; n++)
        out[n] = name[n];
    out[n++] = '.';
    for (int shift = 28; shift >= 0; shift -= 4)
        out[n++] = L"0123456789abcdef"[number >> shift & 15];
    out[n] = 0;
}

static bool lives(const WCHAR *name, uint32_t number)
{
    WCHAR bell[SYS_SHARED_NAME];

    bell_name(name, number, bell);
    return sys_bell_hangs(bell);
}

/* Positions since it has read. */
static uint32_t behind(const struct board *board, const struct board_place *place)
{
    return atomic_get(&board->head) - atomic_get(&place->read);
}

static uint32_t n_used(const struct board *board)
{
    uint32_t used = atomic_get(&board->used);

    return used < BOARD_PLACES ? used : BOARD_PLACES;
}

/* ---- the board is ours ---- */

static uint32_t taken(const struct board *board, uint32_t *used, uint32_t *highest)
{
    uint32_t n = 0;

    *used = *highest = 0;
    for (uint32_t i = 0; i < BOARD_PLACES; i++) {
        uint32_t owner = atomic_get(&board->places[i].owner);

        if (!owner) continue;
        n++;
        *used = i + 1;
        if (owner > *highest) *highest = owner;
    }
    return n;
}

void places_count(struct board *board)
{
    uint32_t used, highest;

    atomic_set(&board->listeners, taken(board, &used, &highest));
    if (atomic_get(&board->used) < used) atomic_set(&board->used, used);
}

/* Those of processes that died are free. */
static struct board_place *find_free(struct board *board, const WCHAR *name)
{
    struct board_place *found = NULL;

    for (size_t i = BOARD_PLACES; i-- > 0;) {
        struct board_place *place = &board->places[i];
        uint32_t owner = atomic_get(&place->owner);

        if (owner && !lives(name, owner)) atomic_set(&place->owner, owner = 0);
        if (!owner) found = place;
    }
    return found;
}

/* A bell that hangs is somebody's who lives: its number is not to be met again. */
static HRESULT hang_bell(struct board *board, const WCHAR *name, uint32_t *number,
                         struct sys_event **out)
{
    HRESULT hr = FAIL(MAPI_E_COLLISION);

    for (int i = 0; i < MOST_TRIES && hr == MAPI_E_COLLISION; i++) {
        WCHAR bell[SYS_SHARED_NAME];

        *number = ++board->last_owner;
        if (!*number) *number = ++board->last_owner;
        bell_name(name, *number, bell);
        hr = sys_bell_hang(bell, out);
    }
    return hr;
}

HRESULT places_take(struct board *board, const WCHAR *name, const uint32_t *filter,
                    struct board_place **out, uint32_t *number, struct sys_event **bell)
{
    struct board_place *place = find_free(board, name);
    HRESULT hr = place ? hang_bell(board, name, number, bell) : FAIL(MAPI_E_TABLE_TOO_BIG);

    if (SUCCEEDED(hr)) {
        place->read = place->asked = atomic_get(&board->head);
        place->rung = 0;
        memcpy(place->filter, filter, sizeof(place->filter));
        atomic_set(&place->owner, *number);
        *out = place;
    }
    places_count(board);
    return hr;
}

/* Who lives, but stands still, isn't asked for at every turn. */
void places_bury(struct board *board, const WCHAR *name)
{
    uint32_t head = atomic_get(&board->head), used = n_used(board);
    bool buried = false;

    for (uint32_t i = 0; i < used; i++) {
        struct board_place *place = &board->places[i];
        uint32_t owner = atomic_get(&place->owner);

        if (!owner || behind(board, place) <= SLOW_READER) continue;
        if (head - place->asked <= SLOW_READER) continue;
        place->asked = head;
        if (lives(name, owner)) continue;
        atomic_set(&place->owner, 0);
        buried = true;
    }
    if (buried) places_count(board);
}

void places_mend(struct board *board)
{
    uint32_t used, highest;

    taken(board, &used, &highest);
    if (!places_need_mending(board)) return;
    places_count(board);
    if (board->last_owner < highest) board->last_owner = highest;
    atomic_inc(&board->missed);
}

/* ---- at any time ---- */

bool places_need_mending(const struct board *board)
{
    uint32_t used, highest, n = taken(board, &used, &highest);

    return atomic_get(&board->listeners) < n || atomic_get(&board->used) < used;
}

static bool listens(const struct board_place *place, uint32_t bit, uint32_t mine)
{
    uint32_t owner = atomic_get(&place->owner);

    return owner && owner != mine && atomic_get(&place->filter[bit / 32]) & 1u << bit % 32;
}

bool places_listen(const struct board *board, uint32_t bit, uint32_t mine)
{
    uint32_t used;

    if (atomic_get(&board->listeners) <= (mine ? 1u : 0u)) return false;
    used = n_used(board);
    for (uint32_t i = 0; i < used; i++)
        if (listens(&board->places[i], bit, mine)) return true;
    return false;
}

/* Who isn't there any more needs no bell; whose bell can't be rung by this thread is rung for by
 * the next that tells something. */
static void ring(struct board_place *place, const WCHAR *name)
{
    uint32_t number = atomic_get(&place->owner);
    WCHAR bell[SYS_SHARED_NAME];

    if (!number || atomic_swap(&place->rung, 1)) return;
    bell_name(name, number, bell);
    if (!sys_bell_ring(bell) && sys_bell_hangs(bell)) atomic_set(&place->rung, 0);
}

void places_ring(struct board *board, const WCHAR *name, uint32_t bit, uint32_t mine)
{
    uint32_t used = n_used(board);

    for (uint32_t i = 0; i < used; i++) {
        struct board_place *place = &board->places[i];

        if (listens(place, bit, mine) ||
            (atomic_get(&place->owner) && behind(board, place) > LATE_READER))
            ring(place, name);
    }
}
