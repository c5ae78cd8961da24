/*
 * recording.c - a message store provider, and an address book provider, that write down what is
 * called
 *
 * Its store has no folders; entry IDs are flags, rec_uid, one byte. 1 opens the store itself, and
 * can be advised on; 2 is known but missing, others are unknown. A store whose own ID ends in 78
 * asks to stay in the profile.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "mapispi.h"
#include "mapitags.h"
#include "common/com.h"
#include "fakes/recording.h"

#ifdef _WIN32
#    define EXPORT __declspec(dllexport)
#else
#    define EXPORT __attribute__((visibility("default")))
#endif

static const MAPIUID rec_uid = {{'r', 'e', 'c', 'o', 'r', 'd', 'i', 'n', 'g', 0, 0, 0, 0, 0, 0, 1}};
static const MAPIUID rec_ab_uid = {
    {'r', 'e', 'c', 'o', 'r', 'd', 'i', 'n', 'g', 0, 0, 0, 0, 0, 0, 2}};
static FREEBUFFER *ab_free;
static char calls[8192];
static HRESULT init_answer;
static ULONG version_answer;
static int shutdown_answered;
static HRESULT shutdown_query;

/* Guards calls and the lists of open stores; held for a few instructions. */
static char busy;

static void lock(void)
{
    while (__atomic_test_and_set(&busy, __ATOMIC_ACQUIRE))
        ;
}

static void unlock(void)
{
    __atomic_clear(&busy, __ATOMIC_RELEASE);
}

static void note(const char *what)
{
    size_t used;

    lock();
    used = strlen(calls);
    snprintf(calls + used, sizeof(calls) - used, "%s ", what);
    unlock();
}

/* What a logon holds of MAPI, once: Logoff and the store's last Release come on different threads. */
static IMAPISupport *take_support(IMAPISupport **held)
{
    IMAPISupport *support;

    lock();
    support = *held;
    *held = NULL;
    unlock();
    return support;
}

/* ... with a reference of the caller's own; NULL: it was let go of. */
static IMAPISupport *lend_support(IMAPISupport **held)
{
    IMAPISupport *support;

    lock();
    support = *held;
    if (support) support->lpVtbl->AddRef(support);
    unlock();
    return support;
}

/* Lets go of MAPI; MAPI may call Logoff inside. */
static void drop_support(IMAPISupport **held)
{
    IMAPISupport *support = take_support(held);

    if (support) support->lpVtbl->Release(support);
}

static struct {
    enum rec_trouble kind;
    int at, steps;
    rec_hook_function *hook;
} trouble;

/* Notes a call. False: it has gone wrong, is worth *hr, and the pointers named (up to two) have
 * their results. */
static bool well(const char *what, HRESULT *hr, void *out1, void *out2)
{
    void *result = trouble.kind == REC_GARBAGE ? (void *)(ULONG_PTR)0x0badbad1 : NULL;
    enum rec_trouble kind;

    note(what);
    lock();
    kind = trouble.at == REC_EACH || trouble.steps == trouble.at ? trouble.kind : REC_WELL;
    trouble.steps++;
    unlock();
    if (kind == REC_WELL) return true;
    if (kind == REC_HOOKED) {
        trouble.hook(what);
        return true;
    }
    if (out1) *(void **)out1 = result;
    if (out2) *(void **)out2 = result;
    *hr = kind == REC_EMPTY ? S_OK : MAPI_E_CALL_FAILED;
    return false;
}

/* A Release: it can't go wrong, but a hook may keep it. */
static void note_release(const char *what)
{
    note(what);
    if (trouble.kind == REC_HOOKED && trouble.at == REC_EACH) trouble.hook(what);
}

EXPORT rec_calls_function rec_calls;
EXPORT rec_forget_function rec_forget;
EXPORT rec_answer_function rec_answer;
EXPORT rec_alive_function rec_alive;
EXPORT rec_shutdown_function rec_shutdown;
EXPORT rec_trouble_function rec_trouble;
EXPORT rec_steps_function rec_steps;
EXPORT rec_seen_function rec_seen;
EXPORT MSPROVIDERINIT MSProviderInit;
EXPORT ABPROVIDERINIT ABProviderInit;
EXPORT MSGSERVICEENTRY ServiceEntry;

