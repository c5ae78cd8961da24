/*
 * address.h - the addresses in a field such as To (RFC 5322 3.4)
 *
 *     ann@example.org    Ann B. <ann@example.org>    ann@example.org (Ann)    Friends:
 * ann@example.org, bob@example.org;
 *
 * Read with tolerance: ";" separates as "," does, a ">" or quote may lack, names may hold anything.
 * Comments nest to any depth. Members of a group are addresses like others; the group's name is
 * kept where it has none.
 */
#pragma once
#include <stddef.h>
#include "mapidefs.h"
#include "codec/mime/words.h"

struct mime_address {
    WCHAR *name;    /* "" when there is none */
    WCHAR *address; /* "" when what stands there is no address: name is all of it then */
};
struct mime_addresses {
    struct mime_address *data; /* on the root */
    size_t count, room;
};

/* All of it on root. instead, faults as in mime_words. MAPI_E_NOT_ENOUGH_MEMORY */
HRESULT mime_addresses_read(const char *body, size_t bytes, UINT instead,
                            struct mime_text_faults *faults, void *root,
                            struct mime_addresses *out);
