/*
 * harness.c - counts checks and tests, and says it in TAP
 */
#include "harness.h"
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

int harness_argc;
char **harness_argv;

static struct {
    const char *name; /* the test that runs, or NULL between tests */
    LONG checks;
    LONG failures;
    LONG skips;
} now;

static struct {
    LONG tests;
    LONG passed;
    LONG failed;
    LONG skipped;
    LONG checks;
} all;

static bool child;
static bool untidy; /* what is left is meant */
static const char *only;
static CRITICAL_SECTION output;
static __thread int todo_depth; /* > 0: a failure is expected on this thread */

bool harness_wine(void)
{
    static int known = -1;

    if (known < 0)
        known = GetProcAddress(GetModuleHandleA("ntdll.dll"), "wine_get_version") != NULL;
    return known;
}

static const char *short_name(const char *file)
{
    const char *slash = strrchr(file, '/');

    return slash ? slash + 1 : file;
}

static void say(const char *kind, const char *file, int line, const char *format, va_list args)
{
    EnterCriticalSection(&output);
    printf("# %s:%d: %s", short_name(file), line, kind);
    vprintf(format, args);
    fflush(stdout);
    LeaveCriticalSection(&output);
}

void harness_check(bool passed, const char *file, int line, const char *format, ...)
{
    va_list args;

    InterlockedIncrement(&now.checks);
    if (todo_depth ? !passed : passed) return;
    InterlockedIncrement(&now.failures);
    va_start(args, format);
    say(todo_depth ? "passed, though marked as todo: " : "failed: ", file, line, format, args);
    va_end(args);
}

void harness_skip(bool fails_on_wine, const char *file, int line, const char *format, ...)
{
    va_list args;

    InterlockedIncrement(fails_on_wine && harness_wine() ? &now.failures : &now.skips);
    va_start(args, format);
    say(fails_on_wine && harness_wine() ? "must not be skipped: " : "skipped: ", file, line, format,
        args);
    va_end(args);
}

void harness_trace(const char *file, int line, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    say("", file, line, format, args);
    va_end(args);
}

void harness_todo_begin(bool applies)
{
    todo_depth = (todo_depth << 1) | applies; /* one bit a level; a level inside a todo stays one */
    if (todo_depth >> 1) todo_depth |= 1;
}

bool harness_todo_end(void)
{
    todo_depth >>= 1;
    return false;
}

static void finish(const char *name, const char *remark)
{
    bool empty = !now.checks && !now.skips && !now.failures;

    all.tests++;
    all.checks += now.checks;
    if (empty) printf("# %s checked nothing\n", name);
    if (now.failures || empty) {
        all.failed++;
        printf("not ok %ld - %s%s\n", all.tests, name, remark);
    } else if (!now.checks) {
        all.skipped++;
        printf("ok %ld - %s # SKIP\n", all.tests, name);
    } else {
        all.passed++;
        printf("ok %ld - %s\n", all.tests, name);
    }
    fflush(stdout);
    memset(&now, 0, sizeof(now));
}

void harness_run(const char *name, void (*test)(void))
{
    if (only && !strstr(name, only)) return;
    if (now.checks) finish("(before the first test)", "");
    now.name = name;
    test();
    finish(name, "");
}

/* ---- what msmapi32.dll has left: src/com/alive.h ---- */

static const GUID IID_alive = {0x4f70656e, 0x4d41, 0x5049, {0xa1, 0x1f, 0xe0, 0, 0, 0, 0xc0, 0xde}};

struct alive {
    const struct {
        HRESULT(STDMETHODCALLTYPE *QueryInterface)(void *, const GUID *, void **);
        ULONG(STDMETHODCALLTYPE *AddRef)(void *);
        ULONG(STDMETHODCALLTYPE *Release)(void *);
        LONG(STDMETHODCALLTYPE *Blocks)(void *);
        LONG(STDMETHODCALLTYPE *Objects)(void *);
        void(STDMETHODCALLTYPE *Each)(void *,
                                      void(STDMETHODCALLTYPE *)(void *, const void *, ULONG),
                                      void *);
    } *vtbl;
};

static struct alive *alive(void)
{
    struct alive *(STDAPICALLTYPE *get_malloc)(void);
    HMODULE dll = GetModuleHandleA("msmapi32.dll");
    struct alive *found = NULL;
    void *malloc;

    *(FARPROC *)&get_malloc = dll ? GetProcAddress(dll, "MAPIGetDefaultMalloc@0") : NULL;
    if (!get_malloc) return NULL;
    malloc = get_malloc();
    ((struct alive *)malloc)->vtbl->QueryInterface(malloc, &IID_alive, (void **)&found);
    return found;
}

