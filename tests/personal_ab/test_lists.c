/*
 * test_lists.c - personal distribution lists: made, filled, shown, emptied
 */
#include "personal_ab/fixture.h"
#include "personal_ab/pages.h"

/* 7.9-06, 7.9-17 */
static void a_list_has_what_a_distribution_list_must(void **state)
{
    struct fixture *f = *state;
    IUnknown *again = NULL;
    SPropValue *id, *type;
    ULONG kind = 0;
    IDistList *list = new_list(f, L"\u0414\u0440\u0443\u0437\u044c\u044f \U0001f600", &id);

    assert_text(list, PR_ADDRTYPE_W, L"MAPIPDL");
    type = get_prop(list, PR_DISPLAY_TYPE);
    assert_int_equal(type->Value.l, DT_PRIVATE_DISTLIST);
    free_any(type);
    type = get_prop(list, PR_OBJECT_TYPE);
    assert_int_equal(type->Value.l, MAPI_DISTLIST);
    free_any(type);
    assert_members(list, L"");
    ok_hr(f->logon->lpVtbl->OpenEntry(f->logon, id->Value.bin.cb, (ENTRYID *)id->Value.bin.lpb,
                                      &IID_IDistList, 0, &kind, &again));
    assert_int_equal(kind, MAPI_DISTLIST);
    again->lpVtbl->Release(again);
    free_any(id);
    list->lpVtbl->Release(list);
}

static void members_come_go_and_are_shown_as_they_are_now(void **state)
{
    struct fixture *f = *state;
    SPropValue *list_id, *inner_id, *ids[2];
    IDistList *list = new_list(f, L"Friends", &list_id), *inner = new_list(f, L"Inner", &inner_id);
    SBinary bins[4];
    ENTRYLIST entries = {4, bins};
    IMAPIProp *ann = NULL;
    ULONG type;

    f->support.opens = f->logon;
    add_person(f, L"Ann", L"ann@example.org");
    add_person(f, L"Bob", L"bob@example.org");
    ids[0] = find_id(f, L"ann");
    ids[1] = find_id(f, L"bob");
    bins[0] = ids[1]->Value.bin;
    bins[1] = ids[0]->Value.bin;
    bins[2] = inner_id->Value.bin;
    bins[3] = ids[0]->Value.bin; /* once more */
    ok_hr(list->lpVtbl->CopyEntries(list, &entries, 0, NULL, AB_NO_DIALOG));
    assert_members(list, L"Bob|Ann|Inner|");
    entries.cValues = 1;
    bins[0] = list_id->Value.bin;
    assert_int_equal(list->lpVtbl->CopyEntries(list, &entries, 0, NULL, 0),
                     MAPI_W_PARTIAL_COMPLETION);
    ok_hr(list->lpVtbl->OpenEntry(list, ids[0]->Value.bin.cb, (ENTRYID *)ids[0]->Value.bin.lpb,
                                  NULL, MAPI_MODIFY, &type, (IUnknown **)&ann));
    ok_hr(set_text(ann, PR_DISPLAY_NAME_W, L"Ann Kern"));
    ok_hr(ann->lpVtbl->SaveChanges(ann, 0));
    ann->lpVtbl->Release(ann);
    assert_members(list, L"Bob|Ann Kern|Inner|");
    bins[0] = ids[1]->Value.bin;
    ok_hr(list->lpVtbl->DeleteEntries(list, &entries, 0));
    assert_int_equal(list->lpVtbl->DeleteEntries(list, &entries, 0), MAPI_W_PARTIAL_COMPLETION);
    assert_members(list, L"Ann Kern|Inner|");
    bins[0] = ids[0]->Value.bin; /* the entry itself */
    ok_hr(f->container->lpVtbl->DeleteEntries(f->container, &entries, 0));
    assert_members(list, L"Inner|");
    free_any(ids[0]);
    free_any(ids[1]);
    free_any(list_id);
    free_any(inner_id);
    list->lpVtbl->Release(list);
    inner->lpVtbl->Release(inner);
}

