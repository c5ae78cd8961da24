/*
 * test_kill.c - kill -9 at any moment: nothing that SaveChanges acknowledged is lost, and the file opens again
 *
 * A child works on the store: saves messages with a body and an attachment, changes them, marks, moves, deletes. After each
 * acknowledged step it tells the parent by a pipe. The parent kills it at a random moment, opens the file, and compares.
 */
#include "local_store/fixture.h"
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "local_store/store_file.h"

#define ROUNDS      120
#define LONG_ROUNDS 1000  /* in tools/test --long */
#define MOST        40000 /* messages in all */

/* What the parent knows of message number i, as far as it was acknowledged. */
struct known {
    BYTE id[48];
    int revision; /* 0: never acknowledged */
    bool deleted, maybe_deleted; /* the second: it was being deleted when the child died */
    bool moved, maybe_moved;
};
static struct known known[MOST];

enum step { SAVED = 1, CHANGED, MOVED, DELETED, BEGUN = 100 };
struct report {
    int step, number;
    BYTE id[48];
};

static void tell(int to, int step, int number, const BYTE *id)
{
    struct report report = {.step = step, .number = number};

    if (id) memcpy(report.id, id, 48);
    if (write(to, &report, sizeof(report)) != (ssize_t)sizeof(report)) _exit(9);
}

static void must(HRESULT hr)
{
    if (hr == S_OK) return;
    fprintf(stderr, "the writer met %08x\n", (unsigned)hr);
    _exit(8);
}

static void put_revision(IMessage *message, int number, int revision)
{
    SPropValue values[2] = {{.ulPropTag = PROP_TAG(PT_LONG, 0x6800)}, {.ulPropTag = PROP_TAG(PT_LONG, 0x6801)}};
    IStream *stream;
    static BYTE body[30000];

    values[0].Value.l = number;
    values[1].Value.l = revision;
    must(message->lpVtbl->SetProps(message, 2, values, NULL));
    memset(body, revision, sizeof(body));
    must(message->lpVtbl->OpenProperty(message, PR_HTML, &IID_IStream, STGM_READWRITE, MAPI_CREATE | MAPI_MODIFY,
                                       (IUnknown **)&stream));
    must(stream->lpVtbl->Write(stream, body, sizeof(body), NULL));
    must(stream->lpVtbl->Commit(stream, 0));
    stream->lpVtbl->Release(stream);
}

static void save_one(IMAPIFolder *folder, int number, BYTE *id, int to)
{
    IMessage *message;
    IAttach *attach;
    SPropValue *entry;
    ULONG num;

    must(folder->lpVtbl->CreateMessage(folder, NULL, 0, &message));
    put_revision(message, number, 1);
    must(message->lpVtbl->CreateAttach(message, NULL, 0, &num, &attach));
    must(set_text(attach, PR_ATTACH_LONG_FILENAME_W, L"a file"));
    must(attach->lpVtbl->SaveChanges(attach, 0));
    attach->lpVtbl->Release(attach);
    must(message->lpVtbl->SaveChanges(message, KEEP_OPEN_READWRITE));
    entry = get_prop(message, PR_ENTRYID);
    memcpy(id, entry->Value.bin.lpb, 48);
    FREE(entry);
    tell(to, SAVED, number, id);
    message->lpVtbl->Release(message);
}

/* The child's life: ends by a signal only. */
static void work(struct fixture *f, int first, int to)
{
    IMAPIFolder *inbox = open_inbox(f), *root = open_root(f);
    int number = first;

    for (;;) {
        BYTE id[48];
        SBinary bin = {48, id};
        ENTRYLIST list = {1, &bin};
        IMessage *message;

        if (number == MOST) _exit(0);
        save_one(inbox, number, id, to);
        if (number % 2) {
            message = open_message(f, id, MAPI_MODIFY);
            put_revision(message, number, 2);
            must(message->lpVtbl->SaveChanges(message, 0));
            message->lpVtbl->Release(message);
            tell(to, CHANGED, number, id);
        }
        if (number % 3 == 0) {
            tell(to, BEGUN + MOVED, number, id);
            must(inbox->lpVtbl->CopyMessages(inbox, &list, NULL, root, 0, NULL, MESSAGE_MOVE));
            tell(to, MOVED, number, id);
        } else if (number % 5 == 0) {
            tell(to, BEGUN + DELETED, number, id);
            must(inbox->lpVtbl->DeleteMessages(inbox, &list, 0, NULL, 0));
            tell(to, DELETED, number, id);
        }
        number++;
    }
}

static void hear(const struct report *report)
{
    struct known *k = &known[report->number];

    memcpy(k->id, report->id, 48);
    switch (report->step) {
    case SAVED:
        k->revision = 1;
        break;
    case CHANGED:
        k->revision = 2;
        break;
    case MOVED:
        k->moved = true;
        break;
    case DELETED:
        k->deleted = true;
        break;
    case BEGUN + MOVED:
        k->maybe_moved = true;
        break;
    case BEGUN + DELETED:
        k->maybe_deleted = true;
        break;
    }
}

/* Starts a writer, lets it work for a random time, kills it, and hears what it acknowledged. Gives the next number. */
static int one_life(struct fixture *f, int first)
{
    struct timespec pause = {0, (long)(rand() % 60) * 1000000 + rand() % 1000000};
    struct report report;
    int ends[2], last = first, status;
    size_t got = 0;
    pid_t child;

    assert_int_equal(pipe(ends), 0);
    child = fork();
    if (!child) {
        close(ends[0]);
        if (log_on(f, MDB_WRITE) != S_OK) _exit(7);
        work(f, first, ends[1]);
    }
    close(ends[1]);
    nanosleep(&pause, NULL);
    kill(child, SIGKILL);
    for (;;) {
        ssize_t n = read(ends[0], (char *)&report + got, sizeof(report) - got);

        if (n <= 0) break;
        got += (size_t)n;
        if (got < sizeof(report)) continue;
        hear(&report);
        last = report.number + 1;
        got = 0;
    }
    close(ends[0]);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status) || WEXITSTATUS(status) == 0);
    return last + 1; /* one may have been saved without being heard */
}

