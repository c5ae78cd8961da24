/*
 * entry_id.c - entry IDs, record keys and search keys of a directory's entries
 */
#include "entry_id.h"
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "common/text/text8.h"
#include "dn.h"

#define ENTRY_ID_VERSION 1

/* ---- the directory's own ---- */

static uint64_t hash(uint64_t seed, const void *bytes, size_t count) /* FNV-1a */
{
    const uint8_t *p = bytes;

    for (size_t i = 0; i < count; i++)
        seed = (seed ^ p[i]) * 0x100000001b3;
    return seed;
}

static void put_le(BYTE *to, uint64_t v, size_t n)
{
    for (size_t i = 0; i < n; i++)
        to[i] = (BYTE)(v >> 8 * i);
}

HRESULT directory_uid(const char *host, ULONG port, const char *base, MAPIUID *out)
{
    /* FNV's own start; the second half's is part of what every entry ID of ours depends on */
    static const uint64_t seeds[2] = {0xcbf29ce484222325, 0x6f6d6c6461703332 /* omldap32 */};
    char *host_key, *base_key = NULL;
    size_t host_bytes, base_bytes;
    BYTE port_le[4];
    HRESULT hr;

    put_le(port_le, port, sizeof(port_le));
    hr = dn_normalize(host, strlen(host), &host_key, &host_bytes);
    if (SUCCEEDED(hr)) hr = dn_normalize(base, strlen(base), &base_key, &base_bytes);
    for (int i = 0; SUCCEEDED(hr) && i < 2; i++) {
        uint64_t h = hash(seeds[i], host_key, host_bytes + 1);

        h = hash(h, port_le, sizeof(port_le));
        put_le(out->ab + 8 * i, hash(h, base_key, base_bytes), 8);
    }
    free(host_key);
    free(base_key);
    return hr;
}

/* ---- entries ---- */

static bool type_is_known(ULONG type)
{
    return type == MAPI_ABCONT || type == MAPI_MAILUSER || type == MAPI_DISTLIST;
}

static HRESULT write_id(const MAPIUID *directory, USHORT type, const char *dn, size_t bytes,
                        BYTE **out, ULONG *count)
{
    BYTE *id = malloc(DIRECTORY_ID_HEAD + bytes);

    if (!id) return MAPI_E_NOT_ENOUGH_MEMORY;
    put_le(id, 0, 4);
    memcpy(id + 4, directory, 16);
    put_le(id + 20, ENTRY_ID_VERSION, 2);
    put_le(id + 22, type, 2);
    memcpy(id + DIRECTORY_ID_HEAD, dn, bytes);
    *out = id;
    *count = (ULONG)(DIRECTORY_ID_HEAD + bytes);
    return S_OK;
}

HRESULT directory_id_write(const MAPIUID *directory, USHORT type, const char *dn, BYTE **out,
                           ULONG *count)
{
    size_t bytes = strlen(dn);

    *out = NULL;
    *count = 0;
    if (bytes > DIRECTORY_DN_MAX || !type_is_known(type)) return MAPI_E_INVALID_PARAMETER;
    return write_id(directory, type, dn, bytes, out, count);
}

HRESULT directory_record_key(const MAPIUID *directory, USHORT type, const char *dn, BYTE **out,
                             ULONG *count)
{
    size_t bytes = strlen(dn);
    char *normal;
    HRESULT hr;

    *out = NULL;
    *count = 0;
    if (bytes > DIRECTORY_DN_MAX || !type_is_known(type)) return MAPI_E_INVALID_PARAMETER;
    hr = dn_normalize(dn, bytes, &normal, &bytes);
    if (SUCCEEDED(hr)) hr = write_id(directory, type, normal, bytes, out, count);
    free(normal);
    return hr;
}

/* No NUL, no byte that isn't part of a code point, no lone surrogate. */
static bool is_utf8(const char *text, size_t bytes)
{
    const uint8_t *p = (const uint8_t *)text, *end = p + bytes, *at;

    while (p < end) {
        uint32_t c;

        at = p;
        c = wtf8_next(&p, end);
        if (!c || (c >= 0xd800 && c < 0xe000) || (c == 0xfffd && p - at != 3)) return false;
    }
    return true;
}

HRESULT directory_id_read(const MAPIUID *directory, ULONG count, const void *bytes,
                          struct directory_id *out)
{
    const BYTE *id = bytes;
    USHORT type;

    *out = (struct directory_id){0};
    if (!id || count < 20) return MAPI_E_INVALID_ENTRYID;
    if (memcmp(id + 4, directory, 16) || count < DIRECTORY_ID_HEAD ||
        count > DIRECTORY_ID_HEAD + DIRECTORY_DN_MAX)
        return MAPI_E_UNKNOWN_ENTRYID;
    type = (USHORT)(id[22] | id[23] << 8);
    if (id[0] || id[1] || id[2] || id[3] || id[20] != ENTRY_ID_VERSION || id[21] ||
        !type_is_known(type) || (count == DIRECTORY_ID_HEAD && type != MAPI_ABCONT) ||
        !is_utf8((const char *)id + DIRECTORY_ID_HEAD, count - DIRECTORY_ID_HEAD))
        return MAPI_E_UNKNOWN_ENTRYID;
    out->type = type;
    out->dn_bytes = count - DIRECTORY_ID_HEAD;
    out->dn = malloc(out->dn_bytes + 1);
    if (!out->dn) return MAPI_E_NOT_ENOUGH_MEMORY;
    memcpy(out->dn, id + DIRECTORY_ID_HEAD, out->dn_bytes);
    out->dn[out->dn_bytes] = 0;
    return S_OK;
}

void directory_id_clear(struct directory_id *id)
{
    free(id->dn);
    *id = (struct directory_id){0};
}

HRESULT directory_id_equal(const struct directory_id *a, const struct directory_id *b, bool *equal)
{
    size_t a_bytes, b_bytes;
    char *a_dn, *b_dn = NULL;
    HRESULT hr = dn_normalize(a->dn, a->dn_bytes, &a_dn, &a_bytes);

    *equal = false;
    if (SUCCEEDED(hr)) hr = dn_normalize(b->dn, b->dn_bytes, &b_dn, &b_bytes);
    if (SUCCEEDED(hr))
        *equal = a->type == b->type && a_bytes == b_bytes && !memcmp(a_dn, b_dn, a_bytes);
    free(a_dn);
    free(b_dn);
    return hr;
}

/* ---- search keys ---- */

HRESULT search_key_write(const char *type, const WCHAR *address, BYTE **out, ULONG *count)
{
    size_t type_chars = strlen(type), bytes;
    char *text;
    BYTE *key;
    HRESULT hr = wtf8_from_wide(address, wide_len(address), &text, &bytes);

    *out = NULL;
    *count = 0;
    if (FAILED(hr)) return hr;
    key = malloc(type_chars + bytes + 2);
    if (key) {
        memcpy(key, type, type_chars);
        key[type_chars] = ':';
        memcpy(key + type_chars + 1, text, bytes + 1);
        for (size_t i = 0; i < type_chars + 1 + bytes; i++)
            if (key[i] >= 'a' && key[i] <= 'z') key[i] -= 'a' - 'A';
        *out = key;
        *count = (ULONG)(type_chars + bytes + 2);
    }
    free(text);
    return key ? S_OK : MAPI_E_NOT_ENOUGH_MEMORY;
}
