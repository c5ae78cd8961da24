/*
 * idle.c - exports: the idle engine
 */
#include "mapiutil.h"
#include "notify/idle.h"
#include <stdint.h>

/* A tag is a number that never was a pointer, so one that is gone can be told. */
static ULONG number_of(FTG tag)
{
    return (uintptr_t)tag > 0xffffffffu ? 0 : (ULONG)(uintptr_t)tag;
}

/*
 * MAPIInitIdle - starts the engine, whose routines run on this thread, or counts one more caller
 *
 * reserved  NULL
 * Answers   0; 1: no memory, no thread, no window, or reserved isn't NULL
 * Source    MAPIInitIdle; contracts 11.12-01
 */
LONG STDMETHODCALLTYPE MAPIInitIdle(LPVOID reserved)
{
    return reserved || FAILED(idle_start());
}

/* MAPIDeinitIdle - takes back one MAPIInitIdle; the last ends the engine and forgets its routines.
 * Source: MAPIDeInitIdle (the page's spelling); contracts 11.12-01 */
void STDMETHODCALLTYPE MAPIDeinitIdle(void)
{
    idle_end();
}

/*
 * FtgRegisterIdleRoutine - has a routine called on the engine's thread while it pumps messages
 *
 * context   handed to call as it is; never freed
 * priority  above 0: before what the user does; 0 and below: only when no input waits
 * csec      hundredths of a second: FIROWAIT without input before the first call of a block of idle
 *           time; FIROINTERVAL between calls, and before the first. Time in which the machine
 *           sleeps isn't counted
 * options   FIROWAIT or FIROINTERVAL; FIRODISABLED; FIROPERBLOCK (once until the user does
 *           something), FIROONCEONLY (once). FIRONOADJUSTMENT, whose value isn't public, is not
 *           known
 * Answers   the tag; NULL: no engine, no function, FIROWAIT with FIROINTERVAL, no memory
 * Source    FtgRegisterIdleRoutine; contracts 11.12-03 to 06
 */
FTG STDMETHODCALLTYPE FtgRegisterIdleRoutine(PFNIDLE call, LPVOID context, short priority,
                                             ULONG csec, USHORT options)
{
    return (FTG)(uintptr_t)idle_add(call, context, priority, csec, options);
}

/* DeregisterIdleRoutine - no call begins after this, but for one that the engine's thread is
 * beginning right now while another calls this: what its context points at must outlive that. The
 * routine itself may call it, and is not called again.
 * Source: DeregisterIdleRoutine; contracts 11.12-11 */
void STDMETHODCALLTYPE DeregisterIdleRoutine(FTG tag)
{
    idle_remove(number_of(tag));
}

/* EnableIdleRoutine - a disabled routine keeps all else. Source: EnableIdleRoutine;
 * contracts 11.12-09 */
void STDMETHODCALLTYPE EnableIdleRoutine(FTG tag, BOOL enable)
{
    idle_enable(number_of(tag), enable);
}

/* ChangeIdleRoutine - what changes selects: FIRCPFN, FIRCPV, FIRCPRI, FIRCCSEC, FIRCIRO. A new
 * time, or new options, begin to count now. Source: ChangeIdleRoutine; contracts 11.12-10 */
void STDMETHODCALLTYPE ChangeIdleRoutine(FTG tag, PFNIDLE call, LPVOID context, short priority,
                                         ULONG csec, USHORT options, USHORT changes)
{
    idle_change(number_of(tag), call, context, priority, csec, options, changes);
}
