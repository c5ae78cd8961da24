/*
 * fast_shutdown.h - IMAPIClientShutdown: asking and telling the providers (contracts 4.18)
 */
#pragma once
#include "mapidefs.h"

struct router;

/* May the process just end? S_OK, or what a provider said; MAPI_E_NO_SUPPORT when the user's policy
 * disables it. */
HRESULT fast_shutdown_query(struct router *router);
HRESULT fast_shutdown_announce(struct router *router); /* NotifyProcessShutdown */
HRESULT fast_shutdown_do(struct router *router); /* DoFastShutdown */
