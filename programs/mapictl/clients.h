/*
 * clients.h - the registry's list of mail clients, and which of them is ours
 */
#pragma once
#include "views.h"

#define CLIENTS    L"Software\\Clients\\Mail"
#define SUBSYSTEM  L"Software\\Microsoft\\Windows Messaging Subsystem"
#define CONVERTER  L"Software\\Classes\\CLSID\\{4E3A7680-B77A-11D0-9DA5-00C04FD65685}"
#define OUR_CLIENT L"Open MAPI"
#define OUR_DLL    L"msmapi32.dll"
/* Values of a client's key that only we write. */
#define OUR_MARK     L"OpenMAPI"        /* the version that wrote it: the key is ours */
#define OUR_PREVIOUS L"PreviousDefault" /* the default client before us */
#define OUR_ADDED64                                                                                \
    L"Announced64" /* REG_MULTI_SZ: the values of the subsystem's key in that view that we made */
#define OUR_ADDED32 L"Announced32"

/* HKLM or HKCU in one view, and the DLL to write there. */
struct place {
    HKEY root;
    const struct view *view;
    const WCHAR *name; /* the client's */
    DWORD type;        /* of dll: REG_SZ, or REG_EXPAND_SZ */
    const WCHAR *dll;  /* for the client's key */
    const WCHAR *file; /* full path, as programs of this view see it */
};
/*
 * Writes the client's key and makes it the default; what was the default is kept for client_remove.
 * Errors  ERROR_ACCESS_DENIED, ERROR_ALREADY_EXISTS (a key of that name that isn't ours), others of
 * the registry
 */
LONG client_write(const struct place *place);
/* What belongs to it outside its key, which must be there: the subsystem's values (in HKLM) and the
 * converter's class. */
LONG client_complete(const struct place *place);
/*
 * Takes away from n views what client_write and client_complete wrote there, and nothing else.
 * removed says from which. Errors  ERROR_FILE_NOT_FOUND: nothing was there; ERROR_ALREADY_EXISTS:
 * the key isn't ours; others of the registry
 */
LONG client_remove(HKEY root, const WCHAR *name, const struct view *views, int n, bool removed[2]);
/* Is there one key under both views (as on Windows 7 and later, and always under HKCU)? */
bool client_is_shared(HKEY root, const WCHAR *name);
/* The key's path, on malloc's memory. */
WCHAR *client_key(const WCHAR *name);
