/*
 * mapinative.h - the Windows and COM types that MAPI's headers stand on, for systems without
 * windows.h
 *
 * Included by mapidefs.h (and so by every MAPI header) where _WIN32 is not defined; on Windows the
 * system's own headers are used and this file must not be read. Sizes and layouts are those of
 * 64-bit Windows on a 64-bit system: ULONG, DWORD and LONG have 32 bits, WCHAR is wchar_t of 16
 * bits, so the compiler needs -fshort-wchar (C runtime functions for wchar_t must not be called
 * then). Calling conventions are empty.
 */
#ifndef MAPINATIVE_H
#define MAPINATIVE_H

#ifdef _WIN32
#    error "mapinative.h is for systems without windows.h"
#endif

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#if __WCHAR_MAX__ > 0xffff
#    error "compile with -fshort-wchar: MAPI's text is UTF-16"
#endif

/* ---- words that mean nothing here ---- */

#define FAR
#define NEAR
#define PASCAL
#define WINAPI
#define APIENTRY
#define CALLBACK
#define STDMETHODCALLTYPE
#define STDMETHODVCALLTYPE
#define STDAPICALLTYPE
#define UNALIGNED
#ifndef __cdecl
#    define __cdecl
#endif
#ifndef __stdcall
#    define __stdcall
#endif
#ifndef _cdecl
#    define _cdecl
#endif
#ifndef __RPC_FAR
#    define __RPC_FAR
#endif
#define DECLSPEC_IMPORT
#define DECLSPEC_NORETURN __attribute__((noreturn))

/* ---- numbers, characters, handles ---- */

#define CONST const
#define VOID  void
#ifndef TRUE
#    define TRUE  1
#    define FALSE 0
#endif
#define MAX_PATH 260

typedef char CHAR;
typedef unsigned char UCHAR, BYTE, BOOLEAN;
typedef short SHORT;
typedef unsigned short USHORT, WORD;
typedef int INT, LONG, BOOL, INT32, LONG32;
typedef unsigned int UINT, ULONG, DWORD, UINT32, ULONG32, DWORD32;
typedef int64_t LONGLONG, LONG64, INT64;
typedef uint64_t ULONGLONG, DWORDLONG, ULONG64, UINT64, DWORD64;
typedef intptr_t LONG_PTR, INT_PTR, SSIZE_T;
typedef uintptr_t ULONG_PTR, UINT_PTR, DWORD_PTR, SIZE_T;
typedef float FLOAT;
typedef double DOUBLE, DATE;
typedef wchar_t WCHAR, OLECHAR;
#ifdef UNICODE
typedef WCHAR TCHAR;
#    define __TEXT(quote) L##quote
#else
typedef char TCHAR;
#    define __TEXT(quote) quote
#endif
#define TEXT(quote)   __TEXT(quote)
#define OLESTR(quote) L##quote

typedef void *PVOID, *LPVOID, *HANDLE;
typedef const void *LPCVOID, *PCVOID;
typedef char *PSTR, *LPSTR;
typedef const char *PCSTR, *LPCSTR;
typedef WCHAR *PWSTR, *LPWSTR, *LPOLESTR, *BSTR;
typedef const WCHAR *PCWSTR, *LPCWSTR, *LPCOLESTR;
typedef TCHAR *PTSTR, *LPTSTR;
typedef const TCHAR *PCTSTR, *LPCTSTR;
typedef BYTE *PBYTE, *LPBYTE;
typedef WORD *PWORD, *LPWORD;
typedef DWORD *PDWORD, *LPDWORD;
typedef ULONG *PULONG, *LPULONG;
typedef LONG *PLONG, *LPLONG;
typedef USHORT *PUSHORT;
typedef UINT *PUINT, *LPUINT;
typedef BOOL *PBOOL, *LPBOOL;
typedef HANDLE *PHANDLE, *LPHANDLE;

typedef UINT_PTR WPARAM;
typedef LONG_PTR LPARAM, LRESULT;
typedef DWORD LCID, COLORREF;
typedef WORD LANGID, ATOM;
typedef ULONG CODEPAGE;

