/*
 * test_copy_stores.c - CopyMessages and CopyFolder from a store into another, and into folders that
 * are somebody else's
 */
#include "local_store/fixture.h"
#include <stdio.h>
#include <string.h>
#include "edkmdb.h"
#include "fakes/foreign.h"
#include "fakes/indicator.h"
#include "local_store/kill_mail.h"
#include "mapiguid.h"
#include "msg/copy.h"

enum { MOST = 200 };

struct stores {
    struct fixture *f, *g;
    IMAPIFolder *from_root, *to_root, *from, *to; /* from and to are empty */
    SPropValue *from_id;
    BYTE ids[MOST][48]; /* of the messages made in from */
    SBinary bins[MOST];
    ENTRYLIST list;
};

static int setup(void **state)
{
    struct stores *s = calloc(1, sizeof(*s));
    void *fixture = NULL;

    store_setup(&fixture);
    s->f = fixture;
    s->g = second_store(s->f);
    s->from_root = open_root(s->f);
    s->to_root = open_root(s->g);
    s->from = make_folder(s->from_root, L"from", 0);
    s->to = make_folder(s->to_root, L"to", 0);
    s->from_id = id_of(s->from);
    *state = s;
    return 0;
}

static int teardown(void **state)
{
    struct stores *s = *state;
    void *fixture = s->f;

    FREE(s->from_id);
    s->to->lpVtbl->Release(s->to);
    s->from->lpVtbl->Release(s->from);
    s->to_root->lpVtbl->Release(s->to_root);
    s->from_root->lpVtbl->Release(s->from_root);
    drop_second_store(s->g);
    free(s);
    return store_teardown(&fixture);
}

/* n messages in from, "m0" and on, all in s->list. */
static void fill(struct stores *s, ULONG n)
{
    for (ULONG i = 0; i < n; i++) {
        WCHAR name[3] = {L'm', (WCHAR)(L'0' + i), 0};

        make_message(s->from, name, s->ids[i]);
    }
    make_list(&s->list, s->bins, s->ids, n);
}

static ULONG count(IMAPIFolder *folder)
{
    return get_long(folder, PR_CONTENT_COUNT);
}

static HRESULT copy(struct stores *s, IMAPIProgress *progress, ULONG flags)
{
    return s->from->lpVtbl->CopyMessages(s->from, &s->list, NULL, s->to, 0, progress, flags);
}

/* One value of the nth row of a folder's table; to be freed. */
static SPropValue *row_value(IMAPIFolder *folder, ULONG which, LONG n, ULONG tag)
{
    SizedSPropTagArray(1, tags) = {1, {tag}};
    IMAPITable *table;
    SRowSet *rows = NULL;
    SPropValue *value;

    ok_hr(folder->lpVtbl->GetContentsTable(folder, which, &table));
    ok_hr(table->lpVtbl->SetColumns(table, (SPropTagArray *)&tags, 0));
    ok_hr(table->lpVtbl->SeekRow(table, BOOKMARK_BEGINNING, n, NULL));
    ok_hr(table->lpVtbl->QueryRows(table, 1, 0, &rows));
    assert_int_equal(rows->cRows, 1);
    value = rows->aRow[0].lpProps;
    FREE(rows);
    table->lpVtbl->Release(table);
    return value;
}

static ULONG row_long(IMAPIFolder *folder, ULONG which, LONG n, ULONG tag)
{
    SPropValue *value = row_value(folder, which, n, tag);
    ULONG v = value->Value.ul;

    assert_int_equal(value->ulPropTag, tag);
    FREE(value);
    return v;
}

static IMAPIFolder *child(IMAPIFolder *in, const WCHAR *name)
{
    return make_folder(in, name, OPEN_IF_EXISTS);
}

static bool has_child(IMAPIFolder *in, const WCHAR *name)
{
    IMAPIFolder *found = NULL;
    HRESULT hr = in->lpVtbl->CreateFolder(in, FOLDER_GENERIC, (LPTSTR)name, NULL, NULL,
                                          MAPI_UNICODE, &found);
    SPropValue *id;

    if (hr == MAPI_E_COLLISION) return true;
    ok_hr(hr);
    id = id_of(found);
    found->lpVtbl->Release(found);
    ok_hr(in->lpVtbl->DeleteFolder(in, EID(id), 0, NULL, 0));
    FREE(id);
    return false;
}

/* ---- messages ---- */

/* 6.5-13 6.5-22 6.5-27 5.13-01: whole, with what they are read or hidden, without status, under new
 * entry IDs */
