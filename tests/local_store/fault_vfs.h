/*
 * fault_vfs.h - a disk that fails: SQLite's own file system, where the n-th call that changes
 * something goes wrong
 */
#pragma once
#include <stdbool.h>

enum fault_kind {
    FAULT_NONE,  /* calls are counted, none fails */
    FAULT_ERROR, /* writes, syncs, truncations, locks, shared memory: SQLITE_IOERR of their kind */
    FAULT_FULL,  /* writes only: SQLITE_FULL, nothing written */
    FAULT_SHORT, /* writes only: SQLITE_FULL, and half of it was written */
    FAULT_READ,  /* reads only: SQLITE_IOERR_READ */
};

/* Once, before any database is opened: becomes the default. Nothing is really synced from then on.
 */
void fault_vfs_register(void);
/* The n-th call of the kind from now on fails (0: the next), and with stays so do all after it. */
void fault_vfs_arm(enum fault_kind kind, int n, bool stays);
/* The disk does again. */
void fault_vfs_heal(void);
/* `PRAGMA cache_size=-16000` gives 16 KB: pages are written long before the commit. */
void fault_vfs_small_cache(bool small);
/* Did a call fail since fault_vfs_arm? */
bool fault_vfs_hit(void);
