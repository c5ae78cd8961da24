/*
 * conformance.c - Wine's own tests of mapi32, which were made to pass with Microsoft's, pass with
 * our mapi32.dll
 *
 * winetest_mapi32.exe (subprojects/packagefiles/wine) is run as the programs of users are: our
 * mapi32.dll lies beside it.
 */
#include <stdlib.h>
#include <string.h>
#include "harness.h"

#define PROGRAM     "winetest_mapi32.exe"
#define OUTPUT_MOST 65536

static char output[OUTPUT_MOST + 1];

/* Wine takes its own mapi32.dll unless it is told; Windows takes the one beside the program. */
static void ask_for_ours(void)
{
    HKEY key;

    ok(!RegCreateKeyA(HKEY_CURRENT_USER, "Software\\Wine\\AppDefaults\\" PROGRAM "\\DllOverrides",
                      &key),
       "no key\n");
    ok(!RegSetValueExA(key, "mapi32", 0, REG_SZ, (const BYTE *)"native", 7), "no value\n");
    RegCloseKey(key);
}

/* All it prints, cut at OUTPUT_MOST, until it ends. */
static void read_all(HANDLE pipe)
{
    DWORD got, all = 0;
    char rest[4096];

    while (all < OUTPUT_MOST && ReadFile(pipe, output + all, OUTPUT_MOST - all, &got, NULL) && got)
        all += got;
    output[all] = 0;
    while (ReadFile(pipe, rest, sizeof(rest), &got, NULL) && got)
        ;
}

static bool run_program(const char *test)
{
    SECURITY_ATTRIBUTES inherited = {.nLength = sizeof(inherited), .bInheritHandle = TRUE};
    STARTUPINFOW start = {.cb = sizeof(start), .dwFlags = STARTF_USESTDHANDLES};
    PROCESS_INFORMATION child;
    HANDLE from, to;
    WCHAR line[MAX_PATH * 2], folder[MAX_PATH];
    DWORD status = 0;

    GetModuleFileNameW(NULL, folder, MAX_PATH);
    wcsrchr(folder, '\\')[1] = 0;
    swprintf(line, sizeof(line) / sizeof(line[0]), L"\"%ls" PROGRAM "\" %hs", folder, test);
    if (!CreatePipe(&from, &to, &inherited, 0)) return false;
    SetHandleInformation(from, HANDLE_FLAG_INHERIT, 0);
    start.hStdOutput = start.hStdError = to;
    if (!harness_start(line, true, NULL, &start, &child)) return false;
    CloseHandle(to);
    read_all(from);
    CloseHandle(from);
    WaitForSingleObject(child.hProcess, 60000);
    GetExitCodeProcess(child.hProcess, &status);
    CloseHandle(child.hThread);
    CloseHandle(child.hProcess);
    ok(status == 0, "%s: exit status %lu\n", test, status);
    return true;
}

/* "1234:prop: 327838 tests executed (0 marked as todo, 0 as flaky, 0 failures), 0 skipped." */
static void expect_all_passed(const char *test, long least)
{
    char *summary, *line = output;
    long executed = 0, todo = -1, flaky = -1, failures = -1, skipped = -1;

    if (!run_program(test)) return;
    summary = strstr(output, " tests executed");
    while (summary && summary > output && summary[-1] != ' ')
        summary--;
    ok(summary &&
           sscanf(
               summary,
               "%ld tests executed (%ld marked as todo, %ld as flaky, %ld failures), %ld skipped",
               &executed, &todo, &flaky, &failures, &skipped) == 5,
       "%s: no summary\n", test);
    ok(executed >= least, "%s: %ld tests executed, expected %ld\n", test, executed, least);
    ok(!todo && !flaky && !failures && !skipped,
       "%s: %ld todo, %ld flaky, %ld failures, %ld skipped\n", test, todo, flaky, failures,
       skipped);
    for (int i = 0; failures > 0 && line && i < 40; i++) {
        char *end = strchr(line, '\n');

        if (end) *end = 0;
        trace("%s\n", line);
        line = end ? end + 1 : NULL;
    }
}

static void imalloc_is_as_microsofts(void)
{
    expect_all_passed("imalloc", 7);
}

static void properties_are_as_microsofts(void)
{
    expect_all_passed("prop", 327000);
}

static void utilities_are_as_microsofts(void)
{
    expect_all_passed("util", 139);
}

START_TEST(conformance)
{
    ask_for_ours();
    RUN(imalloc_is_as_microsofts);
    RUN(properties_are_as_microsofts);
    RUN(utilities_are_as_microsofts);
}
