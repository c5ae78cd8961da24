/*
 * store_queue.c - what becomes of submitted messages: AbortSubmit, SetLockState, FinishedMsg
 */
#include "store_queue.h"
#include <stdlib.h>
#include "message.h"
#include "message_mark.h"
#include "outgoing.h"

/* ---- marks: what this store, a spooler's, has locked ---- */

struct held_mark {
    struct held_mark *next;
    int64_t id;
    struct message_mark *mark; /* owned */
};

static struct held_mark **find_mark(struct store *store, int64_t id)
{
    struct held_mark **at = &store->marks;

    while (*at && (*at)->id != id)
        at = &(*at)->next;
    return at;
}

static void drop_mark(struct store *store, int64_t id)
{
    struct held_mark **at = find_mark(store, id), *held = *at;

    if (!held) return;
    *at = held->next;
    message_mark_clear(held->mark);
    free(held);
}

void store_drop_marks(struct store *store)
{
    while (store->marks)
        drop_mark(store, store->marks->id);
}

/* MAPI_E_NO_ACCESS: another spooler has it. */
static HRESULT hold_mark(struct store *store, int64_t id)
{
    struct held_mark *held;
    HRESULT hr;

    if (*find_mark(store, id)) return S_OK;
    held = malloc(sizeof(*held));
    if (!held) return MAPI_E_NOT_ENOUGH_MEMORY;
    hr = message_mark_set(&store->file->uid, id, &held->mark);
    if (hr != S_OK) {
        free(held);
        return FAILED(hr) ? hr : MAPI_E_NO_ACCESS;
    }
    held->id = id;
    held->next = store->marks;
    store->marks = held;
    return S_OK;
}

bool store_is_locked_out(struct store *store, int64_t id, ULONG submit_flags)
{
    return !*find_mark(store, id) && queue_is_locked(store->file, id, submit_flags);
}

/* ---- a transaction on one queued message ---- */

/* out: of those that give the message, else NULL */
typedef HRESULT (*queue_verb)(struct store *store, struct queued *queued, struct change_list *list,
                              IMessage **out);

static HRESULT on_queued(struct store *store, const struct identity *message, queue_verb verb,
                         IMessage **out)
{
    struct store_file *file = store->file;
    struct change_list list = {0};
    struct queued queued;
    HRESULT hr;

    hr = db_begin(file->db);
    if (FAILED(hr)) return hr;
    hr = queue_find(file, message->id, &message->guid, &queued);
    if (SUCCEEDED(hr)) hr = verb(store, &queued, &list, out);
    hr = db_end(file->db, hr);
    if (SUCCEEDED(hr))
        store_tell(store, &list);
    else
        change_list_clear(&list);
    return hr;
}

static HRESULT abort_one(struct store *store, struct queued *queued, struct change_list *list,
                         IMessage **out)
{
    (void)out;
    if (queue_is_locked(store->file, queued->message.id, queued->submit_flags))
        return MAPI_E_UNABLE_TO_ABORT;
    return queue_take(store->file, queued, false, list);
}

/*
 * AbortSubmit - take a message out of the outgoing queue: it is an unsent one again, where it lies
 *
 * Errors  MAPI_E_NOT_IN_QUEUE, MAPI_E_UNABLE_TO_ABORT (the spooler has it), MAPI_E_NO_ACCESS,
 *         MAPI_E_UNKNOWN_FLAGS, MAPI_E_INVALID_ENTRYID, MAPI_E_UNKNOWN_ENTRYID
 * Source  IMsgStore::AbortSubmit
 */
HRESULT store_abort_submit(struct store *store, ULONG count, const ENTRYID *id, ULONG flags)
{
    struct identity message;
    HRESULT hr;

    if (flags) return MAPI_E_UNKNOWN_FLAGS;
    hr = store_entry(store, count, id, MAPI_MESSAGE, &message);
    if (FAILED(hr)) return hr;
    return store->can_modify ? on_queued(store, &message, abort_one, NULL) : MAPI_E_NO_ACCESS;
}

/* The mark is the lock, the flag shows it; a mark without the flag, when the commit fails, is let
 * go. */
static HRESULT lock_one(struct store *store, struct queued *queued, struct change_list *list,
                        IMessage **out)
{
    HRESULT hr = hold_mark(store, queued->message.id);

    (void)out;
    if (FAILED(hr)) return hr;
    return queue_put(store->file, &queued->message, &queued->folder,
                     queued->submit_flags | SUBMITFLAG_LOCKED, list);
}