typedef struct HWND__ *HWND;
typedef struct HICON__ *HICON;
typedef struct HMENU__ *HMENU;
typedef struct HKEY__ *HKEY;
typedef struct HINSTANCE__ *HINSTANCE, *HMODULE;
typedef void *HGLOBAL;
typedef INT_PTR (*FARPROC)(void);

typedef LONG HRESULT, SCODE, NTSTATUS;
typedef SCODE *PSCODE;

typedef struct _FILETIME {
    DWORD dwLowDateTime;
    DWORD dwHighDateTime;
} FILETIME, *PFILETIME, *LPFILETIME;

typedef struct _SYSTEMTIME {
    WORD wYear;
    WORD wMonth;
    WORD wDayOfWeek;
    WORD wDay;
    WORD wHour;
    WORD wMinute;
    WORD wSecond;
    WORD wMilliseconds;
} SYSTEMTIME, *PSYSTEMTIME, *LPSYSTEMTIME;

typedef union _LARGE_INTEGER {
    struct {
        DWORD LowPart;
        LONG HighPart;
    };
    struct {
        DWORD LowPart;
        LONG HighPart;
    } u;
    LONGLONG QuadPart;
} LARGE_INTEGER, *PLARGE_INTEGER;

typedef union _ULARGE_INTEGER {
    struct {
        DWORD LowPart;
        DWORD HighPart;
    };
    struct {
        DWORD LowPart;
        DWORD HighPart;
    } u;
    ULONGLONG QuadPart;
} ULARGE_INTEGER, *PULARGE_INTEGER;

#define _tagCY_DEFINED
#define _CY_DEFINED
typedef union tagCY {
    struct {
        ULONG Lo;
        LONG Hi;
    };
    LONGLONG int64;
} CY, *LPCY;

typedef struct tagPOINT {
    LONG x;
    LONG y;
} POINT, *PPOINT, *LPPOINT;

typedef struct tagRECT {
    LONG left;
    LONG top;
    LONG right;
    LONG bottom;
} RECT, *PRECT, *LPRECT;
typedef const RECT *LPCRECT;

typedef struct tagMSG {
    HWND hwnd;
    UINT message;
    WPARAM wParam;
    LPARAM lParam;
    DWORD time;
    POINT pt;
} MSG, *PMSG, *LPMSG;

#define LOWORD(l)                   ((WORD)((DWORD_PTR)(l)&0xffff))
#define HIWORD(l)                   ((WORD)((DWORD_PTR)(l) >> 16 & 0xffff))
#define LOBYTE(w)                   ((BYTE)((DWORD_PTR)(w)&0xff))
#define HIBYTE(w)                   ((BYTE)((DWORD_PTR)(w) >> 8 & 0xff))
#define MAKEWORD(low, high)         ((WORD)((BYTE)(low) | (WORD)(BYTE)(high) << 8))
#define MAKELONG(low, high)         ((LONG)((WORD)(low) | (DWORD)(WORD)(high) << 16))
#define MAKEINTRESOURCEA(i)         ((LPSTR)(ULONG_PTR)(WORD)(i))
#define MAKEINTRESOURCEW(i)         ((LPWSTR)(ULONG_PTR)(WORD)(i))
#define CopyMemory(to, from, bytes) memcpy((to), (from), (bytes))
#define MoveMemory(to, from, bytes) memmove((to), (from), (bytes))
#define ZeroMemory(to, bytes)       memset((to), 0, (bytes))

/* ---- GUID ---- */

#ifdef __cplusplus
#    define EXTERN_C extern "C"
#else
#    define EXTERN_C extern
#endif

#ifndef GUID_DEFINED
#    define GUID_DEFINED
typedef struct _GUID {
    uint32_t Data1;
    uint16_t Data2;
    uint16_t Data3;
    uint8_t Data4[8];
} GUID;
#endif
typedef GUID *LPGUID, IID, *LPIID, CLSID, *LPCLSID, FMTID;
typedef const GUID *LPCGUID;