static void messages_are_copied_whole(void **state)
{
    struct stores *s = *state;
    SPropValue *a, *b;
    IMessage *message;
    ULONG old;

    ok_hr(s->from->lpVtbl->CreateMessage(s->from, NULL, 0, &message));
    ok_hr(kill_mail_put(message, 5, 13));
    ok_hr(set_long(message, PR_MESSAGE_FLAGS, MSGFLAG_READ));
    /* open for writing: copied all the same */
    ok_hr(message->lpVtbl->SaveChanges(message, KEEP_OPEN_READWRITE));
    a = id_of(message);
    s->bins[0] = a->Value.bin;
    s->list = (ENTRYLIST){1, s->bins};
    ok_hr(s->from->lpVtbl->SetMessageStatus(s->from, EID(a),
                                            MSGSTATUS_HIGHLIGHTED | MSGSTATUS_TAGGED, ~0u, &old));
    ok_hr(copy(s, NULL, 0));
    ok_hr(copy(s, NULL, MESSAGE_DIALOG | MAPI_UNICODE));
    assert_int_equal(count(s->to), 2);
    assert_int_equal(get_long(s->to, PR_CONTENT_UNREAD), 0);
    assert_int_equal(row_long(s->to, 0, 0, PR_MSG_STATUS), 0);
    assert_int_equal(row_long(s->from, 0, 0, PR_MSG_STATUS),
                     MSGSTATUS_HIGHLIGHTED | MSGSTATUS_TAGGED);
    message->lpVtbl->Release(message);
    b = row_value(s->to, 0, 0, PR_ENTRYID);
    assert_false(a->Value.bin.cb == b->Value.bin.cb &&
                 !memcmp(a->Value.bin.lpb, b->Value.bin.lpb, a->Value.bin.cb));
    message = open_message(s->g, b->Value.bin.lpb, 0);
    assert_null(kill_mail_fault(message, 5, 13));
    message->lpVtbl->Release(message);
    FREE(a);
    FREE(b);
}

/* 6.5-14: who reads the copy owes no report: the source sent what was due */
static void who_reads_the_copy_reports_nothing(void **state)
{
    const ULONG pending = MSGFLAG_RN_PENDING | MSGFLAG_NRN_PENDING;
    struct stores *s = *state;
    SPropValue asked = {.ulPropTag = PR_READ_RECEIPT_REQUESTED, .Value.b = TRUE}, *id;
    IMessage *message;

    ok_hr(s->from->lpVtbl->CreateMessage(s->from, NULL, 0, &message));
    ok_hr(message->lpVtbl->SetProps(message, 1, &asked, NULL));
    ok_hr(set_long(message, PR_MESSAGE_FLAGS, 0)); /* received, unread */
    ok_hr(message->lpVtbl->SaveChanges(message, KEEP_OPEN_READWRITE));
    id = id_of(message);
    message->lpVtbl->Release(message);
    assert_int_equal(row_long(s->from, 0, 0, PR_MESSAGE_FLAGS) & pending, pending);
    s->bins[0] = id->Value.bin;
    s->list = (ENTRYLIST){1, s->bins};
    ok_hr(copy(s, NULL, 0));
    assert_int_equal(row_long(s->from, 0, 0, PR_MESSAGE_FLAGS) & MSGFLAG_RN_PENDING, 0);
    assert_int_equal(row_long(s->to, 0, 0, PR_MESSAGE_FLAGS) & (pending | MSGFLAG_READ), 0);
    assert_int_equal(get_long(s->to, PR_CONTENT_UNREAD), 1);
    FREE(id);
}

/* 5.13-01 6.5-13: those that can't go stay, and are told; the others have gone */
static void messages_are_moved_as_far_as_they_can_be(void **state)
{
    struct stores *s = *state;
    IMessage *written;

    fill(s, 5);
    /* is not there */
    ok_hr(s->from->lpVtbl->DeleteMessages(s->from, &(ENTRYLIST){1, &s->bins[0]}, 0, NULL,
                                          DELETE_HARD_DELETE));
    /* is copied, and not taken from under who writes it */
    written = open_message(s->f, s->ids[1], MAPI_MODIFY);
    assert_int_equal(copy(s, NULL, MESSAGE_MOVE), MAPI_W_PARTIAL_COMPLETION);
    assert_int_equal(count(s->to), 4);
    assert_int_equal(count(s->from), 1);
    written->lpVtbl->Release(written);
    assert_int_equal(copy(s, NULL, MESSAGE_MOVE), MAPI_W_PARTIAL_COMPLETION);
    assert_int_equal(count(s->from), 0);
    assert_int_equal(copy(s, NULL, 0), MAPI_W_PARTIAL_COMPLETION); /* none is there */
    assert_int_equal(count(s->to), 5);
}

static void hidden_messages_stay_hidden(void **state)
{
    struct stores *s = *state;
    IMessage *message;
    SPropValue *id;

    ok_hr(s->from->lpVtbl->CreateMessage(s->from, NULL, MAPI_ASSOCIATED, &message));
    ok_hr(message->lpVtbl->SaveChanges(message, KEEP_OPEN_READWRITE));
    id = id_of(message);
    message->lpVtbl->Release(message);
    s->bins[0] = id->Value.bin;
    s->list = (ENTRYLIST){1, s->bins};
    ok_hr(copy(s, NULL, MESSAGE_MOVE));
    assert_int_equal(get_long(s->to, PR_ASSOC_CONTENT_COUNT), 1);
    assert_int_equal(get_long(s->from, PR_ASSOC_CONTENT_COUNT), 0);
    assert_int_equal(count(s->to), 0);
    FREE(id);
}

