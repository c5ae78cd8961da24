/*
 * idle.c - the idle engine: who is called on which thread, when, and how it is changed and ended
 */
#include "harness.h"
#include "mapiutil.h"
#include "mapix.h"

struct seen {
    LONG calls;
    DWORD thread, last; /* GetTickCount of the last call */
    LONG order;
    FTG gone; /* deregistered by the call */
};
static LONG order;

static BOOL STDAPICALLTYPE routine(void *context)
{
    struct seen *seen = context;

    seen->calls++;
    seen->thread = GetCurrentThreadId();
    seen->last = GetTickCount();
    if (!seen->order) seen->order = ++order;
    if (seen->gone) DeregisterIdleRoutine(seen->gone);
    return FALSE;
}

/* A message loop, until *calls are so many or msec have passed. */
static void pump(const volatile LONG *calls, LONG wanted, DWORD msec)
{
    DWORD begin = GetTickCount();

    for (;;) {
        DWORD passed = GetTickCount() - begin;
        MSG message;

        if (passed >= msec || (calls && *calls >= wanted)) return;
        MsgWaitForMultipleObjects(0, NULL, FALSE, msec - passed, QS_ALLINPUT);
        while (!(calls && *calls >= wanted) && PeekMessageW(&message, NULL, 0, 0, PM_REMOVE))
            DispatchMessageW(&message);
    }
}

/* 11.12-01, 11.12-12 */
static void without_the_engine_nothing_is_registered(void)
{
    struct seen seen = {0};

    ok(!FtgRegisterIdleRoutine(routine, &seen, 1, 0, IRONULL), "registered\n");
    EnableIdleRoutine((FTG)1, TRUE);
    DeregisterIdleRoutine((FTG)1);
    ChangeIdleRoutine((FTG)1, routine, NULL, 0, 0, 0, FIRCPFN);
    MAPIDeinitIdle();
    ok(MAPIInitIdle(&seen) == 1, "reserved was taken\n");
    ok(!FtgRegisterIdleRoutine(routine, &seen, 1, 0, IRONULL), "registered\n");
}

static DWORD WINAPI register_elsewhere(void *context)
{
    return FtgRegisterIdleRoutine(routine, context, 1, 0, FIROINTERVAL) != NULL;
}

/* 11.12-02, 11.12-03, 11.12-13 */
static void routines_run_on_the_first_thread(void)
{
    struct seen seen = {0};
    HANDLE thread;
    DWORD registered = 0;

    ok(MAPIInitIdle(NULL) == 0, "it didn't start\n");
    thread = CreateThread(NULL, 0, register_elsewhere, &seen, 0, NULL);
    WaitForSingleObject(thread, 5000);
    GetExitCodeThread(thread, &registered);
    CloseHandle(thread);
    ok(registered == 1, "not registered\n");
    Sleep(50); /* who doesn't pump isn't called */
    ok(!seen.calls, "%ld calls\n", seen.calls);
    pump(&seen.calls, 1, 5000);
    ok(seen.calls == 1 && seen.thread == GetCurrentThreadId(), "%ld calls on %#lx\n", seen.calls,
       seen.thread);
    MAPIDeinitIdle();
    pump(&seen.calls, 3, 60);
    ok(seen.calls == 1, "called after the end, %ld times in all\n", seen.calls);
}

/* 11.12-04, 11.12-05 */
static void an_interval_lies_between_calls(void)
{
    struct seen seen = {0};
    DWORD begin = GetTickCount(), first;
    FTG tag;

    ok(MAPIInitIdle(NULL) == 0, "it didn't start\n");
    ok(!FtgRegisterIdleRoutine(routine, &seen, 1, 1, FIROINTERVAL | FIROWAIT), "both were taken\n");
    ok(!FtgRegisterIdleRoutine(NULL, &seen, 1, 1, FIROINTERVAL), "no function was taken\n");
    tag = FtgRegisterIdleRoutine(routine, &seen, 1, 10, FIROINTERVAL);
    ok(tag != NULL, "not registered\n");
    pump(&seen.calls, 1, 5000);
    first = seen.last;
    ok(seen.calls == 1 && first - begin >= 80, "%ld calls after %lu msec\n", seen.calls,
       first - begin);
    pump(&seen.calls, 2, 5000);
    ok(seen.calls == 2 && seen.last - first >= 80, "%ld calls, the last after %lu msec\n",
       seen.calls, seen.last - first);
    MAPIDeinitIdle();
}

/* 11.12-06 */
static void the_higher_priority_goes_first(void)
{
    struct seen low = {0}, zero = {0}, high = {0};

    order = 0;
    ok(MAPIInitIdle(NULL) == 0, "it didn't start\n");
    ok(FtgRegisterIdleRoutine(routine, &low, -7, 2, FIROINTERVAL) != NULL, "not registered\n");
    ok(FtgRegisterIdleRoutine(routine, &zero, 0, 2, FIROINTERVAL) != NULL, "not registered\n");
    ok(FtgRegisterIdleRoutine(routine, &high, 7, 2, FIROINTERVAL) != NULL, "not registered\n");
    Sleep(100); /* all are due when the loop begins */
    pump(&low.calls, 1, 5000);
    ok(high.order == 1 && zero.order == 2 && low.order == 3, "order %ld %ld %ld\n", high.order,
       zero.order, low.order);
    MAPIDeinitIdle();
}

