/*
 * both_files.c - a 64-bit and a 32-bit program see each other's file locks and mapped memory
 *
 * What a store file used by both stands on. The two share no kernel object (under Wine each has a
 * server of its own), so they wait for each other by looking at a mapped file.
 */
#include "harness.h"
#include <stdlib.h>

enum { LOCKED = 1, TRIED = 2, UNLOCKED = 3, TAKEN = 4 };

static volatile LONG *steps; /* in memory that is a file */
static HANDLE file;
static const bool first = sizeof(void *) == 8; /* the 64-bit program begins */

static HANDLE open_shared(const char *name)
{
    char path[MAX_PATH];

    snprintf(path, sizeof(path), "%s\\%s", getenv("OPENMAPI_SHARED"), name);
    return CreateFileA(path, GENERIC_READ | GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_WRITE, NULL,
                       OPEN_ALWAYS, FILE_ATTRIBUTE_NORMAL, NULL);
}

static void wait_for(LONG step)
{
    for (int i = 0; *steps < step && i < 3000; i++) Sleep(10);
    ok(*steps >= step, "the other program did not come to step %ld, it is at %ld\n", step, *steps);
}

static bool lock(void)
{
    OVERLAPPED where = {.Offset = 0x40000000}; /* behind the end of the file, where SQLite locks */

    return LockFileEx(file, LOCKFILE_EXCLUSIVE_LOCK | LOCKFILE_FAIL_IMMEDIATELY, 0, 1, 0, &where);
}

static void a_lock_keeps_the_other_out(void)
{
    OVERLAPPED where = {.Offset = 0x40000000};

    if (first) {
        ok(lock(), "cannot lock: error %lu\n", GetLastError());
        *steps = LOCKED;
        wait_for(TRIED);
        ok(UnlockFileEx(file, 0, 1, 0, &where), "cannot unlock: error %lu\n", GetLastError());
        *steps = UNLOCKED;
        wait_for(TAKEN);
        ok(!lock(), "locked what the other holds\n");
        *steps = TAKEN + 1;
    } else {
        wait_for(LOCKED);
        ok(!lock(), "locked what the other holds\n");
        *steps = TRIED;
        wait_for(UNLOCKED);
        ok(lock(), "cannot lock: error %lu\n", GetLastError());
        *steps = TAKEN;
        wait_for(TAKEN + 1);
    }
}

START_TEST(both_files)
{
    HANDLE memory, map;

    memory = open_shared("steps");
    file = open_shared("locked");
    map = CreateFileMappingA(memory, NULL, PAGE_READWRITE, 0, 4096, NULL);
    steps = map ? MapViewOfFile(map, FILE_MAP_ALL_ACCESS, 0, 0, 4096) : NULL;
    ok(file != INVALID_HANDLE_VALUE && steps, "no shared files: error %lu\n", GetLastError());
    if (steps) RUN(a_lock_keeps_the_other_out);
}
