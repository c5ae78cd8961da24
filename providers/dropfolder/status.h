/*
 * status.h - IMAPIStatus: the transport's state, opened by a client
 */
#pragma once
#include "dropfolder/logon.h"

/* Holds the logon. Errors: MAPI_E_END_OF_SESSION, MAPI_E_NOT_ENOUGH_MEMORY */
HRESULT drop_status_create(struct drop_logon *logon, IMAPIStatus **out);
