/*
 * check.c - is everything in a store's file as it must be? Each rule is one statement that gives
 * what breaks it
 */
#include "check.h"
#include <stdlib.h>

/*
 * all    does its own finding and mending; else
 * find   gives the id of what is wrong and a line about it
 * by     mends one, or
 * sql    mends one, ?1 being its id; neither: nobody can
 */
struct rule {
    HRESULT (*all)(struct check *check);
    const char *find;
    HRESULT (*by)(struct check *check, int64_t id);
    const char *sql;
};

#define COUNTED                                                                                                       \
    "(SELECT f.id AS id, f.name AS name, f.messages AS m, f.unread AS u, f.associated AS a, f.deleted_messages AS d," \
    " f.bytes AS b, f.subfolders AS s,"                                                                               \
    " CASE f.type WHEN 2 THEN (SELECT count(*) FROM search_results WHERE search=f.id)"                                \
    " ELSE (SELECT count(*) FROM messages WHERE folder=f.id AND part=0) END AS cm,"                                   \
    " CASE f.type WHEN 2 THEN (SELECT count(*) FROM search_results WHERE search=f.id AND unread)"                     \
    " ELSE (SELECT count(*) FROM messages WHERE folder=f.id AND part=0 AND NOT flags&1) END AS cu,"                   \
    " (SELECT count(*) FROM messages WHERE folder=f.id AND part=1) AS ca,"                                            \
    " (SELECT count(*) FROM messages WHERE folder=f.id AND part=2) AS cd,"                                            \
    " (SELECT ifnull(sum(size), 0) FROM messages WHERE folder=f.id) AS cb,"                                           \
    " (SELECT count(*) FROM folders WHERE parent=f.id AND deleted IS NULL) AS cs FROM folders f)"

