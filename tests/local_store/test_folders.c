/*
 * test_folders.c - what IMAPIFolder promises: copies, deletions, progress, status, notifications,
 * access, bad entry IDs
 */
#include "local_store/fixture.h"
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "edkmdb.h"
#include "fakes/indicator.h"

static void expect_all_shown(const struct indicator *it, bool top, ULONG total)
{
    assert_true(it->calls > 0);
    assert_false(it->sinks);
    assert_int_equal(it->value, it->max);
    assert_int_equal(it->count, top ? total : 0);
    assert_int_equal(it->total, top ? total : 0);
    assert_int_equal(it->refs, 1);
}

/* 6.5-28 */
static void long_operations_show_their_progress(void **state)
{
    enum { N = 300 };
    static BYTE ids[N][48];
    static SBinary bins[N];
    struct fixture *f = *state;
    IMAPIFolder *root = open_root(f), *from = make_folder(root, L"from", 0),
                *to = make_folder(root, L"to", 0);
    SPropValue *from_id = id_of(from);
    struct indicator it;
    ENTRYLIST list;

    for (int i = 0; i < N; i++)
        make_message(from, L"m", ids[i]);
    make_list(&list, bins, ids, N);

    it = new_indicator(MAPI_TOP_LEVEL, 0, 0);
    /* not asked for: ignored */
    ok_hr(from->lpVtbl->CopyMessages(from, &list, NULL, to, 0, &it.IMAPIProgress_iface, 0));
    assert_int_equal(it.calls, 0);
    ok_hr(from->lpVtbl->CopyMessages(from, &list, NULL, to, 0, &it.IMAPIProgress_iface,
                                     MESSAGE_DIALOG));
    expect_all_shown(&it, true, N);
    assert_true(it.calls > 1);
    it = new_indicator(0, 200, 400); /* part of something larger */
    ok_hr(from->lpVtbl->SetReadFlags(from, &list, 0, &it.IMAPIProgress_iface, MESSAGE_DIALOG));
    expect_all_shown(&it, false, N);
    assert_int_equal(it.value, 400);
    it = new_indicator(MAPI_TOP_LEVEL, 0, 0);
    ok_hr(from->lpVtbl->SetReadFlags(from, NULL, 0, &it.IMAPIProgress_iface,
                                     MESSAGE_DIALOG | CLEAR_READ_FLAG));
    expect_all_shown(&it, true, N);
    it = new_indicator(MAPI_TOP_LEVEL, 0, 0);
    ok_hr(root->lpVtbl->CopyFolder(root, EID(from_id), NULL, to, NULL, 0, &it.IMAPIProgress_iface,
                                   FOLDER_DIALOG));
    expect_all_shown(&it, true, 1);
    it = new_indicator(MAPI_TOP_LEVEL, 0, 0);
    list.cValues = 200;
    ok_hr(from->lpVtbl->DeleteMessages(from, &list, 0, &it.IMAPIProgress_iface, MESSAGE_DIALOG));
    expect_all_shown(&it, true, 200);
    it = new_indicator(MAPI_TOP_LEVEL, 0, 0);
    ok_hr(from->lpVtbl->EmptyFolder(from, 0, &it.IMAPIProgress_iface, FOLDER_DIALOG));
    expect_all_shown(&it, true, 100);
    it = new_indicator(MAPI_TOP_LEVEL, 0, 0);
    ok_hr(
        root->lpVtbl->DeleteFolder(root, EID(from_id), 0, &it.IMAPIProgress_iface, FOLDER_DIALOG));
    expect_all_shown(&it, true, 1);
    FREE(from_id);
    from->lpVtbl->Release(from);
    to->lpVtbl->Release(to);
    root->lpVtbl->Release(root);
}

static void expect_dialog(struct fixture *f, struct indicator *it, int dialogs, ULONG total)
{
    assert_int_equal(f->support.dialogs, dialogs);
    assert_int_equal(f->support.dialog_window, 77);
    assert_int_equal(f->support.dialog_flags, MAPI_TOP_LEVEL);
    expect_all_shown(it, true, total);
    *it = new_indicator(MAPI_TOP_LEVEL, 0, 0);
}

/* 6.5-28: who has no progress object is shown MAPI's own, in front of his window, when there is one
 */
static void without_an_object_mapi_shows_the_progress(void **state)
{
    struct fixture *f = *state;
    IMAPIFolder *root = open_root(f), *from = make_folder(root, L"from", 0),
                *to = make_folder(root, L"to", 0);
    struct indicator it = new_indicator(MAPI_TOP_LEVEL, 0, 0), mine = it;
    SPropValue *from_id = id_of(from);
    BYTE ids[3][48];
    SBinary bins[3];
    ENTRYLIST list;

    for (int i = 0; i < 3; i++)
        make_message(from, L"m", ids[i]);
    make_list(&list, bins, ids, 3);
    f->support.progress = &it.IMAPIProgress_iface;
    ok_hr(from->lpVtbl->CopyMessages(from, &list, NULL, to, 77, NULL, 0));
    ok_hr(from->lpVtbl->CopyMessages(from, &list, NULL, to, 77, &mine.IMAPIProgress_iface,
                                     MESSAGE_DIALOG));
    assert_int_equal(
        from->lpVtbl->CopyMessages(from, &list, NULL, to, 77, NULL, MESSAGE_DIALOG | 0x100),
        MAPI_E_UNKNOWN_FLAGS);
    assert_int_equal(f->support.dialogs, 0);
    ok_hr(from->lpVtbl->CopyMessages(from, &list, NULL, to, 77, NULL, MESSAGE_DIALOG));
    expect_dialog(f, &it, 1, 3);
    ok_hr(from->lpVtbl->SetReadFlags(from, NULL, 77, NULL, MESSAGE_DIALOG));
    expect_dialog(f, &it, 2, 3);
    ok_hr(root->lpVtbl->CopyFolder(root, EID(from_id), NULL, to, NULL, 77, NULL, FOLDER_DIALOG));
    expect_dialog(f, &it, 3, 1);
    list.cValues = 1;
    ok_hr(from->lpVtbl->DeleteMessages(from, &list, 77, NULL, MESSAGE_DIALOG));
    expect_dialog(f, &it, 4, 1);
    ok_hr(from->lpVtbl->EmptyFolder(from, 77, NULL, FOLDER_DIALOG));
    expect_dialog(f, &it, 5, 2);
    ok_hr(root->lpVtbl->DeleteFolder(root, EID(from_id), 77, NULL, FOLDER_DIALOG));
    expect_dialog(f, &it, 6, 1);
    f->support.progress = NULL; /* nobody can be shown anything */
    ok_hr(to->lpVtbl->EmptyFolder(to, 77, NULL, FOLDER_DIALOG));
    assert_int_equal(f->support.dialogs, 7);
    FREE(from_id);
    from->lpVtbl->Release(from);
    to->lpVtbl->Release(to);
    root->lpVtbl->Release(root);
}

