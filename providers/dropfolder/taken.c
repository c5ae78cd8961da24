/*
 * taken.c - which files of the in-folder are being delivered, or have been and are still there
 */
#include "dropfolder/taken.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "common/text/text8.h"

enum { LARGEST_RECORD = 1 << 20 };

static struct taken_file **find(const struct taken *taken, const WCHAR *name)
{
    struct taken_file **at = (struct taken_file **)&taken->first;

    while (*at && !files_is_name((*at)->name, name))
        at = &(*at)->next;
    return at;
}

/* A later line of a name says what holds. */
static HRESULT keep(struct taken *taken, const WCHAR *name, const struct file_facts *facts,
                    bool done)
{
    struct taken_file **at = find(taken, name), *file = *at;
    size_t bytes = (wide_len(name) + 1) * sizeof(WCHAR);

    if (!file) {
        file = calloc(1, sizeof(*file) + bytes);
        if (!file) return MAPI_E_NOT_ENOUGH_MEMORY;
        memcpy(file->name, name, bytes);
        *at = file;
    }
    file->facts = *facts;
    file->done = done;
    return S_OK;
}

static HRESULT read_line(struct taken *taken, const char *line, size_t bytes)
{
    bool done = line[0] != '?';
    struct file_facts facts;
    char *end, *name;
    WCHAR *wide;
    size_t chars;
    HRESULT hr;

    if (!done) line++, bytes--;
    facts.bytes = strtoull(line, &end, 16);
    if (end == line || *end != ' ') return S_OK;
    facts.modified = strtoull(end + 1, &name, 16);
    if (name == end + 1 || *name != ' ' || name + 1 >= line + bytes) return S_OK;
    hr = wtf8_to_wide(name + 1, (size_t)(line + bytes - name - 1), &wide, &chars);
    if (SUCCEEDED(hr)) hr = keep(taken, wide, &facts, done);
    free(wide);
    return hr;
}

/* A last line without an end wasn't written to its end. */
static HRESULT read_lines(struct taken *taken, char *text, size_t bytes)
{
    char *end = text + bytes, *line = text, *next;
    HRESULT hr = S_OK;

    for (; SUCCEEDED(hr) && (next = memchr(line, '\n', (size_t)(end - line))); line = next + 1) {
        *next = 0;
        hr = read_line(taken, line, (size_t)(next - line));
    }
    return hr;
}

static bool is_of(const struct taken_file *file, const struct file_facts *facts)
{
    return file->facts.bytes == facts->bytes && file->facts.modified == facts->modified;
}

/* Somebody has taken them away, or put others in their place. */
static HRESULT forget_others(struct taken *taken, const WCHAR *folder)
{
    struct taken_file **at = &taken->first;

    while (*at) {
        struct taken_file *file = *at;
        WCHAR *path = files_join(folder, file->name, L"");
        struct file_facts facts;
        HRESULT hr;

        if (!path) return MAPI_E_NOT_ENOUGH_MEMORY;
        hr = files_facts(path, &facts);
        free(path);
        if (hr == MAPI_E_NOT_FOUND ||
            (SUCCEEDED(hr) && !is_of(file, &facts))) {
            *at = file->next;
            free(file);
        } else {
            at = &file->next;
        }
    }
    return S_OK;
}

HRESULT drop_taken_open(const WCHAR *folder, struct taken *out)
{
    char *text = NULL;
    size_t bytes;
    HRESULT hr;

    *out = (struct taken){0};
    out->path = files_join(folder, L"omdrop.taken", L"");
    if (!out->path) return MAPI_E_NOT_ENOUGH_MEMORY;
    hr = files_read(out->path, LARGEST_RECORD, &text, &bytes);
    if (SUCCEEDED(hr)) hr = read_lines(out, text, bytes);
    if (SUCCEEDED(hr)) hr = forget_others(out, folder);
    if (SUCCEEDED(hr) && !out->first) files_delete(out->path);
    if (hr == MAPI_E_NOT_FOUND) hr = S_OK;
    free(text);
    if (FAILED(hr)) drop_taken_close(out);
    return hr;
}

void drop_taken_close(struct taken *taken)
{
    while (taken->first) {
        struct taken_file *next = taken->first->next;

        free(taken->first);
        taken->first = next;
    }
    free(taken->path);
    *taken = (struct taken){0};
}

bool drop_taken_has(const struct taken *taken, const WCHAR *name, const struct file_facts *facts)
{
    const struct taken_file *file = *find(taken, name);

    return file && file->done && is_of(file, facts);
}

bool drop_taken_is_open(const struct taken *taken, const WCHAR *name,
                        const struct file_facts *facts)
{
    const struct taken_file *file = *find(taken, name);

    return file && !file->done && is_of(file, facts);
}

HRESULT drop_taken_mark(const WCHAR *name, const struct file_facts *facts, char **out,
                        size_t *bytes)
{
    char numbers[48], *narrow;
    size_t n, length;
    HRESULT hr = wtf8_from_wide(name, wide_len(name), &narrow, &length);

    *out = NULL;
    if (FAILED(hr)) return hr;
    n = (size_t)snprintf(numbers, sizeof(numbers), "%llx %llx ", (unsigned long long)facts->bytes,
                         (unsigned long long)facts->modified);
    *bytes = n + length;
    *out = malloc(*bytes + 1);
    if (*out) {
        memcpy(*out, numbers, n);
        memcpy(*out + n, narrow, length + 1);
    }
    free(narrow);
    return *out ? S_OK : MAPI_E_NOT_ENOUGH_MEMORY;
}

HRESULT drop_taken_add(struct taken *taken, const WCHAR *name, const struct file_facts *facts,
                       bool done)
{
    char *mark, *line;
    size_t bytes, start = done ? 0 : 2;
    HRESULT hr = drop_taken_mark(name, facts, &mark, &bytes);

    if (FAILED(hr)) return hr;
    line = malloc(start + bytes + 1);
    if (line) {
        memcpy(line, "? ", start);
        memcpy(line + start, mark, bytes);
        line[start + bytes] = '\n';
        hr = keep(taken, name, facts, done);
        if (SUCCEEDED(hr)) hr = files_append(taken->path, line, start + bytes + 1);
    } else {
        hr = MAPI_E_NOT_ENOUGH_MEMORY;
    }
    free(line);
    free(mark);
    return hr;
}

void drop_taken_gone(struct taken *taken, const WCHAR *name)
{
    struct taken_file **at = find(taken, name), *file = *at;

    if (!file) return;
    *at = file->next;
    free(file);
    if (!taken->first) files_delete(taken->path);
}
