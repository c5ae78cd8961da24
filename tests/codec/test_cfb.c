/*
 * test_cfb.c - compound files: what is written is read, whatever its shape; what is broken is
 * refused and nothing else
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "base/bytes.h"
#include "base/fault.h"
#include "base/mem.h"
#include "base/text.h"
#include "codec/cfb/format.h"
#include "codec/cfb/read.h"
#include "codec/cfb/write.h"

/* ---- trees ---- */

static const uint8_t *bytes_for(size_t count, unsigned seed)
{
    static uint8_t all[5000000];

    for (size_t i = 0; i < count; i++)
        all[i] = (uint8_t)(i * 31 + seed + (i >> 8) * 7);
    return all;
}

static void *stream_data(size_t count, unsigned seed)
{
    void *copy = malloc(count + 1);

    memcpy(copy, bytes_for(count, seed), count);
    return copy;
}

/* A root, a storage in a storage, and streams of lengths around every limit. */
static uint32_t some_items(struct cfb_item *items)
{
    static const size_t lengths[] = {0, 1, 63, 64, 65, 511, 512, 513, 4095, 4096, 4097, 70000};
    static WCHAR names[12][8];
    uint32_t n = 3;

    memset(items, 0, 3 * sizeof(*items));
    items[1] = (struct cfb_item){.name = L"Outer",
                                 .clsid = {1, 2, 3, {4, 5, 6, 7, 8, 9, 10, 11}},
                                 .state = 7,
                                 .created = 5,
                                 .modified = 9};
    items[2] = (struct cfb_item){.name = L"Inner", .parent = 1};
    for (unsigned i = 0; i < 12; i++, n++) {
        names[i][0] = 's';
        names[i][1] = (WCHAR)('a' + i);
        items[n] = (struct cfb_item){.name = names[i],
                                     .stream = true,
                                     .parent = i % 3,
                                     .bytes = lengths[i],
                                     .data = stream_data(lengths[i], i)};
    }
    return n;
}

static void free_items(struct cfb_item *items, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        free((void *)items[i].data);
}

static uint32_t path_of(const struct cfb *cfb, const struct cfb_item *items, uint32_t i)
{
    uint32_t storage = i ? path_of(cfb, items, items[i].parent) : 0;

    return i ? cfb_find(cfb, storage, items[i].name) : 0;
}

static void assert_same(const struct writer *file, const struct cfb_item *items, uint32_t n)
{
    struct cfb *cfb = NULL;
    uint32_t there = 0;

    assert_int_equal(cfb_open(file->data, file->count, &cfb), S_OK);
    for (uint32_t i = 0; i < n; i++) {
        uint32_t at = path_of(cfb, items, i);
        void *data = NULL;

        assert_int_not_equal(at, CFB_NONE);
        if (!items[i].stream) {
            assert_memory_equal(&cfb->entries[at].clsid, &items[i].clsid, sizeof(GUID));
            assert_int_equal(cfb->entries[at].state, items[i].state);
            assert_int_equal(cfb->entries[at].modified, items[i].modified);
            continue;
        }
        assert_int_equal(cfb->entries[at].bytes, items[i].bytes);
        assert_int_equal(cfb_load(cfb, at, &data), S_OK);
        if (items[i].bytes) assert_memory_equal(data, items[i].data, items[i].bytes);
        mem_free(data);
    }
    for (uint32_t i = 0; i < cfb->n_entries; i++)
        there += cfb->entries[i].kind != CFB_NOTHING;
    assert_int_equal(there, n);
    cfb_close(cfb);
}

static void what_is_written_is_read(void **state)
{
    struct cfb_item items[20];
    uint32_t n = some_items(items);
    struct writer file = {0};

    (void)state;
    assert_int_equal(cfb_write(items, n, &file), S_OK);
    assert_int_equal(file.count % 512, 0);
    assert_same(&file, items, n);
    writer_drop(&file);
    free_items(items, n);
    assert_int_equal(cfb_write(items, 1, &file), S_OK); /* a root alone */
    assert_same(&file, items, 1);
    writer_drop(&file);
}

/* Checks the red-black rules; gives the black height. */
static unsigned check_tree(const uint8_t *directory, uint32_t at, int parent_red,
                           const WCHAR **last)
{
    const uint8_t *entry = directory + (size_t)at * CFB_ENTRY_BYTES;
    struct reader r = reader_over(entry + 67, 9);
    unsigned left, right;
    uint32_t l, rr;
    int red;

    if (at == CFB_NO_ENTRY) return 0;
    red = !read_u8(&r);
    l = read_u32(&r);
    rr = read_u32(&r);
    assert_false(red && parent_red);
    left = check_tree(directory, l, red, last);
    if (*last) assert_true(cfb_name_compare(*last, (const WCHAR *)entry) < 0);
    *last = (const WCHAR *)entry;
    right = check_tree(directory, rr, red, last);
    assert_int_equal(left, right);
    return left + !red;
}

