/*
 * test_check.c - a store's file is checked, mended, compacted and backed up through
 * IOMStoreMaintenance
 */
#include "local_store/fixture.h"
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "com/mem_stream.h"
#include "common/com.h"
#include "omlocal.h"

#define FILE_BYTES 200000

static IOMStoreMaintenance *maintenance(struct fixture *f)
{
    IOMStoreMaintenance *it = NULL;

    ok_hr(f->store->lpVtbl->QueryInterface(f->store, &IID_IOMStoreMaintenance, (void **)&it));
    return it;
}

/* What a check said; the text is malloc's. */
static char *check(struct fixture *f, ULONG flags, ULONG *found, ULONG *mended)
{
    IOMStoreMaintenance *it = maintenance(f);
    const struct mem_stream_config memory = {.writable = true};
    IStream *report = NULL;
    char *text = calloc(1, 65536);
    LARGE_INTEGER zero = {.QuadPart = 0};
    ULONG n = 0;

    ok_hr(mem_stream_open(&memory, &report));
    ok_hr(it->lpVtbl->Check(it, flags, NULL, report, found, mended));
    ok_hr(report->lpVtbl->Seek(report, zero, STREAM_SEEK_SET, NULL));
    ok_hr(report->lpVtbl->Read(report, text, 65535, &n));
    report->lpVtbl->Release(report);
    it->lpVtbl->Release(it);
    return text;
}

static void expect_clean(struct fixture *f, const char *after)
{
    ULONG found, mended;
    char *text = check(f, 0, &found, &mended);

    if (found || *text) fail_msg("after %s:\n%s", after, text);
    assert_int_equal(mended, 0);
    free(text);
}

/* A connection of somebody who knows nothing of our rules. */
static int64_t sql(struct fixture *f, const char *text)
{
    struct store_file *file;
    sqlite3_stmt *stmt = NULL;
    int64_t value = 0;

    ok_hr(store_file_open(f->path8, DB_WRITE, &file));
    assert_int_equal(sqlite3_exec(file->db->sql,
                                  "PRAGMA foreign_keys=OFF; PRAGMA writable_schema=ON", NULL, NULL,
                                  NULL),
                     SQLITE_OK);
    for (const char *rest = text; *rest;) {
        if (sqlite3_prepare_v2(file->db->sql, rest, -1, &stmt, &rest) != SQLITE_OK)
            fail_msg("%s: %s", rest, sqlite3_errmsg(file->db->sql));
        if (!stmt) break;
        while (sqlite3_step(stmt) == SQLITE_ROW)
            value = sqlite3_column_int64(stmt, 0);
        if (sqlite3_finalize(stmt) != SQLITE_OK)
            fail_msg("%s: %s", text, sqlite3_errmsg(file->db->sql));
    }
    store_file_unref(file);
    return value;
}

/* Mail of all shapes: two messages, one with recipients, an attachment of 200 KB, and a message in
 * it; folders in folders. */
