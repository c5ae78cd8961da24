/*
 * simple_note.c - the text of a note: its lines, and places in it
 */
#include "simple/simple_note.h"
#include <stdbool.h>
#include "base/error.h"
#include "base/mem.h"
#include "base/size.h"
#include "base/text.h"

/* Does an end of line begin here that isn't CR LF yet? */
static bool is_bare(const WCHAR *text, size_t at)
{
    return (text[at] == '\r' && text[at + 1] != '\n') ||
           (text[at] == '\n' && (!at || text[at - 1] != '\r'));
}

HRESULT simple_note_lines(const WCHAR *text, void *root, WCHAR **out)
{
    size_t chars = text_len(text), all = chars + 1, bytes;
    WCHAR *to;

    *out = NULL;
    for (size_t i = 0; i < chars; i++)
        all += is_bare(text, i);
    if (!size_mul(all, sizeof(WCHAR), &bytes)) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    to = mem_zero_more(bytes, root);
    if (!to) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    *out = to;
    for (size_t i = 0; i < chars; i++) {
        if (!is_bare(text, i)) {
            *to++ = text[i];
            continue;
        }
        *to++ = '\r';
        *to++ = '\n';
    }
    return S_OK;
}

ULONG simple_note_place(const WCHAR *text, ULONG place)
{
    ULONG more = 0;

    if (!text || place == SIMPLE_NO_PLACE) return SIMPLE_NO_PLACE;
    for (ULONG i = 0; i < place; i++) {
        if (!text[i]) return SIMPLE_NO_PLACE;
        more += is_bare(text, i);
    }
    return text[place] ? place + more : SIMPLE_NO_PLACE;
}
