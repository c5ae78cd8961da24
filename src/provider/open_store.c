/*
 * open_store.c - opens message stores by entry ID: section found or made, provider logged on
 */
#include "provider/open_store.h"
#include <string.h>
#include "mapitags.h"
#include "base/error.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/uid.h"
#include "com/com.h"
#include "eid/eid.h"
#include "eid/wrap.h"
#include "profile/section.h"
#include "provider/logon.h"
#include "provider/router_own.h"

HRESULT open_store_has_dll(const WCHAR *name, const char *dll, bool *has)
{
    AUTO_FREE char *narrow = NULL;
    HRESULT hr;

    *has = false;
    if (!name) return S_OK;
    hr = text_to_ansi(name, -1, 0, NULL, &narrow);
    if (SUCCEEDED(hr)) *has = wrap_same_dll(narrow, dll);
    return hr;
}

HRESULT open_store_section_eid(struct router *router, const MAPIUID *uid, BYTE **bytes, ULONG *cb,
                               struct wrapped_eid *out)
{
    struct section *section;
    HRESULT hr;

    hr = section_open(router->profile, uid, 0, &section);
    if (FAILED(hr)) return hr;
    hr = section_get_bytes(section, PR_ENTRYID, bytes, cb);
    section_unref(section);
    if (FAILED(hr)) return hr;
    hr = wrap_open(*cb, (ENTRYID *)*bytes, out);
    if (FAILED(hr)) {
        mem_free(TAKE(*bytes));
        return MAPI_E_NOT_FOUND;
    }
    return S_OK;
}

/* The stores that are logged on by entry ID alone, as profile rows; one allocation. */
static HRESULT temporaries(struct router *router, struct provider **out, ULONG *count)
{
    struct provider *rows;
    ULONG n = 0;

    LOCKED(&router->lock);
    LIST_EACH(logon, &router->logons, struct logon, link)
    n += logon->temporary;
    rows = mem_array(n, sizeof(*rows));
    if (!rows) return MAPI_E_NOT_ENOUGH_MEMORY;
    *count = 0;
    LIST_EACH(logon, &router->logons, struct logon, link)
    {
        struct provider *row = &rows[*count];

        if (!logon->temporary) continue;
        row->uid = logon->section;
        row->type = MAPI_STORE_PROVIDER;
        row->flags = logon->resource_flags;
        row->dll = mem_dup_text(logon->dll, rows);
        row->display = row->provider_display = mem_dup_text(logon->display, rows);
        if (!row->dll || !row->display) {
            mem_free(rows);
            return MAPI_E_NOT_ENOUGH_MEMORY;
        }
        (*count)++;
    }
    *out = rows;
    return S_OK;
}

static HRESULT compare_ids(struct served *served, const struct wrapped_eid *a,
                           const struct wrapped_eid *b, ULONG *same)
{
    *same = FALSE;
    return served->store->lpVtbl->CompareStoreIDs(served->store, a->cb, (ENTRYID *)a->eid, b->cb,
                                                  (ENTRYID *)b->eid, 0, same);
}

/* Is it the ID that stands in the stores table for a store that has told none (eid.h: EID_STORE)?
 */
static bool names_section(const struct wrapped_eid *wanted, MAPIUID *section)
{
    enum eid_own kind;
    ULONG number;

    return eid_own_read(wanted->cb, wanted->eid, &kind, &number, section) && kind == EID_STORE;
}

/*
 * Which of rows is the store? By its bytes, or else by what its provider says (contracts 5.4-02).
 * served  in, out: the provider object of the DLL, made when it must be asked
 * found   number of the row; count: none
 */
