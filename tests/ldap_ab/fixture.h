/*
 * fixture.h - a directory, logged on through ABProviderInit
 */
#pragma once
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "ldap_ab/book.h"
#include "mapispi.h"
#include "mapiutil.h"
#include "mapix.h"
#include "omldap.h"

#define ok_hr(call) assert_int_equal(call, S_OK)

struct fixture {
    IMAPISupport IMAPISupport_iface;
    IProfSect IProfSect_iface;
    LONG refs;               /* of the support object */
    SPropValue settings[16]; /* of the profile's section */
    ULONG n_settings;
    IABProvider *provider;
    IABLogon *logon;
    IABContainer *container; /* the directory */
};

/* A log-on with the settings that are there. */
void fixture_begin(struct fixture *f, const struct directory_ops *ops);
HRESULT fixture_log_on(struct fixture *f);
void fixture_open(struct fixture *f); /* and its container */
void fixture_close(struct fixture *f);
void fixture_end(struct fixture *f); /* nothing is alive any more */

void fixture_number(struct fixture *f, ULONG tag, LONG number);
void fixture_text(struct fixture *f, ULONG tag, const WCHAR *text);

IMAPITable *open_contents(struct fixture *f, ULONG flags);
HRESULT restrict_anr(IMAPITable *table, const WCHAR *text);
/* The display names, each followed by a |. */
void assert_names(IMAPITable *table, const WCHAR *names);
void free_rows(SRowSet *rows);
ADRLIST *typed_names(size_t n, const WCHAR *const *names);
void free_typed(ADRLIST *list);
