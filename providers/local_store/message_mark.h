/*
 * message_mark.h - marks on messages that last as long as their holder: they go with his process,
 * however that ends
 *
 * What the spooler sends it locks; a lock in the file alone would outlive a spooler that was killed
 * (contracts 6.2-16). All processes of the machine see a mark, 32 and 64 bit alike.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "common/platform.h"

struct message_mark;

/* S_FALSE: another holds it (*out is NULL). Errors: MAPI_E_NOT_ENOUGH_MEMORY, MAPI_E_CALL_FAILED */
HRESULT message_mark_set(const GUID *store, int64_t message, struct message_mark **out);
void message_mark_clear(struct message_mark *mark); /* NULL does nothing */
/* Whether anyone holds it; yes, when that can't be found out. */
bool message_mark_is_set(const GUID *store, int64_t message);
