/*
 * test_promises_message.c - lists that section 6 of the contracts gives of messages, attachments
 * and identifiers, each to its end
 */
#include "local_store/table_fixture.h"
#include <string.h>
#include "local_store/expect_props.h"
#include "mapiguid.h"

/* ---- messages ---- */

/* 6.7-02 */
static void a_saved_message_tells_what_it_is(void **state)
{
    static const ULONG required[] = {PR_CREATION_TIME,
                                     PR_LAST_MODIFICATION_TIME,
                                     PR_DISPLAY_TO_W,
                                     PR_DISPLAY_CC_W,
                                     PR_DISPLAY_BCC_W,
                                     PR_ENTRYID,
                                     PR_RECORD_KEY,
                                     PR_SEARCH_KEY,
                                     PR_MESSAGE_SIZE,
                                     PR_MESSAGE_FLAGS,
                                     PR_NORMALIZED_SUBJECT_W,
                                     PR_PARENT_ENTRYID,
                                     PR_STORE_ENTRYID,
                                     PR_STORE_RECORD_KEY,
                                     PR_HASATTACH,
                                     PR_MESSAGE_CLASS_W,
                                     0};
    struct fixture *f = *state;
    IMAPIFolder *inbox = open_inbox(f);
    SPropValue *created;
    IMessage *message;

    ok_hr(inbox->lpVtbl->CreateMessage(inbox, NULL, 0, &message));
    ok_hr(set_text(message, PR_SUBJECT_W, L"all"));
    ok_hr(message->lpVtbl->SaveChanges(message, KEEP_OPEN_READWRITE));
    expect_props(message, required);
    expect_same_bytes(message, PR_PARENT_ENTRYID, inbox, PR_ENTRYID);
    created = get_prop(message, PR_CREATION_TIME);
    ok_hr(set_long(message, PR_IMPORTANCE, 2));
    ok_hr(message->lpVtbl->SaveChanges(message, KEEP_OPEN_READWRITE));
    {
        SPropValue *still = get_prop(message, PR_CREATION_TIME),
                   *changed = get_prop(message, PR_LAST_MODIFICATION_TIME);

        assert_memory_equal(&still->Value.ft, &created->Value.ft, sizeof(FILETIME));
        assert_true(memcmp(&changed->Value.ft, &created->Value.ft, sizeof(FILETIME)) != 0);
        FREE(still);
        FREE(changed);
    }
    FREE(created);
    message->lpVtbl->Release(message);
    inbox->lpVtbl->Release(inbox);
}

/* 6.7-05 6.7-06 6.7-07 */
static void subjects_are_taken_apart_by_rule(void **state)
{
    static const struct {
        const WCHAR *subject, *given, *prefix, *rest; /* prefix NULL: unset */
    } cases[] = {
        {L"RE: hello", NULL, L"RE: ", L"hello"},
        {L"A: hello", NULL, L"A: ", L"hello"},
        {L"Fwd: hello", NULL, L"Fwd: ", L"hello"},
        {L"Repl: hello", NULL, NULL, L"Repl: hello"}, /* four letters */
        {L"RE:hello", NULL, NULL, L"RE:hello"},       /* no space */
        {L": hello", NULL, NULL, L": hello"},
        {L"R2: hello", NULL, NULL, L"R2: hello"}, /* no letter */
        {L"RE: FW: hello", NULL, L"RE: ", L"FW: hello"},
        {L"hello", NULL, NULL, L"hello"},
        {L"Antwort: hello", L"Antwort: ", L"Antwort: ",
         L"hello"}, /* set, and it leads: any length */
        {L"RE: hello", L"RE: hel", L"RE: hel", L"lo"},
        {L"RE: hello", L"FW: ", L"RE: ", L"hello"}, /* set, and it doesn't lead */
        {L"hello", L"FW: ", NULL, L"hello"},
        {L"hello", L"ell", NULL, L"hello"},
    };
    struct fixture *f = *state;
    IMAPIFolder *inbox = open_inbox(f);

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        IMessage *message;

        ok_hr(inbox->lpVtbl->CreateMessage(inbox, NULL, 0, &message));
        ok_hr(set_text(message, PR_SUBJECT_W, cases[i].subject));
        if (cases[i].given) ok_hr(set_text(message, PR_SUBJECT_PREFIX_W, cases[i].given));
        /* before it is saved */
        assert_int_equal(get_error(message, PR_NORMALIZED_SUBJECT_W), MAPI_E_NOT_FOUND);
        ok_hr(message->lpVtbl->SaveChanges(message, KEEP_OPEN_READWRITE));
        assert_text(message, PR_NORMALIZED_SUBJECT_W, cases[i].rest);
        if (cases[i].prefix)
            assert_text(message, PR_SUBJECT_PREFIX_W, cases[i].prefix);
        else
            assert_int_equal(get_error(message, PR_SUBJECT_PREFIX_W), MAPI_E_NOT_FOUND);
        message->lpVtbl->Release(message);
    }
    inbox->lpVtbl->Release(inbox);
}

