/*
 * test_search.c - search folders: criteria, results as a table, and how they follow what happens to
 * messages
 */
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "local_store/folder.h"
#include "local_store/restriction_pack.h"
#include "local_store/search_fixture.h"

/* 6.6-01 6.6-02 */
static void flags_that_contradict_are_refused(void **state)
{
    struct fixture *f = *state;
    IMAPIFolder *inbox = open_inbox(f), *search = make_search(inbox, L"s");
    static const ULONG pairs[] = {3, 12, 48, 7, 63};

    assert_int_equal(get_long(search, PR_FOLDER_TYPE), FOLDER_SEARCH);
    for (int i = 0; i < 5; i++)
        assert_int_equal(search_for(search, L"a", inbox, pairs[i]), MAPI_E_INVALID_PARAMETER);
    assert_int_equal(
        search_for(search, L"a", inbox, CONTENT_INDEXED_SEARCH | NON_CONTENT_INDEXED_SEARCH),
        MAPI_E_INVALID_PARAMETER);
    assert_int_equal(search_for(search, L"a", inbox, 0x40), MAPI_E_UNKNOWN_FLAGS);
    assert_int_equal(search_for(search, L"a", inbox, 0x80000), MAPI_E_UNKNOWN_FLAGS);
    assert_int_equal(search_for(inbox, L"a", inbox, 0), MAPI_E_NO_SUPPORT);
    ok_hr(search_for(search, L"a", inbox,
                     NON_CONTENT_INDEXED_SEARCH | RESTART_SEARCH | RECURSIVE_SEARCH |
                         FOREGROUND_SEARCH));
    assert_int_equal(state_of(search),
                     SEARCH_RUNNING | SEARCH_RECURSIVE | SEARCH_FOREGROUND | SEARCH_COMPLETE);
    /* 6.6-03 */
    ok_hr(
        search->lpVtbl->SetSearchCriteria(search, NULL, NULL, SHALLOW_SEARCH | BACKGROUND_SEARCH));
    assert_int_equal(state_of(search), SEARCH_RUNNING | SEARCH_COMPLETE);
    ok_hr(search->lpVtbl->SetSearchCriteria(search, NULL, NULL, STOP_SEARCH));
    assert_int_equal(state_of(search), SEARCH_COMPLETE);
    search->lpVtbl->Release(search);
    inbox->lpVtbl->Release(inbox);
}

