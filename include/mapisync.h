/*
 * mapisync.h - the replication API of a local store: a client fills it and takes its changes
 *
 * IPSTX is asked from the store; its IOSTX goes from state to state (SYNCSTATE), and the structure
 * that each state hands out says what to upload or download. PLACEHOLDER methods and Reserved
 * members keep their places; nobody documented what they do.
 * Also IMAPISync (synchronise now) and IPSTOVERRIDE1 (a trusted program and large stores).
 * Source: MAPI reference, "Replication API".
 */
#ifndef MAPISYNC_H
#define MAPISYNC_H

#include "edkmdb.h"
#include "mapidefs.h"
#include "mapix.h"

#ifndef BEGIN_INTERFACE
#define BEGIN_INTERFACE
#endif

/* {4FDEEFF0-0319-11CF-B4CF-00AA0DBBB6E6} */
DEFINE_GUID(IID_IPSTX, 0x4fdeeff0, 0x0319, 0x11cf, 0xb4, 0xcf, 0x00, 0xaa, 0x0d, 0xbb, 0xb6, 0xe6);
/* {2067A790-2A45-11D1-EB86-00A0C90DCA6D} */
DEFINE_GUID(IID_IPSTX2, 0x2067a790, 0x2a45, 0x11d1, 0xeb, 0x86, 0x00, 0xa0, 0xc9, 0x0d, 0xca, 0x6d);
/* {55F15320-111B-11D2-A999-006008B05AA7} */
DEFINE_GUID(IID_IPSTX3, 0x55f15320, 0x111b, 0x11d2, 0xa9, 0x99, 0x00, 0x60, 0x08, 0xb0, 0x5a, 0xa7);
/* {AA2E2092-AC08-11D2-A2F9-0060B0EC3D4F} */
DEFINE_GUID(IID_IPSTX4, 0xaa2e2092, 0xac08, 0x11d2, 0xa2, 0xf9, 0x00, 0x60, 0xb0, 0xec, 0x3d, 0x4f);
/* {55F15322-111B-11D2-A999-006008B05AA7} */
DEFINE_GUID(IID_IPSTX5, 0x55f15322, 0x111b, 0x11d2, 0xa9, 0x99, 0x00, 0x60, 0x08, 0xb0, 0x5a, 0xa7);
/* {55F15323-111B-11D2-A999-006008B05AA7} */
DEFINE_GUID(IID_IPSTX6, 0x55f15323, 0x111b, 0x11d2, 0xa9, 0x99, 0x00, 0x60, 0x08, 0xb0, 0x5a, 0xa7);
/* {D2D85DB4-840F-49B8-9982-07D2405EC6B7} */
DEFINE_GUID(IID_IOSTX, 0xd2d85db4, 0x840f, 0x49b8, 0x99, 0x82, 0x07, 0xd2, 0x40, 0x5e, 0xc6, 0xb7);
/* {FBB68D34-F561-44FB-A8CA-AE36696342CA} */
DEFINE_GUID(IID_IPSTOVERRIDE1, 0xfbb68d34, 0xf561, 0x44fb, 0xa8, 0xca, 0xae, 0x36, 0x69, 0x63, 0x42,
            0xca);
/* {892EBC6D-24DC-4D90-BA48-C6CBEC14A86A} */
DEFINE_GUID(IID_IPSTOVERRIDEREQ, 0x892ebc6d, 0x24dc, 0x4d90, 0xba, 0x48, 0xc6, 0xcb, 0xec, 0x14,
            0xa8, 0x6a);
/* {5024A385-2D44-486A-81A8-8F0ECB6071DD} */
DEFINE_GUID(IID_IMAPISync, 0x5024a385, 0x2d44, 0x486a, 0x81, 0xa8, 0x8f, 0x0e, 0xcb, 0x60, 0x71,
            0xdd);
/* {5024A386-2D44-486A-81A8-8F0ECB6071DD} */
DEFINE_GUID(IID_IMAPISyncProgressCallback, 0x5024a386, 0x2d44, 0x486a, 0x81, 0xa8, 0x8f, 0x0e, 0xcb,
            0x60, 0x71, 0xdd);

/*
 * OpenEntry with one of these instead of IID_IMAPIFolder or IID_IMessage gives the object of a
 * wrapped local store without the check that the caller is its provider.
 */
/* {57D333A0-F589-4B23-A3F9-85F82FEC153C} */
DEFINE_GUID(IID_IMAPIFolderNoProvChk, 0x57d333a0, 0xf589, 0x4b23, 0xa3, 0xf9, 0x85, 0xf8, 0x2f,
            0xec, 0x15, 0x3c);
