/*
 * quota.c - mapictl store quota: how large a store is, and how large it may become
 */
#include <stdlib.h>
#include "edkmdb.h"
#include "edktags.h"
#include "mail.h"
#include "print.h"
#include "stores.h"

enum {
    N_LIMITS = 3
};

static const struct limit {
    ULONG tag;
    const WCHAR *option;
} limits[N_LIMITS] = {{PR_STORAGE_QUOTA_LIMIT, L"--warn"},
                      {PR_PROHIBIT_SEND_QUOTA, L"--send"},
                      {PR_PROHIBIT_RECEIVE_QUOTA, L"--limit"}};

/* "500M", "2g", "2048" (KB), "none" as KB. */
static bool read_limit(const WCHAR *text, ULONG *kb)
{
    static const WCHAR units[] = L"kmgt";
    const WCHAR *unit = NULL;
    uint64_t n = 0;

    *kb = MDB_QUOTA_NOQUOTA;
    if (!_wcsicmp(text, L"none")) return true;
    if (*text < L'0' || *text > L'9') return false;
    for (; *text >= L'0' && *text <= L'9' && n < MDB_QUOTA_NOQUOTA; text++)
        n = n * 10 + (uint64_t)(*text - L'0');
    if (*text) {
        unit = wcschr(units, towlower(*text));
        if (!unit || text[1]) return false;
    }
    for (; unit && unit > units && n < MDB_QUOTA_NOQUOTA; unit--)
        n *= 1024;
    *kb = (ULONG)n;
    return n < MDB_QUOTA_NOQUOTA;
}

/* What the options say; *any: one of them was given. */
static int read_limits(struct args *args, ULONG *kb, bool *given, bool *any)
{
    *any = false;
    for (int i = 0; i < N_LIMITS; i++) {
        const WCHAR *text = args_option(args, limits[i].option);

        given[i] = text != NULL;
        *any = *any || text;
        if (!text || read_limit(text, &kb[i])) continue;
        complain(L"mapictl: %ls '%ls' is no size such as 500M, 2G or none\n", limits[i].option,
                 text);
        return EXIT_USAGE;
    }
    return args_done(args) ? EXIT_FINE : EXIT_USAGE;
}

static HRESULT set_limit(IMsgStore *store, ULONG tag, ULONG kb)
{
    SizedSPropTagArray(1, tags) = {1, {tag}};
    SPropValue value = {.ulPropTag = tag, .Value.l = (LONG)kb};
    SPropProblemArray *problems = NULL;
    HRESULT hr;

    if (kb == MDB_QUOTA_NOQUOTA)
        hr = store->lpVtbl->DeleteProps(store, (SPropTagArray *)&tags, &problems);
    else
        hr = store->lpVtbl->SetProps(store, 1, &value, &problems);
    if (SUCCEEDED(hr) && problems) hr = problems->aProblem[0].scode;
    MAPIFreeBuffer(problems);
    return kb == MDB_QUOTA_NOQUOTA && hr == MAPI_E_NOT_FOUND ? S_OK : hr; /* there was none */
}

static void show_limit(struct list_output *list, const SPropValue *values, ULONG count, ULONG tag)
{
    const SPropValue *limit = prop_of(values, count, tag);

    if (limit && (ULONG)limit->Value.l != MDB_QUOTA_NOQUOTA)
        list_size(list, (int64_t)(ULONG)limit->Value.l * 1024);
    else
        list_text(list, settings.json ? NULL : L"no limit");
}

static HRESULT show_limits(IMsgStore *store)
{
    static const struct column columns[] = {{"used", L"Used", 0},
                                            {"warn", L"Warning at", 0},
                                            {"send", L"Sending to", 0},
                                            {"limit", L"Limit", 0}};
    static SizedSPropTagArray(4, tags) = {4,
                                          {PR_MESSAGE_SIZE_EXTENDED, PR_STORAGE_QUOTA_LIMIT,
                                           PR_PROHIBIT_SEND_QUOTA, PR_PROHIBIT_RECEIVE_QUOTA}};
    const SPropValue *used;
    struct list_output list;
    SPropValue *values = NULL;
    ULONG n;
    HRESULT hr = store->lpVtbl->GetProps(store, (SPropTagArray *)&tags, 0, &n, &values);

    if (FAILED(hr)) return hr;
    used = prop_of(values, n, PR_MESSAGE_SIZE_EXTENDED);
    list_begin_one(&list, columns, ARRAYSIZE(columns));
    if (used)
        list_size(&list, used->Value.li.QuadPart);
    else
        list_text(&list, NULL);
    for (int i = 0; i < N_LIMITS; i++)
        show_limit(&list, values, n, limits[i].tag);
    list_end(&list, S_OK);
    MAPIFreeBuffer(values);
    return S_OK;
}

int store_quota(struct args *args)
{
    ULONG kb[N_LIMITS];
    bool given[N_LIMITS], any;
    struct mail mail;
    HRESULT hr = S_OK;
    int code = read_limits(args, kb, given, &any);

    if (!code) code = mail_open_store(&mail);
    if (code) return code;
    for (int i = 0; i < N_LIMITS && SUCCEEDED(hr); i++)
        if (given[i]) hr = set_limit(mail.store, limits[i].tag, kb[i]);
    if (FAILED(hr))
        code = report_by(mail.store, hr, L"the store's limits can't be set");
    else if (!any && FAILED(hr = show_limits(mail.store)))
        code = report_by(mail.store, hr, L"the store's limits can't be read");
    mail_close(&mail);
    return code;
}
