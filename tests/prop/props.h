/*
 * props.h - what the tests of properties and tables share: values to write down shortly, and
 * nothing left behind
 */
#pragma once
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "base/fault.h"
#include "base/mem.h"
#include "base/text.h"
#include "com/com.h"
#include "mapitags.h"
#include "prop/pval.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define assert_hr(expression, code) assert_int_equal((unsigned)(expression), (unsigned)(code))
#define assert_text(a, b) assert_int_equal(text_compare((a), (b)), 0)

#define STRING8(tag_, text_)                                                                       \
    ((SPropValue){.ulPropTag = CHANGE_PROP_TYPE(tag_, PT_STRING8), .Value.lpszA = (char *)(text_)})
#define WIDE(tag_, text_)                                                                          \
    ((SPropValue){.ulPropTag = CHANGE_PROP_TYPE(tag_, PT_UNICODE), .Value.lpszW = (WCHAR *)(text_)})
#define NUMBER(tag_, n_)                                                                           \
    ((SPropValue){.ulPropTag = CHANGE_PROP_TYPE(tag_, PT_LONG), .Value.l = (n_)})
#define BYTES(tag_, n_, b_)                                                                        \
    ((SPropValue){.ulPropTag = CHANGE_PROP_TYPE(tag_, PT_BINARY),                                  \
                  .Value.bin = {(n_), (BYTE *)(b_)}})
#define TAGS(n_, ...)                                                                              \
    ((SPropTagArray *)&(struct { ULONG n; ULONG tags[n_]; }){n_, {__VA_ARGS__}})

/* Every test: the blocks and objects alive before it are alive after it, no more. */
static long roots_before, objects_before;

__attribute__((unused)) static int remember_alive(void **state)
{
    (void)state;
    roots_before = mem_roots_alive();
    objects_before = com_objects_alive();
    return 0;
}

__attribute__((unused)) static int nothing_is_left(void **state)
{
    (void)state;
    fault_alloc_never();
    if (com_objects_alive() != objects_before)
        print_error("%ld objects left\n", com_objects_alive() - objects_before);
    if (mem_roots_alive() != roots_before)
        print_error("%ld blocks left\n", mem_roots_alive() - roots_before);
    return com_objects_alive() != objects_before || mem_roots_alive() != roots_before;
}
#define TEST(name) cmocka_unit_test_setup_teardown(name, remember_alive, nothing_is_left)

/* Runs statement, which sets hr, with allocation 0, then 1, ... failing, until it comes through. */
#define FOR_EACH_LOST_ALLOCATION(hr, statement)                                                    \
    for (int lost_ = 0;; lost_++) {                                                                \
        fault_alloc_after(lost_);                                                                  \
        statement;                                                                                 \
        fault_alloc_never();                                                                       \
        if ((hr) != MAPI_E_NOT_ENOUGH_MEMORY) break;                                               \
        assert_true(lost_ < 1000);                                                                 \
    }