/* In this order: what one rule mends the next ones see; the counts come last. */
static const struct rule rules[] = {
    {.find =
         "SELECT DISTINCT id>>24, printf('content %d: its pieces belong to no value', id>>24) FROM chunks"
         " WHERE (id>>24) NOT IN (SELECT id FROM large_values)",
     .sql =
         "INSERT INTO large_values(id, owner, tag, bytes) SELECT ?1, -1, 0, sum(length(data)) FROM chunks"
         " WHERE id BETWEEN ?1<<24 AND (?1<<24)+16777215"},
    {.all = check_packed},
    {.find =
         "SELECT id, printf('content %d: what it belongs to (%d) is gone', id, owner) FROM large_values v WHERE owner<>0"
         " AND NOT EXISTS(SELECT 1 FROM messages WHERE id=v.owner) AND NOT EXISTS(SELECT 1 FROM attachments WHERE id=v.owner)"
         " AND NOT EXISTS(SELECT 1 FROM folders WHERE id=v.owner)"
         " AND NOT EXISTS(SELECT 1 FROM message_props WHERE id=v.owner)",
     .by = lost_content},
    {.find =
         "SELECT id, printf('message %d: its row is gone, others name it', id) FROM (SELECT message AS id FROM recipients"
         " UNION SELECT message FROM attachments UNION SELECT id FROM message_props) x"
         " WHERE NOT EXISTS(SELECT 1 FROM messages WHERE id=x.id)",
     .by = lost_message},
    {.find =
         "SELECT id, printf('message %d: the attachment that holds it (%d) is gone', id, attachment) FROM messages m"
         " WHERE attachment IS NOT NULL AND NOT EXISTS(SELECT 1 FROM attachments WHERE id=m.attachment)",
     .by = lost_move},
    {.find =
         "SELECT id, printf('message %d: its folder (%d) is gone or holds no messages', id, folder) FROM messages m"
         " WHERE folder IS NOT NULL AND NOT EXISTS(SELECT 1 FROM folders WHERE id=m.folder AND type<>2)",
     .by = lost_move},
    {.find =
         "WITH RECURSIVE reached(id) AS (VALUES(1) UNION SELECT f.id FROM folders f JOIN reached r ON f.parent=r.id)"
         " SELECT f.id, printf('folder %d (%s): no way leads to it from the root', f.id, f.name) FROM folders f"
         " WHERE id NOT IN (SELECT id FROM reached) ORDER BY f.parent IN (SELECT id FROM folders), f.id",
     .by = lost_subtree},
    {.find =
         "SELECT id, printf('folder %d (%s): a folder beside it has the same name', id, name) FROM folders f WHERE deleted IS NULL"
         " AND EXISTS(SELECT 1 FROM folders g WHERE g.parent=f.parent AND g.name=f.name AND g.deleted IS NULL AND g.id<f.id)",
     .by = lost_name},
    {.find = "SELECT id, printf('folder %d (%s): its identifier is damaged', id, name) FROM folders"
             " WHERE typeof(guid)<>'blob' OR length(guid)<>16",
     .sql = "UPDATE folders SET guid=randomblob(16) WHERE id=?1"},
    {.find =
         "SELECT id, printf('message %d: its identifier is damaged', id) FROM messages WHERE typeof(guid)<>'blob' OR length(guid)<>16",
     .sql = "UPDATE messages SET guid=randomblob(16) WHERE id=?1"},
    {.find =
         "SELECT id, printf('message %d: it is to be sent, but lies where nothing is sent from', id) FROM messages"
         " WHERE (submit_flags IS NOT NULL OR flags&4) AND (folder IS NULL OR part<>0)",
     .sql = "UPDATE messages SET submit_flags=NULL, flags=flags&~4 WHERE id=?1"},
    {.find =
         "SELECT id, printf('message %d: it is in the outgoing queue, but not submitted', id) FROM messages"
         " WHERE submit_flags IS NOT NULL AND NOT flags&4",
     .sql = "UPDATE messages SET submit_flags=NULL WHERE id=?1"},
    {.find =
         "SELECT id, printf('message %d: it is submitted, but not in the outgoing queue', id) FROM messages"
         " WHERE flags&4 AND submit_flags IS NULL",
     .sql = "UPDATE messages SET submit_flags=0 WHERE id=?1"},
    {.find =
         "SELECT id, printf('message %d: it is in the outgoing queue, and nothing says since when', id) FROM messages"
         " WHERE submit_flags IS NOT NULL AND submitted IS NULL",
     .sql =
         "UPDATE messages SET submitted=(SELECT ifnull(max(submitted), 0)+1 FROM messages WHERE submit_flags IS NOT NULL)"
         " WHERE id=?1"},
    {.find =
         "SELECT 0, printf('messages of class ''%s'' are to go to a folder (%d) that is gone', class, folder) FROM receive_folders r"
         " WHERE NOT EXISTS(SELECT 1 FROM folders WHERE id=r.folder AND deleted IS NULL)",
     .sql =
         "UPDATE receive_folders SET folder=1+?1 WHERE NOT EXISTS(SELECT 1 FROM folders f WHERE f.id=receive_folders.folder"
         " AND deleted IS NULL)"},
    {.find =
         "SELECT message, printf('search %d: its result %d is gone', search, message) FROM search_results r"
         " WHERE NOT EXISTS(SELECT 1 FROM messages WHERE id=r.message) OR NOT EXISTS(SELECT 1 FROM searches WHERE folder=r.search)",
     .sql =
         "DELETE FROM search_results WHERE message=?1 AND (NOT EXISTS(SELECT 1 FROM messages WHERE id=search_results.message)"
         " OR NOT EXISTS(SELECT 1 FROM searches WHERE folder=search_results.search))"},
    {.find =
         "SELECT r.message, printf('search %d: what it says of its result %d is not so', r.search, r.message) FROM search_results r"
         " JOIN messages m ON m.id=r.message WHERE r.unread<>(NOT m.flags&1) OR r.delivered IS NOT m.delivered",
     .sql =
         "UPDATE search_results SET (unread, delivered)=(SELECT NOT flags&1, delivered FROM messages WHERE id=?1)"
         " WHERE message=?1"},
    {.find =
         "SELECT 0, printf('table %s: row %s refers to a row of %s that is gone', \"table\", ifnull(rowid, '?'), parent)"
         " FROM pragma_foreign_key_check WHERE \"table\" NOT IN"
         " ('folders', 'messages', 'message_props', 'recipients', 'attachments', 'receive_folders', 'search_results')"},
    {.find =
         "SELECT id, printf('content %d of %d: %d of %d bytes are there', id, owner, n, bytes) FROM (SELECT id, owner, bytes,"
         " ifnull((SELECT sum(length(data)) FROM chunks WHERE id BETWEEN v.id<<24 AND (v.id<<24)+16777215), 0) AS n"
         " FROM large_values v) WHERE n<>bytes"},
    {.find =
         "SELECT top, printf('the next number is %d, but %d is given', next_id, top) FROM (SELECT next_id, max("
         "ifnull((SELECT max(id) FROM folders), 0), ifnull((SELECT max(id) FROM messages), 0),"
         " ifnull((SELECT max(id) FROM attachments), 0), ifnull((SELECT max(id) FROM large_values), 0)) AS top FROM store)"
         " WHERE top>=next_id",
     .sql = "UPDATE store SET next_id=?1+1"},
};

