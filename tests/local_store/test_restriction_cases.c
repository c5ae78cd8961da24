/*
 * test_restriction_cases.c - restrictions of the store's tables: limits, long content, SQL's
 * indexes, what chance doesn't meet
 */
#include "local_store/fixture.h"
#include <stdio.h>
#include <string.h>
#include "local_store/folder.h"
#include "local_store/message_state.h"
#include "local_store/restriction.h"
#include "local_store/row.h"

/* ---- asking ---- */

static struct store *store_of(IMAPIFolder *folder)
{
    return folder_from_iface(folder)->store;
}

struct asked {
    struct message_state *state;
    struct row row;
};

static HRESULT get_asked(void *context, ULONG tag, struct value **out)
{
    struct asked *asked = context;
    HRESULT hr = row_computed(&asked->row, tag, out);

    if (hr != S_FALSE) return hr;
    *out = value_ref(bag_find(&asked->state->props, tag));
    return *out ? S_OK : S_FALSE;
}

static bool by_row(struct store *store, const BYTE *entry_id, const struct restriction *restriction)
{
    struct asked asked = {.row = {.store = store, .object = {MAPI_MESSAGE}}};
    bool matches;

    assert_int_equal(entry_id_read(&store->file->uid, ENTRY_ID_BYTES, entry_id, &asked.row.object),
                     S_OK);
    db_lock(store_db(store));
    assert_int_equal(message_state_load(store->file, asked.row.object.id, NULL, &asked.state),
                     S_OK);
    db_unlock(store_db(store));
    assert_int_equal(restriction_matches(restriction, get_asked, &asked, &matches), S_OK);
    message_state_unref(asked.state);
    return matches;
}

/* Rows that SQL keeps, of `messages m` or `folders f`. */
static int by_sql(struct store *store, const char *from, const struct restriction *restriction)
{
    char *text =
        sqlite3_mprintf("SELECT count(*) FROM %s WHERE %s", from, restriction_sql(restriction));
    sqlite3_stmt *stmt;
    int next = 1, n;

    if (sqlite3_prepare_v2(store_db(store)->sql, text, -1, &stmt, NULL) != SQLITE_OK)
        fail_msg("%s: %s", sqlite3_errmsg(store_db(store)->sql), text);
    sqlite3_free(text);
    assert_int_equal(restriction_bind(restriction, stmt, &next), S_OK);
    assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
    n = sqlite3_column_int(stmt, 0);
    sqlite3_finalize(stmt);
    return n;
}

static HRESULT refusal(struct store *store, const SRestriction *res)
{
    struct restriction *restriction;
    HRESULT hr = restriction_create(store, false, res, &restriction);

    assert_true((hr == S_OK) == (restriction != NULL));
    restriction_free(restriction);
    return hr;
}

static struct restriction *made(struct store *store, bool folders, const SRestriction *res)
{
    struct restriction *restriction;

    assert_int_equal(restriction_create(store, folders, res, &restriction), S_OK);
    return restriction;
}

/* The messages of the store's one folder are asked both ways; SQL alone must decide when exact is
 * said. */
static bool matches(struct store *store, const BYTE *entry_id, const SRestriction *res, bool exact)
{
    struct restriction *restriction = made(store, false, res);
    bool row = by_row(store, entry_id, restriction);

    assert_int_equal(restriction_is_exact(restriction), exact);
    if (exact || row) assert_int_equal(by_sql(store, "messages m", restriction), row);
    restriction_free(restriction);
    return row;
}

static SRestriction content(ULONG fuzzy, ULONG tag, SPropValue *constant)
{
    constant->ulPropTag = tag;
    return (SRestriction){RES_CONTENT, {.resContent = {fuzzy, tag, constant}}};
}

static SRestriction property(ULONG relop, ULONG tag, SPropValue *constant)
{
    if (!constant->ulPropTag) constant->ulPropTag = tag;
    return (SRestriction){RES_PROPERTY, {.resProperty = {relop, tag, constant}}};
}

