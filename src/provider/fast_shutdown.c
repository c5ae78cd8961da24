/*
 * fast_shutdown.c - providers are asked whether the process may end at once, and told that it does
 */
#include "provider/fast_shutdown.h"
#include "base/error.h"
#include "base/mem.h"
#include "com/com.h"
#include "provider/router_own.h"
#include "provider/served.h"
#include "sys/registry.h"

/* FastShutdownBehavior */
enum behavior { ALLOWED = 0, ONLY_WHEN_ALL_AGREE = 1, DISABLED = 2 };
enum question { QUERY, ANNOUNCE, GO };

static enum behavior behavior(void)
{
    enum behavior found = ALLOWED;
    struct sys_key *key;
    AUTO_FREE BYTE *data = NULL;
    ULONG type, bytes;

    if (FAILED(sys_key_open(
            SYS_HKCU, L"Software\\Policies\\Microsoft\\Office\\14.0\\Outlook\\Options\\Shutdown",
            false, &key)))
        return ALLOWED;
    if (SUCCEEDED(sys_key_get(key, L"FastShutdownBehavior", &type, &data, &bytes)) && bytes == 4 &&
        data[0] <= 2)
        found = (enum behavior)data[0];
    sys_key_close(key);
    return found;
}

/* All provider objects of the session, a use of each taken: transports, address books, stores
 * (contracts 4.18-06). */
static HRESULT all_served(struct router *router, struct served ***out, size_t *count)
{
    static const ULONG order[] = {MAPI_TRANSPORT_PROVIDER, MAPI_AB_PROVIDER, MAPI_STORE_PROVIDER};
    struct served **found;
    size_t room = 0;

    LOCKED(&router->lock);
    LIST_EACH(served, &router->served, struct served, link)
        room++;
    found = mem_array(room, sizeof(*found));
    if (!found) return MAPI_E_NOT_ENOUGH_MEMORY;
    *count = 0;
    for (size_t i = 0; i < sizeof(order) / sizeof(order[0]); i++)
        LIST_EACH(served, &router->served, struct served, link) {
            if (served->type != order[i] || !served->object) continue;
            served->users++;
            found[(*count)++] = served;
        }
    *out = found;
    return S_OK;
}

static HRESULT ask(struct served *served, enum question question, bool must_answer)
{
    AUTO_RELEASE IMAPIProviderShutdown *face = NULL;

    if (FAILED(served->object->lpVtbl->QueryInterface(served->object, &IID_IMAPIProviderShutdown,
                                                      (void **)&face)) ||
        !face)
        return must_answer ? MAPI_E_NO_SUPPORT : S_OK;
    switch (question) {
    case QUERY: return face->lpVtbl->QueryFastShutdown(face);
    case ANNOUNCE: return face->lpVtbl->NotifyProcessShutdown(face);
    default: return face->lpVtbl->DoFastShutdown(face);
    }
}

static HRESULT ask_all(struct router *router, enum question question)
{
    enum behavior how = behavior();
    AUTO_FREE struct served **list = NULL;
    HRESULT result = S_OK, hr;
    size_t count;

    if (how == DISABLED && question != ANNOUNCE) return FAIL(MAPI_E_NO_SUPPORT);
    hr = all_served(router, &list, &count);
    if (FAILED(hr)) return hr;
    for (size_t i = 0; i < count; i++) {
        hr = ask(list[i], question, question == QUERY && how == ONLY_WHEN_ALL_AGREE);
        if (FAILED(hr) && SUCCEEDED(result)) result = hr;
        served_unref(list[i]);
    }
    return question == QUERY ? result : S_OK;
}

HRESULT fast_shutdown_query(struct router *router)
{
    return ask_all(router, QUERY);
}

HRESULT fast_shutdown_announce(struct router *router)
{
    return ask_all(router, ANNOUNCE);
}

HRESULT fast_shutdown_do(struct router *router)
{
    return ask_all(router, GO);
}
