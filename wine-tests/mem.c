/*
 * mem.c - the allocator's exports, as clients use and misuse them (contracts 1.5, 1.6)
 *
 * MAPIInitialize is never called: the allocator works without it.
 */
#include "harness.h"
#include <mapix.h>
#include <mapiutil.h>

#define ALIGN (2 * sizeof(void *))

static BYTE *buffer(ULONG bytes)
{
    void *block = NULL;
    SCODE sc = MAPIAllocateBuffer(bytes, &block);

    ok(sc == S_OK && block, "%lu bytes: got %#lx, %p\n", bytes, sc, block);
    return block;
}

static BYTE *more(ULONG bytes, void *root)
{
    void *block = NULL;
    SCODE sc = MAPIAllocateMore(bytes, root, &block);

    ok(sc == S_OK && block, "%lu more bytes: got %#lx, %p\n", bytes, sc, block);
    return block;
}

/* 1.5-01 1.5-02 1.5-03 1.5-06 1.5-16 */
static void buffers_are_aligned_and_freed_with_what_hangs_on_them(void)
{
    static const ULONG sizes[] = {1, 4, 13, 16, 100, 999, 4096, 16000, 16384, 70000, 1000000};

    for (unsigned i = 0; i < ARRAYSIZE(sizes); i++) {
        BYTE *root = buffer(sizes[i]);
        ULONG freed;

        ok(!((ULONG_PTR)root % ALIGN), "%p isn't aligned\n", root);
        memset(root, 0x11, sizes[i]);
        for (unsigned k = 0; k < ARRAYSIZE(sizes); k++) {
            BYTE *hung = more(sizes[k], root);

            ok(!((ULONG_PTR)hung % ALIGN), "%p isn't aligned\n", hung);
            memset(hung, 0x22, sizes[k]);
        }
        ok(root[0] == 0x11 && root[sizes[i] - 1] == 0x11, "overwritten\n");
        freed = MAPIFreeBuffer(root);
        ok(freed == S_OK, "got %#lx\n", freed);
    }
}

/* clients.md, memory */
static void a_buffer_of_nothing_is_a_parent(void)
{
    BYTE *root = buffer(0);

    memset(more(500, root), 1, 500);
    more(0, root);
    MAPIFreeBuffer(root);
}

/* 1.5-04 */
static void freeing_null_is_fine(void)
{
    ULONG freed = MAPIFreeBuffer(NULL);

    ok(freed == S_OK, "got %#lx\n", freed);
}

/* 1.5-10 */
static void null_arguments_are_refused(void)
{
    BYTE *root = buffer(4);
    void *out = (void *)1;
    SCODE sc;

    sc = MAPIAllocateBuffer(4, NULL);
    ok(sc == MAPI_E_INVALID_PARAMETER, "got %#lx\n", sc);
    sc = MAPIAllocateMore(4, root, NULL);
    ok(sc == MAPI_E_INVALID_PARAMETER, "got %#lx\n", sc);
    sc = MAPIAllocateMore(4, NULL, &out);
    ok(sc == MAPI_E_INVALID_PARAMETER, "got %#lx\n", sc);
    sc = MAPIReallocateBuffer(root, 4, NULL);
    ok(sc == MAPI_E_INVALID_PARAMETER, "got %#lx\n", sc);
    MAPIFreeBuffer(root);
}

/* 1.5-07 1.5-08 */
static void a_size_near_4_gb_is_refused(void)
{
    static const ULONG sizes[] = {0xffffffff, 0xfffffff8, 0xffffffe0, 0xffffff00};
    BYTE *root = buffer(4);

    for (unsigned i = 0; i < ARRAYSIZE(sizes); i++) {
        void *out = NULL;
        SCODE sc = MAPIAllocateBuffer(sizes[i], &out);

        ok(sc == MAPI_E_NOT_ENOUGH_MEMORY && !out, "%#lx bytes: got %#lx, %p\n", sizes[i], sc, out);
        sc = MAPIAllocateMore(sizes[i], root, &out);
        ok(sc == MAPI_E_NOT_ENOUGH_MEMORY && !out, "%#lx bytes: got %#lx, %p\n", sizes[i], sc, out);
    }
    MAPIFreeBuffer(root);
}

