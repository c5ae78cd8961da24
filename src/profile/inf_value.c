/*
 * inf_value.c - the property entries of mapisvc.inf as values
 */
#include <string.h>
#include "base/error.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/trace.h"
#include "mapitags.h"
#include "mapispi.h"
#include "mapix.h"
#include "profile/inf.h"
#include "profile/value.h"
#include "prop/ptype.h"

/* Properties that have a name there. Text is kept as the file has it, in 8 bits (REG_SZ in the
 * registry). */
static const struct named_tag {
    const WCHAR *name;
    ULONG tag;
} named_tags[] = {
    {L"PR_DISPLAY_NAME", PR_DISPLAY_NAME_A},
    {L"PR_PROVIDER_DISPLAY", PR_PROVIDER_DISPLAY_A},
    {L"PR_PROVIDER_DLL_NAME", PR_PROVIDER_DLL_NAME_A},
    {L"PR_RESOURCE_FLAGS", PR_RESOURCE_FLAGS},
    {L"PR_RESOURCE_TYPE", PR_RESOURCE_TYPE},
    {L"PR_SERVICE_DELETE_FILES", PR_SERVICE_DELETE_FILES_A},
    {L"PR_SERVICE_DLL_NAME", PR_SERVICE_DLL_NAME_A},
    {L"PR_SERVICE_ENTRY_NAME", PR_SERVICE_ENTRY_NAME},
    {L"PR_SERVICE_SUPPORT_FILES", PR_SERVICE_SUPPORT_FILES_A},
    {L"PR_STATUS_CODE", PR_STATUS_CODE},
};

/* Numbers that have a name there. */
static const struct named_number {
    const WCHAR *name;
    ULONG value;
} named_numbers[] = {
    {L"HOOK_INBOUND", 0x200},
    {L"HOOK_OUTBOUND", 0x400},
    {L"MAPI_AB_PROVIDER", MAPI_AB_PROVIDER},
    {L"MAPI_HOOK_PROVIDER", MAPI_HOOK_PROVIDER},
    {L"MAPI_PROFILE_PROVIDER", MAPI_PROFILE_PROVIDER},
    {L"MAPI_STORE_PROVIDER", MAPI_STORE_PROVIDER},
    {L"MAPI_TRANSPORT_PROVIDER", MAPI_TRANSPORT_PROVIDER},
    {L"SERVICE_CREATE_WITH_STORE", SERVICE_CREATE_WITH_STORE},
    {L"SERVICE_DEFAULT_STORE", SERVICE_DEFAULT_STORE},
    {L"SERVICE_NO_PRIMARY_IDENTITY", SERVICE_NO_PRIMARY_IDENTITY},
    {L"SERVICE_PRIMARY_IDENTITY", SERVICE_PRIMARY_IDENTITY},
    {L"SERVICE_SINGLE_COPY", SERVICE_SINGLE_COPY},
    {L"STATUS_AVAILABLE", STATUS_AVAILABLE},
    {L"STATUS_DEFAULT_OUTBOUND", STATUS_DEFAULT_OUTBOUND},
    {L"STATUS_DEFAULT_STORE", STATUS_DEFAULT_STORE},
    {L"STATUS_FAILURE", STATUS_FAILURE},
    {L"STATUS_INBOUND_ENABLED", STATUS_INBOUND_ENABLED},
    {L"STATUS_NEED_IPM_TREE", STATUS_NEED_IPM_TREE},
    {L"STATUS_NO_DEFAULT_STORE", STATUS_NO_DEFAULT_STORE},
    {L"STATUS_NO_PRIMARY_IDENTITY", STATUS_NO_PRIMARY_IDENTITY},
    {L"STATUS_OFFLINE", STATUS_OFFLINE},
    {L"STATUS_OUTBOUND_ENABLED", STATUS_OUTBOUND_ENABLED},
    {L"STATUS_OWN_STORE", STATUS_OWN_STORE},
    {L"STATUS_PRIMARY_IDENTITY", STATUS_PRIMARY_IDENTITY},
    {L"STATUS_PRIMARY_STORE", STATUS_PRIMARY_STORE},
    {L"STATUS_SECONDARY_STORE", STATUS_SECONDARY_STORE},
    {L"STATUS_SIMPLE_STORE", STATUS_SIMPLE_STORE},
    {L"STATUS_TEMP_SECTION", STATUS_TEMP_SECTION},
    {L"STATUS_XP_PREFER_LAST", STATUS_XP_PREFER_LAST},
};
#define ROWS(table) (sizeof(table) / sizeof((table)[0]))

