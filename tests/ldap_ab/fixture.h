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
#include "fakes/ab_client.h"
#include "fakes/section.h"
#include "ldap_ab/book.h"
#include "mapispi.h"
#include "mapiutil.h"
#include "mapix.h"
#include "omldap.h"

#define ok_hr(call) assert_int_equal(call, S_OK)

struct fixture {
    IMAPISupport IMAPISupport_iface;
    LONG refs; /* of the support object */
    struct fake_section section;
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

IMAPITable *open_contents(struct fixture *f, ULONG flags);
ADRLIST *typed_names(size_t n, const WCHAR *const *names);
void free_typed(ADRLIST *list);
