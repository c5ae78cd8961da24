/*
 * test_computed.c - properties that the store makes: what they say, when, and that nobody else sets
 * them
 */
#include <string.h>
#include "edkmdb.h"
#include "local_store/table_fixture.h"

#define PR_CHANGE_KEY_BIN PROP_TAG(PT_BINARY, 0x65E2)

static IMessage *new_message(IMAPIFolder *in, ULONG flags)
{
    IMessage *message = NULL;

    ok_hr(in->lpVtbl->CreateMessage(in, NULL, flags, &message));
    return message;
}

static void save(IMessage *message)
{
    ok_hr(message->lpVtbl->SaveChanges(message, KEEP_OPEN_READWRITE));
}

static SCODE set_problem(void *object, const SPropValue *value)
{
    SPropProblemArray *problems = NULL;
    IMAPIProp *prop = object;
    SCODE code = S_OK;

    ok_hr(prop->lpVtbl->SetProps(prop, 1, (SPropValue *)value, &problems));
    if (problems) code = problems->aProblem[0].scode;
    FREE(problems);
    return code;
}

static SCODE delete_problem(void *object, ULONG tag)
{
    SizedSPropTagArray(1, tags) = {1, {tag}};
    SPropProblemArray *problems = NULL;
    IMAPIProp *prop = object;
    SCODE code = S_OK;

    ok_hr(prop->lpVtbl->DeleteProps(prop, (SPropTagArray *)&tags, &problems));
    if (problems) code = problems->aProblem[0].scode;
    FREE(problems);
    return code;
}

/* Of any type: every way of writing it is refused, and what it says stays. */
static void is_computed(void *object, ULONG tag)
{
    SPropValue value = {.ulPropTag = tag};
    IMAPIProp *prop = object;
    IStream *stream = NULL;
    ULONG type = PROP_TYPE(tag);

    if (type == PT_BINARY) value.Value.bin = (SBinary){2, (BYTE *)"x"};
    if (type == PT_UNICODE) value.Value.lpszW = (WCHAR *)L"x";
    if (set_problem(object, &value) != MAPI_E_COMPUTED) fail_msg("SetProps takes %#x", tag);
    if (delete_problem(object, tag) != MAPI_E_COMPUTED) fail_msg("DeleteProps takes %#x", tag);
    if (type != PT_BINARY && type != PT_UNICODE) return;
    assert_int_equal(prop->lpVtbl->OpenProperty(prop, tag, &IID_IStream, STGM_READWRITE,
                                                MAPI_CREATE | MAPI_MODIFY, (IUnknown **)&stream),
                     MAPI_E_NO_ACCESS);
}