/* Nobody gets mail who was in the list before. 7.9-07 */
static void a_list_that_is_replaced_loses_its_members(void **state)
{
    struct fixture *f = *state;
    SPropValue *template = get_prop(f->container, PR_DEF_CREATE_DL), *id, *ann;
    IDistList *list = new_list(f, L"Friends", &id), *again = NULL;
    ENTRYLIST entries = {1, NULL};

    f->support.opens = f->logon;
    add_person(f, L"Ann", L"ann@example.org");
    ann = find_id(f, L"ann");
    entries.lpbin = &ann->Value.bin;
    ok_hr(list->lpVtbl->CopyEntries(list, &entries, 0, NULL, AB_NO_DIALOG));
    assert_members(list, L"Ann|");
    ok_hr(f->container->lpVtbl->CreateEntry(
        f->container, template->Value.bin.cb, (ENTRYID *)template->Value.bin.lpb,
        CREATE_CHECK_DUP_LOOSE | CREATE_REPLACE, (IMAPIProp **)&again));
    ok_hr(set_text(again, PR_DISPLAY_NAME_W, L"Friends"));
    ok_hr(again->lpVtbl->SaveChanges(again, KEEP_OPEN_READWRITE));
    assert_members(again, L"");
    again->lpVtbl->Release(again);
    list->lpVtbl->Release(list);
    free_any(ann);
    free_any(id);
    free_any(template);
}

static void a_list_that_is_not_saved_takes_no_members(void **state)
{
    struct fixture *f = *state;
    SPropValue *template = get_prop(f->container, PR_DEF_CREATE_DL), *id;
    IDistList *list = NULL;
    ENTRYLIST entries = {1, NULL};

    f->support.opens = f->logon;
    add_person(f, L"Ann", L"ann@example.org");
    id = find_id(f, L"ann");
    entries.lpbin = &id->Value.bin;
    ok_hr(f->container->lpVtbl->CreateEntry(f->container, template->Value.bin.cb,
                                            (ENTRYID *)template->Value.bin.lpb, 0,
                                            (IMAPIProp **)&list));
    assert_int_equal(list->lpVtbl->CopyEntries(list, &entries, 0, NULL, 0),
                     MAPI_W_PARTIAL_COMPLETION);
    assert_int_equal(list->lpVtbl->DeleteEntries(list, &entries, 0), MAPI_E_NOT_FOUND);
    assert_members(list, L"");
    list->lpVtbl->Release(list);
    free_any(template);
    free_any(id);
}

static void assert_stream(IMAPIProp *entry, ULONG tag, const WCHAR *text, size_t chars)
{
    IStream *stream;
    WCHAR *read = calloc(chars + 1, sizeof(*read));
    ULONG n;

    ok_hr(entry->lpVtbl->OpenProperty(entry, tag, &IID_IStream, 0, 0, (IUnknown **)&stream));
    ok_hr(stream->lpVtbl->Read(stream, read, (ULONG)(chars * sizeof(*read)), &n));
    assert_int_equal(n, chars * sizeof(*read));
    assert_memory_equal(read, text, n);
    stream->lpVtbl->Release(stream);
    free(read);
}

/* 7.9-10: an entry that is to replace its doubles by its own copy is what it was */
static void a_list_that_replaces_itself_keeps_its_members(void **state)
{
    struct fixture *f = *state;
    SPropValue *id, *ann, *template = get_prop(f->container, PR_DEF_CREATE_DL);
    IDistList *list = new_list(f, L"Friends", &id), *inner = NULL;
    ENTRYLIST entries = {1, NULL};

    f->support.opens = f->logon;
    add_person(f, L"Ann", L"ann@example.org");
    ann = find_id(f, L"ann");
    entries.lpbin = &ann->Value.bin;
    ok_hr(list->lpVtbl->CopyEntries(list, &entries, 0, NULL, AB_NO_DIALOG));
    entries.lpbin = &id->Value.bin;
    ok_hr(f->container->lpVtbl->CopyEntries(
        f->container, &entries, 0, NULL, AB_NO_DIALOG | CREATE_CHECK_DUP_LOOSE | CREATE_REPLACE));
    assert_members(list, L"Ann|");
    /* nor does one made for it take its place */
    ok_hr(list->lpVtbl->CreateEntry(list, template->Value.bin.cb,
                                    (ENTRYID *)template->Value.bin.lpb,
                                    CREATE_CHECK_DUP_LOOSE | CREATE_REPLACE, (IMAPIProp **)&inner));
    ok_hr(set_text(inner, PR_DISPLAY_NAME_W, L"Friends"));
    assert_int_equal(inner->lpVtbl->SaveChanges(inner, 0), MAPI_E_COLLISION);
    inner->lpVtbl->Release(inner);
    assert_members(list, L"Ann|");
    list->lpVtbl->Release(list);
    free_any(template);
    free_any(ann);
    free_any(id);
}

