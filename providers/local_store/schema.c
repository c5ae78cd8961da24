/*
 * schema.c - the tables of a store file, their version and upgrades (doc/store-schema.md)
 */
#include "schema.h"
#include <stdlib.h>
#include "common/clock.h"
#include "common/text/fold.h"
#include "made_statements.h"
#include "mvi.h"
#include "text_search.h"
#include "used_size.h"

/* Text columns of messages are MAPI's collation, so that sorts and comparisons need not say it. */
static const char tables[] =
    "CREATE TABLE store(id INTEGER PRIMARY KEY CHECK(id=1), record_key BLOB NOT NULL, created INTEGER NOT NULL,"
    " next_id INTEGER NOT NULL, name TEXT, props BLOB);"

    "CREATE TABLE folders(id INTEGER PRIMARY KEY, parent INTEGER REFERENCES folders(id), guid BLOB NOT NULL,"
    " type INTEGER NOT NULL, name TEXT NOT NULL COLLATE MAPI, comment TEXT COLLATE MAPI, class TEXT COLLATE MAPI,"
    " created INTEGER NOT NULL, modified INTEGER NOT NULL, revision INTEGER NOT NULL DEFAULT 1,"
    " change INTEGER NOT NULL DEFAULT 0, deleted INTEGER,"
    " messages INTEGER NOT NULL DEFAULT 0, unread INTEGER NOT NULL DEFAULT 0, associated INTEGER NOT NULL DEFAULT 0,"
    " deleted_messages INTEGER NOT NULL DEFAULT 0, bytes INTEGER NOT NULL DEFAULT 0,"
    " subfolders INTEGER NOT NULL DEFAULT 0, props BLOB);"
    "CREATE UNIQUE INDEX folders_by_name ON folders(parent, name) WHERE deleted IS NULL;"
    "CREATE INDEX folders_by_parent ON folders(parent, id);"

    "CREATE TABLE messages(id INTEGER PRIMARY KEY, guid BLOB NOT NULL, folder INTEGER REFERENCES folders(id),"
    " part INTEGER NOT NULL DEFAULT 0, attachment INTEGER REFERENCES attachments(id) ON DELETE CASCADE,"
    " created INTEGER NOT NULL, modified INTEGER NOT NULL, revision INTEGER NOT NULL DEFAULT 1,"
    " change INTEGER NOT NULL DEFAULT 0, deleted INTEGER,"
    " flags INTEGER NOT NULL, status INTEGER NOT NULL DEFAULT 0, size INTEGER NOT NULL DEFAULT 0,"
    " class TEXT COLLATE MAPI, subject TEXT COLLATE MAPI, subject_prefix TEXT COLLATE MAPI,"
    " normalized_subject TEXT COLLATE MAPI, conversation_topic TEXT COLLATE MAPI, conversation_index BLOB,"
    " delivered INTEGER, submitted INTEGER, sender_name TEXT COLLATE MAPI, representing_name TEXT COLLATE MAPI,"
    " display_to TEXT COLLATE MAPI, display_cc TEXT COLLATE MAPI, display_bcc TEXT COLLATE MAPI,"
    " importance INTEGER, priority INTEGER, sensitivity INTEGER, internet_id TEXT COLLATE MAPI, search_key BLOB,"
    " CHECK((folder IS NULL) <> (attachment IS NULL)));"
    "CREATE INDEX messages_natural ON messages(folder, part, id);"
    "CREATE INDEX messages_by_delivered ON messages(folder, part, delivered, id);"
    "CREATE INDEX messages_by_submitted ON messages(folder, part, submitted, id);"
    "CREATE INDEX messages_by_modified ON messages(folder, part, modified, id);"
    "CREATE INDEX messages_by_subject ON messages(folder, part, subject, id);"
    "CREATE INDEX messages_by_normalized ON messages(folder, part, normalized_subject, id);"
    "CREATE INDEX messages_by_sender ON messages(folder, part, representing_name, id);"
    "CREATE INDEX messages_by_size ON messages(folder, part, size, id);"
    "CREATE INDEX messages_by_topic ON messages(folder, part, conversation_topic, conversation_index, id);"
    "CREATE INDEX messages_by_attachment ON messages(attachment) WHERE attachment IS NOT NULL;"
    "CREATE INDEX messages_by_search_key ON messages(search_key) WHERE search_key IS NOT NULL;"
    "CREATE TABLE message_props(id INTEGER PRIMARY KEY REFERENCES messages(id) ON DELETE CASCADE, data BLOB NOT NULL);"

    "CREATE TABLE recipients(message INTEGER NOT NULL REFERENCES messages(id) ON DELETE CASCADE,"
    " row_id INTEGER NOT NULL, type INTEGER, display_name TEXT COLLATE MAPI, addrtype TEXT COLLATE MAPI,"
    " email TEXT COLLATE MAPI, props BLOB, PRIMARY KEY(message, row_id)) WITHOUT ROWID;"

    "CREATE TABLE attachments(id INTEGER PRIMARY KEY, message INTEGER NOT NULL REFERENCES messages(id) ON DELETE CASCADE,"
    " num INTEGER NOT NULL, method INTEGER, position INTEGER, filename TEXT COLLATE MAPI,"
    " long_filename TEXT COLLATE MAPI, size INTEGER NOT NULL DEFAULT 0, props BLOB, UNIQUE(message, num));"

    "CREATE TABLE large_values(id INTEGER PRIMARY KEY, owner INTEGER NOT NULL, tag INTEGER NOT NULL,"
    " bytes INTEGER NOT NULL);"
    "CREATE INDEX large_values_by_owner ON large_values(owner);"
    "CREATE TABLE chunks(id INTEGER PRIMARY KEY, data BLOB NOT NULL);"

    "CREATE TABLE names(id INTEGER PRIMARY KEY, guid BLOB NOT NULL, lid INTEGER, name TEXT,"
    " CHECK((lid IS NULL) <> (name IS NULL)));"
    "CREATE UNIQUE INDEX names_by_lid ON names(guid, lid) WHERE lid IS NOT NULL;"
    "CREATE UNIQUE INDEX names_by_name ON names(guid, name) WHERE name IS NOT NULL;"

    "CREATE TABLE receive_folders(class TEXT PRIMARY KEY COLLATE NOCASE,"
    " folder INTEGER NOT NULL REFERENCES folders(id) ON DELETE CASCADE, modified INTEGER NOT NULL) WITHOUT ROWID;"

    "CREATE TABLE changes(seq INTEGER PRIMARY KEY AUTOINCREMENT, time INTEGER NOT NULL, origin INTEGER NOT NULL,"
    " what INTEGER NOT NULL, kind INTEGER NOT NULL, object INTEGER NOT NULL, guid BLOB, parent INTEGER,"
    " old_parent INTEGER);";

