/*
 * text.c - the index of texts: what it costs whoever saves, and what it gives whoever searches
 *
 *     bench_text [N]      N messages (100,000) with bodies of 0.5 to 3.5 KB, in a new file that
 * goes again; natively, without sanitizers
 *
 * Prints milliseconds; of searches the middle of five. "Without" is the same search while the index
 * is not asked.
 */
#include <stdio.h>
#include <string.h>
#include <time.h>
#include "local_store/fixture.h"
#include "local_store/folder.h"
#include "local_store/scan.h"
#include "local_store/text_index.h"

#define WORDS 20000
#define SAVES 400

static uint64_t seed = 42;

static unsigned pick(unsigned n)
{
    seed = seed * 6364136223846793005ull + 1442695040888963407ull;
    return (unsigned)(seed >> 33) % n;
}

static WCHAR words[WORDS][12];

static void make_words(void)
{
    static const char letters[] = "etaoinshrdlcumwfgypbvkjxqz";

    for (int i = 0; i < WORDS; i++)
        for (int n = 2 + (int)pick(9), k = 0; k < n; k++)
            words[i][k] = (WCHAR)letters[pick(pick(26) + 1)];
}

/* The n-th most common word comes n times as seldom as the first. */
static const WCHAR *word(void)
{
    unsigned rank = (unsigned)(1e6 / (pick(1000000) + 1)) * 3 + pick(3);

    return words[rank < WORDS ? rank : pick(WORDS)];
}

static size_t text(WCHAR *out, size_t chars)
{
    size_t n = 0;

    while (n < chars) {
        for (const WCHAR *w = word(); *w; w++)
            out[n++] = *w;
        out[n++] = ' ';
    }
    out[n] = 0;
    return n;
}

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static void sql(struct store_file *file, const char *statement)
{
    if (sqlite3_exec(file->db->sql, statement, NULL, NULL, NULL) != SQLITE_OK)
        fail_msg("%s: %s", statement, sqlite3_errmsg(file->db->sql));
}

static void save(IMAPIFolder *folder, int number)
{
    static WCHAR body[4000];
    WCHAR subject[100];
    IMessage *message = NULL;

    text(subject, 30);
    text(body, 500 + pick(3000));
    if (number % 1000 == 7) memcpy(body + 40, L"wherefore art thou", 18 * sizeof(WCHAR));
    ok_hr(folder->lpVtbl->CreateMessage(folder, NULL, 0, &message));
    ok_hr(set_text(message, PR_SUBJECT_W, subject));
    ok_hr(set_text(message, PR_BODY_W, body));
    ok_hr(message->lpVtbl->SaveChanges(message, 0));
    message->lpVtbl->Release(message);
}

/* One save: nothing of the index, the queue (as it is), and indexed at once. */
static void measure_saves(struct store_file *file, IMAPIFolder *folder)
{
    double start, spent[3];

    for (int kind = 0; kind < 3; kind++) {
        if (kind == 0) sql(file, "DROP TRIGGER messages_text_insert");
        start = now();
        for (int i = 0; i < SAVES; i++) {
            save(folder, i);
            if (kind == 2) ok_hr(text_index_catch_up(file, TEXT_INDEX_ALL));
        }
        spent[kind] = (now() - start) / SAVES;
        if (kind == 0)
            sql(file,
                "CREATE TRIGGER messages_text_insert AFTER INSERT ON messages WHEN NEW.folder IS NOT NULL BEGIN"
                " INSERT OR REPLACE INTO text_queue(message) VALUES(NEW.id); END");
        if (kind == 1) ok_hr(text_index_catch_up(file, TEXT_INDEX_ALL));
    }
    printf("a save: without the index %.3f, put into the queue %.3f, indexed at once %.3f\n",
           spent[0], spent[1], spent[2]);
}

static HRESULT count(void *context, int64_t id, struct scan_row *row)
{
    (void)id;
    (void)row;
    ++*(ULONG *)context;
    return S_OK;
}

static double search(IMAPIFolder *folder, ULONG tag, const WCHAR *part, bool quick, ULONG *found)
{
    struct scan_source source = {.store = folder_from_iface(folder)->store,
                                 .folder = folder_from_iface(folder)->id.id};
    SPropValue constant = {.ulPropTag = tag, .Value.lpszW = (WCHAR *)part};
    SRestriction res = {.rt = RES_CONTENT};
    struct scan_filter *filter;
    double times[5];

    res.res.resContent.ulFuzzyLevel = FL_SUBSTRING | FL_IGNORECASE;
    res.res.resContent.ulPropTag = tag;
    res.res.resContent.lpProp = &constant;
    for (int i = 0; i < 5; i++) {
        struct scan_walk walk = {.want = SIZE_MAX, .each = count, .context = found};
        struct position at = {0};

        *found = 0;
        times[i] = now();
        ok_hr(scan_filter_create(&source, &res, &filter));
        if (quick) scan_filter_quicken(&source, filter);
        ok_hr(scan_create(&source, NULL, filter, &walk.scan));
        ok_hr(scan_walk(&walk, &at));
        position_clear(&at);
        scan_unref(walk.scan);
        scan_filter_unref(filter);
        times[i] = now() - times[i];
        for (int k = i; k && times[k] < times[k - 1]; k--) {
            double other = times[k];

            times[k] = times[k - 1];
            times[k - 1] = other;
        }
    }
    return times[2];
}

static void compare(IMAPIFolder *folder, const char *name, ULONG tag, const WCHAR *part)
{
    ULONG found, again;
    double without = search(folder, tag, part, false, &found),
           with = search(folder, tag, part, true, &again);

    printf("%-34s without %9.2f, with %8.2f, %7.1f times as quick; %u found\n", name, without, with,
           without / with, (unsigned)found);
    fflush(stdout);
    assert_int_equal(found, again);
}

int main(int n_args, char **args)
{
    int n = n_args > 1 ? atoi(args[1]) : 100000;
    struct fixture *f;
    IMAPIFolder *inbox, *folder;
    struct store_file *file;
    double start;

    make_words();
    store_setup((void **)&f);
    inbox = open_inbox(f);
    folder = make_folder(inbox, L"Mail", 0);
    file = folder_from_iface(inbox)->store->file;
    sql(file, "PRAGMA synchronous=FULL");
    printf("each commit on the disk: ");
    measure_saves(file, inbox);
    sql(file, "PRAGMA synchronous=OFF");
    printf("the disk left out:       ");
    measure_saves(file, inbox);
    start = now();
    for (int i = 0; i < n; i++)
        save(folder, i);
    printf("%d saved in %.0f\n", n, now() - start);
    fflush(stdout);
    compare(folder, "a body, nothing indexed:", PR_BODY_W, L"wherefore");
    sql(file,
        "BEGIN; DELETE FROM text_queue; INSERT INTO text_queue(message) SELECT id FROM messages; COMMIT");
    sql(file, "PRAGMA synchronous=FULL");
    start = now();
    ok_hr(text_index_catch_up(file, TEXT_INDEX_ALL));
    printf("all indexed in %.0f\n", now() - start);
    compare(folder, "a rare word in a body:", PR_BODY_W, L"wherefore");
    compare(folder, "no such word in a body:", PR_BODY_W, L"xylophonist");
    compare(folder, "a common word in a body:", PR_BODY_W, words[40]);
    compare(folder, "a rare word in a subject:", PR_SUBJECT_W, words[15000]);
    folder->lpVtbl->Release(folder);
    inbox->lpVtbl->Release(inbox);
    store_teardown((void **)&f);
    return 0;
}
