/*
 * oneoff_page.h - the page that shows a one-off: name, address type, address, rich text
 */
#pragma once
#include <stdbool.h>
#include "mapidefs.h"
#include "mapix.h"

/*
 * A display table of it, for PR_DETAILS_TABLE.
 * editable  the template that one-offs are made from: type and address must be given
 * flags     MAPI_UNICODE: the width of its texts, and of the properties it shows
 * Errors    MAPI_E_NOT_ENOUGH_MEMORY
 */
HRESULT oneoff_page_open(bool editable, ULONG flags, IMAPITable **out);
