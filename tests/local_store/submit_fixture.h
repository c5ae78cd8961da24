/*
 * submit_fixture.h - a store with a spooler's logon beside the client's, and MAPI's part of
 * submitting as fakes that count
 */
#pragma once
#include "local_store/fixture.h"

struct submit_fixture {
    struct fixture f; /* first: *state is a struct fixture too */
    struct fake_support support; /* the spooler's */
    IMSLogon *logon;
    IMsgStore *spooler;
    /* what the fakes were called, and what they answer */
    int ready, prepared, expanded, sent_mails, completed;
    HRESULT prepare_answer, expand_answer, sent_answer;
    ULONG needs;                           /* of ExpandRecips */
    void (*on_expand)(struct submit_fixture *s, IMessage *message);
    int reads, nonreads;                   /* ReadReceipt */
    HRESULT report_answer;
    bool no_report;                        /* none is due, says MAPI */
    WCHAR reported;                        /* the first letter of the last subject */
    ULONG sent_flags;                      /* PR_MESSAGE_FLAGS at DoSentMail */
    BYTE sent_id[48];
};

int submit_setup(void **state);
int submit_teardown(void **state);
void spooler_on(struct submit_fixture *s);
void spooler_off(struct submit_fixture *s);

/* A new message in the inbox with a subject and one recipient, not saved. */
IMessage *compose(struct submit_fixture *s, const WCHAR *subject);
void add_recipient(IMessage *message, const WCHAR *name, ULONG type);
/* Composed, submitted, released; its entry ID goes to id. */
void submit_one(struct submit_fixture *s, const WCHAR *subject, BYTE *id);
HRESULT open_in(IMsgStore *store, const BYTE *id, ULONG flags, IMessage **out);
/* Opens through the client's store to read. */
ULONG flags_of(struct submit_fixture *s, const BYTE *id);
/* First letters of the subjects in the outgoing queue. */
void expect_queue(IMsgStore *store, const char *letters);
void expect_healthy(struct submit_fixture *s);
HRESULT lock_by(IMsgStore *store, const BYTE *id, ULONG state);
