/*
 * test_resolve.c - typed names become entries, entries of a list get what they lack
 */
#include "personal_ab/fixture.h"
#include "base/mem.h"
#include "common/text/text8.h"
#include "mapiaux.h"
#include "personal_ab/entries.h"

static int people_setup(void **state)
{
    struct fixture *f;

    book_setup(state);
    f = *state;
    add_person(f, L"Anna Kern", L"anna.kern@example.net");
    add_person(f, L"Anna Kerner", L"kerner@example.net");
    add_person(f, L"\u0411\u043e\u0440\u0438\u0441", L"boris@example.org");
    return 0;
}

/* A list of n names, each with PR_DISPLAY_NAME and PR_RECIPIENT_TYPE. */
static ADRLIST *make_list(const WCHAR *const *names, ULONG n)
{
    ADRLIST *list = NULL;

    ok_hr(mem_root(CbNewADRLIST(n), (void **)&list));
    list->cEntries = n;
    for (ULONG i = 0; i < n; i++) {
        ADRENTRY *entry = &list->aEntries[i];

        entry->ulReserved1 = 0;
        entry->cValues = 2;
        ok_hr(mem_root(2 * sizeof(SPropValue), (void **)&entry->rgPropVals));
        entry->rgPropVals[0].ulPropTag = PR_DISPLAY_NAME_W;
        entry->rgPropVals[0].Value.lpszW = (WCHAR *)names[i];
        entry->rgPropVals[1].ulPropTag = PR_RECIPIENT_TYPE;
        entry->rgPropVals[1].Value.l = MAPI_TO;
    }
    return list;
}

static void free_list(ADRLIST *list)
{
    for (ULONG i = 0; i < list->cEntries; i++)
        free_any(list->aEntries[i].rgPropVals);
    free_any(list);
}

static const SPropValue *prop_of(const ADRENTRY *entry, ULONG tag)
{
    for (ULONG i = 0; i < entry->cValues; i++)
        if (entry->rgPropVals[i].ulPropTag == tag) return &entry->rgPropVals[i];
    fail_msg("no %08x", (unsigned)tag);
    return NULL;
}

/* 7.5-04, 7.5-11, 7.5-12, 7.5-14, 7.9-12 */
static void names_are_resolved_ambiguous_or_left_alone(void **state)
{
    static const WCHAR *const names[] = {
        L"kerner", L"ann", L"anna kern", L"nobody", L"\u0431\u043e\u0440", L"ANNA.KERN@example.net",
        L"ann"};
    static const ULONG expected[] = {MAPI_RESOLVED, MAPI_AMBIGUOUS, MAPI_RESOLVED, MAPI_UNRESOLVED,
                                     MAPI_RESOLVED, MAPI_RESOLVED,  MAPI_AMBIGUOUS};
    struct fixture *f = *state;
    ADRLIST *list = make_list(names, 7);
    struct {
        ULONG n, flags[7];
    } answers = {7, {0, 0, 0, 0, 0, 0, MAPI_AMBIGUOUS}};

    ok_hr(f->container->lpVtbl->ResolveNames(f->container, NULL, MAPI_UNICODE, list,
                                             (FlagList *)&answers));
    for (int i = 0; i < 7; i++)
        assert_int_equal(answers.flags[i], expected[i]);
    assert_true(
        wide_equal(prop_of(&list->aEntries[0], PR_DISPLAY_NAME_W)->Value.lpszW, L"Anna Kerner"));
    assert_true(wide_equal(prop_of(&list->aEntries[2], PR_EMAIL_ADDRESS_W)->Value.lpszW,
                           L"anna.kern@example.net"));
    assert_int_equal(prop_of(&list->aEntries[2], PR_RECIPIENT_TYPE)->Value.l, MAPI_TO);
    assert_int_equal(prop_of(&list->aEntries[2], PR_OBJECT_TYPE)->Value.l, MAPI_MAILUSER);
    assert_int_equal(list->aEntries[1].cValues, 2); /* as it was */
    free_list(list);
}

