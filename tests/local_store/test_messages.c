/*
 * test_messages.c - what IMessage promises: flags, recipients, read flags, saving, access
 */
#include "local_store/fixture.h"
#include <string.h>
#include "local_store/folder.h"

#define FLAGS(object) get_long(object, PR_MESSAGE_FLAGS)

static IMessage *new_message(IMAPIFolder *folder, ULONG flags)
{
    IMessage *message = NULL;

    ok_hr(folder->lpVtbl->CreateMessage(folder, NULL, flags, &message));
    return message;
}

static void save(IMessage *message)
{
    ok_hr(message->lpVtbl->SaveChanges(message, KEEP_OPEN_READWRITE));
}

static HRESULT set_problem(void *object, SPropValue value)
{
    SPropProblemArray *problems = NULL;
    IMAPIProp *prop = object;
    HRESULT code = S_OK;

    ok_hr(prop->lpVtbl->SetProps(prop, 1, &value, &problems));
    if (problems) {
        assert_int_equal(problems->cProblem, 1);
        code = problems->aProblem[0].scode;
    }
    FREE(problems);
    return code;
}

/* 6.3-13 6.3-14: no class, or an empty one, of either width */
static void a_message_without_a_class_is_an_ipm(void **state)
{
    struct fixture *f = *state;
    IMAPIFolder *inbox = open_inbox(f);
    SPropValue empty = {.ulPropTag = PR_MESSAGE_CLASS_A, .Value.lpszA = ""};

    for (int i = 0; i < 3; i++) {
        IMessage *message = new_message(inbox, 0);

        if (i == 1) ok_hr(set_text(message, PR_MESSAGE_CLASS_W, L""));
        if (i == 2) ok_hr(set_problem(message, empty));
        save(message);
        assert_text(message, PR_MESSAGE_CLASS_W, L"IPM");
        message->lpVtbl->Release(message);
    }
    inbox->lpVtbl->Release(inbox);
}

/* ---- PR_MESSAGE_FLAGS ---- */

/* 6.7-08 6.7-09 6.7-10 */
static void flags_are_the_clients_before_the_first_save_only(void **state)
{
    const ULONG theirs =
        MSGFLAG_READ | MSGFLAG_UNSENT | MSGFLAG_FROMME | MSGFLAG_RESEND | MSGFLAG_UNMODIFIED;
    struct fixture *f = *state;
    IMAPIFolder *inbox = open_inbox(f);
    IMessage *message = new_message(inbox, 0);
    SPropValue flags = {.ulPropTag = PR_MESSAGE_FLAGS, .Value.l = 0x3ff};

    ok_hr(set_problem(message, flags));
    /* SUBMIT, HASATTACH, ASSOCIATED, RN_PENDING, NRN_PENDING are the store's */
    assert_int_equal(FLAGS(message), theirs);
    flags.Value.l = MSGFLAG_READ | MSGFLAG_FROMME;
    ok_hr(set_problem(message, flags));
    save(message);
    assert_int_equal(FLAGS(message), MSGFLAG_READ | MSGFLAG_FROMME);
    assert_int_equal(get_long(inbox, PR_CONTENT_UNREAD), 0);
    flags.Value.l = MSGFLAG_UNSENT;
    assert_int_equal(set_problem(message, flags), MAPI_E_COMPUTED);
    save(message);
    assert_int_equal(FLAGS(message), MSGFLAG_READ | MSGFLAG_FROMME);
    message->lpVtbl->Release(message);
    inbox->lpVtbl->Release(inbox);
}

/* 6.7-12 6.5-03 */
static void associated_messages_are_never_unread(void **state)
{
    struct fixture *f = *state;
    IMAPIFolder *inbox = open_inbox(f);
    IMessage *message = new_message(inbox, MAPI_ASSOCIATED);

    save(message);
    assert_int_equal(FLAGS(message) & MSGFLAG_ASSOCIATED, MSGFLAG_ASSOCIATED);
    assert_int_equal(get_long(inbox, PR_CONTENT_COUNT), 0);
    assert_int_equal(get_long(inbox, PR_CONTENT_UNREAD), 0);
    assert_int_equal(get_long(inbox, PROP_TAG(PT_LONG, 0x3617)), 1); /* PR_ASSOC_CONTENT_COUNT */
    ok_hr(message->lpVtbl->SetReadFlag(message, 0));
    ok_hr(message->lpVtbl->SetReadFlag(message, CLEAR_READ_FLAG));
    assert_int_equal(get_long(inbox, PR_CONTENT_UNREAD), 0);
    message->lpVtbl->Release(message);
    inbox->lpVtbl->Release(inbox);
}

