/*
 * init_monitor.h - IMAPIInitMonitor: is MAPI initialised, and waiting until it is
 */
#pragma once
#include "mapix.h"

/* Errors: E_OUTOFMEMORY */
HRESULT init_monitor_create(IMAPIInitMonitor **out);
