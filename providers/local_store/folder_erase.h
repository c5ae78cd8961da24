/*
 * folder_erase.h - deleting messages and folders: for good, or softly, so that they can come back
 *
 * Called in a transaction; all is logged. A soft-deleted message has PART_DELETED added to its
 * part; a soft-deleted folder keeps what is in it as it is, and the folders below that went with it
 * have the same time in `deleted`.
 */
#pragma once
#include "folder_rows.h"

enum deletion {
    DELETE_LIVING,   /* for good; what is soft-deleted already is not found */
    DELETE_FOR_GOOD, /* DELETE_HARD_DELETE: soft-deleted ones too */
    DELETE_KEEP,     /* softly */
};

/* One message of `folder`. MAPI_E_NOT_FOUND: not there (any more); S_FALSE: it is being sent. */
HRESULT message_delete(struct store_file *file, const struct identity *message, int64_t folder,
                       enum deletion how, struct change_list *list);
/*
 * The folder and all below, with their messages. Those that are sent just now stay, and so their
 * folders: S_FALSE.
 *
 * Errors  MAPI_E_HAS_FOLDERS, MAPI_E_HAS_MESSAGES, MAPI_E_NO_ACCESS (the root), MAPI_E_NOT_FOUND,
 * MAPI_E_TOO_COMPLEX (too deep)
 */
HRESULT folder_delete(struct store_file *file, const struct identity *folder, bool messages,
                      bool subfolders, enum deletion how, struct change_list *list);
/* What went with a folder that was soft-deleted at that time and lives again. */
HRESULT folder_restore_below(struct store_file *file, const struct identity *folder,
                             int64_t deleted, struct change_list *list);
