/*
 * process.c - what this process is, and mutexes named across processes
 */
#include <windows.h>
#include <wchar.h>
#include "mapicode.h"
#include "sys/module.h"
#include "sys/process.h"

ULONG sys_process_id(void)
{
    return GetCurrentProcessId();
}

HRESULT sys_process_exe(WCHAR **out)
{
    HRESULT hr = sys_module_file(NULL, out);
    WCHAR *last;

    if (FAILED(hr)) return hr;
    last = wcsrchr(*out, '\\');
    if (last) memmove(*out, last + 1, (wcslen(last + 1) + 1) * sizeof(WCHAR));
    return S_OK;
}

/* A mutex is its handle; struct sys_mutex is never defined. */
HRESULT sys_mutex_open(const WCHAR *name, struct sys_mutex **out)
{
    *out = (struct sys_mutex *)CreateMutexW(NULL, FALSE, name);
    if (*out) return S_OK;
    return GetLastError() == ERROR_ACCESS_DENIED ? MAPI_E_NO_ACCESS : MAPI_E_NOT_ENOUGH_RESOURCES;
}

bool sys_mutex_take(struct sys_mutex *mutex, ULONG msec)
{
    DWORD got = WaitForSingleObject((HANDLE)mutex, msec);

    return got == WAIT_OBJECT_0 || got == WAIT_ABANDONED;
}

void sys_mutex_drop(struct sys_mutex *mutex)
{
    ReleaseMutex((HANDLE)mutex);
}

void sys_mutex_close(struct sys_mutex *mutex)
{
    if (mutex) CloseHandle((HANDLE)mutex);
}