/* 6.1-20 6.2-05 6.5-24: on each kind of object, before and after it is saved */
static void nobody_sets_what_is_computed(void **state)
{
    static const ULONG of_all[] = {PR_RECORD_KEY,       PR_INSTANCE_KEY,      PR_STORE_ENTRYID,
                                   PR_STORE_RECORD_KEY, PR_MAPPING_SIGNATURE, PR_OBJECT_TYPE,
                                   PR_ACCESS,           PR_ACCESS_LEVEL};
    static const ULONG of_messages[] = {
        PR_ENTRYID,          PR_PARENT_ENTRYID, PR_MDB_PROVIDER,
        PR_HASATTACH,        PR_MESSAGE_SIZE,   PR_DISPLAY_TO_W,
        PR_DISPLAY_CC_W,     PR_DISPLAY_BCC_W,  PR_NORMALIZED_SUBJECT_W,
        PR_CREATION_TIME,    PR_MSG_STATUS,     PR_SUBMIT_FLAGS,
        PR_PARENT_DISPLAY_W, PR_CHANGE_KEY_BIN};
    static const ULONG of_folders[] = {PR_ENTRYID,
                                       PR_PARENT_ENTRYID,
                                       PR_MDB_PROVIDER,
                                       PR_CONTENT_COUNT,
                                       PR_CONTENT_UNREAD,
                                       PR_ASSOC_CONTENT_COUNT,
                                       PR_SUBFOLDERS,
                                       PR_FOLDER_TYPE,
                                       PR_CREATION_TIME,
                                       PR_LAST_MODIFICATION_TIME,
                                       PR_STATUS,
                                       PR_DISPLAY_TYPE,
                                       PR_DELETED_MSG_COUNT,
                                       PR_DELETED_FOLDER_COUNT,
                                       PR_DELETED_ASSOC_MSG_COUNT,
                                       PR_CHANGE_KEY_BIN};
    static const ULONG of_stores[] = {
        PR_ENTRYID,           PR_STORE_SUPPORT_MASK, PR_MDB_PROVIDER,
        PR_VALID_FOLDER_MASK, PR_PROVIDER_DISPLAY_W, PR_RESOURCE_TYPE,
        PR_CONTENT_COUNT,     PR_CONTENT_UNREAD,     PR_ASSOC_CONTENT_COUNT};
    static const ULONG of_attachments[] = {PR_ATTACH_NUM, PR_ATTACH_SIZE};
    struct fixture *f = *state;
    IMAPIFolder *inbox = open_inbox(f);
    IMessage *message = new_message(inbox, 0);
    IAttach *attach = NULL;
    ULONG num;
    struct {
        void *object;
        const ULONG *tags;
        size_t n;
    } cases[] = {
        {message, of_messages, sizeof(of_messages) / sizeof(ULONG)},
        {inbox, of_folders, sizeof(of_folders) / sizeof(ULONG)},
        {f->store, of_stores, sizeof(of_stores) / sizeof(ULONG)},
        {NULL, of_attachments, sizeof(of_attachments) / sizeof(ULONG)},
    };

    ok_hr(message->lpVtbl->CreateAttach(message, NULL, 0, &num, &attach));
    cases[3].object = attach;
    for (int saved = 0; saved < 2; saved++) {
        for (size_t c = 0; c < sizeof(cases) / sizeof(cases[0]); c++) {
            for (size_t i = 0; i < sizeof(of_all) / sizeof(of_all[0]); i++)
                is_computed(cases[c].object, of_all[i]);
            for (size_t i = 0; i < cases[c].n; i++)
                is_computed(cases[c].object, cases[c].tags[i]);
        }
        ok_hr(attach->lpVtbl->SaveChanges(attach, KEEP_OPEN_READWRITE));
        save(message);
    }
    is_computed(message, PR_LAST_MODIFICATION_TIME); /* was the client's before the first save */
    attach->lpVtbl->Release(attach);
    message->lpVtbl->Release(message);
    inbox->lpVtbl->Release(inbox);
}

/* "A client application can set this property until the first call to SaveChanges" */
static void the_first_modification_time_is_the_clients(void **state)
{
    struct fixture *f = *state;
    IMAPIFolder *inbox = open_inbox(f);
    IMessage *message = new_message(inbox, 0);
    SPropValue time = {.ulPropTag = PR_LAST_MODIFICATION_TIME, .Value.ft = {1, 0x01c00000}}, *got,
               *created;

    ok_hr(set_problem(message, &time));
    save(message);
    got = get_prop(message, PR_LAST_MODIFICATION_TIME);
    assert_memory_equal(&got->Value.ft, &time.Value.ft, sizeof(FILETIME));
    FREE(got);
    ok_hr(set_text(message, PR_SUBJECT_W, L"s"));
    save(message);
    got = get_prop(message, PR_LAST_MODIFICATION_TIME);
    assert_int_not_equal(got->Value.ft.dwHighDateTime, 0x01c00000);
    FREE(got);
    message->lpVtbl->Release(message);
    message = new_message(inbox, 0);
    save(message);
    got = get_prop(message, PR_LAST_MODIFICATION_TIME);
    created = get_prop(message, PR_CREATION_TIME); /* "initially set to the same value" */
    assert_memory_equal(&got->Value.ft, &created->Value.ft, sizeof(FILETIME));
    FREE(got);
    FREE(created);
    message->lpVtbl->Release(message);
    inbox->lpVtbl->Release(inbox);
}

