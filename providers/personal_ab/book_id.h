/*
 * book_id.h - entry IDs of a personal address book's objects
 *
 * 4 flag bytes (0: permanent), 16 the book's MAPIUID, 2 version (1), 2 type (MAPI_ABCONT,
 * MAPI_MAILUSER, MAPI_DISTLIST; MAPI_ADDRBOOK: a template), 16 guid; little-endian: 40 bytes. The
 * guid is made with the entry, so copies of a file that go their own ways never share an entry ID
 * for different entries. It is the record key, too.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "common/platform.h"

#define BOOK_ID_BYTES 40

struct book_id {
    USHORT type;
    GUID guid;
};

extern const GUID book_root_guid, book_container_guid; /* of type MAPI_ABCONT */

void book_id_write(const GUID *book, const struct book_id *object, BYTE out[BOOK_ID_BYTES]);
/* Of this book, whatever else is wrong with it. */
bool book_id_is_ours(const GUID *book, ULONG count, const void *bytes);
/*
 * Errors  MAPI_E_INVALID_ENTRYID  NULL, shorter than flags and uid
 *         MAPI_E_UNKNOWN_ENTRYID  another book's, or of ours with a wrong length, version or type
 */
HRESULT book_id_read(const GUID *book, ULONG count, const void *bytes, struct book_id *out);
