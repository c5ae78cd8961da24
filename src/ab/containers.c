/*
 * containers.c - reads and opens the containers of all address book providers
 */
#include "ab/containers.h"
#include "mapitags.h"
#include "base/error.h"
#include "base/mem.h"
#include "com/com.h"
#include "eid/eid.h"
#include "prop/pval.h"

void ab_containers_drop(struct ab_containers *containers)
{
    mem_free(containers->list);
    rows_list_free(containers->n_rows, containers->rows);
    *containers = (struct ab_containers){0};
}

static ULONG long_of(const struct row *row, ULONG tag)
{
    const SPropValue *value = row_find(row, tag);

    return value ? (ULONG)value->Value.l : 0;
}

HRESULT ab_containers_read(struct router *router, enum merged_kind kind, struct ab_containers *out)
{
    struct ab_containers all = {0};
    HRESULT hr = merged_table_rows(router, kind, &all.n_rows, &all.rows);

    *out = all;
    if (FAILED(hr)) return hr;
    all.list = mem_array(all.n_rows + 1, sizeof(*all.list));
    if (!all.list) {
        ab_containers_drop(&all);
        *out = all;
        return MAPI_E_NOT_ENOUGH_MEMORY;
    }
    for (size_t i = 0; i < all.n_rows; i++) {
        const struct row *row = all.rows[i].row;
        const SPropValue *eid = row_find(row, PR_ENTRYID);

        if (!eid || !eid->Value.bin.cb) continue;
        all.list[all.count++] = (struct ab_container){
            .eid = eid->Value.bin,
            .flags = long_of(row, PR_CONTAINER_FLAGS),
            .display_type = long_of(row, PR_DISPLAY_TYPE),
            .row = row,
        };
    }
    *out = all;
    return S_OK;
}

const struct ab_container *ab_containers_find(const struct ab_containers *containers,
                                              const SBinary *eid)
{
    for (size_t i = 0; i < containers->count; i++) {
        const SBinary *known = &containers->list[i].eid;

        if (eid_equal(known->cb, (ENTRYID *)known->lpb, eid->cb, (ENTRYID *)eid->lpb))
            return &containers->list[i];
    }
    return NULL;
}

HRESULT ab_container_open(struct router *router, const SBinary *eid, ULONG flags,
                          IABContainer **out)
{
    struct last_error unheard = {0};
    ULONG type = 0;
    HRESULT hr;

    *out = NULL;
    hr = router_open_entry(router, eid->cb, (ENTRYID *)eid->lpb, NULL, flags, &unheard, &type,
                           (IUnknown **)out);
    hr = com_given(hr, out);
    if (SUCCEEDED(hr) && type != MAPI_ABCONT) {
        com_release(out);
        return FAIL(MAPI_E_INVALID_ENTRYID);
    }
    return hr;
}

HRESULT ab_contents_open(IABContainer *container, ULONG *flags, IMAPITable **out)
{
    HRESULT hr = com_given(container->lpVtbl->GetContentsTable(container, *flags, out), out);

    if (hr != MAPI_E_BAD_CHARWIDTH) return hr;
    *flags ^= MAPI_UNICODE;
    return com_given(container->lpVtbl->GetContentsTable(container, *flags, out), out);
}
