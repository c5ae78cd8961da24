/*
 * test_no_memory.c - the address book of a directory while allocations fail, one after the other
 */
#include "common/adrentry.h"
#include "ldap_ab/fake_directory.h"
#include "ldap_ab/fixture.h"
#include "local_store/failing_malloc.h"

static struct fixture f;

static HRESULT read_table(IMAPITable *table, ULONG *n)
{
    SRowSet *rows = NULL;
    HRESULT hr = table->lpVtbl->QueryRows(table, 100, 0, &rows);

    *n = SUCCEEDED(hr) ? rows->cRows : 0;
    if (SUCCEEDED(hr)) free_rows(rows);
    table->lpVtbl->Release(table);
    return hr;
}

/* What a client does with a container, up to the first failure. */
static HRESULT use_container(IABContainer *container, ADRLIST *list)
{
    struct {
        ULONG count;
        ULONG flags[1];
    } answers = {1, {MAPI_UNRESOLVED}};
    IMAPITable *table = NULL;
    IDistList *found = NULL;
    const SPropValue *id;
    ULONG n = 0, type;
    HRESULT hr;

    hr = container->lpVtbl->GetHierarchyTable(container, CONVENIENT_DEPTH, &table);
    if (SUCCEEDED(hr)) hr = read_table(table, &n);
    if (SUCCEEDED(hr)) assert_int_equal(n, 3);
    if (SUCCEEDED(hr)) hr = container->lpVtbl->GetContentsTable(container, 0, &table);
    if (FAILED(hr)) return hr;
    hr = restrict_anr(table, L"ann");
    if (SUCCEEDED(hr)) hr = read_table(table, &n);
    else table->lpVtbl->Release(table);
    if (SUCCEEDED(hr)) assert_int_equal(n, 2);
    if (SUCCEEDED(hr))
        hr = container->lpVtbl->ResolveNames(container, NULL, MAPI_UNICODE, list,
                                             (FlagList *)&answers);
    if (FAILED(hr)) return hr;
    assert_int_equal(answers.flags[0], MAPI_RESOLVED);
    id = adrentry_find(&list->aEntries[0], PR_ENTRYID);
    hr = container->lpVtbl->OpenEntry(container, id->Value.bin.cb, (ENTRYID *)id->Value.bin.lpb,
                                      &IID_IDistList, 0, &type, (IUnknown **)&found);
    if (FAILED(hr)) return hr;
    hr = found->lpVtbl->GetContentsTable(found, 0, &table);
    if (SUCCEEDED(hr)) hr = read_table(table, &n);
    if (SUCCEEDED(hr)) assert_int_equal(n, 2);
    found->lpVtbl->Release(found);
    return hr;
}

static HRESULT all_of_it(ADRLIST *list)
{
    IABContainer *container = NULL;
    BYTE *id = NULL;
    MAPIUID uid;
    ULONG count = 0, type;
    HRESULT hr = fixture_log_on(&f);

    if (SUCCEEDED(hr)) hr = directory_uid("directory.example.org", 389, "dc=example,dc=org", &uid);
    if (SUCCEEDED(hr)) hr = directory_id_write(&uid, MAPI_ABCONT, "dc=example,dc=org", &id, &count);
    if (SUCCEEDED(hr))
        hr = f.logon->lpVtbl->OpenEntry(f.logon, count, (ENTRYID *)id, NULL, 0, &type,
                                        (IUnknown **)&container);
    if (SUCCEEDED(hr)) hr = use_container(container, list);
    if (container) container->lpVtbl->Release(container);
    free(id);
    return hr;
}

static void running_out_of_memory_is_told_and_nothing_is_lost(void **state)
{
    int done = 0;

    (void)state;
    for (long n = 0; n < 20000 && !done; n++) {
        ADRLIST *list = typed_names(1, (const WCHAR *const[]){L"all of us"});
        HRESULT hr;

        malloc_fails_after(n);
        hr = all_of_it(list);
        done = !malloc_failed();
        fixture_close(&f);
        free_typed(list);
        if (done) ok_hr(hr);
        else if (FAILED(hr)) assert_int_equal(hr, MAPI_E_NOT_ENOUGH_MEMORY);
    }
    assert_true(done);
}

/* Of the two that are called Anna the one with a telephone, which is looked for here. */
static HRESULT restrict_here(IMAPITable *table)
{
    SPropValue name = {.ulPropTag = PR_ANR_W, .Value.lpszW = (WCHAR *)L"ann"};
    SPropValue phone = {.ulPropTag = PR_BUSINESS_TELEPHONE_NUMBER_W,
                        .Value.lpszW = (WCHAR *)L"+44 1"};
    SRestriction parts[2] = {{.rt = RES_PROPERTY}, {.rt = RES_PROPERTY}}, all = {.rt = RES_AND};

    parts[0].res.resProperty.relop = RELOP_EQ;
    parts[0].res.resProperty.ulPropTag = name.ulPropTag;
    parts[0].res.resProperty.lpProp = &name;
    parts[1].res.resProperty.relop = RELOP_LE;
    parts[1].res.resProperty.ulPropTag = phone.ulPropTag;
    parts[1].res.resProperty.lpProp = &phone;
    all.res.resAnd.cRes = 2;
    all.res.resAnd.lpRes = parts;
    return table->lpVtbl->Restrict(table, &all, 0);
}

static void a_table_that_is_not_restricted_stays_as_it_was(void **state)
{
    bool failed = true;

    (void)state;
    for (long n = 0; n < 20000 && failed; n++) {
        IMAPITable *table;
        ULONG rows = 0;
        HRESULT hr;

        fixture_open(&f);
        table = open_contents(&f, MAPI_UNICODE);
        ok_hr(restrict_anr(table, L"ann"));
        malloc_fails_after(n);
        hr = restrict_here(table);
        failed = malloc_failed();
        if (!failed) ok_hr(hr);
        ok_hr(table->lpVtbl->GetRowCount(table, 0, &rows));
        assert_int_equal(rows, FAILED(hr) ? 2 : 1);
        table->lpVtbl->Release(table);
        fixture_close(&f);
    }
    assert_false(failed);
}

static int begin(void **state)
{
    (void)state;
    fixture_begin(&f, &fake_directory_ops);
    fake_section_put_text(&f.section, PR_OMLDAP_HOST_W, L"directory.example.org");
    fake_section_put_text(&f.section, PR_OMLDAP_BASE_W, L"dc=example,dc=org");
    return 0;
}

static int end(void **state)
{
    (void)state;
    fixture_end(&f);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(running_out_of_memory_is_told_and_nothing_is_lost, begin,
                                        end),
        cmocka_unit_test_setup_teardown(a_table_that_is_not_restricted_stays_as_it_was, begin, end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
