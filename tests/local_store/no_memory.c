/*
 * no_memory.c - an operation on a store, with each allocation it makes failing, one at a time or
 * all from there on
 */
#include "local_store/no_memory.h"
#include <stdio.h>
#include <string.h>
#include "local_store/failing_malloc.h"
#include "local_store/folder.h"
#include "local_store/kill_mail.h"
#include "common/com.h"
#include "omlocal.h"

static struct db *db_of(struct no_memory *t)
{
    return folder_from_iface(t->root)->store->file->db;
}

struct no_memory *no_memory_begin(struct fixture *f)
{
    struct no_memory *t = calloc(1, sizeof(*t));
    SPropValue *id;

    t->f = f;
    t->root = open_root(t->f);
    /* no machine stops here */
    assert_int_equal(sqlite3_exec(db_of(t)->sql, "PRAGMA synchronous=OFF", NULL, NULL, NULL),
                     SQLITE_OK);
    t->inbox = open_inbox(t->f);
    t->work = make_folder(t->root, L"Work", 0);
    ok_hr(t->inbox->lpVtbl->CreateMessage(t->inbox, NULL, 0, &t->message));
    ok_hr(kill_mail_put(t->message, 7, 13)); /* a recipient, a file, a message in a message */
    ok_hr(t->message->lpVtbl->SaveChanges(t->message, KEEP_OPEN_READWRITE));
    id = id_of(t->message);
    memcpy(t->mail, id->Value.bin.lpb, 48);
    FREE(id);
    ok_hr(t->message->lpVtbl->OpenAttach(t->message, 0, NULL, MAPI_MODIFY, &t->file));
    assert_int_equal(sqlite3_open_v2(t->f->path8, &t->other, SQLITE_OPEN_READONLY, NULL),
                     SQLITE_OK);
    return t;
}

void no_memory_end(struct no_memory *t)
{
    IOMStoreMaintenance *maintenance = NULL;
    ULONG found = 1;

    ok_hr(t->f->store->lpVtbl->QueryInterface(t->f->store, &IID_IOMStoreMaintenance,
                                              (void **)&maintenance));
    ok_hr(maintenance->lpVtbl->Check(maintenance, 0, NULL, NULL, &found, NULL));
    maintenance->lpVtbl->Release(maintenance);
    assert_int_equal(found, 0);
    sqlite3_close(t->other);
    t->file->lpVtbl->Release(t->file);
    t->message->lpVtbl->Release(t->message);
    t->work->lpVtbl->Release(t->work);
    t->inbox->lpVtbl->Release(t->inbox);
    t->root->lpVtbl->Release(t->root);
    free(t);
}

int no_memory_setup(void **state)
{
    void *fixture = NULL;

    assert_int_equal(store_setup(&fixture), 0);
    *state = no_memory_begin(fixture);
    return 0;
}

int no_memory_teardown(void **state)
{
    struct no_memory *t = *state;
    void *fixture = t->f;

    no_memory_end(t);
    return store_teardown(&fixture);
}

HRESULT first_error(HRESULT hr, ULONG count, const SPropValue *values)
{
    for (ULONG i = 0; SUCCEEDED(hr) && i < count; i++)
        if (PROP_TYPE(values[i].ulPropTag) == PT_ERROR) return values[i].Value.err;
    return hr;
}

HRESULT first_problem(HRESULT hr, SPropProblemArray *problems)
{
    if (SUCCEEDED(hr) && problems && problems->cProblem) hr = problems->aProblem[0].scode;
    FREE(problems);
    return hr;
}

/* ---- what there is ---- */

static uint64_t mix(uint64_t sum, const void *bytes, size_t n)
{
    for (size_t i = 0; i < n; i++)
        sum = (sum ^ ((const BYTE *)bytes)[i]) * 0x100000001b3;
    return sum;
}

