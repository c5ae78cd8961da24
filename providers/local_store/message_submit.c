/*
 * message_submit.c - IMessage::SubmitMessage: a message goes into the outgoing queue
 */
#include "message.h"
#include "message_write.h"
#include "outgoing.h"
#include "quota.h"

static HRESULT has_recipients(struct message *message)
{
    struct message_state *state;
    HRESULT hr = message_state_now(message, &state);

    if (SUCCEEDED(hr)) hr = recipients_need(message->store->file, state);
    return SUCCEEDED(hr) && !state->recipients.n ? MAPI_E_NO_RECIPIENTS : hr;
}

/* Can it be submitted at all? *flags: PR_SUBMIT_FLAGS of one that is in the queue already, which
 * only the spooler may submit. */
static HRESULT check(struct message *message, bool *again, ULONG *flags)
{
    struct message_state *state;
    struct queued queued = {0};
    HRESULT hr = message_state_now(message, &state);

    if (FAILED(hr)) return hr;
    if (!message->props.can_modify) return MAPI_E_NO_ACCESS;
    /* what lies in another, or isn't mail */
    if (message->parent || state->part) return MAPI_E_NO_SUPPORT;
    hr = state->in_db ? queue_find(message->store->file, state->id, &state->guid, &queued)
                      : MAPI_E_NOT_IN_QUEUE;
    *again = SUCCEEDED(hr);
    *flags = queued.submit_flags;
    if (*again && !message->store->spooler) return MAPI_E_SUBMITTED;
    if (FAILED(hr) && hr != MAPI_E_NOT_IN_QUEUE) return hr;
    return has_recipients(message);
}

/* PR_RESPONSIBILITY: nobody has taken the recipients yet (6.7-26); with keep, but those that have a
 * mark. */
static HRESULT mark_recipients(struct message *message, bool keep)
{
    struct message_state *state;
    HRESULT hr = message_state_now(message, &state);

    if (SUCCEEDED(hr)) hr = recipients_need(message->store->file, state);
    for (size_t i = 0; SUCCEEDED(hr) && i < state->recipients.n; i++) {
        struct recipient *item = &state->recipients.items[i];
        const struct value *mark = bag_find(&item->props, PR_RESPONSIBILITY);

        if (mark && (keep || !mark->prop.Value.b)) continue;
        hr = bag_put(&item->props, PR_RESPONSIBILITY, FALSE);
        item->dirty = true;
        message->changed = true;
    }
    return hr;
}

/*
 * What MAPI does to the recipients. It calls the message as any client does, so no lock is held; an
 * address book of anyone's may run, so what the client wrote is in the file by now.
 */
static HRESULT prepare(struct message *message, IMAPISupport *support, bool resend, ULONG *needs)
{
    struct db *db = store_db(message->store);
    ULONG out = 0;
    HRESULT hr;

    *needs = 0;
    hr = support->lpVtbl->SpoolerNotify(support, NOTIFY_READYTOSEND, NULL);
    if (SUCCEEDED(hr) && resend)
        hr = support->lpVtbl->PrepareSubmit(support, &message->IMessage_iface, &out);
    if (FAILED(hr)) return hr;
    db_lock(db);
    hr = mark_recipients(message, resend);
    db_unlock(db);
    if (SUCCEEDED(hr)) message_recipients_changed(message);
    if (SUCCEEDED(hr)) hr = support->lpVtbl->ExpandRecips(support, &message->IMessage_iface, needs);
    if (FAILED(hr)) return hr;
    db_lock(db); /* what was expanded has no marks yet */
    hr = has_recipients(message);
    if (SUCCEEDED(hr)) hr = mark_recipients(message, true);
    db_unlock(db);
    return hr;
}

/* What goes out is in a conversation. Source: PR_CONVERSATION_TOPIC */
static HRESULT set_topic(struct message_state *state)
{
    AUTO_VALUE struct value *topic = NULL;
    struct value *subject = bag_find(&state->props, PR_NORMALIZED_SUBJECT_W);
    HRESULT hr;

    if (!subject || bag_find(&state->props, PR_CONVERSATION_TOPIC_W)) return S_OK;
    hr = value_retag(subject, PR_CONVERSATION_TOPIC_W, &topic);
    return SUCCEEDED(hr) ? bag_set(&state->props, topic) : hr;
}

