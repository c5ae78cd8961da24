/*
 * wine.h - whether Windows is Wine, for the few functions that Wine has and that do nothing there
 */
#pragma once
#include <stdbool.h>
#include <windows.h>

static inline bool is_wine(void)
{
    HMODULE ntdll = GetModuleHandleW(L"ntdll.dll");

    return ntdll && GetProcAddress(ntdll, "wine_get_version");
}
