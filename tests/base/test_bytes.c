/*
 * test_bytes.c - the reader never leaves its bytes, the writer keeps what it was given
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "base/array.h"
#include "base/bytes.h"
#include "base/fault.h"
#include "base/mem.h"

static void what_is_written_is_read_back(void **state)
{
    static const GUID guid = {0x01020304, 0x0506, 0x0708, {9, 10, 11, 12, 13, 14, 15, 16}};
    struct writer w = {0};
    struct reader r;
    GUID out;

    (void)state;
    write_u8(&w, 0xab);
    write_u16(&w, 0x1234);
    write_u32(&w, 0xdeadbeef);
    write_u64(&w, 0x0102030405060708);
    write_bytes(&w, "\4\3\2\1\6\5\10\7\11\12\13\14\15\16\17\20", 16);
    write_bytes(&w, NULL, 0);
    write_patch_u32(&w, 3, 0xfeedf00d);
    assert_false(w.bad);
    assert_int_equal(w.count, 31);
    assert_memory_equal(w.data, "\xab\x34\x12\x0d\xf0\xed\xfe\x08", 8); /* little-endian */

    r = reader_over(w.data, w.count);
    assert_int_equal(read_u8(&r), 0xab);
    assert_int_equal(read_u16(&r), 0x1234);
    assert_int_equal(read_u32(&r), 0xfeedf00d);
    assert_int_equal(read_u64(&r), 0x0102030405060708);
    assert_true(read_guid(&r, &out));
    assert_memory_equal(&out, &guid, sizeof(guid));
    assert_int_equal(read_left(&r), 0);
    assert_false(r.bad);
    writer_drop(&w);
    assert_null(w.data);
}

static void a_reader_at_its_end_gives_zeros_and_says_so(void **state)
{
    unsigned char *three = malloc(3); /* a sanitizer watches its end */
    struct reader r;
    GUID guid;

    (void)state;
    memset(three, 0xff, 3);
    r = reader_over(three, 3);
    assert_int_equal(read_u32(&r), 0);
    assert_true(r.bad);
    assert_int_equal(read_u8(&r), 0); /* nothing after it, either */
    r = reader_over(three, 3);
    assert_int_equal(read_u16(&r), 0xffff);
    assert_int_equal(read_u16(&r), 0);
    assert_true(r.bad);
    r = reader_over(three, 3);
    assert_int_equal(read_u64(&r), 0);
    r = reader_over(three, 3);
    assert_null(read_bytes(&r, (size_t)-1));
    r = reader_over(three, 3);
    assert_false(read_guid(&r, &guid));
    assert_int_equal(guid.Data1, 0);
    r = reader_over(three, 3);
    read_skip(&r, 3);
    assert_false(r.bad);
    read_skip(&r, 1);
    assert_true(r.bad);
    r = reader_over(NULL, 0);
    assert_int_equal(read_u8(&r), 0);
    assert_true(r.bad);
    free(three);
}

static void a_patch_stays_inside(void **state)
{
    struct writer w = {0};

    (void)state;
    write_u32(&w, 1);
    write_patch_u32(&w, 1, 0xffffffff);
    write_patch_u32(&w, 400, 0xffffffff);
    assert_memory_equal(w.data, "\1\0\0\0", 4);
    writer_drop(&w);
}

static void a_writer_out_of_memory_is_bad_for_good(void **state)
{
    struct writer w = {0};
    long roots = mem_roots_alive();

    (void)state;
    write_u32(&w, 1);
    fault_alloc_after(0);
    write_bytes(&w, (char[1000]){0}, 1000);
    fault_alloc_never();
    assert_true(w.bad);
    write_u8(&w, 1);
    assert_int_equal(w.count, 4);
    writer_drop(&w);
    assert_int_equal(mem_roots_alive(), roots);
}

static void an_array_grows(void **state)
{
    struct {
        ULONG *data;
        size_t count, room;
    } a = {0};
    long roots = mem_roots_alive();

    (void)state;
    for (ULONG i = 0; i < 1000; i++) {
        ULONG *slot = ARRAY_PUSH(&a);

        assert_non_null(slot);
        *slot = i;
    }
    ARRAY_REMOVE(&a, 0);
    ARRAY_REMOVE(&a, 998);
    assert_int_equal(a.count, 998);
    for (ULONG i = 0; i < 998; i++)
        assert_int_equal(a.data[i], i + 1);
    while (a.count < a.room)
        *ARRAY_PUSH(&a) = 0;
    fault_alloc_after(0);
    assert_null(ARRAY_PUSH(&a));
    fault_alloc_never();
    assert_int_equal(a.count, a.room);
    assert_int_equal(a.data[500], 501);
    ARRAY_DROP(&a);
    assert_null(a.data);
    assert_int_equal(mem_roots_alive(), roots);
    assert_false(
        array_reserve(&a.data, (size_t)-1 / 4, &(size_t){0}, 64)); /* the bytes would wrap */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_written_is_read_back),
        cmocka_unit_test(a_reader_at_its_end_gives_zeros_and_says_so),
        cmocka_unit_test(a_patch_stays_inside),
        cmocka_unit_test(a_writer_out_of_memory_is_bad_for_good),
        cmocka_unit_test(an_array_grows),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
