/*
 * provider.c - what the DLL exports, and the provider object: one per session, however many stores
 */
#include <string.h>
#include "sample.h"

const MAPIUID sample_uid = {{0x0d, 0x5a, 0x31, 0xe6, 0x7c, 0x44, 0x48, 0x1b, 0x9e, 0x02, 0x6f, 0xb8,
                             0xd3, 0x25, 0xa1, 0x7e}};
ALLOCATEBUFFER *sample_allocate;
ALLOCATEMORE *sample_more;
FREEBUFFER *sample_free;

void sample_eid(enum sample_kind kind, BYTE out[SAMPLE_EID_BYTES])
{
    memset(out, 0, 4); /* long-term: valid in every session */
    memcpy(out + 4, &sample_uid, sizeof(sample_uid));
    out[20] = (BYTE)kind;
}

HRESULT sample_eid_read(ULONG cb, const ENTRYID *eid, enum sample_kind *kind)
{
    const BYTE *bytes = (const BYTE *)eid;

    if (!eid || cb < 20) return MAPI_E_INVALID_ENTRYID;
    if (memcmp(bytes + 4, &sample_uid, sizeof(sample_uid))) return MAPI_E_UNKNOWN_ENTRYID;
    if (cb != SAMPLE_EID_BYTES) return MAPI_E_INVALID_ENTRYID;
    if (bytes[20] > SAMPLE_MESSAGE) return MAPI_E_NOT_FOUND;
    *kind = (enum sample_kind)bytes[20];
    return S_OK;
}

struct sample_provider {
    struct com_object com;
    IMSProvider IMSProvider_iface;
};

static void sample_provider_destroy(void *self)
{
    (void)self;
}

static const struct com_face sample_provider_faces[] = {COM_FACE(sample_provider, IMSProvider)};
COM_CLASS(sample_provider);
COM_UNKNOWN(sample_provider, IMSProvider)

/* The last logon object is gone: nothing of the session is left to end here. */
static HRESULT STDMETHODCALLTYPE sample_provider_Shutdown(IMSProvider *iface, ULONG *flags)
{
    (void)iface, (void)flags;
    return S_OK;
}

/*
 * What MAPI shows of the store when it isn't open lies in our profile section: PR_ENTRYID (wrapped,
 * so that MAPI knows which DLL to load for it), PR_RECORD_KEY, PR_DISPLAY_NAME. OpenProfileSection
 * with NULL is our own section.
 */
static HRESULT fill_section(IMAPISupport *support)
{
    AUTO_RELEASE IProfSect *section = NULL;
    ENTRYID *wrapped = NULL;
    BYTE eid[SAMPLE_EID_BYTES];
    SPropValue props[2];
    ULONG cb;
    HRESULT hr;

    sample_eid(SAMPLE_STORE, eid);
    hr = support->lpVtbl->OpenProfileSection(support, NULL, MAPI_MODIFY, &section);
    if (SUCCEEDED(hr))
        hr = support->lpVtbl->WrapStoreEntryID(support, sizeof(eid), (ENTRYID *)eid, &cb, &wrapped);
    if (FAILED(hr)) return hr;
    props[0].ulPropTag = PR_ENTRYID;
    props[0].Value.bin.cb = cb;
    props[0].Value.bin.lpb = (BYTE *)wrapped;
    props[1].ulPropTag = PR_RECORD_KEY;
    props[1].Value.bin.cb = sizeof(eid);
    props[1].Value.bin.lpb = eid;
    hr = section->lpVtbl->SetProps(section, 2, props, NULL);
    sample_free(wrapped);
    return hr;
}

/* Our row of the status table; MAPI adds what it knows itself. */
static HRESULT tell_status(IMAPISupport *support)
{
    SPropValue props[3];

    props[0].ulPropTag = PR_DISPLAY_NAME_A;
    props[0].Value.lpszA = (char *)"Sample Message Store";
    props[1].ulPropTag = PR_STATUS_CODE;
    props[1].Value.l = STATUS_AVAILABLE;
    props[2].ulPropTag = PR_RESOURCE_METHODS;
    props[2].Value.l = 0; /* there is no status object to call: OpenStatusEntry is refused */
    return support->lpVtbl->ModifyStatusRow(support, 3, props, 0);
}

/*
 * Logon - opens one store of ours
 *
 * eid     unwrapped, or NULL: MAPI doesn't know yet which store, and reads afterwards what we wrote
 *         in our section
 * flags   MDB_WRITE can't be had; MAPI_BEST_ACCESS may come along and is content with less
 * Every out parameter is set, and support counted once for as long as the store lives: a provider
 * that forgets that is logged off before Logon has returned.
 */