/* 6.5-28: what a search folder has found counts, though nothing lies in it. */
static void a_search_folder_shows_its_progress(void **state)
{
    struct fixture *f = *state;
    IMAPIFolder *root = open_root(f), *from = make_folder(root, L"from", 0), *search = NULL;
    struct indicator it = new_indicator(MAPI_TOP_LEVEL, 0, 0);
    SRestriction res = {.rt = RES_EXIST, .res.resExist.ulPropTag = PR_SUBJECT_W};
    SPropValue *id = id_of(from);
    ENTRYLIST list = {1, &id->Value.bin};

    for (int i = 0; i < 300; i++)
        make_message(from, L"m", NULL);
    ok_hr(root->lpVtbl->CreateFolder(root, FOLDER_SEARCH, (LPTSTR)L"s", NULL, NULL, MAPI_UNICODE,
                                     &search));
    ok_hr(search->lpVtbl->SetSearchCriteria(search, &res, &list, FOREGROUND_SEARCH));
    ok_hr(search->lpVtbl->SetReadFlags(search, NULL, 0, &it.IMAPIProgress_iface,
                                       MESSAGE_DIALOG | CLEAR_READ_FLAG));
    expect_all_shown(&it, true, 300);
    assert_true(it.calls > 1);
    FREE(id);
    search->lpVtbl->Release(search);
    from->lpVtbl->Release(from);
    root->lpVtbl->Release(root);
}

/* 6.5-28 6.5-10 6.5-13: what was done stays done */
static void who_has_seen_enough_may_stop_it(void **state)
{
    enum { N = 300 };
    static BYTE ids[N][48];
    static SBinary bins[N];
    struct fixture *f = *state;
    IMAPIFolder *root = open_root(f), *from = make_folder(root, L"from", 0),
                *to = make_folder(root, L"to", 0);
    struct indicator it = new_indicator(MAPI_TOP_LEVEL, 0, 0);
    ULONG moved, deleted;
    ENTRYLIST list;

    it.cancel_at = 1;
    for (int i = 0; i < N; i++)
        make_message(from, L"m", ids[i]);
    make_list(&list, bins, ids, N);
    assert_int_equal(from->lpVtbl->CopyMessages(from, &list, NULL, to, 0, &it.IMAPIProgress_iface,
                                                MESSAGE_MOVE | MESSAGE_DIALOG),
                     MAPI_E_USER_CANCEL);
    assert_int_equal(it.calls, 1);
    moved = get_long(to, PR_CONTENT_COUNT);
    assert_in_range(moved, 1, N - 1);
    assert_int_equal(get_long(from, PR_CONTENT_COUNT), N - moved);
    /* the rest */
    assert_int_equal(from->lpVtbl->CopyMessages(from, &list, NULL, to, 0, NULL, MESSAGE_MOVE),
                     MAPI_W_PARTIAL_COMPLETION);
    assert_int_equal(get_long(to, PR_CONTENT_COUNT), N);
    assert_int_equal(
        to->lpVtbl->DeleteMessages(to, &list, 0, &it.IMAPIProgress_iface, MESSAGE_DIALOG),
        MAPI_E_USER_CANCEL);
    deleted = N - get_long(to, PR_CONTENT_COUNT);
    assert_in_range(deleted, 1, N - 1);
    assert_int_equal(to->lpVtbl->EmptyFolder(to, 0, &it.IMAPIProgress_iface, FOLDER_DIALOG),
                     MAPI_E_USER_CANCEL);
    assert_in_range(get_long(to, PR_CONTENT_COUNT), 1, N - deleted - 1);
    assert_int_equal(it.refs, 1);
    from->lpVtbl->Release(from);
    to->lpVtbl->Release(to);
    root->lpVtbl->Release(root);
}

/* ---- copying folders ---- */

static IMAPIFolder *child(IMAPIFolder *in, const WCHAR *name)
{
    return make_folder(in, name, OPEN_IF_EXISTS);
}

