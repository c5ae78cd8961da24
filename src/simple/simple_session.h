/*
 * simple_session.h - a session of Simple MAPI: a number for the client, an IMAPISession behind it
 *
 * Handles are numbers that are looked up, never pointers, so a stale or foreign one is told without
 * touching memory. A call takes its session and drops it at its end; a log-off meanwhile makes the
 * handle stale at once, and the session ends with the last call that has it.
 */
#pragma once
#include <stdbool.h>
#include "mapix.h"
#include "provider/router.h"

struct simple_session; /* counted */
struct simple_store;   /* simple_store.h */

/* What keeps MAPI initialised in this process as long as the session is there. */
struct simple_hold {
    void (*let_go)(ULONG apartment); /* called once, by whoever ends the session, without a lock */
    ULONG apartment;                 /* of the thread that logged on */
};

/*
 * MAPILogon behind its gate.
 * profile, password  8-bit, NULL or "": none
 * flags    MAPI_LOGON_UI, MAPI_NEW_SESSION, MAPI_FORCE_DOWNLOAD, MAPI_PASSWORD_UI; others are
 *          ignored
 * hold     copied; the session's from a success on
 * handle   not 0, fits in 31 bits; written on success
 * Errors   MAPI_E_INVALID_PARAMETER  both dialogs are wanted (contracts 12.2-06)
 *          MAPI_E_LOGON_FAILED       no such profile, or none is meant and there is no shared
 *          session to join; a text of more than 256 characters
 *          MAPILogonEx's others
 */
HRESULT simple_logon(ULONG_PTR ui, const char *profile, const char *password, ULONG flags,
                     const struct provider_memory *memory, const struct simple_hold *hold,
                     ULONG_PTR *handle);

/*
 * A session for one call that names none (contracts 12.1-11): the shared one is joined, else one of
 * the default profile begins. It has no handle and ends with simple_session_drop.
 * flags    MAPI_LOGON_UI, MAPI_NEW_SESSION; others are ignored
 * Errors   MAPILogonEx's
 */
HRESULT simple_logon_for_call(ULONG_PTR ui, ULONG flags, const struct provider_memory *memory,
                              const struct simple_hold *hold, struct simple_session **out);

/* The session with a reference, or NULL: the handle means none. */
struct simple_session *simple_session_take(ULONG_PTR handle);
/* The handle means nothing any more. False: somebody else logged off meanwhile. */
bool simple_session_retire(struct simple_session *session);
void simple_session_drop(struct simple_session *session);
/* Borrowed from the session. */
IMAPISession *simple_session_extended(struct simple_session *session);
/* Keeps a store for later calls and gives the one that was kept; each is the other side's from then
 * on. NULL: none. */
struct simple_store *simple_session_swap_store(struct simple_session *session,
                                               struct simple_store *store);
