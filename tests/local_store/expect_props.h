/*
 * expect_props.h - what an object must tell of itself
 */
#pragma once
#include "local_store/fixture.h"

/* SetProps of one: the call's failure, or the problem that it tells. */
HRESULT set_problem(void *object, SPropValue value);
/* In GetPropList? */
bool is_listed(void *object, ULONG tag);
/* Each of a list that ends with 0 is there, of that type, and listed. */
void expect_props(void *object, const ULONG *tags);
/* Two binary properties, equal. */
void expect_same_bytes(void *a, ULONG a_tag, void *b, ULONG b_tag);
