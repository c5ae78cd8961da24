/*
 * incoming.c - a message that a transport fills
 */
#include "spool/incoming.h"
#include "mapiguid.h"
#include "mapitags.h"
#include "base/filetime.h"
#include "com/com.h"
#include "prop/pval.h"
#include "sys/lock.h"

struct incoming {
    struct com_object com;
    IMessage IMessage_iface;
    IMessage *message; /* counted; released with the last reference, for a call may be under way */
    LONG saved;
};

static void incoming_destroy(void *self)
{
    com_release(&((struct incoming *)self)->message);
}

COM_UNKNOWN(incoming, IMessage)
COM_DEAD(incoming, IMessage, IMESSAGE_DEAD_SLOTS);

static const struct com_face incoming_faces[] = {
    COM_MORTAL(incoming, IMessage),
    COM_MORTAL_AS(incoming, IMessage, IMAPIProp),
};
COM_CLASS(incoming);

/* ---- what is added when it is saved ---- */

enum {
    CLASS,
    DELIVERED,
    STATE,
    SENDER,
    SENT_FOR = SENDER + 5,
    RECEIVED_BY = SENT_FOR + 5,
    RECEIVED_FOR = RECEIVED_BY + 5,
    N_READ = RECEIVED_FOR + 5,
    N_ADDED = 4 + 5 + 5
};

static const SizedSPropTagArray(N_READ, to_read) = {N_READ,
                                                    {PR_MESSAGE_CLASS_W,
                                                     PR_MESSAGE_DELIVERY_TIME,
                                                     PR_MESSAGE_FLAGS,
                                                     PR_SENDER_NAME_W,
                                                     PR_SENDER_ENTRYID,
                                                     PR_SENDER_ADDRTYPE_W,
                                                     PR_SENDER_EMAIL_ADDRESS_W,
                                                     PR_SENDER_SEARCH_KEY,
                                                     PR_SENT_REPRESENTING_NAME_W,
                                                     PR_SENT_REPRESENTING_ENTRYID,
                                                     PR_SENT_REPRESENTING_ADDRTYPE_W,
                                                     PR_SENT_REPRESENTING_EMAIL_ADDRESS_W,
                                                     PR_SENT_REPRESENTING_SEARCH_KEY,
                                                     PR_RECEIVED_BY_NAME_W,
                                                     PR_RECEIVED_BY_ENTRYID,
                                                     PR_RECEIVED_BY_ADDRTYPE_W,
                                                     PR_RECEIVED_BY_EMAIL_ADDRESS_W,
                                                     PR_RECEIVED_BY_SEARCH_KEY,
                                                     PR_RCVD_REPRESENTING_NAME_W,
                                                     PR_RCVD_REPRESENTING_ENTRYID,
                                                     PR_RCVD_REPRESENTING_ADDRTYPE_W,
                                                     PR_RCVD_REPRESENTING_EMAIL_ADDRESS_W,
                                                     PR_RCVD_REPRESENTING_SEARCH_KEY}};

static bool has(const SPropValue *values, int i)
{
    return values[i].ulPropTag == to_read.aulPropTag[i];
}

/* The five of somebody, for whom there is none of, are those of who did it. */
static ULONG add_person(const SPropValue *values, int person, int whom, SPropValue *add)
{
    ULONG n = 0;

    for (int i = 0; i < 5; i++)
        if (has(values, whom + i)) return 0;
    for (int i = 0; i < 5; i++) {
        if (!has(values, person + i)) continue;
        add[n] = values[person + i];
        add[n++].ulPropTag = to_read.aulPropTag[whom + i];
    }
    return n;
}

static HRESULT complete(IMessage *message)
{
    AUTO_FREE SPropValue *values = NULL;
    SPropValue add[N_ADDED];
    LONG flags;
    ULONG n = 0;
    HRESULT hr;

    hr = message->lpVtbl->GetProps(message, (SPropTagArray *)&to_read, MAPI_UNICODE, &n, &values);
    hr = pval_given(hr, N_READ, n, &values);
    if (FAILED(hr)) return hr;
    flags = has(values, STATE) ? values[STATE].Value.l : 0;
    n = 0;
    add[n++] = pval_long(PR_SPOOLER_STATUS, S_OK);
    add[n++] = pval_long(PR_MESSAGE_FLAGS, (flags & ~(LONG)MSGFLAG_UNSENT) | MSGFLAG_UNMODIFIED);
    if (!has(values, CLASS)) add[n++] = pval_text(PR_MESSAGE_CLASS, L"IPM.Note");
    if (!has(values, DELIVERED)) {
        add[n].ulPropTag = PR_MESSAGE_DELIVERY_TIME;
        add[n++].Value.ft = filetime_now();
    }
    n += add_person(values, SENDER, SENT_FOR, add + n);
    n += add_person(values, RECEIVED_BY, RECEIVED_FOR, add + n);
    return message->lpVtbl->SetProps(message, n, add, NULL);
}

/*
 * SaveChanges - the message has come in
 *
 * flags   FORCE_SAVE matters; it stays open
 * Errors  the store's
 * Source  IMAPIProp::SaveChanges; contracts 8.6-03
 */
