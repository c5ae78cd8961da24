/*
 * wine.h - whether Windows is Wine, for the few functions that Wine has and that do nothing there
 */
#pragma once
#include <stdbool.h>
#include <windows.h>

/* A Wine that is told to hide what it exports is known by the key that its configuration lies in.
 * Whoever has such a key on Windows is served as under Wine, which is right there, too. */
static inline bool is_wine(void)
{
    HMODULE ntdll = GetModuleHandleW(L"ntdll.dll");
    HKEY key;

    if (ntdll && GetProcAddress(ntdll, "wine_get_version")) return true;
    if (RegOpenKeyExW(HKEY_CURRENT_USER, L"Software\\Wine", 0, KEY_QUERY_VALUE, &key)) return false;
    RegCloseKey(key);
    return true;
}
