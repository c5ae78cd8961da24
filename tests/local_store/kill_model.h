/*
 * kill_model.h - what one writer's part of a store must hold: folders, their messages, names, and
 * what each operation changes
 *
 * A folder is a slot, a message a number in it. Slot 0 is shared by all writers and stays; each has
 * his own numbers there.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#define SLOTS   8
#define NUMBERS 20
#define LISTED  6 /* messages in a call */

enum cell_state { CELL_NONE, CELL_LIVING, CELL_KEPT };
struct cell {
    uint8_t state;
    bool read;
    int revision;
};
struct slot {
    bool used;
    int gone;    /* the step that deleted it softly, with all that went in that step; 0: it lives */
    int above;   /* its parent's slot; none for slot 0 */
    int name;    /* no two siblings have the same */
    int comment;
    struct cell cells[NUMBERS];
};
struct model {
    int writer;
    int step;    /* steps done; the next one's number is revision and name of what it makes */
    int names;   /* named properties made */
    int receive; /* slot of the writer's receive folder, -1: none */
    int search;  /* his search folder finds messages from this revision on that have its word, over
                    the shared folder and below; 0: not set yet */
    struct slot slots[SLOTS];
};

enum op_kind {
    DO_CREATE,        /* in slot, numbers[0] */
    DO_CHANGE,        /* in slot, numbers[0] */
    DO_DELETE,        /* from slot, n numbers */
    DO_RESTORE,       /* softly deleted ones of slot, to slot `to` */
    DO_MOVE,
    DO_COPY,
    DO_MARK,          /* read or, with hard, unread */
    DO_EMPTY,
    DO_EMPTY_FOLDERS, /* the first part of DO_EMPTY */
    DO_EMPTY_LIVING,  /* that and the second: what it deletes for good, but what was deleted softly
                         before */
    DO_MAKE_FOLDER,   /* slot, in `to` */
    DO_DELETE_FOLDER,
    DO_RESTORE_FOLDER, /* slot, into `to` */
    DO_MOVE_FOLDER,
    DO_COPY_FOLDER,   /* slot, into `to`; copies[i]: the slot that slot i's copy takes, or -1 */
    DO_COMMENT,       /* of slot */
    DO_NAME,
    DO_RECEIVE,       /* slot; with hard none */
    DO_SEARCH,        /* from revision numbers[0] on, with its word */
    DO_FIND,          /* in slot, word numbers[0] */
    DO_KINDS
};
struct op {
    int kind, slot, to, n;
    int numbers[LISTED];
    int8_t copies[SLOTS];
    bool hard;
};

void model_init(struct model *model, int writer);
/* Something that can be done now, at random. */
void model_choose(const struct model *model, struct op *op, unsigned *seed);
/* As it is when that is done. */
void model_apply(struct model *model, const struct op *op);
/* Is slot inside of `in`, or the same? */
bool model_is_in(const struct model *model, int slot, int in);
const char *op_name(int kind);
