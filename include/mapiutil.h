/*
 * mapiutil.h - MAPI's helper functions and the two helper objects, ITableData and IPropData
 *
 * For clients and providers; includes mapix.h. The helpers that take TCHAR text have one
 * implementation, for char.
 */
/* clang-format off */
#ifndef _MAPIUTIL_H_
#define _MAPIUTIL_H_

#include "mapix.h"

#ifdef __cplusplus
extern "C" {
#endif

DECLARE_MAPI_INTERFACE_PTR(ITableData, LPTABLEDATA);
DECLARE_MAPI_INTERFACE_PTR(IPropData, LPPROPDATA);

STDAPI_(SCODE) ScInitMapiUtil(ULONG ulFlags);
STDAPI_(void) DeinitMapiUtil(void);

/* ---- ITableData: a table in memory ---- */

typedef void(STDAPICALLTYPE CALLERRELEASE)(ULONG_PTR ulCallerData, LPTABLEDATA lpTblData, LPMAPITABLE lpVue);

/* HrDeleteRows */
#define TAD_ALL_ROWS 1

#define MAPI_ITABLEDATA_METHODS(IPURE) \
    MAPIMETHOD(HrGetView)(THIS_ LPSSortOrderSet lpSSortOrderSet, CALLERRELEASE *lpfCallerRelease, ULONG_PTR ulCallerData, LPMAPITABLE *lppMAPITable) IPURE; \
    MAPIMETHOD(HrModifyRow)(THIS_ LPSRow lpSRow) IPURE; \
    MAPIMETHOD(HrDeleteRow)(THIS_ LPSPropValue lpSPropValue) IPURE; \
    MAPIMETHOD(HrQueryRow)(THIS_ LPSPropValue lpSPropValue, LPSRow *lppSRow, ULONG *lpuliRow) IPURE; \
    MAPIMETHOD(HrEnumRow)(THIS_ ULONG ulRowNumber, LPSRow *lppSRow) IPURE; \
    MAPIMETHOD(HrNotify)(THIS_ ULONG ulFlags, ULONG cValues, LPSPropValue lpSPropValue) IPURE; \
    MAPIMETHOD(HrInsertRow)(THIS_ ULONG uliRow, LPSRow lpSRow) IPURE; \
    MAPIMETHOD(HrModifyRows)(THIS_ ULONG ulFlags, LPSRowSet lpSRowSet) IPURE; \
    MAPIMETHOD(HrDeleteRows)(THIS_ ULONG ulFlags, LPSRowSet lprowsetToDelete, ULONG *cRowsDeleted) IPURE;
#undef INTERFACE
#define INTERFACE ITableData
DECLARE_MAPI_INTERFACE_(ITableData, IUnknown)
{
    BEGIN_INTERFACE
    MAPI_IUNKNOWN_METHODS(PURE)
    MAPI_ITABLEDATA_METHODS(PURE)
};

STDAPI_(SCODE) CreateTable(LPCIID lpInterface, ALLOCATEBUFFER *lpAllocateBuffer,
    ALLOCATEMORE *lpAllocateMore, FREEBUFFER *lpFreeBuffer, LPVOID lpvReserved, ULONG ulTableType,
    ULONG ulPropTagIndexColumn, LPSPropTagArray lpSPropTagArrayColumns, LPTABLEDATA *lppTableData);

/* ---- IPropData: an object in memory ---- */

#define IPROP_READONLY  ((ULONG)0x00000001)
#define IPROP_READWRITE ((ULONG)0x00000002)
#define IPROP_CLEAN     ((ULONG)0x00010000)
#define IPROP_DIRTY     ((ULONG)0x00020000)

#define MAPI_IPROPDATA_METHODS(IPURE) \
    MAPIMETHOD(HrSetObjAccess)(THIS_ ULONG ulAccess) IPURE; \
    MAPIMETHOD(HrSetPropAccess)(THIS_ LPSPropTagArray lpPropTagArray, ULONG *rgulAccess) IPURE; \
    MAPIMETHOD(HrGetPropAccess)(THIS_ LPSPropTagArray *lppPropTagArray, ULONG **lprgulAccess) IPURE; \
    MAPIMETHOD(HrAddObjProps)(THIS_ LPSPropTagArray lpPropTagArray, LPSPropProblemArray *lppProblems) IPURE;
#undef INTERFACE
#define INTERFACE IPropData
DECLARE_MAPI_INTERFACE_(IPropData, IMAPIProp)
{
    BEGIN_INTERFACE
    MAPI_IUNKNOWN_METHODS(PURE)
    MAPI_IMAPIPROP_METHODS(PURE)
    MAPI_IPROPDATA_METHODS(PURE)
};

STDAPI_(SCODE) CreateIProp(LPCIID lpInterface, ALLOCATEBUFFER *lpAllocateBuffer,
    ALLOCATEMORE *lpAllocateMore, FREEBUFFER *lpFreeBuffer, LPVOID lpvReserved,
    LPPROPDATA *lppPropData);

/* ---- idle routines ---- */

#ifndef NOIDLEENGINE

#define PRILOWEST  -32768
#define PRIHIGHEST 32767
#define PRIUSER    0
/* when to call */
#define IRONULL      ((USHORT)0x0000)
#define FIROWAIT     ((USHORT)0x0001)
#define FIROINTERVAL ((USHORT)0x0002)
#define FIROPERBLOCK ((USHORT)0x0004)
#define FIRODISABLED ((USHORT)0x0020)
#define FIROONCEONLY ((USHORT)0x0040)
/* what ChangeIdleRoutine changes */
#define IRCNULL  ((USHORT)0x0000)
#define FIRCPFN  ((USHORT)0x0001)
#define FIRCPV   ((USHORT)0x0002)
#define FIRCPRI  ((USHORT)0x0004)
#define FIRCCSEC ((USHORT)0x0008)
#define FIRCIRO  ((USHORT)0x0010)

typedef BOOL(STDAPICALLTYPE FNIDLE)(LPVOID);
typedef FNIDLE *PFNIDLE;
typedef void *FTG, **PFTG;
#define FTGNULL ((FTG)NULL)

STDAPI_(LONG) MAPIInitIdle(LPVOID lpvReserved);
STDAPI_(void) MAPIDeinitIdle(void);
STDAPI_(FTG) FtgRegisterIdleRoutine(PFNIDLE lpfnIdle, LPVOID lpvIdleParam, short priIdle,
    ULONG csecIdle, USHORT iroIdle);
STDAPI_(void) DeregisterIdleRoutine(FTG ftg);
STDAPI_(void) EnableIdleRoutine(FTG ftg, BOOL fEnable);
STDAPI_(void) ChangeIdleRoutine(FTG ftg, PFNIDLE lpfnIdle, LPVOID lpvIdleParam, short priIdle,
    ULONG csecIdle, USHORT iroIdle, USHORT ircIdle);

#endif /* NOIDLEENGINE */

/* ---- memory, streams, files ---- */

STDAPI_(LPMALLOC) MAPIGetDefaultMalloc(void);

#define SOF_UNIQUEFILENAME ((ULONG)0x80000000)

STDAPI OpenStreamOnFile(LPALLOCATEBUFFER lpAllocateBuffer, LPFREEBUFFER lpFreeBuffer, ULONG ulFlags,
    LPCTSTR lpszFileName, LPCTSTR lpszPrefix, LPSTREAM *lppStream);
STDAPI OpenStreamOnFileW(LPALLOCATEBUFFER lpAllocateBuffer, LPFREEBUFFER lpFreeBuffer,
    ULONG ulFlags, LPCWSTR lpszFileName, LPCWSTR lpszPrefix, LPSTREAM *lppStream);

typedef HRESULT(STDAPICALLTYPE *LPOPENSTREAMONFILE)(LPALLOCATEBUFFER lpAllocateBuffer,
    LPFREEBUFFER lpFreeBuffer, ULONG ulFlags, LPCTSTR lpszFileName, LPCTSTR lpszPrefix, LPSTREAM *lppStream);
#define OPENSTREAMONFILE "OpenStreamOnFile"

STDAPI HrIStorageFromStream(LPUNKNOWN lpUnkIn, LPCIID lpInterface, ULONG ulFlags,
    LPSTORAGE *lppStorageOut);
STDAPI_(SCODE) ScUNCFromLocalPath(LPSTR szLocal, LPSTR szUNC, UINT cchUNC);
STDAPI_(SCODE) ScLocalPathFromUNC(LPSTR szUNC, LPSTR szLocal, UINT cchLocal);

/* FGetComponentPath: the MSI component's DLL, for this language */
typedef BOOL(STDAPICALLTYPE FGETCOMPONENTPATH)(LPSTR szComponent, LPSTR szQualifier, LPSTR szDllPath,
    DWORD cchBufferSize, BOOL fInstall);
typedef FGETCOMPONENTPATH *LPFGETCOMPONENTPATH;

STDAPI_(BOOL) FGetComponentPath(LPCSTR szComponent, LPSTR szQualifier, LPSTR szDllPath,
    DWORD cchBufferSize, BOOL fInstall);

/* ---- property values ---- */

STDAPI_(SCODE) PropCopyMore(LPSPropValue lpSPropValueDest, LPSPropValue lpSPropValueSrc,
    ALLOCATEMORE *lpfAllocMore, LPVOID lpvObject);
STDAPI_(ULONG) UlPropSize(LPSPropValue lpSPropValue);
STDAPI_(BOOL) FEqualNames(LPMAPINAMEID lpName1, LPMAPINAMEID lpName2);
STDAPI_(BOOL) FPropContainsProp(LPSPropValue lpSPropValueDst, LPSPropValue lpSPropValueSrc,
    ULONG ulFuzzyLevel);
STDAPI_(BOOL) FPropCompareProp(LPSPropValue lpSPropValue1, ULONG ulRelOp,
    LPSPropValue lpSPropValue2);
STDAPI_(LONG) LPropCompareProp(LPSPropValue lpSPropValueA, LPSPropValue lpSPropValueB);
STDAPI_(LPSPropValue) LpValFindProp(ULONG ulPropTag, ULONG cValues, LPSPropValue lpPropArray);
STDAPI_(LPSPropValue) PpropFindProp(LPSPropValue rgprop, ULONG cprop, ULONG ulPropTag);
STDAPI_(SCODE) ScCountProps(int cprop, LPSPropValue rgprop, ULONG *pcb);
STDAPI_(SCODE) ScCopyProps(int cprop, LPSPropValue rgprop, LPVOID pvDst, ULONG *pcb);
STDAPI_(SCODE) ScRelocProps(int cprop, LPSPropValue rgprop, LPVOID pvBaseOld, LPVOID pvBaseNew,
    ULONG *pcb);
STDAPI_(SCODE) ScDupPropset(int cprop, LPSPropValue rgprop, LPALLOCATEBUFFER lpAllocateBuffer,
    LPSPropValue *prgprop);
STDAPI HrGetOneProp(LPMAPIPROP pmp, ULONG ulPropTag, LPSPropValue *ppprop);
STDAPI HrSetOneProp(LPMAPIPROP pmp, LPSPropValue pprop);
STDAPI_(BOOL) FPropExists(LPMAPIPROP pobj, ULONG ulPropTag);

/* ---- rows, tables, notifications ---- */

STDAPI_(void) FreePadrlist(LPADRLIST padrlist);
STDAPI_(void) FreeProws(LPSRowSet prows);
STDAPI HrQueryAllRows(LPMAPITABLE ptable, LPSPropTagArray ptaga, LPSRestriction pres,
    LPSSortOrderSet psos, LONG crowsMax, LPSRowSet *pprows);
STDAPI HrAddColumns(LPMAPITABLE lptbl, LPSPropTagArray lpproptagColumnsNew,
    LPALLOCATEBUFFER lpAllocateBuffer, LPFREEBUFFER lpFreeBuffer);
STDAPI HrAddColumnsEx(LPMAPITABLE lptbl, LPSPropTagArray lpproptagColumnsNew,
    LPALLOCATEBUFFER lpAllocateBuffer, LPFREEBUFFER lpFreeBuffer, void (*ptaga)(LPSPropTagArray));
STDAPI HrAllocAdviseSink(LPNOTIFCALLBACK lpfnCallback, LPVOID lpvContext,
    LPMAPIADVISESINK *lppAdviseSink);
STDAPI HrThisThreadAdviseSink(LPMAPIADVISESINK lpAdviseSink, LPMAPIADVISESINK *lppAdviseSink);
STDAPI HrDispatchNotifications(ULONG ulFlags);
STDAPI_(SCODE) ScCountNotifications(int cntf, LPNOTIFICATION rgntf, ULONG *pcb);
STDAPI_(SCODE) ScCopyNotifications(int cntf, LPNOTIFICATION rgntf, LPVOID pvDst, ULONG *pcb);
STDAPI_(SCODE) ScRelocNotifications(int cntf, LPNOTIFICATION rgntf, LPVOID pvBaseOld,
    LPVOID pvBaseNew, ULONG *pcb);
STDAPI_(ULONG) UlAddRef(LPVOID punk);
STDAPI_(ULONG) UlRelease(LPVOID punk);

#ifdef _X86_
#define szHrDispatchNotifications   "_HrDispatchNotifications@4"
#define szScCreateConversationIndex "_ScCreateConversationIndex@16"
#else
#define szHrDispatchNotifications   "HrDispatchNotifications"
#define szScCreateConversationIndex "ScCreateConversationIndex"
#endif

typedef HRESULT(STDAPICALLTYPE DISPATCHNOTIFICATIONS)(ULONG ulFlags);
typedef DISPATCHNOTIFICATIONS *LPDISPATCHNOTIFICATIONS;
typedef SCODE(STDAPICALLTYPE CREATECONVERSATIONINDEX)(ULONG cbParent, LPBYTE lpbParent,
    ULONG *lpcbConvIndex, LPBYTE *lppbConvIndex);
typedef CREATECONVERSATIONINDEX *LPCREATECONVERSATIONINDEX;

/* ---- display tables from dialog resources ---- */

typedef struct {
    ULONG ulCtlType; /* DTCT_* */
    ULONG ulCtlFlags;
    LPBYTE lpbNotif;
    ULONG cbNotif;
    LPTSTR lpszFilter;
    ULONG ulItemID;
    union {
        LPVOID lpv;
        LPDTBLLABEL lplabel;
        LPDTBLEDIT lpedit;
        LPDTBLLBX lplbx;
        LPDTBLCOMBOBOX lpcombobox;
        LPDTBLDDLBX lpddlbx;
        LPDTBLCHECKBOX lpcheckbox;
        LPDTBLGROUPBOX lpgroupbox;
        LPDTBLBUTTON lpbutton;
        LPDTBLRADIOBUTTON lpradiobutton;
        LPDTBLMVLISTBOX lpmvlbx;
        LPDTBLMVDDLBX lpmvddlbx;
        LPDTBLPAGE lppage;
    } ctl;
} DTCTL, *LPDTCTL;

typedef struct {
    ULONG cctl;
    LPTSTR lpszResourceName;
#ifdef __GNUC__
    __extension__
#endif
    union {
        LPTSTR lpszComponent;
        ULONG ulItemID;
    };
    LPDTCTL lpctl;
} DTPAGE, *LPDTPAGE;

STDAPI BuildDisplayTable(LPALLOCATEBUFFER lpAllocateBuffer, LPALLOCATEMORE lpAllocateMore,
    LPFREEBUFFER lpFreeBuffer, LPMALLOC lpMalloc, HINSTANCE hInstance, UINT cPages, LPDTPAGE lpPage,
    ULONG ulFlags, LPMAPITABLE *lppTable, LPTABLEDATA *lppTblData);

/* ---- stores, messages, entry identifiers ---- */

/* HrValidateIPMSubtree */
#define MAPI_FORCE_CREATE  1
#define MAPI_FULL_IPM_TREE 2

STDAPI HrValidateIPMSubtree(LPMDB lpMDB, ULONG ulFlags, ULONG *lpcValues, LPSPropValue *lppProps,
    LPMAPIERROR *lppMapiError);
STDAPI HrEntryIDFromSz(LPTSTR sz, ULONG *pcb, LPENTRYID *ppentry);
STDAPI HrSzFromEntryID(ULONG cb, LPENTRYID pentry, LPTSTR *psz);
STDAPI HrComposeEID(LPMAPISESSION psession, ULONG cbStoreRecordKey, LPBYTE pStoreRecordKey,
    ULONG cbMsgEID, LPENTRYID pMsgEID, ULONG *pcbEID, LPENTRYID *ppEID);
STDAPI HrDecomposeEID(LPMAPISESSION psession, ULONG cbEID, LPENTRYID pEID, ULONG *pcbStoreEID,
    LPENTRYID *ppStoreEID, ULONG *pcbMsgEID, LPENTRYID *ppMsgEID);
STDAPI HrComposeMsgID(LPMAPISESSION psession, ULONG cbStoreRecordKey, LPBYTE pStoreRecordKey,
    ULONG cbMsgEID, LPENTRYID pMsgEID, LPTSTR *pszMsgID);
STDAPI HrDecomposeMsgID(LPMAPISESSION psession, LPTSTR szMsgID, ULONG *pcbStoreEID,
    LPENTRYID *ppStoreEID, ULONG *pcbMsgEID, LPENTRYID *ppMsgEID);
STDAPI WrapStoreEntryID(ULONG ulFlags, LPTSTR lpszDLLName, ULONG cbOrigEntry, LPENTRYID lpOrigEntry,
    ULONG *lpcbWrappedEntry, LPENTRYID *lppWrappedEntry);
STDAPI_(SCODE) ScCreateConversationIndex(ULONG cbParent, LPBYTE lpbParent, ULONG *lpcbIndex,
    LPBYTE *lppbIndex);

/* RTFSync */
#define RTF_SYNC_RTF_CHANGED  ((ULONG)0x00000001)
#define RTF_SYNC_BODY_CHANGED ((ULONG)0x00000002)

STDAPI RTFSync(LPMESSAGE lpMessage, ULONG ulFlags, BOOL *lpfMessageUpdated);
STDAPI WrapCompressedRTFStream(LPSTREAM lpCompressedRTFStream, ULONG ulflags,
    LPSTREAM *lpUncompressedRTFStream);

/* WrapCompressedRTFStreamEx: in, out (ulStreamFlags is one of MAPI_NATIVE_BODY_TYPE_*) */
typedef struct {
    ULONG size;
    ULONG ulFlags;       /* MAPI_MODIFY, STORE_UNCOMPRESSED_RTF, MAPI_NATIVE_BODY */
    ULONG ulInCodePage;  /* the message's */
    ULONG ulOutCodePage; /* the one wanted, or 0 */
} RTF_WCSINFO;

typedef struct {
    ULONG size;
    ULONG ulStreamFlags;
} RTF_WCSRETINFO;

typedef HRESULT(STDAPICALLTYPE WRAPCOMPRESSEDRTFSTREAMEX)(LPSTREAM lpCompressedRTFStream,
    const RTF_WCSINFO *pWCSInfo, LPSTREAM *lppUncompressedRTFStream, RTF_WCSRETINFO *pRetInfo);
typedef WRAPCOMPRESSEDRTFSTREAMEX *LPWRAPCOMPRESSEDRTFSTREAMEX;

WRAPCOMPRESSEDRTFSTREAMEX WrapCompressedRTFStreamEx;

/* ---- text ---- */

STDAPI_(BOOL) FBinFromHex(LPTSTR sz, LPBYTE pb);
STDAPI_(SCODE) ScBinFromHexBounded(LPTSTR sz, LPBYTE pb, ULONG cb);
STDAPI_(void) HexFromBin(LPBYTE pb, int cb, LPTSTR sz);
STDAPI_(void) SwapPword(PUSHORT ppw, ULONG cpw); /* each 16-bit number, byte by byte */
STDAPI_(void) SwapPlong(PULONG ppl, ULONG cpl);
STDAPI_(ULONG) UlFromSzHex(LPCTSTR lpsz);
STDAPI_(unsigned int) UFromSz(LPCTSTR lpsz);
STDAPI_(LPTSTR) SzFindCh(LPCTSTR lpsz, USHORT ch);
STDAPI_(LPTSTR) SzFindLastCh(LPCTSTR lpsz, USHORT ch);
STDAPI_(LPTSTR) SzFindSz(LPCTSTR lpsz, LPCTSTR lpszKey);


/* ---- FILETIME arithmetic ---- */

STDAPI_(FILETIME) FtAddFt(FILETIME Addend1, FILETIME Addend2);
STDAPI_(FILETIME) FtSubFt(FILETIME Minuend, FILETIME Subtrahend);
STDAPI_(FILETIME) FtNegFt(FILETIME ft);
STDAPI_(FILETIME) FtMulDwDw(DWORD Multiplicand, DWORD Multiplier);
STDAPI_(FILETIME) FtMulDw(DWORD Multiplier, FILETIME Multiplicand);
STDAPI_(FILETIME) FtAdcFt(FILETIME ft1, FILETIME ft2, WORD *pwCarry);

#ifdef __cplusplus
}
#endif
#endif /* _MAPIUTIL_H_ */
