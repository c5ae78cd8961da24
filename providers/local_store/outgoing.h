/*
 * outgoing.h - the outgoing queue: which messages wait to be sent, in what order, and which the
 * spooler works on
 *
 * A message is in the queue as long as its row has submit_flags (PR_SUBMIT_FLAGS); then, and only
 * then, it has MSGFLAG_SUBMIT. The order is that of PR_CLIENT_SUBMIT_TIME, which rises with each
 * submission. SUBMITFLAG_LOCKED in a row counts while someone holds the message's mark
 * (message_mark.h): the lock of a spooler that died is none.
 *
 * All but queue_unlock_dead: under the lock; what takes a list: in a transaction, and logged.
 */
#pragma once
#include "common/sql/bag.h"
#include "store_file.h"

struct queued {
    struct identity message, folder;
    ULONG submit_flags;
};

/* MAPI_E_NOT_IN_QUEUE: not there, or not any more. guid NULL: any. */
HRESULT queue_find(struct store_file *file, int64_t id, const GUID *guid, struct queued *out);
HRESULT queue_has(struct store_file *file, int64_t id, bool *out);
/* What the row says now of PR_SUBMIT_FLAGS, into a bag that is to be written. */
HRESULT queue_flags(struct store_file *file, int64_t id, struct bag *bag);

/* The time of the next submission: now, but after all that wait. */
HRESULT queue_time(struct store_file *file, int64_t *out);
/* In, with MSGFLAG_SUBMIT and MSGFLAG_UNSENT; also for one that is in already. */
HRESULT queue_put(struct store_file *file, const struct identity *message,
                  const struct identity *folder, ULONG submit_flags, struct change_list *list);
/* Out; MSGFLAG_SUBMIT goes, and with sent MSGFLAG_UNSENT (6.7-34). */
HRESULT queue_take(struct store_file *file, const struct queued *queued, bool sent,
                   struct change_list *list);

/* The flags say so, and whoever said it is alive. */
bool queue_is_locked(struct store_file *file, int64_t id, ULONG submit_flags);
/* Takes SUBMITFLAG_LOCKED from messages whose spooler is gone. */
HRESULT queue_unlock_dead(struct store_file *file);
