/*
 * probe.c - is this memory there? A byte of each page is read, where a fault is told apart and
 * answered
 *
 * To ask the kernel (VirtualQuery) takes a thousand times as long as to look, so that is left for
 * what is large. A fault of ours comes at one instruction, which our exception handler knows; it
 * hears of no other. A guard page that was met gets its guard back, unlike with IsBadReadPtr.
 */
#include "sys/probe.h"
#include <windows.h>
#include <stdint.h>

#define READABLE                                                                                   \
    (PAGE_READONLY | PAGE_READWRITE | PAGE_WRITECOPY | PAGE_EXECUTE_READ |                         \
     PAGE_EXECUTE_READWRITE | PAGE_EXECUTE_WRITECOPY)
#define EXECUTABLE                                                                                 \
    (PAGE_EXECUTE | PAGE_EXECUTE_READ | PAGE_EXECUTE_READWRITE | PAGE_EXECUTE_WRITECOPY)

enum {
    PAGE = 4096,
    LARGE = 64 * PAGE
};

/* int probe_look(const void *address): 1, or 0 from the handler. cdecl on x86, the one convention
 * on x64. */
int probe_look(const void *address);
extern const char probe_load[], probe_missed[]; /* instructions in it */
#ifdef _WIN64
__asm__(".text\n"
        ".globl probe_look\n"
        "probe_look:\n"
        "    movl $1, %eax\n"
        ".globl probe_load\n"
        "probe_load:\n"
        "    testb %al, (%rcx)\n"
        "    ret\n"
        ".globl probe_missed\n"
        "probe_missed:\n"
        "    xorl %eax, %eax\n"
        "    ret\n");
#    define INSTRUCTION(context) (*(uintptr_t *)&(context)->Rip)
#else
__asm__(".text\n"
        ".globl _probe_look\n"
        "_probe_look:\n"
        "    movl 4(%esp), %ecx\n"
        "    movl $1, %eax\n"
        ".globl _probe_load\n"
        "_probe_load:\n"
        "    testb %al, (%ecx)\n"
        "    ret\n"
        ".globl _probe_missed\n"
        "_probe_missed:\n"
        "    xorl %eax, %eax\n"
        "    ret\n");
#    define INSTRUCTION(context) (*(uintptr_t *)&(context)->Eip)
#endif

static void guard_again(const EXCEPTION_RECORD *record)
{
    void *page = (void *)record->ExceptionInformation[1];
    MEMORY_BASIC_INFORMATION region;
    DWORD before;

    if (record->NumberParameters < 2 || !VirtualQuery(page, &region, sizeof(region))) return;
    VirtualProtect(page, 1, region.Protect | PAGE_GUARD, &before);
}

static LONG CALLBACK fault_met(EXCEPTION_POINTERS *fault)
{
    if (INSTRUCTION(fault->ContextRecord) != (uintptr_t)probe_load)
        return EXCEPTION_CONTINUE_SEARCH;
    if (fault->ExceptionRecord->ExceptionCode == STATUS_GUARD_PAGE_VIOLATION)
        guard_again(fault->ExceptionRecord);
    INSTRUCTION(fault->ContextRecord) = (uintptr_t)probe_missed;
    return EXCEPTION_CONTINUE_EXECUTION;
}

static PVOID volatile handler; /* from the first question on; NULL when there could be none */

static bool listening(void)
{
    PVOID made;

    if (handler) return true;
    made = AddVectoredExceptionHandler(TRUE, fault_met);
    if (made && InterlockedCompareExchangePointer(&handler, made, NULL))
        RemoveVectoredExceptionHandler(made);
    return handler != NULL;
}

void sys_probe_unload(void)
{
    if (handler) RemoveVectoredExceptionHandler(handler);
    handler = NULL;
}

/* The end of the region at address, or 0 when it lacks the protection. */
static uintptr_t region_end(uintptr_t address, DWORD protection)
{
    MEMORY_BASIC_INFORMATION region;

    if (!VirtualQuery((void *)address, &region, sizeof(region))) return 0;
    if (region.State != MEM_COMMIT || region.Protect & PAGE_GUARD || !(region.Protect & protection))
        return 0;
    return (uintptr_t)region.BaseAddress + region.RegionSize;
}

bool sys_readable(const void *address, size_t bytes)
{
    uintptr_t at = (uintptr_t)address, end = at + bytes;

    if (!bytes) return true;
    if (!address || end < at) return false;
    if (bytes <= LARGE && listening()) {
        for (; at < end; at = (at | (PAGE - 1)) + 1)
            if (!probe_look((const void *)at)) return false;
        return true;
    }
    while (at < end) {
        at = region_end(at, READABLE);
        if (!at) return false;
    }
    return true;
}

bool sys_callable(const void *address)
{
    return address && region_end((uintptr_t)address, EXECUTABLE);
}