/* 6.7-42 */
static void a_post_is_a_saved_message_without_recipients(void **state)
{
    struct fixture *f = *state;
    IMAPIFolder *inbox = open_inbox(f);
    IMessage *message = new_message(inbox, 0);

    ok_hr(set_text(message, PR_MESSAGE_CLASS_W, L"IPM.Post"));
    ok_hr(set_long(message, PR_MESSAGE_FLAGS, MSGFLAG_READ));
    ok_hr(message->lpVtbl->SaveChanges(message, 0));
    assert_int_equal(FLAGS(message), MSGFLAG_READ);
    assert_text(message, PR_DISPLAY_TO_W, L"");
    message->lpVtbl->Release(message);
    assert_int_equal(get_long(inbox, PR_CONTENT_COUNT), 1);
    inbox->lpVtbl->Release(inbox);
}

/* ---- SetReadFlag ---- */

static void put_flags(IMAPIFolder *folder, const BYTE *id, ULONG flags)
{
    struct store_file *file = folder_from_iface(folder)->store->file;
    struct identity message;

    ok_hr(entry_id_read(&file->uid, 48, id, &message));
    db_lock(file->db);
    ok_hr(db_exec(file->db, "UPDATE messages SET flags=?2 WHERE id=?1", "ii", message.id,
                  (int64_t)flags));
    db_unlock(file->db);
}

/* 6.5-16 6.5-17 6.7-13: one matrix for the folder's method and the message's */
static void read_flags_follow_the_matrix(void **state)
{
    const ULONG both = MSGFLAG_RN_PENDING | MSGFLAG_NRN_PENDING;
    const struct {
        ULONG before, flags, after;
    } rows[] = {
        {both, 0, MSGFLAG_READ},
        {MSGFLAG_READ | both, 0, MSGFLAG_READ | both}, /* read already: nothing happens */
        {both, SUPPRESS_RECEIPT, MSGFLAG_READ},
        {MSGFLAG_READ | MSGFLAG_RN_PENDING, SUPPRESS_RECEIPT, MSGFLAG_READ | MSGFLAG_RN_PENDING},
        {MSGFLAG_READ | MSGFLAG_RN_PENDING, CLEAR_READ_FLAG, MSGFLAG_RN_PENDING},
        {both, GENERATE_RECEIPT_ONLY, MSGFLAG_NRN_PENDING},
        {MSGFLAG_READ | MSGFLAG_RN_PENDING, GENERATE_RECEIPT_ONLY, MSGFLAG_READ},
        {MSGFLAG_RN_PENDING, SUPPRESS_RECEIPT | GENERATE_RECEIPT_ONLY, 0},
        {both, CLEAR_RN_PENDING, MSGFLAG_NRN_PENDING},
        {both, CLEAR_NRN_PENDING, MSGFLAG_RN_PENDING},
        {MSGFLAG_READ | both, CLEAR_RN_PENDING | CLEAR_NRN_PENDING, MSGFLAG_READ},
        {MSGFLAG_READ | both, CLEAR_READ_FLAG | CLEAR_NRN_PENDING, MSGFLAG_RN_PENDING},
    };
    const ULONG wrong[] = {SUPPRESS_RECEIPT | CLEAR_READ_FLAG,
                           CLEAR_READ_FLAG | GENERATE_RECEIPT_ONLY,
                           SUPPRESS_RECEIPT | CLEAR_READ_FLAG | GENERATE_RECEIPT_ONLY};
    struct fixture *f = *state;
    IMAPIFolder *inbox = open_inbox(f);
    IMessage *message;
    BYTE id[48];
    SBinary bin = {48, id};
    ENTRYLIST list = {1, &bin};

    make_message(inbox, L"read me", id);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        put_flags(inbox, id, rows[i].before);
        ok_hr(inbox->lpVtbl->SetReadFlags(inbox, &list, 0, NULL, rows[i].flags));
        message = open_message(f, id, 0);
        if (FLAGS(message) != rows[i].after)
            fail_msg("row %zu of the folder's: %#x", i, (unsigned)FLAGS(message));
        message->lpVtbl->Release(message);

        put_flags(inbox, id, rows[i].before);
        message = open_message(f, id, MAPI_MODIFY);
        ok_hr(set_text(message, PR_SUBJECT_W, L"not saved yet"));
        ok_hr(message->lpVtbl->SetReadFlag(message, rows[i].flags));
        if (FLAGS(message) != rows[i].after)
            fail_msg("row %zu of the message's: %#x", i, (unsigned)FLAGS(message));
        message->lpVtbl->Release(message);
        message = open_message(f, id, 0);
        assert_int_equal(FLAGS(message), rows[i].after); /* without SaveChanges */
        assert_int_equal(get_long(inbox, PR_CONTENT_UNREAD), !(rows[i].after & MSGFLAG_READ));
        message->lpVtbl->Release(message);
    }
    message = open_message(f, id, MAPI_MODIFY);
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(inbox->lpVtbl->SetReadFlags(inbox, &list, 0, NULL, wrong[i]),
                         MAPI_E_INVALID_PARAMETER);
        assert_int_equal(message->lpVtbl->SetReadFlag(message, wrong[i]), MAPI_E_INVALID_PARAMETER);
    }
    assert_int_equal(message->lpVtbl->SetReadFlag(message, 0x40000000), MAPI_E_UNKNOWN_FLAGS);
    message->lpVtbl->Release(message);
    inbox->lpVtbl->Release(inbox);
}

