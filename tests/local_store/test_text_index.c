/*
 * test_text_index.c - the index of texts: what waits for it, who brings it up to date, and what
 * becomes of a damaged one
 */
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "local_store/check.h"
#include "local_store/failing_malloc.h"
#include "local_store/folder.h"
#include "local_store/scan.h"
#include "local_store/table_fixture.h"
#include "local_store/text_index.h"

static struct store_file *file_of(IMAPIFolder *folder)
{
    return folder_from_iface(folder)->store->file;
}

static int64_t number(IMAPIFolder *folder, const char *text)
{
    struct db *db = file_of(folder)->db;
    int64_t n;

    db_lock(db);
    ok_hr(db_int(db, &n, text, ""));
    db_unlock(db);
    return n;
}

static int64_t waiting(IMAPIFolder *folder)
{
    return number(folder, "SELECT count(*) FROM text_queue");
}

static void sql(IMAPIFolder *folder, const char *text)
{
    struct db *db = file_of(folder)->db;

    db_lock(db);
    if (sqlite3_exec(db->sql, text, NULL, NULL, NULL) != SQLITE_OK)
        fail_msg("%s: %s", text, sqlite3_errmsg(db->sql));
    db_unlock(db);
}

/* A saved message; body and file may be NULL. */
static void make_mail(IMAPIFolder *in, const WCHAR *subject, const WCHAR *body, const WCHAR *name,
                      BYTE *id)
{
    IMessage *message = NULL;
    IAttach *attach = NULL;
    SPropValue *entry;
    ULONG num;

    ok_hr(in->lpVtbl->CreateMessage(in, NULL, 0, &message));
    ok_hr(set_text(message, PR_SUBJECT_W, subject));
    if (body) ok_hr(set_text(message, PR_BODY_W, body));
    if (name) {
        ok_hr(message->lpVtbl->CreateAttach(message, NULL, 0, &num, &attach));
        ok_hr(set_text(attach, PR_ATTACH_LONG_FILENAME_W, name));
        ok_hr(attach->lpVtbl->SaveChanges(attach, 0));
        attach->lpVtbl->Release(attach);
    }
    ok_hr(message->lpVtbl->SaveChanges(message, KEEP_OPEN_READWRITE));
    entry = id_of(message);
    if (id) memcpy(id, entry->Value.bin.lpb, 48);
    FREE(entry);
    message->lpVtbl->Release(message);
}

static SRestriction has_text(SPropValue *constant, ULONG tag, const WCHAR *text)
{
    SRestriction res = {.rt = RES_CONTENT};

    *constant = (SPropValue){.ulPropTag = tag, .Value.lpszW = (WCHAR *)text};
    res.res.resContent.ulFuzzyLevel = FL_SUBSTRING | FL_IGNORECASE;
    res.res.resContent.ulPropTag = tag;
    res.res.resContent.lpProp = constant;
    return res;
}

static HRESULT restricted(IMAPIFolder *in, SRestriction *res, const char *letters)
{
    IMAPITable *table = contents(in, MAPI_UNICODE);
    static const ULONG tags[] = {PR_SUBJECT_W};
    HRESULT hr;

    set_columns(table, 1, tags);
    hr = table->lpVtbl->Restrict(table, res, 0);
    if (SUCCEEDED(hr)) {
        expect_count(table, (ULONG)strlen(letters));
        expect_rows(table, 50, 0, letters);
    }
    table->lpVtbl->Release(table);
    return hr;
}

/* The first letters of the subjects of those whose body has the text. */
static void expect_bodies(IMAPIFolder *in, const WCHAR *text, const char *letters)
{
    SPropValue constant;
    SRestriction res = has_text(&constant, PR_BODY_W, text);

    ok_hr(restricted(in, &res, letters));
}

static void expect_files(IMAPIFolder *in, const WCHAR *text, const char *letters)
{
    SPropValue constant;
    SRestriction inner = has_text(&constant, PR_ATTACH_LONG_FILENAME_W, text),
                 res = {.rt = RES_SUBRESTRICTION};

    res.res.resSub.ulSubObject = PR_MESSAGE_ATTACHMENTS;
    res.res.resSub.lpRes = &inner;
    ok_hr(restricted(in, &res, letters));
}

