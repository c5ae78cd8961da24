/*
 * test_objects.c - what IMAPIProp and IMsgStore promise, beside the everyday: streams, names,
 * support mask, logoff, receive folders
 */
#include "local_store/fixture.h"
#include <string.h>
#include "edkmdb.h"

/* ---- IMAPIProp ---- */

static IMessage *new_message(struct fixture *f)
{
    IMAPIFolder *inbox = open_inbox(f);
    IMessage *message = NULL;

    ok_hr(inbox->lpVtbl->CreateMessage(inbox, NULL, 0, &message));
    inbox->lpVtbl->Release(inbox);
    return message;
}

/* 6.1-11 6.1-18: nothing has no values, so a property has some or is not there */
static void a_multivalue_has_values(void **state)
{
    struct fixture *f = *state;
    IMessage *message = new_message(f);
    LONG one = 1;
    SPropValue many = {.ulPropTag = PROP_TAG(PT_MV_LONG, 0x6801), .Value.MVl = {1, &one}};

    ok_hr(message->lpVtbl->SetProps(message, 1, &many, NULL));
    many.Value.MVl.cValues = 0;
    assert_int_equal(message->lpVtbl->SetProps(message, 1, &many, NULL), MAPI_E_INVALID_PARAMETER);
    assert_int_equal(get_long(message, PROP_TAG(PT_MV_LONG, 0x6801)), 1); /* cValues: as it was */
    message->lpVtbl->Release(message);
}

/* 6.1-12 6.1-06 6.1-02: both widths of every text are there, lists included */
static void text_comes_in_the_width_that_is_asked_for(void **state)
{
    SizedSPropTagArray(4, tags) = {4,
                                   {PR_SUBJECT_A, PR_SUBJECT_W, PROP_TAG(PT_MV_STRING8, 0x6801),
                                    PROP_TAG(PT_MV_UNICODE, 0x6801)}};
    struct fixture *f = *state;
    IMessage *message = new_message(f);
    WCHAR *texts[] = {(WCHAR *)L"b", (WCHAR *)L"\xe9"};
    SPropValue set[] = {{.ulPropTag = PR_SUBJECT_W, .Value.lpszW = L"a\xe9"},
                        {.ulPropTag = PROP_TAG(PT_MV_UNICODE, 0x6801), .Value.MVszW = {2, texts}}};
    SPropValue *values = NULL;
    ULONG n;

    ok_hr(message->lpVtbl->SetProps(message, 2, set, NULL));
    ok_hr(message->lpVtbl->GetProps(message, (SPropTagArray *)&tags, 0, &n, &values));
    assert_int_equal(n, 4);
    for (ULONG i = 0; i < 4; i++)
        assert_int_equal(values[i].ulPropTag, tags.aulPropTag[i]);
    assert_string_equal(values[0].Value.lpszA, "a\xc3\xa9");
    assert_int_equal(wide_cmp(values[1].Value.lpszW, L"a\xe9"), 0);
    assert_string_equal(values[2].Value.MVszA.lppszA[1], "\xc3\xa9");
    assert_int_equal(wide_cmp(values[3].Value.MVszW.lppszW[1], L"\xe9"), 0);
    FREE(values);
    message->lpVtbl->Release(message);
}

