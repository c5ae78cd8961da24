/*
 * tnef.c - exports about TNEF
 */
#include "tnef.h"
#include "base/error.h"
#include "msg/from_tnef.h"
#include "msg/tnef_object.h"

static HRESULT open_tnef(LPVOID support, LPSTREAM stream, LPTSTR name, ULONG flags,
                         LPMESSAGE message, WORD key, LPADRBOOK addrbook, LPITNEF *tnef)
{
    struct tnef_open open = {
        .support = support,
        .stream = stream,
        .name = (const char *)name,
        .flags = flags,
        .message = message,
        .key = key,
        .addrbook = addrbook,
    };

    return tnef_object_create(&open, tnef);
}

/*
 * OpenTnefStream - a TNEF stream to be made of a message, or made into one
 *
 * support  an IMAPISupport, or NULL
 * stream   where it stands, the TNEF stream begins
 * name     of the stream, 8-bit text whatever LPTSTR is: it stands in the tags of OpenTaggedBody
 * flags    TNEF_ENCODE, else the stream is decoded (TNEF_DECODE is 0); TNEF_PURE,
 *          TNEF_COMPATIBILITY or TNEF_BEST_DATA (usual); TNEF_COMPONENT_ENCODING for
 *          FinishComponent
 * key      of the first attachment; not 0 when encoding
 * tnef     holds support, stream and message until its last Release
 * Errors   MAPI_E_INVALID_PARAMETER, and tnef_object_create's
 * Source   OpenTnefStream (MAPI reference); contracts 11.10
 */
HRESULT STDMETHODCALLTYPE OpenTnefStream(LPVOID support, LPSTREAM stream, LPTSTR name, ULONG flags,
                                         LPMESSAGE message, WORD key, LPITNEF *tnef)
{
    if (!tnef) return FAIL(MAPI_E_INVALID_PARAMETER);
    return open_tnef(support, stream, name, flags, message, key, NULL, tnef);
}

/*
 * OpenTnefStreamEx - the same with an address book
 *
 * addrbook  needed when there is no support object; held as the others are
 * Source    OpenTnefStreamEx (MAPI reference); contracts 11.10-05
 */
HRESULT STDMETHODCALLTYPE OpenTnefStreamEx(LPVOID support, LPSTREAM stream, LPTSTR name,
                                           ULONG flags, LPMESSAGE message, WORD key,
                                           LPADRBOOK addrbook, LPITNEF *tnef)
{
    if (!tnef) return FAIL(MAPI_E_INVALID_PARAMETER);
    *tnef = NULL;
    if (!support && !addrbook) return FAIL(MAPI_E_INVALID_PARAMETER);
    return open_tnef(support, stream, name, flags, message, key, addrbook, tnef);
}

/*
 * GetTnefStreamCodepage - the code page that a stream's 8-bit text is in
 *
 * codepage, sub_codepage  437 and 0 when the stream doesn't say
 * Errors   MAPI_E_INVALID_PARAMETER, MAPI_E_CORRUPT_DATA (it isn't TNEF, or says so wrongly),
 *          MAPI_E_NOT_ENOUGH_DISK (it can't be read), MAPI_E_NOT_ENOUGH_MEMORY. The stream stands
 *          where it stood
 * Source   GetTnefStreamCodepage (MAPI reference); contracts 11.10-22
 */
HRESULT STDMETHODCALLTYPE GetTnefStreamCodepage(LPSTREAM stream, ULONG *codepage,
                                                ULONG *sub_codepage)
{
    ULONG first, second;
    HRESULT hr;

    if (!stream || !codepage || !sub_codepage) return FAIL(MAPI_E_INVALID_PARAMETER);
    *codepage = *sub_codepage = 0;
    hr = tnef_stream_code_page(stream, &first, &second);
    if (FAILED(hr)) return hr;
    *codepage = first;
    *sub_codepage = second;
    return S_OK;
}