/* 6.5-15 */
static void a_search_folder_takes_no_messages(void **state)
{
    struct stores *s = *state;
    IMAPIFolder *search;

    fill(s, 1);
    ok_hr(s->to_root->lpVtbl->CreateFolder(s->to_root, FOLDER_SEARCH, (LPTSTR)L"search", NULL, NULL,
                                           MAPI_UNICODE, &search));
    assert_int_equal(
        s->from->lpVtbl->CopyMessages(s->from, &s->list, NULL, search, 0, NULL, MESSAGE_MOVE),
        MAPI_E_NO_SUPPORT);
    assert_int_equal(count(s->from), 1);
    search->lpVtbl->Release(search);
}

/* 6.5-28 */
static void copies_of_messages_show_progress(void **state)
{
    struct stores *s = *state;
    struct indicator it = new_indicator(MAPI_TOP_LEVEL, 1, 1000);

    fill(s, 5);
    ok_hr(copy(s, &it.IMAPIProgress_iface, 0));
    assert_int_equal(it.calls + it.limits, 0); /* nobody asked for it */
    ok_hr(copy(s, &it.IMAPIProgress_iface, MESSAGE_DIALOG));
    assert_int_equal(it.calls, 5);
    assert_int_equal(it.min, 0);
    assert_int_equal(it.max, 1000);
    assert_int_equal(it.value, 1000);
    assert_int_equal(it.count, 5);
    assert_int_equal(it.total, 5);
    assert_false(it.sinks);
    it = new_indicator(0, 500, 750);
    ok_hr(copy(s, &it.IMAPIProgress_iface, MESSAGE_DIALOG));
    assert_int_equal(it.value, 750);
    assert_int_equal(it.count + it.total + it.limits, 0);
    assert_int_equal(it.refs, 1);
}

/* 6.5-28: what has moved has moved, what hasn't is where it was */
static void a_cancelled_move_loses_nothing(void **state)
{
    struct stores *s = *state;
    struct indicator it = new_indicator(MAPI_TOP_LEVEL, 1, 1000);

    fill(s, 100);
    it.cancel_at = 70; /* in the second batch */
    assert_int_equal(copy(s, &it.IMAPIProgress_iface, MESSAGE_MOVE | MESSAGE_DIALOG),
                     MAPI_E_USER_CANCEL);
    assert_int_equal(it.calls, 70);
    assert_int_equal(count(s->to), 70);
    assert_int_equal(count(s->from), 30);
    assert_int_equal(copy(s, NULL, MESSAGE_MOVE), MAPI_W_PARTIAL_COMPLETION);
    assert_int_equal(count(s->to), 100);
    assert_int_equal(count(s->from), 0);
}

/* ---- a folder that is somebody else's ---- */

struct refusal {
    enum foreign_call call;
    ULONG nth;
    HRESULT answer, whole; /* of that call; of the move */
    ULONG moved;           /* of five messages */
};

static struct refusal refusal;

static HRESULT refuse(struct foreign *self, enum foreign_call call, ULONG nth)
{
    (void)self;
    return call == refusal.call && nth == refusal.nth ? refusal.answer : S_OK;
}

/* 6.5-13 5.13-01: a message that wasn't taken whole isn't removed; what all messages would meet
 * ends it */
static void only_what_arrived_goes_from_its_folder(void **state)
{
    static const struct refusal cases[] = {
        {FOREIGN_CALLS, 0, S_OK, S_OK, 5},
        {FOREIGN_SAVE_CHANGES, 2, MAPI_E_CORRUPT_DATA, MAPI_W_PARTIAL_COMPLETION, 4},
        {FOREIGN_SET_PROPS, 1, MAPI_E_TOO_BIG, S_OK, 5}, /* one by one they are taken */
        {FOREIGN_CREATE_MESSAGE, 0, MAPI_E_NO_ACCESS, MAPI_E_NO_ACCESS, 0},
        {FOREIGN_CREATE_MESSAGE, 3, MAPI_E_NOT_ENOUGH_DISK, MAPI_E_NOT_ENOUGH_DISK, 3},
        {FOREIGN_SAVE_CHANGES, 3, MAPI_E_NOT_ENOUGH_DISK, MAPI_E_NOT_ENOUGH_DISK, 3},
        {FOREIGN_SAVE_CHANGES, 4, MAPI_E_NOT_ENOUGH_MEMORY, MAPI_E_NOT_ENOUGH_MEMORY, 4},
        {FOREIGN_SET_PROPS, 0, MAPI_E_NO_ACCESS, MAPI_W_PARTIAL_COMPLETION,
         4}, /* a message that can't be written */
    };
    struct stores *s = *state;
    struct foreign rules = {.answer = refuse};

    foreign_folder(s->to, &rules);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        ULONG before = count(s->to);
        HRESULT hr;

        refusal = cases[i];
        memset(rules.calls, 0, sizeof(rules.calls));
        fill(s, 5);
        hr = copy(s, NULL, MESSAGE_MOVE);
        if (hr != refusal.whole) fail_msg("case %zu: %08x", i, (unsigned)hr);
        if (count(s->to) - before != refusal.moved || count(s->from) != 5 - refusal.moved)
            fail_msg("case %zu: %u arrived, %u are left", i, count(s->to) - before, count(s->from));
        ok_hr(s->from->lpVtbl->EmptyFolder(s->from, 0, NULL, DELETE_HARD_DELETE));
    }
}

