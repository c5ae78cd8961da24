/*
 * kill_model.c - what one writer's part of a store must hold: folders, their messages, names, and
 * what each operation changes
 */
#include "local_store/kill_model.h"
#include <stdlib.h>
#include <string.h>

const char *op_name(int kind)
{
    static const char *const names[] = {
        "create",      "change",        "delete",         "restore",       "move",
        "copy",        "mark",          "empty",          "empty folders", "empty living",
        "make folder", "delete folder", "restore folder", "move folder",   "copy folder",
        "comment",     "name",          "receive",        "search",        "find"};

    return names[kind];
}

void model_init(struct model *model, int writer)
{
    memset(model, 0, sizeof(*model));
    model->writer = writer;
    model->receive = -1;
    model->slots[0].used = true;
    model->slots[0].above = -1;
}

bool model_is_in(const struct model *model, int slot, int in)
{
    for (; slot >= 0; slot = model->slots[slot].above)
        if (slot == in) return true;
    return false;
}

static bool lives(const struct model *model, int slot)
{
    return model->slots[slot].used && !model->slots[slot].gone;
}

/* ---- choosing ---- */

static int pick_of(unsigned *seed, int n)
{
    return rand_r(seed) / 7 % n;
}

static int any_living(const struct model *model, unsigned *seed)
{
    int slot;

    do
        slot = pick_of(seed, SLOTS);
    while (!lives(model, slot));
    return slot;
}

/* Up to `most` messages of that state, which the folder `free_in` (-1: none) has no namesakes of.
 */
static bool pick_numbers(const struct model *model, struct op *op, int state, int free_in, int most,
                         unsigned *seed)
{
    int from = pick_of(seed, NUMBERS);

    op->n = 0;
    for (int i = 0; i < NUMBERS && op->n < most; i++) {
        int number = (from + i) % NUMBERS;

        if (model->slots[op->slot].cells[number].state != state) continue;
        if (free_in >= 0 && free_in != op->slot &&
            model->slots[free_in].cells[number].state != CELL_NONE)
            continue;
        if (op->n && pick_of(seed, 2)) continue;
        op->numbers[op->n++] = number;
    }
    return op->n > 0;
}

static int free_slot(const struct model *model, int after)
{
    for (int i = after + 1; i < SLOTS; i++)
        if (!model->slots[i].used) return i;
    return -1;
}

/* Slots for the copies of slot and what lives below. */
static bool pick_copies(const struct model *model, struct op *op)
{
    int next = 0;

    memset(op->copies, -1, sizeof(op->copies));
    for (int i = 1; i < SLOTS; i++) {
        if (!lives(model, i) || !model_is_in(model, i, op->slot)) continue;
        next = free_slot(model, next);
        if (next < 0) return false;
        op->copies[i] = (int8_t)next;
    }
    return true;
}

static bool choose(const struct model *model, struct op *op, unsigned *seed)
{
    const struct slot *slot = &model->slots[op->slot];

    switch (op->kind) {
    case DO_CREATE:
        return !slot->gone && pick_numbers(model, op, CELL_NONE, -1, 1, seed);
    case DO_CHANGE:
        return !slot->gone && pick_numbers(model, op, CELL_LIVING, -1, 1, seed);
    case DO_DELETE:
        return !slot->gone &&
               pick_numbers(model, op, op->hard && pick_of(seed, 2) ? CELL_KEPT : CELL_LIVING, -1,
                            LISTED, seed);
    case DO_RESTORE:
        return !slot->gone && pick_numbers(model, op, CELL_KEPT, op->to, LISTED, seed);
    case DO_MOVE:
    case DO_COPY:
        return !slot->gone && op->slot != op->to &&
               pick_numbers(model, op, CELL_LIVING, op->to, LISTED, seed);
    case DO_MARK:
        return !slot->gone && pick_numbers(model, op, CELL_LIVING, -1, LISTED, seed);
    case DO_EMPTY:
        return op->slot && !slot->gone && !pick_of(seed, 4);
    case DO_MAKE_FOLDER:
        op->slot = free_slot(model, 0);
        return op->slot > 0;
    case DO_DELETE_FOLDER: /* one that is gone goes for good, out of a living folder */
        return op->slot && (slot->gone ? op->hard && lives(model, slot->above) : true);
    case DO_RESTORE_FOLDER:
        return slot->gone && lives(model, slot->above) && !model_is_in(model, op->to, op->slot);
    case DO_MOVE_FOLDER:
        return op->slot && !slot->gone && !model_is_in(model, op->to, op->slot);
    case DO_COPY_FOLDER:
        return op->slot && !slot->gone && !model_is_in(model, op->to, op->slot) &&
               pick_copies(model, op);
    case DO_COMMENT:
        return op->slot && !slot->gone;
    case DO_NAME:
        return model->names < 50 && !pick_of(seed, 4);
    case DO_RECEIVE:
        return !slot->gone;
    case DO_SEARCH:
        op->numbers[0] = 1 + pick_of(seed, model->step + 1);
        return true;
    case DO_FIND:
        op->numbers[0] = pick_of(seed, 3);
        return !slot->gone;
    }
    return false;
}

