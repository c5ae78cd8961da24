/*
 * ear.h - what the members of a shared session hear from other processes: that all are to log off
 *
 * Processes share no objects, but a session that others joined from their processes is one in its
 * user's eyes. Who logs off with MAPI_LOGOFF_SHARED writes that down (roll.h) and says so under a
 * key made of the session's number (hub.h), and every other part of the session ends.
 */
#pragma once
#include "mapidefs.h"

struct core;
struct roll_part;

/* Begins to hear; the core, which has a part, is held until ear_close. */
HRESULT ear_open(struct core *core);
void ear_close(struct core *core);
/* Ends the core's members if the session is over: who heard nothing yet finds it so. */
void ear_look(struct core *core);
/* The session is over for all other parts than this; what they do about it isn't waited for. */
void ear_tell_others(struct roll_part *part);
