/*
 * message.c - IMessage: a message of a folder, or embedded in an attachment
 */
#include "message.h"
#include <stdlib.h>
#include "attach.h"
#include "body_convert.h"
#include "edktags.h"
#include "message_finish.h"
#include "message_write.h"
#include "outgoing.h"
#include "read_flag.h"
#include "row.h"

/* Answered to our own code only: the object is a struct message of this DLL. */
static const GUID IID_local_message = {
    0x5d0b62a9, 0x7c31, 0x4f8e, {0xa4, 0x2d, 0x19, 0xe6, 0x83, 0x5b, 0xc0, 0x74}};

static void message_destroy(void *self)
{
    struct message *message = self;

    if (message->hold.id) store_file_let_go(message->store->file, &message->hold);
    memory_table_clear(&message->recipients);
    memory_table_clear(&message->attachments);
    if (message->store) {
        db_lock(store_db(message->store)); /* its values may let go of staged content */
        message_state_unref(message->state);
        message_state_unref(message->saved);
        db_unlock(store_db(message->store));
        if (message->parent) attach_unref(message->parent);
        store_leave(message->store);
    }
}

COM_UNKNOWN(message, IMessage)
COM_DEAD(message, IMessage, IMESSAGE_DEAD_SLOTS);

static const struct com_face message_faces[] = {
    COM_MORTAL(message, IMessage),
    COM_MORTAL_AS(message, IMessage, IMAPIProp),
    COM_MORTAL_IID(message, IMessage, IID_local_message),
};
COM_CLASS(message);

HRESULT message_state_now(struct message *message, struct message_state **out)
{
    struct message_state *state;
    HRESULT hr;

    if (message->submitted) return MAPI_E_INVALID_OBJECT;
    if (message->stale) {
        hr = message_state_load(message->store->file, message->state->id, &message->state->guid,
                                &state);
        if (FAILED(hr)) return hr == MAPI_E_NOT_FOUND ? MAPI_E_OBJECT_DELETED : hr;
        /* the numbers of open ones aren't given again */
        state->attachments.next_num = message->state->attachments.next_num;
        message_state_unref(message->state);
        message->state = state;
        message->stale = false;
    }
    *out = message->state;
    return S_OK;
}

/* ---- properties ---- */

static struct message *message_of(struct props *props)
{
    return props->object;
}

static HRESULT message_bag(struct props *props, struct bag **out)
{
    struct message_state *state;
    HRESULT hr = message_state_now(message_of(props), &state);

    if (SUCCEEDED(hr)) *out = &state->props;
    return hr;
}

static const ULONG message_computed_tags[] = {
    PR_ENTRYID,       PR_RECORD_KEY,   PR_INSTANCE_KEY,      PR_PARENT_ENTRYID, PR_STORE_ENTRYID,
    PR_STORE_RECORD_KEY, PR_MAPPING_SIGNATURE, PR_OBJECT_TYPE, PR_ACCESS,       PR_ACCESS_LEVEL,
    PR_MDB_PROVIDER,  PR_HASATTACH,    PR_PARENT_DISPLAY_W, 0,
};
static const ULONG message_object_tags[] = {PR_MESSAGE_RECIPIENTS, PR_MESSAGE_ATTACHMENTS, 0};

/* The bodies agree when a client looks. */
static HRESULT message_settle(struct props *props)
{
    struct message_state *state;
    HRESULT hr = message_state_now(message_of(props), &state);

    return SUCCEEDED(hr) ? message_bodies_settle(store_db(message_of(props)->store), &state->bodies,
                                                 &state->props)
                         : hr;
}

static bool is_text_type(ULONG type)
{
    return type == PT_UNICODE || type == PT_STRING8;
}

/* Of a message that was written in something else; S_FALSE: it has some, or nothing to make it of.
 */
static HRESULT rtf_computed(struct message *message, struct value **out)
{
    const struct bag *bag = &message->state->props;
    struct value *html = bag_find(bag, PR_HTML), *body = bag_find(bag, PR_BODY_W);
    UINT code_page = bag_long(bag, PR_INTERNET_CPID, 0);
    HRESULT hr = MAPI_E_NOT_FOUND;

    if (bag_find(bag, PR_RTF_COMPRESSED)) return S_FALSE;
    if (html) hr = rtf_from_html(store_db(message->store), html, code_page, out);
    if (hr == MAPI_E_NOT_FOUND && body)
        hr = rtf_from_text(store_db(message->store), body, code_page, out);
    return hr == MAPI_E_NOT_FOUND ? S_FALSE : hr;
}

