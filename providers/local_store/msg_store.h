/*
 * msg_store.h - IMsgStore
 */
#pragma once
#include "store.h"

/* Holds the store; its last Release lets the support object go, which ends the logon. */
HRESULT msg_store_create(struct store *store, IMsgStore **out);
