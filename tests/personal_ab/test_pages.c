/*
 * test_pages.c - what a user is shown of an entry and fills in, and the lists it belongs to
 */
#include "personal_ab/fixture.h"
#include <string.h>
#include "personal_ab/pages.h"

#define ID(value) (value)->Value.bin.cb, (ENTRYID *)(value)->Value.bin.lpb

enum {
    TYPE,
    FLAGS_OF,
    STRUCTURE,
    N_COLUMNS
};
static const SizedSPropTagArray(N_COLUMNS, columns) = {
    N_COLUMNS, {PR_CONTROL_TYPE, PR_CONTROL_FLAGS, PR_CONTROL_STRUCTURE}};

static SRowSet *pages_of(void *object)
{
    IMAPIProp *entry = object;
    IMAPITable *table = NULL;
    SRowSet *rows = NULL;

    ok_hr(entry->lpVtbl->OpenProperty(entry, PR_DETAILS_TABLE, &IID_IMAPITable, MAPI_UNICODE, 0,
                                      (IUnknown **)&table));
    ok_hr(table->lpVtbl->SetColumns(table, (SPropTagArray *)&columns, 0));
    ok_hr(table->lpVtbl->QueryRows(table, 200, 0, &rows));
    table->lpVtbl->Release(table);
    assert_true(rows->cRows > 3);
    assert_int_equal(rows->aRow[0].lpProps[TYPE].Value.l, DTCT_PAGE);
    return rows;
}

static ULONG count_type(const SRowSet *rows, LONG type)
{
    ULONG n = 0;

    for (ULONG i = 0; i < rows->cRows; i++)
        n += rows->aRow[i].lpProps[TYPE].Value.l == type;
    return n;
}

/* 7.10-06 */
static void each_line_of_the_pages_can_be_filled_in_and_is_kept(void **state)
{
    struct fixture *f = *state;
    IMAPIProp *entry = new_entry(f, 0), *again = NULL;
    SRowSet *rows = pages_of(entry);
    ULONG type = 0, filled = 0;
    SPropValue *id;

    assert_int_equal(count_type(rows, DTCT_PAGE), 5);
    for (ULONG i = 0; i < rows->cRows; i++) {
        const DTBLEDIT *edit = (const DTBLEDIT *)rows->aRow[i].lpProps[STRUCTURE].Value.bin.lpb;

        if (rows->aRow[i].lpProps[TYPE].Value.l != DTCT_EDIT) continue;
        assert_true(rows->aRow[i].lpProps[FLAGS_OF].Value.l & DT_EDITABLE);
        assert_int_equal(PROP_TYPE(edit->ulPropTag), PT_UNICODE);
        ok_hr(set_text(entry, edit->ulPropTag, L"\u0416\u05d0\u674e"));
        filled++;
    }
    assert_true(filled > 20);
    ok_hr(entry->lpVtbl->SaveChanges(entry, KEEP_OPEN_READWRITE));
    id = get_prop(entry, PR_ENTRYID);
    entry->lpVtbl->Release(entry);
    ok_hr(f->logon->lpVtbl->OpenEntry(f->logon, ID(id), NULL, 0, &type, (IUnknown **)&again));
    for (ULONG i = 0; i < rows->cRows; i++) {
        const DTBLEDIT *edit = (const DTBLEDIT *)rows->aRow[i].lpProps[STRUCTURE].Value.bin.lpb;

        if (rows->aRow[i].lpProps[TYPE].Value.l == DTCT_EDIT)
            assert_text(again, edit->ulPropTag, L"\u0416\u05d0\u674e");
    }
    free_rows(rows);
    rows = pages_of(again); /* opened for reading: nothing is to be filled in */
    for (ULONG i = 0; i < rows->cRows; i++)
        assert_false(rows->aRow[i].lpProps[FLAGS_OF].Value.l & DT_EDITABLE);
    free_rows(rows);
    again->lpVtbl->Release(again);
    free_any(id);
}

