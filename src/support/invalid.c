/*
 * invalid.c - IMAPISupport::MakeInvalid: an object's memory goes on without its code
 *
 * The object's vtable is exchanged for one of ours, and what follows the vtable pointer in the
 * object's memory, which is the provider's no more, holds the count. AddRef and Release count; the
 * last Release frees the memory.
 *
 * Every other slot must pop what its caller pushed (stdcall on x86), so the vtable must be one for
 * the object's true interface: it is found by asking the object, before it changes, for the
 * interfaces that have that many methods. On x86 an object that answers to none of them is left as
 * it is (MAPI_E_INTERFACE_NOT_SUPPORTED); on x64, where the caller pops, its slots answer all the
 * same.
 */
#include <string.h>
#include "mapiform.h"
#include "base/error.h"
#include "support/support_own.h"

/* What is left of it. Its 16 bytes at least hold this on both architectures. */
struct invalid {
    const void *vtbl;
    LONG refs;
};

static HRESULT STDMETHODCALLTYPE invalid_QueryInterface(void *iface, REFIID iid, void **out)
{
    (void)iface, (void)iid;
    if (out) *out = NULL;
    return MAPI_E_INVALID_OBJECT;
}

static ULONG STDMETHODCALLTYPE invalid_AddRef(void *iface)
{
    return (ULONG)atomic_inc(&((struct invalid *)iface)->refs);
}

static ULONG STDMETHODCALLTYPE invalid_Release(void *iface)
{
    struct invalid *invalid = iface;
    LONG left = atomic_dec(&invalid->refs);

    if (!left) mem_free(invalid);
    return (ULONG)left;
}

#define INVALID(iface_, slots_)                                                                    \
    static const iface_##Vtbl invalid_##iface_ = {                                                 \
        .QueryInterface =                                                                          \
            (HRESULT(STDMETHODCALLTYPE *)(iface_ *, REFIID, void **))invalid_QueryInterface,       \
        .AddRef = (ULONG(STDMETHODCALLTYPE *)(iface_ *))invalid_AddRef,                            \
        .Release = (ULONG(STDMETHODCALLTYPE *)(iface_ *))invalid_Release,                          \
        slots_}
