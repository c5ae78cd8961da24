/*
 * columns.h - which property lives in which SQL column
 */
#pragma once
#include "common/sql/value.h"
#include "sqlite3.h"

struct column {
    ULONG tag;        /* with the type the column holds; text is PT_UNICODE */
    const char *name; /* in SQL */
    bool computed; /* kept by the store: SetProps answers MAPI_E_COMPUTED, but tables may read, sort
                      and restrict by it */
};

/* Every list once: the tables below and the statements' texts come from it. In order of property
 * id. */
#define MESSAGE_COLUMNS(X) \
    X(PR_IMPORTANCE, importance, false) \
    X(PR_MESSAGE_CLASS_W, class, false) \
    X(PR_PRIORITY, priority, false) \
    X(PR_SENSITIVITY, sensitivity, false) \
    X(PR_SUBJECT_W, subject, false) \
    X(PR_CLIENT_SUBMIT_TIME, submitted, false) \
    X(PR_SUBJECT_PREFIX_W, subject_prefix, false) \
    X(PR_SENT_REPRESENTING_NAME_W, representing_name, false) \
    X(PR_CONVERSATION_TOPIC_W, conversation_topic, false) \
    X(PR_CONVERSATION_INDEX, conversation_index, false) \
    X(PR_SENDER_NAME_W, sender_name, false) \
    X(PR_DISPLAY_BCC_W, display_bcc, true) \
    X(PR_DISPLAY_CC_W, display_cc, true) \
    X(PR_DISPLAY_TO_W, display_to, true) \
    X(PR_MESSAGE_DELIVERY_TIME, delivered, false) \
    X(PR_MESSAGE_FLAGS, flags, true) \
    X(PR_MESSAGE_SIZE, size, true) \
    X(PR_SUBMIT_FLAGS, submit_flags, true) \
    X(PR_MSG_STATUS, status, true) \
    X(PR_NORMALIZED_SUBJECT_W, normalized_subject, true) \
    X(PROP_TAG(PT_UNICODE, 0x1035), internet_id, false) \
    X(PR_CREATION_TIME, created, true) \
    X(PR_LAST_MODIFICATION_TIME, modified, true) \
    X(PR_SEARCH_KEY, search_key, false) \
    X(PROP_TAG(PT_SYSTIME, 0x668F), deleted, true)

#define FOLDER_COLUMNS(X) \
    X(PR_DISPLAY_NAME_W, name, false) \
    X(PR_COMMENT_W, comment, false) \
    X(PR_CREATION_TIME, created, true) \
    X(PR_LAST_MODIFICATION_TIME, modified, true) \
    X(PR_FOLDER_TYPE, type, true) \
    X(PR_CONTENT_COUNT, messages, true) \
    X(PR_CONTENT_UNREAD, unread, true) \
    X(PROP_TAG(PT_UNICODE, 0x3613), class, false) \
    X(PROP_TAG(PT_LONG, 0x3617), associated, true) \
    X(PROP_TAG(PT_LONG, 0x6640), deleted_messages, true) \
    X(PROP_TAG(PT_SYSTIME, 0x668F), deleted, true)

#define RECIPIENT_COLUMNS(X) \
    X(PR_RECIPIENT_TYPE, type, false) \
    X(PR_DISPLAY_NAME_W, display_name, false) \
    X(PR_ADDRTYPE_W, addrtype, false) \
    X(PR_EMAIL_ADDRESS_W, email, false)

#define ATTACHMENT_COLUMNS(X) \
    X(PR_ATTACH_FILENAME_W, filename, false) \
    X(PR_ATTACH_METHOD, method, false) \
    X(PR_ATTACH_LONG_FILENAME_W, long_filename, false) \
    X(PR_RENDERING_POSITION, position, false)

/* In a statement's text: ", name", ", ?" and ", name=?" for each column. */
#define COLUMN_NAME(tag, name, computed) "," #name
#define COLUMN_NAME_OF_M(tag, name, computed) ",m." #name
#define COLUMN_NAME_OF_F(tag, name, computed) ",f." #name
#define COLUMN_MARK(tag, name, computed) ",?"
#define COLUMN_SET(tag, name, computed)  "," #name "=?"

extern const struct column message_columns[], folder_columns[], recipient_columns[],
    attachment_columns[];
extern const size_t n_message_columns, n_folder_columns, n_recipient_columns, n_attachment_columns;

/* The row of the property id, whatever the type in tag; NULL: look into the packed properties. */
const struct column *column_of(const struct column *columns, size_t n, ULONG tag);
/* Column number i of the statement's row as a value with column's tag; S_FALSE when it is NULL. */
HRESULT column_value(sqlite3_stmt *stmt, int i, ULONG tag, struct value **out);
/*
 * What of the value goes into its column (S_FALSE: nothing), and whether it must be packed too. A
 * text column always holds the text, so that SQL can sort and compare by it: bytes that no text
 * gives back are in both places, and the packed ones count.
 */
HRESULT column_take(const struct column *column, struct value *value, struct value **out,
                    bool *pack);
/* Binds parameter i; NULL value, or one of another type than tag's, binds NULL. */
HRESULT column_bind(sqlite3_stmt *stmt, int i, ULONG tag, const struct value *value);
