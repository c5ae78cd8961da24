/*
 * message.c - IMessage: the one message, without recipients or attachments
 */
#include <string.h>
#include "sample.h"
#include "common/values.h"

struct sample_message {
    struct com_object com;
    IMessage IMessage_iface;
    struct sample_store *store; /* counted */
    struct values props;
};

static void sample_message_destroy(void *self)
{
    struct sample_message *message = self;

    values_drop(&message->props);
    sample_store_unref(message->store);
}

COM_UNKNOWN(sample_message, IMessage)
COM_DEAD(sample_message, IMessage, IMESSAGE_DEAD_SLOTS);

static const struct com_face sample_message_faces[] = {
    COM_MORTAL(sample_message, IMessage),
    COM_MORTAL_AS(sample_message, IMessage, IMAPIProp),
};
COM_CLASS(sample_message);
IMAPIPROP_FORWARD(sample_message, IMessage, values, props)

static ULONG in_width(ULONG tag, ULONG flags)
{
    if (PROP_TYPE(tag) != PT_UNICODE || flags & MAPI_UNICODE) return tag;
    return CHANGE_PROP_TYPE(tag, PT_STRING8);
}

static HRESULT STDMETHODCALLTYPE sample_message_GetRecipientTable(IMessage *iface, ULONG flags,
                                                                  IMAPITable **out)
{
    SizedSPropTagArray(4, columns) = {
        4, {PR_INSTANCE_KEY, PR_ROWID, PR_DISPLAY_NAME_W, PR_RECIPIENT_TYPE}};

    (void)iface;
    if (!out) return MAPI_E_INVALID_PARAMETER;
    *out = NULL;
    if (flags & ~(MAPI_UNICODE | MAPI_DEFERRED_ERRORS)) return MAPI_E_UNKNOWN_FLAGS;
    columns.aulPropTag[2] = in_width(columns.aulPropTag[2], flags);
    return sample_table((SPropTagArray *)&columns, 0, 0, NULL, out);
}

static HRESULT STDMETHODCALLTYPE sample_message_GetAttachmentTable(IMessage *iface, ULONG flags,
                                                                   IMAPITable **out)
{
    SizedSPropTagArray(3, columns) = {3, {PR_INSTANCE_KEY, PR_ATTACH_NUM, PR_ATTACH_METHOD}};

    (void)iface;
    if (!out) return MAPI_E_INVALID_PARAMETER;
    *out = NULL;
    if (flags & ~(MAPI_UNICODE | MAPI_DEFERRED_ERRORS)) return MAPI_E_UNKNOWN_FLAGS;
    return sample_table((SPropTagArray *)&columns, 0, 0, NULL, out);
}

static const IMessageVtbl sample_message_vtbl = {
    COM_UNKNOWN_METHODS(sample_message),
    IMAPIPROP_SLOTS(sample_message),
    .GetRecipientTable = sample_message_GetRecipientTable,
    .GetAttachmentTable = sample_message_GetAttachmentTable,
    .OpenAttach = refuse_IMessage_OpenAttach,             /* STORE_ATTACH_OK is not set */
    .CreateAttach = refuse_IMessage_CreateAttach,
    .DeleteAttach = refuse_IMessage_DeleteAttach,
    .ModifyRecipients = refuse_IMessage_ModifyRecipients, /* read-only */
    .SubmitMessage = refuse_IMessage_SubmitMessage,       /* STORE_SUBMIT_OK is not set */
    .SetReadFlag = refuse_IMessage_SetReadFlag,
};

HRESULT sample_message_values(ULONG *count, SPropValue **out)
{
    static const FILETIME when = {0xd53e8000, 0x019db1de}; /* 1 January 1970 */
    BYTE own[SAMPLE_EID_BYTES], folder[SAMPLE_EID_BYTES], store[SAMPLE_EID_BYTES];
    SPropValue props[] = {
        {.ulPropTag = PR_INSTANCE_KEY, .Value.bin = {sizeof(own), own}},
        {.ulPropTag = PR_ENTRYID, .Value.bin = {sizeof(own), own}},
        {.ulPropTag = PR_RECORD_KEY, .Value.bin = {sizeof(own), own}},
        {.ulPropTag = PR_PARENT_ENTRYID, .Value.bin = {sizeof(folder), folder}},
        {.ulPropTag = PR_STORE_RECORD_KEY, .Value.bin = {sizeof(store), store}},
        {.ulPropTag = PR_OBJECT_TYPE, .Value.l = MAPI_MESSAGE},
        {.ulPropTag = PR_MESSAGE_CLASS_W, .Value.lpszW = (WCHAR *)L"IPM.Note"},
        {.ulPropTag = PR_SUBJECT_W, .Value.lpszW = (WCHAR *)L"Hello from the sample provider"},
        {.ulPropTag = PR_SENDER_NAME_W, .Value.lpszW = (WCHAR *)L"Sample"},
        {.ulPropTag = PR_BODY_W, .Value.lpszW = (WCHAR *)L"Replace me by what you have.\r\n"},
        {.ulPropTag = PR_MESSAGE_FLAGS, .Value.l = MSGFLAG_READ},
        {.ulPropTag = PR_MESSAGE_DELIVERY_TIME, .Value.ft = when},
        {.ulPropTag = PR_HASATTACH, .Value.b = FALSE},
        {.ulPropTag = PR_ACCESS, .Value.l = MAPI_ACCESS_READ},
        {.ulPropTag = PR_ACCESS_LEVEL, .Value.l = 0},
    };

    sample_eid(SAMPLE_MESSAGE, own);
    sample_eid(SAMPLE_FOLDER, folder);
    sample_eid(SAMPLE_STORE, store);
    *count = sizeof(props) / sizeof(props[0]);
    return ScDupPropset((int)*count, props, sample_allocate, out);
}

HRESULT sample_message_create(struct sample_store *store, LPCIID iid, IUnknown **out)
{
    struct sample_message *message = com_alloc(&sample_message_class, sizeof(*message));
    SPropValue *values = NULL;
    ULONG count;
    HRESULT hr;

    if (!message) return MAPI_E_NOT_ENOUGH_MEMORY;
    message->IMessage_iface.lpVtbl = &sample_message_vtbl;
    message->store = store;
    sample_store_ref(store);
    sample_store_settle(store, message);
    hr = sample_message_values(&count, &values);
    if (SUCCEEDED(hr)) hr = values_set(&message->props, SAMPLE_MEMORY, count, values);
    if (values) sample_free(values);
    if (SUCCEEDED(hr)) hr = com_query(message, iid ? iid : &IID_IMessage, (void **)out);
    com_unref(message);
    return hr;
}