/* 6.6-03 6.6-06 6.6-07 */
static void criteria_come_back_as_they_were_set(void **state)
{
    struct fixture *f = *state;
    IMAPIFolder *inbox = open_inbox(f), *root = open_root(f), *search = make_search(inbox, L"s");
    SPropValue *inbox_id = id_of(inbox), *root_id = id_of(root), constants[3] = {{0}};
    SRestriction leaves[5] = {{0}}, res = {.rt = RES_AND}, *got = NULL, first;
    SBinary bins[2] = {inbox_id->Value.bin, root_id->Value.bin};
    ENTRYLIST list = {2, bins}, *got_list = NULL;
    ULONG flags = 77;

    assert_int_equal(search->lpVtbl->GetSearchCriteria(search, 0, &got, &got_list, &flags),
                     MAPI_E_NOT_INITIALIZED);
    first = subject_has(&constants[0], L"x");
    assert_int_equal(search->lpVtbl->SetSearchCriteria(search, NULL, &list, 0),
                     MAPI_E_NOT_INITIALIZED);
    assert_int_equal(search->lpVtbl->SetSearchCriteria(search, &first, NULL, 0),
                     MAPI_E_NOT_INITIALIZED);
    assert_int_equal(search->lpVtbl->GetSearchCriteria(search, 0, NULL, NULL, &flags),
                     MAPI_E_NOT_INITIALIZED);

    leaves[0] = first;
    leaves[1].rt = RES_NOT;
    leaves[1].res.resNot.lpRes = &leaves[4];
    leaves[4].rt = RES_BITMASK;
    leaves[4].res.resBitMask = (SBitMaskRestriction){BMR_NEZ, PR_MESSAGE_FLAGS, MSGFLAG_READ};
    leaves[2].rt = RES_SUBRESTRICTION;
    leaves[2].res.resSub = (SSubRestriction){PR_MESSAGE_ATTACHMENTS, &leaves[3]};
    leaves[3].rt = RES_EXIST;
    leaves[3].res.resExist.ulPropTag = PR_ATTACH_FILENAME_W;
    res.res.resAnd.cRes = 4;
    res.res.resAnd.lpRes = leaves;
    ok_hr(search->lpVtbl->SetSearchCriteria(search, &res, &list, RECURSIVE_SEARCH));
    store_reopen(f);
    FREE(inbox_id);
    FREE(root_id);
    search->lpVtbl->Release(search);
    inbox->lpVtbl->Release(inbox);
    root->lpVtbl->Release(root);
    inbox = open_inbox(f);
    ok_hr(inbox->lpVtbl->CreateFolder(inbox, FOLDER_SEARCH, (LPTSTR)L"s", NULL, NULL,
                                      MAPI_UNICODE | OPEN_IF_EXISTS, &search));
    ok_hr(search->lpVtbl->GetSearchCriteria(search, MAPI_UNICODE, &got, &got_list, &flags));
    assert_int_equal(flags, SEARCH_RUNNING | SEARCH_RECURSIVE | SEARCH_COMPLETE);
    assert_int_equal(got_list->cValues, 2);
    assert_int_equal(got_list->lpbin[1].cb, 48);
    assert_int_equal(got->rt, RES_AND);
    assert_int_equal(got->res.resAnd.cRes, 4);
    assert_int_equal(got->res.resAnd.lpRes[0].res.resContent.ulFuzzyLevel, FL_SUBSTRING);
    assert_int_equal(got->res.resAnd.lpRes[0].res.resContent.lpProp->ulPropTag, PR_SUBJECT_W);
    assert_int_equal(wide_cmp(got->res.resAnd.lpRes[0].res.resContent.lpProp->Value.lpszW, L"x"),
                     0);
    assert_int_equal(got->res.resAnd.lpRes[1].res.resNot.lpRes->res.resBitMask.ulMask,
                     MSGFLAG_READ);
    assert_int_equal(got->res.resAnd.lpRes[2].res.resSub.ulSubObject, PR_MESSAGE_ATTACHMENTS);
    assert_int_equal(got->res.resAnd.lpRes[3].res.resExist.ulPropTag, PR_ATTACH_FILENAME_W);
    FREE(got);
    FREE(got_list);
    ok_hr(search->lpVtbl->GetSearchCriteria(search, 0, &got, NULL, NULL));
    assert_int_equal(got->res.resAnd.lpRes[0].res.resContent.lpProp->ulPropTag, PR_SUBJECT_A);
    assert_string_equal(got->res.resAnd.lpRes[0].res.resContent.lpProp->Value.lpszA, "x");
    FREE(got);
    search->lpVtbl->Release(search);
    inbox->lpVtbl->Release(inbox);
}

