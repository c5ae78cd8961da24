/*
 * delivery_report.c - the report that a message reached recipients, or did not
 */
#include "msg/delivery_report.h"
#include <string.h>
#include "mapitags.h"
#include "base/error.h"
#include "base/filetime.h"
#include "base/mem.h"
#include "base/text.h"
#include "com/com.h"
#include "eid/oneoff.h"
#include "msg/copy.h"
#include "msg/report.h"
#include "prop/adrlist.h"
#include "prop/pval.h"
#include "prop/rowset.h"
#include "table/query.h"

/* What a row of the report gets where it hasn't got it: who the recipient was before anybody
 * changed the address. */
static const struct report_taken originals[] = {
    {PR_DISPLAY_NAME_W, PR_ORIGINAL_DISPLAY_NAME_W},
    {PR_ENTRYID, PR_ORIGINAL_ENTRYID},
    {PR_SEARCH_KEY, PR_ORIGINAL_SEARCH_KEY},
};
enum {
    N_ORIGINALS = sizeof(originals) / sizeof(originals[0]),
    N_ADDED = N_ORIGINALS + 2
};

/* What went wrong, as it goes into the original's own recipients. */
static const ULONG failures[] = {PR_NDR_REASON_CODE, PR_NDR_DIAG_CODE, PR_REPORT_TEXT_W,
                                 PR_SUPPLEMENTARY_INFO_W, PR_REPORT_TIME};
enum {
    N_FAILURES = sizeof(failures) / sizeof(failures[0])
};

#define MOST_TEXT 8192 /* characters of PR_REPORT_TEXT, by the last name that is begun */

/* What identifies a recipient, best first. */
static const ULONG keys[] = {PR_SEARCH_KEY, PR_ENTRYID, PR_EMAIL_ADDRESS_W};
enum {
    N_KEYS = sizeof(keys) / sizeof(keys[0])
};

static const SPropValue *find(const ADRENTRY *entry, ULONG tag)
{
    return pval_find_const(entry->rgPropVals, entry->cValues, tag);
}

static bool is_about(const ADRENTRY *entry, bool failed)
{
    bool not_reached = find(entry, PR_NDR_REASON_CODE) || find(entry, PR_NDR_DIAG_CODE);

    return failed ? not_reached : !not_reached && find(entry, PR_DELIVER_TIME);
}

/* Does the sender want to know of this one? */
static bool is_wanted(const ADRENTRY *entry, bool failed, bool by_message)
{
    const SPropValue *own = find(entry, failed ? PR_ORIGINATOR_NON_DELIVERY_REPORT_REQUESTED
                                               : PR_ORIGINATOR_DELIVERY_REPORT_REQUESTED);

    return own ? own->Value.b : by_message;
}

static HRESULT asked_by_message(IMessage *original, bool failed, bool *out)
{
    SizedSPropTagArray(1, tag) = {1,
                                  {failed ? PR_ORIGINATOR_NON_DELIVERY_REPORT_REQUESTED
                                          : PR_ORIGINATOR_DELIVERY_REPORT_REQUESTED}};
    AUTO_FREE SPropValue *value = NULL;
    ULONG n = 0;
    HRESULT hr;

    hr = original->lpVtbl->GetProps(original, (SPropTagArray *)&tag, 0, &n, &value);
    hr = pval_given(hr, 1, n, &value);
    if (FAILED(hr)) return hr;
    *out = value->ulPropTag == tag.aulPropTag[0] ? value->Value.b : failed;
    return S_OK;
}

/* One row of the report: what the transport told of the recipient, which is borrowed. */
static HRESULT add_row(IMessage *report, const ADRENTRY *entry)
{
    SizedADRLIST(1, list) = {1, {{0}}};
    AUTO_FREE SPropValue *row = mem_array((size_t)entry->cValues + N_ADDED, sizeof(*row));
    ULONG n = 0;

    if (!row) return MAPI_E_NOT_ENOUGH_MEMORY;
    for (ULONG i = 0; i < entry->cValues; i++) {
        const SPropValue *value = &entry->rgPropVals[i];

        if (PROP_TYPE(value->ulPropTag) != PT_ERROR && value->ulPropTag != PR_ROWID &&
            value->ulPropTag != PR_INSTANCE_KEY)
            row[n++] = *value;
    }
    for (int i = 0; i < N_ORIGINALS; i++) {
        const SPropValue *from = find(entry, CHANGE_PROP_TYPE(originals[i].from, PT_UNSPECIFIED));

        if (!from || PROP_TYPE(from->ulPropTag) == PT_ERROR ||
            find(entry, CHANGE_PROP_TYPE(originals[i].to, PT_UNSPECIFIED)))
            continue;
        row[n] = *from;
        row[n++].ulPropTag = CHANGE_PROP_TYPE(originals[i].to, PROP_TYPE(from->ulPropTag));
    }
    if (!find(entry, PR_RECIPIENT_TYPE)) row[n++] = pval_long(PR_RECIPIENT_TYPE, MAPI_TO);
    if (!find(entry, PR_REPORT_TIME))
        row[n++] = (SPropValue){.ulPropTag = PR_REPORT_TIME, .Value.ft = filetime_now()};
    list.aEntries[0].cValues = n;
    list.aEntries[0].rgPropVals = row;
    return report->lpVtbl->ModifyRecipients(report, MODRECIP_ADD, (ADRLIST *)&list);
}

