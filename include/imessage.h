/*
 * imessage.h - messages kept in a structured storage (.msg files)
 *
 * Source: MAPI reference, OpenIMsgOnIStg and the functions beside it.
 */
#ifndef _IMESSAGE_H_
#define _IMESSAGE_H_

#include "mapidefs.h"
#include "mapicode.h"
#include "mapitags.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A message session ties together the storages opened within it: closing it closes them all. */
typedef struct _MSGSESS *LPMSGSESS;

/* Called when the last reference to the message goes. caller_data is a ULONG on x64 too. */
typedef void(STDAPICALLTYPE MSGCALLRELEASE)(ULONG caller_data, LPMESSAGE message);

STDAPI_(SCODE) OpenIMsgSession(LPMALLOC malloc, ULONG flags, LPMSGSESS *session);
STDAPI_(void) CloseIMsgSession(LPMSGSESS session);

/* OpenIMsgOnIStg: flags are this, MAPI_UNICODE, MAPI_DEFERRED_ERRORS */
#define IMSG_NO_ISTG_COMMIT ((ULONG)0x00000001)

STDAPI_(SCODE)
OpenIMsgOnIStg(LPMSGSESS session, LPALLOCATEBUFFER allocate_buffer, LPALLOCATEMORE allocate_more,
               LPFREEBUFFER free_buffer, LPMALLOC malloc, LPVOID support, LPSTORAGE storage,
               MSGCALLRELEASE *call_release, ULONG caller_data, ULONG flags, LPMESSAGE *message);

/* Attributes of properties on such a message */
#define PROPATTR_MANDATORY   ((ULONG)0x00000001)
#define PROPATTR_READABLE    ((ULONG)0x00000002)
#define PROPATTR_WRITEABLE   ((ULONG)0x00000004)
#define PROPATTR_NOT_PRESENT ((ULONG)0x00000008)

typedef struct _SPropAttrArray {
    ULONG cValues;
    ULONG aPropAttr[MAPI_DIM];
} SPropAttrArray, *LPSPropAttrArray;

#define CbNewSPropAttrArray(count) (offsetof(SPropAttrArray, aPropAttr) + (count) * sizeof(ULONG))
#define CbSPropAttrArray(array) \
    (offsetof(SPropAttrArray, aPropAttr) + (UINT)((array)->cValues) * sizeof(ULONG))
#define SizedSPropAttrArray(count, name) \
    struct _SPropAttrArray_##name { \
        ULONG cValues; \
        ULONG aPropAttr[count]; \
    } name

STDAPI GetAttribIMsgOnIStg(LPVOID message, LPSPropTagArray tags, LPSPropAttrArray *attrs);
STDAPI SetAttribIMsgOnIStg(LPVOID message, LPSPropTagArray tags, LPSPropAttrArray attrs,
                           LPSPropProblemArray *problems);

/* The MAPI_E_... that says what a STG_E_... means */
STDAPI_(SCODE) MapStorageSCode(SCODE storage_code);

#ifdef __cplusplus
}
#endif

#endif
