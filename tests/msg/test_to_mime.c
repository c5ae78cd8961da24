/*
 * test_to_mime.c - messages made here become mail: structure, flags, settings, and what a hostile
 * property can't do
 */
#include "msg/trip.h"
#include <stdio.h>
#include <string.h>
#include "base/fault.h"
#include "base/mem.h"
#include "com/faces.h"
#include "mapix.h"
#include "base/text.h"
#include "edktags.h"
#include "mapiguid.h"
#include "msg/converter_session.h"
#include "msg/mime_tags.h"

/* What a client sets stands in place of the default. */
#pragma GCC diagnostic ignored "-Woverride-init"
#define SMTP_OPTIONS(...)                                                                          \
    ((struct to_mime_options){                                                                     \
        .flags = CCSF_SMTP, .encoding = IET_UNKNOWN, .format = SAVE_RFC1521, __VA_ARGS__})

static void set_binary(void *object, ULONG tag, const void *bytes, size_t count)
{
    SPropValue value = {.ulPropTag = tag, .Value.bin = {(ULONG)count, (BYTE *)bytes}};

    assert_int_equal(((IMAPIProp *)object)->lpVtbl->SetProps(object, 1, &value, NULL), S_OK);
}

static void add(IMessage *message, LONG type, const WCHAR *name, const WCHAR *address)
{
    SizedADRLIST(1, list) = {1, {{0}}};
    SPropValue props[4] = {
        {.ulPropTag = PR_RECIPIENT_TYPE, .Value.l = type},
        {.ulPropTag = PR_DISPLAY_NAME_W, .Value.lpszW = (WCHAR *)name},
        {.ulPropTag = PR_ADDRTYPE_W, .Value.lpszW = L"SMTP"},
        {.ulPropTag = PR_EMAIL_ADDRESS_W, .Value.lpszW = (WCHAR *)address},
    };

    list.aEntries[0].cValues = address ? 4 : 2;
    list.aEntries[0].rgPropVals = props;
    assert_int_equal(message->lpVtbl->ModifyRecipients(message, MODRECIP_ADD, (ADRLIST *)&list),
                     S_OK);
}

static IAttach *attach(IMessage *message, LONG method, const WCHAR *name)
{
    IAttach *attach = NULL;
    ULONG number;

    assert_int_equal(message->lpVtbl->CreateAttach(message, NULL, 0, &number, &attach), S_OK);
    set_long(attach, PR_ATTACH_METHOD, method);
    if (name) set_text(attach, PR_ATTACH_LONG_FILENAME_W, name);
    return attach;
}

static void keep_attachment(IAttach *attach)
{
    assert_int_equal(attach->lpVtbl->SaveChanges(attach, 0), S_OK);
    attach->lpVtbl->Release(attach);
}

static IMessage *new_message(IMAPIFolder *inbox)
{
    IMessage *message = NULL;

    assert_int_equal(inbox->lpVtbl->CreateMessage(inbox, NULL, 0, &message), S_OK);
    return message;
}

/* A mail of Ann's with text. */
static IMessage *letter(IMAPIFolder *inbox, const WCHAR *subject, const WCHAR *text)
{
    IMessage *message = new_message(inbox);

    set_text(message, PR_SENDER_NAME_W, L"Ann Example");
    set_text(message, PR_SENDER_ADDRTYPE_W, L"SMTP");
    set_text(message, PR_SENDER_EMAIL_ADDRESS_W, L"ann@example.org");
    set_text(message, PR_SUBJECT_W, subject);
    if (text) set_text(message, PR_BODY_W, text);
    return message;
}

static void keep(IMessage *message)
{
    assert_int_equal(message->lpVtbl->SaveChanges(message, KEEP_OPEN_READWRITE), S_OK);
}

/* The message as mail; it is released. */
static struct mail sent(IMessage *message, struct to_mime_options options)
{
    struct mail mail;

    keep(message);
    assert_int_equal(message_to_mail(message, &options, NULL, &mail), S_OK);
    message->lpVtbl->Release(message);
    return mail;
}

static bool has(const struct mail *mail, const char *text)
{
    bool found = strstr(mail->bytes, text);

    if (!found) print_error("%s is not in:\n%s\n", text, mail->bytes);
    return found;
}

static bool lacks(const struct mail *mail, const char *text)
{
    bool found = strstr(mail->bytes, text);

    if (found) print_error("%s is in:\n%s\n", text, mail->bytes);
    return !found;
}

static ULONG count_of(const struct mail *mail, const char *text)
{
    ULONG n = 0;

    for (const char *at = mail->bytes; (at = strstr(at, text)); at++)
        n++;
    return n;
}

/* ---- headers and text ---- */

