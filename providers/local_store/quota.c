/*
 * quota.c - how large a store may become: the limits that its properties set
 */
#include "quota.h"
#include "edktags.h"
#include "edkmdb.h"
#include "mapiaux.h"
#include "message_state.h"
#include "store_props.h"
#include "used_size.h"

const ULONG quota_tags[N_QUOTAS] = {PR_STORAGE_QUOTA_LIMIT, PR_PROHIBIT_SEND_QUOTA,
                                    PR_PROHIBIT_RECEIVE_QUOTA};
static const ULONG aliases[N_QUOTAS] = {PR_QUOTA_WARNING, PR_QUOTA_SEND, PR_QUOTA_RECEIVE};

/* In bytes; INT64_MAX: no limit. */
static HRESULT limit_of(struct store_file *file, ULONG tag, int64_t *out)
{
    ULONG kb;
    HRESULT hr = store_props_long(file, tag, &kb);

    *out = hr == S_OK && kb != MDB_QUOTA_NOQUOTA ? (int64_t)kb * 1024 : INT64_MAX;
    return hr == MAPI_E_NOT_FOUND ? S_OK : hr;
}

static HRESULT check(struct store_file *file, ULONG tag)
{
    int64_t limit, used = 0;
    HRESULT hr = limit_of(file, tag, &limit);

    if (FAILED(hr) || limit == INT64_MAX) return hr;
    hr = used_size(file->db, &used);
    return SUCCEEDED(hr) && used > limit ? MAPI_E_STORE_FULL : hr;
}

HRESULT quota_check(struct store_file *file)
{
    if (file->unlimited || store_connection(file->db)->size.grown <= 0) return S_OK;
    return check(file, PR_PROHIBIT_RECEIVE_QUOTA);
}

HRESULT quota_check_send(struct store_file *file)
{
    HRESULT hr = db_begin_read(file->db);

    if (FAILED(hr)) return hr;
    hr = check(file, PR_PROHIBIT_SEND_QUOTA);
    if (SUCCEEDED(hr)) hr = check(file, PR_PROHIBIT_RECEIVE_QUOTA);
    return db_end(file->db, hr);
}

HRESULT quota_check_value(ULONG tag, const struct value *value)
{
    for (size_t i = 0; i < N_QUOTAS; i++)
        if (PROP_ID(tag) == PROP_ID(quota_tags[i]) && value &&
            value->prop.ulPropTag != quota_tags[i])
            return MAPI_E_INVALID_TYPE;
    return S_OK;
}

ULONG quota_tag_of(ULONG tag)
{
    for (size_t i = 0; i < N_QUOTAS; i++)
        if (PROP_ID(tag) == PROP_ID(aliases[i])) return quota_tags[i];
    return 0;
}

HRESULT quota_set(struct store_file *file, const struct quotas *quotas, struct change_list *list)
{
    struct bag bag = {0};
    HRESULT hr = db_begin(file->db);

    if (FAILED(hr)) return hr;
    hr = store_props_load(file, &bag);
    for (size_t i = 0; i < N_QUOTAS && SUCCEEDED(hr); i++)
        if (quotas->given[i]) hr = bag_put(&bag, quota_tags[i], quotas->kb[i]);
    if (SUCCEEDED(hr)) hr = store_props_save(file, &bag, list);
    bag_clear(&bag);
    return db_end(file->db, hr);
}
