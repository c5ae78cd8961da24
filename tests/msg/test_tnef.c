/*
 * test_tnef.c - what TNEF carries: messages of a local store there and back, the bytes, damage, a
 * lack of memory
 */
#include "msg/tnef_fixture.h"
#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include "base/bytes.h"
#include "base/fault.h"
#include "base/mem.h"
#include "base/text.h"
#include "codec/tnef/date.h"
#include "codec/tnef/write.h"
#include "fakes/drip_stream.h"
#include "fakes/sink_message.h"
#include "msg/from_tnef.h"
#include "msg/to_tnef.h"
#include "prop/pval.h"

static void what_is_written_is_read(void **state)
{
    static const ULONG ways[] = {0, TNEF_BEST_DATA, TNEF_PURE};
    IMessage *message = full_message(*state);

    for (size_t i = 0; i < 3; i++) {
        IStream *stream = encode(message, ways[i]);
        IMessage *again = new_message(*state);
        STnefProblemArray *problems = (void *)1;
        ITnef *tnef = open_tnef(stream, TNEF_DECODE, again);

        ok_hr(tnef->lpVtbl->ExtractProps(tnef, TNEF_PROP_EXCLUDE, NULL, &problems)); /* 11.10-16 */
        assert_null(problems);
        assert_int_equal(tnef->lpVtbl->Release(tnef), 0);
        ok_hr(again->lpVtbl->SaveChanges(again, KEEP_OPEN_READWRITE));
        assert_int_equal(messages_differ(message, again, "again"), 0);
        again->lpVtbl->Release(again);
        assert_int_equal(stream->lpVtbl->Release(stream), 0); /* 11.10-06 */
    }
    message->lpVtbl->Release(message);
}

/* ---- the bytes ---- */

static bool has_attribute(const struct mail *bytes, ULONG id, BYTE level)
{
    struct reader r = reader_over(bytes->bytes, bytes->count);

    read_skip(&r, 6);
    while (read_left(&r)) {
        BYTE own = read_u8(&r);
        ULONG attribute = read_u32(&r);

        if (attribute == id && own == level) return true;
        read_skip(&r, read_u32(&r));
        read_skip(&r, 2);
    }
    assert_false(r.bad);
    return false;
}

static void each_way_writes_its_attributes(void **state)
{
    IMessage *message = full_message(*state);
    IStream *stream = encode(message, TNEF_PURE);
    struct mail bytes = bytes_of(stream);
    static const ULONG old[] = {attSubject,      attBody,     attDateSent,     attFrom,
                                attMessageClass, attPriority, attMessageStatus};

    assert_memory_equal(bytes.bytes, "\x78\x9f\x3e\x22\x34\x12", 6); /* 11.11-01 */
    /* 11.11-04 */
    assert_memory_equal(bytes.bytes + 6,
                        "\x01\x06\x90\x08\x00\x04\x00\x00\x00\x00\x00\x01\x00\x01\x00", 15);
    for (size_t i = 0; i < sizeof(old) / sizeof(old[0]); i++) /* 11.11-16 */
        assert_false(has_attribute(&bytes, old[i], LVL_MESSAGE));
    assert_false(has_attribute(&bytes, attAttachData, LVL_ATTACHMENT));
    assert_true(has_attribute(&bytes, attMAPIProps, LVL_MESSAGE));
    assert_true(has_attribute(&bytes, attRecipTable, LVL_MESSAGE)); /* 11.11-11 */
    assert_true(has_attribute(&bytes, attOemCodepage, LVL_MESSAGE)); /* 11.11-05 */
    assert_true(has_attribute(&bytes, attAttachRenddata, LVL_ATTACHMENT));
    assert_true(has_attribute(&bytes, attAttachment, LVL_ATTACHMENT));
    mail_drop(&bytes);
    stream->lpVtbl->Release(stream);
    stream = encode(message, TNEF_BEST_DATA);
    bytes = bytes_of(stream);
    for (size_t i = 0; i < sizeof(old) / sizeof(old[0]); i++) /* 11.11-19 */
        assert_true(has_attribute(&bytes, old[i], LVL_MESSAGE));
    assert_true(has_attribute(&bytes, attAttachData, LVL_ATTACHMENT));
    assert_true(has_attribute(&bytes, attAttachTitle, LVL_ATTACHMENT));
    mail_drop(&bytes);
    stream->lpVtbl->Release(stream);
    message->lpVtbl->Release(message);
}

