/*
 * mapiform.h - forms: programs that show messages of a class, and where they are registered
 *
 * A client finds a form through IMAPIFormMgr, which looks in form libraries (IMAPIFormContainer),
 * and gives it a message site and a view context; the form is an IMAPIForm and IPersistMessage.
 * In C and C++ on Windows, windows.h spells IMAPIMessageSite::GetMessage GetMessageA or
 * GetMessageW; the slot is the same.
 * Source: MAPI reference, "MAPI Forms".
 */
#ifndef MAPIFORM_H
#define MAPIFORM_H

#include "mapidefs.h"
#include "mapicode.h"
#include "mapiguid.h"
#include "mapitags.h"

#ifndef BEGIN_INTERFACE
#define BEGIN_INTERFACE
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* clang-format off: a line below is one row of a table */

typedef const RECT *LPCRECT;
typedef const char **LPPCSTR;

/* Which form library */
typedef ULONG HFRMREG;
#define HFRMREG_DEFAULT  0
#define HFRMREG_LOCAL    1
#define HFRMREG_PERSONAL 2
#define HFRMREG_FOLDER   3

DECLARE_MAPI_INTERFACE_PTR(IPersistMessage, LPPERSISTMESSAGE);
DECLARE_MAPI_INTERFACE_PTR(IMAPIMessageSite, LPMAPIMESSAGESITE);
DECLARE_MAPI_INTERFACE_PTR(IMAPISession, LPMAPISESSION);
DECLARE_MAPI_INTERFACE_PTR(IMAPIViewContext, LPMAPIVIEWCONTEXT);
DECLARE_MAPI_INTERFACE_PTR(IMAPIViewAdviseSink, LPMAPIVIEWADVISESINK);
DECLARE_MAPI_INTERFACE_PTR(IMAPIFormAdviseSink, LPMAPIFORMADVISESINK);
DECLARE_MAPI_INTERFACE_PTR(IMAPIFormInfo, LPMAPIFORMINFO);
DECLARE_MAPI_INTERFACE_PTR(IMAPIFormMgr, LPMAPIFORMMGR);
DECLARE_MAPI_INTERFACE_PTR(IMAPIFormContainer, LPMAPIFORMCONTAINER);
DECLARE_MAPI_INTERFACE_PTR(IMAPIForm, LPMAPIFORM);
DECLARE_MAPI_INTERFACE_PTR(IMAPIFormFactory, LPMAPIFORMFACTORY);

typedef LPMAPIFORMINFO *LPPMAPIFORMINFO;

STDAPI MAPIOpenFormMgr(LPMAPISESSION session, LPMAPIFORMMGR *mgr);
STDAPI MAPIOpenLocalFormContainer(LPMAPIFORMCONTAINER *container);

#ifndef MAPI_GETLASTERROR_METHOD
#define MAPI_GETLASTERROR_METHOD(IPURE) \
    MAPIMETHOD(GetLastError)(THIS_ HRESULT result, ULONG flags, LPMAPIERROR *error) IPURE;
#endif

/* IPersistMessage: a form's way to and from a message */

#define MAPI_IPERSISTMESSAGE_METHODS(IPURE)                                                        \
    MAPIMETHOD(GetClassID)(THIS_ LPCLSID class_id) IPURE;                                          \
    MAPIMETHOD(IsDirty)(THIS) IPURE;                                                               \
    MAPIMETHOD(InitNew)(THIS_ LPMAPIMESSAGESITE site, LPMESSAGE message) IPURE;                    \
    MAPIMETHOD(Load)                                                                               \
    (THIS_ LPMAPIMESSAGESITE site, LPMESSAGE message, ULONG status, ULONG flags) IPURE;            \
    MAPIMETHOD(Save)(THIS_ LPMESSAGE message, ULONG same_as_load) IPURE;                           \
    MAPIMETHOD(SaveCompleted)(THIS_ LPMESSAGE message) IPURE;                                      \
    MAPIMETHOD(HandsOffMessage)(THIS) IPURE;

