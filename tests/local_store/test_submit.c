/*
 * test_submit.c - SubmitMessage and AbortSubmit, as a client sees them
 */
#include "local_store/submit_fixture.h"
#include <string.h>
#include "local_store/check.h"

#define SUBMITTED (MSGFLAG_SUBMIT | MSGFLAG_UNSENT)

static int64_t time_of(void *object, ULONG tag)
{
    SPropValue *value = get_prop(object, tag);
    int64_t time = (int64_t)value->Value.ft.dwHighDateTime << 32 | value->Value.ft.dwLowDateTime;

    FREE(value);
    return time;
}

/* The recipients' PR_RESPONSIBILITY in order: 'f', 't', or '-' where there is none. */
static void expect_responsibility(IMessage *message, const char *marks)
{
    SizedSPropTagArray(1, columns) = {1, {PR_RESPONSIBILITY}};
    IMAPITable *table;
    SRowSet *rows;

    ok_hr(message->lpVtbl->GetRecipientTable(message, 0, &table));
    ok_hr(table->lpVtbl->SetColumns(table, (SPropTagArray *)&columns, 0));
    ok_hr(table->lpVtbl->QueryRows(table, 100, 0, &rows));
    assert_int_equal(rows->cRows, strlen(marks));
    for (ULONG i = 0; i < rows->cRows; i++) {
        SPropValue *mark = rows->aRow[i].lpProps;

        assert_int_equal(mark->ulPropTag == PR_RESPONSIBILITY ? mark->Value.b ? 't' : 'f' : '-',
                         marks[i]);
        FREE(mark);
    }
    FREE(rows);
    table->lpVtbl->Release(table);
}

/* 6.7-26 6.7-32 */
static void a_submitted_message_waits_in_the_queue(void **state)
{
    struct submit_fixture *s = *state;
    IMessage *message = compose(s, L"a"), *stored;
    SPropValue *entry = id_of(message);
    BYTE id[48], other[48];

    memcpy(id, entry->Value.bin.lpb, 48);
    FREE(entry);
    add_recipient(message, L"Bob", MAPI_BCC);
    ok_hr(message->lpVtbl->SubmitMessage(message, FORCE_SUBMIT));
    message->lpVtbl->Release(message);
    assert_int_equal(s->prepared, 0); /* 6.7-27: for MSGFLAG_RESEND only */
    assert_int_equal(s->expanded, 1);
    ok_hr(open_in(s->f.store, id, 0, &stored));
    assert_int_equal(get_long(stored, PR_MESSAGE_FLAGS) & SUBMITTED, SUBMITTED);
    assert_int_equal(get_long(stored, PR_SUBMIT_FLAGS), 0);
    assert_true(time_of(stored, PR_CLIENT_SUBMIT_TIME) > 0);
    assert_text(stored, PR_DISPLAY_BCC_W, L"Bob");
    expect_responsibility(stored, "ff");
    stored->lpVtbl->Release(stored);
    submit_one(s, L"b", other);
    submit_one(s, L"c", other);
    expect_queue(s->f.store, "abc");
    store_reopen(&s->f); /* persistent */
    expect_queue(s->f.store, "abc");
}

/* 6.7-32: also when the clock goes back: the queue is in the order of the calls */
static void a_later_submission_has_a_later_time(void **state)
{
    struct submit_fixture *s = *state;
    struct store_file *file;
    BYTE first[48], second[48];
    IMessage *one, *two;

    submit_one(s, L"a", first);
    ok_hr(store_file_open(s->f.path8, DB_WRITE, &file));
    ok_hr(db_exec(
        file->db,
        "UPDATE messages SET submitted=submitted+600000000000 WHERE submit_flags IS NOT NULL", ""));
    store_file_unref(file);
    submit_one(s, L"b", second);
    expect_queue(s->f.store, "ab");
    ok_hr(open_in(s->f.store, first, 0, &one));
    ok_hr(open_in(s->f.store, second, 0, &two));
    assert_int_equal(time_of(two, PR_CLIENT_SUBMIT_TIME), time_of(one, PR_CLIENT_SUBMIT_TIME) + 1);
    one->lpVtbl->Release(one);
    two->lpVtbl->Release(two);
}

