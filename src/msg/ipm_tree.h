/*
 * ipm_tree.h - the standard folders of a message store, verified and made through its public
 * interfaces
 */
#pragma once
#include "mapidefs.h"

/*
 * HrValidateIPMSubtree behind its argument checks.
 * flags   MAPI_FORCE_CREATE (believe no mask), MAPI_FULL_IPM_TREE; others MAPI_E_UNKNOWN_FLAGS
 * count, props  NULL, or get PR_VALID_FOLDER_MASK and the folders' entry IDs, one allocation; a new
 *               Inbox, which no property of the store names, as PROP_TAG(PT_BINARY, PROP_ID_NULL)
 * Errors  what the store answers
 * Source  HrValidateIPMSubtree; contracts 6.4
 */
HRESULT ipm_tree_validate(IMsgStore *store, ULONG flags, ULONG *count, SPropValue **props);
