/*
 * text_hold.c - what is read together lives together, and goes at once
 */
#include "codec/text/text_hold.h"
#include <stdlib.h>
#include <string.h>

enum {
    HOLD_BLOCK = 16384,
    HOLD_ALIGN = 16,
    GROWN_FIRST = 4096
};

struct hold_block {
    struct hold_block *next;
    size_t used, room;
    _Alignas(HOLD_ALIGN) char data[];
};

void *text_hold_room(struct text_hold *hold, size_t bytes)
{
    struct hold_block *block = hold->blocks;
    size_t room;
    char *start;

    if (bytes > (size_t)-1 / 2) return NULL;
    bytes = (bytes + HOLD_ALIGN - 1) & ~(size_t)(HOLD_ALIGN - 1);
    if (!block || block->room - block->used < bytes) {
        room = bytes > HOLD_BLOCK ? bytes : HOLD_BLOCK;
        block = malloc(sizeof(*block) + room);
        if (!block) return NULL;
        block->used = 0;
        block->room = room;
        block->next = hold->blocks;
        hold->blocks = block;
    }
    start = block->data + block->used;
    block->used += bytes;
    return start;
}

char *text_hold_copy(struct text_hold *hold, const char *text, size_t bytes)
{
    char *copy = text_hold_room(hold, bytes + 1);

    if (!copy) return NULL;
    if (bytes) memcpy(copy, text, bytes);
    copy[bytes] = 0;
    return copy;
}

static void drop_but(struct text_hold *hold, struct hold_block *kept)
{
    struct hold_block *next;

    for (struct hold_block *block = hold->blocks; block; block = next) {
        next = block->next;
        if (block != kept) free(block);
    }
    hold->blocks = kept;
    if (!kept) return;
    kept->next = NULL;
    kept->used = 0;
}

void text_hold_clear(struct text_hold *hold)
{
    struct hold_block *kept = hold->blocks;

    while (kept && kept->room != HOLD_BLOCK)
        kept = kept->next;
    drop_but(hold, kept);
}

void text_hold_drop(struct text_hold *hold)
{
    drop_but(hold, NULL);
}

bool grown_text_reserve(struct grown_text *text, size_t more)
{
    size_t room = text->room ? text->room : GROWN_FIRST;
    char *data;

    if (text->room - text->count >= more) return true;
    if (more > (size_t)-1 / 4 || text->count > (size_t)-1 / 4) return false;
    while (room - text->count < more)
        room *= 2;
    data = realloc(text->data, room);
    if (!data) return false;
    text->data = data;
    text->room = room;
    return true;
}