EXPORT const char *rec_calls(void)
{
    return calls;
}

EXPORT void rec_forget(void)
{
    calls[0] = 0;
}

EXPORT void rec_answer(HRESULT init, ULONG version)
{
    init_answer = init;
    version_answer = version;
}

EXPORT void rec_shutdown(int answers, HRESULT query)
{
    shutdown_answered = answers;
    shutdown_query = query;
}

EXPORT void rec_trouble(enum rec_trouble kind, int call, rec_hook_function *hook)
{
    trouble.kind = kind;
    trouble.at = call;
    trouble.steps = 0;
    trouble.hook = hook;
}

EXPORT int rec_steps(void)
{
    return trouble.steps;
}

static struct rec_seen seen;

EXPORT const struct rec_seen *rec_seen(void)
{
    return &seen;
}

/* A logon object that MAPI has got is logged off once, and not before its end. */
static void see_end_of_logon(LONG given, LONG logoffs)
{
    if (given) __atomic_add_fetch(&seen.logons, 1, __ATOMIC_RELAXED);
    if (given && logoffs != 1) __atomic_add_fetch(&seen.not_once, 1, __ATOMIC_RELAXED);
}

static void see_profile(char *to, size_t room, const void *name, ULONG flags)
{
    const WCHAR *wide = name;
    size_t n = 0;

    if (flags & MAPI_UNICODE)
        for (; n + 1 < room && wide[n]; n++)
            to[n] = (char)wide[n];
    else
        for (; n + 1 < room && ((const char *)name)[n]; n++)
            to[n] = ((const char *)name)[n];
    to[n] = 0;
}

static int try_malloc(IMalloc *allocator)
{
    void *block = allocator ? allocator->lpVtbl->Alloc(allocator, 40) : NULL;

    if (!block) return 0;
    memset(block, 1, 40);
    allocator->lpVtbl->Free(allocator, block);
    return 1;
}

EXPORT long rec_alive(void)
{
    return com_objects_alive();
}

#include "fakes/recording_shutdown.h"
#include "fakes/recording_status.h"

/* ---- the provider object ---- */

struct rec_provider {
    struct com_object com;
    IMSProvider IMSProvider_iface;
    ALLOCATEBUFFER *allocate;
    ALLOCATEMORE *more;
    FREEBUFFER *free;
    struct rec_store *open; /* borrowed: the stores that are open, by their own links */
};

/* ---- one store, its logon object beside it ---- */

struct rec_logon {
    struct com_object com;
    IMSLogon IMSLogon_iface;
    struct rec_store *store; /* borrowed, under lock(); NULL once that is gone */
    IMAPISupport *support;   /* owned until the store or the session ends; take_support */
    bool given;              /* to MAPI */
    LONG logoffs;
};

struct rec_store {
    struct com_object com;
    IMsgStore IMsgStore_iface;
    struct rec_store *next;      /* in provider->open */
    struct rec_provider *provider; /* counted */
    struct rec_logon *logon;     /* counted */
    ULONG flags;
    ULONG mask; /* PR_STORE_SUPPORT_MASK */
    bool has_status;
    HRESULT status; /* what its status object's ValidateState answers */
    ULONG cb;
    BYTE eid[64];
};

static void rec_logon_destroy(void *self)
{
    struct rec_logon *logon = self;

    note("logon-gone");
    drop_support(&logon->support);
    see_end_of_logon(logon->given, logon->logoffs);
}

static const struct com_face rec_logon_faces[] = {COM_FACE(rec_logon, IMSLogon)};
COM_CLASS(rec_logon);
COM_UNKNOWN(rec_logon, IMSLogon)