/* All rows of the file; numbers that were set aside and not used yet are no loss. */
static uint64_t file_sum(struct no_memory *t)
{
    static const char *const tables[] = {
        "folders",      "messages",      "message_props", "recipients", "attachments",
        "large_values", "chunks",        "names",         "changes",    "receive_folders",
        "searches",     "search_scopes", "search_results"};
    uint64_t sum = 0xcbf29ce484222325;
    char text[100];

    for (size_t i = 0; i <= sizeof(tables) / sizeof(tables[0]); i++) {
        sqlite3_stmt *stmt = NULL;

        if (i)
            snprintf(text, sizeof(text), "SELECT * FROM %s ORDER BY rowid", tables[i - 1]);
        else
            strcpy(text, "SELECT name, props FROM store");
        /* a table without rowid */
        if (sqlite3_prepare_v2(t->other, text, -1, &stmt, NULL) != SQLITE_OK) {
            if (strstr(text, " ORDER")) *strstr(text, " ORDER") = 0;
            if (sqlite3_prepare_v2(t->other, text, -1, &stmt, NULL) != SQLITE_OK)
                fail_msg("%s: %s", text, sqlite3_errmsg(t->other));
        }
        while (sqlite3_step(stmt) == SQLITE_ROW)
            for (int k = 0; k < sqlite3_column_count(stmt); k++) {
                const void *bytes = sqlite3_column_blob(stmt, k);

                sum = mix(sum, bytes, (size_t)sqlite3_column_bytes(stmt, k));
            }
        sqlite3_finalize(stmt);
    }
    return sum;
}

/* Changes when another connection has committed something. */
static int64_t data_version(struct no_memory *t)
{
    sqlite3_stmt *stmt = NULL;
    int64_t v;

    assert_int_equal(sqlite3_prepare_v2(t->other, "PRAGMA data_version", -1, &stmt, NULL),
                     SQLITE_OK);
    assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
    v = sqlite3_column_int64(stmt, 0);
    sqlite3_finalize(stmt);
    return v;
}

static uint64_t table_sum(IMAPITable *table, uint64_t sum)
{
    SizedSPropTagArray(3, tags) = {3, {PR_DISPLAY_NAME_W, PR_ATTACH_SIZE, PR_RECIPIENT_TYPE}};
    SRowSet *rows = NULL;

    ok_hr(table->lpVtbl->SetColumns(table, (SPropTagArray *)&tags, 0));
    ok_hr(table->lpVtbl->QueryRows(table, 50, 0, &rows));
    for (ULONG i = 0; i < rows->cRows; i++) {
        for (ULONG k = 1; k < 3; k++)
            sum = mix(sum, &rows->aRow[i].lpProps[k].Value.l, sizeof(LONG));
        FREE(rows->aRow[i].lpProps);
    }
    sum = mix(sum, &rows->cRows, sizeof(rows->cRows));
    FREE(rows);
    table->lpVtbl->Release(table);
    return sum;
}

/* An open message: its properties, recipients, attachments. */
static uint64_t message_sum(IMessage *message)
{
    uint64_t sum = 0xcbf29ce484222325;
    SPropTagArray *tags = NULL;
    IMAPITable *table = NULL;
    SPropValue *subject;

    ok_hr(message->lpVtbl->GetPropList(message, MAPI_UNICODE, &tags));
    sum = mix(sum, tags->aulPropTag, tags->cValues * sizeof(ULONG));
    FREE(tags);
    subject = get_prop(message, PR_SUBJECT_W);
    for (size_t i = 0; subject->Value.lpszW[i]; i++)
        sum = mix(sum, &subject->Value.lpszW[i], sizeof(WCHAR));
    FREE(subject);
    ok_hr(message->lpVtbl->GetRecipientTable(message, MAPI_UNICODE, &table));
    sum = table_sum(table, sum);
    ok_hr(message->lpVtbl->GetAttachmentTable(message, MAPI_UNICODE, &table));
    return table_sum(table, sum);
}

/* ---- failing ---- */

struct before {
    uint64_t file, message, fresh;
    int64_t version;
};

static void drop_made(struct no_memory *t)
{
    if (t->part) t->part->lpVtbl->Release(t->part);
    if (t->fresh) t->fresh->lpVtbl->Release(t->fresh);
    t->part = NULL;
    t->fresh = NULL;
}

