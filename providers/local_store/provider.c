/*
 * provider.c - MSProviderInit and IMSProvider: from a profile section or an entry ID to an open
 * store
 */
#include <stdlib.h>
#include "common/provider_start.h"
#include "common/sql/place.h"
#include "common/text/text8.h"
#include "logon.h"
#include "msg_store.h"
#include "mspst.h"
#include "open_stores.h"
#include "outgoing.h"
#include "search_background.h"
#include "settings.h"
#include "standard_folders.h"
#include "store_id.h"
#include "store_props.h"

struct provider {
    struct com_object com;
    IMSProvider IMSProvider_iface;
    struct provider_memory memory;
    struct open_stores *open; /* owned */
};

static void provider_destroy(void *self)
{
    struct provider *provider = self;

    open_stores_unref(provider->open);
    provider_memory_drop(&provider->memory);
}

static const struct com_face provider_faces[] = {
    COM_FACE(provider, IMSProvider),
};
COM_CLASS(provider);
COM_UNKNOWN(provider, IMSProvider)

/* ---- Logon ---- */

struct request {
    IMAPISupport *support;
    WCHAR *profile;           /* malloc */
    ULONG count;              /* the store's entry ID, unwrapped, or 0 */
    const void *id;
    ULONG flags;
    bool spooler;
    IProfSect *section;       /* owned */
    struct settings settings;
    bool new_path;            /* to be written into the section */
    char *path;               /* WTF-8, malloc */
};

static void request_clear(struct request *request)
{
    free(request->profile);
    free(request->path);
    settings_clear(&request->settings);
    com_release(&request->section);
}

/* The path: from the profile, else from the entry ID, else a new one in the user's local
 * application data. */
static HRESULT find_path(struct provider *provider, struct request *request)
{
    const char *path = NULL;
    GUID key;
    size_t n;
    HRESULT hr;

    hr = request->support->lpVtbl->OpenProfileSection(request->support, NULL, MAPI_MODIFY,
                                                      &request->section);
    if (SUCCEEDED(hr))
        hr = settings_read((IMAPIProp *)request->section, &provider->memory.alloc, &request->settings);
    if (FAILED(hr)) return hr;
    if (request->count) {
        hr = store_id_read(request->count, request->id, &key, &path);
        if (FAILED(hr)) return hr;
    }
    if (!request->settings.path && !path) {
        hr = place_default(request->profile,
                           request->settings.name ? request->settings.name : DEFAULT_STORE_NAME,
                           L".omstore", &request->settings.path);
        if (FAILED(hr)) return hr;
        request->new_path = true;
    }
    if (request->settings.path) {
        hr = place_absolute(&request->settings.path);
        if (FAILED(hr)) return hr;
        return wtf8_from_wide(request->settings.path, wide_len(request->settings.path),
                              &request->path, &n);
    }
    request->path = malloc(strlen(path) + 1);
    if (!request->path) return MAPI_E_NOT_ENOUGH_MEMORY;
    strcpy(request->path, path);
    return S_OK;
}

/* Opens the file, or makes it; one that can't be written is opened for reading. */
static HRESULT open_file(struct request *request, struct store_file **file)
{
    const WCHAR *name = request->settings.name ? request->settings.name : DEFAULT_STORE_NAME;
    HRESULT hr;

    if (!*file) {
        hr = store_file_open(request->path, DB_CREATE, file);
        if (hr == MAPI_E_NO_ACCESS) hr = store_file_open(request->path, DB_READ, file);
        if (FAILED(hr)) return hr;
    }
    hr = (*file)->db->read_only ? S_OK : standard_folders_make(*file, name);
    if (FAILED(hr)) {
        store_file_unref(*file);
        *file = NULL;
    }
    return hr;
}

