/*
 * test_error.c - the last-error record, its names and the trace of where errors are born
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "base/error.h"
#include "base/fault.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/trace.h"

static struct last_error some_error(void)
{
    struct last_error last;

    assert_int_equal(
        error_set(&last, MAPI_E_NOT_FOUND, L"profile", L"No profile is named %ls", L"Anna"),
        MAPI_E_NOT_FOUND);
    last.low_level = 5;
    last.context = 6;
    return last;
}

/* 1.6-09 1.6-10 */
static void an_error_is_told_in_one_allocation(void **state)
{
    struct last_error last = some_error();
    long roots = mem_roots_alive();
    MAPIERROR *error;

    (void)state;
    assert_int_equal(error_get(&last, MAPI_E_NOT_FOUND, MAPI_UNICODE, &error), S_OK);
    assert_int_equal(error->ulVersion, MAPI_ERROR_VERSION);
    assert_int_equal(error->ulLowLevelError, 5);
    assert_int_equal(error->ulContext, 6);
    assert_int_equal(text_compare((WCHAR *)error->lpszError, L"No profile is named Anna"), 0);
    assert_int_equal(text_compare((WCHAR *)error->lpszComponent, L"profile"), 0);
    assert_int_equal(mem_roots_alive(), roots + 1);
    mem_free(error);
    assert_int_equal(error_get(&last, MAPI_E_NOT_FOUND, 0, &error), S_OK);
    assert_string_equal((char *)error->lpszError, "No profile is named Anna");
    mem_free(error);
}

/* 1.6-11 */
static void nothing_to_say_is_null(void **state)
{
    struct last_error last = some_error();
    MAPIERROR *error = (void *)1;

    (void)state;
    assert_int_equal(error_get(&last, MAPI_E_NO_ACCESS, 0, &error), S_OK); /* of another call */
    assert_null(error);
    error_clear(&last);
    error = (void *)1;
    assert_int_equal(error_get(&last, MAPI_E_NOT_FOUND, 0, &error), S_OK);
    assert_null(error);
    assert_int_equal(error_get(&last, MAPI_E_NOT_FOUND, 1, &error), MAPI_E_UNKNOWN_FLAGS);
    assert_int_equal(error_get(&last, MAPI_E_NOT_FOUND, 0, NULL), MAPI_E_INVALID_PARAMETER);
}

static void running_out_of_memory_tells_so_and_leaks_nothing(void **state)
{
    struct last_error last = some_error();
    long roots = mem_roots_alive();
    MAPIERROR *error;
    HRESULT hr;

    (void)state;
    for (int n = 0;; n++) {
        fault_alloc_after(n);
        hr = error_get(&last, MAPI_E_NOT_FOUND, 0, &error);
        fault_alloc_never();
        if (hr == S_OK) break;
        assert_int_equal(hr, MAPI_E_NOT_ENOUGH_MEMORY);
        assert_null(error);
        assert_int_equal(mem_roots_alive(), roots);
    }
    mem_free(error);
    assert_int_equal(mem_roots_alive(), roots);
}

/* 1.6-10 */
static void what_is_too_long_is_cut(void **state)
{
    WCHAR text[400];
    struct last_error last;

    (void)state;
    for (int i = 0; i < 399; i++)
        text[i] = 'x';
    text[399] = 0;
    error_set(&last, MAPI_E_CALL_FAILED, text, L"%ls", text);
    assert_int_equal(text_len(last.component), 30);
    assert_int_equal(text_len(last.text), 255);
}

static void a_foreign_error_is_kept(void **state)
{
    MAPIERROR foreign = {0, (LPTSTR) "disk full", (LPTSTR) "store", 7, 8}, *error;
    struct last_error last;

    (void)state;
    error_adopt(&last, MAPI_E_NOT_ENOUGH_DISK, &foreign, 0);
    assert_int_equal(error_get(&last, MAPI_E_NOT_ENOUGH_DISK, 0, &error), S_OK);
    assert_string_equal((char *)error->lpszError, "disk full");
    assert_string_equal((char *)error->lpszComponent, "store");
    assert_int_equal(error->ulLowLevelError, 7);
    mem_free(error);
    foreign.lpszError = NULL;
    foreign.lpszComponent = (LPTSTR)L"\u00e4";
    error_adopt(&last, MAPI_E_NOT_ENOUGH_DISK, &foreign, MAPI_UNICODE);
    assert_int_equal(text_compare(last.component, L"\u00e4"), 0);
    assert_int_equal(text_len(last.text), 0);
    error_adopt(&last, MAPI_E_NO_ACCESS, NULL, 0);
    assert_int_equal(last.hr, MAPI_E_NO_ACCESS);
}

static void codes_have_names(void **state)
{
    (void)state;
    assert_string_equal(error_name(MAPI_E_NOT_FOUND), "MAPI_E_NOT_FOUND");
    assert_string_equal(error_name((HRESULT)0x80070057), "MAPI_E_INVALID_PARAMETER");
    assert_string_equal(error_name(MAPI_W_ERRORS_RETURNED), "MAPI_W_ERRORS_RETURNED");
    assert_string_equal(error_name(S_OK), "S_OK");
    assert_null(error_name((HRESULT)0x8004ffff));
}

static void the_trace_tells_where_an_error_was_born(void **state)
{
    char name[] = "/tmp/openmapi-trace-XXXXXX", line[500] = "";
    int fd = mkstemp(name);
    FILE *file;

    (void)state;
    assert_true(fd >= 0);
    file = fdopen(fd, "r");
    setenv("OPENMAPI_TRACE", name, 1);
    trace_state = 0; /* ask again */
    assert_int_equal(FAIL(MAPI_E_TIMEOUT), MAPI_E_TIMEOUT);
    TRACE("%d thing", 1);
    assert_non_null(fgets(line, sizeof(line), file));
    assert_non_null(strstr(line, "test_error.c:"));
    assert_non_null(strstr(line, ": MAPI_E_TIMEOUT\n"));
    assert_non_null(fgets(line, sizeof(line), file));
    assert_non_null(strstr(line, " 1 thing\n"));
    fclose(file);
    remove(name);
    trace_state = 1;
    FAIL(MAPI_E_TIMEOUT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_error_is_told_in_one_allocation),
        cmocka_unit_test(nothing_to_say_is_null),
        cmocka_unit_test(running_out_of_memory_tells_so_and_leaks_nothing),
        cmocka_unit_test(what_is_too_long_is_cut),
        cmocka_unit_test(a_foreign_error_is_kept),
        cmocka_unit_test(codes_have_names),
        cmocka_unit_test(the_trace_tells_where_an_error_was_born),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
