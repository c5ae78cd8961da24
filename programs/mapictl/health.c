/*
 * health.c - mapictl store check, compact, backup: what a local store offers to keep its file
 * healthy
 */
#include <stdlib.h>
#include <string.h>
#include "mail.h"
#include "omlocal.h"
#include "print.h"
#include "stores.h"

/* IMAPIProgress that ends on stderr; lives as long as the program. */
static const WCHAR *shown;

static HRESULT STDMETHODCALLTYPE show_QueryInterface(IMAPIProgress *iface, REFIID iid, void **out)
{
    if (!IsEqualGUID(iid, &IID_IUnknown) && !IsEqualGUID(iid, &IID_IMAPIProgress)) {
        *out = NULL;
        return E_NOINTERFACE;
    }
    *out = iface;
    return S_OK;
}

static ULONG STDMETHODCALLTYPE show_AddRef(IMAPIProgress *iface)
{
    (void)iface;
    return 2;
}

static HRESULT STDMETHODCALLTYPE show_Progress(IMAPIProgress *iface, ULONG value, ULONG count,
                                               ULONG total)
{
    (void)iface;
    (void)value;
    progress(shown, count, total);
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE show_GetFlags(IMAPIProgress *iface, ULONG *flags)
{
    (void)iface;
    *flags = MAPI_TOP_LEVEL;
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE show_GetMax(IMAPIProgress *iface, ULONG *max)
{
    (void)iface;
    *max = 1000;
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE show_GetMin(IMAPIProgress *iface, ULONG *min)
{
    (void)iface;
    *min = 0;
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE show_SetLimits(IMAPIProgress *iface, ULONG *min, ULONG *max,
                                                ULONG *flags)
{
    (void)iface;
    (void)min;
    (void)max;
    (void)flags;
    return S_OK;
}

static IMAPIProgressVtbl show_vtbl = {
    .QueryInterface = show_QueryInterface,
    .AddRef = show_AddRef,
    .Release = show_AddRef,
    .Progress = show_Progress,
    .GetFlags = show_GetFlags,
    .GetMax = show_GetMax,
    .GetMin = show_GetMin,
    .SetLimits = show_SetLimits,
};
static IMAPIProgress show = {&show_vtbl};

static int open_maintenance(struct mail *mail, IOMStoreMaintenance **out)
{
    HRESULT hr;
    int code = mail_open_store(mail);

    *out = NULL;
    if (code) return code;
    hr = mail->store->lpVtbl->QueryInterface(mail->store, &IID_IOMStoreMaintenance, (void **)out);
    if (SUCCEEDED(hr)) return EXIT_FINE;
    complain(L"mapictl: this store's provider doesn't offer that; local stores do\n");
    mail_close(mail);
    return EXIT_FAILED;
}

static void show_finding(struct list_output *list, char *line)
{
    static const char mark[] = " [mended]";
    size_t n = strlen(line), chars = 0;
    bool mended = n >= sizeof(mark) - 1 && !strcmp(line + n - (sizeof(mark) - 1), mark);
    WCHAR *wide;

    if (mended) line[n - (sizeof(mark) - 1)] = 0;
    chars = (size_t)MultiByteToWideChar(CP_UTF8, 0, line, -1, NULL, 0);
    wide = malloc((chars + 1) * sizeof(*wide));
    if (!wide) return;
    MultiByteToWideChar(CP_UTF8, 0, line, -1, wide, (int)chars);
    wide[chars] = 0;
    list_mark(list, mended, L"mended");
    list_text(list, wide);
    free(wide);
}

/* A line of UTF-8 for each finding, in a stream over memory. */
static void show_report(IStream *report)
{
    static const struct column columns[] = {{"mended", L"MENDED", 7}, {"finding", L"FINDING", 0}};
    LARGE_INTEGER zero = {.QuadPart = 0};
    struct list_output list;
    STATSTG stat;
    char *text;
    ULONG n = 0;

    if (FAILED(report->lpVtbl->Stat(report, &stat, STATFLAG_NONAME))) return;
    text = calloc(1, (size_t)stat.cbSize.QuadPart + 1);
    if (!text) return;
    report->lpVtbl->Seek(report, zero, STREAM_SEEK_SET, NULL);
    report->lpVtbl->Read(report, text, (ULONG)stat.cbSize.QuadPart, &n);
    text[n] = 0;
    list_begin(&list, columns, ARRAYSIZE(columns));
    for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n"))
        show_finding(&list, line);
    list_end(&list, S_OK);
    free(text);
}

int store_check(struct args *args)
{
    const bool repair = args_flag(args, L"--repair");
    IOMStoreMaintenance *it;
    IStream *report_stream = NULL;
    ULONG found = 0, mended = 0;
    struct mail mail;
    HRESULT hr;
    int code;

    if (!args_done(args)) return EXIT_USAGE;
    code = open_maintenance(&mail, &it);
    if (code) return code;
    shown = L"checking";
    hr = CreateStreamOnHGlobal(NULL, TRUE, &report_stream);
    if (SUCCEEDED(hr))
        hr = it->lpVtbl->Check(it, repair ? OM_CHECK_REPAIR : 0, &show, report_stream, &found,
                               &mended);
    progress_end();
    if (FAILED(hr)) {
        code = report(hr, L"the store can't be checked");
    } else {
        if (found || settings.json) show_report(report_stream);
        if (!found && !settings.json && !settings.quiet) say(L"nothing is wrong\n");
        if (found > mended) {
            complain(L"mapictl: %lu findings, %lu mended%ls\n", found, mended,
                     repair ? L"; of the rest nothing was touched: a backup may have it"
                            : L"; --repair mends what can be mended, after a backup");
            code = EXIT_FAILED;
        }
    }
    RELEASE(report_stream);
    RELEASE(it);
    mail_close(&mail);
    return code;
}

int store_compact(struct args *args)
{
    ULARGE_INTEGER before, after;
    IOMStoreMaintenance *it;
    WCHAR was[32], is[32];
    struct mail mail;
    HRESULT hr;
    int code;

    if (!args_done(args)) return EXIT_USAGE;
    code = open_maintenance(&mail, &it);
    if (code) return code;
    hr = it->lpVtbl->Compact(it, 0, &before, &after);
    if (FAILED(hr)) {
        code = report(hr, hr == MAPI_E_BUSY
                              ? L"another program uses the store; try again when it has ended"
                              : L"the store can't be compacted");
    } else if (!settings.quiet) {
        format_size((int64_t)before.QuadPart, was);
        format_size((int64_t)after.QuadPart, is);
        say(L"%ls before, %ls now\n", was, is);
    }
    RELEASE(it);
    mail_close(&mail);
    return code;
}

int store_backup(struct args *args)
{
    const WCHAR *name = args_only(args, L"the file to write");
    IOMStoreMaintenance *it;
    WCHAR *path;
    struct mail mail;
    DWORD chars;
    HRESULT hr;
    int code;

    if (!name) return EXIT_USAGE;
    chars = GetFullPathNameW(name, 0, NULL, NULL);
    path = malloc(((size_t)chars + 1) * sizeof(*path));
    if (!chars || !path || GetFullPathNameW(name, chars, path, NULL) >= chars) {
        free(path);
        return report(MAPI_E_INVALID_PARAMETER, L"'%ls'", name);
    }
    code = open_maintenance(&mail, &it);
    if (!code) {
        shown = L"copying";
        hr = it->lpVtbl->Backup(it, (LPTSTR)path, MAPI_UNICODE, &show);
        progress_end();
        if (hr == MAPI_E_COLLISION) {
            complain(L"mapictl: '%ls' is there already; a backup overwrites nothing\n", path);
            code = EXIT_FAILED;
        } else if (FAILED(hr)) {
            code = report(hr, L"the backup '%ls' can't be written", path);
        }
        RELEASE(it);
        mail_close(&mail);
    }
    free(path);
    return code;
}