/* 6.7-24 */
static void without_recipients_nothing_is_submitted(void **state)
{
    struct submit_fixture *s = *state;
    IMAPIFolder *inbox = open_inbox(&s->f);
    IMessage *message;

    ok_hr(inbox->lpVtbl->CreateMessage(inbox, NULL, 0, &message));
    inbox->lpVtbl->Release(inbox);
    assert_int_equal(message->lpVtbl->SubmitMessage(message, 0), MAPI_E_NO_RECIPIENTS);
    assert_int_equal(message->lpVtbl->SubmitMessage(message, 2), MAPI_E_UNKNOWN_FLAGS);
    ok_hr(set_text(message, PR_SUBJECT_W, L"d")); /* still open and usable */
    add_recipient(message, L"Ann", MAPI_TO);
    ok_hr(message->lpVtbl->SubmitMessage(message, 0));
    message->lpVtbl->Release(message);
    expect_queue(s->f.store, "d");
}

/* 6.7-25 */
static void a_submitted_pointer_takes_only_release(void **state)
{
    struct submit_fixture *s = *state;
    IMessage *message = compose(s, L"a");
    IMAPITable *table, *recipients;
    IAttach *attach, *more;
    IStream *body;
    ULONG num;

    ok_hr(message->lpVtbl->CreateAttach(message, NULL, 0, &num, &attach));
    ok_hr(message->lpVtbl->GetRecipientTable(message, 0, &recipients));
    ok_hr(message->lpVtbl->OpenProperty(message, PR_BODY_W, &IID_IStream, STGM_READWRITE,
                                        MAPI_CREATE | MAPI_MODIFY, (IUnknown **)&body));
    ok_hr(body->lpVtbl->Write(body, L"late", 8, NULL));
    ok_hr(message->lpVtbl->SubmitMessage(message, 0));

    assert_int_equal(body->lpVtbl->Commit(body, 0), MAPI_E_INVALID_OBJECT);
    assert_int_equal(set_text(message, PR_SUBJECT_W, L"other"), MAPI_E_NO_ACCESS);
    assert_int_equal(message->lpVtbl->SaveChanges(message, FORCE_SAVE), MAPI_E_INVALID_OBJECT);
    assert_int_equal(message->lpVtbl->SubmitMessage(message, 0), MAPI_E_INVALID_OBJECT);
    assert_int_equal(message->lpVtbl->CreateAttach(message, NULL, 0, &num, &more),
                     MAPI_E_NO_ACCESS);
    assert_int_equal(message->lpVtbl->GetAttachmentTable(message, 0, &table),
                     MAPI_E_INVALID_OBJECT);
    assert_int_equal(message->lpVtbl->GetRecipientTable(message, 0, &table), MAPI_E_INVALID_OBJECT);
    assert_int_equal(message->lpVtbl->SetReadFlag(message, 0), MAPI_E_INVALID_OBJECT);
    assert_int_equal(attach->lpVtbl->SaveChanges(attach, 0), MAPI_E_INVALID_OBJECT);
    body->lpVtbl->Release(body);
    attach->lpVtbl->Release(attach);
    recipients->lpVtbl->Release(recipients);
    message->lpVtbl->Release(message);
    expect_queue(s->f.store, "a");
}

static void read_id(IMessage *message, BYTE id[48])
{
    SPropValue *entry = id_of(message);

    memcpy(id, entry->Value.bin.lpb, 48);
    FREE(entry);
}

/* 6.2-09: what waits to be sent can be read, but not written; not through a pointer from before,
 * either */
