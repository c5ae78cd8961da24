/*
 * test_simple_code.c - which number of Simple MAPI stands for which HRESULT
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "mapicode.h"
#include "simple/simple_code.h"

/* 3.6-04, 12.1-02, 12.1-04; the numbers are those of 12.1-03 */
static void each_hresult_has_its_number(void **state)
{
    static const struct {
        HRESULT hr;
        ULONG code;
    } cases[] = {
        {S_OK, 0},
        {MAPI_W_ERRORS_RETURNED, 0},
        {MAPI_E_USER_CANCEL, 1},
        {MAPI_E_CALL_FAILED, 2},
        {MAPI_E_INVALID_PARAMETER, 2},
        {MAPI_E_UNKNOWN_FLAGS, 2},
        {MAPI_E_NOT_INITIALIZED, 2},
        {MAPI_E_TIMEOUT, 2},
        {MAPI_E_NOT_FOUND, 2},
        {MAPI_E_LOGON_FAILED, 3},
        {MAPI_E_NOT_ENOUGH_DISK, 4},
        {MAPI_E_NOT_ENOUGH_MEMORY, 5},
        {E_OUTOFMEMORY, 5},
        {MAPI_E_NO_ACCESS, 6},
        {MAPI_E_SESSION_LIMIT, 8},
        {MAPI_E_AMBIGUOUS_RECIP, 21},
        {MAPI_E_NETWORK_ERROR, 23},
        {MAPI_E_NO_SUPPORT, 26},
        {(HRESULT)0x80012345, 2},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        assert_int_equal(simple_code(cases[i].hr), cases[i].code);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(each_hresult_has_its_number)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