static bool is_same(const SRow *row, const ADRENTRY *entry)
{
    for (int i = 0; i < N_KEYS; i++) {
        const SPropValue *a = pval_find_const(row->lpProps, row->cValues, keys[i]);
        const SPropValue *b = find(entry, keys[i]);

        if (a && b) return pval_equal(a, b);
    }
    return false;
}

/* What went wrong with a recipient goes into its row of the original as it is attached. */
static HRESULT mark_row(IMessage *attached, const SRow *row, const ADRENTRY *entry)
{
    SizedADRLIST(1, list) = {1, {{0}}};
    AUTO_FREE SPropValue *props = mem_array((size_t)row->cValues + N_FAILURES, sizeof(*props));
    ULONG n = 0;

    if (!props) return MAPI_E_NOT_ENOUGH_MEMORY;
    for (ULONG i = 0; i < row->cValues; i++)
        if (PROP_TYPE(row->lpProps[i].ulPropTag) != PT_ERROR) props[n++] = row->lpProps[i];
    for (int i = 0; i < N_FAILURES; i++) {
        const SPropValue *told = find(entry, CHANGE_PROP_TYPE(failures[i], PT_UNSPECIFIED));

        if (told && PROP_TYPE(told->ulPropTag) != PT_ERROR) props[n++] = *told;
    }
    list.aEntries[0].cValues = n;
    list.aEntries[0].rgPropVals = props;
    return attached->lpVtbl->ModifyRecipients(attached, MODRECIP_MODIFY, (ADRLIST *)&list);
}

static HRESULT mark_failures(IMessage *attached, const ADRLIST *list)
{
    AUTO_RELEASE IMAPITable *table = NULL;
    AUTO_FREE SPropTagArray *columns = NULL;
    SRowSet *rows = NULL;
    HRESULT hr;

    hr = attached->lpVtbl->GetRecipientTable(attached, MAPI_UNICODE, &table);
    hr = com_given(hr, &table);
    if (SUCCEEDED(hr))
        hr = com_given(table->lpVtbl->QueryColumns(table, TBL_ALL_COLUMNS, &columns), &columns);
    if (FAILED(hr)) return hr;
    hr = query_all_rows(table, columns, NULL, NULL, 0, &rows);
    if (FAILED(hr)) return hr;
    for (ULONG i = 0; SUCCEEDED(hr) && i < list->cEntries; i++) {
        if (!is_about(&list->aEntries[i], true)) continue;
        for (ULONG r = 0; SUCCEEDED(hr) && r < rows->cRows; r++)
            if (is_same(&rows->aRow[r], &list->aEntries[i]))
                hr = mark_row(attached, &rows->aRow[r], &list->aEntries[i]);
    }
    rowset_free(rows);
    return hr;
}

static HRESULT describe_attachment(IMessage *original, IAttach *attach)
{
    SizedSPropTagArray(1, tag) = {1, {PR_SUBJECT_W}};
    AUTO_FREE SPropValue *subject = NULL;
    SPropValue props[3] = {pval_long(PR_ATTACH_METHOD, ATTACH_EMBEDDED_MSG),
                           pval_long(PR_RENDERING_POSITION, -1)};
    ULONG n = 0;
    HRESULT hr;

    hr = original->lpVtbl->GetProps(original, (SPropTagArray *)&tag, MAPI_UNICODE, &n, &subject);
    hr = pval_given(hr, 1, n, &subject);
    if (FAILED(hr)) return hr;
    props[2] = pval_text(PR_DISPLAY_NAME_W,
                         subject->ulPropTag == PR_SUBJECT_W ? subject->Value.lpszW : L"");
    return attach->lpVtbl->SetProps(attach, 3, props, NULL);
}

/* The original as it was submitted, so that it can be sent again. */
static HRESULT attach_original(IMessage *original, const ADRLIST *list, IMessage *report)
{
    AUTO_RELEASE IAttach *attach = NULL;
    AUTO_RELEASE IMessage *attached = NULL;
    ULONG number;
    HRESULT hr;

    hr = report->lpVtbl->CreateAttach(report, NULL, 0, &number, &attach);
    hr = com_given(hr, &attach);
    if (SUCCEEDED(hr)) hr = describe_attachment(original, attach);
    if (FAILED(hr)) return hr;
    hr = attach->lpVtbl->OpenProperty(attach, PR_ATTACH_DATA_OBJ, &IID_IMessage, 0,
                                      MAPI_CREATE | MAPI_MODIFY, (IUnknown **)&attached);
    hr = com_given(hr, &attached);
    if (SUCCEEDED(hr))
        hr =
            copy_to(&IID_IMessage, original, 0, NULL, NULL, NULL, &IID_IMessage, attached, 0, NULL);
    if (SUCCEEDED(hr)) hr = mark_failures(attached, list);
    if (SUCCEEDED(hr)) hr = attached->lpVtbl->SaveChanges(attached, 0);
    com_release(&attached);
    if (SUCCEEDED(hr)) hr = attach->lpVtbl->SaveChanges(attach, 0);
    return hr;
}

