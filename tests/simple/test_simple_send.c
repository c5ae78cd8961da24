/*
 * test_simple_send.c - MAPISendMail, MAPISendMailW and MAPISendDocuments put messages into the
 * outgoing queue
 */
#include "edktags.h"
#include "simple/simple_fixture.h"
#include <unistd.h>
#include "simple/simple_policy.h"

#define SUBJECT ((char *)"Lunch")
#define NONE    ((ULONG)-1)

enum {
    SUCCESS = 0,
    FAILURE = 2,
    LOGIN_FAILURE = 3,
    NO_MEMORY = 5,
    TOO_MANY_FILES = 9,
    TOO_MANY_RECIPIENTS = 10,
    NOT_FOUND = 11,
    OPEN_FAILURE = 12,
    UNKNOWN = 14,
    BAD_TYPE = 15,
    INVALID_SESSION = 19,
    AMBIGUOUS = 21,
    INVALID_RECIPS = 25,
    NOT_SUPPORTED = 26
};

static MapiRecipDesc to_ann(void)
{
    return (MapiRecipDesc){0, MAPI_TO, (char *)"Ann", (char *)"SMTP:ann@example.org", 0, NULL};
}

static ULONG send_to(const MapiRecipDesc *recips, ULONG count)
{
    MapiMessage message = {.lpszSubject = SUBJECT,
                           .lpszNoteText = (char *)"At noon?",
                           .nRecipCount = count,
                           .lpRecips = (MapiRecipDesc *)recips};

    return MAPISendMail(0, 0, &message, 0, 0);
}

static ULONG send_files(const MapiFileDesc *files, ULONG count, const char *text)
{
    MapiRecipDesc ann = to_ann();
    MapiMessage message = {.lpszSubject = SUBJECT,
                           .lpszNoteText = (char *)text,
                           .nRecipCount = 1,
                           .lpRecips = &ann,
                           .nFileCount = count,
                           .lpFiles = (MapiFileDesc *)files};

    return MAPISendMail(0, 0, &message, 0, 0);
}

/* What was sent last, opened: the only message that waits; and gone when it is let go of. */
static struct {
    IMAPISession *session;
    IMsgStore *store;
    IMAPIFolder *outbox;
    IMessage *message;
} sent;

static void open_sent(void)
{
    sent.session = look_in();
    sent.store = open_mail(sent.session);
    assert_int_equal(queued_in(sent.store), 1);
    sent.outbox = folder_of(sent.store, PR_IPM_OUTBOX_ENTRYID);
    sent.message = message_in(sent.outbox, 0);
}

static void drop_sent(void)
{
    SPropValue *id = prop_of(sent.message, PR_ENTRYID);
    ENTRYLIST list = {1, &id->Value.bin};

    sent.message->lpVtbl->Release(sent.message);
    assert_hr(sent.store->lpVtbl->AbortSubmit(sent.store, id->Value.bin.cb,
                                              (ENTRYID *)id->Value.bin.lpb, 0),
              S_OK);
    assert_hr(sent.outbox->lpVtbl->DeleteMessages(sent.outbox, &list, 0, NULL, 0), S_OK);
    MAPIFreeBuffer(id);
    sent.outbox->lpVtbl->Release(sent.outbox);
    sent.store->lpVtbl->Release(sent.store);
    look_out(sent.session);
}

static SRowSet *recipients_sent(void)
{
    SizedSPropTagArray(5, tags) = {
        5, {PR_DISPLAY_NAME_W, PR_ADDRTYPE_W, PR_EMAIL_ADDRESS_W, PR_RECIPIENT_TYPE, PR_ENTRYID}};
    IMAPITable *table;
    SRowSet *rows;

    assert_hr(sent.message->lpVtbl->GetRecipientTable(sent.message, 0, &table), S_OK);
    assert_hr(HrQueryAllRows(table, (SPropTagArray *)&tags, NULL, NULL, 0, &rows), S_OK);
    table->lpVtbl->Release(table);
    return rows;
}

