/*
 * book.c - a logon to a contacts address book: what its objects share, and what opens them
 */
#include "book.h"
#include <stdlib.h>
#include <string.h>

static void book_destroy(void *self)
{
    struct book *book = self;

    com_release(&book->rows);
    com_release(&book->folder);
    com_release(&book->store);
    com_release(&book->support);
    com_home_unref(book->home);
    free(book->name);
    free(book->store_id.lpb);
    free(book->folder_id.lpb);
}

static const struct com_face book_faces[] = {{NULL, 0, NULL}};
static const struct com_class book_class = {"book", book_faces, 0, book_destroy};

/* The same for the same folder, whatever the session. */
static void make_guid(const SBinary *folder, GUID *out)
{
    BYTE bytes[16] = {'C', 'o', 'n', 't', 'a', 'c', 't', 's'};

    for (ULONG i = 0; i < folder->cb; i++)
        bytes[i % 16] = (BYTE)(bytes[i % 16] * 31 + folder->lpb[i]);
    memcpy(out, bytes, sizeof(*out));
}

HRESULT book_create(WCHAR *moves_name, SBinary moves_store, SBinary moves_folder,
                    IMAPISupport *support, const struct allocators *alloc, struct book **out)
{
    struct book *book = com_alloc(&book_class, sizeof(*book));

    *out = NULL;
    if (!book) {
        free(moves_name);
        free(moves_store.lpb);
        free(moves_folder.lpb);
        return MAPI_E_NOT_ENOUGH_MEMORY;
    }
    book->name = moves_name;
    book->store_id = moves_store;
    book->folder_id = moves_folder;
    book->alloc = *alloc;
    make_guid(&book->folder_id, &book->folder_guid);
    book->support = support;
    com_addref(support);
    book->home = com_home_create();
    if (!book->home) {
        com_unref(book);
        return MAPI_E_NOT_ENOUGH_MEMORY;
    }
    *out = book;
    return S_OK;
}

void book_end(struct book *book)
{
    struct watcher *watcher;
    IMAPISupport *support;
    IMAPIFolder *folder;
    IMsgStore *store;

    com_home_end(book->home);
    latch_take(&book->latch);
    watcher = book->watcher;
    support = book->support;
    folder = book->folder;
    store = book->store;
    book->watcher = NULL;
    book->support = NULL;
    book->folder = NULL;
    book->store = NULL;
    latch_drop(&book->latch);
    rows_unwatch(book, watcher);
    com_release(&folder);
    com_release(&store);
    com_release(&support);
}

IMAPISupport *book_support(struct book *book)
{
    IMAPISupport *support;

    latch_take(&book->latch);
    support = book->support;
    if (support) com_addref(support);
    latch_drop(&book->latch);
    return support;
}

void book_enter(struct book *book, void *object)
{
    com_ref(book);
    com_home_settle(book->home, object);
}

void book_leave(struct book *book)
{
    com_unref(book);
}

/* ---- entry IDs ---- */

/* 7.2-07: both answers are S_OK. */
HRESULT book_compare_entry_ids(struct book *book, ULONG count1, const ENTRYID *id1, ULONG count2,
                               const ENTRYID *id2, ULONG flags, ULONG *result)
{
    struct contact_id one, two;
    HRESULT hr;

    (void)book;
    if (!result) return MAPI_E_INVALID_PARAMETER;
    *result = FALSE;
    if (flags) return MAPI_E_UNKNOWN_FLAGS;
    hr = contact_id_read(count1, id1, &one);
    if (SUCCEEDED(hr)) hr = contact_id_read(count2, id2, &two);
    if (FAILED(hr)) return hr;
    *result = one.type == two.type && IsEqualGUID(&one.folder, &two.folder) &&
              one.index == two.index && one.contact.cb == two.contact.cb &&
              (!one.contact.cb || !memcmp(one.contact.lpb, two.contact.lpb, one.contact.cb));
    return S_OK;
}

static HRESULT open_container(struct book *book, bool root, const IID *iid, ULONG *type,
                              IUnknown **out)
{
    IABContainer *container;
    HRESULT hr;

    if (!iid_is_one(iid, &IID_IABContainer, &IID_IMAPIContainer, &IID_IMAPIProp))
        return MAPI_E_INTERFACE_NOT_SUPPORTED;
    hr = container_create(book, root, &container);
    if (FAILED(hr)) return hr;
    *type = MAPI_ABCONT;
    *out = (IUnknown *)container;
    return S_OK;
}

#define OPEN_FLAGS                                                                                 \
    (MAPI_MODIFY | MAPI_BEST_ACCESS | MAPI_DEFERRED_ERRORS | MAPI_CACHE_ONLY | MAPI_NO_CACHE |     \
     0x80 /* MAPI_GAL_ONLY */)

/*
 * OpenEntry - a container, or one address of a contact
 *
 * Errors  MAPI_E_NOT_FOUND (the contact has no such address any more), MAPI_E_NO_ACCESS
 *         (MAPI_MODIFY: contacts are changed in their folder), MAPI_E_INTERFACE_NOT_SUPPORTED,
 *         MAPI_E_INVALID_ENTRYID, MAPI_E_UNKNOWN_ENTRYID (another's, another folder's, or a
 *         contact's while this logon has no folder: all logons share a UID, and MAPI asks the next),
 *         MAPI_E_UNKNOWN_FLAGS, MAPI_E_INVALID_PARAMETER, the store's
 * Source  IABLogon::OpenEntry
 */
HRESULT book_open_entry(struct book *book, ULONG count, const ENTRYID *id, const IID *iid,
                        ULONG flags, ULONG *type, IUnknown **out)
{
    struct contact_id object = {.type = CONTAB_ROOT};
    HRESULT hr;

    if (out) *out = NULL;
    if (type) *type = 0;
    if (!out || !type || (count && !id)) return MAPI_E_INVALID_PARAMETER;
    if (flags & ~(ULONG)OPEN_FLAGS) return MAPI_E_UNKNOWN_FLAGS;
    if (count) {
        hr = contact_id_read(count, id, &object);
        if (FAILED(hr)) return hr;
        if (object.type != CONTAB_USER && !IsEqualGUID(&object.folder, &book->folder_guid))
            return MAPI_E_UNKNOWN_ENTRYID; /* of another logon's folder */
    }
    if (flags & MAPI_MODIFY) return MAPI_E_NO_ACCESS;
    if (object.type != CONTAB_USER)
        return open_container(book, object.type == CONTAB_ROOT, iid, type, out);
    if (!iid_is_one(iid, &IID_IMailUser, &IID_IMAPIProp, &IID_IUnknown))
        return MAPI_E_INTERFACE_NOT_SUPPORTED;
    hr = user_open(book, &object, out);
    if (SUCCEEDED(hr)) *type = MAPI_MAILUSER;
    return hr;
}