/* 6.6-04 6.6-05 6.5-05 6.5-15 */
static void what_cannot_be_searched_is_refused(void **state)
{
    struct fixture *f = *state;
    IMAPIFolder *inbox = open_inbox(f), *search = make_search(inbox, L"s"),
                *other = make_search(inbox, L"t"), *made = NULL;
    SPropValue *id = id_of(inbox), *other_id = id_of(other),
               text = {.ulPropTag = PR_PARENT_DISPLAY_W};
    SRestriction res = {.rt = RES_COUNT};
    ENTRYLIST list = {1, &id->Value.bin}, message;
    IMessage *mail = NULL;
    BYTE ids[1][48];
    SBinary bin;

    assert_int_equal(search->lpVtbl->SetSearchCriteria(search, &res, &list, 0), MAPI_E_TOO_COMPLEX);
    text.Value.lpszW = (WCHAR *)L"Inbox";
    res.rt = RES_PROPERTY;
    res.res.resProperty = (SPropertyRestriction){RELOP_EQ, PR_PARENT_DISPLAY_W, &text};
    assert_int_equal(search->lpVtbl->SetSearchCriteria(search, &res, &list, 0), MAPI_E_TOO_COMPLEX);
    assert_int_equal(search_for(search, L"x", other, 0), MAPI_E_TOO_COMPLEX);
    assert_int_equal(
        search->lpVtbl->CreateFolder(search, FOLDER_GENERIC, (LPTSTR) "x", NULL, NULL, 0, &made),
        MAPI_E_NO_SUPPORT);
    assert_int_equal(
        search->lpVtbl->CreateFolder(search, FOLDER_SEARCH, (LPTSTR) "x", NULL, NULL, 0, &made),
        MAPI_E_NO_SUPPORT);
    assert_int_equal(
        inbox->lpVtbl->CopyFolder(inbox, EID(other_id), NULL, search, NULL, 0, NULL, FOLDER_MOVE),
        MAPI_E_NO_SUPPORT);
    assert_int_equal(search->lpVtbl->CreateMessage(search, NULL, 0, &mail), MAPI_E_NO_SUPPORT);
    /* a view may be kept in it */
    ok_hr(search->lpVtbl->CreateMessage(search, NULL, MAPI_ASSOCIATED, &mail));
    mail->lpVtbl->Release(mail);
    make_message(inbox, L"x", ids[0]);
    make_list(&message, &bin, ids, 1);
    assert_int_equal(inbox->lpVtbl->CopyMessages(inbox, &message, NULL, search, 0, NULL, 0),
                     MAPI_E_NO_SUPPORT);
    assert_int_equal(
        inbox->lpVtbl->CopyMessages(inbox, &message, NULL, search, 0, NULL, MESSAGE_MOVE),
        MAPI_E_NO_SUPPORT);
    assert_int_equal(inbox->lpVtbl->CreateFolder(inbox, FOLDER_GENERIC, (LPTSTR) "s", NULL, NULL,
                                                 OPEN_IF_EXISTS, &made),
                     MAPI_E_COLLISION);
    FREE(id);
    FREE(other_id);
    other->lpVtbl->Release(other);
    search->lpVtbl->Release(search);
    inbox->lpVtbl->Release(inbox);
}

