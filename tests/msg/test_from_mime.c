/*
 * test_from_mime.c - mail becomes a message in a local store, property by property
 */
#include "local_store/fixture.h"
#include <stdio.h>
#include <string.h>
#include "mapimime.h"
#include "base/fault.h"
#include "base/filetime.h"
#include "base/mem.h"
#include "base/text.h"
#include "com/mem_stream.h"
#include "eid/oneoff.h"
#include "fakes/sink_message.h"
#include "msg/from_mime.h"
#include "msg/mime_tags.h"

static IStream *stream_over(const void *bytes, size_t count)
{
    struct mem_stream_config config = {.data = bytes, .bytes = count};
    IStream *stream = NULL;

    assert_int_equal(mem_stream_open(&config, &stream), S_OK);
    return stream;
}

static IMessage *new_message(struct fixture *f)
{
    IMAPIFolder *inbox = open_inbox(f);
    IMessage *message = NULL;

    assert_int_equal(inbox->lpVtbl->CreateMessage(inbox, NULL, 0, &message), S_OK);
    inbox->lpVtbl->Release(inbox);
    return message;
}

/* A mail in a message that is saved. */
static IMessage *import(struct fixture *f, const char *mail, size_t count,
                        struct mime_report *report)
{
    IMessage *message = new_message(f);
    IStream *stream = stream_over(mail, count);

    assert_int_equal(message_from_mime(message, stream, 0, report), S_OK);
    stream->lpVtbl->Release(stream);
    assert_int_equal(message->lpVtbl->SaveChanges(message, KEEP_OPEN_READWRITE), S_OK);
    return message;
}

static IMessage *import_text(struct fixture *f, const char *mail)
{
    struct mime_report report, clean = {0};
    IMessage *message = import(f, mail, strlen(mail), &report);

    assert_memory_equal(&report, &clean, sizeof(report));
    return message;
}

/* One of tests/samples. */
static char *read_sample(const char *name, size_t *count)
{
    const char *source = getenv("OPENMAPI_SOURCE");
    char path[1024], *bytes;
    FILE *file;
    long size;

    snprintf(path, sizeof(path), "%s/tests/samples/%s.eml", source ? source : ".", name);
    file = fopen(path, "rb");
    assert_non_null(file);
    fseek(file, 0, SEEK_END);
    size = ftell(file);
    rewind(file);
    bytes = mem_zero((size_t)size + 1);
    *count = fread(bytes, 1, (size_t)size, file);
    assert_int_equal(*count, size);
    fclose(file);
    return bytes;
}

static IMessage *import_sample(struct fixture *f, const char *name, struct mime_report *report)
{
    size_t count;
    char *mail = read_sample(name, &count);
    IMessage *message = import(f, mail, count, report);

    mem_free(mail);
    return message;
}

static IAttach *open_attach(IMessage *message, ULONG number)
{
    IAttach *attach = NULL;

    assert_int_equal(message->lpVtbl->OpenAttach(message, number, NULL, 0, &attach), S_OK);
    return attach;
}

/* An attachment's data begins with these bytes, and has total of them (0: whatever). */
static void assert_data(IAttach *attach, const void *bytes, size_t count, size_t total)
{
    IStream *stream = NULL;
    BYTE *got = mem_zero(count + 1);
    STATSTG stat;
    ULONG n;

    assert_int_equal(attach->lpVtbl->OpenProperty(attach, PR_ATTACH_DATA_BIN, &IID_IStream, 0, 0,
                                                  (IUnknown **)&stream),
                     S_OK);
    assert_int_equal(stream->lpVtbl->Stat(stream, &stat, STATFLAG_NONAME), S_OK);
    if (total) assert_int_equal(stat.cbSize.QuadPart, total);
    assert_int_equal(stream->lpVtbl->Read(stream, got, (ULONG)count, &n), S_OK);
    assert_int_equal(n, count);
    assert_memory_equal(got, bytes, count);
    stream->lpVtbl->Release(stream);
    mem_free(got);
}

static ULONG named_tag(IMessage *message, const WCHAR *name)
{
    MAPINAMEID id = {(GUID *)&PS_INTERNET_HEADERS, MNID_STRING, {.lpwstrName = (WCHAR *)name}},
               *ids = &id;
    SPropTagArray *tags = NULL;
    ULONG tag;

    assert_int_equal(message->lpVtbl->GetIDsFromNames(message, 1, &ids, 0, &tags), S_OK);
    tag = CHANGE_PROP_TYPE(tags->aulPropTag[0], PT_UNICODE);
    mem_free(tags);
    return tag;
}

