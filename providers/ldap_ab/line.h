/*
 * line.h - a line to a directory: searches that give up when their time is up, whatever the server
 * does
 *
 * Look-up of a name, a connection and the first steps of TLS take as long as the system's libraries
 * like. So a thread of the line's asks, and whoever wants to know waits no longer than the limit. A
 * thread that hangs is left behind, to come back or not, and another one asks from then on; it
 * knows nothing but the line's own memory.
 */
#pragma once
#include <stdint.h>
#include "found.h"

struct line;

struct line_settings {
    const struct directory_ops *ops;
    struct directory_settings directory; /* limit_msec: of each question, all in all */
    ULONG pause_msec;                    /* so long a server that wasn't there isn't asked again */
};

/* Copies all; nobody is asked yet. Errors: MAPI_E_NOT_ENOUGH_MEMORY */
HRESULT line_create(const struct line_settings *settings, struct line **out);
/* Nobody asks any more: line_search gives MAPI_E_INVALID_OBJECT. Comes back at once, also from a
 * server that hangs. */
void line_hang_up(struct line *line);
/* The same, and nobody uses it any more; NULL does nothing. */
void line_end(struct line *line);

/* When something that begins now must be over (event_now_msec). */
uint64_t line_deadline(const struct line *line);
/*
 * line_search - everything that a search finds; from any thread
 *
 * search    its limit_msec doesn't count; with `most`, found->more tells that there are others
 * deadline  see line_deadline; several searches may share one
 * found     found_clear it, also after errors
 * Errors    as of directory_ops.open and .search. MAPI_E_TIMEOUT: by the deadline there was no
 *           whole answer; MAPI_E_NETWORK_ERROR, MAPI_E_TIMEOUT also at once, within pause_msec
 *           after such an end of a connection's beginning
 */
HRESULT line_search(struct line *line, const struct directory_search *search, uint64_t deadline,
                    struct found *found);
