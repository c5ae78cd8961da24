/*
 * test_batch.c - notifications in one block: counted, copied, moved
 */
#include "profile/fixture.h"
#include "mapitags.h"
#include "notify/batch.h"

static BYTE id[] = {1, 2, 3, 4, 5}, other[] = {6, 7, 8};
static SPropValue row[] = {
    {.ulPropTag = PR_SUBJECT_W, .Value.lpszW = (WCHAR[]){'h', 'i', 0}},
    {.ulPropTag = PR_ENTRYID, .Value.bin = {5, id}},
    {.ulPropTag = PR_IMPORTANCE, .Value.l = 7},
};
static const SizedSPropTagArray(2, tags) = {2, {PR_SUBJECT_W, PR_ENTRYID}};
static MAPIERROR error = {
    .lpszError = (LPTSTR) "trouble", .lpszComponent = (LPTSTR) "part", .ulContext = 9};

/* One of each kind */
static const NOTIFICATION all[] = {
    {.ulEventType = fnevCriticalError,
     .info.err = {.cbEntryID = 5, .lpEntryID = (ENTRYID *)id, .lpMAPIError = &error}},
    {.ulEventType = fnevNewMail,
     .info.newmail = {.cbEntryID = 5,
                      .lpEntryID = (ENTRYID *)id,
                      .cbParentID = 3,
                      .lpParentID = (ENTRYID *)other,
                      .ulFlags = MAPI_UNICODE,
                      .lpszMessageClass = (LPTSTR)(WCHAR[]){'I', 'P', 'M', 0}}},
    {.ulEventType = fnevNewMail, .info.newmail = {.lpszMessageClass = (LPTSTR) "IPM.Note"}},
    {.ulEventType = fnevObjectMoved,
     .info.obj = {.cbEntryID = 5,
                  .lpEntryID = (ENTRYID *)id,
                  .cbOldParentID = 3,
                  .lpOldParentID = (ENTRYID *)other,
                  .ulObjType = MAPI_MESSAGE,
                  .lpPropTagArray = (SPropTagArray *)&tags}},
    {.ulEventType = fnevTableModified,
     .info.tab = {.ulTableEvent = TABLE_ROW_ADDED,
                  .propIndex = {.ulPropTag = PR_INSTANCE_KEY, .Value.bin = {3, other}},
                  .propPrior = {.ulPropTag = PR_NULL},
                  .row = {0, 3, row}}},
    {.ulEventType = fnevTableModified, .info.tab = {.ulTableEvent = TABLE_CHANGED}},
    {.ulEventType = (ULONG)fnevExtended, .info.ext = {1, 5, id}},
    {.ulEventType = fnevStatusObjectModified, .info.statobj = {3, (ENTRYID *)other, 3, row}},
};
enum { N = sizeof(all) / sizeof(*all) };

static void is_all(const NOTIFICATION *n)
{
    assert_string_equal((char *)n[0].info.err.lpMAPIError->lpszError, "trouble");
    assert_string_equal((char *)n[0].info.err.lpMAPIError->lpszComponent, "part");
    assert_int_equal(n[0].info.err.lpMAPIError->ulContext, 9);
    assert_memory_equal(n[1].info.newmail.lpParentID, other, 3);
    assert_memory_equal(n[1].info.newmail.lpszMessageClass, L"IPM", 4 * sizeof(WCHAR));
    assert_null(n[2].info.newmail.lpEntryID);
    assert_string_equal((char *)n[2].info.newmail.lpszMessageClass, "IPM.Note");
    assert_memory_equal(n[3].info.obj.lpOldParentID, other, 3);
    assert_int_equal(n[3].info.obj.lpPropTagArray->aulPropTag[1], PR_ENTRYID);
    assert_memory_equal(n[4].info.tab.propIndex.Value.bin.lpb, other, 3);
    assert_memory_equal(n[4].info.tab.row.lpProps[0].Value.lpszW, L"hi", 3 * sizeof(WCHAR));
    assert_memory_equal(n[4].info.tab.row.lpProps[1].Value.bin.lpb, id, 5);
    assert_int_equal(n[4].info.tab.row.lpProps[2].Value.l, 7);
    assert_null(n[5].info.tab.row.lpProps);
    assert_memory_equal(n[6].info.ext.pbEventParameters, id, 5);
    assert_memory_equal(n[7].info.statobj.lpPropVals[1].Value.bin.lpb, id, 5);
}

/* 11.1-24 */
static void a_block_holds_all_of_every_kind(void **state)
{
    size_t counted, copied;
    BYTE *block;

    (void)state;
    assert_hr(batch_block_bytes(N, all, &counted), S_OK);
    block = malloc(counted); /* so that the sanitizer sees its end */
    assert_hr(batch_block_copy(N, all, block, &copied), S_OK);
    assert_int_equal(copied, counted);
    is_all((NOTIFICATION *)block);
    free(block);
}

/* 11.1-24 */
static void a_block_moves(void **state)
{
    size_t bytes, moved;
    BYTE *first, *second;

    (void)state;
    assert_hr(batch_block_bytes(N, all, &bytes), S_OK);
    first = malloc(bytes);
    second = malloc(bytes);
    assert_hr(batch_block_copy(N, all, first, &bytes), S_OK);
    /* as it would be stored */
    assert_hr(batch_block_move(N, (NOTIFICATION *)first, first, NULL, &moved), S_OK);
    assert_int_equal(moved, bytes);
    assert_true((size_t)((NOTIFICATION *)first)[6].info.ext.pbEventParameters < bytes);
    memcpy(second, first, bytes);
    free(first);
    assert_hr(batch_block_move(N, (NOTIFICATION *)second, NULL, second, &moved), S_OK);
    assert_int_equal(moved, bytes);
    is_all((NOTIFICATION *)second);
    free(second);
}

/* 11.1-24 */
static void what_nobody_knows_is_refused(void **state)
{
    static SPropValue odd[] = {{.ulPropTag = PROP_TAG(0x0777, 0x3001)}};
    NOTIFICATION bad[] = {
        {.ulEventType = 0x40000},
        {.ulEventType = fnevNewMail, .info.newmail.cbEntryID = 5},
        {.ulEventType = (ULONG)fnevExtended, .info.ext.cb = 1},
        {.ulEventType = fnevTableModified, .info.tab.row = {0, 1, odd}},
        {.ulEventType = fnevStatusObjectModified, .info.statobj.cValues = 2},
    };
    size_t bytes;

    (void)state;
    for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
        BYTE block[sizeof(NOTIFICATION) + 64];

        assert_hr(batch_block_bytes(1, &bad[i], &bytes), MAPI_E_INVALID_PARAMETER);
        assert_hr(batch_block_copy(1, &bad[i], block, &bytes), MAPI_E_INVALID_PARAMETER);
        assert_hr(batch_block_move(1, &bad[i], &bad[i], NULL, &bytes), MAPI_E_INVALID_PARAMETER);
    }
}

static void a_refused_move_changes_nothing(void **state)
{
    NOTIFICATION two[] = {{.ulEventType = (ULONG)fnevExtended, .info.ext = {1, 5, id}},
                          {.ulEventType = 0x40000}};
    size_t bytes;

    (void)state;
    assert_hr(batch_block_move(2, two, two, NULL, &bytes), MAPI_E_INVALID_PARAMETER);
    assert_ptr_equal(two[0].info.ext.pbEventParameters, id);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_block_holds_all_of_every_kind),
        cmocka_unit_test(a_block_moves),
        cmocka_unit_test(what_nobody_knows_is_refused),
        cmocka_unit_test(a_refused_move_changes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