static void write_stream(IMessage *message, ULONG tag, const WCHAR *text, ULONG chars)
{
    IStream *stream;

    assert_int_equal(message->lpVtbl->OpenProperty(message, tag, &IID_IStream, 0,
                                                   MAPI_CREATE | MAPI_MODIFY, (IUnknown **)&stream),
                     S_OK);
    assert_int_equal(stream->lpVtbl->Write(stream, text, chars * (ULONG)sizeof(*text), NULL), S_OK);
    assert_int_equal(stream->lpVtbl->Commit(stream, 0), S_OK);
    stream->lpVtbl->Release(stream);
}

/* ---- what is refused ---- */

/* 6.11-01 6.11-03 6.11-04 6.11-06 6.11-08 6.11-09 6.11-12 6.11-15 */
static void what_makes_no_sense_is_refused(void **state)
{
    struct fixture *f = *state;
    IMAPIFolder *inbox = open_inbox(f);
    struct store *store = store_of(inbox);
    SPropValue number = {.ulPropTag = PR_IMPORTANCE},
               numbers = {.ulPropTag = PROP_TAG(PT_MV_LONG, 0x6801)};
    SPropValue text = {.ulPropTag = PR_SUBJECT_W, .Value.lpszW = L"a"};
    SRestriction inner = {RES_EXIST, {.resExist = {0, PR_SUBJECT_W, 0}}};
    const struct {
        SRestriction res;
        HRESULT hr;
    } cases[] = {
        {{RES_PROPERTY, {.resProperty = {RELOP_EQ, PR_SUBJECT_W, &number}}}, MAPI_E_TOO_COMPLEX},
        {{RES_PROPERTY, {.resProperty = {RELOP_EQ, numbers.ulPropTag, &numbers}}},
         MAPI_E_TOO_COMPLEX},
        {{RES_PROPERTY, {.resProperty = {RELOP_EQ, numbers.ulPropTag, &number}}}, S_OK},
        {{RES_PROPERTY, {.resProperty = {RELOP_RE, PR_SUBJECT_W, &text}}}, MAPI_E_TOO_COMPLEX},
        {{RES_PROPERTY, {.resProperty = {7, PR_SUBJECT_W, &text}}}, MAPI_E_INVALID_PARAMETER},
        {{RES_PROPERTY, {.resProperty = {RELOP_EQ, PR_SUBJECT_W, NULL}}}, MAPI_E_INVALID_PARAMETER},
        {{RES_CONTENT, {.resContent = {FL_SUBSTRING, PR_IMPORTANCE, &number}}}, MAPI_E_TOO_COMPLEX},
        {{RES_CONTENT, {.resContent = {FL_SUBSTRING, PR_CONVERSATION_INDEX, &text}}},
         MAPI_E_TOO_COMPLEX},
        {{RES_COMPAREPROPS, {.resCompareProps = {RELOP_EQ, PR_SUBJECT_W, PR_IMPORTANCE}}},
         MAPI_E_TOO_COMPLEX},
        {{RES_BITMASK, {.resBitMask = {BMR_EQZ, PR_HASATTACH, 1}}}, MAPI_E_TOO_COMPLEX},
        {{RES_BITMASK, {.resBitMask = {2, PR_MESSAGE_FLAGS, 1}}}, MAPI_E_INVALID_PARAMETER},
        {{RES_SIZE, {.resSize = {RELOP_RE, PR_SUBJECT_W, 1}}}, MAPI_E_TOO_COMPLEX},
        {{RES_SUBRESTRICTION, {.resSub = {PR_CONTAINER_CONTENTS, &inner}}}, MAPI_E_TOO_COMPLEX},
        {{RES_SUBRESTRICTION, {.resSub = {PR_MESSAGE_RECIPIENTS, NULL}}}, MAPI_E_INVALID_PARAMETER},
        {{RES_SUBRESTRICTION, {.resSub = {PR_MESSAGE_RECIPIENTS, &inner}}}, S_OK},
        {{RES_COUNT, {.resNot = {0, &inner}}}, MAPI_E_TOO_COMPLEX},
        {{RES_NOT, {.resNot = {0, NULL}}}, MAPI_E_INVALID_PARAMETER},
        {{RES_AND, {.resAnd = {1, NULL}}}, MAPI_E_INVALID_PARAMETER},
        {{RES_AND, {.resAnd = {0xffffffff, &inner}}}, MAPI_E_TOO_COMPLEX},
        {{13, {.resNot = {0, &inner}}}, MAPI_E_INVALID_PARAMETER},
    };
    struct restriction *restriction;

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        if (refusal(store, &cases[i].res) != cases[i].hr) fail_msg("case %zu", i);
    /* no such rows below folders */
    assert_int_equal(restriction_create(store, true, &cases[14].res, &restriction),
                     MAPI_E_TOO_COMPLEX);
    assert_int_equal(refusal(store, NULL), MAPI_E_INVALID_PARAMETER);
    inbox->lpVtbl->Release(inbox);
}

