/*
 * sys/secret.h - bytes under the system's protection for this user (DPAPI); natively a reversible
 * mark for tests only
 */
#pragma once
#include "mapidefs.h"

HRESULT sys_secret_protect(const void *plain, ULONG bytes, BYTE **sealed, ULONG *sealed_bytes);
/* MAPI_E_CORRUPT_DATA when it wasn't sealed by this user here. */
HRESULT sys_secret_open(const void *sealed, ULONG sealed_bytes, BYTE **plain, ULONG *bytes);