void model_choose(const struct model *model, struct op *op, unsigned *seed)
{
    do {
        memset(op, 0, sizeof(*op));
        op->kind = pick_of(seed, DO_KINDS);
        op->hard = pick_of(seed, 2);
        do
            op->slot = pick_of(seed, SLOTS);
        while (!model->slots[op->slot].used);
        op->to = any_living(model, seed);
    } while (op->kind == DO_EMPTY_FOLDERS || op->kind == DO_EMPTY_LIVING ||
             !choose(model, op, seed));
}

/* ---- doing ---- */

static void erase(struct model *model, int slot)
{
    bool goes[SLOTS];

    for (int i = 0; i < SLOTS; i++)
        goes[i] = model->slots[i].used && model_is_in(model, i, slot);
    for (int i = 0; i < SLOTS; i++) {
        if (!goes[i]) continue;
        if (model->receive == i) model->receive = -1;
        memset(&model->slots[i], 0, sizeof(model->slots[i]));
    }
}

static void keep(struct model *model, int slot, int step)
{
    for (int i = 1; i < SLOTS; i++) {
        if (!lives(model, i) || !model_is_in(model, i, slot)) continue;
        if (model->receive == i) model->receive = -1;
        model->slots[i].gone = step;
    }
}

static void delete_folder(struct model *model, int slot, bool hard, int step)
{
    if (hard)
        erase(model, slot);
    else
        keep(model, slot, step);
}

static void empty_folders(struct model *model, int slot, bool hard)
{
    for (int i = 1; i < SLOTS; i++) {
        if (!model->slots[i].used || model->slots[i].above != slot ||
            (model->slots[i].gone && !hard))
            continue;
        /* each with what is below it comes back alone */
        delete_folder(model, i, hard, model->step * SLOTS + i);
    }
}

static void copy_folder(struct model *model, const struct op *op)
{
    for (int i = 1; i < SLOTS; i++) {
        const struct slot *from = &model->slots[i];
        struct slot *made;

        if (op->copies[i] < 0) continue;
        made = &model->slots[op->copies[i]];
        *made = *from;
        made->above = i == op->slot ? op->to : op->copies[from->above];
        if (i == op->slot) made->name = model->step;
        for (int k = 0; k < NUMBERS; k++)
            if (made->cells[k].state != CELL_LIVING)
                memset(&made->cells[k], 0, sizeof(made->cells[k]));
    }
}

static void on_message(struct model *model, const struct op *op, int number)
{
    struct cell *cell = &model->slots[op->slot].cells[number], moved = *cell;

    switch (op->kind) {
    case DO_CREATE:
        *cell = (struct cell){CELL_LIVING, false, model->step};
        break;
    case DO_CHANGE:
        cell->revision = model->step;
        break;
    case DO_DELETE:
        if (op->hard)
            memset(cell, 0, sizeof(*cell));
        else
            cell->state = CELL_KEPT;
        break;
    case DO_RESTORE:
    case DO_MOVE:
        memset(cell, 0, sizeof(*cell));
        moved.state = CELL_LIVING;
        model->slots[op->to].cells[number] = moved;
        break;
    case DO_COPY:
        model->slots[op->to].cells[number] = moved;
        break;
    case DO_MARK:
        cell->read = !op->hard;
        break;
    }
}

void model_apply(struct model *model, const struct op *op)
{
    struct slot *slot = &model->slots[op->slot];

    model->step++;
    for (int i = 0; i < op->n; i++)
        on_message(model, op, op->numbers[i]);
    switch (op->kind) {
    case DO_EMPTY:
    case DO_EMPTY_FOLDERS:
    case DO_EMPTY_LIVING:
        empty_folders(model, op->slot, op->hard);
        for (int k = 0; k < NUMBERS && op->kind != DO_EMPTY_FOLDERS; k++) {
            if (op->hard && op->kind == DO_EMPTY_LIVING && slot->cells[k].state == CELL_KEPT)
                continue;
            if (op->hard)
                memset(&slot->cells[k], 0, sizeof(slot->cells[k]));
            else if (slot->cells[k].state == CELL_LIVING)
                slot->cells[k].state = CELL_KEPT;
        }
        break;
    case DO_MAKE_FOLDER:
        *slot = (struct slot){.used = true, .above = op->to, .name = model->step};
        break;
    case DO_DELETE_FOLDER:
        delete_folder(model, op->slot, op->hard, model->step * SLOTS);
        break;
    case DO_RESTORE_FOLDER:
        for (int i = 1, gone = slot->gone; i < SLOTS; i++)
            if (model->slots[i].gone == gone) model->slots[i].gone = 0;
        /* fall through */
    case DO_MOVE_FOLDER:
        slot->above = op->to;
        slot->name = model->step;
        break;
    case DO_COPY_FOLDER:
        copy_folder(model, op);
        break;
    case DO_COMMENT:
        slot->comment = model->step;
        break;
    case DO_NAME:
        model->names++;
        break;
    case DO_RECEIVE:
        model->receive = op->hard ? -1 : op->slot;
        break;
    case DO_SEARCH:
        model->search = op->numbers[0];
        break;
    }
}
