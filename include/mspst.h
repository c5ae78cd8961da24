/*
 * mspst.h - properties of the personal store service, in its profile section
 *
 * A program that creates a store for itself passes these to IMsgServiceAdmin::ConfigureMsgService.
 * Sources: MAPI reference, PidTagPst... properties, PidTagPstConfigurationFlags.
 */
#ifndef _MSPST_H_
#define _MSPST_H_

#include "mapidefs.h"
#include "mapitags.h"

#define PST_EXTERN_PROPID_BASE (0x6700)

#define PR_PST_PATH        PROP_TAG(PT_STRING8, PST_EXTERN_PROPID_BASE + 0)
#define PR_PST_PATH_A      PROP_TAG(PT_STRING8, PST_EXTERN_PROPID_BASE + 0)
#define PR_PST_PATH_W      PROP_TAG(PT_UNICODE, PST_EXTERN_PROPID_BASE + 0)
#define PR_PST_REMEMBER_PW PROP_TAG(PT_BOOLEAN, PST_EXTERN_PROPID_BASE + 1)
#define PR_PST_ENCRYPTION  PROP_TAG(PT_LONG, PST_EXTERN_PROPID_BASE + 2)
#define PR_PST_PW_SZ_OLD   PROP_TAG(PT_STRING8, PST_EXTERN_PROPID_BASE + 3)
#define PR_PST_PW_SZ_NEW   PROP_TAG(PT_STRING8, PST_EXTERN_PROPID_BASE + 4)

/* PR_PST_ENCRYPTION */
#define PSTF_NO_ENCRYPTION           ((DWORD)0x80000000)
#define PSTF_COMPRESSABLE_ENCRYPTION ((DWORD)0x40000000)
#define PSTF_BEST_ENCRYPTION         ((DWORD)0x20000000)

#define PR_PST_CONFIG_FLAGS PROP_TAG(PT_LONG, 0x6770)
#define PST_CONFIG_CREATE_NOWARN           0x00000001
#define PST_CONFIG_PRESERVE_DISPLAY_NAME   0x00000002
#define OST_CONFIG_POLICY_DELAY_IGNORE_OST 0x00000008
#define OST_CONFIG_CREATE_NEW_DEFAULT_OST  0x00000010
#define PST_CONFIG_UNICODE                 0x80000000

/* PR_MDB_PROVIDER of a personal store, as an initialiser of a MAPIUID */
#define MSPST_UID_PROVIDER                                                                         \
    {                                                                                              \
        0x4e, 0x49, 0x54, 0x41, 0xf9, 0xbf, 0xb8, 0x01, 0x00, 0xaa, 0x00, 0x37, 0xd9, 0x6e, 0x00,  \
            0x00                                                                                   \
    }

#endif
