/*
 * tnef_problems.c - an STnefProblemArray as it grows
 */
#include <string.h>
#include "base/array.h"
#include "base/error.h"
#include "base/mem.h"
#include "msg/tnef_own.h"

enum { ENOUGH = 4096 };

HRESULT tnef_problem(struct tnef_problems *problems, ULONG component, ULONG attribute, ULONG tag,
                     SCODE code)
{
    STnefProblem *problem;

    if (problems->count >= ENOUGH) return S_OK;
    problem = ARRAY_PUSH(problems);
    if (!problem) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    *problem = (STnefProblem){component, attribute, tag, code};
    return S_OK;
}

HRESULT tnef_problems_give(struct tnef_problems *problems, STnefProblemArray **out)
{
    HRESULT hr = S_OK;

    if (out) *out = NULL;
    if (out && problems->count) {
        hr = mem_root(CbNewSTnefProblemArray(problems->count), (void **)out);
        if (SUCCEEDED(hr)) {
            (*out)->cProblem = (ULONG)problems->count;
            memcpy((*out)->aProblem, problems->data, problems->count * sizeof(STnefProblem));
        }
    }
    tnef_problems_drop(problems);
    return hr;
}

void tnef_problems_drop(struct tnef_problems *problems)
{
    ARRAY_DROP(problems);
}
