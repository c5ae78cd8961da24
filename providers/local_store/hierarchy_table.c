/*
 * hierarchy_table.c - the table of the folders in a folder, or of all below it
 */
#include "edktags.h"
#include "sql_table.h"

/* What the reference requires of a store's hierarchy table (6.8-05), and what identifies a folder.
 */
static const ULONG defaults[] = {
    PR_ENTRYID,
    PR_INSTANCE_KEY,
    PR_RECORD_KEY,
    PR_PARENT_ENTRYID,
    PR_STORE_ENTRYID,
    PR_STORE_RECORD_KEY,
    PR_MAPPING_SIGNATURE,
    PR_OBJECT_TYPE,
    PR_DISPLAY_TYPE,
    PR_DISPLAY_NAME_W,
    PR_COMMENT_W,
    PR_DEPTH,
    PR_STATUS,
    PR_FOLDER_TYPE,
    PR_SUBFOLDERS,
    PR_CONTENT_COUNT,
    PR_CONTENT_UNREAD,
    PR_CONTAINER_CLASS_W,
    0,
};
static const ULONG all[] = {
    PR_CREATION_TIME, PR_LAST_MODIFICATION_TIME, PR_ASSOC_CONTENT_COUNT, PR_DELETED_MSG_COUNT,
    PR_ACCESS,        PR_ACCESS_LEVEL,           PR_MDB_PROVIDER,        PR_CHANGE_KEY,
    PR_ROW_TYPE,      0,
};

HRESULT hierarchy_table_create(struct store *store, int64_t folder, ULONG flags, IMAPITable **out)
{
    struct scan_source source = {
        .store = store,
        .folders = true,
        .folder = folder,
        .deep = (flags & CONVENIENT_DEPTH) != 0,
        .deleted = (flags & SHOW_SOFT_DELETES) != 0,
    };

    return sql_table_create(&source, defaults, all, flags, out);
}