/* The subject is in Latin-1's reach, the text isn't: that alone is a property beside its attribute.
 */
static void what_an_attribute_loses_is_kept_beside_it(void **state)
{
    IMessage *message = full_message(*state);
    IStream *stream = encode(message, TNEF_BEST_DATA); /* 11.11-17 */
    struct mail bytes = bytes_of(stream);

    assert_null(memmem(bytes.bytes, bytes.count, "\x1f\x00\x37\x00", 4));
    assert_non_null(memmem(bytes.bytes, bytes.count, "\x1f\x00\x00\x10", 4));
    assert_non_null(memmem(bytes.bytes, bytes.count, "Gr\xfc\xdf" "e", 6)); /* 11.11-07 */
    assert_non_null(memmem(bytes.bytes, bytes.count, "IPM.Microsoft Mail.Note", 24)); /* 11.11-20 */
    mail_drop(&bytes);
    stream->lpVtbl->Release(stream);
    stream = encode(message, TNEF_COMPATIBILITY);
    bytes = bytes_of(stream);
    assert_null(memmem(bytes.bytes, bytes.count, "\x1f\x00\x00\x10", 4));
    mail_drop(&bytes);
    stream->lpVtbl->Release(stream);
    message->lpVtbl->Release(message);
}

/* By hand: an old stream with a sender, a priority, a status. */
static void old_attributes_are_understood(void **state)
{
    static const BYTE bytes[] =
        "\x78\x9f\x3e\x22\x01\x00"
        "\x01\x0d\x80\x04\x00\x02\x00\x00\x00\x03\x00\x03\x00"             /* attPriority */
        "\x01\x07\x80\x06\x00\x01\x00\x00\x00\x21\x21\x00"                 /* attMessageStatus */
        "\x01\x09\x80\x01\x00\x05\x00\x00\x00\x30\x31\x41\x66\x00\x08\x01" /* attMessageID */
        "\x01\x00\x80\x00\x00\x20\x00\x00\x00\x04\x00\x20\x00\x04\x00\x0c\x00"
        "Ann\0SMTP:a@b.cd\0\0\0\0\0\0\0\0\0"
        "\x6b\x06";
    struct mail mail = {(char *)bytes, sizeof(bytes) - 1};
    IStream *stream = stream_of(&mail);
    IMessage *message = new_message(*state);
    STnefProblemArray *problems = NULL;
    SPropValue *value;

    ok_hr(message_from_tnef(message, stream, NULL, &problems));
    /* sums that were not worked out by hand */
    for (ULONG i = 0; problems && i < problems->cProblem; i++) {
        assert_int_equal(problems->aProblem[i].scode, MAPI_E_CORRUPT_DATA);
        assert_int_equal(problems->aProblem[i].ulComponent, 0);
    }
    FREE(problems);
    assert_int_equal((LONG)get_long(message, PR_PRIORITY), PRIO_NONURGENT); /* 11.11-15 */
    /* 11.11-14 */
    assert_int_equal(get_long(message, PR_MESSAGE_FLAGS) &
                         (MSGFLAG_READ | MSGFLAG_UNMODIFIED | MSGFLAG_UNSENT),
                     MSGFLAG_READ);
    assert_text(message, PR_SENDER_NAME_W, L"Ann"); /* 11.11-12 */
    assert_text(message, PR_SENDER_ADDRTYPE_W, L"SMTP");
    assert_text(message, PR_SENDER_EMAIL_ADDRESS_W, L"a@b.cd");
    value = get_prop(message, PR_SENDER_ENTRYID);
    assert_true(value->Value.bin.cb > 24);
    FREE(value);
    stream->lpVtbl->Release(stream);
    message->lpVtbl->Release(message);
}

