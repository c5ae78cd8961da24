/*
 * time.c - arithmetic on FILETIME; the results come by value, which both architectures do in their
 * own way
 */
#include "harness.h"
#include "mapiutil.h"
#include <stdint.h>

static FILETIME ft(uint64_t v)
{
    return (FILETIME){(DWORD)v, (DWORD)(v >> 32)};
}

static void expect(FILETIME got, uint64_t wanted, const char *what)
{
    uint64_t value = (uint64_t)got.dwHighDateTime << 32 | got.dwLowDateTime;

    ok(value == wanted, "%s: got %#llx, expected %#llx\n", what, (unsigned long long)value,
       (unsigned long long)wanted);
}

/* 11.5-01, 11.5-05 */
static void sums_and_differences_are_modulo_2_64(void)
{
    expect(FtAddFt(ft(0x1ffffffff), ft(1)), 0x200000000, "carry into the upper half");
    expect(FtAddFt(ft(UINT64_MAX), ft(2)), 1, "over the top");
    expect(FtSubFt(ft(0x200000000), ft(1)), 0x1ffffffff, "borrow from the upper half");
    expect(FtSubFt(ft(1), ft(2)), UINT64_MAX, "below zero");
    expect(FtSubFt(ft(0x123456789abcdef0), ft(0x123456789abcdef0)), 0, "itself");
}

/* 11.5-02 */
static void a_carry_goes_in_and_out(void)
{
    WORD carry = 0;

    expect(FtAdcFt(ft(5), ft(6), NULL), 11, "no carry wanted");
    expect(FtAdcFt(ft(UINT64_MAX), ft(1), &carry), 0, "sum");
    ok(carry == 1, "carry %u\n", carry);
    expect(FtAdcFt(ft(5), ft(6), &carry), 12, "carry in");
    ok(carry == 0, "carry %u\n", carry);
    carry = 1;
    expect(FtAdcFt(ft(UINT64_MAX), ft(0), &carry), 0, "the carry alone carries");
    ok(carry == 1, "carry %u\n", carry);
    expect(FtAdcFt(ft(UINT64_MAX), ft(UINT64_MAX), &carry), UINT64_MAX, "all of it");
    ok(carry == 1, "carry %u\n", carry);
}

/* 11.5-03 */
static void a_negative_is_the_two_s_complement(void)
{
    expect(FtNegFt(ft(1)), UINT64_MAX, "1");
    expect(FtNegFt(ft(0)), 0, "0");
    expect(FtNegFt(ft(0x8000000000000000)), 0x8000000000000000, "the lowest");
    expect(FtAddFt(ft(0x123456789a), FtNegFt(ft(0x123456789a))), 0, "with itself");
}

/* 11.5-04 */
static void products_have_64_bits(void)
{
    expect(FtMulDwDw(0xffffffff, 0xffffffff), 0xfffffffe00000001, "the greatest");
    expect(FtMulDwDw(0, 5), 0, "nothing");
    expect(FtMulDwDw(864000000, 1000), 864000000000, "a day");
    expect(FtMulDw(3, ft(0x100000001)), 0x300000003, "both halves");
    expect(FtMulDw(0xffffffff, ft(UINT64_MAX)), 0xffffffff00000001, "the lower 64 bits");
}

START_TEST(time)
{
    RUN(sums_and_differences_are_modulo_2_64);
    RUN(a_carry_goes_in_and_out);
    RUN(a_negative_is_the_two_s_complement);
    RUN(products_have_64_bits);
}
