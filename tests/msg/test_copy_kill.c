/*
 * test_copy_kill.c - a move into another store that is killed, or runs out of memory, at any moment
 * loses nothing
 *
 * A message may then be in both stores, never in none, and never by half.
 */
#include "local_store/fixture.h"
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "fakes/foreign.h"
#include "local_store/failing_malloc.h"
#include "local_store/folder.h"
#include "local_store/kill_mail.h"

enum { MESSAGES = 70, REVISION = 11 }; /* more than go at once */

struct stores {
    struct fixture *f, *g;
};

static int setup(void **state)
{
    struct stores *s = calloc(1, sizeof(*s));
    void *fixture = NULL;

    store_setup(&fixture);
    s->f = fixture;
    s->g = second_store(s->f);
    *state = s;
    return 0;
}

static int teardown(void **state)
{
    struct stores *s = *state;
    void *fixture = s->f;

    drop_second_store(s->g);
    free(s);
    return store_teardown(&fixture);
}

static void put(IMAPIFolder *folder, int number, int revision)
{
    IMessage *message;

    ok_hr(folder->lpVtbl->CreateMessage(folder, NULL, 0, &message));
    if (revision)
        ok_hr(kill_mail_put(message, number, revision));
    else
        ok_hr(set_long(message, NUMBER_TAG, number));
    ok_hr(message->lpVtbl->SaveChanges(message, 0));
    message->lpVtbl->Release(message);
}

/* Messages 0 to 2 of "from", 3 in a folder in it; they have parts. */
static void make_tree(struct stores *s)
{
    IMAPIFolder *root = open_root(s->f), *from = make_folder(root, L"from", 0),
                *below = make_folder(from, L"below", 0);

    for (int i = 0; i < 3; i++)
        put(from, i, REVISION);
    put(below, 3, REVISION);
    below->lpVtbl->Release(below);
    from->lpVtbl->Release(from);
    root->lpVtbl->Release(root);
}

/* ---- what there is ---- */

/* Notes in seen which messages are in the folder; each is whole. */
static void look(struct fixture *f, IMAPIFolder *folder, int revision, BYTE *seen)
{
    SizedSPropTagArray(1, tags) = {1, {PR_ENTRYID}};
    IMAPITable *table;
    SRowSet *rows = NULL;

    ok_hr(folder->lpVtbl->GetContentsTable(folder, 0, &table));
    ok_hr(table->lpVtbl->SetColumns(table, (SPropTagArray *)&tags, 0));
    ok_hr(table->lpVtbl->QueryRows(table, 1000, 0, &rows));
    for (ULONG i = 0; i < rows->cRows; i++) {
        IMessage *message = open_message(f, rows->aRow[i].lpProps[0].Value.bin.lpb, 0);
        ULONG number = get_long(message, NUMBER_TAG);

        assert_in_range(number, 0, MESSAGES - 1);
        if (revision) {
            const char *fault = kill_mail_fault(message, (int)number, revision);

            if (fault) fail_msg("message %u: %s", number, fault);
        }
        seen[number]++;
        message->lpVtbl->Release(message);
        FREE(rows->aRow[i].lpProps);
    }
    FREE(rows);
    table->lpVtbl->Release(table);
}

static void look_below(struct fixture *f, IMAPIFolder *folder, int revision, BYTE *seen)
{
    SizedSPropTagArray(1, tags) = {1, {PR_ENTRYID}};
    IMAPITable *table;
    SRowSet *rows = NULL;

    look(f, folder, revision, seen);
    ok_hr(folder->lpVtbl->GetHierarchyTable(folder, 0, &table));
    ok_hr(table->lpVtbl->SetColumns(table, (SPropTagArray *)&tags, 0));
    ok_hr(table->lpVtbl->QueryRows(table, 1000, 0, &rows));
    for (ULONG i = 0; i < rows->cRows; i++) {
        IMAPIFolder *below;
        ULONG type;

        ok_hr(folder->lpVtbl->OpenEntry(folder, rows->aRow[i].lpProps[0].Value.bin.cb,
                                        (ENTRYID *)rows->aRow[i].lpProps[0].Value.bin.lpb, NULL,
                                        MAPI_MODIFY, &type, (IUnknown **)&below));
        look_below(f, below, revision, seen);
        below->lpVtbl->Release(below);
        FREE(rows->aRow[i].lpProps);
    }
    FREE(rows);
    table->lpVtbl->Release(table);
}