/* The source is somebody else's, and doesn't let them go. */
static void what_cannot_be_removed_is_told(void **state)
{
    struct stores *s = *state;
    struct foreign rules = {.answer = refuse};

    fill(s, 5);
    foreign_folder(s->from, &rules);
    refusal = (struct refusal){FOREIGN_DELETE_MESSAGES, 0, MAPI_E_NO_ACCESS, 0, 0};
    assert_int_equal(copy_messages(&IID_IMAPIFolder, s->from, &s->list, &IID_IMAPIFolder, s->to,
                                   NULL, MESSAGE_MOVE),
                     MAPI_W_PARTIAL_COMPLETION);
    assert_int_equal(count(s->from), 5);
    assert_int_equal(count(s->to), 5);
    refusal = (struct refusal){FOREIGN_OPEN_ENTRY, 6, MAPI_E_NO_ACCESS, 0, 0}; /* one is locked */
    assert_int_equal(copy_messages(&IID_IMAPIFolder, s->from, &s->list, &IID_IMAPIFolder, s->to,
                                   NULL, MESSAGE_MOVE),
                     MAPI_W_PARTIAL_COMPLETION);
    assert_int_equal(count(s->from), 1);
    assert_int_equal(count(s->to), 9);
    assert_int_equal(
        copy_messages(&IID_IStream, s->from, &s->list, &IID_IMAPIFolder, s->to, NULL, 0),
        MAPI_E_INTERFACE_NOT_SUPPORTED);
    assert_int_equal(
        copy_messages(&IID_IMAPIFolder, s->from, &s->list, &IID_IMessage, s->to, NULL, 0),
        MAPI_E_INTERFACE_NOT_SUPPORTED);
    assert_int_equal(
        copy_messages(&IID_IMAPIFolder, s->from, &s->list, &IID_IMAPIFolder, s->to, NULL, 0x100),
        MAPI_E_UNKNOWN_FLAGS);
    assert_int_equal(
        copy_messages(&IID_IMAPIFolder, s->from, NULL, &IID_IMAPIFolder, s->to, NULL, 0),
        MAPI_E_INVALID_PARAMETER);
}

/* ---- folders ---- */

/* from: 3 messages, a hidden one, a comment; below: two folders, one with a message and one more
 * below it; a search folder. */
static void make_tree(struct stores *s)
{
    IMAPIFolder *a = make_folder(s->from, L"A", 0), *b = make_folder(s->from, L"B", 0),
                *c = make_folder(a, L"C", 0);
    IMessage *hidden;

    fill(s, 3);
    make_message(a, L"in a", NULL);
    make_message(c, L"in c", NULL);
    ok_hr(s->from->lpVtbl->CreateMessage(s->from, NULL, MAPI_ASSOCIATED, &hidden));
    ok_hr(hidden->lpVtbl->SaveChanges(hidden, 0));
    hidden->lpVtbl->Release(hidden);
    ok_hr(set_text(s->from, PR_COMMENT_W, L"a comment"));
    a->lpVtbl->Release(a);
    b->lpVtbl->Release(b);
    c->lpVtbl->Release(c);
}

static void assert_tree(IMAPIFolder *parent, const WCHAR *name, bool below)
{
    IMAPIFolder *tree = child(parent, name), *a, *b, *c;

    assert_int_equal(count(tree), 3);
    assert_int_equal(get_long(tree, PR_ASSOC_CONTENT_COUNT), 1);
    assert_text(tree, PR_COMMENT_W, L"a comment");
    assert_text(tree, PR_DISPLAY_NAME_W, name);
    assert_int_equal(!!get_long(tree, PR_SUBFOLDERS), below);
    if (below) {
        a = child(tree, L"A");
        b = child(tree, L"B");
        c = child(a, L"C");
        assert_int_equal(count(a), 1);
        assert_int_equal(count(b), 0);
        assert_int_equal(count(c), 1);
        a->lpVtbl->Release(a);
        b->lpVtbl->Release(b);
        c->lpVtbl->Release(c);
    }
    tree->lpVtbl->Release(tree);
}

static HRESULT copy_tree(struct stores *s, IMAPIFolder *to, const WCHAR *name,
                         IMAPIProgress *progress, ULONG flags)
{
    return s->from_root->lpVtbl->CopyFolder(s->from_root, EID(s->from_id), NULL, to, (LPTSTR)name,
                                            0, progress, flags | MAPI_UNICODE);
}

/* 6.5-06 5.13-02 */
static void folders_are_copied_with_what_is_asked_for(void **state)
{
    struct stores *s = *state;

    make_tree(s);
    ok_hr(copy_tree(s, s->to, L"flat", NULL, 0));
    assert_tree(s->to, L"flat", false);
    ok_hr(copy_tree(s, s->to, L"deep", NULL, COPY_SUBFOLDERS));
    assert_tree(s->to, L"deep", true);
    ok_hr(copy_tree(s, s->to, NULL, NULL, COPY_SUBFOLDERS)); /* keeps its name */
    assert_tree(s->to, L"from", true);
    assert_int_equal(copy_tree(s, s->to, NULL, NULL, COPY_SUBFOLDERS), MAPI_E_COLLISION);
    assert_int_equal(copy_tree(s, s->to, L"DEEP", NULL, FOLDER_MOVE), MAPI_E_COLLISION);
    assert_tree(s->from_root, L"from", true);
    assert_int_equal(copy_tree(s, s->to, L"x", NULL, MAPI_DECLINE_OK), MAPI_E_DECLINE_COPY);
    assert_int_equal(copy_tree(s, s->to, L"x", NULL, 0x100), MAPI_E_UNKNOWN_FLAGS);
    ok_hr(copy_tree(s, s->to, L"moved", NULL, FOLDER_MOVE)); /* with its subfolders, asked or not */
    assert_tree(s->to, L"moved", true);
    assert_false(has_child(s->from_root, L"from"));
    assert_int_equal(copy_tree(s, s->to, L"x", NULL, COPY_SUBFOLDERS), MAPI_E_NOT_FOUND);
}

