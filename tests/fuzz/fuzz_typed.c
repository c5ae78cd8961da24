/*
 * fuzz_typed.c - any UTF-16 text as what somebody typed for a recipient
 *
 * What is taken for an address has a type and an address, is no longer than what was typed, and
 * makes an entry ID that says the same.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "ab/typed.h"
#include "base/mem.h"
#include "base/text.h"

static void check(bool is)
{
    if (!is) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    size_t chars = size / sizeof(WCHAR);
    AUTO_FREE WCHAR *text = NULL;
    AUTO_FREE struct one_off *one = NULL, *again = NULL;
    AUTO_FREE ENTRYID *eid = NULL;
    ULONG cb;

    if (size > 8192) return 0;
    text = mem_zero((chars + 1) * sizeof(WCHAR));
    if (!text) return 0;
    memcpy(text, data, chars * sizeof(WCHAR));
    check(SUCCEEDED(typed_read(text, &one)));
    if (!one) return 0;
    check(*one->type && *one->address);
    check(text_len(one->name) + text_len(one->address) <= text_len(text));
    check(SUCCEEDED(one_off_make(one, true, &cb, &eid)));
    check(SUCCEEDED(one_off_read(cb, eid, &again)));
    check(one_off_equal(one, again) && one->rich == again->rich);
    return 0;
}
