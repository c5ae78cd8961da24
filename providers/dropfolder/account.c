/*
 * account.c - what a profile's section says of a drop folder, and who its mail is from
 */
#include "dropfolder/account.h"
#include <stdlib.h>
#include <string.h>
#include "common/com.h"
#include "common/text/text8.h"
#include "dropfolder/files.h"
#include "omdrop.h"

enum { LONGEST_ADDRESS = 320 /* RFC 3696 */ };

bool drop_address_is_good(const WCHAR *address)
{
    size_t n = wide_len(address), at = 0;

    if (n > LONGEST_ADDRESS) return false;
    for (size_t i = 0; i < n; i++) {
        if (address[i] <= ' ' || address[i] == 0x7f || address[i] == '<' || address[i] == '>')
            return false;
        if (address[i] == '@') at = i;
    }
    return at > 0 && at + 1 < n;
}

static bool is_full_path(const SPropValue *value)
{
    WCHAR *path = NULL;
    bool full = SUCCEEDED(text_of_prop(value, &path)) && path && files_is_full_path(path);

    free(path);
    return full;
}

static bool is_address(const SPropValue *value)
{
    WCHAR *address = NULL;
    bool good = SUCCEEDED(text_of_prop(value, &address)) && address &&
                drop_address_is_good(address);

    free(address);
    return good;
}

bool drop_value_is_good(const SPropValue *value)
{
    switch (PROP_ID(value->ulPropTag)) {
    case PROP_ID(PR_OMDROP_OUT_FOLDER):
    case PROP_ID(PR_OMDROP_IN_FOLDER): return is_full_path(value);
    case PROP_ID(PR_OMDROP_ADDRESS): return is_address(value);
    case PROP_ID(PR_OMDROP_NAME):
        return PROP_TYPE(value->ulPropTag) == PT_UNICODE   ? value->Value.lpszW != NULL
               : PROP_TYPE(value->ulPropTag) == PT_STRING8 ? value->Value.lpszA != NULL
                                                           : false;
    case PROP_ID(PR_OMDROP_AFTERWARDS):
        return value->ulPropTag == PR_OMDROP_AFTERWARDS &&
               (value->Value.l == OMDROP_KEEP || value->Value.l == OMDROP_DELETE);
    }
    return true;
}

/* ---- reading ---- */

#define N_TEXTS 4
static const SizedSPropTagArray(2 * N_TEXTS + 1, tags) = {
    2 * N_TEXTS + 1,
    {PR_OMDROP_OUT_FOLDER_W, PR_OMDROP_OUT_FOLDER_A, PR_OMDROP_IN_FOLDER_W, PR_OMDROP_IN_FOLDER_A,
     PR_OMDROP_ADDRESS_W, PR_OMDROP_ADDRESS_A, PR_OMDROP_NAME_W, PR_OMDROP_NAME_A,
     PR_OMDROP_AFTERWARDS}};

static HRESULT take(const SPropValue *values, struct account *account)
{
    WCHAR **const texts[N_TEXTS] = {&account->out_folder, &account->in_folder, &account->address,
                                    &account->name};

    for (size_t i = 0; i < tags.cValues; i++) {
        HRESULT hr = S_OK;

        if (PROP_TYPE(values[i].ulPropTag) == PT_ERROR) continue;
        if (!drop_value_is_good(&values[i])) return MAPI_E_UNCONFIGURED;
        if (i == 2 * N_TEXTS) account->deletes = values[i].Value.l == OMDROP_DELETE;
        else if (!*texts[i / 2]) hr = text_of_prop(&values[i], texts[i / 2]);
        if (FAILED(hr)) return hr;
    }
    if ((!account->out_folder && !account->in_folder) || !account->address)
        return MAPI_E_UNCONFIGURED;
    if (account->name && *account->name) return S_OK;
    free(account->name);
    return text_from_caller(account->address, MAPI_UNICODE, false, &account->name);
}

static HRESULT read_section(IMAPISupport *support, const struct allocators *alloc,
                            struct account *account)
{
    AUTO_RELEASE IProfSect *section = NULL;
    SPropValue *values = NULL;
    ULONG n = 0;
    HRESULT hr = support->lpVtbl->OpenProfileSection(support, NULL, 0, &section);

    if (SUCCEEDED(hr))
        hr = section->lpVtbl->GetProps(section, (SPropTagArray *)&tags, 0, &n, &values);
    if (FAILED(hr)) return hr;
    hr = n == tags.cValues && values ? take(values, account) : MAPI_E_CALL_FAILED;
    alloc->free(values);
    return hr;
}

/* 8.6-13: SMTP:ADDRESS, in capitals, with its end. */
static HRESULT make_search_key(struct account *account)
{
    size_t n = wide_len(account->address), at = 0, chars = 5;
    WCHAR *wide = malloc((n + 6) * sizeof(WCHAR));
    char *narrow;
    size_t bytes;
    HRESULT hr;

    if (!wide) return MAPI_E_NOT_ENOUGH_MEMORY;
    memcpy(wide, L"SMTP:", 5 * sizeof(WCHAR));
    for (; at < n; at++, chars++) {
        WCHAR c = account->address[at];

        wide[chars] = c >= 'a' && c <= 'z' ? c - 32 : c;
    }
    hr = wtf8_from_wide(wide, chars, &narrow, &bytes);
    free(wide);
    if (FAILED(hr)) return hr;
    account->search_key = (SBinary){(ULONG)bytes + 1, (BYTE *)narrow};
    return S_OK;
}

static HRESULT make_id(IMAPISupport *support, const struct allocators *alloc,
                       struct account *account)
{
    ENTRYID *id = NULL;
    ULONG bytes = 0;
    HRESULT hr = support->lpVtbl->CreateOneOff(support, (LPTSTR)account->name, (LPTSTR)L"SMTP",
                                               (LPTSTR)account->address, MAPI_UNICODE, &bytes, &id);

    if (FAILED(hr)) return hr;
    account->id.lpb = malloc(bytes);
    if (account->id.lpb) {
        memcpy(account->id.lpb, id, bytes);
        account->id.cb = bytes;
    }
    alloc->free(id);
    return account->id.lpb ? S_OK : MAPI_E_NOT_ENOUGH_MEMORY;
}

HRESULT drop_account_read(IMAPISupport *support, const struct allocators *alloc,
                          struct account **out)
{
    struct account *account = calloc(1, sizeof(*account));
    HRESULT hr;

    *out = NULL;
    if (!account) return MAPI_E_NOT_ENOUGH_MEMORY;
    account->refs = 1;
    hr = read_section(support, alloc, account);
    if (SUCCEEDED(hr)) hr = make_search_key(account);
    if (SUCCEEDED(hr)) hr = make_id(support, alloc, account);
    if (SUCCEEDED(hr)) *out = account;
    else drop_account_unref(account);
    return FAILED(hr) ? hr : S_OK;
}

struct account *drop_account_ref(struct account *account)
{
    __atomic_add_fetch(&account->refs, 1, __ATOMIC_RELAXED);
    return account;
}

void drop_account_unref(struct account *account)
{
    if (!account || __atomic_sub_fetch(&account->refs, 1, __ATOMIC_ACQ_REL)) return;
    free(account->out_folder);
    free(account->in_folder);
    free(account->address);
    free(account->name);
    free(account->id.lpb);
    free(account->search_key.lpb);
    free(account);
}
