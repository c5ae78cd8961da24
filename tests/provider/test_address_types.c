/*
 * test_address_types.c - what a transport's answer of its address types means
 */
#include "profile/fixture.h"
#include "provider/address_types.h"

/* Answers what it is set to. */
static struct {
    HRESULT hr;
    ULONG flags, n_types, n_uids;
    LPTSTR *types;
    MAPIUID **uids;
} told;

static HRESULT STDMETHODCALLTYPE tell(IXPLogon *iface, ULONG *flags, ULONG *n_types, LPTSTR **types,
                                      ULONG *n_uids, MAPIUID ***uids)
{
    (void)iface;
    *flags = told.flags;
    *n_types = told.n_types;
    *types = told.types;
    *n_uids = told.n_uids;
    *uids = told.uids;
    return told.hr;
}

static struct address_types *ask(void)
{
    static const IXPLogonVtbl vtbl = {.AddressTypes = tell};
    IXPLogon transport = {(IXPLogonVtbl *)&vtbl};
    struct address_types *types = NULL;

    assert_hr(address_types_ask(&transport, &types), told.hr);
    return types;
}

static int forget(void **state)
{
    memset(&told, 0, sizeof(told));
    return begin(state);
}

/* 8.2-01, 8.2-02, 8.2-05: in either width, whatever the case; what is told is copied */
static void types_are_taken_by_name(void **state)
{
    char text[] = "SMTP";
    LPTSTR narrow[] = {(LPTSTR)text, NULL, (LPTSTR) "smtp", (LPTSTR) ""};
    LPTSTR wide[] = {(LPTSTR)L"F\xc4X"};
    struct address_types *types;

    (void)state;
    told.types = narrow;
    told.n_types = 4;
    types = ask();
    text[0] = 'X';
    assert_int_equal(types->n_types, 1);
    assert_true(address_types_take(types, L"sMtP"));
    assert_false(address_types_take(types, L"FAX"));
    assert_false(address_types_take(types, L""));
    address_types_unref(types);
    told.types = wide;
    told.n_types = 1;
    told.flags = MAPI_UNICODE;
    types = ask();
    assert_true(address_types_take(types, L"f\xe4x"));
    address_types_unref(types);
}

/* 8.2-03: no array is any type; an array without types, or with "", is none */
static void no_array_is_any_type(void **state)
{
    LPTSTR empty[] = {(LPTSTR) ""};
    struct address_types *types;

    (void)state;
    told.n_types = 7; /* of nothing */
    types = ask();
    assert_true(address_types_take(types, L"X.400"));
    address_types_unref(types);
    told.types = empty;
    for (told.n_types = 0; told.n_types < 2; told.n_types++) {
        types = ask();
        assert_false(address_types_take(types, L"X.400"));
        assert_false(address_types_take(types, L""));
        address_types_unref(types);
    }
}

static void address_books_are_taken_by_their_uid(void **state)
{
    MAPIUID mine = {{1}}, other = {{2}};
    MAPIUID *uids[] = {NULL, &mine};
    struct address_types *types;

    (void)state;
    told.uids = uids;
    told.n_uids = 2;
    types = ask();
    assert_true(address_types_take_uid(types, &mine));
    assert_false(address_types_take_uid(types, &other));
    address_types_unref(types);
}

/* What can't be believed isn't read, and a failure stays one. */
static void too_many_are_none(void **state)
{
    static const IXPLogonVtbl vtbl = {.AddressTypes = tell};
    IXPLogon transport = {(IXPLogonVtbl *)&vtbl};
    LPTSTR one[] = {(LPTSTR) "SMTP"};
    struct address_types *types = NULL;

    (void)state;
    told.types = one;
    told.n_types = 4097;
    assert_hr(address_types_ask(&transport, &types), MAPI_E_CORRUPT_DATA);
    assert_null(types);
    told.hr = MAPI_E_CALL_FAILED;
    assert_null(ask());
}

static void memory_may_be_out(void **state)
{
    static const IXPLogonVtbl vtbl = {.AddressTypes = tell};
    IXPLogon transport = {(IXPLogonVtbl *)&vtbl};
    LPTSTR two[] = {(LPTSTR) "SMTP", (LPTSTR) "FAX"};
    struct address_types *types = NULL;
    HRESULT hr = MAPI_E_NOT_ENOUGH_MEMORY;

    (void)state;
    told.types = two;
    told.n_types = 2;
    for (int n = 0; hr != S_OK; n++) {
        assert_true(n < 100);
        fault_alloc_after(n);
        hr = address_types_ask(&transport, &types);
        fault_alloc_never();
        if (hr != S_OK) assert_hr(hr, MAPI_E_NOT_ENOUGH_MEMORY);
    }
    assert_int_equal(types->n_types, 2);
    address_types_unref(types);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(types_are_taken_by_name, forget, end),
        cmocka_unit_test_setup_teardown(no_array_is_any_type, forget, end),
        cmocka_unit_test_setup_teardown(address_books_are_taken_by_their_uid, forget, end),
        cmocka_unit_test_setup_teardown(too_many_are_none, forget, end),
        cmocka_unit_test_setup_teardown(memory_may_be_out, forget, end),
    };

    return cmocka_run_group_tests_name("address_types", tests, NULL, NULL);
}