static void check_message(struct fixture *f, int number)
{
    const struct known *k = &known[number];
    IMessage *message = NULL;
    ULONG type, revision;
    IStream *stream;
    BYTE byte = 0;
    STATSTG stat;
    HRESULT hr;

    if (!k->revision) return;
    hr = f->store->lpVtbl->OpenEntry(f->store, 48, (ENTRYID *)k->id, NULL, 0, &type, (IUnknown **)&message);
    if (k->deleted || (k->maybe_deleted && hr != S_OK)) {
        assert_int_equal(hr, MAPI_E_NOT_FOUND);
        return;
    }
    if (hr != S_OK) fail_msg("message %d was acknowledged and is lost: %08x", number, (unsigned)hr);
    assert_int_equal(get_long(message, PROP_TAG(PT_LONG, 0x6800)), number);
    revision = get_long(message, PROP_TAG(PT_LONG, 0x6801));
    assert_true(revision >= (ULONG)k->revision);
    assert_int_equal(get_long(message, PR_HASATTACH), 1);
    assert_int_equal(message->lpVtbl->OpenProperty(message, PR_HTML, &IID_IStream, 0, 0, (IUnknown **)&stream), S_OK);
    assert_int_equal(stream->lpVtbl->Stat(stream, &stat, STATFLAG_NONAME), S_OK);
    assert_int_equal(stat.cbSize.QuadPart, 30000);
    assert_int_equal(stream->lpVtbl->Read(stream, &byte, 1, NULL), S_OK);
    assert_int_equal(byte, revision);
    stream->lpVtbl->Release(stream);
    message->lpVtbl->Release(message);
}

static int expect_ok(void *unused, int n, char **values, char **names)
{
    (void)unused;
    (void)names;
    if (n == 1 && !strcmp(values[0], "ok")) return 0;
    print_message("integrity: %s\n", values[0]);
    return 1;
}

/* What triggers kept is what there is, SQLite finds no fault, and nothing hangs loose. */
static void check_file(const char *path)
{
    static const struct {
        const char *text;
        int64_t expected;
    } facts[] = {
        {"SELECT count(*) FROM folders f WHERE messages<>(SELECT count(*) FROM messages WHERE folder=f.id AND part=0)", 0},
        {"SELECT count(*) FROM folders f WHERE unread<>(SELECT count(*) FROM messages WHERE folder=f.id AND part=0 AND NOT flags&1)", 0},
        {"SELECT count(*) FROM folders f WHERE bytes<>(SELECT ifnull(sum(size),0) FROM messages WHERE folder=f.id)", 0},
        {"SELECT count(*) FROM folders f WHERE subfolders<>(SELECT count(*) FROM folders WHERE parent=f.id)", 0},
        {"SELECT count(*) FROM chunks WHERE (id>>24) NOT IN (SELECT id FROM large_values)", 0},
        {"SELECT count(*) FROM large_values WHERE owner NOT IN (SELECT id FROM messages UNION SELECT id FROM attachments)", 0},
        {"SELECT count(*) FROM messages WHERE id>=(SELECT next_id FROM store)", 0},
    };
    struct store_file *file;
    int64_t n;

    assert_int_equal(store_file_open(path, DB_WRITE, &file), S_OK);
    db_lock(file->db);
    for (size_t i = 0; i < sizeof(facts) / sizeof(facts[0]); i++) {
        assert_int_equal(db_int(file->db, &n, facts[i].text, ""), S_OK);
        if (n != facts[i].expected) fail_msg("%s: %lld", facts[i].text, (long long)n);
    }
    assert_int_equal(sqlite3_exec(file->db->sql, "PRAGMA main.integrity_check", expect_ok, NULL, NULL), SQLITE_OK);
    db_unlock(file->db);
    store_file_unref(file);
}

static void what_was_acknowledged_survives_every_kill(void **state)
{
    struct fixture *f = *state;
    const int rounds = getenv("OPENMAPI_LONG") ? LONG_ROUNDS : ROUNDS;
    const unsigned seed = (unsigned)time(NULL);
    int next = 0, kills = 0, saved = 0;

    print_message("# seed %u\n", seed);
    srand(seed);
    log_off(f);
    for (; kills < rounds && next < MOST; kills++) {
        int first = next;

        next = one_life(f, next);
        assert_int_equal(log_on(f, MDB_WRITE), S_OK);
        for (int i = first; i < next && i < MOST; i++)
            check_message(f, i);
        log_off(f);
        if (kills % 20 == 19) check_file(f->path8);
    }
    assert_int_equal(log_on(f, MDB_WRITE), S_OK);
    for (int i = 0; i < MOST; i++) {
        check_message(f, i);
        saved += known[i].revision != 0;
    }
    log_off(f);
    check_file(f->path8);
    print_message("# %d kills, %d messages acknowledged\n", kills, saved);
    assert_true(kills >= rounds * 5 / 6);
    assert_true(saved > 50);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_was_acknowledged_survives_every_kill, store_setup, store_teardown),
    };

    return cmocka_run_group_tests_name("kill", tests, NULL, NULL);
}
