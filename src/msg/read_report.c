/*
 * read_report.c - the report that a message was read, or was not
 */
#include "msg/read_report.h"
#include "mapitags.h"
#include "base/error.h"
#include "base/mem.h"
#include "com/com.h"
#include "eid/oneoff.h"
#include "msg/report.h"
#include "prop/pval.h"

/* What a report that a message was read takes over besides what all do: it comes from whom the
 * message came to. */
static const struct report_taken taken[] = {
    {PR_MESSAGE_DELIVERY_TIME, PR_ORIGINAL_DELIVERY_TIME},
    {PR_RECEIVED_BY_ENTRYID, PR_SENDER_ENTRYID},
    {PR_RECEIVED_BY_NAME_W, PR_SENDER_NAME_W},
    {PR_RECEIVED_BY_ADDRTYPE_W, PR_SENDER_ADDRTYPE_W},
    {PR_RECEIVED_BY_EMAIL_ADDRESS_W, PR_SENDER_EMAIL_ADDRESS_W},
    {PR_RECEIVED_BY_SEARCH_KEY, PR_SENDER_SEARCH_KEY},
    {PR_RCVD_REPRESENTING_ENTRYID, PR_SENT_REPRESENTING_ENTRYID},
    {PR_RCVD_REPRESENTING_NAME_W, PR_SENT_REPRESENTING_NAME_W},
    {PR_RCVD_REPRESENTING_ADDRTYPE_W, PR_SENT_REPRESENTING_ADDRTYPE_W},
    {PR_RCVD_REPRESENTING_EMAIL_ADDRESS_W, PR_SENT_REPRESENTING_EMAIL_ADDRESS_W},
    {PR_RCVD_REPRESENTING_SEARCH_KEY, PR_SENT_REPRESENTING_SEARCH_KEY},
};
enum {
    N_TAKEN = sizeof(taken) / sizeof(taken[0]),
    N_PERSON = 5
};

/* Who may be asked for in the original, best first; PR_NULL: it has no such property. */
static const ULONG persons[][N_PERSON] = {
    {PR_READ_RECEIPT_ENTRYID, PR_NULL, PR_NULL, PR_NULL, PR_READ_RECEIPT_SEARCH_KEY},
    {PR_REPORT_ENTRYID, PR_REPORT_NAME_W, PR_NULL, PR_NULL, PR_REPORT_SEARCH_KEY},
    {PR_SENT_REPRESENTING_ENTRYID, PR_SENT_REPRESENTING_NAME_W, PR_SENT_REPRESENTING_ADDRTYPE_W,
     PR_SENT_REPRESENTING_EMAIL_ADDRESS_W, PR_SENT_REPRESENTING_SEARCH_KEY},
    {PR_SENDER_ENTRYID, PR_SENDER_NAME_W, PR_SENDER_ADDRTYPE_W, PR_SENDER_EMAIL_ADDRESS_W,
     PR_SENDER_SEARCH_KEY},
};
static const ULONG recipient_tags[N_PERSON] = {PR_ENTRYID, PR_DISPLAY_NAME_W, PR_ADDRTYPE_W,
                                               PR_EMAIL_ADDRESS_W, PR_SEARCH_KEY};
enum {
    ENTRYID_,
    NAME,
    ADDRTYPE,
    ADDRESS,
    N_PERSONS = sizeof(persons) / sizeof(persons[0])
};

/* What decides whether there is a report, in one GetProps. */
enum {
    REQUESTED,
    FIRST_PERSON,
    N_WANTED = FIRST_PERSON + N_PERSONS * N_PERSON
};

static HRESULT read_original(IMessage *original, SPropValue **out)
{
    SizedSPropTagArray(N_WANTED, tags) = {N_WANTED, {PR_READ_RECEIPT_REQUESTED}};
    ULONG count = 0;
    HRESULT hr;

    for (int i = 0; i < N_PERSONS * N_PERSON; i++)
        tags.aulPropTag[FIRST_PERSON + i] = persons[i / N_PERSON][i % N_PERSON];
    hr = original->lpVtbl->GetProps(original, (SPropTagArray *)&tags, MAPI_UNICODE, &count, out);
    return pval_given(hr, N_WANTED, count, out);
}

static bool has(const SPropValue *value, ULONG tag)
{
    return tag != PR_NULL && value->ulPropTag == tag;
}

/* An entry ID, or an address: the rest MAPI adds when the report is submitted. */
static bool is_reachable(const SPropValue *values, const ULONG *tags)
{
    return has(&values[ENTRYID_], tags[ENTRYID_]) ||
           (has(&values[ADDRTYPE], tags[ADDRTYPE]) && has(&values[ADDRESS], tags[ADDRESS]));
}

/* A one-off's entry ID alone says all there is to say. */
static ULONG add_one_off(const struct one_off *one, SPropValue *row, ULONG n)
{
    row[n++] = pval_text(PR_DISPLAY_NAME_W, *one->name ? one->name : one->address);
    row[n++] = pval_text(PR_ADDRTYPE_W, one->type);
    row[n++] = pval_text(PR_EMAIL_ADDRESS_W, one->address);
    return n;
}

static HRESULT add_recipient(const SPropValue *values, const ULONG *tags, IMessage *report)
{
    AUTO_FREE struct one_off *one = NULL;
    SPropValue row[N_PERSON + 4];
    SizedADRLIST(1, list) = {1, {{0, 0, row}}};
    bool named = has(&values[NAME], tags[NAME]);
    ULONG n = 0;
    HRESULT hr;

    row[n++] = pval_long(PR_RECIPIENT_TYPE, MAPI_TO);
    for (int i = 0; i < N_PERSON; i++) {
        if (!has(&values[i], tags[i])) continue;
        row[n] = values[i];
        row[n++].ulPropTag = recipient_tags[i];
    }
    if (!named && has(&values[ENTRYID_], tags[ENTRYID_])) {
        hr = one_off_read(values[ENTRYID_].Value.bin.cb, (ENTRYID *)values[ENTRYID_].Value.bin.lpb,
                          &one);
        if (hr == MAPI_E_NOT_ENOUGH_MEMORY) return hr;
        if (SUCCEEDED(hr) && !has(&values[ADDRTYPE], tags[ADDRTYPE])) n = add_one_off(one, row, n);
    }
    list.aEntries[0].cValues = n;
    return report->lpVtbl->ModifyRecipients(report, MODRECIP_ADD, (ADRLIST *)&list);
}

HRESULT read_report_fill(IMessage *original, bool nonread, IMessage *report)
{
    AUTO_FREE SPropValue *values = NULL;
    HRESULT hr = read_original(original, &values);

    if (FAILED(hr)) return hr;
    if (!has(&values[REQUESTED], PR_READ_RECEIPT_REQUESTED) || !values[REQUESTED].Value.b)
        return S_FALSE;
    for (int i = 0; i < N_PERSONS; i++) {
        const SPropValue *person = &values[FIRST_PERSON + i * N_PERSON];

        if (!is_reachable(person, persons[i])) continue;
        hr = report_describe(original, nonread ? L"IPNNRN" : L"IPNRN",
                             nonread ? L"The message was deleted without being read."
                                     : L"The message was read.",
                             N_TAKEN, taken, report);
        return FAILED(hr) ? hr : add_recipient(person, persons[i], report);
    }
    return S_FALSE;
}