static const struct rule counts = {
    .find =
        "SELECT id, printf('folder %d (%s): it says %d messages, %d unread, %d associated, %d deleted, %d bytes, %d folders;"
        " there are %d, %d, %d, %d, %d, %d', id, name, m, u, a, d, b, s, cm, cu, ca, cd, cb, cs) FROM " COUNTED
        " WHERE m<>cm OR u<>cu OR a<>ca OR d<>cd OR b<>cb OR s<>cs",
    .sql = "UPDATE folders SET (messages, unread, associated, deleted_messages, bytes, subfolders)="
           "(SELECT cm, cu, ca, cd, cb, cs FROM " COUNTED " c WHERE c.id=folders.id) WHERE id=?1",
};

void check_add(struct check *check, const char *text, bool mended)
{
    check->found++;
    check->mended += mended;
    sqlite3_str_appendf(check->report, "%s%s\n", text, mended ? " [mended]" : "");
}

struct finding {
    int64_t id;
    char *text; /* malloc */
};

struct findings {
    struct finding *items;
    size_t n, room;
};

static HRESULT keep(struct findings *list, int64_t id, const char *text)
{
    char *copy = malloc(strlen(text) + 1);

    if (!copy) return MAPI_E_NOT_ENOUGH_MEMORY;
    strcpy(copy, text);
    if (list->n == list->room) {
        size_t room = list->room ? list->room * 2 : 16;
        struct finding *grown = realloc(list->items, room * sizeof(*grown));

        if (!grown) {
            free(copy);
            return MAPI_E_NOT_ENOUGH_MEMORY;
        }
        list->items = grown;
        list->room = room;
    }
    list->items[list->n++] = (struct finding){id, copy};
    return S_OK;
}

static void findings_clear(struct findings *list)
{
    for (size_t i = 0; i < list->n; i++)
        free(list->items[i].text);
    free(list->items);
    memset(list, 0, sizeof(*list));
}

static HRESULT find(struct check *check, const char *select, int id_column, struct findings *list)
{
    sqlite3_stmt *stmt;
    HRESULT hr;

    hr = db_prepare(check->file->db, select, &stmt);
    if (FAILED(hr)) return hr;
    while ((hr = db_step(check->file->db, stmt)) == S_OK) {
        const char *text = (const char *)sqlite3_column_text(stmt, id_column + 1);

        hr = keep(list, id_column < 0 ? 0 : sqlite3_column_int64(stmt, id_column),
                  text ? text : "?");
        if (FAILED(hr)) break;
    }
    db_done(check->file->db, stmt);
    return hr == S_FALSE ? S_OK : hr;
}

/* Damage that keeps a statement from running is a finding, and the end of mending; others end the
 * check. */
static HRESULT damage(struct check *check, HRESULT hr)
{
    char *text;

    if (hr != MAPI_E_CORRUPT_STORE && hr != MAPI_E_CALL_FAILED) return hr;
    text = sqlite3_mprintf("the database can't be read everywhere: %s",
                           sqlite3_errmsg(check->file->db->sql));
    check_add(check, text ? text : "?", false);
    sqlite3_free(text);
    check->mend = false;
    return S_OK;
}

static HRESULT mend(struct check *check, const struct rule *rule, int64_t id)
{
    return rule->by ? rule->by(check, id) : db_exec(check->file->db, rule->sql, "i", id);
}

static HRESULT apply(struct check *check, const struct rule *rule)
{
    struct findings list = {0};
    HRESULT hr = rule->all ? rule->all(check) : find(check, rule->find, 0, &list);

    if (FAILED(hr)) hr = damage(check, hr);
    for (size_t i = 0; i < list.n && SUCCEEDED(hr); i++) {
        bool mended = false;

        if (check->mend && (rule->by || rule->sql)) {
            hr = mend(check, rule, list.items[i].id);
            mended = SUCCEEDED(hr);
            if (hr == MAPI_E_COLLISION || hr == MAPI_E_NOT_FOUND) hr = S_OK;
        }
        if (SUCCEEDED(hr)) check_add(check, list.items[i].text, mended);
    }
    findings_clear(&list);
    return hr;
}

