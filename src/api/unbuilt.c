/*
 * unbuilt.c - exports that nothing implements yet: each answers its documented failure, never
 * success
 *
 * A line is UNBUILT(n, Name, answer): a stdcall function of n parameters. On x86 each parameter is
 * 4 bytes of the stack, and the link compares that with mapi32.def. Who implements a function
 * deletes its line here; forgetting it is a link error. doc/coverage.md is generated from what is
 * left.
 */
#include "base/trace.h"
#include <stdint.h>

/* No header of the SDK is included: there the same names have their real prototypes. */
#define MAPI_E_NO_SUPPORT         0x80040102
#define SIMPLE_E_NOT_SUPPORTED    26 /* mapi.h: MAPI_E_NOT_SUPPORTED */
#define CMC_E_NOT_SUPPORTED       21
#define CLASS_E_CLASSNOTAVAILABLE 0x80040111
#define S_FALSE                   1

#ifdef __i386__
#define WINAPI __attribute__((stdcall))
#else
#define WINAPI
#endif

#define ARGS_0  void
#define ARGS_1  uintptr_t a1
#define ARGS_2  ARGS_1, uintptr_t a2
#define ARGS_3  ARGS_2, uintptr_t a3
#define ARGS_4  ARGS_3, uintptr_t a4
#define ARGS_5  ARGS_4, uintptr_t a5
#define ARGS_6  ARGS_5, uintptr_t a6
#define ARGS_7  ARGS_6, uintptr_t a7
#define ARGS_8  ARGS_7, uintptr_t a8
#define ARGS_9  ARGS_8, uintptr_t a9
#define ARGS_10 ARGS_9, uintptr_t a10
#define ARGS_11 ARGS_10, uintptr_t a11
#define ARGS_12 ARGS_11, uintptr_t a12

#pragma GCC diagnostic ignored "-Wunused-parameter"

#define UNBUILT_RETURNING(type, n, name, answer)                                                   \
    type WINAPI name(ARGS_##n);                                                                    \
    type WINAPI name(ARGS_##n)                                                                     \
    {                                                                                              \
        TRACE(#name " is not built yet");                                                          \
        return (type)(answer);                                                                     \
    }

/* As wide as a pointer, so that it serves for whatever the function returns */
#define UNBUILT(n, name, answer) UNBUILT_RETURNING(intptr_t, n, name, answer)
#define UNBUILT_VOID(n, name)                                                                      \
    void WINAPI name(ARGS_##n);                                                                    \
    void WINAPI name(ARGS_##n)                                                                     \
    {                                                                                              \
        TRACE(#name " is not built yet");                                                          \
    }
#define UNBUILT_CDECL(name)                                                                        \
    intptr_t name(void);                                                                           \
    intptr_t name(void)                                                                            \
    {                                                                                              \
        TRACE(#name " is not built yet");                                                          \
        return (intptr_t)MAPI_E_NO_SUPPORT;                                                        \
    }

/* clang-format off: a line below is one row of a table */

/* Starting, memory, forms */
UNBUILT_CDECL(PRProviderInit)
UNBUILT(2, MAPIOpenFormMgr, MAPI_E_NO_SUPPORT)
UNBUILT(1, MAPIOpenLocalFormContainer, MAPI_E_NO_SUPPORT)

/* Utilities: hexadecimal, display tables, idle routines */
UNBUILT(5, WrapProgress, MAPI_E_NO_SUPPORT)
UNBUILT(1, InstallFilterHook, 0)

/* Utilities: times, text */
UNBUILT(5, FtDivFtBogus, 0)

/* The base class of old providers: its signatures are not public */
UNBUILT(3, UNKOBJ_ScAllocate, MAPI_E_NO_SUPPORT)
UNBUILT(4, UNKOBJ_ScAllocateMore, MAPI_E_NO_SUPPORT)
UNBUILT(2, UNKOBJ_Free, MAPI_E_NO_SUPPORT)
UNBUILT(2, UNKOBJ_FreeRows, MAPI_E_NO_SUPPORT)
UNBUILT(3, UNKOBJ_ScCOAllocate, MAPI_E_NO_SUPPORT)
UNBUILT(3, UNKOBJ_ScCOReallocate, MAPI_E_NO_SUPPORT)
UNBUILT(2, UNKOBJ_COFree, MAPI_E_NO_SUPPORT)
UNBUILT(5, UNKOBJ_ScSzFromIdsAlloc, MAPI_E_NO_SUPPORT)

/* Messages in storages */

/* Sessions of the simple interfaces; entry IDs in text */
UNBUILT(4, ScMAPIXFromCMC, MAPI_E_NO_SUPPORT)

/* Simple MAPI */
UNBUILT(11, MAPIAddress, SIMPLE_E_NOT_SUPPORTED)
UNBUILT(5, MAPIDetails, SIMPLE_E_NOT_SUPPORTED)
UNBUILT(6, MAPIResolveName, SIMPLE_E_NOT_SUPPORTED)

/* Simple MAPI for Visual Basic */
UNBUILT(7, BMAPISendMail, SIMPLE_E_NOT_SUPPORTED)
UNBUILT(8, BMAPISaveMail, SIMPLE_E_NOT_SUPPORTED)
UNBUILT(8, BMAPIReadMail, SIMPLE_E_NOT_SUPPORTED)
UNBUILT(5, BMAPIGetReadMail, SIMPLE_E_NOT_SUPPORTED)
UNBUILT(7, BMAPIFindNext, SIMPLE_E_NOT_SUPPORTED)
UNBUILT(10, BMAPIAddress, SIMPLE_E_NOT_SUPPORTED)
UNBUILT(3, BMAPIGetAddress, SIMPLE_E_NOT_SUPPORTED)
UNBUILT(5, BMAPIDetails, SIMPLE_E_NOT_SUPPORTED)
UNBUILT(6, BMAPIResolveName, SIMPLE_E_NOT_SUPPORTED)

/* CMC */
UNBUILT(6, cmc_act_on, CMC_E_NOT_SUPPORTED)
UNBUILT(1, cmc_free, CMC_E_NOT_SUPPORTED)
UNBUILT(8, cmc_list, CMC_E_NOT_SUPPORTED)
UNBUILT(4, cmc_logoff, CMC_E_NOT_SUPPORTED)
UNBUILT(9, cmc_logon, CMC_E_NOT_SUPPORTED)
UNBUILT(7, cmc_look_up, CMC_E_NOT_SUPPORTED)
UNBUILT(4, cmc_query_configuration, CMC_E_NOT_SUPPORTED)
UNBUILT(6, cmc_read, CMC_E_NOT_SUPPORTED)
UNBUILT(5, cmc_send, CMC_E_NOT_SUPPORTED)
UNBUILT(8, cmc_send_documents, CMC_E_NOT_SUPPORTED)

/* Later additions */
UNBUILT(2, HrGetOmiProvidersFlags, MAPI_E_NO_SUPPORT)
UNBUILT(1, HrSetOmiProvidersFlagsInvalid, MAPI_E_NO_SUPPORT)
UNBUILT(7, HrCreateNewWrappedObject, MAPI_E_NO_SUPPORT)
/* The values of its flags are unpublished, so none can be told from another. A store of ours has
 * what it acknowledged on disk anyway. */
UNBUILT_VOID(1, MAPICrashRecovery)
UNBUILT_CDECL(MSProviderInit)
UNBUILT(10, NSTServiceEntry, MAPI_E_NO_SUPPORT)
UNBUILT_CDECL(ScSplEntry)
