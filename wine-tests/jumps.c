/*
 * jumps.c - mapi32.dll leads every call to the msmapi32.dll beside it, and fails well when there is
 * none
 */
#include "harness.h"
#include "mapix.h"
#include "mapiutil.h"
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

static WCHAR own_folder[MAX_PATH]; /* with \ at its end: both DLLs lie here */

/*
 * A new folder with copies of the DLLs, so that they are loaded for the first time. mapi32.dll gets
 * another name there: Wine would load its own DLL instead of any mapi32.dll.
 */
struct copies {
    WCHAR folder[MAX_PATH];
    WCHAR mapi32[MAX_PATH + 16];
    WCHAR msmapi32[MAX_PATH + 16];
};

static void start(struct copies *copies, bool with_subsystem)
{
    WCHAR temp[MAX_PATH], from[MAX_PATH + 16];

    GetTempPathW(MAX_PATH, temp);
    ok(GetTempFileNameW(temp, L"jmp", 0, copies->folder), "no name, error %lu\n", GetLastError());
    DeleteFileW(copies->folder);
    ok(CreateDirectoryW(copies->folder, NULL), "no folder, error %lu\n", GetLastError());
    swprintf(copies->mapi32, MAX_PATH + 16, L"%ls\\jumps32.dll", copies->folder);
    swprintf(copies->msmapi32, MAX_PATH + 16, L"%ls\\msmapi32.dll", copies->folder);
    swprintf(from, MAX_PATH + 16, L"%lsmapi32.dll", own_folder);
    ok(CopyFileW(from, copies->mapi32, TRUE), "no mapi32.dll to copy, error %lu\n", GetLastError());
    swprintf(from, MAX_PATH + 16, L"%lsmsmapi32.dll", own_folder);
    if (with_subsystem)
        ok(CopyFileW(from, copies->msmapi32, TRUE), "no msmapi32.dll to copy, error %lu\n",
           GetLastError());
}

/* Files of DLLs that are still loaded stay behind. */
static void end(struct copies *copies)
{
    DeleteFileW(copies->mapi32);
    DeleteFileW(copies->msmapi32);
    RemoveDirectoryW(copies->folder);
}

static void *symbol(HMODULE dll, const char *name)
{
    void *found = (void *)(ULONG_PTR)GetProcAddress(dll, name);

    if ((ULONG_PTR)name > 0xffff) ok(found != NULL, "no %s\n", name);
    else ok(found != NULL, "no %u\n", (unsigned)(ULONG_PTR)name);
    return found;
}

typedef HRESULT(STDAPICALLTYPE *monitor_function)(IMAPIInitMonitor **);
typedef SCODE(STDAPICALLTYPE *init_function)(ULONG);
typedef HRESULT(STDAPICALLTYPE *sink_function)(LPNOTIFCALLBACK, LPVOID, LPMAPIADVISESINK *);

static LONG STDAPICALLTYPE on_notify(void *context, ULONG count, NOTIFICATION *notifications)
{
    (void)count;
    (void)notifications;
    ++*(int *)context;
    return 0;
}

/* 1.1-10 */
static void a_first_call_arrives_with_all_its_arguments(void)
{
    struct copies copies;
    HMODULE dll;

    start(&copies, true);
    dll = LoadLibraryW(copies.mapi32);
    ok(dll != NULL, "not loaded, error %lu\n", GetLastError());
    if (dll) {
        sink_function make = symbol(dll, "HrAllocAdviseSink");
        IMAPIInitMonitor *monitor = NULL;
        IMAPIAdviseSink *sink = NULL;
        NOTIFICATION news = {.ulEventType = fnevNewMail};
        monitor_function monitors;
        int calls = 0;
        HRESULT hr;

        ok(!GetModuleHandleW(copies.msmapi32), "msmapi32.dll is there before the first call\n");
        SetLastError(4711);
        hr = make(on_notify, &calls, &sink);
        ok(hr == S_OK && sink, "got %#lx\n", hr);
        ok(GetLastError() == 4711, "the last error became %lu\n", GetLastError());
        ok(GetModuleHandleW(copies.msmapi32) != NULL,
           "it was not the msmapi32.dll beside mapi32.dll\n");
        if (sink) {
            sink->lpVtbl->OnNotify(sink, 1, &news);
            ok(calls == 1, "got %d calls\n", calls);
            sink->lpVtbl->Release(sink);
        }
        monitors = symbol(dll, "CreateMapiInitializationMonitor@4");
        hr = monitors(&monitor);
        ok(hr == S_OK && monitor, "got %#lx\n", hr);
        if (monitor) monitor->lpVtbl->Release(monitor);
        hr = monitors(NULL);
        ok(hr == E_INVALIDARG, "got %#lx\n", hr);
    }
    end(&copies);
}

