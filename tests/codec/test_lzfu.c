/*
 * test_lzfu.c - compressed RTF: the format's own examples, what is cut or wrong, and the way there
 * and back
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "mapicode.h"
#include "codec/rtf/crc.h"
#include "codec/rtf/lzfu.h"
#include "codec/rtf/lzfu_pack.h"

struct bytes {
    unsigned char *data;
    size_t n, room;
    HRESULT refuse; /* what add answers */
};

static HRESULT add(void *context, const void *data, size_t n)
{
    struct bytes *to = context;

    assert_true(n > 0);
    if (to->refuse) return to->refuse;
    if (to->n + n > to->room) {
        to->room = 2 * (to->n + n);
        to->data = realloc(to->data, to->room);
        assert_non_null(to->data);
    }
    memcpy(to->data + to->n, data, n);
    to->n += n;
    return S_OK;
}

static HRESULT add_rtf(void *context, const char *rtf, size_t n)
{
    return add(context, rtf, n);
}

/* In two pieces, or with piece in many. */
static HRESULT unpack(const void *packed, size_t count, size_t cut, size_t piece, bool check,
                      struct bytes *to)
{
    struct lzfu *lzfu = malloc(sizeof(*lzfu));
    HRESULT hr;

    assert_non_null(lzfu);
    memset(lzfu, 0xee, sizeof(*lzfu));
    to->n = 0;
    lzfu_begin(lzfu, add_rtf, to);
    lzfu->check = check;
    hr = lzfu_put(lzfu, packed, cut);
    for (size_t at = cut; at < count && hr == S_OK; at += piece)
        hr = lzfu_put(lzfu, (const char *)packed + at, count - at < piece ? count - at : piece);
    if (hr == S_OK) hr = lzfu_end(lzfu);
    else assert_int_equal(lzfu_end(lzfu), hr);
    free(lzfu);
    return hr;
}

static void pack(uint32_t kind, const void *rtf, size_t count, size_t piece, struct bytes *to)
{
    struct lzfu_pack *packer = malloc(sizeof(*packer));
    struct lzfu_tail tail;

    assert_non_null(packer);
    memset(packer, 0xee, sizeof(*packer));
    to->n = 0;
    assert_int_equal(add(to, (char[LZFU_HEADER]){0}, LZFU_HEADER), S_OK);
    lzfu_pack_begin(packer, kind, add, to);
    for (size_t at = 0; at < count; at += piece)
        assert_int_equal(
            lzfu_pack_put(packer, (const char *)rtf + at, count - at < piece ? count - at : piece),
            S_OK);
    assert_int_equal(lzfu_pack_end(packer, &tail), S_OK);
    if (tail.count) add(to, tail.bytes, tail.count);
    memcpy(to->data, tail.header, LZFU_HEADER);
    free(packer);
}