static void a_text_is_one_part(void **state)
{
    IMAPIFolder *inbox = open_inbox(*state);
    IMessage *message = letter(inbox, L"Plain", L"Hello,\nworld\r\n");
    struct mail mail;

    add(message, MAPI_TO, L"Bob, the Builder", L"bob@example.org");
    add(message, MAPI_CC, L"carl@example.org", L"carl@example.org");
    add(message, MAPI_BCC, L"Dora", L"dora@example.org");
    set_long(message, PR_IMPORTANCE, IMPORTANCE_HIGH);
    set_long(message, PR_SENSITIVITY, SENSITIVITY_PRIVATE);
    mail = sent(message, SMTP_OPTIONS());
    assert_true(has(&mail, "From: Ann Example <ann@example.org>\r\n"));
    assert_true(has(&mail, "To: \"Bob, the Builder\" <bob@example.org>\r\n"));
    assert_true(has(&mail, "Cc: carl@example.org\r\n"));
    assert_true(lacks(&mail, "dora"));
    assert_true(lacks(&mail, "Sender:"));
    assert_true(has(&mail, "Subject: Plain\r\n"));
    assert_true(has(&mail, "\r\nDate: "));
    assert_true(has(&mail, "\r\nMessage-ID: <"));
    assert_true(has(&mail, "@example.org>\r\n"));
    assert_true(has(&mail, "Importance: high\r\nX-Priority: 1\r\n"));
    assert_true(has(&mail, "Sensitivity: Private\r\n"));
    assert_true(has(&mail, "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=us-ascii\r\n"
                           "Content-Transfer-Encoding: 7bit\r\n\r\nHello,\r\nworld\r\n"));
    assert_true(lacks(&mail, "multipart"));
    mail_drop(&mail);
    inbox->lpVtbl->Release(inbox);
}

static void flags_say_what_the_header_has(void **state)
{
    IMAPIFolder *inbox = open_inbox(*state);
    IMessage *message = letter(inbox, L"Gr\u00fc\u00dfe", L"text");
    struct to_mime_options options = SMTP_OPTIONS();
    struct mail mail;

    add(message, MAPI_BCC, L"Dora", L"dora@example.org");
    keep(message); /* never sent: MSGFLAG_UNSENT */
    options.flags = CCSF_SMTP | CCSF_INCLUDE_BCC | CCSF_NO_MSGID | CCSF_EMBEDDED_MESSAGE;
    assert_int_equal(message_to_mail(message, &options, NULL, &mail), S_OK);
    assert_true(has(&mail, "Bcc: Dora <dora@example.org>\r\n"));
    assert_true(has(&mail, "Subject: =?utf-8?"));
    assert_true(has(&mail, "X-Unsent: 1\r\n"));
    assert_true(lacks(&mail, "Message-ID"));
    mail_drop(&mail);
    options.flags = CCSF_SMTP | CCSF_8BITHEADERS;
    assert_int_equal(message_to_mail(message, &options, NULL, &mail), S_OK);
    assert_true(has(&mail, "Subject: Gr\xc3\xbc\xc3\x9f" "e\r\n"));
    assert_true(lacks(&mail, "X-Unsent"));
    mail_drop(&mail);
    options.flags = CCSF_SMTP | CCSF_NOHEADERS;
    assert_int_equal(message_to_mail(message, &options, NULL, &mail), S_OK);
    assert_int_equal(strncmp(mail.bytes, "MIME-Version: 1.0\r\n", 19), 0);
    assert_true(lacks(&mail, "From:"));
    mail_drop(&mail);
    message->lpVtbl->Release(message);
    inbox->lpVtbl->Release(inbox);
}

static void properties_cannot_make_fields(void **state)
{
    IMAPIFolder *inbox = open_inbox(*state);
    IMessage *message = letter(inbox, L"s\r\nBcc: evil@example.org\r\n\r\nbody", L"text");
    IAttach *file = attach(message, ATTACH_BY_VALUE, L"a\r\nX-Evil: 1\".txt");
    struct to_mime_report report;
    struct to_mime_options options = SMTP_OPTIONS();
    GUID set = PS_INTERNET_HEADERS;
    MAPINAMEID names[3] = {{&set, MNID_STRING, {.lpwstrName = L"x-good"}},
                           {&set, MNID_STRING, {.lpwstrName = L"x-evil: 1\r\nx-other"}},
                           {&set, MNID_STRING, {.lpwstrName = L"bcc"}}};
    MAPINAMEID *named[3] = {&names[0], &names[1], &names[2]};
    SPropTagArray *tags = NULL;
    struct mail mail;

    assert_int_equal(message->lpVtbl->GetIDsFromNames(message, 3, named, MAPI_CREATE, &tags), S_OK);
    for (ULONG i = 0; i < 3; i++)
        set_text(message, CHANGE_PROP_TYPE(tags->aulPropTag[i], PT_UNICODE), L"v\r\nX-Evil: 2");
    FREE(tags);
    set_text(message, PR_SENDER_EMAIL_ADDRESS_W, L"ann@example.org>\r\nX-Evil: 3");
    set_text(message, PR_INTERNET_MESSAGE_ID_W, L"<a@b>\r\nX-Evil: 4");
    set_text(message, PR_INTERNET_REFERENCES_W, L"<a@b>\n\nX-Evil: 5");
    set_text(file, PR_ATTACH_MIME_TAG_W, L"text/plain\r\nX-Evil: 6");
    set_text(file, PR_ATTACH_CONTENT_ID_W, L"id>\r\nX-Evil: 7");
    set_text(file, PR_ATTACH_CONTENT_LOCATION_W, L"\r\nX-Evil: 8");
    set_text(file, PR_TEXT_ATTACHMENT_CHARSET_W, L"x\r\nX-Evil: 9");
    set_binary(file, PR_ATTACH_DATA_BIN, "abc", 3);
    keep_attachment(file);
    add(message, MAPI_TO, L"n\r\nX-Evil: 10", L"a@b\r\nX-Evil: 11");
    keep(message);
    assert_int_equal(message_to_mail(message, &options, &report, &mail), S_OK);
    assert_true(lacks(&mail, "\nX-Evil"));
    assert_true(lacks(&mail, "\nBcc"));
    assert_true(lacks(&mail, "\nbcc"));
    assert_true(lacks(&mail, "\nx-other"));
    assert_true(has(&mail, "\r\nx-good: v"));
    assert_true(report.bad_text > 10);
    mail_drop(&mail);
    message->lpVtbl->Release(message);
    inbox->lpVtbl->Release(inbox);
}

