/*
 * scan_sql.c - the statements of a scan: what lies on one side of a position, as stretches that an
 * index gives in order
 */
#include "scan_sql.h"
#include "made_statements.h"

static bool is_missing(const struct position *at, int key)
{
    return sqlite3_value_type(at->keys[key]) == SQLITE_NULL;
}

int scan_stretches(const struct scan *scan, const struct position *at, bool back,
                   struct stretch out[MAX_STRETCHES])
{
    int keys = scan->order.n, n = 0;

    if (at->at == (back ? POSITION_START : POSITION_END)) return 0;
    if (at->at == POSITION_START || at->at == POSITION_END) {
        if (!keys) {
            out[n++] = (struct stretch){STRETCH_ALL, 0, false};
        } else if (scan->order.keys[0].everywhere) {
            out[n++] = (struct stretch){STRETCH_PRESENT, 0, false};
        } else {
            out[n++] = (struct stretch){back ? STRETCH_MISSING : STRETCH_PRESENT, 0, false};
            out[n++] = (struct stretch){back ? STRETCH_PRESENT : STRETCH_MISSING, 0, false};
        }
        return n;
    }
    out[n++] =
        (struct stretch){STRETCH_SAME, keys, at->at == (back ? POSITION_AFTER : POSITION_BEFORE)};
    for (int key = keys - 1; key >= 0; key--) {
        if (back && is_missing(at, key)) out[n++] = (struct stretch){STRETCH_PRESENT, key, false};
        if (is_missing(at, key)) continue;
        out[n++] = (struct stretch){STRETCH_BEYOND, key, false};
        if (!back && !scan->order.keys[key].everywhere)
            out[n++] = (struct stretch){STRETCH_MISSING, key, false};
    }
    return n;
}

int scan_row_keys(const struct scan *scan)
{
    return scan->order.n + (scan_is_exact(scan) ? 0 : scan->order.n_best);
}

/* ---- text ---- */

/* What a row is told from others by. */
static void add_row_id(sqlite3_str *text, const struct scan *scan)
{
    if (scan->source.instances.n)
        sqlite3_str_appendf(text, "(%s<<%d|i.n)", scan_id(&scan->source), INSTANCE_BITS);
    else
        sqlite3_str_appendall(text, scan_id(&scan->source));
}

/* ifnull: a message without packed properties has a row, too; and the optimizer keeps the LEFT
 * JOIN. */
static void add_instances(sqlite3_str *text, const struct scan *scan)
{
    const struct mvi_columns *instances = &scan->source.instances;

    if (!instances->n) return;
    sqlite3_str_appendf(text, " CROSS JOIN instances(ifnull(%s,x'')",
                        scan->source.folders ? "f.props" : "p.data");
    for (int i = 0; i < instances->n; i++)
        sqlite3_str_appendf(text, ",%u", (unsigned)instances->tags[i]);
    sqlite3_str_appendall(text, ") i");
}

static void add_from(sqlite3_str *text, const struct scan *scan)
{
    const char *alive = scan->source.deleted ? "NOT NULL" : "IS NULL";
    const char *packed = scan->order.packed ? " LEFT JOIN message_props p ON p.id=m.id" : "";

    if (scan->source.outgoing)
        sqlite3_str_appendf(text, " FROM messages m INDEXED BY messages_outgoing%s", packed);
    else if (scan->source.search)
        sqlite3_str_appendf(
            text, " FROM search_results r CROSS JOIN messages m ON m.id=r.message%s", packed);
    else if (!scan->source.folders)
        sqlite3_str_appendf(text, " FROM messages m%s", packed);
    else
        sqlite3_str_appendall(text, scan->source.deep ? " FROM t JOIN folders f ON f.id=t.id"
                                                      : " FROM folders f");
    add_instances(text, scan);
    if (scan->source.outgoing)
        sqlite3_str_appendall(text, " WHERE m.submit_flags IS NOT NULL");
    else if (!scan->source.folders)
        sqlite3_str_appendall(text, scan->source.search ? " WHERE r.search=? AND m.part=?"
                                                        : " WHERE m.folder=? AND m.part=?");
    else
        sqlite3_str_appendf(text, " WHERE %sf.deleted %s",
                            scan->source.deep ? "" : "f.parent=? AND ", alive);
}

static const char *beyond(bool descending, bool back)
{
    return descending == back ? ">" : "<";
}

