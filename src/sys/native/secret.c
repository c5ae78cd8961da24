/*
 * secret.c - a reversible mark in the place of DPAPI, so that tests see what is sealed; it protects
 * nothing
 */
#include "sys/secret.h"
#include <string.h>
#include "mapicode.h"
#include "sys/memory.h"

static const char mark[8] = "SEALED:";

HRESULT sys_secret_protect(const void *plain, ULONG bytes, BYTE **sealed, ULONG *sealed_bytes)
{
    void *out;
    HRESULT hr = sys_answer(sizeof(mark) + (size_t)bytes, &out);

    *sealed = out;
    *sealed_bytes = 0;
    if (FAILED(hr)) return hr;
    memcpy(*sealed, mark, sizeof(mark));
    for (ULONG i = 0; i < bytes; i++)
        (*sealed)[sizeof(mark) + i] = ((const BYTE *)plain)[i] ^ 0x5a;
    *sealed_bytes = sizeof(mark) + bytes;
    return S_OK;
}

HRESULT sys_secret_open(const void *sealed, ULONG sealed_bytes, BYTE **plain, ULONG *bytes)
{
    const BYTE *in = sealed;
    void *out;
    HRESULT hr;

    *plain = NULL;
    *bytes = 0;
    if (sealed_bytes < sizeof(mark) || memcmp(in, mark, sizeof(mark))) return MAPI_E_CORRUPT_DATA;
    hr = sys_answer(sealed_bytes - sizeof(mark) + 1, &out);
    if (FAILED(hr)) return hr;
    *plain = out;
    *bytes = sealed_bytes - (ULONG)sizeof(mark);
    for (ULONG i = 0; i < *bytes; i++)
        (*plain)[i] = in[sizeof(mark) + i] ^ 0x5a;
    return S_OK;
}