static void both_names_of_a_function_are_one(void)
{
    struct copies copies;
    HMODULE dll;

    start(&copies, true);
    dll = LoadLibraryW(copies.mapi32);
    ok(dll != NULL, "not loaded, error %lu\n", GetLastError());
    if (dll) {
        ok(symbol(dll, "MAPIInitialize") == symbol(dll, "MAPIInitialize@4"),
           "MAPIInitialize is two\n");
        ok(symbol(dll, "MAPIInitialize") == symbol(dll, MAKEINTRESOURCEA(20)), "20 is another\n");
        ok(symbol(dll, "HrQueryAllRows@24") == symbol(dll, MAKEINTRESOURCEA(75)),
           "75 is another\n");
        ok(!GetProcAddress(dll, "MAPIGetNetscapeVersion"), "MAPIGetNetscapeVersion is exported\n");
        ok(!GetProcAddress(dll, "MAPI_NSCP_SynchronizeClient"),
           "MAPI_NSCP_SynchronizeClient is exported\n");
    }
    end(&copies);
}

/* ---- many threads at once ---- */

static struct {
    HANDLE go;
    init_function function;
    LONG right;
} crowd;

static DWORD WINAPI one_of_the_crowd(void *unused)
{
    (void)unused;
    WaitForSingleObject(crowd.go, 10000);
    if (crowd.function(0xffff) == MAPI_E_UNKNOWN_FLAGS) InterlockedIncrement(&crowd.right);
    return 0;
}

static void threads_may_all_be_first(void)
{
    struct copies copies;
    HANDLE threads[16];
    HMODULE dll;

    start(&copies, true);
    dll = LoadLibraryW(copies.mapi32);
    ok(dll != NULL, "not loaded, error %lu\n", GetLastError());
    if (dll) {
        crowd.function = symbol(dll, "ScInitMapiUtil");
        crowd.go = CreateEventW(NULL, TRUE, FALSE, NULL);
        for (int i = 0; i < 16; i++)
            threads[i] = CreateThread(NULL, 0, one_of_the_crowd, NULL, 0, NULL);
        SetEvent(crowd.go);
        ok(WaitForMultipleObjects(16, threads, TRUE, 20000) == WAIT_OBJECT_0, "a thread hangs\n");
        for (int i = 0; i < 16; i++) CloseHandle(threads[i]);
        CloseHandle(crowd.go);
        ok(crowd.right == 16, "%ld of 16 got the right answer\n", crowd.right);
    }
    end(&copies);
}

/* ---- alone ---- */

