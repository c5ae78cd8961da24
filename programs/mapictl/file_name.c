/*
 * file_name.c - names of files that messages are exported to
 */
#include <stdio.h>
#include <stdlib.h>
#include "file_name.h"
#include "mail.h"

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

/* directory\stem.eml, or directory\stem (2).eml and so on, for the end .eml; on malloc's memory. */
static WCHAR *numbered(const WCHAR *directory, const WCHAR *stem, const WCHAR *end, ULONG number)
{
    WCHAR name[96];

    if (number > 1) _snwprintf(name, ARRAYSIZE(name), L"%ls (%lu)%ls", stem, number, end);
    else _snwprintf(name, ARRAYSIZE(name), L"%ls%ls", stem, end);
    return path_join(directory, name);
}

static bool is_there(const WCHAR *path)
{
    return GetFileAttributesW(path) != INVALID_FILE_ATTRIBUTES;
}

/* The stem's first number that isn't there yet, found by halves: thousands may have one subject. */
static WCHAR *free_number(const WCHAR *directory, const WCHAR *stem, const WCHAR *end)
{
    ULONG taken = 0, open = 1;
    WCHAR *path = numbered(directory, stem, end, open);

    while (path && is_there(path)) {
        free(path);
        if (open > 1u << 20) return NULL;
        taken = open;
        open *= 2;
        path = numbered(directory, stem, end, open);
    }
    while (path && open - taken > 1) {
        ULONG middle = taken + (open - taken) / 2;
        WCHAR *other = numbered(directory, stem, end, middle);

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

WCHAR *file_name_free(const WCHAR *directory, IMessage *message, const WCHAR *end)
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
    return free_number(directory, stem, end);
}
