/*
 * message_state.h - a message in memory: properties, recipients, attachments, embedded messages;
 * loaded, copied, written
 *
 * An open IMessage or IAttach works on a state of its own. SaveChanges of an attachment, or of an
 * embedded message, puts a copy into its parent's state, where it is not changed any more (shared,
 * counted); SaveChanges of the message itself writes the whole tree in one transaction. What was
 * not touched is not loaded: a list that is not `loaded` is as the database has it. Everything here
 * is called under the connection's lock.
 */
#pragma once
#include "common/sql/bag.h"
#include "message_bodies.h"
#include "store_file.h"

#define MAX_EMBEDDED 100 /* messages in messages */

struct recipient {
    LONG row_id;
    bool dirty;
    struct bag props; /* without PR_ROWID */
};

struct recipients {
    bool loaded;
    bool replaced; /* no row of the database counts */
    struct recipient *items;
    size_t n, room;
    LONG next_row;
    LONG *removed; /* rows of the database that are gone */
    size_t n_removed;
};

struct attach_state;
struct attach_entry {
    LONG num;
    int64_t bytes;
    struct attach_state *state; /* NULL: as in the database */
    bool is_new;                /* not in the database */
};

struct attach_list {
    bool loaded;
    struct attach_entry *items; /* by num */
    size_t n, room;
    LONG next_num;
    LONG *removed; /* nums of the database that are gone */
    size_t n_removed;
};

struct message_state {
    LONG refs;
    bool in_db;
    int64_t id;
    GUID guid;
    struct identity parent; /* folder; type 0: embedded */
    int part;
    bool deleted; /* softly, itself or its folder */
    int64_t revision, change;
    struct bag props; /* columns included */
    struct message_bodies bodies;
    struct recipients recipients;
    struct attach_list attachments;
};

struct attach_state {
    LONG refs;
    int64_t id; /* 0: new */
    LONG num;
    struct bag props;               /* without PR_ATTACH_NUM, PR_ATTACH_SIZE */
    int64_t embedded_id;            /* the embedded message in the database, 0: none */
    struct message_state *embedded; /* the one that is to be; NULL: as in the database */
};

/* A new, unsaved message; parent type 0: embedded. */
HRESULT message_state_new(struct store_file *file, const struct identity *parent, int part,
                          struct message_state **out);
/* guid NULL: any. Errors: MAPI_E_NOT_FOUND */
HRESULT message_state_load(struct store_file *file, int64_t id, const GUID *guid,
                           struct message_state **out);
HRESULT message_state_copy(const struct message_state *from, struct message_state **out);
struct message_state *message_state_ref(struct message_state *state);
void message_state_unref(struct message_state *state);

HRESULT attach_state_new(LONG num, struct attach_state **out);
HRESULT attach_state_load(struct store_file *file, int64_t message, LONG num,
                          struct attach_state **out);
HRESULT attach_state_copy(const struct attach_state *from, struct attach_state **out);
struct attach_state *attach_state_ref(struct attach_state *state);
void attach_state_unref(struct attach_state *state);
int64_t attach_state_bytes(const struct attach_state *state);

/* Loads the lists, where they are not loaded yet. */
HRESULT recipients_need(struct store_file *file, struct message_state *state);
HRESULT attachments_need(struct store_file *file, struct message_state *state);
/* Everything below is brought into memory, as if it had never been saved: for a copy. */
HRESULT message_state_detach(struct store_file *file, struct message_state *state, int depth);

struct recipient *recipients_find(struct recipients *list, LONG row_id);
HRESULT recipients_add(struct recipients *list, struct bag *moves_props, struct recipient **out);
HRESULT recipients_remove(struct recipients *list, LONG row_id); /* MAPI_E_NOT_FOUND */
void recipients_replace(struct recipients *list);                /* removes all */
HRESULT recipients_copy(const struct recipients *from,
                        struct recipients *to); /* to: cleared also after a failure */
void recipients_clear(struct recipients *list);

struct attach_entry *attachments_find(struct attach_list *list, LONG num);
HRESULT attachments_set(struct attach_list *list, struct attach_state *state,
                        int64_t bytes);                         /* takes its own reference */
HRESULT attachments_remove(struct attach_list *list, LONG num); /* MAPI_E_NOT_FOUND */

/* Content of a bag, for PR_MESSAGE_SIZE. */
int64_t bag_bytes(const struct bag *bag);
ULONG bag_long(const struct bag *bag, ULONG tag, ULONG otherwise);
/* Sets a PT_LONG, PT_BOOLEAN or time. */
HRESULT bag_put(struct bag *bag, ULONG tag, int64_t v);
