/*
 * pab.c - the personal address book against SQLite itself: the same indexed queries over the same
 * file, by the same program
 *
 *     bench_pab [N]      N people (100,000), in a new file that goes again; natively, without
 * sanitizers
 *
 * Prints microseconds of one turn, the middle of many, for us and for bare statements that read the
 * same columns (id, name, address, packed properties), and their ratio.
 */
#include <stdio.h>
#include <string.h>
#include <time.h>
#include "common/sql/db.h"
#include "personal_ab/book_file.h"
#include "personal_ab/entries.h"
#include "personal_ab/fixture.h"

#define TURNS 301
#define PAGE  20

static struct fixture *f;
static struct book_file *raw; /* a connection of its own */
static uint64_t seed = 42;

static unsigned pick(unsigned n)
{
    seed = seed * 6364136223846793005ull + 1442695040888963407ull;
    return (unsigned)(seed >> 33) % n;
}

/* ---- people ---- */

static size_t syllables(WCHAR *out, unsigned n)
{
    static const char *const parts[] = {"an",  "be", "cor", "da",  "el", "fi", "gra", "ho",  "in",
                                        "jo",  "ka", "lu",  "mar", "ne", "ol", "pe",  "qui", "ra",
                                        "sta", "ti", "ul",  "ve",  "wa", "xe", "yo",  "zu"};
    size_t chars = 0;

    while (n--)
        for (const char *c = parts[pick(26)]; *c; c++)
            out[chars++] = (WCHAR)*c;
    out[chars] = 0;
    return chars;
}

static void make_person(WCHAR *name, WCHAR *address)
{
    static const char host[] = "@example.org";
    size_t n = syllables(name, 3 + pick(2)), m;

    name[n] = ' ';
    m = syllables(name + n + 1, 2 + pick(3));
    memcpy(address, name, (n + 1 + m) * sizeof(*name));
    address[n] = '.';
    for (size_t i = 0; i < sizeof(host); i++)
        address[n + 1 + m + i] = (WCHAR)host[i];
    name[0] -= 32;
    name[n + 1] -= 32;
}

static HRESULT put(struct bag *bag, ULONG tag, const WCHAR *text)
{
    struct value *value = NULL;
    size_t n = 0;
    HRESULT hr;

    while (text[n])
        n++;
    hr = value_text(tag, text, n, &value);
    if (SUCCEEDED(hr)) hr = bag_set(bag, value);
    value_unref(value);
    return hr;
}

/* Many entries in one transaction: how they come there isn't what is measured. */
static void fill(int n)
{
    ok_hr(db_begin(raw->db));
    for (int i = 0; i < n; i++) {
        struct entry_row row = {.object = {.type = MAPI_MAILUSER}};
        WCHAR name[80], address[80];
        struct bag bag = {0};

        make_person(name, address);
        ok_hr(put(&bag, PR_DISPLAY_NAME_W, name));
        ok_hr(put(&bag, PR_ADDRTYPE_W, L"SMTP"));
        ok_hr(put(&bag, PR_EMAIL_ADDRESS_W, address));
        ok_hr(put(&bag, PR_COMPANY_NAME_W, L"Example Works"));
        ok_hr(entries_write(raw, &row, &bag));
        bag_clear(&bag);
    }
    ok_hr(db_end(raw->db, S_OK));
}

/* ---- clocks ---- */

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1e6 + t.tv_nsec / 1e3;
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return x < y ? -1 : x > y;
}

/* One turn over a name (of the book's), as it is or its first letters. */
typedef void turn(const WCHAR *name, const char *name8);

static void names_for_turn(WCHAR *name, char *name8)
{
    WCHAR address[80];
    size_t i;

    make_person(name, address);
    for (i = 0; name[i]; i++)
        name8[i] = (char)name[i];
    name8[i] = 0;
}

static double measure(turn *one)
{
    static double took[TURNS];

    seed = 7;
    for (int i = -20; i < TURNS; i++) {
        WCHAR name[80];
        char name8[80];
        double start;

        names_for_turn(name, name8);
        start = now();
        one(name, name8);
        if (i >= 0) took[i] = now() - start;
    }
    qsort(took, TURNS, sizeof(took[0]), by_size);
    return took[TURNS / 2];
}

