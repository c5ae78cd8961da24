/*
 * event.h - something that happens once, and who waits for it no longer than so long
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>

struct event;

struct event *event_create(void);     /* NULL: memory or handles are out */
void event_free(struct event *event); /* nobody waits; NULL does nothing */
void event_set(struct event *event);
/* Whether it has happened by then. Windows of the caller's go on hearing what other threads send.
 */
bool event_wait(struct event *event, uint64_t msec);

/* A clock that only goes forward. */
uint64_t event_now_msec(void);
