/*
 * store_raw.c - the same work by prepared statements on the file
 *
 * Nothing is saved here that the client's side has to do: the pragmas are those of db.c, text comes
 * out as UTF-16 and rows as a block of memory that outlives the statement, and what is written are
 * the rows that the store writes, change log included, in one transaction. What is missing is all
 * that makes it a MAPI store.
 */
#include "store_raw.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "common/text/fold.h"

static void check(struct raw *raw, int code)
{
    if (code == SQLITE_OK || code == SQLITE_ROW || code == SQLITE_DONE) return;
    fprintf(stderr, "SQLite: %s\n", sqlite3_errmsg(raw->sql));
    exit(1);
}

sqlite3_stmt *raw_statement(struct raw *raw, const char *text)
{
    size_t i;

    for (i = 0; i < raw->n_statements; i++)
        if (raw->statements[i].text == text) return raw->statements[i].stmt;
    must_(i < MAX_RAW_STATEMENTS, "statements", (long)i);
    raw->statements[i].text = text;
    check(raw, sqlite3_prepare_v3(raw->sql, text, -1, SQLITE_PREPARE_PERSISTENT,
                                  &raw->statements[i].stmt, NULL));
    raw->n_statements++;
    return raw->statements[i].stmt;
}

bool raw_step(struct raw *raw, sqlite3_stmt *stmt)
{
    int code = sqlite3_step(stmt);

    check(raw, code);
    return code == SQLITE_ROW;
}

void raw_run(struct raw *raw, sqlite3_stmt *stmt)
{
    while (raw_step(raw, stmt))
        ;
    check(raw, sqlite3_reset(stmt));
}

void raw_exec(struct raw *raw, const char *text)
{
    raw_run(raw, raw_statement(raw, text));
}

int64_t raw_number(struct raw *raw, const char *text, int64_t parameter)
{
    sqlite3_stmt *stmt = raw_statement(raw, text);
    int64_t v;

    sqlite3_bind_int64(stmt, 1, parameter);
    must_(raw_step(raw, stmt), text, 0);
    v = sqlite3_column_int64(stmt, 0);
    check(raw, sqlite3_reset(stmt));
    return v;
}

struct raw *raw_open(const struct mail *mail)
{
    struct raw *raw = calloc(1, sizeof(*raw));

    raw->mail = mail;
    raw->arena = malloc(RAW_ARENA);
    check(raw, sqlite3_open(mail->path, &raw->sql));
    check(raw, sqlite3_create_collation(raw->sql, "MAPI", SQLITE_UTF8, NULL, fold_compare));
    sqlite3_busy_timeout(raw->sql, 20000);
    check(raw,
          sqlite3_exec(raw->sql,
                       "PRAGMA foreign_keys=ON; PRAGMA temp_store=FILE; PRAGMA cache_size=-16000;"
                       "PRAGMA main.synchronous=FULL; PRAGMA wal_autocheckpoint=4000;",
                       NULL, NULL, NULL));
    raw->folder = raw_number(raw, "SELECT id FROM folders WHERE name='Bench mail' AND ?1=0", 0);
    raw->scratch = raw_number(raw, "SELECT id FROM folders WHERE name='Bench scratch' AND ?1=0", 0);
    raw->templates =
        raw_number(raw, "SELECT id FROM folders WHERE name='Bench templates' AND ?1=0", 0);
    return raw;
}

void raw_close(struct raw *raw)
{
    for (size_t i = 0; i < raw->n_statements; i++)
        sqlite3_finalize(raw->statements[i].stmt);
    raw_forget(raw);
    check(raw, sqlite3_close(raw->sql));
    free(raw->arena);
    free(raw);
}

int64_t raw_new_id(struct raw *raw)
{
    if (raw->next_id == raw->end_id) {
        raw->next_id =
            raw_number(raw, "UPDATE store SET next_id=next_id+?1 RETURNING next_id-?1", 64);
        raw->end_id = raw->next_id + 64;
    }
    return raw->next_id++;
}

/* ---- rows ---- */

#define ROW                                                                                        \
    "SELECT m.id,m.guid,m.subject,m.representing_name,m.delivered,m.flags,m.size,m.class,m.importance FROM messages m "
#define MAIL   "WHERE m.folder=?1 AND m.part=0 "
#define A_PAGE " LIMIT 50"

/* One row behind the others in the arena: id, guid, numbers, texts in UTF-16. */
static void keep_row(struct raw *raw, sqlite3_stmt *stmt)
{
    int n = sqlite3_column_count(stmt);
    struct raw_cell *cells = (struct raw_cell *)(raw->arena + raw->used);

    raw->used += (size_t)n * sizeof(*cells);
    for (int i = 0; i < n; i++) {
        int type = sqlite3_column_type(stmt, i);
        const void *bytes = NULL;

        cells[i].type = type;
        cells[i].number = type == SQLITE_INTEGER ? sqlite3_column_int64(stmt, i) : 0;
        cells[i].bytes = 0;
        if (type == SQLITE_TEXT) {
            bytes = sqlite3_column_text16(stmt, i);
            cells[i].bytes = sqlite3_column_bytes16(stmt, i);
        } else if (type == SQLITE_BLOB) {
            bytes = sqlite3_column_blob(stmt, i);
            cells[i].bytes = sqlite3_column_bytes(stmt, i);
        }
        if (!bytes) continue;
        cells[i].data = raw->arena + raw->used;
        memcpy(cells[i].data, bytes, (size_t)cells[i].bytes);
        raw->used += ((size_t)cells[i].bytes + 15) & ~(size_t)7;
    }
}