/* 6.5-06 6.4-09 */
static void folders_are_copied_with_or_without_what_is_below(void **state)
{
    struct fixture *f = *state;
    IMAPIFolder *root = open_root(f), *a = make_folder(root, L"A", 0), *b = make_folder(a, L"B", 0),
                *c = make_folder(b, L"C", 0);
    IMAPIFolder *to = make_folder(root, L"to", 0), *copy, *below;
    SPropValue *a_id = id_of(a), *b_id = id_of(b), *root_id = id_of(root), *copy_id;
    BYTE id[48], gone[48];

    make_message(a, L"in A", id);
    make_message(b, L"in B", id);
    ok_hr(set_text(a, PR_COMMENT_W, L"kept"));
    ok_hr(set_long(a, PROP_TAG(PT_LONG, 0x6801), 7));

    /* an 8-bit name */
    ok_hr(root->lpVtbl->CopyFolder(root, EID(a_id), NULL, to, (LPTSTR)"Flat", 0, NULL, 0));
    copy = child(to, L"Flat");
    assert_int_equal(get_long(copy, PR_CONTENT_COUNT), 1);
    assert_int_equal(get_long(copy, PR_SUBFOLDERS), FALSE);
    assert_text(copy, PR_COMMENT_W, L"kept");
    assert_int_equal(get_long(copy, PROP_TAG(PT_LONG, 0x6801)), 7);
    copy->lpVtbl->Release(copy);
    /* NULL keeps the name */
    ok_hr(root->lpVtbl->CopyFolder(root, EID(a_id), NULL, to, NULL, 0, NULL, COPY_SUBFOLDERS));
    copy = child(to, L"A");
    below = child(copy, L"B");
    assert_int_equal(get_long(below, PR_CONTENT_COUNT), 1);
    assert_int_equal(get_long(below, PR_SUBFOLDERS), TRUE);
    below->lpVtbl->Release(below);
    copy_id = id_of(copy);
    assert_memory_not_equal(copy_id->Value.bin.lpb, a_id->Value.bin.lpb, 48);
    copy->lpVtbl->Release(copy);
    assert_int_equal(
        root->lpVtbl->CopyFolder(root, EID(a_id), NULL, to, NULL, 0, NULL, COPY_SUBFOLDERS),
        MAPI_E_COLLISION);

    /* into itself, or below */
    assert_int_equal(root->lpVtbl->CopyFolder(root, EID(a_id), NULL, a, NULL, 0, NULL, FOLDER_MOVE),
                     MAPI_E_FOLDER_CYCLE);
    assert_int_equal(root->lpVtbl->CopyFolder(root, EID(a_id), NULL, c, NULL, 0, NULL, FOLDER_MOVE),
                     MAPI_E_FOLDER_CYCLE);
    assert_int_equal(
        root->lpVtbl->CopyFolder(root, EID(a_id), NULL, c, NULL, 0, NULL, COPY_SUBFOLDERS),
        MAPI_E_FOLDER_CYCLE);

    /* a move takes all, whatever the flags say, and keeps the entry ID */
    ok_hr(root->lpVtbl->CopyFolder(root, EID(a_id), NULL, to, (LPTSTR)L"Moved", 0, NULL,
                                   FOLDER_MOVE | MAPI_UNICODE));
    assert_text(a, PR_DISPLAY_NAME_W, L"Moved");
    assert_int_equal(get_long(a, PR_SUBFOLDERS), TRUE);
    assert_int_equal(get_long(b, PR_CONTENT_COUNT), 1);
    ok_hr(to->lpVtbl->CopyFolder(to, EID(a_id), NULL, to, (LPTSTR)L"Renamed", 0, NULL,
                                 FOLDER_MOVE | MAPI_UNICODE));
    assert_text(a, PR_DISPLAY_NAME_W, L"Renamed");

    assert_int_equal(
        root->lpVtbl->CopyFolder(root, EID(root_id), NULL, to, NULL, 0, NULL, FOLDER_MOVE),
        MAPI_E_NO_ACCESS);
    assert_int_equal(
        root->lpVtbl->CopyFolder(root, EID(root_id), NULL, to, NULL, 0, NULL, COPY_SUBFOLDERS),
        MAPI_E_NO_ACCESS);
    memcpy(gone, a_id->Value.bin.lpb, 48);
    gone[40] ^= 1;
    assert_int_equal(
        root->lpVtbl->CopyFolder(root, 48, (ENTRYID *)gone, NULL, to, NULL, 0, NULL, 0),
        MAPI_E_NOT_FOUND);
    assert_int_equal(root->lpVtbl->CopyFolder(root, 48, (ENTRYID *)id, NULL, to, NULL, 0, NULL, 0),
                     MAPI_E_INVALID_ENTRYID);
    assert_int_equal(root->lpVtbl->CopyFolder(root, EID(b_id), NULL, NULL, NULL, 0, NULL, 0),
                     MAPI_E_INVALID_PARAMETER);
    assert_int_equal(root->lpVtbl->CopyFolder(root, EID(b_id), NULL, to, NULL, 0, NULL, 0x1000),
                     MAPI_E_UNKNOWN_FLAGS);
    FREE(copy_id);
    FREE(a_id);
    FREE(b_id);
    FREE(root_id);
    a->lpVtbl->Release(a);
    b->lpVtbl->Release(b);
    c->lpVtbl->Release(c);
    to->lpVtbl->Release(to);
    root->lpVtbl->Release(root);
}

/* Properties from..from+39, one by one; false: the store refused one. */
static bool set_forty(IMAPIFolder *folder, ULONG from)
{
    for (ULONG i = 0; i < 40; i++)
        if (set_long(folder, PROP_TAG(PT_LONG, from + i), (LONG)i) != S_OK) return false;
    return true;
}

/* Each call reads what there is and writes all of it: nothing of another process's may be lost
 * between. */
