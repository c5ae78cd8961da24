/*
 * test_simple_read.c - MAPIFindNext, MAPIReadMail, MAPISaveMail and MAPIDeleteMail
 */
#include "simple/simple_fixture.h"
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define NONE ((ULONG)-1)

enum {
    SUCCESS = 0,
    FAILURE = 2,
    NO_MEMORY = 5,
    NOT_FOUND = 11,
    WRITE_FAILURE = 13,
    BAD_TYPE = 15,
    NO_MESSAGES = 16,
    INVALID_MESSAGE = 17,
    INVALID_SESSION = 19,
    IN_USE = 22,
    INVALID_RECIPS = 25
};

static LHANDLE handle;

static int begin_reading(void **state)
{
    if (setup_simple(state)) return 1;
    setenv("TZ", "UTC", 1);
    assert_int_equal(MAPILogon(0, (char *)"Ann", NULL, MAPI_NEW_SESSION, 0, &handle), SUCCESS);
    return 0;
}

static int end_reading(void **state)
{
    assert_int_equal(MAPILogoff(handle, 0, 0, 0), SUCCESS);
    return teardown_simple(state);
}

/* A new message in the inbox; its identifier. */
static void save(const char *subject, const char *type, ULONG flags, char *id)
{
    MapiMessage message = {.lpszSubject = (char *)subject,
                           .lpszNoteText = (char *)"Hello\nyou",
                           .lpszMessageType = (char *)type,
                           .flFlags = flags};

    memset(id, 0x77, 64);
    id[0] = 0;
    assert_int_equal(MAPISaveMail(handle, 0, &message, 0, 0, id), SUCCESS);
    assert_true(id[0] && strlen(id) < 64);
}

static ULONG find(const char *type, const char *seed, ULONG flags, char *id)
{
    return MAPIFindNext(handle, 0, (char *)type, (char *)seed, flags, 0, id);
}

static MapiMessage *read_mail(const char *id, ULONG flags)
{
    MapiMessage *message = (void *)1;

    assert_int_equal(MAPIReadMail(handle, 0, (char *)id, flags, 0, &message), SUCCESS);
    assert_non_null(message);
    return message;
}

static void expect_file(const char *path, const char *bytes)
{
    char got[200];
    FILE *file = fopen(path, "rb");
    size_t n;

    assert_non_null(file);
    n = fread(got, 1, sizeof(got), file);
    fclose(file);
    assert_int_equal(n, strlen(bytes));
    assert_memory_equal(got, bytes, n);
}

/* The message behind an identifier, by Extended MAPI: the inbox has it under this subject. */
static IMessage *extended_message(IMsgStore *store, const WCHAR *subject)
{
    SizedSPropTagArray(2, tags) = {2, {PR_ENTRYID, PR_SUBJECT_W}};
    SRowSet *rows = rows_in(inbox_of(store), (SPropTagArray *)&tags);
    IMessage *message = NULL;
    ULONG type;

    for (ULONG i = 0; i < rows->cRows; i++) {
        const SPropValue *row = rows->aRow[i].lpProps;

        if (!message && !text_compare(row[1].Value.lpszW, subject))
            assert_hr(store->lpVtbl->OpenEntry(store, row[0].Value.bin.cb,
                                               (ENTRYID *)row[0].Value.bin.lpb, NULL, MAPI_MODIFY,
                                               &type, (IUnknown **)&message),
                      S_OK);
    }
    FreeProws(rows);
    assert_non_null(message);
    return message;
}

static void set_flags(const WCHAR *subject, bool read)
{
    IMAPISession *session = look_in();
    IMsgStore *store = open_mail(session);
    IMessage *message = extended_message(store, subject);

    assert_hr(message->lpVtbl->SetReadFlag(message, read ? 0 : CLEAR_READ_FLAG), S_OK);
    message->lpVtbl->Release(message);
    store->lpVtbl->Release(store);
    look_out(session);
}