#ifdef __cplusplus
#    define REFGUID  const GUID &
#    define REFIID   const IID &
#    define REFCLSID const CLSID &
#    define REFFMTID const FMTID &
static inline int InlineIsEqualGUID(REFGUID a, REFGUID b)
{
    return !memcmp(&a, &b, sizeof(GUID));
}
#    define IsEqualGUID(a, b) InlineIsEqualGUID(a, b)
static inline bool operator==(REFGUID a, REFGUID b)
{
    return IsEqualGUID(a, b);
}
static inline bool operator!=(REFGUID a, REFGUID b)
{
    return !IsEqualGUID(a, b);
}
#else
#    define REFGUID           const GUID *
#    define REFIID            const IID *
#    define REFCLSID          const CLSID *
#    define REFFMTID          const FMTID *
#    define IsEqualGUID(a, b) (!memcmp((a), (b), sizeof(GUID)))
#endif
#define IsEqualIID(a, b)   IsEqualGUID(a, b)
#define IsEqualCLSID(a, b) IsEqualGUID(a, b)

/* As on Windows: the file that defines INITGUID before its first include holds the values. */
#ifdef INITGUID
#    ifdef __cplusplus
#        define MAPI_GUID_STORAGE extern "C" const
#    else
#        define MAPI_GUID_STORAGE const
#    endif
#    define DEFINE_GUID(name, l, w1, w2, b1, b2, b3, b4, b5, b6, b7, b8)                           \
        EXTERN_C const GUID name;                                                                  \
        MAPI_GUID_STORAGE GUID __attribute__((weak))                                               \
        name = {l, w1, w2, {b1, b2, b3, b4, b5, b6, b7, b8}}
#else
#    define DEFINE_GUID(name, l, w1, w2, b1, b2, b3, b4, b5, b6, b7, b8) EXTERN_C const GUID name
#endif
#define DEFINE_OLEGUID(name, l, w1, w2) DEFINE_GUID(name, l, w1, w2, 0xc0, 0, 0, 0, 0, 0, 0, 0x46)

/* ---- result codes ---- */

#define FACILITY_NULL     0
#define FACILITY_RPC      1
#define FACILITY_DISPATCH 2
#define FACILITY_STORAGE  3
#define FACILITY_ITF      4
#define FACILITY_WIN32    7
#define FACILITY_WINDOWS  8
#define SEVERITY_SUCCESS  0
#define SEVERITY_ERROR    1
#define NO_ERROR          0
#define ERROR_SUCCESS     0

#define SUCCEEDED(hr)         ((HRESULT)(hr) >= 0)
#define FAILED(hr)            ((HRESULT)(hr) < 0)
#define IS_ERROR(hr)          ((ULONG)(hr) >> 31 == SEVERITY_ERROR)
#define HRESULT_CODE(hr)      ((hr)&0xffff)
#define HRESULT_FACILITY(hr)  ((hr) >> 16 & 0x1fff)
#define HRESULT_SEVERITY(hr)  ((ULONG)(hr) >> 31 & 1)
#define SCODE_CODE(sc)        HRESULT_CODE(sc)
#define SCODE_FACILITY(sc)    HRESULT_FACILITY(sc)
#define SCODE_SEVERITY(sc)    HRESULT_SEVERITY(sc)
#define GetScode(hr)          ((SCODE)(hr))
#define ResultFromScode(sc)   ((HRESULT)(sc))
#define PropagateResult(h, s) ((HRESULT)(s))
#define MAKE_HRESULT(severity, facility, code)                                                     \
    ((HRESULT)((ULONG)(severity) << 31 | (ULONG)(facility) << 16 | (ULONG)(code)))
#define MAKE_SCODE(severity, facility, code)                                                       \
    ((SCODE)((ULONG)(severity) << 31 | (ULONG)(facility) << 16 | (ULONG)(code)))
#define HRESULT_FROM_WIN32(error)                                                                  \
    ((HRESULT)(error) <= 0 ? (HRESULT)(error)                                                      \
                           : MAKE_HRESULT(SEVERITY_ERROR, FACILITY_WIN32, (error)&0xffff))
#define _HRESULT_TYPEDEF_(code) ((HRESULT)(code))