/* Whether the index answers for a body's text. */
static bool is_helped(IMAPIFolder *in, const WCHAR *text)
{
    struct scan_source source = {.store = folder_from_iface(in)->store,
                                 .folder = folder_from_iface(in)->id.id};
    struct scan_filter *filter;
    SPropValue constant;
    SRestriction res = has_text(&constant, PR_BODY_W, text);
    bool helped;

    ok_hr(scan_filter_create(&source, &res, &filter));
    db_lock(store_db(source.store));
    restriction_quicken(filter->restriction);
    db_unlock(store_db(source.store));
    helped = strstr(restriction_quick_sql(filter->restriction), "text_index") != NULL;
    scan_filter_unref(filter);
    return helped;
}

/* How much is left to mend; expected is part of what is said, NULL: nothing is. */
static ULONG check(IMAPIFolder *in, bool mend, const char *expected)
{
    struct check check = {.mend = mend};

    ok_hr(store_file_open(file_of(in)->path, DB_WRITE, &check.file));
    ok_hr(check_run(&check, NULL));
    if (expected ? !strstr(sqlite3_str_value(check.report), expected) : check.found)
        fail_msg("the check said: %s", sqlite3_str_value(check.report));
    if (mend && check.found != check.mended)
        print_message("# not mended: %s", sqlite3_str_value(check.report));
    sqlite3_free(sqlite3_str_finish(check.report));
    change_list_clear(&check.changes);
    store_file_unref(check.file);
    return check.found - check.mended;
}

static void mail_waits_until_someone_searches_bodies(void **state)
{
    struct fixture *f = *state;
    IMAPIFolder *inbox = open_inbox(f);
    IMessage *message;
    SPropValue constant;
    SRestriction res = has_text(&constant, PR_SUBJECT_W, L"first");
    BYTE ids[2][48];
    SBinary bin;
    ENTRYLIST list;

    make_mail(inbox, L"a first", L"Some text with the word needle", NULL, ids[0]);
    make_mail(inbox, L"b", L"no such thing", L"Needles.txt", ids[1]);
    assert_int_equal(waiting(inbox), 2);
    ok_hr(restricted(inbox, &res, "a"));
    assert_int_equal(waiting(inbox), 2); /* subjects are at hand */
    expect_bodies(inbox, L"NEEDLE", "a");
    assert_int_equal(waiting(inbox), 0);
    assert_true(is_helped(inbox, L"needle"));
    expect_bodies(inbox, L"NEEDLE", "a");
    expect_bodies(inbox, L"ne", "a"); /* too short for the index */
    assert_false(is_helped(inbox, L"ne"));
    expect_bodies(inbox, L"", "ab");
    expect_files(inbox, L"needle", "b");

    message = open_message(f, ids[1], MAPI_MODIFY); /* changed: it waits again */
    ok_hr(set_text(message, PR_BODY_W, L"a needle now"));
    ok_hr(message->lpVtbl->SaveChanges(message, KEEP_OPEN_READWRITE));
    assert_int_equal(waiting(inbox), 1);
    expect_files(inbox, L"needle", "b");
    assert_int_equal(waiting(inbox), 1);
    expect_bodies(inbox, L"needle", "ab");
    assert_int_equal(waiting(inbox), 0);
    ok_hr(set_text(message, PR_BODY_W, L"none any more"));
    ok_hr(message->lpVtbl->SaveChanges(message, 0));
    message->lpVtbl->Release(message);
    expect_bodies(inbox, L"needle", "a");
    expect_bodies(inbox, L"any more", "b");
    expect_bodies(inbox, L"now", "");

    make_list(&list, &bin, ids, 1); /* flags, moves and deletions are none of its business */
    ok_hr(inbox->lpVtbl->SetReadFlags(inbox, &list, 0, NULL, 0));
    ok_hr(inbox->lpVtbl->CopyMessages(inbox, &list, NULL, inbox, 0, NULL, MESSAGE_MOVE));
    assert_int_equal(waiting(inbox), 0);
    /* the copy is another message */
    ok_hr(inbox->lpVtbl->CopyMessages(inbox, &list, NULL, inbox, 0, NULL, 0));
    assert_int_equal(waiting(inbox), 1);
    ok_hr(inbox->lpVtbl->DeleteMessages(inbox, &list, 0, NULL, 0));
    expect_bodies(inbox, L"needle", "a");
    check(inbox, false, NULL);
    inbox->lpVtbl->Release(inbox);
}

