/*
 * test_progress.c - a progress object, whatever shows it
 */
#include "prop/props.h"
#include "base/fault.h"
#include "com/progress.h"

static struct {
    ULONG done, count, total;
    int shows, closes;
    bool cancelled;
} seen;

static void on_show(void *view, ULONG done, ULONG count, ULONG total)
{
    (void)view;
    seen.done = done;
    seen.count = count;
    seen.total = total;
    seen.shows++;
}

static bool is_cancelled(void *view)
{
    (void)view;
    return seen.cancelled;
}

static void on_close(void *view)
{
    (void)view;
    seen.closes++;
}

static const struct progress_view view = {on_show, is_cancelled, on_close};

static IMAPIProgress *make(ULONG flags)
{
    IMAPIProgress *progress = NULL;

    memset(&seen, 0, sizeof(seen));
    assert_hr(progress_create(flags, &view, NULL, &progress), S_OK);
    return progress;
}

static void expect_limits(IMAPIProgress *progress, ULONG least, ULONG most, ULONG flags)
{
    ULONG value = 77;

    assert_hr(progress->lpVtbl->GetMin(progress, &value), S_OK);
    assert_int_equal(value, least);
    assert_hr(progress->lpVtbl->GetMax(progress, &value), S_OK);
    assert_int_equal(value, most);
    assert_hr(progress->lpVtbl->GetFlags(progress, &value), S_OK);
    assert_int_equal(value, flags);
}

static void set_limits(IMAPIProgress *progress, ULONG least, ULONG most, ULONG flags)
{
    assert_hr(progress->lpVtbl->SetLimits(progress, &least, &most, &flags), S_OK);
}

static ULONG tell(IMAPIProgress *progress, ULONG value)
{
    assert_hr(progress->lpVtbl->Progress(progress, value, 0, 0), S_OK);
    return seen.done;
}

/* 11.13-07, 5.10-19 */
static void it_begins_with_the_documented_limits(void **state)
{
    IMAPIProgress *progress = make(MAPI_TOP_LEVEL);

    (void)state;
    expect_limits(progress, 1, 1000, MAPI_TOP_LEVEL);
    assert_int_equal(tell(progress, 1), 0);
    assert_int_equal(tell(progress, 1000), PROGRESS_WHOLE);
    progress->lpVtbl->Release(progress);
    progress = make(0);
    expect_limits(progress, 1, 1000, 0);
    progress->lpVtbl->Release(progress);
}

/* 11.13-08, 11.13-10 */
static void limits_are_pointers_that_may_be_missing(void **state)
{
    IMAPIProgress *progress = make(MAPI_TOP_LEVEL);
    ULONG ten = 10, unknown = 2, none = 0;

    (void)state;
    assert_hr(progress->lpVtbl->SetLimits(progress, &ten, NULL, NULL), S_OK);
    expect_limits(progress, 10, 1000, MAPI_TOP_LEVEL);
    assert_hr(progress->lpVtbl->SetLimits(progress, NULL, &ten, NULL), S_OK);
    expect_limits(progress, 10, 10, MAPI_TOP_LEVEL);
    assert_hr(progress->lpVtbl->SetLimits(progress, NULL, NULL, &none), S_OK);
    expect_limits(progress, 10, 10, 0);
    assert_hr(progress->lpVtbl->SetLimits(progress, NULL, NULL, NULL), S_OK);
    expect_limits(progress, 10, 10, 0);
    assert_hr(progress->lpVtbl->SetLimits(progress, &none, &none, &unknown), MAPI_E_UNKNOWN_FLAGS);
    expect_limits(progress, 10, 10, 0);
    assert_hr(progress->lpVtbl->GetMin(progress, NULL), MAPI_E_INVALID_PARAMETER);
    assert_hr(progress->lpVtbl->GetMax(progress, NULL), MAPI_E_INVALID_PARAMETER);
    assert_hr(progress->lpVtbl->GetFlags(progress, NULL), MAPI_E_INVALID_PARAMETER);
    progress->lpVtbl->Release(progress);
}