static HRESULT wide_text(const ADRENTRY *entry, ULONG tag, void *root, const WCHAR **out)
{
    const SPropValue *value = find(entry, CHANGE_PROP_TYPE(tag, PT_UNSPECIFIED));
    SPropValue wide;
    HRESULT hr;

    *out = L"";
    if (!value || PROP_TYPE(value->ulPropTag) == PT_ERROR) return S_OK;
    hr = pval_as(value, PT_UNICODE, root, &wide);
    if (SUCCEEDED(hr)) *out = wide.Value.lpszW;
    return hr;
}

/* PR_REPORT_TEXT: the line, and below it who is meant, and why. */
static HRESULT make_text(const ADRLIST *list, bool failed, bool by_message, const WCHAR *line,
                         WCHAR **out)
{
    AUTO_FREE void *root = mem_zero(1);
    AUTO_FREE WCHAR *text = text_join(line, L"\r\n", NULL);
    HRESULT hr = root && text ? S_OK : MAPI_E_NOT_ENOUGH_MEMORY;

    for (ULONG i = 0; SUCCEEDED(hr) && i < list->cEntries && text_len(text) < MOST_TEXT; i++) {
        const ADRENTRY *entry = &list->aEntries[i];
        const WCHAR *name, *address, *why;
        WCHAR *longer;

        if (!is_about(entry, failed) || !is_wanted(entry, failed, by_message)) continue;
        hr = wide_text(entry, PR_DISPLAY_NAME_W, root, &name);
        if (SUCCEEDED(hr)) hr = wide_text(entry, PR_EMAIL_ADDRESS_W, root, &address);
        if (SUCCEEDED(hr)) hr = wide_text(entry, PR_REPORT_TEXT_W, root, &why);
        if (FAILED(hr)) break;
        longer = text_join(text, L"\r\n", name, *address ? L" <" : L"", address,
                           *address ? L">" : L"", *why ? L": " : L"", why, NULL);
        if (!longer) return MAPI_E_NOT_ENOUGH_MEMORY;
        mem_free(text);
        text = longer;
    }
    if (SUCCEEDED(hr)) *out = TAKE(text);
    return hr;
}

/* It comes from nobody's mailbox. */
static HRESULT set_sender(IMessage *report)
{
    static const struct one_off system = {(WCHAR *)L"Mail Delivery System", (WCHAR *)L"SMTP",
                                          (WCHAR *)L"MAILER-DAEMON", false};
    static const ULONG tags[ONE_OFF_PROPS] = {
        [ONE_OFF_ENTRYID] = PR_SENDER_ENTRYID,
        [ONE_OFF_SEARCH_KEY] = PR_SENDER_SEARCH_KEY,
        [ONE_OFF_NAME] = PR_SENDER_NAME_W,
        [ONE_OFF_TYPE] = PR_SENDER_ADDRTYPE_W,
        [ONE_OFF_ADDRESS] = PR_SENDER_EMAIL_ADDRESS_W,
    };
    AUTO_FREE void *root = mem_zero(1);
    SPropValue said[ONE_OFF_PROPS], props[ONE_OFF_PROPS];
    ULONG n = 0;
    HRESULT hr;

    if (!root) return MAPI_E_NOT_ENOUGH_MEMORY;
    hr = one_off_props(&system, true, root, said);
    if (FAILED(hr)) return hr;
    for (int i = 0; i < ONE_OFF_PROPS; i++) {
        if (!tags[i]) continue;
        props[n] = said[i];
        props[n++].ulPropTag = tags[i];
    }
    return report->lpVtbl->SetProps(report, n, props, NULL);
}

HRESULT delivery_report_fill(IMessage *original, const ADRLIST *list, bool failed, IMessage *report)
{
    AUTO_FREE WCHAR *text = NULL;
    bool by_message, due = false;
    HRESULT hr;

    hr = asked_by_message(original, failed, &by_message);
    for (ULONG i = 0; SUCCEEDED(hr) && i < list->cEntries; i++) {
        const ADRENTRY *entry = &list->aEntries[i];

        if (!is_about(entry, failed) || !is_wanted(entry, failed, by_message)) continue;
        due = true;
        hr = add_row(report, entry);
    }
    if (FAILED(hr) || !due) return FAILED(hr) ? hr : S_FALSE;
    hr = make_text(list, failed, by_message,
                   failed ? L"The message did not reach some or all of its recipients:"
                          : L"The message was delivered to:",
                   &text);
    if (SUCCEEDED(hr))
        hr = report_describe(original, failed ? L"NDR" : L"DR", text, 0, NULL, report);
    if (SUCCEEDED(hr)) hr = set_sender(report);
    if (SUCCEEDED(hr) && failed) hr = attach_original(original, list, report);
    return hr;
}
