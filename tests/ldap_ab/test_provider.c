/*
 * test_provider.c - the address book of a directory: people resolved, shown, opened; lists, and
 * containers; a server that is slow, gone or lies
 */
#include <pthread.h>
#include "common/adrentry.h"
#include "ldap_ab/fake_directory.h"
#include "ldap_ab/fixture.h"

static struct fixture f;

/* ---- the clock ---- */

uint64_t __real_event_now_msec(void);
uint64_t __wrap_event_now_msec(void);

uint64_t __wrap_event_now_msec(void)
{
    return __real_event_now_msec() + __atomic_load_n(&fake_directory.passed, __ATOMIC_RELAXED);
}

/* ---- before and after ---- */

static int begin(void **state)
{
    (void)state;
    fake_directory = (struct fake_directory){0};
    fixture_begin(&f, &fake_directory_ops);
    fake_section_put_text(&f.section, PR_OMLDAP_HOST_W, L"directory.example.org");
    fake_section_put_text(&f.section, PR_OMLDAP_BASE_W, L"dc=example,dc=org");
    return 0;
}

static int end(void **state)
{
    (void)state;
    fixture_end(&f);
    event_free(fake_directory.silent);
    return 0;
}

static bool same_text(const WCHAR *a, const WCHAR *b)
{
    while (*a && *a == *b) {
        a++;
        b++;
    }
    return *a == *b;
}

static HRESULT resolve(const WCHAR *name, ULONG *answer, ADRLIST **out)
{
    struct {
        ULONG count;
        ULONG flags[1];
    } answers = {1, {MAPI_UNRESOLVED}};
    ADRLIST *list = typed_names(1, &name);
    HRESULT hr = f.container->lpVtbl->ResolveNames(f.container, NULL, MAPI_UNICODE, list,
                                                   (FlagList *)&answers);

    *answer = answers.flags[0];
    if (out) *out = list;
    else free_typed(list);
    return hr;
}

static void ok_resolved(const WCHAR *name, const WCHAR *address)
{
    static const ULONG needed[] = {PR_ENTRYID,       PR_ADDRTYPE_W, PR_DISPLAY_NAME_W,
                                   PR_OBJECT_TYPE,   PR_SEARCH_KEY, PR_TRANSMITABLE_DISPLAY_NAME_W,
                                   PR_RECIPIENT_TYPE};
    const SPropValue *value;
    ADRLIST *list;
    ULONG answer;

    ok_hr(resolve(name, &answer, &list));
    assert_int_equal(answer, MAPI_RESOLVED);
    value = adrentry_find(&list->aEntries[0], PR_EMAIL_ADDRESS_W);
    assert_non_null(value);
    assert_true(same_text(value->Value.lpszW, address));
    for (size_t i = 0; i < sizeof(needed) / sizeof(needed[0]); i++)
        if (!adrentry_find(&list->aEntries[0], needed[i])) fail_msg("no %#x", needed[i]);
    free_typed(list);
}

static void ok_not_resolved(const WCHAR *name, ULONG wanted)
{
    ADRLIST *list;
    ULONG answer;

    ok_hr(resolve(name, &answer, &list));
    assert_int_equal(answer, wanted);
    assert_int_equal(list->aEntries[0].cValues, 2); /* 7.9-12 */
    free_typed(list);
}

/* ---- names ---- */

/* 7.9-12, 7.9-14, 7.5-11 */
static void typed_names_are_resolved_in_any_script(void **state)
{
    (void)state;
    fixture_open(&f);
    ok_resolved(L"ann@example.org", L"ann@example.org");
    ok_resolved(L"kern\x006fva ANN", L"anne@example.org");
    ok_resolved(L"\x0431\x043e\x0440", L"boris@example.org");
    ok_resolved(L"\x592a\x90ce", L"taro@example.org");
    ok_resolved(L"\x05dc\x05d5\x05d9", L"cohen@example.org");
    ok_resolved(L"\xd83d\xde00", L"smile@example.org");
    ok_resolved(L"inner", L"inner@example.org");
    ok_not_resolved(L"kern", MAPI_AMBIGUOUS);
    ok_resolved(L"Anna Kern", L"ann@example.org"); /* the whole name, though another begins so */
    ok_resolved(L"ann", L"ann@example.org");       /* the account */
    ok_not_resolved(L"nobody", MAPI_UNRESOLVED);
    ok_not_resolved(L"mute", MAPI_UNRESOLVED); /* has no address */
    ok_not_resolved(L" , ", MAPI_UNRESOLVED);
}

static void nothing_that_is_typed_is_a_filter(void **state)
{
    static const WCHAR *const typed[] = {L"*",  L"*)(uid=*", L"ann)(uid=*", L"(",        L"\\2a",
                                         L"\\", L"\x01",     L"a\\00",      L")(|(cn=*", L"ann*",
                                         L"|",  L"\xd800",   L"anna\xfffd"};

    (void)state;
    fixture_open(&f);
    for (size_t i = 0; i < sizeof(typed) / sizeof(typed[0]); i++)
        ok_not_resolved(typed[i], MAPI_UNRESOLVED);
}