static void assert_one_off(void *object, ULONG tag, const WCHAR *name, const WCHAR *address)
{
    SPropValue *id = get_prop(object, tag);
    struct one_off *one;

    assert_int_equal(one_off_read(id->Value.bin.cb, (ENTRYID *)id->Value.bin.lpb, &one), S_OK);
    assert_int_equal(wide_cmp(one->name, name), 0);
    assert_int_equal(wide_cmp(one->address, address), 0);
    assert_int_equal(wide_cmp(one->type, L"SMTP"), 0);
    mem_free(one);
    FREE(id);
}

static void the_header_becomes_properties(void **state)
{
    struct fixture *f = *state;
    struct mime_report report;
    IMessage *message = import_sample(f, "mailing_list", &report);
    SPropValue *value;

    assert_text(message, PR_SUBJECT_W, L"[list] News");
    assert_text(message, PR_CONVERSATION_TOPIC_W, L"News");
    assert_text(message, PR_SENT_REPRESENTING_NAME_W, L"Ann");
    assert_text(message, PR_SENT_REPRESENTING_EMAIL_ADDRESS_W, L"ann@example.org");
    assert_text(message, PR_SENDER_EMAIL_ADDRESS_W, L"list-bounces@lists.example.org");
    assert_text(message, PR_SENDER_ADDRTYPE_W, L"SMTP");
    assert_one_off(message, PR_SENT_REPRESENTING_ENTRYID, L"Ann", L"ann@example.org");
    assert_one_off(message, PR_READ_RECEIPT_ENTRYID, L"ann@example.org", L"ann@example.org");
    assert_int_equal(get_long(message, PR_READ_RECEIPT_REQUESTED), 1);
    assert_text(message, PR_REPLY_RECIPIENT_NAMES_W, L"The list; Ann");
    assert_int_equal(get_long(message, PR_IMPORTANCE), IMPORTANCE_LOW);
    assert_int_equal((LONG)get_long(message, PR_PRIORITY), PRIO_NONURGENT);
    assert_text(message, PR_INTERNET_MESSAGE_ID_W, L"<list.1@example.org>");
    assert_text(message, PR_LIST_UNSUBSCRIBE_W, L"<mailto:list-leave@lists.example.org>");
    assert_text(message, named_tag(message, L"list-post"), L"<mailto:list@lists.example.org>");
    assert_text(message, named_tag(message, L"precedence"), L"list");
    value = get_prop(message, PR_CONVERSATION_INDEX);
    assert_int_equal(value->Value.bin.cb, 22);
    FREE(value);
    value = get_prop(message, PR_CLIENT_SUBMIT_TIME);
    assert_int_equal(filetime_to_u64(value->Value.ft),
                     filetime_to_u64(filetime_from_unix(1773136800)));
    FREE(value);
    value = get_prop(message, PR_MESSAGE_DELIVERY_TIME); /* of the last Received */
    assert_int_equal(filetime_to_u64(value->Value.ft),
                     filetime_to_u64(filetime_from_unix(1773136805)));
    FREE(value);
    value = get_prop(message, PR_REPLY_RECIPIENT_ENTRIES);
    assert_int_equal(((FLATENTRYLIST *)value->Value.bin.lpb)->cEntries, 2);
    assert_int_equal(((FLATENTRYLIST *)value->Value.bin.lpb)->cbEntries, value->Value.bin.cb - 8);
    FREE(value);
    assert_text(message, PR_DISPLAY_TO_W, L"list@lists.example.org; archive");
    assert_text(message, PR_BODY_W,
                L"The news.\r\n_______________________________\r\nThe list's footer");
    message->lpVtbl->Release(message);
}

static void a_reply_has_its_prefix_apart(void **state)
{
    static const struct {
        const char *subject;
        const WCHAR *prefix, *rest; /* prefix NULL: none */
    } cases[] = {
        {"Re: Lunch", L"Re: ", L"Lunch"},
        {"FW: Re: Lunch", L"FW: ", L"Re: Lunch"},
        {"AW:Lunch", NULL, L"AW:Lunch"},
        {"Note: Lunch", NULL, L"Note: Lunch"},
        {"1: Lunch", NULL, L"1: Lunch"},
    };
    struct fixture *f = *state;

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char mail[200];
        IMessage *message;

        snprintf(mail, sizeof(mail), "Subject: %s\n\nx", cases[i].subject);
        message = import_text(f, mail);
        if (cases[i].prefix) assert_text(message, PR_SUBJECT_PREFIX_W, cases[i].prefix);
        else assert_int_equal(get_error(message, PR_SUBJECT_PREFIX_W), MAPI_E_NOT_FOUND);
        assert_text(message, PR_NORMALIZED_SUBJECT_W, cases[i].rest);
        assert_text(message, PR_CONVERSATION_TOPIC_W, cases[i].rest);
        message->lpVtbl->Release(message);
    }
}