/* 6.1-24 6.1-25 6.1-26 6.1-27 6.1-28 6.1-29 */
static void open_property_gives_what_there_is(void **state)
{
    struct fixture *f = *state;
    IMessage *message = new_message(f);
    IUnknown *object = NULL;
    const struct {
        ULONG tag, options, flags;
        const IID *iid;
        HRESULT hr;
    } cases[] = {
        {PR_BODY_W, 0, 0, &IID_IStream, MAPI_E_NOT_FOUND},
        {PR_BODY_W, 0, MAPI_CREATE, &IID_IStream, S_OK}, /* as with MAPI_MODIFY */
        {PR_BODY_W, 0, 0, &IID_IStream, S_OK},
        {PR_BODY_A, 0, 0, &IID_IStream, S_OK},
        {PR_BODY_W, 0, 0, &IID_IMAPITable, MAPI_E_INTERFACE_NOT_SUPPORTED},
        {PR_BODY_W, 0, 0, &IID_IStorage, MAPI_E_INTERFACE_NOT_SUPPORTED},
        {PR_IMPORTANCE, 0, 0, &IID_IStream, MAPI_E_INTERFACE_NOT_SUPPORTED},
        {PR_MESSAGE_RECIPIENTS, 0, 0, &IID_IStream, MAPI_E_INTERFACE_NOT_SUPPORTED},
        {PR_MESSAGE_RECIPIENTS, MAPI_UNICODE, 0, &IID_IMAPITable, S_OK},
        {PR_MESSAGE_ATTACHMENTS, MAPI_UNICODE, 0, &IID_IMAPITable, S_OK},
        {PR_MESSAGE_ATTACHMENTS, 0, 0, NULL, MAPI_E_INVALID_PARAMETER},
        {CHANGE_PROP_TYPE(PR_BODY_W, PT_UNSPECIFIED), 0, 0, &IID_IStream, MAPI_E_INVALID_PARAMETER},
        {PR_BODY_W, 0, 0x100, &IID_IStream, MAPI_E_UNKNOWN_FLAGS},
        {PR_DISPLAY_TO_W, 0, MAPI_CREATE | MAPI_MODIFY, &IID_IStream,
         MAPI_E_NO_ACCESS}, /* the store's */
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        HRESULT hr = message->lpVtbl->OpenProperty(message, cases[i].tag, cases[i].iid,
                                                   cases[i].options, cases[i].flags, &object);

        if (hr != cases[i].hr || (hr == S_OK) != (object != NULL))
            fail_msg("case %zu: %#x", i, (unsigned)hr);
        if (object) object->lpVtbl->Release(object);
    }
    message->lpVtbl->Release(message);
}

static ULONG type_of_name(IUnknown *object)
{
    IMAPITable *table = (IMAPITable *)object;
    SPropTagArray *tags = NULL;
    ULONG type = 0;

    ok_hr(table->lpVtbl->QueryColumns(table, 0, &tags));
    for (ULONG i = 0; i < tags->cValues; i++)
        if (PROP_ID(tags->aulPropTag[i]) == PROP_ID(PR_DISPLAY_NAME))
            type = PROP_TYPE(tags->aulPropTag[i]);
    FREE(tags);
    return type;
}

/* 6.1-29: for a table the interface's options say how wide its columns' text is */
static void table_properties_take_their_width_from_the_options(void **state)
{
    struct fixture *f = *state;
    IMessage *message = new_message(f);
    IMAPIFolder *root = open_root(f);
    IUnknown *object;

    for (int wide = 0; wide < 2; wide++) {
        ULONG unicode = wide ? MAPI_UNICODE : 0;

        ok_hr(message->lpVtbl->OpenProperty(message, PR_MESSAGE_RECIPIENTS, &IID_IMAPITable,
                                            unicode, 0, &object));
        assert_int_equal(type_of_name(object), unicode ? PT_UNICODE : PT_STRING8);
        object->lpVtbl->Release(object);
        ok_hr(root->lpVtbl->OpenProperty(root, PR_CONTAINER_HIERARCHY, &IID_IMAPITable, unicode, 0,
                                         &object));
        assert_int_equal(type_of_name(object), unicode ? PT_UNICODE : PT_STRING8);
        object->lpVtbl->Release(object);
    }
    root->lpVtbl->Release(root);
    message->lpVtbl->Release(message);
}