/* 6.6-08 6.6-11 */
static void results_follow_the_messages(void **state)
{
    struct fixture *f = *state;
    IMAPIFolder *inbox = open_inbox(f), *root = open_root(f), *in = make_folder(inbox, L"in", 0),
                *deep = make_folder(in, L"deep", 0);
    IMAPIFolder *out = make_folder(root, L"out", 0), *search = make_search(inbox, L"s"),
                *shallow = make_search(root, L"t");
    SPropValue *in_id = id_of(in), *deep_id = id_of(deep), *value;
    BYTE ids[5][48];
    SBinary bin;
    ENTRYLIST list;
    IMAPITable *table;
    IMessage *message;
    SRowSet *rows;

    make_message(in, L"a x", ids[0]);
    make_message(deep, L"b x", ids[1]);
    make_message(out, L"c x", ids[2]);
    make_message(in, L"d", ids[3]);
    ok_hr(search_for(search, L"x", in, RECURSIVE_SEARCH));
    ok_hr(search_for(shallow, L"x", in, SHALLOW_SEARCH));
    expect_found(search, "ab");
    expect_found(shallow, "a");
    assert_int_equal(get_long(search, PR_CONTENT_UNREAD), 2);

    table = subjects(search);
    ok_hr(table->lpVtbl->QueryRows(table, 2, 0, &rows));
    assert_memory_equal(rows->aRow[1].lpProps[1].Value.bin.lpb, ids[1], 48); /* the real ones */
    assert_memory_equal(rows->aRow[1].lpProps[2].Value.bin.lpb, deep_id->Value.bin.lpb, 48);
    assert_int_equal(wide_cmp(rows->aRow[0].lpProps[3].Value.lpszW, L"in"), 0);
    assert_int_equal(wide_cmp(rows->aRow[1].lpProps[3].Value.lpszW, L"deep"), 0);
    free_rows(rows);
    sort(table, 1, (SSortOrder[]){{PR_SUBJECT_W, TABLE_SORT_DESCEND}});
    expect_rows(table, 9, 0, "ba");
    sort(table, 1, (SSortOrder[]){{PR_PARENT_DISPLAY_W, TABLE_SORT_ASCEND}});
    expect_rows(table, 9, 0, "ba");
    sort(table, 1, (SSortOrder[]){{PR_MESSAGE_DELIVERY_TIME, TABLE_SORT_DESCEND}});
    expect_count(table, 2);
    table->lpVtbl->Release(table);

    message = open_message(f, ids[3], MAPI_MODIFY); /* comes in by its subject */
    ok_hr(set_text(message, PR_SUBJECT_W, L"d x"));
    ok_hr(message->lpVtbl->SaveChanges(message, KEEP_OPEN_READWRITE));
    expect_found(search, "abd");
    ok_hr(message->lpVtbl->SetReadFlag(message, SUPPRESS_RECEIPT));
    assert_int_equal(get_long(search, PR_CONTENT_UNREAD), 2);
    ok_hr(set_text(message, PR_SUBJECT_W, L"d")); /* and goes again */
    ok_hr(message->lpVtbl->SaveChanges(message, 0));
    message->lpVtbl->Release(message);
    expect_found(search, "ab");
    assert_int_equal(get_long(search, PR_CONTENT_UNREAD), 2);
    make_list(&list, &bin, &ids[2], 1);
    ok_hr(out->lpVtbl->CopyMessages(out, &list, NULL, in, 0, NULL, MESSAGE_MOVE));
    expect_found(search, "abc");
    expect_found(shallow, "ac");
    ok_hr(in->lpVtbl->CopyMessages(in, &list, NULL, deep, 0, NULL, 0));
    expect_found(search, "abcc");
    make_list(&list, &bin, &ids[0], 1);
    ok_hr(in->lpVtbl->DeleteMessages(in, &list, 0, NULL, 0));
    expect_found(search, "bcc");

    /* a folder goes with all in it */
    ok_hr(in->lpVtbl->CopyFolder(in, EID(deep_id), NULL, out, NULL, 0, NULL, FOLDER_MOVE));
    expect_found(search, "c");
    value = id_of(deep);
    ok_hr(out->lpVtbl->CopyFolder(out, EID(value), NULL, in, NULL, 0, NULL, FOLDER_MOVE));
    FREE(value);
    expect_found(search, "bcc");
    /* the scope itself goes */
    ok_hr(inbox->lpVtbl->DeleteFolder(inbox, EID(in_id), 0, NULL, DEL_MESSAGES | DEL_FOLDERS));
    expect_found(search, "");
    expect_found(shallow, "");
    assert_int_equal(state_of(search), SEARCH_RUNNING | SEARCH_RECURSIVE | SEARCH_COMPLETE);

    FREE(in_id);
    FREE(deep_id);
    search->lpVtbl->Release(search);
    shallow->lpVtbl->Release(shallow);
    deep->lpVtbl->Release(deep);
    in->lpVtbl->Release(in);
    out->lpVtbl->Release(out);
    root->lpVtbl->Release(root);
    inbox->lpVtbl->Release(inbox);
}

