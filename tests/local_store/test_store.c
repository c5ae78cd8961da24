/*
 * test_store.c - logon, folders, messages, recipients and names of a local store
 */
#include "local_store/fixture.h"
#include <string.h>

static void a_new_store_has_the_folders_that_programs_expect(void **state)
{
    struct fixture *f = *state;
    IMAPIFolder *inbox = open_inbox(f), *subtree = NULL;
    SPropValue *id;
    ULONG type;

    assert_text(f->store, PR_DISPLAY_NAME_W, L"Personal Folders");
    assert_int_equal(get_long(f->store, PR_OBJECT_TYPE), MAPI_STORE); /* 6.2-02 */
    assert_int_equal(get_long(f->store, PR_VALID_FOLDER_MASK), 0xff); /* 6.2-03 6.4-06 */
    assert_text(inbox, PR_DISPLAY_NAME_W, L"Inbox");
    assert_int_equal(get_long(inbox, PR_FOLDER_TYPE), FOLDER_GENERIC); /* 6.5-02 */
    id = get_prop(inbox, PROP_TAG(PT_BINARY, 0x36D7));                 /* Drafts, from the Inbox */
    assert_int_equal(id->Value.bin.cb, 48);
    FREE(id);
    id = get_prop(f->store, PR_IPM_SUBTREE_ENTRYID);
    ok_hr(f->store->lpVtbl->OpenEntry(f->store, id->Value.bin.cb, (ENTRYID *)id->Value.bin.lpb,
                                      &IID_IMAPIFolder, 0, &type, (IUnknown **)&subtree));
    FREE(id);
    assert_text(subtree, PR_DISPLAY_NAME_W, L"Top of Personal Folders");
    assert_int_equal(get_long(subtree, PR_SUBFOLDERS), 1);
    id = get_prop(f->store, PR_ENTRYID); /* 6.2-04 */
    assert_memory_equal(id->Value.bin.lpb, "WRAP", 4);
    FREE(id);
    subtree->lpVtbl->Release(subtree);
    inbox->lpVtbl->Release(inbox);
}

static void a_message_is_nowhere_before_it_is_saved(void **state)
{
    struct fixture *f = *state;
    IMAPIFolder *inbox = open_inbox(f);
    IMessage *message = NULL, *again;
    SPropValue *id;
    BYTE entry[48];
    ULONG type;

    ok_hr(inbox->lpVtbl->CreateMessage(inbox, NULL, 0, &message));
    id = get_prop(message, PR_ENTRYID); /* clients.md: before SaveChanges */
    memcpy(entry, id->Value.bin.lpb, 48);
    FREE(id);
    /* 6.7-11 */
    assert_int_equal(get_long(message, PR_MESSAGE_FLAGS), MSGFLAG_UNSENT | MSGFLAG_UNMODIFIED);
    ok_hr(set_text(message, PR_SUBJECT_W, L"RE: Greetings"));
    assert_int_equal(get_long(inbox, PR_CONTENT_COUNT), 0); /* 6.5-03 */
    assert_int_equal(f->store->lpVtbl->OpenEntry(f->store, 48, (ENTRYID *)entry, NULL, 0, &type,
                                                 (IUnknown **)&again),
                     MAPI_E_NOT_FOUND);
    ok_hr(message->lpVtbl->SaveChanges(message, KEEP_OPEN_READWRITE));
    assert_int_equal(get_long(inbox, PR_CONTENT_COUNT), 1); /* 6.5-24 */
    assert_int_equal(get_long(inbox, PR_CONTENT_UNREAD), 1);
    again = open_message(f, entry, 0);
    assert_text(again, PR_SUBJECT_PREFIX_W, L"RE: "); /* 6.7-05 */
    assert_text(again, PR_NORMALIZED_SUBJECT_W, L"Greetings"); /* 6.7-07 */
    assert_text(again, PR_MESSAGE_CLASS_W, L"IPM"); /* 6.3-13 */
    assert_true(get_long(again, PR_MESSAGE_SIZE) > 0);
    assert_int_equal(get_long(again, PR_ACCESS_LEVEL), 0);
    assert_int_equal(set_text(again, PR_SUBJECT_W, L"x"), MAPI_E_NO_ACCESS); /* 6.1-20 */
    assert_int_equal(again->lpVtbl->SaveChanges(again, 0), MAPI_E_NO_ACCESS);
    ok_hr(message->lpVtbl->SaveChanges(message, KEEP_OPEN_READWRITE)); /* 6.1-33, twice */
    ok_hr(set_text(message, PR_SUBJECT_W, L"Other"));
    ok_hr(message->lpVtbl->SaveChanges(message, KEEP_OPEN_READWRITE));
    assert_int_equal(get_long(message, PR_MESSAGE_FLAGS), MSGFLAG_UNSENT); /* 6.7-11 */
    assert_int_equal(get_error(message, PR_SUBJECT_PREFIX_W), MAPI_E_NOT_FOUND); /* 6.7-06 */
    again->lpVtbl->Release(again);
    message->lpVtbl->Release(message);
    store_reopen(f);
    again = open_message(f, entry, MAPI_BEST_ACCESS);
    assert_text(again, PR_SUBJECT_W, L"Other");
    assert_int_equal(get_long(again, PR_ACCESS_LEVEL), MAPI_MODIFY);
    again->lpVtbl->Release(again);
    inbox->lpVtbl->Release(inbox);
}