/* 6.11-02 */
static void depth_and_breadth_are_bounded(void **state)
{
    struct fixture *f = *state;
    IMAPIFolder *inbox = open_inbox(f);
    struct store *store = store_of(inbox);
    SRestriction exists = {RES_EXIST, {.resExist = {0, PR_SUBJECT_W, 0}}}, *chain, *many;
    SPropValue *constants;
    BYTE id[48];
    enum { DEPTH = 300, MANY = 5000 };

    make_message(inbox, L"s4999", id);
    chain = calloc(DEPTH, sizeof(*chain));
    for (int i = 0; i < DEPTH; i++)
        chain[i] = i + 1 < DEPTH ? (SRestriction){RES_NOT, {.resNot = {0, &chain[i + 1]}}} : exists;
    assert_int_equal(refusal(store, chain), MAPI_E_TOO_COMPLEX);
    assert_true(matches(store, id, &chain[DEPTH - 257], false)); /* too deep for SQL only */
    assert_true(matches(store, id, &chain[DEPTH - 31], true));
    assert_false(matches(store, id, &chain[DEPTH - 32], true));
    chain[DEPTH - 1] = (SRestriction){RES_NOT, {.resNot = {0, chain}}}; /* bites its tail */
    assert_int_equal(refusal(store, chain), MAPI_E_TOO_COMPLEX);

    many = calloc(MANY, sizeof(*many));
    constants = calloc(MANY, sizeof(*constants));
    for (int i = 0; i < MANY; i++) {
        WCHAR *text = calloc(8, sizeof(WCHAR));
        char narrow[8];

        snprintf(narrow, sizeof(narrow), "s%d", i);
        for (int c = 0; narrow[c]; c++)
            text[c] = (unsigned char)narrow[c];
        constants[i].Value.lpszW = text;
        many[i] = property(RELOP_EQ, PR_SUBJECT_W, &constants[i]);
    }
    for (int n = 5; n <= MANY; n *= 10) {
        SRestriction any = {RES_OR, {.resOr = {(ULONG)n, many + MANY - n}}},
                     all = {RES_AND, {.resAnd = {(ULONG)n, many + MANY - n}}};

        assert_true(matches(store, id, &any, n < 400));
        assert_false(matches(store, id, &all, n < 400));
    }
    for (int i = 0; i < MANY; i++)
        free(constants[i].Value.lpszW);
    free(constants);
    free(many);
    free(chain);
    inbox->lpVtbl->Release(inbox);
}

/* ---- content ---- */

