/*
 * store_raw_write.c - messages made, copied and deleted as rows, the same that the store writes
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "store_raw.h"

#define ADD_AT_ONCE 20000
#define ADD_BYTES   (256 << 20) /* of attached files, at once */

static void bind_guid(sqlite3_stmt *stmt, int i)
{
    unsigned char guid[16];

    sqlite3_randomness(sizeof(guid), guid);
    sqlite3_bind_blob(stmt, i, guid, sizeof(guid), SQLITE_TRANSIENT);
}

/* what: as in changes.h. */
static int64_t log_change(struct raw *raw, int what, int kind, int64_t object, int64_t parent,
                          int64_t old_parent)
{
    sqlite3_stmt *stmt = raw_statement(
        raw,
        "INSERT INTO changes(time, origin, what, kind, object, guid, parent, old_parent) VALUES(?1, 77, ?2, ?3, ?4, ?5, ?6, ?7)");

    sqlite3_bind_int64(stmt, 1, 0x01dc000000000000);
    sqlite3_bind_int(stmt, 2, what);
    sqlite3_bind_int(stmt, 3, kind);
    sqlite3_bind_int64(stmt, 4, object);
    bind_guid(stmt, 5);
    sqlite3_bind_int64(stmt, 6, parent);
    sqlite3_bind_int64(stmt, 7, old_parent);
    raw_run(raw, stmt);
    return sqlite3_last_insert_rowid(raw->sql);
}

/* ---- one message after the pattern of another ---- */

static void learn(struct raw *raw, const char *select, const char *insert, int64_t id, int owner)
{
    sqlite3_stmt *stmt = raw_statement(raw, select);

    sqlite3_bind_int64(stmt, 1, id);
    while (raw_step(raw, stmt)) {
        struct raw_row *row = &raw->learned[raw->n_learned++];

        row->insert = insert;
        row->owner = owner;
        row->n = sqlite3_column_count(stmt);
        row->values = calloc((size_t)row->n, sizeof(*row->values));
        for (int i = 0; i < row->n; i++)
            row->values[i] = sqlite3_value_dup(sqlite3_column_value(stmt, i));
    }
    sqlite3_reset(stmt);
}

void raw_forget(struct raw *raw)
{
    while (raw->n_learned) {
        struct raw_row *row = &raw->learned[--raw->n_learned];

        for (int i = 0; i < row->n; i++)
            sqlite3_value_free(row->values[i]);
        free(row->values);
    }
    free(raw->list_of_mail);
    free(raw->list_of_copies);
    raw->list_of_mail = raw->list_of_copies = NULL;
}

/* The columns but id, guid, folder and search_key come as the store has made them. */
#define COLUMNS                                                                                                   \
    "part,attachment,created,modified,revision,change,deleted,flags,status,size,class,subject,subject_prefix,"    \
    "normalized_subject,conversation_topic,conversation_index,delivered,submitted,sender_name,representing_name," \
    "display_to,display_cc,display_bcc,importance,priority,sensitivity,internet_id"

void raw_learn(struct raw *raw)
{
    int64_t id =
        raw_number(raw, "SELECT max(id) FROM messages WHERE folder=?1 AND part=0", raw->scratch);

    raw_forget(raw);
    learn(raw, "SELECT id,guid,folder,search_key," COLUMNS " FROM messages WHERE id=?1",
          "INSERT INTO messages(id,guid,folder,search_key," COLUMNS
          ") VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,"
          "?15,?16,?17,?18,?19,?20,?21,?22,?23,?24,?25,?26,?27,?28,?29,?30,?31)",
          id, 1);
    learn(raw, "SELECT id,data FROM message_props WHERE id=?1",
          "INSERT INTO message_props(id,data) VALUES(?1,?2)", id, 1);
    learn(
        raw,
        "SELECT message,row_id,type,display_name,addrtype,email,props FROM recipients WHERE message=?1",
        "INSERT INTO recipients(message,row_id,type,display_name,addrtype,email,props) VALUES(?1,?2,?3,?4,?5,?6,?7)",
        id, 1);
    must_(raw->n_learned == 4, "rows of a message", (long)raw->n_learned);
}

