/*
 * test_recipient.c - entries of an ADRLIST become recipients with all their properties
 */
#include "profile/fixture.h"
#include "ab/recipient.h"
#include "mapiaux.h"
#include "prop/adrlist.h"
#include "prop/prop_data.h"
#include "prop/pval.h"

static const BYTE somebody[21] = {0, 0, 0, 0, 's', 'o', 'm', 'e', [20] = 'A'};
static IPropData *object; /* what opens under that */
static ULONG object_type, open_flags;
static int opened;

static HRESULT open_own(void *ctx, ULONG cb, const ENTRYID *eid, const IID *iid, ULONG flags,
                        ULONG *type, IUnknown **out)
{
    (void)ctx;
    assert_int_equal(cb, sizeof(somebody));
    assert_memory_equal(eid, somebody, cb);
    assert_null(iid);
    opened++;
    open_flags = flags;
    if (!object) return MAPI_E_NOT_FOUND;
    *type = object_type;
    object->lpVtbl->AddRef(object);
    *out = (IUnknown *)object;
    return S_OK;
}

static void nothing(void *ctx)
{
    (void)ctx;
}

static const struct router_host host = {.hold = nothing, .drop = nothing, .open_own = open_own};
static struct profile *profile;
static struct router *router;

static int setup(void **state)
{
    static const struct provider_memory memory = {0};

    begin(state);
    object = NULL;
    opened = 0;
    profile = made(L"Ann");
    assert_hr(router_create(profile, 0, &memory, &host, NULL, &router), S_OK);
    return 0;
}

static int teardown(void **state)
{
    com_release(&object);
    router_shutdown(router);
    router_unref(router);
    profile_unref(profile);
    return end(state);
}

static ADRLIST *list_of(ULONG count, const SPropValue *values)
{
    ADRLIST *list;

    assert_hr(adrlist_create(1, &list), S_OK);
    list->cEntries = 1;
    list->aEntries[0].cValues = count;
    assert_hr(pval_copy_array(count, values, NULL, &list->aEntries[0].rgPropVals), S_OK);
    return list;
}

static void make_object(ULONG type, ULONG count, const SPropValue *values)
{
    object_type = type;
    assert_hr(prop_data_create(&object), S_OK);
    assert_hr(object->lpVtbl->SetProps(object, count, (SPropValue *)values, NULL), S_OK);
}

/* 7.5-11, 7.5-12, 7.5-15 */
static void an_address_becomes_a_recipient_of_either_width(void **state)
{
    static const struct one_off ann = {L"", L"SMTP", L"\x0430@b.c", false};

    (void)state;
    for (ULONG flags = 0;; flags = MAPI_UNICODE) {
        const SPropValue had[] = {pval_text(PR_DISPLAY_NAME_W, L"typed"),
                                  pval_long(PR_RECIPIENT_TYPE, MAPI_CC)};
        AUTO_ADRLIST ADRLIST *list = list_of(2, had);
        const ADRENTRY *entry = &list->aEntries[0];
        const SPropValue *eid;

        assert_hr(recipient_put_one_off(&list->aEntries[0], &ann, flags), S_OK);
        assert_true(mem_is_root(entry->rgPropVals));
        assert_int_equal(entry->cValues, 11);
        assert_int_equal(recipient_value(entry, PR_RECIPIENT_TYPE)->Value.l, MAPI_CC);
        assert_int_equal(entry->rgPropVals[0].ulPropTag,
                         flags ? PR_DISPLAY_NAME_W : PR_DISPLAY_NAME_A);
        eid = recipient_value(entry, PR_ENTRYID);
        assert_int_equal(eid->Value.bin.lpb[23] & 0x80, flags ? 0x80 : 0);
        assert_int_equal(recipient_value(entry, PR_RECORD_KEY)->Value.bin.cb, eid->Value.bin.cb);
        if (flags) {
            assert_text(recipient_value(entry, PR_EMAIL_ADDRESS_W)->Value.lpszW, L"\x0430@b.c");
            assert_text(recipient_value(entry, PR_TRANSMITABLE_DISPLAY_NAME_W)->Value.lpszW,
                        L"\x0430@b.c");
            break;
        }
        assert_string_equal(recipient_value(entry, PR_EMAIL_ADDRESS_A)->Value.lpszA,
                            "\xd0\xb0@b.c");
    }
}

static void a_seven_bit_name_has_one_width(void **state)
{
    const SPropValue had[] = {pval_long(PR_RECIPIENT_TYPE, MAPI_TO)},
                     got[] = {{.ulPropTag = PR_7BIT_DISPLAY_NAME, .Value.lpszA = (char *)"Ann"},
                              pval_error(PR_COMMENT_W, MAPI_E_NOT_FOUND),
                              {.ulPropTag = PR_TITLE_A, .Value.lpszA = (char *)"Dr"}};
    AUTO_ADRLIST ADRLIST *list = list_of(1, had);
    const ADRENTRY *entry = &list->aEntries[0];

    (void)state;
    assert_hr(recipient_put(&list->aEntries[0], 3, got, MAPI_UNICODE), S_OK);
    assert_int_equal(entry->cValues, 3); /* no error */
    assert_int_equal(entry->rgPropVals[1].ulPropTag, PR_7BIT_DISPLAY_NAME);
    assert_int_equal(entry->rgPropVals[2].ulPropTag, PR_TITLE_W);
}

