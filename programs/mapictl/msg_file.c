/*
 * msg_file.c - .msg files in and out, through IMessage on IStorage
 */
#include "imessage.h"
#include "mail.h"
#include "msg_file.h"
#include "print.h"

/* What Windows and mail programs know a .msg file by. */
static const CLSID file_class = {0x00020d0b, 0, 0, {0xc0, 0, 0, 0, 0, 0, 0, 0x46}};

bool msg_file_is(const WCHAR *path)
{
    return StgIsStorageFile(path) == S_OK;
}

static HRESULT open_message(IStorage *storage, IMessage **out)
{
    *out = NULL;
    return OpenIMsgOnIStg(NULL, MAPIAllocateBuffer, MAPIAllocateMore, MAPIFreeBuffer,
                          MAPIGetDefaultMalloc(), NULL, storage, NULL, 0, MAPI_UNICODE, out);
}

/* Everything. What belongs to the place a message lies in isn't missed; the rest is told. */
static HRESULT copy(IMessage *from, IMessage *to)
{
    SPropProblemArray *problems = NULL;
    WCHAR why[256];
    HRESULT hr =
        from->lpVtbl->CopyTo(from, 0, NULL, NULL, 0, NULL, &IID_IMessage, to, 0, &problems);

    for (ULONG i = 0; SUCCEEDED(hr) && problems && i < problems->cProblem; i++) {
        const SPropProblem *problem = &problems->aProblem[i];

        if (problem->scode == MAPI_E_COMPUTED) continue;
        describe(problem->scode, why, ARRAYSIZE(why));
        complain(L"mapictl: property 0x%08lx is left out: %ls\n", problem->ulPropTag, why);
    }
    MAPIFreeBuffer(problems);
    return hr;
}

HRESULT msg_file_read(const WCHAR *path, IMessage *to)
{
    IStorage *storage = NULL;
    IMessage *from = NULL;
    HRESULT hr = StgOpenStorage(path, NULL, STGM_READ | STGM_SHARE_DENY_WRITE, NULL, 0, &storage);

    if (FAILED(hr)) return MapStorageSCode(hr);
    hr = open_message(storage, &from);
    if (SUCCEEDED(hr)) hr = copy(from, to);
    RELEASE(from);
    RELEASE(storage);
    return hr;
}

static HRESULT write_to(IMessage *from, IStorage *storage)
{
    IMessage *to = NULL;
    HRESULT hr = MapStorageSCode(WriteClassStg(storage, &file_class));

    if (SUCCEEDED(hr)) hr = open_message(storage, &to);
    if (SUCCEEDED(hr)) hr = copy(from, to);
    if (SUCCEEDED(hr)) hr = to->lpVtbl->SaveChanges(to, 0);
    RELEASE(to);
    return hr;
}

static const DWORD new_storage =
    STGM_READWRITE | STGM_TRANSACTED | STGM_SHARE_EXCLUSIVE | STGM_FAILIFTHERE;

static HRESULT write_to_stdout(IMessage *from)
{
    IStorage *storage = NULL;
    ILockBytes *bytes = NULL;
    HGLOBAL memory = NULL;
    STATSTG stat;
    HRESULT hr = CreateILockBytesOnHGlobal(NULL, TRUE, &bytes);

    if (SUCCEEDED(hr)) hr = StgCreateDocfileOnILockBytes(bytes, new_storage, 0, &storage);
    hr = FAILED(hr) ? MapStorageSCode(hr) : write_to(from, storage);
    RELEASE(storage);
    if (SUCCEEDED(hr)) hr = MapStorageSCode(bytes->lpVtbl->Stat(bytes, &stat, STATFLAG_NONAME));
    if (SUCCEEDED(hr)) hr = MapStorageSCode(GetHGlobalFromILockBytes(bytes, &memory));
    if (SUCCEEDED(hr)) {
        say_bytes(GlobalLock(memory), stat.cbSize.LowPart);
        GlobalUnlock(memory);
    }
    RELEASE(bytes);
    return hr;
}

HRESULT msg_file_write(IMessage *from, const WCHAR *path)
{
    IStorage *storage = NULL;
    HRESULT hr;

    if (!path) return write_to_stdout(from);
    hr = StgCreateDocfile(path, new_storage, 0, &storage);
    if (FAILED(hr)) return MapStorageSCode(hr);
    hr = write_to(from, storage);
    RELEASE(storage);
    if (FAILED(hr)) DeleteFileW(path);
    return hr;
}
