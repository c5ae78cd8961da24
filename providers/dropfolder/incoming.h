/*
 * incoming.h - a file of the in-folder becomes a message
 *
 * Files *.eml are taken in the order of their names. One that is no mail goes to the folder `bad`;
 * one that can't be delivered now waits, and lets others pass. Called by the spooler, one call at a
 * time.
 */
#pragma once
#include "dropfolder/account.h"
#include "dropfolder/taken.h"

struct waiting_file;
struct incoming {
    struct account *account; /* counted; with an in-folder */
    const struct allocators *alloc;
    struct taken taken;
    struct waiting_file *waiting; /* malloc */
};

/* What became of a file, for the status row. */
struct incoming_news {
    WCHAR *name;     /* malloc; NULL: nothing to tell */
    const WCHAR *of; /* what was wrong with it */
};

/* The folder, and those below it, are made where they aren't there. Errors: files.h's */
HRESULT drop_incoming_open(struct account *account, const struct allocators *alloc,
                           struct incoming *out);
void drop_incoming_close(struct incoming *incoming);
/* How many files wait to be taken. Errors: files.h's */
HRESULT drop_incoming_count(struct incoming *incoming, ULONG *out);
/* On each message: of which file it is (taken.h). After a crash it is looked for by this. */
#define PR_DROP_FILE PROP_TAG(PT_BINARY, 0x4F44)

/*
 * Fills a message from the next file and saves it: with that it is delivered, and the file goes to
 * `done` or is deleted. Where no file waits the message isn't saved, and that is a success.
 *
 * support  opens the message's folder after a crash
 * news    to be freed by the caller; also where it fails
 * Errors  MAPI_E_CORRUPT_DATA  the file was no mail, and went to `bad`
 *         the converter's and the message's: the file is there, and is tried again later
 */
HRESULT drop_incoming_take(struct incoming *incoming, IMAPISupport *support, IMessage *message,
                           struct incoming_news *news);
