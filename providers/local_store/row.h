/*
 * row.h - any property of a row that SQL gave, without opening the object
 */
#pragma once
#include "columns.h"
#include "store_file.h"

struct store;

/* What of a messages or folders row the computed properties are made of. */
struct row {
    struct store *store;
    struct identity object;    /* id, guid, MAPI_MESSAGE or MAPI_FOLDER */
    struct identity parent;    /* message: its folder; folder: its parent; type 0: unknown */
    ULONG flags;               /* message: PR_MESSAGE_FLAGS; folder: PR_FOLDER_TYPE */
    ULONG subfolders;          /* folder */
    int64_t change;            /* of either */
    bool can_modify;           /* PR_ACCESS_LEVEL; PR_ACCESS goes by the store */
};

/*
 * The properties that no column and no packed bytes hold: PR_ENTRYID, PR_RECORD_KEY,
 * PR_INSTANCE_KEY, PR_PARENT_ENTRYID, PR_STORE_ENTRYID, PR_STORE_RECORD_KEY, PR_MAPPING_SIGNATURE,
 * PR_OBJECT_TYPE, PR_ACCESS, PR_ACCESS_LEVEL, PR_HASATTACH, PR_SUBFOLDERS, PR_DISPLAY_TYPE,
 * PR_CHANGE_KEY ... row may be without what the tag does not need (row_is_computed tells without a
 * row). S_OK; S_FALSE: not one of these, look at column_of and unpack_one.
 */
HRESULT row_computed(const struct row *row, ULONG tag, struct value **out);

/* Whether row_computed has an answer, and of which type; by property id. 0: no. */
ULONG row_is_computed(USHORT type, ULONG tag);
