/*
 * ab_client.h - what tests of address book providers ask, as a client would
 */
#pragma once
#include "mapispi.h"

/* The only container below a logon's root. */
IABContainer *open_only_container(IABLogon *logon);
/* The restriction that finds by name. */
HRESULT restrict_anr(IMAPITable *table, const WCHAR *text);
/* The display names of all rows, in order, each followed by '|'. */
void assert_names(IMAPITable *table, const WCHAR *names);
void free_rows(SRowSet *rows); /* NULL does nothing */