static void tags_that_are_asked_for_come_in_their_order_and_width(void **state)
{
    static const WCHAR *const names[] = {L"kerner"};
    static const SizedSPropTagArray(3, tags) = {
        3, {PR_EMAIL_ADDRESS_A, PR_COMMENT_W, PR_DISPLAY_NAME_A}};
    struct fixture *f = *state;
    ADRLIST *list = make_list(names, 1);
    struct {
        ULONG n, flags[1];
    } answers = {1, {0}};

    assert_int_equal(
        f->container->lpVtbl->ResolveNames(f->container, NULL, 0x8000, list, (FlagList *)&answers),
        MAPI_E_UNKNOWN_FLAGS);
    ok_hr(f->container->lpVtbl->ResolveNames(f->container, (SPropTagArray *)&tags, 0, list,
                                             (FlagList *)&answers));
    assert_int_equal(list->aEntries[0].rgPropVals[0].ulPropTag, PR_EMAIL_ADDRESS_A);
    assert_string_equal(list->aEntries[0].rgPropVals[0].Value.lpszA, "kerner@example.net");
    assert_int_equal(list->aEntries[0].rgPropVals[1].ulPropTag,
                     CHANGE_PROP_TYPE(PR_COMMENT_W, PT_ERROR));
    assert_string_equal(list->aEntries[0].rgPropVals[2].Value.lpszA, "Anna Kerner");
    free_list(list);
}

/* 7.7-02, 7.7-04, 7.7-05, 7.7-07 */
static void recipients_get_what_they_lack(void **state)
{
    static const WCHAR *const names[] = {L"kerner", L"of somebody else"};
    static const SizedSPropTagArray(2, tags) = {2, {PR_EMAIL_ADDRESS_W, PR_DISPLAY_NAME_W}};
    struct fixture *f = *state;
    ADRLIST *list = make_list(names, 2);
    ENTRYLIST gone = {1, NULL};
    SBinary id;
    struct {
        ULONG n, flags[2];
    } answers = {2, {0, 0}};

    ok_hr(f->container->lpVtbl->ResolveNames(f->container, NULL, MAPI_UNICODE, list,
                                             (FlagList *)&answers));
    list->aEntries[0].rgPropVals[2].Value.lpszW = (WCHAR *)L"Mine"; /* PR_DISPLAY_NAME */
    ok_hr(f->logon->lpVtbl->PrepareRecips(f->logon, MAPI_UNICODE | MAPI_CACHE_ONLY,
                                          (SPropTagArray *)&tags, list));
    assert_true(wide_equal(list->aEntries[0].rgPropVals[0].Value.lpszW, L"kerner@example.net"));
    assert_true(wide_equal(list->aEntries[0].rgPropVals[1].Value.lpszW, L"Mine"));
    assert_int_equal(list->aEntries[1].cValues, 2);
    id = prop_of(&list->aEntries[0], PR_ENTRYID)->Value.bin;
    gone.lpbin = &id;
    ok_hr(f->container->lpVtbl->DeleteEntries(f->container, &gone, 0));
    assert_int_equal(f->logon->lpVtbl->PrepareRecips(f->logon, 0, (SPropTagArray *)&tags, list),
                     MAPI_E_NOT_FOUND);
    free_list(list);
}