#define NOERROR ((HRESULT)0)
#define S_OK    ((HRESULT)0)
#define S_FALSE ((HRESULT)1)

#define E_NOTIMPL                   ((HRESULT)0x80004001)
#define E_OUTOFMEMORY               ((HRESULT)0x8007000E)
#define E_INVALIDARG                ((HRESULT)0x80070057)
#define E_NOINTERFACE               ((HRESULT)0x80004002)
#define E_POINTER                   ((HRESULT)0x80004003)
#define E_HANDLE                    ((HRESULT)0x80070006)
#define E_ABORT                     ((HRESULT)0x80004004)
#define E_FAIL                      ((HRESULT)0x80004005)
#define E_ACCESSDENIED              ((HRESULT)0x80070005)
#define E_PENDING                   ((HRESULT)0x8000000A)
#define E_UNEXPECTED                ((HRESULT)0x8000FFFF)
#define OLE_E_ADVISENOTSUPPORTED    ((HRESULT)0x80040003)
#define OLE_E_NOCONNECTION          ((HRESULT)0x80040004)
#define DV_E_FORMATETC              ((HRESULT)0x80040064)
#define DV_E_TYMED                  ((HRESULT)0x80040069)
#define CLASS_E_NOAGGREGATION       ((HRESULT)0x80040110)
#define CLASS_E_CLASSNOTAVAILABLE   ((HRESULT)0x80040111)
#define REGDB_E_CLASSNOTREG         ((HRESULT)0x80040154)
#define CO_E_NOTINITIALIZED         ((HRESULT)0x800401F0)
#define CO_E_ALREADYINITIALIZED     ((HRESULT)0x800401F1)
#define CO_E_CLASSSTRING            ((HRESULT)0x800401F3)
#define CO_E_OBJNOTCONNECTED        ((HRESULT)0x800401FD)
#define CO_E_WRONGOSFORAPP          ((HRESULT)0x800401FA)
#define DISP_E_TYPEMISMATCH         ((HRESULT)0x80020005)
#define DISP_E_OVERFLOW             ((HRESULT)0x8002000A)
#define RPC_E_CHANGED_MODE          ((HRESULT)0x80010106)
#define RPC_E_WRONG_THREAD          ((HRESULT)0x8001010E)
#define RPC_E_DISCONNECTED          ((HRESULT)0x80010108)
#define RPC_E_SERVERFAULT           ((HRESULT)0x80010105)
#define STG_E_INVALIDFUNCTION       ((HRESULT)0x80030001)
#define STG_E_FILENOTFOUND          ((HRESULT)0x80030002)
#define STG_E_PATHNOTFOUND          ((HRESULT)0x80030003)
#define STG_E_TOOMANYOPENFILES      ((HRESULT)0x80030004)
#define STG_E_ACCESSDENIED          ((HRESULT)0x80030005)
#define STG_E_INVALIDHANDLE         ((HRESULT)0x80030006)
#define STG_E_INSUFFICIENTMEMORY    ((HRESULT)0x80030008)
#define STG_E_INVALIDPOINTER        ((HRESULT)0x80030009)
#define STG_E_NOMOREFILES           ((HRESULT)0x80030012)
#define STG_E_DISKISWRITEPROTECTED  ((HRESULT)0x80030013)
#define STG_E_SEEKERROR             ((HRESULT)0x80030019)
#define STG_E_WRITEFAULT            ((HRESULT)0x8003001D)
#define STG_E_READFAULT             ((HRESULT)0x8003001E)
#define STG_E_SHAREVIOLATION        ((HRESULT)0x80030020)
#define STG_E_LOCKVIOLATION         ((HRESULT)0x80030021)
#define STG_E_FILEALREADYEXISTS     ((HRESULT)0x80030050)
#define STG_E_INVALIDPARAMETER      ((HRESULT)0x80030057)
#define STG_E_MEDIUMFULL            ((HRESULT)0x80030070)
#define STG_E_ABNORMALAPIEXIT       ((HRESULT)0x800300FA)
#define STG_E_INVALIDHEADER         ((HRESULT)0x800300FB)
#define STG_E_INVALIDNAME           ((HRESULT)0x800300FC)
#define STG_E_UNKNOWN               ((HRESULT)0x800300FD)
#define STG_E_UNIMPLEMENTEDFUNCTION ((HRESULT)0x800300FE)
#define STG_E_INVALIDFLAG           ((HRESULT)0x800300FF)
#define STG_E_INUSE                 ((HRESULT)0x80030100)
#define STG_E_NOTCURRENT            ((HRESULT)0x80030101)
#define STG_E_REVERTED              ((HRESULT)0x80030102)
#define STG_E_CANTSAVE              ((HRESULT)0x80030103)
#define STG_E_OLDFORMAT             ((HRESULT)0x80030104)
#define STG_E_OLDDLL                ((HRESULT)0x80030105)
#define STG_E_SHAREREQUIRED         ((HRESULT)0x80030106)
#define STG_E_NOTFILEBASEDSTORAGE   ((HRESULT)0x80030107)
#define STG_E_EXTANTMARSHALLINGS    ((HRESULT)0x80030108)
#define STG_E_DOCFILECORRUPT        ((HRESULT)0x80030109)
#define STG_E_BADBASEADDRESS        ((HRESULT)0x80030110)
#define STG_E_INCOMPLETE            ((HRESULT)0x80030201)
#define STG_E_TERMINATED            ((HRESULT)0x80030202)
#define STG_S_CONVERTED             ((HRESULT)0x00030200)
#define STG_S_BLOCK                 ((HRESULT)0x00030201)
#define STG_S_RETRYNOW              ((HRESULT)0x00030202)
#define STG_S_MONITORING            ((HRESULT)0x00030203)

