/*
 * codes.c - MAPI's codes by name and in words
 */
#include <stdio.h>
#include <stdarg.h>
#include "command.h"
#include "print.h"

static const struct code {
    HRESULT hr;
    const char *name;
    const WCHAR *words;
} codes[] = {
#define CODE(name, words)                                                                          \
    {                                                                                              \
        name, #name, words                                                                         \
    }
    CODE(MAPI_E_NO_SUPPORT, L"this isn't supported"),
    CODE(MAPI_E_BAD_CHARWIDTH, L"the other side can't do this width of text"),
    CODE(MAPI_E_STRING_TOO_LONG, L"a text is too long"),
    CODE(MAPI_E_UNKNOWN_FLAGS, L"a flag isn't known"),
    CODE(MAPI_E_INVALID_ENTRYID, L"this is no entry identifier"),
    CODE(MAPI_E_INVALID_OBJECT, L"the object is gone"),
    CODE(MAPI_E_OBJECT_CHANGED, L"somebody else changed it meanwhile"),
    CODE(MAPI_E_OBJECT_DELETED, L"somebody else deleted it meanwhile"),
    CODE(MAPI_E_BUSY, L"it is busy"),
    CODE(MAPI_E_NOT_ENOUGH_DISK, L"the disk is full"),
    CODE(MAPI_E_NOT_ENOUGH_RESOURCES, L"the system is out of resources"),
    CODE(MAPI_E_NOT_FOUND, L"it isn't there"),
    CODE(MAPI_E_VERSION, L"the version doesn't fit"),
    CODE(MAPI_E_LOGON_FAILED, L"the logon failed"),
    CODE(MAPI_E_SESSION_LIMIT, L"there are too many sessions"),
    CODE(MAPI_E_USER_CANCEL, L"it was cancelled"),
    CODE(MAPI_E_UNABLE_TO_ABORT, L"it can't be stopped any more"),
    CODE(MAPI_E_NETWORK_ERROR, L"the network failed"),
    CODE(MAPI_E_DISK_ERROR, L"reading or writing the disk failed"),
    CODE(MAPI_E_TOO_COMPLEX, L"this is too complex"),
    CODE(MAPI_E_BAD_COLUMN, L"a column can't be had"),
    CODE(MAPI_E_EXTENDED_ERROR, L"the provider failed"),
    CODE(MAPI_E_COMPUTED, L"the property is computed and can't be set"),
    CODE(MAPI_E_CORRUPT_DATA, L"the data is damaged"),
    CODE(MAPI_E_UNCONFIGURED, L"it isn't configured yet"),
    CODE(MAPI_E_FAILONEPROVIDER, L"one provider failed"),
    CODE(MAPI_E_UNKNOWN_CPID, L"the code page isn't known"),
    CODE(MAPI_E_UNKNOWN_LCID, L"the locale isn't known"),
    CODE(MAPI_E_INVALID_ACCESS_TIME, L"not at this time"),
    CODE(MAPI_E_END_OF_SESSION, L"the session has ended"),
    CODE(MAPI_E_UNKNOWN_ENTRYID, L"no provider knows this entry identifier"),
    CODE(MAPI_E_MISSING_REQUIRED_COLUMN, L"a required column is missing"),
    CODE(MAPI_W_NO_SERVICE, L"there is no service"),
    CODE(MAPI_E_BAD_VALUE, L"a value is wrong"),
    CODE(MAPI_E_INVALID_TYPE, L"a property type is wrong"),
    CODE(MAPI_E_TYPE_NO_SUPPORT, L"a property type isn't supported"),
    CODE(MAPI_E_UNEXPECTED_TYPE, L"a property is of another type"),
    CODE(MAPI_E_TOO_BIG, L"it is too big"),
    CODE(MAPI_W_ERRORS_RETURNED, L"some properties could not be had"),
    CODE(MAPI_W_PARTIAL_COMPLETION, L"only a part was done"),
    CODE(MAPI_E_UNABLE_TO_COMPLETE, L"it can't be completed"),
    CODE(MAPI_E_TIMEOUT, L"the time ran out"),
    CODE(MAPI_E_TABLE_EMPTY, L"the table is empty"),
    CODE(MAPI_E_TABLE_TOO_BIG, L"the table is too big"),
    CODE(MAPI_E_INVALID_BOOKMARK, L"the bookmark is wrong"),
    CODE(MAPI_E_COLLISION, L"that name is taken"),
    CODE(MAPI_E_NOT_INITIALIZED, L"MAPI isn't initialised"),
    CODE(MAPI_E_NO_RECIPIENTS, L"there are no recipients"),
    CODE(MAPI_E_HAS_FOLDERS, L"it has folders"),
    CODE(MAPI_E_HAS_MESSAGES, L"it has messages"),
    CODE(MAPI_E_FOLDER_CYCLE, L"a folder can't go into itself"),
    CODE(MAPI_E_AMBIGUOUS_RECIP, L"the name fits several"),
    CODE(MAPI_E_NO_ACCESS, L"access is denied"),
    CODE(MAPI_E_NOT_ENOUGH_MEMORY, L"memory is out"),
    CODE(MAPI_E_INVALID_PARAMETER, L"a parameter is wrong"),
    CODE(MAPI_E_INTERFACE_NOT_SUPPORTED, L"the interface isn't supported"),
    CODE(MAPI_E_CALL_FAILED, L"the call failed"),
    CODE(MAPI_E_PASSWORD_CHANGE_REQUIRED, L"the password must be changed"),
    CODE(MAPI_E_PASSWORD_EXPIRED, L"the password has expired"),
    CODE(MAPI_E_INVALID_WORKSTATION_ACCOUNT, L"this machine's account is wrong"),
    CODE(MAPI_E_ACCOUNT_DISABLED, L"the account is disabled"),
    CODE(MAPI_E_RECONNECTED, L"the connection was lost and made again"),
    CODE(MAPI_E_OFFLINE, L"this needs a connection, and we are offline"),
    CODE(MAPI_E_PROFILE_DELETED, L"the profile was deleted"),
    CODE(MAPI_E_DECLINE_COPY, L"the provider leaves the copying to others"),
    CODE(MAPI_E_UNEXPECTED_ID, L"a property identifier is unexpected"),
    CODE(MAPI_W_POSITION_CHANGED, L"the position changed"),
    CODE(MAPI_W_APPROX_COUNT, L"the count is approximate"),
    CODE(MAPI_E_WAIT, L"it has to wait"),
    CODE(MAPI_E_CANCEL, L"it was cancelled"),
    CODE(MAPI_E_NOT_ME, L"no recipient is for this transport"),
    CODE(MAPI_W_CANCEL_MESSAGE, L"the message was cancelled"),
    CODE(MAPI_E_CORRUPT_STORE, L"the store is damaged"),
    CODE(MAPI_E_NOT_IN_QUEUE, L"the message is in no queue"),
    CODE(MAPI_E_NO_SUPPRESS, L"it can't be kept from happening"),
    CODE(MAPI_E_NON_STANDARD, L"the identifier is not of the usual kind"),
    CODE(MAPI_E_SUBMITTED, L"the message is being sent"),
    CODE(MAPI_E_STORE_FULL, L"the store is full"),
    CODE(MAPI_E_LOCKID_LIMIT, L"there are too many locks"),
    CODE(MAPI_E_NAMED_PROP_QUOTA_EXCEEDED, L"there are too many named properties"),
#undef CODE
};