/* 6.5-16: SUPPRESS_RECEIPT with GENERATE_RECEIPT_ONLY takes the request itself away */
static void a_request_for_a_receipt_is_cancelled(void **state)
{
    const ULONG cancel = SUPPRESS_RECEIPT | GENERATE_RECEIPT_ONLY;
    SPropValue asked = {.ulPropTag = PR_READ_RECEIPT_REQUESTED, .Value.b = TRUE};
    struct fixture *f = *state;
    IMAPIFolder *inbox = open_inbox(f);
    IMessage *message;
    BYTE id[48];
    SBinary bin = {48, id};
    ENTRYLIST list = {1, &bin};

    make_message(inbox, L"tell me", id);
    for (int by_message = 0; by_message < 2; by_message++) {
        message = open_message(f, id, MAPI_MODIFY);
        ok_hr(message->lpVtbl->SetProps(message, 1, &asked, NULL));
        save(message);
        if (by_message) {
            ok_hr(message->lpVtbl->SetReadFlag(message, cancel));
            assert_int_equal(get_long(message, PR_READ_RECEIPT_REQUESTED), FALSE);
            save(message); /* the handle goes on */
        }
        message->lpVtbl->Release(message);
        if (!by_message) ok_hr(inbox->lpVtbl->SetReadFlags(inbox, &list, 0, NULL, cancel));
        message = open_message(f, id, 0);
        assert_int_equal(get_long(message, PR_READ_RECEIPT_REQUESTED), FALSE);
        assert_text(message, PR_SUBJECT_W, L"tell me");
        message->lpVtbl->Release(message);
    }
    inbox->lpVtbl->Release(inbox);
}

/* ---- recipients ---- */

static HRESULT modify(IMessage *message, ULONG flags, ULONG n, SPropValue *values)
{
    SizedADRLIST(1, list) = {1, {{0, n, values}}};

    return message->lpVtbl->ModifyRecipients(message, flags, (ADRLIST *)&list);
}

static SRowSet *recipients_of(IMessage *message, SPropTagArray *columns)
{
    IMAPITable *table;
    SRowSet *rows;

    ok_hr(message->lpVtbl->GetRecipientTable(message, MAPI_UNICODE, &table));
    ok_hr(table->lpVtbl->SetColumns(table, columns, 0));
    ok_hr(table->lpVtbl->QueryRows(table, 100, 0, &rows));
    table->lpVtbl->Release(table);
    return rows;
}

static void free_rows(SRowSet *rows)
{
    for (ULONG i = 0; i < rows->cRows; i++)
        FREE(rows->aRow[i].lpProps);
    FREE(rows);
}

/* 6.7-21 6.7-22 6.7-23 */
static void modified_recipients_are_whole_rows(void **state)
{
    SizedSPropTagArray(3, columns) = {3, {PR_DISPLAY_NAME_W, PR_EMAIL_ADDRESS_W, PR_ROWID}};
    struct fixture *f = *state;
    IMAPIFolder *inbox = open_inbox(f);
    IMessage *message = new_message(inbox, 0);
    SPropValue values[] = {
        {.ulPropTag = PR_DISPLAY_NAME_W, .Value.lpszW = L"Ann"},
        {.ulPropTag = PR_EMAIL_ADDRESS_W, .Value.lpszW = L"ann@example.org"},
        {.ulPropTag = PROP_TAG(PT_ERROR, PROP_ID(PR_ADDRTYPE)),
         .Value.err = MAPI_E_NOT_FOUND}, /* passed over */
    };
    SPropValue row[] = {{.ulPropTag = PR_ROWID},
                        {.ulPropTag = PR_DISPLAY_NAME_W, .Value.lpszW = L"Anna"}};
    SPropValue null = {.ulPropTag = PR_NULL};
    SRowSet *rows;

    ok_hr(modify(message, MODRECIP_ADD, 3, values));
    /* the list stays the caller's, as it was */
    assert_string_equal((char *)values[0].Value.lpszW, (char *)L"Ann");
    rows = recipients_of(message, (SPropTagArray *)&columns);
    assert_int_equal(rows->cRows, 1);
    row[0].Value.l = rows->aRow[0].lpProps[2].Value.l;
    free_rows(rows);
    ok_hr(modify(message, MODRECIP_ADD, 0, NULL)); /* an empty entry */
    assert_int_equal(modify(message, MODRECIP_ADD, 1, &null), MAPI_E_INVALID_PARAMETER);
    ok_hr(modify(message, MODRECIP_MODIFY, 2, row));
    rows = recipients_of(message, (SPropTagArray *)&columns);
    assert_int_equal(rows->cRows, 1);
    assert_int_equal(wide_cmp(rows->aRow[0].lpProps[0].Value.lpszW, L"Anna"), 0);
    /* it was not given again */
    assert_int_equal(rows->aRow[0].lpProps[1].ulPropTag,
                     CHANGE_PROP_TYPE(PR_EMAIL_ADDRESS_W, PT_ERROR));
    free_rows(rows);
    message->lpVtbl->Release(message);
    inbox->lpVtbl->Release(inbox);
}