/* ---- bodies ---- */

static const WCHAR umlauts[] = L"Mostly plain text, with \u00e4 in it.";

static void settings_choose_encoding_and_charset(void **state)
{
    IMAPIFolder *inbox = open_inbox(*state);
    struct mail mail;

    mail = sent(letter(inbox, L"s", umlauts), SMTP_OPTIONS());
    assert_true(has(
        &mail,
        "charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nMostly plain text, with =C3=A4 in it."));
    mail_drop(&mail);
    mail = sent(letter(inbox, L"s", umlauts), SMTP_OPTIONS(.encoding = IET_BASE64));
    assert_true(has(&mail, "charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\nTW9zdGx5"));
    mail_drop(&mail);
    mail = sent(letter(inbox, L"s", umlauts), SMTP_OPTIONS(.encoding = IET_8BIT));
    assert_true(has(
        &mail, "Content-Transfer-Encoding: 8bit\r\n\r\nMostly plain text, with \xc3\xa4 in it."));
    mail_drop(&mail);
    mail = sent(letter(inbox, L"s", umlauts), SMTP_OPTIONS(.encoding = IET_7BIT));
    assert_true(has(&mail, "Content-Transfer-Encoding: quoted-printable\r\n"));
    mail_drop(&mail);
    mail = sent(letter(inbox, L"s", umlauts), SMTP_OPTIONS(.encoding = IET_UUENCODE));
    assert_true(
        has(&mail, "Content-Transfer-Encoding: x-uuencode\r\n\r\nbegin 644 message.txt\r\n"));
    mail_drop(&mail);
    mail = sent(letter(inbox, L"s\u00e4", umlauts), SMTP_OPTIONS(.code_page = 28591));
    assert_true(has(
        &mail,
        "charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nMostly plain text, with =E4 in it."));
    assert_true(has(&mail, "Subject: =?iso-8859-1?"));
    mail_drop(&mail);
    mail = sent(letter(inbox, L"s\u20ac", L"\u20ac costs more than latin-1 can say"),
                SMTP_OPTIONS(.code_page = 28591));
    assert_true(has(&mail, "charset=utf-8\r\n"));
    assert_true(has(&mail, "Subject: =?utf-8?"));
    mail_drop(&mail);
    inbox->lpVtbl->Release(inbox);
}

static void text_is_wrapped_when_asked(void **state)
{
    IMAPIFolder *inbox = open_inbox(*state);
    struct mail mail;

    mail = sent(
        letter(inbox, L"s", L"one two three four five six\r\nseven averyverylongwordindeed eight"),
        SMTP_OPTIONS(.wrap = 12));
    assert_true(has(
        &mail,
        "\r\n\r\none two\r\nthree four\r\nfive six\r\nseven\r\naveryverylongwordindeed\r\neight"));
    mail_drop(&mail);
    inbox->lpVtbl->Release(inbox);
}

static void parts_stand_where_they_belong(void **state)
{
    static const char html[] = "<p><img src=\"cid:pic%40x\"><img src=cid:other></p>";
    IMAPIFolder *inbox = open_inbox(*state);
    IMessage *message = letter(inbox, L"All", L"text");
    IAttach *one;
    struct mail mail;
    const char *at;

    set_binary(message, PR_HTML, html, sizeof(html) - 1);
    one = attach(message, ATTACH_BY_VALUE, L"pic.png");
    set_text(one, PR_ATTACH_CONTENT_ID_W, L"pic@x");
    set_binary(one, PR_ATTACH_DATA_BIN, "PNG", 3);
    keep_attachment(one);
    one = attach(message, ATTACH_BY_VALUE, L"unseen.png");
    set_text(one, PR_ATTACH_CONTENT_ID_W, L"unseen");
    set_binary(one, PR_ATTACH_DATA_BIN, "PNG", 3);
    keep_attachment(one);
    one = attach(message, ATTACH_BY_VALUE, L"r\u00e9sum\u00e9.pdf");
    set_binary(one, PR_ATTACH_DATA_BIN, "PDF", 3);
    keep_attachment(one);
    mail = sent(message, SMTP_OPTIONS());
    at = strstr(mail.bytes, "multipart/mixed");
    assert_non_null(at);
    assert_non_null(at = strstr(at, "multipart/related; type=\"multipart/alternative\""));
    assert_non_null(at = strstr(at, "multipart/alternative"));
    assert_non_null(at = strstr(at, "text/plain"));
    assert_non_null(at = strstr(at, "text/html"));
    assert_non_null(at = strstr(at, "Content-Type: image/png; name=pic.png"));
    assert_non_null(at = strstr(at, "Content-Disposition: inline; filename=pic.png"));
    assert_non_null(at = strstr(at, "Content-ID: <pic@x>\r\n"));
    assert_non_null(at = strstr(at, "Content-Disposition: attachment; filename=unseen.png"));
    assert_non_null(
        at = strstr(at, "Content-Type: application/pdf; name*=utf-8''r%C3%A9sum%C3%A9.pdf"));
    assert_non_null(strstr(at, "UERG"));
    assert_int_equal(count_of(&mail, "Content-Type: "), 8);
    mail_drop(&mail);
    inbox->lpVtbl->Release(inbox);
}

static IMessage *message_in(IAttach *outer)
{
    IMessage *inner = NULL;

    assert_int_equal(outer->lpVtbl->OpenProperty(outer, PR_ATTACH_DATA_OBJ, &IID_IMessage, 0,
                                                 MAPI_CREATE | MAPI_MODIFY, (IUnknown **)&inner),
                     S_OK);
    return inner;
}

