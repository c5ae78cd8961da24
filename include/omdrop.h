/*
 * omdrop.h - properties of the drop-folder service (OMDROP, omdrop32.dll), in its profile section
 *
 * Given to IMsgServiceAdmin::ConfigureMsgService, or to `mapictl service add OMDROP`. Mail goes out
 * as files of one folder and comes in as files of another; doc/dropfolder.md tells what is in them.
 * Folders are full paths (X:\..., \\server\share...); each belongs to one account.
 */
#ifndef OMDROP_H
#define OMDROP_H

#include "mapidefs.h"

/* Mail is written here; without it none is sent. */
#define PR_OMDROP_OUT_FOLDER   PROP_TAG(PT_TSTRING, 0x6640)
#define PR_OMDROP_OUT_FOLDER_A PROP_TAG(PT_STRING8, 0x6640)
#define PR_OMDROP_OUT_FOLDER_W PROP_TAG(PT_UNICODE, 0x6640)
/* Mail is taken from here; without it none is received. One of the two there must be. */
#define PR_OMDROP_IN_FOLDER    PROP_TAG(PT_TSTRING, 0x6641)
#define PR_OMDROP_IN_FOLDER_A  PROP_TAG(PT_STRING8, 0x6641)
#define PR_OMDROP_IN_FOLDER_W  PROP_TAG(PT_UNICODE, 0x6641)
/* The account's Internet address: who mail is from; it must be there. */
#define PR_OMDROP_ADDRESS      PROP_TAG(PT_TSTRING, 0x6642)
#define PR_OMDROP_ADDRESS_A    PROP_TAG(PT_STRING8, 0x6642)
#define PR_OMDROP_ADDRESS_W    PROP_TAG(PT_UNICODE, 0x6642)
/* Whose it is, "Ann Example"; the address, where it isn't there. */
#define PR_OMDROP_NAME         PROP_TAG(PT_TSTRING, 0x6643)
#define PR_OMDROP_NAME_A       PROP_TAG(PT_STRING8, 0x6643)
#define PR_OMDROP_NAME_W       PROP_TAG(PT_UNICODE, 0x6643)
/* What becomes of a file whose mail has come in: one of OMDROP_... below; OMDROP_KEEP. */
#define PR_OMDROP_AFTERWARDS   PROP_TAG(PT_LONG, 0x6644)

#define OMDROP_KEEP   0 /* moved to the folder `done` of the folder it came in */
#define OMDROP_DELETE 1

#endif
