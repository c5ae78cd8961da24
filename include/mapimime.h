/*
 * mapimime.h - IConverterSession: a message to MIME and back
 *
 * The object is made with CoCreateInstance(CLSID_IConverterSession, ..., IID_IConverterSession).
 * PLACEHOLDER methods keep their slots; nobody documented what they do. The enums are those of
 * mimeole.h; a file that needs that header as well includes it first.
 * Source: MAPI reference, IConverterSession.
 */
#ifndef MAPIMIME_H
#define MAPIMIME_H

#include "mapidefs.h"

#ifndef BEGIN_INTERFACE
#define BEGIN_INTERFACE
#endif

/* {4E3A7680-B77A-11D0-9DA5-00C04FD65685} */
DEFINE_GUID(CLSID_IConverterSession, 0x4e3a7680, 0xb77a, 0x11d0, 0x9d, 0xa5, 0x00, 0xc0, 0x4f,
            0xd6, 0x56, 0x85);
/* {4B401570-B77B-11D0-9DA5-00C04FD65685} */
DEFINE_GUID(IID_IConverterSession, 0x4b401570, 0xb77b, 0x11d0, 0x9d, 0xa5, 0x00, 0xc0, 0x4f, 0xd6,
            0x56, 0x85);

#ifdef __cplusplus
extern "C" {
#endif

/* clang-format off: a line below is one row of a table */

#ifndef __mimeole_h__

typedef struct HCHARSET__ *HCHARSET;

/* SetEncoding takes IET_BASE64, IET_UUENCODE, IET_QP, IET_7BIT and IET_8BIT. */
typedef enum tagENCODINGTYPE {
    IET_BINARY,
    IET_BASE64,
    IET_UUENCODE,
    IET_QP,
    IET_7BIT,
    IET_8BIT,
    IET_INETCSET,
    IET_UNICODE,
    IET_RFC1522,
    IET_ENCODED,
    IET_CURRENT,
    IET_UNKNOWN,
    IET_BINHEX40,
    IET_LAST
} ENCODINGTYPE;

typedef enum tagMIMESAVETYPE {
    SAVE_RFC822,  /* no MIME structure; attachments uuencoded */
    SAVE_RFC1521  /* MIME */
} MIMESAVETYPE;

typedef enum tagCSETAPPLYTYPE {
    CSET_APPLY_UNTAGGED,
    CSET_APPLY_ALL,
    CSET_APPLY_TAG_ALL
} CSETAPPLYTYPE;

#endif /* __mimeole_h__ */

/* MIMEToMAPI, MAPIToMIMEStm */
#define CCSF_SMTP             0x0002 /* from or to an SMTP message */
#define CCSF_NOHEADERS        0x0004 /* ignore the headers on the outside message */
#define CCSF_USE_TNEF         0x0010 /* embed TNEF */
#define CCSF_INCLUDE_BCC      0x0020
#define CCSF_8BITHEADERS      0x0040
#define CCSF_USE_RTF          0x0080 /* RTF to HTML */
#define CCSF_PLAIN_TEXT_ONLY  0x1000
#define CCSF_NO_MSGID         0x4000
#define CCSF_EMBEDDED_MESSAGE 0x8000 /* whether it was sent is kept in X-Unsent */
#define CCSF_PRESERVE_SOURCE  0x00040000 /* leave the message as it is */
#define CCSF_GLOBAL_MESSAGE   0x00200000 /* internationalised addresses and headers */

#define MAPI_ICONVERTERSESSION_METHODS(IPURE)                                                      \
    MAPIMETHOD(SetAdrBook)(THIS_ LPADRBOOK addrbook) IPURE;                                        \
    MAPIMETHOD(SetEncoding)(THIS_ ENCODINGTYPE encoding) IPURE;                                    \
    MAPIMETHOD(PLACEHOLDER5)(THIS) IPURE;                                                          \
    MAPIMETHOD(MIMEToMAPI)                                                                         \
    (THIS_ LPSTREAM stream, LPMESSAGE message, LPCSTR source, ULONG flags) IPURE;                  \
    MAPIMETHOD(MAPIToMIMEStm)(THIS_ LPMESSAGE message, LPSTREAM stream, ULONG flags) IPURE;        \
    MAPIMETHOD(PLACEHOLDER8)(THIS) IPURE;                                                          \
    MAPIMETHOD(PLACEHOLDER9)(THIS) IPURE;                                                          \
    MAPIMETHOD(PLACEHOLDER10)(THIS) IPURE;                                                         \
    MAPIMETHOD(SetTextWrapping)(THIS_ BOOL wrap, ULONG width) IPURE;                               \
    MAPIMETHOD(SetSaveFormat)(THIS_ MIMESAVETYPE format) IPURE;                                    \
    MAPIMETHOD(PLACEHOLDER13)(THIS) IPURE;                                                         \
    MAPIMETHOD(SetCharSet)(THIS_ BOOL apply, HCHARSET charset, CSETAPPLYTYPE how) IPURE;

#undef INTERFACE
#define INTERFACE IConverterSession
DECLARE_MAPI_INTERFACE_(IConverterSession, IUnknown)
{
    BEGIN_INTERFACE
    MAPI_IUNKNOWN_METHODS(PURE)
    MAPI_ICONVERTERSESSION_METHODS(PURE)
};
DECLARE_MAPI_INTERFACE_PTR(IConverterSession, LPCONVERTERSESSION);

#ifdef __cplusplus
}
#endif

#endif
