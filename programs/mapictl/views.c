/*
 * views.c - the registry and the file system as programs of either bitness see them
 */
#include "views.h"
#include <stdlib.h>
#include <wchar.h>
#include "mail.h"

static bool machine_is_64(void)
{
#ifdef _WIN64
    return true;
#else
    BOOL wow = FALSE;

    return IsWow64Process(GetCurrentProcess(), &wow) && wow;
#endif
}

static void other_system_folder(struct view *view)
{
    if (view->bits == BITS_32) {
        GetSystemWow64DirectoryW(view->system, MAX_PATH);
    } else { /* we are a 32-bit program */
        UINT n = GetWindowsDirectoryW(view->system, MAX_PATH - 12);

        if (n) wcscpy(view->system + n, L"\\Sysnative");
    }
}

int views_of_machine(struct view out[2])
{
    bool both = machine_is_64();
    int n = 0;

    if (both)
        out[n++] = (struct view){.bits = BITS_64,
                                 .words = L"64-bit",
                                 .sam = KEY_WOW64_64KEY,
                                 .machine = IMAGE_FILE_MACHINE_AMD64,
                                 .own = sizeof(void *) == 8};
    out[n++] = (struct view){.bits = BITS_32,
                             .words = L"32-bit",
                             .sam = both ? KEY_WOW64_32KEY : 0,
                             .machine = IMAGE_FILE_MACHINE_I386,
                             .own = sizeof(void *) == 4};
    for (int i = 0; i < n; i++) {
        if (out[i].own) GetSystemDirectoryW(out[i].system, MAX_PATH);
        else other_system_folder(&out[i]);
    }
    return n;
}

/* ---- registry ---- */

WCHAR *registry_text(HKEY root, const WCHAR *path, const WCHAR *value, REGSAM sam)
{
    enum {
        LARGEST = 1 << 16
    };
    WCHAR *text = NULL;
    DWORD type, bytes = 0;
    HKEY key;

    if (RegOpenKeyExW(root, path, 0, KEY_QUERY_VALUE | sam, &key)) return NULL;
    if (!RegQueryValueExW(key, value, NULL, &type, NULL, &bytes) && bytes <= LARGEST &&
        (type == REG_SZ || type == REG_EXPAND_SZ || type == REG_MULTI_SZ))
        text = calloc(bytes / sizeof(WCHAR) + 2, sizeof(WCHAR)); /* what is stored need not end */
    if (text && RegQueryValueExW(key, value, NULL, &type, (BYTE *)text, &bytes)) {
        free(text);
        text = NULL;
    }
    RegCloseKey(key);
    return text;
}

bool registry_has(HKEY root, const WCHAR *path, REGSAM sam)
{
    HKEY key;

    if (RegOpenKeyExW(root, path, 0, KEY_QUERY_VALUE | sam, &key)) return false;
    RegCloseKey(key);
    return true;
}

LONG registry_set_text(HKEY key, const WCHAR *value, DWORD type, const WCHAR *text)
{
    return RegSetValueExW(key, value, 0, type, (const BYTE *)text,
                          (DWORD)((wcslen(text) + 1) * sizeof(*text)));
}

/* ---- paths ---- */

/* Variables that programs of either bitness see with other values, and where we find both. */
static const struct {
    const WCHAR *name, *of[2]; /* a value, or after '%' the variable that has it for us */
} variables[] = {
    {L"%PROCESSOR_ARCHITECTURE%", {L"AMD64", L"x86"}},
    {L"%ProgramFiles%", {L"%ProgramW6432", L"%ProgramFiles(x86)"}},
    {L"%CommonProgramFiles%", {L"%CommonProgramW6432", L"%CommonProgramFiles(x86)"}},
};

/* Its value in programs of those bits; false: this machine has none. */
static bool variable_of(size_t i, enum bits bits, WCHAR *out, DWORD room)
{
    const WCHAR *from = variables[i].of[bits];
    DWORD n;

    if (*from != L'%') {
        wcscpy(out, from);
        return true;
    }
    n = GetEnvironmentVariableW(from + 1, out, room);
    return n && n < room;
}

static WCHAR *replaced(const WCHAR *text, const WCHAR *at, size_t len, const WCHAR *by)
{
    size_t head = (size_t)(at - text);
    WCHAR *out = malloc((wcslen(text) + wcslen(by) + 1) * sizeof(*out));

    if (!out) return NULL;
    memcpy(out, text, head * sizeof(*out));
    wcscpy(out + head, by);
    return wcscat(out, at + len);
}

static const WCHAR *find_nocase(const WCHAR *text, const WCHAR *what)
{
    size_t n = wcslen(what);

    for (; *text; text++)
        if (!_wcsnicmp(text, what, n)) return text;
    return NULL;
}

