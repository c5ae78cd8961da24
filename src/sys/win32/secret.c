/*
 * secret.c - DPAPI for the current user
 */
#include <windows.h>
#include <wincrypt.h>
#include "mapicode.h"
#include "sys/memory.h"
#include "sys/secret.h"

/* Copies a blob of CryptXxxData to a new root and wipes it. */
static HRESULT blob_answer(DATA_BLOB *blob, BYTE **out, ULONG *bytes)
{
    void *copy;
    HRESULT hr = sys_answer(blob->cbData ? blob->cbData : 1, &copy);

    if (SUCCEEDED(hr)) {
        memcpy(copy, blob->pbData, blob->cbData);
        *out = copy;
        *bytes = blob->cbData;
    }
    SecureZeroMemory(blob->pbData, blob->cbData);
    LocalFree(blob->pbData);
    return hr;
}

HRESULT sys_secret_protect(const void *plain, ULONG bytes, BYTE **sealed, ULONG *sealed_bytes)
{
    DATA_BLOB in = {bytes, (BYTE *)plain}, out = {0, NULL};

    *sealed = NULL;
    *sealed_bytes = 0;
    if (!CryptProtectData(&in, L"MAPI", NULL, NULL, NULL, CRYPTPROTECT_UI_FORBIDDEN, &out))
        return MAPI_E_CALL_FAILED;
    return blob_answer(&out, sealed, sealed_bytes);
}

HRESULT sys_secret_open(const void *sealed, ULONG sealed_bytes, BYTE **plain, ULONG *bytes)
{
    DATA_BLOB in = {sealed_bytes, (BYTE *)sealed}, out = {0, NULL};

    *plain = NULL;
    *bytes = 0;
    if (!CryptUnprotectData(&in, NULL, NULL, NULL, NULL, CRYPTPROTECT_UI_FORBIDDEN, &out))
        return MAPI_E_CORRUPT_DATA;
    return blob_answer(&out, plain, bytes);
}
