/*
 * sys/registry.h - a tree of keys with binary values, as profiles at rest need it
 *
 * Windows: the registry. Natively: an in-process tree with the same rules, for tests.
 * Key paths use '\\' and are relative to a root.
 */
#pragma once
#include <stdbool.h>
#include "mapidefs.h"

enum sys_hive {
    SYS_HKCU,
    SYS_HKLM
};
struct sys_key;

/* create: makes what is missing. Else MAPI_E_NOT_FOUND when it isn't there; what we may not write
 * is opened for reading. Every function here: MAPI_E_NO_ACCESS, MAPI_E_OBJECT_DELETED (somebody
 * deleted the open key), MAPI_E_NOT_ENOUGH_MEMORY, MAPI_E_CALL_FAILED. */
HRESULT sys_key_open(enum sys_hive hive, const WCHAR *path, bool create, struct sys_key **out);
HRESULT sys_key_open_child(struct sys_key *parent, const WCHAR *path, bool create,
                           struct sys_key **out);
void sys_key_close(struct sys_key *key);
/* Names by index on a new root; MAPI_E_NOT_FOUND past the end. */
HRESULT sys_key_child_name(struct sys_key *key, ULONG index, WCHAR **name);
HRESULT sys_key_value_name(struct sys_key *key, ULONG index, WCHAR **name);
/* Raw bytes and the registry type (1 REG_SZ, 2 EXPAND_SZ, 3 BINARY, 4 DWORD ...) of a value, new
 * root, followed by two NULs that are not counted. MAPI_E_NOT_FOUND, MAPI_E_TOO_BIG (above 16 MiB).
 * Name NULL: the key's default value. */
HRESULT sys_key_get(struct sys_key *key, const WCHAR *name, ULONG *type, BYTE **data, ULONG *bytes);
HRESULT sys_key_set(struct sys_key *key, const WCHAR *name, ULONG type, const void *data,
                    ULONG bytes);
HRESULT sys_key_delete_value(struct sys_key *key, const WCHAR *name);
/* The child key and all below. */
HRESULT sys_key_delete_tree(struct sys_key *parent, const WCHAR *child);
/* REG_SZ (expanded when EXPAND_SZ) as text, new root; MAPI_E_NOT_FOUND, MAPI_E_CORRUPT_DATA when it
 * isn't text. */
HRESULT sys_key_get_text(struct sys_key *key, const WCHAR *name, WCHAR **text);
HRESULT sys_key_set_text(struct sys_key *key, const WCHAR *name, const WCHAR *text);
#ifndef _WIN32
/* For tests: an empty registry. Keys that are open tell MAPI_E_OBJECT_DELETED. */
void sys_registry_clear(void);
#endif