/* 1.5-05, clients.md: a rowset freed twice */
static void stale_and_foreign_pointers_are_survived(void)
{
    static const ULONG sizes[] = {0, 30, 1000, 20000, 2000000};
    BYTE here[100] = {0}, *heap = HeapAlloc(GetProcessHeap(), HEAP_ZERO_MEMORY, 100);
    void *out = NULL;
    SCODE sc;

    for (unsigned i = 0; i < ARRAYSIZE(sizes); i++) {
        BYTE *root = buffer(sizes[i]), *after;

        MAPIFreeBuffer(root);
        MAPIFreeBuffer(root);
        after = buffer(sizes[i] + 8);
        if (after != root) { /* where the memory is used again, nobody can tell */
            MAPIFreeBuffer(root);
            memset(after, 1, sizes[i] + 8);
            sc = MAPIAllocateMore(8, root, &out);
            ok(sc == MAPI_E_INVALID_PARAMETER, "got %#lx\n", sc);
        }
        MAPIFreeBuffer(after);
    }
    MAPIFreeBuffer(here + 50);
    MAPIFreeBuffer(heap + 16);
    MAPIFreeBuffer((void *)(ULONG_PTR)1);
    MAPIFreeBuffer((void *)(ULONG_PTR)0x12345678);
    MAPIFreeBuffer((void *)(ULONG_PTR)-16);
    for (unsigned i = 0; i < sizeof(here); i++)
        ok(!here[i] && !heap[i], "byte %u was written to\n", i);
    ok(HeapFree(GetProcessHeap(), 0, heap), "it is freed already\n");
}

/* 1.5-11 */
static void a_reallocated_buffer_holds_the_old_contents(void)
{
    BYTE *root = buffer(8);
    void *bigger = NULL, *smaller = NULL;
    SCODE sc;

    memcpy(root, "contents", 8);
    sc = MAPIReallocateBuffer(root, 5000, &bigger);
    ok(sc == S_OK && bigger && bigger != root, "got %#lx, %p\n", sc, bigger);
    ok(!memcmp(bigger, "contents", 8), "contents lost\n");
    sc = MAPIReallocateBuffer(bigger, 4, &smaller);
    ok(sc == S_OK && !memcmp(smaller, "cont", 4), "got %#lx\n", sc);
    ok(!memcmp(root, "contents", 8), "the old block is gone\n");
    more(100, bigger);
    MAPIFreeBuffer(root);
    MAPIFreeBuffer(bigger);
    MAPIFreeBuffer(smaller);
    sc = MAPIReallocateBuffer(root, 4, &smaller);
    ok(sc == MAPI_E_INVALID_PARAMETER, "a stale block: got %#lx\n", sc);
}

/* 1.5-14 1.5-15 */
static void the_default_malloc_works(void)
{
    IMalloc *m = MAPIGetDefaultMalloc(), *again = NULL;
    void *block, *out = NULL;
    SIZE_T size;
    HRESULT hr;
    int did;

    ok(m && m == MAPIGetDefaultMalloc(), "not one object of the process\n");
    if (!m) return;
    hr = m->lpVtbl->QueryInterface(m, &IID_IMalloc, (void **)&again);
    ok(hr == S_OK && again == m, "got %#lx, %p\n", hr, again);
    hr = m->lpVtbl->QueryInterface(m, &IID_IStream, &out);
    ok(hr == E_NOINTERFACE && !out, "got %#lx, %p\n", hr, out);

    block = m->lpVtbl->Alloc(m, 10);
    ok(block != NULL, "no memory\n");
    memcpy(block, "0123456789", 10);
    size = m->lpVtbl->GetSize(m, block);
    ok(size >= 10 && size < 100, "got %lu\n", (ULONG)size);
    did = m->lpVtbl->DidAlloc(m, block);
    ok(did == -1, "got %d\n", did);
    ok(size == LocalSize(block), "not LocalAlloc's\n"); /* as Microsoft's is, and programs know */
    block = m->lpVtbl->Realloc(m, block, 100000);
    ok(block && !memcmp(block, "0123456789", 10), "contents lost\n");
    block = m->lpVtbl->Realloc(m, block, 0);
    ok(!block, "got %p\n", block);
    block = m->lpVtbl->Realloc(m, NULL, 10);
    ok(block != NULL, "no memory\n");
    m->lpVtbl->Free(m, block);
    m->lpVtbl->Free(m, NULL);
    m->lpVtbl->HeapMinimize(m);
    block = m->lpVtbl->Alloc(m, 0);
    ok(block != NULL, "no memory\n");
    ok(LocalFree(block) == NULL, "not freed\n");

    for (int i = 0; i < 5; i++) /* more often than anybody has lent it */
        m->lpVtbl->Release(m);
    block = m->lpVtbl->Alloc(m, 10);
    ok(block != NULL, "the object is gone\n");
    m->lpVtbl->Free(m, block);
}

