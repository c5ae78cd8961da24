/*
 * show.c - a message as JSON, with lengths and Adler-32 sums in place of large contents
 */
#include "msg/show.h"
#include <stdio.h>
#include <string.h>
#include "base/text.h"
#include "msg/mime_tags.h"
#include "prop/pval.h"

static void print_text(const WCHAR *text)
{
    char *utf8 = NULL;

    putchar('"');
    if (text && text_to_utf8(text, -1, NULL, &utf8) == S_OK)
        for (const char *c = utf8; *c; c++)
            (unsigned char)*c < ' ' || *c == '"' || *c == '\\'
                ? printf("\\u%04x", (unsigned char)*c)
                : putchar(*c);
    FREE(utf8);
    putchar('"');
}

static unsigned sum_of(IMAPIProp *object, ULONG tag, unsigned long long *bytes)
{
    IStream *stream = NULL;
    unsigned char chunk[4096];
    unsigned sum = 1, second = 0; /* Adler-32 */
    ULONG got = 1;

    *bytes = 0;
    if (object->lpVtbl->OpenProperty(object, tag, &IID_IStream, 0, 0, (IUnknown **)&stream) != S_OK)
        return 0;
    while (got && stream->lpVtbl->Read(stream, chunk, sizeof(chunk), &got) == S_OK) {
        for (ULONG i = 0; i < got; i++)
            second = (second + (sum = (sum + chunk[i]) % 65521)) % 65521;
        *bytes += got;
    }
    stream->lpVtbl->Release(stream);
    return second << 16 | sum;
}

static const WCHAR *text_of(const SPropValue *values, ULONG i)
{
    return PROP_TYPE(values[i].ulPropTag) == PT_UNICODE ? values[i].Value.lpszW : NULL;
}

static SRowSet *rows_of(IMAPITable *table, const void *columns)
{
    SRowSet *rows = NULL;

    ok_hr(table->lpVtbl->SetColumns(table, (SPropTagArray *)columns, 0));
    ok_hr(table->lpVtbl->QueryRows(table, 60000, 0, &rows));
    table->lpVtbl->Release(table);
    return rows;
}

static void drop_rows(SRowSet *rows)
{
    for (ULONG i = 0; i < rows->cRows; i++)
        FREE(rows->aRow[i].lpProps);
    FREE(rows);
}

void show_message(IMessage *message)
{
    SizedSPropTagArray(5, tags) = {
        5,
        {PR_SUBJECT_W, PR_MESSAGE_CLASS_W, PR_BODY_W, PR_SENDER_NAME_W, PR_SENDER_EMAIL_ADDRESS_W}};
    SizedSPropTagArray(3, of_recipient) = {
        3, {PR_DISPLAY_NAME_W, PR_EMAIL_ADDRESS_W, PR_RECIPIENT_TYPE}};
    SizedSPropTagArray(1, of_attachment) = {1, {PR_ATTACH_NUM}};
    SizedSPropTagArray(4, names) = {
        4, {PR_ATTACH_LONG_FILENAME_W, PR_ATTACH_FILENAME_W, PR_DISPLAY_NAME_W, PR_ATTACH_METHOD}};
    SPropTagArray *all = NULL;
    SPropValue *values = NULL;
    IMAPITable *table = NULL;
    unsigned long long bytes;
    unsigned sum;
    SRowSet *rows;
    ULONG n;

    message->lpVtbl->GetProps(message, (SPropTagArray *)&tags, MAPI_UNICODE, &n, &values);
    printf("{\"subject\": ");
    print_text(text_of(values, 0));
    printf(", \"class\": ");
    print_text(text_of(values, 1));
    printf(", \"sender\": ");
    print_text(text_of(values, 3));
    printf(", \"address\": ");
    print_text(text_of(values, 4));
    FREE(values);
    ok_hr(message->lpVtbl->GetPropList(message, MAPI_UNICODE, &all));
    printf(", \"properties\": %u", (unsigned)all->cValues);
    FREE(all);
    sum = sum_of((IMAPIProp *)message, PR_BODY_W, &bytes);
    printf(", \"body\": [%llu, %u]", bytes, sum);
    sum = sum_of((IMAPIProp *)message, PR_HTML, &bytes);
    printf(", \"html\": [%llu, %u]", bytes, sum);
    sum = sum_of((IMAPIProp *)message, PR_RTF_COMPRESSED, &bytes);
    printf(", \"rtf\": [%llu, %u], \"recipients\": [", bytes, sum);
    ok_hr(message->lpVtbl->GetRecipientTable(message, MAPI_UNICODE, &table));
    rows = rows_of(table, &of_recipient);
    for (ULONG i = 0; i < rows->cRows; i++) {
        printf("%s[", i ? ", " : "");
        print_text(text_of(rows->aRow[i].lpProps, 0));
        printf(", ");
        print_text(text_of(rows->aRow[i].lpProps, 1));
        printf(", %d]", (int)rows->aRow[i].lpProps[2].Value.l);
    }
    drop_rows(rows);
    printf("], \"attachments\": [");
    ok_hr(message->lpVtbl->GetAttachmentTable(message, MAPI_UNICODE, &table));
    rows = rows_of(table, &of_attachment);
    for (ULONG i = 0; i < rows->cRows; i++) {
        IAttach *attach = NULL;
        IMessage *inner = NULL;

        ok_hr(message->lpVtbl->OpenAttach(message, rows->aRow[i].lpProps->Value.ul, NULL, 0,
                                          &attach));
        attach->lpVtbl->GetProps(attach, (SPropTagArray *)&names, MAPI_UNICODE, &n, &values);
        printf("%s{\"long\": ", i ? ", " : "");
        print_text(text_of(values, 0));
        printf(", \"name\": ");
        print_text(text_of(values, 1));
        printf(", \"shown\": ");
        print_text(text_of(values, 2));
        sum = sum_of((IMAPIProp *)attach, PR_ATTACH_DATA_BIN, &bytes);
        printf(", \"method\": %d, \"data\": [%llu, %u]", (int)values[3].Value.l, bytes, sum);
        FREE(values);
        if (attach->lpVtbl->OpenProperty(attach, PR_ATTACH_DATA_OBJ, &IID_IMessage, 0, 0,
                                         (IUnknown **)&inner) == S_OK) {
            printf(", \"message\": ");
            show_message(inner);
            inner->lpVtbl->Release(inner);
        }
        putchar('}');
        attach->lpVtbl->Release(attach);
    }
    drop_rows(rows);
    printf("]}");
}