static ULONG named_tag(void *object, LONG number)
{
    static const GUID set = {0x5ea4c4, 1, 2, {3}};
    MAPINAMEID name = {(GUID *)&set, MNID_ID, {.lID = number}}, *names = &name;
    SPropTagArray *tags = NULL;
    IMAPIProp *prop = object;
    ULONG tag;

    ok_hr(prop->lpVtbl->GetIDsFromNames(prop, 1, &names, MAPI_CREATE, &tags));
    tag = CHANGE_PROP_TYPE(tags->aulPropTag[0], PT_LONG);
    FREE(tags);
    return tag;
}

static IMAPIFolder *new_search(IMAPIFolder *in, const WCHAR *name)
{
    IMAPIFolder *search = NULL;

    ok_hr(in->lpVtbl->CreateFolder(in, FOLDER_SEARCH, (LPTSTR)name, NULL, NULL, MAPI_UNICODE,
                                   &search));
    return search;
}

static IMAPIFolder *open_search(IMAPIFolder *in, const WCHAR *name)
{
    IMAPIFolder *search = NULL;

    ok_hr(in->lpVtbl->CreateFolder(in, FOLDER_SEARCH, (LPTSTR)name, NULL, NULL,
                                   MAPI_UNICODE | OPEN_IF_EXISTS, &search));
    return search;
}

/* Messages whose named number is 7, in up to two folders. */
static void look_for_sevens(IMAPIFolder *search, IMAPIFolder *one, IMAPIFolder *two, ULONG flags)
{
    SPropValue seven = {.ulPropTag = named_tag(search, 1), .Value.l = 7};
    SRestriction parts[2] = {
        {.rt = RES_EXIST, .res.resExist = {.ulPropTag = seven.ulPropTag}},
        {.rt = RES_PROPERTY, .res.resProperty = {RELOP_EQ, seven.ulPropTag, &seven}}};
    SRestriction res = {.rt = RES_AND, .res.resAnd = {2, parts}};
    SPropValue *a = id_of(one), *b = two ? id_of(two) : NULL;
    SBinary bins[2] = {a->Value.bin, two ? b->Value.bin : (SBinary){0}};
    ENTRYLIST scopes = {two ? 2 : 1, bins};

    ok_hr(search->lpVtbl->SetSearchCriteria(search, &res, &scopes, flags));
    FREE(a);
    if (b) FREE(b);
}

static void make_seven(IMAPIFolder *in)
{
    IMessage *message;

    ok_hr(in->lpVtbl->CreateMessage(in, NULL, 0, &message));
    ok_hr(set_long(message, named_tag(message, 1), 7));
    ok_hr(message->lpVtbl->SaveChanges(message, 0));
    message->lpVtbl->Release(message);
}

/* That it looks for sevens as its store numbers them, in these folders and in that state. */
static void assert_looks(IMAPIFolder *search, IMAPIFolder *one, IMAPIFolder *two, ULONG state)
{
    SPropValue *a = id_of(one), *b = two ? id_of(two) : NULL;
    ULONG tag = named_tag(search, 1), is;
    SRestriction *res;
    ENTRYLIST *scopes;

    ok_hr(search->lpVtbl->GetSearchCriteria(search, MAPI_UNICODE, &res, &scopes, &is));
    assert_int_equal(is, state);
    assert_int_equal(res->rt, RES_AND);
    assert_int_equal(res->res.resAnd.lpRes[0].res.resExist.ulPropTag, tag);
    assert_int_equal(res->res.resAnd.lpRes[1].res.resProperty.ulPropTag, tag);
    assert_int_equal(res->res.resAnd.lpRes[1].res.resProperty.lpProp->ulPropTag, tag);
    assert_int_equal(scopes->cValues, two ? 2 : 1);
    assert_memory_equal(scopes->lpbin[0].lpb, a->Value.bin.lpb, a->Value.bin.cb);
    if (two) assert_memory_equal(scopes->lpbin[1].lpb, b->Value.bin.lpb, b->Value.bin.cb);
    FREE(res);
    FREE(scopes);
    FREE(a);
    if (b) FREE(b);
}

/* In A, before B is copied: a search in B and in the whole; beside them one that has stopped, and
 * one that was never begun. */
