/*
 * conversation.h - PR_CONVERSATION_INDEX: where a message stands in its conversation
 *
 *     offset  bytes
 *     0       1      1
 *     1       5      when it began: bits 55..16 of a FILETIME, high byte first
 *     6       16     a GUID, the conversation's
 *     22      5      for each answer:
 *                    4 bytes, high byte first: how long after the beginning. The highest bit 0:
 * bits 48..18 of the time between in FILETIME units; 1: bits 53..23, for more than about 1.7 years
 *                    1 byte that tells apart what has the same time
 *
 * Sorted by bytes, answers come after what they answer, in the order of time.
 */
#pragma once
#include "mapidefs.h"

enum { CONVERSATION_HEAD = 22, CONVERSATION_ANSWER = 5 };

/*
 * The index of an answer to `parent`; of a message that begins a conversation when there is none,
 * or one that is no index. out: a new root. MAPI_E_TOO_BIG, MAPI_E_NOT_ENOUGH_MEMORY,
 * MAPI_E_CALL_FAILED (no random numbers)
 */
HRESULT conversation_index(ULONG cb_parent, const BYTE *parent, FILETIME now, ULONG *cb,
                           BYTE **out);