static void a_stopped_search_keeps_what_it_has(void **state)
{
    struct fixture *f = *state;
    IMAPIFolder *inbox = open_inbox(f), *search = make_search(inbox, L"s");
    BYTE ids[2][48];
    SBinary bin;
    ENTRYLIST list;

    make_message(inbox, L"a x", ids[0]);
    make_message(inbox, L"b x", ids[1]);
    ok_hr(search_for(search, L"x", inbox, 0));
    ok_hr(search->lpVtbl->SetSearchCriteria(search, NULL, NULL, STOP_SEARCH));
    make_message(inbox, L"c x", NULL);
    expect_found(search, "ab");
    make_list(&list, &bin, ids, 1);
    ok_hr(inbox->lpVtbl->DeleteMessages(inbox, &list, 0, NULL, 0));
    expect_found(search, "b");
    ok_hr(search->lpVtbl->SetSearchCriteria(search, NULL, NULL, RESTART_SEARCH));
    expect_found(search, "bc");
    ok_hr(search_for(search, L"x", inbox, 0x40000)); /* static: once, and no more */
    make_message(inbox, L"d x", NULL);
    expect_found(search, "bc");
    assert_int_equal(state_of(search), SEARCH_STATIC | SEARCH_COMPLETE);
    search->lpVtbl->Release(search);
    inbox->lpVtbl->Release(inbox);
}

/* 6.5-08 6.5-12 */
static void deleting_through_it_deletes_the_message(void **state)
{
    struct fixture *f = *state;
    IMAPIFolder *inbox = open_inbox(f), *in = make_folder(inbox, L"in", 0),
                *search = make_search(inbox, L"s");
    BYTE ids[3][48];
    SBinary bins[2];
    ENTRYLIST list;
    SPropValue *id = id_of(search);
    IMessage *message;
    ULONG type, old;

    make_message(in, L"a x", ids[0]);
    make_message(in, L"b x", ids[1]);
    make_message(in, L"c", ids[2]);
    ok_hr(search_for(search, L"x", inbox, RECURSIVE_SEARCH));
    make_list(&list, bins, &ids[2], 1);
    /* it isn't in it */
    assert_int_equal(search->lpVtbl->DeleteMessages(search, &list, 0, NULL, 0),
                     MAPI_W_PARTIAL_COMPLETION);
    make_list(&list, bins, ids, 1);
    ok_hr(search->lpVtbl->SetMessageStatus(search, 48, (ENTRYID *)ids[1], MSGSTATUS_TAGGED,
                                           MSGSTATUS_TAGGED, &old));
    ok_hr(in->lpVtbl->GetMessageStatus(in, 48, (ENTRYID *)ids[1], 0, &old));
    assert_int_equal(old, MSGSTATUS_TAGGED);
    ok_hr(search->lpVtbl->SetReadFlags(search, NULL, 0, NULL, SUPPRESS_RECEIPT));
    assert_int_equal(get_long(in, PR_CONTENT_UNREAD), 1);
    assert_int_equal(get_long(search, PR_CONTENT_UNREAD), 0);
    ok_hr(search->lpVtbl->DeleteMessages(search, &list, 0, NULL, 0));
    assert_int_equal(f->store->lpVtbl->OpenEntry(f->store, 48, (ENTRYID *)ids[0], NULL, 0, &type,
                                                 (IUnknown **)&message),
                     MAPI_E_NOT_FOUND);
    assert_int_equal(get_long(in, PR_CONTENT_COUNT), 2);
    expect_found(search, "b");
    assert_int_equal(search->lpVtbl->EmptyFolder(search, 0, NULL, 0), MAPI_E_NO_SUPPORT);
    ok_hr(inbox->lpVtbl->DeleteFolder(inbox, EID(id), 0, NULL, 0)); /* without DEL_MESSAGES */
    assert_int_equal(get_long(in, PR_CONTENT_COUNT), 2);
    message = open_message(f, ids[1], 0);
    message->lpVtbl->Release(message);
    assert_int_equal(search_for(search, L"x", inbox, 0), MAPI_E_NO_SUPPORT);
    FREE(id);
    search->lpVtbl->Release(search);
    in->lpVtbl->Release(in);
    inbox->lpVtbl->Release(inbox);
}

