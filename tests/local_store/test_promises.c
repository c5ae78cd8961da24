/*
 * test_promises.c - lists that section 6 of the contracts gives of stores, folders and tables, each
 * to its end
 */
#include "local_store/table_fixture.h"
#include "local_store/expect_props.h"
#include <string.h>
#include "edkmdb.h"
#include "mapiguid.h"

#define WRAP "WRAP" /* how the fixture's support object wraps a store's entry ID */

static IMAPIFolder *open_id(struct fixture *f, void *object, ULONG tag)
{
    SPropValue *id = get_prop(object, tag);
    IMAPIFolder *folder = NULL;
    ULONG type;

    ok_hr(f->store->lpVtbl->OpenEntry(f->store, EID(id), NULL, MAPI_MODIFY, &type,
                                      (IUnknown **)&folder));
    assert_int_equal(type, MAPI_FOLDER);
    FREE(id);
    return folder;
}

/* ---- the store ---- */

/* 6.2-02 6.2-04 6.2-05 */
static void a_store_tells_what_it_is(void **state)
{
    static const ULONG required[] = {PR_DISPLAY_NAME_W,
                                     PR_ENTRYID,
                                     PR_OBJECT_TYPE,
                                     PR_RECORD_KEY,
                                     PR_STORE_ENTRYID,
                                     PR_STORE_RECORD_KEY,
                                     PR_MDB_PROVIDER,
                                     PR_STORE_SUPPORT_MASK,
                                     0};
    struct fixture *f = *state;
    BYTE bytes[16] = {1};

    expect_props(f->store, required);
    assert_int_equal(get_long(f->store, PR_OBJECT_TYPE), MAPI_STORE);
    expect_same_bytes(f->store, PR_ENTRYID, f->store, PR_STORE_ENTRYID);
    expect_same_bytes(f->store, PR_RECORD_KEY, f->store, PR_STORE_RECORD_KEY);
    /* but for the name they are the store's own */
    for (const ULONG *tag = required + 1; *tag; tag++) {
        SPropValue value = {.ulPropTag = *tag, .Value.l = 7};

        if (PROP_TYPE(*tag) == PT_BINARY) value.Value.bin = (SBinary){16, bytes};
        assert_int_equal(set_problem(f->store, value), MAPI_E_COMPUTED);
    }
    ok_hr(set_text(f->store, PR_DISPLAY_NAME_W, L"Mine"));
    store_reopen(f);
    assert_text(f->store, PR_DISPLAY_NAME_W, L"Mine");
}

/* 6.2-03 6.4-06 */
static void a_store_for_mail_has_its_folders(void **state)
{
    static const struct {
        ULONG tag, bit;
        const WCHAR *name;
    } folders[] = {
        {PR_IPM_SUBTREE_ENTRYID, FOLDER_IPM_SUBTREE_VALID, L"Top of Personal Folders"},
        {PR_IPM_OUTBOX_ENTRYID, FOLDER_IPM_OUTBOX_VALID, L"Outbox"},
        {PR_IPM_SENTMAIL_ENTRYID, FOLDER_IPM_SENTMAIL_VALID, L"Sent Items"},
        {PR_IPM_WASTEBASKET_ENTRYID, FOLDER_IPM_WASTEBASKET_VALID, L"Deleted Items"},
    };
    struct fixture *f = *state;
    ULONG mask = 0xff;

    for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++) {
        IMAPIFolder *folder = open_id(f, f->store, folders[i].tag), *parent;
        SPropValue *id = id_of(folder);

        assert_text(folder, PR_DISPLAY_NAME_W, folders[i].name);
        folder->lpVtbl->Release(folder);
        if (!i) {
            FREE(id);
            continue;
        }
        parent = open_id(f, f->store, PR_IPM_SUBTREE_ENTRYID);
        assert_int_equal(get_long(f->store, PR_VALID_FOLDER_MASK), mask);
        ok_hr(parent->lpVtbl->DeleteFolder(parent, EID(id), 0, NULL, DEL_FOLDERS | DEL_MESSAGES));
        mask &= ~folders[i].bit; /* only while it is there */
        assert_int_equal(get_long(f->store, PR_VALID_FOLDER_MASK), mask);
        parent->lpVtbl->Release(parent);
        FREE(id);
    }
}