static void make_searches(struct stores *s)
{
    IMAPIFolder *a = child(s->from, L"A"), *b = child(s->from, L"B"),
                *deep = new_search(a, L"deep"), *stopped = new_search(s->from, L"off"),
                *never = new_search(s->from, L"never");

    make_seven(b);
    make_seven(a);
    look_for_sevens(deep, b, s->from, RECURSIVE_SEARCH | FOREGROUND_SEARCH);
    assert_int_equal(count(deep), 2);
    look_for_sevens(stopped, b, NULL, STOP_SEARCH);
    never->lpVtbl->Release(never);
    stopped->lpVtbl->Release(stopped);
    deep->lpVtbl->Release(deep);
    b->lpVtbl->Release(b);
    a->lpVtbl->Release(a);
}

static void assert_searches(IMAPIFolder *tree)
{
    IMAPIFolder *a = child(tree, L"A"), *b = child(tree, L"B"), *deep = open_search(a, L"deep"),
                *stopped = open_search(tree, L"off"), *never = open_search(tree, L"never");
    ULONG state;

    assert_int_equal(get_long(deep, PR_FOLDER_TYPE), FOLDER_SEARCH);
    assert_looks(deep, b, tree,
                 SEARCH_RUNNING | SEARCH_RECURSIVE | SEARCH_FOREGROUND | 0x1000 /* complete */);
    assert_int_equal(count(deep), 2);
    make_seven(tree); /* it lives */
    assert_int_equal(count(deep), 3);
    assert_looks(stopped, b, NULL, 0);
    assert_int_equal(never->lpVtbl->GetSearchCriteria(never, 0, NULL, NULL, &state),
                     MAPI_E_NOT_INITIALIZED);
    never->lpVtbl->Release(never);
    stopped->lpVtbl->Release(stopped);
    deep->lpVtbl->Release(deep);
    b->lpVtbl->Release(b);
    a->lpVtbl->Release(a);
}

/* 6.6-01 5.13-02: searches look for the same in the copies, by the numbers that named properties
 * have there */
static void searches_look_in_what_was_copied(void **state)
{
    struct stores *s = *state;
    IMAPIFolder *copy;

    make_tree(s);
    named_tag(s->to, 99); /* so that the numbers differ */
    assert_int_not_equal(named_tag(s->from, 1), named_tag(s->to, 1));
    make_searches(s);
    ok_hr(copy_tree(s, s->to, NULL, NULL, COPY_SUBFOLDERS));
    copy = child(s->to, L"from");
    assert_searches(copy);
    copy->lpVtbl->Release(copy);
    copy = child(s->to, L"into"); /* what is in it, into one that is there */
    ok_hr(
        s->from->lpVtbl->CopyTo(s->from, 0, NULL, NULL, 0, NULL, &IID_IMAPIFolder, copy, 0, NULL));
    assert_searches(copy);
    copy->lpVtbl->Release(copy);
    ok_hr(copy_tree(s, s->to, L"moved", NULL, FOLDER_MOVE));
    copy = child(s->to, L"moved");
    assert_searches(copy);
    copy->lpVtbl->Release(copy);
    assert_false(has_child(s->from_root, L"from"));
}

/* What looks elsewhere can't from another store: that is told, and it stays, with what it is in. */
static void a_search_elsewhere_stays_where_it_is(void **state)
{
    struct stores *s = *state;
    IMAPIFolder *other = make_folder(s->from_root, L"other", 0), *search, *a, *copy;
    SPropValue *id;
    ULONG ignored;

    make_tree(s);
    a = child(s->from, L"A");
    search = new_search(a, L"both");
    look_for_sevens(search, other, s->from, 0);
    search->lpVtbl->Release(search);
    assert_int_equal(copy_tree(s, s->to, L"moved", NULL, FOLDER_MOVE), MAPI_W_PARTIAL_COMPLETION);
    assert_tree(s->to, L"moved", true);
    assert_false(has_child(s->from, L"B"));
    search = open_search(a, L"both");
    assert_looks(search, other, s->from, SEARCH_RUNNING | 0x1000);
    search->lpVtbl->Release(search);
    a->lpVtbl->Release(a);
    copy = child(s->to, L"moved");
    a = child(copy, L"A");
    search = open_search(a, L"both");
    assert_looks(search, copy, NULL, SEARCH_RUNNING | 0x1000);
    search->lpVtbl->Release(search);
    a->lpVtbl->Release(a);
    copy->lpVtbl->Release(copy);

    search = new_search(s->from_root, L"alone");
    look_for_sevens(search, other, NULL, 0);
    id = id_of(search);
    search->lpVtbl->Release(search);
    assert_int_equal(s->from_root->lpVtbl->CopyFolder(s->from_root, EID(id), NULL, s->to, NULL, 0,
                                                      NULL, FOLDER_MOVE),
                     MAPI_W_PARTIAL_COMPLETION);
    search = open_search(s->from_root, L"alone");
    assert_looks(search, other, NULL, SEARCH_RUNNING | 0x1000);
    search->lpVtbl->Release(search);
    search = open_search(s->to, L"alone");
    assert_int_equal(search->lpVtbl->GetSearchCriteria(search, 0, NULL, NULL, &ignored),
                     MAPI_E_NOT_INITIALIZED);
    search->lpVtbl->Release(search);
    FREE(id);
    other->lpVtbl->Release(other);
}

