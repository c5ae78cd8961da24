/*
 * letter.c - a message to be sent: a subject, recipients, a text from standard input, files
 */
#include "letter.h"
#include "edktags.h"
#include "print.h"
#include "utf8_lines.h"

enum {
    PIECE = 0x8000 /* bytes that are read at once */
};

/* ---- files ---- */

int letter_open_files(struct letter *letter, const struct args *args)
{
    const WCHAR *path;
    int code = EXIT_FINE;

    for (int at = 0; (path = args_each(args, L"--attach", &at));) {
        HANDLE file = CreateFileW(path, GENERIC_READ, FILE_SHARE_READ, NULL, OPEN_EXISTING,
                                  FILE_FLAG_SEQUENTIAL_SCAN, NULL);

        if (file == INVALID_HANDLE_VALUE) {
            DWORD error = GetLastError();
            bool none = error == ERROR_FILE_NOT_FOUND || error == ERROR_PATH_NOT_FOUND;
            int one = report(none ? MAPI_E_NOT_FOUND : HRESULT_FROM_WIN32(error),
                             L"%ls can't be read", path);

            if (!code) code = one;
            continue;
        }
        letter->files[letter->n_files++] = (struct letter_file){path, file};
    }
    return code;
}

void letter_close_files(struct letter *letter)
{
    while (letter->n_files)
        CloseHandle(letter->files[--letter->n_files].file);
}

/* False: it can't be read. At the end *got is 0. */
static bool read_piece(HANDLE file, void *piece, DWORD *got)
{
    *got = 0;
    return ReadFile(file, piece, PIECE, got, NULL) || GetLastError() == ERROR_BROKEN_PIPE ||
           GetLastError() == ERROR_HANDLE_EOF;
}

static HRESULT copy_file(const struct letter_file *from, IStream *to)
{
    BYTE piece[PIECE];
    LARGE_INTEGER size;
    uint64_t done = 0;
    DWORD got;
    HRESULT hr = S_OK;

    if (!GetFileSizeEx(from->file, &size)) size.QuadPart = 0;
    while (SUCCEEDED(hr)) {
        if (!read_piece(from->file, piece, &got)) return HRESULT_FROM_WIN32(GetLastError());
        if (!got) return to->lpVtbl->Commit(to, STGC_DEFAULT);
        hr = to->lpVtbl->Write(to, piece, got, NULL);
        progress(from->path, done += got, (uint64_t)size.QuadPart);
    }
    return hr;
}

static const WCHAR *name_of(const WCHAR *path)
{
    const WCHAR *name = path;

    for (; *path; path++)
        if ((*path == L'\\' || *path == L'/' || *path == L':') && path[1]) name = path + 1;
    return name;
}

static HRESULT attach(IMessage *message, const struct letter_file *file)
{
    const WCHAR *name = name_of(file->path), *dot = wcsrchr(name, L'.');
    SPropValue props[] = {
        {.ulPropTag = PR_ATTACH_METHOD, .Value.l = ATTACH_BY_VALUE},
        {.ulPropTag = PR_RENDERING_POSITION, .Value.l = -1},
        {.ulPropTag = PR_DISPLAY_NAME_W, .Value.lpszW = (WCHAR *)name},
        {.ulPropTag = PR_ATTACH_LONG_FILENAME_W, .Value.lpszW = (WCHAR *)name},
        {.ulPropTag = PR_ATTACH_FILENAME_W, .Value.lpszW = (WCHAR *)name},
        {.ulPropTag = PR_ATTACH_EXTENSION_W, .Value.lpszW = (WCHAR *)(dot ? dot : L"")},
    };
    IAttach *made = NULL;
    IStream *stream = NULL;
    ULONG number;
    HRESULT hr = message->lpVtbl->CreateAttach(message, NULL, 0, &number, &made);

    if (SUCCEEDED(hr)) hr = made->lpVtbl->SetProps(made, ARRAYSIZE(props), props, NULL);
    if (SUCCEEDED(hr))
        hr = made->lpVtbl->OpenProperty(made, PR_ATTACH_DATA_BIN, &IID_IStream, 0,
                                        MAPI_CREATE | MAPI_MODIFY, (IUnknown **)&stream);
    if (SUCCEEDED(hr)) hr = copy_file(file, stream);
    RELEASE(stream);
    if (SUCCEEDED(hr)) hr = made->lpVtbl->SaveChanges(made, 0);
    RELEASE(made);
    return hr;
}

/* ---- the text ---- */

/* What a user types, up to a line that begins with Ctrl+Z. */
static HRESULT copy_console(HANDLE console, IStream *to, bool html)
{
    WCHAR typed[1024];
    char bytes[3 * ARRAYSIZE(typed)];
    DWORD got;
    HRESULT hr = S_OK;

    while (SUCCEEDED(hr) && ReadConsoleW(console, typed, ARRAYSIZE(typed), &got, NULL) && got &&
           *typed != 0x1a) {
        if (html)
            hr = to->lpVtbl->Write(to, bytes,
                                   (ULONG)WideCharToMultiByte(CP_UTF8, 0, typed, (int)got, bytes,
                                                              sizeof(bytes), NULL, NULL),
                                   NULL);
        else hr = to->lpVtbl->Write(to, typed, got * sizeof(*typed), NULL);
    }
    return hr;
}

