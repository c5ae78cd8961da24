/*
 * mime_write.c - a message full of hard cases, written as mail to stdout in one of several settings
 *
 * mime_write N   N chooses the settings; check_mime_write.py knows what the message says
 */
#include "msg/trip.h"
#include <stdio.h>
#include <stdlib.h>
#include "base/mem.h"

enum { RECIPIENTS = 300, SUBJECT = 1500, DATA = 100000 };

static const WCHAR body[] =
    L"Dear reader,\r\n"
    L".\r\n"
    L"..two dots, trailing blanks   \r\n"
    L"From here on: = and =20, a tab\tand \u65e5\u672c\u8a9e, \U0001F600\r\n"
    L"--\r\n"
    L"no line end";

static void add_recipients(IMessage *message)
{
    for (int i = 0; i < RECIPIENTS; i++) {
        static const WCHAR *const names[] = {L"Plain Name", L"Comma, Name",
                                             L"\u00c4 \"q\" \\ \u65e5\u672c", L"a@b (c) <d>",
                                             L"x  y "};
        WCHAR address[40];
        SizedADRLIST(1, list) = {1, {{0}}};
        SPropValue props[4] = {
            {.ulPropTag = PR_RECIPIENT_TYPE, .Value.l = i % 2 ? MAPI_CC : MAPI_TO},
            {.ulPropTag = PR_DISPLAY_NAME_W, .Value.lpszW = (WCHAR *)names[i % 5]},
            {.ulPropTag = PR_ADDRTYPE_W, .Value.lpszW = L"SMTP"},
            {.ulPropTag = PR_EMAIL_ADDRESS_W, .Value.lpszW = address},
        };
        char narrow[40];

        snprintf(narrow, sizeof(narrow), i % 7 ? "user%d@example.org" : "us er%d@example.org", i);
        for (int c = 0; c < 40; c++)
            address[c] = (unsigned char)narrow[c];
        list.aEntries[0].cValues = 4;
        list.aEntries[0].rgPropVals = props;
        assert_int_equal(message->lpVtbl->ModifyRecipients(message, MODRECIP_ADD, (ADRLIST *)&list),
                         S_OK);
    }
}

static void add_attachment(IMessage *message)
{
    static unsigned char data[DATA];
    SPropValue value = {.ulPropTag = PR_ATTACH_DATA_BIN, .Value.bin = {DATA, data}};
    IAttach *attach = NULL;
    WCHAR name[100];
    ULONG number;

    for (int i = 0; i < DATA; i++)
        data[i] = (unsigned char)(i * 31 >> 3);
    for (int i = 0; i < 96; i++)
        name[i] = (WCHAR)(0x4e00 + i * 7);
    memcpy(name + 96, L".x", 3 * sizeof(WCHAR));
    assert_int_equal(message->lpVtbl->CreateAttach(message, NULL, 0, &number, &attach), S_OK);
    set_long(attach, PR_ATTACH_METHOD, ATTACH_BY_VALUE);
    set_text(attach, PR_ATTACH_LONG_FILENAME_W, name);
    assert_int_equal(attach->lpVtbl->SetProps(attach, 1, &value, NULL), S_OK);
    assert_int_equal(attach->lpVtbl->SaveChanges(attach, 0), S_OK);
    attach->lpVtbl->Release(attach);
}

int main(int argc, char **argv)
{
    static const ENCODINGTYPE encodings[] = {IET_UNKNOWN, IET_BASE64, IET_QP, IET_UUENCODE};
    static const char html[] = "<p>Gr\xc3\xbc\xc3\x9f" "e</p>\r\n";
    struct to_mime_options options = {.flags = CCSF_SMTP, .format = SAVE_RFC1521};
    SPropValue value = {.ulPropTag = PR_HTML, .Value.bin = {sizeof(html) - 1, (BYTE *)html}};
    IMessage *message = NULL;
    IMAPIFolder *inbox;
    struct mail mail;
    WCHAR subject[SUBJECT + 1];
    void *state = NULL;

    if (argc != 2) return 2;
    options.encoding = encodings[atoi(argv[1]) % 4];
    options.code_page = atoi(argv[1]) >= 4 ? 50220 : 0;
    store_setup(&state);
    inbox = open_inbox(state);
    assert_int_equal(inbox->lpVtbl->CreateMessage(inbox, NULL, 0, &message), S_OK);
    for (int i = 0; i < SUBJECT; i++)
        subject[i] = (WCHAR)(i % 10 == 9 ? ' ' : i / 100 % 2 ? 0x3042 + i % 60 : 'a' + i % 26);
    subject[SUBJECT] = 0;
    set_text(message, PR_SUBJECT_W, subject);
    set_text(message, PR_BODY_W, body);
    set_text(message, PR_SENT_REPRESENTING_NAME_W, L"M\u00fcller, \"J\"");
    set_text(message, PR_SENT_REPRESENTING_ADDRTYPE_W, L"SMTP");
    set_text(message, PR_SENT_REPRESENTING_EMAIL_ADDRESS_W, L"j@example.org");
    set_text(message, PR_SENDER_EMAIL_ADDRESS_W, L"secretary@example.org");
    set_text(message, PR_SENDER_NAME_W, L"Secretary");
    assert_int_equal(message->lpVtbl->SetProps(message, 1, &value, NULL), S_OK);
    add_recipients(message);
    add_attachment(message);
    assert_int_equal(message->lpVtbl->SaveChanges(message, KEEP_OPEN_READWRITE), S_OK);
    assert_int_equal(message_to_mail(message, &options, NULL, &mail), S_OK);
    fwrite(mail.bytes, 1, mail.count, stdout);
    mail_drop(&mail);
    message->lpVtbl->Release(message);
    inbox->lpVtbl->Release(inbox);
    store_teardown(&state);
    return 0;
}
