/*
 * simple_unpack.h - what is attached to a message, and its text, as temporary files
 */
#pragma once
#include <stdbool.h>
#include "mapi.h"
#include "mapix.h"

/*
 * Writes each attachment into a file of its own, in their order; a message in the message as .msg.
 * text     not NULL: goes first, into a file as well, in the ANSI code page (MAPI_BODY_AS_FILE)
 * into     gets lpFiles and nFileCount; all hangs on root. On success the files are the client's,
 *          on failure none is left
 * Errors   MAPI_E_ATTACHMENT_WRITE_FAILURE, MAPI_E_NOT_ENOUGH_DISK, MAPI_E_ATTACHMENT_OPEN_FAILURE
 *          (it can't be read), MAPI_E_NOT_ENOUGH_MEMORY
 */
HRESULT simple_unpack(IMessage *message, const WCHAR *text, void *root, MapiMessageW *into);
/* How many files that would be, without text. */
HRESULT simple_unpack_count(IMessage *message, ULONG *count);
/* Deletes the files of a message that doesn't reach its client. */
void simple_unpack_drop(const MapiMessageW *message);
