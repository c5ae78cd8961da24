/*
 * fanout.h - the calls that bring one change to the sinks of one run, and the end of registrations
 * meanwhile
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "mapidefs.h"

struct advise;
struct delivery;
struct news;
struct roster;
struct roster_run;
struct thread_job;
struct thread_queue;

/* Whether somebody of run was registered as number `from` up to `before`. */
bool fanout_has(const struct roster *roster, const struct roster_run *run, uint32_t from,
                uint32_t before);
/* The queue of the thread that a bound run belongs to, with a reference; NULL: all of it is over.
 */
struct thread_queue *fanout_queue(const struct roster *roster, const struct roster_run *run);
/*
 * A job for the thread that runs the sinks of run: it calls those.
 * delivery  NULL, or what is due one more until the job is dropped
 * NULL: memory is out.
 */
struct thread_job *fanout_create(struct roster *roster, const struct roster_run *run, uint32_t from,
                                 uint32_t before, struct news *news, struct delivery *delivery);
/*
 * Calls the sinks of run on this thread, until one answers CALLBACK_DISCONTINUE. Gives the order of
 * that one, or ROSTER_END.
 */
uint32_t fanout_at_once(struct roster *roster, const struct roster_run *run,
                        const struct news *news);
/*
 * No call to the registration's sink begins after this, and the sink is released: now, or by the
 * thread that is calling it just now (which may be ours) when that call has returned. No lock may
 * be held. It waits for nobody.
 */
void fanout_end(struct advise *advise);
