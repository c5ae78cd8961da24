/*
 * test_spooler.c - what the store does for the spooler: the outgoing queue's table, locks,
 * FinishedMsg
 */
#include "local_store/submit_fixture.h"
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static IMAPITable *queue_of(IMsgStore *store)
{
    IMAPITable *table = NULL;

    ok_hr(store->lpVtbl->GetOutgoingQueue(store, 0, &table));
    return table;
}

static ULONG count_of(IMAPITable *table)
{
    ULONG n;

    ok_hr(table->lpVtbl->GetRowCount(table, 0, &n));
    return n;
}

static void set_columns(IMAPITable *table, ULONG tag)
{
    SizedSPropTagArray(1, columns) = {1, {tag}};

    ok_hr(table->lpVtbl->SetColumns(table, (SPropTagArray *)&columns, 0));
}

/* 6.2-17 */
static void the_queue_has_its_columns(void **state)
{
    static const ULONG required[] = {
        PR_CLIENT_SUBMIT_TIME, PR_DISPLAY_BCC,  PR_DISPLAY_CC, PR_DISPLAY_TO,  PR_ENTRYID,
        PR_MESSAGE_FLAGS,      PR_MESSAGE_SIZE, PR_PRIORITY,   PR_SENDER_NAME, PR_SUBJECT,
        PR_SUBMIT_FLAGS};
    struct submit_fixture *s = *state;
    IMAPITable *table = queue_of(s->spooler), *none = NULL;
    IMessage *message = compose(s, L"a");
    SPropTagArray *columns;
    SRowSet *rows;

    ok_hr(set_text(message, PR_SENDER_NAME_W, L"Me"));
    ok_hr(message->lpVtbl->SubmitMessage(message, 0));
    message->lpVtbl->Release(message);
    assert_int_equal(s->spooler->lpVtbl->GetOutgoingQueue(s->spooler, 1, &none),
                     MAPI_E_UNKNOWN_FLAGS);
    assert_int_equal(s->spooler->lpVtbl->GetOutgoingQueue(s->spooler, 0, NULL),
                     MAPI_E_INVALID_PARAMETER);
    ok_hr(table->lpVtbl->QueryColumns(table, 0, &columns));
    ok_hr(table->lpVtbl->QueryRows(table, 10, 0, &rows));
    assert_int_equal(rows->cRows, 1);
    for (size_t i = 0; i < sizeof(required) / sizeof(required[0]); i++) {
        ULONG k = 0;

        while (k < columns->cValues && PROP_ID(columns->aulPropTag[k]) != PROP_ID(required[i]))
            k++;
        assert_true(k < columns->cValues);
        assert_int_not_equal(PROP_TYPE(rows->aRow[0].lpProps[k].ulPropTag), PT_ERROR);
    }
    FREE(columns);
    FREE(rows->aRow[0].lpProps);
    FREE(rows);
    table->lpVtbl->Release(table);
}

static void restrict_to(IMAPITable *table, ULONG tag, LONG value)
{
    SPropValue prop = {.ulPropTag = tag, .Value.l = value};
    SRestriction res = {.rt = RES_PROPERTY, .res.resProperty = {RELOP_EQ, tag, &prop}};

    ok_hr(table->lpVtbl->Restrict(table, &res, 0));
}

/* 6.2-17: PR_SPOOLER_STATUS and PR_SUBMIT_FLAGS restrict; any order sorts */
static void the_queue_is_restricted_and_sorted(void **state)
{
    struct submit_fixture *s = *state;
    SizedSSortOrderSet(1, order) = {1, 0, 0, {{PR_SUBJECT_W, TABLE_SORT_DESCEND}}};
    IMAPITable *table = queue_of(s->spooler);
    BYTE ids[3][48];
    IMessage *message;
    SRowSet *rows;

    submit_one(s, L"b", ids[0]);
    submit_one(s, L"c", ids[1]);
    submit_one(s, L"a", ids[2]);
    ok_hr(lock_by(s->spooler, ids[1], MSG_LOCKED));
    ok_hr(open_in(s->spooler, ids[1], MAPI_MODIFY, &message));
    ok_hr(set_long(message, PR_SPOOLER_STATUS, 7));
    ok_hr(s->spooler->lpVtbl->SetLockState(s->spooler, message, MSG_LOCKED)); /* 6.2-16: saves it */
    message->lpVtbl->Release(message);
    restrict_to(table, PR_SPOOLER_STATUS, 7);
    assert_int_equal(count_of(table), 1);
    restrict_to(table, PR_SUBMIT_FLAGS, SUBMITFLAG_LOCKED);
    assert_int_equal(count_of(table), 1);
    restrict_to(table, PR_SUBMIT_FLAGS, 0);
    assert_int_equal(count_of(table), 2);
    ok_hr(table->lpVtbl->Restrict(table, NULL, 0));
    ok_hr(table->lpVtbl->SortTable(table, (SSortOrderSet *)&order, 0));
    set_columns(table, PR_SUBJECT_W);
    ok_hr(table->lpVtbl->QueryRows(table, 10, 0, &rows));
    assert_int_equal(rows->cRows, 3);
    for (ULONG i = 0; i < 3; i++) {
        assert_int_equal(rows->aRow[i].lpProps[0].Value.lpszW[0], "cba"[i]);
        FREE(rows->aRow[i].lpProps);
    }
    FREE(rows);
    table->lpVtbl->Release(table);
}

