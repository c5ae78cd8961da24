/*
 * imsg_message.c - IMessage kept in an IStorage
 */
#include <string.h>
#include "mapiaux.h"
#include "mapiguid.h"
#include "mapitags.h"
#include "mapiutil.h"
#include "base/array.h"
#include "base/bytes.h"
#include "base/filetime.h"
#include "base/text.h"
#include "com/storage_error.h"
#include "msg/copy_own.h"
#include "msg/imsg_own.h"
#include "msg/progress.h"
#include "msg/subject.h"
#include "prop/ptype.h"
#include "prop/pval.h"
#include "sys/codepage.h"

enum { TOP_HEADER_BYTES = 32, INNER_HEADER_BYTES = 24 };
#define SUPPORTED                                                                                  \
    (STORE_MODIFY_OK | STORE_CREATE_OK | STORE_ATTACH_OK | STORE_OLE_OK | STORE_MV_PROPS_OK |      \
     STORE_RTF_OK)

static struct imsg_message *message_of(struct imsg_props *props)
{
    return (struct imsg_message *)((char *)props - offsetof(struct imsg_message, props));
}

static void imsg_message_destroy(void *self)
{
    struct imsg_message *message = self;
    struct imsg_house *house = message->props.house;

    if (!house) return;
    imsg_turn_take(house);
    list_remove(&message->object.link);
    if (message->parent && message->parent->inner == message) message->parent->inner = NULL;
    com_release(&message->props.storage);
    imsg_turn_drop(&house);
    imsg_props_destroy(&message->props);
    rows_unref(message->attachment_rows);
    rows_unref(message->recipient_rows);
    ARRAY_DROP(&message->attachments);
    ARRAY_DROP(&message->deleted);
    ARRAY_DROP(&message->recoded);
    ARRAY_DROP(&message->recipients);
    if (message->parent) com_unref(message->parent);
    else if (message->props.house->top) imsg_house_left(house);
    imsg_house_unref(house);
}

COM_UNKNOWN(imsg_message, IMessage)
COM_DEAD(imsg_message, IMessage, IMESSAGE_DEAD_SLOTS);

static const struct com_face imsg_message_faces[] = {
    COM_MORTAL(imsg_message, IMessage),
    COM_MORTAL_AS(imsg_message, IMessage, IMAPIProp),
};
COM_CLASS(imsg_message);
IMAPIPROP_FORWARD(imsg_message, IMessage, imsg_props, props)

static void close_message(struct imsg_object *object)
{
    struct imsg_message *message = LIST_ENTRY(object, struct imsg_message, object);

    com_kill(message);
    com_release(&message->props.storage);
}

/* ---- what is made of other things ---- */

static HRESULT compute_fixed(struct imsg_message *message)
{
    struct imsg_props *props = &message->props;
    bool writable = !props->bag.read_only;
    LONG mask = imsg_props_long(props, PR_STORE_SUPPORT_MASK, SUPPORTED);
    const SPropValue values[] = {
        pval_long(PR_OBJECT_TYPE, MAPI_MESSAGE),
        pval_long(PR_STORE_SUPPORT_MASK, props->house->unicode ? mask | (LONG)STORE_UNICODE_OK
                                                               : mask & ~(LONG)STORE_UNICODE_OK),
        pval_long(PR_ACCESS,
                  MAPI_ACCESS_READ | (writable ? MAPI_ACCESS_MODIFY | MAPI_ACCESS_DELETE : 0)),
        pval_long(PR_ACCESS_LEVEL, writable ? MAPI_MODIFY : 0),
    };
    HRESULT hr = S_OK;

    for (size_t i = 0; SUCCEEDED(hr) && i < sizeof(values) / sizeof(values[0]); i++)
        hr = imsg_props_compute(props, &values[i]);
    if (SUCCEEDED(hr)) hr = prop_bag_add_object(&props->bag, PR_MESSAGE_RECIPIENTS, PROP_COMPUTED);
    return SUCCEEDED(hr) ? prop_bag_add_object(&props->bag, PR_MESSAGE_ATTACHMENTS, PROP_COMPUTED)
                         : hr;
}