static void names_of_either_width_are_answered_in_it(void **state)
{
    static const SizedSPropTagArray(2, tags) = {2, {PR_DISPLAY_NAME_A, PR_EMAIL_ADDRESS_A}};
    const WCHAR *name = L"\x0431\x043e\x0440\x0438\x0441";
    ADRLIST *list = typed_names(1, &name);
    struct {
        ULONG count;
        ULONG flags[1];
    } answers = {1, {MAPI_UNRESOLVED}};

    (void)state;
    fixture_open(&f);
    ok_hr(f.container->lpVtbl->ResolveNames(f.container, (SPropTagArray *)&tags, 0, list,
                                            (FlagList *)&answers));
    assert_int_equal(answers.flags[0], MAPI_RESOLVED);
    assert_int_equal(list->aEntries[0].rgPropVals[0].ulPropTag, PR_DISPLAY_NAME_A);
    assert_string_equal(list->aEntries[0].rgPropVals[1].Value.lpszA, "boris@example.org");
    free_typed(list);
}

/* ---- tables ---- */

#define ALL_NAMES                                                                                  \
    L"All of us|Anna Kern|Anna Kernova|Inner|\x0411\x043e\x0440\x0438\x0441 "                      \
    L"\x041b\x0435\x0432|\x05db\x05d4\x05df \x05dc\x05d5\x05d9|\x592a\x90ce "                      \
    L"\x5c71\x7530|\xd83d\xde00 Smile|"

static ULONG count_rows(IMAPITable *table)
{
    ULONG n = 0;

    ok_hr(table->lpVtbl->GetRowCount(table, 0, &n));
    return n;
}

static HRESULT find_prefix(IMAPITable *table, const WCHAR *text)
{
    SPropValue value = {.ulPropTag = PR_DISPLAY_NAME_W};
    SRestriction res = {.rt = RES_CONTENT};

    value.Value.lpszW = (WCHAR *)text;
    res.res.resContent.ulFuzzyLevel = FL_PREFIX | FL_IGNORECASE;
    res.res.resContent.ulPropTag = PR_DISPLAY_NAME_W;
    res.res.resContent.lpProp = &value;
    return table->lpVtbl->FindRow(table, &res, BOOKMARK_BEGINNING, 0);
}

/* 7.9-13, 7.9-15 */
static void a_container_shows_its_people_and_lists(void **state)
{
    IMAPITable *table;

    (void)state;
    fixture_open(&f);
    table = open_contents(&f, MAPI_UNICODE);
    assert_int_equal(fake_directory.opened, 0); /* nobody was asked yet */
    assert_int_equal(count_rows(table), 8);
    ok_hr(restrict_anr(table, L"ann"));
    assert_names(table, L"Anna Kern|Anna Kernova|");
    ok_hr(restrict_anr(table, L"nobody"));
    assert_names(table, L"");
    ok_hr(table->lpVtbl->Restrict(table, NULL, 0));
    assert_int_equal(count_rows(table), 8);
    ok_hr(find_prefix(table, L"anna kerno"));
    assert_int_equal(find_prefix(table, L"zzz"), MAPI_E_NOT_FOUND);
    table->lpVtbl->Release(table);
}

/* 7.9-15 */
static void a_contents_table_has_its_columns_unasked(void **state)
{
    static const ULONG wanted[] = {PR_ADDRTYPE_W,   PR_DISPLAY_NAME_W, PR_DISPLAY_TYPE, PR_ENTRYID,
                                   PR_INSTANCE_KEY, PR_OBJECT_TYPE,    PR_RECORD_KEY};
    SPropTagArray *columns = NULL;

    (void)state;
    fixture_open(&f);
    for (int wide = 0; wide < 2; wide++) {
        ULONG flags = wide ? MAPI_UNICODE : 0;
        IMAPITable *table = open_contents(&f, flags);
        SRowSet *rows = NULL;

        ok_hr(table->lpVtbl->QueryColumns(table, 0, &columns));
        ok_hr(table->lpVtbl->QueryRows(table, 1, 0, &rows));
        assert_int_equal(rows->cRows, 1);
        for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++) {
            ULONG tag = wanted[i], at = 0;

            if (!flags && PROP_TYPE(tag) == PT_UNICODE) tag = CHANGE_PROP_TYPE(tag, PT_STRING8);
            while (at < columns->cValues && columns->aulPropTag[at] != tag)
                at++;
            assert_true(at < columns->cValues);
            assert_int_equal(rows->aRow[0].lpProps[at].ulPropTag, tag);
        }
        MAPIFreeBuffer(columns);
        free_rows(rows);
        table->lpVtbl->Release(table);
    }
}

static HRESULT find_key(IMAPITable *table, SPropValue *key)
{
    SRestriction res = {.rt = RES_PROPERTY, .res.resProperty = {RELOP_EQ, PR_INSTANCE_KEY, key}};

    return table->lpVtbl->FindRow(table, &res, BOOKMARK_BEGINNING, 0);
}

