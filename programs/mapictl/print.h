/*
 * print.h - what mapictl says: UTF-8 on stdout and stderr, lists as columns or as JSON
 */
#pragma once
#include <windows.h>
#include <stdbool.h>
#include <stdint.h>

void print_start(void);
bool print_end(void);                    /* false: something could not be written */
void say(const WCHAR *format, ...);      /* stdout */
void print_now(void);                    /* what was said is seen, also in a file or a pipe */
void complain(const WCHAR *format, ...); /* stderr */
void say_bytes(const void *bytes, size_t count);
void say_text(const WCHAR *text); /* any length, as it is */
/* Somebody else's text, harmless: what a terminal would obey is left out, but for line ends under
 * lines. */
void say_foreign(const WCHAR *text, bool lines);
/* A JSON string, quoted and escaped; NULL: null. */
void say_json_text(const WCHAR *text);

/* "headed by what failed: no such thing (MAPI_E_NOT_FOUND, 0x8004010f)" on stderr. Gives the exit
 * code for it. */
int report(HRESULT hr, const WCHAR *format, ...);
/* ... with what the object (of an interface whose first method is GetLastError) tells about it. */
int report_by(void *object, HRESULT hr, const WCHAR *format, ...);
/* The same words alone. */
void describe(HRESULT hr, WCHAR *out, size_t room);
const char *code_name(HRESULT hr); /* NULL: unknown */

/*
 * A list: columns under their titles, or under --json an array of objects. Rows are written as they
 * come; a list without rows that fails writes nothing. As one thing: a line "title value" per
 * column, in JSON one object.
 */
struct column {
    const char *key;    /* in JSON */
    const WCHAR *title; /* NULL: in JSON only */
    int width; /* cells of a terminal; 0: the last, as wide as it gets; negative: right-justified */
};
struct list_output {
    const struct column *columns;
    int count, at;
    bool begun, any, one;
};
void list_begin(struct list_output *list, const struct column *columns, int count);
void list_begin_one(struct list_output *list, const struct column *columns, int count);
void list_text(struct list_output *list, const WCHAR *text); /* NULL: nothing there */
void list_number(struct list_output *list, int64_t number);
void list_size(struct list_output *list, int64_t bytes);
void list_mark(struct list_output *list, bool yes, const WCHAR *mark); /* in JSON true or false */
void list_bytes(struct list_output *list, const void *bytes, size_t count); /* as hex */
void list_time(struct list_output *list, const FILETIME *time); /* NULL: none; JSON has UTC */
void list_end(struct list_output *list, HRESULT hr);

/* "2026-11-21 14:05", local time; room for 32. */
void format_time(const FILETIME *time, WCHAR *out);
/* "2026-11-21T13:05:00Z"; room for 32. */
void format_time_utc(const FILETIME *time, WCHAR *out);
/* "512 B", "1.4 KB", "23 MB"; room for 32. */
void format_size(int64_t bytes, WCHAR *out);

/* Progress on stderr where it is a console, or under --progress as lines; never under --quiet.
 * total 0: unknown. */
void progress(const WCHAR *what, uint64_t done, uint64_t total);
void progress_end(void);
