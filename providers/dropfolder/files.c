/*
 * files.c - paths and lists of names, whatever the system
 */
#include "dropfolder/files.h"
#include <stdlib.h>
#include <string.h>
#include "common/text/text8.h"

WCHAR *files_join(const WCHAR *folder, const WCHAR *name, const WCHAR *ending)
{
    size_t n = wide_len(folder), m = wide_len(name), k = wide_len(ending);
    WCHAR *path = malloc((n + m + k + 2) * sizeof(WCHAR));

    if (!path) return NULL;
    memcpy(path, folder, n * sizeof(WCHAR));
    if (n && path[n - 1] != FILES_SEPARATOR) path[n++] = FILES_SEPARATOR; /* a drive's root has it */
    memcpy(path + n, name, m * sizeof(WCHAR));
    memcpy(path + n + m, ending, (k + 1) * sizeof(WCHAR));
    return path;
}

bool files_is_name(const WCHAR *a, const WCHAR *b)
{
    while (*a && *a == *b)
        a++, b++;
    return *a == *b;
}

void files_list_drop(struct file_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        free(list->names[i]);
    free(list->names);
    *list = (struct file_list){0};
}
