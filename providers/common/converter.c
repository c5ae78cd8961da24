/*
 * converter.c - IConverterSession of the MAPI that a provider's DLL is linked with
 */
#include "common/converter.h"
#include "common/com.h"

typedef HRESULT STDAPICALLTYPE get_class_object(REFCLSID clsid, REFIID iid, void **out);

#ifdef _WIN32
/* COM's own name, which import libraries leave out. */
static get_class_object *find_class_object(void)
{
    HMODULE mapi = GetModuleHandleW(L"msmapi32.dll");

    return mapi ? (get_class_object *)(void *)GetProcAddress(mapi, "DllGetClassObject") : NULL;
}
#else
get_class_object DllGetClassObject;

static get_class_object *find_class_object(void)
{
    return DllGetClassObject;
}
#endif

HRESULT converter_open(IConverterSession **out)
{
    get_class_object *get = find_class_object();
    AUTO_RELEASE IClassFactory *factory = NULL;
    HRESULT hr;

    *out = NULL;
    if (!get) return MAPI_E_NO_SUPPORT;
    hr = get(&CLSID_IConverterSession, &IID_IClassFactory, (void **)&factory);
    if (FAILED(hr)) return hr;
    return factory->lpVtbl->CreateInstance(factory, NULL, &IID_IConverterSession, (void **)out);
}
