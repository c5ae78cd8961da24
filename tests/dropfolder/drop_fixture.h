/*
 * drop_fixture.h - a drop folder's transport, driven as a spooler would, over a local store
 */
#pragma once
#include "local_store/fixture.h"
#include "fakes/section.h"
#include "omdrop.h"

struct drop_support {
    IMAPISupport IMAPISupport_iface;
    LONG refs;
    struct fake_section section;
    IMsgStore *store; /* OpenEntry's; borrowed */
    ULONG status;     /* of the row, with the next */
    WCHAR reason[256];
    WCHAR identity[64];
    int rows, config_changes; /* calls */
    ULONG spooler;            /* flags of the last SpoolerNotify */
    void (*yield)(void *context); /* NULL; called in SpoolerYield */
    void *yield_context;
    HRESULT yields;               /* what it answers */
};

struct drop {
    struct fixture *f; /* the store */
    char root8[64];    /* the folders' */
    WCHAR out[80], in[80];
    struct drop_support support;
    IXPProvider *provider;
    IXPLogon *logon;
    ULONG logon_flags;
    IMAPIFolder *inbox;
};

/* CMocka setup and teardown, with both folders, logged on and begun. */
int drop_setup(void **state);
int drop_teardown(void **state);
HRESULT drop_log_on(struct drop *d);
void drop_log_off(struct drop *d);
HRESULT drop_notify(struct drop *d, ULONG flags);

/* A message of the store with a subject, unsaved. */
IMessage *drop_new_message(struct drop *d, const WCHAR *subject);
/* kind: MAPI_TO ...; taken: PR_RESPONSIBILITY */
void drop_add_recipient(IMessage *message, ULONG kind, const WCHAR *type, const WCHAR *address,
                        bool taken);
/* "to:1 bcc:0": per recipient the first letters of its address, up to @, and its responsibility. */
void drop_assert_taken(IMessage *message, const char *wanted);
HRESULT drop_submit(struct drop *d, IMessage *message, ULONG_PTR *wait);
/* StartMessage for a new message of the inbox; whether it was saved. */
HRESULT drop_start(struct drop *d, bool *saved);

/* A file of a folder ("in", "out", "in/done"): its bytes, owned, NULL: there is none. */
char *drop_file(struct drop *d, const char *folder, const char *name);
void drop_put_file(struct drop *d, const char *name, const char *text); /* into "in" */
/* The names with an ending, sorted; owned text, each followed by '|', and how many. */
char *drop_names(struct drop *d, const char *folder, const char *ending, int *count);
/* The subjects of the inbox, in the order of arrival, each followed by '|'. */
char *drop_subjects(struct drop *d);