/* As it lies in the bag, but PR_HTML also as PR_BODY_HTML, and the other way round;
 * PR_RTF_COMPRESSED is made when it isn't there. */
static HRESULT body_computed(struct message *message, ULONG tag, struct value **out)
{
    struct db *db = store_db(message->store);
    struct value *html;
    UINT code_page;
    HRESULT hr = message_settle(&message->props);

    if (FAILED(hr)) return hr;
    if (tag == PR_RTF_COMPRESSED || tag == CHANGE_PROP_TYPE(PR_RTF_COMPRESSED, PT_UNSPECIFIED))
        return rtf_computed(message, out);
    if (PROP_ID(tag) != PROP_ID(PR_HTML)) return S_FALSE;
    html = bag_find(&message->state->props, PR_HTML);
    code_page = bag_long(&message->state->props, PR_INTERNET_CPID, 0);
    if (html && is_text_type(PROP_TYPE(tag)) && value_type(html) == PT_BINARY)
        return html_as_text(db, html, code_page, out);
    if (html && PROP_TYPE(tag) == PT_BINARY && is_text_type(value_type(html)))
        return html_as_bytes(db, html, code_page, out);
    return S_FALSE;
}

static HRESULT message_computed(struct props *props, ULONG tag, struct value **out)
{
    struct message *message = message_of(props);
    struct message_state *state;
    struct row row = {.store = message->store, .can_modify = props->can_modify};
    HRESULT hr;

    if (message_bodies_has(tag)) return body_computed(message, tag, out);
    if (!row_is_computed(MAPI_MESSAGE, tag)) return S_FALSE;
    hr = message_state_now(message, &state);
    if (FAILED(hr)) return hr;
    if (message->parent &&
        (PROP_ID(tag) == PROP_ID(PR_ENTRYID) || PROP_ID(tag) == PROP_ID(PR_PARENT_ENTRYID)))
        return MAPI_E_NOT_FOUND; /* reached by its attachment only */
    row.object = (struct identity){MAPI_MESSAGE, state->id, state->guid};
    row.parent = state->parent;
    row.flags = bag_long(&state->props, PR_MESSAGE_FLAGS, 0);
    row.change = state->change;
    return row_computed(&row, tag, out);
}

/* 6.7-09: what of PR_MESSAGE_FLAGS a client may give before the first save; the rest stays. */
static HRESULT check_flags(struct message *message, const struct value *value)
{
    const ULONG free_bits = MSGFLAG_READ | MSGFLAG_UNSENT | MSGFLAG_FROMME | MSGFLAG_RESEND |
                            MSGFLAG_UNMODIFIED | MSGFLAG_ORIGIN_X400 | MSGFLAG_ORIGIN_INTERNET |
                            MSGFLAG_ORIGIN_MISC_EXT;
    ULONG old = bag_long(&message->state->props, PR_MESSAGE_FLAGS, 0);
    HRESULT hr;

    if (message->state->in_db || !value || value->prop.ulPropTag != PR_MESSAGE_FLAGS)
        return MAPI_E_COMPUTED;
    hr = bag_put(&message->state->props, PR_MESSAGE_FLAGS,
                 (old & ~free_bits) | ((ULONG)value->prop.Value.l & free_bits));
    message->changed = true;
    return FAILED(hr) ? hr : S_FALSE; /* done here */
}

static HRESULT message_check(struct props *props, ULONG tag, const struct value *value)
{
    const struct column *column = column_of(message_columns, n_message_columns, tag);

    if (PROP_ID(tag) == PROP_ID(PR_MESSAGE_FLAGS)) return check_flags(message_of(props), value);
    /* the client's until the first save */
    if (tag == PR_LAST_MODIFICATION_TIME && !message_of(props)->state->in_db) return S_OK;
    if (row_is_computed(MAPI_MESSAGE, tag) || (column && column->computed)) return MAPI_E_COMPUTED;
    return S_OK;
}

/* All recipients, or all attachments. Source: IMAPIProp::DeleteProps */
static HRESULT message_remove(struct props *props, ULONG tag)
{
    struct message *message = message_of(props);
    struct store_file *file = message->store->file;
    struct message_state *state;
    HRESULT hr = message_state_now(message, &state);

    if (SUCCEEDED(hr) && PROP_ID(tag) == PROP_ID(PR_MESSAGE_RECIPIENTS)) {
        hr = recipients_need(file, state);
        if (SUCCEEDED(hr)) recipients_replace(&state->recipients);
        message->recipients_removed = true;
    } else if (SUCCEEDED(hr)) {
        hr = attachments_need(file, state);
        while (SUCCEEDED(hr) && state->attachments.n)
            hr = attachments_remove(&state->attachments,
                                    state->attachments.items[state->attachments.n - 1].num);
    }
    if (FAILED(hr)) return hr;
    message->changed = true;
    return S_FALSE; /* done here */
}

