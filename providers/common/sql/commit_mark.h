/*
 * commit_mark.h - whether anything was committed to a file since: told without a lock, a
 * transaction or a system call
 */
#pragma once
#include "common/sql/db.h"

struct commit_mark {
    bool known;
    uint8_t header[96];
};

/* As the file is now. Under the connection's lock, like the next. */
void commit_mark_set(struct db *db, struct commit_mark *out);
/* Nothing was committed since, by whatever process. False also when that can't be told. */
bool commit_mark_holds(struct db *db, const struct commit_mark *mark);
