/*
 * store_queue.h - the methods of IMsgStore about submitted messages, and the locks that a spooler's
 * store holds
 */
#pragma once
#include "store.h"

HRESULT store_abort_submit(struct store *store, ULONG count, const ENTRYID *id, ULONG flags);
HRESULT store_set_lock_state(struct store *store, IMessage *message, ULONG state);
HRESULT store_finished(struct store *store, ULONG flags, ULONG count, const ENTRYID *id);

/* Whether a queued message is locked, but not by this store. Under the lock. */
bool store_is_locked_out(struct store *store, int64_t id, ULONG submit_flags);
/* At the store's end. */
void store_drop_marks(struct store *store);