#define INVALID_ROW(iface_)                                                                        \
    {&IID_##iface_, sizeof(iface_##Vtbl) / sizeof(void *), &invalid_##iface_}

INVALID(IMsgStore, IMSGSTORE_DEAD_SLOTS);
INVALID(IMAPIFolder, IMAPIFOLDER_DEAD_SLOTS);
INVALID(IMessage, IMESSAGE_DEAD_SLOTS);
INVALID(IAttach, IATTACH_DEAD_SLOTS);
INVALID(IMAPITable, IMAPITABLE_DEAD_SLOTS);
INVALID(IMAPIStatus, IMAPISTATUS_DEAD_SLOTS);
INVALID(IABContainer, IABCONTAINER_DEAD_SLOTS);
INVALID(IDistList, IDISTLIST_DEAD_SLOTS);
INVALID(IMailUser, IMAILUSER_DEAD_SLOTS);
INVALID(IMAPIContainer, IMAPICONTAINER_DEAD_SLOTS);
INVALID(IMAPIProp, IMAPIPROP_DEAD_SLOTS);
INVALID(IProfSect, IPROFSECT_DEAD_SLOTS);
INVALID(IMSLogon, IMSLOGON_DEAD_SLOTS);
INVALID(IABLogon, IABLOGON_DEAD_SLOTS);
INVALID(IXPLogon, IXPLOGON_DEAD_SLOTS);
INVALID(IMSProvider, IMSPROVIDER_DEAD_SLOTS);
INVALID(IABProvider, IABPROVIDER_DEAD_SLOTS);
INVALID(IXPProvider, IXPPROVIDER_DEAD_SLOTS);
INVALID(IMAPIAdviseSink, IMAPIADVISESINK_DEAD_SLOTS);
INVALID(IMAPIProgress, IMAPIPROGRESS_DEAD_SLOTS);
INVALID(IMAPIControl, IMAPICONTROL_DEAD_SLOTS);
INVALID(IStream, ISTREAM_DEAD_SLOTS);

static const IUnknownVtbl invalid_IUnknown = {
    .QueryInterface =
        (HRESULT(STDMETHODCALLTYPE *)(IUnknown *, REFIID, void **))invalid_QueryInterface,
    .AddRef = (ULONG(STDMETHODCALLTYPE *)(IUnknown *))invalid_AddRef,
    .Release = (ULONG(STDMETHODCALLTYPE *)(IUnknown *))invalid_Release,
};

/* Derived interfaces before their bases. */
static const struct {
    const IID *iid;
    ULONG methods;
    const void *vtbl;
} known[] = {
    INVALID_ROW(IMsgStore),       INVALID_ROW(IMAPIFolder),   INVALID_ROW(IMessage),
    INVALID_ROW(IAttach),         INVALID_ROW(IMAPITable),    INVALID_ROW(IMAPIStatus),
    INVALID_ROW(IABContainer),    INVALID_ROW(IDistList),     INVALID_ROW(IMailUser),
    INVALID_ROW(IMAPIContainer),  INVALID_ROW(IMAPIProp),     INVALID_ROW(IProfSect),
    INVALID_ROW(IMSLogon),        INVALID_ROW(IABLogon),      INVALID_ROW(IXPLogon),
    INVALID_ROW(IMSProvider),     INVALID_ROW(IABProvider),   INVALID_ROW(IXPProvider),
    INVALID_ROW(IMAPIAdviseSink), INVALID_ROW(IMAPIProgress), INVALID_ROW(IMAPIControl),
    INVALID_ROW(IStream),
};
enum { N_KNOWN = sizeof(known) / sizeof(known[0]) };

/* Does the object itself, not another face of it, answer to the interface? */
static bool is_a(IUnknown *object, const IID *iid)
{
    IUnknown *face = NULL;
    bool same;

    if (FAILED(object->lpVtbl->QueryInterface(object, iid, (void **)&face)) || !face) return false;
    same = face == object;
    face->lpVtbl->Release(face);
    return same;
}

#ifndef __i386__
enum { MOST_METHODS = 64 };

static HRESULT invalid_method(void)
{
    return MAPI_E_INVALID_OBJECT;
}

#define TEN(f) f, f, f, f, f, f, f, f, f, f
static void *const any_vtbl[MOST_METHODS] = {
    invalid_QueryInterface, invalid_AddRef, invalid_Release, invalid_method, TEN(invalid_method),
    TEN(invalid_method),    TEN(invalid_method), TEN(invalid_method), TEN(invalid_method),
    TEN(invalid_method),
};
#endif

static const void *vtbl_for(IUnknown *object, ULONG methods)
{
    if (methods == 3) return &invalid_IUnknown;
    for (int i = 0; i < N_KNOWN; i++)
        if (known[i].methods == methods && is_a(object, known[i].iid)) return known[i].vtbl;
#ifdef __i386__
    return NULL;
#else
    return methods <= MOST_METHODS ? any_vtbl : NULL;
#endif
}

/*
 * MakeInvalid - all but AddRef and Release of object answers MAPI_E_INVALID_OBJECT from now on
 *
 * object   at least 16 bytes in one block of the MAPI allocator; its interface at its start
 * refs     its count now; 0: the memory is freed at once
 * methods  of its vtable, IUnknown's three among them
 * Errors   MAPI_E_UNKNOWN_FLAGS, MAPI_E_INVALID_PARAMETER (no object, fewer than 3 methods),
 *          MAPI_E_INTERFACE_NOT_SUPPORTED (see above)
 * Source   IMAPISupport::MakeInvalid; contracts 5.10-13 to 15
 */
HRESULT STDMETHODCALLTYPE support_MakeInvalid(IMAPISupport *iface, ULONG flags, void *object,
                                              ULONG refs, ULONG methods)
{
    struct support *support = support_of(iface);
    struct invalid *invalid = object;
    const void *vtbl;

    if (flags) return support_result(support, FAIL(MAPI_E_UNKNOWN_FLAGS));
    if (!object || methods < 3) return support_result(support, FAIL(MAPI_E_INVALID_PARAMETER));
    vtbl = vtbl_for(object, methods);
    if (!vtbl) return support_result(support, FAIL(MAPI_E_INTERFACE_NOT_SUPPORTED));
    if (!refs) {
        mem_free(object);
        return S_OK;
    }
    invalid->refs = (LONG)refs;
    atomic_set(&invalid->vtbl, vtbl);
    return S_OK;
}
