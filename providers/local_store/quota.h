/*
 * quota.h - how large a store may become: the limits that its properties set
 *
 * PR_PROHIBIT_RECEIVE_QUOTA  nothing that makes the store larger is stored beyond it, delivered or
 *     not
 * PR_PROHIBIT_SEND_QUOTA     nothing is submitted beyond it
 * PR_STORAGE_QUOTA_LIMIT     its owner is to be warned beyond it: that is for clients to do
 * In KB of 1,024 bytes, PT_LONG, read as unsigned; not there, or -1 (MDB_QUOTA_NOQUOTA): no limit.
 * They are in the file, so all programs respect them. What counts are the sizes of all messages,
 * soft-deleted ones too. PR_QUOTA_WARNING, _SEND, _RECEIVE are the same limits under the names that
 * clients ask a cached store for.
 * Source  mapi-constants (MAPI reference), MS-OXCSTOR 2.2.2.1.1
 */
#pragma once
#include "common/sql/value.h"
#include "store_file.h"

#define N_QUOTAS 3
extern const ULONG quota_tags[N_QUOTAS];

/* Limits that are to be the store's. */
struct quotas {
    bool given[N_QUOTAS];
    LONG kb[N_QUOTAS];
};

/* Before a transaction that is to be committed: MAPI_E_STORE_FULL when it makes the store larger,
 * and larger than it may be. */
HRESULT quota_check(struct store_file *file);
/* MAPI_E_STORE_FULL when nothing may be submitted. Under the lock. */
HRESULT quota_check_send(struct store_file *file);

/* May a client set this of the store? MAPI_E_INVALID_TYPE for a limit that is no PT_LONG. */
HRESULT quota_check_value(ULONG tag, const struct value *value);
/* The tag of the limit that PR_QUOTA_WARNING and its kin stand for, or 0. */
ULONG quota_tag_of(ULONG tag);

/* What is given becomes the store's. */
HRESULT quota_set(struct store_file *file, const struct quotas *quotas, struct change_list *list);