/* 7.9-13 */
static void a_row_is_found_by_its_instance_key(void **state)
{
    static const SizedSPropTagArray(1, columns) = {1, {PR_INSTANCE_KEY}};
    SPropValue nobodys = {.ulPropTag = PR_INSTANCE_KEY};
    SRowSet *rows = NULL;
    IMAPITable *table;
    ULONG row, numerator, denominator;

    (void)state;
    fixture_open(&f);
    table = open_contents(&f, MAPI_UNICODE);
    ok_hr(table->lpVtbl->SetColumns(table, (SPropTagArray *)&columns, 0));
    ok_hr(table->lpVtbl->QueryRows(table, 100, 0, &rows));
    assert_int_equal(rows->cRows, 8);
    for (ULONG i = 0; i < rows->cRows; i++) {
        ok_hr(find_key(table, rows->aRow[i].lpProps));
        ok_hr(table->lpVtbl->QueryPosition(table, &row, &numerator, &denominator));
        assert_int_equal(row, i);
    }
    nobodys.Value.bin = (SBinary){4, (BYTE *)"none"};
    assert_int_equal(find_key(table, &nobodys), MAPI_E_NOT_FOUND);
    free_rows(rows);
    table->lpVtbl->Release(table);
}

/* 7.9-02 */
static void a_container_says_what_it_is(void **state)
{
    static const SizedSPropTagArray(5, tags) = {
        5, {PR_CONTAINER_FLAGS, PR_DISPLAY_NAME_W, PR_ENTRYID, PR_OBJECT_TYPE, PR_RECORD_KEY}};
    IABContainer *root = NULL;
    ULONG type, n;

    (void)state;
    fixture_open(&f);
    ok_hr(f.logon->lpVtbl->OpenEntry(f.logon, 0, NULL, NULL, 0, &type, (IUnknown **)&root));
    for (int i = 0; i < 2; i++) {
        IABContainer *container = i ? f.container : root;
        SPropValue *values = NULL;

        ok_hr(container->lpVtbl->GetProps(container, (SPropTagArray *)&tags, 0, &n, &values));
        assert_int_equal(n, 5);
        assert_int_equal(values[3].Value.l, MAPI_ABCONT);
        assert_true(values[4].Value.bin.cb > 0);
        MAPIFreeBuffer(values);
    }
    root->lpVtbl->Release(root);
}

/* 7.9-16 */
static void a_hierarchy_table_does_what_it_must(void **state)
{
    SPropValue name = {.ulPropTag = PR_DISPLAY_NAME_W, .Value.lpszW = (WCHAR *)L"lists"};
    SRestriction res = {.rt = RES_PROPERTY,
                        .res.resProperty = {RELOP_EQ, PR_DISPLAY_NAME_W, &name}};
    ULONG row, numerator, denominator, at = 0;
    SPropTagArray *columns = NULL;
    IMAPITable *table = NULL;
    SRowSet *rows = NULL;
    BOOKMARK mark;
    LONG sought;

    (void)state;
    fixture_open(&f);
    ok_hr(f.container->lpVtbl->GetHierarchyTable(f.container, CONVENIENT_DEPTH | MAPI_UNICODE,
                                                 &table));
    ok_hr(table->lpVtbl->QueryColumns(table, 0, &columns));
    while (at < columns->cValues && columns->aulPropTag[at] != PR_CONTAINER_FLAGS)
        at++;
    assert_true(at < columns->cValues);
    MAPIFreeBuffer(columns);
    ok_hr(table->lpVtbl->SeekRow(table, BOOKMARK_BEGINNING, 1, &sought));
    assert_int_equal(sought, 1);
    ok_hr(table->lpVtbl->CreateBookmark(table, &mark));
    ok_hr(table->lpVtbl->SeekRowApprox(table, 0, 1));
    ok_hr(table->lpVtbl->SeekRow(table, mark, 0, NULL));
    ok_hr(table->lpVtbl->QueryPosition(table, &row, &numerator, &denominator));
    assert_int_equal(row, 1);
    ok_hr(table->lpVtbl->FreeBookmark(table, mark));
    ok_hr(table->lpVtbl->FindRow(table, &res, BOOKMARK_BEGINNING, 0));
    ok_hr(table->lpVtbl->Restrict(table, &res, 0));
    ok_hr(table->lpVtbl->QueryRows(table, 10, 0, &rows));
    assert_int_equal(rows->cRows, 1);
    assert_int_equal(rows->aRow[0].lpProps[at].ulPropTag, PR_CONTAINER_FLAGS);
    free_rows(rows);
    table->lpVtbl->Release(table);
}

