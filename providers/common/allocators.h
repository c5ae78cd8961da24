/*
 * allocators.h - what hands memory to a client: the functions that a provider's Init got
 */
#pragma once
#include "mapidefs.h"

struct allocators {
    LPALLOCATEBUFFER buffer;
    LPALLOCATEMORE more;
    LPFREEBUFFER free;
};
