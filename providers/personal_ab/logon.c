/*
 * logon.c - IABLogon: what MAPI holds of an open personal address book
 */
#include "logon.h"
#include "common/ab_logon.h"
#include "notify.h"
#include "template.h"

static HRESULT STDMETHODCALLTYPE logon_Advise(IABLogon *iface, ULONG count, ENTRYID *id,
                                              ULONG events, IMAPIAdviseSink *sink,
                                              ULONG_PTR *connection)
{
    return book_advise(logon_from(iface)->book, count, id, events, sink, connection);
}

static HRESULT STDMETHODCALLTYPE logon_Unadvise(IABLogon *iface, ULONG_PTR connection)
{
    return book_unadvise(logon_from(iface)->book, connection);
}

static HRESULT STDMETHODCALLTYPE logon_OpenTemplateID(IABLogon *iface, ULONG count, ENTRYID *id,
                                                      ULONG flags, IMAPIProp *data, LPCIID iid,
                                                      IMAPIProp **out, IMAPIProp *sibling)
{
    return template_bind(logon_from(iface)->book, count, id, flags, data, iid, out, sibling);
}

/*
 * GetOneOffTable - what a recipient can be made from
 *
 * flags   MAPI_UNICODE
 * Errors  MAPI_E_INVALID_PARAMETER, MAPI_E_UNKNOWN_FLAGS, MAPI_E_NOT_ENOUGH_MEMORY
 * Source  IABLogon::GetOneOffTable, "One-Off Tables"
 */
static HRESULT STDMETHODCALLTYPE logon_GetOneOffTable(IABLogon *iface, ULONG flags,
                                                      IMAPITable **out)
{
    if (!out) return MAPI_E_INVALID_PARAMETER;
    *out = NULL;
    if (flags & ~(ULONG)MAPI_UNICODE) return MAPI_E_UNKNOWN_FLAGS;
    return template_table(logon_from(iface)->book, true, flags, out);
}

static const IABLogonVtbl logon_vtbl = {
    COM_UNKNOWN_METHODS(logon),
    .GetLastError = logon_GetLastError,
    .Logoff = logon_Logoff,
    .OpenEntry = logon_OpenEntry,
    .CompareEntryIDs = logon_CompareEntryIDs,
    .Advise = logon_Advise,
    .Unadvise = logon_Unadvise,
    .OpenStatusEntry = refuse_IABLogon_OpenStatusEntry, /* a file has no status worth an object */
    .OpenTemplateID = logon_OpenTemplateID,
    .GetOneOffTable = logon_GetOneOffTable,
    .PrepareRecips = logon_PrepareRecips,
};

HRESULT logon_create(struct book *book, IABLogon **out)
{
    return logon_of_book(book, &logon_vtbl, out);
}