/* 12.5-01 to 12.5-07, 12.5-17, 12.5-22 */
static void messages_are_found_one_after_the_other(void **state)
{
    char ids[4][64], id[512] = "", next[512];

    (void)state;
    assert_int_equal(find(NULL, NULL, 0, id), NO_MESSAGES);
    assert_string_equal(id, "");
    save("one", NULL, MAPI_UNREAD, ids[0]);
    save("two", "IPM.Note.Special", 0, ids[1]);
    save("three", "IPM", MAPI_UNREAD, ids[2]);
    save("four", "IPM.NoteBook", MAPI_UNREAD, ids[3]);
    for (int i = 0; i < 4; i++) {
        assert_int_equal(find(i % 2 ? NULL : "", i ? id : i % 2 ? NULL : "", 0, next), SUCCESS);
        assert_string_equal(next, ids[i]);
        strcpy(id, next);
    }
    assert_int_equal(find(NULL, id, 0, next), NO_MESSAGES);
    assert_int_equal(find("IPM.Note", NULL, MAPI_GUARANTEE_FIFO | MAPI_LONG_MSGID, id), SUCCESS);
    assert_string_equal(id, ids[0]);
    assert_int_equal(find("ipm.note", id, 0, next), SUCCESS);
    assert_string_equal(next, ids[1]);
    assert_int_equal(find("IPM.Note", next, 0, id), NO_MESSAGES);
    /* any seed of the folder, whatever its type */
    assert_int_equal(find("IPM.NoteBook", ids[0], 0, next), SUCCESS);
    assert_string_equal(next, ids[3]);
    assert_int_equal(find(NULL, NULL, MAPI_UNREAD_ONLY, id), SUCCESS);
    assert_string_equal(id, ids[0]);
    set_flags(L"one", true); /* the seed needn't be what is looked for */
    assert_int_equal(find(NULL, id, MAPI_UNREAD_ONLY, next), SUCCESS);
    assert_string_equal(next, ids[2]);
    assert_int_equal(find(NULL, ids[0], MAPI_UNREAD_ONLY, next), SUCCESS);
    assert_string_equal(next, ids[2]);
}

/* 12.5-03, 12.5-04, 12.5-21 */
static void a_seed_may_have_been_deleted(void **state)
{
    char ids[4][64], id[64] = "";
    int n = 0;

    (void)state;
    for (int i = 0; i < 4; i++)
        save("x", NULL, 0, ids[i]);
    while (find(NULL, id, 0, id) == SUCCESS) {
        assert_string_equal(id, ids[n++]);
        assert_int_equal(MAPIDeleteMail(handle, 0, id, 0, 0), SUCCESS);
        assert_int_equal(MAPIDeleteMail(handle, 0, id, 0, 0), INVALID_MESSAGE);
    }
    assert_int_equal(n, 4);
    assert_int_equal(find(NULL, NULL, 0, id), NO_MESSAGES);
    assert_int_equal(find(NULL, ids[2], 0, id), INVALID_MESSAGE);
}

/* More rows than are read at once, most of them passed over. */
static void few_are_found_among_many(void **state)
{
    char id[64] = "", ids[200][64];
    int n = 0;

    (void)state;
    for (int i = 0; i < 200; i++)
        save("x", i % 67 == 30 ? "IPM.Rare" : "IPM.Note", 0, ids[i]);
    while (find("IPM.Rare", id, 0, id) == SUCCESS)
        assert_string_equal(id, ids[30 + 67 * n++]);
    assert_int_equal(n, 3);
}

