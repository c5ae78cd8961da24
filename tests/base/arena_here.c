/*
 * arena_here.c - the arena, for a test in a build whose library has the plain heap
 */
#include "../../src/base/arena.c"
#include "../../src/base/large.c"
#include "../../src/base/slab.c"
#include "../../src/base/slot_cache.c"