/* 6.7-08: "Transport providers set this flag" */
static void transports_say_where_mail_came_from(void **state)
{
    const ULONG origins = MSGFLAG_ORIGIN_X400 | MSGFLAG_ORIGIN_INTERNET | MSGFLAG_ORIGIN_MISC_EXT;
    struct fixture *f = *state;
    IMAPIFolder *inbox = open_inbox(f);
    IMessage *message = new_message(inbox, 0);
    SPropValue flags = {.ulPropTag = PR_MESSAGE_FLAGS, .Value.l = (LONG)origins};

    ok_hr(set_problem(message, &flags));
    save(message);
    assert_int_equal(get_long(message, PR_MESSAGE_FLAGS) & origins, origins);
    flags.Value.l = 0;
    assert_int_equal(set_problem(message, &flags), MAPI_E_COMPUTED);
    message->lpVtbl->Release(message);
    inbox->lpVtbl->Release(inbox);
}

/* 6.7-05 6.7-06 6.7-07 */
static void subjects_are_parted(void **state)
{
    static const struct {
        const WCHAR *subject, *set, *prefix, *normalized; /* NULL: none */
    } cases[] = {
        {L"RE: x", NULL, L"RE: ", L"x"},
        {L"A: x", NULL, L"A: ", L"x"},
        {L"ABCD: x", NULL, NULL, L"ABCD: x"},
        {L"R2: x", NULL, NULL, L"R2: x"},
        {L"RE:x", NULL, NULL, L"RE:x"},
        {L": x", NULL, NULL, L": x"},
        {L"RE: ", NULL, L"RE: ", L""},
        {L"\u00dc\u00c4: x", NULL, L"\u00dc\u00c4: ", L"x"},
        {L"Antwort: x", L"Antwort: ", L"Antwort: ", L"x"},
        {L"RE: x", L"", L"", L"RE: x"},
        {L"RE: x", L"FW: ", L"RE: ", L"x"},
        {L"x", L"FW: ", NULL, L"x"},
        {L"RE: RE: x", L"RE: RE: ", L"RE: RE: ", L"x"},
        {L"", NULL, NULL, L""},
        {NULL, L"RE: ", NULL, NULL},
    };
    struct fixture *f = *state;
    IMAPIFolder *inbox = open_inbox(f);

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        IMessage *message = new_message(inbox, 0);

        if (cases[i].subject) ok_hr(set_text(message, PR_SUBJECT_W, cases[i].subject));
        if (cases[i].set) ok_hr(set_text(message, PR_SUBJECT_PREFIX_W, cases[i].set));
        assert_int_equal(get_error(message, PR_NORMALIZED_SUBJECT_W), MAPI_E_NOT_FOUND);
        save(message);
        if (cases[i].prefix)
            assert_text(message, PR_SUBJECT_PREFIX_W, cases[i].prefix);
        else
            assert_int_equal(get_error(message, PR_SUBJECT_PREFIX_W), MAPI_E_NOT_FOUND);
        if (cases[i].normalized)
            assert_text(message, PR_NORMALIZED_SUBJECT_W, cases[i].normalized);
        else
            assert_int_equal(get_error(message, PR_NORMALIZED_SUBJECT_W), MAPI_E_NOT_FOUND);
        ok_hr(set_text(message, PR_SUBJECT_W, L"other")); /* the prefix is of the subject before */
        save(message);
        assert_text(message, PR_NORMALIZED_SUBJECT_W, L"other");
        message->lpVtbl->Release(message);
    }
    inbox->lpVtbl->Release(inbox);
}

