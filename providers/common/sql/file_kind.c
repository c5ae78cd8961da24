/*
 * file_kind.c - whose a database file is, and how it comes to its newest version
 */
#include "common/sql/file_kind.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include "common/text/text8.h"

static uint32_t be32(const uint8_t *p)
{
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static FILE *open_file(const char *path)
{
#ifdef _WIN32
    size_t chars;
    WCHAR *wide;
    FILE *file;

    if (FAILED(wtf8_to_wide(path, strlen(path), &wide, &chars))) {
        errno = ENOMEM;
        return NULL;
    }
    file = _wfopen(wide, L"rb");
    free(wide);
    return file;
#else
    return fopen(path, "rb");
#endif
}

HRESULT file_kind_look(const struct file_kind *kind, const char *path)
{
    uint8_t head[100];
    size_t got;
    FILE *file;

    file = open_file(path);
    if (!file)
        return errno == ENOENT   ? S_FALSE
               : errno == ENOMEM ? MAPI_E_NOT_ENOUGH_MEMORY
                                 : MAPI_E_NO_ACCESS;
    got = fread(head, 1, sizeof(head), file);
    fclose(file);
    if (!got) return S_FALSE;
    if (got < sizeof(head) || memcmp(head, "SQLite format 3", 16)) return MAPI_E_CORRUPT_STORE;
    /* one page without tables: someone is making a file, or died at it; what lies in its log is
     * file_kind_check's business */
    if (!be32(head + 68) && !be32(head + 60) && be32(head + 28) <= 1) return S_FALSE;
    if (be32(head + 68) != kind->application_id) return MAPI_E_CORRUPT_STORE;
    if (be32(head + 60) > (uint32_t)kind->version) return MAPI_E_VERSION;
    return S_OK;
}

static HRESULT run(struct db *db, const char *text)
{
    return db_error(db, sqlite3_exec(db->sql, text, NULL, NULL, NULL));
}

static HRESULT set_pragma(struct db *db, const char *name, int64_t value)
{
    char text[80];

    snprintf(text, sizeof(text), "PRAGMA main.%s=%lld", name, (long long)value);
    return run(db, text);
}

static HRESULT header_values(struct db *db, int64_t *application, int64_t *version)
{
    HRESULT hr = db_int(db, application, "PRAGMA main.application_id", "");

    if (SUCCEEDED(hr)) hr = db_int(db, version, "PRAGMA main.user_version", "");
    return hr;
}

/* In a transaction: the steps from version on, and the newest version's number. */
static HRESULT upgrade_from(struct db *db, int64_t version)
{
    HRESULT hr = S_OK;

    for (int64_t n = version; n < db->kind->version && SUCCEEDED(hr); n++)
        hr = run(db, db->kind->steps[n - 1]);
    return FAILED(hr) ? hr : set_pragma(db, "user_version", db->kind->version);
}

static HRESULT make(struct db *db)
{
    HRESULT hr = db->kind->make(db);

    if (SUCCEEDED(hr)) hr = upgrade_from(db, 1);
    if (SUCCEEDED(hr)) hr = set_pragma(db, "application_id", db->kind->application_id);
    return hr;
}

/* What the header says, and how many tables and the like there are. */
static HRESULT look_inside(struct db *db, int64_t *application, int64_t *version, int64_t *n)
{
    HRESULT hr =
        db_begin_read(db); /* one view of all three: another process may be making the file */

    if (FAILED(hr)) return hr;
    hr = header_values(db, application, version);
    if (SUCCEEDED(hr)) hr = db_int(db, n, "SELECT count(*) FROM main.sqlite_master", "");
    return db_end(db, hr);
}

HRESULT file_kind_check(struct db *db)
{
    int64_t application, version, n;
    HRESULT hr;

    hr = look_inside(db, &application, &version, &n);
    if (FAILED(hr)) return hr;
    if (!application && !version) return n ? MAPI_E_CORRUPT_STORE : S_FALSE;
    if (application != db->kind->application_id) return MAPI_E_CORRUPT_STORE;
    if (version > db->kind->version) return MAPI_E_VERSION;
    if (version < 1) return MAPI_E_CORRUPT_STORE;
    return version < db->kind->version && db->read_only ? MAPI_E_VERSION : S_OK;
}

/* An older file becomes a newest one in one transaction, or stays as it is. */
static HRESULT upgrade(struct db *db)
{
    int64_t application, version;
    HRESULT hr;

    hr = header_values(db, &application, &version);
    if (FAILED(hr) || version == db->kind->version) return hr;
    hr = db_begin(db);
    if (FAILED(hr)) return hr;
    hr = file_kind_check(db); /* another process may have done it meanwhile, or more than that */
    if (SUCCEEDED(hr)) hr = header_values(db, &application, &version);
    if (SUCCEEDED(hr) && version < db->kind->version) hr = upgrade_from(db, version);
    return db_end(db, hr);
}

HRESULT file_kind_still(struct db *db)
{
    int64_t version;
    HRESULT hr = db_int(db, &version, "PRAGMA main.user_version", "");

    return SUCCEEDED(hr) && version != db->kind->version ? MAPI_E_VERSION : hr;
}

HRESULT file_kind_ready(struct db *db)
{
    HRESULT hr;

    hr = file_kind_check(db);
    if (hr == S_FALSE) {
        hr = db_begin(db);
        if (FAILED(hr)) return hr;
        hr = file_kind_check(db); /* another process may have made it meanwhile */
        if (hr == S_FALSE) hr = make(db);
        hr = db_end(db, hr);
        /* file_kind_look reads the file itself */
        if (SUCCEEDED(hr)) hr = run(db, "PRAGMA main.wal_checkpoint(PASSIVE)");
    }
    if (SUCCEEDED(hr)) hr = upgrade(db);
    if (FAILED(hr)) return hr;
    db->ready = true;
    hr = db->kind->prove(db);
    return hr == MAPI_E_NOT_FOUND || hr == MAPI_E_CALL_FAILED ? MAPI_E_CORRUPT_STORE : hr;
}