/* 5.4-11: what the stores table shows. */
static HRESULT write_section(struct request *request, struct store *store)
{
    IProfSect *section = request->section;
    AUTO_VALUE struct value *name = NULL;
    struct bag bag = {0};
    SPropValue values[6] = {{0}};
    ULONG n = 0;
    HRESULT hr;

    db_lock(store_db(store));
    hr = store_props_load(store->file, &bag);
    if (SUCCEEDED(hr)) name = value_ref(bag_find(&bag, PR_DISPLAY_NAME_W));
    bag_clear(&bag);
    db_unlock(store_db(store));
    if (FAILED(hr)) return hr;

    values[n].ulPropTag = PR_DISPLAY_NAME_W;
    values[n++].Value.lpszW = (WCHAR *)(request->settings.name ? request->settings.name
                                        : value_wide(name)     ? value_wide(name)
                                                               : DEFAULT_STORE_NAME);
    values[n].ulPropTag = PR_ENTRYID;
    values[n].Value.bin.cb = store->wrapped_bytes;
    values[n++].Value.bin.lpb = store->wrapped;
    values[n].ulPropTag = PR_RECORD_KEY;
    values[n].Value.bin.cb = 16;
    values[n++].Value.bin.lpb = (BYTE *)&store->file->uid;
    values[n].ulPropTag = PR_MDB_PROVIDER;
    values[n].Value.bin.cb = 16;
    values[n++].Value.bin.lpb = (BYTE *)&store_provider_uid;
    if (request->new_path) {
        values[n].ulPropTag = PR_PST_PATH_W;
        values[n++].Value.lpszW = request->settings.path;
    }
    hr = section->lpVtbl->SetProps(section, n, values, NULL);
    if (SUCCEEDED(hr)) hr = section->lpVtbl->SaveChanges(section, KEEP_OPEN_READWRITE);
    return hr;
}

/* Limits that ConfigureMsgService left become the store's, once: there they hold for all profiles
 * and programs. */
static HRESULT take_quotas(struct request *request, struct store *store)
{
    const struct quotas *quotas = &request->settings.quotas;
    SizedSPropTagArray(N_QUOTAS, gone) = {0};
    struct change_list list = {0};
    HRESULT hr;

    for (size_t i = 0; i < N_QUOTAS; i++)
        if (quotas->given[i]) gone.aulPropTag[gone.cValues++] = quota_tags[i];
    if (!gone.cValues || store_db(store)->read_only) return S_OK;
    hr = quota_set(store->file, quotas, &list);
    if (FAILED(hr)) {
        change_list_clear(&list);
        return hr;
    }
    store_tell(store, &list);
    return request->section->lpVtbl->DeleteProps(request->section, (SPropTagArray *)&gone, NULL);
}

/* What a logon tells MAPI about itself. */
static HRESULT announce(struct request *request, struct store *store)
{
    IMAPISupport *support = request->support;
    HRESULT hr;

    hr = take_quotas(request, store);
    if (SUCCEEDED(hr)) hr = write_section(request, store);
    if (SUCCEEDED(hr))
        hr = support->lpVtbl->SetProviderUID(support, (MAPIUID *)&store->file->uid, 0);
    if (SUCCEEDED(hr)) hr = support->lpVtbl->ModifyProfile(support, request->flags & MDB_TEMPORARY);
    return hr == MAPI_E_NO_SUPPORT ? S_OK : hr;
}

/* A second open: the store of before under this open's access rights, with the support object of
 * before, and with its end. */
static HRESULT open_again(struct provider *provider, struct store *first, IMAPISupport *support,
                          bool can_modify, IMsgStore **out)
{
    struct store *store;
    HRESULT hr;

    hr = store_create(provider->open, store_file_ref(first->file), support, first->home,
                      &provider->memory.alloc, can_modify, first->spooler, &store);
    if (FAILED(hr)) return hr;
    hr = com_home_has_ended(store->home) ? MAPI_E_INVALID_OBJECT : msg_store_create(store, out);
    if (FAILED(hr)) store_let_support_go(store); /* the session may have ended meanwhile */
    com_unref(store);
    return hr;
}

static HRESULT open_first(struct provider *provider, struct request *request,
                          struct store_file *moves_file, bool can_modify, IMSLogon **logon,
                          IMsgStore **out)
{
    AUTO_RELEASE IMSLogon *new_logon = NULL;
    struct store *store;
    HRESULT hr;

    hr = store_create(provider->open, moves_file, request->support, NULL, &provider->memory.alloc,
                      can_modify, request->spooler, &store);
    if (FAILED(hr)) return hr;
    if (!request->spooler) hr = announce(request, store);
    if (SUCCEEDED(hr)) hr = logon_create(store, &new_logon);
    if (SUCCEEDED(hr)) hr = msg_store_create(store, out);
    if (SUCCEEDED(hr)) {
        search_background_start(store); /* whoever began a pass may have died at it */
        *logon = new_logon;
        new_logon = NULL;
    } else {
        store_let_support_go(store);
    }
    com_unref(store);
    return hr;
}

