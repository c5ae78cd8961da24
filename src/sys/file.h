/*
 * sys/file.h - whole small files, open files, temporary names and well-known folders
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "mapidefs.h"

bool sys_file_exists(const WCHAR *path);
/* The whole file on a new root with a NUL after it; more than limit bytes: MAPI_E_TOO_BIG.
 * MAPI_E_NOT_FOUND. */
HRESULT sys_file_read(const WCHAR *path, size_t limit, BYTE **data, size_t *bytes);
HRESULT sys_file_local_appdata(WCHAR **out); /* %LOCALAPPDATA%, no trailing separator, new root */
HRESULT sys_file_full_path(const WCHAR *path, WCHAR **out);
HRESULT sys_file_temp_folder(WCHAR **out); /* no trailing separator, new root */
void sys_file_delete(const WCHAR *path);   /* as far as that can be done */

/* An open file, read and written at any place, by one thread at a time. */
struct sys_file;
enum sys_file_mode {
    SYS_FILE_WRITE = 1,    /* for writing, too */
    SYS_FILE_CREATE = 2,   /* made, or cut to nothing when it is there; needs SYS_FILE_WRITE */
    SYS_FILE_NEW = 4,      /* made; MAPI_E_COLLISION when it is there; needs SYS_FILE_WRITE */
    SYS_FILE_TEMPORARY = 8 /* deleted when closed */
};
/* Errors: MAPI_E_NOT_FOUND, MAPI_E_NO_ACCESS (rights, a folder, somebody has it open),
 * MAPI_E_COLLISION, MAPI_E_CALL_FAILED */
HRESULT sys_file_open(const WCHAR *path, unsigned mode, struct sys_file **out);
void sys_file_close(struct sys_file *file);
/* *done is less than bytes only at the end of the file. MAPI_E_DISK_ERROR */
HRESULT sys_file_read_at(struct sys_file *file, uint64_t at, void *data, ULONG bytes, ULONG *done);
/* All of it or an error: MAPI_E_NOT_ENOUGH_DISK, MAPI_E_DISK_ERROR */
HRESULT sys_file_write_at(struct sys_file *file, uint64_t at, const void *data, ULONG bytes);
HRESULT sys_file_set_size(struct sys_file *file, uint64_t bytes); /* as write_at */
HRESULT sys_file_flush(struct sys_file *file);
struct sys_file_facts {
    uint64_t bytes;
    FILETIME modified, created, accessed;
};
HRESULT sys_file_facts(struct sys_file *file, struct sys_file_facts *out);
