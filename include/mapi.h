/*
 * mapi.h - Simple MAPI: twelve functions that send, read and address mail with one call each
 *
 * Text is ANSI, except in the W structures, which MAPISendMailW alone takes. A program that wants
 * Unicode and must run where MAPISendMailW is absent includes mapiunicodehelper.h.
 * Sources: Simple MAPI reference (Windows SDK documentation), MAPISendMailW, MapiMessageW.
 */
#ifndef MAPI_H
#define MAPI_H

#ifdef _WIN32
#include <windows.h>
#else
#include "mapinative.h"
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* Types */

#ifndef _LPULONG_DEFINED
#define _LPULONG_DEFINED
typedef ULONG *LPULONG;
#endif

#ifndef _FLAGS_DEFINED
#define _FLAGS_DEFINED
typedef ULONG FLAGS;
#endif

#ifndef __LHANDLE
#define __LHANDLE
typedef ULONG_PTR LHANDLE, *LPLHANDLE; /* a session; as wide as a pointer */
#endif
#define lhSessionNull ((LHANDLE)0)

/* MapiFileDesc.flFlags: what an attached file is; 0 for a plain file */
#define MAPI_OLE        0x00000001
#define MAPI_OLE_STATIC 0x00000002

typedef struct {
    ULONG ulReserved;    /* 0 */
    ULONG flFlags;       /* MAPI_OLE... */
    ULONG nPosition;     /* character of the body that the file replaces; (ULONG)-1: none */
    LPSTR lpszPathName;  /* full path, required */
    LPSTR lpszFileName;  /* name shown to the reader; NULL or "": that of the path */
    LPVOID lpFileType;   /* a MapiFileTagExt, or NULL */
} MapiFileDesc, *lpMapiFileDesc;

typedef struct {
    ULONG ulReserved;    /* 0 */
    ULONG flFlags;
    ULONG nPosition;
    LPWSTR lpszPathName;
    LPWSTR lpszFileName;
    LPVOID lpFileType;
} MapiFileDescW, *lpMapiFileDescW;

typedef struct {
    ULONG ulReserved;    /* 0 */
    ULONG cbTag;         /* bytes of lpTag */
    LPBYTE lpTag;        /* object identifier, BER: what kind of file */
    ULONG cbEncoding;    /* bytes of lpEncoding */
    LPBYTE lpEncoding;   /* object identifier, BER: how it was encoded, if it was */
} MapiFileTagExt, *lpMapiFileTagExt;

/* MapiRecipDesc.ulRecipClass; mapidefs.h gives the same */
#ifndef MAPI_ORIG
#define MAPI_ORIG      0
#define MAPI_TO        1
#define MAPI_CC        2
#define MAPI_BCC       3
#define MAPI_P1        0x10000000 /* or-ed in: resend to this one */
#define MAPI_SUBMITTED 0x80000000 /* or-ed in: done already */
#endif

typedef struct {
    ULONG ulReserved;    /* 0 */
    ULONG ulRecipClass;  /* MAPI_ORIG, MAPI_TO, MAPI_CC, MAPI_BCC */
    LPSTR lpszName;
    LPSTR lpszAddress;   /* "SMTP:ann@example.org", or NULL: found from the name */
    ULONG ulEIDSize;     /* bytes of lpEntryID */
    LPVOID lpEntryID;    /* the service's own identifier of this recipient, or NULL */
} MapiRecipDesc, *lpMapiRecipDesc;

typedef struct {
    ULONG ulReserved;    /* 0 */
    ULONG ulRecipClass;
    LPWSTR lpszName;
    LPWSTR lpszAddress;
    ULONG ulEIDSize;
    LPVOID lpEntryID;
} MapiRecipDescW, *lpMapiRecipDescW;

/* MapiMessage.flFlags */
#define MAPI_UNREAD            0x00000001
#define MAPI_RECEIPT_REQUESTED 0x00000002
#define MAPI_SENT              0x00000004

typedef struct {
    ULONG ulReserved;          /* 0 */
    LPSTR lpszSubject;
    LPSTR lpszNoteText;        /* the body */
    LPSTR lpszMessageType;     /* message class; NULL or "": an ordinary message */
    LPSTR lpszDateReceived;    /* YYYY/MM/DD HH:MM */
    LPSTR lpszConversationID;
    FLAGS flFlags;
    lpMapiRecipDesc lpOriginator;
    ULONG nRecipCount;         /* elements of lpRecips */
    lpMapiRecipDesc lpRecips;
    ULONG nFileCount;          /* elements of lpFiles */
    lpMapiFileDesc lpFiles;
} MapiMessage, *lpMapiMessage;