/* The next thing that the spooler's table told. */
static void expect_news(struct submit_fixture *s, ULONG event, const BYTE *id)
{
    const struct table_note *note = &s->support.table_notes[0];

    assert_true(s->support.n_table_notes > 0);
    assert_int_equal(note->event, event);
    assert_int_equal(note->index, instance_key_read(id + 24, 8));
    s->support.n_table_notes--;
    memmove(&s->support.table_notes[0], &s->support.table_notes[1],
            sizeof(s->support.table_notes) - sizeof(*note));
}

/* 6.2-17: the spooler hears of what comes, changes and goes, and of nothing else */
static void the_queue_tells_of_itself(void **state)
{
    struct submit_fixture *s = *state;
    IMAPITable *table = queue_of(s->spooler);
    IMAPIFolder *inbox = open_inbox(&s->f);
    BYTE ids[2][48];
    ULONG_PTR connection;

    ok_hr(table->lpVtbl->Advise(table, fnevTableModified, (IMAPIAdviseSink *)16, &connection));
    make_message(inbox, L"x", NULL);
    assert_int_equal(s->support.n_table_notes, 0);
    submit_one(s, L"a", ids[0]);
    expect_news(s, TABLE_ROW_ADDED, ids[0]);
    submit_one(s, L"b", ids[1]);
    expect_news(s, TABLE_ROW_ADDED, ids[1]);
    ok_hr(lock_by(s->spooler, ids[0], MSG_LOCKED));
    expect_news(s, TABLE_ROW_MODIFIED, ids[0]);
    ok_hr(s->f.store->lpVtbl->AbortSubmit(s->f.store, 48, (ENTRYID *)ids[1], 0));
    expect_news(s, TABLE_ROW_DELETED, ids[1]);
    ok_hr(s->spooler->lpVtbl->FinishedMsg(s->spooler, 0, 48, (ENTRYID *)ids[0]));
    expect_news(s, TABLE_ROW_DELETED, ids[0]);
    assert_int_equal(s->support.n_table_notes, 0);
    ok_hr(table->lpVtbl->Unadvise(table, connection));
    table->lpVtbl->Release(table);
    inbox->lpVtbl->Release(inbox);
}

/* 6.2-16 6.2-14 6.2-09 6.7-30 */
static void a_locked_message_is_the_spoolers(void **state)
{
    struct submit_fixture *s = *state;
    IMsgStore *store = s->f.store;
    IMessage *message, *draft = compose(s, L"x");
    BYTE id[48];

    submit_one(s, L"a", id);
    ok_hr(lock_by(s->spooler, id, MSG_LOCKED));
    ok_hr(lock_by(s->spooler, id, MSG_LOCKED)); /* it has it already */
    assert_int_equal(open_in(store, id, 0, &message), MAPI_E_NO_ACCESS);
    assert_int_equal(open_in(store, id, MAPI_BEST_ACCESS, &message), MAPI_E_NO_ACCESS);
    assert_int_equal(store->lpVtbl->AbortSubmit(store, 48, (ENTRYID *)id, 0),
                     MAPI_E_UNABLE_TO_ABORT);
    ok_hr(open_in(s->spooler, id, MAPI_MODIFY, &message));
    assert_int_equal(get_long(message, PR_SUBMIT_FLAGS), SUBMITFLAG_LOCKED);
    assert_int_equal(s->spooler->lpVtbl->SetLockState(s->spooler, message, 2),
                     MAPI_E_INVALID_PARAMETER);
    assert_int_equal(s->spooler->lpVtbl->SetLockState(s->spooler, NULL, MSG_LOCKED),
                     MAPI_E_INVALID_PARAMETER);
    assert_int_equal(s->spooler->lpVtbl->SetLockState(s->spooler, draft, MSG_LOCKED),
                     MAPI_E_NOT_IN_QUEUE);
    assert_int_equal(store->lpVtbl->SetLockState(store, message, MSG_UNLOCKED), MAPI_E_NO_SUPPORT);
    ok_hr(s->spooler->lpVtbl->SetLockState(s->spooler, message, MSG_UNLOCKED));
    ok_hr(s->spooler->lpVtbl->SetLockState(s->spooler, message, MSG_UNLOCKED));
    message->lpVtbl->Release(message);
    ok_hr(open_in(store, id, 0, &message));
    message->lpVtbl->Release(message);
    ok_hr(store->lpVtbl->AbortSubmit(store, 48, (ENTRYID *)id, 0));
    draft->lpVtbl->Release(draft);
}