/* 6.1-50 6.1-55 6.1-56 */
static void names_are_asked_for_within_limits(void **state)
{
    static GUID set = {1, 2, 3, {4}}, other = {5, 6, 7, {8}};
    MAPINAMEID by_id = {&set, MNID_ID, {.lID = 1}},
               by_text = {&set, MNID_STRING, {.lpwstrName = (WCHAR *)L"n"}};
    MAPINAMEID *two[] = {&by_id, &by_text}, **back = NULL, **many = calloc(0x8000, sizeof(*many));
    struct fixture *f = *state;
    IMessage *message = new_message(f);
    SPropTagArray *tags = NULL, *all = NULL;
    ULONG n = 7;

    for (int i = 0; i < 0x8000; i++)
        many[i] = &by_id;
    assert_int_equal(message->lpVtbl->GetIDsFromNames(message, 0x8000, many, 0, &tags),
                     MAPI_E_TOO_BIG);
    assert_null(tags);
    free(many);
    ok_hr(message->lpVtbl->GetIDsFromNames(message, 2, two, MAPI_CREATE, &tags));
    /* 6.1-55, 6.1-54 */
    ok_hr(message->lpVtbl->GetNamesFromIDs(message, &all, NULL, MAPI_NO_IDS | MAPI_NO_STRINGS, &n,
                                           &back));
    assert_int_equal(n, 0);
    assert_null(back);
    assert_int_equal(all->cValues, 0);
    FREE(all);
    /* the set is ignored beside tags */
    ok_hr(message->lpVtbl->GetNamesFromIDs(message, &tags, &other, 0, &n, &back));
    assert_int_equal(n, 2);
    assert_int_equal(back[0]->Kind.lID, 1);
    assert_int_equal(wide_cmp(back[1]->Kind.lpwstrName, L"n"), 0);
    FREE(back);
    FREE(tags);
    message->lpVtbl->Release(message);
}

/* ---- IMsgStore ---- */

static HRESULT set_problem(void *object, SPropValue value)
{
    SPropProblemArray *problems = NULL;
    IMAPIProp *prop = object;
    HRESULT code = S_OK;

    ok_hr(prop->lpVtbl->SetProps(prop, 1, &value, &problems));
    if (problems) code = problems->aProblem[0].scode;
    FREE(problems);
    return code;
}

/* 6.2-05 6.2-06 6.2-07: what isn't there is not promised */
static void the_support_mask_is_true(void **state)
{
    struct fixture *f = *state;
    IMessage *message = new_message(f);
    IMAPIFolder *root = open_root(f), *folder;
    ULONG mask = get_long(f->store, PR_STORE_SUPPORT_MASK), n = 1;
    BYTE id[48];
    IMAPITable *table;
    SSortOrderSet *categories = calloc(1, sizeof(*categories) + sizeof(SSortOrder));

    assert_int_equal(
        set_problem(f->store, (SPropValue){.ulPropTag = PR_STORE_SUPPORT_MASK, .Value.l = 0}),
        MAPI_E_COMPUTED);
    assert_true(mask & STORE_MODIFY_OK && mask & STORE_CREATE_OK && mask & STORE_UNICODE_OK &&
                mask & STORE_ENTRYID_UNIQUE);
    assert_false(mask & (STORE_READONLY | STORE_PUBLIC_FOLDERS));
    assert_true(mask & STORE_SEARCH_OK);
    ok_hr(root->lpVtbl->CreateFolder(root, FOLDER_SEARCH, (LPTSTR)"s", NULL, NULL, 0, &folder));
    folder->lpVtbl->Release(folder);

    make_message(root, L"x", id);
    ok_hr(root->lpVtbl->GetContentsTable(root, 0, &table));
    categories->cSorts = categories->cCategories = 1;
    categories->aSort[0] = (SSortOrder){PR_SUBJECT_W, TABLE_SORT_ASCEND};
    assert_int_equal(!(mask & STORE_CATEGORIZE_OK),
                     FAILED(table->lpVtbl->SortTable(table, categories, 0)));
    categories->cCategories = 0;
    ok_hr(table->lpVtbl->SortTable(table, categories, 0)); /* STORE_SORT_OK */
    ok_hr(table->lpVtbl->Restrict(table, NULL, 0));        /* STORE_RESTRICTION_OK */
    ok_hr(table->lpVtbl->GetRowCount(table, 0, &n));
    assert_int_equal(n, 1);
    table->lpVtbl->Release(table);
    free(categories);
    root->lpVtbl->Release(root);
    message->lpVtbl->Release(message);
}

