/*
 * mime_dump.c - mails into a local store, and what can then be read there as JSON, one line a mail
 *
 * mime_dump FILE...   for compare_mime.py, which holds each line against what an oracle reads in
 * the same file
 */
#include "local_store/fixture.h"
#include <stdio.h>
#include <string.h>
#include "base/filetime.h"
#include "base/mem.h"
#include "base/text.h"
#include "com/mem_stream.h"
#include "msg/from_mime.h"
#include "msg/mime_tags.h"

static void put_json(const WCHAR *text)
{
    putchar('"');
    for (; text && *text; text++) {
        if (*text < ' ' || *text > '~' || *text == '"' || *text == '\\') printf("\\u%04x", *text);
        else putchar(*text);
    }
    putchar('"');
}

static void put_hex(const BYTE *bytes, size_t count)
{
    putchar('"');
    for (size_t i = 0; i < count; i++)
        printf("%02x", bytes[i]);
    putchar('"');
}

/* All bytes of a property, by its stream; NULL: it has none. */
static BYTE *read_stream(IMAPIProp *object, ULONG tag, ULONG *count)
{
    IStream *stream = NULL;
    STATSTG stat;
    BYTE *bytes;

    *count = 0;
    if (object->lpVtbl->OpenProperty(object, tag, &IID_IStream, 0, 0, (IUnknown **)&stream) != S_OK)
        return NULL;
    assert_int_equal(stream->lpVtbl->Stat(stream, &stat, STATFLAG_NONAME), S_OK);
    bytes = mem_zero(stat.cbSize.LowPart + sizeof(WCHAR));
    assert_int_equal(stream->lpVtbl->Read(stream, bytes, stat.cbSize.LowPart, count), S_OK);
    stream->lpVtbl->Release(stream);
    return bytes;
}

static void put_prop(const SPropValue *value)
{
    switch (PROP_TYPE(value->ulPropTag)) {
    case PT_UNICODE: put_json(value->Value.lpszW); break;
    case PT_BINARY: put_hex(value->Value.bin.lpb, value->Value.bin.cb); break;
    case PT_LONG: printf("%d", (int)value->Value.l); break;
    case PT_BOOLEAN: printf(value->Value.b ? "true" : "false"); break;
    case PT_SYSTIME:
        printf("%lld", (long long)(filetime_to_u64(value->Value.ft) / 10000000) - 11644473600);
        break;
    default: printf("null");
    }
}

static const struct {
    ULONG tag;
    const char *name;
} props[] = {
    {PR_MESSAGE_CLASS_W, "class"},
    {PR_SUBJECT_W, "subject"},
    {PR_SUBJECT_PREFIX_W, "prefix"},
    {PR_NORMALIZED_SUBJECT_W, "normalized"},
    {PR_CONVERSATION_TOPIC_W, "topic"},
    {PR_SENDER_NAME_W, "sender_name"},
    {PR_SENDER_EMAIL_ADDRESS_W, "sender_address"},
    {PR_SENT_REPRESENTING_NAME_W, "from_name"},
    {PR_SENT_REPRESENTING_EMAIL_ADDRESS_W, "from_address"},
    {PR_REPLY_RECIPIENT_NAMES_W, "reply_to"},
    {PR_CLIENT_SUBMIT_TIME, "date"},
    {PR_MESSAGE_DELIVERY_TIME, "delivered"},
    {PR_INTERNET_MESSAGE_ID_W, "message_id"},
    {PR_IN_REPLY_TO_W, "in_reply_to"},
    {PR_INTERNET_REFERENCES_W, "references"},
    {PR_IMPORTANCE, "importance"},
    {PR_SENSITIVITY, "sensitivity"},
    {PR_INTERNET_CPID, "code_page"},
    {PR_DISPLAY_TO_W, "display_to"},
};
static const struct {
    ULONG tag;
    const char *name;
} attach_props[] = {
    {PR_ATTACH_METHOD, "method"},
    {PR_ATTACH_LONG_FILENAME_W, "name"},
    {PR_ATTACH_FILENAME_W, "short"},
    {PR_ATTACH_MIME_TAG_W, "type"},
    {PR_ATTACH_CONTENT_ID_W, "id"},
    {PR_ATTACH_CONTENT_LOCATION_W, "location"},
    {PR_ATTACH_SIZE, "size"},
    {PR_ATTACHMENT_HIDDEN, "hidden"},
};

