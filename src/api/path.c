/*
 * path.c - exports: paths on network drives, as 8-bit text
 */
#include "mapiutil.h"
#include "base/error.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/unc.h"
#include "sys/share.h"
#include <string.h>

/* room: characters of out, the NUL included; it gets "" unless all fits. */
static SCODE convert(const char *path, char *out, UINT room,
                     HRESULT (*how)(const WCHAR *path, unc_share_of *share_of, WCHAR **out))
{
    AUTO_FREE WCHAR *wide = NULL, *found = NULL;
    AUTO_FREE char *text = NULL;
    HRESULT hr, converted;

    if (!out || !room) return FAIL(MAPI_E_INVALID_PARAMETER);
    *out = 0;
    hr = text_in(path, 0, &wide);
    if (FAILED(hr)) return hr;
    converted = how(wide, sys_drive_share, &found);
    if (FAILED(converted)) return converted;
    hr = text_to_ansi(found, -1, 0, NULL, &text);
    if (FAILED(hr)) return hr;
    if (strlen(text) >= room) return FAIL(MAPI_E_TOO_BIG);
    strcpy(out, text);
    return converted;
}

/*
 * ScUNCFromLocalPath - x:\path on a network drive as \\server\share\path
 *
 * Answers  S_FALSE  it was that already, and has been copied
 * Errors   MAPI_E_INVALID_PARAMETER (also: no path on a network drive), MAPI_E_TOO_BIG
 * Source   ScUNCFromLocalPath; contracts 11.4-18
 */
SCODE STDMETHODCALLTYPE ScUNCFromLocalPath(LPSTR local, LPSTR unc, UINT room)
{
    return convert(local, unc, room, unc_from_local);
}

/*
 * ScLocalPathFromUNC - the way back, by the first drive that leads there
 *
 * Answers  S_FALSE  it was local already, and has been copied
 * Errors   MAPI_E_INVALID_PARAMETER, MAPI_E_TOO_BIG, MAPI_E_NOT_FOUND
 * Source   ScLocalPathFromUNC; contracts 11.4-19
 */
SCODE STDMETHODCALLTYPE ScLocalPathFromUNC(LPSTR unc, LPSTR local, UINT room)
{
    return convert(unc, local, room, unc_to_local);
}
