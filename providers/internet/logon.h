/*
 * logon.h - IXPLogon: what MAPI holds of a mail account
 */
#pragma once
#include "common/allocators.h"
#include "internet/account.h"
#include "mapispi.h"

/*
 * Takes a reference to support, moves account (also when it fails). The status row is there when it
 * returns; no server has been asked.
 * Errors  MAPI_E_NOT_ENOUGH_MEMORY, those of CreateOneOff
 */
HRESULT mail_logon_create(IMAPISupport *support, const struct allocators *alloc,
                          struct account *moves_account, bool offline, IXPLogon **out);
