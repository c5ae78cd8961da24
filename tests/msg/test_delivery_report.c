/*
 * test_delivery_report.c - what a report says of recipients that were reached, or were not
 */
#include "msg/report_fixture.h"
#include "base/fault.h"
#include "base/mem.h"
#include "msg/delivery_report.h"

enum {
    ANN,
    BOB,
    CID,
    PEOPLE
};
static const struct {
    const WCHAR *name, *address;
    const char *key;
} people[PEOPLE] = {{L"Ann", L"ann@example.org", "SMTP:ANN@EXAMPLE.ORG"},
                    {L"Bob", L"bob@example.org", "SMTP:BOB@EXAMPLE.ORG"},
                    {L"\x0426\x0438\x0434", L"cid@example.org", "SMTP:CID@EXAMPLE.ORG"}};

/* Who a recipient is, as a transport and a message have it. Gives how many values. */
static ULONG person(int who, SPropValue *props)
{
    props[0] = pval_text(PR_DISPLAY_NAME_W, people[who].name);
    props[1] = pval_text(PR_ADDRTYPE_W, L"SMTP");
    props[2] = pval_text(PR_EMAIL_ADDRESS_W, people[who].address);
    props[3] = pval_binary(PR_SEARCH_KEY, (ULONG)strlen(people[who].key) + 1, people[who].key);
    props[4] = pval_long(PR_RECIPIENT_TYPE, MAPI_CC);
    return 5;
}

static int setup_people(void **state)
{
    struct report_fixture *r;

    if (setup(state)) return 1;
    r = *state;
    ok_hr(set_text(r->original, PR_BODY_W, L"At noon?"));
    for (int i = 0; i < PEOPLE; i++) {
        SPropValue props[5];
        SizedADRLIST(1, list) = {1, {{0, person(i, props), props}}};

        ok_hr(r->original->lpVtbl->ModifyRecipients(r->original, MODRECIP_ADD, (ADRLIST *)&list));
    }
    ok_hr(r->original->lpVtbl->SaveChanges(r->original, KEEP_OPEN_READWRITE));
    return 0;
}

/* What a transport tells: Ann was reached, Bob was not, of Cid nothing is known. */
struct told {
    SPropValue props[PEOPLE][9];
    SizedADRLIST(PEOPLE, list);
};

static const FILETIME noon = {5, 3000000};

static void tell(struct told *told)
{
    memset(told, 0, sizeof(*told));
    told->list.cEntries = PEOPLE;
    for (int i = 0; i < PEOPLE; i++) {
        SPropValue *props = told->props[i];
        ULONG n = person(i, props);

        props[n++] = pval_long(PR_ROWID, 4711 + i);
        if (i == ANN) props[n++] = (SPropValue){.ulPropTag = PR_DELIVER_TIME, .Value.ft = noon};
        if (i == BOB) {
            props[n++] = pval_long(PR_NDR_REASON_CODE, 1);
            props[n++] = pval_long(PR_NDR_DIAG_CODE, 0);
            props[n++] = pval_text(PR_REPORT_TEXT_W, L"550 no such user");
        }
        told->list.aEntries[i].cValues = n;
        told->list.aEntries[i].rgPropVals = props;
    }
}

static SRowSet *recipients(IMessage *message)
{
    static const SizedSPropTagArray(7, columns) = {
        7,
        {PR_DISPLAY_NAME_W, PR_RECIPIENT_TYPE, PR_NDR_REASON_CODE, PR_DELIVER_TIME,
         PR_REPORT_TEXT_W, PR_ORIGINAL_DISPLAY_NAME_W, PR_REPORT_TIME}};

    return recipient_rows(message, (const SPropTagArray *)&columns);
}

static void expect_name(const SRow *row, const WCHAR *name)
{
    assert_int_equal(wide_cmp(row->lpProps[0].Value.lpszW, name), 0);
}

static IMessage *attached_to(IMessage *report)
{
    IMessage *attached;
    IAttach *attach;

    ok_hr(report->lpVtbl->OpenAttach(report, 0, NULL, 0, &attach));
    ok_hr(attach->lpVtbl->OpenProperty(attach, PR_ATTACH_DATA_OBJ, &IID_IMessage, 0, 0,
                                       (IUnknown **)&attached));
    attach->lpVtbl->Release(attach);
    return attached;
}

