/*
 * stream.c - exports: streams over files, storages in streams, and their errors
 */
#include "imessage.h"
#include "mapix.h"
#include "mapiutil.h"
#include "base/error.h"
#include "base/mem.h"
#include "base/text.h"
#include "com/file_stream.h"
#include "com/storage_error.h"
#include "com/stream_storage.h"
#include "sys/file.h"

/* Beside what the page lists, clients pass on whatever STGM_ flags they use for storages: how
 * others may use the file (STGM_SHARE_) and how changes are kept. A file is shared for reading, and
 * nothing is transacted. */
#define PASSED_OVER                                                                                \
    (STGM_SHARE_DENY_NONE | STGM_SHARE_DENY_READ | STGM_SHARE_DENY_WRITE | STGM_SHARE_EXCLUSIVE |  \
     STGM_TRANSACTED)
#define KNOWN_FLAGS                                                                                \
    (STGM_WRITE | STGM_READWRITE | STGM_CREATE | STGM_DELETEONRELEASE | SOF_UNIQUEFILENAME |       \
     PASSED_OVER)

static HRESULT check_flags(ULONG flags, bool named)
{
    if (flags & ~(ULONG)KNOWN_FLAGS) return MAPI_E_UNKNOWN_FLAGS;
    if (flags & STGM_CREATE && !(flags & (STGM_READWRITE | STGM_WRITE)))
        return MAPI_E_INVALID_PARAMETER;
    if (!named && ~flags & (STGM_CREATE | STGM_DELETEONRELEASE)) return MAPI_E_INVALID_PARAMETER;
    return S_OK;
}

/* folder NULL: where the system keeps temporary files, or else the current folder. */
static HRESULT open_unique(const WCHAR *folder, const WCHAR *prefix, unsigned mode, IStream **out)
{
    AUTO_FREE WCHAR *temp = NULL;
    HRESULT hr = S_OK;

    if (!folder) {
        hr = sys_file_temp_folder(&temp);
        if (FAILED(hr)) hr = sys_file_full_path(L".", &temp);
        if (FAILED(hr)) return hr;
        folder = temp;
    }
    return file_stream_open_unique(folder, prefix && *prefix ? prefix : L"SOF", mode, out);
}

static HRESULT open_stream(ULONG flags, const WCHAR *name, const WCHAR *prefix, IStream **out)
{
    unsigned mode = 0;
    HRESULT hr = check_flags(flags, name);

    if (FAILED(hr)) return FAIL(hr);
    if (flags & (STGM_WRITE | STGM_READWRITE)) mode |= SYS_FILE_WRITE;
    if (flags & STGM_DELETEONRELEASE) mode |= SYS_FILE_TEMPORARY;
    if (flags & SOF_UNIQUEFILENAME || !name) return open_unique(name, prefix, mode, out);
    if (flags & STGM_CREATE) mode |= SYS_FILE_CREATE;
    return file_stream_open(name, mode, out);
}

/*
 * OpenStreamOnFileW - a stream over a file
 *
 * allocate, free_  taken, not needed: the stream is an object, not a block
 * flags    STGM_READ or STGM_READWRITE; STGM_CREATE (makes the file, or cuts it to nothing; needs
 *          STGM_READWRITE); STGM_DELETEONRELEASE (deletes it after the last Release of stream and
 *          clones); SOF_UNIQUEFILENAME (a new file name\PREFIXhhhh.TMP)
 * name     the file, or under SOF_UNIQUEFILENAME the folder; NULL or "": a unique file among the
 *          temporary ones, for which both STGM_CREATE and STGM_DELETEONRELEASE are needed
 * prefix   its first three characters; NULL: SOF. Without a unique name it doesn't matter
 * Errors   MAPI_E_INVALID_PARAMETER, MAPI_E_UNKNOWN_FLAGS, MAPI_E_NOT_FOUND, MAPI_E_NO_ACCESS,
 *          MAPI_E_NOT_ENOUGH_MEMORY, MAPI_E_CALL_FAILED
 * Source   OpenStreamOnFile, OpenStreamOnFileW (MAPI reference)
 */
HRESULT STDAPICALLTYPE OpenStreamOnFileW(LPALLOCATEBUFFER allocate, LPFREEBUFFER free_, ULONG flags,
                                         LPCWSTR name, LPCWSTR prefix, LPSTREAM *out)
{
    (void)allocate;
    (void)free_;
    if (!out) return FAIL(MAPI_E_INVALID_PARAMETER);
    *out = NULL;
    return open_stream(flags, name && *name ? name : NULL, prefix, out);
}

/* OpenStreamOnFile - the same with texts in the ANSI code page, whatever LPCTSTR is where the
 * caller was compiled */
HRESULT STDAPICALLTYPE OpenStreamOnFile(LPALLOCATEBUFFER allocate, LPFREEBUFFER free_, ULONG flags,
                                        LPCTSTR name, LPCTSTR prefix, LPSTREAM *out)
{
    AUTO_FREE WCHAR *wide_name = NULL;
    AUTO_FREE WCHAR *wide_prefix = NULL;
    HRESULT hr;

    if (!out) return FAIL(MAPI_E_INVALID_PARAMETER);
    *out = NULL;
    hr = text_in_optional(name, 0, &wide_name);
    if (SUCCEEDED(hr)) hr = text_in_optional(prefix, 0, &wide_prefix);
    if (FAILED(hr)) return hr;
    return OpenStreamOnFileW(allocate, free_, flags, wide_name, wide_prefix, out);
}

/*
 * HrIStorageFromStream - IStorage in the bytes of a stream
 *
 * out     holds the stream until its last Release
 * Errors  stream_storage_open's
 * Source  HrIStorageFromStream
 */
HRESULT STDMETHODCALLTYPE HrIStorageFromStream(LPUNKNOWN stream, LPCIID iid, ULONG flags,
                                               LPSTORAGE *out)
{
    if (!out) return FAIL(MAPI_E_INVALID_PARAMETER);
    return stream_storage_open(stream, iid, flags, out);
}

/* MapStorageSCode - storage_error. Source: MapStorageSCode; contracts 11.7-12 */
SCODE STDMETHODCALLTYPE MapStorageSCode(SCODE sc)
{
    return storage_error(sc);
}