/* What a spooler that died had locked is free; the file stays the caller's in any case but an
 * error. */
static HRESULT unlock_dead(struct store_file *file)
{
    HRESULT hr = queue_unlock_dead(file);

    if (FAILED(hr)) store_file_unref(file);
    return hr;
}

static HRESULT log_on(struct provider *provider, struct request *request, IMSLogon **logon,
                      IMsgStore **out)
{
    bool can_modify = request->flags & (MDB_WRITE | MAPI_BEST_ACCESS) || request->spooler;
    struct store_file *file = NULL;
    IMAPISupport *support = NULL;
    struct store *open;
    HRESULT hr;

    hr = find_path(provider, request);
    if (FAILED(hr)) return hr;
    open = open_stores_find(provider->open, request->path, request->spooler);
    if (open && open->spooler == request->spooler) support = store_support(open);
    if (support) {
        hr = open_again(provider, open, support, can_modify, out);
        support->lpVtbl->Release(support);
        com_unref(open);
        return hr;
    }
    /* the other kind of logon, or logged off while a client holds something of it */
    if (open) file = store_file_ref(open->file);
    com_unref(open);
    hr = open_file(request, &file);
    if (SUCCEEDED(hr) && request->spooler) hr = unlock_dead(file);
    return FAILED(hr) ? hr : open_first(provider, request, file, can_modify, logon, out);
}

static HRESULT check_iid(const IID *iid)
{
    if (!iid || IsEqualGUID(iid, &IID_IMsgStore) || IsEqualGUID(iid, &IID_IMAPIProp) ||
        IsEqualGUID(iid, &IID_IUnknown))
        return S_OK;
    return MAPI_E_INTERFACE_NOT_SUPPORTED;
}

#define LOGON_FLAGS                                                                                \
    (MDB_NO_DIALOG | MDB_WRITE | MDB_TEMPORARY | MDB_NO_MAIL | MAPI_DEFERRED_ERRORS |              \
     MAPI_UNICODE | MAPI_BEST_ACCESS | MDB_ONLINE | 0x200 /* MAPI_NO_CACHE */)

static HRESULT any_logon(struct provider *provider, IMAPISupport *support, const void *profile,
                         ULONG count, const void *id, ULONG flags, const IID *iid, bool spooler,
                         MAPIERROR **error, IMSLogon **logon, IMsgStore **out)
{
    struct request request = {
        .support = support, .count = count, .id = id, .flags = flags, .spooler = spooler};
    HRESULT hr;

    if (error) *error = NULL;
    if (logon) *logon = NULL;
    if (out) *out = NULL;
    if (!support || !logon || !out) return MAPI_E_INVALID_PARAMETER;
    if (flags & ~(ULONG)LOGON_FLAGS) return MAPI_E_UNKNOWN_FLAGS;
    hr = check_iid(iid);
    if (SUCCEEDED(hr)) hr = text_from_caller(profile, flags, true, &request.profile);
    if (SUCCEEDED(hr)) hr = log_on(provider, &request, logon, out);
    request_clear(&request);
    return hr;
}

/* ---- IMSProvider ---- */

static HRESULT STDMETHODCALLTYPE provider_Shutdown(IMSProvider *iface, ULONG *flags)
{
    (void)iface;
    if (flags) *flags = 0;
    return S_OK;
}

/*
 * Logon - open the store of a profile section, or of an entry ID; make its file at the first logon
 *
 * id      the store's own entry ID, unwrapped; NULL: the section's store
 * logon   NULL is given back when the store is open in this session already (5.4-06)
 * Errors  MAPI_E_CORRUPT_STORE, MAPI_E_VERSION, MAPI_E_NO_ACCESS, MAPI_E_UNCONFIGURED (no path, and
 *         no place for one), MAPI_E_INVALID_ENTRYID, MAPI_E_UNKNOWN_ENTRYID, MAPI_E_UNKNOWN_FLAGS,
 *         MAPI_E_INVALID_PARAMETER
 * Source  IMSProvider::Logon
 */
static HRESULT STDMETHODCALLTYPE provider_Logon(IMSProvider *iface, IMAPISupport *support,
                                                ULONG_PTR window, LPTSTR profile, ULONG count,
                                                ENTRYID *id, ULONG flags, LPCIID iid,
                                                ULONG *security_bytes, BYTE **security,
                                                MAPIERROR **error, IMSLogon **logon,
                                                IMsgStore **out)
{
    (void)window;
    if (security_bytes) *security_bytes = 0;
    if (security) *security = NULL;
    return any_logon(provider_from(iface), support, profile, count, id, flags, iid, false, error,
                     logon, out);
}

