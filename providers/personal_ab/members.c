/*
 * members.c - the members of personal distribution lists, in the order in which they were added
 */
#include "members.h"
#include <stdlib.h>
#include "common/sql/pack.h"
#include "person.h"

HRESULT members_add(struct book_file *file, int64_t list, const SBinary *id, const struct bag *bag)
{
    int64_t count, last, there;
    void *packed = NULL;
    size_t bytes;
    HRESULT hr;

    hr = db_int(file->db, &there, "SELECT position FROM members WHERE list=?1 AND entry_id=?2",
                "ib", list, id->lpb, (int)id->cb);
    if (hr != MAPI_E_NOT_FOUND) return FAILED(hr) ? hr : S_FALSE;
    hr = db_int(file->db, &count, "SELECT count(*) FROM members WHERE list=?1", "i", list);
    if (SUCCEEDED(hr) && count >= MEMBERS_MOST) hr = MAPI_E_TOO_BIG;
    if (SUCCEEDED(hr))
        hr = db_int(file->db, &last, "SELECT ifnull(max(position), 0) FROM members WHERE list=?1",
                    "i", list);
    if (SUCCEEDED(hr)) hr = pack_bag(bag, &packed, &bytes);
    if (SUCCEEDED(hr) && (bytes > MEMBER_MOST_BYTES || id->cb > MEMBER_MOST_BYTES))
        hr = MAPI_E_TOO_BIG;
    if (SUCCEEDED(hr))
        hr = db_exec(file->db,
                     "INSERT INTO members(list, position, entry_id, props) VALUES(?1, ?2, ?3, ?4)",
                     "iibb", list, last + 1, id->lpb, (int)id->cb, packed, (int)bytes);
    free(packed);
    return hr;
}

HRESULT members_remove(struct book_file *file, int64_t list, const SBinary *id)
{
    int64_t position;
    HRESULT hr;

    hr = db_int(file->db, &position, "SELECT position FROM members WHERE list=?1 AND entry_id=?2",
                "ib", list, id->lpb, (int)id->cb);
    if (FAILED(hr)) return hr;
    return db_exec(file->db, "DELETE FROM members WHERE list=?1 AND position=?2", "ii", list,
                   position);
}

/* The row of an entry of this book, as it is now. S_FALSE: it was deleted. */
static HRESULT own_row(struct book *book, const struct book_id *object, const SPropTagArray *tags,
                       struct bag *out)
{
    struct bag bag = {0};
    struct entry_row row;
    int64_t id;
    HRESULT hr = entries_find(book->file, object, &id);

    if (SUCCEEDED(hr)) hr = entries_read_shown(book->file, id, &row, &bag);
    for (ULONG i = 0; i < tags->cValues && SUCCEEDED(hr); i++) {
        AUTO_VALUE struct value *value = NULL;

        hr = person_value(book, &row, &bag, tags->aulPropTag[i], &value);
        if (SUCCEEDED(hr)) hr = bag_set(out, value);
        else if (hr == MAPI_E_NOT_FOUND) hr = S_OK;
    }
    bag_clear(&bag);
    return entries_is_no_more(hr) ? S_FALSE : hr;
}

static HRESULT set_binary(struct bag *bag, ULONG tag, const void *bytes, size_t count)
{
    AUTO_VALUE struct value *value = NULL;
    HRESULT hr = value_binary(tag, bytes, count, &value);

    return FAILED(hr) ? hr : bag_set(bag, value);
}

static HRESULT read_row(struct book *book, sqlite3_stmt *stmt, const SPropTagArray *tags,
                        struct bag *out)
{
    const void *id = sqlite3_column_blob(stmt, 1);
    size_t bytes = (size_t)sqlite3_column_bytes(stmt, 1);
    int64_t position = sqlite3_column_int64(stmt, 0);
    struct book_id object;
    BYTE key[8];
    HRESULT hr;

    if (SUCCEEDED(book_id_read(&book->file->uid, (ULONG)bytes, id, &object)))
        hr = own_row(book, &object, tags, out);
    else
        hr = unpack_bag(book_db(book), sqlite3_column_blob(stmt, 2),
                        (size_t)sqlite3_column_bytes(stmt, 2), out);
    if (hr != S_OK) return hr;
    for (int i = 0; i < 8; i++)
        key[i] = (BYTE)((uint64_t)position >> 8 * i);
    hr = set_binary(out, PR_INSTANCE_KEY, key, sizeof(key));
    return FAILED(hr) ? hr : set_binary(out, PR_ENTRYID, id, bytes);
}

HRESULT members_rows(struct book *book, int64_t list, const SPropTagArray *tags, struct bag **rows,
                     size_t *n)
{
    sqlite3_stmt *stmt;
    int64_t room;
    HRESULT hr;

    *rows = NULL;
    *n = 0;
    hr = db_int(book_db(book), &room, "SELECT count(*) FROM members WHERE list=?1", "i", list);
    if (FAILED(hr)) return hr;
    *rows = calloc((size_t)room + 1, sizeof(**rows));
    if (!*rows) return MAPI_E_NOT_ENOUGH_MEMORY;
    hr = db_prepare(book_db(book),
                    "SELECT position, entry_id, props FROM members WHERE list=?1 ORDER BY position",
                    &stmt);
    if (FAILED(hr)) return hr;
    sqlite3_bind_int64(stmt, 1, list);
    while (*n < (size_t)room && (hr = db_step(book_db(book), stmt)) == S_OK) {
        hr = read_row(book, stmt, tags, &(*rows)[*n]);
        if (FAILED(hr)) break;
        if (hr == S_OK) ++*n;
    }
    db_done(book_db(book), stmt);
    return FAILED(hr) ? hr : S_OK;
}

void members_free(struct bag *rows, size_t n)
{
    for (size_t i = 0; rows && i <= n; i++) /* one more: it may have been left half-read */
        bag_clear(&rows[i]);
    free(rows);
}