static void a_message_within_a_message_does_not_count(void **state)
{
    struct fixture *f = *state;
    IMAPIFolder *inbox = open_inbox(f);
    IMessage *message = NULL, *inner = NULL;
    IAttach *attach = NULL;
    ULONG num;

    ok_hr(inbox->lpVtbl->CreateMessage(inbox, NULL, 0, &message));
    ok_hr(set_text(message, PR_SUBJECT_W, L"a"));
    ok_hr(message->lpVtbl->CreateAttach(message, NULL, 0, &num, &attach));
    ok_hr(set_long(attach, PR_ATTACH_METHOD, ATTACH_EMBEDDED_MSG));
    ok_hr(attach->lpVtbl->OpenProperty(attach, PR_ATTACH_DATA_OBJ, &IID_IMessage, 0,
                                       MAPI_CREATE | MAPI_MODIFY, (IUnknown **)&inner));
    ok_hr(set_text(inner, PR_BODY_W, L"needle"));
    ok_hr(inner->lpVtbl->SaveChanges(inner, 0));
    inner->lpVtbl->Release(inner);
    ok_hr(attach->lpVtbl->SaveChanges(attach, 0));
    attach->lpVtbl->Release(attach);
    ok_hr(message->lpVtbl->SaveChanges(message, 0));
    message->lpVtbl->Release(message);
    assert_int_equal(waiting(inbox), 1);
    expect_bodies(inbox, L"needle", "");
    assert_int_equal(waiting(inbox), 0);
    inbox->lpVtbl->Release(inbox);
}

/* Of a body beyond what is indexed nothing is lost, nor of one that can't be read. */
static void what_is_not_indexed_is_looked_at(void **state)
{
    struct fixture *f = *state;
    IMAPIFolder *inbox = open_inbox(f);
    const size_t chars = (4u << 20) / sizeof(WCHAR) + 1000;
    WCHAR *body = calloc(chars + 1, sizeof(WCHAR));
    BYTE id[48];

    for (size_t i = 0; i < chars; i++)
        body[i] = (WCHAR)('a' + i % 7);
    memcpy(body + chars - 6, L"needle", 6 * sizeof(WCHAR));
    make_mail(inbox, L"a", body, NULL, NULL);
    free(body);
    make_mail(inbox, L"b", L"damaged soon", NULL, id);
    make_mail(inbox, L"c", L"a needle", NULL, NULL);
    sql(inbox,
        "UPDATE message_props SET data=x'0102' WHERE id=(SELECT id FROM messages WHERE subject='b')");
    expect_bodies(inbox, L"needle", "ac");
    assert_int_equal(waiting(inbox), 2);
    assert_int_equal(number(inbox, "SELECT count(*) FROM text_queue WHERE passed"), 2);
    assert_true(is_helped(inbox, L"needle"));
    expect_bodies(inbox, L"needle", "ac");
    inbox->lpVtbl->Release(inbox);
}

