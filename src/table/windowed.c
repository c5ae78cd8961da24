/*
 * windowed.c - the cursor and the bookmarks of a view, kept on their rows while rows come and go
 */
#include "table/windowed.h"
#include <string.h>
#include "base/error.h"
#include "base/mem.h"

#define FIRST_NAME ((BOOKMARK)3) /* after the predefined ones */

void window_init(struct window *window)
{
    *window = (struct window){.next = FIRST_NAME};
}

void window_reset(struct window *window)
{
    mem_free(window->marks);
    window->marks = NULL;
    window->count = window->room = 0;
    window->cursor = (struct anchor){0};
}

void window_inserted(struct window *window, size_t at, size_t lines)
{
    /* At the end an anchor stays before what is appended; the cursor at the beginning has
     * everything before it. */
    if (window->cursor.at >= at && window->cursor.at && at < lines) window->cursor.at++;
    for (ULONG i = 0; i < window->count; i++)
        if (window->marks[i].anchor.at >= at && at < lines) window->marks[i].anchor.at++;
}

static void anchor_deleted(struct anchor *anchor, size_t at)
{
    if (anchor->at > at) anchor->at--;
    else if (anchor->at == at) anchor->moved = true;
}

void window_deleted(struct window *window, size_t at)
{
    anchor_deleted(&window->cursor, at);
    for (ULONG i = 0; i < window->count; i++)
        anchor_deleted(&window->marks[i].anchor, at);
}

static void anchor_moved(struct anchor *anchor, size_t from, size_t to)
{
    if (anchor->at == from) {
        anchor->at = to;
        return;
    }
    if (anchor->at > from) anchor->at--;
    if (anchor->at >= to) anchor->at++;
}

void window_moved(struct window *window, size_t from, size_t to)
{
    if (from == to) return;
    anchor_moved(&window->cursor, from, to);
    for (ULONG i = 0; i < window->count; i++)
        anchor_moved(&window->marks[i].anchor, from, to);
}

HRESULT window_mark(struct window *window, size_t at, BOOKMARK *out)
{
    if (window->count == MAX_BOOKMARKS) return FAIL(MAPI_E_UNABLE_TO_COMPLETE);
    if (window->count == window->room) {
        ULONG room = window->room ? window->room * 2 : 4;
        struct bookmark *bigger = mem_array(room, sizeof(*bigger));

        if (!bigger) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
        if (window->count) memcpy(bigger, window->marks, window->count * sizeof(*bigger));
        mem_free(window->marks);
        window->marks = bigger;
        window->room = room;
    }
    *out = window->next++;
    window->marks[window->count++] = (struct bookmark){*out, {at, false}};
    return S_OK;
}

static struct bookmark *find_mark(struct window *window, BOOKMARK mark)
{
    for (ULONG i = 0; i < window->count; i++)
        if (window->marks[i].name == mark) return &window->marks[i];
    return NULL;
}

HRESULT window_unmark(struct window *window, BOOKMARK mark)
{
    struct bookmark *found;

    if (mark < FIRST_NAME) return S_OK;
    found = find_mark(window, mark);
    if (!found) return FAIL(MAPI_E_INVALID_BOOKMARK);
    *found = window->marks[--window->count];
    return S_OK;
}

HRESULT window_find(struct window *window, BOOKMARK mark, size_t lines, size_t *at)
{
    struct bookmark *found;
    bool moved;

    switch (mark) {
    case BOOKMARK_BEGINNING:
        *at = 0;
        return S_OK;
    case BOOKMARK_CURRENT: /* there is always a position; that its row is gone is no news to warn of
                            */
        window->cursor.moved = false;
        *at = window->cursor.at < lines ? window->cursor.at : lines;
        return S_OK;
    case BOOKMARK_END:
        *at = lines;
        return S_OK;
    default:
        found = find_mark(window, mark);
        if (!found) return FAIL(MAPI_E_INVALID_BOOKMARK);
        moved = found->anchor.moved;
        found->anchor.moved = false;
        *at = found->anchor.at < lines ? found->anchor.at : lines;
        return moved ? MAPI_W_POSITION_CHANGED : S_OK;
    }
}
