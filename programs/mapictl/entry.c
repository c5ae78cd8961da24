/*
 * entry.c - an address book's entry as a person, and back
 */
#include "entry.h"
#include <stdio.h>
#include <stdlib.h>
#include "mail.h"

/* ---- text ---- */

char *utf8_of(struct text_hold *hold, const WCHAR *text)
{
    int bytes = WideCharToMultiByte(CP_UTF8, 0, text, -1, NULL, 0, NULL, NULL);
    char *out = bytes > 0 ? text_hold_room(hold, (size_t)bytes) : NULL, *to = out;

    if (!out) return NULL;
    WideCharToMultiByte(CP_UTF8, 0, text, -1, out, bytes, NULL, NULL);
    for (const char *from = out; *from; from++)
        if (*from != '\r' || from[1] != '\n') *to++ = *from;
    *to = 0;
    return out;
}

WCHAR *wide_of(struct text_hold *hold, const char *text)
{
    int chars = MultiByteToWideChar(CP_UTF8, 0, text, -1, NULL, 0);
    WCHAR *plain = chars > 0 ? text_hold_room(hold, (size_t)chars * sizeof(*plain)) : NULL, *out;
    size_t lines = 0, n = 0;

    if (!plain) return NULL;
    MultiByteToWideChar(CP_UTF8, 0, text, -1, plain, chars);
    for (const char *c = text; *c; c++)
        lines += *c == '\n';
    if (!lines) return plain;
    out = text_hold_room(hold, ((size_t)chars + lines) * sizeof(*out));
    for (const WCHAR *from = plain; out && *from; from++) {
        if (*from == '\n' && (from == plain || from[-1] != '\r')) out[n++] = '\r';
        out[n++] = *from;
    }
    if (out) out[n] = 0;
    return out;
}

/* ---- from an entry ---- */

static void add_day(struct person *out, ULONG tag, const FILETIME *time)
{
    /* Midnight of whatever zone is meant, or 11:59 UTC: half a day later it is that day in UTC. */
    const uint64_t half_a_day = 12ull * 3600 * 10000000;
    ULARGE_INTEGER at = {.LowPart = time->dwLowDateTime, .HighPart = time->dwHighDateTime};
    SYSTEMTIME day;
    FILETIME later;
    char text[32];

    at.QuadPart += half_a_day;
    later = (FILETIME){at.LowPart, at.HighPart};
    if (!FileTimeToSystemTime(&later, &day)) return;
    snprintf(text, sizeof(text), "%04u-%02u-%02u", day.wYear, day.wMonth, day.wDay);
    person_set(out, tag, text, strlen(text));
}

static void add_text(struct person *out, ULONG tag, const WCHAR *wide, bool more)
{
    char *text = utf8_of(&out->hold, wide);

    if (!text) out->failed = true;
    else if (more) person_add(out, tag, text);
    else person_set(out, tag, text, strlen(text));
}

static void add_value(struct person *out, const SPropValue *value)
{
    char number[16];

    switch (PROP_TYPE(value->ulPropTag)) {
    case PT_UNICODE:
        add_text(out, value->ulPropTag, value->Value.lpszW, false);
        break;
    case PT_MV_UNICODE:
        for (ULONG i = 0; i < value->Value.MVszW.cValues; i++)
            add_text(out, value->ulPropTag, value->Value.MVszW.lppszW[i], true);
        break;
    case PT_LONG:
        snprintf(number, sizeof(number), "%ld", value->Value.l);
        person_set(out, value->ulPropTag, number, strlen(number));
        break;
    case PT_SHORT:
        if (value->Value.i == 1 || value->Value.i == 2)
            person_set(out, value->ulPropTag, value->Value.i == 1 ? "F" : "M", 1);
        break;
    case PT_SYSTIME:
        add_day(out, value->ulPropTag, &value->Value.ft);
        break;
    case PT_BINARY:
        if (value->ulPropTag != PR_MAPICTL_ORIGINAL) break;
        out->original =
            text_hold_copy(&out->hold, (char *)value->Value.bin.lpb, value->Value.bin.cb);
        out->original_bytes = value->Value.bin.cb;
        if (!out->original) out->failed = true;
        break;
    }
}

/* What didn't fit into GetProps. */
static HRESULT add_long(IMAPIProp *entry, ULONG tag, struct person *out)
{
    SPropValue value = {.ulPropTag = tag};
    BYTE *bytes = NULL;
    size_t count;
    HRESULT hr = read_long(entry, tag, 4 * PERSON_ORIGINAL, &bytes, &count);

    if (FAILED(hr)) return hr;
    if (PROP_TYPE(tag) == PT_BINARY) value.Value.bin = (SBinary){(ULONG)count, bytes};
    else value.Value.lpszW = (WCHAR *)bytes;
    add_value(out, &value);
    MAPIFreeBuffer(bytes);
    return S_OK;
}

/* A list has an address of its address book's making; so may somebody who has none. */
static void forget_made_up(struct person *out)
{
    static const ULONG tags[] = {PR_ADDRTYPE_W, PR_EMAIL_ADDRESS_W};

    if (strcmp(person_text(out, PR_ADDRTYPE_W), "MAPIPDL") && *person_text(out, PR_EMAIL_ADDRESS_W))
        return;
    for (size_t i = 0; i < ARRAYSIZE(tags); i++)
        person_set(out, tags[i], "", 0);
}

