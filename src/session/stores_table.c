/*
 * stores_table.c - the message store table: one row per store provider of the profile, kept up to
 * date
 */
#include <string.h>
#include "mapitags.h"
#include "mapix.h"
#include "base/mem.h"
#include "base/uid.h"
#include "eid/eid.h"
#include "eid/wrap.h"
#include "prop/ptag.h"
#include "prop/pval.h"
#include "profile/roster.h"
#include "profile/section.h"
#include "session/core.h"
#include "table/table_view.h"

static const ULONG default_columns[] = {
    PR_DISPLAY_NAME_W, PR_DEFAULT_STORE,      PR_ENTRYID,    PR_INSTANCE_KEY,   PR_MDB_PROVIDER,
    PR_OBJECT_TYPE,    PR_PROVIDER_DISPLAY_W, PR_RECORD_KEY, PR_RESOURCE_FLAGS, PR_RESOURCE_TYPE,
};
enum { N_COLUMNS = sizeof(default_columns) / sizeof(default_columns[0]), N_ROW = N_COLUMNS + 2 };

/*
 * The entry ID of a store whose provider has told none, since its logon failed or never was tried:
 * a wrapped one by which OpenMsgStore finds the section. Clients crash where a row has none
 * (clients.md). *bytes: a new root.
 */
static HRESULT own_entry_id(const struct provider *row, SPropValue *out, ENTRYID **bytes)
{
    BYTE own[EID_OWN_BYTES];
    ULONG cb;
    HRESULT hr;

    eid_own_make(EID_STORE, 0, &row->uid, own);
    hr = wrap_make(row->dll && *row->dll ? row->dll : L"none", sizeof(own), (ENTRYID *)own, &cb,
                   bytes);
    if (SUCCEEDED(hr)) *out = pval_binary(PR_ENTRYID, cb, *bytes);
    return hr;
}

/* Which row the session's choice made Simple MAPI's, else the profile's. */
static ULONG flags_of(struct core *core, const struct provider *row)
{
    LOCKED(&core->lock);
    if (!core->simple_store_chosen) return row->flags;
    return (row->flags & ~(ULONG)STATUS_SIMPLE_STORE) |
           (uid_equal(&core->simple_store, &row->uid) ? STATUS_SIMPLE_STORE : 0);
}

/* One row's values; what they point at hangs on the block values is. *eid: a new root that they may
 * point at. */
static HRESULT make_row(struct core *core, const struct provider *row, bool is_default,
                        SPropValue *values, ULONG *count, ENTRYID **eid)
{
    ULONG n = 0;
    struct section *section;
    HRESULT hr;

    hr = section_open(core->profile, &row->uid, 0, &section);
    if (FAILED(hr)) return hr;
    values[n++] = pval_text(PR_DISPLAY_NAME_W, row->display);
    values[n++] = pval_text(PR_PROVIDER_DISPLAY_W, row->provider_display);
    values[n++] = pval_bool(PR_DEFAULT_STORE, is_default);
    values[n++] = pval_long(PR_RESOURCE_FLAGS, (LONG)flags_of(core, row));
    values[n++] = pval_long(PR_RESOURCE_TYPE, MAPI_STORE_PROVIDER);
    values[n++] = pval_long(PR_OBJECT_TYPE, MAPI_STORE);
    values[n++] = pval_binary(PR_INSTANCE_KEY, sizeof(row->uid), &row->uid);
    values[n++] = pval_binary(PR_PROVIDER_UID, sizeof(row->uid), &row->uid);
    values[n++] = pval_binary(PR_SERVICE_UID, sizeof(row->service), &row->service);
    if (FAILED(section_get(section, PR_ENTRYID, values, &values[n])))
        hr = own_entry_id(row, &values[n], eid);
    n++;
    /* Required columns are never missing (clients.md): a provider that names neither is told apart
     * by its section. */
    if (SUCCEEDED(section_get(section, PR_RECORD_KEY, values, &values[n])))
        n++;
    else
        values[n++] = pval_binary(PR_RECORD_KEY, sizeof(row->uid), &row->uid);
    if (SUCCEEDED(section_get(section, PR_MDB_PROVIDER, values, &values[n])))
        n++;
    else
        values[n++] = pval_binary(PR_MDB_PROVIDER, sizeof(row->uid), &row->uid);
    section_unref(section);
    *count = n;
    return hr;
}