/* clang-format off */

/* ---- how COM interfaces and functions are written ---- */

#define STDAPI            EXTERN_C HRESULT STDAPICALLTYPE
#define STDAPI_(type)     EXTERN_C type STDAPICALLTYPE
#define STDMETHODIMP      HRESULT STDMETHODCALLTYPE
#define STDMETHODIMP_(type) type STDMETHODCALLTYPE
#define BEGIN_INTERFACE
#define END_INTERFACE
#define interface struct

#ifdef CONST_VTABLE
#    define CONST_VTBL const
#else
#    define CONST_VTBL
#endif

#ifdef __cplusplus
#    define STDMETHOD(method)        virtual HRESULT STDMETHODCALLTYPE method
#    define STDMETHOD_(type, method) virtual type STDMETHODCALLTYPE method
#    define PURE                     = 0
#    define THIS_
#    define THIS                     void
#    define DECLARE_INTERFACE(iface) struct iface
#    define DECLARE_INTERFACE_(iface, base) struct iface : public base
#else
#    define STDMETHOD(method)        HRESULT(STDMETHODCALLTYPE *method)
#    define STDMETHOD_(type, method) type(STDMETHODCALLTYPE *method)
#    define PURE
#    define THIS_                    INTERFACE *This,
#    define THIS                     INTERFACE *This
#    define DECLARE_INTERFACE(iface)                                                               \
        typedef struct iface iface;                                                                \
        typedef struct iface##Vtbl iface##Vtbl;                                                    \
        struct iface {                                                                             \
            CONST_VTBL struct iface##Vtbl *lpVtbl;                                                 \
        };                                                                                         \
        struct iface##Vtbl
#    define DECLARE_INTERFACE_(iface, base) DECLARE_INTERFACE(iface)
#endif

typedef struct IUnknown IUnknown, *LPUNKNOWN;
typedef struct IClassFactory IClassFactory, *LPCLASSFACTORY;
typedef struct IMalloc IMalloc, *LPMALLOC;
typedef struct ISequentialStream ISequentialStream;
typedef struct IStream IStream, *LPSTREAM;
typedef struct ILockBytes ILockBytes, *LPLOCKBYTES;
typedef struct IStorage IStorage, *LPSTORAGE;
typedef struct IEnumSTATSTG IEnumSTATSTG, *LPENUMSTATSTG;
typedef struct IMarshal IMarshal, *LPMARSHAL;
typedef struct IMoniker IMoniker, *LPMONIKER;
typedef struct IDataObject IDataObject, *LPDATAOBJECT;
typedef struct IDispatch IDispatch, *LPDISPATCH;
typedef struct IMessageFilter IMessageFilter, *LPMESSAGEFILTER;