static void recipients_are_one_offs(void **state)
{
    struct fixture *f = *state;
    IMessage *message = import_text(
        f, "To: Friends: Ann <ann@example.org>, bob@example.org;\nBcc: c@example.org\n\nx");
    IMAPITable *table = NULL;
    SRowSet *rows = NULL;
    SizedSPropTagArray(5, tags) = {
        5, {PR_RECIPIENT_TYPE, PR_DISPLAY_NAME_W, PR_ADDRTYPE_W, PR_EMAIL_ADDRESS_W, PR_ENTRYID}};
    static const WCHAR *const names[] = {L"Ann", L"bob@example.org", L"c@example.org"};

    assert_int_equal(message->lpVtbl->GetRecipientTable(message, MAPI_UNICODE, &table), S_OK);
    assert_int_equal(table->lpVtbl->SetColumns(table, (SPropTagArray *)&tags, 0), S_OK);
    assert_int_equal(table->lpVtbl->QueryRows(table, 10, 0, &rows), S_OK);
    assert_int_equal(rows->cRows, 3);
    for (ULONG i = 0; i < 3; i++) {
        SPropValue *row = rows->aRow[i].lpProps;
        struct one_off *one;

        assert_int_equal(row[0].Value.l, i < 2 ? MAPI_TO : MAPI_BCC);
        assert_int_equal(wide_cmp(row[1].Value.lpszW, names[i]), 0);
        assert_int_equal(wide_cmp(row[2].Value.lpszW, L"SMTP"), 0);
        assert_int_equal(one_off_read(row[4].Value.bin.cb, (ENTRYID *)row[4].Value.bin.lpb, &one),
                         S_OK);
        assert_int_equal(wide_cmp(one->address, row[3].Value.lpszW), 0);
        mem_free(one);
        mem_free(row);
    }
    mem_free(rows);
    table->lpVtbl->Release(table);
    message->lpVtbl->Release(message);
}

static void both_texts_of_an_alternative_are_the_body(void **state)
{
    struct fixture *f = *state;
    struct mime_report report;
    IMessage *message = import_sample(f, "html_alternative", &report);
    SPropValue *html = get_prop(message, PR_HTML);
    static const char start[] = "<html><body><p>Gr\xfc\xdf"; /* in its own charset */

    assert_text(message, PR_SUBJECT_W, L"Gr\u00fc\u00dfe aus K\u00f6ln");
    assert_text(
        message, PR_BODY_W,
        L"Gr\u00fc\u00dfe aus K\u00f6ln, und ein langer Satz, der mit einem weichen Umbruch weitergeht.");
    assert_memory_equal(html->Value.bin.lpb, start, sizeof(start) - 1);
    assert_int_equal(get_long(message, PR_INTERNET_CPID), 28591);
    assert_int_equal(get_long(message, PR_HASATTACH), 0);
    FREE(html);
    message->lpVtbl->Release(message);
}

/* What a <meta> says is HTML's charset; what its text says isn't. */
static void html_says_its_charset_in_its_head(void **state)
{
    static const struct {
        const char *mail;
        ULONG code_page;
    } cases[] = {
        {"Content-Type: text/html\n\n<meta charset=koi8-r><p>\xc1", 20866},
        {"Content-Type: text/html\n\n<meta http-equiv=a content='text/html; charset = windows-1251'><p>\xc1",
         1251},
        {"Content-Type: text/html\n\n<p>charset=koi8-r \xc1", 1252},
        {"Content-Type: text/html\n\n<!-- <meta charset=koi8-r> --><p>\xc1", 1252},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        IMessage *message = import_text(*state, cases[i].mail);

        assert_int_equal(get_long(message, PR_INTERNET_CPID), cases[i].code_page);
        message->lpVtbl->Release(message);
    }
}