/* 6.7-36 6.7-04: the displays are texts; MAPI_SUBMITTED changes nothing about who is TO, MAPI_P1 is
 * none of the three */
static void all_types_of_recipients_are_kept(void **state)
{
    SizedSPropTagArray(2, columns) = {2, {PR_RECIPIENT_TYPE, PR_DISPLAY_NAME_W}};
    const ULONG types[] = {MAPI_TO, MAPI_CC, MAPI_BCC, MAPI_P1, MAPI_TO | MAPI_SUBMITTED};
    struct fixture *f = *state;
    IMAPIFolder *inbox = open_inbox(f);
    IMessage *message = new_message(inbox, 0);
    SPropValue *entry;
    SRowSet *rows;
    BYTE id[48];

    for (ULONG i = 0; i < 5; i++) {
        WCHAR name[] = {(WCHAR)('a' + i), 0};
        SPropValue values[] = {{.ulPropTag = PR_DISPLAY_NAME_W, .Value.lpszW = name},
                               {.ulPropTag = PR_RECIPIENT_TYPE, .Value.l = (LONG)types[i]}};

        ok_hr(modify(message, MODRECIP_ADD, 2, values));
    }
    save(message);
    assert_text(message, PR_DISPLAY_TO_W, L"a; e");
    assert_text(message, PR_DISPLAY_CC_W, L"b");
    assert_text(message, PR_DISPLAY_BCC_W, L"c");
    entry = id_of(message);
    memcpy(id, entry->Value.bin.lpb, 48);
    FREE(entry);
    message->lpVtbl->Release(message);
    message = open_message(f, id, 0);
    rows = recipients_of(message, (SPropTagArray *)&columns);
    assert_int_equal(rows->cRows, 5);
    for (ULONG i = 0; i < 5; i++)
        assert_int_equal((ULONG)rows->aRow[i].lpProps[0].Value.l, types[i]);
    free_rows(rows);
    message->lpVtbl->Release(message);
    inbox->lpVtbl->Release(inbox);
}

