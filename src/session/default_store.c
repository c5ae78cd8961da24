/*
 * default_store.c - which store is the default one, in the profile and in the tables
 */
#include "mapitags.h"
#include "mapix.h"
#include "base/mem.h"
#include "base/uid.h"
#include "com/com.h"
#include "profile/roster.h"
#include "prop/pval.h"
#include "profile/section.h"
#include "provider/status_row.h"
#include "session/core.h"

/* The store, when it can take and send what a default store must (contracts 4.14-06).
 * MAPI_E_NO_SUPPORT when not. */
static HRESULT open_able(struct core *core, ULONG cb, const ENTRYID *eid, struct last_error *last,
                         IMsgStore **out)
{
    const ULONG needed = STORE_SUBMIT_OK | STORE_CREATE_OK | STORE_MODIFY_OK;
    SizedSPropTagArray(1, wanted) = {1, {PR_STORE_SUPPORT_MASK}};
    AUTO_RELEASE IMsgStore *store = NULL;
    AUTO_FREE SPropValue *value = NULL;
    ULONG n = 0;
    HRESULT hr;

    hr = router_open_store(core->router, 0, cb, eid, NULL, MDB_NO_DIALOG | MDB_WRITE | MDB_NO_MAIL,
                           last, (void **)&store);
    if (SUCCEEDED(hr)) {
        hr = store->lpVtbl->GetProps(store, (SPropTagArray *)&wanted, 0, &n, &value);
        hr = pval_given(hr, 1, n, &value);
    }
    if (FAILED(hr)) return hr;
    if (value->ulPropTag != PR_STORE_SUPPORT_MASK || (value->Value.ul & needed) != needed)
        return error_set(last, FAIL(MAPI_E_NO_SUPPORT), L"MAPI",
                         L"This message store cannot be the default store.");
    *out = TAKE(store);
    return S_OK;
}

/* One STATUS_ bit of a store section in the profile, taken from whoever else has it. */
static HRESULT move_bit(struct core *core, const MAPIUID *to, ULONG bit)
{
    AUTO_FREE struct provider *rows = NULL;
    ULONG count;
    HRESULT hr;

    hr = roster_providers(core->profile, MAPI_STORE_PROVIDER, NULL, &rows, &count);
    for (ULONG i = 0; SUCCEEDED(hr) && i < count; i++) {
        bool mine = to && uid_equal(&rows[i].uid, to);
        struct section *section;

        if (mine == !!(rows[i].flags & bit)) continue;
        hr = section_open(core->profile, &rows[i].uid, SECTION_WRITE, &section);
        if (FAILED(hr)) return hr;
        hr = section_set_long(section, PR_RESOURCE_FLAGS, rows[i].flags ^ bit);
        section_unref(section);
    }
    return hr;
}

/* The same bit in the status rows of all stores of the profile. */
static HRESULT move_row_bit(struct core *core, const MAPIUID *to, ULONG bit)
{
    AUTO_FREE struct provider *rows = NULL;
    ULONG count;
    HRESULT hr;

    hr = roster_providers(core->profile, MAPI_STORE_PROVIDER, NULL, &rows, &count);
    for (ULONG i = 0; SUCCEEDED(hr) && i < count; i++) {
        bool mine = to && uid_equal(&rows[i].uid, to);

        hr = status_row_flags(core->router, &rows[i].uid, mine ? bit : 0, mine ? 0 : bit);
    }
    return hr;
}

static HRESULT make_default(struct core *core, const MAPIUID *section, ULONG cb, const ENTRYID *eid,
                            struct last_error *last)
{
    AUTO_RELEASE IMsgStore *store = NULL;
    HRESULT hr = S_OK;

    if (section) hr = open_able(core, cb, eid, last, &store);
    if (SUCCEEDED(hr)) hr = roster_set_default_store(core->profile, section);
    if (SUCCEEDED(hr)) hr = move_row_bit(core, section, STATUS_DEFAULT_STORE);
    if (SUCCEEDED(hr) && store) core_verify_store(core, store, section);
    return hr;
}

/* For this session; section NULL: no store. */
static void choose_simple(struct core *core, const MAPIUID *section)
{
    static const MAPIUID none;

    LOCKED(&core->lock);
    core->simple_store_chosen = true;
    core->simple_store = section ? *section : none;
}

static void forget_simple_choice(struct core *core)
{
    LOCKED(&core->lock);
    core->simple_store_chosen = false;
}

/*
 * eid     NULL: no store is it afterwards
 * Errors  MAPI_E_INVALID_PARAMETER (what), MAPI_E_UNKNOWN_ENTRYID, MAPI_E_NOT_FOUND (not in the
 *         profile), MAPI_E_NO_SUPPORT (the store can't be)
 * Source  IMAPISession::SetDefaultStore; contracts 4.14
 */
HRESULT default_store_set(struct core *core, ULONG what, ULONG cb, const ENTRYID *eid,
                          struct last_error *last)
{
    MAPIUID uid, *section = NULL;
    HRESULT hr = S_OK;

    if (what < MAPI_DEFAULT_STORE || what > MAPI_SECONDARY_STORE)
        return FAIL(MAPI_E_INVALID_PARAMETER);
    if (cb && eid) {
        hr = router_store_section(core->router, cb, eid, last, &uid);
        if (FAILED(hr)) return hr;
        section = &uid;
    }
    switch (what) {
    case MAPI_DEFAULT_STORE: hr = make_default(core, section, cb, eid, last); break;
    case MAPI_SIMPLE_STORE_PERMANENT:
        hr = move_bit(core, section, STATUS_SIMPLE_STORE);
        if (SUCCEEDED(hr)) forget_simple_choice(core);
        if (SUCCEEDED(hr)) hr = move_row_bit(core, section, STATUS_SIMPLE_STORE);
        break;
    case MAPI_SIMPLE_STORE_TEMPORARY:
        choose_simple(core, section);
        hr = move_row_bit(core, section, STATUS_SIMPLE_STORE);
        break;
    case MAPI_PRIMARY_STORE: hr = move_row_bit(core, section, STATUS_PRIMARY_STORE); break;
    case MAPI_SECONDARY_STORE: hr = move_row_bit(core, section, STATUS_SECONDARY_STORE); break;
    }
    if (SUCCEEDED(hr)) hr = stores_table_refresh(core);
    return hr;
}
