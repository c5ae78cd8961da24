/*
 * wire.h - a board in memory that all processes of the user's session share, on which they tell
 * each other what has happened
 *
 * Who wants to hear takes a place on the board, with a filter of the keys it listens to, and a
 * thread that looks at the board when its bell rings (and once a second, in case a writer died
 * before it rang). Telling is writing a record into a ring, then ringing the bells of those whose
 * filter has the key. Where no other process listens to the key, telling is a look at some words of
 * that memory: no system call.
 *
 * Each struct wire stands for one process.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include "mapidefs.h"

struct wire;

/* Called on the wire's own thread, without a lock. */
struct wire_ears {
    /* bytes NULL: something with these events under this key was more than the board holds */
    void (*heard)(void *context, const void *key, size_t key_bytes, ULONG events, const void *bytes,
                  size_t n);
    /* something under any key; before or after what was told later, at most a second after it */
    void (*missed)(void *context);
};

enum {
    WIRE_MOST_BYTES = 0x40000
}; /* key and bytes of one record, and its header */

/* ears, context  live until wire_close. A board that can't be had is tried for again, once a second.
 * Errors  MAPI_E_NOT_ENOUGH_MEMORY, MAPI_E_NOT_ENOUGH_RESOURCES */
HRESULT wire_open(const WCHAR *name, const struct wire_ears *ears, void *context,
                  struct wire **out);
/* Listens to nothing any more; waits for what is being heard. Not on the wire's own thread. NULL
 * does nothing. */
void wire_close(struct wire *wire);
/* As our DLL goes, when no thread of ours can be there: no waiting. */
void wire_unload(struct wire *wire);

/*
 * Counted; from the return of the first on, what others tell under the key is heard, and what they
 * told before is not. Keys are told apart by some bits of a hash: what is heard may be under another
 * key. Where there is no board, or no place on it, listening begins when there is: with missed.
 * Errors  MAPI_E_NOT_ENOUGH_MEMORY, MAPI_E_NOT_ENOUGH_RESOURCES (no thread)
 */
HRESULT wire_listen(struct wire *wire, const void *key, size_t bytes);
void wire_unlisten(struct wire *wire, const void *key, size_t bytes);
/* Waits, for some seconds at most, until what is being heard just now has been, and where nothing
 * is listened to, until nothing can be. False: it is still being heard; on the wire's own thread
 * without waiting. Windows of the caller's thread go on hearing what is sent. */
bool wire_settle(struct wire *wire);

/* Whether another process may listen to the key. */
bool wire_is_listened(struct wire *wire, const void *key, size_t bytes);
bool wire_takes(size_t key_bytes, size_t n);
/* bytes NULL, or more than the board takes: that something was lost. events: their union. */
void wire_tell(struct wire *wire, const void *key, size_t key_bytes, ULONG events,
               const void *bytes, size_t n);