static void a_message_that_another_handle_changed_is_not_overwritten(void **state)
{
    struct fixture *f = *state;
    IMAPIFolder *inbox = open_inbox(f);
    IMessage *one, *two;
    BYTE id[48];
    SBinary bin = {48, id};
    ENTRYLIST list = {1, &bin};

    make_message(inbox, L"shared", id);
    one = open_message(f, id, MAPI_MODIFY);
    two = open_message(f, id, MAPI_MODIFY);
    ok_hr(set_text(one, PR_SUBJECT_W, L"one"));
    ok_hr(set_text(two, PR_SUBJECT_W, L"two"));
    ok_hr(one->lpVtbl->SaveChanges(one, KEEP_OPEN_READWRITE));
    /* 6.1-34 */
    assert_int_equal(two->lpVtbl->SaveChanges(two, KEEP_OPEN_READWRITE), MAPI_E_OBJECT_CHANGED);
    /* 6.1-35 */
    assert_text(two, PR_SUBJECT_W, L"two");
    ok_hr(two->lpVtbl->SaveChanges(two, KEEP_OPEN_READWRITE | FORCE_SAVE));
    ok_hr(set_text(one, PR_SUBJECT_W, L"uno"));
    /* 6.5-10 */
    assert_int_equal(inbox->lpVtbl->DeleteMessages(inbox, &list, 0, NULL, 0),
                     MAPI_W_PARTIAL_COMPLETION);
    two->lpVtbl->Release(two);
    one->lpVtbl->Release(one);
    one = open_message(f, id, MAPI_MODIFY);
    assert_text(one, PR_SUBJECT_W, L"two");
    one->lpVtbl->Release(one);
    ok_hr(inbox->lpVtbl->DeleteMessages(inbox, &list, 0, NULL, 0));
    assert_int_equal(get_long(inbox, PR_CONTENT_COUNT), 0);
    assert_int_equal(inbox->lpVtbl->DeleteMessages(inbox, &list, 0, NULL, 0),
                     MAPI_W_PARTIAL_COMPLETION);
    inbox->lpVtbl->Release(inbox);
}

static SPropValue text_prop(ULONG tag, const WCHAR *text)
{
    SPropValue value = {.ulPropTag = tag};

    value.Value.lpszW = (WCHAR *)text;
    return value;
}

/* n recipients named by one letter each, of the types given. */
static HRESULT modify(IMessage *message, ULONG flags, const char *names, const ULONG *types,
                      const LONG *rows)
{
    SizedADRLIST(4, list) = {0};
    SPropValue props[4][3];
    WCHAR texts[4][2] = {{0}};

    for (ULONG i = 0; names[i]; i++) {
        texts[i][0] = (WCHAR)names[i];
        props[i][0] = text_prop(PR_DISPLAY_NAME_W, texts[i]);
        props[i][1] = (SPropValue){.ulPropTag = PR_RECIPIENT_TYPE, .Value.l = (LONG)types[i]};
        props[i][2] = (SPropValue){.ulPropTag = PR_ROWID, .Value.l = rows ? rows[i] : 0};
        list.aEntries[i].cValues = rows ? 3 : 2;
        list.aEntries[i].rgPropVals = props[i];
        list.cEntries++;
    }
    return message->lpVtbl->ModifyRecipients(message, flags, (ADRLIST *)&list);
}

