/*
 * check.h - is everything in a store's file as it must be? What is not, in words; and mended
 */
#pragma once
#include "changes.h"
#include "progress.h"
#include "store_file.h"

struct check {
    struct store_file *file; /* borrowed: a connection of the check's own */
    bool mend;               /* not any more once the database itself is found damaged */
    sqlite3_str *report;     /* a line per finding */
    ULONG found, mended;
    struct identity lost;    /* the folder for what belongs nowhere; id 0: not needed yet */
    struct change_list changes;
};

/* Finds, and with repair mends in one transaction; then check->report tells. Damage is no error. */
HRESULT check_run(struct check *check, IMAPIProgress *progress);

/* ---- between the files of the check ---- */

void check_add(struct check *check, const char *text, bool mended);

/* The tables, or the indexes and triggers, that a store of this version has. */
HRESULT check_schema(struct check *check, bool tables);
/* The index of texts: a thing of its own, that can be made anew. */
HRESULT check_text(struct check *check);
/* Every bag of packed properties, the long content that it names, and the content that nobody
 * names. */
HRESULT check_packed(struct check *check);

/* What is lost goes below "Lost and Found" under the visible top, made when needed. All: in the
 * transaction that mends. */
/* A message for the rows that name it, with their recipients, attachments, properties. */
HRESULT lost_message(struct check *check, int64_t id);
/* A message into the folder, from a folder or an attachment that is gone. */
HRESULT lost_move(struct check *check, int64_t id);
/* A folder that no way leads to; S_FALSE: one does by now. */
HRESULT lost_subtree(struct check *check, int64_t id);
/* Long content as the attachment of a new message. */
HRESULT lost_content(struct check *check, int64_t id);
/* Gives a folder a name that no sibling has. */
HRESULT lost_name(struct check *check, int64_t id);