static bool is_in(const struct findings *list, const char *text)
{
    for (size_t i = 0; i < list->n; i++)
        if (!strcmp(list->items[i].text, text)) return true;
    return false;
}

/* SQLite's own look at pages and indexes. An index that doesn't fit its table is made anew; of the
 * rest hands stay off. */
static HRESULT check_pages(struct check *check)
{
    static const char all[] = "PRAGMA main.integrity_check(1000)";
    struct findings before = {0}, after = {0};
    HRESULT hr = find(check, all, -1, &before);

    if (FAILED(hr)) hr = damage(check, hr);
    if (SUCCEEDED(hr) && before.n == 1 && !strcmp(before.items[0].text, "ok")) {
        findings_clear(&before);
        return S_OK;
    }
    if (SUCCEEDED(hr) && check->mend) {
        hr = db_exec(check->file->db, "REINDEX", "");
        if (hr == MAPI_E_CORRUPT_STORE || hr == MAPI_E_COLLISION) hr = S_OK;
        if (SUCCEEDED(hr)) hr = find(check, all, -1, &after);
        if (FAILED(hr)) hr = damage(check, hr);
    }
    for (size_t i = 0; i < before.n && SUCCEEDED(hr); i++) {
        const bool mended = check->mend && !is_in(&after, before.items[i].text);
        char *text = sqlite3_mprintf("the database: %s", before.items[i].text);

        check_add(check, text ? text : "?", mended);
        sqlite3_free(text);
    }
    if (before.n && !is_in(&after, "ok")) check->mend = false;
    findings_clear(&before);
    findings_clear(&after);
    return hr;
}

static HRESULT check_all(struct check *check, struct progress *progress)
{
    const size_t n_rules = sizeof(rules) / sizeof(rules[0]);
    HRESULT hr;

    hr = check_pages(check);
    if (SUCCEEDED(hr)) hr = check_schema(check, true);
    for (size_t i = 0; i < n_rules && SUCCEEDED(hr); i++) {
        hr = progress_show(progress, (ULONG)i + 1);
        if (SUCCEEDED(hr)) hr = apply(check, &rules[i]);
    }
    if (SUCCEEDED(hr)) hr = check_schema(check, false);
    if (SUCCEEDED(hr)) hr = check_text(check);
    if (SUCCEEDED(hr)) hr = progress_show(progress, (ULONG)n_rules + 1);
    if (SUCCEEDED(hr)) hr = apply(check, &counts);
    return SUCCEEDED(hr) ? progress_show(progress, (ULONG)n_rules + 2) : hr;
}

static void forget(struct check *check)
{
    sqlite3_str_reset(check->report);
    change_list_clear(&check->changes);
    memset(&check->lost, 0, sizeof(check->lost));
    check->found = check->mended = 0;
}

/* One pass; without mending it leaves nothing behind. */
static HRESULT pass(struct check *check, IMAPIProgress *to)
{
    const bool mends = check->mend;
    struct db *db = check->file->db;
    struct progress progress;
    HRESULT hr;

    progress_start(&progress, to, (ULONG)(sizeof(rules) / sizeof(rules[0])) + 2);
    hr = mends ? db_begin(db) : db_begin_read(db);
    if (FAILED(hr)) return hr;
    hr = check_all(check, &progress);
    if (SUCCEEDED(hr) && sqlite3_str_errcode(check->report)) hr = MAPI_E_NOT_ENOUGH_MEMORY;
    if (FAILED(hr) || check->mend) return db_end(db, hr);
    /* a damaged database can't even end a transaction of reads well */
    db_end(db, MAPI_E_CORRUPT_STORE);
    return hr;
}

HRESULT check_run(struct check *check, IMAPIProgress *to)
{
    const bool repair = check->mend;
    HRESULT hr = S_OK;

    check->report = sqlite3_str_new(NULL);
    /* rows come back in any order */
    if (repair) hr = db_exec(check->file->db, "PRAGMA foreign_keys=OFF", "");
    if (SUCCEEDED(hr)) hr = pass(check, to);
    if (FAILED(hr) || !repair || check->mend) return hr;
    forget(check); /* nothing was mended after all: the database itself is damaged */
    return pass(check, to);
}
