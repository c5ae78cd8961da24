/*
 * search_fixture.c - search folders over messages whose subjects begin with the letter they are
 * told by
 */
#include "local_store/search_fixture.h"
#include <string.h>

IMAPIFolder *make_search(IMAPIFolder *in, const WCHAR *name)
{
    IMAPIFolder *folder = NULL;

    /* 6.5-05 */
    ok_hr(in->lpVtbl->CreateFolder(in, FOLDER_SEARCH, (LPTSTR)name, NULL, NULL, MAPI_UNICODE,
                                   &folder));
    return folder;
}

SRestriction subject_has(SPropValue *constant, const WCHAR *text)
{
    SRestriction res = {.rt = RES_CONTENT};

    *constant = (SPropValue){.ulPropTag = PR_SUBJECT_W, .Value.lpszW = (WCHAR *)text};
    res.res.resContent.ulFuzzyLevel = FL_SUBSTRING;
    res.res.resContent.ulPropTag = PR_SUBJECT_W;
    res.res.resContent.lpProp = constant;
    return res;
}

HRESULT search_for(IMAPIFolder *search, const WCHAR *text, IMAPIFolder *in, ULONG flags)
{
    SPropValue constant, *id = id_of(in);
    SRestriction res = subject_has(&constant, text);
    SBinary bin = id->Value.bin;
    ENTRYLIST list = {1, &bin};
    HRESULT hr = search->lpVtbl->SetSearchCriteria(search, &res, &list, flags);

    FREE(id);
    return hr;
}

ULONG state_of(IMAPIFolder *search)
{
    ULONG out = 0;

    ok_hr(search->lpVtbl->GetSearchCriteria(search, 0, NULL, NULL, &out));
    return out;
}

IMAPITable *subjects(IMAPIFolder *folder)
{
    static const ULONG tags[] = {PR_SUBJECT_W, PR_ENTRYID, PR_PARENT_ENTRYID, PR_PARENT_DISPLAY_W};
    IMAPITable *table = contents(folder, MAPI_UNICODE);

    set_columns(table, 4, tags);
    return table;
}

void expect_found(IMAPIFolder *search, const char *letters)
{
    IMAPITable *table = subjects(search);

    expect_count(table, (ULONG)strlen(letters));
    expect_rows(table, 50, 0, letters);
    table->lpVtbl->Release(table);
    assert_int_equal(get_long(search, PR_CONTENT_COUNT), strlen(letters));
}