/* 6.8-12 */
static void recipient_tables_are_restricted(void **state)
{
    SPropValue smtp = {.ulPropTag = PR_ADDRTYPE_W, .Value.lpszW = L"SMTP"},
               to = {.ulPropTag = PR_RECIPIENT_TYPE, .Value.l = MAPI_TO},
               mail = {.ulPropTag = PR_EMAIL_ADDRESS_W, .Value.lpszW = L"b"},
               done = {.ulPropTag = PR_RESPONSIBILITY, .Value.b = TRUE};
    SRestriction is_smtp = {RES_PROPERTY, {.resProperty = {RELOP_EQ, PR_ADDRTYPE_W, &smtp}}};
    SRestriction not_to = {RES_PROPERTY, {.resProperty = {RELOP_NE, PR_RECIPIENT_TYPE, &to}}};
    SRestriction is_b = {RES_PROPERTY, {.resProperty = {RELOP_EQ, PR_EMAIL_ADDRESS_W, &mail}}};
    SRestriction is_done = {RES_PROPERTY, {.resProperty = {RELOP_EQ, PR_RESPONSIBILITY, &done}}};
    SRestriction knows = {RES_EXIST, {.resExist = {0, PR_RESPONSIBILITY, 0}}};
    SRestriction either[] = {is_b, is_done}, both[] = {is_smtp, not_to};
    SRestriction any = {RES_OR, {.resOr = {2, either}}}, all = {RES_AND, {.resAnd = {2, both}}};
    const struct {
        SRestriction *res;
        ULONG rows;
    } cases[] = {{&is_smtp, 2}, {&not_to, 2}, {&is_b, 1}, {&is_done, 1},
                 {&knows, 1},   {&any, 2},    {&all, 1},  {NULL, 3}};
    struct fixture *f = *state;
    IMAPIFolder *inbox = open_inbox(f);
    IMessage *message = new_message(inbox, 0);
    IMAPITable *table;
    ULONG count;

    for (ULONG i = 0; i < 3; i++) {
        WCHAR name[] = {(WCHAR)('a' + i), 0};
        SPropValue values[] = {
            {.ulPropTag = PR_DISPLAY_NAME_W, .Value.lpszW = name},
            {.ulPropTag = PR_EMAIL_ADDRESS_W, .Value.lpszW = name},
            {.ulPropTag = PR_RECIPIENT_TYPE, .Value.l = i ? MAPI_CC : MAPI_TO},
            {.ulPropTag = PR_ADDRTYPE_W, .Value.lpszW = i == 2 ? L"FAX" : L"SMTP"},
            {.ulPropTag = PR_RESPONSIBILITY, .Value.b = TRUE}};

        ok_hr(modify(message, MODRECIP_ADD, i == 2 ? 5 : 4, values));
    }
    ok_hr(message->lpVtbl->OpenProperty(message, PR_MESSAGE_RECIPIENTS, &IID_IMAPITable,
                                        MAPI_UNICODE, 0, (IUnknown **)&table));
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        ok_hr(table->lpVtbl->Restrict(table, cases[i].res, 0));
        ok_hr(table->lpVtbl->GetRowCount(table, 0, &count));
        if (count != cases[i].rows) fail_msg("case %zu: %u rows", i, (unsigned)count);
    }
    table->lpVtbl->Release(table);
    message->lpVtbl->Release(message);
    inbox->lpVtbl->Release(inbox);
}

/* Source: IMAPIProp::DeleteProps, which names PR_MESSAGE_ATTACHMENTS. 6.8-13 */
static void recipients_and_attachments_are_deleted_as_properties(void **state)
{
    SizedSPropTagArray(2, tags) = {2, {PR_MESSAGE_RECIPIENTS, PR_MESSAGE_ATTACHMENTS}};
    SizedSPropTagArray(1, number) = {1, {PR_ROWID}};
    SizedSPropTagArray(1, tables) = {1, {PR_CONTAINER_CONTENTS}};
    SPropValue name = {.ulPropTag = PR_DISPLAY_NAME_W, .Value.lpszW = L"a"};
    SPropProblemArray *problems = NULL;
    struct fixture *f = *state;
    IMAPIFolder *inbox = open_inbox(f);
    IMessage *message = new_message(inbox, 0);
    IMAPITable *table;
    IAttach *attach;
    SRowSet *rows;
    ULONG n;

    ok_hr(modify(message, MODRECIP_ADD, 1, &name));
    for (int i = 0; i < 2; i++) {
        ok_hr(message->lpVtbl->CreateAttach(message, NULL, 0, &n, &attach));
        ok_hr(attach->lpVtbl->SaveChanges(attach, 0));
        attach->lpVtbl->Release(attach);
    }
    save(message);
    assert_int_equal(get_long(message, PR_HASATTACH), TRUE);
    ok_hr(message->lpVtbl->GetRecipientTable(message, 0, &table));
    ok_hr(message->lpVtbl->DeleteProps(message, (SPropTagArray *)&tags, &problems));
    assert_null(problems);
    ok_hr(table->lpVtbl->GetRowCount(table, 0, &n));
    assert_int_equal(n, 0);
    table->lpVtbl->Release(table);
    save(message);
    assert_int_equal(get_long(message, PR_HASATTACH), FALSE);
    assert_text(message, PR_DISPLAY_TO_W, L"");
    rows = recipients_of(message, (SPropTagArray *)&number);
    assert_int_equal(rows->cRows, 0);
    free_rows(rows);
    message->lpVtbl->Release(message);
    ok_hr(inbox->lpVtbl->DeleteProps(inbox, (SPropTagArray *)&tables, &problems));
    assert_int_equal(problems->cProblem, 1);
    assert_int_equal(problems->aProblem[0].scode, MAPI_E_COMPUTED);
    FREE(problems);
    inbox->lpVtbl->Release(inbox);
}

/* ---- saving ---- */

