/*
 * row.c - the properties that are made from a row's identity, place and flags
 */
#include "row.h"
#include "store.h"

#define PR_CHANGE_KEY_         PROP_TAG(PT_BINARY, 0x65E2)
#define ACCESS_MESSAGE_ALL     (MAPI_ACCESS_READ | MAPI_ACCESS_MODIFY | MAPI_ACCESS_DELETE)
#define ACCESS_FOLDER_ALL                                                                          \
    (ACCESS_MESSAGE_ALL | MAPI_ACCESS_CREATE_HIERARCHY | MAPI_ACCESS_CREATE_CONTENTS |             \
     MAPI_ACCESS_CREATE_ASSOCIATED)

/* Tells stores of this provider from others: PR_MDB_PROVIDER, also in mapisvc.inf as 34140102. */
const GUID store_provider_uid = {
    0x4f4d5354, 0x7a1c, 0x4d0e, {0x9b, 0x52, 0x3e, 0x86, 0xd1, 0x4f, 0x0a, 0x27}};

static const struct {
    ULONG tag;
    bool message, folder;
} computed[] = {
    {PR_ENTRYID, true, true},
    {PR_RECORD_KEY, true, true},
    {PR_INSTANCE_KEY, true, true},
    {PR_PARENT_ENTRYID, true, true},
    {PR_STORE_ENTRYID, true, true},
    {PR_STORE_RECORD_KEY, true, true},
    {PR_MAPPING_SIGNATURE, true, true},
    {PR_OBJECT_TYPE, true, true},
    {PR_ACCESS, true, true},
    {PR_ACCESS_LEVEL, true, true},
    {PR_MDB_PROVIDER, true, true},
    {PR_CHANGE_KEY_, true, true},
    {PR_HASATTACH, true, false},
    {PR_SUBFOLDERS, false, true},
    {PR_DISPLAY_TYPE, false, true},
    {PR_STATUS, false, true},
    {PR_PARENT_DISPLAY_W, true, false},
};

ULONG row_is_computed(USHORT type, ULONG tag)
{
    for (size_t i = 0; i < sizeof(computed) / sizeof(computed[0]); i++)
        if (PROP_ID(computed[i].tag) == PROP_ID(tag) &&
            (type == MAPI_FOLDER ? computed[i].folder : computed[i].message))
            return computed[i].tag;
    return 0;
}

static HRESULT entry_value(const struct row *row, ULONG tag, const struct identity *object,
                           struct value **out)
{
    BYTE id[ENTRY_ID_BYTES];

    if (!object->type) return MAPI_E_NOT_FOUND;
    entry_id_write(&row->store->file->uid, object, id);
    return value_binary(tag, id, sizeof(id), out);
}

static HRESULT change_key(const struct row *row, struct value **out)
{
    BYTE key[24];

    memcpy(key, &row->store->file->uid, 16);
    instance_key_write(row->change, key + 16);
    return value_binary(PR_CHANGE_KEY_, key, sizeof(key), out);
}

static HRESULT parent_name(const struct row *row, struct value **out)
{
    struct db *db = row->store->file->db;
    sqlite3_stmt *stmt;
    HRESULT hr;

    if (!row->parent.type) return MAPI_E_NOT_FOUND;
    db_lock(db);
    hr = db_prepare(db, "SELECT name FROM folders WHERE id=?1", &stmt);
    if (SUCCEEDED(hr)) {
        sqlite3_bind_int64(stmt, 1, row->parent.id);
        hr = db_step(db, stmt);
        if (hr == S_OK) hr = column_value(stmt, 0, PR_PARENT_DISPLAY_W, out);
        db_done(db, stmt);
    }
    db_unlock(db);
    return hr == S_FALSE ? MAPI_E_NOT_FOUND : hr;
}

/* The root stays where it is (6.4-09), and nothing is made in search folders. */
static LONG access_of(const struct row *row)
{
    LONG access = ACCESS_FOLDER_ALL;

    if (!row->store->can_modify) return MAPI_ACCESS_READ;
    if (row->object.type != MAPI_FOLDER || row->flags == FOLDER_SEARCH) access = ACCESS_MESSAGE_ALL;
    if (row->object.type == MAPI_FOLDER && row->object.id == STORE_ROOT)
        access &= ~MAPI_ACCESS_DELETE;
    return access;
}

HRESULT row_computed(const struct row *row, ULONG tag, struct value **out)
{
    BYTE key[RECORD_KEY_BYTES];

    *out = NULL;
    tag = row_is_computed(row->object.type, tag);
    switch (tag) {
    case PR_ENTRYID:
        return entry_value(row, tag, &row->object, out);
    case PR_PARENT_ENTRYID:
        return entry_value(row, tag, row->parent.type ? &row->parent : &row->object,
                           out); /* the root is its own */
    case PR_RECORD_KEY:
        record_key_write(&row->object, key);
        return value_binary(tag, key, sizeof(key), out);
    case PR_INSTANCE_KEY:
        instance_key_write(row->object.id, key);
        return value_binary(tag, key, 8, out);
    case PR_STORE_ENTRYID:
        return value_binary(tag, row->store->wrapped, row->store->wrapped_bytes, out);
    case PR_STORE_RECORD_KEY:
    case PR_MAPPING_SIGNATURE:
        return value_binary(tag, &row->store->file->uid, 16, out);
    case PR_MDB_PROVIDER:
        return value_binary(tag, &store_provider_uid, 16, out);
    case PR_OBJECT_TYPE:
        return value_long(tag, row->object.type, out);
    case PR_ACCESS:
        return value_long(tag, access_of(row), out);
    case PR_ACCESS_LEVEL:
        return value_long(tag, row->can_modify ? MAPI_MODIFY : 0, out);
    case PR_HASATTACH:
        return value_long(tag, (row->flags & MSGFLAG_HASATTACH) != 0, out);
    case PR_SUBFOLDERS:
        return value_long(tag, row->subfolders != 0, out);
    case PR_DISPLAY_TYPE:
        return value_long(tag, DT_FOLDER, out);
    case PR_STATUS:
        return value_long(tag, 0, out);
    case PR_PARENT_DISPLAY_W:
        return parent_name(row, out);
    case PR_CHANGE_KEY_:
        return change_key(row, out);
    }
    return S_FALSE;
}
