/*
 * nls.c - exports: the wide text functions of Windows under MAPI's names
 *
 * They are documented as their namesakes and no more, so this file is for Windows alone.
 */
#define MAPI_NOWIDECHAR
#include "mapinls.h"

/* Source for all: the function's page and its namesake; contracts 11.4-21 */
int WINAPI MNLS_CompareStringW(LCID locale, DWORD flags, LPCWSTR a, int a_chars, LPCWSTR b,
                               int b_chars)
{
    return CompareStringW(locale, flags, a, a_chars, b, b_chars);
}

int WINAPI MNLS_MultiByteToWideChar(UINT code_page, DWORD flags, LPCSTR text, int bytes, LPWSTR out,
                                    int room)
{
    return MultiByteToWideChar(code_page, flags, text, bytes, out, room);
}

int WINAPI MNLS_WideCharToMultiByte(UINT code_page, DWORD flags, LPCWSTR text, int chars, LPSTR out,
                                    int room, LPCSTR missing, BOOL *used_missing)
{
    return WideCharToMultiByte(code_page, flags, text, chars, out, room, missing, used_missing);
}

int WINAPI MNLS_lstrlenW(LPCWSTR text)
{
    return lstrlenW(text);
}

/* CompareStringW with the user's locale and no flags, as a number below, equal to or above 0 */
int WINAPI MNLS_lstrcmpW(LPCWSTR a, LPCWSTR b)
{
    return lstrcmpW(a, b);
}

LPWSTR WINAPI MNLS_lstrcpyW(LPWSTR to, LPCWSTR from)
{
    return lstrcpyW(to, from);
}

BOOL WINAPI MNLS_IsBadStringPtrW(LPCWSTR text, UINT max)
{
    return IsBadStringPtrW(text, max);
}