static HRESULT match(struct router *router, const struct wrapped_eid *wanted, ULONG count,
                     const struct provider *rows, struct last_error *last, struct served **served,
                     ULONG *found)
{
    bool ask = false;
    MAPIUID section;
    HRESULT hr;

    if (names_section(wanted, &section)) {
        for (*found = 0; *found < count && !uid_equal(&rows[*found].uid, &section);)
            ++*found;
        return S_OK;
    }
    for (int asking = 0; asking <= ask; asking++) {
        for (*found = 0; *found < count; ++*found) {
            const struct provider *row = &rows[*found];
            AUTO_FREE BYTE *bytes = NULL;
            struct wrapped_eid eid;
            ULONG same, cb;
            bool has;

            hr = open_store_has_dll(row->dll, wanted->dll, &has);
            if (FAILED(hr)) return hr;
            if (!has) continue;
            hr = open_store_section_eid(router, &row->uid, &bytes, &cb, &eid);
            if (hr == MAPI_E_NOT_ENOUGH_MEMORY) return hr;
            if (FAILED(hr)) continue;
            if (eid_equal(eid.cb, eid.eid, wanted->cb, wanted->eid)) return S_OK;
            ask = true;
            if (!asking) continue;
            if (!*served) {
                hr = served_get(router, MAPI_STORE_PROVIDER, row->dll, last, served);
                if (FAILED(hr)) return hr;
            }
            if (SUCCEEDED(compare_ids(*served, &eid, wanted, &same)) && same) return S_OK;
        }
    }
    return S_OK;
}

/* A bare file name: what an entry ID alone, which may come from anywhere, may make us load. */
static bool is_bare(const char *dll)
{
    return !strpbrk(dll, "\\/:");
}

/*
 * A profile section for a store that the profile doesn't know (contracts 4.4-15); temporary until
 * the provider calls ModifyProfile. row's texts hang on dll.
 */
static HRESULT make_section(struct router *router, const WCHAR *dll, ULONG cb, const ENTRYID *eid,
                            struct provider *row)
{
    struct section *section;
    HRESULT hr;

    memset(row, 0, sizeof(*row));
    row->type = MAPI_STORE_PROVIDER;
    row->flags = STATUS_TEMP_SECTION | STATUS_NO_DEFAULT_STORE;
    row->dll = row->display = row->provider_display = dll;
    hr = uid_new(&row->uid);
    if (FAILED(hr)) return hr;
    hr = section_open(router->profile, &row->uid, SECTION_WRITE | SECTION_CREATE, &section);
    if (FAILED(hr)) return hr;
    hr = section_set_text(section, PR_PROVIDER_DLL_NAME_W, dll);
    if (SUCCEEDED(hr)) hr = section_set_text(section, PR_DISPLAY_NAME_W, dll);
    if (SUCCEEDED(hr)) hr = section_set_text(section, PR_PROVIDER_DISPLAY_W, dll);
    if (SUCCEEDED(hr)) hr = section_set_long(section, PR_RESOURCE_TYPE, MAPI_STORE_PROVIDER);
    if (SUCCEEDED(hr)) hr = section_set_long(section, PR_RESOURCE_FLAGS, row->flags);
    if (SUCCEEDED(hr))
        hr = section_set_bytes(section, PR_PROVIDER_UID, &row->uid, sizeof(row->uid));
    if (SUCCEEDED(hr)) hr = section_set_bytes(section, PR_ENTRYID, eid, cb);
    section_unref(section);
    if (FAILED(hr)) section_delete(router->profile, &row->uid);
    return hr;
}

/* In one service its address books start before its stores (contracts 3.5-03). */
static void start_siblings(struct router *router, const struct provider *row,
                           const struct store_call *call)
{
    struct last_error unheard = {0};

    router_start_address_books(router, &row->service, call->ui,
                               call->flags & MDB_NO_DIALOG ? AB_NO_DIALOG : 0, &unheard);
}

static HRESULT open_row(struct router *router, struct served **served, const struct provider *row,
                        bool made, const struct store_call *call, struct last_error *last,
                        void **out)
{
    HRESULT hr;

    if (!row->dll) return FAIL(MAPI_E_NOT_FOUND);
    hr = router_fallen(router, &row->service);
    if (FAILED(hr)) return hr;
    start_siblings(router, row, call);
    if (!*served) {
        hr = served_get(router, MAPI_STORE_PROVIDER, row->dll, last, served);
        if (FAILED(hr)) return hr;
    }
    return logon_store(router, *served, row, made, call, last, out);
}