/* ---- damage ---- */

static void a_damaged_block_is_left_and_the_rest_read(void **state)
{
    static const char bytes[] =
        "\x78\x9f\x3e\x22\x01\x00"
        "\x01\x03\x90\x06\x00\x08\x00\x00\x00\x05\x00\x00\x00\x00\x00\x37\x00\x3c\x00" /* a type
                                                                                          that is
                                                                                          none */
        "\x01\x04\x80\x01\x00\x02\x00\x00\x00s\x00\x00\x00"; /* attSubject, bad sum */
    struct mail mail = {(char *)bytes, sizeof(bytes) - 1};
    IStream *stream = stream_of(&mail);
    IMessage *message = new_message(*state);
    STnefProblemArray *problems = NULL;

    ok_hr(message_from_tnef(message, stream, NULL, &problems)); /* 11.10-17, -18 */
    assert_non_null(problems);
    assert_int_equal(problems->cProblem, 2);
    assert_int_equal(problems->aProblem[0].ulAttribute, attMAPIProps);
    assert_int_equal(problems->aProblem[0].ulPropTag, 0);
    assert_int_equal(problems->aProblem[0].scode, MAPI_E_UNABLE_TO_COMPLETE);
    assert_int_equal(problems->aProblem[1].ulAttribute, attSubject);
    assert_int_equal(problems->aProblem[1].scode, MAPI_E_CORRUPT_DATA);
    FREE(problems);
    assert_text(message, PR_SUBJECT_W, L"s");
    stream->lpVtbl->Release(stream);
    message->lpVtbl->Release(message);
}

static void put_number_of(struct tnef_writer *w, ULONG tag, ULONG value)
{
    tnef_put_u32(w, tag);
    tnef_put_u32(w, value);
}

static HRESULT append(void *context, const void *bytes, size_t count)
{
    write_bytes(context, bytes, count);
    return S_OK;
}

static HRESULT patch(void *context, uint64_t place, const void *bytes, size_t count)
{
    memcpy(((struct writer *)context)->data + place, bytes, count);
    return S_OK;
}

static struct tnef_writer writer_to(struct writer *out)
{
    struct tnef_output output = {append, patch, out};
    struct tnef_writer w;

    ok_hr(tnef_writer_init(&w, &output));
    tnef_put_head(&w, 1);
    return w;
}

/* What was written becomes a message that counts. */
static HRESULT count_what(struct tnef_writer *w, struct writer *out, struct sink_counts *counts,
                          STnefProblemArray **problems)
{
    IMessage *sink = sink_message_create(counts);
    struct mail mail;
    IStream *stream;
    HRESULT hr;

    ok_hr(tnef_writer_flush(w));
    tnef_writer_drop(w);
    mail = (struct mail){(char *)out->data, out->count};
    stream = stream_of(&mail);
    hr = message_from_tnef(sink, stream, NULL, problems);
    stream->lpVtbl->Release(stream);
    sink->lpVtbl->Release(sink);
    writer_drop(out);
    return hr;
}

