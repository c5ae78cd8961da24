/*
 * sys/thread.h - threads, events and thread identity
 */
#pragma once
#include <stdbool.h>
#include "mapidefs.h"

struct sys_thread;
struct sys_event;
ULONG sys_thread_id(void);
/* Our DLL stays loaded as long as the thread runs. Errors: MAPI_E_NOT_ENOUGH_MEMORY,
 * MAPI_E_NOT_ENOUGH_RESOURCES */
HRESULT sys_thread_start(void (*run)(void *), void *context, struct sys_thread **out);
void sys_thread_be_idle(void); /* the calling thread runs only when nobody else wants to */
void sys_thread_join(
    struct sys_thread *thread); /* waits and frees; windows of ours go on hearing what is sent */
/* It has ended, or was ended with its process; unlike an event of its own, this can be asked then. */
bool sys_thread_is_over(struct sys_thread *thread);
void sys_thread_detach(
    struct sys_thread *thread); /* frees without waiting; the thread itself may do it */

HRESULT sys_event_create(bool manual_reset, struct sys_event **out);
void sys_event_destroy(struct sys_event *event);
void sys_event_set(struct sys_event *event);
void sys_event_reset(struct sys_event *event);
#define SYS_FOREVER 0xffffffffu
bool sys_event_wait(struct sys_event *event, ULONG msec); /* false: the time ran out */
/* The same; what other threads send to windows of the calling one goes on meanwhile, and so do calls
 * into its apartment. */
bool sys_event_wait_sent(struct sys_event *event, ULONG msec);