static void add_stretch(sqlite3_str *text, const struct scan *scan, const struct stretch *stretch,
                        const struct position *at, bool back)
{
    const struct scan_key *keys = scan->order.keys, *key = &keys[stretch->equal];
    const char *id = scan_id(&scan->source);
    bool id_descending = scan->order.n && keys[scan->order.n - 1].descending,
         many = scan->source.instances.n;

    for (int i = 0; i < stretch->equal; i++)
        sqlite3_str_appendf(text, is_missing(at, i) ? " AND %s IS NULL" : " AND %s=?", keys[i].sql);
    switch (stretch->kind) {
    case STRETCH_ALL:
        break;
    case STRETCH_SAME:
        sqlite3_str_appendf(text, many ? " AND (%s,i.n)%s%s(?,?)" : " AND %s%s%s?", id,
                            beyond(id_descending, back), stretch->inclusive ? "=" : "");
        break;
    case STRETCH_BEYOND:
        sqlite3_str_appendf(text, " AND %s%s?", key->sql, beyond(key->descending, back));
        break;
    case STRETCH_MISSING:
        sqlite3_str_appendf(text, " AND %s IS NULL", key->sql);
        break;
    case STRETCH_PRESENT:
        if (key->lowest)
            sqlite3_str_appendf(text, " AND %s>=%s", key->sql, key->lowest);
        else
            sqlite3_str_appendf(text, " AND %s IS NOT NULL", key->sql);
        break;
    case STRETCH_ROW:
        sqlite3_str_appendf(text, many ? " AND %s=? AND i.n=?" : " AND %s=?", id);
        break;
    case STRETCH_OBJECT:
        sqlite3_str_appendf(text, " AND %s=?", id);
    }
}

static void add_order(sqlite3_str *text, const struct scan *scan, const struct stretch *stretch,
                      bool back)
{
    const struct scan_key *keys = scan->order.keys;
    bool id_descending = back;
    const char *comma = " ORDER BY ";

    for (int i = stretch->equal + (stretch->kind == STRETCH_MISSING); i < scan->order.n;
         i++, comma = ",") {
        bool descending = keys[i].descending != back;

        sqlite3_str_appendf(text, "%s%s%s", comma, keys[i].sql, descending ? " DESC" : "");
        /* SQLite has NULL first: last is what we want, or first on the way back. The leading key
         * has no NULL here. */
        if (i > stretch->equal && !keys[i].descending)
            sqlite3_str_appendall(text, back ? " NULLS FIRST" : " NULLS LAST");
    }
    if (scan->order.n && keys[scan->order.n - 1].descending) id_descending = !back;
    sqlite3_str_appendf(text, "%s%s%s", comma, scan_id(&scan->source),
                        id_descending ? " DESC" : "");
    if (scan->source.instances.n) sqlite3_str_appendf(text, ",i.n%s", id_descending ? " DESC" : "");
    sqlite3_str_appendall(text, " LIMIT ? OFFSET ?");
}

/* Groups by what the stretch leaves open of their keys, in order; by nothing: one group, of no row
 * perhaps. */
static void add_groups(sqlite3_str *text, const struct scan *scan, const struct stretch *stretch)
{
    const struct scan_key *keys = scan->order.keys;
    int first = stretch->equal + (stretch->kind == STRETCH_MISSING),
        n = scan->order.level_keys[scan->order.levels - 1];

    for (int i = first; i < n; i++)
        sqlite3_str_appendf(text, "%s%s", i == first ? " GROUP BY " : ",", keys[i].sql);
    for (int i = first; i < n; i++)
        sqlite3_str_appendf(text, "%s%s%s%s", i == first ? " ORDER BY " : ",", keys[i].sql,
                            keys[i].descending ? " DESC" : "",
                            i > stretch->equal && !keys[i].descending ? " NULLS LAST" : "");
}