/* 12.1-12, 12.1-13, 12.5-18, 12.5-21, 12.5-22 */
static void what_means_no_message_is_told(void **state)
{
    static const char *const strange[] = {"a", "b", "x", "aaaa", "b=====", "a\x80", "77"};
    MapiMessage message = {.lpszSubject = (char *)"x"}, *got = (void *)1;
    char longer[700], id[64], other[64] = "";

    (void)state;
    memset(longer, 'a', sizeof(longer) - 1);
    longer[sizeof(longer) - 1] = 0;
    for (size_t i = 0; i <= sizeof(strange) / sizeof(strange[0]); i++) {
        char *bad = i < sizeof(strange) / sizeof(strange[0]) ? (char *)strange[i] : longer;

        assert_int_equal(MAPIReadMail(handle, 0, bad, 0, 0, &got), INVALID_MESSAGE);
        assert_null(got);
        assert_int_equal(MAPIDeleteMail(handle, 0, bad, 0, 0), INVALID_MESSAGE);
        assert_int_equal(MAPISaveMail(handle, 0, &message, 0, 0, bad), INVALID_MESSAGE);
        assert_int_equal(find(NULL, bad, 0, other), INVALID_MESSAGE);
    }
    assert_int_equal(MAPIReadMail(handle, 0, NULL, 0, 0, &got), INVALID_MESSAGE);
    assert_int_equal(MAPIReadMail(handle, 0, (char *)"", 0, 0, &got), INVALID_MESSAGE);
    assert_int_equal(MAPIReadMail(handle, 0, (char *)"", 0, 0, NULL), FAILURE);
    assert_int_equal(MAPIDeleteMail(handle, 0, (char *)"", 0, 0), INVALID_MESSAGE);
    assert_int_equal(MAPISaveMail(handle, 0, NULL, 0, 0, other), FAILURE);
    assert_int_equal(find(NULL, NULL, 0, NULL), FAILURE);
    save("y", NULL, 0, id);
    assert_int_equal(MAPIFindNext(0, 0, NULL, NULL, 0, 0, other), INVALID_SESSION);
    assert_int_equal(MAPIReadMail(0, 0, id, 0, 0, &got), INVALID_SESSION);
    assert_int_equal(MAPIDeleteMail(0, 0, id, 0, 0), INVALID_SESSION);
    assert_int_equal(MAPISaveMail(0, 0, &message, 0, 0, id), INVALID_SESSION);
    assert_int_equal(MAPISaveMail(handle + 1, 0, &message, 0, 0, other), INVALID_SESSION);
}

