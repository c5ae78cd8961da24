/*
 * settings.c - what a profile section says about a store: its path, its name, its limits
 */
#include "settings.h"
#include <stdlib.h>
#include "common/text/text8.h"
#include "edktags.h"
#include "mspst.h"

HRESULT settings_read(IMAPIProp *section, const struct allocators *alloc, struct settings *out)
{
    static const SizedSPropTagArray(4 + N_QUOTAS, tags) = {
        4 + N_QUOTAS,
        {PR_PST_PATH_W, PR_PST_PATH_A, PR_DISPLAY_NAME_W, PR_DISPLAY_NAME_A, PR_STORAGE_QUOTA_LIMIT,
         PR_PROHIBIT_SEND_QUOTA, PR_PROHIBIT_RECEIVE_QUOTA}};
    SPropValue *values = NULL;
    ULONG n = 0;
    HRESULT hr;

    memset(out, 0, sizeof(*out));
    hr = section->lpVtbl->GetProps(section, (SPropTagArray *)&tags, 0, &n, &values);
    if (FAILED(hr)) return hr;
    for (ULONG i = 0; i < 4 && i < n && SUCCEEDED(hr); i++) {
        WCHAR **text = i < 2 ? &out->path : &out->name;

        if (!*text) hr = text_of_prop(&values[i], text);
    }
    for (ULONG i = 0; i < N_QUOTAS && i + 4 < n; i++) {
        out->quotas.given[i] = values[i + 4].ulPropTag == quota_tags[i];
        out->quotas.kb[i] = values[i + 4].Value.l;
    }
    alloc->free(values);
    if (FAILED(hr)) settings_clear(out);
    return FAILED(hr) ? hr : S_OK;
}

void settings_clear(struct settings *settings)
{
    free(settings->path);
    free(settings->name);
    memset(settings, 0, sizeof(*settings));
}