/* 6.2-04: also where other objects name their store */
static void entry_ids_of_the_store_are_wrapped(void **state)
{
    struct fixture *f = *state;
    IMAPIFolder *inbox = open_inbox(f);
    IMessage *message;
    SPropValue *id;
    BYTE entry[48];

    make_message(inbox, L"m", entry);
    message = open_message(f, entry, 0);
    id = get_prop(f->store, PR_ENTRYID);
    assert_memory_equal(id->Value.bin.lpb, WRAP, 4);
    FREE(id);
    expect_same_bytes(inbox, PR_STORE_ENTRYID, f->store, PR_ENTRYID);
    expect_same_bytes(message, PR_STORE_ENTRYID, f->store, PR_ENTRYID);
    expect_same_bytes(message, PR_STORE_RECORD_KEY, f->store, PR_RECORD_KEY);
    message->lpVtbl->Release(message);
    inbox->lpVtbl->Release(inbox);
}

/* 6.2-06 6.2-07: each bit that is set is shown to be true; one that nothing shows here may not be
 * set */
static void each_bit_of_the_support_mask_is_true(void **state)
{
    struct fixture *f = *state;
    IMAPIFolder *root = open_root(f), *work, *search;
    ULONG mask = get_long(f->store, PR_STORE_SUPPORT_MASK), n, shown = 0;
    LONG numbers[] = {1, 2};
    SPropValue many = {.ulPropTag = PROP_TAG(PT_MV_LONG, 0x6801), .Value.MVl = {2, numbers}};
    SizedSSortOrderSet(1, set) = {1, 1, 1, {{PR_SUBJECT_W, TABLE_SORT_ASCEND}}};
    SRestriction exists = {RES_EXIST, {.resExist = {0, PR_SUBJECT_W, 0}}};
    IStream *stream;
    IMessage *message;
    IMAPITable *table;
    IAttach *attach;
    SPropValue *id;

    work = make_folder(root, L"work", 0); /* STORE_CREATE_OK */
    ok_hr(work->lpVtbl->CreateMessage(work, NULL, 0, &message));
    /* STORE_UNICODE_OK: text of no code page of ours */
    ok_hr(set_text(message, PR_SUBJECT_W, L"\x4e2d"));
    ok_hr(set_problem(message, many));
    ok_hr(message->lpVtbl->CreateAttach(message, NULL, 0, &n, &attach)); /* STORE_ATTACH_OK */
    ok_hr(attach->lpVtbl->SaveChanges(attach, 0));
    attach->lpVtbl->Release(attach);
    ok_hr(message->lpVtbl->OpenProperty(message, PR_HTML, &IID_IStream, STGM_READWRITE,
                                        MAPI_CREATE | MAPI_MODIFY, (IUnknown **)&stream));
    ok_hr(stream->lpVtbl->Write(stream, "<p>x</p>", 8, NULL)); /* STORE_HTML_OK */
    stream->lpVtbl->Release(stream);
    f->support.notes = 0;
    ok_hr(message->lpVtbl->SaveChanges(message, KEEP_OPEN_READWRITE));
    if (f->support.notes) shown |= STORE_NOTIFY_OK;
    ok_hr(set_long(message, PR_IMPORTANCE, 2));
    ok_hr(message->lpVtbl->SaveChanges(message, KEEP_OPEN_READWRITE)); /* STORE_MODIFY_OK */
    assert_text(message, PR_SUBJECT_W, L"\x4e2d");
    assert_int_equal(get_long(message, many.ulPropTag), 2);
    id = get_prop(message, PR_HTML);
    assert_memory_equal(id->Value.bin.lpb, "<p>x</p>", 8);
    FREE(id);
    shown |= STORE_CREATE_OK | STORE_MODIFY_OK | STORE_UNICODE_OK | STORE_MV_PROPS_OK |
             STORE_ATTACH_OK | STORE_HTML_OK;
    ok_hr(message->lpVtbl->OpenProperty(message, PR_RTF_COMPRESSED, &IID_IStream, STGM_READWRITE,
                                        MAPI_CREATE | MAPI_MODIFY, (IUnknown **)&stream));
    stream->lpVtbl->Release(stream);
    shown |= STORE_RTF_OK | STORE_OLE_OK; /* an_ole_object_is_bytes_or_a_storage */
    /* STORE_SUBMIT_OK: test_submit.c */
    assert_int_equal(message->lpVtbl->SubmitMessage(message, 0), MAPI_E_NO_RECIPIENTS);
    shown |= STORE_SUBMIT_OK;
    message->lpVtbl->Release(message);

    ok_hr(work->lpVtbl->GetContentsTable(work, 0, &table));
    ok_hr(table->lpVtbl->Restrict(table, &exists, 0));
    ok_hr(table->lpVtbl->SortTable(table, (SSortOrderSet *)&set, 0));
    expect_count(table, 2); /* a heading, a row */
    table->lpVtbl->Release(table);
    shown |= STORE_RESTRICTION_OK | STORE_SORT_OK | STORE_CATEGORIZE_OK;
    ok_hr(root->lpVtbl->CreateFolder(root, FOLDER_SEARCH, (LPTSTR)L"s", NULL, NULL, MAPI_UNICODE,
                                     &search));
    search->lpVtbl->Release(search);
    shown |= STORE_SEARCH_OK;
    id = id_of(work); /* STORE_ENTRYID_UNIQUE: not given again */
    work->lpVtbl->Release(work);
    ok_hr(root->lpVtbl->DeleteFolder(root, EID(id), 0, NULL, DEL_MESSAGES));
    work = make_folder(root, L"work", 0);
    {
        SPropValue *again = id_of(work);

        assert_memory_not_equal(id->Value.bin.lpb, again->Value.bin.lpb, 48);
        FREE(again);
    }
    FREE(id);
    shown |= STORE_ENTRYID_UNIQUE | STORE_LOCALSTORE; /* f->path8 is a file of this machine */
    if (mask & ~shown) fail_msg("nothing shows that %#x is true", mask & ~shown);
    assert_int_equal(mask, shown);
    work->lpVtbl->Release(work);
    root->lpVtbl->Release(root);
}