static void put_named(IMAPIProp *object, ULONG tag, const char *name)
{
    SizedSPropTagArray(1, tags) = {1, {tag}};
    SPropValue *value = NULL;
    ULONG count;

    if (object->lpVtbl->GetProps(object, (SPropTagArray *)&tags, 0, &count, &value) == S_OK) {
        printf("\"%s\":", name);
        put_prop(value);
        printf(",");
    } else if (value && value->Value.err == MAPI_E_NOT_ENOUGH_MEMORY) {
        BYTE *bytes = read_stream(object, tag, &count);

        printf("\"%s\":", name);
        put_json((WCHAR *)bytes);
        printf(",");
        mem_free(bytes);
    }
    mem_free(value);
}

static void put_recipients(IMessage *message)
{
    SizedSPropTagArray(3, tags) = {3, {PR_RECIPIENT_TYPE, PR_DISPLAY_NAME_W, PR_EMAIL_ADDRESS_W}};
    IMAPITable *table = NULL;
    SRowSet *rows = NULL;
    bool any = false;

    assert_int_equal(message->lpVtbl->GetRecipientTable(message, MAPI_UNICODE, &table), S_OK);
    assert_int_equal(table->lpVtbl->SetColumns(table, (SPropTagArray *)&tags, 0), S_OK);
    printf("\"recipients\":[");
    for (;;) {
        ULONG n;

        assert_int_equal(table->lpVtbl->QueryRows(table, 100, 0, &rows), S_OK);
        n = rows->cRows;
        for (ULONG i = 0; i < n; i++) {
            printf("%s[", any ? "," : "");
            any = true;
            for (ULONG c = 0; c < 3; c++) {
                if (c) printf(",");
                put_prop(&rows->aRow[i].lpProps[c]);
            }
            printf("]");
            mem_free(rows->aRow[i].lpProps);
        }
        mem_free(rows);
        if (!n) break;
    }
    printf("],");
    table->lpVtbl->Release(table);
}

static void put_message(IMessage *message);

static void put_attachment(IMessage *message, ULONG number)
{
    IAttach *attach = NULL;
    IMessage *inner = NULL;
    BYTE *bytes;
    ULONG count;

    assert_int_equal(message->lpVtbl->OpenAttach(message, number, NULL, 0, &attach), S_OK);
    printf("{");
    for (size_t i = 0; i < sizeof(attach_props) / sizeof(attach_props[0]); i++)
        put_named((IMAPIProp *)attach, attach_props[i].tag, attach_props[i].name);
    if (attach->lpVtbl->OpenProperty(attach, PR_ATTACH_DATA_OBJ, &IID_IMessage, 0, 0,
                                     (IUnknown **)&inner) == S_OK) {
        printf("\"message\":");
        put_message(inner);
        inner->lpVtbl->Release(inner);
    } else {
        bytes = read_stream((IMAPIProp *)attach, PR_ATTACH_DATA_BIN, &count);
        printf("\"data\":");
        put_hex(bytes, count);
        mem_free(bytes);
    }
    printf("}");
    attach->lpVtbl->Release(attach);
}