/* 6.7-03: "an empty string for PR_DISPLAY_TO"; the last saved state */
static void nobody_is_an_empty_text(void **state)
{
    struct fixture *f = *state;
    IMAPIFolder *inbox = open_inbox(f);
    IMessage *message = new_message(inbox, 0);
    SPropValue who[] = {{.ulPropTag = PR_DISPLAY_NAME_W, .Value.lpszW = (WCHAR *)L"Ann"},
                        {.ulPropTag = PR_RECIPIENT_TYPE, .Value.l = MAPI_CC}};
    SizedADRLIST(1, list) = {1, {{0, 2, who}}};

    save(message);
    assert_text(message, PR_DISPLAY_TO_W, L"");
    ok_hr(message->lpVtbl->ModifyRecipients(message, MODRECIP_ADD, (ADRLIST *)&list));
    assert_text(message, PR_DISPLAY_CC_W, L"");
    save(message);
    assert_text(message, PR_DISPLAY_CC_W, L"Ann");
    assert_text(message, PR_DISPLAY_TO_W, L"");
    assert_text(message, PR_DISPLAY_BCC_W, L"");
    message->lpVtbl->Release(message);
    inbox->lpVtbl->Release(inbox);
}

/* PR_HASATTACH is MSGFLAG_HASATTACH; both, and PR_MESSAGE_SIZE, are of the last save */
static void attachments_count_when_they_are_saved(void **state)
{
    struct fixture *f = *state;
    IMAPIFolder *inbox = open_inbox(f);
    IMessage *message = new_message(inbox, 0);
    SPropValue data = {.ulPropTag = PR_ATTACH_DATA_BIN, .Value.bin = {1000, calloc(1, 1000)}}, *has;
    IAttach *attach = NULL;
    ULONG num, size;

    assert_int_equal(get_error(message, PR_MESSAGE_SIZE), MAPI_E_NOT_FOUND);
    save(message);
    ok_hr(set_text(message, PR_SUBJECT_W, L"s"));
    save(message); /* what the store made at the first counts now */
    size = get_long(message, PR_MESSAGE_SIZE);
    ok_hr(message->lpVtbl->CreateAttach(message, NULL, 0, &num, &attach));
    ok_hr(set_problem(attach, &data));
    ok_hr(attach->lpVtbl->SaveChanges(attach, 0));
    attach->lpVtbl->Release(attach);
    has = get_prop(message, PR_HASATTACH);
    assert_false(has->Value.b);
    FREE(has);
    save(message);
    has = get_prop(message, PR_HASATTACH);
    assert_true(has->Value.b);
    FREE(has);
    assert_true(get_long(message, PR_MESSAGE_FLAGS) & MSGFLAG_HASATTACH);
    assert_in_range(get_long(message, PR_MESSAGE_SIZE), size + 1000, size + 1400);
    ok_hr(message->lpVtbl->DeleteAttach(message, num, 0, NULL, 0));
    save(message);
    has = get_prop(message, PR_HASATTACH);
    assert_false(has->Value.b);
    FREE(has);
    assert_false(get_long(message, PR_MESSAGE_FLAGS) & MSGFLAG_HASATTACH);
    assert_int_equal(get_long(message, PR_MESSAGE_SIZE), size);
    free(data.Value.bin.lpb);
    message->lpVtbl->Release(message);
    inbox->lpVtbl->Release(inbox);
}