static void expect_recipient(const SRowSet *rows, ULONG i, const WCHAR *name, const WCHAR *type,
                             const WCHAR *address, LONG class)
{
    const SPropValue *row;

    assert_true(i < rows->cRows);
    row = rows->aRow[i].lpProps;
    assert_text(row[0].Value.lpszW, name);
    assert_text(row[1].Value.lpszW, type);
    assert_text(row[2].Value.lpszW, address);
    assert_int_equal(row[3].Value.l, class);
    assert_int_equal(row[4].ulPropTag, PR_ENTRYID);
}

static IAttach *attachment_sent(ULONG number)
{
    IAttach *attach = NULL;

    assert_hr(sent.message->lpVtbl->OpenAttach(sent.message, number, NULL, 0, &attach), S_OK);
    return attach;
}

static void expect_data(IAttach *attach, ULONG tag, const IID *iid, const void *wanted, ULONG bytes)
{
    IStream *stream = NULL;
    char *got = malloc(bytes + 1);
    ULONG n;

    assert_hr(attach->lpVtbl->OpenProperty(attach, tag, iid, 0, 0, (IUnknown **)&stream), S_OK);
    assert_hr(stream->lpVtbl->Read(stream, got, bytes + 1, &n), S_OK);
    assert_int_equal(n, bytes);
    assert_memory_equal(got, wanted, bytes);
    stream->lpVtbl->Release(stream);
    free(got);
}

/* 12.1-11, 12.1-18, 12.3-19 to 12.3-23, 12.3-28, 3.6-08; clients.md "an implied logon on the
 * default profile" */
static void a_message_waits_in_the_outgoing_queue(void **state)
{
    MapiRecipDesc ann = to_ann();
    MapiMessage message = {.lpszSubject = (char *)"Lunch\r\nor dinner",
                           .lpszNoteText = (char *)"a\rb\nc\r\nd\n\r\n",
                           .lpszConversationID = (char *)"thread 7",
                           .flFlags = MAPI_RECEIPT_REQUESTED,
                           .nRecipCount = 1,
                           .lpRecips = &ann};
    SPropValue *folder, *value;

    (void)state;
    assert_int_equal(MAPISendMail(0, 0, &message, 0, 0), SUCCESS);
    open_sent();
    expect_text(sent.message, PR_SUBJECT_W, L"Lunch");
    expect_text(sent.message, PR_BODY_W, L"a\r\nb\r\nc\r\nd\r\n\r\n");
    expect_text(sent.message, PR_MESSAGE_CLASS_W, L"IPM.Note");
    expect_bytes(sent.message, PR_CONVERSATION_KEY, "thread 7", 8);
    expect_long(sent.message, PR_HASATTACH, false);
    value = prop_of(sent.message, PR_READ_RECEIPT_REQUESTED);
    assert_true(value->Value.b);
    MAPIFreeBuffer(value);
    value = prop_of(sent.message, PR_MESSAGE_FLAGS);
    assert_int_equal(value->Value.l & (MSGFLAG_READ | MSGFLAG_UNSENT | MSGFLAG_SUBMIT),
                     MSGFLAG_READ | MSGFLAG_UNSENT | MSGFLAG_SUBMIT);
    MAPIFreeBuffer(value);
    folder = prop_of(sent.store, PR_IPM_SENTMAIL_ENTRYID);
    expect_bytes(sent.message, PR_SENTMAIL_ENTRYID, folder->Value.bin.lpb, folder->Value.bin.cb);
    MAPIFreeBuffer(folder);
    drop_sent();
    message.lpszMessageType = (char *)"IPM.Fax";
    message.flFlags = 0;
    assert_int_equal(MAPISendMail(0, 0, &message, MAPI_LOGON_UI | MAPI_NEW_SESSION, 4711), SUCCESS);
    open_sent();
    expect_text(sent.message, PR_MESSAGE_CLASS_W, L"IPM.Fax");
    value = prop_of(sent.message, PR_READ_RECEIPT_REQUESTED);
    assert_false(value->Value.b);
    MAPIFreeBuffer(value);
    drop_sent();
}

