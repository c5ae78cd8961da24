/*
 * address_types.c - the addresses a transport takes, as IXPLogon::AddressTypes last told
 */
#include "provider/address_types.h"
#include "base/error.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/uid.h"
#include "sys/lock.h"

enum {
    MOST = 4096
};

bool address_types_take_uid(const struct address_types *types, const MAPIUID *uid)
{
    for (ULONG i = 0; i < types->n_uids; i++)
        if (uid_equal(&types->uids[i], uid)) return true;
    return false;
}

static bool is_listed(const struct address_types *types, const WCHAR *type)
{
    for (ULONG i = 0; i < types->n_types; i++)
        if (!text_compare_nocase(types->types[i], type)) return true;
    return false;
}

bool address_types_take(const struct address_types *types, const WCHAR *type)
{
    return types->any || is_listed(types, type);
}

/* One type, in the width that flags say, onto the root that types is. */
static HRESULT add_type(struct address_types *types, const void *told, ULONG flags)
{
    AUTO_FREE WCHAR *type = NULL;
    WCHAR *kept;
    HRESULT hr;

    if (!told) return S_OK;
    hr = text_in_optional(told, flags, &type);
    if (FAILED(hr) || !type || is_listed(types, type)) return hr;
    kept = mem_dup_text(type, types);
    if (!kept) return MAPI_E_NOT_ENOUGH_MEMORY;
    types->types[types->n_types++] = kept;
    return S_OK;
}

static HRESULT keep(const struct address_types *room, ULONG flags, LPTSTR *told, MAPIUID **uids,
                    struct address_types **out)
{
    AUTO_FREE struct address_types *types = mem_zero(sizeof(*types));
    HRESULT hr = S_OK;

    if (!types) return MAPI_E_NOT_ENOUGH_MEMORY;
    types->refs = 1;
    types->any = room->any;
    types->types = mem_zero_more((room->n_types + 1) * sizeof(*types->types), types);
    types->uids = mem_zero_more((room->n_uids + 1) * sizeof(*types->uids), types);
    if (!types->types || !types->uids) return MAPI_E_NOT_ENOUGH_MEMORY;
    for (ULONG i = 0; SUCCEEDED(hr) && i < room->n_types; i++)
        hr = add_type(types, told[i], flags);
    for (ULONG i = 0; i < room->n_uids; i++)
        if (uids[i]) types->uids[types->n_uids++] = *uids[i];
    if (FAILED(hr)) return hr;
    *out = TAKE(types);
    return S_OK;
}

HRESULT address_types_ask(IXPLogon *transport, struct address_types **out)
{
    struct address_types room = {0};
    LPTSTR *types = NULL;
    MAPIUID **uids = NULL;
    ULONG flags = 0;
    HRESULT hr;

    hr = transport->lpVtbl->AddressTypes(transport, &flags, &room.n_types, &types, &room.n_uids,
                                         &uids);
    if (FAILED(hr)) return hr;
    room.any = !types;
    if (!types) room.n_types = 0;
    if (!uids) room.n_uids = 0;
    if (room.n_types > MOST || room.n_uids > MOST) return FAIL(MAPI_E_CORRUPT_DATA);
    return keep(&room, flags & MAPI_UNICODE, types, uids, out);
}

void address_types_ref(struct address_types *types)
{
    atomic_inc(&types->refs);
}

void address_types_unref(struct address_types *types)
{
    if (types && !atomic_dec(&types->refs)) mem_free(types);
}
