/*
 * win32/network.c - the machine's connection: Network List Manager, addresses
 *
 * The manager's sink is called on threads of COM's, so its code stays loaded until COM has let go
 * of it; where COM doesn't, for ever.
 */
#define COBJMACROS
#include <winsock2.h> /* before windows.h */
#include "sys/network.h"
#include <windows.h>
#include <iphlpapi.h>
#include <objbase.h>
#include <ocidl.h>
#include <netlistmgr.h>
#include "mapicode.h"
#include "sys/lock.h"
#include "sys/memory.h"
#include "sys/win32/wine.h"

#define LOOK_MSEC 2000 /* how often addresses are looked at where nobody tells of changes */

/* Spelled here: no import library of ours has them. */
static const GUID clsid_manager = {
    0xdcb00c01, 0x570f, 0x4a9b, {0x8d, 0x69, 0x19, 0x9f, 0xdb, 0xa5, 0x72, 0x3b}};
static const GUID iid_manager = {
    0xdcb00000, 0x570f, 0x4a9b, {0x8d, 0x69, 0x19, 0x9f, 0xdb, 0xa5, 0x72, 0x3b}};
static const GUID iid_events = {
    0xdcb00001, 0x570f, 0x4a9b, {0x8d, 0x69, 0x19, 0x9f, 0xdb, 0xa5, 0x72, 0x3b}};
static const GUID iid_point_container = {
    0xb196b284, 0xbab4, 0x101a, {0xb6, 0x9c, 0x00, 0xaa, 0x00, 0x34, 0x1d, 0x07}};

typedef DWORD(WINAPI notify_addr_change)(HANDLE *handle, OVERLAPPED *overlapped);
typedef BOOL(WINAPI cancel_addr_change)(OVERLAPPED *overlapped);
typedef ULONG(WINAPI get_addresses)(ULONG family, ULONG flags, void *reserved,
                                    IP_ADAPTER_ADDRESSES *out, ULONG *bytes);

struct sys_network {
    INetworkListManagerEvents sink;
    LONG refs; /* COM's and ours */
    bool settled;
    bool com; /* CoInitializeEx of ours is to be undone */
    INetworkListManager *manager;
    IConnectionPoint *point;
    DWORD cookie;
    HMODULE iphlpapi;
    notify_addr_change *notify;
    cancel_addr_change *cancel;
    get_addresses *addresses;
    OVERLAPPED change; /* its event is set when an address has changed */
    HANDLE wait;
    HANDLE timer;
    SRWLOCK lock; /* over changed, which is NULL in the end */
    void (*changed)(void *context);
    void *context;
};

static void tell(struct sys_network *network)
{
    AcquireSRWLockShared(&network->lock);
    if (network->changed) network->changed(network->context);
    ReleaseSRWLockShared(&network->lock);
}

/* ---- the Network List Manager's sink ---- */

static struct sys_network *from(INetworkListManagerEvents *sink)
{
    return (struct sys_network *)sink;
}

static HRESULT STDMETHODCALLTYPE sink_QueryInterface(INetworkListManagerEvents *sink, REFIID iid,
                                                     void **out)
{
    *out = NULL;
    if (!IsEqualGUID(iid, &iid_events) && !IsEqualGUID(iid, &IID_IUnknown)) return E_NOINTERFACE;
    atomic_inc(&from(sink)->refs);
    *out = sink;
    return S_OK;
}

static ULONG STDMETHODCALLTYPE sink_AddRef(INetworkListManagerEvents *sink)
{
    return (ULONG)atomic_inc(&from(sink)->refs);
}

/* The last reference is ours, and given back in unwatch. */
static ULONG STDMETHODCALLTYPE sink_Release(INetworkListManagerEvents *sink)
{
    return (ULONG)atomic_dec(&from(sink)->refs);
}

static HRESULT STDMETHODCALLTYPE sink_ConnectivityChanged(INetworkListManagerEvents *sink,
                                                          NLM_CONNECTIVITY connectivity)
{
    (void)connectivity; /* asked for when somebody wants to know */
    tell(from(sink));
    return S_OK;
}

