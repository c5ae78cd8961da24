/*
 * simple_store.h - the message store that Simple MAPI works in
 *
 * It is the one marked STATUS_SIMPLE_STORE, else the default store (contracts 3.6-08, 12.2-12).
 */
#pragma once
#include <stdbool.h>
#include "simple/simple_session.h"

struct simple_store {
    IMsgStore *store;             /* owned */
    SBinary eid;                  /* hangs on the struct */
    struct simple_cursor *cursor; /* simple_find.h; owned, or NULL */
};

/*
 * The store, which an earlier call of the session may have left.
 * out      given back by simple_store_leave
 * Errors   MAPI_E_NOT_FOUND (the profile has none), those of opening it
 */
HRESULT simple_store_open(struct simple_session *session, struct simple_store **out);
/* Leaves it to later calls of the session. NULL does nothing. */
void simple_store_leave(struct simple_session *session, struct simple_store *store);
void simple_store_free(struct simple_store *store);

/* The folder whose entry ID is that property of the store, for writing. MAPI_E_NOT_FOUND */
HRESULT simple_store_folder(struct simple_store *store, ULONG tag, IMAPIFolder **out);