static void storages_are_red_black_trees(void **state)
{
    (void)state;
    for (uint32_t n = 1; n < 140; n += n < 20 ? 1 : 13) {
        struct cfb_item *items = calloc(n + 1, sizeof(*items));
        WCHAR(*names)[8] = calloc(n + 1, sizeof(*names));
        struct writer file = {0};
        const WCHAR *last = NULL;
        const uint8_t *directory;
        struct reader header;

        for (uint32_t i = 1; i <= n; i++) {
            for (uint32_t k = 0, v = i * 7919 % 1000; k < 3 + i % 3; k++, v /= 26)
                names[i][k] = (WCHAR)((i % 2 ? 'a' : 'A') + v % 26);
            names[i][5] = (WCHAR)(0x100 + i);
            names[i][4] = names[i][4] ? names[i][4] : 'x';
            names[i][3] = names[i][3] ? names[i][3] : 'y';
            items[i] = (struct cfb_item){.name = names[i], .stream = true};
        }
        assert_int_equal(cfb_write(items, n + 1, &file), S_OK);
        header = reader_over(file.data + 48, 4);
        directory = file.data + ((size_t)read_u32(&header) + 1) * 512;
        header = reader_over(directory + 76, 4);
        check_tree(directory, read_u32(&header), 0, &last);
        assert_same(&file, items, n + 1);
        writer_drop(&file);
        free(items);
        free(names);
    }
}

/* More than 109 FAT sectors: the DIFAT. */
static void a_large_file_has_a_difat(void **state)
{
    struct cfb_item items[5] = {{0}};
    struct writer file = {0};

    (void)state;
    for (unsigned i = 1; i < 5; i++) {
        static const WCHAR *const names[] = {0, L"a", L"b", L"c", L"d"};

        items[i] = (struct cfb_item){.name = names[i],
                                     .stream = true,
                                     .bytes = 4900000 + i,
                                     .data = stream_data(4900000 + i, i)};
    }
    assert_int_equal(cfb_write(items, 5, &file), S_OK);
    assert_same(&file, items, 5);
    writer_drop(&file);
    free_items(items, 5);
}

/* ---- what can't be written ---- */

static void a_wrong_tree_is_refused(void **state)
{
    struct cfb_item items[3] = {{0}, {.name = L"a"}, {.name = L"A"}};
    struct writer file = {0};

    (void)state;
    assert_int_equal(cfb_write(items, 0, &file), MAPI_E_INVALID_PARAMETER);
    assert_int_equal(cfb_write(items, 3, &file), MAPI_E_INVALID_PARAMETER); /* one name twice */
    items[2].name = L"01234567890123456789012345678901";
    assert_int_equal(cfb_write(items, 3, &file), MAPI_E_INVALID_PARAMETER);
    items[2].name = L"b";
    items[2].parent = 2;
    assert_int_equal(cfb_write(items, 3, &file), MAPI_E_INVALID_PARAMETER);
    items[1].stream = true;
    items[2].parent = 1;
    assert_int_equal(cfb_write(items, 3, &file), MAPI_E_INVALID_PARAMETER);
    writer_drop(&file);
}

/* ---- what is broken ---- */

/* Opens a copy that ends where its memory does, and loads all that can be loaded. */
static HRESULT open_and_load(const void *bytes, size_t count, unsigned *broken)
{
    void *copy = malloc(count ? count : 1);
    struct cfb *cfb = NULL;
    HRESULT hr;

    *broken = 0;
    memcpy(copy, bytes, count);
    hr = cfb_open(copy, count, &cfb);
    if (hr != S_OK) assert_null(cfb);
    for (uint32_t i = 0; hr == S_OK && i < cfb->n_entries; i++) {
        void *data = NULL;
        HRESULT loaded = cfb->entries[i].kind == CFB_STREAM ? cfb_load(cfb, i, &data) : S_OK;

        assert_true(loaded == S_OK || loaded == MAPI_E_CORRUPT_DATA);
        *broken += loaded != S_OK;
        mem_free(data);
    }
    cfb_close(cfb);
    free(copy);
    assert_true(hr == S_OK || hr == MAPI_E_CORRUPT_DATA);
    return hr;
}

