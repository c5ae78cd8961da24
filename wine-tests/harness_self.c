/*
 * harness_self.c - the harness counts what fails, so that the other tests can be believed
 */
#include "harness.h"
#include <string.h>

static DWORD status_of(const char *mode)
{
    PROCESS_INFORMATION process;
    DWORD status = 99;

    if (!harness_spawn(mode, &process)) return status;
    if (WaitForSingleObject(process.hProcess, 30000) == WAIT_OBJECT_0)
        GetExitCodeProcess(process.hProcess, &status);
    CloseHandle(process.hProcess);
    CloseHandle(process.hThread);
    return status;
}

static DWORD WINAPI fail_on_a_thread(void *unused)
{
    ok(unused != NULL, "on purpose\n");
    return 0;
}

static void child(const char *mode)
{
    HANDLE thread;

    harness_is_child();
    if (!strcmp(mode, "pass")) ok(true, "\n");
    if (!strcmp(mode, "fail")) ok(false, "on purpose\n");
    if (!strcmp(mode, "todo-fails")) todo_if(true) ok(false, "on purpose\n");
    if (!strcmp(mode, "todo-passes")) todo_if(true) ok(true, "on purpose\n");
    if (!strcmp(mode, "todo-off-fails")) todo_if(false) ok(false, "on purpose\n");
    if (!strcmp(mode, "crash")) *(volatile int *)0 = 1;
    if (!strcmp(mode, "leak")) {
        SCODE(STDAPICALLTYPE * allocate)(ULONG, void **);
        HMODULE dll = LoadLibraryA("msmapi32.dll");
        void *block;

        *(FARPROC *)&allocate = dll ? GetProcAddress(dll, "MAPIAllocateBuffer@8") : NULL;
        ok(!allocate || allocate(10, &block) == S_OK, "not allocated\n");
    }
    if (!strcmp(mode, "thread")) {
        thread = CreateThread(NULL, 0, fail_on_a_thread, NULL, 0, NULL);
        WaitForSingleObject(thread, INFINITE);
        CloseHandle(thread);
    }
}

static void a_failure_is_in_the_exit_status(void)
{
    DWORD status = status_of("pass");

    ok(status == 0, "pass: %lu\n", status);
    status = status_of("fail");
    ok(status == 1, "fail: %lu\n", status);
    status = status_of("thread");
    ok(status == 1, "a failure on another thread: %lu\n", status);
}

static void what_is_left_is_a_failure(void)
{
    HMODULE dll = LoadLibraryA("msmapi32.dll");
    DWORD status = status_of("leak");

    if (dll) ok(status == 1, "leak: %lu\n", status);
    else skip("no msmapi32.dll here\n");
    FreeLibrary(dll);
}

static void a_crash_is_a_failure(void)
{
    DWORD status = status_of("crash");

    ok(status == 3, "crash: %lu\n", status);
}

static void a_todo_must_fail(void)
{
    DWORD status = status_of("todo-fails");

    ok(status == 0, "a failing todo: %lu\n", status);
    status = status_of("todo-passes");
    ok(status == 1, "a passing todo: %lu\n", status);
    status = status_of("todo-off-fails");
    ok(status == 1, "a todo that does not apply: %lu\n", status);
}

START_TEST(harness_self)
{
    if (harness_argc > 1) {
        child(harness_argv[1]);
        return;
    }
    RUN(a_failure_is_in_the_exit_status);
    RUN(what_is_left_is_a_failure);
    RUN(a_crash_is_a_failure);
    RUN(a_todo_must_fail);
}
