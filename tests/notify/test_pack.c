/*
 * test_pack.c - notifications as bytes, and back
 */
#include "notify/batch.h"
#include "notify/pack.h"
#include "notify/sinks.h"

#define OBJECT_TAG PROP_TAG(PT_OBJECT, 0x6600)

static BYTE ids[4][3] = {{1, 1, 1}, {2, 2, 2}, {3, 3, 3}, {4, 4, 4}};

#define ID_OF(n_) sizeof(ids[n_]), (ENTRYID *)ids[n_]

/* One of each event, a row with a value of each kind. */
static SPropValue *row(ULONG *count)
{
    static short shorts[] = {1, -2};
    static LARGE_INTEGER times[] = {{.QuadPart = 0x0123456789abcdef}, {.QuadPart = -1}};
    static GUID guids[] = {{1, 2, 3, {4}}, {5, 6, 7, {8}}};
    static char *texts8[] = {"", "two"};
    static WCHAR *texts[] = {L"one", L"zw\u00f6lf"};
    static SBinary bins[] = {{3, ids[0]}, {0, NULL}};
    static SPropValue values[] = {
        {PR_SUBJECT_A, 0, {.lpszA = "row"}},
        {PR_SUBJECT_W, 0, {.lpszW = L"r\u00f6w"}},
        {PR_ENTRYID, 0, {.bin = {3, ids[1]}}},
        {PROP_TAG(PT_I2, 0x6601), 0, {.i = -7}},
        {PROP_TAG(PT_DOUBLE, 0x6602), 0, {.dbl = 0.25}},
        {PROP_TAG(PT_SYSTIME, 0x6603), 0, {.ft = {1, 2}}},
        {PROP_TAG(PT_CLSID, 0x6604), 0, {.lpguid = &guids[0]}},
        {PROP_TAG(PT_ERROR, 0x6605), 0, {.err = MAPI_E_NOT_FOUND}},
        {PROP_TAG(PT_MV_I2, 0x6606), 0, {.MVi = {2, shorts}}},
        {PROP_TAG(PT_MV_I8, 0x6607), 0, {.MVli = {2, times}}},
        {PROP_TAG(PT_MV_CLSID, 0x6608), 0, {.MVguid = {2, guids}}},
        {PROP_TAG(PT_MV_STRING8, 0x6609), 0, {.MVszA = {2, texts8}}},
        {PROP_TAG(PT_MV_UNICODE, 0x660a), 0, {.MVszW = {2, texts}}},
        {PROP_TAG(PT_MV_BINARY, 0x660b), 0, {.MVbin = {2, bins}}},
        {PROP_TAG(PT_MV_LONG, 0x660c), 0, {.MVl = {0, NULL}}},
        {PR_NULL, 0, {.x = 0}},
    };

    *count = COUNT(values);
    return values;
}

static void all_events(NOTIFICATION out[8])
{
    static struct {
        ULONG cValues;
        ULONG aulPropTag[2];
    } tags = {2, {PR_ENTRYID, PR_SUBJECT_W}};
    static MAPIERROR error = {MAPI_ERROR_VERSION, (LPTSTR) "no", NULL, 1, 2};
    static MAPIERROR wide = {MAPI_ERROR_VERSION, (LPTSTR)L"n\u00f6", (LPTSTR)L"", 3, 4};
    ULONG n;
    SPropValue *values = row(&n);
    NOTIFICATION batch[8] = {
        {.ulEventType = fnevNewMail,
         .info.newmail = {ID_OF(0), ID_OF(1), 0, (LPTSTR) "IPM.Note", 9}},
        {.ulEventType = fnevNewMail,
         .info.newmail = {ID_OF(0), ID_OF(1), MAPI_UNICODE, (LPTSTR)L"IPM.Note", 9}},
        {.ulEventType = fnevObjectMoved,
         .info.obj = {ID_OF(0), MAPI_MESSAGE, ID_OF(1), ID_OF(2), ID_OF(3),
                      (SPropTagArray *)&tags}},
        {.ulEventType = fnevCriticalError, .info.err = {0, NULL, MAPI_E_NO_ACCESS, 0, &error}},
        {.ulEventType = fnevCriticalError,
         .info.err = {ID_OF(3), MAPI_E_NO_ACCESS, MAPI_UNICODE, &wide}},
        {.ulEventType = (ULONG)fnevExtended, .info.ext = {77, 3, ids[2]}},
        {.ulEventType = fnevTableModified,
         .info.tab = {TABLE_ROW_ADDED, S_OK, values[2], {.ulPropTag = PR_NULL}, {0, n, values}, 0}},
        {.ulEventType = fnevStatusObjectModified, .info.statobj = {ID_OF(1), n, values}},
    };

    memcpy(out, batch, sizeof(batch));
}

/* As one block, in which equal batches are equal bytes but for the pointers, which move makes
 * equal. */
static void *block_of(ULONG count, const NOTIFICATION *batch, size_t *bytes)
{
    void *block;

    assert_hr(batch_block_bytes(count, batch, bytes), S_OK);
    block = mem_zero(*bytes);
    assert_hr(batch_block_copy(count, batch, block, bytes), S_OK);
    assert_hr(batch_block_move(count, block, block, (void *)0x1000, bytes), S_OK);
    return block;
}

static void assert_same(ULONG count, const NOTIFICATION *a, const NOTIFICATION *b)
{
    size_t bytes_a, bytes_b;
    void *block_a = block_of(count, a, &bytes_a), *block_b = block_of(count, b, &bytes_b);

    assert_int_equal(bytes_a, bytes_b);
    assert_memory_equal(block_a, block_b, bytes_a);
    mem_free(block_a);
    mem_free(block_b);
}

