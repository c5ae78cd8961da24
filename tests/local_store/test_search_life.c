/*
 * test_search_life.c - what a search folder finds by each kind of restriction, and what it goes
 * through
 */
#include <string.h>
#include "edktags.h"
#include "local_store/folder.h"
#include "local_store/search_fixture.h"

static HRESULT search_by(IMAPIFolder *search, SRestriction *res, IMAPIFolder *in, ULONG flags)
{
    SPropValue *id = id_of(in);
    ENTRYLIST list = {1, &id->Value.bin};
    HRESULT hr = search->lpVtbl->SetSearchCriteria(search, res, &list, flags);

    FREE(id);
    return hr;
}

/* A message by its letter: importance 2 and a recipient Ann for capitals, a file for b and B, body
 * of as many letters as it is in the alphabet. */
static void make_kind(IMAPIFolder *in, WCHAR letter)
{
    SPropValue props[2] = {{.ulPropTag = PR_DISPLAY_NAME_W},
                           {.ulPropTag = PR_RECIPIENT_TYPE, .Value.l = MAPI_TO}};
    SizedADRLIST(1, list) = {1, {{0, 2, props}}};
    bool capital = letter < 'a';
    WCHAR subject[] = {letter, 0}, body[30] = {0};
    IMessage *message = NULL;
    IAttach *attach = NULL;
    ULONG num;

    props[0].Value.lpszW = (WCHAR *)(capital ? L"Ann" : L"Bob");
    for (int i = 0; i <= (letter | 32) - 'a'; i++)
        body[i] = letter;
    ok_hr(in->lpVtbl->CreateMessage(in, NULL, 0, &message));
    ok_hr(set_text(message, PR_SUBJECT_W, subject));
    ok_hr(set_text(message, PR_SENDER_NAME_W, capital ? L"b" : L"z"));
    ok_hr(set_text(message, PR_BODY_W, body));
    if (capital) ok_hr(set_long(message, PR_IMPORTANCE, 2));
    ok_hr(message->lpVtbl->ModifyRecipients(message, 0, (ADRLIST *)&list));
    if ((letter | 32) == 'b') {
        ok_hr(message->lpVtbl->CreateAttach(message, NULL, 0, &num, &attach));
        ok_hr(set_text(attach, PR_ATTACH_LONG_FILENAME_W, L"Report.pdf"));
        ok_hr(attach->lpVtbl->SaveChanges(attach, 0));
        attach->lpVtbl->Release(attach);
    }
    ok_hr(message->lpVtbl->SaveChanges(message, 0));
    message->lpVtbl->Release(message);
}

struct kinds {
    IMAPIFolder *inbox, *search;
};

/* What is found in mail that was there, and in the same mail come while the search runs. */
static void expect_kind(struct kinds *k, SRestriction *res, const char *letters)
{
    static const WCHAR all[] = {'a', 'B', 'c', 'D', 'b', 0};
    char twice[20];

    ok_hr(search_by(k->search, res, k->inbox, RESTART_SEARCH | SHALLOW_SEARCH));
    expect_found(k->search, letters);
    for (int i = 0; all[i]; i++)
        make_kind(k->inbox, all[i]);
    strcpy(twice, letters);
    strcat(twice, letters);
    expect_found(k->search, twice);
    ok_hr(k->inbox->lpVtbl->EmptyFolder(k->inbox, 0, NULL, 0));
    expect_found(k->search, "");
    for (int i = 0; all[i]; i++)
        make_kind(k->inbox, all[i]);
}

