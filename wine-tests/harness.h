/*
 * harness.h - what a test through the DLL says: ok(), skip(), todo_wine, RUN()
 *
 *     static void a_buffer_can_be_freed(void)
 *     {
 *         hr = MAPIAllocateBuffer(4, &p);
 *         ok(hr == S_OK, "got %#lx\n", hr);
 *     }
 *
 *     START_TEST(mem)
 *     {
 *         RUN(a_buffer_can_be_freed);
 *     }
 *
 * A file is a program. It prints TAP, and at the end a line `N passed, N failed, N skipped` that
 * counts what RUN ran; its exit status is 0 only when nothing failed. A test that checks nothing
 * and skips nothing has failed; memory and objects of msmapi32.dll that are left at the end are one
 * more failure (the real DLL doesn't tell); a crash fails the test it happens in and ends the
 * program. HARNESS_ONLY=TEXT in the environment runs only the tests whose name contains TEXT.
 * Checks may be made on any thread.
 */
#pragma once
#include <stdbool.h>
#include <stdio.h>
#include <windows.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The check failed when `condition` is false; the text says what was seen instead, and ends in \n.
 */
#define ok(condition, ...) harness_check(!!(condition), __FILE__, __LINE__, __VA_ARGS__)

/* The next statement or block is known to fail: under Wine, or wherever `condition` holds. That it
 * passes is a failure. */
#define todo_wine todo_if(harness_wine())
#define todo_if(condition)                                                                         \
    for (bool todo_ = (harness_todo_begin(condition), true); todo_; todo_ = harness_todo_end())

/* An answer that some real versions give, accepted on Windows alone. */
#define broken(condition) (!harness_wine() && (condition))

/* Something cannot be tried here; win_skip: a skip that would be a failure under Wine. */
#define skip(...)     harness_skip(false, __FILE__, __LINE__, __VA_ARGS__)
#define win_skip(...) harness_skip(true, __FILE__, __LINE__, __VA_ARGS__)

/* A remark in the output. */
#define trace(...) harness_trace(__FILE__, __LINE__, __VA_ARGS__)

/* Runs one test, `static void test(void)`. */
#define RUN(test) harness_run(#test, test)

#define START_TEST(name) void harness_main(void)

extern int
    harness_argc; /* the program's arguments; more than one in a child made by harness_spawn */
extern char **harness_argv;

/* CreateProcessW in `folder` (NULL: ours); fails a check when it cannot. Where Wine fails before
   any of the program has run (ERROR_INTERNAL_ERROR, one start in some thousand), it is started
   again and that is told. */
bool harness_start(WCHAR *line, bool inherit, const WCHAR *folder, STARTUPINFOW *start,
                   PROCESS_INFORMATION *process);
/* Starts this program again, with `arguments`; false (and a failed check) when it cannot. */
bool harness_spawn(const char *arguments, PROCESS_INFORMATION *child);
/* In that child, before its first check: its failures go to its exit status instead of the count.
 */
void harness_is_child(void);
/* In a child that is meant to end with memory and objects left. */
void harness_leaves_things(void);
/* In the parent: waits, checks that the child failed nothing, and closes its handles. */
void harness_wait(PROCESS_INFORMATION *child, DWORD msec);

bool harness_wine(void); /* do we run under Wine? */

/* Blocks of msmapi32.dll that are alive, or -1: it isn't loaded, or not ours. What a test makes, it
 * frees. */
LONG harness_blocks(void);

void harness_check(bool passed, const char *file, int line, const char *format, ...)
    __attribute__((format(gnu_printf, 4, 5)));
void harness_skip(bool fails_on_wine, const char *file, int line, const char *format, ...)
    __attribute__((format(gnu_printf, 4, 5)));
void harness_trace(const char *file, int line, const char *format, ...)
    __attribute__((format(gnu_printf, 3, 4)));
void harness_todo_begin(bool applies);
bool harness_todo_end(void); /* false, so that the loop ends */
void harness_run(const char *name, void (*test)(void));
void harness_main(void); /* what START_TEST defines */

#ifdef __cplusplus
}
#endif
