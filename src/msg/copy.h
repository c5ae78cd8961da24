/*
 * copy.h - the generic copy of any two objects through their public interfaces
 *
 * What IMAPISupport::DoCopyTo, DoCopyProps, CopyMessages and CopyFolder do for stores: properties
 * of any size, recipients, attachments, messages in attachments, messages and folders in folders;
 * named properties get the numbers the destination gives them.
 */
#pragma once
#include "mapidefs.h"

/*
 * Recipients and attachments take the place of those that dst has, saved or not, when src has any
 * (attachments that aren't saved stay in a dst that won't delete PR_MESSAGE_ATTACHMENTS: nobody
 * tells their numbers); what is in a folder comes beside what is there. With MAPI_MOVE what arrived
 * goes from src.
 *
 * src_iid   what src is: IID_IMAPIProp or anything derived from it; NULL: MAPI_E_INVALID_PARAMETER.
 *           dst_iid likewise
 * excluded_iids  IID_IMessage: a message's recipients and attachments, messages in folders and in
 *                attachments stay behind; IID_IAttachment: attachments; IID_IMAPIFolder,
 *                IID_IMAPIContainer: all that is in a folder. Others are ignored
 * excluded  tags whose property IDs stay behind; NULL: none; cValues 0: MAPI_E_INVALID_PARAMETER
 * progress  told when flags has MAPI_DIALOG; may be NULL: who calls asks for MAPI's own
 *           (IMAPISupport::DoProgressDialog)
 * flags     MAPI_MOVE, MAPI_NOREPLACE, MAPI_DIALOG, MAPI_DECLINE_OK; others MAPI_E_UNKNOWN_FLAGS
 * problems  NULL, or gets what could not be copied (NULL: all could), index -1 in none: each names
 *           its tag
 * Errors    MAPI_E_INVALID_PARAMETER, MAPI_E_INTERFACE_NOT_SUPPORTED (an object isn't what its IID
 *           says, or has no properties, or IID_IMAPIProp is excluded), MAPI_E_NO_ACCESS (src is
 *           dst), MAPI_E_COLLISION (MAPI_NOREPLACE, and dst has one of them; or a folder in dst has
 *           the name of one in src), MAPI_E_FOLDER_CYCLE, MAPI_E_USER_CANCEL (progress said so),
 *           what the objects answer; MAPI_W_PARTIAL_COMPLETION: not all that is in a folder
 * Source    IMAPISupport::DoCopyTo
 */
HRESULT copy_to(const IID *src_iid, void *src, ULONG n_excluded, const IID *excluded_iids,
                const SPropTagArray *excluded, IMAPIProgress *progress, const IID *dst_iid,
                void *dst, ULONG flags, SPropProblemArray **problems);
/* The same for the properties in included alone (required; PR_NULL is none): a problem's index is
 * the place there. Source: IMAPISupport::DoCopyProps */
HRESULT copy_props(const IID *src_iid, void *src, const SPropTagArray *included,
                   IMAPIProgress *progress, const IID *dst_iid, void *dst, ULONG flags,
                   SPropProblemArray **problems);
/*
 * flags   MESSAGE_MOVE, MESSAGE_DIALOG, MAPI_DECLINE_OK, MAPI_UNICODE
 * S_OK, or MAPI_W_PARTIAL_COMPLETION when some message could not be copied (or moved away): it is
 * not there, or is being sent, or something of it could not be brought over. What dst refuses for
 * all, or a lack of memory or disk, is an error; what was copied by then is there, what was moved
 * has moved.
 * Source  IMAPISupport::CopyMessages
 */
HRESULT copy_messages(const IID *src_iid, void *src, const ENTRYLIST *messages, const IID *dst_iid,
                      void *dst, IMAPIProgress *progress, ULONG flags);
/*
 * name    NULL: as it was
 * flags   FOLDER_MOVE, COPY_SUBFOLDERS, FOLDER_DIALOG, MAPI_DECLINE_OK, MAPI_UNICODE
 * Errors  MAPI_E_COLLISION (the name is taken), MAPI_E_FOLDER_CYCLE, MAPI_E_NO_SUPPORT (a root),
 *         MAPI_E_USER_CANCEL;
 *         MAPI_W_PARTIAL_COMPLETION. A folder that was moved goes only when nothing is left in it.
 *         The copy of a search folder looks for the same, in the copies of the folders that the
 *         source looks in; where these weren't copied with it that is a partial completion, and the
 *         source stays
 * Source  IMAPISupport::CopyFolder
 */
HRESULT copy_folder(const IID *src_iid, void *src, ULONG cb, const ENTRYID *eid, const IID *dst_iid,
                    void *dst, LPCTSTR name, IMAPIProgress *progress, ULONG flags);
