/*
 * addressees.c - the recipients of a message that are ours to send to, and what became of them
 */
#include "internet/addressees.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "common/clock.h"
#include "common/com.h"
#include "common/text/text8.h"
#include "edktags.h"
#include "mapiutil.h"

static const SPropValue *value_of(const SRow *row, ULONG tag)
{
    for (ULONG i = 0; i < row->cValues; i++)
        if (row->lpProps[i].ulPropTag == tag) return &row->lpProps[i];
    return NULL;
}

static const WCHAR *text_of(const SRow *row, ULONG tag)
{
    const SPropValue *value = value_of(row, tag);

    return value && *value->Value.lpszW ? value->Value.lpszW : NULL;
}

static bool is_true(const SRow *row, ULONG tag)
{
    const SPropValue *value = value_of(row, tag);

    return value && value->Value.b;
}

static bool is_smtp(const WCHAR *type)
{
    static const char smtp[] = "SMTP";
    size_t i = 0;

    for (; smtp[i]; i++)
        if (type[i] != smtp[i] && type[i] != smtp[i] + 32) return false;
    return !type[i];
}

/* NULL: it isn't ours. */
static const WCHAR *address_of(const SRow *row)
{
    const SPropValue *kind = value_of(row, PR_RECIPIENT_TYPE);
    const WCHAR *type = text_of(row, PR_ADDRTYPE_W);

    if (is_true(row, PR_RESPONSIBILITY) || (kind && kind->Value.ul & MAPI_SUBMITTED)) return NULL;
    if (type && is_smtp(type) && text_of(row, PR_EMAIL_ADDRESS_W))
        return text_of(row, PR_EMAIL_ADDRESS_W);
    return text_of(row, PR_SMTP_ADDRESS_W);
}

/* ---- reading ---- */

static HRESULT add(struct addressees *recipients, const SRow *row, const WCHAR *address)
{
    struct smtp_recipient *to = &recipients->to[recipients->count];
    size_t bytes;
    HRESULT hr = wtf8_from_wide(address, wide_len(address), (char **)&to->address, &bytes);

    if (FAILED(hr)) return hr;
    if (is_true(row, PR_ORIGINATOR_DELIVERY_REPORT_REQUESTED))
        to->notify = SMTP_NOTIFY_SUCCESS | SMTP_NOTIFY_FAILURE;
    recipients->row_of[recipients->count++] = row;
    return S_OK;
}

static HRESULT read_rows(IMessage *message, struct addressees *out)
{
    AUTO_RELEASE IMAPITable *table = NULL;
    SPropTagArray *columns = NULL;
    HRESULT hr;

    hr = message->lpVtbl->GetRecipientTable(message, MAPI_UNICODE, &table);
    if (SUCCEEDED(hr)) hr = table->lpVtbl->QueryColumns(table, TBL_ALL_COLUMNS, &columns);
    if (SUCCEEDED(hr)) hr = HrQueryAllRows(table, columns, NULL, NULL, 0, &out->rows);
    out->alloc->free(columns);
    return hr;
}

HRESULT addressees_read(IMessage *message, const struct allocators *alloc, struct addressees *out)
{
    HRESULT hr;

    *out = (struct addressees){.alloc = alloc};
    hr = read_rows(message, out);
    if (SUCCEEDED(hr)) {
        out->to = calloc((size_t)out->rows->cRows + 1, sizeof(*out->to));
        out->row_of = calloc((size_t)out->rows->cRows + 1, sizeof(*out->row_of));
        if (!out->to || !out->row_of) hr = MAPI_E_NOT_ENOUGH_MEMORY;
    }
    for (ULONG i = 0; SUCCEEDED(hr) && i < out->rows->cRows; i++) {
        const WCHAR *address = address_of(&out->rows->aRow[i]);

        if (address) hr = add(out, &out->rows->aRow[i], address);
    }
    if (FAILED(hr)) addressees_clear(out);
    return FAILED(hr) ? hr : S_OK;
}

void addressees_clear(struct addressees *recipients)
{
    for (size_t i = 0; i < recipients->count; i++)
        free((char *)recipients->to[i].address);
    free(recipients->to);
    free(recipients->row_of);
    if (recipients->rows) FreeProws(recipients->rows);
    *recipients = (struct addressees){0};
}

/* ---- what became of them ---- */

