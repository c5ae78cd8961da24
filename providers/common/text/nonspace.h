/*
 * nonspace.h - characters without their nonspacing marks (FL_IGNORENONSPACE)
 */
#pragma once
#include <stdint.h>

#define NONSPACE_MARK UINT32_MAX

/* The code point without its marks (e for é), NONSPACE_MARK for a mark that stands alone, any other
 * itself. */
uint32_t nonspace_strip(uint32_t c);