static void fill(struct fixture *f, BYTE *id)
{
    SPropValue props[2] = {{.ulPropTag = PR_DISPLAY_NAME_W},
                           {.ulPropTag = PR_RECIPIENT_TYPE, .Value.l = MAPI_TO}};
    SizedADRLIST(1, list) = {1, {{0, 2, props}}};
    IMAPIFolder *inbox = open_inbox(f), *folder, *below;
    IMessage *message = NULL, *inner = NULL;
    IAttach *attach = NULL;
    IStream *stream = NULL;
    BYTE *data = calloc(1, FILE_BYTES);
    SPropValue *entry;
    ULONG num;

    props[0].Value.lpszW = (WCHAR *)L"Ann";
    folder = make_folder(inbox, L"One", 0);
    below = make_folder(folder, L"Two", 0);
    below->lpVtbl->Release(below);
    below = make_folder(inbox, L"Three", 0);
    below->lpVtbl->Release(below);
    make_message(inbox, L"small", NULL);
    ok_hr(folder->lpVtbl->CreateMessage(folder, NULL, 0, &message));
    ok_hr(set_text(message, PR_SUBJECT_W, L"great"));
    ok_hr(message->lpVtbl->ModifyRecipients(message, 0, (ADRLIST *)&list));
    ok_hr(message->lpVtbl->CreateAttach(message, NULL, 0, &num, &attach));
    ok_hr(attach->lpVtbl->OpenProperty(attach, PR_ATTACH_DATA_BIN, &IID_IStream, STGM_READWRITE,
                                       MAPI_CREATE | MAPI_MODIFY, (IUnknown **)&stream));
    memset(data, 'x', FILE_BYTES);
    ok_hr(stream->lpVtbl->Write(stream, data, FILE_BYTES, NULL));
    ok_hr(stream->lpVtbl->Commit(stream, 0));
    stream->lpVtbl->Release(stream);
    ok_hr(attach->lpVtbl->SaveChanges(attach, 0));
    attach->lpVtbl->Release(attach);
    ok_hr(message->lpVtbl->CreateAttach(message, NULL, 0, &num, &attach));
    ok_hr(set_long(attach, PR_ATTACH_METHOD, ATTACH_EMBEDDED_MSG));
    ok_hr(attach->lpVtbl->OpenProperty(attach, PR_ATTACH_DATA_OBJ, &IID_IMessage, 0,
                                       MAPI_CREATE | MAPI_MODIFY, (IUnknown **)&inner));
    ok_hr(set_text(inner, PR_SUBJECT_W, L"inner"));
    ok_hr(set_text(inner, PR_BODY_W, L"what is within"));
    ok_hr(inner->lpVtbl->SaveChanges(inner, 0));
    inner->lpVtbl->Release(inner);
    ok_hr(attach->lpVtbl->SaveChanges(attach, 0));
    attach->lpVtbl->Release(attach);
    ok_hr(message->lpVtbl->SaveChanges(message, KEEP_OPEN_READWRITE));
    entry = id_of(message);
    memcpy(id, entry->Value.bin.lpb, 48);
    FREE(entry);
    message->lpVtbl->Release(message);
    folder->lpVtbl->Release(folder);
    inbox->lpVtbl->Release(inbox);
    free(data);
}

static void a_sound_store_has_no_findings(void **state)
{
    struct fixture *f = *state;
    ULONG found = 7, mended = 7;
    BYTE id[48];
    char *text;

    expect_clean(f, "nothing");
    fill(f, id);
    expect_clean(f, "mail");
    text = check(f, OM_CHECK_REPAIR, &found, &mended);
    assert_string_equal(text, "");
    assert_int_equal(found + mended, 0);
    free(text);
    assert_int_equal(sql(f, "SELECT count(*) FROM folders WHERE name='Lost and Found'"), 0);
}