static void recipients_make_the_display_properties(void **state)
{
    static const ULONG to_to_cc[] = {MAPI_TO, MAPI_TO, MAPI_CC}, bcc[] = {MAPI_BCC},
                       to[] = {MAPI_TO};
    struct fixture *f = *state;
    IMAPIFolder *inbox = open_inbox(f);
    IMessage *message;
    BYTE id[48];

    make_message(inbox, L"to many", id);
    message = open_message(f, id, MAPI_MODIFY);
    ok_hr(modify(message, MODRECIP_ADD, "abc", to_to_cc, NULL));
    ok_hr(modify(message, MODRECIP_ADD, "d", bcc, NULL));
    ok_hr(message->lpVtbl->SaveChanges(message, KEEP_OPEN_READWRITE));
    assert_text(message, PR_DISPLAY_TO_W, L"a; b"); /* 6.7-03 */
    assert_text(message, PR_DISPLAY_CC_W, L"c");
    assert_text(message, PR_DISPLAY_BCC_W, L"d");
    /* 6.7-20 */
    assert_int_equal(modify(message, MODRECIP_REMOVE, "a", to, NULL), MAPI_E_INVALID_PARAMETER);
    assert_int_equal(modify(message, MODRECIP_REMOVE, "a", to, (LONG[]){77}), MAPI_E_NOT_FOUND);
    ok_hr(modify(message, MODRECIP_REMOVE, "a", to, (LONG[]){0}));
    ok_hr(modify(message, MODRECIP_MODIFY, "x", to, (LONG[]){1}));
    message->lpVtbl->SaveChanges(message, KEEP_OPEN_READWRITE);
    assert_text(message, PR_DISPLAY_TO_W, L"x");
    assert_text(message, PR_DISPLAY_CC_W, L"c");
    ok_hr(modify(message, 0, "z", to, NULL)); /* 6.7-19 */
    message->lpVtbl->SaveChanges(message, 0);
    message->lpVtbl->Release(message);
    message = open_message(f, id, 0);
    assert_text(message, PR_DISPLAY_TO_W, L"z");
    assert_text(message, PR_DISPLAY_CC_W, L"");
    assert_int_equal(modify(message, MODRECIP_ADD, "q", to, NULL), MAPI_E_NO_ACCESS);
    message->lpVtbl->Release(message);
    inbox->lpVtbl->Release(inbox);
}

/* ---- folders ---- */

static void folders_are_made_moved_copied_and_deleted(void **state)
{
    struct fixture *f = *state;
    IMAPIFolder *root = open_root(f), *a, *b, *again;
    SPropValue *a_id, *b_id;
    BYTE id[48];

    a = make_folder(root, L"A", 0);
    b = make_folder(root, L"B", 0);
    assert_int_equal(root->lpVtbl->CreateFolder(root, FOLDER_GENERIC, (LPTSTR)L"a", NULL, NULL,
                                                MAPI_UNICODE, &again),
                     MAPI_E_COLLISION); /* 6.5-04 */
    again = make_folder(root, L"A", OPEN_IF_EXISTS);
    again->lpVtbl->Release(again);
    assert_int_equal(
        root->lpVtbl->CreateFolder(root, FOLDER_GENERIC, NULL, NULL, NULL, MAPI_UNICODE, &again),
        MAPI_E_INVALID_PARAMETER);
    a_id = id_of(a);
    b_id = id_of(b);
    make_message(b, L"in B", id);
    /* 6.5-07 */
    assert_int_equal(root->lpVtbl->DeleteFolder(root, EID(b_id), 0, NULL, 0), MAPI_E_HAS_MESSAGES);
    /* 6.5-06 */
    ok_hr(root->lpVtbl->CopyFolder(root, EID(b_id), NULL, a, NULL, 0, NULL, FOLDER_MOVE));
    assert_int_equal(get_long(a, PR_SUBFOLDERS), 1);
    assert_int_equal(root->lpVtbl->CopyFolder(root, EID(a_id), NULL, b, NULL, 0, NULL, FOLDER_MOVE),
                     MAPI_E_FOLDER_CYCLE);
    ok_hr(a->lpVtbl->CopyFolder(a, EID(b_id), NULL, root, (LPTSTR)L"B2", 0, NULL, MAPI_UNICODE));
    assert_int_equal(
        a->lpVtbl->CopyFolder(a, EID(b_id), NULL, root, (LPTSTR)L"b2", 0, NULL, MAPI_UNICODE),
        MAPI_E_COLLISION);
    again = make_folder(root, L"B2", OPEN_IF_EXISTS);
    assert_int_equal(get_long(again, PR_CONTENT_COUNT), 1);
    again->lpVtbl->Release(again);
    assert_int_equal(root->lpVtbl->DeleteFolder(root, EID(a_id), 0, NULL, DEL_MESSAGES),
                     MAPI_E_HAS_FOLDERS);
    assert_int_equal(root->lpVtbl->DeleteFolder(root, EID(b_id), 0, NULL, DEL_MESSAGES),
                     MAPI_E_NOT_FOUND);
    ok_hr(root->lpVtbl->DeleteFolder(root, EID(a_id), 0, NULL, DEL_MESSAGES | DEL_FOLDERS));
    assert_int_equal(get_error(b, PR_DISPLAY_NAME_W), MAPI_E_OBJECT_DELETED);
    FREE(a_id);
    FREE(b_id);
    a->lpVtbl->Release(a);
    b->lpVtbl->Release(b);
    a_id = id_of(root);
    /* 6.4-09 */
    assert_int_equal(
        root->lpVtbl->DeleteFolder(root, EID(a_id), 0, NULL, DEL_MESSAGES | DEL_FOLDERS),
        MAPI_E_NO_ACCESS);
    FREE(a_id);
    assert_int_equal(set_text(root, PR_DISPLAY_NAME_W, L"x"), MAPI_E_NO_ACCESS);
    root->lpVtbl->Release(root);
}

