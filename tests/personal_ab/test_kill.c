/*
 * test_kill.c - four processes write one book and are killed, each at a random moment; what was
 * acknowledged is there
 *
 * Each process saves, changes and deletes entries of its own and says so through a pipe once the
 * call has come back. It is killed while the others go on, what it said is looked for at once, and
 * another takes its place. In the end the whole book is read: each entry of each life is as was
 * said last of it, and of what was not said there is one call at most of each life.
 */
#include "personal_ab/fixture.h"
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "common/sql/db.h"
#include "personal_ab/book_file.h"

#define WRITERS      4
#define SECONDS      6
#define LONG_SECONDS 60   /* in tools/test --long */
#define MOST         4096 /* entries of one life */
#define MOST_LIVES   20000

/* What a writer says of its entry n. */
struct said {
    int n;
    char what; /* 's'aved, 'c'hanged, 'd'eleted */
};

struct life {
    int writer, number, pipe;
    pid_t pid;
    int highest;     /* entry that was spoken of; -1: none */
    char last[MOST]; /* what was said of it; 0: nothing */
    char seen[MOST]; /* in the end: 1: it is there, 2: and it is changed */
};

static struct life *lives[MOST_LIVES];
static int n_lives;

static void name_of(const struct life *life, int n, WCHAR *out)
{
    char text[64];
    int i;

    snprintf(text, sizeof(text), "writer%d life%d entry%d", life->writer, life->number, n);
    for (i = 0; text[i]; i++)
        out[i] = (WCHAR)text[i];
    out[i] = 0;
}

static void say(int pipe, int n, char what)
{
    struct said said = {n, what};

    if (write(pipe, &said, sizeof(said)) != sizeof(said)) _exit(1);
}

/* In a process of its own, until it is killed. */
static void work(struct fixture *f, const struct life *life, int pipe)
{
    for (int n = 0; n < MOST; n++) {
        IMAPIProp *entry = new_entry(f, 0);
        WCHAR name[64];

        name_of(life, n, name);
        if (FAILED(set_text(entry, PR_DISPLAY_NAME_W, name)) ||
            FAILED(entry->lpVtbl->SaveChanges(entry, KEEP_OPEN_READWRITE)))
            _exit(2);
        say(pipe, n, 's');
        if (n % 3 == 0) {
            SPropValue *id = get_prop(entry, PR_ENTRYID);
            ENTRYLIST list = {1, &id->Value.bin};

            if (f->container->lpVtbl->DeleteEntries(f->container, &list, 0) != S_OK) _exit(3);
            say(pipe, n, 'd');
            free_any(id);
        } else if (n % 3 == 1) {
            if (FAILED(set_text(entry, PR_COMMENT_W, L"changed")) ||
                FAILED(entry->lpVtbl->SaveChanges(entry, 0)))
                _exit(4);
            say(pipe, n, 'c');
        }
        entry->lpVtbl->Release(entry);
    }
    for (;;)
        pause();
}

/* Nothing of the book is open in this process: a connection must not be taken through a fork. */
static struct life *start(struct fixture *f, int writer)
{
    struct life *life = calloc(1, sizeof(*life));
    int ends[2];

    assert_true(n_lives < MOST_LIVES);
    *life = (struct life){.writer = writer, .number = n_lives, .highest = -1};
    lives[n_lives++] = life;
    assert_int_equal(pipe(ends), 0);
    life->pid = fork();
    assert_true(life->pid >= 0);
    if (!life->pid) {
        close(ends[0]);
        work(book_join(f), life, ends[1]);
    }
    close(ends[1]);
    life->pipe = ends[0];
    return life;
}

/* It has said something. */
static void wait_for(const struct life *life)
{
    struct pollfd from = {life->pipe, POLLIN, 0};

    assert_int_equal(poll(&from, 1, 60000), 1);
}

static void end(struct life *life)
{
    struct said said;
    int status;

    kill(life->pid, SIGKILL);
    assert_int_equal(waitpid(life->pid, &status, 0), life->pid);
    if (!WIFSIGNALED(status)) print_message("# a writer ended by itself, %d\n", WEXITSTATUS(status));
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL); /* it didn't fail before */
    while (read(life->pipe, &said, sizeof(said)) == sizeof(said)) {
        assert_true(said.n >= 0 && said.n < MOST);
        life->last[said.n] = said.what;
        if (said.n > life->highest) life->highest = said.n;
    }
    close(life->pipe);
}

/* The last call may have come true before it could be said. */
static bool may_have_been_deleted(const struct life *life, int n)
{
    return n == life->highest && n % 3 == 0 && life->last[n] == 's';
}

/* The last ones of a life, found by their names, while the other writers go on. */
static void judge_at_once(struct fixture *f, const struct life *life)
{
    IMAPITable *table;

    ok_hr(log_on(f));
    open_container(f);
    table = open_contents(f);
    for (int n = life->highest; n >= 0 && n > life->highest - 5; n--) {
        SPropValue value = {.ulPropTag = PR_DISPLAY_NAME_W};
        SRestriction res = {.rt = RES_PROPERTY};
        WCHAR name[64];
        HRESULT found;

        name_of(life, n, name);
        ok_hr(restrict_anr(table, name)); /* beginnings of words: more than the one may be left */
        value.Value.lpszW = name;
        res.res.resProperty.relop = RELOP_EQ;
        res.res.resProperty.ulPropTag = PR_DISPLAY_NAME_W;
        res.res.resProperty.lpProp = &value;
        found = table->lpVtbl->FindRow(table, &res, BOOKMARK_BEGINNING, 0);
        if (life->last[n] == 'd') assert_int_equal(found, MAPI_E_NOT_FOUND);
        else if (!may_have_been_deleted(life, n)) assert_int_equal(found, S_OK);
    }
    table->lpVtbl->Release(table);
    log_off(f);
}