static bool same_values(const struct row *row, ULONG count, const SPropValue *values)
{
    if (row->count != count) return false;
    for (ULONG i = 0; i < count; i++) {
        const SPropValue *old = row_find(row, values[i].ulPropTag);

        if (!old || !pval_equal(old, &values[i])) return false;
    }
    return true;
}

static HRESULT put_row(struct core *core, const struct provider *row, bool is_default)
{
    SPropValue key = pval_binary(PR_INSTANCE_KEY, sizeof(row->uid), &row->uid);
    AUTO_FREE SPropValue *values = mem_array(N_ROW, sizeof(*values));
    AUTO_FREE ENTRYID *eid = NULL;
    struct row *old;
    ULONG count;
    bool same;
    HRESULT hr;

    if (!values) return MAPI_E_NOT_ENOUGH_MEMORY;
    hr = make_row(core, row, is_default, values, &count, &eid);
    if (FAILED(hr)) return hr == MAPI_E_NOT_ENOUGH_MEMORY ? hr : S_OK; /* deleted meanwhile */
    old = rows_find(core->stores, &key, NULL);
    same = old && same_values(old, count, values);
    if (old) row_unref(old);
    return same ? S_OK : rows_put(core->stores, count, values);
}

static bool is_listed(const struct provider *row)
{
    return !(row->flags & STATUS_TEMP_SECTION);
}

/* Rows whose provider is no more. */
static HRESULT drop_vanished(struct core *core, ULONG count, const struct provider *rows)
{
    struct rows_entry *list;
    size_t n;
    HRESULT hr;

    hr = rows_list(core->stores, NULL, &n, &list);
    if (FAILED(hr)) return hr;
    for (size_t i = 0; i < n; i++) {
        bool there = false;

        for (ULONG k = 0; k < count && !there; k++)
            there = is_listed(&rows[k]) &&
                    !memcmp(row_index_value(list[i].row)->Value.bin.lpb, &rows[k].uid,
                            sizeof(rows[k].uid));
        if (!there) rows_remove(core->stores, row_index_value(list[i].row));
    }
    rows_list_free(n, list);
    return S_OK;
}

static HRESULT refresh_once(struct core *core)
{
    AUTO_FREE struct provider *rows = NULL;
    bool has_default;
    MAPIUID chosen;
    ULONG count;
    HRESULT hr;

    hr = roster_providers(core->profile, MAPI_STORE_PROVIDER, NULL, &rows, &count);
    if (SUCCEEDED(hr)) hr = drop_vanished(core, count, rows);
    has_default = SUCCEEDED(hr) && roster_default_store(core->profile, &chosen) == S_OK;
    for (ULONG i = 0; SUCCEEDED(hr) && i < count; i++)
        if (is_listed(&rows[i]))
            hr = put_row(core, &rows[i], has_default && uid_equal(&chosen, &rows[i].uid));
    return hr;
}

/* Without a lock held, since it reads the profile and tells sinks: a refresh that is asked for
 * while another thread's runs is done by that thread once more. */
HRESULT stores_table_refresh(struct core *core)
{
    ULONG asked;
    bool again;
    HRESULT hr;

    lock_take(&core->lock);
    core->stores_asked++;
    again = !core->stores_busy;
    core->stores_busy = 1;
    lock_drop(&core->lock);
    hr = S_OK;
    while (again) {
        asked = atomic_get(&core->stores_asked);
        hr = refresh_once(core);
        lock_take(&core->lock);
        again = asked != core->stores_asked;
        if (!again) core->stores_busy = 0;
        lock_drop(&core->lock);
    }
    return hr;
}

HRESULT stores_table_open(struct core *core, ULONG flags, IMAPITable **out)
{
    struct table_view_config config = {.flags = flags, .table_type = TBLTYPE_DYNAMIC};
    AUTO_FREE SPropTagArray *columns = ptag_new_array(N_COLUMNS, NULL);

    if (!columns) return MAPI_E_NOT_ENOUGH_MEMORY;
    for (ULONG i = 0; i < N_COLUMNS; i++)
        columns->aulPropTag[i] = ptag_in_width(default_columns[i], flags);
    config.columns = columns;
    return table_view_open(core->stores, &config, out);
}
