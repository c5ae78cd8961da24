/*
 * fold.h - case-insensitive comparison that is the same on every machine: SQLite's collation MAPI
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

/* Unicode simple case folding of one code point. */
uint32_t fold_code_point(uint32_t c);
/* Orders two WTF-8 texts by folded code points. */
int fold_compare(void *unused, int a_bytes, const void *a, int b_bytes, const void *b);
