/*
 * test_search_random.c - search folders beside plain Restrict: the same messages, whatever happened
 * to them
 */
#include <string.h>
#include "local_store/random_mail.h"
#include "local_store/table_fixture.h"

#define FOLDERS  7
#define SEARCHES 6
#define MAILS    40
#define STEPS    160

struct model {
    struct fixture *f;
    IMAPIFolder *folders[FOLDERS]; /* all below folder 0 */
    int parent[FOLDERS];           /* -1: outside */
    struct mail *mails;
    struct search {
        IMAPIFolder *folder;
        SRestriction *res;
        bool scope[FOLDERS], recursive;
        bool set;
    } searches[SEARCHES];
    ULONG found, rounds, refused;
};

static bool in_scope(const struct model *m, const struct search *search, int folder)
{
    for (int at = folder; at >= 0; at = search->recursive ? m->parent[at] : -1)
        if (search->scope[at]) return true;
    return false;
}

static int compare_ids(const void *a, const void *b)
{
    return memcmp(a, b, 48);
}

/* Adds the entry IDs of a folder's messages, those res lets through. */
static size_t add_ids(IMAPIFolder *folder, SRestriction *res, BYTE (*ids)[48], size_t n)
{
    static const ULONG tags[] = {PR_ENTRYID};
    IMAPITable *table = contents(folder, 0);
    SRowSet *rows;

    set_columns(table, 1, tags);
    if (res) ok_hr(table->lpVtbl->Restrict(table, res, 0));
    ok_hr(table->lpVtbl->QueryRows(table, 10000, 0, &rows));
    assert_true(n + rows->cRows < 4000);
    for (ULONG i = 0; i < rows->cRows; i++)
        memcpy(ids[n++], rows->aRow[i].lpProps[0].Value.bin.lpb, 48);
    free_rows(rows);
    table->lpVtbl->Release(table);
    return n;
}

static void compare(struct model *m, struct search *search)
{
    static BYTE found[4000][48], expected[4000][48];
    size_t n = 0, k = 0;

    if (!search->set) return;
    for (int i = 0; i < FOLDERS; i++)
        if (in_scope(m, search, i)) n = add_ids(m->folders[i], search->res, expected, n);
    k = add_ids(search->folder, NULL, found, 0);
    qsort(expected, n, 48, compare_ids);
    qsort(found, k, 48, compare_ids);
    if (n != k || memcmp(expected, found, n * 48)) {
        print_restriction(search->res, 0);
        fail_msg("search %d: %zu found, %zu expected", (int)(search - m->searches), k, n);
    }
    assert_int_equal(get_long(search->folder, PR_CONTENT_COUNT), n);
    m->found += (ULONG)n;
    m->rounds++;
}

static void set_search(struct model *m, struct search *search)
{
    SRestriction *res = random_restriction(m->mails, MAILS);
    SPropValue *ids[FOLDERS];
    SBinary bins[FOLDERS];
    ENTRYLIST list = {0, bins};
    bool scope[FOLDERS] = {false}, recursive = pick(2);
    HRESULT hr;

    for (int i = 0; i < FOLDERS; i++)
        if (pick(3) == 0) scope[i] = true;
    scope[pick(FOLDERS)] = true;
    for (int i = 0; i < FOLDERS; i++) {
        if (!scope[i]) continue;
        ids[list.cValues] = id_of(m->folders[i]);
        bins[list.cValues] = ids[list.cValues]->Value.bin;
        list.cValues++;
    }
    hr = search->folder->lpVtbl->SetSearchCriteria(search->folder, res, &list,
                                                   recursive ? RECURSIVE_SEARCH : SHALLOW_SEARCH);
    for (ULONG i = 0; i < list.cValues; i++)
        FREE(ids[i]);
    if (FAILED(hr)) {
        assert_true(hr == MAPI_E_TOO_COMPLEX || hr == MAPI_E_INVALID_PARAMETER);
        m->refused++;
        return;
    }
    search->set = true;
    search->res = res;
    search->recursive = recursive;
    memcpy(search->scope, scope, sizeof(scope));
}

/* Some message of the folder; false: there is none. */
static bool some_message(struct model *m, int folder, BYTE *id)
{
    static BYTE ids[4000][48];
    size_t n = add_ids(m->folders[folder], NULL, ids, 0);

    if (n) memcpy(id, ids[pick((ULONG)n)], 48);
    return n;
}

static bool is_below(const struct model *m, int folder, int above)
{
    for (; folder >= 0; folder = m->parent[folder])
        if (folder == above) return true;
    return false;
}

/* A property of another mail. */
static void change_message(struct model *m, BYTE *id)
{
    const struct mail *mail = &m->mails[pick(MAILS)];
    IMessage *message = open_message(m->f, id, MAPI_MODIFY);
    SPropProblemArray *problems = NULL;

    if (mail->props.n) {
        SPropValue value = mail->props.values[pick(mail->props.n)];

        if (pick(4) == 0) {
            SizedSPropTagArray(1, tags) = {1, {value.ulPropTag}};

            message->lpVtbl->DeleteProps(message, (SPropTagArray *)&tags, &problems);
        } else {
            message->lpVtbl->SetProps(message, 1, &value, &problems);
        }
        FREE(problems);
    }
    ok_hr(message->lpVtbl->SaveChanges(message, 0));
    message->lpVtbl->Release(message);
}

