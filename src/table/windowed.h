/*
 * windowed.h - the cursor and the bookmarks of a view, kept on their rows while rows come and go
 *
 * A position n stands before line n; the number of lines is the end.
 */
#pragma once
#include <stdbool.h>
#include "mapidefs.h"
#include "mapicode.h"
#include <stddef.h>

#define MAX_BOOKMARKS 256

struct anchor {
    size_t at;
    bool moved; /* the line it was on is gone; cleared when it is used */
};
struct bookmark {
    BOOKMARK name;
    struct anchor anchor;
};
struct window {
    struct anchor cursor;
    struct bookmark *marks; /* owned */
    ULONG count, room;
    BOOKMARK next;
};

void window_init(struct window *window);
/* Discards the bookmarks, puts the cursor at the beginning. */
void window_reset(struct window *window);
/* Line at came into being; before it there were lines of them. */
void window_inserted(struct window *window, size_t at, size_t lines);
void window_deleted(struct window *window, size_t at);
/* Line from is now line to. */
void window_moved(struct window *window, size_t from, size_t to);

/* A bookmark on position at. MAPI_E_UNABLE_TO_COMPLETE: there are too many. */
HRESULT window_mark(struct window *window, size_t at, BOOKMARK *out);
/* Predefined ones: S_OK. MAPI_E_INVALID_BOOKMARK */
HRESULT window_unmark(struct window *window, BOOKMARK mark);
/* Where mark is among lines. MAPI_W_POSITION_CHANGED (its line is gone, the next is given),
 * MAPI_E_INVALID_BOOKMARK */
HRESULT window_find(struct window *window, BOOKMARK mark, size_t lines, size_t *at);