#define NATIVE_IUNKNOWN_METHODS                                                                    \
    STDMETHOD(QueryInterface)(THIS_ REFIID riid, void **ppvObject) PURE;                           \
    STDMETHOD_(ULONG, AddRef)(THIS) PURE;                                                          \
    STDMETHOD_(ULONG, Release)(THIS) PURE;

#undef INTERFACE
#define INTERFACE IUnknown
DECLARE_INTERFACE(IUnknown)
{
    NATIVE_IUNKNOWN_METHODS
};

#undef INTERFACE
#define INTERFACE IClassFactory
DECLARE_INTERFACE_(IClassFactory, IUnknown)
{
    NATIVE_IUNKNOWN_METHODS
    STDMETHOD(CreateInstance)(THIS_ IUnknown *outer, REFIID riid, void **out) PURE;
    STDMETHOD(LockServer)(THIS_ BOOL lock) PURE;
};

#undef INTERFACE
#define INTERFACE IMalloc
DECLARE_INTERFACE_(IMalloc, IUnknown)
{
    NATIVE_IUNKNOWN_METHODS
    STDMETHOD_(void *, Alloc)(THIS_ SIZE_T bytes) PURE;
    STDMETHOD_(void *, Realloc)(THIS_ void *block, SIZE_T bytes) PURE;
    STDMETHOD_(void, Free)(THIS_ void *block) PURE;
    STDMETHOD_(SIZE_T, GetSize)(THIS_ void *block) PURE;
    STDMETHOD_(int, DidAlloc)(THIS_ void *block) PURE;
    STDMETHOD_(void, HeapMinimize)(THIS) PURE;
};

/* ---- structured storage ---- */

#define STGM_DIRECT           0x00000000
#define STGM_TRANSACTED       0x00010000
#define STGM_SIMPLE           0x08000000
#define STGM_READ             0x00000000
#define STGM_WRITE            0x00000001
#define STGM_READWRITE        0x00000002
#define STGM_SHARE_DENY_NONE  0x00000040
#define STGM_SHARE_DENY_READ  0x00000030
#define STGM_SHARE_DENY_WRITE 0x00000020
#define STGM_SHARE_EXCLUSIVE  0x00000010
#define STGM_PRIORITY         0x00040000
#define STGM_DELETEONRELEASE  0x04000000
#define STGM_NOSCRATCH        0x00100000
#define STGM_CREATE           0x00001000
#define STGM_CONVERT          0x00020000
#define STGM_FAILIFTHERE      0x00000000
#define STGM_NOSNAPSHOT       0x00200000
#define STGM_DIRECT_SWMR      0x00400000

typedef enum tagSTGTY { STGTY_STORAGE = 1, STGTY_STREAM = 2, STGTY_LOCKBYTES = 3, STGTY_PROPERTY = 4 } STGTY;
typedef enum tagSTREAM_SEEK { STREAM_SEEK_SET = 0, STREAM_SEEK_CUR = 1, STREAM_SEEK_END = 2 } STREAM_SEEK;
typedef enum tagLOCKTYPE { LOCK_WRITE = 1, LOCK_EXCLUSIVE = 2, LOCK_ONLYONCE = 4 } LOCKTYPE;
typedef enum tagSTGMOVE { STGMOVE_MOVE = 0, STGMOVE_COPY = 1, STGMOVE_SHALLOWCOPY = 2 } STGMOVE;
typedef enum tagSTATFLAG { STATFLAG_DEFAULT = 0, STATFLAG_NONAME = 1, STATFLAG_NOOPEN = 2 } STATFLAG;
typedef enum tagSTGC {
    STGC_DEFAULT = 0,
    STGC_OVERWRITE = 1,
    STGC_ONLYIFCURRENT = 2,
    STGC_DANGEROUSLYCOMMITMERELYTODISKCACHE = 4,
    STGC_CONSOLIDATE = 8
} STGC;

