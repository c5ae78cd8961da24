/*
 * outlook.c - exports that programs ask about Outlook and its accounts
 *
 * There is none here: what they are told is what a machine without Outlook and without Exchange tells.
 */
#include "mapiaux.h"
#include "mapioffline.h"

/* Undocumented, so in no header of the SDK */
ULONG STDMETHODCALLTYPE GetOutlookVersion(void);

/* GetOutlookVersion - 0: no Outlook. In Windows' own stub it tells which Outlook that one leads to. */
ULONG STDMETHODCALLTYPE GetOutlookVersion(void)
{
    return 0;
}

/*
 * FixMAPI - looks whether mapi32.dll is the one that leads to the default mail client, and puts it back where it isn't
 *
 * Windows keeps its own since Windows 2000, so there is nothing to put back: nonzero. Source: FixMAPI
 */
DWORD STDMETHODCALLTYPE FixMAPI(void)
{
    return 1;
}

/* Are new Exchange accounts cached by default, by somebody's policy? Neither: contracts 11.14-06 */
static BOOL not_cached(BOOL *by_policy)
{
    if (by_policy) *by_policy = FALSE;
    return FALSE;
}

/*
 * GetDefCachedMode - is a new Exchange account in cached mode by default: FALSE
 *
 * by_policy  NULL, or gets whether a policy says so: FALSE
 * Source     GetDefCachedMode; contracts 11.14-06
 */
BOOL STDMETHODCALLTYPE GetDefCachedMode(BOOL *by_policy)
{
    return not_cached(by_policy);
}

/* GetDefCachedModeDownloadPubFoldFavs - the same of public folders that are favourites: FALSE.
 * Source: GetDefCachedModeDownloadPubFoldFavs; contracts 11.14-06 */
BOOL STDMETHODCALLTYPE GetDefCachedModeDownloadPubFoldFavs(BOOL *by_policy)
{
    return not_cached(by_policy);
}