/* 6.6-10 6.6-11: of what 6.11 knows, all kinds */
static void each_kind_of_restriction_finds(void **state)
{
    struct fixture *f = *state;
    IMAPIFolder *root = open_root(f);
    struct kinds k = {open_inbox(f), make_search(root, L"s")};
    SPropValue text = {.ulPropTag = PR_DISPLAY_NAME_W, .Value.lpszW = (WCHAR *)L"Ann"},
               note = {.ulPropTag = PR_SUBJECT_W};
    SPropValue name = {.ulPropTag = PR_ATTACH_LONG_FILENAME_W, .Value.lpszW = (WCHAR *)L"PDF"};
    SPropValue more = {.ulPropTag = PR_SUBJECT_W, .Value.lpszW = (WCHAR *)L"c"},
               *parent = id_of(k.inbox);
    SRestriction r = {0}, inner = {0}, both[2] = {{0}};

    note.Value.lpszW = (WCHAR *)L"what people call it";
    r.rt = RES_EXIST;
    r.res.resExist.ulPropTag = PR_ENTRYID;
    ok_hr(search_by(k.search, &r, k.inbox, 0));
    make_kind(k.inbox, 'a');
    make_kind(k.inbox, 'B');
    make_kind(k.inbox, 'c');
    make_kind(k.inbox, 'D');
    make_kind(k.inbox, 'b');
    expect_kind(&k, &r, "aBcDb");
    r.res.resExist.ulPropTag = PR_IMPORTANCE;
    r.rt = RES_PROPERTY;
    r.res.resProperty = (SPropertyRestriction){RELOP_GE, PR_SUBJECT_W, &more};
    expect_kind(&k, &r, "cD");
    r.rt = RES_BITMASK;
    r.res.resBitMask = (SBitMaskRestriction){BMR_NEZ, PR_MESSAGE_FLAGS, MSGFLAG_HASATTACH};
    expect_kind(&k, &r, "Bb");
    r.rt = RES_SIZE;
    /* the terminator counts */
    r.res.resSize = (SSizeRestriction){RELOP_GT, PR_BODY_W, 3 * sizeof(WCHAR)};
    expect_kind(&k, &r, "cD");
    r.rt = RES_COMPAREPROPS;
    r.res.resCompareProps = (SComparePropsRestriction){RELOP_GE, PR_SUBJECT_W, PR_SENDER_NAME_W};
    /* where there is no other difference capitals come after small letters */
    expect_kind(&k, &r, "BD");
    r.rt = RES_NOT;
    r.res.resNot.lpRes = &inner;
    inner.rt = RES_PROPERTY;
    inner.res.resProperty = (SPropertyRestriction){RELOP_GE, PR_SUBJECT_W, &more};
    expect_kind(&k, &r, "aBb");
    r.rt = RES_COMMENT;
    r.res.resComment = (SCommentRestriction){1, &inner, &note};
    expect_kind(&k, &r, "cD");
    r.rt = RES_SUBRESTRICTION;
    r.res.resSub = (SSubRestriction){PR_MESSAGE_RECIPIENTS, &inner};
    inner.res.resProperty = (SPropertyRestriction){RELOP_EQ, PR_DISPLAY_NAME_W, &text};
    expect_kind(&k, &r, "BD");
    r.res.resSub = (SSubRestriction){PR_MESSAGE_ATTACHMENTS, &inner};
    inner.rt = RES_CONTENT;
    inner.res.resContent =
        (SContentRestriction){FL_SUBSTRING | FL_IGNORECASE, PR_ATTACH_LONG_FILENAME_W, &name};
    expect_kind(&k, &r, "Bb");
    both[0] = r;
    both[1].rt = RES_PROPERTY;
    both[1].res.resProperty = (SPropertyRestriction){RELOP_EQ, PR_PARENT_ENTRYID, parent};
    r.rt = RES_AND;
    r.res.resAnd = (SAndRestriction){2, both};
    expect_kind(&k, &r, "Bb");
    r.rt = RES_OR;
    expect_kind(&k, &r, "aBcDb");
    FREE(parent);
    root->lpVtbl->Release(root);
    k.search->lpVtbl->Release(k.search);
    k.inbox->lpVtbl->Release(k.inbox);
}

/* 6.6-11: what is soft-deleted is not there, what comes back is; a folder with all that is in it
 * likewise */
