/*
 * trip.c - mails into messages of a local store and out again, and what differs between two
 * messages
 */
#include "msg/trip.h"
#include <stdio.h>
#include <string.h>
#include "base/mem.h"
#include "base/text.h"
#include "com/mem_stream.h"
#include "mapiguid.h"
#include "prop/ptag.h"
#include "prop/pval.h"

void mail_drop(struct mail *mail)
{
    free(mail->bytes);
    *mail = (struct mail){0};
}

bool mail_load(struct mail *mail, const char *path)
{
    FILE *file = fopen(path, "rb");
    long size;

    *mail = (struct mail){0};
    if (!file) return false;
    fseek(file, 0, SEEK_END);
    size = ftell(file);
    rewind(file);
    mail->bytes = calloc(1, (size_t)size + 1);
    mail->count = fread(mail->bytes, 1, (size_t)size, file);
    fclose(file);
    return mail->count == (size_t)size;
}

IStream *stream_of(const struct mail *mail)
{
    struct mem_stream_config config = {.data = mail->bytes, .bytes = mail->count, .writable = true};
    IStream *stream = NULL;

    assert_int_equal(mem_stream_open(&config, &stream), S_OK);
    return stream;
}

IMessage *mail_to_message(IMAPIFolder *folder, const struct mail *mail, HRESULT *hr)
{
    IStream *stream = stream_of(mail);
    IMessage *message = NULL;

    assert_int_equal(folder->lpVtbl->CreateMessage(folder, NULL, 0, &message), S_OK);
    *hr = message_from_mime(message, stream, 0, NULL);
    stream->lpVtbl->Release(stream);
    if (SUCCEEDED(*hr)) {
        set_long(message, PR_MESSAGE_FLAGS, MSGFLAG_READ); /* it came as mail */
        assert_int_equal(message->lpVtbl->SaveChanges(message, KEEP_OPEN_READWRITE), S_OK);
    } else {
        message->lpVtbl->Release(message);
        message = NULL;
    }
    return message;
}

static void read_stream(IStream *stream, struct mail *out)
{
    LARGE_INTEGER start = {.QuadPart = 0};
    STATSTG stat;
    ULONG got = 0;

    assert_int_equal(stream->lpVtbl->Stat(stream, &stat, STATFLAG_NONAME), S_OK);
    assert_int_equal(stream->lpVtbl->Seek(stream, start, STREAM_SEEK_SET, NULL), S_OK);
    out->bytes = calloc(1, stat.cbSize.LowPart + 2);
    out->count = stat.cbSize.LowPart;
    assert_int_equal(stream->lpVtbl->Read(stream, out->bytes, stat.cbSize.LowPart, &got), S_OK);
    assert_int_equal(got, out->count);
}

HRESULT message_to_mail(IMessage *message, const struct to_mime_options *options,
                        struct to_mime_report *report, struct mail *out)
{
    struct mail nothing = {0};
    IStream *stream = stream_of(&nothing);
    HRESULT hr = message_to_mime(message, stream, options, report);

    *out = nothing;
    if (SUCCEEDED(hr)) read_stream(stream, out);
    stream->lpVtbl->Release(stream);
    return hr;
}

/* ---- what differs ---- */

static bool is_computed(ULONG tag)
{
    static const ULONG computed[] = {
        PR_ENTRYID,
        PR_RECORD_KEY,
        PR_SEARCH_KEY,
        PR_CREATION_TIME,
        PR_LAST_MODIFICATION_TIME,
        PR_MESSAGE_SIZE,
        PR_ATTACH_SIZE,
        PR_INSTANCE_KEY,
        PR_TRANSPORT_MESSAGE_HEADERS_W,
        PR_CONVERSATION_INDEX,
        PR_CHANGE_KEY,
        PR_ATTACH_DATA_OBJ,
        PR_ROWID,
        PR_ACCESS,
        PR_ACCESS_LEVEL,
        PR_STORE_SUPPORT_MASK,
        PR_RTF_IN_SYNC,
        PR_MSG_STATUS,
        PR_MDB_PROVIDER,
    };

    for (size_t i = 0; i < sizeof(computed) / sizeof(computed[0]); i++)
        if (PROP_ID(tag) == PROP_ID(computed[i])) return true;
    return PROP_TYPE(tag) == PT_OBJECT;
}

/* The elements of many, one behind the other. */
static void many_of(const SPropValue *value, struct mail *out)
{
    for (ULONG i = 0; i < pval_elements(value); i++) {
        SPropValue one = pval_element(value, i);
        const void *bytes = &one.Value;
        size_t count = pval_bytes(&one);

        if (PROP_TYPE(one.ulPropTag) == PT_UNICODE)
            bytes = one.Value.lpszW, count = text_len(one.Value.lpszW) * sizeof(WCHAR);
        else if (PROP_TYPE(one.ulPropTag) == PT_BINARY)
            bytes = one.Value.bin.lpb, count = one.Value.bin.cb;
        else if (PROP_TYPE(one.ulPropTag) == PT_CLSID)
            bytes = one.Value.lpguid, count = sizeof(GUID);
        out->bytes = realloc(out->bytes, out->count + count + 1);
        memcpy(out->bytes + out->count, bytes, count);
        out->count += count;
        out->bytes[out->count++] = '|';
    }
}

