/*
 * old_files.c - store files that programs of older schema versions made
 */
#include "local_store/old_files.h"
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "common/text/fold.h"

int old_version;

static const char *source(char name[600])
{
    snprintf(name, 600, "%s/tests/local_store/files/version%d.omstore", getenv("OPENMAPI_SOURCE"),
             old_version);
    return name;
}

size_t read_file(const char *path, uint8_t **out)
{
    FILE *file = fopen(path, "rb");
    long n;

    assert_non_null(file);
    fseek(file, 0, SEEK_END);
    n = ftell(file);
    rewind(file);
    *out = malloc((size_t)n);
    assert_int_equal(fread(*out, 1, (size_t)n, file), n);
    fclose(file);
    return (size_t)n;
}

static int setup(void **state, int of_version)
{
    int code = store_setup(state);

    old_version = of_version;
    if (code) return code;
    log_off(*state);
    return 0;
}

void put_old_file(struct fixture *f)
{
    char name[600];
    uint8_t *bytes;
    size_t n = read_file(source(name), &bytes);
    FILE *file;

    for (int i = 0; i < 2; i++) {
        snprintf(name, sizeof(name), "%s%s", f->path8, i ? "-wal" : "-shm");
        unlink(name);
    }
    file = fopen(f->path8, "wb");
    assert_int_equal(fwrite(bytes, 1, n, file), n);
    fclose(file);
    free(bytes);
}

int old_file_teardown(void **state)
{
    struct fixture *f = *state;

    put_old_file(f);
    ok_hr(log_on(f, MDB_WRITE));
    return store_teardown(state);
}

int old_file_setup1(void **state)
{
    return setup(state, 1);
}

int old_file_setup2(void **state)
{
    return setup(state, 2);
}

int old_file_setup3(void **state)
{
    return setup(state, 3);
}

char *rows_of(const char *path, const char *text)
{
    sqlite3_str *all = sqlite3_str_new(NULL);
    sqlite3_stmt *stmt;
    sqlite3 *db;

    assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_create_collation(db, "MAPI", SQLITE_UTF8, NULL, fold_compare),
                     SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, text, -1, &stmt, NULL), SQLITE_OK);
    while (sqlite3_step(stmt) == SQLITE_ROW)
        sqlite3_str_appendf(all, "%s\n", sqlite3_column_text(stmt, 0));
    sqlite3_finalize(stmt);
    sqlite3_close(db);
    return sqlite3_str_finish(all);
}

void assert_version(const char *path, int expected)
{
    char *got = rows_of(path, "PRAGMA user_version");

    assert_int_equal(atoi(got), expected);
    sqlite3_free(got);
}

void assert_rows(const char *path, const char *text, const char *expected)
{
    char *got = rows_of(path, text); /* NULL: no rows */

    assert_string_equal(got ? got : "", expected);
    sqlite3_free(got);
}

const char all_rows[] =
    "SELECT 'folder '||id||quote(name)||quote(guid)||quote(props)||messages||','||unread||','||associated FROM folders UNION ALL"
    " SELECT 'message '||id||quote(subject)||quote(guid)||quote(conversation_index)||flags||quote(delivered)||size FROM messages"
    " UNION ALL SELECT 'props '||id||quote(data) FROM message_props UNION ALL SELECT 'to '||message||quote(email) FROM recipients"
    " UNION ALL SELECT 'file '||id||quote(long_filename)||quote(props) FROM attachments UNION ALL SELECT 'large '||id||quote(data)"
    " FROM chunks UNION ALL SELECT 'name '||id||quote(name) FROM names UNION ALL SELECT 'log '||seq||what||object FROM changes"
    " UNION ALL SELECT 'default '||quote(class)||folder FROM receive_folders";
const char schema_rows[] =
    "SELECT name||' '||sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name";
