/*
 * omlocal.h - what the local store (omlocal32.dll) offers beyond MAPI: keeping its file healthy
 *
 * QueryInterface on the IMsgStore of a local store gives IOMStoreMaintenance; other stores answer
 * E_NOINTERFACE.
 */
#ifndef OMLOCAL_H
#define OMLOCAL_H

#include "mapidefs.h"

#ifndef BEGIN_INTERFACE
#define BEGIN_INTERFACE
#endif

/* {6C1F2D54-8E37-4B0A-9C5E-D2A7743F10B8} */
DEFINE_GUID(IID_IOMStoreMaintenance, 0x6c1f2d54, 0x8e37, 0x4b0a, 0x9c, 0x5e, 0xd2, 0xa7, 0x74, 0x3f,
            0x10, 0xb8);

#ifdef __cplusplus
extern "C" {
#endif

/* Check: mend what can be mended, in one transaction. What belongs nowhere goes to the folder
 * "Lost and Found"; nothing is deleted but links that say what is not so. */
#define OM_CHECK_REPAIR ((ULONG)0x00000001)

/*
 * Check - looks for what is wrong in the store's file, as it is now: writers go on meanwhile,
 * without OM_CHECK_REPAIR
 *
 *   flags     0 or OM_CHECK_REPAIR
 *   progress  may be NULL; an error it answers ends the check, and nothing is mended
 *   report    may be NULL; gets a line of UTF-8 for each finding, "\n" at its end; of mended ones
 * it ends in " [mended]" found, mended   numbers of findings; may be NULL Errors MAPI_E_NO_ACCESS
 * (repair of a store opened for reading), MAPI_E_BUSY (repair: others write), MAPI_E_UNKNOWN_FLAGS,
 * MAPI_E_DISK_ERROR, MAPI_E_NOT_ENOUGH_DISK, progress's; damage is a finding, no error
 *
 * Compact - gives the space of what was deleted back to the system
 *
 *   flags     0
 *   before, after   bytes of the file; may be NULL
 *   Errors    MAPI_E_BUSY: another program, or another thread, uses the store just now; nothing is
 *             lost, try again later; MAPI_E_NO_ACCESS, MAPI_E_NOT_ENOUGH_DISK (it needs as much as
 * the file once more), MAPI_E_CORRUPT_STORE, MAPI_E_UNKNOWN_FLAGS
 *
 * Backup - writes the store as it is at this moment to a new file, while others go on writing
 *
 *   path      of the file, which must not be there; full; LPWSTR with MAPI_UNICODE
 *   flags     0 or MAPI_UNICODE
 *   progress  may be NULL; an error it answers ends the backup, and leaves no file
 *   Errors    MAPI_E_COLLISION (there is such a file), MAPI_E_NO_ACCESS, MAPI_E_NOT_ENOUGH_DISK,
 *             MAPI_E_DISK_ERROR, MAPI_E_CORRUPT_STORE, MAPI_E_INVALID_PARAMETER, progress's
 *
 * The backup is a store, and the same one: its record key and entry IDs are those of the original.
 */
/* clang-format off: a line below is one row of a table */
#define MAPI_IOMSTOREMAINTENANCE_METHODS(IPURE)                                                    \
    MAPIMETHOD(Check)                                                                              \
    (THIS_ ULONG flags, LPMAPIPROGRESS progress, LPSTREAM report, ULONG * found, ULONG * mended)   \
        IPURE;                                                                                     \
    MAPIMETHOD(Compact)(THIS_ ULONG flags, ULARGE_INTEGER * before, ULARGE_INTEGER * after) IPURE; \
    MAPIMETHOD(Backup)(THIS_ LPTSTR path, ULONG flags, LPMAPIPROGRESS progress) IPURE;
/* clang-format on */

#undef INTERFACE
#define INTERFACE IOMStoreMaintenance
DECLARE_MAPI_INTERFACE_(IOMStoreMaintenance, IUnknown)
{
    BEGIN_INTERFACE
    MAPI_IUNKNOWN_METHODS(PURE)
    MAPI_IOMSTOREMAINTENANCE_METHODS(PURE)
};
DECLARE_MAPI_INTERFACE_PTR(IOMStoreMaintenance, LPOMSTOREMAINTENANCE);

#ifdef __cplusplus
}
#endif
#endif
