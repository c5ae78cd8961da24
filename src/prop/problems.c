/*
 * problems.c - an SPropProblemArray as it grows
 */
#include "prop/problems.h"
#include "base/error.h"
#include "base/mem.h"

HRESULT problems_add(struct problems *problems, ULONG index, ULONG tag, SCODE code)
{
    ULONG count = problems->array ? problems->array->cProblem : 0;

    if (count == problems->room) {
        ULONG room = count ? count * 2 : 4;
        void *bigger = NULL;
        HRESULT hr;

        if (room > 0x07ffffff) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
        hr = problems->array ? mem_grow(problems->array, CbNewSPropProblemArray(room), &bigger)
                             : mem_root(CbNewSPropProblemArray(room), &bigger);
        if (FAILED(hr)) return hr;
        mem_free(problems->array);
        problems->array = bigger;
        problems->room = room;
    }
    problems->array->aProblem[count] = (SPropProblem){index, tag, code};
    problems->array->cProblem = count + 1;
    return S_OK;
}

HRESULT problems_give(struct problems *problems, SPropProblemArray **out)
{
    if (out) *out = TAKE(problems->array);
    problems_drop(problems);
    return S_OK;
}

void problems_drop(struct problems *problems)
{
    mem_free(problems->array);
    problems->array = NULL;
    problems->room = 0;
}
