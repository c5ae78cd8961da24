/*
 * tnef.h - TNEF: a message's properties packed into one stream (winmail.dat)
 *
 * Two parts: ITnef, which packs and unpacks, and the wire format's numbers and structures.
 * Sources: MAPI reference, ITnef and OpenTnefStreamEx; [MS-OXTNEF].
 */
#ifndef TNEF_H
#define TNEF_H

#include "mapidefs.h"
#include "mapicode.h"
#include "mapitags.h"
#include "mapix.h"

#ifndef BEGIN_INTERFACE
#define BEGIN_INTERFACE
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* clang-format off: a line below is one row of a table */

typedef struct _STnefProblem {
    ULONG ulComponent; /* 0, or the attachment's key */
    ULONG ulAttribute; /* att... */
    ULONG ulPropTag;
    SCODE scode;
} STnefProblem;

typedef struct _STnefProblemArray {
    ULONG cProblem;
    STnefProblem aProblem[MAPI_DIM];
} STnefProblemArray, *LPSTnefProblemArray;

#define CbNewSTnefProblemArray(count) \
    (offsetof(STnefProblemArray, aProblem) + (count) * sizeof(STnefProblem))
#define CbSTnefProblemArray(array) \
    (offsetof(STnefProblemArray, aProblem) + (UINT)((array)->cProblem * sizeof(STnefProblem)))

/* OpenTnefStream, OpenTnefStreamEx: the direction and one of the ways to encode */
#define TNEF_DECODE             ((ULONG)0)
#define TNEF_ENCODE             ((ULONG)2)
#define TNEF_PURE               ((ULONG)0x00010000)
#define TNEF_COMPATIBILITY      ((ULONG)0x00020000)
#define TNEF_BEST_DATA          ((ULONG)0x00040000)
#define TNEF_COMPONENT_ENCODING ((ULONG)0x80000000)

/* AddProps, ExtractProps */
#define TNEF_PROP_INCLUDE          ((ULONG)0x00000001)
#define TNEF_PROP_EXCLUDE          ((ULONG)0x00000002)
#define TNEF_PROP_CONTAINED        ((ULONG)0x00000004)
#define TNEF_PROP_MESSAGE_ONLY     ((ULONG)0x00000008)
#define TNEF_PROP_ATTACHMENTS_ONLY ((ULONG)0x00000010)
#define TNEF_PROP_CONTAINED_TNEF   ((ULONG)0x00000040)

/* FinishComponent */
#define TNEF_COMPONENT_MESSAGE    ((ULONG)0x00001000)
#define TNEF_COMPONENT_ATTACHMENT ((ULONG)0x00002000)

#define MAPI_ITNEF_METHODS(IPURE)                                                                  \
    MAPIMETHOD(AddProps)                                                                           \
    (THIS_ ULONG flags, ULONG element, LPVOID data, LPSPropTagArray tags) IPURE;                   \
    MAPIMETHOD(ExtractProps)                                                                       \
    (THIS_ ULONG flags, LPSPropTagArray tags, LPSTnefProblemArray * problems) IPURE;               \
    MAPIMETHOD(Finish)(THIS_ ULONG flags, WORD * key, LPSTnefProblemArray * problems) IPURE;       \
    MAPIMETHOD(OpenTaggedBody)(THIS_ LPMESSAGE message, ULONG flags, LPSTREAM * stream) IPURE;     \
    MAPIMETHOD(SetProps)(THIS_ ULONG flags, ULONG element, ULONG count, LPSPropValue props) IPURE; \
    MAPIMETHOD(EncodeRecips)(THIS_ ULONG flags, LPMAPITABLE recips) IPURE;                         \
    MAPIMETHOD(FinishComponent)                                                                    \
    (THIS_ ULONG flags, ULONG component, LPSPropTagArray custom_tags, LPSPropValue custom_props,   \
     LPSPropTagArray tags, LPSTnefProblemArray * problems) IPURE;

#undef INTERFACE
#define INTERFACE ITnef
DECLARE_MAPI_INTERFACE_(ITnef, IUnknown)
{
    BEGIN_INTERFACE
    MAPI_IUNKNOWN_METHODS(PURE)
    MAPI_ITNEF_METHODS(PURE)
};
DECLARE_MAPI_INTERFACE_PTR(ITnef, LPITNEF);