static void an_inline_image_is_hidden_and_named_by_its_id(void **state)
{
    struct fixture *f = *state;
    struct mime_report report;
    IMessage *message = import_sample(f, "inline_image", &report);
    IAttach *attach = open_attach(message, 0);

    assert_data(attach, "\x89PNG", 4, 70);
    assert_text(attach, PR_ATTACH_CONTENT_ID_W, L"dot@example.org");
    assert_text(attach, PR_ATTACH_LONG_FILENAME_W, L"dot.png");
    assert_text(attach, PR_ATTACH_FILENAME_W, L"DOT.PNG");
    assert_text(attach, PR_ATTACH_EXTENSION_W, L".png");
    assert_text(attach, PR_ATTACH_MIME_TAG_W, L"image/png");
    assert_int_equal(get_long(attach, PR_ATTACH_METHOD), ATTACH_BY_VALUE);
    assert_int_equal((LONG)get_long(attach, PR_RENDERING_POSITION), -1);
    assert_int_equal(get_long(attach, PR_ATTACH_FLAGS), ATT_MHTML_REF);
    assert_int_equal(get_long(attach, PR_ATTACHMENT_HIDDEN), 1);
    attach->lpVtbl->Release(attach);
    attach = open_attach(message, 1); /* the table beside it is not hidden */
    assert_text(attach, PR_ATTACH_LONG_FILENAME_W, L"figures.csv");
    assert_int_equal(get_error(attach, PR_ATTACHMENT_HIDDEN), MAPI_E_NOT_FOUND);
    attach->lpVtbl->Release(attach);
    message->lpVtbl->Release(message);
}

static void file_names_are_decoded_and_lead_nowhere(void **state)
{
    static const struct {
        const WCHAR *name, *shorter;
    } want[] = {
        {L"\u65e5\u672c\u8a9e.bin", L"A~1.BIN"},
        {L"A name that goes on and on over several pieces.pdf", L"ANAMET~1.PDF"},
        {L"\u00fcbung.txt", L"BUNG~1.TXT"},
        {L"evil_ name_.exe", L"EVIL_N~1.EXE"},
    };
    struct fixture *f = *state;
    struct mime_report report;
    IMessage *message = import_sample(f, "attachment_names", &report);

    for (ULONG i = 0; i < 4; i++) {
        IAttach *attach = open_attach(message, i);

        assert_text(attach, PR_ATTACH_LONG_FILENAME_W, want[i].name);
        assert_text(attach, PR_ATTACH_FILENAME_W, want[i].shorter);
        attach->lpVtbl->Release(attach);
    }
    message->lpVtbl->Release(message);
}

static void a_mail_in_a_mail_is_a_message_in_a_message(void **state)
{
    struct fixture *f = *state;
    struct mime_report report;
    IMessage *message = import_sample(f, "embedded", &report), *inner = NULL, *innermost = NULL;
    IAttach *attach = open_attach(message, 0), *deeper;

    assert_int_equal(get_long(attach, PR_ATTACH_METHOD), ATTACH_EMBEDDED_MSG);
    assert_text(attach, PR_DISPLAY_NAME_W, L"The middle one");
    assert_int_equal(attach->lpVtbl->OpenProperty(attach, PR_ATTACH_DATA_OBJ, &IID_IMessage, 0, 0,
                                                  (IUnknown **)&inner),
                     S_OK);
    assert_text(inner, PR_SUBJECT_W, L"The middle one");
    assert_int_equal(get_long(inner, PR_MESSAGE_FLAGS) & (MSGFLAG_READ | MSGFLAG_UNSENT),
                     MSGFLAG_READ);
    deeper = open_attach(inner, 0);
    assert_text(deeper, PR_ATTACH_LONG_FILENAME_W, L"inner.eml");
    assert_int_equal(deeper->lpVtbl->OpenProperty(deeper, PR_ATTACH_DATA_OBJ, &IID_IMessage, 0, 0,
                                                  (IUnknown **)&innermost),
                     S_OK);
    assert_text(innermost, PR_BODY_W, L"Inner text.");
    assert_text(innermost, PR_SENDER_EMAIL_ADDRESS_W, L"dora@example.net");
    innermost->lpVtbl->Release(innermost);
    deeper->lpVtbl->Release(deeper);
    inner->lpVtbl->Release(inner);
    attach->lpVtbl->Release(attach);
    message->lpVtbl->Release(message);
}

