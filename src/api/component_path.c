/*
 * component_path.c - FGetComponentPath: where the DLL of an installer component lies
 */
#include <string.h>
#include "mapiutil.h"
#include "base/error.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/trace.h"
#include "sys/module.h"

/* What msi.dll exports, as far as it is needed here. */
typedef UINT(WINAPI provide_function)(const char *component, const char *qualifier, DWORD mode,
                                      char *path, DWORD *chars);
typedef UINT(WINAPI qualifier_function)(const char *component, DWORD index, char *qualifier,
                                        DWORD *chars, char *data, DWORD *data_chars);
enum { MODE_DEFAULT = 0, MODE_EXISTING = -1, QUALIFIER_MOST = 256 };

/* Outlook's MAPI, whose place msmapi32.dll takes: who asks us for it wants the MAPI that is running
 * here. */
static const WCHAR own_component[] = L"{FF1D0740-D227-11D1-A4B0-006008AF820E}";

static bool is_own(const char *component)
{
    AUTO_FREE WCHAR *wide = NULL;

    return SUCCEEDED(text_in(component, 0, &wide)) && !text_compare_nocase(wide, own_component);
}

/* Our own file, as long as 8 bits can say its name. */
static HRESULT own_path(char *path, DWORD room)
{
    AUTO_FREE WCHAR *wide = NULL, *again = NULL;
    AUTO_FREE char *narrow = NULL;
    HRESULT hr;

    hr = sys_module_file(sys_module_own_instance(), &wide);
    if (SUCCEEDED(hr)) hr = text_to_ansi(wide, -1, 0, NULL, &narrow);
    if (SUCCEEDED(hr)) hr = text_from_ansi(narrow, -1, 0, NULL, &again);
    if (FAILED(hr)) return hr;
    if (text_compare(wide, again)) return FAIL(MAPI_E_BAD_CHARWIDTH);
    if (strlen(narrow) >= room) return FAIL(MAPI_E_TOO_BIG);
    memcpy(path, narrow, strlen(narrow) + 1);
    return S_OK;
}

static HRESULT load_installer(struct sys_module **out)
{
    AUTO_FREE WCHAR *folder = NULL, *file = NULL;
    HRESULT hr;

    hr = sys_module_system_folder(&folder);
    if (FAILED(hr)) return hr;
    file = text_join(folder, L"\\msi.dll", NULL);
    return file ? sys_module_load(file, out) : MAPI_E_NOT_ENOUGH_MEMORY;
}

/* What Windows Installer knows; without a qualifier, the first one that the component was published
 * with. */
static HRESULT installed_path(const char *component, const char *qualifier, DWORD mode, char *path,
                              DWORD room)
{
    char first[QUALIFIER_MOST];
    struct sys_module *msi;
    provide_function *provide;
    qualifier_function *enumerate;
    DWORD chars = sizeof(first);
    HRESULT hr;

    hr = load_installer(&msi);
    if (FAILED(hr)) return hr;
    *(void **)&provide = sys_module_symbol(msi, "MsiProvideQualifiedComponentA");
    *(void **)&enumerate = sys_module_symbol(msi, "MsiEnumComponentQualifiersA");
    if (!provide || !enumerate) hr = FAIL(MAPI_E_CALL_FAILED);
    if (SUCCEEDED(hr) && (!qualifier || !*qualifier)) {
        if (enumerate(component, 0, first, &chars, NULL, NULL)) hr = FAIL(MAPI_E_NOT_FOUND);
        qualifier = first;
    }
    if (SUCCEEDED(hr) && provide(component, qualifier, mode, path, &room))
        hr = FAIL(MAPI_E_NOT_FOUND);
    sys_module_unload(msi);
    return hr;
}

/*
 * FGetComponentPath - the path of the MAPI DLL that an installer component stands for
 *
 * component  MSIComponentID of a mail client. Outlook's own ID names this DLL; others are Windows
 *            Installer's.
 * qualifier  a language's number, as the client's MSIApplicationLCID or MSIOfficeLCID tells; NULL
 *            or "": any
 * path       8 bits, chars of them with the NUL; "" when the answer is FALSE
 * install    may the installer mend or fetch what is missing?
 * Answers    FALSE: not found, or it doesn't fit
 * Source     FGetComponentPath (MAPI reference); contracts 13.3
 */
BOOL STDMETHODCALLTYPE FGetComponentPath(LPCSTR component, LPSTR qualifier, LPSTR path, DWORD chars,
                                         BOOL install)
{
    HRESULT hr;

    if (!path || !chars) return FALSE;
    *path = 0;
    if (!component || !*component) return FALSE;
    if (is_own(component))
        hr = own_path(path, chars);
    else
        hr = installed_path(component, qualifier, (DWORD)(install ? MODE_DEFAULT : MODE_EXISTING),
                            path, chars);
    if (FAILED(hr)) {
        TRACE("FGetComponentPath %s: %#lx", component, (unsigned long)hr);
        *path = 0;
    }
    return SUCCEEDED(hr);
}
