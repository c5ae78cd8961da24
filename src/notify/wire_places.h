/*
 * wire_places.h - the places on the board: who listens, to which keys, and the bells that are rung
 *
 * name is the board's; a place's bell has that name and its owner's number. A bell goes with its
 * process, so whose bell is gone is dead.
 */
#pragma once
#include "notify/wire_board.h"
#include "sys/thread.h"

/* ---- the board must be ours ---- */

/*
 * Takes a place, with the filter, to be read from the head on; number is its owner's.
 * Errors  MAPI_E_TABLE_TOO_BIG (all are taken by processes that live), MAPI_E_COLLISION (of no
 * sensible number is the bell free), and those of sys_bell_hang
 */
HRESULT places_take(struct board *board, const WCHAR *name, const uint32_t *filter,
                    struct board_place **out, uint32_t *number, struct sys_event **bell);
void places_count(struct board *board);
/* Frees those that haven't read for long, and whose owners are dead. */
void places_bury(struct board *board, const WCHAR *name);
/* Words that tell of fewer places than there are, or of fewer numbers: everybody has missed
 * something. */
void places_mend(struct board *board);

/* ---- at any time ---- */

bool places_need_mending(const struct board *board);
/* Whether somebody who isn't mine listens to keys with that bit. */
bool places_listen(const struct board *board, uint32_t bit, uint32_t mine);
/* Rings for those, and for whoever should read before the ring has gone round. */
void places_ring(struct board *board, const WCHAR *name, uint32_t bit, uint32_t mine);
