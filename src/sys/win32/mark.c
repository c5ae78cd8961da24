/*
 * win32/mark.c - marks as named events: the kernel forgets the name with the last handle
 */
#include "sys/mark.h"
#include <windows.h>
#include "mapicode.h"

/* The handle itself is the mark. */
HRESULT sys_mark_set(const WCHAR *name, struct sys_mark **out)
{
    HANDLE event = CreateEventW(NULL, TRUE, FALSE, name);

    *out = (struct sys_mark *)event;
    return event ? S_OK : MAPI_E_CALL_FAILED;
}

void sys_mark_clear(struct sys_mark *mark)
{
    if (mark) CloseHandle((HANDLE)mark);
}

bool sys_mark_exists(const WCHAR *name)
{
    HANDLE event = OpenEventW(SYNCHRONIZE, FALSE, name);

    if (!event) return GetLastError() == ERROR_ACCESS_DENIED; /* there, but another user's */
    CloseHandle(event);
    return true;
}
