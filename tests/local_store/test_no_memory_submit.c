/*
 * test_no_memory_submit.c - each allocation of submitting and of the spooler's calls fails: nothing
 * is sent twice, or half
 *
 * The store, and MAPI's own PrepareSubmit and ExpandRecips; the rest of MAPI's part is a fake that
 * needs no memory.
 */
#include <string.h>
#include "ab/addrbook.h"
#include "base/text.h"
#include "local_store/failing_malloc.h"
#include "local_store/no_memory.h"
#include "local_store/submit_fixture.h"
#include "profile/hive.h"
#include "support/resend.h"

static struct submit_fixture *s;
static struct router *router;
static struct profile *profile;

/* ---- MAPI's part ---- */

static HRESULT STDMETHODCALLTYPE own_PrepareSubmit(IMAPISupport *iface, IMessage *message,
                                                   ULONG *flags)
{
    (void)iface;
    *flags = 0;
    return resend_prepare(message);
}

static HRESULT STDMETHODCALLTYPE own_ExpandRecips(IMAPISupport *iface, IMessage *message,
                                                  ULONG *flags)
{
    (void)iface;
    *flags = 0;
    return ab_expand(router, message);
}

static HRESULT STDMETHODCALLTYPE own_DoSentMail(IMAPISupport *iface, ULONG flags, IMessage *message)
{
    (void)iface;
    (void)flags;
    s->sent_mails++;
    message->lpVtbl->Release(message);
    return S_OK;
}

static void nothing(void *ctx)
{
    (void)ctx;
}

static HRESULT open_own(void *ctx, ULONG cb, const ENTRYID *eid, const IID *iid, ULONG flags,
                        ULONG *type, IUnknown **out)
{
    (void)ctx;
    (void)cb;
    (void)eid;
    (void)iid;
    (void)flags;
    (void)type;
    (void)out;
    return MAPI_E_NOT_FOUND;
}

static int setup(void **state)
{
    static const struct router_host host = {.hold = nothing, .drop = nothing, .open_own = open_own};
    static const struct provider_memory memory = {0};
    static IMAPISupportVtbl vtbl;
    void *fixture;

    assert_int_equal(submit_setup(&fixture), 0);
    s = fixture;
    vtbl = *s->f.support.IMAPISupport_iface.lpVtbl;
    vtbl.PrepareSubmit = own_PrepareSubmit;
    vtbl.ExpandRecips = own_ExpandRecips;
    vtbl.DoSentMail = own_DoSentMail;
    s->f.support.IMAPISupport_iface.lpVtbl = s->support.IMAPISupport_iface.lpVtbl = &vtbl;
    assert_int_equal(profile_create(L"submit", false, &profile), S_OK);
    assert_int_equal(router_create(profile, 0, &memory, &host, NULL, &router), S_OK);
    *state = no_memory_begin(&s->f);
    return 0;
}

static int teardown(void **state)
{
    void *fixture = s;

    no_memory_end(*state);
    router_shutdown(router);
    router_unref(router);
    profile_delete(profile);
    profile_unref(profile);
    return submit_teardown(&fixture);
}

/* ---- recipients ---- */

static void add(IMessage *message, const WCHAR *name, const WCHAR *address, ULONG type)
{
    SPropValue values[4] = {{.ulPropTag = PR_DISPLAY_NAME_W},
                            {.ulPropTag = PR_RECIPIENT_TYPE},
                            {.ulPropTag = PR_ADDRTYPE_W},
                            {.ulPropTag = PR_EMAIL_ADDRESS_W}};
    SizedADRLIST(1, list) = {1, {{0, 4, values}}};

    values[0].Value.lpszW = (WCHAR *)name;
    values[1].Value.l = (LONG)type;
    values[2].Value.lpszW = (WCHAR *)L"SMTP";
    values[3].Value.lpszW = (WCHAR *)address;
    ok_hr(message->lpVtbl->ModifyRecipients(message, MODRECIP_ADD, (ADRLIST *)&list));
}

/* Each recipient: the first letter of the name, '+' when the mail has been taken to it, '-' when
 * not, '?' when nothing says. */
static void expect_people(IMessage *message, const char *expected)
{
    SizedSPropTagArray(2, columns) = {2, {PR_DISPLAY_NAME_W, PR_RESPONSIBILITY}};
    IMAPITable *table;
    SRowSet *rows;
    char got[64] = "";

    ok_hr(message->lpVtbl->GetRecipientTable(message, MAPI_UNICODE, &table));
    ok_hr(table->lpVtbl->SetColumns(table, (SPropTagArray *)&columns, 0));
    ok_hr(table->lpVtbl->QueryRows(table, 30, 0, &rows));
    for (ULONG i = 0; i < rows->cRows; i++) {
        const SPropValue *row = rows->aRow[i].lpProps;

        got[2 * i] = (char)row[0].Value.lpszW[0];
        got[2 * i + 1] = row[1].ulPropTag != PR_RESPONSIBILITY ? '?' : row[1].Value.b ? '+' : '-';
        FREE(rows->aRow[i].lpProps);
    }
    FREE(rows);
    table->lpVtbl->Release(table);
    assert_string_equal(got, expected);
}

