/*
 * text_order.h - the one order of text, and when text contains text
 *
 * Rows are sorted, RELOP_GE finds a prefix and RELOP_EQ is exact, all by one order: first without
 * regard to case; where that leaves no difference, small letters before capitals. NULL is "".
 */
#pragma once
#include <stdbool.h>
#include "mapidefs.h"
#include "mapicode.h"

int text_order(const WCHAR *a, const WCHAR *b);
int text_order8(const char *a, const char *b); /* both in the system's ANSI code page */
int text_order_mixed(const WCHAR *a, const char *b);
/* FL_FULLSTRING, FL_SUBSTRING or FL_PREFIX (any other low word is FL_FULLSTRING) with
 * FL_IGNORECASE, FL_IGNORENONSPACE, FL_LOOSE (both). */
bool text_contains(const WCHAR *text, const WCHAR *part, ULONG fuzzy);
bool text_contains8(const char *text, const char *part,
                    ULONG fuzzy); /* both in the system's ANSI code page */
/* c without its marks (é: e); 0 for a mark that stands alone; any other character itself. */
WCHAR nonspace_base(WCHAR c);
