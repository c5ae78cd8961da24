/*
 * stream.c - OpenStreamOnFile and OpenStreamOnFileW (contracts 11.7)
 */
#include "harness.h"
#include <mapix.h>
#include <mapiutil.h>
#include <mapispi.h>
#include <wchar.h>

static WCHAR folder[MAX_PATH]; /* of this run, with \ at its end */

static const WCHAR *in_folder(const WCHAR *name)
{
    static WCHAR path[MAX_PATH + 40];

    swprintf(path, MAX_PATH + 40, L"%ls%ls", folder, name);
    return path;
}

static bool exists(const WCHAR *path)
{
    return GetFileAttributesW(path) != INVALID_FILE_ATTRIBUTES;
}

static IStream *opened(ULONG flags, const WCHAR *name, const WCHAR *prefix)
{
    IStream *stream = NULL;
    HRESULT hr =
        OpenStreamOnFileW(MAPIAllocateBuffer, MAPIFreeBuffer, flags, name, prefix, &stream);

    ok(hr == S_OK && stream, "%ls, flags %#lx: got %#lx\n", name ? name : L"(null)", flags, hr);
    return stream;
}

static void refused(ULONG flags, const WCHAR *name, HRESULT wanted)
{
    IStream *stream = (IStream *)1;
    HRESULT hr = OpenStreamOnFileW(MAPIAllocateBuffer, MAPIFreeBuffer, flags, name, NULL, &stream);

    ok(hr == wanted, "%ls, flags %#lx: got %#lx\n", name ? name : L"(null)", flags, hr);
    ok(!stream, "a stream all the same\n");
}

static void put(IStream *stream, const char *text)
{
    ULONG done = 0;
    HRESULT hr = stream->lpVtbl->Write(stream, text, (ULONG)strlen(text), &done);

    ok(hr == S_OK && done == strlen(text), "got %#lx, %lu\n", hr, done);
}

static ULONG read_all(IStream *stream, char *into, ULONG room)
{
    LARGE_INTEGER start = {.QuadPart = 0};
    ULONG done = 0;
    HRESULT hr;

    stream->lpVtbl->Seek(stream, start, STREAM_SEEK_SET, NULL);
    hr = stream->lpVtbl->Read(stream, into, room, &done);
    ok(hr == S_OK, "got %#lx\n", hr);
    return done;
}

/* 11.7-01 11.7-05 11.7-06 11.7-07 */
static void a_file_is_made_read_and_made_again(void)
{
    const WCHAR *path = in_folder(L"a \u00e4.txt");
    ULONG create = STGM_CREATE | STGM_READWRITE, n;
    IStream *stream;
    char back[32];
    HRESULT hr;

    refused(STGM_READ, path, MAPI_E_NOT_FOUND);
    refused(STGM_READWRITE, path, MAPI_E_NOT_FOUND);
    stream = opened(create, path, NULL);
    if (!stream) return;
    put(stream, "contents");
    hr = stream->lpVtbl->Commit(stream, STGC_DEFAULT);
    ok(hr == S_OK, "got %#lx\n", hr);
    stream->lpVtbl->Release(stream);

    stream = opened(STGM_READ | STGM_SHARE_EXCLUSIVE, path, NULL);
    n = read_all(stream, back, sizeof(back));
    ok(n == 8 && !memcmp(back, "contents", 8), "got %lu bytes\n", n);
    hr = stream->lpVtbl->Write(stream, "x", 1, NULL);
    ok(hr == STG_E_ACCESSDENIED, "got %#lx\n", hr);
    stream->lpVtbl->Release(stream);

    stream = opened(STGM_READWRITE, path, NULL);
    put(stream, "C");
    n = read_all(stream, back, sizeof(back));
    ok(n == 8 && !memcmp(back, "Contents", 8), "got %lu bytes\n", n);
    stream->lpVtbl->Release(stream);

    stream = opened(create, path, NULL); /* cut to nothing */
    n = read_all(stream, back, sizeof(back));
    ok(!n, "got %lu bytes\n", n);
    stream->lpVtbl->Release(stream);
    ok(exists(path), "the file is gone\n");
    DeleteFileW(path);
}

/* 11.7-05 */
static void what_is_not_ours_to_open_is_refused(void)
{
    const WCHAR *path = in_folder(L"taken");
    HANDLE other = CreateFileW(path, GENERIC_READ | GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, 0, NULL);

    refused(STGM_READ, path, MAPI_E_NO_ACCESS);
    CloseHandle(other);
    SetFileAttributesW(path, FILE_ATTRIBUTE_READONLY);
    other = CreateFileW(path, GENERIC_WRITE, FILE_SHARE_READ, NULL, OPEN_EXISTING, 0, NULL);
    if (other != INVALID_HANDLE_VALUE) { /* Wine, run by root, who may write everything */
        CloseHandle(other);
    } else {
        refused(STGM_READWRITE, path, MAPI_E_NO_ACCESS);
        refused(STGM_READWRITE | STGM_CREATE, path, MAPI_E_NO_ACCESS);
    }
    SetFileAttributesW(path, FILE_ATTRIBUTE_NORMAL);
    DeleteFileW(path);
    refused(STGM_READ, folder, MAPI_E_NO_ACCESS);
    refused(STGM_READ, in_folder(L"none\\none"), MAPI_E_NOT_FOUND);
}