/* MAPI_E_BAD_CHARWIDTH: it is no UTF-8. HTML is only looked at, and stays as it is. */
static HRESULT copy_text(HANDLE from, IStream *to, bool html)
{
    char piece[PIECE];
    WCHAR *wide = NULL;
    struct utf8_lines lines = {0};
    size_t chars;
    DWORD got;
    HRESULT hr = MAPIAllocateBuffer(2 * PIECE * sizeof(*wide), (void **)&wide);

    while (SUCCEEDED(hr)) {
        if (!read_piece(from, piece, &got)) hr = HRESULT_FROM_WIN32(GetLastError());
        else if (!got) break;
        else if (!utf8_lines_add(&lines, piece, got, wide, &chars)) hr = MAPI_E_BAD_CHARWIDTH;
        else if (html) hr = to->lpVtbl->Write(to, piece, got, NULL);
        else hr = to->lpVtbl->Write(to, wide, (ULONG)(chars * sizeof(*wide)), NULL);
    }
    if (SUCCEEDED(hr) && !utf8_lines_end(&lines)) hr = MAPI_E_BAD_CHARWIDTH;
    MAPIFreeBuffer(wide);
    return hr;
}

static HRESULT put_text(IMessage *message, bool html)
{
    SPropValue page = {.ulPropTag = PR_INTERNET_CPID, .Value.l = CP_UTF8};
    HANDLE input = GetStdHandle(STD_INPUT_HANDLE);
    IStream *stream = NULL;
    DWORD mode;
    HRESULT hr;

    if (!input || input == INVALID_HANDLE_VALUE) return S_OK;
    hr = html ? message->lpVtbl->SetProps(message, 1, &page, NULL) : S_OK;
    if (SUCCEEDED(hr))
        hr = message->lpVtbl->OpenProperty(message, html ? PR_HTML : PR_BODY_W, &IID_IStream, 0,
                                           MAPI_CREATE | MAPI_MODIFY, (IUnknown **)&stream);
    if (SUCCEEDED(hr))
        hr = GetConsoleMode(input, &mode) ? copy_console(input, stream, html)
                                          : copy_text(input, stream, html);
    if (SUCCEEDED(hr)) hr = stream->lpVtbl->Commit(stream, STGC_DEFAULT);
    RELEASE(stream);
    return hr;
}

/* ---- the message ---- */

static HRESULT put_head(IMessage *message, const struct letter *letter, struct mail *mail)
{
    SPropValue *sent = NULL,
               props[3] = {
                   {.ulPropTag = PR_MESSAGE_CLASS_W, .Value.lpszW = L"IPM.Note"},
                   {.ulPropTag = PR_SUBJECT_W, .Value.lpszW = (WCHAR *)letter->subject},
               };
    bool kept = SUCCEEDED(HrGetOneProp((IMAPIProp *)mail->store, PR_IPM_SENTMAIL_ENTRYID, &sent));
    HRESULT hr;

    if (kept) {
        props[2] = *sent;
        props[2].ulPropTag = PR_SENTMAIL_ENTRYID;
    }
    hr = message->lpVtbl->SetProps(message, kept ? 3 : 2, props, NULL);
    if (kept) MAPIFreeBuffer(sent);
    return hr;
}

static int fill(struct letter *letter, struct mail *mail, const ADRLIST *recipients,
                IMessage *message)
{
    HRESULT hr = put_head(message, letter, mail);

    if (SUCCEEDED(hr))
        hr = message->lpVtbl->ModifyRecipients(message, MODRECIP_ADD, (ADRLIST *)recipients);
    if (FAILED(hr)) return report_by(message, hr, L"the message can't be made");
    hr = put_text(message, letter->html);
    if (hr == MAPI_E_BAD_CHARWIDTH) {
        complain(L"mapictl: what standard input has is no text in UTF-8\n");
        return EXIT_FAILED;
    }
    if (FAILED(hr)) return report_by(message, hr, L"the message's text");
    for (int i = 0; i < letter->n_files; i++) {
        hr = attach(message, &letter->files[i]);
        if (FAILED(hr))
            return report_by(message, hr, L"%ls can't be attached", letter->files[i].path);
    }
    progress_end();
    return EXIT_FINE;
}

int letter_make(struct letter *letter, struct mail *mail, const ADRLIST *recipients, IMessage **out)
{
    IMAPIFolder *outbox = NULL;
    HRESULT hr = mail_standard_folder(mail, PR_IPM_OUTBOX_ENTRYID, &outbox);
    int code;

    *out = NULL;
    if (SUCCEEDED(hr)) hr = outbox->lpVtbl->CreateMessage(outbox, NULL, 0, out);
    code = FAILED(hr) ? report_by(mail->store, hr, L"a message can't be made in the store's Outbox")
                      : fill(letter, mail, recipients, *out);
    RELEASE(outbox);
    if (code) RELEASE(*out);
    return code;
}
