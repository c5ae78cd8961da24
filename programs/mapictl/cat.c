/*
 * cat.c - mapictl store cat: one message as a reader sees it
 */
#include <stdlib.h>
#include "mail.h"
#include "print.h"
#include "transfer.h"

#define LONGEST_BODY (64u << 20)

static void field(const WCHAR *name, const WCHAR *text)
{
    if (text && *text) say(L"%-12ls", name), say_text(text), say(L"\n");
}

static HRESULT show_head(IMessage *message)
{
    static SizedSPropTagArray(8, tags) = {
        8,
        {PR_SENDER_NAME_W, PR_SENDER_EMAIL_ADDRESS_W, PR_SENT_REPRESENTING_NAME_W, PR_CLIENT_SUBMIT_TIME,
         PR_MESSAGE_DELIVERY_TIME, PR_SUBJECT_W, PR_MESSAGE_CLASS_W, PR_INTERNET_MESSAGE_ID_W}};
    SPropValue *p = NULL;
    const SPropValue *date;
    const WCHAR *name, *address;
    WCHAR when[32];
    ULONG n;
    HRESULT hr = message->lpVtbl->GetProps(message, (SPropTagArray *)&tags, MAPI_UNICODE, &n, &p);

    if (FAILED(hr)) return hr;
    name = text_of(p, n, PR_SENDER_NAME_W);
    address = text_of(p, n, PR_SENDER_EMAIL_ADDRESS_W);
    if (name && address && *address && wcscmp(name, address))
        say(L"%-12ls%ls <%ls>\n", L"From", name, address);
    else
        field(L"From", name ? name : address);
    date = prop_of(p, n, PR_CLIENT_SUBMIT_TIME);
    if (!date) date = prop_of(p, n, PR_MESSAGE_DELIVERY_TIME);
    if (date) {
        format_time(&date->Value.ft, when);
        field(L"Date", when);
    }
    field(L"Subject", text_of(p, n, PR_SUBJECT_W));
    field(L"Class", text_of(p, n, PR_MESSAGE_CLASS_W));
    field(L"Message-ID", text_of(p, n, PR_INTERNET_MESSAGE_ID_W));
    MAPIFreeBuffer(p);
    return S_OK;
}

static HRESULT show_recipients(IMessage *message)
{
    static SizedSPropTagArray(4, tags) = {
        4, {PR_RECIPIENT_TYPE, PR_DISPLAY_NAME_W, PR_ADDRTYPE_W, PR_EMAIL_ADDRESS_W}};
    static const WCHAR *const kinds[] = {L"From", L"To", L"Cc", L"Bcc"};
    IMAPITable *table = NULL;
    SRowSet *rows = NULL;
    HRESULT hr = message->lpVtbl->GetRecipientTable(message, MAPI_UNICODE, &table);

    if (SUCCEEDED(hr)) hr = HrQueryAllRows(table, (SPropTagArray *)&tags, NULL, NULL, 0, &rows);
    for (ULONG i = 0; SUCCEEDED(hr) && i < rows->cRows; i++) {
        const SPropValue *p = rows->aRow[i].lpProps;
        ULONG n = rows->aRow[i].cValues;
        const WCHAR *name = text_of(p, n, PR_DISPLAY_NAME_W), *address = text_of(p, n, PR_EMAIL_ADDRESS_W);
        LONG kind = long_of(p, n, PR_RECIPIENT_TYPE) & 3;

        if (name && address && wcscmp(name, address))
            say(L"%-12ls%ls <%ls>\n", kinds[kind], name, address);
        else
            field(kinds[kind], name ? name : address);
    }
    FreeProws(rows);
    RELEASE(table);
    return hr;
}

static HRESULT show_body(IMessage *message, bool html)
{
    BYTE *body;
    size_t bytes;
    HRESULT hr;

    say(L"\n");
    hr = read_long((IMAPIProp *)message, html ? PR_HTML : PR_BODY_W, LONGEST_BODY, &body, &bytes);
    if (hr == MAPI_E_NOT_FOUND) {
        say(html ? L"(no HTML body)\n" : L"(no plain body)\n");
        return S_OK;
    }
    if (FAILED(hr)) return hr;
    if (html)
        say_bytes(body, bytes);
    else
        say_text((WCHAR *)body);
    say(L"\n");
    MAPIFreeBuffer(body);
    return S_OK;
}

static HRESULT show_attachments(IMessage *message)
{
    static SizedSPropTagArray(6, tags) = {6,
                                          {PR_ATTACH_LONG_FILENAME_W, PR_ATTACH_FILENAME_W, PR_DISPLAY_NAME_W,
                                           PR_ATTACH_MIME_TAG_W, PR_ATTACH_SIZE, PR_ATTACH_METHOD}};
    IMAPITable *table = NULL;
    SRowSet *rows = NULL;
    HRESULT hr = message->lpVtbl->GetAttachmentTable(message, MAPI_UNICODE, &table);

    if (SUCCEEDED(hr)) hr = HrQueryAllRows(table, (SPropTagArray *)&tags, NULL, NULL, 0, &rows);
    for (ULONG i = 0; SUCCEEDED(hr) && i < rows->cRows; i++) {
        const SPropValue *p = rows->aRow[i].lpProps;
        ULONG n = rows->aRow[i].cValues;
        const WCHAR *name = text_of(p, n, PR_ATTACH_LONG_FILENAME_W), *type = text_of(p, n, PR_ATTACH_MIME_TAG_W);

        if (!name) name = text_of(p, n, PR_ATTACH_FILENAME_W);
        if (!name) name = text_of(p, n, PR_DISPLAY_NAME_W);
        if (long_of(p, n, PR_ATTACH_METHOD) == ATTACH_EMBEDDED_MSG) type = L"a message";
        say(L"%-12ls%ls (%ls, %ld bytes)\n", i ? L"" : L"Attached", name ? name : L"(unnamed)", type ? type : L"?",
            long_of(p, n, PR_ATTACH_SIZE));
    }
    FreeProws(rows);
    RELEASE(table);
    return hr;
}

int transfer_cat(struct args *args)
{
    bool html = args_flag(args, L"--html");
    const WCHAR *what = args_next(args);
    IMessage *message = NULL;
    struct mail mail;
    HRESULT hr;
    int code;

    if (!what) complain(L"mapictl: which message? Write FOLDER:N as `mapictl store ls FOLDER` numbers them\n");
    if (!what || !args_done(args)) return EXIT_USAGE;
    code = mail_open_store(&mail);
    if (code) return code;
    code = mail_message(&mail, what, 0, &message);
    if (!code) {
        hr = show_head(message);
        if (SUCCEEDED(hr)) hr = show_recipients(message);
        if (SUCCEEDED(hr)) hr = show_attachments(message);
        if (SUCCEEDED(hr)) hr = show_body(message, html);
        if (FAILED(hr)) code = report(hr, L"message %ls", what);
    }
    RELEASE(message);
    mail_close(&mail);
    return code;
}