static HRESULT compute_attached(struct imsg_message *message)
{
    bool any = message->attachments.count;
    SPropValue has = pval_bool(PR_HASATTACH, any), flags = pval_long(PR_MESSAGE_FLAGS, 0);
    HRESULT hr = imsg_props_compute(&message->props, &has);

    flags.Value.l = imsg_props_long(&message->props, PR_MESSAGE_FLAGS, -1);
    if (FAILED(hr) || flags.Value.l == -1 || any == !!(flags.Value.l & MSGFLAG_HASATTACH))
        return hr;
    flags.Value.l ^= MSGFLAG_HASATTACH;
    return prop_bag_set_marked(&message->props.bag, &flags,
                               prop_bag_marks(&message->props.bag, PR_MESSAGE_FLAGS) | PROP_DIRTY);
}

/* A part of the subject, unless a client has just set or deleted it. */
static HRESULT set_part(struct prop_bag *bag, ULONG tag, const WCHAR *text)
{
    SPropValue value = pval_text(tag, text);
    ULONG marks = prop_bag_marks(bag, tag);

    return marks & PROP_DIRTY
               ? S_OK
               : prop_bag_set_marked(bag, &value, (marks & ~(ULONG)IMSG_ELSEWHERE) | PROP_DIRTY);
}

/* A subject that was changed, and the parts of it that nobody set. */
static HRESULT compute_subject(struct imsg_message *message)
{
    struct prop_bag *bag = &message->props.bag;
    ULONG changed = prop_bag_marks(bag, PR_SUBJECT_W) & PROP_DIRTY;
    AUTO_FREE SPropValue *subject = mem_zero(sizeof(*subject));
    AUTO_FREE WCHAR *prefix = NULL;
    size_t n;
    HRESULT hr;

    if (!subject) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    if (!changed) return S_OK;
    hr = prop_bag_fetch(bag, PR_SUBJECT_W, subject, subject);
    if (FAILED(hr)) return hr == MAPI_E_NOT_ENOUGH_MEMORY ? hr : S_OK;
    n = subject_prefix_chars(subject->Value.lpszW);
    prefix = mem_dup_text(subject->Value.lpszW, NULL);
    if (!prefix) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    prefix[n] = 0;
    hr = set_part(bag, PR_SUBJECT_PREFIX_W, prefix);
    return SUCCEEDED(hr) ? set_part(bag, PR_NORMALIZED_SUBJECT_W, subject->Value.lpszW + n) : hr;
}

/* When it was made, and changed, unless a client has just said so. */
static HRESULT compute_times(struct imsg_message *message)
{
    struct prop_bag *bag = &message->props.bag;
    SPropValue created = {.ulPropTag = PR_CREATION_TIME, .Value.ft = filetime_now()};
    SPropValue modified = {.ulPropTag = PR_LAST_MODIFICATION_TIME, .Value.ft = created.Value.ft};
    HRESULT hr = S_OK;

    if (!prop_bag_get(bag, PR_CREATION_TIME)) hr = prop_bag_set_marked(bag, &created, PROP_DIRTY);
    if (FAILED(hr) || prop_bag_marks(bag, PR_LAST_MODIFICATION_TIME) & PROP_DIRTY) return hr;
    return prop_bag_set_marked(bag, &modified, PROP_DIRTY);
}

UINT imsg_message_code_page(struct imsg_message *message)
{
    struct imsg_props *props = &message->props;
    UINT told = imsg_code_page((ULONG)imsg_props_long(props, PR_MESSAGE_CODEPAGE, 0), 0, 0);

    if (told) return told;
    return props->code_page ? props->code_page : sys_ansi_code_page();
}

UINT imsg_message_html_code_page(struct imsg_message *message)
{
    UINT told = imsg_code_page((ULONG)imsg_props_long(&message->props, PR_INTERNET_CPID, 0), 0, 0);

    return told ? told : imsg_message_code_page(message);
}

/* A file of 8-bit text says what it is in. */
static HRESULT compute_code_page(struct imsg_message *message)
{
    struct imsg_props *props = &message->props;
    UINT code_page = imsg_message_code_page(message), html = imsg_message_html_code_page(message);
    SPropValue value = pval_long(PR_MESSAGE_CODEPAGE, (LONG)code_page);

    if (props->house->unicode) return S_OK;
    if (props->count && (code_page != props->code_page || html != props->html_code_page ||
                         message->recoded.count)) {
        struct imsg_attach *parent = message->parent;
        HRESULT hr = S_OK;

        if (parent && parent->inner == message) hr = imsg_half_begin(parent, true);
        if (SUCCEEDED(hr)) hr = imsg_recode(message);
        if (FAILED(hr)) return hr; /* it is in the old ones still */
    }
    props->code_page = code_page;
    props->html_code_page = html;
    if (imsg_props_long(props, PR_MESSAGE_CODEPAGE, 0)) return S_OK;
    return prop_bag_set_marked(&props->bag, &value, PROP_DIRTY);
}

