/*
 * check_packed.c - does every bag of packed properties parse, is the long content there that it
 * names, and does somebody name each long content?
 */
#include "check.h"
#include <stdlib.h>
#include "common/sql/large.h"
#include "common/sql/pack.h"

struct names { /* the contents that a property names, in no order */
    int64_t *ids;
    size_t n, room;
};

static HRESULT add_name(struct names *names, int64_t id)
{
    if (names->n == names->room) {
        size_t room = names->room ? names->room * 2 : 256;
        int64_t *grown = realloc(names->ids, room * sizeof(*grown));

        if (!grown) return MAPI_E_NOT_ENOUGH_MEMORY;
        names->ids = grown;
        names->room = room;
    }
    names->ids[names->n++] = id;
    return S_OK;
}

static void add_line(struct check *check, bool mended, char *text)
{
    check_add(check, text ? text : "?", mended);
    sqlite3_free(text);
}

/* Content whose pieces were found without their row (owner -1) is the one that the property names.
 */
static HRESULT claim(struct check *check, int64_t owner, const struct value *value, bool *mended)
{
    struct db *db = check->file->db;
    HRESULT hr;

    hr = db_exec(db,
                 "UPDATE large_values SET owner=?2, tag=?3 WHERE id=?1 AND owner=-1 AND bytes=?4",
                 "iiii", large_id(value->large), owner, (int64_t)value->prop.ulPropTag,
                 (int64_t)large_bytes(value->large));
    *mended = SUCCEEDED(hr) && sqlite3_changes(db->sql);
    return hr;
}

/* Is the content that a property of owner names there, whole and owner's? */
static HRESULT check_large(struct check *check, const char *what, int64_t owner,
                           const struct value *value, struct names *names)
{
    int64_t id = large_id(value->large), there;
    HRESULT hr;

    hr = db_int(check->file->db, &there,
                "SELECT count(*) FROM large_values WHERE id=?1 AND owner=?2 AND bytes=?3", "iii",
                id, owner, (int64_t)large_bytes(value->large));
    if (FAILED(hr)) return hr;
    if (!there) {
        bool mended = false;

        if (check->mend) hr = claim(check, owner, value, &mended);
        if (FAILED(hr)) return hr;
        add_line(check, mended,
                 sqlite3_mprintf("%s %lld: the long content of property %08x is missing", what,
                                 owner, (unsigned)value->prop.ulPropTag));
    }
    return add_name(names, id);
}

static HRESULT check_bag(struct check *check, const char *what, int64_t owner, const void *bytes,
                         size_t n, struct names *names)
{
    struct bag bag = {0};
    HRESULT hr;

    hr = unpack_bag(check->file->db, bytes, n, &bag);
    if (hr == MAPI_E_CORRUPT_STORE) {
        add_line(check, false,
                 sqlite3_mprintf("%s %lld: its properties can't be read", what, owner));
        hr = S_OK;
    } else {
        for (size_t i = 0; i < bag.n && SUCCEEDED(hr); i++)
            if (bag.values[i]->large) hr = check_large(check, what, owner, bag.values[i], names);
    }
    bag_clear(&bag);
    return hr;
}

static HRESULT check_bags(struct check *check, const char *what, const char *select,
                          struct names *names)
{
    sqlite3_stmt *stmt;
    HRESULT hr;

    hr = db_prepare(check->file->db, select, &stmt);
    if (FAILED(hr)) return hr;
    while ((hr = db_step(check->file->db, stmt)) == S_OK) {
        hr = check_bag(check, what, sqlite3_column_int64(stmt, 0), sqlite3_column_blob(stmt, 1),
                       (size_t)sqlite3_column_bytes(stmt, 1), names);
        if (FAILED(hr)) break;
    }
    db_done(check->file->db, stmt);
    return hr == S_FALSE ? S_OK : hr;
}

static int by_id(const void *a, const void *b)
{
    int64_t one = *(const int64_t *)a, two = *(const int64_t *)b;

    return one < two ? -1 : one > two;
}

/* Content whose owner is there, of which no property of his knows: where bags can't be read that
 * says nothing. */
static HRESULT check_unnamed(struct check *check, const struct names *names)
{
    struct names unnamed = {0};
    sqlite3_stmt *stmt;
    HRESULT hr;

    hr = db_prepare(
        check->file->db,
        "SELECT id FROM large_values v WHERE owner=0 OR EXISTS(SELECT 1 FROM messages WHERE id=v.owner)"
        " OR EXISTS(SELECT 1 FROM attachments WHERE id=v.owner) OR EXISTS(SELECT 1 FROM folders WHERE id=v.owner)"
        " OR EXISTS(SELECT 1 FROM message_props WHERE id=v.owner)",
        &stmt);
    if (FAILED(hr)) return hr;
    while ((hr = db_step(check->file->db, stmt)) == S_OK) {
        int64_t id = sqlite3_column_int64(stmt, 0);

        if (names->n && bsearch(&id, names->ids, names->n, sizeof(id), by_id)) continue;
        hr = add_name(&unnamed, id);
        if (FAILED(hr)) break;
    }
    db_done(check->file->db, stmt);
    if (hr == S_FALSE) hr = S_OK;
    for (size_t i = 0; i < unnamed.n && SUCCEEDED(hr); i++) {
        char *text = sqlite3_mprintf("content %lld: no property names it", unnamed.ids[i]);

        if (check->mend) hr = lost_content(check, unnamed.ids[i]);
        if (SUCCEEDED(hr)) check_add(check, text ? text : "?", check->mend);
        sqlite3_free(text);
    }
    free(unnamed.ids);
    return hr;
}

HRESULT check_packed(struct check *check)
{
    static const struct {
        const char *what, *select;
    } bags[] = {
        {"the store", "SELECT 0, props FROM store WHERE props IS NOT NULL"},
        {"folder", "SELECT id, props FROM folders WHERE props IS NOT NULL"},
        {"message", "SELECT id, data FROM message_props"},
        {"attachment", "SELECT id, props FROM attachments WHERE props IS NOT NULL"},
        {"a recipient of message", "SELECT message, props FROM recipients WHERE props IS NOT NULL"},
    };
    const ULONG wrong = check->found - check->mended;
    struct names names = {0};
    HRESULT hr = S_OK;

    for (size_t i = 0; i < sizeof(bags) / sizeof(bags[0]) && SUCCEEDED(hr); i++)
        hr = check_bags(check, bags[i].what, bags[i].select, &names);
    if (names.n) qsort(names.ids, names.n, sizeof(*names.ids), by_id);
    if (SUCCEEDED(hr) && check->found - check->mended == wrong) hr = check_unnamed(check, &names);
    free(names.ids);
    return hr;
}
