/*
 * logon.c - IABLogon: what MAPI holds of an open contacts address book
 */
#include "logon.h"
#include "common/arguments.h"

struct logon {
    struct com_object com;
    IABLogon IABLogon_iface;
    struct book *book; /* owned */
};

static void logon_destroy(void *self)
{
    struct logon *logon = self;

    if (!logon->book) return;
    book_end(logon->book); /* MAPI need not have called Logoff where a logon failed */
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
    (void)iface;
    return book_compare_entry_ids(count1, id1, count2, id2, flags, result);
}

static HRESULT STDMETHODCALLTYPE logon_PrepareRecips(IABLogon *iface, ULONG flags,
                                                     SPropTagArray *tags, ADRLIST *list)
{
    return resolve_prepare(logon_from(iface)->book, tags, flags, list);
}

static const IABLogonVtbl logon_vtbl = {
    COM_UNKNOWN_METHODS(logon),
    .GetLastError = logon_GetLastError,
    .Logoff = logon_Logoff,
    .OpenEntry = logon_OpenEntry,
    .CompareEntryIDs = logon_CompareEntryIDs,
    .Advise = refuse_IABLogon_Advise, /* tables tell; the store tells of contacts */
    .Unadvise = refuse_IABLogon_Unadvise,
    .OpenStatusEntry = refuse_IABLogon_OpenStatusEntry,
    .OpenTemplateID = refuse_IABLogon_OpenTemplateID,
    .GetOneOffTable = refuse_IABLogon_GetOneOffTable,
    .PrepareRecips = logon_PrepareRecips,
};

HRESULT logon_create(struct book *book, IABLogon **out)
{
    struct logon *logon = com_alloc(&logon_class, sizeof(*logon));

    *out = NULL;
    if (!logon) return MAPI_E_NOT_ENOUGH_MEMORY;
    logon->IABLogon_iface.lpVtbl = (IABLogonVtbl *)&logon_vtbl;
    logon->book = book;
    com_ref(book);
    *out = &logon->IABLogon_iface;
    return S_OK;
}