#undef INTERFACE
#define INTERFACE IPersistMessage
DECLARE_MAPI_INTERFACE_(IPersistMessage, IUnknown)
{
    BEGIN_INTERFACE
    MAPI_IUNKNOWN_METHODS(PURE)
    MAPI_GETLASTERROR_METHOD(PURE)
    MAPI_IPERSISTMESSAGE_METHODS(PURE)
};

/* IMAPIMessageSite: what a form may do to the message it shows */

#define MAPI_IMAPIMESSAGESITE_METHODS(IPURE)                                                       \
    MAPIMETHOD(GetSession)(THIS_ LPMAPISESSION * session) IPURE;                                   \
    MAPIMETHOD(GetStore)(THIS_ LPMDB * store) IPURE;                                               \
    MAPIMETHOD(GetFolder)(THIS_ LPMAPIFOLDER * folder) IPURE;                                      \
    MAPIMETHOD(GetMessage)(THIS_ LPMESSAGE * message) IPURE;                                       \
    MAPIMETHOD(GetFormManager)(THIS_ LPMAPIFORMMGR * mgr) IPURE;                                   \
    MAPIMETHOD(NewMessage)                                                                         \
    (THIS_ ULONG compose_in_folder, LPMAPIFOLDER folder, LPPERSISTMESSAGE form,                    \
     LPMESSAGE * message, LPMAPIMESSAGESITE * site, LPMAPIVIEWCONTEXT * view) IPURE;               \
    MAPIMETHOD(CopyMessage)(THIS_ LPMAPIFOLDER dest) IPURE;                                        \
    MAPIMETHOD(MoveMessage)                                                                        \
    (THIS_ LPMAPIFOLDER dest, LPMAPIVIEWCONTEXT view, LPCRECT position) IPURE;                     \
    MAPIMETHOD(DeleteMessage)(THIS_ LPMAPIVIEWCONTEXT view, LPCRECT position) IPURE;               \
    MAPIMETHOD(SaveMessage)(THIS) IPURE;                                                           \
    MAPIMETHOD(SubmitMessage)(THIS_ ULONG flags) IPURE;                                            \
    MAPIMETHOD(GetSiteStatus)(THIS_ LPULONG status) IPURE;

#undef INTERFACE
#define INTERFACE IMAPIMessageSite
DECLARE_MAPI_INTERFACE_(IMAPIMessageSite, IUnknown)
{
    BEGIN_INTERFACE
    MAPI_IUNKNOWN_METHODS(PURE)
    MAPI_GETLASTERROR_METHOD(PURE)
    MAPI_IMAPIMESSAGESITE_METHODS(PURE)
};

/* IMAPIForm: a form that is on the screen */

#define MAPI_IMAPIFORM_METHODS(IPURE)                                                              \
    MAPIMETHOD(SetViewContext)(THIS_ LPMAPIVIEWCONTEXT view) IPURE;                                \
    MAPIMETHOD(GetViewContext)(THIS_ LPMAPIVIEWCONTEXT * view) IPURE;                              \
    MAPIMETHOD(ShutdownForm)(THIS_ ULONG save_options) IPURE;                                      \
    MAPIMETHOD(DoVerb)                                                                             \
    (THIS_ LONG verb, LPMAPIVIEWCONTEXT view, ULONG_PTR window, LPCRECT position) IPURE;           \
    MAPIMETHOD(Advise)(THIS_ LPMAPIVIEWADVISESINK sink, ULONG_PTR * connection) IPURE;             \
    MAPIMETHOD(Unadvise)(THIS_ ULONG_PTR connection) IPURE;

#undef INTERFACE
#define INTERFACE IMAPIForm
DECLARE_MAPI_INTERFACE_(IMAPIForm, IUnknown)
{
    BEGIN_INTERFACE
    MAPI_IUNKNOWN_METHODS(PURE)
    MAPI_GETLASTERROR_METHOD(PURE)
    MAPI_IMAPIFORM_METHODS(PURE)
};

