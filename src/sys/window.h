/*
 * sys/window.h - a hidden window that wakes its thread
 *
 * Windows: a window of the thread that made it; its callback runs while that thread pumps messages.
 * Natively: a flag and a condition; the callback runs in sys_window_pump and sys_window_loop.
 */
#pragma once
#include <stdbool.h>
#include "mapidefs.h"

struct sys_window;

/* on_wake(context) runs on the calling thread, once per wake or more rarely (wakes may fall together).
 * class_name and title are what FindWindow sees. Errors: MAPI_E_CALL_FAILED */
HRESULT sys_window_create(const WCHAR *class_name, const WCHAR *title, void (*on_wake)(void *), void *context,
                          struct sys_window **out);
/* From any thread: have on_wake run soon. */
void sys_window_wake(struct sys_window *window);
/* From any thread: run on_wake on the window's thread before returning (at once when that is ours). */
void sys_window_wake_now(struct sys_window *window);
/* False once the thread that owns it is gone. */
bool sys_window_alive(struct sys_window *window);
/* From any thread: on_wake never starts again after this returns; the window goes when its thread next pumps. */
void sys_window_destroy(struct sys_window *window);
/* Pumps messages on the window's own thread until sys_window_end_loop. */
void sys_window_loop(struct sys_window *window);
void sys_window_end_loop(struct sys_window *window);
/* True when the calling thread has been asked to end (WM_QUIT waits, or the session ends); nothing is taken out. */
bool sys_window_quit_asked(void);
/* Runs what waits for windows of the calling thread made here; other messages stay. */
void sys_window_pump(void);
