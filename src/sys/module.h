/*
 * sys/module.h - loading DLLs by full path, and where we are ourselves
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include "mapidefs.h"

struct sys_module;
/* Loads by full path only (a relative one: MAPI_E_INVALID_PARAMETER), with the DLL's own folder
 * first for what it imports and never the current directory.
 * Errors: MAPI_E_NOT_FOUND     no such file
 *         MAPI_E_CORRUPT_DATA  no image, or of the other bitness
 *         MAPI_E_NO_ACCESS
 *         MAPI_E_CALL_FAILED   something that it imports is missing, or its DllMain failed */
HRESULT sys_module_load(const WCHAR *path, struct sys_module **out);
void sys_module_unload(struct sys_module *module);
void *sys_module_symbol(struct sys_module *module, const char *name); /* NULL: not there */
/* Folder of the DLL this code is in, without a trailing separator, new root. Natively: of the
 * executable. */
HRESULT sys_module_own_folder(WCHAR **out);
/* The path of a loaded module's file (an instance handle; NULL: the program), new root. Natively
 * always the program. */
HRESULT sys_module_file(void *instance, WCHAR **out);
HRESULT sys_module_system_folder(WCHAR **out);
/* Where the system looks for a DLL that is named without a path, folders joined by ';', new root:
 * the program's, the system's, Windows', those of PATH as they stand there (quoted, empty and
 * relative ones among them). */
HRESULT sys_module_search_path(WCHAR **out);
/* A resource of a loaded module, by name or (NULL) by id, which lies where the system put it:
 * MAPI_E_NOT_FOUND. type is the system's number. Natively there is none. */
HRESULT sys_module_resource(void *instance, ULONG type, const WCHAR *name, ULONG id,
                            const void **bytes, size_t *count);
#define SYS_RESOURCE_DIALOG 5
/* A text of its string table, new root: MAPI_E_NOT_FOUND, MAPI_E_NOT_ENOUGH_MEMORY */
HRESULT sys_module_string(void *instance, ULONG id, WCHAR **out);
/* The instance handle of our DLL (NULL natively). */
void *sys_module_own_instance(void);
/* The instance handle of a loaded one, as its DllMain got it (NULL natively). */
void *sys_module_instance(struct sys_module *module);
