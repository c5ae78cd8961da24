/*
 * settings.h - what a profile section says about a store: its path, its name, its limits
 */
#pragma once
#include "quota.h"
#include "value.h"

struct settings {
    WCHAR *path; /* malloc; NULL: none given */
    WCHAR *name; /* PR_DISPLAY_NAME */
    struct quotas quotas;
};
#define DEFAULT_STORE_NAME L"Personal Folders"

/* PR_PST_PATH and PR_DISPLAY_NAME of either width, the limits of quota.h. What is missing stays
 * NULL. */
HRESULT settings_read(IMAPIProp *section, const struct allocators *alloc, struct settings *out);
/* *path (malloc) becomes absolute: the current directory is the caller's affair, and may be another
 * one tomorrow. */
HRESULT settings_absolute(WCHAR **path);
void settings_clear(struct settings *settings);
/* <local application data>\OpenMAPI\<profile>\<name>.omstore; folders are made. MAPI_E_UNCONFIGURED
 * where there is no such place. */
HRESULT settings_default_path(const WCHAR *profile, const WCHAR *name, WCHAR **out);