static void what_waits_is_not_written(void **state)
{
    struct submit_fixture *s = *state;
    IMessage *before = compose(s, L"a"), *message;
    BYTE id[48];

    ok_hr(before->lpVtbl->SaveChanges(before, KEEP_OPEN_READWRITE));
    read_id(before, id);
    message = open_message(&s->f, id, MAPI_MODIFY);
    ok_hr(message->lpVtbl->SubmitMessage(message, 0));
    message->lpVtbl->Release(message);

    ok_hr(set_text(before, PR_SUBJECT_W, L"late"));
    assert_int_equal(before->lpVtbl->SaveChanges(before, FORCE_SAVE), MAPI_E_SUBMITTED);
    assert_int_equal(before->lpVtbl->SubmitMessage(before, 0), MAPI_E_SUBMITTED);
    before->lpVtbl->Release(before);
    assert_int_equal(open_in(s->f.store, id, MAPI_MODIFY, &message), MAPI_E_SUBMITTED);
    ok_hr(open_in(s->f.store, id, MAPI_BEST_ACCESS, &message));
    assert_int_equal(get_long(message, PR_ACCESS_LEVEL), 0);
    assert_int_equal(set_text(message, PR_SUBJECT_W, L"x"), MAPI_E_NO_ACCESS);
    assert_int_equal(message->lpVtbl->SubmitMessage(message, 0), MAPI_E_NO_ACCESS);
    message->lpVtbl->Release(message);
    expect_queue(s->f.store, "a");
}

/*
 * 6.7-31: this store has no transport of its own, so that line is not for it: it takes
 * responsibility for no recipient, whatever ExpandRecips says, and what happens after sending is
 * the spooler's to do, message by message, and never CompleteMsg's
 */
static void a_store_without_a_transport_sends_nothing_itself(void **state)
{
    static const ULONG needs[] = {0, NEEDS_SPOOLER};
    struct submit_fixture *s = *state;
    SPropValue bye = {.ulPropTag = PR_DELETE_AFTER_SUBMIT, .Value.b = TRUE};

    for (int i = 0; i < 2; i++) {
        IMessage *message = compose(s, L"a"), *stored;
        SPropValue *entry = id_of(message);

        s->needs = needs[i];
        add_recipient(message, L"Bob", MAPI_CC);
        ok_hr(message->lpVtbl->SetProps(message, 1, &bye, NULL));
        ok_hr(message->lpVtbl->SubmitMessage(message, 0));
        message->lpVtbl->Release(message);
        ok_hr(open_in(s->f.store, entry->Value.bin.lpb, 0, &stored));
        assert_int_equal(get_long(stored, PR_MESSAGE_FLAGS) & SUBMITTED, SUBMITTED);
        /* neither locked nor to be preprocessed */
        assert_int_equal(get_long(stored, PR_SUBMIT_FLAGS), 0);
        expect_responsibility(stored, "ff");
        stored->lpVtbl->Release(stored);
        FREE(entry);
    }
    /* until the spooler says that it is sent: a_finished_message_is_sent */
    expect_queue(s->f.store, "aa");
    assert_int_equal(s->completed, 0);
    assert_int_equal(s->sent_mails, 0);
}

