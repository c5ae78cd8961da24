/*
 * imscapabilities.h - IMSCapabilities: what a message store can do beyond PR_STORE_SUPPORT_MASK
 *
 * Source: MAPI reference, IMSCapabilities::GetCapabilities.
 */
#ifndef IMSCAPABILITIES_H
#define IMSCAPABILITIES_H

#include "mapidefs.h"
#include "mapiguid.h"

#ifndef BEGIN_INTERFACE
#define BEGIN_INTERFACE
#endif

DEFINE_OLEGUID(IID_IMSCapabilities, 0x00020393, 0, 0);

#ifdef __cplusplus
extern "C" {
#endif

/* clang-format off: a line below is one row of a table */

/* What is asked about */
typedef enum MSCAP_SELECTOR {
    MSCAP_SEL_RESERVED1 = 0,
    MSCAP_SEL_RESERVED2 = 1,
    MSCAP_SEL_FOLDER = 2,
    MSCAP_SEL_RESERVED3 = 3,
    MSCAP_SEL_RESTRICTION = 4
} MSCAP_SELECTOR;

/* The answer for MSCAP_SEL_FOLDER */
#define MSCAP_SECURE_FOLDER_HOMEPAGES ((ULONG)0x00000001)
/* The answer for MSCAP_SEL_RESTRICTION */
#define MSCAP_RES_ANNOTATION ((ULONG)0x00000001)

#define MAPI_IMSCAPABILITIES_METHODS(IPURE) \
    MAPIMETHOD_(ULONG, GetCapabilities)(THIS_ MSCAP_SELECTOR selector) IPURE;

#undef INTERFACE
#define INTERFACE IMSCapabilities
DECLARE_MAPI_INTERFACE_(IMSCapabilities, IUnknown)
{
    BEGIN_INTERFACE
    MAPI_IUNKNOWN_METHODS(PURE)
    MAPI_IMSCAPABILITIES_METHODS(PURE)
};
DECLARE_MAPI_INTERFACE_PTR(IMSCapabilities, LPMSCAPABILITIES);

#ifdef __cplusplus
}
#endif

#endif
