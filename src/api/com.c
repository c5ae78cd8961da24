/*
 * com.c - exports by which COM makes objects of ours: CLSID_IConverterSession
 */
#include "api/gate.h"
#include "base/error.h"
#include "com/com.h"
#include "mapimime.h"
#include "msg/converter_session.h"
#include "sys/lock.h"

static LONG server_locks;

static const struct served_class {
    const CLSID *clsid;
    HRESULT (*create)(const IID *iid, void **out);
} classes[] = {
    {&CLSID_IConverterSession, converter_session_create},
};

struct class_factory {
    struct com_object com;
    IClassFactory IClassFactory_iface;
    const struct served_class *makes;
};

static void class_factory_destroy(void *self)
{
    (void)self;
}

static const struct com_face class_factory_faces[] = {
    COM_FACE(class_factory, IClassFactory),
};
COM_CLASS(class_factory);
COM_UNKNOWN(class_factory, IClassFactory)

/*
 * CreateInstance - one object of the class
 *
 * outer   NULL: nothing here is aggregated
 * Errors  CLASS_E_NOAGGREGATION, E_NOINTERFACE, E_INVALIDARG, E_OUTOFMEMORY
 * Source  IClassFactory::CreateInstance (COM)
 */
static HRESULT STDMETHODCALLTYPE class_factory_CreateInstance(IClassFactory *iface, IUnknown *outer,
                                                              REFIID iid, void **out)
{
    if (!out) return FAIL(E_INVALIDARG);
    *out = NULL;
    if (!iid) return FAIL(E_INVALIDARG);
    if (outer) return FAIL(CLASS_E_NOAGGREGATION);
    return class_factory_from(iface)->makes->create(iid, out);
}

/* LockServer - keeps the DLL loaded, or no longer. Source: IClassFactory::LockServer (COM) */
static HRESULT STDMETHODCALLTYPE class_factory_LockServer(IClassFactory *iface, BOOL lock)
{
    (void)iface;
    if (lock)
        atomic_inc(&server_locks);
    else
        atomic_dec(&server_locks);
    return S_OK;
}

static const IClassFactoryVtbl class_factory_vtbl = {
    COM_UNKNOWN_METHODS(class_factory),
    .CreateInstance = class_factory_CreateInstance,
    .LockServer = class_factory_LockServer,
};

/*
 * DllGetClassObject - the class object of one of our classes
 *
 * clsid   CLSID_IConverterSession
 * iid     IID_IClassFactory or IID_IUnknown
 * out     one reference; NULL on failure
 * Errors  CLASS_E_CLASSNOTAVAILABLE, E_NOINTERFACE, E_INVALIDARG, E_OUTOFMEMORY
 * Source  DllGetClassObject (COM); About the MAPI-MIME Conversion API (MAPI reference). MAPI need
 * not be initialised.
 */
HRESULT STDAPICALLTYPE DllGetClassObject(REFCLSID clsid, REFIID iid, void **out)
{
    struct class_factory *factory;
    HRESULT hr;

    if (!out) return FAIL(E_INVALIDARG);
    *out = NULL;
    if (!clsid || !iid) return FAIL(E_INVALIDARG);
    for (size_t i = 0; i < sizeof(classes) / sizeof(classes[0]); i++) {
        if (!IsEqualGUID(clsid, classes[i].clsid)) continue;
        factory = com_alloc(&class_factory_class, sizeof(*factory));
        if (!factory) return FAIL(E_OUTOFMEMORY);
        factory->IClassFactory_iface.lpVtbl = (IClassFactoryVtbl *)&class_factory_vtbl;
        factory->makes = &classes[i];
        hr = com_query(factory, iid, out);
        com_unref(factory);
        return hr;
    }
    return FAIL(CLASS_E_CLASSNOTAVAILABLE);
}

/*
 * DllCanUnloadNow - may COM unload us?
 *
 * S_OK    no object of ours is alive, LockServer holds nothing, MAPI is not initialised
 * S_FALSE not now
 * Source  DllCanUnloadNow (COM)
 */
HRESULT STDAPICALLTYPE DllCanUnloadNow(void)
{
    return atomic_get(&server_locks) > 0 || com_objects_alive() || gate_is_open() ? S_FALSE : S_OK;
}