/* Counts belong to the transaction that changes what is counted. READ is bit 0 of flags. */
#define COUNT(sign, row)                                                                           \
    "UPDATE folders SET messages=messages" sign "(" row ".part=0),"                                \
    " unread=unread" sign "(" row ".part=0 AND NOT " row ".flags&1),"                              \
    " associated=associated" sign "(" row ".part=1), deleted_messages=deleted_messages" sign       \
    "(" row ".part=2),"                                                                            \
    " bytes=bytes" sign row ".size WHERE id=" row ".folder;"
static const char triggers[] =
    "CREATE TRIGGER messages_insert AFTER INSERT ON messages WHEN NEW.folder IS NOT NULL BEGIN " COUNT(
        "+",
        "NEW") "END;"
               "CREATE TRIGGER messages_delete AFTER DELETE ON messages WHEN OLD.folder IS NOT NULL BEGIN " COUNT(
                   "-",
                   "OLD") "END;"
                          "CREATE TRIGGER messages_update AFTER UPDATE OF folder, part, flags, size ON messages WHEN NEW.folder IS NOT NULL AND"
                          " (OLD.folder<>NEW.folder OR OLD.part<>NEW.part OR (OLD.flags&1)<>(NEW.flags&1) OR OLD.size<>NEW.size) BEGIN " COUNT(
                              "-", "OLD")
                              COUNT(
                                  "+",
                                  "NEW") "END;"
                                         "CREATE TRIGGER folders_insert AFTER INSERT ON folders WHEN NEW.deleted IS NULL BEGIN"
                                         " UPDATE folders SET subfolders=subfolders+1 WHERE id=NEW.parent; END;"
                                         "CREATE TRIGGER folders_delete AFTER DELETE ON folders WHEN OLD.deleted IS NULL BEGIN"
                                         " UPDATE folders SET subfolders=subfolders-1 WHERE id=OLD.parent; END;"
                                         "CREATE TRIGGER folders_update AFTER UPDATE OF parent, deleted ON folders WHEN OLD.parent<>NEW.parent OR"
                                         " (OLD.deleted IS NULL)<>(NEW.deleted IS NULL) BEGIN"
                                         " UPDATE folders SET subfolders=subfolders-(OLD.deleted IS NULL) WHERE id=OLD.parent;"
                                         " UPDATE folders SET subfolders=subfolders+(NEW.deleted IS NULL) WHERE id=NEW.parent; END;";