/* 6.5-24, and of the store: all folders' */
static void the_store_counts_its_folders(void **state)
{
    struct fixture *f = *state;
    IMAPIFolder *inbox = open_inbox(f), *folder = make_folder(inbox, L"below", 0), *search = NULL;
    IMAPIFolder *root = open_root(f);
    IMessage *message = new_message(folder, MAPI_ASSOCIATED);
    BYTE ids[3][48];

    save(message);
    message->lpVtbl->Release(message);
    make_message(inbox, L"a", ids[0]);
    make_message(inbox, L"b", ids[1]);
    make_message(folder, L"c", ids[2]);
    message = open_message(f, ids[1], MAPI_MODIFY);
    ok_hr(message->lpVtbl->SetReadFlag(message, SUPPRESS_RECEIPT));
    message->lpVtbl->Release(message);
    ok_hr(root->lpVtbl->CreateFolder(root, FOLDER_SEARCH, (LPTSTR)"s", NULL, NULL, 0, &search));
    assert_int_equal(get_long(inbox, PR_CONTENT_COUNT), 2);
    assert_int_equal(get_long(f->store, PR_CONTENT_COUNT), 3);
    assert_int_equal(get_long(f->store, PR_CONTENT_UNREAD), 2);
    assert_int_equal(get_long(f->store, PR_ASSOC_CONTENT_COUNT), 1);
    delete_message(f, ids[0]);
    assert_int_equal(get_long(f->store, PR_CONTENT_COUNT), 2);
    assert_int_equal(get_long(f->store, PR_CONTENT_UNREAD), 1);
    search->lpVtbl->Release(search);
    root->lpVtbl->Release(root);
    folder->lpVtbl->Release(folder);
    inbox->lpVtbl->Release(inbox);
}

static ULONG access_in_table(IMAPIFolder *parent, const WCHAR *name)
{
    SizedSPropTagArray(2, columns) = {2, {PR_DISPLAY_NAME_W, PR_ACCESS}};
    IMAPITable *table = NULL;
    SRowSet *rows = NULL;
    ULONG access = 0;

    ok_hr(parent->lpVtbl->GetHierarchyTable(parent, 0, &table));
    ok_hr(table->lpVtbl->SetColumns(table, (SPropTagArray *)&columns, 0));
    ok_hr(table->lpVtbl->QueryRows(table, 50, 0, &rows));
    for (ULONG i = 0; i < rows->cRows; i++)
        if (!wide_cmp(rows->aRow[i].lpProps[0].Value.lpszW, name))
            access = (ULONG)rows->aRow[i].lpProps[1].Value.l;
    free_rows(rows);
    table->lpVtbl->Release(table);
    return access;
}

/* 6.5-25 6.5-05 6.4-09: what PR_ACCESS promises is so */
static void access_says_what_can_be_done(void **state)
{
    const ULONG object = MAPI_ACCESS_READ | MAPI_ACCESS_MODIFY | MAPI_ACCESS_DELETE;
    const ULONG makes =
        MAPI_ACCESS_CREATE_HIERARCHY | MAPI_ACCESS_CREATE_CONTENTS | MAPI_ACCESS_CREATE_ASSOCIATED;
    struct fixture *f = *state;
    IMAPIFolder *root = open_root(f), *inbox = open_inbox(f), *search = NULL, *below = NULL;
    IMessage *message = new_message(inbox, 0), *other = NULL;
    SPropValue *parent, *id;
    SizedSPropTagArray(1, untyped) = {1, {PROP_TAG(PT_UNSPECIFIED, PROP_ID(PR_PARENT_ENTRYID))}};
    ULONG n;

    ok_hr(root->lpVtbl->CreateFolder(root, FOLDER_SEARCH, (LPTSTR)"s", NULL, NULL, 0, &search));
    assert_int_equal(get_long(inbox, PR_ACCESS), object | makes);
    assert_int_equal(get_long(message, PR_ACCESS), object);
    assert_int_equal(get_long(search, PR_ACCESS), object);
    assert_int_equal(access_in_table(root, L"s"), object);
    assert_int_equal(search->lpVtbl->CreateMessage(search, NULL, 0, &other) == S_OK, 0);
    assert_int_equal(search->lpVtbl->CreateFolder(search, FOLDER_GENERIC, (LPTSTR) "x", NULL, NULL,
                                                  0, &below) == S_OK,
                     0);
    assert_int_equal(get_long(root, PR_ACCESS), (object & ~MAPI_ACCESS_DELETE) | makes);
    assert_int_equal(get_long(f->store, PR_ACCESS), object);
    /* as with the type */
    ok_hr(search->lpVtbl->GetProps(search, (SPropTagArray *)&untyped, 0, &n, &parent));
    id = id_of(root);
    assert_int_equal(parent->Value.bin.cb, id->Value.bin.cb);
    assert_memory_equal(parent->Value.bin.lpb, id->Value.bin.lpb, id->Value.bin.cb);
    FREE(parent);
    FREE(id);
    message->lpVtbl->Release(message);
    search->lpVtbl->Release(search);
    inbox->lpVtbl->Release(inbox);
    root->lpVtbl->Release(root);
}