typedef LPOLESTR *SNB;

typedef struct tagSTATSTG {
    LPOLESTR pwcsName;
    DWORD type;
    ULARGE_INTEGER cbSize;
    FILETIME mtime;
    FILETIME ctime;
    FILETIME atime;
    DWORD grfMode;
    DWORD grfLocksSupported;
    CLSID clsid;
    DWORD grfStateBits;
    DWORD reserved;
} STATSTG;

#define NATIVE_ISEQUENTIALSTREAM_METHODS                                                           \
    STDMETHOD(Read)(THIS_ void *pv, ULONG cb, ULONG *pcbRead) PURE;                                \
    STDMETHOD(Write)(THIS_ const void *pv, ULONG cb, ULONG *pcbWritten) PURE;

#undef INTERFACE
#define INTERFACE ISequentialStream
DECLARE_INTERFACE_(ISequentialStream, IUnknown)
{
    NATIVE_IUNKNOWN_METHODS
    NATIVE_ISEQUENTIALSTREAM_METHODS
};

#undef INTERFACE
#define INTERFACE IStream
DECLARE_INTERFACE_(IStream, ISequentialStream)
{
    NATIVE_IUNKNOWN_METHODS
    NATIVE_ISEQUENTIALSTREAM_METHODS
    STDMETHOD(Seek)(THIS_ LARGE_INTEGER move, DWORD origin, ULARGE_INTEGER *position) PURE;
    STDMETHOD(SetSize)(THIS_ ULARGE_INTEGER size) PURE;
    STDMETHOD(CopyTo)(THIS_ IStream *to, ULARGE_INTEGER cb, ULARGE_INTEGER *pcbRead, ULARGE_INTEGER *pcbWritten) PURE;
    STDMETHOD(Commit)(THIS_ DWORD flags) PURE;
    STDMETHOD(Revert)(THIS) PURE;
    STDMETHOD(LockRegion)(THIS_ ULARGE_INTEGER offset, ULARGE_INTEGER cb, DWORD type) PURE;
    STDMETHOD(UnlockRegion)(THIS_ ULARGE_INTEGER offset, ULARGE_INTEGER cb, DWORD type) PURE;
    STDMETHOD(Stat)(THIS_ STATSTG *stat, DWORD flags) PURE;
    STDMETHOD(Clone)(THIS_ IStream **out) PURE;
};

#undef INTERFACE
#define INTERFACE ILockBytes
DECLARE_INTERFACE_(ILockBytes, IUnknown)
{
    NATIVE_IUNKNOWN_METHODS
    STDMETHOD(ReadAt)(THIS_ ULARGE_INTEGER offset, void *pv, ULONG cb, ULONG *pcbRead) PURE;
    STDMETHOD(WriteAt)(THIS_ ULARGE_INTEGER offset, const void *pv, ULONG cb, ULONG *pcbWritten) PURE;
    STDMETHOD(Flush)(THIS) PURE;
    STDMETHOD(SetSize)(THIS_ ULARGE_INTEGER cb) PURE;
    STDMETHOD(LockRegion)(THIS_ ULARGE_INTEGER offset, ULARGE_INTEGER cb, DWORD type) PURE;
    STDMETHOD(UnlockRegion)(THIS_ ULARGE_INTEGER offset, ULARGE_INTEGER cb, DWORD type) PURE;
    STDMETHOD(Stat)(THIS_ STATSTG *stat, DWORD flags) PURE;
};

#undef INTERFACE
#define INTERFACE IEnumSTATSTG
DECLARE_INTERFACE_(IEnumSTATSTG, IUnknown)
{
    NATIVE_IUNKNOWN_METHODS
    STDMETHOD(Next)(THIS_ ULONG count, STATSTG *out, ULONG *fetched) PURE;
    STDMETHOD(Skip)(THIS_ ULONG count) PURE;
    STDMETHOD(Reset)(THIS) PURE;
    STDMETHOD(Clone)(THIS_ IEnumSTATSTG **out) PURE;
};

