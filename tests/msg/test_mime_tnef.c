/*
 * test_mime_tnef.c - messages sent as winmail.dat: what stands in the mail, and that all of it
 * comes back
 */
#include "msg/tnef_fixture.h"
#include <stdio.h>
#include <string.h>
#include "base/fault.h"
#include "base/mem.h"
#include "mapiguid.h"
#include "msg/from_tnef.h"
#include "prop/pval.h"

static const struct to_mime_options with_tnef = {
    .flags = CCSF_SMTP | CCSF_USE_TNEF, .encoding = IET_UNKNOWN, .format = SAVE_RFC1521};

static struct mail sent(IMessage *message, const struct to_mime_options *options)
{
    struct to_mime_report report;
    struct mail mail = {0};

    ok_hr(message_to_mail(message, options, &report, &mail));
    assert_int_equal(report.not_in_tnef, 0);
    return mail;
}

static IMessage *received(struct fixture *f, const struct mail *mail)
{
    IMAPIFolder *inbox = open_inbox(f);
    HRESULT hr;
    IMessage *message = mail_to_message(inbox, mail, &hr);

    ok_hr(hr);
    inbox->lpVtbl->Release(inbox);
    return message;
}

static bool says(const struct mail *mail, const char *text)
{
    return memmem(mail->bytes, mail->count, text, strlen(text)) != NULL;
}

static void a_message_comes_back_as_it_was(void **state)
{
    IMessage *message = full_message(*state), *again, *third, *inner = NULL;
    IAttach *attach = NULL;
    SPropValue *words;
    struct mail mail;

    ok_hr(set_text(message, PR_INTERNET_MESSAGE_ID_W, L"<one@example.org>"));
    ok_hr(message->lpVtbl->SaveChanges(message, KEEP_OPEN_READWRITE));
    mail = sent(message, &with_tnef);
    assert_true(says(&mail, "Content-Type: multipart/mixed;"));
    assert_true(says(&mail, "Content-Type: text/plain;"));
    assert_true(says(
        &mail,
        "Content-Type: application/ms-tnef; name=winmail.dat\r\nContent-Transfer-Encoding: base64\r\n"));
    assert_false(says(&mail, "one.txt"));
    again = received(*state, &mail);
    mail_drop(&mail);
    assert_text(again, PR_BODY_W, L"A file: X, and \x65e5\x672c.\r\n");
    assert_int_equal(get_long(again, PR_IMPORTANCE), IMPORTANCE_HIGH);
    words = get_prop(again, keyword_tag(again));
    assert_int_equal(words->Value.MVszW.cValues, 2);
    FREE(words);
    assert_int_equal(rows_in(again, true), 2);
    assert_int_equal(rows_in(again, false), 3);
    ok_hr(again->lpVtbl->OpenAttach(again, 0, NULL, 0, &attach));
    assert_text(attach, PR_ATTACH_LONG_FILENAME_W, L"one.txt");
    assert_int_equal(get_long(attach, PR_RENDERING_POSITION), 8);
    attach->lpVtbl->Release(attach);
    ok_hr(again->lpVtbl->OpenAttach(again, 2, NULL, 0, &attach));
    ok_hr(attach->lpVtbl->OpenProperty(attach, PR_ATTACH_DATA_OBJ, &IID_IMessage, 0, 0,
                                       (IUnknown **)&inner));
    assert_text(inner, PR_SUBJECT_W, L"Inside");
    assert_int_equal(rows_in(inner, true), 1); /* an inner message's own aren't the mail's */
    inner->lpVtbl->Release(inner);
    attach->lpVtbl->Release(attach);
    mail = sent(again, &with_tnef);
    third = received(*state, &mail);
    assert_int_equal(messages_differ(again, third, "third"), 0);
    third->lpVtbl->Release(third);
    again->lpVtbl->Release(again);
    message->lpVtbl->Release(message);
    mail_drop(&mail);
}

/* A mail that has no Message-ID of its own gets one, and its winmail.dat is the same mail's. */
static void winmail_is_its_mails_own(void **state)
{
    struct to_mime_options no_id = with_tnef, headless = with_tnef;
    IMessage *message = full_message(*state), *again;
    struct mail mail = sent(message, &with_tnef);
    char *id = strstr(mail.bytes, "Message-ID: <");

    no_id.flags |= CCSF_NO_MSGID;
    headless.flags |= CCSF_NOHEADERS;
    assert_non_null(id);
    again = received(*state, &mail);
    assert_int_equal(rows_in(again, false), 3);
    again->lpVtbl->Release(again);
    id[14] = id[14] == 'x' ? 'y' : 'x'; /* another mail's stays a file */
    again = received(*state, &mail);
    assert_int_equal(rows_in(again, false), 1);
    again->lpVtbl->Release(again);
    mail_drop(&mail);
    mail = sent(message, &no_id);
    assert_false(says(&mail, "Message-ID"));
    again = received(*state, &mail);
    assert_int_equal(rows_in(again, false), 3);
    again->lpVtbl->Release(again);
    mail_drop(&mail);
    mail = sent(message, &headless);
    assert_memory_equal(mail.bytes, "MIME-Version: 1.0\r\n", 19);
    again = received(*state, &mail);
    assert_int_equal(rows_in(again, false), 3);
    again->lpVtbl->Release(again);
    mail_drop(&mail);
    message->lpVtbl->Release(message);
}

