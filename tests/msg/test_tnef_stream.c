/*
 * test_tnef_stream.c - the bytes of what is encoded, attribute by attribute
 */
#include "msg/tnef_fixture.h"
#include <string.h>
#include "base/bytes.h"

struct attribute {
    uint8_t level;
    uint32_t id, bytes;
    const uint8_t *data;
};

/* The next one of a stream, its sum checked; false at the end. */
static bool next(struct reader *r, struct attribute *out)
{
    uint16_t sum = 0;

    if (!read_left(r)) return false;
    out->level = read_u8(r);
    out->id = read_u32(r);
    out->bytes = read_u32(r);
    out->data = read_bytes(r, out->bytes);
    assert_non_null(out->data);
    for (uint32_t i = 0; i < out->bytes; i++)
        sum += out->data[i];
    assert_int_equal(read_u16(r), sum);
    return true;
}

static struct reader begin(const struct mail *stream)
{
    struct reader r = reader_over((const uint8_t *)stream->bytes, stream->count);

    assert_int_equal(read_u32(&r), 0x223e9f78);
    assert_int_equal(read_u16(&r), 0x1234);
    return r;
}

/* 11.11-06, 11.11-07: what the type word in an attribute's number says of its data */
static void expect_form(const struct attribute *a)
{
    switch (a->id >> 16) {
    case 0:
        assert_true(a->bytes >= 16);
        break; /* triples */
    case 1:    /* string */
    case 2:
        assert_true(a->bytes && !a->data[a->bytes - 1]);
        break; /* text */
    case 3:
        assert_int_equal(a->bytes, 14);
        break; /* date */
    case 4:
        assert_int_equal(a->bytes, 2);
        break; /* short */
    case 5:
        assert_int_equal(a->bytes, 4);
        break; /* long */
    case 6:
        break; /* bytes */
    case 7:
        assert_true(a->bytes && !a->data[a->bytes - 1]);
        break; /* word: a class */
    case 8:
        assert_true(a->bytes == 4 || a->bytes == 8);
        break; /* dwords */
    default:
        fail();
    }
}

/* The type words of what is there, as bits. */
static unsigned walk(const struct mail *stream, ULONG *attachments)
{
    struct reader r = begin(stream);
    struct attribute a = {0}, before;
    unsigned types = 0;

    *attachments = 0;
    for (before = a; next(&r, &a); before = a) {
        assert_true(a.level == LVL_MESSAGE || a.level == LVL_ATTACHMENT);
        assert_true(a.level >= before.level);
        if (a.level == LVL_ATTACHMENT && before.level != LVL_ATTACHMENT)
            assert_int_equal(a.id, attAttachRenddata);
        if (a.id == attAttachRenddata) ++*attachments;
        expect_form(&a);
        types |= 1u << (a.id >> 16);
    }
    return types;
}

/* 11.11-01, 11.11-02, 11.11-03, 11.11-06, 11.11-07 */
static void attributes_stand_in_their_order(void **state)
{
    static const ULONG modes[] = {TNEF_BEST_DATA, TNEF_COMPATIBILITY, TNEF_PURE};
    IMessage *message = full_message(*state);
    SPropValue needed = {.ulPropTag = PR_RESPONSE_REQUESTED, .Value.b = 1};
    unsigned types = 0;

    ok_hr(message->lpVtbl->SetProps(message, 1, &needed, NULL));
    ok_hr(set_long(message, PR_OWNER_APPT_ID, 77));
    for (int i = 0; i < 3; i++) {
        IStream *stream = encode(message, modes[i]);
        struct mail bytes = bytes_of(stream);
        ULONG attachments;

        types |= walk(&bytes, &attachments);
        assert_int_equal(attachments, 3);
        mail_drop(&bytes);
        stream->lpVtbl->Release(stream);
    }
    assert_int_equal(types, 0x1ff); /* each of the nine was there */
    message->lpVtbl->Release(message);
}

static void set_person(IMessage *message, ULONG name, ULONG type, ULONG address, const WCHAR *who,
                       const WCHAR *where)
{
    ok_hr(set_text(message, name, who));
    ok_hr(set_text(message, type, L"SMTP"));
    ok_hr(set_text(message, address, where));
}

static void expect_person(const struct mail *stream, uint32_t id, const char *name,
                          const char *address)
{
    struct reader r = begin(stream);
    struct attribute a = {0};

    while (next(&r, &a) && a.id != id)
        ;
    assert_int_equal(a.id, id);
    assert_int_equal(a.level, LVL_MESSAGE);
    r = reader_over(a.data, a.bytes);
    assert_int_equal(read_u16(&r), strlen(name) + 1);
    assert_memory_equal(read_bytes(&r, strlen(name) + 1), name, strlen(name) + 1);
    assert_int_equal(read_u16(&r), strlen(address) + 1);
    assert_memory_equal(read_bytes(&r, strlen(address) + 1), address, strlen(address) + 1);
    assert_int_equal(read_left(&r), 0);
}

/* 11.11-13: a name, and "type:address", both counted with their zero */
static void owners_are_counted_texts(void **state)
{
    IMessage *message = new_message(*state);
    struct mail bytes;
    IStream *stream;

    ok_hr(set_text(message, PR_MESSAGE_CLASS_W, L"IPM.Schedule.Meeting.Resp.Pos"));
    set_person(message, PR_RCVD_REPRESENTING_NAME_W, PR_RCVD_REPRESENTING_ADDRTYPE_W,
               PR_RCVD_REPRESENTING_EMAIL_ADDRESS_W, L"Ann", L"ann@example.org");
    set_person(message, PR_SENT_REPRESENTING_NAME_W, PR_SENT_REPRESENTING_ADDRTYPE_W,
               PR_SENT_REPRESENTING_EMAIL_ADDRESS_W, L"Bobby", L"b@example.org");
    ok_hr(message->lpVtbl->SaveChanges(message, KEEP_OPEN_READWRITE));
    stream = encode(message, TNEF_BEST_DATA);
    bytes = bytes_of(stream);
    expect_person(&bytes, attOwner, "Ann", "SMTP:ann@example.org");
    expect_person(&bytes, attSentFor, "Bobby", "SMTP:b@example.org");
    mail_drop(&bytes);
    stream->lpVtbl->Release(stream);
    message->lpVtbl->Release(message);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(attributes_stand_in_their_order, store_setup,
                                        store_teardown),
        cmocka_unit_test_setup_teardown(owners_are_counted_texts, store_setup, store_teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