enum recipient_fate recipient_fate(const struct smtp_recipient *recipient)
{
    switch (recipient->code / 100) {
    case 2:
        return FATE_SENT;
    case 4:
        return FATE_LATER;
    case 5:
        return FATE_NEVER;
    default:
        return FATE_OPEN;
    }
}

size_t addressees_count(const struct addressees *recipients, enum recipient_fate fate)
{
    size_t n = 0;

    for (size_t i = 0; i < recipients->count; i++)
        n += recipient_fate(&recipients->to[i]) == fate;
    return n;
}

/* The row's values but for errors, to an array with room; more values follow. */
static ULONG copy_row(const SRow *row, SPropValue *to)
{
    ULONG n = 0;

    for (ULONG i = 0; i < row->cValues; i++) {
        ULONG type = PROP_TYPE(row->lpProps[i].ulPropTag);

        if (type != PT_ERROR && type != PT_NULL && type != PT_OBJECT &&
            row->lpProps[i].ulPropTag != PR_RESPONSIBILITY)
            to[n++] = row->lpProps[i];
    }
    return n;
}

/* A list of those of a fate, each row with what more() adds: no more than MORE values. The values
 * are borrowed. NULL with S_OK: there are none. */
enum {
    MORE = 8,
    TRANSFER_FAILED = 0 /* PR_NDR_REASON_CODE, as X.400 has it */
};
struct listing {
    const struct addressees *recipients;
    enum recipient_fate fate;
    ULONG (*more)(const struct listing *listing, size_t i, SPropValue *to);
    const WCHAR *const *texts, *const *replies; /* for each recipient */
};

static HRESULT list_of(const struct listing *listing, ADRLIST **out)
{
    const struct addressees *recipients = listing->recipients;
    size_t n = addressees_count(recipients, listing->fate);
    ADRLIST *list = NULL;
    HRESULT hr;

    *out = NULL;
    if (!n) return S_OK;
    hr = recipients->alloc->buffer((ULONG)CbNewADRLIST(n), (void **)&list);
    if (FAILED(hr)) return hr;
    list->cEntries = 0;
    for (size_t i = 0; i < recipients->count && SUCCEEDED(hr); i++) {
        const SRow *row = recipients->row_of[i];
        ADRENTRY *entry = &list->aEntries[list->cEntries];

        if (recipient_fate(&recipients->to[i]) != listing->fate) continue;
        *entry = (ADRENTRY){0};
        hr = recipients->alloc->buffer((row->cValues + MORE) * (ULONG)sizeof(SPropValue),
                                       (void **)&entry->rgPropVals);
        if (FAILED(hr)) break;
        entry->cValues = copy_row(row, entry->rgPropVals);
        entry->cValues += listing->more(listing, i, entry->rgPropVals + entry->cValues);
        list->cEntries++;
    }
    if (FAILED(hr)) FreePadrlist(list);
    else *out = list;
    return hr;
}

static ULONG add_responsible(const struct listing *listing, size_t i, SPropValue *to)
{
    (void)listing;
    (void)i;
    to[0] = (SPropValue){.ulPropTag = PR_RESPONSIBILITY};
    to[0].Value.b = TRUE;
    return 1;
}

HRESULT addressees_mark(const struct addressees *recipients, enum recipient_fate fate,
                        IMessage *message)
{
    const struct listing listing = {recipients, fate, add_responsible, NULL, NULL};
    ADRLIST *list;
    HRESULT hr = list_of(&listing, &list);

    if (FAILED(hr) || !list) return hr;
    hr = message->lpVtbl->ModifyRecipients(message, MODRECIP_MODIFY, list);
    FreePadrlist(list);
    return FAILED(hr) ? hr : S_OK;
}

/* ---- reports ---- */

static SPropValue time_now(ULONG tag)
{
    uint64_t now = (uint64_t)clock_now();
    SPropValue value = {.ulPropTag = tag};

    value.Value.ft.dwLowDateTime = (DWORD)now;
    value.Value.ft.dwHighDateTime = (DWORD)(now >> 32);
    return value;
}

static ULONG add_delivered(const struct listing *listing, size_t i, SPropValue *to)
{
    (void)listing;
    (void)i;
    to[0] = time_now(PR_DELIVER_TIME);
    to[1] = time_now(PR_REPORT_TIME);
    return 2;
}