static void what_is_soft_deleted_is_not_found(void **state)
{
    struct fixture *f = *state;
    IMAPIFolder *inbox = open_inbox(f), *in = make_folder(inbox, L"in", 0),
                *search = make_search(inbox, L"s");
    SPropValue *id = id_of(in);
    BYTE ids[2][48];
    SBinary bin;
    ENTRYLIST list;

    ok_hr(set_long(f->store, PR_RETENTION_AGE_LIMIT, 1000));
    make_message(in, L"a x", ids[0]);
    make_message(in, L"b x", ids[1]);
    ok_hr(search_for(search, L"x", inbox, RECURSIVE_SEARCH));
    expect_found(search, "ab");
    make_list(&list, &bin, ids, 1);
    ok_hr(search->lpVtbl->DeleteMessages(search, &list, 0, NULL, 0)); /* 6.5-12, softly */
    expect_found(search, "b");
    /* nor by a pass */
    ok_hr(search->lpVtbl->SetSearchCriteria(search, NULL, NULL, RESTART_SEARCH));
    expect_found(search, "b");
    ok_hr(in->lpVtbl->CopyMessages(in, &list, NULL, in, 0, NULL, MESSAGE_MOVE));
    expect_found(search, "ab");
    ok_hr(inbox->lpVtbl->DeleteFolder(inbox, EID(id), 0, NULL, DEL_MESSAGES));
    expect_found(search, "");
    ok_hr(inbox->lpVtbl->CopyFolder(inbox, EID(id), NULL, inbox, NULL, 0, NULL, FOLDER_MOVE));
    expect_found(search, "ab");
    FREE(id);
    search->lpVtbl->Release(search);
    in->lpVtbl->Release(in);
    inbox->lpVtbl->Release(inbox);
}

/* 6.6-07: complete is what was looked through to its end */
static void states_tell_what_the_results_are(void **state)
{
    struct fixture *f = *state;
    IMAPIFolder *inbox = open_inbox(f), *search = make_search(inbox, L"s");
    struct store_file *file = folder_from_iface(search)->store->file;
    struct change_list list = {0};
    struct identity id = folder_from_iface(search)->id, scope = folder_from_iface(inbox)->id;
    SPropValue constant;
    SRestriction res = subject_has(&constant, L"x");
    bool done;

    for (int i = 0; i < 3; i++)
        make_message(inbox, L"a x", NULL);
    ok_hr(search_for(search, L"x", inbox, STOP_SEARCH)); /* never begun */
    assert_int_equal(state_of(search), 0);
    expect_found(search, "");
    ok_hr(search->lpVtbl->SetSearchCriteria(search, NULL, NULL, FOREGROUND_SEARCH));
    assert_int_equal(state_of(search), SEARCH_RUNNING | SEARCH_COMPLETE | SEARCH_FOREGROUND);
    expect_found(search, "aaa");

    ok_hr(db_begin(file->db)); /* begun, then stopped by another */
    ok_hr(search_set(file, &id, &res, &scope, 1, RESTART_SEARCH, &list));
    ok_hr(db_end(file->db, S_OK));
    assert_int_equal(state_of(search), SEARCH_RUNNING | SEARCH_REBUILD | SEARCH_FOREGROUND);
    ok_hr(search_step(file, &id, 2, false, &done, &list));
    assert_false(done);
    ok_hr(search->lpVtbl->SetSearchCriteria(search, NULL, NULL, STOP_SEARCH));
    assert_int_equal(state_of(search), SEARCH_FOREGROUND);
    ok_hr(search_step(file, &id, 2, false, &done, &list));
    assert_true(done);
    change_list_clear(&list);
    make_message(inbox, L"b x", NULL);
    assert_int_equal(state_of(search), SEARCH_FOREGROUND);
    ok_hr(
        search->lpVtbl->SetSearchCriteria(search, NULL, NULL, RESTART_SEARCH | BACKGROUND_SEARCH));
    assert_int_equal(state_of(search), SEARCH_RUNNING | SEARCH_COMPLETE);
    expect_found(search, "aaab");

    /* what there is, and no more */
    ok_hr(search->lpVtbl->SetSearchCriteria(search, NULL, NULL, STATIC_SEARCH));
    assert_int_equal(state_of(search), SEARCH_STATIC | SEARCH_COMPLETE);
    make_message(inbox, L"c x", NULL);
    expect_found(search, "aaab");
    /* it follows again, and has missed nothing */
    ok_hr(search->lpVtbl->SetSearchCriteria(search, NULL, NULL, 0));
    assert_int_equal(state_of(search), SEARCH_RUNNING | SEARCH_COMPLETE);
    expect_found(search, "aaabc");
    search->lpVtbl->Release(search);
    inbox->lpVtbl->Release(inbox);
}

