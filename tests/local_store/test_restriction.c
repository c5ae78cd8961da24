/*
 * test_restriction.c - restrictions of the store's tables: SQL, row by row, and the subsystem's own
 * answer agree
 */
#include "local_store/random_mail.h"
#include <string.h>
#include "local_store/folder.h"
#include "local_store/message_state.h"
#include "local_store/restriction.h"
#include "local_store/row.h"
#include "prop/restrict.h"
#include "prop/pval.h"

#define MAILS 120

/* ---- one row, both ways ---- */

struct asked {
    struct message_state *state;
    struct row row;
};

static void ask_open(struct store *store, const BYTE *entry_id, struct asked *out)
{
    struct identity id;

    memset(out, 0, sizeof(*out));
    assert_int_equal(entry_id_read(&store->file->uid, ENTRY_ID_BYTES, entry_id, &id), S_OK);
    db_lock(store_db(store));
    assert_int_equal(message_state_load(store->file, id.id, &id.guid, &out->state), S_OK);
    db_unlock(store_db(store));
    out->row.store = store;
    out->row.object = id;
    out->row.parent = out->state->parent;
    out->row.flags = bag_long(&out->state->props, PR_MESSAGE_FLAGS, 0);
    out->row.change = out->state->change;
    out->row.can_modify = true;
}

static HRESULT get_asked(void *context, ULONG tag, struct value **out)
{
    struct asked *asked = context;
    HRESULT hr = row_computed(&asked->row, tag, out);

    if (hr != S_FALSE) return hr;
    *out = value_ref(bag_find(&asked->state->props, tag));
    return *out ? S_OK : MAPI_E_NOT_FOUND;
}

static bool row_matches(struct restriction *restriction, struct asked *asked)
{
    bool matches;

    assert_int_equal(restriction_matches(restriction, get_asked, asked, &matches), S_OK);
    return matches;
}

/* Whether SQL keeps each of the n messages. */
static void sql_matches(struct store *store, int64_t folder, const struct restriction *restriction,
                        const int64_t *ids, ULONG n, bool *out)
{
    char *text = sqlite3_mprintf("SELECT m.id FROM messages m WHERE m.folder=? AND m.part=0 AND %s",
                                 restriction_sql(restriction));
    sqlite3_stmt *stmt;
    int next = 2, code;

    memset(out, 0, n * sizeof(*out));
    if (sqlite3_prepare_v2(store_db(store)->sql, text, -1, &stmt, NULL) != SQLITE_OK)
        fail_msg("%s: %s", sqlite3_errmsg(store_db(store)->sql), text);
    sqlite3_free(text);
    sqlite3_bind_int64(stmt, 1, folder);
    assert_int_equal(restriction_bind(restriction, stmt, &next), S_OK);
    assert_int_equal(next - 1, sqlite3_bind_parameter_count(stmt));
    while ((code = sqlite3_step(stmt)) == SQLITE_ROW)
        for (ULONG i = 0; i < n; i++)
            if (ids[i] == sqlite3_column_int64(stmt, 0)) out[i] = true;
    assert_int_equal(code, SQLITE_DONE);
    sqlite3_finalize(stmt);
}

/* ---- the subsystem's answer ---- */

static const SPropValue *find_in_mail(void *context, ULONG tag)
{
    const struct mail *mail = context;

    return pval_find_const(mail->props.values, mail->props.n, tag);
}

static HRESULT any_row(const struct props_of *rows, ULONG n, const SRestriction *restriction,
                       bool *match)
{
    HRESULT hr = restrict_check(restriction);

    *match = false;
    for (ULONG i = 0; i < n && SUCCEEDED(hr) && !*match; i++)
        hr = restrict_match(restriction, rows[i].n, rows[i].values, match);
    return hr;
}

static HRESULT sub_of_mail(void *context, ULONG sub, const SRestriction *restriction, bool *match)
{
    const struct mail *mail = context;

    return sub == PR_MESSAGE_RECIPIENTS
               ? any_row(mail->recipients, mail->n_recipients, restriction, match)
               : any_row(mail->attachments, mail->n_attachments, restriction, match);
}

