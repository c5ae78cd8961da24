/*
 * place.c - where in the registry profiles lie
 */
#include "profile/place.h"
#include "base/error.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/uid.h"

#define MAX_DEPTH 16 /* of keys below a profile */

const struct place places[PLACES] = {
    [PLACE_CLASSIC] =
        {L"Software\\Microsoft\\Windows NT\\CurrentVersion\\Windows Messaging Subsystem\\Profiles",
         L"Software\\Microsoft\\Windows NT\\CurrentVersion\\Windows Messaging Subsystem\\Profiles"},
    [PLACE_OFFICE_16] = {L"Software\\Microsoft\\Office\\16.0\\Outlook\\Profiles",
                         L"Software\\Microsoft\\Office\\16.0\\Outlook"},
    [PLACE_OFFICE_15] = {L"Software\\Microsoft\\Office\\15.0\\Outlook\\Profiles",
                         L"Software\\Microsoft\\Office\\15.0\\Outlook"},
    [PLACE_WINDOWS_9X] = {L"Software\\Microsoft\\Windows Messaging Subsystem\\Profiles",
                          L"Software\\Microsoft\\Windows Messaging Subsystem\\Profiles"},
};

HRESULT place_open(ULONG place, const WCHAR *name, const MAPIUID *uid, bool create,
                   struct sys_key **out)
{
    AUTO_FREE WCHAR *path = NULL;
    WCHAR hex[33];

    *out = NULL;
    if (uid) uid_to_hex(uid, hex);
    if (!name) path = mem_dup_text(places[place].profiles, NULL);
    else if (!uid) path = text_join(places[place].profiles, L"\\", name, NULL);
    else path = text_join(places[place].profiles, L"\\", name, L"\\", hex, NULL);
    if (!path) return MAPI_E_NOT_ENOUGH_MEMORY;
    return sys_key_open(SYS_HKCU, path, create, out);
}

void place_key_cleanup(struct sys_key **key)
{
    if (*key) sys_key_close(*key);
    *key = NULL;
}

WCHAR *place_mark(struct sys_key *key, const WCHAR *mark)
{
    WCHAR *text = NULL;

    return SUCCEEDED(sys_key_get_text(key, mark, &text)) ? text : NULL;
}

bool place_marked(struct sys_key *key, const WCHAR *mark)
{
    AUTO_FREE BYTE *data = NULL;
    ULONG type, bytes;

    return SUCCEEDED(sys_key_get(key, mark, &type, &data, &bytes));
}

static HRESULT copy_values(struct sys_key *from, struct sys_key *to)
{
    for (ULONG i = 0;; i++) {
        AUTO_FREE WCHAR *name = NULL;
        AUTO_FREE BYTE *data = NULL;
        ULONG type, bytes;
        HRESULT hr = sys_key_value_name(from, i, &name);

        if (hr == MAPI_E_NOT_FOUND) return S_OK;
        if (FAILED(hr)) return hr;
        if (!text_ncompare_nocase(name, L"OpenMAPI ", 9)) continue;
        hr = sys_key_get(from, name, &type, &data, &bytes);
        if (SUCCEEDED(hr)) hr = sys_key_set(to, name, type, data, bytes);
        if (FAILED(hr)) return hr;
    }
}

static HRESULT copy_tree(struct sys_key *from, struct sys_key *to, int depth)
{
    HRESULT hr = copy_values(from, to);

    if (FAILED(hr)) return hr;
    if (depth == MAX_DEPTH) return S_OK;
    for (ULONG i = 0;; i++) {
        AUTO_FREE WCHAR *name = NULL;
        AUTO_KEY struct sys_key *source = NULL, *target = NULL;

        hr = sys_key_child_name(from, i, &name);
        if (hr == MAPI_E_NOT_FOUND) return S_OK;
        if (FAILED(hr)) return hr;
        hr = sys_key_open_child(from, name, false, &source);
        if (FAILED(hr)) return hr;
        if (place_marked(source, MARK_DELETED)) continue;
        hr = sys_key_open_child(to, name, true, &target);
        if (SUCCEEDED(hr)) hr = copy_tree(source, target, depth + 1);
        if (FAILED(hr)) return hr;
    }
}

HRESULT place_copy_tree(struct sys_key *from, struct sys_key *to)
{
    return copy_tree(from, to, 0);
}

HRESULT place_delete(ULONG place, const WCHAR *name)
{
    AUTO_KEY struct sys_key *all = NULL;
    HRESULT hr = place_open(place, NULL, NULL, false, &all);

    if (FAILED(hr)) return hr;
    return sys_key_delete_tree(all, name);
}
