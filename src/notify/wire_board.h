/*
 * wire_board.h - the board: its layout, which programs of either bitness agree on, and its ring
 *
 * Zeroed memory is an empty board. What is written there is other processes' doing: whatever it is,
 * reading it goes wrong in no other way than telling that something was missed.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/bytes.h"

enum {
    BOARD_UNIT = 16,     /* bytes; positions in the ring count these, modulo 2^32 */
    BOARD_UNITS = 65536, /* of the ring */
    BOARD_PLACES = 128,
    BOARD_FILTER_BITS = 16384, /* each open table may have a key of its own */
};

/* A process that listens. */
struct board_place {
    uint32_t owner; /* its number, in its bell's name; 0: free */
    uint32_t read;  /* position up to which it has read */
    uint32_t rung;  /* its bell has rung since it began to read */
    uint32_t asked; /* position at which somebody last looked whether it lives */
    uint32_t filter[BOARD_FILTER_BITS / 32];
};

struct board {
    uint32_t listeners; /* places taken */
    uint32_t used;      /* places ever taken: the first ones */
    uint32_t last_owner;
    uint32_t head;     /* where the next record goes */
    uint32_t reserved; /* up to where the ring may have been written over; never before head */
    uint32_t missed;   /* counts what was not written: everybody has missed something */
    struct board_place places[BOARD_PLACES];
    uint8_t ring[BOARD_UNITS * BOARD_UNIT];
};
_Static_assert(offsetof(struct board, ring) == 24 + BOARD_PLACES * (16 + BOARD_FILTER_BITS / 8),
               "the same for every program");

struct board_record {
    uint64_t from; /* whose */
    uint32_t events;
    uint32_t key_bytes, n;
    bool lost;      /* instead of bytes */
    uint32_t check; /* of all the rest */
};

/* Whether a record of that many bytes can stand on the board. */
bool board_takes(size_t key_bytes, size_t n);
/* Works record->check out, which takes as long as there are bytes. False: too big. */
bool board_seal(struct board_record *record, const void *key, const void *bytes);
/* Appends a sealed record with its key and bytes; one writer at a time. */
void board_write(struct board *board, const struct board_record *record, const void *key,
                 const void *bytes);
/*
 * Reads the record at *at, and moves *at behind it, while others write.
 * body    of BOARD_UNIT * BOARD_UNITS bytes or less: grows; the key, then the bytes
 * Gives 1: one was read; 0: there is none; -1: it is not to be read any more, *at is head.
 */
int board_read(const struct board *board, uint32_t *at, struct board_record *record,
               struct writer *body);
