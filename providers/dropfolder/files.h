/*
 * files.h - what the system does with files and folders of mail (files_win32.c, files_native.c)
 *
 * Paths are full ones. Errors, where no others are named: MAPI_E_NOT_FOUND, MAPI_E_NO_ACCESS,
 * MAPI_E_NOT_ENOUGH_DISK, MAPI_E_NOT_ENOUGH_MEMORY, MAPI_E_DISK_ERROR.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "common/platform.h"

#ifdef _WIN32
#define FILES_SEPARATOR '\\'
#else
#define FILES_SEPARATOR '/'
#endif

struct file_facts {
    uint64_t bytes, modified; /* the time in the system's own units */
};
struct file_list {
    WCHAR **names; /* malloc, like each; in the order of their UTF-16 units */
    size_t count;
};

/* Whether no current directory or drive decides what is meant. */
bool files_is_full_path(const WCHAR *path);
/* folder, a separator, name, ending; malloc, NULL: memory is out. */
WCHAR *files_join(const WCHAR *folder, const WCHAR *name, const WCHAR *ending);
/* The same name of a file, to the letter. */
bool files_is_name(const WCHAR *a, const WCHAR *b);
/* S_OK also where it is there. What is above it must be. */
HRESULT files_make_folder(const WCHAR *path);
/* The names of files with this ending (any case), no folders; dropped by files_list_drop. */
HRESULT files_list(const WCHAR *folder, const WCHAR *ending, struct file_list *out);
void files_list_drop(struct file_list *list);
HRESULT files_facts(const WCHAR *path, struct file_facts *out);
/* Somebody has it open for writing: it may be half a file. Natively that can't be known. */
bool files_is_busy(const WCHAR *path);
/* Within a file system, in one step that outlasts a crash. MAPI_E_COLLISION: to is there, and
 * stays as it is. */
HRESULT files_rename(const WCHAR *from, const WCHAR *to);
HRESULT files_delete(const WCHAR *path);
/* At the end of a file, which is made if it isn't there; on the disk when this returns. */
HRESULT files_append(const WCHAR *path, const void *data, size_t bytes);
/* All of it, or its first bytes up to most; malloc. */
HRESULT files_read(const WCHAR *path, size_t most, char **out, size_t *bytes);
/* The time, as a FILETIME's number. */
uint64_t files_now(void);