static void cut_off_files_are_refused_or_read(void **state)
{
    struct cfb_item items[20];
    uint32_t n = some_items(items);
    struct writer file = {0};
    unsigned broken;

    (void)state;
    assert_int_equal(cfb_write(items, n, &file), S_OK);
    for (size_t count = 0; count < file.count; count += count < 600 ? 1 : 509)
        open_and_load(file.data, count, &broken);
    assert_int_equal(open_and_load(file.data, 511, &broken), MAPI_E_CORRUPT_DATA);
    /* The end is a FAT sector: what follows the last number in use may be missing. */
    assert_int_equal(open_and_load(file.data, file.count - 100, &broken), S_OK);
    assert_int_equal(broken, 0);
    writer_drop(&file);
    free_items(items, n);
}

static void any_number_may_be_wrong(void **state)
{
    static const uint32_t wrong[] = {0, 1, 5, 0x7f, 0x7fffffff, 0xfffffffc, CFB_END, CFB_FREE};
    struct cfb_item items[20];
    uint32_t n = some_items(items);
    struct writer file = {0};
    unsigned broken, refused = 0, some = 0;

    (void)state;
    assert_int_equal(cfb_write(items, n, &file), S_OK);
    for (size_t at = 0; at + 4 <= file.count; at += 4) {
        uint8_t before[4];

        if (at > 512 && at < file.count - 4096) continue; /* contents of streams */
        memcpy(before, file.data + at, 4);
        for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
            write_patch_u32(&file, at, wrong[i]);
            if (open_and_load(file.data, file.count, &broken) != S_OK) refused++;
            else some += broken > 0;
        }
        memcpy(file.data + at, before, 4);
    }
    assert_true(refused > 50);
    assert_true(some > 50);
    writer_drop(&file);
    free_items(items, n);
}

/* Two streams of the same sectors: the second is broken, so that a small file can't hold endless
 * bytes. */
static void no_sector_belongs_to_two_streams(void **state)
{
    struct cfb_item items[3] = {
        {0},
        {.name = L"a", .stream = true, .data = bytes_for(5000, 0), .bytes = 5000},
        {.name = L"b", .stream = true, .data = bytes_for(5000, 0), .bytes = 5000}};
    struct writer file = {0};
    struct reader header;
    unsigned broken;
    size_t directory;

    (void)state;
    assert_int_equal(cfb_write(items, 3, &file), S_OK);
    header = reader_over(file.data + 48, 4);
    directory = ((size_t)read_u32(&header) + 1) * 512;
    write_patch_u32(&file, directory + 2 * CFB_ENTRY_BYTES + 116, 0); /* where the first begins */
    assert_int_equal(open_and_load(file.data, file.count, &broken), S_OK);
    assert_int_equal(broken, 1);
    writer_drop(&file);
}

/* ---- memory ---- */

static void running_out_of_memory_leaves_nothing(void **state)
{
    struct cfb_item items[20];
    uint32_t n = some_items(items);
    struct writer file = {0};
    struct cfb *cfb = NULL;
    void *data = NULL;
    long roots = mem_roots_alive();
    HRESULT hr;

    (void)state;
    for (int i = 0;; i++) {
        fault_alloc_after(i);
        hr = cfb_write(items, n, &file);
        fault_alloc_never();
        if (hr == S_OK) break;
        assert_int_equal(hr, MAPI_E_NOT_ENOUGH_MEMORY);
        writer_drop(&file);
        assert_int_equal(mem_roots_alive(), roots);
    }
    roots = mem_roots_alive();
    for (int i = 0;; i++) {
        fault_alloc_after(i);
        hr = cfb_open(file.data, file.count, &cfb);
        if (hr == S_OK) hr = cfb_load(cfb, cfb_find(cfb, 0, L"SA"), &data);
        fault_alloc_never();
        if (hr == S_OK) break;
        assert_int_equal(hr, MAPI_E_NOT_ENOUGH_MEMORY);
        cfb_close(cfb);
        cfb = NULL;
        assert_int_equal(mem_roots_alive(), roots);
    }
    mem_free(data);
    cfb_close(cfb);
    writer_drop(&file);
    free_items(items, n);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_written_is_read),
        cmocka_unit_test(storages_are_red_black_trees),
        cmocka_unit_test(a_large_file_has_a_difat),
        cmocka_unit_test(a_wrong_tree_is_refused),
        cmocka_unit_test(cut_off_files_are_refused_or_read),
        cmocka_unit_test(any_number_may_be_wrong),
        cmocka_unit_test(no_sector_belongs_to_two_streams),
        cmocka_unit_test(running_out_of_memory_leaves_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