/* 6.11-06: what lies across the border of two chunks, pairs of surrogates included, is found too */
static void long_bodies_are_searched_in_pieces(void **state)
{
    struct fixture *f = *state;
    IMAPIFolder *inbox = open_inbox(f);
    struct store *store = store_of(inbox);
    enum { CHARS = 200000, BORDER = 32768 };
    WCHAR *body = malloc((CHARS + 1) * sizeof(WCHAR));
    static const WCHAR needle[] = {'N', 0xd83d, 0xde00, 0xe9, 0},
                       folded[] = {'n', 0xd83d, 0xde00, 'E', 0};
    SPropValue constant = {0};
    SRestriction res;
    BYTE id[48];

    make_message(inbox, L"long", id);
    for (int at = BORDER - 4; at <= BORDER; at++) {
        IMessage *message = open_message(f, id, MAPI_MODIFY);

        for (int i = 0; i < CHARS; i++)
            body[i] = (WCHAR)('a' + i % 7);
        body[CHARS] = 0;
        memcpy(body + at, needle, 4 * sizeof(WCHAR));
        write_stream(message, PR_BODY_W, body, CHARS);
        assert_int_equal(message->lpVtbl->SaveChanges(message, 0), S_OK);
        message->lpVtbl->Release(message);

        constant.Value.lpszW = (WCHAR *)needle;
        res = content(FL_SUBSTRING, PR_BODY_W, &constant);
        assert_true(matches(store, id, &res, false));
        constant.Value.lpszW = (WCHAR *)folded;
        res = content(FL_SUBSTRING, PR_BODY_W, &constant);
        assert_false(matches(store, id, &res, false));
        res = content(FL_SUBSTRING | FL_LOOSE, PR_BODY_W, &constant);
        assert_true(matches(store, id, &res, false));
    }
    constant.Value.lpszW = body;
    res = content(FL_FULLSTRING, PR_BODY_W, &constant);
    assert_true(matches(store, id, &res, false));
    constant.ulPropTag = 0;
    res = property(RELOP_EQ, PR_BODY_W, &constant);
    assert_true(matches(store, id, &res, false));
    body[CHARS - 1]++;
    assert_false(matches(store, id, &res, false));
    res = property(RELOP_LT, PR_BODY_W, &constant);
    assert_true(matches(store, id, &res, false));
    /* 6.11-10 */
    res = (SRestriction){RES_SIZE, {.resSize = {RELOP_EQ, PR_BODY_W, (CHARS + 1) * sizeof(WCHAR)}}};
    assert_true(matches(store, id, &res, false));
    free(body);
    inbox->lpVtbl->Release(inbox);
}

/* A column of text has the text however it came, so that SQL's answer is the answer. */
static void columns_hold_text_however_it_came(void **state)
{
    struct fixture *f = *state;
    IMAPIFolder *inbox = open_inbox(f);
    struct store *store = store_of(inbox);
    SPropValue odd = {.ulPropTag = PR_SUBJECT_A, .Value.lpszA = "caf\xe9"},
               constant = {.Value.lpszW = L"caf"}; /* not UTF-8 */
    IMessage *message;
    SPropValue *again;
    SRestriction res;
    WCHAR *text;
    BYTE id[48];

    make_message(inbox, L"first", id);
    message = open_message(f, id, MAPI_MODIFY);
    assert_int_equal(message->lpVtbl->SetProps(message, 1, &odd, NULL), S_OK);
    assert_int_equal(message->lpVtbl->SaveChanges(message, 0), S_OK);
    message->lpVtbl->Release(message);
    res = content(FL_PREFIX, PR_SUBJECT_W, &constant);
    assert_true(matches(store, id, &res, true));
    message = open_message(f, id, 0);
    again = get_prop(message, PR_SUBJECT_A);
    assert_string_equal(again->Value.lpszA, odd.Value.lpszA); /* the same bytes back */
    FREE(again);
    message->lpVtbl->Release(message);

    text = calloc(20001, sizeof(WCHAR));
    for (int i = 0; i < 20000; i++)
        text[i] = 'x';
    message = open_message(f, id, MAPI_MODIFY);
    write_stream(message, PR_SUBJECT_W, text, 20000);
    assert_int_equal(message->lpVtbl->SaveChanges(message, 0), S_OK);
    message->lpVtbl->Release(message);
    constant.ulPropTag = 0;
    constant.Value.lpszW = text;
    res = property(RELOP_EQ, PR_SUBJECT_W, &constant);
    assert_true(matches(store, id, &res, true));
    free(text);
    inbox->lpVtbl->Release(inbox);
}

