/*
 * book.h - a logon to a contacts address book: what its objects share
 *
 * The folder is opened when somebody wants it first, and kept until logoff. What the latch guards
 * is taken with a reference and used without it.
 */
#pragma once
#include "common/ab_book.h"
#include "common/allocators.h"
#include "common/home.h"
#include "common/latch.h"
#include "contact.h"
#include "mapispi.h"
#include "mapiutil.h"

/* The known provider's, in its profile section: whose folders it shows. */
#define PR_CONTAB_FOLDER_ENTRYIDS PROP_TAG(PT_MV_BINARY, 0x6620)
#define PR_CONTAB_STORE_ENTRYIDS  PROP_TAG(PT_MV_BINARY, 0x6626)

struct watcher;
struct book {
    struct com_object com;
    struct com_home *home;       /* owned; what was given out ends with it */
    struct allocators alloc;     /* from ABProviderInit */
    WCHAR *name;                 /* of the container; malloc */
    GUID folder_guid;            /* in the container's entry ID */
    SBinary store_id, folder_id; /* malloc; none: the Contacts of the profile's default store */

    struct latch latch;    /* guards the rest; each is owned, and NULL until it is wanted */
    IMAPISupport *support; /* until logoff, then NULL */
    IMsgStore *store;
    IMAPIFolder *folder;
    struct watcher *watcher;
    ITableData *rows;
    ULONG begun, ended; /* looks at the folder; a look that another one has overtaken is repeated */
};

/* Moves name and the two IDs' bytes; takes its own reference to support. */
HRESULT book_create(WCHAR *moves_name, SBinary moves_store, SBinary moves_folder,
                    IMAPISupport *support, const struct allocators *alloc, struct book **out);
IMAPISupport *book_support(struct book *book);    /* a reference, or NULL after logoff */
void book_enter(struct book *book, void *object); /* a new object of a client's */
void book_leave(struct book *book);               /* for its destroy */

/* folder.c: the store and the folder, references. MAPI_E_NOT_FOUND: there is none. */
HRESULT book_folder(struct book *book, IMsgStore **store, IMAPIFolder **folder);
/* rows.c: the people as they are now, a reference; what changes from now on comes into it. */
HRESULT book_rows(struct book *book, ITableData **out);
/* The words of a row's name and address, for PR_ANR: of those that are providers' own. */
#define PR_CONTACT_WORDS PROP_TAG(PT_MV_UNICODE, 0x67F1)
void rows_unwatch(struct book *book, struct watcher *watcher); /* NULL does nothing */

HRESULT contents_table_create(struct book *book, ULONG flags, IMAPITable **out);
HRESULT container_create(struct book *book, bool root, IABContainer **out);
HRESULT user_open(struct book *book, const struct contact_id *id, IUnknown **out);
HRESULT resolve_names(struct book *book, const SPropTagArray *tags, ULONG flags, ADRLIST *list,
                      FlagList *answers);

static inline bool iid_is_one(const IID *iid, const IID *a, const IID *b, const IID *c)
{
    return !iid || IsEqualGUID(iid, a) || IsEqualGUID(iid, b) || IsEqualGUID(iid, c) ||
           IsEqualGUID(iid, &IID_IUnknown);
}
