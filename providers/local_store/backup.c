/*
 * backup.c - a store's file as a whole: copied while it is used, and made smaller
 *
 * The copy is made from one snapshot (a read transaction that stays open), so writers neither wait
 * nor start it anew. It grows under another name and gets its own when it is complete: what has the
 * name is a store.
 */
#include "backup.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#ifndef _WIN32
#include <unistd.h>
#endif
#include "common/text/text8.h"
#include "text_index.h"

#define PAGES_AT_ONCE 1024
#define BUSY_MSEC     3000

#ifdef _WIN32
static HRESULT last_error(void)
{
    switch (GetLastError()) {
    case ERROR_ALREADY_EXISTS:
    case ERROR_FILE_EXISTS:
        return MAPI_E_COLLISION;
    case ERROR_DISK_FULL:
    case ERROR_HANDLE_DISK_FULL:
        return MAPI_E_NOT_ENOUGH_DISK;
    case ERROR_ACCESS_DENIED:
    case ERROR_PATH_NOT_FOUND:
    case ERROR_SHARING_VIOLATION:
        return MAPI_E_NO_ACCESS;
    }
    return MAPI_E_DISK_ERROR;
}

static HRESULT give_name(const char *from, const char *to)
{
    WCHAR *wide_from = NULL, *wide_to = NULL;
    size_t chars;
    HRESULT hr;

    hr = wtf8_to_wide(from, strlen(from), &wide_from, &chars);
    if (SUCCEEDED(hr)) hr = wtf8_to_wide(to, strlen(to), &wide_to, &chars);
    if (SUCCEEDED(hr) && !MoveFileExW(wide_from, wide_to, MOVEFILE_WRITE_THROUGH))
        hr = last_error();
    free(wide_from);
    free(wide_to);
    return hr;
}

static void drop(const char *path)
{
    WCHAR *wide;
    size_t chars;

    if (FAILED(wtf8_to_wide(path, strlen(path), &wide, &chars))) return;
    DeleteFileW(wide);
    free(wide);
}
#else
static HRESULT give_name(const char *from, const char *to)
{
    if (!link(from, to)) { /* unlike rename, it overwrites nothing */
        unlink(from);
        return S_OK;
    }
    return errno == EEXIST                     ? MAPI_E_COLLISION
           : errno == EACCES || errno == EPERM ? MAPI_E_NO_ACCESS
                                               : MAPI_E_DISK_ERROR;
}

static void drop(const char *path)
{
    unlink(path);
}
#endif

static bool is_there(const char *path)
{
#ifdef _WIN32
    bool there = true;
    WCHAR *wide;
    size_t chars;

    if (FAILED(wtf8_to_wide(path, strlen(path), &wide, &chars))) return true;
    there = GetFileAttributesW(wide) != INVALID_FILE_ATTRIBUTES;
    free(wide);
    return there;
#else
    return !access(path, F_OK);
#endif
}

static HRESULT copy_pages(struct store_file *file, sqlite3 *to, struct progress *progress)
{
    sqlite3_backup *backup = sqlite3_backup_init(to, "main", file->db->sql, "main");
    int code = SQLITE_OK;
    HRESULT hr = S_OK;

    if (!backup) return db_error(file->db, sqlite3_extended_errcode(to));
    while (SUCCEEDED(hr) && (code = sqlite3_backup_step(backup, PAGES_AT_ONCE)) == SQLITE_OK) {
        ULONG all = (ULONG)sqlite3_backup_pagecount(backup);

        progress->total = all ? all : 1;
        hr = progress_show(progress, all - (ULONG)sqlite3_backup_remaining(backup));
    }
    if (SUCCEEDED(hr)) hr = db_error(file->db, code);
    code = sqlite3_backup_finish(backup);
    return FAILED(hr) ? hr : db_error(file->db, code);
}

/* All of it into a file of that name, closed again. */
static HRESULT copy_file(struct store_file *file, const char *path, struct progress *progress)
{
    sqlite3 *to = NULL;
    int64_t n;
    HRESULT hr;
    int code;

    code = sqlite3_open_v2(
        path, &to, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_EXCLUSIVE, NULL);
    hr = db_error(file->db, code);
    if (SUCCEEDED(hr)) hr = db_begin_read(file->db);
    if (SUCCEEDED(hr)) {
        hr = db_int(file->db, &n, "SELECT count(*) FROM store", ""); /* here the snapshot begins */
        if (SUCCEEDED(hr)) hr = copy_pages(file, to, progress);
        hr = db_end(file->db, hr);
    }
    code = sqlite3_close(to);
    return FAILED(hr) ? hr : db_error(file->db, code);
}

HRESULT backup_write(struct store_file *file, const char *path, IMAPIProgress *to)
{
    struct progress progress;
    char *part;
    HRESULT hr;

    if (is_there(path)) return MAPI_E_COLLISION;
    part = sqlite3_mprintf("%s.%llx.part", path, file->db->origin);
    if (!part) return MAPI_E_NOT_ENOUGH_MEMORY;
    progress_start(&progress, to, 1);
    hr = copy_file(file, part, &progress);
    if (SUCCEEDED(hr)) hr = give_name(part, path);
    if (FAILED(hr)) drop(part);
    sqlite3_free(part);
    return hr;
}

static HRESULT bytes_of(struct db *db, int64_t *out)
{
    int64_t pages;
    HRESULT hr = db_int(db, &pages, "PRAGMA main.page_count", "");

    if (SUCCEEDED(hr)) hr = db_int(db, out, "PRAGMA main.page_size", "");
    *out *= pages;
    return hr;
}

/* Without what is deleted or changed since, and with all that waited. */
static HRESULT new_text_index(struct store_file *file)
{
    HRESULT hr = db_begin(file->db);

    if (FAILED(hr)) return hr;
    hr = text_index_start_over(file->db);
    hr = db_end(file->db, hr);
    return FAILED(hr) ? hr : text_index_catch_up(file, TEXT_INDEX_ALL);
}

HRESULT backup_compact(struct store_file *file, int64_t *before, int64_t *after)
{
    struct db *db = file->db;
    int64_t busy;
    HRESULT hr;

    if (db->read_only) return MAPI_E_NO_ACCESS;
    sqlite3_busy_timeout(db->sql, BUSY_MSEC);
    hr = bytes_of(db, before);
    if (SUCCEEDED(hr)) hr = file_kind_still(db);
    if (SUCCEEDED(hr)) hr = new_text_index(file);
    if (SUCCEEDED(hr)) hr = db_error(db, sqlite3_exec(db->sql, "VACUUM main", NULL, NULL, NULL));
    /* what is in the log now must get into the file, or that stays as long as it was */
    if (SUCCEEDED(hr)) hr = db_int(db, &busy, "PRAGMA main.wal_checkpoint(TRUNCATE)", "");
    if (SUCCEEDED(hr) && busy) hr = MAPI_E_BUSY;
    return SUCCEEDED(hr) ? bytes_of(db, after) : hr;
}
