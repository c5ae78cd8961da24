/*
 * message_size.c - PR_MESSAGE_SIZE: how large is what hangs on a message
 *
 * The same message has the same size, whatever of it was looked at before it is saved.
 */
#include "message_size.h"

static int64_t recipients_bytes(const struct recipients *list)
{
    int64_t bytes = 0;

    for (size_t i = 0; i < list->n; i++)
        bytes += bag_bytes(&list->items[i].props);
    return bytes;
}

static HRESULT stored_recipients_bytes(struct store_file *file, int64_t message, int64_t *out)
{
    struct message_state state = {.id = message, .in_db = true};
    HRESULT hr = recipients_need(file, &state);

    *out = SUCCEEDED(hr) ? recipients_bytes(&state.recipients) : 0;
    recipients_clear(&state.recipients);
    return hr;
}

int64_t message_bytes_loaded(const struct message_state *state)
{
    int64_t bytes = recipients_bytes(&state->recipients);

    for (size_t i = 0; i < state->attachments.n; i++)
        bytes += state->attachments.items[i].bytes;
    return bytes;
}

HRESULT message_bytes_below(struct store_file *file, const struct message_state *state,
                            int64_t *bytes, bool *has_attach)
{
    int64_t n = 0, sum = 0;
    HRESULT hr = S_OK;

    *bytes = message_bytes_loaded(state);
    *has_attach = state->attachments.n != 0;
    if (!state->attachments.loaded) {
        hr = db_int(file->db, &n, "SELECT count(*) FROM attachments WHERE message=?1", "i",
                    state->id);
        if (SUCCEEDED(hr))
            hr = db_int(file->db, &sum,
                        "SELECT ifnull(sum(size), 0) FROM attachments WHERE message=?1", "i",
                        state->id);
        *has_attach = n != 0;
        *bytes += sum;
    }
    if (SUCCEEDED(hr) && !state->recipients.loaded) {
        hr = stored_recipients_bytes(file, state->id, &sum);
        *bytes += sum;
    }
    return hr;
}
