/*
 * service_entry.c - a message service's entry point, loaded and called
 *
 * The DLL is loaded for the call and freed after it (2.9-09), apart from the loader's providers:
 * those stay.
 */
#include "admin/service_entry.h"
#include "admin/provider_admin.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/trace.h"
#include "com/com.h"
#include "provider/loader.h"
#include "support/support.h"
#include "sys/module.h"

struct entry {
    struct sys_module *module;
    MSGSERVICEENTRY *function;
};

static HRESULT load(const struct service *service, struct entry *entry)
{
    AUTO_FREE WCHAR *path = NULL;
    AUTO_FREE char *name = NULL;
    HRESULT hr = loader_find(service->dll, &path);

    if (SUCCEEDED(hr)) hr = text_to_ansi(service->entry, -1, 0, NULL, &name);
    if (SUCCEEDED(hr)) hr = sys_module_load(path, &entry->module);
    if (FAILED(hr)) return hr;
    entry->function = (MSGSERVICEENTRY *)sys_module_symbol(entry->module, name);
    return entry->function ? S_OK : MAPI_E_NOT_FOUND;
}

static HRESULT call_entry(struct profile *profile, const struct provider_memory *memory,
                          const struct entry *entry, const struct entry_call *call,
                          struct last_error *last)
{
    AUTO_RELEASE IProviderAdmin *admin = NULL;
    IMAPISupport *support = NULL;
    MAPIERROR *error = NULL;
    HRESULT hr = provider_admin_create(profile, memory, call->service, true, &admin);

    if (SUCCEEDED(hr)) hr = support_config_create(profile, call->service, memory, &support);
    if (FAILED(hr)) return hr;
    TRACE("service entry: context %u flags %#x values %u", (unsigned)call->context,
          (unsigned)call->flags, (unsigned)call->count);
    hr = entry->function(sys_module_instance(entry->module), memory->malloc, support, call->ui,
                         call->flags, call->context, call->count, call->props, admin, &error);
    TRACE("service entry: context %u answers %#x", (unsigned)call->context, (unsigned)hr);
    support_config_end(&support);
    error_take(FAILED(hr) ? last : NULL, hr, error, call->flags);
    return hr;
}

HRESULT service_entry_call(struct profile *profile, const struct provider_memory *memory,
                           const struct entry_call *call, struct last_error *last)
{
    AUTO_FREE struct service *service = NULL;
    struct entry entry = {0};
    HRESULT hr = roster_service(profile, call->service, &service);

    if (FAILED(hr)) return hr;
    if (!service->dll || !service->entry) return FAIL(MAPI_E_NOT_INITIALIZED);
    hr = load(service, &entry);
    if (SUCCEEDED(hr)) {
        hr = call_entry(profile, memory, &entry, call, last);
    } else if (hr != MAPI_E_NOT_ENOUGH_MEMORY) {
        hr = FAIL(MAPI_E_CALL_FAILED);
        if (last)
            error_set(last, hr, L"MAPI",
                      L"The entry point %ls of %ls, which the message service %ls names, "
                      L"can't be loaded.",
                      service->entry, service->dll, service->name);
    }
    if (entry.module) sys_module_unload(entry.module);
    return hr;
}

HRESULT service_entry_tell(struct profile *profile, const struct provider_memory *memory,
                           const struct entry_call *call, struct last_error *last)
{
    HRESULT hr = service_entry_call(profile, memory, call, last);

    return hr == MAPI_E_USER_CANCEL || hr == MAPI_E_NOT_ENOUGH_MEMORY ? hr : S_OK;
}