static void two_processes_set_properties_of_one_folder(void **state)
{
    struct fixture *f = *state;
    IMAPIFolder *inbox;
    int ended = -1;
    bool done;
    pid_t child;

    log_off(f);
    child = fork();
    assert_true(child >= 0);
    ok_hr(log_on(f, MDB_WRITE));
    inbox = open_inbox(f);
    done = set_forty(inbox, child ? 0x6700 : 0x6740);
    if (!child) _exit(done ? 0 : 1);
    assert_true(done);
    assert_int_equal(waitpid(child, &ended, 0), child);
    assert_int_equal(ended, 0);
    for (ULONG i = 0; i < 40; i++) {
        assert_int_equal(get_long(inbox, PROP_TAG(PT_LONG, 0x6700 + i)), i);
        assert_int_equal(get_long(inbox, PROP_TAG(PT_LONG, 0x6740 + i)), i);
    }
    inbox->lpVtbl->Release(inbox);
}

/* However deep the other one lies: or all between them would be lost to every client. */
static void no_folder_goes_below_itself(void **state)
{
    enum { DEPTH = 250 };
    struct fixture *f = *state;
    IMAPIFolder *root = open_root(f), *top = make_folder(root, L"top", 0), *deepest = top;
    SPropValue *id = id_of(top);

    top->lpVtbl->AddRef(top);
    for (int i = 0; i < DEPTH; i++) {
        IMAPIFolder *below = make_folder(deepest, L"below", 0);

        deepest->lpVtbl->Release(deepest);
        deepest = below;
    }
    assert_int_equal(
        root->lpVtbl->CopyFolder(root, EID(id), NULL, deepest, NULL, 0, NULL, FOLDER_MOVE),
        MAPI_E_FOLDER_CYCLE);
    assert_int_equal(root->lpVtbl->CopyFolder(root, EID(id), NULL, deepest, NULL, 0, NULL, 0),
                     MAPI_E_FOLDER_CYCLE);
    ok_hr(root->lpVtbl->CopyFolder(root, EID(id), NULL, root, (LPTSTR)L"renamed", 0, NULL,
                                   FOLDER_MOVE | MAPI_UNICODE));
    FREE(id);
    deepest->lpVtbl->Release(deepest);
    top->lpVtbl->Release(top);
    root->lpVtbl->Release(root);
}

/* A folder that is not ours goes through the subsystem, unless the subsystem itself asks (6.5-06).
 */
static void copies_to_elsewhere_are_declined_when_asked_so(void **state)
{
    struct fixture *f = *state;
    IMAPIFolder *root = open_root(f), *a = make_folder(root, L"A", 0);
    SPropValue *id = id_of(a);
    BYTE message[48];
    SBinary bin = {48, message};
    ENTRYLIST list = {1, &bin};

    make_message(a, L"m", message);
    assert_int_equal(
        root->lpVtbl->CopyFolder(root, EID(id), NULL, f->store, NULL, 0, NULL, MAPI_DECLINE_OK),
        MAPI_E_DECLINE_COPY);
    assert_int_equal(a->lpVtbl->CopyMessages(a, &list, NULL, f->store, 0, NULL, MAPI_DECLINE_OK),
                     MAPI_E_DECLINE_COPY);
    assert_int_equal(
        a->lpVtbl->CopyTo(a, 0, NULL, NULL, 0, NULL, &IID_IMAPIFolder, root, MAPI_DECLINE_OK, NULL),
        MAPI_E_DECLINE_COPY); /* 6.1-41 */
    FREE(id);
    a->lpVtbl->Release(a);
    root->lpVtbl->Release(root);
}

/* ---- deleting ---- */

static ULONG rows_of(IMAPIFolder *folder, ULONG flags)
{
    IMAPITable *table;
    ULONG n;

    ok_hr(folder->lpVtbl->GetContentsTable(folder, flags, &table));
    ok_hr(table->lpVtbl->GetRowCount(table, 0, &n));
    table->lpVtbl->Release(table);
    return n;
}

/* 6.5-11: this store keeps nothing back; 6.5-09: associated messages of the top folder only when
 * asked */
static void what_is_deleted_is_gone(void **state)
{
    struct fixture *f = *state;
    IMAPIFolder *root = open_root(f), *a = make_folder(root, L"A", 0), *b = make_folder(a, L"B", 0);
    IMessage *message;
    BYTE ids[3][48];
    SBinary bins[3];
    ENTRYLIST list;
    ULONG type;

    for (int i = 0; i < 3; i++)
        make_message(a, L"m", ids[i]);
    make_list(&list, bins, ids, 3);
    list.cValues = 1;
    ok_hr(a->lpVtbl->DeleteMessages(a, &list, 0, NULL, 0));
    list.lpbin = &bins[1];
    ok_hr(a->lpVtbl->DeleteMessages(a, &list, 0, NULL, DELETE_HARD_DELETE));
    assert_int_equal(rows_of(a, SHOW_SOFT_DELETES), 0);
    assert_int_equal(get_long(a, PROP_TAG(PT_LONG, 0x6640)), 0); /* PR_DELETED_MSG_COUNT */
    assert_int_equal(f->store->lpVtbl->OpenEntry(f->store, 48, (ENTRYID *)ids[0], NULL,
                                                 SHOW_SOFT_DELETES, &type, (IUnknown **)&message),
                     MAPI_E_NOT_FOUND); /* 6.2-10 */
    assert_int_equal(a->lpVtbl->DeleteMessages(a, &list, 0, NULL, 0x1000), MAPI_E_UNKNOWN_FLAGS);

    ok_hr(a->lpVtbl->CreateMessage(a, NULL, MAPI_ASSOCIATED, &message));
    ok_hr(message->lpVtbl->SaveChanges(message, 0));
    message->lpVtbl->Release(message);
    ok_hr(a->lpVtbl->EmptyFolder(a, 0, NULL, 0));
    assert_int_equal(rows_of(a, 0), 0);
    assert_int_equal(rows_of(a, MAPI_ASSOCIATED), 1);
    assert_int_equal(get_error(b, PR_DISPLAY_NAME_W), MAPI_E_OBJECT_DELETED);
    ok_hr(a->lpVtbl->EmptyFolder(a, 0, NULL, DEL_ASSOCIATED | DELETE_HARD_DELETE));
    assert_int_equal(rows_of(a, MAPI_ASSOCIATED), 0);
    b->lpVtbl->Release(b);
    a->lpVtbl->Release(a);
    root->lpVtbl->Release(root);
}

