/*
 * mapioffline.h - the offline state of a profile: who may ask, change and hear of it
 *
 * IMAPIOfflineMgr derives from IMAPIOffline: its Advise is slot 7. PLACEHOLDER methods keep their
 * slots; nobody documented what they do.
 * Source: MAPI reference, "Offline State".
 */
#ifndef MAPIOFFLINE_H
#define MAPIOFFLINE_H

#include "mapidefs.h"

#ifndef BEGIN_INTERFACE
#define BEGIN_INTERFACE
#endif

/* The one object that stands for the whole profile. {FBEFFD93-B11F-4094-842B-96DCD31E63D1} */
DEFINE_GUID(GUID_GlobalState, 0xfbeffd93, 0xb11f, 0x4094, 0x84, 0x2b, 0x96, 0xdc, 0xd3, 0x1e, 0x63,
            0xd1);

/* {000672B5-0000-0000-C000-000000000046} */
DEFINE_OLEGUID(IID_IMAPIOffline, 0x000672b5, 0, 0);
/* {42175607-FF3E-4790-BC18-66C8643E6424} */
DEFINE_GUID(IID_IMAPIOfflineMgr, 0x42175607, 0xff3e, 0x4790, 0xbc, 0x18, 0x66, 0xc8, 0x64, 0x3e,
            0x64, 0x24);
/* {0317BDE5-FC29-44CD-8DCD-36125A3BE9EC} */
DEFINE_GUID(IID_IMAPIOfflineNotify, 0x0317bde5, 0xfc29, 0x44cd, 0x8d, 0xcd, 0x36, 0x12, 0x5a, 0x3b,
            0xe9, 0xec);

/* Open MAPI's own: {6B5A2C71-0E37-4D0B-9A4E-3C1D5F20A861} and {..62} */
DEFINE_GUID(IID_IMAPIOfflineFollow, 0x6b5a2c71, 0x0e37, 0x4d0b, 0x9a, 0x4e, 0x3c, 0x1d, 0x5f, 0x20,
            0xa8, 0x61);
DEFINE_GUID(IID_IMAPIOfflineRule, 0x6b5a2c71, 0x0e37, 0x4d0b, 0x9a, 0x4e, 0x3c, 0x1d, 0x5f, 0x20,
            0xa8, 0x62);