/* 6.7-18 6.7-14 6.7-15: an attachment's own, from the beginning; and the message must be saved
 * after it */
static void an_attachment_tells_what_it_is(void **state)
{
    static const ULONG required[] = {PR_OBJECT_TYPE, PR_ATTACH_METHOD, PR_RENDERING_POSITION,
                                     PR_ATTACH_NUM, 0};
    struct fixture *f = *state;
    IMAPIFolder *inbox = open_inbox(f);
    IMessage *message;
    IAttach *attach;
    BYTE id[48];
    ULONG n;

    make_message(inbox, L"m", id);
    message = open_message(f, id, MAPI_MODIFY);
    ok_hr(message->lpVtbl->CreateAttach(message, NULL, 0, &n, &attach));
    expect_props(attach, required);
    assert_int_equal(get_long(attach, PR_OBJECT_TYPE), MAPI_ATTACH);
    assert_int_equal(get_long(attach, PR_ATTACH_METHOD), NO_ATTACHMENT);
    for (ULONG method = NO_ATTACHMENT; method <= ATTACH_OLE; method++) {
        ok_hr(set_long(attach, PR_ATTACH_METHOD, (LONG)method));
        assert_int_equal(get_long(attach, PR_ATTACH_METHOD), method);
    }
    ok_hr(attach->lpVtbl->SaveChanges(attach, 0));
    attach->lpVtbl->Release(attach);
    message->lpVtbl->Release(message); /* not saved */
    message = open_message(f, id, 0);
    assert_int_equal(get_long(message, PR_HASATTACH), FALSE);
    assert_int_equal(message->lpVtbl->OpenAttach(message, n, NULL, 0, &attach), MAPI_E_NOT_FOUND);
    message->lpVtbl->Release(message);
    inbox->lpVtbl->Release(inbox);
}

/* 6.7-17: read-only unless asked, and no more than the message allows */
static void attachments_open_as_far_as_their_message(void **state)
{
    static const struct {
        ULONG message, attach;
        HRESULT hr;
        ULONG level;
    } cases[] = {
        {MAPI_MODIFY, 0, S_OK, 0},
        {MAPI_MODIFY, MAPI_MODIFY, S_OK, MAPI_MODIFY},
        {MAPI_MODIFY, MAPI_BEST_ACCESS, S_OK, MAPI_MODIFY},
        {0, 0, S_OK, 0},
        {0, MAPI_BEST_ACCESS, S_OK, 0},
        {0, MAPI_MODIFY, MAPI_E_NO_ACCESS, 0},
        {0, 0x100, MAPI_E_UNKNOWN_FLAGS, 0},
    };
    struct fixture *f = *state;
    IMAPIFolder *inbox = open_inbox(f);
    IMessage *message;
    IAttach *attach;
    BYTE id[48];
    ULONG n;

    make_message(inbox, L"m", id);
    message = open_message(f, id, MAPI_MODIFY);
    ok_hr(message->lpVtbl->CreateAttach(message, NULL, 0, &n, &attach));
    ok_hr(attach->lpVtbl->SaveChanges(attach, 0));
    attach->lpVtbl->Release(attach);
    ok_hr(message->lpVtbl->SaveChanges(message, 0));
    message->lpVtbl->Release(message);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        message = open_message(f, id, cases[i].message);
        assert_int_equal(message->lpVtbl->OpenAttach(message, n, NULL, cases[i].attach, &attach),
                         cases[i].hr);
        assert_int_equal(!!attach, cases[i].hr == S_OK);
        if (attach) {
            assert_int_equal(get_long(attach, PR_ACCESS_LEVEL), cases[i].level);
            assert_int_equal(set_text(attach, PR_DISPLAY_NAME_W, L"x"),
                             cases[i].level ? S_OK : MAPI_E_NO_ACCESS);
            attach->lpVtbl->Release(attach);
        }
        assert_int_equal(message->lpVtbl->OpenAttach(message, n + 1, NULL, 0, &attach),
                         MAPI_E_NOT_FOUND);
        message->lpVtbl->Release(message);
    }
    inbox->lpVtbl->Release(inbox);
}