static void other_addresses_are_a_line_each(void **state)
{
    struct fixture *f = *state;
    IMAPIProp *entry = new_entry(f, 0);
    SPropValue *value;
    IMAPITable *table;

    ok_hr(set_text(entry, PR_DISPLAY_NAME_W, L"Anna Kern"));
    assert_int_equal(get_error(entry, PR_OTHER_ADDRESSES_W), MAPI_E_NOT_FOUND);
    ok_hr(set_text(entry, PR_OTHER_ADDRESSES_W,
                   L"  anna@home.example \r\n\r\n[FAX:+49 30 1234]\nkern@club.example"));
    value = get_prop(entry, PR_CONTACT_EMAIL_ADDRESSES_W);
    assert_int_equal(value->Value.MVszW.cValues, 3);
    assert_true(wide_equal(value->Value.MVszW.lppszW[0], L"anna@home.example"));
    assert_true(wide_equal(value->Value.MVszW.lppszW[1], L"+49 30 1234"));
    free_any(value);
    value = get_prop(entry, PR_CONTACT_ADDRTYPES_W);
    assert_true(wide_equal(value->Value.MVszW.lppszW[0], L"SMTP"));
    assert_true(wide_equal(value->Value.MVszW.lppszW[1], L"FAX"));
    free_any(value);
    assert_text(entry, PR_OTHER_ADDRESSES_W,
                L"anna@home.example\r\n[FAX:+49 30 1234]\r\nkern@club.example");
    ok_hr(entry->lpVtbl->SaveChanges(entry, KEEP_OPEN_READWRITE));
    table = open_contents(f);
    ok_hr(restrict_anr(table, L"kern@club"));
    assert_names(table, L"Anna Kern|");
    table->lpVtbl->Release(table);
    ok_hr(set_text(entry, PR_OTHER_ADDRESSES_W, L"\n"));
    assert_int_equal(get_error(entry, PR_CONTACT_EMAIL_ADDRESSES_W), MAPI_E_NOT_FOUND);
    entry->lpVtbl->Release(entry);
}

static LONG get_index(IMAPIProp *entry)
{
    SPropValue *value = get_prop(entry, PR_CONTACT_DEFAULT_ADDRESS_INDEX);
    LONG i = value->Value.l;

    free_any(value);
    return i;
}

static void set_kept(IMAPIProp *entry, LONG index)
{
    WCHAR *all[] = {(WCHAR *)L"b@x.example", (WCHAR *)L"a@x.example"},
          *types[] = {(WCHAR *)L"smtp", (WCHAR *)L"SMTP"};
    SPropValue values[3] = {{.ulPropTag = PR_CONTACT_EMAIL_ADDRESSES_W},
                            {.ulPropTag = PR_CONTACT_ADDRTYPES_W},
                            {.ulPropTag = PR_CONTACT_DEFAULT_ADDRESS_INDEX}};

    values[0].Value.MVszW = (SWStringArray){2, all};
    values[1].Value.MVszW = (SWStringArray){2, types};
    values[2].Value.l = index;
    ok_hr(entry->lpVtbl->SetProps(entry, 3, values, NULL));
}