/* What an enhanced status code (RFC 3463), or else the reply's own code, is among X.400's. */
static LONG diagnosis(const struct smtp_recipient *recipient)
{
    static const struct {
        const char *status;
        LONG diagnosis;
    } known[] = {
        {"5.1.1", MAPI_DIAG_OR_NAME_UNRECOGNIZED},  {"5.1.2", MAPI_DIAG_OR_NAME_UNRECOGNIZED},
        {"5.1.3", MAPI_DIAG_OR_NAME_UNRECOGNIZED},  {"5.1.6", MAPI_DIAG_OR_NAME_UNRECOGNIZED},
        {"5.2.1", MAPI_DIAG_RECIPIENT_UNAVAILABLE}, {"5.2.2", MAPI_DIAG_RECIPIENT_UNAVAILABLE},
        {"5.2.3", MAPI_DIAG_CONTENT_TOO_LONG},      {"5.3.4", MAPI_DIAG_CONTENT_TOO_LONG},
        {"5.4.6", MAPI_DIAG_LOOP_DETECTED},         {"5.4.7", MAPI_DIAG_MAXIMUM_TIME_EXPIRED},
        {"5.5.3", MAPI_DIAG_TOO_MANY_RECIPIENTS},   {"5.6.1", MAPI_DIAG_CONTENT_TYPE_UNSUPPORTED},
    };
    const char *text = recipient->text;

    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
        size_t n = strlen(known[i].status);

        if (strlen(text) >= 4 + n && !strncmp(text + 4, known[i].status, n) &&
            (!text[4 + n] || text[4 + n] == ' '))
            return known[i].diagnosis;
    }
    return recipient->code == 552 ? MAPI_DIAG_CONTENT_TOO_LONG : MAPI_DIAG_NO_DIAGNOSTIC;
}

static ULONG add_failed(const struct listing *listing, size_t i, SPropValue *to)
{
    memset(to, 0, 5 * sizeof(*to));
    to[0].ulPropTag = PR_NDR_REASON_CODE;
    to[0].Value.l = TRANSFER_FAILED;
    to[1].ulPropTag = PR_NDR_DIAG_CODE;
    to[1].Value.l = diagnosis(&listing->recipients->to[i]);
    to[2] = time_now(PR_REPORT_TIME);
    to[3].ulPropTag = PR_REPORT_TEXT_W;
    to[3].Value.lpszW = (WCHAR *)listing->texts[i];
    to[4].ulPropTag = PR_SUPPLEMENTARY_INFO_W;
    to[4].Value.lpszW = (WCHAR *)listing->replies[i];
    return 5;
}

/* The server's words, alone and as a sentence; malloc, for each of the fate. */
static HRESULT put_words(const struct listing *listing, const char *host, WCHAR **texts,
                         WCHAR **replies)
{
    char text[SMTP_TEXT_BYTES + 320];
    size_t chars;
    HRESULT hr = S_OK;

    for (size_t i = 0; i < listing->recipients->count && SUCCEEDED(hr); i++) {
        const struct smtp_recipient *to = &listing->recipients->to[i];

        if (recipient_fate(to) != listing->fate) continue;
        snprintf(text, sizeof(text), "%.255s says: %s", host, to->text);
        hr = wtf8_to_wide(text, strlen(text), &texts[i], &chars);
        if (SUCCEEDED(hr)) hr = wtf8_to_wide(to->text, strlen(to->text), &replies[i], &chars);
    }
    return hr;
}

HRESULT addressees_report(const struct addressees *recipients, enum recipient_fate fate,
                          const char *host, IMAPISupport *support, IMessage *message)
{
    size_t n = recipients->count;
    WCHAR **words = calloc(2 * n + 1, sizeof(*words));
    struct listing listing = {recipients, fate, fate == FATE_SENT ? add_delivered : add_failed,
                              (const WCHAR *const *)words, (const WCHAR *const *)words + n};
    ADRLIST *list = NULL;
    HRESULT hr;

    if (!words) return MAPI_E_NOT_ENOUGH_MEMORY;
    hr = put_words(&listing, host, words, words + n);
    if (SUCCEEDED(hr)) hr = list_of(&listing, &list);
    if (SUCCEEDED(hr) && list) {
        hr = support->lpVtbl->StatusRecips(support, message, list);
        if (FAILED(hr)) FreePadrlist(list); /* else it is MAPI's */
    }
    for (size_t i = 0; i < 2 * n; i++)
        free(words[i]);
    free(words);
    return FAILED(hr) ? hr : S_OK;
}
