/*
 * mapiaux.h - what Outlook's MAPI added later: flags, properties, interfaces and exports
 *
 * PLACEHOLDER methods keep their slots; nobody documented what they do. The properties that Outlook
 * names are numbers within a property set (PSETID_... in mapiguid.h), for GetIDsFromNames.
 * Source: MAPI reference, "MAPI Constants" and the pages of the functions and interfaces.
 */
#ifndef MAPIAUX_H
#define MAPIAUX_H

#include "mapicode.h"
#include "mapidefs.h"
#include "mapiguid.h"
#include "mapitags.h"
#include "mapix.h"

#ifndef BEGIN_INTERFACE
#define BEGIN_INTERFACE
#endif

/* OpenEntry: the message as the store has it, without conversion of its body */
DEFINE_OLEGUID(IID_IMessageRaw, 0x0002038a, 0, 0);
/* The profile section of the address book, as Outlook calls it */
DEFINE_OLEGUID(IID_CAPONE_PROF, 0x00020d0a, 0, 0);
/* {B2533636-C3F3-416F-BF04-AEFE41ABAAE2} */
DEFINE_GUID(IID_IAttachmentSecurity, 0xb2533636, 0xc3f3, 0x416f, 0xbf, 0x04, 0xae, 0xfe, 0x41, 0xab,
            0xaa, 0xe2);
/* {CC6A3BA9-E7F5-4769-887B-34E190817BFC} */
DEFINE_GUID(IID_IContabAdmin, 0xcc6a3ba9, 0xe7f5, 0x4769, 0x88, 0x7b, 0x34, 0xe1, 0x90, 0x81, 0x7b,
            0xfc);
/* {00375AC3-ECAF-4EF8-A527-34F452FA9C67} */
DEFINE_GUID(IID_IFolderSupport, 0x00375ac3, 0xecaf, 0x4ef8, 0xa5, 0x27, 0x34, 0xf4, 0x52, 0xfa,
            0x9c, 0x67);
/* {614AB435-491D-4F5B-A8B4-60EB031030C6} */
DEFINE_GUID(IID_IMAPIGetSession, 0x614ab435, 0x491d, 0x4f5b, 0xa8, 0xb4, 0x60, 0xeb, 0x03, 0x10,
            0x30, 0xc6);
/* {253CC320-EAB6-11D0-8222-0060979387EA} */
DEFINE_GUID(IID_IMAPISecureMessage, 0x253cc320, 0xeab6, 0x11d0, 0x82, 0x22, 0x00, 0x60, 0x97, 0x93,
            0x87, 0xea);
/* {29F3AB10-554D-11D0-A97C-00A0C911F50A} */
DEFINE_GUID(IID_IProxyStoreObject, 0x29f3ab10, 0x554d, 0x11d0, 0xa9, 0x7c, 0x00, 0xa0, 0xc9, 0x11,
            0xf5, 0x0a);

