/*
 * file.c - open files, temporary names and well-known folders
 */
#include "sys/file.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include "mapicode.h"
#include "path.h"
#include "sys/memory.h"

struct sys_file {
    int fd;
    char *temporary; /* owned; what to delete when closed, or NULL */
};

static HRESULT from_errno(int error)
{
    switch (error) {
    case ENOENT:
    case ENOTDIR:
    case ENAMETOOLONG:
        return MAPI_E_NOT_FOUND;
    case EACCES:
    case EPERM:
    case EROFS:
    case EISDIR:
        return MAPI_E_NO_ACCESS;
    case EEXIST:
        return MAPI_E_COLLISION;
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
        return MAPI_E_NOT_ENOUGH_DISK;
    case EIO:
        return MAPI_E_DISK_ERROR;
    default:
        return MAPI_E_CALL_FAILED;
    }
}

bool sys_file_exists(const WCHAR *path)
{
    char name[PATH_MAX];
    struct stat facts;

    return path_native(path, name, sizeof(name)) && !stat(name, &facts) && S_ISREG(facts.st_mode);
}

void sys_file_delete(const WCHAR *path)
{
    char name[PATH_MAX];

    if (path_native(path, name, sizeof(name))) unlink(name);
}

HRESULT sys_file_open(const WCHAR *path, unsigned mode, struct sys_file **out)
{
    int flags = mode & SYS_FILE_WRITE ? O_RDWR : O_RDONLY;
    char name[PATH_MAX];
    struct sys_file *file;
    struct stat facts;

    *out = NULL;
    if (!path_native(path, name, sizeof(name))) return MAPI_E_NOT_FOUND;
    if (mode & SYS_FILE_CREATE) flags |= O_CREAT | O_TRUNC;
    if (mode & SYS_FILE_NEW) flags |= O_CREAT | O_EXCL;
    file = sys_heap_zero(sizeof(*file));
    if (!file) return MAPI_E_NOT_ENOUGH_MEMORY;
    file->fd = open(name, flags | O_CLOEXEC, 0666);
    if (file->fd < 0 || fstat(file->fd, &facts) || S_ISDIR(facts.st_mode)) {
        HRESULT hr = file->fd < 0 ? from_errno(errno) : MAPI_E_NO_ACCESS;

        if (file->fd >= 0) close(file->fd);
        sys_heap_free(file);
        return hr;
    }
    if (mode & SYS_FILE_TEMPORARY) file->temporary = strdup(name);
    *out = file;
    return S_OK;
}

void sys_file_close(struct sys_file *file)
{
    if (!file) return;
    close(file->fd);
    if (file->temporary) unlink(file->temporary);
    free(file->temporary);
    sys_heap_free(file);
}

HRESULT sys_file_read_at(struct sys_file *file, uint64_t at, void *data, ULONG bytes, ULONG *done)
{
    for (*done = 0; *done < bytes;) {
        ssize_t n = pread(file->fd, (char *)data + *done, bytes - *done, (off_t)(at + *done));

        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return MAPI_E_DISK_ERROR;
        if (!n) break;
        *done += (ULONG)n;
    }
    return S_OK;
}

HRESULT sys_file_write_at(struct sys_file *file, uint64_t at, const void *data, ULONG bytes)
{
    for (ULONG done = 0; done < bytes;) {
        ssize_t n = pwrite(file->fd, (const char *)data + done, bytes - done, (off_t)(at + done));

        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return errno == EBADF ? MAPI_E_NO_ACCESS : from_errno(errno);
        done += (ULONG)n;
    }
    return S_OK;
}

HRESULT sys_file_set_size(struct sys_file *file, uint64_t bytes)
{
    if (ftruncate(file->fd, (off_t)bytes))
        return errno == EINVAL ? MAPI_E_NO_ACCESS : from_errno(errno);
    return S_OK;
}

HRESULT sys_file_flush(struct sys_file *file)
{
    return fsync(file->fd) && errno != EINVAL && errno != EROFS ? from_errno(errno) : S_OK;
}

static FILETIME from_timespec(struct timespec t)
{
    uint64_t v = ((uint64_t)t.tv_sec + 11644473600u) * 10000000 + (uint64_t)t.tv_nsec / 100;

    return (FILETIME){(DWORD)v, (DWORD)(v >> 32)};
}

HRESULT sys_file_facts(struct sys_file *file, struct sys_file_facts *out)
{
    struct stat facts;

    if (fstat(file->fd, &facts)) return from_errno(errno);
    out->bytes = (uint64_t)facts.st_size;
    out->modified = from_timespec(facts.st_mtim);
    out->created = from_timespec(facts.st_ctim);
    out->accessed = from_timespec(facts.st_atim);
    return S_OK;
}

HRESULT sys_file_local_appdata(WCHAR **out)
{
    const char *data = getenv("XDG_DATA_HOME"), *home = getenv("HOME");
    char path[PATH_MAX];

    *out = NULL;
    if (data && *data == '/') return path_answer(data, out);
    if (!home || snprintf(path, sizeof(path), "%s/.local/share", home) >= (int)sizeof(path))
        return MAPI_E_NOT_FOUND;
    return path_answer(path, out);
}

HRESULT sys_file_temp_folder(WCHAR **out)
{
    const char *folder = getenv("TMPDIR");

    return path_answer(folder && *folder ? folder : "/tmp", out);
}

HRESULT sys_file_full_path(const WCHAR *path, WCHAR **out)
{
    char name[PATH_MAX], here[PATH_MAX], full[2 * PATH_MAX];

    *out = NULL;
    if (!path_native(path, name, sizeof(name))) return MAPI_E_NOT_FOUND;
    if (*name == '/') return path_answer(name, out);
    if (!getcwd(here, sizeof(here))) return from_errno(errno);
    snprintf(full, sizeof(full), "%s/%s", here, name);
    return path_answer(full, out);
}