/* 12.5-11, 12.5-14 to 12.5-20, 12.1-15, 3.6-08 */
static void what_was_saved_is_read(void **state)
{
    MapiRecipDesc recips[] = {
        {0, MAPI_TO, (char *)"Ann", (char *)"SMTP:ann@example.org", 0, NULL},
        {0, MAPI_CC, (char *)"Cid Lee", NULL, 0, NULL},
    };
    MapiRecipDesc nobody = {0, MAPI_TO, (char *)"Nobody Known", NULL, 0, NULL};
    MapiFileDesc file = {0, 0, 2, file_of(".txt", "soup", 4), (char *)"menu.txt", NULL};
    MapiMessage message = {.lpszSubject = (char *)"Lunch",
                           .lpszNoteText = (char *)"At noon",
                           .lpszConversationID = (char *)"thread 7",
                           .lpszDateReceived = (char *)"never",
                           .flFlags = MAPI_UNREAD | MAPI_RECEIPT_REQUESTED | MAPI_SENT,
                           .lpOriginator = &nobody,
                           .nRecipCount = 2,
                           .lpRecips = recips,
                           .nFileCount = 1,
                           .lpFiles = &file},
                *got;
    char id[64] = "", again[64], now[20];
    struct tm *utc;
    time_t seconds;

    (void)state;
    assert_int_equal(MAPISaveMail(handle, 0, &message, 0, 0, id), SUCCESS);
    unlink(simple_file_path);
    got = read_mail(id, MAPI_PEEK);
    assert_string_equal(got->lpszSubject, "Lunch");
    assert_string_equal(got->lpszNoteText, "At noon");
    assert_string_equal(got->lpszMessageType, "IPM.Note");
    assert_string_equal(got->lpszConversationID, "thread 7");
    assert_int_equal(got->flFlags, MAPI_UNREAD | MAPI_RECEIPT_REQUESTED | MAPI_SENT);
    assert_null(got->lpOriginator);
    seconds = time(NULL);
    utc = gmtime(&seconds);
    strftime(now, sizeof(now), "%Y/%m/%d %H", utc);
    assert_int_equal(strlen(got->lpszDateReceived), 16);
    if (utc->tm_min) assert_memory_equal(got->lpszDateReceived, now, 13);
    assert_int_equal(got->nRecipCount, 2);
    assert_int_equal(got->lpRecips[0].ulRecipClass, MAPI_TO);
    assert_string_equal(got->lpRecips[0].lpszName, "Ann");
    assert_string_equal(got->lpRecips[0].lpszAddress, "SMTP:ann@example.org");
    assert_true(got->lpRecips[0].ulEIDSize > 20 && got->lpRecips[0].lpEntryID);
    assert_int_equal(got->lpRecips[1].ulRecipClass, MAPI_CC);
    assert_string_equal(got->lpRecips[1].lpszAddress, "SMTP:cid@example.org");
    assert_int_equal(got->lpRecips[1].ulEIDSize, BOOK_EID_BYTES);
    assert_int_equal(got->nFileCount, 1);
    assert_string_equal(got->lpFiles[0].lpszFileName, "menu.txt");
    assert_int_equal(got->lpFiles[0].nPosition, 2);
    assert_string_equal(strrchr(got->lpFiles[0].lpszPathName, '.'), ".txt");
    expect_file(got->lpFiles[0].lpszPathName, "soup");
    unlink(got->lpFiles[0].lpszPathName);
    /* what was read is sent as it is */
    got->nFileCount = 0;
    assert_int_equal(MAPISendMail(handle, 0, got, 0, 0), SUCCESS);
    assert_int_equal(MAPIFreeBuffer(got), SUCCESS);
    /* replaced in its place */
    message = (MapiMessage){
        .lpszSubject = (char *)"Dinner", .nRecipCount = 1, .lpRecips = &recips[1], .flFlags = 0};
    strcpy(again, id);
    assert_int_equal(MAPISaveMail(handle, 0, &message, 0, 0, again), SUCCESS);
    assert_string_equal(again, id);
    got = read_mail(id, 0);
    assert_string_equal(got->lpszSubject, "Dinner");
    assert_string_equal(got->lpszNoteText, "");
    assert_int_equal(got->flFlags, MAPI_UNREAD | MAPI_SENT); /* as they were */
    assert_int_equal(got->nRecipCount, 1);
    assert_int_equal(got->nFileCount, 0);
    assert_null(got->lpFiles);
    MAPIFreeBuffer(got);
    got = read_mail(id, 0);
    assert_int_equal(got->flFlags, MAPI_SENT); /* reading it made it read */
    MAPIFreeBuffer(got);
}

/* 12.5-17 to 12.5-20: nothing is saved, or changed */
static void what_cannot_be_saved_changes_nothing(void **state)
{
    MapiRecipDesc recip = {0, MAPI_TO, (char *)"Nobody Known", NULL, 0, NULL};
    MapiFileDesc missing = {0, 0, NONE, (char *)"/tmp/no such file of omsimple", NULL, NULL};
    MapiMessage message = {.lpszSubject = (char *)"new", .nRecipCount = 1, .lpRecips = &recip},
                *got;
    char id[64], other[64] = "";

    (void)state;
    save("old", NULL, 0, id);
    for (int i = 0; i < 4; i++) {
        static const ULONG wanted[] = {INVALID_RECIPS, INVALID_RECIPS, BAD_TYPE, NOT_FOUND};

        if (i == 1) recip.lpszName = (char *)"Cid";
        if (i == 2) recip.ulRecipClass = 0;
        if (i == 3)
            message =
                (MapiMessage){.lpszSubject = (char *)"new", .nFileCount = 1, .lpFiles = &missing};
        assert_int_equal(MAPISaveMail(handle, 0, &message, 0, 0, id), wanted[i]);
        assert_int_equal(MAPISaveMail(handle, 0, &message, 0, 0, other), wanted[i]);
        assert_string_equal(other, "");
    }
    got = read_mail(id, 0);
    assert_string_equal(got->lpszSubject, "old");
    MAPIFreeBuffer(got);
    assert_int_equal(find(NULL, id, 0, other), NO_MESSAGES);
    message = (MapiMessage){.lpszSubject = (char *)"for a while"};
    assert_int_equal(MAPISaveMail(0, 0, &message, 0, 0, NULL), SUCCESS); /* a session of its own */
    assert_int_equal(find(NULL, id, 0, other), SUCCESS);
}

