/*
 * test_tnef.c - TNEF's bytes: attributes, properties, sums, dates, from memory and from a stream of
 * drops
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>
#include "mapitags.h"
#include "tnef.h"
#include "base/bytes.h"
#include "base/fault.h"
#include "base/filetime.h"
#include "base/mem.h"
#include "codec/tnef/class.h"
#include "codec/tnef/date.h"
#include "codec/tnef/read.h"
#include "codec/tnef/sum.h"
#include "codec/tnef/write.h"

/* ---- what is written ---- */

static HRESULT append(void *context, const void *bytes, size_t count)
{
    write_bytes(context, bytes, count);
    return ((struct writer *)context)->bad ? MAPI_E_NOT_ENOUGH_MEMORY : S_OK;
}

static HRESULT patch(void *context, uint64_t place, const void *bytes, size_t count)
{
    struct writer *w = context;

    assert_true(place + count <= w->count);
    memcpy(w->data + place, bytes, count);
    return S_OK;
}

static struct tnef_writer writer_to(struct writer *out)
{
    struct tnef_output output = {append, patch, out};
    struct tnef_writer w;

    assert_int_equal(tnef_writer_init(&w, &output), S_OK);
    return w;
}

/* An attribute of `large` bytes, and in it a size and another attribute, as a message in a message
 * has them. */
static void write_nested(struct writer *out, size_t large)
{
    struct tnef_writer w = writer_to(out);
    struct tnef_mark outer, size, inner;

    tnef_put_head(&w, 5);
    tnef_attr_open(&w, LVL_ATTACHMENT, attAttachment, &outer);
    tnef_size_open(&w, &size);
    tnef_attr_open(&w, LVL_MESSAGE, attBody, &inner);
    for (size_t i = 0; i < large; i++)
        tnef_put(&w, &(uint8_t){(uint8_t)(i * 7)}, 1);
    tnef_attr_close(&w, &inner);
    tnef_size_close(&w, &size, true);
    tnef_attr_close(&w, &outer);
    tnef_put_attr(&w, LVL_MESSAGE, attSubject, "last", 5);
    assert_int_equal(tnef_writer_flush(&w), S_OK);
    tnef_writer_drop(&w);
}

static void lengths_and_sums_come_out_right_however_large(void **state)
{
    static const size_t sizes[] = {0, 1, 3, 1000, 65000, 65510, 65536, 200001};

    (void)state;
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) { /* 11.11-01, -02 */
        struct writer out = {0};
        struct tnef_reader r;
        struct tnef_attr outer, inner;
        uint16_t key;
        bool fits;

        write_nested(&out, sizes[i]);
        tnef_reader_over(&r, out.data, out.count);
        assert_int_equal(tnef_begin(&r, &key), S_OK);
        assert_int_equal(key, 5);
        assert_int_equal(tnef_attr_next(&r, &outer), S_OK);
        assert_int_equal(outer.id, attAttachment);
        assert_int_equal(tnef_u32(&r), sizes[i] + 11);
        assert_int_equal(tnef_attr_next(&r, &inner), S_OK);
        assert_int_equal(inner.bytes, sizes[i]);
        assert_int_equal(tnef_attr_end(&r, &inner, &fits), S_OK);
        assert_true(fits);
        assert_int_equal(tnef_attr_end(&r, &outer, &fits), S_OK);
        assert_true(fits);
        assert_int_equal(tnef_attr_next(&r, &outer), S_OK);
        assert_int_equal(outer.id, attSubject);
        assert_int_equal(tnef_attr_end(&r, &outer, &fits), S_OK);
        assert_true(fits);
        assert_int_equal(tnef_attr_next(&r, &outer), S_FALSE);
        writer_drop(&out);
    }
}

static void a_sum_is_that_of_its_bytes(void **state)
{
    uint8_t bytes[5000];
    uint32_t sum = 0;

    (void)state;
    memset(bytes, 0xff, sizeof(bytes));
    for (size_t n = 0; n < sizeof(bytes); n++) {
        assert_int_equal(tnef_sum(bytes, n), sum);
        sum += bytes[n];
    }
}

/* ---- what is read ---- */

struct drops {
    const uint8_t *at;
    size_t left, reads;
    HRESULT fails; /* at the end, instead of ending */
};

static HRESULT drip(void *context, void *to, size_t want, size_t *got)
{
    struct drops *drops = context;

    (void)want;
    drops->reads++;
    *got = drops->left ? 1 : 0;
    if (!drops->left) return drops->fails;
    *(uint8_t *)to = *drops->at++;
    drops->left--;
    return S_OK;
}

