/*
 * commit_mark.c - whether anything was committed to a file since
 *
 * The WAL-index (the -shm file, which all connections have mapped) begins with two copies of a
 * header that each commit changes (iChange, mxFrame, aSalt and the rest: "WAL-mode File
 * Format" 2.1), the second one first. SQLite itself, when it begins to read, compares them with
 * what it knew.
 */
#include "common/sql/commit_mark.h"

#define REGION_BYTES 32768

#define HEADER_BYTES   48
#define HEADER_IS_INIT 12 /* a byte: 1 once it says something */

static bool read_header(struct db *db, uint8_t out[2 * HEADER_BYTES])
{
    volatile void *region = NULL;
    sqlite3_file *file = NULL;

    /* one that only reads may have an index of its own, or none */
    if (db->read_only || !db->ready) return false;
    if (sqlite3_file_control(db->sql, "main", SQLITE_FCNTL_FILE_POINTER, &file) != SQLITE_OK ||
        !file || !file->pMethods)
        return false;
    if (file->pMethods->iVersion < 2 ||
        file->pMethods->xShmMap(file, 0, REGION_BYTES, 0, &region) != SQLITE_OK || !region)
        return false;
    file->pMethods->xShmBarrier(file);
    memcpy(out, (const void *)region, 2 * HEADER_BYTES);
    return out[HEADER_IS_INIT] == 1;
}

void commit_mark_set(struct db *db, struct commit_mark *out)
{
    out->known = read_header(db, out->header) &&
                 !memcmp(out->header, out->header + HEADER_BYTES, HEADER_BYTES);
}

bool commit_mark_holds(struct db *db, const struct commit_mark *mark)
{
    uint8_t now[2 * HEADER_BYTES];

    return mark->known && read_header(db, now) && !memcmp(now, mark->header, sizeof(now));
}
