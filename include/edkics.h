/*
 * edkics.h - incremental change synchronisation: what changed in a folder since a saved state
 *
 * An exporter (PR_CONTENTS_SYNCHRONIZER, PR_HIERARCHY_SYNCHRONIZER) calls an importer
 * (PR_COLLECTOR) for each change, step by step. Included by edkmdb.h.
 * Source: [MS-OXCFXICS].
 */
#ifndef EDKICS_H
#define EDKICS_H

#include "edkguid.h"
#include "mapicode.h"
#include "mapidefs.h"

#ifdef __cplusplus
extern "C" {
#endif

/* clang-format off: a line below is one row of a table */

#define MAKE_SYNC_E(code) (MAKE_SCODE(SEVERITY_ERROR, FACILITY_ITF, code))
#define MAKE_SYNC_W(code) (MAKE_SCODE(SEVERITY_SUCCESS, FACILITY_ITF, code))

#define SYNC_E_UNKNOWN_FLAGS       MAPI_E_UNKNOWN_FLAGS
#define SYNC_E_INVALID_PARAMETER   E_INVALIDARG
#define SYNC_E_ERROR               E_FAIL
#define SYNC_E_OBJECT_DELETED      MAKE_SYNC_E(0x800)
#define SYNC_E_IGNORE              MAKE_SYNC_E(0x801)
#define SYNC_E_CONFLICT            MAKE_SYNC_E(0x802)
#define SYNC_E_NO_PARENT           MAKE_SYNC_E(0x803)
#define SYNC_E_CYCLE               MAKE_SYNC_E(0x804)
#define SYNC_E_UNSYNCHRONIZED      MAKE_SYNC_E(0x805)
#define SYNC_W_PROGRESS            MAKE_SYNC_W(0x820)
#define SYNC_W_CLIENT_CHANGE_NEWER MAKE_SYNC_W(0x821)

/* Config of the exporters */
#define SYNC_UNICODE                        0x00000001
#define SYNC_NO_DELETIONS                   0x00000002
#define SYNC_NO_SOFT_DELETIONS              0x00000004
#define SYNC_READ_STATE                     0x00000008
#define SYNC_ASSOCIATED                     0x00000010
#define SYNC_NORMAL                         0x00000020
#define SYNC_NO_CONFLICTS                   0x00000040
#define SYNC_ONLY_SPECIFIED_PROPS           0x00000080
#define SYNC_NO_FOREIGN_KEYS                0x00000100
#define SYNC_LIMITED_IMESSAGE               0x00000200
#define SYNC_CATCHUP                        0x00000400
#define SYNC_NEW_MESSAGE                    0x00000800
#define SYNC_MSG_SELECTIVE                  0x00001000
#define SYNC_BEST_BODY                      0x00002000
#define SYNC_IGNORE_SPECIFIED_ON_ASSOCIATED 0x00004000
#define SYNC_PROGRESS_MODE                  0x00008000
#define SYNC_FXRECOVERMODE                  0x00010000
#define SYNC_DEFER_CONFIG                   0x00040000
#define SYNC_FORCE_UNICODE                  0x00040000

/* ImportMessageDeletion, ImportFolderDeletion */
#define SYNC_SOFT_DELETE 0x01
#define SYNC_EXPIRY      0x02

/* READSTATE.ulFlags */
#define SYNC_READ 0x01

typedef struct _ReadState {
    ULONG cbSourceKey;
    BYTE *pbSourceKey;
    ULONG ulFlags;
} READSTATE, *LPREADSTATE;

#define MAPI_IEXCHANGEEXPORTCHANGES_METHODS(IPURE)                                                 \
    MAPIMETHOD(GetLastError)(THIS_ HRESULT result, ULONG flags, LPMAPIERROR * error) IPURE;        \
    MAPIMETHOD(Config)                                                                             \
    (THIS_ LPSTREAM state, ULONG flags, LPUNKNOWN importer, LPSRestriction filter,                 \
     LPSPropTagArray include, LPSPropTagArray exclude, ULONG buffer_size) IPURE;                   \
    MAPIMETHOD(Synchronize)(THIS_ ULONG * steps, ULONG * progress) IPURE;                          \
    MAPIMETHOD(UpdateState)(THIS_ LPSTREAM state) IPURE;

#undef INTERFACE
#define INTERFACE IExchangeExportChanges
DECLARE_MAPI_INTERFACE_(IExchangeExportChanges, IUnknown)
{
    BEGIN_INTERFACE
    MAPI_IUNKNOWN_METHODS(PURE)
    MAPI_IEXCHANGEEXPORTCHANGES_METHODS(PURE)
};
DECLARE_MAPI_INTERFACE_PTR(IExchangeExportChanges, LPEXCHANGEEXPORTCHANGES);

#define MAPI_IEXCHANGEEXPORTCHANGES2_METHODS(IPURE)                                                \
    MAPIMETHOD(ConfigForConversionStream)                                                          \
    (THIS_ LPSTREAM state, ULONG flags, LPUNKNOWN importer, LPSRestriction filter, ULONG count,    \
     LPSPropValue props, ULONG buffer_size) IPURE;

#undef INTERFACE
#define INTERFACE IExchangeExportChanges2
DECLARE_MAPI_INTERFACE_(IExchangeExportChanges2, IExchangeExportChanges)
{
    BEGIN_INTERFACE
    MAPI_IUNKNOWN_METHODS(PURE)
    MAPI_IEXCHANGEEXPORTCHANGES_METHODS(PURE)
    MAPI_IEXCHANGEEXPORTCHANGES2_METHODS(PURE)
};
DECLARE_MAPI_INTERFACE_PTR(IExchangeExportChanges2, LPEXCHANGEEXPORTCHANGES2);

#define MAPI_IEXCHANGEEXPORTCHANGES3_METHODS(IPURE)                                                \
    MAPIMETHOD(ConfigForSelectiveSync)                                                             \
    (THIS_ LPSTREAM state, ULONG flags, LPUNKNOWN importer, LPENTRYLIST messages,                  \
     LPSRestriction filter, LPSPropTagArray include, LPSPropTagArray exclude, ULONG buffer_size)   \
        IPURE;

#undef INTERFACE
#define INTERFACE IExchangeExportChanges3
DECLARE_MAPI_INTERFACE_(IExchangeExportChanges3, IExchangeExportChanges2)
{
    BEGIN_INTERFACE
    MAPI_IUNKNOWN_METHODS(PURE)
    MAPI_IEXCHANGEEXPORTCHANGES_METHODS(PURE)
    MAPI_IEXCHANGEEXPORTCHANGES2_METHODS(PURE)
    MAPI_IEXCHANGEEXPORTCHANGES3_METHODS(PURE)
};
DECLARE_MAPI_INTERFACE_PTR(IExchangeExportChanges3, LPEXCHANGEEXPORTCHANGES3);

#define MAPI_IEXCHANGEIMPORTCONTENTSCHANGES_METHODS(IPURE)                                         \
    MAPIMETHOD(GetLastError)(THIS_ HRESULT result, ULONG flags, LPMAPIERROR * error) IPURE;        \
    MAPIMETHOD(Config)(THIS_ LPSTREAM state, ULONG flags) IPURE;                                   \
    MAPIMETHOD(UpdateState)(THIS_ LPSTREAM state) IPURE;                                           \
    MAPIMETHOD(ImportMessageChange)                                                                \
    (THIS_ ULONG count, LPSPropValue props, ULONG flags, LPMESSAGE * message) IPURE;               \
    MAPIMETHOD(ImportMessageDeletion)(THIS_ ULONG flags, LPENTRYLIST keys) IPURE;                  \
    MAPIMETHOD(ImportPerUserReadStateChange)(THIS_ ULONG count, LPREADSTATE states) IPURE;         \
    MAPIMETHOD(ImportMessageMove)                                                                  \
    (THIS_ ULONG source_folder_bytes, BYTE * source_folder, ULONG source_message_bytes,            \
     BYTE * source_message, ULONG change_list_bytes, BYTE * change_list, ULONG dest_message_bytes, \
     BYTE * dest_message, ULONG change_bytes, BYTE * change) IPURE;

#undef INTERFACE
#define INTERFACE IExchangeImportContentsChanges
DECLARE_MAPI_INTERFACE_(IExchangeImportContentsChanges, IUnknown)
{
    BEGIN_INTERFACE
    MAPI_IUNKNOWN_METHODS(PURE)
    MAPI_IEXCHANGEIMPORTCONTENTSCHANGES_METHODS(PURE)
};
DECLARE_MAPI_INTERFACE_PTR(IExchangeImportContentsChanges, LPEXCHANGEIMPORTCONTENTSCHANGES);

#define MAPI_IEXCHANGEIMPORTCONTENTSCHANGES2_METHODS(IPURE)                                        \
    MAPIMETHOD(ConfigForConversionStream)                                                          \
    (THIS_ LPSTREAM state, ULONG flags, ULONG count, LPSPropValue props) IPURE;                    \
    MAPIMETHOD(ImportMessageChangeAsAStream)                                                       \
    (THIS_ ULONG count, LPSPropValue props, ULONG flags, LPSTREAM * stream) IPURE;

#undef INTERFACE
#define INTERFACE IExchangeImportContentsChanges2
DECLARE_MAPI_INTERFACE_(IExchangeImportContentsChanges2, IExchangeImportContentsChanges)
{
    BEGIN_INTERFACE
    MAPI_IUNKNOWN_METHODS(PURE)
    MAPI_IEXCHANGEIMPORTCONTENTSCHANGES_METHODS(PURE)
    MAPI_IEXCHANGEIMPORTCONTENTSCHANGES2_METHODS(PURE)
};
DECLARE_MAPI_INTERFACE_PTR(IExchangeImportContentsChanges2, LPEXCHANGEIMPORTCONTENTSCHANGES2);

#define MAPI_IEXCHANGEIMPORTHIERARCHYCHANGES_METHODS(IPURE) \
    MAPIMETHOD(GetLastError)(THIS_ HRESULT result, ULONG flags, LPMAPIERROR *error) IPURE; \
    MAPIMETHOD(Config)(THIS_ LPSTREAM state, ULONG flags) IPURE; \
    MAPIMETHOD(UpdateState)(THIS_ LPSTREAM state) IPURE; \
    MAPIMETHOD(ImportFolderChange)(THIS_ ULONG count, LPSPropValue props) IPURE; \
    MAPIMETHOD(ImportFolderDeletion)(THIS_ ULONG flags, LPENTRYLIST keys) IPURE;

#undef INTERFACE
#define INTERFACE IExchangeImportHierarchyChanges
DECLARE_MAPI_INTERFACE_(IExchangeImportHierarchyChanges, IUnknown)
{
    BEGIN_INTERFACE
    MAPI_IUNKNOWN_METHODS(PURE)
    MAPI_IEXCHANGEIMPORTHIERARCHYCHANGES_METHODS(PURE)
};
DECLARE_MAPI_INTERFACE_PTR(IExchangeImportHierarchyChanges, LPEXCHANGEIMPORTHIERARCHYCHANGES);

/* Notification of changes */

#define ulHierChanged (0x01)

#define MAPI_IEXCHANGECHANGEADVISESINK_METHODS(IPURE) \
    MAPIMETHOD_(ULONG, OnNotify)(THIS_ ULONG flags, LPENTRYLIST keys) IPURE;

#undef INTERFACE
#define INTERFACE IExchangeChangeAdviseSink
DECLARE_MAPI_INTERFACE_(IExchangeChangeAdviseSink, IUnknown)
{
    BEGIN_INTERFACE
    MAPI_IUNKNOWN_METHODS(PURE)
    MAPI_IEXCHANGECHANGEADVISESINK_METHODS(PURE)
};
DECLARE_MAPI_INTERFACE_PTR(IExchangeChangeAdviseSink, LPEXCHANGECHANGEADVISESINK);

#define MAPI_IEXCHANGECHANGEADVISOR_METHODS(IPURE)                                                 \
    MAPIMETHOD(GetLastError)(THIS_ HRESULT result, ULONG flags, LPMAPIERROR * error) IPURE;        \
    MAPIMETHOD(Config)                                                                             \
    (THIS_ LPSTREAM state, LPGUID guid, LPEXCHANGECHANGEADVISESINK sink, ULONG flags) IPURE;       \
    MAPIMETHOD(UpdateState)(THIS_ LPSTREAM state) IPURE;                                           \
    MAPIMETHOD(AddKeys)(THIS_ LPENTRYLIST keys) IPURE;                                             \
    MAPIMETHOD(RemoveKeys)(THIS_ LPENTRYLIST keys) IPURE;

#undef INTERFACE
#define INTERFACE IExchangeChangeAdvisor
DECLARE_MAPI_INTERFACE_(IExchangeChangeAdvisor, IUnknown)
{
    BEGIN_INTERFACE
    MAPI_IUNKNOWN_METHODS(PURE)
    MAPI_IEXCHANGECHANGEADVISOR_METHODS(PURE)
};
DECLARE_MAPI_INTERFACE_PTR(IExchangeChangeAdvisor, LPEXCHANGECHANGEADVISOR);

/* The method lists under the names that implementers in C++ use */

#define EXCHANGE_IEXCHANGEEXPORTCHANGES_METHODS(IPURE) MAPI_IEXCHANGEEXPORTCHANGES_METHODS(IPURE)
#define EXCHANGE_IEXCHANGEEXPORTCHANGES2_METHODS(IPURE) MAPI_IEXCHANGEEXPORTCHANGES2_METHODS(IPURE)
#define EXCHANGE_IEXCHANGEEXPORTCHANGES3_METHODS(IPURE) MAPI_IEXCHANGEEXPORTCHANGES3_METHODS(IPURE)
#define EXCHANGE_IEXCHANGEIMPORTCONTENTSCHANGES_METHODS(IPURE)                                     \
    MAPI_IEXCHANGEIMPORTCONTENTSCHANGES_METHODS(IPURE)
#define EXCHANGE_IEXCHANGEIMPORTCONTENTSCHANGES2_METHODS(IPURE)                                    \
    MAPI_IEXCHANGEIMPORTCONTENTSCHANGES2_METHODS(IPURE)
#define EXCHANGE_IEXCHANGEIMPORTHIERARCHYCHANGES_METHODS(IPURE)                                    \
    MAPI_IEXCHANGEIMPORTHIERARCHYCHANGES_METHODS(IPURE)
#define EXCHANGE_IEXCHANGECHANGEADVISESINK_METHODS(IPURE)                                          \
    MAPI_IEXCHANGECHANGEADVISESINK_METHODS(IPURE)
#define EXCHANGE_IEXCHANGECHANGEADVISOR_METHODS(IPURE) MAPI_IEXCHANGECHANGEADVISOR_METHODS(IPURE)

#ifdef __cplusplus
}
#endif

#endif