static void folder_properties_are_written_at_once(void **state)
{
    struct fixture *f = *state;
    IMAPIFolder *root = open_root(f), *folder = make_folder(root, L"Old", 0),
                *other = make_folder(root, L"Other", 0), *again;

    ok_hr(set_text(folder, PR_DISPLAY_NAME_W, L"New"));
    ok_hr(set_text(folder, PR_COMMENT_W, L"a comment"));
    ok_hr(set_long(folder, PROP_TAG(PT_LONG, 0x6801), 42));
    assert_int_equal(set_text(folder, PR_DISPLAY_NAME_W, L"oTHER"), MAPI_E_COLLISION);
    ok_hr(set_text(folder, PR_DISPLAY_NAME_W, L"NEW"));
    ok_hr(folder->lpVtbl->SaveChanges(folder, 0)); /* 6.1-37 */
    again = make_folder(root, L"new", OPEN_IF_EXISTS);
    assert_text(again, PR_DISPLAY_NAME_W, L"NEW");
    assert_text(again, PR_COMMENT_W, L"a comment");
    assert_int_equal(get_long(again, PROP_TAG(PT_LONG, 0x6801)), 42);
    again->lpVtbl->Release(again);
    other->lpVtbl->Release(other);
    folder->lpVtbl->Release(folder);
    root->lpVtbl->Release(root);
}