/* The stream's name is an ANSI text, whatever TCHAR is. */
STDAPI OpenTnefStream(LPVOID support, LPSTREAM stream, LPTSTR name, ULONG flags, LPMESSAGE message,
                      WORD key, LPITNEF *tnef);
typedef HRESULT(STDAPICALLTYPE *LPOPENTNEFSTREAM)(LPVOID support, LPSTREAM stream, LPTSTR name,
                                                  ULONG flags, LPMESSAGE message, WORD key,
                                                  LPITNEF *tnef);

STDAPI OpenTnefStreamEx(LPVOID support, LPSTREAM stream, LPTSTR name, ULONG flags,
                        LPMESSAGE message, WORD key, LPADRBOOK addrbook, LPITNEF *tnef);
typedef HRESULT(STDAPICALLTYPE *LPOPENTNEFSTREAMEX)(LPVOID support, LPSTREAM stream, LPTSTR name,
                                                    ULONG flags, LPMESSAGE message, WORD key,
                                                    LPADRBOOK addrbook, LPITNEF *tnef);

STDAPI GetTnefStreamCodepage(LPSTREAM stream, ULONG *codepage, ULONG *sub_codepage);
typedef HRESULT(STDAPICALLTYPE *LPGETTNEFSTREAMCODEPAGE)(LPSTREAM stream, ULONG *codepage,
                                                         ULONG *sub_codepage);

/* Names for GetProcAddress. The last is spelled as programs have it, which is not the export's. */
#define OPENTNEFSTREAM        "OpenTnefStream"
#define OPENTNEFSTREAMEX      "OpenTnefStreamEx"
#define GETTNEFSTREAMCODEPAGE "GetTnefStreamCodePage"

/* The wire format */

#define TNEF_SIGNATURE ((ULONG)0x223E9F78)
#define MAKE_TNEF_VERSION(major, minor) \
    (((ULONG)(0x0000FFFF & (major)) << 16) | (ULONG)(0x0000FFFF & (minor)))
#define TNEF_VERSION ((ULONG)MAKE_TNEF_VERSION(1, 0))

/* The byte before an attribute: whose it is */
#define LVL_MESSAGE    ((BYTE)0x01)
#define LVL_ATTACHMENT ((BYTE)0x02)

/* An attribute is its type in the high word and its number in the low word. */
#define ATT(type, id) ((((DWORD)(type)) << 16) | ((WORD)(id)))
#define ATT_ID(att)   ((WORD)((att) & 0x0000FFFF))
#define ATT_TYPE(att) ((WORD)(((att) >> 16) & 0x0000FFFF))

#define atpTriples ((WORD)0x0000)
#define atpString  ((WORD)0x0001)
#define atpText    ((WORD)0x0002)
#define atpDate    ((WORD)0x0003)
#define atpShort   ((WORD)0x0004)
#define atpLong    ((WORD)0x0005)
#define atpByte    ((WORD)0x0006)
#define atpWord    ((WORD)0x0007)
#define atpDword   ((WORD)0x0008)
#define atpMax     ((WORD)0x0009)

#define attNull                    ATT(0, 0x0000)
#define attOwner                   ATT(atpByte, 0x0000)
#define attSentFor                 ATT(atpByte, 0x0001)
#define attDelegate                ATT(atpByte, 0x0002)
#define attOriginalMessageClass    ATT(atpWord, 0x0006)
#define attDateStart               ATT(atpDate, 0x0006)
#define attDateEnd                 ATT(atpDate, 0x0007)
#define attAidOwner                ATT(atpLong, 0x0008)
#define attRequestRes              ATT(atpShort, 0x0009)
#define attFrom                    ATT(atpTriples, 0x8000)
#define attSubject                 ATT(atpString, 0x8004)
#define attDateSent                ATT(atpDate, 0x8005)
#define attDateRecd                ATT(atpDate, 0x8006)
#define attMessageStatus           ATT(atpByte, 0x8007)
#define attMessageClass            ATT(atpWord, 0x8008)
#define attMessageID               ATT(atpString, 0x8009)
#define attParentID                ATT(atpString, 0x800A)
#define attConversationID          ATT(atpString, 0x800B)
#define attBody                    ATT(atpText, 0x800C)
#define attPriority                ATT(atpShort, 0x800D)
#define attAttachData              ATT(atpByte, 0x800F)
#define attAttachTitle             ATT(atpString, 0x8010)
#define attAttachMetaFile          ATT(atpByte, 0x8011)
#define attAttachCreateDate        ATT(atpDate, 0x8012)
#define attAttachModifyDate        ATT(atpDate, 0x8013)
#define attDateModified            ATT(atpDate, 0x8020)
#define attAttachTransportFilename ATT(atpByte, 0x9001)
#define attAttachRenddata          ATT(atpByte, 0x9002)
#define attMAPIProps               ATT(atpByte, 0x9003)
#define attRecipTable              ATT(atpByte, 0x9004)
#define attAttachment              ATT(atpByte, 0x9005)
#define attTnefVersion             ATT(atpDword, 0x9006)
#define attOemCodepage             ATT(atpByte, 0x9007)

