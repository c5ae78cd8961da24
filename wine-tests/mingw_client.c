/*
 * mingw_client.c - a program as MinGW-w64 links it: against its own libmapi32.a, which names
 * mapi32.dll
 *
 * stub.c starts it beside our mapi32.dll, with Wine told to take that one. HrQueryAllRows and
 * FreeProws come as that library spells them.
 */
#include "client_walk.h"

START_TEST(mingw_client)
{
    const struct mapi m = {MAPIInitialize,    MAPIUninitialize,   MAPILogonEx,
                           MAPIAdminProfiles, MAPIAllocateBuffer, MAPIAllocateMore,
                           MAPIFreeBuffer,    HrQueryAllRows,     FreeProws};
    char path[MAX_PATH] = "";

    harness_is_child();
    GetModuleFileNameA(GetModuleHandleA("mapi32.dll"), path, sizeof(path));
    ok(memcmp((char *)GetModuleHandleA("mapi32.dll") + 0x40, "Wine builtin DLL", 16),
       "%s is Wine's own\n", path);
    walk(&m, true);
    ok(GetModuleHandleA("msmapi32.dll") != NULL, "the subsystem is not loaded\n");
}