static void many_messages_move_and_are_read_and_counted(void **state)
{
    enum { N = 300 };
    static BYTE ids[N][48];
    static SBinary bins[N];
    struct fixture *f = *state;
    IMAPIFolder *inbox = open_inbox(f), *root = open_root(f), *to = make_folder(root, L"to", 0);
    ENTRYLIST list;
    ULONG old;

    for (int i = 0; i < N; i++)
        make_message(inbox, L"one of many", ids[i]);
    make_list(&list, bins, ids, N);
    assert_int_equal(get_long(inbox, PR_CONTENT_UNREAD), N);
    ok_hr(inbox->lpVtbl->SetReadFlags(inbox, NULL, 0, NULL, 0)); /* 6.5-18 */
    assert_int_equal(get_long(inbox, PR_CONTENT_UNREAD), 0);
    list.cValues = 10;
    ok_hr(inbox->lpVtbl->SetReadFlags(inbox, &list, 0, NULL, CLEAR_READ_FLAG)); /* 6.5-16 */
    assert_int_equal(get_long(inbox, PR_CONTENT_UNREAD), 10);
    assert_int_equal(
        inbox->lpVtbl->SetReadFlags(inbox, &list, 0, NULL, CLEAR_READ_FLAG | SUPPRESS_RECEIPT),
        MAPI_E_INVALID_PARAMETER); /* 6.5-17 */
    list.cValues = N;
    /* 6.5-20 */
    ok_hr(inbox->lpVtbl->SetMessageStatus(inbox, 48, (ENTRYID *)ids[0], MSGSTATUS_TAGGED,
                                          MSGSTATUS_TAGGED, &old));
    assert_int_equal(old, 0);
    ok_hr(inbox->lpVtbl->GetMessageStatus(inbox, 48, (ENTRYID *)ids[0], 0, &old));
    assert_int_equal(old, MSGSTATUS_TAGGED);
    ok_hr(inbox->lpVtbl->CopyMessages(inbox, &list, NULL, to, 0, NULL, MESSAGE_MOVE));
    assert_int_equal(get_long(inbox, PR_CONTENT_COUNT), 0);
    assert_int_equal(get_long(inbox, PR_CONTENT_UNREAD), 0);
    assert_int_equal(get_long(to, PR_CONTENT_COUNT), N);
    assert_int_equal(get_long(to, PR_CONTENT_UNREAD), 10);
    assert_int_equal(inbox->lpVtbl->CopyMessages(inbox, &list, NULL, to, 0, NULL, MESSAGE_MOVE),
                     MAPI_W_PARTIAL_COMPLETION);
    ok_hr(to->lpVtbl->GetMessageStatus(to, 48, (ENTRYID *)ids[0], 0, &old)); /* 6.5-22 */
    assert_int_equal(old, 0);
    ok_hr(to->lpVtbl->EmptyFolder(to, 0, NULL, 0)); /* 6.5-09 */
    assert_int_equal(get_long(to, PR_CONTENT_COUNT), 0);
    to->lpVtbl->Release(to);
    root->lpVtbl->Release(root);
    inbox->lpVtbl->Release(inbox);
}

/* ---- names, properties ---- */

static void names_keep_their_ids(void **state)
{
    static GUID set = {0xabcdef01, 1, 2, {3}};
    MAPINAMEID by_id = {&set, MNID_ID, {.lID = 0x8233}},
               by_name = {&set, MNID_STRING, {.lpwstrName = (WCHAR *)L"Färbe"}},
               mapi = {(GUID *)&PS_MAPI, MNID_ID, {.lID = 0x37}};
    MAPINAMEID *names[] = {&by_id, &by_name, &mapi}, **back = NULL;
    struct fixture *f = *state;
    SPropTagArray *tags = NULL, *again = NULL, *all = NULL;
    IMsgStore *s = f->store;
    ULONG n = 0;

    /* 6.1-48 */
    assert_int_equal(s->lpVtbl->GetIDsFromNames(s, 3, names, 0, &tags), MAPI_W_ERRORS_RETURNED);
    assert_int_equal(tags->aulPropTag[0], PROP_TAG(PT_ERROR, 0));
    assert_int_equal(tags->aulPropTag[2], PROP_TAG(PT_UNSPECIFIED, 0x37)); /* 6.1-52 */
    FREE(tags);
    ok_hr(s->lpVtbl->GetIDsFromNames(s, 3, names, MAPI_CREATE, &tags)); /* 6.1-47 */
    assert_true(PROP_ID(tags->aulPropTag[0]) >= 0x8000 && PROP_ID(tags->aulPropTag[1]) >= 0x8000);
    assert_int_equal(PROP_TYPE(tags->aulPropTag[0]), PT_UNSPECIFIED);
    store_reopen(f); /* 6.1-51 */
    s = f->store;
    ok_hr(s->lpVtbl->GetIDsFromNames(s, 3, names, 0, &again));
    assert_memory_equal(tags, again, CbSPropTagArray(tags));
    ok_hr(s->lpVtbl->GetNamesFromIDs(s, &again, NULL, 0, &n, &back)); /* 6.1-51 */
    assert_int_equal(n, 3);
    assert_int_equal(back[0]->Kind.lID, 0x8233);
    assert_int_equal(wide_cmp(back[1]->Kind.lpwstrName, L"Färbe"), 0);
    assert_memory_equal(back[1]->lpguid, &set, 16);
    FREE(back);
    ok_hr(s->lpVtbl->GetNamesFromIDs(s, &all, &set, MAPI_NO_IDS, &n, &back)); /* 6.1-54 -57 */
    assert_int_equal(n, 1);
    assert_int_equal(all->aulPropTag[0], tags->aulPropTag[1]);
    FREE(back);
    FREE(all);
    again->aulPropTag[0] = PROP_TAG(PT_UNSPECIFIED, 0x9999);
    /* 6.1-53 */
    assert_int_equal(s->lpVtbl->GetNamesFromIDs(s, &again, NULL, 0, &n, &back),
                     MAPI_W_ERRORS_RETURNED);
    assert_null(back[0]);
    FREE(back);
    /* 6.1-49 */
    assert_int_equal(s->lpVtbl->GetIDsFromNames(s, 0, NULL, MAPI_CREATE, &all),
                     MAPI_E_INVALID_PARAMETER);
    ok_hr(s->lpVtbl->GetIDsFromNames(s, 0, NULL, 0, &all));
    assert_int_equal(all->cValues, 2);
    FREE(all);
    FREE(again);
    FREE(tags);
}