/* 6.1-30: as a docfile's bytes (as a storage: wine-tests/copy.c) */
static void an_ole_object_is_bytes_or_a_storage(void **state)
{
    struct fixture *f = *state;
    IMAPIFolder *inbox = open_inbox(f);
    IStorage *storage = NULL;
    IMessage *message, *inner;
    IStream *stream = NULL;
    IAttach *attach;
    BYTE id[48];
    ULONG n;

    make_message(inbox, L"m", id);
    message = open_message(f, id, MAPI_MODIFY);
    ok_hr(message->lpVtbl->CreateAttach(message, NULL, 0, &n, &attach));
    ok_hr(set_long(attach, PR_ATTACH_METHOD, ATTACH_OLE));
    assert_int_equal(attach->lpVtbl->OpenProperty(attach, PR_ATTACH_DATA_OBJ, &IID_IStreamDocfile,
                                                  STGM_READ, 0, (IUnknown **)&stream),
                     MAPI_E_NOT_FOUND);
    assert_int_equal(attach->lpVtbl->OpenProperty(attach, PR_ATTACH_DATA_OBJ, &IID_IMAPITable, 0,
                                                  MAPI_CREATE | MAPI_MODIFY, (IUnknown **)&stream),
                     MAPI_E_INTERFACE_NOT_SUPPORTED);
    ok_hr(attach->lpVtbl->OpenProperty(attach, PR_ATTACH_DATA_OBJ, &IID_IStreamDocfile,
                                       STGM_READWRITE, MAPI_CREATE | MAPI_MODIFY,
                                       (IUnknown **)&stream));
    ok_hr(stream->lpVtbl->Write(stream, "docfile", 7, NULL));
    stream->lpVtbl->Release(stream);
    ok_hr(attach->lpVtbl->SaveChanges(attach, 0));
    attach->lpVtbl->Release(attach);
    ok_hr(message->lpVtbl->SaveChanges(message, KEEP_OPEN_READWRITE));
    ok_hr(message->lpVtbl->OpenAttach(message, n, NULL, 0, &attach));
    for (int as = 0; as < 3; as++) {
        char got[8] = "";
        ULONG done;

        ok_hr(attach->lpVtbl->OpenProperty(
            attach, as == 2 ? PR_ATTACH_DATA_BIN : PR_ATTACH_DATA_OBJ,
            as == 0 ? &IID_IStreamDocfile : &IID_IStream, STGM_READ, 0, (IUnknown **)&stream));
        ok_hr(stream->lpVtbl->Read(stream, got, 7, &done));
        assert_string_equal(got, "docfile");
        stream->lpVtbl->Release(stream);
    }
    assert_int_equal(attach->lpVtbl->OpenProperty(attach, PR_ATTACH_DATA_OBJ, &IID_IStorage,
                                                  STGM_READWRITE, MAPI_MODIFY,
                                                  (IUnknown **)&storage),
                     MAPI_E_NO_ACCESS);
    assert_int_equal(attach->lpVtbl->OpenProperty(attach, PR_ATTACH_DATA_OBJ, &IID_IMessage, 0, 0,
                                                  (IUnknown **)&inner),
                     MAPI_E_NOT_FOUND);
    attach->lpVtbl->Release(attach);

    ok_hr(message->lpVtbl->CreateAttach(message, NULL, 0, &n, &attach)); /* a message is none */
    ok_hr(set_long(attach, PR_ATTACH_METHOD, ATTACH_EMBEDDED_MSG));
    ok_hr(attach->lpVtbl->OpenProperty(attach, PR_ATTACH_DATA_OBJ, &IID_IMessage, 0,
                                       MAPI_CREATE | MAPI_MODIFY, (IUnknown **)&inner));
    ok_hr(inner->lpVtbl->SaveChanges(inner, 0));
    inner->lpVtbl->Release(inner);
    assert_int_equal(attach->lpVtbl->OpenProperty(attach, PR_ATTACH_DATA_OBJ, &IID_IStorage,
                                                  STGM_READ, 0, (IUnknown **)&storage),
                     MAPI_E_INTERFACE_NOT_SUPPORTED);
    assert_null(storage);
    attach->lpVtbl->Release(attach);
    message->lpVtbl->Release(message);
    inbox->lpVtbl->Release(inbox);
}