static void put_message(IMessage *message)
{
    SizedSPropTagArray(1, tags) = {1, {PR_ATTACH_NUM}};
    IMAPITable *table = NULL;
    BYTE *bytes;
    ULONG count, n;
    bool any = false;

    printf("{");
    for (size_t i = 0; i < sizeof(props) / sizeof(props[0]); i++)
        put_named((IMAPIProp *)message, props[i].tag, props[i].name);
    put_recipients(message);
    bytes = read_stream((IMAPIProp *)message, PR_BODY_W, &count);
    printf("\"body\":");
    if (bytes) put_json((WCHAR *)bytes);
    else printf("null");
    mem_free(bytes);
    bytes = read_stream((IMAPIProp *)message, PR_HTML, &count);
    printf(",\"html\":");
    if (bytes) put_hex(bytes, count);
    else printf("null");
    mem_free(bytes);
    bytes = read_stream((IMAPIProp *)message, PR_TRANSPORT_MESSAGE_HEADERS_W, &count);
    printf(",\"headers\":");
    put_json((WCHAR *)bytes);
    mem_free(bytes);

    printf(",\"attachments\":[");
    assert_int_equal(message->lpVtbl->GetAttachmentTable(message, MAPI_UNICODE, &table), S_OK);
    assert_int_equal(table->lpVtbl->SetColumns(table, (SPropTagArray *)&tags, 0), S_OK);
    do {
        SRowSet *rows = NULL;

        assert_int_equal(table->lpVtbl->QueryRows(table, 100, 0, &rows), S_OK);
        n = rows->cRows;
        for (ULONG i = 0; i < n; i++) {
            if (any) printf(",");
            any = true;
            put_attachment(message, (ULONG)rows->aRow[i].lpProps->Value.l);
            mem_free(rows->aRow[i].lpProps);
        }
        mem_free(rows);
    } while (n);
    table->lpVtbl->Release(table);
    printf("]}");
}

static void dump(struct fixture *f, IMAPIFolder *inbox, const char *path)
{
    struct mime_report report;
    struct mem_stream_config config = {0};
    IStream *stream = NULL;
    IMessage *message = NULL;
    SPropValue *id;
    BYTE entry[48];
    FILE *file = fopen(path, "rb");
    BYTE *bytes;
    long size;
    HRESULT hr;

    assert_non_null(file);
    fseek(file, 0, SEEK_END);
    size = ftell(file);
    rewind(file);
    bytes = mem_zero((size_t)size + 1);
    assert_int_equal(fread(bytes, 1, (size_t)size, file), size);
    fclose(file);
    config.data = bytes;
    config.bytes = (size_t)size;
    assert_int_equal(mem_stream_open(&config, &stream), S_OK);
    mem_free(bytes);

    assert_int_equal(inbox->lpVtbl->CreateMessage(inbox, NULL, 0, &message), S_OK);
    hr = message_from_mime(message, stream, 0, &report);
    stream->lpVtbl->Release(stream);
    printf("{\"hr\":%u,", (unsigned)hr);
    if (SUCCEEDED(hr)) {
        assert_int_equal(message->lpVtbl->SaveChanges(message, KEEP_OPEN_READWRITE), S_OK);
        id = get_prop(message, PR_ENTRYID);
        memcpy(entry, id->Value.bin.lpb, 48);
        mem_free(id);
    }
    message->lpVtbl->Release(message);
    printf(
        "\"report\":{\"unknown_charset\":%u,\"bad_text\":%u,\"bad_encoding\":%u,\"bad_header\":%u,\"bad_address\":%u,"
        "\"bad_date\":%u,\"bad_structure\":%u,\"outside_parts\":%u,\"too_deep\":%u,\"refused\":%u}",
        report.unknown_charset, report.bad_text, report.bad_encoding, report.bad_header,
        report.bad_address, report.bad_date, report.bad_structure, report.outside_parts,
        report.too_deep, report.refused);
    if (SUCCEEDED(hr)) {
        printf(",\"message\":");
        message = open_message(f, entry, 0);
        put_message(message);
        message->lpVtbl->Release(message);
    }
    printf("}\n");
    fflush(stdout);
}

int main(int argc, char **argv)
{
    void *state = NULL;
    IMAPIFolder *inbox;

    store_setup(&state);
    inbox = open_inbox(state);
    for (int i = 1; i < argc; i++)
        dump(state, inbox, argv[i]);
    inbox->lpVtbl->Release(inbox);
    store_teardown(&state);
    return 0;
}