/* 6.5-06 6.1-40: also where the store doesn't see that it is its own folder */
static void no_folder_goes_into_itself(void **state)
{
    struct stores *s = *state;
    struct foreign rules = {0};
    IMAPIFolder *a, *c;

    make_tree(s);
    a = child(s->from, L"A");
    c = child(a, L"C");
    foreign_folder(c, &rules);
    assert_int_equal(copy_tree(s, c, L"x", NULL, COPY_SUBFOLDERS), MAPI_E_FOLDER_CYCLE);
    assert_int_equal(copy_tree(s, c, L"x", NULL, FOLDER_MOVE), MAPI_E_FOLDER_CYCLE);
    assert_int_equal(
        s->from->lpVtbl->CopyTo(s->from, 0, NULL, NULL, 0, NULL, &IID_IMAPIFolder, c, 0, NULL),
        MAPI_E_FOLDER_CYCLE);
    ok_hr(copy_tree(s, c, L"x", NULL, 0)); /* its messages alone may */
    assert_true(has_child(c, L"x"));
    c->lpVtbl->Release(c);
    a->lpVtbl->Release(a);
}

/* 6.1-38 6.1-40 6.1-43: of a folder */
static void what_a_folder_holds_is_copied_into_another(void **state)
{
    static const IID *const container = &IID_IMAPIContainer;
    SizedSPropTagArray(1, hierarchy) = {1, {PR_CONTAINER_HIERARCHY}};
    SizedSPropTagArray(1, contents) = {1, {PR_CONTAINER_CONTENTS}};
    SizedSPropTagArray(1, hidden) = {1, {PR_FOLDER_ASSOCIATED_CONTENTS}};
    struct stores *s = *state;
    IMAPIFolder *to = make_folder(s->to, L"1", 0), *a;

    make_tree(s);
    ok_hr(s->from->lpVtbl->CopyTo(s->from, 1, container, NULL, 0, NULL, &IID_IMAPIFolder, to, 0,
                                  NULL));
    assert_text(to, PR_COMMENT_W, L"a comment");
    assert_int_equal(count(to) + get_long(to, PR_ASSOC_CONTENT_COUNT) + get_long(to, PR_SUBFOLDERS),
                     0);
    ok_hr(s->from->lpVtbl->CopyTo(s->from, 1, &IID_IMessage, NULL, 0, NULL, &IID_IMAPIFolder, to, 0,
                                  NULL));
    assert_int_equal(count(to) + get_long(to, PR_ASSOC_CONTENT_COUNT), 0);
    assert_true(has_child(to, L"A"));
    a = child(to, L"A");
    a->lpVtbl->Release(a);
    assert_int_equal(
        s->from->lpVtbl->CopyTo(s->from, 0, NULL, NULL, 0, NULL, &IID_IMAPIFolder, to, 0, NULL),
        MAPI_E_COLLISION);
    assert_int_equal(count(to), 0); /* told before anything is done */
    ok_hr(s->from->lpVtbl->CopyProps(s->from, (SPropTagArray *)&hidden, 0, NULL, &IID_IMAPIFolder,
                                     to, 0, NULL));
    assert_int_equal(count(to), 0);
    assert_int_equal(get_long(to, PR_ASSOC_CONTENT_COUNT), 1);
    ok_hr(s->from->lpVtbl->CopyProps(s->from, (SPropTagArray *)&contents, 0, NULL, &IID_IMAPIFolder,
                                     to, MAPI_MOVE, NULL));
    assert_int_equal(count(to), 3);
    assert_int_equal(count(s->from), 0);
    to->lpVtbl->Release(to);
    to = make_folder(s->to, L"2", 0);
    ok_hr(s->from->lpVtbl->CopyProps(s->from, (SPropTagArray *)&hierarchy, 0, NULL,
                                     &IID_IMAPIFolder, to, MAPI_MOVE, NULL));
    assert_true(has_child(to, L"A") && has_child(to, L"B"));
    assert_false(has_child(s->from, L"A") || has_child(s->from, L"B"));
    to->lpVtbl->Release(to);
}

/* 6.5-28: subfolders show theirs within their share, and it never goes back */
static void copies_of_folders_show_progress(void **state)
{
    struct stores *s = *state;
    struct indicator it = new_indicator(MAPI_TOP_LEVEL, 1, 1000);

    make_tree(s);
    ok_hr(copy_tree(s, s->to, L"1", &it.IMAPIProgress_iface, COPY_SUBFOLDERS));
    assert_int_equal(it.calls + it.limits, 0);
    ok_hr(copy_tree(s, s->to, L"2", &it.IMAPIProgress_iface, COPY_SUBFOLDERS | FOLDER_DIALOG));
    assert_int_equal(it.value, 1000);
    assert_int_equal(it.count, 6); /* three messages, a hidden one, two folders */
    assert_int_equal(it.total, 6);
    assert_true(it.calls > 6);
    assert_true(it.inner >= 2);
    assert_false(it.sinks);
    assert_int_equal(it.outside, 0);
    it = new_indicator(MAPI_TOP_LEVEL, 1, 1000);
    it.cancel_at = 5; /* in A */
    assert_int_equal(
        copy_tree(s, s->to, L"3", &it.IMAPIProgress_iface, FOLDER_MOVE | FOLDER_DIALOG),
        MAPI_E_USER_CANCEL);
    assert_int_equal(it.calls, 5);
    assert_true(has_child(s->from, L"A") && has_child(s->from, L"B"));
    assert_int_equal(it.refs, 1);
}