/* 11.7-01 11.7-02 */
static void wrong_flags_are_refused(void)
{
    HRESULT hr;

    refused(STGM_CREATE, in_folder(L"x"), MAPI_E_INVALID_PARAMETER); /* needs STGM_READWRITE */
    refused(STGM_READ, NULL, MAPI_E_INVALID_PARAMETER);
    refused(STGM_READWRITE | STGM_CREATE, NULL, MAPI_E_INVALID_PARAMETER);
    refused(STGM_READWRITE | STGM_DELETEONRELEASE, NULL, MAPI_E_INVALID_PARAMETER);
    refused(SOF_UNIQUEFILENAME | STGM_READWRITE, NULL, MAPI_E_INVALID_PARAMETER);
    refused(STGM_READWRITE | 0x00200000, in_folder(L"x"), MAPI_E_UNKNOWN_FLAGS);
    hr = OpenStreamOnFileW(MAPIAllocateBuffer, MAPIFreeBuffer, 0, L"x", NULL, NULL);
    ok(hr == MAPI_E_INVALID_PARAMETER, "got %#lx\n", hr);
    hr = OpenStreamOnFile(MAPIAllocateBuffer, MAPIFreeBuffer, 0, (LPCTSTR) "x", NULL, NULL);
    ok(hr == MAPI_E_INVALID_PARAMETER, "got %#lx\n", hr);
    ok(!exists(in_folder(L"x")), "a file was made\n");
}

/* The only file in folder that fits pattern; its name in found. */
static bool find_one(const WCHAR *pattern, WIN32_FIND_DATAW *found)
{
    HANDLE search = FindFirstFileW(in_folder(pattern), found);
    WIN32_FIND_DATAW another;
    bool one;

    if (search == INVALID_HANDLE_VALUE) return false;
    one = !FindNextFileW(search, &another);
    FindClose(search);
    return one;
}

/* 11.7-03 11.7-04 11.7-08 */
static void a_unique_file_has_prefix_and_number(void)
{
    ULONG flags = SOF_UNIQUEFILENAME | STGM_CREATE | STGM_READWRITE;
    WIN32_FIND_DATAW found, again;
    IStream *stream = opened(flags, folder, L"abcdef"), *other;

    if (!stream) return;
    put(stream, "x");
    stream->lpVtbl->Release(stream);
    ok(find_one(L"abc*.tmp", &found), "no such file\n");
    ok(lstrlenW(found.cFileName) == 11 && wcsspn(found.cFileName + 3, L"0123456789ABCDEF") >= 4,
       "it is named %ls\n", found.cFileName);
    DeleteFileW(in_folder(found.cFileName));

    stream = opened(flags | STGM_DELETEONRELEASE, folder, NULL);
    ok(find_one(L"sof*.tmp", &found), "no such file\n");
    other = opened(flags | STGM_DELETEONRELEASE, folder, NULL);
    ok(!find_one(L"sof*.tmp", &again), "not another one\n");
    other->lpVtbl->Release(other);
    ok(find_one(L"sof*.tmp", &again) && !lstrcmpW(found.cFileName, again.cFileName),
       "not deleted\n");
    stream->lpVtbl->Clone(stream, &other);
    stream->lpVtbl->Release(stream);
    ok(exists(in_folder(found.cFileName)), "deleted while a clone lives\n");
    put(other, "y");
    other->lpVtbl->Release(other);
    ok(!exists(in_folder(found.cFileName)), "not deleted\n");
}

/* 11.7-03: NULL is the temporary path */
static void no_name_is_a_temporary_file(void)
{
    IStream *stream = opened(STGM_CREATE | STGM_DELETEONRELEASE | STGM_READWRITE, NULL, NULL);
    WCHAR temp[MAX_PATH], name[MAX_PATH];
    STATSTG stat;
    HRESULT hr;

    if (!stream) return;
    put(stream, "x");
    hr = stream->lpVtbl->Stat(stream, &stat, STATFLAG_DEFAULT);
    ok(hr == S_OK && stat.pwcsName, "got %#lx\n", hr);
    GetTempPathW(MAX_PATH, temp);
    ok(!_wcsnicmp(stat.pwcsName, temp, wcslen(temp)), "it is %ls\n", stat.pwcsName);
    lstrcpynW(name, stat.pwcsName, MAX_PATH);
    CoTaskMemFree(stat.pwcsName);
    ok(exists(name), "no such file\n");
    stream->lpVtbl->Release(stream);
    ok(!exists(name), "not deleted\n");
}