/* Each kind of damage, as somebody's SQL makes it. */
static const struct damage {
    const char *make;
    const char *says;   /* part of a line of the report */
    bool mended;
    const char *after;  /* a count that is 1 when it is mended and nothing was lost */
} damages[] = {
    {"UPDATE folders SET messages=messages+5 WHERE name='Inbox'", "it says 6 messages", true,
     "SELECT messages FROM folders WHERE name='Inbox'"},
    {"UPDATE folders SET unread=0, bytes=-1, subfolders=9 WHERE name='One'", "9 folders", true,
     "SELECT unread AND bytes>0 AND subfolders=1 FROM folders WHERE name='One'"},
    {"DELETE FROM messages WHERE subject='great'", "its row is gone, others name it", true,
     "SELECT count(*) FROM recipients r JOIN messages m ON m.id=r.message JOIN folders f ON f.id=m.folder"
     " WHERE r.display_name='Ann' AND f.name='Lost and Found' AND f.messages=1"},
    {"DELETE FROM attachments WHERE method=5", "the attachment that holds it", true,
     "SELECT count(*) FROM messages m JOIN folders f ON f.id=m.folder WHERE m.subject='inner' AND f.name='Lost and Found'"},
    {"DELETE FROM attachments WHERE method<>5 OR method IS NULL", "what it belongs to", true,
     "SELECT count(*) FROM large_values v JOIN attachments a ON a.id=v.owner JOIN messages m ON m.id=a.message"
     " JOIN folders f ON f.id=m.folder WHERE f.name='Lost and Found' AND v.bytes=200000"},
    {"DELETE FROM large_values", "its pieces belong to no value", true,
     "SELECT count(*)=0 FROM chunks WHERE (id>>24) NOT IN (SELECT id FROM large_values)"},
    {"DELETE FROM folders WHERE name='One'", "its folder", true,
     "SELECT count(*) FROM messages m JOIN folders f ON f.id=m.folder WHERE m.subject='great' AND f.name='Lost and Found'"},
    {"UPDATE folders SET parent=(SELECT id FROM folders WHERE name='Two') WHERE name='One'",
     "no way leads to it", true,
     "SELECT count(*) FROM folders a JOIN folders b ON b.id=a.parent WHERE a.name='One' AND b.name='Lost and Found'"},
    {"UPDATE folders SET parent=NULL WHERE name='Three'", "no way leads to it", true,
     "SELECT count(*) FROM folders a JOIN folders b ON b.id=a.parent WHERE a.name='Three' AND b.name='Lost and Found'"},
    {"DROP INDEX folders_by_name; UPDATE folders SET name='oNE' WHERE name='Three'",
     "the index folders_by_name is missing", true,
     "SELECT count(*) FROM folders WHERE name='oNE (2)'"},
    {"DROP INDEX messages_by_sender", "the index messages_by_sender is missing", true,
     "SELECT count(*) FROM sqlite_master WHERE name='messages_by_sender'"},
    {"DROP TRIGGER messages_insert", "the trigger messages_insert is missing", true,
     "SELECT count(*) FROM sqlite_master WHERE name='messages_insert'"},
    {"DROP TABLE receive_folders", "the table receive_folders is missing", true,
     "SELECT count(*) FROM sqlite_master WHERE name='receive_folders'"},
    {"UPDATE folders SET guid=x'00' WHERE name='Two'", "its identifier is damaged", true,
     "SELECT length(guid)=16 FROM folders WHERE name='Two'"},
    {"UPDATE messages SET guid='text' WHERE subject='small'", "its identifier is damaged", true,
     "SELECT length(guid)=16 FROM messages WHERE subject='small'"},
    {"UPDATE store SET next_id=3", "the next number is 3", true,
     "SELECT next_id>(SELECT max(id) FROM messages) FROM store"},
    {"UPDATE receive_folders SET folder=999999 WHERE class='IPM'", "that is gone", true,
     "SELECT count(*) FROM receive_folders WHERE class='IPM' AND folder=1"},
    {"UPDATE folders SET type=2 WHERE name='Three'; INSERT INTO searches VALUES((SELECT id FROM folders WHERE name='Three'), 2, 0,"
     " NULL, NULL, x'00'); INSERT INTO search_results SELECT (SELECT id FROM folders WHERE name='Three'), id, 1, 77 FROM messages"
     " WHERE subject='small'",
     "is not so", true,
     "SELECT count(*) FROM search_results r JOIN messages m ON m.id=r.message WHERE r.delivered IS m.delivered"},
    {"UPDATE folders SET type=2 WHERE name='Three'; INSERT INTO searches VALUES((SELECT id FROM folders WHERE name='Three'), 2, 0,"
     " NULL, NULL, x'00'); INSERT INTO search_results VALUES((SELECT id FROM folders WHERE name='Three'), 888888, 1, 0)",
     "its result 888888 is gone", true, "SELECT count(*)=0 FROM search_results"},
    {"UPDATE attachments SET props=NULL WHERE props IS NOT NULL", "no property names it", true,
     "SELECT count(*) FROM messages m JOIN folders f ON f.id=m.folder WHERE f.name='Lost and Found' AND m.subject LIKE 'Recovered content%'"},
    {"UPDATE message_props SET data=x'01ff'", "its properties can't be read", false,
     "SELECT min(data=x'01ff') FROM message_props"},
    {"UPDATE attachments SET props=x'99' WHERE props IS NOT NULL", "its properties can't be read",
     false, "SELECT count(*) FROM attachments WHERE props=x'99'"},
    {"DELETE FROM chunks WHERE id=(SELECT max(id) FROM chunks)", "bytes are there", false,
     "SELECT count(*)=3 FROM chunks"},
    {"INSERT INTO search_scopes VALUES(777777, 0, 1, x'00')", "refers to a row", false,
     "SELECT count(*) FROM search_scopes"},
};

