/*
 * transport_options.h - what can be set for messages and recipients that a transport sends, as
 * IXPLogon::RegisterOptions told
 *
 * Never changes once made, and is counted.
 */
#pragma once
#include "mapispi.h"

/* One OPTIONDATA, its memory ours. */
struct transport_option {
    ULONG kind;  /* OPTION_TYPE_RECIPIENT or OPTION_TYPE_MESSAGE */
    WCHAR *type; /* the address type it is for; NULL: any */
    WCHAR *dll;  /* of the OPTIONCALLBACK, NULL: none */
    ULONG ordinal;
    ULONG n_data;
    BYTE *data; /* for the callback */
    ULONG n_defaults;
    SPropValue *defaults;
};

struct transport_options {
    LONG refs;
    ULONG count;
    struct transport_option *options;
};

/*
 * Errors  the transport's, MAPI_E_CORRUPT_DATA (more than 256 of them; an option's data or defaults
 *         are no data), MAPI_E_NOT_ENOUGH_MEMORY
 * Source  IXPLogon::RegisterOptions (mapispi.h alone); contracts 8.3-01
 */
HRESULT transport_options_ask(IXPLogon *transport, struct transport_options **out);
void transport_options_ref(struct transport_options *options);
void transport_options_unref(struct transport_options *options); /* NULL does nothing */
/* The first of that kind for an address type, whatever its case; NULL: none. */
const struct transport_option *transport_options_find(const struct transport_options *options,
                                                      ULONG kind, const WCHAR *type);
