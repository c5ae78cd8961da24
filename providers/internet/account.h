/*
 * account.h - what a profile's section says of a mail account
 */
#pragma once
#include "common/allocators.h"
#include "internet/connection.h"
#include "mapispi.h"

struct account {
    WCHAR *email, *name; /* owned, like all that follows; name is never empty */
    char *from;          /* email in UTF-8 */
    struct connection_settings smtp;
};

/*
 * account_read - *out is the caller's, to be cleared
 *
 * Errors  MAPI_E_UNCONFIGURED  no address, no server, or a value that means nothing
 *         what the section answers, also of a single value that can't be read (a sealed password,
 *         say); MAPI_E_NOT_ENOUGH_MEMORY
 */
HRESULT account_read(IProfSect *section, const struct allocators *alloc, struct account *out);
void account_clear(struct account *account);

/* Whether a section may say this; what isn't a setting of an account it may. */
bool account_value_is_good(const SPropValue *value);
