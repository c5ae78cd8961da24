/*
 * rounds.h - logging on and off, again and again, in one process
 */
#pragma once
#include "session_fixture.h"
#include <tlhelp32.h>

static const ULONG round_flags[] = {
    MAPI_EXTENDED | MAPI_NEW_SESSION,
    MAPI_EXTENDED | MAPI_ALLOW_OTHERS,
    MAPI_EXTENDED | MAPI_NEW_SESSION | MAPI_NO_MAIL,
    MAPI_EXTENDED | MAPI_NEW_SESSION | MAPI_ALLOW_OTHERS,
};

static void one_round(ULONG flags)
{
    SizedSPropTagArray(1, tags) = {1, {PR_ENTRYID}};
    IMAPISession *session = log_on(flags), *joined = NULL;
    IMAPITable *table = NULL;
    IMsgStore *store = NULL;
    IAddrBook *book = NULL;
    SRowSet *rows = NULL;

    if (!session) return;
    if (flags & MAPI_ALLOW_OTHERS) ok_hr(MAPILogonEx(0, NULL, NULL, MAPI_EXTENDED, &joined), S_OK);
    ok_hr(session->lpVtbl->GetMsgStoresTable(session, 0, &table), S_OK);
    ok_hr(HrQueryAllRows(table, (SPropTagArray *)&tags, NULL, NULL, 0, &rows), S_OK);
    for (ULONG i = 0; rows && i < rows->cRows; i++) {
        const SBinary *eid = &rows->aRow[i].lpProps[0].Value.bin;

        ok_hr(session->lpVtbl->OpenMsgStore(session, 0, eid->cb, (ENTRYID *)eid->lpb, NULL,
                                            MDB_NO_MAIL | MDB_NO_DIALOG, &store),
              S_OK);
        if (store) store->lpVtbl->Release(store);
        store = NULL;
    }
    FreeProws(rows);
    table->lpVtbl->Release(table);
    ok_hr(session->lpVtbl->GetStatusTable(session, 0, &table), S_OK);
    table->lpVtbl->Release(table);
    ok_hr(session->lpVtbl->OpenAddressBook(session, 0, NULL, AB_NO_DIALOG, &book), S_OK);
    book->lpVtbl->Release(book);
    if (joined) log_off(joined);
    log_off(session);
}

struct footprint {
    DWORD handles, threads, keys;
    LONG blocks;
};

static DWORD keys_below(HKEY key)
{
    DWORD all = 1;
    char name[256];
    HKEY child;

    for (DWORD i = 0; !RegEnumKeyA(key, i, name, sizeof(name)); i++) {
        if (RegOpenKeyExA(key, name, 0, KEY_READ, &child)) continue;
        all += keys_below(child);
        RegCloseKey(child);
    }
    return all;
}

static struct footprint footprint(void)
{
    static const char profiles[] =
        "Software\\Microsoft\\Windows NT\\CurrentVersion\\Windows Messaging Subsystem\\Profiles";
    HANDLE snapshot = CreateToolhelp32Snapshot(TH32CS_SNAPTHREAD, 0);
    THREADENTRY32 thread = {.dwSize = sizeof(thread)};
    struct footprint now = {.blocks = harness_blocks()};
    HKEY key;

    for (BOOL more = Thread32First(snapshot, &thread); more; more = Thread32Next(snapshot, &thread))
        now.threads += thread.th32OwnerProcessID == GetCurrentProcessId();
    CloseHandle(snapshot);
    if (!RegOpenKeyExA(HKEY_CURRENT_USER, profiles, 0, KEY_READ, &key)) {
        now.keys = keys_below(key);
        RegCloseKey(key);
    }
    GetProcessHandleCount(GetCurrentProcess(), &now.handles);
    return now;
}

/* Nothing is left of a round: memory, handles, threads, registry keys. The times are for the
 * reader. */
static void run_rounds(int rounds)
{
    enum {
        WARM = 8,
        SLICE = 100
    };
    struct footprint before, after;
    DWORD began, first = 0, last = 0;

    MAPIInitialize(NULL);
    make_profile(true);
    for (int i = 0; i < WARM; i++)
        one_round(round_flags[i % 4]);
    forget();
    before = footprint();
    for (int i = 0; i < rounds; i++) {
        began = GetTickCount();
        one_round(round_flags[i % 4]);
        if (i < SLICE) first += GetTickCount() - began;
        if (i >= rounds - SLICE) last += GetTickCount() - began;
        forget();
    }
    after = footprint();
    /* threads that listened to other processes, or logged off, may be on their way out, as some may
     * have been before */
    for (int i = 0; i < 1000 && after.threads > before.threads; i++) {
        Sleep(10);
        after = footprint();
    }
    ok(after.blocks == before.blocks, "%ld blocks are left\n", after.blocks - before.blocks);
    ok(after.handles == before.handles, "%ld handles are left\n",
       (long)(after.handles - before.handles));
    ok(after.threads <= before.threads, "%ld threads are left\n",
       (long)(after.threads - before.threads));
    ok(after.keys == before.keys && before.keys > 3, "%lu registry keys, before it were %lu\n",
       after.keys, before.keys);
    ok(alive() == 0, "%ld objects of the provider are left\n", alive());
    trace("%d rounds: the first %d took %lu ms, the last %lu ms\n", rounds, SLICE, first, last);
    MAPIUninitialize();
}
