/*
 * imsg_attach.c - IAttach kept in an IStorage, and the message or OLE object it may be
 *
 * A new object lies in a storage of its own until the attachment is saved, so that one that isn't
 * saved leaves nothing.
 */
#include <string.h>
#include "mapiguid.h"
#include "mapitags.h"
#include "com/storage_error.h"
#include "com/stream_storage.h"
#include "msg/imsg_own.h"
#include "prop/ptype.h"
#include "prop/pval.h"

enum { HEADER_BYTES = 8 };

static struct imsg_attach *attach_of(struct imsg_props *props)
{
    return (struct imsg_attach *)((char *)props - offsetof(struct imsg_attach, props));
}

static void imsg_attach_destroy(void *self)
{
    struct imsg_attach *attach = self;
    struct imsg_house *house = attach->props.house;

    if (!house) return;
    imsg_turn_take(house);
    list_remove(&attach->object.link);
    list_remove(&attach->link);
    com_release(&attach->data);
    com_release(&attach->props.storage);
    imsg_halves_drop(&attach->halves);
    imsg_turn_drop(&house);
    imsg_props_destroy(&attach->props);
    com_unref(attach->message);
    imsg_house_unref(house);
}

COM_UNKNOWN(imsg_attach, IAttach)
COM_DEAD(imsg_attach, IAttach, IATTACH_DEAD_SLOTS);

static const struct com_face imsg_attach_faces[] = {
    COM_MORTAL_IID(imsg_attach, IAttach, IID_IAttachment),
    COM_MORTAL_AS(imsg_attach, IAttach, IMAPIProp),
};
COM_CLASS(imsg_attach);
IMAPIPROP_FORWARD(imsg_attach, IAttach, imsg_props, props)

static void close_attach(struct imsg_object *object)
{
    struct imsg_attach *attach = LIST_ENTRY(object, struct imsg_attach, object);

    com_kill(attach);
    com_release(&attach->data);
    com_release(&attach->props.storage);
}

/* ---- the object ---- */

/* Is PR_ATTACH_DATA_OBJ what the attachment has now? Its identifier is PR_ATTACH_DATA_BIN's, too.
 */
static bool has_object(struct imsg_attach *attach)
{
    const struct prop_bag_slot *slot;

    LOCKED(attach->props.bag.lock);
    slot = prop_bag_slot(&attach->props.bag, PR_ATTACH_DATA_OBJ);
    return slot && PROP_TYPE(slot->tag) == PT_OBJECT && !(slot->marks & PROP_DELETED);
}

/* Is what we open a new object? One that is open as a message is given instead. */
static bool is_new_object(struct imsg_attach *attach, ULONG flags)
{
    return flags & MAPI_CREATE && !(attach->inner && has_object(attach));
}

static bool is_held_elsewhere(IStorage *storage)
{
    com_addref(storage);
    return storage->lpVtbl->Release(storage) > 1;
}

/* PR_ATTACH_DATA_OBJ as a storage, in attach->data. It may be there already, as whoever was first
 * wanted it; when nobody has that any more, it is opened as it is wanted now. */
static HRESULT need_data(struct imsg_attach *attach, ULONG flags)
{
    IStorage *storage = attach->props.storage;
    bool read_only = attach->props.bag.read_only || !(flags & MAPI_MODIFY);
    HRESULT hr;

    if (is_new_object(attach, flags)) {
        IStorage *fresh = NULL;

        hr = storage_error(storage_scratch(&fresh));
        if (FAILED(hr)) return hr;
        hr = prop_bag_add_object(&attach->props.bag, PR_ATTACH_DATA_OBJ, PROP_DIRTY);
        if (FAILED(hr)) {
            com_release(&fresh);
            return hr;
        }
        com_release(&attach->data);
        attach->data = fresh;
        attach->data_is_new = true;
        imsg_halves_drop(&attach->halves);
        attach->data_read_only = false;
        return S_OK;
    }
    if (!has_object(attach)) return FAIL(MAPI_E_NOT_FOUND);
    if (attach->data && (read_only || !attach->data_read_only || is_held_elsewhere(attach->data)))
        return S_OK;
    com_release(&attach->data);
    if (!storage || !imsg_elements_have(&attach->props.there, IMSG_AN_OBJECT, 0, IMSG_WHOLE))
        return FAIL(MAPI_E_NOT_FOUND);
    hr = com_given(storage->lpVtbl->OpenStorage(storage, IMSG_OBJECT, NULL,
                                                read_only ? IMSG_READ : IMSG_CHANGE, NULL, 0,
                                                &attach->data),
                   &attach->data);
    attach->data_is_new = false;
    attach->data_read_only = read_only;
    return storage_error(hr);
}

