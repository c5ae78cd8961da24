/*
 * folder_sort.h - the order in which a folder's new contents tables come: PR_CONTENTS_SORT_ORDER
 *
 * PT_MV_LONG: cCategories, cExpanded, then tag and TABLE_SORT_... of each key. A client may set it
 * too, and a copied folder has it; what makes no sense, or is no order any more, leaves the table
 * in its own.
 */
#pragma once
#include "folder.h"

/* A new contents table in its folder's order. */
HRESULT folder_sort_apply(struct folder *folder, IMAPITable *table);