/* 6.2-16: the lock ends with the spooler's store, and with its process; another one takes the
 * message then */
static void a_lock_ends_with_its_holder(void **state)
{
    struct submit_fixture *s = *state;
    IMessage *message;
    BYTE id[48], byte;
    int ends[2], status;
    pid_t child;

    submit_one(s, L"a", id);
    ok_hr(lock_by(s->spooler, id, MSG_LOCKED));
    spooler_off(s);
    ok_hr(open_in(s->f.store, id, 0, &message));
    message->lpVtbl->Release(message);

    log_off(&s->f);
    assert_int_equal(pipe(ends), 0);
    child = fork();
    if (!child) {
        if (log_on(&s->f, MDB_WRITE) != S_OK) _exit(1);
        spooler_on(s);
        if (lock_by(s->spooler, id, MSG_LOCKED) != S_OK || write(ends[1], "x", 1) != 1) _exit(2);
        pause();
        _exit(3);
    }
    assert_int_equal(read(ends[0], &byte, 1), 1);
    ok_hr(log_on(&s->f, MDB_WRITE));
    spooler_on(s);
    assert_int_equal(open_in(s->f.store, id, 0, &message), MAPI_E_NO_ACCESS);
    assert_int_equal(lock_by(s->spooler, id, MSG_LOCKED), MAPI_E_NO_ACCESS);
    assert_int_equal(s->f.store->lpVtbl->AbortSubmit(s->f.store, 48, (ENTRYID *)id, 0),
                     MAPI_E_UNABLE_TO_ABORT);
    assert_int_equal(s->spooler->lpVtbl->FinishedMsg(s->spooler, 0, 48, (ENTRYID *)id),
                     MAPI_E_NO_ACCESS);
    kill(child, SIGKILL);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status));
    close(ends[0]);
    close(ends[1]);
    ok_hr(lock_by(s->spooler, id, MSG_LOCKED));
    ok_hr(lock_by(s->spooler, id, MSG_UNLOCKED));
    ok_hr(s->f.store->lpVtbl->AbortSubmit(s->f.store, 48, (ENTRYID *)id, 0));
}

/* A spooler that logs on sees no locks of the dead. */
static void dead_locks_are_wiped(void **state)
{
    struct submit_fixture *s = *state;
    IMAPITable *table;
    BYTE id[48];

    submit_one(s, L"a", id);
    ok_hr(lock_by(s->spooler, id, MSG_LOCKED));
    spooler_off(s);
    spooler_on(s);
    table = queue_of(s->spooler);
    restrict_to(table, PR_SUBMIT_FLAGS, 0);
    assert_int_equal(count_of(table), 1);
    table->lpVtbl->Release(table);
}