static INetworkListManagerEventsVtbl sink_vtbl = {
    sink_QueryInterface,
    sink_AddRef,
    sink_Release,
    sink_ConnectivityChanged,
};

/* Without it the rest goes on: addresses are looked at. */
static void find_manager(struct sys_network *network)
{
    IConnectionPointContainer *points = NULL;
    HRESULT hr = CoInitializeEx(NULL, COINIT_MULTITHREADED);

    network->com = SUCCEEDED(hr);
    if (FAILED(hr) && hr != RPC_E_CHANGED_MODE) return;
    hr = CoCreateInstance(&clsid_manager, NULL, CLSCTX_ALL, &iid_manager,
                          (void **)&network->manager);
    if (FAILED(hr)) {
        network->manager = NULL;
        return;
    }
    hr = INetworkListManager_QueryInterface(network->manager, &iid_point_container,
                                            (void **)&points);
    if (FAILED(hr)) return;
    hr = IConnectionPointContainer_FindConnectionPoint(points, &iid_events, &network->point);
    IConnectionPointContainer_Release(points);
    if (FAILED(hr)) network->point = NULL;
    if (!network->point) return;
    hr = IConnectionPoint_Advise(network->point, (IUnknown *)&network->sink, &network->cookie);
    if (SUCCEEDED(hr)) return;
    IConnectionPoint_Release(network->point);
    network->point = NULL;
}

static void leave_manager(struct sys_network *network)
{
    if (network->point) {
        IConnectionPoint_Unadvise(network->point, network->cookie);
        IConnectionPoint_Release(network->point);
        CoDisconnectObject((IUnknown *)&network->sink, 0);
    }
    if (network->manager) INetworkListManager_Release(network->manager);
    if (network->com) CoUninitialize();
}

/* ---- addresses ---- */

static void CALLBACK address_changed(void *context, BOOLEAN timed_out)
{
    struct sys_network *network = context;
    HANDLE unused;

    (void)timed_out;
    ResetEvent(network->change.hEvent);
    network->notify(&unused, &network->change); /* again for the next change */
    tell(network);
}

static void CALLBACK time_to_look(void *context, BOOLEAN timed_out)
{
    (void)timed_out;
    tell(context);
}

static void look_at_times(struct sys_network *network)
{
    if (!CreateTimerQueueTimer(&network->timer, NULL, time_to_look, network, LOOK_MSEC, LOOK_MSEC,
                               WT_EXECUTEDEFAULT))
        network->timer = NULL;
}

static void find_addresses(struct sys_network *network)
{
    WCHAR path[MAX_PATH + 16];
    UINT n = GetSystemDirectoryW(path, MAX_PATH);

    if (!n || n >= MAX_PATH) return;
    lstrcpyW(path + n, L"\\iphlpapi.dll");
    network->iphlpapi = LoadLibraryW(path);
    if (!network->iphlpapi) return;
    network->notify =
        (notify_addr_change *)(void *)GetProcAddress(network->iphlpapi, "NotifyAddrChange");
    network->cancel =
        (cancel_addr_change *)(void *)GetProcAddress(network->iphlpapi, "CancelIPChangeNotify");
    network->addresses =
        (get_addresses *)(void *)GetProcAddress(network->iphlpapi, "GetAdaptersAddresses");
}

static void watch_addresses(struct sys_network *network)
{
    HANDLE unused;

    if (!network->notify || !network->cancel) return;
    network->change.hEvent = CreateEventW(NULL, TRUE, FALSE, NULL);
    if (!network->change.hEvent) return;
    if (network->notify(&unused, &network->change) != ERROR_IO_PENDING ||
        !RegisterWaitForSingleObject(&network->wait, network->change.hEvent, address_changed,
                                     network, INFINITE, WT_EXECUTEDEFAULT))
        network->wait = NULL;
}

static void leave_addresses(struct sys_network *network)
{
    DWORD unused;

    if (network->timer) DeleteTimerQueueTimer(NULL, network->timer, INVALID_HANDLE_VALUE);
    if (network->wait) UnregisterWaitEx(network->wait, INVALID_HANDLE_VALUE); /* none runs after */
    if (network->change.hEvent) {
        /* the system writes into change until it has given up */
        if (network->cancel(&network->change))
            GetOverlappedResult(NULL, &network->change, &unused, TRUE);
        CloseHandle(network->change.hEvent);
    }
    if (network->iphlpapi) FreeLibrary(network->iphlpapi);
}

