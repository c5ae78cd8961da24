/*
 * imsg_names.c - the names of properties from 0x8000 on, in __nameid_version1.0 of the outermost
 * message (MS-OXMSG 2.2.3)
 *
 * Three streams: GUIDs of property sets (00020102), an entry of 8 bytes for each name (00030102),
 * texts (00040102: length in bytes, UTF-16, zeros up to a multiple of 4). An entry has the number
 * that is the name, or where its text begins; then in 16 bits whether it is a text (bit 0) and the
 * set (1: PS_MAPI, 2: PS_PUBLIC_STRINGS, from 3 on the GUIDs); then in 16 bits what is added to
 * 0x8000. To find names there are streams of entries by hash, in which a text's CRC stands for its
 * place.
 */
#include <string.h>
#include "mapiguid.h"
#include "base/array.h"
#include "base/bytes.h"
#include "base/text.h"
#include "com/storage_error.h"
#include "msg/imsg_own.h"
#include "prop/ptag.h"

#define GUIDS   0x00020102
#define ENTRIES 0x00030102
#define TEXTS   0x00040102
#define HASHED  0x10000102 /* + n << 16, n < 31 */

enum { MOST_BYTES = 16 << 20, HASHES = 31, MOST_NAMES = 0x7ffe };

/* ---- reading ---- */

struct parts {
    uint8_t *guids, *entries, *texts; /* owned */
    size_t n_guids, n_entries, n_texts; /* bytes */
};

static HRESULT read_part(IStorage *names, const struct imsg_elements *there, ULONG tag,
                         uint8_t **out, size_t *bytes)
{
    struct imsg_name name = imsg_name(IMSG_VALUE, tag);
    HRESULT hr;

    if (!imsg_elements_have(there, IMSG_A_VALUE, tag, IMSG_WHOLE)) return S_OK; /* none of those */
    hr = imsg_read_stream(names, name.text, MOST_BYTES, NULL, out, bytes);

    return hr == MAPI_E_TOO_BIG ? FAIL(MAPI_E_CORRUPT_DATA) : hr;
}

/* The set of an entry; false: there is no such. */
static bool set_of(const struct parts *parts, unsigned kind, GUID *out)
{
    size_t at = (size_t)(kind >> 1) * sizeof(GUID);
    struct reader r;

    if (kind >> 1 == 1) *out = PS_MAPI;
    else if (kind >> 1 == 2) *out = PS_PUBLIC_STRINGS;
    else if (kind >> 1 < 3 || at - 2 * sizeof(GUID) > parts->n_guids) return false;
    else {
        r = reader_over(parts->guids + at - 3 * sizeof(GUID),
                        parts->n_guids - (at - 3 * sizeof(GUID)));
        return read_guid(&r, out);
    }
    return true;
}

/* The name in an entry, its text on root; false: it is none. room: bytes that texts may still take
 */
static bool name_in(const struct parts *parts, uint32_t number, unsigned kind, size_t *room,
                    GUID *set, void *root, MAPINAMEID *out)
{
    struct reader r = reader_over(parts->texts, parts->n_texts);
    const uint8_t *text;
    uint32_t bytes;
    WCHAR *copy;

    if (!set_of(parts, kind, set)) return false;
    *out = (MAPINAMEID){.lpguid = set, .ulKind = MNID_ID, .Kind.lID = (LONG)number};
    if (!(kind & 1)) return true;
    read_skip(&r, number);
    bytes = read_u32(&r);
    text = read_bytes(&r, bytes & ~1u);
    if (r.bad || !text || bytes > *room) return false;
    *room -= bytes;
    copy = mem_zero_more(bytes + sizeof(WCHAR), root);
    if (!copy) return false;
    memcpy(copy, text, bytes & ~1u);
    if (!copy[0]) return false;
    out->ulKind = MNID_STRING;
    out->Kind.lpwstrName = copy;
    return true;
}