/* Of an address that isn't the first: the recipient is written to where the user said. */
static void who_has_several_addresses_is_found_by_each_and_gets_that_one(void **state)
{
    static const WCHAR *const names[] = {L"anna@home.example", L"anna"};
    struct fixture *f = *state;
    IMAPIProp *entry = new_entry(f, 0);
    ADRLIST *list = make_list(names, 2);
    WCHAR *more[] = {(WCHAR *)L"+49 30 1234", (WCHAR *)L"anna@home.example"};
    WCHAR *types[] = {(WCHAR *)L"FAX", (WCHAR *)L"SMTP"};
    SPropValue values[2] = {{.ulPropTag = PR_CONTACT_EMAIL_ADDRESSES_W},
                            {.ulPropTag = PR_CONTACT_ADDRTYPES_W}};
    const SPropValue *key;
    struct {
        ULONG n, flags[2];
    } answers = {2, {0, 0}};

    values[0].Value.MVszW = (SWStringArray){2, more};
    values[1].Value.MVszW = (SWStringArray){2, types};
    ok_hr(set_text(entry, PR_DISPLAY_NAME_W, L"Anna Home"));
    ok_hr(set_text(entry, PR_EMAIL_ADDRESS_W, L"anna@home.example.org"));
    ok_hr(entry->lpVtbl->SetProps(entry, 2, values, NULL));
    ok_hr(entry->lpVtbl->SaveChanges(entry, 0));
    entry->lpVtbl->Release(entry);
    add_person(f, L"Anna House", L"anna@home.example.net");
    ok_hr(f->container->lpVtbl->ResolveNames(f->container, NULL, MAPI_UNICODE, list,
                                             (FlagList *)&answers));
    assert_int_equal(answers.flags[0], MAPI_RESOLVED);
    assert_int_equal(answers.flags[1], MAPI_AMBIGUOUS);
    assert_true(
        wide_equal(prop_of(&list->aEntries[0], PR_DISPLAY_NAME_W)->Value.lpszW, L"Anna Home"));
    assert_true(wide_equal(prop_of(&list->aEntries[0], PR_EMAIL_ADDRESS_W)->Value.lpszW,
                           L"anna@home.example"));
    key = prop_of(&list->aEntries[0], PR_SEARCH_KEY);
    assert_int_equal(key->Value.bin.cb, sizeof("SMTP:ANNA@HOME.EXAMPLE"));
    assert_memory_equal(key->Value.bin.lpb, "SMTP:ANNA@HOME.EXAMPLE", key->Value.bin.cb);
    free_list(list);
}

/* What is in no code page's text stays in the width in which it was set, and with it the others. */
static void another_address_in_eight_bits_is_found_too(void **state)
{
    static const WCHAR *const names[] = {L"ann@home.example"};
    struct fixture *f = *state;
    IMAPIProp *entry = new_entry(f, 0);
    ADRLIST *list = make_list(names, 1);
    char *more[] = {(char *)"ann@home.example", (char *)"\xff\xfe"};
    char *types[] = {(char *)"X400", (char *)"\xff"};
    SPropValue values[2] = {
        {.ulPropTag = CHANGE_PROP_TYPE(PR_CONTACT_EMAIL_ADDRESSES_W, PT_MV_STRING8)},
        {.ulPropTag = CHANGE_PROP_TYPE(PR_CONTACT_ADDRTYPES_W, PT_MV_STRING8)}};
    struct {
        ULONG n, flags[1];
    } answers = {1, {0}};

    values[0].Value.MVszA = (SLPSTRArray){2, more};
    values[1].Value.MVszA = (SLPSTRArray){2, types};
    ok_hr(set_text(entry, PR_DISPLAY_NAME_W, L"Ann"));
    ok_hr(set_text(entry, PR_EMAIL_ADDRESS_W, L"ann@work.example"));
    ok_hr(entry->lpVtbl->SetProps(entry, 2, values, NULL));
    ok_hr(entry->lpVtbl->SaveChanges(entry, 0));
    entry->lpVtbl->Release(entry);
    ok_hr(f->container->lpVtbl->ResolveNames(f->container, NULL, MAPI_UNICODE, list,
                                             (FlagList *)&answers));
    assert_int_equal(answers.flags[0], MAPI_RESOLVED);
    assert_true(wide_equal(prop_of(&list->aEntries[0], PR_EMAIL_ADDRESS_W)->Value.lpszW,
                           L"ann@home.example"));
    assert_true(wide_equal(prop_of(&list->aEntries[0], PR_ADDRTYPE_W)->Value.lpszW, L"X400"));
    free_list(list);
}

