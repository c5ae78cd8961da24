/*
 * test_oneoff_template.c - MAPI's template of one-offs, the table of all templates, and how
 * providers bind their own
 */
#include "ab/book_fixture.h"
#include "ab/merged_table.h"
#include "ab/oneoff_page.h"
#include "ab/oneoff_template.h"
#include "eid/eid.h"
#include "eid/oneoff.h"
#include "support/support.h"

static IMAPISupport *support; /* of the first book */

static int setup_support(void **state)
{
    setup(state);
    second_book.templates = true;
    assert_hr(support_create(first_logon, &support), S_OK);
    return 0;
}

static int teardown_support(void **state)
{
    com_release(&support);
    return teardown(state);
}

static IMAPITable *templates(ULONG flags)
{
    IMAPITable *table = NULL;

    assert_hr(support->lpVtbl->GetOneOffTable(support, flags, &table), S_OK);
    return table;
}

static const SPropValue *column(const SRowSet *rows, ULONG row, ULONG tag)
{
    assert_true(row < rows->cRows);
    return pval_find_const(rows->aRow[row].lpProps, rows->aRow[row].cValues, tag);
}

/* 5.12-05, 7.9-18, 7.9-19, 5.3-08: the providers', then MAPI's own */
static void mapis_own_template_comes_last(void **state)
{
    AUTO_RELEASE IMAPITable *table = templates(MAPI_UNICODE), *narrow = templates(0);
    AUTO_ROWSET SRowSet *rows = all_rows(table), *small = all_rows(narrow);
    static const ULONG required[] = {PR_ADDRTYPE_W,   PR_DEPTH,        PR_DISPLAY_NAME_W,
                                     PR_DISPLAY_TYPE, PR_ENTRYID,      PR_INSTANCE_KEY,
                                     PR_SELECTABLE};
    const SPropValue *eid;

    (void)state;
    assert_int_equal(rows->cRows, 2);
    for (ULONG i = 0; i < 2; i++)
        for (size_t k = 0; k < sizeof(required) / sizeof(required[0]); k++)
            assert_non_null(column(rows, i, required[k]));
    check_eid(column(rows, 0, PR_ENTRYID), &second_book, 't', 't');
    assert_text(column(rows, 0, PR_ADDRTYPE_W)->Value.lpszW, L"SMTP");
    assert_text(column(rows, 1, PR_DISPLAY_NAME_W)->Value.lpszW, L"Other Address");
    assert_true(column(rows, 1, PR_SELECTABLE)->Value.b);
    eid = column(rows, 1, PR_ENTRYID);
    assert_true(oneoff_template_is(eid->Value.bin.cb, (ENTRYID *)eid->Value.bin.lpb));
    assert_int_equal(eid->Value.bin.lpb[0] & MAPI_SHORTTERM, MAPI_SHORTTERM);
    assert_string_equal(column(small, 1, PR_DISPLAY_NAME_A)->Value.lpszA, "Other Address");
    assert_string_equal(second_book.calls, "templates*(80000000) "); /* kept open */
}

/* 7.9-18: what can't be chosen is a heading */
static void a_heading_cannot_be_chosen(void **state)
{
    AUTO_RELEASE IMAPITable *table = templates(MAPI_UNICODE);
    AUTO_ROWSET SRowSet *rows = NULL;

    (void)state;
    assert_hr(book_tell_template(&second_book, 'h', L"Internet", true), S_OK);
    HrDispatchNotifications(0);
    rows = all_rows(table);
    assert_int_equal(rows->cRows, 3);
    assert_true(column(rows, 0, PR_SELECTABLE)->Value.b);
    assert_text(column(rows, 1, PR_DISPLAY_NAME_W)->Value.lpszW, L"Internet");
    assert_false(column(rows, 1, PR_SELECTABLE)->Value.b);
    assert_text(column(rows, 2, PR_DISPLAY_NAME_W)->Value.lpszW, L"Other Address");
}

static LONG STDMETHODCALLTYPE count_told(void *context, ULONG count, NOTIFICATION *batch)
{
    (void)batch;
    *(ULONG *)context += count;
    return S_OK;
}