/* Programs find all addresses in one place, and which is the main one. */
static void the_main_address_is_kept_with_the_others_and_not_shown_among_them(void **state)
{
    struct fixture *f = *state;
    IMAPIProp *entry = new_entry(f, 0);
    SPropValue *value;

    ok_hr(set_text(entry, PR_DISPLAY_NAME_W, L"Anna Kern"));
    ok_hr(set_text(entry, PR_EMAIL_ADDRESS_W, L"a@x.example"));
    ok_hr(set_text(entry, PR_OTHER_ADDRESSES_W, L"b@x.example\nc@x.example"));
    value = get_prop(entry, PR_CONTACT_EMAIL_ADDRESSES_W);
    assert_int_equal(value->Value.MVszW.cValues, 3);
    assert_true(wide_equal(value->Value.MVszW.lppszW[get_index(entry)], L"a@x.example"));
    free_any(value);
    assert_text(entry, PR_OTHER_ADDRESSES_W, L"b@x.example\r\nc@x.example");
    ok_hr(set_text(entry, PR_EMAIL_ADDRESS_W, L"n@x.example")); /* the main one alone */
    assert_text(entry, PR_OTHER_ADDRESSES_W, L"b@x.example\r\nc@x.example");
    ok_hr(set_text(entry, PR_OTHER_ADDRESSES_W, L"c@x.example"));
    value = get_prop(entry, PR_CONTACT_EMAIL_ADDRESSES_W);
    assert_int_equal(value->Value.MVszW.cValues, 2);
    assert_true(wide_equal(value->Value.MVszW.lppszW[get_index(entry)], L"n@x.example"));
    free_any(value);
    ok_hr(set_text(entry, PR_OTHER_ADDRESSES_W, L""));
    assert_int_equal(get_error(entry, PR_CONTACT_EMAIL_ADDRESSES_W), MAPI_E_NOT_FOUND);
    assert_int_equal(get_error(entry, PR_CONTACT_DEFAULT_ADDRESS_INDEX), MAPI_E_NOT_FOUND);

    ok_hr(set_text(entry, PR_EMAIL_ADDRESS_W, L"a@x.example"));
    for (LONG index = -1; index < 3; index++) { /* as others write them, rightly or not */
        set_kept(entry, index);
        assert_text(entry, PR_OTHER_ADDRESSES_W, L"b@x.example");
    }
    ok_hr(set_text(entry, PR_EMAIL_ADDRESS_W, L"n@x.example"));
    assert_text(entry, PR_OTHER_ADDRESSES_W, L"b@x.example\r\na@x.example");
    set_kept(entry, 1);
    assert_text(entry, PR_OTHER_ADDRESSES_W, L"b@x.example");
    entry->lpVtbl->Release(entry);
}

/* ---- lists ---- */

static void a_list_shows_its_members_and_lets_choose_them(void **state)
{
    struct fixture *f = *state;
    SPropValue *id;
    IDistList *list = new_list(f, L"Choir", &id);
    IMAPITable *table = NULL;
    SRowSet *rows = pages_of(list);

    assert_int_equal(count_type(rows, DTCT_PAGE), 2);
    assert_int_equal(count_type(rows, DTCT_LBX), 1);
    assert_int_equal(count_type(rows, DTCT_BUTTON), 1);
    free_rows(rows);
    ok_hr(list->lpVtbl->OpenProperty(list, PR_CONTAINER_CONTENTS, &IID_IMAPITable, MAPI_UNICODE, 0,
                                     (IUnknown **)&table));
    assert_int_equal(count_rows(table), 0);
    table->lpVtbl->Release(table);
    list->lpVtbl->Release(list);
    free_any(id);
}

struct user {
    struct fixture *f;
    const SBinary *adds; /* and whoever was there goes */
    bool cancels;
    ULONG shown;
};

/* What the user does in MAPI's dialog. */
static HRESULT choose(void *context, ADRLIST **list)
{
    struct user *user = context;
    const struct allocators *alloc = &test_allocators;
    SPropValue *values = NULL;

    user->shown = (*list)->cEntries;
    if (user->cancels) return MAPI_E_USER_CANCEL;
    for (ULONG i = 0; i < (*list)->cEntries; i++)
        alloc->free((*list)->aEntries[i].rgPropVals);
    alloc->free(*list);
    ok_hr(alloc->buffer((ULONG)CbNewADRLIST(2), (void **)list));
    memset(*list, 0, CbNewADRLIST(2));
    ok_hr(alloc->buffer(sizeof(*values), (void **)&values));
    values->ulPropTag = PR_ENTRYID;
    values->Value.bin = *user->adds;
    (*list)->cEntries = 2; /* the second was removed: it has no values */
    (*list)->aEntries[0].cValues = 1;
    (*list)->aEntries[0].rgPropVals = values;
    return S_OK;
}

