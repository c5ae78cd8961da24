/*
 * format.h - numbers of the compound file format (MS-CFB), for its reader and its writer
 *
 * A header of 512 bytes, then sectors of 512 (version 3) or 4096 bytes (version 4); the header
 * fills the first sector's place. The FAT has for each sector the next one of its chain. Where the
 * FAT's own sectors lie stands in the header (109 of them) and then in DIFAT sectors, the last
 * number of which is the next DIFAT sector. Streams shorter than 4096 bytes lie in mini sectors of
 * 64 bytes inside the root entry's stream, chained by the mini FAT. The directory is a chain of
 * entries of 128 bytes; a storage's children are a red-black tree of them.
 */
#pragma once

enum {
    CFB_HEADER_BYTES = 512,
    CFB_IN_HEADER = 109, /* FAT sectors told there */
    CFB_ENTRY_BYTES = 128,
    CFB_MINI_SHIFT = 6,
    CFB_MINI_LIMIT = 4096,
};
#define CFB_SIGNATURE   0xe11ab1a1e011cfd0ull
#define CFB_DIFAT_SECT  0xfffffffcu
#define CFB_FAT_SECT    0xfffffffdu
#define CFB_END         0xfffffffeu
#define CFB_FREE        0xffffffffu
#define CFB_NO_ENTRY    0xffffffffu
#define CFB_BYTE_ORDER  0xfffe