static void a_restriction_is_the_servers_and_the_rest_is_ours(void **state)
{
    SPropValue name = {.ulPropTag = PR_ANR_W}, type = {.ulPropTag = PR_OBJECT_TYPE};
    SPropValue phone = {.ulPropTag = PR_BUSINESS_TELEPHONE_NUMBER_W};
    SRestriction parts[2] = {{.rt = RES_PROPERTY}, {.rt = RES_PROPERTY}}, all = {.rt = RES_AND};
    IMAPITable *table;

    (void)state;
    fixture_open(&f);
    table = open_contents(&f, MAPI_UNICODE);
    name.Value.lpszW = (WCHAR *)L"ann";
    parts[0].res.resProperty.relop = RELOP_EQ;
    parts[0].res.resProperty.ulPropTag = PR_ANR_W;
    parts[0].res.resProperty.lpProp = &name;
    phone.Value.lpszW = (WCHAR *)L"+44 1";
    parts[1].res.resProperty.relop = RELOP_LE; /* which no server is asked */
    parts[1].res.resProperty.ulPropTag = PR_BUSINESS_TELEPHONE_NUMBER_W;
    parts[1].res.resProperty.lpProp = &phone;
    all.res.resAnd.cRes = 2;
    all.res.resAnd.lpRes = parts;
    ok_hr(table->lpVtbl->Restrict(table, &all, 0));
    assert_names(table, L"Anna Kern|");
    all.rt = RES_OR;
    assert_int_equal(table->lpVtbl->Restrict(table, &all, 0), MAPI_E_TOO_COMPLEX);
    assert_names(table, L"Anna Kern|"); /* as it was */
    type.Value.l = MAPI_DISTLIST;
    parts[1].res.resProperty.relop = RELOP_EQ;
    parts[1].res.resProperty.ulPropTag = PR_OBJECT_TYPE;
    parts[1].res.resProperty.lpProp = &type;
    ok_hr(table->lpVtbl->Restrict(table, &parts[1], TBL_BATCH));
    assert_names(table, L"All of us|Inner|");
    table->lpVtbl->Release(table);
}

static void a_table_has_as_many_rows_as_the_settings_allow(void **state)
{
    IMAPITable *table;
    ULONG n = 0;

    (void)state;
    fake_section_put_number(&f.section, PR_OMLDAP_SIZE_LIMIT, 3);
    fixture_open(&f);
    table = open_contents(&f, 0);
    assert_int_equal(table->lpVtbl->GetRowCount(table, 0, &n), MAPI_W_APPROX_COUNT);
    assert_int_equal(n, 3);
    ok_hr(restrict_anr(table, L"smile")); /* one that was cut */
    assert_names(table, L"\xd83d\xde00 Smile|");
    table->lpVtbl->Release(table);
}

/* 7.9-03, 7.9-16 */
static void containers_are_browsed(void **state)
{
    static const SizedSPropTagArray(4, tags) = {
        4, {PR_DISPLAY_NAME_W, PR_DEPTH, PR_CONTAINER_FLAGS, PR_ENTRYID}};
    static const WCHAR *const names[] = {L"LDAP Directory", L"lists", L"people", L"R, D"};
    static const LONG depths[] = {0, 1, 1, 2};
    IABContainer *root = NULL, *below = NULL;
    IMAPITable *table;
    SRowSet *rows;
    ULONG type;

    (void)state;
    fixture_open(&f);
    ok_hr(f.container->lpVtbl->GetHierarchyTable(f.container, MAPI_UNICODE, &table));
    assert_names(table, L"lists|people|");
    table->lpVtbl->Release(table);
    ok_hr(f.logon->lpVtbl->OpenEntry(f.logon, 0, NULL, NULL, 0, &type, (IUnknown **)&root));
    ok_hr(root->lpVtbl->GetHierarchyTable(root, MAPI_UNICODE | CONVENIENT_DEPTH, &table));
    ok_hr(table->lpVtbl->SetColumns(table, (SPropTagArray *)&tags, 0));
    ok_hr(table->lpVtbl->QueryRows(table, 100, 0, &rows));
    assert_int_equal(rows->cRows, 4);
    for (ULONG i = 0; i < 4; i++) {
        assert_true(same_text(rows->aRow[i].lpProps[0].Value.lpszW, names[i]));
        assert_int_equal(rows->aRow[i].lpProps[1].Value.l, depths[i]);
        assert_int_equal(rows->aRow[i].lpProps[2].Value.l,
                         AB_RECIPIENTS | AB_SUBCONTAINERS | AB_UNMODIFIABLE | AB_FIND_ON_OPEN);
    }
    ok_hr(root->lpVtbl->OpenEntry(root, rows->aRow[3].lpProps[3].Value.bin.cb,
                                  (ENTRYID *)rows->aRow[3].lpProps[3].Value.bin.lpb, NULL, 0, &type,
                                  (IUnknown **)&below));
    free_rows(rows);
    table->lpVtbl->Release(table);
    ok_hr(below->lpVtbl->GetContentsTable(below, 0, &table));
    assert_names(table, L"\x05db\x05d4\x05df \x05dc\x05d5\x05d9|\xd83d\xde00 Smile|");
    table->lpVtbl->Release(table);
    below->lpVtbl->Release(below);
    root->lpVtbl->Release(root);
}

