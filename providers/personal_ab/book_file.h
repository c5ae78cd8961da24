/*
 * book_file.h - the file of a personal address book: its tables, its opening
 */
#pragma once
#include "common/sql/file_kind.h"

#define BOOK_APPLICATION_ID 0x4F4D5042
#define BOOK_VERSION        1

extern const struct file_kind book_kind;

struct thread;

/* One connection to a file; each logon has one of its own. */
struct book_file {
    struct db *db;
    char *path; /* WTF-8, absolute */
    GUID uid;   /* in every entry ID; routes them to the logon */
    struct thread *watch; /* under the lock; notify.c; woken when something changes; or NULL */
};

/* Errors  those of db_open */
HRESULT book_file_open(const char *path, enum db_access access, struct book_file **out);
void book_file_close(struct book_file *file); /* NULL does nothing */