static void a_stream_of_drops_reads_like_memory(void **state)
{
    struct writer out = {0};
    struct tnef_attr attr;
    struct tnef_reader r;
    uint16_t key;
    bool fits;

    (void)state;
    write_nested(&out, 3000);
    struct drops drops = {out.data, out.count, 0, S_OK};
    struct tnef_input input = {drip, &drops, UINT64_MAX};

    assert_int_equal(tnef_reader_from(&r, &input), S_OK);
    assert_int_equal(tnef_begin(&r, &key), S_OK);
    assert_int_equal(tnef_attr_next(&r, &attr), S_OK);
    assert_int_equal(tnef_attr_end(&r, &attr, &fits), S_OK);
    assert_true(fits);
    assert_int_equal(tnef_attr_next(&r, &attr), S_OK);
    assert_int_equal(attr.id, attSubject);
    assert_int_equal(tnef_attr_end(&r, &attr, &fits), S_OK);
    assert_int_equal(tnef_attr_next(&r, &attr), S_FALSE);
    tnef_reader_drop(&r);
    writer_drop(&out);
}

static void every_cut_is_told(void **state)
{
    struct writer out = {0};

    (void)state;
    write_nested(&out, 20);
    for (size_t n = 0; n < out.count; n++) {
        struct tnef_reader r;
        struct tnef_attr attr;
        uint16_t key;
        HRESULT hr;

        tnef_reader_over(&r, out.data, n);
        hr = tnef_begin(&r, &key);
        while (hr == S_OK) {
            hr = tnef_attr_next(&r, &attr);
            if (hr == S_OK) hr = tnef_attr_end(&r, &attr, NULL);
        }
        /* between two attributes */
        if (n == 6 || n == 6 + 9 + 36 + 2) assert_int_equal(hr, S_FALSE);
        else assert_int_equal(hr, MAPI_E_CORRUPT_DATA);
    }
    writer_drop(&out);
}

static void what_the_input_answers_is_the_answer(void **state)
{
    static const uint8_t head[] = {0x78, 0x9f, 0x3e, 0x22, 1, 0, 1};
    struct drops drops = {head, sizeof(head), 0, MAPI_E_DISK_ERROR};
    struct tnef_input input = {drip, &drops, UINT64_MAX};
    struct tnef_attr attr;
    struct tnef_reader r;
    uint16_t key;

    (void)state;
    assert_int_equal(tnef_reader_from(&r, &input), S_OK);
    assert_int_equal(tnef_begin(&r, &key), S_OK);
    assert_int_equal(tnef_attr_next(&r, &attr), MAPI_E_DISK_ERROR);
    tnef_reader_drop(&r);
}

static void a_length_that_lies_costs_no_memory(void **state)
{
    /* attMAPIProps of 4 GiB, with one property that says 2 GiB */
    static const uint8_t bytes[] = {0x78, 0x9f, 0x3e, 0x22, 1, 0, 1, 3, 0x90, 6,    0,
                                    0xff, 0xff, 0xff, 0xff, 1, 0, 0, 0, 2,    0x01, 0x37,
                                    0,    1,    0,    0,    0, 0, 0, 0, 0x7f};
    struct drops drops = {bytes, sizeof(bytes), 0, S_OK};
    struct tnef_input input = {drip, &drops, UINT64_MAX};
    struct tnef_attr attr;
    struct tnef_prop prop;
    struct tnef_reader r;
    uint8_t *value;
    uint16_t key;
    long roots;

    (void)state;
    assert_int_equal(tnef_reader_from(&r, &input), S_OK);
    roots = mem_roots_alive();
    assert_int_equal(tnef_begin(&r, &key), S_OK);
    assert_int_equal(tnef_attr_next(&r, &attr), S_OK);
    assert_int_equal(tnef_prop_count(&r), 1);
    tnef_u32(&r);
    tnef_u32(&r);
    assert_int_equal(tnef_load(&r, 0x7f000000, UINT32_MAX, NULL, &value), MAPI_E_CORRUPT_DATA);
    assert_null(value);
    assert_int_equal(mem_roots_alive(), roots);
    tnef_reader_drop(&r);
    /* Where the input's length is known, nothing is even begun. */
    tnef_reader_over(&r, bytes, sizeof(bytes));
    assert_int_equal(tnef_begin(&r, &key), S_OK);
    assert_int_equal(tnef_attr_next(&r, &attr), MAPI_E_CORRUPT_DATA);
    (void)prop;
}

