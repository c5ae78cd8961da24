/*
 * message.h - IMessage, for the files that make up its methods
 */
#pragma once
#include "columns.h"
#include "common/sql/memory_table.h"
#include "common/sql/props.h"
#include "message_state.h"
#include "store.h"

struct message {
    struct com_object com;
    IMessage IMessage_iface;
    struct props props;
    struct store *store;         /* owned */
    struct attach *parent;       /* owned; the attachment an embedded message lies in */
    struct message_state *state; /* owned; the working copy, under the lock */
    struct message_state *saved; /* owned, unchanging: an embedded message as its parent has it; its
                                    attachment table */
    bool stale;                  /* saved: to be loaded again before it is used */
    bool changed;                /* since it was saved or opened */
    struct open_object hold;     /* while it is open for writing */
    bool submitted;              /* by SubmitMessage: only Release is left */
    bool recipients_removed;     /* all, by DeleteProps: their table is to be told */
    struct memory_table recipients, attachments;
};

static inline struct message *message_from_iface(IMessage *iface)
{
    return (struct message *)((char *)iface - offsetof(struct message, IMessage_iface));
}

/* The working copy, loaded again when it was saved. Under the lock. */
HRESULT message_state_now(struct message *message, struct message_state **out);

/*
 * A message of this store, by its client's pointer: saved when it was changed. Gives its identity.
 * Errors  MAPI_E_INVALID_PARAMETER (another's, or in no folder), SaveChanges'
 */
HRESULT message_save_changed(struct store *store, IMessage *iface, struct identity *out);

/* message_submit.c, message_recipients.c, message_attachments.c: methods */
HRESULT STDMETHODCALLTYPE message_SubmitMessage(IMessage *iface, ULONG flags);
HRESULT STDMETHODCALLTYPE message_GetRecipientTable(IMessage *iface, ULONG flags, IMAPITable **out);
HRESULT STDMETHODCALLTYPE message_ModifyRecipients(IMessage *iface, ULONG flags, ADRLIST *list);
HRESULT STDMETHODCALLTYPE message_GetAttachmentTable(IMessage *iface, ULONG flags,
                                                     IMAPITable **out);
HRESULT STDMETHODCALLTYPE message_OpenAttach(IMessage *iface, ULONG num, const IID *iid,
                                             ULONG flags, IAttach **out);
HRESULT STDMETHODCALLTYPE message_CreateAttach(IMessage *iface, const IID *iid, ULONG flags,
                                               ULONG *num, IAttach **out);
HRESULT STDMETHODCALLTYPE message_DeleteAttach(IMessage *iface, ULONG num, ULONG_PTR window,
                                               IMAPIProgress *progress, ULONG flags);
/* A row as its table shows it, into an empty bag. Under the lock. */
HRESULT recipient_row(const struct recipient *item, struct bag *row);
HRESULT attachment_row(struct store_file *file, struct message_state *state,
                       const struct attach_entry *entry, struct bag *row);
/* The recipient table shows what there is now. Without the lock. */
void message_recipients_changed(struct message *message);
/* After a save: the attachment table shows what is there now. Without the lock. */
void message_attachments_saved(struct message *message);