/* ShutdownForm */
typedef enum tagSAVEOPTS {
    SAVEOPTS_SAVEIFDIRTY = 0,
    SAVEOPTS_NOSAVE = 1,
    SAVEOPTS_PROMPTSAVE = 2
} SAVEOPTS;

/* IMAPIViewContext: the list of messages a form was opened from */

/* GetPrintSetup. The memory handles are the form's to free with GlobalFree, the struct with
 * MAPIFreeBuffer. */
typedef struct {
    ULONG ulFlags; /* MAPI_UNICODE: the handles hold Unicode structures */
    HGLOBAL hDevMode;
    HGLOBAL hDevNames;
    ULONG ulFirstPageNumber;
    ULONG fPrintAttachments;
} FORMPRINTSETUP, *LPFORMPRINTSETUP;

/* GetSaveStream */
#define SAVE_FORMAT_TEXT     1
#define SAVE_FORMAT_RICHTEXT 2

#define MAPI_IMAPIVIEWCONTEXT_METHODS(IPURE) \
    MAPIMETHOD(SetAdviseSink)(THIS_ LPMAPIFORMADVISESINK sink) IPURE; \
    MAPIMETHOD(ActivateNext)(THIS_ ULONG direction, LPCRECT position) IPURE; \
    MAPIMETHOD(GetPrintSetup)(THIS_ ULONG flags, LPFORMPRINTSETUP *setup) IPURE; \
    MAPIMETHOD(GetSaveStream)(THIS_ ULONG *flags, ULONG *format, LPSTREAM *stream) IPURE; \
    MAPIMETHOD(GetViewStatus)(THIS_ LPULONG status) IPURE;

#undef INTERFACE
#define INTERFACE IMAPIViewContext
DECLARE_MAPI_INTERFACE_(IMAPIViewContext, IUnknown)
{
    BEGIN_INTERFACE
    MAPI_IUNKNOWN_METHODS(PURE)
    MAPI_GETLASTERROR_METHOD(PURE)
    MAPI_IMAPIVIEWCONTEXT_METHODS(PURE)
};

/* GetViewStatus and GetSiteStatus: what the viewer can do */
#define VCSTATUS_NEXT           0x00000001
#define VCSTATUS_PREV           0x00000002
#define VCSTATUS_MODAL          0x00000004
#define VCSTATUS_INTERACTIVE    0x00000008
#define VCSTATUS_READONLY       0x00000010
#define VCSTATUS_DELETE         0x00010000
#define VCSTATUS_COPY           0x00020000
#define VCSTATUS_MOVE           0x00040000
#define VCSTATUS_SUBMIT         0x00080000
#define VCSTATUS_DELETE_IS_MOVE 0x00100000
#define VCSTATUS_SAVE           0x00200000
#define VCSTATUS_NEW_MESSAGE    0x00400000

/* ActivateNext and OnChange: which way */
#define VCDIR_NEXT   VCSTATUS_NEXT
#define VCDIR_PREV   VCSTATUS_PREV
#define VCDIR_DELETE VCSTATUS_DELETE
#define VCDIR_MOVE   VCSTATUS_MOVE

/* IMAPIFormAdviseSink: a form hears of its viewer */

#define MAPI_IMAPIFORMADVISESINK_METHODS(IPURE)                                                    \
    MAPIMETHOD(OnChange)(THIS_ ULONG direction) IPURE;                                             \
    MAPIMETHOD(OnActivateNext)                                                                     \
    (THIS_ LPCSTR message_class, ULONG status, ULONG flags, LPPERSISTMESSAGE * form) IPURE;

#undef INTERFACE
#define INTERFACE IMAPIFormAdviseSink
DECLARE_MAPI_INTERFACE_(IMAPIFormAdviseSink, IUnknown)
{
    BEGIN_INTERFACE
    MAPI_IUNKNOWN_METHODS(PURE)
    MAPI_IMAPIFORMADVISESINK_METHODS(PURE)
};

/* IMAPIViewAdviseSink: a viewer hears of its form */

