/*
 * test_assign.c - whose turn it is to take a recipient
 */
#include "profile/fixture.h"
#include "spool/assign.h"

static MAPIUID book = {{1, 2, 3}}, other = {{3, 2, 1}};
static WCHAR *smtp[] = {(WCHAR *)L"SMTP"}, *fax[] = {(WCHAR *)L"FAX"};

/* In the profile's order: one of faxes, which knows the book; one of mail; one of anything; one
 * that told nothing; another of mail. */
static const struct address_types faxes = {.n_types = 1, .types = fax, .n_uids = 1, .uids = &book},
                                  mail = {.n_types = 1, .types = smtp}, anything = {.any = true},
                                  more = {.n_types = 1, .types = smtp};
static const struct address_types *const all[] = {&faxes, &mail, &anything, NULL, &more};
enum {
    FAXES,
    MAIL,
    ANYTHING,
    SILENT,
    MORE,
    N
};

static void expect(const struct assign_to *to, const ULONG *wanted, ULONG n)
{
    uint32_t left = 0;

    for (ULONG turn = 0; turn < n; turn++) {
        assert_int_equal(assign_next(N, all, to, left), wanted[turn]);
        left |= UINT32_C(1) << wanted[turn];
    }
    assert_int_equal(assign_next(N, all, to, left), ASSIGN_NOBODY);
    assert_int_equal(assign_next(N, all, to, UINT32_MAX), ASSIGN_NOBODY);
}

/* 8.2-04, 8.2-05, 8.2-06 */
static void types_go_by_the_profiles_order(void **state)
{
    const struct assign_to to = {.type = L"smtp"};

    (void)state;
    expect(&to, (ULONG[]){MAIL, ANYTHING, MORE}, 3);
    assert_int_equal(assign_next(0, NULL, &to, 0), ASSIGN_NOBODY);
}

/* 8.2-04: all MAPIUIDs before all types, and nobody has two turns */
static void an_address_book_goes_before_types(void **state)
{
    const struct assign_to mail_of_book = {L"SMTP", &book}, fax_of_book = {L"FAX", &book},
                           fax_of_other = {L"FAX", &other};

    (void)state;
    expect(&mail_of_book, (ULONG[]){FAXES, MAIL, ANYTHING, MORE}, 4);
    expect(&fax_of_book, (ULONG[]){FAXES, ANYTHING}, 2);
    expect(&fax_of_other, (ULONG[]){FAXES, ANYTHING}, 2);
}

/* 8.2-03: who takes any type takes one that nobody knows, and none */
static void unknown_types_are_for_who_takes_any(void **state)
{
    const struct assign_to unknown = {.type = L"X.400"}, none = {0};

    (void)state;
    expect(&unknown, (ULONG[]){ANYTHING}, 1);
    expect(&none, (ULONG[]){ANYTHING}, 1);
}

/* 8.2-06: one that wasn't there has its turn when it comes, though those behind it had theirs */
static void who_comes_late_has_its_turn(void **state)
{
    const struct address_types *const before[] = {NULL, &mail}, *const then[] = {&more, &mail};
    const struct assign_to to = {.type = L"SMTP"};

    (void)state;
    assert_int_equal(assign_next(2, before, &to, 0), 1);
    assert_int_equal(assign_next(2, before, &to, 2), ASSIGN_NOBODY);
    assert_int_equal(assign_next(2, then, &to, 2), 0);
}

/* What a row has: an empty type is none, nor is an entry ID too short for a MAPIUID. */
static void a_row_says_what_decides(void **state)
{
    BYTE eid[21] = {0, 0, 0, 0, 1, 2, 3};
    SPropValue type = {.ulPropTag = PR_ADDRTYPE_W, .Value.lpszW = (WCHAR *)L"SMTP"},
               id = {.ulPropTag = PR_ENTRYID, .Value.bin = {21, eid}};
    struct assign_to to = assign_of(&type, &id);

    (void)state;
    assert_text(to.type, L"SMTP");
    assert_memory_equal(to.uid, &book, sizeof(book));
    type.Value.lpszW = (WCHAR *)L"";
    id.Value.bin.cb = 19;
    to = assign_of(&type, &id);
    assert_null(to.type);
    assert_null(to.uid);
    type.ulPropTag = CHANGE_PROP_TYPE(PR_ADDRTYPE_W, PT_ERROR);
    id.ulPropTag = CHANGE_PROP_TYPE(PR_ENTRYID, PT_ERROR);
    to = assign_of(&type, &id);
    assert_null(to.type);
    assert_null(to.uid);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(types_go_by_the_profiles_order),
        cmocka_unit_test(an_address_book_goes_before_types),
        cmocka_unit_test(unknown_types_are_for_who_takes_any),
        cmocka_unit_test(who_comes_late_has_its_turn),
        cmocka_unit_test(a_row_says_what_decides),
    };

    return cmocka_run_group_tests_name("assign", tests, NULL, NULL);
}
