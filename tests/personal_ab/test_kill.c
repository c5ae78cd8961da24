/*
 * test_kill.c - four processes write one book and are killed; what was acknowledged is there
 *
 * Each process saves, changes and deletes entries of its own and says so through a pipe once the
 * call has come back. A writer that is killed may have got one call further than it could say.
 */
#include "personal_ab/fixture.h"
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define WRITERS 4
#define ROUNDS  6
#define MOST    20000

/* What a writer says of its entry n. */
struct said {
    int n;
    char what; /* 's'aved, 'd'eleted */
};

static void name_of(int writer, int round, int n, WCHAR *out)
{
    char text[64];
    int i;

    snprintf(text, sizeof(text), "writer%d round%d entry%d", writer, round, n);
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
static void work(struct fixture *f, int writer, int round, int pipe)
{
    for (int n = 0; n < MOST; n++) {
        IMAPIProp *entry = new_entry(f, 0);
        WCHAR name[64];

        name_of(writer, round, n, name);
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
        }
        entry->lpVtbl->Release(entry);
    }
    _exit(0);
}

static pid_t start(struct fixture *f, int writer, int round, int *from)
{
    int ends[2];
    pid_t child;

    assert_int_equal(pipe(ends), 0);
    child = fork();
    assert_true(child >= 0);
    if (!child) {
        struct fixture *mine;

        close(ends[0]);
        mine = book_join(f); /* a connection must not be taken through a fork */
        work(mine, writer, round, ends[1]);
    }
    close(ends[1]);
    *from = ends[0];
    return child;
}

/* All that the writer said of its last entries, against what is found. */
static int judge(IMAPITable *table, int writer, int round, int from)
{
    static char last[MOST];
    int count = 0, highest = -1;
    struct said said;

    memset(last, 0, sizeof(last));
    while (read(from, &said, sizeof(said)) == sizeof(said)) {
        assert_true(said.n >= 0 && said.n < MOST);
        last[said.n] = said.what;
        if (said.n > highest) highest = said.n;
    }
    for (int n = highest; n >= 0 && n > highest - 40; n--) {
        SPropValue value = {.ulPropTag = PR_DISPLAY_NAME_W};
        SRestriction res = {.rt = RES_PROPERTY};
        WCHAR name[64];
        HRESULT found;

        name_of(writer, round, n, name);
        ok_hr(restrict_anr(table, name)); /* beginnings of words: more than the one may be left */
        value.Value.lpszW = name;
        res.res.resProperty.relop = RELOP_EQ;
        res.res.resProperty.ulPropTag = PR_DISPLAY_NAME_W;
        res.res.resProperty.lpProp = &value;
        found = table->lpVtbl->FindRow(table, &res, BOOKMARK_BEGINNING, 0);
        if (last[n] == 'd') assert_int_equal(found, MAPI_E_NOT_FOUND);
        /* of the last one the deletion may have come before it could be said */
        else if (n % 3 || n != highest) assert_int_equal(found, S_OK);
        count++;
    }
    return count;
}

static void what_was_acknowledged_survives_a_kill(void **state)
{
    struct fixture *f = *state;
    int judged = 0;

    log_off(f); /* nothing is open here while children are made */
    for (int round = 0; round < ROUNDS; round++) {
        int from[WRITERS];
        pid_t child[WRITERS];
        struct timespec pause = {0, 50000000 + round * 40000000L};
        IMAPITable *table;

        for (int i = 0; i < WRITERS; i++)
            child[i] = start(f, i, round, &from[i]);
        nanosleep(&pause, NULL); /* at whatever they are then: any moment is good */
        for (int i = 0; i < WRITERS; i++) {
            int status;

            kill(child[i], SIGKILL);
            assert_int_equal(waitpid(child[i], &status, 0), child[i]);
            assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
        }
        ok_hr(log_on(f));
        open_container(f);
        table = open_contents(f);
        for (int i = 0; i < WRITERS; i++) {
            judged += judge(table, i, round, from[i]);
            close(from[i]);
        }
        table->lpVtbl->Release(table);
        log_off(f);
    }
    print_message("# %d entries judged\n", judged);
    assert_true(judged > 0); /* however slow the machine: somebody had saved something */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_was_acknowledged_survives_a_kill, book_setup,
                                        book_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
