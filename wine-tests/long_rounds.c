/*
 * long_rounds.c - ten thousand sessions, one after the other
 */
#define INITGUID
#include <windows.h>
#include <initguid.h>
#include "rounds.h"

/* 3.5-07, 4.13-13, 4.13-14 */
static void sessions_come_and_go(void)
{
    run_rounds(10000);
}

START_TEST(long_rounds)
{
    load_recording();
    RUN(sessions_come_and_go);
}
