/*
 * mapihook.h - spooler hooks: a provider that sees each message as it comes in or goes out
 *
 * Source: MAPI reference, ISpoolerHook.
 */
#ifndef MAPIHOOK_H
#define MAPIHOOK_H

#include "mapidefs.h"
#include "mapicode.h"
#include "mapiguid.h"
#include "mapitags.h"
#include "mapix.h"

#ifndef BEGIN_INTERFACE
#define BEGIN_INTERFACE
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* clang-format off: a line below is one row of a table */

/* What a hook may answer in *flags */
#define HOOK_DELETE ((ULONG)0x00000001) /* delete the message, do not deliver or send it */
#define HOOK_CANCEL ((ULONG)0x00000002) /* call no further hooks */

#define MAPI_ISPOOLERHOOK_METHODS(IPURE)                                                           \
    MAPIMETHOD(InboundMsgHook)                                                                     \
    (THIS_ LPMESSAGE message, LPMAPIFOLDER folder, LPMDB store, ULONG * flags,                     \
     ULONG * entry_bytes, LPBYTE * entry) IPURE;                                                   \
    MAPIMETHOD(OutboundMsgHook)                                                                    \
    (THIS_ LPMESSAGE message, LPMAPIFOLDER folder, LPMDB store, ULONG * flags,                     \
     ULONG * entry_bytes, LPBYTE * entry) IPURE;

#undef INTERFACE
#define INTERFACE ISpoolerHook
DECLARE_MAPI_INTERFACE_(ISpoolerHook, IUnknown)
{
    BEGIN_INTERFACE
    MAPI_IUNKNOWN_METHODS(PURE)
    MAPI_ISPOOLERHOOK_METHODS(PURE)
};
DECLARE_MAPI_INTERFACE_PTR(ISpoolerHook, LPSPOOLERHOOK);

/* The hook provider's entry point. flags are HOOK_INBOUND, HOOK_OUTBOUND. */
typedef HRESULT(STDMAPIINITCALLTYPE HPPROVIDERINIT)(LPMAPISESSION session, HINSTANCE instance,
                                                    LPALLOCATEBUFFER allocate_buffer,
                                                    LPALLOCATEMORE allocate_more,
                                                    LPFREEBUFFER free_buffer, LPMAPIUID section,
                                                    ULONG flags, LPSPOOLERHOOK *hook);
HPPROVIDERINIT HPProviderInit;

#define HOOK_INBOUND  ((ULONG)0x00000200)
#define HOOK_OUTBOUND ((ULONG)0x00000400)

#ifdef __cplusplus
}
#endif

#endif