/* 12.3-06 to 12.3-11, 12.1-04 */
static void recipients_are_taken_as_they_are_given(void **state)
{
    BYTE eid[BOOK_EID_BYTES];
    MapiRecipDesc recips[] = {
        {0, MAPI_TO, (char *)"Ann", (char *)"SMTP:ann@example.org", 0, NULL},
        {0, MAPI_CC, NULL, (char *)"bob@example.org", 0, NULL},
        {0, MAPI_BCC, (char *)"", (char *)"fax: +1 555 0100 ", 0, NULL},
        {0, MAPI_TO, (char *)"Cid Lee", NULL, 0, NULL},
        {0, MAPI_TO, (char *)"nobody", (char *)"SMTP:nobody@example.org", sizeof(eid), eid},
        {0, MAPI_TO, (char *)"dan@example.org", NULL, 0, NULL},
        {0, MAPI_TO, (char *)"Ann Other", (char *)"", 0, eid},
        {0, MAPI_TO, (char *)"smtp:eve@example.org", NULL, 0, NULL},
        {0, MAPI_TO, (char *)"Fred", (char *)"x400:c=us;a= ;s=Fred", 0, NULL},
        {0, MAPI_TO, NULL, (char *)"g@[IPv6:::1]", 0, NULL},
    };
    SRowSet *rows;

    (void)state;
    book_eid(&book_two, 'e', 'z', eid);
    assert_int_equal(send_to(recips, 10), SUCCESS);
    open_sent();
    rows = recipients_sent();
    assert_int_equal(rows->cRows, 10);
    expect_recipient(rows, 0, L"Ann", L"SMTP", L"ann@example.org", MAPI_TO);
    expect_recipient(rows, 1, L"bob@example.org", L"SMTP", L"bob@example.org", MAPI_CC);
    expect_recipient(rows, 2, L"+1 555 0100", L"FAX", L"+1 555 0100", MAPI_BCC);
    expect_recipient(rows, 3, L"Cid Lee", L"SMTP", L"cid@example.org", MAPI_TO);
    expect_recipient(rows, 4, L"Cid Ray", L"SMTP", L"ray@example.org", MAPI_TO);
    expect_recipient(rows, 5, L"dan@example.org", L"SMTP", L"dan@example.org", MAPI_TO);
    expect_recipient(rows, 6, L"Ann Other", L"SMTP", L"other@example.org", MAPI_TO);
    expect_recipient(rows, 7, L"eve@example.org", L"SMTP", L"eve@example.org", MAPI_TO);
    expect_recipient(rows, 8, L"Fred", L"X400", L"c=us;a= ;s=Fred", MAPI_TO);
    expect_recipient(rows, 9, L"g@[IPv6:::1]", L"SMTP", L"g@[IPv6:::1]", MAPI_TO);
    FreeProws(rows);
    drop_sent();
}

/* 12.3-01, 12.3-02, 12.3-07, 12.3-10, 12.1-02, 12.1-03: and nothing is sent */
static void who_cannot_be_reached_stops_the_message(void **state)
{
    static BYTE strange[] = {0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 1};
    const struct {
        MapiRecipDesc recip;
        ULONG wanted;
    } cases[] = {
        {{0, MAPI_TO, (char *)"Nobody Known", NULL, 0, NULL}, UNKNOWN},
        {{0, MAPI_TO, (char *)"Cid", NULL, 0, NULL}, AMBIGUOUS},
        {{0, MAPI_TO, NULL, NULL, 0, NULL}, UNKNOWN},
        {{0, MAPI_TO, (char *)"", (char *)"SMTP: ", 0, NULL}, UNKNOWN},
        {{0, MAPI_ORIG, (char *)"Ann", (char *)"SMTP:ann@example.org", 0, NULL}, BAD_TYPE},
        {{0, 4, (char *)"Ann", (char *)"SMTP:ann@example.org", 0, NULL}, BAD_TYPE},
        {{0, MAPI_TO, (char *)"Ann", NULL, sizeof(strange), strange}, INVALID_RECIPS},
        {{0, MAPI_TO, (char *)"Ann", NULL, 3, strange}, INVALID_RECIPS},
    };
    MapiRecipDesc ann = to_ann();
    MapiMessage message = {.lpszSubject = SUBJECT};

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        MapiRecipDesc both[2] = {ann, cases[i].recip};

        assert_int_equal(send_to(both, 2), cases[i].wanted);
        assert_int_equal(send_to(&cases[i].recip, 1), cases[i].wanted);
    }
    assert_int_equal(send_to(NULL, 0), UNKNOWN);
    assert_int_equal(send_to(NULL, 1), INVALID_RECIPS);
    assert_int_equal(send_to(&ann, 0), INVALID_RECIPS);
    assert_int_equal(send_to(&ann, 0x7fffffff), TOO_MANY_RECIPIENTS);
    assert_int_equal(MAPISendMail(0, 0, NULL, 0, 0), FAILURE);
    assert_int_equal(MAPISendMailW(0, 0, NULL, 0, 0), FAILURE);
    assert_int_equal(MAPISendMail(4711, 0, &message, 0, 0), INVALID_SESSION);
    assert_int_equal(waiting(), 0);
}

