/*
 * sys/thread.h - threads, events and thread identity
 */
#pragma once
#include <stdbool.h>
#include "mapidefs.h"

struct sys_thread;
struct sys_event;
ULONG sys_thread_id(void);
HRESULT sys_thread_start(void (*run)(void *), void *context, struct sys_thread **out);
void sys_thread_join(struct sys_thread *thread); /* waits and frees */

HRESULT sys_event_create(bool manual_reset, struct sys_event **out);
void sys_event_destroy(struct sys_event *event);
void sys_event_set(struct sys_event *event);
void sys_event_reset(struct sys_event *event);
#define SYS_FOREVER 0xffffffffu
bool sys_event_wait(struct sys_event *event, ULONG msec); /* false: the time ran out */
