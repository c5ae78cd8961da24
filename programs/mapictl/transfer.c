/*
 * transfer.c - mapictl store import and export: .eml files in and out through IConverterSession
 */
#include <stdio.h>
#include <stdlib.h>
#include "mail.h"
#include "mapimime.h"
#include "print.h"
#include "transfer.h"

#define LARGEST_FILE (512u << 20) /* a message file of more than this is refused */

/* The converter of the MAPI that is loaded, without asking the registry. */
static HRESULT open_converter(IConverterSession **out)
{
    IClassFactory *factory = NULL;
    HRESULT(STDMETHODCALLTYPE * get_class)(REFCLSID, REFIID, void **) = NULL;
    HMODULE mapi = GetModuleHandleW(L"msmapi32.dll");
    HRESULT hr;

    *out = NULL;
    if (mapi) get_class = (void *)GetProcAddress(mapi, "DllGetClassObject");
    if (!get_class)
        return CoCreateInstance(&CLSID_IConverterSession, NULL, CLSCTX_INPROC_SERVER, &IID_IConverterSession,
                                (void **)out);
    hr = get_class(&CLSID_IConverterSession, &IID_IClassFactory, (void **)&factory);
    if (SUCCEEDED(hr)) hr = factory->lpVtbl->CreateInstance(factory, NULL, &IID_IConverterSession, (void **)out);
    RELEASE(factory);
    return hr;
}

static HRESULT open_file(const WCHAR *path, IStream **out)
{
    WIN32_FILE_ATTRIBUTE_DATA info;

    *out = NULL;
    if (!GetFileAttributesExW(path, GetFileExInfoStandard, &info)) return MAPI_E_NOT_FOUND;
    if (info.nFileSizeHigh || info.nFileSizeLow > LARGEST_FILE) return MAPI_E_TOO_BIG;
    return OpenStreamOnFileW(MAPIAllocateBuffer, MAPIFreeBuffer, STGM_READ, path, NULL, out);
}

/* Received, not a draft; dated by its own date where no Received field told more. */
static HRESULT finish_import(IMessage *message, bool read)
{
    static SizedSPropTagArray(2, tags) = {2, {PR_MESSAGE_DELIVERY_TIME, PR_CLIENT_SUBMIT_TIME}};
    SPropValue *props = NULL, set[2];
    ULONG count, n = 0;
    HRESULT hr = message->lpVtbl->GetProps(message, (SPropTagArray *)&tags, 0, &count, &props);

    if (FAILED(hr)) return hr;
    set[n++] = (SPropValue){.ulPropTag = PR_MESSAGE_FLAGS, .Value.l = read ? MSGFLAG_READ : 0};
    if (props[0].ulPropTag != PR_MESSAGE_DELIVERY_TIME) {
        set[n].ulPropTag = PR_MESSAGE_DELIVERY_TIME;
        if (props[1].ulPropTag == PR_CLIENT_SUBMIT_TIME)
            set[n].Value.ft = props[1].Value.ft;
        else
            GetSystemTimeAsFileTime(&set[n].Value.ft);
        n++;
    }
    MAPIFreeBuffer(props);
    hr = message->lpVtbl->SetProps(message, n, set, NULL);
    return SUCCEEDED(hr) ? message->lpVtbl->SaveChanges(message, 0) : hr;
}

static int import_file(IConverterSession *converter, IMAPIFolder *folder, const WCHAR *path, bool read)
{
    IStream *stream = NULL;
    IMessage *message = NULL;
    HRESULT hr = open_file(path, &stream);

    if (SUCCEEDED(hr)) hr = folder->lpVtbl->CreateMessage(folder, NULL, 0, &message);
    if (SUCCEEDED(hr)) hr = converter->lpVtbl->MIMEToMAPI(converter, stream, message, NULL, CCSF_SMTP);
    if (SUCCEEDED(hr)) hr = finish_import(message, read);
    RELEASE(message);
    RELEASE(stream);
    return FAILED(hr) ? report(hr, L"%ls can't be imported", path) : EXIT_FINE;
}

struct tally {
    ULONG done, failed;
    int code; /* of the first that failed */
};

static void count_one(struct tally *tally, int code)
{
    if (code) {
        if (!tally->failed++) tally->code = code;
    } else {
        tally->done++;
    }
}

static void import_directory(IConverterSession *converter, IMAPIFolder *folder, const WCHAR *path, bool read,
                             struct tally *tally)
{
    WCHAR pattern[MAX_PATH], file[MAX_PATH];
    WIN32_FIND_DATAW found;
    HANDLE find;