/* 6.5-10 6.5-13 6.5-19 6.5-07 */
static void what_waits_stays_where_it_is(void **state)
{
    struct submit_fixture *s = *state;
    IMAPIFolder *inbox = open_inbox(&s->f), *root = open_root(&s->f);
    BYTE ids[1][48];
    SBinary bins[1];
    ENTRYLIST list;

    submit_one(s, L"a", ids[0]);
    make_list(&list, bins, ids, 1);
    assert_int_equal(inbox->lpVtbl->DeleteMessages(inbox, &list, 0, NULL, 0),
                     MAPI_W_PARTIAL_COMPLETION);
    assert_int_equal(inbox->lpVtbl->DeleteMessages(inbox, &list, 0, NULL, DELETE_HARD_DELETE),
                     MAPI_W_PARTIAL_COMPLETION);
    assert_int_equal(inbox->lpVtbl->EmptyFolder(inbox, 0, NULL, 0), MAPI_W_PARTIAL_COMPLETION);
    assert_int_equal(inbox->lpVtbl->CopyMessages(inbox, &list, NULL, root, 0, NULL, MESSAGE_MOVE),
                     MAPI_W_PARTIAL_COMPLETION);
    assert_int_equal(inbox->lpVtbl->SetReadFlags(inbox, &list, 0, NULL, 0),
                     MAPI_W_PARTIAL_COMPLETION);
    expect_queue(s->f.store, "a");
    assert_int_equal(flags_of(s, ids[0]) & (SUBMITTED | MSGFLAG_READ), SUBMITTED);
    {
        SPropValue *inbox_id = id_of(inbox), *parent_id = get_prop(inbox, PR_PARENT_ENTRYID);
        IMAPIFolder *parent;
        ULONG type;

        ok_hr(s->f.store->lpVtbl->OpenEntry(s->f.store, EID(parent_id), NULL, MAPI_MODIFY, &type,
                                            (IUnknown **)&parent));
        assert_int_equal(parent->lpVtbl->DeleteFolder(parent, EID(inbox_id), 0, NULL,
                                                      DEL_MESSAGES | DEL_FOLDERS),
                         MAPI_W_PARTIAL_COMPLETION);
        expect_queue(s->f.store, "a");
        assert_int_equal(get_long(inbox, PR_CONTENT_COUNT), 1);
        parent->lpVtbl->Release(parent);
        FREE(inbox_id);
        FREE(parent_id);
    }
    inbox->lpVtbl->Release(inbox);
    root->lpVtbl->Release(root);
}

/* 6.7-10: a copy, made by rows or by properties, is an unsent message that waits for nothing */
static void a_copy_is_not_submitted(void **state)
{
    struct submit_fixture *s = *state;
    IMAPIFolder *inbox = open_inbox(&s->f), *root = open_root(&s->f);
    SizedSPropTagArray(3, tags) = {3, {PR_SUBJECT_W, PR_MESSAGE_FLAGS, PR_SUBMIT_FLAGS}};
    SPropProblemArray *problems = NULL;
    IMessage *message, *copy;
    IMAPITable *table;
    BYTE ids[1][48];
    SBinary bins[1];
    ENTRYLIST list;
    SRowSet *rows;

    submit_one(s, L"a", ids[0]);
    make_list(&list, bins, ids, 1);
    ok_hr(inbox->lpVtbl->CopyMessages(inbox, &list, NULL, root, 0, NULL, 0));
    ok_hr(root->lpVtbl->GetContentsTable(root, MAPI_UNICODE, &table));
    tags.aulPropTag[0] = PR_ENTRYID;
    ok_hr(table->lpVtbl->SetColumns(table, (SPropTagArray *)&tags, 0));
    ok_hr(table->lpVtbl->QueryRows(table, 10, 0, &rows));
    table->lpVtbl->Release(table);
    assert_int_equal(rows->cRows, 1);
    assert_int_equal(rows->aRow[0].lpProps[1].Value.l & SUBMITTED, MSGFLAG_UNSENT);
    assert_int_equal(PROP_TYPE(rows->aRow[0].lpProps[2].ulPropTag), PT_ERROR);
    ok_hr(open_in(s->f.store, rows->aRow[0].lpProps[0].Value.bin.lpb, MAPI_MODIFY, &copy));
    copy->lpVtbl->Release(copy);
    FREE(rows->aRow[0].lpProps);
    FREE(rows);

    tags.aulPropTag[0] = PR_SUBJECT_W;
    message = open_message(&s->f, ids[0], 0);
    ok_hr(inbox->lpVtbl->CreateMessage(inbox, NULL, 0, &copy));
    for (ULONG i = 0; i < 3; i++) { /* as MAPI copies: what is read is set */
        SPropValue *value = get_prop(message, tags.aulPropTag[i]);

        ok_hr(copy->lpVtbl->SetProps(copy, 1, value, &problems));
        assert_int_equal(problems ? problems->aProblem[0].scode : S_OK,
                         i == 2 ? MAPI_E_COMPUTED : S_OK);
        FREE(problems);
        problems = NULL;
        FREE(value);
    }
    ok_hr(copy->lpVtbl->SaveChanges(copy, KEEP_OPEN_READONLY));
    assert_int_equal(get_long(copy, PR_MESSAGE_FLAGS) & SUBMITTED, MSGFLAG_UNSENT);
    assert_int_equal(get_error(copy, PR_SUBMIT_FLAGS), MAPI_E_NOT_FOUND);
    message->lpVtbl->Release(message);
    copy->lpVtbl->Release(copy);
    expect_queue(s->f.store, "a");
    inbox->lpVtbl->Release(inbox);
    root->lpVtbl->Release(root);
}

