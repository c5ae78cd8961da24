/*
 * mapictl_fixture.h - runs mapictl.exe as a user or a script does, and looks at what it wrote
 *
 * The program lies beside this one. Each run's output is kept in files, so that no pipe can fill.
 */
#pragma once
#include "harness.h"
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

static WCHAR here[MAX_PATH], temp[MAX_PATH]; /* where the programs lie; a folder of our own */
static char *out, *err;                      /* what the last run wrote, UTF-8 */
static size_t out_bytes;

/* For messages; the last four stay. */
__attribute__((unused)) static const char *utf8(const WCHAR *text)
{
    static char ring[4][1024];
    static int at;
    char *to = ring[at++ % 4];

    if (!text) return "(default)";
    if (!WideCharToMultiByte(CP_UTF8, 0, text, -1, to, sizeof(ring[0]), NULL, NULL))
        strcpy(to, "?");
    return to;
}

/* ---- running it ---- */

__attribute__((unused)) static HANDLE output_file(const WCHAR *name)
{
    SECURITY_ATTRIBUTES inherit = {sizeof(inherit), NULL, TRUE};
    WCHAR path[MAX_PATH];

    swprintf(path, MAX_PATH, L"%ls\\%ls", temp, name);
    return CreateFileW(path, GENERIC_READ | GENERIC_WRITE, 7, &inherit, CREATE_ALWAYS, 0, NULL);
}

__attribute__((unused)) static char *take(HANDLE file, size_t *bytes)
{
    DWORD size = GetFileSize(file, NULL), got = 0;
    char *text = calloc(size + 1, 1);

    SetFilePointer(file, 0, NULL, FILE_BEGIN);
    ReadFile(file, text, size, &got, NULL);
    CloseHandle(file);
    if (bytes) *bytes = got;
    return text;
}

static HANDLE input; /* what the next run reads on standard input; NULL: nothing */

/* For the next run alone. */
__attribute__((unused)) static void has_input(const void *bytes, size_t count)
{
    DWORD written;

    input = output_file(L"in.txt");
    ok(WriteFile(input, bytes, (DWORD)count, &written, NULL), "no input\n");
    SetFilePointer(input, 0, NULL, FILE_BEGIN);
}

/* Runs `exe arguments` and gives its exit code. */
__attribute__((unused)) static DWORD run_program(const WCHAR *exe, const WCHAR *arguments)
{
    STARTUPINFOW start = {.cb = sizeof(start), .dwFlags = STARTF_USESTDHANDLES};
    PROCESS_INFORMATION process;
    WCHAR line[2048];
    DWORD code = ~0u;

    free(out);
    free(err);
    out = err = NULL;
    start.hStdInput = input;
    start.hStdOutput = output_file(L"out.txt");
    start.hStdError = output_file(L"err.txt");
    swprintf(line, ARRAYSIZE(line), L"\"%ls\" %ls", exe, arguments);
    if (harness_start(line, true, temp, &start, &process)) {
        if (WaitForSingleObject(process.hProcess, 60000)) TerminateProcess(process.hProcess, 999);
        WaitForSingleObject(process.hProcess, 5000);
        GetExitCodeProcess(process.hProcess, &code);
        CloseHandle(process.hProcess);
        CloseHandle(process.hThread);
    }
    out = take(start.hStdOutput, &out_bytes);
    err = take(start.hStdError, NULL);
    if (input) CloseHandle(input);
    input = NULL;
    return code;
}

__attribute__((unused)) static DWORD run(const WCHAR *arguments)
{
    WCHAR exe[MAX_PATH];

    swprintf(exe, MAX_PATH, L"%ls\\mapictl.exe", here);
    return run_program(exe, arguments);
}

/* It ends with that code; then what it wrote can be looked at. */
#define runs(code, arguments)                                                                      \
    do {                                                                                           \
        DWORD code_ = run(arguments);                                                              \
        ok(code_ == (code), "mapictl %s: exit code %lu\n%s%s", utf8(arguments), code_, out, err);  \
    } while (0)
#define says(text)      ok(strstr(out, text) != NULL, "no '%s' in\n%s%s", text, out, err)
#define says_not(text)  ok(!strstr(out, text), "'%s' is in\n%s", text, out)
#define complains(text) ok(strstr(err, text) != NULL, "no '%s' in\n%s", text, err)
#define is_silent()     ok(!*err, "stderr has\n%s", err)

/* ---- JSON ---- */

static const char *json_value(const char *at, int depth);

