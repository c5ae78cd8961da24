/*
 * outgoing.h - the messages that wait to be sent, and what became of one
 */
#pragma once
#include "mail.h"
#include "edktags.h"

/* What a row has, in this order. */
enum outgoing_column {
    OUTGOING_ENTRYID,
    OUTGOING_SUBJECT,
    OUTGOING_TO,
    OUTGOING_CC,
    OUTGOING_BCC,
    OUTGOING_SINCE,
    OUTGOING_FLAGS, /* PR_SUBMIT_FLAGS */
    OUTGOING_DEFERRED,
    N_OUTGOING_COLUMNS
};
/* All that wait, in the order of the queue; FreeProws. */
HRESULT outgoing_rows(IMsgStore *store, SRowSet **out);

enum fate {
    FATE_QUEUED,      /* it waits to be sent, or is being sent */
    FATE_SENT,        /* it has left the queue */
    FATE_UNDELIVERED, /* a report says that it didn't reach somebody */
    FATE_CANCELLED    /* somebody took it back */
};

/* A message that is to be submitted, to be waited for. */
struct awaited {
    struct mail *mail;
    IMAPIFolder *reports; /* where reports come in; NULL: nowhere that we know of */
    SPropValue *id, *key;
    HANDLE news;
    IMAPIAdviseSink *sink;
    struct {
        IMAPITable *table;
        ULONG_PTR connection; /* 0: none */
    } heard[2];
    WCHAR *why; /* what a report says; MAPI's memory */
};
/* Before it is submitted; to be ended, begun or not. Errors: the message's and the store's */
HRESULT awaited_begin(struct awaited *awaited, struct mail *mail, IMessage *message);
/* After. Waits until it has left the queue or a report came, so many seconds at most. */
HRESULT awaited_wait(struct awaited *awaited, ULONG seconds, enum fate *fate);
void awaited_end(struct awaited *awaited);