static void line(const char *what, turn *ours, turn *bare)
{
    double a, b;

    measure(ours);
    a = measure(ours);
    b = measure(bare);
    printf("%-44s %9.1f us %9.1f us  %5.2f\n", what, a, b, a / b);
}

/* ---- bare statements ---- */

static void bare(const char *sql, const char *first, const char *second)
{
    sqlite3_stmt *stmt;
    size_t n = 0;

    db_lock(raw->db);
    ok_hr(db_prepare(raw->db, sql, &stmt));
    if (first) sqlite3_bind_text(stmt, 1, first, -1, SQLITE_TRANSIENT);
    if (second) sqlite3_bind_text(stmt, 2, second, -1, SQLITE_TRANSIENT);
    while (n < PAGE && db_step(raw->db, stmt) == S_OK) {
        sqlite3_column_text(stmt, 1);
        sqlite3_column_blob(stmt, 3);
        n++;
    }
    db_done(raw->db, stmt);
    db_unlock(raw->db);
}

/* The first letters of a name, folded as words are, and what is just behind all with them. */
static void prefix_of(const char *name8, size_t chars, char *prefix, char *behind)
{
    memset(prefix, 0, 8);
    for (size_t i = 0; i < chars; i++)
        prefix[i] = (char)(name8[i] | 32);
    memcpy(behind, prefix, 8);
    behind[chars - 1]++;
}

/* ---- the turns ---- */

static void read_page(IMAPITable *table)
{
    SRowSet *rows = NULL;

    ok_hr(table->lpVtbl->QueryRows(table, PAGE, 0, &rows));
    free_rows(rows);
}

static void open_ours(const WCHAR *name, const char *name8)
{
    IMAPITable *table = open_contents(f);

    (void)name, (void)name8;
    read_page(table);
    table->lpVtbl->Release(table);
}

static void open_bare(const WCHAR *name, const char *name8)
{
    (void)name, (void)name8;
    bare("SELECT id, name, address, props FROM entries ORDER BY name, id", NULL, NULL);
}

static IMAPITable *standing; /* a table that a client has open */

static void anr(const WCHAR *name, size_t chars)
{
    WCHAR typed[80] = {0};

    memcpy(typed, name, chars * sizeof(*typed));
    ok_hr(restrict_anr(standing, typed));
    read_page(standing);
}

static void anr_bare(const char *name8, size_t chars)
{
    char prefix[8], behind[8];

    prefix_of(name8, chars, prefix, behind);
    bare("SELECT e.id, e.name, e.address, e.props FROM entries e WHERE e.id IN"
         " (SELECT entry FROM words WHERE word>=?1 AND word<?2) ORDER BY e.name, e.id",
         prefix, behind);
}

static void anr3(const WCHAR *name, const char *name8)
{
    (void)name8;
    anr(name, 3);
}
static void anr3_bare(const WCHAR *name, const char *name8)
{
    (void)name;
    anr_bare(name8, 3);
}
static void anr5(const WCHAR *name, const char *name8)
{
    (void)name8;
    anr(name, 5);
}
static void anr5_bare(const WCHAR *name, const char *name8)
{
    (void)name;
    anr_bare(name8, 5);
}

static void find_ours(const WCHAR *name, const char *name8)
{
    SPropValue value = {.ulPropTag = PR_DISPLAY_NAME_W};
    SRestriction res = {.rt = RES_CONTENT};
    WCHAR typed[8] = {0};

    (void)name8;
    memcpy(typed, name, 4 * sizeof(*typed));
    value.Value.lpszW = typed;
    res.res.resContent.ulFuzzyLevel = FL_PREFIX | FL_IGNORECASE;
    res.res.resContent.ulPropTag = PR_DISPLAY_NAME_W;
    res.res.resContent.lpProp = &value;
    if (standing->lpVtbl->FindRow(standing, &res, BOOKMARK_BEGINNING, 0) == S_OK)
        read_page(standing);
}

static void find_bare(const WCHAR *name, const char *name8)
{
    char typed[8] = {0};

    (void)name;
    memcpy(typed, name8, 4);
    bare("SELECT id, name, address, props FROM entries WHERE name>=?1 ORDER BY name, id", typed,
         NULL);
}

