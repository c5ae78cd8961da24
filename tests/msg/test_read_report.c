/*
 * test_read_report.c - what a report says of the message that was read, and whom it goes to
 */
#include "msg/report_fixture.h"
#include "base/fault.h"
#include "base/mem.h"
#include "eid/oneoff.h"
#include "msg/read_report.h"

static int setup_read(void **state)
{
    if (setup(state)) return 1;
    set(((struct report_fixture *)*state)->original, pval_bool(PR_READ_RECEIPT_REQUESTED, true));
    return 0;
}

/* The only recipient's display name. */
static void expect_recipient(struct report_fixture *r, const WCHAR *name)
{
    static const SizedSPropTagArray(2, columns) = {2, {PR_DISPLAY_NAME_W, PR_RECIPIENT_TYPE}};
    SRowSet *rows = recipient_rows(r->report, (const SPropTagArray *)&columns);

    assert_int_equal(rows->cRows, 1);
    assert_int_equal(wide_cmp(rows->aRow[0].lpProps[0].Value.lpszW, name), 0);
    assert_int_equal(rows->aRow[0].lpProps[1].Value.l, MAPI_TO);
    rowset_free(rows);
}

static void from(IMessage *original, const WCHAR *name)
{
    ok_hr(set_text(original, PR_SENT_REPRESENTING_NAME_W, name));
    ok_hr(set_text(original, PR_SENT_REPRESENTING_ADDRTYPE_W, L"SMTP"));
    ok_hr(set_text(original, PR_SENT_REPRESENTING_EMAIL_ADDRESS_W, L"ann@example.org"));
}

/* 8.9-03 8.9-06 5.13-12 */
static void a_report_tells_what_it_is_about(void **state)
{
    struct report_fixture *r = *state;
    const FILETIME then = {77, 3000000};
    SPropValue *time, *index;

    from(r->original, L"Ann");
    set(r->original, (SPropValue){.ulPropTag = PR_CLIENT_SUBMIT_TIME, .Value.ft = then});
    set(r->original, (SPropValue){.ulPropTag = PR_MESSAGE_DELIVERY_TIME, .Value.ft = then});
    set(r->original, pval_binary(PR_REPORT_TAG, 3, "tag"));
    ok_hr(set_text(r->original, PR_CONVERSATION_TOPIC_W, L"Food"));
    ok_hr(set_text(r->original, PR_RECEIVED_BY_NAME_W, L"Me"));
    ok_hr(set_text(r->original, PR_RCVD_REPRESENTING_NAME_W, L"Us"));
    ok_hr(read_report_fill(r->original, false, r->report));
    assert_text(r->report, PR_MESSAGE_CLASS_W, L"REPORT.IPM.Note.IPNRN");
    assert_text(r->report, PR_ORIGINAL_SUBJECT_W, L"Lunch");
    assert_text(r->report, PR_CONVERSATION_TOPIC_W, L"Food");
    assert_text(r->report, PR_SENDER_NAME_W, L"Me");
    assert_text(r->report, PR_SENT_REPRESENTING_NAME_W, L"Us");
    time = get_prop(r->report, PR_ORIGINAL_SUBMIT_TIME);
    assert_memory_equal(&time->Value.ft, &then, sizeof(then));
    FREE(time);
    time = get_prop(r->report, PR_ORIGINAL_DELIVERY_TIME);
    assert_memory_equal(&time->Value.ft, &then, sizeof(then));
    FREE(time);
    FREE(get_prop(r->report, PR_REPORT_TAG));
    FREE(get_prop(r->report, PR_REPORT_TIME));
    FREE(get_prop(r->report, PR_REPORT_TEXT_W));
    index = get_prop(r->report, PR_CONVERSATION_INDEX);
    assert_int_equal(index->Value.bin.cb, 22);
    FREE(index);
    assert_int_equal(get_error(r->report, PR_SUBJECT_W), MAPI_E_NOT_FOUND); /* 8.9-07 */
    expect_recipient(r, L"Ann");
}

static void what_was_not_read_says_so(void **state)
{
    struct report_fixture *r = *state;

    from(r->original, L"Ann");
    ok_hr(read_report_fill(r->original, true, r->report));
    assert_text(r->report, PR_MESSAGE_CLASS_W, L"REPORT.IPM.Note.IPNNRN");
}

/* 8.9-05: to whom it is wanted, else to who reports go to, else to the sender; a one-off's name
 * comes out of its ID */
static void a_report_goes_where_it_is_wanted(void **state)
{
    struct report_fixture *r = *state;
    const struct one_off one = {L"Wanted", L"SMTP", L"wanted@example.org", true};
    ENTRYID *eid;
    ULONG cb;

    from(r->original, L"Ann");
    ok_hr(one_off_make(&one, true, &cb, &eid));
    set(r->original, pval_binary(PR_REPORT_ENTRYID, 5, "other"));
    ok_hr(set_text(r->original, PR_REPORT_NAME_W, L"Reports"));
    ok_hr(read_report_fill(r->original, false, r->report));
    expect_recipient(r, L"Reports");
    ok_hr(r->report->lpVtbl->DeleteProps(r->report, &(SPropTagArray){1, {PR_MESSAGE_RECIPIENTS}},
                                         NULL));
    set(r->original, pval_binary(PR_READ_RECEIPT_ENTRYID, cb, eid));
    ok_hr(read_report_fill(r->original, false, r->report));
    expect_recipient(r, L"Wanted");
    mem_free(eid);
}

/* Nobody asked, or there is nobody to tell. */
static void without_need_there_is_no_report(void **state)
{
    struct report_fixture *r = *state;

    assert_int_equal(read_report_fill(r->original, false, r->report), S_FALSE);
    from(r->original, L"Ann");
    set(r->original, pval_bool(PR_READ_RECEIPT_REQUESTED, false));
    assert_int_equal(read_report_fill(r->original, false, r->report), S_FALSE);
    assert_int_equal(get_error(r->report, PR_MESSAGE_CLASS_W), MAPI_E_NOT_FOUND);
}

static void running_out_of_memory_is_told(void **state)
{
    struct report_fixture *r = *state;
    HRESULT hr;

    from(r->original, L"Ann");
    for (int n = 0;; n++) {
        fault_alloc_after(n);
        hr = read_report_fill(r->original, false, r->report);
        fault_alloc_never();
        if (hr == S_OK) break;
        assert_int_equal(hr, MAPI_E_NOT_ENOUGH_MEMORY);
    }
    expect_recipient(r, L"Ann");
}

#define T(test) cmocka_unit_test_setup_teardown(test, setup_read, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(a_report_tells_what_it_is_about),  T(what_was_not_read_says_so),
        T(a_report_goes_where_it_is_wanted), T(without_need_there_is_no_report),
        T(running_out_of_memory_is_told),
    };

    return cmocka_run_group_tests_name("read_report", tests, NULL, NULL);
}
