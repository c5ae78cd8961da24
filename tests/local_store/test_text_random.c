/*
 * test_text_random.c - the index of texts gives the same answers as no index: random mail, random
 * parts, at every FL_* level
 */
#include <string.h>
#include "common/text/fold.h"
#include "common/text/nonspace.h"
#include "local_store/folder.h"
#include "local_store/random_mail.h"
#include "local_store/scan.h"
#include "local_store/table_fixture.h"
#include "local_store/text_index.h"
#include "local_store/text_search.h"

#define MAILS     60
#define STEPS     90
#define QUESTIONS 25

/* What levels take for one another, what is left out, what FTS5 or its strings treat as something
 * else. */
static const WCHAR letters[] = {'a',   'b',    'A',   'B',    'e',   0xe9,   0xc9,   0x301,
                                0x345, 0x3b9,  0x399, 0x3ca,  0x416, 0x436,  0x4e2d, '7',
                                '"',   '*',    '\n',  0x212a, 'k',   0xfffd, 0xfffe, 0x1c5,
                                0xdf,  0x1e9e, '^',   ' ',    0x130, 'i',    0x131};

static size_t put_letter(WCHAR *at)
{
    if (pick(30) == 0) { /* beyond 16 bits: small and capital */
        at[0] = 0xd801;
        at[1] = pick(2) ? 0xdc00 : 0xdc28;
        return 2;
    }
    /* or half of such a one */
    *at = pick(60) == 0   ? 0xd801
          : pick(60) == 0 ? 0xdc05
                          : letters[pick(sizeof(letters) / sizeof(letters[0]))];
    return 1;
}

static WCHAR *some_text(ULONG chars)
{
    WCHAR *text = keep((chars + 4) * sizeof(WCHAR));
    size_t n = 0;

    while (n < chars)
        n += put_letter(text + n);
    text[n] = 0;
    return text;
}

static ULONG some_length(void)
{
    /* in chunks, too short, usual */
    return pick(20) == 0 ? 2000 + pick(60000) : pick(5) == 0 ? pick(3) : pick(120);
}

struct texts {
    WCHAR *subject, *body, *file;
    BYTE id[48];
    bool gone;
};

struct model {
    struct fixture *f;
    IMAPIFolder *inbox, *other, *search;
    struct store *store;
    struct texts mails[MAILS];
    ULONG n;
    ULONG asked, helped, found;
};

static void set_body(IMessage *message, WCHAR *text)
{
    SPropValue value = {.ulPropTag = PR_BODY_W, .Value.lpszW = text};
    SPropProblemArray *problems = NULL;
    char bytes[120];
    ULONG n = 0;

    while (text[n] && n < sizeof(bytes) - 1 && text[n] < 0x100)
        n++;
    if (!text[n] && pick(3) == 0) { /* in 8 bits, which natively are UTF-8 and may be none */
        for (ULONG i = 0; i <= n; i++)
            bytes[i] = (char)text[i];
        value.ulPropTag = PR_BODY_A;
        value.Value.lpszA = bytes;
    }
    ok_hr(message->lpVtbl->SetProps(message, 1, &value, &problems));
    FREE(problems);
}

static void attach(IMessage *message, struct texts *texts)
{
    IAttach *attach = NULL;
    ULONG num;

    ok_hr(message->lpVtbl->CreateAttach(message, NULL, 0, &num, &attach));
    texts->file = some_text(pick(30));
    ok_hr(
        set_text(attach, pick(2) ? PR_ATTACH_LONG_FILENAME_W : PR_ATTACH_FILENAME_W, texts->file));
    ok_hr(attach->lpVtbl->SaveChanges(attach, 0));
    attach->lpVtbl->Release(attach);
}

static void write_mail(IMessage *message, struct texts *texts)
{
    if (pick(6)) ok_hr(set_text(message, PR_SUBJECT_W, texts->subject = some_text(pick(20))));
    if (pick(6)) set_body(message, texts->body = some_text(some_length()));
    if (pick(3) == 0) attach(message, texts);
    ok_hr(message->lpVtbl->SaveChanges(message, KEEP_OPEN_READWRITE));
}

static void make(struct model *m)
{
    struct texts *texts = &m->mails[m->n++];
    IMAPIFolder *in = pick(3) ? m->inbox : m->other;
    IMessage *message;
    SPropValue *id;

    ok_hr(in->lpVtbl->CreateMessage(in, NULL, pick(10) == 0 ? MAPI_ASSOCIATED : 0, &message));
    write_mail(message, texts);
    id = id_of(message);
    memcpy(texts->id, id->Value.bin.lpb, 48);
    FREE(id);
    message->lpVtbl->Release(message);
}

static struct texts *some_mail(struct model *m)
{
    for (int i = 0; i < 50; i++) {
        struct texts *texts = &m->mails[pick(m->n)];

        if (!texts->gone) return texts;
    }
    return NULL;
}

