/*
 * fixture.h - a personal address book on a temporary file, logged on through ABProviderInit, with a
 * support object that counts
 */
#pragma once
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdbool.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include "common/allocators.h"
#include "fakes/ab_client.h"
#include "fakes/section.h"
#include "mapispi.h"
#include "mapiutil.h"

struct fake_support {
    IMAPISupport IMAPISupport_iface;
    LONG refs;
    struct fake_section section;
    int uids;
    IABLogon *opens;  /* what OpenEntry opens from, and OpenTemplateID binds to */
    HRESULT bind;     /* what OpenTemplateID fails with, unless it is S_OK */
    int binds;        /* its calls */
    ULONG bind_flags; /* and what the last was asked with */
    HRESULT (*address)(void *context, ADRLIST **list); /* the user in IMAPISupport::Address */
    void *address_context;
    struct fake_support *neighbour; /* another program's, which hears all that is notified here */
    struct fake_sink {
        BYTE key[64]; /* a NOTIFKEY */
        ULONG mask;
        IMAPIAdviseSink *sink; /* owned; NULL: its connection has ended */
    } sinks[8];
    ULONG n_sinks; /* connections are 1, 2 ... */
};

struct fixture {
    char path8[64];
    WCHAR path[64];
    struct fake_support support;
    IABProvider *provider;
    IABLogon *logon;
    IABContainer *container; /* the one of the book */
};

/* CMocka setup and teardown: teardown expects every object, allocation and reference back. */
int book_setup(void **state);
int book_teardown(void **state);
HRESULT log_on(struct fixture *f);
void log_off(struct fixture *f);
void open_container(struct fixture *f);
/* Another program that has the same file open, with a connection of its own. */
struct fixture *book_join(struct fixture *f);
void book_part(struct fixture *other);

extern const struct allocators test_allocators;
/* Another book, of a provider of its own; dropped before the first is torn down. */
struct fixture *second_book(void);
void drop_second_book(struct fixture *f);

#define ok_hr(call) assert_int_equal((call), S_OK)
void free_any(void *data);

/* An entry that isn't saved. */
IMAPIProp *new_entry(struct fixture *f, ULONG flags);
HRESULT set_text(void *object, ULONG tag, const WCHAR *text);
/* A saved entry. */
void add_person(struct fixture *f, const WCHAR *name, const WCHAR *address);
/* A property that is there, to be freed with free_any. */
SPropValue *get_prop(void *object, ULONG tag);
void assert_text(void *object, ULONG tag, const WCHAR *text);
SCODE get_error(void *object, ULONG tag);
bool wide_equal(const WCHAR *a, const WCHAR *b);

IMAPITable *open_contents(struct fixture *f);
ULONG count_rows(IMAPITable *table);

/* A saved list, and its entry ID (free_any). */
IDistList *new_list(struct fixture *f, const WCHAR *name, SPropValue **id);
/* The entry ID of the only entry that is found by a name (free_any). */
SPropValue *find_id(struct fixture *f, const WCHAR *name);
/* The display names of a list's members, each followed by '|'. */
void assert_members(IDistList *list, const WCHAR *names);