static struct before prepare(struct no_memory *t, const struct no_memory_op *op)
{
    struct before before;

    drop_made(t);
    if (op->prepare) op->prepare(t);
    before.file = file_sum(t);
    before.version = data_version(t);
    before.message = message_sum(t->message);
    before.fresh = t->fresh ? message_sum(t->fresh) : 0;
    return before;
}

static void expect_nothing_done(struct no_memory *t, const struct no_memory_op *op, long n,
                                struct before *before)
{
    struct db *db = db_of(t);
    int64_t version;

    if (db->depth || !sqlite3_get_autocommit(db->sql))
        fail_msg("%s, %ld: a transaction is left open", op->name, n);
    for (sqlite3_stmt *stmt = NULL; (stmt = sqlite3_next_stmt(db->sql, stmt));)
        if (sqlite3_stmt_busy(stmt))
            fail_msg("%s, %ld: a statement is left running: %s", op->name, n, sqlite3_sql(stmt));
    if (!before) return;
    version = data_version(t);
    if (version != before->version && file_sum(t) != before->file)
        fail_msg("%s, %ld: the file is another", op->name, n);
    before->version = version;
    if (message_sum(t->message) != before->message)
        fail_msg("%s, %ld: the open message is another", op->name, n);
    if (t->fresh && message_sum(t->fresh) != before->fresh)
        fail_msg("%s, %ld: the new message is another", op->name, n);
}

static bool is_no_memory(HRESULT hr)
{
    return hr == MAPI_E_NOT_ENOUGH_MEMORY || hr == STG_E_INSUFFICIENTMEMORY;
}

/* cold: no statement is prepared yet, as in a process that has just begun. Gives the number of
 * allocations. */
static long fail_one_by_one(struct no_memory *t, const struct no_memory_op *op, bool whole,
                            bool cold, bool stays, int stride)
{
    struct before before = prepare(t, op);
    long n;

    for (n = 0;; n += stride) {
        HRESULT hr;
        bool failed;

        if (n > 200000) fail_msg("%s has no end", op->name);
        if (cold) {
            db_lock(db_of(t));
            db_forget_statements(db_of(t));
            db_unlock(db_of(t));
        }
        if (stays)
            malloc_fails_from(n);
        else
            malloc_fails_after(n);
        hr = op->run(t);
        failed = malloc_failed();
        if (hr != S_OK && !failed)
            fail_msg("%s, %ld: %08x with memory enough", op->name, n, (unsigned)hr);
        if (hr != S_OK && !is_no_memory(hr))
            fail_msg("%s, %ld, stays %d: %08x", op->name, n, stays, (unsigned)hr);
        if (hr == S_OK)
            before = prepare(t, op);
        else
            expect_nothing_done(t, op, n, whole ? &before : NULL);
        if (!failed) break;
    }
    drop_made(t);
    return n;
}

static void fail_ops(struct no_memory *t, const struct no_memory_op *ops, size_t n, bool whole)
{
    const int stride =
        getenv("OPENMAPI_LONG") ? 1 : 7; /* what is cold and fails is mostly SQLite's own affair */

    for (size_t i = 0; i < n; i++) {
        long warm, cold;

        prepare(t, &ops[i]);
        if (ops[i].run(t) != S_OK) fail_msg("%s doesn't work", ops[i].name);
        warm = fail_one_by_one(t, &ops[i], whole, false, false, 1);
        fail_one_by_one(t, &ops[i], whole, false, true, 1);
        cold = fail_one_by_one(t, &ops[i], whole, true, false, stride);
        fail_one_by_one(t, &ops[i], whole, true, true, stride);
        print_message("# %s: %ld allocations, %ld when nothing is prepared\n", ops[i].name, warm,
                      cold);
    }
}

void no_memory_each(struct no_memory *t, const struct no_memory_op *ops, size_t n)
{
    fail_ops(t, ops, n, true);
}

void no_memory_steps(struct no_memory *t, const struct no_memory_op *ops, size_t n)
{
    fail_ops(t, ops, n, false);
}