static void value_of(IMAPIProp *object, ULONG tag, struct mail *out)
{
    IStream *stream = NULL;
    SPropValue *value = NULL;
    SizedSPropTagArray(1, tags) = {1, {tag}};
    ULONG n;

    *out = (struct mail){0};
    switch (PROP_TYPE(tag)) {
    case PT_UNICODE:
    case PT_BINARY:
        if (object->lpVtbl->OpenProperty(object, tag, &IID_IStream, 0, 0, (IUnknown **)&stream) !=
            S_OK)
            return;
        read_stream(stream, out);
        stream->lpVtbl->Release(stream);
        return;
    default:
        if (object->lpVtbl->GetProps(object, (SPropTagArray *)&tags, 0, &n, &value) == S_OK &&
            PROP_TYPE(tag) & MV_FLAG) {
            many_of(value, out);
        } else if (value && PROP_TYPE(value->ulPropTag) == PT_CLSID) {
            out->count = sizeof(GUID);
            out->bytes = calloc(1, sizeof(GUID) + 1);
            memcpy(out->bytes, value->Value.lpguid, sizeof(GUID));
        } else if (value && PROP_TYPE(value->ulPropTag) != PT_ERROR) {
            out->count = PROP_TYPE(tag) == PT_BOOLEAN                           ? 2
                         : PROP_TYPE(tag) == PT_I2                              ? 2
                         : PROP_TYPE(tag) == PT_LONG || PROP_TYPE(tag) == PT_R4 ? 4
                                                                                : 8;
            out->bytes = calloc(1, 10);
            memcpy(out->bytes, &value->Value, out->count);
        }
        FREE(value);
    }
}

/* Mail has no other: CR LF becomes LF. */
static void one_line_end(struct mail *html)
{
    size_t n = 0;

    for (size_t i = 0; i < html->count; i++)
        if (html->bytes[i] != '\r') html->bytes[n++] = html->bytes[i];
    html->count = n;
}

/* What a mail must say, is made of subject and recipients, or tells the code page: whether its
 * message has it or not. */
static bool must_be_made(ULONG tag)
{
    return tag == PR_CLIENT_SUBMIT_TIME || tag == PR_MESSAGE_DELIVERY_TIME ||
           tag == PR_INTERNET_MESSAGE_ID_W || tag == PR_SUBJECT_PREFIX_W ||
           tag == PR_NORMALIZED_SUBJECT_W || tag == PR_DISPLAY_TO_W || tag == PR_DISPLAY_CC_W ||
           tag == PR_DISPLAY_BCC_W || PROP_ID(tag) == 0x3ffd;
}

static void print_value(const struct mail *value, ULONG tag)
{
    if (!value->bytes) {
        print_error("none");
        return;
    }
    for (size_t i = 0; i < value->count && i < 300; i++) {
        unsigned char c = (unsigned char)value->bytes[i];

        if (c >= ' ' && c < 0x7f)
            print_error("%c", c);
        else if (c || PROP_TYPE(tag) != PT_UNICODE)
            print_error("\\%02x", c);
    }
}

static int props_differ(IMAPIProp *a, IMAPIProp *b, const char *what)
{
    SPropTagArray *tags = NULL, *others = NULL;
    int differences = 0;

    assert_int_equal(a->lpVtbl->GetPropList(a, MAPI_UNICODE, &tags), S_OK);
    assert_int_equal(b->lpVtbl->GetPropList(b, MAPI_UNICODE, &others), S_OK);
    for (ULONG i = 0; i < tags->cValues + others->cValues; i++) {
        bool more = i >= tags->cValues; /* those that b alone has */
        ULONG tag = more ? others->aulPropTag[i - tags->cValues] : tags->aulPropTag[i];
        struct mail x, y;

        if (is_computed(tag) || (more && ptag_has_id(tags, tag))) continue;
        value_of(a, tag, &x);
        value_of(b, tag, &y);
        if (tag == PR_HTML) {
            one_line_end(&x);
            one_line_end(&y);
        }
        if (!x.bytes && must_be_made(tag)) mail_drop(&y);
        if (x.count != y.count || !x.bytes != !y.bytes ||
            (x.bytes && memcmp(x.bytes, y.bytes, x.count))) {
            differences++;
            print_error("%s: %08x was ", what, tag);
            print_value(&x, tag);
            print_error(", is ");
            print_value(&y, tag);
            print_error("\n");
        }
        mail_drop(&x);
        mail_drop(&y);
    }
    FREE(tags);
    FREE(others);
    return differences;
}

