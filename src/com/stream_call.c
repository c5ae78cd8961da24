/*
 * stream_call.c - calls on a stream of anybody's, answered in MAPI's words
 */
#include "com/stream_call.h"
#include "mapicode.h"
#include "base/error.h"
#include "com/storage_error.h"

enum { MOST = 1 << 30 }; /* bytes of one call: a ULONG has 32 bits */

HRESULT stream_answer(HRESULT hr)
{
    return FAILED(hr) && HRESULT_FACILITY(hr) == FACILITY_STORAGE ? storage_error(hr) : hr;
}

HRESULT stream_read(IStream *stream, void *to, size_t want, size_t *got)
{
    ULONG n = 0;
    HRESULT hr =
        stream_answer(stream->lpVtbl->Read(stream, to, want < MOST ? (ULONG)want : MOST, &n));

    *got = SUCCEEDED(hr) ? n : 0;
    if (SUCCEEDED(hr) && n > want) return FAIL(MAPI_E_CALL_FAILED);
    return FAILED(hr) ? hr : S_OK;
}

HRESULT stream_write(IStream *stream, const void *bytes, size_t count)
{
    for (ULONG n; count; bytes = (const char *)bytes + n, count -= n) {
        ULONG written = 0;
        HRESULT hr;

        n = count < MOST ? (ULONG)count : MOST;
        hr = stream_answer(stream->lpVtbl->Write(stream, bytes, n, &written));
        if (FAILED(hr)) return hr;
        if (written != n) return FAIL(MAPI_E_NOT_ENOUGH_DISK);
    }
    return S_OK;
}

HRESULT stream_rewind(IStream *stream)
{
    LARGE_INTEGER start = {.QuadPart = 0};

    return stream_answer(stream->lpVtbl->Seek(stream, start, STREAM_SEEK_SET, NULL));
}