/* 6.2-14 */
static void a_submission_is_aborted(void **state)
{
    struct submit_fixture *s = *state;
    IMsgStore *store = s->f.store;
    IMAPIFolder *inbox;
    IMessage *message;
    BYTE ids[1][48], other[48];
    SBinary bins[1];
    ENTRYLIST list;

    submit_one(s, L"a", ids[0]);
    submit_one(s, L"b", other);
    assert_int_equal(store->lpVtbl->AbortSubmit(store, 48, (ENTRYID *)ids[0], 1),
                     MAPI_E_UNKNOWN_FLAGS);
    assert_int_equal(store->lpVtbl->AbortSubmit(store, 7, (ENTRYID *)ids[0], 0),
                     MAPI_E_INVALID_ENTRYID);
    ok_hr(store->lpVtbl->AbortSubmit(store, 48, (ENTRYID *)ids[0], 0));
    expect_queue(store, "b");
    assert_int_equal(flags_of(s, ids[0]) & SUBMITTED, MSGFLAG_UNSENT);
    assert_int_equal(store->lpVtbl->AbortSubmit(store, 48, (ENTRYID *)ids[0], 0),
                     MAPI_E_NOT_IN_QUEUE);
    message = open_message(&s->f, ids[0], MAPI_MODIFY); /* it is a draft again */
    ok_hr(set_text(message, PR_SUBJECT_W, L"c"));
    ok_hr(message->lpVtbl->SubmitMessage(message, 0));
    message->lpVtbl->Release(message);
    expect_queue(store, "bc"); /* behind the others */
    ok_hr(store->lpVtbl->AbortSubmit(store, 48, (ENTRYID *)ids[0], 0));
    make_list(&list, bins, ids, 1);
    inbox = open_inbox(&s->f);
    ok_hr(inbox->lpVtbl->DeleteMessages(inbox, &list, 0, NULL, 0));
    inbox->lpVtbl->Release(inbox);
    assert_int_equal(store->lpVtbl->AbortSubmit(store, 48, (ENTRYID *)ids[0], 0),
                     MAPI_E_NOT_IN_QUEUE);
}

/* 6.7-35: what a client put right it may save and submit again; what MAPI refuses leaves it all
 * open */
static void a_refused_submission_can_be_tried_again(void **state)
{
    struct submit_fixture *s = *state;
    IMessage *message = compose(s, L"a");
    BYTE id[48];

    read_id(message, id);
    s->expand_answer = MAPI_E_CORRUPT_DATA;
    assert_int_equal(message->lpVtbl->SubmitMessage(message, 0), MAPI_E_CORRUPT_DATA);
    expect_queue(s->f.store, "");
    /* what the client wrote is saved, and not sent */
    assert_false(flags_of(s, id) & MSGFLAG_SUBMIT);
    s->expand_answer = S_OK;
    ok_hr(set_text(message, PR_SUBJECT_W, L"b"));
    ok_hr(message->lpVtbl->SaveChanges(message, KEEP_OPEN_READWRITE));
    ok_hr(message->lpVtbl->SubmitMessage(message, 0));
    message->lpVtbl->Release(message);
    expect_queue(s->f.store, "b");
}

