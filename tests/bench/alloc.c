/*
 * alloc.c - time of the allocator: ours against another MAPI's, in one run
 *
 *     bench_alloc OURS [OTHER]        full paths of DLLs; OTHER is by default system32's mapi32.dll
 *                                     (Wine's builtin)
 *
 * Prints nanoseconds per turn of two patterns for both, best of several short runs taken in turn,
 * and their ratios; then what one thread alone, and four together, get done in a time, and how much
 * processor time they need for it: threads that don't disturb each other need no more together than
 * alone, however busy the machine is.
 */
#include <stdio.h>
#include <stdlib.h>
#include <windows.h>

struct allocator {
    const char *name;
    LONG(WINAPI *root)(ULONG bytes, void **out);
    LONG(WINAPI *more)(ULONG bytes, void *root, void **out);
    ULONG(WINAPI *free)(void *root);
};

enum {
    ROOT_BYTES = 100,
    MORE_BYTES = 32,
    RUNS = 15,
    THREADS = 4,
    THREAD_RUNS = 3
};

static void one_buffer(const struct allocator *a, int turns)
{
    void *root;

    while (turns--) {
        if (a->root(ROOT_BYTES, &root)) exit(3);
        a->free(root);
    }
}

static void fifty_more(const struct allocator *a, int turns)
{
    void *root, *more;

    while (turns--) {
        if (a->root(ROOT_BYTES, &root)) exit(3);
        for (int i = 0; i < 50; i++)
            if (a->more(MORE_BYTES, root, &more)) exit(3);
        a->free(root);
    }
}

struct pattern {
    const char *name;
    void (*run)(const struct allocator *, int turns);
    int turns;
    int thread_turns; /* for some tenths of a second: processor time is counted in ticks */
};
static const struct pattern patterns[] = {
    {"one buffer", one_buffer, 200000, 5000000},
    {"one with 50 more", fifty_more, 10000, 300000},
};

static double now_ns(void)
{
    LARGE_INTEGER count, per_second;

    QueryPerformanceCounter(&count);
    QueryPerformanceFrequency(&per_second);
    return (double)count.QuadPart * 1e9 / (double)per_second.QuadPart;
}

static double timed(const struct pattern *p, const struct allocator *a)
{
    double start = now_ns();

    p->run(a, p->turns);
    return (now_ns() - start) / p->turns;
}

/* ---- threads ---- */

struct crew {
    const struct pattern *pattern;
    const struct allocator *allocator;
    int turns;
    HANDLE go;
    volatile LONG processor_usec; /* of all members */
};

/* Nanoseconds per turn; of all turns of all threads together. */
struct times {
    double clock, processor;
};

/* A member asks for its own time: Wine has forgotten it when the thread has ended. */
static DWORD WINAPI crew_member(void *context)
{
    struct crew *crew = context;
    FILETIME made, ended, kernel, user;

    WaitForSingleObject(crew->go, INFINITE);
    crew->pattern->run(crew->allocator, crew->turns);
    GetThreadTimes(GetCurrentThread(), &made, &ended, &kernel, &user);
    InterlockedExchangeAdd(&crew->processor_usec,
                           (LONG)((kernel.dwLowDateTime + user.dwLowDateTime) / 10));
    return 0;
}

static struct times timed_threads(const struct pattern *p, const struct allocator *a, int n,
                                  int turns)
{
    struct crew crew = {p, a, turns, CreateEventW(NULL, TRUE, FALSE, NULL), 0};
    struct times times;
    HANDLE threads[THREADS];

    for (int i = 0; i < n; i++)
        threads[i] = CreateThread(NULL, 0, crew_member, &crew, 0, NULL);
    Sleep(20); /* until they wait */
    times.clock = now_ns();
    SetEvent(crew.go);
    WaitForMultipleObjects((DWORD)n, threads, TRUE, INFINITE);
    times.clock = (now_ns() - times.clock) / ((double)n * turns);
    times.processor = crew.processor_usec * 1e3 / ((double)n * turns);
    for (int i = 0; i < n; i++)
        CloseHandle(threads[i]);
    CloseHandle(crew.go);
    return times;
}

static double least(double a, double b)
{
    return a < b ? a : b;
}

static void print_threads(const struct pattern *p, const struct allocator *a, int turns)
{
    struct times alone = {1e18, 1e18}, together = {1e18, 1e18};

    for (int run = 0; run < THREAD_RUNS; run++) {
        struct times one = timed_threads(p, a, 1, turns), all = timed_threads(p, a, THREADS, turns);

        alone =
            (struct times){least(alone.clock, one.clock), least(alone.processor, one.processor)};
        together = (struct times){least(together.clock, all.clock),
                                  least(together.processor, all.processor)};
    }
    printf("%-18s %-6s %8.2f %14.2f\n", p->name, a->name, alone.clock / together.clock,
           together.processor / alone.processor);
}

/* ---- loading ---- */

static struct allocator load(const char *path, const char *name)
{
    HMODULE dll = LoadLibraryA(path);
    struct allocator a = {.name = name};

    if (!dll) {
        fprintf(stderr, "%s: error %lu\n", path, GetLastError());
        exit(2);
    }
    a.root = (void *)GetProcAddress(dll, "MAPIAllocateBuffer");
    a.more = (void *)GetProcAddress(dll, "MAPIAllocateMore");
    a.free = (void *)GetProcAddress(dll, "MAPIFreeBuffer");
    if (!a.root || !a.more || !a.free) {
        fprintf(stderr, "%s lacks the allocator\n", path);
        exit(2);
    }
    return a;
}

int main(int argc, char **argv)
{
    char other_path[MAX_PATH + 16];
    struct allocator ours, other;
    SYSTEM_INFO system;

    if (argc < 2 || argc > 3) {
        fprintf(stderr, "usage: bench_alloc OURS [OTHER]\n");
        return 2;
    }
    if (argc == 3) {
        snprintf(other_path, sizeof(other_path), "%s", argv[2]);
    } else {
        GetSystemDirectoryA(other_path, MAX_PATH);
        strcat(other_path, "\\mapi32.dll");
    }
    other = load(other_path, "other");
    ours = load(argv[1], "ours");
    GetSystemInfo(&system);

    printf("%-18s %12s %12s %8s\n", "ns per turn", "other", "ours", "ratio");
    for (size_t i = 0; i < sizeof(patterns) / sizeof(patterns[0]); i++) {
        const struct pattern *p = &patterns[i];
        double theirs = 1e18, mine = 1e18;

        for (int run = 0; run < RUNS; run++) {
            theirs = least(theirs, timed(p, &other));
            mine = least(mine, timed(p, &ours));
        }
        printf("%-18s %12.1f %12.1f %8.1f\n", p->name, theirs, mine, theirs / mine);
    }
    printf("\n%d threads on %lu cores against one alone: work in a time, processor time a turn\n",
           THREADS, system.dwNumberOfProcessors);
    for (size_t i = 0; i < sizeof(patterns) / sizeof(patterns[0]); i++) {
        print_threads(&patterns[i], &other, patterns[i].thread_turns / 20);
        print_threads(&patterns[i], &ours, patterns[i].thread_turns);
    }
    return 0;
}
