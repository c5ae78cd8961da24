/*
 * char_filter.h - which characters an edit control or combo box of a display table takes
 */
#pragma once
#include <stdbool.h>
#include "mapidefs.h"

/*
 * Does the filter let that character in? It says the same of each, wherever it stands.
 *
 *     *      any character          [ ]  a set of them; what stands outside of one is itself
 *     a-z    a range, in a set      ~    first in a set: all but these
 *     \      the next one is itself
 *
 * An empty filter lets in all; a set that isn't closed ends with the filter.
 * Source  DTBLEDIT, DTCTL
 */
bool char_filter_allows(const WCHAR *filter, WCHAR c);