/* {C3505457-7B2E-4C3B-A8D6-6DD949BB97A1} */
DEFINE_GUID(IID_IMessageNoProvChk, 0xc3505457, 0x7b2e, 0x4c3b, 0xa8, 0xd6, 0x6d, 0xd9, 0x49, 0xbb,
            0x97, 0xa1);

#ifdef __cplusplus
extern "C" {
#endif

/* clang-format off: a line below is one row of a table */

/* The provider of a wrapped local store, as an initialiser of a MAPIUID (g_muidProvPrvNST) */
#define MUID_PROV_PRV_NST \
    { \
        0xe9, 0x2f, 0xeb, 0x75, 0x96, 0x50, 0x44, 0x86, 0x83, 0xb8, 0x7d, 0xe5, 0x22, 0xaa, 0x49, \
            0x48 \
    }

/* The global profile section of the wrapped store's service, as 16 bytes */
#define pbNSTGlobalProfileSectionGuid \
    "\x85\xed\x14\x23\x9d\xf7\x42\x66\x8b\xf2\xfb\xd4\xa5\x21\x29\x41"

typedef LPEXCHANGEIMPORTHIERARCHYCHANGES PXIHC;
typedef LPEXCHANGEIMPORTCONTENTSCHANGES PXICC;

/* Logon of the wrapped store: which format its file has */
#define MDB_OST_LOGON_UNICODE ((ULONG)0x00000800)
#define MDB_OST_LOGON_ANSI    ((ULONG)0x00001000)

/* Identifiers */

typedef struct LTID {
    GUID guid;
    BYTE globcnt[6];
    WORD wLevel;
} LTID, *PLTID;

typedef struct SKEY {
    GUID guid;
    BYTE globcnt[6];
} SKEY, *PSKEY;

typedef struct FEID {
    BYTE abFlags[4];
    MAPIUID muid;
    WORD placeholder;
    LTID ltid;
} FEID, *PFEID;

typedef struct MEID {
    BYTE abFlags[4];
    MAPIUID muid;
    WORD placeholder;
    LTID ltidFld;
    LTID ltidMsg;
} MEID, *PMEID;

/* PR_OST_OLFI: identifiers the store may still give out on its own */
typedef struct {
    ULONG ulVersion;
    MAPIUID muidReserved;
    ULONG ulReserved;
    DWORD dwAlloc;
    DWORD dwNextAlloc;
    LTID ltidAlloc;
    LTID ltidNextAlloc;
} OLFI, *POLFI;

/* The entry ID of a wrapped store, before wrapping. An empty szPath says that it is the W form. */

typedef struct {
    BYTE rgbFlags[4];
    MAPIUID uid;
    BYTE bReserved;
    CHAR szPath[1]; /* goes on */
} EIDMS, *PEIDMS;

typedef struct {
    BYTE rgbFlags[4];
    MAPIUID uid;
    BYTE bReserved;
    CHAR szPath[1]; /* "" */
    WCHAR wzPath[1]; /* goes on */
} EIDMSW, *PEIDMSW;

/* The states of IOSTX::SyncBeg, and the structure that each hands out */
typedef enum {
    LR_SYNC_IDLE = 0,
    LR_SYNC = 1,                     /* SYNC */
    LR_SYNC_UPLOAD_HIERARCHY = 2,    /* UPHIER */
    LR_SYNC_UPLOAD_FOLDER = 3,       /* UPFLD */
    LR_SYNC_CONTENTS = 4,            /* SYNCCONT */
    LR_SYNC_UPLOAD_TABLE = 5,        /* UPTBL */
    LR_SYNC_UPLOAD_MESSAGE = 6,      /* UPMSG */
    LR_SYNC_UPLOAD_MESSAGE_READ = 8, /* UPREAD */
    LR_SYNC_UPLOAD_MESSAGE_DEL = 9,  /* UPDEL */
    LR_SYNC_DOWNLOAD_HIERARCHY = 10, /* DNHIER */
    LR_SYNC_DOWNLOAD_TABLE = 11,     /* DNTBL */
    LR_SYNC_DOWNLOAD_HEADER = 17     /* HDRSYNC, by SyncHdrBeg */
} SYNCSTATE;

typedef struct SYNC {
    ULONG ulFlags; /* UPS_... */
    LPWSTR pwzPath;
    FEID Reserved1;
    MEID Reserved2;
    LPENTRYLIST pel;
    ULONG const *pulFolderOptions;
} SYNC, *PSYNC;

#define UPS_UPLOAD_ONLY   0x00000001
#define UPS_DNLOAD_ONLY   0x00000002
#define UPS_ONE_FOLDER    0x00000004
#define UPS_THESE_FOLDERS 0x00000080
#define UPS_OK            0x00010000

typedef struct UPHIER {
    ULONG ulFlags; /* UPH_OK */
    LPSTREAM pstmReserved;
    UINT iEnt;
    UINT cEnt;
} UPHIER, *PUPHIER;

#define UPH_OK 0x00010000

typedef struct UPFLD {
    ULONG ulFlags; /* UPF_... */
    LPMAPIFOLDER pfld;
    FEID feid;
} UPFLD, *PUPFLD;

#define UPF_NEW        0x00000001
#define UPF_MOD_PARENT 0x00000002
#define UPF_MOD_PROPS  0x00000004
#define UPF_DEL        0x00000008
#define UPF_OK         0x00010000

typedef struct SYNCCONT {
    ULONG ulFlags; /* UPC_OK */
    UINT iEnt;
    UINT cEnt;
    LPVOID pvReserved;
    LPSPropTagArray ptagaReserved;
    LPSSortOrderSet psosReserved;
} SYNCCONT, *PSYNCCONT;

#define UPC_OK 0x00010000

/* Messages moved from another folder */
typedef struct UPMOV {
    ULONG ulFlags; /* UPV_... */
    LPVOID pReserved;
    LPSTREAM pstmReserved;
    LPSTR pszName;
    FEID feid;
    LPMAPIFOLDER pfld;
    PXICC pxicc;
    DWORD dwReserved;
    struct UPMOV *pupmovNext;
    UINT cEntMov;
} UPMOV, *PUPMOV;

#define UPV_ERROR  0x00010000
#define UPV_DIRTY  0x00020000
#define UPV_COMMIT 0x00040000

typedef struct UPTBLE {
    UINT iEntMod;
    UINT cEntMod;
    UINT iEntRead;
    UINT cEntRead;
    UINT iEntDel;
    UINT cEntDel;
} UPTBLE, *PUPTBLE;

typedef struct UPTBL {
    ULONG ulFlags; /* UPT_... */
    LPSTREAM pstmReserved;
    LPSTR pszName;
    FEID feid;
    UINT uintReserved;
    UPTBLE rgte[2]; /* messages, associated messages */
    UINT iEnt;
    UINT cEnt;
    PUPMOV pupmovHead;
    void *pReserved;
} UPTBL, *PUPTBL;

#define UPT_PUBLIC 0x00000001
#define UPT_OK     0x00010000

typedef struct UPMSG {
    ULONG ulFlags; /* UPM_... */
    LPMESSAGE pmsg;
    MEID meid;
    SBinary binReserved1;
    SBinary binReserved2;
    FEID feid;
    SBinary binChg; /* PR_CHANGE_KEY */
    SBinary binPcl; /* PR_PREDECESSOR_CHANGE_LIST */
    SKEY skeySrc;
} UPMSG, *PUPMSG;

#define UPM_ASSOC     0x00000001
#define UPM_NEW       0x00000002
#define UPM_MOV       0x00000004
#define UPM_MOD_PROPS 0x00000008
#define UPM_HEADER    0x00000010
#define UPM_OK        0x00010000
#define UPM_MOVED     0x00020000
#define UPM_COMMIT    0x00040000
#define UPM_DELETE    0x00080000
#define UPM_SAVE      0x00100000

typedef struct UPREADE {
    ULONG ulFlags; /* UPR_... */
    SKEY skey;
} UPREADE, *PUPREADE;

typedef struct UPREAD {
    PUPREADE pupre;
    UINT cEnt;
} UPREAD, *PUPREAD;

#define UPR_ASSOC  0x00000001
#define UPR_READ   0x00000002
#define UPR_OK     0x00010000
#define UPR_COMMIT 0x00020000

typedef struct UPDELE {
    ULONG ulFlags; /* UPD_... */
    SKEY skey;
    DWORD dwReserved;
    SBinary binChg;
    SBinary binPcl;
    SKEY skeyDst;
    PUPMOV pupmov;
} UPDELE, *PUPDELE;

typedef struct UPDEL {
    PUPDELE pupde;
    UINT cEnt;
} UPDEL, *PUPDEL;

#define UPD_ASSOC  0x00000001
#define UPD_MOV    0x00000002
#define UPD_OK     0x00010000
#define UPD_MOVED  0x00020000
#define UPD_UPDATE 0x00040000
#define UPD_COMMIT 0x00080000

typedef struct DNHIER {
    ULONG ulFlags; /* DNH_OK */
    LPSTREAM pstmReserved;
    PXIHC pxihc;
    UINT cEntNew;
    UINT cEntMod;
    UINT cEntDel;
} DNHIER, *PDNHIER;

#define DNH_OK 0x00010000

typedef struct DNTBLE {
    UINT cEntNew;
    UINT cEntMod;
    UINT cEntRead;
    UINT cEntDel;
} DNTBLE, *PDNTBLE;

typedef struct DNTBL {
    ULONG ulFlags; /* DNT_OK */
    LPSTREAM pstmReserved1;
    LPSTREAM pstmReserved2;
    LPSTREAM pstmReserved3;
    LPSTREAM pstmReserved4;
    PXICC pxicc;
    PXIHC pxihc;
    LPSTR pszName;
    FILETIME ftLastMod;
    ULONG ulRights;
    FEID feid;
    UINT uintReserved;
    DNTBLE rgte[2]; /* messages, associated messages */
    LPSRestriction psrReserved;
    BOOL boReserved;
    void *pReserved1;
    void *pReserved2;
} DNTBL, *PDNTBL;

#define DNT_OK 0x00010000

typedef struct HDRSYNC {
    UPMSG *pupmsg;
    FEID feidPar;
    LPSTREAM pstmReserved;
    ULONG ulFlags; /* HSF_... */
    LPMESSAGE pmsgFull;
} HDRSYNC, *PHDRSYNC;

#define HSF_LOCAL           0x00000008
#define HSF_COPYDESTRUCTIVE 0x00000010
#define HSF_OK              0x00010000

#define MAPI_IOSTX_METHODS(IPURE) \
    MAPIMETHOD(GetLastError)(THIS_ HRESULT result, ULONG flags, LPMAPIERROR *error) IPURE; \
    MAPIMETHOD(InitSync)(THIS_ ULONG flags) IPURE; \
    MAPIMETHOD(SyncBeg)(THIS_ UINT state, LPVOID *data) IPURE; \
    MAPIMETHOD(SyncEnd)(THIS) IPURE; \
    MAPIMETHOD(SyncHdrBeg)(THIS_ ULONG entry_bytes, LPENTRYID entry, LPVOID *data) IPURE; \
    MAPIMETHOD(SyncHdrEnd)(THIS_ LPMAPIPROGRESS progress) IPURE; \
    MAPIMETHOD(SetSyncResult)(THIS_ HRESULT result) IPURE; \
    MAPIMETHOD(PLACEHOLDER10)(THIS) IPURE;

#undef INTERFACE
#define INTERFACE IOSTX
DECLARE_MAPI_INTERFACE_(IOSTX, IUnknown)
{
    BEGIN_INTERFACE
    MAPI_IUNKNOWN_METHODS(PURE)
    MAPI_IOSTX_METHODS(PURE)
};
DECLARE_MAPI_INTERFACE_PTR(IOSTX, POSTX);

#define MAPI_IPSTX_METHODS(IPURE) \
    MAPIMETHOD(GetLastError)(THIS_ HRESULT result, ULONG flags, LPMAPIERROR *error) IPURE; \
    MAPIMETHOD(GetSyncObject)(THIS_ struct IOSTX **sync) IPURE; \
    MAPIMETHOD(PLACEHOLDER5)(THIS) IPURE; \
    MAPIMETHOD(PLACEHOLDER6)(THIS) IPURE; \
    MAPIMETHOD(PLACEHOLDER7)(THIS) IPURE; \
    MAPIMETHOD(PLACEHOLDER8)(THIS) IPURE; \
    MAPIMETHOD(EmulateSpooler)(THIS_ BOOL emulate) IPURE; \
    MAPIMETHOD(PLACEHOLDER10)(THIS) IPURE; \
    MAPIMETHOD(PLACEHOLDER11)(THIS) IPURE; \
    MAPIMETHOD(PLACEHOLDER12)(THIS) IPURE; \
    MAPIMETHOD(PLACEHOLDER13)(THIS) IPURE; \
    MAPIMETHOD(PLACEHOLDER14)(THIS) IPURE;

#undef INTERFACE
#define INTERFACE IPSTX
DECLARE_MAPI_INTERFACE_(IPSTX, IUnknown)
{
    BEGIN_INTERFACE
    MAPI_IUNKNOWN_METHODS(PURE)
    MAPI_IPSTX_METHODS(PURE)
};
DECLARE_MAPI_INTERFACE_PTR(IPSTX, PPSTX);

/* SetSpoolSuspendState */
#define SS_ACTIVE    0
#define SS_SUSPENDED 1

#define MAPI_IPSTX2_METHODS(IPURE) \
    MAPIMETHOD(PLACEHOLDER15)(THIS) IPURE; \
    MAPIMETHOD(PLACEHOLDER16)(THIS) IPURE; \
    MAPIMETHOD_(void, SetSpoolSuspendState)(THIS_ ULONG state) IPURE;

#undef INTERFACE
#define INTERFACE IPSTX2
DECLARE_MAPI_INTERFACE_(IPSTX2, IPSTX)
{
    BEGIN_INTERFACE
    MAPI_IUNKNOWN_METHODS(PURE)
    MAPI_IPSTX_METHODS(PURE)
    MAPI_IPSTX2_METHODS(PURE)
};
DECLARE_MAPI_INTERFACE_PTR(IPSTX2, PPSTX2);

#define MAPI_IPSTX3_METHODS(IPURE) MAPIMETHOD(PLACEHOLDER18)(THIS) IPURE;

#undef INTERFACE
#define INTERFACE IPSTX3
DECLARE_MAPI_INTERFACE_(IPSTX3, IPSTX2)
{
    BEGIN_INTERFACE
    MAPI_IUNKNOWN_METHODS(PURE)
    MAPI_IPSTX_METHODS(PURE)
    MAPI_IPSTX2_METHODS(PURE)
    MAPI_IPSTX3_METHODS(PURE)
};
DECLARE_MAPI_INTERFACE_PTR(IPSTX3, PPSTX3);

#define MAPI_IPSTX4_METHODS(IPURE) MAPIMETHOD(PLACEHOLDER19)(THIS) IPURE;

#undef INTERFACE
#define INTERFACE IPSTX4
DECLARE_MAPI_INTERFACE_(IPSTX4, IPSTX3)
{
    BEGIN_INTERFACE
    MAPI_IUNKNOWN_METHODS(PURE)
    MAPI_IPSTX_METHODS(PURE)
    MAPI_IPSTX2_METHODS(PURE)
    MAPI_IPSTX3_METHODS(PURE)
    MAPI_IPSTX4_METHODS(PURE)
};
DECLARE_MAPI_INTERFACE_PTR(IPSTX4, PPSTX4);

#define MAPI_IPSTX5_METHODS(IPURE) MAPIMETHOD(PLACEHOLDER20)(THIS) IPURE;

#undef INTERFACE
#define INTERFACE IPSTX5
DECLARE_MAPI_INTERFACE_(IPSTX5, IPSTX4)
{
    BEGIN_INTERFACE
    MAPI_IUNKNOWN_METHODS(PURE)
    MAPI_IPSTX_METHODS(PURE)
    MAPI_IPSTX2_METHODS(PURE)
    MAPI_IPSTX3_METHODS(PURE)
    MAPI_IPSTX4_METHODS(PURE)
    MAPI_IPSTX5_METHODS(PURE)
};
DECLARE_MAPI_INTERFACE_PTR(IPSTX5, PPSTX5);

#define MAPI_IPSTX6_METHODS(IPURE) \
    MAPIMETHOD(PLACEHOLDER21)(THIS) IPURE; \
    MAPIMETHOD(PLACEHOLDER22)(THIS) IPURE; \
    MAPIMETHOD(DisconnectStore)(THIS_ ULONG flags) IPURE; \
    MAPIMETHOD(PLACEHOLDER24)(THIS) IPURE; \
    MAPIMETHOD(PLACEHOLDER25)(THIS) IPURE;

#undef INTERFACE
#define INTERFACE IPSTX6
DECLARE_MAPI_INTERFACE_(IPSTX6, IPSTX5)
{
    BEGIN_INTERFACE
    MAPI_IUNKNOWN_METHODS(PURE)
    MAPI_IPSTX_METHODS(PURE)
    MAPI_IPSTX2_METHODS(PURE)
    MAPI_IPSTX3_METHODS(PURE)
    MAPI_IPSTX4_METHODS(PURE)
    MAPI_IPSTX5_METHODS(PURE)
    MAPI_IPSTX6_METHODS(PURE)
};
DECLARE_MAPI_INTERFACE_PTR(IPSTX6, PPSTX6);

/* IPSTOVERRIDE1, IPSTOVERRIDEREQ: a trusted program may let stores grow where policy forbids it */

#define MAPI_IPSTOVERRIDE1_METHODS(IPURE) \
    MAPIMETHOD(GetPersistedRegistrations)(THIS_ SPropValue **registrations) IPURE; \
    MAPIMETHOD(SetPersistedRegistrations)(THIS_ SPropValue *registrations) IPURE; \
    MAPIMETHOD(OverridePSTDisableGrow)(THIS) IPURE;

#undef INTERFACE
#define INTERFACE IPSTOVERRIDE1
DECLARE_MAPI_INTERFACE_(IPSTOVERRIDE1, IUnknown)
{
    BEGIN_INTERFACE
    MAPI_IUNKNOWN_METHODS(PURE)
    MAPI_IPSTOVERRIDE1_METHODS(PURE)
};
DECLARE_MAPI_INTERFACE_PTR(IPSTOVERRIDE1, LPPSTOVERRIDE1);

#define MAPI_IPSTOVERRIDEREQ_METHODS(IPURE) \
    MAPIMETHOD(RegisterTrustedPSTOverrideHandler)(THIS_ LPCWSTR path, LPVOID reserved) IPURE;

#undef INTERFACE
#define INTERFACE IPSTOVERRIDEREQ
DECLARE_MAPI_INTERFACE_(IPSTOVERRIDEREQ, IUnknown)
{
    BEGIN_INTERFACE
    MAPI_IUNKNOWN_METHODS(PURE)
    MAPI_IPSTOVERRIDEREQ_METHODS(PURE)
};
DECLARE_MAPI_INTERFACE_PTR(IPSTOVERRIDEREQ, LPPSTOVERRIDEREQ);

/* IMAPISync: synchronise a store now */

#define SYNC_UPLOAD_HIERARCHY   0x00000001
#define SYNC_DOWNLOAD_HIERARCHY 0x00000002
#define SYNC_UPLOAD_CONTENTS    0x00000040
#define SYNC_DOWNLOAD_CONTENTS  0x00000080
#define SYNC_OUTGOING_MAIL      0x00000200
#define SYNC_BACKGROUND         0x00001000
#define SYNC_THESE_FOLDERS      0x00020000
#define SYNC_HEADERS            0x02000000
#define SYNC_GLOBAL_HEADERS     0x02000000
#define SYNC_ON_DEMAND          0x20000000

typedef struct _MAPISIB {
    ULONG ulSize;  /* sizeof(MAPISIB) */
    ULONG ulFlags; /* SYNC_... */
    LPMAPISESSION psesSync;
    LPUNKNOWN punkCallBack; /* an IMAPISyncProgressCallback, or NULL */
    HANDLE *phSyncDoneEvent;
} MAPISIB, *PMAPISIB;

#define MAPI_IMAPISYNC_METHODS(IPURE) \
    MAPIMETHOD(SynchronizeInBackground)(THIS_ PMAPISIB what) IPURE;

#undef INTERFACE
#define INTERFACE IMAPISync
DECLARE_MAPI_INTERFACE_(IMAPISync, IUnknown)
{
    BEGIN_INTERFACE
    MAPI_IUNKNOWN_METHODS(PURE)
    MAPI_IMAPISYNC_METHODS(PURE)
};
DECLARE_MAPI_INTERFACE_PTR(IMAPISync, LPMAPISYNC);

#define MAPI_IMAPISYNCPROGRESSCALLBACK_METHODS(IPURE) \
    MAPIMETHOD(Progress)(THIS_ const WCHAR *text, ULONG done, ULONG total) IPURE; \
    MAPIMETHOD(Error)(THIS_ HRESULT result, const WCHAR *text) IPURE; \
    MAPIMETHOD(Done)(THIS_ HANDLE event, HRESULT result) IPURE;

#undef INTERFACE
#define INTERFACE IMAPISyncProgressCallback
DECLARE_MAPI_INTERFACE_(IMAPISyncProgressCallback, IUnknown)
{
    BEGIN_INTERFACE
    MAPI_IUNKNOWN_METHODS(PURE)
    MAPI_IMAPISYNCPROGRESSCALLBACK_METHODS(PURE)
};
DECLARE_MAPI_INTERFACE_PTR(IMAPISyncProgressCallback, LPMAPISYNCPROGRESSCALLBACK);

#ifdef __cplusplus
}
#endif

#endif