/* Named ones too, whatever number the name has there. */
static void recipients_keep_their_named_properties(void **state)
{
    static const ULONG ways[] = {TNEF_BEST_DATA, TNEF_PURE};
    IMessage *message = new_message(*state);
    ULONG tag = CHANGE_PROP_TYPE(keyword_tag(message), PT_LONG);
    SPropValue values[] = {pval_text(PR_DISPLAY_NAME_W, L"Bob"),
                           pval_long(PR_RECIPIENT_TYPE, MAPI_TO), pval_long(tag, 77)};
    SizedADRLIST(1, list) = {1, {{0, 3, values}}};
    SizedSPropTagArray(1, column) = {1, {tag}};

    ok_hr(message->lpVtbl->ModifyRecipients(message, MODRECIP_ADD, (ADRLIST *)&list));
    ok_hr(message->lpVtbl->SaveChanges(message, KEEP_OPEN_READWRITE));
    for (size_t i = 0; i < 2; i++) {
        IStream *stream = encode(message, ways[i]);
        IMessage *again = decoded(*state, stream);
        IMAPITable *table = NULL;
        SRowSet *rows = NULL;

        ok_hr(again->lpVtbl->GetRecipientTable(again, MAPI_UNICODE, &table));
        ok_hr(table->lpVtbl->SetColumns(table, (SPropTagArray *)&column, 0));
        ok_hr(table->lpVtbl->QueryRows(table, 2, 0, &rows));
        assert_int_equal(rows->cRows, 1);
        assert_int_equal(rows->aRow[0].lpProps[0].ulPropTag, tag); /* 11.11-08, -11 */
        assert_int_equal(rows->aRow[0].lpProps[0].Value.l, 77);
        FREE(rows->aRow[0].lpProps);
        FREE(rows);
        table->lpVtbl->Release(table);
        again->lpVtbl->Release(again);
        stream->lpVtbl->Release(stream);
    }
    message->lpVtbl->Release(message);
}

/* Large text comes in pieces; no character is cut, and no shift is forgotten. */
static void large_text_is_the_same_in_any_code_page(void **state)
{
    static const struct {
        UINT code_page;
        const char *text; /* over and over: no byte below 0x30 */
        const WCHAR *wide;
    } cases[] = {
        {65001, "a\xe2\x82\xac", L"a\x20ac"},
        {932, "a\x93\xfa", L"a\x65e5"},
        {50220, "a\x1b$BF|\x1b(B", L"a\x65e5"},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct writer out = {0};
        struct tnef_writer w = writer_to(&out);
        struct tnef_mark mark;
        size_t each = strlen(cases[i].text), wide = text_len(cases[i].wide), times = 100000 / each;
        IMessage *message = new_message(*state);
        struct mail mail;
        IStream *stream, *body = NULL;

        tnef_attr_open(&w, LVL_MESSAGE, attOemCodepage, &mark);
        tnef_put_u32(&w, cases[i].code_page);
        tnef_put_u32(&w, 0);
        tnef_attr_close(&w, &mark);
        tnef_attr_open(&w, LVL_MESSAGE, attBody, &mark);
        for (size_t n = 0; n < times; n++)
            tnef_put(&w, cases[i].text, each);
        tnef_put(&w, "", 1);
        tnef_attr_close(&w, &mark);
        ok_hr(tnef_writer_flush(&w));
        tnef_writer_drop(&w);
        mail = (struct mail){(char *)out.data, out.count};
        stream = stream_of(&mail);
        ok_hr(message_from_tnef(message, stream, NULL, NULL));
        stream->lpVtbl->Release(stream);
        ok_hr(message->lpVtbl->OpenProperty(message, PR_BODY_W, &IID_IStream, 0, 0,
                                            (IUnknown **)&body));
        mail = bytes_of(body);
        assert_int_equal(mail.count, times * wide * sizeof(WCHAR)); /* 11.11-07 */
        for (size_t n = 0; n < times; n++)
            assert_memory_equal(mail.bytes + n * wide * sizeof(WCHAR), cases[i].wide,
                                wide * sizeof(WCHAR));
        mail_drop(&mail);
        body->lpVtbl->Release(body);
        message->lpVtbl->Release(message);
        writer_drop(&out);
    }
}

static const char renddata[] = "\1\0\xff\xff\xff\xff\0\0\0\0\0\0\0";