/* 12.5-08 to 12.5-13, 12.5-15 */
static void the_flags_say_how_much_is_read(void **state)
{
    MapiFileDesc files[2] = {{0, 0, NONE, file_of(".txt", "soup", 4), NULL, NULL}};
    MapiMessage message = {.lpszSubject = (char *)"x",
                           .lpszNoteText = (char *)"text",
                           .flFlags = MAPI_UNREAD,
                           .nFileCount = 2,
                           .lpFiles = files},
                *got;
    char id[64] = "";

    (void)state;
    files[1] = files[0];
    assert_int_equal(MAPISaveMail(handle, 0, &message, 0, 0, id), SUCCESS);
    unlink(simple_file_path);
    for (int i = 0; i < 3; i++) {
        static const ULONG flags[] = {MAPI_ENVELOPE_ONLY,
                                      MAPI_ENVELOPE_ONLY | MAPI_SUPPRESS_ATTACH | MAPI_BODY_AS_FILE,
                                      MAPI_SUPPRESS_ATTACH};

        got = read_mail(id, flags[i] | MAPI_PEEK);
        assert_string_equal(got->lpszNoteText, i == 2 ? "text" : "");
        assert_int_equal(got->nFileCount, 2);
        assert_null(got->lpFiles);
        assert_true(got->flFlags & MAPI_UNREAD);
        MAPIFreeBuffer(got);
    }
    got = read_mail(id, MAPI_BODY_AS_FILE | MAPI_PEEK);
    assert_string_equal(got->lpszNoteText, "");
    assert_int_equal(got->nFileCount, 3);
    expect_file(got->lpFiles[0].lpszPathName, "text");
    expect_file(got->lpFiles[2].lpszPathName, "soup");
    for (int i = 0; i < 3; i++)
        assert_int_equal(unlink(got->lpFiles[i].lpszPathName), 0);
    MAPIFreeBuffer(got);
    /* no place for the files: it stays unread */
    setenv("TMPDIR", "/tmp/no such folder of omsimple", 1);
    assert_int_equal(MAPIReadMail(handle, 0, id, 0, 0, &got), WRITE_FAILURE);
    assert_null(got);
    unsetenv("TMPDIR");
    got = read_mail(id, MAPI_ENVELOPE_ONLY);
    assert_true(got->flFlags & MAPI_UNREAD);
    MAPIFreeBuffer(got);
}

