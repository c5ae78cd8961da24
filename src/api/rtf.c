/*
 * rtf.c - exports about RTF
 */
#include "mapix.h"
#include "mapiutil.h"
#include "base/error.h"
#include "codec/rtf/lzfu.h"
#include "com/rtf_stream.h"
#include "msg/rtf_sync.h"

static HRESULT wrap(IStream *packed, ULONG flags, IStream **rtf)
{
    if (!(flags & MAPI_MODIFY)) return rtf_reader_open(packed, rtf);
    return rtf_writer_open(packed, flags & STORE_UNCOMPRESSED_RTF ? MELA : LZFU, rtf);
}

/*
 * WrapCompressedRTFStream - a stream of RTF over one of compressed RTF
 *
 * packed  stands at its beginning; held until the last Release of *rtf. Where it stands afterwards
 *         isn't defined
 * flags   0: *rtf is read (both forms, whatever else flags say); MAPI_MODIFY: all of it is written
 *         anew, compressed or, with STORE_UNCOMPRESSED_RTF, as it is
 * Errors  MAPI_E_INVALID_PARAMETER, MAPI_E_UNKNOWN_FLAGS, rtf_reader_open's and rtf_writer_open's
 * Source  WrapCompressedRTFStream (MAPI reference); contracts 11.8-01 to 11.8-13
 */
HRESULT STDAPICALLTYPE WrapCompressedRTFStream(LPSTREAM packed, ULONG flags, LPSTREAM *rtf)
{
    if (!rtf) return FAIL(MAPI_E_INVALID_PARAMETER);
    *rtf = NULL;
    if (!packed) return FAIL(MAPI_E_INVALID_PARAMETER);
    if (flags & ~(MAPI_MODIFY | STORE_UNCOMPRESSED_RTF)) return FAIL(MAPI_E_UNKNOWN_FLAGS);
    return wrap(packed, flags, rtf);
}

/*
 * WrapCompressedRTFStreamEx - the same, or with MAPI_NATIVE_BODY a stream of what the RTF was made
 * of
 *
 * info    size is that of RTF_WCSINFO, or more
 * answer  may be NULL without MAPI_NATIVE_BODY; else its size is that of RTF_WCSRETINFO, or more,
 *         and ulStreamFlags becomes one of MAPI_NATIVE_BODY_TYPE_*
 * Errors  MAPI_E_INVALID_PARAMETER (MAPI_NATIVE_BODY with MAPI_MODIFY too), MAPI_E_UNKNOWN_FLAGS,
 *         rtf_native_open's
 * Source  WrapCompressedRTFStreamEx, RTF_WCSINFO, RTF_WCSRETINFO (MAPI reference); contracts
 *         11.8-14 to 11.8-17
 */
HRESULT STDAPICALLTYPE WrapCompressedRTFStreamEx(LPSTREAM packed, const RTF_WCSINFO *info,
                                                 LPSTREAM *body, RTF_WCSRETINFO *answer)
{
    struct rtf_native native;
    HRESULT hr;

    if (!body) return FAIL(MAPI_E_INVALID_PARAMETER);
    *body = NULL;
    if (!packed || !info || info->size < sizeof(*info)) return FAIL(MAPI_E_INVALID_PARAMETER);
    if (answer && answer->size < sizeof(*answer)) return FAIL(MAPI_E_INVALID_PARAMETER);
    if (info->ulFlags & ~(MAPI_MODIFY | STORE_UNCOMPRESSED_RTF | MAPI_NATIVE_BODY))
        return FAIL(MAPI_E_UNKNOWN_FLAGS);
    if (!(info->ulFlags & MAPI_NATIVE_BODY)) return wrap(packed, info->ulFlags, body);
    if (info->ulFlags & MAPI_MODIFY || !answer) return FAIL(MAPI_E_INVALID_PARAMETER);

    native = (struct rtf_native){.in = info->ulInCodePage, .out = info->ulOutCodePage};
    hr = rtf_native_open(packed, &native, body);
    if (SUCCEEDED(hr)) answer->ulStreamFlags = native.type;
    return hr;
}

/*
 * RTFSync - a message's text and RTF are made to say the same
 *
 * flags    RTF_SYNC_RTF_CHANGED, RTF_SYNC_BODY_CHANGED: what the caller changed; 0: nothing is done
 * updated  TRUE: the message was changed, and is for the caller to save. After an error too
 * Errors   MAPI_E_INVALID_PARAMETER, MAPI_E_UNKNOWN_FLAGS, rtf_sync's
 * Source   RTFSync (MAPI reference); contracts 11.8-18 to 11.8-23
 */
HRESULT STDAPICALLTYPE RTFSync(LPMESSAGE message, ULONG flags, BOOL *updated)
{
    bool is = false;
    HRESULT hr;

    if (!updated) return FAIL(MAPI_E_INVALID_PARAMETER);
    *updated = FALSE;
    if (!message) return FAIL(MAPI_E_INVALID_PARAMETER);
    if (flags & ~(RTF_SYNC_RTF_CHANGED | RTF_SYNC_BODY_CHANGED)) return FAIL(MAPI_E_UNKNOWN_FLAGS);
    hr = rtf_sync(message, flags, &is);
    *updated = is;
    return hr;
}