/* 6.8-09 6.8-10: its columns, by either way */
static void attachment_tables_have_their_columns(void **state)
{
    static const ULONG required[] = {PR_ATTACH_NUM, PR_INSTANCE_KEY, PR_RECORD_KEY,
                                     PR_RENDERING_POSITION};
    struct fixture *f = *state;
    IMAPIFolder *inbox = open_inbox(f);
    IMessage *message;
    IAttach *attach;
    ULONG n;

    ok_hr(inbox->lpVtbl->CreateMessage(inbox, NULL, 0, &message));
    for (int i = 0; i < 2; i++) {
        ok_hr(message->lpVtbl->CreateAttach(message, NULL, 0, &n, &attach));
        ok_hr(attach->lpVtbl->SaveChanges(attach, 0));
        attach->lpVtbl->Release(attach);
    }
    ok_hr(message->lpVtbl->SaveChanges(message, KEEP_OPEN_READWRITE));
    for (int by_property = 0; by_property < 2; by_property++) {
        SPropTagArray *columns;
        BOOKMARK mark = 7;
        IMAPITable *table;
        SRowSet *rows;

        if (by_property)
            ok_hr(message->lpVtbl->OpenProperty(message, PR_MESSAGE_ATTACHMENTS, &IID_IMAPITable, 0,
                                                0, (IUnknown **)&table));
        else
            ok_hr(message->lpVtbl->GetAttachmentTable(message, 0, &table));
        ok_hr(table->lpVtbl->QueryColumns(table, 0, &columns));
        ok_hr(table->lpVtbl->QueryRows(table, 9, 0, &rows));
        assert_int_equal(rows->cRows, 2);
        for (size_t i = 0; i < 4; i++) {
            ULONG k = 0;

            while (k < columns->cValues && columns->aulPropTag[k] != required[i])
                k++;
            assert_true(k < columns->cValues);
            assert_int_equal(rows->aRow[0].lpProps[k].ulPropTag, required[i]);
            assert_int_equal(rows->aRow[1].lpProps[k].ulPropTag, required[i]);
        }
        free_rows(rows);
        FREE(columns);
        ok_hr(message->lpVtbl->DeleteAttach(message, by_property ? 1 : 0, 0, NULL, 0));
        ok_hr(message->lpVtbl->SaveChanges(message, KEEP_OPEN_READWRITE));
        expect_count(table, 1); /* dynamic */
        assert_int_equal(table->lpVtbl->CreateBookmark(table, &mark), MAPI_E_NO_SUPPORT);
        table->lpVtbl->Release(table);
        if (by_property) break;
        ok_hr(message->lpVtbl->CreateAttach(message, NULL, 0, &n, &attach));
        ok_hr(attach->lpVtbl->SaveChanges(attach, 0));
        attach->lpVtbl->Release(attach);
        ok_hr(message->lpVtbl->SaveChanges(message, KEEP_OPEN_READWRITE));
    }
    message->lpVtbl->Release(message);
    inbox->lpVtbl->Release(inbox);
}

