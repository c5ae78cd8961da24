/*
 * status_row.c - what providers tell of themselves in the status table, completed by MAPI
 */
#include "provider/status_row.h"
#include <string.h>
#include "mapitags.h"
#include "base/error.h"
#include "base/mem.h"
#include "prop/ptag.h"
#include "prop/pval.h"
#include "provider/logon.h"
#include "provider/router_own.h"
#include "table/rows.h"

/* Columns a provider can't set (contracts 5.10-17). */
static const ULONG computed[] = {
    PR_ENTRYID,       PR_INSTANCE_KEY,   PR_ROWID,        PR_OBJECT_TYPE,  PR_RESOURCE_FLAGS,
    PR_RESOURCE_TYPE, PR_PROVIDER_DLL_NAME_W, PR_PROVIDER_DISPLAY_W, PR_PROVIDER_UID,
};
enum { N_COMPUTED = sizeof(computed) / sizeof(computed[0]) };

static bool is_computed(ULONG tag)
{
    for (int i = 0; i < N_COMPUTED; i++)
        if (PROP_ID(tag) == PROP_ID(computed[i])) return true;
    return false;
}

/* Puts value in place of the one with its id among n, or behind them. */
static void place(SPropValue *values, ULONG *n, const SPropValue *value)
{
    ULONG i = 0;

    while (i < *n && PROP_ID(values[i].ulPropTag) != PROP_ID(value->ulPropTag))
        i++;
    values[i] = *value;
    if (i == *n) (*n)++;
}

static SPropValue row_key(const BYTE *eid)
{
    return pval_binary(PR_INSTANCE_KEY, EID_OWN_BYTES, eid);
}

HRESULT status_row_put(struct router *router, const struct status_owner *owner, ULONG *number,
                       bool merge, ULONG count, const SPropValue *values)
{
    AUTO_FREE SPropValue *all = NULL;
    BYTE eid[EID_OWN_BYTES];
    struct row *old = NULL;
    SPropValue key;
    ULONG n = 0, id;
    HRESULT hr;

    lock_take(&router->lock);
    id = *number ? *number : ++router->last_row;
    lock_drop(&router->lock);
    eid_own_make(EID_STATUS, id, &router->session, eid);
    key = row_key(eid);

    if (merge) old = rows_find(router->status, &key, NULL);
    all = mem_array((size_t)count + (old ? old->count : 0) + N_COMPUTED, sizeof(*all));
    if (!all) {
        if (old) row_unref(old);
        return MAPI_E_NOT_ENOUGH_MEMORY;
    }
    for (ULONG i = 0; old && i < old->count; i++)
        all[n++] = old->values[i];
    for (ULONG i = 0; i < count; i++)
        if (!is_computed(values[i].ulPropTag) && PROP_TYPE(values[i].ulPropTag) != PT_ERROR &&
            PROP_TYPE(values[i].ulPropTag) != PT_NULL)
            place(all, &n, &values[i]);

    place(all, &n, &key);
    place(all, &n, &(SPropValue){.ulPropTag = PR_ENTRYID, .Value.bin = {EID_OWN_BYTES, eid}});
    place(all, &n, &(SPropValue){.ulPropTag = PR_ROWID, .Value.l = (LONG)id});
    place(all, &n, &(SPropValue){.ulPropTag = PR_OBJECT_TYPE, .Value.l = MAPI_STATUS});
    place(all, &n,
          &(SPropValue){.ulPropTag = PR_RESOURCE_TYPE, .Value.l = (LONG)owner->resource_type});
    place(all, &n,
          &(SPropValue){.ulPropTag = PR_RESOURCE_FLAGS, .Value.l = (LONG)owner->resource_flags});
    place(all, &n,
          &(SPropValue){.ulPropTag = PR_PROVIDER_DLL_NAME_W, .Value.lpszW = (WCHAR *)owner->dll});
    place(
        all, &n,
        &(SPropValue){.ulPropTag = PR_PROVIDER_DISPLAY_W, .Value.lpszW = (WCHAR *)owner->provider});
    if (owner->section)
        place(all, &n, &(SPropValue){.ulPropTag = PR_PROVIDER_UID,
                                     .Value.bin = {sizeof(MAPIUID), (BYTE *)owner->section}});

    hr = rows_put(router->status, n, all);
    if (old) row_unref(old);
    if (FAILED(hr)) return hr;
    *number = id;
    return S_OK;
}

void status_row_remove(struct router *router, ULONG number)
{
    BYTE eid[EID_OWN_BYTES];
    SPropValue key = row_key(eid);

    eid_own_make(EID_STATUS, number, &router->session, eid);
    rows_remove(router->status, &key);
}

/* What its provider tells goes into the row of logon, made now when it has none. */
static HRESULT put_row_of(struct logon *logon, bool merge, ULONG count, const SPropValue *values)
{
    struct status_owner owner = {
        .resource_type = logon->type,
        .dll = logon->dll,
        .provider = logon->display,
        .section = &logon->section,
    };
    struct router *router = logon->router;
    ULONG row;
    bool ended;
    HRESULT hr;

    lock_take(&router->lock);
    ended = logon->state == LOGON_ENDED;
    /* one number, whoever else is here */
    if (!ended && !logon->row) logon->row = ++router->last_row;
    row = logon->row;
    owner.resource_flags = logon->resource_flags;
    lock_drop(&router->lock);
    if (ended) return FAIL(MAPI_E_INVALID_OBJECT);

    hr = status_row_put(router, &owner, &row, merge, count, values);
    lock_take(&router->lock);
    ended = logon->state == LOGON_ENDED; /* meanwhile */
    lock_drop(&router->lock);
    if (ended) status_row_remove(router, row);
    return hr;
}

HRESULT status_row_modify(struct logon *logon, ULONG count, const SPropValue *values, ULONG flags)
{
    if (flags & ~STATUSROW_UPDATE) return FAIL(MAPI_E_UNKNOWN_FLAGS);
    if (!count || !values) return FAIL(MAPI_E_INVALID_PARAMETER);
    if (logon->spooler) return S_OK; /* the client's logon has the row */
    return put_row_of(logon, flags & STATUSROW_UPDATE, count, values);
}

ULONG status_row_code(struct logon *logon)
{
    BYTE eid[EID_OWN_BYTES];
    SPropValue key = row_key(eid);
    const SPropValue *code;
    struct row *row;
    ULONG value;

    eid_own_make(EID_STATUS, logon->row, &logon->router->session, eid);
    row = logon->row ? rows_find(logon->router->status, &key, NULL) : NULL;
    if (!row) return 0;
    code = row_find(row, PR_STATUS_CODE);
    value = code ? code->Value.ul : 0;
    row_unref(row);
    return value;
}

HRESULT status_row_flags(struct router *router, const MAPIUID *section, ULONG set, ULONG clear)
{
    struct logon *found = NULL;
    HRESULT hr;

    lock_take(&router->lock);
    LIST_EACH(logon, &router->logons, struct logon, link) {
        ULONG flags = (logon->resource_flags & ~clear) | set;

        if (memcmp(&logon->section, section, sizeof(*section)) || logon->resource_flags == flags)
            continue;
        logon->resource_flags = flags;
        if (!logon->row) continue;
        found = logon;
        logon_ref(logon);
        break;
    }
    lock_drop(&router->lock);
    if (!found) return S_OK;
    hr = put_row_of(found, true, 0, NULL);
    logon_unref(found);
    return hr == MAPI_E_INVALID_OBJECT ? S_OK : hr; /* logged off meanwhile: its row is gone */
}
