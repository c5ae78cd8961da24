/*
 * conversation.c - ScCreateConversationIndex: the bytes of a new conversation and of answers to it
 */
#include "harness.h"
#include "mapiutil.h"
#include "mapix.h"
#include <stdint.h>
#include <string.h>

enum { HEAD = 22, ANSWER = 5 };

static uint64_t now(void)
{
    FILETIME time;

    GetSystemTimeAsFileTime(&time);
    return (uint64_t)time.dwHighDateTime << 32 | time.dwLowDateTime;
}

/* The time in a head: bits 55 to 16 of a FILETIME whose top byte is 1. */
static uint64_t time_of(const BYTE *head)
{
    uint64_t time = 1;

    for (int i = 1; i <= 5; i++)
        time = time << 8 | head[i];
    return time << 16;
}

static ULONG make(ULONG cb_parent, BYTE *parent, BYTE *out, ULONG room)
{
    ULONG cb = 0;
    BYTE *bytes = NULL;
    SCODE sc = ScCreateConversationIndex(cb_parent, parent, &cb, &bytes);

    ok(sc == S_OK && bytes, "got %#lx\n", sc);
    ok(cb <= room, "%lu bytes\n", cb);
    if (!bytes || cb > room) return 0;
    memcpy(out, bytes, cb);
    ok(MAPIFreeBuffer(bytes) == S_OK, "not freed\n"); /* 11.6-07 */
    return cb;
}

/* 11.6-01, 11.6-02, 11.6-07 */
static void a_head_is_a_time_and_a_guid(void)
{
    BYTE one[HEAD] = {0}, two[HEAD] = {0};
    uint64_t before = now() & ~0xffffull, after;
    ULONG cb = make(0, NULL, one, sizeof(one));

    after = now();
    ok(cb == HEAD && one[0] == 1, "%lu bytes, the first %u\n", cb, one[0]);
    ok(time_of(one) >= before && time_of(one) <= after, "another time\n");
    make(0, NULL, two, sizeof(two));
    ok(memcmp(one + 6, two + 6, 16) != 0, "twice the same GUID\n");
}

/* 11.6-03, 11.6-04, 11.6-05 */
static void an_answer_tells_what_time_passed(void)
{
    BYTE head[HEAD] = {0}, answer[HEAD + ANSWER] = {0}, next[HEAD + 2 * ANSWER] = {0};
    uint64_t began, before, after, told;
    ULONG cb;

    make(0, NULL, head, sizeof(head));
    began = now() - 3600ull * 10000000; /* an hour ago */
    for (int i = 1; i <= 5; i++)
        head[i] = (BYTE)(began >> (56 - 8 * i));
    before = now();
    cb = make(sizeof(head), head, answer, sizeof(answer));
    after = now();
    ok(cb == HEAD + ANSWER && !memcmp(answer, head, HEAD), "%lu bytes\n", cb);
    ok(!(answer[HEAD] & 0x80), "code 1\n");
    told = (uint64_t)answer[HEAD] << 24 | answer[HEAD + 1] << 16 | answer[HEAD + 2] << 8 |
           answer[HEAD + 3];
    ok(told >= (before - time_of(head)) >> 18 && told <= (after - time_of(head)) >> 18,
       "%#llx told\n", (unsigned long long)told);
    cb = make(sizeof(answer), answer, next, sizeof(next));
    ok(cb == HEAD + 2 * ANSWER && !memcmp(next, answer, sizeof(answer)), "%lu bytes\n", cb);

    began = now() - 3 * 365ull * 24 * 3600 * 10000000; /* three years: more than code 0 can tell */
    for (int i = 1; i <= 5; i++)
        head[i] = (BYTE)(began >> (56 - 8 * i));
    before = now();
    make(sizeof(head), head, answer, sizeof(answer));
    after = now();
    ok(answer[HEAD] & 0x80, "code 0\n");
    told = (uint64_t)(answer[HEAD] & 0x7f) << 24 | answer[HEAD + 1] << 16 | answer[HEAD + 2] << 8 |
           answer[HEAD + 3];
    ok(told >= (before - time_of(head)) >> 23 && told <= (after - time_of(head)) >> 23,
       "%#llx told\n", (unsigned long long)told);
}

/* 11.6-06 */
static void what_is_no_index_begins_a_conversation(void)
{
    BYTE bad[HEAD + ANSWER] = {1}, out[64] = {0};

    ok(make(HEAD - 1, bad, out, sizeof(out)) == HEAD, "a short one was answered\n");
    ok(make(HEAD + 3, bad, out, sizeof(out)) == HEAD, "a torn one was answered\n");
    bad[0] = 2;
    ok(make(HEAD, bad, out, sizeof(out)) == HEAD, "one of another kind was answered\n");
}

static void bad_arguments_are_refused(void)
{
    BYTE *bytes = (BYTE *)1;
    ULONG cb = 7;

    ok(ScCreateConversationIndex(5, NULL, &cb, &bytes) == MAPI_E_INVALID_PARAMETER && !bytes && !cb,
       "made\n");
    ok(ScCreateConversationIndex(0, NULL, NULL, &bytes) == MAPI_E_INVALID_PARAMETER, "made\n");
    ok(ScCreateConversationIndex(0, NULL, &cb, NULL) == MAPI_E_INVALID_PARAMETER, "made\n");
}

START_TEST(conversation)
{
    RUN(a_head_is_a_time_and_a_guid);
    RUN(an_answer_tells_what_time_passed);
    RUN(what_is_no_index_begins_a_conversation);
    RUN(bad_arguments_are_refused);
}
