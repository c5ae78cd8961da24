/*
 * crc.c - the checksum of compressed RTF, eight bytes at a time
 */
#include "codec/rtf/crc.h"

/*
 * table[k][i] is what the byte i does to the checksum when k more bytes follow it. It is linear in
 * i, so that a row is given by its values for 1, 2, 4 ... 128; tests/codec/test_lzfu.c holds it
 * against the polynomial.
 */
#define OF(i, a, b, c, d, e, f, g, h)                                                              \
    (((i)&1 ? a : 0) ^ ((i)&2 ? b : 0) ^ ((i)&4 ? c : 0) ^ ((i)&8 ? d : 0) ^ ((i)&16 ? e : 0) ^    \
     ((i)&32 ? f : 0) ^ ((i)&64 ? g : 0) ^ ((i)&128 ? h : 0))
#define OF_4(i, ...)                                                                               \
    OF(i, __VA_ARGS__), OF((i) + 1, __VA_ARGS__), OF((i) + 2, __VA_ARGS__), OF((i) + 3, __VA_ARGS__)
#define OF_16(i, ...)                                                                              \
    OF_4(i, __VA_ARGS__), OF_4((i) + 4, __VA_ARGS__), OF_4((i) + 8, __VA_ARGS__),                  \
        OF_4((i) + 12, __VA_ARGS__)
#define OF_64(i, ...)                                                                              \
    OF_16(i, __VA_ARGS__), OF_16((i) + 16, __VA_ARGS__), OF_16((i) + 32, __VA_ARGS__),             \
        OF_16((i) + 48, __VA_ARGS__)
#define ROW(...)                                                                                   \
    {                                                                                              \
        OF_64(0, __VA_ARGS__), OF_64(64, __VA_ARGS__), OF_64(128, __VA_ARGS__),                    \
            OF_64(192, __VA_ARGS__)                                                                \
    }

static const uint32_t table[8][256] = {
    ROW(0x77073096, 0xee0e612c, 0x076dc419, 0x0edb8832, 0x1db71064, 0x3b6e20c8, 0x76dc4190,
        0xedb88320),
    ROW(0x191b3141, 0x32366282, 0x646cc504, 0xc8d98a08, 0x4ac21251, 0x958424a2, 0xf0794f05,
        0x3b83984b),
    ROW(0x01c26a37, 0x0384d46e, 0x0709a8dc, 0x0e1351b8, 0x1c26a370, 0x384d46e0, 0x709a8dc0,
        0xe1351b80),
    ROW(0xb8bc6765, 0xaa09c88b, 0x8f629757, 0xc5b428ef, 0x5019579f, 0xa032af3e, 0x9b14583d,
        0xed59b63b),
    ROW(0x3d6029b0, 0x7ac05360, 0xf580a6c0, 0x30704bc1, 0x60e09782, 0xc1c12f04, 0x58f35849,
        0xb1e6b092),
    ROW(0xcb5cd3a5, 0x4dc8a10b, 0x9b914216, 0xec53826d, 0x03d6029b, 0x07ac0536, 0x0f580a6c,
        0x1eb014d8),
    ROW(0xa6770bb4, 0x979f1129, 0xf44f2413, 0x33ef4e67, 0x67de9cce, 0xcfbd399c, 0x440b7579,
        0x8816eaf2),
    ROW(0xccaa009e, 0x4225077d, 0x844a0efa, 0xd3e51bb5, 0x7cbb312b, 0xf9766256, 0x299dc2ed,
        0x533b85da),
};

uint32_t rtf_crc(uint32_t crc, const void *bytes, size_t count)
{
    const uint8_t *p = bytes;

    for (; count >= 8; count -= 8, p += 8) {
        uint32_t first =
            crc ^ (p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24);

        crc = table[7][first & 255] ^ table[6][first >> 8 & 255] ^ table[5][first >> 16 & 255] ^
              table[4][first >> 24] ^ table[3][p[4]] ^ table[2][p[5]] ^ table[1][p[6]] ^
              table[0][p[7]];
    }
    for (; count; count--)
        crc = crc >> 8 ^ table[0][(crc ^ *p++) & 255];
    return crc;
}