/*
 * SpoolerLogon - the same for the spooler, which sends what clients have submitted: it may write,
 * and frees what a spooler that died had locked
 *
 * security  what Logon gave: this store gives none, so it is ignored
 * logon     NULL is given back when the spooler has the store open in this session already
 * Errors    those of Logon
 * Source    IMSProvider::SpoolerLogon
 */
static HRESULT STDMETHODCALLTYPE provider_SpoolerLogon(IMSProvider *iface, IMAPISupport *support,
                                                       ULONG_PTR window, LPTSTR profile,
                                                       ULONG count, ENTRYID *id, ULONG flags,
                                                       LPCIID iid, ULONG security_bytes,
                                                       BYTE *security, MAPIERROR **error,
                                                       IMSLogon **logon, IMsgStore **out)
{
    (void)window;
    (void)security_bytes;
    (void)security;
    return any_logon(provider_from(iface), support, profile, count, id, flags, iid, true, error,
                     logon, out);
}

/*
 * CompareStoreIDs - whether two unwrapped entry IDs are of the same store, wherever its file lies
 * by now
 *
 * result  FALSE for an entry ID of another provider's
 * Errors  MAPI_E_INVALID_PARAMETER, MAPI_E_UNKNOWN_FLAGS (none is known), MAPI_E_INVALID_ENTRYID
 * Source  IMSProvider::CompareStoreIDs
 */
static HRESULT STDMETHODCALLTYPE provider_CompareStoreIDs(IMSProvider *iface, ULONG count1,
                                                          ENTRYID *id1, ULONG count2, ENTRYID *id2,
                                                          ULONG flags, ULONG *result)
{
    const char *path1, *path2;
    GUID key1, key2;
    HRESULT hr;

    (void)iface;
    if (!result) return MAPI_E_INVALID_PARAMETER;
    *result = FALSE;
    if (flags) return MAPI_E_UNKNOWN_FLAGS;
    hr = store_id_read(count1, id1, &key1, &path1);
    if (SUCCEEDED(hr)) hr = store_id_read(count2, id2, &key2, &path2);
    if (hr == MAPI_E_UNKNOWN_ENTRYID) return S_OK; /* another provider's is not the same store */
    if (FAILED(hr)) return hr;
    *result = IsEqualGUID(&key1, &key2);
    return S_OK;
}

static const IMSProviderVtbl provider_vtbl = {
    COM_UNKNOWN_METHODS(provider),
    .Shutdown = provider_Shutdown,
    .Logon = provider_Logon,
    .SpoolerLogon = provider_SpoolerLogon,
    .CompareStoreIDs = provider_CompareStoreIDs,
};

/*
 * MSProviderInit
 *
 * Errors  MAPI_E_VERSION (MAPI's SPI is older than ours), MAPI_E_INVALID_PARAMETER,
 *         MAPI_E_NOT_ENOUGH_MEMORY
 * Source  MSPROVIDERINIT
 */
HRESULT STDMAPIINITCALLTYPE MSProviderInit(HINSTANCE instance, IMalloc *malloc_,
                                           ALLOCATEBUFFER *buffer, ALLOCATEMORE *more,
                                           FREEBUFFER *free_, ULONG flags, ULONG mapi_version,
                                           ULONG *version, IMSProvider **out)
{
    const struct allocators alloc = {buffer, more, free_};
    struct provider *provider;
    HRESULT hr;

    (void)instance;
    (void)flags;
    if (out) *out = NULL;
    hr = provider_start(&alloc, mapi_version, version, out);
    if (FAILED(hr)) return hr;
    provider = com_alloc(&provider_class, sizeof(*provider));
    if (!provider) return MAPI_E_NOT_ENOUGH_MEMORY;
    provider->IMSProvider_iface.lpVtbl = (IMSProviderVtbl *)&provider_vtbl;
    provider_memory_take(&provider->memory, malloc_, &alloc);
    if (FAILED(open_stores_new(&provider->open))) {
        com_unref(provider);
        return MAPI_E_NOT_ENOUGH_MEMORY;
    }
    *out = &provider->IMSProvider_iface;
    return S_OK;
}
