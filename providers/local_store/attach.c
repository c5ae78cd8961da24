/*
 * attach.c - IAttach: one attachment of an open message
 *
 * It works on a copy. SaveChanges gives a copy to the message; the message's SaveChanges stores it.
 */
#include "attach.h"
#include <stdlib.h>
#include "columns.h"
#include "message.h"
#include "message_write.h"
#include "row.h"

struct attach {
    struct com_object com;
    IAttach IAttach_iface;
    struct props props;
    struct store *store;        /* owned */
    struct message *message;    /* owned */
    struct attach_state *state; /* owned; under the lock */
};

static void attach_destroy(void *self)
{
    struct attach *attach = self;

    if (attach->store) {
        db_lock(store_db(attach->store));
        attach_state_unref(attach->state);
        db_unlock(store_db(attach->store));
        com_unref(attach->message);
        store_leave(attach->store);
    }
}

COM_UNKNOWN(attach, IAttach)
COM_DEAD(attach, IAttach, IATTACH_DEAD_SLOTS);

static const struct com_face attach_faces[] = {
    COM_MORTAL_IID(attach, IAttach, IID_IAttachment),
    COM_MORTAL_AS(attach, IAttach, IMAPIProp),
};
COM_CLASS(attach);

void attach_ref(struct attach *attach)
{
    com_ref(attach);
}

void attach_unref(struct attach *attach)
{
    com_unref(attach);
}

HRESULT attach_embed(struct attach *attach, struct message_state *embedded)
{
    message_state_ref(embedded);
    message_state_unref(attach->state->embedded);
    attach->state->embedded = embedded;
    return bag_put(&attach->state->props, PR_ATTACH_METHOD, ATTACH_EMBEDDED_MSG);
}

static struct attach *attach_of(struct props *props)
{
    return props->object;
}

/* ---- properties ---- */

static HRESULT attach_bag(struct props *props, struct bag **out)
{
    *out = &attach_of(props)->state->props;
    return S_OK;
}

static const ULONG attach_computed_tags[] = {
    PR_ATTACH_NUM,
    PR_ATTACH_SIZE,
    PR_OBJECT_TYPE,
    PR_RECORD_KEY,
    PR_INSTANCE_KEY,
    PR_ACCESS,
    PR_ACCESS_LEVEL,
    PR_STORE_ENTRYID,
    PR_STORE_RECORD_KEY,
    PR_MAPPING_SIGNATURE,
    0,
};
static const ULONG attach_object_tags[] = {PR_ATTACH_DATA_OBJ, 0};

/* PR_RECORD_KEY of an attachment: the message's id and the number. */
static HRESULT attach_key(struct attach *attach, ULONG tag, struct value **out)
{
    BYTE key[12];

    instance_key_write(attach->message->state->id, key);
    for (int i = 0; i < 4; i++)
        key[8 + i] = (BYTE)((ULONG)attach->state->num >> 8 * i);
    return PROP_ID(tag) == PROP_ID(PR_INSTANCE_KEY)
               ? value_binary(PR_INSTANCE_KEY, key + 8, 4, out)
               : value_binary(PR_RECORD_KEY, key, sizeof(key), out);
}

static HRESULT attach_computed(struct props *props, ULONG tag, struct value **out)
{
    struct attach *attach = attach_of(props);
    struct row row = {
        .store = attach->store, .object = {.type = MAPI_ATTACH}, .can_modify = props->can_modify};
    int64_t bytes;

    switch (PROP_ID(tag)) {
    case PROP_ID(PR_ATTACH_NUM):
        return value_long(PR_ATTACH_NUM, attach->state->num, out);
    case PROP_ID(PR_ATTACH_SIZE):
        bytes = attach_state_bytes(attach->state);
        return value_long(PR_ATTACH_SIZE, bytes > 0x7fffffff ? 0x7fffffff : (LONG)bytes, out);
    case PROP_ID(PR_RECORD_KEY):
    case PROP_ID(PR_INSTANCE_KEY):
        return attach_key(attach, tag, out);
    case PROP_ID(PR_OBJECT_TYPE):
    case PROP_ID(PR_ACCESS):
    case PROP_ID(PR_ACCESS_LEVEL):
    case PROP_ID(PR_STORE_ENTRYID):
    case PROP_ID(PR_STORE_RECORD_KEY):
    case PROP_ID(PR_MAPPING_SIGNATURE):
        return row_computed(&row, tag, out);
    }
    return S_FALSE;
}

static HRESULT attach_check(struct props *props, ULONG tag, const struct value *value)
{
    (void)props;
    (void)value;
    for (const ULONG *t = attach_computed_tags; *t; t++)
        if (PROP_ID(*t) == PROP_ID(tag)) return MAPI_E_COMPUTED;
    return S_OK;
}

static HRESULT attach_changed(struct props *props)
{
    (void)props;
    return S_OK;
}

/* ---- the embedded message ---- */

/* How deep the attachment's message lies itself. */
static int depth_of(const struct message *message)
{
    int depth = 0;

    while (message->parent) {
        message = message->parent->message;
        depth++;
    }
    return depth;
}

/* A working copy of what is there, or a new message. Under the lock. */
static HRESULT embedded_state(struct attach *attach, ULONG flags, struct message_state **out)
{
    struct store_file *file = attach->store->file;
    const struct identity none = {0};

    if (flags & MAPI_CREATE) {
        if (depth_of(attach->message) >= MAX_EMBEDDED - 1) return MAPI_E_TOO_COMPLEX;
        return message_state_new(file, &none, PART_CONTENTS, out);
    }
    if (attach->state->embedded) return message_state_copy(attach->state->embedded, out);
    if (attach->state->embedded_id)
        return message_state_load(file, attach->state->embedded_id, NULL, out);
    return MAPI_E_NOT_FOUND;
}