/* 7.10-11 */
static void the_button_makes_members_of_whom_the_user_leaves(void **state)
{
    struct fixture *f = *state;
    SPropValue *id, *anna, *bert;
    IDistList *list = new_list(f, L"Choir", &id);
    struct user user = {.f = f};
    IMAPIControl *control = NULL;
    ULONG enabled = MAPI_DISABLED;

    f->support.opens = f->logon;
    add_person(f, L"Anna", L"anna@example.org");
    add_person(f, L"Bert", L"bert@example.org");
    anna = find_id(f, L"anna");
    bert = find_id(f, L"bert");
    ok_hr(list->lpVtbl->OpenProperty(list, PR_CHOOSE_MEMBERS, &IID_IMAPIControl, 0, 0,
                                     (IUnknown **)&control));
    ok_hr(control->lpVtbl->GetState(control, 0, &enabled));
    assert_int_equal(enabled, MAPI_ENABLED);
    assert_int_equal(control->lpVtbl->Activate(control, 0, 0), MAPI_E_NO_SUPPORT); /* no dialog */
    f->support.address = choose;
    f->support.address_context = &user;
    user.adds = &anna->Value.bin;
    ok_hr(control->lpVtbl->Activate(control, 0, 0));
    assert_int_equal(user.shown, 0);
    assert_members(list, L"Anna|");
    user.adds = &bert->Value.bin;
    ok_hr(control->lpVtbl->Activate(control, 0, 0));
    assert_int_equal(user.shown, 1);
    assert_members(list, L"Bert|");
    user.cancels = true;
    assert_int_equal(control->lpVtbl->Activate(control, 0, 0), MAPI_E_USER_CANCEL);
    assert_members(list, L"Bert|");
    control->lpVtbl->Release(control);
    list->lpVtbl->Release(list);
    free_any(id);
    free_any(anna);
    free_any(bert);
}

static void a_new_list_has_nobody_to_choose_yet(void **state)
{
    struct fixture *f = *state;
    SPropValue *template = get_prop(f->container, PR_DEF_CREATE_DL);
    IMAPIControl *control = NULL;
    ULONG enabled = MAPI_ENABLED;
    IMAPIProp *list = NULL;

    ok_hr(f->container->lpVtbl->CreateEntry(f->container, ID(template), 0, &list));
    ok_hr(list->lpVtbl->OpenProperty(list, PR_CHOOSE_MEMBERS, &IID_IMAPIControl, 0, 0,
                                     (IUnknown **)&control));
    ok_hr(control->lpVtbl->GetState(control, 0, &enabled));
    assert_int_equal(enabled, MAPI_DISABLED);
    assert_int_equal(control->lpVtbl->Activate(control, 0, 0), MAPI_E_NO_ACCESS);
    control->lpVtbl->Release(control);
    list->lpVtbl->Release(list);
    free_any(template);
}

/* ---- IDistList ---- */

static void an_entry_that_a_list_makes_is_a_member_once_saved(void **state)
{
    struct fixture *f = *state;
    SPropValue *id, *template = get_prop(f->container, PR_DEF_CREATE_MAILUSER);
    IDistList *list = new_list(f, L"Choir", &id);
    ENTRYLIST gone = {1, &id->Value.bin};
    IMAPIProp *entry = NULL;
    IMAPITable *table;

    ok_hr(list->lpVtbl->CreateEntry(list, ID(template), 0, &entry));
    ok_hr(set_text(entry, PR_DISPLAY_NAME_W, L"Anna Kern"));
    assert_members(list, L"");
    ok_hr(entry->lpVtbl->SaveChanges(entry, KEEP_OPEN_READWRITE));
    ok_hr(set_text(entry, PR_DISPLAY_NAME_W, L"Anna Kern-Wei\u00df"));
    ok_hr(entry->lpVtbl->SaveChanges(entry, 0));
    assert_members(list, L"Anna Kern-Wei\u00df|");
    entry->lpVtbl->Release(entry);

    ok_hr(list->lpVtbl->CreateEntry(list, ID(template), 0, &entry));
    ok_hr(set_text(entry, PR_DISPLAY_NAME_W, L"Too Late"));
    ok_hr(f->container->lpVtbl->DeleteEntries(f->container, &gone, 0));
    assert_int_equal(entry->lpVtbl->SaveChanges(entry, 0), MAPI_E_OBJECT_DELETED);
    entry->lpVtbl->Release(entry);
    table = open_contents(f);
    assert_names(table, L"Anna Kern-Wei\u00df|"); /* and it isn't in the book either */
    table->lpVtbl->Release(table);
    list->lpVtbl->Release(list);
    free_any(id);
    free_any(template);
}

