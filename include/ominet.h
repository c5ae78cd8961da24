/*
 * ominet.h - properties of the Internet mail service (OMINET, ominet32.dll), in its profile section
 *
 * Given to IMsgServiceAdmin::ConfigureMsgService, or to `mapictl service add OMINET`.
 */
#ifndef OMINET_H
#define OMINET_H

#include "mapidefs.h"

/* The address that mail is sent from; without it there is no logon. Its name, else the address. */
#define PR_OMINET_EMAIL       PROP_TAG(PT_TSTRING, 0x6610)
#define PR_OMINET_EMAIL_A     PROP_TAG(PT_STRING8, 0x6610)
#define PR_OMINET_EMAIL_W     PROP_TAG(PT_UNICODE, 0x6610)
#define PR_OMINET_NAME        PROP_TAG(PT_TSTRING, 0x6611)
#define PR_OMINET_NAME_A      PROP_TAG(PT_STRING8, 0x6611)
#define PR_OMINET_NAME_W      PROP_TAG(PT_UNICODE, 0x6611)
/* The server that takes mail; without it there is no logon either. */
#define PR_OMINET_SMTP_HOST   PROP_TAG(PT_TSTRING, 0x6612)
#define PR_OMINET_SMTP_HOST_A PROP_TAG(PT_STRING8, 0x6612)
#define PR_OMINET_SMTP_HOST_W PROP_TAG(PT_UNICODE, 0x6612)
/* 587, or 465 with OMINET_TLS */
#define PR_OMINET_SMTP_PORT   PROP_TAG(PT_LONG, 0x6613)
/* One of OMINET_... below; OMINET_STARTTLS. */
#define PR_OMINET_SMTP_TLS    PROP_TAG(PT_LONG, 0x6614)
/* The name to log on by, and its password; without them as nobody. */
#define PR_OMINET_USER        PROP_TAG(PT_TSTRING, 0x6615)
#define PR_OMINET_USER_A      PROP_TAG(PT_STRING8, 0x6615)
#define PR_OMINET_USER_W      PROP_TAG(PT_UNICODE, 0x6615)
#define PR_OMINET_PASSWORD    PROP_TAG(PT_TSTRING, 0x67F0) /* secure */
#define PR_OMINET_PASSWORD_A  PROP_TAG(PT_STRING8, 0x67F0)
#define PR_OMINET_PASSWORD_W  PROP_TAG(PT_UNICODE, 0x67F0)
/* Instead of a password: an access token of OAuth 2.0, for XOAUTH2 and OAUTHBEARER. */
#define PR_OMINET_TOKEN       PROP_TAG(PT_TSTRING, 0x67F1) /* secure */
#define PR_OMINET_TOKEN_A     PROP_TAG(PT_STRING8, 0x67F1)
#define PR_OMINET_TOKEN_W     PROP_TAG(PT_UNICODE, 0x67F1)
/* Certificates of authorities that are trusted beside the system's, in PEM. */
#define PR_OMINET_CA          PROP_TAG(PT_TSTRING, 0x6616)
#define PR_OMINET_CA_A        PROP_TAG(PT_STRING8, 0x6616)
#define PR_OMINET_CA_W        PROP_TAG(PT_UNICODE, 0x6616)
/* Seconds that connecting, or an answer, may take at most; 60. */
#define PR_OMINET_TIME_LIMIT  PROP_TAG(PT_LONG, 0x6617)

#define OMINET_PLAIN    0 /* readable by all between here and there, the password too */
#define OMINET_TLS      1 /* from the first byte */
#define OMINET_STARTTLS 2

/* ---- on messages that wait because a server said "later" ---- */

/* When it was first sent in vain, when it is sent again, and how often it was. */
#define PR_OMINET_FIRST_TRY PROP_TAG(PT_SYSTIME, 0x4610)
#define PR_OMINET_NEXT_TRY  PROP_TAG(PT_SYSTIME, 0x4611)
#define PR_OMINET_TRIES     PROP_TAG(PT_LONG, 0x4612)

#endif