/* 7.5-11: what the container left out is asked of the entry, once, and only that */
static void what_is_missing_is_asked_of_the_entry(void **state)
{
    const SPropValue had[] = {pval_binary(PR_ENTRYID, sizeof(somebody), somebody),
                              pval_text(PR_DISPLAY_NAME_W, L"Mine")},
                     has[] = {pval_text(PR_DISPLAY_NAME_W, L"Theirs"),
                              pval_text(PR_ADDRTYPE_W, L"SMTP"),
                              pval_text(PR_EMAIL_ADDRESS_W, L"ann@example.org")};
    AUTO_ADRLIST ADRLIST *list = list_of(2, had);
    const ADRENTRY *entry = &list->aEntries[0];

    (void)state;
    make_object(MAPI_MAILUSER, 3, has);
    assert_hr(recipient_complete(router, &list->aEntries[0], MAPI_UNICODE | MAPI_CACHE_ONLY),
              S_OK);
    assert_int_equal(opened, 1);
    assert_int_equal(open_flags, MAPI_CACHE_ONLY);
    assert_text(recipient_value(entry, PR_DISPLAY_NAME_W)->Value.lpszW, L"Mine");
    assert_text(recipient_value(entry, PR_EMAIL_ADDRESS_W)->Value.lpszW, L"ann@example.org");
    assert_text(recipient_value(entry, PR_TRANSMITABLE_DISPLAY_NAME_W)->Value.lpszW, L"Mine");
    assert_string_equal(recipient_value(entry, PR_SEARCH_KEY)->Value.bin.lpb,
                        "SMTP:ANN@EXAMPLE.ORG");
    assert_int_equal(recipient_value(entry, PR_OBJECT_TYPE)->Value.l, MAPI_MAILUSER);
    assert_int_equal(recipient_value(entry, PR_DISPLAY_TYPE)->Value.l, DT_MAILUSER);
}

static void an_entry_that_cant_be_opened_keeps_what_it_has(void **state)
{
    const SPropValue had[] = {pval_binary(PR_ENTRYID, sizeof(somebody), somebody),
                              pval_text(PR_DISPLAY_NAME_W, L"Gone"),
                              pval_long(PR_DISPLAY_TYPE, DT_PRIVATE_DISTLIST)};
    AUTO_ADRLIST ADRLIST *list = list_of(3, had);
    const ADRENTRY *entry = &list->aEntries[0];

    (void)state;
    assert_hr(recipient_complete(router, &list->aEntries[0], 0), S_OK);
    assert_int_equal(opened, 1);
    assert_int_equal(recipient_value(entry, PR_OBJECT_TYPE)->Value.l, MAPI_DISTLIST);
    assert_null(recipient_value(entry, PR_EMAIL_ADDRESS_W));
    assert_null(recipient_value(entry, PR_SEARCH_KEY));
}

static void running_out_of_memory_changes_nothing(void **state)
{
    const SPropValue had[] = {pval_binary(PR_ENTRYID, sizeof(somebody), somebody)},
                     has[] = {pval_text(PR_DISPLAY_NAME_W, L"Ann"),
                              pval_text(PR_ADDRTYPE_W, L"SMTP"),
                              pval_text(PR_EMAIL_ADDRESS_W, L"ann@example.org")};
    int failures = 0;

    (void)state;
    make_object(MAPI_MAILUSER, 3, has);
    for (int n = 0;; n++) {
        AUTO_ADRLIST ADRLIST *list = list_of(1, had);
        HRESULT hr;

        fault_alloc_after(n);
        hr = recipient_complete(router, &list->aEntries[0], MAPI_UNICODE);
        fault_alloc_never();
        assert_non_null(recipient_value(&list->aEntries[0], PR_ENTRYID));
        if (hr == S_OK && recipient_value(&list->aEntries[0], PR_SEARCH_KEY)) break;
        if (FAILED(hr)) assert_hr(hr, MAPI_E_NOT_ENOUGH_MEMORY);
        failures += FAILED(hr);
    }
    assert_true(failures > 4);
}

int main(void)
{
#define TEST(t) cmocka_unit_test_setup_teardown(t, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(an_address_becomes_a_recipient_of_either_width),
        TEST(a_seven_bit_name_has_one_width),
        TEST(what_is_missing_is_asked_of_the_entry),
        TEST(an_entry_that_cant_be_opened_keeps_what_it_has),
        TEST(running_out_of_memory_changes_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
