/*
 * simple_find.h - the messages of a receive folder, one after the other
 */
#pragma once
#include "simple/simple_store.h"

/* Where FindNext has got to: kept with the store, so that the next call needn't look for its seed,
 * which may have been deleted meanwhile. */
struct simple_cursor;
void simple_cursor_free(struct simple_cursor *cursor); /* NULL does nothing */

/*
 * The next message, by time of delivery, of the receive folder of a type.
 * type     its class begins so, with the type alone or a full stop behind it; NULL or "": IPM
 * seed     the message before it; NULL: the first is wanted
 * flags    MAPI_UNREAD_ONLY, MAPI_GUARANTEE_FIFO; others are ignored
 * root     what *found lies on
 * Errors   MAPI_E_NO_MESSAGES, MAPI_E_INVALID_MESSAGE (the seed is none of the folder),
 *          MAPI_E_NO_SUPPORT (no order by time can be had), those of the store
 */
HRESULT simple_find(struct simple_store *store, const WCHAR *type, const SBinary *seed, ULONG flags,
                    void *root, SBinary *found);
/* The folder where messages of that type are received. */
HRESULT simple_receive_folder(struct simple_store *store, const WCHAR *type, IMAPIFolder **out);
