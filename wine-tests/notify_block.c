/*
 * notify_block.c - notifications in one block: counted, copied, moved
 */
#include "harness.h"
#include "mapitags.h"
#include "mapiutil.h"
#include "mapix.h"
#include <string.h>

static BYTE id[] = {1, 2, 3, 4, 5};
static SPropValue row[] = {
    {.ulPropTag = PR_SUBJECT_A, .Value.lpszA = (char *)"hi"},
    {.ulPropTag = PR_ENTRYID, .Value.bin = {5, id}},
};
static NOTIFICATION two[] = {
    {.ulEventType = fnevNewMail,
     .info.newmail = {.cbEntryID = 5,
                      .lpEntryID = (ENTRYID *)id,
                      .ulFlags = MAPI_UNICODE,
                      .lpszMessageClass = (LPTSTR)L"IPM"}},
    {.ulEventType = fnevTableModified,
     .info.tab = {.ulTableEvent = TABLE_ROW_ADDED,
                  .propIndex = {.ulPropTag = PR_ROWID, .Value.l = 4},
                  .propPrior = {.ulPropTag = PR_NULL},
                  .row = {0, 2, row}}},
};

static void is_two(const NOTIFICATION *n)
{
    ok(!memcmp(n[0].info.newmail.lpEntryID, id, 5), "another entry ID\n");
    ok(!wcscmp((WCHAR *)n[0].info.newmail.lpszMessageClass, L"IPM"), "got %ls\n",
       (WCHAR *)n[0].info.newmail.lpszMessageClass);
    ok(n[1].info.tab.propIndex.Value.l == 4, "got %ld\n", n[1].info.tab.propIndex.Value.l);
    ok(!strcmp(n[1].info.tab.row.lpProps[0].Value.lpszA, "hi"), "got %s\n",
       n[1].info.tab.row.lpProps[0].Value.lpszA);
    ok(!memcmp(n[1].info.tab.row.lpProps[1].Value.bin.lpb, id, 5), "another value\n");
}

/* 11.1-24, 11.1-25 */
static void they_are_counted_and_copied(void)
{
    ULONG counted = 0, copied = 0;
    BYTE *block = NULL;
    SCODE sc = ScCountNotifications(2, two, &counted);

    ok(sc == S_OK && counted > sizeof(two), "got %#lx, %lu bytes\n", sc, counted);
    sc = ScCountNotifications(2, two, NULL);
    ok(sc == S_OK, "got %#lx\n", sc);
    sc = MAPIAllocateBuffer(counted + 1, (void **)&block);
    ok(sc == S_OK, "got %#lx\n", sc);
    if (!block) return;
    block[counted] = 0x77;
    sc = ScCopyNotifications(2, two, block, &copied);
    ok(sc == S_OK && copied == counted, "got %#lx, %lu of %lu bytes\n", sc, copied, counted);
    ok(block[counted] == 0x77, "it wrote past its size\n");
    is_two((NOTIFICATION *)block);
    memset(block, 0xee, counted);
    sc = ScCopyNotifications(2, two, block, NULL);
    ok(sc == S_OK, "got %#lx\n", sc);
    is_two((NOTIFICATION *)block);
    MAPIFreeBuffer(block);
}

/* 11.1-24 */
static void a_block_is_stored_and_read_back(void)
{
    ULONG bytes = 0, moved = 0;
    BYTE *block = NULL, *later = NULL;

    ScCountNotifications(2, two, &bytes);
    MAPIAllocateBuffer(bytes, (void **)&block);
    MAPIAllocateBuffer(bytes, (void **)&later);
    ok(bytes && block && later, "%lu bytes\n", bytes);
    if (!block || !later) return;
    ScCopyNotifications(2, two, block, NULL);
    ok(ScRelocNotifications(2, (NOTIFICATION *)block, block, NULL, &moved) == S_OK, "failed\n");
    ok(moved == bytes, "%lu of %lu bytes\n", moved, bytes);
    memcpy(later, block, bytes);
    memset(block, 0xee, bytes);
    ok(ScRelocNotifications(2, (NOTIFICATION *)later, NULL, later, NULL) == S_OK, "failed\n");
    is_two((NOTIFICATION *)later);
    MAPIFreeBuffer(block);
    MAPIFreeBuffer(later);
}

/* 11.1-24 */
static void bad_ones_are_refused(void)
{
    NOTIFICATION bad = {.ulEventType = 0x40000},
                 torn = {.ulEventType = fnevNewMail, .info.newmail.cbEntryID = 4};
    ULONG bytes = 0;
    BYTE block[200];

    ok(ScCountNotifications(1, &bad, &bytes) == MAPI_E_INVALID_PARAMETER, "counted\n");
    ok(ScCountNotifications(1, &torn, NULL) == MAPI_E_INVALID_PARAMETER, "valid\n");
    ok(ScCountNotifications(1, NULL, &bytes) == MAPI_E_INVALID_PARAMETER, "counted\n");
    ok(ScCountNotifications(-1, two, &bytes) == MAPI_E_INVALID_PARAMETER, "counted\n");
    ok(ScCopyNotifications(1, &bad, block, &bytes) == MAPI_E_INVALID_PARAMETER, "copied\n");
    ok(ScCopyNotifications(2, two, NULL, &bytes) == MAPI_E_INVALID_PARAMETER, "copied\n");
    ok(ScRelocNotifications(1, &torn, &torn, NULL, &bytes) == MAPI_E_INVALID_PARAMETER, "moved\n");
}

START_TEST(notify_block)
{
    RUN(they_are_counted_and_copied);
    RUN(a_block_is_stored_and_read_back);
    RUN(bad_ones_are_refused);
}