#ifdef __cplusplus
extern "C" {
#endif

/* clang-format off: a line below is one row of a table */

/* State bits. Others within MAPIOFFLINE_STATE_ALL are reserved. */
#define MAPIOFFLINE_STATE_OFFLINE      0x00000001
#define MAPIOFFLINE_STATE_ONLINE       0x00000002
#define MAPIOFFLINE_STATE_OFFLINE_MASK 0x00000003
#define MAPIOFFLINE_STATE_ALL          0x003f037f

/* SetCurrentState */
#define MAPIOFFLINE_FLAG_DEFAULT 0x00000000
#define MAPIOFFLINE_FLAG_BLOCK   0x00002000 /* return when the state has changed */

/* GetCapabilities, MAPIOFFLINE_CREATEINFO.ulCapabilities */
#define MAPIOFFLINE_CAPABILITY_OFFLINE 0x1
#define MAPIOFFLINE_CAPABILITY_ONLINE  0x2

/* Advise, Unadvise */
#define MAPIOFFLINE_ADVISE_DEFAULT          ((ULONG)0)
#define MAPIOFFLINE_UNADVISE_DEFAULT        ((ULONG)0)
#define MAPIOFFLINE_ADVISE_TYPE_STATECHANGE 1

DECLARE_MAPI_INTERFACE_PTR(IMAPIOffline, LPMAPIOFFLINE);
DECLARE_MAPI_INTERFACE_PTR(IMAPIOfflineMgr, LPMAPIOFFLINEMGR);
DECLARE_MAPI_INTERFACE_PTR(IMAPIOfflineNotify, LPMAPIOFFLINENOTIFY);
DECLARE_MAPI_INTERFACE_PTR(IMAPIOfflineFollow, LPMAPIOFFLINEFOLLOW);
DECLARE_MAPI_INTERFACE_PTR(IMAPIOfflineRule, LPMAPIOFFLINERULE);

typedef enum {
    MAPIOFFLINE_CALLBACK_TYPE_NOTIFY = 0 /* pCallback is an IMAPIOfflineNotify */
} MAPIOFFLINE_CALLBACK_TYPE;

typedef struct {
    ULONG ulSize;        /* sizeof(MAPIOFFLINE_ADVISEINFO) */
    ULONG ulClientToken; /* comes back in each notification */
    MAPIOFFLINE_CALLBACK_TYPE CallbackType;
    IUnknown *pCallback;
    ULONG ulAdviseTypes; /* MAPIOFFLINE_ADVISE_TYPE_... */
    ULONG ulStateMask;   /* MAPIOFFLINE_STATE_...: changes to hear of */
} MAPIOFFLINE_ADVISEINFO;

/* A change is told three times: before, at, and after it. */
typedef enum {
    MAPIOFFLINE_NOTIFY_TYPE_STATECHANGE_START = 1,
    MAPIOFFLINE_NOTIFY_TYPE_STATECHANGE = 2,
    MAPIOFFLINE_NOTIFY_TYPE_STATECHANGE_DONE = 3
} MAPIOFFLINE_NOTIFY_TYPE;

typedef struct {
    ULONG ulSize; /* sizeof(MAPIOFFLINE_NOTIFY) */
    MAPIOFFLINE_NOTIFY_TYPE NotifyType;
    ULONG ulClientToken;
    union {
        struct {
            ULONG ulMask; /* the bits that change */
            ULONG ulStateOld;
            ULONG ulStateNew;
        } StateChange;
    } Info;
} MAPIOFFLINE_NOTIFY;

typedef struct {
    ULONG ulSize; /* sizeof(MAPIOFFLINE_AGGREGATEINFO) */
    IUnknown *pOuterObj;
    IUnknown *pRefTrackRoot;
} MAPIOFFLINE_AGGREGATEINFO;

typedef struct MAPIOFFLINE_CONNECTINFO MAPIOFFLINE_CONNECTINFO; /* not public */

typedef struct {
    ULONG ulSize; /* sizeof(MAPIOFFLINE_CREATEINFO) */
    ULONG ulCreateFlags;
    LPCWSTR pwszProfileName;
    ULONG ulCapabilities;
    const GUID *pGUID;
    const GUID *pInstance;
    IMAPIOfflineMgr *pParent;
    IUnknown *pMAPISupport;
    MAPIOFFLINE_AGGREGATEINFO *pAggregateInfo;
    MAPIOFFLINE_CONNECTINFO *pConnectInfo;
} MAPIOFFLINE_CREATEINFO;

#define MAPI_IMAPIOFFLINE_METHODS(IPURE) \
    MAPIMETHOD(SetCurrentState)(THIS_ ULONG flags, ULONG mask, ULONG state, void *reserved) IPURE; \
    MAPIMETHOD(GetCapabilities)(THIS_ ULONG *capabilities) IPURE; \
    MAPIMETHOD(GetCurrentState)(THIS_ ULONG *state) IPURE; \
    MAPIMETHOD(PLACEHOLDER6)(THIS) IPURE;

#undef INTERFACE
#define INTERFACE IMAPIOffline
DECLARE_MAPI_INTERFACE_(IMAPIOffline, IUnknown)
{
    BEGIN_INTERFACE
    MAPI_IUNKNOWN_METHODS(PURE)
    MAPI_IMAPIOFFLINE_METHODS(PURE)
};

#define MAPI_IMAPIOFFLINEMGR_METHODS(IPURE) \
    MAPIMETHOD(Advise)(THIS_ ULONG flags, MAPIOFFLINE_ADVISEINFO *info, ULONG *token) IPURE; \
    MAPIMETHOD(Unadvise)(THIS_ ULONG flags, ULONG token) IPURE; \
    MAPIMETHOD(PLACEHOLDER9)(THIS) IPURE; \
    MAPIMETHOD(PLACEHOLDER10)(THIS) IPURE; \
    MAPIMETHOD(PLACEHOLDER11)(THIS) IPURE; \
    MAPIMETHOD(PLACEHOLDER12)(THIS) IPURE; \
    MAPIMETHOD(PLACEHOLDER13)(THIS) IPURE; \
    MAPIMETHOD(PLACEHOLDER14)(THIS) IPURE; \
    MAPIMETHOD(PLACEHOLDER15)(THIS) IPURE;

#undef INTERFACE
#define INTERFACE IMAPIOfflineMgr
DECLARE_MAPI_INTERFACE_(IMAPIOfflineMgr, IMAPIOffline)
{
    BEGIN_INTERFACE
    MAPI_IUNKNOWN_METHODS(PURE)
    MAPI_IMAPIOFFLINE_METHODS(PURE)
    MAPI_IMAPIOFFLINEMGR_METHODS(PURE)
};

#define MAPI_IMAPIOFFLINENOTIFY_METHODS(IPURE) \
    MAPIMETHOD_(void, Notify)(THIS_ const MAPIOFFLINE_NOTIFY *info) IPURE;

#undef INTERFACE
#define INTERFACE IMAPIOfflineNotify
DECLARE_MAPI_INTERFACE_(IMAPIOfflineNotify, IUnknown)
{
    BEGIN_INTERFACE
    MAPI_IUNKNOWN_METHODS(PURE)
    MAPI_IMAPIOFFLINENOTIFY_METHODS(PURE)
};

/*
 * Open MAPI's own: a callback given to Advise that answers this too is asked to follow a change,
 * between START and STATECHANGE, and waited for (some seconds). What it answers with a failure, or
 * too late, leaves its object in the old state, and SetCurrentState says MAPI_W_PARTIAL_COMPLETION.
 */
#define MAPI_IMAPIOFFLINEFOLLOW_METHODS(IPURE) \
    MAPIMETHOD(Follow)(THIS_ ULONG mask, ULONG old_state, ULONG new_state) IPURE;

#undef INTERFACE
#define INTERFACE IMAPIOfflineFollow
DECLARE_MAPI_INTERFACE_(IMAPIOfflineFollow, IUnknown)
{
    BEGIN_INTERFACE
    MAPI_IUNKNOWN_METHODS(PURE)
    MAPI_IMAPIOFFLINEFOLLOW_METHODS(PURE)
};

/* Open MAPI's own: what decides the profile's state. Every offline object answers it. */
#define MAPIOFFLINE_RULE_AUTOMATIC      0 /* the machine's network */
#define MAPIOFFLINE_RULE_ALWAYS_ONLINE  1
#define MAPIOFFLINE_RULE_ALWAYS_OFFLINE 2
#define MAPIOFFLINE_RULE_CHOSEN         0x100 /* GetRule: automatic, but SetCurrentState decided */

#define MAPI_IMAPIOFFLINERULE_METHODS(IPURE) \
    MAPIMETHOD(GetRule)(THIS_ ULONG *rule) IPURE; \
    MAPIMETHOD(SetRule)(THIS_ ULONG flags, ULONG rule) IPURE;

#undef INTERFACE
#define INTERFACE IMAPIOfflineRule
DECLARE_MAPI_INTERFACE_(IMAPIOfflineRule, IUnknown)
{
    BEGIN_INTERFACE
    MAPI_IUNKNOWN_METHODS(PURE)
    MAPI_IMAPIOFFLINERULE_METHODS(PURE)
};

/* The exports, and their types for GetProcAddress */

typedef HRESULT(STDMETHODCALLTYPE HROPENOFFLINEOBJ)(ULONG reserved, LPCWSTR profile,
                                                    const GUID *guid, const GUID *reserved_guid,
                                                    IMAPIOfflineMgr **out);
typedef HRESULT(STDMETHODCALLTYPE HRCREATEOFFLINEOBJ)(ULONG flags, MAPIOFFLINE_CREATEINFO *info,
                                                      IMAPIOfflineMgr **out);
HROPENOFFLINEOBJ HrOpenOfflineObj;
HRCREATEOFFLINEOBJ HrCreateOfflineObj;

/* Whether new accounts cache their mail; *by_policy is TRUE when that may not be changed. */
STDAPI_(BOOL) GetDefCachedMode(BOOL *by_policy);
STDAPI_(BOOL) GetDefCachedModeDownloadPubFoldFavs(BOOL *by_policy);

#ifdef __cplusplus
}
#endif

#endif
