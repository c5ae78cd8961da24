/*
 * alloc_count.c - the allocator's two usual patterns, as often as asked, for counting instructions
 *
 *     valgrind --tool=callgrind --callgrind-out-file=/dev/null alloc_count one 2000
 *
 * tools/bench_alloc runs it twice and divides the difference, so that start-up doesn't count.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "base/mem.h"

#define MORE_BYTES 32

static void one_buffer(void)
{
    void *root;

    if (mem_root(100, &root) != S_OK) exit(1);
    mem_free(root);
}

static void one_with_fifty_more(void)
{
    void *root, *more;

    if (mem_root(100, &root) != S_OK) exit(1);
    for (int i = 0; i < 50; i++)
        if (mem_more(MORE_BYTES, root, &more) != S_OK) exit(1);
    mem_free(root);
}

int main(int argc, char **argv)
{
    long times = argc > 2 ? atol(argv[2]) : 0;

    if (argc != 3 || times < 1 || (strcmp(argv[1], "one") && strcmp(argv[1], "fifty"))) {
        fprintf(stderr, "usage: alloc_count one|fifty TIMES\n");
        return 2;
    }
    while (times--) {
        if (*argv[1] == 'o') one_buffer();
        else one_with_fifty_more();
    }
    return 0;
}
