/*
 * wire_board.c - the ring of records on the board
 *
 * A record: u32 mark (its own position, so that no other bytes pass for one), u32 check (a hash of
 * all that follows), u32 units (16 bytes each, all of it), u64 from, u32 events, u32 key bytes, u32
 * bytes (0xffffffff: lost); the key, the bytes, anything up to a whole unit. A writer first says up
 * to where it will write, then writes, then moves head: readers take no lock, and look at the end
 * whether what they read was still whole.
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

bool board_takes(size_t key_bytes, size_t n)
{
    return key_bytes <= WIRE_MOST_BYTES - HEADER && n <= WIRE_MOST_BYTES - HEADER - key_bytes;
}

static uint32_t units_of(const struct board_record *record)
{
    size_t all = HEADER + (size_t)record->key_bytes + (record->lost ? 0 : record->n);

    return (uint32_t)((all + BOARD_UNIT - 1) / BOARD_UNIT);
}

static void header_of(const struct board_record *record, uint32_t header[HEADER / 4])
{
    header[2] = units_of(record);
    header[3] = (uint32_t)record->from;
    header[4] = (uint32_t)(record->from >> 32);
    header[5] = record->events;
    header[6] = record->key_bytes;
    header[7] = record->lost ? LOST : record->n;
}

static uint32_t check_of(const struct board_record *record, const void *key, const void *bytes)
{
    uint32_t header[HEADER / 4];

    header_of(record, header);
    return map_hash(header + 2, HEADER - 8) ^ map_hash(key, record->key_bytes) * 31 ^
           map_hash(bytes, record->lost ? 0 : record->n) * 961;
}

bool board_seal(struct board_record *record, const void *key, const void *bytes)
{
    if (!board_takes(record->key_bytes, record->lost ? 0 : record->n)) return false;
    record->check = check_of(record, key, bytes);
    return true;
}

void board_write(struct board *board, const struct board_record *record, const void *key,
                 const void *bytes)
{
    uint32_t head = atomic_get(&board->head), units = units_of(record), ahead;
    uint32_t header[HEADER / 4] = {head, record->check};

    header_of(record, header);
    ahead = atomic_get(&board->reserved) - head;
    if (ahead < units || ahead > BOARD_UNITS) atomic_set(&board->reserved, head + units);
    fence();
    ring_put(board, head, 0, header, sizeof(header));
    ring_put(board, head, HEADER, key, record->key_bytes);
    if (!record->lost) ring_put(board, head, HEADER + record->key_bytes, bytes, record->n);
    fence();
    atomic_set(&board->head, head + units);
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
    size_t bytes;

    if (!still_there(board, at)) return false;
    ring_get(board, at, 0, header, sizeof(header));
    *record = (struct board_record){.from = (uint64_t)header[4] << 32 | header[3],
                                    .events = header[5],
                                    .key_bytes = header[6],
                                    .n = header[7] == LOST ? 0 : header[7],
                                    .lost = header[7] == LOST,
                                    .check = header[1]};
    if (header[0] != at || !board_takes(record->key_bytes, record->n)) return false;
    *units = units_of(record);
    if (header[2] != *units || *units > there) return false;
    bytes = (size_t)record->key_bytes + record->n;
    body->count = 0;
    if (!writer_more(body, bytes ? bytes : 1)) return false;
    ring_get(board, at, HEADER, body->data, bytes);
    if (!still_there(board, at)) return false;
    return record->check == check_of(record, body->data, body->data + record->key_bytes);
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