static int page(struct raw *raw, sqlite3_stmt *stmt)
{
    int n = 0;

    raw->used = 0;
    while (raw_step(raw, stmt)) {
        keep_row(raw, stmt);
        n++;
    }
    check(raw, sqlite3_reset(stmt));
    return n;
}

static void full_page(struct raw *raw, const char *text, int64_t folder)
{
    sqlite3_stmt *stmt = raw_statement(raw, text);
    int n;

    sqlite3_bind_int64(stmt, 1, folder);
    n = page(raw, stmt);
    must_(n == PAGE_ROWS, "rows of a page", n);
}

void raw_first_page(struct raw *raw)
{
    full_page(raw, ROW MAIL "ORDER BY m.delivered DESC, m.id DESC" A_PAGE, raw->folder);
}

void raw_sort(struct raw *raw)
{
    full_page(raw, ROW MAIL "ORDER BY m.subject, m.id" A_PAGE, raw->folder);
}

void raw_sort_unindexed(struct raw *raw)
{
    full_page(raw, ROW MAIL "ORDER BY m.display_to, m.id" A_PAGE, raw->folder);
}

void raw_restrict(struct raw *raw)
{
    /* the index that is the right one: SQLite by itself walks the whole folder by date */
    sqlite3_stmt *stmt = raw_statement(
        raw, ROW "INDEXED BY messages_by_sender " MAIL
                 "AND m.representing_name=?2 ORDER BY m.delivered DESC, m.id DESC" A_PAGE);
    char name[64];

    mail_sender(raw->turn++, name);
    sqlite3_bind_int64(stmt, 1, raw->folder);
    sqlite3_bind_text(stmt, 2, name, -1, SQLITE_TRANSIENT);
    must_(page(raw, stmt) > 0, "mail of a sender", 0);
}

void raw_find(struct raw *raw)
{
    sqlite3_stmt *stmt = raw_statement(
        raw, ROW MAIL "AND m.subject>=?2 AND m.subject<?3 ORDER BY m.subject, m.id LIMIT 1");
    char prefix[16], above[16];

    mail_prefix(raw->turn++ % 200, prefix);
    strcpy(above, prefix);
    above[strlen(above) - 1]++;
    sqlite3_bind_int64(stmt, 1, raw->folder);
    sqlite3_bind_text(stmt, 2, prefix, -1, SQLITE_TRANSIENT);
    sqlite3_bind_text(stmt, 3, above, -1, SQLITE_TRANSIENT);
    must_(page(raw, stmt) == 1, "the row found", 0);
}

void raw_middle(struct raw *raw)
{
    sqlite3_stmt *stmt =
        raw_statement(raw, ROW MAIL "ORDER BY m.delivered DESC, m.id DESC" A_PAGE " OFFSET ?2");

    sqlite3_bind_int64(stmt, 1, raw->folder);
    sqlite3_bind_int64(stmt, 2, raw->mail->n / 2);
    must_(page(raw, stmt) == PAGE_ROWS, "rows of a page", 0);
}

void raw_unread(struct raw *raw)
{
    sqlite3_stmt *stmt = raw_statement(raw, "SELECT messages, unread FROM folders WHERE id=?1");

    sqlite3_bind_int64(stmt, 1, raw->folder);
    must_(page(raw, stmt) == 1, "unread mail", 0);
}

void raw_folders(struct raw *raw)
{
    sqlite3_stmt *stmt = raw_statement(
        raw,
        "WITH RECURSIVE t(id,path) AS (SELECT id,printf('%016x',id) FROM folders WHERE parent=?1 AND deleted IS NULL"
        " UNION ALL SELECT c.id,t.path||printf('%016x',c.id) FROM t JOIN folders c ON c.parent=t.id WHERE c.deleted IS NULL)"
        " SELECT f.id,f.guid,f.name,f.messages,f.unread,f.subfolders FROM t JOIN folders f ON f.id=t.id ORDER BY t.path");

    sqlite3_bind_int64(stmt, 1, 1);
    must_(page(raw, stmt) >= 3, "folders", 0);
}

void raw_count_unread(struct raw *raw)
{
    must_(raw_number(raw, "SELECT count(*) FROM messages m " MAIL "AND NOT m.flags&1",
                     raw->folder) > 0,
          "unread messages", 0);
}

void raw_groups(struct raw *raw)
{
    full_page(
        raw,
        "SELECT min(m.id),m.representing_name,count(*),sum(NOT m.flags&1) FROM messages m " MAIL
        "GROUP BY m.representing_name ORDER BY m.representing_name" A_PAGE,
        raw->folder);
}

void raw_groups_newest(struct raw *raw)
{
    full_page(raw,
              "SELECT min(m.id),m.representing_name,count(*),max(m.delivered) FROM messages m " MAIL
              "GROUP BY m.representing_name ORDER BY 4 DESC" A_PAGE,
              raw->folder);
}

int64_t raw_page_all(struct raw *raw)
{
    sqlite3_stmt *stmt = raw_statement(raw, ROW MAIL "ORDER BY m.delivered DESC, m.id DESC");
    int64_t n = 0;

    sqlite3_bind_int64(stmt, 1, raw->folder);
    raw->used = 0;
    while (raw_step(raw, stmt)) {
        if (n++ % 200 == 0) raw->used = 0;
        keep_row(raw, stmt);
    }
    check(raw, sqlite3_reset(stmt));
    return n;
}
