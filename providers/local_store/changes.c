/*
 * changes.c - what a transaction did: written to the change log with it
 */
#include "changes.h"
#include <stdlib.h>
#include "clock.h"
#include "message_state.h"

#define KEEP_CHANGES 65536
#define TRIM_EVERY   4096

static HRESULT write_log(struct db *db, struct change *change)
{
    int64_t kind = change->object.type | (change->associated ? 0x100 : 0) | (change->unseen ? 0x200 : 0) |
                   (change->result ? 0x400 : 0) | (change->outgoing ? 0x800 : 0);
    sqlite3_stmt *stmt;
    HRESULT hr;

    hr = db_prepare(db,
                    "INSERT INTO changes(time, origin, what, kind, object, guid, parent, old_parent)"
                    " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                    &stmt);
    if (FAILED(hr)) return hr;
    sqlite3_bind_int64(stmt, 1, clock_now());
    sqlite3_bind_int64(stmt, 2, db->origin);
    sqlite3_bind_int64(stmt, 3, change->what);
    sqlite3_bind_int64(stmt, 4, kind);
    sqlite3_bind_int64(stmt, 5, change->object.id);
    sqlite3_bind_blob(stmt, 6, &change->object.guid, sizeof(GUID), SQLITE_STATIC);
    if (change->parent.type) sqlite3_bind_int64(stmt, 7, change->parent.id);
    if (change->old_parent.type) sqlite3_bind_int64(stmt, 8, change->old_parent.id);
    hr = db_run(db, stmt);
    if (FAILED(hr)) return hr;
    change->seq = sqlite3_last_insert_rowid(db->sql);
    if (change->seq % TRIM_EVERY) return S_OK;
    return db_exec(db, "DELETE FROM changes WHERE seq<=?1", "i", change->seq - KEEP_CHANGES);
}

HRESULT change_add(struct db *db, struct change_list *list, const struct change *change)
{
    HRESULT hr;

    if (list->n == list->room) {
        size_t room = list->room ? list->room * 2 : 8;
        struct change *grown = realloc(list->items, room * sizeof(*grown));

        if (!grown) return MAPI_E_NOT_ENOUGH_MEMORY;
        list->items = grown;
        list->room = room;
    }
    list->items[list->n] = *change;
    hr = write_log(db, &list->items[list->n]);
    if (SUCCEEDED(hr) && !change->result) hr = db_touch(db, change->object.type, change->what, change->object.id);
    if (SUCCEEDED(hr)) list->n++;
    return hr;
}

void change_list_append(struct change_list *to, struct change_list *from)
{
    struct change *grown = from->n ? realloc(to->items, (to->n + from->n) * sizeof(*grown)) : NULL;

    if (grown) {
        memcpy(grown + to->n, from->items, from->n * sizeof(*grown));
        to->items = grown;
        to->room = to->n += from->n;
        from->n = 0;
    }
    change_list_clear(from);
}

void change_list_clear(struct change_list *list)
{
    for (size_t i = 0; i < list->n; i++)
        message_state_unref(list->items[i].report);
    free(list->items);
    memset(list, 0, sizeof(*list));
}
