/*
 * test_oneoff.c - one-off entry IDs, byte for byte
 */
#include "profile/fixture.h"
#include "eid/oneoff.h"

static const BYTE ansi[] = {0,    0,    0,    0,    0x81, 0x2b, 0x1f, 0xa4, 0xbe, 0xa3,
                            0x10, 0x19, 0x9d, 0x6e, 0x00, 0xdd, 0x01, 0x0f, 0x54, 0x02,
                            0,    0,    1,    0,    'A',  'n',  'n',  0,    'S',  'M',
                            'T',  'P',  0,    'a',  '@',  'b',  '.',  'c',  0};

/* 7.3-01, 7.3-02, 7.3-03, 7.3-05 */
static void the_bytes_are_the_documented_ones(void **state)
{
    AUTO_FREE ENTRYID *eid = NULL;
    ULONG cb;

    (void)state;
    assert_hr(one_off_create((LPTSTR) "Ann", (LPTSTR) "SMTP", (LPTSTR) "a@b.c", 0, &cb, &eid),
              S_OK);
    assert_int_equal(cb, sizeof(ansi));
    assert_memory_equal(eid, ansi, cb);
}

/* 7.3-02, 7.3-05, 7.3-06 */
static void flags_say_width_and_rich_text(void **state)
{
    static const struct {
        const WCHAR *address;
        ULONG flags;
        USHORT bits;
    } cases[] = {
        {L"a@b.c", 0, 0x8001},
        {L"/o=Org/cn=Ann", 0, 0x8000},
        {L"/o=Org/cn=Ann", MAPI_SEND_NO_RICH_INFO, 0x8001},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        AUTO_FREE ENTRYID *eid = NULL;
        AUTO_FREE struct one_off *one = NULL;
        const BYTE *bytes;
        ULONG cb;

        assert_hr(one_off_create((LPTSTR)L"Ann", (LPTSTR)L"EX", (LPTSTR)cases[i].address,
                                 cases[i].flags | MAPI_UNICODE, &cb, &eid),
                  S_OK);
        bytes = (BYTE *)eid;
        assert_int_equal(bytes[22] | bytes[23] << 8, cases[i].bits);
        assert_int_equal(cb, 24 + 2 * (4 + 3 + text_len(cases[i].address) + 1));
        assert_hr(one_off_read(cb, eid, &one), S_OK);
        assert_text(one->name, L"Ann");
        assert_text(one->type, L"EX");
        assert_text(one->address, cases[i].address);
        assert_int_equal(one->rich, !(cases[i].bits & 1));
    }
}

/* 7.3-04, 5.10-06 */
static void type_and_address_are_required(void **state)
{
    AUTO_FREE ENTRYID *eid = NULL;
    AUTO_FREE struct one_off *one = NULL;
    ULONG cb;

    (void)state;
    assert_hr(one_off_create((LPTSTR) "Ann", NULL, (LPTSTR) "a", 0, &cb, &eid),
              MAPI_E_INVALID_PARAMETER);
    assert_hr(one_off_create((LPTSTR) "Ann", (LPTSTR) "a", NULL, 0, &cb, &eid),
              MAPI_E_INVALID_PARAMETER);
    assert_hr(one_off_create((LPTSTR) "Ann", (LPTSTR) "a", (LPTSTR) "b", 1, &cb, &eid),
              MAPI_E_UNKNOWN_FLAGS);
    assert_null(eid);
    assert_hr(one_off_create(NULL, (LPTSTR) "SMTP", (LPTSTR) "a@b.c", 0, &cb, &eid), S_OK);
    assert_hr(one_off_read(cb, eid, &one), S_OK);
    assert_text(one->name, L"");
}

static void cut_and_odd_ids_are_refused(void **state)
{
    struct one_off *one = (void *)1;
    BYTE longer[sizeof(ansi) + 1] = {0};

    (void)state;
    for (ULONG cb = 0; cb < sizeof(ansi); cb++) {
        assert_true(FAILED(one_off_read(cb, (ENTRYID *)ansi, &one)));
        assert_null(one);
    }
    memcpy(longer, ansi, sizeof(ansi));
    assert_hr(one_off_read(sizeof(longer), (ENTRYID *)longer, &one), MAPI_E_INVALID_ENTRYID);
    longer[20] = 1; /* another version */
    assert_hr(one_off_read(sizeof(ansi), (ENTRYID *)longer, &one), MAPI_E_INVALID_ENTRYID);
    longer[4] = 0;
    assert_hr(one_off_read(sizeof(ansi), (ENTRYID *)longer, &one), MAPI_E_UNKNOWN_ENTRYID);
}

/* 7.3-08 */
static void the_search_key_is_upper_case(void **state)
{
    const struct one_off one = {L"Ann", L"smtp", L"ann@Example.org", false};
    AUTO_FREE BYTE *key = NULL;
    ULONG cb;

    (void)state;
    assert_hr(one_off_search_key(&one, NULL, &cb, &key), S_OK);
    assert_int_equal(cb, sizeof("SMTP:ANN@EXAMPLE.ORG"));
    assert_string_equal((char *)key, "SMTP:ANN@EXAMPLE.ORG");
}

/* 7.4-03 */
static void internet_addresses_are_known_on_sight(void **state)
{
    static const WCHAR *const yes[] = {L"a@b.c", L"ann.lee@mail.example.org", L"x+y@z.q"};
    static const WCHAR *const no[] = {L"",     L"a",    L"a@b",     L"@b.c",   L"a@b@c.d",
                                      L"a@.b", L"a@b.", L"a b@c.d", L"a@b..c", L"<a@b.c>"};

    (void)state;
    for (size_t i = 0; i < sizeof(yes) / sizeof(yes[0]); i++)
        assert_true(one_off_looks_internet(yes[i]));
    for (size_t i = 0; i < sizeof(no) / sizeof(no[0]); i++)
        assert_false(one_off_looks_internet(no[i]));
}

static void running_out_of_memory_leaves_nothing(void **state)
{
    (void)state;
    for (int n = 0;; n++) {
        AUTO_FREE ENTRYID *eid = NULL;
        AUTO_FREE struct one_off *one = NULL;
        ULONG cb;
        HRESULT hr;

        fault_alloc_after(n);
        hr = one_off_create((LPTSTR) "Ann", (LPTSTR) "SMTP", (LPTSTR) "a@b.c", 0, &cb, &eid);
        if (SUCCEEDED(hr)) hr = one_off_read(cb, eid, &one);
        fault_alloc_never();
        if (hr == S_OK) break;
        assert_hr(hr, MAPI_E_NOT_ENOUGH_MEMORY);
    }
}

int main(void)
{
#define TEST(t) cmocka_unit_test_setup_teardown(t, begin, end)
    const struct CMUnitTest tests[] = {
        TEST(the_bytes_are_the_documented_ones),     TEST(flags_say_width_and_rich_text),
        TEST(type_and_address_are_required),         TEST(cut_and_odd_ids_are_refused),
        TEST(the_search_key_is_upper_case),          TEST(internet_addresses_are_known_on_sight),
        TEST(running_out_of_memory_leaves_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
