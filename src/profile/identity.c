/*
 * identity.c - what processes call a profile among themselves
 */
#include "profile/identity.h"
#include <string.h>
#include "mapitags.h"
#include "base/uid.h"
#include "profile/section.h"

static HRESULT stored(struct profile *profile, MAPIUID *out)
{
    AUTO_SECTION struct section *section = NULL;
    HRESULT hr = section_open(profile, &profile_instance_uid, 0, &section);

    return FAILED(hr) ? hr : section_get_uid(section, PR_SEARCH_KEY, out);
}

HRESULT profile_identity(struct profile *profile, WCHAR hex[33])
{
    MAPIUID uid;
    HRESULT hr = stored(profile, &uid);

    if (hr == MAPI_E_NOT_FOUND) { /* made by another MAPI, or gone: its name will do */
        const WCHAR *name = profile_name(profile);

        memset(&uid, 0, sizeof(uid));
        for (size_t i = 0; name[i]; i++) {
            BYTE *at = &uid.ab[i % sizeof(uid.ab)];

            *at = (BYTE)(*at * 31 + name[i] + (name[i] >> 8));
        }
        hr = S_OK;
    }
    if (SUCCEEDED(hr)) uid_to_hex(&uid, hex);
    return hr;
}
