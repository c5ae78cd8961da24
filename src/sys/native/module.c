/*
 * module.c - shared objects in the place of DLLs, and where the executable is
 */
#include "sys/module.h"
#include <dlfcn.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "mapicode.h"
#include "path.h"
#include "sys/file.h"
#include "sys/memory.h"

HRESULT sys_module_load(const WCHAR *path, struct sys_module **out)
{
    char name[PATH_MAX];

    *out = NULL;
    if (!path || *path != '/') return MAPI_E_INVALID_PARAMETER;
    if (!sys_file_exists(path) || !path_native(path, name, sizeof(name))) return MAPI_E_NOT_FOUND;
    *out = dlopen(name, RTLD_NOW | RTLD_LOCAL);
    return *out ? S_OK : MAPI_E_CORRUPT_DATA;
}

void sys_module_unload(struct sys_module *module)
{
    if (module) dlclose(module);
}

void *sys_module_symbol(struct sys_module *module, const char *name)
{
    return dlsym(module, name);
}

HRESULT sys_module_file(void *module, WCHAR **out)
{
    char path[PATH_MAX];
    ssize_t n = readlink("/proc/self/exe", path, sizeof(path) - 1);

    (void)module;
    *out = NULL;
    if (n <= 0) return MAPI_E_CALL_FAILED;
    path[n] = 0;
    return path_answer(path, out);
}

HRESULT sys_module_own_folder(WCHAR **out)
{
    char path[PATH_MAX], *last;
    ssize_t n = readlink("/proc/self/exe", path, sizeof(path) - 1);

    *out = NULL;
    if (n <= 0) return MAPI_E_CALL_FAILED;
    path[n] = 0;
    last = strrchr(path, '/');
    if (last) *last = 0;
    return path_answer(path, out);
}

HRESULT sys_module_system_folder(WCHAR **out)
{
    return path_answer("/usr/lib", out);
}

HRESULT sys_module_search_path(WCHAR **out)
{
    const char *path = getenv("PATH");
    char text[4 * PATH_MAX];
    ssize_t n = readlink("/proc/self/exe", text, PATH_MAX);
    char *last;

    *out = NULL;
    if (n <= 0) return MAPI_E_CALL_FAILED;
    text[n] = 0;
    last = strrchr(text, '/');
    if (last) *last = 0;
    n = (ssize_t)strlen(text);
    snprintf(text + n, sizeof(text) - (size_t)n, ";/usr/lib;%s", path ? path : "");
    for (char *c = text; *c; c++)
        if (*c == ':') *c = ';';
    return path_answer(text, out);
}

void *sys_module_own_instance(void)
{
    return NULL;
}

void *sys_module_instance(struct sys_module *module)
{
    (void)module;
    return NULL;
}

HRESULT sys_module_resource(void *instance, ULONG type, const WCHAR *name, ULONG id,
                            const void **bytes, size_t *count)
{
    (void)instance, (void)type, (void)name, (void)id, (void)bytes, (void)count;
    return MAPI_E_NOT_FOUND;
}

HRESULT sys_module_string(void *instance, ULONG id, WCHAR **out)
{
    (void)instance, (void)id, (void)out;
    return MAPI_E_NOT_FOUND;
}