static const struct code *find(HRESULT hr)
{
    for (size_t i = 0; i < ARRAYSIZE(codes); i++)
        if (codes[i].hr == hr) return &codes[i];
    return NULL;
}

const char *code_name(HRESULT hr)
{
    const struct code *code = find(hr);

    return code ? code->name : NULL;
}

void describe(HRESULT hr, WCHAR *out, size_t room)
{
    const struct code *code = find(hr);
    WCHAR words[256];
    DWORD n = 0;

    if (!code)
        n = FormatMessageW(FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_IGNORE_INSERTS, NULL,
                           (DWORD)hr, 0, words, ARRAYSIZE(words), NULL);
    while (n && wcschr(L"\r\n .", words[n - 1]))
        n--;
    words[n] = 0;
    if (code)
        _snwprintf(out, room, L"%ls (%hs, 0x%08lx)", code->words, code->name, (unsigned long)hr);
    else
        _snwprintf(out, room, n ? L"%ls (0x%08lx)" : L"%lserror 0x%08lx", words, (unsigned long)hr);
    out[room - 1] = 0;
}

/* What the object has to say about its last error; nothing is fine too. */
static void complain_details(void *object, HRESULT hr)
{
    IMAPIProp *asked =
        object; /* GetLastError is the first method behind IUnknown's wherever it is */
    MAPIERROR *error = NULL;

    if (FAILED(asked->lpVtbl->GetLastError(asked, hr, MAPI_UNICODE, &error)) || !error) return;
    if (error->lpszError && *error->lpszError)
        complain(L"mapictl: %ls\n", (WCHAR *)error->lpszError);
    MAPIFreeBuffer(error);
}

static int vreport(HRESULT hr, const WCHAR *format, va_list args)
{
    WCHAR what[1024], why[512];

    _vsnwprintf(what, ARRAYSIZE(what) - 1, format, args);
    what[ARRAYSIZE(what) - 1] = 0;
    describe(hr, why, ARRAYSIZE(why));
    complain(L"mapictl: %ls: %ls\n", what, why);
    return hr == MAPI_E_NOT_FOUND ? EXIT_NOT_FOUND : EXIT_FAILED;
}

int report(HRESULT hr, const WCHAR *format, ...)
{
    va_list args;
    int code;

    va_start(args, format);
    code = vreport(hr, format, args);
    va_end(args);
    return code;
}

int report_by(void *object, HRESULT hr, const WCHAR *format, ...)
{
    va_list args;
    int code;

    va_start(args, format);
    code = vreport(hr, format, args);
    va_end(args);
    if (object) complain_details(object, hr);
    return code;
}