/* 6.5-10 6.5-13 6.5-19: what is missing, moved, foreign or open for writing is passed over, the
 * others are done */
static void lists_are_done_as_far_as_they_can_be(void **state)
{
    struct fixture *f = *state;
    IMAPIFolder *root = open_root(f), *a = make_folder(root, L"A", 0),
                *b = make_folder(root, L"B", 0);
    IMessage *open;
    BYTE ids[5][48];
    SBinary bins[5];
    ENTRYLIST list;

    for (int i = 0; i < 5; i++)
        make_message(a, L"m", ids[i]);
    make_list(&list, bins, ids, 5);
    list.cValues = 1;
    ok_hr(a->lpVtbl->CopyMessages(a, &list, NULL, b, 0, NULL, MESSAGE_MOVE)); /* [0] is elsewhere */
    list.cValues = 5;
    bins[1].cb = 47;                       /* cut */
    ids[2][10] ^= 1;                       /* another store's */
    open = open_message(f, ids[3], MAPI_MODIFY); /* open for writing */
    assert_int_equal(a->lpVtbl->SetReadFlags(a, &list, 0, NULL, 0), MAPI_W_PARTIAL_COMPLETION);
    assert_int_equal(get_long(a, PR_CONTENT_UNREAD), 3);
    assert_int_equal(a->lpVtbl->DeleteMessages(a, &list, 0, NULL, 0), MAPI_W_PARTIAL_COMPLETION);
    assert_int_equal(get_long(a, PR_CONTENT_COUNT), 3);
    assert_int_equal(get_long(b, PR_CONTENT_COUNT), 1);
    assert_int_equal(a->lpVtbl->CopyMessages(a, &list, NULL, b, 0, NULL, MESSAGE_MOVE),
                     MAPI_W_PARTIAL_COMPLETION);
    assert_int_equal(get_long(a, PR_CONTENT_COUNT), 2); /* the open one moved */
    assert_int_equal(get_long(b, PR_CONTENT_COUNT), 2);
    ok_hr(set_text(open, PR_SUBJECT_W, L"still usable"));
    ok_hr(open->lpVtbl->SaveChanges(open, 0));
    open->lpVtbl->Release(open);
    list.cValues = 0;
    ok_hr(a->lpVtbl->DeleteMessages(a, &list, 0, NULL, 0));
    assert_int_equal(a->lpVtbl->DeleteMessages(a, NULL, 0, NULL, 0), MAPI_E_INVALID_PARAMETER);
    a->lpVtbl->Release(a);
    b->lpVtbl->Release(b);
    root->lpVtbl->Release(root);
}

/* ---- status ---- */

/* 6.5-20 6.5-21 6.5-22 */
static void every_bit_of_a_status_can_be_kept(void **state)
{
    struct fixture *f = *state;
    IMAPIFolder *inbox = open_inbox(f);
    SPropValue *before, *after;
    IMessage *message;
    BYTE id[48];
    ULONG old;

    make_message(inbox, L"m", id);
    message = open_message(f, id, 0);
    before = get_prop(message, PR_LAST_MODIFICATION_TIME);
    message->lpVtbl->Release(message);
    for (ULONG bit = 1; bit; bit <<= 1) {
        ok_hr(inbox->lpVtbl->SetMessageStatus(inbox, 48, (ENTRYID *)id, bit, bit, &old));
        assert_int_equal(old, bit - 1);
    }
    ok_hr(inbox->lpVtbl->SetMessageStatus(inbox, 48, (ENTRYID *)id, MSGSTATUS_HIDDEN,
                                          MSGSTATUS_HIDDEN | MSGSTATUS_TAGGED, &old));
    assert_int_equal(old, 0xffffffff);
    ok_hr(inbox->lpVtbl->GetMessageStatus(inbox, 48, (ENTRYID *)id, 0, &old));
    assert_int_equal(old, 0xffffffff & ~MSGSTATUS_TAGGED);
    message = open_message(f, id, 0);
    assert_int_equal(get_long(message, PR_MSG_STATUS), old);
    after = get_prop(message, PR_LAST_MODIFICATION_TIME);
    assert_memory_equal(&before->Value.ft, &after->Value.ft, sizeof(FILETIME));
    FREE(before);
    FREE(after);
    message->lpVtbl->Release(message);
    assert_int_equal(inbox->lpVtbl->GetMessageStatus(inbox, 48, (ENTRYID *)id, 1, &old),
                     MAPI_E_UNKNOWN_FLAGS);
    id[47] ^= 1;
    assert_int_equal(inbox->lpVtbl->GetMessageStatus(inbox, 48, (ENTRYID *)id, 0, &old),
                     MAPI_E_NOT_FOUND);
    assert_int_equal(inbox->lpVtbl->SetMessageStatus(inbox, 47, (ENTRYID *)id, 1, 1, NULL),
                     MAPI_E_UNKNOWN_ENTRYID);
    inbox->lpVtbl->Release(inbox);
}