/* What a user does, for this thread alone */
static void type_a_key(void)
{
    INPUT input = {.type = INPUT_KEYBOARD, .ki = {.wVk = VK_SHIFT}};

    SendInput(1, &input, sizeof(input));
    input.ki.dwFlags = KEYEVENTF_KEYUP;
    SendInput(1, &input, sizeof(input));
}

/* 11.12-05 */
static void a_wait_begins_anew_when_the_user_acts(void)
{
    struct seen seen = {0};
    LASTINPUTINFO before = {sizeof(before), 0}, after = {sizeof(after), 0};
    DWORD typed;

    ok(MAPIInitIdle(NULL) == 0, "it didn't start\n");
    GetLastInputInfo(&before);
    Sleep(20);
    type_a_key();
    GetLastInputInfo(&after);
    if (after.dwTime == before.dwTime) {
        skip("no input can be made here\n");
        MAPIDeinitIdle();
        return;
    }
    ok(FtgRegisterIdleRoutine(routine, &seen, -1, 20, FIROWAIT) != NULL, "not registered\n");
    pump(NULL, 0, 120);
    type_a_key();
    typed = GetTickCount();
    pump(&seen.calls, 1, 5000);
    ok(seen.calls == 1 && seen.last - typed >= 170, "%ld calls, %lu msec after the key\n",
       seen.calls, seen.last - typed);
    pump(&seen.calls, 3, 5000); /* and now as often as possible */
    ok(seen.calls == 3 && seen.last - typed < 4000, "%ld calls\n", seen.calls);
    MAPIDeinitIdle();
}

/* 11.12-04, 11.12-09, 11.12-10 */
static void a_routine_is_disabled_and_changed(void)
{
    struct seen first = {0}, second = {0};
    FTG tag;

    ok(MAPIInitIdle(NULL) == 0, "it didn't start\n");
    tag = FtgRegisterIdleRoutine(routine, &first, 1, 0, FIROINTERVAL | FIRODISABLED);
    pump(&first.calls, 1, 60);
    ok(!first.calls, "%ld calls\n", first.calls);
    EnableIdleRoutine(tag, TRUE);
    pump(&first.calls, 1, 5000);
    ok(first.calls == 1, "%ld calls\n", first.calls);
    ChangeIdleRoutine(tag, NULL, &second, 0, 100000, FIROINTERVAL, FIRCPV);
    pump(&second.calls, 1, 5000); /* with the old time */
    ok(second.calls == 1, "%ld calls\n", second.calls);
    ChangeIdleRoutine(tag, NULL, NULL, 0, 100000, 0, FIRCCSEC);
    second.calls = 0;
    pump(&second.calls, 1, 60);
    ok(!second.calls, "%ld calls\n", second.calls);
    MAPIDeinitIdle();
}

/* 11.12-11 */
static void a_routine_deregisters_itself(void)
{
    struct seen seen = {0};

    ok(MAPIInitIdle(NULL) == 0, "it didn't start\n");
    seen.gone = FtgRegisterIdleRoutine(routine, &seen, 1, 0, FIROINTERVAL);
    pump(&seen.calls, 2, 100);
    ok(seen.calls == 1, "%ld calls\n", seen.calls);
    DeregisterIdleRoutine(seen.gone); /* once more: nothing */
    MAPIDeinitIdle();
}

static struct seen outer_seen, inner_seen;

/* One that pumps messages, as a dialog does */
static BOOL STDAPICALLTYPE pumping(void *context)
{
    struct seen *seen = context;

    if (seen->calls++) return FALSE;
    pump(NULL, 0, 80);
    ok(!inner_seen.calls, "a routine was called while another ran\n");
    return FALSE;
}

static void routines_do_not_nest(void)
{
    ok(MAPIInitIdle(NULL) == 0, "it didn't start\n");
    ok(FtgRegisterIdleRoutine(pumping, &outer_seen, 2, 0, FIROONCEONLY) != NULL,
       "not registered\n");
    ok(FtgRegisterIdleRoutine(routine, &inner_seen, 1, 0, FIROINTERVAL) != NULL,
       "not registered\n");
    pump(&inner_seen.calls, 1, 5000);
    ok(outer_seen.calls == 1 && inner_seen.calls == 1, "%ld and %ld calls\n", outer_seen.calls,
       inner_seen.calls);
    MAPIDeinitIdle();
}

static BOOL STDAPICALLTYPE ending(void *context)
{
    ++*(LONG *)context;
    MAPIDeinitIdle();
    return FALSE;
}

static void a_routine_may_end_the_engine(void)
{
    LONG calls = 0;

    ok(MAPIInitIdle(NULL) == 0, "it didn't start\n");
    ok(FtgRegisterIdleRoutine(ending, &calls, 1, 0, IRONULL) != NULL, "not registered\n");
    pump(&calls, 2, 100);
    ok(calls == 1, "%ld calls\n", calls);
}

START_TEST(idle)
{
    RUN(without_the_engine_nothing_is_registered);
    RUN(routines_run_on_the_first_thread);
    RUN(an_interval_lies_between_calls);
    RUN(the_higher_priority_goes_first);
    RUN(a_wait_begins_anew_when_the_user_acts);
    RUN(a_routine_is_disabled_and_changed);
    RUN(a_routine_deregisters_itself);
    RUN(routines_do_not_nest);
    RUN(a_routine_may_end_the_engine);
}