/* 6.2-13 */
static void logging_off_goes_by_one_way(void **state)
{
    struct fixture *f = *state;
    ULONG flags = LOGOFF_ORDERLY | LOGOFF_PURGE;

    assert_int_equal(f->store->lpVtbl->StoreLogoff(f->store, &flags), MAPI_E_INVALID_PARAMETER);
    flags = 0x4000;
    assert_int_equal(f->store->lpVtbl->StoreLogoff(f->store, &flags), MAPI_E_UNKNOWN_FLAGS);
    assert_int_equal(f->store->lpVtbl->StoreLogoff(f->store, NULL), MAPI_E_INVALID_PARAMETER);
    assert_int_equal(f->support.logoffs, 0);
    flags = LOGOFF_PURGE;
    ok_hr(f->store->lpVtbl->StoreLogoff(f->store, &flags));
    assert_int_equal(flags, LOGOFF_COMPLETE); /* in and out */
    flags = LOGOFF_ORDERLY;
    ok_hr(f->store->lpVtbl->StoreLogoff(f->store, &flags)); /* the last counts */
    assert_int_equal(f->support.logoffs, 0);
    /* the object stays usable until it is let go; then the transports are told, once */
    assert_int_equal(get_long(f->store, PR_OBJECT_TYPE), MAPI_STORE);
    log_off(f);
    assert_int_equal(f->support.logoffs, 1);
    assert_int_equal(f->support.logoff_flags, LOGOFF_ORDERLY);
}

/* 5.6-09, 6.2-13: of two that have the store open the last tells the transports, as it was told */
static void the_last_to_go_tells_the_transports(void **state)
{
    struct fixture *f = *state;
    ULONG flags = LOGOFF_ORDERLY;
    IMsgStore *first = f->store, *second = NULL;

    ok_hr(f->provider->lpVtbl->Logon(f->provider, &f->support.IMAPISupport_iface, 0, NULL, 0, NULL,
                                     MDB_WRITE, NULL, NULL, NULL, NULL, &(IMSLogon *){NULL},
                                     &second));
    ok_hr(first->lpVtbl->StoreLogoff(first, &flags));
    first->lpVtbl->Release(first);
    assert_int_equal(f->support.logoffs, 0);
    f->store = second;
    log_off(f);
    assert_int_equal(f->support.logoffs, 1);
    assert_int_equal(f->support.logoff_flags, LOGOFF_ABORT); /* nobody told this one */
}

/* 6.2-18 6.12-18 */
static void new_mail_is_told_to_the_whole_store(void **state)
{
    struct fixture *f = *state;
    NOTIFICATION mail = {.ulEventType = fnevNewMail,
                         .info.newmail = {.ulMessageFlags = MSGFLAG_READ}},
                 before = mail;

    f->support.notes = 0;
    ok_hr(f->store->lpVtbl->NotifyNewMail(f->store, &mail));
    assert_int_equal(f->support.notes, 1);
    assert_int_equal(f->support.last[0].ulEventType, fnevNewMail);
    assert_memory_equal(&mail, &before, sizeof(mail)); /* neither changed nor freed */
    mail.ulEventType = fnevObjectCreated;
    assert_int_equal(f->store->lpVtbl->NotifyNewMail(f->store, &mail), MAPI_E_INVALID_PARAMETER);
    assert_int_equal(f->store->lpVtbl->NotifyNewMail(f->store, NULL), MAPI_E_INVALID_PARAMETER);
    assert_int_equal(f->support.notes, 1);
}

/* 6.2-12 6.12-22 */
static void sinks_hear_only_of_what_stores_tell(void **state)
{
    struct fixture *f = *state;
    ULONG_PTR connection = 1;
    IMAPIAdviseSink *sink = (IMAPIAdviseSink *)f; /* never called: the support object is a fake */

    assert_int_equal(
        f->store->lpVtbl->Advise(f->store, 0, NULL, fnevStatusObjectModified, sink, &connection),
        MAPI_E_NO_SUPPORT);
    assert_int_equal(
        f->store->lpVtbl->Advise(f->store, 0, NULL, fnevTableModified, sink, &connection),
        MAPI_E_NO_SUPPORT);
    assert_int_equal(connection, 0);
    assert_int_equal(f->store->lpVtbl->Advise(f->store, 0, NULL, 0, sink, &connection),
                     MAPI_E_INVALID_PARAMETER);
    assert_int_equal(f->store->lpVtbl->Advise(f->store, 0, NULL, fnevNewMail, NULL, &connection),
                     MAPI_E_INVALID_PARAMETER);
    assert_int_equal(
        f->store->lpVtbl->Advise(f->store, 20, (ENTRYID *)f, fnevNewMail, sink, &connection),
        MAPI_E_UNKNOWN_ENTRYID);
}