void raw_create(struct raw *raw)
{
    int64_t id = raw_new_id(raw);

    raw_exec(raw, "BEGIN IMMEDIATE");
    log_change(raw, 1, 5, id, raw->scratch, 0);
    for (size_t r = 0; r < raw->n_learned; r++) {
        const struct raw_row *row = &raw->learned[r];
        sqlite3_stmt *stmt = raw_statement(raw, row->insert);

        for (int i = 0; i < row->n; i++)
            sqlite3_bind_value(stmt, i + 1, row->values[i]);
        sqlite3_bind_int64(stmt, row->owner, id);
        if (!r) {
            bind_guid(stmt, 2);
            bind_guid(stmt, 4);
        }
        raw_run(raw, stmt);
    }
    log_change(raw, 6, 3, raw->scratch, 0, 0);
    raw_exec(raw, "COMMIT");
}

/* ---- copies ---- */

static void copy_large(struct raw *raw, int64_t owner, int64_t new_owner, unsigned char *packed,
                       int bytes)
{
    sqlite3_stmt *all = raw_statement(raw, "SELECT id FROM large_values WHERE owner=?1"), *stmt;

    sqlite3_bind_int64(all, 1, owner);
    while (raw_step(raw, all)) {
        int64_t id = sqlite3_column_int64(all, 0),
                new_id =
                    raw_number(raw, "UPDATE store SET next_id=next_id+?1 RETURNING next_id-1", 1);
        unsigned char from[8], to[8];

        for (int i = 0; i < 8; i++) {
            from[i] = (unsigned char)(id >> 8 * i);
            to[i] = (unsigned char)(new_id >> 8 * i);
        }
        stmt = raw_statement(
            raw, "INSERT INTO large_values SELECT ?1,?2,tag,bytes FROM large_values WHERE id=?3");
        sqlite3_bind_int64(stmt, 1, new_id);
        sqlite3_bind_int64(stmt, 2, new_owner);
        sqlite3_bind_int64(stmt, 3, id);
        raw_run(raw, stmt);
        stmt = raw_statement(
            raw,
            "INSERT INTO chunks SELECT id+(?1-?2)*16777216,data FROM chunks WHERE id>=?2*16777216 AND"
            " id<(?2+1)*16777216");
        sqlite3_bind_int64(stmt, 1, new_id);
        sqlite3_bind_int64(stmt, 2, id);
        raw_run(raw, stmt);
        for (int i = 0; i + 8 <= bytes; i++)
            if (!memcmp(packed + i, from, 8)) memcpy(packed + i, to, 8);
    }
    sqlite3_reset(all);
}

/* The packed properties of owner, with content of its own; text: SELECT and what binds them as the
 * last parameter. */
static void copy_packed(struct raw *raw, const char *select, sqlite3_stmt *insert, int last,
                        int64_t owner, int64_t new_owner)
{
    sqlite3_stmt *stmt = raw_statement(raw, select);
    unsigned char *packed = NULL;
    int bytes;

    sqlite3_bind_int64(stmt, 1, owner);
    if (raw_step(raw, stmt)) {
        bytes = sqlite3_column_bytes(stmt, 0);
        packed = malloc((size_t)bytes + 1);
        memcpy(packed, sqlite3_column_blob(stmt, 0), (size_t)bytes);
        copy_large(raw, owner, new_owner, packed, bytes);
        sqlite3_bind_blob(insert, last, packed, bytes, free);
    }
    sqlite3_reset(stmt);
    if (packed) raw_run(raw, insert);
}

/* What hangs on a message. */
static void copy_below(struct raw *raw, int64_t id, int64_t new_id)
{
    sqlite3_stmt *stmt = raw_statement(raw, "INSERT INTO message_props(id,data) VALUES(?1,?2)"),
                 *all;

    sqlite3_bind_int64(stmt, 1, new_id);
    copy_packed(raw, "SELECT data FROM message_props WHERE id=?1", stmt, 2, id, new_id);
    stmt = raw_statement(
        raw,
        "INSERT INTO recipients SELECT ?1,row_id,type,display_name,addrtype,email,props FROM recipients"
        " WHERE message=?2");
    sqlite3_bind_int64(stmt, 1, new_id);
    sqlite3_bind_int64(stmt, 2, id);
    raw_run(raw, stmt);
    all = raw_statement(raw, "SELECT id FROM attachments WHERE message=?1");
    sqlite3_bind_int64(all, 1, id);
    while (raw_step(raw, all)) {
        int64_t attachment = sqlite3_column_int64(all, 0);
        int64_t fresh =
            raw_number(raw, "UPDATE store SET next_id=next_id+?1 RETURNING next_id-1", 1);

        stmt = raw_statement(
            raw,
            "INSERT INTO attachments SELECT ?1,?2,num,method,position,filename,long_filename,size,?4"
            " FROM attachments WHERE id=?3");
        sqlite3_bind_int64(stmt, 1, fresh);
        sqlite3_bind_int64(stmt, 2, new_id);
        sqlite3_bind_int64(stmt, 3, attachment);
        copy_packed(raw, "SELECT props FROM attachments WHERE id=?1", stmt, 4, attachment, fresh);
    }
    sqlite3_reset(all);
}

