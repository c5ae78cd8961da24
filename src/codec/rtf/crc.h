/*
 * crc.h - the checksum of compressed RTF
 *
 * CRC-32 as everybody has it (polynomial 0xedb88320, lowest bit first), but begun with 0 and not
 * inverted at its end.
 * Source: MS-OXRTFCP. Needs nothing but include/: providers link it too.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

/* Of what stood before, 0 at the beginning, and these bytes. */
uint32_t rtf_crc(uint32_t crc, const void *bytes, size_t count);
