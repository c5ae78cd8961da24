/*
 * store_world.h - a store and what it ought to hold, changed together at random
 *
 * Messages are made, changed, read, copied, moved, deleted and brought back, among the associated
 * ones too; folders likewise with all in them. What each folder's parts ought to hold are rows in
 * memory (ITableData), one of PR_ROW for each message.
 */
#pragma once
#include "local_store/table_fixture.h"
#include "mapiutil.h"

#define PR_NUMBER  PROP_TAG(PT_LONG, 0x6701)
#define PR_ROW     PROP_TAG(PT_LONG, 0x6702) /* the message's id */
#define PR_COLOURS PROP_TAG(PT_MV_LONG, 0x6703)
#define MOST_MAIL    150
#define MOST_FOLDERS 10
#define DAY          (24 * 3600)

struct folder {
    BYTE entry[48];
    int parent;        /* -1: below the root */
    bool there;
    int deleted;       /* 0: it lives; else which deletion it went with */
    ITableData *parts[4]; /* contents, associated, and those of them that are deleted */
};

struct mail {
    BYTE entry[48];
    int folder;
    bool associated, deleted, unread;
    LONG subject, number, colours[3];
    ULONG n_colours;
};

struct world {
    struct fixture *f;
    struct folder folders[MOST_FOLDERS];
    struct mail mails[MOST_MAIL];
    int n;
    int names, deletions; /* of folders, so far */
    void (*leaving)(struct world *w,
                    int folder); /* this one and those below it are about to be deleted */
};

void world_seed(uint32_t from);
int world_pick(int below);
/* The first folder is never deleted: there is one. */
int world_living_folder(const struct world *w);
bool world_is_below(const struct world *w, int folder, int top);
int mail_part(const struct mail *mail);
/* -1: the root */
IMAPIFolder *world_open(struct world *w, int number);
void world_make_folder(struct world *w, int parent);
/* It, and all in it, isn't expected any more. */
void world_forget_folder(struct world *w, int number);

/* One operation each, on whatever comes up. */
void world_make_mail(struct world *w);
void world_change_mail(struct world *w);
void world_read_mail(struct world *w);
void world_delete_mail(struct world *w);
void world_move_mail(struct world *w, bool deleted); /* brings back deleted ones */
void world_copy_mail(struct world *w);
void world_delete_folder(struct world *w);
void world_move_folder(struct world *w);
void world_copy_folder(struct world *w);