/* Text with the variables of that bitness in, then with the rest. */
static WCHAR *expanded(const struct view *view, const WCHAR *text)
{
    WCHAR value[MAX_PATH], *now = _wcsdup(text), *all;
    DWORD room;

    for (size_t i = 0; now && i < ARRAYSIZE(variables); i++) {
        const WCHAR *at = find_nocase(now, variables[i].name);
        WCHAR *next;

        if (!at || !variable_of(i, view->bits, value, ARRAYSIZE(value))) continue;
        next = replaced(now, at, wcslen(variables[i].name), value);
        free(now);
        now = next;
    }
    if (!now) return NULL;
    room = ExpandEnvironmentStringsW(now, NULL, 0);
    all = room ? malloc(room * sizeof(*all)) : NULL;
    if (all) ExpandEnvironmentStringsW(now, all, room);
    free(now);
    return all;
}

WCHAR *view_path(const struct view *view, const WCHAR *text)
{
    WCHAR system32[MAX_PATH], *path = expanded(view, text), *found = NULL;
    UINT n = GetWindowsDirectoryW(system32, MAX_PATH - 12);

    if (!path || !n) return path;
    wcscpy(system32 + n, L"\\System32\\");
    n += (UINT)wcslen(L"\\System32\\");
    if (!wcspbrk(path, L"\\/")) found = path_join(view->system, path);
    else if (!_wcsnicmp(path, system32, n)) found = path_join(view->system, path + n);
    if (!found) return path;
    free(path);
    return found;
}

WCHAR *path_for_both(const WCHAR *path64, const WCHAR *path32)
{
    WCHAR value64[MAX_PATH], value32[MAX_PATH];

    for (size_t i = 0; i < ARRAYSIZE(variables); i++) {
        const WCHAR *at = path64;

        if (!variable_of(i, BITS_64, value64, ARRAYSIZE(value64)) ||
            !variable_of(i, BITS_32, value32, ARRAYSIZE(value32)))
            continue;
        for (; (at = find_nocase(at, value64)); at++) {
            WCHAR *would = replaced(path64, at, wcslen(value64), value32);
            bool fits = would && !_wcsicmp(would, path32);

            free(would);
            if (fits) return replaced(path64, at, wcslen(value64), variables[i].name);
        }
    }
    return NULL;
}

bool own_folder(WCHAR *out)
{
    DWORD n = GetModuleFileNameW(NULL, out, FOLDER_ROOM);
    WCHAR *last = n && n < FOLDER_ROOM ? wcsrchr(out, L'\\') : NULL;

    if (!last) return false;
    *last = 0;
    return true;
}

/* ---- images ---- */

static bool read_at(HANDLE file, DWORD at, void *out, DWORD bytes)
{
    DWORD got;

    return SetFilePointer(file, (LONG)at, NULL, FILE_BEGIN) == at &&
           ReadFile(file, out, bytes, &got, NULL) && got == bytes;
}

/* What is at offset 0x40 is Wine's mark, in its own DLLs. */
static WORD read_image(const WCHAR *path, bool *wine)
{
    static const char mark[] = "Wine builtin DLL";
    char text[sizeof(mark) - 1];
    IMAGE_DOS_HEADER dos;
    DWORD signature;
    WORD machine;
    HANDLE file = CreateFileW(path, GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_DELETE, NULL,
                              OPEN_EXISTING, 0, NULL);
    bool good;

    *wine = false;
    if (file == INVALID_HANDLE_VALUE)
        return GetFileAttributesW(path) == INVALID_FILE_ATTRIBUTES ? 0 : 1;
    good = read_at(file, 0, &dos, sizeof(dos)) && dos.e_magic == IMAGE_DOS_SIGNATURE &&
           dos.e_lfanew > 0 && read_at(file, (DWORD)dos.e_lfanew, &signature, sizeof(signature)) &&
           signature == IMAGE_NT_SIGNATURE &&
           read_at(file, (DWORD)dos.e_lfanew + 4, &machine, sizeof(machine));
    if (good && read_at(file, sizeof(dos), text, sizeof(text)))
        *wine = !memcmp(text, mark, sizeof(text));
    CloseHandle(file);
    return good ? machine : 1;
}

WORD image_machine(const WCHAR *path)
{
    bool wine;

    return read_image(path, &wine);
}

bool image_is_wine(const WCHAR *path)
{
    bool wine;

    read_image(path, &wine);
    return wine;
}

const WCHAR *machine_words(WORD machine)
{
    switch (machine) {
    case IMAGE_FILE_MACHINE_AMD64:
        return L"64-bit";
    case IMAGE_FILE_MACHINE_I386:
        return L"32-bit";
    case 0xaa64:
        return L"ARM64";
    }
    return L"no Windows DLL";
}