/* Nobody learns of blind copies, nor of what the store knows. */
static void what_is_not_for_others_stays_behind(void **state)
{
    SPropValue secret[] = {pval_text(PR_DISPLAY_NAME_W, L"Secret"),
                           pval_text(PR_ADDRTYPE_W, L"SMTP"),
                           pval_text(PR_EMAIL_ADDRESS_W, L"secret@example.org"),
                           pval_long(PR_RECIPIENT_TYPE, MAPI_BCC)};
    SizedADRLIST(1, list) = {1, {{0, 4, secret}}};
    IMessage *message = full_message(*state), *again = new_message(*state);
    struct mail mail;
    char *part, *end;
    struct mail tnef = {0};
    IStream *stream;

    ok_hr(message->lpVtbl->ModifyRecipients(message, MODRECIP_ADD, (ADRLIST *)&list));
    ok_hr(set_text(message, PR_TRANSPORT_MESSAGE_HEADERS_W, L"Bcc: secret@example.org\r\n"));
    ok_hr(set_text(message, PROP_TAG(PT_UNICODE, 0x6601), L"the store's"));
    ok_hr(message->lpVtbl->SaveChanges(message, KEEP_OPEN_READWRITE));
    mail = sent(message, &with_tnef);
    assert_false(says(&mail, "secret"));
    part = strstr(mail.bytes, "application/ms-tnef");
    part = strstr(part, "\r\n\r\n") + 4;
    end = strstr(part, "\r\n--");
    tnef.bytes = calloc(1, (size_t)(end - part) + 1);
    for (unsigned n = 0, bits = 0; part < end; part++) {
        static const char digits[] =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        const char *digit = strchr(digits, *part);

        if (!digit) continue;
        bits = bits << 6 | (unsigned)(digit - digits);
        if ((n = (n + 6) % 8) == 6) continue;
        tnef.bytes[tnef.count++] = (char)(bits >> n);
    }
    stream = stream_of(&tnef);
    ok_hr(message_from_tnef(again, stream, NULL, NULL));
    assert_int_equal(rows_in(again, true), 0);
    assert_int_equal(get_error(again, PR_TRANSPORT_MESSAGE_HEADERS_W), MAPI_E_NOT_FOUND);
    assert_int_equal(get_error(again, PROP_TAG(PT_UNICODE, 0x6601)), MAPI_E_NOT_FOUND);
    assert_text(again, PR_SUBJECT_W, L"Gr\xfc\xdf" L"e");
    stream->lpVtbl->Release(stream);
    mail_drop(&tnef);
    mail_drop(&mail);
    again->lpVtbl->Release(again);
    message->lpVtbl->Release(message);
}

static void before_mime_it_was_uuencoded(void **state)
{
    struct to_mime_options plain = with_tnef;
    IMessage *message = full_message(*state);
    struct mail mail;

    plain.format = SAVE_RFC822;
    mail = sent(message, &plain);
    assert_true(says(&mail, "begin 644 winmail.dat\r\n"));
    assert_false(says(&mail, "one.txt"));
    mail_drop(&mail);
    message->lpVtbl->Release(message);
}

/* A signature holds for the very bytes. */
static void what_is_signed_goes_as_it_is(void **state)
{
    static const char content[] =
        "Content-Type: multipart/signed; boundary=b; protocol=\"application/pkcs7-signature\"\r\n\r\n--b\r\n\r\nx\r\n--b--\r\n";
    IMessage *message = new_message(*state);
    IAttach *attach;
    struct mail mail;
    ULONG number;

    ok_hr(set_text(message, PR_MESSAGE_CLASS_W, L"IPM.Note.SMIME.MultipartSigned"));
    attach = attach_file(message, L"smime.p7m", content, &number);
    ok_hr(set_text(attach, PR_ATTACH_MIME_TAG_W, L"multipart/signed"));
    ok_hr(attach->lpVtbl->SaveChanges(attach, 0));
    attach->lpVtbl->Release(attach);
    ok_hr(message->lpVtbl->SaveChanges(message, KEEP_OPEN_READWRITE));
    mail = sent(message, &with_tnef);
    assert_true(says(&mail, "multipart/signed"));
    assert_false(says(&mail, "winmail"));
    mail_drop(&mail);
    message->lpVtbl->Release(message);
}

static void running_out_of_memory_is_told(void **state)
{
    IMessage *message = full_message(*state);
    struct mail once = sent(message, &with_tnef); /* what the store keeps, it has now */
    HRESULT hr = E_FAIL;

    mail_drop(&once);
    for (int n = 0; hr != S_OK; n += 1 + n / 60) {
        struct mail nothing = {0};
        IStream *out = stream_of(&nothing);
        long objects = com_objects_alive(), roots = mem_roots_alive();

        fault_alloc_after(n);
        hr = message_to_mime(message, out, &with_tnef, NULL);
        fault_alloc_never();
        if (hr != S_OK && hr != STG_E_INSUFFICIENTMEMORY)
            assert_int_equal(hr, MAPI_E_NOT_ENOUGH_MEMORY);
        assert_int_equal(com_objects_alive(), objects);
        out->lpVtbl->Release(out);
        assert_true(mem_roots_alive() < roots); /* the stream is gone, too */
    }
    message->lpVtbl->Release(message);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, store_setup, store_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_message_comes_back_as_it_was),
        TEST(winmail_is_its_mails_own),
        TEST(what_is_not_for_others_stays_behind),
        TEST(before_mime_it_was_uuencoded),
        TEST(what_is_signed_goes_as_it_is),
        TEST(running_out_of_memory_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
