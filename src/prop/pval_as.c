/*
 * pval_as.c - property values in the string width that is asked for
 */
#include "prop/pval.h"
#include "base/error.h"
#include "base/mem.h"
#include "base/text.h"
#include "prop/ptype.h"

static HRESULT to_wide(const char *text, void *root, WCHAR **out)
{
    return text ? text_from_ansi(text, -1, 0, root, out) : FAIL(MAPI_E_INVALID_PARAMETER);
}

static HRESULT to_ansi(const WCHAR *text, void *root, char **out)
{
    return text ? text_to_ansi(text, -1, 0, root, out) : FAIL(MAPI_E_INVALID_PARAMETER);
}

/* Both multivalued text types have {count, array of pointers}. */
static HRESULT convert_many(const SPropValue *src, bool wide, void *root, SPropValue *dst)
{
    ULONG count = src->Value.MVszA.cValues;
    size_t bytes = (size_t)count * sizeof(void *);
    void *array = NULL;
    HRESULT hr;

    if (count && !src->Value.MVszA.lppszA) return FAIL(MAPI_E_INVALID_PARAMETER);
    if (count > 0x0fffffff) return FAIL(MAPI_E_INVALID_PARAMETER);
    hr = mem_more(bytes, root, &array);
    for (ULONG i = 0; SUCCEEDED(hr) && i < count; i++)
        hr = wide ? to_wide(src->Value.MVszA.lppszA[i], root, (WCHAR **)array + i)
                  : to_ansi(src->Value.MVszW.lppszW[i], root, (char **)array + i);
    if (FAILED(hr)) return hr;
    dst->Value.MVszA.cValues = count;
    dst->Value.MVszA.lppszA = array;
    return S_OK;
}

HRESULT pval_as(const SPropValue *src, ULONG type, void *root, SPropValue *dst)
{
    bool many = ptype_is_many(src->ulPropTag), wide = (type & ~(ULONG)MVI_FLAG) == PT_UNICODE;
    ULONG wanted = (wide ? PT_UNICODE : PT_STRING8) | (many ? MV_FLAG : 0);
    SPropValue converted = {.ulPropTag = CHANGE_PROP_TYPE(src->ulPropTag, wanted)};
    HRESULT hr;

    if (!ptype_is_text(src->ulPropTag) || type == PT_UNSPECIFIED ||
        PROP_TYPE(src->ulPropTag) == wanted)
        return pval_copy(dst, src, root);
    if (many) hr = convert_many(src, wide, root, &converted);
    else if (wide) hr = to_wide(src->Value.lpszA, root, &converted.Value.lpszW);
    else hr = to_ansi(src->Value.lpszW, root, &converted.Value.lpszA);
    if (SUCCEEDED(hr)) *dst = converted;
    return hr;
}