/* 12.3-12 to 12.3-18; clients.md "a file name of "" means the path's own; nPosition -1; the
 * attachment file is deleted the moment the call returns" */
static void files_are_copied_before_the_call_returns(void **state)
{
    static BYTE tag[] = {0x2a, 0x86, 0x48}, coding[] = {0x2a, 0x87};
    MapiFileTagExt type = {0, sizeof(tag), tag, sizeof(coding), coding};
    char *path = file_of(" report of the year.text", "all is well", 11);
    MapiFileDesc files[] = {
        {0, 0, NONE, path, (char *)"", NULL},
        {0, 0, 4, path, (char *)"C:\\sub\\report.doc", &type},
        {0, 0, 9, path, NULL, NULL},
        {0, 0, 3000, path, NULL, NULL},
    };
    IAttach *attach;
    char name[80];
    WCHAR wide[80];

    (void)state;
    assert_int_equal(send_files(files, 4, "a\nb\n# and * here"), SUCCESS);
    assert_int_equal(unlink(path), 0);
    open_sent();
    expect_long(sent.message, PR_HASATTACH, true);
    attach = attachment_sent(0);
    snprintf(name, sizeof(name), "%s", strrchr(path, '/') + 1);
    for (size_t i = 0; i <= strlen(name); i++)
        wide[i] = (WCHAR)name[i];
    expect_text(attach, PR_ATTACH_LONG_FILENAME_W, wide);
    expect_text(attach, PR_DISPLAY_NAME_W, wide);
    expect_text(attach, PR_ATTACH_EXTENSION_W, L".text");
    expect_text(attach, PR_ATTACH_FILENAME_W, L"OMSIMP~1.TEX");
    expect_long(attach, PR_RENDERING_POSITION, -1);
    expect_long(attach, PR_ATTACH_METHOD, ATTACH_BY_VALUE);
    expect_data(attach, PR_ATTACH_DATA_BIN, &IID_IStream, "all is well", 11);
    attach->lpVtbl->Release(attach);
    attach = attachment_sent(1);
    expect_text(attach, PR_ATTACH_LONG_FILENAME_W, L"report.doc");
    expect_long(attach, PR_RENDERING_POSITION, 6); /* behind two line ends that got longer */
    expect_bytes(attach, PR_ATTACH_TAG, tag, sizeof(tag));
    expect_bytes(attach, PR_ATTACH_ENCODING, coding, sizeof(coding));
    attach->lpVtbl->Release(attach);
    attach = attachment_sent(2);
    expect_long(attach, PR_RENDERING_POSITION, 11);
    attach->lpVtbl->Release(attach);
    attach = attachment_sent(3);
    expect_long(attach, PR_RENDERING_POSITION, -1);
    attach->lpVtbl->Release(attach);
    expect_text(sent.message, PR_BODY_W, L"a\r\nb\r\n# and * here");
    drop_sent();
}

/* 12.3-16 */
static void zeros_are_no_place_in_an_empty_text(void **state)
{
    MapiFileDesc file = {0, 0, 0, file_of(".txt", "x", 1), NULL, NULL};
    IAttach *attach;

    (void)state;
    for (int i = 0; i < 3; i++) {
        assert_int_equal(send_files(&file, 1, i == 0 ? NULL : i == 1 ? "" : "Hello"), SUCCESS);
        open_sent();
        attach = attachment_sent(0);
        expect_long(attach, PR_RENDERING_POSITION, i == 2 ? 0 : -1);
        attach->lpVtbl->Release(attach);
        expect_text(sent.message, PR_BODY_W, i == 2 ? L"Hello" : L"");
        drop_sent();
    }
    unlink(simple_file_path);
}

