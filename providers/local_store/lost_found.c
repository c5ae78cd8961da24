/*
 * lost_found.c - where a repair puts what belongs nowhere any more: it deletes nothing
 */
#include "check.h"
#include <stdlib.h>
#include "common/clock.h"
#include "common/sql/large.h"
#include "common/sql/pack.h"
#include "folder_rows.h"
#include "store_props.h"

#define REACHED                                                                                    \
    "WITH RECURSIVE reached(id) AS (VALUES(1) UNION SELECT f.id FROM folders f JOIN reached r ON f.parent=r.id) "

static HRESULT is_reached(struct check *check, int64_t id, bool *out)
{
    int64_t n;
    HRESULT hr =
        db_int(check->file->db, &n, REACHED "SELECT count(*) FROM reached WHERE id=?1", "i", id);

    *out = n != 0;
    return hr;
}

/* The folder that users see as the top, or the root. */
static HRESULT find_top(struct check *check, struct identity *top)
{
    struct store_file *file = check->file;
    struct bag bag = {0};
    struct value *entry;
    bool reached;
    HRESULT hr;

    *top = (struct identity){MAPI_FOLDER, STORE_ROOT, file->root_guid};
    hr = store_props_load(file, &bag);
    entry = SUCCEEDED(hr) ? bag_find(&bag, PR_IPM_SUBTREE_ENTRYID) : NULL;
    if (entry && value_type(entry) == PT_BINARY && !entry->large) {
        struct identity found;

        if (SUCCEEDED(entry_id_read(&file->uid, entry->prop.Value.bin.cb, entry->prop.Value.bin.lpb,
                                    &found)) &&
            SUCCEEDED(folder_lives(file, &found)) &&
            SUCCEEDED(is_reached(check, found.id, &reached)) && reached)
            *top = found;
    }
    bag_clear(&bag);
    return hr == MAPI_E_CORRUPT_STORE ? S_OK : hr;
}

static HRESULT lost_folder(struct check *check)
{
    static const WCHAR name[] = L"Lost and Found";
    struct identity top, found;
    HRESULT hr;

    if (check->lost.id) return S_OK;
    hr = find_top(check, &top);
    if (SUCCEEDED(hr)) hr = folder_by_name(check->file, top.id, name, &found);
    if (hr == MAPI_E_NOT_FOUND)
        hr = folder_insert(check->file, &top, name, NULL, &found, &check->changes);
    if (SUCCEEDED(hr)) check->lost = found;
    return hr;
}

static HRESULT tell_new(struct check *check, int64_t id)
{
    struct change change = {.what = CHANGE_CREATED, .parent = check->lost};
    HRESULT hr = message_identity(check->file, id, &change.object);

    return FAILED(hr) ? hr : change_add(check->file->db, &check->changes, &change);
}

static HRESULT make_message(struct check *check, int64_t id, const char *subject)
{
    HRESULT hr = lost_folder(check);

    if (SUCCEEDED(hr))
        hr = db_exec(
            check->file->db,
            "INSERT INTO messages(id, guid, folder, part, created, modified, flags, class, subject, normalized_subject)"
            " VALUES(?1, randomblob(16), ?2, 0, ?3, ?3, 0, 'IPM.Note', ?4 || ?1, ?4 || ?1)",
            "iiit", id, check->lost.id, clock_now(), subject);
    return FAILED(hr) ? hr : tell_new(check, id);
}

HRESULT lost_message(struct check *check, int64_t id)
{
    HRESULT hr = make_message(check, id, "Recovered message ");

    if (FAILED(hr)) return hr;
    return db_exec(
        check->file->db,
        "UPDATE messages SET flags=flags | 16 * EXISTS(SELECT 1 FROM attachments WHERE message=?1)"
        " WHERE id=?1",
        "i", id);
}

HRESULT lost_move(struct check *check, int64_t id)
{
    HRESULT hr = lost_folder(check);

    if (SUCCEEDED(hr))
        hr = db_exec(check->file->db, "UPDATE messages SET attachment=NULL, folder=?2 WHERE id=?1",
                     "ii", id, check->lost.id);
    return FAILED(hr) ? hr : tell_new(check, id);
}

