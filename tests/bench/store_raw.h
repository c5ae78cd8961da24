/*
 * store_raw.h - the connection of the raw side, for store_raw.c, which reads, and store_raw_write.c
 */
#pragma once
#include "sqlite3.h"
#include "store_bench.h"

#define MAX_RAW_STATEMENTS 64
#define RAW_ARENA          (1 << 20)

struct raw_cell {
    int type, bytes;
    int64_t number;
    char *data;
};

/* A row as it is in the file, to be inserted again. */
struct raw_row {
    const char *insert; /* text of the statement */
    sqlite3_value **values;
    int n, owner; /* which column holds the message's id */
};

struct raw {
    sqlite3 *sql;
    const struct mail *mail;
    int64_t folder, scratch, templates;
    int64_t next_id, end_id;
    unsigned turn;
    struct {
        const char *text;
        sqlite3_stmt *stmt;
    } statements[MAX_RAW_STATEMENTS];
    size_t n_statements;
    char *arena; /* RAW_ARENA: the rows of the last page */
    size_t used;
    struct raw_row learned[16];
    size_t n_learned;
    int64_t *list_of_mail, *list_of_copies;
    int n_mail, n_copies;
};

/* By the text's pointer, which is a literal. */
sqlite3_stmt *raw_statement(struct raw *raw, const char *text);
bool raw_step(struct raw *raw, sqlite3_stmt *stmt);
void raw_run(struct raw *raw, sqlite3_stmt *stmt); /* to its end; reset, bindings stay */
void raw_exec(struct raw *raw, const char *text);
int64_t raw_new_id(struct raw *raw);
void raw_forget(struct raw *raw); /* what raw_learn and raw_lists read */
