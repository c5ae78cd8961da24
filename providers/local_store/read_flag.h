/*
 * read_flag.h - read flags and message status: the matrix of SetReadFlags, and the row
 */
#pragma once
#include "message_state.h"

/* Errors: MAPI_E_INVALID_PARAMETER, MAPI_E_UNKNOWN_FLAGS */
HRESULT read_flags_check(ULONG flags);
/* What PR_MESSAGE_FLAGS becomes. */
ULONG read_flag_apply(ULONG message_flags, ULONG flags);
/* A new message that came unread, and asks for a report, waits for one: MSGFLAG_RN_PENDING,
 * MSGFLAG_NRN_PENDING. */
HRESULT read_flag_ask(struct message_state *state);
/* SUPPRESS_RECEIPT and GENERATE_RECEIPT_ONLY together: PR_READ_RECEIPT_REQUESTED becomes FALSE.
 * S_FALSE: nothing to do. */
HRESULT read_flag_cancel(struct bag *props, ULONG flags);
/* In a transaction; logs the change of the message, with the report that is due, and of its
 * folder's counts. MAPI_E_NOT_FOUND. */
HRESULT read_flag_set(struct store_file *file, int64_t id, ULONG flags, struct change_list *list);
/* In a transaction. (old & ~mask) | (status & mask); mask 0 only reads. In folder only;
 * MAPI_E_NOT_FOUND. */
HRESULT status_set(struct store_file *file, const struct identity *message, int64_t folder,
                   ULONG status, ULONG mask, ULONG *old, struct change_list *list);
