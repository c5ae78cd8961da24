/*
 * props.c - time of the property helpers and of IPropData: ours against another MAPI's, in one run
 *
 *     bench_props OURS [OTHER]        full paths of DLLs; OTHER is by default system32's mapi32.dll
 * (Wine's builtin)
 *
 * Prints nanoseconds per turn of each pattern for both, best of several short runs taken in turn,
 * and how many times as fast ours is.
 */
#include <stdio.h>
#include <stdlib.h>
#include <windows.h>
#include "props_work.h"

enum { RUNS = 9 };

static double now_ns(void)
{
    LARGE_INTEGER count, per_second;

    QueryPerformanceCounter(&count);
    QueryPerformanceFrequency(&per_second);
    return (double)count.QuadPart * 1e9 / (double)per_second.QuadPart;
}

/* 0: it can't be done, and prop_failure says why. */
static double timed(const struct prop_pattern *p, const struct prop_functions *f)
{
    double start = 0;

    prop_failure = NULL;
    if (p->prepare) p->prepare(f);
    p->run(f);
    if (!prop_failure) {
        start = now_ns();
        for (int i = 0; i < p->turns; i++)
            p->run(f);
        start = (now_ns() - start) / p->turns;
    }
    if (p->finish) p->finish(f);
    return start;
}

/* By its name, or as x86 spells it; Wine 8 has some of its names on x64 in that form only. */
static FARPROC find(HMODULE dll, const struct prop_function_name *name)
{
    FARPROC function = GetProcAddress(dll, name->name);
    char spelt[64];

    if (function) return function;
    snprintf(spelt, sizeof(spelt), "%s@%d", name->name, name->bytes);
    return GetProcAddress(dll, spelt);
}

static struct prop_functions load(const char *path)
{
    HMODULE dll = LoadLibraryA(path);
    struct prop_functions functions;
    HRESULT(WINAPI *initialize)(void *);

    if (!dll) {
        fprintf(stderr, "%s: error %lu\n", path, GetLastError());
        exit(2);
    }
    for (size_t i = 0; i < n_prop_function_names; i++) {
        FARPROC function = find(dll, &prop_function_names[i]);

        if (!function) {
            fprintf(stderr, "%s lacks %s\n", path, prop_function_names[i].name);
            exit(2);
        }
        *(FARPROC *)((char *)&functions + prop_function_names[i].offset) = function;
    }
    initialize = (void *)GetProcAddress(dll, "MAPIInitialize");
    if (initialize) initialize(NULL);
    return functions;
}

static double least(double a, double b)
{
    return a < b ? a : b;
}

int main(int argc, char **argv)
{
    char other_path[MAX_PATH + 16];
    struct prop_functions ours, other;

    if (argc < 2 || argc > 3) {
        fprintf(stderr, "usage: bench_props OURS [OTHER]\n");
        return 2;
    }
    GetSystemDirectoryA(other_path, MAX_PATH);
    strcat(other_path, "\\mapi32.dll");
    other = load(argc == 3 ? argv[2] : other_path);
    ours = load(argv[1]);

    printf("%-36s %12s %12s %8s\n", "ns per turn", "other", "ours", "ratio");
    for (size_t i = 0; i < n_prop_patterns; i++) {
        const struct prop_pattern *p = &prop_patterns[i];
        double theirs = 1e18, mine = 1e18;

        for (int run = 0; run < RUNS; run++) {
            theirs = least(theirs, timed(p, &other));
            mine = least(mine, timed(p, &ours));
        }
        if (theirs && mine)
            printf("%-36s %12.1f %12.1f %8.1f\n", p->name, theirs, mine, theirs / mine);
        /* 0: one of them can't */
        else printf("%-36s %12.1f %12.1f        -\n", p->name, theirs, mine);
        fflush(stdout);
    }
    return 0;
}
