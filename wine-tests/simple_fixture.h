/*
 * simple_fixture.h - the profile of store_fixture.h as the default one, for programs of Simple
 * MAPI, which start neither MAPI nor COM
 */
#pragma once
#include "store_fixture.h"
#include "mapi.h"

#define ok_code(got, wanted)                                                                       \
    do {                                                                                           \
        ULONG code_ = (got);                                                                       \
        ok(code_ == (wanted), "%s: got %lu, expected %s\n", #got, code_, #wanted);                 \
    } while (0)

__attribute__((unused)) static void begin_simple(const char *name)
{
    IProfAdmin *admin = NULL;

    GetTempPathA(sizeof(path) - 32, path);
    strcat(path, name);
    remove_store();
    MAPIInitialize(NULL);
    ok_hr(make_profile("MSUPST MS", path), S_OK);
    ok_hr(MAPIAdminProfiles(0, &admin), S_OK);
    if (admin) {
        ok_hr(admin->lpVtbl->SetDefaultProfile(admin, (LPTSTR) "omstore", 0), S_OK);
        admin->lpVtbl->Release(admin);
    }
    MAPIUninitialize();
}

__attribute__((unused)) static void end_simple(void)
{
    MAPIInitialize(NULL);
    drop_profile();
    remove_store();
    MAPIUninitialize();
}

/* A new file with these bytes. */
__attribute__((unused)) static void write_file(char *file, const char *name, const char *text)
{
    HANDLE handle;
    DWORD n;

    GetTempPathA(MAX_PATH, file);
    strcat(file, name);
    handle = CreateFileA(file, GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, 0, NULL);
    ok(handle != INVALID_HANDLE_VALUE, "%s: error %lu\n", file, GetLastError());
    ok(WriteFile(handle, text, (DWORD)strlen(text), &n, NULL), "not written\n");
    CloseHandle(handle);
}