/* ---- from the storage ---- */

/* Notes the recipients and attachments that the storage has. The greatest number isn't ours to use:
 * there is none behind it. */
static HRESULT note_elements(struct imsg_message *message, const struct imsg_elements *there)
{
    HRESULT hr = S_OK;

    for (size_t i = 0; SUCCEEDED(hr) && i < there->count; i++) {
        ULONG number = there->data[i].number;

        if (number == UINT32_MAX) continue;
        if (there->data[i].kind == IMSG_A_RECIPIENT)
            hr = imsg_number_add(&message->recipients, number);
        if (there->data[i].kind != IMSG_AN_ATTACHMENT) continue;
        if (number >= message->next_attachment) message->next_attachment = number + 1;
        hr = imsg_number_add(&message->attachments, number);
    }
    return hr;
}

static HRESULT load(struct imsg_message *message)
{
    struct imsg_props *props = &message->props;
    struct imsg_house *house = props->house;
    HRESULT hr = imsg_elements_list(props->storage, &props->there);

    if (SUCCEEDED(hr)) hr = note_elements(message, &props->there);
    if (SUCCEEDED(hr) && !message->parent)
        hr = imsg_names_load(house, props->storage,
                             imsg_elements_have(&props->there, IMSG_ALL_NAMES, 0, IMSG_WHOLE));
    if (FAILED(hr)) return hr;
    if (!props->there.count && !props->bag.read_only) return S_OK; /* a new one */
    hr = imsg_props_load(props, message->parent ? INNER_HEADER_BYTES : TOP_HEADER_BYTES,
                         message->parent ? &message->parent->props : NULL);
    if (hr == MAPI_E_NOT_FOUND) hr = FAIL(MAPI_E_CORRUPT_DATA); /* it is something else */
    if (SUCCEEDED(hr) && !message->parent &&
        imsg_props_long(props, PR_STORE_SUPPORT_MASK, 0) & (LONG)STORE_UNICODE_OK)
        house->unicode = true;
    return hr;
}

/* ---- methods ---- */

/* After FAILED: half of it may be in the storage, which nobody commits: that of a message in an
 * attachment is noted as half written. */
static HRESULT save(struct imsg_message *message)
{
    struct imsg_props *props = &message->props;
    struct imsg_attach *parent = message->parent;
    struct writer header = {0};
    bool noted = parent && parent->inner == message;
    HRESULT hr;

    if (imsg_half_within(message)) return FAIL(MAPI_E_CORRUPT_DATA);
    hr = imsg_recipients_shown(message);
    if (SUCCEEDED(hr)) hr = compute_code_page(message);
    if (SUCCEEDED(hr)) hr = compute_attached(message);
    if (SUCCEEDED(hr)) hr = compute_subject(message);
    if (SUCCEEDED(hr)) hr = compute_times(message);
    if (SUCCEEDED(hr)) hr = imsg_props_size(&message->props, PR_MESSAGE_SIZE);
    if (SUCCEEDED(hr) && noted) hr = imsg_half_begin(parent, true);
    if (SUCCEEDED(hr)) hr = imsg_recipients_save(message);
    if (SUCCEEDED(hr)) hr = imsg_attachments_save(message);
    write_u64(&header, 0);
    write_u32(&header, message->recipients.count
                           ? message->recipients.data[message->recipients.count - 1] + 1
                           : 0);
    write_u32(&header, message->next_attachment);
    write_u32(&header, (uint32_t)message->recipients.count);
    write_u32(&header, (uint32_t)message->attachments.count);
    if (!message->parent) write_u64(&header, 0);
    if (SUCCEEDED(hr) && header.bad) hr = FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    if (SUCCEEDED(hr)) hr = imsg_props_save(props, header.data, header.count);
    if (SUCCEEDED(hr) && !message->parent) hr = imsg_names_save(props->house, props->storage);
    if (SUCCEEDED(hr) && (message->parent || props->house->commits))
        hr = storage_error(props->storage->lpVtbl->Commit(props->storage, STGC_DEFAULT));
    if (SUCCEEDED(hr) && noted) imsg_half_done(parent, true);
    writer_drop(&header);
    return hr;
}