/* 6.7-33 6.7-34 6.2-15: sent is sent before it goes anywhere; where to, MAPI's DoSentMail sees */
static void a_finished_message_is_sent(void **state)
{
    struct submit_fixture *s = *state;
    IMsgStore *store = s->f.store;
    BYTE id[48], other[48];

    submit_one(s, L"a", id);
    submit_one(s, L"b", other);
    assert_int_equal(store->lpVtbl->FinishedMsg(store, 0, 48, (ENTRYID *)id), MAPI_E_NO_SUPPORT);
    assert_int_equal(s->spooler->lpVtbl->FinishedMsg(s->spooler, 1, 48, (ENTRYID *)id),
                     MAPI_E_UNKNOWN_FLAGS);
    ok_hr(lock_by(s->spooler, id, MSG_LOCKED));
    ok_hr(s->spooler->lpVtbl->FinishedMsg(s->spooler, 0, 48, (ENTRYID *)id));
    assert_int_equal(s->sent_mails, 1);
    assert_memory_equal(s->sent_id, id, 48);
    assert_int_equal(s->sent_flags & (MSGFLAG_SUBMIT | MSGFLAG_UNSENT), 0);
    assert_int_equal(flags_of(s, id) & (MSGFLAG_SUBMIT | MSGFLAG_UNSENT), 0); /* unlocked, too */
    expect_queue(store, "b");
    assert_int_equal(s->spooler->lpVtbl->FinishedMsg(s->spooler, 0, 48, (ENTRYID *)id),
                     MAPI_E_NOT_IN_QUEUE);
    assert_int_equal(store->lpVtbl->AbortSubmit(store, 48, (ENTRYID *)id, 0), MAPI_E_NOT_IN_QUEUE);
    /* no such folder: it lies where it lay, and is not sent twice */
    s->sent_answer = MAPI_E_NOT_FOUND;
    ok_hr(lock_by(s->spooler, other, MSG_LOCKED));
    assert_int_equal(s->spooler->lpVtbl->FinishedMsg(s->spooler, 0, 48, (ENTRYID *)other),
                     MAPI_E_NOT_FOUND);
    expect_queue(store, "");
    assert_int_equal(flags_of(s, other) & (MSGFLAG_SUBMIT | MSGFLAG_UNSENT), 0);
}

/* 6.7-26 6.7-29: preprocessed by the spooler under its lock, then submitted a second time: same
 * place in the queue */
static void what_needs_it_is_preprocessed(void **state)
{
    struct submit_fixture *s = *state;
    IMAPITable *table = queue_of(s->spooler);
    BYTE first[48], second[48];
    IMessage *message;

    s->needs = NEEDS_PREPROCESSING;
    submit_one(s, L"a", first);
    s->needs = 0;
    submit_one(s, L"b", second);
    restrict_to(table, PR_SUBMIT_FLAGS, SUBMITFLAG_PREPROCESS);
    assert_int_equal(count_of(table), 1);
    ok_hr(open_in(s->spooler, first, MAPI_MODIFY, &message));
    ok_hr(s->spooler->lpVtbl->SetLockState(s->spooler, message, MSG_LOCKED));
    assert_int_equal(get_long(message, PR_SUBMIT_FLAGS), SUBMITFLAG_LOCKED | SUBMITFLAG_PREPROCESS);
    ok_hr(set_text(message, PR_SUBJECT_W, L"c"));
    ok_hr(message->lpVtbl->SubmitMessage(message, 0));
    /* the spooler's pointer lives on */
    assert_int_equal(get_long(message, PR_SUBMIT_FLAGS), SUBMITFLAG_LOCKED);
    ok_hr(s->spooler->lpVtbl->SetLockState(s->spooler, message, MSG_UNLOCKED));
    message->lpVtbl->Release(message);
    assert_int_equal(s->expanded, 2);
    assert_int_equal(count_of(table), 0);
    table->lpVtbl->Release(table);
    expect_queue(s->spooler, "cb");
}

/* 5.4-04 5.4-08: a spooler's store is no client's; each finds the file that the other has open */
static void spooler_and_client_have_stores_of_their_own(void **state)
{
    struct submit_fixture *s = *state;
    BYTE id[48];

    assert_int_equal(s->support.uids, 0); /* entry IDs go to the client's logon */
    log_off(&s->f);
    ok_hr(log_on(&s->f, MDB_WRITE));
    assert_non_null(s->f.logon);
    submit_one(s, L"a", id);
    assert_int_equal(s->f.store->lpVtbl->FinishedMsg(s->f.store, 0, 48, (ENTRYID *)id),
                     MAPI_E_NO_SUPPORT);
    spooler_off(s);
    expect_queue(s->f.store, "a");
}

#define T(test) cmocka_unit_test_setup_teardown(test, submit_setup, submit_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(the_queue_has_its_columns),
        T(the_queue_is_restricted_and_sorted),
        T(the_queue_tells_of_itself),
        T(a_locked_message_is_the_spoolers),
        T(a_lock_ends_with_its_holder),
        T(dead_locks_are_wiped),
        T(a_finished_message_is_sent),
        T(what_needs_it_is_preprocessed),
        T(spooler_and_client_have_stores_of_their_own),
    };

    return cmocka_run_group_tests_name("spooler", tests, NULL, NULL);
}
