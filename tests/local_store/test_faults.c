/*
 * test_faults.c - a disk that fails at any moment: the documented error, nothing half done, and the
 * same handles work on after it
 */
#include "local_store/fixture.h"
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "edktags.h"
#include "local_store/fault_vfs.h"
#include "local_store/folder.h"

#define NUMBER_TAG   PROP_TAG(PT_LONG, 0x6800)
#define FILE_BYTES   140000
#define PIECE        35000

/* What the steps of a life make and use. A step that failed is taken again, with the same objects.
 */
struct life {
    struct fixture *f;
    IMAPIFolder *root, *inbox, *work, *search;
    IMessage *message;   /* new, then saved */
    IMessage *changed;   /* the same, opened again */
    IAttach *attach;
    BYTE first[48], second[48], third[48]; /* entry IDs in the inbox */
};

static SBinary bin_of(BYTE *id)
{
    return (SBinary){48, id};
}

static BYTE pattern(size_t i, int seed)
{
    return (BYTE)(i * 31 + (i >> 8) * 7 + (size_t)seed);
}

/* PR_ENTRYID, or why it can't be had. */
static HRESULT entry_of(void *object, BYTE *id)
{
    SizedSPropTagArray(1, tags) = {1, {PR_ENTRYID}};
    SPropValue *value = NULL;
    IMAPIProp *prop = object;
    ULONG count = 0;
    HRESULT hr;

    hr = prop->lpVtbl->GetProps(prop, (SPropTagArray *)&tags, 0, &count, &value);
    if (hr == S_OK)
        memcpy(id, value->Value.bin.lpb, 48);
    else if (hr == MAPI_W_ERRORS_RETURNED)
        hr = value->Value.err;
    FREE(value);
    return hr;
}

/* ---- steps ---- */

static HRESULT make_work(struct life *life)
{
    if (life->work) life->work->lpVtbl->Release(life->work);
    life->work = NULL;
    return life->root->lpVtbl->CreateFolder(life->root, FOLDER_GENERIC, (LPTSTR)L"Work", NULL, NULL,
                                            MAPI_UNICODE, &life->work);
}

static HRESULT create(struct life *life)
{
    return life->inbox->lpVtbl->CreateMessage(life->inbox, NULL, 0, &life->message);
}

/* A long body, three recipients, a subject: all in memory, or in the private database. */
static HRESULT fill(struct life *life)
{
    static BYTE body[9000];
    SPropValue html = {.ulPropTag = PR_HTML, .Value.bin = {sizeof(body), body}};
    SPropValue props[3][2] = {
        {{.ulPropTag = PR_DISPLAY_NAME_W}, {.ulPropTag = PR_RECIPIENT_TYPE, .Value.l = MAPI_TO}},
        {{.ulPropTag = PR_DISPLAY_NAME_W}, {.ulPropTag = PR_RECIPIENT_TYPE, .Value.l = MAPI_CC}},
        {{.ulPropTag = PR_DISPLAY_NAME_W}, {.ulPropTag = PR_RECIPIENT_TYPE, .Value.l = MAPI_TO}}};
    SizedADRLIST(3, list) = {3, {{0, 2, props[0]}, {0, 2, props[1]}, {0, 2, props[2]}}};
    SPropProblemArray *problems = NULL;
    HRESULT hr;

    for (size_t i = 0; i < 3; i++)
        props[i][0].Value.lpszW = (WCHAR *)(const WCHAR *[]){L"Ann", L"Bob", L"Cid"}[i];
    for (size_t i = 0; i < sizeof(body); i++)
        body[i] = pattern(i, 1);
    hr = set_text(life->message, PR_SUBJECT_W, L"one");
    if (SUCCEEDED(hr)) hr = life->message->lpVtbl->SetProps(life->message, 1, &html, &problems);
    if (SUCCEEDED(hr) && problems) hr = problems->aProblem[0].scode;
    FREE(problems);
    if (SUCCEEDED(hr))
        hr = life->message->lpVtbl->ModifyRecipients(life->message, 0, (ADRLIST *)&list);
    return hr;
}

static HRESULT begin_attachment(struct life *life)
{
    ULONG num;

    return life->message->lpVtbl->CreateAttach(life->message, NULL, 0, &num, &life->attach);
}

