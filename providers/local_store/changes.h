/*
 * changes.h - what a transaction did: written to the change log with it, told to listeners after it
 */
#pragma once
#include "common/sql/db.h"
#include "entry_id.h"

enum change_what {
    CHANGE_CREATED = 1,
    CHANGE_MODIFIED,
    CHANGE_DELETED,
    CHANGE_MOVED,
    CHANGE_COPIED,
    CHANGE_COUNTS, /* of a folder */
    CHANGE_FLAGS,  /* read flag or status of a message */
    CHANGE_RESULTS,  /* many messages came into a folder (parent) or left it; in the log: into a
                        search folder */
    CHANGE_SEARCHED, /* of a search folder: all that was there before has been looked at */
    CHANGE_ANY,      /* something has changed that the log doesn't tell any more; never in it */
};

struct message_state;
struct change {
    enum change_what what;
    bool associated; /* the message is in the associated contents */
    bool unseen;     /* it was soft-deleted before: only who shows such ones hears of it */
    bool outgoing;   /* the message is, or was before, in the outgoing queue */
    bool result; /* of a search folder (parent), which the message came into or left; for its tables
                    only */
    struct identity object; /* moved, copied: as it is now */
    struct identity parent; /* folder; type 0: none */
    struct identity old;        /* moved: before; copied: the original; else type 0 */
    struct identity old_parent; /* of old; created: where it was soft-deleted */
    int64_t seq;
    struct message_state
        *report; /* owned; a report is due: that this was read or, for what is deleted, was not */
};

struct change_list {
    struct change *items;
    size_t n, room;
    bool quiet; /* these are never told, not by other processes either */
};

/*
 * In a transaction: writes the log, gives change its seq, and keeps it as the last one of list for
 * telling. Of messages that come or go, or change in a search folder, the list has some thousand;
 * what comes then is one CHANGE_RESULTS for each folder.
 */
HRESULT change_add(struct db *db, struct change_list *list, const struct change *change);
/* The same for what is in the log already. */
HRESULT change_list_put(struct change_list *list, const struct change *change);
/* Moves what is in from behind what is in to; what no memory is found for is lost. */
void change_list_append(struct change_list *to, struct change_list *from);
void change_list_clear(struct change_list *list);

/*
 * Someone who wants to know, e.g. an open table. Called after the commit, without the connection's
 * lock; the calls of one file come one after the other, in the order of the commits as far as
 * threads can tell, under a lock: must not call the support object or block. What it has to say
 * outside it posts (store_file_post).
 */
struct change_listener {
    struct change_listener *next;
    void (*changed)(struct change_listener *self, const struct change *changes, size_t n);
};