static void the_class_says_what_kind_of_mail_it_is(void **state)
{
    static const struct {
        const char *sample;
        const WCHAR *class;
        ULONG attachments;
    } cases[] = {
        {"plain", L"IPM.Note", 0},
        {"delivery_report", L"REPORT.IPM.Note.NDR", 2},
        {"read_report", L"REPORT.IPM.Note.IPNRN", 1},
        {"signed", L"IPM.Note.SMIME.MultipartSigned", 1},
        {"invitation", L"IPM.Note", 1},
        {"tnef", L"IPM.Note", 1},
        {"attachment_only", L"IPM.Note", 1},
    };
    struct fixture *f = *state;

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct mime_report report;
        IMessage *message = import_sample(f, cases[i].sample, &report);
        IMAPITable *table = NULL;
        ULONG rows;

        assert_text(message, PR_MESSAGE_CLASS_W, cases[i].class);
        assert_int_equal(message->lpVtbl->GetAttachmentTable(message, 0, &table), S_OK);
        assert_int_equal(table->lpVtbl->GetRowCount(table, 0, &rows), S_OK);
        assert_int_equal(rows, cases[i].attachments);
        table->lpVtbl->Release(table);
        message->lpVtbl->Release(message);
    }
}

/* Its TNEF has the Message-ID as its key, PR_IMPORTANCE, a named property, recipients, another
 * subject, a file. */
static const char winmail[] =
    "Date: Wed, 11 Mar 2026 10:00:00 +0000\r\n"
    "From: ann@example.org\r\n"
    "To: bob@example.com\r\n"
    "Subject: From a program that speaks TNEF\r\n"
    "Message-ID: <tnef.2@example.org>\r\n"
    "MIME-Version: 1.0\r\n"
    "Content-Type: multipart/mixed; boundary=\"t\"\r\n"
    "\r\n"
    "--t\r\n"
    "Content-Type: text/plain\r\n"
    "\r\n"
    "Text.\r\n"
    "--t\r\n"
    "Content-Type: application/ms-tnef; name=\"winmail.dat\"\r\n"
    "Content-Transfer-Encoding: base64\r\n"
    "\r\n"
    "eJ8+IgEAAQaQCAAEAAAAAAABAAEAAQeQBgAIAAAA5AQAAAAAAADoAAEIgAcAGAAAAElQTS5NaWNy\r\n"
    "b3NvZnQgTWFpbC5Ob3RlADEIAQSAAQAQAAAAQW5vdGhlciBzdWJqZWN0AOEFAQOQBgBgAAAABAAA\r\n"
    "AAIBfwABAAAAFQAAADx0bmVmLjJAZXhhbXBsZS5vcmc+AAAAAAMAFwACAAAAAwABgAggBgAAAAAA\r\n"
    "wAAAAAAAAEYAAAAAAYUAAAcAAAACAQkQAQAAAAMAAAABAgMATAoBBJAGAMQAAAACAAAABAAAAB8A\r\n"
    "ATABAAAACAAAAEEAbgBuAAAAAwAVDAEAAAAeAAIwAQAAAAUAAABTTVRQAAAAAB8AAzABAAAAIAAA\r\n"
    "AGEAbgBuAEAAZQB4AGEAbQBwAGwAZQAuAG8AcgBnAAAABAAAAB8AATABAAAACAAAAEIAbwBiAAAA\r\n"
    "AwAVDAIAAAAeAAIwAQAAAAUAAABTTVRQAAAAAB8AAzABAAAAIAAAAGIAbwBiAEAAZQB4AGEAbQBw\r\n"
    "AGwAZQAuAG8AcgBnAAAABRMCApAGAA4AAAABAAUAAAAgACAAAAAAAEYAAhCAAQAGAAAAYS50eHQA\r\n"
    "7wECD4AGAAgAAABjb250ZW50c24DAgWQBgAoAAAAAQAAAB8ABzcBAAAAFgAAAGEAIABmAGkAbABl\r\n"
    "AC4AdAB4AHQAAAAAACQE\r\n"
    "--t--\r\n";

