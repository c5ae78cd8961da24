/*
 * problems.h - an SPropProblemArray as it grows
 *
 *     AUTO_PROBLEMS struct problems problems = {0};
 *     hr = problems_add(&problems, i, tag, MAPI_E_COMPUTED);
 *     ...
 *     return problems_give(&problems, out);
 */
#pragma once
#include "mapidefs.h"
#include "mapicode.h"

struct problems {
    SPropProblemArray *array; /* owned */
    ULONG room;
};
HRESULT problems_add(struct problems *problems, ULONG index, ULONG tag, SCODE code);
/* Moves the array to *out (NULL when there is none, or out is NULL: then it is freed). S_OK. */
HRESULT problems_give(struct problems *problems, SPropProblemArray **out);
void problems_drop(struct problems *problems);
#define AUTO_PROBLEMS __attribute__((cleanup(problems_drop)))