static void attachments_of_every_method_go(void **state)
{
    IMAPIFolder *inbox = open_inbox(*state);
    IMessage *message = letter(inbox, L"Outer", L"text"), *inner;
    struct to_mime_options options = SMTP_OPTIONS();
    struct to_mime_report report;
    struct mail mail;
    IAttach *one;

    one = attach(message, ATTACH_EMBEDDED_MSG, NULL);
    inner = message_in(one);
    set_text(inner, PR_SUBJECT_W, L"Inner");
    set_text(inner, PR_BODY_W, L"inner text");
    assert_int_equal(inner->lpVtbl->SaveChanges(inner, 0), S_OK);
    inner->lpVtbl->Release(inner);
    keep_attachment(one);
    one = attach(message, ATTACH_BY_REF_ONLY, L"secret.txt");
    set_text(one, PR_ATTACH_LONG_PATHNAME_W, L"/etc/passwd");
    keep_attachment(one);
    one = attach(message, 7, L"cloud.doc"); /* ATTACH_BY_WEBREFERENCE */
    set_text(one, PR_ATTACH_LONG_PATHNAME_W, L"https://example.org/cloud.doc");
    keep_attachment(one);
    one = attach(message, ATTACH_BY_VALUE, L"empty.bin");
    keep_attachment(one);
    keep(message);
    assert_int_equal(message_to_mail(message, &options, &report, &mail), S_OK);
    assert_true(has(&mail, "Content-Type: message/rfc822\r\n"));
    assert_true(has(&mail, "\r\n\r\nSubject: Inner\r\n"));
    assert_true(has(&mail, "inner text"));
    assert_true(has(
        &mail,
        "Content-Type: message/external-body; access-type=local-file;\r\n name=\"/etc/passwd\"\r\n"));
    assert_true(lacks(&mail, "root:"));
    assert_true(has(&mail, "access-type=URL;\r\n URL=\"https://example.org/cloud.doc\"\r\n"));
    assert_true(has(&mail, "filename=empty.bin"));
    assert_int_equal(report.by_reference, 2);
    assert_int_equal(report.unreadable, 1);
    assert_int_equal(count_of(&mail, "Message-ID:"), 1);
    mail_drop(&mail);
    message->lpVtbl->Release(message);
    inbox->lpVtbl->Release(inbox);
}

static void nest(IMessage *message, int depth)
{
    IAttach *one;
    IMessage *inner;

    set_text(message, PR_SUBJECT_W, L"deep");
    if (!depth) return;
    one = attach(message, ATTACH_EMBEDDED_MSG, NULL);
    inner = message_in(one);
    nest(inner, depth - 1);
    assert_int_equal(inner->lpVtbl->SaveChanges(inner, 0), S_OK);
    inner->lpVtbl->Release(inner);
    keep_attachment(one);
}

static void messages_in_messages_have_a_limit(void **state)
{
    IMAPIFolder *inbox = open_inbox(*state);
    IMessage *message = new_message(inbox);
    struct to_mime_options options = SMTP_OPTIONS();
    struct mail mail;

    nest(message, 32);
    keep(message);
    assert_int_equal(message_to_mail(message, &options, NULL, &mail), S_OK);
    assert_int_equal(count_of(&mail, "Subject: deep"), 33);
    mail_drop(&mail);
    message->lpVtbl->Release(message);
    message = new_message(inbox);
    nest(message, 33);
    keep(message);
    assert_int_equal(message_to_mail(message, &options, NULL, &mail), MAPI_E_TOO_COMPLEX);
    message->lpVtbl->Release(message);
    inbox->lpVtbl->Release(inbox);
}

static void the_format_of_before_mime_is_uuencoded(void **state)
{
    IMAPIFolder *inbox = open_inbox(*state);
    IMessage *message = letter(inbox, L"Old", L"text");
    IAttach *one = attach(message, ATTACH_BY_VALUE, L"a.bin");
    struct mail mail;

    set_binary(one, PR_ATTACH_DATA_BIN, "Cat", 3);
    keep_attachment(one);
    mail = sent(message, SMTP_OPTIONS(.format = SAVE_RFC822));
    assert_true(lacks(&mail, "MIME-Version"));
    assert_true(has(&mail, "\r\n\r\ntext\r\nbegin 644 a.bin\r\n#0V%T\r\n`\r\nend\r\n"));
    mail_drop(&mail);
    inbox->lpVtbl->Release(inbox);
}

static void html_alone_becomes_plain_text_where_that_is_asked_for(void **state)
{
    static const char html[] =
        "<html><head><title>T</title><style>p{}</style></head><body><p>Gr&uuml;&szlig;e  an\nalle,</p>"
        "<!-- no --><div>a &lt; b &#8364;<br>next</div><pre> x\n y</pre><script>if (a<b) c;</script>"
        "<table><tr><td>1</td><td>2</td></tr></table>end</body></html>";
    IMAPIFolder *inbox = open_inbox(*state);
    IMessage *message = letter(inbox, L"H", NULL);
    struct to_mime_options options = SMTP_OPTIONS();
    struct mail mail;

    set_binary(message, PR_HTML, html, sizeof(html) - 1);
    set_long(message, PR_INTERNET_CPID, 65001);
    options.flags |= CCSF_PLAIN_TEXT_ONLY;
    options.encoding = IET_8BIT;
    mail = sent(message, options);
    assert_true(lacks(&mail, "text/html"));
    assert_true(has(&mail, "\r\n\r\nGr\xc3\xbc\xc3\x9f"
                           "e an alle,\r\n\r\na < b \xe2\x82\xac\r\nnext\r\n x\r\n y\r\n1\t2"));
    assert_true(has(&mail, "end\r\n"));
    assert_true(lacks(&mail, "if (a"));
    mail_drop(&mail);
    inbox->lpVtbl->Release(inbox);
}

