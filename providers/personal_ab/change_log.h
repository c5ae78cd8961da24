/*
 * change_log.h - the table of changes: written with each transaction, read by whoever has sinks
 */
#pragma once
#include "book_file.h"
#include "book_id.h"

enum entry_change {
    ENTRY_CREATED = 1,
    ENTRY_MODIFIED,
    ENTRY_DELETED,
};

struct change {
    int64_t seq;
    enum entry_change what;
    struct book_id object;
};

/* All under the connection's lock; this in a transaction. It wakes the file's watch, which looks
 * when the lock is free: when it is committed. */
HRESULT change_log_write(struct book_file *file, enum entry_change what, int64_t id,
                         const struct book_id *object);
HRESULT change_log_newest(struct book_file *file, int64_t *seq);
/* The first ones after seq, of whatever connection; at most room. */
HRESULT change_log_read(struct book_file *file, int64_t seq, struct change *changes, size_t room,
                        size_t *n);
