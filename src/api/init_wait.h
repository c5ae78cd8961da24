/*
 * init_wait.h - IMAPIWaitResult: the rest of a wait for MAPI to be initialised
 */
#pragma once
#include "mapix.h"

/* Errors: E_OUTOFMEMORY */
HRESULT init_wait_create(ULONG msec, IMAPIWaitResult **out);
