/*
 * post.c - transports for tests
 */
#include "fakes/post.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "mapiguid.h"
#include "mapitags.h"
#include "common/faces.h"

#ifdef _WIN32
#    define EXPORT __declspec(dllexport)
#else
#    define EXPORT __attribute__((visibility("default")))
#endif

extern EXPORT struct post_office post_office;
EXPORT struct post_office post_office;
EXPORT XPPROVIDERINIT XPProviderInit;

/* Guards the list of calls, for a few instructions. */
static char busy;

static void note(struct post *post, const char *format, ULONG detail)
{
    char call[64];
    size_t used;
    int n = post ? snprintf(call, sizeof(call), "%c:", post->letter) : 0;

    snprintf(call + n, sizeof(call) - (size_t)n, format, (unsigned)detail);
    while (__atomic_test_and_set(&busy, __ATOMIC_ACQUIRE))
        ;
    used = strlen(post_office.calls);
    snprintf(post_office.calls + used, sizeof(post_office.calls) - used, "%s ", call);
    __atomic_clear(&busy, __ATOMIC_RELEASE);
    if (post_office.hook) post_office.hook(post, call);
}

/* An object with one face and a count, which is all that these need. */
struct logon {
    IXPLogon IXPLogon_iface;
    LONG refs;
    struct post *post;
    IMAPISupport *support; /* its own reference */
};

struct provider {
    IXPProvider IXPProvider_iface;
    LONG refs;
    FREEBUFFER *free;
};

struct status {
    IMAPIStatus IMAPIStatus_iface;
    LONG refs;
    struct post *post;
};

static void *make(size_t bytes)
{
    void *made = calloc(1, bytes);

    if (made) __atomic_add_fetch(&post_office.objects, 1, __ATOMIC_RELAXED);
    return made;
}

static void unmake(void *made)
{
    __atomic_sub_fetch(&post_office.objects, 1, __ATOMIC_RELAXED);
    free(made);
}

static void drop_support(struct logon *logon)
{
    IMAPISupport *support = logon->support;

    logon->support = NULL;
    if (logon->post->support == support) logon->post->support = NULL;
    if (support) support->lpVtbl->Release(support);
}

/* ---- the status object ---- */

static struct status *status_from(IMAPIStatus *iface)
{
    return (struct status *)iface;
}

static HRESULT STDMETHODCALLTYPE status_QueryInterface(IMAPIStatus *iface, REFIID iid, void **out)
{
    *out = NULL;
    if (!IsEqualGUID(iid, &IID_IUnknown) && !IsEqualGUID(iid, &IID_IMAPIProp) &&
        !IsEqualGUID(iid, &IID_IMAPIStatus))
        return MAPI_E_INTERFACE_NOT_SUPPORTED;
    iface->lpVtbl->AddRef(iface);
    *out = iface;
    return S_OK;
}

static ULONG STDMETHODCALLTYPE status_AddRef(IMAPIStatus *iface)
{
    return (ULONG)__atomic_add_fetch(&status_from(iface)->refs, 1, __ATOMIC_ACQ_REL);
}

static ULONG STDMETHODCALLTYPE status_Release(IMAPIStatus *iface)
{
    LONG left = __atomic_sub_fetch(&status_from(iface)->refs, 1, __ATOMIC_ACQ_REL);

    if (!left) unmake(iface);
    return (ULONG)left;
}

static HRESULT STDMETHODCALLTYPE status_ValidateState(IMAPIStatus *iface, ULONG_PTR ui, ULONG flags)
{
    (void)ui;
    note(status_from(iface)->post, "status-validate(%x)", flags);
    return status_from(iface)->post->validate;
}

static const IMAPIStatusVtbl status_vtbl = {
    .QueryInterface = status_QueryInterface,
    .AddRef = status_AddRef,
    .Release = status_Release,
    .GetLastError = refuse_IMAPIStatus_GetLastError,
    .SaveChanges = refuse_IMAPIStatus_SaveChanges,
    .GetProps = refuse_IMAPIStatus_GetProps,
    .GetPropList = refuse_IMAPIStatus_GetPropList,
    .OpenProperty = refuse_IMAPIStatus_OpenProperty,
    .SetProps = refuse_IMAPIStatus_SetProps,
    .DeleteProps = refuse_IMAPIStatus_DeleteProps,
    .CopyTo = refuse_IMAPIStatus_CopyTo,
    .CopyProps = refuse_IMAPIStatus_CopyProps,
    .GetNamesFromIDs = refuse_IMAPIStatus_GetNamesFromIDs,
    .GetIDsFromNames = refuse_IMAPIStatus_GetIDsFromNames,
    .ValidateState = status_ValidateState,
    .SettingsDialog = refuse_IMAPIStatus_SettingsDialog,
    .ChangePassword = refuse_IMAPIStatus_ChangePassword,
    .FlushQueues = refuse_IMAPIStatus_FlushQueues,
};