static void copy_one(struct raw *raw, int64_t id)
{
    int64_t new_id = raw_number(raw, "UPDATE store SET next_id=next_id+?1 RETURNING next_id-1", 1);
    int64_t change = log_change(raw, 5, 5, new_id, raw->scratch, raw->folder);
    sqlite3_stmt *stmt = raw_statement(
        raw,
        "INSERT INTO messages(id,guid,folder,search_key," COLUMNS
        ") SELECT ?1,?2,?3,search_key,part,attachment,created,?4,1,?5,"
        "NULL,flags,0,size,class,subject,subject_prefix,normalized_subject,conversation_topic,conversation_index,delivered,"
        "submitted,sender_name,representing_name,display_to,display_cc,display_bcc,importance,priority,sensitivity,internet_id"
        " FROM messages WHERE id=?6");

    sqlite3_bind_int64(stmt, 1, new_id);
    bind_guid(stmt, 2);
    sqlite3_bind_int64(stmt, 3, raw->scratch);
    sqlite3_bind_int64(stmt, 4, 0x01dc000000000000);
    sqlite3_bind_int64(stmt, 5, change);
    sqlite3_bind_int64(stmt, 6, id);
    raw_run(raw, stmt);
    copy_below(raw, id, new_id);
}

void raw_lists(struct raw *raw, bool copies)
{
    sqlite3_stmt *stmt = raw_statement(
        raw, "SELECT id FROM messages WHERE folder=?1 AND part=0 ORDER BY id LIMIT ?2");
    int64_t *list = malloc(LARGEST_LISTS * sizeof(*list));
    int n = 0;

    sqlite3_bind_int64(stmt, 1, copies ? raw->scratch : raw->folder);
    sqlite3_bind_int(stmt, 2, LARGEST_LISTS);
    while (raw_step(raw, stmt))
        list[n++] = sqlite3_column_int64(stmt, 0);
    sqlite3_reset(stmt);
    free(copies ? raw->list_of_copies : raw->list_of_mail);
    *(copies ? &raw->list_of_copies : &raw->list_of_mail) = list;
    *(copies ? &raw->n_copies : &raw->n_mail) = n;
}

void raw_copy(struct raw *raw)
{
    raw_exec(raw, "BEGIN IMMEDIATE");
    for (int i = 0; i < raw->n_mail; i++)
        copy_one(raw, raw->list_of_mail[i]);
    raw_exec(raw, "COMMIT");
}

/* ---- deletion ---- */

static void delete_large(struct raw *raw, int64_t message)
{
    sqlite3_stmt *all = raw_statement(
        raw,
        "SELECT id FROM large_values WHERE owner IN (SELECT ?1 UNION ALL SELECT id FROM attachments WHERE message=?1)");

    sqlite3_bind_int64(all, 1, message);
    while (raw_step(raw, all)) {
        int64_t id = sqlite3_column_int64(all, 0);
        sqlite3_stmt *stmt =
            raw_statement(raw, "DELETE FROM chunks WHERE id>=?1*16777216 AND id<(?1+1)*16777216");

        sqlite3_bind_int64(stmt, 1, id);
        raw_run(raw, stmt);
        stmt = raw_statement(raw, "DELETE FROM large_values WHERE id=?1");
        sqlite3_bind_int64(stmt, 1, id);
        raw_run(raw, stmt);
    }
    sqlite3_reset(all);
}

