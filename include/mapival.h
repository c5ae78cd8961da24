/*
 * mapival.h - checking the arguments of MAPI's methods
 *
 * The FBad functions check one structure. HrValidateParameters checks all arguments of one method
 * of METHODS; Validate_IFoo_Bar(This, arguments...) calls it and returns its failure, UlValidate_
 * does so in a method that returns ULONG, CheckParameters_ asserts only (where AssertSz is
 * defined).
 */
/* clang-format off */
#ifndef _INC_VALIDATE
#define _INC_VALIDATE

#include "mapiutil.h"

#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- one structure ---- */

STDAPI_(BOOL) FBadRglpszA(LPSTR *lppszT, ULONG cStrings);
STDAPI_(BOOL) FBadRglpszW(LPWSTR *lppszW, ULONG cStrings);
STDAPI_(BOOL) FBadRowSet(LPSRowSet lpRowSet);
STDAPI_(BOOL) FBadRglpNameID(LPMAPINAMEID *lppNameId, ULONG cNames);
STDAPI_(BOOL) FBadEntryList(LPENTRYLIST lpEntryList);
STDAPI_(ULONG) FBadRestriction(LPSRestriction lpres);
STDAPI_(ULONG) FBadPropTag(ULONG ulPropTag);
STDAPI_(ULONG) FBadRow(LPSRow lprow);
STDAPI_(ULONG) FBadProp(LPSPropValue lpprop);
STDAPI_(ULONG) FBadSortOrderSet(LPSSortOrderSet lpsos);
STDAPI_(ULONG) FBadColumnSet(LPSPropTagArray lpptaCols);

#define FBadPropVal(lpPropVal)            (FAILED(ScCountProps(1, lpPropVal, NULL)))
#define FBadRgPropVal(lpPropVal, cValues) (FAILED(ScCountProps(cValues, lpPropVal, NULL)))
#define FBadAdrList(lpAdrList)            (FBadRowSet((LPSRowSet)(lpAdrList))) /* the same layout */

/* ---- pointers of single methods ---- */

#define MAPI_BAD_OUT(p)      (IsBadWritePtr(p, sizeof(*(p))))
#define MAPI_BAD_OPT_OUT(p)  ((p) && MAPI_BAD_OUT(p))
#define MAPI_BAD_OPT_IID(p)  ((p) && IsBadReadPtr(p, sizeof(IID)))
#define MAPI_BAD_TAGS(p)     (IsBadReadPtr(p, sizeof(ULONG)) || IsBadReadPtr(p, (UINT)(((p)->cValues + 1) * sizeof(ULONG))))
#define MAPI_BAD_OPT_TAGS(p) ((p) && MAPI_BAD_TAGS(p))

