/*
 * test_conversation.c - the bytes of PR_CONVERSATION_INDEX, and their order
 */
#include "profile/fixture.h"
#include "eid/conversation.h"

#define SECOND 10000000ull
#define DAY    (24 * 3600 * SECOND)

static const uint64_t start = 0x01dc5a1234567890;

static FILETIME at(uint64_t time)
{
    return (FILETIME){(DWORD)time, (DWORD)(time >> 32)};
}

/* out must have room for 5 more bytes than the parent has. */
static ULONG index_of(ULONG cb_parent, const BYTE *parent, uint64_t when, BYTE *out)
{
    AUTO_FREE BYTE *bytes = NULL;
    ULONG cb = 0;

    assert_hr(conversation_index(cb_parent, parent, at(when), &cb, &bytes), S_OK);
    memcpy(out, bytes, cb);
    return cb;
}

/* 6.7-43 */
static void a_conversation_begins_with_its_time_and_a_guid(void **state)
{
    static const BYTE head[] = {1, 0xdc, 0x5a, 0x12, 0x34, 0x56};
    BYTE one[22], other[22];

    (void)state;
    assert_int_equal(index_of(0, NULL, start, one), 22);
    assert_memory_equal(one, head, sizeof(head));
    index_of(0, NULL, start, other);
    assert_memory_not_equal(one + 6, other + 6, 16);
}

/* 6.7-43 */
static void answers_add_the_time_that_passed(void **state)
{
    static const uint64_t began = start & ~0xffffull;
    BYTE head[22], answer[27], next[32];
    uint32_t code;

    (void)state;
    index_of(0, NULL, start, head);
    assert_int_equal(index_of(22, head, began + (5ull << 18), answer), 27);
    assert_memory_equal(answer, head, 22);
    assert_memory_equal(answer + 22, "\0\0\0\5", 4);
    assert_int_equal(index_of(27, answer, began + (0x12345ull << 18), next), 32);
    assert_memory_equal(next, answer, 27);
    assert_memory_equal(next + 27, "\0\1\x23\x45", 4);
    index_of(22, head, began + (1ull << 49) - 1, answer); /* the last of the fine ones */
    assert_memory_equal(answer + 22, "\x7f\xff\xff\xff", 4);
    index_of(22, head, began + (1ull << 49), answer);
    code = (uint32_t)answer[22] << 24 | (uint32_t)answer[23] << 16 | (uint32_t)answer[24] << 8 |
           answer[25];
    assert_int_equal(code, 0x80000000u | 1u << 26);
    index_of(22, head, start - DAY, answer); /* the clock was wrong */
    assert_memory_equal(answer + 22, "\0\0\0\0", 4);
}

static void later_answers_sort_later(void **state)
{
    static const uint64_t steps[] = {0,         SECOND,    60 * SECOND, DAY,        400 * DAY,
                                     651 * DAY, 652 * DAY, 2000 * DAY,  20000 * DAY};
    BYTE head[22], last[27] = {0}, now[27];

    (void)state;
    index_of(0, NULL, start, head);
    for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
        index_of(22, head, start + steps[i], now);
        assert_true(!i || memcmp(now, last, 26) > 0);
        memcpy(last, now, sizeof(last));
    }
}

/* What the net brings as a parent need not be one: the answer begins anew rather than fail. */
static void what_is_no_index_begins_anew(void **state)
{
    BYTE head[22], parent[40], now[45];

    (void)state;
    index_of(0, NULL, start, head);
    for (ULONG cb = 0; cb <= sizeof(parent); cb++) {
        AUTO_FREE BYTE *tight = NULL;

        memset(parent, 7, sizeof(parent));
        memcpy(parent, head, sizeof(head));
        tight = mem_dup(parent, cb, NULL);
        assert_int_equal(index_of(cb, tight, start, now),
                         cb == 22 || cb == 27 || cb == 32 || cb == 37 ? cb + 5 : 22);
        if (cb) tight[0] = 2;
        assert_int_equal(index_of(cb, tight, start, now), 22);
    }
}

static void running_out_of_memory_gives_nothing(void **state)
{
    BYTE head[22];
    HRESULT hr = E_FAIL;

    (void)state;
    index_of(0, NULL, start, head);
    for (int n = 0; hr != S_OK; n++) {
        AUTO_FREE BYTE *bytes = NULL;
        ULONG cb = 7;

        fault_alloc_after(n);
        hr = conversation_index(22, head, at(start), &cb, &bytes);
        fault_alloc_never();
        assert_hr(hr, hr == S_OK ? S_OK : MAPI_E_NOT_ENOUGH_MEMORY);
        assert_int_equal(bytes != NULL, hr == S_OK);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_conversation_begins_with_its_time_and_a_guid),
        cmocka_unit_test(answers_add_the_time_that_passed),
        cmocka_unit_test(later_answers_sort_later),
        cmocka_unit_test(what_is_no_index_begins_anew),
        cmocka_unit_test(running_out_of_memory_gives_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
