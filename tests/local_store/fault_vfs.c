/*
 * fault_vfs.c - a disk that fails: SQLite's own file system, where the n-th call that changes
 * something goes wrong
 */
#include "local_store/fault_vfs.h"
#include <string.h>
#include "sqlite3.h"

struct fault_file {
    sqlite3_file base;
    sqlite3_file *real; /* behind this struct, in the same allocation */
};

static sqlite3_vfs fault_vfs, *real_vfs;

static struct {
    enum fault_kind kind;
    int left; /* calls that still succeed */
    bool stays, hit;
} plan;

static bool small_cache;

static sqlite3_file *real_of(sqlite3_file *file)
{
    return ((struct fault_file *)file)->real;
}

/* Counts a call of the kind; is it one that fails? */
static bool fails(enum fault_kind kind)
{
    if (plan.kind != kind) return false;
    if (plan.left-- > 0) return false;
    if (plan.hit && !plan.stays) return false;
    plan.hit = true;
    return true;
}

static int file_close(sqlite3_file *file)
{
    return real_of(file)->pMethods->xClose(real_of(file));
}

static int file_read(sqlite3_file *file, void *out, int bytes, sqlite3_int64 at)
{
    if (fails(FAULT_READ)) return SQLITE_IOERR_READ;
    return real_of(file)->pMethods->xRead(real_of(file), out, bytes, at);
}

static int file_write(sqlite3_file *file, const void *data, int bytes, sqlite3_int64 at)
{
    if (fails(FAULT_ERROR)) return SQLITE_IOERR_WRITE;
    if (fails(FAULT_FULL)) return SQLITE_FULL;
    if (fails(FAULT_SHORT)) {
        real_of(file)->pMethods->xWrite(real_of(file), data, bytes / 2, at);
        return SQLITE_FULL;
    }
    return real_of(file)->pMethods->xWrite(real_of(file), data, bytes, at);
}

static int file_truncate(sqlite3_file *file, sqlite3_int64 bytes)
{
    if (fails(FAULT_ERROR)) return SQLITE_IOERR_TRUNCATE;
    return real_of(file)->pMethods->xTruncate(real_of(file), bytes);
}

static int file_sync(sqlite3_file *file, int flags)
{
    (void)file;
    (void)flags;
    /* no machine stops here: its cache is good enough */
    return fails(FAULT_ERROR) ? SQLITE_IOERR_FSYNC : SQLITE_OK;
}

static int file_size(sqlite3_file *file, sqlite3_int64 *out)
{
    return real_of(file)->pMethods->xFileSize(real_of(file), out);
}

static int file_lock(sqlite3_file *file, int level)
{
    if (fails(FAULT_ERROR)) return SQLITE_IOERR_LOCK;
    return real_of(file)->pMethods->xLock(real_of(file), level);
}

static int file_unlock(sqlite3_file *file, int level)
{
    return real_of(file)->pMethods->xUnlock(real_of(file), level);
}

static int file_check_lock(sqlite3_file *file, int *out)
{
    return real_of(file)->pMethods->xCheckReservedLock(real_of(file), out);
}

static int file_control(sqlite3_file *file, int what, void *arg)
{
    char **pragma =
        arg; /* SQLITE_FCNTL_PRAGMA: [1] its name, [2] its argument, in SQLite's own copy */

    if (small_cache && what == SQLITE_FCNTL_PRAGMA && pragma[2] &&
        !strcmp(pragma[1], "cache_size") && !strcmp(pragma[2], "-16000"))
        strcpy(pragma[2], "-16");
    return real_of(file)->pMethods->xFileControl(real_of(file), what, arg);
}

static int file_sector_size(sqlite3_file *file)
{
    return real_of(file)->pMethods->xSectorSize(real_of(file));
}

static int file_traits(sqlite3_file *file)
{
    return real_of(file)->pMethods->xDeviceCharacteristics(real_of(file));
}

static int file_shm_map(sqlite3_file *file, int page, int bytes, int extend, void volatile **out)
{
    if (extend && fails(FAULT_ERROR)) return SQLITE_IOERR_SHMSIZE;
    return real_of(file)->pMethods->xShmMap(real_of(file), page, bytes, extend, out);
}

static int file_shm_lock(sqlite3_file *file, int from, int n, int flags)
{
    if (flags & SQLITE_SHM_LOCK && fails(FAULT_ERROR)) return SQLITE_IOERR_SHMLOCK;
    return real_of(file)->pMethods->xShmLock(real_of(file), from, n, flags);
}

static void file_shm_barrier(sqlite3_file *file)
{
    real_of(file)->pMethods->xShmBarrier(real_of(file));
}

static int file_shm_unmap(sqlite3_file *file, int remove)
{
    return real_of(file)->pMethods->xShmUnmap(real_of(file), remove);
}

/* With shared memory for what can have it, without for temporary files. */
static const sqlite3_io_methods shared_methods = {
    2,           file_close,   file_read,     file_write,       file_truncate,  file_sync,
    file_size,   file_lock,    file_unlock,   file_check_lock,  file_control,   file_sector_size,
    file_traits, file_shm_map, file_shm_lock, file_shm_barrier, file_shm_unmap, NULL,
    NULL,
};
static const sqlite3_io_methods plain_methods = {
    1,
    file_close,
    file_read,
    file_write,
    file_truncate,
    file_sync,
    file_size,
    file_lock,
    file_unlock,
    file_check_lock,
    file_control,
    file_sector_size,
    file_traits,
    NULL,
    NULL,
    NULL,
    NULL,
    NULL,
    NULL,
};

static int vfs_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *out, int flags,
                    int *out_flags)
{
    struct fault_file *file = (struct fault_file *)out;
    int code;

    (void)vfs;
    file->base.pMethods = NULL;
    file->real = (sqlite3_file *)(file + 1);
    code = real_vfs->xOpen(real_vfs, name, file->real, flags, out_flags);
    if (!file->real->pMethods) return code;
    file->base.pMethods = file->real->pMethods->iVersion >= 2 && file->real->pMethods->xShmMap
                              ? &shared_methods
                              : &plain_methods;
    return code;
}

void fault_vfs_register(void)
{
    real_vfs = sqlite3_vfs_find(NULL);
    /* the other methods get the struct they are called with, and need nothing of it but the size */
    fault_vfs = *real_vfs;
    fault_vfs.szOsFile = (int)sizeof(struct fault_file) + real_vfs->szOsFile;
    fault_vfs.zName = "fault";
    fault_vfs.pNext = NULL;
    fault_vfs.xOpen = vfs_open;
    sqlite3_vfs_register(&fault_vfs, 1);
}

void fault_vfs_arm(enum fault_kind kind, int n, bool stays)
{
    plan.kind = kind;
    plan.left = n;
    plan.stays = stays;
    plan.hit = false;
}

void fault_vfs_heal(void)
{
    plan.kind = FAULT_NONE;
}

void fault_vfs_small_cache(bool small)
{
    small_cache = small;
}

bool fault_vfs_hit(void)
{
    return plan.hit;
}
