/*
 * findings.h - what the doctor finds, each with what is wrong and how to mend it
 */
#pragma once
#include "print.h"

enum state {
    FINE,
    REMARK,
    PROBLEM
};

struct findings {
    struct list_output list; /* under --json */
    int problems;
};
void findings_begin(struct findings *findings);
/* check: what was looked at. bits: "64-bit", "32-bit" or NULL. mend: one line, or NULL. */
void findings_add(struct findings *findings, enum state state, const char *check, const WCHAR *bits,
                  const WCHAR *mend, const WCHAR *format, ...);
void findings_end(struct findings *findings);