/* 8.9-01 8.9-02 8.9-03 8.9-04 8.9-06 8.9-07 8.9-08 */
static void a_failure_is_told_with_the_original(void **state)
{
    struct report_fixture *r = *state;
    struct told told;
    IMessage *attached;
    SRowSet *rows;

    tell(&told);
    ok_hr(delivery_report_fill(r->original, (ADRLIST *)&told.list, true, r->report));
    assert_text(r->report, PR_MESSAGE_CLASS_W, L"REPORT.IPM.Note.NDR");
    assert_text(r->report, PR_ORIGINAL_SUBJECT_W, L"Lunch");
    assert_text(r->report, PR_SENDER_ADDRTYPE_W, L"SMTP");
    FREE(get_prop(r->report, PR_SENDER_ENTRYID));
    FREE(get_prop(r->report, PR_SENDER_SEARCH_KEY));
    FREE(get_prop(r->report, PR_REPORT_TIME));
    assert_int_equal(get_error(r->report, PR_SUBJECT_W), MAPI_E_NOT_FOUND);
    rows = recipients(r->report);
    assert_int_equal(rows->cRows, 1);
    expect_name(&rows->aRow[0], L"Bob");
    assert_int_equal(rows->aRow[0].lpProps[1].Value.l, MAPI_CC);
    assert_int_equal(rows->aRow[0].lpProps[2].Value.l, 1);
    assert_int_equal(wide_cmp(rows->aRow[0].lpProps[5].Value.lpszW, L"Bob"), 0);
    assert_int_equal(rows->aRow[0].lpProps[6].ulPropTag, PR_REPORT_TIME);
    rowset_free(rows);

    ok_hr(r->report->lpVtbl->SaveChanges(r->report, KEEP_OPEN_READWRITE));
    attached = attached_to(r->report);
    assert_text(attached, PR_SUBJECT_W, L"Lunch");
    assert_text(attached, PR_BODY_W, L"At noon?");
    rows = recipients(attached);
    assert_int_equal(rows->cRows, PEOPLE);
    for (ULONG i = 0; i < PEOPLE; i++) {
        bool is_bob = !wide_cmp(rows->aRow[i].lpProps[0].Value.lpszW, L"Bob");

        assert_int_equal(rows->aRow[i].lpProps[2].ulPropTag == PR_NDR_REASON_CODE, is_bob);
        if (is_bob)
            assert_int_equal(wide_cmp(rows->aRow[i].lpProps[4].Value.lpszW, L"550 no such user"),
                             0);
    }
    rowset_free(rows);
    attached->lpVtbl->Release(attached);
}

/* 8.9-01 8.9-02 8.9-03 8.9-04 8.9-08: by request only, and without the original */
static void a_delivery_is_told_to_who_asked(void **state)
{
    struct report_fixture *r = *state;
    IMAPITable *attachments;
    struct told told;
    SRowSet *rows;
    ULONG n;

    tell(&told);
    assert_int_equal(delivery_report_fill(r->original, (ADRLIST *)&told.list, false, r->report),
                     S_FALSE);
    assert_int_equal(get_error(r->report, PR_MESSAGE_CLASS_W), MAPI_E_NOT_FOUND);
    set(r->original, pval_bool(PR_ORIGINATOR_DELIVERY_REPORT_REQUESTED, true));
    ok_hr(delivery_report_fill(r->original, (ADRLIST *)&told.list, false, r->report));
    assert_text(r->report, PR_MESSAGE_CLASS_W, L"REPORT.IPM.Note.DR");
    rows = recipients(r->report);
    assert_int_equal(rows->cRows, 1);
    expect_name(&rows->aRow[0], L"Ann");
    assert_memory_equal(&rows->aRow[0].lpProps[3].Value.ft, &noon, sizeof(noon));
    rowset_free(rows);
    ok_hr(r->report->lpVtbl->GetAttachmentTable(r->report, 0, &attachments));
    ok_hr(attachments->lpVtbl->GetRowCount(attachments, 0, &n));
    attachments->lpVtbl->Release(attachments);
    assert_int_equal(n, 0);
}

/* 8.9-02: who asked not to be told isn't; a recipient's own wish goes before the message's */
static void who_wants_no_report_gets_none(void **state)
{
    struct report_fixture *r = *state;
    struct told told;
    ADRENTRY *bob;

    tell(&told);
    bob = &told.list.aEntries[BOB];
    set(r->original, pval_bool(PR_ORIGINATOR_NON_DELIVERY_REPORT_REQUESTED, false));
    assert_int_equal(delivery_report_fill(r->original, (ADRLIST *)&told.list, true, r->report),
                     S_FALSE);
    bob->rgPropVals[bob->cValues - 1] =
        pval_bool(PR_ORIGINATOR_NON_DELIVERY_REPORT_REQUESTED, true);
    ok_hr(delivery_report_fill(r->original, (ADRLIST *)&told.list, true, r->report));
}

/* Whatever the transport tells nobody by: no recipient at all, or one without a name. */
static void odd_lists_are_no_crash(void **state)
{
    struct report_fixture *r = *state;
    SPropValue reason = pval_long(PR_NDR_REASON_CODE, 0);
    SizedADRLIST(3, list) = {3, {{0, 0, NULL}, {0, 1, &reason}, {0, 0, NULL}}};
    SRowSet *rows;

    list.cEntries = 0;
    assert_int_equal(delivery_report_fill(r->original, (ADRLIST *)&list, true, r->report), S_FALSE);
    list.cEntries = 3;
    ok_hr(delivery_report_fill(r->original, (ADRLIST *)&list, true, r->report));
    rows = recipients(r->report);
    assert_int_equal(rows->cRows, 1);
    assert_int_equal(rows->aRow[0].lpProps[1].Value.l, MAPI_TO);
    rowset_free(rows);
}

static void running_out_of_memory_is_told(void **state)
{
    struct report_fixture *r = *state;
    struct told told;
    HRESULT hr;

    tell(&told);
    for (int n = 0;; n++) {
        fault_alloc_after(n);
        hr = delivery_report_fill(r->original, (ADRLIST *)&told.list, true, r->report);
        fault_alloc_never();
        if (hr == S_OK) break;
        assert_int_equal(hr, MAPI_E_NOT_ENOUGH_MEMORY);
        assert_true(n < 5000);
    }
    assert_text(r->report, PR_MESSAGE_CLASS_W, L"REPORT.IPM.Note.NDR");
}

#define T(test) cmocka_unit_test_setup_teardown(test, setup_people, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(a_failure_is_told_with_the_original), T(a_delivery_is_told_to_who_asked),
        T(who_wants_no_report_gets_none),       T(odd_lists_are_no_crash),
        T(running_out_of_memory_is_told),
    };

    return cmocka_run_group_tests_name("delivery_report", tests, NULL, NULL);
}