/*
 * Steps from a version to the next. A new file is version 1 and all steps; a published step is
 * never edited.
 *
 * 2: search folders, and the messages of a conversation in all folders. What a table of results
 * sorts and counts by is kept beside the link, since a cascade takes the message before the link.
 * 3: the outgoing queue: the messages that have submit_flags, by submission.
 * 4: the index of texts (text_index.h). All messages that there are wait for it.
 */
static const char upgrade_1[] =
    "CREATE TABLE searches(folder INTEGER PRIMARY KEY REFERENCES folders(id) ON DELETE CASCADE, version INTEGER NOT NULL,"
    " flags INTEGER NOT NULL, looked_folder INTEGER, looked INTEGER, criteria BLOB NOT NULL);"
    "CREATE INDEX searches_by_version ON searches(version);"
    "CREATE TABLE search_scopes(search INTEGER NOT NULL REFERENCES searches(folder) ON DELETE CASCADE,"
    " position INTEGER NOT NULL, folder INTEGER NOT NULL, guid BLOB NOT NULL, PRIMARY KEY(search, position)) WITHOUT ROWID;"
    "CREATE TABLE search_results(search INTEGER NOT NULL REFERENCES searches(folder) ON DELETE CASCADE,"
    " message INTEGER NOT NULL REFERENCES messages(id) ON DELETE CASCADE, unread INTEGER NOT NULL, delivered INTEGER,"
    " PRIMARY KEY(search, message)) WITHOUT ROWID;"
    "CREATE INDEX search_results_by_delivered ON search_results(search, delivered, message);"
    "CREATE INDEX search_results_by_message ON search_results(message);"
    "CREATE TRIGGER search_results_insert AFTER INSERT ON search_results BEGIN"
    " UPDATE folders SET messages=messages+1, unread=unread+NEW.unread WHERE id=NEW.search; END;"
    "CREATE TRIGGER search_results_delete AFTER DELETE ON search_results BEGIN"
    " UPDATE folders SET messages=messages-1, unread=unread-OLD.unread WHERE id=OLD.search; END;"
    "CREATE TRIGGER search_results_update AFTER UPDATE OF unread ON search_results WHEN OLD.unread<>NEW.unread BEGIN"
    " UPDATE folders SET unread=unread-OLD.unread+NEW.unread WHERE id=NEW.search; END;"
    "CREATE TRIGGER messages_results AFTER UPDATE OF flags, delivered ON messages WHEN"
    " (OLD.flags&1)<>(NEW.flags&1) OR OLD.delivered IS NOT NEW.delivered BEGIN"
    " UPDATE search_results SET unread=NOT NEW.flags&1, delivered=NEW.delivered WHERE message=NEW.id; END;"
    "CREATE INDEX messages_by_conversation ON messages(conversation_topic, substr(conversation_index, 1, 22), id)"
    " WHERE folder IS NOT NULL;";

static const char upgrade_2[] =
    "ALTER TABLE messages ADD COLUMN submit_flags INTEGER;"
    "CREATE INDEX messages_outgoing ON messages(submitted, id) WHERE submit_flags IS NOT NULL;";

#define TEXT_INDEX                                                                                 \
    "CREATE VIRTUAL TABLE text_index USING fts5(text, content='', columnsize=0, detail=none, tokenize='trigram case_sensitive 1');"
#define TEXT_QUEUE_ALL                                                                             \
    "INSERT INTO text_queue(message) SELECT id FROM messages WHERE folder IS NOT NULL;"
static const char upgrade_3[] = TEXT_INDEX
    "CREATE TABLE text_queue(message INTEGER PRIMARY KEY, passed INTEGER NOT NULL DEFAULT 0);"
    "CREATE TRIGGER messages_text_insert AFTER INSERT ON messages WHEN NEW.folder IS NOT NULL BEGIN"
    " INSERT OR REPLACE INTO text_queue(message) VALUES(NEW.id); END;"
    "CREATE TRIGGER messages_text_update AFTER UPDATE OF revision, folder ON messages WHEN NEW.folder IS NOT NULL AND"
    " (OLD.revision<>NEW.revision OR OLD.folder IS NULL) BEGIN"
    " INSERT OR REPLACE INTO text_queue(message) VALUES(NEW.id); END;"
    "CREATE TRIGGER messages_text_delete AFTER DELETE ON messages BEGIN DELETE FROM text_queue WHERE message=OLD.id; END;" TEXT_QUEUE_ALL;