/* Another process that knows nothing of the search but the file. */
static void other_processes_keep_it_up_to_date(void **state)
{
    struct fixture *f = *state;
    IMAPIFolder *inbox, *search;
    int pipes[2], status;
    char byte = 0;
    pid_t pid;

    log_off(f); /* no connection goes through a fork */
    assert_int_equal(pipe(pipes), 0);
    pid = fork();
    if (!pid) {
        if (read(pipes[0], &byte, 1) != 1) _exit(1);
        ok_hr(log_on(f, MDB_WRITE));
        inbox = open_inbox(f);
        make_message(inbox, L"a x", NULL);
        make_message(inbox, L"b", NULL);
        make_message(inbox, L"c x", NULL);
        _exit(0);
    }
    ok_hr(log_on(f, MDB_WRITE));
    inbox = open_inbox(f);
    search = make_search(inbox, L"s");
    ok_hr(search_for(search, L"x", inbox, 0));
    assert_int_equal(write(pipes[1], &byte, 1), 1);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_int_equal(status, 0);
    close(pipes[0]);
    close(pipes[1]);
    expect_found(search, "ac");
    search->lpVtbl->Release(search);
    inbox->lpVtbl->Release(inbox);
}

/* Whoever began the pass failed at it; the next who looks goes on. */
static void a_pass_that_was_cut_off_is_finished(void **state)
{
    struct fixture *f = *state;
    IMAPIFolder *inbox = open_inbox(f), *search = make_search(inbox, L"s");
    struct folder *folder = folder_from_iface(search);
    struct store_file *file = folder->store->file;
    struct change_list list = {0};
    struct identity scope = folder_from_iface(inbox)->id;
    SPropValue constant;
    SRestriction res = subject_has(&constant, L"x");
    bool done;

    for (int i = 0; i < 20; i++)
        make_message(inbox, i % 2 ? L"a x" : L"b", NULL);
    ok_hr(db_begin(file->db));
    ok_hr(search_set(file, &folder->id, &res, &scope, 1, 0, &list));
    ok_hr(db_end(file->db, S_OK));
    assert_int_equal(state_of(search), SEARCH_RUNNING | SEARCH_REBUILD);
    ok_hr(search_step(file, &folder->id, 5, false, &done, &list));
    assert_false(done);
    change_list_clear(&list);
    make_message(inbox, L"c x", NULL); /* meanwhile */
    assert_int_equal(state_of(search), SEARCH_RUNNING | SEARCH_REBUILD);
    expect_found(search, "aaaaaaaaaac");
    assert_int_equal(state_of(search), SEARCH_RUNNING | SEARCH_COMPLETE);
    search->lpVtbl->Release(search);
    inbox->lpVtbl->Release(inbox);
}

static void damaged_criteria_stop_nothing_but_their_search(void **state)
{
    struct fixture *f = *state;
    IMAPIFolder *inbox = open_inbox(f), *search = make_search(inbox, L"s"),
                *sound = make_search(inbox, L"t");
    struct folder *folder = folder_from_iface(search);
    struct store_file *file = folder->store->file;
    SRestriction *got;

    ok_hr(search_for(search, L"x", inbox, 0));
    ok_hr(search_for(sound, L"x", inbox, 0));
    ok_hr(db_begin(file->db));
    ok_hr(db_exec(
        file->db,
        "UPDATE searches SET version=version+1000, criteria=substr(criteria, 1, 20) WHERE folder=?1",
        "i", folder->id.id));
    ok_hr(db_end(file->db, S_OK));
    make_message(inbox, L"a x", NULL);
    expect_found(sound, "a");
    expect_found(search, "");
    assert_int_equal(search->lpVtbl->GetSearchCriteria(search, 0, &got, NULL, NULL),
                     MAPI_E_CORRUPT_STORE);
    assert_null(got);
    ok_hr(search_for(search, L"x", inbox, 0));
    expect_found(search, "a");
    search->lpVtbl->Release(search);
    sound->lpVtbl->Release(sound);
    inbox->lpVtbl->Release(inbox);
}