/*
 * SaveChanges - into the storage, which is committed unless IMSG_NO_ISTG_COMMIT said otherwise
 *
 * A message in an attachment is saved into its attachment, which is to be saved, too, and then the
 * message around it.
 * flags   KEEP_OPEN_READONLY: nothing can be changed from here on; KEEP_OPEN_READWRITE, FORCE_SAVE,
 *         MAPI_DEFERRED_ERRORS
 * Errors  MAPI_E_NO_ACCESS (it is read-only), MAPI_E_UNKNOWN_FLAGS, MAPI_E_NOT_ENOUGH_MEMORY, what
 *         the storage says; MAPI_E_CORRUPT_DATA: an attachment is half saved, which is to be saved
 *         again, or deleted, before
 * Source  IMAPIProp::SaveChanges, OpenIMsgOnIStg; contracts 11.9-07
 */
static HRESULT message_save_changes(void *owner, ULONG flags)
{
    struct imsg_message *message = message_of(owner);
    HRESULT hr;

    IMSG_ENTER(message->props.house);
    if (message->props.bag.read_only) return FAIL(MAPI_E_NO_ACCESS);
    hr = save(message);
    if (SUCCEEDED(hr) && flags & KEEP_OPEN_READONLY) {
        message->props.bag.read_only = true;
        hr = compute_fixed(message);
    }
    return hr;
}

/* OpenProperty of the two tables; anything else is the bag's. */
static HRESULT message_open_property(void *owner, ULONG tag, const IID *iid,
                                     ULONG interface_options, ULONG flags, IUnknown **out)
{
    struct imsg_message *message = message_of(owner);

    (void)flags;
    if (PROP_ID(tag) != PROP_ID(PR_MESSAGE_RECIPIENTS) &&
        PROP_ID(tag) != PROP_ID(PR_MESSAGE_ATTACHMENTS))
        return PROP_TYPE(tag) == PT_OBJECT ? FAIL(MAPI_E_NOT_FOUND)
                                           : MAPI_E_INTERFACE_NOT_SUPPORTED;
    if (!IsEqualGUID(iid, &IID_IMAPITable)) return FAIL(MAPI_E_INTERFACE_NOT_SUPPORTED);
    if (PROP_ID(tag) == PROP_ID(PR_MESSAGE_RECIPIENTS))
        return imsg_recipients_table(message, interface_options, (IMAPITable **)out);
    return imsg_attachments_table(message, interface_options, (IMAPITable **)out);
}

static const struct prop_bag_ops message_ops = {
    .put = imsg_props_put,
    .open_property = message_open_property,
    .save_changes = message_save_changes,
};

/* GetAttachmentTable. flags MAPI_UNICODE, MAPI_DEFERRED_ERRORS. MAPI_E_UNKNOWN_FLAGS,
 * MAPI_E_NOT_ENOUGH_MEMORY */
static HRESULT STDMETHODCALLTYPE imsg_message_GetAttachmentTable(IMessage *iface, ULONG flags,
                                                                 IMAPITable **out)
{
    struct imsg_message *message = imsg_message_from(iface);

    if (!out) return FAIL(MAPI_E_INVALID_PARAMETER);
    *out = NULL;
    IMSG_ENTER(message->props.house);
    return imsg_attachments_table(message, flags, out);
}

/*
 * OpenAttach - one that is open already is given once more, with the access it was opened with
 * (11.9-10)
 *
 * iid     NULL or IID_IAttachment, IID_IMAPIProp, IID_IUnknown
 * flags   MAPI_MODIFY, MAPI_BEST_ACCESS, MAPI_DEFERRED_ERRORS
 * Errors  MAPI_E_NOT_FOUND, MAPI_E_NO_ACCESS (to be changed, in a read-only message),
 * MAPI_E_INTERFACE_NOT_SUPPORTED, MAPI_E_UNKNOWN_FLAGS, MAPI_E_CORRUPT_DATA
 */
static HRESULT STDMETHODCALLTYPE imsg_message_OpenAttach(IMessage *iface, ULONG number, LPCIID iid,
                                                         ULONG flags, LPATTACH *out)
{
    struct imsg_message *message = imsg_message_from(iface);

    if (!out) return FAIL(MAPI_E_INVALID_PARAMETER);
    *out = NULL;
    IMSG_ENTER(message->props.house);
    return imsg_attachments_open(message, number, iid, flags, out);
}

/* CreateAttach - in the table, and in the message, once it is saved. MAPI_E_NO_ACCESS, as
 * OpenAttach */
