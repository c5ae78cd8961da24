/*
 * probe.h - structures of MAPI from anywhere, looked at without trusting a pointer in them
 * (FBadProp and kin)
 *
 * true: all memory is there and what it holds makes sense. None of them raises or crashes.
 */
#pragma once
#include <stdbool.h>
#include "mapidefs.h"

/* What value points at; value itself is there. */
bool probe_value(const SPropValue *value);
bool probe_values(ULONG count, const SPropValue *values);
bool probe_restriction(const SRestriction *restriction);
bool probe_tags(const SPropTagArray *tags);
bool probe_sort_order(const SSortOrderSet *order);
bool probe_row(const SRow *row);
bool probe_rows(const SRowSet *rows);
bool probe_entry_list(const ENTRYLIST *list);
bool probe_text8(const char *text);
bool probe_text16(const WCHAR *text);
bool probe_name(const MAPINAMEID *name);
