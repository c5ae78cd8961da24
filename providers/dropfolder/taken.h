/*
 * taken.h - which files of the in-folder are being delivered, or have been and are still there
 *
 * A file is written down before its message is saved, and when that is done, before it is moved
 * away: after a crash it is known which files must be looked for in the store, and which are
 * delivered. The record is the file omdrop.taken of the folder, lines of UTF-8:
 *     ? BYTES MODIFIED NAME      its delivery begins
 *     BYTES MODIFIED NAME        it is delivered
 * both numbers hexadecimal, the time in the system's units. A file of the same name with other
 * content is another one. The record goes when no file of it is left.
 */
#pragma once
#include "dropfolder/files.h"

struct taken_file {
    struct taken_file *next;
    struct file_facts facts;
    bool done; /* delivered; else that had begun */
    WCHAR name[]; /* with its end */
};
struct taken {
    WCHAR *path; /* of the record; malloc, like the next */
    struct taken_file *first;
};

/* Reads the record of a folder; lines that mean nothing are passed over. Errors: files_read's */
HRESULT drop_taken_open(const WCHAR *folder, struct taken *out);
void drop_taken_close(struct taken *taken);
/* It has been delivered. */
bool drop_taken_has(const struct taken *taken, const WCHAR *name, const struct file_facts *facts);
/* Its delivery began, and it isn't known how that ended. */
bool drop_taken_is_open(const struct taken *taken, const WCHAR *name,
                        const struct file_facts *facts);
/* done: it is delivered; else that begins. On the disk when this returns. Errors: files_append's */
HRESULT drop_taken_add(struct taken *taken, const WCHAR *name, const struct file_facts *facts,
                       bool done);
/* BYTES MODIFIED NAME, UTF-8, malloc: what a message is marked with. */
HRESULT drop_taken_mark(const WCHAR *name, const struct file_facts *facts, char **out,
                        size_t *bytes);
/* The file isn't in the folder any more. */
void drop_taken_gone(struct taken *taken, const WCHAR *name);
