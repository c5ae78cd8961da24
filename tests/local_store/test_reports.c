/*
 * test_reports.c - who asks hears that his message was read, or deleted unread; once
 */
#include "local_store/submit_fixture.h"
#include <string.h>
#include "edkmdb.h"

#define PENDING (MSGFLAG_RN_PENDING | MSGFLAG_NRN_PENDING)

/* Mail that has come into a folder, unread. */
static void receive(IMAPIFolder *folder, const WCHAR *subject, bool asks, ULONG flags, BYTE *id)
{
    SPropValue asked = {.ulPropTag = PR_READ_RECEIPT_REQUESTED, .Value.b = TRUE};
    IMessage *message;
    SPropValue *entry;

    ok_hr(folder->lpVtbl->CreateMessage(
        folder, NULL, flags & MSGFLAG_ASSOCIATED ? MAPI_ASSOCIATED : 0, &message));
    ok_hr(set_text(message, PR_SUBJECT_W, subject));
    ok_hr(set_long(message, PR_MESSAGE_FLAGS, (LONG)(flags & ~(ULONG)MSGFLAG_ASSOCIATED)));
    if (asks) ok_hr(message->lpVtbl->SetProps(message, 1, &asked, NULL));
    ok_hr(message->lpVtbl->SaveChanges(message, KEEP_OPEN_READWRITE));
    entry = id_of(message);
    memcpy(id, entry->Value.bin.lpb, 48);
    FREE(entry);
    message->lpVtbl->Release(message);
}

static void set_read(struct submit_fixture *s, BYTE *id, ULONG flags)
{
    IMessage *message = open_message(&s->f, id, 0);

    ok_hr(message->lpVtbl->SetReadFlag(message, flags));
    message->lpVtbl->Release(message);
}

static void expect(struct submit_fixture *s, int reads, int nonreads, const char *queue)
{
    assert_int_equal(s->reads, reads);
    assert_int_equal(s->nonreads, nonreads);
    expect_queue(s->f.store, queue);
}

static void remove_one(IMAPIFolder *folder, BYTE (*ids)[48], ULONG flags)
{
    SBinary bins[1];
    ENTRYLIST list;

    make_list(&list, bins, ids, 1);
    ok_hr(folder->lpVtbl->DeleteMessages(folder, &list, 0, NULL, flags));
}

/* 6.7-10 6.7-13 8.9-10: the first reading is reported, and no other */
static void a_first_reading_is_reported(void **state)
{
    struct submit_fixture *s = *state;
    IMAPIFolder *inbox = open_inbox(&s->f);
    BYTE ids[1][48];

    receive(inbox, L"m", true, 0, ids[0]);
    assert_int_equal(flags_of(s, ids[0]) & (PENDING | MSGFLAG_READ), PENDING);
    set_read(s, ids[0], 0);
    expect(s, 1, 0, "R");
    assert_int_equal(s->reported, 'm');
    assert_int_equal(flags_of(s, ids[0]) & (PENDING | MSGFLAG_READ), MSGFLAG_READ);
    set_read(s, ids[0], CLEAR_READ_FLAG);
    set_read(s, ids[0], 0);
    set_read(s, ids[0], GENERATE_RECEIPT_ONLY);
    remove_one(inbox, ids, 0);
    expect(s, 1, 0, "R");
    inbox->lpVtbl->Release(inbox);
}