/* The example of MS-OXRTFCP, 4.1.1, and one uncompressed. */
static void rtf_alone_gives_its_text_and_goes_along(void **state)
{
    static const unsigned char hello[] = {
        0x2d, 0x00, 0x00, 0x00, 0x2b, 0x00, 0x00, 0x00, 0x4c, 0x5a, 0x46, 0x75, 0xf1,
        0xc5, 0xc7, 0xa7, 0x03, 0x00, 0x0a, 0x00, 0x72, 0x63, 0x70, 0x67, 0x31, 0x32,
        0x35, 0x42, 0x32, 0x0a, 0xf3, 0x20, 0x68, 0x65, 0x6c, 0x09, 0x00, 0x20, 0x62,
        0x77, 0x05, 0xb0, 0x6c, 0x64, 0x7d, 0x0a, 0x80, 0x0f, 0xa0};
    static const char plain[] =
        "{\\rtf1\\ansi\\ansicpg1252{\\fonttbl{\\f0 Arial;}}{\\*\\x y}Gr\\'fc\\'dfe\\par \\u8364?5\\tab x}";
    unsigned char raw[sizeof(plain) - 1 + 16] = {0};
    IMAPIFolder *inbox = open_inbox(*state);
    IMessage *message = letter(inbox, L"R", NULL);
    struct to_mime_options options = SMTP_OPTIONS();
    struct to_mime_report report;
    struct mail mail;

    set_binary(message, PR_RTF_COMPRESSED, hello, sizeof(hello));
    keep(message);
    assert_int_equal(message_to_mail(message, &options, &report, &mail), S_OK);
    assert_true(has(&mail, "\r\n\r\nhello world"));
    assert_true(has(&mail, "Content-Type: text/rtf; name=body.rtf\r\n"));
    assert_true(
        has(&mail, "\r\n\r\ne1xydGYxXGFuc2lcYW5zaWNwZzEyNTJccGFyZCBoZWxsbyB3b3JsZH0NCg==\r\n"));
    assert_int_equal(report.rtf_body, 1);
    mail_drop(&mail);
    raw[0] = sizeof(raw) - 4;
    raw[4] = sizeof(plain) - 1;
    memcpy(raw + 8, "MELA", 4);
    memcpy(raw + 16, plain, sizeof(plain) - 1);
    set_binary(message, PR_RTF_COMPRESSED, raw, sizeof(raw));
    options.encoding = IET_8BIT;
    assert_int_equal(message_to_mail(message, &options, &report, &mail), S_OK);
    assert_true(has(&mail, "\r\n\r\nGr\xc3\xbc\xc3\x9f" "e\r\n\xe2\x82\xac" "5\tx\r\n"));
    mail_drop(&mail);
    set_binary(message, PR_RTF_COMPRESSED, hello, sizeof(hello) - 8);
    /* what was there was other RTF's text */
    assert_int_equal(message_to_mail(message, &options, &report, &mail), MAPI_E_CORRUPT_DATA);
    ok_hr(set_text(message, PR_BODY_W, L"its own text"));
    assert_int_equal(message_to_mail(message, &options, &report, &mail), S_OK);
    assert_true(has(&mail, "\r\n\r\nits own text"));
    assert_true(lacks(&mail, "text/rtf"));
    mail_drop(&mail);
    message->lpVtbl->Release(message);
    message = letter(inbox, L"R", NULL);
    set_binary(message, PR_RTF_COMPRESSED, hello, sizeof(hello) - 8);
    assert_int_equal(message_to_mail(message, &options, &report, &mail), MAPI_E_CORRUPT_DATA);
    message->lpVtbl->Release(message);
    inbox->lpVtbl->Release(inbox);
}

/* HTML alone goes with the text that the store made of it, HTML that RTF was made of goes as HTML,
 * native RTF goes along. */
static void the_best_body_goes(void **state)
{
    static const char html[] = "<p>one <b>two</b></p>";
    static const char rtf[] = "{\\rtf1\\fromhtml1 {\\*\\htmltag <i>}three{\\*\\htmltag </i>}}";
    unsigned char raw[sizeof(rtf) - 1 + 16] = {
        sizeof(raw) - 4, 0, 0, 0, sizeof(rtf) - 1, 0, 0, 0, 'M', 'E', 'L', 'A'};
    IMAPIFolder *inbox = open_inbox(*state);
    IMessage *message = letter(inbox, L"R", NULL);
    struct to_mime_options options = SMTP_OPTIONS();
    struct to_mime_report report;
    struct mail mail;

    set_binary(message, PR_HTML, html, sizeof(html) - 1);
    keep(message);
    assert_int_equal(message_to_mail(message, &options, &report, &mail), S_OK);
    assert_true(has(&mail, "Content-Type: multipart/alternative"));
    assert_true(has(&mail, "\r\n\r\none two\r\n"));
    assert_true(has(&mail, html));
    mail_drop(&mail);
    message->lpVtbl->Release(message);

    memcpy(raw + 16, rtf, sizeof(rtf) - 1);
    message = letter(inbox, L"R", NULL);
    set_binary(message, PR_RTF_COMPRESSED, raw, sizeof(raw));
    keep(message);
    assert_int_equal(message_to_mail(message, &options, &report, &mail), S_OK);
    assert_true(has(&mail, "\r\n\r\nthree\r\n"));
    assert_true(has(&mail, "<i>three</i>"));
    assert_true(lacks(&mail, "text/rtf"));
    assert_int_equal(report.rtf_body, 0);
    mail_drop(&mail);
    message->lpVtbl->Release(message);
    inbox->lpVtbl->Release(inbox);
}