static bool count_look(void *context, int64_t id, bool is_first, const struct bag *others)
{
    (void)id;
    (void)is_first;
    (void)others;
    ++*(int *)context;
    return true;
}

/* Of words that very many have, too, the rarest is the one whose entries are looked at. */
static void few_are_looked_at_however_common_the_words(void **state)
{
    static const WCHAR typed[] = L"Dr Anna Mueller";
    struct fixture *f = *state;
    IMAPIProp *entry = new_entry(f, 0);
    WCHAR *more[] = {(WCHAR *)L"other@home.example"};
    SPropValue value = {.ulPropTag = PR_CONTACT_EMAIL_ADDRESSES_W};
    struct words words = {0};
    struct book_file *file;
    int looked = 0;

    value.Value.MVszW = (SWStringArray){1, more};
    ok_hr(set_text(entry, PR_DISPLAY_NAME_W, L"Nobody"));
    ok_hr(entry->lpVtbl->SetProps(entry, 1, &value, NULL));
    ok_hr(entry->lpVtbl->SaveChanges(entry, 0));
    entry->lpVtbl->Release(entry);
    ok_hr(book_file_open(f->path8, DB_WRITE, &file));
    ok_hr(db_exec(file->db,
                  "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<12000)"
                  " INSERT INTO entries(id, name, type, address, props, guid, kind, created,"
                  " modified) SELECT 1000000+i, name, type, address, props, randomblob(16), kind,"
                  " created, modified FROM entries, n WHERE name='Nobody'",
                  ""));
    ok_hr(db_exec(file->db, "INSERT INTO words SELECT 'dr', id FROM entries WHERE id>1000000", ""));
    ok_hr(db_exec(file->db,
                  "INSERT INTO words SELECT 'anna', id FROM entries WHERE id>1000000 AND id%2",
                  ""));
    ok_hr(db_exec(
        file->db,
        "INSERT INTO words SELECT 'mueller', id FROM entries WHERE id>1000000 AND id%10=0", ""));
    ok_hr(words_add(&words, typed, wide_len(typed), false));
    db_lock(file->db);
    ok_hr(entries_addressed(file, typed, &words, count_look, &looked));
    db_unlock(file->db);
    assert_int_equal(looked, 1200);
    words_clear(&words);
    book_file_close(file);
}

static void a_whole_name_wins_over_however_many_it_begins(void **state)
{
    static const WCHAR *const names[] = {L"zoe last", L"zoe@last.example", L"zoe"};
    struct fixture *f = *state;
    ADRLIST *list = make_list(names, 3);
    struct {
        ULONG n, flags[3];
    } answers = {3, {0, 0, 0}};

    for (int i = 0; i < 100; i++) { /* all of them before it in the table */
        WCHAR name[] = L"Zoe A00 Lastly";

        name[5] = (WCHAR)('0' + i / 10);
        name[6] = (WCHAR)('0' + i % 10);
        add_person(f, name, L"zoe@last.example.org");
    }
    add_person(f, L"Zoe Last", L"zoe@last.example");
    ok_hr(f->container->lpVtbl->ResolveNames(f->container, NULL, MAPI_UNICODE, list,
                                             (FlagList *)&answers));
    assert_int_equal(answers.flags[0], MAPI_RESOLVED);
    assert_int_equal(answers.flags[1], MAPI_RESOLVED);
    assert_int_equal(answers.flags[2], MAPI_AMBIGUOUS);
    free_list(list);
}

