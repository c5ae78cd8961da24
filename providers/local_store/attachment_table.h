/*
 * attachment_table.h - IMAPITable of a message's attachments
 */
#pragma once
#include "platform.h"
#include "mapidefs.h"
#include "common/home.h"

/* Moves view: all is its business, but that an attachment table has no bookmarks of its own
 * (6.8-09). */
HRESULT attachment_table_create(struct com_home *home, IMAPITable *moves_view, IMAPITable **out);
