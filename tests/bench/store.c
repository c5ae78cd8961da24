/*
 * store.c - the local store against SQLite: the same work through MAPI and by prepared statements,
 * in one run
 *
 *     bench_store [--build] [--bytes-per-message N] [--only WORD | --upkeep WHAT] FOLDER [N]
 *
 * FOLDER keeps the files of 1,000 and of N messages (20,000), made when they are missing.
 *   --build               no more than that, so that another process shows its memory while reading
 *   --bytes-per-message   each message has a file of so many bytes attached
 *   --only                only what has the word in its name
 *   --upkeep              instead: check, backup, compact, or erase (the folder with all mail), its
 * time and memory
 *
 * Both sides work in turn on one file, and take turns at being the first; what is printed is the
 * middle of their times, the ratio, and what it should be at most.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "store_bench.h"
#ifdef _WIN32
#include <windows.h>
#define PSAPI_VERSION 2
#include <psapi.h>
#include "mapix.h"
#else
#include <sys/resource.h>
#include <time.h>
#endif

#define SMALL 1000

void must_(bool good, const char *what, long code)
{
    if (good) return;
    fprintf(stderr, "failed: %s: %#lx\n", what, code);
    exit(1);
}

static double now(void) /* microseconds */
{
#ifdef _WIN32
    LARGE_INTEGER frequency, counter;

    QueryPerformanceFrequency(&frequency);
    QueryPerformanceCounter(&counter);
    return (double)counter.QuadPart * 1e6 / (double)frequency.QuadPart;
#else
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
#endif
}

static double peak_megabytes(void)
{
#ifdef _WIN32
    PROCESS_MEMORY_COUNTERS memory = {.cb = sizeof(memory)};

    must_(GetProcessMemoryInfo(GetCurrentProcess(), &memory, sizeof(memory)),
          "GetProcessMemoryInfo", (long)GetLastError());
    return (double)memory.PeakWorkingSetSize / (1 << 20);
#else
    struct rusage usage;

    getrusage(RUSAGE_SELF, &usage);
    return (double)usage.ru_maxrss / 1024;
#endif
}

/* ---- two sides ---- */

#define MOST_TURNS 201

static int by_size(const void *a, const void *b)
{
    double left = *(const double *)a, right = *(const double *)b;

    return left < right ? -1 : left > right;
}

static double middle(double *times, int n)
{
    qsort(times, (size_t)n, sizeof(*times), by_size);
    return times[n / 2];
}

static void print_ratio(const char *name, double raw, double client, double goal)
{
    printf("%-44s %12.1f %12.1f %8.2f", name, raw, client, client / raw);
    if (goal) printf("  %4.1f%s", goal, client / raw > goal ? "  missed" : "");
    printf("\n");
    fflush(stdout);
}

static const char *only; /* --only, or NULL */

static bool is_wanted(const char *name)
{
    return !only || strstr(name, only);
}

static double file_gigabytes(const char *path)
{
    FILE *file = fopen(path, "rb");
    double bytes = -1;

#ifdef _WIN32
    if (file && !_fseeki64(file, 0, SEEK_END)) bytes = (double)_ftelli64(file);
#else
    if (file && !fseeko(file, 0, SEEK_END)) bytes = (double)ftello(file);
#endif
    if (file) fclose(file);
    return bytes / 1e9;
}

struct sides {
    struct raw *raw;
    struct client *client;
};

struct measure {
    const char *name;
    int turns;
    double goal;
    void (*raw)(struct raw *raw);
    void (*client)(struct client *client);
    void (*before)(struct client *client); /* each turn, not measured */
};

static double raw_time(const struct sides *sides, const struct measure *measure)
{
    double start = now();

    measure->raw(sides->raw);
    return now() - start;
}

static double client_time(const struct sides *sides, const struct measure *measure)
{
    double start;

    if (measure->before) measure->before(sides->client);
    start = now();
    measure->client(sides->client);
    return now() - start;
}

/* Each is the first in every other turn: who comes second finds what he reads in the system's
 * memory. */
