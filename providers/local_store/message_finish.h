/*
 * message_finish.h - the properties that the store makes of a message at SaveChanges
 */
#pragma once
#include "message_state.h"

/* What SaveChanges of an embedded message makes at once: subject parts, display names, size (as far
 * as it is loaded). */
HRESULT message_finish(struct message_state *state);
/*
 * In a transaction: all that state's row is to have, into an empty bag, which is the caller's to
 * clear also after a failure.
 * insert  the row is new; else what belongs to the row, whoever has written it, stays:
 *         PR_MSG_STATUS, the read flag, the place in the queue
 * Errors  MAPI_E_NOT_FOUND (no row to update), MAPI_E_NOT_ENOUGH_MEMORY, the database's
 */
HRESULT message_finish_row(struct store_file *file, const struct message_state *state, bool insert,
                           struct bag *bag);