/* Common words are looked for as ever. */
static void what_many_have_is_not_asked_of_it(void **state)
{
    struct fixture *f = *state;
    IMAPIFolder *inbox = open_inbox(f);

    make_mail(inbox, L"a", L"needle in a haystack", NULL, NULL);
    ok_hr(text_index_catch_up(file_of(inbox), TEXT_INDEX_ALL));
    sql(inbox,
        "WITH RECURSIVE n(i) AS (VALUES(1000000) UNION ALL SELECT i+1 FROM n WHERE i<1008200)"
        " INSERT INTO text_index(rowid, text) SELECT i, 'haystack' FROM n");
    assert_true(is_helped(inbox, L"needle"));
    assert_false(is_helped(inbox, L"haystack"));
    expect_bodies(inbox, L"haystack", "a");
    sql(inbox,
        "WITH RECURSIVE n(i) AS (VALUES(1000000) UNION ALL SELECT i+1 FROM n WHERE i<1008200)"
        " INSERT INTO text_queue(message) SELECT i FROM n");
    assert_false(is_helped(inbox, L"needle")); /* as long as so many wait */
    expect_bodies(inbox, L"needle", "a");      /* which ends here */
    assert_true(is_helped(inbox, L"needle"));
    inbox->lpVtbl->Release(inbox);
}

/* 6.6-10 6.6-11: a search folder finds by the index and follows without */
static void a_search_folder_finds_bodies_and_names(void **state)
{
    struct fixture *f = *state;
    IMAPIFolder *inbox = open_inbox(f), *search = NULL;
    SPropValue constants[2], *id = id_of(inbox);
    SRestriction both[2] = {has_text(&constants[0], PR_BODY_W, L"needle"),
                            {.rt = RES_SUBRESTRICTION}},
                 res = {.rt = RES_OR}, file;
    ENTRYLIST list = {1, &id->Value.bin};
    static const ULONG tags[] = {PR_SUBJECT_W};
    IMAPITable *table;
    IMessage *message;
    BYTE mail[48];

    file = has_text(&constants[1], PR_ATTACH_LONG_FILENAME_W, L"needle");
    both[1].res.resSub.ulSubObject = PR_MESSAGE_ATTACHMENTS;
    both[1].res.resSub.lpRes = &file;
    res.res.resOr.cRes = 2;
    res.res.resOr.lpRes = both;
    make_mail(inbox, L"a", L"a Needle", NULL, mail);
    make_mail(inbox, L"b", L"hay", L"needle.txt", NULL);
    make_mail(inbox, L"c", L"hay", L"hay.txt", NULL);
    ok_hr(inbox->lpVtbl->CreateFolder(inbox, FOLDER_SEARCH, (LPTSTR)L"s", NULL, NULL, MAPI_UNICODE,
                                      &search));
    ok_hr(search->lpVtbl->SetSearchCriteria(search, &res, &list, 0));
    FREE(id);
    assert_int_equal(waiting(inbox), 0);
    table = contents(search, MAPI_UNICODE);
    set_columns(table, 1, tags);
    expect_rows(table, 9, 0, "ab");
    make_mail(inbox, L"d", L"another needle", NULL, NULL);
    make_mail(inbox, L"e", L"more hay", NULL, NULL);
    message = open_message(f, mail, MAPI_MODIFY);
    ok_hr(set_text(message, PR_BODY_W, L"hay"));
    ok_hr(message->lpVtbl->SaveChanges(message, 0));
    message->lpVtbl->Release(message);
    ok_hr(table->lpVtbl->SeekRow(table, BOOKMARK_BEGINNING, 0, NULL));
    expect_rows(table, 9, 0, "bd");
    table->lpVtbl->Release(table);
    expect_bodies(search, L"another", "d"); /* a restriction of the results */
    ok_hr(search->lpVtbl->SetSearchCriteria(search, NULL, NULL, RESTART_SEARCH));
    assert_int_equal(get_long(search, PR_CONTENT_COUNT), 2);
    search->lpVtbl->Release(search);
    inbox->lpVtbl->Release(inbox);
}