/* What GetProps finds too large is copied, too; what a list hasn't isn't made of its name. */
static void a_copy_has_all_that_its_original_has(void **state)
{
    enum {
        LONG = 40000
    };
    struct fixture *f = *state;
    WCHAR *text = calloc(LONG + 1, sizeof(*text));
    SPropValue *id, *copied, *value;
    ENTRYLIST entries = {1, NULL};
    IMAPIProp *ann;
    IUnknown *stream;
    ULONG type;

    f->support.opens = f->logon;
    for (int i = 0; i < LONG; i++)
        text[i] = (WCHAR)('a' + i % 26);
    add_person(f, L"Ann", L"ann@example.org");
    id = find_id(f, L"ann");
    ok_hr(f->container->lpVtbl->OpenEntry(f->container, id->Value.bin.cb,
                                          (ENTRYID *)id->Value.bin.lpb, NULL, MAPI_MODIFY, &type,
                                          (IUnknown **)&ann));
    ok_hr(set_text(ann, PR_COMMENT_W, text));
    ok_hr(set_text(ann, PR_DISPLAY_NAME_W, L"Anna"));
    ok_hr(set_text(ann, PR_OTHER_ADDRESSES_W, L"a@x.org\r\nb@x.org"));
    assert_int_equal(
        ann->lpVtbl->OpenProperty(ann, PR_OTHER_ADDRESSES_W, &IID_IStream, 0, MAPI_MODIFY, &stream),
        MAPI_E_NO_ACCESS);
    assert_text(ann, PR_OTHER_ADDRESSES_W, L"a@x.org\r\nb@x.org"); /* they are still there */
    ok_hr(ann->lpVtbl->SaveChanges(ann, 0));
    ann->lpVtbl->Release(ann);
    entries.lpbin = &id->Value.bin;
    ok_hr(f->container->lpVtbl->CopyEntries(f->container, &entries, 0, NULL, AB_NO_DIALOG));
    ok_hr(f->container->lpVtbl->DeleteEntries(f->container, &entries, 0));
    copied = find_id(f, L"anna");
    ok_hr(f->container->lpVtbl->OpenEntry(f->container, copied->Value.bin.cb,
                                          (ENTRYID *)copied->Value.bin.lpb, NULL, 0, &type,
                                          (IUnknown **)&ann));
    assert_int_equal(get_error(ann, PR_COMMENT_W), MAPI_E_NOT_ENOUGH_MEMORY);
    assert_stream(ann, PR_COMMENT_W, text, LONG);
    assert_text(ann, PR_OTHER_ADDRESSES_W, L"a@x.org\r\nb@x.org");
    value = get_prop(ann, PR_EMAIL_ADDRESS_W);
    assert_true(wide_equal(value->Value.lpszW, L"ann@example.org"));
    free_any(value);
    ann->lpVtbl->Release(ann);
    free_any(copied);
    free_any(id);
    free(text);
}

int main(void)
{
#define BOOK_TEST(name) cmocka_unit_test_setup_teardown(name, book_setup, book_teardown)
    const struct CMUnitTest tests[] = {
        BOOK_TEST(a_list_has_what_a_distribution_list_must),
        BOOK_TEST(members_come_go_and_are_shown_as_they_are_now),
        BOOK_TEST(a_list_that_replaces_itself_keeps_its_members),
        BOOK_TEST(a_copy_has_all_that_its_original_has),
        BOOK_TEST(a_list_that_is_replaced_loses_its_members),
        BOOK_TEST(a_list_that_is_not_saved_takes_no_members),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