/* Values are never part of the text. */
static void values_are_not_sql(void **state)
{
    struct fixture *f = *state;
    IMAPIFolder *inbox = open_inbox(f);
    struct store *store = store_of(inbox);
    static const WCHAR nasty[] = L"') OR 1=1; DROP TABLE messages; -- ?@#%s";
    SPropValue constant = {.Value.lpszW = (WCHAR *)nasty};
    SRestriction res;
    BYTE id[48];

    make_message(inbox, nasty, id);
    for (ULONG relop = RELOP_LT; relop <= RELOP_NE; relop++) {
        res = property(relop, PR_SUBJECT_W, &constant);
        assert_int_equal(matches(store, id, &res, true),
                         relop == RELOP_LE || relop == RELOP_GE || relop == RELOP_EQ);
    }
    for (ULONG mode = FL_FULLSTRING; mode <= FL_PREFIX; mode++) {
        res = content(mode, PR_SUBJECT_W, &constant);
        assert_true(matches(store, id, &res, true));
    }
    inbox->lpVtbl->Release(inbox);
}

/* ---- recipients, attachments, folders ---- */

/* 6.11-12 */
static void numbers_of_recipients_and_attachments_are_known(void **state)
{
    struct fixture *f = *state;
    IMAPIFolder *inbox = open_inbox(f);
    struct store *store = store_of(inbox);
    SPropValue who[] = {{.ulPropTag = PR_DISPLAY_NAME_W, .Value.lpszW = L"Ann"},
                        {.ulPropTag = PR_RECIPIENT_TYPE, .Value.l = MAPI_CC}};
    SizedADRLIST(1, list) = {1, {{0, 2, who}}};
    SPropValue number = {0};
    SRestriction inner, denied = {RES_NOT, {.resNot = {0, &inner}}},
                        res = {RES_SUBRESTRICTION, {.resSub = {PR_MESSAGE_RECIPIENTS, &inner}}};
    SRestriction none = {RES_NOT, {.resNot = {0, &res}}};
    IMessage *message;
    BYTE id[48];

    make_message(inbox, L"with Ann", id);
    inner = property(RELOP_GE, PR_ROWID, &number);
    assert_false(matches(store, id, &res, true));
    assert_true(matches(store, id, &none, true));
    message = open_message(f, id, MAPI_MODIFY);
    assert_int_equal(message->lpVtbl->ModifyRecipients(message, MODRECIP_ADD, (ADRLIST *)&list),
                     S_OK);
    assert_int_equal(message->lpVtbl->SaveChanges(message, 0), S_OK);
    message->lpVtbl->Release(message);
    assert_true(matches(store, id, &res, true));
    assert_false(matches(store, id, &none, true));
    res.res.resSub.lpRes = &denied; /* some recipient that does not */
    assert_false(matches(store, id, &res, true));
    res.res.resSub.lpRes = &inner;

    /* made for the table, in no column */
    number = (SPropValue){.ulPropTag = PR_OBJECT_TYPE, .Value.l = MAPI_MAILUSER};
    inner = property(RELOP_EQ, PR_OBJECT_TYPE, &number);
    assert_true(matches(store, id, &res, false));
    assert_false(matches(store, id, &none, false));
    res.res.resSub.ulSubObject = PR_MESSAGE_ATTACHMENTS;
    assert_false(matches(store, id, &res, false));
    inbox->lpVtbl->Release(inbox);
}

static void folders_are_restricted_too(void **state)
{
    struct fixture *f = *state;
    IMAPIFolder *root = open_root(f), *child;
    struct store *store = store_of(root);
    SPropValue constant = {.Value.lpszW = L"QUARTER"};
    SRestriction name = content(FL_PREFIX | FL_IGNORECASE, PR_DISPLAY_NAME_W, &constant), both[2],
                 res = {RES_AND, {.resAnd = {2, both}}};
    SPropValue yes = {.Value.b = TRUE};
    struct restriction *restriction;

    assert_int_equal(root->lpVtbl->CreateFolder(root, FOLDER_GENERIC, (LPTSTR)L"quarterly", NULL,
                                                NULL, MAPI_UNICODE, &child),
                     S_OK);
    both[0] = name;
    both[1] = property(RELOP_NE, PR_SUBFOLDERS, &yes);
    restriction = made(store, true, &res);
    assert_true(restriction_is_exact(restriction));
    assert_int_equal(by_sql(store, "folders f", restriction), 1);
    restriction_free(restriction);
    both[1].res.resProperty.relop = RELOP_EQ;
    restriction = made(store, true, &res);
    assert_int_equal(by_sql(store, "folders f", restriction), 0);
    restriction_free(restriction);
    child->lpVtbl->Release(child);
    root->lpVtbl->Release(root);
}

