/*
 * search_fixture.h - search folders over messages whose subjects begin with the letter they are
 * told by
 */
#pragma once
#include "local_store/search.h"
#include "local_store/table_fixture.h"

IMAPIFolder *make_search(IMAPIFolder *in, const WCHAR *name);
/* Subjects that hold the text; the constant lives as long as the caller's. */
SRestriction subject_has(SPropValue *constant, const WCHAR *text);
/* SetSearchCriteria of that, in one folder. */
HRESULT search_for(IMAPIFolder *search, const WCHAR *text, IMAPIFolder *in, ULONG flags);
ULONG state_of(IMAPIFolder *search);
/* Its contents table: subject, entry ID, parent's entry ID and name. */
IMAPITable *subjects(IMAPIFolder *folder);
void expect_found(IMAPIFolder *search, const char *letters);
