/*
 * print.c - what mapictl says, and how
 */
#include <fcntl.h>
#include <io.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include "command.h"
#include "print.h"

static bool progress_shown;

void print_start(void)
{
    _setmode(_fileno(stdout), _O_BINARY);
    _setmode(_fileno(stderr), _O_BINARY);
    if (_isatty(_fileno(stdout))) SetConsoleOutputCP(CP_UTF8);
}

static void put(FILE *file, const WCHAR *text, size_t chars)
{
    char small[1024], *out = small;
    int bytes;

    while (chars) {
        int part = chars > 256 ? 256 : (int)chars;

        if (part < (int)chars && IS_HIGH_SURROGATE(text[part - 1])) part--;
        if (!part) part = 1;
        bytes = WideCharToMultiByte(CP_UTF8, 0, text, part, out, sizeof(small), NULL, NULL);
        fwrite(out, 1, (size_t)bytes, file);
        text += part;
        chars -= (size_t)part;
    }
}

static void vput(FILE *file, const WCHAR *format, va_list args)
{
    WCHAR small[512], *text = small;
    size_t room = ARRAYSIZE(small);

    for (;;) {
        va_list again;
        int n;

        va_copy(again, args);
        n = _vsnwprintf(text, room, format, again);
        va_end(again);
        if (n >= 0 && (size_t)n < room) {
            put(file, text, (size_t)n);
            break;
        }
        if (text != small) free(text);
        if (room > 1 << 24) return;
        room *= 4;
        text = malloc(room * sizeof(*text));
        if (!text) return;
    }
    if (text != small) free(text);
}

void say(const WCHAR *format, ...)
{
    va_list args;

    va_start(args, format);
    vput(stdout, format, args);
    va_end(args);
}

void complain(const WCHAR *format, ...)
{
    va_list args;

    progress_end();
    fflush(stdout);
    va_start(args, format);
    vput(stderr, format, args);
    va_end(args);
    fflush(stderr);
}

void say_text(const WCHAR *text)
{
    put(stdout, text, wcslen(text));
}

void say_bytes(const void *bytes, size_t count)
{
    fwrite(bytes, 1, count, stdout);
}

void format_time(const FILETIME *time, WCHAR *out)
{
    SYSTEMTIME t;

    if (!FileTimeToSystemTime(time, &t))
        wcscpy(out, L"(no date)");
    else
        _snwprintf(out, 32, L"%04u-%02u-%02u %02u:%02u", t.wYear, t.wMonth, t.wDay, t.wHour, t.wMinute);
}

void say_json_text(const WCHAR *text)
{
    say(L"\"");
    for (const WCHAR *at = text; *at; at++) {
        bool pair = IS_HIGH_SURROGATE(*at) && IS_LOW_SURROGATE(at[1]);

        if (*at == L'"' || *at == L'\\')
            say(L"\\%lc", *at);
        else if (*at < 0x20 || (IS_HIGH_SURROGATE(*at) && !pair) || IS_LOW_SURROGATE(*at))
            say(L"\\u%04x", *at);
        else if (pair)
            put(stdout, at++, 2);
        else
            put(stdout, at, 1);
    }
    say(L"\"");
}

void list_begin(struct list_output *list, const struct column *columns, int count)
{
    *list = (struct list_output){columns, count, 0, false};
    if (settings.json) {
        say(L"[");
        return;
    }
    for (int i = 0; i < count; i++)
        if (columns[i].title) {
            if (columns[i].width)
                say(L"%*ls  ", -columns[i].width, columns[i].title);
            else
                say(L"%ls", columns[i].title);
        }
    say(L"\n");
}

/* The column whose cell comes now; opens the row before the first. */
static const struct column *begin_cell(struct list_output *list)
{
    const struct column *column = &list->columns[list->at];

    if (!settings.json) return column;
    if (!list->at) say(list->any ? L",\n {" : L"\n {");
    say(list->at ? L", \"%hs\": " : L"\"%hs\": ", column->key);
    return column;
}

static void end_cell(struct list_output *list)
{
    list->any = true;
    if (++list->at < list->count) return;
    list->at = 0;
    say(settings.json ? L"}" : L"\n");
}

/* Plain text in its column: control characters shown as blanks, so that a subject can't break a line. */
static void plain_cell(const struct column *column, const WCHAR *text)
{
    int width = abs(column->width), n = (int)wcslen(text);
    WCHAR *clean;

    if (!column->title) return;
    clean = _wcsdup(text);
    if (!clean) return;
    for (WCHAR *at = clean; *at; at++)
        if (*at < 0x20 || *at == 0x7f) *at = L' ';
    if (width && n > width) {
        n = IS_HIGH_SURROGATE(clean[width - 2]) ? width - 2 : width - 1;
        clean[n] = 0x2026; /* an ellipsis */
        clean[++n] = 0;
    }
    for (int i = n; column->width < 0 && i < width; i++) say(L" ");
    say_text(clean);
    for (int i = n; column->width > 0 && i < width; i++) say(L" ");
    if (width) say(L"  ");
    free(clean);
}

void list_text(struct list_output *list, const WCHAR *text)
{
    const struct column *column = begin_cell(list);

    if (!settings.json)
        plain_cell(column, text ? text : L"");
    else if (text)
        say_json_text(text);
    else
        say(L"null");
    end_cell(list);
}

void list_number(struct list_output *list, int64_t number)
{
    const struct column *column = begin_cell(list);
    WCHAR text[24];

    _snwprintf(text, 24, L"%I64d", number);
    if (settings.json)
        say_text(text);
    else
        plain_cell(column, text);
    end_cell(list);
}

void list_bool(struct list_output *list, bool yes)
{
    const struct column *column = begin_cell(list);

    if (settings.json)
        say(yes ? L"true" : L"false");
    else
        plain_cell(column, yes ? L"yes" : L"");
    end_cell(list);
}

void list_bytes(struct list_output *list, const void *bytes, size_t count)
{
    WCHAR *text = malloc((count * 2 + 1) * sizeof(*text));

    if (text) {
        text[0] = 0;
        for (size_t i = 0; i < count; i++) _snwprintf(text + 2 * i, 3, L"%02x", ((const BYTE *)bytes)[i]);
    }
    list_text(list, text);
    free(text);
}

void list_time(struct list_output *list, const FILETIME *time)
{
    SYSTEMTIME t;
    WCHAR text[40];

    if (!time || !FileTimeToSystemTime(time, &t)) {
        list_text(list, NULL);
        return;
    }
    if (settings.json)
        _snwprintf(text, 40, L"%04u-%02u-%02uT%02u:%02u:%02uZ", t.wYear, t.wMonth, t.wDay, t.wHour, t.wMinute,
                   t.wSecond);
    else
        format_time(time, text);
    list_text(list, text);
}

void list_end(struct list_output *list)
{
    if (settings.json) say(list->any ? L"\n]\n" : L"]\n");
}

void progress(const WCHAR *what, uint64_t done, uint64_t total)
{
    static DWORD last;
    DWORD now = GetTickCount();

    if (settings.quiet || !_isatty(_fileno(stderr)) || (progress_shown && now - last < 200)) return;
    last = now;
    fprintf(stderr, "\r");
    if (total)
        fprintf(stderr, "%lu of %lu  ", (unsigned long)done, (unsigned long)total);
    put(stderr, what, wcslen(what));
    fprintf(stderr, "\033[K");
    fflush(stderr);
    progress_shown = true;
}

void progress_end(void)
{
    if (!progress_shown) return;
    fprintf(stderr, "\r\033[K");
    fflush(stderr);
    progress_shown = false;
}
