/*
 * adrlist.c - ADRLIST: an SRowSet under other names
 */
#include "prop/adrlist.h"
#include "prop/rowset.h"

_Static_assert(sizeof(ADRLIST) == sizeof(SRowSet) && sizeof(ADRENTRY) == sizeof(SRow) &&
                   offsetof(ADRLIST, aEntries) == offsetof(SRowSet, aRow) &&
                   offsetof(ADRENTRY, rgPropVals) == offsetof(SRow, lpProps) &&
                   offsetof(ADRENTRY, cValues) == offsetof(SRow, cValues),
               "MAPI says that one is the other");

HRESULT adrlist_create(ULONG entries, ADRLIST **out)
{
    return rowset_create(entries, (SRowSet **)out);
}

void adrlist_free(ADRLIST *list)
{
    rowset_free((SRowSet *)list);
}

HRESULT adrlist_copy(const ADRLIST *list, ADRLIST **out)
{
    return rowset_copy((const SRowSet *)list, (SRowSet **)out);
}

void adrlist_cleanup(ADRLIST **list)
{
    adrlist_free(*list);
}