/* 12.3-13: more than one piece, and an odd rest */
static void a_large_file_is_whole(void **state)
{
    size_t bytes = 300001;
    char *contents = malloc(bytes);
    MapiFileDesc file = {0, 0, NONE, NULL, NULL, NULL};
    IAttach *attach;

    (void)state;
    for (size_t i = 0; i < bytes; i++)
        contents[i] = (char)(i * 7 + i / 251);
    file.lpszPathName = file_of(".bin", contents, bytes);
    assert_int_equal(send_files(&file, 1, ""), SUCCESS);
    unlink(simple_file_path);
    open_sent();
    attach = attachment_sent(0);
    expect_data(attach, PR_ATTACH_DATA_BIN, &IID_IStream, contents, (ULONG)bytes);
    attach->lpVtbl->Release(attach);
    free(contents);
    drop_sent();
}

/* 12.3-17 */
static void an_ole_object_is_told_from_a_file(void **state)
{
    static const BYTE docfile[] = {0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, 1, 2, 3};
    MapiFileDesc file = {0, MAPI_OLE, NONE, file_of(".ole", docfile, sizeof(docfile)), NULL, NULL};
    IAttach *attach;

    (void)state;
    for (int i = 0; i < 3; i++) {
        if (i == 1) file.flFlags |= MAPI_OLE_STATIC;
        if (i == 2) file_of(".ole", "OLE 1", 5);
        assert_int_equal(send_files(&file, 1, ""), SUCCESS);
        open_sent();
        attach = attachment_sent(0);
        expect_long(attach, PR_ATTACH_METHOD, ATTACH_OLE);
        if (i == 2) expect_data(attach, PR_ATTACH_DATA_BIN, &IID_IStream, "OLE 1", 5);
        else expect_data(attach, PR_ATTACH_DATA_OBJ, &IID_IStreamDocfile, docfile, sizeof(docfile));
        attach->lpVtbl->Release(attach);
        drop_sent();
    }
    unlink(simple_file_path);
}

/* 12.3-12: and nothing is sent */
static void a_file_that_cannot_be_had_stops_the_message(void **state)
{
    char *path = file_of(".txt", "x", 1);
    MapiFileDesc there = {0, 0, NONE, path, NULL, NULL}, missing = there, folder = there;
    MapiFileDesc unnamed[] = {{0, 0, NONE, NULL, NULL, NULL}, {0, 0, NONE, (char *)"", NULL, NULL}};
    MapiFileDesc both[2] = {there, missing};

    (void)state;
    missing.lpszPathName = (char *)"/tmp/no such file of omsimple";
    both[1] = missing;
    folder.lpszPathName = (char *)"/tmp";
    assert_int_equal(send_files(&missing, 1, ""), NOT_FOUND);
    assert_int_equal(send_files(both, 2, ""), NOT_FOUND);
    assert_int_equal(send_files(&folder, 1, ""), OPEN_FAILURE);
    assert_int_equal(send_files(&unnamed[0], 1, ""), NOT_FOUND);
    assert_int_equal(send_files(&unnamed[1], 1, ""), NOT_FOUND);
    assert_int_equal(send_files(NULL, 1, ""), NOT_FOUND);
    assert_int_equal(send_files(&there, 0x10000, ""), TOO_MANY_FILES);
    unlink(path);
    assert_int_equal(waiting(), 0);
}

