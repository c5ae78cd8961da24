/*
 * fuzz_inf.c - any bytes as mapisvc.inf: every section is walked, every property read
 */
#include <stddef.h>
#include <stdint.h>
#include "base/mem.h"
#include "profile/inf.h"

static HRESULT take(void *context, const SPropValue *value)
{
    (void)context;
    (void)value;
    return S_OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const WCHAR *const sections[] = {L"Services", L"a", L"b"};
    AUTO_INF struct inf *inf = NULL;

    if (FAILED(inf_parse(data, size, &inf))) return 0;
    for (int i = 0; i < 3; i++) {
        AUTO_FREE WCHAR **items = NULL;
        ULONG n;
        MAPIUID uid;

        inf_properties(inf, sections[i], take, NULL);
        inf_list(inf, sections[i], L"Providers", &items, &n);
        inf_uid(inf, sections[i], &uid);
    }
    return 0;
}