static HRESULT STDMETHODCALLTYPE imsg_message_CreateAttach(IMessage *iface, LPCIID iid, ULONG flags,
                                                           ULONG *number, LPATTACH *out)
{
    struct imsg_message *message = imsg_message_from(iface);

    if (!out || !number) return FAIL(MAPI_E_INVALID_PARAMETER);
    *out = NULL;
    IMSG_ENTER(message->props.house);
    return imsg_attachments_create(message, iid, flags, number, out);
}

/*
 * DeleteAttach - it goes from the storage when the message is saved
 *
 * flags   ATTACH_DIALOG shows progress when a support object is there (11.9-13)
 * Errors  MAPI_E_NOT_FOUND, MAPI_E_NO_ACCESS, MAPI_E_UNKNOWN_FLAGS, MAPI_E_USER_CANCEL
 */
static HRESULT STDMETHODCALLTYPE imsg_message_DeleteAttach(IMessage *iface, ULONG number,
                                                           ULONG_PTR ui, LPMAPIPROGRESS given,
                                                           ULONG flags)
{
    struct imsg_message *message = imsg_message_from(iface);
    AUTO_RELEASE IMAPIProgress *progress = NULL;
    struct copy_watch watch;
    HRESULT hr;

    if (flags & ~(ULONG)ATTACH_DIALOG) return FAIL(MAPI_E_UNKNOWN_FLAGS);
    progress = support_progress(message->props.house->support, flags & ATTACH_DIALOG, ui, given);
    imsg_turn_take(message->props.house);
    hr = message->props.house->closed ? FAIL(MAPI_E_INVALID_OBJECT)
                                      : imsg_attachments_delete(message, number);
    imsg_turn_drop(&(struct imsg_house *){message->props.house});
    if (SUCCEEDED(hr)) {
        copy_watch_begin(&watch, progress, 1);
        copy_watch_step(&watch);
    }
    return hr;
}

static HRESULT STDMETHODCALLTYPE imsg_message_GetRecipientTable(IMessage *iface, ULONG flags,
                                                                IMAPITable **out)
{
    struct imsg_message *message = imsg_message_from(iface);

    if (!out) return FAIL(MAPI_E_INVALID_PARAMETER);
    *out = NULL;
    IMSG_ENTER(message->props.house);
    return imsg_recipients_table(message, flags, out);
}

/*
 * ModifyRecipients - all of list or nothing
 *
 * flags   0: they take the place of those there are; MODRECIP_ADD: PR_ROWID is given;
 *         MODRECIP_MODIFY, MODRECIP_REMOVE: those with its PR_ROWID
 * Errors  MAPI_E_INVALID_PARAMETER, MAPI_E_UNKNOWN_FLAGS (more than one), MAPI_E_NO_ACCESS,
 *         MAPI_E_NOT_FOUND, MAPI_E_NOT_ENOUGH_MEMORY, MAPI_E_TOO_BIG (no number is left)
 * Source  IMessage::ModifyRecipients; contracts 11.9-13 (with a support object identifiers become
 *         long-term)
 */
static HRESULT STDMETHODCALLTYPE imsg_message_ModifyRecipients(IMessage *iface, ULONG flags,
                                                               LPADRLIST list)
{
    return imsg_recipients_modify(imsg_message_from(iface), flags, list);
}

/* SubmitMessage - a file has no store to send it (11.9-14) */
static HRESULT STDMETHODCALLTYPE imsg_message_SubmitMessage(IMessage *iface, ULONG flags)
{
    (void)iface, (void)flags;
    return FAIL(MAPI_E_NO_SUPPORT);
}

/*
 * SetReadFlag - MSGFLAG_READ; nobody is told, since a file has nobody to send a report
 * Errors  MAPI_E_INVALID_PARAMETER (two flags that contradict), MAPI_E_UNKNOWN_FLAGS,
 * MAPI_E_NO_ACCESS
 */