/* 12.3-24, 12.3-25, 12.3-26, 12.3-27 */
static void utf8_and_utf16_keep_every_character(void **state)
{
    char *path = file_of("-\xd0\x9f.txt", "x", 1);
    MapiRecipDesc recip = {
        0, MAPI_TO, (char *)"\xd0\x90\xd0\xbd\xd0\xbd\xd0\xb0", (char *)"SMTP:ann@example.org",
        0, NULL};
    MapiFileDesc file = {0, 0, 4, path, (char *)"\xe5\xb1\xb1.txt", NULL};
    MapiMessage message = {.ulReserved = 65001,
                           .lpszSubject = (char *)"\xe2\x82\xac 5",
                           .lpszNoteText = (char *)"\xf0\x9f\x98\x80!",
                           .nRecipCount = 1,
                           .lpRecips = &recip,
                           .nFileCount = 1,
                           .lpFiles = &file};
    WCHAR wide_path[80];
    MapiRecipDescW wide_recip = {
        0, MAPI_TO, (WCHAR *)L"\x0410\x043d\x043d\x0430", (WCHAR *)L"SMTP:ann@example.org",
        0, NULL};
    MapiFileDescW wide_file = {0, 0, 2, wide_path, (WCHAR *)L"\x5c71.txt", NULL};
    MapiMessageW wide = {.lpszSubject = (WCHAR *)L"\x20ac 5",
                         .lpszNoteText = (WCHAR *)L"\xd83d\xde00!",
                         .nRecipCount = 1,
                         .lpRecips = &wide_recip,
                         .nFileCount = 1,
                         .lpFiles = &wide_file};
    WCHAR *from_utf8;

    (void)state;
    assert_hr(text_from_utf8(path, -1, NULL, &from_utf8), S_OK);
    memcpy(wide_path, from_utf8, (text_len(from_utf8) + 1) * sizeof(WCHAR));
    mem_free(from_utf8);
    for (int i = 0; i < 3; i++) {
        IAttach *attach;
        SRowSet *rows;

        if (i == 0) assert_int_equal(MAPISendMail(0, 0, &message, 0, 0), SUCCESS);
        else
            assert_int_equal(MAPISendMailW(0, 0, &wide, i == 2 ? MAPI_FORCE_UNICODE : 0, 0),
                             SUCCESS);
        open_sent();
        expect_text(sent.message, PR_SUBJECT_W, L"\x20ac 5");
        expect_text(sent.message, PR_BODY_W, L"\xd83d\xde00!");
        rows = recipients_sent();
        expect_recipient(rows, 0, L"\x0410\x043d\x043d\x0430", L"SMTP", L"ann@example.org",
                         MAPI_TO);
        FreeProws(rows);
        attach = attachment_sent(0);
        expect_text(attach, PR_ATTACH_LONG_FILENAME_W, L"\x5c71.txt");
        expect_long(attach, PR_RENDERING_POSITION, 2); /* four bytes of UTF-8, two units */
        attach->lpVtbl->Release(attach);
        drop_sent();
    }
    unlink(path);
}

/* 12.1-10, 12.3-03: MAPI_DIALOG, and the policy that allows to send without one */
static void without_a_dialog_only_the_policy_lets_it_go(void **state)
{
    static const ULONG one = 1, two = 2;
    MapiRecipDesc ann = to_ann();
    MapiMessage message = {.lpszSubject = SUBJECT, .nRecipCount = 1, .lpRecips = &ann};
    MapiMessage nobodys = {.lpszSubject = SUBJECT};
    struct sys_key *key;

    (void)state;
    assert_false(simple_policy_sends_without_dialog());
    assert_int_equal(MAPISendMail(0, 0, &message, MAPI_DIALOG, 0), NOT_SUPPORTED);
    assert_int_equal(MAPISendMail(0, 0, &message, MAPI_DIALOG_MODELESS, 0), NOT_SUPPORTED);
    assert_hr(sys_key_open(SYS_HKLM, L"Software\\Open MAPI", true, &key), S_OK);
    assert_hr(sys_key_set(key, L"SendWithoutDialog", 4, &one, 4), S_OK);
    sys_key_close(key);
    assert_true(simple_policy_sends_without_dialog());
    write_raw(L"Software\\Open MAPI", L"SendWithoutDialog", 4, &two, 4);
    assert_false(simple_policy_sends_without_dialog()); /* the user's own word is the last */
    write_raw(L"Software\\Open MAPI", L"SendWithoutDialog", 1, L"1", 4);
    assert_true(simple_policy_sends_without_dialog()); /* which is no number */
    write_raw(L"Software\\Open MAPI", L"SendWithoutDialog", 4, &one, 4);
    assert_int_equal(MAPISendMail(0, 0, &nobodys, MAPI_DIALOG, 0), NOT_SUPPORTED);
    assert_int_equal(waiting(), 0);
    assert_int_equal(MAPISendMail(0, 0, &message, MAPI_DIALOG, 0), SUCCESS);
    assert_int_equal(waiting(), 1);
    assert_int_equal(MAPISendMail(0, 0, &message, MAPI_DIALOG_MODELESS, 0), SUCCESS);
    assert_int_equal(waiting(), 2);
}