static void message_tell(struct props *props, bool stored)
{
    struct message *message = message_of(props);
    bool removed;

    (void)stored;
    db_lock(store_db(message->store));
    removed = message->recipients_removed;
    message->recipients_removed = false;
    db_unlock(store_db(message->store));
    if (removed) message_recipients_changed(message);
}

static HRESULT message_changed(struct props *props)
{
    message_of(props)->changed = true;
    return S_OK;
}

static HRESULT message_open(struct props *props, ULONG tag, const IID *iid, ULONG options,
                            ULONG flags, IUnknown **out)
{
    struct message *message = message_of(props);

    if (tag != PR_MESSAGE_RECIPIENTS && tag != PR_MESSAGE_ATTACHMENTS) return S_FALSE;
    if (!IsEqualGUID(iid, &IID_IMAPITable)) return MAPI_E_INTERFACE_NOT_SUPPORTED;
    (void)flags;
    if (tag == PR_MESSAGE_RECIPIENTS)
        return message_GetRecipientTable(&message->IMessage_iface, options & MAPI_UNICODE,
                                         (IMAPITable **)out);
    return message_GetAttachmentTable(&message->IMessage_iface, options & MAPI_UNICODE,
                                      (IMAPITable **)out);
}

/* ---- SaveChanges ---- */

static HRESULT save_in_folder(struct message *message, ULONG flags, struct change_list *list)
{
    struct db *db = store_db(message->store);
    bool queued = false;
    HRESULT hr;

    if (message->stale) return S_OK; /* nothing was touched since the last save */
    hr = message_bodies_settle(db, &message->state->bodies, &message->state->props);
    if (SUCCEEDED(hr) && !message->state->in_db) hr = read_flag_ask(message->state);
    if (SUCCEEDED(hr)) hr = db_begin(db);
    if (FAILED(hr)) return hr;
    hr = message->store->spooler || !message->state->in_db
             ? S_OK
             : queue_has(message->store->file, message->state->id, &queued);
    if (SUCCEEDED(hr) && queued) hr = MAPI_E_SUBMITTED; /* since it was opened */
    if (SUCCEEDED(hr))
        hr = message_write(message->store->file, message->state, flags & FORCE_SAVE, list);
    hr = db_end(db, hr);
    if (FAILED(hr)) return hr;
    message->stale = true;
    message->changed = false;
    return S_OK;
}

/* Into the attachment that it lies in; that one's SaveChanges takes it further. */
static HRESULT save_in_parent(struct message *message)
{
    struct message_state *copy;
    HRESULT hr;

    hr = message_bodies_settle(store_db(message->store), &message->state->bodies,
                               &message->state->props);
    if (SUCCEEDED(hr)) hr = message_finish(message->state);
    if (SUCCEEDED(hr)) hr = message_state_copy(message->state, &copy);
    if (FAILED(hr)) return hr;
    hr = attach_embed(message->parent, copy);
    if (SUCCEEDED(hr)) {
        message_state_unref(message->saved);
        message->saved = message_state_ref(copy);
        message->changed = false;
        message_bodies_begin(&message->state->bodies, &message->state->props);
    }
    message_state_unref(copy);
    return hr;
}

static HRESULT message_save(struct props *props, ULONG flags)
{
    struct message *message = message_of(props);
    struct db *db = store_db(message->store);
    struct change_list list = {0};
    HRESULT hr;

    if (message->submitted) return MAPI_E_INVALID_OBJECT;
    if (!props->can_modify) return MAPI_E_NO_ACCESS;
    db_lock(db);
    hr = message->parent ? save_in_parent(message) : save_in_folder(message, flags, &list);
    db_unlock(db);
    if (FAILED(hr)) {
        change_list_clear(&list);
        return hr;
    }
    message_attachments_saved(message);
    store_tell(message->store, &list);
    return S_OK;
}

static const struct props_ops message_ops = {
    .house = &store_house,
    .bag = message_bag,
    .settle = message_settle,
    .computed = message_computed,
    .check = message_check,
    .changed = message_changed,
    .computed_tags = message_computed_tags,
    .object_tags = message_object_tags,
    .open = message_open,
    .remove = message_remove,
    .tell = message_tell,
    .save = message_save,
};