/* Neither waits for the other. */
static void whoever_writes_is_not_waited_for(void **state)
{
    struct fixture *f = *state;
    IMAPIFolder *inbox = open_inbox(f);
    struct store_file *other;

    make_mail(inbox, L"a", L"needle", NULL, NULL);
    ok_hr(store_file_open(f->path8, DB_WRITE, &other));
    ok_hr(db_begin(other->db));
    assert_int_equal(text_index_catch_up(file_of(inbox), TEXT_INDEX_SOME), MAPI_E_BUSY);
    expect_bodies(inbox, L"needle", "a");
    assert_int_equal(waiting(inbox), 1);
    ok_hr(db_end(other->db, S_OK));
    store_file_unref(other);
    expect_bodies(inbox, L"needle", "a");
    assert_int_equal(waiting(inbox), 0);
    inbox->lpVtbl->Release(inbox);
}

static void who_may_only_read_writes_nothing(void **state)
{
    struct fixture *f = *state;
    IMAPIFolder *inbox = open_inbox(f);
    ULONG type;
    SPropValue *id = id_of(inbox);

    make_mail(inbox, L"a", L"needle", NULL, NULL);
    inbox->lpVtbl->Release(inbox);
    log_off(f);
    ok_hr(log_on(f, 0));
    ok_hr(f->store->lpVtbl->OpenEntry(f->store, id->Value.bin.cb, (ENTRYID *)id->Value.bin.lpb,
                                      NULL, 0, &type, (IUnknown **)&inbox));
    FREE(id);
    expect_bodies(inbox, L"needle", "a");
    assert_int_equal(waiting(inbox), 1);
    inbox->lpVtbl->Release(inbox);
}

/* Two processes that save and search: each finds what the other has saved. */
static void processes_share_it(void **state)
{
    struct fixture *f = *state;
    IMAPIFolder *inbox;
    int status;
    pid_t pid;

    log_off(f);
    pid = fork();
    if (!pid) {
        ok_hr(log_on(f, MDB_WRITE));
        inbox = open_inbox(f);
        for (int i = 0; i < 40; i++) {
            make_mail(inbox, L"x", L"their needle", NULL, NULL);
            if (i % 4 == 0) expect_bodies(inbox, L"nowhere to be found", "");
        }
        _exit(0);
    }
    ok_hr(log_on(f, MDB_WRITE));
    inbox = open_inbox(f);
    for (int i = 0; i < 40; i++) {
        make_mail(inbox, L"y", L"our needle", NULL, NULL);
        if (i % 3 == 0) expect_bodies(inbox, L"nowhere to be found", "");
    }
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_int_equal(status, 0);
    ok_hr(text_index_catch_up(file_of(inbox), TEXT_INDEX_ALL));
    expect_bodies(inbox, L"their needle", "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx");
    check(inbox, false, NULL);
    inbox->lpVtbl->Release(inbox);
}

/* ---- health ---- */

/* Asking for each would take the square of their number. */
static void of_many_messages_some_are_asked_for(void **state)
{
    IMAPIFolder *inbox = open_inbox(*state);

    sql(inbox,
        "WITH RECURSIVE n(k) AS (SELECT 1 UNION ALL SELECT k+1 FROM n WHERE k<9000) INSERT INTO messages"
        "(id,guid,folder,created,modified,flags,class,subject) SELECT 100000+k,randomblob(16),1,1,1,1,'IPM.Note','Mail '||k FROM n");
    sql(inbox, "UPDATE store SET next_id=200000");
    ok_hr(text_index_catch_up(file_of(inbox), TEXT_INDEX_ALL));
    assert_int_equal(waiting(inbox), 0);
    check(inbox, false, NULL);
    sql(inbox, "INSERT INTO text_index(text_index) VALUES('delete-all')");
    assert_true(check(inbox, false, "1125 of 1125 messages can't be found") > 0);
    assert_int_equal(check(inbox, true, "1125 of 1125 messages can't be found"), 0);
    check(inbox, false, NULL);
    inbox->lpVtbl->Release(inbox);
}

