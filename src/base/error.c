/*
 * error.c - where errors are born, and the last-error record an object embeds
 */
#include "base/error.h"
#include <stdarg.h>
#include <string.h>
#include "base/format.h"
#include "base/mem.h"
#include "base/size.h"
#include "base/text.h"
#include "base/trace.h"

#define NAME(code)                                                                                 \
    {                                                                                              \
        code, #code                                                                                \
    }
static const struct {
    HRESULT hr;
    const char *name;
} names[] = {
    NAME(S_OK),
    NAME(S_FALSE),
    NAME(MAPI_E_CALL_FAILED),
    NAME(MAPI_E_NOT_ENOUGH_MEMORY),
    NAME(MAPI_E_INVALID_PARAMETER),
    NAME(MAPI_E_INTERFACE_NOT_SUPPORTED),
    NAME(MAPI_E_NO_ACCESS),
    NAME(MAPI_E_NO_SUPPORT),
    NAME(MAPI_E_BAD_CHARWIDTH),
    NAME(MAPI_E_STRING_TOO_LONG),
    NAME(MAPI_E_UNKNOWN_FLAGS),
    NAME(MAPI_E_INVALID_ENTRYID),
    NAME(MAPI_E_INVALID_OBJECT),
    NAME(MAPI_E_OBJECT_CHANGED),
    NAME(MAPI_E_OBJECT_DELETED),
    NAME(MAPI_E_BUSY),
    NAME(MAPI_E_NOT_ENOUGH_DISK),
    NAME(MAPI_E_NOT_ENOUGH_RESOURCES),
    NAME(MAPI_E_NOT_FOUND),
    NAME(MAPI_E_VERSION),
    NAME(MAPI_E_LOGON_FAILED),
    NAME(MAPI_E_SESSION_LIMIT),
    NAME(MAPI_E_USER_CANCEL),
    NAME(MAPI_E_UNABLE_TO_ABORT),
    NAME(MAPI_E_NETWORK_ERROR),
    NAME(MAPI_E_DISK_ERROR),
    NAME(MAPI_E_TOO_COMPLEX),
    NAME(MAPI_E_BAD_COLUMN),
    NAME(MAPI_E_EXTENDED_ERROR),
    NAME(MAPI_E_COMPUTED),
    NAME(MAPI_E_CORRUPT_DATA),
    NAME(MAPI_E_UNCONFIGURED),
    NAME(MAPI_E_FAILONEPROVIDER),
    NAME(MAPI_E_UNKNOWN_CPID),
    NAME(MAPI_E_UNKNOWN_LCID),
    NAME(MAPI_E_PASSWORD_CHANGE_REQUIRED),
    NAME(MAPI_E_PASSWORD_EXPIRED),
    NAME(MAPI_E_INVALID_WORKSTATION_ACCOUNT),
    NAME(MAPI_E_INVALID_ACCESS_TIME),
    NAME(MAPI_E_ACCOUNT_DISABLED),
    NAME(MAPI_E_RECONNECTED),
    NAME(MAPI_E_OFFLINE),
    NAME(MAPI_E_END_OF_SESSION),
    NAME(MAPI_E_UNKNOWN_ENTRYID),
    NAME(MAPI_E_MISSING_REQUIRED_COLUMN),
    NAME(MAPI_W_NO_SERVICE),
    NAME(MAPI_E_PROFILE_DELETED),
    NAME(MAPI_E_BAD_VALUE),
    NAME(MAPI_E_INVALID_TYPE),
    NAME(MAPI_E_TYPE_NO_SUPPORT),
    NAME(MAPI_E_UNEXPECTED_TYPE),
    NAME(MAPI_E_TOO_BIG),
    NAME(MAPI_E_DECLINE_COPY),
    NAME(MAPI_E_UNEXPECTED_ID),
    NAME(MAPI_W_ERRORS_RETURNED),
    NAME(MAPI_E_UNABLE_TO_COMPLETE),
    NAME(MAPI_E_TIMEOUT),
    NAME(MAPI_E_TABLE_EMPTY),
    NAME(MAPI_E_TABLE_TOO_BIG),
    NAME(MAPI_E_INVALID_BOOKMARK),
    NAME(MAPI_W_POSITION_CHANGED),
    NAME(MAPI_W_APPROX_COUNT),
    NAME(MAPI_E_WAIT),
    NAME(MAPI_E_CANCEL),
    NAME(MAPI_E_NOT_ME),
    NAME(MAPI_W_CANCEL_MESSAGE),
    NAME(MAPI_E_CORRUPT_STORE),
    NAME(MAPI_E_NOT_IN_QUEUE),
    NAME(MAPI_E_NO_SUPPRESS),
    NAME(MAPI_E_COLLISION),
    NAME(MAPI_E_NOT_INITIALIZED),
    NAME(MAPI_E_NON_STANDARD),
    NAME(MAPI_E_NO_RECIPIENTS),
    NAME(MAPI_E_SUBMITTED),
    NAME(MAPI_E_HAS_FOLDERS),
    NAME(MAPI_E_HAS_MESSAGES),
    NAME(MAPI_E_FOLDER_CYCLE),
    NAME(MAPI_E_STORE_FULL),
    NAME(MAPI_E_LOCKID_LIMIT),
    NAME(MAPI_W_PARTIAL_COMPLETION),
    NAME(MAPI_E_AMBIGUOUS_RECIP),
    NAME(MAPI_E_NAMED_PROP_QUOTA_EXCEEDED),
    NAME(E_NOTIMPL),
    NAME(E_UNEXPECTED),
    NAME(E_POINTER),
    NAME(E_PENDING),
    NAME(E_ABORT),
    NAME(CLASS_E_NOAGGREGATION),
    NAME(REGDB_E_CLASSNOTREG),
    NAME(RPC_E_CHANGED_MODE),
    NAME(STG_E_INVALIDFUNCTION),
    NAME(STG_E_FILENOTFOUND),
    NAME(STG_E_ACCESSDENIED),
    NAME(STG_E_INSUFFICIENTMEMORY),
    NAME(STG_E_INVALIDPOINTER),
    NAME(STG_E_SEEKERROR),
    NAME(STG_E_WRITEFAULT),
    NAME(STG_E_READFAULT),
    NAME(STG_E_MEDIUMFULL),
    NAME(STG_E_INVALIDPARAMETER),
    NAME(STG_E_REVERTED),
};