/* 11.13-08, 11.13-09: as the guide does it, a folder of four with one of two in it */
static void parts_lie_within_the_whole(void **state)
{
    IMAPIProgress *progress = make(MAPI_TOP_LEVEL);

    (void)state;
    set_limits(progress, 0, 2000, MAPI_TOP_LEVEL);
    set_limits(progress, 500, 1000, 0);
    expect_limits(progress, 500, 1000, 0);
    assert_int_equal(tell(progress, 750), 375);
    assert_int_equal(tell(progress, 1000), 500);
    assert_hr(progress->lpVtbl->Progress(progress, 1500, 3, 4), S_OK);
    assert_int_equal(seen.done, 750);
    assert_int_equal(seen.count, 3);
    assert_int_equal(seen.total, 4);
    progress->lpVtbl->Release(progress);
}

/* 11.13-09 */
static void it_never_goes_back(void **state)
{
    IMAPIProgress *progress = make(MAPI_TOP_LEVEL);

    (void)state;
    set_limits(progress, 100, 200, MAPI_TOP_LEVEL);
    assert_int_equal(tell(progress, 150), 500);
    assert_int_equal(tell(progress, 120), 500);
    assert_int_equal(tell(progress, 0), 500);
    assert_int_equal(tell(progress, 0xffffffff), PROGRESS_WHOLE);
    set_limits(progress, 0, 0xffffffff, MAPI_TOP_LEVEL); /* other work */
    assert_int_equal(tell(progress, 0x80000000), 500);
    set_limits(progress, 7, 7, MAPI_TOP_LEVEL);
    assert_int_equal(tell(progress, 6), 0);
    assert_int_equal(tell(progress, 7), PROGRESS_WHOLE);
    set_limits(progress, 9, 3, MAPI_TOP_LEVEL); /* nonsense */
    assert_int_equal(tell(progress, 5), PROGRESS_WHOLE);
    progress->lpVtbl->Release(progress);
}

static void who_cancelled_is_told_each_time(void **state)
{
    IMAPIProgress *progress = make(MAPI_TOP_LEVEL);

    (void)state;
    assert_int_equal(tell(progress, 10), 9);
    seen.cancelled = true;
    assert_hr(progress->lpVtbl->Progress(progress, 20, 0, 0), MAPI_E_USER_CANCEL);
    assert_hr(progress->lpVtbl->Progress(progress, 30, 1, 2), MAPI_E_USER_CANCEL);
    assert_int_equal(seen.shows, 3);
    progress->lpVtbl->AddRef(progress);
    assert_int_equal(progress->lpVtbl->Release(progress), 1);
    assert_int_equal(seen.closes, 0);
    assert_int_equal(progress->lpVtbl->Release(progress), 0);
    assert_int_equal(seen.closes, 1);
}

static void nobody_needs_to_look(void **state)
{
    IMAPIProgress *progress = NULL;
    IUnknown *same = NULL;

    (void)state;
    fault_alloc_after(0);
    assert_hr(progress_create(0, NULL, NULL, &progress), MAPI_E_NOT_ENOUGH_MEMORY);
    fault_alloc_never();
    assert_null(progress);
    assert_hr(progress_create(MAPI_TOP_LEVEL, NULL, NULL, &progress), S_OK);
    assert_hr(progress->lpVtbl->Progress(progress, 500, 1, 2), S_OK);
    assert_hr(progress->lpVtbl->QueryInterface(progress, &IID_IMAPIProgress, (void **)&same), S_OK);
    assert_ptr_equal(same, progress);
    same->lpVtbl->Release(same);
    assert_hr(progress->lpVtbl->QueryInterface(progress, &IID_IMAPIProp, (void **)&same),
              E_NOINTERFACE);
    assert_int_equal(progress->lpVtbl->Release(progress), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(it_begins_with_the_documented_limits), TEST(limits_are_pointers_that_may_be_missing),
        TEST(parts_lie_within_the_whole),           TEST(it_never_goes_back),
        TEST(who_cancelled_is_told_each_time),      TEST(nobody_needs_to_look),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
