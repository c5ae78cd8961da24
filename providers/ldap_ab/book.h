/*
 * book.h - a logon to a directory: what its objects share, and what opens them
 */
#pragma once
#include "common/ab_book.h"
#include "common/allocators.h"
#include "common/home.h"
#include "entry_id.h"
#include "line.h"
#include "mapispi.h"
#include "mapiutil.h"
#include "settings.h"

struct book {
    struct com_object com;
    struct com_home *home; /* owned; what was given out ends with it */
    IMAPISupport *support; /* owned until logoff: by it MAPI knows that we are still there */
    struct settings settings;
    const char **attributes; /* that are asked for, owned */
    struct line *line;       /* owned: names and entries are asked for by it ... */
    struct line *table_line; /* ... and tables by this one, so that a long one holds up no name */
    MAPIUID uid;             /* of the directory */
    struct allocators alloc; /* from ABProviderInit */
};

extern const struct directory_ops *book_directory; /* what is connected by; tests have their own */

/* Moves settings, also when it fails. Nobody is asked yet. */
HRESULT book_create(struct settings *moves_settings, IMAPISupport *support,
                    const struct allocators *alloc, struct book **out);
/* A new object of a client's, its vtables set; leave is for its destroy. */
void book_enter(struct book *book, void *object);
void book_leave(struct book *book);

/* dn NULL: the root, above the directory. */
HRESULT container_create(struct book *book, const char *dn, IABContainer **out);
/* Of an entry's values, which stay the caller's. */
HRESULT person_create(struct book *book, ULONG count, SPropValue *values, IMailUser **out);
HRESULT list_create(struct book *book, const char *dn, ULONG count, SPropValue *values,
                    IDistList **out);