/* A message in a message, an OLE object and one whose originator is known. */
static void attach_strange_things(IMessage *message)
{
    static const struct {
        LONG method;
        const char *name;
    } kinds[] = {{ATTACH_EMBEDDED_MSG, "Inner: mail"},
                 {ATTACH_OLE, "thing.bin"},
                 {ATTACH_BY_REF_ONLY, "far.txt"}};
    SPropValue from[] = {
        {.ulPropTag = PR_SENDER_NAME_A, .Value.lpszA = (char *)"Eve"},
        {.ulPropTag = PR_SENDER_ADDRTYPE_A, .Value.lpszA = (char *)"SMTP"},
        {.ulPropTag = PR_SENDER_EMAIL_ADDRESS_A, .Value.lpszA = (char *)"eve@example.org"}};

    assert_hr(message->lpVtbl->SetProps(message, 3, from, NULL), S_OK);
    for (int i = 0; i < 3; i++) {
        SPropValue props[] = {
            {.ulPropTag = PR_ATTACH_METHOD, .Value.l = kinds[i].method},
            {.ulPropTag = PR_ATTACH_LONG_FILENAME_A, .Value.lpszA = (char *)kinds[i].name}};
        IMessage *inner;
        IStream *stream;
        IAttach *attach;
        ULONG n;

        assert_hr(message->lpVtbl->CreateAttach(message, NULL, 0, &n, &attach), S_OK);
        assert_hr(attach->lpVtbl->SetProps(attach, 2, props, NULL), S_OK);
        if (!i) {
            SPropValue subject = {.ulPropTag = PR_SUBJECT_A, .Value.lpszA = (char *)"inner"};

            assert_hr(attach->lpVtbl->OpenProperty(attach, PR_ATTACH_DATA_OBJ, &IID_IMessage, 0,
                                                   MAPI_CREATE | MAPI_MODIFY, (IUnknown **)&inner),
                      S_OK);
            assert_hr(inner->lpVtbl->SetProps(inner, 1, &subject, NULL), S_OK);
            assert_hr(inner->lpVtbl->SaveChanges(inner, 0), S_OK);
            inner->lpVtbl->Release(inner);
        } else if (i == 1) {
            assert_hr(attach->lpVtbl->OpenProperty(attach, PR_ATTACH_DATA_OBJ, &IID_IStreamDocfile,
                                                   STGM_READWRITE, MAPI_CREATE | MAPI_MODIFY,
                                                   (IUnknown **)&stream),
                      S_OK);
            assert_hr(stream->lpVtbl->Write(stream, "object", 6, NULL), S_OK);
            assert_hr(stream->lpVtbl->Commit(stream, 0), S_OK);
            stream->lpVtbl->Release(stream);
        }
        assert_hr(attach->lpVtbl->SaveChanges(attach, 0), S_OK);
        attach->lpVtbl->Release(attach);
    }
    assert_hr(message->lpVtbl->SaveChanges(message, 0), S_OK);
}

/* 12.3-17, 12.5-12, 12.5-16 */
static void whatever_is_attached_becomes_a_file(void **state)
{
    static const BYTE docfile[] = {0xd0, 0xcf, 0x11, 0xe0};
    IMAPISession *session;
    IMsgStore *store;
    IMessage *message;
    MapiMessage *got;
    char id[64], head[4];
    FILE *file;

    (void)state;
    save("outer", NULL, 0, id);
    session = look_in();
    store = open_mail(session);
    message = extended_message(store, L"outer");
    attach_strange_things(message);
    message->lpVtbl->Release(message);
    store->lpVtbl->Release(store);
    look_out(session);
    got = read_mail(id, 0);
    assert_string_equal(got->lpOriginator->lpszName, "Eve");
    assert_string_equal(got->lpOriginator->lpszAddress, "SMTP:eve@example.org");
    assert_int_equal(got->nFileCount, 3);
    assert_string_equal(got->lpFiles[0].lpszFileName, "Inner_ mail.msg");
    assert_string_equal(strrchr(got->lpFiles[0].lpszPathName, '.'), ".msg");
    file = fopen(got->lpFiles[0].lpszPathName, "rb");
    assert_int_equal(fread(head, 1, 4, file), 4);
    fclose(file);
    assert_memory_equal(head, docfile, 4);
    assert_int_equal(got->lpFiles[1].flFlags, MAPI_OLE);
    expect_file(got->lpFiles[1].lpszPathName, "object");
    assert_int_equal(got->lpFiles[2].flFlags, 0);
    expect_file(got->lpFiles[2].lpszPathName, "");
    for (int i = 0; i < 3; i++)
        unlink(got->lpFiles[i].lpszPathName);
    MAPIFreeBuffer(got);
}