#ifdef __i386__
/* Calls a function with n arguments, all 0; *popped: bytes it took off the stack. */
static ULONG call(void *function, int n, int *popped)
{
    ULONG result;
    int left;

    __asm__ __volatile__("movl %%esp, %%esi\n\t"
                         "jmp 2f\n\t"
                         "1: pushl $0\n\t"
                         "decl %%ecx\n\t"
                         "2: testl %%ecx, %%ecx\n\t"
                         "jnz 1b\n\t"
                         "movl %%esp, %%edi\n\t"
                         "call *%%eax\n\t"
                         "subl %%esp, %%edi\n\t"
                         "movl %%esi, %%esp\n\t"
                         "negl %%edi"
                         : "=a"(result), "=D"(left), "+c"(n)
                         : "0"(function)
                         : "esi", "edx", "memory", "cc");
    *popped = left;
    return result;
}
#else
static ULONG call(void *function, int n, int *popped)
{
    ULONG_PTR (*any)
    (ULONG_PTR, ULONG_PTR, ULONG_PTR, ULONG_PTR, ULONG_PTR, ULONG_PTR, ULONG_PTR, ULONG_PTR,
     ULONG_PTR, ULONG_PTR, ULONG_PTR, ULONG_PTR) = function;

    *popped = 4 * n; /* the caller's business here */
    return (ULONG)any(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
}
#endif

/* 1.9-13 */
static void without_msmapi32_each_call_fails_and_pops_its_arguments(void)
{
    static const struct {
        const char *name;
        int bytes;
        ULONG answer;
    } known[] = {
        {"MAPILogonEx", 20, MAPI_E_CALL_FAILED},
        {"MAPIInitialize", 4, MAPI_E_CALL_FAILED},
        {"MAPIAllocateBuffer", 8, MAPI_E_CALL_FAILED},
        {"HrQueryAllRows@24", 24, MAPI_E_CALL_FAILED},
        {"HrDoABDetailsWithExchangeContext", 48, MAPI_E_CALL_FAILED},
        {"MAPISendMail", 20, 2 /* MAPI_E_FAILURE */},
        {"MAPILogon", 24, 2},
        {"MAPIAddress", 44, 2},
        {"MAPISendDocuments", 20, 2},
        {"MAPISendMailW", 20, 2},
        {"BMAPIAddress", 40, 2},
        {"cmc_logon", 36, 24 /* CMC_E_SERVICE_UNAVAILABLE */},
        {"cmc_free", 4, 24},
        {"FBadPropTag", 4, 1},
        {"MAPIGetDefaultMalloc", 0, 0},
        {"UlRelease", 4, 0},
        {"FGetComponentPath", 20, 0},
        {"DllGetClassObject", 12, CLASS_E_CLASSNOTAVAILABLE},
        {"DllCanUnloadNow", 0, S_OK},
        {"LAUNCHWIZARD", 20, MAPI_E_CALL_FAILED},
        {"ScMAPIXFromSMAPI", 16, MAPI_E_CALL_FAILED},
        {"MSProviderInit", 0, MAPI_E_CALL_FAILED},
    };
    const IMAGE_EXPORT_DIRECTORY *exports;
    const IMAGE_NT_HEADERS *nt;
    struct copies copies;
    const DWORD *names;
    BYTE *image;
    HMODULE dll;
    int popped;

    start(&copies, false);
    dll = LoadLibraryW(copies.mapi32);
    ok(dll != NULL, "not loaded, error %lu\n", GetLastError());
    if (!dll) return;

    for (unsigned i = 0; i < sizeof(known) / sizeof(*known); i++) {
        void *function = symbol(dll, known[i].name);

        for (int again = 0; function && again < 2; again++) {
            ULONG answer = call(function, known[i].bytes / 4, &popped);

            ok(answer == known[i].answer, "%s answers %#lx\n", known[i].name, answer);
            ok(popped == known[i].bytes, "%s pops %d bytes\n", known[i].name, popped);
        }
    }

    /* every export whose name tells its bytes */
    image = (BYTE *)dll;
    nt = (const IMAGE_NT_HEADERS *)(image + ((const IMAGE_DOS_HEADER *)image)->e_lfanew);
    exports = (const IMAGE_EXPORT_DIRECTORY *)(image +
                                               nt->OptionalHeader.DataDirectory[0].VirtualAddress);
    names = (const DWORD *)(image + exports->AddressOfNames);
    for (DWORD i = 0; i < exports->NumberOfNames; i++) {
        const char *name = (const char *)image + names[i], *at = strchr(name, '@');

        if (!at) continue;
        call(symbol(dll, name), atoi(at + 1) / 4, &popped);
        ok(popped == atoi(at + 1), "%s pops %d bytes\n", name, popped);
    }
    ok(!GetModuleHandleW(copies.msmapi32), "where does msmapi32.dll come from?\n");

    /* It comes after all: the next call finds it. */
    {
        WCHAR from[MAX_PATH + 16];
        SCODE sc;

        swprintf(from, MAX_PATH + 16, L"%lsmsmapi32.dll", own_folder);
        ok(CopyFileW(from, copies.msmapi32, TRUE), "no msmapi32.dll to copy, error %lu\n",
           GetLastError());
        sc = ((init_function)symbol(dll, "ScInitMapiUtil"))(0xffff);
        ok(sc == MAPI_E_UNKNOWN_FLAGS, "got %#lx\n", sc);
    }
    end(&copies);
}

START_TEST(jumps)
{
    GetModuleFileNameW(NULL, own_folder, MAX_PATH);
    *(wcsrchr(own_folder, L'\\') + 1) = 0;
    RUN(a_first_call_arrives_with_all_its_arguments);
    RUN(both_names_of_a_function_are_one);
    RUN(threads_may_all_be_first);
    RUN(without_msmapi32_each_call_fails_and_pops_its_arguments);
}