/* Any bytes are a restriction or MAPI_E_CORRUPT_STORE. */
static void packed_criteria_are_parsed_with_care(void **state)
{
    SPropValue constant, other = {.ulPropTag = PR_SEARCH_KEY, .Value.bin = {3, (BYTE *)"abc"}};
    SRestriction leaves[3] = {{0}}, res = {.rt = RES_OR}, *got;
    uint32_t seed = 1;
    BYTE *packed;
    size_t n;

    (void)state;
    leaves[0] = subject_has(&constant, L"some text");
    leaves[1].rt = RES_COMMENT;
    leaves[1].res.resComment = (SCommentRestriction){1, &leaves[2], &other};
    leaves[2].rt = RES_COMPAREPROPS;
    leaves[2].res.resCompareProps =
        (SComparePropsRestriction){RELOP_LT, PR_SUBJECT_W, PR_SENDER_NAME_W};
    res.res.resOr.cRes = 2;
    res.res.resOr.lpRes = leaves;
    ok_hr(restriction_pack(&res, (void **)&packed, &n));
    for (size_t i = 0; i < n; i++)
        assert_int_equal(restriction_unpack(packed, i, MAPI_UNICODE, &plain_allocators, &got),
                         MAPI_E_CORRUPT_STORE);
    for (int round = 0; round < 20000; round++) {
        BYTE *copy = malloc(n);
        HRESULT hr;

        memcpy(copy, packed, n);
        for (int k = 0; k < 1 + round % 3; k++) {
            seed = seed * 1664525 + 1013904223;
            copy[(seed >> 8) % n] = (BYTE)(seed >> 24);
        }
        hr = restriction_unpack(copy, n, round & 1 ? MAPI_UNICODE : 0, &plain_allocators, &got);
        assert_true(hr == S_OK || hr == MAPI_E_CORRUPT_STORE || hr == MAPI_E_NOT_ENOUGH_MEMORY);
        plain_allocators.free(got);
        free(copy);
    }
    free(packed);
}

struct quiet_sink {
    IMAPIAdviseSink IMAPIAdviseSink_iface;
};

static HRESULT STDMETHODCALLTYPE sink_QueryInterface(IMAPIAdviseSink *iface, REFIID iid, void **out)
{
    (void)iid;
    *out = iface;
    return S_OK;
}

static ULONG STDMETHODCALLTYPE sink_AddRef(IMAPIAdviseSink *iface)
{
    (void)iface;
    return 2;
}

static ULONG STDMETHODCALLTYPE sink_OnNotify(IMAPIAdviseSink *iface, ULONG count,
                                             NOTIFICATION *notes)
{
    (void)iface;
    (void)count;
    (void)notes;
    return 0;
}

static bool heard(struct fixture *f, ULONG event, int64_t id)
{
    for (int i = 0; i < f->support.n_table_notes; i++)
        if (f->support.table_notes[i].event == event && f->support.table_notes[i].index == id)
            return true;
    return false;
}