static void properties_follow_the_rules_of_getprops(void **state)
{
    SizedSPropTagArray(3, tags) = {
        3, {CHANGE_PROP_TYPE(PR_SUBJECT_W, PT_UNSPECIFIED), PR_NULL, PR_BODY_W}};
    SPropValue set[4] = {
        {.ulPropTag = PR_SUBJECT_A, .Value.lpszA = "eight"},
        {.ulPropTag = PR_NULL},
        {.ulPropTag = PROP_TAG(PT_ERROR, 0x1000), .Value.err = 1},
        {.ulPropTag = PR_MESSAGE_SIZE, .Value.l = 7},
    };
    struct fixture *f = *state;
    IMAPIFolder *inbox = open_inbox(f);
    SPropProblemArray *problems = NULL;
    SPropTagArray *list = NULL;
    IMessage *message = NULL;
    SPropValue *values = NULL;
    ULONG n = 0;

    ok_hr(inbox->lpVtbl->CreateMessage(inbox, &IID_IMessage, 0, &message));
    ok_hr(message->lpVtbl->SetProps(message, 4, set, &problems)); /* 6.1-17 -19 */
    assert_non_null(problems);
    assert_int_equal(problems->cProblem, 1);
    assert_int_equal(problems->aProblem[0].ulIndex, 3); /* 6.1-22 */
    assert_int_equal(problems->aProblem[0].scode, MAPI_E_COMPUTED);
    FREE(problems);
    assert_int_equal(
        message->lpVtbl->GetProps(message, (SPropTagArray *)&tags, MAPI_UNICODE, &n, &values),
        MAPI_W_ERRORS_RETURNED);
    assert_int_equal(n, 3);
    assert_int_equal(values[0].ulPropTag, PR_SUBJECT_W); /* 6.1-06 */
    assert_int_equal(values[1].ulPropTag, PR_NULL);
    assert_int_equal(values[2].ulPropTag, CHANGE_PROP_TYPE(PR_BODY_W, PT_ERROR)); /* 6.1-04 -05 */
    assert_int_equal(values[2].Value.err, MAPI_E_NOT_FOUND);
    FREE(values);
    tags.cValues = 0;
    /* 6.1-03 */
    assert_int_equal(message->lpVtbl->GetProps(message, (SPropTagArray *)&tags, 0, &n, &values),
                     MAPI_E_INVALID_PARAMETER);
    assert_int_equal(message->lpVtbl->GetProps(message, NULL, 0x777, &n, &values),
                     MAPI_E_UNKNOWN_FLAGS);
    ok_hr(message->lpVtbl->GetProps(message, NULL, 0, &n, &values)); /* 6.1-07 */
    assert_true(n > 10);
    FREE(values);
    ok_hr(message->lpVtbl->GetPropList(message, 0, &list)); /* 6.1-15 */
    for (n = 0; n < list->cValues && list->aulPropTag[n] != PR_MESSAGE_RECIPIENTS; n++)
        assert_int_not_equal(PROP_TYPE(list->aulPropTag[n]), PT_UNICODE);
    assert_true(n < list->cValues);
    FREE(list);
    /* 6.1-16 */
    assert_int_equal(message->lpVtbl->SetProps(message, 0, set, NULL), MAPI_E_INVALID_PARAMETER);
    set[0].ulPropTag = PR_MESSAGE_ATTACHMENTS;
    /* 6.1-18 */
    assert_int_equal(message->lpVtbl->SetProps(message, 1, set, NULL), MAPI_E_INVALID_PARAMETER);
    tags.cValues = 1;
    ok_hr(message->lpVtbl->DeleteProps(message, (SPropTagArray *)&tags, &problems)); /* 6.1-23 */
    assert_null(problems);
    assert_int_equal(get_error(message, PR_SUBJECT_W), MAPI_E_NOT_FOUND);
    ok_hr(set_long(message, PROP_TAG(PT_LONG, 0x6800), 1)); /* 6.1-21 */
    ok_hr(set_text(message, PROP_TAG(PT_UNICODE, 0x6800), L"now text"));
    assert_text(message, PROP_TAG(PT_UNICODE, 0x6800), L"now text");
    message->lpVtbl->Release(message);
    inbox->lpVtbl->Release(inbox);
}

