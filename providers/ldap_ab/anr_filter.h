/*
 * anr_filter.h - the filter of the entries that a typed name may mean
 */
#pragma once
#include "attribute_map.h"
#include "filter.h"

#define ANR_MAX_WORDS      16
#define ANR_MAX_WORD_CHARS 256

/*
 * Every word must begin some word of the entry (7.9-14), in any order. Words are what stands
 * between spaces, commas and semicolons. More or longer ones than there is room for are not asked
 * for: more entries match.
 * S_FALSE: typed has no word, nothing was added
 */
HRESULT anr_filter(const struct attribute_map *map, const WCHAR *typed, struct filter *out);
