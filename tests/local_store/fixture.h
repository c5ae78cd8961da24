/*
 * fixture.h - a store on a temporary file, logged on through MSProviderInit, with a support object
 * that counts
 */
#pragma once
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <semaphore.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include "fakes/section.h"
#include "local_store/store.h"
#include "mapispi.h"

/* What a table's sink would have been told. */
struct table_note {
    ULONG event;
    int64_t index, prior;          /* ids in the keys; 0: PR_NULL */
    ULONG n_values;                /* of the row */
    WCHAR first;                   /* the first letter of its first value, when that is text */
    ULONG first_type, first_bytes; /* of that text, without its end */
};

/* What a sink on the whole store would have been told. */
struct told_event {
    ULONG event, type;
    BYTE ids[4][48]; /* the object's, its parent's, the old ones */
};

struct fake_support {
    IMAPISupport IMAPISupport_iface;
    LONG refs;
    struct fake_section section;
    int uids, profiles, logoffs; /* calls */
    ULONG logoff_flags;
    int notes;            /* notifications on the whole store's key */
    NOTIFICATION last[8]; /* the first events of the last Notify, without their pointers */
    ULONG n_last;
    struct told_event events[128]; /* the first on the whole store's key */
    size_t n_events;
    sem_t told_some; /* posted for each Notify of the store's or the heard table's key */
    sem_t searched;          /* posted for each fnevSearchComplete, by whatever thread */
    int subscriptions;       /* that are open; one at a time is heard */
    IMAPIAdviseSink *called; /* by other programs, while the store watches them */
    int calls;               /* of other programs */
    BYTE table_key[32];      /* its key */
    struct table_note table_notes[64];
    int n_table_notes;
    void (*told)(void *context); /* called by Notify of the heard table's key, before it is kept;
                                    may be NULL */
    void *told_context;
    IMSLogon *logon;         /* told at the last Release, as MAPI does */
    IMAPIProgress *progress; /* what DoProgressDialog gives; NULL: it answers MAPI_E_NO_SUPPORT */
    int dialogs;             /* its calls */
    ULONG_PTR dialog_window; /* and what the last was asked with */
    ULONG dialog_flags;
};

struct fixture {
    char path8[512];
    WCHAR path[512];
    struct fake_support support;
    IMSProvider *provider;
    IMSLogon *logon;
    IMsgStore *store;
};

/* CMocka setup and teardown: teardown expects every object, allocation and reference back. */
int store_setup(void **state);
int store_teardown(void **state);
/* One more store, of the same provider, on a file of its own; dropped before the first is torn
 * down. */
struct fixture *second_store(struct fixture *first);
void drop_second_store(struct fixture *f);
/* Closes and opens the same file again. */
void store_reopen(struct fixture *f);
/* Another program that has the same file open, with a connection of its own. */
struct fixture *store_join(struct fixture *f);
void store_part(struct fixture *other);
HRESULT log_on(struct fixture *f, ULONG flags);
/* Releases the store, then the support object: with the last object it is logged off, as MAPI does
 * (5.6-04). */
void log_off(struct fixture *f);
/* What MAPI does at the end of a session, whatever is open: 5.6-01. The objects are all dead. */
void force_log_off(struct fixture *f);

/* Waits for an fnevSearchComplete that nobody has waited for yet; one that doesn't come fails the
 * test. */
void wait_for_search(struct fixture *f);

/* Waits until so many events on the whole store's key, or notes of the heard table, were told. */
void wait_for_events(struct fixture *f, size_t n);
void wait_for_table_notes(struct fixture *f, int n);

extern const struct allocators test_allocators;
long test_allocations(void);
#define FREE(p) test_allocators.free(p)

/* The default folder of incoming mail, opened for writing. */
IMAPIFolder *open_inbox(struct fixture *f);
IMAPIFolder *open_root(struct fixture *f);
/* One property, to be freed with FREE; asserts that it is there. */
SPropValue *get_prop(void *object, ULONG tag);
ULONG get_long(void *object, ULONG tag);
HRESULT set_text(void *object, ULONG tag, const WCHAR *text);
HRESULT set_long(void *object, ULONG tag, LONG v);
void assert_text(void *object, ULONG tag, const WCHAR *text);
/* SCODE of one property that isn't given. */
SCODE get_error(void *object, ULONG tag);
/* A saved message with a subject; its entry ID goes to id (48 bytes). */
void make_message(IMAPIFolder *folder, const WCHAR *subject, BYTE *id);
IMessage *open_message(struct fixture *f, BYTE *id, ULONG flags);
void make_list(ENTRYLIST *list, SBinary *bins, BYTE (*ids)[48], ULONG n);
int wide_cmp(const WCHAR *a, const WCHAR *b);
#define ok_hr(call) assert_int_equal((call), S_OK)
/* flags: OPEN_IF_EXISTS */
IMAPIFolder *make_folder(IMAPIFolder *in, const WCHAR *name, ULONG flags);
SPropValue *id_of(void *object); /* PR_ENTRYID */
#define EID(p) (p)->Value.bin.cb, (ENTRYID *)(p)->Value.bin.lpb