/* 6.7-27: PrepareSubmit for a resend, once the spooler is told; its marks stay */
static void mark_first(struct submit_fixture *s, IMessage *message)
{
    SPropValue values[4] = {{.ulPropTag = PR_ROWID},
                            {.ulPropTag = PR_RECIPIENT_TYPE, .Value.l = MAPI_TO},
                            {.ulPropTag = PR_DISPLAY_NAME_W},
                            {.ulPropTag = PR_RESPONSIBILITY, .Value.b = TRUE}};
    SizedADRLIST(1, list) = {1, {{0, 4, values}}};

    (void)s;
    values[2].Value.lpszW = (WCHAR *)L"Ann";
    ok_hr(message->lpVtbl->ModifyRecipients(message, MODRECIP_MODIFY, (ADRLIST *)&list));
    add_recipient(message, L"Expanded", MAPI_TO);
}

/* What is refused is as it was saved: tried again, nobody is taken for one who had it, or is there
 * twice. */
static void what_mapi_made_of_the_recipients_is_undone(void **state)
{
    struct submit_fixture *s = *state;
    IMessage *message = compose(s, L"a");

    s->on_expand = mark_first;
    s->expand_answer = MAPI_E_CORRUPT_DATA;
    assert_int_equal(message->lpVtbl->SubmitMessage(message, 0), MAPI_E_CORRUPT_DATA);
    expect_responsibility(message, "-");
    assert_int_equal(message->lpVtbl->SubmitMessage(message, 0), MAPI_E_CORRUPT_DATA);
    expect_responsibility(message, "-");
    s->expand_answer = S_OK;
    ok_hr(message->lpVtbl->SubmitMessage(message, 0));
    message->lpVtbl->Release(message);
    s->on_expand = NULL;
    expect_queue(s->f.store, "a");
}

static void mapi_prepares_the_recipients(void **state)
{
    struct submit_fixture *s = *state;
    IMessage *message = compose(s, L"a"), *stored;
    BYTE id[48];

    read_id(message, id);
    ok_hr(set_long(message, PR_MESSAGE_FLAGS, MSGFLAG_UNSENT | MSGFLAG_RESEND));
    s->prepare_answer = MAPI_E_CALL_FAILED;
    assert_int_equal(message->lpVtbl->SubmitMessage(message, 0), MAPI_E_CALL_FAILED);
    assert_int_equal(s->prepared, 1);
    assert_int_equal(s->expanded, 0);
    s->prepare_answer = S_OK;
    s->on_expand = mark_first;
    ok_hr(message->lpVtbl->SubmitMessage(message, 0));
    message->lpVtbl->Release(message);
    s->on_expand = NULL;
    ok_hr(open_in(s->f.store, id, 0, &stored));
    expect_responsibility(stored, "tf");
    stored->lpVtbl->Release(stored);
}

static void remove_all(struct submit_fixture *s, IMessage *message)
{
    SizedSPropTagArray(1, tags) = {1, {PR_MESSAGE_RECIPIENTS}};

    (void)s;
    ok_hr(message->lpVtbl->DeleteProps(message, (SPropTagArray *)&tags, NULL));
}

static void submit_same(struct submit_fixture *s, IMessage *message)
{
    BYTE id[48];
    IMessage *other;

    s->on_expand = NULL;
    read_id(message, id);
    other = open_message(&s->f, id, MAPI_MODIFY);
    ok_hr(other->lpVtbl->SubmitMessage(other, 0));
    other->lpVtbl->Release(other);
}

static void what_happens_meanwhile_is_seen(void **state)
{
    struct submit_fixture *s = *state;
    IMessage *message = compose(s, L"a");

    s->on_expand = remove_all; /* lists without members */
    assert_int_equal(message->lpVtbl->SubmitMessage(message, 0), MAPI_E_NO_RECIPIENTS);
    add_recipient(message, L"Ann", MAPI_TO);
    s->on_expand = submit_same;
    assert_int_equal(message->lpVtbl->SubmitMessage(message, 0), MAPI_E_SUBMITTED);
    message->lpVtbl->Release(message);
    expect_queue(s->f.store, "a");
}

