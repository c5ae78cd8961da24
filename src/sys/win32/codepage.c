/*
 * codepage.c - UTF-16 to and from code pages, by the system's tables
 *
 * Those that kernel32 doesn't have here (Wine 8: ISO-2022-JP, EUC-JP) are asked of mlang, which is
 * loaded when it is needed first and stays.
 */
#include <windows.h>
#include "sys/codepage.h"

typedef HRESULT WINAPI mlang_convert(DWORD *mode, DWORD encoding, const void *in, INT *in_count,
                                     void *out, INT *out_count);
static struct {
    mlang_convert *decode, *encode; /* NULL: not there */
} mlang;

static BOOL CALLBACK load_mlang(INIT_ONCE *once, void *parameter, void **context)
{
    WCHAR path[MAX_PATH + 16];
    UINT n = GetSystemDirectoryW(path, MAX_PATH);
    HMODULE module;

    (void)once;
    (void)parameter;
    (void)context;
    if (!n || n >= MAX_PATH) return TRUE;
    lstrcpyW(path + n, L"\\mlang.dll");
    module = LoadLibraryW(path);
    if (!module) return TRUE;
    mlang.decode = (mlang_convert *)(void *)GetProcAddress(module, "ConvertINetMultiByteToUnicode");
    mlang.encode = (mlang_convert *)(void *)GetProcAddress(module, "ConvertINetUnicodeToMultiByte");
    return TRUE;
}

static mlang_convert *mlang_find(bool decode)
{
    static INIT_ONCE once = INIT_ONCE_STATIC_INIT;

    InitOnceExecuteOnce(&once, load_mlang, NULL, NULL);
    return decode ? mlang.decode : mlang.encode;
}

/* By mlang: what sys_decode and sys_encode give. in_count and room are bytes, or units of UTF-16.
 */
static size_t by_mlang(bool decode, UINT code_page, const void *in, size_t in_count, void *out,
                       size_t room)
{
    mlang_convert *convert = mlang_find(decode);
    DWORD mode = 0;
    INT count = (INT)in_count, n = 0;

    if (!convert || FAILED(convert(&mode, code_page, in, &count, NULL, &n)) || n < 0)
        return (size_t)-1;
    if ((size_t)n > room || !n) return (size_t)n;
    mode = 0;
    count = (INT)in_count;
    if (FAILED(convert(&mode, code_page, in, &count, out, &n))) return (size_t)-1;
    return (size_t)n;
}

/* These know neither flags nor default characters. */
static bool takes_no_flags(UINT code_page)
{
    return code_page == CP_UTF7 || code_page == CP_UTF8 || code_page == 42 || code_page == 54936 ||
           (code_page >= 50220 && code_page <= 50229) || (code_page >= 57002 && code_page <= 57011);
}

static bool is_known(UINT code_page)
{
    return IsValidCodePage(code_page) || by_mlang(true, code_page, "a", 1, NULL, 0) != (size_t)-1;
}

size_t sys_decode(UINT code_page, const char *text, size_t bytes, WCHAR *out, size_t room)
{
    int n;

    if (!bytes) return is_known(code_page ? code_page : GetACP()) ? 0 : (size_t)-1;
    if (bytes > 0x7fffffff) return (size_t)-1;
    n = MultiByteToWideChar(code_page, 0, text, (int)bytes, NULL, 0);
    if (n <= 0) return by_mlang(true, code_page, text, bytes, out, room);
    if ((size_t)n <= room) n = MultiByteToWideChar(code_page, 0, text, (int)bytes, out, n);
    return n <= 0 ? (size_t)-1 : (size_t)n;
}

size_t sys_encode(UINT code_page, const WCHAR *text, size_t chars, char *out, size_t room)
{
    DWORD flags;
    int n;

    if (!code_page) code_page = GetACP();
    flags = takes_no_flags(code_page) ? 0 : WC_NO_BEST_FIT_CHARS;
    if (!chars) return is_known(code_page) ? 0 : (size_t)-1;
    if (chars > 0x7fffffff) return (size_t)-1;
    n = WideCharToMultiByte(code_page, flags, text, (int)chars, NULL, 0, NULL, NULL);
    if (n <= 0) return by_mlang(false, code_page, text, chars, out, room);
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

bool sys_is_lead_byte(unsigned char byte)
{
    return IsDBCSLeadByte(byte);
}

ULONG sys_user_locale(void)
{
    return GetUserDefaultLCID();
}
