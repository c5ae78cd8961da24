/*
 * dllmain.c - what the loader calls when the DLL comes and goes: nothing is done then
 *
 * Some programs, and Wine's own mapi32, load us from their DllMain, under the loader's lock. All start
 * is in MAPIInitialize, all state in objects that are made at first use.
 */
#include <windows.h>

BOOL WINAPI DllMain(HINSTANCE instance, DWORD reason, LPVOID reserved)
{
    (void)instance;
    (void)reason;
    (void)reserved;
    return TRUE;
}