/* What ends all isn't one property's trouble, in whose words it is said. */
static void a_store_without_memory_or_room_ends_it(void **state)
{
    static const struct {
        HRESULT said, meant;
    } cases[] = {
        {STG_E_INSUFFICIENTMEMORY, MAPI_E_NOT_ENOUGH_MEMORY},
        {STG_E_MEDIUMFULL, MAPI_E_NOT_ENOUGH_DISK},
        {MAPI_E_NETWORK_ERROR, MAPI_E_NETWORK_ERROR},
        {STG_E_ACCESSDENIED, S_OK}, /* this does */
    };
    static const char large[20000]; /* through a stream */

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct writer out = {0};
        struct tnef_writer w = writer_to(&out);
        struct sink_counts counts = {.write_answers = cases[i].said};
        STnefProblemArray *problems = NULL;

        tnef_put_attr(&w, LVL_ATTACHMENT, attAttachRenddata, renddata, 14);
        tnef_put_attr(&w, LVL_ATTACHMENT, attAttachData, large, sizeof(large));
        assert_int_equal(count_what(&w, &out, &counts, &problems), cases[i].meant);
        /* 11.10-18 */
        if (cases[i].meant == S_OK) assert_int_equal(problems->aProblem[0].scode, MAPI_E_NO_ACCESS);
        FREE(problems);
    }
}

/* Where a row is damaged the table ends: in its middle there are no rows. */
static void a_damaged_recipient_ends_the_table(void **state)
{
    struct writer out = {0};
    struct tnef_writer w = writer_to(&out);
    struct tnef_mark mark;
    struct sink_counts counts = {0};
    STnefProblemArray *problems = NULL;

    (void)state;
    tnef_attr_open(&w, LVL_MESSAGE, attRecipTable, &mark);
    tnef_put_u32(&w, 50);
    tnef_put_u32(&w, 1); /* a good one */
    put_number_of(&w, PR_RECIPIENT_TYPE, MAPI_TO);
    tnef_put_u32(&w, 2); /* one whose first property is of no type */
    put_number_of(&w, PROP_TAG(PT_UNSPECIFIED, 0x6801), 0);
    for (int i = 0; i < 100; i++) { /* which read from the middle look like rows */
        tnef_put_u32(&w, 1);
        put_number_of(&w, PR_RECIPIENT_TYPE, MAPI_CC);
    }
    tnef_attr_close(&w, &mark);
    tnef_put_attr(&w, LVL_MESSAGE, attSubject, "s", 2);
    ok_hr(count_what(&w, &out, &counts, &problems)); /* 11.10-17 */
    assert_int_equal(counts.recipients, 1);
    assert_int_equal(counts.properties, 2); /* its type, and the subject behind the table */
    assert_non_null(problems);
    assert_int_equal(problems->cProblem, 1);
    assert_int_equal(problems->aProblem[0].ulAttribute, attRecipTable);
    assert_int_equal(problems->aProblem[0].scode, MAPI_E_UNABLE_TO_COMPLETE);
    FREE(problems);
}

/* 40 values of 25 KB. */
static void put_many_of(struct tnef_writer *w, ULONG id)
{
    static const char bytes[25000];

    tnef_put_u32(w, PROP_TAG(PT_MV_BINARY, id));
    tnef_put_u32(w, 40);
    for (int i = 0; i < 40; i++) {
        tnef_put_u32(w, sizeof(bytes));
        tnef_put(w, bytes, sizeof(bytes));
    }
}

static void many_values_are_not_held_together(void **state)
{
    struct writer out = {0};
    struct tnef_writer w = writer_to(&out);
    struct tnef_mark mark;
    struct sink_counts counts = {0};

    (void)state;
    tnef_attr_open(&w, LVL_MESSAGE, attMAPIProps, &mark);
    tnef_put_u32(&w, 10);
    for (ULONG i = 0; i < 10; i++)
        put_many_of(&w, 0x6801 + i);
    tnef_attr_close(&w, &mark);
    tnef_attr_open(&w, LVL_MESSAGE, attRecipTable, &mark);
    tnef_put_u32(&w, 20);
    for (ULONG i = 0; i < 20; i++) {
        tnef_put_u32(&w, 1);
        put_many_of(&w, 0x6801);
    }
    tnef_attr_close(&w, &mark);
    ok_hr(count_what(&w, &out, &counts, NULL));
    assert_int_equal(counts.properties, 30);
    assert_true(counts.sets >= 5);  /* of 10 MB 2 MB at most */
    assert_true(counts.lists >= 4); /* of 20 MB 5 MB at most */
}

