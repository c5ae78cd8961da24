/*
 * value.h - what stands behind the ":" of a vCard's line
 */
#pragma once
#include "codec/vcard/card.h"
#include "codec/vcard/params.h"

/*
 * Text of a charset as UTF-8 with a NUL behind it: text itself (whose byte behind the last is then
 * made a NUL), or a copy on hold.
 * charset    its name; NULL, or one not known, or UTF-8 that it isn't: as it looks
 * code_page  when it looks like nothing; 0: 1252
 * Errors     MAPI_E_NOT_ENOUGH_MEMORY
 */
HRESULT card_utf8(struct text_hold *hold, char *text, size_t bytes, const char *charset,
                  UINT code_page, const char **out, size_t *out_bytes);
/*
 * Reads a value; text is changed, text[bytes] may be written, and *out points into it and into
 * hold. out->params may become head's and one more.
 * Errors  S_FALSE (it can't be read, or is beyond the limits), MAPI_E_NOT_ENOUGH_MEMORY
 */
HRESULT card_value_read(const struct card_head *head, char *text, size_t bytes, int version,
                        UINT code_page, struct text_hold *hold, struct card_value *out);