typedef struct {
    ULONG ulReserved;          /* 0 */
    LPWSTR lpszSubject;
    LPWSTR lpszNoteText;
    LPWSTR lpszMessageType;
    LPWSTR lpszDateReceived;
    LPWSTR lpszConversationID;
    FLAGS flFlags;
    lpMapiRecipDescW lpOriginator;
    ULONG nRecipCount;
    lpMapiRecipDescW lpRecips;
    ULONG nFileCount;
    lpMapiFileDescW lpFiles;
} MapiMessageW, *lpMapiMessageW;

/* Flags of the functions */

#ifndef MAPI_LOGON_UI /* mapix.h gives some of them too */
#define MAPI_LOGON_UI 0x00000001
#endif
#ifndef MAPI_NEW_SESSION
#define MAPI_NEW_SESSION 0x00000002
#endif
#ifndef MAPI_EXTENDED
#define MAPI_EXTENDED 0x00000020 /* MAPILogon: give a session of Extended MAPI */
#endif
#ifndef MAPI_FORCE_DOWNLOAD
#define MAPI_FORCE_DOWNLOAD 0x00001000
#endif
#ifndef MAPI_PASSWORD_UI
#define MAPI_PASSWORD_UI 0x00020000
#endif

#ifndef MAPI_DIALOG
#define MAPI_DIALOG 0x00000008
#endif
#define MAPI_DIALOG_MODELESS (0x00000004 | MAPI_DIALOG) /* MAPISendMail, MAPISendMailW */
#define MAPI_FORCE_UNICODE   0x00040000 /* MAPISendMailW: fail rather than lose characters */

#define MAPI_UNREAD_ONLY    0x00000020 /* MAPIFindNext */
#define MAPI_GUARANTEE_FIFO 0x00000100
#define MAPI_LONG_MSGID     0x00004000

#define MAPI_ENVELOPE_ONLY   0x00000040 /* MAPIReadMail */
#define MAPI_PEEK            0x00000080
#define MAPI_BODY_AS_FILE    0x00000200
#define MAPI_SUPPRESS_ATTACH 0x00000800

#define MAPI_AB_NOMODIFY 0x00000400 /* MAPIDetails, MAPIResolveName */

/* What the functions return */

#ifndef SUCCESS_SUCCESS
#define SUCCESS_SUCCESS 0
#endif
#define MAPI_USER_ABORT                 1
#define MAPI_E_USER_ABORT               MAPI_USER_ABORT
#define MAPI_E_FAILURE                  2
#define MAPI_E_LOGON_FAILURE            3
#define MAPI_E_LOGIN_FAILURE            MAPI_E_LOGON_FAILURE
#define MAPI_E_DISK_FULL                4
#define MAPI_E_INSUFFICIENT_MEMORY      5
#define MAPI_E_ACCESS_DENIED            6
#define MAPI_E_TOO_MANY_SESSIONS        8
#define MAPI_E_TOO_MANY_FILES           9
#define MAPI_E_TOO_MANY_RECIPIENTS      10
#define MAPI_E_ATTACHMENT_NOT_FOUND     11
#define MAPI_E_ATTACHMENT_OPEN_FAILURE  12
#define MAPI_E_ATTACHMENT_WRITE_FAILURE 13
#define MAPI_E_UNKNOWN_RECIPIENT        14
#define MAPI_E_BAD_RECIPTYPE            15
#define MAPI_E_NO_MESSAGES              16
#define MAPI_E_INVALID_MESSAGE          17
#define MAPI_E_TEXT_TOO_LARGE           18
#define MAPI_E_INVALID_SESSION          19
#define MAPI_E_TYPE_NOT_SUPPORTED       20
#define MAPI_E_AMBIGUOUS_RECIPIENT      21
#define MAPI_E_AMBIG_RECIP              MAPI_E_AMBIGUOUS_RECIPIENT
#define MAPI_E_MESSAGE_IN_USE           22
#define MAPI_E_NETWORK_FAILURE          23
#define MAPI_E_INVALID_EDITFIELDS       24
#define MAPI_E_INVALID_RECIPS           25
#define MAPI_E_NOT_SUPPORTED            26
#define MAPI_E_UNICODE_NOT_SUPPORTED    27
#define MAPI_E_ATTACHMENT_TOO_LARGE     28

/*
 * The functions. Each has a function type and a pointer type, for GetProcAddress. Everything a
 * function hands out is freed with MAPIFreeBuffer.
 */