static HRESULT STDMETHODCALLTYPE imsg_message_SetReadFlag(IMessage *iface, ULONG flags)
{
    struct imsg_props *props = &imsg_message_from(iface)->props;
    SPropValue value = pval_long(PR_MESSAGE_FLAGS, 0);

    if (flags & ~(ULONG)(CLEAR_READ_FLAG | SUPPRESS_RECEIPT | GENERATE_RECEIPT_ONLY |
                         MAPI_DEFERRED_ERRORS | CLEAR_RN_PENDING | CLEAR_NRN_PENDING))
        return FAIL(MAPI_E_UNKNOWN_FLAGS);
    if (flags & SUPPRESS_RECEIPT && flags & (CLEAR_READ_FLAG | GENERATE_RECEIPT_ONLY))
        return FAIL(MAPI_E_INVALID_PARAMETER);
    IMSG_ENTER(props->house);
    if (props->bag.read_only) return FAIL(MAPI_E_NO_ACCESS);
    value.Value.l = imsg_props_long(props, PR_MESSAGE_FLAGS, 0);
    if (flags & CLEAR_RN_PENDING) value.Value.l &= ~(LONG)MSGFLAG_RN_PENDING;
    if (flags & CLEAR_NRN_PENDING) value.Value.l &= ~(LONG)MSGFLAG_NRN_PENDING;
    if (flags & CLEAR_READ_FLAG) value.Value.l &= ~(LONG)MSGFLAG_READ;
    else if (!(flags & (GENERATE_RECEIPT_ONLY | CLEAR_RN_PENDING | CLEAR_NRN_PENDING)))
        value.Value.l |= MSGFLAG_READ;
    return prop_bag_set_marked(&props->bag, &value,
                               prop_bag_marks(&props->bag, PR_MESSAGE_FLAGS) | PROP_DIRTY);
}

static const IMessageVtbl imsg_message_vtbl = {
    COM_UNKNOWN_METHODS(imsg_message),
    IMAPIPROP_SLOTS(imsg_message),
    .GetAttachmentTable = imsg_message_GetAttachmentTable,
    .OpenAttach = imsg_message_OpenAttach,
    .CreateAttach = imsg_message_CreateAttach,
    .DeleteAttach = imsg_message_DeleteAttach,
    .GetRecipientTable = imsg_message_GetRecipientTable,
    .ModifyRecipients = imsg_message_ModifyRecipients,
    .SubmitMessage = imsg_message_SubmitMessage,
    .SetReadFlag = imsg_message_SetReadFlag,
};

struct imsg_props *imsg_props_of_message(IUnknown *object)
{
    return (const void *)object->lpVtbl == &imsg_message_vtbl
               ? &imsg_message_from((IMessage *)object)->props
               : NULL;
}

HRESULT imsg_message_create(struct imsg_house *house, IStorage *storage, struct imsg_attach *parent,
                            bool is_new, bool read_only, struct imsg_message **out)
{
    struct imsg_message *message = com_alloc(&imsg_message_class, sizeof(*message));
    HRESULT hr = S_OK;

    *out = NULL;
    if (!message) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    message->IMessage_iface.lpVtbl = &imsg_message_vtbl;
    imsg_house_ref(house);
    list_init(&message->open);
    message->object.close = close_message;
    list_append(&house->objects, &message->object.link);
    imsg_props_init(&message->props, house, (IUnknown *)&message->IMessage_iface, &IID_IMessage,
                    &message_ops, &message->props);
    message->props.bag.read_only = read_only;
    message->props.storage = storage;
    com_addref(storage);
    message->parent = parent;
    if (parent) {
        com_ref(parent);
        message->props.code_page = parent->props.code_page;
        message->props.html_code_page = parent->props.html_code_page;
    }
    if (!is_new) hr = load(message);
    if (SUCCEEDED(hr)) hr = compute_fixed(message);
    if (SUCCEEDED(hr)) hr = compute_attached(message);
    if (FAILED(hr)) {
        com_unref(message);
        return hr;
    }
    *out = message;
    return S_OK;
}

HRESULT imsg_open(const struct imsg_open *open, IMessage **out)
{
    struct imsg_message *message = NULL;
    struct imsg_house *house;
    STATSTG stat = {0};
    ULONG access;
    HRESULT hr;

    *out = NULL;
    hr = storage_error(open->storage->lpVtbl->Stat(open->storage, &stat, STATFLAG_NONAME));
    if (FAILED(hr)) return hr;
    access = stat.grfMode & (STGM_WRITE | STGM_READWRITE);
    if (access == STGM_WRITE) return FAIL(MAPI_E_NO_ACCESS); /* 11.9-04 */
    hr = imsg_house_create(open, &house);
    if (FAILED(hr)) return hr;
    imsg_turn_take(house);
    hr = imsg_message_create(house, open->storage, NULL, false, access == STGM_READ, &message);
    if (SUCCEEDED(hr)) house->top = &message->IMessage_iface;
    imsg_turn_drop(&(struct imsg_house *){house});
    imsg_house_unref(house);
    if (FAILED(hr)) return hr;
    *out = &message->IMessage_iface;
    return S_OK;
}
