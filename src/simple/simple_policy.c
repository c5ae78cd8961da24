/*
 * simple_policy.c - what the registry says of Simple MAPI on this machine
 */
#include "simple/simple_policy.h"
#include <string.h>
#include "base/mem.h"
#include "sys/registry.h"

#define POLICY_KEY  L"Software\\Open MAPI"
#define REG_DWORD_4 4

/* MAPI_E_NOT_FOUND: nothing is said there. */
static HRESULT value_in(enum sys_hive hive, const WCHAR *name, ULONG *out)
{
    AUTO_FREE BYTE *data = NULL;
    struct sys_key *key;
    ULONG type, bytes;
    HRESULT hr = sys_key_open(hive, POLICY_KEY, false, &key);

    if (FAILED(hr)) return hr;
    hr = sys_key_get(key, name, &type, &data, &bytes);
    sys_key_close(key);
    if (SUCCEEDED(hr) && (type != REG_DWORD_4 || bytes != sizeof(*out))) hr = MAPI_E_NOT_FOUND;
    if (SUCCEEDED(hr)) memcpy(out, data, sizeof(*out));
    return hr;
}

bool simple_policy_sends_without_dialog(void)
{
    ULONG value = 0;

    if (FAILED(value_in(SYS_HKCU, L"SendWithoutDialog", &value)))
        value_in(SYS_HKLM, L"SendWithoutDialog", &value);
    return value == 1;
}