typedef ULONG(WINAPI MAPILOGON)(ULONG_PTR window, LPSTR profile, LPSTR password, FLAGS flags,
                                ULONG reserved, LPLHANDLE session);
typedef MAPILOGON *LPMAPILOGON;
MAPILOGON MAPILogon;

typedef ULONG(WINAPI MAPILOGOFF)(LHANDLE session, ULONG_PTR window, FLAGS flags, ULONG reserved);
typedef MAPILOGOFF *LPMAPILOGOFF;
MAPILOGOFF MAPILogoff;

typedef ULONG(WINAPI MAPISENDMAIL)(LHANDLE session, ULONG_PTR window, lpMapiMessage message,
                                   FLAGS flags, ULONG reserved);
typedef MAPISENDMAIL *LPMAPISENDMAIL;
MAPISENDMAIL MAPISendMail;

typedef ULONG(WINAPI MAPISENDMAILW)(LHANDLE session, ULONG_PTR window, lpMapiMessageW message,
                                    FLAGS flags, ULONG reserved);
typedef MAPISENDMAILW *LPMAPISENDMAILW;
MAPISENDMAILW MAPISendMailW;

typedef ULONG(WINAPI MAPISENDDOCUMENTS)(ULONG_PTR window, LPSTR delimiter, LPSTR paths,
                                        LPSTR names, ULONG reserved);
typedef MAPISENDDOCUMENTS *LPMAPISENDDOCUMENTS;
MAPISENDDOCUMENTS MAPISendDocuments;

typedef ULONG(WINAPI MAPIFINDNEXT)(LHANDLE session, ULONG_PTR window, LPSTR message_type,
                                   LPSTR seed_id, FLAGS flags, ULONG reserved, LPSTR id);
typedef MAPIFINDNEXT *LPMAPIFINDNEXT;
MAPIFINDNEXT MAPIFindNext;

typedef ULONG(WINAPI MAPIREADMAIL)(LHANDLE session, ULONG_PTR window, LPSTR id, FLAGS flags,
                                   ULONG reserved, lpMapiMessage *message);
typedef MAPIREADMAIL *LPMAPIREADMAIL;
MAPIREADMAIL MAPIReadMail;

typedef ULONG(WINAPI MAPISAVEMAIL)(LHANDLE session, ULONG_PTR window, lpMapiMessage message,
                                   FLAGS flags, ULONG reserved, LPSTR id);
typedef MAPISAVEMAIL *LPMAPISAVEMAIL;
MAPISAVEMAIL MAPISaveMail;

typedef ULONG(WINAPI MAPIDELETEMAIL)(LHANDLE session, ULONG_PTR window, LPSTR id, FLAGS flags,
                                     ULONG reserved);
typedef MAPIDELETEMAIL *LPMAPIDELETEMAIL;
MAPIDELETEMAIL MAPIDeleteMail;

#ifndef _LPMAPIFREEBUFFER_DEFINED
#define _LPMAPIFREEBUFFER_DEFINED
typedef ULONG(WINAPI *LPMAPIFREEBUFFER)(LPVOID buffer);
#endif
ULONG WINAPI MAPIFreeBuffer(LPVOID buffer);

typedef ULONG(WINAPI MAPIADDRESS)(LHANDLE session, ULONG_PTR window, LPSTR caption,
                                  ULONG edit_fields, LPSTR labels, ULONG count,
                                  lpMapiRecipDesc recips, FLAGS flags, ULONG reserved,
                                  LPULONG new_count, lpMapiRecipDesc *new_recips);
typedef MAPIADDRESS *LPMAPIADDRESS;
MAPIADDRESS MAPIAddress;

typedef ULONG(WINAPI MAPIDETAILS)(LHANDLE session, ULONG_PTR window, lpMapiRecipDesc recip,
                                  FLAGS flags, ULONG reserved);
typedef MAPIDETAILS *LPMAPIDETAILS;
MAPIDETAILS MAPIDetails;

typedef ULONG(WINAPI MAPIRESOLVENAME)(LHANDLE session, ULONG_PTR window, LPSTR name, FLAGS flags,
                                      ULONG reserved, lpMapiRecipDesc *recip);
typedef MAPIRESOLVENAME *LPMAPIRESOLVENAME;
MAPIRESOLVENAME MAPIResolveName;

/* Turns a Simple MAPI session into one of Extended MAPI. iid is NULL for IMAPISession. */
struct IMAPISession;
SCODE WINAPI ScMAPIXFromSMAPI(LHANDLE session, ULONG flags, const IID *iid,
                              struct IMAPISession **out);

#ifdef __cplusplus
}
#endif

#endif