void raw_delete(struct raw *raw)
{
    raw_exec(raw, "BEGIN IMMEDIATE");
    for (int i = 0; i < raw->n_copies; i++) {
        sqlite3_stmt *stmt = raw_statement(raw, "DELETE FROM messages WHERE id=?1");

        log_change(raw, 3, 5, raw->list_of_copies[i], raw->scratch, 0);
        delete_large(raw, raw->list_of_copies[i]);
        sqlite3_bind_int64(stmt, 1, raw->list_of_copies[i]);
        raw_run(raw, stmt);
    }
    log_change(raw, 6, 3, raw->scratch, 0, 0);
    raw_exec(raw, "COMMIT");
}

/* ---- the mail ---- */

/* The words of message n, over the template's. */
static void bind_words(struct raw *raw, sqlite3_stmt *stmt, int64_t n)
{
    struct mail_words words;

    mail_words(n, &words);
    sqlite3_bind_int64(stmt, 5, words.time);
    sqlite3_bind_int(stmt, 6, words.unread);
    sqlite3_bind_text(stmt, 7, words.subject, -1, SQLITE_TRANSIENT);
    if (words.reply) sqlite3_bind_text(stmt, 8, "RE: ", 4, SQLITE_STATIC);
    sqlite3_bind_text(stmt, 9, words.subject + (words.reply ? 4 : 0), -1, SQLITE_TRANSIENT);
    sqlite3_bind_blob(stmt, 10, words.index, sizeof(words.index), SQLITE_TRANSIENT);
    sqlite3_bind_text(stmt, 11, words.sender, -1, SQLITE_TRANSIENT);
    sqlite3_bind_text(stmt, 12, words.internet_id, -1, SQLITE_TRANSIENT);
    (void)raw;
}

static void add_one(struct raw *raw, int64_t n, int64_t template, int64_t id)
{
    sqlite3_stmt *stmt = raw_statement(
        raw,
        "INSERT INTO messages(id,guid,folder,search_key," COLUMNS
        ") SELECT ?1,?2,?3,?4,0,NULL,?5,?5,1,0,NULL,"
        "(flags&~1)|(NOT ?6),0,size,class,?7,?8,?9,?9,?10,?5,?5-100000000,?11,?11,"
        "display_to,display_cc,display_bcc,importance,priority,sensitivity,?12 FROM messages WHERE id=?13");

    sqlite3_clear_bindings(stmt);
    sqlite3_bind_int64(stmt, 1, id);
    bind_guid(stmt, 2);
    sqlite3_bind_int64(stmt, 3, raw->folder);
    bind_guid(stmt, 4);
    bind_words(raw, stmt, n);
    sqlite3_bind_int64(stmt, 13, template);
    raw_run(raw, stmt);
    copy_below(raw, template, id);
}

bool raw_add_mail(struct raw *raw)
{
    int64_t there = raw_number(raw, "SELECT count(*) FROM messages WHERE folder=?1 AND part=0",
                               raw->folder),
            id;
    int64_t at_once = raw->mail->content > ADD_BYTES / ADD_AT_ONCE
                          ? ADD_BYTES / raw->mail->content + 1
                          : ADD_AT_ONCE;
    int64_t more = raw->mail->n - there < at_once ? raw->mail->n - there : at_once,
            templates[N_TEMPLATES];
    sqlite3_stmt *stmt =
        raw_statement(raw, "SELECT id FROM messages WHERE folder=?1 AND part=0 ORDER BY id");
    int n_templates = 0;

    if (more <= 0) return false;
    sqlite3_bind_int64(stmt, 1, raw->templates);
    while (n_templates < N_TEMPLATES && raw_step(raw, stmt))
        templates[n_templates++] = sqlite3_column_int64(stmt, 0);
    sqlite3_reset(stmt);
    must_(n_templates == N_TEMPLATES, "templates", n_templates);
    raw_exec(raw, "PRAGMA cache_size=-1000000"); /* here alone: the indexes grow at random places */
    raw_exec(raw, "PRAGMA synchronous=NORMAL");
    raw_exec(raw, "BEGIN IMMEDIATE");
    id = raw_number(raw, "UPDATE store SET next_id=next_id+?1 RETURNING next_id-?1", more);
    for (int64_t i = 0; i < more; i++)
        add_one(raw, there + i + 1, templates[(there + i) % N_TEMPLATES], id + i);
    raw_exec(raw, "COMMIT");
    fprintf(stderr, "\r%lld of %lld messages", (long long)(there + more), (long long)raw->mail->n);
    if (there + more == raw->mail->n) fprintf(stderr, "\n");
    return true;
}