static void resolve_ours(const WCHAR *name, const char *name8)
{
    struct {
        ULONG n;
        ADRENTRY entries[1];
    } names = {1, {{0}}};
    struct {
        ULONG n, flag;
    } answers = {1, MAPI_UNRESOLVED};
    SPropValue *values = NULL;

    (void)name8;
    ok_hr(test_allocators.buffer(sizeof(*values), (void **)&values));
    values->ulPropTag = PR_DISPLAY_NAME_W;
    values->Value.lpszW = (WCHAR *)name;
    names.entries[0].cValues = 1;
    names.entries[0].rgPropVals = values;
    ok_hr(f->container->lpVtbl->ResolveNames(f->container, NULL, MAPI_UNICODE, (ADRLIST *)&names,
                                             (FlagList *)&answers));
    test_allocators.free(names.entries[0].rgPropVals);
}

/* Two words: the first of the name, and so many letters of the second. */
static void two_words_bare(const char *name8, size_t letters, const char *sql)
{
    const char *blank = strchr(name8, ' ');
    char words[4][40] = {{0}};
    sqlite3_stmt *stmt;
    size_t n = 0;

    for (size_t i = 0; i < (size_t)(blank - name8); i++)
        words[0][i] = (char)(name8[i] | 32);
    for (size_t i = 1; blank[i] && i <= letters; i++)
        words[2][i - 1] = (char)(blank[i] | 32);
    for (int i = 0; i < 4; i += 2) {
        strcpy(words[i + 1], words[i]);
        words[i + 1][strlen(words[i]) - 1]++;
    }
    db_lock(raw->db);
    ok_hr(db_prepare(raw->db, sql, &stmt));
    for (int i = 0; i < 4; i++)
        sqlite3_bind_text(stmt, i + 1, words[i], -1, SQLITE_TRANSIENT);
    while (n++ < PAGE && db_step(raw->db, stmt) == S_OK) {
        sqlite3_column_text(stmt, 1);
        sqlite3_column_blob(stmt, 3);
    }
    db_done(raw->db, stmt);
    db_unlock(raw->db);
}

#define TWO_WORDS                                                                                  \
    "SELECT e.id, e.name, e.address, e.props FROM entries e WHERE e.id IN"                         \
    " (SELECT entry FROM words WHERE word>=?1 AND word<?2) AND EXISTS(SELECT 1"                    \
    " FROM words x WHERE x.entry=e.id AND x.word>=?3 AND x.word<?4) ORDER BY e.name, e.id"

static void resolve_bare(const WCHAR *name, const char *name8)
{
    (void)name;
    two_words_bare(name8, 40, TWO_WORDS " LIMIT 2");
}

/* An address as far as three letters behind its point. */
static void anr_address(const WCHAR *name, const char *name8)
{
    size_t first = (size_t)(strchr(name8, ' ') - name8);
    WCHAR typed[80];

    memcpy(typed, name, (first + 4) * sizeof(*typed));
    typed[first] = '.';
    anr(typed, first + 4);
}

static void anr_address_bare(const WCHAR *name, const char *name8)
{
    (void)name;
    two_words_bare(name8, 3, TWO_WORDS);
}

static void anr_whole(const WCHAR *name, const char *name8)
{
    anr(name, strlen(name8));
}

static void anr_whole_bare(const WCHAR *name, const char *name8)
{
    (void)name;
    two_words_bare(name8, 40, TWO_WORDS);
}

int main(int argc, char **argv)
{
    int n = argc > 1 ? atoi(argv[1]) : 100000;
    void *state = NULL;

    book_setup(&state);
    f = state;
    ok_hr(book_file_open(f->path8, DB_CREATE, &raw));
    fill(n);
    standing = open_contents(f);
    printf("%d people%37s %12s  ratio\n", n, "the address book", "bare SQLite");
    line("open the table, first 20 rows", open_ours, open_bare);
    line("PR_ANR, three letters, first 20 rows", anr3, anr3_bare);
    line("PR_ANR, five letters, first 20 rows", anr5, anr5_bare);
    line("PR_ANR, a whole name", anr_whole, anr_whole_bare);
    line("PR_ANR, most of an address", anr_address, anr_address_bare);
    ok_hr(standing->lpVtbl->Restrict(standing, NULL, 0));
    line("FindRow by the name's beginning, 20 rows", find_ours, find_bare);
    line("ResolveNames, a whole name", resolve_ours, resolve_bare);
    standing->lpVtbl->Release(standing);
    book_file_close(raw);
    book_teardown(&state);
    return 0;
}
