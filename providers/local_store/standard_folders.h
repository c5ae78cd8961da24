/*
 * standard_folders.h - the folders that every mail program expects, and the properties that point
 * at them
 */
#pragma once
#include "common/sql/bag.h"
#include "store_file.h"

/* Makes them in a store that has none yet, in one transaction; does nothing else. name:
 * PR_DISPLAY_NAME of a new store. */
HRESULT standard_folders_make(struct store_file *file, const WCHAR *name);
/* PR_VALID_FOLDER_MASK: which of the store's own properties point at living folders. Under the
 * lock. */
HRESULT standard_folders_mask(struct store_file *file, const struct bag *store_props, ULONG *mask);