/* An OLE object: its docfile is what PR_ATTACH_DATA_BIN holds, as bytes or as the storage that MAPI
 * makes of them. */
static HRESULT attach_open_ole(struct attach *attach, const IID *iid, ULONG options, ULONG flags,
                               IUnknown **out)
{
    const bool storage = iid_is(iid, &IID_IStorage, NULL);
    IMAPISupport *support;
    IStream *stream = NULL;
    HRESULT hr;

    if (!storage && !iid_is(iid, &IID_IStreamDocfile, &IID_IStream))
        return MAPI_E_INTERFACE_NOT_SUPPORTED;
    /* it is a message */
    if (attach->state->embedded || attach->state->embedded_id)
        return MAPI_E_INTERFACE_NOT_SUPPORTED;
    /* what it is kept in takes all at once */
    if (storage) options = flags & MAPI_MODIFY ? STGM_READWRITE : STGM_READ;
    hr = props_stream_open(&attach->props, PR_ATTACH_DATA_BIN, options, flags, &stream);
    if (FAILED(hr) || !storage) {
        *out = (IUnknown *)stream;
        return hr;
    }
    support = store_support(attach->store);
    hr = support
             ? support->lpVtbl->IStorageFromStream(support, (IUnknown *)stream, &IID_IStream,
                                                   (flags & MAPI_MODIFY ? STGSTRM_MODIFY : 0) |
                                                       (flags & MAPI_CREATE ? STGSTRM_CREATE : 0),
                                                   (IStorage **)out)
             : MAPI_E_INVALID_OBJECT;
    if (support) support->lpVtbl->Release(support);
    stream->lpVtbl->Release(stream);
    return hr;
}

/*
 * PR_ATTACH_DATA_OBJ - IID_IMessage: the message in it; IID_IStorage, IID_IStreamDocfile,
 * IID_IStream: the OLE object in it
 *
 * Errors  MAPI_E_NOT_FOUND (nothing is there, without MAPI_CREATE), MAPI_E_INTERFACE_NOT_SUPPORTED,
 * MAPI_E_NO_ACCESS, MAPI_E_TOO_COMPLEX (messages lie too deep in one another), what a docfile's
 * reader answers
 */
static HRESULT attach_open(struct props *props, ULONG tag, const IID *iid, ULONG options,
                           ULONG flags, IUnknown **out)
{
    struct attach *attach = attach_of(props);
    struct message_state *state;
    HRESULT hr;

    if (PROP_ID(tag) != PROP_ID(PR_ATTACH_DATA_OBJ) || PROP_TYPE(tag) != PT_OBJECT) return S_FALSE;
    if (flags & MAPI_MODIFY && !props->can_modify) return MAPI_E_NO_ACCESS;
    if (!iid_is(iid, &IID_IMessage, NULL)) return attach_open_ole(attach, iid, options, flags, out);
    db_lock(store_db(attach->store));
    hr = embedded_state(attach, flags, &state);
    db_unlock(store_db(attach->store));
    if (FAILED(hr)) return hr;
    return message_create(attach->store, state, attach, props->can_modify && flags & MAPI_MODIFY,
                          (IMessage **)out);
}

/* ---- SaveChanges ---- */

static HRESULT attach_save(struct props *props, ULONG flags)
{
    struct attach *attach = attach_of(props);
    struct db *db = store_db(attach->store);
    struct attach_state *copy = NULL;
    struct message_state *state;
    HRESULT hr;

    (void)flags;
    if (!props->can_modify) return MAPI_E_NO_ACCESS;
    db_lock(db);
    hr = message_state_now(attach->message, &state);
    if (SUCCEEDED(hr)) hr = attachments_need(attach->store->file, state);
    if (SUCCEEDED(hr)) hr = attach_state_copy(attach->state, &copy);
    if (SUCCEEDED(hr)) hr = attachments_set(&state->attachments, copy, attach_state_bytes(copy));
    attach_state_unref(copy);
    if (SUCCEEDED(hr)) attach->message->changed = true;
    db_unlock(db);
    return hr;
}

static const struct props_ops attach_ops = {
    .house = &store_house,
    .bag = attach_bag,
    .computed = attach_computed,
    .check = attach_check,
    .changed = attach_changed,
    .computed_tags = attach_computed_tags,
    .object_tags = attach_object_tags,
    .open = attach_open,
    .save = attach_save,
};

IMAPIPROP_FORWARD(attach, IAttach, props, props)

static const IAttachVtbl attach_vtbl = {
    COM_UNKNOWN_METHODS(attach),
    IMAPIPROP_SLOTS(attach),
};

HRESULT attach_create(struct message *message, struct attach_state *moves_state, bool can_modify,
                      IAttach **out)
{
    struct attach *attach = com_alloc(&attach_class, sizeof(*attach));

    *out = NULL;
    if (!attach) {
        attach_state_unref(moves_state);
        return MAPI_E_NOT_ENOUGH_MEMORY;
    }
    attach->IAttach_iface.lpVtbl = (IAttachVtbl *)&attach_vtbl;
    attach->store = message->store;
    store_enter(attach->store, attach);
    attach->message = message;
    com_ref(message);
    attach->state = moves_state;
    attach->props = (struct props){
        .ops = &attach_ops,
        .object = attach,
        .iface = (IMAPIProp *)&attach->IAttach_iface,
        .iid = &IID_IAttachment,
        .store = attach->store,
        .can_modify = can_modify,
    };
    *out = &attach->IAttach_iface;
    return S_OK;
}
