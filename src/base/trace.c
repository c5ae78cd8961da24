/*
 * trace.c - one line per thing worth knowing, when OPENMAPI_TRACE says so
 */
#include "base/trace.h"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "sys/clock.h"
#include "sys/lock.h"
#include "sys/process.h"
#include "sys/thread.h"

int trace_state;
static FILE *out;
static struct sys_latch latch;

bool trace_ask(void)
{
    const char *name;

    sys_latch_take(&latch);
    if (!trace_state) {
        name = getenv("OPENMAPI_TRACE");
        if (name && *name) out = strcmp(name, "-") ? fopen(name, "a") : stderr;
        atomic_set(&trace_state, out ? 2 : 1);
    }
    sys_latch_drop(&latch);
    return trace_state == 2;
}

void trace_line(const char *format, ...)
{
    char line[1024];
    va_list args;
    int n;

    n = snprintf(line, sizeof(line), "%llu %lu.%lu ", (unsigned long long)sys_ticks_msec(),
                 (unsigned long)sys_process_id(), (unsigned long)sys_thread_id());
    va_start(args, format);
    vsnprintf(line + n, sizeof(line) - (size_t)n - 1, format, args);
    va_end(args);
    strcat(line, "\n");
    fputs(line, out); /* one call, so that lines of threads and processes stay whole */
    fflush(out);
}