static HRESULT open_unknown(struct router *router, struct served **served,
                            const struct wrapped_eid *wanted, ULONG cb, const ENTRYID *eid,
                            const struct store_call *call, struct last_error *last, void **out)
{
    AUTO_FREE WCHAR *dll = NULL;
    struct provider row;
    HRESULT hr;

    if (!*served && !is_bare(wanted->dll)) return FAIL(MAPI_E_NOT_FOUND);
    hr = text_from_ansi(wanted->dll, -1, 0, NULL, &dll);
    if (FAILED(hr)) return hr;
    if (!*served) { /* before anything is written */
        hr = served_get(router, MAPI_STORE_PROVIDER, dll, last, served);
        if (FAILED(hr)) return hr == MAPI_E_NOT_ENOUGH_MEMORY ? hr : FAIL(MAPI_E_NOT_FOUND);
    }
    hr = make_section(router, dll, cb, eid, &row);
    if (FAILED(hr)) return hr;
    hr = open_row(router, served, &row, true, call, last, out);
    if (FAILED(hr)) section_delete(router->profile, &row.uid); /* mostly gone already */
    return hr;
}

HRESULT router_open_store(struct router *router, ULONG_PTR ui, ULONG cb, const ENTRYID *eid,
                          const IID *iid, ULONG flags, struct last_error *last, void **out)
{
    AUTO_FREE struct provider *listed = NULL, *temporary = NULL;
    struct served *served = NULL;
    struct wrapped_eid wanted;
    struct store_call call = {.ui = ui, .flags = flags, .iid = iid};
    const MAPIUID *opened = NULL;
    struct host_call host;
    ULONG n_listed, n_temporary, i = 0;
    MAPIUID section;
    bool named;
    HRESULT hr;

    hr = router_live(router);
    if (SUCCEEDED(hr)) hr = wrap_open(cb, eid, &wanted);
    /* a DLL, and none of its stores */
    if (SUCCEEDED(hr) && !wanted.cb) hr = FAIL(MAPI_E_INVALID_ENTRYID);
    if (SUCCEEDED(hr))
        hr = roster_providers(router->profile, MAPI_STORE_PROVIDER, NULL, &listed, &n_listed);
    if (SUCCEEDED(hr)) hr = temporaries(router, &temporary, &n_temporary);
    if (FAILED(hr)) return hr;
    named = names_section(&wanted, &section);
    call.cb = named ? 0 : wanted.cb; /* such a store is logged on as for the first time */
    call.eid = named ? NULL : wanted.eid;

    hr = match(router, &wanted, n_listed, listed, last, &served, &i);
    if (SUCCEEDED(hr) && i < n_listed) {
        hr = open_row(router, &served, &listed[i], false, &call, last, out);
        if (SUCCEEDED(hr) && !(flags & (MDB_NO_MAIL | MDB_TEMPORARY)) &&
            (!iid || IsEqualGUID(iid, &IID_IMsgStore)))
            opened = &listed[i].uid;
    } else if (SUCCEEDED(hr)) {
        hr = match(router, &wanted, n_temporary, temporary, last, &served, &i);
        if (SUCCEEDED(hr) && i < n_temporary)
            hr = open_row(router, &served, &temporary[i], false, &call, last, out);
        else if (SUCCEEDED(hr) && named) hr = FAIL(MAPI_E_NOT_FOUND);
        else if (SUCCEEDED(hr))
            hr = open_unknown(router, &served, &wanted, cb, eid, &call, last, out);
    }
    served_unref(served);
    /* whatever the provider made of it */
    if (FAILED(hr) && FAILED(router_live(router))) hr = MAPI_E_INVALID_OBJECT;
    if (SUCCEEDED(hr) && host_enter(router, &host)) {
        if (opened) host.host->store_opened(host.ctx, *out, opened);
        host.host->stores_changed(host.ctx);
        host_leave(&host);
    }
    return hr;
}

