/*
 * fold.h - case-insensitive comparison that is the same on every machine: SQLite's collation MAPI
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "common/platform.h"

/* Unicode simple case folding of one code point. */
uint32_t fold_code_point(uint32_t c);
/* The same text, whatever the case of its letters. */
bool fold_is_same(const WCHAR *a, const WCHAR *b);
/* Orders two WTF-8 texts by folded code points. */
int fold_compare(void *unused, int a_bytes, const void *a, int b_bytes, const void *b);
/*
 * The order of a restriction's relations: as fold_compare, and where that finds no difference small
 * letters before capitals, so that equal means the same code points. In SQL: MAPI, then BINARY the
 * other way round.
 */
int fold_order(const WCHAR *a, size_t a_chars, const WCHAR *b, size_t b_chars);