/* ---- notifications ---- */

static void expect_event(const struct fixture *f, ULONG i, ULONG event, ULONG type)
{
    assert_true(i < f->support.n_last);
    assert_int_equal(f->support.last[i].ulEventType, event);
    assert_int_equal(f->support.last[i].info.obj.ulObjType, type);
}

static bool was_told(const struct fixture *f, ULONG event, ULONG type)
{
    for (ULONG i = 0; i < f->support.n_last; i++)
        if (f->support.last[i].ulEventType == event &&
            f->support.last[i].info.obj.ulObjType == type)
            return true;
    return false;
}

/* 6.12-14 6.12-16 6.12-02 */
static void changes_of_folders_are_told(void **state)
{
    struct fixture *f = *state;
    IMAPIFolder *root = open_root(f), *to = make_folder(root, L"to", 0), *a;
    SPropValue *id;

    a = make_folder(root, L"A", 0);
    id = id_of(a);
    expect_event(f, 0, fnevObjectCreated, MAPI_FOLDER);
    expect_event(f, 1, fnevObjectModified, MAPI_FOLDER); /* the parent's PR_SUBFOLDERS */
    assert_int_equal(f->support.last[0].info.obj.cbOldID, 0);
    assert_int_equal(f->support.last[0].info.obj.cbOldParentID, 0);
    ok_hr(root->lpVtbl->CopyFolder(root, EID(id), NULL, to, NULL, 0, NULL, COPY_SUBFOLDERS));
    assert_true(was_told(f, fnevObjectCopied, MAPI_FOLDER));
    assert_false(was_told(f, fnevObjectCreated, MAPI_FOLDER));
    ok_hr(root->lpVtbl->CopyFolder(root, EID(id), NULL, to, (LPTSTR)"B", 0, NULL, FOLDER_MOVE));
    assert_true(was_told(f, fnevObjectMoved, MAPI_FOLDER));
    assert_false(was_told(f, fnevObjectDeleted, MAPI_FOLDER));
    ok_hr(to->lpVtbl->DeleteFolder(to, EID(id), 0, NULL, 0));
    assert_true(was_told(f, fnevObjectDeleted, MAPI_FOLDER));
    FREE(id);
    a->lpVtbl->Release(a);
    to->lpVtbl->Release(to);
    root->lpVtbl->Release(root);
}

/* ---- what isn't there yet says so ---- */

/* a search in no search folder */
static void searches_are_refused(void **state)
{
    struct fixture *f = *state;
    IMAPIFolder *root = open_root(f), *folder = NULL;
    SRestriction *res;
    ENTRYLIST *list;
    ULONG flags;

    assert_int_equal(root->lpVtbl->CreateFolder(root, 7, (LPTSTR) "s", NULL, NULL, 0, &folder),
                     MAPI_E_INVALID_PARAMETER);
    assert_null(folder);
    assert_int_equal(root->lpVtbl->SetSearchCriteria(root, NULL, NULL, 0), MAPI_E_NO_SUPPORT);
    assert_int_equal(root->lpVtbl->GetSearchCriteria(root, 0, &res, &list, &flags),
                     MAPI_E_NO_SUPPORT);
    root->lpVtbl->Release(root);
}

/* ---- access ---- */

/* 6.5-25 */
static void access_is_told(void **state)
{
    struct fixture *f = *state;
    IMAPIFolder *inbox = open_inbox(f), *reader;
    SPropValue *id = id_of(inbox);
    ULONG type;

    assert_int_equal(get_long(inbox, PR_ACCESS),
                     MAPI_ACCESS_READ | MAPI_ACCESS_MODIFY | MAPI_ACCESS_DELETE |
                         MAPI_ACCESS_CREATE_HIERARCHY | MAPI_ACCESS_CREATE_CONTENTS |
                         MAPI_ACCESS_CREATE_ASSOCIATED);
    assert_int_equal(get_long(inbox, PR_ACCESS_LEVEL), MAPI_MODIFY);
    ok_hr(f->store->lpVtbl->OpenEntry(f->store, EID(id), NULL, 0, &type, (IUnknown **)&reader));
    assert_int_equal(get_long(reader, PR_ACCESS_LEVEL), 0);
    assert_int_equal(set_text(reader, PR_COMMENT_W, L"x"), MAPI_E_NO_ACCESS);
    reader->lpVtbl->Release(reader);
    FREE(id);
    inbox->lpVtbl->Release(inbox);
}

