/*
 * offline_mgr.h - offline objects as clients and providers see them
 */
#pragma once
#include "mapioffline.h"

/* HrOpenOfflineObj with checked arguments: the profile's global object. MAPI_E_NOT_FOUND */
HRESULT offline_open(const WCHAR *profile, IMAPIOfflineMgr **out);
/* HrCreateOfflineObj: everything about info is checked here. */
HRESULT offline_create(const MAPIOFFLINE_CREATEINFO *info, IMAPIOfflineMgr **out);