static uint32_t u32(const unsigned char *p)
{
    return p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

/* ---- the examples of MS-OXRTFCP 3.1 to 3.3 ---- */

static const char hello[] = "{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n";
static const unsigned char packed_hello[] = {
    0x2d, 0,    0, 0,   0x2b, 0,   0,    0,    'L', 'Z', 'F',  'u',  0xf1, 0xc5, 0xc7, 0xa7, 0x03,
    0,    0x0a, 0, 'r', 'c',  'p', 'g',  '1',  '2', '5', 0x42, '2',  0x0a, 0xf3, ' ',  'h',  'e',
    'l',  0x09, 0, ' ', 'b',  'w', 0x05, 0xb0, 'l', 'd', '}',  0x0a, 0x80, 0x0f, 0xa0};
static const char again[] = "{\\rtf1 WXYZWXYZWXYZWXYZWXYZ}";
static const unsigned char packed_again[] = {
    0x1a, 0,   0, 0,    0x1c, 0,   0,   0,   'L', 'Z',  'F', 'u', 0xe2, 0xd4, 'K',
    'Q',  'A', 0, 0x04, 0x20, 'W', 'X', 'Y', 'Z', 0x0d, 'n', '}', 0x01, 0x0e, 0xb0};

static void the_formats_examples_are_read(void **state) /* 11.8-08, 11.8-10, 11.8-11, 11.8-12 */
{
    struct bytes to = {0};

    (void)state;
    for (size_t cut = 0; cut <= sizeof(packed_hello); cut++) {
        assert_int_equal(unpack(packed_hello, sizeof(packed_hello), cut, 1000, true, &to), S_OK);
        assert_int_equal(to.n, sizeof(hello) - 1);
        assert_memory_equal(to.data, hello, to.n);
    }
    assert_int_equal(unpack(packed_again, sizeof(packed_again), 20, 1, true, &to), S_OK);
    assert_int_equal(to.n, sizeof(again) - 1);
    assert_memory_equal(to.data, again, to.n);
    free(to.data);
}

static void the_formats_examples_are_written(
    void **state) /* of places with the same text another may be meant */
{
    struct bytes to = {0}, back = {0};

    (void)state;
    pack(LZFU, hello, sizeof(hello) - 1, 1000, &to);
    assert_int_equal(to.n, sizeof(packed_hello));
    assert_memory_equal(to.data, packed_hello, 12);
    assert_memory_equal(to.data + to.n - 2, packed_hello + to.n - 2, 2); /* the end mark */
    assert_int_equal(unpack(to.data, to.n, 0, 1000, true, &back), S_OK);
    assert_int_equal(back.n, sizeof(hello) - 1);
    assert_memory_equal(back.data, hello, back.n);
    pack(LZFU, again, sizeof(again) - 1, 1, &to);
    assert_int_equal(to.n, sizeof(packed_again));
    assert_int_equal(unpack(to.data, to.n, 0, 1000, true, &back), S_OK);
    assert_int_equal(back.n, sizeof(again) - 1);
    assert_memory_equal(back.data, again, back.n);
    free(to.data);
    free(back.data);
}

static void the_checksum_is_the_polynomials(void **state) /* 11.8-12 */
{
    unsigned char bytes[300];
    uint32_t slow = 0;

    (void)state;
    for (size_t i = 0; i < sizeof(bytes); i++)
        bytes[i] = (unsigned char)(i * 167 + (i >> 3));
    for (size_t n = 0; n < sizeof(bytes); n++) {
        assert_int_equal(rtf_crc(0, bytes, n), slow);
        assert_int_equal(rtf_crc(rtf_crc(0, bytes, n / 3), bytes + n / 3, n - n / 3), slow);
        slow ^= bytes[n];
        for (int bit = 0; bit < 8; bit++)
            slow = slow >> 1 ^ (slow & 1 ? 0xedb88320 : 0);
    }
    for (unsigned i = 0; i < 256; i++) { /* each byte at each of the eight places */
        unsigned char one[8];
        uint32_t crc = 0x12345678;

        memset(one, (int)i, sizeof(one));
        for (int k = 0; k < 8; k++)
            for (int bit = (crc ^= i, 0); bit < 8; bit++)
                crc = crc >> 1 ^ (crc & 1 ? 0xedb88320 : 0);
        assert_int_equal(rtf_crc(0x12345678, one, 8), crc);
    }
}

static void what_is_not_compressed_is_read_too(void **state) /* 11.8-09, 11.8-13 */
{
    static const unsigned char plain[] = {0x10, 0, 0, 0, 4, 0,   0,   0,   'M', 'E', 'L',
                                          'A',  0, 0, 0, 0, '{', 'a', 'b', '}', 'x'};
    struct bytes to = {0};

    (void)state;
    for (size_t cut = 0; cut <= sizeof(plain); cut++) {
        assert_int_equal(unpack(plain, sizeof(plain), cut, 1000, true, &to), S_OK);
        assert_int_equal(to.n, 4);
        assert_memory_equal(to.data, "{ab}", 4);
    }
    assert_int_equal(unpack(plain, sizeof(plain) - 2, 0, 1000, true, &to), MAPI_E_CORRUPT_DATA);
    pack(MELA, "{ab}", 4, 3, &to);
    assert_int_equal(to.n, sizeof(plain) - 1);
    assert_memory_equal(to.data, plain, to.n);
    free(to.data);
}

static void what_is_cut_or_wrong_is_refused(void **state) /* 11.8-07 */
{
    unsigned char bad[sizeof(packed_hello)];
    struct bytes to = {0};

    (void)state;
    for (size_t cut = 0; cut < sizeof(packed_hello); cut++) {
        /* without its end mark the text may be whole; who checks doesn't take that either */
        if (cut < sizeof(packed_hello) - 2)
            assert_int_equal(unpack(packed_hello, cut, 0, 1000, false, &to), MAPI_E_CORRUPT_DATA);
        assert_int_equal(unpack(packed_hello, cut, 0, 1000, true, &to), MAPI_E_CORRUPT_DATA);
    }
    /* the signature, the checksum, what it is of */
    for (size_t at = 8; at < sizeof(packed_hello); at++) {
        memcpy(bad, packed_hello, sizeof(bad));
        bad[at] ^= 0x10;
        assert_int_equal(unpack(bad, sizeof(bad), 0, 1000, true, &to), MAPI_E_CORRUPT_DATA);
    }
    memcpy(bad, packed_hello, sizeof(bad));
    bad[12] ^= 1;
    /* who wants what there is */
    assert_int_equal(unpack(bad, sizeof(bad), 0, 1000, false, &to), S_OK);
    assert_int_equal(to.n, sizeof(hello) - 1);
    memcpy(bad, packed_hello, sizeof(bad));
    bad[0] = 11; /* less than a header */
    assert_int_equal(unpack(bad, sizeof(bad), 0, 1000, true, &to), MAPI_E_CORRUPT_DATA);
    bad[0] = 0x2d;
    bad[4] = 10; /* no more comes out than the header says */
    assert_int_equal(unpack(bad, sizeof(bad), 0, 1000, true, &to), S_OK);
    assert_int_equal(to.n, 10);
    free(to.data);
}

static void what_was_never_written_is_zero(void **state)
{
    /* a reference to place 4000, three bytes long, then the end */
    unsigned char packed[] = {0x11, 0, 0, 0, 3, 0, 0,    0,    'L',  'Z', 'F',
                              'u',  0, 0, 0, 0, 3, 0xfa, 0x01, 0x0d, 0x20};
    struct bytes to = {0};

    (void)state;
    assert_int_equal(unpack(packed, sizeof(packed), 0, 1000, false, &to), S_OK);
    assert_int_equal(to.n, 3);
    assert_memory_equal(to.data, "\0\0\0", 3);
    free(to.data);
}

static void the_sinks_error_ends_it(void **state)
{
    struct bytes to = {.refuse = MAPI_E_NOT_ENOUGH_DISK};
    struct lzfu_pack *packer = malloc(sizeof(*packer));
    struct lzfu_tail tail;
    char noise[30000];

    (void)state;
    assert_int_equal(unpack(packed_hello, sizeof(packed_hello), 0, 1000, false, &to),
                     MAPI_E_NOT_ENOUGH_DISK);
    assert_non_null(packer);
    lzfu_pack_begin(packer, LZFU, add, &to);
    for (size_t i = 0; i < sizeof(noise); i++)
        noise[i] = (char)(i * i >> 3);
    assert_int_equal(lzfu_pack_put(packer, noise, sizeof(noise)), MAPI_E_NOT_ENOUGH_DISK);
    assert_int_equal(lzfu_pack_end(packer, &tail), MAPI_E_NOT_ENOUGH_DISK);
    lzfu_pack_begin(packer, MELA, add, &to);
    assert_int_equal(lzfu_pack_put(packer, noise, 1), MAPI_E_NOT_ENOUGH_DISK);
    free(packer);
}

static void more_than_the_header_can_say_is_refused(void **state)
{
    struct lzfu_pack *packer = malloc(sizeof(*packer));
    struct bytes to = {0};

    (void)state;
    assert_non_null(packer);
    lzfu_pack_begin(packer, MELA, add, &to);
    packer->raw = 0xffffffff - LZFU_HEADER;
    assert_int_equal(lzfu_pack_put(packer, "a", 1), MAPI_E_TOO_BIG);
    free(packer);
}

/* ---- there and back ---- */

/* Words of words, as text has them; the same for the same seed. */
static void fill(char *text, size_t count, unsigned seed)
{
    static const char *const words[] = {
        "the ",   "\\par\r\n", "message ", "of ", "{\\b ", "}", "compress", "ed ",
        "window", "\\f0 ",     "\\fs20 ",  "a",   "and ",  "o", "\xe4",     "store "};

    for (size_t at = 0; at < count;) {
        const char *word = words[(seed = seed * 1103515245 + 12345) >> 20 & 15];

        if (seed >> 16 % 32 == 0) text[at++] = (char)seed;
        for (; *word && at < count; word++)
            text[at++] = *word;
    }
}

/* What the format's description does: at each place the longest match of all places. */
static size_t reference_bytes(const char *text, size_t count)
{
    char *window = malloc(LZFU_KNOWN + count);
    size_t bits = 0;

    assert_non_null(window);
    memcpy(window, lzfu_known, LZFU_KNOWN);
    memcpy(window + LZFU_KNOWN, text, count);
    for (size_t at = LZFU_KNOWN, end = LZFU_KNOWN + count; at < end;) {
        size_t best = 0, most = end - at < LZFU_LONGEST ? end - at : LZFU_LONGEST;

        for (size_t from = at < LZFU_WINDOW ? 0 : at - LZFU_WINDOW + 1; from < at && best < most;
             from++) {
            size_t n = 0;

            while (n < most && window[from + n] == window[at + n])
                n++;
            if (n > best) best = n;
        }
        bits += best < 2 ? 9 : 17;
        at += best < 2 ? 1 : best;
    }
    free(window);
    return LZFU_HEADER + (bits + 17 + 7) / 8;
}

static void what_goes_in_comes_out(void **state)
{
    static const size_t sizes[] = {0,    1,    2,    17,    18,    207,   3888,  3889,  3890,
                                   4095, 4096, 4097, 16383, 16384, 16400, 20480, 100000};
    struct bytes packed = {0}, pieces = {0}, back = {0};
    char *text = malloc(100000);

    (void)state;
    assert_non_null(text);
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        fill(text, sizes[i], (unsigned)i);
        pack(LZFU, text, sizes[i], sizes[i] + 1, &packed);
        assert_int_equal(u32(packed.data), packed.n - 4);
        assert_int_equal(u32(packed.data + 4), sizes[i]);
        assert_int_equal(u32(packed.data + 12),
                         rtf_crc(0, packed.data + LZFU_HEADER, packed.n - LZFU_HEADER));
        pack(LZFU, text, sizes[i], 7 + i, &pieces);
        assert_int_equal(pieces.n, packed.n); /* however it is cut */
        assert_memory_equal(pieces.data, packed.data, packed.n);
        for (size_t piece = 1; piece <= packed.n; piece = piece * 5 + 2) {
            assert_int_equal(unpack(packed.data, packed.n, 0, piece, true, &back), S_OK);
            assert_int_equal(back.n, sizes[i]);
            if (back.n) assert_memory_equal(back.data, text, back.n);
        }
    }
    free(text);
    free(packed.data);
    free(pieces.data);
    free(back.data);
}