/* All that a person is made of; MAPIAllocateBuffer. */
static HRESULT all_tags(SPropTagArray **out)
{
    ULONG n = 0;
    HRESULT hr;

    while (person_tags[n])
        n++;
    hr = MAPIAllocateBuffer(CbNewSPropTagArray(n + 1), (void **)out);
    if (FAILED(hr)) return hr;
    (*out)->cValues = n + 1;
    memcpy((*out)->aulPropTag, person_tags, n * sizeof(ULONG));
    (*out)->aulPropTag[n] = PR_MAPICTL_ORIGINAL;
    return S_OK;
}

HRESULT entry_read(IMAPIProp *entry, bool is_list, struct person *out, ULONG *lost)
{
    SPropTagArray *tags = NULL;
    SPropValue *values = NULL;
    ULONG count = 0;
    HRESULT hr;

    person_drop(out);
    out->is_list = is_list;
    *lost = 0;
    hr = all_tags(&tags);
    if (FAILED(hr)) return hr;
    hr = entry->lpVtbl->GetProps(entry, tags, MAPI_UNICODE, &count, &values);
    for (ULONG i = 0; SUCCEEDED(hr) && i < count && i < tags->cValues; i++) {
        ULONG tag = values[i].ulPropTag;

        if (PROP_TYPE(tag) != PT_ERROR) add_value(out, &values[i]);
        else if (values[i].Value.err != MAPI_E_NOT_ENOUGH_MEMORY) continue;
        else if (PROP_TYPE(tags->aulPropTag[i]) == PT_UNICODE ||
                 PROP_TYPE(tags->aulPropTag[i]) == PT_BINARY)
            hr = add_long(entry, tags->aulPropTag[i], out);
        else ++*lost; /* several values: there is no stream of them */
    }
    MAPIFreeBuffer(values);
    MAPIFreeBuffer(tags);
    if (FAILED(hr)) return hr;
    forget_made_up(out);
    return person_made(out);
}

/* ---- to an entry ---- */

HRESULT entry_clear(IMAPIProp *entry)
{
    SPropProblemArray *problems = NULL;
    SPropTagArray *tags;
    HRESULT hr = all_tags(&tags);

    if (FAILED(hr)) return hr;
    hr = entry->lpVtbl->DeleteProps(entry, tags, &problems); /* what isn't there is a problem */
    MAPIFreeBuffer(problems);
    MAPIFreeBuffer(tags);
    return hr;
}

/* At 11:59 UTC, as days are kept. */
static bool time_of_day(const char *text, FILETIME *out)
{
    SYSTEMTIME day = {.wHour = 11, .wMinute = 59};

    day.wYear = (WORD)atoi(text);
    day.wMonth = (WORD)atoi(text + 5);
    day.wDay = (WORD)atoi(text + 8);
    return SystemTimeToFileTime(&day, out);
}

static bool texts_of(struct text_hold *hold, const struct person_value *from, SWStringArray *out)
{
    out->cValues = (ULONG)from->n;
    out->lppszW = text_hold_room(hold, from->n * sizeof(*out->lppszW));
    for (size_t i = 0; out->lppszW && i < from->n; i++) {
        out->lppszW[i] = wide_of(hold, from->texts[i]);
        if (!out->lppszW[i]) return false;
    }
    return out->lppszW != NULL;
}

/* False: memory is out. *n is moved when there is such a value. */
static bool put_value(struct text_hold *hold, const struct person_value *from, SPropValue *out,
                      ULONG *n)
{
    bool is_value = from->n > 0;

    if (!from->n) return true;
    out->ulPropTag = from->tag;
    out->dwAlignPad = 0;
    switch (PROP_TYPE(from->tag)) {
    case PT_UNICODE:
        out->Value.lpszW = wide_of(hold, from->texts[0]);
        if (!out->Value.lpszW) return false;
        break;
    case PT_MV_UNICODE:
        if (!texts_of(hold, from, &out->Value.MVszW)) return false;
        break;
    case PT_LONG:
        out->Value.l = atoi(from->texts[0]);
        break;
    case PT_SHORT:
        out->Value.i = *from->texts[0] == 'F' ? 1 : 2;
        break;
    case PT_SYSTIME:
        is_value = time_of_day(from->texts[0], &out->Value.ft);
        break;
    default:
        is_value = false;
    }
    *n += is_value;
    return true;
}

HRESULT entry_write(IMAPIProp *entry, const struct person *person, ULONG *refused)
{
    struct text_hold hold = {0};
    SPropValue *values = text_hold_room(&hold, (person->n + 1) * sizeof(*values));
    SPropProblemArray *problems = NULL;
    ULONG n = 0;
    HRESULT hr = values ? S_OK : MAPI_E_NOT_ENOUGH_MEMORY;

    *refused = 0;
    for (size_t i = 0; SUCCEEDED(hr) && i < person->n; i++)
        if (!put_value(&hold, &person->values[i], &values[n], &n)) hr = MAPI_E_NOT_ENOUGH_MEMORY;
    if (SUCCEEDED(hr) && person->original) {
        values[n].ulPropTag = PR_MAPICTL_ORIGINAL;
        values[n++].Value.bin = (SBinary){(ULONG)person->original_bytes, (BYTE *)person->original};
    }
    if (SUCCEEDED(hr) && n) hr = entry->lpVtbl->SetProps(entry, n, values, &problems);
    if (SUCCEEDED(hr) && problems) *refused = problems->cProblem;
    MAPIFreeBuffer(problems);
    text_hold_drop(&hold);
    return hr;
}