/* 12.1-11, 12.1-13, 12.1-14, 12.3-05 */
static void the_session_may_be_the_clients_or_shared(void **state)
{
    MapiRecipDesc ann = to_ann();
    MapiMessage message = {.lpszSubject = SUBJECT, .nRecipCount = 1, .lpRecips = &ann};
    LHANDLE handle = 0;

    (void)state;
    assert_int_equal(MAPILogon(0, (char *)"Ann", NULL, 0, 0, &handle), SUCCESS);
    assert_int_equal(MAPISendMail(handle, 0, &message, 0, 0), SUCCESS);
    assert_int_equal(MAPISendMail(handle, 0, &message, MAPI_NEW_SESSION, 0), SUCCESS);
    assert_hr(profile_set_default(NULL), S_OK);
    assert_int_equal(MAPISendMail(0, 0, &message, 0, 0), SUCCESS); /* joins it */
    assert_int_equal(MAPISendMail(0, 0, &message, MAPI_NEW_SESSION, 0), LOGIN_FAILURE);
    assert_int_equal(MAPILogoff(handle, 0, 0, 0), SUCCESS);
    assert_int_equal(MAPISendMail(handle, 0, &message, 0, 0), INVALID_SESSION);
    assert_int_equal(MAPISendMail(0, 0, &message, 0, 0), LOGIN_FAILURE);
    assert_int_equal(waiting(), 3);
}

/* 12.2-12, 3.6-08: the store that the session chose for Simple MAPI has no outbox */
static void simple_mapis_own_store_is_used(void **state)
{
    MapiRecipDesc ann = to_ann();
    MapiMessage message = {.lpszSubject = SUBJECT, .nRecipCount = 1, .lpRecips = &ann};
    IMAPISession *session = NULL;
    LHANDLE handle = 0;
    SRowSet *rows;

    (void)state;
    assert_int_equal(MAPILogon(0, (char *)"Ann", NULL, MAPI_NEW_SESSION, 0, &handle), SUCCESS);
    assert_int_equal(MAPISendMail(handle, 0, &message, 0, 0), SUCCESS);
    assert_hr(ScMAPIXFromSMAPI(handle, 0, NULL, &session), S_OK);
    rows = store_row(session);
    for (ULONG i = 0; i < rows->cRows; i++) {
        const SPropValue *id = column(rows, i, PR_ENTRYID);
        const SPropValue *is_default = column(rows, i, PR_DEFAULT_STORE);
        HRESULT hr;

        if (is_default && is_default->Value.b) continue;
        hr = session->lpVtbl->SetDefaultStore(session, MAPI_SIMPLE_STORE_TEMPORARY,
                                              id->Value.bin.cb, (ENTRYID *)id->Value.bin.lpb);
        assert_hr(hr, S_OK);
    }
    FreeProws(rows);
    session->lpVtbl->Release(session);
    assert_int_equal(MAPISendMail(handle, 0, &message, 0, 0), FAILURE);
    assert_int_equal(MAPILogoff(handle, 0, 0, 0), SUCCESS);
    assert_int_equal(waiting(), 1);
}