/* 1.6-07 1.6-08 */
static void rows_and_recipients_are_freed_one_by_one(void)
{
    SRowSet *rows = (SRowSet *)buffer(CbNewSRowSet(3));
    ADRLIST *list = (ADRLIST *)buffer(CbNewADRLIST(3));
    void *freed[2], *out = NULL;
    BYTE *stolen;
    SCODE sc;

    rows->cRows = 3;
    list->cEntries = 3;
    for (int i = 0; i < 3; i++) {
        rows->aRow[i] = (SRow){.cValues = 1, .lpProps = (SPropValue *)buffer(sizeof(SPropValue))};
        more(20, rows->aRow[i].lpProps);
        list->aEntries[i] =
            (ADRENTRY){.cValues = 1, .rgPropVals = (SPropValue *)buffer(sizeof(SPropValue))};
    }
    freed[0] = rows->aRow[2].lpProps;
    freed[1] = list->aEntries[2].rgPropVals;
    stolen = (BYTE *)rows->aRow[1].lpProps; /* a caller keeps one row */
    rows->aRow[1].lpProps = NULL;
    MAPIFreeBuffer(list->aEntries[0].rgPropVals);
    list->aEntries[0].rgPropVals = NULL;
    FreeProws(rows);
    more(8, stolen);
    MAPIFreeBuffer(stolen);
    FreeProws(rows); /* once too often */
    FreePadrlist(list);
    FreePadrlist(list);
    FreeProws(NULL);
    FreePadrlist(NULL);
    for (int i = 0; i < 2; i++) { /* with all that was in them */
        sc = MAPIAllocateMore(8, freed[i], &out);
        ok(sc == MAPI_E_INVALID_PARAMETER, "%d is still there: %#lx\n", i, sc);
    }
}

/* ---- threads ---- */

enum {
    BLOCKS = 2000
};

static DWORD WINAPI fill_blocks(void *context)
{
    void **blocks = context, *hung;

    for (ULONG i = 0; i < BLOCKS; i++) {
        if (MAPIAllocateBuffer(i % 700, &blocks[i]) || MAPIAllocateMore(i % 300, blocks[i], &hung))
            return 1;
        memset(blocks[i], (int)i, i % 700);
    }
    return 0;
}

static DWORD WINAPI free_blocks(void *context)
{
    void **blocks = context;
    DWORD bad = 0;

    for (ULONG i = 0; i < BLOCKS; i++) {
        for (ULONG k = 0; k < i % 700; k++)
            bad += ((BYTE *)blocks[i])[k] != (BYTE)i;
        MAPIFreeBuffer(blocks[i]);
    }
    return bad;
}

static void run_threads(DWORD(WINAPI *run)(void *), void *blocks[][BLOCKS], int n)
{
    HANDLE threads[4];
    DWORD code;

    for (int i = 0; i < n; i++)
        threads[i] = CreateThread(NULL, 0, run, blocks[i], 0, NULL);
    ok(WaitForMultipleObjects((DWORD)n, threads, TRUE, 60000) == WAIT_OBJECT_0,
       "threads don't end\n");
    for (int i = 0; i < n; i++) {
        GetExitCodeThread(threads[i], &code);
        ok(!code, "thread %d: %lu bytes are wrong\n", i, code);
        CloseHandle(threads[i]);
    }
}

/* 1.5-09 */
static void blocks_go_from_thread_to_thread(void)
{
    static void *blocks[4][BLOCKS];

    for (int round = 0; round < 5; round++) {
        run_threads(fill_blocks, blocks, 4); /* these end, others free what they made */
        run_threads(free_blocks, blocks, 4);
    }
}

struct shared {
    void *root;
    BYTE fill;
};