#define MAPI_IMAPIVIEWADVISESINK_METHODS(IPURE) \
    MAPIMETHOD(OnShutdown)(THIS) IPURE; \
    MAPIMETHOD(OnNewMessage)(THIS) IPURE; \
    MAPIMETHOD(OnPrint)(THIS_ ULONG page, HRESULT status) IPURE; \
    MAPIMETHOD(OnSubmitted)(THIS) IPURE; \
    MAPIMETHOD(OnSaved)(THIS) IPURE;

#undef INTERFACE
#define INTERFACE IMAPIViewAdviseSink
DECLARE_MAPI_INTERFACE_(IMAPIViewAdviseSink, IUnknown)
{
    BEGIN_INTERFACE
    MAPI_IUNKNOWN_METHODS(PURE)
    MAPI_IMAPIVIEWADVISESINK_METHODS(PURE)
};

/* IMAPIFormInfo: one registered form */

typedef struct {
    LPTSTR pszDisplayName;
    ULONG nVal;
} SMAPIFormPropEnumVal, *LPMAPIFORMPROPENUMVAL;

typedef ULONG FORMPROPSPECIALTYPE;
#define FPST_VANILLA   0
#define FPST_ENUM_PROP 1

typedef struct {
    ULONG ulFlags; /* MAPI_UNICODE: the texts are Unicode */
    ULONG nPropType;
    MAPINAMEID nmid;
    LPTSTR pszDisplayName;
    FORMPROPSPECIALTYPE nSpecialType; /* which arm of u */
    union {
        struct {
            MAPINAMEID nmidIdx;
            ULONG cfpevAvailable; /* elements of pfpevAvailable */
            LPMAPIFORMPROPENUMVAL pfpevAvailable;
        } s1; /* FPST_ENUM_PROP */
    } u;
} SMAPIFormProp, *LPMAPIFORMPROP;

typedef struct {
    ULONG cProps;
    ULONG ulPad;
    SMAPIFormProp aFormProp[MAPI_DIM];
} SMAPIFormPropArray, *LPMAPIFORMPROPARRAY;

#define CbMAPIFormPropArray(count) \
    (offsetof(SMAPIFormPropArray, aFormProp) + (count) * sizeof(SMAPIFormProp))

typedef struct {
    LONG lVerb;
    LPTSTR szVerbname;
    DWORD fuFlags;
    DWORD grfAttribs;
    ULONG ulFlags; /* MAPI_UNICODE: the name is Unicode */
} SMAPIVerb, *LPMAPIVERB;

typedef struct {
    ULONG cMAPIVerb;
    SMAPIVerb aMAPIVerb[MAPI_DIM];
} SMAPIVerbArray, *LPMAPIVERBARRAY;

#define CbMAPIVerbArray(count) (offsetof(SMAPIVerbArray, aMAPIVerb) + (count) * sizeof(SMAPIVerb))

#define MAPI_IMAPIFORMINFO_METHODS(IPURE) \
    MAPIMETHOD(CalcFormPropSet)(THIS_ ULONG flags, LPMAPIFORMPROPARRAY *props) IPURE; \
    MAPIMETHOD(CalcVerbSet)(THIS_ ULONG flags, LPMAPIVERBARRAY *verbs) IPURE; \
    MAPIMETHOD(MakeIconFromBinary)(THIS_ ULONG prop_id, HICON *icon) IPURE; \
    MAPIMETHOD(SaveForm)(THIS_ LPCTSTR file) IPURE; \
    MAPIMETHOD(OpenFormContainer)(THIS_ LPMAPIFORMCONTAINER *container) IPURE;

#undef INTERFACE
#define INTERFACE IMAPIFormInfo
DECLARE_MAPI_INTERFACE_(IMAPIFormInfo, IMAPIProp)
{
    BEGIN_INTERFACE
    MAPI_IUNKNOWN_METHODS(PURE)
    MAPI_IMAPIPROP_METHODS(PURE)
    MAPI_IMAPIFORMINFO_METHODS(PURE)
};

/* PR_MESSAGE_BEHAVIOR of a form */
#define MAPI_MESSAGE_BEHAVIOR_IPM    0
#define MAPI_MESSAGE_BEHAVIOR_FOLDER 1