LONG harness_blocks(void)
{
    struct alive *a = alive();

    return a ? a->vtbl->Blocks(a) : -1;
}

static void STDMETHODCALLTYPE show_block(void *context, const void *block, ULONG bytes)
{
    void *const *words = block;
    int *shown = context;

    if (++*shown > 40) return;
    printf("#   %lu bytes:", bytes);
    for (ULONG i = 0; i < 6 && (i + 1) * sizeof(void *) <= bytes; i++) printf(" %p", words[i]);
    printf("\n");
}

/* True when nothing is left, or nobody can tell. */
static bool nothing_is_left(void)
{
    struct alive *a = alive();
    int shown = 0;

    if (!a || (!a->vtbl->Blocks(a) && !a->vtbl->Objects(a))) return true;
    printf("# %ld blocks are left, %ld of them objects (words relative to msmapi32.dll at %p):\n",
           a->vtbl->Blocks(a), a->vtbl->Objects(a), (void *)GetModuleHandleA("msmapi32.dll"));
    a->vtbl->Each(a, show_block, &shown);
    return false;
}

static int summary(void)
{
    printf("1..%ld\n%ld passed, %ld failed, %ld skipped (%ld checks)\n", all.tests, all.passed,
           all.failed, all.skipped, all.checks);
    fflush(stdout);
    return all.failed || !all.tests;
}

static LONG WINAPI crashed(EXCEPTION_POINTERS *exception)
{
    const EXCEPTION_RECORD *record = exception->ExceptionRecord;
    char module[MAX_PATH] = "?";
    HMODULE base = NULL;

    GetModuleHandleExA(GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS |
                           GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT,
                       (const char *)record->ExceptionAddress, &base);
    GetModuleFileNameA(base, module, sizeof(module));
    printf("# crash: exception %#lx in %s at +%#llx\n", record->ExceptionCode, module,
           (unsigned long long)((char *)record->ExceptionAddress - (char *)base));
    InterlockedIncrement(&now.failures);
    if (!child) {
        finish(now.name ? now.name : "(outside a test)", " # crashed");
        summary();
    }
    fflush(stdout);
    TerminateProcess(GetCurrentProcess(), 3);
    return EXCEPTION_CONTINUE_SEARCH;
}

bool harness_start(WCHAR *line, bool inherit, const WCHAR *folder, STARTUPINFOW *start,
                   PROCESS_INFORMATION *process)
{
    BOOL made = FALSE;

    fflush(stdout);
    for (int i = 0; i < 4 && !made; i++) {
        made = CreateProcessW(NULL, line, NULL, NULL, inherit, 0, NULL, folder, start, process);
        if (made || !harness_wine() || GetLastError() != ERROR_INTERNAL_ERROR) break;
        trace("Wine failed to start %ls\n", line);
    }
    ok(made, "cannot start %ls: error %lu\n", line, GetLastError());
    return made;
}

bool harness_spawn(const char *arguments, PROCESS_INFORMATION *process)
{
    STARTUPINFOW start = {.cb = sizeof(start)};
    WCHAR program[MAX_PATH];
    WCHAR line[MAX_PATH + 1024];

    GetModuleFileNameW(NULL, program, MAX_PATH);
    swprintf(line, sizeof(line) / sizeof(line[0]), L"\"%ls\" %hs", program, arguments);
    return harness_start(line, false, NULL, &start, process);
}

void harness_is_child(void)
{
    child = true;
}

void harness_leaves_things(void)
{
    untidy = true;
}

void harness_wait(PROCESS_INFORMATION *process, DWORD msec)
{
    DWORD status = STILL_ACTIVE;

    if (WaitForSingleObject(process->hProcess, msec) == WAIT_TIMEOUT) {
        ok(false, "the child did not end within %lu ms\n", msec);
        TerminateProcess(process->hProcess, 4);
    }
    GetExitCodeProcess(process->hProcess, &status);
    ok(status == 0, "the child failed, with status %lu\n", status);
    CloseHandle(process->hProcess);
    CloseHandle(process->hThread);
}

int main(int argc, char **argv)
{
    harness_argc = argc;
    harness_argv = argv;
    only = getenv("HARNESS_ONLY");
    InitializeCriticalSection(&output);
    SetErrorMode(SEM_NOGPFAULTERRORBOX | SEM_FAILCRITICALERRORS);
    SetUnhandledExceptionFilter(crashed);
    harness_main();
    if (child) return now.failures || (!untidy && !nothing_is_left());
    if (now.checks || now.failures) finish("(outside a test)", "");
    if (!only) {
        ok(nothing_is_left(), "something is left\n");
        finish("nothing_is_left_at_the_end", "");
    }
    return summary();
}
