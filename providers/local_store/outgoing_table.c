/*
 * outgoing_table.c - the table of the messages that wait to be sent
 */
#include "sql_table.h"

/* 6.2-17, and what every table of messages has. */
static const ULONG defaults[] = {
    PR_ENTRYID,
    PR_INSTANCE_KEY,
    PR_CLIENT_SUBMIT_TIME,
    PR_SUBMIT_FLAGS,
    PR_MESSAGE_FLAGS,
    PR_MESSAGE_SIZE,
    PR_PRIORITY,
    PR_SUBJECT_W,
    PR_SENDER_NAME_W,
    PR_DISPLAY_TO_W,
    PR_DISPLAY_CC_W,
    PR_DISPLAY_BCC_W,
    PR_SPOOLER_STATUS,
    PR_PARENT_ENTRYID,
    PR_STORE_ENTRYID,
    PR_OBJECT_TYPE,
    0,
};
static const ULONG all[] = {
    PR_RECORD_KEY,
    PR_STORE_RECORD_KEY,
    PR_MAPPING_SIGNATURE,
    PR_MESSAGE_CLASS_W,
    PR_NORMALIZED_SUBJECT_W,
    PR_IMPORTANCE,
    PR_SENSITIVITY,
    PR_HASATTACH,
    PR_MSG_STATUS,
    PR_CREATION_TIME,
    PR_LAST_MODIFICATION_TIME,
    PR_SENT_REPRESENTING_NAME_W,
    PR_SEARCH_KEY,
    PR_DEPTH,
    PR_ROW_TYPE,
    0,
};

HRESULT outgoing_table_create(struct store *store, IMAPITable **out)
{
    struct scan_source source = {.store = store, .outgoing = true};

    return sql_table_create(&source, defaults, all, 0, out);
}