/* ---- receive folders ---- */

static void expect_receiver(struct fixture *f, const char *class, IMAPIFolder *folder,
                            const char *explicit_class)
{
    SPropValue *id = id_of(folder);
    ENTRYID *found = NULL;
    LPTSTR which = NULL;
    ULONG n = 0, same = FALSE;

    ok_hr(f->store->lpVtbl->GetReceiveFolder(f->store, (LPTSTR) class, 0, &n, &found,
                                             explicit_class ? &which : NULL));
    ok_hr(f->store->lpVtbl->CompareEntryIDs(f->store, n, found, EID(id), 0, &same));
    if (!same) fail_msg("%s goes elsewhere", class);
    if (explicit_class) assert_string_equal((char *)which, explicit_class);
    FREE(which);
    FREE(found);
    FREE(id);
}

/* 6.3-01 6.3-03 6.3-04 6.3-05 6.3-07 6.3-08 6.3-09 6.3-12 */
static void every_class_has_a_receive_folder(void **state)
{
    struct fixture *f = *state;
    IMAPIFolder *inbox = open_inbox(f), *root = open_root(f),
                *other = make_folder(root, L"other", 0);
    SPropValue *id = id_of(other);
    IMsgStore *s = f->store;
    char longest[300] = {0};
    BYTE bad[48];

    expect_receiver(f, NULL, inbox, "");
    expect_receiver(f, "", inbox, "");
    expect_receiver(f, "IPM.Note", inbox, NULL);
    expect_receiver(f, "IPM.Note", inbox, "IPM");
    expect_receiver(f, "Report.IPM.Note.NDR", inbox, "Report.IPM");
    expect_receiver(f, "Report.IPC.x", inbox, "");
    expect_receiver(f, "IPC.x", root, "IPC");

    ok_hr(s->lpVtbl->SetReceiveFolder(s, (LPTSTR)"ipm.Note", 0, EID(id)));
    expect_receiver(f, "IPM.NOTE.x", other, "IPM.NOTE"); /* the case is nobody's business */
    memcpy(bad, id->Value.bin.lpb, 48);
    bad[47] ^= 1;
    assert_int_equal(s->lpVtbl->SetReceiveFolder(s, (LPTSTR) "IPM.Note", 0, 48, (ENTRYID *)bad),
                     MAPI_E_NOT_FOUND);
    assert_int_equal(s->lpVtbl->SetReceiveFolder(s, (LPTSTR) "IPM.Note", 0, 12, (ENTRYID *)bad),
                     MAPI_E_INVALID_ENTRYID);
    assert_int_equal(s->lpVtbl->SetReceiveFolder(s, (LPTSTR) "IPM.Note", 0x10, EID(id)),
                     MAPI_E_UNKNOWN_FLAGS);
    expect_receiver(f, "IPM.Note", other, "IPM.Note"); /* as it was set */
    ok_hr(s->lpVtbl->SetReceiveFolder(s, (LPTSTR)"IPM.Note", 0, 0, NULL));
    expect_receiver(f, "IPM.Note", inbox, "IPM");
    /* there is none any more */
    ok_hr(s->lpVtbl->SetReceiveFolder(s, (LPTSTR)"IPM.Note", 0, 0, NULL));

    ok_hr(s->lpVtbl->SetReceiveFolder(s, NULL, 0, EID(id))); /* the default */
    expect_receiver(f, "Fax", other, "");
    ok_hr(s->lpVtbl->SetReceiveFolder(s, NULL, 0, 0, NULL));
    expect_receiver(f, "Fax", root, "");
    expect_receiver(f, NULL, root, "");
    ok_hr(s->lpVtbl->SetReceiveFolder(s, (LPTSTR)"IPM.Note", 0, EID(id)));
    /* and with it what pointed there */
    ok_hr(root->lpVtbl->DeleteFolder(root, EID(id), 0, NULL, 0));
    expect_receiver(f, "IPM.Note", inbox, "IPM");

    memset(longest, 'a', 256); /* 6.3-11 */
    assert_int_equal(s->lpVtbl->SetReceiveFolder(s, (LPTSTR)longest, 0, 0, NULL),
                     MAPI_E_INVALID_PARAMETER);
    longest[255] = 0;
    ok_hr(s->lpVtbl->SetReceiveFolder(s, (LPTSTR)longest, 0, 0, NULL));
    assert_int_equal(s->lpVtbl->SetReceiveFolder(s, (LPTSTR) "IPM.N\xc3\xb6te", 0, 0, NULL),
                     MAPI_E_INVALID_PARAMETER);
    FREE(id);
    other->lpVtbl->Release(other);
    root->lpVtbl->Release(root);
    inbox->lpVtbl->Release(inbox);
}

