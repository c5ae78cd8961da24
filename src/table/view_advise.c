/*
 * view_advise.c - joins one table view to one list of advises
 */
#include "table/view_advise.h"
#include "base/mem.h"
#include "notify/advise.h"

static HRESULT view_advise_add(void *ctx, IMAPIAdviseSink *sink, ULONG_PTR *connection)
{
    return advise_list_add(ctx, fnevTableModified, sink, 0, connection);
}

static HRESULT view_advise_remove(void *ctx, ULONG_PTR connection)
{
    return advise_list_remove(ctx, connection);
}

static void view_advise_post(void *ctx, ULONG count, NOTIFICATION *batch)
{
    advise_list_post(ctx, count, batch, MAPI_UNICODE, NULL);
}

static void view_advise_close(void *ctx)
{
    advise_list_destroy(ctx);
    mem_free(ctx);
}

static const struct table_view_notify view_advise = {
    .advise = view_advise_add,
    .unadvise = view_advise_remove,
    .notify = view_advise_post,
    .close = view_advise_close,
};

HRESULT view_advise_open(struct rows *rows, const struct table_view_config *config, IMAPITable **out)
{
    struct table_view_config with = *config;
    struct advise_list *list = mem_zero(sizeof(*list));
    HRESULT hr;

    if (!list) return MAPI_E_NOT_ENOUGH_MEMORY;
    advise_list_init(list, RANK_HUB);
    with.notify = &view_advise;
    with.notify_ctx = list;
    hr = table_view_open(rows, &with, out);
    if (FAILED(hr)) view_advise_close(list);
    return hr;
}