static void compare(const struct sides *sides, const struct measure *measure)
{
    static double raw[MOST_TURNS], client[MOST_TURNS];

    raw_time(sides, measure); /* to warm up */
    client_time(sides, measure);
    for (int i = 0; i < measure->turns; i++) {
        if (i % 2) client[i] = client_time(sides, measure);
        raw[i] = raw_time(sides, measure);
        if (i % 2 == 0) client[i] = client_time(sides, measure);
    }
    print_ratio(measure->name, middle(raw, measure->turns), middle(client, measure->turns),
                measure->goal);
}

static const struct measure measures[] = {
    {"first page by date", 101, 0, raw_first_page, client_first_page, NULL},
    {"SortTable by subject, a page", 101, 2, raw_sort, client_sort, NULL},
    {"SortTable by a column without index, a page", 2, 2, raw_sort_unindexed, client_sort_unindexed,
     client_first_page},
    {"Restrict by sender, a page by date", 51, 2, raw_restrict, client_restrict,
     client_restrict_off},
    {"FindRow by prefix, the row", 201, 2, raw_find, client_find, NULL},
    {"a page from the middle", 11, 2, raw_middle, client_middle, NULL},
    {"a folder's counts", 201, 2, raw_unread, client_unread, NULL},
    {"all folders with their counts", 101, 2, raw_folders, client_folders, NULL},
    {"unread messages by restriction, counted", 4, 2, raw_count_unread, client_count_unread,
     client_restrict_off},
};

static void compare_reading(const struct sides *sides)
{
    for (size_t i = 0; i < sizeof(measures) / sizeof(measures[0]); i++) {
        if (!is_wanted(measures[i].name)) continue;
        client_restrict_off(sides->client);
        client_first_page(sides->client);
        if (measures[i].client == client_find) client_by_subject(sides->client);
        compare(sides, &measures[i]);
    }
    client_restrict_off(sides->client);
}

static void compare_groups(const struct sides *sides)
{
    static const struct measure groups[] = {
        {"groups by sender, a page", 2, 0, raw_groups, client_groups, client_first_page},
        {"groups by sender, that with the newest first", 2, 0, raw_groups_newest,
         client_groups_newest, client_first_page},
        {"groups by sender, a page when a message came", 2, 0, raw_groups, client_groups_more,
         client_arrive},
    };

    for (size_t i = 0; i < sizeof(groups) / sizeof(groups[0]); i++) {
        if (!is_wanted(groups[i].name)) continue;
        client_groups(sides->client);
        compare(sides, &groups[i]);
    }
    if (is_wanted("groups")) client_arrived_leave(sides->client);
}

/* ---- writing ---- */

static void compare_creating(const struct sides *sides)
{
    static const struct measure create = {
        "a message created and saved", 201, 2, raw_create, client_create, NULL};

    if (!is_wanted(create.name)) return;
    client_create(sides->client);
    raw_learn(sides->raw);
    compare(sides, &create);
    client_empty(sides->client);
}

static double timed(void (*work)(void *side), void *side)
{
    double start = now();

    work(side);
    return now() - start;
}

static void compare_many(const struct sides *sides)
{
    enum { TURNS = 5 };
    double times[4][TURNS];

    if (!is_wanted("CopyMessages, DeleteMessages")) return;
    raw_lists(sides->raw, false);
    client_lists(sides->client, false);
    for (int i = 0; i < TURNS; i++)
        for (int side = 0; side < 2; side++) {
            bool raw = side == i % 2;

            if (raw) {
                times[0][i] = timed((void (*)(void *))raw_copy, sides->raw);
                raw_lists(sides->raw, true);
                times[2][i] = timed((void (*)(void *))raw_delete, sides->raw);
            } else {
                times[1][i] = timed((void (*)(void *))client_copy, sides->client);
                client_lists(sides->client, true);
                times[3][i] = timed((void (*)(void *))client_delete, sides->client);
            }
        }
    print_ratio("CopyMessages, 10,000 at most", middle(times[0], TURNS), middle(times[1], TURNS),
                2);
    print_ratio("DeleteMessages of these", middle(times[2], TURNS), middle(times[3], TURNS), 2);
}

/* ---- the whole folder, the whole logon ---- */

