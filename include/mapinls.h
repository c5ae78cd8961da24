/*
 * mapinls.h - MAPI's own versions of the wide text functions that Windows 95 lacked
 *
 * Included by mapiwin.h. On Windows it sends lstrlenW, lstrcmpW, lstrcpyW, CompareStringW and
 * IsBadStringPtrW of the including file to MAPI's functions; MAPI_NOWIDECHAR keeps it from that.
 */
/* clang-format off */
#ifndef _MAPINLS_H_
#define _MAPINLS_H_

#ifdef _WIN32
#    include <windows.h>
#else
#    include "mapinative.h"
#endif

#ifdef __cplusplus
extern "C" {
#endif

int WINAPI MNLS_CompareStringW(LCID Locale, DWORD dwCmpFlags, LPCWSTR lpString1, int cchCount1,
    LPCWSTR lpString2, int cchCount2);
int WINAPI MNLS_MultiByteToWideChar(UINT uCodePage, DWORD dwFlags, LPCSTR lpMultiByteStr,
    int cchMultiByte, LPWSTR lpWideCharStr, int cchWideChar);
int WINAPI MNLS_WideCharToMultiByte(UINT uCodePage, DWORD dwFlags, LPCWSTR lpWideCharStr,
    int cchWideChar, LPSTR lpMultiByteStr, int cchMultiByte, LPCSTR lpDefaultChar,
    BOOL *lpfUsedDefaultChar);
int WINAPI MNLS_lstrlenW(LPCWSTR lpString);
int WINAPI MNLS_lstrcmpW(LPCWSTR lpString1, LPCWSTR lpString2);
LPWSTR WINAPI MNLS_lstrcpyW(LPWSTR lpString1, LPCWSTR lpString2);
BOOL WINAPI MNLS_IsBadStringPtrW(LPCWSTR lpsz, UINT ucchMax);

#if defined(_WIN32) && !defined(MAPI_NOWIDECHAR)
#undef lstrlenW
#undef lstrcmpW
#undef lstrcpyW
#undef CompareStringW
#undef IsBadStringPtrW
#define lstrlenW        MNLS_lstrlenW
#define lstrcmpW        MNLS_lstrcmpW
#define lstrcpyW        MNLS_lstrcpyW
#define CompareStringW  MNLS_CompareStringW
#define IsBadStringPtrW MNLS_IsBadStringPtrW
#endif

#ifdef __cplusplus
}
#endif
#endif /* _MAPINLS_H_ */