static HRESULT STDMETHODCALLTYPE rec_logon_Logoff(IMSLogon *iface, ULONG *flags)
{
    struct rec_logon *logon = rec_logon_from(iface);
    HRESULT hr;

    __atomic_add_fetch(&logon->logoffs, 1, __ATOMIC_RELAXED);
    if (!well(*flags ? "logoff(?)" : "logoff", &hr, NULL, NULL)) return hr;
    drop_support(&logon->support);
    return S_OK;
}

static ULONG STDMETHODCALLTYPE rec_store_Release(IMsgStore *iface);

/* The store with a reference, or NULL: it has gone. */
static struct rec_store *lend_store(struct rec_logon *logon)
{
    struct rec_store *store;

    lock();
    store = logon->store;
    if (store) com_ref(store);
    unlock();
    return store;
}

static HRESULT STDMETHODCALLTYPE rec_logon_OpenEntry(IMSLogon *iface, ULONG cb, ENTRYID *eid,
                                                     LPCIID iid, ULONG flags, ULONG *type,
                                                     IUnknown **out)
{
    struct rec_store *store;
    char what[32];
    HRESULT hr;

    snprintf(what, sizeof(what), "open(%x)", (unsigned)flags);
    if (!well(what, &hr, out, NULL)) return hr;
    if (cb != 21 || memcmp(eid->ab, &rec_uid, 16)) return MAPI_E_UNKNOWN_ENTRYID;
    switch (((BYTE *)eid)[20]) {
    case 1:
        store = lend_store(rec_logon_from(iface));
        if (!store) return MAPI_E_INVALID_OBJECT;
        *type = MAPI_STORE;
        hr = com_query(store, iid ? iid : &IID_IMsgStore, (void **)out);
        rec_store_Release(&store->IMsgStore_iface);
        return hr;
    case 2: return MAPI_E_NOT_FOUND;
    default: return MAPI_E_UNKNOWN_ENTRYID;
    }
}

static HRESULT STDMETHODCALLTYPE rec_logon_CompareEntryIDs(IMSLogon *iface, ULONG cb1,
                                                           ENTRYID *eid1, ULONG cb2, ENTRYID *eid2,
                                                           ULONG flags, ULONG *same)
{
    HRESULT hr;

    (void)iface, (void)flags;
    if (!well("compare", &hr, NULL, NULL)) return hr;
    *same = cb1 == cb2 && cb1 && ((BYTE *)eid1)[cb1 - 1] == ((BYTE *)eid2)[cb2 - 1];
    return S_OK;
}

/* Its events never come; a connection is the mask that was asked for. 1 is the store, 3 a folder, 4 a
 * message. */