/* Ann twice under one address, Bob as a copy: ready to be sent to, the second Ann is gone. */
static void add_people(IMessage *message)
{
    add(message, L"Bob", L"bob@example.org", MAPI_CC);
    add(message, L"Ann again", L"SOMEONE@example.org", MAPI_TO);
}

static void remember(struct no_memory *t, IMessage *message)
{
    SPropValue *id = id_of(message);

    memcpy(t->made, id->Value.bin.lpb, 48);
    FREE(id);
}

static struct {
    BYTE id[48];
    const char *people; /* as they must be sent to; NULL: nothing was submitted yet */
} last;

/* What was submitted last is in the queue, as it must be sent; then it is taken out, so that the
 * queue stays short. */
static void check_last(void)
{
    IMessage *message;

    if (!last.people) return;
    ok_hr(open_in(s->f.store, last.id, 0, &message));
    expect_people(message, last.people);
    assert_int_equal(get_long(message, PR_MESSAGE_FLAGS) & MSGFLAG_SUBMIT, MSGFLAG_SUBMIT);
    message->lpVtbl->Release(message);
    ok_hr(s->f.store->lpVtbl->AbortSubmit(s->f.store, 48, (ENTRYID *)last.id, 0));
    last.people = NULL;
}

static HRESULT submit_to(struct no_memory *t, const char *people)
{
    HRESULT hr = t->fresh->lpVtbl->SubmitMessage(t->fresh, 0);

    if (hr != S_OK) return hr;
    memcpy(last.id, t->made, 48);
    last.people = people;
    return hr;
}

/* ---- the client's calls ---- */

static void with_new_mail(struct no_memory *t)
{
    check_last();
    t->fresh = compose(s, L"new");
    add_people(t->fresh);
    remember(t, t->fresh);
}

static void with_saved_mail(struct no_memory *t)
{
    check_last();
    t->fresh = compose(s, L"saved");
    add_people(t->fresh);
    ok_hr(t->fresh->lpVtbl->SaveChanges(t->fresh, KEEP_OPEN_READWRITE));
    remember(t, t->fresh);
}

/* Who had it doesn't get it again, however often it was tried. */
static void with_resent_mail(struct no_memory *t)
{
    check_last();
    t->fresh = compose(s, L"again");
    ok_hr(set_long(t->fresh, PR_MESSAGE_FLAGS, MSGFLAG_UNSENT | MSGFLAG_RESEND));
    add(t->fresh, L"Had it", L"had@example.org", MAPI_TO | MAPI_SUBMITTED);
    ok_hr(t->fresh->lpVtbl->SaveChanges(t->fresh, KEEP_OPEN_READWRITE));
    remember(t, t->fresh);
}

static HRESULT submit_people(struct no_memory *t)
{
    return submit_to(t, "A-B-");
}

static HRESULT submit_again(struct no_memory *t)
{
    return submit_to(t, "A-H+");
}

static HRESULT submit(struct no_memory *t)
{
    return t->fresh->lpVtbl->SubmitMessage(t->fresh, 0);
}

static void with_waiting_mail(struct no_memory *t)
{
    submit_one(s, L"waiting", t->made);
}

static HRESULT abort_it(struct no_memory *t)
{
    return s->f.store->lpVtbl->AbortSubmit(s->f.store, 48, (ENTRYID *)t->made, 0);
}

static HRESULT outgoing_queue(struct no_memory *t)
{
    SizedSPropTagArray(2, columns) = {2, {PR_ENTRYID, PR_SUBJECT_W}};
    IMAPITable *table = NULL;
    SRowSet *rows = NULL;
    HRESULT hr = s->spooler->lpVtbl->GetOutgoingQueue(s->spooler, 0, &table);

    (void)t;
    if (SUCCEEDED(hr)) hr = table->lpVtbl->SetColumns(table, (SPropTagArray *)&columns, 0);
    if (SUCCEEDED(hr)) hr = table->lpVtbl->QueryRows(table, 100, 0, &rows);
    if (table) table->lpVtbl->Release(table);
    for (ULONG i = 0; rows && i < rows->cRows; i++) {
        if (SUCCEEDED(hr)) hr = first_error(hr, 2, rows->aRow[i].lpProps);
        FREE(rows->aRow[i].lpProps);
    }
    if (SUCCEEDED(hr)) assert_int_equal(rows->cRows, 1);
    FREE(rows);
    return hr;
}

/* ---- the spooler's ---- */