/* Where in entries the name of each id is, plus 1; 0: nowhere. */
static HRESULT places_of(const struct parts *parts, ULONG **out, ULONG *count)
{
    struct reader r = reader_over(parts->entries, parts->n_entries);
    ULONG n = (ULONG)(parts->n_entries / 8);

    *out = mem_array(MOST_NAMES + 1, sizeof(**out));
    if (!*out) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    for (ULONG i = 0; i < n && i <= MOST_NAMES; i++) {
        unsigned id;

        read_skip(&r, 6);
        id = read_u16(&r);
        if (id > MOST_NAMES || (*out)[id]) continue;
        (*out)[id] = i + 1;
        if (id + 1 > *count) *count = id + 1;
    }
    return S_OK;
}

/* Texts may overlap: together they take no more than those that lie side by side can. */
static HRESULT append_names(struct pname_map *map, const struct parts *parts)
{
    AUTO_FREE ULONG *places = NULL;
    size_t room = MOST_BYTES;
    ULONG count = 0;
    HRESULT hr = places_of(parts, &places, &count);

    for (ULONG i = 0; SUCCEEDED(hr) && i < count; i++) {
        AUTO_FREE char *root = mem_zero(1);
        MAPINAMEID name;
        GUID set;
        struct reader r;
        uint32_t number;
        bool named = false;

        if (!root) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
        if (places[i]) {
            r = reader_over(parts->entries + (places[i] - 1) * 8, 8);
            number = read_u32(&r);
            named = name_in(parts, number, read_u16(&r), &room, &set, root, &name);
        }
        hr = pname_map_append(map, named ? &name : NULL);
    }
    return hr;
}

HRESULT imsg_names_load(struct imsg_house *house, IStorage *storage, bool there)
{
    AUTO_RELEASE IStorage *names = NULL;
    struct imsg_elements elements = {0};
    struct parts parts = {0};
    HRESULT hr;

    house->names_missing = !there;
    if (!there) return S_OK;
    hr = storage_error(com_given(
        storage->lpVtbl->OpenStorage(storage, IMSG_NAMES, NULL, IMSG_READ, NULL, 0, &names),
        &names));
    if (SUCCEEDED(hr)) hr = imsg_elements_list(names, &elements);
    if (SUCCEEDED(hr)) hr = read_part(names, &elements, GUIDS, &parts.guids, &parts.n_guids);
    if (SUCCEEDED(hr)) hr = read_part(names, &elements, ENTRIES, &parts.entries, &parts.n_entries);
    if (SUCCEEDED(hr)) hr = read_part(names, &elements, TEXTS, &parts.texts, &parts.n_texts);
    if (SUCCEEDED(hr)) hr = append_names(house->names, &parts);
    mem_free(parts.guids);
    mem_free(parts.entries);
    mem_free(parts.texts);
    ARRAY_DROP(&elements);
    house->n_names = pname_map_count(house->names);
    return hr;
}

/* ---- writing ---- */

struct out {
    struct writer guids, entries, texts, hashed[HASHES];
};

/* The CRC of MS-OXMSG 2.2.3.2.2: CRC-32, begun with 0 and not inverted. */
static uint32_t crc(const void *bytes, size_t count)
{
    uint32_t sum = 0;

    for (size_t i = 0; i < count; i++) {
        sum ^= ((const uint8_t *)bytes)[i];
        for (int bit = 0; bit < 8; bit++)
            sum = sum >> 1 ^ (sum & 1 ? 0xedb88320 : 0);
    }
    return sum;
}

/* The number of a set, which is added when it is new. */
static unsigned set_number(struct out *out, const GUID *set)
{
    if (IsEqualGUID(set, &PS_MAPI)) return 1;
    if (IsEqualGUID(set, &PS_PUBLIC_STRINGS)) return 2;
    for (size_t at = 0; at + sizeof(GUID) <= out->guids.count; at += sizeof(GUID))
        if (!memcmp(out->guids.data + at, set, sizeof(GUID)))
            return (unsigned)(at / sizeof(GUID)) + 3;
    write_bytes(&out->guids, set, sizeof(GUID));
    return (unsigned)(out->guids.count / sizeof(GUID)) + 2;
}