/* exports.tsv: one ANSI implementation behind a TCHAR prototype */
static void the_ansi_function_takes_char(void)
{
    IStream *stream = NULL;
    char path[MAX_PATH];
    HRESULT hr;

    snprintf(path, sizeof(path), "%lsnarrow.txt", folder);
    hr = OpenStreamOnFile(NULL, NULL, STGM_CREATE | STGM_READWRITE | STGM_DELETEONRELEASE,
                          (LPCTSTR)path, (LPCTSTR) "ignored", &stream);
    ok(hr == S_OK && stream, "got %#lx\n", hr);
    ok(exists(in_folder(L"narrow.txt")), "no such file\n");
    if (stream) stream->lpVtbl->Release(stream);
    ok(!exists(in_folder(L"narrow.txt")), "not deleted\n");
}

static void a_file_is_copied_to_another(void)
{
    ULONG flags = STGM_CREATE | STGM_READWRITE | STGM_DELETEONRELEASE;
    IStream *from = opened(flags, in_folder(L"from"), NULL),
            *to = opened(flags, in_folder(L"to"), NULL);
    ULARGE_INTEGER all = {.QuadPart = (ULONGLONG)-1}, n_read, n_written;
    LARGE_INTEGER start = {.QuadPart = 0};
    STATSTG stat;
    HRESULT hr;

    if (!from || !to) return;
    for (int i = 0; i < 3000; i++)
        put(from, "some more text ");
    from->lpVtbl->Seek(from, start, STREAM_SEEK_SET, NULL);
    hr = from->lpVtbl->CopyTo(from, to, all, &n_read, &n_written);
    ok(hr == S_OK && n_read.QuadPart == 45000 && n_written.QuadPart == 45000,
       "got %#lx, %lu, %lu\n", hr, n_read.u.LowPart, n_written.u.LowPart);
    hr = to->lpVtbl->Stat(to, &stat, STATFLAG_NONAME);
    ok(hr == S_OK && stat.cbSize.QuadPart == 45000 && stat.mtime.dwHighDateTime, "got %#lx, %lu\n",
       hr, stat.cbSize.u.LowPart);
    from->lpVtbl->Release(from);
    to->lpVtbl->Release(to);
}

/* 11.7-10 */
static void a_storage_lies_in_bytes_alone(void)
{
    IStream *stream = NULL;
    IStorage *storage = (IStorage *)1;
    IUnknown other = {NULL}, *unknown = &other;
    HRESULT hr = CreateStreamOnHGlobal(NULL, TRUE, &stream);

    ok(hr == S_OK, "got %#lx\n", hr);
    if (!stream) return;
    hr = HrIStorageFromStream((IUnknown *)stream, &IID_IStorage, STGSTRM_CREATE | STGSTRM_MODIFY,
                              &storage);
    ok(hr == MAPI_E_INTERFACE_NOT_SUPPORTED && !storage, "got %#lx, %p\n", hr, storage);
    hr = HrIStorageFromStream(NULL, NULL, STGSTRM_CREATE | STGSTRM_MODIFY, &storage);
    ok(hr == MAPI_E_INVALID_PARAMETER, "got %#lx\n", hr);
    hr = HrIStorageFromStream(unknown, &IID_IStream, STGSTRM_CREATE | STGSTRM_MODIFY, NULL);
    ok(hr == MAPI_E_INVALID_PARAMETER, "got %#lx\n", hr);
    stream->lpVtbl->Release(stream);
}

/* 11.4-20 */
static void references_are_counted_by_functions(void)
{
    IStream *stream = NULL;
    HRESULT hr = CreateStreamOnHGlobal(NULL, TRUE, &stream);

    ok(hr == S_OK, "got %#lx\n", hr);
    if (!stream) return;
    ok(UlAddRef(stream) == 2 && UlAddRef(stream) == 3, "another count\n");
    ok(UlRelease(stream) == 2 && UlRelease(stream) == 1 && UlRelease(stream) == 0,
       "another count\n");
    ok(!UlAddRef(NULL) && !UlRelease(NULL), "NULL has references\n");
}

static void no_file_is_left(void)
{
    ok(RemoveDirectoryW(folder), "files are left in %ls\n", folder);
}

START_TEST(stream)
{
    GetTempPathW(MAX_PATH - 40, folder);
    swprintf(folder + lstrlenW(folder), 40, L"openmapi-%lx-%lx\\", GetCurrentProcessId(),
             GetTickCount());
    CreateDirectoryW(folder, NULL);
    RUN(a_file_is_made_read_and_made_again);
    RUN(what_is_not_ours_to_open_is_refused);
    RUN(wrong_flags_are_refused);
    RUN(a_unique_file_has_prefix_and_number);
    RUN(no_name_is_a_temporary_file);
    RUN(the_ansi_function_takes_char);
    RUN(a_file_is_copied_to_another);
    RUN(a_storage_lies_in_bytes_alone);
    RUN(references_are_counted_by_functions);
    RUN(no_file_is_left);
}