/* 5.12-05, 5.3-08: who advised hears of each provider's templates */
static void new_templates_are_told(void **state)
{
    AUTO_RELEASE IMAPITable *table = templates(0);
    AUTO_RELEASE IMAPIAdviseSink *sink = NULL;
    ULONG_PTR connection;
    ULONG told = 0;

    (void)state;
    assert_hr(HrAllocAdviseSink(count_told, &told, &sink), S_OK);
    assert_hr(table->lpVtbl->Advise(table, fnevTableModified, sink, &connection), S_OK);
    assert_hr(book_tell_template(&second_book, 'x', L"X.400", false), S_OK);
    HrDispatchNotifications(0);
    HrDispatchNotifications(0);
    assert_int_equal(told, 1);
    book_forget(&second_book);
    assert_hr(merged_table_validate(router), S_OK); /* 7.9-19 */
    table->lpVtbl->Unadvise(table, connection);
    logon_end(second_logon);
    {
        AUTO_ROWSET SRowSet *rows = all_rows(table);

        assert_int_equal(rows->cRows, 1); /* MAPI's own stays */
    }
}

static void flags_of_the_table_are_checked(void **state)
{
    IMAPITable *table;

    (void)state;
    assert_hr(support->lpVtbl->GetOneOffTable(support, 1, &table), MAPI_E_UNKNOWN_FLAGS);
    assert_hr(support->lpVtbl->GetOneOffTable(support, 0, NULL), MAPI_E_INVALID_PARAMETER);
}

static IMailUser *open_template(void)
{
    AUTO_RELEASE IAddrBook *addresses = open_book();
    BYTE eid[EID_OWN_BYTES];
    IMailUser *user;
    ULONG type;

    oneoff_template_eid(eid);
    assert_hr(addresses->lpVtbl->OpenEntry(addresses, sizeof(eid), (ENTRYID *)eid, NULL,
                                           MAPI_MODIFY, &type, (IUnknown **)&user),
              S_OK);
    assert_int_equal(type, MAPI_MAILUSER);
    return user;
}

static IMAPITable *page_of(IMailUser *user, ULONG flags)
{
    IMAPITable *page;

    assert_hr(user->lpVtbl->OpenProperty(user, PR_DETAILS_TABLE, &IID_IMAPITable, flags, 0,
                                         (IUnknown **)&page),
              S_OK);
    return page;
}

/* 7.2-06: what the user types is kept in it */
static void a_template_is_opened_to_be_filled_in(void **state)
{
    AUTO_RELEASE IMailUser *user = open_template();
    SizedSPropTagArray(3, tags) = {3, {PR_EMAIL_ADDRESS_W, PR_TEMPLATEID, PR_SEND_RICH_INFO}};
    SPropValue address = pval_text(PR_EMAIL_ADDRESS_W, L"ann@example.org");
    SPropValue eid = pval_binary(PR_ENTRYID, 4, "abcd");
    AUTO_FREE SPropProblemArray *problems = NULL;
    AUTO_FREE SPropValue *values = NULL;
    ULONG n;

    (void)state;
    assert_hr(user->lpVtbl->SetProps(user, 1, &address, NULL), S_OK);
    assert_hr(user->lpVtbl->GetProps(user, (SPropTagArray *)&tags, 0, &n, &values), S_OK);
    assert_text(values[0].Value.lpszW, L"ann@example.org");
    assert_true(oneoff_template_is(values[1].Value.bin.cb, (ENTRYID *)values[1].Value.bin.lpb));
    assert_false(values[2].Value.b);
    assert_hr(user->lpVtbl->SetProps(user, 1, &eid, &problems), S_OK);
    assert_hr(problems->aProblem[0].scode, MAPI_E_COMPUTED);
    assert_hr(user->lpVtbl->SaveChanges(user, KEEP_OPEN_READWRITE), S_OK);
}