/* Enough to leave memory for the private database, and this for its file. */
static HRESULT write_attachment(struct life *life)
{
    static BYTE piece[PIECE];
    IStream *stream = NULL;
    HRESULT hr;

    hr = life->attach->lpVtbl->OpenProperty(life->attach, PR_ATTACH_DATA_BIN, &IID_IStream,
                                            STGM_READWRITE, MAPI_CREATE | MAPI_MODIFY,
                                            (IUnknown **)&stream);
    for (size_t at = 0; SUCCEEDED(hr) && at < FILE_BYTES; at += PIECE) {
        for (size_t i = 0; i < PIECE; i++)
            piece[i] = pattern(at + i, 2);
        hr = stream->lpVtbl->Write(stream, piece, PIECE, NULL);
    }
    if (SUCCEEDED(hr)) hr = stream->lpVtbl->Commit(stream, 0);
    if (stream) stream->lpVtbl->Release(stream);
    return hr;
}

static HRESULT save_attachment(struct life *life)
{
    return life->attach->lpVtbl->SaveChanges(life->attach, KEEP_OPEN_READWRITE);
}

static HRESULT save(struct life *life)
{
    return life->message->lpVtbl->SaveChanges(life->message, KEEP_OPEN_READWRITE);
}

static HRESULT open_again(struct life *life)
{
    HRESULT hr = entry_of(life->message, life->first);
    ULONG type;

    if (FAILED(hr)) return hr;
    return life->f->store->lpVtbl->OpenEntry(life->f->store, 48, (ENTRYID *)life->first, NULL,
                                             MAPI_MODIFY, &type, (IUnknown **)&life->changed);
}

static HRESULT change(struct life *life)
{
    HRESULT hr = set_text(life->changed, PR_SUBJECT_W, L"one, changed");

    if (SUCCEEDED(hr)) hr = set_long(life->changed, NUMBER_TAG, 7);
    return hr;
}

static HRESULT save_change(struct life *life)
{
    return life->changed->lpVtbl->SaveChanges(life->changed, KEEP_OPEN_READWRITE);
}

static HRESULT small_message(struct life *life, const WCHAR *subject, BYTE *id)
{
    IMessage *message = NULL;
    HRESULT hr;

    hr = life->inbox->lpVtbl->CreateMessage(life->inbox, NULL, 0, &message);
    if (SUCCEEDED(hr)) hr = set_text(message, PR_SUBJECT_W, subject);
    if (SUCCEEDED(hr)) hr = message->lpVtbl->SaveChanges(message, KEEP_OPEN_READWRITE);
    /* saved, that is: take its name when the disk does again */
    if (SUCCEEDED(hr) && FAILED(entry_of(message, id))) {
        fault_vfs_heal();
        hr = entry_of(message, id);
    }
    if (message) message->lpVtbl->Release(message);
    return hr;
}

static HRESULT save_second(struct life *life)
{
    return small_message(life, L"two", life->second);
}

static HRESULT save_third(struct life *life)
{
    return small_message(life, L"three", life->third);
}

static HRESULT copy(struct life *life)
{
    SBinary bin = bin_of(life->first);
    ENTRYLIST list = {1, &bin};

    return life->inbox->lpVtbl->CopyMessages(life->inbox, &list, NULL, life->work, 0, NULL, 0);
}

static HRESULT move(struct life *life)
{
    SBinary bin = bin_of(life->second);
    ENTRYLIST list = {1, &bin};

    return life->inbox->lpVtbl->CopyMessages(life->inbox, &list, NULL, life->work, 0, NULL,
                                             MESSAGE_MOVE);
}

static HRESULT mark_read(struct life *life)
{
    SBinary bin = bin_of(life->second);
    ENTRYLIST list = {1, &bin};

    return life->inbox->lpVtbl->SetReadFlags(life->inbox, &list, 0, NULL, 0);
}

static HRESULT delete_third(struct life *life)
{
    SBinary bin = bin_of(life->third);
    ENTRYLIST list = {1, &bin};

    return life->inbox->lpVtbl->DeleteMessages(life->inbox, &list, 0, NULL, 0);
}

static HRESULT on_work(struct life *life, const WCHAR *name, bool delete)
{
    BYTE id[48];
    HRESULT hr;

    hr = entry_of(life->work, id);
    if (FAILED(hr)) return hr;
    return delete ? life->root->lpVtbl->DeleteFolder(life->root, 48, (ENTRYID *)id, 0, NULL,
                                                     DEL_MESSAGES | DEL_FOLDERS)
                  : life->root->lpVtbl->CopyFolder(life->root, 48, (ENTRYID *)id, NULL, life->root,
                                                   (LPTSTR)name, 0, NULL,
                                                   MAPI_UNICODE | COPY_SUBFOLDERS);
}

