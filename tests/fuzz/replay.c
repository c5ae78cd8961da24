/*
 * replay.c - runs a fuzz target over the files of its seed folder, one TAP line each
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Returns 0 when the file cannot be read; a crash of the target ends the process, and so fails the
 * test. */
static int replay(const char *path)
{
    struct stat st;
    uint8_t *data;
    FILE *file = fopen(path, "rb");
    int done = 0;

    if (!file) return 0;
    if (!fstat(fileno(file), &st) && S_ISREG(st.st_mode)) {
        /* exactly so long: the sanitizer sees one byte too far */
        data = malloc(st.st_size ? st.st_size : 1);
        if (data && fread(data, 1, st.st_size, file) == (size_t)st.st_size) {
            LLVMFuzzerTestOneInput(data, st.st_size);
            done = 1;
        }
        free(data);
    }
    fclose(file);
    return done;
}

int main(int argc, char **argv)
{
    struct dirent **names;
    char path[4096];
    int i, n, count = 0, failed = 0;

    if (argc != 2) return 2;
    n = scandir(argv[1], &names, NULL, alphasort);
    if (n < 0) {
        fprintf(stderr, "no seeds in %s\n", argv[1]);
        return 2;
    }
    for (i = 0; i < n; i++) {
        if (names[i]->d_name[0] != '.') {
            snprintf(path, sizeof(path), "%s/%s", argv[1], names[i]->d_name);
            count++;
            if (replay(path)) {
                printf("ok %d - %s\n", count, names[i]->d_name);
            } else {
                printf("not ok %d - %s\n", count, names[i]->d_name);
                failed++;
            }
            fflush(stdout);
        }
        free(names[i]);
    }
    free(names);
    printf("1..%d\n", count);
    return count == 0 || failed > 0;
}
