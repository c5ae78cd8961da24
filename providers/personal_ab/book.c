/*
 * book.c - a logon to a personal address book: what its objects share, and what opens them
 */
#include "book.h"
#include <stdlib.h>
#include <string.h>
#include "common/sql/props.h"
#include "common/thread.h"
#include "host.h"
#include "person.h"
#include "template.h"

static void book_destroy(void *self)
{
    struct book *book = self;

    if (book->file) thread_stop(book->file->watch);
    com_release(&book->support);
    com_home_unref(book->home);
    book_file_close(book->file);
    free(book->name);
}

static const struct com_face book_faces[] = {{NULL, 0, NULL}};
static const struct com_class book_class = {"book", book_faces, 0, book_destroy};

HRESULT book_create(struct book_file *moves_file, WCHAR *moves_name, IMAPISupport *support,
                    const struct allocators *alloc, struct book **out)
{
    struct book *book = com_alloc(&book_class, sizeof(*book));

    *out = NULL;
    if (!book) {
        book_file_close(moves_file);
        free(moves_name);
        return MAPI_E_NOT_ENOUGH_MEMORY;
    }
    book->file = moves_file;
    book->name = moves_name;
    book->alloc = *alloc;
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
    IMAPISupport *support;
    struct thread *watch;

    com_home_end(book->home);
    db_lock(book_db(book));
    support = book->support;
    watch = book->file->watch;
    book->support = NULL;
    book->file->watch = NULL;
    db_unlock(book_db(book));
    thread_stop(watch);
    com_release(&support);
}

IMAPISupport *book_support(struct book *book)
{
    IMAPISupport *support;

    db_lock(book_db(book));
    support = book->support;
    if (support) com_addref(support);
    db_unlock(book_db(book));
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

/* ---- as the parts that providers have in common see it ---- */

HOUSE_OF(book)

const struct house book_house = {
    HOUSE_SLOTS(book),
};

/* ---- entry IDs ---- */

HRESULT book_id_value(struct book *book, ULONG tag, const struct book_id *object,
                      struct value **out)
{
    BYTE id[BOOK_ID_BYTES];

    book_id_write(&book->file->uid, object, id);
    return value_binary(tag, id, sizeof(id), out);
}

/* 7.2-07: both answers are S_OK. */
HRESULT book_compare_entry_ids(struct book *book, ULONG count1, const ENTRYID *id1, ULONG count2,
                               const ENTRYID *id2, ULONG flags, ULONG *result)
{
    struct book_id one, two;
    HRESULT hr;

    if (!result) return MAPI_E_INVALID_PARAMETER;
    *result = FALSE;
    if (flags) return MAPI_E_UNKNOWN_FLAGS;
    hr = book_id_read(&book->file->uid, count1, id1, &one);
    if (SUCCEEDED(hr)) hr = book_id_read(&book->file->uid, count2, id2, &two);
    if (FAILED(hr)) return hr;
    *result = one.type == two.type && IsEqualGUID(&one.guid, &two.guid);
    return S_OK;
}

/* The container of this guid. */
static HRESULT open_container(struct book *book, const GUID *guid, const IID *iid, ULONG *type,
                              IUnknown **out)
{
    bool root = IsEqualGUID(guid, &book_root_guid);
    IABContainer *container;
    HRESULT hr;

    if (!root && !IsEqualGUID(guid, &book_container_guid)) return MAPI_E_NOT_FOUND;
    if (iid && !iid_is(iid, &IID_IABContainer, &IID_IMAPIContainer) &&
        !iid_is(iid, &IID_IMAPIProp, &IID_IUnknown))
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
 * OpenEntry - an object of the book: a container, a mail user, a list, a template to be filled in
 *
 * flags   without MAPI_MODIFY or MAPI_BEST_ACCESS an entry is opened for reading
 * Errors  MAPI_E_NOT_FOUND (deleted, or never there), MAPI_E_NO_ACCESS (MAPI_MODIFY, and the file
 *         can't be written), MAPI_E_INTERFACE_NOT_SUPPORTED, MAPI_E_INVALID_ENTRYID,
 *         MAPI_E_UNKNOWN_ENTRYID, MAPI_E_UNKNOWN_FLAGS, MAPI_E_INVALID_PARAMETER
 * Source  IABLogon::OpenEntry
 */
HRESULT book_open_entry(struct book *book, ULONG count, const ENTRYID *id, const IID *iid,
                        ULONG flags, ULONG *type, IUnknown **out)
{
    struct book_id object = {MAPI_ABCONT, book_root_guid};
    enum template which;
    HRESULT hr;

    if (out) *out = NULL;
    if (type) *type = 0;
    if (!out || !type || (count && !id)) return MAPI_E_INVALID_PARAMETER;
    if (flags & ~(ULONG)OPEN_FLAGS) return MAPI_E_UNKNOWN_FLAGS;
    if (count) {
        hr = book_id_read(&book->file->uid, count, id, &object);
        if (FAILED(hr)) return hr;
    }
    if (flags & MAPI_MODIFY && !book_can_modify(book)) return MAPI_E_NO_ACCESS;
    if (object.type == MAPI_ABCONT) return open_container(book, &object.guid, iid, type, out);
    if (object.type == MAPI_ADDRBOOK) {
        hr = template_read(book, count, id, &which);
        return FAILED(hr) ? MAPI_E_NOT_FOUND : template_open(book, which, iid, type, out);
    }
    hr = person_open(book, &object, iid,
                     flags & (MAPI_MODIFY | MAPI_BEST_ACCESS) && book_can_modify(book), type, out);
    if (SUCCEEDED(hr)) host_open(book, object.type, iid, out);
    return hr;
}