/* Whether one was there before is looked up once, not for each. */
static void what_was_there_is_looked_up_once(void **state)
{
    struct writer out = {0};
    struct tnef_writer w = writer_to(&out);
    struct sink_counts counts = {0};

    (void)state;
    for (int i = 0; i < 1000; i++) {
        tnef_put_attr(&w, LVL_ATTACHMENT, attAttachRenddata, renddata, 14);
        tnef_put_attr(&w, LVL_ATTACHMENT, attAttachTransportFilename, "x", 2);
    }
    ok_hr(count_what(&w, &out, &counts, NULL));
    assert_int_equal(counts.attachments, 1000);
    assert_true(counts.opens <= 256);
}

/* 11.10-18: what is wrong with an attachment is told with its number, though it had none yet */
static void problems_name_their_attachment(void **state)
{
    static const char nothing[TNEF_DATE_BYTES];
    struct writer out = {0};
    struct tnef_writer w = writer_to(&out);
    struct sink_counts counts = {0};
    STnefProblemArray *problems = NULL;

    (void)state;
    for (int i = 0; i < 3; i++) {
        tnef_put_attr(&w, LVL_ATTACHMENT, attAttachRenddata, renddata, 14);
        if (i) tnef_put_attr(&w, LVL_ATTACHMENT, attAttachCreateDate, nothing, sizeof(nothing));
        tnef_put_attr(&w, LVL_ATTACHMENT, attAttachData, "abc", 3);
    }
    ok_hr(count_what(&w, &out, &counts, &problems));
    assert_int_equal(counts.attachments, 3);
    assert_non_null(problems);
    assert_int_equal(problems->cProblem, 2);
    for (ULONG i = 0; i < 2; i++) {
        assert_int_equal(problems->aProblem[i].ulComponent, i + 1);
        assert_int_equal(problems->aProblem[i].ulAttribute, attAttachCreateDate);
    }
    FREE(problems);
}

/* It is known by its first bytes, however they come. */
static void a_storage_is_one_from_any_stream(void **state)
{
    const char *source = getenv("OPENMAPI_SOURCE");
    struct sink_counts whole = {0};
    char path[1024];
    struct mail mail;

    (void)state;
    snprintf(path, sizeof(path), "%s/tests/fuzz/corpus/tnef/ole", source ? source : ".");
    assert_true(mail_load(&mail, path));
    for (size_t most = mail.count; most; most--) {
        struct drip_stream config = {.data = mail.bytes, .bytes = mail.count, .most = most};
        IStream *stream = drip_stream_create(&config);
        struct sink_counts counts = {0};
        IMessage *sink = sink_message_create(&counts);

        ok_hr(message_from_tnef(sink, stream, NULL, NULL));
        if (most == mail.count) whole = counts;
        /* it isn't a value, but goes through a stream */
        assert_memory_equal(&counts, &whole, sizeof(counts));
        stream->lpVtbl->Release(stream);
        sink->lpVtbl->Release(sink);
    }
    mail_drop(&mail);
}

static void running_out_of_memory_leaves_nothing_behind(void **state)
{
    IMessage *message = full_message(*state);
    IStream *stream = encode(message, 0);
    struct sink_counts counts;
    HRESULT hr = E_FAIL;

    for (int n = 0; hr != S_OK; n += 1 + n / 60) {
        STnefProblemArray *problems = NULL;
        long objects = sink_objects_alive(), roots = mem_roots_alive();
        IMessage *sink = sink_message_create(&counts);

        rewind_to(stream, 0);
        fault_alloc_after(n);
        hr = message_from_tnef(sink, stream, NULL, &problems);
        fault_alloc_never();
        if (hr != S_OK) assert_int_equal(hr, MAPI_E_NOT_ENOUGH_MEMORY);
        FREE(problems);
        sink->lpVtbl->Release(sink);
        assert_int_equal(sink_objects_alive(), objects);
        assert_int_equal(mem_roots_alive(), roots);
    }
    hr = E_FAIL;
    for (int n = 0; hr != S_OK; n += 1 + n / 60) {
        long objects = com_objects_alive(), roots = mem_roots_alive();
        IStream *out = empty_stream();
        STnefProblemArray *problems = NULL;

        fault_alloc_after(n);
        hr = message_to_tnef(message, out, NULL, &problems);
        fault_alloc_never();
        if (hr != S_OK && hr != STG_E_INSUFFICIENTMEMORY)
            assert_int_equal(hr, MAPI_E_NOT_ENOUGH_MEMORY);
        FREE(problems);
        assert_int_equal(out->lpVtbl->Release(out), 0);
        assert_int_equal(com_objects_alive(), objects);
        assert_int_equal(mem_roots_alive(), roots);
    }
    stream->lpVtbl->Release(stream);
    message->lpVtbl->Release(message);
}

