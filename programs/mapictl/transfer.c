/*
 * transfer.c - mapictl store import and export: .eml files through IConverterSession, .msg files
 */
#include <stdio.h>
#include <stdlib.h>
#include "file_name.h"
#include "mail.h"
#include "mapimime.h"
#include "msg_file.h"
#include "print.h"
#include "tally.h"
#include "transfer.h"

#define LARGEST_FILE (512u << 20) /* a message file of more than this is refused */

/* The converter of the MAPI that we are linked with, without asking the registry. */
static HRESULT open_converter(IConverterSession **out)
{
    IClassFactory *factory = NULL;
    HRESULT(STDMETHODCALLTYPE * get_class)(REFCLSID, REFIID, void **);
    HRESULT hr;

    *out = NULL;
    get_class = (void *)GetProcAddress(GetModuleHandleW(L"msmapi32.dll"), "DllGetClassObject");
    if (!get_class) return MAPI_E_NO_SUPPORT;
    hr = get_class(&CLSID_IConverterSession, &IID_IClassFactory, (void **)&factory);
    if (SUCCEEDED(hr))
        hr = factory->lpVtbl->CreateInstance(factory, NULL, &IID_IConverterSession, (void **)out);
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

/* Dated by its own date where no Received field told more. */
static HRESULT date(IMessage *message)
{
    static SizedSPropTagArray(2, tags) = {2, {PR_MESSAGE_DELIVERY_TIME, PR_CLIENT_SUBMIT_TIME}};
    SPropValue *props = NULL, set = {.ulPropTag = PR_MESSAGE_DELIVERY_TIME};
    ULONG count;
    HRESULT hr = message->lpVtbl->GetProps(message, (SPropTagArray *)&tags, 0, &count, &props);

    if (FAILED(hr)) return hr;
    if (props[0].ulPropTag != PR_MESSAGE_DELIVERY_TIME) {
        if (props[1].ulPropTag == PR_CLIENT_SUBMIT_TIME) set.Value.ft = props[1].Value.ft;
        else GetSystemTimeAsFileTime(&set.Value.ft);
        hr = message->lpVtbl->SetProps(message, 1, &set, NULL);
    }
    MAPIFreeBuffer(props);
    return hr;
}

static HRESULT import_eml(IConverterSession *converter, const WCHAR *path, IMessage *message)
{
    IStream *stream = NULL;
    HRESULT hr = open_file(path, &stream);

    if (SUCCEEDED(hr))
        hr = converter->lpVtbl->MIMEToMAPI(converter, stream, message, NULL, CCSF_SMTP);
    RELEASE(stream);
    return SUCCEEDED(hr) ? date(message) : hr;
}

/* As it is in the file, a draft too; the rest is dated, so that it has a place in lists. */
static HRESULT import_msg(const WCHAR *path, IMessage *message, bool read)
{
    SPropValue *flags = NULL;
    HRESULT hr = msg_file_read(path, message);

    if (SUCCEEDED(hr)) hr = HrGetOneProp((IMAPIProp *)message, PR_MESSAGE_FLAGS, &flags);
    if (SUCCEEDED(hr) && read) {
        flags->Value.l |= MSGFLAG_READ;
        hr = message->lpVtbl->SetProps(message, 1, flags, NULL);
    }
    if (SUCCEEDED(hr) && !(flags->Value.l & MSGFLAG_UNSENT)) hr = date(message);
    MAPIFreeBuffer(flags);
    return hr;
}

static int import_file(IConverterSession *converter, IMAPIFolder *folder, const WCHAR *path,
                       bool read)
{
    SPropValue received = {.ulPropTag = PR_MESSAGE_FLAGS,
                           .Value.l = read ? MSGFLAG_READ : 0}; /* no draft */
    IMessage *message = NULL;
    HRESULT hr;
    int code = EXIT_FINE;

    if (GetFileAttributesW(path) == INVALID_FILE_ATTRIBUTES)
        return report(MAPI_E_NOT_FOUND, L"%ls can't be read", path);
    hr = folder->lpVtbl->CreateMessage(folder, NULL, 0, &message);
    if (SUCCEEDED(hr)) hr = message->lpVtbl->SetProps(message, 1, &received, NULL);
    if (SUCCEEDED(hr))
        hr = msg_file_is(path) ? import_msg(path, message, read)
                               : import_eml(converter, path, message);
    if (SUCCEEDED(hr)) hr = message->lpVtbl->SaveChanges(message, 0);
    if (FAILED(hr)) code = report_by(message, hr, L"%ls can't be imported", path);
    RELEASE(message);
    return code;
}

static bool ends_with(const WCHAR *name, const WCHAR *end)
{
    size_t n = wcslen(name), n_end = wcslen(end);

    return n >= n_end && !_wcsicmp(name + n - n_end, end);
}

static void import_directory(IConverterSession *converter, IMAPIFolder *folder, const WCHAR *path,
                             bool read, struct tally *tally)
{
    WCHAR *pattern = path_join(path, L"*");
    WIN32_FIND_DATAW found;
    HANDLE find = pattern ? FindFirstFileW(pattern, &found) : INVALID_HANDLE_VALUE;
    DWORD error = pattern ? GetLastError() : ERROR_NOT_ENOUGH_MEMORY;
    bool any = false;

    free(pattern);
    if (find == INVALID_HANDLE_VALUE) {
        tally_add(tally, report(HRESULT_FROM_WIN32(error), L"%ls can't be read", path));
        return;
    }
    do {
        WCHAR *file;

        if (found.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY ||
            !(ends_with(found.cFileName, L".eml") || ends_with(found.cFileName, L".msg")))
            continue;
        any = true;
        file = path_join(path, found.cFileName);
        tally_add(tally, file ? import_file(converter, folder, file, read)
                              : report(MAPI_E_NOT_ENOUGH_MEMORY, L"%ls", path));
        progress(found.cFileName, tally->done + tally->failed, 0);
        free(file);
    } while (FindNextFileW(find, &found));
    error = GetLastError();
    FindClose(find);
    if (error != ERROR_NO_MORE_FILES)
        tally_add(tally,
                  report(HRESULT_FROM_WIN32(error), L"%ls can't be read to its end", path));
    else if (!any) tally_add(tally, report(MAPI_E_NOT_FOUND, L"%ls: .eml or .msg files", path));
}

static void tell(const struct tally *tally, const char *what)
{
    if (settings.json) say(L"{\"%hs\": %lu, \"failed\": %lu}\n", what, tally->done, tally->failed);
    else if (tally->failed) say(L"%lu %hs, %lu failed\n", tally->done, what, tally->failed);
    else say(L"%lu %hs\n", tally->done, what);
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
        complain(L"mapictl: import what? Name .eml or .msg files, or directories of them\n");
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
        else tally_add(&tally, import_file(converter, folder, path, read));
        progress(path, (uint64_t)(all - args->count), (uint64_t)all);
    }
    progress_end();
    RELEASE(converter);
    RELEASE(folder);
    mail_close(&mail);
    if (code) return code;
    tell(&tally, "imported");
    return tally_code(&tally);
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

static HRESULT export_eml(IConverterSession *converter, IMessage *message, const WCHAR *path)
{
    IStream *stream = NULL;
    HRESULT hr = path ? OpenStreamOnFileW(MAPIAllocateBuffer, MAPIFreeBuffer,
                                          STGM_READWRITE | STGM_CREATE, path, NULL, &stream)
                      : CreateStreamOnHGlobal(NULL, TRUE, &stream);

    if (SUCCEEDED(hr))
        hr = converter->lpVtbl->MAPIToMIMEStm(converter, message, stream,
                                              CCSF_SMTP | CCSF_INCLUDE_BCC);
    if (SUCCEEDED(hr))
        hr = path ? stream->lpVtbl->Commit(stream, STGC_DEFAULT) : stream_to_stdout(stream);
    RELEASE(stream);
    if (FAILED(hr) && path) DeleteFileW(path);
    return hr;
}

/* converter NULL: a .msg file */
static HRESULT export_message(IConverterSession *converter, IMessage *message, const WCHAR *path)
{
    return converter ? export_eml(converter, message, path) : msg_file_write(message, path);
}

static int export_one(struct mail *mail, IConverterSession *converter, const SBinary *id,
                      const WCHAR *directory)
{
    WCHAR *path = NULL;
    IMessage *message = NULL;
    ULONG type;
    HRESULT hr = mail->store->lpVtbl->OpenEntry(mail->store, id->cb, (ENTRYID *)id->lpb,
                                                &IID_IMessage, 0, &type, (IUnknown **)&message);
    int code = EXIT_FINE;

    if (FAILED(hr)) return report_by(mail->store, hr, L"a message can't be opened");
    if (directory) path = file_name_free(directory, message, converter ? L".eml" : L".msg");
    hr = directory && !path ? MAPI_E_NO_ACCESS : export_message(converter, message, path);
    if (FAILED(hr))
        code = path ? report(hr, L"%ls can't be written", path)
                    : report(hr, L"a message can't be exported");
    RELEASE(message);
    free(path);
    return code;
}

static int export_folder(struct mail *mail, IConverterSession *converter, const WCHAR *what,
                         const WCHAR *directory, struct tally *tally)
{
    static SizedSPropTagArray(1, tags) = {1, {PR_ENTRYID}};
    IMAPIFolder *folder = NULL;
    IMAPITable *table = NULL;
    ULONG count = 0, at = 0, got = 1;
    HRESULT hr;
    int code = mail_folder(mail, what, 0, &folder);

    if (code) return code;
    hr = mail_contents(folder, (SPropTagArray *)&tags, mail_numbering, &table);
    if (SUCCEEDED(hr)) hr = table->lpVtbl->GetRowCount(table, 0, &count);
    while (SUCCEEDED(hr) && got) {
        SRowSet *rows = NULL;

        hr = table->lpVtbl->QueryRows(table, 50, 0, &rows);
        got = SUCCEEDED(hr) ? rows->cRows : 0;
        for (ULONG i = 0; i < got; i++) {
            const SPropValue *id =
                prop_of(rows->aRow[i].lpProps, rows->aRow[i].cValues, PR_ENTRYID);

            if (id) tally_add(tally, export_one(mail, converter, &id->Value.bin, directory));
            progress(what, ++at, count);
        }
        FreeProws(rows);
    }
    if (FAILED(hr)) code = report_by(folder, hr, L"folder '%ls' can't be exported", what);
    RELEASE(table);
    RELEASE(folder);
    return code;
}

static void export_word(struct mail *mail, IConverterSession *converter, const WCHAR *word,
                        const WCHAR *directory, struct tally *tally)
{
    IMAPIFolder *folder = NULL;
    SBinary id = {0};
    int code;

    if (!mail_is_message(word)) {
        code = export_folder(mail, converter, word, directory, tally);
        if (code) tally_add(tally, code);
        return;
    }
    code = mail_message_id(mail, word, &id, &folder);
    tally_add(tally, code ? code : export_one(mail, converter, &id, directory));
    MAPIFreeBuffer(id.lpb);
    RELEASE(folder);
}

int transfer_export(struct args *args)
{
    const WCHAR *directory = args_option(args, L"--to");
    bool msg = args_flag(args, L"--msg");
    IConverterSession *converter = NULL;
    struct tally tally = {0};
    struct mail mail;
    HRESULT hr;
    int code;

    if (!args->count || (!directory && (args->count > 1 || !mail_is_message(args->words[0])))) {
        complain(L"mapictl: export MESSAGE, or export MESSAGE|FOLDER ... --to DIRECTORY\n");
        return EXIT_USAGE;
    }
    code = mail_open_store(&mail);
    if (code) return code;
    hr = msg ? S_OK : open_converter(&converter);
    if (FAILED(hr)) {
        code = report(hr, L"there is no MIME converter");
    } else if (directory && !CreateDirectoryW(directory, NULL) &&
               GetLastError() != ERROR_ALREADY_EXISTS) {
        code =
            report(HRESULT_FROM_WIN32(GetLastError()), L"directory '%ls' can't be made", directory);
    } else {
        for (const WCHAR *word; (word = args_next(args));)
            export_word(&mail, converter, word, directory, &tally);
        progress_end();
        if (directory) tell(&tally, "exported");
        code = tally_code(&tally);
    }
    RELEASE(converter);
    mail_close(&mail);
    return code;
}