static HRESULT copy_folder(struct life *life)
{
    return on_work(life, L"Copy of work", false);
}

static HRESULT delete_folder(struct life *life)
{
    return on_work(life, NULL, true);
}

static HRESULT name_a_property(struct life *life)
{
    MAPINAMEID name = {.lpguid = (GUID *)&IID_IMessage, .ulKind = MNID_STRING}, *names = &name;
    SPropTagArray *tags = NULL;
    HRESULT hr;

    name.Kind.lpwstrName = (WCHAR *)L"colour";
    hr = life->message->lpVtbl->GetIDsFromNames(life->message, 1, &names, MAPI_CREATE, &tags);
    FREE(tags);
    return hr;
}

static HRESULT comment_store(struct life *life)
{
    return set_text(life->f->store, PR_COMMENT_W, L"kept");
}

static HRESULT read_table(struct life *life)
{
    SizedSPropTagArray(2, tags) = {2, {PR_ENTRYID, PR_SUBJECT_W}};
    IMAPITable *table = NULL;
    SRowSet *rows = NULL;
    HRESULT hr;

    hr = life->inbox->lpVtbl->GetContentsTable(life->inbox, MAPI_UNICODE, &table);
    if (SUCCEEDED(hr)) hr = table->lpVtbl->SetColumns(table, (SPropTagArray *)&tags, 0);
    if (SUCCEEDED(hr)) hr = table->lpVtbl->QueryRows(table, 10, 0, &rows);
    if (SUCCEEDED(hr)) {
        assert_int_equal(rows->cRows, 1);
        FREE(rows->aRow[0].lpProps);
        FREE(rows);
    }
    if (table) table->lpVtbl->Release(table);
    return hr;
}

/* By the index of texts, which is written on the way: what it can't write costs no answer. */
static HRESULT search_bodies(struct life *life)
{
    SPropValue constant = {.ulPropTag = PR_BODY_W, .Value.lpszW = (WCHAR *)L"no such text"};
    SRestriction res = {.rt = RES_CONTENT};
    IMAPITable *table = NULL;
    ULONG n = 0;
    HRESULT hr;

    res.res.resContent.ulFuzzyLevel = FL_SUBSTRING;
    res.res.resContent.ulPropTag = PR_BODY_W;
    res.res.resContent.lpProp = &constant;
    hr = life->inbox->lpVtbl->GetContentsTable(life->inbox, MAPI_UNICODE, &table);
    if (SUCCEEDED(hr)) hr = table->lpVtbl->Restrict(table, &res, 0);
    if (SUCCEEDED(hr)) hr = table->lpVtbl->GetRowCount(table, 0, &n);
    assert_int_equal(n, 0);
    if (table) table->lpVtbl->Release(table);
    return hr;
}

static HRESULT make_search(struct life *life)
{
    return life->root->lpVtbl->CreateFolder(life->root, FOLDER_SEARCH, (LPTSTR)L"Found", NULL, NULL,
                                            MAPI_UNICODE, &life->search);
}

/* Once it is set, the search goes on whenever it can. */
static HRESULT set_search(struct life *life)
{
    SPropValue constant = {.ulPropTag = PR_SUBJECT_W, .Value.lpszW = (WCHAR *)L"one, ch"};
    SRestriction res = {.rt = RES_CONTENT};
    BYTE id[48];
    SBinary bin = {48, id};
    ENTRYLIST list = {1, &bin};
    HRESULT hr = entry_of(life->inbox, id);

    res.res.resContent.ulFuzzyLevel = FL_SUBSTRING;
    res.res.resContent.ulPropTag = PR_SUBJECT_W;
    res.res.resContent.lpProp = &constant;
    return FAILED(hr) ? hr : life->search->lpVtbl->SetSearchCriteria(life->search, &res, &list, 0);
}

static const struct step {
    const char *name;
    HRESULT (*take)(struct life *life);
} steps[] = {
    {"make a folder", make_work},
    {"create a message", create},
    {"fill it", fill},
    {"begin an attachment", begin_attachment},
    {"write the attachment", write_attachment},
    {"save the attachment", save_attachment},
    {"save the message", save},
    {"open it again", open_again},
    {"change it", change},
    {"save the change", save_change},
    {"save a second", save_second},
    {"save a third", save_third},
    {"copy a message", copy},
    {"mark as read", mark_read},
    {"move a message", move},
    {"delete a message", delete_third},
    {"name a property", name_a_property},
    {"set the store's comment", comment_store},
    {"copy a folder", copy_folder},
    {"delete a folder", delete_folder},
    {"search bodies", search_bodies},
    {"make a search folder", make_search},
    {"set its criteria", set_search},
    {"read a table", read_table},
};

