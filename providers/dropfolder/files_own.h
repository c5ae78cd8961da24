/*
 * files_own.h - how files_win32.c and files_native.c put a list of names together
 */
#pragma once
#include <stdlib.h>
#include <string.h>
#include "common/text/text8.h"
#include "dropfolder/files.h"

static inline bool name_ends(const WCHAR *name, const WCHAR *ending)
{
    size_t n = wide_len(name), m = wide_len(ending);

    if (n <= m) return false;
    for (size_t i = 0; i < m; i++) {
        WCHAR a = name[n - m + i], b = ending[i];

        if (a != b && !(a >= 'A' && a <= 'Z' && a + 32 == b)) return false; /* endings are small */
    }
    return true;
}

/* Takes the name; frees it where it fails. */
static inline HRESULT list_add(struct file_list *list, size_t *room, WCHAR *moves_name)
{
    if (list->count == *room) {
        size_t more = *room ? 2 * *room : 64;
        WCHAR **names = realloc(list->names, more * sizeof(*names));

        if (!names) {
            free(moves_name);
            return MAPI_E_NOT_ENOUGH_MEMORY;
        }
        list->names = names;
        *room = more;
    }
    list->names[list->count++] = moves_name;
    return S_OK;
}

static int compare_names(const void *a, const void *b)
{
    const WCHAR *one = *(WCHAR *const *)a, *two = *(WCHAR *const *)b;

    while (*one && *one == *two)
        one++, two++;
    return (int)*one - (int)*two;
}

static inline void list_sort(struct file_list *list)
{
    if (list->count) qsort(list->names, list->count, sizeof(*list->names), compare_names);
}