/* ---- in the end ---- */

static void see(const SRow *row)
{
    char text[64] = {0};
    int writer, number, n;

    for (int i = 0; i < 63 && row->lpProps[0].Value.lpszW[i]; i++)
        text[i] = (char)row->lpProps[0].Value.lpszW[i];
    assert_int_equal(sscanf(text, "writer%d life%d entry%d", &writer, &number, &n), 3);
    assert_true(number >= 0 && number < n_lives && n >= 0 && n < MOST);
    assert_int_equal(lives[number]->writer, writer);
    assert_int_equal(lives[number]->seen[n], 0); /* nothing is there twice */
    lives[number]->seen[n] = row->lpProps[1].ulPropTag == PR_COMMENT_W ? 2 : 1;
}

static void see_all(struct fixture *f)
{
    static const SizedSPropTagArray(2, columns) = {2, {PR_DISPLAY_NAME_W, PR_COMMENT_W}};
    IMAPITable *table;
    ULONG n;

    ok_hr(log_on(f));
    open_container(f);
    table = open_contents(f);
    ok_hr(table->lpVtbl->SetColumns(table, (SPropTagArray *)&columns, 0));
    do {
        SRowSet *rows = NULL;

        ok_hr(table->lpVtbl->QueryRows(table, 1000, 0, &rows));
        n = rows->cRows;
        for (ULONG i = 0; i < n; i++)
            see(&rows->aRow[i]);
        free_rows(rows);
    } while (n);
    table->lpVtbl->Release(table);
    log_off(f);
}

static void judge(const struct life *life)
{
    for (int n = 0; n < MOST; n++) {
        switch (life->last[n]) {
        case 0: /* begun, at most, as the next one */
            if (n != life->highest + 1) assert_int_equal(life->seen[n], 0);
            break;
        case 's':
            if (!may_have_been_deleted(life, n)) assert_true(life->seen[n]);
            break;
        case 'c':
            assert_int_equal(life->seen[n], 2);
            break;
        default:
            assert_int_equal(life->seen[n], 0);
        }
    }
}

/* SQLite's own look at the file, and nothing of an entry without the entry. */
static void the_file_is_sound(struct fixture *f)
{
    struct book_file *file;
    int64_t n;

    ok_hr(book_file_open(f->path8, DB_CREATE, &file));
    db_lock(file->db);
    ok_hr(db_int(file->db, &n,
                 "SELECT count(*) FROM pragma_integrity_check"
                 " WHERE integrity_check<>'ok'",
                 ""));
    assert_int_equal(n, 0);
    ok_hr(db_int(file->db, &n,
                 "SELECT count(*) FROM words WHERE entry NOT IN (SELECT id FROM"
                 " entries)",
                 ""));
    assert_int_equal(n, 0);
    ok_hr(db_int(file->db, &n,
                 "SELECT count(*) FROM entries WHERE id NOT IN (SELECT entry FROM"
                 " words)",
                 ""));
    assert_int_equal(n, 0);
    db_unlock(file->db);
    book_file_close(file);
}

static void what_was_acknowledged_survives_a_kill(void **state)
{
    time_t until = time(NULL) + (getenv("OPENMAPI_LONG") ? LONG_SECONDS : SECONDS);
    unsigned seed = (unsigned)time(NULL) ^ (unsigned)getpid() << 16;
    struct life *now[WRITERS];
    struct fixture *f = *state;
    int spoken[WRITERS] = {0}, entries = 0;

    print_message("# seed %u\n", seed);
    log_off(f); /* nothing is open here while children are made */
    for (int i = 0; i < WRITERS; i++)
        now[i] = start(f, i);
    for (int round = 0; round < 3 * WRITERS || time(NULL) < until; round++) {
        struct timespec pause = {0, 1000L * (rand_r(&seed) % 30000)};
        int i = round % WRITERS;

        if (rand_r(&seed) % 8) wait_for(now[i]); /* else it may be at its logon still */
        nanosleep(&pause, NULL);                 /* at whatever they are then: any moment is good */
        end(now[i]);
        judge_at_once(f, now[i]);
        now[i] = start(f, i);
    }
    for (int i = 0; i < WRITERS; i++)
        end(now[i]);
    see_all(f);
    for (int i = 0; i < n_lives; i++) {
        judge(lives[i]);
        spoken[lives[i]->writer] += lives[i]->highest >= 0;
        entries += lives[i]->highest + 1;
        free(lives[i]);
    }
    the_file_is_sound(f);
    print_message("# %d lives, %d entries\n", n_lives, entries);
    for (int i = 0; i < WRITERS; i++)
        assert_true(spoken[i] >= 2); /* each was killed when it had saved something, and went on */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_was_acknowledged_survives_a_kill, book_setup,
                                        book_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
