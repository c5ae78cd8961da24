/*
 * restrict_copy.c - restrictions copied, and checked for structure
 */
#include "prop/restrict.h"
#include "base/error.h"
#include "base/mem.h"
#include "prop/pieces.h"

HRESULT restrict_copy(const SRestriction *restriction, void *root, SRestriction **out)
{
    struct pieces_hanger h = PIECES_HANG(NULL, NULL);
    AUTO_FREE SRestriction *own = NULL;
    SRestriction *copy;
    HRESULT hr;

    *out = NULL;
    if (!restriction) return S_OK;
    copy = root ? mem_zero_more(sizeof(*copy), root) : (own = mem_zero(sizeof(*copy)));
    if (!copy) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    *copy = *restriction;
    h.root = root ? root : copy;
    hr = pieces_of_restriction(&h.walk, copy);
    if (FAILED(hr)) return hr;
    TAKE(own);
    *out = copy;
    return S_OK;
}

static void *accept_piece(struct pieces *walk, void **slot, void *from, size_t bytes, size_t align)
{
    (void)walk, (void)slot, (void)align;
    return bytes ? from : PIECES_NOTHING;
}

bool restrict_valid(const SRestriction *restriction)
{
    struct pieces walk = {.visit = accept_piece};

    return restriction && SUCCEEDED(pieces_of_restriction(&walk, (SRestriction *)restriction));
}
