/*
 * report.c - what reports of every kind say of the message they are about
 */
#include "msg/report.h"
#include "mapitags.h"
#include "base/filetime.h"
#include "base/mem.h"
#include "base/text.h"
#include "eid/conversation.h"
#include "prop/pval.h"

/* Of every original. PR_SEARCH_KEY tells the sender which message it is about. */
static const struct report_taken of_all[] = {
    {PR_SUBJECT_W, PR_ORIGINAL_SUBJECT_W},
    {PR_DISPLAY_TO_W, PR_ORIGINAL_DISPLAY_TO_W},
    {PR_DISPLAY_CC_W, PR_ORIGINAL_DISPLAY_CC_W},
    {PR_DISPLAY_BCC_W, PR_ORIGINAL_DISPLAY_BCC_W},
    {PR_CLIENT_SUBMIT_TIME, PR_ORIGINAL_SUBMIT_TIME},
    {PR_CONVERSATION_TOPIC_W, PR_CONVERSATION_TOPIC_W},
    {PR_REPORT_TAG, PR_REPORT_TAG},
    {PR_SEARCH_KEY, PR_SEARCH_KEY},
};
enum {
    CLASS,
    INDEX,
    FIRST,
    N_ALL = sizeof(of_all) / sizeof(of_all[0]),
    N_MADE = 5
};

static const struct report_taken *taken_of(ULONG i, const struct report_taken *more)
{
    return i < N_ALL ? &of_all[i] : &more[i - N_ALL];
}

static HRESULT read_original(IMessage *original, ULONG n_taken, const struct report_taken *taken,
                             SPropValue **out)
{
    SizedSPropTagArray(FIRST + N_ALL + REPORT_TAKEN, tags) = {
        FIRST + N_ALL + n_taken, {PR_MESSAGE_CLASS_W, PR_CONVERSATION_INDEX}};
    ULONG count = 0;
    HRESULT hr;

    for (ULONG i = 0; i < N_ALL + n_taken; i++)
        tags.aulPropTag[FIRST + i] = taken_of(i, taken)->from;
    hr = original->lpVtbl->GetProps(original, (SPropTagArray *)&tags, MAPI_UNICODE, &count, out);
    return pval_given(hr, tags.cValues, count, out);
}

HRESULT report_describe(IMessage *original, const WCHAR *kind, const WCHAR *text, ULONG n_taken,
                        const struct report_taken *taken, IMessage *report)
{
    AUTO_FREE SPropValue *values = NULL;
    AUTO_FREE WCHAR *class = NULL;
    AUTO_FREE BYTE *index = NULL;
    SPropValue props[N_ALL + REPORT_TAKEN + N_MADE];
    FILETIME now = filetime_now();
    ULONG n = 0, cb;
    bool answer;
    HRESULT hr;

    hr = read_original(original, n_taken, taken, &values);
    if (FAILED(hr)) return hr;
    class = text_join(L"REPORT.",
                      values[CLASS].ulPropTag == PR_MESSAGE_CLASS_W ? values[CLASS].Value.lpszW
                                                                    : L"IPM",
                      L".", kind, NULL);
    if (!class) return MAPI_E_NOT_ENOUGH_MEMORY;
    answer = values[INDEX].ulPropTag == PR_CONVERSATION_INDEX;
    hr = conversation_index(answer ? values[INDEX].Value.bin.cb : 0,
                            answer ? values[INDEX].Value.bin.lpb : NULL, now, &cb, &index);
    if (FAILED(hr)) return hr;
    for (ULONG i = 0; i < N_ALL + n_taken; i++) {
        const struct report_taken *one = taken_of(i, taken);

        if (values[FIRST + i].ulPropTag != one->from) continue;
        props[n] = values[FIRST + i];
        props[n++].ulPropTag = one->to;
    }
    props[n++] = pval_text(PR_MESSAGE_CLASS_W, class);
    props[n++] = pval_binary(PR_CONVERSATION_INDEX, cb, index);
    props[n++] = pval_text(PR_REPORT_TEXT_W, text);
    props[n++] = (SPropValue){.ulPropTag = PR_REPORT_TIME, .Value.ft = now};
    props[n++] = (SPropValue){.ulPropTag = PR_MESSAGE_DELIVERY_TIME, .Value.ft = now};
    return report->lpVtbl->SetProps(report, n, props, NULL);
}
