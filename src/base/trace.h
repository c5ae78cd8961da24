/*
 * trace.h - one line per thing worth knowing, when OPENMAPI_TRACE says so
 *
 * OPENMAPI_TRACE=FILE appends to a file, OPENMAPI_TRACE=- writes to stderr; unset costs one load
 * and a branch.
 */
#pragma once
#include <stdbool.h>

extern int trace_state; /* 0: not asked yet, 1: off, 2: on */
bool trace_ask(void);
static inline bool trace_on(void)
{
    return __builtin_expect(trace_state != 1, 0) && (trace_state == 2 || trace_ask());
}
void trace_line(const char *format, ...) __attribute__((format(printf, 1, 2)));
#define TRACE(...)                                                                                 \
    do {                                                                                           \
        if (trace_on()) trace_line(__VA_ARGS__);                                                   \
    } while (0)
