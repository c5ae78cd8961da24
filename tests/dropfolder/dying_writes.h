/*
 * dying_writes.h - dying.h, where each write to a file is a step, too
 *
 * Linked with -Wl,--wrap of renameat2, fsync, write and pwrite; a database's are among them.
 */
#pragma once
#include "dropfolder/dying.h"

int __real_fsync(int file);
int __wrap_fsync(int file);
ssize_t __real_write(int file, const void *data, size_t bytes);
ssize_t __wrap_write(int file, const void *data, size_t bytes);
ssize_t __real_pwrite(int file, const void *data, size_t bytes, off_t at);
ssize_t __wrap_pwrite(int file, const void *data, size_t bytes, off_t at);

int __wrap_fsync(int file)
{
    step();
    return __real_fsync(file);
}

/* Half of it is written when it dies. */
ssize_t __wrap_write(int file, const void *data, size_t bytes)
{
    if (!steps) __real_write(file, data, bytes / 2);
    step();
    return __real_write(file, data, bytes);
}

ssize_t __wrap_pwrite(int file, const void *data, size_t bytes, off_t at)
{
    if (!steps) __real_pwrite(file, data, bytes / 2, at);
    step();
    return __real_pwrite(file, data, bytes, at);
}