/* ---- indexes ---- */

static void expect_plan(struct store *store, const SRestriction *res, const char *part)
{
    struct restriction *restriction = made(store, false, res);
    char *text = sqlite3_mprintf(
        "EXPLAIN QUERY PLAN SELECT m.id FROM messages m WHERE m.folder=5 AND m.part=0 AND %s",
        restriction_sql(restriction));
    sqlite3_stmt *stmt;

    assert_int_equal(sqlite3_prepare_v2(store_db(store)->sql, text, -1, &stmt, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
    if (!strstr((const char *)sqlite3_column_text(stmt, 3), part))
        fail_msg("%s: %s", text, sqlite3_column_text(stmt, 3));
    sqlite3_finalize(stmt);
    sqlite3_free(text);
    restriction_free(restriction);
}

static void indexes_serve_the_usual_questions(void **state)
{
    struct fixture *f = *state;
    IMAPIFolder *inbox = open_inbox(f);
    struct store *store = store_of(inbox);
    SPropValue text = {.Value.lpszW = L"abc"}, time = {.Value.li.QuadPart = 5}, entry = {0},
               key = {0};
    BYTE id[48];
    SRestriction res;

    make_message(inbox, L"x", id);
    res = content(FL_PREFIX, PR_SUBJECT_W, &text);
    expect_plan(store, &res,
                "messages_by_subject (folder=? AND part=? AND subject>? AND subject<?)");
    res = content(FL_FULLSTRING | FL_IGNORECASE, PR_SUBJECT_W, &text);
    expect_plan(store, &res, "messages_by_subject (folder=? AND part=? AND subject=?)");
    text.ulPropTag = 0;
    res = property(RELOP_EQ, PR_SENT_REPRESENTING_NAME_W, &text);
    expect_plan(store, &res, "messages_by_sender (folder=? AND part=? AND representing_name=?)");
    res = property(RELOP_GT, PR_MESSAGE_DELIVERY_TIME, &time);
    expect_plan(store, &res, "messages_by_delivered (folder=? AND part=? AND delivered>?)");
    entry.Value.bin = (SBinary){sizeof(id), id};
    res = property(RELOP_EQ, PR_ENTRYID, &entry);
    expect_plan(store, &res, "PRIMARY KEY (rowid=?)");
    assert_true(matches(store, id, &res, true));
    id[47] ^= 1; /* another guid */
    assert_true(refusal(store, &res) == S_OK);
    {
        struct restriction *restriction = made(store, false, &res);

        assert_int_equal(by_sql(store, "messages m", restriction), 0);
        restriction_free(restriction);
    }
    key.Value.bin = (SBinary){8, id + 24};
    res = property(RELOP_EQ, PR_INSTANCE_KEY, &key);
    expect_plan(store, &res, "PRIMARY KEY (rowid=?)");
    inbox->lpVtbl->Release(inbox);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_makes_no_sense_is_refused, store_setup,
                                        store_teardown),
        cmocka_unit_test_setup_teardown(depth_and_breadth_are_bounded, store_setup, store_teardown),
        cmocka_unit_test_setup_teardown(long_bodies_are_searched_in_pieces, store_setup,
                                        store_teardown),
        cmocka_unit_test_setup_teardown(columns_hold_text_however_it_came, store_setup,
                                        store_teardown),
        cmocka_unit_test_setup_teardown(values_are_not_sql, store_setup, store_teardown),
        cmocka_unit_test_setup_teardown(numbers_of_recipients_and_attachments_are_known,
                                        store_setup, store_teardown),
        cmocka_unit_test_setup_teardown(folders_are_restricted_too, store_setup, store_teardown),
        cmocka_unit_test_setup_teardown(indexes_serve_the_usual_questions, store_setup,
                                        store_teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