/* "an attempt to do so results in the MAPI_E_INVALID_PARAMETER value" (PR_CONTENT_UNREAD) */
static void headings_counts_are_no_categories(void **state)
{
    struct fixture *f = *state;
    IMAPIFolder *inbox = open_inbox(f);
    IMAPITable *table = contents(inbox, 0);
    SSortOrderSet set = {1, 1, 0, {{PR_CONTENT_UNREAD, TABLE_SORT_ASCEND}}};

    assert_int_equal(table->lpVtbl->SortTable(table, &set, 0), MAPI_E_INVALID_PARAMETER);
    set.aSort[0].ulPropTag = PR_CONTENT_COUNT;
    assert_int_equal(table->lpVtbl->SortTable(table, &set, 0), MAPI_E_INVALID_PARAMETER);
    table->lpVtbl->Release(table);
    inbox->lpVtbl->Release(inbox);
}

/* PR_RECORD_KEY and PR_ENTRYID are there before the first save, compare by memcmp, and change with
 * a copy; PR_SEARCH_KEY doesn't. */
static void keys_tell_objects_apart(void **state)
{
    struct fixture *f = *state;
    IMAPIFolder *inbox = open_inbox(f), *folder = make_folder(inbox, L"to", 0);
    IMessage *message = new_message(inbox, 0), *copy;
    SPropValue *before = get_prop(message, PR_RECORD_KEY),
               *search = get_prop(message, PR_SEARCH_KEY), *after, *entry = id_of(message);
    ENTRYLIST list = {1, &entry->Value.bin};
    SizedSPropTagArray(1, columns) = {1, {PR_ENTRYID}};
    IMAPITable *table;
    SRowSet *rows = NULL;

    save(message);
    after = get_prop(message, PR_RECORD_KEY);
    assert_int_equal(before->Value.bin.cb, after->Value.bin.cb);
    assert_memory_equal(before->Value.bin.lpb, after->Value.bin.lpb, after->Value.bin.cb);
    FREE(after);
    ok_hr(inbox->lpVtbl->CopyMessages(inbox, &list, NULL, folder, 0, NULL, 0));
    table = contents(folder, 0);
    ok_hr(table->lpVtbl->SetColumns(table, (SPropTagArray *)&columns, 0));
    ok_hr(table->lpVtbl->QueryRows(table, 1, 0, &rows));
    copy = open_message(f, rows->aRow[0].lpProps[0].Value.bin.lpb, 0);
    after = get_prop(copy, PR_RECORD_KEY);
    assert_memory_not_equal(before->Value.bin.lpb, after->Value.bin.lpb, after->Value.bin.cb);
    FREE(after);
    after = get_prop(copy, PR_SEARCH_KEY);
    assert_memory_equal(search->Value.bin.lpb, after->Value.bin.lpb, after->Value.bin.cb);
    FREE(after);
    FREE(before);
    FREE(search);
    FREE(entry);
    free_rows(rows);
    table->lpVtbl->Release(table);
    copy->lpVtbl->Release(copy);
    message->lpVtbl->Release(message);
    folder->lpVtbl->Release(folder);
    inbox->lpVtbl->Release(inbox);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, store_setup, store_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(nobody_sets_what_is_computed),
        TEST(the_first_modification_time_is_the_clients),
        TEST(transports_say_where_mail_came_from),
        TEST(subjects_are_parted),
        TEST(nobody_is_an_empty_text),
        TEST(attachments_count_when_they_are_saved),
        TEST(the_store_counts_its_folders),
        TEST(access_says_what_can_be_done),
        TEST(headings_counts_are_no_categories),
        TEST(keys_tell_objects_apart),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