static void receive_folders_go_by_whole_components(void **state)
{
    struct fixture *f = *state;
    IMAPIFolder *root = open_root(f), *special = make_folder(root, L"Special", 0);
    SPropValue *special_id = id_of(special);
    ENTRYID *id = NULL;
    IMsgStore *s = f->store;
    LPTSTR class = NULL;
    ULONG n, same;

    /* 6.3-08 */
    ok_hr(s->lpVtbl->SetReceiveFolder(s, (LPTSTR)"IPM.Note.Special", 0, EID(special_id)));
    /* 6.3-02 */
    ok_hr(s->lpVtbl->GetReceiveFolder(s, (LPTSTR)"ipm.note.special.more", 0, &n, &id, &class));
    assert_string_equal((char *)class, "ipm.note.special");
    ok_hr(s->lpVtbl->CompareEntryIDs(s, n, id, EID(special_id), 0, &same));
    assert_int_equal(same, TRUE);
    FREE(id);
    FREE(class);
    /* 6.3-06 */
    ok_hr(s->lpVtbl->GetReceiveFolder(s, (LPTSTR)"IPM.Note.Specials", 0, &n, &id, &class));
    assert_string_equal((char *)class, "IPM");
    FREE(id);
    FREE(class);
    ok_hr(s->lpVtbl->GetReceiveFolder(s, (LPTSTR)"Fax", 0, &n, &id, &class));
    assert_string_equal((char *)class, "");
    FREE(id);
    FREE(class);
    assert_int_equal(s->lpVtbl->SetReceiveFolder(s, (LPTSTR) "IPM.", 0, EID(special_id)),
                     MAPI_E_INVALID_PARAMETER);
    ok_hr(s->lpVtbl->SetReceiveFolder(s, (LPTSTR)"No.Such", 0, 0, NULL));
    FREE(special_id);
    special->lpVtbl->Release(special);
    root->lpVtbl->Release(root);
}

static void changes_are_told(void **state)
{
    struct fixture *f = *state;
    IMAPIFolder *inbox = open_inbox(f);
    BYTE id[48];
    SBinary bin = {48, id};
    ENTRYLIST list = {1, &bin};

    f->support.notes = 0;
    make_message(inbox, L"news", id); /* 6.12-15 -16 */
    assert_int_equal(f->support.n_last, 2);
    assert_int_equal(f->support.last[0].ulEventType, fnevObjectCreated);
    assert_int_equal(f->support.last[0].info.obj.ulObjType, MAPI_MESSAGE);
    assert_int_equal(f->support.last[1].ulEventType, fnevObjectModified);
    assert_int_equal(f->support.last[1].info.obj.ulObjType, MAPI_FOLDER);
    ok_hr(inbox->lpVtbl->DeleteMessages(inbox, &list, 0, NULL, 0)); /* 6.12-17 */
    assert_int_equal(f->support.last[0].ulEventType, fnevObjectDeleted);
    assert_int_equal(f->support.last[0].info.obj.cbEntryID, 48);
    assert_int_equal(f->support.notes, 4);
    inbox->lpVtbl->Release(inbox);
}