/* ---- what must be true ---- */

static struct db *db_of(struct life *life)
{
    return folder_from_iface(life->root)->store->file->db;
}

static void expect_at_rest(struct life *life, const char *name)
{
    struct db *db = db_of(life);
    sqlite3_stmt *stmt = NULL;

    if (db->depth || !sqlite3_get_autocommit(db->sql))
        fail_msg("%s: a transaction is left open", name);
    while ((stmt = sqlite3_next_stmt(db->sql, stmt)))
        if (sqlite3_stmt_busy(stmt))
            fail_msg("%s: a statement is left running: %s", name, sqlite3_sql(stmt));
}

static bool is_documented(enum fault_kind kind, HRESULT hr)
{
    if (kind == FAULT_FULL || kind == FAULT_SHORT)
        return hr == MAPI_E_NOT_ENOUGH_DISK || hr == STG_E_MEDIUMFULL;
    return hr == MAPI_E_DISK_ERROR || hr == STG_E_WRITEFAULT;
}

static void take_steps(struct life *life, enum fault_kind kind, int n)
{
    for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
        const int notes = life->f->support.notes;
        HRESULT hr = steps[i].take(life);

        expect_at_rest(life, steps[i].name);
        if (hr == S_OK) continue;
        if (!fault_vfs_hit()) fail_msg("%s without a fault: %08x", steps[i].name, (unsigned)hr);
        if (!is_documented(kind, hr))
            fail_msg("%s, kind %d, call %d: %08x", steps[i].name, kind, n, (unsigned)hr);
        if (life->f->support.notes != notes && i != 10 && i != 11)
            fail_msg("%s, kind %d, call %d: told of what did not happen", steps[i].name, kind, n);
        fault_vfs_heal();
        hr = steps[i].take(life); /* the same handles */
        expect_at_rest(life, steps[i].name);
        if (hr != S_OK)
            fail_msg("%s again, kind %d, call %d: %08x", steps[i].name, kind, n, (unsigned)hr);
    }
}

static void let_go(struct life *life)
{
    void *objects[] = {life->search, life->attach, life->changed, life->message,
                       life->work,   life->inbox,  life->root};

    for (size_t i = 0; i < sizeof(objects) / sizeof(objects[0]); i++)
        com_release(&objects[i]);
}

static int expect_ok(void *unused, int n, char **values, char **names)
{
    (void)unused;
    (void)names;
    return n == 1 && !strcmp(values[0], "ok") ? 0 : 1;
}

/* After all steps, whatever failed on the way: the file says exactly this. */
static void expect_outcome(struct fixture *f)
{
    static const struct {
        const char *text;
        int64_t expected;
    } facts[] = {
        {"SELECT count(*) FROM messages WHERE subject='one, changed' AND deleted IS NULL", 2},
        {"SELECT count(*) FROM messages WHERE subject='two' AND deleted IS NULL", 1},
        {"SELECT count(*) FROM messages WHERE subject='three' AND deleted IS NULL", 0},
        {"SELECT count(*) FROM folders WHERE name='Work' AND deleted IS NULL", 0},
        {"SELECT count(*) FROM folders WHERE name='Copy of work' AND deleted IS NULL AND messages=2",
         1},
        {"SELECT count(*) FROM messages m WHERE subject='one, changed' AND deleted IS NULL AND"
         " (SELECT count(*) FROM recipients WHERE message=m.id)<>3",
         0},
        {"SELECT count(*) FROM messages m WHERE subject='one, changed' AND deleted IS NULL AND"
         " (SELECT count(*) FROM attachments WHERE message=m.id)<>1",
         0},
        {"SELECT count(*) FROM names WHERE name='colour'", 1},
        {"SELECT count(*) FROM folders f WHERE type<>2 AND"
         " messages<>(SELECT count(*) FROM messages WHERE folder=f.id AND part=0)",
         0},
        {"SELECT count(*) FROM folders f WHERE type<>2 AND unread<>(SELECT count(*) FROM messages WHERE folder=f.id AND part=0 AND NOT flags&1)",
         0},
        {"SELECT count(*) FROM folders f WHERE bytes<>(SELECT ifnull(sum(size),0) FROM messages WHERE folder=f.id)",
         0},
        {"SELECT count(*) FROM folders f WHERE subfolders<>(SELECT count(*) FROM folders WHERE parent=f.id AND deleted IS NULL)",
         0},
        {"SELECT count(*) FROM chunks WHERE (id>>24) NOT IN (SELECT id FROM large_values)", 0},
        {"SELECT count(*) FROM large_values WHERE owner NOT IN (SELECT id FROM messages UNION SELECT id FROM attachments)",
         0},
        {"SELECT count(*) FROM large_values v WHERE bytes<>(SELECT sum(length(data)) FROM chunks WHERE id>>24=v.id)",
         0},
        {"SELECT count(*) FROM messages WHERE id>=(SELECT next_id FROM store)", 0},
        {"SELECT count(*) FROM (SELECT 1 FROM pragma_foreign_key_check)", 0},
    };
    struct store_file *file;
    int64_t n;

    ok_hr(store_file_open(f->path8, DB_WRITE, &file));
    db_lock(file->db);
    for (size_t i = 0; i < sizeof(facts) / sizeof(facts[0]); i++) {
        ok_hr(db_int(file->db, &n, facts[i].text, ""));
        if (n != facts[i].expected) fail_msg("%s: %lld", facts[i].text, (long long)n);
    }
    assert_int_equal(
        sqlite3_exec(file->db->sql, "PRAGMA main.integrity_check", expect_ok, NULL, NULL),
        SQLITE_OK);
    db_unlock(file->db);
    store_file_unref(file);
}