static void a_named_property_has_its_name(void **state)
{
    static const GUID set = {0x00062008, 0, 0, {0xc0, 0, 0, 0, 0, 0, 0, 0x46}};
    struct writer out = {0};
    struct tnef_writer w = writer_to(&out);
    struct tnef_reader r;
    struct tnef_prop prop;
    void *root = mem_zero(1);
    uint32_t bytes;

    (void)state;
    tnef_put_u32(&w, PROP_TAG(PT_LONG, 0x8001)); /* 11.11-08 */
    tnef_put(&w, &set, 16);
    tnef_put_u32(&w, MNID_STRING);
    tnef_put_u32(&w, 6);
    tnef_put(&w, L"ab", 6);
    tnef_put_padding(&w, 6);
    tnef_put_u32(&w, 77);
    tnef_put_u32(&w, PROP_TAG(PT_MV_UNICODE, 0x6801)); /* 11.11-09 */
    tnef_put_u32(&w, 2);
    tnef_put_u32(&w, 4);
    tnef_put(&w, L"x", 4);
    tnef_put_u32(&w, 2);
    tnef_put(&w, L"", 2);
    tnef_put_padding(&w, 2);
    tnef_put_u32(&w, PROP_TAG(PT_UNSPECIFIED, 0x6802));
    assert_int_equal(tnef_writer_flush(&w), S_OK);
    tnef_writer_drop(&w);
    tnef_reader_over(&r, out.data, out.count);
    assert_int_equal(tnef_prop_next(&r, root, &prop), S_OK);
    assert_true(prop.named);
    assert_memory_equal(&prop.set, &set, 16);
    assert_memory_equal(prop.name, L"ab", 6);
    assert_true(tnef_value_begin(&r, &prop, &bytes));
    assert_int_equal(bytes, 4);
    assert_int_equal(tnef_u32(&r), 77);
    assert_int_equal(tnef_prop_next(&r, root, &prop), S_OK);
    assert_false(prop.named);
    assert_int_equal(prop.count, 2);
    tnef_prop_skip(&r, &prop, 0);
    assert_int_equal(tnef_left(&r), 4);
    /* nobody knows how long it is */
    assert_int_equal(tnef_prop_next(&r, root, &prop), MAPI_E_CORRUPT_DATA);
    mem_free(root);
    writer_drop(&out);
}

/* ---- forms ---- */

static void dates_come_back(void **state)
{
    static const uint8_t leap[] = {0xe8, 7,  2, 0,  29, 0, 23,
                                   0,    59, 0, 58, 0,  4, 0}; /* Thursday, 29 February 2024 */
    uint8_t dtr[TNEF_DATE_BYTES];
    FILETIME time;

    (void)state;
    assert_true(tnef_date_read(leap, &time)); /* 11.11-18 */
    assert_int_equal(filetime_to_u64(time), filetime_to_u64(filetime_from_unix(1709251198)));
    assert_true(tnef_date_write(time, dtr));
    assert_memory_equal(dtr, leap, sizeof(leap));
    for (uint64_t day = 0; day <= 3067670; day += 13) { /* all that can be said */
        FILETIME back, at = filetime_from_u64(day * 864000000000ull + 36000000000ull);

        assert_true(tnef_date_write(at, dtr));
        assert_true(tnef_date_read(dtr, &back));
        assert_int_equal(filetime_to_u64(back), filetime_to_u64(at));
    }
    assert_false(tnef_date_write(filetime_from_u64(UINT64_MAX), dtr));
    memcpy(dtr, leap, sizeof(dtr));
    dtr[0] = 0xe7; /* 2023 had no 29th */
    assert_false(tnef_date_read(dtr, &time));
    dtr[4] = 0;
    assert_false(tnef_date_read(dtr, &time));
}

static void classes_have_old_names(void **state)
{
    (void)state;
    assert_string_equal(tnef_class_today("IPM.Microsoft Mail.Note"), "IPM.Note"); /* 11.11-20 */
    assert_string_equal(tnef_class_today("ipm.microsoft schedule.mtgreq"),
                        "IPM.Schedule.Meeting.Request");
    assert_string_equal(tnef_class_old("IPM.Note"), "IPM.Microsoft Mail.Note");
    assert_null(tnef_class_today("IPM.Note"));
    assert_null(tnef_class_old("IPM.Note.Mine"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lengths_and_sums_come_out_right_however_large),
        cmocka_unit_test(a_sum_is_that_of_its_bytes),
        cmocka_unit_test(a_stream_of_drops_reads_like_memory),
        cmocka_unit_test(every_cut_is_told),
        cmocka_unit_test(what_the_input_answers_is_the_answer),
        cmocka_unit_test(a_length_that_lies_costs_no_memory),
        cmocka_unit_test(a_named_property_has_its_name),
        cmocka_unit_test(dates_come_back),
        cmocka_unit_test(classes_have_old_names),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