static void step(struct model *m)
{
    struct texts *texts = m->n ? some_mail(m) : NULL;
    SBinary bin = {48, texts ? texts->id : NULL};
    ENTRYLIST list = {1, &bin};
    IMessage *message;

    switch (pick(8)) {
    case 0:
        ok_hr(text_index_catch_up(m->store->file, pick(2) ? TEXT_INDEX_ALL : 1 + pick(3000)));
        return;
    case 1:
        if (!texts) return;
        message = open_message(m->f, texts->id, MAPI_MODIFY);
        write_mail(message, texts);
        message->lpVtbl->Release(message);
        return;
    case 2:
        if (!texts) return;
        if (m->inbox->lpVtbl->DeleteMessages(m->inbox, &list, 0, NULL, 0) == S_OK)
            texts->gone = true;
        return;
    case 3:
        if (texts)
            m->inbox->lpVtbl->CopyMessages(m->inbox, &list, NULL, m->other, 0, NULL, pick(2));
        return;
    case 4:
        if (pick(4)) return;
        ok_hr(db_begin(m->store->file->db));
        ok_hr(db_end(m->store->file->db, text_index_start_over(m->store->file->db)));
        return;
    }
    if (m->n < MAILS) make(m);
}

/* ---- questions ---- */

/* A piece of what some mail has, changed a little now and then, or of no mail. */
static WCHAR *some_part(struct model *m)
{
    const struct texts *texts = m->n ? &m->mails[pick(m->n)] : NULL;
    const WCHAR *whole = !texts         ? NULL
                         : pick(3) == 0 ? texts->subject
                         : pick(2)      ? texts->body
                                        : texts->file;
    ULONG chars = 0, from, n = pick(4) == 0 ? pick(40) : 1 + pick(6);
    WCHAR *part;

    if (!whole || pick(8) == 0) return some_text(n);
    while (whole[chars])
        chars++;
    from = pick(chars + 1);
    part = keep((n + 2) * sizeof(WCHAR));
    for (ULONG i = 0; i < n && from + i < chars; i++)
        part[i] = whole[from + i];
    for (ULONG i = 0; part[i]; i++) /* another letter that may be the same */
        if (pick(6) == 0)
            part[i] = part[i] == 0xe9    ? 0xc9
                      : part[i] == 'a'   ? 'A'
                      : part[i] == 0x3b9 ? 0x345
                                         : part[i];
    return part;
}

static void leaf(struct model *m, SRestriction *r, bool of_attachment)
{
    static const ULONG fuzzy[] = {0, FL_IGNORECASE, FL_IGNORENONSPACE, FL_LOOSE,
                                  FL_IGNORECASE | FL_IGNORENONSPACE};
    static const ULONG tags[] = {PR_BODY_W, PR_BODY_W, PR_BODY_A, PR_SUBJECT_W, PR_SUBJECT_A};
    SPropValue *constant = keep(sizeof(*constant));

    r->rt = RES_CONTENT;
    r->res.resContent.ulFuzzyLevel = fuzzy[pick(5)] | (pick(8)   ? FL_SUBSTRING
                                                       : pick(2) ? FL_PREFIX
                                                                 : FL_FULLSTRING);
    r->res.resContent.ulPropTag =
        of_attachment ? pick(2) ? PR_ATTACH_FILENAME_W : PR_ATTACH_LONG_FILENAME_W : tags[pick(5)];
    constant->ulPropTag = CHANGE_PROP_TYPE(r->res.resContent.ulPropTag, PT_UNICODE);
    constant->Value.lpszW = some_part(m);
    r->res.resContent.lpProp = constant;
}

static void question(struct model *m, SRestriction *r, bool of_attachment, int depth)
{
    ULONG kind = pick(depth > 2 ? 5 : 10);

    memset(r, 0, sizeof(*r));
    if (kind < 5) {
        leaf(m, r, of_attachment);
    } else if (kind < 8) {
        r->rt = pick(2) ? RES_AND : RES_OR;
        r->res.resAnd.cRes = pick(4);
        r->res.resAnd.lpRes = keep(4 * sizeof(*r));
        for (ULONG i = 0; i < r->res.resAnd.cRes; i++)
            question(m, &r->res.resAnd.lpRes[i], of_attachment, depth + 1);
    } else if (kind < 9) {
        r->rt = RES_NOT;
        r->res.resNot.lpRes = keep(sizeof(*r));
        question(m, r->res.resNot.lpRes, of_attachment, depth + 1);
    } else if (of_attachment) {
        r->rt = RES_EXIST;
        r->res.resExist.ulPropTag = PR_ATTACH_FILENAME_W;
    } else {
        r->rt = RES_SUBRESTRICTION;
        r->res.resSub.ulSubObject = PR_MESSAGE_ATTACHMENTS;
        r->res.resSub.lpRes = keep(sizeof(*r));
        question(m, r->res.resSub.lpRes, true, depth + 1);
    }
}

struct ids {
    int64_t items[4000];
    size_t n;
};

