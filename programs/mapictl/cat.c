/*
 * cat.c - mapictl store cat: one message as a reader sees it
 */
#include <stdlib.h>
#include "mail.h"
#include "print.h"
#include "transfer.h"

#define LONGEST_BODY       (64u << 20)
#define LARGEST_ATTACHMENT (1u << 30)

#ifndef PR_INTERNET_CPID
#    define PR_INTERNET_CPID PROP_TAG(PT_LONG, 0x3fde)
#endif

static void field(const WCHAR *name, const WCHAR *text)
{
    if (!text || !*text) return;
    say(L"%-12ls", name);
    say_foreign(text, false);
    say(L"\n");
}

/* "Ann Example <ann@example.org>", or what there is of it. */
static void person(const WCHAR *kind, const WCHAR *name, const WCHAR *address)
{
    if (!name || !*name || !address || !*address || !wcscmp(name, address)) {
        field(kind, name && *name ? name : address);
        return;
    }
    say(L"%-12ls", kind);
    say_foreign(name, false);
    say(L" <");
    say_foreign(address, false);
    say(L">\n");
}

static HRESULT show_head(IMessage *message)
{
    static SizedSPropTagArray(8, tags) = {8,
                                          {PR_SENDER_NAME_W, PR_SENDER_EMAIL_ADDRESS_W,
                                           PR_SENT_REPRESENTING_NAME_W, PR_CLIENT_SUBMIT_TIME,
                                           PR_MESSAGE_DELIVERY_TIME, PR_SUBJECT_W,
                                           PR_MESSAGE_CLASS_W, PR_INTERNET_MESSAGE_ID_W}};
    SPropValue *p = NULL;
    const SPropValue *date;
    const WCHAR *name, *address;
    WCHAR when[32];
    ULONG n;
    HRESULT hr = message->lpVtbl->GetProps(message, (SPropTagArray *)&tags, MAPI_UNICODE, &n, &p);

    if (FAILED(hr)) return hr;
    name = text_of(p, n, PR_SENDER_NAME_W);
    address = text_of(p, n, PR_SENDER_EMAIL_ADDRESS_W);
    person(L"From", name, address);
    if (!name && !address) field(L"From", text_of(p, n, PR_SENT_REPRESENTING_NAME_W));
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

        person(kinds[long_of(p, n, PR_RECIPIENT_TYPE) & 3], text_of(p, n, PR_DISPLAY_NAME_W),
               text_of(p, n, PR_EMAIL_ADDRESS_W));
    }
    FreeProws(rows);
    RELEASE(table);
    return hr;
}

/* Bytes in the message's own code page as text; those of one we don't know as of Latin 1. */
static HRESULT say_html(IMessage *message, const BYTE *bytes, size_t count)
{
    SPropValue *page = NULL;
    UINT cp = CP_UTF8;
    WCHAR *text = NULL;
    int n;

    if (SUCCEEDED(HrGetOneProp((IMAPIProp *)message, PR_INTERNET_CPID, &page)))
        cp = (UINT)page->Value.l;
    MAPIFreeBuffer(page);
    n = MultiByteToWideChar(cp, 0, (const char *)bytes, (int)count, NULL, 0);
    text = malloc(((n > 0 ? (size_t)n : count) + 1) * sizeof(*text));
    if (!text) return MAPI_E_NOT_ENOUGH_MEMORY;
    if (n > 0) {
        MultiByteToWideChar(cp, 0, (const char *)bytes, (int)count, text, n);
    } else {
        for (n = 0; (size_t)n < count; n++)
            text[n] = bytes[n];
    }
    text[n] = 0;
    for (int i = 0; i < n; i++) /* the text goes on behind a NUL */
        if (!text[i]) text[i] = 0xfffd;
    say_foreign(text, true);
    free(text);
    return S_OK;
}

static HRESULT show_body(IMessage *message, bool html)
{
    BYTE *body;
    size_t bytes;
    HRESULT hr;

    say(L"\n");
    hr = read_long((IMAPIProp *)message, html ? PR_HTML : PR_BODY_W, LONGEST_BODY, &body, &bytes);
    if (hr == MAPI_E_NOT_FOUND) {
        say(html ? L"(no HTML body)\n"
                 : L"(no plain body; --html shows the HTML one, if there is one)\n");
        return S_OK;
    }
    if (FAILED(hr)) return hr;
    if (html) hr = say_html(message, body, bytes);
    else say_foreign((WCHAR *)body, true);
    say(L"\n");
    MAPIFreeBuffer(body);
    return hr;
}