/* ---- addresses of other kinds ---- */

struct fake_book {
    IAddrBook IAddrBook_iface;
    IMessage *entry; /* what every entry ID opens */
    int opened;
};

static HRESULT STDMETHODCALLTYPE book_OpenEntry(IAddrBook *iface, ULONG cb, LPENTRYID eid,
                                                LPCIID iid, ULONG flags, ULONG *type,
                                                LPUNKNOWN *out)
{
    struct fake_book *book = (struct fake_book *)iface;

    (void)iid, (void)flags;
    if (cb != 8 || memcmp(eid, "EXentry", 8)) return MAPI_E_UNKNOWN_ENTRYID;
    book->opened++;
    book->entry->lpVtbl->AddRef(book->entry);
    *type = MAPI_MAILUSER;
    *out = (IUnknown *)book->entry;
    return S_OK;
}

static void add_ex(IMessage *message, const WCHAR *name, const char *eid)
{
    SizedADRLIST(1, list) = {1, {{0}}};
    SPropValue props[5] = {
        {.ulPropTag = PR_RECIPIENT_TYPE, .Value.l = MAPI_TO},
        {.ulPropTag = PR_DISPLAY_NAME_W, .Value.lpszW = (WCHAR *)name},
        {.ulPropTag = PR_ADDRTYPE_W, .Value.lpszW = L"EX"},
        {.ulPropTag = PR_EMAIL_ADDRESS_W, .Value.lpszW = L"/o=Example/cn=ann"},
        {.ulPropTag = PR_ENTRYID, .Value.bin = {8, (BYTE *)eid}},
    };

    list.aEntries[0].cValues = 5;
    list.aEntries[0].rgPropVals = props;
    assert_int_equal(message->lpVtbl->ModifyRecipients(message, MODRECIP_ADD, (ADRLIST *)&list),
                     S_OK);
}

static void the_address_book_tells_internet_addresses(void **state)
{
    IAddrBookVtbl vtbl = {IADDRBOOK_REFUSED_SLOTS};
    IMAPIFolder *inbox = open_inbox(*state);
    struct fake_book book = {{&vtbl}, new_message(inbox), 0};
    IMessage *message = letter(inbox, L"EX", L"text");
    struct to_mime_options options = SMTP_OPTIONS();
    struct to_mime_report report;
    struct mail mail;

    vtbl.OpenEntry = book_OpenEntry;
    set_text(book.entry, PR_SMTP_ADDRESS_W, L"ann@example.org");
    add_ex(message, L"Ann", "EXentry");
    add_ex(message, L"Gone", "EXother");
    keep(message);
    options.addrbook = &book.IAddrBook_iface;
    assert_int_equal(message_to_mail(message, &options, &report, &mail), S_OK);
    assert_true(has(&mail, "To: Ann <ann@example.org>, Gone:;\r\n"));
    assert_int_equal(report.no_address, 1);
    assert_int_equal(book.opened, 1);
    mail_drop(&mail);
    options.addrbook = NULL;
    assert_int_equal(message_to_mail(message, &options, &report, &mail), S_OK);
    assert_true(has(&mail, "To: Ann:;, Gone:;\r\n"));
    assert_int_equal(report.no_address, 2);
    mail_drop(&mail);
    message->lpVtbl->Release(message);
    book.entry->lpVtbl->Release(book.entry);
    inbox->lpVtbl->Release(inbox);
}

/* ---- when things go wrong ---- */