static void each_kind_of_damage_is_found_and_mended(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(damages) / sizeof(damages[0]); i++) {
        const struct damage *d = &damages[i];
        struct fixture *f;
        void *store = NULL;
        ULONG found, mended;
        int64_t messages;
        BYTE id[48];
        char *text;

        assert_int_equal(store_setup(&store), 0);
        f = store;
        fill(f, id);
        sql(f, d->make);
        messages = sql(f, "SELECT count(*) FROM messages");
        text = check(f, 0, &found, &mended);
        if (!found || mended || !strstr(text, d->says) || strstr(text, "[mended]"))
            fail_msg("%s:\n%s", d->make, text);
        free(text);

        text = check(f, OM_CHECK_REPAIR, &found, &mended);
        if (!strstr(text, d->says) || (d->mended ? mended != found : mended == found))
            fail_msg("%s, mended:\n%s", d->make, text);
        free(text);
        if (sql(f, d->after) != 1) fail_msg("%s: not mended: %s", d->make, d->after);
        if (sql(f, "SELECT count(*) FROM messages") < messages)
            fail_msg("%s: messages were lost", d->make);
        if (d->mended) expect_clean(f, d->make);
        store_reopen(f);
        store_teardown(&store);
    }
}

/* An index that doesn't know of a change to its table: it is made anew. */
static void an_index_that_lies_is_made_anew(void **state)
{
    struct fixture *f = *state;
    ULONG found, mended;
    BYTE id[48];
    char *text;

    fill(f, id);
    /* while its row is away SQLite doesn't keep it up to date */
    sql(f, "CREATE TABLE keep AS SELECT * FROM sqlite_master WHERE name='messages_by_size';"
           "DELETE FROM sqlite_master WHERE name='messages_by_size'");
    sql(f, "UPDATE messages SET size=size+1 WHERE subject='small'");
    sql(f, "INSERT INTO sqlite_master SELECT * FROM keep");
    sql(f, "DROP TABLE keep");
    text = check(f, 0, &found, &mended);
    if (!strstr(text, "messages_by_size")) fail_msg("%s", text);
    free(text);
    text = check(f, OM_CHECK_REPAIR, &found, &mended);
    if (!found || mended != found) fail_msg("%s", text);
    free(text);
    expect_clean(f, "the repair");
}

static void damaged_pages_are_found_and_left_alone(void **state)
{
    struct fixture *f = *state;
    static const char junk[4096] = "junk";
    ULONG found, mended;
    long page;
    FILE *file;
    BYTE id[48];
    char *text;

    fill(f, id);
    page = (long)sql(f, "SELECT rootpage FROM sqlite_master WHERE name='messages_by_size'");
    log_off(f);
    file = fopen(f->path8, "r+b");
    fseek(file, (page - 1) * 4096, SEEK_SET);
    assert_int_equal(fwrite(junk, 1, sizeof(junk), file), sizeof(junk));
    fclose(file);
    ok_hr(log_on(f, MDB_WRITE));
    text = check(f, 0, &found, &mended);
    assert_true(found);
    assert_non_null(strstr(text, "the database"));
    free(text);
    text = check(f, OM_CHECK_REPAIR, &found, &mended);
    if (!found || mended || strstr(text, "[mended]")) fail_msg("%s", text);
    free(text);
}

/* ---- progress ---- */

struct teller {
    IMAPIProgress IMAPIProgress_iface;
    int calls, stop_at;
};

