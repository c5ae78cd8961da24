/*
 * contents_table.c - the table of a folder's messages
 */
#include "edktags.h"
#include "sql_table.h"

/* What the reference requires and expects of a store's contents table (6.8-01, 6.8-02). */
static const ULONG defaults[] = {
    PR_ENTRYID,
    PR_INSTANCE_KEY,
    PR_RECORD_KEY,
    PR_PARENT_ENTRYID,
    PR_STORE_ENTRYID,
    PR_STORE_RECORD_KEY,
    PR_MAPPING_SIGNATURE,
    PR_OBJECT_TYPE,
    PR_MESSAGE_CLASS_W,
    PR_SUBJECT_W,
    PR_NORMALIZED_SUBJECT_W,
    PR_SENDER_NAME_W,
    PR_DISPLAY_TO_W,
    PR_DISPLAY_CC_W,
    PR_CLIENT_SUBMIT_TIME,
    PR_MESSAGE_DELIVERY_TIME,
    PR_MESSAGE_FLAGS,
    PR_MESSAGE_SIZE,
    PR_MSG_STATUS,
    PR_HASATTACH,
    PR_IMPORTANCE,
    PR_PRIORITY,
    PR_SENSITIVITY,
    PR_CONVERSATION_INDEX,
    PR_LAST_MODIFICATION_TIME,
    0,
};

/* A search folder's table also says where a message lies (6.6-08). */
static const ULONG search_defaults[] = {
    PR_ENTRYID,
    PR_INSTANCE_KEY,
    PR_RECORD_KEY,
    PR_PARENT_ENTRYID,
    PR_STORE_ENTRYID,
    PR_STORE_RECORD_KEY,
    PR_MAPPING_SIGNATURE,
    PR_OBJECT_TYPE,
    PR_MESSAGE_CLASS_W,
    PR_SUBJECT_W,
    PR_NORMALIZED_SUBJECT_W,
    PR_SENDER_NAME_W,
    PR_DISPLAY_TO_W,
    PR_DISPLAY_CC_W,
    PR_CLIENT_SUBMIT_TIME,
    PR_MESSAGE_DELIVERY_TIME,
    PR_MESSAGE_FLAGS,
    PR_MESSAGE_SIZE,
    PR_MSG_STATUS,
    PR_HASATTACH,
    PR_IMPORTANCE,
    PR_PRIORITY,
    PR_SENSITIVITY,
    PR_CONVERSATION_INDEX,
    PR_LAST_MODIFICATION_TIME,
    PR_PARENT_DISPLAY_W,
    0,
};

/* Cheap ones: they are columns in SQL, or made of them. */
static const ULONG all[] = {
    PR_CREATION_TIME,
    PR_SUBJECT_PREFIX_W,
    PR_SENT_REPRESENTING_NAME_W,
    PR_CONVERSATION_TOPIC_W,
    PR_DISPLAY_BCC_W,
    PR_INTERNET_MESSAGE_ID_W,
    PR_SEARCH_KEY,
    PR_ACCESS,
    PR_ACCESS_LEVEL,
    PR_MDB_PROVIDER,
    PR_CHANGE_KEY,
    PR_DEPTH,
    PR_ROW_TYPE,
    PR_BODY_W,
    PR_PARENT_DISPLAY_W,
    0,
};

HRESULT contents_table_create(struct store *store, int64_t folder, int part, bool search,
                              ULONG flags, IMAPITable **out)
{
    struct scan_source source = {.store = store, .folder = folder, .part = part, .search = search};

    return sql_table_create(&source, search ? search_defaults : defaults, all, flags, out);
}