/* ---- entries ---- */

/* The entry that a name is resolved to. */
static IMAPIProp *open_named(const WCHAR *name, ULONG wanted_type)
{
    IMAPIProp *object = NULL;
    const SPropValue *id;
    ULONG answer, type = 0;
    ADRLIST *list;

    ok_hr(resolve(name, &answer, &list));
    assert_int_equal(answer, MAPI_RESOLVED);
    id = adrentry_find(&list->aEntries[0], PR_ENTRYID);
    ok_hr(f.logon->lpVtbl->OpenEntry(f.logon, id->Value.bin.cb, (ENTRYID *)id->Value.bin.lpb, NULL,
                                     MAPI_BEST_ACCESS, &type, (IUnknown **)&object));
    assert_int_equal(type, wanted_type);
    free_typed(list);
    return object;
}

/* 7.9-05 */
static void a_person_is_opened_and_nobody_changes_it(void **state)
{
    static const SizedSPropTagArray(3, tags) = {
        3, {PR_BUSINESS_TELEPHONE_NUMBER_W, PR_SURNAME_A, PR_PAGER_TELEPHONE_NUMBER_W}};
    SPropValue name = {.ulPropTag = PR_DISPLAY_NAME_W}, *values = NULL;
    IMAPITable *details = NULL;
    IMAPIProp *person;
    ULONG n;

    (void)state;
    fixture_open(&f);
    person = open_named(L"ann@example.org", MAPI_MAILUSER);
    assert_int_equal(
        person->lpVtbl->GetProps(person, (SPropTagArray *)&tags, MAPI_UNICODE, &n, &values),
        MAPI_W_ERRORS_RETURNED);
    assert_true(same_text(values[0].Value.lpszW, L"+44 1"));
    assert_string_equal(values[1].Value.lpszA, "Kern");
    assert_int_equal(values[2].Value.err, MAPI_E_NOT_FOUND);
    MAPIFreeBuffer(values);
    name.Value.lpszW = (WCHAR *)L"x";
    assert_int_equal(person->lpVtbl->SetProps(person, 1, &name, NULL), MAPI_E_NO_ACCESS);
    assert_int_equal(person->lpVtbl->SaveChanges(person, 0), MAPI_E_NO_ACCESS);
    ok_hr(person->lpVtbl->OpenProperty(person, PR_DETAILS_TABLE, &IID_IMAPITable, MAPI_UNICODE, 0,
                                       (IUnknown **)&details));
    assert_true(count_rows(details) > 10);
    details->lpVtbl->Release(details);
    person->lpVtbl->Release(person);
}

static void what_ends_with_the_log_on_says_so(void **state)
{
    IMAPIProp *person;
    IMAPITable *table;
    ULONG n;

    (void)state;
    fixture_open(&f);
    person = open_named(L"ann@example.org", MAPI_MAILUSER);
    table = open_contents(&f, 0);
    f.container->lpVtbl->Release(f.container);
    f.container = NULL;
    ok_hr(f.logon->lpVtbl->Logoff(f.logon, 0));
    assert_int_equal(person->lpVtbl->SaveChanges(person, 0), MAPI_E_INVALID_OBJECT);
    assert_int_equal(table->lpVtbl->GetRowCount(table, 0, &n), MAPI_E_INVALID_OBJECT);
    person->lpVtbl->Release(person);
    table->lpVtbl->Release(table);
    f.logon->lpVtbl->Release(f.logon);
    f.logon = NULL;
}

/* 7.9-06 */
static void a_list_shows_its_members(void **state)
{
    static const SizedSPropTagArray(1, tags) = {1, {PR_ADDRTYPE_W}};
    SPropValue *type = NULL;
    IMAPITable *table = NULL;
    IDistList *list;
    ULONG n;

    (void)state;
    fixture_open(&f);
    list = (IDistList *)open_named(L"all of us", MAPI_DISTLIST);
    ok_hr(list->lpVtbl->GetProps(list, (SPropTagArray *)&tags, 0, &n, &type));
    assert_true(same_text(type->Value.lpszW, L"MAPIPDL"));
    MAPIFreeBuffer(type);
    ok_hr(list->lpVtbl->GetContentsTable(list, MAPI_UNICODE, &table));
    assert_names(table, L"Anna Kern|Inner|"); /* gone and mute ones aren't there */
    ok_hr(restrict_anr(table, L"inn"));       /* 7.9-13 */
    assert_names(table, L"Inner|");
    table->lpVtbl->Release(table);
    assert_int_equal(list->lpVtbl->GetHierarchyTable(list, 0, &table), MAPI_E_NO_SUPPORT);
    list->lpVtbl->Release(list);
    list = (IDistList *)open_named(L"inner", MAPI_DISTLIST);
    ok_hr(list->lpVtbl->OpenProperty(list, PR_CONTAINER_CONTENTS, &IID_IMAPITable, 0, 0,
                                     (IUnknown **)&table));
    assert_names(table, L"\x0411\x043e\x0440\x0438\x0441 \x041b\x0435\x0432|");
    table->lpVtbl->Release(table);
    list->lpVtbl->Release(list);
}

