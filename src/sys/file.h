/*
 * sys/file.h - whole small files, temporary names and well-known folders
 */
#pragma once
#include <stdbool.h>
#include "mapidefs.h"

bool sys_file_exists(const WCHAR *path);
/* The whole file on a new root with a NUL after it; more than limit bytes: MAPI_E_TOO_BIG. MAPI_E_NOT_FOUND. */
HRESULT sys_file_read(const WCHAR *path, size_t limit, BYTE **data, size_t *bytes);
HRESULT sys_file_local_appdata(WCHAR **out); /* %LOCALAPPDATA%, no trailing separator, new root */
HRESULT sys_file_full_path(const WCHAR *path, WCHAR **out);