/* IMAPIFormMgr: finds the form for a message class and starts it */

typedef struct {
    ULONG cValues;
    LPCSTR aMessageClass[MAPI_DIM];
} SMessageClassArray, *LPSMESSAGECLASSARRAY;

#define CbMessageClassArray(count) \
    (offsetof(SMessageClassArray, aMessageClass) + (count) * sizeof(LPCSTR))

typedef struct {
    ULONG cForms;
    LPMAPIFORMINFO aFormInfo[MAPI_DIM];
} SMAPIFormInfoArray, *LPSMAPIFORMINFOARRAY;

#define CbMAPIFormInfoArray(count) \
    (offsetof(SMAPIFormInfoArray, aFormInfo) + (count) * sizeof(LPMAPIFORMINFO))

/* SelectFormContainer */
#define MAPIFORM_SELECT_ALL_REGISTRIES           0
#define MAPIFORM_SELECT_FOLDER_REGISTRY_ONLY     1
#define MAPIFORM_SELECT_NON_FOLDER_REGISTRY_ONLY 2

/* CalcFormPropSet */
#define FORMPROPSET_UNION        0
#define FORMPROPSET_INTERSECTION 1

/* ResolveMessageClass, ResolveMultipleMessageClasses */
#define MAPIFORM_EXACTMATCH 0x0020

#define MAPI_IMAPIFORMMGR_METHODS(IPURE)                                                           \
    MAPIMETHOD(LoadForm)                                                                           \
    (THIS_ ULONG_PTR window, ULONG flags, LPCSTR message_class, ULONG status, ULONG message_flags, \
     LPMAPIFOLDER focus, LPMAPIMESSAGESITE site, LPMESSAGE message, LPMAPIVIEWCONTEXT view,        \
     REFIID iid, LPVOID * out) IPURE;                                                              \
    MAPIMETHOD(ResolveMessageClass)                                                                \
    (THIS_ LPCSTR message_class, ULONG flags, LPMAPIFOLDER focus, LPMAPIFORMINFO * info) IPURE;    \
    MAPIMETHOD(ResolveMultipleMessageClasses)                                                      \
    (THIS_ LPSMESSAGECLASSARRAY classes, ULONG flags, LPMAPIFOLDER focus,                          \
     LPSMAPIFORMINFOARRAY * infos) IPURE;                                                          \
    MAPIMETHOD(CalcFormPropSet)                                                                    \
    (THIS_ LPSMAPIFORMINFOARRAY infos, ULONG flags, LPMAPIFORMPROPARRAY * props) IPURE;            \
    MAPIMETHOD(CreateForm)                                                                         \
    (THIS_ ULONG_PTR window, ULONG flags, LPMAPIFORMINFO info, REFIID iid, LPVOID * out) IPURE;    \
    MAPIMETHOD(SelectForm)                                                                         \
    (THIS_ ULONG_PTR window, ULONG flags, LPCTSTR title, LPMAPIFOLDER focus,                       \
     LPMAPIFORMINFO * info) IPURE;                                                                 \
    MAPIMETHOD(SelectMultipleForms)                                                                \
    (THIS_ ULONG_PTR window, ULONG flags, LPCTSTR title, LPMAPIFOLDER focus,                       \
     LPSMAPIFORMINFOARRAY chosen, LPSMAPIFORMINFOARRAY * infos) IPURE;                             \
    MAPIMETHOD(SelectFormContainer)                                                                \
    (THIS_ ULONG_PTR window, ULONG flags, LPMAPIFORMCONTAINER * container) IPURE;                  \
    MAPIMETHOD(OpenFormContainer)                                                                  \
    (THIS_ HFRMREG library, LPUNKNOWN folder, LPMAPIFORMCONTAINER * container) IPURE;              \
    MAPIMETHOD(PrepareForm)(THIS_ ULONG_PTR window, ULONG flags, LPMAPIFORMINFO info) IPURE;       \
    MAPIMETHOD(IsInConflict)                                                                       \
    (THIS_ ULONG message_flags, ULONG status, LPCSTR message_class, LPMAPIFOLDER focus) IPURE;