/* 7.9-06: mail goes to whom a list's table has, so it has all members, whatever the limit for who
 * browses, or fails */
static void a_list_has_all_its_members_or_fails(void **state)
{
    IMAPITable *table = NULL;
    SRowSet *rows = NULL;
    IDistList *list;

    (void)state;
    fake_section_put_number(&f.section, PR_OMLDAP_SIZE_LIMIT, 1);
    fixture_open(&f);
    list = (IDistList *)open_named(L"all of us", MAPI_DISTLIST);
    ok_hr(list->lpVtbl->GetContentsTable(list, MAPI_UNICODE, &table));
    assert_names(table, L"Anna Kern|Inner|");
    table->lpVtbl->Release(table);
    fake_directory.elsewhere = "uid=gone,ou=people,dc=example,dc=org";
    ok_hr(list->lpVtbl->GetContentsTable(list, MAPI_UNICODE, &table));
    assert_int_equal(table->lpVtbl->QueryRows(table, 10, 0, &rows), MAPI_E_NETWORK_ERROR);
    table->lpVtbl->Release(table);
    fake_directory.elsewhere = NULL;
    fake_directory.swapped = "uid=gone,ou=people,dc=example,dc=org";
    ok_hr(list->lpVtbl->GetContentsTable(list, MAPI_UNICODE, &table));
    assert_int_equal(table->lpVtbl->QueryRows(table, 10, 0, &rows), MAPI_E_CALL_FAILED);
    assert_null(rows);
    table->lpVtbl->Release(table);
    list->lpVtbl->Release(list);
}

/* An empty table would be a list without members. */
static void the_table_of_a_list_that_is_gone_fails(void **state)
{
    static const char name[] = "cn=all,ou=lists,dc=example,dc=org";
    IMAPITable *table = NULL;
    IDistList *list;
    ULONG n;

    (void)state;
    fixture_open(&f);
    list = (IDistList *)open_named(L"all of us", MAPI_DISTLIST);
    ok_hr(list->lpVtbl->GetContentsTable(list, MAPI_UNICODE, &table));
    fake_directory.hidden = name;
    assert_int_equal(table->lpVtbl->GetRowCount(table, 0, &n), MAPI_E_NOT_FOUND);
    fake_directory.hidden = NULL;
    fake_directory.elsewhere = name;
    assert_int_equal(table->lpVtbl->GetRowCount(table, 0, &n), MAPI_E_NETWORK_ERROR);
    fake_directory.elsewhere = NULL;
    fake_directory.swapped = name;
    assert_int_equal(table->lpVtbl->GetRowCount(table, 0, &n), MAPI_E_CALL_FAILED);
    fake_directory.swapped = NULL;
    assert_names(table, L"Anna Kern|Inner|");
    table->lpVtbl->Release(table);
    list->lpVtbl->Release(list);
}

/* What all its members take is more than what one answer may. */
static void a_large_list_takes_its_time(void **state)
{
    static const size_t parts[] = {0, 60};
    IMAPITable *table = NULL;
    IDistList *list;

    (void)state;
    fixture_open(&f); /* the limit is 30 seconds */
    list = (IDistList *)open_named(L"all of us", MAPI_DISTLIST);
    fake_directory.crowd = 150;
    fake_directory.takes = 200;
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
        fake_directory.part = parts[i];
        fake_directory.passed = 0;
        ok_hr(list->lpVtbl->GetContentsTable(list, MAPI_UNICODE, &table));
        assert_names(table, L"Anna Kern|Inner|");
        assert_true(fake_directory.passed > 60000);
        table->lpVtbl->Release(table);
    }
    list->lpVtbl->Release(list);
}

/* 7.9-06: as Active Directory sends a large group */
static void members_in_parts_are_put_together(void **state)
{
    IMAPITable *table = NULL;
    IDistList *list;
    int before;

    (void)state;
    fixture_open(&f);
    list = (IDistList *)open_named(L"all of us", MAPI_DISTLIST);
    for (size_t part = 1; part <= 5; part++) {
        fake_directory.part = part;
        before = fake_directory.searched;
        ok_hr(list->lpVtbl->GetContentsTable(list, MAPI_UNICODE, &table));
        assert_names(table, L"Anna Kern|Inner|");
        table->lpVtbl->Release(table);
        /* one for each part of the four, and who they are */
        assert_int_equal(fake_directory.searched - before, (4 + part - 1) / part + 7);
    }
    list->lpVtbl->Release(list);
}

