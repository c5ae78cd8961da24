/*
 * loader.c - finds a provider's DLL and keeps it in memory as long as anything of it may be alive
 */
#include "provider/loader.h"
#include "base/error.h"
#include "base/list.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/trace.h"
#include "sys/file.h"
#include "sys/lock.h"
#include "sys/module.h"

struct loaded {
    struct list link;
    LONG refs; /* under all's latch; 0: waits for loader_sweep */
    WCHAR *path;
    struct sys_module *module;
};

/* All DLLs in memory. The latch is never held while one is loaded or freed: DllMain is foreign
 * code. */
static struct {
    struct sys_latch latch;
    struct list list; /* zero until first used */
} all;

static void all_lock(void)
{
    sys_latch_take(&all.latch);
    if (!all.list.next) list_init(&all.list);
}

static void all_unlock(void)
{
    sys_latch_drop(&all.latch);
}

static bool is_separator(WCHAR c)
{
    return c == '\\' || c == '/';
}

static const WCHAR *base_name(const WCHAR *path)
{
    const WCHAR *base = path;

    for (const WCHAR *c = path; *c; c++)
        if (is_separator(*c) || *c == ':') base = c + 1;
    return base;
}

static bool is_full_path(const WCHAR *path)
{
    if (is_separator(path[0])) {
#ifdef _WIN32
        return is_separator(path[1]);
#else
        return true;
#endif
    }
    return path[0] && path[1] == ':' && is_separator(path[2]);
}

void loader_trace(const WCHAR *name, const char *what, ULONG detail)
{
    AUTO_FREE char *narrow = NULL;

    if (trace_on() && SUCCEEDED(text_to_ansi(name, -1, 0, NULL, &narrow)))
        trace_line("%s: %s %#x", narrow, what, (unsigned)detail);
}

HRESULT loader_suffixed(const WCHAR *name, WCHAR **out)
{
    const WCHAR *base = base_name(name);
    const WCHAR *period = base;
    AUTO_FREE WCHAR *stem = NULL;

    while (*period && *period != '.')
        period++;
    stem = mem_dup(name, ((size_t)(period - name) + 1) * sizeof(WCHAR), NULL);
    if (!stem) return MAPI_E_NOT_ENOUGH_MEMORY;
    stem[period - name] = 0;
    *out = text_join(stem, L"32", period, NULL);
    return *out ? S_OK : MAPI_E_NOT_ENOUGH_MEMORY;
}

/* folder/name, suffixed or else as it is, when there is such a file. */
static HRESULT find_in(const WCHAR *folder, const WCHAR *name, WCHAR **out)
{
    AUTO_FREE WCHAR *suffixed = NULL, *path = NULL;
    HRESULT hr;

    hr = loader_suffixed(name, &suffixed);
    if (FAILED(hr)) return hr;
    for (int i = 0; i < 2; i++) {
        const WCHAR *file = i ? name : suffixed;

        mem_free(path);
        path = folder ? text_join(folder, L"\\", file, NULL) : mem_dup_text(file, NULL);
        if (!path) return MAPI_E_NOT_ENOUGH_MEMORY;
#ifndef _WIN32
        for (WCHAR *c = path; *c; c++)
            if (*c == '\\') *c = '/';
#endif
        if (sys_file_exists(path)) {
            *out = TAKE(path);
            return S_OK;
        }
    }
    return MAPI_E_NOT_FOUND;
}

/* Relative folders, which would mean the current directory, are passed over. */
static HRESULT find_on_path(const WCHAR *name, WCHAR **out)
{
    AUTO_FREE WCHAR *path = NULL;
    HRESULT hr = sys_module_search_path(&path);

    if (FAILED(hr)) return hr;
    for (WCHAR *folder = path, *next; folder; folder = next) {
        WCHAR *end = folder;

        while (*end && *end != ';')
            end++;
        next = *end ? end + 1 : NULL;
        while (*folder == '"')
            folder++;
        while (end > folder && (end[-1] == '"' || is_separator(end[-1])))
            end--;
        *end = 0;
        if (!is_full_path(folder)) continue;
        hr = find_in(folder, name, out);
        if (hr != MAPI_E_NOT_FOUND) return hr;
    }
    return MAPI_E_NOT_FOUND;
}

HRESULT loader_find(const WCHAR *name, WCHAR **out)
{
    AUTO_FREE WCHAR *own = NULL;
    HRESULT hr;

    if (is_full_path(name)) return find_in(NULL, name, out);
    if (base_name(name) != name || !*name) return FAIL(MAPI_E_INVALID_PARAMETER);
    hr = sys_module_own_folder(&own);
    if (FAILED(hr)) return hr;
    hr = find_in(own, name, out);
    if (hr != MAPI_E_NOT_FOUND) return hr;
    return find_on_path(name, out);
}

/* The one in memory with that path, one more reference; under the lock. */
static struct loaded *known(const WCHAR *path)
{
    LIST_EACH(dll, &all.list, struct loaded, link) {
        if (text_compare_nocase(dll->path, path)) continue;
        dll->refs++;
        return dll;
    }
    return NULL;
}

static void forget(struct loaded *dll)
{
    if (dll->module) sys_module_unload(dll->module);
    mem_free(dll->path);
    mem_free(dll);
}

HRESULT loader_load(const WCHAR *name, struct loaded **out)
{
    AUTO_FREE WCHAR *path = NULL;
    struct loaded *dll, *other;
    HRESULT hr;

    hr = loader_find(name, &path);
    if (FAILED(hr)) {
        loader_trace(name, "not found", (ULONG)hr);
        return hr;
    }
    all_lock();
    dll = known(path);
    all_unlock();
    if (dll) {
        *out = dll;
        return S_OK;
    }

    dll = mem_zero(sizeof(*dll));
    if (!dll) return MAPI_E_NOT_ENOUGH_MEMORY;
    hr = sys_module_load(path, &dll->module);
    if (FAILED(hr)) {
        forget(dll);
        return hr == MAPI_E_NOT_ENOUGH_MEMORY ? hr : FAIL(MAPI_E_CALL_FAILED);
    }
    dll->path = TAKE(path);
    dll->refs = 1;

    all_lock();
    other = known(dll->path); /* another thread was faster */
    if (!other) list_append(&all.list, &dll->link);
    all_unlock();
    if (other) forget(dll);
    *out = other ? other : dll;
    return S_OK;
}

void loader_ref(struct loaded *dll)
{
    all_lock();
    dll->refs++;
    all_unlock();
}

void loader_unref(struct loaded *dll)
{
    if (!dll) return;
    all_lock();
    dll->refs--;
    all_unlock();
}

void *loader_symbol(struct loaded *dll, const char *name)
{
    return sys_module_symbol(dll->module, name);
}

void *loader_instance(struct loaded *dll)
{
    return sys_module_instance(dll->module);
}

const WCHAR *loader_path(const struct loaded *dll)
{
    return dll->path;
}

void loader_sweep(void)
{
    struct list idle;

    list_init(&idle);
    all_lock();
    LIST_EACH_SAFE(dll, &all.list, struct loaded, link) {
        if (dll->refs) continue;
        list_remove(&dll->link);
        list_append(&idle, &dll->link);
    }
    all_unlock();
    LIST_EACH_SAFE(dll, &idle, struct loaded, link)
        forget(dll);
}