/* The content of the first message and its attachment, through MAPI, after opening the file anew.
 */
static void expect_content(struct fixture *f, BYTE *id)
{
    static BYTE bytes[FILE_BYTES];
    IMessage *message = open_message(f, id, 0);
    IAttach *attach = NULL;
    IStream *stream = NULL;
    SPropValue *html;
    ULONG got = 0;

    assert_text(message, PR_SUBJECT_W, L"one, changed");
    assert_text(message, PR_DISPLAY_TO_W, L"Ann; Cid");
    assert_int_equal(get_long(message, NUMBER_TAG), 7);
    ok_hr(
        message->lpVtbl->OpenProperty(message, PR_HTML, &IID_IStream, 0, 0, (IUnknown **)&stream));
    ok_hr(stream->lpVtbl->Read(stream, bytes, sizeof(bytes), &got));
    assert_int_equal(got, 9000);
    for (size_t i = 0; i < got; i++)
        if (bytes[i] != pattern(i, 1)) fail_msg("byte %zu of the body", i);
    stream->lpVtbl->Release(stream);
    html = get_prop(f->store, PR_COMMENT_W);
    FREE(html);
    ok_hr(message->lpVtbl->OpenAttach(message, 0, NULL, 0, &attach));
    ok_hr(attach->lpVtbl->OpenProperty(attach, PR_ATTACH_DATA_BIN, &IID_IStream, 0, 0,
                                       (IUnknown **)&stream));
    ok_hr(stream->lpVtbl->Read(stream, bytes, sizeof(bytes), &got));
    assert_int_equal(got, FILE_BYTES);
    for (size_t i = 0; i < got; i++)
        if (bytes[i] != pattern(i, 2)) fail_msg("byte %zu of the attachment", i);
    stream->lpVtbl->Release(stream);
    attach->lpVtbl->Release(attach);
    message->lpVtbl->Release(message);
}

/* 6.6-12: the search was set, so it comes to its end now if it didn't before. */
static void expect_found(struct fixture *f)
{
    IMAPIFolder *root = open_root(f), *search = NULL;
    IMAPITable *table = NULL;
    ULONG n, state;

    ok_hr(root->lpVtbl->CreateFolder(root, FOLDER_SEARCH, (LPTSTR)L"Found", NULL, NULL,
                                     MAPI_UNICODE | OPEN_IF_EXISTS, &search));
    ok_hr(search->lpVtbl->GetContentsTable(search, 0, &table));
    ok_hr(table->lpVtbl->GetRowCount(table, 0, &n));
    assert_int_equal(n, 1);
    ok_hr(search->lpVtbl->GetSearchCriteria(search, 0, NULL, NULL, &state));
    assert_int_equal(state, SEARCH_RUNNING | SEARCH_COMPLETE);
    table->lpVtbl->Release(table);
    search->lpVtbl->Release(search);
    root->lpVtbl->Release(root);
}