/* ---- files ---- */

/* Every file of a folder is read or refused; what was read comes back the same by each way. */
static int read_folder(struct fixture *f, const char *folder)
{
    DIR *dir = opendir(folder);
    struct dirent *entry;
    int files = 0;

    while (dir && (entry = readdir(dir)) != NULL) {
        static const ULONG ways[] = {TNEF_BEST_DATA, TNEF_PURE};
        IMessage *message = new_message(f);
        IStream *stream;
        char path[1200];
        struct mail mail;
        HRESULT hr;

        snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);
        if (entry->d_name[0] == '.' || entry->d_type == DT_DIR || !mail_load(&mail, path)) {
            message->lpVtbl->Release(message);
            continue;
        }
        files++;
        stream = stream_of(&mail);
        hr = message_from_tnef(message, stream, NULL, NULL);
        stream->lpVtbl->Release(stream);
        mail_drop(&mail);
        if (hr != MAPI_E_CORRUPT_DATA) ok_hr(hr);
        ok_hr(message->lpVtbl->SaveChanges(message, KEEP_OPEN_READWRITE));
        for (int i = 0; i < 2; i++) {
            struct to_tnef_options options = {ways[i], 1};
            STnefProblemArray *problems = NULL;
            IMessage *again;

            stream = empty_stream();
            ok_hr(message_to_tnef(message, stream, &options, &problems));
            assert_null(problems);
            again = decoded(f, stream);
            assert_int_equal(messages_differ(message, again, path), 0);
            again->lpVtbl->Release(again);
            stream->lpVtbl->Release(stream);
        }
        message->lpVtbl->Release(message);
    }
    if (dir) closedir(dir);
    return files;
}

static void files_come_back_the_same(void **state)
{
    const char *source = getenv("OPENMAPI_SOURCE");
    char path[1024];

    snprintf(path, sizeof(path), "%s/tests/fuzz/corpus/tnef", source ? source : ".");
    assert_true(read_folder(*state, path) >= 17);
}

static void the_corpus_comes_back_the_same(void **state)
{
    const char *source = getenv("OPENMAPI_SOURCE");
    char path[1024];

    snprintf(path, sizeof(path), "%s/../shared/corpus/tnef", source ? source : ".");
    /* it isn't part of these sources */
    if (!read_folder(*state, path)) printf("# skipped: no %s\n", path);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, store_setup, store_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_is_written_is_read),
        TEST(each_way_writes_its_attributes),
        TEST(what_an_attribute_loses_is_kept_beside_it),
        TEST(old_attributes_are_understood),
        TEST(a_damaged_block_is_left_and_the_rest_read),
        TEST(recipients_keep_their_named_properties),
        TEST(large_text_is_the_same_in_any_code_page),
        TEST(a_store_without_memory_or_room_ends_it),
        TEST(a_damaged_recipient_ends_the_table),
        TEST(many_values_are_not_held_together),
        TEST(what_was_there_is_looked_up_once),
        TEST(problems_name_their_attachment),
        TEST(a_storage_is_one_from_any_stream),
        TEST(running_out_of_memory_leaves_nothing_behind),
        TEST(files_come_back_the_same),
        TEST(the_corpus_comes_back_the_same),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
