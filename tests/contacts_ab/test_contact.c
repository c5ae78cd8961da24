/*
 * test_contact.c - the addresses of a contact, each as what an address book says of it
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>
#include "base/fault.h"
#include "common/text/text8.h"
#include "contacts_ab/contact.h"
#include "mapitags.h"
#include "mapiutil.h"
#include "mapix.h"

struct fixture {
    SPropValue values[N_CONTACT_FIELDS];
};

static int setup(void **state)
{
    static struct fixture fixture;

    memset(&fixture, 0, sizeof(fixture));
    for (int i = 0; i < N_CONTACT_FIELDS; i++)
        fixture.values[i].ulPropTag = PR_NULL;
    *state = &fixture;
    return 0;
}

static void put(struct fixture *f, int field, const WCHAR *text)
{
    f->values[field].ulPropTag = PR_DISPLAY_NAME_W;
    f->values[field].Value.lpszW = (WCHAR *)text;
}

static void put_part(struct fixture *f, int index, enum contact_part part, const WCHAR *text)
{
    put(f, CONTACT_ADDRESS + 4 * index + (int)part, text);
}

static void assert_wide(const WCHAR *got, const WCHAR *want)
{
    assert_int_equal(wide_len(got), wide_len(want));
    assert_memory_equal(got, want, wide_len(want) * sizeof(*want));
}

static void assert_address(struct fixture *f, ULONG index, const WCHAR *name, const WCHAR *type,
                           const WCHAR *address)
{
    struct contact_address found;

    assert_true(contact_address(f->values, N_CONTACT_FIELDS, index, &found));
    assert_wide(found.name, name);
    assert_wide(found.type, type);
    assert_wide(found.address, address);
}

static void a_contact_has_as_many_entries_as_addresses(void **state)
{
    struct fixture *f = *state;
    struct contact_address found;

    put(f, CONTACT_NAME, L"Anna");
    put_part(f, 0, PART_ADDRESS, L"a@x");
    put_part(f, 2, PART_DISPLAY, L"Anna (c@x)");
    put_part(f, 2, PART_TYPE, L"EX");
    put_part(f, 2, PART_ADDRESS, L"/o=c");
    put_part(f, 3, PART_ADDRESS, L"Anna@+1");
    put_part(f, 3, PART_TYPE, L"FAX");
    put(f, CONTACT_FAX + 1, L"+2");
    assert_address(f, 0, L"Anna", L"SMTP", L"a@x");
    assert_false(contact_address(f->values, N_CONTACT_FIELDS, 1, &found));
    assert_address(f, 2, L"Anna (c@x)", L"EX", L"/o=c");
    assert_address(f, 3, L"Anna", L"FAX", L"Anna@+1");
    assert_address(f, 4, L"Anna", L"FAX", L"+2");
    assert_false(contact_address(f->values, N_CONTACT_FIELDS, 5, &found));
}

static void who_has_no_name_is_called_by_the_address(void **state)
{
    struct fixture *f = *state;

    put_part(f, 0, PART_ADDRESS, L"a@x");
    assert_address(f, 0, L"a@x", L"SMTP", L"a@x");
    put_part(f, 0, PART_ORIGINAL, L"A X");
    assert_address(f, 0, L"A X", L"SMTP", L"a@x");
}

static void an_entry_has_what_the_address_book_asks_for(void **state)
{
    static BYTE bytes[] = {1, 2, 3};
    const struct contact_address address = {L"Anna", L"smtp", L"a@x"};
    const struct allocators alloc = {MAPIAllocateBuffer, MAPIAllocateMore, MAPIFreeBuffer};
    const SBinary contact = {3, bytes};
    SPropValue *values = NULL, *key;
    ULONG n = 0;
    HRESULT hr;

    (void)state;
    for (long fail = 0;; fail++) {
        assert_int_equal(MAPIAllocateBuffer(CONTACT_VALUES * sizeof(*values), (void **)&values),
                         S_OK);
        fault_alloc_after(fail);
        hr = contact_values(&contact, 1, &address, &alloc, values, values, &n);
        fault_alloc_never();
        if (hr == S_OK) break;
        assert_int_equal(hr, MAPI_E_NOT_ENOUGH_MEMORY);
        MAPIFreeBuffer(values);
    }
    assert_int_equal(n, CONTACT_VALUES);
    key = PpropFindProp(values, n, PR_SEARCH_KEY);
    assert_int_equal(key->Value.bin.cb, 9);
    assert_memory_equal(key->Value.bin.lpb, "SMTP:A@X", 9);
    assert_int_equal(PpropFindProp(values, n, PR_ENTRYID)->Value.bin.cb, CONTACT_PERSON_HEAD + 3);
    MAPIFreeBuffer(values);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_contact_has_as_many_entries_as_addresses, setup),
        cmocka_unit_test_setup(who_has_no_name_is_called_by_the_address, setup),
        cmocka_unit_test_setup(an_entry_has_what_the_address_book_asks_for, setup),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
