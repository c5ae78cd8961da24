/*
 * offline_change.h - a change of the state, step by step, in all processes; run by a house's thread
 */
#pragma once
#include "offline/offline_thread.h"

/* What another process changes is told to our sinks; returns when all that it has done is told. */
void change_follow(struct house *house);
/* One of the house's own, and its answer. */
void change_run(struct house *house, struct request *request);
/* To the state the network suggests. E_PENDING: another one runs. */
HRESULT change_for_network(struct house *house, ULONG state);
/* Ends the change of a process that died in it. False: somebody is at work on it. */
bool change_repair(struct house *house);
