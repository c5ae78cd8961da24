/*
 * sys/shared.h - what the processes of one user in one session share by name: memory, a mutex over
 * it, events
 *
 * Names are short, of letters, digits and full stops; the twin adds the session and the user. All
 * goes with the last process that has it. Natively: within the process, for tests.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "mapidefs.h"
#include "sys/thread.h"

enum {
    SYS_SHARED_NAME = 48
}; /* chars of a name, its terminator included */

struct sys_shared;
/*
 * The first to come finds zeros. Everybody asks for the same number of bytes under one name.
 * Errors  MAPI_E_NO_ACCESS (what has that name is somebody else's, or no such memory),
 *         MAPI_E_NOT_ENOUGH_MEMORY, MAPI_E_CALL_FAILED
 */
HRESULT sys_shared_open(const WCHAR *name, size_t bytes, struct sys_shared **out);
void *sys_shared_memory(struct sys_shared *shared);
/* True also when its last owner died with it. Not recursive. */
bool sys_shared_take(struct sys_shared *shared, ULONG msec);
void sys_shared_drop(struct sys_shared *shared);
void sys_shared_close(struct sys_shared *shared); /* NULL does nothing */

/* An event that resets itself and has a name; sys_event_wait waits for it.
 * Errors: MAPI_E_COLLISION (somebody has hung one there), MAPI_E_NOT_ENOUGH_MEMORY,
 * MAPI_E_NO_ACCESS, MAPI_E_CALL_FAILED */
HRESULT sys_bell_hang(const WCHAR *name, struct sys_event **out);
void sys_bell_take_down(struct sys_event *bell); /* NULL does nothing */
bool sys_bell_ring(const WCHAR *name);  /* false: nobody has hung one there, or not for us */
bool sys_bell_hangs(const WCHAR *name); /* true also when that can't be told */