/* 7.10-01: in the width that is asked for */
static void its_page_shows_name_type_address_and_rich_text(void **state)
{
    AUTO_RELEASE IMailUser *user = open_template();
    static const LONG types[] = {DTCT_PAGE,  DTCT_LABEL, DTCT_EDIT, DTCT_LABEL,
                                 DTCT_EDIT,  DTCT_LABEL, DTCT_EDIT, DTCT_CHECKBOX};

    (void)state;
    for (int wide = 0; wide < 2; wide++) {
        AUTO_RELEASE IMAPITable *page = page_of(user, wide ? MAPI_UNICODE : 0);
        AUTO_ROWSET SRowSet *rows = all_rows(page);
        const DTBLEDIT *edit;

        assert_int_equal(rows->cRows, 8);
        for (ULONG i = 0; i < 8; i++)
            assert_int_equal(column(rows, i, PR_CONTROL_TYPE)->Value.l, types[i]);
        assert_int_equal(column(rows, 4, PR_CONTROL_FLAGS)->Value.l, DT_EDITABLE | DT_REQUIRED);
        edit = (const DTBLEDIT *)column(rows, 4, PR_CONTROL_STRUCTURE)->Value.bin.lpb;
        assert_int_equal(edit->ulPropTag, wide ? PR_ADDRTYPE_W : PR_ADDRTYPE_A);
        assert_int_equal(edit->ulFlags, wide ? MAPI_UNICODE : 0);
        if (wide) assert_text((const WCHAR *)((const BYTE *)edit + edit->ulbLpszCharsAllowed),
                              L"[A-Za-z0-9]");
        else assert_string_equal((const char *)edit + edit->ulbLpszCharsAllowed, "[A-Za-z0-9]");
    }
}

/* 7.2-03: an opened one-off has the same page, to look at */
static void a_one_offs_page_is_read_only(void **state)
{
    AUTO_RELEASE IAddrBook *addresses = open_book();
    AUTO_RELEASE IMAPITable *page = NULL;
    AUTO_RELEASE IMailUser *user = NULL;
    AUTO_ROWSET SRowSet *rows = NULL;
    AUTO_FREE ENTRYID *eid = NULL;
    ULONG cb, type;

    (void)state;
    assert_hr(one_off_create(NULL, (LPTSTR) "SMTP", (LPTSTR) "a@b.c", 0, &cb, &eid), S_OK);
    assert_hr(addresses->lpVtbl->OpenEntry(addresses, cb, eid, NULL, 0, &type, (IUnknown **)&user),
              S_OK);
    page = page_of(user, 0);
    rows = all_rows(page);
    for (ULONG i = 0; i < rows->cRows; i++)
        assert_int_equal(column(rows, i, PR_CONTROL_FLAGS)->Value.l, 0);
}

