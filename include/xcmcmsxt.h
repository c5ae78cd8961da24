/*
 * xcmcmsxt.h - Microsoft's CMC extension set: what Simple MAPI can do and CMC could not say
 *
 * Source: CMC Programmer's Reference (MAPI SDK).
 */
#ifndef XCMCMSXT_H
#define XCMCMSXT_H

#include "xcmc.h"

#define MS_EXT_SET_ID (512)
#define CMC_XS_MS     ((CMC_uint32)MS_EXT_SET_ID) /* the set itself */

/* Function extensions */

#define CMC_X_MS_SESSION_FLAGS  ((CMC_uint32)(MS_EXT_SET_ID + 16)) /* logon */
#define CMC_X_MS_NEW_SESSION    ((CMC_flags)1)
#define CMC_X_MS_FORCE_DOWNLOAD ((CMC_flags)4)

#define CMC_X_MS_FUNCTION_FLAGS      ((CMC_uint32)(MS_EXT_SET_ID + 17))
#define CMC_X_MS_READ_ENV_ONLY       ((CMC_flags)1) /* read */
#define CMC_X_MS_READ_BODY_AS_FILE   ((CMC_flags)2) /* read */
#define CMC_X_MS_LIST_GUARANTEE_FIFO ((CMC_flags)4) /* list */
#define CMC_X_MS_AB_NO_MODIFY        ((CMC_flags)8) /* look_up */

#define CMC_X_MS_ADDRESS_UI ((CMC_uint32)(MS_EXT_SET_ID + 18)) /* look_up: caption and fields */

/* Data extensions */

#define CMC_X_MS_ATTACH_DATA       ((CMC_uint32)(MS_EXT_SET_ID + 128))
#define CMC_X_MS_ATTACH_OLE        ((CMC_flags)1)
#define CMC_X_MS_ATTACH_OLE_STATIC ((CMC_flags)2)

#define CMC_X_MS_MESSAGE_DATA    ((CMC_uint32)(MS_EXT_SET_ID + 129))
#define CMC_X_MS_MSG_RECEIPT_REQ ((CMC_flags)1)

#endif
