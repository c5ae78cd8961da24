/*
 * dllmain.c - what the loader calls when the DLL comes and goes
 *
 * Nothing is done when it comes: some programs, and Wine's own mapi32, load us from their DllMain,
 * under the loader's lock. All start is in MAPIInitialize, all state in objects that are made at
 * first use. When it goes and the process stays, address space and handles are given back, which
 * asks no DLL but kernel32 for anything.
 */
#include <windows.h>
#include "api/gate.h"
#include "base/mem.h"
#include "sys/probe.h"

BOOL WINAPI DllMain(HINSTANCE instance, DWORD reason, LPVOID process_ends)
{
    (void)instance;
    if (reason == DLL_PROCESS_DETACH && !process_ends) {
        gate_unload();
        mem_unload();
        sys_probe_unload();
    }
    return TRUE;
}