static void a_server_that_sends_wrong_parts_gives_no_members(void **state)
{
    static const enum fake_parts wrong[] = {PARTS_THE_SAME, PARTS_MISSING, PARTS_SHORT};
    IMAPITable *table = NULL;
    SRowSet *rows = NULL;
    IDistList *list;

    (void)state;
    fixture_open(&f);
    list = (IDistList *)open_named(L"all of us", MAPI_DISTLIST);
    fake_directory.part = 2;
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        fake_directory.parts = wrong[i];
        ok_hr(list->lpVtbl->GetContentsTable(list, MAPI_UNICODE, &table));
        assert_int_equal(table->lpVtbl->QueryRows(table, 10, 0, &rows), MAPI_E_CALL_FAILED);
        assert_null(rows);
        table->lpVtbl->Release(table);
    }
    assert_true(fake_directory.searched < 40);
    list->lpVtbl->Release(list);
}

static HRESULT restrict_later(IMAPITable *table, const WCHAR *text)
{
    SPropValue value = {.ulPropTag = PR_ANR_W, .Value.lpszW = (WCHAR *)text};
    SRestriction res = {.rt = RES_PROPERTY, .res.resProperty = {RELOP_EQ, PR_ANR_W, &value}};

    return table->lpVtbl->Restrict(table, &res, TBL_BATCH);
}

struct reader {
    IMAPITable *table;
    ULONG all; /* rows before the first restriction */
    bool over;
    HRESULT hr; /* what went wrong, but that the filter went on changing */
    int wrong;  /* counts that no filter has */
};

static void *read_until_over(void *context)
{
    struct reader *reader = context;
    ULONG n;

    while (!__atomic_load_n(&reader->over, __ATOMIC_RELAXED)) {
        HRESULT hr = reader->table->lpVtbl->GetRowCount(reader->table, 0, &n);

        if (FAILED(hr) && hr != MAPI_E_BUSY) reader->hr = hr;
        reader->wrong += SUCCEEDED(hr) && n != 1 && n != 2 && n != reader->all;
    }
    return NULL;
}

/* What was found for an earlier filter doesn't come into the rows of a later one. */
static void rows_are_those_of_the_last_restriction(void **state)
{
    struct reader reader = {.over = false};
    pthread_t thread;

    (void)state;
    fixture_open(&f);
    reader.table = open_contents(&f, MAPI_UNICODE);
    reader.all = count_rows(reader.table);
    assert_int_equal(pthread_create(&thread, NULL, read_until_over, &reader), 0);
    for (int i = 0; i < 150; i++) {
        ok_hr(restrict_later(reader.table, L"smile"));
        assert_names(reader.table, L"\xd83d\xde00 Smile|");
        ok_hr(restrict_later(reader.table, L"ann"));
        assert_names(reader.table, L"Anna Kern|Anna Kernova|");
    }
    __atomic_store_n(&reader.over, true, __ATOMIC_RELAXED);
    pthread_join(thread, NULL);
    assert_int_equal(reader.hr, S_OK);
    assert_int_equal(reader.wrong, 0);
    reader.table->lpVtbl->Release(reader.table);
}

/* 7.7-03, 7.7-04 */
static void recipients_of_the_directory_are_prepared(void **state)
{
    static const SizedSPropTagArray(2, tags) = {
        2, {PR_DISPLAY_NAME_W, PR_BUSINESS_TELEPHONE_NUMBER_W}};
    const SPropValue *value;
    ADRLIST *list;
    ULONG answer;

    (void)state;
    fixture_open(&f);
    ok_hr(resolve(L"ann@example.org", &answer, &list));
    ok_hr(f.logon->lpVtbl->PrepareRecips(f.logon, MAPI_UNICODE, (SPropTagArray *)&tags, list));
    value = adrentry_find(&list->aEntries[0], PR_BUSINESS_TELEPHONE_NUMBER_W);
    assert_non_null(value);
    assert_true(same_text(value->Value.lpszW, L"+44 1"));
    assert_non_null(adrentry_find(&list->aEntries[0], PR_RECIPIENT_TYPE));
    free_typed(list);
    list = typed_names(1, (const WCHAR *const[]){L"a one-off"});
    ok_hr(f.logon->lpVtbl->PrepareRecips(f.logon, MAPI_UNICODE, (SPropTagArray *)&tags, list));
    assert_int_equal(list->aEntries[0].cValues, 2);
    free_typed(list);
}

/* ---- servers ---- */

static void without_a_server_there_is_no_logon(void **state)
{
    (void)state;
    f.section.n_values = 0;
    assert_int_equal(fixture_log_on(&f), MAPI_E_UNCONFIGURED);
    fake_section_put_text(&f.section, PR_OMLDAP_HOST_W, L"directory.example.org");
    assert_int_equal(fixture_log_on(&f), MAPI_E_UNCONFIGURED); /* no base */
    fake_section_put_text(&f.section, PR_OMLDAP_BASE_W, L"dc=example,dc=org");
    fake_section_put_text(&f.section, PR_OMLDAP_ATTRIBUTES_W, L"person=no filter");
    assert_int_equal(fixture_log_on(&f), MAPI_E_UNCONFIGURED);
}

