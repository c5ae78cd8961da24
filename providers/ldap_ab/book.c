/*
 * book.c - a logon to a directory: what its objects share, and what opens them
 */
#include "book.h"
#include <stdlib.h>
#include <string.h>
#include "entry_values.h"
#include "lookup.h"

#define PAUSE_MSEC 5000 /* a server that isn't there is asked again after so long */

#ifdef _WIN32
const struct directory_ops *book_directory = &wldap_directory;
#else
const struct directory_ops *book_directory = &libldap_directory;
#endif

static void book_destroy(void *self)
{
    struct book *book = self;

    line_end(book->line);
    line_end(book->table_line);
    com_release(&book->support);
    com_home_unref(book->home);
    settings_clear(&book->settings);
    free(book->attributes);
}

static const struct com_face book_faces[] = {{NULL, 0, NULL}};
static const struct com_class book_class = {"book", book_faces, 0, book_destroy};

static HRESULT make_parts(struct book *book)
{
    struct line_settings line = {
        .ops = book_directory, .directory = book->settings.directory, .pause_msec = PAUSE_MSEC};
    HRESULT hr = line_create(&line, &book->line);

    if (SUCCEEDED(hr)) hr = line_create(&line, &book->table_line);
    if (FAILED(hr)) return hr;
    book->home = com_home_create();
    book->attributes = entry_attributes(book->settings.map);
    if (!book->home || !book->attributes) return MAPI_E_NOT_ENOUGH_MEMORY;
    return directory_uid(book->settings.directory.host, book->settings.directory.port,
                         book->settings.base, &book->uid);
}

HRESULT book_create(struct settings *moves_settings, IMAPISupport *support,
                    const struct allocators *alloc, struct book **out)
{
    struct book *book = com_alloc(&book_class, sizeof(*book));
    HRESULT hr;

    *out = NULL;
    if (!book) {
        settings_clear(moves_settings);
        return MAPI_E_NOT_ENOUGH_MEMORY;
    }
    book->settings = *moves_settings;
    *moves_settings = (struct settings){0};
    book->alloc = *alloc;
    book->support = support;
    com_addref(support);
    hr = make_parts(book);
    if (FAILED(hr)) com_unref(book);
    else *out = book;
    return hr;
}

void book_end(struct book *book)
{
    IMAPISupport *support;

    com_home_end(book->home);
    line_hang_up(book->line);
    line_hang_up(book->table_line);
    support = __atomic_exchange_n(&book->support, NULL, __ATOMIC_ACQ_REL);
    com_release(&support);
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

/* ---- entries ---- */

/* 7.2-07: both answers are S_OK. */
HRESULT book_compare_entry_ids(struct book *book, ULONG count1, const ENTRYID *id1, ULONG count2,
                               const ENTRYID *id2, ULONG flags, ULONG *result)
{
    struct directory_id one = {0}, two = {0};
    bool equal = false;
    HRESULT hr;

    if (!result) return MAPI_E_INVALID_PARAMETER;
    *result = FALSE;
    if (flags) return MAPI_E_UNKNOWN_FLAGS;
    hr = directory_id_read(&book->uid, count1, id1, &one);
    if (SUCCEEDED(hr)) hr = directory_id_read(&book->uid, count2, id2, &two);
    if (SUCCEEDED(hr)) hr = directory_id_equal(&one, &two, &equal);
    directory_id_clear(&one);
    directory_id_clear(&two);
    *result = SUCCEEDED(hr) && equal;
    return hr;
}

/* Whether iid names a face of an object of the type. */
static bool iid_fits(const IID *iid, USHORT type)
{
    const IID *own = type == MAPI_ABCONT     ? &IID_IABContainer
                     : type == MAPI_DISTLIST ? &IID_IDistList
                                             : &IID_IMailUser;

    return !iid || IsEqualGUID(iid, own) || IsEqualGUID(iid, &IID_IMAPIProp) ||
           IsEqualGUID(iid, &IID_IUnknown) ||
           (type != MAPI_MAILUSER && IsEqualGUID(iid, &IID_IMAPIContainer));
}

static HRESULT open_found(struct book *book, const struct directory_id *id, IUnknown **out)
{
    struct lookup_rows rows;
    HRESULT hr = lookup_entry(book, id->type, id->dn, line_deadline(book->line), &rows);

    if (SUCCEEDED(hr) && !rows.n) hr = MAPI_E_NOT_FOUND;
    if (SUCCEEDED(hr))
        hr = id->type == MAPI_DISTLIST ? list_create(book, id->dn, rows.rows[0].cValues,
                                                     rows.rows[0].lpProps, (IDistList **)out)
                                       : person_create(book, rows.rows[0].cValues,
                                                       rows.rows[0].lpProps, (IMailUser **)out);
    lookup_rows_clear(book, &rows);
    return hr;
}

static HRESULT open_id(struct book *book, const struct directory_id *id, const IID *iid,
                       ULONG *type, IUnknown **out)
{
    HRESULT hr;

    if (!iid_fits(iid, id->type)) return MAPI_E_INTERFACE_NOT_SUPPORTED;
    hr = id->type == MAPI_ABCONT
             ? container_create(book, id->dn_bytes ? id->dn : NULL, (IABContainer **)out)
             : open_found(book, id, out);
    if (SUCCEEDED(hr)) *type = id->type;
    return hr;
}

#define OPEN_FLAGS                                                                                 \
    (MAPI_MODIFY | MAPI_BEST_ACCESS | MAPI_DEFERRED_ERRORS | MAPI_CACHE_ONLY | MAPI_GAL_ONLY |     \
     MAPI_NO_CACHE)

HRESULT book_open_entry(struct book *book, ULONG count, const ENTRYID *id, const IID *iid,
                        ULONG flags, ULONG *type, IUnknown **out)
{
    struct directory_id root = {.type = MAPI_ABCONT}, read = {0};
    ULONG unused;
    HRESULT hr;

    if (!type) type = &unused;
    if (!out) return MAPI_E_INVALID_PARAMETER;
    *out = NULL;
    *type = 0;
    if (flags & ~(ULONG)OPEN_FLAGS) return MAPI_E_UNKNOWN_FLAGS;
    if (flags & MAPI_MODIFY) return MAPI_E_NO_ACCESS; /* a directory is read */
    if (!count) return open_id(book, &root, iid, type, out);
    hr = directory_id_read(&book->uid, count, id, &read);
    if (SUCCEEDED(hr)) hr = open_id(book, &read, iid, type, out);
    directory_id_clear(&read);
    return hr;
}