HRESULT message_save_changed(struct store *store, IMessage *iface, struct identity *out)
{
    AUTO_RELEASE IMessage *face = NULL;
    struct message *message;
    HRESULT hr = S_OK;

    if (FAILED(iface->lpVtbl->QueryInterface(iface, &IID_local_message, (void **)&face)))
        return MAPI_E_INVALID_PARAMETER;
    message = message_from(face);
    if (face->lpVtbl->QueryInterface != message_QueryInterface ||
        message->store->file != store->file || message->parent)
        return MAPI_E_INVALID_PARAMETER;
    db_lock(store_db(store));
    *out = (struct identity){MAPI_MESSAGE, message->state->id, message->state->guid};
    /* its row is about to change */
    if (!message->changed && message->state->in_db) message->stale = true;
    db_unlock(store_db(store));
    if (message->changed) hr = message_save(&message->props, KEEP_OPEN_READWRITE);
    return hr;
}

/* ---- IMessage ---- */

/*
 * SetReadFlag - 6.7-13, 6.5-16: at once, whatever else waits for SaveChanges
 *
 * Errors  MAPI_E_INVALID_PARAMETER (flags that contradict), MAPI_E_UNKNOWN_FLAGS, MAPI_E_NO_ACCESS,
 * MAPI_E_OBJECT_DELETED
 */
static HRESULT STDMETHODCALLTYPE message_SetReadFlag(IMessage *iface, ULONG flags)
{
    struct message *message = message_from(iface);
    struct db *db = store_db(message->store);
    struct change_list list = {0};
    struct message_state *state;
    struct bag props = {0}; /* as they will be: once it is stored nothing can fail any more */
    HRESULT hr;

    hr = read_flags_check(flags);
    if (FAILED(hr)) return hr;
    if (!message->store->can_modify) return MAPI_E_NO_ACCESS;
    db_lock(db);
    hr = message_state_now(message, &state);
    if (SUCCEEDED(hr)) hr = bag_copy(&state->props, &props);
    if (SUCCEEDED(hr)) hr = read_flag_cancel(&props, flags);
    if (SUCCEEDED(hr))
        hr = bag_put(&props, PR_MESSAGE_FLAGS,
                     read_flag_apply(bag_long(&props, PR_MESSAGE_FLAGS, 0), flags));
    if (SUCCEEDED(hr) && state->in_db && !message->parent) {
        hr = db_begin(db);
        if (SUCCEEDED(hr)) {
            hr = read_flag_set(message->store->file, state->id, flags, &list);
            if (hr == MAPI_E_NOT_FOUND) hr = MAPI_E_OBJECT_DELETED;
            hr = db_end(db, hr);
        }
    }
    if (SUCCEEDED(hr)) {
        struct bag old = state->props;

        state->props = props;
        props = old;
    }
    bag_clear(&props);
    db_unlock(db);
    if (SUCCEEDED(hr))
        store_tell(message->store, &list);
    else
        change_list_clear(&list);
    return hr;
}

IMAPIPROP_FORWARD(message, IMessage, props, props)

static const IMessageVtbl message_vtbl = {
    COM_UNKNOWN_METHODS(message),
    IMAPIPROP_SLOTS(message),
    .GetAttachmentTable = message_GetAttachmentTable,
    .OpenAttach = message_OpenAttach,
    .CreateAttach = message_CreateAttach,
    .DeleteAttach = message_DeleteAttach,
    .GetRecipientTable = message_GetRecipientTable,
    .ModifyRecipients = message_ModifyRecipients,
    .SubmitMessage = message_SubmitMessage,
    .SetReadFlag = message_SetReadFlag,
};

HRESULT message_create(struct store *store, struct message_state *moves_state,
                       struct attach *parent, bool can_modify, IMessage **out)
{
    struct message *message = com_alloc(&message_class, sizeof(*message));

    *out = NULL;
    if (!message) {
        message_state_unref(moves_state);
        return MAPI_E_NOT_ENOUGH_MEMORY;
    }
    message->IMessage_iface.lpVtbl = (IMessageVtbl *)&message_vtbl;
    message->store = store;
    store_enter(store, message);
    message->state = moves_state;
    if (parent) {
        attach_ref(parent);
        message->parent = parent;
    } else if (can_modify) {
        message->hold.id = moves_state->id;
        store_file_hold(store->file, &message->hold);
    }
    message->props = (struct props){
        .ops = &message_ops,
        .object = message,
        .iface = (IMAPIProp *)&message->IMessage_iface,
        .iid = &IID_IMessage,
        .store = store,
        .can_modify = can_modify,
    };
    *out = &message->IMessage_iface;
    return S_OK;
}
