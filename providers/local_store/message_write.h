/*
 * message_write.h - a message's state into the database, and out of it
 */
#pragma once
#include "columns.h"
#include "message_state.h"

/*
 * In a transaction: the whole tree. state itself is not changed (its id and guid are the row's):
 * load it again when it is to be used further.
 * force   FORCE_SAVE: another's change since state was loaded is written over
 * Errors  MAPI_E_OBJECT_CHANGED, MAPI_E_OBJECT_DELETED, MAPI_E_TOO_COMPLEX (embedded too deep), the
 *         database's
 */
HRESULT message_write(struct store_file *file, const struct message_state *state, bool force,
                      struct change_list *list);
/* In a transaction: a detached state (message_state_detach) as the copy of a message; counts are
 * the caller's to tell. */
HRESULT message_write_copy(struct store_file *file, const struct message_state *state,
                           const struct identity *original, const struct identity *original_parent,
                           struct change_list *list);
/* In a transaction: the row, all that hangs on it, and their long content. No change is logged. */
HRESULT message_erase(struct store_file *file, int64_t id);
/* In a transaction: tells that a folder's counts changed. */
HRESULT folder_counted(struct store_file *file, const struct identity *folder,
                       struct change_list *list);
/*
 * In a transaction: sorts a bag into what its columns take and packed bytes (malloc), long content
 * into large_values.
 * fresh   owner's row is new: all long content is written; else what is in the database stays, and
 *         what bag lost is dropped
 */
HRESULT pack_props(struct db *db, const struct bag *bag, const struct column *columns, size_t n,
                   int64_t owner, bool fresh, struct bag *in_columns, void **data, size_t *bytes);
