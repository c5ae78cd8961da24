/*
 * copy_own.h - what the files of the generic copy share
 */
#pragma once
#include <stdbool.h>
#include "mapidefs.h"
#include "msg/copy.h"
#include "msg/ends.h"
#include "prop/problems.h"

struct copy_tree;

enum { COPY_MOST_DEEP = 64 }; /* messages in messages, folders in folders */

/* One copy of one object into another. */
struct copy_job {
    IMAPIProp *src, *dst;         /* borrowed */
    ULONG n_excluded_iids;
    const IID *excluded_iids;
    const SPropTagArray *excluded; /* by ID; NULL: none */
    const SPropTagArray *included; /* NULL: all */
    IMAPIProgress *progress;       /* NULL: nobody watches */
    struct copy_tree *tree; /* of folders: what this one belongs to; NULL: it is one of its own */
    ULONG flags;                   /* MAPI_NOREPLACE, MAPI_MOVE */
    unsigned depth;
    bool made; /* dst was made for this: what can't be brought into it is a failure of the whole */
    struct problems *problems;     /* NULL: nobody asks */
};

/* Is the property, or a sub-object by that name, to be copied? */
bool copy_wants(const struct copy_job *job, ULONG tag);
/* Is one of the interfaces excluded? iids ends with NULL: an interface, and all that it derives
 * from. */
bool copy_iid_excluded(const struct copy_job *job, const IID *const *iids);
/* object, which is what iid says (NULL: nobody said), under another interface.
 * MAPI_E_INTERFACE_NOT_SUPPORTED */
HRESULT copy_as(void *object, const IID *iid, const IID *wanted, void *out);
/* Properties, then whatever sub-objects both sides have. MAPI_W_PARTIAL_COMPLETION: not all that is
 * in a folder */
HRESULT copy_object(const struct copy_job *job);

/* As pval_given, for values that are never large: MAPI_E_NOT_ENOUGH_MEMORY for one of them is that
 * of the whole. */
HRESULT copy_small_given(HRESULT hr, ULONG wanted, ULONG count, SPropValue **values);

/* copy_value.c: all plain properties. */
HRESULT copy_values(const struct copy_job *job);
/* Do both number named properties alike? */
bool copy_same_names(const struct copy_job *job);
/* The destination's numbers of the source's named tags; 0: it has none, or one of them spoilt it
 * for all. MAPI_E_NOT_ENOUGH_MEMORY */
HRESULT copy_named_tags(const struct copy_job *job, ULONG count, const ULONG *from, ULONG *to);
/* Bytes of one property by streams. */
HRESULT copy_by_stream(IMAPIProp *src, ULONG src_tag, IMAPIProp *dst, ULONG dst_tag);

/* copy_message.c: recipients and attachments, and the object that an attachment is. */
HRESULT copy_message_parts(const struct copy_job *job, IMessage *src, IMessage *dst);
HRESULT copy_attach_parts(const struct copy_job *job, IAttach *src, IAttach *dst);
/* MAPI_E_COLLISION: MAPI_NOREPLACE, and both have recipients, or attachments. */
HRESULT copy_message_collides(const struct copy_job *job, IMessage *src, IMessage *dst);

/* copy_messages.c: messages of a list into another folder; with move each goes from src once it is
 * safe in dst. */
struct copy_watch;
HRESULT copy_list(IMAPIFolder *src, const ENTRYLIST *messages, IMAPIFolder *dst,
                  struct copy_watch *watch, bool move);

/*
 * copy_search.c: what waits for the end of the copy of a tree of folders. A search folder looks in
 * others, which may be copied after it, so its criteria come last; until then it isn't moved away,
 * and neither is a folder that it is in.
 */
struct copy_tree {
    struct copied_folder *data; /* from which to which, by their entry IDs */
    size_t count, room;
    struct {
        struct copy_late *data;
        size_t count, room;
    } late;
};
/* from was copied to `to`: criteria that look in from look there. MAPI_E_NOT_ENOUGH_MEMORY; a
 * folder without entry ID is left out */
HRESULT copy_tree_add(struct copy_tree *tree, IMAPIFolder *from, IMAPIFolder *to);
/* `to` is to get from's criteria. */
HRESULT copy_tree_search(struct copy_tree *tree, IMAPIFolder *from, IMAPIFolder *to);
/* The folder with that entry ID goes from parent when all before it was done: a search with its
 * criteria, another when it is empty. */
HRESULT copy_tree_remove(struct copy_tree *tree, IMAPIFolder *parent, const SBinary *eid);
/*
 * Does what is late, drops the tree. hr is what became of the rest: a failure, with which nothing
 * is done; S_FALSE: all is well but what is late; MAPI_W_PARTIAL_COMPLETION. Gives what became of
 * the whole: S_OK, MAPI_W_PARTIAL_COMPLETION or the failure
 */
HRESULT copy_tree_end(struct copy_tree *tree, HRESULT hr);

/* copy_folder.c: what a folder holds. MAPI_W_PARTIAL_COMPLETION when not all could be copied;
 * S_FALSE, in a tree: something is late. */
HRESULT copy_folder_parts(const struct copy_job *job, IMAPIFolder *src, IMAPIFolder *dst);
/* MAPI_E_COLLISION: a folder in src has the name of one in dst. MAPI_E_FOLDER_CYCLE: dst is in src,
 * or is it. */
HRESULT copy_folder_collides(const struct copy_job *job, IMAPIFolder *src, IMAPIFolder *dst);

/* copy_watch.c: what a progress object is told of total things of one level. */
struct copy_watch {
    IMAPIProgress *to; /* borrowed; NULL: nobody watches */
    ULONG least, most, done, total;
    bool top;          /* this is the whole operation: counts are told too */
};
void copy_watch_begin(struct copy_watch *watch, IMAPIProgress *to, ULONG total);
/* The next thing shows its own progress: within its share of ours. */
void copy_watch_inner(struct copy_watch *watch);
/* One more is done. MAPI_E_USER_CANCEL: stop */
HRESULT copy_watch_step(struct copy_watch *watch);