/* 6.5-16: which flags report, and which cancel */
static void flags_report_or_cancel(void **state)
{
    static const struct {
        ULONG flags;
        bool reports;
        ULONG after; /* of READ and PENDING */
    } cases[] = {
        {0, true, MSGFLAG_READ},
        {SUPPRESS_RECEIPT, false, MSGFLAG_READ},
        {CLEAR_READ_FLAG, false, PENDING},
        {GENERATE_RECEIPT_ONLY, true, MSGFLAG_NRN_PENDING},
        {GENERATE_RECEIPT_ONLY | SUPPRESS_RECEIPT, false, MSGFLAG_NRN_PENDING},
        {CLEAR_RN_PENDING, false, MSGFLAG_NRN_PENDING},
        {CLEAR_NRN_PENDING, false, MSGFLAG_RN_PENDING},
        {CLEAR_RN_PENDING | CLEAR_NRN_PENDING, false, 0},
    };
    struct submit_fixture *s = *state;
    IMAPIFolder *inbox = open_inbox(&s->f);

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        for (int by_folder = 0; by_folder < 2; by_folder++) {
            BYTE ids[1][48];
            SBinary bins[1];
            ENTRYLIST list;
            int before = s->reads;

            receive(inbox, L"m", true, 0, ids[0]);
            make_list(&list, bins, ids, 1);
            if (by_folder)
                ok_hr(inbox->lpVtbl->SetReadFlags(inbox, &list, 0, NULL, cases[i].flags));
            else
                set_read(s, ids[0], cases[i].flags);
            assert_int_equal(s->reads - before, cases[i].reports);
            assert_int_equal(flags_of(s, ids[0]) & (PENDING | MSGFLAG_READ), cases[i].after);
        }
    assert_int_equal(s->nonreads, 0);
    inbox->lpVtbl->Release(inbox);
}

/* What nobody asked for, what one wrote oneself, what came read, what isn't mail. */
static void others_are_not_reported(void **state)
{
    struct submit_fixture *s = *state;
    IMAPIFolder *inbox = open_inbox(&s->f);
    static const struct {
        bool asks;
        ULONG flags;
    } cases[] = {
        {false, 0}, {true, MSGFLAG_UNSENT}, {true, MSGFLAG_READ}, {true, MSGFLAG_ASSOCIATED}};

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        BYTE ids[1][48];

        receive(inbox, L"m", cases[i].asks, cases[i].flags, ids[0]);
        set_read(s, ids[0], 0);
        set_read(s, ids[0], GENERATE_RECEIPT_ONLY);
        remove_one(inbox, ids, 0);
    }
    expect(s, 0, 0, "");
    inbox->lpVtbl->Release(inbox);
}

static void keep_what_is_deleted(struct submit_fixture *s)
{
    SPropValue limit = {.ulPropTag = PROP_TAG(PT_LONG, 0x66C4) /* PR_RETENTION_AGE_LIMIT */,
                        .Value.l = 1000000};

    ok_hr(s->f.store->lpVtbl->SetProps(s->f.store, 1, &limit, NULL));
}

/* 8.9-10: what goes unread is reported: for good, softly, with its folder, by emptying */
static void what_goes_unread_is_reported(void **state)
{
    struct submit_fixture *s = *state;
    IMAPIFolder *inbox = open_inbox(&s->f), *sub;
    SPropValue *id;
    BYTE ids[1][48];

    for (int keep = 0; keep < 2; keep++) {
        if (keep) keep_what_is_deleted(s);
        receive(inbox, L"a", true, 0, ids[0]);
        remove_one(inbox, ids, 0);
        assert_int_equal(s->nonreads, 1 + 4 * keep);
        assert_int_equal(s->reported, 'a');
        if (keep) remove_one(inbox, ids, DELETE_HARD_DELETE); /* was told already */
        assert_int_equal(s->nonreads, 1 + 4 * keep);

        receive(inbox, L"b", true, 0, ids[0]);
        ok_hr(inbox->lpVtbl->EmptyFolder(inbox, 0, NULL, 0));
        assert_int_equal(s->nonreads, 2 + 4 * keep);

        sub = make_folder(inbox, L"Sub", 0);
        receive(sub, L"c", true, 0, ids[0]);
        receive(sub, L"d", true, 0, ids[0]);
        id = id_of(sub);
        sub->lpVtbl->Release(sub);
        ok_hr(inbox->lpVtbl->DeleteFolder(inbox, EID(id), 0, NULL, DEL_MESSAGES));
        FREE(id);
        assert_int_equal(s->nonreads, 4 + 4 * keep);
    }
    expect(s, 0, 8, "NNNNNNNN");
    inbox->lpVtbl->Release(inbox);
}