/* 6.8-12: what the other test of them lacks: PR_SPOOLER_STATUS, NE */
static void recipients_are_restricted_by_the_spoolers_mark(void **state)
{
    SPropValue mark = {.ulPropTag = PR_SPOOLER_STATUS, .Value.l = 5};
    SRestriction is = {RES_PROPERTY, {.resProperty = {RELOP_EQ, PR_SPOOLER_STATUS, &mark}}};
    SRestriction is_not = {RES_PROPERTY, {.resProperty = {RELOP_NE, PR_SPOOLER_STATUS, &mark}}};
    SPropValue rows[2][2];
    SizedADRLIST(2, list) = {2, {{0, 2, rows[0]}, {0, 2, rows[1]}}};
    struct fixture *f = *state;
    IMAPIFolder *inbox = open_inbox(f);
    IMAPITable *table;
    IMessage *message;

    for (int i = 0; i < 2; i++) {
        rows[i][0] = (SPropValue){.ulPropTag = PR_RECIPIENT_TYPE, .Value.l = MAPI_TO};
        rows[i][1] = (SPropValue){.ulPropTag = PR_SPOOLER_STATUS, .Value.l = 5 + i};
    }
    ok_hr(inbox->lpVtbl->CreateMessage(inbox, NULL, 0, &message));
    ok_hr(message->lpVtbl->ModifyRecipients(message, 0, (ADRLIST *)&list));
    ok_hr(message->lpVtbl->GetRecipientTable(message, 0, &table));
    ok_hr(table->lpVtbl->Restrict(table, &is, 0));
    expect_count(table, 1);
    ok_hr(table->lpVtbl->Restrict(table, &is_not, 0));
    expect_count(table, 1);
    table->lpVtbl->Release(table);
    message->lpVtbl->Release(message);
    inbox->lpVtbl->Release(inbox);
}

/* 6.1-06 6.1-07 6.1-09 6.1-15 6.1-23: of a message with text, an object, and what is too long to be
 * given */
static void properties_come_as_they_are_asked_for(void **state)
{
    static const SizedSPropTagArray(1, unspecified) = {
        1, {CHANGE_PROP_TYPE(PR_SUBJECT_W, PT_UNSPECIFIED)}};
    SizedSPropTagArray(2, gone) = {2, {PROP_TAG(PT_NULL, PROP_ID(PR_SUBJECT)), PR_MESSAGE_SIZE}},
                          none = {0, {0}};
    struct fixture *f = *state;
    IMAPIFolder *inbox = open_inbox(f);
    SPropProblemArray *problems = NULL;
    SPropValue *values = NULL;
    SPropTagArray *list;
    IMessage *message;
    IStream *stream;
    BYTE id[48], *bytes = calloc(1, 100000);
    bool found = false;
    ULONG n;

    make_message(inbox, L"ascii", id);
    message = open_message(f, id, MAPI_MODIFY);
    ok_hr(message->lpVtbl->OpenProperty(message, PR_HTML, &IID_IStream, STGM_READWRITE,
                                        MAPI_CREATE | MAPI_MODIFY, (IUnknown **)&stream));
    ok_hr(stream->lpVtbl->Write(stream, bytes, 100000, NULL));
    stream->lpVtbl->Release(stream);
    free(bytes);
    ok_hr(message->lpVtbl->SaveChanges(message, KEEP_OPEN_READWRITE));
    for (int wide = 0; wide < 2; wide++) {
        ULONG unicode = wide ? MAPI_UNICODE : 0, wrong = wide ? PT_STRING8 : PT_UNICODE;

        ok_hr(message->lpVtbl->GetProps(message, (SPropTagArray *)&unspecified, unicode, &n,
                                        &values));
        assert_int_equal(values->ulPropTag, wide ? PR_SUBJECT_W : PR_SUBJECT_A);
        FREE(values);
        ok_hr(message->lpVtbl->GetPropList(message, unicode, &list));
        for (ULONG i = 0; i < list->cValues; i++)
            assert_int_not_equal(PROP_TYPE(list->aulPropTag[i]) & ~(ULONG)MV_FLAG, wrong);
        FREE(list);
        assert_int_equal(message->lpVtbl->GetProps(message, NULL, unicode, &n, &values),
                         MAPI_W_ERRORS_RETURNED);
        for (ULONG i = 0; i < n; i++) {
            assert_int_not_equal(PROP_TYPE(values[i].ulPropTag) & ~(ULONG)MV_FLAG, wrong);
            if (values[i].ulPropTag != CHANGE_PROP_TYPE(PR_HTML, PT_ERROR)) continue;
            assert_int_equal(values[i].Value.err, MAPI_E_NOT_ENOUGH_MEMORY);
            found = true;
        }
        FREE(values);
        assert_true(found);
    }
    assert_true(is_listed(message, PR_MESSAGE_RECIPIENTS) &&
                is_listed(message, PR_MESSAGE_ATTACHMENTS));

    assert_int_equal(message->lpVtbl->DeleteProps(message, NULL, NULL), MAPI_E_INVALID_PARAMETER);
    assert_int_equal(message->lpVtbl->DeleteProps(message, (SPropTagArray *)&none, NULL),
                     MAPI_E_INVALID_PARAMETER);
    ok_hr(message->lpVtbl->DeleteProps(message, (SPropTagArray *)&gone, &problems));
    assert_int_equal(problems->cProblem, 1);
    assert_int_equal(problems->aProblem[0].ulIndex, 1);
    assert_int_equal(problems->aProblem[0].scode, MAPI_E_COMPUTED);
    FREE(problems);
    assert_int_equal(get_error(message, PR_SUBJECT_W), MAPI_E_NOT_FOUND);
    message->lpVtbl->Release(message);
    message = open_message(f, id, 0);
    assert_int_equal(message->lpVtbl->DeleteProps(message, (SPropTagArray *)&gone, NULL),
                     MAPI_E_NO_ACCESS);
    message->lpVtbl->Release(message);
    inbox->lpVtbl->Release(inbox);
}