HRESULT router_store_section(struct router *router, ULONG cb, const ENTRYID *eid,
                             struct last_error *last, MAPIUID *section)
{
    AUTO_FREE struct provider *listed = NULL;
    struct served *served = NULL;
    struct wrapped_eid wanted;
    ULONG count, i;
    HRESULT hr;

    hr = wrap_open(cb, eid, &wanted);
    if (SUCCEEDED(hr))
        hr = roster_providers(router->profile, MAPI_STORE_PROVIDER, NULL, &listed, &count);
    if (FAILED(hr)) return hr;
    hr = match(router, &wanted, count, listed, last, &served, &i);
    served_unref(served);
    if (FAILED(hr)) return hr;
    if (i == count) return FAIL(MAPI_E_NOT_FOUND);
    *section = listed[i].uid;
    return S_OK;
}

HRESULT router_first_logon(struct router *router, const struct provider *row, ULONG_PTR ui,
                           bool may_ask, struct last_error *last)
{
    struct store_call call = {.ui = ui, .flags = MDB_WRITE | (may_ask ? 0 : MDB_NO_DIALOG)};
    AUTO_RELEASE IMsgStore *store = NULL;
    AUTO_FREE BYTE *bytes = NULL;
    struct served *served = NULL;
    struct wrapped_eid eid;
    ULONG cb;
    HRESULT hr;

    hr = open_store_section_eid(router, &row->uid, &bytes, &cb, &eid);
    if (hr != MAPI_E_NOT_FOUND) return hr;
    hr = open_row(router, &served, row, false, &call, last, (void **)&store);
    com_release(&store);
    served_unref(served);
    return hr;
}

/* The name by which the DLL in an entry ID may be loaded: as the profile spells it, else a bare
 * one; a new root. */
static HRESULT loadable_name(struct router *router, const char *dll, WCHAR **out)
{
    AUTO_FREE struct provider *listed = NULL;
    ULONG count;
    HRESULT hr;
    bool has;

    hr = roster_providers(router->profile, MAPI_STORE_PROVIDER, NULL, &listed, &count);
    for (ULONG i = 0; SUCCEEDED(hr) && i < count; i++) {
        hr = open_store_has_dll(listed[i].dll, dll, &has);
        if (FAILED(hr) || !has) continue;
        *out = mem_dup_text(listed[i].dll, NULL);
        return *out ? S_OK : MAPI_E_NOT_ENOUGH_MEMORY;
    }
    if (FAILED(hr)) return hr;
    return is_bare(dll) ? text_from_ansi(dll, -1, 0, NULL, out) : FAIL(MAPI_E_UNKNOWN_ENTRYID);
}

HRESULT open_store_compare(struct router *router, ULONG cb1, const ENTRYID *eid1, ULONG cb2,
                           const ENTRYID *eid2, ULONG *same)
{
    struct wrapped_eid a, b;
    AUTO_FREE WCHAR *dll = NULL;
    struct last_error unheard = {0};
    struct served *served;
    HRESULT hr;

    hr = wrap_open(cb1, eid1, &a);
    if (SUCCEEDED(hr)) hr = wrap_open(cb2, eid2, &b);
    if (FAILED(hr)) return hr;
    if (!wrap_same_dll(a.dll, b.dll)) return S_OK;
    if (eid_equal(a.cb, a.eid, b.cb, b.eid)) {
        *same = TRUE;
        return S_OK;
    }
    hr = loadable_name(router, a.dll, &dll);
    if (FAILED(hr)) return hr;
    hr = served_get(router, MAPI_STORE_PROVIDER, dll, &unheard, &served);
    if (FAILED(hr)) return hr == MAPI_E_NOT_ENOUGH_MEMORY ? hr : FAIL(MAPI_E_UNKNOWN_ENTRYID);
    hr = compare_ids(served, &a, &b, same);
    served_unref(served);
    return hr;
}
