/*
 * ab_logon.h - IABLogon of an address book: its object, the methods that are the same for every book
 *
 * For the one file of a provider that has the vtable. What differs is asked of the book (ab_book.h).
 */
#pragma once
#include "common/ab_book.h"
#include "common/arguments.h"
#include "common/com.h"

struct logon {
    struct com_object com;
    IABLogon IABLogon_iface;
    struct book *book; /* owned */
};

static void logon_destroy(void *self)
{
    struct logon *logon = self;

    if (!logon->book) return;
    book_end(logon->book);
    com_unref(logon->book);
}

static const struct com_face logon_faces[] = {
    COM_FACE(logon, IABLogon),
};
COM_CLASS(logon);
COM_UNKNOWN(logon, IABLogon)

static HRESULT STDMETHODCALLTYPE logon_GetLastError(IABLogon *iface, HRESULT hr, ULONG flags,
                                                    MAPIERROR **out)
{
    (void)iface;
    (void)hr;
    return arguments_of_last_error(flags, out);
}

static HRESULT STDMETHODCALLTYPE logon_Logoff(IABLogon *iface, ULONG flags)
{
    (void)flags; /* none is defined */
    book_end(logon_from(iface)->book);
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE logon_OpenEntry(IABLogon *iface, ULONG count, ENTRYID *id,
                                                 LPCIID iid, ULONG flags, ULONG *type,
                                                 IUnknown **out)
{
    return book_open_entry(logon_from(iface)->book, count, id, iid, flags, type, out);
}

static HRESULT STDMETHODCALLTYPE logon_CompareEntryIDs(IABLogon *iface, ULONG count1, ENTRYID *id1,
                                                       ULONG count2, ENTRYID *id2, ULONG flags,
                                                       ULONG *result)
{
    return book_compare_entry_ids(logon_from(iface)->book, count1, id1, count2, id2, flags, result);
}

static HRESULT STDMETHODCALLTYPE logon_PrepareRecips(IABLogon *iface, ULONG flags,
                                                     SPropTagArray *tags, ADRLIST *list)
{
    return resolve_prepare(logon_from(iface)->book, tags, flags, list);
}

/* Takes its own reference to book. */
static HRESULT logon_of_book(struct book *book, const IABLogonVtbl *vtbl, IABLogon **out)
{
    struct logon *logon = com_alloc(&logon_class, sizeof(*logon));

    *out = NULL;
    if (!logon) return MAPI_E_NOT_ENOUGH_MEMORY;
    logon->IABLogon_iface.lpVtbl = (IABLogonVtbl *)vtbl;
    logon->book = book;
    com_ref(book);
    *out = &logon->IABLogon_iface;
    return S_OK;
}
