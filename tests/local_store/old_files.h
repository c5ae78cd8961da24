/*
 * old_files.h - store files that programs of older schema versions made
 *
 * files/version1.omstore: made in November 2026 by the last program of schema version 1, through
 * MAPI: Inbox, Project in it and Deep in that have four messages each ("Old mail 00" to "11" in
 * turn, the last one associated; one recipient each, a named property, a long body in 02, a file
 * attached to 03, a message to 04). files/version2.omstore: the same file, in November 2026
 * upgraded by the last program of schema version 2, through MAPI: beside Project the search folder
 * Found (subjects with "old", in Inbox and below), and "New and old" in Inbox, the fifth there.
 * files/version3.omstore: made in November 2026 by the last program of schema version 3, through
 * MAPI: Inbox has "First order", "A letter" (Holiday.jpeg attached) and "Waiting order", which is
 * submitted; Project in it "Second ORDER" (price list.pdf attached) and "A long one", whose body
 * ends with "needle"; the search folder Orders in the Inbox has found the first two orders, and the
 * third.
 */
#pragma once
#include "local_store/fixture.h"

extern int old_version; /* of the file */

/* CMocka setup and teardown: the fixture's store may be the old file of version 1, 2 or 3; nobody
 * is logged on. */
int old_file_setup1(void **state);
int old_file_setup2(void **state);
int old_file_setup3(void **state);
int old_file_teardown(void **state);
/* From now on it is, as it was. */
void put_old_file(struct fixture *f);

size_t read_file(const char *path, uint8_t **out);
/* All rows of a statement's first column, a line each. sqlite3_free */
char *rows_of(const char *path, const char *text);
void assert_version(const char *path, int expected);
void assert_rows(const char *path, const char *text, const char *expected);
/* What an old file says, and what its tables are. */
extern const char all_rows[], schema_rows[];