/* What was taken back is not counted. */
static void expect_size(struct life *life)
{
    SPropValue *size = get_prop(life->f->store, PR_MESSAGE_SIZE_EXTENDED);
    struct db *db = db_of(life);
    int64_t counted;

    db_lock(db);
    ok_hr(db_int(db, &counted, "SELECT ifnull(sum(size), 0) FROM messages WHERE folder IS NOT NULL",
                 ""));
    db_unlock(db);
    assert_int_equal(size->Value.li.QuadPart, counted);
    FREE(size);
}

/* A whole life with the n-th call failing. Gives false when nothing failed: n is beyond its end. */
static bool live(enum fault_kind kind, int n, bool stays)
{
    void *state = NULL;
    struct life life = {0};
    bool hit;

    fault_vfs_heal();
    assert_int_equal(store_setup(&state), 0);
    life.f = state;
    life.root = open_root(life.f);
    life.inbox = open_inbox(life.f);
    /* little memory, small log: what a long day does happens soon */
    assert_int_equal(
        sqlite3_exec(
            db_of(&life)->sql,
            "PRAGMA temp.cache_size=8; PRAGMA main.cache_size=20; PRAGMA wal_autocheckpoint=60",
            NULL, NULL, NULL),
        SQLITE_OK);
    expect_size(&life); /* from here on it is followed */
    fault_vfs_arm(kind, n, stays);
    take_steps(&life, kind, n);
    if (fault_vfs_hit() && !stays) expect_size(&life);
    let_go(&life);
    log_off(life.f); /* the last one: cleans up behind itself, if the disk lets it */
    hit = fault_vfs_hit();
    fault_vfs_heal();
    expect_outcome(life.f);
    ok_hr(log_on(life.f, MDB_WRITE));
    expect_content(life.f, life.first);
    expect_found(life.f);
    store_teardown(&state);
    return hit;
}

static void fail_each(enum fault_kind kind, bool stays)
{
    const int stride =
        getenv("OPENMAPI_LONG")
            ? 1
            : 7; /* a page is written as the one before: not all are needed each day */
    int n = 0, lives = 0;

    for (; live(kind, n, stays); n += stride)
        lives++;
    print_message("# kind %d: %d lives, %d calls\n", kind, lives, n);
    assert_true(lives > 20);
}

static void any_call_may_fail_once(void **state)
{
    (void)state;
    fail_each(FAULT_ERROR, false);
}

static void from_any_call_on_all_may_fail(void **state)
{
    (void)state;
    fail_each(FAULT_ERROR, true);
}

static void the_disk_may_be_full_at_any_write(void **state)
{
    (void)state;
    fail_each(FAULT_FULL, false);
    fail_each(FAULT_FULL, true);
}

static void any_write_may_be_cut_short(void **state)
{
    (void)state;
    fail_each(FAULT_SHORT, true);
}

static void any_read_may_fail(void **state)
{
    (void)state;
    fail_each(FAULT_READ, false);
}

/* ---- logon ---- */

static void a_store_that_cannot_be_made_can_be_made_later(void **state)
{
    static const enum fault_kind kinds[] = {FAULT_ERROR, FAULT_FULL, FAULT_SHORT};
    char path[512];

    (void)state;
    for (size_t k = 0; k < 3; k++) {
        for (int n = 0;; n++) {
            struct store_file *file = NULL;
            HRESULT hr;
            int fd;

            snprintf(path, sizeof(path), "%s/omfault-XXXXXX",
                     getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp");
            fd = mkstemp(path);
            assert_true(fd >= 0);
            close(fd);
            fault_vfs_arm(kinds[k], n, true);
            hr = store_file_open(path, DB_CREATE, &file);
            if (SUCCEEDED(hr)) store_file_unref(file);
            fault_vfs_heal();
            if (FAILED(hr) && !is_documented(kinds[k], hr))
                fail_msg("kind %d, call %d: %08x", kinds[k], n, (unsigned)hr);
            ok_hr(store_file_open(path, DB_CREATE, &file));
            store_file_unref(file);
            unlink(path);
            if (SUCCEEDED(hr) && !fault_vfs_hit()) break;
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_call_may_fail_once),
        cmocka_unit_test(from_any_call_on_all_may_fail),
        cmocka_unit_test(the_disk_may_be_full_at_any_write),
        cmocka_unit_test(any_write_may_be_cut_short),
        cmocka_unit_test(any_read_may_fail),
        cmocka_unit_test(a_store_that_cannot_be_made_can_be_made_later),
    };

    fault_vfs_register();
    return cmocka_run_group_tests_name("faults", tests, NULL, NULL);
}
