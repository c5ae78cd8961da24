/*
 * outlook.c - exports that programs ask about Outlook and its accounts
 *
 * There is none here: what they are told is what a machine without Outlook and without Exchange
 * tells.
 */
#include "mapiaux.h"
#include "mapioffline.h"
#include "base/error.h"
#include "sys/thread.h"

#define AUTODISCOVER_ROOM             256 /* characters, with the 0 */
#define STRSAFE_E_INSUFFICIENT_BUFFER ((HRESULT)0x8007007A)

/* Undocumented, so in no header of the SDK */
ULONG STDMETHODCALLTYPE GetOutlookVersion(void);

/* GetOutlookVersion - 0: no Outlook. In Windows' own stub it tells which Outlook that one leads to.
 */
ULONG STDMETHODCALLTYPE GetOutlookVersion(void)
{
    return 0;
}

/*
 * FixMAPI - looks whether mapi32.dll is the one that leads to the default mail client, and puts it
 * back where it isn't
 *
 * Windows keeps its own since Windows 2000, so there is nothing to put back: nonzero. Source:
 * FixMAPI
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

/* Of text that may be long: AUTODISCOVER_ROOM and above are all the same. */
static size_t length_below_room(const WCHAR *text)
{
    size_t n = 0;

    while (n < AUTODISCOVER_ROOM && text[n])
        n++;
    return n;
}

/* A mailbox at a domain; what of it there is, only its server can tell. */
static bool is_smtp_address(const WCHAR *text, size_t n)
{
    size_t at = 0, ats = 0;

    for (size_t i = 0; i < n; i++) {
        if (text[i] <= ' ' || text[i] == 0x7f) return false;
        if (text[i] == '@') {
            at = i;
            ats++;
        }
    }
    return ats == 1 && at > 0 && at + 1 < n;
}

/*
 * HrGetAutoDiscoverXML - the Autodiscover answer of an Exchange account's server: there is no
 * Exchange here
 *
 * address   SMTP, fewer than 256 characters; password likewise, or NULL
 * cancel    an event that ends it, or NULL; what is no event is ignored
 * flags     0
 * xml       gets NULL
 * Errors    E_INVALIDARG (address or xml NULL, no address, other flags),
 *           STRSAFE_E_INSUFFICIENT_BUFFER (address or password too long), MAPI_E_USER_CANCEL
 *           (cancel is set), MAPI_E_NOT_FOUND (no server)
 * Source    HrGetAutoDiscoverXML; contracts 11.14-05
 */
HRESULT STDMETHODCALLTYPE HrGetAutoDiscoverXML(LPCWSTR address, LPCWSTR password, HANDLE cancel,
                                               ULONG flags, LPSTREAM *xml)
{
    size_t n = address ? length_below_room(address) : 0;

    if (xml) *xml = NULL;
    if (!address || !xml || flags) return FAIL(E_INVALIDARG);
    if (n == AUTODISCOVER_ROOM || (password && length_below_room(password) == AUTODISCOVER_ROOM))
        return FAIL(STRSAFE_E_INSUFFICIENT_BUFFER);
    if (!is_smtp_address(address, n)) return FAIL(E_INVALIDARG);
    if (cancel && sys_event_wait((struct sys_event *)cancel, 0)) return FAIL(MAPI_E_USER_CANCEL);
    return FAIL(MAPI_E_NOT_FOUND);
}