static void bad_entry_ids_open_nothing(void **state)
{
    struct fixture *f = *state;
    IMAPIFolder *inbox = open_inbox(f);
    SPropValue *id = id_of(inbox);
    IUnknown *object;
    BYTE bad[64];
    ULONG type;

    for (ULONG n = 0; n <= 48; n++) {
        HRESULT hr = f->store->lpVtbl->OpenEntry(f->store, n, (ENTRYID *)id->Value.bin.lpb, NULL, 0,
                                                 &type, &object);

        if (n == 48) {
            ok_hr(hr);
            object->lpVtbl->Release(object);
        } else {
            assert_int_equal(hr, n < 20 ? MAPI_E_INVALID_ENTRYID : MAPI_E_UNKNOWN_ENTRYID);
        }
    }
    memcpy(bad, id->Value.bin.lpb, 48);
    bad[47] ^= 1; /* another guid: an object of an older life of the file */
    assert_int_equal(
        f->store->lpVtbl->OpenEntry(f->store, 48, (ENTRYID *)bad, NULL, 0, &type, &object),
        MAPI_E_NOT_FOUND);
    assert_int_equal(f->store->lpVtbl->OpenEntry(f->store, 48, (ENTRYID *)id->Value.bin.lpb,
                                                 &IID_IMessage, 0, &type, &object),
                     MAPI_E_INTERFACE_NOT_SUPPORTED);
    assert_int_equal(
        f->store->lpVtbl->OpenEntry(f->store, 0, NULL, NULL, 0x80000000, &type, &object),
        MAPI_E_UNKNOWN_FLAGS);
    FREE(id);
    inbox->lpVtbl->Release(inbox);
}

static void a_second_open_is_the_same_store(void **state)
{
    struct fixture *f = *state;
    struct fake_support second = f->support;
    IMSLogon *logon = NULL;
    IMsgStore *store = NULL;
    IMAPIFolder *root = NULL;
    ULONG type;

    second.refs = 1;
    ok_hr(f->provider->lpVtbl->Logon(f->provider, &second.IMAPISupport_iface, 0, NULL, 0, NULL, 0,
                                     NULL, NULL, NULL, NULL, &logon, &store));
    assert_null(logon); /* 5.4-06 */
    assert_int_equal(second.refs, 1);
    assert_int_equal(
        store->lpVtbl->OpenEntry(store, 0, NULL, NULL, MAPI_MODIFY, &type, (IUnknown **)&root),
        MAPI_E_NO_ACCESS);
    ok_hr(store->lpVtbl->OpenEntry(store, 0, NULL, NULL, MAPI_BEST_ACCESS, &type,
                                   (IUnknown **)&root));
    assert_int_equal(get_long(root, PR_ACCESS_LEVEL), 0);
    root->lpVtbl->Release(root);
    store->lpVtbl->Release(store);
    assert_int_equal(f->support.refs, 2); /* ours and the first store's */
}

static void logoff_comes_once_and_with_the_last_object(void **state)
{
    struct fixture *f = *state;
    IMAPIFolder *inbox = open_inbox(f);
    ULONG flags = LOGOFF_ORDERLY;

    ok_hr(f->store->lpVtbl->StoreLogoff(f->store, &flags)); /* 5.13-14 -15 */
    assert_int_equal(flags, LOGOFF_COMPLETE);
    flags = LOGOFF_ORDERLY | LOGOFF_ABORT;
    assert_int_equal(f->store->lpVtbl->StoreLogoff(f->store, &flags), MAPI_E_INVALID_PARAMETER);
    log_off(f); /* 5.6-04 */
    assert_int_equal(f->support.logoffs, 1);
    assert_int_equal(f->support.logoff_flags, LOGOFF_ORDERLY);
    /* clients.md: objects released after their store */
    assert_text(inbox, PR_DISPLAY_NAME_W, L"Inbox");
    assert_non_null(f->support.logon); /* still logged on */
    inbox->lpVtbl->Release(inbox);
    assert_null(f->support.logon);
    assert_int_equal(f->support.refs, 0);
    ok_hr(log_on(f, MDB_WRITE));
    log_off(f);
    assert_int_equal(f->support.logoff_flags, LOGOFF_ABORT); /* 5.6-09 */
}

#define test(name) cmocka_unit_test_setup_teardown(name, store_setup, store_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        test(a_new_store_has_the_folders_that_programs_expect),
        test(a_message_is_nowhere_before_it_is_saved),
        test(a_message_that_another_handle_changed_is_not_overwritten),
        test(recipients_make_the_display_properties),
        test(folders_are_made_moved_copied_and_deleted),
        test(folder_properties_are_written_at_once),
        test(many_messages_move_and_are_read_and_counted),
        test(names_keep_their_ids),
        test(properties_follow_the_rules_of_getprops),
        test(receive_folders_go_by_whole_components),
        test(changes_are_told),
        test(bad_entry_ids_open_nothing),
        test(a_second_open_is_the_same_store),
        test(logoff_comes_once_and_with_the_last_object),
    };

    return cmocka_run_group_tests_name("store", tests, NULL, NULL);
}
