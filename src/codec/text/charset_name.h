/*
 * charset_name.h - the names that mail gives to code pages, and what text looks like that names
 * none
 *
 * Needs nothing but include/: providers link it too.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include "mapidefs.h"

#define CODE_PAGE_UTF8   65001
#define CODE_PAGE_ASCII  20127
#define CODE_PAGE_LATIN1 28591
#define CODE_PAGE_CP1252 1252

/* The code page of a charset by any of its names, whatever their case; 0: not known. */
UINT charset_code_page(const char *name, size_t bytes);
/* The name that mail prefers for a code page; NULL: it has none. */
const char *charset_name(UINT code_page);
/* What text of undeclared charset is in: ASCII, UTF-8 when it is well-formed, else instead. */
UINT charset_guess(const char *text, size_t bytes, UINT instead);