#define BAD_STANDARD_OBJ(lpObj, prefix, method, lpVtbl)                 \
    (IsBadWritePtr((lpObj), sizeof(*lpObj)) ||                          \
     IsBadReadPtr((void *)&(lpObj->lpVtbl->method), sizeof(LPVOID)) ||  \
     ((LPVOID)(lpObj->lpVtbl->method) != (LPVOID)(prefix##method)))

#define FBadUnknown(lpObj)                                   \
    (IsBadReadPtr((lpObj), sizeof(LPVOID)) ||                \
     IsBadReadPtr((lpObj)->lpVtbl, 3 * sizeof(LPUNKNOWN)) || \
     IsBadCodePtr((FARPROC)(lpObj)->lpVtbl->QueryInterface))

#define FBadQueryInterface(lpObj, riid, ppvObj) (IsBadReadPtr(riid, sizeof(IID)) || IsBadWritePtr(ppvObj, sizeof(LPVOID)))
#define FBadAddRef(lpObj)  FALSE
#define FBadRelease(lpObj) FALSE
#define FBadGetLastError(lpObj, hResult, ulFlags, lppMAPIError) MAPI_BAD_OUT(lppMAPIError)
#define FBadSaveChanges(lpObj, ulFlags) FALSE
#define FBadGetProps(lpObj, lpPTagA, lpcValues, lppPropArray) \
    (MAPI_BAD_OPT_TAGS(lpPTagA) || MAPI_BAD_OUT(lpcValues) || MAPI_BAD_OUT(lppPropArray))
#define FBadGetPropList(lpObj, lppPTagA) MAPI_BAD_OUT(lppPTagA)
#define FBadOpenProperty(lpObj, ulPropTag, lpiid, ulInterfaceOptions, ulFlags, lppUnk) \
    (IsBadReadPtr(lpiid, sizeof(IID)) || MAPI_BAD_OUT(lppUnk))
#define FBadSetProps(lpObj, cValues, lpPropArray, lppProblems) \
    (FBadRgPropVal(lpPropArray, (UINT)cValues) || MAPI_BAD_OPT_OUT(lppProblems))
#define FBadDeleteProps(lpObj, lpPTagA, lppProblems) \
    (!(lpPTagA) || MAPI_BAD_TAGS(lpPTagA) || MAPI_BAD_OPT_OUT(lppProblems))
#define FBadCopyTo(lpIPDAT, ciidExclude, rgiidExclude, lpExcludeProps, ulUIParam, lpProgress, lpInterface, lpDestObj, ulFlags, lppProblems) \
    (((ciidExclude) && IsBadReadPtr(rgiidExclude, (UINT)((ciidExclude) * sizeof(IID)))) || \
     MAPI_BAD_OPT_TAGS(lpExcludeProps) || ((lpProgress) && FBadUnknown(lpProgress)) || \
     MAPI_BAD_OPT_IID(lpInterface) || IsBadReadPtr(lpDestObj, sizeof(LPVOID)) || MAPI_BAD_OPT_OUT(lppProblems))
#define FBadCopyProps(lpIPDAT, lpPropTagArray, ulUIParam, lpProgress, lpInterface, lpDestObj, ulFlags, lppProblems) \
    (MAPI_BAD_OPT_TAGS(lpPropTagArray) || ((lpProgress) && FBadUnknown(lpProgress)) || \
     MAPI_BAD_OPT_IID(lpInterface) || IsBadReadPtr(lpDestObj, sizeof(LPVOID)) || MAPI_BAD_OPT_OUT(lppProblems))
#define FBadGetNamesFromIDs(lpIPDAT, lppPropTags, lpPropSetGuid, ulFlags, lpcPropNames, lpppPropNames) \
    (IsBadReadPtr(lppPropTags, sizeof(LPSPropTagArray)) || MAPI_BAD_OPT_IID(lpPropSetGuid) || \
     MAPI_BAD_OPT_TAGS(*(lppPropTags)) || MAPI_BAD_OUT(lpcPropNames) || MAPI_BAD_OUT(lpppPropNames))
#define FBadGetIDsFromNames(lpIPDAT, cPropNames, lppPropNames, ulFlags, lppPropTags) \
    (((cPropNames) && FBadRglpNameID(lppPropNames, cPropNames)) || MAPI_BAD_OUT(lppPropTags))

/* ---- all arguments of a method ---- */

#define MAKE_ENUM(Method, Interface) Interface##_##Method

typedef enum _tagMethods {
    IUnknown_QueryInterface = 0, IUnknown_AddRef, IUnknown_Release,
    IMAPIProp_GetLastError, IMAPIProp_SaveChanges, IMAPIProp_GetProps, IMAPIProp_GetPropList,
    IMAPIProp_OpenProperty, IMAPIProp_SetProps, IMAPIProp_DeleteProps, IMAPIProp_CopyTo,
    IMAPIProp_CopyProps, IMAPIProp_GetNamesFromIDs, IMAPIProp_GetIDsFromNames,
    IMAPITable_GetLastError, IMAPITable_Advise, IMAPITable_Unadvise, IMAPITable_GetStatus,
    IMAPITable_SetColumns, IMAPITable_QueryColumns, IMAPITable_GetRowCount, IMAPITable_SeekRow,
    IMAPITable_SeekRowApprox, IMAPITable_QueryPosition, IMAPITable_FindRow, IMAPITable_Restrict,
    IMAPITable_CreateBookmark, IMAPITable_FreeBookmark, IMAPITable_SortTable,
    IMAPITable_QuerySortOrder, IMAPITable_QueryRows, IMAPITable_Abort, IMAPITable_ExpandRow,
    IMAPITable_CollapseRow, IMAPITable_WaitForCompletion, IMAPITable_GetCollapseState,
    IMAPITable_SetCollapseState,
    IMAPIContainer_GetContentsTable, IMAPIContainer_GetHierarchyTable, IMAPIContainer_OpenEntry,
    IMAPIContainer_SetSearchCriteria, IMAPIContainer_GetSearchCriteria,
    IABContainer_CreateEntry, IABContainer_CopyEntries, IABContainer_DeleteEntries,
    IABContainer_ResolveNames,
    IDistList_CreateEntry, IDistList_CopyEntries, IDistList_DeleteEntries, IDistList_ResolveNames,
    IMAPIFolder_CreateMessage, IMAPIFolder_CopyMessages, IMAPIFolder_DeleteMessages,
    IMAPIFolder_CreateFolder, IMAPIFolder_CopyFolder, IMAPIFolder_DeleteFolder,
    IMAPIFolder_SetReadFlags, IMAPIFolder_GetMessageStatus, IMAPIFolder_SetMessageStatus,
    IMAPIFolder_SaveContentsSort, IMAPIFolder_EmptyFolder,
    IMsgStore_Advise, IMsgStore_Unadvise, IMsgStore_CompareEntryIDs, IMsgStore_OpenEntry,
    IMsgStore_SetReceiveFolder, IMsgStore_GetReceiveFolder, IMsgStore_GetReceiveFolderTable,
    IMsgStore_StoreLogoff, IMsgStore_AbortSubmit, IMsgStore_GetOutgoingQueue,
    IMsgStore_SetLockState, IMsgStore_FinishedMsg, IMsgStore_NotifyNewMail,
    IMessage_GetAttachmentTable, IMessage_OpenAttach, IMessage_CreateAttach, IMessage_DeleteAttach,
    IMessage_GetRecipientTable, IMessage_ModifyRecipients, IMessage_SubmitMessage,
    IMessage_SetReadFlag,
    IABProvider_Shutdown, IABProvider_Logon,
    IABLogon_GetLastError, IABLogon_Logoff, IABLogon_OpenEntry, IABLogon_CompareEntryIDs,
    IABLogon_Advise, IABLogon_Unadvise, IABLogon_OpenStatusEntry, IABLogon_OpenTemplateID,
    IABLogon_GetOneOffTable, IABLogon_PrepareRecips,
    IXPProvider_Shutdown, IXPProvider_TransportLogon,
    IXPLogon_AddressTypes, IXPLogon_RegisterOptions, IXPLogon_TransportNotify, IXPLogon_Idle,
    IXPLogon_TransportLogoff, IXPLogon_SubmitMessage, IXPLogon_EndMessage, IXPLogon_Poll,
    IXPLogon_StartMessage, IXPLogon_OpenStatusEntry, IXPLogon_ValidateState, IXPLogon_FlushQueues,
    IMSProvider_Shutdown, IMSProvider_Logon, IMSProvider_SpoolerLogon, IMSProvider_CompareStoreIDs,
    IMSLogon_GetLastError, IMSLogon_Logoff, IMSLogon_OpenEntry, IMSLogon_CompareEntryIDs,
    IMSLogon_Advise, IMSLogon_Unadvise, IMSLogon_OpenStatusEntry,
    IMAPIControl_GetLastError, IMAPIControl_Activate, IMAPIControl_GetState,
    IMAPIStatus_ValidateState, IMAPIStatus_SettingsDialog, IMAPIStatus_ChangePassword,
    IMAPIStatus_FlushQueues,
    IStream__Read, IStream__Write, IStream_Seek, IStream_SetSize, IStream_CopyTo, IStream_Commit,
    IStream_Revert, IStream_LockRegion, IStream_UnlockRegion, IStream_Stat, IStream_Clone,
    IMAPIAdviseSink_OnNotify
} METHODS;

#define BASED_STACK

/* ppFirst: the arguments behind This, one after the other, each in whole words of a pointer's size */
STDAPI HrValidateParameters(METHODS eMethod, LPVOID *ppFirst);
EXTERN_C HRESULT HrValidateParametersV(METHODS eMethod, ...);
EXTERN_C HRESULT HrValidateParametersValist(METHODS eMethod, va_list arglist);

/* As above, but finds the arguments on the stack of an x86 stdcall method */
EXTERN_C HRESULT STDAPICALLTYPE __CPPValidateParameters(METHODS eMethod, const LPVOID ppFirst);
EXTERN_C HRESULT STDAPICALLTYPE __ValidateParameters(METHODS eMethod, LPVOID ppThis);

#ifdef AssertSz
#define MAPI_CHECKED(hr) AssertSz(HR_SUCCEEDED(hr), "Parameter validation failed for method called by MAPI!")
#else
#define MAPI_CHECKED(hr) ((void)0)
#endif

#ifdef __cplusplus
#define ValidateParameters(eMethod, First)   { HRESULT _hr_ = __CPPValidateParameters(eMethod, (LPVOID)&First); if (HR_FAILED(_hr_)) return _hr_; }
#define UlValidateParameters(eMethod, First) { HRESULT _hr_ = __CPPValidateParameters(eMethod, (LPVOID)&First); if (HR_FAILED(_hr_)) return (ULONG)_hr_; }
#define CheckParameters(eMethod, First)      MAPI_CHECKED(__CPPValidateParameters(eMethod, (LPVOID)&First))
#else
#define ValidateParameters(eMethod, ppThis)   { HRESULT _hr_ = __ValidateParameters(eMethod, ppThis); if (HR_FAILED(_hr_)) return _hr_; }
#define UlValidateParameters(eMethod, ppThis) { HRESULT _hr_ = __ValidateParameters(eMethod, ppThis); if (HR_FAILED(_hr_)) return (ULONG)_hr_; }
#define CheckParameters(eMethod, ppThis)      MAPI_CHECKED(__ValidateParameters(eMethod, ppThis))
#endif

#define ValidateParms(x)   { HRESULT _hr_ = HrValidateParametersV x; if (HR_FAILED(_hr_)) return _hr_; }
#define UlValidateParms(x) { HRESULT _hr_ = HrValidateParametersV x; if (HR_FAILED(_hr_)) return (ULONG)_hr_; }
#define CheckParms(x)      MAPI_CHECKED(HrValidateParametersV x)

#define MAPI_ARG_WORDS(a) ((sizeof(a) + sizeof(DWORD_PTR) - 1) / sizeof(DWORD_PTR))
#define MAPI_ARG_PUT(a)   memcpy(_args_ + _n_, &(a), sizeof(a)); _n_ += MAPI_ARG_WORDS(a);
#define MAPI_ARGS_VALID(m, words, puts, failed) \
    { DWORD_PTR _args_[words] = {0}; size_t _n_ = 0; HRESULT _hr_; puts (void)_n_; \
      _hr_ = HrValidateParameters(m, (LPVOID *)_args_); failed }
#define MAPI_HR_FAILED if (HR_FAILED(_hr_)) return _hr_;
#define MAPI_UL_FAILED if (HR_FAILED(_hr_)) return (ULONG)_hr_;
#ifdef AssertSz
#define MAPI_ARGS_CHECK(m, words, puts) MAPI_ARGS_VALID(m, words, puts, MAPI_CHECKED(_hr_);)
#else
#define MAPI_ARGS_CHECK(m, words, puts)
#endif

/* The number counts This, which isn't looked at. */
#define ValidateParameters1(m, a1)
#define ValidateParameters2(m, a1, a2) \
    MAPI_ARGS_VALID(m, MAPI_ARG_WORDS(a2), \
                    MAPI_ARG_PUT(a2), MAPI_HR_FAILED)
#define ValidateParameters3(m, a1, a2, a3) \
    MAPI_ARGS_VALID(m, MAPI_ARG_WORDS(a2) + MAPI_ARG_WORDS(a3), \
                    MAPI_ARG_PUT(a2) MAPI_ARG_PUT(a3), MAPI_HR_FAILED)
#define ValidateParameters4(m, a1, a2, a3, a4) \
    MAPI_ARGS_VALID(m, MAPI_ARG_WORDS(a2) + MAPI_ARG_WORDS(a3) + MAPI_ARG_WORDS(a4), \
                    MAPI_ARG_PUT(a2) MAPI_ARG_PUT(a3) MAPI_ARG_PUT(a4), MAPI_HR_FAILED)
#define ValidateParameters5(m, a1, a2, a3, a4, a5) \
    MAPI_ARGS_VALID(m, MAPI_ARG_WORDS(a2) + MAPI_ARG_WORDS(a3) + MAPI_ARG_WORDS(a4) + MAPI_ARG_WORDS(a5), \
                    MAPI_ARG_PUT(a2) MAPI_ARG_PUT(a3) MAPI_ARG_PUT(a4) MAPI_ARG_PUT(a5), MAPI_HR_FAILED)
#define ValidateParameters6(m, a1, a2, a3, a4, a5, a6) \
    MAPI_ARGS_VALID(m, MAPI_ARG_WORDS(a2) + MAPI_ARG_WORDS(a3) + MAPI_ARG_WORDS(a4) + MAPI_ARG_WORDS(a5) + MAPI_ARG_WORDS(a6), \
                    MAPI_ARG_PUT(a2) MAPI_ARG_PUT(a3) MAPI_ARG_PUT(a4) MAPI_ARG_PUT(a5) MAPI_ARG_PUT(a6), MAPI_HR_FAILED)
#define ValidateParameters7(m, a1, a2, a3, a4, a5, a6, a7) \
    MAPI_ARGS_VALID(m, MAPI_ARG_WORDS(a2) + MAPI_ARG_WORDS(a3) + MAPI_ARG_WORDS(a4) + MAPI_ARG_WORDS(a5) + MAPI_ARG_WORDS(a6) + MAPI_ARG_WORDS(a7), \
                    MAPI_ARG_PUT(a2) MAPI_ARG_PUT(a3) MAPI_ARG_PUT(a4) MAPI_ARG_PUT(a5) MAPI_ARG_PUT(a6) MAPI_ARG_PUT(a7), MAPI_HR_FAILED)
#define ValidateParameters8(m, a1, a2, a3, a4, a5, a6, a7, a8) \
    MAPI_ARGS_VALID(m, MAPI_ARG_WORDS(a2) + MAPI_ARG_WORDS(a3) + MAPI_ARG_WORDS(a4) + MAPI_ARG_WORDS(a5) + MAPI_ARG_WORDS(a6) + MAPI_ARG_WORDS(a7) + MAPI_ARG_WORDS(a8), \
                    MAPI_ARG_PUT(a2) MAPI_ARG_PUT(a3) MAPI_ARG_PUT(a4) MAPI_ARG_PUT(a5) MAPI_ARG_PUT(a6) MAPI_ARG_PUT(a7) MAPI_ARG_PUT(a8), MAPI_HR_FAILED)
#define ValidateParameters9(m, a1, a2, a3, a4, a5, a6, a7, a8, a9) \
    MAPI_ARGS_VALID(m, MAPI_ARG_WORDS(a2) + MAPI_ARG_WORDS(a3) + MAPI_ARG_WORDS(a4) + MAPI_ARG_WORDS(a5) + MAPI_ARG_WORDS(a6) + MAPI_ARG_WORDS(a7) + MAPI_ARG_WORDS(a8) + MAPI_ARG_WORDS(a9), \
                    MAPI_ARG_PUT(a2) MAPI_ARG_PUT(a3) MAPI_ARG_PUT(a4) MAPI_ARG_PUT(a5) MAPI_ARG_PUT(a6) MAPI_ARG_PUT(a7) MAPI_ARG_PUT(a8) MAPI_ARG_PUT(a9), MAPI_HR_FAILED)
#define ValidateParameters10(m, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10) \
    MAPI_ARGS_VALID(m, MAPI_ARG_WORDS(a2) + MAPI_ARG_WORDS(a3) + MAPI_ARG_WORDS(a4) + MAPI_ARG_WORDS(a5) + MAPI_ARG_WORDS(a6) + MAPI_ARG_WORDS(a7) + MAPI_ARG_WORDS(a8) + MAPI_ARG_WORDS(a9) + MAPI_ARG_WORDS(a10), \
                    MAPI_ARG_PUT(a2) MAPI_ARG_PUT(a3) MAPI_ARG_PUT(a4) MAPI_ARG_PUT(a5) MAPI_ARG_PUT(a6) MAPI_ARG_PUT(a7) MAPI_ARG_PUT(a8) MAPI_ARG_PUT(a9) MAPI_ARG_PUT(a10), MAPI_HR_FAILED)
#define ValidateParameters11(m, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11) \
    MAPI_ARGS_VALID(m, MAPI_ARG_WORDS(a2) + MAPI_ARG_WORDS(a3) + MAPI_ARG_WORDS(a4) + MAPI_ARG_WORDS(a5) + MAPI_ARG_WORDS(a6) + MAPI_ARG_WORDS(a7) + MAPI_ARG_WORDS(a8) + MAPI_ARG_WORDS(a9) + MAPI_ARG_WORDS(a10) + MAPI_ARG_WORDS(a11), \
                    MAPI_ARG_PUT(a2) MAPI_ARG_PUT(a3) MAPI_ARG_PUT(a4) MAPI_ARG_PUT(a5) MAPI_ARG_PUT(a6) MAPI_ARG_PUT(a7) MAPI_ARG_PUT(a8) MAPI_ARG_PUT(a9) MAPI_ARG_PUT(a10) MAPI_ARG_PUT(a11), MAPI_HR_FAILED)
#define ValidateParameters12(m, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12) \
    MAPI_ARGS_VALID(m, MAPI_ARG_WORDS(a2) + MAPI_ARG_WORDS(a3) + MAPI_ARG_WORDS(a4) + MAPI_ARG_WORDS(a5) + MAPI_ARG_WORDS(a6) + MAPI_ARG_WORDS(a7) + MAPI_ARG_WORDS(a8) + MAPI_ARG_WORDS(a9) + MAPI_ARG_WORDS(a10) + MAPI_ARG_WORDS(a11) + MAPI_ARG_WORDS(a12), \
                    MAPI_ARG_PUT(a2) MAPI_ARG_PUT(a3) MAPI_ARG_PUT(a4) MAPI_ARG_PUT(a5) MAPI_ARG_PUT(a6) MAPI_ARG_PUT(a7) MAPI_ARG_PUT(a8) MAPI_ARG_PUT(a9) MAPI_ARG_PUT(a10) MAPI_ARG_PUT(a11) MAPI_ARG_PUT(a12), MAPI_HR_FAILED)
#define ValidateParameters13(m, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13) \
    MAPI_ARGS_VALID(m, MAPI_ARG_WORDS(a2) + MAPI_ARG_WORDS(a3) + MAPI_ARG_WORDS(a4) + MAPI_ARG_WORDS(a5) + MAPI_ARG_WORDS(a6) + MAPI_ARG_WORDS(a7) + MAPI_ARG_WORDS(a8) + MAPI_ARG_WORDS(a9) + MAPI_ARG_WORDS(a10) + MAPI_ARG_WORDS(a11) + MAPI_ARG_WORDS(a12) + MAPI_ARG_WORDS(a13), \
                    MAPI_ARG_PUT(a2) MAPI_ARG_PUT(a3) MAPI_ARG_PUT(a4) MAPI_ARG_PUT(a5) MAPI_ARG_PUT(a6) MAPI_ARG_PUT(a7) MAPI_ARG_PUT(a8) MAPI_ARG_PUT(a9) MAPI_ARG_PUT(a10) MAPI_ARG_PUT(a11) MAPI_ARG_PUT(a12) MAPI_ARG_PUT(a13), MAPI_HR_FAILED)
#define ValidateParameters14(m, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14) \
    MAPI_ARGS_VALID(m, MAPI_ARG_WORDS(a2) + MAPI_ARG_WORDS(a3) + MAPI_ARG_WORDS(a4) + MAPI_ARG_WORDS(a5) + MAPI_ARG_WORDS(a6) + MAPI_ARG_WORDS(a7) + MAPI_ARG_WORDS(a8) + MAPI_ARG_WORDS(a9) + MAPI_ARG_WORDS(a10) + MAPI_ARG_WORDS(a11) + MAPI_ARG_WORDS(a12) + MAPI_ARG_WORDS(a13) + MAPI_ARG_WORDS(a14), \
                    MAPI_ARG_PUT(a2) MAPI_ARG_PUT(a3) MAPI_ARG_PUT(a4) MAPI_ARG_PUT(a5) MAPI_ARG_PUT(a6) MAPI_ARG_PUT(a7) MAPI_ARG_PUT(a8) MAPI_ARG_PUT(a9) MAPI_ARG_PUT(a10) MAPI_ARG_PUT(a11) MAPI_ARG_PUT(a12) MAPI_ARG_PUT(a13) MAPI_ARG_PUT(a14), MAPI_HR_FAILED)
#define ValidateParameters15(m, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15) \
    MAPI_ARGS_VALID(m, MAPI_ARG_WORDS(a2) + MAPI_ARG_WORDS(a3) + MAPI_ARG_WORDS(a4) + MAPI_ARG_WORDS(a5) + MAPI_ARG_WORDS(a6) + MAPI_ARG_WORDS(a7) + MAPI_ARG_WORDS(a8) + MAPI_ARG_WORDS(a9) + MAPI_ARG_WORDS(a10) + MAPI_ARG_WORDS(a11) + MAPI_ARG_WORDS(a12) + MAPI_ARG_WORDS(a13) + MAPI_ARG_WORDS(a14) + MAPI_ARG_WORDS(a15), \
                    MAPI_ARG_PUT(a2) MAPI_ARG_PUT(a3) MAPI_ARG_PUT(a4) MAPI_ARG_PUT(a5) MAPI_ARG_PUT(a6) MAPI_ARG_PUT(a7) MAPI_ARG_PUT(a8) MAPI_ARG_PUT(a9) MAPI_ARG_PUT(a10) MAPI_ARG_PUT(a11) MAPI_ARG_PUT(a12) MAPI_ARG_PUT(a13) MAPI_ARG_PUT(a14) MAPI_ARG_PUT(a15), MAPI_HR_FAILED)
#define ValidateParameters16(m, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16) \
    MAPI_ARGS_VALID(m, MAPI_ARG_WORDS(a2) + MAPI_ARG_WORDS(a3) + MAPI_ARG_WORDS(a4) + MAPI_ARG_WORDS(a5) + MAPI_ARG_WORDS(a6) + MAPI_ARG_WORDS(a7) + MAPI_ARG_WORDS(a8) + MAPI_ARG_WORDS(a9) + MAPI_ARG_WORDS(a10) + MAPI_ARG_WORDS(a11) + MAPI_ARG_WORDS(a12) + MAPI_ARG_WORDS(a13) + MAPI_ARG_WORDS(a14) + MAPI_ARG_WORDS(a15) + MAPI_ARG_WORDS(a16), \
                    MAPI_ARG_PUT(a2) MAPI_ARG_PUT(a3) MAPI_ARG_PUT(a4) MAPI_ARG_PUT(a5) MAPI_ARG_PUT(a6) MAPI_ARG_PUT(a7) MAPI_ARG_PUT(a8) MAPI_ARG_PUT(a9) MAPI_ARG_PUT(a10) MAPI_ARG_PUT(a11) MAPI_ARG_PUT(a12) MAPI_ARG_PUT(a13) MAPI_ARG_PUT(a14) MAPI_ARG_PUT(a15) MAPI_ARG_PUT(a16), MAPI_HR_FAILED)
#define UlValidateParameters1(m, a1)
#define UlValidateParameters2(m, a1, a2) \
    MAPI_ARGS_VALID(m, MAPI_ARG_WORDS(a2), \
                    MAPI_ARG_PUT(a2), MAPI_UL_FAILED)
#define UlValidateParameters3(m, a1, a2, a3) \
    MAPI_ARGS_VALID(m, MAPI_ARG_WORDS(a2) + MAPI_ARG_WORDS(a3), \
                    MAPI_ARG_PUT(a2) MAPI_ARG_PUT(a3), MAPI_UL_FAILED)
#define UlValidateParameters4(m, a1, a2, a3, a4) \
    MAPI_ARGS_VALID(m, MAPI_ARG_WORDS(a2) + MAPI_ARG_WORDS(a3) + MAPI_ARG_WORDS(a4), \
                    MAPI_ARG_PUT(a2) MAPI_ARG_PUT(a3) MAPI_ARG_PUT(a4), MAPI_UL_FAILED)
#define UlValidateParameters5(m, a1, a2, a3, a4, a5) \
    MAPI_ARGS_VALID(m, MAPI_ARG_WORDS(a2) + MAPI_ARG_WORDS(a3) + MAPI_ARG_WORDS(a4) + MAPI_ARG_WORDS(a5), \
                    MAPI_ARG_PUT(a2) MAPI_ARG_PUT(a3) MAPI_ARG_PUT(a4) MAPI_ARG_PUT(a5), MAPI_UL_FAILED)
#define UlValidateParameters6(m, a1, a2, a3, a4, a5, a6) \
    MAPI_ARGS_VALID(m, MAPI_ARG_WORDS(a2) + MAPI_ARG_WORDS(a3) + MAPI_ARG_WORDS(a4) + MAPI_ARG_WORDS(a5) + MAPI_ARG_WORDS(a6), \
                    MAPI_ARG_PUT(a2) MAPI_ARG_PUT(a3) MAPI_ARG_PUT(a4) MAPI_ARG_PUT(a5) MAPI_ARG_PUT(a6), MAPI_UL_FAILED)
#define UlValidateParameters7(m, a1, a2, a3, a4, a5, a6, a7) \
    MAPI_ARGS_VALID(m, MAPI_ARG_WORDS(a2) + MAPI_ARG_WORDS(a3) + MAPI_ARG_WORDS(a4) + MAPI_ARG_WORDS(a5) + MAPI_ARG_WORDS(a6) + MAPI_ARG_WORDS(a7), \
                    MAPI_ARG_PUT(a2) MAPI_ARG_PUT(a3) MAPI_ARG_PUT(a4) MAPI_ARG_PUT(a5) MAPI_ARG_PUT(a6) MAPI_ARG_PUT(a7), MAPI_UL_FAILED)
#define UlValidateParameters8(m, a1, a2, a3, a4, a5, a6, a7, a8) \
    MAPI_ARGS_VALID(m, MAPI_ARG_WORDS(a2) + MAPI_ARG_WORDS(a3) + MAPI_ARG_WORDS(a4) + MAPI_ARG_WORDS(a5) + MAPI_ARG_WORDS(a6) + MAPI_ARG_WORDS(a7) + MAPI_ARG_WORDS(a8), \
                    MAPI_ARG_PUT(a2) MAPI_ARG_PUT(a3) MAPI_ARG_PUT(a4) MAPI_ARG_PUT(a5) MAPI_ARG_PUT(a6) MAPI_ARG_PUT(a7) MAPI_ARG_PUT(a8), MAPI_UL_FAILED)
#define UlValidateParameters9(m, a1, a2, a3, a4, a5, a6, a7, a8, a9) \
    MAPI_ARGS_VALID(m, MAPI_ARG_WORDS(a2) + MAPI_ARG_WORDS(a3) + MAPI_ARG_WORDS(a4) + MAPI_ARG_WORDS(a5) + MAPI_ARG_WORDS(a6) + MAPI_ARG_WORDS(a7) + MAPI_ARG_WORDS(a8) + MAPI_ARG_WORDS(a9), \
                    MAPI_ARG_PUT(a2) MAPI_ARG_PUT(a3) MAPI_ARG_PUT(a4) MAPI_ARG_PUT(a5) MAPI_ARG_PUT(a6) MAPI_ARG_PUT(a7) MAPI_ARG_PUT(a8) MAPI_ARG_PUT(a9), MAPI_UL_FAILED)
#define UlValidateParameters10(m, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10) \
    MAPI_ARGS_VALID(m, MAPI_ARG_WORDS(a2) + MAPI_ARG_WORDS(a3) + MAPI_ARG_WORDS(a4) + MAPI_ARG_WORDS(a5) + MAPI_ARG_WORDS(a6) + MAPI_ARG_WORDS(a7) + MAPI_ARG_WORDS(a8) + MAPI_ARG_WORDS(a9) + MAPI_ARG_WORDS(a10), \
                    MAPI_ARG_PUT(a2) MAPI_ARG_PUT(a3) MAPI_ARG_PUT(a4) MAPI_ARG_PUT(a5) MAPI_ARG_PUT(a6) MAPI_ARG_PUT(a7) MAPI_ARG_PUT(a8) MAPI_ARG_PUT(a9) MAPI_ARG_PUT(a10), MAPI_UL_FAILED)
#define UlValidateParameters11(m, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11) \
    MAPI_ARGS_VALID(m, MAPI_ARG_WORDS(a2) + MAPI_ARG_WORDS(a3) + MAPI_ARG_WORDS(a4) + MAPI_ARG_WORDS(a5) + MAPI_ARG_WORDS(a6) + MAPI_ARG_WORDS(a7) + MAPI_ARG_WORDS(a8) + MAPI_ARG_WORDS(a9) + MAPI_ARG_WORDS(a10) + MAPI_ARG_WORDS(a11), \
                    MAPI_ARG_PUT(a2) MAPI_ARG_PUT(a3) MAPI_ARG_PUT(a4) MAPI_ARG_PUT(a5) MAPI_ARG_PUT(a6) MAPI_ARG_PUT(a7) MAPI_ARG_PUT(a8) MAPI_ARG_PUT(a9) MAPI_ARG_PUT(a10) MAPI_ARG_PUT(a11), MAPI_UL_FAILED)
#define UlValidateParameters12(m, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12) \
    MAPI_ARGS_VALID(m, MAPI_ARG_WORDS(a2) + MAPI_ARG_WORDS(a3) + MAPI_ARG_WORDS(a4) + MAPI_ARG_WORDS(a5) + MAPI_ARG_WORDS(a6) + MAPI_ARG_WORDS(a7) + MAPI_ARG_WORDS(a8) + MAPI_ARG_WORDS(a9) + MAPI_ARG_WORDS(a10) + MAPI_ARG_WORDS(a11) + MAPI_ARG_WORDS(a12), \
                    MAPI_ARG_PUT(a2) MAPI_ARG_PUT(a3) MAPI_ARG_PUT(a4) MAPI_ARG_PUT(a5) MAPI_ARG_PUT(a6) MAPI_ARG_PUT(a7) MAPI_ARG_PUT(a8) MAPI_ARG_PUT(a9) MAPI_ARG_PUT(a10) MAPI_ARG_PUT(a11) MAPI_ARG_PUT(a12), MAPI_UL_FAILED)
#define UlValidateParameters13(m, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13) \
    MAPI_ARGS_VALID(m, MAPI_ARG_WORDS(a2) + MAPI_ARG_WORDS(a3) + MAPI_ARG_WORDS(a4) + MAPI_ARG_WORDS(a5) + MAPI_ARG_WORDS(a6) + MAPI_ARG_WORDS(a7) + MAPI_ARG_WORDS(a8) + MAPI_ARG_WORDS(a9) + MAPI_ARG_WORDS(a10) + MAPI_ARG_WORDS(a11) + MAPI_ARG_WORDS(a12) + MAPI_ARG_WORDS(a13), \
                    MAPI_ARG_PUT(a2) MAPI_ARG_PUT(a3) MAPI_ARG_PUT(a4) MAPI_ARG_PUT(a5) MAPI_ARG_PUT(a6) MAPI_ARG_PUT(a7) MAPI_ARG_PUT(a8) MAPI_ARG_PUT(a9) MAPI_ARG_PUT(a10) MAPI_ARG_PUT(a11) MAPI_ARG_PUT(a12) MAPI_ARG_PUT(a13), MAPI_UL_FAILED)
#define UlValidateParameters14(m, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14) \
    MAPI_ARGS_VALID(m, MAPI_ARG_WORDS(a2) + MAPI_ARG_WORDS(a3) + MAPI_ARG_WORDS(a4) + MAPI_ARG_WORDS(a5) + MAPI_ARG_WORDS(a6) + MAPI_ARG_WORDS(a7) + MAPI_ARG_WORDS(a8) + MAPI_ARG_WORDS(a9) + MAPI_ARG_WORDS(a10) + MAPI_ARG_WORDS(a11) + MAPI_ARG_WORDS(a12) + MAPI_ARG_WORDS(a13) + MAPI_ARG_WORDS(a14), \
                    MAPI_ARG_PUT(a2) MAPI_ARG_PUT(a3) MAPI_ARG_PUT(a4) MAPI_ARG_PUT(a5) MAPI_ARG_PUT(a6) MAPI_ARG_PUT(a7) MAPI_ARG_PUT(a8) MAPI_ARG_PUT(a9) MAPI_ARG_PUT(a10) MAPI_ARG_PUT(a11) MAPI_ARG_PUT(a12) MAPI_ARG_PUT(a13) MAPI_ARG_PUT(a14), MAPI_UL_FAILED)
#define UlValidateParameters15(m, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15) \
    MAPI_ARGS_VALID(m, MAPI_ARG_WORDS(a2) + MAPI_ARG_WORDS(a3) + MAPI_ARG_WORDS(a4) + MAPI_ARG_WORDS(a5) + MAPI_ARG_WORDS(a6) + MAPI_ARG_WORDS(a7) + MAPI_ARG_WORDS(a8) + MAPI_ARG_WORDS(a9) + MAPI_ARG_WORDS(a10) + MAPI_ARG_WORDS(a11) + MAPI_ARG_WORDS(a12) + MAPI_ARG_WORDS(a13) + MAPI_ARG_WORDS(a14) + MAPI_ARG_WORDS(a15), \
                    MAPI_ARG_PUT(a2) MAPI_ARG_PUT(a3) MAPI_ARG_PUT(a4) MAPI_ARG_PUT(a5) MAPI_ARG_PUT(a6) MAPI_ARG_PUT(a7) MAPI_ARG_PUT(a8) MAPI_ARG_PUT(a9) MAPI_ARG_PUT(a10) MAPI_ARG_PUT(a11) MAPI_ARG_PUT(a12) MAPI_ARG_PUT(a13) MAPI_ARG_PUT(a14) MAPI_ARG_PUT(a15), MAPI_UL_FAILED)
#define UlValidateParameters16(m, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16) \
    MAPI_ARGS_VALID(m, MAPI_ARG_WORDS(a2) + MAPI_ARG_WORDS(a3) + MAPI_ARG_WORDS(a4) + MAPI_ARG_WORDS(a5) + MAPI_ARG_WORDS(a6) + MAPI_ARG_WORDS(a7) + MAPI_ARG_WORDS(a8) + MAPI_ARG_WORDS(a9) + MAPI_ARG_WORDS(a10) + MAPI_ARG_WORDS(a11) + MAPI_ARG_WORDS(a12) + MAPI_ARG_WORDS(a13) + MAPI_ARG_WORDS(a14) + MAPI_ARG_WORDS(a15) + MAPI_ARG_WORDS(a16), \
                    MAPI_ARG_PUT(a2) MAPI_ARG_PUT(a3) MAPI_ARG_PUT(a4) MAPI_ARG_PUT(a5) MAPI_ARG_PUT(a6) MAPI_ARG_PUT(a7) MAPI_ARG_PUT(a8) MAPI_ARG_PUT(a9) MAPI_ARG_PUT(a10) MAPI_ARG_PUT(a11) MAPI_ARG_PUT(a12) MAPI_ARG_PUT(a13) MAPI_ARG_PUT(a14) MAPI_ARG_PUT(a15) MAPI_ARG_PUT(a16), MAPI_UL_FAILED)
#define CheckParameters1(m, a1)
#define CheckParameters2(m, a1, a2) \
    MAPI_ARGS_CHECK(m, MAPI_ARG_WORDS(a2), \
                    MAPI_ARG_PUT(a2))
#define CheckParameters3(m, a1, a2, a3) \
    MAPI_ARGS_CHECK(m, MAPI_ARG_WORDS(a2) + MAPI_ARG_WORDS(a3), \
                    MAPI_ARG_PUT(a2) MAPI_ARG_PUT(a3))
#define CheckParameters4(m, a1, a2, a3, a4) \
    MAPI_ARGS_CHECK(m, MAPI_ARG_WORDS(a2) + MAPI_ARG_WORDS(a3) + MAPI_ARG_WORDS(a4), \
                    MAPI_ARG_PUT(a2) MAPI_ARG_PUT(a3) MAPI_ARG_PUT(a4))
#define CheckParameters5(m, a1, a2, a3, a4, a5) \
    MAPI_ARGS_CHECK(m, MAPI_ARG_WORDS(a2) + MAPI_ARG_WORDS(a3) + MAPI_ARG_WORDS(a4) + MAPI_ARG_WORDS(a5), \
                    MAPI_ARG_PUT(a2) MAPI_ARG_PUT(a3) MAPI_ARG_PUT(a4) MAPI_ARG_PUT(a5))
#define CheckParameters6(m, a1, a2, a3, a4, a5, a6) \
    MAPI_ARGS_CHECK(m, MAPI_ARG_WORDS(a2) + MAPI_ARG_WORDS(a3) + MAPI_ARG_WORDS(a4) + MAPI_ARG_WORDS(a5) + MAPI_ARG_WORDS(a6), \
                    MAPI_ARG_PUT(a2) MAPI_ARG_PUT(a3) MAPI_ARG_PUT(a4) MAPI_ARG_PUT(a5) MAPI_ARG_PUT(a6))
#define CheckParameters7(m, a1, a2, a3, a4, a5, a6, a7) \
    MAPI_ARGS_CHECK(m, MAPI_ARG_WORDS(a2) + MAPI_ARG_WORDS(a3) + MAPI_ARG_WORDS(a4) + MAPI_ARG_WORDS(a5) + MAPI_ARG_WORDS(a6) + MAPI_ARG_WORDS(a7), \
                    MAPI_ARG_PUT(a2) MAPI_ARG_PUT(a3) MAPI_ARG_PUT(a4) MAPI_ARG_PUT(a5) MAPI_ARG_PUT(a6) MAPI_ARG_PUT(a7))
#define CheckParameters8(m, a1, a2, a3, a4, a5, a6, a7, a8) \
    MAPI_ARGS_CHECK(m, MAPI_ARG_WORDS(a2) + MAPI_ARG_WORDS(a3) + MAPI_ARG_WORDS(a4) + MAPI_ARG_WORDS(a5) + MAPI_ARG_WORDS(a6) + MAPI_ARG_WORDS(a7) + MAPI_ARG_WORDS(a8), \
                    MAPI_ARG_PUT(a2) MAPI_ARG_PUT(a3) MAPI_ARG_PUT(a4) MAPI_ARG_PUT(a5) MAPI_ARG_PUT(a6) MAPI_ARG_PUT(a7) MAPI_ARG_PUT(a8))
#define CheckParameters9(m, a1, a2, a3, a4, a5, a6, a7, a8, a9) \
    MAPI_ARGS_CHECK(m, MAPI_ARG_WORDS(a2) + MAPI_ARG_WORDS(a3) + MAPI_ARG_WORDS(a4) + MAPI_ARG_WORDS(a5) + MAPI_ARG_WORDS(a6) + MAPI_ARG_WORDS(a7) + MAPI_ARG_WORDS(a8) + MAPI_ARG_WORDS(a9), \
                    MAPI_ARG_PUT(a2) MAPI_ARG_PUT(a3) MAPI_ARG_PUT(a4) MAPI_ARG_PUT(a5) MAPI_ARG_PUT(a6) MAPI_ARG_PUT(a7) MAPI_ARG_PUT(a8) MAPI_ARG_PUT(a9))
#define CheckParameters10(m, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10) \
    MAPI_ARGS_CHECK(m, MAPI_ARG_WORDS(a2) + MAPI_ARG_WORDS(a3) + MAPI_ARG_WORDS(a4) + MAPI_ARG_WORDS(a5) + MAPI_ARG_WORDS(a6) + MAPI_ARG_WORDS(a7) + MAPI_ARG_WORDS(a8) + MAPI_ARG_WORDS(a9) + MAPI_ARG_WORDS(a10), \
                    MAPI_ARG_PUT(a2) MAPI_ARG_PUT(a3) MAPI_ARG_PUT(a4) MAPI_ARG_PUT(a5) MAPI_ARG_PUT(a6) MAPI_ARG_PUT(a7) MAPI_ARG_PUT(a8) MAPI_ARG_PUT(a9) MAPI_ARG_PUT(a10))
#define CheckParameters11(m, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11) \
    MAPI_ARGS_CHECK(m, MAPI_ARG_WORDS(a2) + MAPI_ARG_WORDS(a3) + MAPI_ARG_WORDS(a4) + MAPI_ARG_WORDS(a5) + MAPI_ARG_WORDS(a6) + MAPI_ARG_WORDS(a7) + MAPI_ARG_WORDS(a8) + MAPI_ARG_WORDS(a9) + MAPI_ARG_WORDS(a10) + MAPI_ARG_WORDS(a11), \
                    MAPI_ARG_PUT(a2) MAPI_ARG_PUT(a3) MAPI_ARG_PUT(a4) MAPI_ARG_PUT(a5) MAPI_ARG_PUT(a6) MAPI_ARG_PUT(a7) MAPI_ARG_PUT(a8) MAPI_ARG_PUT(a9) MAPI_ARG_PUT(a10) MAPI_ARG_PUT(a11))
#define CheckParameters12(m, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12) \
    MAPI_ARGS_CHECK(m, MAPI_ARG_WORDS(a2) + MAPI_ARG_WORDS(a3) + MAPI_ARG_WORDS(a4) + MAPI_ARG_WORDS(a5) + MAPI_ARG_WORDS(a6) + MAPI_ARG_WORDS(a7) + MAPI_ARG_WORDS(a8) + MAPI_ARG_WORDS(a9) + MAPI_ARG_WORDS(a10) + MAPI_ARG_WORDS(a11) + MAPI_ARG_WORDS(a12), \
                    MAPI_ARG_PUT(a2) MAPI_ARG_PUT(a3) MAPI_ARG_PUT(a4) MAPI_ARG_PUT(a5) MAPI_ARG_PUT(a6) MAPI_ARG_PUT(a7) MAPI_ARG_PUT(a8) MAPI_ARG_PUT(a9) MAPI_ARG_PUT(a10) MAPI_ARG_PUT(a11) MAPI_ARG_PUT(a12))
#define CheckParameters13(m, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13) \
    MAPI_ARGS_CHECK(m, MAPI_ARG_WORDS(a2) + MAPI_ARG_WORDS(a3) + MAPI_ARG_WORDS(a4) + MAPI_ARG_WORDS(a5) + MAPI_ARG_WORDS(a6) + MAPI_ARG_WORDS(a7) + MAPI_ARG_WORDS(a8) + MAPI_ARG_WORDS(a9) + MAPI_ARG_WORDS(a10) + MAPI_ARG_WORDS(a11) + MAPI_ARG_WORDS(a12) + MAPI_ARG_WORDS(a13), \
                    MAPI_ARG_PUT(a2) MAPI_ARG_PUT(a3) MAPI_ARG_PUT(a4) MAPI_ARG_PUT(a5) MAPI_ARG_PUT(a6) MAPI_ARG_PUT(a7) MAPI_ARG_PUT(a8) MAPI_ARG_PUT(a9) MAPI_ARG_PUT(a10) MAPI_ARG_PUT(a11) MAPI_ARG_PUT(a12) MAPI_ARG_PUT(a13))
#define CheckParameters14(m, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14) \
    MAPI_ARGS_CHECK(m, MAPI_ARG_WORDS(a2) + MAPI_ARG_WORDS(a3) + MAPI_ARG_WORDS(a4) + MAPI_ARG_WORDS(a5) + MAPI_ARG_WORDS(a6) + MAPI_ARG_WORDS(a7) + MAPI_ARG_WORDS(a8) + MAPI_ARG_WORDS(a9) + MAPI_ARG_WORDS(a10) + MAPI_ARG_WORDS(a11) + MAPI_ARG_WORDS(a12) + MAPI_ARG_WORDS(a13) + MAPI_ARG_WORDS(a14), \
                    MAPI_ARG_PUT(a2) MAPI_ARG_PUT(a3) MAPI_ARG_PUT(a4) MAPI_ARG_PUT(a5) MAPI_ARG_PUT(a6) MAPI_ARG_PUT(a7) MAPI_ARG_PUT(a8) MAPI_ARG_PUT(a9) MAPI_ARG_PUT(a10) MAPI_ARG_PUT(a11) MAPI_ARG_PUT(a12) MAPI_ARG_PUT(a13) MAPI_ARG_PUT(a14))
#define CheckParameters15(m, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15) \
    MAPI_ARGS_CHECK(m, MAPI_ARG_WORDS(a2) + MAPI_ARG_WORDS(a3) + MAPI_ARG_WORDS(a4) + MAPI_ARG_WORDS(a5) + MAPI_ARG_WORDS(a6) + MAPI_ARG_WORDS(a7) + MAPI_ARG_WORDS(a8) + MAPI_ARG_WORDS(a9) + MAPI_ARG_WORDS(a10) + MAPI_ARG_WORDS(a11) + MAPI_ARG_WORDS(a12) + MAPI_ARG_WORDS(a13) + MAPI_ARG_WORDS(a14) + MAPI_ARG_WORDS(a15), \
                    MAPI_ARG_PUT(a2) MAPI_ARG_PUT(a3) MAPI_ARG_PUT(a4) MAPI_ARG_PUT(a5) MAPI_ARG_PUT(a6) MAPI_ARG_PUT(a7) MAPI_ARG_PUT(a8) MAPI_ARG_PUT(a9) MAPI_ARG_PUT(a10) MAPI_ARG_PUT(a11) MAPI_ARG_PUT(a12) MAPI_ARG_PUT(a13) MAPI_ARG_PUT(a14) MAPI_ARG_PUT(a15))
#define CheckParameters16(m, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16) \
    MAPI_ARGS_CHECK(m, MAPI_ARG_WORDS(a2) + MAPI_ARG_WORDS(a3) + MAPI_ARG_WORDS(a4) + MAPI_ARG_WORDS(a5) + MAPI_ARG_WORDS(a6) + MAPI_ARG_WORDS(a7) + MAPI_ARG_WORDS(a8) + MAPI_ARG_WORDS(a9) + MAPI_ARG_WORDS(a10) + MAPI_ARG_WORDS(a11) + MAPI_ARG_WORDS(a12) + MAPI_ARG_WORDS(a13) + MAPI_ARG_WORDS(a14) + MAPI_ARG_WORDS(a15) + MAPI_ARG_WORDS(a16), \
                    MAPI_ARG_PUT(a2) MAPI_ARG_PUT(a3) MAPI_ARG_PUT(a4) MAPI_ARG_PUT(a5) MAPI_ARG_PUT(a6) MAPI_ARG_PUT(a7) MAPI_ARG_PUT(a8) MAPI_ARG_PUT(a9) MAPI_ARG_PUT(a10) MAPI_ARG_PUT(a11) MAPI_ARG_PUT(a12) MAPI_ARG_PUT(a13) MAPI_ARG_PUT(a14) MAPI_ARG_PUT(a15) MAPI_ARG_PUT(a16))

/* IUnknown */
#define Validate_IUnknown_QueryInterface(a1, a2, a3) ValidateParameters3(IUnknown_QueryInterface, a1, a2, a3)
#define UlValidate_IUnknown_QueryInterface(a1, a2, a3) UlValidateParameters3(IUnknown_QueryInterface, a1, a2, a3)
#define CheckParameters_IUnknown_QueryInterface(a1, a2, a3) CheckParameters3(IUnknown_QueryInterface, a1, a2, a3)
#define Validate_IUnknown_AddRef(a1) ValidateParameters1(IUnknown_AddRef, a1)
#define UlValidate_IUnknown_AddRef(a1) UlValidateParameters1(IUnknown_AddRef, a1)
#define CheckParameters_IUnknown_AddRef(a1) CheckParameters1(IUnknown_AddRef, a1)
#define Validate_IUnknown_Release(a1) ValidateParameters1(IUnknown_Release, a1)
#define UlValidate_IUnknown_Release(a1) UlValidateParameters1(IUnknown_Release, a1)
#define CheckParameters_IUnknown_Release(a1) CheckParameters1(IUnknown_Release, a1)
/* IMAPIProp */
#define Validate_IMAPIProp_GetLastError(a1, a2, a3, a4) ValidateParameters4(IMAPIProp_GetLastError, a1, a2, a3, a4)
#define UlValidate_IMAPIProp_GetLastError(a1, a2, a3, a4) UlValidateParameters4(IMAPIProp_GetLastError, a1, a2, a3, a4)
#define CheckParameters_IMAPIProp_GetLastError(a1, a2, a3, a4) CheckParameters4(IMAPIProp_GetLastError, a1, a2, a3, a4)
#define Validate_IMAPIProp_SaveChanges(a1, a2) ValidateParameters2(IMAPIProp_SaveChanges, a1, a2)
#define UlValidate_IMAPIProp_SaveChanges(a1, a2) UlValidateParameters2(IMAPIProp_SaveChanges, a1, a2)
#define CheckParameters_IMAPIProp_SaveChanges(a1, a2) CheckParameters2(IMAPIProp_SaveChanges, a1, a2)
#define Validate_IMAPIProp_GetProps(a1, a2, a3, a4, a5) ValidateParameters5(IMAPIProp_GetProps, a1, a2, a3, a4, a5)
#define UlValidate_IMAPIProp_GetProps(a1, a2, a3, a4, a5) UlValidateParameters5(IMAPIProp_GetProps, a1, a2, a3, a4, a5)
#define CheckParameters_IMAPIProp_GetProps(a1, a2, a3, a4, a5) CheckParameters5(IMAPIProp_GetProps, a1, a2, a3, a4, a5)
#define Validate_IMAPIProp_GetPropList(a1, a2, a3) ValidateParameters3(IMAPIProp_GetPropList, a1, a2, a3)
#define UlValidate_IMAPIProp_GetPropList(a1, a2, a3) UlValidateParameters3(IMAPIProp_GetPropList, a1, a2, a3)
#define CheckParameters_IMAPIProp_GetPropList(a1, a2, a3) CheckParameters3(IMAPIProp_GetPropList, a1, a2, a3)
#define Validate_IMAPIProp_OpenProperty(a1, a2, a3, a4, a5, a6) ValidateParameters6(IMAPIProp_OpenProperty, a1, a2, a3, a4, a5, a6)
#define UlValidate_IMAPIProp_OpenProperty(a1, a2, a3, a4, a5, a6) UlValidateParameters6(IMAPIProp_OpenProperty, a1, a2, a3, a4, a5, a6)
#define CheckParameters_IMAPIProp_OpenProperty(a1, a2, a3, a4, a5, a6) CheckParameters6(IMAPIProp_OpenProperty, a1, a2, a3, a4, a5, a6)
#define Validate_IMAPIProp_SetProps(a1, a2, a3, a4) ValidateParameters4(IMAPIProp_SetProps, a1, a2, a3, a4)
#define UlValidate_IMAPIProp_SetProps(a1, a2, a3, a4) UlValidateParameters4(IMAPIProp_SetProps, a1, a2, a3, a4)
#define CheckParameters_IMAPIProp_SetProps(a1, a2, a3, a4) CheckParameters4(IMAPIProp_SetProps, a1, a2, a3, a4)
#define Validate_IMAPIProp_DeleteProps(a1, a2, a3) ValidateParameters3(IMAPIProp_DeleteProps, a1, a2, a3)
#define UlValidate_IMAPIProp_DeleteProps(a1, a2, a3) UlValidateParameters3(IMAPIProp_DeleteProps, a1, a2, a3)
#define CheckParameters_IMAPIProp_DeleteProps(a1, a2, a3) CheckParameters3(IMAPIProp_DeleteProps, a1, a2, a3)
#define Validate_IMAPIProp_CopyTo(a1, a2, a3, a4, a5, a6, a7, a8, a9, a10) ValidateParameters10(IMAPIProp_CopyTo, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10)
#define UlValidate_IMAPIProp_CopyTo(a1, a2, a3, a4, a5, a6, a7, a8, a9, a10) UlValidateParameters10(IMAPIProp_CopyTo, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10)
#define CheckParameters_IMAPIProp_CopyTo(a1, a2, a3, a4, a5, a6, a7, a8, a9, a10) CheckParameters10(IMAPIProp_CopyTo, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10)
#define Validate_IMAPIProp_CopyProps(a1, a2, a3, a4, a5, a6, a7, a8) ValidateParameters8(IMAPIProp_CopyProps, a1, a2, a3, a4, a5, a6, a7, a8)
#define UlValidate_IMAPIProp_CopyProps(a1, a2, a3, a4, a5, a6, a7, a8) UlValidateParameters8(IMAPIProp_CopyProps, a1, a2, a3, a4, a5, a6, a7, a8)
#define CheckParameters_IMAPIProp_CopyProps(a1, a2, a3, a4, a5, a6, a7, a8) CheckParameters8(IMAPIProp_CopyProps, a1, a2, a3, a4, a5, a6, a7, a8)
#define Validate_IMAPIProp_GetNamesFromIDs(a1, a2, a3, a4, a5, a6) ValidateParameters6(IMAPIProp_GetNamesFromIDs, a1, a2, a3, a4, a5, a6)
#define UlValidate_IMAPIProp_GetNamesFromIDs(a1, a2, a3, a4, a5, a6) UlValidateParameters6(IMAPIProp_GetNamesFromIDs, a1, a2, a3, a4, a5, a6)
#define CheckParameters_IMAPIProp_GetNamesFromIDs(a1, a2, a3, a4, a5, a6) CheckParameters6(IMAPIProp_GetNamesFromIDs, a1, a2, a3, a4, a5, a6)
#define Validate_IMAPIProp_GetIDsFromNames(a1, a2, a3, a4, a5) ValidateParameters5(IMAPIProp_GetIDsFromNames, a1, a2, a3, a4, a5)
#define UlValidate_IMAPIProp_GetIDsFromNames(a1, a2, a3, a4, a5) UlValidateParameters5(IMAPIProp_GetIDsFromNames, a1, a2, a3, a4, a5)
#define CheckParameters_IMAPIProp_GetIDsFromNames(a1, a2, a3, a4, a5) CheckParameters5(IMAPIProp_GetIDsFromNames, a1, a2, a3, a4, a5)
/* IMAPITable */
#define Validate_IMAPITable_GetLastError(a1, a2, a3, a4) ValidateParameters4(IMAPITable_GetLastError, a1, a2, a3, a4)
#define UlValidate_IMAPITable_GetLastError(a1, a2, a3, a4) UlValidateParameters4(IMAPITable_GetLastError, a1, a2, a3, a4)
#define CheckParameters_IMAPITable_GetLastError(a1, a2, a3, a4) CheckParameters4(IMAPITable_GetLastError, a1, a2, a3, a4)
#define Validate_IMAPITable_Advise(a1, a2, a3, a4) ValidateParameters4(IMAPITable_Advise, a1, a2, a3, a4)
#define UlValidate_IMAPITable_Advise(a1, a2, a3, a4) UlValidateParameters4(IMAPITable_Advise, a1, a2, a3, a4)
#define CheckParameters_IMAPITable_Advise(a1, a2, a3, a4) CheckParameters4(IMAPITable_Advise, a1, a2, a3, a4)
#define Validate_IMAPITable_Unadvise(a1, a2) ValidateParameters2(IMAPITable_Unadvise, a1, a2)
#define UlValidate_IMAPITable_Unadvise(a1, a2) UlValidateParameters2(IMAPITable_Unadvise, a1, a2)
#define CheckParameters_IMAPITable_Unadvise(a1, a2) CheckParameters2(IMAPITable_Unadvise, a1, a2)
#define Validate_IMAPITable_GetStatus(a1, a2, a3) ValidateParameters3(IMAPITable_GetStatus, a1, a2, a3)
#define UlValidate_IMAPITable_GetStatus(a1, a2, a3) UlValidateParameters3(IMAPITable_GetStatus, a1, a2, a3)
#define CheckParameters_IMAPITable_GetStatus(a1, a2, a3) CheckParameters3(IMAPITable_GetStatus, a1, a2, a3)
#define Validate_IMAPITable_SetColumns(a1, a2, a3) ValidateParameters3(IMAPITable_SetColumns, a1, a2, a3)
#define UlValidate_IMAPITable_SetColumns(a1, a2, a3) UlValidateParameters3(IMAPITable_SetColumns, a1, a2, a3)
#define CheckParameters_IMAPITable_SetColumns(a1, a2, a3) CheckParameters3(IMAPITable_SetColumns, a1, a2, a3)
#define Validate_IMAPITable_QueryColumns(a1, a2, a3) ValidateParameters3(IMAPITable_QueryColumns, a1, a2, a3)
#define UlValidate_IMAPITable_QueryColumns(a1, a2, a3) UlValidateParameters3(IMAPITable_QueryColumns, a1, a2, a3)
#define CheckParameters_IMAPITable_QueryColumns(a1, a2, a3) CheckParameters3(IMAPITable_QueryColumns, a1, a2, a3)
#define Validate_IMAPITable_GetRowCount(a1, a2, a3) ValidateParameters3(IMAPITable_GetRowCount, a1, a2, a3)
#define UlValidate_IMAPITable_GetRowCount(a1, a2, a3) UlValidateParameters3(IMAPITable_GetRowCount, a1, a2, a3)
#define CheckParameters_IMAPITable_GetRowCount(a1, a2, a3) CheckParameters3(IMAPITable_GetRowCount, a1, a2, a3)
#define Validate_IMAPITable_SeekRow(a1, a2, a3, a4) ValidateParameters4(IMAPITable_SeekRow, a1, a2, a3, a4)
#define UlValidate_IMAPITable_SeekRow(a1, a2, a3, a4) UlValidateParameters4(IMAPITable_SeekRow, a1, a2, a3, a4)
#define CheckParameters_IMAPITable_SeekRow(a1, a2, a3, a4) CheckParameters4(IMAPITable_SeekRow, a1, a2, a3, a4)
#define Validate_IMAPITable_SeekRowApprox(a1, a2, a3) ValidateParameters3(IMAPITable_SeekRowApprox, a1, a2, a3)
#define UlValidate_IMAPITable_SeekRowApprox(a1, a2, a3) UlValidateParameters3(IMAPITable_SeekRowApprox, a1, a2, a3)
#define CheckParameters_IMAPITable_SeekRowApprox(a1, a2, a3) CheckParameters3(IMAPITable_SeekRowApprox, a1, a2, a3)
#define Validate_IMAPITable_QueryPosition(a1, a2, a3, a4) ValidateParameters4(IMAPITable_QueryPosition, a1, a2, a3, a4)
#define UlValidate_IMAPITable_QueryPosition(a1, a2, a3, a4) UlValidateParameters4(IMAPITable_QueryPosition, a1, a2, a3, a4)
#define CheckParameters_IMAPITable_QueryPosition(a1, a2, a3, a4) CheckParameters4(IMAPITable_QueryPosition, a1, a2, a3, a4)
#define Validate_IMAPITable_FindRow(a1, a2, a3, a4) ValidateParameters4(IMAPITable_FindRow, a1, a2, a3, a4)
#define UlValidate_IMAPITable_FindRow(a1, a2, a3, a4) UlValidateParameters4(IMAPITable_FindRow, a1, a2, a3, a4)
#define CheckParameters_IMAPITable_FindRow(a1, a2, a3, a4) CheckParameters4(IMAPITable_FindRow, a1, a2, a3, a4)
#define Validate_IMAPITable_Restrict(a1, a2, a3) ValidateParameters3(IMAPITable_Restrict, a1, a2, a3)
#define UlValidate_IMAPITable_Restrict(a1, a2, a3) UlValidateParameters3(IMAPITable_Restrict, a1, a2, a3)
#define CheckParameters_IMAPITable_Restrict(a1, a2, a3) CheckParameters3(IMAPITable_Restrict, a1, a2, a3)
#define Validate_IMAPITable_CreateBookmark(a1, a2) ValidateParameters2(IMAPITable_CreateBookmark, a1, a2)
#define UlValidate_IMAPITable_CreateBookmark(a1, a2) UlValidateParameters2(IMAPITable_CreateBookmark, a1, a2)
#define CheckParameters_IMAPITable_CreateBookmark(a1, a2) CheckParameters2(IMAPITable_CreateBookmark, a1, a2)
#define Validate_IMAPITable_FreeBookmark(a1, a2) ValidateParameters2(IMAPITable_FreeBookmark, a1, a2)
#define UlValidate_IMAPITable_FreeBookmark(a1, a2) UlValidateParameters2(IMAPITable_FreeBookmark, a1, a2)
#define CheckParameters_IMAPITable_FreeBookmark(a1, a2) CheckParameters2(IMAPITable_FreeBookmark, a1, a2)
#define Validate_IMAPITable_SortTable(a1, a2, a3) ValidateParameters3(IMAPITable_SortTable, a1, a2, a3)
#define UlValidate_IMAPITable_SortTable(a1, a2, a3) UlValidateParameters3(IMAPITable_SortTable, a1, a2, a3)
#define CheckParameters_IMAPITable_SortTable(a1, a2, a3) CheckParameters3(IMAPITable_SortTable, a1, a2, a3)
#define Validate_IMAPITable_QuerySortOrder(a1, a2) ValidateParameters2(IMAPITable_QuerySortOrder, a1, a2)
#define UlValidate_IMAPITable_QuerySortOrder(a1, a2) UlValidateParameters2(IMAPITable_QuerySortOrder, a1, a2)
#define CheckParameters_IMAPITable_QuerySortOrder(a1, a2) CheckParameters2(IMAPITable_QuerySortOrder, a1, a2)
#define Validate_IMAPITable_QueryRows(a1, a2, a3, a4) ValidateParameters4(IMAPITable_QueryRows, a1, a2, a3, a4)
#define UlValidate_IMAPITable_QueryRows(a1, a2, a3, a4) UlValidateParameters4(IMAPITable_QueryRows, a1, a2, a3, a4)
#define CheckParameters_IMAPITable_QueryRows(a1, a2, a3, a4) CheckParameters4(IMAPITable_QueryRows, a1, a2, a3, a4)
#define Validate_IMAPITable_Abort(a1) ValidateParameters1(IMAPITable_Abort, a1)
#define UlValidate_IMAPITable_Abort(a1) UlValidateParameters1(IMAPITable_Abort, a1)
#define CheckParameters_IMAPITable_Abort(a1) CheckParameters1(IMAPITable_Abort, a1)
#define Validate_IMAPITable_ExpandRow(a1, a2, a3, a4, a5, a6, a7) ValidateParameters7(IMAPITable_ExpandRow, a1, a2, a3, a4, a5, a6, a7)
#define UlValidate_IMAPITable_ExpandRow(a1, a2, a3, a4, a5, a6, a7) UlValidateParameters7(IMAPITable_ExpandRow, a1, a2, a3, a4, a5, a6, a7)
#define CheckParameters_IMAPITable_ExpandRow(a1, a2, a3, a4, a5, a6, a7) CheckParameters7(IMAPITable_ExpandRow, a1, a2, a3, a4, a5, a6, a7)
#define Validate_IMAPITable_CollapseRow(a1, a2, a3, a4, a5) ValidateParameters5(IMAPITable_CollapseRow, a1, a2, a3, a4, a5)
#define UlValidate_IMAPITable_CollapseRow(a1, a2, a3, a4, a5) UlValidateParameters5(IMAPITable_CollapseRow, a1, a2, a3, a4, a5)
#define CheckParameters_IMAPITable_CollapseRow(a1, a2, a3, a4, a5) CheckParameters5(IMAPITable_CollapseRow, a1, a2, a3, a4, a5)
#define Validate_IMAPITable_WaitForCompletion(a1, a2, a3, a4) ValidateParameters4(IMAPITable_WaitForCompletion, a1, a2, a3, a4)
#define UlValidate_IMAPITable_WaitForCompletion(a1, a2, a3, a4) UlValidateParameters4(IMAPITable_WaitForCompletion, a1, a2, a3, a4)
#define CheckParameters_IMAPITable_WaitForCompletion(a1, a2, a3, a4) CheckParameters4(IMAPITable_WaitForCompletion, a1, a2, a3, a4)
#define Validate_IMAPITable_GetCollapseState(a1, a2, a3, a4, a5, a6) ValidateParameters6(IMAPITable_GetCollapseState, a1, a2, a3, a4, a5, a6)
#define UlValidate_IMAPITable_GetCollapseState(a1, a2, a3, a4, a5, a6) UlValidateParameters6(IMAPITable_GetCollapseState, a1, a2, a3, a4, a5, a6)
#define CheckParameters_IMAPITable_GetCollapseState(a1, a2, a3, a4, a5, a6) CheckParameters6(IMAPITable_GetCollapseState, a1, a2, a3, a4, a5, a6)
#define Validate_IMAPITable_SetCollapseState(a1, a2, a3, a4, a5) ValidateParameters5(IMAPITable_SetCollapseState, a1, a2, a3, a4, a5)
#define UlValidate_IMAPITable_SetCollapseState(a1, a2, a3, a4, a5) UlValidateParameters5(IMAPITable_SetCollapseState, a1, a2, a3, a4, a5)
#define CheckParameters_IMAPITable_SetCollapseState(a1, a2, a3, a4, a5) CheckParameters5(IMAPITable_SetCollapseState, a1, a2, a3, a4, a5)
/* IMAPIContainer */
#define Validate_IMAPIContainer_GetContentsTable(a1, a2, a3) ValidateParameters3(IMAPIContainer_GetContentsTable, a1, a2, a3)
#define UlValidate_IMAPIContainer_GetContentsTable(a1, a2, a3) UlValidateParameters3(IMAPIContainer_GetContentsTable, a1, a2, a3)
#define CheckParameters_IMAPIContainer_GetContentsTable(a1, a2, a3) CheckParameters3(IMAPIContainer_GetContentsTable, a1, a2, a3)
#define Validate_IMAPIContainer_GetHierarchyTable(a1, a2, a3) ValidateParameters3(IMAPIContainer_GetHierarchyTable, a1, a2, a3)
#define UlValidate_IMAPIContainer_GetHierarchyTable(a1, a2, a3) UlValidateParameters3(IMAPIContainer_GetHierarchyTable, a1, a2, a3)
#define CheckParameters_IMAPIContainer_GetHierarchyTable(a1, a2, a3) CheckParameters3(IMAPIContainer_GetHierarchyTable, a1, a2, a3)
#define Validate_IMAPIContainer_OpenEntry(a1, a2, a3, a4, a5, a6, a7) ValidateParameters7(IMAPIContainer_OpenEntry, a1, a2, a3, a4, a5, a6, a7)
#define UlValidate_IMAPIContainer_OpenEntry(a1, a2, a3, a4, a5, a6, a7) UlValidateParameters7(IMAPIContainer_OpenEntry, a1, a2, a3, a4, a5, a6, a7)
#define CheckParameters_IMAPIContainer_OpenEntry(a1, a2, a3, a4, a5, a6, a7) CheckParameters7(IMAPIContainer_OpenEntry, a1, a2, a3, a4, a5, a6, a7)
#define Validate_IMAPIContainer_SetSearchCriteria(a1, a2, a3, a4) ValidateParameters4(IMAPIContainer_SetSearchCriteria, a1, a2, a3, a4)
#define UlValidate_IMAPIContainer_SetSearchCriteria(a1, a2, a3, a4) UlValidateParameters4(IMAPIContainer_SetSearchCriteria, a1, a2, a3, a4)
#define CheckParameters_IMAPIContainer_SetSearchCriteria(a1, a2, a3, a4) CheckParameters4(IMAPIContainer_SetSearchCriteria, a1, a2, a3, a4)
#define Validate_IMAPIContainer_GetSearchCriteria(a1, a2, a3, a4, a5) ValidateParameters5(IMAPIContainer_GetSearchCriteria, a1, a2, a3, a4, a5)
#define UlValidate_IMAPIContainer_GetSearchCriteria(a1, a2, a3, a4, a5) UlValidateParameters5(IMAPIContainer_GetSearchCriteria, a1, a2, a3, a4, a5)
#define CheckParameters_IMAPIContainer_GetSearchCriteria(a1, a2, a3, a4, a5) CheckParameters5(IMAPIContainer_GetSearchCriteria, a1, a2, a3, a4, a5)
/* IABContainer */
#define Validate_IABContainer_CreateEntry(a1, a2, a3, a4, a5) ValidateParameters5(IABContainer_CreateEntry, a1, a2, a3, a4, a5)
#define UlValidate_IABContainer_CreateEntry(a1, a2, a3, a4, a5) UlValidateParameters5(IABContainer_CreateEntry, a1, a2, a3, a4, a5)
#define CheckParameters_IABContainer_CreateEntry(a1, a2, a3, a4, a5) CheckParameters5(IABContainer_CreateEntry, a1, a2, a3, a4, a5)
#define Validate_IABContainer_CopyEntries(a1, a2, a3, a4, a5) ValidateParameters5(IABContainer_CopyEntries, a1, a2, a3, a4, a5)
#define UlValidate_IABContainer_CopyEntries(a1, a2, a3, a4, a5) UlValidateParameters5(IABContainer_CopyEntries, a1, a2, a3, a4, a5)
#define CheckParameters_IABContainer_CopyEntries(a1, a2, a3, a4, a5) CheckParameters5(IABContainer_CopyEntries, a1, a2, a3, a4, a5)
#define Validate_IABContainer_DeleteEntries(a1, a2, a3) ValidateParameters3(IABContainer_DeleteEntries, a1, a2, a3)
#define UlValidate_IABContainer_DeleteEntries(a1, a2, a3) UlValidateParameters3(IABContainer_DeleteEntries, a1, a2, a3)
#define CheckParameters_IABContainer_DeleteEntries(a1, a2, a3) CheckParameters3(IABContainer_DeleteEntries, a1, a2, a3)
#define Validate_IABContainer_ResolveNames(a1, a2, a3, a4, a5) ValidateParameters5(IABContainer_ResolveNames, a1, a2, a3, a4, a5)
#define UlValidate_IABContainer_ResolveNames(a1, a2, a3, a4, a5) UlValidateParameters5(IABContainer_ResolveNames, a1, a2, a3, a4, a5)
#define CheckParameters_IABContainer_ResolveNames(a1, a2, a3, a4, a5) CheckParameters5(IABContainer_ResolveNames, a1, a2, a3, a4, a5)
/* IDistList */
#define Validate_IDistList_CreateEntry(a1, a2, a3, a4, a5) ValidateParameters5(IDistList_CreateEntry, a1, a2, a3, a4, a5)
#define UlValidate_IDistList_CreateEntry(a1, a2, a3, a4, a5) UlValidateParameters5(IDistList_CreateEntry, a1, a2, a3, a4, a5)
#define CheckParameters_IDistList_CreateEntry(a1, a2, a3, a4, a5) CheckParameters5(IDistList_CreateEntry, a1, a2, a3, a4, a5)
#define Validate_IDistList_CopyEntries(a1, a2, a3, a4, a5) ValidateParameters5(IDistList_CopyEntries, a1, a2, a3, a4, a5)
#define UlValidate_IDistList_CopyEntries(a1, a2, a3, a4, a5) UlValidateParameters5(IDistList_CopyEntries, a1, a2, a3, a4, a5)
#define CheckParameters_IDistList_CopyEntries(a1, a2, a3, a4, a5) CheckParameters5(IDistList_CopyEntries, a1, a2, a3, a4, a5)
#define Validate_IDistList_DeleteEntries(a1, a2, a3) ValidateParameters3(IDistList_DeleteEntries, a1, a2, a3)
#define UlValidate_IDistList_DeleteEntries(a1, a2, a3) UlValidateParameters3(IDistList_DeleteEntries, a1, a2, a3)
#define CheckParameters_IDistList_DeleteEntries(a1, a2, a3) CheckParameters3(IDistList_DeleteEntries, a1, a2, a3)
#define Validate_IDistList_ResolveNames(a1, a2, a3, a4, a5) ValidateParameters5(IDistList_ResolveNames, a1, a2, a3, a4, a5)
#define UlValidate_IDistList_ResolveNames(a1, a2, a3, a4, a5) UlValidateParameters5(IDistList_ResolveNames, a1, a2, a3, a4, a5)
#define CheckParameters_IDistList_ResolveNames(a1, a2, a3, a4, a5) CheckParameters5(IDistList_ResolveNames, a1, a2, a3, a4, a5)
/* IMAPIFolder */
#define Validate_IMAPIFolder_CreateMessage(a1, a2, a3, a4) ValidateParameters4(IMAPIFolder_CreateMessage, a1, a2, a3, a4)
#define UlValidate_IMAPIFolder_CreateMessage(a1, a2, a3, a4) UlValidateParameters4(IMAPIFolder_CreateMessage, a1, a2, a3, a4)
#define CheckParameters_IMAPIFolder_CreateMessage(a1, a2, a3, a4) CheckParameters4(IMAPIFolder_CreateMessage, a1, a2, a3, a4)
#define Validate_IMAPIFolder_CopyMessages(a1, a2, a3, a4, a5, a6, a7) ValidateParameters7(IMAPIFolder_CopyMessages, a1, a2, a3, a4, a5, a6, a7)
#define UlValidate_IMAPIFolder_CopyMessages(a1, a2, a3, a4, a5, a6, a7) UlValidateParameters7(IMAPIFolder_CopyMessages, a1, a2, a3, a4, a5, a6, a7)
#define CheckParameters_IMAPIFolder_CopyMessages(a1, a2, a3, a4, a5, a6, a7) CheckParameters7(IMAPIFolder_CopyMessages, a1, a2, a3, a4, a5, a6, a7)
#define Validate_IMAPIFolder_DeleteMessages(a1, a2, a3, a4, a5) ValidateParameters5(IMAPIFolder_DeleteMessages, a1, a2, a3, a4, a5)
#define UlValidate_IMAPIFolder_DeleteMessages(a1, a2, a3, a4, a5) UlValidateParameters5(IMAPIFolder_DeleteMessages, a1, a2, a3, a4, a5)
#define CheckParameters_IMAPIFolder_DeleteMessages(a1, a2, a3, a4, a5) CheckParameters5(IMAPIFolder_DeleteMessages, a1, a2, a3, a4, a5)
#define Validate_IMAPIFolder_CreateFolder(a1, a2, a3, a4, a5, a6, a7) ValidateParameters7(IMAPIFolder_CreateFolder, a1, a2, a3, a4, a5, a6, a7)
#define UlValidate_IMAPIFolder_CreateFolder(a1, a2, a3, a4, a5, a6, a7) UlValidateParameters7(IMAPIFolder_CreateFolder, a1, a2, a3, a4, a5, a6, a7)
#define CheckParameters_IMAPIFolder_CreateFolder(a1, a2, a3, a4, a5, a6, a7) CheckParameters7(IMAPIFolder_CreateFolder, a1, a2, a3, a4, a5, a6, a7)
#define Validate_IMAPIFolder_CopyFolder(a1, a2, a3, a4, a5, a6, a7, a8, a9) ValidateParameters9(IMAPIFolder_CopyFolder, a1, a2, a3, a4, a5, a6, a7, a8, a9)
#define UlValidate_IMAPIFolder_CopyFolder(a1, a2, a3, a4, a5, a6, a7, a8, a9) UlValidateParameters9(IMAPIFolder_CopyFolder, a1, a2, a3, a4, a5, a6, a7, a8, a9)
#define CheckParameters_IMAPIFolder_CopyFolder(a1, a2, a3, a4, a5, a6, a7, a8, a9) CheckParameters9(IMAPIFolder_CopyFolder, a1, a2, a3, a4, a5, a6, a7, a8, a9)
#define Validate_IMAPIFolder_DeleteFolder(a1, a2, a3, a4, a5, a6) ValidateParameters6(IMAPIFolder_DeleteFolder, a1, a2, a3, a4, a5, a6)
#define UlValidate_IMAPIFolder_DeleteFolder(a1, a2, a3, a4, a5, a6) UlValidateParameters6(IMAPIFolder_DeleteFolder, a1, a2, a3, a4, a5, a6)
#define CheckParameters_IMAPIFolder_DeleteFolder(a1, a2, a3, a4, a5, a6) CheckParameters6(IMAPIFolder_DeleteFolder, a1, a2, a3, a4, a5, a6)
#define Validate_IMAPIFolder_SetReadFlags(a1, a2, a3, a4, a5) ValidateParameters5(IMAPIFolder_SetReadFlags, a1, a2, a3, a4, a5)
#define UlValidate_IMAPIFolder_SetReadFlags(a1, a2, a3, a4, a5) UlValidateParameters5(IMAPIFolder_SetReadFlags, a1, a2, a3, a4, a5)
#define CheckParameters_IMAPIFolder_SetReadFlags(a1, a2, a3, a4, a5) CheckParameters5(IMAPIFolder_SetReadFlags, a1, a2, a3, a4, a5)
#define Validate_IMAPIFolder_GetMessageStatus(a1, a2, a3, a4, a5) ValidateParameters5(IMAPIFolder_GetMessageStatus, a1, a2, a3, a4, a5)
#define UlValidate_IMAPIFolder_GetMessageStatus(a1, a2, a3, a4, a5) UlValidateParameters5(IMAPIFolder_GetMessageStatus, a1, a2, a3, a4, a5)
#define CheckParameters_IMAPIFolder_GetMessageStatus(a1, a2, a3, a4, a5) CheckParameters5(IMAPIFolder_GetMessageStatus, a1, a2, a3, a4, a5)
#define Validate_IMAPIFolder_SetMessageStatus(a1, a2, a3, a4, a5, a6) ValidateParameters6(IMAPIFolder_SetMessageStatus, a1, a2, a3, a4, a5, a6)
#define UlValidate_IMAPIFolder_SetMessageStatus(a1, a2, a3, a4, a5, a6) UlValidateParameters6(IMAPIFolder_SetMessageStatus, a1, a2, a3, a4, a5, a6)
#define CheckParameters_IMAPIFolder_SetMessageStatus(a1, a2, a3, a4, a5, a6) CheckParameters6(IMAPIFolder_SetMessageStatus, a1, a2, a3, a4, a5, a6)
#define Validate_IMAPIFolder_SaveContentsSort(a1, a2, a3) ValidateParameters3(IMAPIFolder_SaveContentsSort, a1, a2, a3)
#define UlValidate_IMAPIFolder_SaveContentsSort(a1, a2, a3) UlValidateParameters3(IMAPIFolder_SaveContentsSort, a1, a2, a3)
#define CheckParameters_IMAPIFolder_SaveContentsSort(a1, a2, a3) CheckParameters3(IMAPIFolder_SaveContentsSort, a1, a2, a3)
#define Validate_IMAPIFolder_EmptyFolder(a1, a2, a3, a4) ValidateParameters4(IMAPIFolder_EmptyFolder, a1, a2, a3, a4)
#define UlValidate_IMAPIFolder_EmptyFolder(a1, a2, a3, a4) UlValidateParameters4(IMAPIFolder_EmptyFolder, a1, a2, a3, a4)
#define CheckParameters_IMAPIFolder_EmptyFolder(a1, a2, a3, a4) CheckParameters4(IMAPIFolder_EmptyFolder, a1, a2, a3, a4)
/* IMsgStore */
#define Validate_IMsgStore_Advise(a1, a2, a3, a4, a5, a6) ValidateParameters6(IMsgStore_Advise, a1, a2, a3, a4, a5, a6)
#define UlValidate_IMsgStore_Advise(a1, a2, a3, a4, a5, a6) UlValidateParameters6(IMsgStore_Advise, a1, a2, a3, a4, a5, a6)
#define CheckParameters_IMsgStore_Advise(a1, a2, a3, a4, a5, a6) CheckParameters6(IMsgStore_Advise, a1, a2, a3, a4, a5, a6)
#define Validate_IMsgStore_Unadvise(a1, a2) ValidateParameters2(IMsgStore_Unadvise, a1, a2)
#define UlValidate_IMsgStore_Unadvise(a1, a2) UlValidateParameters2(IMsgStore_Unadvise, a1, a2)
#define CheckParameters_IMsgStore_Unadvise(a1, a2) CheckParameters2(IMsgStore_Unadvise, a1, a2)
#define Validate_IMsgStore_CompareEntryIDs(a1, a2, a3, a4, a5, a6, a7) ValidateParameters7(IMsgStore_CompareEntryIDs, a1, a2, a3, a4, a5, a6, a7)
#define UlValidate_IMsgStore_CompareEntryIDs(a1, a2, a3, a4, a5, a6, a7) UlValidateParameters7(IMsgStore_CompareEntryIDs, a1, a2, a3, a4, a5, a6, a7)
#define CheckParameters_IMsgStore_CompareEntryIDs(a1, a2, a3, a4, a5, a6, a7) CheckParameters7(IMsgStore_CompareEntryIDs, a1, a2, a3, a4, a5, a6, a7)
#define Validate_IMsgStore_OpenEntry(a1, a2, a3, a4, a5, a6, a7) ValidateParameters7(IMsgStore_OpenEntry, a1, a2, a3, a4, a5, a6, a7)
#define UlValidate_IMsgStore_OpenEntry(a1, a2, a3, a4, a5, a6, a7) UlValidateParameters7(IMsgStore_OpenEntry, a1, a2, a3, a4, a5, a6, a7)
#define CheckParameters_IMsgStore_OpenEntry(a1, a2, a3, a4, a5, a6, a7) CheckParameters7(IMsgStore_OpenEntry, a1, a2, a3, a4, a5, a6, a7)
#define Validate_IMsgStore_SetReceiveFolder(a1, a2, a3, a4, a5) ValidateParameters5(IMsgStore_SetReceiveFolder, a1, a2, a3, a4, a5)
#define UlValidate_IMsgStore_SetReceiveFolder(a1, a2, a3, a4, a5) UlValidateParameters5(IMsgStore_SetReceiveFolder, a1, a2, a3, a4, a5)
#define CheckParameters_IMsgStore_SetReceiveFolder(a1, a2, a3, a4, a5) CheckParameters5(IMsgStore_SetReceiveFolder, a1, a2, a3, a4, a5)
#define Validate_IMsgStore_GetReceiveFolder(a1, a2, a3, a4, a5, a6) ValidateParameters6(IMsgStore_GetReceiveFolder, a1, a2, a3, a4, a5, a6)
#define UlValidate_IMsgStore_GetReceiveFolder(a1, a2, a3, a4, a5, a6) UlValidateParameters6(IMsgStore_GetReceiveFolder, a1, a2, a3, a4, a5, a6)
#define CheckParameters_IMsgStore_GetReceiveFolder(a1, a2, a3, a4, a5, a6) CheckParameters6(IMsgStore_GetReceiveFolder, a1, a2, a3, a4, a5, a6)
#define Validate_IMsgStore_GetReceiveFolderTable(a1, a2, a3) ValidateParameters3(IMsgStore_GetReceiveFolderTable, a1, a2, a3)
#define UlValidate_IMsgStore_GetReceiveFolderTable(a1, a2, a3) UlValidateParameters3(IMsgStore_GetReceiveFolderTable, a1, a2, a3)
#define CheckParameters_IMsgStore_GetReceiveFolderTable(a1, a2, a3) CheckParameters3(IMsgStore_GetReceiveFolderTable, a1, a2, a3)
#define Validate_IMsgStore_StoreLogoff(a1, a2) ValidateParameters2(IMsgStore_StoreLogoff, a1, a2)
#define UlValidate_IMsgStore_StoreLogoff(a1, a2) UlValidateParameters2(IMsgStore_StoreLogoff, a1, a2)
#define CheckParameters_IMsgStore_StoreLogoff(a1, a2) CheckParameters2(IMsgStore_StoreLogoff, a1, a2)
#define Validate_IMsgStore_AbortSubmit(a1, a2, a3, a4) ValidateParameters4(IMsgStore_AbortSubmit, a1, a2, a3, a4)
#define UlValidate_IMsgStore_AbortSubmit(a1, a2, a3, a4) UlValidateParameters4(IMsgStore_AbortSubmit, a1, a2, a3, a4)
#define CheckParameters_IMsgStore_AbortSubmit(a1, a2, a3, a4) CheckParameters4(IMsgStore_AbortSubmit, a1, a2, a3, a4)
#define Validate_IMsgStore_GetOutgoingQueue(a1, a2, a3) ValidateParameters3(IMsgStore_GetOutgoingQueue, a1, a2, a3)
#define UlValidate_IMsgStore_GetOutgoingQueue(a1, a2, a3) UlValidateParameters3(IMsgStore_GetOutgoingQueue, a1, a2, a3)
#define CheckParameters_IMsgStore_GetOutgoingQueue(a1, a2, a3) CheckParameters3(IMsgStore_GetOutgoingQueue, a1, a2, a3)
#define Validate_IMsgStore_SetLockState(a1, a2, a3) ValidateParameters3(IMsgStore_SetLockState, a1, a2, a3)
#define UlValidate_IMsgStore_SetLockState(a1, a2, a3) UlValidateParameters3(IMsgStore_SetLockState, a1, a2, a3)
#define CheckParameters_IMsgStore_SetLockState(a1, a2, a3) CheckParameters3(IMsgStore_SetLockState, a1, a2, a3)
#define Validate_IMsgStore_FinishedMsg(a1, a2, a3, a4) ValidateParameters4(IMsgStore_FinishedMsg, a1, a2, a3, a4)
#define UlValidate_IMsgStore_FinishedMsg(a1, a2, a3, a4) UlValidateParameters4(IMsgStore_FinishedMsg, a1, a2, a3, a4)
#define CheckParameters_IMsgStore_FinishedMsg(a1, a2, a3, a4) CheckParameters4(IMsgStore_FinishedMsg, a1, a2, a3, a4)
#define Validate_IMsgStore_NotifyNewMail(a1, a2) ValidateParameters2(IMsgStore_NotifyNewMail, a1, a2)
#define UlValidate_IMsgStore_NotifyNewMail(a1, a2) UlValidateParameters2(IMsgStore_NotifyNewMail, a1, a2)
#define CheckParameters_IMsgStore_NotifyNewMail(a1, a2) CheckParameters2(IMsgStore_NotifyNewMail, a1, a2)
/* IMessage */
#define Validate_IMessage_GetAttachmentTable(a1, a2, a3) ValidateParameters3(IMessage_GetAttachmentTable, a1, a2, a3)
#define UlValidate_IMessage_GetAttachmentTable(a1, a2, a3) UlValidateParameters3(IMessage_GetAttachmentTable, a1, a2, a3)
#define CheckParameters_IMessage_GetAttachmentTable(a1, a2, a3) CheckParameters3(IMessage_GetAttachmentTable, a1, a2, a3)
#define Validate_IMessage_OpenAttach(a1, a2, a3, a4, a5) ValidateParameters5(IMessage_OpenAttach, a1, a2, a3, a4, a5)
#define UlValidate_IMessage_OpenAttach(a1, a2, a3, a4, a5) UlValidateParameters5(IMessage_OpenAttach, a1, a2, a3, a4, a5)
#define CheckParameters_IMessage_OpenAttach(a1, a2, a3, a4, a5) CheckParameters5(IMessage_OpenAttach, a1, a2, a3, a4, a5)
#define Validate_IMessage_CreateAttach(a1, a2, a3, a4, a5) ValidateParameters5(IMessage_CreateAttach, a1, a2, a3, a4, a5)
#define UlValidate_IMessage_CreateAttach(a1, a2, a3, a4, a5) UlValidateParameters5(IMessage_CreateAttach, a1, a2, a3, a4, a5)
#define CheckParameters_IMessage_CreateAttach(a1, a2, a3, a4, a5) CheckParameters5(IMessage_CreateAttach, a1, a2, a3, a4, a5)
#define Validate_IMessage_DeleteAttach(a1, a2, a3, a4, a5) ValidateParameters5(IMessage_DeleteAttach, a1, a2, a3, a4, a5)
#define UlValidate_IMessage_DeleteAttach(a1, a2, a3, a4, a5) UlValidateParameters5(IMessage_DeleteAttach, a1, a2, a3, a4, a5)
#define CheckParameters_IMessage_DeleteAttach(a1, a2, a3, a4, a5) CheckParameters5(IMessage_DeleteAttach, a1, a2, a3, a4, a5)
#define Validate_IMessage_GetRecipientTable(a1, a2, a3) ValidateParameters3(IMessage_GetRecipientTable, a1, a2, a3)
#define UlValidate_IMessage_GetRecipientTable(a1, a2, a3) UlValidateParameters3(IMessage_GetRecipientTable, a1, a2, a3)
#define CheckParameters_IMessage_GetRecipientTable(a1, a2, a3) CheckParameters3(IMessage_GetRecipientTable, a1, a2, a3)
#define Validate_IMessage_ModifyRecipients(a1, a2, a3) ValidateParameters3(IMessage_ModifyRecipients, a1, a2, a3)
#define UlValidate_IMessage_ModifyRecipients(a1, a2, a3) UlValidateParameters3(IMessage_ModifyRecipients, a1, a2, a3)
#define CheckParameters_IMessage_ModifyRecipients(a1, a2, a3) CheckParameters3(IMessage_ModifyRecipients, a1, a2, a3)
#define Validate_IMessage_SubmitMessage(a1, a2) ValidateParameters2(IMessage_SubmitMessage, a1, a2)
#define UlValidate_IMessage_SubmitMessage(a1, a2) UlValidateParameters2(IMessage_SubmitMessage, a1, a2)
#define CheckParameters_IMessage_SubmitMessage(a1, a2) CheckParameters2(IMessage_SubmitMessage, a1, a2)
#define Validate_IMessage_SetReadFlag(a1, a2) ValidateParameters2(IMessage_SetReadFlag, a1, a2)
#define UlValidate_IMessage_SetReadFlag(a1, a2) UlValidateParameters2(IMessage_SetReadFlag, a1, a2)
#define CheckParameters_IMessage_SetReadFlag(a1, a2) CheckParameters2(IMessage_SetReadFlag, a1, a2)
/* IABProvider */
#define Validate_IABProvider_Shutdown(a1, a2) ValidateParameters2(IABProvider_Shutdown, a1, a2)
#define UlValidate_IABProvider_Shutdown(a1, a2) UlValidateParameters2(IABProvider_Shutdown, a1, a2)
#define CheckParameters_IABProvider_Shutdown(a1, a2) CheckParameters2(IABProvider_Shutdown, a1, a2)
#define Validate_IABProvider_Logon(a1, a2, a3, a4, a5, a6, a7, a8, a9) ValidateParameters9(IABProvider_Logon, a1, a2, a3, a4, a5, a6, a7, a8, a9)
#define UlValidate_IABProvider_Logon(a1, a2, a3, a4, a5, a6, a7, a8, a9) UlValidateParameters9(IABProvider_Logon, a1, a2, a3, a4, a5, a6, a7, a8, a9)
#define CheckParameters_IABProvider_Logon(a1, a2, a3, a4, a5, a6, a7, a8, a9) CheckParameters9(IABProvider_Logon, a1, a2, a3, a4, a5, a6, a7, a8, a9)
/* IABLogon */
#define Validate_IABLogon_GetLastError(a1, a2, a3, a4) ValidateParameters4(IABLogon_GetLastError, a1, a2, a3, a4)
#define UlValidate_IABLogon_GetLastError(a1, a2, a3, a4) UlValidateParameters4(IABLogon_GetLastError, a1, a2, a3, a4)
#define CheckParameters_IABLogon_GetLastError(a1, a2, a3, a4) CheckParameters4(IABLogon_GetLastError, a1, a2, a3, a4)
#define Validate_IABLogon_Logoff(a1, a2) ValidateParameters2(IABLogon_Logoff, a1, a2)
#define UlValidate_IABLogon_Logoff(a1, a2) UlValidateParameters2(IABLogon_Logoff, a1, a2)
#define CheckParameters_IABLogon_Logoff(a1, a2) CheckParameters2(IABLogon_Logoff, a1, a2)
#define Validate_IABLogon_OpenEntry(a1, a2, a3, a4, a5, a6, a7) ValidateParameters7(IABLogon_OpenEntry, a1, a2, a3, a4, a5, a6, a7)
#define UlValidate_IABLogon_OpenEntry(a1, a2, a3, a4, a5, a6, a7) UlValidateParameters7(IABLogon_OpenEntry, a1, a2, a3, a4, a5, a6, a7)
#define CheckParameters_IABLogon_OpenEntry(a1, a2, a3, a4, a5, a6, a7) CheckParameters7(IABLogon_OpenEntry, a1, a2, a3, a4, a5, a6, a7)
#define Validate_IABLogon_CompareEntryIDs(a1, a2, a3, a4, a5, a6, a7) ValidateParameters7(IABLogon_CompareEntryIDs, a1, a2, a3, a4, a5, a6, a7)
#define UlValidate_IABLogon_CompareEntryIDs(a1, a2, a3, a4, a5, a6, a7) UlValidateParameters7(IABLogon_CompareEntryIDs, a1, a2, a3, a4, a5, a6, a7)
#define CheckParameters_IABLogon_CompareEntryIDs(a1, a2, a3, a4, a5, a6, a7) CheckParameters7(IABLogon_CompareEntryIDs, a1, a2, a3, a4, a5, a6, a7)
#define Validate_IABLogon_Advise(a1, a2, a3, a4, a5, a6) ValidateParameters6(IABLogon_Advise, a1, a2, a3, a4, a5, a6)
#define UlValidate_IABLogon_Advise(a1, a2, a3, a4, a5, a6) UlValidateParameters6(IABLogon_Advise, a1, a2, a3, a4, a5, a6)
#define CheckParameters_IABLogon_Advise(a1, a2, a3, a4, a5, a6) CheckParameters6(IABLogon_Advise, a1, a2, a3, a4, a5, a6)
#define Validate_IABLogon_Unadvise(a1, a2) ValidateParameters2(IABLogon_Unadvise, a1, a2)
#define UlValidate_IABLogon_Unadvise(a1, a2) UlValidateParameters2(IABLogon_Unadvise, a1, a2)
#define CheckParameters_IABLogon_Unadvise(a1, a2) CheckParameters2(IABLogon_Unadvise, a1, a2)
#define Validate_IABLogon_OpenStatusEntry(a1, a2, a3, a4, a5) ValidateParameters5(IABLogon_OpenStatusEntry, a1, a2, a3, a4, a5)
#define UlValidate_IABLogon_OpenStatusEntry(a1, a2, a3, a4, a5) UlValidateParameters5(IABLogon_OpenStatusEntry, a1, a2, a3, a4, a5)
#define CheckParameters_IABLogon_OpenStatusEntry(a1, a2, a3, a4, a5) CheckParameters5(IABLogon_OpenStatusEntry, a1, a2, a3, a4, a5)
#define Validate_IABLogon_OpenTemplateID(a1, a2, a3, a4, a5, a6, a7, a8) ValidateParameters8(IABLogon_OpenTemplateID, a1, a2, a3, a4, a5, a6, a7, a8)
#define UlValidate_IABLogon_OpenTemplateID(a1, a2, a3, a4, a5, a6, a7, a8) UlValidateParameters8(IABLogon_OpenTemplateID, a1, a2, a3, a4, a5, a6, a7, a8)
#define CheckParameters_IABLogon_OpenTemplateID(a1, a2, a3, a4, a5, a6, a7, a8) CheckParameters8(IABLogon_OpenTemplateID, a1, a2, a3, a4, a5, a6, a7, a8)
#define Validate_IABLogon_GetOneOffTable(a1, a2, a3) ValidateParameters3(IABLogon_GetOneOffTable, a1, a2, a3)
#define UlValidate_IABLogon_GetOneOffTable(a1, a2, a3) UlValidateParameters3(IABLogon_GetOneOffTable, a1, a2, a3)
#define CheckParameters_IABLogon_GetOneOffTable(a1, a2, a3) CheckParameters3(IABLogon_GetOneOffTable, a1, a2, a3)
#define Validate_IABLogon_PrepareRecips(a1, a2, a3, a4) ValidateParameters4(IABLogon_PrepareRecips, a1, a2, a3, a4)
#define UlValidate_IABLogon_PrepareRecips(a1, a2, a3, a4) UlValidateParameters4(IABLogon_PrepareRecips, a1, a2, a3, a4)
#define CheckParameters_IABLogon_PrepareRecips(a1, a2, a3, a4) CheckParameters4(IABLogon_PrepareRecips, a1, a2, a3, a4)
/* IXPProvider */
#define Validate_IXPProvider_Shutdown(a1, a2) ValidateParameters2(IXPProvider_Shutdown, a1, a2)
#define UlValidate_IXPProvider_Shutdown(a1, a2) UlValidateParameters2(IXPProvider_Shutdown, a1, a2)
#define CheckParameters_IXPProvider_Shutdown(a1, a2) CheckParameters2(IXPProvider_Shutdown, a1, a2)
#define Validate_IXPProvider_TransportLogon(a1, a2, a3, a4, a5, a6, a7) ValidateParameters7(IXPProvider_TransportLogon, a1, a2, a3, a4, a5, a6, a7)
#define UlValidate_IXPProvider_TransportLogon(a1, a2, a3, a4, a5, a6, a7) UlValidateParameters7(IXPProvider_TransportLogon, a1, a2, a3, a4, a5, a6, a7)
#define CheckParameters_IXPProvider_TransportLogon(a1, a2, a3, a4, a5, a6, a7) CheckParameters7(IXPProvider_TransportLogon, a1, a2, a3, a4, a5, a6, a7)
/* IXPLogon */
#define Validate_IXPLogon_AddressTypes(a1, a2, a3, a4, a5, a6) ValidateParameters6(IXPLogon_AddressTypes, a1, a2, a3, a4, a5, a6)
#define UlValidate_IXPLogon_AddressTypes(a1, a2, a3, a4, a5, a6) UlValidateParameters6(IXPLogon_AddressTypes, a1, a2, a3, a4, a5, a6)
#define CheckParameters_IXPLogon_AddressTypes(a1, a2, a3, a4, a5, a6) CheckParameters6(IXPLogon_AddressTypes, a1, a2, a3, a4, a5, a6)
#define Validate_IXPLogon_RegisterOptions(a1, a2, a3, a4) ValidateParameters4(IXPLogon_RegisterOptions, a1, a2, a3, a4)
#define UlValidate_IXPLogon_RegisterOptions(a1, a2, a3, a4) UlValidateParameters4(IXPLogon_RegisterOptions, a1, a2, a3, a4)
#define CheckParameters_IXPLogon_RegisterOptions(a1, a2, a3, a4) CheckParameters4(IXPLogon_RegisterOptions, a1, a2, a3, a4)
#define Validate_IXPLogon_TransportNotify(a1, a2, a3) ValidateParameters3(IXPLogon_TransportNotify, a1, a2, a3)
#define UlValidate_IXPLogon_TransportNotify(a1, a2, a3) UlValidateParameters3(IXPLogon_TransportNotify, a1, a2, a3)
#define CheckParameters_IXPLogon_TransportNotify(a1, a2, a3) CheckParameters3(IXPLogon_TransportNotify, a1, a2, a3)
#define Validate_IXPLogon_Idle(a1, a2) ValidateParameters2(IXPLogon_Idle, a1, a2)
#define UlValidate_IXPLogon_Idle(a1, a2) UlValidateParameters2(IXPLogon_Idle, a1, a2)
#define CheckParameters_IXPLogon_Idle(a1, a2) CheckParameters2(IXPLogon_Idle, a1, a2)
#define Validate_IXPLogon_TransportLogoff(a1, a2) ValidateParameters2(IXPLogon_TransportLogoff, a1, a2)
#define UlValidate_IXPLogon_TransportLogoff(a1, a2) UlValidateParameters2(IXPLogon_TransportLogoff, a1, a2)
#define CheckParameters_IXPLogon_TransportLogoff(a1, a2) CheckParameters2(IXPLogon_TransportLogoff, a1, a2)
#define Validate_IXPLogon_SubmitMessage(a1, a2, a3, a4, a5) ValidateParameters5(IXPLogon_SubmitMessage, a1, a2, a3, a4, a5)
#define UlValidate_IXPLogon_SubmitMessage(a1, a2, a3, a4, a5) UlValidateParameters5(IXPLogon_SubmitMessage, a1, a2, a3, a4, a5)
#define CheckParameters_IXPLogon_SubmitMessage(a1, a2, a3, a4, a5) CheckParameters5(IXPLogon_SubmitMessage, a1, a2, a3, a4, a5)
#define Validate_IXPLogon_EndMessage(a1, a2, a3) ValidateParameters3(IXPLogon_EndMessage, a1, a2, a3)
#define UlValidate_IXPLogon_EndMessage(a1, a2, a3) UlValidateParameters3(IXPLogon_EndMessage, a1, a2, a3)
#define CheckParameters_IXPLogon_EndMessage(a1, a2, a3) CheckParameters3(IXPLogon_EndMessage, a1, a2, a3)
#define Validate_IXPLogon_Poll(a1, a2) ValidateParameters2(IXPLogon_Poll, a1, a2)
#define UlValidate_IXPLogon_Poll(a1, a2) UlValidateParameters2(IXPLogon_Poll, a1, a2)
#define CheckParameters_IXPLogon_Poll(a1, a2) CheckParameters2(IXPLogon_Poll, a1, a2)
#define Validate_IXPLogon_StartMessage(a1, a2, a3, a4) ValidateParameters4(IXPLogon_StartMessage, a1, a2, a3, a4)
#define UlValidate_IXPLogon_StartMessage(a1, a2, a3, a4) UlValidateParameters4(IXPLogon_StartMessage, a1, a2, a3, a4)
#define CheckParameters_IXPLogon_StartMessage(a1, a2, a3, a4) CheckParameters4(IXPLogon_StartMessage, a1, a2, a3, a4)
#define Validate_IXPLogon_OpenStatusEntry(a1, a2, a3, a4, a5) ValidateParameters5(IXPLogon_OpenStatusEntry, a1, a2, a3, a4, a5)
#define UlValidate_IXPLogon_OpenStatusEntry(a1, a2, a3, a4, a5) UlValidateParameters5(IXPLogon_OpenStatusEntry, a1, a2, a3, a4, a5)
#define CheckParameters_IXPLogon_OpenStatusEntry(a1, a2, a3, a4, a5) CheckParameters5(IXPLogon_OpenStatusEntry, a1, a2, a3, a4, a5)
#define Validate_IXPLogon_ValidateState(a1, a2, a3) ValidateParameters3(IXPLogon_ValidateState, a1, a2, a3)
#define UlValidate_IXPLogon_ValidateState(a1, a2, a3) UlValidateParameters3(IXPLogon_ValidateState, a1, a2, a3)
#define CheckParameters_IXPLogon_ValidateState(a1, a2, a3) CheckParameters3(IXPLogon_ValidateState, a1, a2, a3)
#define Validate_IXPLogon_FlushQueues(a1, a2, a3, a4, a5) ValidateParameters5(IXPLogon_FlushQueues, a1, a2, a3, a4, a5)
#define UlValidate_IXPLogon_FlushQueues(a1, a2, a3, a4, a5) UlValidateParameters5(IXPLogon_FlushQueues, a1, a2, a3, a4, a5)
#define CheckParameters_IXPLogon_FlushQueues(a1, a2, a3, a4, a5) CheckParameters5(IXPLogon_FlushQueues, a1, a2, a3, a4, a5)
/* IMSProvider */
#define Validate_IMSProvider_Shutdown(a1, a2) ValidateParameters2(IMSProvider_Shutdown, a1, a2)
#define UlValidate_IMSProvider_Shutdown(a1, a2) UlValidateParameters2(IMSProvider_Shutdown, a1, a2)
#define CheckParameters_IMSProvider_Shutdown(a1, a2) CheckParameters2(IMSProvider_Shutdown, a1, a2)
#define Validate_IMSProvider_Logon(a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13) ValidateParameters13(IMSProvider_Logon, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13)
#define UlValidate_IMSProvider_Logon(a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13) UlValidateParameters13(IMSProvider_Logon, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13)
#define CheckParameters_IMSProvider_Logon(a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13) CheckParameters13(IMSProvider_Logon, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13)
#define Validate_IMSProvider_SpoolerLogon(a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13) ValidateParameters13(IMSProvider_SpoolerLogon, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13)
#define UlValidate_IMSProvider_SpoolerLogon(a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13) UlValidateParameters13(IMSProvider_SpoolerLogon, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13)
#define CheckParameters_IMSProvider_SpoolerLogon(a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13) CheckParameters13(IMSProvider_SpoolerLogon, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13)
#define Validate_IMSProvider_CompareStoreIDs(a1, a2, a3, a4, a5, a6, a7) ValidateParameters7(IMSProvider_CompareStoreIDs, a1, a2, a3, a4, a5, a6, a7)
#define UlValidate_IMSProvider_CompareStoreIDs(a1, a2, a3, a4, a5, a6, a7) UlValidateParameters7(IMSProvider_CompareStoreIDs, a1, a2, a3, a4, a5, a6, a7)
#define CheckParameters_IMSProvider_CompareStoreIDs(a1, a2, a3, a4, a5, a6, a7) CheckParameters7(IMSProvider_CompareStoreIDs, a1, a2, a3, a4, a5, a6, a7)
/* IMSLogon */
#define Validate_IMSLogon_GetLastError(a1, a2, a3, a4) ValidateParameters4(IMSLogon_GetLastError, a1, a2, a3, a4)
#define UlValidate_IMSLogon_GetLastError(a1, a2, a3, a4) UlValidateParameters4(IMSLogon_GetLastError, a1, a2, a3, a4)
#define CheckParameters_IMSLogon_GetLastError(a1, a2, a3, a4) CheckParameters4(IMSLogon_GetLastError, a1, a2, a3, a4)
#define Validate_IMSLogon_Logoff(a1, a2) ValidateParameters2(IMSLogon_Logoff, a1, a2)
#define UlValidate_IMSLogon_Logoff(a1, a2) UlValidateParameters2(IMSLogon_Logoff, a1, a2)
#define CheckParameters_IMSLogon_Logoff(a1, a2) CheckParameters2(IMSLogon_Logoff, a1, a2)
#define Validate_IMSLogon_OpenEntry(a1, a2, a3, a4, a5, a6, a7) ValidateParameters7(IMSLogon_OpenEntry, a1, a2, a3, a4, a5, a6, a7)
#define UlValidate_IMSLogon_OpenEntry(a1, a2, a3, a4, a5, a6, a7) UlValidateParameters7(IMSLogon_OpenEntry, a1, a2, a3, a4, a5, a6, a7)
#define CheckParameters_IMSLogon_OpenEntry(a1, a2, a3, a4, a5, a6, a7) CheckParameters7(IMSLogon_OpenEntry, a1, a2, a3, a4, a5, a6, a7)
#define Validate_IMSLogon_CompareEntryIDs(a1, a2, a3, a4, a5, a6, a7) ValidateParameters7(IMSLogon_CompareEntryIDs, a1, a2, a3, a4, a5, a6, a7)
#define UlValidate_IMSLogon_CompareEntryIDs(a1, a2, a3, a4, a5, a6, a7) UlValidateParameters7(IMSLogon_CompareEntryIDs, a1, a2, a3, a4, a5, a6, a7)
#define CheckParameters_IMSLogon_CompareEntryIDs(a1, a2, a3, a4, a5, a6, a7) CheckParameters7(IMSLogon_CompareEntryIDs, a1, a2, a3, a4, a5, a6, a7)
#define Validate_IMSLogon_Advise(a1, a2, a3, a4, a5, a6) ValidateParameters6(IMSLogon_Advise, a1, a2, a3, a4, a5, a6)
#define UlValidate_IMSLogon_Advise(a1, a2, a3, a4, a5, a6) UlValidateParameters6(IMSLogon_Advise, a1, a2, a3, a4, a5, a6)
#define CheckParameters_IMSLogon_Advise(a1, a2, a3, a4, a5, a6) CheckParameters6(IMSLogon_Advise, a1, a2, a3, a4, a5, a6)
#define Validate_IMSLogon_Unadvise(a1, a2) ValidateParameters2(IMSLogon_Unadvise, a1, a2)
#define UlValidate_IMSLogon_Unadvise(a1, a2) UlValidateParameters2(IMSLogon_Unadvise, a1, a2)
#define CheckParameters_IMSLogon_Unadvise(a1, a2) CheckParameters2(IMSLogon_Unadvise, a1, a2)
#define Validate_IMSLogon_OpenStatusEntry(a1, a2, a3, a4, a5) ValidateParameters5(IMSLogon_OpenStatusEntry, a1, a2, a3, a4, a5)
#define UlValidate_IMSLogon_OpenStatusEntry(a1, a2, a3, a4, a5) UlValidateParameters5(IMSLogon_OpenStatusEntry, a1, a2, a3, a4, a5)
#define CheckParameters_IMSLogon_OpenStatusEntry(a1, a2, a3, a4, a5) CheckParameters5(IMSLogon_OpenStatusEntry, a1, a2, a3, a4, a5)
/* IMAPIControl */
#define Validate_IMAPIControl_GetLastError(a1, a2, a3, a4) ValidateParameters4(IMAPIControl_GetLastError, a1, a2, a3, a4)
#define UlValidate_IMAPIControl_GetLastError(a1, a2, a3, a4) UlValidateParameters4(IMAPIControl_GetLastError, a1, a2, a3, a4)
#define CheckParameters_IMAPIControl_GetLastError(a1, a2, a3, a4) CheckParameters4(IMAPIControl_GetLastError, a1, a2, a3, a4)
#define Validate_IMAPIControl_Activate(a1, a2, a3) ValidateParameters3(IMAPIControl_Activate, a1, a2, a3)
#define UlValidate_IMAPIControl_Activate(a1, a2, a3) UlValidateParameters3(IMAPIControl_Activate, a1, a2, a3)
#define CheckParameters_IMAPIControl_Activate(a1, a2, a3) CheckParameters3(IMAPIControl_Activate, a1, a2, a3)
#define Validate_IMAPIControl_GetState(a1, a2, a3) ValidateParameters3(IMAPIControl_GetState, a1, a2, a3)
#define UlValidate_IMAPIControl_GetState(a1, a2, a3) UlValidateParameters3(IMAPIControl_GetState, a1, a2, a3)
#define CheckParameters_IMAPIControl_GetState(a1, a2, a3) CheckParameters3(IMAPIControl_GetState, a1, a2, a3)
/* IMAPIStatus */
#define Validate_IMAPIStatus_ValidateState(a1, a2, a3) ValidateParameters3(IMAPIStatus_ValidateState, a1, a2, a3)
#define UlValidate_IMAPIStatus_ValidateState(a1, a2, a3) UlValidateParameters3(IMAPIStatus_ValidateState, a1, a2, a3)
#define CheckParameters_IMAPIStatus_ValidateState(a1, a2, a3) CheckParameters3(IMAPIStatus_ValidateState, a1, a2, a3)
#define Validate_IMAPIStatus_SettingsDialog(a1, a2, a3) ValidateParameters3(IMAPIStatus_SettingsDialog, a1, a2, a3)
#define UlValidate_IMAPIStatus_SettingsDialog(a1, a2, a3) UlValidateParameters3(IMAPIStatus_SettingsDialog, a1, a2, a3)
#define CheckParameters_IMAPIStatus_SettingsDialog(a1, a2, a3) CheckParameters3(IMAPIStatus_SettingsDialog, a1, a2, a3)
#define Validate_IMAPIStatus_ChangePassword(a1, a2, a3, a4) ValidateParameters4(IMAPIStatus_ChangePassword, a1, a2, a3, a4)
#define UlValidate_IMAPIStatus_ChangePassword(a1, a2, a3, a4) UlValidateParameters4(IMAPIStatus_ChangePassword, a1, a2, a3, a4)
#define CheckParameters_IMAPIStatus_ChangePassword(a1, a2, a3, a4) CheckParameters4(IMAPIStatus_ChangePassword, a1, a2, a3, a4)
#define Validate_IMAPIStatus_FlushQueues(a1, a2, a3, a4, a5) ValidateParameters5(IMAPIStatus_FlushQueues, a1, a2, a3, a4, a5)
#define UlValidate_IMAPIStatus_FlushQueues(a1, a2, a3, a4, a5) UlValidateParameters5(IMAPIStatus_FlushQueues, a1, a2, a3, a4, a5)
#define CheckParameters_IMAPIStatus_FlushQueues(a1, a2, a3, a4, a5) CheckParameters5(IMAPIStatus_FlushQueues, a1, a2, a3, a4, a5)
/* IStream */
#define Validate_IStream__Read(a1, a2, a3, a4) ValidateParameters4(IStream__Read, a1, a2, a3, a4)
#define UlValidate_IStream__Read(a1, a2, a3, a4) UlValidateParameters4(IStream__Read, a1, a2, a3, a4)
#define CheckParameters_IStream__Read(a1, a2, a3, a4) CheckParameters4(IStream__Read, a1, a2, a3, a4)
#define Validate_IStream__Write(a1, a2, a3, a4) ValidateParameters4(IStream__Write, a1, a2, a3, a4)
#define UlValidate_IStream__Write(a1, a2, a3, a4) UlValidateParameters4(IStream__Write, a1, a2, a3, a4)
#define CheckParameters_IStream__Write(a1, a2, a3, a4) CheckParameters4(IStream__Write, a1, a2, a3, a4)
#define Validate_IStream_Seek(a1, a2, a3, a4) ValidateParameters4(IStream_Seek, a1, a2, a3, a4)
#define UlValidate_IStream_Seek(a1, a2, a3, a4) UlValidateParameters4(IStream_Seek, a1, a2, a3, a4)
#define CheckParameters_IStream_Seek(a1, a2, a3, a4) CheckParameters4(IStream_Seek, a1, a2, a3, a4)
#define Validate_IStream_SetSize(a1, a2) ValidateParameters2(IStream_SetSize, a1, a2)
#define UlValidate_IStream_SetSize(a1, a2) UlValidateParameters2(IStream_SetSize, a1, a2)
#define CheckParameters_IStream_SetSize(a1, a2) CheckParameters2(IStream_SetSize, a1, a2)
#define Validate_IStream_CopyTo(a1, a2, a3, a4, a5) ValidateParameters5(IStream_CopyTo, a1, a2, a3, a4, a5)
#define UlValidate_IStream_CopyTo(a1, a2, a3, a4, a5) UlValidateParameters5(IStream_CopyTo, a1, a2, a3, a4, a5)
#define CheckParameters_IStream_CopyTo(a1, a2, a3, a4, a5) CheckParameters5(IStream_CopyTo, a1, a2, a3, a4, a5)
#define Validate_IStream_Commit(a1, a2) ValidateParameters2(IStream_Commit, a1, a2)
#define UlValidate_IStream_Commit(a1, a2) UlValidateParameters2(IStream_Commit, a1, a2)
#define CheckParameters_IStream_Commit(a1, a2) CheckParameters2(IStream_Commit, a1, a2)
#define Validate_IStream_Revert(a1) ValidateParameters1(IStream_Revert, a1)
#define UlValidate_IStream_Revert(a1) UlValidateParameters1(IStream_Revert, a1)
#define CheckParameters_IStream_Revert(a1) CheckParameters1(IStream_Revert, a1)
#define Validate_IStream_LockRegion(a1, a2, a3, a4) ValidateParameters4(IStream_LockRegion, a1, a2, a3, a4)
#define UlValidate_IStream_LockRegion(a1, a2, a3, a4) UlValidateParameters4(IStream_LockRegion, a1, a2, a3, a4)
#define CheckParameters_IStream_LockRegion(a1, a2, a3, a4) CheckParameters4(IStream_LockRegion, a1, a2, a3, a4)
#define Validate_IStream_UnlockRegion(a1, a2, a3, a4) ValidateParameters4(IStream_UnlockRegion, a1, a2, a3, a4)
#define UlValidate_IStream_UnlockRegion(a1, a2, a3, a4) UlValidateParameters4(IStream_UnlockRegion, a1, a2, a3, a4)
#define CheckParameters_IStream_UnlockRegion(a1, a2, a3, a4) CheckParameters4(IStream_UnlockRegion, a1, a2, a3, a4)
#define Validate_IStream_Stat(a1, a2, a3) ValidateParameters3(IStream_Stat, a1, a2, a3)
#define UlValidate_IStream_Stat(a1, a2, a3) UlValidateParameters3(IStream_Stat, a1, a2, a3)
#define CheckParameters_IStream_Stat(a1, a2, a3) CheckParameters3(IStream_Stat, a1, a2, a3)
#define Validate_IStream_Clone(a1, a2) ValidateParameters2(IStream_Clone, a1, a2)
#define UlValidate_IStream_Clone(a1, a2) UlValidateParameters2(IStream_Clone, a1, a2)
#define CheckParameters_IStream_Clone(a1, a2) CheckParameters2(IStream_Clone, a1, a2)
/* IMAPIAdviseSink */
#define Validate_IMAPIAdviseSink_OnNotify(a1, a2, a3) ValidateParameters3(IMAPIAdviseSink_OnNotify, a1, a2, a3)
#define UlValidate_IMAPIAdviseSink_OnNotify(a1, a2, a3) UlValidateParameters3(IMAPIAdviseSink_OnNotify, a1, a2, a3)
#define CheckParameters_IMAPIAdviseSink_OnNotify(a1, a2, a3) CheckParameters3(IMAPIAdviseSink_OnNotify, a1, a2, a3)

#ifdef __cplusplus
}
#endif
#endif /* _INC_VALIDATE */