/* 6.1-32 6.1-33 6.1-36 */
static void saving_keeps_what_was_asked(void **state)
{
    struct fixture *f = *state;
    IMAPIFolder *inbox = open_inbox(f);
    IMessage *message;
    BYTE id[48];

    make_message(inbox, L"first", id);
    message = open_message(f, id, MAPI_MODIFY);
    ok_hr(set_text(message, PR_SUBJECT_W, L"second"));
    ok_hr(message->lpVtbl->SaveChanges(message, KEEP_OPEN_READWRITE | MAPI_DEFERRED_ERRORS));
    ok_hr(set_text(message, PR_SUBJECT_W, L"third"));
    assert_int_equal(get_long(message, PR_ACCESS_LEVEL), MAPI_MODIFY);
    assert_int_equal(message->lpVtbl->SaveChanges(message, 0x100), MAPI_E_UNKNOWN_FLAGS);
    ok_hr(message->lpVtbl->SaveChanges(message, KEEP_OPEN_READONLY | 0x80 /* SPAMFILTER_ONSAVE */ |
                                                    0x1000 /* NON_EMS_XP_SAVE */));
    assert_text(message, PR_SUBJECT_W, L"third");
    message->lpVtbl->Release(message);

    message = open_message(f, id, 0);
    assert_int_equal(get_long(message, PR_ACCESS_LEVEL), 0);
    assert_int_equal(set_text(message, PR_SUBJECT_W, L"x"), MAPI_E_NO_ACCESS);
    assert_int_equal(message->lpVtbl->SaveChanges(message, KEEP_OPEN_READWRITE), MAPI_E_NO_ACCESS);
    assert_int_equal(message->lpVtbl->SaveChanges(message, FORCE_SAVE), MAPI_E_NO_ACCESS);
    assert_text(message, PR_SUBJECT_W, L"third");
    message->lpVtbl->Release(message);
    inbox->lpVtbl->Release(inbox);
}

/* 6.7-44 6.7-06 */
static void the_topic_of_a_conversation_stays(void **state)
{
    struct fixture *f = *state;
    IMAPIFolder *inbox = open_inbox(f);
    IMessage *message = new_message(inbox, 0);

    ok_hr(set_text(message, PR_CONVERSATION_TOPIC_W, L"Greetings"));
    ok_hr(set_text(message, PR_SUBJECT_W, L"RE: Greetings"));
    save(message);
    ok_hr(set_text(message, PR_SUBJECT_W, L"RE: Something else"));
    save(message);
    assert_text(message, PR_CONVERSATION_TOPIC_W, L"Greetings");
    assert_text(message, PR_NORMALIZED_SUBJECT_W, L"Something else");
    ok_hr(set_text(message, PR_SUBJECT_PREFIX_W, L"RE: Something "));
    save(message);
    assert_text(message, PR_NORMALIZED_SUBJECT_W, L"else");
    message->lpVtbl->Release(message);
    inbox->lpVtbl->Release(inbox);
}

/* A subject in bytes that are no text, or longer than fits a property value, has its parts all the
 * same. */
static void odd_subjects_are_taken_apart_too(void **state)
{
    struct fixture *f = *state;
    IMAPIFolder *inbox = open_inbox(f);
    IMessage *message = new_message(inbox, 0);
    SPropValue odd = {.ulPropTag = PR_SUBJECT_A, .Value.lpszA = "RE: caf\xe9"};
    SPropValue who = {.ulPropTag = PR_DISPLAY_NAME_A, .Value.lpszA = "Ren\xe9"};
    WCHAR *text = calloc(40001, sizeof(WCHAR));
    IStream *stream;

    ok_hr(message->lpVtbl->SetProps(message, 1, &odd, NULL));
    ok_hr(modify(message, MODRECIP_ADD, 1, &who));
    save(message);
    assert_text(message, PR_SUBJECT_PREFIX_W, L"RE: ");
    assert_text(message, PR_NORMALIZED_SUBJECT_W, L"caf\xfffd");
    assert_text(message, PR_DISPLAY_TO_W, L"Ren\xfffd");
    for (int i = 0; i < 40000; i++)
        text[i] = 'x';
    memcpy(text, L"FW: ", 4 * sizeof(WCHAR));
    ok_hr(message->lpVtbl->OpenProperty(message, PR_SUBJECT_W, &IID_IStream, STGM_READWRITE,
                                        MAPI_CREATE | MAPI_MODIFY, (IUnknown **)&stream));
    ok_hr(stream->lpVtbl->Write(stream, text, 40000 * sizeof(WCHAR), NULL));
    ok_hr(stream->lpVtbl->Commit(stream, 0));
    stream->lpVtbl->Release(stream);
    save(message);
    assert_text(message, PR_SUBJECT_PREFIX_W, L"FW: ");
    free(text);
    message->lpVtbl->Release(message);
    inbox->lpVtbl->Release(inbox);
}