/* ---- the logon object ---- */

static struct logon *logon_from(IXPLogon *iface)
{
    return (struct logon *)iface;
}

static HRESULT STDMETHODCALLTYPE logon_QueryInterface(IXPLogon *iface, REFIID iid, void **out)
{
    *out = NULL;
    if (!IsEqualGUID(iid, &IID_IUnknown) && !IsEqualGUID(iid, &IID_IXPLogon))
        return MAPI_E_INTERFACE_NOT_SUPPORTED;
    iface->lpVtbl->AddRef(iface);
    *out = iface;
    return S_OK;
}

static ULONG STDMETHODCALLTYPE logon_AddRef(IXPLogon *iface)
{
    return (ULONG)__atomic_add_fetch(&logon_from(iface)->refs, 1, __ATOMIC_ACQ_REL);
}

static ULONG STDMETHODCALLTYPE logon_Release(IXPLogon *iface)
{
    struct logon *logon = logon_from(iface);
    LONG left = __atomic_sub_fetch(&logon->refs, 1, __ATOMIC_ACQ_REL);

    if (left) return (ULONG)left;
    note(logon->post, "gone", 0);
    drop_support(logon);
    __atomic_sub_fetch(&logon->post->logons, 1, __ATOMIC_RELAXED);
    unmake(logon);
    return 0;
}

