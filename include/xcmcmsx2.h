/*
 * xcmcmsx2.h - where CMC meets Extended MAPI: a CMC session as an IMAPISession, messages as objects
 *
 * Source: CMC Programmer's Reference (MAPI SDK).
 */
#ifndef _XCMCMSX2_H
#define _XCMCMSX2_H

#include "xcmc.h"
#include "xcmcmsxt.h"
#include "mapix.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Gives *out one reference to the session behind a CMC session. iid is NULL for IMAPISession. */
STDAPI_(SCODE)
ScMAPIXFromCMC(CMC_session_id session, ULONG flags, LPCIID iid, LPMAPISESSION *out);

#define CMC_X_MS_ATTACH_MESSAGE ((CMC_flags)4) /* with CMC_X_MS_ATTACH_DATA */

typedef struct {
    CMC_message_reference *message;
    CMC_uint32 id;
    CMC_buffer object;
} CMC_X_MS_ATTACH;

#ifdef __cplusplus
}
#endif

#endif
