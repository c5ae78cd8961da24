/*
 * ask.c - one question to the user, in a message box
 */
#include <windows.h>
#include "sys/ask.h"

bool sys_ask(ULONG_PTR parent, const WCHAR *title, const WCHAR *question)
{
    HWND window = (HWND)parent;

    if (!window || !IsWindow(window) || !IsWindowVisible(window)) return true;
    return MessageBoxW(window, question, title, MB_YESNO | MB_ICONQUESTION) == IDYES;
}
