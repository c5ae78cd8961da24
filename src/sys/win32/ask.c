/*
 * ask.c - one question to the user, in a message box
 */
#include <windows.h>
#include "sys/ask.h"

/* A service's windows are on a window station that nobody sees. */
static bool somebody_sees(void)
{
    USEROBJECTFLAGS flags = {0};
    HWINSTA station = GetProcessWindowStation();

    return station && GetUserObjectInformationW(station, UOI_FLAGS, &flags, sizeof(flags), NULL) &&
           flags.dwFlags & WSF_VISIBLE;
}

bool sys_ask(ULONG_PTR parent, const WCHAR *title, const WCHAR *question)
{
    HWND window = (HWND)parent;

    if (!somebody_sees()) return true;
    if (!IsWindow(window)) window = NULL;
    return MessageBoxW(window, question, title,
                       MB_YESNO | MB_ICONQUESTION | (window ? 0 : MB_SETFOREGROUND)) == IDYES;
}
