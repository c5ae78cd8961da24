/*
 * settings.h - what a profile section says about a store: its path, its name, its limits
 */
#pragma once
#include "common/sql/value.h"
#include "quota.h"

struct settings {
    WCHAR *path; /* malloc; NULL: none given */
    WCHAR *name; /* PR_DISPLAY_NAME */
    struct quotas quotas;
};
#define DEFAULT_STORE_NAME L"Personal Folders"

/* PR_PST_PATH and PR_DISPLAY_NAME of either width, the limits of quota.h. What is missing stays
 * NULL. */
HRESULT settings_read(IMAPIProp *section, const struct allocators *alloc, struct settings *out);
void settings_clear(struct settings *settings);