/* None of n messages is missing in both stores. Gives how many are in two places. */
static int nothing_is_lost(struct stores *s, int n, int revision, const char *when, long at)
{
    IMAPIFolder *here = open_root(s->f), *there = open_root(s->g);
    BYTE seen[MESSAGES] = {0};
    int twice = 0;

    look_below(s->f, here, revision, seen);
    look_below(s->g, there, revision, seen);
    for (int i = 0; i < n; i++) {
        if (!seen[i]) fail_msg("%s %ld: message %d is lost", when, at, i);
        twice += seen[i] > 1;
    }
    here->lpVtbl->Release(here);
    there->lpVtbl->Release(there);
    return twice;
}

/* Both stores without the folders of the last round. */
static void clean(struct stores *s)
{
    struct fixture *const both[] = {s->f, s->g};

    for (int i = 0; i < 2; i++) {
        IMAPIFolder *root = open_root(both[i]),
                    *folder = make_folder(root, L"from", OPEN_IF_EXISTS);
        SPropValue *id = id_of(folder);

        folder->lpVtbl->Release(folder);
        ok_hr(root->lpVtbl->DeleteFolder(root, EID(id), 0, NULL,
                                         DEL_FOLDERS | DEL_MESSAGES | DELETE_HARD_DELETE));
        FREE(id);
        root->lpVtbl->Release(root);
    }
}

/* Two messages in the first store's Inbox, none in the other's. */
static void clean_inboxes(struct stores *s)
{
    IMAPIFolder *from = open_inbox(s->f), *to = open_inbox(s->g);

    ok_hr(from->lpVtbl->EmptyFolder(from, 0, NULL, DELETE_HARD_DELETE));
    ok_hr(to->lpVtbl->EmptyFolder(to, 0, NULL, DELETE_HARD_DELETE));
    put(from, 0, REVISION);
    put(from, 1, REVISION);
    from->lpVtbl->Release(from);
    to->lpVtbl->Release(to);
}

/* ---- killed ---- */

/* Dies before the call that the test chose. */
static HRESULT die(struct foreign *self, enum foreign_call call, ULONG nth)
{
    (void)call, (void)nth;
    if (!self->number--) raise(SIGKILL);
    return S_OK;
}

static HRESULT move_tree(struct stores *s, struct foreign *rules)
{
    IMAPIFolder *from_root = open_root(s->f), *to_root = open_root(s->g),
                *from = make_folder(from_root, L"from", OPEN_IF_EXISTS);
    SPropValue *id = id_of(from);
    HRESULT hr;

    from->lpVtbl->Release(from);
    foreign_folder(from_root, rules);
    foreign_folder(to_root, rules);
    hr = from_root->lpVtbl->CopyFolder(from_root, EID(id), NULL, to_root, NULL, 0, NULL,
                                       FOLDER_MOVE);
    FREE(id);
    from_root->lpVtbl->Release(from_root);
    to_root->lpVtbl->Release(to_root);
    return hr;
}

/* Two folders, and what is in the first. */
struct batch {
    IMAPIFolder *from, *to;
    SRowSet *rows;
    SBinary ids[MESSAGES];
    ENTRYLIST list;
};

static void open_batch(struct stores *s, struct batch *b)
{
    SizedSPropTagArray(1, tags) = {1, {PR_ENTRYID}};
    IMAPITable *table;

    b->from = open_inbox(s->f);
    b->to = open_inbox(s->g);
    b->list = (ENTRYLIST){0, b->ids};
    ok_hr(b->from->lpVtbl->GetContentsTable(b->from, 0, &table));
    ok_hr(table->lpVtbl->SetColumns(table, (SPropTagArray *)&tags, 0));
    ok_hr(table->lpVtbl->QueryRows(table, MESSAGES, 0, &b->rows));
    for (; b->list.cValues < b->rows->cRows; b->list.cValues++)
        b->ids[b->list.cValues] = b->rows->aRow[b->list.cValues].lpProps->Value.bin;
    table->lpVtbl->Release(table);
}

static void close_batch(struct batch *b)
{
    for (ULONG i = 0; i < b->rows->cRows; i++)
        FREE(b->rows->aRow[i].lpProps);
    FREE(b->rows);
    b->from->lpVtbl->Release(b->from);
    b->to->lpVtbl->Release(b->to);
}

static HRESULT move_batch(struct batch *b)
{
    return b->from->lpVtbl->CopyMessages(b->from, &b->list, NULL, b->to, 0, NULL, MESSAGE_MOVE);
}

