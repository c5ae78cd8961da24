/*
 * store_props.h - the store's own properties at rest
 */
#pragma once
#include "changes.h"
#include "common/sql/bag.h"
#include "store_file.h"

/* Both under the lock; saving in a transaction. */
HRESULT store_props_load(struct store_file *file, struct bag *bag);
/* One PT_LONG of them; MAPI_E_NOT_FOUND. */
HRESULT store_props_long(struct store_file *file, ULONG tag, ULONG *out);
HRESULT store_props_save(struct store_file *file, const struct bag *bag, struct change_list *list);