static ULONG resolve(IDistList *list, const WCHAR *name)
{
    struct {
        ULONG n;
        ADRENTRY entries[1];
    } names = {1, {{0}}};
    struct {
        ULONG n, flag;
    } answers = {1, MAPI_UNRESOLVED};
    SPropValue *values = NULL;

    ok_hr(test_allocators.buffer(sizeof(*values), (void **)&values));
    values->ulPropTag = PR_DISPLAY_NAME_W;
    values->Value.lpszW = (WCHAR *)name;
    names.entries[0].cValues = 1;
    names.entries[0].rgPropVals = values;
    ok_hr(list->lpVtbl->ResolveNames(list, NULL, MAPI_UNICODE, (ADRLIST *)&names,
                                     (FlagList *)&answers));
    if (answers.flag == MAPI_RESOLVED) {
        assert_true(names.entries[0].cValues > 5);
        assert_int_equal(names.entries[0].rgPropVals[0].ulPropTag, PR_ENTRYID);
    }
    test_allocators.free(names.entries[0].rgPropVals);
    return answers.flag;
}

/* 7.9-12 */
static void names_are_resolved_among_the_members(void **state)
{
    struct fixture *f = *state;
    SPropValue *id, *anna, *annabel;
    IDistList *list = new_list(f, L"Choir", &id);
    SBinary bins[2];
    ENTRYLIST entries = {2, bins};

    f->support.opens = f->logon;
    add_person(f, L"Anna Kern", L"anna@example.org");
    add_person(f, L"Annabel Lee", L"lee@example.org");
    add_person(f, L"Anna Other", L"other@example.org"); /* no member */
    anna = find_id(f, L"anna kern");
    annabel = find_id(f, L"annabel");
    bins[0] = anna->Value.bin;
    bins[1] = annabel->Value.bin;
    ok_hr(list->lpVtbl->CopyEntries(list, &entries, 0, NULL, 0));
    assert_int_equal(resolve(list, L"anna k"), MAPI_RESOLVED);
    assert_int_equal(resolve(list, L"anna"), MAPI_AMBIGUOUS);
    assert_int_equal(resolve(list, L"lee@"), MAPI_RESOLVED);
    assert_int_equal(resolve(list, L"other"), MAPI_UNRESOLVED);
    list->lpVtbl->Release(list);
    free_any(id);
    free_any(anna);
    free_any(annabel);
}

int main(void)
{
#define TEST(test) cmocka_unit_test_setup_teardown(test, book_setup, book_teardown)
    const struct CMUnitTest tests[] = {
        TEST(each_line_of_the_pages_can_be_filled_in_and_is_kept),
        TEST(other_addresses_are_a_line_each),
        TEST(the_main_address_is_kept_with_the_others_and_not_shown_among_them),
        TEST(a_list_shows_its_members_and_lets_choose_them),
        TEST(the_button_makes_members_of_whom_the_user_leaves),
        TEST(a_new_list_has_nobody_to_choose_yet),
        TEST(an_entry_that_a_list_makes_is_a_member_once_saved),
        TEST(names_are_resolved_among_the_members),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