/* steps[n - 1] makes version n + 1 of version n. */
static const char *const steps[STORE_SCHEMA_VERSION - 1] = {upgrade_1, upgrade_2, upgrade_3};

static HRESULT run(struct db *db, const char *text)
{
    return db_error(db, sqlite3_exec(db->sql, text, NULL, NULL, NULL));
}

/* The first rows: the store itself and its root folder. Everything else is folders.c's business. */
static HRESULT first_rows(struct db *db)
{
    GUID key, guid;
    HRESULT hr;

    sqlite3_randomness(sizeof(key), &key);
    sqlite3_randomness(sizeof(guid), &guid);
    hr = db_exec(db, "INSERT INTO store(id, record_key, created, next_id) VALUES(1, ?1, ?2, 2)",
                 "bi", &key, 16, clock_now());
    if (SUCCEEDED(hr))
        hr = db_exec(
            db,
            "INSERT INTO folders(id, guid, type, name, created, modified) VALUES(1, ?1, 0, '', ?2, ?2)",
            "bi", &guid, 16, clock_now());
    return hr;
}

static HRESULT make(struct db *db)
{
    HRESULT hr = run(db, tables);

    if (SUCCEEDED(hr)) hr = run(db, triggers);
    return FAILED(hr) ? hr : first_rows(db);
}

HRESULT schema_make_text_index(struct db *db)
{
    /* FTS5 can drop a table only when it can open it: here is an empty one */
    HRESULT hr =
        run(db, "CREATE TABLE IF NOT EXISTS text_index_config(k PRIMARY KEY, v) WITHOUT ROWID;"
                "INSERT OR REPLACE INTO text_index_config VALUES('version', 4);"
                "CREATE TABLE IF NOT EXISTS text_index_data(id INTEGER PRIMARY KEY, block BLOB);"
                "INSERT OR REPLACE INTO text_index_data VALUES(1, x''), (10, x'00000000000000');"
                "DROP TABLE IF EXISTS text_index;"
                "DROP TABLE IF EXISTS text_index_config; DROP TABLE IF EXISTS text_index_data;"
                "DROP TABLE IF EXISTS text_index_idx;");

    if (SUCCEEDED(hr)) hr = run(db, TEXT_INDEX "DELETE FROM text_queue;" TEXT_QUEUE_ALL);
    return hr;
}

HRESULT schema_fresh(sqlite3 **out)
{
    int code = sqlite3_open_v2(":memory:", out, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL);

    if (code == SQLITE_OK)
        code = sqlite3_create_collation(*out, "MAPI", SQLITE_UTF8, NULL, fold_compare);
    if (code == SQLITE_OK) code = sqlite3_exec(*out, tables, NULL, NULL, NULL);
    if (code == SQLITE_OK) code = sqlite3_exec(*out, triggers, NULL, NULL, NULL);
    for (int n = 1; n < STORE_SCHEMA_VERSION && code == SQLITE_OK; n++)
        code = sqlite3_exec(*out, steps[n - 1], NULL, NULL, NULL);
    if (code == SQLITE_OK) return S_OK;
    sqlite3_close(*out);
    *out = NULL;
    return db_error(NULL, code);
}

/* ---- a connection ---- */

static HRESULT prove(struct db *db)
{
    int64_t n;

    return db_int(db, &n, "SELECT next_id FROM store WHERE id=1 AND length(record_key)=16", "");
}

static HRESULT functions(struct db *db)
{
    HRESULT hr;

    db->own = calloc(1, sizeof(struct store_connection));
    if (!db->own) return MAPI_E_NOT_ENOUGH_MEMORY;
    hr = db_error(db, text_search_register(db->sql));
    return FAILED(hr) ? hr : mvi_register(db);
}

static void closed(struct db *db)
{
    if (db->own) made_statements_free(store_connection(db)->made);
    free(db->own);
}

const struct file_kind store_kind = {
    .application_id = STORE_APPLICATION_ID,
    .version = STORE_SCHEMA_VERSION,
    .make = make,
    .steps = steps,
    .prove = prove,
    .functions = functions,
    .opened = used_size_watch,
    .torn = used_size_torn,
    .ended = used_size_ended,
    .closed = closed,
};
