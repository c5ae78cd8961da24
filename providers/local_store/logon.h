/*
 * logon.h - IMSLogon, what MAPI holds of an open store
 */
#pragma once
#include "store.h"

/* Holds the store, but not its IMsgStore: that one's last Release must be able to end the logon. */
HRESULT logon_create(struct store *store, IMSLogon **out);
