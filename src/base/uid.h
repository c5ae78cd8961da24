/*
 * uid.h - MAPIUIDs: made, compared, written as 32 hex digits
 */
#pragma once
#include <stdbool.h>
#include "mapidefs.h"

HRESULT
uid_new(MAPIUID *out); /* unique in space and time; MAPI_E_CALL_FAILED when the system can't */
bool uid_equal(const MAPIUID *a, const MAPIUID *b);
void uid_to_hex(const MAPIUID *uid, WCHAR out[33]); /* lower case, in byte order, NUL-terminated */
bool uid_from_hex(const WCHAR *hex, MAPIUID *out);  /* exactly 32 digits, either case */
