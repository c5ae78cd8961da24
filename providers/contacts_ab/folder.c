/*
 * folder.c - the folder whose contacts an address book shows, opened through MAPI
 *
 * Where the profile section names none it is the default Contacts folder (PR_IPM_CONTACT_ENTRYID of
 * the Inbox or the root folder) of the store that the profile marks as the default one.
 */
#include <string.h>
#include "book.h"
#include "mapitags.h"

/* The section in which a profile lists its providers. */
static const MAPIUID profile_root = {{0x92, 0x07, 0xf3, 0xe0, 0xa3, 0xb1, 0x10, 0x19, 0x90, 0x8b,
                                      0x08, 0x00, 0x2b, 0x2a, 0x56, 0xc2}};

/* One property of an object, alloc's memory. */
static HRESULT one_prop(struct book *book, IMAPIProp *object, ULONG tag, SPropValue **out)
{
    SizedSPropTagArray(1, tags) = {1, {tag}};
    ULONG n;
    HRESULT hr = object->lpVtbl->GetProps(object, (SPropTagArray *)&tags, 0, &n, out);

    if (SUCCEEDED(hr) && n == 1 && (*out)->ulPropTag == tag) return S_OK;
    if (SUCCEEDED(hr)) {
        hr = (*out)->ulPropTag == CHANGE_PROP_TYPE(tag, PT_ERROR) ? (HRESULT)(*out)->Value.err
                                                                  : MAPI_E_NOT_FOUND;
        book->alloc.free(*out);
    }
    *out = NULL;
    return hr;
}

/* ---- the default store ---- */

static HRESULT prop_of_section(struct book *book, IMAPISupport *support, const MAPIUID *uid,
                               ULONG tag, SPropValue **out)
{
    AUTO_RELEASE IProfSect *section = NULL;
    HRESULT hr;

    *out = NULL;
    hr = support->lpVtbl->OpenProfileSection(support, (MAPIUID *)uid, MAPI_FORCE_ACCESS, &section);
    return FAILED(hr) ? hr : one_prop(book, (IMAPIProp *)section, tag, out);
}

/* MAPI_E_NOT_FOUND: the profile has none, or it has never been opened. */
static HRESULT default_store(struct book *book, IMAPISupport *support, SPropValue **out)
{
    SPropValue *stores = NULL;
    HRESULT hr = prop_of_section(book, support, &profile_root, PR_STORE_PROVIDERS, &stores);

    *out = NULL;
    if (FAILED(hr)) return hr;
    hr = MAPI_E_NOT_FOUND;
    for (ULONG at = 0; at + sizeof(MAPIUID) <= stores->Value.bin.cb; at += sizeof(MAPIUID)) {
        const MAPIUID *uid = (const MAPIUID *)(stores->Value.bin.lpb + at);
        SPropValue *flags = NULL;
        bool is_it = SUCCEEDED(prop_of_section(book, support, uid, PR_RESOURCE_FLAGS, &flags)) &&
                     flags->Value.l & STATUS_DEFAULT_STORE &&
                     !(flags->Value.l & STATUS_NO_DEFAULT_STORE);

        if (flags) book->alloc.free(flags);
        if (!is_it) continue;
        hr = prop_of_section(book, support, uid, PR_ENTRYID, out);
        break;
    }
    book->alloc.free(stores);
    return hr;
}

static HRESULT open_store(struct book *book, IMAPISupport *support, IMsgStore **out)
{
    SPropValue *found = NULL;
    SBinary id = book->store_id;
    HRESULT hr = S_OK;
    ULONG type;

    if (!id.cb) {
        hr = default_store(book, support, &found);
        if (SUCCEEDED(hr)) id = found->Value.bin;
    }
    if (SUCCEEDED(hr))
        hr = support->lpVtbl->OpenEntry(support, id.cb, (ENTRYID *)id.lpb, NULL, MAPI_BEST_ACCESS,
                                        &type, (IUnknown **)out);
    if (SUCCEEDED(hr) && type != MAPI_STORE) {
        com_release(out);
        hr = MAPI_E_INVALID_ENTRYID;
    }
    if (found) book->alloc.free(found);
    return FAILED(hr) ? hr : S_OK;
}

/* ---- its folder ---- */

static HRESULT open_folder(IMsgStore *store, const SBinary *id, IMAPIFolder **out)
{
    ULONG type;
    HRESULT hr = store->lpVtbl->OpenEntry(store, id->cb, (ENTRYID *)id->lpb, NULL, 0, &type,
                                          (IUnknown **)out);

    if (SUCCEEDED(hr) && type != MAPI_FOLDER) {
        com_release(out);
        hr = MAPI_E_INVALID_ENTRYID;
    }
    return FAILED(hr) ? hr : S_OK;
}

/* What that folder says is the Contacts folder. */
static HRESULT contacts_by(struct book *book, IMsgStore *store, const SBinary *by,
                           IMAPIFolder **out)
{
    AUTO_RELEASE IMAPIFolder *folder = NULL;
    SPropValue *id = NULL;
    HRESULT hr = open_folder(store, by, &folder);

    if (SUCCEEDED(hr)) hr = one_prop(book, (IMAPIProp *)folder, PR_IPM_CONTACT_ENTRYID, &id);
    if (SUCCEEDED(hr)) hr = open_folder(store, &id->Value.bin, out);
    if (id) book->alloc.free(id);
    return hr;
}

static HRESULT default_contacts(struct book *book, IMsgStore *store, IMAPIFolder **out)
{
    SBinary inbox = {0, NULL}, root = {0, NULL};
    HRESULT hr = store->lpVtbl->GetReceiveFolder(store, NULL, 0, &inbox.cb,
                                                 (ENTRYID **)(void *)&inbox.lpb, NULL);

    if (SUCCEEDED(hr)) hr = contacts_by(book, store, &inbox, out);
    if (inbox.lpb) book->alloc.free(inbox.lpb);
    return SUCCEEDED(hr) ? hr : contacts_by(book, store, &root, out);
}

/* Keeps what was opened, unless another thread was faster or the session has ended. */
static void keep(struct book *book, IMsgStore *store, IMAPIFolder *folder)
{
    latch_take(&book->latch);
    if (!book->folder && book->support) {
        book->store = store;
        book->folder = folder;
        com_addref(store);
        com_addref(folder);
    }
    latch_drop(&book->latch);
}

HRESULT book_folder(struct book *book, IMsgStore **store, IMAPIFolder **folder)
{
    AUTO_RELEASE IMAPISupport *support = book_support(book);
    HRESULT hr;

    *store = NULL;
    *folder = NULL;
    if (!support) return MAPI_E_INVALID_OBJECT;
    latch_take(&book->latch);
    if (book->folder) {
        *store = book->store;
        *folder = book->folder;
        com_addref(*store);
        com_addref(*folder);
    }
    latch_drop(&book->latch);
    if (*folder) return S_OK;
    hr = open_store(book, support, store);
    if (SUCCEEDED(hr))
        hr = book->folder_id.cb ? open_folder(*store, &book->folder_id, folder)
                                : default_contacts(book, *store, folder);
    if (FAILED(hr)) {
        com_release(store);
        return hr;
    }
    keep(book, *store, *folder);
    return S_OK;
}