HRESULT lost_name(struct check *check, int64_t id)
{
    struct db *db = check->file->db;
    int64_t taken = 1;
    HRESULT hr = S_OK;

    for (int64_t n = 2; SUCCEEDED(hr) && taken && n < 10000; n++) {
        hr = db_int(
            db, &taken,
            "SELECT count(*) FROM folders f JOIN folders me ON me.id=?1 WHERE f.parent=me.parent AND f.deleted IS NULL"
            " AND f.id<>?1 AND f.name=me.name || ' (' || ?2 || ')'",
            "ii", id, n);
        if (SUCCEEDED(hr) && !taken)
            hr = db_exec(db, "UPDATE folders SET name=name || ' (' || ?2 || ')' WHERE id=?1", "ii",
                         id, n);
    }
    return SUCCEEDED(hr) && taken ? MAPI_E_COLLISION : hr;
}

HRESULT lost_subtree(struct check *check, int64_t id)
{
    struct db *db = check->file->db;
    int64_t taken;
    bool reached;
    HRESULT hr;

    hr = is_reached(check, id, &reached);
    if (FAILED(hr) || reached) return FAILED(hr) ? hr : S_FALSE;
    hr = lost_folder(check);
    if (SUCCEEDED(hr))
        hr = db_int(
            db, &taken,
            "SELECT count(*) FROM folders f JOIN folders me ON me.id=?1 WHERE f.parent=?2 AND f.deleted IS NULL"
            " AND f.name=me.name",
            "ii", id, check->lost.id);
    /* first a name of its own, then the place: names must be unique there at once */
    if (SUCCEEDED(hr) && taken)
        hr = db_exec(db, "UPDATE folders SET name=name || ' (' || ?1 || ')' WHERE id=?1", "i", id);
    if (SUCCEEDED(hr))
        hr = db_exec(db, "UPDATE folders SET parent=?2 WHERE id=?1", "ii", id, check->lost.id);
    return hr;
}

/* The packed bag of an attachment whose data is the content. */
static HRESULT pack_content(struct db *db, int64_t id, int64_t bytes, void **out, size_t *n)
{
    AUTO_VALUE struct value *value = NULL;
    struct large *large;
    struct bag bag = {0};
    HRESULT hr;

    *out = NULL;
    hr = large_in_db(db, id, (uint64_t)bytes, &large);
    if (FAILED(hr)) return hr;
    hr = value_large(PR_ATTACH_DATA_BIN, large, 0, &value);
    large_unref(large);
    if (SUCCEEDED(hr)) hr = bag_set(&bag, value);
    if (SUCCEEDED(hr)) hr = pack_bag(&bag, out, n);
    bag_clear(&bag);
    return hr;
}

HRESULT lost_content(struct check *check, int64_t id)
{
    struct db *db = check->file->db;
    int64_t bytes, message, attachment;
    void *props = NULL;
    size_t n;
    HRESULT hr;

    hr = db_int(db, &bytes, "SELECT bytes FROM large_values WHERE id=?1", "i", id);
    if (SUCCEEDED(hr)) hr = store_file_new_id(check->file, &message);
    if (SUCCEEDED(hr)) hr = store_file_new_id(check->file, &attachment);
    if (SUCCEEDED(hr)) hr = make_message(check, message, "Recovered content ");
    if (SUCCEEDED(hr)) hr = pack_content(db, id, bytes, &props, &n);
    if (SUCCEEDED(hr))
        hr = db_exec(
            db,
            "INSERT INTO attachments(id, message, num, method, position, long_filename, size, props)"
            " VALUES(?1, ?2, 0, 1, -1, 'content.bin', ?3, ?4)",
            "iiib", attachment, message, bytes, props, (int)n);
    free(props);
    if (SUCCEEDED(hr))
        hr = db_exec(db, "UPDATE large_values SET owner=?2, tag=?3 WHERE id=?1", "iii", id,
                     attachment, (int64_t)PR_ATTACH_DATA_BIN);
    if (SUCCEEDED(hr))
        hr = db_exec(db,
                     "UPDATE messages SET flags=flags | 16, size=min(?2, 2147483647) WHERE id=?1",
                     "ii", message, bytes);
    return hr;
}