static int hex_digit(WCHAR c)
{
    if (c >= '0' && c <= '9') return c - '0';
    c = text_fold(c);
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* ID then type. */
static bool tag_of_key(const WCHAR *key, ULONG *tag)
{
    ULONG value = 0;

    for (size_t i = 0; i < ROWS(named_tags); i++)
        if (!text_compare_nocase(key, named_tags[i].name)) {
            *tag = named_tags[i].tag;
            return true;
        }
    if (text_len(key) != 8) return false;
    for (int i = 0; i < 8; i++) {
        if (hex_digit(key[i]) < 0) return false;
        value = value << 4 | (ULONG)hex_digit(key[i]);
    }
    *tag = value;
    /* 2.8-16 */
    return PROP_ID(value) != PROP_ID(PR_SERVICE_UID) && PROP_ID(value) && PROP_ID(value) < 0x8000;
}

/* Pairs of digits to bytes, on a new root. False: not pairs of digits. */
static bool bytes_of(const WCHAR *text, BYTE **out, ULONG *count)
{
    size_t chars = text_len(text);

    *out = NULL;
    if (chars % 2) return false;
    for (size_t i = 0; i < chars; i++)
        if (hex_digit(text[i]) < 0) return false;
    *out = mem_array(chars / 2 + 1, 1);
    if (!*out) return false;
    for (size_t i = 0; i < chars / 2; i++)
        (*out)[i] = (BYTE)(hex_digit(text[2 * i]) << 4 | hex_digit(text[2 * i + 1]));
    *count = (ULONG)(chars / 2);
    return true;
}

/* Decimal, or hexadecimal after 0x. */
static bool number_of(const WCHAR *text, size_t chars, ULONG *out)
{
    bool hex = chars > 2 && text[0] == '0' && text_fold(text[1]) == 'X';
    unsigned long long value = 0;

    if (!chars) return false;
    for (size_t i = hex ? 2 : 0; i < chars; i++) {
        int digit = hex_digit(text[i]);

        if (digit < 0 || (!hex && digit > 9)) return false;
        value = value * (hex ? 16 : 10) + (ULONG)digit;
        if (value > 0xffffffff) return false;
    }
    *out = (ULONG)value;
    return true;
}

/* Names and numbers joined by '|'. What has no meaning counts nothing. */
static ULONG flags_of(const WCHAR *text)
{
    ULONG flags = 0;

    while (*text) {
        size_t chars = 0;
        ULONG number;

        while (*text == ' ' || *text == '\t' || *text == '|') text++;
        while (text[chars] && text[chars] != '|') chars++;
        while (chars && (text[chars - 1] == ' ' || text[chars - 1] == '\t')) chars--;
        if (number_of(text, chars, &number)) flags |= number;
        for (size_t i = 0; i < ROWS(named_numbers); i++)
            if (text_len(named_numbers[i].name) == chars &&
                !text_ncompare_nocase(named_numbers[i].name, text, chars))
                flags |= named_numbers[i].value;
        text += chars;
    }
    return flags;
}

/* A comma list as a value of many texts. */
static HRESULT put_texts(const struct inf *inf, const struct inf_entry *entry, ULONG tag,
                         HRESULT (*put)(void *, const SPropValue *), void *context)
{
    AUTO_FREE WCHAR **items = NULL;
    SPropValue value = {.ulPropTag = CHANGE_PROP_TYPE(tag, PT_MV_UNICODE)};
    ULONG count;
    HRESULT hr = inf_list(inf, entry->section, entry->key, &items, &count);

    if (FAILED(hr) || !count) return hr;
    value.Value.MVszW.cValues = count;
    value.Value.MVszW.lppszW = items;
    return put(context, &value);
}

static HRESULT put_text(const struct inf_entry *entry, ULONG tag,
                        HRESULT (*put)(void *, const SPropValue *), void *context)
{
    AUTO_FREE char *ansi = NULL;
    SPropValue value = {.ulPropTag = tag};
    HRESULT hr;

    if (PROP_TYPE(tag) == PT_STRING8) {
        hr = text_to_ansi(entry->value, -1, 0, NULL, &ansi);
        if (FAILED(hr)) return hr;
        value.Value.lpszA = ansi;
    } else {
        value.Value.lpszW = (WCHAR *)entry->value;
    }
    return put(context, &value);
}

/* Bytes in memory order, as the registry has them. */
static HRESULT put_bytes(const struct inf_entry *entry, ULONG tag,
                         HRESULT (*put)(void *, const SPropValue *), void *context)
{
    ULONG plain_tag =
        PROP_TAG(PROP_TYPE(tag), 0x6600); /* not a secure one, which would be unsealed */
    AUTO_FREE BYTE *bytes = NULL;
    AUTO_FREE void *root = mem_zero(1);
    SPropValue value;
    ULONG count = 0;
    HRESULT hr;

    if (!root) return MAPI_E_NOT_ENOUGH_MEMORY;
    if (!bytes_of(entry->value, &bytes, &count)) return MAPI_E_CORRUPT_DATA;
    hr = value_decode(plain_tag, VALUE_REG_BINARY, bytes, count, plain_tag, root, &value);
    if (FAILED(hr)) return hr;
    value.ulPropTag = tag;
    return put(context, &value);
}

static HRESULT put_entry(const struct inf *inf, const struct inf_entry *entry,
                         HRESULT (*put)(void *, const SPropValue *), void *context)
{
    SPropValue value;
    ULONG tag;

    if (!tag_of_key(entry->key, &tag)) return S_OK;
    if (PROP_TYPE(tag) == PT_MV_STRING8 || PROP_TYPE(tag) == PT_MV_UNICODE)
        return put_texts(inf, entry, tag, put, context);
    if (ptype_is_text(tag)) return put_text(entry, tag, put, context);
    if (PROP_TYPE(tag) == PT_LONG && (hex_digit(*entry->key) < 0 || text_len(entry->value) != 8)) {
        value.ulPropTag = tag;
        value.Value.l = (LONG)flags_of(entry->value);
        return put(context, &value);
    }
    return put_bytes(entry, tag, put, context);
}

HRESULT inf_properties(const struct inf *inf, const WCHAR *section,
                       HRESULT (*put)(void *context, const SPropValue *), void *context)
{
    const struct inf_entry *entry;

    for (ULONG i = 0; (entry = inf_entry(inf, section, i)) != NULL; i++) {
        HRESULT hr = put_entry(inf, entry, put, context);

        if (hr == MAPI_E_CORRUPT_DATA)
            TRACE("mapisvc.inf: an entry isn't a value of its type and is passed over");
        else if (FAILED(hr)) return hr;
    }
    return S_OK;
}
