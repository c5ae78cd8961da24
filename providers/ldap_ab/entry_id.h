/*
 * entry_id.h - entry IDs, record keys and search keys of a directory's entries
 *
 * 4 flag bytes (0: permanent), 16 the directory's MAPIUID, 2 version (1), 2 type (MAPI_ABCONT,
 * MAPI_MAILUSER, MAPI_DISTLIST), then the entry's distinguished name in UTF-8, without an end;
 * little-endian. The root container's name is empty. A record key is the same with the name
 * normalized (dn.h), so that equal ones are equal bytes.
 *
 * The MAPIUID is made of the server's name, port and search base: whoever has the same directory
 * in a profile, on any machine, understands the entry IDs in a message.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include "common/platform.h"

#define DIRECTORY_ID_HEAD 24
#define DIRECTORY_DN_MAX  4096 /* bytes */

struct directory_id {
    USHORT type;
    char *dn; /* UTF-8; owned, malloc */
    size_t dn_bytes;
};

/* Hosts and bases that differ only in case, or in spaces that mean nothing, give the same. Errors:
 * MAPI_E_NOT_ENOUGH_MEMORY */
HRESULT directory_uid(const char *host, ULONG port, const char *base, MAPIUID *out);

/*
 * *out is made by malloc.
 * Errors  MAPI_E_INVALID_PARAMETER  dn is longer than DIRECTORY_DN_MAX
 */
HRESULT directory_id_write(const MAPIUID *directory, USHORT type, const char *dn, BYTE **out,
                           ULONG *count);
HRESULT directory_record_key(const MAPIUID *directory, USHORT type, const char *dn, BYTE **out,
                             ULONG *count);
/*
 * Errors  MAPI_E_INVALID_ENTRYID  NULL, shorter than flags and uid
 *         MAPI_E_UNKNOWN_ENTRYID  another directory's, or with a wrong length, version or type, or
 *                                 a name that is not UTF-8
 */
HRESULT directory_id_read(const MAPIUID *directory, ULONG count, const void *bytes,
                          struct directory_id *out);
void directory_id_clear(struct directory_id *id);
/* Whether both name the same entry of the same type. */
HRESULT directory_id_equal(const struct directory_id *a, const struct directory_id *b, bool *equal);

/* TYPE:ADDRESS in capitals, with its end: PR_SEARCH_KEY; malloc. */
HRESULT search_key_write(const char *type, const WCHAR *address, BYTE **out, ULONG *count);