/* 12.4-01 to 12.4-05 */
static void documents_are_looked_at_and_not_sent(void **state)
{
    char *path = file_of(".txt", "x", 1), list[200];

    (void)state;
    assert_int_equal(MAPISendDocuments(0, (char *)";", path, (char *)"a.txt", 0), NOT_SUPPORTED);
    assert_int_equal(MAPISendDocuments(0, NULL, NULL, NULL, 0), NOT_SUPPORTED);
    snprintf(list, sizeof(list), "%s|%s|", path, path);
    assert_int_equal(MAPISendDocuments(0, (char *)"|", list, NULL, 0), NOT_SUPPORTED);
    assert_int_equal(MAPISendDocuments(0, (char *)";", list, NULL, 0), OPEN_FAILURE);
    snprintf(list, sizeof(list), "%s;/tmp/no such file of omsimple", path);
    assert_int_equal(MAPISendDocuments(0, (char *)";", list, NULL, 0), OPEN_FAILURE);
    unlink(path);
    assert_int_equal(waiting(), 0);
}

/* 12.1-16: whichever allocation fails, nothing is sent and nothing stays */
/* The store may send no more: nothing is left of the message. */
static void what_the_store_refuses_leaves_nothing(void **state)
{
    SPropValue none = {.ulPropTag = PR_PROHIBIT_SEND_QUOTA, .Value.l = 0};
    MapiRecipDesc ann = to_ann();
    MapiMessage message = {
        .lpszSubject = SUBJECT, .lpszNoteText = (char *)"a", .nRecipCount = 1, .lpRecips = &ann};
    IMAPISession *session = look_in();
    IMsgStore *store = open_mail(session);
    ULONG left;

    (void)state;
    assert_hr(HrSetOneProp((IMAPIProp *)store, &none), S_OK);
    store->lpVtbl->Release(store);
    look_out(session);
    assert_int_not_equal(MAPISendMail(0, 0, &message, 0, 0), SUCCESS);
    session = look_in();
    store = open_mail(session);
    left = count_in(folder_of(store, PR_IPM_OUTBOX_ENTRYID));
    assert_int_equal(queued_in(store), 0);
    store->lpVtbl->Release(store);
    look_out(session);
    assert_int_equal(left, 0);
}

static void without_memory_nothing_is_sent(void **state)
{
    MapiRecipDesc recips[2] = {to_ann(), {0, MAPI_CC, (char *)"Cid Lee", NULL, 0, NULL}};
    MapiFileDesc file = {0, 0, NONE, file_of(".txt", "x", 1), NULL, NULL};
    MapiMessage message = {.lpszSubject = SUBJECT,
                           .lpszNoteText = (char *)"a\nb",
                           .nRecipCount = 2,
                           .lpRecips = recips,
                           .nFileCount = 1,
                           .lpFiles = &file};
    ULONG code = NO_MEMORY, told = 0;
    LHANDLE handle = 0;

    (void)state;
    assert_int_equal(MAPILogon(0, (char *)"Ann", NULL, 0, 0, &handle), SUCCESS);
    for (int lost = 0; lost < 20000 && code; lost++) {
        fault_alloc_after(lost);
        code = MAPISendMail(handle, 0, &message, 0, 0);
        fault_alloc_never();
        told += code == NO_MEMORY;
        if (code) assert_true(code != INVALID_SESSION);
    }
    assert_int_equal(code, SUCCESS);
    assert_true(told > 20);
    assert_int_equal(MAPILogoff(handle, 0, 0, 0), SUCCESS);
    assert_int_equal(waiting(), 1);
    unlink(simple_file_path);
}

int main(void)
{
#define TEST(t) cmocka_unit_test_setup_teardown(t, setup_simple, teardown_simple)
    const struct CMUnitTest tests[] = {
        TEST(a_message_waits_in_the_outgoing_queue),
        TEST(recipients_are_taken_as_they_are_given),
        TEST(who_cannot_be_reached_stops_the_message),
        TEST(files_are_copied_before_the_call_returns),
        TEST(zeros_are_no_place_in_an_empty_text),
        TEST(a_large_file_is_whole),
        TEST(an_ole_object_is_told_from_a_file),
        TEST(a_file_that_cannot_be_had_stops_the_message),
        TEST(utf8_and_utf16_keep_every_character),
        TEST(without_a_dialog_only_the_policy_lets_it_go),
        TEST(the_session_may_be_the_clients_or_shared),
        TEST(simple_mapis_own_store_is_used),
        TEST(documents_are_looked_at_and_not_sent),
        TEST(what_the_store_refuses_leaves_nothing),
        TEST(without_memory_nothing_is_sent),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