static void add_name(struct out *out, const MAPINAMEID *name, ULONG id)
{
    unsigned kind = set_number(out, name->lpguid) << 1 | (name->ulKind == MNID_STRING);
    uint32_t number = (uint32_t)name->Kind.lID, hash = number;
    struct writer *hashed;

    if (name->ulKind == MNID_STRING) {
        size_t bytes = text_len(name->Kind.lpwstrName) * sizeof(WCHAR);

        number = (uint32_t)out->texts.count;
        hash = crc(name->Kind.lpwstrName, bytes);
        write_u32(&out->texts, (uint32_t)bytes);
        write_bytes(&out->texts, name->Kind.lpwstrName, bytes);
        if (bytes % 4) write_u16(&out->texts, 0);
    }
    write_u32(&out->entries, number);
    write_u16(&out->entries, (uint16_t)kind);
    write_u16(&out->entries, (uint16_t)id);
    hashed = &out->hashed[(hash ^ kind) % HASHES];
    write_u32(hashed, hash);
    write_u16(hashed, (uint16_t)kind);
    write_u16(hashed, (uint16_t)id);
}

static HRESULT write_part(IStorage *names, ULONG tag, const struct writer *part)
{
    struct imsg_name name = imsg_name(IMSG_VALUE, tag);

    if (part->bad) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    return imsg_write_stream(names, name.text, part->data, part->count);
}

static HRESULT write_parts(IStorage *names, const struct out *out)
{
    HRESULT hr = write_part(names, GUIDS, &out->guids);

    if (SUCCEEDED(hr)) hr = write_part(names, ENTRIES, &out->entries);
    if (SUCCEEDED(hr)) hr = write_part(names, TEXTS, &out->texts);
    for (ULONG i = 0; SUCCEEDED(hr) && i < HASHES; i++)
        if (out->hashed[i].count) hr = write_part(names, HASHED + (i << 16), &out->hashed[i]);
    return hr;
}

/* All names, when some are new. */
HRESULT imsg_names_save(struct imsg_house *house, IStorage *storage)
{
    static const GUID nothing;
    const MAPINAMEID none = {
        (GUID *)&nothing, MNID_ID, {0}}; /* what keeps the place of an id without a name */
    AUTO_RELEASE IStorage *names = NULL;
    AUTO_FREE SPropTagArray *tags = ptag_new_array(pname_map_count(house->names), NULL);
    SPropTagArray *asked = tags;
    AUTO_FREE MAPINAMEID **all = NULL;
    struct out out = {0};
    ULONG count = 0;
    HRESULT hr = S_OK;

    if (!tags) return FAIL(MAPI_E_NOT_ENOUGH_MEMORY);
    if (tags->cValues == house->n_names && !house->names_missing) return S_OK;
    for (ULONG i = 0; i < tags->cValues; i++)
        tags->aulPropTag[i] = PROP_TAG(PT_UNSPECIFIED, 0x8000 + i);
    if (tags->cValues) hr = pname_map_names(house->names, &asked, NULL, 0, &count, &all);
    if (FAILED(hr)) return hr;
    for (ULONG i = 0; i < count; i++)
        add_name(&out, all[i] ? all[i] : &none, i);
    hr = storage_error(com_given(
        storage->lpVtbl->CreateStorage(storage, IMSG_NAMES, IMSG_NEW, 0, 0, &names), &names));
    if (SUCCEEDED(hr)) hr = write_parts(names, &out);
    if (SUCCEEDED(hr)) hr = storage_error(names->lpVtbl->Commit(names, STGC_DEFAULT));
    if (SUCCEEDED(hr)) {
        house->n_names = count;
        house->names_missing = false;
    }
    writer_drop(&out.guids);
    writer_drop(&out.entries);
    writer_drop(&out.texts);
    for (size_t i = 0; i < HASHES; i++)
        writer_drop(&out.hashed[i]);
    return hr;
}