/* attMessageStatus */
#define fmsNull      ((BYTE)0x00)
#define fmsModified  ((BYTE)0x01)
#define fmsLocal     ((BYTE)0x02)
#define fmsSubmitted ((BYTE)0x04)
#define fmsRead      ((BYTE)0x20)
#define fmsHasAttach ((BYTE)0x80)

/* attPriority */
#define prioLow  3
#define prioNorm 2
#define prioHigh 1

/* attAttachRenddata: what is attached and how large its picture is. Packed: 14 bytes. */
typedef WORD ATYP;
enum { atypNull, atypFile, atypOle, atypPicture, atypMax };

#define MAC_BINARY ((DWORD)0x00000001)

#pragma pack(push, 1)

typedef struct _renddata {
    ATYP atyp;
    ULONG ulPosition;
    WORD dxWidth;
    WORD dyHeight;
    DWORD dwFlags; /* MAC_BINARY */
} RENDDATA, *PRENDDATA;

/* The attributes of type atpDate */
typedef struct _dtr {
    WORD wYear;
    WORD wMonth;
    WORD wDay;
    WORD wHour;
    WORD wMinute;
    WORD wSecond;
    WORD wDayOfWeek;
} DTR;

#pragma pack(pop)

/* Triples: who a message is from or to. Header, then cch bytes of name, then cbRgb of address. */

#define trpidNull                 ((WORD)0x0000)
#define trpidUnresolved           ((WORD)0x0001)
#define trpidResolvedNSID         ((WORD)0x0002)
#define trpidResolvedAddress      ((WORD)0x0003)
#define trpidOneOff               ((WORD)0x0004)
#define trpidGroupNSID            ((WORD)0x0005)
#define trpidOffline              ((WORD)0x0006)
#define trpidIgnore               ((WORD)0x0007)
#define trpidClassEntry           ((WORD)0x0008)
#define trpidResolvedGroupAddress ((WORD)0x0009)

typedef struct _trp {
    WORD trpid;
    WORD cbgrtrp; /* bytes of the whole group of triples */
    WORD cch;     /* bytes of the display name, terminator and padding included */
    WORD cbRgb;   /* bytes of the address */
} TRP, *PTRP, *PGRTRP, *LPTRP;

#define CbOfTrp(trp)   (sizeof(TRP) + (trp)->cch + (trp)->cbRgb)
#define LpszOfTrp(trp) ((LPSTR)(((LPTRP)(trp)) + 1))
#define LpbOfTrp(trp)  (((LPBYTE)(((LPTRP)(trp)) + 1)) + (trp)->cch)
#define LptrpNext(trp) ((LPTRP)((LPBYTE)(trp) + CbOfTrp(trp)))

typedef DWORD XTYPE;
#define xtypeUnknown  ((XTYPE)0)
#define xtypeInternet ((XTYPE)6)

#define cbDisplayName 41
#define cbEmailName   11
#define cbSeverName   12

typedef struct _ADDR_ALIAS {
    char rgchName[cbDisplayName];
    char rgchEName[cbEmailName];
    char rgchSrvr[cbSeverName];
    ULONG dibDetail;
    WORD type;
} ADDRALIAS, *LPADDRALIAS;

#define cbALIAS     sizeof(ALIAS)
#define cbTYPE      16
#define cbMaxIdData 200

typedef struct _NSID {
    DWORD dwSize;
    unsigned char uchType[cbTYPE];
    XTYPE xtype;
    LONG lTime;
    union {
        ADDRALIAS alias;
        char rgchInterNet[1];
    } address;
} NSID, *LPNSID;

#define cbNSID sizeof(NSID)

#ifdef __cplusplus
}
#endif

#endif
