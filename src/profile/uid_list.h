/*
 * uid_list.h - arrays of MAPIUIDs as PR_SERVICES and its kin hold them
 */
#pragma once
#include "base/uid.h"

static inline ULONG uid_list_find(const MAPIUID *uids, ULONG count,
                                  const MAPIUID *uid) /* count: not there */
{
    ULONG at = 0;

    while (at < count && !uid_equal(&uids[at], uid)) at++;
    return at;
}
static inline bool uid_list_has(const MAPIUID *uids, ULONG count, const MAPIUID *uid)
{
    return uid_list_find(uids, count, uid) < count;
}