/* ---- identifiers ---- */

/* 6.1-59: a property of each range is kept as it is; which go with a message; where names begin and
 * end */
static void identifiers_lie_in_their_ranges(void **state)
{
    static const struct {
        ULONG first, last;
        bool travels;
    } ranges[] = {
        {0x0001, 0x0bff, true}, {0x0c00, 0x0dff, true},  {0x0e00, 0x0fff, false},
        {0x1000, 0x2fff, true}, {0x3000, 0x3fff, true},  {0x4000, 0x57ff, true},
        {0x5800, 0x5fff, true}, {0x6000, 0x65ff, false}, {0x6600, 0x67ff, false},
        {0x6800, 0x7bff, true}, {0x7c00, 0x7fff, false}, {0x8000, 0xfffe, true},
    };
    static GUID set = {9, 9, 9, {9}};
    MAPINAMEID name = {&set, MNID_ID, {.lID = 1}}, *names = &name;
    struct fixture *f = *state;
    IMAPIFolder *inbox = open_inbox(f);
    SPropTagArray *tags = NULL;
    IMessage *message;
    BYTE id[48];

    make_message(inbox, L"ranges", id);
    message = open_message(f, id, MAPI_MODIFY);
    for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++) {
        assert_int_equal(ranges[i].first, i ? ranges[i - 1].last + 1 : 1); /* no gap */
        for (ULONG end = 0; end < 2; end++) {
            ULONG tag = PROP_TAG(PT_LONG, end ? ranges[i].last : ranges[i].first);

            if (FIsTransmittable(tag) != ranges[i].travels) fail_msg("%08x travels", tag);
            if (ranges[i].first == 0x8000 || PROP_ID(tag) == 0x0e00 || PROP_ID(tag) == 0x0fff ||
                PROP_ID(tag) == 0x0001)
                continue;
            ok_hr(set_long(message, tag, (LONG)tag));
        }
    }
    ok_hr(message->lpVtbl->SaveChanges(message, 0));
    message->lpVtbl->Release(message);
    message = open_message(f, id, 0);
    for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++)
        for (ULONG end = 0; end < 2; end++) {
            ULONG tag = PROP_TAG(PT_LONG, end ? ranges[i].last : ranges[i].first);

            if (ranges[i].first == 0x8000 || PROP_ID(tag) == 0x0e00 || PROP_ID(tag) == 0x0fff ||
                PROP_ID(tag) == 0x0001)
                continue;
            assert_int_equal(get_long(message, tag), tag);
        }
    ok_hr(message->lpVtbl->GetIDsFromNames(message, 1, &names, MAPI_CREATE, &tags));
    assert_in_range(PROP_ID(tags->aulPropTag[0]), 0x8000, 0xfffe);
    FREE(tags);
    message->lpVtbl->Release(message);
    inbox->lpVtbl->Release(inbox);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, store_setup, store_teardown)
    const struct CMUnitTest tests[] = {
        CASE(a_saved_message_tells_what_it_is),
        CASE(subjects_are_taken_apart_by_rule),
        CASE(an_attachment_tells_what_it_is),
        CASE(attachments_open_as_far_as_their_message),
        CASE(an_ole_object_is_bytes_or_a_storage),
        CASE(attachment_tables_have_their_columns),
        CASE(recipients_are_restricted_by_the_spoolers_mark),
        CASE(properties_come_as_they_are_asked_for),
        CASE(identifiers_lie_in_their_ranges),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
