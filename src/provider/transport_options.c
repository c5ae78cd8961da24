/*
 * transport_options.c - what can be set for messages and recipients that a transport sends, as
 * IXPLogon::RegisterOptions told
 */
#include "provider/transport_options.h"
#include "base/error.h"
#include "base/mem.h"
#include "base/text.h"
#include "prop/probe.h"
#include "prop/pval.h"
#include "sys/lock.h"

enum {
    MOST = 256,
    MOST_DATA = 1 << 20
};

static HRESULT keep_text(const void *told, ULONG flags, void *root, WCHAR **out)
{
    AUTO_FREE WCHAR *text = NULL;
    HRESULT hr;

    hr = text_in_optional(told, flags, &text);
    if (FAILED(hr) || !text) return hr;
    *out = mem_dup_text(text, root);
    return *out ? S_OK : MAPI_E_NOT_ENOUGH_MEMORY;
}

static HRESULT keep(struct transport_option *option, const OPTIONDATA *told, ULONG flags,
                    void *root)
{
    HRESULT hr;

    if (told->cbOptionsData > MOST_DATA || (told->cbOptionsData && !told->lpbOptionsData) ||
        !probe_values(told->cOptionsProps, told->lpOptionsProps))
        return FAIL(MAPI_E_CORRUPT_DATA);
    option->kind = told->ulFlags;
    option->ordinal = told->ulOrdinal;
    hr = keep_text(told->lpszAdrType, flags, root, &option->type);
    if (SUCCEEDED(hr)) hr = keep_text(told->lpszDLLName, flags, root, &option->dll);
    if (FAILED(hr)) return hr;
    option->n_data = told->cbOptionsData;
    if (option->n_data) {
        option->data = mem_dup(told->lpbOptionsData, option->n_data, root);
        if (!option->data) return MAPI_E_NOT_ENOUGH_MEMORY;
    }
    option->n_defaults = told->cOptionsProps;
    return option->n_defaults
               ? pval_copy_array(option->n_defaults, told->lpOptionsProps, root, &option->defaults)
               : S_OK;
}

HRESULT transport_options_ask(IXPLogon *transport, struct transport_options **out)
{
    AUTO_FREE struct transport_options *options = NULL;
    OPTIONDATA *told = NULL;
    ULONG flags = 0, count = 0;
    HRESULT hr;

    hr = transport->lpVtbl->RegisterOptions(transport, &flags, &count, &told);
    if (FAILED(hr)) return hr;
    if (!told) count = 0;
    if (count > MOST) return FAIL(MAPI_E_CORRUPT_DATA);
    options = mem_zero(sizeof(*options));
    if (!options) return MAPI_E_NOT_ENOUGH_MEMORY;
    options->refs = 1;
    options->count = count;
    options->options = mem_zero_more((count + 1) * sizeof(*options->options), options);
    if (!options->options) return MAPI_E_NOT_ENOUGH_MEMORY;
    for (ULONG i = 0; SUCCEEDED(hr) && i < count; i++)
        hr = keep(&options->options[i], &told[i], flags & MAPI_UNICODE, options);
    if (FAILED(hr)) return hr;
    *out = TAKE(options);
    return S_OK;
}

void transport_options_ref(struct transport_options *options)
{
    atomic_inc(&options->refs);
}

void transport_options_unref(struct transport_options *options)
{
    if (options && !atomic_dec(&options->refs)) mem_free(options);
}

const struct transport_option *transport_options_find(const struct transport_options *options,
                                                      ULONG kind, const WCHAR *type)
{
    for (ULONG i = 0; i < options->count; i++) {
        const struct transport_option *option = &options->options[i];

        if (option->kind == kind && (!option->type || !text_compare_nocase(option->type, type)))
            return option;
    }
    return NULL;
}
