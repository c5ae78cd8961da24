/*
 * print.c - what mapictl says, and how: to a console as it is, to anything else as UTF-8
 */
#include <fcntl.h>
#include <io.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include "command.h"
#include "print.h"

static struct output {
    FILE *file;
    HANDLE console; /* NULL: it is none */
} out_to, err_to;
static bool progress_shown;

static void open_output(struct output *output, FILE *file, DWORD which)
{
    HANDLE handle = GetStdHandle(which);
    DWORD mode;

    output->file = file;
    if (GetConsoleMode(handle, &mode)) output->console = handle;
    _setmode(_fileno(file), _O_BINARY);
}

void print_start(void)
{
    open_output(&out_to, stdout, STD_OUTPUT_HANDLE);
    open_output(&err_to, stderr, STD_ERROR_HANDLE);
    setvbuf(stdout, NULL, _IOFBF, 1 << 16);
}

bool print_end(void)
{
    progress_end();
    return !fflush(stdout) && !ferror(stdout);
}

static void put(struct output *output, const WCHAR *text, size_t chars)
{
    enum {
        PART = 1024
    };
    char bytes[3 * PART];
    DWORD written;

    while (chars) {
        int part = chars > PART ? PART : (int)chars;

        if (part < (int)chars && IS_HIGH_SURROGATE(text[part - 1]) && part > 1) part--;
        if (output->console) WriteConsoleW(output->console, text, (DWORD)part, &written, NULL);
        else
            fwrite(bytes, 1,
                   (size_t)WideCharToMultiByte(CP_UTF8, 0, text, part, bytes, sizeof(bytes), NULL,
                                               NULL),
                   output->file);
        text += part;
        chars -= (size_t)part;
    }
}

static void vput(struct output *output, const WCHAR *format, va_list args)
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
            put(output, text, (size_t)n);
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
    vput(&out_to, format, args);
    va_end(args);
}

void print_now(void)
{
    fflush(stdout);
}

void complain(const WCHAR *format, ...)
{
    va_list args;

    progress_end();
    fflush(stdout);
    va_start(args, format);
    vput(&err_to, format, args);
    va_end(args);
    fflush(stderr);
}

void say_text(const WCHAR *text)
{
    put(&out_to, text, wcslen(text));
}

void say_bytes(const void *bytes, size_t count)
{
    fwrite(bytes, 1, count, stdout);
}

/* What would move the cursor, colour the screen, or turn the writing round. */
static bool is_order(WCHAR c, bool lines)
{
    if (c < 0x20) return !lines || (c != L'\n' && c != L'\t');
    return (c >= 0x7f && c < 0xa0) || (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

void say_foreign(const WCHAR *text, bool lines)
{
    const WCHAR *start = text;

    for (;; text++) {
        if (*text && !is_order(*text, lines)) continue;
        put(&out_to, start, (size_t)(text - start));
        if (!*text) return;
        if (!lines && *text < 0x20) say(L" ");
        start = text + 1;
    }
}

void say_json_text(const WCHAR *text)
{
    if (!text) {
        say(L"null");
        return;
    }
    say(L"\"");
    for (const WCHAR *at = text; *at; at++) {
        bool pair = IS_HIGH_SURROGATE(*at) && IS_LOW_SURROGATE(at[1]);

        if (*at == L'"' || *at == L'\\') say(L"\\%lc", *at);
        else if (is_order(*at, false) || (!pair && *at >= 0xd800 && *at < 0xe000))
            say(L"\\u%04x", *at);
        else put(&out_to, at, pair ? 2 : 1);
        at += pair;
    }
    say(L"\"");
}

void format_time(const FILETIME *time, WCHAR *out)
{
    SYSTEMTIME utc, t;

    if (!FileTimeToSystemTime(time, &utc) || !SystemTimeToTzSpecificLocalTime(NULL, &utc, &t))
        wcscpy(out, L"(no date)");
    else
        _snwprintf(out, 32, L"%04u-%02u-%02u %02u:%02u", t.wYear, t.wMonth, t.wDay, t.wHour,
                   t.wMinute);
}

void format_time_utc(const FILETIME *time, WCHAR *out)
{
    SYSTEMTIME t;

    if (!FileTimeToSystemTime(time, &t)) wcscpy(out, L"(no date)");
    else
        _snwprintf(out, 32, L"%04u-%02u-%02uT%02u:%02u:%02uZ", t.wYear, t.wMonth, t.wDay, t.wHour,
                   t.wMinute, t.wSecond);
}

void format_size(int64_t bytes, WCHAR *out)
{
    static const WCHAR units[] = L"KMGT";
    double size = (double)bytes;
    int unit = -1;

    for (; size >= 999.5 && unit < 3; unit++)
        size /= 1024;
    if (unit < 0) _snwprintf(out, 32, L"%I64d B", bytes);
    else _snwprintf(out, 32, size < 9.95 ? L"%.1f %lcB" : L"%.0f %lcB", size, units[unit]);
}

/* Once a second as a line of its own where nobody watches, 5 times in place where somebody does. */
void progress(const WCHAR *what, uint64_t done, uint64_t total)
{
    static DWORD last;
    static bool any;
    DWORD now = GetTickCount();
    WCHAR count[48] = L"";

    if (settings.quiet || (!err_to.console && !settings.progress)) return;
    if (any && now - last < (err_to.console ? 200 : 1000) && done != total) return;
    any = true;
    last = now;
    if (total) _snwprintf(count, 48, L"%I64u of %I64u  ", done, total);
    else _snwprintf(count, 48, L"%I64u  ", done);
    if (err_to.console) {
        CONSOLE_SCREEN_BUFFER_INFO info;
        int room = GetConsoleScreenBufferInfo(err_to.console, &info) ? info.dwSize.X - 1 : 79;
        int n = (int)wcslen(count), rest = room > n ? room - n : 0;
        WCHAR line[256];

        if (rest > 200) rest = 200;
        _snwprintf(line, ARRAYSIZE(line), L"\r%ls%-*.*ls", count, rest, rest, what);
        line[ARRAYSIZE(line) - 1] = 0;
        put(&err_to, line, wcslen(line));
        progress_shown = true;
    } else {
        put(&err_to, count, wcslen(count));
        put(&err_to, what, wcslen(what));
        put(&err_to, L"\n", 1);
        fflush(stderr);
    }
}

void progress_end(void)
{
    CONSOLE_SCREEN_BUFFER_INFO info;
    WCHAR line[256];

    if (!progress_shown) return;
    progress_shown = false;
    if (!GetConsoleScreenBufferInfo(err_to.console, &info)) info.dwSize.X = 80;
    _snwprintf(line, ARRAYSIZE(line), L"\r%*ls\r", info.dwSize.X > 220 ? 220 : info.dwSize.X - 1,
               L"");
    put(&err_to, line, wcslen(line));
}