/* What comes into a folder while it is being moved stays, and the folder with it. */
static void arrives(struct indicator *it)
{
    struct stores *s = it->context;

    if (it->calls == 2) make_message(s->from, L"late", NULL);
}

static void what_comes_while_it_is_moved_is_not_lost(void **state)
{
    struct stores *s = *state;
    struct indicator it = new_indicator(MAPI_TOP_LEVEL, 1, 1000);

    it.shown = arrives;
    it.context = s;
    make_tree(s);
    assert_int_equal(
        copy_tree(s, s->to, NULL, &it.IMAPIProgress_iface, FOLDER_MOVE | FOLDER_DIALOG),
        MAPI_W_PARTIAL_COMPLETION);
    assert_tree(s->to, L"from", true);
    assert_int_equal(count(s->from), 1);
}

/* 5.13-02: parts that fail are told, and stay */
static void folders_go_as_far_as_they_can(void **state)
{
    struct stores *s = *state;
    struct foreign rules = {.answer = refuse};
    IMAPIFolder *a, *c;

    make_tree(s);
    foreign_folder(s->to, &rules);
    refusal = (struct refusal){FOREIGN_CREATE_FOLDER, 1, MAPI_E_NO_ACCESS, 0, 0}; /* A */
    assert_int_equal(copy_tree(s, s->to, NULL, NULL, FOLDER_MOVE), MAPI_W_PARTIAL_COMPLETION);
    assert_int_equal(count(s->from), 0);
    a = child(s->from, L"A");
    c = child(a, L"C");
    assert_int_equal(count(a), 1);
    assert_int_equal(count(c), 1);
    assert_false(has_child(s->from, L"B"));
    memset(rules.calls, 0, sizeof(rules.calls));
    /* of what is in C */
    refusal = (struct refusal){FOREIGN_SAVE_CHANGES, 1, MAPI_E_NOT_ENOUGH_DISK, 0, 0};
    assert_int_equal(copy_tree(s, s->to, L"again", NULL, FOLDER_MOVE), MAPI_E_NOT_ENOUGH_DISK);
    assert_int_equal(count(a), 0);
    assert_int_equal(count(c), 1);
    a->lpVtbl->Release(a);
    c->lpVtbl->Release(c);
}

static void a_folder_without_unicode_takes_what_it_can_write(void **state)
{
    struct stores *s = *state;
    struct foreign rules = {.ansi = true};

    make_tree(s);
    foreign_folder(s->to, &rules);
    ok_hr(copy_tree(s, s->to, NULL, NULL, COPY_SUBFOLDERS));
    rules.ansi = false;
    assert_tree(s->to, L"from", true);
}

/* 6.5-26: as source it has none to copy; as destination it takes the others, and those stay that
 * must be hidden */
static void hidden_messages_stay_where_nothing_can_be_hidden(void **state)
{
    struct stores *s = *state;
    struct foreign rules = {.plain = true};
    IMAPIFolder *copy;

    make_tree(s);
    foreign_folder(s->to, &rules);
    assert_int_equal(copy_tree(s, s->to, NULL, NULL, FOLDER_MOVE), MAPI_W_PARTIAL_COMPLETION);
    assert_int_equal(count(s->from), 0);
    assert_int_equal(get_long(s->from, PR_ASSOC_CONTENT_COUNT), 1);
    copy = child(s->to, L"from");
    assert_int_equal(count(copy), 3);
    assert_int_equal(get_long(copy, PR_ASSOC_CONTENT_COUNT), 0);
    foreign_folder(s->from_root, &rules);
    copy->lpVtbl->Release(copy);
    fill(s, 2);
    ok_hr(copy_folder(&IID_IMAPIFolder, s->from_root, EID(s->from_id), &IID_IMAPIFolder, s->to,
                      (LPTSTR)L"again", NULL, MAPI_UNICODE));
    copy = child(s->to, L"again");
    assert_int_equal(count(copy), 2);
    copy->lpVtbl->Release(copy);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        CASE(messages_are_copied_whole),
        CASE(who_reads_the_copy_reports_nothing),
        CASE(messages_are_moved_as_far_as_they_can_be),
        CASE(hidden_messages_stay_hidden),
        CASE(a_search_folder_takes_no_messages),
        CASE(copies_of_messages_show_progress),
        CASE(a_cancelled_move_loses_nothing),
        CASE(only_what_arrived_goes_from_its_folder),
        CASE(what_cannot_be_removed_is_told),
        CASE(folders_are_copied_with_what_is_asked_for),
        CASE(searches_look_in_what_was_copied),
        CASE(a_search_elsewhere_stays_where_it_is),
        CASE(no_folder_goes_into_itself),
        CASE(what_a_folder_holds_is_copied_into_another),
        CASE(copies_of_folders_show_progress),
        CASE(what_comes_while_it_is_moved_is_not_lost),
        CASE(folders_go_as_far_as_they_can),
        CASE(a_folder_without_unicode_takes_what_it_can_write),
        CASE(hidden_messages_stay_where_nothing_can_be_hidden),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
