/*
 * lzfu.h - compressed RTF, read
 *
 *     offset  bytes
 *     0       4      bytes that follow this field
 *     4       4      bytes of the RTF
 *     8       4      "LZFu", or "MELA": what follows isn't compressed
 *     12      4      checksum of what follows; 0 in MELA
 *     16             runs of a flag byte and eight items, one a bit from the lowest: 0 a byte, 1 a reference of two
 *                    bytes, big-endian: 12 bits place in a window of 4096, 4 bits length - 2; a reference to the
 *                    place that is written next ends it
 *
 * The window begins with 207 bytes that both sides know. Source: MS-OXRTFCP
 */
#pragma once
#include <stddef.h>
#include "mapidefs.h"

/*
 * The RTF on a new root, with a NUL behind it.
 * most    bytes it may have
 * Errors  MAPI_E_CORRUPT_DATA (cut, another signature, no end), MAPI_E_TOO_BIG, MAPI_E_NOT_ENOUGH_MEMORY. The checksum
 *         is not looked at: many writers leave it wrong
 */
HRESULT lzfu_read(const void *compressed, size_t bytes, size_t most, char **out, size_t *out_bytes);