static DWORD WINAPI hang_blocks(void *context)
{
    struct shared *shared = context;
    BYTE *blocks[500];
    void *out;

    for (int i = 0; i < 500; i++) {
        if (MAPIAllocateMore(40, shared->root, &out)) return 1;
        blocks[i] = memset(out, shared->fill, 40);
    }
    for (int i = 0; i < 500; i++)
        for (int k = 0; k < 40; k++)
            if (blocks[i][k] != shared->fill) return 2;
    return 0;
}

static void threads_hang_blocks_on_one_root(void)
{
    struct shared shared[4];
    void *root = buffer(30);
    HANDLE threads[4];
    DWORD code;

    for (int i = 0; i < 4; i++) {
        shared[i] = (struct shared){root, (BYTE)(i + 1)};
        threads[i] = CreateThread(NULL, 0, hang_blocks, &shared[i], 0, NULL);
    }
    ok(!hang_blocks(&(struct shared){root, 9}), "blocks overlap\n");
    ok(WaitForMultipleObjects(4, threads, TRUE, 60000) == WAIT_OBJECT_0, "threads don't end\n");
    for (int i = 0; i < 4; i++) {
        GetExitCodeThread(threads[i], &code);
        ok(!code, "got %lu\n", code);
        CloseHandle(threads[i]);
    }
    MAPIFreeBuffer(root);
}

/* ---- the DLL comes and goes ---- */

/* Address space that is neither free nor a module's. */
static SIZE_T private_space(void)
{
    MEMORY_BASIC_INFORMATION region;
    SIZE_T sum = 0;

    for (BYTE *at = NULL; VirtualQuery(at, &region, sizeof(region)) == sizeof(region);
         at = (BYTE *)region.BaseAddress + region.RegionSize)
        if (region.State != MEM_FREE && region.Type == MEM_PRIVATE) sum += region.RegionSize;
    return sum;
}

static DWORD WINAPI use_copy(void *context)
{
    LPMAPIALLOCATEBUFFER allocate =
        (LPMAPIALLOCATEBUFFER)(void *)GetProcAddress(context, "MAPIAllocateBuffer");
    LPMAPIFREEBUFFER free = (LPMAPIFREEBUFFER)(void *)GetProcAddress(context, "MAPIFreeBuffer");
    void *block;

    for (ULONG bytes = 1; bytes < 100000; bytes *= 3) {
        if (allocate(bytes, &block)) return 1;
        free(block);
    }
    return 0;
}

static void a_dll_that_is_unloaded_leaves_nothing(void)
{
    WCHAR own[MAX_PATH], copy[MAX_PATH];
    SIZE_T before = 0, after;

    GetModuleFileNameW(GetModuleHandleW(L"msmapi32.dll"), own, MAX_PATH);
    GetTempPathW(MAX_PATH - 40, copy);
    wsprintfW(copy + lstrlenW(copy), L"openmapi-copy-%lu.dll", GetCurrentProcessId());
    ok(CopyFileW(own, copy, FALSE), "%ls: error %lu\n", own, GetLastError());
    for (int i = 0; i < 12; i++) {
        HMODULE dll = LoadLibraryW(copy);
        HANDLE thread;

        ok(dll != NULL, "error %lu\n", GetLastError());
        if (!dll) break;
        thread = CreateThread(NULL, 0, use_copy, dll, 0, NULL);
        ok(!use_copy(dll), "no memory\n");
        WaitForSingleObject(thread, 60000);
        CloseHandle(thread);
        FreeLibrary(dll);
        if (i == 1) before = private_space();
    }
    after = private_space();
    ok(after < before + 10 * 65536, "ten loads left %lu KiB\n", (ULONG)((after - before) / 1024));
    DeleteFileW(copy);
}

START_TEST(mem)
{
    RUN(buffers_are_aligned_and_freed_with_what_hangs_on_them);
    RUN(a_buffer_of_nothing_is_a_parent);
    RUN(freeing_null_is_fine);
    RUN(null_arguments_are_refused);
    RUN(a_size_near_4_gb_is_refused);
    RUN(stale_and_foreign_pointers_are_survived);
    RUN(a_reallocated_buffer_holds_the_old_contents);
    RUN(the_default_malloc_works);
    RUN(rows_and_recipients_are_freed_one_by_one);
    RUN(blocks_go_from_thread_to_thread);
    RUN(threads_hang_blocks_on_one_root);
    RUN(a_dll_that_is_unloaded_leaves_nothing);
}