static void it_is_about_as_short_as_the_formats_own_way(void **state)
{
    enum { BYTES = 60000 };
    struct bytes packed = {0};
    char *text = malloc(BYTES);

    (void)state;
    assert_non_null(text);
    for (unsigned seed = 0; seed < 3; seed++) {
        fill(text, BYTES, seed);
        pack(LZFU, text, BYTES, BYTES, &packed);
        assert_true(packed.n <= reference_bytes(text, BYTES) * 103 / 100);
    }
    memset(text, 'a', BYTES);
    pack(LZFU, text, BYTES, BYTES, &packed);
    assert_true(packed.n <= reference_bytes(text, BYTES) * 103 / 100);
    for (size_t i = 0; i < BYTES;
         i++) /* what can't be compressed grows by an eighth, and no more */
        text[i] = (char)((i * 2654435761u) >> 13 ^ i * i);
    pack(LZFU, text, BYTES, BYTES, &packed);
    assert_true(packed.n <= BYTES + BYTES / 8 + LZFU_HEADER + 4);
    free(text);
    free(packed.data);
}

static void more_can_be_put_after_an_end(void **state)
{
    struct lzfu_pack *packer = malloc(sizeof(*packer));
    struct bytes to = {0}, back = {0};
    char text[30000];

    (void)state;
    assert_non_null(packer);
    fill(text, sizeof(text), 9);
    add(&to, (char[LZFU_HEADER]){0}, LZFU_HEADER);
    lzfu_pack_begin(packer, LZFU, add, &to);
    for (size_t at = 0, n; at < sizeof(text); at += n) {
        struct lzfu_tail tail;
        size_t before;

        n = sizeof(text) - at < 1 + at * 2 ? sizeof(text) - at : 1 + at * 2;
        assert_int_equal(lzfu_pack_put(packer, text + at, n), S_OK);
        assert_int_equal(lzfu_pack_end(packer, &tail), S_OK);
        before = to.n;
        add(&to, tail.bytes, tail.count);
        memcpy(to.data, tail.header, LZFU_HEADER);
        assert_int_equal(unpack(to.data, to.n, 0, 4096, true, &back), S_OK);
        assert_int_equal(back.n, at + n);
        assert_memory_equal(back.data, text, back.n);
        to.n = before;
    }
    free(packer);
    free(to.data);
    free(back.data);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_formats_examples_are_read),
        cmocka_unit_test(the_formats_examples_are_written),
        cmocka_unit_test(the_checksum_is_the_polynomials),
        cmocka_unit_test(what_is_not_compressed_is_read_too),
        cmocka_unit_test(what_is_cut_or_wrong_is_refused),
        cmocka_unit_test(what_was_never_written_is_zero),
        cmocka_unit_test(the_sinks_error_ends_it),
        cmocka_unit_test(more_than_the_header_can_say_is_refused),
        cmocka_unit_test(what_goes_in_comes_out),
        cmocka_unit_test(it_is_about_as_short_as_the_formats_own_way),
        cmocka_unit_test(more_can_be_put_after_an_end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