/* A store opened without MDB_WRITE changes nothing, whoever asks. */
static void a_store_opened_for_reading_changes_nothing(void **state)
{
    struct fixture *f = *state;
    IMAPIFolder *inbox = open_inbox(f), *root, *made = NULL;
    SPropValue *id = id_of(inbox), *root_id;
    IMessage *message = NULL;
    BYTE mail[48];
    SBinary bin = {48, mail};
    ENTRYLIST list = {1, &bin};
    ULONG type;
    IUnknown *object;

    make_message(inbox, L"kept", mail);
    inbox->lpVtbl->Release(inbox);
    log_off(f);
    ok_hr(log_on(f, 0));
    /* 6.2-07 */
    assert_int_equal(
        get_long(f->store, PR_STORE_SUPPORT_MASK) & (STORE_MODIFY_OK | STORE_CREATE_OK), 0);
    assert_int_equal(
        f->store->lpVtbl->OpenEntry(f->store, EID(id), NULL, MAPI_MODIFY, &type, &object),
        MAPI_E_NO_ACCESS);
    ok_hr(f->store->lpVtbl->OpenEntry(f->store, EID(id), NULL, MAPI_BEST_ACCESS, &type,
                                      (IUnknown **)&inbox));
    ok_hr(f->store->lpVtbl->OpenEntry(f->store, 0, NULL, NULL, MAPI_BEST_ACCESS, &type,
                                      (IUnknown **)&root));
    root_id = id_of(root);
    assert_int_equal(get_long(inbox, PR_ACCESS), MAPI_ACCESS_READ);
    assert_int_equal(inbox->lpVtbl->CreateMessage(inbox, NULL, 0, &message), MAPI_E_NO_ACCESS);
    assert_int_equal(
        inbox->lpVtbl->CreateFolder(inbox, FOLDER_GENERIC, (LPTSTR) "x", NULL, NULL, 0, &made),
        MAPI_E_NO_ACCESS);
    assert_int_equal(inbox->lpVtbl->DeleteMessages(inbox, &list, 0, NULL, 0), MAPI_E_NO_ACCESS);
    assert_int_equal(inbox->lpVtbl->CopyMessages(inbox, &list, NULL, root, 0, NULL, 0),
                     MAPI_E_NO_ACCESS);
    assert_int_equal(inbox->lpVtbl->CopyMessages(inbox, &list, NULL, root, 0, NULL, MESSAGE_MOVE),
                     MAPI_E_NO_ACCESS);
    assert_int_equal(inbox->lpVtbl->SetReadFlags(inbox, NULL, 0, NULL, 0), MAPI_E_NO_ACCESS);
    assert_int_equal(inbox->lpVtbl->SetMessageStatus(inbox, 48, (ENTRYID *)mail, 1, 1, NULL),
                     MAPI_E_NO_ACCESS);
    assert_int_equal(inbox->lpVtbl->EmptyFolder(inbox, 0, NULL, 0), MAPI_E_NO_ACCESS);
    assert_int_equal(root->lpVtbl->DeleteFolder(root, EID(id), 0, NULL, DEL_MESSAGES | DEL_FOLDERS),
                     MAPI_E_NO_ACCESS);
    assert_int_equal(root->lpVtbl->CopyFolder(root, EID(id), NULL, root, (LPTSTR) "x", 0, NULL, 0),
                     MAPI_E_NO_ACCESS);
    assert_int_equal(f->store->lpVtbl->SetReceiveFolder(f->store, (LPTSTR) "X", 0, EID(id)),
                     MAPI_E_NO_ACCESS);
    assert_int_equal(set_text(f->store, PR_DISPLAY_NAME_W, L"x"), MAPI_E_NO_ACCESS);
    message = open_message(f, mail, MAPI_BEST_ACCESS);
    assert_int_equal(get_long(message, PR_ACCESS), MAPI_ACCESS_READ);
    assert_int_equal(message->lpVtbl->SetReadFlag(message, 0), MAPI_E_NO_ACCESS);
    assert_text(message, PR_SUBJECT_W, L"kept");
    message->lpVtbl->Release(message);
    FREE(root_id);
    FREE(id);
    inbox->lpVtbl->Release(inbox);
    root->lpVtbl->Release(root);
}

/* 6.1-10 6.8-03 6.8-04: tables are opened, not got */
static void tables_of_a_folder_are_properties_to_be_opened(void **state)
{
    const ULONG tags[] = {PR_CONTAINER_CONTENTS, PR_CONTAINER_HIERARCHY,
                          PR_FOLDER_ASSOCIATED_CONTENTS};
    struct fixture *f = *state;
    IMAPIFolder *inbox = open_inbox(f);
    SPropTagArray *list = NULL;
    SPropValue *values = NULL;
    IMAPITable *table;
    ULONG n;

    ok_hr(inbox->lpVtbl->GetPropList(inbox, 0, &list));
    ok_hr(inbox->lpVtbl->GetProps(inbox, NULL, 0, &n, &values));
    for (size_t t = 0; t < 3; t++) {
        SizedSPropTagArray(1, tag) = {1, {tags[t]}};
        SPropValue *value = NULL;
        bool listed = false;
        ULONG one;

        for (ULONG i = 0; i < list->cValues; i++)
            listed |= list->aulPropTag[i] == tags[t];
        assert_true(listed);
        for (ULONG i = 0; i < n; i++)
            assert_int_not_equal(PROP_ID(values[i].ulPropTag), PROP_ID(tags[t]));
        assert_int_equal(inbox->lpVtbl->GetProps(inbox, (SPropTagArray *)&tag, 0, &one, &value),
                         MAPI_W_ERRORS_RETURNED);
        assert_int_equal(value->ulPropTag, CHANGE_PROP_TYPE(tags[t], PT_ERROR));
        FREE(value);
        ok_hr(inbox->lpVtbl->OpenProperty(inbox, tags[t], &IID_IMAPITable, 0, 0,
                                          (IUnknown **)&table));
        table->lpVtbl->Release(table);
        assert_int_equal(
            inbox->lpVtbl->OpenProperty(inbox, tags[t], &IID_IStream, 0, 0, (IUnknown **)&table),
            MAPI_E_INTERFACE_NOT_SUPPORTED);
    }
    FREE(list);
    FREE(values);
    inbox->lpVtbl->Release(inbox);
}

/* ---- entry IDs ---- */