/* 5.12-06 */
static void template_ids_go_to_their_provider(void **state)
{
    AUTO_RELEASE IMailUser *host = open_template();
    BYTE eid[BOOK_EID_BYTES], own[EID_OWN_BYTES], stranger[BOOK_EID_BYTES] = {0, 0, 0, 0, 9};
    SizedSPropTagArray(1, tags) = {1, {PR_COMMENT_W}};
    AUTO_FREE SPropValue *values = NULL;
    IMAPIProp *data = (IMAPIProp *)host, *bound;
    IPropData *bag;
    ULONG n;

    (void)state;
    book_eid(&second_book, 't', 't', eid);
    oneoff_template_eid(own);
    assert_hr(support->lpVtbl->OpenTemplateID(support, sizeof(eid), (ENTRYID *)eid, 0, data, NULL,
                                              &bound, NULL),
              S_OK);
    assert_ptr_equal(bound, data);
    bound->lpVtbl->Release(bound);
    assert_hr(support->lpVtbl->OpenTemplateID(support, sizeof(eid), (ENTRYID *)eid, FILL_ENTRY,
                                              data, &IID_IMAPIProp, &bound, NULL),
              S_OK);
    bound->lpVtbl->Release(bound);
    assert_string_equal(second_book.calls, "bindt(0) bindt(1) ");
    assert_hr(data->lpVtbl->GetProps(data, (SPropTagArray *)&tags, 0, &n, &values), S_OK);
    assert_text(values[0].Value.lpszW, L"bound");

    /* MAPI's own: the host's object as it is, even where that is no IMailUser by its interfaces */
    assert_hr(CreateIProp(&IID_IMAPIPropData, MAPIAllocateBuffer, MAPIAllocateMore, MAPIFreeBuffer,
                          NULL, &bag),
              S_OK);
    assert_hr(support->lpVtbl->OpenTemplateID(support, sizeof(own), (ENTRYID *)own, FILL_ENTRY,
                                              (IMAPIProp *)bag, NULL, &bound, NULL),
              S_OK);
    bound->lpVtbl->Release(bound);
    bag->lpVtbl->Release(bag);
    assert_hr(support->lpVtbl->OpenTemplateID(support, sizeof(own), (ENTRYID *)own, FILL_ENTRY,
                                              data, NULL, &bound, NULL),
              S_OK);
    assert_ptr_equal(bound, data);
    bound->lpVtbl->Release(bound);
    assert_hr(support->lpVtbl->OpenTemplateID(support, sizeof(own), (ENTRYID *)own, 0, data,
                                              &IID_IMAPITable, &bound, NULL),
              MAPI_E_INTERFACE_NOT_SUPPORTED);
    assert_null(bound);
    assert_hr(support->lpVtbl->OpenTemplateID(support, sizeof(stranger), (ENTRYID *)stranger, 0,
                                              data, NULL, &bound, NULL),
              MAPI_E_UNKNOWN_ENTRYID);
    assert_hr(support->lpVtbl->OpenTemplateID(support, 7, (ENTRYID *)eid, 0, data, NULL, &bound,
                                              NULL),
              MAPI_E_INVALID_ENTRYID);
    assert_hr(support->lpVtbl->OpenTemplateID(support, sizeof(eid), (ENTRYID *)eid, 2, data, NULL,
                                              &bound, NULL),
              MAPI_E_UNKNOWN_FLAGS);
    assert_hr(support->lpVtbl->OpenTemplateID(support, sizeof(eid), (ENTRYID *)eid, 0, NULL, NULL,
                                              &bound, NULL),
              MAPI_E_INVALID_PARAMETER);
}

static void running_out_of_memory_gives_no_half_page(void **state)
{
    int failures = 0;

    (void)state;
    for (int n = 0;; n++) {
        AUTO_RELEASE IMAPITable *page = NULL;
        AUTO_RELEASE IUnknown *user = NULL;
        HRESULT hr;

        fault_alloc_after(n);
        hr = oneoff_template_create(NULL, &user);
        if (SUCCEEDED(hr)) hr = oneoff_page_open(true, 0, &page);
        fault_alloc_never();
        if (SUCCEEDED(hr)) break;
        assert_hr(hr, MAPI_E_NOT_ENOUGH_MEMORY);
        assert_null(page);
        failures++;
    }
    assert_true(failures > 20);
}

static void running_out_of_memory_leaves_a_table_that_recovers(void **state)
{
    (void)state;
    for (int n = 0;; n++) {
        AUTO_RELEASE IMAPITable *table = NULL;
        HRESULT hr;

        fault_alloc_after(n);
        hr = support->lpVtbl->GetOneOffTable(support, 0, &table);
        fault_alloc_never();
        if (SUCCEEDED(hr)) {
            AUTO_ROWSET SRowSet *rows = all_rows(table);

            assert_int_equal(rows->cRows, 2);
            break;
        }
        assert_hr(hr, MAPI_E_NOT_ENOUGH_MEMORY);
        assert_null(table);
    }
}

int main(void)
{
#define TEST(t) cmocka_unit_test_setup_teardown(t, setup_support, teardown_support)
    const struct CMUnitTest tests[] = {
        TEST(mapis_own_template_comes_last),
        TEST(a_heading_cannot_be_chosen),
        TEST(new_templates_are_told),
        TEST(flags_of_the_table_are_checked),
        TEST(a_template_is_opened_to_be_filled_in),
        TEST(its_page_shows_name_type_address_and_rich_text),
        TEST(a_one_offs_page_is_read_only),
        TEST(template_ids_go_to_their_provider),
        TEST(running_out_of_memory_gives_no_half_page),
        TEST(running_out_of_memory_leaves_a_table_that_recovers),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
