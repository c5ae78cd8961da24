/*
 * default.c - the name of the default profile, in every place that keeps one
 *
 * The classic place decides; where it says nothing, Outlook's own does. So an empty name in the
 * classic place means "none, whatever Outlook's says": deleting our default must not take Outlook's
 * away, nor bring it to light.
 */
#include "profile/default.h"
#include "base/error.h"
#include "base/mem.h"
#include "base/text.h"
#include "profile/place.h"

static const WCHAR value_of_default[] = L"DefaultProfile";

static HRESULT open_place(ULONG place, bool create, struct sys_key **out)
{
    return sys_key_open(SYS_HKCU, places[place].defaults, create, out);
}

/* What one place says: a new root, may be empty; NULL: nothing. */
static WCHAR *place_default(ULONG place)
{
    AUTO_KEY struct sys_key *key = NULL;
    WCHAR *name = NULL;

    if (FAILED(open_place(place, false, &key))) return NULL;
    return SUCCEEDED(sys_key_get_text(key, value_of_default, &name)) ? name : NULL;
}

static HRESULT write_place(ULONG place, const WCHAR *name)
{
    AUTO_KEY struct sys_key *key = NULL;
    HRESULT hr = open_place(place, true, &key);

    if (FAILED(hr)) return hr;
    if (name) return sys_key_set_text(key, value_of_default, name);
    hr = sys_key_delete_value(key, value_of_default);
    return hr == MAPI_E_NOT_FOUND ? S_OK : hr;
}

WCHAR *default_name(void)
{
    for (ULONG place = 0; place < PLACES; place++) {
        AUTO_FREE WCHAR *name = place_default(place);

        if (!name) continue;
        return *name ? TAKE(name) : NULL;
    }
    return NULL;
}

HRESULT default_set(ULONG place, const WCHAR *name)
{
    HRESULT hr = write_place(PLACE_CLASSIC, name);

    if (SUCCEEDED(hr) && place != PLACE_CLASSIC) hr = write_place(place, name);
    return hr;
}

HRESULT default_clear(void)
{
    AUTO_FREE WCHAR *other = NULL;
    HRESULT hr = write_place(PLACE_CLASSIC, NULL);

    if (FAILED(hr)) return hr;
    other = default_name();
    return other ? write_place(PLACE_CLASSIC, L"") : S_OK;
}

void default_follow(ULONG place, const WCHAR *name, const WCHAR *to)
{
    AUTO_FREE WCHAR *now = default_name();
    bool was = now && !text_compare_nocase(now, name);

    if (place != PLACE_CLASSIC) {
        AUTO_FREE WCHAR *own = place_default(place);

        if (own && !text_compare_nocase(own, name)) write_place(place, to);
    }
    if (!was) return;
    if (to) write_place(PLACE_CLASSIC, to);
    else default_clear();
}
