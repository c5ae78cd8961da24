/*
 * transfer.c - mapictl store import and export: .eml files in and out through IConverterSession
 */
#include <stdio.h>
#include <stdlib.h>
#include "mail.h"
#include "mapimime.h"
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

static int import_file(IConverterSession *converter, IMAPIFolder *folder, const WCHAR *path,
                       bool read)
{
    SPropValue received = {.ulPropTag = PR_MESSAGE_FLAGS,
                           .Value.l = read ? MSGFLAG_READ : 0}; /* no draft */
    IStream *stream = NULL;
    IMessage *message = NULL;
    HRESULT hr = open_file(path, &stream);
    int code = EXIT_FINE;

    if (FAILED(hr)) return report(hr, L"%ls can't be read", path);
    hr = folder->lpVtbl->CreateMessage(folder, NULL, 0, &message);
    if (SUCCEEDED(hr)) hr = message->lpVtbl->SetProps(message, 1, &received, NULL);
    if (SUCCEEDED(hr))
        hr = converter->lpVtbl->MIMEToMAPI(converter, stream, message, NULL, CCSF_SMTP);
    if (SUCCEEDED(hr)) hr = date(message);
    if (SUCCEEDED(hr)) hr = message->lpVtbl->SaveChanges(message, 0);
    if (FAILED(hr)) code = report_by(message, hr, L"%ls can't be imported", path);
    RELEASE(message);
    RELEASE(stream);
    return code;
}

static void import_directory(IConverterSession *converter, IMAPIFolder *folder, const WCHAR *path,
                             bool read, struct tally *tally)
{
    WCHAR *pattern = path_join(path, L"*.eml");
    WIN32_FIND_DATAW found;
    HANDLE find = pattern ? FindFirstFileW(pattern, &found) : INVALID_HANDLE_VALUE;
    DWORD error = pattern ? GetLastError() : ERROR_NOT_ENOUGH_MEMORY;

    free(pattern);
    if (find == INVALID_HANDLE_VALUE) {
        tally_add(tally, error == ERROR_FILE_NOT_FOUND
                             ? report(MAPI_E_NOT_FOUND, L"%ls: .eml files", path)
                             : report(HRESULT_FROM_WIN32(error), L"%ls can't be read", path));
        return;
    }
    do {
        WCHAR *file = path_join(path, found.cFileName);

        if (found.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) {
            free(file);
            continue;
        }
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

static HRESULT export_message(IConverterSession *converter, IMessage *message, const WCHAR *path)
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

/* Does Windows take a file of that name for a device, whatever comes behind the first dot? */
static bool is_device(const WCHAR *name)
{
    static const WCHAR *const devices[] = {L"CON", L"PRN", L"AUX", L"NUL", L"CONIN$", L"CONOUT$"};
    size_t n = wcscspn(name, L".");

    while (n && name[n - 1] == L' ')
        n--;
    for (size_t i = 0; i < ARRAYSIZE(devices); i++)
        if (n == wcslen(devices[i]) && !_wcsnicmp(name, devices[i], n)) return true;
    return n == 4 && (!_wcsnicmp(name, L"COM", 3) || !_wcsnicmp(name, L"LPT", 3)) &&
           (iswdigit(name[3]) || wcschr(L"\u00b9\u00b2\u00b3", name[3]));
}

/* directory\stem.eml, or directory\stem (2).eml and so on; on malloc's memory. */
static WCHAR *numbered(const WCHAR *directory, const WCHAR *stem, ULONG number)
{
    WCHAR name[96];

    if (number > 1) _snwprintf(name, ARRAYSIZE(name), L"%ls (%lu).eml", stem, number);
    else _snwprintf(name, ARRAYSIZE(name), L"%ls.eml", stem);
    return path_join(directory, name);
}

static bool is_there(const WCHAR *path)
{
    return GetFileAttributesW(path) != INVALID_FILE_ATTRIBUTES;
}

/* The stem's first number that isn't there yet, found by halves: thousands may have one subject. */
static WCHAR *free_number(const WCHAR *directory, const WCHAR *stem)
{
    ULONG taken = 0, open = 1;
    WCHAR *path = numbered(directory, stem, open);

    while (path && is_there(path)) {
        free(path);
        if (open > 1u << 20) return NULL;
        taken = open;
        open *= 2;
        path = numbered(directory, stem, open);
    }
    while (path && open - taken > 1) {
        ULONG middle = taken + (open - taken) / 2;
        WCHAR *other = numbered(directory, stem, middle);

        if (other && !is_there(other)) {
            free(path);
            path = other;
            open = middle;
        } else {
            free(other);
            taken = middle;
        }
    }
    return path;
}

/* A name for a file in directory made of the subject, without what Windows or a shell minds, that
 * isn't there yet; on malloc's memory. NULL: there is none. */
static WCHAR *free_name(const WCHAR *directory, IMessage *message)
{
    SPropValue *subject = NULL;
    WCHAR stem[64];
    size_t n = 0;

    if (SUCCEEDED(HrGetOneProp((IMAPIProp *)message, PR_SUBJECT_W, &subject)))
        for (const WCHAR *at = subject->Value.lpszW; *at && n < 60; at++)
            stem[n++] = *at < 0x20 || wcschr(L"<>:\"/\\|?*", *at) ? L'_' : *at;
    MAPIFreeBuffer(subject);
    if (n && IS_HIGH_SURROGATE(stem[n - 1])) n--;
    while (n && (stem[n - 1] == L'.' || stem[n - 1] == L' '))
        n--;
    stem[n] = 0;
    if (!n) wcscpy(stem, L"message");
    if (is_device(stem)) {
        memmove(stem + 1, stem, (n + 1) * sizeof(*stem));
        stem[0] = L'_';
    }
    return free_number(directory, stem);
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
    if (directory) path = free_name(directory, message);
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
    hr = open_converter(&converter);
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