#undef INTERFACE
#define INTERFACE IMAPIFormMgr
DECLARE_MAPI_INTERFACE_(IMAPIFormMgr, IUnknown)
{
    BEGIN_INTERFACE
    MAPI_IUNKNOWN_METHODS(PURE)
    MAPI_GETLASTERROR_METHOD(PURE)
    MAPI_IMAPIFORMMGR_METHODS(PURE)
};

/* IMAPIFormContainer: one form library */

/* Platforms, as a form's configuration file numbers them */
#define MAPIFORM_CPU_X86 1
#define MAPIFORM_CPU_MIP 2
#define MAPIFORM_CPU_AXP 3
#define MAPIFORM_CPU_PPC 4
#define MAPIFORM_CPU_M68 5
#define MAPIFORM_CPU_X64 6

#define MAPIFORM_OS_WIN_31   1
#define MAPIFORM_OS_WINNT_35 2
#define MAPIFORM_OS_WIN_95   3
#define MAPIFORM_OS_MAC_7x   4
#define MAPIFORM_OS_WINNT_40 5
#define MAPIFORM_OS_WINNT_50 6
#define MAPIFORM_OS_WINNT_60 7

#define MAPIFORM_PLATFORM(cpu, os) ((ULONG)(((ULONG)(cpu) << 16) | (os)))

/* InstallForm */
#define MAPIFORM_INSTALL_DIALOG              MAPI_DIALOG
#define MAPIFORM_INSTALL_OVERWRITEONCONFLICT 0x0010

#define MAPI_IMAPIFORMCONTAINER_METHODS(IPURE)                                                     \
    MAPIMETHOD(InstallForm)(THIS_ ULONG_PTR window, ULONG flags, LPCTSTR file) IPURE;              \
    MAPIMETHOD(RemoveForm)(THIS_ LPCSTR message_class) IPURE;                                      \
    MAPIMETHOD(ResolveMessageClass)                                                                \
    (THIS_ LPCSTR message_class, ULONG flags, LPMAPIFORMINFO * info) IPURE;                        \
    MAPIMETHOD(ResolveMultipleMessageClasses)                                                      \
    (THIS_ LPSMESSAGECLASSARRAY classes, ULONG flags, LPSMAPIFORMINFOARRAY * infos) IPURE;         \
    MAPIMETHOD(CalcFormPropSet)(THIS_ ULONG flags, LPMAPIFORMPROPARRAY * props) IPURE;             \
    MAPIMETHOD(GetDisplay)(THIS_ ULONG flags, LPTSTR * name) IPURE;

#undef INTERFACE
#define INTERFACE IMAPIFormContainer
DECLARE_MAPI_INTERFACE_(IMAPIFormContainer, IUnknown)
{
    BEGIN_INTERFACE
    MAPI_IUNKNOWN_METHODS(PURE)
    MAPI_GETLASTERROR_METHOD(PURE)
    MAPI_IMAPIFORMCONTAINER_METHODS(PURE)
};

/* IMAPIFormFactory: a server of several form classes */

#define MAPI_IMAPIFORMFACTORY_METHODS(IPURE)                                                       \
    MAPIMETHOD(CreateClassFactory)                                                                 \
    (THIS_ REFCLSID form, ULONG flags, LPCLASSFACTORY * factory) IPURE;                            \
    MAPIMETHOD(LockServer)(THIS_ ULONG flags, ULONG lock) IPURE;

#undef INTERFACE
#define INTERFACE IMAPIFormFactory
DECLARE_MAPI_INTERFACE_(IMAPIFormFactory, IUnknown)
{
    BEGIN_INTERFACE
    MAPI_IUNKNOWN_METHODS(PURE)
    MAPI_GETLASTERROR_METHOD(PURE)
    MAPI_IMAPIFORMFACTORY_METHODS(PURE)
};

#ifdef __cplusplus
}
#endif

#endif
