/*
 * search_background.h - passes of searches that go on while clients do other things: one thread for
 * a file, while there is work
 */
#pragma once
#include "store.h"

/*
 * Whatever passes of the file have not come to their end go on behind; does nothing when they do
 * already.
 * Errors  MAPI_E_NO_ACCESS (the store can't be written), MAPI_E_INVALID_OBJECT (logged off),
 *         MAPI_E_NOT_ENOUGH_MEMORY, MAPI_E_NOT_ENOUGH_RESOURCES: they don't
 */
HRESULT search_background_start(struct store *store);
/* Before the logon ends. Another logon to the same file takes the work over; without one it waits
 * in the file. */
void search_background_stop(struct store *store);
