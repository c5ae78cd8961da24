/*
 * wire_board.c - the ring of records on the board
 *
 * A record: u32 mark (its own position, so that no other bytes pass for one), u32 check (a hash of
 * all that follows), u32 units (16 bytes each, all of it), u32 from, u32 events, u32 key bytes, u32
 * bytes (0xffffffff: lost), u32 nothing; the key, the bytes, zeros up to a whole unit. A writer
 * first says up to where it will write, then writes, then moves head: readers take no lock, and
 * look at the end whether what they read was still whole.
 */
#include "notify/wire_board.h"
#include <string.h>
#include "base/map.h"
#include "notify/wire.h"
#include "sys/lock.h"

#define HEADER     32
#define LOST       0xffffffffu
#define RING_BYTES ((uint32_t)sizeof((struct board){0}.ring))

#define fence() __atomic_thread_fence(__ATOMIC_SEQ_CST)

static void ring_put(struct board *board, uint32_t position, size_t skip, const void *from,
                     size_t bytes)
{
    size_t at = ((size_t)(position % BOARD_UNITS) * BOARD_UNIT + skip) % RING_BYTES;
    size_t first = bytes < RING_BYTES - at ? bytes : RING_BYTES - at;

    if (!bytes) return;
    memcpy(board->ring + at, from, first);
    memcpy(board->ring, (const uint8_t *)from + first, bytes - first);
}

static void ring_get(const struct board *board, uint32_t position, size_t skip, void *to,
                     size_t bytes)
{
    size_t at = ((size_t)(position % BOARD_UNITS) * BOARD_UNIT + skip) % RING_BYTES;
    size_t first = bytes < RING_BYTES - at ? bytes : RING_BYTES - at;

    if (!bytes) return;
    memcpy(to, board->ring + at, first);
    memcpy((uint8_t *)to + first, board->ring, bytes - first);
}

static uint32_t check_of(const uint32_t *header, const void *key, size_t key_bytes,
                         const void *bytes, size_t n)
{
    return map_hash(header + 2, HEADER - 8) ^ map_hash(key, key_bytes) * 31 ^
           map_hash(bytes, n) * 961;
}

bool board_write(struct board *board, const struct board_record *record, const void *key,
                 const void *bytes)
{
    size_t n = record->lost ? 0 : record->n, all = HEADER + (size_t)record->key_bytes + n;
    uint32_t head = atomic_get(&board->head), ahead;
    uint32_t units = (uint32_t)((all + BOARD_UNIT - 1) / BOARD_UNIT);
    uint32_t header[HEADER / 4] = {head,
                                   0,
                                   units,
                                   record->from,
                                   record->events,
                                   record->key_bytes,
                                   record->lost ? LOST : record->n};

    if (record->key_bytes > WIRE_MOST_BYTES || n > WIRE_MOST_BYTES || all > WIRE_MOST_BYTES)
        return false;
    header[1] = check_of(header, key, record->key_bytes, bytes, n);
    ahead = atomic_get(&board->reserved) - head;
    if (ahead < units || ahead > BOARD_UNITS) atomic_set(&board->reserved, head + units);
    fence();
    ring_put(board, head, 0, header, sizeof(header));
    ring_put(board, head, HEADER, key, record->key_bytes);
    ring_put(board, head, HEADER + record->key_bytes, bytes, n);
    fence();
    atomic_set(&board->head, head + units);
    return true;
}

/* Nothing from position on has been written over. A reserve that is no sensible one was made up by
 * somebody. */
static bool still_there(const struct board *board, uint32_t position)
{
    fence();
    return atomic_get(&board->reserved) - position <= BOARD_UNITS &&
           atomic_get(&board->head) - position <= BOARD_UNITS;
}

static bool read_whole(const struct board *board, uint32_t at, uint32_t *units,
                       struct board_record *record, struct writer *body)
{
    uint32_t header[HEADER / 4], there = atomic_get(&board->head) - at;
    size_t n;

    if (!still_there(board, at)) return false;
    ring_get(board, at, 0, header, sizeof(header));
    n = header[6] == LOST ? 0 : header[6];
    if (header[0] != at || !wire_takes(header[5], n)) return false;
    *units = (uint32_t)((HEADER + header[5] + n + BOARD_UNIT - 1) / BOARD_UNIT);
    if (header[2] != *units || *units > there) return false;
    body->count = 0;
    if (!writer_more(body, header[5] + n ? header[5] + n : 1)) return false;
    ring_get(board, at, HEADER, body->data, header[5] + n);
    if (!still_there(board, at)) return false;
    *record =
        (struct board_record){header[3], header[4], header[5], (uint32_t)n, header[6] == LOST};
    return header[1] == check_of(header, body->data, header[5], body->data + header[5], n);
}

int board_read(const struct board *board, uint32_t *at, struct board_record *record,
               struct writer *body)
{
    uint32_t head = atomic_get(&board->head), units;

    if (*at == head) return 0;
    if (read_whole(board, *at, &units, record, body)) {
        *at += units;
        return 1;
    }
    *at = head;
    writer_drop(body); /* it may be bad: memory was out */
    return -1;
}
