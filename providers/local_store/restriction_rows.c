/*
 * restriction_rows.c - RES_SUBRESTRICTION: whether a recipient or an attachment of a message
 * matches
 */
#include <stdlib.h>
#include "message.h"
#include "restriction_node.h"

static HRESULT get_from_bag(void *context, ULONG tag, struct value **out)
{
    *out = value_ref(bag_find(context, tag));
    return *out ? S_OK : S_FALSE;
}

/* The rows as their tables show them. Under the lock. */
static HRESULT load_rows(struct store_file *file, enum scope scope, int64_t message,
                         struct bag **out, size_t *n)
{
    struct message_state *state = calloc(1, sizeof(*state));
    bool recipients = scope == SCOPE_RECIPIENTS;
    size_t count;
    HRESULT hr;

    *out = NULL;
    *n = 0;
    if (!state) return MAPI_E_NOT_ENOUGH_MEMORY;
    state->refs = 1;
    state->in_db = true;
    state->id = message;
    hr = recipients ? recipients_need(file, state) : attachments_need(file, state);
    count = recipients ? state->recipients.n : state->attachments.n;
    if (SUCCEEDED(hr)) {
        *out = calloc(count + 1, sizeof(**out));
        if (!*out) hr = MAPI_E_NOT_ENOUGH_MEMORY;
    }
    for (; SUCCEEDED(hr) && *n < count; ++*n)
        hr = recipients ? recipient_row(&state->recipients.items[*n], &(*out)[*n])
                        : attachment_row(file, state, &state->attachments.items[*n], &(*out)[*n]);
    message_state_unref(state);
    return hr;
}

HRESULT restriction_sub_matches(struct store *store, const struct node *sub, int64_t message,
                                bool *matches)
{
    struct bag *rows;
    size_t n;
    HRESULT hr;

    db_lock(store_db(store));
    hr = load_rows(store->file, sub->scope, message, &rows, &n);
    db_unlock(store_db(store));
    for (size_t i = 0; i < n && SUCCEEDED(hr) && !*matches; i++)
        hr = node_matches(store, sub->items, get_from_bag, &rows[i], matches);
    for (size_t i = 0; i < n; i++)
        bag_clear(&rows[i]);
    free(rows);
    return hr;
}
