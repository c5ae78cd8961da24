/*
 * recode.c - text of a code page as UTF-8
 */
#include "codec/text/recode.h"
#include <stdlib.h>
#include "mapicode.h"
#include "codec/text/charset_name.h"
#include "sys/codepage.h"

HRESULT text_recode(struct text_hold *hold, UINT code_page, const char *text, size_t bytes,
                    const char **out, size_t *out_bytes)
{
    size_t chars = sys_decode(code_page, text, bytes, NULL, 0), n;
    WCHAR *wide;
    char *copy;

    if (chars == (size_t)-1) return S_FALSE;
    wide = malloc((chars + 1) * sizeof(*wide));
    if (!wide) return MAPI_E_NOT_ENOUGH_MEMORY;
    sys_decode(code_page, text, bytes, wide, chars);
    n = sys_encode(CODE_PAGE_UTF8, wide, chars, NULL, 0);
    copy = text_hold_room(hold, n + 1);
    if (copy) {
        sys_encode(CODE_PAGE_UTF8, wide, chars, copy, n);
        copy[n] = 0;
        *out = copy;
        *out_bytes = n;
    }
    free(wide);
    return copy ? S_OK : MAPI_E_NOT_ENOUGH_MEMORY;
}