static void compare_logons(const struct mail *small, const struct mail *large)
{
    enum { TURNS = 21 };
    const struct mail *mails[] = {small, large};
    double times[2][TURNS];

    if (!is_wanted("logon")) return;
    for (int i = -1; i < TURNS; i++)
        for (int side = 0; side < 2; side++) {
            double start = now();

            client_logon(mails[side]);
            if (i >= 0) times[side][i] = now() - start;
            client_logoff();
        }
    print_ratio("logon to the first page: 1,000 messages, all", middle(times[0], TURNS),
                middle(times[1], TURNS), 1.5);
}

static void compare_paging(const struct sides *sides)
{
    static const char name[] = "all rows, by pages";
    double start, raw, before = peak_megabytes(), peak;
    int64_t n;

    printf("\n%-44s %12s %12s %8s  %s\n", "microseconds", "SQLite", "MAPI", "ratio", "goal");
    if (!is_wanted(name)) return;
    raw_page_all(sides->raw); /* to warm up: neither reads the disk for the other */
    start = now();
    n = client_page_all(sides->client);
    start = now() - start;
    peak = peak_megabytes();
    raw = now();
    must_(raw_page_all(sides->raw) == n, "rows", (long)n);
    print_ratio(name, now() - raw, start, 0);
    printf(
        "  peak memory, MB: %.1f before paging through all %lld rows, %.1f after it (goal: 64)%s\n",
        before, (long long)n, peak, peak > 64 ? "  missed" : "");
}

static void upkeep(const struct mail *mail, const char *what)
{
    struct client *client = client_open(mail);
    double start = now();

    client_upkeep(client, what);
    printf(", %.1f s, peak memory %.1f MB\n", (now() - start) / 1e6, peak_megabytes());
    client_close(client);
}

struct wanted {
    bool build; /* no more than that */
    const char *folder, *only, *upkeep;
    int64_t n;
    uint32_t content;
};

static bool read_arguments(int argc, char **argv, struct wanted *out)
{
    int i = 1;

    *out = (struct wanted){.n = 20000};
    for (; i < argc && argv[i][0] == '-'; i++) {
        if (!strcmp(argv[i], "--build"))
            out->build = true;
        else if (!strcmp(argv[i], "--bytes-per-message") && i + 1 < argc)
            out->content = (uint32_t)atol(argv[++i]);
        else if (!strcmp(argv[i], "--only") && i + 1 < argc)
            out->only = argv[++i];
        else if (!strcmp(argv[i], "--upkeep") && i + 1 < argc)
            out->upkeep = argv[++i];
        else
            return false;
    }
    if (i < argc) out->folder = argv[i++];
    if (i < argc) out->n = atoll(argv[i++]);
    return out->folder && i == argc && out->n >= SMALL;
}

int main(int argc, char **argv)
{
    struct wanted wanted;
    struct mail small, large;
    struct sides sides;

    if (!read_arguments(argc, argv, &wanted)) {
        fprintf(
            stderr,
            "usage: bench_store [--build] [--bytes-per-message N] [--only WORD | --upkeep WHAT] FOLDER [N]\n");
        return 2;
    }
#ifdef _WIN32
    must(MAPIInitialize(NULL));
#endif
    mail_build(wanted.folder, SMALL, wanted.content, &small);
    mail_build(wanted.folder, wanted.n, wanted.content, &large);
    if (wanted.upkeep) {
        upkeep(&large, wanted.upkeep);
    } else if (!wanted.build) {
        only = wanted.only;
        printf("%lld messages in one folder, %.1f GB\n", (long long)wanted.n,
               file_gigabytes(large.path));
        sides.client = client_open(&large);
        sides.raw = raw_open(&large);
        compare_paging(&sides);
        compare_reading(&sides);
        compare_groups(&sides);
        compare_creating(&sides);
        compare_many(&sides);
        raw_close(sides.raw);
        client_close(sides.client);
        compare_logons(&small, &large);
        printf("\npeak memory, MB: %.1f at the end\n", peak_megabytes());
    }
#ifdef _WIN32
    MAPIUninitialize();
#endif
    return 0;
}