static void an_own_message_comes_back(void **state)
{
    static const char html[] = "<p>\xc3\xa4 <img src=\"cid:pic@x\"></p>\r\n";
    IMAPIFolder *inbox = open_inbox(*state);
    struct to_mime_options options = SMTP_OPTIONS();
    IMessage *message = letter(inbox, L"  Round  trip =?x?= \u00e4 \U0001F600 ",
                               L"Dear all,\r\n \u65e5\u672c\u8a9e\r\n"),
             *back;
    SPropValue file_time = {.ulPropTag = PR_CLIENT_SUBMIT_TIME,
                            .Value.ft = {0x80000000, 0x01db0000}};
    IAttach *one;
    struct mail mail;
    HRESULT hr;

    options.flags |= CCSF_INCLUDE_BCC;
    assert_int_equal(message->lpVtbl->SetProps(message, 1, &file_time, NULL), S_OK);
    set_binary(message, PR_HTML, html, sizeof(html) - 1);
    set_long(message, PR_INTERNET_CPID, 65001);
    set_text(message, PR_INTERNET_MESSAGE_ID_W, L"<id@example.org>");
    set_text(message, PR_INTERNET_REFERENCES_W, L"<a@b> <c@d>");
    set_text(message, PR_IN_REPLY_TO_W, L"<c@d>");
    add(message, MAPI_TO, L"J\u00fcrgen \"J\" M\u00fcller, Dr.", L"j@example.org");
    add(message, MAPI_TO, L"No Address", NULL);
    add(message, MAPI_BCC, L"Dora", L"dora@example.org");
    one = attach(message, ATTACH_BY_VALUE, L"pic \u65e5\u672c\u8a9e.png");
    set_text(one, PR_ATTACH_CONTENT_ID_W, L"pic@x");
    set_binary(one, PR_ATTACH_DATA_BIN, html, sizeof(html));
    keep_attachment(one);
    keep(message);
    assert_int_equal(message_to_mail(message, &options, NULL, &mail), S_OK);
    back = mail_to_message(inbox, &mail, &hr);
    assert_int_equal(hr, S_OK);
    assert_text(back, PR_SUBJECT_W, L"  Round  trip =?x?= \u00e4 \U0001F600 ");
    assert_text(back, PR_SENT_REPRESENTING_NAME_W, L"Ann Example");
    assert_text(back, PR_SENDER_EMAIL_ADDRESS_W, L"ann@example.org");
    assert_text(back, PR_BODY_W, L"Dear all,\r\n \u65e5\u672c\u8a9e\r\n");
    assert_text(back, PR_DISPLAY_TO_W, L"J\u00fcrgen \"J\" M\u00fcller, Dr.; No Address");
    assert_text(back, PR_DISPLAY_BCC_W, L"Dora");
    assert_text(back, PR_INTERNET_REFERENCES_W, L"<a@b> <c@d>");
    assert_text(back, PR_IN_REPLY_TO_W, L"<c@d>");
    assert_int_equal(back->lpVtbl->OpenAttach(back, 0, NULL, 0, &one), S_OK);
    assert_text(one, PR_ATTACH_LONG_FILENAME_W, L"pic \u65e5\u672c\u8a9e.png");
    assert_text(one, PR_ATTACH_CONTENT_ID_W, L"pic@x");
    assert_int_equal(get_long(one, PR_ATTACH_FLAGS), ATT_MHTML_REF);
    one->lpVtbl->Release(one);
    mail_drop(&mail);
    message->lpVtbl->Release(message);
    back->lpVtbl->Release(back);
    inbox->lpVtbl->Release(inbox);
}

static void large_attachments_go_in_pieces(void **state)
{
    enum { SIZE = 20 << 20 };
    IMAPIFolder *inbox = open_inbox(*state);
    IMessage *message = letter(inbox, L"Large", L"text"), *back;
    IAttach *one = attach(message, ATTACH_BY_VALUE, L"large.bin");
    struct to_mime_options options = SMTP_OPTIONS();
    char *bytes = malloc(SIZE);
    IStream *stream = NULL;
    struct mail mail;
    ULONG got = 0;
    HRESULT hr;

    for (size_t i = 0; i < SIZE; i++)
        bytes[i] = (char)(i * 2654435761u >> 13);
    assert_int_equal(one->lpVtbl->OpenProperty(one, PR_ATTACH_DATA_BIN, &IID_IStream,
                                               STGM_READWRITE, MAPI_CREATE | MAPI_MODIFY,
                                               (IUnknown **)&stream),
                     S_OK);
    assert_int_equal(stream->lpVtbl->Write(stream, bytes, SIZE, NULL), S_OK);
    assert_int_equal(stream->lpVtbl->Commit(stream, 0), S_OK);
    stream->lpVtbl->Release(stream);
    keep_attachment(one);
    keep(message);
    assert_int_equal(message_to_mail(message, &options, NULL, &mail), S_OK);
    assert_true(mail.count > SIZE / 3 * 4 && mail.count < SIZE / 3 * 4 / 76 * 78 + 2000);
    back = mail_to_message(inbox, &mail, &hr);
    assert_int_equal(hr, S_OK);
    assert_int_equal(back->lpVtbl->OpenAttach(back, 0, NULL, 0, &one), S_OK);
    assert_int_equal(one->lpVtbl->OpenProperty(one, PR_ATTACH_DATA_BIN, &IID_IStream, 0, 0,
                                               (IUnknown **)&stream),
                     S_OK);
    memset(mail.bytes, 0, mail.count);
    assert_int_equal(stream->lpVtbl->Read(stream, mail.bytes, SIZE + 1, &got), S_OK);
    assert_int_equal(got, SIZE);
    assert_memory_equal(mail.bytes, bytes, SIZE);
    stream->lpVtbl->Release(stream);
    one->lpVtbl->Release(one);
    back->lpVtbl->Release(back);
    message->lpVtbl->Release(message);
    mail_drop(&mail);
    free(bytes);
    inbox->lpVtbl->Release(inbox);
}