/* 6.3-11 6.3-12: too long a class is refused; its case is kept */
static void message_classes_are_kept_as_they_are(void **state)
{
    struct fixture *f = *state;
    IMAPIFolder *inbox = open_inbox(f);
    IMessage *message = new_message(inbox, 0);
    WCHAR class[258];

    for (int i = 0; i < 257; i++)
        class[i] = 'a';
    class[256] = 0;
    assert_int_equal(set_text(message, PR_MESSAGE_CLASS_W, class), MAPI_E_INVALID_PARAMETER);
    class[255] = 0;
    ok_hr(set_text(message, PR_MESSAGE_CLASS_W, class));
    ok_hr(set_text(message, PR_MESSAGE_CLASS_W, L"ipm.NOTE"));
    save(message);
    assert_text(message, PR_MESSAGE_CLASS_W, L"ipm.NOTE");
    message->lpVtbl->Release(message);
    inbox->lpVtbl->Release(inbox);
}

/* 6.2-09: what is being sent opens read-only, and what the spooler works on may not be read or
 * erased under it */
static void submitted_messages_are_left_alone(void **state)
{
    struct fixture *f = *state;
    IMAPIFolder *inbox = open_inbox(f);
    IMessage *message;
    BYTE id[48];
    SBinary bin = {48, id};
    ENTRYLIST list = {1, &bin};
    ULONG type;

    make_message(inbox, L"on its way", id);
    put_flags(inbox, id, MSGFLAG_SUBMIT | MSGFLAG_UNSENT);
    assert_int_equal(f->store->lpVtbl->OpenEntry(f->store, 48, (ENTRYID *)id, NULL, MAPI_MODIFY,
                                                 &type, (IUnknown **)&message),
                     MAPI_E_SUBMITTED);
    message = open_message(f, id, MAPI_BEST_ACCESS);
    assert_int_equal(get_long(message, PR_ACCESS_LEVEL), 0);
    message->lpVtbl->Release(message);
    /* 6.5-10 */
    assert_int_equal(inbox->lpVtbl->DeleteMessages(inbox, &list, 0, NULL, 0),
                     MAPI_W_PARTIAL_COMPLETION);
    /* 6.5-19 */
    assert_int_equal(inbox->lpVtbl->SetReadFlags(inbox, &list, 0, NULL, 0),
                     MAPI_W_PARTIAL_COMPLETION);
    /* 6.5-09 */
    assert_int_equal(inbox->lpVtbl->EmptyFolder(inbox, 0, NULL, 0), MAPI_W_PARTIAL_COMPLETION);
    assert_int_equal(get_long(inbox, PR_CONTENT_COUNT), 1);
    put_flags(inbox, id, 0);
    inbox->lpVtbl->Release(inbox);
}

/* A long text through a stream, as PR_BODY, and the message is saved. */
static void save_body(IMessage *message, WCHAR letter)
{
    IStream *stream = NULL;
    WCHAR text[4000];

    for (size_t i = 0; i < 4000; i++)
        text[i] = letter;
    ok_hr(message->lpVtbl->OpenProperty(message, PR_BODY_W, &IID_IStream, 0,
                                        MAPI_CREATE | MAPI_MODIFY, (IUnknown **)&stream));
    ok_hr(stream->lpVtbl->Write(stream, text, sizeof(text), NULL));
    ok_hr(stream->lpVtbl->Commit(stream, 0));
    stream->lpVtbl->Release(stream);
    save(message);
}

static WCHAR first_of_body(IMessage *message)
{
    IStream *stream = NULL;
    WCHAR first = 0;
    ULONG got;

    ok_hr(message->lpVtbl->OpenProperty(message, PR_BODY_W, &IID_IStream, 0, 0,
                                        (IUnknown **)&stream));
    ok_hr(stream->lpVtbl->Read(stream, &first, sizeof(first), &got));
    stream->lpVtbl->Release(stream);
    return first;
}

/* 6.1-34: FORCE_SAVE writes what this handle has, and takes nothing of what another one saved with
 * it */