static bool counts(const IP_ADAPTER_ADDRESSES *adapter)
{
    if (adapter->OperStatus != IfOperStatusUp || adapter->IfType == IF_TYPE_SOFTWARE_LOOPBACK)
        return false;
    for (const IP_ADAPTER_UNICAST_ADDRESS *it = adapter->FirstUnicastAddress; it; it = it->Next) {
        const BYTE *bytes = (const BYTE *)it->Address.lpSockaddr;

        if (it->Address.lpSockaddr->sa_family == AF_INET && !(bytes[4] == 169 && bytes[5] == 254))
            return true;
        if (it->Address.lpSockaddr->sa_family == AF_INET6 &&
            !(bytes[8] == 0xfe && (bytes[9] & 0xc0) == 0x80)) /* not link-local */
            return true;
    }
    return false;
}

static bool has_address(struct sys_network *network)
{
    const ULONG flags = GAA_FLAG_SKIP_ANYCAST | GAA_FLAG_SKIP_MULTICAST | GAA_FLAG_SKIP_DNS_SERVER;
    IP_ADAPTER_ADDRESSES *list = NULL;
    ULONG bytes = 0x4000, error = ERROR_BUFFER_OVERFLOW;
    bool found = false;

    if (!network->addresses) return true;
    for (int tries = 0; tries < 4 && error == ERROR_BUFFER_OVERFLOW; tries++) {
        sys_heap_free(list);
        list = sys_heap_alloc(bytes);
        if (!list) return true;
        error = network->addresses(AF_UNSPEC, flags, NULL, list, &bytes);
    }
    if (error == ERROR_NO_DATA) found = false;
    else if (error) found = true;
    else
        for (IP_ADAPTER_ADDRESSES *it = list; it && !found; it = it->Next)
            found = counts(it);
    sys_heap_free(list);
    return found;
}

bool sys_network_online(struct sys_network *network)
{
    const int connected = NLM_CONNECTIVITY_IPV4_LOCALNETWORK | NLM_CONNECTIVITY_IPV4_INTERNET |
                          NLM_CONNECTIVITY_IPV6_LOCALNETWORK | NLM_CONNECTIVITY_IPV6_INTERNET;
    NLM_CONNECTIVITY connectivity;

    if (!network) return true;
    if (network->manager &&
        INetworkListManager_GetConnectivity(network->manager, &connectivity) == S_OK)
        return (int)connectivity & connected;
    return has_address(network);
}

HRESULT sys_network_watch(void (*changed)(void *context), void *context, struct sys_network **out)
{
    struct sys_network *network = sys_heap_zero(sizeof(*network));

    *out = network;
    if (!network) return MAPI_E_NOT_ENOUGH_MEMORY;
    network->sink.lpVtbl = &sink_vtbl;
    network->refs = 1;
    network->changed = changed;
    network->context = context;
    find_addresses(network);
    return S_OK;
}

void sys_network_settle(struct sys_network *network)
{
    if (!network || network->settled) return;
    network->settled = true;
    /* Wine 8 takes the order for news of addresses and never sends any; its Network List Manager
     * says for ever what it saw when it was made. Its addresses are right. */
    if (is_wine()) {
        look_at_times(network);
        return;
    }
    watch_addresses(network);
    find_manager(network);
}

void sys_network_unwatch(struct sys_network *network)
{
    HMODULE pinned;

    if (!network) return;
    AcquireSRWLockExclusive(&network->lock);
    network->changed = NULL;
    ReleaseSRWLockExclusive(&network->lock);
    leave_addresses(network);
    leave_manager(network);
    if (!atomic_dec(&network->refs)) {
        sys_heap_free(network);
        return;
    }
    /* COM still has it, and may be calling it: neither it nor its code may go */
    GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_PIN | GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS,
                       (const WCHAR *)(void *)sink_Release, &pinned);
}
