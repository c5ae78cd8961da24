/*
 * taken.h - which files of the in-folder have been delivered and are still there
 *
 * A file that is delivered is written down before it is moved away, so that a crash between the two
 * delivers nothing twice. The record is the file omdrop.taken of the folder, lines of UTF-8:
 *     BYTES MODIFIED NAME
 * both numbers hexadecimal, the time in the system's units. A file of the same name with other
 * content is another one. The record goes when no file of it is left.
 */
#pragma once
#include "dropfolder/files.h"

struct taken_file {
    struct taken_file *next;
    struct file_facts facts;
    WCHAR name[]; /* with its end */
};
struct taken {
    WCHAR *path; /* of the record; malloc, like the next */
    struct taken_file *first;
};

/* Reads the record of a folder; lines that mean nothing are passed over. Errors: files_read's */
HRESULT drop_taken_open(const WCHAR *folder, struct taken *out);
void drop_taken_close(struct taken *taken);
bool drop_taken_has(const struct taken *taken, const WCHAR *name, const struct file_facts *facts);
/* On the disk when this returns. Errors: files_append's */
HRESULT drop_taken_add(struct taken *taken, const WCHAR *name, const struct file_facts *facts);
/* The file isn't in the folder any more. */
void drop_taken_gone(struct taken *taken, const WCHAR *name);