/* 6.2-13: another client of the same store goes on */
static void a_logoff_is_the_callers_alone(void **state)
{
    struct fixture *f = *state;
    struct fake_support second = f->support;
    ULONG flags = LOGOFF_ABORT, type;
    IMSLogon *logon = NULL;
    IMsgStore *store = NULL;
    IMAPIFolder *root = NULL;
    BYTE id[48];

    second.refs = 1;
    ok_hr(f->provider->lpVtbl->Logon(f->provider, &second.IMAPISupport_iface, 0, NULL, 0, NULL,
                                     MDB_WRITE, NULL, NULL, NULL, NULL, &logon, &store));
    ok_hr(f->store->lpVtbl->StoreLogoff(f->store, &flags));
    assert_int_equal(flags, LOGOFF_COMPLETE);
    ok_hr(store->lpVtbl->OpenEntry(store, 0, NULL, NULL, MAPI_MODIFY, &type, (IUnknown **)&root));
    make_message(root, L"still here", id);
    assert_int_equal(get_long(root, PR_CONTENT_COUNT), 1);
    root->lpVtbl->Release(root);
    store->lpVtbl->Release(store);
}

/* 6.1-37 6.1-53: nothing of these waits to be saved; names are asked for by one tag at least */
static void what_is_not_transacted_is_saved_already(void **state)
{
    SizedSPropTagArray(1, none) = {0, {0}};
    SPropTagArray *asked = (SPropTagArray *)&none;
    struct fixture *f = *state;
    IMAPIFolder *root = open_root(f);
    IMAPIProp *const objects[] = {(IMAPIProp *)f->store, (IMAPIProp *)root};
    MAPINAMEID **names = NULL;
    ULONG n;

    for (int i = 0; i < 2; i++) {
        ok_hr(objects[i]->lpVtbl->SaveChanges(objects[i], 0));
        ok_hr(objects[i]->lpVtbl->SaveChanges(objects[i], KEEP_OPEN_READWRITE | FORCE_SAVE));
        /* not read-only after that, and there at once */
        ok_hr(set_long(objects[i], PROP_TAG(PT_LONG, 0x6801), 5));
        assert_int_equal(
            objects[i]->lpVtbl->GetNamesFromIDs(objects[i], &asked, NULL, 0, &n, &names),
            MAPI_E_INVALID_PARAMETER);
    }
    root->lpVtbl->Release(root);
    store_reopen(f);
    root = open_root(f);
    assert_int_equal(get_long(root, PROP_TAG(PT_LONG, 0x6801)), 5);
    assert_int_equal(get_long(f->store, PROP_TAG(PT_LONG, 0x6801)), 5);
    root->lpVtbl->Release(root);
}

/* ---- folders ---- */