__attribute__((unused)) static const char *json_blank(const char *at)
{
    while (at && (*at == ' ' || *at == '\n'))
        at++;
    return at;
}

__attribute__((unused)) static const char *json_string(const char *at)
{
    if (!at || *at++ != '"') return NULL;
    while (*at != '"') {
        if ((unsigned char)*at < 0x20) return NULL; /* the end too */
        if (*at == '\\') {
            at++;
            if (*at == 'u' && strspn(at + 1, "0123456789abcdef") < 4) return NULL;
            if (!strchr("\"\\/bfnrtu", *at) || !*at) return NULL;
        }
        at++;
    }
    return at + 1;
}

/* A list in brackets or braces, up to behind its end. */
__attribute__((unused)) static const char *json_list(const char *at, char end, int depth)
{
    at = json_blank(at + 1);
    if (at && *at == end) return at + 1;
    while (at) {
        if (end == '}') {
            at = json_blank(json_string(at));
            if (!at || *at++ != ':') return NULL;
        }
        at = json_blank(json_value(at, depth + 1));
        if (!at || (*at != ',' && *at != end)) return NULL;
        if (*at++ == end) return at;
        at = json_blank(at);
    }
    return NULL;
}

/* Behind a whole value, or NULL. */
__attribute__((unused)) static const char *json_value(const char *at, int depth)
{
    static const char *const words[] = {"true", "false", "null"};

    at = json_blank(at);
    if (!at || depth > 8) return NULL;
    if (*at == '[' || *at == '{') return json_list(at, *at == '[' ? ']' : '}', depth);
    if (*at == '"') return json_string(at);
    for (size_t i = 0; i < ARRAYSIZE(words); i++)
        if (!strncmp(at, words[i], strlen(words[i]))) return at + strlen(words[i]);
    if (*at == '-') at++;
    if (*at < '0' || *at > '9') return NULL;
    return at + strspn(at, "0123456789.eE+-");
}

__attribute__((unused)) static bool is_utf8(const char *text)
{
    return !*text || MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, text, -1, NULL, 0);
}

__attribute__((unused)) static void is_json(const WCHAR *arguments)
{
    const char *end;

    runs(0, arguments);
    end = json_blank(json_value(out, 0));
    ok(end && !*end && is_utf8(out), "mapictl %s wrote no JSON:\n%s", utf8(arguments), out);
    is_silent();
}

/* The value of the first "key": "..." in the output, into room bytes. */
__attribute__((unused)) static bool json_text(const char *key, char *value, size_t room)
{
    char pattern[64];
    const char *at;
    size_t n;

    snprintf(pattern, sizeof(pattern), "\"%s\": \"", key);
    at = strstr(out, pattern);
    *value = 0;
    if (!at) return false;
    at += strlen(pattern);
    n = strcspn(at, "\"");
    if (n >= room) return false;
    memcpy(value, at, n);
    value[n] = 0;
    return true;
}

/* ---- files ---- */

__attribute__((unused)) static void write_file(const WCHAR *path, const void *bytes, size_t count)
{
    HANDLE file = CreateFileW(path, GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, 0, NULL);
    DWORD written;

    ok(file != INVALID_HANDLE_VALUE && WriteFile(file, bytes, (DWORD)count, &written, NULL),
       "no file %s\n", utf8(path));
    CloseHandle(file);
}

/* The text of a file that somebody writes, once it has `wanted` in it. */
__attribute__((unused)) static bool comes(const WCHAR *name, const char *wanted)
{
    WCHAR path[MAX_PATH];

    swprintf(path, MAX_PATH, L"%ls\\%ls", temp, name);
    for (int i = 0; i < 600; i++) {
        HANDLE file = CreateFileW(path, GENERIC_READ, 7, NULL, OPEN_EXISTING, 0, NULL);
        char text[2048];
        DWORD got = 0;

        if (file != INVALID_HANDLE_VALUE) {
            ReadFile(file, text, sizeof(text) - 1, &got, NULL);
            CloseHandle(file);
        }
        text[got] = 0;
        if (strstr(text, wanted)) return true;
        Sleep(50);
    }
    return false;
}

/* To be called first. */
__attribute__((unused)) static void find_mapictl(void)
{
    WCHAR *last;

    GetModuleFileNameW(NULL, here, MAX_PATH);
    last = wcsrchr(here, L'\\');
    if (last) *last = 0;
    GetTempPathW(MAX_PATH, temp);
    swprintf(temp + wcslen(temp), 32, L"mapictl %lu", GetCurrentProcessId());
    CreateDirectoryW(temp, NULL);
}
