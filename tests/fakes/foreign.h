/*
 * foreign.h - folders of the local store as another provider's: nobody knows them for the store's
 * own, and they answer what a test tells them to
 */
#pragma once
#include "mapidefs.h"

enum foreign_call {
    FOREIGN_OPEN_ENTRY,
    FOREIGN_CREATE_MESSAGE,
    FOREIGN_CREATE_FOLDER,
    FOREIGN_DELETE_MESSAGES,
    FOREIGN_DELETE_FOLDER,
    FOREIGN_SET_READ_FLAGS,
    FOREIGN_SET_PROPS, /* of a message */
    FOREIGN_DELETE_PROPS,
    FOREIGN_MODIFY_RECIPIENTS,
    FOREIGN_CREATE_ATTACH,
    FOREIGN_SAVE_CHANGES,
    FOREIGN_CALLS
};

struct foreign {
    /* What the nth call (from 0) of that kind answers instead of doing anything; S_OK: it does.
     * NULL: all do */
    HRESULT (*answer)(struct foreign *self, enum foreign_call call, ULONG nth);
    _Bool ansi; /* text in 8 bits is all it knows */
    _Bool plain; /* nothing is hidden in its folders */
    ULONG calls[FOREIGN_CALLS];
    ULONG number; /* the test's own */
};

/* From here on folder is somebody else's, and so are the messages and folders that come out of it;
 * one set of rules for all. */
void foreign_folder(IMAPIFolder *folder, struct foreign *rules);
void foreign_message(IMessage *message, struct foreign *rules);