static HRESULT show_headers(IMessage *message)
{
    BYTE *headers;
    size_t bytes;
    HRESULT hr = read_long((IMAPIProp *)message, PR_TRANSPORT_MESSAGE_HEADERS_W, LONGEST_BODY,
                           &headers, &bytes);

    if (FAILED(hr)) return hr;
    say_foreign((WCHAR *)headers, true);
    MAPIFreeBuffer(headers);
    return S_OK;
}

static HRESULT attachments(IMessage *message, SRowSet **rows)
{
    static SizedSPropTagArray(7, tags) = {7,
                                          {PR_ATTACH_NUM, PR_ATTACH_LONG_FILENAME_W,
                                           PR_ATTACH_FILENAME_W, PR_DISPLAY_NAME_W,
                                           PR_ATTACH_MIME_TAG_W, PR_ATTACH_SIZE, PR_ATTACH_METHOD}};
    IMAPITable *table = NULL;
    HRESULT hr = message->lpVtbl->GetAttachmentTable(message, MAPI_UNICODE, &table);

    *rows = NULL;
    if (SUCCEEDED(hr)) hr = HrQueryAllRows(table, (SPropTagArray *)&tags, NULL, NULL, 0, rows);
    RELEASE(table);
    return hr;
}

static HRESULT show_attachments(IMessage *message)
{
    SRowSet *rows;
    HRESULT hr = attachments(message, &rows);

    for (ULONG i = 0; SUCCEEDED(hr) && i < rows->cRows; i++) {
        const SPropValue *p = rows->aRow[i].lpProps;
        ULONG n = rows->aRow[i].cValues;
        const WCHAR *name = text_of(p, n, PR_ATTACH_LONG_FILENAME_W),
                    *type = text_of(p, n, PR_ATTACH_MIME_TAG_W);
        WCHAR size[32];

        if (!name) name = text_of(p, n, PR_ATTACH_FILENAME_W);
        if (!name) name = text_of(p, n, PR_DISPLAY_NAME_W);
        if (long_of(p, n, PR_ATTACH_METHOD) == ATTACH_EMBEDDED_MSG) type = L"a message";
        format_size(long_of(p, n, PR_ATTACH_SIZE), size);
        say(L"%-12ls%lu: ", i ? L"" : L"Attached", i + 1);
        say_foreign(name ? name : L"(unnamed)", false);
        say(L" (");
        say_foreign(type ? type : L"?", false);
        say(L", %ls)\n", size);
    }
    FreeProws(rows);
    return hr;
}

/* The bytes of attachment k, from 1, as they are. */
static HRESULT write_attachment(IMessage *message, ULONG k)
{
    SRowSet *rows;
    const SPropValue *number = NULL;
    IAttach *attach = NULL;
    BYTE *bytes = NULL;
    size_t count = 0;
    HRESULT hr = attachments(message, &rows);

    if (SUCCEEDED(hr) && k && k <= rows->cRows)
        number = prop_of(rows->aRow[k - 1].lpProps, rows->aRow[k - 1].cValues, PR_ATTACH_NUM);
    if (SUCCEEDED(hr) && !number) hr = MAPI_E_NOT_FOUND;
    if (SUCCEEDED(hr))
        hr = message->lpVtbl->OpenAttach(message, (ULONG)number->Value.l, NULL, 0, &attach);
    if (SUCCEEDED(hr))
        hr = read_long((IMAPIProp *)attach, PR_ATTACH_DATA_BIN, LARGEST_ATTACHMENT, &bytes, &count);
    if (SUCCEEDED(hr)) say_bytes(bytes, count);
    MAPIFreeBuffer(bytes);
    RELEASE(attach);
    FreeProws(rows);
    return hr;
}

static HRESULT show_all(IMessage *message, bool html)
{
    HRESULT hr = show_head(message);

    if (SUCCEEDED(hr)) hr = show_recipients(message);
    if (SUCCEEDED(hr)) hr = show_attachments(message);
    return SUCCEEDED(hr) ? show_body(message, html) : hr;
}

int transfer_cat(struct args *args)
{
    const WCHAR *what =
        args_only(args, L"the message (FOLDER:N as `mapictl store ls FOLDER` numbers them)");
    IMessage *message = NULL;
    ULONG attachment;
    struct mail mail;
    HRESULT hr;
    int code;

    if (!what || !args_number(args, L"--attachment", 0, &attachment)) return EXIT_USAGE;
    code = mail_open_store(&mail);
    if (code) return code;
    code = mail_message(&mail, what, 0, &message);
    if (!code) {
        hr = args_option(args, L"--attachment") ? write_attachment(message, attachment)
             : args_flag(args, L"--headers")    ? show_headers(message)
                                                : show_all(message, args_flag(args, L"--html"));
        if (FAILED(hr)) code = report_by(message, hr, L"message '%ls'", what);
    }
    RELEASE(message);
    mail_close(&mail);
    return code;
}
