/*
 * place.h - where a provider's file lies
 */
#pragma once
#include "common/platform.h"

/* *path (malloc) becomes absolute: the current directory is the caller's affair, and may be another
 * one tomorrow. */
HRESULT place_absolute(WCHAR **path);
/* <local application data>\OpenMAPI\<profile>\<name><extension>, where no file is yet; folders are
 * made. MAPI_E_UNCONFIGURED where there is no such place. */
HRESULT place_default(const WCHAR *profile, const WCHAR *name, const WCHAR *extension,
                      WCHAR **out);
