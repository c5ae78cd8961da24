/*
 * identity.h - what processes call a profile among themselves
 */
#pragma once
#include "profile/hive.h"

/* 32 hex digits, which a rename leaves as they are. Errors: MAPI_E_NOT_FOUND and others of a profile
 * that can't be read */
HRESULT profile_identity(struct profile *profile, WCHAR hex[33]);