/* 6.6-09 and what an open table of results hears */
static void sinks_hear_of_results(void **state)
{
    static IMAPIAdviseSinkVtbl vtbl = {sink_QueryInterface, sink_AddRef, sink_AddRef,
                                       sink_OnNotify};
    struct quiet_sink sink = {{&vtbl}};
    struct fixture *f = *state;
    IMAPIFolder *inbox = open_inbox(f), *search = make_search(inbox, L"s");
    IMAPITable *table;
    IMessage *message;
    ULONG_PTR connection;
    BYTE ids[1][48];
    SBinary bin;
    ENTRYLIST list;
    int64_t id;

    ok_hr(search_for(search, L"x", inbox, 0));
    assert_int_equal(f->support.n_last, 1);
    assert_int_equal(f->support.last[0].ulEventType, fnevSearchComplete);
    assert_int_equal(f->support.last[0].info.obj.ulObjType, MAPI_FOLDER);
    table = subjects(search);
    ok_hr(
        table->lpVtbl->Advise(table, fnevTableModified, &sink.IMAPIAdviseSink_iface, &connection));
    make_message(inbox, L"a x", ids[0]);
    id = instance_key_read(ids[0] + 24, 8);
    assert_true(heard(f, TABLE_ROW_ADDED, id));
    f->support.n_table_notes = 0;
    make_message(inbox, L"b", NULL);
    assert_int_equal(f->support.n_table_notes, 0);
    message = open_message(f, ids[0], MAPI_MODIFY);
    ok_hr(set_text(message, PR_SUBJECT_W, L"c x"));
    ok_hr(message->lpVtbl->SaveChanges(message, KEEP_OPEN_READWRITE));
    assert_true(heard(f, TABLE_ROW_MODIFIED, id));
    ok_hr(set_text(message, PR_SUBJECT_W, L"c"));
    ok_hr(message->lpVtbl->SaveChanges(message, KEEP_OPEN_READWRITE));
    assert_true(heard(f, TABLE_ROW_DELETED, id));
    ok_hr(set_text(message, PR_SUBJECT_W, L"x"));
    ok_hr(message->lpVtbl->SaveChanges(message, 0));
    message->lpVtbl->Release(message);
    f->support.n_table_notes = 0;
    make_list(&list, &bin, ids, 1);
    ok_hr(inbox->lpVtbl->DeleteMessages(inbox, &list, 0, NULL, 0));
    assert_true(heard(f, TABLE_ROW_DELETED, id));
    f->support.n_table_notes = 0;
    ok_hr(search_for(search, L"b", inbox, 0));
    assert_true(f->support.n_table_notes && f->support.table_notes[0].event == TABLE_CHANGED);
    ok_hr(table->lpVtbl->Unadvise(table, connection));
    table->lpVtbl->Release(table);
    search->lpVtbl->Release(search);
    inbox->lpVtbl->Release(inbox);
}

static void a_copied_search_folder_searches(void **state)
{
    struct fixture *f = *state;
    IMAPIFolder *inbox = open_inbox(f), *root = open_root(f), *search = make_search(inbox, L"s"),
                *copy = NULL;
    SPropValue *id = id_of(search);

    make_message(inbox, L"a x", NULL);
    ok_hr(search_for(search, L"x", inbox, 0));
    ok_hr(inbox->lpVtbl->CopyFolder(inbox, EID(id), NULL, root, NULL, 0, NULL, 0));
    ok_hr(root->lpVtbl->CreateFolder(root, FOLDER_SEARCH, (LPTSTR)L"s", NULL, NULL,
                                     MAPI_UNICODE | OPEN_IF_EXISTS, &copy));
    expect_found(copy, "a");
    make_message(inbox, L"b x", NULL);
    expect_found(copy, "ab");
    expect_found(search, "ab");
    FREE(id);
    copy->lpVtbl->Release(copy);
    search->lpVtbl->Release(search);
    root->lpVtbl->Release(root);
    inbox->lpVtbl->Release(inbox);
}

#define test(name) cmocka_unit_test_setup_teardown(name, store_setup, store_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        test(flags_that_contradict_are_refused),
        test(criteria_come_back_as_they_were_set),
        test(what_cannot_be_searched_is_refused),
        test(results_follow_the_messages),
        test(a_stopped_search_keeps_what_it_has),
        test(deleting_through_it_deletes_the_message),
        test(other_processes_keep_it_up_to_date),
        test(a_pass_that_was_cut_off_is_finished),
        test(damaged_criteria_stop_nothing_but_their_search),
        cmocka_unit_test(packed_criteria_are_parsed_with_care),
        test(sinks_hear_of_results),
        test(a_copied_search_folder_searches),
    };

    return cmocka_run_group_tests_name("search", tests, NULL, NULL);
}
