/*
 * text_hold.h - what is read together lives together, and goes at once
 *
 * Needs nothing but include/ and malloc: programs link it too.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>

struct hold_block;
struct text_hold {
    struct hold_block *blocks;
};

/* Room that lives until the next text_hold_clear, aligned for anything; NULL: memory is out. */
void *text_hold_room(struct text_hold *hold, size_t bytes);
/* A copy with a NUL behind it; NULL: memory is out. */
char *text_hold_copy(struct text_hold *hold, const char *text, size_t bytes);
void text_hold_clear(struct text_hold *hold); /* one block stays for what comes next */
void text_hold_drop(struct text_hold *hold);

/* Text that grows, in one piece. {0}: empty; freed by whoever has it. */
struct grown_text {
    char *data;
    size_t count, room;
};

/* Room for more bytes behind data[count - 1]; false when memory is out (nothing changed). */
bool grown_text_reserve(struct grown_text *text, size_t more);