static HRESULT open_message(struct imsg_attach *attach, ULONG flags, IUnknown **out)
{
    bool is_new = is_new_object(attach, flags),
         read_only = attach->props.bag.read_only || !(flags & MAPI_MODIFY);
    struct imsg_message *inner;
    HRESULT hr;

    if (has_object(attach) && attach->inner && com_ref_alive(attach->inner)) {
        *out = (IUnknown *)&attach->inner->IMessage_iface;
        return S_OK;
    }
    if (!is_new && imsg_half_is(attach, true)) return FAIL(MAPI_E_CORRUPT_DATA);
    hr = need_data(attach, flags);
    if (FAILED(hr)) return hr;
    hr = imsg_message_create(attach->props.house, attach->data, attach, is_new,
                             read_only || attach->data_read_only, &inner);
    if (FAILED(hr)) return hr;
    attach->inner = inner;
    *out = (IUnknown *)&inner->IMessage_iface;
    return S_OK;
}

/*
 * OpenProperty of PR_ATTACH_DATA_OBJ: IID_IMessage, IID_IStorage; what is open is given once more
 * (11.9-10, 11.9-15) MAPI_CREATE: a new one, which is in the attachment once that is saved
 */
static HRESULT attach_open_property(void *owner, ULONG tag, const IID *iid, ULONG interface_options,
                                    ULONG flags, IUnknown **out)
{
    struct imsg_attach *attach = attach_of(owner);
    HRESULT hr;

    (void)interface_options;
    if (PROP_TYPE(tag) != PT_OBJECT) return MAPI_E_INTERFACE_NOT_SUPPORTED; /* the bag's business */
    if (tag != PR_ATTACH_DATA_OBJ) return FAIL(MAPI_E_NOT_FOUND);
    if (!IsEqualGUID(iid, &IID_IMessage) && !IsEqualGUID(iid, &IID_IStorage))
        return FAIL(MAPI_E_INTERFACE_NOT_SUPPORTED);
    if (flags & MAPI_MODIFY && attach->props.bag.read_only) return FAIL(MAPI_E_NO_ACCESS);
    if (IsEqualGUID(iid, &IID_IMessage)) return open_message(attach, flags, out);
    hr = need_data(attach, flags);
    if (FAILED(hr)) return hr;
    com_addref(attach->data);
    *out = (IUnknown *)attach->data;
    return S_OK;
}

/* ---- saving ---- */

static HRESULT need_storage(struct imsg_attach *attach)
{
    struct imsg_name name = imsg_name(IMSG_ATTACHMENT, attach->number);
    IStorage *parent = attach->message->props.storage;
    HRESULT hr;

    if (attach->props.storage) return S_OK;
    hr = com_given(
        parent->lpVtbl->CreateStorage(parent, name.text, IMSG_NEW, 0, 0, &attach->props.storage),
        &attach->props.storage);
    return storage_error(hr);
}

static HRESULT save_data(struct imsg_attach *attach)
{
    IStorage *storage = attach->props.storage;
    AUTO_RELEASE IStorage *to = NULL;
    HRESULT hr;

    if (!attach->data_is_new || !has_object(attach)) return S_OK;
    storage->lpVtbl->DestroyElement(storage, IMSG_OBJECT);
    hr = com_given(storage->lpVtbl->CreateStorage(storage, IMSG_OBJECT, IMSG_NEW, 0, 0, &to), &to);
    if (SUCCEEDED(hr)) hr = attach->data->lpVtbl->CopyTo(attach->data, 0, NULL, NULL, to);
    if (SUCCEEDED(hr)) hr = to->lpVtbl->Commit(to, STGC_DEFAULT);
    return storage_error(hr);
}

/* After FAILED: one that the message doesn't have yet leaves nothing in it, and is written whole at
 * the next try. One that was there is half written. */
static void undo_new(struct imsg_attach *attach)
{
    struct imsg_name name = imsg_name(IMSG_ATTACHMENT, attach->number);
    struct imsg_message *message = attach->message;
    IStorage *parent = message->props.storage;
    HRESULT hr = STG_E_FILENOTFOUND;

    if (imsg_number_in(&message->attachments, attach->number)) return;
    if (attach->props.storage) {
        com_release(&attach->props.storage);
        attach->props.count = 0;
        hr = parent->lpVtbl->DestroyElement(parent, name.text);
    }
    if (SUCCEEDED(hr) || hr == STG_E_FILENOTFOUND ||
        SUCCEEDED(imsg_number_add(&message->deleted, attach->number)))
        imsg_half_done(attach, false);
}

