/*
 * tnef_dump.c - what messages of a local store have after TNEF files were read into them, for comparing with others
 *
 *     tnef_dump FILE...     each read, written again in two ways, read again; prints a JSON object a line. What was written
 *                           goes to the folder that TNEF_OUT names: NAME.0 in TNEF_BEST_DATA, NAME.1 in TNEF_PURE,
 *                           NAME.mail as a mail with winmail.dat
 */
#include "msg/trip.h"
#include <stdio.h>
#include <string.h>
#include "base/text.h"
#include "msg/mime_tags.h"
#include "msg/from_tnef.h"
#include "msg/to_tnef.h"
#include "prop/pval.h"

static void print_text(const WCHAR *text)
{
    char *utf8 = NULL;

    putchar('"');
    if (text && text_to_utf8(text, -1, NULL, &utf8) == S_OK)
        for (const char *c = utf8; *c; c++)
            (unsigned char)*c < ' ' || *c == '"' || *c == '\\' ? printf("\\u%04x", (unsigned char)*c) : putchar(*c);
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
    if (object->lpVtbl->OpenProperty(object, tag, &IID_IStream, 0, 0, (IUnknown **)&stream) != S_OK) return 0;
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

static void show_message(IMessage *message)
{
    SizedSPropTagArray(5, tags) = {5, {PR_SUBJECT_W, PR_MESSAGE_CLASS_W, PR_BODY_W, PR_SENDER_NAME_W, PR_SENDER_EMAIL_ADDRESS_W}};
    SizedSPropTagArray(3, of_recipient) = {3, {PR_DISPLAY_NAME_W, PR_EMAIL_ADDRESS_W, PR_RECIPIENT_TYPE}};
    SizedSPropTagArray(1, of_attachment) = {1, {PR_ATTACH_NUM}};
    SizedSPropTagArray(4, names) = {4, {PR_ATTACH_LONG_FILENAME_W, PR_ATTACH_FILENAME_W, PR_DISPLAY_NAME_W, PR_ATTACH_METHOD}};
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

        ok_hr(message->lpVtbl->OpenAttach(message, rows->aRow[i].lpProps->Value.ul, NULL, 0, &attach));
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
        if (attach->lpVtbl->OpenProperty(attach, PR_ATTACH_DATA_OBJ, &IID_IMessage, 0, 0, (IUnknown **)&inner) == S_OK) {
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

static IMessage *read_in(IMAPIFolder *folder, const struct mail *file, HRESULT *hr)
{
    IStream *stream = stream_of(file);
    STnefProblemArray *problems = NULL;
    IMessage *message = NULL;

    ok_hr(folder->lpVtbl->CreateMessage(folder, NULL, 0, &message));
    *hr = message_from_tnef(message, stream, NULL, &problems);
    for (ULONG i = 0; problems && i < problems->cProblem; i++)
        fprintf(stderr, "  problem: component %u attribute %08x tag %08x scode %08x\n", (unsigned)problems->aProblem[i].ulComponent,
                (unsigned)problems->aProblem[i].ulAttribute, (unsigned)problems->aProblem[i].ulPropTag,
                (unsigned)problems->aProblem[i].scode);
    FREE(problems);
    stream->lpVtbl->Release(stream);
    ok_hr(message->lpVtbl->SaveChanges(message, KEEP_OPEN_READWRITE));
    return message;
}

static void write_out(const struct mail *out, const char *path, const char *kind)
{
    char name[600];
    FILE *file;

    if (!getenv("TNEF_OUT")) return;
    snprintf(name, sizeof(name), "%s/%s.%s", getenv("TNEF_OUT"), strrchr(path, '/') ? strrchr(path, '/') + 1 : path, kind);
    file = fopen(name, "wb");
    fwrite(out->bytes, 1, out->count, file);
    fclose(file);
}

/* As a mail with winmail.dat. */
static void send(IMessage *message, const char *path)
{
    struct to_mime_options options = {.flags = CCSF_SMTP | CCSF_USE_TNEF, .encoding = IET_UNKNOWN, .format = SAVE_RFC1521};
    struct to_mime_report report;
    struct mail mail;

    ok_hr(message_to_mail(message, &options, &report, &mail));
    assert_int_equal(report.not_in_tnef, 0);
    write_out(&mail, path, "mail");
    mail_drop(&mail);
}

static int trips(IMAPIFolder *folder, IMessage *message, const char *path)
{
    static const ULONG ways[] = {TNEF_BEST_DATA, TNEF_PURE};
    int differences = 0;

    for (size_t i = 0; i < 2; i++) {
        struct mail nothing = {0}, out;
        struct to_tnef_options options = {ways[i], 7};
        STnefProblemArray *problems = NULL;
        LARGE_INTEGER start = {.QuadPart = 0};
        IStream *stream = stream_of(&nothing);
        IMessage *again;
        STATSTG stat;
        HRESULT hr;
        ULONG got;

        ok_hr(message_to_tnef(message, stream, &options, &problems));
        for (ULONG k = 0; problems && k < problems->cProblem; k++, differences++)
            fprintf(stderr, "  not written: tag %08x scode %08x\n", (unsigned)problems->aProblem[k].ulPropTag, (unsigned)problems->aProblem[k].scode);
        FREE(problems);
        ok_hr(stream->lpVtbl->Stat(stream, &stat, STATFLAG_NONAME));
        out.count = stat.cbSize.LowPart;
        out.bytes = calloc(1, out.count + 1);
        ok_hr(stream->lpVtbl->Seek(stream, start, STREAM_SEEK_SET, NULL));
        ok_hr(stream->lpVtbl->Read(stream, out.bytes, (ULONG)out.count, &got));
        stream->lpVtbl->Release(stream);
        write_out(&out, path, i ? "1" : "0");
        again = read_in(folder, &out, &hr);
        ok_hr(hr);
        differences += messages_differ(message, again, path);
        again->lpVtbl->Release(again);
        mail_drop(&out);
    }
    send(message, path);
    return differences;
}

int main(int n, char **args)
{
    struct fixture *f;
    IMAPIFolder *folder;

    store_setup((void **)&f);
    folder = open_inbox(f);
    for (int i = 1; i < n; i++) {
        struct mail file;
        IMessage *message;
        HRESULT hr;

        if (!mail_load(&file, args[i])) return 2;
        fprintf(stderr, "%s\n", args[i]);
        message = read_in(folder, &file, &hr);
        printf("{\"file\": \"%s\", \"result\": %u, \"differences\": %d, \"message\": ", args[i], (unsigned)hr,
               SUCCEEDED(hr) ? trips(folder, message, args[i]) : 0);
        show_message(message);
        printf("}\n");
        message->lpVtbl->Release(message);
        mail_drop(&file);
    }
    folder->lpVtbl->Release(folder);
    store_teardown((void **)&f);
    return 0;
}
