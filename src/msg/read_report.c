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

/* A one-off's entry ID alone says all there is to say. S_FALSE: there is more than that, or less.
 * one: what the values in row hang on. */
static HRESULT add_one_off(const SPropValue *values, const ULONG *tags, struct one_off **one,
                           SPropValue *row)
{
    const SPropValue *eid = &values[ENTRYID_];
    HRESULT hr;

    if (has(&values[NAME], tags[NAME]) || has(&values[ADDRTYPE], tags[ADDRTYPE]) ||
        !has(eid, tags[ENTRYID_]))
        return S_FALSE;
    hr = one_off_read(eid->Value.bin.cb, (ENTRYID *)eid->Value.bin.lpb, one);
    if (FAILED(hr)) return hr == MAPI_E_NOT_ENOUGH_MEMORY ? hr : S_FALSE;
    hr = one_off_props(*one, true, *one, row);
    if (FAILED(hr)) return hr;
    row[ONE_OFF_ENTRYID].Value.bin = eid->Value.bin; /* as it was given, whatever its bits */
    return S_OK;
}

static HRESULT add_recipient(const SPropValue *values, const ULONG *tags, IMessage *report)
{
    AUTO_FREE struct one_off *one = NULL;
    SPropValue row[1 + ONE_OFF_PROPS]; /* or N_PERSON, which is less */
    SizedADRLIST(1, list) = {1, {{0, 0, row}}};
    ULONG n = 0;
    HRESULT hr;

    _Static_assert((int)N_PERSON <= (int)ONE_OFF_PROPS, "either fits in a row");
    row[n++] = pval_long(PR_RECIPIENT_TYPE, MAPI_TO);
    hr = add_one_off(values, tags, &one, &row[n]);
    if (FAILED(hr)) return hr;
    if (hr == S_OK) n += ONE_OFF_PROPS;
    for (int i = 0; hr == S_FALSE && i < N_PERSON; i++) {
        if (!has(&values[i], tags[i])) continue;
        row[n] = values[i];
        row[n++].ulPropTag = recipient_tags[i];
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