static void a_damaged_index_is_no_use_and_is_mended(void **state)
{
    static const struct {
        const char *damage, *said;
    } cases[] = {
        {"INSERT INTO text_index(text_index) VALUES('delete-all')", "3 messages can't be found"},
        {"UPDATE text_index_data SET block=x'00' WHERE id>10", "can't be found"},
        {"UPDATE text_index_data SET block=x'0000000001' WHERE id=10", "the index of texts"},
        {"DELETE FROM text_index_data", "the index of texts"},
        {"DROP TABLE text_index", "is not as it must be"},
        {"DROP TABLE text_index_data", "the index of texts is not as it must be"},
        {"DROP TABLE text_index_config", "the index of texts is not as it must be"},
        {"DROP TABLE text_queue", "the table text_queue is missing"},
        {"DROP TRIGGER messages_text_insert", "the trigger messages_text_insert is missing"},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct fixture *f;
        IMAPIFolder *inbox;

        assert_int_equal(store_setup(state), 0);
        f = *state;
        inbox = open_inbox(f);
        make_mail(inbox, L"a", L"needle", NULL, NULL);
        make_mail(inbox, L"b", L"hay", L"needle.txt", NULL);
        make_mail(inbox, L"c", L"more hay", NULL, NULL);
        expect_bodies(inbox, L"needle", "a");
        check(inbox, false, NULL);
        sql(inbox, cases[i].damage);
        store_reopen(f);
        inbox->lpVtbl->Release(inbox);
        inbox = open_inbox(f);
        /* an index that is only too small is believed */
        if (i > 1) expect_bodies(inbox, L"needle", "a");
        assert_true(check(inbox, false, cases[i].said) > 0);
        assert_int_equal(check(inbox, true, cases[i].said), 0);
        check(inbox, false, NULL);
        expect_bodies(inbox, L"needle", "a");
        assert_true(is_helped(inbox, L"needle"));
        assert_int_equal(waiting(inbox), 0);
        make_mail(inbox, L"d", L"a needle", NULL, NULL);
        expect_bodies(inbox, L"needle", "ad");
        check(inbox, false, NULL);
        inbox->lpVtbl->Release(inbox);
        store_teardown(state);
    }
}

static void out_of_memory_costs_no_answer(void **state)
{
    struct fixture *f = *state;
    IMAPIFolder *inbox = open_inbox(f);
    SPropValue constant;
    SRestriction res = has_text(&constant, PR_BODY_W, L"needle");
    static const ULONG tags[] = {PR_SUBJECT_W};
    bool failed = true;
    long n;

    make_mail(inbox, L"a", L"needle", NULL, NULL);
    make_mail(inbox, L"b", L"hay", L"needle.txt", NULL);
    for (n = 0; failed; n++) {
        IMAPITable *table = contents(inbox, MAPI_UNICODE);
        HRESULT hr;

        set_columns(table, 1, tags);
        sql(inbox,
            "BEGIN; INSERT OR REPLACE INTO text_queue(message) SELECT id FROM messages WHERE folder IS NOT NULL; COMMIT");
        malloc_fails_after(n);
        hr = table->lpVtbl->Restrict(table, &res, 0);
        failed = malloc_failed();
        assert_true(hr == S_OK || hr == MAPI_E_NOT_ENOUGH_MEMORY);
        if (hr == S_OK) expect_rows(table, 9, 0, "a");
        table->lpVtbl->Release(table);
    }
    assert_true(n > 50);
    check(inbox, false, NULL);
    inbox->lpVtbl->Release(inbox);
}

#define test(name) cmocka_unit_test_setup_teardown(name, store_setup, store_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        test(mail_waits_until_someone_searches_bodies),
        test(a_message_within_a_message_does_not_count),
        test(what_is_not_indexed_is_looked_at),
        test(what_many_have_is_not_asked_of_it),
        test(a_search_folder_finds_bodies_and_names),
        test(whoever_writes_is_not_waited_for),
        test(who_may_only_read_writes_nothing),
        test(processes_share_it),
        test(of_many_messages_some_are_asked_for),
        cmocka_unit_test(a_damaged_index_is_no_use_and_is_mended),
        test(out_of_memory_costs_no_answer),
    };

    return cmocka_run_group_tests_name("text_index", tests, NULL, NULL);
}