/* 12.5-21: what waits to be sent isn't deleted */
static void what_waits_to_be_sent_is_in_use(void **state)
{
    MapiRecipDesc ann = {0, MAPI_TO, (char *)"Ann", (char *)"SMTP:ann@example.org", 0, NULL};
    MapiMessage mail = {.lpszSubject = (char *)"x", .nRecipCount = 1, .lpRecips = &ann};
    char id[64];

    (void)state;
    save("y", NULL, 0, id);
    {
        IMAPISession *session = look_in();
        IMsgStore *store = open_mail(session);
        IMessage *message = extended_message(store, L"y");
        SPropValue row[3] = {{.ulPropTag = PR_ADDRTYPE_A, .Value.lpszA = (char *)"SMTP"},
                             {.ulPropTag = PR_EMAIL_ADDRESS_A, .Value.lpszA = (char *)"b@x.org"},
                             {.ulPropTag = PR_DISPLAY_NAME_A, .Value.lpszA = (char *)"Bob"}};
        SizedADRLIST(1, list) = {1, {{0, 3, row}}};

        assert_hr(message->lpVtbl->ModifyRecipients(message, MODRECIP_ADD, (ADRLIST *)&list), S_OK);
        assert_hr(message->lpVtbl->SubmitMessage(message, 0), S_OK);
        message->lpVtbl->Release(message);
        store->lpVtbl->Release(store);
        look_out(session);
    }
    assert_int_equal(MAPIDeleteMail(handle, 0, id, 0, 0), IN_USE);
    assert_int_equal(MAPISendMail(handle, 0, &mail, 0, 0), SUCCESS);
}

/* 12.1-16, 12.5-11, 12.5-13: whichever allocation fails, nothing is given, and no file is left */
static void without_memory_nothing_is_read(void **state)
{
    MapiFileDesc file = {0, 0, NONE, file_of(".txt", "soup", 4), NULL, NULL};
    MapiRecipDesc ann = {0, MAPI_TO, (char *)"Ann", (char *)"SMTP:ann@example.org", 0, NULL};
    MapiMessage message = {.lpszSubject = (char *)"x",
                           .flFlags = MAPI_UNREAD,
                           .nRecipCount = 1,
                           .lpRecips = &ann,
                           .nFileCount = 1,
                           .lpFiles = &file};
    MapiMessage *got = NULL;
    ULONG code = NO_MEMORY, told = 0;
    char id[64] = "", found[64] = "", folder[] = "/tmp/omsimple-XXXXXX";

    (void)state;
    assert_non_null(mkdtemp(folder));
    for (int lost = 0; lost < 20000 && code; lost++) {
        fault_alloc_after(lost);
        code = MAPISaveMail(handle, 0, &message, 0, 0, id);
        fault_alloc_never();
        told += code == NO_MEMORY;
        if (code) assert_string_equal(id, "");
    }
    assert_int_equal(code, SUCCESS);
    unlink(simple_file_path);
    setenv("TMPDIR", folder, 1);
    code = NO_MEMORY;
    for (int lost = 0; lost < 20000 && code; lost++) {
        fault_alloc_after(lost);
        code = MAPIReadMail(handle, 0, id, 0, 0, &got);
        fault_alloc_never();
        told += code == NO_MEMORY;
        if (!code) break;
        assert_null(got);
        assert_int_equal(rmdir(folder), 0);
        assert_int_equal(mkdir(folder, 0700), 0);
    }
    assert_int_equal(code, SUCCESS);
    assert_true(got->flFlags & MAPI_UNREAD);
    unlink(got->lpFiles[0].lpszPathName);
    MAPIFreeBuffer(got);
    assert_int_equal(rmdir(folder), 0);
    unsetenv("TMPDIR");
    code = NO_MEMORY;
    for (int lost = 0; lost < 20000 && code; lost++) {
        fault_alloc_after(lost);
        code = find(NULL, NULL, 0, found);
        fault_alloc_never();
        told += code == NO_MEMORY;
    }
    assert_string_equal(found, id);
    assert_true(told > 50);
}

int main(void)
{
#define TEST(t) cmocka_unit_test_setup_teardown(t, begin_reading, end_reading)
    const struct CMUnitTest tests[] = {
        TEST(messages_are_found_one_after_the_other),
        TEST(a_seed_may_have_been_deleted),
        TEST(few_are_found_among_many),
        TEST(what_means_no_message_is_told),
        TEST(what_was_saved_is_read),
        TEST(what_cannot_be_saved_changes_nothing),
        TEST(the_flags_say_how_much_is_read),
        TEST(whatever_is_attached_becomes_a_file),
        TEST(what_waits_to_be_sent_is_in_use),
        TEST(without_memory_nothing_is_read),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