/* ---- the comparison ---- */

struct tally {
    int refused, exact, narrowed, unsaid, matches, others;
};

static void compare(struct store *store, int64_t folder, struct mail *mails, struct asked *asked,
                    const int64_t *ids, const SRestriction *res, struct tally *tally)
{
    struct restriction *restriction;
    bool by_sql[MAILS];
    HRESULT hr = restriction_create(store, false, res, &restriction);

    /* what is wrong is wrong for both; the subsystem looks into a sub restriction only when it asks
     */
    if (FAILED(hr)) {
        HRESULT theirs = restrict_check(res);

        assert_int_equal(hr == MAPI_E_TOO_COMPLEX || hr == MAPI_E_INVALID_PARAMETER, true);
        assert_true(theirs == hr || theirs == MAPI_E_TOO_COMPLEX);
        tally->refused++;
        return;
    }
    sql_matches(store, folder, restriction, ids, MAILS, by_sql);
    if (restriction_is_exact(restriction))
        tally->exact++;
    else if (strcmp(restriction_sql(restriction), "1"))
        tally->narrowed++;
    else
        tally->unsaid++;
    for (ULONG i = 0; i < MAILS; i++) {
        struct restrict_row row = {find_in_mail, sub_of_mail, &mails[i]};
        bool ours = row_matches(restriction, &asked[i]), theirs;

        assert_int_equal(restrict_match_row(res, &row, &theirs), S_OK);
        if (ours != theirs ||
            (restriction_is_exact(restriction) ? by_sql[i] != ours : ours && !by_sql[i])) {
            print_restriction(res, 0);
            for (ULONG p = 0; p < mails[i].props.n; p++)
                print_value(&mails[i].props.values[p]);
            fail_msg("mail %u: subsystem %d, row %d, SQL %d: %s", i, theirs, ours, by_sql[i],
                     restriction_sql(restriction));
        }
        *(ours ? &tally->matches : &tally->others) += 1;
    }
    restriction_free(restriction);
}

/* 6.11-02 6.11-03 6.11-04 6.11-05 6.11-06 6.11-07 6.11-08 6.11-09 6.11-10 6.11-11 6.11-12 6.11-13 6.11-14
 * 6.11-16 */
static void sql_rows_and_the_subsystem_agree(void **state)
{
    struct fixture *f = *state;
    IMAPIFolder *inbox = open_inbox(f);
    struct store *store = folder_from_iface(inbox)->store;
    int64_t folder = folder_from_iface(inbox)->id.id, ids[MAILS];
    struct mail *mails = calloc(MAILS, sizeof(*mails));
    struct asked *asked = calloc(MAILS, sizeof(*asked));
    struct tally tally = {0};

    pick_from(1);
    for (ULONG i = 0; i < MAILS; i++) {
        random_mail(inbox, &mails[i]);
        ask_open(store, mails[i].entry_id, &asked[i]);
        ids[i] = asked[i].row.object.id;
    }
    for (uint64_t seed = 1; seed <= 6000; seed++) {
        pick_from(seed * 7919);
        compare(store, folder, mails, asked, ids, random_restriction(mails, MAILS), &tally);
    }
    print_message("refused %d, exact %d, narrowed %d, unsaid %d; rows that match %d, others %d\n",
                  tally.refused, tally.exact, tally.narrowed, tally.unsaid, tally.matches,
                  tally.others);
    assert_true(tally.refused > 20 && tally.exact > 500 && tally.narrowed > 50 &&
                tally.unsaid > 100);
    assert_true(tally.matches > 10000 && tally.others > 10000);
    for (ULONG i = 0; i < MAILS; i++)
        message_state_unref(asked[i].state);
    free(asked);
    free(mails);
    random_forget();
    inbox->lpVtbl->Release(inbox);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(sql_rows_and_the_subsystem_agree, store_setup,
                                        store_teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