char *scan_text(const struct scan *scan, const struct scan_filter *also,
                const struct stretch *stretch, const struct position *at, bool back,
                const struct scan_want *want)
{
    enum scan_result result = want->result;
    sqlite3_str *text = sqlite3_str_new(NULL);
    int n_keys;

    if (scan->source.deep)
        sqlite3_str_appendf(
            text,
            "WITH RECURSIVE t(id,depth,path) AS (SELECT id,0,printf('%%016x',id) FROM folders WHERE parent=?%s"
            " UNION ALL SELECT c.id,t.depth+1,t.path||printf('%%016x',c.id) FROM t JOIN folders c ON"
            " c.parent=t.id WHERE t.depth<4095%s) ",
            scan->source.deleted ? "" : " AND deleted IS NULL",
            scan->source.deleted ? "" : " AND c.deleted IS NULL");
    if (result == SCAN_COUNT || result == SCAN_UNREAD) {
        sqlite3_str_appendall(text, "SELECT count(*)");
    } else {
        n_keys = result == SCAN_GROUPS ? scan->order.level_keys[scan->order.levels - 1]
                                       : scan_row_keys(scan);
        sqlite3_str_appendall(text, result == SCAN_GROUPS ? "SELECT min(" : "SELECT ");
        add_row_id(text, scan);
        if (result == SCAN_GROUPS)
            sqlite3_str_appendall(text, "),count(*)");
        else if (scan->source.deep)
            sqlite3_str_appendall(text, ",t.depth");
        else
            sqlite3_str_appendf(text, ",%d", scan->order.levels);
        for (int i = 0; i < n_keys; i++)
            sqlite3_str_appendf(text, ",%s", scan->order.keys[i].sql);
        for (int i = 0; result == SCAN_GROUPS && i < scan->order.n_best; i++) {
            const struct scan_key *key = &scan->order.keys[scan->order.n + i];

            sqlite3_str_appendf(text, ",%s(%s)", key->descending ? "max" : "min", key->sql);
        }
    }
    if (result == SCAN_ROWS && want->open) scan_row_select(text, &scan->source, want->columns);
    add_from(text, scan);
    if (scan->filter)
        sqlite3_str_appendf(text, " AND %s", restriction_quick_sql(scan->filter->restriction));
    if (also) sqlite3_str_appendf(text, " AND %s", restriction_quick_sql(also->restriction));
    add_stretch(text, scan, stretch, at, back);
    if (result == SCAN_UNREAD) sqlite3_str_appendall(text, " AND NOT m.flags&1");
    if (result == SCAN_ROWS) add_order(text, scan, stretch, back);
    if (result == SCAN_GROUPS) add_groups(text, scan, stretch);
    return sqlite3_str_finish(text);
}

/* ---- statements ---- */

static HRESULT bind_all(struct scan *scan, const struct scan_filter *also,
                        const struct stretch *stretch, const struct position *at,
                        const struct scan_want *want, sqlite3_stmt *stmt)
{
    const struct mvi_columns *instances = &scan->source.instances;
    int next = 1, code = SQLITE_OK;
    HRESULT hr = S_OK;

    if (!scan->source.outgoing) code = sqlite3_bind_int64(stmt, next++, scan->source.folder);
    if (!scan->source.outgoing && !scan->source.folders && code == SQLITE_OK)
        code = sqlite3_bind_int(stmt, next++, scan->source.part);
    if (scan->filter) hr = restriction_quick_bind(scan->filter->restriction, stmt, &next);
    if (also && SUCCEEDED(hr)) hr = restriction_quick_bind(also->restriction, stmt, &next);
    for (int i = 0; i < stretch->equal && code == SQLITE_OK; i++)
        if (!is_missing(at, i)) code = sqlite3_bind_value(stmt, next++, at->keys[i]);
    if (code == SQLITE_OK && (stretch->kind == STRETCH_SAME || stretch->kind >= STRETCH_ROW))
        code = sqlite3_bind_int64(stmt, next++, row_object(instances, at->id));
    if (code == SQLITE_OK && instances->n &&
        (stretch->kind == STRETCH_SAME || stretch->kind == STRETCH_ROW))
        code = sqlite3_bind_int64(stmt, next++, row_number(instances, at->id));
    if (code == SQLITE_OK && stretch->kind == STRETCH_BEYOND)
        code = sqlite3_bind_value(stmt, next++, at->keys[stretch->equal]);
    if (code == SQLITE_OK && want->result == SCAN_ROWS) {
        code = sqlite3_bind_int64(stmt, next++, want->limit);
        if (code == SQLITE_OK) code = sqlite3_bind_int64(stmt, next, want->offset);
    }
    return SUCCEEDED(hr) ? db_error(store_db(scan->source.store), code) : hr;
}

HRESULT scan_statement(struct scan *scan, const struct scan_filter *also,
                       const struct stretch *stretch, const struct position *at, bool back,
                       const struct scan_want *want, sqlite3_stmt **out)
{
    struct db *db = store_db(scan->source.store);
    HRESULT hr = made_statement(db, scan_text(scan, also, stretch, at, back, want), out);

    if (SUCCEEDED(hr)) hr = bind_all(scan, also, stretch, at, want, *out);
    if (FAILED(hr)) {
        scan_statement_done(scan, *out);
        *out = NULL;
    }
    return hr;
}

void scan_statement_done(struct scan *scan, sqlite3_stmt *stmt)
{
    /* without bindings: also's values are the caller's */
    made_statement_done(store_db(scan->source.store), stmt);
}
