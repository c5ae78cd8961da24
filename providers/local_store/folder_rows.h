/*
 * folder_rows.h - folders and the messages in them, as transactions on rows; no COM
 *
 * All are called in a transaction, and log what they do.
 */
#pragma once
#include "common/sql/bag.h"
#include "message_write.h"

#define MAX_FOLDER_DEPTH 200 /* what is deeper can't be deleted or copied in one call */

struct folder_place {
    struct identity parent; /* type 0: this is the root */
    int64_t change, subfolders;
    int64_t deleted; /* when it was soft-deleted, 0: it lives */
    LONG type;
};
/* The columns and packed properties. MAPI_E_NOT_FOUND: gone, or another guid. place may be NULL. */
HRESULT folder_load(struct store_file *file, const struct identity *folder, struct bag *bag,
                    struct folder_place *place);
HRESULT folder_load_any(struct store_file *file, const struct identity *folder, struct bag *bag,
                        struct folder_place *place);
HRESULT folder_store(struct store_file *file, const struct identity *folder, const struct bag *bag,
                     struct change_list *list);

/* Errors: MAPI_E_COLLISION, *existing (may be NULL) is the folder that has the name;
 * MAPI_E_OBJECT_DELETED (no such parent) */
HRESULT folder_insert(struct store_file *file, const struct identity *parent, const WCHAR *name,
                      const WCHAR *comment, struct identity *out, struct change_list *list);
HRESULT folder_by_name(struct store_file *file, int64_t parent, const WCHAR *name,
                       struct identity *out);
/* The folders in one, soft-deleted ones too when deleted says so; all at once: folders are few.
 * malloc. */
HRESULT folder_children(struct store_file *file, int64_t folder, bool deleted,
                        struct identity **out, size_t *n);
/* A soft-deleted folder comes back with what went with it. name NULL keeps it. MAPI_E_COLLISION,
 * MAPI_E_FOLDER_CYCLE, MAPI_E_NO_ACCESS (the root) */
HRESULT folder_move(struct store_file *file, const struct identity *folder,
                    const struct identity *parent, const WCHAR *name, struct change_list *list);
HRESULT folder_copy(struct store_file *file, const struct identity *folder,
                    const struct identity *parent, const WCHAR *name, bool subfolders,
                    struct change_list *list);

/* Where a message of `folder` is; MAPI_E_NOT_FOUND. */
HRESULT message_place(struct store_file *file, const struct identity *message, int64_t folder,
                      int *part, ULONG *flags);
/* One message of `folder`. MAPI_E_NOT_FOUND: not there (any more); S_FALSE: it is, but may not go
 * now. A soft-deleted one comes back by a move, into the same folder too; its copy lives. */
HRESULT message_move(struct store_file *file, const struct identity *message,
                     const struct identity *from, const struct identity *to,
                     struct change_list *list);
HRESULT message_copy(struct store_file *file, const struct identity *message,
                     const struct identity *from, const struct identity *to,
                     struct change_list *list);

/* The next messages of a folder's part after an id, at most room; *n 0: no more. */
HRESULT folder_messages(struct store_file *file, int64_t folder, int part, int64_t after,
                        struct identity *out, size_t room, size_t *n);