#undef INTERFACE
#define INTERFACE IStorage
DECLARE_INTERFACE_(IStorage, IUnknown)
{
    NATIVE_IUNKNOWN_METHODS
    STDMETHOD(CreateStream)(THIS_ const OLECHAR *name, DWORD mode, DWORD reserved1, DWORD reserved2, IStream **out) PURE;
    STDMETHOD(OpenStream)(THIS_ const OLECHAR *name, void *reserved1, DWORD mode, DWORD reserved2, IStream **out) PURE;
    STDMETHOD(CreateStorage)(THIS_ const OLECHAR *name, DWORD mode, DWORD reserved1, DWORD reserved2, IStorage **out) PURE;
    STDMETHOD(OpenStorage)(THIS_ const OLECHAR *name, IStorage *priority, DWORD mode, SNB exclude, DWORD reserved, IStorage **out) PURE;
    STDMETHOD(CopyTo)(THIS_ DWORD n_exclude, const IID *exclude, SNB exclude_names, IStorage *to) PURE;
    STDMETHOD(MoveElementTo)(THIS_ const OLECHAR *name, IStorage *to, const OLECHAR *new_name, DWORD flags) PURE;
    STDMETHOD(Commit)(THIS_ DWORD flags) PURE;
    STDMETHOD(Revert)(THIS) PURE;
    STDMETHOD(EnumElements)(THIS_ DWORD reserved1, void *reserved2, DWORD reserved3, IEnumSTATSTG **out) PURE;
    STDMETHOD(DestroyElement)(THIS_ const OLECHAR *name) PURE;
    STDMETHOD(RenameElement)(THIS_ const OLECHAR *name, const OLECHAR *new_name) PURE;
    STDMETHOD(SetElementTimes)(THIS_ const OLECHAR *name, const FILETIME *created, const FILETIME *accessed, const FILETIME *modified) PURE;
    STDMETHOD(SetClass)(THIS_ REFCLSID clsid) PURE;
    STDMETHOD(SetStateBits)(THIS_ DWORD bits, DWORD mask) PURE;
    STDMETHOD(Stat)(THIS_ STATSTG *stat, DWORD flags) PURE;
};

DEFINE_OLEGUID(IID_IUnknown, 0x00000000, 0, 0);
DEFINE_OLEGUID(IID_IClassFactory, 0x00000001, 0, 0);
DEFINE_OLEGUID(IID_IMalloc, 0x00000002, 0, 0);
DEFINE_OLEGUID(IID_IMarshal, 0x00000003, 0, 0);
DEFINE_OLEGUID(IID_ILockBytes, 0x0000000a, 0, 0);
DEFINE_OLEGUID(IID_IStorage, 0x0000000b, 0, 0);
DEFINE_OLEGUID(IID_IStream, 0x0000000c, 0, 0);
DEFINE_OLEGUID(IID_IEnumSTATSTG, 0x0000000d, 0, 0);
DEFINE_GUID(IID_ISequentialStream, 0x0c733a30, 0x2a1c, 0x11ce, 0xad, 0xe5, 0, 0xaa, 0, 0x44, 0x77, 0x3d);
DEFINE_GUID(GUID_NULL, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
DEFINE_GUID(IID_NULL, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

/* ---- national language support ---- */

#define CP_ACP                0
#define CP_OEMCP              1
#define CP_UTF7               65000
#define CP_UTF8               65001
#define NORM_IGNORECASE       0x00000001
#define NORM_IGNORENONSPACE   0x00000002
#define NORM_IGNORESYMBOLS    0x00000004
#define NORM_IGNOREKANATYPE   0x00010000
#define NORM_IGNOREWIDTH      0x00020000
#define MB_PRECOMPOSED        0x00000001
#define MB_ERR_INVALID_CHARS  0x00000008
#define WC_NO_BEST_FIT_CHARS  0x00000400
#define CSTR_LESS_THAN        1
#define CSTR_EQUAL            2
#define CSTR_GREATER_THAN     3
#define LOCALE_SYSTEM_DEFAULT 0x0800
#define LOCALE_USER_DEFAULT   0x0400

#endif /* MAPINATIVE_H */