static void the_servers_trouble_is_told_and_the_top_stays(void **state)
{
    static const HRESULT troubles[] = {MAPI_E_LOGON_FAILED, MAPI_E_NETWORK_ERROR};
    IABContainer *root = NULL;
    IMAPITable *table;
    ULONG answer, type, n;

    (void)state;
    fixture_open(&f);
    for (size_t i = 0; i < 2; i++) {
        fake_directory.open = troubles[i];
        assert_int_equal(resolve(L"ann", &answer, NULL), troubles[i]);
        assert_int_equal(answer, MAPI_UNRESOLVED);
        table = open_contents(&f, 0);
        assert_int_equal(table->lpVtbl->GetRowCount(table, 0, &n), troubles[i]);
        assert_int_equal(restrict_anr(table, L"ann"), troubles[i]);
        table->lpVtbl->Release(table);
    }
    ok_hr(f.logon->lpVtbl->OpenEntry(f.logon, 0, NULL, NULL, 0, &type, (IUnknown **)&root));
    ok_hr(root->lpVtbl->GetHierarchyTable(root, CONVENIENT_DEPTH, &table));
    assert_names(table, L"LDAP Directory|");
    table->lpVtbl->Release(table);
    root->lpVtbl->Release(root);
    fixture_close(&f);
}

static void a_server_that_hangs_costs_one_limit_for_all_names(void **state)
{
    static const WCHAR *const names[] = {L"ann", L"boris", L"taro"};
    struct {
        ULONG count;
        ULONG flags[3];
    } answers = {3, {0, 0, 0}};
    ADRLIST *list = typed_names(3, names);
    uint64_t before;

    (void)state;
    fake_section_put_number(&f.section, PR_OMLDAP_TIME_LIMIT, 1);
    fixture_open(&f);
    fake_directory.silent = event_create();
    before = event_now_msec();
    assert_int_equal(f.container->lpVtbl->ResolveNames(f.container, NULL, MAPI_UNICODE, list,
                                                       (FlagList *)&answers),
                     MAPI_E_TIMEOUT);
    assert_true(event_now_msec() - before >= 1000);
    assert_int_equal(fake_directory.searched, 1);
    free_typed(list);
    fixture_close(&f); /* at once */
    event_set(fake_directory.silent);
}

static void what_a_lying_server_sends_beside_is_left_out(void **state)
{
    IMAPITable *table;
    ULONG answer;

    (void)state;
    fixture_open(&f);
    fake_directory.lies = true;
    ok_hr(resolve(L"ann", &answer, NULL));
    assert_int_equal(answer, MAPI_AMBIGUOUS);
    ok_hr(f.container->lpVtbl->GetHierarchyTable(f.container, MAPI_UNICODE, &table));
    table->lpVtbl->Release(table);
    table = open_contents(&f, 0);
    assert_int_equal(count_rows(table), 2 * 13); /* as people and as lists; nobody of elsewhere */
    assert_int_equal(find_prefix(table, L"Anna Else"), MAPI_E_NOT_FOUND);
    table->lpVtbl->Release(table);
}

static void what_a_directory_does_not_do_is_refused(void **state)
{
    ULONG_PTR connection = 0;
    IMAPIProp *entry = NULL;

    (void)state;
    fixture_open(&f);
    assert_int_equal(
        f.logon->lpVtbl->Advise(f.logon, 0, NULL, fnevObjectModified, NULL, &connection),
        MAPI_E_NO_SUPPORT);
    assert_int_equal(f.container->lpVtbl->CreateEntry(f.container, 0, NULL, 0, &entry),
                     MAPI_E_NO_SUPPORT);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
    const struct CMUnitTest tests[] = {
        TEST(typed_names_are_resolved_in_any_script),
        TEST(nothing_that_is_typed_is_a_filter),
        TEST(names_of_either_width_are_answered_in_it),
        TEST(a_container_shows_its_people_and_lists),
        TEST(a_contents_table_has_its_columns_unasked),
        TEST(a_row_is_found_by_its_instance_key),
        TEST(a_container_says_what_it_is),
        TEST(a_hierarchy_table_does_what_it_must),
        TEST(a_restriction_is_the_servers_and_the_rest_is_ours),
        TEST(a_table_has_as_many_rows_as_the_settings_allow),
        TEST(containers_are_browsed),
        TEST(a_person_is_opened_and_nobody_changes_it),
        TEST(what_ends_with_the_log_on_says_so),
        TEST(a_list_shows_its_members),
        TEST(a_list_has_all_its_members_or_fails),
        TEST(the_table_of_a_list_that_is_gone_fails),
        TEST(a_large_list_takes_its_time),
        TEST(members_in_parts_are_put_together),
        TEST(rows_are_those_of_the_last_restriction),
        TEST(a_server_that_sends_wrong_parts_gives_no_members),
        TEST(recipients_of_the_directory_are_prepared),
        TEST(without_a_server_there_is_no_logon),
        TEST(the_servers_trouble_is_told_and_the_top_stays),
        TEST(a_server_that_hangs_costs_one_limit_for_all_names),
        TEST(what_a_lying_server_sends_beside_is_left_out),
        TEST(what_a_directory_does_not_do_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
