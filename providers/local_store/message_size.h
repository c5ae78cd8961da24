/*
 * message_size.h - PR_MESSAGE_SIZE: how large is what hangs on a message
 */
#pragma once
#include "message_state.h"

/* Its recipients and attachments as far as they are loaded. */
int64_t message_bytes_loaded(const struct message_state *state);
/* ... and those that aren't, from their rows. Under the lock. */
HRESULT message_bytes_below(struct store_file *file, const struct message_state *state,
                            int64_t *bytes, bool *has_attach);