static void running_out_of_memory_leaks_nothing(void **state)
{
    static const char html[] = "<p><img src=\"cid:pic@x\"></p>";
    IMAPIFolder *inbox = open_inbox(*state);
    IMessage *message = letter(inbox, L"\u00e4", L"text \u00e4"), *inner;
    struct mail nothing = {0};
    IAttach *one = attach(message, ATTACH_BY_VALUE, L"\u00e4.png");
    HRESULT hr = MAPI_E_NOT_ENOUGH_MEMORY;
    int lost = 0;

    set_text(one, PR_ATTACH_CONTENT_ID_W, L"pic@x");
    set_binary(one, PR_ATTACH_DATA_BIN, "PNG", 3);
    keep_attachment(one);
    one = attach(message, ATTACH_EMBEDDED_MSG, NULL);
    inner = message_in(one);
    set_text(inner, PR_BODY_W, L"inner text");
    assert_int_equal(inner->lpVtbl->SaveChanges(inner, 0), S_OK);
    inner->lpVtbl->Release(inner);
    keep_attachment(one);
    set_binary(message, PR_HTML, html, sizeof(html) - 1);
    add(message, MAPI_TO, L"J\u00fcrgen", L"j@example.org");
    keep(message);
    /* what the store keeps, it has now */
    assert_int_equal(message_to_mail(message, NULL, NULL, &nothing), S_OK);
    mail_drop(&nothing);
    for (; hr == MAPI_E_NOT_ENOUGH_MEMORY; lost++) {
        IStream *stream = stream_of(&nothing);
        long roots = mem_roots_alive();

        fault_alloc_after(lost);
        hr = message_to_mime(message, stream, NULL, NULL);
        fault_alloc_never();
        stream->lpVtbl->Release(stream);
        if (hr == STG_E_INSUFFICIENTMEMORY) hr = MAPI_E_NOT_ENOUGH_MEMORY; /* the stream says so */
        if (hr != S_OK) assert_int_equal((unsigned)hr, (unsigned)MAPI_E_NOT_ENOUGH_MEMORY);
        assert_true(mem_roots_alive() < roots); /* the stream is gone, too */
        assert_true(lost < 5000);
    }
    assert_true(lost > 50);
    message->lpVtbl->Release(message);
    inbox->lpVtbl->Release(inbox);
}

static void the_converter_checks_its_arguments(void **state)
{
    IMAPIFolder *inbox = open_inbox(*state);
    IMessage *message = letter(inbox, L"s", L"t");
    IConverterSession *converter = NULL;
    struct mail nothing = {0};
    IStream *stream = stream_of(&nothing);

    assert_int_equal(converter_session_create(&IID_IMAPIProp, (void **)&converter), E_NOINTERFACE);
    assert_null(converter);
    assert_int_equal(converter_session_create(&IID_IConverterSession, (void **)&converter), S_OK);
    assert_int_equal(converter->lpVtbl->SetEncoding(converter, IET_BINARY), E_INVALIDARG);
    assert_int_equal(converter->lpVtbl->SetEncoding(converter, IET_LAST), E_INVALIDARG);
    assert_int_equal(converter->lpVtbl->SetEncoding(converter, IET_QP), S_OK);
    assert_int_equal(converter->lpVtbl->SetSaveFormat(converter, (MIMESAVETYPE)2), E_INVALIDARG);
    assert_int_equal(converter->lpVtbl->SetSaveFormat(converter, SAVE_RFC1521), S_OK);
    assert_int_equal(converter->lpVtbl->SetTextWrapping(converter, TRUE, 40), S_OK);
    assert_int_equal(converter->lpVtbl->SetCharSet(converter, TRUE, NULL, (CSETAPPLYTYPE)3),
                     E_INVALIDARG);
    assert_int_equal(
        converter->lpVtbl->SetCharSet(converter, TRUE, (HCHARSET)(ULONG_PTR)1, CSET_APPLY_ALL),
        E_INVALIDARG);
    assert_int_equal(converter->lpVtbl->SetCharSet(converter, FALSE, NULL, CSET_APPLY_UNTAGGED),
                     S_OK);
    assert_int_equal(converter->lpVtbl->SetAdrBook(converter, NULL), S_OK);
    assert_int_equal(converter->lpVtbl->MAPIToMIMEStm(converter, NULL, stream, CCSF_SMTP),
                     E_INVALIDARG);
    assert_int_equal(converter->lpVtbl->MAPIToMIMEStm(converter, message, NULL, CCSF_SMTP),
                     E_INVALIDARG);
    assert_int_equal(converter->lpVtbl->MAPIToMIMEStm(converter, message, stream, 0x80000000),
                     E_INVALIDARG);
    assert_int_equal(converter->lpVtbl->MIMEToMAPI(converter, NULL, message, NULL, CCSF_SMTP),
                     E_INVALIDARG);
    assert_int_equal(converter->lpVtbl->MIMEToMAPI(converter, stream, NULL, NULL, CCSF_SMTP),
                     E_INVALIDARG);
    assert_int_equal(converter->lpVtbl->MIMEToMAPI(converter, stream, message, "server", CCSF_SMTP),
                     E_INVALIDARG);
    assert_int_equal(converter->lpVtbl->MIMEToMAPI(converter, stream, message, NULL, CCSF_USE_TNEF),
                     E_INVALIDARG);
    assert_int_equal(converter->lpVtbl->PLACEHOLDER5(converter), MAPI_E_NO_SUPPORT);
    assert_int_equal(converter->lpVtbl->MAPIToMIMEStm(converter, message, stream, CCSF_SMTP), S_OK);
    assert_int_equal(converter->lpVtbl->Release(converter), 0);
    stream->lpVtbl->Release(stream);
    message->lpVtbl->Release(message);
    inbox->lpVtbl->Release(inbox);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, store_setup, store_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_text_is_one_part),
        TEST(flags_say_what_the_header_has),
        TEST(properties_cannot_make_fields),
        TEST(settings_choose_encoding_and_charset),
        TEST(text_is_wrapped_when_asked),
        TEST(parts_stand_where_they_belong),
        TEST(attachments_of_every_method_go),
        TEST(messages_in_messages_have_a_limit),
        TEST(the_format_of_before_mime_is_uuencoded),
        TEST(html_alone_becomes_plain_text_where_that_is_asked_for),
        TEST(rtf_alone_gives_its_text_and_goes_along),
        TEST(the_best_body_goes),
        TEST(the_address_book_tells_internet_addresses),
        TEST(an_own_message_comes_back),
        TEST(large_attachments_go_in_pieces),
        TEST(running_out_of_memory_leaks_nothing),
        TEST(the_converter_checks_its_arguments),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