static HRESULT move_messages(struct stores *s, struct foreign *rules)
{
    struct batch b;
    HRESULT hr;

    open_batch(s, &b);
    foreign_folder(b.from, rules);
    foreign_folder(b.to, rules);
    hr = move_batch(&b);
    close_batch(&b);
    return hr;
}

/* In a process of its own, which dies before its nth call; false: it lived. */
static bool killed_at(struct stores *s, HRESULT (*move)(struct stores *s, struct foreign *rules),
                      ULONG n)
{
    pid_t child;
    int status;

    log_off(s->f);
    log_off(s->g);
    child = fork();
    if (!child) {
        struct foreign rules = {.answer = die, .number = n};

        if (log_on(s->f, MDB_WRITE) != S_OK || log_on(s->g, MDB_WRITE) != S_OK) _exit(7);
        _exit(move(s, &rules) == S_OK ? 0 : 8);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    if (!WIFSIGNALED(status)) assert_int_equal(WEXITSTATUS(status), 0);
    ok_hr(log_on(s->f, MDB_WRITE));
    ok_hr(log_on(s->g, MDB_WRITE));
    return WIFSIGNALED(status);
}

/* 5.13-01 5.13-02: at every call that a move of a folder makes of the two */
static void a_killed_move_of_a_folder_loses_nothing(void **state)
{
    struct stores *s = *state;
    int twice = 0;
    ULONG n;

    for (n = 0;; n++) {
        make_tree(s);
        if (!killed_at(s, move_tree, n)) break;
        twice += nothing_is_lost(s, 4, REVISION, "killed before call", n);
        clean(s);
    }
    assert_int_equal(nothing_is_lost(s, 4, REVISION, "in the end", 0), 0);
    print_message("# killed at %u calls; %d messages were found in both stores\n", n, twice);
    assert_true(n > 40);
    assert_true(twice > 0); /* or it wasn't killed between copy and removal */
}

/* 5.13-01 6.5-13: and of messages, where no more than one batch is in both */
static void a_killed_move_of_messages_loses_nothing(void **state)
{
    static const ULONG at[] = {1, 100, 250, 253, 254, 255, 256, 257, 258, 259, 260, 261, 270};
    struct stores *s = *state;
    IMAPIFolder *from = open_inbox(s->f);
    int kills = 0;

    for (int i = 0; i < MESSAGES; i++)
        put(from, i, 0);
    from->lpVtbl->Release(from);
    for (size_t i = 0; i < sizeof(at) / sizeof(at[0]); i++) {
        if (killed_at(s, move_messages, at[i])) kills++;
        assert_in_range(nothing_is_lost(s, MESSAGES, 0, "killed before call", (long)at[i]), 0,
                        64 * kills);
    }
    assert_false(killed_at(s, move_messages, ~0u));
    nothing_is_lost(s, MESSAGES, 0, "in the end", 0);
    assert_true(kills > 5);
}

/* ---- out of memory ---- */

/* No machine stops here, so that nobody need wait for the disk. */
static void hurry(struct fixture *f)
{
    IMAPIFolder *root = open_root(f);

    assert_int_equal(sqlite3_exec(folder_from_iface(root)->store->file->db->sql,
                                  "PRAGMA synchronous=OFF", NULL, NULL, NULL),
                     SQLITE_OK);
    root->lpVtbl->Release(root);
}

static int setup_quick(void **state)
{
    struct stores *s;

    setup(state);
    s = *state;
    hurry(s->f);
    hurry(s->g);
    return 0;
}

/* 6.5-13: one allocation after the other: what was done stays done, and the same call does the rest
 */
static void a_move_without_memory_loses_nothing(void **state)
{
    const long stride = getenv("OPENMAPI_LONG") ? 1 : 3;
    struct stores *s = *state;
    bool failed = true;
    long n;

    for (n = 0; failed; n += stride) {
        struct batch b, left;
        HRESULT hr;

        clean_inboxes(s);
        open_batch(s, &b);
        malloc_fails_after(n);
        hr = move_batch(&b);
        failed = malloc_failed();
        close_batch(&b);
        if (!failed && hr != S_OK) fail_msg("%ld: %08x with memory enough", n, (unsigned)hr);
        if (hr != S_OK && hr != MAPI_E_NOT_ENOUGH_MEMORY) fail_msg("%ld: %08x", n, (unsigned)hr);
        nothing_is_lost(s, 2, REVISION, "allocation", n);
        open_batch(s, &left);
        ok_hr(move_batch(&left));
        assert_int_equal(get_long(left.from, PR_CONTENT_COUNT), 0);
        close_batch(&left);
        nothing_is_lost(s, 2, REVISION, "after allocation", n);
    }
    print_message("# %ld allocations\n", n);
}

/* The same for a folder with folders in it. */
static void a_folder_moved_without_memory_loses_nothing(void **state)
{
    const long stride = getenv("OPENMAPI_LONG") ? 1 : 17;
    struct stores *s = *state;
    bool failed = true;
    long n;

    for (n = 0; failed; n += stride) {
        IMAPIFolder *from_root = open_root(s->f), *to_root = open_root(s->g), *from;
        SPropValue *id;
        HRESULT hr;

        clean(s);
        make_tree(s);
        from = make_folder(from_root, L"from", OPEN_IF_EXISTS);
        id = id_of(from);
        from->lpVtbl->Release(from);
        malloc_fails_after(n);
        hr = from_root->lpVtbl->CopyFolder(from_root, EID(id), NULL, to_root, NULL, 0, NULL,
                                           FOLDER_MOVE);
        failed = malloc_failed();
        if (!failed && hr != S_OK) fail_msg("%ld: %08x with memory enough", n, (unsigned)hr);
        if (hr != S_OK && hr != MAPI_E_NOT_ENOUGH_MEMORY && hr != MAPI_W_PARTIAL_COMPLETION)
            fail_msg("%ld: %08x", n, (unsigned)hr);
        nothing_is_lost(s, 4, REVISION, "folder, allocation", n);
        FREE(id);
        from_root->lpVtbl->Release(from_root);
        to_root->lpVtbl->Release(to_root);
    }
    print_message("# %ld allocations\n", n);
}

/* Whether a folder in the root, if it is there, has a search in it that looks for something in that
 * folder. */
static bool has_search(struct fixture *f)
{
    IMAPIFolder *root = open_root(f), *from = make_folder(root, L"from", OPEN_IF_EXISTS),
                *search = NULL;
    SPropValue *id = id_of(from);
    SRestriction *res = NULL;
    ENTRYLIST *scopes = NULL;
    bool has;

    ok_hr(from->lpVtbl->CreateFolder(from, FOLDER_SEARCH, (LPTSTR)L"search", NULL, NULL,
                                     MAPI_UNICODE | OPEN_IF_EXISTS, &search));
    has = search->lpVtbl->GetSearchCriteria(search, 0, &res, &scopes, NULL) == S_OK;
    if (has) {
        assert_int_equal(res->rt, RES_EXIST);
        assert_int_equal(scopes->cValues, 1);
        assert_memory_equal(scopes->lpbin[0].lpb, id->Value.bin.lpb, id->Value.bin.cb);
    }
    FREE(res);
    FREE(scopes);
    FREE(id);
    search->lpVtbl->Release(search);
    from->lpVtbl->Release(from);
    root->lpVtbl->Release(root);
    return has;
}

/* Its criteria are in the copy before it goes. */
static void a_search_moved_without_memory_keeps_its_criteria(void **state)
{
    static const GUID set = {7, 7, 7, {7}};
    MAPINAMEID name = {(GUID *)&set, MNID_ID, {.lID = 1}}, *names = &name;
    struct stores *s = *state;
    bool failed = true;
    long n;

    for (n = 0; failed; n += 3) {
        IMAPIFolder *from_root = open_root(s->f), *to_root = open_root(s->g), *from, *search;
        SRestriction res = {.rt = RES_EXIST};
        SPropTagArray *tags;
        SPropValue *id;
        ENTRYLIST scopes;
        HRESULT hr;

        clean(s);
        from = make_folder(from_root, L"from", 0);
        id = id_of(from);
        scopes = (ENTRYLIST){1, &id->Value.bin};
        ok_hr(from->lpVtbl->CreateFolder(from, FOLDER_SEARCH, (LPTSTR)L"search", NULL, NULL,
                                         MAPI_UNICODE, &search));
        ok_hr(search->lpVtbl->GetIDsFromNames(search, 1, &names, MAPI_CREATE, &tags));
        res.res.resExist.ulPropTag = CHANGE_PROP_TYPE(tags->aulPropTag[0], PT_LONG);
        FREE(tags);
        ok_hr(search->lpVtbl->SetSearchCriteria(search, &res, &scopes, FOREGROUND_SEARCH));
        search->lpVtbl->Release(search);
        from->lpVtbl->Release(from);
        malloc_fails_after(n);
        hr = from_root->lpVtbl->CopyFolder(from_root, EID(id), NULL, to_root, NULL, 0, NULL,
                                           FOLDER_MOVE);
        failed = malloc_failed();
        if (!failed && hr != S_OK) fail_msg("%ld: %08x with memory enough", n, (unsigned)hr);
        if (hr != S_OK && hr != MAPI_E_NOT_ENOUGH_MEMORY && hr != MAPI_W_PARTIAL_COMPLETION)
            fail_msg("%ld: %08x", n, (unsigned)hr);
        FREE(id);
        if (!has_search(s->g) && !has_search(s->f))
            fail_msg("%ld: %08x, and the criteria are gone", n, (unsigned)hr);
        if (hr == S_OK) assert_true(has_search(s->g));
        from_root->lpVtbl->Release(from_root);
        to_root->lpVtbl->Release(to_root);
    }
    assert_true(n > 100);
    print_message("# %ld allocations\n", n);
}

/* CopyTo and CopyProps: what is half done is done whole when the same call is made again, on the
 * same objects. */
static void copies_of_messages_run_out_of_memory(void **state)
{
    SizedSPropTagArray(4, tags) = {4, {PR_SUBJECT_W, PR_HTML, PR_MESSAGE_RECIPIENTS, PR_ENTRYID}};
    struct stores *s = *state;
    IMAPIFolder *from_box = open_inbox(s->f), *to_box = open_inbox(s->g);
    IMessage *from;

    ok_hr(from_box->lpVtbl->CreateMessage(from_box, NULL, 0, &from));
    ok_hr(kill_mail_put(from, 1, REVISION));
    ok_hr(from->lpVtbl->SaveChanges(from, KEEP_OPEN_READWRITE));
    for (int whole = 0; whole < 2; whole++) {
        bool failed = true;
        long n;

        for (n = 0; failed; n++) {
            SPropProblemArray *problems = NULL;
            IMessage *to;
            HRESULT hr;

            ok_hr(to_box->lpVtbl->CreateMessage(to_box, NULL, 0, &to));
            malloc_fails_after(n);
            hr = whole ? from->lpVtbl->CopyTo(from, 0, NULL, NULL, 0, NULL, &IID_IMessage, to, 0,
                                              &problems)
                       : from->lpVtbl->CopyProps(from, (SPropTagArray *)&tags, 0, NULL,
                                                 &IID_IMessage, to, 0, &problems);
            failed = malloc_failed();
            if (!failed && hr != S_OK) fail_msg("%ld: %08x with memory enough", n, (unsigned)hr);
            if (hr != S_OK && hr != MAPI_E_NOT_ENOUGH_MEMORY && hr != STG_E_INSUFFICIENTMEMORY)
                fail_msg("%ld: %08x", n, (unsigned)hr);
            if (hr != S_OK) assert_null(problems);
            for (ULONG i = 0; problems && i < problems->cProblem; i++)
                assert_true(problems->aProblem[i].scode == MAPI_E_COMPUTED ||
                            problems->aProblem[i].scode == MAPI_E_NO_ACCESS);
            FREE(problems);
            if (whole && hr == S_OK) {
                const char *fault;

                ok_hr(to->lpVtbl->SaveChanges(to, KEEP_OPEN_READWRITE));
                fault = kill_mail_fault(to, 1, REVISION);
                if (fault) fail_msg("%ld: %s", n, fault);
            }
            to->lpVtbl->Release(to);
        }
        print_message("# %s: %ld allocations\n", whole ? "CopyTo" : "CopyProps", n);
    }
    assert_null(kill_mail_fault(from, 1, REVISION));
    from->lpVtbl->Release(from);
    from_box->lpVtbl->Release(from_box);
    to_box->lpVtbl->Release(to_box);
}

int main(void)
{
#define CASE(name)  cmocka_unit_test_setup_teardown(name, setup, teardown)
#define QUICK(name) cmocka_unit_test_setup_teardown(name, setup_quick, teardown)
    const struct CMUnitTest tests[] = {
        CASE(a_killed_move_of_a_folder_loses_nothing),
        CASE(a_killed_move_of_messages_loses_nothing),
        QUICK(a_move_without_memory_loses_nothing),
        QUICK(a_folder_moved_without_memory_loses_nothing),
        QUICK(a_search_moved_without_memory_keeps_its_criteria),
        QUICK(copies_of_messages_run_out_of_memory),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