static HRESULT STDMETHODCALLTYPE logon_AddressTypes(IXPLogon *iface, ULONG *flags, ULONG *n_types,
                                                    LPTSTR **types, ULONG *n_uids, LPMAPIUID **uids)
{
    static char small[POST_TRANSPORTS][POST_TYPES][16];
    static LPTSTR given[POST_TRANSPORTS][POST_TYPES];
    static MAPIUID *given_uids[POST_TRANSPORTS][2];
    struct post *post = logon_from(iface)->post;
    size_t number = (size_t)(post - post_office.posts);
    ULONG n = 0;

    note(post, "types", 0);
    if (FAILED(post->told)) return post->told;
    *flags = post->narrow ? 0 : MAPI_UNICODE;
    for (; n < POST_TYPES && post->types[n]; n++) {
        given[number][n] = (LPTSTR)post->types[n];
        if (!post->narrow) continue;
        for (int i = 0; i < 15 && (i == 0 || post->types[n][i - 1]); i++)
            small[number][n][i] = (char)post->types[n][i];
        given[number][n] = (LPTSTR)small[number][n];
    }
    *n_types = n;
    *types = n || post->no_types ? given[number] : NULL;
    for (ULONG i = 0; i < post->n_uids && i < 2; i++)
        given_uids[number][i] = &post->uids[i];
    *n_uids = post->n_uids;
    *uids = given_uids[number];
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE logon_RegisterOptions(IXPLogon *iface, ULONG *flags, ULONG *count,
                                                       OPTIONDATA **options)
{
    struct post *post = logon_from(iface)->post;

    note(post, "options", 0);
    if (!post->n_options) return MAPI_E_NO_SUPPORT;
    *flags = post->narrow ? 0 : MAPI_UNICODE;
    *count = post->n_options;
    *options = post->options;
    return S_OK;
}

static void set_code(struct logon *logon, ULONG code)
{
    SPropValue value = {.ulPropTag = PR_STATUS_CODE, .Value.ul = code};

    if (logon->post->flush_code && logon->support)
        logon->support->lpVtbl->ModifyStatusRow(logon->support, 1, &value, STATUSROW_UPDATE);
}

static HRESULT STDMETHODCALLTYPE logon_TransportNotify(IXPLogon *iface, ULONG *flags, void **data)
{
    (void)data;
    if (*flags & NOTIFY_END_OUTBOUND_FLUSH) set_code(logon_from(iface), 0);
    note(logon_from(iface)->post, "notify(%x)", *flags);
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE logon_Idle(IXPLogon *iface, ULONG flags)
{
    note(logon_from(iface)->post, "idle(%x)", flags);
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE logon_TransportLogoff(IXPLogon *iface, ULONG flags)
{
    struct logon *logon = logon_from(iface);

    note(logon->post, "logoff(%x)", flags);
    if (!logon->post->keeps_support) drop_support(logon);
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE logon_SubmitMessage(IXPLogon *iface, ULONG flags,
                                                     IMessage *message, ULONG_PTR *ref,
                                                     ULONG_PTR *parm)
{
    struct post *post = logon_from(iface)->post;

    note(post, "submit(%x)", flags);
    return post->submit ? post->submit(post, flags, message, ref, parm) : MAPI_E_NO_SUPPORT;
}

static HRESULT STDMETHODCALLTYPE logon_EndMessage(IXPLogon *iface, ULONG_PTR ref, ULONG *flags)
{
    struct post *post = logon_from(iface)->post;

    note(post, "end(%x)", (ULONG)ref);
    return post->end ? post->end(post, ref, flags) : S_OK;
}

static HRESULT STDMETHODCALLTYPE logon_Poll(IXPLogon *iface, ULONG *incoming)
{
    struct post *post = logon_from(iface)->post;

    note(post, "poll", 0);
    return post->poll ? post->poll(post, incoming) : MAPI_E_NO_SUPPORT;
}

static HRESULT STDMETHODCALLTYPE logon_StartMessage(IXPLogon *iface, ULONG flags, IMessage *message,
                                                    ULONG_PTR *ref)
{
    struct post *post = logon_from(iface)->post;

    note(post, "start(%x)", flags);
    return post->start ? post->start(post, message, ref) : MAPI_E_NO_SUPPORT;
}

static HRESULT STDMETHODCALLTYPE logon_OpenStatusEntry(IXPLogon *iface, LPCIID iid, ULONG flags,
                                                       ULONG *type, IMAPIStatus **out)
{
    struct post *post = logon_from(iface)->post;
    struct status *status;

    (void)iid, (void)flags;
    note(post, "status", 0);
    *out = NULL;
    if (!post->has_status) return MAPI_E_NO_SUPPORT;
    status = make(sizeof(*status));
    if (!status) return MAPI_E_NOT_ENOUGH_MEMORY;
    status->IMAPIStatus_iface.lpVtbl = &status_vtbl;
    status->refs = 1;
    status->post = post;
    *type = MAPI_STATUS;
    *out = &status->IMAPIStatus_iface;
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE logon_ValidateState(IXPLogon *iface, ULONG_PTR ui, ULONG flags)
{
    struct post *post = logon_from(iface)->post;

    (void)ui;
    note(post, "validate(%x)", flags);
    return post->validate;
}

static HRESULT STDMETHODCALLTYPE logon_FlushQueues(IXPLogon *iface, ULONG_PTR ui, ULONG cb,
                                                   ENTRYID *eid, ULONG flags)
{
    (void)ui, (void)eid;
    set_code(logon_from(iface), logon_from(iface)->post->flush_code);
    note(logon_from(iface)->post, cb ? "flush-to(%x)" : "flush(%x)", flags);
    return S_OK;
}

static const IXPLogonVtbl logon_vtbl = {
    .QueryInterface = logon_QueryInterface,
    .AddRef = logon_AddRef,
    .Release = logon_Release,
    .AddressTypes = logon_AddressTypes,
    .RegisterOptions = logon_RegisterOptions,
    .TransportNotify = logon_TransportNotify,
    .Idle = logon_Idle,
    .TransportLogoff = logon_TransportLogoff,
    .SubmitMessage = logon_SubmitMessage,
    .EndMessage = logon_EndMessage,
    .Poll = logon_Poll,
    .StartMessage = logon_StartMessage,
    .OpenStatusEntry = logon_OpenStatusEntry,
    .ValidateState = logon_ValidateState,
    .FlushQueues = logon_FlushQueues,
};

/* ---- the provider object ---- */

static struct provider *provider_from(IXPProvider *iface)
{
    return (struct provider *)iface;
}

static HRESULT STDMETHODCALLTYPE provider_QueryInterface(IXPProvider *iface, REFIID iid, void **out)
{
    *out = NULL;
    if (!IsEqualGUID(iid, &IID_IUnknown) && !IsEqualGUID(iid, &IID_IXPProvider))
        return MAPI_E_INTERFACE_NOT_SUPPORTED;
    iface->lpVtbl->AddRef(iface);
    *out = iface;
    return S_OK;
}

static ULONG STDMETHODCALLTYPE provider_AddRef(IXPProvider *iface)
{
    return (ULONG)__atomic_add_fetch(&provider_from(iface)->refs, 1, __ATOMIC_ACQ_REL);
}

static ULONG STDMETHODCALLTYPE provider_Release(IXPProvider *iface)
{
    LONG left = __atomic_sub_fetch(&provider_from(iface)->refs, 1, __ATOMIC_ACQ_REL);

    if (!left) {
        note(NULL, "provider-gone", 0);
        unmake(iface);
    }
    return (ULONG)left;
}

static HRESULT STDMETHODCALLTYPE provider_Shutdown(IXPProvider *iface, ULONG *flags)
{
    (void)iface;
    note(NULL, *flags ? "shutdown(?)" : "shutdown", 0);
    return S_OK;
}

/* Which of the transports this section is of. */
static struct post *post_of(IMAPISupport *support, FREEBUFFER *free_buffer)
{
    SizedSPropTagArray(1, tags) = {1, {POST_NUMBER}};
    IProfSect *section = NULL;
    SPropValue *values = NULL;
    ULONG n, number = 0;

    if (SUCCEEDED(support->lpVtbl->OpenProfileSection(support, NULL, 0, &section))) {
        section->lpVtbl->GetProps(section, (SPropTagArray *)&tags, 0, &n, &values);
        if (values && values->ulPropTag == POST_NUMBER) number = values->Value.ul;
        free_buffer(values);
        section->lpVtbl->Release(section);
    }
    return &post_office.posts[number % POST_TRANSPORTS];
}

static void tell_mapi(struct post *post, IMAPISupport *support)
{
    SPropValue values[3];
    char name[] = "Post ?";

    if (!post->has_row) return;
    name[5] = post->letter;
    values[0].ulPropTag = PR_DISPLAY_NAME_A;
    values[0].Value.lpszA = name;
    values[1].ulPropTag = PR_STATUS_CODE;
    values[1].Value.l = STATUS_AVAILABLE;
    values[2].ulPropTag = PR_RESOURCE_METHODS;
    values[2].Value.l = STATUS_VALIDATE_STATE;
    support->lpVtbl->ModifyStatusRow(support, 3, values, 0);
}

static HRESULT STDMETHODCALLTYPE provider_TransportLogon(IXPProvider *iface, IMAPISupport *support,
                                                         ULONG_PTR ui, LPTSTR profile, ULONG *flags,
                                                         MAPIERROR **error, IXPLogon **out)
{
    struct post *post = post_of(support, provider_from(iface)->free);
    HRESULT hr = post->logon;
    struct logon *logon;

    (void)ui, (void)profile;
    note(post, "logon(%x)", *flags);
    *error = NULL;
    *out = NULL;
    if (hr != S_OK) {
        if (post->logon_times && !--post->logon_times) post->logon = S_OK;
        return hr;
    }
    logon = make(sizeof(*logon));
    if (!logon) return MAPI_E_NOT_ENOUGH_MEMORY;
    logon->IXPLogon_iface.lpVtbl = &logon_vtbl;
    logon->refs = 1;
    logon->post = post;
    post->support = logon->support = support;
    support->lpVtbl->AddRef(support);
    __atomic_add_fetch(&post->logons, 1, __ATOMIC_RELAXED);
    tell_mapi(post, support);
    *flags = post->sp_flags;
    *out = &logon->IXPLogon_iface;
    return S_OK;
}

static const IXPProviderVtbl provider_vtbl = {
    .QueryInterface = provider_QueryInterface,
    .AddRef = provider_AddRef,
    .Release = provider_Release,
    .Shutdown = provider_Shutdown,
    .TransportLogon = provider_TransportLogon,
};

EXPORT HRESULT STDMAPIINITCALLTYPE XPProviderInit(HINSTANCE instance, LPMALLOC memory,
                                                  LPALLOCATEBUFFER allocate, LPALLOCATEMORE more,
                                                  LPFREEBUFFER free_buffer, ULONG flags,
                                                  ULONG mapi_version, ULONG *version,
                                                  LPXPPROVIDER *out)
{
    struct provider *provider = make(sizeof(*provider));

    (void)instance, (void)memory, (void)allocate, (void)more, (void)mapi_version;
    note(NULL, flags ? "init(%x)" : "init", flags);
    *out = NULL;
    if (!provider) return MAPI_E_NOT_ENOUGH_MEMORY;
    provider->IXPProvider_iface.lpVtbl = &provider_vtbl;
    provider->refs = 1;
    provider->free = free_buffer;
    *version = CURRENT_SPI_VERSION;
    *out = &provider->IXPProvider_iface;
    return S_OK;
}