static void the_properties_in_winmail_are_the_mails(void **state)
{
    struct fixture *f = *state;
    struct mime_report report, clean = {0};
    char *mail = mem_dup_text8(winmail, NULL), *id;
    IMessage *message = import(f, mail, strlen(mail), &report);
    IAttach *attach = open_attach(message, 0);
    MAPINAMEID name = {(GUID *)&PSETID_Common, MNID_ID, {.lID = 0x8501}}, *names = &name;
    SPropTagArray *tags = NULL;

    assert_memory_equal(&report, &clean, sizeof(report));
    assert_text(message, PR_SUBJECT_W, L"From a program that speaks TNEF"); /* the header's */
    assert_text(message, PR_BODY_W, L"Text.");
    assert_int_equal(get_long(message, PR_IMPORTANCE), IMPORTANCE_HIGH);
    assert_int_equal(message->lpVtbl->GetIDsFromNames(message, 1, &names, 0, &tags), S_OK);
    assert_int_equal(get_long(message, CHANGE_PROP_TYPE(tags->aulPropTag[0], PT_LONG)), 7);
    FREE(tags);
    assert_text(attach, PR_ATTACH_LONG_FILENAME_W, L"a file.txt");
    assert_data(attach, "contents", 8, 8);
    attach->lpVtbl->Release(attach);
    assert_int_equal(message->lpVtbl->OpenAttach(message, 1, NULL, 0, &attach), MAPI_E_NOT_FOUND);
    message->lpVtbl->Release(message);

    id = strstr(mail, "Message-ID: <tnef.2"); /* another mail's winmail.dat stays a file */
    assert_non_null(id);
    id[18] = '3';
    message = import(f, mail, strlen(mail), &report);
    attach = open_attach(message, 0);
    assert_text(attach, PR_ATTACH_LONG_FILENAME_W, L"winmail.dat");
    attach->lpVtbl->Release(attach);
    message->lpVtbl->Release(message);
    mem_free(mail);
}

/* The whole multipart, with its header, so that the signature can be checked; its text is shown
 * besides. */
static void what_was_signed_stays_as_it_was(void **state)
{
    struct fixture *f = *state;
    struct mime_report report;
    size_t count;
    char *mail = read_sample("signed", &count);
    IMessage *message = import(f, mail, count, &report);
    IAttach *attach = open_attach(message, 0);

    assert_text(attach, PR_ATTACH_MIME_TAG_W, L"multipart/signed");
    assert_text(attach, PR_ATTACH_LONG_FILENAME_W, L"smime.p7m");
    assert_data(attach, mail, count, count);
    assert_text(message, PR_BODY_W, L"What I say is true.");
    attach->lpVtbl->Release(attach);
    message->lpVtbl->Release(message);
    mem_free(mail);
}

static void what_is_broken_is_kept_and_counted(void **state)
{
    struct fixture *f = *state;
    struct mime_report report;
    IMessage *message = import_sample(f, "broken_headers", &report);
    IAttach *attach = open_attach(message, 0);
    SPropValue *value;

    assert_int_equal(report.unknown_charset, 1);
    assert_int_equal(report.bad_header, 1);
    assert_int_equal(report.bad_address, 1);
    assert_int_equal(report.bad_date, 1);
    assert_data(attach, "caf\xe9", 4, 6); /* the bytes of a text that nobody can read */
    value = get_prop(message, PR_TRANSPORT_MESSAGE_HEADERS_W);
    assert_non_null(text_find_nocase(value->Value.lpszW, L"\r\nThis line has no colon\r\n"));
    assert_non_null(text_find_nocase(value->Value.lpszW, L"Date: sometime next week\r\n"));
    FREE(value);
    attach->lpVtbl->Release(attach);
    message->lpVtbl->Release(message);

    message = import_sample(f, "broken_parts", &report);
    assert_int_equal(report.bad_structure, 2);
    assert_int_equal(report.bad_encoding, 2);
    message->lpVtbl->Release(message);
}

static void a_uuencoded_file_leaves_the_text(void **state)
{
    struct fixture *f = *state;
    struct mime_report report;
    IMessage *message = import_sample(f, "uuencoded", &report);
    IAttach *attach = open_attach(message, 0);

    assert_text(message, PR_BODY_W,
                L"The file:\r\n\r\n\r\nbegin 644 with a line that is no data\r\n"
                L"stays where it is\r\nend\r\n");
    assert_text(attach, PR_ATTACH_LONG_FILENAME_W, L"figures.bin");
    assert_data(attach, "\0\1\2\3", 4, 200);
    assert_int_equal(report.bad_encoding, 0);
    attach->lpVtbl->Release(attach);
    message->lpVtbl->Release(message);
}

static void the_outermost_header_may_be_left_out(void **state)
{
    static const char mail[] =
        "Subject: x\nTo: a@b.c\nContent-Type: text/plain; charset=utf-8\n\n\xc3\xbc";
    struct fixture *f = *state;
    IMessage *message = new_message(f);
    IStream *stream = stream_over(mail, strlen(mail));

    assert_int_equal(message_from_mime(message, stream, CCSF_NOHEADERS, NULL), S_OK);
    stream->lpVtbl->Release(stream);
    assert_int_equal(get_error(message, PR_SUBJECT_W), MAPI_E_NOT_FOUND);
    assert_text(message, PR_BODY_W, L"\u00fc");
    message->lpVtbl->Release(message);
}

