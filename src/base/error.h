/*
 * error.h - where errors are born, and the last-error record an object embeds
 */
#pragma once
#include <stdbool.h>
#include "mapidefs.h"
#include "mapicode.h"

/* `return FAIL(MAPI_E_NOT_FOUND);` traces the place of birth and is worth its argument. */
HRESULT fail_at(HRESULT hr, const char *file, int line);
#define FAIL(hr) fail_at((hr), __FILE__, __LINE__)

/* "MAPI_E_NOT_FOUND" for 0x8004010f; "0x........" style for the unknown is the caller's business:
 * NULL then. */
const char *error_name(HRESULT hr);

/*
 * What GetLastError tells about the call before it on the same object.
 * An object embeds one, clears it by error_clear at the start of a method (or sets it where one
 * fails).
 */
struct last_error {
    HRESULT hr;          /* S_OK: nothing to tell */
    ULONG low_level;     /* MAPIERROR.ulLowLevelError */
    ULONG context;       /* MAPIERROR.ulContext */
    WCHAR component[31]; /* at most 30 characters */
    WCHAR text[256];     /* what a user can understand */
};

void error_clear(struct last_error *last);
/* Records and gives hr back: `return error_set(&s->last, hr, L"profile", L"There is no profile
 * named %ls", name)`; format as in wprintf, result cut to fit. */
HRESULT error_set(struct last_error *last, HRESULT hr, const WCHAR *component, const WCHAR *format,
                  ...);
/*
 * The body of every GetLastError method.
 * flags   MAPI_UNICODE or 0; others MAPI_E_UNKNOWN_FLAGS
 * out     one linked allocation for the caller, or NULL with S_OK when last has nothing on hr
 */
HRESULT error_get(const struct last_error *last, HRESULT hr, ULONG flags, MAPIERROR **out);
/* Keeps a MAPIERROR that came from elsewhere (a provider, a service entry); its text may be either
 * width. */
void error_adopt(struct last_error *last, HRESULT hr, const MAPIERROR *error, ULONG flags);
/* The same for one that is ours to free, and may be no pointer at all after a failure. last NULL:
 * it is only freed. False: there is none. */
bool error_take(struct last_error *last, HRESULT hr, MAPIERROR *error, ULONG flags);