const char *error_name(HRESULT hr)
{
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (names[i].hr == hr) return names[i].name;
    return NULL;
}

HRESULT fail_at(HRESULT hr, const char *file, int line)
{
    const char *name;

    if (!trace_on()) return hr;
    name = error_name(hr);
    if (name) trace_line("%s:%d: %s", file, line, name);
    else trace_line("%s:%d: 0x%08lx", file, line, (unsigned long)(ULONG)hr);
    return hr;
}

void error_clear(struct last_error *last)
{
    last->hr = S_OK;
}

HRESULT error_set(struct last_error *last, HRESULT hr, const WCHAR *component, const WCHAR *format,
                  ...)
{
    va_list args;

    *last = (struct last_error){.hr = hr};
    if (component)
        text_format(last->component, sizeof(last->component) / sizeof(WCHAR), L"%ls", component);
    if (format) {
        va_start(args, format);
        text_vformat(last->text, sizeof(last->text) / sizeof(WCHAR), format, args);
        va_end(args);
    }
    return FAIL(hr);
}

HRESULT error_get(const struct last_error *last, HRESULT hr, ULONG flags, MAPIERROR **out)
{
    AUTO_FREE MAPIERROR *error = NULL;

    if (!out) return MAPI_E_INVALID_PARAMETER;
    *out = NULL;
    if (flags & ~MAPI_UNICODE) return MAPI_E_UNKNOWN_FLAGS;
    if (last->hr == S_OK || last->hr != hr) return S_OK;
    error = mem_zero(sizeof(*error));
    if (!error) return MAPI_E_NOT_ENOUGH_MEMORY;
    error->ulVersion = MAPI_ERROR_VERSION;
    error->ulLowLevelError = last->low_level;
    error->ulContext = last->context;
    if (*last->text && FAILED(text_out(last->text, flags, error, &error->lpszError)))
        return MAPI_E_NOT_ENOUGH_MEMORY;
    if (*last->component && FAILED(text_out(last->component, flags, error, &error->lpszComponent)))
        return MAPI_E_NOT_ENOUGH_MEMORY;
    *out = TAKE(error);
    return S_OK;
}

/* At most room - 1 units of foreign text of the width that flags say. */
static void adopt_text(WCHAR *out, size_t room, LPTSTR text, ULONG flags)
{
    AUTO_FREE WCHAR *wide = NULL;

    if (text && SUCCEEDED(text_in(text, flags, &wide))) text_format(out, room, L"%ls", wide);
}

void error_adopt(struct last_error *last, HRESULT hr, const MAPIERROR *error, ULONG flags)
{
    *last = (struct last_error){.hr = hr};
    if (!error) return;
    last->low_level = error->ulLowLevelError;
    last->context = error->ulContext;
    adopt_text(last->component, sizeof(last->component) / sizeof(WCHAR), error->lpszComponent,
               flags);
    adopt_text(last->text, sizeof(last->text) / sizeof(WCHAR), error->lpszError, flags);
}

bool error_take(struct last_error *last, HRESULT hr, MAPIERROR *error, ULONG flags)
{
    if (!mem_is_root(error)) return false;
    if (last) error_adopt(last, hr, error, flags);
    mem_free(error);
    return true;
}