static void move_folder(struct model *m)
{
    int what = 1 + (int)pick(FOLDERS - 1), to = (int)pick(FOLDERS);
    SPropValue *id;
    IMAPIFolder *from = m->folders[m->parent[what]];

    if (is_below(m, to, what)) return;
    id = id_of(m->folders[what]);
    ok_hr(
        from->lpVtbl->CopyFolder(from, EID(id), NULL, m->folders[to], NULL, 0, NULL, FOLDER_MOVE));
    FREE(id);
    m->parent[what] = to;
}

static void step(struct model *m)
{
    int folder = (int)pick(FOLDERS);
    IMAPIFolder *in = m->folders[folder], *to = m->folders[pick(FOLDERS)];
    BYTE ids[1][48];
    SBinary bin;
    ENTRYLIST list;
    ULONG old;

    make_list(&list, &bin, ids, 1);
    switch (pick(9)) {
    case 0:
        random_mail(in, &m->mails[pick(MAILS)]);
        break;
    case 1:
    case 2:
        if (some_message(m, folder, ids[0])) change_message(m, ids[0]);
        break;
    case 3:
        if (some_message(m, folder, ids[0]))
            ok_hr(in->lpVtbl->DeleteMessages(in, &list, 0, NULL, 0));
        break;
    case 4:
        if (some_message(m, folder, ids[0]))
            ok_hr(in->lpVtbl->CopyMessages(in, &list, NULL, to, 0, NULL, pick(2)));
        break;
    case 5:
        if (some_message(m, folder, ids[0]))
            ok_hr(in->lpVtbl->SetReadFlags(in, &list, 0, NULL, pick(2) ? CLEAR_READ_FLAG : 0));
        break;
    case 6:
        if (some_message(m, folder, ids[0]))
            ok_hr(in->lpVtbl->SetMessageStatus(in, EID(&((SPropValue){.Value.bin = bin})), pick(16),
                                               15, &old));
        break;
    case 7:
        move_folder(m);
        break;
    default:
        set_search(m, &m->searches[pick(SEARCHES)]);
    }
}

/* 6.6-10 6.6-11 */
static void a_search_folder_shows_what_restrict_shows(void **state)
{
    struct model m = {.f = *state};
    IMAPIFolder *inbox;

    for (uint64_t seed = 1; seed <= 6; seed++) {
        pick_from(seed * 104729);
        m.mails = calloc(MAILS, sizeof(*m.mails));
        inbox = open_inbox(m.f);
        m.folders[0] = make_folder(inbox, (const WCHAR[]){(WCHAR)('a' + seed), 0}, 0);
        inbox->lpVtbl->Release(inbox);
        m.parent[0] = -1;
        for (int i = 1; i < FOLDERS; i++) {
            WCHAR name[] = {(WCHAR)('A' + i), (WCHAR)('a' + seed), 0};

            m.parent[i] = (int)pick((ULONG)i);
            m.folders[i] = make_folder(m.folders[m.parent[i]], name, 0);
        }
        for (int i = 0; i < MAILS; i++)
            random_mail(m.folders[pick(FOLDERS)], &m.mails[i]);
        for (int i = 0; i < SEARCHES; i++) {
            WCHAR name[] = {(WCHAR)('0' + i), (WCHAR)('a' + seed), 0};

            m.searches[i] = (struct search){0};
            ok_hr(m.folders[0]->lpVtbl->CreateFolder(m.folders[0], FOLDER_SEARCH, (LPTSTR)name,
                                                     NULL, NULL, MAPI_UNICODE,
                                                     &m.searches[i].folder));
            set_search(&m, &m.searches[i]);
        }
        for (int i = 0; i < STEPS; i++) {
            step(&m);
            if (i % 4 == 0 || i == STEPS - 1)
                for (int k = 0; k < SEARCHES; k++)
                    compare(&m, &m.searches[k]);
        }
        for (int i = 0; i < SEARCHES; i++)
            m.searches[i].folder->lpVtbl->Release(m.searches[i].folder);
        for (int i = 0; i < FOLDERS; i++)
            m.folders[i]->lpVtbl->Release(m.folders[i]);
        free(m.mails);
        random_forget();
        store_reopen(m.f);
    }
    print_message("# %u comparisons, %u messages found, %u criteria refused\n", (unsigned)m.rounds,
                  (unsigned)m.found, (unsigned)m.refused);
    assert_true(m.rounds > 1000 && m.found > 2000 && m.refused < 200);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_search_folder_shows_what_restrict_shows, store_setup,
                                        store_teardown),
    };

    return cmocka_run_group_tests_name("search_random", tests, NULL, NULL);
}