static void a_forced_save_loses_no_long_content(void **state)
{
    struct fixture *f = *state;
    IMAPIFolder *inbox = open_inbox(f);
    IMessage *first, *second;
    BYTE id[48];

    make_message(inbox, L"two at it", id);
    first = open_message(f, id, MAPI_MODIFY);
    save_body(first, 'a');
    ok_hr(set_text(first, PR_SUBJECT_W, L"mine"));
    second = open_message(f, id, MAPI_MODIFY);
    save_body(second, 'b');
    assert_int_equal(first->lpVtbl->SaveChanges(first, KEEP_OPEN_READWRITE), MAPI_E_OBJECT_CHANGED);
    ok_hr(first->lpVtbl->SaveChanges(first, KEEP_OPEN_READWRITE | FORCE_SAVE));
    assert_text(first, PR_SUBJECT_W, L"mine");
    assert_int_equal(first_of_body(first), 'b');
    second->lpVtbl->Release(second);

    ok_hr(set_text(first, PR_SUBJECT_W, L"mine again"));
    second = open_message(f, id, MAPI_MODIFY);
    ok_hr(set_text(second, PR_BODY_W, L"short"));
    save(second);
    ok_hr(first->lpVtbl->SaveChanges(first, KEEP_OPEN_READWRITE | FORCE_SAVE));
    assert_text(first, PR_SUBJECT_W, L"mine again");
    assert_text(first, PR_BODY_W, L"short");
    second->lpVtbl->Release(second);
    first->lpVtbl->Release(first);
    inbox->lpVtbl->Release(inbox);
}

/* 6.7-14: an attachment's number is its own, saved or not, as long as the message is open */
static void numbers_of_attachments_are_given_once(void **state)
{
    struct fixture *f = *state;
    IMAPIFolder *inbox = open_inbox(f);
    IMessage *message = new_message(inbox, 0);
    IAttach *slow, *quick;
    ULONG one, two;

    ok_hr(message->lpVtbl->CreateAttach(message, NULL, 0, &one, &slow));
    save(message);
    ok_hr(message->lpVtbl->CreateAttach(message, NULL, 0, &two, &quick));
    assert_int_not_equal(one, two);
    ok_hr(set_text(slow, PR_ATTACH_LONG_FILENAME_W, L"slow"));
    ok_hr(set_text(quick, PR_ATTACH_LONG_FILENAME_W, L"quick"));
    ok_hr(quick->lpVtbl->SaveChanges(quick, 0));
    ok_hr(slow->lpVtbl->SaveChanges(slow, 0));
    slow->lpVtbl->Release(slow);
    quick->lpVtbl->Release(quick);
    save(message);
    ok_hr(message->lpVtbl->OpenAttach(message, one, NULL, 0, &slow));
    assert_text(slow, PR_ATTACH_LONG_FILENAME_W, L"slow");
    slow->lpVtbl->Release(slow);
    ok_hr(message->lpVtbl->OpenAttach(message, two, NULL, 0, &quick));
    assert_text(quick, PR_ATTACH_LONG_FILENAME_W, L"quick");
    quick->lpVtbl->Release(quick);
    message->lpVtbl->Release(message);
    inbox->lpVtbl->Release(inbox);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_message_without_a_class_is_an_ipm, store_setup,
                                        store_teardown),
        cmocka_unit_test_setup_teardown(flags_are_the_clients_before_the_first_save_only,
                                        store_setup, store_teardown),
        cmocka_unit_test_setup_teardown(associated_messages_are_never_unread, store_setup,
                                        store_teardown),
        cmocka_unit_test_setup_teardown(a_post_is_a_saved_message_without_recipients, store_setup,
                                        store_teardown),
        cmocka_unit_test_setup_teardown(read_flags_follow_the_matrix, store_setup, store_teardown),
        cmocka_unit_test_setup_teardown(a_request_for_a_receipt_is_cancelled, store_setup,
                                        store_teardown),
        cmocka_unit_test_setup_teardown(modified_recipients_are_whole_rows, store_setup,
                                        store_teardown),
        cmocka_unit_test_setup_teardown(all_types_of_recipients_are_kept, store_setup,
                                        store_teardown),
        cmocka_unit_test_setup_teardown(recipient_tables_are_restricted, store_setup,
                                        store_teardown),
        cmocka_unit_test_setup_teardown(recipients_and_attachments_are_deleted_as_properties,
                                        store_setup, store_teardown),
        cmocka_unit_test_setup_teardown(saving_keeps_what_was_asked, store_setup, store_teardown),
        cmocka_unit_test_setup_teardown(the_topic_of_a_conversation_stays, store_setup,
                                        store_teardown),
        cmocka_unit_test_setup_teardown(odd_subjects_are_taken_apart_too, store_setup,
                                        store_teardown),
        cmocka_unit_test_setup_teardown(message_classes_are_kept_as_they_are, store_setup,
                                        store_teardown),
        cmocka_unit_test_setup_teardown(submitted_messages_are_left_alone, store_setup,
                                        store_teardown),
        cmocka_unit_test_setup_teardown(a_forced_save_loses_no_long_content, store_setup,
                                        store_teardown),
        cmocka_unit_test_setup_teardown(numbers_of_attachments_are_given_once, store_setup,
                                        store_teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