/* Into the queue, in one transaction with all that was changed. */
static HRESULT enqueue(struct message *message, bool again, ULONG flags, struct change_list *list)
{
    struct store_file *file = message->store->file;
    struct message_state *state;
    struct identity own;
    int64_t time;
    bool queued = false;
    HRESULT hr;

    hr = db_begin(file->db);
    if (FAILED(hr)) return hr;
    hr = message_state_now(message, &state);
    if (SUCCEEDED(hr)) hr = queue_has(file, state->id, &queued);
    /* someone was faster */
    if (SUCCEEDED(hr) && queued != again) hr = again ? MAPI_E_NOT_IN_QUEUE : MAPI_E_SUBMITTED;
    if (SUCCEEDED(hr) && !again) hr = queue_time(file, &time);
    if (SUCCEEDED(hr) && !again) hr = bag_put(&state->props, PR_CLIENT_SUBMIT_TIME, time);
    if (SUCCEEDED(hr) && !again) hr = set_topic(state);
    if (SUCCEEDED(hr)) hr = message_write(file, state, false, list);
    if (SUCCEEDED(hr)) {
        own = (struct identity){MAPI_MESSAGE, state->id, state->guid};
        hr = queue_put(file, &own, &state->parent, flags, list);
    }
    hr = db_end(file->db, hr);
    if (FAILED(hr)) return hr;
    message->stale = true;
    message->changed = false;
    return S_OK;
}

/* Nothing but Release is left to the caller (6.7-25). */
static void retire(struct message *message)
{
    message->submitted = true;
    message->props.can_modify = false;
    if (!message->hold.id) return;
    store_file_let_go(message->store->file, &message->hold);
    message->hold.id = 0;
}

/* What MAPI made of the recipients goes: the message is as it was saved, and can be submitted like
 * one that never was. */
static void take_back(struct message *message)
{
    db_lock(store_db(message->store));
    message->stale = true;
    message->changed = false;
    db_unlock(store_db(message->store));
    message_recipients_changed(message);
}

static HRESULT submit(struct message *message, IMAPISupport *support, struct change_list *list)
{
    struct db *db = store_db(message->store);
    bool again, unsaved, resend = false;
    ULONG flags = 0, needs = 0;
    HRESULT hr;

    db_lock(db);
    hr = check(message, &again, &flags);
    unsaved = message->changed || !message->state->in_db;
    if (SUCCEEDED(hr))
        resend = bag_long(&message->state->props, PR_MESSAGE_FLAGS, 0) & MSGFLAG_RESEND;
    db_unlock(db);
    if (FAILED(hr)) return hr;
    if (unsaved) hr = message->props.ops->save(&message->props, KEEP_OPEN_READWRITE);
    if (FAILED(hr)) return hr;
    if (!again) {
        db_lock(db);
        hr = quota_check_send(message->store->file);
        db_unlock(db);
        if (FAILED(hr)) return hr;
    }
    if (again) { /* 6.7-29: the spooler has preprocessed it */
        flags &= ~(ULONG)SUBMITFLAG_PREPROCESS;
    } else {
        hr = prepare(message, support, resend, &needs);
        flags = needs & NEEDS_PREPROCESSING ? SUBMITFLAG_PREPROCESS : 0;
    }
    if (SUCCEEDED(hr)) {
        db_lock(db);
        hr = enqueue(message, again, flags, list);
        if (SUCCEEDED(hr) && !again) retire(message);
        db_unlock(db);
    }
    if (FAILED(hr) && !again) take_back(message);
    return hr;
}

/*
 * SubmitMessage - save the message and put it into the outgoing queue, from where the spooler takes
 * it in the order of the calls; without a transport it waits there
 *
 * flags   0 or FORCE_SUBMIT, which says nothing new
 * S_OK    the message and what was opened of it take nothing but Release; the spooler, which
 *         submits again what it has preprocessed, goes on with its message
 * Errors  MAPI_E_NO_RECIPIENTS, MAPI_E_NO_ACCESS, MAPI_E_SUBMITTED (through another pointer),
 *         MAPI_E_NO_SUPPORT (associated or embedded), MAPI_E_STORE_FULL (PR_PROHIBIT_SEND_QUOTA),
 *         MAPI_E_UNKNOWN_FLAGS, MAPI_E_INVALID_OBJECT (submitted, or the store is logged off),
 *         SaveChanges', and what PrepareSubmit and ExpandRecips answer; the message is saved then,
 *         stays open and can be changed; what those did to its recipients is undone
 * Source  IMessage::SubmitMessage, Sending messages: message store provider tasks
 */
HRESULT STDMETHODCALLTYPE message_SubmitMessage(IMessage *iface, ULONG flags)
{
    struct message *message = message_from_iface(iface);
    AUTO_RELEASE IMAPISupport *support = store_support(message->store);
    struct change_list list = {0};
    HRESULT hr;

    if (flags & ~(ULONG)FORCE_SUBMIT) return MAPI_E_UNKNOWN_FLAGS;
    if (!support) return MAPI_E_INVALID_OBJECT;
    hr = submit(message, support, &list);
    if (SUCCEEDED(hr))
        store_tell(message->store, &list);
    else
        change_list_clear(&list);
    return hr;
}
