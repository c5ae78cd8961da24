/*
 * attach.h - IAttach, as messages see it
 */
#pragma once
#include "message_state.h"
#include "store.h"

struct attach;
struct message;

/* Moves state; holds the message. */
HRESULT attach_create(struct message *message, struct attach_state *moves_state, bool can_modify,
                      IAttach **out);
void attach_ref(struct attach *attach);
void attach_unref(struct attach *attach);
/* Takes an embedded message's state (shared, unchanging). Under the lock. */
HRESULT attach_embed(struct attach *attach, struct message_state *embedded);
