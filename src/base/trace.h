/*
 * trace.h - one line per thing worth knowing, when OPENMAPI_TRACE says so
 *
 * OPENMAPI_TRACE=FILE appends to a file, OPENMAPI_TRACE=- writes to stderr; unset costs one load and a branch.
 */
#pragma once
#include <stdbool.h>

bool trace_on(void);
void trace_line(const char *format, ...) __attribute__((format(printf, 1, 2)));
#define TRACE(...)                                                                                 \
    do {                                                                                           \
        if (trace_on()) trace_line(__VA_ARGS__);                                                   \
    } while (0)