static void a_large_attachment_arrives_whole(void **state)
{
    enum { LINES = 200000 }; /* of 57 bytes each: 11 MB */
    struct fixture *f = *state;
    static const char head[] =
        "Content-Type: application/octet-stream\nContent-Transfer-Encoding: base64\n\n";
    size_t count = sizeof(head) - 1 + LINES * 77;
    char *mail = mem_zero(count);
    struct mime_report report;
    IMessage *message;
    IAttach *attach;
    char start[57 * 3];

    memcpy(mail, head, sizeof(head) - 1);
    for (size_t i = 0; i < LINES; i++) {
        char *line = mail + sizeof(head) - 1 + i * 77;

        memset(line, 'Q' + (char)(i % 8), 76);
        line[76] = '\n';
    }
    message = import(f, mail, count, &report);
    attach = open_attach(message, 0);
    for (size_t i = 0; i < sizeof(start); i += 3)
        memcpy(start + i, i < 57 ? "\x41\x04\x10" : i < 114 ? "\x45\x14\x51" : "\x49\x24\x92", 3);
    assert_data(attach, start, sizeof(start), LINES * 57);
    attach->lpVtbl->Release(attach);
    message->lpVtbl->Release(message);
    mem_free(mail);
}

static void bad_arguments_are_refused(void **state)
{
    struct fixture *f = *state;
    IMessage *message = new_message(f);
    IStream *stream = stream_over("", 0);

    assert_int_equal(message_from_mime(NULL, stream, 0, NULL), MAPI_E_INVALID_PARAMETER);
    assert_int_equal(message_from_mime(message, NULL, 0, NULL), MAPI_E_INVALID_PARAMETER);
    assert_int_equal(message_from_mime(message, stream, 0, NULL), S_OK); /* a mail of nothing */
    stream->lpVtbl->Release(stream);
    message->lpVtbl->Release(message);
}

static void running_out_of_memory_leaves_nothing_behind(void **state)
{
    static const char *const samples[] = {"mailing_list", "attachment_names", "embedded",
                                          "signed",       "delivery_report",  "uuencoded"};

    (void)state;
    for (size_t i = 0; i < sizeof(samples) / sizeof(samples[0]); i++) {
        size_t count;
        char *mail = read_sample(samples[i], &count);
        long roots;

        for (int n = 0;; n++) {
            struct sink_counts counts = {0};
            IMessage *message = sink_message_create(&counts);
            IStream *stream = stream_over(mail, count);
            HRESULT hr;

            roots = mem_roots_alive();
            fault_alloc_after(n);
            hr = message_from_mime(message, stream, 0, NULL);
            fault_alloc_never();
            assert_int_equal(mem_roots_alive(), roots);
            stream->lpVtbl->Release(stream);
            message->lpVtbl->Release(message);
            assert_int_equal(sink_objects_alive(), 0);
            if (hr == S_OK) break;
            assert_int_equal(hr, MAPI_E_NOT_ENOUGH_MEMORY);
        }
        mem_free(mail);
    }
}

/* 6.1-50: a store that has no room for another name takes the mail, with what names there are. */
static void a_store_full_of_names_takes_mail(void **state)
{
    enum { ALL = 0x7fff };
    static MAPINAMEID ids[ALL], *pointers[ALL];
    struct fixture *f = *state;
    struct mime_report report;
    SPropTagArray *tags = NULL;
    const char *mail = "Subject: last\r\nX-Known: yes\r\nX-New: no\r\n\r\ntext\r\n";
    IMessage *message = new_message(f);

    for (ULONG i = 0; i < ALL; i++) {
        ids[i] = (MAPINAMEID){(GUID *)&PS_PUBLIC_STRINGS, MNID_ID, {.lID = (LONG)i}};
        pointers[i] = &ids[i];
    }
    ids[0] = (MAPINAMEID){(GUID *)&PS_INTERNET_HEADERS, MNID_STRING, {.lpwstrName = L"x-known"}};
    assert_int_equal(message->lpVtbl->GetIDsFromNames(message, ALL, pointers, MAPI_CREATE, &tags),
                     S_OK);
    FREE(tags);
    message->lpVtbl->Release(message);
    message = import(f, mail, strlen(mail), &report);
    assert_int_equal(report.refused, 1);
    assert_text(message, PR_SUBJECT_W, L"last");
    assert_text(message, named_tag(message, L"x-known"), L"yes");
    message->lpVtbl->Release(message);
}