/* 6.3-10 */
static void the_receive_folder_table_is_restricted_by_record_key(void **state)
{
    struct fixture *f = *state;
    IMAPIFolder *inbox = open_inbox(f), *root = open_root(f);
    SPropValue *key = get_prop(root, PR_RECORD_KEY), *inbox_key = get_prop(inbox, PR_RECORD_KEY);
    SRestriction res = {RES_PROPERTY, {.resProperty = {RELOP_EQ, PR_RECORD_KEY, key}}};
    SizedSPropTagArray(1, columns) = {1, {PR_MESSAGE_CLASS_A}};
    IMAPITable *table;
    SRowSet *rows;
    ULONG n;

    ok_hr(f->store->lpVtbl->GetReceiveFolderTable(f->store, 0, &table));
    ok_hr(table->lpVtbl->SetColumns(table, (SPropTagArray *)&columns, 0));
    ok_hr(table->lpVtbl->Restrict(table, &res, 0));
    ok_hr(table->lpVtbl->QueryRows(table, 10, 0, &rows));
    assert_int_equal(rows->cRows, 1);
    assert_string_equal(rows->aRow[0].lpProps[0].Value.lpszA, "IPC");
    FREE(rows->aRow[0].lpProps);
    FREE(rows);
    res.res.resProperty.lpProp = inbox_key;
    ok_hr(table->lpVtbl->Restrict(table, &res, 0));
    ok_hr(table->lpVtbl->GetRowCount(table, 0, &n));
    assert_int_equal(n, 3);
    table->lpVtbl->Release(table);
    FREE(key);
    FREE(inbox_key);
    root->lpVtbl->Release(root);
    inbox->lpVtbl->Release(inbox);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_multivalue_has_values, store_setup, store_teardown),
        cmocka_unit_test_setup_teardown(text_comes_in_the_width_that_is_asked_for, store_setup,
                                        store_teardown),
        cmocka_unit_test_setup_teardown(open_property_gives_what_there_is, store_setup,
                                        store_teardown),
        cmocka_unit_test_setup_teardown(table_properties_take_their_width_from_the_options,
                                        store_setup, store_teardown),
        cmocka_unit_test_setup_teardown(names_are_asked_for_within_limits, store_setup,
                                        store_teardown),
        cmocka_unit_test_setup_teardown(the_support_mask_is_true, store_setup, store_teardown),
        cmocka_unit_test_setup_teardown(logging_off_goes_by_one_way, store_setup, store_teardown),
        cmocka_unit_test_setup_teardown(the_last_to_go_tells_the_transports, store_setup,
                                        store_teardown),
        cmocka_unit_test_setup_teardown(new_mail_is_told_to_the_whole_store, store_setup,
                                        store_teardown),
        cmocka_unit_test_setup_teardown(sinks_hear_only_of_what_stores_tell, store_setup,
                                        store_teardown),
        cmocka_unit_test_setup_teardown(every_class_has_a_receive_folder, store_setup,
                                        store_teardown),
        cmocka_unit_test_setup_teardown(the_receive_folder_table_is_restricted_by_record_key,
                                        store_setup, store_teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