static HRESULT STDMETHODCALLTYPE rec_logon_Advise(IMSLogon *iface, ULONG cb, ENTRYID *eid,
                                                  ULONG mask, IMAPIAdviseSink *sink,
                                                  ULONG_PTR *connection)
{
    static const char *const kinds[] = {NULL, "", NULL, "-folder", "-message"};
    char what[32];
    BYTE kind;
    HRESULT hr;

    (void)iface, (void)sink;
    if (cb != 21 || memcmp(eid->ab, &rec_uid, 16)) return MAPI_E_UNKNOWN_ENTRYID;
    kind = ((BYTE *)eid)[20];
    if (kind >= sizeof(kinds) / sizeof(kinds[0]) || !kinds[kind]) return MAPI_E_NO_SUPPORT;
    snprintf(what, sizeof(what), "advise%s(%x)", kinds[kind], (unsigned)mask);
    if (!well(what, &hr, connection, NULL)) return hr;
    *connection = mask;
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE rec_logon_Unadvise(IMSLogon *iface, ULONG_PTR connection)
{
    char what[32];
    HRESULT hr;

    (void)iface;
    snprintf(what, sizeof(what), "unadvise(%x)", (unsigned)connection);
    return well(what, &hr, NULL, NULL) ? S_OK : hr;
}

static HRESULT STDMETHODCALLTYPE rec_logon_OpenStatusEntry(IMSLogon *iface, LPCIID iid, ULONG flags,
                                                           ULONG *type, VOID **out)
{
    struct rec_store *store;
    HRESULT hr;

    (void)flags;
    if (!well("status", &hr, out, NULL)) return hr;
    store = lend_store(rec_logon_from(iface));
    hr = MAPI_E_NO_SUPPORT;
    if (store && store->has_status) hr = status_make("", store->status, iid, type, out);
    if (store) rec_store_Release(&store->IMsgStore_iface);
    return hr;
}

/* MAPI's own Release: the store lets go of its logon by com_unref. */
static ULONG STDMETHODCALLTYPE rec_logon_ReleaseNoted(IMSLogon *iface)
{
    note_release("logon-release");
    return rec_logon_Release(iface);
}

static const IMSLogonVtbl rec_logon_vtbl = {
    .QueryInterface = rec_logon_QueryInterface,
    .AddRef = rec_logon_AddRef,
    .Release = rec_logon_ReleaseNoted,
    .GetLastError = refuse_IMSLogon_GetLastError,
    .Logoff = rec_logon_Logoff,
    .OpenEntry = rec_logon_OpenEntry,
    .CompareEntryIDs = rec_logon_CompareEntryIDs,
    .Advise = rec_logon_Advise,
    .Unadvise = rec_logon_Unadvise,
    .OpenStatusEntry = rec_logon_OpenStatusEntry,
};

static void rec_store_destroy(void *self)
{
    struct rec_store *store = self;
    IMAPISupport *support;
    ULONG how = LOGOFF_ABORT;

    note("store-gone");
    if (store->logon) {
        support = take_support(&store->logon->support);
        if (support) {
            support->lpVtbl->StoreLogoffTransports(support, &how);
            support->lpVtbl->Release(support);
        }
        com_unref(store->logon);
    }
    com_unref(store->provider);
}

static const struct com_face rec_store_faces[] = {
    COM_FACE(rec_store, IMsgStore),
    COM_FACE_AS(rec_store, IMsgStore, IMAPIProp),
};
COM_CLASS(rec_store);

static struct rec_store *rec_store_from(IMsgStore *iface)
{
    return (struct rec_store *)((char *)iface - offsetof(struct rec_store, IMsgStore_iface));
}

static HRESULT STDMETHODCALLTYPE rec_store_QueryInterface(IMsgStore *iface, REFIID iid, void **out)
{
    return com_query(rec_store_from(iface), iid, out);
}

static ULONG STDMETHODCALLTYPE rec_store_AddRef(IMsgStore *iface)
{
    return com_count_up(rec_store_from(iface));
}

/* The last Release takes the store off the list, and from its logon, in the same act: nobody finds
 * it half gone. */
static ULONG STDMETHODCALLTYPE rec_store_Release(IMsgStore *iface)
{
    struct rec_store *store = rec_store_from(iface), **link = &store->provider->open;
    LONG left;

    lock();
    left = __atomic_sub_fetch(&store->com.refs, 1, __ATOMIC_ACQ_REL);
    if (!left) {
        while (*link && *link != store)
            link = &(*link)->next;
        if (*link) *link = store->next;
        if (store->logon) store->logon->store = NULL;
        store->com.refs = 1;
    }
    unlock();
    return left ? (ULONG)left : com_unref(store);
}

static HRESULT STDMETHODCALLTYPE rec_store_GetProps(IMsgStore *iface, SPropTagArray *tags,
                                                    ULONG flags, ULONG *count, SPropValue **out)
{
    struct rec_store *store = rec_store_from(iface);
    SPropValue *values;
    HRESULT hr;

    (void)flags;
    if (!tags) return MAPI_E_NO_SUPPORT;
    if (trouble.kind != REC_WELL && !well("store-props", &hr, out, NULL)) return hr;
    if (store->provider->allocate(tags->cValues * sizeof(*values), (void **)&values))
        return MAPI_E_NOT_ENOUGH_MEMORY;
    for (ULONG i = 0; i < tags->cValues; i++) {
        values[i].ulPropTag = tags->aulPropTag[i];
        if (values[i].ulPropTag == PR_STORE_SUPPORT_MASK)
            values[i].Value.ul = store->mask;
        else if (values[i].ulPropTag == PR_OBJECT_TYPE)
            values[i].Value.l = MAPI_STORE;
        else {
            values[i].ulPropTag = CHANGE_PROP_TYPE(values[i].ulPropTag, PT_ERROR);
            values[i].Value.err = MAPI_E_NOT_FOUND;
        }
    }
    *count = tags->cValues;
    *out = values;
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE rec_store_StoreLogoff(IMsgStore *iface, ULONG *flags)
{
    IMAPISupport *support;
    HRESULT hr;

    if (!well("store-logoff", &hr, NULL, NULL)) return hr;
    support = take_support(&rec_store_from(iface)->logon->support);
    if (!support) return S_OK;
    support->lpVtbl->StoreLogoffTransports(support, flags);
    support->lpVtbl->Release(support);
    return S_OK;
}

/* The support object, lent to tests that want to see it as a provider does. */
static HRESULT STDMETHODCALLTYPE rec_store_OpenProperty(IMsgStore *iface, ULONG tag, LPCIID iid,
                                                        ULONG options, ULONG flags, IUnknown **out)
{
    IMAPISupport *support = lend_support(&rec_store_from(iface)->logon->support);
    HRESULT hr;

    (void)tag, (void)options, (void)flags;
    *out = NULL;
    if (!support) return MAPI_E_NOT_FOUND;
    hr = support->lpVtbl->QueryInterface(support, iid, (void **)out);
    support->lpVtbl->Release(support);
    return hr;
}

static const IMsgStoreVtbl rec_store_vtbl = {
    .QueryInterface = rec_store_QueryInterface,
    .AddRef = rec_store_AddRef,
    .Release = rec_store_Release,
    .GetLastError = refuse_IMsgStore_GetLastError,
    .SaveChanges = refuse_IMsgStore_SaveChanges,
    .GetProps = rec_store_GetProps,
    .GetPropList = refuse_IMsgStore_GetPropList,
    .OpenProperty = rec_store_OpenProperty,
    .SetProps = refuse_IMsgStore_SetProps,
    .DeleteProps = refuse_IMsgStore_DeleteProps,
    .CopyTo = refuse_IMsgStore_CopyTo,
    .CopyProps = refuse_IMsgStore_CopyProps,
    .GetNamesFromIDs = refuse_IMsgStore_GetNamesFromIDs,
    .GetIDsFromNames = refuse_IMsgStore_GetIDsFromNames,
    .Advise = refuse_IMsgStore_Advise,
    .Unadvise = refuse_IMsgStore_Unadvise,
    .CompareEntryIDs = refuse_IMsgStore_CompareEntryIDs,
    .OpenEntry = refuse_IMsgStore_OpenEntry,
    .SetReceiveFolder = refuse_IMsgStore_SetReceiveFolder,
    .GetReceiveFolder = refuse_IMsgStore_GetReceiveFolder,
    .GetReceiveFolderTable = refuse_IMsgStore_GetReceiveFolderTable,
    .StoreLogoff = rec_store_StoreLogoff,
    .AbortSubmit = refuse_IMsgStore_AbortSubmit,
    .GetOutgoingQueue = refuse_IMsgStore_GetOutgoingQueue,
    .SetLockState = refuse_IMsgStore_SetLockState,
    .FinishedMsg = refuse_IMsgStore_FinishedMsg,
    .NotifyNewMail = refuse_IMsgStore_NotifyNewMail,
};

/* ---- logging on ---- */

static void rec_provider_destroy(void *self)
{
    (void)self;
    note("provider-gone");
}

static const struct com_face rec_provider_faces[] = {COM_FACE(rec_provider, IMSProvider)};
COM_CLASS(rec_provider);
COM_UNKNOWN(rec_provider, IMSProvider)

static HRESULT STDMETHODCALLTYPE rec_provider_Query(IMSProvider *iface, REFIID iid, void **out)
{
    HRESULT hr;

    return shutdown_asked(iid, "", out, &hr) ? hr : rec_provider_QueryInterface(iface, iid, out);
}

static HRESULT STDMETHODCALLTYPE rec_provider_Shutdown(IMSProvider *iface, ULONG *flags)
{
    HRESULT hr;

    (void)iface;
    return well(*flags ? "shutdown(?)" : "shutdown", &hr, NULL, NULL) ? S_OK : hr;
}

/* What the section says Logon shall answer; counts down how often. */
static HRESULT told(struct rec_provider *provider, IMAPISupport *support)
{
    SizedSPropTagArray(2, tags) = {2, {REC_LOGON_RESULT, REC_LOGON_TIMES}};
    IProfSect *section = NULL;
    SPropValue *values = NULL;
    HRESULT answer = S_OK;
    ULONG n;

    if (support->lpVtbl->OpenProfileSection(support, NULL, MAPI_MODIFY, &section)) return S_OK;
    if (SUCCEEDED(section->lpVtbl->GetProps(section, (SPropTagArray *)&tags, 0, &n, &values))) {
        bool counted = values[1].ulPropTag == REC_LOGON_TIMES;

        if (values[0].ulPropTag == REC_LOGON_RESULT && (!counted || values[1].Value.l > 0))
            answer = (HRESULT)values[0].Value.l;
        if (counted) {
            values[1].Value.l--;
            section->lpVtbl->SetProps(section, 1, &values[1], NULL);
        }
        provider->free(values);
    }
    section->lpVtbl->Release(section);
    return answer;
}

/* What a provider leaves in its section for the store table, and its row in the status table. */
static void tell_mapi(IMAPISupport *support, struct rec_store *store, FREEBUFFER *free_buffer)
{
    SizedSPropTagArray(6, tags) = {6,
                                   {REC_SUPPORT_MASK, REC_STORE, REC_STATUS, PR_IDENTITY_DISPLAY_A,
                                    PR_IDENTITY_ENTRYID, PR_IDENTITY_SEARCH_KEY}};
    BYTE own[] = {0, 0, 0, 0, 'r', 'e', 'c', 'o', 'r', 'd', 'i', 'n', 'g', 0, 0, 0, 0, 0, 0, 1, 0};
    IProfSect *section = NULL;
    ENTRYID *wrapped = NULL;
    SPropValue values[3 + 3], *told = NULL;
    ULONG cb, n = 3;

    if (support->lpVtbl->OpenProfileSection(support, NULL, MAPI_MODIFY, &section)) return;
    section->lpVtbl->GetProps(section, (SPropTagArray *)&tags, 0, &cb, &told);
    if (told && told[0].ulPropTag == REC_SUPPORT_MASK) store->mask = told[0].Value.ul;
    if (told && told[1].ulPropTag == REC_STORE) own[sizeof(own) - 1] = (BYTE)told[1].Value.l;
    store->has_status = told && told[2].ulPropTag == REC_STATUS;
    if (store->has_status) store->status = (HRESULT)told[2].Value.l;
    if (!support->lpVtbl->WrapStoreEntryID(support, sizeof(own), (ENTRYID *)own, &cb, &wrapped)) {
        values[0].ulPropTag = PR_ENTRYID;
        values[0].Value.bin.cb = cb;
        values[0].Value.bin.lpb = (BYTE *)wrapped;
        values[1].ulPropTag = PR_RECORD_KEY;
        values[1].Value.bin.cb = sizeof(own);
        values[1].Value.bin.lpb = (BYTE *)own;
        section->lpVtbl->SetProps(section, 2, values, NULL);
        free_buffer(wrapped);
    }
    section->lpVtbl->Release(section);
    for (int i = 3; told && i < 6; i++)
        if (PROP_TYPE(told[i].ulPropTag) != PT_ERROR) values[n++] = told[i];
    values[0].ulPropTag = PR_DISPLAY_NAME_A;
    values[0].Value.lpszA = (char *)"Recorder";
    values[1].ulPropTag = PR_STATUS_CODE;
    values[1].Value.l = STATUS_AVAILABLE;
    values[2].ulPropTag = PR_RESOURCE_METHODS;
    values[2].Value.l = 0;
    support->lpVtbl->ModifyStatusRow(support, n, values, 0);
    free_buffer(told);
}

static HRESULT open_again(struct rec_provider *provider, ULONG cb, const ENTRYID *eid,
                          IMsgStore **out)
{
    struct rec_store *store;

    lock();
    for (store = provider->open; store; store = store->next) {
        if (store->cb != cb || memcmp(store->eid, eid, cb)) continue;
        com_ref(store);
        *out = &store->IMsgStore_iface;
        break;
    }
    unlock();
    return store ? S_OK : MAPI_E_NOT_FOUND;
}

/* The text behind a success that warns. */
static void warn(struct rec_provider *provider, ULONG flags, MAPIERROR **out)
{
    MAPIERROR *error;
    char *text;

    if (provider->allocate(sizeof(*error), (void **)&error)) return;
    memset(error, 0, sizeof(*error));
    if (provider->more(9 * sizeof(WCHAR), error, (void **)&text)) {
        provider->free(error);
        return;
    }
    if (flags & MAPI_UNICODE) memcpy(text, L"recorded", 9 * sizeof(WCHAR));
    else memcpy(text, "recorded", 9);
    error->lpszError = (LPTSTR)text;
    *out = error;
}

static HRESULT STDMETHODCALLTYPE rec_provider_Logon(IMSProvider *iface, IMAPISupport *support,
                                                    ULONG_PTR ui, LPTSTR profile, ULONG cb,
                                                    ENTRYID *eid, ULONG flags, LPCIID iid,
                                                    ULONG *n_security, BYTE **security,
                                                    MAPIERROR **error, IMSLogon **logon_out,
                                                    IMsgStore **store_out)
{
    struct rec_provider *provider = rec_provider_from(iface);
    struct rec_store *store;
    char what[64];
    HRESULT hr;

    (void)iid;
    seen.store_ui = ui;
    see_profile(seen.store_profile, sizeof(seen.store_profile), profile, flags);
    seen.store_cb = cb;
    if (cb) memcpy(seen.store_eid, eid, cb < sizeof(seen.store_eid) ? cb : sizeof(seen.store_eid));
    *n_security = 0;
    *security = NULL;
    *error = NULL;
    *logon_out = NULL;
    *store_out = NULL;
    snprintf(what, sizeof(what), "logon(%x,%u)", (unsigned)flags, (unsigned)cb);
    if (!well(what, &hr, logon_out, store_out)) {
        if (hr != S_OK) {
            *security = (BYTE *)*logon_out;
            *error = (MAPIERROR *)*logon_out;
        }
        return hr;
    }
    if (cb && open_again(provider, cb, eid, store_out) == S_OK) return S_OK;
    hr = told(provider, support);
    if (FAILED(hr)) return hr;

    store = com_alloc(&rec_store_class, sizeof(*store));
    if (!store) return MAPI_E_NOT_ENOUGH_MEMORY;
    store->provider = provider;
    com_ref(provider);
    store->logon = com_alloc(&rec_logon_class, sizeof(*store->logon));
    if (!store->logon) {
        com_unref(store);
        return MAPI_E_NOT_ENOUGH_MEMORY;
    }
    store->IMsgStore_iface.lpVtbl = &rec_store_vtbl;
    store->logon->IMSLogon_iface.lpVtbl = &rec_logon_vtbl;
    store->logon->store = store;
    store->logon->support = support;
    support->lpVtbl->AddRef(support);
    store->flags = flags;
    store->mask = STORE_SUBMIT_OK | STORE_CREATE_OK | STORE_MODIFY_OK;
    store->cb = cb < sizeof(store->eid) ? cb : sizeof(store->eid);
    if (cb) memcpy(store->eid, eid, store->cb);
    lock();
    store->next = provider->open;
    provider->open = store;
    unlock();
    support->lpVtbl->SetProviderUID(support, (MAPIUID *)&rec_uid, 0);
    tell_mapi(support, store, provider->free);
    if (cb && eid && ((BYTE *)eid)[cb - 1] == 78) support->lpVtbl->ModifyProfile(support, 0);
    if (hr != S_OK) warn(provider, flags, error);
    com_ref(store->logon);
    store->logon->given = true;
    *logon_out = &store->logon->IMSLogon_iface;
    *store_out = &store->IMsgStore_iface;
    return hr;
}

/* The same store whatever the first four bytes are. */
static HRESULT STDMETHODCALLTYPE rec_provider_CompareStoreIDs(IMSProvider *iface, ULONG cb1,
                                                              ENTRYID *eid1, ULONG cb2,
                                                              ENTRYID *eid2, ULONG flags,
                                                              ULONG *same)
{
    HRESULT hr;

    (void)iface, (void)flags;
    if (!well("compare-stores", &hr, NULL, NULL)) return hr;
    *same = cb1 == cb2 && cb1 > 4 && !memcmp((BYTE *)eid1 + 4, (BYTE *)eid2 + 4, cb1 - 4);
    return S_OK;
}

static const IMSProviderVtbl rec_provider_vtbl = {
    .QueryInterface = rec_provider_Query,
    .AddRef = rec_provider_AddRef,
    .Release = rec_provider_Release,
    .Shutdown = rec_provider_Shutdown,
    .Logon = rec_provider_Logon,
    .SpoolerLogon = refuse_IMSProvider_SpoolerLogon,
    .CompareStoreIDs = rec_provider_CompareStoreIDs,
};

EXPORT HRESULT STDMAPIINITCALLTYPE MSProviderInit(HINSTANCE instance, LPMALLOC allocator,
                                                  LPALLOCATEBUFFER allocate, LPALLOCATEMORE more,
                                                  LPFREEBUFFER free_buffer, ULONG flags,
                                                  ULONG mapi_version, ULONG *version,
                                                  LPMSPROVIDER *out)
{
    struct rec_provider *provider;
    const char *what = mapi_version != CURRENT_SPI_VERSION ? "init(?)"
                       : flags                             ? "init(service)"
                                                           : "init";
    HRESULT hr;

    (void)instance;
    seen.allocate = allocate;
    seen.more = more;
    seen.free = free_buffer;
    seen.malloc_works = try_malloc(allocator);
    if (!well(what, &hr, out, NULL)) return hr;
    *version = version_answer ? version_answer : CURRENT_SPI_VERSION;
    if (FAILED(init_answer)) return init_answer;
    provider = com_alloc(&rec_provider_class, sizeof(*provider));
    if (!provider) return MAPI_E_NOT_ENOUGH_MEMORY;
    provider->IMSProvider_iface.lpVtbl = &rec_provider_vtbl;
    provider->allocate = allocate;
    provider->more = more;
    provider->free = free_buffer;
    *out = &provider->IMSProvider_iface;
    return S_OK;
}

/* ---- the message service ---- */

EXPORT HRESULT STDMETHODCALLTYPE ServiceEntry(HINSTANCE instance, LPMALLOC memory,
                                              LPMAPISUP support, ULONG_PTR ui, ULONG flags,
                                              ULONG context, ULONG count, LPSPropValue props,
                                              LPPROVIDERADMIN admin, LPMAPIERROR *error)
{
    char what[48];

    (void)instance, (void)memory, (void)support, (void)ui, (void)count, (void)props, (void)admin;
    *error = NULL;
    snprintf(what, sizeof(what), "service(%x,%x)", (unsigned)context, (unsigned)flags);
    note(what);
    return S_OK;
}

#include "fakes/recording_ab.h"
