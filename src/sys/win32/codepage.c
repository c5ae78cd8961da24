/*
 * codepage.c - UTF-16 to and from code pages, by the system's tables
 */
#include <windows.h>
#include "sys/codepage.h"

/* These know neither flags nor default characters. */
static bool takes_no_flags(UINT code_page)
{
    return code_page == CP_UTF7 || code_page == CP_UTF8 || code_page == 42 || code_page == 54936 ||
           (code_page >= 50220 && code_page <= 50229) || (code_page >= 57002 && code_page <= 57011);
}

size_t sys_decode(UINT code_page, const char *text, size_t bytes, WCHAR *out, size_t room)
{
    int n;

    if (!bytes) return IsValidCodePage(code_page ? code_page : GetACP()) ? 0 : (size_t)-1;
    if (bytes > 0x7fffffff) return (size_t)-1;
    n = MultiByteToWideChar(code_page, 0, text, (int)bytes, NULL, 0);
    if (n <= 0) return (size_t)-1;
    if ((size_t)n <= room) n = MultiByteToWideChar(code_page, 0, text, (int)bytes, out, n);
    return n <= 0 ? (size_t)-1 : (size_t)n;
}

size_t sys_encode(UINT code_page, const WCHAR *text, size_t chars, char *out, size_t room)
{
    DWORD flags;
    int n;

    if (!code_page) code_page = GetACP();
    flags = takes_no_flags(code_page) ? 0 : WC_NO_BEST_FIT_CHARS;
    if (!chars) return IsValidCodePage(code_page) ? 0 : (size_t)-1;
    if (chars > 0x7fffffff) return (size_t)-1;
    n = WideCharToMultiByte(code_page, flags, text, (int)chars, NULL, 0, NULL, NULL);
    if (n <= 0) return (size_t)-1;
    if ((size_t)n <= room)
        n = WideCharToMultiByte(code_page, flags, text, (int)chars, out, n, NULL, NULL);
    return n <= 0 ? (size_t)-1 : (size_t)n;
}

/* MimeOLE's INETCSETINFO */
struct charset_info {
    char name[128];
    UINT windows_code_page, internet_code_page;
    void *handle;
    DWORD reserved;
};

/* Who has a handle has MimeOLE loaded. */
UINT sys_charset_code_page(void *handle)
{
    HMODULE mime_ole = GetModuleHandleW(L"inetcomm.dll");
    HRESULT(WINAPI * get_info)(void *handle, struct charset_info *info) = NULL;
    struct charset_info info = {0};

    if (mime_ole) get_info = (void *)GetProcAddress(mime_ole, "MimeOleGetCharsetInfo");
    return get_info && SUCCEEDED(get_info(handle, &info)) ? info.internet_code_page : 0;
}

UINT sys_ansi_code_page(void)
{
    return GetACP();
}

ULONG sys_user_locale(void)
{
    return GetUserDefaultLCID();
}
