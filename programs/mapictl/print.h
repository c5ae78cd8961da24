/*
 * print.h - what mapictl says: UTF-8 on stdout and stderr, lists as columns or as JSON
 */
#pragma once
#include <windows.h>
#include <stdbool.h>
#include <stdint.h>

void print_start(void);
void say(const WCHAR *format, ...);      /* stdout; nothing under --quiet? no: always */
void complain(const WCHAR *format, ...); /* stderr */
void say_text(const WCHAR *text);        /* any length */
void say_bytes(const void *bytes, size_t count);
/* "MAPI_E_NOT_FOUND (0x8004010f): no such thing" on stderr, headed by what failed. Gives the exit code for it. */
int report(HRESULT hr, const WCHAR *format, ...);
const char *code_name(HRESULT hr); /* NULL: unknown */

/* A list: columns under their titles, or under --json an array of objects. Rows are written as they come. */
struct column {
    const char *key;    /* in JSON */
    const WCHAR *title; /* NULL: in JSON only */
    int width;          /* 0: the last, as wide as it gets; negative: right-justified */
};
struct list_output {
    const struct column *columns;
    int count, at;
    bool any;
};
void list_begin(struct list_output *list, const struct column *columns, int count);
void list_text(struct list_output *list, const WCHAR *text); /* NULL: nothing there */
void list_number(struct list_output *list, int64_t number);
void list_bool(struct list_output *list, bool yes);
void list_bytes(struct list_output *list, const void *bytes, size_t count); /* as hex */
void list_time(struct list_output *list, const FILETIME *time);             /* NULL: none */
void list_end(struct list_output *list);

/* "2026-11-21 14:05" in UTC; room for 32. */
void format_time(const FILETIME *time, WCHAR *out);
/* A JSON string, quoted and escaped. */
void say_json_text(const WCHAR *text);

/* Progress on stderr while it is a terminal or --quiet isn't given: overwritten in place. */
void progress(const WCHAR *what, uint64_t done, uint64_t total);
void progress_end(void);
