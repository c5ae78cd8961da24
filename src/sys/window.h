/*
 * sys/window.h - a hidden window that wakes its thread
 *
 * Windows: a window of the thread that made it; its owner is woken while that thread pumps
 * messages. Natively: a flag and a condition; the owner is woken in sys_window_pump and
 * sys_window_loop.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "mapidefs.h"

struct sys_window;

/* Whom a window wakes. The wake may come while another thread lets go of the last reference to
 * context, so it is held first. */
struct sys_window_owner {
    bool (*hold)(void *context); /* keeps context alive for one wake; false: it is ending. Waits for
                                    nobody. */
    void (*wake)(
        void *context); /* on the window's thread, no lock held; lets go of what hold kept */
};

/* owner's wake runs on the calling thread, once per sys_window_wake or more rarely (wakes may fall
 * together). class_name and title are what FindWindow sees. Errors: MAPI_E_NOT_ENOUGH_MEMORY,
 * MAPI_E_CALL_FAILED */
HRESULT sys_window_create(const WCHAR *class_name, const WCHAR *title,
                          const struct sys_window_owner *owner, void *context,
                          struct sys_window **out);
/* From any thread: have the owner woken soon. False: its thread takes no more messages now
 * (sys_window_alive), or never. */
bool sys_window_wake(struct sys_window *window);
/* From any thread that holds context: wake the owner on the window's thread before returning (at
 * once when that is ours). */
void sys_window_wake_now(struct sys_window *window);
/* False once it was closed, or the thread that owns it is gone. */
bool sys_window_alive(struct sys_window *window);
/* From any thread: no wake begins after this returns; the window itself goes when its thread next
 * pumps. */
void sys_window_close(struct sys_window *window);
/* Closes it, and frees what is left. */
void sys_window_destroy(struct sys_window *window);
/* Pumps messages on the window's own thread until sys_window_end_loop. */
void sys_window_loop(struct sys_window *window);
void sys_window_end_loop(struct sys_window *window);
/* True when the calling thread has been asked to end (WM_QUIT waits, or the session ends); nothing
 * is taken out. */
bool sys_window_quit_asked(void);
/* Has the user done something that waits for the calling thread to look at it? */
bool sys_input_waits(void);
uint64_t sys_input_quiet_msec(void); /* since the user did something, for whatever program */
/* Runs what waits for windows of the calling thread made here; other messages stay. */
void sys_window_pump(void);