static void what_is_written_is_read(void **state)
{
    NOTIFICATION batch[8], *back;
    struct writer bytes = {0};
    ULONG count;

    (void)state;
    all_events(batch);
    assert_hr(pack_write(COUNT(batch), batch, &bytes), S_OK);
    assert_hr(pack_read(bytes.data, bytes.count, &count, &back), S_OK);
    assert_int_equal(count, COUNT(batch));
    assert_same(count, batch, back);
    mem_free(back);
    writer_drop(&bytes);
}

/* What programs of either bitness write. */
static void the_bytes_are_those(void **state)
{
    static const BYTE expected[] = {1, 0, 0, 0, 0x10, 0, 0, 0, 3,    0,    0,    0,   1,
                                    1, 1, 5, 0, 0,    0, 3, 0, 0,    0,    2,    2,   2,
                                    0, 0, 0, 0, 0,    0, 0, 0, 0xff, 0xff, 0xff, 0xff};
    NOTIFICATION note = {.ulEventType = fnevObjectModified,
                         .info.obj = {ID_OF(0), MAPI_MESSAGE, ID_OF(1), 0, NULL, 0, NULL, NULL}};
    struct writer bytes = {0};

    (void)state;
    assert_hr(pack_write(1, &note, &bytes), S_OK);
    assert_int_equal(bytes.count, sizeof(expected));
    assert_memory_equal(bytes.data, expected, sizeof(expected));
    writer_drop(&bytes);
}

static void objects_stay_at_home(void **state)
{
    SPropValue values[] = {{OBJECT_TAG, 0, {.x = 7}}, {PR_SUBJECT_A, 0, {.lpszA = "x"}}};
    NOTIFICATION note = {.ulEventType = fnevTableModified, .info.tab.row = {0, 2, values}}, *back;
    struct writer bytes = {0};
    ULONG count;

    (void)state;
    assert_hr(pack_write(1, &note, &bytes), S_OK);
    assert_int_equal(values[0].ulPropTag, OBJECT_TAG);
    assert_hr(pack_read(bytes.data, bytes.count, &count, &back), S_OK);
    assert_int_equal(back->info.tab.row.lpProps[0].ulPropTag,
                     CHANGE_PROP_TYPE(OBJECT_TAG, PT_ERROR));
    assert_int_equal(back->info.tab.row.lpProps[0].Value.err, MAPI_E_NO_SUPPORT);
    assert_string_equal(back->info.tab.row.lpProps[1].Value.lpszA, "x");
    mem_free(back);
    writer_drop(&bytes);
}

/* Cut anywhere, or with any byte another: an error or other notifications, no harm. */
static void garbage_is_refused(void **state)
{
    NOTIFICATION batch[8], *back;
    struct writer bytes = {0};
    ULONG count;
    BYTE *cut;

    (void)state;
    all_events(batch);
    assert_hr(pack_write(COUNT(batch), batch, &bytes), S_OK);
    for (size_t n = 0; n < bytes.count; n++) {
        cut = mem_dup(bytes.data, n ? n : 1, NULL); /* no byte more, for sanitizers */
        assert_hr(pack_read(cut, n, &count, &back), MAPI_E_CORRUPT_DATA);
        assert_null(back);
        mem_free(cut);
    }
    for (size_t at = 0; at < bytes.count; at++)
        for (int bit = 0; bit < 8; bit += 7) {
            HRESULT hr;

            bytes.data[at] ^= (BYTE)(1 << bit);
            hr = pack_read(bytes.data, bytes.count, &count, &back);
            assert_true(hr == S_OK || hr == MAPI_E_CORRUPT_DATA);
            mem_free(back);
            bytes.data[at] ^= (BYTE)(1 << bit);
        }
    writer_drop(&bytes);
}

static void what_nobody_knows_is_not_written(void **state)
{
    SPropValue bad = {PROP_TAG(PT_UNICODE, 0x6601), 0, {.lpszW = NULL}};
    NOTIFICATION unknown = {.ulEventType = 0x400};
    NOTIFICATION row = {.ulEventType = fnevTableModified, .info.tab.row = {0, 1, &bad}};
    NOTIFICATION none = {.ulEventType = fnevTableModified, .info.tab.row = {0, 1, NULL}};
    struct writer bytes = {0};

    (void)state;
    assert_hr(pack_write(1, &unknown, &bytes), MAPI_E_INVALID_PARAMETER);
    assert_hr(pack_write(1, &row, &bytes), MAPI_E_INVALID_PARAMETER);
    assert_hr(pack_write(1, &none, &bytes), MAPI_E_INVALID_PARAMETER);
    writer_drop(&bytes);
}

static void running_out_of_memory_is_told(void **state)
{
    NOTIFICATION batch[8], *back = NULL;
    struct writer bytes = {0};
    ULONG count;
    HRESULT hr;

    (void)state;
    all_events(batch);
    FOR_EACH_LOST_ALLOCATION(hr, {
        writer_drop(&bytes);
        hr = pack_write(COUNT(batch), batch, &bytes);
    });
    assert_hr(hr, S_OK);
    FOR_EACH_LOST_ALLOCATION(hr, { hr = pack_read(bytes.data, bytes.count, &count, &back); });
    assert_hr(hr, S_OK);
    mem_free(back);
    writer_drop(&bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_is_written_is_read),
        TEST(the_bytes_are_those),
        TEST(objects_stay_at_home),
        TEST(garbage_is_refused),
        TEST(what_nobody_knows_is_not_written),
        TEST(running_out_of_memory_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