/* 6.5-02 */
static void folders_tell_what_they_are(void **state)
{
    static const ULONG required[] = {PR_DISPLAY_NAME_W, PR_ENTRYID,          PR_FOLDER_TYPE,
                                     PR_OBJECT_TYPE,    PR_PARENT_ENTRYID,   PR_RECORD_KEY,
                                     PR_STORE_ENTRYID,  PR_STORE_RECORD_KEY, 0};
    struct fixture *f = *state;
    IMAPIFolder *folders[3];

    folders[FOLDER_ROOT] = open_root(f);
    folders[FOLDER_GENERIC] = make_folder(folders[FOLDER_ROOT], L"generic", 0);
    ok_hr(folders[FOLDER_ROOT]->lpVtbl->CreateFolder(folders[FOLDER_ROOT], FOLDER_SEARCH,
                                                     (LPTSTR)L"search", NULL, NULL, MAPI_UNICODE,
                                                     &folders[FOLDER_SEARCH]));
    for (ULONG type = FOLDER_ROOT; type <= FOLDER_SEARCH; type++) {
        expect_props(folders[type], required);
        assert_int_equal(get_long(folders[type], PR_FOLDER_TYPE), type);
        assert_int_equal(get_long(folders[type], PR_OBJECT_TYPE), MAPI_FOLDER);
        expect_same_bytes(folders[type], PR_PARENT_ENTRYID, folders[FOLDER_ROOT], PR_ENTRYID);
    }
    for (ULONG type = FOLDER_ROOT; type <= FOLDER_SEARCH; type++)
        folders[type]->lpVtbl->Release(folders[type]);
}

/* 6.5-04 */
static void a_folder_that_is_there_is_opened_as_it_is(void **state)
{
    struct fixture *f = *state;
    IMAPIFolder *root = open_root(f), *first, *again;

    ok_hr(root->lpVtbl->CreateFolder(root, FOLDER_GENERIC, (LPTSTR)L"one", (LPTSTR)L"why", NULL,
                                     MAPI_UNICODE, &first));
    assert_text(first, PR_COMMENT_W, L"why");
    assert_int_equal(
        root->lpVtbl->CreateFolder(root, FOLDER_GENERIC, (LPTSTR) "One", NULL, NULL, 0, &again),
        MAPI_E_COLLISION);
    assert_null(again);
    ok_hr(root->lpVtbl->CreateFolder(root, FOLDER_GENERIC, (LPTSTR) "ONE", (LPTSTR) "another", NULL,
                                     OPEN_IF_EXISTS, &again));
    expect_same_bytes(first, PR_ENTRYID, again, PR_ENTRYID);
    assert_text(again, PR_DISPLAY_NAME_W, L"one");
    assert_text(again, PR_COMMENT_W, L"why");
    again->lpVtbl->Release(again);
    first->lpVtbl->Release(first);
    root->lpVtbl->Release(root);
}

/* 6.5-07: also under who writes a message in it (what is being sent stays: test_submit.c) */
static void a_folder_goes_with_what_is_open_in_it(void **state)
{
    struct fixture *f = *state;
    IMAPIFolder *root = open_root(f), *folder = make_folder(root, L"busy", 0);
    SPropValue *id = id_of(folder);
    IUnknown *object;
    IMessage *open;
    BYTE ids[2][48];
    ULONG type;

    make_message(folder, L"a", ids[0]);
    make_message(folder, L"b", ids[1]);
    open = open_message(f, ids[0], MAPI_MODIFY);
    assert_int_equal(root->lpVtbl->DeleteFolder(root, EID(id), 0, NULL, DEL_MESSAGES | 0x40),
                     MAPI_E_UNKNOWN_FLAGS);
    ok_hr(root->lpVtbl->DeleteFolder(root, EID(id), 0, NULL, DEL_MESSAGES | DELETE_HARD_DELETE));
    assert_int_equal(f->store->lpVtbl->OpenEntry(f->store, EID(id), NULL, 0, &type, &object),
                     MAPI_E_NOT_FOUND);
    assert_int_equal(
        f->store->lpVtbl->OpenEntry(f->store, 48, (ENTRYID *)ids[1], NULL, 0, &type, &object),
        MAPI_E_NOT_FOUND);
    ok_hr(set_text(open, PR_SUBJECT_W, L"late"));
    assert_int_equal(open->lpVtbl->SaveChanges(open, 0), MAPI_E_OBJECT_DELETED); /* 6.1-34 */
    open->lpVtbl->Release(open);
    FREE(id);
    folder->lpVtbl->Release(folder);
    root->lpVtbl->Release(root);
}

/* ---- tables ---- */