static SRowSet *all_rows(IMAPITable *table, const SPropTagArray *columns)
{
    SRowSet *rows = NULL;

    assert_int_equal(table->lpVtbl->SetColumns(table, (SPropTagArray *)columns, 0), S_OK);
    assert_int_equal(table->lpVtbl->QueryRows(table, 30000, 0, &rows), S_OK);
    table->lpVtbl->Release(table);
    return rows;
}

static void free_rows(SRowSet *rows)
{
    for (ULONG i = 0; i < rows->cRows; i++)
        FREE(rows->aRow[i].lpProps);
    FREE(rows);
}

static int recipients_differ(IMessage *a, IMessage *b, const char *what)
{
    SizedSPropTagArray(6, columns) = {6,
                                      {PR_RECIPIENT_TYPE, PR_DISPLAY_NAME_W, PR_ADDRTYPE_W,
                                       PR_EMAIL_ADDRESS_W, PR_SMTP_ADDRESS_W, PR_ENTRYID}};
    IMAPITable *table;
    SRowSet *x, *y;
    int differences = 0;

    assert_int_equal(a->lpVtbl->GetRecipientTable(a, MAPI_UNICODE, &table), S_OK);
    x = all_rows(table, (SPropTagArray *)&columns);
    assert_int_equal(b->lpVtbl->GetRecipientTable(b, MAPI_UNICODE, &table), S_OK);
    y = all_rows(table, (SPropTagArray *)&columns);
    if (x->cRows != y->cRows) {
        print_error("%s: %u recipients were, %u are\n", what, x->cRows, y->cRows);
        differences++;
    }
    for (ULONG i = 0; i < x->cRows && i < y->cRows; i++)
        for (ULONG c = 0; c < 6; c++)
            if (PROP_TYPE(x->aRow[i].lpProps[c].ulPropTag) != PT_ERROR ||
                PROP_TYPE(y->aRow[i].lpProps[c].ulPropTag) != PT_ERROR)
                if (pval_compare(&x->aRow[i].lpProps[c], &y->aRow[i].lpProps[c])) {
                    print_error("%s: recipient %u, %08x\n", what, i, columns.aulPropTag[c]);
                    differences++;
                }
    free_rows(x);
    free_rows(y);
    return differences;
}

static int attachments_differ(IMessage *a, IMessage *b, const char *what)
{
    SizedSPropTagArray(1, columns) = {1, {PR_ATTACH_NUM}};
    IMAPITable *table;
    SRowSet *x, *y;
    int differences = 0;

    assert_int_equal(a->lpVtbl->GetAttachmentTable(a, MAPI_UNICODE, &table), S_OK);
    x = all_rows(table, (SPropTagArray *)&columns);
    assert_int_equal(b->lpVtbl->GetAttachmentTable(b, MAPI_UNICODE, &table), S_OK);
    y = all_rows(table, (SPropTagArray *)&columns);
    if (x->cRows != y->cRows) {
        print_error("%s: %u attachments were, %u are\n", what, x->cRows, y->cRows);
        differences++;
    }
    for (ULONG i = 0; i < x->cRows && i < y->cRows; i++) {
        IAttach *one = NULL, *two = NULL;
        IMessage *in_one = NULL, *in_two = NULL;
        char where[300];

        snprintf(where, sizeof(where), "%s, attachment %u", what, i);
        assert_int_equal(a->lpVtbl->OpenAttach(a, x->aRow[i].lpProps->Value.ul, NULL, 0, &one),
                         S_OK);
        assert_int_equal(b->lpVtbl->OpenAttach(b, y->aRow[i].lpProps->Value.ul, NULL, 0, &two),
                         S_OK);
        differences += props_differ((IMAPIProp *)one, (IMAPIProp *)two, where);
        one->lpVtbl->OpenProperty(one, PR_ATTACH_DATA_OBJ, &IID_IMessage, 0, 0,
                                  (IUnknown **)&in_one);
        two->lpVtbl->OpenProperty(two, PR_ATTACH_DATA_OBJ, &IID_IMessage, 0, 0,
                                  (IUnknown **)&in_two);
        if (in_one && in_two) differences += messages_differ(in_one, in_two, where);
        if (in_one) in_one->lpVtbl->Release(in_one);
        if (in_two) in_two->lpVtbl->Release(in_two);
        one->lpVtbl->Release(one);
        two->lpVtbl->Release(two);
    }
    free_rows(x);
    free_rows(y);
    return differences;
}

int messages_differ(IMessage *a, IMessage *b, const char *what)
{
    return props_differ((IMAPIProp *)a, (IMAPIProp *)b, what) + recipients_differ(a, b, what) +
           attachments_differ(a, b, what);
}
