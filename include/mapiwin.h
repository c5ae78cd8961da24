/*
 * mapiwin.h - small macros over Windows that MAPI sources of the 1990s share
 *
 * For programs written with it; nothing else here includes it. An instance's globals are one
 * pointer, pinstX, which the including program defines.
 */
/* clang-format off */
#ifndef __MAPIWIN_H__
#define __MAPIWIN_H__

#include "mapinls.h"

#ifdef __cplusplus
extern "C" {
#endif

#define MULDIV(x, y, z) MulDiv(x, y, z)

extern LPVOID pinstX;
#define PvGetInstanceGlobals()                  pinstX
#define ScSetInstanceGlobals(_pv)               (pinstX = _pv, 0)
#define PvGetVerifyInstanceGlobals(_pid)        pinstX
#define ScSetVerifyInstanceGlobals(_pv, _pid)   (pinstX = _pv, 0)
#define PvSlowGetInstanceGlobals(_pid)          pinstX

#define szMAPIDLLSuffix "32" /* MAPI puts it before .dll of a provider's DLL name */

#define GetTempFileName32(_szPath, _szPfx, _n, _lpbuf) GetTempFileName(_szPath, _szPfx, _n, _lpbuf)
#define CloseMutexHandle CloseHandle

/* bytes of a text with its NUL; characters and bytes of an object written as hexadecimal text */
#define Cbtszsize(_a)  ((lstrlen(_a) + 1) * sizeof(TCHAR))
#define CbtszsizeA(_a) ((lstrlenA(_a) + 1))
#define CbtszsizeW(_a) ((lstrlenW(_a) + 1) * sizeof(WCHAR))
#define HexCchOf(_s)   (sizeof(_s) * 2 + 1)
#define HexSizeOf(_s)  (HexCchOf(_s) * sizeof(TCHAR))

BOOL WINAPI IsBadBoundedStringPtr(const void *lpsz, UINT cchMax);

#ifdef __cplusplus
}
#endif
#endif /* __MAPIWIN_H__ */