    if (_snwprintf(pattern, MAX_PATH, L"%ls\\*.eml", path) < 0) {
        count_one(tally, report(MAPI_E_STRING_TOO_LONG, L"%ls", path));
        return;
    }
    find = FindFirstFileW(pattern, &found);
    if (find == INVALID_HANDLE_VALUE) {
        count_one(tally, report(MAPI_E_NOT_FOUND, L"%ls has no .eml files", path));
        return;
    }
    do {
        if (_snwprintf(file, MAX_PATH, L"%ls\\%ls", path, found.cFileName) < 0)
            count_one(tally, report(MAPI_E_STRING_TOO_LONG, L"%ls", found.cFileName));
        else
            count_one(tally, import_file(converter, folder, file, read));
        progress(found.cFileName, tally->done, 0);
    } while (FindNextFileW(find, &found));
    FindClose(find);
}

int transfer_import(struct args *args)
{
    bool read = args_flag(args, L"--read");
    const WCHAR *to = args_option(args, L"--to");
    IConverterSession *converter = NULL;
    IMAPIFolder *folder = NULL;
    struct tally tally = {0};
    struct mail mail;
    HRESULT hr;
    int code, all = args->count;

    if (!all) {
        complain(L"mapictl: import what? Name .eml files or directories of them\n");
        return EXIT_USAGE;
    }
    code = mail_open_store(&mail);
    if (code) return code;
    code = mail_folder(&mail, to ? to : L"Inbox", MAPI_BEST_ACCESS, &folder);
    if (!code) {
        hr = open_converter(&converter);
        if (FAILED(hr)) code = report(hr, L"there is no MIME converter");
    }
    for (const WCHAR *path; !code && (path = args_next(args));) {
        DWORD attributes = GetFileAttributesW(path);

        if (attributes != INVALID_FILE_ATTRIBUTES && attributes & FILE_ATTRIBUTE_DIRECTORY)
            import_directory(converter, folder, path, read, &tally);
        else
            count_one(&tally, import_file(converter, folder, path, read));
        progress(path, (uint64_t)(all - args->count), (uint64_t)all);
    }
    progress_end();
    RELEASE(converter);
    RELEASE(folder);
    mail_close(&mail);
    if (code) return code;
    if (settings.json)
        say(L"{\"imported\": %lu, \"failed\": %lu}\n", tally.done, tally.failed);
    else
        say(L"%lu imported, %lu failed\n", tally.done, tally.failed);
    return !tally.failed ? EXIT_FINE : tally.done || tally.failed > 1 ? EXIT_PARTIAL : tally.code;
}

/* All of a stream to stdout. */
static HRESULT stream_to_stdout(IStream *stream)
{
    LARGE_INTEGER start = {.QuadPart = 0};
    char part[16384];
    ULONG got = 0;
    HRESULT hr = stream->lpVtbl->Seek(stream, start, STREAM_SEEK_SET, NULL);

    while (SUCCEEDED(hr)) {
        hr = stream->lpVtbl->Read(stream, part, sizeof(part), &got);
        if (FAILED(hr) || !got) break;
        say_bytes(part, got);
    }
    return hr;
}

static HRESULT export_message(IConverterSession *converter, IMessage *message, const WCHAR *path)
{
    IStream *stream = NULL;
    HRESULT hr = path ? OpenStreamOnFileW(MAPIAllocateBuffer, MAPIFreeBuffer, STGM_READWRITE | STGM_CREATE, path, NULL,
                                          &stream)
                      : CreateStreamOnHGlobal(NULL, TRUE, &stream);

    if (SUCCEEDED(hr)) hr = converter->lpVtbl->MAPIToMIMEStm(converter, message, stream, CCSF_SMTP | CCSF_INCLUDE_BCC);
    if (SUCCEEDED(hr)) hr = path ? stream->lpVtbl->Commit(stream, STGC_DEFAULT) : stream_to_stdout(stream);
    RELEASE(stream);
    if (FAILED(hr) && path) DeleteFileW(path);
    return hr;
}

/* A file name in directory made of the subject: no character that Windows or a shell minds, and not there yet. */
static bool free_name(const WCHAR *directory, IMessage *message, WCHAR *path)
{
    SPropValue *subject = NULL;
    WCHAR name[61];
    size_t n = 0;

    if (SUCCEEDED(HrGetOneProp((IMAPIProp *)message, PR_SUBJECT_W, &subject)))
        for (const WCHAR *at = subject->Value.lpszW; *at && n < ARRAYSIZE(name) - 1; at++)
            name[n++] = *at < 0x20 || wcschr(L"<>:\"/\\|?*", *at) ? L'_' : *at;
    MAPIFreeBuffer(subject);
    while (n && (name[n - 1] == L'.' || name[n - 1] == L' ')) n--;
    if (n && IS_HIGH_SURROGATE(name[n - 1])) n--;
    name[n] = 0;
    for (int i = 1; i < 100000; i++) {
        if (_snwprintf(path, MAX_PATH, i == 1 ? L"%ls\\%ls.eml" : L"%ls\\%ls (%d).eml", directory,
                       n ? name : L"message", i) < 0)
            return false;
        if (GetFileAttributesW(path) == INVALID_FILE_ATTRIBUTES) return true;
    }
    return false;
}

