/*
 * account.h - what a profile's section says of a drop folder, and who its mail is from
 */
#pragma once
#include <stdbool.h>
#include "common/allocators.h"
#include "mapispi.h"

/* Counted, and never changed once it is read. */
struct account {
    LONG refs;
    WCHAR *out_folder, *in_folder; /* NULL: none; malloc, like the next */
    WCHAR *address, *name;
    bool deletes;           /* what has come in; else it is kept in a folder below */
    SBinary id, search_key; /* of a one-off, and SMTP:ADDRESS; malloc */
};

/*
 * Errors  MAPI_E_UNCONFIGURED  no folder, no address, or one that means nothing
 *         what the section and CreateOneOff answer, MAPI_E_NOT_ENOUGH_MEMORY
 */
HRESULT drop_account_read(IMAPISupport *support, const struct allocators *alloc,
                          struct account **out);
struct account *drop_account_ref(struct account *account); /* gives account back */
void drop_account_unref(struct account *account);          /* NULL does nothing */

/* A value for the section that the service knows and that means something, or that isn't its own. */
bool drop_value_is_good(const SPropValue *value);
/* One that can stand in an envelope and a header: local@domain, nothing that ends a line. */
bool drop_address_is_good(const WCHAR *address);
