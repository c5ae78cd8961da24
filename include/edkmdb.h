/*
 * edkmdb.h - Exchange stores: rules, permissions, store management
 *
 * The tags are in edktags.h, the interface identifiers in edkguid.h, incremental change
 * synchronisation is in edkics.h; this header includes them all.
 * Sources: MAPI reference (IExchangeModifyTable, ACTION), [MS-OXORULE], [MS-OXCPERM].
 */
#ifndef EDKMDB_INCLUDED
#define EDKMDB_INCLUDED

#include "edkguid.h"
#include "edkics.h"
#include "edktags.h"
#include "mapicode.h"
#include "mapidefs.h"
#include "mapitags.h"

#ifdef __cplusplus
extern "C" {
#endif

/* clang-format off: a line below is one row of a table */

/* Profile sections and providers, as 16 bytes */
#define pbExchangeProviderDelegateGuid \
    "\x9e\xb4\x77\x00\x74\xe4\x11\xce\x8c\x5e\x00\xaa\x00\x42\x54\xe2"
#define pbExchangeProviderLocalStoreGuid \
    "\x2d\xe5\x6b\xa1\x64\x6e\x11\xd2\x8d\x4e\x00\xc0\x4f\xae\x23\x71"
#define pbExchangeProviderPersistStoreGuid \
    "\x98\xa2\x3d\x67\x62\xcf\x4d\x34\x82\x79\xdb\xfa\x6a\x50\x8b\x31"
#define pbExchangeProviderPrimaryUserGuid \
    "\x54\x94\xa1\xc0\x29\x7f\x10\x1b\xa5\x87\x08\x00\x2b\x2a\x25\x17"
#define pbExchangeProviderPublicGuid \
    "\x78\xb2\xfa\x70\xaf\xf7\x11\xcd\x9b\xc8\x00\xaa\x00\x2f\xc4\x5a"
#define pbExchangeProviderXportGuid \
    "\xa9\x06\x40\xe0\xd6\x93\x11\xcd\xaf\x95\x00\xaa\x00\x4a\x35\xc3"
#define pbGlobalProfileSectionGuid \
    "\x13\xdb\xb0\xc8\xaa\x05\x10\x1a\x9b\xb0\x00\xaa\x00\x2f\xc4\x5a"

/* PR_PROFILE_VERSION */
#define PROFILE_VERSION ((ULONG)0x00000501)

/* PR_PROFILE_CONFIG_FLAGS */
#define CONFIG_SERVICE                ((ULONG)0x00000001)
#define CONFIG_SHOW_STARTUP_UI        ((ULONG)0x00000002)
#define CONFIG_SHOW_CONNECT_UI        ((ULONG)0x00000004)
#define CONFIG_PROMPT_FOR_CREDENTIALS ((ULONG)0x00000008)
#define CONFIG_NO_AUTO_DETECT         ((ULONG)0x00000010)
#define CONFIG_OST_CACHE_ONLY         ((ULONG)0x00000020)

/* PR_PROFILE_CONNECT_FLAGS */
#define CONNECT_USE_ADMIN_PRIVILEGE       ((ULONG)0x00000001)
#define CONNECT_NO_RPC_ENCRYPTION         ((ULONG)0x00000002)
#define CONNECT_USE_SEPARATE_CONNECTION   ((ULONG)0x00000004)
#define CONNECT_NO_UNDER_COVER_CONNECTION ((ULONG)0x00000008)
#define CONNECT_ANONYMOUS_ACCESS          ((ULONG)0x00000010)
#define CONNECT_NO_NOTIFICATIONS          ((ULONG)0x00000020)
#define CONNECT_NO_TABLE_NOTIFICATIONS    ((ULONG)0x00000020)
#define CONNECT_NO_ADDRESS_RESOLUTION     ((ULONG)0x00000040)
#define CONNECT_RESTORE_DATABASE          ((ULONG)0x00000080)

/* PR_PROFILE_TRANSPORT_FLAGS */
#define TRANSPORT_DOWNLOAD ((ULONG)0x00000001)
#define TRANSPORT_UPLOAD   ((ULONG)0x00000002)

/* PR_PROFILE_OPEN_FLAGS, IExchangeManageStore::CreateStoreEntryID */
#define OPENSTORE_USE_ADMIN_PRIVILEGE              ((ULONG)0x00000001)
#define OPENSTORE_PUBLIC                           ((ULONG)0x00000002)
#define OPENSTORE_HOME_LOGON                       ((ULONG)0x00000004)
#define OPENSTORE_TAKE_OWNERSHIP                   ((ULONG)0x00000008)
#define OPENSTORE_OVERRIDE_HOME_MDB                ((ULONG)0x00000010)
#define OPENSTORE_TRANSPORT                        ((ULONG)0x00000020)
#define OPENSTORE_REMOTE_TRANSPORT                 ((ULONG)0x00000040)
#define OPENSTORE_INTERNET_ANONYMOUS               ((ULONG)0x00000080)
#define OPENSTORE_ALTERNATE_SERVER                 ((ULONG)0x00000100)
#define OPENSTORE_IGNORE_HOME_MDB                  ((ULONG)0x00000200)
#define OPENSTORE_NO_MAIL                          ((ULONG)0x00000400)
#define OPENSTORE_OVERRIDE_LAST_MODIFIER           ((ULONG)0x00000800)
#define OPENSTORE_CALLBACK_LOGON                   ((ULONG)0x00001000)
#define OPENSTORE_LOCAL                            ((ULONG)0x00002000)
#define OPENSTORE_FAIL_IF_NO_MAILBOX               ((ULONG)0x00004000)
#define OPENSTORE_CACHE_EXCHANGE                   ((ULONG)0x00008000)
#define OPENSTORE_CLI_WITH_NAMEDPROP_FIX           ((ULONG)0x00010000)
#define OPENSTORE_ENABLE_LAZY_LOGGING              ((ULONG)0x00020000)
#define OPENSTORE_CLI_WITH_REPLID_GUID_MAPPING_FIX ((ULONG)0x00040000)
#define OPENSTORE_NO_LOCALIZATION                  ((ULONG)0x00080000)
#define OPENSTORE_RESTORE_DATABASE                 ((ULONG)0x00100000)
#define OPENSTORE_XFOREST_MOVE                     ((ULONG)0x00200000)

/* PR_PROFILE_TYPE */
#define PROFILE_PRIMARY_USER ((ULONG)0x00000001)
#define PROFILE_DELEGATE     ((ULONG)0x00000002)
#define PROFILE_PUBLIC_STORE ((ULONG)0x00000003)
#define PROFILE_SUBSCRIPTION ((ULONG)0x00000004)

/* PR_OST_ENCRYPTION */
#define OSTF_BEST_ENCRYPTION         ((ULONG)0x20000000)
#define OSTF_COMPRESSABLE_ENCRYPTION ((ULONG)0x40000000)
#define OSTF_NO_ENCRYPTION           ((ULONG)0x80000000)

/* PR_REPLICATION_STYLE and defaults of replication */
#define STYLE_NEVER                            ((ULONG)0x00000000)
#define STYLE_NORMAL                           ((ULONG)0x00000001)
#define STYLE_ALWAYS                           ((ULONG)0x00000002)
#define STYLE_ALWAYS_INTERVAL_DEFAULT          ((ULONG)0x0000000F)
#define REPLICATION_MESSAGE_SIZE_LIMIT_DEFAULT ((ULONG)0x0000012C)
#define STYLE_DEFAULT                          ((ULONG)0xFFFFFFFF)

/* PR_RESOLVE_METHOD */
#define RESOLVE_METHOD_DEFAULT                  ((LONG)0)
#define RESOLVE_METHOD_LAST_WRITER_WINS         ((LONG)1)
#define RESOLVE_METHOD_NO_CONFLICT_NOTIFICATION ((LONG)2)

/* PR_TRUST_SENDER */
#define PR_TRUST_SENDER_NO  0x00000000
#define PR_TRUST_SENDER_YES 0x00000001

/* PR_MSG_EDITOR_FORMAT */
#define EDITOR_FORMAT_DONTKNOW  ((ULONG)0x00000000)
#define EDITOR_FORMAT_PLAINTEXT ((ULONG)0x00000001)
#define EDITOR_FORMAT_HTML      ((ULONG)0x00000002)
#define EDITOR_FORMAT_RTF       ((ULONG)0x00000003)

/* PR_MSG_STATUS */
#define MSGSTATUS_IN_CONFLICT ((ULONG)0x00000800)
#define MSGSTATUS_MDNSENT     ((ULONG)0x00004000)

/* PR_X400_ENVELOPE_TYPE */
#define ENV_BLANK            ((ULONG)0x00000000)
#define X400_ENV_PLAIN       ((ULONG)0x00000000)
#define ENV_RECIP_NUM        ((ULONG)0x00000001)
#define ENV_MSG_EXT          ((ULONG)0x00000002)
#define X400_ENV_VALID_RECIP ((ULONG)0x00000003)
#define ENV_RECIP_EXT        ((ULONG)0x00000004)
#define X400_ENV_FULL_EXT    ((ULONG)0x00000007)

/* PR_AUTO_RESPONSE_SUPPRESS */
#define AUTO_RESPONSE_SUPPRESS_DR           ((ULONG)0x00000001)
#define AUTO_RESPONSE_SUPPRESS_NDR          ((ULONG)0x00000002)
#define AUTO_RESPONSE_SUPPRESS_RN           ((ULONG)0x00000004)
#define AUTO_RESPONSE_SUPPRESS_NRN          ((ULONG)0x00000008)
#define AUTO_RESPONSE_SUPPRESS_OOF          ((ULONG)0x00000010)
#define AUTO_RESPONSE_SUPPRESS_AUTO_REPLY   ((ULONG)0x00000020)
#define AUTO_RESPONSE_SUPPRESS_NORFC821FROM ((ULONG)0x00000040)

/* PR_DL_REPORT_FLAGS */
#define PRIV_DL_HIDE_MEMBERS    0x00000001
#define PRIV_DL_REPORT_TO_ORIG  0x00000002
#define PRIV_DL_REPORT_TO_OWNER 0x00000004
#define PRIV_DL_ALLOW_OOF       0x00000008

/* PR_OFFLINE_FLAGS, PR_SYNCHRONIZE_FLAGS */
#define OF_AVAILABLE_OFFLINE    ((ULONG)0x00000001)
#define OF_FORCE                ((ULONG)0x80000000)
#define SF_DISABLE_STARTUP_SYNC ((ULONG)0x00000001)

/* PR_FOLDER_FLAGS */
#define MDB_FOLDER_IPM    0x00000001
#define MDB_FOLDER_SEARCH 0x00000002
#define MDB_FOLDER_NORMAL 0x00000004
#define MDB_FOLDER_RULES  0x00000008
#define MDB_NON_IPM       0x00000010
#define MDB_IPM           0x00000020

/* SetSearchCriteria, beside those in mapidefs.h ([MS-OXCFOLD], RopSetSearchCriteria) */
#define CONTENT_INDEXED_SEARCH     ((ULONG)0x00010000)
#define NON_CONTENT_INDEXED_SEARCH ((ULONG)0x00020000)
#define STATIC_SEARCH              ((ULONG)0x00040000)
/* GetSearchCriteria's states, beside those in mapidefs.h */
#define SEARCH_COMPLETE       ((ULONG)0x00001000)
#define SEARCH_PARTIAL        ((ULONG)0x00002000)
#define SEARCH_STATIC         ((ULONG)0x00010000)
#define SEARCH_MAYBE_STATIC   ((ULONG)0x00020000)
#define CI_TOTALLY            ((ULONG)0x01000000)
#define CI_WITH_TWIR_RESIDUAL ((ULONG)0x02000000)
#define TWIR_MOSTLY           ((ULONG)0x04000000)
#define TWIR_TOTALLY          ((ULONG)0x08000000)

/* PR_STORAGE_LIMIT_INFORMATION and quotas */
#define MDB_LIMIT_BELOW         0x00000001
#define MDB_LIMIT_ISSUE_WARNING 0x00000002
#define MDB_LIMIT_PROHIBIT_SEND 0x00000004
#define MDB_LIMIT_NO_CHECK      0x00000008
#define MDB_LIMIT_DISABLED      0x00000010
#define MDB_QUOTA_NOQUOTA       0xFFFFFFFF

/* PR_ANTIVIRUS_SCAN_STATUS */
#define ANTIVIRUS_SCAN_NO_VIRUS      0
#define ANTIVIRUS_SCAN_VIRUS_PRESENT 1
#define ANTIVIRUS_SCAN_VIRUS_CLEANED 2
#define ANTIVIRUS_SCAN_VIRUS_DELETED 3

/* PR_RETENTION_FLAGS */
#define RETENTION_FLAGS_EXPLICIT         ((ULONG)0x00000001)
#define RETENTION_FLAGS_TAG_CHANGED      ((ULONG)0x00000002)
#define RETENTION_FLAGS_AUTOTAG          ((ULONG)0x00000004)
#define RETENTION_FLAGS_PERSONAL         ((ULONG)0x00000008)
#define RETENTION_FLAGS_EXPLICIT_ARCHIVE ((ULONG)0x00000010)

/* Flags of store calls that IMsgStore and IMAPIFolder do not list */
#define SHOW_SOFT_DELETES                   ((ULONG)0x00000002)
#define SHOW_SUBFOLDERS                     ((ULONG)0x00000004)
#define ACLTABLE_FREEBUSY                   ((ULONG)0x00000002)
#define MAPI_RESERVED1                      ((ULONG)0x00010000)
#define MDB_OPEN_MSG_NO_BLOCK               ((ULONG)0x00000020)
#define MDB_SAVE_MSG_UNLOCK                 ((ULONG)0x00000040)
#define DELETE_HARD_DELETE                  ((ULONG)0x00000010)
#define MESSAGE_BEST_BODY                   ((ULONG)0x00000010)
#define MESSAGE_SEND_ENTRYID                ((ULONG)0x00000020)
#define SUPRESS_NOTIFICATIONS_ON_MY_ACTIONS ((ULONG)0x00001000)
#define MAPI_EXTENDEDCALLBACKS              ((ULONG)0x00000400)

/* PR_MEMBER_RIGHTS */
#define rightsNone              ((ULONG)0x00000000)
#define frightsReadAny          ((ULONG)0x00000001)
#define rightsReadOnly          ((ULONG)0x00000001)
#define frightsCreate           ((ULONG)0x00000002)
#define frightsEditOwned        ((ULONG)0x00000008)
#define frightsDeleteOwned      ((ULONG)0x00000010)
#define frightsEditAny          ((ULONG)0x00000020)
#define rightsReadWrite         ((ULONG)0x00000021)
#define frightsDeleteAny        ((ULONG)0x00000040)
#define frightsCreateSubfolder  ((ULONG)0x00000080)
#define frightsOwner            ((ULONG)0x00000100)
#define frightsContact          ((ULONG)0x00000200)
#define frightsVisible          ((ULONG)0x00000400)
#define rightsAll               ((ULONG)0x000005FB)
#define frightsFreeBusySimple   ((ULONG)0x00000800)
#define frightsFreeBusyDetailed ((ULONG)0x00001000)

/* Access mask bits in security descriptors */
#define fsdpermUserMailboxOwner  0x00000001
#define fsdrightReadBody         0x00000001
#define fsdpermUserSendAs        0x00000002
#define fsdpermUserPrimaryUser   0x00000004
#define fsdpermUserDeleteMailbox 0x00010000
#define sdpermUserGenericExecute 0x00020000
#define sdpermUserGenericRead    0x00020000
#define sdpermUserGenericWrite   0x00030000
#define sdpermUserGenericAll     0x001F0007

/* PR_RULE_STATE */
#define ST_DISABLED            0x00000000
#define ST_ENABLED             0x00000001
#define ST_ERROR               0x00000002
#define ST_ONLY_WHEN_OOF       0x00000004
#define ST_KEEP_OOF_HIST       0x00000008
#define ST_EXIT_LEVEL          0x00000010
#define ST_SKIP_IF_SCL_IS_SAFE 0x00000020
#define ST_RULE_PARSE_ERROR    0x00000040
#define ST_CLEAR_OOF_HIST      0x80000000

/* Restrictions in rules */
#define NULL_RESTRICTION   255
#define RELOP_MEMBER_OF_DL 100

/* ACTION.ulActionFlavor of replies (two) and forwards (three) */
#define DO_NOT_SEND_TO_ORIGINATOR 1
#define STOCK_REPLY_TEMPLATE      2
#define FWD_PRESERVE_SENDER       1
#define FWD_DO_NOT_MUNGE_MSG      2
#define FWD_AS_ATTACHMENT         4

/* ACTION.scBounceCode */
#define BOUNCE_MESSAGE_SIZE_TOO_LARGE ((SCODE)13)
#define BOUNCE_FORMS_MISMATCH         ((SCODE)31)
#define BOUNCE_ACCESS_DENIED          ((SCODE)38)

/* PR_RULE_ERROR */
#define RULE_ERR_FIRST           1
#define RULE_ERR_UNKNOWN         1
#define RULE_ERR_LOAD            2
#define RULE_ERR_DELIVERY        3
#define RULE_ERR_PARSING         4
#define RULE_ERR_CREATE_DAE      5
#define RULE_ERR_NO_FOLDER       6
#define RULE_ERR_NO_RIGHTS       7
#define RULE_ERR_CREATE_DAM      8
#define RULE_ERR_NO_SENDAS       9
#define RULE_ERR_NO_TEMPLATE     10
#define RULE_ERR_EXECUTION       11
#define RULE_ERR_QUOTA_EXCEEDED  12
#define RULE_ERR_LAST            13
#define RULE_ERR_TOO_MANY_RECIPS 13

/* ACTIONS.ulVersion */
#define EDK_RULES_VERSION 1

/* Message classes and providers of rules */
#define szProviderModeratorRule       "MSFT:MR"
#define wszProviderModeratorRule      L"MSFT:MR"
#define szReplyTemplateMsgClassPrefix "IPM.Note.Rules.ReplyTemplate."
#define szOofTemplateMsgClassPrefix   "IPM.Note.Rules.OofTemplate."
#define szDamMsgClass                 "IPC.Microsoft Exchange 4.0.Deferred Action"
#define szDemMsgClass                 "IPC.Microsoft Exchange 4.0.Deferred Error"
#define szExRuleMsgClass              "IPM.ExtendedRule.Message"
#define wszExRuleMsgClass             L"IPM.ExtendedRule.Message"

/* PR_LOCK_TYPE and the lock calls */
#define LOCK_NON_PERSISTENT         0x00000001
#define LOCK_BLOCKING_MID_LOCK      0x00000002
#define LOCK_NULL_RESOURCE          0x00000004
#define LOCK_READ_ACCESS_CHECK_ONLY 0x00000008
#define LOCK_WRITE_THROUGH_GOP      0x00010000
#define LOCK_RESERVED               0x80000000

#define UNLOCK_CHECKIN_ABORT                0x00000001
#define UNLOCK_CHECKIN_KEEP_LOCKED          0x00000002
#define UNLOCK_BLOCKING_MID_LOCK_ALL        0x00000004
#define UNLOCK_BLOCKING_MID_LOCK_LOGON_ONLY 0x00000008
#define UNLOCK_NULL_RESOURCE                0x00000010
#define UNLOCK_WRITE_THROUGH_GOP            0x00010000

/* Versioned folders */
#define wNonVersionedFolder    ((WORD)0x0000)
#define wVersionedFolderSimple ((WORD)0x0001)
#define wVersionedFolderAuto   ((WORD)0x0002)
#define fVersionedDelete       ((ULONG)0x01)
#define fVersionedUnDelete     ((ULONG)0x02)
#define fVersionedPin          ((ULONG)0x04)
#define fVersionedUnPin        ((ULONG)0x08)
#define fVersionedMoveIn       ((ULONG)0x10)
#define fVersionedMoveOut      ((ULONG)0x20)

/* PR_FLAT_URL_NAME */
#define WSZ_URL_FLAT_FOLDER_SPACE L"/-FlatUrlSpace-/"
#define cwchUrlFlatFolderSpace    16

/* Where handheld synchronisation and the OST policy stand in the registry */
#define NO_OST_DEFAULT          0
#define NO_OST_FLAG_ALLOWED     0
#define NO_OST_FLAG_CACHE_ONLY  1
#define NO_OST_FLAG_NOT_ALLOWED 2
#define NO_OST_FLAG_NO_CACHE    3
#define SZ_HPC_V1               "Software\\Microsoft\\Pegasus"
#define SZ_HPC_V1_0             "InstalledDir"
#define SZ_HPC_V1_MAJOR         "MajorVersion"
#define SZ_HPC_V1_MINOR         "MinorVersion"
#define SZ_HPC_V2               "Software\\Microsoft\\Windows CE Services"
#define SZ_HPC_V2_MAJOR         "MajorVersion"
#define SZ_HPC_V2_MINOR         "MinorVersion"
#define SZ_NO_OST               "NoOST"
#define SZ_OUTL_OST_OPTIONS     "Software\\Microsoft\\Office\\8.0\\Outlook\\OST"

/* Traces in reports of X.400 systems: PR_TRACE_INFO, PR_INTERNAL_TRACE_INFO */

#define MAX_ADMD_NAME_SIZ    17
#define MAX_PRMD_NAME_SIZ    17
#define MAX_COUNTRY_NAME_SIZ 4
#define MAX_MTA_NAME_SIZ     33
#define ADMN_PAD             3
#define PRMD_PAD             3
#define COUNTRY_PAD          0
#define MTA_PAD              3
#define PRMD_PAD_FOR_ACTIONS 2
#define MTA_PAD_FOR_ACTIONS  2

typedef struct {
    LONG lAction;
    FILETIME ftArrivalTime;
    FILETIME ftDeferredTime;
    char rgchADMDName[MAX_ADMD_NAME_SIZ + ADMN_PAD];
    char rgchCountryName[MAX_COUNTRY_NAME_SIZ + COUNTRY_PAD];
    char rgchPRMDId[MAX_PRMD_NAME_SIZ + PRMD_PAD];
    char rgchAttADMDName[MAX_ADMD_NAME_SIZ + ADMN_PAD];
    char rgchAttCountryName[MAX_COUNTRY_NAME_SIZ + COUNTRY_PAD];
    char rgchAttPRMDId[MAX_PRMD_NAME_SIZ + PRMD_PAD_FOR_ACTIONS];
    BYTE bAdditionalActions;
} TRACEENTRY, *LPTRACEENTRY;

typedef struct {
    ULONG cEntries;
    TRACEENTRY rgtraceentry[MAPI_DIM];
} TRACEINFO, *LPTRACEINFO;

typedef struct {
    LONG lAction;
    FILETIME ftArrivalTime;
    FILETIME ftDeferredTime;
    char rgchADMDName[MAX_ADMD_NAME_SIZ + ADMN_PAD];
    char rgchCountryName[MAX_COUNTRY_NAME_SIZ + COUNTRY_PAD];
    char rgchPRMDId[MAX_PRMD_NAME_SIZ + PRMD_PAD];
    char rgchAttADMDName[MAX_ADMD_NAME_SIZ + ADMN_PAD];
    char rgchAttCountryName[MAX_COUNTRY_NAME_SIZ + COUNTRY_PAD];
    char rgchAttPRMDId[MAX_PRMD_NAME_SIZ + PRMD_PAD];
    char rgchMTAName[MAX_MTA_NAME_SIZ + MTA_PAD];
    char rgchAttMTAName[MAX_MTA_NAME_SIZ + MTA_PAD_FOR_ACTIONS];
    BYTE bAdditionalActions;
} INTTRACEENTRY, *PINTTRACEENTRY;

typedef struct {
    ULONG cEntries;
    INTTRACEENTRY rgIntTraceEntry[MAPI_DIM];
} INTTRACEINFO, *PINTTRACEINFO;

/* IExchangeModifyTable: PR_ACL_TABLE and PR_RULES_TABLE of a folder, read and changed */

#define ROWLIST_REPLACE ((ULONG)1) /* ModifyTable: the rows replace all others */

/* ROWENTRY.ulRowFlags */
#define ROW_ADD    ((ULONG)1)
#define ROW_MODIFY ((ULONG)2)
#define ROW_REMOVE ((ULONG)4)
#define ROW_EMPTY  (ROW_ADD | ROW_REMOVE)

typedef struct _ROWENTRY {
    ULONG ulRowFlags;
    ULONG cValues;
    LPSPropValue rgPropVals;
} ROWENTRY, *LPROWENTRY;

typedef struct _ROWLIST {
    ULONG cEntries;
    ROWENTRY aEntries[MAPI_DIM];
} ROWLIST, *LPROWLIST;

#define MAPI_IEXCHANGEMODIFYTABLE_METHODS(IPURE) \
    MAPIMETHOD(GetLastError)(THIS_ HRESULT result, ULONG flags, LPMAPIERROR *error) IPURE; \
    MAPIMETHOD(GetTable)(THIS_ ULONG flags, LPMAPITABLE *table) IPURE; \
    MAPIMETHOD(ModifyTable)(THIS_ ULONG flags, LPROWLIST rows) IPURE;

#undef INTERFACE
#define INTERFACE IExchangeModifyTable
DECLARE_MAPI_INTERFACE_(IExchangeModifyTable, IUnknown)
{
    BEGIN_INTERFACE
    MAPI_IUNKNOWN_METHODS(PURE)
    MAPI_IEXCHANGEMODIFYTABLE_METHODS(PURE)
};
DECLARE_MAPI_INTERFACE_PTR(IExchangeModifyTable, LPEXCHANGEMODIFYTABLE);

/* Rules: PR_RULE_ACTIONS is an ACTIONS */

typedef DWORD RIGHTS;
typedef DWORD SDRIGHTS;

typedef enum {
    OP_MOVE = 1,
    OP_COPY,
    OP_REPLY,
    OP_OOF_REPLY,
    OP_DEFER_ACTION,
    OP_BOUNCE,
    OP_FORWARD,
    OP_DELEGATE,
    OP_TAG,
    OP_DELETE,
    OP_MARK_AS_READ
} ACTTYPE;

typedef struct _action {
    ACTTYPE acttype; /* which arm of the union */
    ULONG ulActionFlavor;
    LPSRestriction lpRes;           /* NULL */
    LPSPropTagArray lpPropTagArray; /* NULL */
    ULONG ulFlags;
    ULONG dwAlignPad;
    union {
        struct { /* OP_MOVE, OP_COPY */
            ULONG cbStoreEntryId;
            LPENTRYID lpStoreEntryId;
            ULONG cbFldEntryId;
            LPENTRYID lpFldEntryId;
        } actMoveCopy;
        struct { /* OP_REPLY, OP_OOF_REPLY */
            ULONG cbEntryId;
            LPENTRYID lpEntryId;
            GUID guidReplyTemplate;
        } actReply;
        struct { /* OP_DEFER_ACTION */
            ULONG cbData;
            BYTE *pbData;
        } actDeferAction;
        SCODE scBounceCode; /* OP_BOUNCE */
        LPADRLIST lpadrlist; /* OP_FORWARD, OP_DELEGATE */
        SPropValue propTag;  /* OP_TAG */
    };
} ACTION, *LPACTION;

typedef struct _actions {
    ULONG ulVersion; /* EDK_RULES_VERSION */
    UINT cActions;
    LPACTION lpAction;
} ACTIONS;

#define MAPI_IEXCHANGERULEACTION_METHODS(IPURE) \
    MAPIMETHOD(ActionCount)(THIS_ ULONG *count) IPURE; \
    MAPIMETHOD(GetAction)(THIS_ ULONG index, LARGE_INTEGER *rule, LPACTION *action) IPURE;

#undef INTERFACE
#define INTERFACE IExchangeRuleAction
DECLARE_MAPI_INTERFACE_(IExchangeRuleAction, IUnknown)
{
    BEGIN_INTERFACE
    MAPI_IUNKNOWN_METHODS(PURE)
    MAPI_IEXCHANGERULEACTION_METHODS(PURE)
};
DECLARE_MAPI_INTERFACE_PTR(IExchangeRuleAction, LPEXCHANGERULEACTION);

/* IExchangeManageStore and its successors: entry IDs and rights of other people's stores */

#define MAPI_IEXCHANGEMANAGESTORE_METHODS(IPURE)                                                   \
    MAPIMETHOD(CreateStoreEntryID)                                                                 \
    (THIS_ LPCSTR store_dn, LPCSTR mailbox_dn, ULONG flags, ULONG * entry_bytes,                   \
     LPENTRYID * entry) IPURE;                                                                     \
    MAPIMETHOD(EntryIDFromSourceKey)                                                               \
    (THIS_ ULONG folder_key_bytes, BYTE * folder_key, ULONG message_key_bytes, BYTE * message_key, \
     ULONG * entry_bytes, LPENTRYID * entry) IPURE;                                                \
    MAPIMETHOD(GetRights)                                                                          \
    (THIS_ ULONG user_bytes, LPENTRYID user, ULONG entry_bytes, LPENTRYID entry, ULONG * rights)   \
        IPURE;                                                                                     \
    MAPIMETHOD(GetMailboxTable)(THIS_ LPSTR server, LPMAPITABLE * table, ULONG flags) IPURE;       \
    MAPIMETHOD(GetPublicFolderTable)(THIS_ LPSTR server, LPMAPITABLE * table, ULONG flags) IPURE;

#undef INTERFACE
#define INTERFACE IExchangeManageStore
DECLARE_MAPI_INTERFACE_(IExchangeManageStore, IUnknown)
{
    BEGIN_INTERFACE
    MAPI_IUNKNOWN_METHODS(PURE)
    MAPI_IEXCHANGEMANAGESTORE_METHODS(PURE)
};
DECLARE_MAPI_INTERFACE_PTR(IExchangeManageStore, LPEXCHANGEMANAGESTORE);

#define MAPI_IEXCHANGEMANAGESTORE2_METHODS(IPURE)                                                  \
    MAPIMETHOD(CreateNewsgroupNameEntryID)                                                         \
    (THIS_ LPSTR newsgroup, ULONG * entry_bytes, LPENTRYID * entry) IPURE;

#undef INTERFACE
#define INTERFACE IExchangeManageStore2
DECLARE_MAPI_INTERFACE_(IExchangeManageStore2, IUnknown)
{
    BEGIN_INTERFACE
    MAPI_IUNKNOWN_METHODS(PURE)
    MAPI_IEXCHANGEMANAGESTORE_METHODS(PURE)
    MAPI_IEXCHANGEMANAGESTORE2_METHODS(PURE)
};
DECLARE_MAPI_INTERFACE_PTR(IExchangeManageStore2, LPEXCHANGEMANAGESTORE2);

#define MAPI_IEXCHANGEMANAGESTORE3_METHODS(IPURE)                                                  \
    MAPIMETHOD(GetMailboxTableOffset)                                                              \
    (THIS_ LPSTR server, LPMAPITABLE * table, ULONG flags, UINT offset) IPURE;

#undef INTERFACE
#define INTERFACE IExchangeManageStore3
DECLARE_MAPI_INTERFACE_(IExchangeManageStore3, IUnknown)
{
    BEGIN_INTERFACE
    MAPI_IUNKNOWN_METHODS(PURE)
    MAPI_IEXCHANGEMANAGESTORE_METHODS(PURE)
    MAPI_IEXCHANGEMANAGESTORE2_METHODS(PURE)
    MAPI_IEXCHANGEMANAGESTORE3_METHODS(PURE)
};
DECLARE_MAPI_INTERFACE_PTR(IExchangeManageStore3, LPEXCHANGEMANAGESTORE3);

#define MAPI_IEXCHANGEMANAGESTORE4_METHODS(IPURE)                                                  \
    MAPIMETHOD(GetPublicFolderTableOffset)                                                         \
    (THIS_ LPSTR server, LPMAPITABLE * table, ULONG flags, UINT offset) IPURE;

#undef INTERFACE
#define INTERFACE IExchangeManageStore4
DECLARE_MAPI_INTERFACE_(IExchangeManageStore4, IUnknown)
{
    BEGIN_INTERFACE
    MAPI_IUNKNOWN_METHODS(PURE)
    MAPI_IEXCHANGEMANAGESTORE_METHODS(PURE)
    MAPI_IEXCHANGEMANAGESTORE2_METHODS(PURE)
    MAPI_IEXCHANGEMANAGESTORE3_METHODS(PURE)
    MAPI_IEXCHANGEMANAGESTORE4_METHODS(PURE)
};
DECLARE_MAPI_INTERFACE_PTR(IExchangeManageStore4, LPEXCHANGEMANAGESTORE4);

#define MAPI_IEXCHANGEMANAGESTORE5_METHODS(IPURE)                                                  \
    MAPIMETHOD(GetMailboxTableEx)                                                                  \
    (THIS_ LPSTR server, LPGUID database, LPMAPITABLE * table, ULONG flags, UINT offset) IPURE;    \
    MAPIMETHOD(GetPublicFolderTableEx)                                                             \
    (THIS_ LPSTR server, LPGUID database, LPMAPITABLE * table, ULONG flags, UINT offset) IPURE;

#undef INTERFACE
#define INTERFACE IExchangeManageStore5
DECLARE_MAPI_INTERFACE_(IExchangeManageStore5, IExchangeManageStore4)
{
    BEGIN_INTERFACE
    MAPI_IUNKNOWN_METHODS(PURE)
    MAPI_IEXCHANGEMANAGESTORE_METHODS(PURE)
    MAPI_IEXCHANGEMANAGESTORE2_METHODS(PURE)
    MAPI_IEXCHANGEMANAGESTORE3_METHODS(PURE)
    MAPI_IEXCHANGEMANAGESTORE4_METHODS(PURE)
    MAPI_IEXCHANGEMANAGESTORE5_METHODS(PURE)
};
DECLARE_MAPI_INTERFACE_PTR(IExchangeManageStore5, LPEXCHANGEMANAGESTORE5);

#define MAPI_IEXCHANGEMANAGESTOREEX_METHODS(IPURE)                                                 \
    MAPIMETHOD(CreateStoreEntryID2)                                                                \
    (THIS_ ULONG count, LPSPropValue props, ULONG flags, ULONG * entry_bytes, LPENTRYID * entry)   \
        IPURE;

#undef INTERFACE
#define INTERFACE IExchangeManageStoreEx
DECLARE_MAPI_INTERFACE_(IExchangeManageStoreEx, IExchangeManageStore)
{
    BEGIN_INTERFACE
    MAPI_IUNKNOWN_METHODS(PURE)
    MAPI_IEXCHANGEMANAGESTORE_METHODS(PURE)
    MAPI_IEXCHANGEMANAGESTOREEX_METHODS(PURE)
};
DECLARE_MAPI_INTERFACE_PTR(IExchangeManageStoreEx, LPEXCHANGEMANAGESTOREEX);

/* IExchangeNntpNewsfeed: news in and out */

#define MAPI_IEXCHANGENNTPNEWSFEED_METHODS(IPURE) \
    MAPIMETHOD(Configure)(THIS_ LPSTR newsfeed_dn, ULONG count, LPSPropValue props) IPURE; \
    MAPIMETHOD(CheckMsgIds)(THIS_ LPSTR ids, ULONG *wanted_count, BYTE **wanted) IPURE; \
    MAPIMETHOD(OpenArticleStream)(THIS_ LPSTREAM *stream) IPURE;

#undef INTERFACE
#define INTERFACE IExchangeNntpNewsfeed
DECLARE_MAPI_INTERFACE_(IExchangeNntpNewsfeed, IUnknown)
{
    BEGIN_INTERFACE
    MAPI_IUNKNOWN_METHODS(PURE)
    MAPI_IEXCHANGENNTPNEWSFEED_METHODS(PURE)
};
DECLARE_MAPI_INTERFACE_PTR(IExchangeNntpNewsfeed, LPEXCHANGENNTPNEWSFEED);

/* IExchangeFastTransfer: an object copied as a stream of opaque buffers */

#define TRANSFER_COPYTO       1
#define TRANSFER_COPYPROPS    2
#define TRANSFER_COPYMESSAGES 3
#define TRANSFER_COPYFOLDER   4

#define MAPI_IEXCHANGEFASTTRANSFER_METHODS(IPURE)                                                  \
    MAPIMETHOD(Config)(THIS_ ULONG flags, ULONG method) IPURE;                                     \
    MAPIMETHOD(TransferBuffer)(THIS_ ULONG bytes, LPBYTE data, ULONG * processed) IPURE;           \
    MAPIMETHOD_(BOOL, IsInterfaceOk)                                                               \
    (THIS_ ULONG method, REFIID iid, LPSPropTagArray tags, ULONG flags) IPURE;

#undef INTERFACE
#define INTERFACE IExchangeFastTransfer
DECLARE_MAPI_INTERFACE_(IExchangeFastTransfer, IUnknown)
{
    BEGIN_INTERFACE
    MAPI_IUNKNOWN_METHODS(PURE)
    MAPI_IEXCHANGEFASTTRANSFER_METHODS(PURE)
};
DECLARE_MAPI_INTERFACE_PTR(IExchangeFastTransfer, LPEXCHANGEFASTTRANSFER);

/* Callbacks of a mailbox move */

#define MAPI_IEXCHANGEBADITEMCALLBACK_METHODS(IPURE)                                               \
    MAPIMETHOD(BadItem)                                                                            \
    (THIS_ HRESULT result, ULONG flags, LPWSTR folder, LPSBinary folder_entry, ULONG count,        \
     LPSPropValue props) IPURE;

#undef INTERFACE
#define INTERFACE IExchangeBadItemCallback
DECLARE_MAPI_INTERFACE_(IExchangeBadItemCallback, IUnknown)
{
    BEGIN_INTERFACE
    MAPI_IUNKNOWN_METHODS(PURE)
    MAPI_IEXCHANGEBADITEMCALLBACK_METHODS(PURE)
};
DECLARE_MAPI_INTERFACE_PTR(IExchangeBadItemCallback, LPEXCHANGEBADITEMCALLBACK);

#define MAPI_IEXCHANGEMOVEUSERPROGRESS_METHODS(IPURE) \
    MAPIMETHOD(NextFolder)(THIS_ ULONG flags, LPWSTR folder) IPURE; \
    MAPIMETHOD(Progress)(THIS_ ULONG flags, ULONG done, ULONG total) IPURE; \
    MAPIMETHOD(Restart)(THIS_ ULONG flags) IPURE;

#undef INTERFACE
#define INTERFACE IExchangeMoveUserProgress
DECLARE_MAPI_INTERFACE_(IExchangeMoveUserProgress, IUnknown)
{
    BEGIN_INTERFACE
    MAPI_IUNKNOWN_METHODS(PURE)
    MAPI_IEXCHANGEMOVEUSERPROGRESS_METHODS(PURE)
};
DECLARE_MAPI_INTERFACE_PTR(IExchangeMoveUserProgress, LPEXCHANGEMOVEUSERPROGRESS);

/* Public folder favourites; a message as a MIME stream */

#define MAPI_IEXCHANGEFAVORITES_METHODS(IPURE) \
    MAPIMETHOD(GetLastError)(THIS_ HRESULT result, ULONG flags, LPMAPIERROR *error) IPURE; \
    MAPIMETHOD(AddFavorites)(THIS_ LPENTRYLIST entries) IPURE; \
    MAPIMETHOD(DelFavorites)(THIS_ LPENTRYLIST entries) IPURE;

#undef INTERFACE
#define INTERFACE IExchangeFavorites
DECLARE_MAPI_INTERFACE_(IExchangeFavorites, IUnknown)
{
    BEGIN_INTERFACE
    MAPI_IUNKNOWN_METHODS(PURE)
    MAPI_IEXCHANGEFAVORITES_METHODS(PURE)
};
DECLARE_MAPI_INTERFACE_PTR(IExchangeFavorites, LPEXCHANGEFAVORITES);

#define MAPI_IEXCHANGEMESSAGECONVERSION_METHODS(IPURE) \
    MAPIMETHOD(OpenStream)(THIS_ ULONG count, LPSPropValue props, LPSTREAM *stream) IPURE;

#undef INTERFACE
#define INTERFACE IExchangeMessageConversion
DECLARE_MAPI_INTERFACE_(IExchangeMessageConversion, IUnknown)
{
    BEGIN_INTERFACE
    MAPI_IUNKNOWN_METHODS(PURE)
    MAPI_IEXCHANGEMESSAGECONVERSION_METHODS(PURE)
};
DECLARE_MAPI_INTERFACE_PTR(IExchangeMessageConversion, LPEXCHANGEMESSAGECONVERSION);

/* The method lists under the names that implementers in C++ use */

#define EXCHANGE_IEXCHANGEMODIFYTABLE_METHODS(IPURE) MAPI_IEXCHANGEMODIFYTABLE_METHODS(IPURE)
#define EXCHANGE_IEXCHANGERULEACTION_METHODS(IPURE) MAPI_IEXCHANGERULEACTION_METHODS(IPURE)
#define EXCHANGE_IEXCHANGEMANAGESTORE_METHODS(IPURE) MAPI_IEXCHANGEMANAGESTORE_METHODS(IPURE)
#define EXCHANGE_IEXCHANGEMANAGESTORE2_METHODS(IPURE) MAPI_IEXCHANGEMANAGESTORE2_METHODS(IPURE)
#define EXCHANGE_IEXCHANGEMANAGESTORE3_METHODS(IPURE) MAPI_IEXCHANGEMANAGESTORE3_METHODS(IPURE)
#define EXCHANGE_IEXCHANGEMANAGESTORE4_METHODS(IPURE) MAPI_IEXCHANGEMANAGESTORE4_METHODS(IPURE)
#define EXCHANGE_IEXCHANGEMANAGESTORE5_METHODS(IPURE) MAPI_IEXCHANGEMANAGESTORE5_METHODS(IPURE)
#define EXCHANGE_IEXCHANGEMANAGESTOREEX_METHODS(IPURE) MAPI_IEXCHANGEMANAGESTOREEX_METHODS(IPURE)
#define EXCHANGE_IEXCHANGENNTPNEWSFEED_METHODS(IPURE) MAPI_IEXCHANGENNTPNEWSFEED_METHODS(IPURE)
#define EXCHANGE_IEXCHANGEFASTTRANSFER_METHODS(IPURE) MAPI_IEXCHANGEFASTTRANSFER_METHODS(IPURE)
#define EXCHANGE_IEXCHANGEBADITEMCALLBACK_METHODS(IPURE)                                           \
    MAPI_IEXCHANGEBADITEMCALLBACK_METHODS(IPURE)
#define EXCHANGE_IEXCHANGEMOVEUSERPROGRESS_METHODS(IPURE)                                          \
    MAPI_IEXCHANGEMOVEUSERPROGRESS_METHODS(IPURE)
#define EXCHANGE_IEXCHANGEFAVORITES_METHODS(IPURE) MAPI_IEXCHANGEFAVORITES_METHODS(IPURE)
#define EXCHANGE_IEXCHANGEMESSAGECONVERSION_METHODS(IPURE)                                         \
    MAPI_IEXCHANGEMESSAGECONVERSION_METHODS(IPURE)

#ifdef __cplusplus
}
#endif

#endif