#ifdef __cplusplus
extern "C" {
#endif

/* clang-format off: a line below is one row of a table */

/* MAPILogonEx */
#define MAPI_BG_SESSION 0x00200000
/* OpenMsgStore: the server's copy, not the cache */
#define MDB_ONLINE ((ULONG)0x00000100)
/* OpenEntry: from the server, from the cache only, from the global address list only */
#define MAPI_NO_CACHE   ((ULONG)0x00000200)
#define MAPI_CACHE_ONLY ((ULONG)0x00004000)
#define MAPI_GAL_ONLY   ((ULONG)0x00000080)
/* IProviderAdmin and IMsgServiceAdmin::OpenProfileSection: even if it is another's section */
#define MAPI_FORCE_ACCESS 0x00080000
/* SaveChanges */
#define SPAMFILTER_ONSAVE ((ULONG)0x00000080)
#define ITEMPROC_FORCE    ((ULONG)0x00000800)
#define NON_EMS_XP_SAVE   ((ULONG)0x00001000)

/* PR_STORE_SUPPORT_MASK */
#ifndef STORE_UNICODE_OK
#define STORE_UNICODE_OK ((ULONG)0x00040000)
#endif
#define STORE_HTML_OK    ((ULONG)0x00010000)
#define STORE_ANSI_OK    ((ULONG)0x00020000)
#define STORE_LOCALSTORE ((ULONG)0x00080000)
#define STORE_ITEMPROC  ((ULONG)0x00200000)
#define STORE_PUSHER_OK ((ULONG)0x00800000)
#define STORE_RULES_OK  ((ULONG)0x10000000)

/* Properties */
#define PR_ATTACH_CONTENT_ID     PROP_TAG(PT_TSTRING, 0x3712)
#define PR_ATTACH_CONTENT_ID_A   PROP_TAG(PT_STRING8, 0x3712)
#define PR_ATTACH_CONTENT_ID_W   PROP_TAG(PT_UNICODE, 0x3712)
#define PR_DISPLAY_TYPE_EX       PROP_TAG(PT_LONG, 0x3905)
#define PR_MSG_EDITOR_FORMAT     PROP_TAG(PT_LONG, 0x5909)
#define PR_ROH_FLAGS             PROP_TAG(PT_LONG, 0x6623)
#define PR_ROH_PROXY_AUTH_SCHEME PROP_TAG(PT_LONG, 0x6627)
#define PR_EMSMDB_SECTION_UID    PROP_TAG(PT_BINARY, 0x3D15)
#define PR_SEARCH_ATTACHMENTS_W     PROP_TAG(PT_UNICODE, 0x0EA5)
#define PR_SEARCH_RECIP_EMAIL_TO_W  PROP_TAG(PT_UNICODE, 0x0EA6)
#define PR_SEARCH_RECIP_EMAIL_CC_W  PROP_TAG(PT_UNICODE, 0x0EA7)
#define PR_SEARCH_RECIP_EMAIL_BCC_W PROP_TAG(PT_UNICODE, 0x0EA8)
#define PR_PROFILE_OFFLINE_STORE_PATH_A PROP_TAG(PT_STRING8, 0x6610)

/* Quotas of a cached mailbox, in KiB */
#define PR_QUOTA_WARNING PROP_TAG(PT_LONG, 0x341A)
#define PR_QUOTA_SEND    PROP_TAG(PT_LONG, 0x341B)
#define PR_QUOTA_RECEIVE PROP_TAG(PT_LONG, 0x341C)

/* PR_AGING_GRANULARITY */
#define AG_MONTHS    0
#define AG_WEEKS     1
#define AG_DAYS      2
#define NUM_AG_TYPES 3

/* PR_DISPLAY_TYPE_EX: what the object is here, and at the organisation it belongs to */
#define DTE_FLAG_REMOTE_VALID 0x80000000
#define DTE_FLAG_ACL_CAPABLE  0x40000000
#define DTE_MASK_REMOTE       0x0000ff00
#define DTE_MASK_LOCAL        0x000000ff

#define DTE_IS_REMOTE_VALID(v) (!!((v) & DTE_FLAG_REMOTE_VALID))
#define DTE_IS_ACL_CAPABLE(v)  (!!((v) & DTE_FLAG_ACL_CAPABLE))
#define DTE_REMOTE(v)          (((v) & DTE_MASK_REMOTE) >> 8)
#define DTE_LOCAL(v)           ((v) & DTE_MASK_LOCAL)

#define DT_ROOM         ((ULONG)0x00000007)
#define DT_EQUIPMENT    ((ULONG)0x00000008)
#define DT_SEC_DISTLIST ((ULONG)0x00000009)

/* PR_MSG_EDITOR_FORMAT */
#define EDITOR_FORMAT_DONTKNOW  ((ULONG)0x00000000)
#define EDITOR_FORMAT_PLAINTEXT ((ULONG)0x00000001)
#define EDITOR_FORMAT_HTML      ((ULONG)0x00000002)
#define EDITOR_FORMAT_RTF       ((ULONG)0x00000003)

/* PR_ROH_FLAGS, PR_ROH_PROXY_AUTH_SCHEME */
#define ROHFLAGS_USE_ROH            0x1
#define ROHFLAGS_SSL_ONLY           0x2
#define ROHFLAGS_MUTUAL_AUTH        0x4
#define ROHFLAGS_HTTP_FIRST_ON_FAST 0x8
#define ROHFLAGS_HTTP_FIRST_ON_SLOW 0x20

#define ROHAUTH_BASIC 0x1
#define ROHAUTH_NTLM  0x2

/* PR_PROFILE_CONFIG_FLAGS of an Exchange account, beside those of edkmdb.h */
#define CONFIG_OST_CACHE_PRIVATE 0x00000180
#define CONFIG_OST_CACHE_PUBLIC  0x00000400

/* Notification of an indexer that objects are ready for it: fnevIndexing */

#define fnevIndexing          ((ULONG)0x00010000)
#define INDEXING_SEARCH_OWNER ((ULONG)0x00000001) /* extended notification: who pushes */

typedef struct _INDEX_SEARCH_PUSHER_PROCESS {
    DWORD dwPID;
} INDEX_SEARCH_PUSHER_PROCESS;

/* PR_PROFILE_SERVER_FULL_VERSION */
typedef struct {
    WORD wMajorVersion;
    WORD wMinorVersion;
    WORD wBuild;
    WORD wMinorBuild;
} EXCHANGE_STORE_VERSION_NUM;

/* Entry IDs of the contacts address book and of directories in it */

#define CONTAB_ROOT      ((ULONG)0x00000001)
#define CONTAB_SUBROOT   ((ULONG)0x00000002)
#define CONTAB_CONTAINER ((ULONG)0x00000003)
#define CONTAB_USER      ((ULONG)0x00000004)
#define CONTAB_DISTLIST  ((ULONG)0x00000005)

#pragma pack(push, 4)

typedef struct _contab_entryid {
    BYTE abFlags[4];
    MAPIUID muid;
    ULONG ulVersion;
    ULONG ulType;  /* CONTAB_... */
    ULONG ulIndex; /* which of the contact's addresses */
    ULONG cbeid;   /* bytes of abeid */
    BYTE abeid[1]; /* the contact's own entry ID; goes on */
} CONTAB_ENTRYID, *LPCONTAB_ENTRYID;

typedef struct _dir_entryid {
    BYTE abFlags[4];
    MAPIUID muid;
    ULONG ulVersion;
    ULONG ulType;
    MAPIUID muidID;
} DIR_ENTRYID, *LPDIR_ENTRYID;

#pragma pack(pop)

/* What CreateMsgServiceEx adds, under the name that implementers in C++ use */
#define MAPI_IMSGSERVICEADMIN_METHODS2(IPURE) MAPI_IMSGSERVICEADMIN2_METHODS(IPURE)

/* IAttachmentSecurity: asked from the session; which attachments not to show */

#define MAPI_IATTACHMENTSECURITY_METHODS(IPURE) \
    MAPIMETHOD(IsAttachmentBlocked)(THIS_ LPCWSTR file, BOOL *blocked) IPURE;

#undef INTERFACE
#define INTERFACE IAttachmentSecurity
DECLARE_MAPI_INTERFACE_(IAttachmentSecurity, IUnknown)
{
    BEGIN_INTERFACE
    MAPI_IUNKNOWN_METHODS(PURE)
    MAPI_IATTACHMENTSECURITY_METHODS(PURE)
};
DECLARE_MAPI_INTERFACE_PTR(IAttachmentSecurity, LPATTACHMENTSECURITY);

/* IContabAdmin: the contacts address book forgets a store's folders */

#define MAPI_ICONTABADMIN_METHODS(IPURE) \
    MAPIMETHOD(RemoveStore)(THIS_ ULONG entry_bytes, LPENTRYID entry) IPURE;

#undef INTERFACE
#define INTERFACE IContabAdmin
DECLARE_MAPI_INTERFACE_(IContabAdmin, IUnknown)
{
    BEGIN_INTERFACE
    MAPI_IUNKNOWN_METHODS(PURE)
    MAPI_ICONTABADMIN_METHODS(PURE)
};
DECLARE_MAPI_INTERFACE_PTR(IContabAdmin, LPCONTABADMIN);

/* IFolderSupport: asked from a folder */

#define FS_NONE             0x00
#define FS_SUPPORTS_SHARING 0x01

#define MAPI_IFOLDERSUPPORT_METHODS(IPURE) \
    MAPIMETHOD(GetSupportMask)(THIS_ DWORD *mask) IPURE;

#undef INTERFACE
#define INTERFACE IFolderSupport
DECLARE_MAPI_INTERFACE_(IFolderSupport, IUnknown)
{
    BEGIN_INTERFACE
    MAPI_IUNKNOWN_METHODS(PURE)
    MAPI_IFOLDERSUPPORT_METHODS(PURE)
};
DECLARE_MAPI_INTERFACE_PTR(IFolderSupport, LPFOLDERSUPPORT);

/* IMAPIGetSession: asked from the support object; the session a provider works for */

#define MAPI_IMAPIGETSESSION_METHODS(IPURE) \
    MAPIMETHOD(GetMAPISession)(THIS_ LPUNKNOWN *session) IPURE;

#undef INTERFACE
#define INTERFACE IMAPIGetSession
DECLARE_MAPI_INTERFACE_(IMAPIGetSession, IUnknown)
{
    BEGIN_INTERFACE
    MAPI_IUNKNOWN_METHODS(PURE)
    MAPI_IMAPIGETSESSION_METHODS(PURE)
};
DECLARE_MAPI_INTERFACE_PTR(IMAPIGetSession, LPMAPIGETSESSION);

/* IMAPISecureMessage: asked from a signed or encrypted message; the message inside */

#define MAPI_IMAPISECUREMESSAGE_METHODS(IPURE) \
    MAPIMETHOD(PLACEHOLDER3)(THIS) IPURE; \
    MAPIMETHOD(PLACEHOLDER4)(THIS) IPURE; \
    MAPIMETHOD(PLACEHOLDER5)(THIS) IPURE; \
    MAPIMETHOD(PLACEHOLDER6)(THIS) IPURE; \
    MAPIMETHOD(GetBaseMessage)(THIS_ LPMESSAGE *message) IPURE; \
    MAPIMETHOD(PLACEHOLDER8)(THIS) IPURE; \
    MAPIMETHOD(PLACEHOLDER9)(THIS) IPURE; \
    MAPIMETHOD(PLACEHOLDER10)(THIS) IPURE;

#undef INTERFACE
#define INTERFACE IMAPISecureMessage
DECLARE_MAPI_INTERFACE_(IMAPISecureMessage, IUnknown)
{
    BEGIN_INTERFACE
    MAPI_IUNKNOWN_METHODS(PURE)
    MAPI_IMAPISECUREMESSAGE_METHODS(PURE)
};
DECLARE_MAPI_INTERFACE_PTR(IMAPISecureMessage, LPMAPISECUREMESSAGE);

/* IProxyStoreObject: asked from a wrapped store; the store inside, without a reference */

#define MAPI_IPROXYSTOREOBJECT_METHODS(IPURE) \
    MAPIMETHOD(PLACEHOLDER3)(THIS) IPURE; \
    MAPIMETHOD(UnwrapNoRef)(THIS_ LPVOID *object) IPURE; \
    MAPIMETHOD(PLACEHOLDER5)(THIS) IPURE;

#undef INTERFACE
#define INTERFACE IProxyStoreObject
DECLARE_MAPI_INTERFACE_(IProxyStoreObject, IUnknown)
{
    BEGIN_INTERFACE
    MAPI_IUNKNOWN_METHODS(PURE)
    MAPI_IPROXYSTOREOBJECT_METHODS(PURE)
};
DECLARE_MAPI_INTERFACE_PTR(IProxyStoreObject, LPPROXYSTOREOBJECT);

/* Exports. The flags of MAPICrashRecovery are documented by name only; their values are not public.
 */

STDAPI_(void) MAPICrashRecovery(ULONG flags);
STDAPI HrGetAutoDiscoverXML(LPCWSTR address, LPCWSTR password, HANDLE cancel, ULONG flags,
                            LPSTREAM *xml);

/* HrCreateNewWrappedObject: the flags */
#define DDLWRAP_FLAG_ANSI    0x00000001
#define DDLWRAP_FLAG_UNICODE 0x00000002
STDAPI HrCreateNewWrappedObject(void *unwrapped, ULONG unwrapped_flags, ULONG wrapped_flags,
                                const IID *iid, const ULONG *reserved, BOOL check_wrap,
                                void **wrapped);

/* Puts the Windows mapi32.dll back in its place; 0 when all is well. In the Windows DLL only. */
STDAPI_(DWORD) FixMAPI(void);

#ifdef __cplusplus
}
#endif

#endif
