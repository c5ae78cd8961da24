/*
 * receive_folders.h - which folder gets messages of which class
 */
#pragma once
#include "store.h"

/* In a transaction. folder 0 removes the class. */
HRESULT receive_folder_set(struct store_file *file, const WCHAR *class, int64_t folder);

/* The bodies of IMsgStore's methods. */
HRESULT receive_folder_change(struct store *store, const void *class, ULONG flags, ULONG count,
                              const ENTRYID *id);
HRESULT receive_folder_find(struct store *store, const void *class, ULONG flags, ULONG *count,
                            ENTRYID **id, LPTSTR *explicit_class);
HRESULT receive_folder_table(struct store *store, ULONG flags, IMAPITable **out);