/* 6.2-08: a copy owes no report, a moved message still does */
static void copies_owe_nothing(void **state)
{
    struct submit_fixture *s = *state;
    IMAPIFolder *inbox = open_inbox(&s->f), *other = make_folder(inbox, L"Other", 0),
                *third = make_folder(inbox, L"Third", 0);
    BYTE ids[1][48];
    SBinary bins[1];
    ENTRYLIST list;

    receive(inbox, L"m", true, 0, ids[0]);
    make_list(&list, bins, ids, 1);
    ok_hr(inbox->lpVtbl->CopyMessages(inbox, &list, NULL, other, 0, NULL, 0));
    ok_hr(other->lpVtbl->SetReadFlags(other, NULL, 0, NULL, 0));
    ok_hr(other->lpVtbl->EmptyFolder(other, 0, NULL, 0));
    expect(s, 0, 0, "");
    ok_hr(inbox->lpVtbl->CopyMessages(inbox, &list, NULL, third, 0, NULL, MESSAGE_MOVE));
    ok_hr(third->lpVtbl->SetReadFlags(third, NULL, 0, NULL, 0));
    expect(s, 1, 0, "R");
    inbox->lpVtbl->Release(inbox);
    other->lpVtbl->Release(other);
    third->lpVtbl->Release(third);
}

/* MAPI may know better, or fail: the message is read all the same, and nothing half made stays. */
static void without_a_report_the_message_is_read(void **state)
{
    struct submit_fixture *s = *state;
    IMAPIFolder *inbox = open_inbox(&s->f);
    BYTE ids[2][48];

    s->no_report = true;
    receive(inbox, L"m", true, 0, ids[0]);
    set_read(s, ids[0], 0);
    s->no_report = false;
    s->report_answer = MAPI_E_NO_SUPPORT;
    receive(inbox, L"n", true, 0, ids[1]);
    set_read(s, ids[1], 0);
    expect(s, 2, 0, "");
    assert_true(flags_of(s, ids[1]) & MSGFLAG_READ);
    inbox->lpVtbl->Release(inbox);
}

static void expect_outbox(struct submit_fixture *s, ULONG messages)
{
    SPropValue *id = get_prop(s->f.store, PR_IPM_OUTBOX_ENTRYID);
    IMAPIFolder *outbox = NULL;
    ULONG type;

    ok_hr(s->f.store->lpVtbl->OpenEntry(s->f.store, EID(id), NULL, 0, &type, (IUnknown **)&outbox));
    FREE(id);
    assert_int_equal(get_long(outbox, PR_CONTENT_COUNT), messages);
    outbox->lpVtbl->Release(outbox);
}

/* A report that can't be submitted doesn't lie in the outbox for ever. */
static void what_cannot_be_submitted_leaves_nothing(void **state)
{
    struct submit_fixture *s = *state;
    IMAPIFolder *inbox = open_inbox(&s->f);
    BYTE ids[3][48];

    for (int i = 0; i < 3; i++)
        receive(inbox, L"m", true, 0, ids[i]);
    s->expand_answer = MAPI_E_NO_SUPPORT;
    set_read(s, ids[0], 0);
    expect(s, 1, 0, "");
    expect_outbox(s, 0);
    s->expand_answer = S_OK;
    ok_hr(set_long(s->f.store, PR_PROHIBIT_SEND_QUOTA, 0));
    set_read(s, ids[1], 0); /* nobody is asked to make it */
    expect(s, 1, 0, "");
    expect_outbox(s, 0);
    assert_true(flags_of(s, ids[1]) & MSGFLAG_READ);
    ok_hr(set_long(s->f.store, PR_PROHIBIT_SEND_QUOTA, -1));
    set_read(s, ids[2], 0);
    expect(s, 2, 0, "R");
    expect_outbox(s, 1);
    inbox->lpVtbl->Release(inbox);
}

#define T(test) cmocka_unit_test_setup_teardown(test, submit_setup, submit_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(a_first_reading_is_reported),
        T(flags_report_or_cancel),
        T(others_are_not_reported),
        T(what_goes_unread_is_reported),
        T(copies_owe_nothing),
        T(without_a_report_the_message_is_read),
        T(what_cannot_be_submitted_leaves_nothing),
    };

    return cmocka_run_group_tests_name("reports", tests, NULL, NULL);
}