/* Results are rows like any: opened by entry ID, in any order, under headings (6.10-01). */
static void results_are_a_table_like_any(void **state)
{
    struct fixture *f = *state;
    IMAPIFolder *inbox = open_inbox(f), *in = make_folder(inbox, L"in", 0),
                *out = make_folder(inbox, L"out", 0);
    IMAPIFolder *search = make_search(inbox, L"s");
    static const ULONG tags[] = {PR_SUBJECT_W, PR_ENTRYID, PR_CONTENT_COUNT, PR_PARENT_DISPLAY_W,
                                 PR_ROW_TYPE};
    SizedSSortOrderSet(2, by_place) = {
        2, 1, 1, {{PR_PARENT_DISPLAY_W, TABLE_SORT_ASCEND}, {PR_SUBJECT_W, TABLE_SORT_ASCEND}}};
    SizedSSortOrderSet(1, by_subject) = {1, 1, 0, {{PR_SUBJECT_W, TABLE_SORT_ASCEND}}};
    static const char *const expected[] = {"in", "a x", "c x", "out", "b x", "b x"};
    IMAPITable *table;
    IMessage *message;
    SRowSet *rows;
    ULONG type;

    make_message(out, L"b x", NULL);
    make_message(in, L"c x", NULL);
    make_message(out, L"b x", NULL);
    make_message(in, L"a x", NULL);
    make_message(in, L"d", NULL);
    ok_hr(search_for(search, L"x", inbox, RECURSIVE_SEARCH));
    table = contents(search, MAPI_UNICODE);
    set_columns(table, 5, tags);
    ok_hr(table->lpVtbl->SortTable(table, (SSortOrderSet *)&by_place, 0));
    expect_count(table, 6);
    ok_hr(table->lpVtbl->QueryRows(table, 10, 0, &rows));
    for (int i = 0; i < 6; i++) {
        bool heading = i == 0 || i == 3;
        SPropValue *row = rows->aRow[i].lpProps, *shown = &row[heading ? 3 : 0];

        assert_int_equal(row[4].Value.l, heading ? TBL_EXPANDED_CATEGORY : TBL_LEAF_ROW);
        assert_int_equal(shown->ulPropTag, heading ? PR_PARENT_DISPLAY_W : PR_SUBJECT_W);
        for (int c = 0; expected[i][c]; c++)
            assert_int_equal(shown->Value.lpszW[c], expected[i][c]);
        if (heading) {
            assert_int_equal(row[2].Value.l, 2);
            continue;
        }
        ok_hr(
            search->lpVtbl->OpenEntry(search, EID(&row[1]), NULL, 0, &type, (IUnknown **)&message));
        assert_int_equal(type, MAPI_MESSAGE);
        assert_text(message, PR_SUBJECT_W, row[0].Value.lpszW);
        message->lpVtbl->Release(message);
    }
    free_rows(rows);
    make_message(in, L"c x", NULL); /* into an open group */
    expect_count(table, 7);
    ok_hr(table->lpVtbl->SortTable(table, (SSortOrderSet *)&by_subject, 0));
    expect_rows(table, 9, 0, "abc"); /* collapsed */
    table->lpVtbl->Release(table);
    search->lpVtbl->Release(search);
    out->lpVtbl->Release(out);
    in->lpVtbl->Release(in);
    inbox->lpVtbl->Release(inbox);
}

#define test(name) cmocka_unit_test_setup_teardown(name, store_setup, store_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        test(each_kind_of_restriction_finds),
        test(what_is_soft_deleted_is_not_found),
        test(states_tell_what_the_results_are),
        test(results_are_a_table_like_any),
    };

    return cmocka_run_group_tests_name("search_life", tests, NULL, NULL);
}
