/*
 * files_native.c - files and folders of a POSIX system, for native tests
 */
#include "dropfolder/files_own.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static HRESULT hr_of_errno(void)
{
    switch (errno) {
    case ENOENT:
    case ENOTDIR: return MAPI_E_NOT_FOUND;
    case EEXIST: return MAPI_E_COLLISION;
    case EACCES:
    case EPERM:
    case EROFS: return MAPI_E_NO_ACCESS;
    case ENOSPC:
    case EDQUOT: return MAPI_E_NOT_ENOUGH_DISK;
    case ENOMEM: return MAPI_E_NOT_ENOUGH_MEMORY;
    }
    return MAPI_E_DISK_ERROR;
}

static HRESULT narrow(const WCHAR *path, char **out)
{
    size_t bytes;

    return wtf8_from_wide(path, wide_len(path), out, &bytes);
}

bool files_is_full_path(const WCHAR *path)
{
    return path[0] == '/';
}

HRESULT files_make_folder(const WCHAR *path)
{
    struct stat facts;
    char *name;
    HRESULT hr = narrow(path, &name);

    if (FAILED(hr)) return hr;
    if (mkdir(name, 0700)) {
        hr = hr_of_errno();
        if (hr == MAPI_E_COLLISION)
            hr = !stat(name, &facts) && S_ISDIR(facts.st_mode) ? S_OK : MAPI_E_NO_ACCESS;
    }
    free(name);
    return hr;
}

static HRESULT add_entry(struct file_list *list, size_t *room, const char *folder,
                         const struct dirent *entry, const WCHAR *ending)
{
    char path[4096];
    struct stat facts;
    WCHAR *name;
    size_t chars;
    HRESULT hr;

    if (snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name) >= (int)sizeof(path))
        return S_OK;
    if (stat(path, &facts) || !S_ISREG(facts.st_mode)) return S_OK;
    hr = wtf8_to_wide(entry->d_name, strlen(entry->d_name), &name, &chars);
    if (FAILED(hr)) return hr;
    if (name_ends(name, ending)) return list_add(list, room, name);
    free(name);
    return S_OK;
}

HRESULT files_list(const WCHAR *folder, const WCHAR *ending, struct file_list *out)
{
    struct dirent *entry;
    size_t room = 0;
    char *name;
    DIR *dir;
    HRESULT hr = narrow(folder, &name);

    *out = (struct file_list){0};
    if (FAILED(hr)) return hr;
    dir = opendir(name);
    if (!dir) hr = hr_of_errno();
    while (dir && SUCCEEDED(hr) && (entry = readdir(dir)))
        hr = add_entry(out, &room, name, entry, ending);
    if (dir) closedir(dir);
    free(name);
    if (FAILED(hr)) files_list_drop(out);
    list_sort(out);
    return hr;
}

HRESULT files_facts(const WCHAR *path, struct file_facts *out)
{
    struct stat facts;
    char *name;
    HRESULT hr = narrow(path, &name);

    if (FAILED(hr)) return hr;
    if (stat(name, &facts)) hr = hr_of_errno();
    else
        *out = (struct file_facts){(uint64_t)facts.st_size,
                                   (uint64_t)facts.st_mtim.tv_sec * 1000000000u +
                                       (uint64_t)facts.st_mtim.tv_nsec};
    free(name);
    return hr;
}

bool files_is_busy(const WCHAR *path)
{
    (void)path;
    return false;
}

/* The folder's list of names. */
static void flush_folder_of(char *path)
{
    char *end = strrchr(path, '/');
    int folder;

    if (!end) return;
    end[end == path] = 0;
    folder = open(path, O_RDONLY | O_DIRECTORY);
    if (folder < 0) return;
    fsync(folder);
    close(folder);
}

HRESULT files_rename(const WCHAR *from, const WCHAR *to)
{
    char *old = NULL, *new = NULL;
    HRESULT hr = narrow(from, &old);

    if (SUCCEEDED(hr)) hr = narrow(to, &new);
    if (SUCCEEDED(hr) && renameat2(AT_FDCWD, old, AT_FDCWD, new, RENAME_NOREPLACE))
        hr = hr_of_errno();
    if (SUCCEEDED(hr)) flush_folder_of(new);
    free(old);
    free(new);
    return hr;
}

HRESULT files_delete(const WCHAR *path)
{
    char *name;
    HRESULT hr = narrow(path, &name);

    if (FAILED(hr)) return hr;
    if (unlink(name)) hr = hr_of_errno();
    free(name);
    return hr;
}

HRESULT files_append(const WCHAR *path, const void *data, size_t bytes)
{
    char *name;
    int file;
    HRESULT hr = narrow(path, &name);

    if (FAILED(hr)) return hr;
    file = open(name, O_WRONLY | O_CREAT | O_APPEND, 0600);
    if (file < 0 || write(file, data, bytes) != (ssize_t)bytes || fsync(file)) hr = hr_of_errno();
    if (file >= 0) close(file);
    if (SUCCEEDED(hr)) flush_folder_of(name);
    free(name);
    return hr;
}

HRESULT files_read(const WCHAR *path, size_t most, char **out, size_t *bytes)
{
    char *name;
    FILE *file;
    HRESULT hr = narrow(path, &name);

    *out = NULL;
    *bytes = 0;
    if (FAILED(hr)) return hr;
    file = fopen(name, "rb");
    if (!file) hr = hr_of_errno();
    free(name);
    if (FAILED(hr)) return hr;
    *out = malloc(most + 1);
    if (*out) *bytes = fread(*out, 1, most, file);
    else hr = MAPI_E_NOT_ENOUGH_MEMORY;
    fclose(file);
    return hr;
}

uint64_t files_now(void)
{
    struct timespec now;

    clock_gettime(CLOCK_REALTIME, &now);
    return ((uint64_t)now.tv_sec + 11644473600u) * 10000000u + (uint64_t)now.tv_nsec / 100;
}