static void with_opened_mail(struct no_memory *t)
{
    with_waiting_mail(t);
    ok_hr(open_in(s->spooler, t->made, MAPI_MODIFY, &t->fresh));
}

static void with_locked_mail(struct no_memory *t)
{
    with_opened_mail(t);
    ok_hr(s->spooler->lpVtbl->SetLockState(s->spooler, t->fresh, MSG_LOCKED));
}

static void with_mail_to_finish(struct no_memory *t)
{
    with_waiting_mail(t);
    ok_hr(lock_by(s->spooler, t->made, MSG_LOCKED));
    s->sent_mails = 0;
}

static HRESULT lock(struct no_memory *t)
{
    return s->spooler->lpVtbl->SetLockState(s->spooler, t->fresh, MSG_LOCKED);
}

static HRESULT unlock(struct no_memory *t)
{
    return s->spooler->lpVtbl->SetLockState(s->spooler, t->fresh, MSG_UNLOCKED);
}

static HRESULT finish(struct no_memory *t)
{
    HRESULT hr = s->spooler->lpVtbl->FinishedMsg(s->spooler, 0, 48, (ENTRYID *)t->made);

    assert_int_equal(s->sent_mails, hr == S_OK);
    return hr;
}

/* Empties the queue of what the operations before left. */
static void empty_queue(void)
{
    SizedSPropTagArray(1, columns) = {1, {PR_ENTRYID}};
    IMAPITable *table;
    SRowSet *rows;

    ok_hr(s->spooler->lpVtbl->GetOutgoingQueue(s->spooler, 0, &table));
    ok_hr(table->lpVtbl->SetColumns(table, (SPropTagArray *)&columns, 0));
    ok_hr(table->lpVtbl->QueryRows(table, 10000, 0, &rows));
    for (ULONG i = 0; i < rows->cRows; i++) {
        ok_hr(s->spooler->lpVtbl->FinishedMsg(s->spooler, 0, 48,
                                              (ENTRYID *)rows->aRow[i].lpProps[0].Value.bin.lpb));
        FREE(rows->aRow[i].lpProps);
    }
    FREE(rows);
    table->lpVtbl->Release(table);
}

static void with_one_waiting(struct no_memory *t)
{
    empty_queue();
    with_waiting_mail(t);
}

static const struct no_memory_op queue_ops[] = {
    {"SubmitMessage", with_saved_mail, submit_people},
    {"SubmitMessage of a resend", with_resent_mail, submit_again},
    {"AbortSubmit", with_waiting_mail, abort_it},
    {"SubmitMessage of the spooler", with_opened_mail, submit},
    {"SetLockState, locking", with_opened_mail, lock},
    {"SetLockState, unlocking", with_locked_mail, unlock},
    {"FinishedMsg", with_mail_to_finish, finish},
    {"GetOutgoingQueue", with_one_waiting, outgoing_queue},
};

/* What is not saved is saved first, and stays so. */
static const struct no_memory_op saving_ops[] = {
    {"SubmitMessage, saving", with_new_mail, submit_people},
};

static void the_queues_calls(void **state)
{
    no_memory_steps(*state, saving_ops, 1);
    no_memory_each(*state, queue_ops, sizeof(queue_ops) / sizeof(queue_ops[0]));
    empty_queue();
}

/* ---- MAPI's calls, on a message that is open ---- */

static void with_people(struct no_memory *t)
{
    t->fresh = compose(s, L"to expand");
    add_people(t->fresh);
}

static HRESULT expand(struct no_memory *t)
{
    HRESULT hr = ab_expand(router, t->fresh);

    if (FAILED(hr)) return hr;
    malloc_failed(); /* no more failures */
    expect_people(t->fresh, "A?B?");
    return hr;
}

static void with_had_people(struct no_memory *t)
{
    t->fresh = compose(s, L"to resend");
    add(t->fresh, L"Had it", L"had@example.org", MAPI_TO | MAPI_SUBMITTED);
}

static HRESULT prepare_again(struct no_memory *t)
{
    HRESULT hr = resend_prepare(t->fresh);

    if (FAILED(hr)) return hr;
    malloc_failed();
    expect_people(t->fresh, "A-H+");
    return hr;
}

static const struct no_memory_op expand_ops[] = {
    {"ExpandRecips", with_people, expand},
};
static const struct no_memory_op prepare_ops[] = {
    {"PrepareSubmit", with_had_people, prepare_again},
};

static void the_recipients_calls(void **state)
{
    no_memory_steps(*state, expand_ops, 1); /* it changes, adds, removes: three calls */
    no_memory_each(*state, prepare_ops, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_queues_calls, setup, teardown),
        cmocka_unit_test_setup_teardown(the_recipients_calls, setup, teardown),
    };

    return cmocka_run_group_tests_name("no memory: submit", tests, NULL, NULL);
}