static HRESULT STDMETHODCALLTYPE sample_provider_Logon(IMSProvider *iface, IMAPISupport *support,
                                                       ULONG_PTR ui, LPTSTR profile, ULONG cb,
                                                       ENTRYID *eid, ULONG flags, LPCIID iid,
                                                       ULONG *n_security, BYTE **security,
                                                       MAPIERROR **error, IMSLogon **logon_out,
                                                       IMsgStore **store_out)
{
    struct sample_logon *logon = NULL;
    enum sample_kind kind = SAMPLE_STORE;
    WCHAR name[SAMPLE_NAME_CHARS];
    HRESULT hr = S_OK;

    (void)iface, (void)ui;
    *n_security = 0;
    *security = NULL;
    *error = NULL;
    *logon_out = NULL;
    *store_out = NULL;
    if (iid && !IsEqualGUID(iid, &IID_IMsgStore) && !IsEqualGUID(iid, &IID_IMAPIProp) &&
        !IsEqualGUID(iid, &IID_IUnknown))
        return MAPI_E_INTERFACE_NOT_SUPPORTED;
    if (cb) hr = sample_eid_read(cb, eid, &kind);
    if (SUCCEEDED(hr) && kind != SAMPLE_STORE) hr = MAPI_E_INVALID_ENTRYID;
    if (FAILED(hr)) return hr;

    hr = fill_section(support);
    if (SUCCEEDED(hr)) hr = sample_logon_create(support, &logon);
    if (SUCCEEDED(hr)) hr = support->lpVtbl->SetProviderUID(support, (MAPIUID *)&sample_uid, 0);
    if (SUCCEEDED(hr)) hr = tell_status(support);
    if (SUCCEEDED(hr))
        hr = sample_store_create(logon, sample_offline_name(profile, flags, name), store_out);
    if (SUCCEEDED(hr))
        *logon_out = &logon->IMSLogon_iface;
    else if (logon)
        com_unref(logon); /* lets go of support */
    return hr;
}

/* The spooler needs a store of its own for mail in transit; this one takes no mail. */
#define sample_provider_SpoolerLogon refuse_IMSProvider_SpoolerLogon

/* MAPI asks whether an entry ID and a section's PR_ENTRYID mean the same store: we have but one. */
static HRESULT STDMETHODCALLTYPE sample_provider_CompareStoreIDs(IMSProvider *iface, ULONG cb1,
                                                                 ENTRYID *eid1, ULONG cb2,
                                                                 ENTRYID *eid2, ULONG flags,
                                                                 ULONG *same)
{
    enum sample_kind a, b;

    (void)iface, (void)flags;
    *same =
        sample_eid_read(cb1, eid1, &a) == S_OK && sample_eid_read(cb2, eid2, &b) == S_OK && a == b;
    return S_OK;
}

static const IMSProviderVtbl sample_provider_vtbl = {
    COM_UNKNOWN_METHODS(sample_provider),
    .Shutdown = sample_provider_Shutdown,
    .Logon = sample_provider_Logon,
    .SpoolerLogon = sample_provider_SpoolerLogon,
    .CompareStoreIDs = sample_provider_CompareStoreIDs,
};

/*
 * MSProviderInit - MAPI's way in, exported undecorated and cdecl
 *
 * version  out: the SPI we were made for; MAPI and we each refuse what we can't speak
 */
HRESULT STDMAPIINITCALLTYPE MSProviderInit(HINSTANCE instance, LPMALLOC allocator,
                                           LPALLOCATEBUFFER allocate, LPALLOCATEMORE more,
                                           LPFREEBUFFER free_buffer, ULONG flags,
                                           ULONG mapi_version, ULONG *version, LPMSPROVIDER *out)
{
    struct sample_provider *provider;

    (void)instance, (void)allocator, (void)flags;
    *version = CURRENT_SPI_VERSION;
    *out = NULL;
    if (mapi_version >> 16 < CURRENT_SPI_VERSION >> 16) return MAPI_E_VERSION;
    sample_allocate = allocate;
    sample_more = more;
    sample_free = free_buffer;
    provider = com_alloc(&sample_provider_class, sizeof(*provider));
    if (!provider) return MAPI_E_NOT_ENOUGH_MEMORY;
    provider->IMSProvider_iface.lpVtbl = &sample_provider_vtbl;
    *out = &provider->IMSProvider_iface;
    return S_OK;
}

/*
 * ServiceEntry - called when the service is put into a profile, configured and taken out
 * (PR_SERVICE_ENTRY_NAME)
 *
 * There is nothing to configure, so everything is well. One that has settings reads them from props
 * and writes them to its section through admin.
 */
HRESULT STDAPICALLTYPE ServiceEntry(HINSTANCE instance, LPMALLOC allocator, LPMAPISUP support,
                                    ULONG_PTR ui, ULONG flags, ULONG context, ULONG count,
                                    LPSPropValue props, LPPROVIDERADMIN admin, LPMAPIERROR *error)
{
    (void)instance, (void)allocator, (void)support, (void)ui, (void)flags, (void)context,
        (void)count, (void)props, (void)admin;
    if (error) *error = NULL;
    return S_OK;
}