static void try_id(struct fixture *f, IMAPIFolder *folder, ULONG n, const BYTE *id)
{
    SBinary bin = {n, (BYTE *)id};
    ENTRYLIST list = {1, &bin};
    IUnknown *object = NULL;
    ULONG type, same;
    HRESULT hr;

    hr = f->store->lpVtbl->OpenEntry(f->store, n, (ENTRYID *)id, NULL, MAPI_BEST_ACCESS, &type,
                                     &object);
    assert_true(hr == MAPI_E_INVALID_ENTRYID || hr == MAPI_E_UNKNOWN_ENTRYID ||
                hr == MAPI_E_NOT_FOUND);
    assert_null(object);
    assert_int_equal(
        folder->lpVtbl->OpenEntry(folder, n, (ENTRYID *)id, NULL, MAPI_BEST_ACCESS, &type, &object),
        hr);
    assert_true(FAILED(folder->lpVtbl->DeleteFolder(folder, n, (ENTRYID *)id, 0, NULL,
                                                    DEL_MESSAGES | DEL_FOLDERS)));
    assert_true(FAILED(
        folder->lpVtbl->CopyFolder(folder, n, (ENTRYID *)id, NULL, folder, NULL, 0, NULL, 0)));
    assert_true(FAILED(folder->lpVtbl->GetMessageStatus(folder, n, (ENTRYID *)id, 0, &type)));
    assert_true(
        FAILED(f->store->lpVtbl->SetReceiveFolder(f->store, (LPTSTR) "X", 0, n, (ENTRYID *)id)) ||
        !(n | !!id));
    assert_int_equal(folder->lpVtbl->DeleteMessages(folder, &list, 0, NULL, 0),
                     MAPI_W_PARTIAL_COMPLETION);
    hr = f->store->lpVtbl->CompareEntryIDs(f->store, n, (ENTRYID *)id, n, (ENTRYID *)id, 0, &same);
    assert_true(FAILED(hr) || same); /* 6.2-11 */
}

/* 6.2-10 6.2-11: cut, foreign, of things that are not, garbage */
static void bad_entry_ids_do_nothing(void **state)
{
    struct fixture *f = *state;
    IMAPIFolder *inbox = open_inbox(f);
    SPropValue *id = id_of(inbox);
    ULONG count = get_long(inbox, PR_CONTENT_COUNT), same;
    uint32_t chance = 1;
    BYTE bad[64], mail[48];

    make_message(inbox, L"m", mail);
    for (ULONG n = 1; n < 48; n++)
        try_id(f, inbox, n, id->Value.bin.lpb);
    for (ULONG i = 0; i < 48 * 8; i++) { /* any one bit */
        memcpy(bad, id->Value.bin.lpb, 48);
        bad[i / 8] ^= (BYTE)(1 << i % 8);
        try_id(f, inbox, 48, bad);
        memcpy(bad, mail, 48);
        bad[i / 8] ^= (BYTE)(1 << i % 8);
        try_id(f, inbox, 48, bad);
    }
    for (ULONG i = 0; i < 500; i++) { /* ours to the eye, and nonsense behind */
        memcpy(bad, id->Value.bin.lpb, 20);
        for (ULONG b = 20; b < sizeof(bad); b++)
            bad[b] = (BYTE)((chance = chance * 1664525 + 1013904223) >> 24);
        try_id(f, inbox, i % 2 ? 48 : 20 + i % 44, bad);
    }
    ok_hr(f->store->lpVtbl->CompareEntryIDs(f->store, EID(id), 48, (ENTRYID *)mail, 0, &same));
    assert_int_equal(same, FALSE);
    ok_hr(f->store->lpVtbl->CompareEntryIDs(f->store, EID(id), EID(id), 0, &same));
    assert_int_equal(same, TRUE);
    assert_int_equal(f->store->lpVtbl->CompareEntryIDs(f->store, EID(id), EID(id), 1, &same),
                     MAPI_E_UNKNOWN_FLAGS);
    assert_int_equal(get_long(inbox, PR_CONTENT_COUNT), count + 1);
    FREE(id);
    inbox->lpVtbl->Release(inbox);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(long_operations_show_their_progress, store_setup,
                                        store_teardown),
        cmocka_unit_test_setup_teardown(a_search_folder_shows_its_progress, store_setup,
                                        store_teardown),
        cmocka_unit_test_setup_teardown(without_an_object_mapi_shows_the_progress, store_setup,
                                        store_teardown),
        cmocka_unit_test_setup_teardown(who_has_seen_enough_may_stop_it, store_setup,
                                        store_teardown),
        cmocka_unit_test_setup_teardown(folders_are_copied_with_or_without_what_is_below,
                                        store_setup, store_teardown),
        cmocka_unit_test_setup_teardown(no_folder_goes_below_itself, store_setup, store_teardown),
        cmocka_unit_test_setup_teardown(two_processes_set_properties_of_one_folder, store_setup,
                                        store_teardown),
        cmocka_unit_test_setup_teardown(copies_to_elsewhere_are_declined_when_asked_so, store_setup,
                                        store_teardown),
        cmocka_unit_test_setup_teardown(what_is_deleted_is_gone, store_setup, store_teardown),
        cmocka_unit_test_setup_teardown(lists_are_done_as_far_as_they_can_be, store_setup,
                                        store_teardown),
        cmocka_unit_test_setup_teardown(every_bit_of_a_status_can_be_kept, store_setup,
                                        store_teardown),
        cmocka_unit_test_setup_teardown(changes_of_folders_are_told, store_setup, store_teardown),
        cmocka_unit_test_setup_teardown(searches_are_refused, store_setup, store_teardown),
        cmocka_unit_test_setup_teardown(access_is_told, store_setup, store_teardown),
        cmocka_unit_test_setup_teardown(a_store_opened_for_reading_changes_nothing, store_setup,
                                        store_teardown),
        cmocka_unit_test_setup_teardown(tables_of_a_folder_are_properties_to_be_opened, store_setup,
                                        store_teardown),
        cmocka_unit_test_setup_teardown(bad_entry_ids_do_nothing, store_setup, store_teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
