/*
 * search_path.c - the address book's search path, in the profile or as containers suggest it
 *
 * PR_AB_SEARCH_PATH in the profile has one entry ID per container. A path of none is one of zero
 * bytes, since a property of many values has at least one.
 */
#include "ab/search_path.h"
#include <string.h>
#include "mapitags.h"
#include "ab/containers.h"
#include "ab/defaults.h"
#include "base/error.h"
#include "base/mem.h"
#include "com/com.h"
#include "eid/eid.h"
#include "profile/section.h"
#include "prop/ptag.h"
#include "prop/pval.h"
#include "prop/rowset.h"

enum { MOST = 1000 };

/* ---- which ---- */

static HRESULT ids_create(size_t room, SBinaryArray **out)
{
    *out = mem_zero(sizeof(**out));
    if (!*out) return MAPI_E_NOT_ENOUGH_MEMORY;
    (*out)->lpbin = mem_zero_more((room + 1) * sizeof(SBinary), *out);
    if ((*out)->lpbin) return S_OK;
    mem_free(*out);
    *out = NULL;
    return MAPI_E_NOT_ENOUGH_MEMORY;
}

/* Room is there; each once. */
static HRESULT ids_add(SBinaryArray *ids, const SBinary *eid)
{
    BYTE *copy;

    for (ULONG i = 0; i < ids->cValues; i++)
        if (eid_equal(ids->lpbin[i].cb, (ENTRYID *)ids->lpbin[i].lpb, eid->cb,
                      (ENTRYID *)eid->lpb))
            return S_OK;
    copy = mem_dup(eid->lpb, eid->cb, ids);
    if (!copy) return MAPI_E_NOT_ENOUGH_MEMORY;
    ids->lpbin[ids->cValues++] = (SBinary){eid->cb, copy};
    return S_OK;
}

/* MAPI_E_NOT_FOUND: none was chosen. */
static HRESULT chosen(struct router *router, SBinaryArray **out)
{
    AUTO_SECTION struct section *section = NULL;
    AUTO_FREE SBinaryArray *ids = NULL;
    AUTO_FREE void *root = mem_zero(1);
    SPropValue value;
    HRESULT hr = root ? S_OK : MAPI_E_NOT_ENOUGH_MEMORY;

    if (SUCCEEDED(hr)) hr = defaults_section(router, 0, &section);
    if (SUCCEEDED(hr)) hr = section_get(section, PR_AB_SEARCH_PATH, root, &value);
    if (FAILED(hr)) return hr == MAPI_E_NOT_ENOUGH_MEMORY ? hr : MAPI_E_NOT_FOUND;
    hr = ids_create(value.Value.MVbin.cValues, &ids);
    for (ULONG i = 0; SUCCEEDED(hr) && i < value.Value.MVbin.cValues && i < MOST; i++)
        if (value.Value.MVbin.lpbin[i].cb) hr = ids_add(ids, &value.Value.MVbin.lpbin[i]);
    if (SUCCEEDED(hr)) *out = TAKE(ids);
    return hr;
}

/* The first that can be changed, then all global ones, or (there is none) the default directory. */
static HRESULT suggested(struct router *router, SBinaryArray **out)
{
    AUTO_FREE SBinaryArray *ids = NULL;
    AUTO_FREE ENTRYID *other = NULL;
    struct ab_containers top = {0};
    bool writable = false, global = false;
    HRESULT hr = ab_containers_read(router, MERGED_TOP, &top);
    ULONG cb;

    if (SUCCEEDED(hr)) hr = ids_create(top.count + 1, &ids);
    for (size_t i = 0; i < top.count && SUCCEEDED(hr) && !writable; i++) {
        writable = top.list[i].flags & AB_MODIFIABLE;
        if (writable) hr = ids_add(ids, &top.list[i].eid);
    }
    for (size_t i = 0; i < top.count && SUCCEEDED(hr); i++)
        if (top.list[i].display_type == DT_GLOBAL) {
            global = true;
            hr = ids_add(ids, &top.list[i].eid);
        }
    ab_containers_drop(&top);
    if (SUCCEEDED(hr) && !global) {
        hr = defaults_get(router, DEFAULT_DIR, &cb, &other);
        if (SUCCEEDED(hr) && cb) hr = ids_add(ids, &(SBinary){cb, (BYTE *)other});
    }
    if (SUCCEEDED(hr)) *out = TAKE(ids);
    return hr;
}

HRESULT search_path_ids(struct router *router, SBinaryArray **out)
{
    HRESULT hr;

    *out = NULL;
    hr = chosen(router, out);
    return hr == MAPI_E_NOT_FOUND ? suggested(router, out) : hr;
}

/* ---- what is told of them ---- */

enum { COLUMNS = 8 };
static const SizedSPropTagArray(COLUMNS, columns) = {
    COLUMNS,
    {PR_ENTRYID, PR_DISPLAY_NAME_W, PR_OBJECT_TYPE, PR_DISPLAY_TYPE, PR_CONTAINER_FLAGS,
     PR_DEPTH, PR_RECORD_KEY, PR_AB_PROVIDER_ID},
};