/* However many names senders think of, half of a store's numbers stay for programs. */
static void mail_takes_no_more_than_half_of_the_names(void **state)
{
    enum { USED = 0x3ff0 };
    static MAPINAMEID ids[USED], *pointers[USED];
    struct fixture *f = *state;
    struct mime_report report;
    SPropTagArray *tags = NULL;
    char mail[64 * 32] = "Subject: many\r\n";
    IMessage *message = new_message(f);

    for (ULONG i = 0; i < USED; i++) {
        ids[i] = (MAPINAMEID){(GUID *)&PS_PUBLIC_STRINGS, MNID_ID, {.lID = (LONG)i}};
        pointers[i] = &ids[i];
    }
    assert_int_equal(message->lpVtbl->GetIDsFromNames(message, USED, pointers, MAPI_CREATE, &tags),
                     S_OK);
    FREE(tags);
    message->lpVtbl->Release(message);
    for (int i = 0; i < 60; i++)
        sprintf(mail + strlen(mail), "X-Made-Up-%d: yes\r\n", i);
    strcat(mail, "\r\ntext\r\n");
    message = import(f, mail, strlen(mail), &report);
    assert_int_equal(report.refused, 0); /* the last that may go over */
    message->lpVtbl->Release(message);
    memcpy(strstr(mail, "X-Made-Up-7"), "X-Another-7", 11);
    message = import(f, mail, strlen(mail), &report);
    /* one new name is tried each time, to learn how full it is */
    assert_int_equal(report.refused, 0);
    assert_text(message, named_tag(message, L"x-made-up-8"), L"yes");
    message->lpVtbl->Release(message);
    memcpy(strstr(mail, "X-Made-Up-8"), "X-Another-8", 11);
    memcpy(strstr(mail, "X-Made-Up-9"), "X-Another-9", 11);
    message = import(f, mail, strlen(mail), &report);
    assert_int_equal(report.refused, 1);
    message->lpVtbl->Release(message);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(mail_takes_no_more_than_half_of_the_names, store_setup,
                                        store_teardown),
        cmocka_unit_test_setup_teardown(the_header_becomes_properties, store_setup, store_teardown),
        cmocka_unit_test_setup_teardown(a_store_full_of_names_takes_mail, store_setup,
                                        store_teardown),
        cmocka_unit_test_setup_teardown(a_reply_has_its_prefix_apart, store_setup, store_teardown),
        cmocka_unit_test_setup_teardown(recipients_are_one_offs, store_setup, store_teardown),
        cmocka_unit_test_setup_teardown(both_texts_of_an_alternative_are_the_body, store_setup,
                                        store_teardown),
        cmocka_unit_test_setup_teardown(html_says_its_charset_in_its_head, store_setup,
                                        store_teardown),
        cmocka_unit_test_setup_teardown(an_inline_image_is_hidden_and_named_by_its_id, store_setup,
                                        store_teardown),
        cmocka_unit_test_setup_teardown(file_names_are_decoded_and_lead_nowhere, store_setup,
                                        store_teardown),
        cmocka_unit_test_setup_teardown(a_mail_in_a_mail_is_a_message_in_a_message, store_setup,
                                        store_teardown),
        cmocka_unit_test_setup_teardown(the_class_says_what_kind_of_mail_it_is, store_setup,
                                        store_teardown),
        cmocka_unit_test_setup_teardown(the_properties_in_winmail_are_the_mails, store_setup,
                                        store_teardown),
        cmocka_unit_test_setup_teardown(what_was_signed_stays_as_it_was, store_setup,
                                        store_teardown),
        cmocka_unit_test_setup_teardown(what_is_broken_is_kept_and_counted, store_setup,
                                        store_teardown),
        cmocka_unit_test_setup_teardown(a_uuencoded_file_leaves_the_text, store_setup,
                                        store_teardown),
        cmocka_unit_test_setup_teardown(the_outermost_header_may_be_left_out, store_setup,
                                        store_teardown),
        cmocka_unit_test_setup_teardown(a_large_attachment_arrives_whole, store_setup,
                                        store_teardown),
        cmocka_unit_test_setup_teardown(bad_arguments_are_refused, store_setup, store_teardown),
        cmocka_unit_test(running_out_of_memory_leaves_nothing_behind),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