static int export_one(struct mail *mail, IConverterSession *converter, const SBinary *id, const WCHAR *directory)
{
    WCHAR path[MAX_PATH];
    IMessage *message = NULL;
    ULONG type;
    HRESULT hr = mail->store->lpVtbl->OpenEntry(mail->store, id->cb, (ENTRYID *)id->lpb, &IID_IMessage, 0, &type,
                                                (IUnknown **)&message);

    if (SUCCEEDED(hr) && directory && !free_name(directory, message, path)) hr = MAPI_E_STRING_TOO_LONG;
    if (SUCCEEDED(hr)) hr = export_message(converter, message, directory ? path : NULL);
    RELEASE(message);
    return FAILED(hr) ? report(hr, L"a message can't be exported") : EXIT_FINE;
}

static int export_folder(struct mail *mail, IConverterSession *converter, const WCHAR *what,
                         const WCHAR *directory, struct tally *tally)
{
    static SizedSPropTagArray(1, tags) = {1, {PR_ENTRYID}};
    IMAPIFolder *folder = NULL;
    IMAPITable *table = NULL;
    ULONG count = 0;
    HRESULT hr;
    int code = mail_folder(mail, what, 0, &folder);

    if (code) return code;
    hr = mail_contents(folder, (SPropTagArray *)&tags, false, &table);
    if (SUCCEEDED(hr)) hr = table->lpVtbl->GetRowCount(table, 0, &count);
    for (ULONG at = 0; SUCCEEDED(hr);) {
        SRowSet *rows = NULL;
        ULONG got;

        hr = table->lpVtbl->QueryRows(table, 50, 0, &rows);
        got = SUCCEEDED(hr) ? rows->cRows : 0;
        for (ULONG i = 0; i < got; i++) {
            if (rows->aRow[i].lpProps[0].ulPropTag == PR_ENTRYID)
                count_one(tally, export_one(mail, converter, &rows->aRow[i].lpProps[0].Value.bin, directory));
            progress(what, ++at, count);
        }
        FreeProws(rows);
        if (!got) break;
    }
    RELEASE(table);
    RELEASE(folder);
    return FAILED(hr) ? report(hr, L"folder '%ls' can't be exported", what) : EXIT_FINE;
}

int transfer_export(struct args *args)
{
    const WCHAR *directory = args_option(args, L"--to");
    IConverterSession *converter = NULL;
    struct tally tally = {0};
    struct mail mail;
    HRESULT hr;
    int code;

    if (!args->count || (!directory && args->count > 1)) {
        complain(L"mapictl: export MESSAGE, or export MESSAGE|FOLDER ... --to DIRECTORY\n");
        return EXIT_USAGE;
    }
    code = mail_open_store(&mail);
    if (code) return code;
    hr = open_converter(&converter);
    if (FAILED(hr)) code = report(hr, L"there is no MIME converter");
    if (!code && directory && !CreateDirectoryW(directory, NULL) && GetLastError() != ERROR_ALREADY_EXISTS)
        code = report(MAPI_E_NO_ACCESS, L"directory '%ls' can't be made", directory);
    for (const WCHAR *word; !code && (word = args_next(args));) {
        IMAPIFolder *folder = NULL;
        SBinary id = {0};

        if (directory && !wcschr(word, L':') && !bytes_from_hex(word, &id)) {
            int one = export_folder(&mail, converter, word, directory, &tally);

            if (one) count_one(&tally, one);
            continue;
        }
        MAPIFreeBuffer(id.lpb);
        id = (SBinary){0};
        code = mail_message_id(&mail, word, &id, &folder);
        if (!code) count_one(&tally, export_one(&mail, converter, &id, directory));
        MAPIFreeBuffer(id.lpb);
        RELEASE(folder);
    }
    RELEASE(converter);
    mail_close(&mail);
    if (directory && !code) say(L"%lu exported, %lu failed\n", tally.done, tally.failed);
    if (code) return code;
    return !tally.failed ? EXIT_FINE : tally.done || tally.failed > 1 ? EXIT_PARTIAL : tally.code;
}