/* What is no mail of its own is not submitted. */
static void embedded_and_associated_messages_are_refused(void **state)
{
    struct submit_fixture *s = *state;
    IMessage *message = compose(s, L"a"), *inner, *hidden;
    IMAPIFolder *inbox = open_inbox(&s->f);
    IAttach *attach;
    ULONG num;

    ok_hr(message->lpVtbl->CreateAttach(message, NULL, 0, &num, &attach));
    ok_hr(set_long(attach, PR_ATTACH_METHOD, ATTACH_EMBEDDED_MSG));
    ok_hr(attach->lpVtbl->OpenProperty(attach, PR_ATTACH_DATA_OBJ, &IID_IMessage, 0,
                                       MAPI_CREATE | MAPI_MODIFY, (IUnknown **)&inner));
    add_recipient(inner, L"Ann", MAPI_TO);
    assert_int_equal(inner->lpVtbl->SubmitMessage(inner, 0), MAPI_E_NO_SUPPORT);
    inner->lpVtbl->Release(inner);
    attach->lpVtbl->Release(attach);
    message->lpVtbl->Release(message);
    ok_hr(inbox->lpVtbl->CreateMessage(inbox, NULL, MAPI_ASSOCIATED, &hidden));
    add_recipient(hidden, L"Ann", MAPI_TO);
    assert_int_equal(hidden->lpVtbl->SubmitMessage(hidden, 0), MAPI_E_NO_SUPPORT);
    hidden->lpVtbl->Release(hidden);
    inbox->lpVtbl->Release(inbox);
}

/* What is damaged is found and mended: the flag in the message decides. */
static void the_check_knows_the_queue(void **state)
{
    static const struct {
        const char *damage, *queue;
    } cases[] = {
        {"UPDATE messages SET submit_flags=NULL WHERE subject='a'", "ab"},
        {"UPDATE messages SET flags=flags&~4 WHERE subject='a'", "b"},
        {"UPDATE messages SET part=1 WHERE subject='b'", ""},
        {"UPDATE messages SET part=0, submit_flags=0, flags=flags|4, submitted=NULL WHERE subject='b'",
         "b"},
    };
    struct submit_fixture *s = *state;
    struct check check;
    BYTE id[48];

    submit_one(s, L"a", id);
    submit_one(s, L"b", id);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        memset(&check, 0, sizeof(check));
        check.mend = true;
        ok_hr(store_file_open(s->f.path8, DB_WRITE, &check.file));
        ok_hr(db_exec(check.file->db, cases[i].damage, ""));
        ok_hr(check_run(&check, NULL));
        assert_true(check.found >= 1);
        assert_int_equal(check.mended, check.found);
        sqlite3_free(sqlite3_str_finish(check.report));
        change_list_clear(&check.changes);
        store_file_unref(check.file);
        expect_queue(s->f.store, cases[i].queue);
        expect_healthy(s);
    }
}

#define T(test) cmocka_unit_test_setup_teardown(test, submit_setup, submit_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(a_submitted_message_waits_in_the_queue),
        T(a_later_submission_has_a_later_time),
        T(without_recipients_nothing_is_submitted),
        T(a_submitted_pointer_takes_only_release),
        T(what_waits_is_not_written),
        T(a_store_without_a_transport_sends_nothing_itself),
        T(what_waits_stays_where_it_is),
        T(a_copy_is_not_submitted),
        T(a_submission_is_aborted),
        T(a_refused_submission_can_be_tried_again),
        T(what_mapi_made_of_the_recipients_is_undone),
        T(mapi_prepares_the_recipients),
        T(what_happens_meanwhile_is_seen),
        T(embedded_and_associated_messages_are_refused),
        T(the_check_knows_the_queue),
    };

    return cmocka_run_group_tests_name("submit", tests, NULL, NULL);
}