static HRESULT take(void *context, int64_t id, struct scan_row *row)
{
    struct ids *ids = context;

    (void)row;
    assert_true(ids->n < 4000);
    ids->items[ids->n++] = id;
    return S_OK;
}

/* By which way the answer came is what quick says. */
static bool answer(const struct scan_source *source, const SRestriction *res, bool quick,
                   struct ids *ids)
{
    struct scan_filter *filter;
    struct scan_walk walk = {.want = SIZE_MAX, .each = take, .context = ids};
    struct position at = {0};
    bool helped;

    ids->n = 0;
    ok_hr(scan_filter_create(source, res, &filter));
    if (quick) {
        db_lock(store_db(source->store));
        restriction_quicken(filter->restriction);
        db_unlock(store_db(source->store));
    }
    helped =
        strcmp(restriction_quick_sql(filter->restriction), restriction_sql(filter->restriction));
    ok_hr(scan_create(source, NULL, filter, &walk.scan));
    ok_hr(scan_walk(&walk, &at));
    position_clear(&at);
    scan_unref(walk.scan);
    scan_filter_unref(filter);
    return helped;
}

static void ask(struct model *m)
{
    static struct ids plain, quick;
    struct scan_source sources[] = {
        {.store = m->store, .folder = folder_from_iface(m->inbox)->id.id},
        {.store = m->store, .folder = folder_from_iface(m->other)->id.id},
        {.store = m->store, .folder = folder_from_iface(m->inbox)->id.id, .part = PART_ASSOCIATED},
        {.store = m->store, .folder = folder_from_iface(m->search)->id.id, .search = true},
    };
    SRestriction res;

    question(m, &res, false, 0);
    for (int i = 0; i < 4; i++) {
        answer(&sources[i], &res, false, &plain);
        m->helped += answer(&sources[i], &res, true, &quick);
        m->asked++;
        m->found += (ULONG)plain.n;
        if (plain.n != quick.n || memcmp(plain.items, quick.items, plain.n * sizeof(int64_t))) {
            print_restriction(&res, 0);
            fail_msg("source %d: %zu with the index, %zu without", i, quick.n, plain.n);
        }
    }
}

/* 6.6-10 6.11-04: all mail, whatever is in it */
static void make_search(struct model *m)
{
    SRestriction all = {.rt = RES_EXIST};
    SPropValue *id = id_of(m->inbox);
    ENTRYLIST list = {1, &id->Value.bin};

    all.res.resExist.ulPropTag = PR_ENTRYID;
    ok_hr(m->inbox->lpVtbl->CreateFolder(m->inbox, FOLDER_SEARCH, (LPTSTR)L"all", NULL, NULL,
                                         MAPI_UNICODE | OPEN_IF_EXISTS, &m->search));
    ok_hr(m->search->lpVtbl->SetSearchCriteria(m->search, &all, &list, RECURSIVE_SEARCH));
    FREE(id);
}

static void the_index_changes_no_answer(void **state)
{
    static struct model m;

    memset(&m, 0, sizeof(m));
    m.f = *state;
    for (uint64_t seed = 1; seed <= 12; seed++) {
        pick_from(seed * 7919);
        m.inbox = open_inbox(m.f);
        m.store = folder_from_iface(m.inbox)->store;
        m.other = make_folder(m.inbox, (const WCHAR[]){(WCHAR)('A' + seed), 0}, 0);
        make_search(&m);
        memset(m.mails, 0, sizeof(m.mails));
        m.n = 0;
        for (int i = 0; i < STEPS; i++) {
            step(&m);
            if (i % 15 == 14)
                for (int k = 0; k < QUESTIONS; k++)
                    ask(&m);
        }
        m.search->lpVtbl->Release(m.search);
        m.other->lpVtbl->Release(m.other);
        m.inbox->lpVtbl->Release(m.inbox);
        random_forget();
        store_reopen(m.f);
    }
    print_message("# %u questions, %u with help of the index, %u messages found\n",
                  (unsigned)m.asked, (unsigned)m.helped, (unsigned)m.found);
    assert_true(m.asked == 12 * 6 * 4 * QUESTIONS && m.helped > m.asked / 4 && m.found > 10000);
}

/* What any level takes for one, the index does. */
static void every_code_point_is_indexed_as_any_level_sees_it(void **state)
{
    (void)state;
    for (uint32_t c = 0; c < 0x110000; c++) {
        uint32_t any = text_search_any_level(c), bare = nonspace_strip(c);

        assert_int_equal(text_search_any_level(fold_code_point(c)), any);
        if (bare == NONSPACE_MARK) {
            assert_int_equal(any, NONSPACE_MARK);
            continue;
        }
        assert_int_equal(text_search_any_level(bare), any);
        assert_int_equal(text_search_any_level(fold_code_point(bare)), any);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_code_point_is_indexed_as_any_level_sees_it),
        cmocka_unit_test_setup_teardown(the_index_changes_no_answer, store_setup, store_teardown),
    };

    return cmocka_run_group_tests_name("text_random", tests, NULL, NULL);
}