/* 7.5-11 */
static void a_whole_address_wins_which_one_of_its_owners_it_ever_is(void **state)
{
    static const WCHAR *const names[] = {L"same@home.example"};
    struct fixture *f = *state;
    IMAPIProp *entry = new_entry(f, 0);
    ADRLIST *list = make_list(names, 1);
    WCHAR *more[] = {(WCHAR *)L"SAME@home.example"};
    SPropValue value = {.ulPropTag = PR_CONTACT_EMAIL_ADDRESSES_W};
    struct {
        ULONG n, flags[1];
    } answers = {1, {0}};

    for (int i = 0; i < 100; i++) {
        WCHAR name[] = L"Anna A00";

        name[6] = (WCHAR)('0' + i / 10);
        name[7] = (WCHAR)('0' + i % 10);
        add_person(f, name, L"same@home.example.org");
    }
    value.Value.MVszW = (SWStringArray){1, more};
    ok_hr(set_text(entry, PR_DISPLAY_NAME_W, L"Zoe"));
    ok_hr(set_text(entry, PR_EMAIL_ADDRESS_W, L"zoe@example.org"));
    ok_hr(entry->lpVtbl->SetProps(entry, 1, &value, NULL));
    ok_hr(entry->lpVtbl->SaveChanges(entry, 0));
    entry->lpVtbl->Release(entry);
    ok_hr(f->container->lpVtbl->ResolveNames(f->container, NULL, MAPI_UNICODE, list,
                                             (FlagList *)&answers));
    assert_int_equal(answers.flags[0], MAPI_RESOLVED);
    assert_true(wide_equal(prop_of(&list->aEntries[0], PR_DISPLAY_NAME_W)->Value.lpszW, L"Zoe"));
    assert_true(wide_equal(prop_of(&list->aEntries[0], PR_EMAIL_ADDRESS_W)->Value.lpszW,
                           L"SAME@home.example"));
    free_list(list);
    add_person(f, L"Yves", L"same@home.example"); /* two who have it: the user must choose */
    list = make_list(names, 1);
    answers.flags[0] = MAPI_UNRESOLVED;
    ok_hr(f->container->lpVtbl->ResolveNames(f->container, NULL, MAPI_UNICODE, list,
                                             (FlagList *)&answers));
    assert_int_equal(answers.flags[0], MAPI_AMBIGUOUS);
    free_list(list);
}

/* A name of marks alone has no words that an entry could be found by. */
static void a_name_without_a_word_is_found_as_a_whole(void **state)
{
    static const WCHAR *const names[] = {L"!!!", L"!!"};
    struct fixture *f = *state;
    ADRLIST *list = make_list(names, 2);
    struct {
        ULONG n, flags[2];
    } answers = {2, {0, 0}};

    add_person(f, L"!!!", L"loud@example.org");
    ok_hr(f->container->lpVtbl->ResolveNames(f->container, NULL, MAPI_UNICODE, list,
                                             (FlagList *)&answers));
    assert_int_equal(answers.flags[0], MAPI_RESOLVED);
    assert_int_equal(answers.flags[1], MAPI_UNRESOLVED);
    free_list(list);
}

int main(void)
{
#define PEOPLE_TEST(name) cmocka_unit_test_setup_teardown(name, people_setup, book_teardown)
    const struct CMUnitTest tests[] = {
        PEOPLE_TEST(names_are_resolved_ambiguous_or_left_alone),
        PEOPLE_TEST(tags_that_are_asked_for_come_in_their_order_and_width),
        PEOPLE_TEST(recipients_get_what_they_lack),
        PEOPLE_TEST(who_has_several_addresses_is_found_by_each_and_gets_that_one),
        PEOPLE_TEST(another_address_in_eight_bits_is_found_too),
        PEOPLE_TEST(few_are_looked_at_however_common_the_words),
        PEOPLE_TEST(a_whole_name_wins_over_however_many_it_begins),
        PEOPLE_TEST(a_whole_address_wins_which_one_of_its_owners_it_ever_is),
        PEOPLE_TEST(a_name_without_a_word_is_found_as_a_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
