/*
 * search_live.h - what search.c and search_live.c share
 */
#pragma once
#include "restriction.h"
#include "search.h"

/* A restriction over messages that belongs to the file, not to one logon. Errors as restriction_create. */
HRESULT search_shell(struct store_file *file, struct restriction **out, const SRestriction *res);
