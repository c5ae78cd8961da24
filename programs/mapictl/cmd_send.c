/*
 * cmd_send.c - mapictl send: a message, sent as any client sends
 */
#include <stdlib.h>
#include "letter.h"
#include "outgoing.h"
#include "print.h"
#include "recipients.h"

const char send_help[] =
    "Sends a message whose text comes from standard input, in UTF-8.\n\n"
    "  --to A, --cc A, --bcc A  whom it goes to, each as often as needed: a name of the address books, an address, or\n"
    "                           both as in \"Ann Lee <ann@example.org>\"; other kinds of addresses as \"[FAX:+1 555 0100]\"\n"
    "  --subject S              what it is about\n"
    "  --attach FILE            a file that goes with it, as often as needed\n"
    "  --html                   the text is HTML\n"
    "  --wait SECONDS           waits until it is sent or can't be, so long at most\n\n"
    "It waits in the outgoing queue of the profile's default store until the profile's mail is sent: at once where\n"
    "a program does that or --wait says so. `mapictl queue` shows what waits. What was sent is in Sent Items.\n"
    "Exit code 5: the time was over and it still waits; 1: it came back, or somebody took it back.\n";

static const struct {
    const WCHAR *key, *words;
    int code; /* after --wait */
} fates[] = {
    [FATE_QUEUED] = {L"queued", L"waits in the outgoing queue", EXIT_WAITS},
    [FATE_SENT] = {L"sent", L"sent", EXIT_FINE},
    [FATE_UNDELIVERED] = {L"undelivered", L"not delivered to all", EXIT_FAILED},
    [FATE_CANCELLED] = {L"cancelled", L"taken back by somebody", EXIT_FAILED},
};

static void tell(enum fate fate, const struct letter *letter, const ADRLIST *recipients,
                 const WCHAR *why)
{
    static const struct column columns[] = {
        {"state", L"State", 0}, {"to", L"To", 0}, {"subject", L"Subject", 0}, {"reason", NULL, 0}};
    struct list_output list;
    WCHAR *to = recipients_text(recipients);

    list_begin_one(&list, columns, ARRAYSIZE(columns));
    list_text(&list, settings.json ? fates[fate].key : fates[fate].words);
    list_text(&list, to);
    list_text(&list, letter->subject);
    list_text(&list, why);
    list_end(&list, S_OK);
    if (why && !settings.json) complain(L"mapictl: %ls\n", why);
    free(to);
}

/* A message that can't be submitted isn't left behind. */
static int submit(struct mail *mail, IMessage *message, const SPropValue *id)
{
    HRESULT hr = message->lpVtbl->SubmitMessage(message, 0);
    IMAPIFolder *outbox = NULL;
    ENTRYLIST list = {1, (SBinary *)&id->Value.bin};
    int code;

    if (SUCCEEDED(hr)) return EXIT_FINE;
    code = report_by(message, hr, L"the message can't be sent");
    if (SUCCEEDED(mail_standard_folder(mail, PR_IPM_OUTBOX_ENTRYID, &outbox)))
        outbox->lpVtbl->DeleteMessages(outbox, &list, 0, NULL, 0); /* where it was saved */
    RELEASE(outbox);
    return code;
}

static int post(struct mail *mail, struct letter *letter, const ADRLIST *recipients, bool waits,
                ULONG seconds)
{
    struct awaited awaited = {0};
    enum fate fate = FATE_QUEUED;
    IMessage *message = NULL;
    HRESULT hr;
    int code = letter_make(letter, mail, recipients, &message);

    if (code) return code;
    hr = awaited_begin(&awaited, mail, message);
    code = FAILED(hr) ? report_by(mail->store, hr, L"the outgoing queue can't be watched")
                      : submit(mail, message, awaited.id);
    RELEASE(message);
    if (!code && waits) hr = awaited_wait(&awaited, seconds, &fate);
    if (!code) {
        tell(fate, letter, recipients, awaited.why);
        code = FAILED(hr) ? report_by(mail->store, hr, L"the outgoing queue can't be looked at")
               : waits    ? fates[fate].code
                          : EXIT_FINE;
    }
    awaited_end(&awaited);
    return code;
}

static bool any_recipient(const struct args *args)
{
    return args_option(args, L"--to") || args_option(args, L"--cc") || args_option(args, L"--bcc");
}

int send_run(struct args *args)
{
    static struct letter letter; /* too large for a stack */
    ADRLIST *recipients = NULL;
    struct mail mail;
    ULONG seconds;
    int code;

    if (!args_number(args, L"--wait", 0, &seconds) || !args_done(args)) return EXIT_USAGE;
    letter.subject = args_option(args, L"--subject");
    letter.html = args_flag(args, L"--html");
    if (!any_recipient(args) || !letter.subject) {
        complain(any_recipient(args) ? L"mapictl: what is it about? --subject is missing\n"
                                     : L"mapictl: who is it for? --to, --cc or --bcc is missing\n");
        return EXIT_USAGE;
    }
    code = letter_open_files(&letter, args);
    if (!code) code = mail_open_to_send(&mail);
    if (!code) {
        code = recipients_find(&mail, args, &recipients);
        if (!code)
            code = post(&mail, &letter, recipients, args_option(args, L"--wait") != NULL, seconds);
        FreePadrlist(recipients);
        mail_close(&mail);
    }
    letter_close_files(&letter);
    return code;
}