/* Values of the columns that there are, behind the entry ID, into a row of a root of its own. */
static HRESULT make_row(const SBinary *eid, ULONG count, const SPropValue *values, ULONG flags,
                        SRow *row)
{
    AUTO_FREE void *root = mem_zero(1);
    SPropValue made[COLUMNS] = {pval_binary(PR_ENTRYID, eid->cb, eid->lpb)};
    ULONG n = 1;
    HRESULT hr = root ? S_OK : MAPI_E_NOT_ENOUGH_MEMORY;

    for (ULONG i = 1; i < COLUMNS && SUCCEEDED(hr); i++) {
        const SPropValue *value = pval_find_const(values, count, columns.aulPropTag[i]);

        if (value && pval_valid(value))
            hr = pval_as(value, flags & MAPI_UNICODE ? PT_UNICODE : PT_STRING8, root, &made[n++]);
    }
    if (SUCCEEDED(hr)) hr = pval_copy_array(n, made, NULL, &row->lpProps);
    if (SUCCEEDED(hr)) row->cValues = n;
    return hr;
}

/* One that no top-level container is: it says itself what it is. */
static HRESULT open_row(struct router *router, const SBinary *eid, ULONG flags, SRow *row)
{
    AUTO_RELEASE IABContainer *container = NULL;
    AUTO_FREE SPropTagArray *wanted = NULL;
    AUTO_FREE SPropValue *values = NULL;
    ULONG count = 0;
    HRESULT hr = ab_container_open(router, eid, 0, &container);

    if (FAILED(hr)) return hr;
    hr = ptag_copy_array((const SPropTagArray *)&columns, NULL, &wanted);
    if (FAILED(hr)) return hr;
    for (ULONG i = 0; i < COLUMNS; i++)
        wanted->aulPropTag[i] = ptag_in_width(wanted->aulPropTag[i], flags);
    hr = container->lpVtbl->GetProps(container, wanted, flags & MAPI_UNICODE, &count, &values);
    hr = pval_given(hr, COLUMNS, count, &values);
    if (hr == MAPI_E_NOT_ENOUGH_MEMORY) return hr;
    return make_row(eid, values ? COLUMNS : 0, values, flags, row);
}

HRESULT search_path_get(struct router *router, ULONG flags, SRowSet **out)
{
    AUTO_FREE SBinaryArray *ids = NULL;
    AUTO_ROWSET SRowSet *set = NULL;
    struct ab_containers top = {0};
    HRESULT hr = search_path_ids(router, &ids);

    *out = NULL;
    if (SUCCEEDED(hr)) hr = ab_containers_read(router, MERGED_TOP, &top);
    if (SUCCEEDED(hr)) hr = rowset_create(ids->cValues, &set);
    for (ULONG i = 0; SUCCEEDED(hr) && i < ids->cValues; i++) {
        const SBinary *eid = &ids->lpbin[i];
        const struct ab_container *known = ab_containers_find(&top, eid);
        SRow *row = &set->aRow[set->cRows];

        if (known) hr = make_row(eid, known->row->count, known->row->values, flags, row);
        else hr = open_row(router, eid, flags, row);
        if (SUCCEEDED(hr)) set->cRows++;
        else if (hr != MAPI_E_NOT_ENOUGH_MEMORY) hr = S_OK; /* it has gone */
    }
    ab_containers_drop(&top);
    if (SUCCEEDED(hr)) *out = TAKE(set);
    return hr;
}

/* ---- choosing ---- */

HRESULT search_path_set(struct router *router, const SRowSet *path)
{
    static const SBinary none = {0};
    AUTO_SECTION struct section *section = NULL;
    AUTO_FREE SBinary *ids = mem_array((size_t)path->cRows + 1, sizeof(*ids));
    SPropValue value = {.ulPropTag = PR_AB_SEARCH_PATH};
    ULONG n = 0;
    HRESULT hr;

    if (!ids) return MAPI_E_NOT_ENOUGH_MEMORY;
    if (path->cRows > MOST) return FAIL(MAPI_E_TOO_COMPLEX);
    for (ULONG i = 0; i < path->cRows; i++) {
        const SPropValue *first = path->aRow[i].lpProps;

        if (!path->aRow[i].cValues || !first || first->ulPropTag != PR_ENTRYID ||
            !first->Value.bin.cb || !first->Value.bin.lpb)
            return FAIL(MAPI_E_MISSING_REQUIRED_COLUMN);
        ids[n++] = first->Value.bin;
    }
    if (!n) ids[n++] = none;
    value.Value.MVbin.cValues = n;
    value.Value.MVbin.lpbin = ids;
    hr = defaults_section(router, SECTION_WRITE | SECTION_CREATE, &section);
    return SUCCEEDED(hr) ? section_set(section, &value) : hr;
}
