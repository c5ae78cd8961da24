/*
 * error_words.c - what an error code means, in words for a user
 */
#include "base/error_words.h"
#include <stddef.h>
#include "mapicode.h"

static const struct {
    HRESULT hr;
    const WCHAR *words;
} all[] = {
    {MAPI_E_NOT_ENOUGH_MEMORY, L"There is not enough memory."},
    {MAPI_E_INVALID_PARAMETER, L"A parameter is missing or has no valid value."},
    {MAPI_E_INTERFACE_NOT_SUPPORTED, L"The object does not have the interface that was asked for."},
    {MAPI_E_NO_ACCESS, L"The access is denied, or somebody else is using the object."},
    {MAPI_E_NO_SUPPORT, L"This is not supported."},
    {MAPI_E_BAD_CHARWIDTH, L"Text of this width is not supported."},
    {MAPI_E_UNKNOWN_FLAGS, L"A flag was set that is not known here."},
    {MAPI_E_INVALID_ENTRYID, L"This is no entry identifier, or it is damaged."},
    {MAPI_E_UNKNOWN_ENTRYID, L"No provider of this session knows the entry identifier."},
    {MAPI_E_INVALID_OBJECT, L"The object is no longer valid."},
    {MAPI_E_OBJECT_CHANGED, L"The object has been changed by somebody else."},
    {MAPI_E_OBJECT_DELETED, L"The object has been deleted."},
    {MAPI_E_BUSY, L"Another operation is in progress."},
    {MAPI_E_NOT_ENOUGH_DISK, L"There is not enough space on the disk."},
    {MAPI_E_NOT_ENOUGH_RESOURCES, L"There are not enough system resources."},
    {MAPI_E_NOT_FOUND, L"The object could not be found."},
    {MAPI_E_VERSION, L"The provider is made for another version of MAPI."},
    {MAPI_E_LOGON_FAILED, L"The logon failed."},
    {MAPI_E_SESSION_LIMIT, L"There are too many sessions."},
    {MAPI_E_USER_CANCEL, L"The operation was cancelled."},
    {MAPI_E_NETWORK_ERROR, L"The network does not answer as it should."},
    {MAPI_E_DISK_ERROR, L"The disk could not be read or written."},
    {MAPI_E_TOO_COMPLEX, L"The request is too complex."},
    {MAPI_E_COMPUTED, L"The property is computed and cannot be set."},
    {MAPI_E_CORRUPT_DATA, L"Stored data is damaged."},
    {MAPI_E_UNCONFIGURED, L"The provider's configuration lacks something."},
    {MAPI_E_FAILONEPROVIDER, L"The provider could not be logged on."},
    {MAPI_E_UNKNOWN_CPID, L"The server does not support the code page."},
    {MAPI_E_UNKNOWN_LCID, L"The server does not support the locale."},
    {MAPI_E_OFFLINE, L"The provider is offline."},
    {MAPI_E_END_OF_SESSION, L"The session has been ended."},
    {MAPI_E_TIMEOUT, L"It took too long."},
    {MAPI_E_CORRUPT_STORE, L"The message store is damaged."},
    {MAPI_E_NOT_INITIALIZED, L"MAPI is not initialised, or the object is not ready."},
    {MAPI_E_COLLISION, L"There is an object of that name already."},
    {MAPI_E_CALL_FAILED, L"A provider failed without saying why."},
};

const WCHAR *error_words(HRESULT hr)
{
    for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
        if (all[i].hr == hr) return all[i].words;
    return L"A provider reported an error of its own.";
}