static HRESULT write_attach(struct imsg_attach *attach)
{
    static const uint8_t header[HEADER_BYTES];
    struct imsg_props *props = &attach->props;
    HRESULT hr = need_storage(attach);

    if (SUCCEEDED(hr)) hr = imsg_props_save(props, header, sizeof(header));
    if (SUCCEEDED(hr)) hr = save_data(attach);
    if (SUCCEEDED(hr))
        hr = storage_error(props->storage->lpVtbl->Commit(props->storage, STGC_DEFAULT));
    return SUCCEEDED(hr) ? imsg_attachments_saved(attach->message, attach) : hr;
}

/*
 * SaveChanges - into the message, which is to be saved after it
 *
 * After a failure on the way the message isn't saved before this one is, or is deleted.
 * Errors  MAPI_E_NO_ACCESS (it is read-only), MAPI_E_OBJECT_DELETED, MAPI_E_CORRUPT_DATA (the
 * object in it is half saved), MAPI_E_NOT_ENOUGH_MEMORY, what the storage says
 */
static HRESULT attach_save_changes(void *owner, ULONG flags)
{
    struct imsg_attach *attach = attach_of(owner);
    struct imsg_props *props = &attach->props;
    HRESULT hr;

    IMSG_ENTER(props->house);
    if (props->bag.read_only) return FAIL(MAPI_E_NO_ACCESS);
    if (imsg_number_in(&attach->message->deleted, attach->number))
        return FAIL(MAPI_E_OBJECT_DELETED);
    if (has_object(attach) && imsg_half_below(attach)) return FAIL(MAPI_E_CORRUPT_DATA);
    if (!props->count) { /* nothing is written yet */
        props->code_page = imsg_message_code_page(attach->message);
        props->html_code_page = imsg_message_html_code_page(attach->message);
    }
    hr = imsg_props_size(&attach->props, PR_ATTACH_SIZE);
    if (SUCCEEDED(hr)) hr = imsg_half_begin(attach, false);
    if (FAILED(hr)) return hr;
    hr = write_attach(attach);
    if (FAILED(hr)) {
        undo_new(attach);
        return hr;
    }
    if (attach->data_is_new || !has_object(attach)) imsg_half_replaced(attach);
    imsg_half_done(attach, false);
    if (flags & KEEP_OPEN_READONLY) props->bag.read_only = true;
    return hr;
}

static const struct prop_bag_ops attach_ops = {
    .put = imsg_props_put,
    .open_property = attach_open_property,
    .save_changes = attach_save_changes,
};

static const IAttachVtbl imsg_attach_vtbl = {
    COM_UNKNOWN_METHODS(imsg_attach),
    IMAPIPROP_SLOTS(imsg_attach),
};

struct imsg_props *imsg_props_of_attach(IUnknown *object)
{
    return (const void *)object->lpVtbl == &imsg_attach_vtbl
               ? &imsg_attach_from((IAttach *)object)->props
               : NULL;
}

static HRESULT fill(struct imsg_attach *attach)
{
    struct imsg_props *props = &attach->props;
    const SPropValue values[] = {
        pval_long(PR_ATTACH_NUM, (LONG)attach->number),
        pval_long(PR_OBJECT_TYPE, MAPI_ATTACH),
        pval_binary(PR_RECORD_KEY, sizeof(attach->number), &attach->number),
    };
    HRESULT hr = S_OK;

    if (props->storage)
        hr = imsg_props_load(props, HEADER_BYTES,
                             imsg_attachments_like(attach->message, attach->number));
    if (hr == MAPI_E_NOT_FOUND) hr = FAIL(MAPI_E_CORRUPT_DATA);
    for (size_t i = 0; SUCCEEDED(hr) && i < 3; i++)
        hr = imsg_props_compute(props, &values[i]);
    return hr;
}

HRESULT imsg_attach_create(struct imsg_message *message, ULONG number, IStorage *storage,
                           bool read_only, struct imsg_attach **out)
{
    struct imsg_attach *attach = com_alloc(&imsg_attach_class, sizeof(*attach));
    HRESULT hr;

    *out = NULL;
    if (!attach) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    attach->IAttach_iface.lpVtbl = &imsg_attach_vtbl;
    imsg_house_ref(message->props.house);
    com_ref(message);
    attach->message = message;
    attach->number = number;
    attach->object.close = close_attach;
    list_append(&message->props.house->objects, &attach->object.link);
    list_append(&message->open, &attach->link);
    imsg_props_init(&attach->props, message->props.house, (IUnknown *)&attach->IAttach_iface,
                    &IID_IAttachment, &attach_ops, &attach->props);
    attach->props.bag.read_only = read_only;
    attach->props.storage = storage;
    if (storage) com_addref(storage);
    attach->props.code_page = message->props.code_page;
    attach->props.html_code_page = message->props.html_code_page;
    hr = fill(attach);
    if (FAILED(hr)) {
        com_unref(attach);
        return hr;
    }
    *out = attach;
    return S_OK;
}
