/*
 * list.c - lists as columns under their titles, or as JSON
 */
#include <stdio.h>
#include <stdlib.h>
#include "command.h"
#include "print.h"
#include "width.h"

void list_begin(struct list_output *list, const struct column *columns, int count)
{
    *list = (struct list_output){columns, count, 0, false, false, false};
}

void list_begin_one(struct list_output *list, const struct column *columns, int count)
{
    list_begin(list, columns, count);
    list->one = true;
}

static void blanks(int n)
{
    if (n > 0) say(L"%*ls", n, L"");
}

/* Is there a column to be seen behind this one? */
static bool is_last(const struct list_output *list, int at)
{
    while (++at < list->count)
        if (list->columns[at].title) return false;
    return true;
}

static void begin(struct list_output *list)
{
    if (list->begun) return;
    list->begun = true;
    if (settings.json) {
        if (!list->one) say(L"[");
        return;
    }
    for (int i = 0; i < list->count && !list->one; i++) {
        const struct column *column = &list->columns[i];
        int room = abs(column->width) - (column->title ? (int)wcslen(column->title) : 0);

        if (!column->title) continue;
        if (column->width < 0) blanks(room);
        say(L"%ls", column->title);
        if (is_last(list, i)) continue;
        if (column->width > 0) blanks(room);
        say(L"  ");
    }
    if (!list->one) say(L"\n");
}

/* The column whose cell comes now; opens the row before the first. */
static const struct column *begin_cell(struct list_output *list)
{
    const struct column *column = &list->columns[list->at];

    begin(list);
    if (!settings.json) return column;
    if (!list->at) say(list->one ? L"{" : list->any ? L",\n {" : L"\n {");
    say(list->at ? L", \"%hs\": " : L"\"%hs\": ", column->key);
    return column;
}

static void end_cell(struct list_output *list)
{
    list->any = true;
    if (++list->at < list->count) return;
    list->at = 0;
    if (settings.json) say(list->one ? L"}\n" : L"}");
    else if (!list->one) say(L"\n");
}

/* A copy of at most width cells, with an ellipsis where it was longer; MAPI's texts may hold
 * anything, so line ends and the like become blanks. *cells is told. */
static WCHAR *cut(const WCHAR *text, int width, int *cells)
{
    WCHAR *copy = malloc((wcslen(text) + 2) * sizeof(*copy)), *to = copy;
    bool fits = !width || text_width(text) <= width;

    *cells = 0;
    while (copy && *text) {
        const WCHAR *start = text;
        int n = code_width(next_code(&text));

        if (!fits && *cells + n > width - 1) {
            *to++ = 0x2026; /* an ellipsis */
            ++*cells;
            break;
        }
        for (; start < text; start++)
            *to++ = *start < 0x20 ? L' ' : *start;
        *cells += n;
    }
    if (copy) *to = 0;
    return copy;
}

static void plain_cell(struct list_output *list, const struct column *column, const WCHAR *text)
{
    bool last = is_last(list, list->at);
    int cells;
    WCHAR *shown;

    if (!column->title) return;
    if (list->one) {
        say(L"%-12ls  ", column->title);
        say_foreign(text, false);
        say(L"\n");
        return;
    }
    shown = cut(text, abs(column->width), &cells);
    if (!shown) return;
    if (column->width < 0) blanks(-column->width - cells);
    say_foreign(shown, false);
    if (!last) {
        if (column->width > 0) blanks(column->width - cells);
        say(L"  ");
    }
    free(shown);
}

void list_text(struct list_output *list, const WCHAR *text)
{
    const struct column *column = begin_cell(list);

    if (settings.json) say_json_text(text);
    else plain_cell(list, column, text ? text : L"");
    end_cell(list);
}

void list_number(struct list_output *list, int64_t number)
{
    const struct column *column = begin_cell(list);
    WCHAR text[24];

    _snwprintf(text, 24, L"%I64d", number);
    if (settings.json) say_text(text);
    else plain_cell(list, column, text);
    end_cell(list);
}

void list_size(struct list_output *list, int64_t bytes)
{
    const struct column *column;
    WCHAR text[32];

    if (settings.json) {
        list_number(list, bytes);
        return;
    }
    column = begin_cell(list);
    format_size(bytes, text);
    plain_cell(list, column, text);
    end_cell(list);
}

void list_mark(struct list_output *list, bool yes, const WCHAR *mark)
{
    const struct column *column = begin_cell(list);

    if (settings.json) say(yes ? L"true" : L"false");
    else plain_cell(list, column, yes ? mark : L"");
    end_cell(list);
}

void list_bytes(struct list_output *list, const void *bytes, size_t count)
{
    WCHAR *text = malloc((count * 2 + 1) * sizeof(*text));

    if (text) {
        text[0] = 0;
        for (size_t i = 0; i < count; i++)
            _snwprintf(text + 2 * i, 3, L"%02x", ((const BYTE *)bytes)[i]);
    }
    list_text(list, text);
    free(text);
}

void list_time(struct list_output *list, const FILETIME *time)
{
    WCHAR text[32];

    if (time && settings.json) format_time_utc(time, text);
    else if (time) format_time(time, text);
    list_text(list, time ? text : NULL);
}

void list_end(struct list_output *list, HRESULT hr)
{
    if (FAILED(hr) && !list->begun) return;
    begin(list);
    if (settings.json && !list->one) say(list->any ? L"\n]\n" : L"]\n");
}