static HRESULT STDMETHODCALLTYPE teller_QueryInterface(IMAPIProgress *iface, REFIID iid, void **out)
{
    (void)iface;
    (void)iid;
    *out = NULL;
    return E_NOINTERFACE;
}

static ULONG STDMETHODCALLTYPE teller_AddRef(IMAPIProgress *iface)
{
    (void)iface;
    return 2;
}

static HRESULT STDMETHODCALLTYPE teller_Progress(IMAPIProgress *iface, ULONG value, ULONG count,
                                                 ULONG total)
{
    struct teller *teller = (struct teller *)iface;

    (void)value;
    (void)count;
    (void)total;
    return ++teller->calls == teller->stop_at ? MAPI_E_USER_CANCEL : S_OK;
}

static HRESULT STDMETHODCALLTYPE teller_GetFlags(IMAPIProgress *iface, ULONG *flags)
{
    (void)iface;
    *flags = MAPI_TOP_LEVEL;
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE teller_GetMax(IMAPIProgress *iface, ULONG *out)
{
    (void)iface;
    *out = 1000;
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE teller_SetLimits(IMAPIProgress *iface, ULONG *min, ULONG *max,
                                                  ULONG *flags)
{
    (void)iface;
    (void)min;
    (void)max;
    (void)flags;
    return S_OK;
}

static IMAPIProgressVtbl teller_vtbl = {teller_QueryInterface, teller_AddRef,   teller_AddRef,
                                        teller_Progress,       teller_GetFlags, teller_GetMax,
                                        teller_GetMax,         teller_SetLimits};

static void a_repair_that_is_stopped_mends_nothing(void **state)
{
    struct fixture *f = *state;
    IOMStoreMaintenance *it;
    BYTE id[48];

    fill(f, id);
    sql(f,
        "UPDATE folders SET messages=40 WHERE name='Inbox'; UPDATE folders SET guid=x'00' WHERE name='Two'");
    it = maintenance(f);
    for (int at = 1;; at++) {
        struct teller teller = {{&teller_vtbl}, 0, at};
        HRESULT hr =
            it->lpVtbl->Check(it, OM_CHECK_REPAIR, &teller.IMAPIProgress_iface, NULL, NULL, NULL);

        if (hr == S_OK) {
            assert_true(at > 5);
            break;
        }
        assert_int_equal(hr, MAPI_E_USER_CANCEL);
        assert_int_equal(sql(f, "SELECT messages FROM folders WHERE name='Inbox'"), 40);
        assert_int_equal(sql(f, "SELECT length(guid) FROM folders WHERE name='Two'"), 1);
    }
    it->lpVtbl->Release(it);
    expect_clean(f, "the repair");
}

/* ---- backup ---- */

static void a_backup_is_the_store_of_that_moment(void **state)
{
    struct fixture *f = *state;
    IOMStoreMaintenance *it = maintenance(f);
    IMAPIFolder *inbox = open_inbox(f);
    char path[600], part[700];
    WCHAR wide[600];
    IMessage *message;
    BYTE id[48], later[48];
    char first[512];

    fill(f, id);
    snprintf(path, sizeof(path), "%s-backup", f->path8);
    for (size_t i = 0; i <= strlen(path); i++)
        wide[i] = (unsigned char)path[i];
    ok_hr(it->lpVtbl->Backup(it, (LPTSTR)wide, MAPI_UNICODE, NULL));
    assert_int_equal(it->lpVtbl->Backup(it, (LPTSTR)path, 0, NULL), MAPI_E_COLLISION);
    make_message(inbox, L"later", later);

    /* the fixture looks into the backup */
    it->lpVtbl->Release(it);
    inbox->lpVtbl->Release(inbox);
    log_off(f);
    strcpy(first, f->path8);
    for (size_t i = 0; i <= strlen(path); i++)
        f->path[i] = wide[i];
    strcpy(f->path8, path);
    ok_hr(log_on(f, MDB_WRITE));
    expect_clean(f, "the backup");
    message = open_message(f, id, 0);
    assert_text(message, PR_SUBJECT_W, L"great");
    message->lpVtbl->Release(message);
    assert_int_equal(sql(f, "SELECT count(*) FROM messages WHERE subject='later'"), 0);
    log_off(f);
    for (int i = 0; i < 3; i++) {
        snprintf(part, sizeof(part), "%s%s", path, (const char *[]){"", "-wal", "-shm"}[i]);
        unlink(part);
    }
    strcpy(f->path8, first);
    for (size_t i = 0; i <= strlen(first); i++)
        f->path[i] = (unsigned char)first[i];
    ok_hr(log_on(f, MDB_WRITE));
    assert_int_equal(sql(f, "SELECT count(*) FROM messages WHERE subject='later'"), 1);
}

/* Writes a message at each step of the backup, by another handle on the same file. */
struct writing_teller {
    struct teller teller;
    IMAPIFolder *inbox;
    int written;
};

static HRESULT STDMETHODCALLTYPE writing_Progress(IMAPIProgress *iface, ULONG value, ULONG count,
                                                  ULONG total)
{
    struct writing_teller *teller = (struct writing_teller *)iface;

    (void)value;
    (void)count;
    (void)total;
    make_message(teller->inbox, L"meanwhile", NULL);
    teller->written++;
    return S_OK;
}

static void writers_go_on_during_a_backup(void **state)
{
    struct fixture *f = *state;
    IMAPIProgressVtbl vtbl = teller_vtbl;
    struct writing_teller teller = {{{&vtbl}, 0, 0}, open_inbox(f), 0};
    IOMStoreMaintenance *it = maintenance(f);
    struct store_file *file;
    char path[600];
    int64_t n;
    BYTE id[48];

    vtbl.Progress = writing_Progress;
    for (int i = 0; i < 25; i++) /* more than is copied in one step */
        fill(f, id), sql(f, "UPDATE folders SET name='x' || id WHERE name='One' OR name='Three'");
    snprintf(path, sizeof(path), "%s-backup", f->path8);
    ok_hr(it->lpVtbl->Backup(it, (LPTSTR)path, 0, &teller.teller.IMAPIProgress_iface));
    assert_true(teller.written > 0);
    ok_hr(store_file_open(path, DB_WRITE, &file));
    ok_hr(db_int(file->db, &n, "SELECT count(*) FROM messages WHERE subject='great'", ""));
    assert_int_equal(n, 25);
    ok_hr(db_int(file->db, &n, "SELECT count(*) FROM messages WHERE subject='meanwhile'", ""));
    assert_int_equal(n, 0);
    store_file_unref(file);
    assert_int_equal(sql(f, "SELECT count(*) FROM messages WHERE subject='meanwhile'"),
                     teller.written);
    unlink(path);
    it->lpVtbl->Release(it);
    teller.inbox->lpVtbl->Release(teller.inbox);
}

static void a_backup_that_is_stopped_leaves_no_file(void **state)
{
    struct fixture *f = *state;
    struct teller teller = {{&teller_vtbl}, 0, 1};
    IOMStoreMaintenance *it = maintenance(f);
    char path[600], command[700];
    BYTE id[48];

    for (int i = 0; i < 25; i++)
        fill(f, id), sql(f, "UPDATE folders SET name='x' || id WHERE name='One' OR name='Three'");
    snprintf(path, sizeof(path), "%s-backup", f->path8);
    assert_int_equal(it->lpVtbl->Backup(it, (LPTSTR)path, 0, &teller.IMAPIProgress_iface),
                     MAPI_E_USER_CANCEL);
    assert_int_not_equal(access(path, F_OK), 0);
    snprintf(command, sizeof(command), "ls %s* | grep -q part", path);
    assert_int_not_equal(system(command), 0);
    assert_int_equal(it->lpVtbl->Backup(it, (LPTSTR) "/no/such/folder/x.omstore", 0, NULL),
                     MAPI_E_NO_ACCESS);
    assert_int_equal(it->lpVtbl->Backup(it, NULL, 0, NULL), MAPI_E_INVALID_PARAMETER);
    assert_int_equal(it->lpVtbl->Backup(it, (LPTSTR)path, 2, NULL), MAPI_E_UNKNOWN_FLAGS);
    it->lpVtbl->Release(it);
}

/* ---- compact ---- */

static void compacting_gives_space_back(void **state)
{
    struct fixture *f = *state;
    IOMStoreMaintenance *it = maintenance(f);
    ULARGE_INTEGER before, after;
    IMessage *message;
    BYTE id[48], kept[48];

    fill(f, kept);
    for (int i = 0; i < 20; i++)
        sql(f, "UPDATE folders SET name='x' || id WHERE name='One' OR name='Three'"), fill(f, id);
    sql(f, "DELETE FROM chunks WHERE (id>>24)<>(SELECT min(id) FROM large_values);"
           "DELETE FROM large_values WHERE id<>(SELECT min(id) FROM large_values)");
    ok_hr(it->lpVtbl->Compact(it, 0, &before, &after));
    assert_true(after.QuadPart < before.QuadPart / 4);
    message = open_message(f, kept, 0); /* the handle that was open all the time */
    assert_text(message, PR_SUBJECT_W, L"great");
    message->lpVtbl->Release(message);
    assert_int_equal(it->lpVtbl->Compact(it, 1, NULL, NULL), MAPI_E_UNKNOWN_FLAGS);
    it->lpVtbl->Release(it);
}

static void compacting_while_others_read_or_write_is_busy(void **state)
{
    struct fixture *f = *state;
    IOMStoreMaintenance *it = maintenance(f);
    struct store_file *other;
    BYTE id[48];

    fill(f, id);
    ok_hr(store_file_open(f->path8, DB_WRITE, &other));
    ok_hr(db_begin(other->db));
    assert_int_equal(it->lpVtbl->Compact(it, 0, NULL, NULL), MAPI_E_BUSY);
    ok_hr(db_end(other->db, S_OK));
    ok_hr(it->lpVtbl->Compact(it, 0, NULL, NULL));
    store_file_unref(other);
    it->lpVtbl->Release(it);
    expect_clean(f, "compacting");
}

/* ---- access ---- */

static void a_store_opened_for_reading_is_checked_but_not_mended(void **state)
{
    struct fixture *f = *state;
    IOMStoreMaintenance *it;
    ULONG found, mended;
    BYTE id[48];
    char *text;

    fill(f, id);
    log_off(f);
    ok_hr(log_on(f, 0));
    text = check(f, 0, &found, &mended);
    assert_int_equal(found, 0);
    free(text);
    it = maintenance(f);
    assert_int_equal(it->lpVtbl->Check(it, OM_CHECK_REPAIR, NULL, NULL, NULL, NULL),
                     MAPI_E_NO_ACCESS);
    assert_int_equal(it->lpVtbl->Check(it, 0x80, NULL, NULL, NULL, NULL), MAPI_E_UNKNOWN_FLAGS);
    assert_int_equal(it->lpVtbl->Compact(it, 0, NULL, NULL), MAPI_E_NO_ACCESS);
    it->lpVtbl->Release(it);
}

int main(void)
{
#define T(test) cmocka_unit_test_setup_teardown(test, store_setup, store_teardown)
    const struct CMUnitTest tests[] = {
        T(a_sound_store_has_no_findings),
        cmocka_unit_test(each_kind_of_damage_is_found_and_mended),
        T(damaged_pages_are_found_and_left_alone),
        T(an_index_that_lies_is_made_anew),
        T(a_repair_that_is_stopped_mends_nothing),
        T(a_backup_is_the_store_of_that_moment),
        T(writers_go_on_during_a_backup),
        T(a_backup_that_is_stopped_leaves_no_file),
        T(compacting_gives_space_back),
        T(compacting_while_others_read_or_write_is_busy),
        T(a_store_opened_for_reading_is_checked_but_not_mended),
    };

    return cmocka_run_group_tests_name("check", tests, NULL, NULL);
}
