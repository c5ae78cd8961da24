/*
 * mime_tags.h - properties that carry what Internet mail says, beyond those of mapitags.h
 */
#pragma once
#include "mapidefs.h"
#include "mapitags.h"
#include "edkmdb.h"
#include "edktags.h"

#ifndef PR_ATTACH_CONTENT_ID_W
#define PR_ATTACH_CONTENT_ID_W PROP_TAG(PT_UNICODE, 0x3712)
#endif
#define PR_ATTACH_CONTENT_BASE_W       PROP_TAG(PT_UNICODE, 0x3711)
#define PR_ATTACH_CONTENT_LOCATION_W   PROP_TAG(PT_UNICODE, 0x3713)
#define PR_ATTACH_FLAGS                PROP_TAG(PT_LONG, 0x3714)
#define PR_TEXT_ATTACHMENT_CHARSET_W   PROP_TAG(PT_UNICODE, 0x371B)
#define PR_ATTACHMENT_HIDDEN           PROP_TAG(PT_BOOLEAN, 0x7FFE)
#define PR_BODY_CONTENT_LOCATION_W     PROP_TAG(PT_UNICODE, 0x1014)
#define PR_BODY_CONTENT_ID_W           PROP_TAG(PT_UNICODE, 0x1015)
#define PR_LIST_HELP_W                 PROP_TAG(PT_UNICODE, 0x1043)
#define PR_LIST_SUBSCRIBE_W            PROP_TAG(PT_UNICODE, 0x1044)
#define PR_LIST_UNSUBSCRIBE_W          PROP_TAG(PT_UNICODE, 0x1045)

/* PR_ATTACH_FLAGS */
#define ATT_MHTML_REF 0x00000004 /* the HTML body shows it */

/* PR_NATIVE_BODY_INFO, MS-OXCMSG */
#define NATIVE_RTF 2