/* 6.9-20: the cursor's row may go; the search begins at the next */
static void a_search_from_the_cursor_always_has_a_place(void **state)
{
    struct fixture *f = *state;
    SPropValue any = {.ulPropTag = PR_SUBJECT_W, .Value.lpszW = (WCHAR *)L"a"};
    SRestriction at_least_a = {RES_PROPERTY, {.resProperty = {RELOP_GE, PR_SUBJECT_W, &any}}};
    BYTE ids[4][48];
    IMAPITable *table = lettered(f, "abcd", ids);
    HRESULT hr;

    for (int from = 1; from < 4; from++) {
        ok_hr(table->lpVtbl->SeekRow(table, BOOKMARK_BEGINNING, 1, NULL));
        delete_message(f, ids[from]);
        hr = table->lpVtbl->FindRow(table, &at_least_a, BOOKMARK_CURRENT, 0);
        if (from < 3) {
            assert_true(hr == S_OK || hr == MAPI_W_POSITION_CHANGED);
            expect_rows(table, 1, TBL_NOADVANCE, from == 1 ? "c" : "d");
        } else {
            assert_int_equal(hr, MAPI_E_NOT_FOUND);
        }
    }
    table->lpVtbl->Release(table);
}

/* 6.9-35 6.9-10 6.10-08: columns, restriction, order, collapse state, all put off until they are
 * needed */
static void settings_in_their_order_give_the_view(void **state)
{
    SPropValue b = {.ulPropTag = PR_SUBJECT_W, .Value.lpszW = (WCHAR *)L"b"};
    SRestriction from_b = {RES_PROPERTY, {.resProperty = {RELOP_GE, PR_SUBJECT_W, &b}}};
    SizedSSortOrderSet(1, set) = {1, 1, 0, {{PR_SUBJECT_W, TABLE_SORT_DESCEND}}};
    SizedSPropTagArray(2, columns) = {2, {PR_SUBJECT_W, PR_INSTANCE_KEY}};
    struct fixture *f = *state;
    IMAPITable *table = lettered(f, "abbc", NULL), *second;
    IMAPIFolder *inbox = open_inbox(f);
    BYTE *saved = NULL;
    BOOKMARK mark;
    SRowSet *rows;
    ULONG n;

    for (int turn = 0; turn < 2; turn++) {
        second = turn ? contents(inbox, 0) : table;
        ok_hr(second->lpVtbl->SetColumns(second, (SPropTagArray *)&columns, TBL_BATCH));
        ok_hr(second->lpVtbl->Restrict(second, &from_b, TBL_BATCH));
        ok_hr(second->lpVtbl->SortTable(second, (SSortOrderSet *)&set, TBL_BATCH));
        if (turn) {
            ok_hr(second->lpVtbl->SetCollapseState(second, 0, n, saved, &mark));
            FREE(saved);
        }
        expect_rows(second, 9, 0, turn ? "cbbb" : "cb"); /* headings, and below b its rows */
        if (turn) break;
        ok_hr(second->lpVtbl->SeekRow(second, BOOKMARK_BEGINNING, 1, NULL));
        ok_hr(second->lpVtbl->QueryRows(second, 1, TBL_NOADVANCE, &rows));
        ok_hr(second->lpVtbl->ExpandRow(second, rows->aRow[0].lpProps[1].Value.bin.cb,
                                        rows->aRow[0].lpProps[1].Value.bin.lpb, 0, 0, NULL, &n));
        assert_int_equal(n, 2);
        ok_hr(second->lpVtbl->GetCollapseState(second, 0, 0, NULL, &n, &saved));
        free_rows(rows);
    }
    ok_hr(second->lpVtbl->SeekRow(second, mark, 0, NULL));
    second->lpVtbl->Release(second);
    table->lpVtbl->Release(table);
    inbox->lpVtbl->Release(inbox);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, store_setup, store_teardown)
    const struct CMUnitTest tests[] = {
        CASE(a_store_tells_what_it_is),
        CASE(a_store_for_mail_has_its_folders),
        CASE(entry_ids_of_the_store_are_wrapped),
        CASE(each_bit_of_the_support_mask_is_true),
        CASE(a_logoff_is_the_callers_alone),
        CASE(what_is_not_transacted_is_saved_already),
        CASE(folders_tell_what_they_are),
        CASE(a_folder_that_is_there_is_opened_as_it_is),
        CASE(a_folder_goes_with_what_is_open_in_it),
        CASE(a_search_from_the_cursor_always_has_a_place),
        CASE(settings_in_their_order_give_the_view),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
