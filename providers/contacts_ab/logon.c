/*
 * logon.c - IABLogon: what MAPI holds of an open contacts address book
 */
#include "logon.h"
#include "common/ab_logon.h"

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
    return logon_of_book(book, &logon_vtbl, out);
}