static HRESULT unlock_one(struct store *store, struct queued *queued, struct change_list *list,
                          IMessage **out)
{
    (void)out;
    if (store_is_locked_out(store, queued->message.id, queued->submit_flags))
        return MAPI_E_NO_ACCESS;
    if (!(queued->submit_flags & SUBMITFLAG_LOCKED)) return S_OK;
    return queue_put(store->file, &queued->message, &queued->folder,
                     queued->submit_flags & ~(ULONG)SUBMITFLAG_LOCKED, list);
}

static void let_mark_go(struct store *store, int64_t id)
{
    db_lock(store_db(store));
    drop_mark(store, id);
    db_unlock(store_db(store));
}

/*
 * SetLockState - the spooler alone works on a queued message, from MSG_LOCKED until MSG_UNLOCKED,
 * FinishedMsg or its end; what it changed in the message is saved first
 *
 * Errors  MAPI_E_NO_SUPPORT (not the spooler's store), MAPI_E_INVALID_PARAMETER,
 *         MAPI_E_NOT_IN_QUEUE, MAPI_E_NO_ACCESS (another spooler has locked it), SaveChanges'
 * Source  IMsgStore::SetLockState
 */
HRESULT store_set_lock_state(struct store *store, IMessage *iface, ULONG state)
{
    struct identity id;
    bool had;
    HRESULT hr;

    if (!store->spooler) return MAPI_E_NO_SUPPORT;
    if (!iface || (state != MSG_LOCKED && state != MSG_UNLOCKED)) return MAPI_E_INVALID_PARAMETER;
    hr = message_save_changed(store, iface, &id);
    if (FAILED(hr)) return hr;
    db_lock(store_db(store));
    had = *find_mark(store, id.id) != NULL;
    db_unlock(store_db(store));
    hr = on_queued(store, &id, state == MSG_LOCKED ? lock_one : unlock_one, NULL);
    if (state == MSG_LOCKED ? FAILED(hr) && !had : SUCCEEDED(hr)) let_mark_go(store, id.id);
    return hr;
}

/* ---- FinishedMsg ---- */

/* Gives a message that nobody else has open, for DoSentMail, which releases it. Before the commit:
 * when there is no memory for it, it isn't sent yet. */
static HRESULT finish_one(struct store *store, struct queued *queued, struct change_list *list,
                          IMessage **out)
{
    struct message_state *state;
    HRESULT hr;

    if (store_is_locked_out(store, queued->message.id, queued->submit_flags))
        return MAPI_E_NO_ACCESS;
    hr = queue_take(store->file, queued, true, list);
    if (SUCCEEDED(hr))
        hr = message_state_load(store->file, queued->message.id, &queued->message.guid, &state);
    return FAILED(hr) ? hr : message_create(store, state, NULL, false, out);
}

/*
 * FinishedMsg - the spooler is done with a message: it is unlocked and sent, and goes where
 * PR_SENTMAIL_ENTRYID and PR_DELETE_AFTER_SUBMIT say (6.7-33), which DoSentMail does, after the
 * hooks
 *
 * That it is sent is committed before it is moved: whatever happens then, it is not sent twice.
 * Errors  MAPI_E_NO_SUPPORT (not the spooler's store), MAPI_E_UNKNOWN_FLAGS, MAPI_E_NOT_IN_QUEUE,
 *         MAPI_E_NO_ACCESS (another spooler has locked it), those of entry IDs; DoSentMail's: it is
 *         sent, and lies where it lay
 * Source  IMsgStore::FinishedMsg, IMAPISupport::DoSentMail
 */
HRESULT store_finished(struct store *store, ULONG flags, ULONG count, const ENTRYID *id)
{
    AUTO_RELEASE IMAPISupport *support = store_support(store);
    IMessage *message = NULL;
    struct identity sent;
    HRESULT hr;

    if (!store->spooler) return MAPI_E_NO_SUPPORT;
    if (flags) return MAPI_E_UNKNOWN_FLAGS;
    if (!support) return MAPI_E_INVALID_OBJECT;
    hr = store_entry(store, count, id, MAPI_MESSAGE, &sent);
    if (SUCCEEDED(hr)) hr = on_queued(store, &sent, finish_one, &message);
    if (FAILED(hr)) {
        if (message) message->lpVtbl->Release(message);
        return hr;
    }
    let_mark_go(store, sent.id);
    return support->lpVtbl->DoSentMail(support, 0, message);
}
