/*
 * rtf_sync.h - a message's text and RTF are made to say the same
 */
#pragma once
#include <stdbool.h>
#include "mapidefs.h"

/*
 * flags    RTF_SYNC_RTF_CHANGED: PR_BODY becomes the text of PR_RTF_COMPRESSED, unless it is that
 *          but for white space; places of attachments (PR_RENDERING_POSITION) follow the RTF.
 *          RTF_SYNC_BODY_CHANGED: the RTF stays when PR_BODY still has its text, even with other
 *          text before or behind it; else it is made anew of PR_BODY. Both: each was made to fit
 *          the other by the caller, and stays. What isn't there is made of what is
 * updated  something was changed: the caller is to save it. PR_RTF_IN_SYNC is true then, and
 *          PR_RTF_SYNC_* tell of PR_BODY
 * Errors   MAPI_E_CORRUPT_DATA (the RTF is what was to be read), MAPI_E_NOT_ENOUGH_MEMORY, what the
 *          message answers. What was changed before an error stays, unsaved
 * Source   RTFSync, "Synchronizing Text and Formatting", "Supporting Formatted Text: Gateway
 *          Responsibilities"; contracts 11.8-18 to 11.8-23
 */
HRESULT rtf_sync(IMessage *message, ULONG flags, bool *updated);