static HRESULT STDMETHODCALLTYPE incoming_SaveChanges(IMessage *iface, ULONG flags)
{
    struct incoming *incoming = incoming_from(iface);
    IMessage *message = incoming->message;
    HRESULT hr = S_OK;

    if (!atomic_get(&incoming->saved)) hr = complete(message);
    if (SUCCEEDED(hr))
        hr = message->lpVtbl->SaveChanges(message, (flags & FORCE_SAVE) | KEEP_OPEN_READWRITE);
    if (SUCCEEDED(hr)) atomic_set(&incoming->saved, 1);
    return hr;
}

/* ---- all else is the store's message's ---- */

#define PASS(method_, declared_, ...)                                                              \
    static HRESULT STDMETHODCALLTYPE incoming_##method_ declared_                                  \
    {                                                                                              \
        IMessage *message = incoming_from(iface)->message;                                         \
                                                                                                   \
        return message->lpVtbl->method_(message, __VA_ARGS__);                                     \
    }
PASS(GetLastError, (IMessage * iface, HRESULT hr, ULONG flags, MAPIERROR **error), hr, flags, error)
PASS(GetProps,
     (IMessage * iface, SPropTagArray *tags, ULONG flags, ULONG *count, SPropValue **values), tags,
     flags, count, values)
PASS(GetPropList, (IMessage * iface, ULONG flags, SPropTagArray **tags), flags, tags)
PASS(OpenProperty,
     (IMessage * iface, ULONG tag, const IID *iid, ULONG options, ULONG flags, IUnknown **out), tag,
     iid, options, flags, out)
PASS(SetProps, (IMessage * iface, ULONG count, SPropValue *values, SPropProblemArray **problems),
     count, values, problems)
PASS(DeleteProps, (IMessage * iface, SPropTagArray *tags, SPropProblemArray **problems), tags,
     problems)
PASS(CopyTo,
     (IMessage * iface, ULONG n_iids, const IID *iids, SPropTagArray *tags, ULONG_PTR ui,
      IMAPIProgress *progress, const IID *iid, void *to, ULONG flags, SPropProblemArray **problems),
     n_iids, iids, tags, ui, progress, iid, to, flags, problems)
PASS(CopyProps,
     (IMessage * iface, SPropTagArray *tags, ULONG_PTR ui, IMAPIProgress *progress, const IID *iid,
      void *to, ULONG flags, SPropProblemArray **problems),
     tags, ui, progress, iid, to, flags, problems)
PASS(GetNamesFromIDs,
     (IMessage * iface, SPropTagArray **tags, GUID *set, ULONG flags, ULONG *count,
      MAPINAMEID ***names),
     tags, set, flags, count, names)
PASS(GetIDsFromNames,
     (IMessage * iface, ULONG count, MAPINAMEID **names, ULONG flags, SPropTagArray **tags), count,
     names, flags, tags)
PASS(GetAttachmentTable, (IMessage * iface, ULONG flags, IMAPITable **table), flags, table)
PASS(OpenAttach, (IMessage * iface, ULONG number, const IID *iid, ULONG flags, IAttach **attach),
     number, iid, flags, attach)
PASS(CreateAttach, (IMessage * iface, const IID *iid, ULONG flags, ULONG *number, IAttach **attach),
     iid, flags, number, attach)
PASS(DeleteAttach,
     (IMessage * iface, ULONG number, ULONG_PTR ui, IMAPIProgress *progress, ULONG flags), number,
     ui, progress, flags)
PASS(GetRecipientTable, (IMessage * iface, ULONG flags, IMAPITable **table), flags, table)
PASS(ModifyRecipients, (IMessage * iface, ULONG flags, ADRLIST *list), flags, list)
PASS(SetReadFlag, (IMessage * iface, ULONG flags), flags)
#undef PASS

static const IMessageVtbl incoming_vtbl = {
    COM_UNKNOWN_METHODS(incoming),
    IMAPIPROP_SLOTS(incoming),
    .GetAttachmentTable = incoming_GetAttachmentTable,
    .OpenAttach = incoming_OpenAttach,
    .CreateAttach = incoming_CreateAttach,
    .DeleteAttach = incoming_DeleteAttach,
    .GetRecipientTable = incoming_GetRecipientTable,
    .ModifyRecipients = incoming_ModifyRecipients,
    .SubmitMessage = refuse_IMessage_SubmitMessage,
    .SetReadFlag = incoming_SetReadFlag,
};

HRESULT incoming_create(IMessage *message, struct incoming **out)
{
    SPropValue unread = pval_long(PR_MESSAGE_FLAGS, MSGFLAG_UNMODIFIED);
    struct incoming *incoming;
    HRESULT hr;

    hr = message->lpVtbl->SetProps(message, 1, &unread, NULL); /* the transport may say otherwise */
    if (FAILED(hr)) return hr;
    incoming = com_alloc(&incoming_class, sizeof(*incoming));
    if (!incoming) return MAPI_E_NOT_ENOUGH_MEMORY;
    incoming->IMessage_iface.lpVtbl = &incoming_vtbl;
    incoming->message = message;
    com_addref(message);
    *out = incoming;
    return S_OK;
}

IMessage *incoming_message(struct incoming *incoming)
{
    return &incoming->IMessage_iface;
}

bool incoming_saved(struct incoming *incoming)
{
    return atomic_get(&incoming->saved);
}

void incoming_close(struct incoming *incoming)
{
    com_kill(incoming);
    com_unref(incoming);
}
